"""The notebooks as a user of JupyterLab meets them: a real server, a real browser, the Run menu."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from helpers import cleaning, corpus, segment, views, voices

from .browser import Tab, chromium
from .conftest import ROOT
from .test_notebooks import PATHS

TOKEN = "only-for-this-test"
SIDE_BY_SIDE, LIMIT = 2, 900  # notebooks that run at the same time; seconds for all of them
FLAGS = ["--no-browser", "--ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}", "--LabApp.news_url=None"]
PROMPTS = "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent).join(' ')"
# Before there is a kernel its state is called idle, too.
IDLE = """() => document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle' &&
    document.querySelector('.jp-Toolbar-kernelName')?.textContent.includes('Python')"""
UNTRUSTED = "() => document.querySelector('[data-icon$=not-trusted]') !== null"
# What can be read.
HTML = """() => [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type="text/html"]')].map(output => ({
    text: output.textContent,
    visible: output.checkVisibility({visibilityProperty: true}) && output.getBoundingClientRect().height > 10}))"""
PICTURES = """() => [...document.querySelectorAll('.jp-OutputArea-output img')].map(
    e => ({wide: e.naturalWidth, visible: e.checkVisibility() && e.getBoundingClientRect().width > 100}))"""


@dataclass
class Seen:
    """One notebook in JupyterLab: its file and what was shown of it as opened, and as saved after all cells ran."""

    notebook: nbformat.NotebookNode
    untrusted: bool
    html: list[dict]
    pictures: list[dict]
    saved: nbformat.NotebookNode | None = None
    elsewhere: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab server on a copy of the notebooks, with settings of its own: its address, and the copy's folder."""
    folder = tmp_path_factory.mktemp("lab")
    for part in ("notebooks", "seeds", "data", "tests/gold", "examples"):
        shutil.copytree(ROOT / part, folder / "copy" / part, ignore=shutil.ignore_patterns(".*"))
    own = {f"JUPYTER_{what}_DIR": str(folder / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"HOME": str(folder), "IPYTHONDIR": str(folder / "ipython"), "PYTHONHASHSEED": "0"}
    environment = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "JUPYTER_PATH")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = [*FLAGS, f"--port={port}", "--ServerApp.port_retries=0", f"--notebook-dir={folder / 'copy' / 'notebooks'}"]
    flags += ["--allow-root"] * (getattr(os, "geteuid", lambda: 1)() == 0)
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "jupyterlab", *flags]
        process = subprocess.Popen(command, cwd=folder, env=environment | own, stdout=log, stderr=log)
        try:
            home = f"http://127.0.0.1:{port}"
            _wait_for(home, process, folder / "log")
            yield home, folder / "copy" / "notebooks"
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(home: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{home}/api", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab does not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _open(tab: Tab, path: Path) -> Seen:
    """Open a notebook, look at it untrusted, and choose "Run All Cells"."""
    page = tab.page
    page.goto(f"{tab.home}/lab/workspaces/{path.stem}/tree/{path.name}?token={TOKEN}")
    notebook = nbformat.read(path, as_version=4)  # now, for JupyterLab saves the file by itself
    cells = len(notebook.cells)
    page.wait_for_function(f"() => document.querySelectorAll('.jp-Notebook .jp-Cell').length === {cells}")
    page.wait_for_function(IDLE)
    shown = [page.evaluate(script) for script in (UNTRUSTED, HTML, PICTURES)]
    # The outputs and numbers that are there then are the run's own.
    _choose(tab, "Edit", "Clear Outputs of All Cells")
    _choose(tab, "Run", "Run All Cells")
    return Seen(notebook, *shown)


def _choose(tab: Tab, menu: str, item: str) -> None:
    tab.page.get_by_role("menuitem", name=menu, exact=True).click()
    tab.page.get_by_role("menuitem", name=item, exact=True).click()


def _ended(tab: Tab) -> bool:
    """No cell waits, and some ran: after an error those below it have no number."""
    prompts = tab.page.evaluate(PROMPTS)
    return "*" not in prompts and re.search(r"\d", prompts) is not None and tab.page.evaluate(IDLE)


def _save(tab: Tab, path: Path) -> nbformat.NotebookNode:
    with tab.page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        tab.page.keyboard.press("ControlOrMeta+s")
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def seen(server) -> dict[str, Seen]:
    """Every notebook opened and run, some at a time; where the time runs out, the numbers tell how far it came."""
    home, folder = server
    waiting, running, ended = [folder / path.name for path in PATHS], {}, {}
    until = time.monotonic() + LIMIT
    with chromium() as browser:
        while waiting or running:
            while waiting and len(running) < SIDE_BY_SIDE:
                path = waiting.pop(0)
                tab = Tab(browser, home, timeout=90)
                running[path] = tab
                ended[path.stem] = _open(tab, path)
            for path, tab in list(running.items()):
                tab.page.wait_for_timeout(300)
                if _ended(tab) or time.monotonic() > until:
                    ended[path.stem].saved = _save(tab, path)
                    ended[path.stem].elsewhere = [what for what in tab.wrong if "asks for" in what]
                    running.pop(path).close()
    return ended


def test_the_explorer_is_there_trusted_or_not(server):
    home, folder = server
    source = """from helpers import cleaning, corpus, segment, views, voices
documents, removed = cleaning.clean(corpus.read("../seeds"))
views.explore(voices.attribute(segment.split(documents)), documents, removed)"""
    path, said = folder / "explorer.ipynb", "that beyond reiterating calls on Russia"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    made.metadata.kernelspec = nbformat.read(folder / PATHS[0].name, as_version=4).metadata.kernelspec
    documents, removed = cleaning.clean(corpus.read(ROOT / "seeds"))
    shown = views.explore(voices.attribute(segment.split(documents)), documents, removed)._repr_html_()
    made.cells[0].outputs = [nbformat.v4.new_output("display_data", {"text/html": shown})]
    nbformat.write(made, path)
    with chromium() as browser:
        tab = Tab(browser, home, timeout=90)
        tab.page.goto(f"{home}/lab/workspaces/explorer/tree/explorer.ipynb?token={TOKEN}")
        tab.page.wait_for_function(IDLE)
        output = tab.page.locator(".jp-OutputArea-output")
        assert output.locator("iframe").count() == 0
        output.get_by_text("The marked texts").click()
        assert said in output.inner_text()
        _choose(tab, "Edit", "Clear Outputs of All Cells")
        _choose(tab, "Run", "Run All Cells")
        frame = tab.page.frame_locator(".jp-OutputArea-output iframe")
        frame.get_by_label("Words").fill("food")
        frame.locator("#beside li").first.wait_for()
        assert frame.locator("[data-sentence]:visible").count() == 2
        tab.close()


by_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@by_notebook
def test_run_all_cells_ends_without_an_error(seen, path):
    cells = [(number, cell) for number, cell in enumerate(seen[path.stem].saved.cells, 1) if cell.cell_type == "code"]
    errors = [
        f"{path.name}, cell {number}: {output.ename}: {output.evalue}"
        for number, cell in cells
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert not errors, "\n".join(errors)
    assert [cell.execution_count for _, cell in cells] == list(range(1, len(cells) + 1))


@by_notebook
def test_an_untrusted_notebook_can_still_be_read(seen, path):
    as_opened = seen[path.stem]
    assert as_opened.untrusted
    outputs = [output for cell in as_opened.notebook.cells for output in cell.get("outputs", [])]
    tables = [_text(o.data["text/html"]) for o in outputs if "text/html" in o.get("data", {})]
    assert [" ".join(html["text"].split()) for html in as_opened.html] == tables
    assert all(html["visible"] for html in as_opened.html)
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(as_opened.pictures) == len(pictures)
    assert all(picture["wide"] and picture["visible"] for picture in as_opened.pictures)


def _text(html: str) -> str:
    """The words of an output as JupyterLab shows them: a style sheet is taken out."""
    soup = BeautifulSoup(html, "lxml")
    for style in soup("style"):
        style.decompose()
    return " ".join(soup.get_text().split())


def test_jupyterlab_asks_nothing_of_other_machines(seen):
    assert not [what for one in seen.values() for what in one.elsewhere]
