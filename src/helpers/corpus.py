"""Read texts into the table of documents, and say of every file and row what became of it."""

import codecs
import contextlib
import csv
import hashlib
import io
import json
import logging
import os
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd
import regex
from lxml.html import HtmlElement

from helpers import lexicons

__all__ = ["COLUMNS", "CorpusError", "Problem", "article", "cells", "problems", "read"]

# What a cell of a column looks like, what it is called, and what to do if it does not.
_RULES = {name: tuple(rule) for name, *rule in lexicons.table("document_columns").to_numpy()}
# Columns of the table of documents that come first, in this order.
COLUMNS = [name for name in _RULES if name != "call_date"]
SOURCES, PAGES = "sources.csv", (".html", ".htm")
LARGEST = 2_000_000_000  # bytes of a file
csv.field_size_limit(LARGEST)  # a text may be longer than the 131,072 characters that csv allows

Names = Mapping[str, str] | None
Source = str | os.PathLike | pd.DataFrame | Sequence[str | os.PathLike | pd.DataFrame]

_TEXTS = (".txt", *PAGES, ".docx", ".pdf")
_UNREAD = (".doc", ".eml", ".epub", ".gz", ".mht", ".mhtml", ".msg", ".odt", ".pages", ".rar", ".rtf", ".xls", ".zip")
# How files begin, and what may be their names.
_SIGNS = {b"%PDF-": [".pdf"], b"PK\x03\x04": [".xlsx", ".docx"], b"PAR1": [".parquet"], b"{\\rtf": [".rtf"]}
_SIGNS |= {b"\xd0\xcf\x11\xe0": [".xls", ".doc"], b"\x1f\x8b": [".gz"], b"<!doctype": PAGES, b"<html": PAGES}
_DATES = ("published", "call_date")
_OURS = {*_RULES, "file"}
_MADE = {"text", "raw", "path", "sha256", "encoding"}  # from the file itself; sources.csv could only contradict it
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
_HALF = re.compile("[\ud800-\udfff]")
_ARCHIVES = r"web\.archive\.org/web/(?:[\w*]+/)?|archive\.(?:fo|is|li|md|ph|today|vn)/(?:[\w.-]+/)?"
_ARCHIVE = re.compile(rf"https?://(?:{_ARCHIVES})(https?):/+")
# The marks of Nexis and Factiva between articles.
_ONE_OF = r"\d+ (?:of|de|sur) \d+"
_BETWEEN = rf"{_ONE_OF} DOCUMENTS|Document {_ONE_OF}|End of Document|Document [A-Z]{{4,}}\w{{12,}}"
_PARTED = re.compile(rf"(?m)^\s*(?:{_BETWEEN})\s*$")
_FURNITURE = "//h1//script|//h2//script|//*[@id='wm-ipp-base']|//*[@id='HEADER'][../*[@id='CONTENT']]"
_FOOTNOTE = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡])[\])]?")
_WORD_END = re.compile(r"(?:[^\W\d_]{3}|[^\w\s])\s*$")  # 5 km² is no footnote


class Problem(NamedTuple):
    """What is wrong, where, and what to do; ``row`` counts as a spreadsheet does, and is missing for a whole file."""

    file: str
    row: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        return f"{self.file}{row}: {self.what}. {self.remedy}"


class CorpusError(ValueError):
    """What keeps texts from being read, a line for each kind of problem; all of them are in ``problems``."""

    def __init__(self, *problems: Problem | str) -> None:
        alike: dict[object, list] = {}
        for problem in problems:  # what is wrong with many rows is said once
            row = isinstance(problem, Problem) and problem.row is not None
            kind = (problem.file, problem.what.split()[0], problem.remedy) if row else problem
            alike.setdefault(kind, []).append(problem)
        more = "{} So in {:,} rows; corpus.problems lists them.".format
        super().__init__("\n".join(more(same[0], len(same)) if same[1:] else str(same[0]) for same in alike.values()))
        self.problems = problems


def __dir__() -> list[str]:
    return __all__


