"""Keyness: which words one group of texts uses more often than another."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.frequency.counting import checked


def two_sides(counts: pd.DataFrame, a: str, b: str) -> tuple[pd.Series, pd.Series]:
    """The two columns of a table of counts, other levels of columns (calls) added up, as numbers.

    A side that is in no column has zeros.

    Raises
    ------
    ValueError: a side is compared with itself; a value is no count.

    Examples
    --------
    >>> columns = pd.MultiIndex.from_product([["x", "y"], ["kremlin", "elysee"]])
    >>> ours, theirs = two_sides(pd.DataFrame([[1, 2, 3, 4]], columns=columns), "kremlin", "elysee")
    >>> ours.tolist(), theirs.tolist()
    ([4.0], [6.0])
    """
    sides = counts.columns.get_level_values(-1)
    if a == b:
        raise ValueError(f"'{a}' cannot be compared with itself: name two sides.")
    added = [pd.Series(checked(counts.loc[:, sides == side]).sum(axis=1), counts.index) for side in (a, b)]
    return added[0], added[1]


def no_words(words: Mapping[str, float], groups: pd.Index) -> str:
    """Why two sides with so many words cannot be compared; "" where they can.

    Examples
    --------
    >>> no_words({"kremlin": 12, "elysee": 0}, pd.Index(["kremlin", "narrator"]))
    "no words by 'elysee': there is nothing to compare. There are: kremlin, narrator."
    """
    silent = " and ".join(f"'{side}'" for side, number in words.items() if not number > 0)
    known = ", ".join(sorted(set(map(str, groups)))) or "none"
    return f"no words by {silent}: there is nothing to compare. There are: {known}." if silent else ""


def keyness(counts: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """How differently two groups use each term, by every usual measure.

    There is no p-value: these measures take words for independent draws, but a word that stands once in a text tends to
    stand there again. On random halves of real news their p-values call a quarter of all words key.
    ``uncertainty`` resamples calls instead.

    Parameters
    ----------
    counts : terms by groups, all words of the texts; further levels of columns (calls) are added up.
    a, b : the two groups; positive is ``a``.

    Returns
    -------
    Terms as index, by falling ``g2``, ties by term; terms that neither side has are left out.
    ``count_a``, ``count_b``; ``rate_a``, ``rate_b`` per 1,000 words;
    ``g2``, log-likelihood over four cells (Dunning 1993), and ``g2_two_cells``, over the term's own two (Rayson &
    Garside 2000); neither is negative; ``log_ratio``, log2 of the relative frequencies, with 0 counted as 0.5 (Hardie
    2014); ``percent_diff``, 100 (rate_a - rate_b) / rate_b (Gabrielatos & Marchi 2011), infinite where b never has
    the term; ``bic`` = g2 - ln N (Wilson 2013): evidence against equal rates from about 2 up; ``odds_ratio``, with 0.5
    added to all four cells where one is 0 (Haldane-Anscombe); ``side``, whose words it is more frequent in, or "both".
    Where a side has no words there are no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: as ``two_sides``.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [3, 7], "b": [1, 9]}, index=["grain", "the"])
    >>> keyness(counts, "a", "b")[["log_ratio", "percent_diff", "side"]].round(3).values.tolist()
    [[1.585, 200.0, 'a'], [-0.363, -22.222, 'b']]
    """
    y_a, y_b = two_sides(counts, a, b)
    n_a, n_b = y_a.sum(), y_b.sum()
    why = no_words({a: n_a, b: n_b}, counts.columns.get_level_values(-1))
    told = ((y_a + y_b) > 0) & (not why)
    y_a, y_b = y_a[told], y_b[told]
    p, q = y_a / n_a, y_b / n_b
    expected = [(y_a + y_b) * n / (n_a + n_b) for n in (n_a, n_b)]
    own = _surprise(y_a, expected[0]) + _surprise(y_b, expected[1])
    rest = _surprise(n_a - y_a, n_a - expected[0]) + _surprise(n_b - y_b, n_b - expected[1])
    g2 = (own + rest).clip(lower=0)
    table = pd.DataFrame(
        {
            "count_a": y_a.astype("int64"),
            "count_b": y_b.astype("int64"),
            "rate_a": p * 1000,
            "rate_b": q * 1000,
            "g2": g2,
            "g2_two_cells": own.clip(lower=0),
            "log_ratio": np.log2((y_a.where(y_a > 0, 0.5) / n_a) / (y_b.where(y_b > 0, 0.5) / n_b)),
            "percent_diff": (100 * (p - q) / q.where(q > 0)).fillna(np.inf),
            "bic": g2 - np.log(max(n_a + n_b, 1)),
            "odds_ratio": _odds_ratio(y_a, y_b, n_a, n_b),
            "side": pd.array(np.select([p > q, p < q], [a, b], default="both"), dtype="str"),
        }
    )
    table.attrs["why"] = why
    return table.iloc[np.lexsort((table.index.astype(str), -table["g2"].round(9)))]


def _surprise(observed: pd.Series, expected: pd.Series) -> pd.Series:
    """2 O ln(O / E); an empty cell adds nothing."""
    return 2 * observed * np.log((observed / expected).where(observed > 0, 1))


def _odds_ratio(y_a: pd.Series, y_b: pd.Series, n_a: float, n_b: float) -> pd.Series:
    cells = np.array([y_a, n_b - y_b, y_b, n_a - y_a])
    cells = cells + 0.5 * (cells == 0).any(axis=0)
    return pd.Series(cells[0] * cells[1] / (cells[2] * cells[3]), y_a.index)
