"""The comparison of two sides: which words are whose, and what each says of the same call.

Positive always means the first-named side.
"""

from itertools import product

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import frequency, lexicons, segment

TELLING = ("presidency", "leader")


def accounts(sentences: pd.DataFrame, a: str, b: str, offices: tuple[str, ...] = TELLING) -> pd.DataFrame:
    """The sentences that a comparison of the two sides rests on.

    Those that give one of the two accounts, told by the offices named, of a call that both sides tell so. All texts
    on a call form one account for each side; a sentence that several of them repeat word for word counts once.

    Parameters
    ----------
    sentences : with ``doc_id``, ``call_id``, ``text``, ``voice`` and ``office``.

    Returns
    -------
    The same columns, fewer rows, in the same order; no rows where no call is told by both.

    Examples
    --------
    >>> told = {"call_id": ["x", "x", "y"], "voice": ["kremlin", "elysee", "kremlin"], "office": ["leader"] * 3}
    >>> table = pd.DataFrame({"doc_id": ["d"] * 3, "text": ["One.", "Two.", "Three."]} | told)
    >>> accounts(table, "kremlin", "elysee")["text"].tolist()
    ['One.', 'Two.']
    """
    told = sentences[sentences["voice"].isin([a, b]) & sentences["office"].isin(offices)]
    sides = told.groupby("call_id")["voice"].nunique()
    told = told[told["call_id"].isin(sides.index[sides == 2])]
    words = told["text"].map(lambda text: " ".join(segment.tokens(text, numbers=True)))
    return told[~told.assign(words=words).duplicated(["call_id", "voice", "words"])]


def _two_sides(counts: pd.DataFrame, a: str, b: str) -> tuple[pd.Series, pd.Series]:
    """The two columns, other levels added up, checked to be counts."""
    table = counts.T.groupby(level=-1).sum().T if counts.columns.nlevels > 1 else counts
    for side in (a, b):
        if side not in table.columns:
            raise ValueError(f"no column '{side}' in the counts. There are: {', '.join(map(str, table.columns))}.")
        column = table[side]
        if column.isna().any() or (column < 0).any() or (column % 1 != 0).any():
            raise ValueError(f"column '{side}' holds values that are no counts (negative, fractional or missing).")
        if column.sum() == 0:
            raise ValueError(f"'{side}' has no words: nothing to compare. Is the voice in the texts at all?")
    return table[a].astype(float), table[b].astype(float)


def _prior(prior: float | str | pd.Series, pooled: pd.Series) -> pd.Series:
    if isinstance(prior, str):
        if prior != "pooled":
            raise ValueError(f"prior is 'pooled', a positive number or a column of counts by term, not '{prior}'.")
        return pooled
    if isinstance(prior, pd.Series):
        prior = prior.reindex(pooled.index)
        if prior.isna().any() or (prior <= 0).any():
            short = prior.index[prior.isna() | (prior <= 0)][:3].tolist()
            raise ValueError(f"the background table has no positive count for {short} and perhaps others.")
        return prior.astype(float)
    if not prior > 0:
        raise ValueError(f"a prior is positive, not {prior}.")
    return pd.Series(float(prior), index=pooled.index)


def log_odds(
    counts: pd.DataFrame, a: str, b: str, prior: float | str | pd.Series = "pooled", *, four_terms: bool = False
) -> pd.DataFrame:
    """Log-odds ratio of each term with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    Parameters
    ----------
    counts : terms by groups; further levels of columns (calls) are added up.
    a, b : the two groups; positive is ``a``.
    prior : "pooled", the counts of both together; a number, the same for every term; or a background table, a count
        for every term.
    four_terms : the variance with the rest of the words as well; the two-term form is the paper's approximation.

    Returns
    -------
    Terms as index, highest ``z`` first, ties by term: ``count_a``, ``count_b``, ``log_odds`` (natural logarithm),
    ``z``, the log-odds by its standard error. The standard error takes words for independent, which they are not:
    ``z`` ranks words, it does not test them (see ``uncertainty``).

    Raises
    ------
    ValueError: a side is missing or empty, a value is no count, a prior is not positive.

    Examples
    --------
    >>> counts = pd.DataFrame({"kremlin": [3, 1], "elysee": [0, 2]}, index=["weapons", "ceasefire"])
    >>> log_odds(counts, "kremlin", "elysee", prior=0.5)["log_odds"].round(2).to_dict()
    {'weapons': 2.46, 'ceasefire': -2.46}
    """
    y_a, y_b = _two_sides(counts, a, b)
    background = _prior(prior, y_a + y_b)
    used = background > 0
    y_a, y_b, background = y_a[used], y_b[used], background[used]
    with_a, with_b = y_a + background, y_b + background
    without_a, without_b = with_a.sum() - with_a, with_b.sum() - with_b
    if (without_a <= 0).any():
        raise ValueError("the counts hold one term only: there is no other to compare it with.")
    delta = np.log(with_a / without_a) - np.log(with_b / without_b)
    variance = 1 / with_a + 1 / with_b + ((1 / without_a + 1 / without_b) if four_terms else 0)
    table = pd.DataFrame({"count_a": y_a, "count_b": y_b, "log_odds": delta, "z": delta / np.sqrt(variance)})
    return _ranked(table.astype({"count_a": "int64", "count_b": "int64"}), "z")


