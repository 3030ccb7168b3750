"""`make notebooks`: the report on texts of one's own, what fails, nothing half-written, and nothing made twice."""

import ast
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dask
import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from publish import execute, render, report, texts

from .conftest import ROOT

EXAMPLE, NAMES = ROOT / "examples" / "readouts.csv", ROOT / "examples" / "my_voices.csv"
SIDES = ("lantern", "amber")
PLANTED = {
    "Lantern House": {"merrow", "sovereignty", "border", "patrols", "violations", "guarantees"},
    "Amber Court": {"halden", "families", "relief", "fishermen", "dialogue", "goodwill"},
}
# What no page may show: a missing value, an id of ours, a number counted from zero as a place.
INTERNAL = r"\b(nan|NaN|None|NaT)\b|<NA>|\b(doc_id|count_a|p_adjusted|smallest_p|elysee(?!\.fr))\b|\bpm-\d{4}"


def notebook(path, *codes):
    """Write a notebook of a heading and these cells."""
    cells = [nbformat.v4.new_markdown_cell("# T"), *(nbformat.v4.new_code_cell(code) for code in codes)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def run(**asked):
    return report.main([f"{name}={value}" for name, value in asked.items()])


def words_of(page):
    return " ".join(BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select_one("article").get_text().split())


# -- the report on the worked example


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The report on the worked example, as the README says; the folder is then somewhere else."""
    folder = tmp_path_factory.mktemp("example")
    out = os.path.relpath(folder / "out")
    assert run(CORPUS=EXAMPLE, OUT=out, VOICES=",".join(SIDES), VOICES_FILE=os.path.relpath(NAMES)) == 0
    return (folder / "out").rename(folder / "moved")


def tables(path):
    """The tables that an executed notebook shows, by their captions."""
    outputs = [o for cell in nbformat.read(path, as_version=4).cells for o in cell.get("outputs", [])]
    found, html = {}, "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    for table in BeautifulSoup(html, "lxml").select("table"):
        rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
        found[table.caption.get_text()] = pd.DataFrame(rows, columns=[cell.get_text() for cell in table.select("th")])
    return found


def sure(table):
    """The terms of a comparison whose p is below .05, by the side that has more of them."""
    p = table["p"].str.replace("< ", "").replace("", "1").astype(float)
    first, second = table.columns[1:3]
    more = (table[first].astype(int) > table[second].astype(int)).map({True: first, False: second})
    return {side: set(own) for side, own in table.iloc[:, 0][p < 0.05].groupby(more)}


def test_the_planted_differences_are_found_and_none_is_invented(example):
    found = tables(example / "report.ipynb")
    words = found["The surest of the words, with how often each side uses them"]
    assert sure(words) == PLANTED
    assert words.set_index("word").loc["merrow", [*PLANTED, "p"]].tolist() == ["24", "0", "< .001"]
    framed = {"Lantern House": {"sovereignty"}, "Amber Court": {"humanitarian", "negotiation"}}
    assert sure(found["Sentences with each frame"]) == framed
    assert sure(found["Sentences by what they do"]) == {"Lantern House": {"demand"}, "Amber Court": {"offer"}}
    assert found["Issues in one account only"].iloc[:, :3].values.tolist() == [
        ["12 March 2024", "pandemic", "Lantern House"],
        ["9 July 2024", "climate", "Amber Court"],
        ["8 October 2024", "strategic stability", "Lantern House"],
    ]


def test_the_report_says_so_in_sentences(example):
    page = words_of(example / "html" / "index.html")
    both = "91 in the Lantern House's account, 95 in the Amber Court's. Both report 12 calls"
    sure = "12 are one side's for sure (p < .05, adjusted for their number): the Lantern House has"
    for said in (both, sure, "24 texts, published 16 January 2024 to 10 December 2024", "Nothing was left out"):
        assert said in page
    assert not re.search(INTERNAL, page)
    assert not re.search("Putin|Macron|Kremlin|Élysée|finding|president\\b(?! Ada| Mira| said)", page)


def test_the_report_s_site_is_one_page_with_its_explorer(example):
    html = example / "html"
    pages = {path.name for path in html.rglob("*.html") if "_static" not in path.parts}
    assert pages == {"index.html", "explore.html", "search.html"}
    page = BeautifulSoup((html / "index.html").read_text(encoding="utf-8"), "lxml")
    assert page.h1.find(string=True) == "readouts.csv: Lantern House and Amber Court"
    for link in page.select("article a[href], article img"):
        target = link.get("href", link.get("src")).partition("#")[0]
        assert not target or target.startswith("http") or (html / target).is_file(), link
    assert page.select('article a[href="explore.html#word=merrow&base=compared"]')
    assert len(page.select("p.figure-files a")) == 2 and not page.select("div.cell_input")
    assert "One call, two readouts" not in (html / "explore.html").read_text(encoding="utf-8")
    files = ["corpus.csv", "html", "left_out.csv", report.MARK, "report.ipynb", "voices.csv"]
    assert sorted(path.name for path in example.iterdir()) == files


def test_the_executed_report_runs_again_where_it_is(example, tmp_path, monkeypatch):
    made = nbformat.read(shutil.copytree(example, tmp_path / "copy") / "report.ipynb", as_version=4)
    monkeypatch.chdir(tmp_path / "copy")
    said, _ = cells(made, monkeypatch)
    page = words_of(example / "html" / "index.html")
    assert all(words in page for words in said["Words"].split(". ")[:2])


# -- the report at the edge: its cells, run in this process


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Read texts as the command does, run the report's cells; what they show by heading, and the HTML of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(dask.config.config, "scheduler", "synchronous")

    def made(rows, sides=("kremlin", "elysee"), file=None, most=5_000, columns=None):
        source = rows if isinstance(rows, Path) else tmp_path / "texts.csv"
        if not isinstance(rows, Path):
            pd.DataFrame(rows).to_csv(source, index=False)
        documents, left_out, facts = texts.prepared(source, columns or {}, file)
        counts = texts.count(documents, tmp_path / "tables", sides, file).name if len(documents) > most else None
        texts.sample(documents, most).to_csv("corpus.csv", index=False)
        left_out.to_csv("left_out.csv", index=False)
        values = {"CORPUS": "corpus.csv", "VOICES": sides, "VOICES_FILE": file and str(file), "FACTS": facts}
        template = nbformat.read(report.TEMPLATE, as_version=4)
        values |= {"LEFT_OUT": "left_out.csv", "COUNTS": counts}
        template.cells[1].source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
        return cells(template, monkeypatch)

    return made


def cells(made, monkeypatch):
    shown, names, heading = {"top": []}, {}, "top"
    monkeypatch.setattr("IPython.display.display", lambda *some: shown[heading].extend(some))
    for cell in made.cells:
        if cell.cell_type == "markdown":
            heading = cell.source.split("\n")[0].lstrip("# ") if cell.source.startswith("## ") else heading
            shown.setdefault(heading, [])
            continue
        body = ast.parse(cell.source).body
        last = body.pop() if isinstance(body[-1], ast.Expr) and not cell.source.endswith(";") else None
        exec(compile(ast.Module(body, []), "report", "exec"), names)
        if last and (value := eval(compile(ast.Expression(last.value), "report", "eval"), names)) is not None:
            shown[heading].append(value)
    plt.close("all")
    html = {name: "".join(one._repr_html_() for one in some) for name, some in shown.items()}
    return {name: " ".join(BeautifulSoup(said, "lxml").get_text(" ").split()) for name, said in html.items()}, html


KREMLIN = "Putin told Macron that weapons must stop, the Kremlin said. Grain was discussed."
ELYSEE = "Macron called for a ceasefire and for food, the Elysee said. He urged Putin to stop."
FRENCH = "Poutine a demandé à Macron de cesser les livraisons d'armes, a déclaré le Kremlin. Il a évoqué le blé."
ARABIC = "قال الكرملين إن بوتين تحدث مع ماكرون. دعا إلى وقف إطلاق النار؟ نعم."
POSTS = [
    "Putin and Macron spoke today.",
    "Great call, says @Macron. #peace",
    "Кремль: Путин и Макрон поговорили.",
    "🙏",
]
POSTS.append("Ils ont parlé.")
EDGES = {
    "one text": (
        {"text": [f"{KREMLIN} {ELYSEE}"], "call_id": "x"},
        {
            "top": "1 text with 4 sentences: 2 in the Kremlin's account, 2 in the Élysée's. Both report 1 call",
            "Words": "No word is one side's for sure: that takes 6 calls with it, and both report 1. The most",
        },
    ),
    "one side": (
        {"text": [KREMLIN, f"{KREMLIN} Arms, the Kremlin said."], "call_id": ["x", "y"]},
        {
            "top": "5 in the Kremlin's account, none in the Élysée's. So there is nothing to compare with the",
            "Whose account": "All 5 sentences are the Kremlin's account.",
            "Side by side": "There is no call that both report, to lay side by side.",
        },
    ),
    "no known language": (
        {"text": [ARABIC, "12"], "call_id": "x"},
        {"Left out": "2 texts are read as if in English."},
    ),
    "one sentence of three words": (
        {"text": ["Ils ont parlé."]},
        {"top": "1 text with 1 sentence", "Side by side": "There is no call that both report, to lay side by side."},
    ),
    "five short posts": (
        {"text": POSTS, "published": ["2022-05-03", "2022-05-03", "2022-05-04", "2022-05-04", ""]},
        {"top": "5 texts with 5 sentences", "Side by side": "There is no call that both report"},
    ),
    "two languages": (
        {"text": [FRENCH, ELYSEE], "call_id": "x"},
        {"Words": "No words can be compared in the languages in which the two sides report these calls."},
    ),
    "a site, and a side that nobody knows": (
        {
            "text": [KREMLIN, "We spoke of grain, and of a ceasefire in Ukraine.", ""],
            "call_id": "x",
            "side": ["atlantis", "", ""],
            "url": ["", "https://www.elysee.fr/a", ""],
        },
        {
            "top": "1 text of the Élysée's own, from beginning to end its account. The column side names atlantis",
            "Whose account": "3 sentences, by whose account they give: 2 the Kremlin's and 1 the Élysée's.",
            "Left out": "1 text is not read.",
        },
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_each_section_has_an_answer_or_says_in_a_sentence_why_there_is_none(made, name):
    rows, expected = EDGES[name]
    said, html = made(rows)
    assert {where: what for where, what in expected.items() if what not in said[where]} == {}, said
    assert min(map(len, said.values())) > 20
    assert not re.search(INTERNAL, " ".join(said.values()))
    assert "<tbody></tbody>" not in "".join(html.values())


def test_what_a_text_holds_is_shown_as_it_is(made):
    bad = "<script>alert(1)</script> <b>x</b> *y* $z$"
    rows = {"text": [KREMLIN.replace("weapons", bad), ELYSEE], "call_id": "x", "title": bad, "outlet": bad}
    said, html = made(rows)
    assert not re.search("<script|<b>x", "".join(html.values()))
    for where in ("Demands and other acts", "Whose account", "Side by side"):
        assert bad.replace(" ", "") in said[where].replace(" ", ""), where


def test_of_more_texts_than_are_shown_all_are_counted(made):
    said, _ = made(EXAMPLE, SIDES, NAMES, most=10)
    assert said["top"].startswith("10 texts with ") and "Both report 12 calls" in said["top"]
    for side, words in PLANTED.items():
        (has,) = re.findall(rf"the {side} has (.*?)[.;]", said["Words"])
        assert words <= set(re.split(", | and ", has))
    assert "humanitarian 2 30 < .001 negotiation 13 21 .017" in said["Frames"]


@given(st.lists(st.one_of(st.none(), st.sampled_from("abc")), min_size=1, max_size=30), st.integers(1, 30))
def test_a_sample_is_of_whole_calls_but_for_one_and_the_same_each_time(calls, most):
    documents = pd.DataFrame({"doc_id": [f"t{i}" for i in range(len(calls))], "call_id": calls}, dtype="str")
    drawn = texts.sample(documents, most)
    assert len(drawn) == min(most, len(documents))
    before, after = (table["call_id"].value_counts() for table in (documents, drawn))
    assert (after < before.reindex(after.index)).sum() <= 1
    assert after.sum() == min(most, before.sum()), "a text on no call took the place of one on a call"
    pd.testing.assert_frame_equal(drawn, texts.sample(documents, most))


# -- the command: what fails, what is refused


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A report of three cells, which fails for Washington, and texts for it."""
    codes = [
        "CORPUS = VOICES = None",
        "import pandas as pd\nprint(len(pd.read_csv(CORPUS)), VOICES, VOICES_FILE, COUNTS)",
        "if VOICES[0] == 'washington': raise ValueError('No <grain> here.\\n\\n# Sow some.')\nprint('after')",
    ]
    monkeypatch.setattr(report, "TEMPLATE", notebook(tmp_path / "report.ipynb", *codes))
    rows = {"body": [KREMLIN, "The Elysee did."], "day": ["2022-05-03", "no day"], "call_id": "a"}
    pd.DataFrame(rows).to_csv(tmp_path / "<our> texts.csv", index=False)
    return {"CORPUS": tmp_path / "<our> texts.csv", "OUT": tmp_path / "out", "COLUMNS": "body=text,day=published"}


def test_a_cell_that_fails_leaves_the_page_as_far_as_it_came_with_error_and_remedy_at_its_top(small, capfd):
    assert run(**small, VOICES="washington,kremlin") == 1
    assert "report.ipynb, cell 4: ValueError: No <grain> here." in capfd.readouterr().err
    page = (small["OUT"] / "html" / "index.html").read_text(encoding="utf-8")
    assert "&lt;our&gt; texts.csv: White House and Kremlin" in page
    assert "<our>" not in page and "amp;lt;our" not in page
    page = words_of(small["OUT"] / "html" / "index.html")
    assert "This notebook stopped in its cell 4. ValueError: No <grain> here. # Sow some." in page
    assert page.index("This notebook stopped") < page.index("1 ('washington', 'kremlin') None None")
    cells = nbformat.read(small["OUT"] / "report.ipynb", as_version=4).cells
    assert len(cells) == 4, "what stopped it would be there again when it runs again"
    assert "no day" in pd.read_csv(small["OUT"] / "left_out.csv")["why"].iloc[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"VOICES": "kremlin"}, "Name two sides"),
        ({"VOICES": "kremlin,kremlin"}, "Name two sides"),
        ({"VOICES": "kremlin,atlantis"}, "no voice 'atlantis' in the lexicon"),
        ({"VOICES_FILE": "nowhere.csv"}, "nowhere.csv: no such file"),
        ({"COLUMNS": "body"}, "Write theirs=ours"),
        ({"COLUMNS": "day=date"}, "no column 'text'"),
        ({"SAMPLE": "5,000"}, "at least 1 and without a comma"),
        ({"SAMPLE": "0"}, "at least 1"),
        ({"CORPUS": "none"}, "no text could be read: no such folder or file. Name a folder"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(small, capfd, asked, said):
    assert run(**small | asked) == 2
    told = capfd.readouterr().err
    assert said in told and told.count("\n") == 1
    assert not small["OUT"].exists()


def test_a_folder_that_is_no_place_for_a_report_is_left_alone(small, tmp_path, capfd):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("years of work")
    for out in (tmp_path / "thesis", ROOT, small["CORPUS"]):
        assert run(**small | {"OUT": out}) == 2
        assert "holds other things than an earlier run. Name an empty or a new folder" in capfd.readouterr().err
    assert run(CORPUS=tmp_path / "thesis", OUT=tmp_path / "thesis" / "site") == 2
    assert "lies in CORPUS" in capfd.readouterr().err
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["thesis.txt"]
    assert report.main(["SAMPLE=5"]) == 2 and "name at least CORPUS and OUT" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a.png"), 2, "No space left on device: 'a.png' Make room"),
        (KeyboardInterrupt(), 130, "Interrupted; there is no report. Run again."),
    ],
)
def test_a_full_disk_or_an_interrupt_leaves_no_report(small, monkeypatch, capfd, error, code, said):
    def stopped(*_):
        raise error

    (small["OUT"] / "html").mkdir(parents=True)
    (small["OUT"] / report.MARK).touch()
    monkeypatch.setattr(report.render, "report", stopped)
    assert run(**small) == code
    assert said in capfd.readouterr().err
    assert not small["OUT"].exists()


