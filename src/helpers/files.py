"""Write a file whole or not at all: nothing half-written passes for a result."""

import contextlib
from pathlib import Path

__all__ = ["write"]


def __dir__() -> list[str]:
    return __all__


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
