"""Which texts are copies of one another, and which are one text in several languages; nothing is deleted.

Copies share runs of words; versions share what a translator leaves alone, names and numbers, in the same places.
Pairs worth comparing come from MinHash signatures cut into bands (Broder 1997; Leskovec, Rajaraman & Ullman, Mining
of Massive Datasets, 3.4), so that time grows with the number of texts and not with the number of pairs.
"""

import unicodedata
import zlib
from collections import defaultdict

import numpy as np
import pandas as pd
import regex
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from tqdm import tqdm

from helpers import lexicons

# Chosen on 816 items of one press office, where lists of the same persons share 0.70 and a reworked notice 0.82.
_SHINGLE = 3  # words
_CONTAINED = 0.75  # share of the shorter text's shingles that the longer has
_SHORTEST = 0.4  # the shorter text's shingles to the longer's
_LEAST = 10  # shingles; below that a text is a copy of an equal one only

# Chosen on invented readouts in three languages. Of the 816 items, with languages drawn at random, the form would tie
# two pairs wrongly: two calls on one matter, two decrees; with seven names and numbers, or six, more.
_NEAR = 0.15  # of the text's length: as far may a name or number move in translation
_SHARED = 0.7  # share of names and numbers found in both texts at their places
_ANCHORS = 8  # different ones among them
_DAYS = 7  # between the days of publication

_BANDS = 64
_REACH = 16  # texts in one bucket are compared with so many of the next
_WORD = regex.compile(r"\w+")
_NUMBER = regex.compile(r"\d+(?:[.,\s]\d{3}(?!\d)|[.,]\d+)*")
_THOUSANDS = regex.compile(r"(?:[.,\s]000)+$")
_SEPARATORS = regex.compile(r"[.,\s]")


def duplicates(documents: pd.DataFrame) -> pd.DataFrame:
    """Group near-duplicates of one text, and the texts that are one text in several languages.

    Copies: the longer text has at least 75 % of the shorter one's three-word shingles (containment, Broder 1997), and
    the shorter at least 40 % as many. So small edits and cuts to a half are found, a quotation is not. Case and
    punctuation do not count; of texts under twelve words only equal ones are copies. Texts written to a form, such as
    greetings to two brigades that differ in their numbers, are near-duplicates too: read the groups.

    Versions: two texts in different languages, published at most seven days apart where both days are known, that have
    at least 70 % of their names (``lexicons/names.csv``) and numbers in common, each at the same place in the text give
    or take 15 % of its length, and at least eight different ones; a shorter text has too little to tell by and stays
    alone. Each text is paired with its best match in the other language only, and only if it is that one's best too.

    Groups are chained: where b is a copy of a and c of b, the three are one group.

    Parameters
    ----------
    documents : ``doc_id``, ``text`` and ``language`` (ISO 639-1; a text without one is nobody's version); where there,
        ``published``.

    Returns
    -------
    The same rows with two new columns: ``copies``, and ``versions``, which takes all copies of a version in. A group is
    named by the doc_id of its first text, by day of publication (unknown ones last), then doc_id; a text alone has its
    own doc_id.

    Raises
    ------
    ValueError: a column is missing, a doc_id or a text is missing, a doc_id stands there twice, or a day is no date;
    names it.

    Examples
    --------
    >>> talk = "The two presidents discussed the ceasefire and the exchange of 37 prisoners on both sides"
    >>> table = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": [talk, "PARIS - " + talk + ".", "No talks today."]})
    >>> duplicates(table.assign(language="en"))[["doc_id", "copies", "versions"]].values.tolist()
    [['a', 'a', 'a'], ['b', 'a', 'a'], ['c', 'c', 'c']]
    """
    _check(documents)
    table = pd.DataFrame({name: documents[name].to_numpy() for name in ("doc_id", "text", "language")})
    published = documents["published"].to_numpy() if "published" in documents else None
    table["published"] = pd.to_datetime(pd.Series(published, index=table.index), utc=True)
    table["row"] = np.arange(len(table))
    table = table.sort_values(["published", "doc_id"], ignore_index=True)  # the order that names the groups
    words = [_WORD.findall(unicodedata.normalize("NFC", text).casefold()) for text in table["text"]]
    # Equal texts, of which there may be thousands, are compared as one; no words at all are equal to nothing.
    equal = pd.Series([" ".join(found) or place for place, found in enumerate(words)], dtype=object)
    codes = pd.factorize(equal)[0]
    first = np.unique(codes, return_index=True)[1][codes]
    pairs = [np.column_stack([np.arange(len(table)), first])]
    distinct = np.flatnonzero((first == np.arange(len(table))) & np.array([bool(found) for found in words], dtype=bool))
    pairs.append(distinct[_copies([words[place] for place in distinct])])
    copies = _groups(pairs, table["doc_id"])
    pairs.append(distinct[_versions(table.loc[distinct].reset_index(drop=True))])
    new = pd.DataFrame({"copies": copies, "versions": _groups(pairs, table["doc_id"])})
    new = new.iloc[np.argsort(table["row"].to_numpy())].set_index(documents.index)
    return documents.assign(copies=new["copies"], versions=new["versions"])


