"""What every helper stands on: files are written whole or not at all, and a table that comes in is one."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

__all__ = ["need", "write"]


def __dir__() -> list[str]:
    return __all__


def need(table: pd.DataFrame, name: str, columns: Iterable, remedy: str = "") -> None:
    """Refuse what is no table, or lacks a column.

    Parameters
    ----------
    name : what the table is called. remedy : where the columns come from; without it, those that there are are named.

    Raises
    ------
    TypeError: no table. ValueError: a column is missing.

    Examples
    --------
    >>> need(pd.DataFrame({2022: [1]}), "counts", ["term"])
    Traceback (most recent call last):
    ValueError: counts: no column term. There are: 2022.
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{name}: no table (DataFrame) but {str(table)[:60]!r}. Read texts with corpus.read(path).")
    if missing := [column for column in columns if column not in table]:
        remedy = remedy or f"There are: {', '.join(map(str, table)) or 'none'}."
        raise ValueError(f"{name}: no column {', '.join(map(str, missing))}. {remedy}")


def write(path: str | Path, content: str | bytes, remedy: str = "Make room, or name another place.") -> None:
    """Write under another name beside it, and give the file its own name when it is whole.

    What goes wrong, or an interrupt, leaves the file as it was before, or absent. Folders are made where missing; text
    is written as UTF-8, its line ends as they are.

    Raises
    ------
    OSError: the disk is full, or the folder cannot be written to; names the file and the remedy.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(f"{folder}/new/labels.csv", "doc_id")
    ...     [path.name for path in Path(folder, "new").iterdir()]
    ['labels.csv']
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, f"{path}: cannot be written ({error.strerror}). {remedy}") from None
    finally:
        with contextlib.suppress(OSError):  # gone already, or no folder to write to
            part.unlink()