def read(
    source: Source, strict: bool = True, columns: Names = None, missing: Sequence[str] = (), encoding: str | None = None
) -> pd.DataFrame:
    """Read a folder of texts, a table of texts, one text, or a list of these.

    Text stays as it is decoded; of a page it is the article. Files are read whole: for more than memory holds, see
    ``helpers.scale``.

    Parameters
    ----------
    source : a folder of .txt, .html, .docx and .pdf files (the last two need ``pip install .[documents]``), in
        sub-folders too; a table: .csv, .tsv, .json, .jsonl (JSON lines), .parquet, .xlsx (its first sheet) or a
        DataFrame. A sources.csv in a folder may say more of its files, a row each with ``file`` and ``doc_id``. A file
        of Nexis or Factiva is parted at its marks, into texts "name-1", "name-2" and so on.
    strict : raise when anything is wrong; otherwise leave it out and warn with the count.
    columns : names in the table and ours, as ``{"lead": "text", "body": "text", "date": "published"}``; columns mapped
        to text are joined in this order, with a blank line between.
    missing : cells that mean "missing", as ``["NA"]``. An empty cell always does.
    encoding : of all files without a byte-order mark. Otherwise UTF-8, Windows-1251 and Windows-1252 are told
        apart, and a file that leaves doubt is a problem.

    Returns
    -------
    One row per text, in the order of rows or of file names: ``COLUMNS``, then all further columns. ``doc_id`` is made
    where it is not given; ``text`` and ``raw`` are equal before cleaning; ``published`` is a date or time, as the
    source prints it; ``language`` has two letters, from any tag or name of it, and is missing where none is told
    ("und"); ``sha256`` is of the file's bytes, in a table of the text in UTF-8.

    Raises
    ------
    CorpusError: all problems, each with file, row (the first below the header is 2; of a DataFrame the position, from
        0) and remedy. TypeError: ``columns`` is no mapping.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "readout.txt").write_bytes("Путин — Макрон.".encode("cp1251"))
    ...     read(folder)[["doc_id", "text", "path", "encoding"]].values.tolist()
    [['readout', 'Путин — Макрон.', 'readout.txt', 'windows-1251']]
    """
    documents, found = _read(source, columns, missing, encoding)
    if found and strict:
        raise CorpusError(*found)
    if found:
        what = f"{len(documents)} texts read, {len(found)} problems left out. See corpus.problems."
        warnings.warn(what, stacklevel=2)
    return documents


def problems(
    source: Source, columns: Names = None, missing: Sequence[str] = (), encoding: str | None = None
) -> pd.DataFrame:
    """What is wrong with texts, asked as `read` is: ``file``, ``row``, ``what``, ``remedy``; empty where nothing is.

    Examples
    --------
    >>> problems(pd.DataFrame({"doc_id": ["a", "a"], "text": ["One.", "Two."]}))["what"].tolist()
    ["doc_id 'a' is that of row 0 of documents already"]
    """
    _, found = _read(source, columns, missing, encoding)
    return pd.DataFrame(found, columns=list(Problem._fields)).astype({"row": "Int64"})


# -- from sources to documents


class _Row(NamedTuple):
    """A document to be: its cells are under our names."""

    file: str
    row: int | None
    cells: dict


class _Asked(NamedTuple):
    columns: Mapping[str, str]
    missing: Sequence
    encoding: str | None


def _read(source: Source, columns, missing, encoding) -> tuple[pd.DataFrame, list[Problem]]:
    """The documents, and the problems: of each source first those with a row, in the order of the rows."""
    if not isinstance(columns, Mapping | None):
        raise TypeError(f'columns are theirs and ours, as {{"body": "text"}}, not {columns!r}.')
    asked = _Asked(columns or {}, [missing] if isinstance(missing, str) else missing, encoding)
    documents, found, taken = [], [], {}
    for part in [source] if isinstance(source, str | os.PathLike | pd.DataFrame) else source:
        wrong: list[Problem] = []
        try:
            documents += _sound(_rows(part, asked, wrong), taken, wrong)
        except CorpusError as error:
            wrong += error.problems
        found += sorted(wrong, key=lambda problem: (problem.row is None, problem.row or 0, problem.file))
    names = dict.fromkeys([*COLUMNS, *(name for cells in documents for name in cells)])
    table = pd.DataFrame({name: _typed(name, [cells.get(name) for cells in documents]) for name in names})
    return table, [problem._replace(file=_printable(problem.file)) for problem in found]


def _rows(source: str | os.PathLike | pd.DataFrame, asked: _Asked, found: list[Problem]) -> list[_Row]:
    if isinstance(source, pd.DataFrame):
        return _with_texts(source.set_axis(range(len(source))).rename(columns=str), Path("documents"), asked)
    path = Path(source)
    if path.is_dir():
        return _folder(path, asked, found)
    if path.suffix.lower() in _READERS:
        table, wrong = cells(path, asked.encoding)
        found += wrong
        return _with_texts(table, path, asked)
    if path.suffix.lower() in _TEXTS:
        return _loaded(path.parent, {path.name: _Row(path.name, None, {"doc_id": path.stem})}, asked, found)
    what = "no text and no table" if path.exists() else "no such folder or file"
    raise CorpusError(Problem(_name(path), None, what, f"Name a folder, a text or a table ({', '.join(_READERS)})."))


