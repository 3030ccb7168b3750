"""What two sides' counts are compared by: arrays in, arrays out, so that a thousand swaps are one call."""

from collections.abc import Iterable

import numpy as np
import pandas as pd


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


def log_odds(
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

    ``parts``: for each stratum the rows of the terms that it has, with what ``log_odds`` gives for them.
    """
    total, weight = np.zeros(shape), np.zeros(shape)
    for rows, (delta, variance) in parts:
        total[rows] += delta / variance
        weight[rows] += 1 / variance
    return total / weight, total / np.sqrt(weight)


def g2(y_a: np.ndarray, y_b: np.ndarray, n_a: np.ndarray, n_b: np.ndarray) -> np.ndarray:
    """Log-likelihood ratio of the four cells (Dunning 1993), negative where ``b`` uses the term more."""
    term, words = y_a + y_b, n_a + n_b
    cells = (y_a, term * n_a), (y_b, term * n_b), (n_a - y_a, (words - term) * n_a), (n_b - y_b, (words - term) * n_b)
    # An empty cell adds nothing, as x log x goes to 0 with x.
    parts = (n * np.log(np.where(n > 0, n * words, 1) / np.where(n > 0, margins, 1)) for n, margins in cells)
    return np.sign(y_a * n_b - y_b * n_a) * 2 * sum(parts)
