"""Write a file whole or not at all: nothing half-written passes for a result, and a rerun starts clean."""

import contextlib
from pathlib import Path


def write(path: Path, content: bytes, remedy: str = "Make room, or name another place.") -> None:
    """Write to a name beside it, and give it its own name when it is whole.

    What goes wrong, or an interrupt, leaves the file as it was before, or absent.

    Raises
    ------
    OSError: the disk is full, or the folder cannot be written; names the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(Path(folder) / "new" / "labels.csv", b"doc_id")
    ...     [path.name for path in (Path(folder) / "new").iterdir()]
    ['labels.csv']
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, f"{path}: cannot be written ({error.strerror}). {remedy}") from None
    finally:
        with contextlib.suppress(OSError):  # gone already, or no folder to write to
            part.unlink()
