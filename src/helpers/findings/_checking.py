"""Findings computed again: as recorded on the ledger's own texts, told anew on others."""

import math
import os
from collections.abc import Mapping
from html import escape
from numbers import Real
from pathlib import Path

import pandas as pd
import regex

from helpers import evidence as behind
from helpers import links
from helpers.findings import _reading
from helpers.findings._reading import LEDGER

KIND = "application/vnd.finding+json"
_SAID = {
    "recorded": "as recorded",
    "described": "on these texts",
    "holds": "on these texts; the claim holds",
    "fails": "on these texts; the claim does not hold",
    "cannot": "cannot be asked of these texts",
}


class Drift(AssertionError):
    """What was computed differs from what is recorded."""


class Finding:
    """A finding computed again; shows itself as its sentence, with the sentences of the texts behind it."""

    def __init__(self, id: str, status: str, sentence: str, behind: str, **report: object):
        """``behind``: what it rests on, as HTML; ``report``: values, recorded, claim and why."""
        self.id, self.status, self.sentence, self.behind, self.report = id, status, sentence, behind, report

    def __repr__(self) -> str:
        return f"{self._text()} [{self.id}: {_SAID[self.status]}]"

    def _text(self) -> str:
        """The sentence and what becomes of the claim, in words."""
        parts = [self.sentence] if self.status != "cannot" else []
        if self.status in ("holds", "fails"):
            parts.append(f'"{self.report["claim"]}" {"holds" if self.status == "holds" else "does not hold"}.')
        if self.status == "cannot":
            parts.append(f"This cannot be asked of these texts: {self.report['why']}.")
        elif self.status != "recorded":
            parts.insert(0, "On these texts:")
        return " ".join(parts)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        html = f"<p><strong>Finding</strong> <code>{escape(self.id)}</code>. {escape(self._text())}</p>"
        return {
            "text/plain": repr(self),
            "text/markdown": f"> **Finding** `{self.id}`. {literal(self._text())}",
            "text/html": f'<div class="finding tex2jax_ignore mathjax_ignore">{html}{self.behind}</div>',
            KIND: {"id": self.id, "status": self.status, "sentence": self.sentence, **self.report},
        }


class Ledger:
    """The findings to be checked on one corpus."""

    def __init__(self, corpus: object, path: str | Path = LEDGER):
        """``corpus``: what `corpus.read` was given."""
        self.path = Path(path)
        self.entries = _reading.read(self.path)
        own = _reading.whole(self.path).get("corpus")
        if own is None:
            raise ValueError(f'{self.path.name}: no corpus = "folder" at its top, the texts that it was recorded on.')
        own = self.path.parent / own
        self.strict = isinstance(corpus, str | os.PathLike) and Path(corpus).resolve() == own.resolve()

    def check(
        self,
        id: str,
        *,
        evidence: pd.DataFrame | str | None = None,
        holds: bool | None = None,
        why: str = "",
        **values: object,
    ) -> Finding:
        """Compare what was just computed with what is recorded, and show the finding with what is behind it.

        On the ledger's own texts whole numbers and words must be equal, other numbers within the finding's
        ``tolerance`` (1e-9 unless it says), the evidence the same sentences, and a claim must hold. On others nothing
        is compared: the sentence is told with its new values, and whether the claim holds.

        Parameters
        ----------
        evidence : a table as a function of ``helpers.evidence`` gives it, or words.
        holds : whether the finding's claim is true of these texts, where it has one.
        why : why the finding cannot be asked of these texts; empty where it can. A value that is missing (None, nan)
            says the same.
        values : those that are recorded, under their names.

        Raises
        ------
        KeyError: no such finding. TypeError: a recorded value was not computed, or one too many was; a claim that is
        not there. Drift: something differs; the message holds both.
        """
        if id not in self.entries:
            raise KeyError(f"no finding '{id}' in {self.path}. There are: {', '.join(self.entries)}.")
        entry = self.entries[id]
        recorded, claim = entry["values"], entry.get("claim", "")
        if set(values) - set(recorded) or (set(values) != set(recorded) and not why):
            raise TypeError(f"'{id}' records {sorted(recorded)}, but {sorted(values)} were given.")
        if holds is not None and not claim:
            raise TypeError(f"'{id}' has no claim that could hold or not. Write one into {self.path.name}.")
        shown = "" if evidence is None else _behind(evidence)
        values = {name: _plain(value) for name, value in values.items()}
        holds = None if holds is None else bool(holds)
        if self.strict:
            _compare(entry, values, evidence, holds, why)
            return Finding(id, "recorded", _reading.sentence(entry), shown, **_report(entry, values, ""))
        lost = [name for name in recorded if values.get(name) is None]
        why = why or (f"there is no value for {', '.join(lost)}" if lost else "")
        if claim and holds is None and not why:
            why = "it was not computed whether the claim holds"
        status = "cannot" if why else "described" if not claim else "holds" if holds else "fails"
        sentence = "" if lost else _reading.sentence(entry, values)
        return Finding(id, status, sentence, shown, **_report(entry, values, why))


