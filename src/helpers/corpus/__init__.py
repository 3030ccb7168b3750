"""Read a folder of texts into the table of documents, and say of every file and row what became of it."""

import codecs
import csv
import hashlib
import io
import os
import re
import unicodedata
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

import pandas as pd

COLUMNS = (
    "doc_id text raw title outlet language published call_id url translation path sha256".split()  # noqa: SIM905
)
DATES = ["published", "call_date"]
SOURCES = "sources.csv"
# Columns that come from the file itself; a column of the same name in sources.csv would contradict it.
_OWN = {"text", "raw", "path", "sha256"}


class CorpusError(ValueError):
    """What keeps a folder from being read: all problems, each with its file, row and remedy."""


class Problem(NamedTuple):
    """One row of `problems`; `row` is the row in sources.csv, counted as a spreadsheet counts it."""

    file: str
    row: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        where = f"{self.file}{row}" if self.file == SOURCES or not row else f"{self.file} ({SOURCES}{row})"
        return f"{where}: {self.what}. {self.remedy}"


def read(path: str | os.PathLike, strict: bool = True) -> pd.DataFrame:
    """Read a folder of .txt files, with or without a sources.csv that describes them.

    Parameters
    ----------
    path : a folder; its sub-folders are read too, hidden ones (".name") are not. Files are UTF-8, with or without
        a byte-order mark, and are decoded without any other change, line ends included.
    strict : raise when anything is wrong; otherwise load the rest and warn with the count.

    Returns
    -------
    One row a text, in the order of the files' names: ``doc_id`` (unique; for a file not in sources.csv its name without
    ending), ``text`` and ``raw`` (equal before cleaning), ``title``, ``outlet``, ``language``, ``published`` (a date),
    ``call_id``, ``url``, ``translation``, ``path`` (in the folder), ``sha256`` (of the bytes), then the further columns
    of sources.csv. An empty cell is missing (pd.NA); the word "NA" is a word.

    Raises
    ------
    CorpusError: lists all problems, each with its file, row and remedy. Not with ``strict=False``.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "readout.txt").write_bytes("Путин — Макрон.".encode())
    ...     read(folder)[["doc_id", "text", "path"]].values.tolist()
    [['readout', 'Путин — Макрон.', 'readout.txt']]
    """
    documents, found = _read(Path(path))
    if found and strict:
        raise CorpusError("\n".join(map(str, found)))
    if found:
        warnings.warn(
            f"{_name(Path(path))}: {len(documents)} texts read, {len(found)} problems left out. "
            "See corpus.problems(path).",
            stacklevel=2,
        )
    return documents


def problems(path: str | os.PathLike) -> pd.DataFrame:
    """What is wrong with a folder of texts; an empty table where nothing is.

    Returns
    -------
    One row a problem: ``file``; ``row`` of sources.csv, where there is one; ``what``; ``remedy``.

    Examples
    --------
    >>> problems("no such folder").loc[0, "what"]
    'no such folder'
    """
    _, found = _read(Path(path))
    return pd.DataFrame(found, columns=list(Problem._fields)).astype({"row": "Int64"})