@pytest.mark.parametrize(("code", "shown"), [(0, "new"), (1, "new"), (2, "old")])
def test_pages_of_a_sphinx_that_stopped_do_not_pass_for_a_site(tmp_path, monkeypatch, code, shown):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("old")

    def sphinx(command, **_):
        Path(command[-1]).mkdir()
        Path(command[-1], "index.html").write_text("new")
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(render.subprocess, "run", sphinx)
    assert render.render(tmp_path, {"index.md": b"# T"}, {"data/a.csv": b"a"}) == code
    assert (tmp_path / "html" / "index.html").read_text() == shown
    assert (tmp_path / "html" / "data" / "a.csv").exists() == (shown == "new")
    assert [path.name for path in tmp_path.iterdir()] == ["html"]


# -- make


@pytest.fixture
def project(tmp_path):
    """The Makefile beside files of the names it knows, and a Python that writes down what it is asked; by age."""
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    names = "requirements.lock pyproject.toml README.md LICENSE CITATION.cff environment.yml .venv/.ready-notebooks"
    names += " notebooks/01_a.ipynb notebooks/02_b.ipynb notebooks/findings.toml src/helpers/corpus.py seeds/a.txt"
    names += " src/helpers/lexicons/a.csv data/a.csv examples/a.csv tests/gold/a.csv publish/execute.py publish/pages/a"
    for name in names.split():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@" >> asked\ncase "$*" in *"$BAD"*) exit 1;; esac\n')
    python.chmod(0o755)

    def make(*given, **environment):
        (tmp_path / "asked").write_text("")
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        env = clean | {"BAD": "none"} | environment
        command = ["make", "notebooks", "PY=./python", *given]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        asked = (tmp_path / "asked").read_text().replace("-m publish.", "").splitlines()
        time.sleep(0.02)  # what is changed after this is newer than what was made
        return done.returncode, sorted(asked)

    return tmp_path, make


