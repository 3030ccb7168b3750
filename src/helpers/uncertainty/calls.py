"""Which calls can be compared, and how small a p-value they could give at best."""

import numpy as np
import pandas as pd

from helpers.uncertainty._counts import Paired, paired


def paired_calls(counts: pd.DataFrame, a: str, b: str) -> list[str]:
    """The calls that both sides tell: only these can be compared.

    Parameters
    ----------
    counts : terms by (call_id, voice).

    Raises
    ------
    ValueError: the columns have one level, or a value is no count.

    Examples
    --------
    >>> columns = [("one", "kremlin"), ("one", "elysee"), ("two", "kremlin")]
    >>> counts = pd.DataFrame([[1, 2, 3]], ["grain"], columns=pd.MultiIndex.from_tuples(columns))
    >>> paired_calls(counts, "kremlin", "elysee")
    ['one']
    """
    return paired(counts, a, b).calls


def smallest_p(counts: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """The smallest two-sided p that swapping the two accounts within calls could give, for each term.

    With m calls told by both sides in which the term occurs there are 2**m ways to swap, and the two most extreme
    ones always tie: no p below 2 / 2**m can come out, whatever the difference (Pesarin & Salmaso 2010 on paired
    permutation tests). A term in none of them has p = 1.

    Parameters
    ----------
    counts : terms by (call_id, voice).

    Returns
    -------
    Terms as index; ``calls``, the number m; ``smallest_p``, 0 < p <= 1.

    Raises
    ------
    ValueError: see ``paired_calls``.

    Examples
    --------
    >>> columns = [(call, side) for call in ("one", "two") for side in ("kremlin", "elysee")]
    >>> table = {"grain": [1, 0, 0, 2], "arms": [1, 1, 0, 0], "the": [4, 5, 6, 7]}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> smallest_p(counts, "kremlin", "elysee")["smallest_p"].to_dict()
    {'grain': 0.5, 'arms': 1.0, 'the': 0.5}
    """
    sides = paired(counts, a, b)
    m = pd.Series(told(sides), index=sides.terms).reindex(counts.index, fill_value=0)
    return pd.DataFrame({"calls": m, "smallest_p": bound(m)})


def told(sides: Paired) -> np.ndarray:
    """In how many of the calls each term occurs, on either side."""
    return ((sides.a + sides.b) > 0).sum(axis=1).astype("int64")


def bound(m):
    """2 / 2**m, at most 1."""
    return np.minimum(2.0 ** (1 - m), 1.0)
