"""`make notebooks` on a corpus of one's own: parameters, failures, and nothing half-written under its name."""

import errno
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from .conftest import ROOT
from .test_notebooks import PATHS, build

execute, report = sys.modules["execute"], sys.modules["report"]
SAID = (
    'from IPython.display import display\ndisplay({{"text/plain": "x", "{kind}": {{"id": "grain", "status": "{status}",'
    ' "sentence": "Grain is named {n} times in <b>.", "why": ""}}}}, raw=True)'
)
LEDGER = """
corpus = "../seeds"
repository = ""
[[finding]]
id = "grain"
notebook = "01_first"
claim = "Grain is named."
sentence = "Grain is named {n} times."
evidence = "none"
[finding.values]
n = 3
[[finding]]
id = "kyiv"
notebook = "01_first"
sentence = "Kyiv stands {n} times."
evidence = "none"
[finding.values]
n = 1
"""


def notebook(path, *cells):
    """Write a notebook of cells (kind, source, tags)."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    made = [make[kind](source, metadata={"tags": list(tags)}) for kind, source, *tags in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


@pytest.fixture
def collection(tmp_path, monkeypatch):
    """A collection of small notebooks under the names of ours, of which the second fails for Washington."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "findings.toml").write_text(LEDGER, encoding="utf-8")
    notebook(
        folder / "01_corpus.ipynb",
        ("markdown", "# First\n\n<!-- finding: grain -->Grain is named 3 times.<!-- end --> And so on."),
        ("code", 'CORPUS = "../seeds"\nVOICES = ("kremlin", "elysee")\nVOICES_FILE = None\nDEEP = 2', "parameters"),
        ("markdown", "On 3 May 2022 something was said.", "five-texts"),
        ("code", "import pandas as pd\nprint(len(pd.read_parquet(CORPUS)), VOICES, VOICES_FILE, DEEP)"),
        ("code", SAID.format(kind=report.KIND, status="holds", n=7)),
    )
    notebook(
        folder / "02_voices.ipynb",
        ("markdown", "# Second"),
        ("code", "VOICES = ()", "parameters"),
        ("code", "if VOICES[0] == 'washington': raise ValueError('No <grain> here. Sow some.')"),
        ("code", "print('after')"),
    )
    monkeypatch.setattr(build, "numbered", lambda *given: sorted((given or [folder])[0].glob("0*.ipynb")))
    monkeypatch.setattr(build, "NOTEBOOKS", folder)
    return folder


@pytest.fixture
def quick(monkeypatch):
    """No pages: what is asked here comes before them."""

    def front_page_only(work, notebooks, title, front, figures):
        (work / "html").mkdir()
        (work / "html" / "index.html").write_text(front.read_text(encoding="utf-8"), encoding="utf-8")
        return 0

    monkeypatch.setattr(build, "render", front_page_only)


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "my texts.csv"
    rows = {"body": ["The Kremlin spoke of grain.", "The Elysee did."], "day": ["2022-05-03", "no day"]}
    pd.DataFrame(rows | {"call_id": "a"}).to_csv(path, index=False)
    return path


def run(texts, out, *more):
    columns = "body=text,day=published"
    return build.main(["--corpus", str(texts), "--out", str(out), "--columns", columns, *more])


def shown(path):
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(o.get("text", "") for c in cells if c.cell_type == "code" for o in c.outputs)


def test_other_texts_go_through_every_notebook_and_the_five_texts_prose_stays_out(
    collection, texts, tmp_path, quick, capfd
):
    out = tmp_path / "out"
    before = {path.name: path.read_bytes() for path in collection.iterdir()}
    assert run(texts, out) == 0
    first = nbformat.read(out / "notebooks" / "01_corpus.ipynb", as_version=4)
    assert shown(out / "notebooks" / "01_corpus.ipynb").splitlines()[0] == "1 ('kremlin', 'elysee') None 2"
    assert "3 May 2022" not in "".join(cell.source for cell in first.cells)
    assert "Grain is named 7 times" in first.cells[0].source
    assert "<b>" not in first.cells[0].source
    assert {path.name: path.read_bytes() for path in collection.iterdir()} == before
    page = (out / "html" / "index.html").read_text(encoding="utf-8")
    assert "1 text from my texts.csv; 1 row could not be read" in page
    assert "no day" in page
    assert "in &lt;b&gt;" in page
    found = pd.read_csv(out / "findings.csv").set_index("finding")["what becomes of it"]
    assert found.to_dict() == {"grain": "holds", "kyiv": "cannot be asked: it is on these five texts alone"}
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]