def _name(path: Path) -> str:
    """A path's own name: messages end up in notebooks, where a whole path would not be the reader's."""
    return path.name or path.resolve().name or str(path)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _with_texts(table: pd.DataFrame, path: Path, asked: _Asked) -> list[_Row]:
    """The rows of a table of texts, with what they do not say themselves."""
    rows = _named(table, path.name, asked)
    ours = {asked.columns.get(name, name) for name in table}
    if "text" not in ours:
        what = f"no column 'text'; there are: {', '.join(table) or 'none'}"
        raise CorpusError(Problem(path.name, 1, what, 'Say which it is, as columns={"body": "text"}.'))
    for row in rows:
        own = {"doc_id": f"{path.stem}-{row.row}", "path": path.name if path.suffix else None}
        own |= {"encoding": table.attrs.get("encoding"), "raw": row.cells.get("text")}
        row.cells.update({name: value for name, value in own.items() if name not in row.cells})
    return rows


def _named(table: pd.DataFrame, file: str, asked: _Asked) -> list[_Row]:
    """The rows under our names, without what is missing in our own columns; columns mapped to text are joined."""
    ours = {theirs: asked.columns.get(theirs, theirs) for theirs in table}
    texts = [theirs for theirs, name in asked.columns.items() if name == "text"] or ["text"]
    lost = [name for name in asked.columns if name not in ours]
    wrong = [f"no column '{name}'; there are: {', '.join(table) or 'none'}" for name in lost]
    for name in dict.fromkeys(ours.values()):
        same = [theirs for theirs in table if ours[theirs] == name]
        if len(same) > 1 and not (name == "text" and sorted(same) == sorted(texts)):
            wrong.append(f"columns {same} for one name, '{name}'")
    if wrong:
        remedy = 'Give each column that you mean, and each once, as columns={"lead": "text", "text": "text"}.'
        raise CorpusError(*(Problem(file, 1, what, remedy) for what in wrong))
    rows, records = [], table.to_dict("records")
    _tell(ours, records, file)
    for row, record in zip(table.index, records, strict=True):
        named = {ours[theirs]: _cell(ours[theirs], value, asked.missing) for theirs, value in record.items()}
        if len(texts) > 1:
            parts = [part for theirs in texts if (part := _cell("text", record[theirs], asked.missing))]
            named["text"] = "\n\n".join(parts) if all(isinstance(part, str) for part in parts) else parts
        rows.append(_Row(file, row, {name: v for name, v in named.items() if v is not None or name not in _OURS}))
    return rows


def _tell(ours: Mapping[str, str], records: list[dict], file: str) -> None:
    """Warn of cells that hold something and are missing all the same."""
    filled = [(ours[name], cell) for record in records for name, cell in record.items() if isinstance(cell, str)]
    errors = [cell for _, cell in filled if cell[:1] == "#" and cell in _ERRORS]
    silent = [cell for name, cell in filled if name == "language" and cell.strip() and not lexicons.language(cell)]
    for cells, what in ((errors, "errors of Excel"), (silent, "no language (copies.languages tells it)")):
        if cells:
            said = ", ".join(sorted({*cells}))
            warnings.warn(f"{file}: {len(cells):,} cells are missing: {said}. They are {what}.", stacklevel=5)


