"""The ledger as it is in its file, and a finding's sentence."""

import string
import tomllib
from collections.abc import Mapping
from pathlib import Path

import regex

LEDGER = "findings.toml"
_CHOICE = regex.compile(r"\{(?P<field>\w+)\|(?P<one>[^|{}]*)\|(?P<more>[^|{}]*)\}")


class _Form(string.Formatter):
    """``str.format``, with one form more: ".2p" writes a p without the zero before its point."""

    def format_field(self, value: object, form: str) -> str:
        return format(value, f"{form[:-1]}f").removeprefix("0") if form.endswith("p") else format(value, form)


def read(path: str | Path = LEDGER) -> dict[str, dict]:
    """All findings of a ledger by id: ``notebook``, ``sentence``, ``values``; ``tolerance``, ``explore`` where given.

    Raises
    ------
    FileNotFoundError: no ledger at the path.
    ValueError: an id is there twice, or a sentence has a field without a recorded value; names the id.
    """
    path = Path(path)
    found: dict[str, dict] = {}
    for entry in whole(path)["finding"]:
        if entry["id"] in found:
            raise ValueError(f"{path.name}: the id '{entry['id']}' is there twice. Rename one.")
        try:
            sentence(entry)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"{path.name}, '{entry['id']}': the sentence cannot be filled in: {error}.") from None
        found[entry["id"]] = entry
    return found


def whole(path: Path) -> dict:
    """The file of the ledger, with what it says beside the findings: ``repository``."""
    if not path.is_file():
        raise FileNotFoundError(f"no ledger at {path}. Run in notebooks/, or give the path of findings.toml.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sentence(entry: Mapping) -> str:
    """The finding's sentence with its recorded values.

    A field is one of ``str.format``; "{n|call|calls}" is the first word where n is 1, else the second; "{p:.2p}" is
    a p without the zero before its point.

    Examples
    --------
    >>> sentence({"sentence": "{n} of 65 sentences, {share:.0%}.", "values": {"n": 13, "share": 0.2}})
    '13 of 65 sentences, 20%.'
    >>> sentence({"sentence": "{n} {n|call is|calls are} known.", "values": {"n": 1}})
    '1 call is known.'
    >>> sentence({"sentence": "p {p:.2p}", "values": {"p": 0.021}})
    'p .02'
    """
    values = entry["values"]
    chosen = _CHOICE.sub(lambda field: field["one" if values[field["field"]] == 1 else "more"], entry["sentence"])
    return _Form().format(chosen, **values)


def part(ledger: Mapping[str, dict], name: str) -> str:
    """What a slot of this name holds: a finding's sentence ("id"), or one value of it ("id.value", "id.value:.0%").

    Raises
    ------
    ValueError: the ledger has no such finding, or the finding no such value.

    Examples
    --------
    >>> part({"n": {"sentence": "", "values": {"share": 0.125}}}, "n.share:.1%")
    '12.5%'
    """
    id, dot, field = name.partition(".")
    if id not in ledger:
        raise ValueError(f"no finding '{id}' in the ledger. There are: {', '.join(ledger)}.")
    if not dot:
        return sentence(ledger[id])
    value, _, form = field.partition(":")
    if value not in ledger[id]["values"]:
        raise ValueError(f"'{id}' has no value '{value}'. It has {', '.join(ledger[id]['values'])}.")
    return _Form().format_field(ledger[id]["values"][value], form)
