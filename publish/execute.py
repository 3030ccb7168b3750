"""Execute a notebook so that its outputs tell neither the machine nor the time: ``python -m publish.execute NAME``."""

import os
import sys
import tempfile
from asyncio import CancelledError
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from traitlets.config import Config

from helpers import files

# Two numerical threads may add numbers up in another order; one gives the same digits everywhere.
# Progress bars appear after two seconds, on a slow machine only: they are no part of what a notebook shows.
KERNEL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "TQDM_DISABLE": "1"}
KERNEL["MPLBACKEND"] = ""  # the kernel's own shows figures
# A warning is said in its words alone: the place in the code is of no use on a page.
WARNINGS = """import warnings
warnings.simplefilter("once", UserWarning)
warnings.formatwarning = lambda said, kind, *_, **__: f"{kind.__name__}: {said}\\n"
del warnings"""
PYTHON = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def execute(path: Path, strict: bool = True) -> tuple[nbformat.NotebookNode, str, int]:
    """A notebook freshly executed where it stands, as far as it goes; ``strict``: a warning is an error, too.

    Returns it, what stopped it ("" where nothing did), and in which cell (0 where in none).
    """
    notebook, begun = nbformat.read(path, as_version=4), []
    for cell in notebook.cells:
        if cell.cell_type == "code":  # so that below a cell that fails nothing old passes for a result of this run
            cell.update(outputs=[], execution_count=None)
    try:
        _run(notebook, path.parent, begun)
    except (Exception, CancelledError) as error:  # no kernel, a disk that is full: said as the notebook's own
        return notebook, _words(error), begun[-1] if begun else 0
    finally:
        _normalise(notebook)
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if strict and output.get("name") == "stderr":
                return notebook, f"writes a warning: {output.text.strip()}", number
    return notebook, "", 0


def _run(notebook: nbformat.NotebookNode, folder: Path, begun: list[int]) -> None:
    """Execute; the numbers of the cells that were begun are added to ``begun``."""
    # Sockets in files where there are such: a port that another program takes meanwhile would end the kernel.
    with tempfile.TemporaryDirectory(prefix="k", ignore_cleanup_errors=True) as sockets:
        ipc = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{sockets}/k"}
        client = NotebookClient(
            notebook,
            timeout=None,
            startup_timeout=180,  # on a busy machine
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            # Otherwise kernels warn that they talk to this machine unencrypted.
            extra_arguments=["--log-level=CRITICAL", f"--IPKernelApp.exec_lines={WARNINGS}"],
            config=Config({"AsyncKernelManager": ipc}),
            coalesce_streams=True,  # or two prints a fifth of a second apart are two outputs, on a busy machine only
            on_cell_execute=lambda cell, cell_index: begun.append(cell_index + 1),
        )
        client.execute(env={**os.environ, **KERNEL})


def _normalise(notebook: nbformat.NotebookNode) -> None:
    notebook.metadata = {"kernelspec": PYTHON, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in ("tags", "mystnb")}
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data.pop("text/plain", None)  # the same again, and as large


def _words(error: BaseException) -> str:
    """The error in words that hold the remedy."""
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, DeadKernelError):
        return "Its process was ended, most likely for want of memory. Take fewer texts, or a machine with more memory."
    return f"{type(error).__name__}: {error}".splitlines()[0]


def main(path: Path) -> int:
    """Execute a notebook where it stands; its file is rewritten only where something in it changed."""
    notebook, error, cell = execute(path)
    if error:
        print(f"{path.name}, cell {cell}: {error}", file=sys.stderr)
        return 1
    if (text := nbformat.writes(notebook) + "\n") != path.read_text(encoding="utf-8"):
        files.write(path, text)
    print(f"{path.name}: executed")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
