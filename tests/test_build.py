"""`make notebooks`: the report on texts of one's own, failures, nothing half-written, and nothing made twice."""

import ast
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from helpers import scale
from publish import build, execute, record, render, texts
from publish import new as template

from .conftest import ROOT

EXAMPLE, NAMES = ROOT / "examples" / "readouts.csv", ROOT / "examples" / "my_voices.csv"
PLANTED = {
    "Lantern House": {"merrow", "sovereignty", "border", "patrols", "violations", "guarantees"},
    "Amber Court": {"halden", "families", "relief", "fishermen", "dialogue", "goodwill"},
}
# What no page may show: a missing value, an id of ours, a number counted from zero as a place.
INTERNAL = (
    r"\b(nan|NaN|None|NaT)\b|<NA>|\b(doc_id|count_a|p_adjusted|smallest_p|elysee(?!\.fr)|text_words)\b|\bpm-\d{4}"
)


def notebook(path, *cells):
    """Write a notebook of cells (kind, source, tags)."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    made = [make[kind](source, metadata={"tags": list(tags)}) for kind, source, *tags in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def run(source, out, *more):
    return build.main(["--corpus", str(source), "--out", str(out), *more])


def words_of(page):
    return " ".join(BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select_one("article").get_text().split())


# -- the report on the worked example


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The report on the worked example, as the README says."""
    out = tmp_path_factory.mktemp("example") / "out"
    assert run(EXAMPLE, os.path.relpath(out), "--voices", "lantern,amber", "--voices-file", os.path.relpath(NAMES)) == 0
    return out


def tables(path):
    """The tables that an executed notebook shows, by their captions."""
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            for table in BeautifulSoup(output.get("data", {}).get("text/html", ""), "lxml").select("table"):
                rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
                columns = [cell.get_text() for cell in table.select("th")]
                found[table.caption.get_text()] = pd.DataFrame(rows, columns=columns)
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
    assert words.set_index("word").loc["merrow", ["Lantern House", "Amber Court", "p"]].tolist() == [
        "24",
        "0",
        "< .001",
    ]
    assert sure(found["Sentences with each frame"]) == {
        "Lantern House": {"sovereignty"},
        "Amber Court": {"humanitarian"},
    }
    acts = found["Sentences by what they do"].set_index("act")
    assert sure(acts.reset_index()) == {"Lantern House": {"demand"}, "Amber Court": {"offer"}}
    assert acts.loc[["demand", "offer"], ["Lantern House", "Amber Court"]].values.tolist() == [["26", "6"], ["0", "25"]]
    assert found["Issues in one account only"].iloc[:, :3].values.tolist() == [
        ["12 March 2024", "pandemic", "Lantern House"],
        ["9 July 2024", "climate", "Amber Court"],
        ["8 October 2024", "strategic stability", "Lantern House"],
    ]


def test_the_report_says_so_in_sentences(example):
    page = words_of(example / "html" / "index.html")
    for said in (
        "24 texts with 186 sentences: 91 in the Lantern House's account, 95 in the Amber Court's. Both report 12 calls",
        "12 are one side's for sure (p < .05, adjusted for their number): the Lantern House has",
        "With 12 calls no p could be below .0005",
        "3 times an issue is in one account of a call and not in the other: pandemic (12 March 2024, Lantern House al",
        "24 texts, published 16 January 2024 to 10 December 2024, in English",
        "Nothing was cleaned away",
        "Nothing was left out: every text could be read, and every one is in the comparison.",
    ):
        assert said in page
    assert not re.search(INTERNAL, page)
    assert not re.search("Putin|Macron|Kremlin|Élysée|translat|finding|president\\b(?! Ada| Mira| said)", page)


