"""The comparison of two sides: their accounts of a call, whose words are whose, and what each says of the same matter.

Positive always means the first-named side.
"""

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

from helpers import files, frames, frequency, lexicons, segment
from helpers.voices import blanked, source_words, without_narrator

__all__ = ["OFFICES", "accounts", "in_one_language", "log_odds", "omissions", "pair", "statements"]
__all__ += ["without_sources", "word_shift"]
OFFICES = ("presidency", "leader")  # whose sentences give a side's account
CALLS = ("call_id", "voice")  # what is reported on, and who reports it
SAID, NOT_HERE, NO_TEXT, NO_LIST = "said", "not in this text", "no text", "no word list"

# How similar two sentences of one statement are, or less where the second quotes the first, and what is a quotation.
ALIKE, ECHO, QUOTED = 0.25, 0.02, 0.4
_Key = tuple[str, str]  # a kind and a term
_Content = dict[_Key, list[tuple[int, int]]]  # what a sentence speaks of, and where


def __dir__() -> list[str]:
    return __all__


# -- the accounts that are compared


def accounts(
    sentences: pd.DataFrame, a: str, b: str, by: tuple[str, str] = CALLS, offices: tuple[str, ...] = OFFICES
) -> pd.DataFrame:
    """The sentences that a comparison of two sides rests on: what each says of the calls that both report on.

    All texts on a call form one account for each side; a sentence that several of them repeat word for word counts
    once.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them.
    by : the columns for what is reported on and for who reports it; to compare outlets, ("call_id", "outlet").
    offices : whose sentences count where voices are compared and ``office`` is known.

    Returns
    -------
    The same columns, fewer rows, in the same order. Where both report on no call there are none, and ``attrs["why"]``
    says so.

    Raises
    ------
    ValueError: a column is missing, or a side is compared with itself.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": ["x", "x", "y"], "voice": ["kremlin", "elysee", "kremlin"],
    ...                       "office": "leader", "text": ["One.", "Two.", "Three."]})
    >>> accounts(table, "kremlin", "elysee")["text"].tolist()
    ['One.', 'Two.']
    """
    own = _own(sentences, a, b, by, offices)
    both = _once(own[own.groupby(by[0])[by[1]].transform("nunique") == 2], by)
    if both.empty:
        known = ", ".join(sorted(map(str, sentences[by[1]].dropna().unique()))) or "none"
        both.attrs["why"] = f"no {by[0]} has sentences of both {a!r} and {b!r}. The column {by[1]} has: {known}."
    return both


def in_one_language(accounts: pd.DataFrame, by: tuple[str, str] = CALLS) -> pd.DataFrame:
    """Of the accounts, what can be compared word by word: what both sides tell of a call in the same language.

    Texts whose language is not known are compared with one another. Without a column ``language`` all rows stay.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": ["x", "x", "y", "y"], "voice": ["kremlin", "elysee"] * 2})
    >>> in_one_language(table.assign(language=["en", "en", "ru", "fr"]))["call_id"].tolist()
    ['x', 'x']
    """
    files.need(accounts, "accounts", by)
    if "language" not in accounts:
        return accounts
    language = accounts["language"].map(lexicons.language)
    return accounts[accounts.groupby([accounts[by[0]], language])[by[1]].transform("nunique") == 2]


def _require(sentences: pd.DataFrame, *columns: str) -> None:
    files.need(sentences, "sentences", [*columns, "text"], "voices.attribute(sentences) adds the voice.")
    if (empty := sentences["text"].isna().to_numpy()).any():
        raise ValueError(f"sentences: row {empty.argmax() + 1} has no text. Drop it.")


def _own(
    sentences: pd.DataFrame, a: str, b: str, by: tuple[str, str], offices: tuple[str, ...] = OFFICES
) -> pd.DataFrame:
    """The sentences that give the account of either side."""
    _require(sentences, *by)
    if a == b:
        raise ValueError(f"'{a}' is compared with itself. Name two sides.")
    own = sentences[by[1]].isin([a, b])
    if by[1] == "voice" and "office" in sentences:
        own &= sentences["office"].isin(offices)
    return sentences[own]


def _once(own: pd.DataFrame, by: tuple[str, str]) -> pd.DataFrame:
    """The sentences without those that repeat, word for word, another one of the same account."""
    words = [" ".join(segment.tokens(text, numbers=True)) for text in own["text"]]
    return own[~own[[*by]].assign(words=words).duplicated().to_numpy()]