def _read(folder: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """The documents and the problems; each row of sources.csv and each file beside it is one or the other."""
    if not folder.is_dir():
        what = "a file, not a folder" if folder.exists() else "no such folder"
        return _table([], []), [Problem(f"{_name(folder)}/", None, what, "Name the folder of the .txt files.")]
    files, found = _files(folder)
    entries, further, wrong = _sources(folder)
    found += wrong
    if not files and not entries and not found:
        found.append(Problem(f"{_name(folder)}/", None, "no .txt file in it", "Add the texts."))
    # Accents in a name may be composed or decomposed, as file systems differ.
    names = {unicodedata.normalize("NFC", file): file for file in files} | {file: file for file in files}
    for entry in entries:
        name = PurePosixPath(entry["file"]).as_posix()
        entry["path"] = names.get(name) or names.get(unicodedata.normalize("NFC", name))
    listed: set[str | None] = set()
    for entry in entries:
        entry["again"] = entry["path"] in listed
        listed.add(entry["path"])
    more = [file for file in files if file not in listed]
    entries += [{"row": None, "file": file, "path": file, "again": False} for file in more]
    documents: list[dict] = []
    taken: dict[str, str] = {}
    refused = 0
    for entry in entries:
        wrong = _dates(entry)
        for check, given in ((_place, folder), (_load, folder), (_identify, taken)):
            wrong += [] if wrong and check is not _place else list(check(entry, given))
        found += wrong
        refused += bool(wrong)
        documents += [] if wrong else [entry]
    assert len(entries) == len(documents) + refused, "a text was lost between reading and the table"
    return _table(sorted(documents, key=lambda entry: entry["path"]), further), found


def _name(folder: Path) -> str:
    """The folder's own name: messages end up in notebooks, where a whole path would not be the reader's."""
    return folder.name or folder.resolve().name or str(folder)


def _files(folder: Path) -> tuple[list[str], list[Problem]]:
    """The .txt files in the folder, sorted by code point so that every machine has the same order."""
    files, found = [], []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for inside in (Path(parent, name) for name in folders if Path(parent, name).is_symlink()):
            name = _printable(inside.relative_to(folder).as_posix())
            found.append(Problem(name, None, "a link to a folder", "Put the folder itself there."))
        texts = [name for name in names if name.lower().endswith(".txt") and not name.startswith(".")]
        files += [Path(parent, name).relative_to(folder).as_posix() for name in texts]
    return sorted(files), sorted(found)


def _sources(folder: Path) -> tuple[list[dict], list[str], list[Problem]]:
    """The rows of sources.csv as entries, the names of its further columns, and what is wrong with it."""
    path = folder / SOURCES
    if not path.exists():
        return [], [], []
    if not _is_inside(path, folder):
        return [], [], [Problem(SOURCES, None, "leads out of the folder", "Put the file itself there.")]
    rows: list[list[str]] = []
    wrong: list[Problem] = []
    try:
        text = path.read_bytes().decode("utf-8-sig")
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append([cell.strip() for cell in cells])
    except (OSError, UnicodeDecodeError) as error:
        return [], [], [Problem(SOURCES, None, f"cannot be read ({error})", "Save it as CSV in UTF-8.")]
    except csv.Error as error:
        what = f"broken from here on ({error})"
        wrong = [Problem(SOURCES, len(rows) + 1, what, "Mend the quotation marks in this row.")]
    header = rows[0] if rows else []
    if unfit := _check_header(header):
        return [], [], wrong + unfit
    entries = []
    for number, cells in enumerate(rows[1:], start=2):
        if len(cells) == len(header) and any(cells):
            entries.append(dict(zip(header, cells, strict=True)) | {"row": number})
        elif any(cells):
            what = f"{len(cells)} cells, but the header has {len(header)}"
            wrong.append(Problem(SOURCES, number, what, "Put cells that hold a comma in quotation marks."))
    return entries, [name for name in header if name and name not in {*COLUMNS, "file"}], wrong


def _check_header(header: list[str]) -> list[Problem]:
    absent = [name for name in ("file", "doc_id") if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    return [
        *(Problem(SOURCES, 1, f"no column '{n}'", "Add it; separate columns with commas.") for n in absent),
        *(Problem(SOURCES, 1, f"column '{n}' stands there twice", "Remove or rename one.") for n in twice),
        *(
            Problem(SOURCES, 1, f"column '{n}' is made by the reader", "Remove or rename it.")
            for n in sorted(_OWN & set(header))
        ),
    ]


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _dates(entry: dict) -> list[Problem]:
    """Make empty cells missing and dates dates."""
    found = []
    for name in set(entry) - {"row", "file", "path", "again"}:
        entry[name] = entry[name] or pd.NA
    for name in [name for name in DATES if isinstance(entry.get(name), str)]:
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", entry[name], re.ASCII):
                raise ValueError
            entry[name] = date.fromisoformat(entry[name])
        except ValueError:
            what, remedy = f"{name} '{entry[name]}' is no date", "Write it as 2020-09-30, or leave it empty."
            found.append(Problem(SOURCES, entry["row"], what, remedy))
    return found


def _place(entry: dict, folder: Path) -> Iterator[Problem]:
    """See that the entry's file is there, and in the folder."""
    name, row = _printable(entry["file"]), entry["row"]
    here = SOURCES if row else name
    parts = PurePosixPath(entry["file"]), PureWindowsPath(entry["file"])
    if not name:
        yield Problem(here, row, "no file named", "Name the file, or remove the row.")
    elif row and any(p.is_absolute() or p.drive or ".." in p.parts for p in parts):
        yield Problem(here, row, f"'{name}' leads out of the folder", "Put the file into the folder.")
    elif not name.lower().endswith(".txt"):
        yield Problem(here, row, f"'{name}' is not a .txt file", "Save it as .txt, or remove the row.")
    elif entry["path"] is None:
        yield Problem(here, row, f"no file '{name}' in {_name(folder)}/", "Add the file, or remove the row.")
    elif not _is_inside(folder / entry["path"], folder):
        yield Problem(here, row, f"'{name}' is a link out of the folder", "Put the file itself there.")
    elif entry["again"]:
        yield Problem(here, row, f"file '{name}' is listed already", "Remove one of the rows.")


def _load(entry: dict, folder: Path) -> Iterator[Problem]:
    """Put raw, text and sha256 into the entry."""
    name, row, path = _printable(entry["path"]), entry["row"], folder / entry["path"]
    try:
        # Anything else, a pipe for one, might be waited for without end.
        content = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        yield Problem(name, row, f"cannot be read ({error.strerror})", "Check its permissions.")
        return
    raw = content.decode("utf-8-sig", "replace")
    if name != entry["path"]:
        yield Problem(name, row, "its name is not UTF-8", "Rename it.")
    elif b"\0" in content:
        yield Problem(name, row, "not a text (it has NUL bytes)", "Save it as UTF-8, or remove it.")
    elif not raw.strip():
        yield Problem(name, row, "an empty file", "Put the text in, or remove it.")
    elif raw.encode() != content.removeprefix(codecs.BOM_UTF8):
        yield Problem(name, row, "unknown encoding (not UTF-8)", "Save it as UTF-8.")
    entry |= {"raw": raw, "text": raw, "sha256": hashlib.sha256(content).hexdigest()}


def _identify(entry: dict, taken: dict[str, str]) -> Iterator[Problem]:
    """Give the entry its doc_id, and see that no other text has it."""
    name, row = entry["path"], entry["row"]
    here = SOURCES if row else name
    doc_id = entry.setdefault("doc_id", PurePosixPath(name).stem)
    if pd.isna(doc_id):
        yield Problem(here, row, "no doc_id", "Give the text a doc_id of its own.")
    elif (other := taken.setdefault(doc_id, name)) != name:
        remedy = "Give each text its own." if row else f"List it in {SOURCES} with another doc_id."
        yield Problem(here, row, f"doc_id '{doc_id}' is that of '{other}' already", remedy)


def _table(documents: list[dict], further: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(documents, columns=[*COLUMNS, *further])
    dates = [name for name in DATES if name in table]
    # One unit and one kind of missing value, whatever cells there happen to be.
    table[dates] = table[dates].apply(pd.to_datetime).astype("datetime64[us]")
    return table.astype(dict.fromkeys(set(table.columns) - set(dates), "string"))