needs_make = pytest.mark.skipif(not shutil.which("make") or os.name == "nt", reason="needs make")


@needs_make
def test_what_did_not_change_is_not_made_again_and_nothing_stale_passes(project):
    folder, make = project
    first, second = "execute notebooks/01_a.ipynb", "execute notebooks/02_b.ipynb"
    assert make() == (0, [first, second, "render"])
    assert make() == (0, [])
    for name, expected in {
        "notebooks/02_b.ipynb": [second, "render"],
        "publish/pages/a": ["render"],
        "src/helpers/corpus.py": [first, second, "render"],
        "seeds/new.txt": [first, second, "render"],
        "requirements.lock": [first, second, "render"],
    }.items():
        (folder / name).touch()
        if name == "requirements.lock":  # a new environment
            (folder / ".venv" / ".ready-notebooks").touch()
        assert make() == (0, expected), name
    (folder / "seeds" / "new.txt").unlink()
    assert make() == (0, [first, second, "render"])


@needs_make
def test_where_a_notebook_stops_the_others_go_on_and_the_site_stays_as_it_was(project):
    _, make = project
    first, second = "execute notebooks/01_a.ipynb", "execute notebooks/02_b.ipynb"
    assert make(BAD="01_a") == (2, [first, second])
    assert make() == (0, [first, "render"])