def test_the_report_s_site_is_one_page_with_its_explorer_and_a_search(example):
    html = example / "html"
    assert {path.relative_to(html).as_posix() for path in html.rglob("*.html") if "_static" not in path.parts} == {
        "index.html",
        "explore.html",
        "search.html",
    }
    page = BeautifulSoup((html / "index.html").read_text(encoding="utf-8"), "lxml")
    assert page.h1.find(string=True) == "readouts.csv: Lantern House and Amber Court"
    for link in page.select("article a[href]"):
        target = link["href"].partition("#")[0]
        assert not target or target.startswith("http") or (html / target).is_file(), link
    assert page.select_one('article a[href="explore.html#word=merrow&base=compared"]') or page.select(
        'article a[href^="explore.html#word=merrow"]'
    )
    assert [(html / img["src"]).is_file() for img in page.select("article img")] == [True]
    assert len(page.select("p.figure-files a")) == 3
    assert not page.select("div.cell_input")
    assert "One call, two readouts" not in (html / "explore.html").read_text(encoding="utf-8")
    assert (html / "search-data.js").read_text(encoding="utf-8").count("explore.html#text=") == 24
    assert sorted(path.name for path in example.iterdir()) == sorted(
        [build.MARK, "corpus.parquet", "figures", "html", "left_out.csv", "report.ipynb", "sentences.parquet"]
    )


def test_the_executed_report_runs_again_where_it_stands(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = nbformat.read(example / "report.ipynb", as_version=4)
    source = before.cells[1].source
    assert f"CORPUS = {str(example / 'corpus.parquet')!r}" in source and f"VOICES_FILE = {str(NAMES)!r}" in source
    assert {name.split(".")[0] for name in re.findall(r"^(?:from|import) (\S+)", str(before), re.M)} <= {
        "helpers",
        "html",
        "IPython",
        "pandas",
        "textwrap",
    }
    again = execute.attempt(example / "report.ipynb", strict=False)
    assert again.error == ""
    assert [cell.get("outputs") for cell in again.notebook.cells] == [cell.get("outputs") for cell in before.cells]


def test_the_template_is_committed_without_outputs():
    template = nbformat.read(build.REPORT, as_version=4)
    nbformat.validate(template)
    assert not [cell for cell in template.cells if cell.get("outputs") or cell.get("execution_count")]
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in template.cells) == 1


# -- the report at the edge: its cells, run in this process


