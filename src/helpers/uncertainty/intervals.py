"""How large a difference between the two sides is, give or take: over calls, never over words."""

from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from helpers.uncertainty._counts import Paired, paired
from helpers.uncertainty.calls import told

_PER = 1000
_CELLS = 1_000_000  # terms by resamples that are held at a time
# From where 95 % intervals were seen to cover the true difference in 93 % or more (see ``trials.coverage``).
_FEWEST_CALLS = {"t": 10, "bootstrap": 30}
_FEWEST_WITH_TERM, _SHARE_WITH_TERM = 6, 0.4


def interval_by_call(
    counts: pd.DataFrame,
    a: str,
    b: str,
    method: str = "t",
    *,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
    fewest: int | None = None,
) -> pd.DataFrame:
    """The difference of the two sides' rates, per 1,000 words, with an interval over calls.

    "t": the mean over calls of each call's difference, with Student's t; every call weighs the same. "bootstrap": the
    difference of the rates over all calls together, every word weighing the same, with percentiles of
    ``bootstrap_by_call``, set further apart the fewer the calls: the plain ones cover too little (the expanded
    percentile interval of Hesterberg 2015).

    An interval is given only where intervals were found to hold what they promise, on ``planted_corpus``: from 10 calls
    told by both ("t") or 30 ("bootstrap") up, and for words that occur in 6 of them or more, and in 40 %.

    Parameters
    ----------
    counts : terms by (call_id, voice), of single words with stop words kept, or the rate is per counted word only.
    level : the share of intervals that should cover the true difference.
    fewest : calls told by both from which an interval is given, then for every word, whatever it may be worth.

    Returns
    -------
    Terms as index, in the order of ``counts``, those alone that occur in the calls compared: ``estimate``, ``low`` and
    ``high`` per 1,000 words, positive for ``a``; ``calls`` in which the term occurs; ``why`` low and high are missing,
    "" where they are not. In ``attrs``: ``calls`` compared, ``calls_left_out``, ``terms_left_out`` and ``why`` there is
    no row: where no call is told by both.

    Raises
    ------
    ValueError: the table holds what is no count, or no such method or level.

    Examples
    --------
    >>> columns = [(f"{call:02}", side) for call in range(12) for side in ("kremlin", "elysee")]
    >>> table = {"arms": [2, 0, 3, 1] * 6, "grain": [1] + [0] * 23, "the": [97, 100] * 12}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> interval_by_call(counts, "kremlin", "elysee").round(1)[["estimate", "low", "high", "why"]].values.tolist()[:2]
    [[20.1, 20.1, 20.2, ''], [0.8, nan, nan, 'too few calls with it: 1, needed 6']]
    """
    if method not in _FEWEST_CALLS:
        raise ValueError(f"method is 't' or 'bootstrap', not '{method}'.")
    if not 0 < level < 1:
        raise ValueError(f"a level is between 0 and 1, not {level}.")
    sides = paired(counts, a, b)
    estimate, low, high = _student(sides, level) if method == "t" else _percentiles(sides, level, resamples, seed)
    calls = told(sides)
    table = pd.DataFrame({"estimate": estimate, "low": low, "high": high, "calls": calls}, index=sides.terms)
    table["why"] = pd.array(_why(calls, len(sides.calls), method, fewest), dtype="str")
    table.loc[(table["why"] == "") & (high - low < 1e-9), "why"] = "the same in every call"
    table.loc[table["why"] != "", ["low", "high"]] = np.nan
    table.attrs = sides.attrs()
    return table


