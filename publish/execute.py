"""Execute notebooks, several side by side, so that their outputs tell neither the machine nor the time."""

import os
import tempfile
import time
from asyncio import CancelledError
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm
from traitlets.config import Config

# Two numerical threads may add numbers up in another order; one gives the same digits everywhere.
# Progress bars appear after two seconds, on a slow machine only: they are no part of what a notebook shows.
KERNEL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "TQDM_DISABLE": "1"}
# A warning is said once in a notebook, in its words alone: the place in the code is of no use on a page.
WARNINGS = """
import warnings
def _say(said, kind, *_, seen=set(), **__):
    import sys
    if str(said) not in seen:
        seen.add(str(said))
        print(f"{kind.__name__}: {said}", file=sys.stderr)
warnings.showwarning = _say
warnings.simplefilter("always", UserWarning)
del warnings, _say
"""
TIMEOUT = 3600
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class Executed(NamedTuple):
    """A notebook with its outputs, and what stopped it: "" where nothing did; in which cell, 0 where in none."""

    name: str
    notebook: nbformat.NotebookNode
    error: str
    cell: int = 0

    @property
    def said(self) -> str:
        """What stopped it, and where."""
        return f"cell {self.cell}: {self.error}" if self.cell else self.error


def filled(notebook: nbformat.NotebookNode, parameters: Mapping[str, object]) -> nbformat.NotebookNode:
    """The notebook with these values in its cell tagged ``parameters``."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    return notebook


def execute(path: Path) -> nbformat.NotebookNode:
    """A notebook freshly executed where it stands, normalised: nothing in it tells the machine or the time.

    Raises
    ------
    RuntimeError: a cell fails, or writes a warning; names the cell.
    """
    done = attempt(path)
    if done.error:
        raise RuntimeError(f"{done.name}, {done.said}")
    return done.notebook


def attempt(path: Path, figures: Path | None = None, position: int = 0, *, strict: bool = True) -> Executed:
    """A notebook executed as far as it goes.

    Its figures are also written to the folder ``figures``. ``strict``: a warning is an error, too.
    """
    notebook, reached = _read(path), [0]
    try:
        try:
            _run(notebook, path, figures, position, reached)
        except (Exception, CancelledError):
            if len(reached) > 1:
                raise
            _run(notebook, path, figures, position, reached)  # on a busy machine a kernel may start at the second try
    except (Exception, CancelledError) as error:  # no kernel, a disk that is full: the other notebooks go on
        return Executed(path.name, notebook, _words(error), reached[-1])
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if strict and output.get("name") == "stderr":
                return Executed(path.name, notebook, f"writes a warning: {output.text}", number)
    return Executed(path.name, notebook, "")


def attempt_all(
    paths: Sequence[Path], figures: Path, finished: Callable[[Executed], None], *, strict: bool = True
) -> None:
    """Execute notebooks side by side, with a bar of progress each; each is handed over as it ends."""
    if not paths:
        return
    start = time.perf_counter()
    pool = ProcessPoolExecutor(min(os.cpu_count() or 1, len(paths)), initializer=_apart, initargs=(tqdm.get_lock(),))
    try:
        running = {
            pool.submit(attempt, path, figures / path.stem, position, strict=strict): path
            for position, path in enumerate(paths)
        }
        workers = list(pool._processes.values())  # there is no public way to end those that are at work
        for number, future in enumerate(as_completed(running), start=1):
            try:
                done = future.result()
            except Exception as error:  # a worker that was killed takes along what was still to do, not what is done
                if isinstance(error, BrokenProcessPool):
                    _end(workers)
                path = running[future]
                done = Executed(path.name, _read(path), _words(error))
            finished(done)
            state = (f"failed in cell {done.cell}" if done.cell else "failed") if done.error else "done"
            tqdm.write(f"[{number}/{len(paths)}] {done.name}  {state}, {time.perf_counter() - start:.0f} s")
    except BaseException:
        workers = list(pool._processes.values())
        pool.shutdown(wait=False, cancel_futures=True)
        _end(workers)
        raise
    pool.shutdown()


def _end(workers: Sequence[BaseProcess]) -> None:
    for worker in workers:
        worker.kill()  # asked to end, it would wait for its kernel; a kernel whose worker is gone ends by itself


def _apart(lock: object) -> None:
    """A worker shares the bars with the others, and leaves an interrupt from the keyboard to ``attempt_all``."""
    tqdm.set_lock(lock)
    if hasattr(os, "setpgrp"):
        os.setpgrp()


def _read(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":  # so that below a cell that fails nothing old passes for a result of this run
            cell.update(outputs=[], execution_count=None)
    return notebook


def _run(notebook: nbformat.NotebookNode, path: Path, figures: Path | None, position: int, reached: list[int]) -> None:
    """Execute; the numbers of the cells that were begun are added to ``reached``."""
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}  # the kernel's own shows figures
    environment |= KERNEL | ({"HELPERS_FIGURES": str(figures)} if figures else {})
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    # Sockets in files where there are such: a port that another program takes meanwhile would end the kernel.
    folder = tempfile.TemporaryDirectory(prefix="k", ignore_cleanup_errors=True)
    sockets = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{folder.name}/k"}
    bar = tqdm(total=code, desc=path.stem, position=position, unit="cell", disable=None, leave=True)
    with folder, bar:
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            extra_arguments=[
                "--log-level=ERROR",  # or kernels warn that they talk to this machine unencrypted
                f"--IPKernelApp.exec_lines={WARNINGS}",
            ],
            config=Config({"AsyncKernelManager": sockets}),
            coalesce_streams=True,  # or two prints a fifth of a second apart are two outputs, on a busy machine only
            on_cell_execute=lambda cell, cell_index: reached.append(cell_index + 1),
            on_cell_complete=lambda cell, cell_index: bar.update(cell.cell_type == "code"),
        )
        try:
            client.execute(env=environment)
        finally:
            notebook.metadata = METADATA
            for cell in notebook.cells:
                cell.metadata = {key: value for key, value in cell.metadata.items() if key in ("tags", "mystnb")}
                for output in cell.get("outputs", []):
                    if "text/html" in output.get("data", {}):
                        output.data.pop("text/plain", None)  # the same again, and as large


def _words(error: Exception) -> str:
    """The error in words that hold the remedy."""
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"It took longer than {TIMEOUT:,} seconds. Take fewer texts, or a faster machine."
    if isinstance(error, (DeadKernelError, BrokenProcessPool)):
        return "Its process was ended, most likely for want of memory. Take fewer texts, or a machine with more memory."
    return f"{type(error).__name__}: {error}".splitlines()[0]