@needs_make
def test_make_takes_its_options_from_the_command_alone(project):
    _, make = project
    mine = dict.fromkeys(["COLUMNS", "OUT", "VOICES", "CORPUS", "VOICES_FILE", "SAMPLE"], "9")
    assert make(**mine)[1][-1] == "render"
    asked = "report CORPUS=my texts COLUMNS=body=text,day=date SAMPLE=7"
    assert make("CORPUS=my texts", "COLUMNS=body=text,day=date", "SAMPLE=7", **mine) == (0, [asked])


# -- executing


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
def test_a_kernel_that_dies_fails_or_warns_is_said_with_its_cell(tmp_path):
    warn = "import warnings\nwarnings.warn('No <b>.')"
    for codes, cell, said in (
        (["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"], 2, "Its process was ended, most likely for want"),
        (["1", "no", "2"], 3, "NameError: name 'no' is not defined"),
        ([warn, warn], 2, "writes a warning: UserWarning: No <b>."),
    ):
        path = notebook(tmp_path / "01_a.ipynb", *codes)
        before = nbformat.read(path, as_version=4)
        before.cells[-1].update(execution_count=1, outputs=[nbformat.v4.new_output("stream", text="old")])
        nbformat.write(before, path)
        made, error, stopped = execute.execute(path)
        assert (stopped, error[: len(said)]) == (cell, said)
        assert "old" not in str(made.cells[-1].outputs), "below a cell that fails something old is shown"
    said = [output for cell in made.cells for output in cell.get("outputs", [])]
    assert {(output.name, output.text) for output in said} == {("stderr", "UserWarning: No <b>.\n")}


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_an_interrupt_ends_soon_and_leaves_the_notebook_whole_and_no_kernel(tmp_path, sent):
    started = tmp_path / "started"
    slow = f"import os, pathlib, time\npathlib.Path({str(started)!r}).write_text(str(os.getpid()))\ntime.sleep(300)"
    path = notebook(tmp_path / "01_slow.ipynb", slow)
    before = path.read_bytes()
    command = [sys.executable, "-m", "publish.execute", path]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert within(60, lambda: started.exists() and started.read_text()), "the cell was never reached"
    os.kill(process.pid, getattr(signal, sent))
    _, said = process.communicate(timeout=20)
    assert process.returncode and "Traceback" not in said
    assert path.read_bytes() == before
    assert within(20, lambda: not Path(f"/proc/{started.read_text()}").exists()), "its kernel goes on"


def within(seconds, there):
    """Whether it came to be, and how it was."""
    end = time.monotonic() + seconds
    while not (found := there()) and time.monotonic() < end:
        time.sleep(0.1)
    return found