def test_a_notebook_that_fails_leaves_the_others_and_shows_its_error_and_remedy(collection, texts, tmp_path, capfd):
    for path in PATHS[2:]:
        notebook(collection / path.name, ("markdown", f"# {path.stem}"))
    out = tmp_path / "out"
    assert run(texts, out, "--voices", "washington,kremlin") == 1
    assert "02_voices.ipynb, cell 3: ValueError: No <grain> here. Sow some." in capfd.readouterr().err
    assert "('washington', 'kremlin')" in shown(out / "notebooks" / "01_corpus.ipynb")
    page = (out / "html" / "notebooks" / "02_voices.html").read_text(encoding="utf-8")
    assert "No &lt;grain&gt; here. Sow some." in page
    assert "No &lt;grain&gt; here" in (out / "html" / "index.html").read_text(encoding="utf-8")
    assert len(list((out / "html" / "notebooks").glob("0*.html"))) == len(PATHS)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--voices", "kremlin"], "names 1 side. Name two"),
        (["--voices", "kremlin,atlantis"], "no voice 'atlantis' in the lexicon"),
        (["--voices-file", "nowhere.csv"], "nowhere.csv: no such file"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(collection, texts, tmp_path, capfd, options, said):
    assert run(texts, tmp_path / "out", *options) == 2
    assert said in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_things_in_it_is_left_alone(collection, texts, tmp_path, capfd):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    assert run(texts, tmp_path / "out") == 2
    assert "holds other things" in capfd.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]
    assert run(texts, collection / "out") == 2


def test_a_folder_within_the_texts_is_refused(collection, tmp_path, capfd):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("The Kremlin spoke of grain.")
    assert build.main(["--corpus", str(tmp_path / "mine"), "--out", str(tmp_path / "mine" / "site")]) == 2
    assert "lies in CORPUS" in capfd.readouterr().err


def test_columns_that_are_no_pairs_are_refused(collection, texts, tmp_path, capfd):
    assert build.main(["--corpus", str(texts), "--out", str(tmp_path / "out"), "--columns", "body"]) == 2
    assert "COLUMNS: 'body' is no pair" in capfd.readouterr().err


def test_the_front_page_says_what_the_rules_do_not_know(tmp_path):
    texts = ["Путин и Макрон говорили о зерне, сообщил Кремль.", "قال الكرملين إن بوتين تحدث مع ماكرون عن الحبوب."]
    facts = build._languages(pd.DataFrame({"doc_id": ["a", "b"], "text": texts, "language": ["ru", "ar"]}))
    assert facts[0].startswith("1 text in languages that the rules do not know (ar)")
    assert facts[1].startswith("The texts are in several languages.")


def test_no_text_is_a_clear_word(collection, tmp_path, capfd):
    assert run(tmp_path / "none", tmp_path / "out") == 2
    assert "no text could be read: no such folder. Name the folder" in capfd.readouterr().err


