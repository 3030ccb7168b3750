"""Execute the numbered notebooks, on the five texts or with other parameters, several side by side."""

import ast
import os
import time
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
# The tag of cells that hold only for the five texts.
OWN = "five-texts"


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


def adapt(notebook: nbformat.NotebookNode, parameters: Mapping[str, object]) -> None:
    """Make a notebook one on other texts: other values in its parameters cell, and no cell that is on the five texts.

    A parameter that the notebook does not have is left out.
    """
    notebook.cells = [cell for cell in notebook.cells if OWN not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            lines = []
            for node in ast.parse(cell.source).body:
                name = node.targets[0].id if isinstance(node, ast.Assign) else ""
                own = ast.get_source_segment(cell.source, node)
                lines.append(f"{name} = {parameters[name]!r}" if name in parameters else own)
            cell.source = "\n".join(lines)


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


def attempt(
    path: Path, parameters: Mapping[str, object] | None = None, figures: Path | None = None, position: int = 0
) -> Executed:
    """A notebook executed as far as it goes, with its own parameters or with those given.

    Its figures are also written to the folder ``figures``. With its own parameters a warning is an error, too.
    """
    notebook, reached = _read(path, parameters), [0]
    try:
        _run(notebook, path, figures, position, reached)
    except Exception as error:  # a kernel that does not start, a disk that is full: the other notebooks go on
        return Executed(path.name, notebook, _words(error), reached[-1])
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if parameters is None and output.get("name") == "stderr":
                return Executed(path.name, notebook, f"writes a warning: {output.text}", number)
    return Executed(path.name, notebook, "")


def attempt_all(
    paths: Sequence[Path],
    parameters: Mapping[str, object] | None,
    figures: Path,
    finished: Callable[[Executed], None],
) -> None:
    """Execute notebooks side by side, with a bar of progress each; each is handed over as it ends."""
    start = time.perf_counter()
    pool = ProcessPoolExecutor(min(os.cpu_count() or 1, len(paths)), initializer=_apart, initargs=(tqdm.get_lock(),))
    try:
        running = {
            pool.submit(attempt, path, parameters, figures / path.stem, position): path
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
                done = Executed(path.name, _read(path, parameters), _words(error))
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


def _read(path: Path, parameters: Mapping[str, object] | None) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    if parameters is not None:
        adapt(notebook, parameters)
    for cell in notebook.cells:
        if cell.cell_type == "code":  # so that below a cell that fails nothing old passes for a result of this run
            cell.update(outputs=[], execution_count=None)
    return notebook


def _run(notebook: nbformat.NotebookNode, path: Path, figures: Path | None, position: int, reached: list[int]) -> None:
    """Execute; the numbers of the cells that were begun are added to ``reached``."""
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}  # the kernel's own shows figures
    environment |= KERNEL | ({"HELPERS_FIGURES": str(figures)} if figures else {})
    code = sum(cell.cell_type == "code" for cell in notebook.cells)
    with tqdm(total=code, desc=path.stem, position=position, unit="cell", disable=None, leave=True) as bar:
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            extra_arguments=[
                "--log-level=ERROR",  # or kernels warn that they talk to this machine unencrypted
                f"--IPKernelApp.exec_lines={WARNINGS}",
            ],
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


def _words(error: Exception) -> str:
    """The error in words that hold the remedy."""
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"It took longer than {TIMEOUT:,} seconds. Take fewer texts, or a faster machine."
    if isinstance(error, (DeadKernelError, BrokenProcessPool)):
        return "Its process was ended, most likely for want of memory. Take fewer texts, or a machine with more memory."
    return f"{type(error).__name__}: {error}".splitlines()[0]
