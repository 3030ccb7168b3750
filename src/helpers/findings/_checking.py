"""Findings computed again, and compared with what is recorded."""

import math
from collections.abc import Mapping
from html import escape
from numbers import Real
from pathlib import Path

import pandas as pd
import regex

from helpers.findings import _reading
from helpers.findings._reading import LEDGER

_ELSEWHERE = "For texts or sides of your own there is `make notebooks CORPUS=my_texts VOICES=a,b OUT=my_site`."


class Drift(AssertionError):
    """What was computed differs from what is recorded."""


class Finding:
    """A finding computed again; in a notebook it is its sentence, with a link to what it rests on."""

    def __init__(self, sentence: str, explore: str = ""):
        """``explore``: the filters of the explorer's page that show the sentences behind it."""
        self.sentence, self.explore = sentence, explore

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        link = f' <a href="../explore.html#{escape(self.explore)}">Read the sentences</a>' if self.explore else ""
        said = escape(regex.sub(r"(?<=\p{L})'(?=\p{L})", "’", self.sentence))
        return f'<p class="finding tex2jax_ignore mathjax_ignore"><b>✓</b> {said}{link}</p>'


def check(id: str, values: Mapping[str, object] | None = None, *, path: str | Path = LEDGER, **more: object) -> Finding:
    """Compare what was just computed with what is recorded, and show the finding's sentence.

    Whole numbers and words must be equal, other numbers within the finding's ``tolerance`` (1e-9 unless it says).

    Parameters
    ----------
    values : those that are recorded, under their names: a dict, or a Series; or as keywords.
    path : the ledger; findings.toml beside the notebook, unless it is said.

    Raises
    ------
    KeyError: no such finding. TypeError: a recorded value was not computed, or one too many was. Drift: something
    differs; the message holds both.
    """
    entries = _reading.read(path)
    if id not in entries:
        raise KeyError(f"no finding '{id}' in {path}. There are: {', '.join(entries)}.")
    entry = entries[id]
    given = more if values is None else {**values, **more}
    computed = {str(name): _plain(value) for name, value in given.items()}
    if computed.keys() != entry["values"].keys():
        raise TypeError(f"'{id}' records {sorted(entry['values'])}, but {sorted(computed)} were given. {_ELSEWHERE}")
    tolerance = entry.get("tolerance", 1e-9)
    apart = [
        f"{name}: recorded {value!r}, computed {computed[name]!r}"
        for name, value in entry["values"].items()
        if not _same(value, computed[name], tolerance)
    ]
    if apart:
        said = "If what is new is right, record it and run `make findings`."
        raise Drift(f"'{id}' has drifted. {'; '.join(apart)}. {said} {_ELSEWHERE}")
    return Finding(_reading.sentence(entry), entry.get("explore", ""))


def _same(recorded: object, computed: object, tolerance: float) -> bool:
    if isinstance(recorded, float) and isinstance(computed, Real):
        return math.isclose(recorded, computed, rel_tol=0, abs_tol=tolerance)
    return bool(recorded == computed)


def _plain(value: object) -> object:
    """A value as the ledger has it: a number or a word, None where it is missing."""
    value = value.item() if hasattr(value, "item") else value
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)
