"""Is a difference more than chance? Swap the two accounts of a call, and adjust for the number of words tested."""

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd
from scipy import stats

from helpers.framing import background, over_strata, ratio
from helpers.uncertainty import _measures
from helpers.uncertainty._counts import Paired, paired
from helpers.uncertainty.calls import bound, told

_TIE = 1e-9
_CELLS = 1_000_000  # terms by swaps that are held at a time

Statistic = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def permute_by_call(
    counts: pd.DataFrame,
    a: str,
    b: str,
    statistic: str | Statistic = "log_odds",
    *,
    prior: float | str | pd.Series = "pooled",
    terms: Collection[str] | None = None,
    permutations: int = 4096,
    seed: int = 0,
) -> pd.DataFrame:
    """How often swapping the two accounts within calls gives a difference as large as the one there is.

    If the two sides told calls alike, either account of a call could have been either side's. So all words of a call
    change sides together, and the statistic is computed anew from the two sides' sums: for every one of the 2**c ways
    to swap c calls where these are no more than ``permutations``, otherwise for so many drawn at random, the actual one
    counted in (Phipson & Smyth 2010). Two-sided; ties within 1e-9 count. Calls that one side only tells are left out.

    For the log-odds the two accounts of a call are first brought to the same length, the harmonic mean of theirs. So
    a swap moves words and not lengths; otherwise, where one side's readouts are the shorter ones, most words that it
    uses once would seem different, and few that are would be found. No p is below the word's ``smallest_p``.

    Calls of several dyads (three levels of columns) are swapped within calls and summed within dyads, since what two
    governments speak of differs by dyad; the dyads' log-odds are then weighted by their inverse variance.

    Many words are tested at once. ``p_max_t`` compares each word with the largest statistic among the words that have
    no larger one than it, in the same swaps: step-down max-T (Westfall & Young 1993; Ge, Dudoit & Speed 2003). The
    chance of even one false word stays below the level. Methods that see the p-values alone need far more swaps.

    Parameters
    ----------
    counts : terms by (call_id, voice), as ``frequency.count(by=["call_id", "voice"])`` gives it, or by (dyad, call_id,
        voice); columns may be sparse.
    a, b : the two voices; positive is ``a``.
    statistic : "log_odds", the log-odds ratio by its standard error, so that rare and frequent words can be compared;
        "g2", the log-likelihood ratio; or a function of the two sides' counts (terms by swaps) and of their numbers of
        words (one for each swap) that gives an array of the counts' shape. The last two are of the counts as they are.
    prior : of the log-odds, see ``framing.log_odds``.
    terms : those that are tested, chosen without a look at the difference; the others count for the length only.

    Returns
    -------
    Terms as index, in the order of ``counts``, those alone that occur in the calls compared: ``statistic``;
    ``as_large``, the number of swaps that give one as large; ``p``; ``p_max_t``; ``calls`` in which the term occurs and
    ``smallest_p``, 2 / 2**calls, and not below 1 / (swaps + 1) where these are drawn. In ``attrs``: ``calls`` compared,
    of several dyads ``strata``, how many calls each gives, ``swaps``, ``exact`` (all there are, or drawn),
    ``calls_left_out`` (told by one side only), ``terms_left_out`` (their number) and ``why`` there is no row: where no
    call is told by both.

    Raises
    ------
    ValueError: the table holds what is no count, has none of the terms, or the statistic gives no number.

    Examples
    --------
    >>> columns = [(call, side) for call in "123456" for side in ("kremlin", "elysee")]
    >>> table = {"arms": [2, 0] * 6, "grain": [0, 1, 1, 0] * 3, "the": [3, 5] * 6}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> permute_by_call(counts, "kremlin", "elysee")[["as_large", "p"]].values.tolist()
    [[2.0, 0.03125], [64.0, 1.0], [2.0, 0.03125]]
    """
    sides = paired(counts, a, b)
    chosen = np.arange(len(sides.terms)) if terms is None else _rows(sides.terms, terms, counts.index)
    if isinstance(statistic, str) and statistic == "log_odds":
        sides = _same_length(sides)
    swaps, exact = swap_signs(len(sides.calls), permutations, seed)
    statistics = _measure(statistic, prior, sides, chosen)(np.ones((len(sides.calls), 1)))[:, 0]
    order = np.argsort(-np.abs(statistics).round(9), kind="stable")
    ranked = chosen[order]
    table = pd.DataFrame({"statistic": statistics[order]}, index=sides.terms[ranked])
    measure = _measure(statistic, prior, sides, ranked)
    table["as_large"], largest = as_large(measure, swaps, np.abs(statistics[order]))
    calls, actual = told(sides)[ranked], 0 if exact else 1
    table["p"] = np.maximum((table["as_large"] + actual) / (swaps.shape[1] + actual), bound(calls))
    table["p_max_t"] = np.maximum((largest + actual) / (swaps.shape[1] + actual), table["p"]).cummax()
    table["calls"] = calls
    table["smallest_p"] = np.maximum(bound(calls), actual / (swaps.shape[1] + actual))
    table = table.iloc[np.argsort(order, kind="stable")]
    table.attrs = sides.attrs() | {"swaps": swaps.shape[1], "exact": exact}
    return table