@pytest.fixture
def report(tmp_path, monkeypatch):
    """Read texts as the command does, run the report's cells; what they show by heading, and the HTML of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(texts.scale, "run", partial(scale.run, scheduler="synchronous"))

    def made(rows, sides=("kremlin", "elysee"), file=None, most=5_000, columns=None):
        source = rows if isinstance(rows, Path) else tmp_path / "texts.csv"
        if not isinstance(rows, Path):
            pd.DataFrame(rows).to_csv(source, index=False)
        documents, left_out, facts = texts.prepared(source, columns or {}, file)
        counts = "tables" if len(documents) > most else None
        if counts:
            facts += texts.count(documents, tmp_path / counts, sides, file)
            documents = texts.sample(documents, most)
        documents.to_parquet("corpus.parquet")
        left_out.to_csv("left_out.csv", index=False)
        values = {"CORPUS": "corpus.parquet", "VOICES": sides, "VOICES_FILE": file and str(file), "FACTS": facts}
        values |= {"LEFT_OUT": "left_out.csv", "COUNTS": counts}
        return cells(execute.filled(nbformat.read(build.REPORT, as_version=4), values), monkeypatch)

    return made


def cells(made, monkeypatch):
    shown, names, heading = {}, {}, "top"
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
EDGES = {
    "one text": (
        {"text": [f"{KREMLIN} {ELYSEE}"], "call_id": "x"},
        {
            "top": "1 text with 4 sentences: 2 in the Kremlin's account, 2 in the Élysée's. Both report 1 call",
            "Words": "No word is one side's for sure: that takes 6 calls with it, and both report 1. The most",
            "Demands and other acts": "There is no act but “demand”, and nothing to set it against.",
        },
    ),
    "one side": (
        {"text": [KREMLIN, f"{KREMLIN} Arms, the Kremlin said."], "call_id": ["x", "y"]},
        {
            "top": "5 in the Kremlin's account, none in the Élysée's. So there is nothing to compare with the",
            "Words": "In the Kremlin's account the most frequent words are discussed, grain, stop, weapons and arms.",
            "Whose account": "All 5 sentences are the Kremlin's account.",
            "In one account only": "No issue can be missing where no call is reported by both.",
            "Side by side": "There is no call that both report, to lay side by side.",
        },
    ),
    "no call": (
        {"text": [KREMLIN, ELYSEE], "published": ["2022-01-05", ""]},
        {
            "top": "Both are heard, but no call is reported by both, so nothing can be compared.",
            "Left out": "2 texts are on no known call.",
        },
    ),
    "nobody": (
        {"text": ["The weather was fine. It rained.", "The market closed higher."], "call_id": ["x", "y"]},
        {
            "top": "none in the Kremlin's account, none in the Élysée's. So there is nothing to compare.",
            "Words": "There is no word to count.",
            "Whose account": "All 3 sentences are the journalist's own words.",
        },
    ),
    "no known language": (
        {"text": [ARABIC, "123 456"], "call_id": "x"},
        {
            "Left out": "2 texts are read as if in English.",
            "The texts, and what was cleaned away": "1 in ar and 1 in a",
        },
    ),
    "two languages": (
        {"text": [FRENCH, ELYSEE], "call_id": "x"},
        {
            "Words": "No words can be compared in the languages in which the two sides report these calls.",
            "Frames": "military 1 0",
            "Side by side": "Of 2 sentences in the Kremlin's account of x and 2 in the Élysée's, 1 pair may speak",
        },
    ),
    "a site, and a side that nobody knows": (
        {
            "text": [KREMLIN, "We spoke of grain, and of a ceasefire in Ukraine.", ""],
            "call_id": "x",
            "side": ["atlantis", "", ""],
            "url": ["", "https://www.elysee.fr/a", ""],
        },
        {
            "top": "1 text from elysee.fr: from beginning to end the Élysée's own account. The column side names",
            "Whose account": "3 sentences, by whose account they give: 2 the Kremlin's and 1 the Élysée's.",
            "Left out": "1 text is not read.",
        },
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_each_section_has_an_answer_or_says_in_a_sentence_why_there_is_none(report, name):
    rows, expected = EDGES[name]
    said, html = report(rows)
    assert {where: what for where, what in expected.items() if what not in said[where]} == {}, said
    assert list(said)[1:] == [
        "Words",
        "Frames",
        "Demands and other acts",
        "Whose account",
        "In one account only",
        "Side by side",
        "The texts, and what was cleaned away",
        "Left out",
    ]
    assert min(map(len, said.values())) > 20
    assert not re.search(INTERNAL, " ".join(said.values()))
    assert "<tbody></tbody>" not in "".join(html.values())


def test_pages_of_the_kremlin_alone_are_its_account_and_nobody_else_s(report):
    told = "Emmanuel Macron thanked him, and the Elysee said that France wanted a ceasefire."
    pages = {"link": [f"http://en.kremlin.ru/events/president/news/{n}" for n in (1, 2)], "body": [told, KREMLIN]}
    said, _ = report(pages, columns={"link": "url", "body": "text"})
    assert "3 in the Kremlin's account, none in the Élysée's. So there is nothing to compare" in said["top"]
    assert "2 texts from kremlin.ru: from beginning to end the Kremlin's own account." in said["top"]
    assert said["Whose account"].startswith("All 3 sentences are the Kremlin's account.")


def test_what_a_text_holds_is_shown_as_it_is(report):
    bad = "<script>alert(1)</script> <b>x</b> *y* $z$"
    rows = {"text": [KREMLIN.replace("weapons", bad), ELYSEE], "call_id": "x", "title": bad, "outlet": bad}
    said, html = report(rows)
    assert not re.search("<script|<b>x", "".join(html.values()))
    for where in ("Demands and other acts", "Whose account", "Side by side"):
        assert bad.replace(" ", "") in said[where].replace(" ", ""), where


def test_of_more_texts_than_are_shown_all_are_counted(report):
    said, _ = report(EXAMPLE, ("lantern", "amber"), NAMES, most=10)
    assert said["top"].startswith("10 texts with ") and "Both report 12 calls" in said["top"]
    for side, words in PLANTED.items():
        (has,) = re.findall(rf"the {side} has (.*?)[.;]", said["Words"])
        assert words <= set(re.split(", | and ", has))
    assert "sovereignty 16 0 < .001 humanitarian 2 30 < .001 economy 22 22" in said["Frames"]
    assert "demand 26 6 < .001 offer 0 25 < .001" in said["Demands and other acts"]


@given(st.lists(st.one_of(st.none(), st.sampled_from("abc")), min_size=1, max_size=30), st.integers(1, 30))
def test_a_sample_is_of_whole_calls_but_for_one_and_the_same_each_time(calls, most):
    documents = pd.DataFrame({"doc_id": [f"t{i}" for i in range(len(calls))], "call_id": calls}, dtype="str")
    drawn = texts.sample(documents, most)
    assert len(drawn) == min(most, len(documents))
    assert drawn["doc_id"].map(lambda name: int(name[1:])).is_monotonic_increasing
    before, after = (table["call_id"].value_counts() for table in (documents, drawn))
    assert (after < before.reindex(after.index)).sum() <= 1
    assert after.sum() == min(most, before.sum()), "a text on no call took the place of one on a call"
    pd.testing.assert_frame_equal(drawn, texts.sample(documents, most))


@pytest.mark.parametrize(
    ("said", "raised", "words"),
    [
        ("part.1.parquet: the disk is full. Make room.", OSError, "No space left on device"),
        ("part.1.parquet does not fit in memory.", texts.Refused, "part.0.parquet stands for the first 1 text of"),
    ],
)
def test_what_stops_the_counting_is_said_for_the_command(tmp_path, monkeypatch, said, raised, words):
    def stopped(*_, **__):
        raise scale.ScaleError(said)

    monkeypatch.setattr(texts.scale, "run", stopped)
    monkeypatch.setattr(texts.os, "cpu_count", lambda: 2)
    with pytest.raises(raised, match=words):
        texts.count(pd.DataFrame({"doc_id": ["a", "b"]}), tmp_path / "tables", ("kremlin", "elysee"), None)


# -- the command: what fails, what is refused


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A report of three cells, which fails for Washington, and texts for it."""
    path = notebook(
        tmp_path / "report.ipynb",
        ("markdown", "# Two accounts\n\nWhat differs?"),
        ("code", "CORPUS = VOICES = None", "parameters"),
        ("code", "import pandas as pd\nprint(len(pd.read_parquet(CORPUS)), VOICES, VOICES_FILE, COUNTS)"),
        ("code", "if VOICES[0] == 'washington': raise ValueError('No <grain> here.\\n\\n# Sow some.')\nprint('after')"),
    )
    monkeypatch.setattr(build, "REPORT", path)
    source = tmp_path / "<our> texts.csv"
    rows = {"body": [KREMLIN, "The Elysee did."], "day": ["2022-05-03", "no day"], "call_id": "a"}
    pd.DataFrame(rows).to_csv(source, index=False)
    return source


