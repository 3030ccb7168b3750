"""The notebooks as a user of JupyterLab meets them: a real server, a real browser, the Run menu."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from helpers import study, views

from .browser import Tab
from .conftest import ROOT
from .test_notebooks import PATHS

TOKEN = "only-for-this-test"
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


@pytest.fixture
def tab(browser, server):
    tab = Tab(browser, server[0], timeout=90)
    yield tab
    assert not [what for what in tab.wrong if "asks for" in what], "asks something of other machines"
    tab.close()


def _open(tab: Tab, path: Path) -> nbformat.NotebookNode:
    """Open a notebook; what its file holds, now, for JupyterLab saves it by itself."""
    tab.page.goto(f"{tab.home}/lab/workspaces/{path.stem}/tree/{path.name}?token={TOKEN}")
    notebook = nbformat.read(path, as_version=4)
    cells = len(notebook.cells)
    tab.page.wait_for_function(f"() => document.querySelectorAll('.jp-Notebook .jp-Cell').length === {cells}")
    tab.page.wait_for_function(IDLE)
    return notebook


def _run_all(tab: Tab) -> None:
    """Clear the outputs, so that those that are there then are the run's own, and run all cells."""
    for menu, item in (("Edit", "Clear Outputs of All Cells"), ("Run", "Run All Cells")):
        tab.page.get_by_role("menuitem", name=menu, exact=True).click()
        tab.page.get_by_role("menuitem", name=item, exact=True).click()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_untrusted_notebook_can_still_be_read(tab, server, path):
    notebook = _open(tab, server[1] / path.name)
    assert tab.page.evaluate(UNTRUSTED)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    tables = [_text(o.data["text/html"]) for o in outputs if "text/html" in o.get("data", {})]
    html, pictures = tab.page.evaluate(HTML), tab.page.evaluate(PICTURES)
    assert [" ".join(one["text"].split()) for one in html] == tables
    assert all(one["visible"] for one in html)
    assert len(pictures) == sum("image/png" in o.get("data", {}) for o in outputs)
    assert all(picture["wide"] and picture["visible"] for picture in pictures)


def _text(html: str) -> str:
    return " ".join(BeautifulSoup(html, "lxml").get_text().split())


def test_run_all_cells_of_a_notebook_ends_without_an_error(tab, server):
    """Of one: that the others run is tested without JupyterLab."""
    path = server[1] / "06_one_call_two_readouts.ipynb"
    code = [cell for cell in _open(tab, path).cells if cell.cell_type == "code"]
    _run_all(tab)
    tab.page.wait_for_function(f"() => {{ const all = ({PROMPTS})(); return /\\d/.test(all) && !all.includes('*') }}")
    tab.page.wait_for_function(IDLE)
    with tab.page.expect_response(lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url):
        tab.page.keyboard.press("ControlOrMeta+s")
    saved = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in saved] == list(range(1, len(code) + 1))
    assert not [o for cell in saved for o in cell.outputs if o.output_type == "error"]


def test_the_explorer_is_there_trusted_or_not(tab, server):
    source = """from helpers import study, views
seeds = study.load("../seeds")
views.explore(seeds.sentences, seeds.documents, seeds.removed)"""
    path, said = server[1] / "explorer.ipynb", "that beyond reiterating calls on Russia"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    made.metadata.kernelspec = nbformat.read(server[1] / PATHS[0].name, as_version=4).metadata.kernelspec
    seeds = study.load(ROOT / "seeds")
    shown = views.explore(seeds.sentences, seeds.documents, seeds.removed)._repr_html_()
    made.cells[0].outputs = [nbformat.v4.new_output("display_data", {"text/html": shown})]
    nbformat.write(made, path)
    _open(tab, path)
    output = tab.page.locator(".jp-OutputArea-output")
    assert output.locator("iframe").count() == 0
    output.get_by_text("The marked texts").click()
    assert said in output.inner_text()
    _run_all(tab)
    frame = tab.page.frame_locator(".jp-OutputArea-output iframe")
    frame.get_by_label("Words").fill("food")
    frame.locator("#beside li").first.wait_for()
    assert frame.locator("[data-sentence]:visible").count() == 2