def _cell(name: str, value: object, missing: Sequence) -> object:
    """A cell as we keep it: None where it is missing, text in our own columns, its own kind in others."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")  # what is no UTF-8 is told later
    if not pd.api.types.is_scalar(value):
        value = _plain(value) if name in _OURS else json.dumps(value, ensure_ascii=False, default=str)
        if not isinstance(value, str):
            return value  # a fault, told later
    stripped = value.strip() if isinstance(value, str) else value
    empty = (stripped if name in _OURS else value) == ""
    if empty or pd.isna(value) or stripped in (*missing, *_ERRORS):
        return None
    if name not in _OURS:
        return value
    if name == "language":
        return lexicons.language(str(stripped)) or None
    if isinstance(value, float) and value.is_integer():  # a whole number in a column with gaps
        stripped = value = int(value)
    return value.isoformat() if isinstance(value, date) else str(value if name in ("text", "raw") else stripped)


def _plain(value: object) -> object:
    """The text in lists of texts and of objects with ``text``, as exports of chats have it; else the value itself.

    Where parts of one kind have no white space at their ends they are paragraphs.
    """
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, dict):
        return _plain(value["text"]) if "text" in value else value
    if not isinstance(value, list | tuple):
        return value
    parts = [_plain(part) for part in value]
    if not all(isinstance(part, str) for part in parts):
        return value
    apart = len({*map(type, value)}) == 1 and all(part == part.strip() for part in parts)
    return ("\n" if apart else "").join(parts)


def _sound(rows: list[_Row], taken: dict[str, str], found: list[Problem]) -> Iterator[dict]:
    """The cells of the rows that are documents, dates made dates; what is wrong with the others goes to `found`."""
    for file, row, cells in rows:
        faults = [(f"no {name}", _RULES[name][2]) for name in ("doc_id", "text") if cells.get(name) is None]
        faults += [fault for name, value in cells.items() if value is not None and (fault := _fault(name, value))]
        here = f"'{file}'" if row is None else f"row {row} of {file}"
        if not faults and (there := taken.setdefault(cells["doc_id"], here)) is not here:
            remedy = f"List it in {SOURCES} with another doc_id." if row is None else "Give each text its own."
            faults = [(f"doc_id '{cells['doc_id']}' is that of {there} already", remedy)]
        found += [Problem(file, row, *fault) for fault in faults]
        if not faults:
            cells.setdefault("sha256", hashlib.sha256(cells["raw"].encode()).hexdigest())
            yield cells | {name: moment(cells[name]) for name in _DATES if cells.get(name)}


def _fault(name: str, value: object) -> tuple[str, str] | None:
    """What is wrong with a cell, and the remedy."""
    pattern, title, remedy = _RULES.get(name, (None, "", ""))
    if pattern and not isinstance(value, str):
        title, remedy = "plain text", "Take the text itself out of what is nested."
    elif isinstance(value, str) and ("\0" in value or _HALF.search(value)):
        title, remedy = "text: it has a NUL character or half a character", "Take these characters out."
    else:
        with contextlib.suppress(ValueError):
            if pattern is None or (moment(value) if name in _DATES else re.fullmatch(pattern, value)):
                return None
    return f"{name} '{_printable(str(value)[:60])}' is no {title}", remedy


def moment(text: str) -> datetime:
    """A day or time in ISO 8601 as it is written: a zone is put aside, since many sources mark local time "Z".

    Raises ValueError where it is none.

    >>> moment("2022-06-24T17:30:00Z")
    datetime.datetime(2022, 6, 24, 17, 30)
    """
    if not re.fullmatch(_RULES["published"][0], text):
        raise ValueError(f"'{text}' is no date")
    return datetime.fromisoformat(re.sub(r" (?=[Z+-])", "", text)).replace(tzinfo=None)


def _typed(name: str, values: list) -> pd.Series:
    """One kind of value in a column: where all agree dates, truth values or numbers, or else text."""
    if name in _DATES:
        return pd.Series(values, dtype="datetime64[us]")
    if name not in _OURS:
        better = pd.Series(pd.array(values)).convert_dtypes()
        if better.dtype.kind in "bifM":
            return better
    return pd.Series(values, dtype=object).map(str, na_action="ignore").astype("str")


# -- a folder


def _folder(folder: Path, asked: _Asked, found: list[Problem]) -> Iterator[_Row]:
    """One row a text; what sources.csv says wins over what a page says."""
    files = [*_texts(folder, found)]
    listed = _listed(folder, asked, found) if (folder / SOURCES).exists() else []
    if not (files or listed or found):
        remedy = f"Add the texts ({', '.join(_TEXTS)})."
        found.append(Problem(f"{_name(folder)}/", None, "no text in it", remedy))
    # Accents in a name may be composed or decomposed, as file systems differ.
    names = {unicodedata.normalize("NFC", file): file for file in files}
    rows: dict[str, _Row] = {}
    for row in listed:
        name = row.cells.pop("file", "")
        path = names.get(unicodedata.normalize("NFC", name))
        if path is None:
            said = f"no text '{name}' in {_name(folder)}/", "Add the file, or remove the row."
            found.append(Problem(*row[:2], *said))
        elif rows.setdefault(path, row) is not row:
            found.append(Problem(*row[:2], f"file '{name}' is listed already", "Remove one of the rows."))
    unlisted = {file: _Row(file, None, {"doc_id": PurePosixPath(file).stem}) for file in files}
    return _loaded(folder, unlisted | rows, asked, found)


def _texts(folder: Path, found: list[Problem]) -> Iterator[str]:
    """The texts inside the folder; hidden ones are not read, and links are not followed out of it."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() not in (*_TEXTS, *_UNREAD) or path.is_dir() or re.search(r"(^|/)(\.|~\$)", name):
            continue
        if path.suffix.lower() in _UNREAD:
            remedy = "Save it as .txt, .docx or .html (unpack what is packed), or take it out of the folder."
            found.append(Problem(name, None, f"a {path.suffix} file, which is not read", remedy))
        elif Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
            yield name
        else:
            found.append(Problem(name, None, "a link out of the folder", "Put the file itself there."))


