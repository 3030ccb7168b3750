"""Execute the numbered notebooks and render them, with the README as front page, into site/_build/html.

Run by ``make notebooks``. Each notebook is executed where it stands and rewritten only if something in it changed, so
that a rerun with the locked versions leaves no difference behind.
"""

import os
import shutil
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "site" / "_build"
FIGURE = NOTEBOOKS / "one-figure.png"
PAGES = ["LICENSE", "CITATION.cff", "environment.yml", "seeds/sources.csv", "seeds/labels.csv"]
CARDS = {
    "seeds/README": "The five texts",
    "tests/gold/README": "The test labels",
    "tests/gold/frames_codebook": "The codebook of frames",
}
# Two numerical threads may add numbers up in another order; one gives the same digits everywhere.
# Progress bars appear after two seconds, on a slow machine only: they are no part of what a notebook shows.
KERNEL = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "TQDM_DISABLE": "1"}


def numbered() -> list[Path]:
    """The notebooks 01_... to 08_..., in their order."""
    return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def execute(path: Path) -> nbformat.NotebookNode:
    """A notebook freshly executed where it stands, normalised: nothing in it tells the machine or the time."""
    os.environ.update(KERNEL)
    os.environ.pop("MPLBACKEND", None)  # the kernel's own, which shows figures in the notebook
    notebook = nbformat.read(path, as_version=4)
    quiet = ["--log-level=ERROR"]  # or every kernel warns that it talks to this machine without encryption
    where = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where, extra_arguments=quiet).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in ("tags", "mystnb")}
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise RuntimeError(f"{path.name}: a cell writes a warning: {output['text']}")
    return notebook


def _execute_in_place(path: Path) -> float:
    start = time.perf_counter()
    text = nbformat.writes(execute(path)) + "\n"
    if text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8")
    return time.perf_counter() - start


def execute_all(paths: Iterable[Path]) -> list[str]:
    """Execute notebooks side by side, a line for each as it ends; returns what went wrong, notebook by notebook."""
    paths, failed = list(paths), []
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(paths))) as pool:
        running = {pool.submit(_execute_in_place, path): path for path in paths}
        for done, future in enumerate(as_completed(running), start=1):
            name = running[future].name
            try:
                print(f"[{done}/{len(paths)}] {name}  {future.result():.0f} s", flush=True)
            except (CellExecutionError, RuntimeError) as error:
                failed.append(f"{name}: {error}")
                print(f"[{done}/{len(paths)}] {name}  failed", flush=True)
    return failed


def write_figure(paths: Iterable[Path]) -> None:
    """The README's figure: the one in the notebooks whose cell bears the tag ``one-figure``."""
    for path in paths:
        for cell in nbformat.read(path, as_version=4).cells:
            if "one-figure" in cell.metadata.get("tags", []):
                FIGURE.write_bytes(one_figure(cell))


def one_figure(cell: nbformat.NotebookNode) -> bytes:
    """The picture in a cell's outputs."""
    return next(b64decode(o.data["image/png"]) for o in cell.outputs if "image/png" in o.get("data", {}))


def _stage_notebook(path: Path, target: Path) -> None:
    """A copy in which MyST-NB finds each figure's alternative text and width where it looks for them."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            image = output.get("metadata", {}).get("image/png", {})
            if image.get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": image["alt"], "width": f"{image['width']}px"}}
    nbformat.write(notebook, target)


def _short(path: Path) -> str:
    """What a notebook is called in the list of pages: 06_one_call_two_readouts is "6 One call two readouts"."""
    number, name = path.stem.split("_", 1)
    return f"{int(number)} {name.replace('_', ' ').capitalize()}"


def stage(source: Path) -> None:
    """Lay README, notebooks and what they link to out as one folder of pages."""
    shutil.rmtree(source, ignore_errors=True)
    (source / "notebooks").mkdir(parents=True)
    for name in [*PAGES, *(f"{card}.md" for card in CARDS)]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    for path in numbered():
        _stage_notebook(path, source / "notebooks" / path.name)
    shutil.copyfile(FIGURE, source / "notebooks" / FIGURE.name)
    shutil.copyfile(NOTEBOOKS / "findings.toml", source / "notebooks" / "findings.toml")
    pages = {f"notebooks/{path.stem}": _short(path) for path in numbered()} | CARDS
    contents = "".join(f"{name} <{page}>\n" for page, name in pages.items())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    toctree = f"\n```{{toctree}}\n:hidden:\n\n{contents}```\n"
    (source / "index.md").write_text(readme + toctree, encoding="utf-8")


def render(build: Path = BUILD) -> int:
    """Render the staged pages into ``build``/html; warnings are errors. Returns Sphinx's exit code."""
    source = build / "source"
    stage(source)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-c", str(ROOT / "site")]
    folders = ["-d", str(build / "doctrees"), str(source), str(build / "html")]
    return subprocess.run([*command, *folders], check=False).returncode


def main() -> int:
    """Execute, then render what is there; a notebook that failed is named with its error at the end."""
    failed = execute_all(numbered())
    if not failed:
        write_figure(numbered())
    code = render()
    for error in failed:
        print(error, file=sys.stderr)
    if not failed and code == 0:
        print(f"Open {(BUILD / 'html' / 'index.html').relative_to(ROOT)} in a browser.")
    return 1 if failed else code


if __name__ == "__main__":
    sys.exit(main())
