"""From rows to the table of documents: each row becomes a document or a problem, and their numbers must agree."""

import contextlib
import hashlib
from collections.abc import Iterable

import ftfy
import pandas as pd

from helpers.corpus._check import DATES, faults, moment, repeated
from helpers.corpus._problems import SOURCES, Problem
from helpers.corpus._rows import COLUMNS, Options, Row

Array = pd.api.extensions.ExtensionArray
_BATCH_ROWS, _BATCH_CHARACTERS = 5_000, 8_000_000
_KINDS = {"boolean": "boolean", "integer": "Int64", "floating": "Float64", "mixed-integer-float": "Float64"}


def gather(sources: Iterable[Iterable[Row]], options: Options) -> tuple[pd.DataFrame, list[Problem]]:
    """The documents, in the order of their rows, and the problems: of each source first those with a row."""
    batches, found, taken = _Batches(), [], {}
    seen = refused = 0
    for rows in sources:
        wrong: list[Problem] = []
        for row in rows:
            seen += 1
            told = row.wrong or _finish(row, options, taken)
            wrong += [Problem(row.file, row.row, *words) for words in told]
            refused += bool(told)
            if not told:
                batches.add(row.cells)
        found += sorted(wrong, key=lambda problem: (problem.row is None, problem.row or 0, problem.file))
    documents = batches.table(["mended"] if options.mend else [])
    assert seen == len(documents) + refused, "a row was lost between reading and the table"
    return documents, found


def _finish(row: Row, options: Options, taken: dict[str, str]) -> list[tuple[str, str]]:
    """Mend, check and complete the cells, in place; what is wrong with them, where something is."""
    cells = row.cells
    if options.mend:
        _mend(cells)
    there = {name: value for name, value in cells.items() if value is not None}
    if there.get("raw") is there.get("text"):
        there.pop("raw", None)
    wrong = faults(there) or _moments(cells, options)
    here = f"row {row.row} of {row.file}" if row.row and row.file != SOURCES else f"'{cells.get('path')}'"
    wrong = wrong or repeated(there, taken, here, listed=row.row is not None)
    if not wrong:
        cells.setdefault("sha256", hashlib.sha256(cells["raw"].encode()).hexdigest())
    return wrong


def _mend(cells: dict) -> None:
    """Undo mojibake; a text that was cleaned already keeps its characters, for their offsets are counted."""
    before = [cells.get(name) for name in ("raw", "title", "outlet")]
    if cells.get("raw") is cells.get("text"):
        after = [value if value is None else ftfy.fix_encoding(value) for value in before]
        named = dict(zip(("raw", "title", "outlet"), after, strict=True)) | {"text": after[0]}
        cells |= {name: value for name, value in named.items() if value is not None}
        cells["mended"] = before != after
    else:
        cells["mended"] = False


def _moments(cells: dict, options: Options) -> list[tuple[str, str]]:
    """Make dates dates. That they are some was checked, but a time zone may lead out of the calendar."""
    for name in DATES:
        if (written := cells.get(name)) is not None:
            try:
                cells[name] = moment(written, options.timezone)
            except ValueError as error:
                return [(f"{name} {error}", "Write it as 2020-09-30, or leave it empty.")]
    return []


class _Batches:
    """Columns in pieces: texts go to compact storage as they come, and text and raw share it where they are equal."""

    def __init__(self) -> None:
        self.rows: list[dict] = []
        self.characters = 0
        self.pieces: list[tuple[int, dict[str, Array]]] = []

    def add(self, cells: dict) -> None:
        self.rows.append(cells)
        self.characters += len(cells["raw"])
        if len(self.rows) >= _BATCH_ROWS or self.characters >= _BATCH_CHARACTERS:
            self.store()

    def store(self) -> None:
        names = dict.fromkeys(name for row in self.rows for name in row)
        arrays = {name: _array(name, [row.get(name) for row in self.rows]) for name in names if name != "text"}
        if all(row["text"] is row["raw"] for row in self.rows):
            arrays["text"] = arrays.get("raw")
        else:
            arrays["text"] = _array("text", [row["text"] for row in self.rows])
        if self.rows:
            self.pieces.append((len(self.rows), arrays))
        self.rows, self.characters = [], 0

    def table(self, made: list[str]) -> pd.DataFrame:
        """All columns, ours first; one that comes late or not at all is missing in the rows before, or in all."""
        self.store()
        further = (name for _, arrays in self.pieces for name in arrays)
        names = dict.fromkeys([*COLUMNS, *made, *further])
        return pd.DataFrame({name: self._column(name) for name in names})

    def _column(self, name: str) -> pd.Series:
        found = [(length, arrays.get(name)) for length, arrays in self.pieces]
        kinds = {str(array.dtype): array.dtype for _, array in found if array is not None and not array.isna().all()}
        dtype = "datetime64[us]" if name in DATES else kinds.popitem()[1] if len(kinds) == 1 else "string"
        pieces = [
            pd.Series([None] * length if array is None or array.isna().all() else array, dtype=dtype)
            for length, array in found
        ]
        return pd.concat(pieces, ignore_index=True) if pieces else pd.Series([], dtype=dtype)


def _array(name: str, values: list) -> Array:
    """One kind of value a column: dates, or where all agree truth values or numbers, else text."""
    if name in DATES:
        return pd.array(values, dtype="datetime64[us]")
    kind = None if name in COLUMNS else _KINDS.get(pd.api.types.infer_dtype(values, skipna=True))
    if kind:
        with contextlib.suppress(OverflowError, TypeError):  # a whole number of more than 64 bits
            return pd.array(values, dtype=kind)
    return pd.array([value if value is None else str(value) for value in values], dtype="string")