def test_a_full_disk_leaves_nothing_that_passes_for_a_result(collection, texts, tmp_path, quick, monkeypatch, capfd):
    out = tmp_path / "out"
    assert run(texts, out) == 0

    def full(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device", "index.html")

    with monkeypatch.context() as patched:
        patched.setattr(build, "render", full)
        assert run(texts, out) == 1
    assert "No space left on the disk, while writing index.html" in capfd.readouterr().err
    assert not (out / "html").exists()
    assert not (out / "notebooks").exists()
    assert run(texts, out) == 0
    assert (out / "html" / "index.html").is_file()


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_ends_soon_and_leaves_the_committed_notebooks_whole_and_no_kernel(tmp_path, sent):
    started = tmp_path / "started"
    slow = f"import os, pathlib, time\npathlib.Path({str(started)!r}).write_text(str(os.getpid()))\ntime.sleep(300)"
    path = notebook(tmp_path / "01_slow.ipynb", ("markdown", "# Slow"), ("code", slow))
    before = path.read_bytes()
    code = (
        f"import sys; from pathlib import Path; sys.path.insert(0, {str(ROOT / 'site')!r}); import build;"
        f" build.NOTEBOOKS = Path({str(tmp_path)!r}); build.BUILD = build.NOTEBOOKS / 'build';"
        f" build.numbered = lambda *_: [Path({str(path)!r})]; sys.exit(build.main([]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert within(60, lambda: started.exists() and started.read_text()), "the cell was never reached"
    # The keyboard and a terminal that closes reach the whole group, a job that is cancelled its first process.
    os.kill(process.pid, signal.SIGTERM) if sent == "SIGTERM" else os.killpg(process.pid, getattr(signal, sent))
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Interrupted. What is under its own name is whole" in said
    assert "Traceback" not in said
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("**/index.html"))
    kernel = Path(f"/proc/{started.read_text()}")
    assert within(20, lambda: not kernel.exists()), "its kernel goes on"


def within(seconds, there):
    """Whether it came to be, and how it was."""
    end = time.monotonic() + seconds
    while not (found := there()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_finding_s_report_is_read_back_from_the_outputs(tmp_path):
    data = {"id": "grain", "status": "holds", "sentence": "Grain.", "why": ""}
    output = nbformat.v4.new_output("display_data", {"text/plain": "Grain.", report.KIND: data})
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    assert report.collect([nbformat.v4.new_notebook(cells=[cell])]) == {"grain": data}
    assert json.dumps(data)


def test_a_warning_is_shown_once_in_its_words_alone(tmp_path):
    warn = "import warnings\nwarnings.warn('No <spaces>.')"
    path = notebook(tmp_path / "01_warns.ipynb", ("markdown", "# W"), ("code", warn), ("code", warn))
    done = execute.attempt(path, {})
    said = [output for cell in done.notebook.cells for output in cell.get("outputs", [])]
    assert [(output.name, output.text) for output in said] == [("stderr", "UserWarning: No <spaces>.\n")]
    assert execute.attempt(path).error == "writes a warning: UserWarning: No <spaces>.\n"


def test_the_parameters_cell_keeps_what_is_not_given():
    cells = [nbformat.v4.new_code_cell("A = 1\nB = (\n    2,\n)\nC = 3", metadata={"tags": ["parameters"]})]
    made = nbformat.v4.new_notebook(cells=cells)
    execute.adapt(made, {"B": ("x", "y"), "D": 4})
    assert made.cells[0].source == "A = 1\nB = ('x', 'y')\nC = 3"


def test_a_new_notebook_is_laid_out_as_the_others_and_runs(tmp_path, monkeypatch, capsys):
    new = importlib.import_module("new")
    monkeypatch.setattr(new, "NOTEBOOKS", tmp_path)
    assert new.main("my_question") == 0
    path = tmp_path / "my_question.ipynb"
    made = nbformat.read(path, as_version=4)
    nbformat.validate(made)
    assert made.cells[0].source.startswith("# My question\n")
    assert [
        word for word in ("Question", "Answer", "Rests on", "Biggest caveat") if f"**{word}.**" in made.cells[0].source
    ]
    assert "## Limits" in made.cells[-1].source
    done = execute.attempt(path, {"CORPUS": str(ROOT / "seeds")})
    assert not done.error, done.error
    assert new.main("my_question") == 2
    assert "is there already" in capsys.readouterr().err
    assert new.main("../my") == 2


PLANTED = {
    "lantern": {"merrow", "sovereignty", "border", "patrols", "violations", "guarantees"},
    "amber": {"halden", "families", "relief", "fishermen", "dialogue", "goodwill"},
}


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The whole collection on the worked example, as the README says."""
    out = tmp_path_factory.mktemp("example") / "out"
    texts, names = ROOT / "examples" / "readouts.csv", ROOT / "examples" / "my_voices.csv"
    options = ["--corpus", str(texts), "--voices", "lantern,amber", "--voices-file", str(names), "--out", str(out)]
    assert build.main(options) == 0
    return out


def test_the_whole_collection_runs_on_the_worked_example(example):
    for path in PATHS:
        assert (example / "html" / "notebooks" / f"{path.stem}.html").is_file()
        made = nbformat.read(example / "notebooks" / path.name, as_version=4)
        assert not [o for c in made.cells for o in c.get("outputs", []) if o.output_type == "error"]


def test_the_planted_differences_are_found_and_none_is_invented(example):
    found = pd.read_csv(example / "findings.csv").set_index("finding")
    here = found["on these texts"]
    assert "12 calls told by both sides" in here["framings-base"]
    assert "12 differ significantly between the sides, of 8 frames 2" in here["framings-survive"]
    assert (
        "in one only 3 times: pandemic (12 March 2024), strategic stability (8 October 2024)" in here["call-omissions"]
    )
    assert "21 demands, 0 offers" in here["framings-acts"]
    guide = nbformat.read(example / "notebooks" / "08_your_corpus.ipynb", as_version=4)
    shown = "\n".join(str(o.get("data", {}).get("text/plain", "")) for c in guide.cells for o in c.get("outputs", []))
    table = shown.split("Words that set the sides apart\n")[1].split("The sentences behind")[0]
    words = {line.split(" | ")[0] for line in table.strip().splitlines()[1:] if " | " in line}
    assert words == PLANTED["lantern"] | PLANTED["amber"]


def test_a_page_about_other_texts_does_not_speak_of_the_five(example):
    for path in sorted((example / "notebooks").glob("*.ipynb")):
        made = nbformat.read(path, as_version=4)
        prose = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
        for word in ("Azovstal", "Moscow Times", "Karabakh", "Obama", "May 2022", "September 2020", "June 2020"):
            told = [line for line in prose.splitlines() if word in line]
            assert not told, f"{path.name}: {told[0][:200]}"
        shown = [output for cell in made.cells for output in cell.get("outputs", [])]
        for alt in (o.metadata["image/png"]["alt"] for o in shown if "image/png" in o.get("data", {})):
            assert not re.search("Kremlin|Élysée|kremlin|elysee", alt), f"{path.name}: {alt[:200]}"
