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
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd
import regex

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

_TEXTS = (".txt", *PAGES)
_DATES = ("published", "call_date")
_OURS = {*_RULES, "file"}
_MADE = {"text", "raw", "path", "sha256", "encoding"}  # from the file itself; sources.csv could only contradict it
_HALF = re.compile("[\ud800-\udfff]")


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
    """What keeps texts from being read: all problems, a line each, also as ``problems``."""

    def __init__(self, *problems: Problem | str) -> None:
        super().__init__("\n".join(map(str, problems)))
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
    source : a folder of .txt and .html files, in sub-folders too; a table: .csv, .tsv, .jsonl (JSON lines), .parquet,
        .xlsx (its first sheet) or a DataFrame. A sources.csv in a folder may say more of its files, a row each with
        ``file`` and ``doc_id``.
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
    source prints it; ``sha256`` is of the file's bytes, in a table of the text in UTF-8.

    Raises
    ------
    CorpusError: all problems, each with file, row (the first below the header is 2; of a DataFrame the position, from
        0) and remedy.

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
    asked = _Asked(columns or {}, [missing] if isinstance(missing, str) else missing, encoding)
    documents, found, taken = [], [], {}
    for part in _parts(source):
        wrong: list[Problem] = []
        try:
            documents += _sound(_rows(part, asked, wrong), taken, wrong)
        except CorpusError as error:
            wrong += error.problems
        found += sorted(wrong, key=lambda problem: (problem.row is None, problem.row or 0, problem.file))
    names = dict.fromkeys([*COLUMNS, *(name for cells in documents for name in cells)])
    table = pd.DataFrame({name: _typed(name, [cells.get(name) for cells in documents]) for name in names})
    return table, [problem._replace(file=_printable(problem.file)) for problem in found]


def _parts(source: Source) -> list:
    return [source] if isinstance(source, str | os.PathLike | pd.DataFrame) else list(source)


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
    there = f"there are: {', '.join(table) or 'none'}"
    wrong = [f"no column '{name}'; {there}" for name in asked.columns if name not in ours]
    for name in dict.fromkeys(ours.values()):
        same = [theirs for theirs in table if ours[theirs] == name]
        if len(same) > 1 and not (name == "text" and sorted(same) == sorted(texts)):
            wrong.append(f"columns {same} for one name, '{name}'")
    if wrong:
        remedy = 'Give each column that you mean, and each once, as columns={"lead": "text", "text": "text"}.'
        raise CorpusError(*(Problem(file, 1, what, remedy) for what in wrong))
    rows = []
    for row, record in zip(table.index, table.to_dict("records"), strict=True):
        named = {ours[theirs]: _cell(ours[theirs], value, asked.missing) for theirs, value in record.items()}
        if len(texts) > 1:
            parts = (_cell("text", record[theirs], asked.missing) for theirs in texts)
            named["text"] = "\n\n".join(part for part in parts if part) or None
        rows.append(_Row(file, row, {name: v for name, v in named.items() if v is not None or name not in _OURS}))
    return rows