def run_small(source, out, *more):
    return run(source, out, "--columns", "body=text,day=published", *more)


@pytest.fixture
def quick(monkeypatch):
    """No pages: what is asked here comes before them."""

    def empty(work, *_, **__):
        (work / "html").mkdir()
        (work / "html" / "index.html").touch()
        return 0

    monkeypatch.setattr(build, "render", empty)


def test_a_cell_that_fails_leaves_the_page_as_far_as_it_came_with_error_and_remedy_at_its_top(small, tmp_path, capfd):
    out = tmp_path / "out"
    assert run_small(small, out, "--voices", "washington,kremlin") == 1
    assert "report.ipynb, cell 4: ValueError: No <grain> here." in capfd.readouterr().err
    for name in ("index", "search"):
        page = (out / "html" / f"{name}.html").read_text(encoding="utf-8")
        assert "&lt;our&gt; texts.csv: White House and Kremlin" in page
        assert "<our>" not in page and "amp;lt;our" not in page
    page = words_of(out / "html" / "index.html")
    assert "This notebook stopped in its cell 4. ValueError: No <grain> here. # Sow some." in page
    assert page.index("This notebook stopped") < page.index("1 ('washington', 'kremlin') None None")
    made = nbformat.read(out / "report.ipynb", as_version=4)
    assert made.cells[0].source.splitlines()[-1] == "What differs?"
    assert len(made.cells) == 4, "what stopped it would be there again when it runs again"
    assert (
        pd.read_csv(out / "left_out.csv")["why"].tolist() == ["published 'no day' is no date. Write it as 2022-05-03."]
        or "no day" in pd.read_csv(out / "left_out.csv")["why"].iloc[0]
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--voices", "kremlin"], "names 1 side. Name two"),
        (["--voices", "kremlin,kremlin"], "names one side twice. Name two"),
        (["--voices", "kremlin,elysee,kremlin"], "names 3 sides. Name two"),
        (["--voices", "kremlin,atlantis"], "no voice 'atlantis' in the lexicon"),
        (["--voices-file", "nowhere.csv"], "nowhere.csv: no such file"),
        (["--columns", "body"], "COLUMNS: 'body' is no pair"),
        (["--columns", "day=date"], "no column 'text'"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(small, tmp_path, capfd, options, said):
    assert run_small(small, tmp_path / "out", *options) == 2
    assert said in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--corpus", "x", "--out", "y", "--sample", "0"], "SAMPLE is a number of texts, at least 1"),
        (["--corpus", "x", "--out", "y", "--sample", "5,000"], "without a comma, not 5,000"),
        (["--sample", "5"], "VOICES, VOICES_FILE, COLUMNS and SAMPLE are for texts of your own"),
        (["--corpus", "x"], "CORPUS and OUT go together"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, said, capsys):
    with pytest.raises(SystemExit):
        build.main(options)
    assert said in capsys.readouterr().err


def test_a_folder_that_is_no_place_for_a_report_is_refused(small, tmp_path, capfd):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("years of work")
    for out, said in {
        tmp_path / "thesis": "holds other things",
        ROOT: "is a folder of the collection itself",
        ROOT / "notebooks" / "x": "is a folder of the collection itself",
        small: "is a file",
    }.items():
        assert run_small(small, out) == 2
        assert said in capfd.readouterr().err
    assert run(tmp_path / "thesis", tmp_path / "thesis" / "site") == 2
    assert "lies in CORPUS" in capfd.readouterr().err
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["thesis.txt"]
    assert run(tmp_path / "none", tmp_path / "out") == 2
    assert "no text could be read: no such folder. Name the folder" in capfd.readouterr().err


def test_of_more_texts_a_sample_is_shown_and_nothing_old_passes_for_new(small, tmp_path, quick, monkeypatch, capfd):
    monkeypatch.setattr(texts.scale, "run", partial(scale.run, scheduler="synchronous"))
    rows = [
        {"body": f"{text} It was day {n}.", "day": "", "call_id": n} for n in range(7) for text in (KREMLIN, ELYSEE)
    ]
    pd.DataFrame(rows).to_csv(small, index=False)
    out = tmp_path / "out"
    assert run_small(small, out, "--sample", "4") == 0
    made = nbformat.read(out / "report.ipynb", as_version=4)
    assert made.cells[2].outputs[0].text.startswith("4 ('kremlin', 'elysee') None ")
    assert "These are a sample of 14 texts, drawn at random" in made.cells[1].source
    assert pd.read_parquet(out / "corpus.parquet")["call_id"].value_counts().tolist() == [2, 2]
    assert scale.read(out / "tables").partitions["documents"].sum() == 14
    assert run_small(small, out) == 0
    assert not (out / "tables").exists(), "an earlier run's tables pass for this one's"


def test_a_full_disk_leaves_nothing_that_passes_for_a_result(small, tmp_path, quick, monkeypatch, capfd):
    out = tmp_path / "out"
    assert run_small(small, out) == 0

    def full(*args, **options):
        raise OSError(errno.ENOSPC, "No space left on device", "index.html")

    with monkeypatch.context() as patched:
        patched.setattr(build, "render", full)
        assert run_small(small, out) == 1
    assert "index.html: No space left on device. Make room" in capfd.readouterr().err
    assert not (out / "html").exists() and not (out / "report.ipynb").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EDQUOT, "Disk quota exceeded", "a.png"), "a.png: Disk quota exceeded. Make room, or mend"),
        (shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")]), "b: [Errno 28] No space left"),
        (KeyboardInterrupt(), "Interrupted. What is under its own name is whole"),
    ],
)
def test_what_the_system_refuses_is_said_in_a_line(monkeypatch, capfd, error, said):
    def refused():
        raise error

    monkeypatch.setattr(build, "five_texts", refused)
    assert build.main([]) == (130 if isinstance(error, KeyboardInterrupt) else 1)
    assert capfd.readouterr().err.startswith(said)


