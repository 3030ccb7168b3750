"""`make notebooks` on a corpus of one's own: parameters, failures, and nothing half-written under its name."""

import errno
import importlib
import os
import re
import shutil
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

execute, render, report = (sys.modules[name] for name in ("execute", "render", "report"))
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

    def front_page_only(work, notebooks, title, front, figures, sentences):
        (work / "html").mkdir()
        (work / "html" / "index.html").write_text(front.read_text(encoding="utf-8"), encoding="utf-8")
        return 0

    monkeypatch.setattr(build, "render", front_page_only)


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "my texts.csv"
    told = "The Kremlin spoke of grain, and of what the two presidents had said to each other about it on Monday."
    rows = {"body": [told, "The Elysee did."], "day": ["2022-05-03", "no day"]}
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
    assert "1 text named no language, so it was told by the words" in page
    assert pd.read_parquet(out / "corpus.parquet")["language"].tolist() == ["en"]
    assert "no day" in page
    assert "in &lt;b&gt;" in page
    assert '<a href="notebooks/01_first.html">grain</a>' in page
    found = pd.read_csv(out / "findings.csv").set_index("finding")["what becomes of it"]
    assert found.to_dict() == {"grain": "holds", "kyiv": "cannot be asked: it is on the five texts alone"}
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]


def test_a_notebook_that_fails_leaves_the_others_and_shows_its_error_and_remedy(collection, texts, tmp_path, capfd):
    for path in PATHS[2:]:
        notebook(collection / path.name, ("markdown", f"# {path.stem}"))
    out, texts = tmp_path / "out", texts.rename(tmp_path / "<our> texts.csv")
    assert run(texts, out, "--voices", "washington,kremlin") == 1
    assert "02_voices.ipynb, cell 3: ValueError: No <grain> here. Sow some." in capfd.readouterr().err
    assert "('washington', 'kremlin')" in shown(out / "notebooks" / "01_corpus.ipynb")
    page = (out / "html" / "notebooks" / "02_voices.html").read_text(encoding="utf-8")
    assert "No &lt;grain&gt; here. Sow some." in page
    for name in ("notebooks/02_voices", "search"):  # the site's title is in the page's, in the logo and in the sidebar
        page = (out / "html" / f"{name}.html").read_text(encoding="utf-8")
        assert page.count("&lt;our&gt; texts.csv: White House and Kremlin") == 3
        assert "<our>" not in page
        assert "amp;lt;our" not in page
    assert "No &lt;grain&gt; here" in (out / "html" / "index.html").read_text(encoding="utf-8")
    assert len(list((out / "html" / "notebooks").glob("0*.html"))) == len(PATHS)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--voices", "kremlin"], "names 1 side. Name two"),
        (["--voices", "kremlin,kremlin"], "names one side twice. Name two"),
        (["--voices", "kremlin,elysee,kremlin"], "names 3 sides. Name two"),
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
    documents = pd.DataFrame({"doc_id": ["a", "b"], "text": texts, "language": ["ru", "ar"]})
    facts = sys.modules["texts"]._languages(documents)
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


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EDQUOT, "Disk quota exceeded", "a.png"), "No space left on the disk, while writing a.png."),
        (shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")]), "No space left on the disk, while"),
        (PermissionError(errno.EACCES, "Permission denied", "a.png"), "a.png: Permission denied. Check the path"),
    ],
)
def test_what_the_system_refuses_is_said_in_a_line(monkeypatch, capfd, error, said):
    def refused():
        raise error

    monkeypatch.setattr(build, "five_texts", refused)
    assert build.main([]) == 1
    assert capfd.readouterr().err.startswith(said)


def test_a_folder_that_cannot_be_made_is_said_in_a_line(collection, texts, capfd):
    assert run(texts, texts / "out") == 1
    assert f"{texts / 'out'}: Not a directory." in capfd.readouterr().err


def test_an_interrupt_before_the_first_notebook_does_not_bar_the_next_run(collection, texts, tmp_path, monkeypatch):
    make = Path.mkdir

    def interrupted(path, *args, **options):
        make(path, *args, **options)
        if path.name == "executed":
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", interrupted)
    assert run(texts, tmp_path / "out") == 130
    assert not build._check(texts, ("kremlin", "elysee"), None, tmp_path / "out")


def half_deleted(folder, **_):
    """A deletion that is interrupted after the first file."""
    if Path(folder).exists():
        next(path for path in Path(folder).rglob("*") if path.is_file()).unlink()
        raise KeyboardInterrupt


