"""The ledger of findings: no number stands in prose that a notebook does not compute again.

``notebooks/findings.toml`` holds each finding's sentence with its numbers as fields, and the values recorded for it.
A notebook calls ``check`` with the values it has just computed. Prose takes the sentence from the ledger: between
``<!-- finding: id -->`` and ``<!-- end -->`` in README.md and in the notebooks' Markdown cells,
``python -m helpers.findings FILE ...`` writes what the ledger says. The ledger also holds the public address of the
repository, once there is one; what needs it stands between ``<!-- repository -->`` and ``<!-- end -->``.
"""

import json
import math
import sys
import tomllib
from pathlib import Path

import regex

LEDGER = "findings.toml"
_SLOT = regex.compile(r"(<!-- finding: (?P<id>[\w-]+) -->).*?(<!-- end -->)", regex.DOTALL)
_REPOSITORY = regex.compile(r"(<!-- repository -->).*?(<!-- end -->)", regex.DOTALL)


class Drift(AssertionError):
    """A computed value differs from the one that is recorded."""


class Finding:
    """A finding whose values were just computed again; shows itself as its sentence."""

    def __init__(self, id: str, sentence: str):
        self.id, self.sentence = id, sentence

    def __repr__(self) -> str:
        return f"{self.sentence} [{self.id}: as recorded]"

    def _repr_markdown_(self) -> str:
        return f"> **Finding** `{self.id}`. {self.sentence}"


def read(path: str | Path = LEDGER) -> dict[str, dict]:
    """All findings of a ledger by id: ``notebook``, ``sentence``, ``values`` and, where given, ``tolerance``.

    Raises
    ------
    FileNotFoundError: no ledger at the path.
    ValueError: an id is there twice, or a sentence has a field without a recorded value; names the id.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no ledger at {path}. Run in notebooks/, or give the path of findings.toml.")
    ledger: dict[str, dict] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["finding"]:
        if entry["id"] in ledger:
            raise ValueError(f"{path.name}: the id '{entry['id']}' is there twice. Rename one.")
        try:
            sentence(entry)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path.name}, '{entry['id']}': the sentence cannot be filled in: {error}.") from None
        ledger[entry["id"]] = entry
    return ledger


def sentence(entry: dict) -> str:
    """The finding's sentence with its recorded values.

    Examples
    --------
    >>> sentence({"sentence": "{n} of 65 sentences, {share:.0%}.", "values": {"n": 13, "share": 0.2}})
    '13 of 65 sentences, 20%.'
    """
    return entry["sentence"].format(**entry["values"])


def check(id: str, path: str | Path = LEDGER, **values: object) -> Finding:
    """Compare freshly computed values with the recorded ones, and show the finding's sentence.

    Whole numbers and words must be equal; other numbers within the finding's ``tolerance`` (1e-9 unless it says).

    Raises
    ------
    KeyError: no such finding. TypeError: a recorded value was not computed, or one too many was.
    Drift: a value differs; the message holds both.
    """
    ledger = read(path)
    if id not in ledger:
        raise KeyError(f"no finding '{id}' in {path}. There are: {', '.join(ledger)}.")
    entry, recorded = ledger[id], ledger[id]["values"]
    if set(values) != set(recorded):
        raise TypeError(f"'{id}' records {sorted(recorded)}, but {sorted(values)} were given.")
    apart = [
        f"{name}: recorded {recorded[name]!r}, computed {values[name]!r}"
        for name in recorded
        if not _same(recorded[name], values[name], entry.get("tolerance", 1e-9))
    ]
    if apart:
        raise Drift(f"'{id}' has drifted. {'; '.join(apart)}. Look into it; if the new value is right, record it.")
    return Finding(id, sentence(entry))


def _same(recorded: object, computed: object, tolerance: float) -> bool:
    if isinstance(recorded, float):
        return math.isclose(recorded, float(computed), rel_tol=0, abs_tol=tolerance)
    return bool(recorded == computed)


def fill(text: str, ledger: dict[str, dict], repository: str = "") -> str:
    """The text with every finding's slot holding the ledger's sentence, and the repository's slot what needs it.

    Raises
    ------
    ValueError: a slot for a finding that the ledger does not have.

    Examples
    --------
    >>> fill("<!-- finding: n -->old<!-- end -->", {"n": {"sentence": "{n} calls.", "values": {"n": 2}}})
    '<!-- finding: n -->2 calls.<!-- end -->'
    """

    def written(slot: regex.Match) -> str:
        if slot["id"] not in ledger:
            raise ValueError(f"no finding '{slot['id']}' in the ledger. There are: {', '.join(ledger)}.")
        return f"{slot[1]}{sentence(ledger[slot['id']])}{slot[3]}"

    text = _SLOT.sub(written, text)
    return _REPOSITORY.sub(lambda slot: f"{slot[1]}{_where(repository)}{slot[2]}", text)


def _where(repository: str) -> str:
    """How to get the collection from its public address (https://github.com/owner/name); nothing without one."""
    if not repository:
        return ""
    binder = (
        repository.replace("https://github.com/", "https://mybinder.org/v2/gh/") + "/HEAD?urlpath=lab/tree/notebooks"
    )
    return f"Get it with `git clone {repository}`, or [open it in Binder]({binder}) without installing anything."


def filled(path: Path, ledger: dict[str, dict], repository: str = "") -> str:
    """A file's text as it should be: a notebook's Markdown cells, or the whole of any other file, filled in."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return fill(text, ledger, repository)
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = fill("".join(cell["source"]), ledger, repository).splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def main(paths: list[str]) -> None:
    """Write the ledger's sentences into these files, and say which changed."""
    path = Path("notebooks") / LEDGER
    ledger, repository = read(path), tomllib.loads(path.read_text(encoding="utf-8"))["repository"]
    for path in map(Path, paths):
        text = filled(path, ledger, repository)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"{path}: findings written")


if __name__ == "__main__":
    main(sys.argv[1:])
