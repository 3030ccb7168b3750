"""Prose that takes its findings from the ledger."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import regex

from helpers.findings import _reading

_MARKER = regex.compile(r"<!-- (?P<kind>finding|fixed|repository|end)(?:: (?P<what>[^>]*?))? -->")

# What becomes of a span: its kind, what its marker names, its text.
Change = Callable[[str, str, str], str]


def changed(text: str, change: Change) -> str:
    """The text with every span between markers replaced by what ``change(kind, what, inside)`` gives; inner ones first.

    ``inside`` is what is between the markers, which stay.

    Raises
    ------
    ValueError: a marker that nothing ends, or an end that nothing begins; shows where.
    """
    open_ones: list[tuple[regex.Match | None, list[str]]] = [(None, [])]
    at = 0
    for marker in _MARKER.finditer(text):
        open_ones[-1][1].append(text[at : marker.start()])
        at = marker.end()
        if marker["kind"] != "end":
            open_ones.append((marker, []))
            continue
        if len(open_ones) == 1:
            raise ValueError(f"'{marker[0]}' ends nothing: ...{text[max(0, marker.start() - 60) : marker.end()]}")
        begun, parts = open_ones.pop()
        inside = change(begun["kind"], begun["what"] or "", "".join(parts))
        open_ones[-1][1].append(f"{begun[0]}{inside}{marker[0]}")
    if len(open_ones) > 1:
        begun = open_ones[-1][0]
        raise ValueError(f"'{begun[0]}' has no '<!-- end -->': {text[begun.start() : begun.start() + 60]}...")
    return "".join([*open_ones[0][1], text[at:]])


def fill(text: str, ledger: Mapping[str, dict], repository: str = "") -> str:
    """The text with every finding's slot holding what the ledger says, and the repository's slot what needs it.

    Raises
    ------
    ValueError: a slot for a finding or a value that the ledger does not have; a slot without an end.

    Examples
    --------
    >>> ledger = {"n": {"sentence": "{n} calls.", "values": {"n": 2}}}
    >>> fill("<!-- finding: n -->old<!-- end --> <!-- finding: n.n -->9<!-- end -->", ledger)
    '<!-- finding: n -->2 calls.<!-- end --> <!-- finding: n.n -->2<!-- end -->'
    """

    def written(kind: str, what: str, inside: str) -> str:
        if kind == "finding":
            return _reading.part(ledger, what)
        return _where(repository) if kind == "repository" else inside

    return changed(text, written)


def _where(repository: str) -> str:
    """How to get the collection from its public address (https://github.com/owner/name); nothing without one."""
    if not repository:
        return ""
    binder = (
        repository.replace("https://github.com/", "https://mybinder.org/v2/gh/") + "/HEAD?urlpath=lab/tree/notebooks"
    )
    return f"Get it with `git clone {repository}`, or [open it in Binder]({binder}) without installing anything."


def filled(path: Path, ledger: Mapping[str, dict], repository: str = "") -> str:
    """A file's text as it should be: a notebook's Markdown cells, or the whole of any other file, filled in."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return fill(text, ledger, repository)
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = fill("".join(cell["source"]), ledger, repository).splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