def test_an_interrupted_deletion_leaves_no_half_of_a_site_under_its_name(
    collection, texts, tmp_path, sphinx, monkeypatch
):
    out = tmp_path / "out"
    (out / "html").mkdir(parents=True)
    for name in ("html/a.html", "html/b.html", build.MARK):
        (out / name).touch()
    monkeypatch.setattr(shutil, "rmtree", half_deleted)
    assert run(texts, out) == 130
    assert not (out / "html").exists()
    with pytest.raises(KeyboardInterrupt):
        sphinx(0)
    assert (tmp_path / "build/html/index.html").read_text() == "new"


@pytest.fixture
def sphinx(tmp_path, monkeypatch):
    """Rendering where there is a site already, and Sphinx, which writes a page, ends with a code."""
    made = tmp_path / "build"
    (made / "html").mkdir(parents=True)
    (made / "html" / "index.html").write_text("old")
    (made / "html" / "old.html").touch()

    def rendered(code, page="index.html"):
        def run(command, **_):
            (command[-1] / "notebooks").mkdir(parents=True)
            (command[-1] / page).write_text("new")
            return subprocess.CompletedProcess(command, code)

        monkeypatch.setattr(render, "stage", lambda *_, **__: None)
        monkeypatch.setattr(render.subprocess, "run", run)
        return render.render(made, tmp_path, figures=tmp_path / "none")

    return rendered


@pytest.mark.parametrize(
    ("code", "page", "said"),
    [(0, "new", ""), (1, "new", "Sphinx warned"), (2, "old", "exit code 2"), (-9, "old", "exit code -9")],
)
def test_pages_of_a_sphinx_that_crashed_do_not_pass_for_a_site(sphinx, tmp_path, capsys, code, page, said):
    assert sphinx(1, "other.html") == 2
    assert sphinx(code) == code
    html = tmp_path / "build" / "html"
    assert (html / "index.html").read_text() == page
    assert build._said({}, code, html) == (1 if code else 0)
    told = capsys.readouterr()
    assert (said in told.err) if said else not told.err
    assert ("Open" in told.out) == (page == "new")