def _cell(name: str, value: object, missing: Sequence) -> object:
    """A cell as we keep it: None where it is missing, text in our own columns, its own kind in others."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")  # what is no UTF-8 is told later
    if not pd.api.types.is_scalar(value):
        value = json.dumps(value, ensure_ascii=False, default=str)
    stripped = value.strip() if isinstance(value, str) else value
    if pd.isna(value) or value == "" or stripped in missing or (stripped == "" and name in _OURS):
        return None
    if name not in _OURS:
        return value
    return value.isoformat() if isinstance(value, date) else str(value if name in ("text", "raw") else stripped)


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
    if isinstance(value, str) and ("\0" in value or _HALF.search(value)):
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
    column = pd.Series(values, dtype=object)
    better = column.convert_dtypes()
    text = name in _OURS or better.dtype.kind not in "bifM"
    return column.map(str, na_action="ignore").astype("str") if text else better


# -- a folder


def _folder(folder: Path, asked: _Asked, found: list[Problem]) -> Iterator[_Row]:
    """One row a text; what sources.csv says wins over what a page says."""
    files = [*_texts(folder, found)]
    listed = _listed(folder, asked, found) if (folder / SOURCES).exists() else []
    if not (files or listed or found):
        found.append(Problem(f"{_name(folder)}/", None, "no .txt or .html file in it", "Add the texts."))
    # Accents in a name may be composed or decomposed, as file systems differ.
    names = {unicodedata.normalize("NFC", file): file for file in files}
    rows: dict[str, _Row] = {}
    for row in listed:
        name = row.cells.pop("file", "")
        path = names.get(unicodedata.normalize("NFC", name))
        if path is None:
            what = f"no .txt or .html file '{name}' in {_name(folder)}/"
            found.append(Problem(*row[:2], what, "Add the file, or remove the row."))
        elif rows.setdefault(path, row) is not row:
            found.append(Problem(*row[:2], f"file '{name}' is listed already", "Remove one of the rows."))
    unlisted = {file: _Row(file, None, {"doc_id": PurePosixPath(file).stem}) for file in files}
    return _loaded(folder, unlisted | rows, asked, found)


def _texts(folder: Path, found: list[Problem]) -> Iterator[str]:
    """The texts inside the folder; hidden ones are not read, and links are not followed out of it."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() not in _TEXTS or path.is_dir() or f"/{name}".count("/."):
            continue
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
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
            text = _text(folder / name, asked.encoding)
        except CorpusError as error:
            found += [problem._replace(file=name) for problem in error.problems]
        else:
            own = rows[name].cells
            yield rows[name]._replace(cells=dict.fromkeys(own) | text | own | {"path": name})


def _text(path: Path, encoding: str | None) -> dict:
    content, page = _content(path), path.name.lower().endswith(PAGES)
    raw, encoding = decode(content, encoding, page)
    if not raw.strip():
        raise _refused("an empty file", "Put the text in, or remove it.")
    found = article(raw) if page else {"text": raw}
    return found | {"raw": found["text"], "sha256": hashlib.sha256(content).hexdigest(), "encoding": encoding}


def _content(path: Path) -> bytes:
    """A file's bytes; a pipe is not waited for."""
    try:
        if not path.is_file():
            raise _refused("no such file, or no file but a pipe or a dead link", "Check its name.")
        if (size := path.stat().st_size) > LARGEST:
            what = f"too large to read at once ({size / 1e9:.1f} GB)"
            raise _refused(what, "Cut it into Parquet files, and see helpers.scale.")
        return path.read_bytes()
    except OSError as error:
        raise _refused(f"cannot be read ({error.strerror})", "Check its permissions.") from None


