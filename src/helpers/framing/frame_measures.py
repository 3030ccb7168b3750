"""How much of each account a frame takes up, which phrases drove that, and how right the tags are."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from helpers.framing import _codebook

_LABELS = {"frame": "frames", "function": "functions"}  # a tag, and the column of labels by hand that holds it
_FEWEST_CASES = 5
# From where 95 % intervals covered the true share in 91 to 98 of 100 draws, in 74 settings: 10 to 40 calls of 2 to 20
# sentences, beta-binomial, true shares of 0.1 to 0.7, correlations within a call of 0.1 and 0.3.
_FEWEST_CALLS, _FEWEST_EITHER = 10, 6


def frame_shares(
    tags: pd.DataFrame,
    sentences: pd.DataFrame,
    by: Sequence[str] = ("voice",),
    *,
    tag: str = "frame",
    sides: tuple[str, str] = ("kremlin", "elysee"),
) -> pd.DataFrame:
    """The share of each group's sentences that have each frame.

    The interval is Student's t over calls, of the ratio of their sums (Cochran 1977, Sampling Techniques, 6.3), cut at
    0 and 1. There is one from ten calls up that both sides tell, for a frame that six of the group's calls or more
    have, and six or more have not in every sentence.

    Parameters
    ----------
    tags : as ``frames`` gives them. sentences : the same that were tagged, or some of them, such as ``accounts`` gives.
    by : columns of the sentences. With ``voice`` each side has its rows, even where it has no sentence.
    tag : "frame" or "function". sides : the two that make a call told by both.

    Returns
    -------
    One row a group and frame, in the order of the groups and of the codebook: ``by``, ``frame`` (or ``function``);
    ``n``, sentences that could be read; ``tagged`` among them; ``share``, 0 to 1, missing where n is 0; ``low``,
    ``high``, the 95 % interval; ``calls``, the group's that both sides tell; ``why`` a cell is empty, else "".

    Raises
    ------
    ValueError: a column is missing, or no such tag.

    Examples
    --------
    >>> from helpers.framing import frames
    >>> told = {"doc_id": "a", "sentence": [0, 1], "call_id": "x", "voice": "kremlin", "language": "en",
    ...         "text": ["They spoke of a truce.", "They spoke."]}
    >>> sentences = pd.DataFrame(told)
    >>> shares = frame_shares(frames(sentences), sentences).set_index(["voice", "frame"])
    >>> shares.loc[[("kremlin", "ceasefire")], ["n", "tagged", "share", "why"]].values.tolist()
    [[2, 1, 0.5, 'too few calls told by both: 0, needed 10']]
    >>> shares.loc[("elysee", "ceasefire"), "why"]
    'no sentence'
    """
    by = [by] if isinstance(by, str) else list(by)
    sentences, has, read = _has(tags, sentences, tag, by)
    both = _told_by_both(sentences[read], sides)
    # A sentence on no call is told by its text alone.
    calls = sentences["call_id"].fillna(sentences["doc_id"]) if "call_id" in sentences else sentences["doc_id"]
    rows = []
    for key, group in _groups(sentences, by, sides):
        at = group[read[group]]
        why = "no sentence in a language with phrases" if len(group) else "no sentence"
        shared = len(set(calls[at]) & both)
        for name in has.columns:
            told = has.loc[at, name]
            size = _share(told, calls[at], shared) if len(at) else (np.nan, np.nan, np.nan, why)
            rows.append((*key, name, len(at), int(told.sum()), *size[:3], shared, size[3]))
    return pd.DataFrame(rows, columns=[*by, tag, "n", "tagged", "share", "low", "high", "calls", "why"])


def frame_counts(tags: pd.DataFrame, sentences: pd.DataFrame, tag: str = "frame") -> pd.DataFrame:
    """Sentences by frame, call and voice: the table that ``compare`` and everything in ``uncertainty`` takes.

    A sentence counts once for each of its frames, and one without any as "none", so that an account's length is kept.
    Sentences on no call, or in a language without phrases, are left out.

    Returns
    -------
    Frames that occur, in the codebook's order, and "none"; by (call_id, voice).

    Raises
    ------
    ValueError: a column is missing, or no such tag.

    Examples
    --------
    >>> from helpers.framing import frames
    >>> told = {"doc_id": "a", "sentence": [0, 1], "call_id": "x", "voice": ["kremlin", "elysee"],
    ...         "text": ["They spoke.", "He wants a truce."]}
    >>> frame_counts(frames(pd.DataFrame(told)), pd.DataFrame(told))[("x", "elysee")].to_dict()
    {'ceasefire': 1, 'none': 0}
    """
    sentences, has, read = _has(tags, sentences, tag, ["call_id", "voice"])
    has = has.assign(none=~has.any(axis=1))[read]
    keys = [sentences.loc[has.index, name] for name in ("call_id", "voice")]
    counts = has.astype("int64").groupby(keys).sum().T
    return counts[counts.any(axis=1)].rename_axis(tag)


def frame_influence(
    tags: pd.DataFrame, sentences: pd.DataFrame, by: Sequence[str] = ("voice",), *, tag: str = "frame"
) -> pd.DataFrame:
    """Which phrases drive each share: what it would be without each of them.

    One phrase is left out at a time, as the tags stand: a phrase that it hid does not come back.

    Returns
    -------
    One row a group, frame and phrase found: ``by``, ``frame`` (or ``function``), ``pattern``; ``sentences`` that have
    the phrase; ``only``, those whose frame rests on it alone; ``share`` and ``without``, with and without it;
    ``change``, without - share. By group, in the codebook's order of frames; the largest change first, ties by phrase.

    Raises
    ------
    ValueError: a column is missing, or no such tag.

    Examples
    --------
    >>> from helpers.framing import frames
    >>> told = {"doc_id": "a", "sentence": [0, 1], "voice": "kremlin", "text": ["A truce.", "A truce, a ceasefire."]}
    >>> sentences = pd.DataFrame(told)
    >>> frame_influence(frames(sentences), sentences)[["pattern", "sentences", "only", "change"]].values.tolist()
    [['truce*', 2, 1, -0.5], ['ceasefire*', 1, 0, 0.0]]
    """
    by = [by] if isinstance(by, str) else list(by)
    sentences, has, read = _has(tags, sentences, tag, by)
    groups = sentences[read].groupby(by, dropna=False).size().rename("n")
    own = _counted(tags, tag)[["doc_id", "sentence", tag, "pattern"]].drop_duplicates()
    own = sentences[["doc_id", "sentence", *by]].merge(own, on=["doc_id", "sentence"])
    own["only"] = own.groupby(["doc_id", "sentence", tag])["pattern"].transform("size") == 1
    tagged = own.drop_duplicates(["doc_id", "sentence", tag]).groupby([*by, tag], dropna=False).size().rename("tagged")
    table = (
        own.groupby([*by, tag, "pattern"], dropna=False)
        .agg(sentences=("only", "size"), only=("only", "sum"))
        .reset_index()
    )
    table = table.join(groups, on=by).join(tagged, on=[*by, tag])
    table["share"] = table["tagged"] / table["n"]
    table["without"] = (table["tagged"] - table["only"]) / table["n"]
    table["change"] = -table["only"] / table["n"]
    place = table[tag].map({name: i for i, name in enumerate(has.columns)})
    order = table.assign(place=place, most=-table["only"], next=-table["sentences"])
    table = table.loc[order.sort_values([*by, "place", "most", "next", "pattern"]).index]
    return table.drop(columns=["n", "tagged"]).reset_index(drop=True)


def frame_scores(tags: pd.DataFrame, labels: pd.DataFrame, tag: str = "frame") -> pd.DataFrame:
    """How well tags agree with labels by hand, for each frame.

    Tags of sentences that are not labelled do not count. A second pass of labels may stand in for the tags, as rows of
    ``doc_id``, ``sentence`` and ``frame``; then the F1 says how stable the coder is.

    Parameters
    ----------
    labels : ``doc_id``, ``sentence``, and ``frames`` or ``functions``, names separated by spaces, "" for none.

    Returns
    -------
    Frames as index: ``cases``, labelled sentences; ``found``, tagged ones; ``right``, both; ``precision``, ``recall``
    and ``f1``, 0 to 1, the harmonic mean of the two (van Rijsbergen 1979); missing with fewer than five cases, and
    ``why`` says so.

    Raises
    ------
    ValueError: a column is missing, a label is no frame of the tags or the codebook, or no labelled text was tagged.

    Examples
    --------
    >>> tags = pd.DataFrame({"doc_id": "a", "sentence": [0, 1, 2, 3, 4, 6], "frame": "law"})
    >>> labels = pd.DataFrame({"doc_id": "a", "sentence": range(7), "frames": ["law"] * 5 + ["", "military"]})
    >>> scores = frame_scores(tags, labels)
    >>> scores.loc[["law", "military"], ["cases", "found", "right", "f1"]].round(2).values.tolist()
    [[5.0, 6.0, 5.0, 0.91], [1.0, 0.0, 0.0, nan]]
    >>> scores.loc["military", "why"]
    'too few cases: 1, needed 5'
    """
    names, column = _names(tags, tag), _LABELS[tag]
    if missing := [name for name in ("doc_id", "sentence", column) if name not in labels]:
        raise ValueError(f"the labels have no column {', '.join(missing)}.")
    rows = list(zip(labels["doc_id"], labels["sentence"], labels[column].fillna("").str.split(), strict=True))
    for doc_id, number, given in rows:
        if unknown := set(given) - set(names):
            raise ValueError(f"labels of '{doc_id}', sentence {number}: no {tag} '{min(unknown)}' in the codebook.")
    known = {(doc_id, number) for doc_id, number, _ in rows}
    if not {doc_id for doc_id, _ in known} & set(tags["doc_id"]):
        raise ValueError("no labelled text was tagged. Do the labels and the tags name the texts alike?")
    counted = _counted(tags, tag)
    found = {key for key in zip(counted["doc_id"], counted["sentence"], counted[tag], strict=True) if key[:2] in known}
    gold = {(doc_id, number, name) for doc_id, number, given in rows for name in given}
    table = pd.DataFrame(index=pd.Index(names, name=tag, dtype="str"))
    for column, keys in (("cases", gold), ("found", found), ("right", gold & found)):
        table[column] = [sum(key[2] == name for key in keys) for name in names]
    enough = table["cases"] >= _FEWEST_CASES
    rates = {"precision": table["right"] / table["found"], "recall": table["right"] / table["cases"]}
    rates["f1"] = 2 * table["right"] / (table["cases"] + table["found"])
    for column, rate in rates.items():
        table[column] = rate.where(enough)
    table["why"] = [f"too few cases: {n}, needed {_FEWEST_CASES}" if n < _FEWEST_CASES else "" for n in table["cases"]]
    return table


def _names(tags: pd.DataFrame, tag: str) -> list[str]:
    """The codebook's frames or functions in its order, those of the tags' own codebook where they know it."""
    if tag not in _LABELS:
        raise ValueError(f"tag is 'frame' or 'function', not '{tag}'.")
    if missing := [name for name in ("doc_id", "sentence", tag) if name not in tags]:
        raise ValueError(f"the tags have no column {', '.join(missing)}. framing.frames() makes them.")
    if isinstance(tags[tag].dtype, pd.CategoricalDtype):
        return [name for name in tags[tag].cat.categories if name]
    return _codebook.names(_codebook.checked(None), tag)


def _counted(tags: pd.DataFrame, tag: str) -> pd.DataFrame:
    """The tags that count: not what is said to be passed over."""
    tags = tags.assign(**{tag: tags[tag].astype("str")})
    return tags[(tags[tag] != "") & (tags["scope"] != "silence" if "scope" in tags else True)]


def _has(
    tags: pd.DataFrame, sentences: pd.DataFrame, tag: str, by: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The sentences, numbered anew; whether each has each frame; and whether it could be read."""
    names = _names(tags, tag)
    if missing := [name for name in ("doc_id", "sentence", *by) if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}.")
    sentences = sentences.reset_index(drop=True)
    keys = list(zip(sentences["doc_id"], sentences["sentence"], strict=True))
    counted = _counted(tags, tag)
    found = set(zip(counted["doc_id"], counted["sentence"], counted[tag], strict=True))
    has = pd.DataFrame({name: [(*key, name) in found for key in keys] for name in names}, dtype=bool)
    closed = tags[tags["why"] != ""] if "why" in tags else tags.iloc[:0]  # labels by hand have none
    closed = set(zip(closed["doc_id"], closed["sentence"], strict=True))
    return sentences, has, pd.Series([key not in closed for key in keys], dtype=bool)


