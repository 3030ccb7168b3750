"""Rows of a table with its columns under our names: what every corpus is made of before it is checked."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from helpers.corpus import _tables
from helpers.corpus._problems import Refused

# Columns of the table of documents that come first, in this order.
COLUMNS = (
    "doc_id text raw title outlet language published call_id url translation path sha256 encoding".split()  # noqa: SIM905
)
_OURS = {*COLUMNS, "call_date"}


class Options(NamedTuple):
    """What `read` was asked for."""

    columns: Mapping[str, str]
    missing: tuple
    timezone: ZoneInfo | None
    encoding: str | None
    mend: bool


class Row(NamedTuple):
    """A document to be: its cells without the empty ones, or else what is wrong with it, each with the remedy."""

    file: str
    row: int | None
    cells: dict
    wrong: list[tuple[str, str]]


def from_table(path: Path, options: Options) -> Iterator[Row]:
    """The rows of a table of texts, with what they do not say themselves: a doc_id, the file, its encoding."""

    def check(names: list[str]) -> list[tuple[str, str]]:
        if {"text", "raw"} & {options.columns.get(name, name) for name in names}:
            return []
        what = f"no column 'text'; there are: {', '.join(names) or 'none'}"
        return [(what, 'Say which it is, as columns={"body": "text"}.')]

    for item in named_rows(path, options, check):
        own = {"doc_id": f"{path.stem}-{item.row}", "path": path.name}
        yield item._replace(cells=own | item.cells)


def named_rows(path: Path, options: Options, check: Callable[[list[str]], list[tuple[str, str]]]) -> Iterator[Row]:
    """The rows of a table under our names; one row that says what is wrong where `check` refuses its column names."""
    file = path.name
    try:
        names, encoding, rows = _tables.open_table(path, options.encoding)
    except Refused as error:
        yield Row(file, error.row, {}, [(error.what, error.remedy)])
        return
    if wrong := [*_mapping(names, options.columns), *check(names)]:
        yield Row(file, 1, {}, wrong)
        return
    own = {} if encoding is None else {"encoding": encoding}
    for item in rows:
        try:
            if isinstance(item, Refused):
                raise item
            row, cells = item
            yield Row(file, row, own | _named(cells, options), [])
        except Refused as error:
            yield Row(file, error.row or row, {}, [(error.what, error.remedy)])


def _mapping(names: list[str], columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    there = ", ".join(names) or "none"
    for name in columns:
        if name not in names:
            yield f"no column '{name}'; there are: {there}", 'Name columns of the file, as columns={"body": "text"}.'
    ours: dict[str, list[str]] = {}
    for name in names:
        ours.setdefault(columns.get(name, name), []).append(name)
    for name, several in ours.items():
        if len(several) == 1:
            continue
        if name == "text" and "text" in set(several) - set(columns):
            yield f"a column 'text' beside {several}", 'Join it too, as {"text": "text"}, or map it to another name.'
        elif name != "text":
            remedy = f'Map one to another name, as {{"{several[0]}": "other"}}.'
            yield f"columns {several} for one name, '{name}'", remedy


def _named(cells: dict, options: Options) -> dict:
    """The cells under our names; columns mapped to text are joined, with a blank line between them."""
    sources = [theirs for theirs, name in options.columns.items() if name == "text"] or ["text"]
    named: dict = {}
    for theirs, value in cells.items():
        name = options.columns.get(theirs, theirs)
        if name in named or (name == "text" and theirs not in sources):
            raise Refused(f"several cells for '{name}'", "Map one of their columns to another name.")
        if theirs not in sources:
            named[name] = _cell(name, value, options.missing)
    parts = [_cell("text", cells.get(theirs), options.missing) for theirs in sources]
    if any(theirs in cells for theirs in sources):
        named["text"] = "\n\n".join(part for part in parts if part is not None) or None
    elif "raw" in named:
        named["text"] = named["raw"]
    if named.get("raw", named.get("text")) == named.get("text"):
        named["raw"] = named.get("text")  # one object, kept once
    return {name: value for name, value in named.items() if value is not None or name not in _OURS}


def _cell(name: str, value: object, missing: tuple) -> object:
    """A cell as we keep it: None where it is missing, text in our own columns, its own kind in others."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError as error:
            raise Refused(f"{name} holds bytes that are no text", "Save the column as text in UTF-8.") from error
    if isinstance(value, list | dict | tuple):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if value is None or value is pd.NaT or value == "" or value != value:
        return None
    stripped = value.strip() if isinstance(value, str) else value
    if stripped in missing:
        return None
    if isinstance(value, bool | int | float) and name not in _OURS:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if name in ("text", "raw"):
        return str(value) if not isinstance(value, str) or stripped else None
    return (str(stripped) or None) if name in _OURS else str(value)
