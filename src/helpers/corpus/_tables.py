"""Rows of CSV, JSON lines, Parquet and Excel files, one at a time, so that a file may be larger than memory."""

import contextlib
import csv
import json
import warnings
import zipfile
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pyarrow.parquet as pq
from tqdm import tqdm

from helpers.corpus import _decode
from helpers.corpus._problems import Refused

_CELL = 50_000_000  # characters; a longer cell is a quotation that nobody closed
_REREAD = 100_000_000  # characters read again behind broken quotation marks, in all
_FIRST = 1_000  # rows whose names stand for those of a JSON lines file
_EXCEL_ROWS = 1_048_576
_UNPACKED = 2_000_000_000  # bytes; a workbook that unpacks to more was made to fill a disk


class Read(NamedTuple):
    """A file's column names, its encoding (None: it has none), and its rows: (row, cells) or Refused in their place."""

    names: list[str]
    encoding: str | None
    rows: Iterator[tuple[int, dict] | Refused]


def open_table(path: Path, encoding: str | None = None) -> Read:
    """Open a table by its name's ending. A row counts as in a spreadsheet, the header being row 1; in JSON lines, as
    the line.

    Raises
    ------
    Refused: the file as a whole cannot be read.
    """
    if not path.is_file():  # anything else, a pipe for one, might be waited for without end
        raise Refused("no such file", "Check its name.")
    with _told():
        names, encoding, rows = FORMATS[path.suffix.lower()](path, encoding)
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise Refused(f"column '{name}' stands there twice", "Remove or rename one.", 1)
    return Read(names, encoding, _to_the_end(rows))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Whatever the libraries raise on a broken file becomes one kind of error, with a remedy."""
    try:
        yield
    except Refused:
        raise
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise Refused(what, "Check its permissions, or save it again.") from error
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise Refused(f"broken ({reason})", "Save it again.") from error


def _to_the_end(rows: Iterator[tuple[int, dict] | Refused]) -> Iterator[tuple[int, dict] | Refused]:
    row = 1
    try:
        with _told():
            for item in rows:
                row = item.row if isinstance(item, Refused) else item[0]
                yield item
    except Refused as error:
        yield Refused(f"from here on {error.what}", error.remedy, row + 1)


def _lines(path: Path, encoding: str, newline: str) -> Iterator[str]:
    with (
        path.open(encoding=encoding, newline=newline) as file,
        tqdm(total=path.stat().st_size, unit="B", unit_scale=True, delay=2, leave=False, desc=path.name) as bar,
    ):
        for number, line in enumerate(file):
            if number % 1_000 == 0:
                bar.update(file.buffer.tell() - bar.n)
            yield line


class _Lines:
    """Lines that can be taken back: those of a record whose quotation marks are broken are read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.record, self.again, self.allowed = lines, [], deque(), _REREAD

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.record.append(self.again.popleft() if self.again else next(self.lines))
        return self.record[-1]

    def take_back(self) -> bool:
        """Read on with the second line of the record; false where too much was read again already."""
        self.again.extendleft(reversed(self.record[1:]))
        self.allowed -= sum(map(len, self.record[1:]))
        return self.allowed >= 0


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]] | Refused]:
    lines = _Lines(_lines(path, encoding, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    row, limit = 0, csv.field_size_limit()
    while True:
        row += 1
        lines.record.clear()
        csv.field_size_limit(_CELL)
        try:
            yield row, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remedy = "Mend the quotation marks in this row."
            if not lines.take_back():
                yield Refused(f"broken from here on ({error})", remedy, row)
                return
            yield Refused(f"broken quotation marks ({error})", remedy, row)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        finally:
            csv.field_size_limit(limit)


def _csv(path: Path, encoding: str | None) -> Read:
    encoding = _decode.find(path, encoding)
    with contextlib.closing(_lines(path, encoding, newline="")) as lines:
        header = next((line for line in lines if line.strip()), "")
    unquoted = "".join(header.split('"')[::2])
    # Excel writes semicolons where numbers have a decimal comma.
    delimiter = max("\t,;" if path.suffix.lower() == ".tsv" else ",;\t", key=unquoted.count)
    return _with_header(_records(path, encoding, delimiter), encoding)


def _with_header(records: Iterator[tuple[int, list] | Refused], encoding: str | None) -> Read:
    header: list = []
    for record in records:
        if isinstance(record, Refused):
            raise record
        if _has_cells(record[1]):
            header = record[1]
            break
    names = ["" if cell is None else str(cell).strip() for cell in header]
    filled = [name or f"column {number}" for number, name in enumerate(names, start=1)]
    return Read(filled, encoding, _under_header(records, names, filled))


def _under_header(records: Iterator, names: list[str], filled: list[str]) -> Iterator[tuple[int, dict] | Refused]:
    for record in records:
        if isinstance(record, Refused):
            yield record
            continue
        row, cells = record
        if len(cells) != len(names) and _has_cells(cells):
            what = f"{len(cells)} cells, but the header has {len(names)}"
            remedy = "Name every column; in CSV, put cells that hold a comma or semicolon in quotation marks."
            yield Refused(what, remedy, row)
        elif _has_cells(cells):
            # A column without a name is there only where it has cells.
            together = zip(names, filled, cells, strict=True)
            yield row, {full: cell for name, full, cell in together if name or cell not in ("", None)}


def _has_cells(cells: list) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)


def _jsonl(path: Path, encoding: str | None) -> Read:
    encoding = _decode.find(path, encoding)
    rows = _objects(path, encoding)
    first = list(islice(rows, _FIRST))
    if first and all(isinstance(item, Refused) for item in first):  # JSON of another kind: an array, or many lines each
        raise first[0]
    names = dict.fromkeys(name for item in first if not isinstance(item, Refused) for name in item[1])
    return Read(list(names), encoding, chain(first, rows))


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict] | Refused]:
    for row, line in enumerate(_lines(path, encoding, newline="\n"), start=1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line, object_pairs_hook=_once)
            if not isinstance(cells, dict):
                raise ValueError("no object")
            yield row, cells
        except (ValueError, RecursionError) as error:
            yield Refused(f"no JSON ({error})", 'Write one object a line, as {"text": "..."}.', row)


