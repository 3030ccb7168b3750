"""A table of counts as a sparse matrix, checked, and the accounts in it that can be compared."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse


class Paired(NamedTuple):
    """The accounts of the calls that both sides tell, and what is left out of them."""

    terms: pd.Index  # those that occur in these calls
    calls: list
    a: sparse.csr_array  # terms by calls
    b: sparse.csr_array
    terms_left_out: int
    calls_left_out: list
    why: str  # there is nothing to compare; "" where there is

    def attrs(self) -> dict:
        """What every table made from them says of itself."""
        left_out = {"calls_left_out": self.calls_left_out, "terms_left_out": self.terms_left_out}
        return {"calls": len(self.calls)} | left_out | {"why": self.why}


def matrix(counts: pd.DataFrame) -> sparse.csr_array:
    """The table as a sparse matrix; what is no count, or no term, is an error that names it."""
    terms = counts.index
    for wrong, what in ((terms.isna() | (terms == ""), "is empty"), (terms.duplicated(), "stands twice")):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"counts, row {row + 1}: the term {terms[row]!r} {what}. Drop the row or add it up.")
    words = [name for name, kind in counts.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    if words:
        raise ValueError(f"counts: column {words[0]!r} holds no numbers. Set the terms as index.")
    kinds = set(counts.dtypes)
    if kinds and all(isinstance(kind, pd.SparseDtype) for kind in kinds):
        table = counts.sparse.to_coo()
    elif all(isinstance(kind, np.dtype) for kind in kinds):
        table = counts.to_numpy()
    else:
        table = counts.to_numpy(dtype=float, na_value=np.nan)
    table = sparse.csr_array(table, dtype=float)
    wrong = ~(table.data >= 0) | (table.data % 1 != 0)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        row, column = np.searchsorted(table.indptr, at, side="right") - 1, table.indices[at]
        raise ValueError(
            f"column {counts.columns[column]!r} holds values that are no counts (negative, fractional or missing):"
            f" {table.data[at]:g} for {terms[row]!r}. Pass what frequency.count gives, not rates."
        )
    return table


def paired(counts: pd.DataFrame, a: str, b: str) -> Paired:
    """The two sides' accounts of the calls that both tell, with the terms that occur in them; perhaps none.

    Raises
    ------
    ValueError: one level of columns, a side compared with itself, or what is no count.
    """
    if counts.columns.nlevels != 2:
        raise ValueError('counts have one level of columns. Count with by=["call_id", "voice"].')
    if counts.columns.duplicated().any():
        twice = counts.columns[counts.columns.duplicated()][0]
        raise ValueError(f"counts: two columns {twice!r}. All texts on a call make one account: add them up.")
    if a == b:
        raise ValueError(f"'{a}' is compared with itself. Name two voices.")
    voices = counts.columns.get_level_values(1)
    chosen = counts.loc[:, voices.isin([a, b])]
    table = matrix(chosen)
    at = {column: i for i, (column, words) in enumerate(zip(chosen, table.sum(axis=0), strict=True)) if words > 0}
    ours, theirs = ({call for call, voice in at if voice == side} for side in (a, b))
    calls = sorted(ours & theirs)
    own, other = (table[:, [at[call, side] for call in calls]] for side in (a, b))
    used = np.flatnonzero(np.diff(own.indptr) + np.diff(other.indptr))
    why = "" if calls else no_call(a, b, voices)
    left_out = len(counts) - len(used), sorted(ours ^ theirs)
    return Paired(counts.index[used], calls, own[used], other[used], *left_out, why)


def no_call(a: str, b: str, voices: Iterable[str]) -> str:
    """Why there is nothing to compare, in words: a side that is nowhere may be a name written otherwise."""
    known = sorted(set(map(str, voices)))
    absent = " and ".join(f"'{voice}'" for voice in (a, b) if voice not in known)
    said = f" No account is by {absent}; there are: {', '.join(known) or 'none'}." if absent else ""
    return f"no call is told by both '{a}' and '{b}': there is nothing to compare.{said}"
