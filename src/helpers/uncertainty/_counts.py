"""A table of counts as a sparse matrix, checked, and the accounts in it that can be compared."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.frequency import checked


class Paired(NamedTuple):
    """The accounts of the calls that both sides tell, and what is left out of them."""

    terms: pd.Index  # those that occur in these calls
    calls: list
    a: sparse.csr_array  # terms by calls
    b: sparse.csr_array
    terms_left_out: int
    calls_left_out: list
    why: str  # there is nothing to compare; "" where there is
    strata: dict[str, np.ndarray]  # of each dyad, the places of its calls; all of them under "" in two levels

    def attrs(self) -> dict:
        """What every table made from them says of itself."""
        left_out = {"calls_left_out": self.calls_left_out, "terms_left_out": self.terms_left_out}
        strata = {name: len(at) for name, at in self.strata.items() if name}
        return {"calls": len(self.calls), "strata": strata} | left_out | {"why": self.why}


def paired(counts: pd.DataFrame, a: str, b: str) -> Paired:
    """The two sides' accounts of the calls that both tell, with the terms that occur in them; perhaps none.

    Raises
    ------
    ValueError: one level of columns, a side compared with itself, a call in two dyads, or what is no count.
    """
    if counts.columns.nlevels not in (2, 3):
        few = "one level" if counts.columns.nlevels == 1 else f"{counts.columns.nlevels} levels"
        raise ValueError(f'counts have {few} of columns. Count with by=["call_id", "voice"], or "dyad" before them.')
    accounts = counts.columns if counts.columns.nlevels == 2 else counts.columns.droplevel(0)
    if accounts.duplicated().any():
        twice = accounts[accounts.duplicated()][0]
        raise ValueError(f"counts: two columns {twice!r}. All texts on a call make one account: add them up.")
    if a == b:
        raise ValueError(f"'{a}' is compared with itself. Name two voices.")
    voices = accounts.get_level_values(1)
    chosen = voices.isin([a, b])
    table = checked(counts.loc[:, chosen])
    words = table.sum(axis=0)
    at = {column: i for i, column in enumerate(accounts[chosen]) if words[i] > 0}
    ours, theirs = ({call for call, voice in at if voice == side} for side in (a, b))
    calls = sorted(ours & theirs)
    own, other = (table[:, [at[call, side] for call in calls]] for side in (a, b))
    used = np.flatnonzero(np.diff(own.indptr) + np.diff(other.indptr))
    why = "" if calls else no_call(a, b, voices)
    left_out = len(counts) - len(used), sorted(ours ^ theirs)
    dyads = pd.Series(counts.columns.get_level_values(0) if counts.columns.nlevels == 3 else "", accounts)
    of = np.array([str(dyads[call].iloc[0]) for call in calls])
    strata = {str(name): np.flatnonzero(of == name) for name in sorted(set(of))}
    return Paired(counts.index[used], calls, own[used], other[used], *left_out, why, strata)


def no_call(a: str, b: str, voices: Iterable[str]) -> str:
    """Why there is nothing to compare, in words: a side that is nowhere may be a name written otherwise."""
    known = sorted(set(map(str, voices)))
    absent = " and ".join(f"'{voice}'" for voice in (a, b) if voice not in known)
    said = f" No account is by {absent}; there are: {', '.join(known) or 'none'}." if absent else ""
    return f"no call is told by both '{a}' and '{b}': there is nothing to compare.{said}"