def adjust(tested: pd.DataFrame | pd.Series, method: str = "max-t") -> pd.Series:
    """P-values adjusted for the number of words tested.

    "max-t": the chance of even one false word, from the swaps themselves (see ``permute_by_call``). "holm": the same
    from the p-values alone (Holm 1979). "benjamini-hochberg": the expected share of false words among those found
    (Benjamini & Hochberg 1995). The last two need p-values that can be small: 1,000 swaps give none below 1/1001, which
    over 24,000 words is never enough.

    Parameters
    ----------
    tested : as ``permute_by_call`` gives it; for "holm" and "benjamini-hochberg" a column of p-values will do.

    Raises
    ------
    ValueError: another method, no ``p_max_t`` for "max-t", or a p that is missing or not within 0 and 1.

    Examples
    --------
    >>> p = pd.Series([0.01, 0.02, 0.6], index=["arms", "grain", "the"])
    >>> adjust(p, "holm").to_dict(), adjust(p, "benjamini-hochberg").round(3).to_dict()
    ({'arms': 0.03, 'grain': 0.04, 'the': 0.6}, {'arms': 0.03, 'grain': 0.03, 'the': 0.6})
    """
    if method not in ("max-t", "holm", "benjamini-hochberg"):
        raise ValueError(f"method is 'max-t', 'holm' or 'benjamini-hochberg', not '{method}'.")
    name = "p_max_t" if method == "max-t" else "p"
    if isinstance(tested, pd.DataFrame):
        if name not in tested:
            raise ValueError(f"no column '{name}' to adjust by '{method}'. Pass what permute_by_call gives.")
        p = tested[name]
    elif method == "max-t":
        raise ValueError("'max-t' needs the swaps, not the p-values alone. Pass what permute_by_call gives.")
    else:
        p = tested
    if not p.between(0, 1).all():
        raise ValueError(f"p of {p.index[~p.between(0, 1)][0]!r} is not within 0 and 1.")
    values = p.to_numpy(dtype=float)
    if method == "benjamini-hochberg" and len(values):
        values = stats.false_discovery_control(values)
    elif method == "holm":
        order = np.argsort(values, kind="stable")
        steps = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
        values = np.minimum(steps, 1.0)[np.argsort(order, kind="stable")]
    return pd.Series(values, index=p.index, name="p_adjusted")