def _listed(folder: Path, asked: _Asked, found: list[Problem]) -> list[_Row]:
    """The rows of sources.csv."""
    table, wrong = cells(folder / SOURCES)
    found += wrong
    ours = {asked.columns.get(name, name) for name in table}
    if not {"file", "doc_id"} <= ours or ours & _MADE:
        remedy = f"It needs file and doc_id, separated by commas, and none of {', '.join(sorted(_MADE))}."
        raise CorpusError(Problem(SOURCES, 1, f"columns: {', '.join(table) or 'none'}", remedy))
    return _named(table, SOURCES, asked)


def _loaded(folder: Path, rows: dict[str, _Row], asked: _Asked, found: list[Problem]) -> Iterator[_Row]:
    """The rows with their texts, sorted by code point so that every machine has the same order."""
    for name in sorted(rows):
        try:
            with _told_of(name):
                text = _text(folder / name, asked.encoding)
        except CorpusError as error:
            found += error.problems
        else:
            own = rows[name].cells
            whole = dict.fromkeys(own) | text | own | {"path": name}
            parts = [part for part in _PARTED.split(text["text"]) if part.strip()]
            ids = [f"{whole['doc_id']}-{number}" for number in range(1, len(parts) + 1)] if parts[1:] else []
            for new in zip(ids, parts, parts, strict=False) if ids else [()]:
                yield rows[name]._replace(cells=whole | dict(zip(("doc_id", "text", "raw"), new, strict=False)))


def _text(path: Path, encoding: str | None) -> dict:
    content, ending = _content(path), path.suffix.lower()
    if ending in _DOCUMENTS:
        raw, encoding = _DOCUMENTS[ending](content), None
    else:
        raw, encoding = decode(content, encoding, ending in PAGES)
    if not raw.strip():
        what = "an empty file" + ", or pictures of pages" * (ending == ".pdf")
        raise _refused(what, "Put the text in, or remove it.")
    found = article(raw) if ending in PAGES else {"text": raw}
    return found | {"raw": found["text"], "sha256": hashlib.sha256(content).hexdigest(), "encoding": encoding}