def _groups(sentences: pd.DataFrame, by: list[str], sides: tuple[str, str]) -> Iterator[tuple[tuple, pd.Index]]:
    """Each group's rows, in the order of the keys; of each call or text, a group for either side."""
    found = {key: part.index for key, part in sentences.groupby(by, dropna=False, sort=True)}
    keys = list(found)
    if "voice" in by:
        at = by.index("voice")
        every = [(*key[:at], side, *key[at + 1 :]) for key in keys or [("",) * len(by)] for side in sides]
        keys = [*keys, *(key for key in dict.fromkeys(every) if key not in found)]
    place = {side: f" {number}" for number, side in enumerate(sides)}  # before all other voices, in their order
    for key in sorted(keys, key=lambda key: tuple(place.get(part, str(part)) for part in key)):
        yield key, found.get(key, pd.Index([], dtype="int64"))


def _told_by_both(sentences: pd.DataFrame, sides: tuple[str, str]) -> set[str]:
    if "call_id" not in sentences or "voice" not in sentences:
        return set()
    calls = [set(sentences.loc[sentences["voice"] == side, "call_id"].dropna()) for side in sides]
    return calls[0] & calls[1]


def _share(has: pd.Series, clusters: pd.Series, shared: int) -> tuple[float, float, float, str]:
    """A share, its interval over calls, and why there is none."""
    share = float(has.mean())
    if shared < _FEWEST_CALLS:
        return share, np.nan, np.nan, f"too few calls told by both: {shared}, needed {_FEWEST_CALLS}"
    sums = has.groupby(clusters).agg(["sum", "size"])
    fewest = min(int((sums["sum"] > 0).sum()), int((sums["sum"] < sums["size"]).sum()))
    if fewest < _FEWEST_EITHER:
        return share, np.nan, np.nan, f"too few calls with it, or without: {fewest}, needed {_FEWEST_EITHER}"
    c, left = len(sums), sums["sum"] - share * sums["size"]
    half = stats.t.ppf(0.975, c - 1) * np.sqrt((left**2).sum() / (c - 1) / c) / sums["size"].mean()
    return share, max(0.0, share - half), min(1.0, share + half), ""
