"""The ledger: no number stands in prose that a notebook does not compute again.

``notebooks/findings.toml`` holds the sentence of each finding, with its numbers as fields, and the values recorded for
it. A notebook computes them again and says ``findings.check("call-2022", values)``; what has drifted stops it.

``python -m helpers.findings FILE ...`` writes what the ledger says into README.md and the Markdown of notebooks: a
finding's sentence between ``<!-- finding: id -->`` and ``<!-- end -->``, one value between ``<!-- finding: id.value
-->`` and ``<!-- end -->`` (``id.value:.0%`` chooses its form). ``<!-- repository -->`` is for what needs the public
address of the repository; ``<!-- fixed: why -->`` marks a number that is a definition or a rule, not a result.
"""

import json
import math
import string
import sys
import tomllib
from collections.abc import Callable, Mapping
from html import escape
from numbers import Real
from pathlib import Path

import pandas as pd
import regex

from helpers import files

__all__ = ["LEDGER", "Drift", "Finding", "check", "fill", "filled", "ledger", "sentence"]
LEDGER = "findings.toml"

_CHOICE = regex.compile(r"\{(?P<field>\w+)\|(?P<one>[^|{}]*)\|(?P<more>[^|{}]*)\}")
_MARKER = regex.compile(r"<!-- (?P<kind>finding|fixed|repository|end)(?:: (?P<what>[^>]*?))? -->")
_ELSEWHERE = "For texts or sides of your own there is `make notebooks CORPUS=my_texts VOICES=a,b OUT=my_site`."


def __dir__() -> list[str]:
    return __all__


class Drift(AssertionError):
    """What was computed differs from what is recorded."""


class Finding:
    """A finding computed again; a notebook shows its sentence, with a link to the sentences behind it."""

    def __init__(self, sentence: str, explore: str = ""):
        """``explore``: the filters of the explorer's page that show the sentences behind it."""
        self.sentence, self.explore = sentence, explore

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        link = f' <a href="../explore.html#{escape(self.explore)}">Read the sentences</a>' if self.explore else ""
        said = escape(regex.sub(r"(?<=\p{L})'(?=\p{L})", "’", self.sentence))
        return f'<p class="finding tex2jax_ignore mathjax_ignore"><b>✓</b> {said}{link}</p>'


def ledger(path: str | Path = LEDGER) -> dict[str, dict]:
    """All findings by id: ``notebook``, ``sentence``, ``values``; ``tolerance`` and ``explore`` where given.

    Raises
    ------
    FileNotFoundError: no ledger at the path.
    ValueError: an id is there twice, or a sentence has a field without a recorded value; names the id.
    """
    found: dict[str, dict] = {}
    for entry in _file(path)["finding"]:
        if entry["id"] in found:
            raise ValueError(f"{Path(path).name}: the id '{entry['id']}' is there twice. Rename one.")
        try:
            sentence(entry)
        except (KeyError, IndexError, ValueError) as error:
            said = f"'{entry['id']}': the sentence cannot be filled in: {error}."
            raise ValueError(f"{Path(path).name}, {said}") from None
        found[entry["id"]] = entry
    return found


def sentence(entry: Mapping) -> str:
    """The finding's sentence with its recorded values.

    A field is one of ``str.format``; "{n|call|calls}" is the first word where n is 1, else the second; "{p:.2p}" is
    a p without the zero before its point.

    Examples
    --------
    >>> sentence({"sentence": "{n} of 65 sentences, {share:.0%}.", "values": {"n": 13, "share": 0.2}})
    '13 of 65 sentences, 20%.'
    >>> sentence({"sentence": "{n} {n|call is|calls are} known, p {p:.2p}.", "values": {"n": 1, "p": 0.021}})
    '1 call is known, p .02.'
    """
    values = entry["values"]
    chosen = _CHOICE.sub(lambda field: field["one" if values[field["field"]] == 1 else "more"], entry["sentence"])
    return _Form().format(chosen, **values)


class _Form(string.Formatter):
    """``str.format`` with one form more: ".2p" writes a p without the zero before its point."""

    def format_field(self, value: object, form: str) -> str:
        return format(value, f"{form[:-1]}f").removeprefix("0") if form.endswith("p") else format(value, form)