def _check(documents: pd.DataFrame) -> None:
    for name in ("doc_id", "text"):
        if name not in documents:
            raise ValueError(f"documents: no column '{name}'. Read them with corpus.read(path).")
    if "language" not in documents:
        raise ValueError("documents: no column 'language'. Run cleaning.languages(documents) first.")
    if documents["doc_id"].isna().any():
        raise ValueError(f"documents: {documents['doc_id'].isna().sum()} rows without a doc_id. Give each one.")
    twice = sorted(set(documents.loc[documents["doc_id"].duplicated(), "doc_id"]))
    if twice:
        raise ValueError(f"documents: doc_id {twice} stands there twice. Give each row its own.")
    lost = documents.loc[documents["text"].isna(), "doc_id"].tolist()
    if lost:
        raise ValueError(f"documents {lost}: no text. Drop these rows, or read them again.")


def _groups(pairs: list[np.ndarray], doc_ids: pd.Series) -> np.ndarray:
    """For each text the doc_id of the first text that it is tied to, over however many steps."""
    one, other = np.concatenate(pairs).T
    graph = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(doc_ids), len(doc_ids)))
    _, group = connected_components(graph, directed=False)
    _, first = np.unique(group, return_index=True)
    return doc_ids.to_numpy()[first[group]]


def _copies(words: list[list[str]]) -> np.ndarray:
    """The pairs of texts of which one is a copy of the other."""
    shingles = []
    for found in tqdm(words, desc="copies", delay=2, leave=False):
        runs = (" ".join(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1)))
        shingles.append(np.unique(np.fromiter((zlib.crc32(run.encode()) for run in runs), dtype=np.uint32)))
    sizes = np.array([len(own) for own in shingles])
    pairs = _candidates(shingles, rows=3)
    shorter, longer = np.sort(sizes[pairs], axis=1).T
    fit = (shorter >= _SHORTEST * longer) & (shorter >= _LEAST)
    pairs, shorter = pairs[fit], shorter[fit]
    return pairs[_shared(shingles, pairs) >= _CONTAINED * shorter]