def half_deleted(folder, **_):
    """A deletion that is interrupted after the first file."""
    if files := [path for path in Path(folder).rglob("*") if path.is_file()]:
        files[0].unlink()
        raise KeyboardInterrupt


def test_an_interrupt_leaves_no_half_of_a_site_and_does_not_bar_the_next_run(small, tmp_path, sphinx, monkeypatch):
    out = tmp_path / "out"
    (out / "html").mkdir(parents=True)
    for name in ("html/a.html", "html/b.html", build.MARK):
        (out / name).touch()
    monkeypatch.setattr(shutil, "rmtree", half_deleted)
    assert run_small(small, out) == 130
    assert not (out / "html").exists()
    assert not build._check(small, ("kremlin", "elysee"), None, out)
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


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_takes_its_options_from_the_command_alone():
    def command(*given, **environment):
        told = ["make", "--dry-run", *given]
        env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | environment
        done = subprocess.run(told, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[-1].split(maxsplit=1)[1].strip()

    mine = dict.fromkeys(["COLUMNS", "OUT", "VOICES", "NAME", "CORPUS", "VOICES_FILE", "SAMPLE"], "9")
    assert command("notebooks", **mine) == "-m publish.build"
    assert command("new", **mine) == '-m publish.new ""'
    given = command("notebooks", "CORPUS=my texts", "COLUMNS=body=text,day=date", "SAMPLE=7", **mine)
    assert " ".join(given.split()) == '-m publish.build --corpus "my texts" --columns "body=text,day=date" --sample "7"'
    assert command("new", "NAME=mine", **mine) == '-m publish.new "mine"'


# -- executing


@pytest.mark.skipif(os.name == "nt", reason="signals are otherwise there")
def test_a_kernel_that_dies_or_is_slow_or_warns_stops_its_own_notebook_only(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "TIMEOUT", 2)
    end, warn = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "import warnings\nwarnings.warn('No <b>.')"
    sources = {
        "dies": (end,),
        "slow": ("import time\ntime.sleep(60)",),
        "fails": ("1", "no", "2"),
        "warns": (warn, warn),
    }
    paths = [
        notebook(tmp_path / f"{name}.ipynb", ("markdown", "# T"), *(("code", code) for code in codes))
        for name, codes in sources.items()
    ]
    made = nbformat.read(paths[2], as_version=4)
    for cell in made.cells[1:]:
        cell.update(execution_count=1, outputs=[nbformat.v4.new_output("stream", text="old")])
    nbformat.write(made, paths[2])
    done = {}
    execute.attempt_all(paths, tmp_path / "figures", lambda result: done.update({result.name: result}))
    assert done["dies.ipynb"].said.startswith("cell 2: Its process was ended, most likely for want of memory. Take")
    assert done["slow.ipynb"].said.startswith("cell 2: It took longer than 2 seconds. Take fewer texts")
    assert done["fails.ipynb"].said == "cell 3: NameError: name 'no' is not defined"
    (_, first, second, third) = done["fails.ipynb"].notebook.cells
    assert [output.output_type for output in first.outputs + second.outputs] == ["execute_result", "error"]
    assert (third.outputs, third.execution_count) == ([], None), "below a cell that fails something old is shown"
    assert done["warns.ipynb"].error == "writes a warning: UserWarning: No <b>.\n"
    said = [output for cell in done["warns.ipynb"].notebook.cells for output in cell.get("outputs", [])]
    assert [(output.name, output.text) for output in said] == [("stderr", "UserWarning: No <b>.\n")]


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
    execute.attempt_all(paths, tmp_path / "figures", lambda result: done.update({result.name[0]: result}))
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
        f" from pathlib import Path; sys.path.insert(0, {str(ROOT)!r}); from publish import build;"
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


# -- nothing is made twice


@pytest.fixture
def collection(tmp_path, monkeypatch):
    """A collection of two small notebooks with a figure each, and the pages counted that are rendered of them."""
    folder, made = tmp_path / "notebooks", []
    folder.mkdir()
    draw = 'import os, pathlib\nfolder = pathlib.Path(os.environ["HELPERS_FIGURES"])\nfolder.mkdir(parents=True)\n'
    for name in ("01_first", "02_second"):
        draw_it = f'{draw}_ = (folder / "a.svg").write_text("{name}")\nprint("{name}")'
        notebook(folder / f"{name}.ipynb", ("markdown", f"# {name}"), ("code", draw_it))

    def rendered(work, shown, **_):
        made.append(sorted(path.name for path in shown.iterdir()))
        (work / "html").mkdir(exist_ok=True)
        (work / "html" / "index.html").write_text(str(len(made)))
        return 0

    monkeypatch.setattr(build, "numbered", lambda *given: sorted(folder.glob("0*.ipynb")))
    monkeypatch.setattr(build, "NOTEBOOKS", folder)
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    monkeypatch.setattr(record, "ROOT", tmp_path)  # that holds nothing of what notebooks rest on, or a site is made of
    monkeypatch.setattr(build, "render", rendered)
    monkeypatch.setattr(build, "explored", lambda *_: None)
    monkeypatch.setattr(build, "write_figure", lambda *_: None)
    return folder, made


def executed(monkeypatch):
    """Run the command; which notebooks were executed."""
    asked, attempt_all = [], execute.attempt_all

    def noted(paths, *more, **how):
        asked.extend(path.stem for path in paths)
        return attempt_all(paths, *more, **how)

    with monkeypatch.context() as patched:
        patched.setattr(build, "attempt_all", noted)
        code = build.main([])
    return asked if code == 0 else code


def test_what_did_not_change_is_not_made_again_and_nothing_stale_passes(collection, tmp_path, monkeypatch, capsys):
    folder, rendered = collection
    first, second = sorted(folder.glob("*.ipynb"))
    assert executed(monkeypatch) == ["01_first", "02_second"]
    whole = first.read_bytes()
    assert executed(monkeypatch) == [] and len(rendered) == 1
    told = capsys.readouterr().out
    assert "Not executed, for nothing in them changed: 2 notebooks." in told and "Not rendered" in told

    made = nbformat.read(first, as_version=4)  # prose alone: the page is new, the numbers stay
    made.cells[0].source += "\n\nMore."
    nbformat.write(made, first)
    assert executed(monkeypatch) == [] and len(rendered) == 2

    made.cells[1].outputs[0].text = "02 is better"  # an output that no run gave
    nbformat.write(made, first)
    assert executed(monkeypatch) == ["01_first"] and len(rendered) == 2, "the site never had it"
    assert b"02 is better" not in first.read_bytes() and whole != first.read_bytes()

    made = nbformat.read(second, as_version=4)  # code
    made.cells[1].source += "\n1 + 1"
    nbformat.write(made, second)
    assert executed(monkeypatch) == ["02_second"]

    (tmp_path / "build" / "figures" / "01_first" / "a.svg").write_text("drawn by hand")
    assert executed(monkeypatch) == ["01_first"]
    (tmp_path / "build" / "html" / "index.html").write_text("written by hand")
    before = len(rendered)
    assert executed(monkeypatch) == [] and len(rendered) == before + 1

    (tmp_path / "requirements.lock").write_text("pandas==4")
    assert executed(monkeypatch) == ["01_first", "02_second"]
    (tmp_path / "build" / record.FILE).write_text("{")
    assert executed(monkeypatch) == ["01_first", "02_second"]


def test_a_notebook_that_stopped_is_executed_again_and_its_page_says_so(collection, monkeypatch, capsys):
    folder, _ = collection
    (folder / "02_second.ipynb").unlink()
    path = notebook(folder / "02_second.ipynb", ("markdown", "# Second"), ("code", "no <b>"))
    before, pages = path.read_bytes(), []
    rendered = build.render

    def noted(work, shown, **how):
        pages.append(nbformat.read(shown / path.name, as_version=4).cells[1].source)
        return rendered(work, shown, **how)

    monkeypatch.setattr(build, "render", noted)
    for _ in range(2):
        assert executed(monkeypatch) == 1
    assert path.read_bytes() == before
    assert "02_second.ipynb, cell 2: SyntaxError" in capsys.readouterr().err
    assert [page.startswith("<p><strong>This notebook stopped in its cell 2.</strong> Syntax") for page in pages] == [
        True,
        True,
    ]
    assert all(len(page.splitlines()) == 1 for page in pages), "an empty line would end the HTML in Markdown"


def test_the_record_knows_a_changed_a_new_and_a_missing_file(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py").write_text("1")
    seen = [record.digest([tmp_path / "a", tmp_path / "c"])]
    for name, content in {"a/b.py": "2", "a/c.py": "", "c": "", "a/.hidden": "", "a/__pycache__/b.pyc": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
        seen.append(record.digest([tmp_path / "a", tmp_path / "c"]))
    assert len(set(seen[:4])) == 4 and len(set(seen[3:])) == 1


# -- a notebook of one's own


def test_a_new_notebook_runs_passes_the_checks_and_is_none_of_the_numbered(tmp_path, monkeypatch, capsys):
    new = template
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(new, "NOTEBOOKS", folder)
    assert new.main("my_question") == 0
    path = folder / "my_question.ipynb"
    made = nbformat.read(path, as_version=4)
    nbformat.validate(made)
    assert made.cells[0].source.startswith("# My question?\n")
    assert render.numbered(folder) == []
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    shutil.copyfile(ROOT / "notebooks" / "ruff.toml", folder / "ruff.toml")
    for check in (["check"], ["format", "--check"]):
        subprocess.run([sys.executable, "-m", "ruff", *check, "--no-cache", path], cwd=tmp_path, check=True)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    done = execute.attempt(path)
    assert not done.error, done.error
    assert new.main("my_question") == 2
    assert "is there already" in capsys.readouterr().err
    assert new.main("../my") == new.main("09_mine") == 2