def ledger(corpus: object, path: str | Path = LEDGER) -> Ledger:
    """The ledger for a notebook that reads its texts from ``corpus``; strict on the texts that it was recorded on.

    Raises
    ------
    FileNotFoundError, ValueError: as ``read``.
    """
    return Ledger(corpus, path)


def _behind(evidence: pd.DataFrame | str) -> str:
    """What a finding rests on: a link to its sentences in the explorer, or words."""
    if isinstance(evidence, str):
        return f"<p>Rests on: {escape(evidence)}.</p>"
    places = [place for place in behind.places(evidence) if ": raw" not in place]
    if not places:
        return ""
    n = len(evidence.dropna(subset=["doc_id", "sentence"])[["doc_id", "sentence"]].drop_duplicates())
    address = links.explore(ids=";".join(place.replace(", ", ",").replace(": ", ":") for place in places))
    return f'<p><a href="../{escape(address)}">Read the {f"{n} sentences" if n > 1 else "sentence"} behind it</a></p>'


def _report(entry: Mapping, values: Mapping, why: str) -> dict[str, object]:
    recorded = {name: _plain(value) for name, value in entry["values"].items()}
    return {"values": values, "recorded": recorded, "claim": entry.get("claim", ""), "why": why}


def _compare(
    entry: Mapping, values: Mapping, evidence: pd.DataFrame | str | None, holds: bool | None, why: str
) -> None:
    """Raise where anything is not as recorded."""
    tolerance = entry.get("tolerance", 1e-9)
    apart = [
        f"{name}: recorded {value!r}, computed {values[name]!r}"
        for name, value in entry["values"].items()
        if name in values and not _same(value, values[name], tolerance)
    ]
    if why:
        apart.append(f"it is recorded with its values, but now it cannot be asked: {why}")
    if entry.get("claim") and holds is not True:
        apart.append(f'the claim "{entry["claim"]}" is recorded to hold, computed {holds!r}')
    known, found = entry.get("evidence"), behind.places(evidence) if isinstance(evidence, pd.DataFrame) else evidence
    paste = ""
    if known != found:
        apart.append(f"evidence: recorded {known!r}, computed {found!r}")
        paste = f" To record the evidence, paste\n{_toml(found)}"
    if apart:
        remedy = f"Look into it; if what is new is right, record it.{paste}"
        raise Drift(f"'{entry['id']}' has drifted. {'; '.join(apart)}. {remedy}")


def _same(recorded: object, computed: object, tolerance: float) -> bool:
    if isinstance(recorded, float) and isinstance(computed, Real):
        return math.isclose(recorded, computed, rel_tol=0, abs_tol=tolerance)
    return bool(recorded == computed)


def _plain(value: object) -> object:
    """A value as JSON has it: None where it is missing or no number."""
    value = value.item() if hasattr(value, "item") else value
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)


def _toml(evidence: list[str] | str | None) -> str:
    if evidence is None:
        return "(nothing: check was given no evidence)"
    quoted = [f'"{_escaped(part)}"' for part in ([evidence] if isinstance(evidence, str) else evidence)]
    return f"evidence = {quoted[0]}" if isinstance(evidence, str) else f"evidence = [{', '.join(quoted)}]"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def literal(text: str) -> str:
    """Text in Markdown that shows as it is and on one line, whatever words of the texts are in it.

    Examples
    --------
    >>> literal("a_b <i> 5 * 3")
    'a\\\\_b &lt;i&gt; 5 \\\\* 3'
    """
    return escape(regex.sub(r"([\\`*_\[\]$|~])", r"\\\1", " ".join(text.split())), quote=False)