def _shared(sets: list[np.ndarray], pairs: np.ndarray) -> np.ndarray:
    """How many members the sets of each pair have in common; a matrix of sets and members tells it fastest."""
    members = np.concatenate([*sets, np.empty(0)]).astype(np.int64)
    ends = np.cumsum([0, *map(len, sets)])
    matrix = csr_array((np.ones(len(members), dtype=np.uint8), members, ends), shape=(len(sets), 2**32))
    shared = [np.empty(0, dtype=np.int64)]
    for some in np.array_split(pairs, 1 + len(pairs) // 10_000):
        shared.append(np.diff((matrix[some[:, 0]] * matrix[some[:, 1]]).indptr))
    return np.concatenate(shared)


def _versions(table: pd.DataFrame) -> np.ndarray:
    """The pairs of texts that are each other's best match in the other's language."""
    language = table["language"].astype("string").str.lower().str.slice(0, 2)
    texts = table["text"].where(language.notna(), "")
    anchors = [_anchors(text) for text in tqdm(texts, desc="versions", delay=2, leave=False)]
    rich = np.array([k for k, own in enumerate(anchors) if len(own) >= _ANCHORS], dtype=np.int64)
    pairs = rich[_candidates([_coarse(anchors[k]) for k in rich], rows=4)]
    codes = pd.factorize(language)[0]
    one, other = pairs.T
    days = (table["published"].take(one).array - table["published"].take(other).array) / pd.Timedelta(days=1)
    pairs = pairs[(codes[one] != codes[other]) & ~(np.abs(days) > _DAYS)]  # an unknown day is not far from any
    scores = np.array([_alike(anchors[i], anchors[j]) for i, j in pairs], dtype=np.float64)
    return _mutual(pairs[scores >= _SHARED], scores[scores >= _SHARED], codes)


def _anchors(text: str) -> dict[str, list[float]]:
    """What a translator leaves alone, names in one form and numbers, each with its places in the text, 0 to 1."""
    text = text.strip()
    places = defaultdict(list)
    for form, start, _ in lexicons.names(text):
        places[form].append(start / len(text))
    for number in _NUMBER.finditer(text):
        # 52,000 is 52 тысяч elsewhere, and 1.5 is 1,5.
        digits = _SEPARATORS.sub("", _THOUSANDS.sub("", number.group()))
        places[digits].append(number.start() / len(text))
    return places


def _coarse(anchors: dict[str, list[float]]) -> np.ndarray:
    """Each name and number with the third of the text it stands in, on two grids as it may stand at an edge."""
    grids = {f"{form} {g} {int(3 * p + g / 2)}" for form, own in anchors.items() for p in own for g in (0, 1)}
    return np.array([zlib.crc32(place.encode()) for place in sorted(grids)], dtype=np.uint32)


def _alike(one: dict[str, list[float]], other: dict[str, list[float]]) -> float:
    """The share of names and numbers that both texts have at about the same place (Dice); 0 with too few of them."""
    shared = [_together(one[form], other[form]) for form in one.keys() & other.keys()]
    both = sum(map(len, one.values())) + sum(map(len, other.values()))
    return 2 * sum(shared) / both if sum(map(bool, shared)) >= _ANCHORS else 0.0


def _together(one: list[float], other: list[float]) -> int:
    i = j = pairs = 0
    while i < len(one) and j < len(other):
        near = abs(one[i] - other[j]) <= _NEAR
        pairs += near
        # Where they are no pair, the one that stands earlier has none.
        i, j = i + (near or one[i] < other[j]), j + (near or one[i] > other[j])
    return pairs


def _mutual(pairs: np.ndarray, scores: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Of each text's pairs with texts in one language the best, where it is the best for both."""
    table = pd.DataFrame({"one": pairs[:, 0], "other": pairs[:, 1], "score": scores})
    table = pd.concat([table, table.rename(columns={"one": "other", "other": "one"})], ignore_index=True)
    table["language"] = codes[table["other"]]
    table = table.sort_values(["score", "one", "other"], ascending=[False, True, True])
    best = table.drop_duplicates(["one", "language"])[["one", "other"]].to_numpy()
    chosen = set(map(tuple, best.tolist()))
    return np.array([(i, j) for i, j in sorted(chosen) if i < j and (j, i) in chosen], dtype=np.int64).reshape(-1, 2)


def _candidates(sets: list[np.ndarray], rows: int) -> np.ndarray:
    """Pairs of sets that agree in at least one band of so many rows of their MinHash signatures.

    In a bucket each set meets the next few only, in the order given: many alike stay tied in a chain, and there are
    never more pairs than a multiple of the sets.
    """
    from datasketch import MinHash  # here, since it loads for a second that most notebooks need not wait

    hashes = MinHash.generator(map(np.ndarray.tolist, sets), num_perm=rows * _BANDS, hashfunc=int, scheme="affine32")
    hashes = tqdm(hashes, total=len(sets), desc="signatures", delay=2, leave=False)
    signatures = np.array([own.hashvalues for own in hashes], dtype=np.uint32).reshape(len(sets), _BANDS, rows)
    weights = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
    pairs = np.empty(0, dtype=np.int64)
    for band in range(_BANDS):
        keys = (signatures[:, band] * weights[:rows]).sum(axis=1, dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        met = [order[:0]]
        for step in range(1, _REACH + 1):
            same = keys[order[step:]] == keys[order[:-step]]
            met.append(order[:-step][same] * len(sets) + order[step:][same])
        pairs = np.union1d(pairs, np.concatenate(met))
    return np.column_stack(np.divmod(pairs, max(1, len(sets))))