def _ranked(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Highest first; equal values, to the ninth decimal, by term, so that no rounding error decides the order."""
    order = np.lexsort((table.index.astype(str), -table[column].round(9)))
    return table.iloc[order]


def word_shift(counts: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """What each term adds to the Jensen-Shannon divergence of the two sides (Lin 1991; Gallagher et al. 2021).

    Returns
    -------
    Terms as index, largest first, ties by term: ``share_a`` and ``share_b`` of each side's words; ``contribution``
    in bits, never negative, which adds up to the divergence (0 the same words, 1 none in common); ``side``, whose
    words it is more frequent in.

    Raises
    ------
    ValueError: a side is missing or empty, or a value is no count.

    Examples
    --------
    >>> counts = pd.DataFrame({"kremlin": [1, 0], "elysee": [0, 1]}, index=["weapons", "ceasefire"])
    >>> float(word_shift(counts, "kremlin", "elysee")["contribution"].sum())
    1.0
    """
    y_a, y_b = _two_sides(counts, a, b)
    p, q = y_a / y_a.sum(), y_b / y_b.sum()
    p, q = p[(p + q) > 0], q[(p + q) > 0]
    middle = (p + q) / 2
    parts = [share / 2 * np.log2((share / middle).where(share > 0, 1)) for share in (p, q)]
    side = np.select([p > q, p < q], [a, b], default="both")
    table = pd.DataFrame({"share_a": p, "share_b": q, "contribution": parts[0] + parts[1], "side": side})
    return _ranked(table, "contribution")


def telling_words(*voices: str) -> frozenset[str]:
    """Words that only say who speaks: what the sides' presidencies and leaders are called, and verbs of plain saying.

    A journalist writes "the Kremlin said" again and again. Such words belong to the telling, not to what is told, and
    are left out where the accounts themselves are compared. They come from ``lexicons/voices.csv`` (names, titles and
    offices) and ``lexicons/reporting_verbs.csv`` (speech act "say"): a verb that demands or accuses stays in.

    Examples
    --------
    >>> words = telling_words("kremlin", "elysee")
    >>> [word in words for word in ("kremlin", "macron", "president", "said", "accused", "ceasefire")]
    [True, True, True, True, False, False]
    """
    names, verbs = lexicons.read("voices"), lexicons.read("reporting_verbs")
    ours = names["voice"].isin([*voices, ""]) & names["office"].isin(TELLING) & (names["role"] != "group")
    forms = verbs.loc[verbs["speech_act"] == "say", "forms"].str.split("|").explode()
    phrases = [*names.loc[ours, "phrase"], *forms[~forms.str.contains(" ")]]
    return frozenset(word for phrase in phrases for word in segment.tokens(phrase))


def pair(
    sentences: pd.DataFrame,
    call_id: str,
    a: str,
    b: str,
    *,
    leave_out: frozenset[str] = frozenset(),
    least: float = 0.05,
) -> pd.DataFrame:
    """Which sentences of the two accounts of a call speak of the same thing, by the content words they share.

    The similarity of two sentences is the cosine of their TF-IDF weights (Salton & Buckley 1988), the weights taken
    from all ``sentences``. The most similar two are held together first, each sentence once. Stop words, and those in
    ``leave_out``, do not count.

    Parameters
    ----------
    sentences : as ``accounts`` gives them, with their labels as index.
    least : the smallest similarity, 0 to 1, that makes a pair.

    Returns
    -------
    One row a pair or a single sentence: ``a`` and ``b``, labels of rows in ``sentences`` (missing where only one side
    says it); ``told``, "both" or the side that alone says it; ``similarity``, three decimals, 0 for single ones;
    ``shared``, the words in common. In the order of side ``a``, then what only ``b`` says.

    Raises
    ------
    ValueError: the call is not in the table; names those that are.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": ["x"] * 3, "voice": ["kremlin", "elysee", "elysee"],
    ...                       "text": ["Grain was discussed.", "He asked for grain.", "He urged evacuations."]})
    >>> pair(table, "x", "kremlin", "elysee")[["shared", "told"]].values.tolist()
    [['grain', 'both'], ['', 'elysee']]
    """
    call = sentences[sentences["call_id"] == call_id]
    if call.empty:
        raise ValueError(f"no sentence on call '{call_id}'. There are: {sorted(sentences['call_id'].unique())}.")
    dropped = frequency.stop_words() | leave_out
    content = {row: [w for w in segment.tokens(text) if w not in dropped] for row, text in sentences["text"].items()}
    ours, theirs = ([row for row in call.index if call.at[row, "voice"] == side] for side in (a, b))
    similar = _similarity(content, ours, theirs)
    partner: dict = {}
    for value, i, j in sorted((-similar.get((i, j), 0.0), i, j) for i, j in product(ours, theirs)):
        if -value >= least and i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [(i, partner.get(i), "both" if i in partner else a) for i in ours]
    pairs += [(None, j, b) for j in theirs if j not in partner.values()]
    table = pd.DataFrame(pairs, columns=["a", "b", "told"]).astype({"a": "Int64", "b": "Int64"})
    table["similarity"] = [similar.get((i, j), 0.0) for i, j, _ in pairs]
    table["shared"] = [" ".join(sorted({*content[i]} & {*content[j]})) if t == "both" else "" for i, j, t in pairs]
    return table


def _similarity(content: dict, ours: list, theirs: list) -> dict[tuple, float]:
    if not ours or not theirs or not any(content.values()):
        return {}
    vectorizer = TfidfVectorizer(analyzer=lambda row: content[row]).fit(content)
    values = (vectorizer.transform(ours) @ vectorizer.transform(theirs).T).toarray().round(3)
    return {(i, j): float(values[x, y]) for (x, i), (y, j) in product(enumerate(ours), enumerate(theirs))}
