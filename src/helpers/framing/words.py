"""Which words are whose, and how sure that is."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from helpers.frequency import two_sides


def log_odds(
    counts: pd.DataFrame, a: str, b: str, prior: float | str | pd.Series = "pooled", *, four_terms: bool = False
) -> pd.DataFrame:
    """Log-odds ratio of each term with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).

    Parameters
    ----------
    counts : terms by groups; further levels of columns (calls) are added up. By (dyad, call_id, group) they are added
        up within dyads, and the dyads' log-odds weighted by their inverse variance.
    a, b : the two groups; positive is ``a``.
    prior : "pooled", the counts of both together; a number, the same for every term (uniform); or a background table,
        a count for every term.
    four_terms : the variance with the rest of the words as well; the two-term form is the paper's approximation.

    Returns
    -------
    Terms as index, highest ``z`` first, ties by term: ``count_a``, ``count_b``, ``log_odds`` (natural logarithm),
    ``z``, the log-odds by its standard error. The standard error takes words for independent, which they are not:
    ``z`` ranks words, it does not test them (see ``compare``). Terms that neither side uses have no row with the pooled
    prior, which knows nothing of them. Where a side has no words there are no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: a side is compared with itself, a value is no count, a term is empty or stands twice, a prior is not
        positive, or there is one term only.

    Examples
    --------
    >>> counts = pd.DataFrame({"kremlin": [3, 1], "elysee": [0, 2]}, index=["weapons", "ceasefire"])
    >>> log_odds(counts, "kremlin", "elysee", prior=0.5)["log_odds"].round(2).to_dict()
    {'weapons': 2.46, 'ceasefire': -2.46}
    """
    y_a, y_b, why = two_sides(counts, a, b)
    dyads = counts.columns.get_level_values(0) if counts.columns.nlevels == 3 else [""]
    parts = [two_sides(counts[dyad] if dyad else counts, a, b) for dyad in dict.fromkeys(dyads)]
    parts = [(ours, theirs) for ours, theirs, alone in parts if not alone]
    if parts:
        y_a, y_b = (sum(side) for side in zip(*parts, strict=True))
    used = background(prior, y_a + y_b) > 0
    y_a, y_b = y_a[used], y_b[used]
    weighed = []
    for ours, theirs in parts:
        words = (ours.sum(), theirs.sum())
        ours, theirs = ours[used], theirs[used]
        weight = background(prior, ours + theirs).to_numpy()
        rows = np.flatnonzero(weight)
        sums = (ours.to_numpy()[rows], theirs.to_numpy()[rows], *(n + weight.sum() for n in words))
        weighed.append((rows, ratio(*sums, weight[rows], four_terms)))
    delta, z = over_strata(weighed, (len(y_a),))
    table = pd.DataFrame({"count_a": y_a, "count_b": y_b, "log_odds": delta, "z": z})
    table.attrs["why"] = why
    return _ranked(table.astype({"count_a": "int64", "count_b": "int64"}), table["z"])


def compare(
    counts: pd.DataFrame,
    a: str,
    b: str,
    *,
    prior: float | str | pd.Series = "pooled",
    method: str = "max-t",
    terms: Collection[str] | None = None,
    permutations: int = 4096,
    seed: int = 0,
) -> pd.DataFrame:
    """Each term's difference between the two sides, with all that says how sure it is.

    Log-odds rank the terms. p is of log-odds too, swapping the two accounts within calls and these brought to the same
    length (``uncertainty.permute_by_call``). The interval is Student's t over the calls' differences in rate
    (``uncertainty.interval_by_call``). Of several dyads, words are summed within each.

    Parameters
    ----------
    counts : terms by (call_id, voice), or (dyad, call_id, voice), of single words with stop words kept. Only calls told
        by both sides count.
    prior : of the log-odds, see ``log_odds``.
    method : how p is adjusted for the number of words, see ``uncertainty.adjust``.
    terms : those that are tested, as for ``uncertainty.permute_by_call``.

    Returns
    -------
    Terms as index, highest ``z`` first, ties by term: ``count_a``, ``count_b``, ``log_odds``, ``z``; ``estimate``, the
    mean difference in rate, per 1,000 words, with its 95 % interval ``low`` to ``high``; ``p``, ``p_adjusted``;
    ``calls`` in which the term occurs, ``smallest_p`` that these could give; ``why`` there is no interval. ``attrs`` as
    ``uncertainty.permute_by_call`` gives it: where no call is told by both there are no rows, and ``attrs["why"]``
    says so.

    Raises
    ------
    ValueError: the columns have one level, or a value is no count; see also ``log_odds``.

    Examples
    --------
    >>> columns = [(call, side) for call in "123456" for side in ("kremlin", "elysee")]
    >>> table = {"arms": [2, 0] * 6, "grain": [0, 1, 1, 0] * 3, "the": [3, 5] * 6}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> table = compare(counts, "kremlin", "elysee").round(3)
    >>> table.loc["arms", ["z", "estimate", "p", "p_adjusted", "calls", "smallest_p"]].astype(float).tolist()
    [2.38, 366.667, 0.031, 0.031, 6.0, 0.031]
    >>> table.loc["arms", "why"]
    'too few calls told by both: 6, needed 10'
    """
    from helpers.uncertainty import adjust, interval_by_call, permute_by_call
    from helpers.uncertainty._counts import paired

    tested = permute_by_call(counts, a, b, prior=prior, terms=terms, permutations=permutations, seed=seed)
    sides = paired(counts, a, b)
    shared = counts.loc[sides.terms, counts.columns.get_level_values(-2).isin(sides.calls)]
    table = log_odds(shared, a, b, prior)
    table = table[table.index.isin(tested.index)]
    size = interval_by_call(counts, a, b).reindex(table.index)
    sure = tested.assign(p_adjusted=adjust(tested, method)).reindex(table.index)
    table = table.join(size[["estimate", "low", "high"]]).join(sure[["p", "p_adjusted", "calls", "smallest_p"]])
    table["why"] = size["why"]
    table.attrs = tested.attrs
    return table


def word_shift(counts: pd.DataFrame, a: str, b: str, measure: str | pd.Series = "jensen-shannon") -> pd.DataFrame:
    """What each term adds to a difference between the two sides (Gallagher et al. 2021).

    With p and q the shares of a term in the words of ``a`` and of ``b``, and m their mean, the measures and what the
    contributions add up to are:

    - "jensen-shannon": p/2 log2(p/m) + q/2 log2(q/m), never negative; the Jensen-Shannon divergence in bits, from 0,
      the same words, to 1, none in common (Lin 1991);
    - "entropy": q log2 q - p log2 p; the entropy of ``a`` less that of ``b``, in bits: positive where ``a`` is the more
      varied;
    - "proportion": p - q; nothing, 0: what one side says more often it says something else less often;
    - a column of scores by term: score x (p/P - q/Q), P and Q being the shares of all the words that have a score; the
      weighted average of ``a`` less that of ``b``. Taking a neutral score from all of them first moves contributions
      from term to term and leaves the sum.

    Returns
    -------
    Terms as index, largest contribution first, whatever its sign, ties by term: ``share_a`` and ``share_b`` of all of
    each side's words; ``contribution``, positive towards ``a`` except for "jensen-shannon"; ``side``, whose words it is
    more frequent in; ``cumulative``, the sum down to the row; ``attrs["words"]``, how many each side has. With scores,
    ``score`` too, and ``attrs["scored"]``, P and Q: a term without a score stays, its
    score missing and its contribution 0. Where a side has no words there are no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: a side is compared with itself, a value is no count, no such measure, no word of a side has a score, or
        a score is infinite or given twice.

    Examples
    --------
    >>> counts = pd.DataFrame({"kremlin": [1, 0], "elysee": [0, 1]}, index=["weapons", "ceasefire"])
    >>> float(word_shift(counts, "kremlin", "elysee")["contribution"].sum())
    1.0
    >>> scores = pd.Series({"weapons": -2, "ceasefire": 1})
    >>> word_shift(counts, "kremlin", "elysee", scores)["contribution"].to_dict()
    {'weapons': -2.0, 'ceasefire': -1.0}
    """
    y_a, y_b, why = two_sides(counts, a, b)
    used = (y_a + y_b) > 0
    p, q = (y_a / y_a.sum())[used], (y_b / y_b.sum())[used]
    table = pd.DataFrame({"share_a": p, "share_b": q})
    if isinstance(measure, pd.Series):
        table["score"] = _scores(measure, p.index)
        scored = [share.where(table["score"].notna(), 0.0).sum() for share in (p, q)]
        for side, part in zip((a, b), scored, strict=True):
            if part == 0 and not why:
                raise ValueError(f"no word of '{side}' has a score. Are the scores' terms written as in the counts?")
        contribution = (table["score"] * (p / scored[0] - q / scored[1])).fillna(0.0)
        table.attrs["scored"] = dict(zip((a, b), map(float, scored), strict=True))
    elif measure == "jensen-shannon":
        contribution = (_bits(p, (p + q) / 2) + _bits(q, (p + q) / 2)) / 2
    elif measure == "entropy":
        contribution = _bits(q) - _bits(p)
    elif measure == "proportion":
        contribution = p - q
    else:
        known = "'jensen-shannon', 'entropy', 'proportion' or a column of scores by term"
        raise ValueError(f"measure is {known}, not {measure!r}.")
    table["contribution"] = contribution
    table["side"] = pd.array(np.select([p > q, p < q], [a, b], default="both"), dtype="str")
    table.attrs |= {"words": {a: int(y_a.sum()), b: int(y_b.sum())}, "why": why}
    ranked = _ranked(table, contribution.abs())
    return ranked.assign(cumulative=ranked["contribution"].cumsum())


def _bits(share: pd.Series, by: pd.Series | float = 1.0) -> pd.Series:
    """x log2(x / by), 0 where x is 0, as it goes to 0 with x."""
    return share * np.log2((share / by).where(share > 0, 1.0))


def _scores(scores: pd.Series, terms: pd.Index) -> pd.Series:
    if scores.index.duplicated().any():
        raise ValueError(f"the scores have {scores.index[scores.index.duplicated()][0]!r} twice. Keep one.")
    scores = scores.reindex(terms).astype(float)
    if np.isinf(scores).any():
        raise ValueError(f"the score of {scores.index[np.isinf(scores)][0]!r} is infinite.")
    return scores


def _ranked(table: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Highest first; equal values, to the ninth decimal, by term, so that no rounding error decides the order."""
    return table.iloc[np.lexsort((table.index.astype(str), -by.round(9)))]


