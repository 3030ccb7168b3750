"""The ledger as it stands in its file, and a finding's sentence."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import regex

LEDGER = "findings.toml"
RESERVED = {"id", "evidence", "holds", "why"}
_CHOICE = regex.compile(r"\{(?P<field>\w+)\|(?P<one>[^|{}]*)\|(?P<more>[^|{}]*)\}")


def read(path: str | Path = LEDGER) -> dict[str, dict]:
    """All findings of a ledger by id: ``notebook``, ``sentence``, ``values``; ``tolerance``, ``claim`` where given.

    Each has ``evidence``: a list, "doc_id: 3-5, 9" for sentences 3 to 5 and 9 of a document, or words that say on what
    the finding rests instead.

    Raises
    ------
    FileNotFoundError: no ledger at the path.
    ValueError: an id is there twice, a finding has no evidence, a sentence has a field without a recorded value, or a
        value has a name that ``check`` needs; names the id.
    """
    path = Path(path)
    found: dict[str, dict] = {}
    for entry in whole(path)["finding"]:
        if entry["id"] in found:
            raise ValueError(f"{path.name}: the id '{entry['id']}' is there twice. Rename one.")
        if taken := sorted(RESERVED & set(entry["values"])):
            raise ValueError(f"{path.name}, '{entry['id']}': no value can be called '{taken[0]}'. Rename it.")
        if not entry.get("evidence"):
            remedy = "Record the sentences that it rests on (check prints them), or say in words on what it does."
            raise ValueError(f"{path.name}, '{entry['id']}': no evidence. {remedy}")
        try:
            sentence(entry)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"{path.name}, '{entry['id']}': the sentence cannot be filled in: {error}.") from None
        found[entry["id"]] = entry
    return found


def whole(path: Path) -> dict:
    """The file of the ledger, with what it says beside the findings: ``repository`` and ``corpus``."""
    if not path.is_file():
        raise FileNotFoundError(f"no ledger at {path}. Run in notebooks/, or give the path of findings.toml.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sentence(entry: Mapping, values: Mapping[str, object] | None = None) -> str:
    """The finding's sentence with its recorded values, or with others.

    A field is one of ``str.format``; "{n|call|calls}" is the first word where n is 1, else the second.

    Examples
    --------
    >>> sentence({"sentence": "{n} of 65 sentences, {share:.0%}.", "values": {"n": 13, "share": 0.2}})
    '13 of 65 sentences, 20%.'
    >>> sentence({"sentence": "{n} {n|call is|calls are} known.", "values": {"n": 1}})
    '1 call is known.'
    """
    values = entry["values"] if values is None else values
    chosen = _CHOICE.sub(lambda field: field["one" if values[field["field"]] == 1 else "more"], entry["sentence"])
    return chosen.format(**values)