def without_sources(
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """The sentences with spaces in place of the words that only name the source: who says it, and that he says it.

    Left out are the narrator's own words, where ``voices.attribute`` has found them, and of the rest the leaders and
    presidencies of the sides with what belongs to the name ("Russian President Vladimir
    Putin", "his French counterpart", "the two leaders"), news agencies, and verbs of plain saying ("said", "told",
    "according to"); each where it does so, and nowhere else: "Russian" stays in "the Russian blockade". What is left
    are the words that say what was said; offsets stay as they are.

    Parameters
    ----------
    sentences : with ``text``; ``language`` where known, else it is taken for English.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["Russian envoys left, the Russian leader told Macron."], "language": ["en"]})
    >>> without_sources(table)["text"].str.split().str.join(" ").iloc[0]
    'Russian envoys left, the .'
    """
    _require(sentences)
    said = without_narrator(sentences.assign(language=_languages(sentences)))
    spans = source_words(said, voices, voices_file)
    return sentences.assign(text=[blanked(text, gone) for text, gone in zip(said["text"], spans, strict=True)])


# -- words


def log_odds(counts: pd.DataFrame, a: str, b: str, prior: float | str | pd.Series = "pooled") -> pd.DataFrame:
    """Log-odds ratio of each term with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    Parameters
    ----------
    counts : terms by groups; further levels of columns (calls) are added up. By (dyad, call_id, group) they are added
        up within dyads, and the dyads' log-odds weighted by their inverse variance.
    a, b : the two groups; positive is ``a``.
    prior : "pooled", the counts of both together; a number, the same for every term (uniform); or a background table,
        a count for every term.

    Returns
    -------
    Terms as index, highest ``z`` first, ties by term: ``count_a``, ``count_b``, ``log_odds`` (natural logarithm),
    ``z``, the log-odds by its standard error, in the paper's approximation by two terms. The standard error takes words
    for independent, which they are not: ``z`` ranks words, it does not test them (see ``uncertainty.compare``). Terms
    that neither side uses have no row with the pooled prior. Where a side has no words there are no rows, and
    ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: a side is compared with itself, a value is no count, a term is empty or there twice, a prior is not
        positive, or there is one term only.

    Examples
    --------
    >>> counts = pd.DataFrame({"kremlin": [3, 1], "elysee": [0, 2]}, index=["weapons", "ceasefire"])
    >>> log_odds(counts, "kremlin", "elysee", prior=0.5)["log_odds"].round(2).to_dict()
    {'weapons': 2.46, 'ceasefire': -2.46}
    """
    y_a, y_b, why = frequency.two_sides(counts, a, b)
    strata = [counts] if counts.columns.nlevels < 3 else [counts[dyad] for dyad in counts.columns.unique(0)]
    parts = [part for part in (frequency.two_sides(table, a, b, warn=False) for table in strata) if not part[2]]
    if parts:
        y_a, y_b = (sum(part[side] for part in parts) for side in (0, 1))
    used = _background(prior, y_a + y_b) > 0
    weighed = [_weighed(ours[used], theirs[used], prior) for ours, theirs, _ in parts]
    delta, z = over_strata(weighed, (used.sum(),))
    table = pd.DataFrame({"count_a": y_a[used], "count_b": y_b[used], "log_odds": delta, "z": z})
    table.attrs["why"] = why
    return _ranked(table.astype({"count_a": "int64", "count_b": "int64"}), table["z"])


def _weighed(
    ours: pd.Series, theirs: pd.Series, prior: float | str | pd.Series
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """The rows of the terms that one stratum has, and their log-odds with its variance."""
    weight = _background(prior, ours + theirs).to_numpy()
    rows, all_weight = np.flatnonzero(weight), weight.sum()
    sums = (ours.to_numpy()[rows], theirs.to_numpy()[rows], ours.sum() + all_weight, theirs.sum() + all_weight)
    return rows, ratio(*sums, weight[rows])


def _background(prior: float | str | pd.Series, pooled: pd.Series) -> pd.Series:
    """The prior of each term: "pooled", one number for all (uniform), or a background table's counts."""
    if isinstance(prior, str):
        if prior != "pooled":
            raise ValueError(f"prior is 'pooled', a positive number or a column of counts by term, not '{prior}'.")
        return pooled
    if isinstance(prior, pd.Series):
        prior = _each_once(prior, "the background table").reindex(pooled.index)
        known = (prior > 0) & (prior < np.inf)
        if not known.all():
            short = prior.index[~known][:3].tolist()
            raise ValueError(f"the background table has no positive count for {short} and perhaps others.")
        return prior.astype(float)
    if not 0 < prior < np.inf:
        raise ValueError(f"a prior is positive, not {prior}.")
    return pd.Series(float(prior), index=pooled.index)


def _each_once(numbers: pd.Series, what: str) -> pd.Series:
    if not numbers.index.is_unique:
        raise ValueError(f"{what} has {numbers.index[numbers.index.duplicated()][0]!r} twice. Keep one.")
    return numbers


def ratio(
    y_a: np.ndarray, y_b: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, prior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratio with a Dirichlet prior, and its variance (Monroe, Colaresi & Quinn 2008).

    Counts, and the prior, are terms or terms by swaps; ``n_a`` and ``n_b`` are the two sides' numbers of words with the
    prior's, those of terms that are not among these too.
    """
    with_a, with_b = y_a + prior, y_b + prior
    without_a, without_b = n_a - with_a, n_b - with_b
    if not (np.all(without_a > 0) and np.all(without_b > 0)):
        raise ValueError("the counts hold one term only: there is no other to compare it with.")
    return np.log((with_a * without_b) / (with_b * without_a)), 1 / with_a + 1 / with_b


def over_strata(
    parts: Iterable[tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]], shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The strata's log-odds in one, each weighted by its inverse variance, and the same by its standard error.

    ``parts``: for each stratum the rows of the terms that it has, with what ``ratio`` gives for them.
    """
    total, weight = np.zeros(shape), np.zeros(shape)
    for rows, (delta, variance) in parts:
        total[rows] += delta / variance
        weight[rows] += 1 / variance
    return total / weight, total / np.sqrt(weight)


def word_shift(counts: pd.DataFrame, a: str, b: str, measure: str | pd.Series = "jensen-shannon") -> pd.DataFrame:
    """What each term adds to a difference between the two sides (Gallagher et al. 2021).

    With p and q the shares of a term in the words of ``a`` and of ``b``, and m their mean, the measures and what the
    contributions add up to are:

    - "jensen-shannon": p/2 log2(p/m) + q/2 log2(q/m), never negative; the Jensen-Shannon divergence in bits, from 0,
      the same words, to 1, none in common (Lin 1991);
    - "entropy": q log2 q - p log2 p; the entropy of ``a`` less that of ``b``, in bits: positive where ``a`` is the more
      varied;
    - a column of scores by term: score x (p/P - q/Q), P and Q being the shares of all the words that have a score; the
      weighted average of ``a`` less that of ``b``.

    Parameters
    ----------
    counts : terms by groups; further levels of columns (calls) are added up.

    Returns
    -------
    Terms as index, largest contribution first, whatever its sign, ties by term: ``share_a`` and ``share_b`` of all of
    each side's words; ``contribution``, positive towards ``a`` except for "jensen-shannon"; ``side``, whose words it is
    more frequent in; ``cumulative``, the sum down to the row; with scores ``score`` too, missing for a term without
    one, which adds nothing. ``attrs``: ``words``, how many each side has; ``scored``, P and Q. Where a side has no
    words there are no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: as for ``log_odds``; an unknown measure; a score is infinite or there twice, or no word has one.

    Examples
    --------
    >>> counts = pd.DataFrame({"kremlin": [3, 1], "elysee": [0, 2]}, index=["weapons", "ceasefire"])
    >>> word_shift(counts, "kremlin", "elysee")[["contribution", "side"]].round(3).values.tolist()
    [[0.375, 'kremlin'], [0.174, 'elysee']]
    """
    y_a, y_b, why = frequency.two_sides(counts, a, b)
    used = (y_a + y_b) > 0
    p, q = (y_a / y_a.sum())[used], (y_b / y_b.sum())[used]
    table = pd.DataFrame({"share_a": p, "share_b": q})
    if isinstance(measure, pd.Series):
        table["score"] = _each_once(measure, "the column of scores").reindex(p.index).astype(float)
        if np.isinf(table["score"]).any():
            raise ValueError(f"the score of {table.index[np.isinf(table['score'])][0]!r} is infinite. Give a number.")
        scored = [share[table["score"].notna()].sum() for share in (p, q)]
        if not why and 0 in scored:
            side = (a, b)[scored.index(0)]
            raise ValueError(f"no word of '{side}' has a score. Are the scores' terms written as in the counts?")
        contribution = (table["score"] * (p / scored[0] - q / scored[1])).fillna(0.0)
        table.attrs["scored"] = dict(zip((a, b), map(float, scored), strict=True))
    elif measure == "jensen-shannon":
        contribution = (_bits(p, (p + q) / 2) + _bits(q, (p + q) / 2)) / 2
    elif measure == "entropy":
        contribution = _bits(q) - _bits(p)
    else:
        raise ValueError(f"measure is 'jensen-shannon', 'entropy' or a column of scores by term, not {measure!r}.")
    table["contribution"] = contribution
    table["side"] = pd.array(np.select([p > q, p < q], [str(a), str(b)], default="both"), dtype="str")
    table.attrs |= {"words": {a: int(y_a.sum()), b: int(y_b.sum())}, "why": why}
    ranked = _ranked(table, contribution.abs())
    return ranked.assign(cumulative=ranked["contribution"].cumsum())


def _bits(share: pd.Series, by: pd.Series | float = 1.0) -> pd.Series:
    """x log2(x / by), 0 where x is 0, as it goes to 0 with x."""
    return share * np.log2((share / by).where(share > 0, 1.0))


def _ranked(table: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Highest first; equal values, to the ninth decimal, by term, so that no rounding error decides the order."""
    return table.iloc[np.lexsort((table.index.astype(str), -by.round(9)))]


# -- one call, side by side


def omissions(
    sentences: pd.DataFrame, a: str, b: str, by: tuple[str, str] = CALLS, words: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Which issues each side's account of each call has, and which it has not.

    An issue is said where a word or name of its list is in the account: in any sentence of the side's presidency or
    leader, in any text on the call. "Not in this text" says no more than that: the readout may have had it, and a short
    passage leaves most things out because it is short. The lengths are given beside it, and no probability.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them, of all voices; those on no call are left out.
    by : the columns for what is reported on and for who reports it, see ``accounts``.
    words : the lists of words, see ``frames.issues``.

    Returns
    -------
    One row per call, issue that any sentence has, and side: ``status`` ("said"; "not in this text"; "no text", where no
    sentence gives the side's account; "no word list", where nothing was found and none of the account's languages has a
    list); ``sentences`` of the account that say it and ``words``, the length of the account, both missing without a
    text, what texts repeat counted once; ``elsewhere``, sentences on the call outside the account that have the issue.

    Raises
    ------
    ValueError: a column or a text is missing, or a side is compared with itself.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": "x", "voice": ["kremlin", "elysee"],
    ...                       "text": ["Grain prices rose.", "He spoke of Syria."]})
    >>> omissions(table, "kremlin", "elysee")[["issue", "voice", "status"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['Syria', 'kremlin', 'not in this text'], ['Syria', 'elysee', 'said'],
     ['food and energy', 'kremlin', 'said'], ['food and energy', 'elysee', 'not in this text']]
    """
    _require(sentences, *by)
    sentences = sentences.reset_index(drop=True)
    own = _own(sentences, a, b, by, OFFICES)
    of_account, of_side = (table.groupby([*by]).groups for table in (_once(own, by), own))
    of_call = sentences.groupby(by[0]).groups
    found = _issues(sentences[sentences[by[0]].notna()], words)
    has = found.groupby("sentence")["issue"].agg(set).to_dict()
    listed = _listed(sentences, words)
    length = [len(segment.tokens(text, numbers=True)) for text in sentences["text"]]

    def having(issue: str, rows: Iterable[int]) -> int:
        return sum(issue in has.get(row, ()) for row in rows)

    cells = []
    for call, issue, side in product(of_call, sorted(found["issue"].unique()), (a, b)):
        account = of_account.get((call, side), [])
        said = having(issue, account)
        status = NO_LIST if not any(listed[row] for row in account) else NOT_HERE
        status = NO_TEXT if not len(account) else SAID if said else status
        elsewhere = having(issue, of_call[call]) - having(issue, of_side.get((call, side), []))
        cells.append((call, issue, side, status, said, sum(length[row] for row in account), elsewhere))
    table = pd.DataFrame(cells, columns=[by[0], "issue", by[1], "status", "sentences", "words", "elsewhere"])
    whole = dict.fromkeys(["sentences", "words", "elsewhere"], "Int64")
    table = table.astype({"issue": "str", "status": "str"} | whole)
    table[["sentences", "words"]] = table[["sentences", "words"]].mask(table["status"] == NO_TEXT)
    return table


def pair(accounts: pd.DataFrame, a: str, b: str, by: tuple[str, str] = CALLS) -> pd.DataFrame:
    """Which sentences of the two accounts of a call speak of the same matter. A proposal, to be read and corrected.

    A logistic regression over six features of two sentences (``features``), whose weights are ``lexicons/pairs.csv``:
    ``benchmarks/pairs.py`` fits them on official readouts aligned by hand, and says how far to trust them. All links
    that are likely enough are proposed; one sentence may answer to several. Whether two linked sentences agree or
    contradict each other is not told: on calls left out this reached an F1 of .48 at best, even of links by hand.

    Parameters
    ----------
    accounts : of one or more calls, as ``accounts`` gives them, with ``doc_id`` and ``sentence``, in the order of the
        texts; words that only name the source count as well, unless ``without_sources`` took them out.
    by : the columns for what is reported on and for who reports it, see ``accounts``.

    Returns
    -------
    One row per link, or per sentence without any: the call; ``a`` and ``b``, "doc_id:sentence", missing where no
    sentence of the other side is linked; ``similarity``, the probability of a link, three decimals (without a link, the
    highest that it has); ``shared``, the names, issues and words in common; ``spans_a`` and ``spans_b``, where these
    are in the two sentences, lists of (start, end). Call by call, in the order of side ``a``, then what only ``b``
    tells. ``attrs["measured"]`` says how right such proposals were on calls left out: ``precision`` and ``recall`` of
    links and (``alone_``) of sentences told by one side only, and ``strangers``, the share of sentences that are linked
    where two accounts are of different calls. Where neither tells anything there are no rows, and ``attrs["why"]`` says
    so.

    Raises
    ------
    ValueError: a column or a text is missing, a sentence is there twice, or a side is compared with itself.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": "x", "voice": ["kremlin", "elysee", "elysee"], "doc_id": "d",
    ...     "sentence": [0, 1, 2], "text": ["Grain was discussed.", "He asked for grain.", "He urged evacuations."]})
    >>> pair(table, "kremlin", "elysee")[["a", "b", "shared"]].fillna("").values.tolist()
    [['d:0', 'd:1', 'issue food and energy; word grain'], ['', 'd:2', '']]
    """
    own, place = _placed(_own(accounts, a, b, by))
    said, rows = contents(own), []
    for call, of_call in own.groupby(by[0], sort=False).groups.items():
        ours, theirs = ([row for row in of_call if own.at[row, by[1]] == side] for side in (a, b))
        rows += [(call, *row) for row in _paired(ours, theirs, said)]
    table = pd.DataFrame(rows, columns=[by[0], "a", "b", "similarity", "shared", "spans_a", "spans_b"])
    table = table.assign(a=table["a"].map(place), b=table["b"].map(place))
    why = "" if rows else f"no sentence gives the account of {a!r} or of {b!r}."
    table.attrs |= {"why": why, "measured": _fitted("measured")}
    return table.astype({"similarity": "float64", "shared": "str"})


def statements(accounts: pd.DataFrame, by: tuple[str, str] = CALLS) -> pd.Series:
    """A proposal of which sentences of one account of one call say the same, such as a paraphrase and its quotation.

    Two sentences are one statement if they are as similar as ``ALIKE``, by the words and names that ``pair`` compares;
    or as ``ECHO``, if the second follows the first and is a quotation (``QUOTED``) and the first is none; or if a third
    sentence links them. A sentence that makes two statements is not told apart: correct the numbers by hand. Of 18
    pairs of sentences that say the same, in ten written reports and the five texts, it proposed nine, and six others,
    with limits chosen without the text in question (F1 .55).

    Parameters
    ----------
    accounts : as ``accounts`` gives them, with ``doc_id`` and ``sentence``.
    by : the columns for what is reported on and for who reports it.

    Returns
    -------
    The number of each sentence's statement, from 1 in each account of each call, under the index of ``accounts``.

    Raises
    ------
    ValueError: a column or a text is missing, or a sentence is there twice.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": "x", "voice": "kremlin", "doc_id": "d", "sentence": [0, 1, 2],
    ...     "text": ["He called for grain corridors.", '"Grain must get out," he said.', "Syria was discussed."]})
    >>> statements(table).tolist()
    [1, 1, 2]
    """
    _require(accounts, *by)
    own, _ = _placed(accounts)
    said, number = contents(own), np.zeros(len(own), dtype=int)
    quote = np.array([segment.quoted(f"{text} ").mean() > QUOTED for text in own["text"]], dtype=bool)
    for rows in own.groupby([*by], sort=False).indices.values():
        near, quotes = _near([said[row] for row in rows]), quote[rows]
        echoes = np.diag(quotes[1:] & ~quotes[:-1], 1)
        number[rows] = connected_components((near >= ALIKE) | (echoes & (near >= ECHO)), directed=False)[1] + 1
    return pd.Series(number, accounts.index, name="statement")


def _placed(own: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The sentences under numbers, and the place of each, "doc_id:sentence"."""
    files.need(own, "accounts", ["doc_id", "sentence"], "segment.split adds them.")
    own = own.reset_index(drop=True)
    place = own["doc_id"].astype("str") + ":" + own["sentence"].astype("str")
    if place.duplicated().any():
        raise ValueError(f"the sentence {place[place.duplicated()].iloc[0]} is there twice. Keep one.")
    return own, place


def _paired(ours: list[int], theirs: list[int], said: list[_Content]) -> list[tuple]:
    """The rows of one call, with numbers for its sentences."""
    seen = features([said[row] for row in ours], [said[row] for row in theirs])
    likely = probability(seen, _fitted("weight")).round(3)
    linked = likely >= _fitted("weight")["least"]
    both = [(ours[i], theirs[j], likely[i, j]) for i, j in np.argwhere(linked)]
    rows = [(*link, *_shared(said[link[0]], said[link[1]])) for link in both]
    alone = [np.flatnonzero(~linked.any(axis)) for axis in (1, 0)]
    rows += [(ours[i], None, likely[i].max(initial=0), "", [], []) for i in alone[0]]
    rows.sort(key=lambda row: row[0])  # stable: a sentence's links keep their order
    return rows + [(None, theirs[j], likely[:, j].max(initial=0), "", [], []) for j in alone[1]]


def probability(seen: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    """Of each link, by what ``features`` gives of two accounts."""
    seen = seen | {"common": np.minimum(seen["common"], weights["enough"])}
    return expit(weights["constant"] + sum(weights[name] * value for name, value in seen.items()))


def features(ours: list[_Content], theirs: list[_Content]) -> dict[str, np.ndarray]:
    """What tells whether each of our sentences speaks of the same matter as each of theirs.

    - nearest: similarity in words and names, relative to the most similar sentence of the other side, from both sides;
    - order: how far apart the two stand in their accounts, from 0 to 1;
    - names, issues: those in common, each by its inverse document frequency among readouts; names in an opening
      sentence, which say who spoke with whom, do not count;
    - apart: both have issues, and none in common;
    - common: how much the two accounts have in common at all, the mean root of their sentences' best similarities. It
      counts up to ``enough``: where two accounts share hardly anything, little is linked.
    """
    n, m = len(ours), len(theirs)
    near = _near([*ours, *theirs])[:n, n:]
    best = [near.max(axis, keepdims=True, initial=1e-9) for axis in (1, 0)]
    opening = {key for one in (*ours[:1], *theirs[:1]) for key in _of(one, "name")}

    def shared(kind: str) -> np.ndarray:
        keys = [_of(one, kind) & _of(two, kind) - opening for one in ours for two in theirs]
        return np.array([sum(map(_rarity, own)) for own in keys], dtype=float).reshape(n, m)

    issues, any_issue = shared("issue"), [[bool(_of(one, "issue")) for one in side] for side in (ours, theirs)]
    return {
        "nearest": sum(near / one for one in best),
        "order": np.abs(np.subtract.outer(np.linspace(0, 1, n), np.linspace(0, 1, m))),
        "names": shared("name"),
        "issues": issues,
        "apart": np.outer(*any_issue) * (issues == 0),
        "common": np.full((n, m), sum(np.sqrt(one).sum() for one in best) / max(n + m, 1)),
    }


def _of(one: _Content, kind: str) -> set[_Key]:
    return {key for key in one if key[0] == kind}


def _near(said: list[_Content]) -> np.ndarray:
    """The cosine of each two sentences of a call.

    Of their words and of all stretches of five letters in them, so that "nuclear" and "nucléaire" have some in common,
    each weighted by its inverse document frequency both among readouts and among these sentences (Salton & Buckley
    1988).
    """
    words = [{word for kind, what in one if kind != "issue" for word in segment.tokens(what)} for one in said]
    parts = [{part for word in own for part in _parts(word)} for own in words]
    keys = sorted(set().union(*parts))
    has = np.array([[key in own for key in keys] for own in parts], dtype=float).reshape(len(said), len(keys))
    rarity = np.array([_rarity(("part", key)) for key in keys])
    weighed = has * rarity * (1 + np.log((1 + len(said)) / (1 + has.sum(axis=0))))
    weighed /= np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-9)
    return weighed @ weighed.T


def contents(own: pd.DataFrame) -> list[_Content]:
    """What each sentence speaks of, and where: names in their one form, issues, other words. Rows: from 0."""
    said = [defaultdict(list) for _ in own.index]
    for find in _issues(own).itertuples():
        said[find.sentence]["issue", find.issue].append((find.start, find.end))
    for one, text, language in zip(said, own["text"], _languages(own), strict=True):
        named = lexicons.names(text)
        inside = {at for _, start, end in named for at in range(start, end)}
        for form, *span in named:
            one["name", form].append(tuple(span))
        for word, *span in segment.token_spans(text):
            if word not in _passed_over(language) and inside.isdisjoint(range(*span)):
                one["word", word].append(tuple(span))
    return said


def _shared(one: _Content, two: _Content) -> tuple[str, list, list]:
    """What two sentences have in common, in words, and where it is in each; words that begin alike are one."""

    def alike(key: _Key) -> _Key:
        return (key[0], key[1][:5]) if key[0] == "word" else key

    both = set(map(alike, one)) & set(map(alike, two))
    said = "; ".join(" ".join(key) for key in sorted(one) if alike(key) in both)
    spans = ({span for key, found in side.items() if alike(key) in both for span in found} for side in (one, two))
    return said, *map(sorted, spans)


@cache
def _parts(word: str) -> frozenset[str]:
    """A word, and all stretches of five letters in it, its ends marked, without accents."""
    letters = unicodedata.normalize("NFKD", f"^{word}$")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return frozenset({word, *(plain[at : at + 5] for at in range(max(1, len(plain) - 4)))})


@cache
def _fitted(kind: str) -> dict[str, float]:
    return lexicons.table("pairs").query("kind == @kind").set_index("name")["value"].astype(float).to_dict()


def _rarity(key: _Key) -> float:
    """Inverse document frequency among the readouts of ``data``."""
    known = _frequencies()
    return float(np.log((1 + known["", ""]) / (1 + known[key])))


@cache
def _frequencies() -> Counter[_Key]:
    """How many readouts have a name, an issue, or part of a word: as many as its words together, at most all."""
    table = lexicons.table("document_frequencies").astype({"readouts": int})
    known = Counter({(kind, term): count for kind, term, count in table.itertuples(index=False)})
    for _, word, count in table[table["kind"] == "word"].itertuples(index=False):
        for part in _parts(word):
            known["part", part] = min(known["", ""], known["part", part] + count)
    return known


def _issues(sentences: pd.DataFrame, words: pd.DataFrame | None = None) -> pd.DataFrame:
    """The issues with the sentences' index labels in place of their numbers."""
    return frames.issues(sentences.assign(doc_id="", sentence=sentences.index), words)


def _listed(sentences: pd.DataFrame, words: pd.DataFrame | None) -> list[bool]:
    """Whether there is a list of words for each sentence's language; where none is known, all hold."""
    known = {"", *(lexicons.table("issues") if words is None else words)["language"]}
    return [language in known for language in _languages(sentences)]


def _languages(sentences: pd.DataFrame) -> list[str]:
    given = sentences["language"] if "language" in sentences else [""] * len(sentences)
    return [lexicons.language(tag) for tag in given]


@cache
def _passed_over(language: str) -> frozenset[str]:
    """Words that say nothing of what a sentence is about; that two sentences name one day is no subject in common."""
    known = [language] if language in frequency.LANGUAGES else list(frequency.LANGUAGES)
    dates = lexicons.table("dates")
    return frequency.stop_words(known) | {*dates.loc[dates["language"].isin(known), "word"]}
