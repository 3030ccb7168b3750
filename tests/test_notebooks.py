"""Every notebook runs, says again what is committed, and is laid out as a reader of the collection expects."""

import difflib
import importlib.util
import json
import os
import platform
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

import nbformat
import pytest

from .conftest import ROOT

spec = importlib.util.spec_from_file_location("build", ROOT / "site" / "build.py")
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)
PATHS = build.numbered()
SHOWN = ("text/plain", "text/markdown", "text/html", "text/csv", "application/vnd.finding+json")


def _execute(name: str) -> nbformat.NotebookNode:
    return build.execute(ROOT / "notebooks" / name)


@pytest.fixture(scope="session")
def fresh() -> dict[str, nbformat.NotebookNode]:
    """Every notebook, executed now. Fork is safe here: the workers only start kernels."""
    names = [path.name for path in PATHS]
    with ProcessPoolExecutor(max_workers=os.cpu_count(), initializer=os.getpid) as pool:
        return dict(zip(names, pool.map(_execute, names), strict=True))


def shown(cell: nbformat.NotebookNode) -> str:
    """What a cell shows, without pictures: streams, tables, the figures' words, and the data behind each figure."""
    parts = []
    for output in cell.get("outputs", []):
        parts.append(output.get("text", ""))
        values = (output.get("data", {}).get(kind, "") for kind in SHOWN)
        parts += [json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value) for value in values]
        parts.append(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
    return "\n".join(part for part in parts if part)


def changes(committed: str, new: str) -> str:
    """The first lines that differ, each cut: a picture or a table of evidence is a line of its own."""
    lines = difflib.unified_diff(committed.split("\n"), new.split("\n"), "committed", "fresh", n=0, lineterm="")
    return "\n".join(line[:300] for line in islice(lines, 20))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_fresh_run_shows_what_is_committed(path, fresh):
    committed = nbformat.read(path, as_version=4)
    for number, (old, new) in enumerate(zip(committed.cells, fresh[path.name].cells, strict=True), start=1):
        difference = changes(shown(old), shown(new))
        assert not difference, f"{path.name}, cell {number}:\n{difference}\nLook into it; then `make notebooks`."


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="pictures are drawn alike on x86-64 Linux only"
)
@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_rerun_leaves_no_difference_behind(path, fresh):
    difference = changes(path.read_text(encoding="utf-8"), nbformat.writes(fresh[path.name]) + "\n")
    assert not difference, f"{path.name}:\n{difference}\nLook into it; then `make notebooks`."


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_notebook_is_laid_out_for_its_readers(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    first, code = notebook.cells[0], [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert first.source.startswith("# ")
    for part in ("**Question.**", "**Answer.**", "**Rests on.**", "**Biggest caveat.**"):
        assert part in first.source
    assert "## Limits" in notebook.cells[-1].source
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert max(len(cell.source.splitlines()) for cell in code) <= 20
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert not [o for cell in code for o in cell.outputs if o.output_type == "error"]


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_figure_has_a_title_and_alternative_text(path):
    notebook = nbformat.read(path, as_version=4)
    drawing = [c for c in notebook.cells if c.cell_type == "code" and re.search(r"^figures\.\w+\(", c.source, re.M)]
    pictures = [o for c in drawing for o in c.outputs if "image/png" in o.get("data", {})]
    assert drawing
    assert len(pictures) == len(drawing), "a cell draws a figure that is not shown"
    assert all(len(o.metadata["image/png"]["alt"]) > 40 for o in pictures)
    assert all(len(o.data["text/csv"].splitlines()) > 1 for o in pictures), "a figure without its data"


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_figure_s_subtitle_says_what_is_translated(path):
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                alt = output.metadata["image/png"]["alt"]
                assert re.search(r"translat|not from the texts", alt), alt[:200]


def test_the_readme_s_figure_is_the_notebook_s():
    cells = [c for path in PATHS for c in nbformat.read(path, as_version=4).cells]
    (cell,) = [c for c in cells if "one-figure" in c.metadata.get("tags", [])]
    assert build.one_figure(cell) == build.FIGURE.read_bytes()


def test_a_progress_bar_is_no_part_of_what_a_notebook_shows(tmp_path):
    source = "from tqdm import tqdm\nprint(sum(tqdm([1, 2], delay=0)))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, tmp_path / "slow.ipynb")
    (cell,) = build.execute(tmp_path / "slow.ipynb").cells
    assert shown(cell) == "3\n"


def test_a_busy_machine_s_pauses_leave_no_trace_in_what_a_notebook_shows(tmp_path):
    source = "import time\nprint('one')\ntime.sleep(0.6)\nprint('two')"  # the kernel sends what was printed after 0.2 s
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, tmp_path / "busy.ipynb")
    (cell,) = build.execute(tmp_path / "busy.ipynb").cells
    assert [output.text for output in cell.outputs] == ["one\ntwo\n"]