def _refused(what: str, remedy: str, row: int | None = None) -> CorpusError:
    """What is wrong with a file as a whole; whoever knows its name puts it in."""
    return CorpusError(Problem("page", row, what, remedy))


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
    whole = page if re.search("<html", page, re.IGNORECASE) else f"<html><body>{page}</body></html>"
    found = None
    with contextlib.suppress(Exception):  # whatever a page does to the library, it is the page's problem
        tree = trafilatura.load_html(whole)
        for script in tree.xpath("//script[ancestor::h1 or ancestor::h2]"):  # the library would read it as a title
            script.drop_tree()
        found = trafilatura.bare_extraction(
            tree, favor_recall=True, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
    if found is None or not (found.text or "").strip():
        raise _refused("a page without a text", "Copy its text into a .txt file, or remove it.")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    language = re.fullmatch(_RULES["language"][0], language.strip().replace("_", "-"))
    url = found.url if re.match("https?://", found.url or "") else None
    about = {"title": found.title, "outlet": found.sitename, "published": found.date, "url": url}
    return {"text": found.text, "language": language and language[0]} | {name: about[name] or None for name in about}


# -- a table


def cells(path: str | os.PathLike, encoding: str | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """A table of any kind that `read` knows, as it is, and which of its rows cannot be read.

    The index is the row as a spreadsheet counts it, the header being row 1; in JSON lines, the line.

    Raises
    ------
    CorpusError: the file as a whole cannot be read.
    """
    path, found = Path(path), []
    try:
        table = _READERS[path.suffix.lower()](_content(path), encoding, found)
        return table, [problem._replace(file=_name(path)) for problem in found]
    except CorpusError as error:
        raise CorpusError(*(problem._replace(file=_name(path)) for problem in error.problems)) from None
    except Exception as error:  # whatever the libraries raise on a broken file
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        remedy = "Save it again, or install what is missing."
        raise CorpusError(Problem(_name(path), None, f"cannot be read ({reason})", remedy)) from error


def _delimited(separators: str, content: bytes, encoding: str | None, found: list[Problem]) -> pd.DataFrame:
    text, encoding = decode(content, encoding)
    header = re.search(r"[^\n]*\S[^\n]*", text)
    # Excel writes semicolons where numbers have a decimal comma.
    separator = max(separators, key="".join(header[0].split('"')[::2] if header else "").count)
    records = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            records.append(record)
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


def _json_lines(content: bytes, encoding: str | None, found: list[Problem]) -> pd.DataFrame:
    text, encoding = decode(content, encoding)
    rows = {}
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            if line.strip():
                rows[number] = {**json.loads(line)}
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
    how = {"sheet_name": None, "header": None, "dtype": object, "na_filter": False}
    stored = pd.read_excel(io.BytesIO(content), **how)
    first, *others = stored
    if more := [name for name in others if not stored[name].empty]:
        warnings.warn(f"only the first sheet is read, not {more}. Save these as files.", stacklevel=2)
    # Formulas stay as they are where Excel stored no value; nothing is evaluated.
    written = pd.read_excel(io.BytesIO(content), **how, engine_kwargs={"data_only": False})[first]
    values = stored[first].reindex_like(written).fillna("")
    return _under_header(values.where(values != "", written).to_numpy().tolist(), found)


_READERS = {
    ".csv": partial(_delimited, ",;\t"),
    ".tsv": partial(_delimited, "\t,;"),
    ".jsonl": _json_lines,
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
_CODE_PAGES = {
    "windows-1251": (
        regex.compile(r"\p{Cyrillic}{2}"),
        regex.compile(rf"{_ODD}|[A-Za-z]\p{{Cyrillic}}|\p{{Cyrillic}}[A-Za-z]|[ЂЃЅЈЉЊЌЋЏѐђѓѕјљњќѝџ¤¦§¬µ¶±†‡‰]"),
    ),
    "windows-1252": (
        regex.compile(r"[A-Za-z][À-ÿŒœ]|[À-ÿŒœ][A-Za-z]|^[\x00-\x7f–—‘’“”„…€«»]+$"),
        regex.compile(
            rf"{_ODD}|(?<![A-Za-z])[À-ÿ]{{2,}}(?![A-Za-z])|[ðþýÐÞÝŠšŽžŸƒ]|õ(?!e)|ì(?=\p{{L}})|ã(?![oe]|s?\b)"
        ),
    ),
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
    """The encodings to try, in their order."""
    yield "utf-8"
    if page and (declared := _DECLARED.search(content[:4_096])):
        name = declared[1].decode("latin-1").lower()
        yield "windows-1252" if name in _WESTERN else name
    words = b" ".join(word for word in content.split() if not word.isascii())[:100_000]
    fit = []
    for name, (proof, strange) in _CODE_PAGES.items():
        text = words.decode(name, "replace")
        if proof.search(text) and sum(bool(strange.search(word)) for word in text.split()) <= 0.02 * len(text.split()):
            fit.append(name)
    yield from fit if len(fit) == 1 else []
