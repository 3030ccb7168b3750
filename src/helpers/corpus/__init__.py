"""Read texts into the table of documents, and say of every file and row what became of it."""

import codecs
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from helpers.corpus import _documents, _files, _problems, _tables
from helpers.corpus._check import check
from helpers.corpus._problems import CorpusError, Problem
from helpers.corpus._rows import COLUMNS, Options, Row, from_table
from helpers.corpus.registry import calls, link_calls

__all__ = ["COLUMNS", "CorpusError", "Problem", "calls", "check", "link_calls", "problems", "read"]

Source = str | os.PathLike | Sequence[str | os.PathLike]


def read(
    path: Source,
    strict: bool = True,
    *,
    columns: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
    timezone: str | None = None,
    encoding: str | None = None,
    mend: bool = False,
) -> pd.DataFrame:
    """Read a folder of texts, a table of texts, or a list of these.

    Parameters
    ----------
    path : a folder of .txt and .html files, or a table: .csv, .tsv, .jsonl (JSON lines), .parquet or .xlsx (its first
        sheet). A folder's sub-folders are read too, hidden ones (".name") are not; a sources.csv in it may say more of
        its files, a row each with ``file`` and ``doc_id``. Its other files are not read. A text stays as it is decoded,
        line ends included; of a page it is the article.
    strict : raise when anything is wrong; otherwise load the rest and warn with the count.
    columns : a table's names and ours, as ``{"lead": "text", "body": "text", "date": "published"}``; columns mapped to
        text are joined in this order, with a blank line between, empty ones left out. Of sources.csv likewise.
    missing : cells that mean "missing", as ``["NA"]``. An empty cell always does; the word "NA" else is a word.
    timezone : as "Europe/Moscow": times with a mark ("Z", "+02:00") are converted to it. Without, the clock time stands
        as the source prints it and the mark is put aside, for many sources mark their local time "Z".
    encoding : of all texts and tables without a byte-order mark. Unless it is named, UTF-8, UTF-16, Windows-1251 and
        Windows-1252 are told apart, and a file that leaves doubt is a problem.
    mend : undo mojibake ("Ã‰lysÃ©e") in text, title and outlet before anything is counted.

    Returns
    -------
    One row a text, in the order of the rows or of the files' names: ``doc_id`` (unique; where it is not given the
    file's name without ending, in a table with the row), ``text`` and ``raw`` (equal before cleaning), ``title``,
    ``outlet``, ``language``, ``published`` (a date or time), ``call_id``, ``url``, ``translation``, ``path`` (in the
    folder; the file's name for a table), ``sha256`` (of the file's bytes; in a table, of the text in UTF-8),
    ``encoding``, with ``mend`` also ``mended`` (whether it was), then all further columns. A row counts as in a
    spreadsheet: the first below the header is row 2; in JSON lines it is the line. White space around cells of our
    own columns, texts aside, is cut off. ``documents.schema.json`` beside this module says what each column may hold.

    Raises
    ------
    CorpusError: lists all problems, each with its file, row and remedy. Not with ``strict=False``.
    ValueError: a time zone or encoding that does not exist.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "readout.txt").write_bytes("Путин — Макрон.".encode("cp1251"))
    ...     read(folder)[["doc_id", "text", "path", "encoding"]].values.tolist()
    [['readout', 'Путин — Макрон.', 'readout.txt', 'windows-1251']]
    """
    documents, found = _read(path, _options(columns, missing, timezone, encoding, mend))
    if found and strict:
        raise CorpusError("\n".join(map(str, found)))
    if found:
        name = ", ".join(_files.name_of(Path(source)) for source in _listed(path))
        what = f"{name}: {len(documents)} texts read, {len(found)} problems left out. See corpus.problems(path)."
        warnings.warn(what, stacklevel=2)
    return documents


def problems(
    path: Source,
    *,
    columns: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
    timezone: str | None = None,
    encoding: str | None = None,
    mend: bool = False,
) -> pd.DataFrame:
    """What is wrong with texts that `read` is to read, asked in the same way; an empty table where nothing is.

    Returns
    -------
    One row a problem: ``file``; ``row`` of the table or of sources.csv, where there is one; ``what``; ``remedy``.

    Examples
    --------
    >>> problems("no such folder").loc[0, "what"]
    'no such folder'
    """
    _, found = _read(path, _options(columns, missing, timezone, encoding, mend))
    return _problems.table(found)


def _options(
    columns: Mapping[str, str] | None, missing: Sequence[str], timezone: str | None, encoding: str | None, mend: bool
) -> Options:
    try:
        zone = ZoneInfo(timezone) if timezone else None
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no time zone '{timezone}'. Name one as Europe/Moscow.") from None
    try:
        codecs.lookup(encoding or "utf-8")
    except (LookupError, ValueError):
        raise ValueError(f"no encoding '{encoding}'. Name one as windows-1251.") from None
    words = (missing,) if isinstance(missing, str) else tuple(missing)
    return Options(dict(columns or {}), words, zone, encoding, mend)


def _listed(path: Source) -> list[str | os.PathLike]:
    return [path] if isinstance(path, str | os.PathLike) else list(path)


def _read(path: Source, options: Options) -> tuple[pd.DataFrame, list[Problem]]:
    sources = [_rows(Path(source), options) for source in _listed(path)]
    nothing = [Row("path", None, {}, [("an empty list", "Name a folder or a table.")])]
    return _documents.gather(sources or [nothing], options)


def _rows(path: Path, options: Options) -> Iterable[Row]:
    if path.is_dir():
        return _files.from_folder(path, options)
    if path.suffix.lower() in _tables.FORMATS:
        return from_table(path, options)
    what = "a file, not a folder" if path.exists() else "no such folder"
    remedy = f"Name the folder of the texts, or a table ({', '.join(_tables.FORMATS)})."
    return [Row(f"{_files.name_of(path)}/", None, {}, [(what, remedy)])]