def _file(path: str | Path) -> dict:
    """The ledger's file: beside the findings it says ``repository``."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"no ledger at {path}. Run in notebooks/, or give the path of findings.toml.")
    return tomllib.loads(Path(path).read_text(encoding="utf-8"))


def check(id: str, values: Mapping[str, object] | None = None, *, path: str | Path = LEDGER, **more: object) -> Finding:
    """Compare what was just computed with what is recorded, and show the finding's sentence.

    Whole numbers and words must be equal, other numbers within the finding's ``tolerance`` (1e-9 unless it says).

    Parameters
    ----------
    values : those that are recorded, by name: a dict or a Series; or give them as keywords.
    path : the ledger; findings.toml beside the notebook if not given.

    Raises
    ------
    KeyError: no such finding. TypeError: a recorded value was not computed, or one too many was. Drift: something
    differs; the message holds both values.
    """
    entries = ledger(path)
    if id not in entries:
        raise KeyError(f"no finding '{id}' in {path}. There are: {', '.join(entries)}.")
    entry = entries[id]
    given = more if values is None else {**values, **more}
    computed = {str(name): _plain(value) for name, value in given.items()}
    if computed.keys() != entry["values"].keys():
        raise TypeError(f"'{id}' records {sorted(entry['values'])}, but {sorted(computed)} were given. {_ELSEWHERE}")
    pairs = {name: (value, computed[name]) for name, value in entry["values"].items()}
    apart = {name: pair for name, pair in pairs.items() if not _same(*pair, entry.get("tolerance", 1e-9))}
    if apart:
        both = "; ".join(f"{name}: recorded {old!r}, computed {new!r}" for name, (old, new) in apart.items())
        said = "If what is new is right, record it and run `make findings`."
        raise Drift(f"'{id}' has drifted. {both}. {said} {_ELSEWHERE}")
    return Finding(sentence(entry), entry.get("explore", ""))


def _same(recorded: object, computed: object, tolerance: float) -> bool:
    if isinstance(recorded, float) and isinstance(computed, Real):
        return math.isclose(recorded, computed, rel_tol=0, abs_tol=tolerance)
    return bool(recorded == computed)


def _plain(value: object) -> object:
    """A value as the ledger has it: a number or a word, None where it is missing."""
    value = value.item() if hasattr(value, "item") else value
    if pd.isna(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)


def fill(text: str, findings: Mapping[str, dict], repository: str = "") -> str:
    """The text with every slot holding what the ledger says.

    Raises
    ------
    ValueError: a slot for a finding or a value that the ledger does not have; a slot without an end.

    Examples
    --------
    >>> findings = {"n": {"sentence": "{n} calls.", "values": {"n": 2}}}
    >>> fill("<!-- finding: n -->old<!-- end --> <!-- finding: n.n -->9<!-- end -->", findings)
    '<!-- finding: n -->2 calls.<!-- end --> <!-- finding: n.n -->2<!-- end -->'
    """

    def written(kind: str, what: str, inside: str) -> str:
        if kind == "finding":
            return _part(findings, what)
        return _where(repository) if kind == "repository" else inside

    return changed(text, written)


def filled(path: Path, findings: Mapping[str, dict], repository: str = "") -> str:
    """A file's text as it should be: the Markdown cells of a notebook, or the whole of any other file, filled in."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return fill(text, findings, repository)
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = fill("".join(cell["source"]), findings, repository).splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def changed(text: str, change: Callable[[str, str, str], str]) -> str:
    """The text with what is between two markers replaced by ``change(kind, what, inside)``.

    Raises
    ------
    ValueError: a marker that nothing ends, or an end that nothing begins; shows where.
    """
    parts, begun, at = [], None, 0
    for marker in _MARKER.finditer(text):
        inside, ends = text[at : marker.start()], marker["kind"] == "end"
        if ends and not begun:
            raise ValueError(f"'{marker[0]}' ends nothing: ...{text[max(0, marker.start() - 60) : marker.end()]}")
        if begun and not ends:
            break
        parts += [change(begun["kind"], begun["what"] or "", inside) if begun else inside, marker[0]]
        begun, at = (None if ends else marker), marker.end()
    if begun:
        raise ValueError(f"'{begun[0]}' has no '<!-- end -->': {text[begun.start() : begun.start() + 60]}...")
    return "".join([*parts, text[at:]])


def _part(findings: Mapping[str, dict], name: str) -> str:
    """What a slot of this name holds: a finding's sentence ("id") or one of its values ("id.value", "id.value:.0%")."""
    id, dot, field = name.partition(".")
    if id not in findings:
        raise ValueError(f"no finding '{id}' in the ledger. There are: {', '.join(findings)}.")
    if not dot:
        return sentence(findings[id])
    value, _, form = field.partition(":")
    if value not in findings[id]["values"]:
        raise ValueError(f"'{id}' has no value '{value}'. It has {', '.join(findings[id]['values'])}.")
    return _Form().format_field(findings[id]["values"][value], form)


def _where(repository: str) -> str:
    """How to get the collection from its public address (https://github.com/owner/name); nothing without one."""
    if not repository:
        return ""
    binder = repository.replace("https://github.com/", "https://mybinder.org/v2/gh/")
    binder += "/HEAD?urlpath=lab/tree/notebooks"
    return f"Get it with `git clone {repository}`, or [open it in Binder]({binder}) without installing anything."


def main(paths: list[str]) -> None:
    """Write the ledger's sentences into these files, and name those that changed."""
    path = Path("notebooks") / LEDGER
    findings, repository = ledger(path), _file(path)["repository"]
    for path in map(Path, paths):
        text = filled(path, findings, repository)
        if text != path.read_text(encoding="utf-8"):
            files.write(path, text)
            print(f"{path}: findings written")


if __name__ == "__main__":
    main(sys.argv[1:])