def bootstrap_by_call(
    counts: pd.DataFrame, a: str, b: str, term: str, *, resamples: int = 1000, seed: int = 0
) -> pd.Series:
    """The difference of the two sides' rates in resamples of the calls, per 1,000 words, for one term.

    As many calls as there are told by both are drawn with replacement, both accounts of each together, and the rates
    taken over all the words drawn. Where all the c**c resamples are no more than ``resamples``, it is these.

    Raises
    ------
    ValueError: the term is in no call told by both, and see ``interval_by_call``.

    Examples
    --------
    >>> columns = [(call, side) for call in ("one", "two") for side in ("kremlin", "elysee")]
    >>> counts = pd.DataFrame([[1, 0, 3, 0], [9, 10, 7, 10]], ["arms", "the"], pd.MultiIndex.from_tuples(columns))
    >>> bootstrap_by_call(counts, "kremlin", "elysee", "arms").tolist()
    [100.0, 200.0, 200.0, 300.0]
    """
    sides = paired(counts, a, b)
    if term not in sides.terms:
        raise ValueError(f"'{term}' is in no call told by both '{a}' and '{b}'.")
    row = sides.terms.get_loc(term)
    return pd.Series(_drawn(sides, _weights(len(sides.calls), resamples, seed), slice(row, row + 1))[0], name=term)


def _why(calls: np.ndarray, compared: int, method: str, fewest: int | None) -> list[str]:
    """The reason for each term's empty cells, in words."""
    enough = fewest or _FEWEST_CALLS[method]
    if compared < max(enough, 2):
        return [f"too few calls told by both: {compared}, needed {max(enough, 2)}"] * len(calls)
    needed = 0 if fewest else max(_FEWEST_WITH_TERM, int(np.ceil(compared * _SHARE_WITH_TERM)))
    return [f"too few calls with it: {m}, needed {needed}" if m < needed else "" for m in calls]


def _student(sides: Paired, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ours, theirs = (side.multiply(_PER / side.sum(axis=0)[None, :]).tocsr() for side in (sides.a, sides.b))
    differences, c = ours - theirs, len(sides.calls)
    mean = differences.sum(axis=1) / c
    # The squared distances from the mean, of the cells that are filled and of those that are not.
    filled = np.diff(differences.indptr)
    row = np.repeat(np.arange(len(mean)), filled)
    square = np.bincount(row, (differences.data - mean[row]) ** 2, len(mean)) + (c - filled) * mean**2
    half = stats.t.ppf((1 + level) / 2, max(c - 1, 1)) * np.sqrt(square / max(c - 1, 1) / c)
    return mean, mean - half, mean + half


def _percentiles(sides: Paired, level: float, resamples: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    c, weights = len(sides.calls), _weights(len(sides.calls), resamples, seed)
    more = max(c - 1, 1)
    tail = stats.norm.cdf(np.sqrt(c / more) * stats.t.ppf((1 - level) / 2, more))
    tails, step = [tail, 1 - tail], max(1, _CELLS // weights.shape[1])
    first = range(0, max(len(sides.terms), 1), step)
    parts = [np.quantile(_drawn(sides, weights, slice(i, i + step)), tails, axis=1) for i in first]
    low, high = np.concatenate(parts, axis=1)
    return _drawn(sides, np.ones((c, 1)), slice(None))[:, 0], low, high


def _weights(calls: int, resamples: int, seed: int) -> np.ndarray:
    """How often each call is drawn, calls by resamples."""
    if resamples < 1:
        raise ValueError(f"resamples are at least 1, not {resamples}.")
    if calls**calls <= resamples:
        drawn = np.array(list(product(range(calls), repeat=calls)))
        return (drawn == np.arange(calls)[:, None, None]).sum(axis=2).astype(float)
    return np.random.default_rng(seed).multinomial(calls, np.full(calls, 1 / calls), size=resamples).T.astype(float)


def _drawn(sides: Paired, weights: np.ndarray, rows: slice) -> np.ndarray:
    """Difference of the two sides' rates over the calls drawn, terms by resamples."""
    ours, theirs = ((side[rows] @ weights) / (side.sum(axis=0) @ weights) for side in (sides.a, sides.b))
    return _PER * (ours - theirs)
