"""Every notebook runs, says again what is committed, and is laid out as a reader of the collection expects."""

import difflib
import os
import platform
import re
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import nbformat
import pytest

from helpers import findings
from publish import execute, render

from .conftest import ROOT

PATHS = render.numbered()
SHOWN = ("text/plain", "text/markdown", "text/html", "text/csv")


@pytest.fixture(scope="session")
def fresh() -> dict[str, nbformat.NotebookNode]:
    """Every notebook, executed now."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = dict(zip([path.name for path in PATHS], pool.map(execute.execute, PATHS), strict=True))
    assert not [f"{name}, cell {cell}: {error}" for name, (_, error, cell) in done.items() if error]
    return {name: notebook for name, (notebook, _, _) in done.items()}


def shown(cell: nbformat.NotebookNode) -> str:
    """What a cell shows, without pictures: streams, tables, the figures' words, and the data behind each figure."""
    parts = []
    for output in cell.get("outputs", []):
        parts.append(output.get("text", ""))
        parts += [output.get("data", {}).get(kind, "") for kind in SHOWN]
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
def test_a_notebook_is_short_and_every_cell_is_to_be_read(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    lines = [len(cell.source.splitlines()) for cell in code]
    prose = " ".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    words = len(re.sub(r"<!--.*?-->", "", prose).split())
    assert re.match(r"# .+\n\n", notebook.cells[0].source)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert (len(code) <= 25, statistics.median(lines) <= 3, max(lines) <= 10) == (True, True, True), lines
    assert words <= 1100, words
    assert path.stat().st_size < 400_000
    assert "Next: [" in notebook.cells[-1].source
    assert not [o for cell in code for o in cell.outputs if o.output_type in ("error", "stream")]


@pytest.mark.parametrize("path", PATHS[:-1], ids=lambda p: p.stem)
def test_on_other_texts_or_sides_a_notebook_says_in_its_second_cell_where_to_go(path, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    first, second = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"][:2]
    for given in ('"../examples/readouts.csv"', '"../seeds", ("kremlin", "washington")'):
        assert first.count('study.load("../seeds")') == 1
        with pytest.raises((findings.Drift, TypeError), match="For texts or sides of your own there is `make"):
            exec(f"{first}\n{second}".replace('study.load("../seeds")', f"study.load({given})"), {})


def test_the_notebooks_have_at_most_800_lines_of_code_and_about_25_figures():
    cells = [c for path in PATHS for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert sum(len(cell.source.splitlines()) for cell in cells) <= 800
    assert 20 <= sum("image/png" in o.get("data", {}) for cell in cells for o in cell.outputs) <= 28


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_what_a_notebook_shows_needs_no_style_and_no_id(path):
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            said = re.sub(r"<[^>]+>", " ", html)
            assert not re.search(r"<style|\sstyle=|<tbody></tbody>", html), number
            assert not re.search(r"\bnan\b|\bNaN\b|<NA>|\bp[mo]-20\d\d-|moscow-times-|\bcall_id\b", said), number
            assert not html or "text/plain" not in output.data, "the same table twice"


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_figure_has_a_message_alternative_text_and_its_data(path):
    notebook = nbformat.read(path, as_version=4)
    pictures = [o for c in notebook.cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
    assert pictures
    assert all(len(o.metadata["image/png"]["alt"]) > 40 for o in pictures)
    assert all(len(o.data["text/csv"].splitlines()) > 1 for o in pictures), "a figure without its data"


def test_the_readme_s_figure_is_the_notebook_s():
    assert render.front_figure(PATHS) == render.FIGURE.read_bytes()