def as_large(
    measure: Callable[[np.ndarray], np.ndarray], swaps: np.ndarray, observed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """In how many swaps each statistic, and the largest from this one down, is as large as the observed one.

    ``measure`` gives the statistics, terms by swaps, of signs, calls by swaps; ``observed`` are sizes, the largest
    first.
    """
    alone, largest = np.zeros((2, len(observed)), dtype=np.int64)
    least = observed[:, None] - _TIE
    step = max(1, _CELLS // max(len(observed), 1))
    for i in range(0, swaps.shape[1], step):
        size = np.abs(measure(swaps[:, i : i + step].astype(float)))
        alone += (size >= least).sum(axis=1)
        np.maximum.accumulate(size[::-1], out=size[::-1])
        largest += (size >= least).sum(axis=1)
    return alone, largest


def _rows(known: pd.Index, terms: Collection[str], every: pd.Index) -> np.ndarray:
    """The numbers of the terms that occur in the calls compared, in the order of the counts."""
    if isinstance(terms, str):
        raise ValueError(f"terms is a list of words, not the word {terms!r}.")
    if strange := sorted({*terms} - {*every}):
        raise ValueError(f"the counts have no term {strange[0]!r}. Are the terms written as in the counts?")
    return np.flatnonzero(known.isin(list(terms)))


def swap_signs(calls: int, permutations: int, seed: int) -> tuple[np.ndarray, bool]:
    """Signs, calls by swaps: 1 as it is, -1 swapped; and whether these are all there are."""
    if permutations < 1:
        raise ValueError(f"permutations are at least 1, not {permutations}.")
    if 2**calls <= permutations:
        return 1 - 2 * ((np.arange(2**calls) >> np.arange(calls)[:, None]) & 1), True
    return np.random.default_rng(seed).choice(np.array([-1, 1]), size=(calls, permutations)), False


def _same_length(sides: Paired) -> Paired:
    """Both accounts of a call as long as the harmonic mean of the two, which is what their difference is worth."""
    n_a, n_b = sides.a.sum(axis=0), sides.b.sum(axis=0)
    length = 2 * n_a * n_b / (n_a + n_b)
    return sides._replace(
        a=sides.a.multiply((length / n_a)[None, :]).tocsr(), b=sides.b.multiply((length / n_b)[None, :]).tocsr()
    )


def _sums(sides: Paired, rows: np.ndarray, signs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Counts of the two sides in these rows (terms by swaps) and their numbers of words, after swapping."""
    words = [side.sum(axis=0)[None, :] for side in (sides.a, sides.b)]
    sums = []
    for own, other in ((sides.a[rows], sides.b[rows]), words):
        both = np.asarray((own + other).sum(axis=1))[:, None]
        first = (both + (own - other) @ signs) / 2
        sums += [first, both - first]
    return sums[0], sums[1], sums[2][0], sums[3][0]


def _measure(
    statistic: str | Statistic, prior: float | str | pd.Series, sides: Paired, rows: np.ndarray
) -> Callable[[np.ndarray], np.ndarray]:
    """The statistics of these rows, terms by swaps, of signs, calls by swaps."""
    if statistic == "log_odds":
        return _log_odds(prior, sides, rows)
    if isinstance(statistic, str) and statistic != "g2":
        raise ValueError(f"statistic is 'log_odds', 'g2' or a function, not '{statistic}'.")
    if len(sides.strata) > 1:
        raise ValueError("over several dyads the statistic is 'log_odds'. Take one dyad, or drop the level of dyads.")
    function = _measures.g2 if statistic == "g2" else statistic

    def checked(signs: np.ndarray) -> np.ndarray:
        sums = _sums(sides, rows, signs)
        values = np.asarray(function(*sums), dtype=float)
        if values.shape != sums[0].shape or not np.isfinite(values).all():
            raise ValueError("the statistic gives no finite number for every term and swap. See to zero counts in it.")
        return values

    return checked


def _log_odds(prior: float | str | pd.Series, sides: Paired, rows: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Log-odds by their standard error, summed within dyads; of each dyad the terms that it has."""
    dyads = []
    for at in sides.strata.values():
        part = sides._replace(a=sides.a[:, at], b=sides.b[:, at])
        total = pd.Series((part.a + part.b).sum(axis=1), index=sides.terms)
        weight = background(prior, total).to_numpy()
        there = np.flatnonzero(weight[rows])
        dyads.append((at, part, there, weight[rows][there, None], weight.sum()))

    def measured(signs: np.ndarray) -> np.ndarray:
        parts = []
        for at, part, there, weight, all_weight in dyads:
            y_a, y_b, n_a, n_b = _sums(part, rows[there], signs[at])
            parts.append((there, ratio(y_a, y_b, n_a + all_weight, n_b + all_weight, weight)))
        return over_strata(parts, (len(rows), signs.shape[1]))[1]

    return measured