def _docx(content: bytes) -> str:
    """The paragraphs of the text, its tables and boxes, as they are after all changes that are marked."""
    import docx
    from docx.oxml.ns import qn

    body = docx.Document(io.BytesIO(content)).element.body
    twice = (qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
    for node in [*body.iter(*twice)]:
        node.getparent().remove(node)
    lines = dict.fromkeys(body.iter(qn("w:p")), "")
    for run in body.iter(qn("w:r")):
        lines[next(run.iterancestors(qn("w:p")))] += run.text
    return "\n".join(lines.values())


def _pdf(content: bytes) -> str:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is in the problem
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


_DOCUMENTS = {".docx": _docx, ".pdf": _pdf}


def _content(path: Path) -> bytes:
    """A file's bytes; a pipe is not waited for."""
    try:
        if not path.is_file():
            raise _refused("no such file, or no file but a pipe or a dead link", "Check its name.")
        if (size := path.stat().st_size) > LARGEST:
            what = f"too large to read at once ({size / 1e9:.1f} GB)"
            raise _refused(what, "Cut it into Parquet files, and see helpers.scale.")
        content = path.read_bytes()
    except OSError as error:
        raise _refused(f"cannot be read ({error.strerror})", "Check its permissions.") from None
    for sign, endings in _SIGNS.items():
        if content[:1_000].lstrip().lower().startswith(sign.lower()) and path.suffix.lower() not in endings:
            raise _refused("not what its name says", f"If it is a {' or '.join(endings)} file, name it so.")
    return content


def _refused(what: str, remedy: str) -> CorpusError:
    """What is wrong with a file as a whole; whoever knows its name puts it in."""
    return CorpusError(Problem("page", None, what, remedy))


@contextlib.contextmanager
def _told_of(name: str) -> Iterator[None]:
    """What goes wrong with a file is a problem under its name."""
    try:
        yield
    except CorpusError as error:
        raise CorpusError(*(problem._replace(file=name) for problem in error.problems)) from None
    except ImportError:
        remedy = "pip install .[documents,pages,parquet]"
        raise CorpusError(Problem(name, None, "a library is missing that reads such files", remedy)) from None
    except Exception as error:  # whatever the libraries raise on a broken file
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise CorpusError(Problem(name, None, f"cannot be read ({reason})", "Save it again, or as .txt.")) from error


def article(page: str) -> dict[str, str | None]:
    """The article of an HTML page: text, title, outlet, published, url and language, as far as the page has them.

    Nothing is fetched, nothing in it is run.

    Raises
    ------
    CorpusError: there is no text.

    Examples
    --------
    >>> head = '<html lang="fr"><head><meta property="og:site_name" content="Élysée"></head>'
    >>> found = article(head + "<body><article><p>Le Président s'est entretenu avec le Chancelier.</p></article>")
    >>> found["text"], found["outlet"], found["language"]
    ("Le Président s'est entretenu avec le Chancelier.", 'Élysée', 'fr')
    """
    import trafilatura

    # What the library logs of a page it cannot read is in the problem.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # Dates come from a page's mark-up, not from guesses about its words, and none depends on the day of reading.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2999-12-31"}
    how = {"favor_recall": True, "include_comments": False, "with_metadata": True, "date_extraction_params": dates}
    whole = page if re.search("<html", page, re.IGNORECASE) else f"<html><body>{page}</body></html>"
    found, urls = None, re.findall(r"<!-- saved from url=\(\d+\)(\S+) -->", page[:1_000])
    with contextlib.suppress(Exception):  # whatever a page does to the library, it is the page's problem
        tree = trafilatura.load_html(whole)
        urls = tree.xpath("//link[@rel='canonical']/@href") + urls
        _without_furniture(tree)
        found = trafilatura.bare_extraction(tree, **how)
    if found is None or not (found.text or "").strip():
        raise _refused("a page without a text", "Copy its text into a .txt file, or remove it.")
    said = f"{found.title}\n{found.text}"
    if len(found.text.split()) < 150 and (why := _no_article()(said)):
        what = f"no article, but a page that says '{said[why[0].start : why[0].end]}'"
        raise _refused(what, "Open its address in a browser and save it again, or remove it.")
    language = lexicons.language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
    urls = [url for url in (*urls, found.url) if re.match("https?://", url or "")]
    archived = [url for url in urls if original(url) != url]
    url, outlet = original(archived[0]) if archived else (urls[-1:] or [None])[0], found.sitename
    if url and re.search(r"\barchive\.|wayback", outlet or "", re.IGNORECASE):
        outlet = re.sub(r"^\w+://(www\.)?|/.*", "", url)
    about = {"title": found.title, "outlet": outlet, "published": found.date, "url": url, "language": language}
    return {"text": found.text} | {name: about[name] or None for name in about}


def original(url: str) -> str:
    """An address without that of an archive before it.

    >>> original("https://web.archive.org/web/20220504101500/https://www.elysee.fr/a")
    'https://www.elysee.fr/a'
    """
    return _ARCHIVE.sub(r"\1://", url)


def _without_furniture(tree: HtmlElement) -> None:
    """Take away what the library would read as words of the text: scripts in headlines, an archive's bar, the numbers
    of footnotes; and make tables that lay out the page, whose cells hold sentences, boxes.
    """
    for node in tree.xpath(_FURNITURE):
        node.drop_tree()
    for node in tree.xpath("//sup|//a[starts-with(@href, '#')]"):
        before = node.xpath("string(preceding::text()[1])")
        if _FOOTNOTE.fullmatch(node.text_content().strip()) and _WORD_END.search(before):
            node.drop_tree()
    for table in tree.xpath("//table[.//td[.//table or .//p or string-length(normalize-space()) > 80]]"):
        for node in table.iter("table", "tbody", "tr", "td", "th"):
            node.tag = "div"


@cache
def _no_article() -> lexicons.Finder:
    return lexicons.Finder(lexicons.table("no_article")["phrase"])


# -- a table


def cells(path: str | os.PathLike, encoding: str | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """A table of any kind that `read` knows, as it is, and which of its rows cannot be read.

    The index is the row as a spreadsheet counts it, the header being row 1; in JSON lines, the line.

    Raises
    ------
    CorpusError: the file as a whole cannot be read.
    """
    path, found = Path(path), []
    with _told_of(_name(path)):
        if path.suffix.lower() not in _READERS:
            raise _refused("no table", f"Save it as one of {', '.join(_READERS)}.")
        table = _READERS[path.suffix.lower()](_content(path), encoding, found)
    return table, [problem._replace(file=_name(path)) for problem in found]


def _delimited(separators: str, content: bytes, encoding: str | None, found: list[Problem]) -> pd.DataFrame:
    text, encoding = decode(content, encoding)
    said = re.match(r'"?sep=(.)"?\r?\n', text)  # for Excel
    header = re.compile(r"[^\n]*\S[^\n]*").search(text, said.end() if said else 0)
    # Excel writes semicolons where numbers have a decimal comma.
    separator = said[1] if said else max(separators, key="".join(header[0].split('"')[::2] if header else "").count)
    records = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            records.append([] if said and not records else record)
    except csv.Error as error:
        what = f"broken quotation marks, here or from here on ({error})"
        found.append(Problem("", len(records) + 1, what, "Mend those in this row; the rows below were not read."))
    table = _under_header(records, found)
    table.attrs["encoding"] = encoding
    return table


def _under_header(records: list[list], found: list[Problem]) -> pd.DataFrame:
    """The rows under the first one that has cells; a column without a name is kept where it has cells."""
    filled = {row: cells for row, cells in enumerate(records, 1) if any(str(cell).strip() for cell in cells)}
    header = filled.pop(min(filled), []) if filled else []
    for row, cells in filled.items():
        if len(cells) != len(header):
            what = f"{len(cells)} cells, but the header has {len(header)}"
            found.append(Problem("", row, what, "Put cells that hold a comma or semicolon in quotation marks."))
    good = {row: cells for row, cells in filled.items() if len(cells) == len(header)}
    names = [str(name).strip() or f"column {number}" for number, name in enumerate(header, start=1)]
    table = pd.DataFrame([*good.values()], [*good], names, dtype=object)
    return table.loc[:, [str(name).strip() != "" or (table.iloc[:, n] != "").any() for n, name in enumerate(header)]]


def _json(lines: bool, content: bytes, encoding: str | None, found: list[Problem]) -> pd.DataFrame:
    """An object a line, or those of a list; it may be in an object, as the messages in an export of Telegram."""
    text, encoding = decode(content, encoding)
    parts = text.split("\n") if lines else json.loads(text)
    if isinstance(parts, dict):
        parts = max((part for part in parts.values() if isinstance(part, list)), key=len, default=[])
    rows = {}
    for number, part in enumerate(parts, start=1):
        try:
            if not lines or part.strip():
                rows[number] = {**(json.loads(part) if lines else part)}
        except (TypeError, ValueError, RecursionError) as error:
            found.append(Problem("", number, f"no JSON ({error})", 'Write one object a line, as {"text": "..."}.'))
    if found and not rows:  # JSON of another kind: an array, or many lines each
        raise CorpusError(found[0])
    table = pd.DataFrame([*rows.values()], [*rows], dtype=object)
    table.attrs["encoding"] = encoding
    return table


def _parquet(content: bytes, _: str | None, found: list[Problem]) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return pd.DataFrame([*rows], range(2, table.num_rows + 2), table.column_names, dtype=object)


def _workbook(content: bytes, _: str | None, found: list[Problem]) -> pd.DataFrame:
    from openpyxl.utils.escape import unescape  # _x000D_ is a line end

    how = {"sheet_name": None, "header": None, "dtype": object, "na_filter": False}
    stored = pd.read_excel(io.BytesIO(content), **how)
    first, *others = stored
    if more := [name for name in others if not stored[name].empty]:
        warnings.warn(f"only the first sheet is read, not {more}. Save these as files.", stacklevel=2)
    # Formulas stay as they are where Excel stored no value; nothing is evaluated.
    written = pd.read_excel(io.BytesIO(content), **how, engine_kwargs={"data_only": False})[first]
    values = stored[first].fillna("#N/A").reindex_like(written).fillna("")
    values = values.where(values != "", written).map(lambda cell: unescape(cell) if isinstance(cell, str) else cell)
    return _under_header(values.to_numpy().tolist(), found)


_READERS = {
    ".csv": partial(_delimited, ",;\t|"),
    ".tsv": partial(_delimited, "\t,;|"),
    ".json": partial(_json, False),
    ".jsonl": partial(_json, True),
    ".parquet": _parquet,
    ".xlsx": _workbook,
}


# -- which encoding a file is in; better no answer than a wrong one, which becomes somebody's words

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DECLARED = re.compile(rb"""<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Names that pages use for Windows-1252 (WHATWG Encoding Standard, 4.2).
_WESTERN = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1"}
_CONTROL = regex.compile(r"[\p{Cn}\p{Co}]|[^\P{Cc}\t\n\v\f\r]")
# What at least one word must have in an encoding, and what no word has but those of other encodings read as this one.
_ODD = r"\p{Ll}\p{Lu}|\p{L}(?:[^\p{L}\p{M}'’‑-]+\p{L}|[„‚‹†‡ˆ˜])|[^\p{L}\p{M}\x00-\x7f]{3}"
_SCRIPT = r"\p{Cyrillic}\p{Greek}\p{Hebrew}\p{Arabic}"
_STRANGE = regex.compile(rf"{_ODD}|\p{{Latin}}[{_SCRIPT}]|[{_SCRIPT}]\p{{Latin}}")
_NEAR = {"iso-8859-15": "windows-1252"}
_MARKUP = re.compile(rb"(?is)<(script|style)\b.*?</\1|<[^<>]*>|[\",;|]")
# й stands behind a vowel; in Hebrew that is read as Cyrillic it is everywhere.
_ODD_1251 = rf"{_ODD}|[A-Za-z]\p{{Cyrillic}}|\p{{Cyrillic}}[A-Za-z]|[ЂЃЅЈЉЊЌЋЏѐђѓѕјљњќѝџ¤¦§¬µ¶±†‡‰]|[б-джзк-нп-тф-щ]й"
_ODD_1252 = rf"{_ODD}|(?<![A-Za-z])[À-ÿ]{{2,}}(?![A-Za-z])|[ðþýÐÞÝŠšŽžŸƒ]|õ(?!e)|ì(?=\p{{L}})|ã(?![oe]|s?\b)"
_WORD_1252 = r"[A-Za-z][À-ÿŒœ]|[À-ÿŒœ][A-Za-z]|^[\x00-\x7f–—‘’“”„…€«»]+$"
_CODE_PAGES = {
    "windows-1251": (regex.compile(r"\p{Cyrillic}{2}"), regex.compile(_ODD_1251)),
    "windows-1252": (regex.compile(_WORD_1252), regex.compile(_ODD_1252)),
}


def decode(content: bytes, encoding: str | None = None, page: bool = False) -> tuple[str, str]:
    """The text of a file and its encoding, as Python names it: encoded again, the bytes are the same.

    A byte-order mark decides, then what was asked for; without either strict UTF-8, the declaration of a page, and
    Windows-1251 or Windows-1252 where only one of them makes words.
    """
    marked = [name for mark, name in _MARKS.items() if content.startswith(mark)]
    for name in chain(marked, [encoding] if encoding else _likely(content, page)):
        with contextlib.suppress(LookupError, ValueError):
            text = content.decode(name)
            exact = name.startswith("utf") or text.encode(name) == content
            strange = len(_CONTROL.findall(text[:10_000])) / min(len(text) + 1, 10_000)
            if exact and (encoding or name in marked or strange <= 0.1):
                return text, name
    if encoding:
        raise _refused(f"not in the encoding {encoding}", "Leave encoding= out, or name the right one.")
    raise _refused("unknown encoding, or no text", 'Save it as UTF-8, or say which, as encoding="windows-1251".')


def _likely(content: bytes, page: bool) -> Iterator[str]:
    """The encodings to try, in their order; what a page declares only if it makes words."""
    if b"\x1b$" in content:  # ISO 2022: another alphabet, in letters of ASCII
        return
    yield "utf-8"
    plain = _MARKUP.sub(b" ", content)
    words = b" ".join(word for word in plain.split() if not word.isascii())[:100_000]
    fit = [name for name, (proof, _) in _CODE_PAGES.items() if proof.search(words.decode(name, "replace"))]
    fit = [name for name in fit if _odd(words, name) <= 0.02]
    if page and (declared := _DECLARED.search(content[:4_096])):
        name = declared[1].decode("latin-1").lower()
        name = "windows-1252" if name in _WESTERN else name
        with contextlib.suppress(LookupError, ValueError):
            content.decode(name)
            several = len(bytes(range(256)).decode(name, "replace")) < 256  # bytes to a letter, which may be any
            if several or _odd(words, name) <= 0.1:
                read = words.decode(name, "replace")
                yield from [name] if all(read == words.decode(other, "replace") for other in fit) else []
                return
    yield from fit if len(fit) == 1 else []


def _odd(words: bytes, encoding: str) -> float:
    """The share of words that no language would have, in this encoding."""
    read = re.sub("[–—…]", " ", words.decode(encoding, "replace"))
    alike = "windows-1251" if re.search("[А-я]", read) else _NEAR.get(encoding, encoding)
    _, strange = _CODE_PAGES.get(alike, ("", _STRANGE))
    return sum(bool(strange.search(word)) for word in read.split()) / max(len(read.split()), 1)
