"""Read the registry of calls and check it against its schema."""

import csv
import io
import json
import os
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers.corpus._problems import CorpusError, Problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def calls(path: str | os.PathLike | None = None, which: str = "registry") -> pd.DataFrame:
    """The registry: one row a conversation, each fact with the place it was read in.

    Parameters
    ----------
    path : a registry of your own, CSV in UTF-8 with at least ``call_id``, ``call_date`` and ``participants``. Columns
        that it lacks come as empty; further ones are kept. Without a path, the calls of Putin and Macron, 2017 to 2025.
    which : without a path, "others" for the calls of other pairs of governments that the tables in ``data/`` cover
        (their readouts' addresses are there), or "all" for both.

    Returns
    -------
    The columns that ``calls.schema.json``, beside this module, describes. ``call_date`` is a date, all others are
    strings (``duration_min`` may be "120+"). An empty cell is missing (pd.NA), "unknown" stays "unknown": in
    both cases no evidence was found.

    Raises
    ------
    CorpusError: lists every problem, each with its file, row and remedy.
    ValueError: ``which`` is none of the three.

    Examples
    --------
    >>> calls().set_index("call_id").loc["pm-2022-05-03", "participants"]
    'Putin;Macron'
    >>> calls(which="others").set_index("call_id").loc["us-uk-2024-01-22", "participants"]
    'Biden;Sunak'
    """
    if which not in ("registry", "others", "all"):
        raise ValueError(f"no calls '{which}'. Write registry, others or all.")
    if path is None and which == "all":
        return pd.concat([calls(), calls(which="others")], ignore_index=True)
    name = "calls_others.csv" if which == "others" else "calls.csv"
    file = files(__package__) / name if path is None else Path(path)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise CorpusError(f"{file.name}: cannot be read ({reason}). Name a CSV file in UTF-8.") from None
    rows, columns, found = _rows(text, file.name)
    if found:
        raise CorpusError("\n".join(map(str, found)))
    known = list(schema()["properties"])
    table = pd.DataFrame(rows, columns=[*known, *(name for name in columns if name not in known)], dtype="string")
    return table.assign(call_date=pd.to_datetime(table["call_date"]).astype("datetime64[us]"))


@cache
def schema() -> dict:
    """The JSON Schema of one row of the registry, its empty cells left out."""
    return json.loads((files(__package__) / "calls.schema.json").read_text(encoding="utf-8"))


def _rows(text: str, file: str) -> tuple[list[dict], list[str], list[Problem]]:
    """The rows without their empty cells, the header, and what is wrong, in the order of the file."""
    rows: list[dict] = []
    found: list[Problem] = []
    seen: dict[str, int] = {}
    from jsonschema import Draft202012Validator  # here, since it loads for two seconds

    validator = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [name.strip() for name in next(lines, [])]
    for name in schema()["required"]:
        if name not in header:
            found.append(Problem(file, 1, f"no column '{name}'", "Add it; separate columns with commas."))
    for name in sorted({name for name in header if header.count(name) > 1}):
        found.append(Problem(file, 1, f"column '{name}' stands there twice", "Remove or rename one."))
    if found:
        return rows, header, found
    number = 1
    try:
        for number, cells in enumerate(lines, start=2):
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
            rows += [row] if row else []
            found += _check(row, validator, file, number) if row else []
            if row and len(cells) != len(header):
                what = f"{len(cells)} cells, but the header has {len(header)}"
                found.append(Problem(file, number, what, "Put cells that hold a comma in quotation marks."))
            elif (first := seen.setdefault(row.get("call_id", ""), number)) != number and "call_id" in row:
                what = f"call_id '{row['call_id']}' is that of row {first} already"
                found.append(Problem(file, number, what, "Give each call its own."))
    except csv.Error as error:
        found.append(Problem(file, number + 1, f"broken ({error})", "Mend the quotation marks in this row."))
    return rows, header, found


def _check(row: dict, validator: "Draft202012Validator", file: str, number: int) -> Iterator[Problem]:
    """What the schema finds wrong in a row, one problem a cell."""
    meant = {name: d["description"][0].lower() + d["description"][1:] for name, d in schema()["properties"].items()}
    for name in (name for name in schema()["required"] if name not in row):
        yield Problem(file, number, f"no {name}", f"Fill it in: {meant[name]}.")
    wrong = {error.path[0] for error in validator.iter_errors(row) if error.path}
    for name in (name for name in meant if name in wrong):
        yield Problem(file, number, f"{name} '{row[name]}' does not fit", f"Write {meant[name]}.")