def test_the_figure_of_the_front_page_is_never_there_in_part(tmp_path, monkeypatch):
    picture = nbformat.v4.new_output("display_data", {"image/png": "bmV3"})
    cell = nbformat.v4.new_code_cell("", outputs=[picture], metadata={"tags": ["one-figure"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "01_first.ipynb")
    figure = tmp_path / "one-figure.png"
    figure.write_bytes(b"old")
    write = Path.write_bytes

    def full(path, content):
        write(path, content[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr(Path, "write_bytes", full)
        build.write_figure([tmp_path / "01_first.ipynb"], figure)
    assert figure.read_bytes() == b"old"
    build.write_figure([tmp_path / "01_first.ipynb"], figure)
    assert figure.read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01_first.ipynb", "one-figure.png"]


def test_an_error_of_several_lines_is_not_read_as_markdown(tmp_path):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# First")])
    error = "ValueError: <odd>\n\n```{include} /etc/hostname\n```\r\n\r\n# A heading"
    build._copies({"01_first.ipynb": execute.Executed("01_first.ipynb", made, error, 3)}, tmp_path)
    said = nbformat.read(tmp_path / "01_first.ipynb", as_version=4).cells[1].source
    assert said.startswith("<p><strong>This notebook stopped in its cell 3.</strong> ValueError: &lt;odd&gt;&#10;&#10;")
    assert len(said.splitlines()) == 1


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_takes_its_options_from_the_command_alone():
    def command(*given, **environment):
        told = ["make", "--dry-run", *given]
        env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | environment
        done = subprocess.run(told, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[-1].split(maxsplit=1)[1].strip()

    mine = {
        "COLUMNS": "120",
        "OUT": "x",
        "VOICES": "a,b",
        "NAME": "me",
        "CORPUS": "y",
        "VOICES_FILE": "z",
        "SAMPLE": "9",
    }
    assert command("notebooks", **mine) == "site/build.py"
    assert command("new", **mine) == 'site/new.py ""'
    given = command("notebooks", "CORPUS=my texts", "COLUMNS=body=text,day=date", "SAMPLE=7", **mine)
    assert " ".join(given.split()) == 'site/build.py --corpus "my texts" --columns "body=text,day=date" --sample "7"'
    assert command("new", "NAME=mine", **mine) == 'site/new.py "mine"'


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
def test_a_kernel_that_dies_or_is_slow_stops_its_own_notebook_only(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "TIMEOUT", 2)
    end = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    paths = [
        notebook(tmp_path / f"{name}.ipynb", ("markdown", "# T"), ("code", "1"), ("code", code), ("code", "2"))
        for name, code in {"dies": end, "slow": "import time\ntime.sleep(60)", "works": "3"}.items()
    ]
    done = {}
    execute.attempt_all(paths, {}, tmp_path / "figures", lambda result: done.update({result.name: result}))
    assert done["dies.ipynb"].said.startswith("cell 3: Its process was ended, most likely for want of memory. Take")
    assert done["slow.ipynb"].said.startswith("cell 3: It took longer than 2 seconds. Take fewer texts")
    assert done["works.ipynb"].said == ""


@pytest.mark.parametrize("parameters", [None, {}])
def test_below_a_cell_that_fails_nothing_old_passes_for_a_result(tmp_path, parameters):
    path = notebook(tmp_path / "01_first.ipynb", ("markdown", "# First"), ("code", "1"), ("code", "no"), ("code", "2"))
    made = nbformat.read(path, as_version=4)
    for number, cell in enumerate(made.cells[1:], start=1):
        cell.update(execution_count=number, outputs=[nbformat.v4.new_output("stream", text="old")])
    nbformat.write(made, path)
    done = execute.attempt(path, parameters)
    assert done.said == "cell 3: NameError: name 'no' is not defined"
    (_, first, second, third) = done.notebook.cells
    assert [output.output_type for output in first.outputs + second.outputs] == ["execute_result", "error"]
    assert (third.outputs, third.execution_count) == ([], None)


@pytest.mark.parametrize("error", [RuntimeError("Kernel didn't respond in 60 seconds"), OSError("Too many open files")])
def test_a_kernel_that_does_not_start_is_that_notebook_s_error(tmp_path, monkeypatch, error):
    def refused(*_):
        raise error

    monkeypatch.setattr(execute, "_run", refused)
    done = execute.attempt(notebook(tmp_path / "01_first.ipynb", ("markdown", "# First")))
    assert done.said == f"{type(error).__name__}: {error}"


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
def test_a_worker_that_is_killed_leaves_what_was_done(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    kill = "import os, signal, time\ntime.sleep(4)\nos.kill(os.getppid(), signal.SIGKILL)"
    long = "import time\ntime.sleep(300)"
    sources = {"1_quick": "1", "2_kills": kill, "3_sleeps": long, "4_waits": long}
    paths = [
        notebook(tmp_path / f"{name}.ipynb", ("markdown", "# T"), ("code", code)) for name, code in sources.items()
    ]
    done, start = {}, time.monotonic()
    execute.attempt_all(paths, {}, tmp_path / "figures", lambda result: done.update({result.name[0]: result}))
    assert done.pop("1").said == ""
    assert {name: result.said.split(",")[0] for name, result in done.items()} == dict.fromkeys(
        "234", "Its process was ended"
    )
    assert time.monotonic() - start < 60


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_ends_soon_and_leaves_the_committed_notebooks_whole_and_no_kernel(tmp_path, sent):
    started = tmp_path / "started"
    slow = f"import os, pathlib, time\npathlib.Path({str(started)!r}).write_text(str(os.getpid()))\ntime.sleep(300)"
    path = notebook(tmp_path / "01_slow.ipynb", ("markdown", "# Slow"), ("code", slow))
    before = path.read_bytes()
    code = (
        # A job that was started in the background ignores these, and so would what it starts.
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        " signal.signal(signal.SIGHUP, signal.SIG_DFL);"
        f" from pathlib import Path; sys.path.insert(0, {str(ROOT / 'site')!r}); import build;"
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
    assert within(20, lambda: not alive(int(started.read_text()))), "its kernel goes on"


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


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
    for word in ("Question", "Answer", "Rests on", "Biggest caveat"):
        assert f"**{word}.**" in made.cells[0].source
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
    assert (
        "12 differ significantly between the sides, of 8 frames 2, of 7 kinds of speech act 2"
        in here["framings-survive"]
    )
    assert (
        "in one only 3 times: pandemic (12 March 2024), strategic stability (8 October 2024)" in here["call-omissions"]
    )
    assert "26 demands, 0 offers" in here["framings-acts"]
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


def test_what_the_texts_write_stays_out_of_the_front_page_s_markdown():
    bad = "x\n\n# Taken over\n\n```{include} /etc/hostname\n```"
    problems = pd.DataFrame({"file": [bad], "what": [bad]})
    row = {
        "finding": "grain",
        "notebook": "01_first",
        "what becomes of it": "holds",
        "claim": "c",
        "on these texts": bad,
    }
    page = report.front_page(bad, [bad], problems, {"02_second": bad}, pd.DataFrame([row | {"on the five texts": ""}]))
    assert "Taken over" in page
    assert not [line for line in page.splitlines() if line.startswith(("# Taken", "```"))]