def _once(pairs: list[tuple[str, object]]) -> dict:
    cells = dict(pairs)
    if len(cells) < len(pairs):
        raise ValueError("a name stands there twice")
    "".join(cells).encode()  # half a character in a name
    return cells


def _parquet(path: Path, encoding: str | None) -> Read:
    file = pq.ParquetFile(path)
    return Read(file.schema_arrow.names, None, _parquet_rows(file, path.name))


def _parquet_rows(file: pq.ParquetFile, name: str) -> Iterator[tuple[int, dict]]:
    rows = (cells for batch in file.iter_batches(batch_size=_FIRST) for cells in batch.to_pylist())
    with file:
        row, promised = 1, file.metadata.num_rows
        for row, cells in enumerate(tqdm(rows, total=promised, delay=2, leave=False, desc=name), start=2):
            yield row, cells
        if row - 1 != promised:
            raise Refused(f"broken ({row - 1} of {promised} rows are there)", "Save it again.")


def _xlsx(path: Path, encoding: str | None) -> Read:
    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > _UNPACKED:
            raise Refused("too large to unpack", "Save it as CSV in UTF-8.")
    # The values that Excel stored, and the formulas for cells where it stored none; nothing is evaluated.
    stored = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    written = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    for sheet in (*stored.worksheets, *written.worksheets):
        sheet.reset_dimensions()  # files may claim millions of empty rows
    more = [s.title for s in stored.worksheets[1:] if any(map(_has_cells, _cells(s)))]
    if more:
        warnings.warn(f"{path.name}: only its first sheet is read, not {more}. Save these as files.", stacklevel=2)
    return _with_header(_excel_records(stored, written, path.name), None)


def _cells(sheet) -> Iterator[tuple]:
    return sheet.iter_rows(max_row=_EXCEL_ROWS, values_only=True)


def _excel_records(stored, written, name: str) -> Iterator[tuple[int, list]]:
    sheets = zip(_cells(stored.worksheets[0]), _cells(written.worksheets[0]), strict=True)
    with contextlib.closing(stored), contextlib.closing(written):
        width = 0
        for row, pair in enumerate(tqdm(sheets, delay=2, leave=False, desc=name, unit=" rows"), start=1):
            cells = [getattr(b, "text", b) if a is None else a for a, b in zip(*pair, strict=True)]
            while cells and cells[-1] is None:
                cells.pop()
            width = width or len(cells)
            yield row, cells + [None] * (width - len(cells))


FORMATS = {".csv": _csv, ".tsv": _csv, ".jsonl": _jsonl, ".parquet": _parquet, ".xlsx": _xlsx}
