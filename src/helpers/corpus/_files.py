"""A folder of texts: its files, what sources.csv says of them, and whether both agree."""

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from tqdm import tqdm

from helpers.corpus import _decode, _pages
from helpers.corpus._problems import PAGES, SOURCES, TEXTS, Refused
from helpers.corpus._rows import Options, Row, named_rows

# Columns that come from the file itself; a column of the same name in sources.csv would contradict it.
_OWN = ["text", "raw", "path", "sha256", "encoding", "mended"]
_KINDS = "a .txt or .html file"


def from_folder(folder: Path, options: Options) -> Iterator[Row]:
    """One row a text or problem, in the order of the files' names."""
    files, links = _files(folder)
    yield from links
    listed = list(_sources(folder, options))
    if not files and not listed and not links:
        yield Row(f"{name_of(folder)}/", None, {}, [(f"no {_KINDS[2:]} in it", "Add the texts.")])
    # Accents in a name may be composed or decomposed, as file systems differ.
    names = {unicodedata.normalize("NFC", file): file for file in files} | {file: file for file in files}
    taken: set[str] = set()
    rows: list[tuple[str, Row]] = []
    for row in listed:
        path = _path(row, names)
        wrong = row.wrong or list(_place(row, path, path in taken, folder))
        taken |= {path} if path else set()
        rows.append((path, row._replace(wrong=wrong)))
    for file in files:
        if file not in taken:
            row = Row(_printable(file), None, {"file": file, "doc_id": PurePosixPath(file).stem}, [])
            rows.append((file, row._replace(wrong=list(_place(row, file, False, folder)))))
    rows.sort(key=lambda pair: pair[0])
    for path, row in tqdm(rows, delay=2, leave=False, desc=name_of(folder), unit=" files"):
        yield row if row.wrong else _load(row, path, folder, options)


def name_of(path: Path) -> str:
    """A path's own name: messages end up in notebooks, where a whole path would not be the reader's."""
    return _printable(path.name or path.resolve().name or str(path))


def _files(folder: Path) -> tuple[list[str], list[Row]]:
    """The texts in the folder, sorted by code point so that every machine has the same order."""
    files, links = [], []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for inside in (Path(parent, name) for name in folders if Path(parent, name).is_symlink()):
            name = _printable(inside.relative_to(folder).as_posix())
            links.append(Row(name, None, {}, [("a link to a folder", "Put the folder itself there.")]))
        texts = [name for name in names if name.lower().endswith(TEXTS) and not name.startswith(".")]
        files += [Path(parent, name).relative_to(folder).as_posix() for name in texts]
    return sorted(files), sorted(links, key=lambda row: row.file)


def _sources(folder: Path, options: Options) -> Iterator[Row]:
    """The rows of sources.csv; a file's encoding is its own, not that of the list."""
    path = folder / SOURCES
    if not path.exists():
        if options.columns:
            remedy = "Add it, or leave columns= out."
            yield Row(f"{name_of(folder)}/", None, {}, [(f"columns are named, but there is no {SOURCES}", remedy)])
        return
    if not _is_inside(path, folder):
        yield Row(SOURCES, None, {}, [("leads out of the folder", "Put the file itself there.")])
        return

    def check(names: list[str]) -> list[tuple[str, str]]:
        ours = [options.columns.get(name, name) for name in names]
        absent = [name for name in ("file", "doc_id") if name not in ours]
        return [
            *((f"no column '{name}'", "Add it; separate columns with commas.") for name in absent),
            *((f"column '{n}' is made by the reader", "Remove or rename it.") for n in sorted({*ours} & {*_OWN})),
        ]

    for row in named_rows(path, options._replace(encoding=None), check):
        cells = {name: value.strip() or None for name, value in row.cells.items() if value is not None}
        cells.pop("encoding", None)
        yield row._replace(cells=dict.fromkeys(row.cells) | cells)


def _path(row: Row, names: dict[str, str]) -> str:
    """The file that a row of sources.csv means, as the folder writes it; empty where there is none."""
    name = PurePosixPath(row.cells.get("file") or "").as_posix()
    return names.get(name) or names.get(unicodedata.normalize("NFC", name)) or ""


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _place(row: Row, path: str, again: bool, folder: Path) -> Iterator[tuple[str, str]]:
    """See that the row's file is there, and in the folder."""
    file = row.cells.get("file") or ""
    name = _printable(file)
    parts = PurePosixPath(file), PureWindowsPath(file)
    if not name:
        yield "no file named", "Name the file, or remove the row."
    elif row.row and any(p.is_absolute() or p.drive or ".." in p.parts for p in parts):
        yield f"'{name}' leads out of the folder", "Put the file into the folder."
    elif not name.lower().endswith(TEXTS):
        yield f"'{name}' is not {_KINDS}", "Save it as .txt, or remove the row."
    elif not path:
        yield f"no file '{name}' in {name_of(folder)}/", "Add the file, or remove the row."
    elif not _is_inside(folder / path, folder):
        yield f"'{name}' is a link out of the folder", "Put the file itself there."
    elif again:
        yield f"file '{name}' is listed already", "Remove one of the rows."
    elif name != file:
        yield "its name is not UTF-8", "Rename it."


def _load(row: Row, path: str, folder: Path, options: Options) -> Row:
    """Read the file that a row is about; what sources.csv says wins over what a page says."""
    said = {name: value for name, value in row.cells.items() if name != "file"}
    try:
        found = _text(folder / path, options)
    except Refused as error:
        return Row(path, row.row, {}, [(error.what, error.remedy)])
    page = {name: value for name, value in found.items() if said.get(name) is None}
    return row._replace(cells=said | page | {"path": path})


def _text(path: Path, options: Options) -> dict:
    page = path.name.lower().endswith(PAGES)
    try:
        if not path.is_file():  # a pipe might be waited for without end
            raise Refused("no file, but a pipe or a link that leads nowhere", "Put the file itself there.")
        content = path.read_bytes()
        encoding = _decode.find(path, options.encoding, page) if content else "utf-8"
    except OSError as error:
        raise Refused(f"cannot be read ({error.strerror})", "Check its permissions.") from error
    raw = content.decode(encoding)
    if "\0" in raw:
        raise Refused("not a text (it has NUL bytes)", "Save it as UTF-8, or remove it.")
    if not raw.strip():
        raise Refused("an empty file", "Put the text in, or remove it.")
    found = _pages.article(raw) if page else {}
    text = found.get("text", raw)
    return found | {"text": text, "raw": text, "sha256": hashlib.sha256(content).hexdigest(), "encoding": encoding}
