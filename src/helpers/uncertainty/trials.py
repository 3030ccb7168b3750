"""What the tests and intervals are worth: tried on many planted corpora, where the truth is known."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from helpers.uncertainty import _measures
from helpers.uncertainty._counts import paired
from helpers.uncertainty.intervals import interval_by_call
from helpers.uncertainty.permutation import permute_by_call
from helpers.uncertainty.planted import planted_corpus

SIDES = ("a", "b")
LEVEL = 0.05
BANDS = {"under 0.5": 0.0, "0.5 to 2": 0.5, "2 to 5": 2.0, "5 and more": 5.0}


def false_alarms(
    calls: Sequence[int] = (10, 20, 40), corpora: int = 40, *, permutations: int = 256, seed: int = 0, **model
) -> pd.DataFrame:
    """How often words are found different at 0.05 where nothing differs.

    Parameters
    ----------
    calls : numbers of calls to try.
    corpora : planted corpora for each; ``model``, further arguments of ``planted_corpus``.

    Returns
    -------
    Numbers of calls as index: ``corpora``; ``pooled_g2``, the mean share of words with p < 0.05 in G2 over pooled
    words, as the field often does it; ``swapped``, the same for swapping accounts within calls (``permute_by_call``),
    of the words whose smallest p lets them be found; ``max_t``, the share of corpora in which max-T finds a word at
    all; ``swapped_error`` and ``max_t_error``, the Monte-Carlo standard errors.

    Examples
    --------
    >>> false_alarms([10], corpora=2, permutations=64, words=300).columns.tolist()
    ['corpora', 'pooled_g2', 'swapped', 'swapped_error', 'max_t', 'max_t_error']
    """
    rows = []
    for c in calls:
        found = []
        for counts, _, k in _corpora(c, corpora, seed, planted=0, **model):
            tested = permute_by_call(counts, *SIDES, permutations=permutations, seed=k)
            alarm = (tested["p"] <= LEVEL)[tested["smallest_p"] <= LEVEL].mean()
            found.append([_pooled_g2(counts), alarm, (tested["p_max_t"] <= LEVEL).any()])
        g2, swapped, max_t = np.mean(found, axis=0)
        spread = np.std(np.array(found, dtype=float), axis=0, ddof=1)[1:] / np.sqrt(corpora)
        rows.append([corpora, g2, swapped, spread[0], max_t, spread[1]])
    columns = ["corpora", "pooled_g2", "swapped", "swapped_error", "max_t", "max_t_error"]
    return pd.DataFrame(rows, index=pd.Index(calls, name="calls"), columns=columns)


def coverage(
    calls: Sequence[int] = (10, 20, 40),
    corpora: int = 40,
    *,
    method: str = "t",
    planted: int = 200,
    seed: int = 0,
    **model,
) -> pd.DataFrame:
    """How often 95 % intervals of planted words hold the true difference, by how frequent the word is.

    Returns
    -------
    Number of calls and frequency band (true rate per 1,000 words, mean of the sides) as index: ``words``, planted words
    in all corpora that occur; ``given``, the share of them for which ``interval_by_call`` gives an interval;
    ``covered``, the share of those that hold the true difference, and its Monte-Carlo ``error``; both are missing where
    fewer than 50 intervals are given, which is too few to say.

    Examples
    --------
    >>> coverage([10], corpora=2, words=300).columns.tolist()
    ['words', 'given', 'covered', 'error']
    """
    parts = []
    for c in calls:
        for counts, truth, k in _corpora(c, corpora, seed, planted=planted, **model):
            table = interval_by_call(counts, *SIDES, method, seed=k).join(truth, how="inner")
            table = table[table["planted"]].assign(compared=c)
            table["given"] = table["low"].notna()
            hit = (table["low"] <= table["difference"]) & (table["difference"] <= table["high"])
            parts.append(table.assign(band=_band(table), covered=hit))
    cells = pd.concat(parts).groupby(["compared", "band"], observed=False)
    result = cells.agg(words=("given", "size"), given=("given", "sum"), covered=("covered", "sum"))
    share = (result["covered"] / result["given"]).where(result["given"] >= 50)
    error = np.sqrt(share * (1 - share) / result["given"])
    result = result.assign(given=result["given"] / result["words"], covered=share, error=error)
    return result.rename_axis(["calls", "band"])


def power(
    calls: Sequence[int] = (10, 20, 40, 80),
    ratios: Sequence[float] = (2.0, 4.0, 8.0),
    corpora: int = 10,
    *,
    planted: int = 40,
    permutations: int = 256,
    seed: int = 0,
    **model,
) -> pd.DataFrame:
    """How many calls are needed to find which difference: the share of planted words that max-T finds at 0.05.

    Returns
    -------
    Ratio and number of calls as index; a column a frequency band (true rate per 1,000 words, mean of the sides) with
    the share of its planted words found; ``false_words``, found though they do not differ, a corpus on average.

    Examples
    --------
    >>> power([10], [8.0], corpora=2, permutations=64, words=300).columns.tolist()
    ['under 0.5', '0.5 to 2', '2 to 5', '5 and more', 'false_words']
    """
    rows = {}
    for ratio in ratios:
        for c in calls:
            parts = []
            for counts, truth, k in _corpora(c, corpora, seed, planted=planted, ratio=ratio, **model):
                tested = permute_by_call(counts, *SIDES, permutations=permutations, seed=k)
                # A word that does not occur is not found either.
                found = tested["p_max_t"].reindex(truth.index) <= LEVEL
                parts.append(truth.assign(found=found, band=_band(truth)))
            words = pd.concat(parts)
            shares = words[words["planted"]].groupby("band", observed=False)["found"].mean().to_dict()
            rows[ratio, c] = shares | {"false_words": words.loc[~words["planted"], "found"].sum() / corpora}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["ratio", "calls"])


def _corpora(calls: int, corpora: int, seed: int, **model) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, int]]:
    """Counts, truth and seed of so many corpora; no two numbers of calls share their random numbers."""
    seeds = np.random.SeedSequence([seed, calls]).generate_state(corpora)
    return ((*planted_corpus(calls, seed=int(k), voices=SIDES, **model), int(k)) for k in seeds)


def _pooled_g2(counts: pd.DataFrame) -> float:
    """Share of words with p < 0.05, were words independent."""
    sides = paired(counts, *SIDES)
    y_a, y_b = (side.sum(axis=1) for side in (sides.a, sides.b))
    return float((np.abs(_measures.g2(y_a, y_b, y_a.sum(), y_b.sum())) > stats.chi2.isf(LEVEL, 1)).mean())


def _band(table: pd.DataFrame) -> pd.Series:
    rate = (table["rate_a"] + table["rate_b"]) / 2
    return pd.cut(rate, [*BANDS.values(), np.inf], right=False, labels=list(BANDS))