def background(prior: float | str | pd.Series, pooled: pd.Series) -> pd.Series:
    """The prior of each term: "pooled", one number for all (uniform), or a background table's counts."""
    if isinstance(prior, str):
        if prior != "pooled":
            raise ValueError(f"prior is 'pooled', a positive number or a column of counts by term, not '{prior}'.")
        return pooled
    if isinstance(prior, pd.Series):
        if prior.index.duplicated().any():
            raise ValueError(f"the background table has {prior.index[prior.index.duplicated()][0]!r} twice. Add it up.")
        prior = prior.reindex(pooled.index)
        known = (prior > 0) & (prior < np.inf)
        if not known.all():
            short = prior.index[~known][:3].tolist()
            raise ValueError(f"the background table has no positive count for {short} and perhaps others.")
        return prior.astype(float)
    if not 0 < prior < np.inf:
        raise ValueError(f"a prior is positive, not {prior}.")
    return pd.Series(float(prior), index=pooled.index)


def ratio(
    y_a: np.ndarray, y_b: np.ndarray, n_a: np.ndarray, n_b: np.ndarray, prior: np.ndarray, four_terms: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratio with a Dirichlet prior, and its variance (Monroe, Colaresi & Quinn 2008).

    Counts, and the prior, are terms or terms by swaps; ``n_a`` and ``n_b`` are the two sides' numbers of words with the
    prior's, those of terms that are not among these too.
    """
    with_a, with_b = y_a + prior, y_b + prior
    without_a, without_b = n_a - with_a, n_b - with_b
    if not (np.all(without_a > 0) and np.all(without_b > 0)):
        raise ValueError("the counts hold one term only: there is no other to compare it with.")
    delta = np.log((with_a * without_b) / (with_b * without_a))
    variance = 1 / with_a + 1 / with_b
    if four_terms:
        variance = variance + 1 / without_a + 1 / without_b
    return delta, variance


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
