"""The ledger: what has drifted is said with both values, and prose says what the ledger says."""

import json
import re
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers import evidence, findings, segment
from helpers.findings.__main__ import main

from .conftest import ROOT

LEDGER = """
repository = ""
corpus = "texts"

[[finding]]
id = "grain"
notebook = "03_frequency"
sentence = "Grain is named {n} {n|time|times}, {rate:.1f} per 1,000 words."
tolerance = 0.05
evidence = ["a: 0"]
[finding.values]
n = 3
rate = 2.4

[[finding]]
id = "rare"
notebook = "03_frequency"
sentence = "{share:.0%} of the words are rare."
claim = "Most words are rare."
evidence = "counted in all texts"
[finding.values]
share = 0.8
"""
DOCUMENTS = pd.DataFrame({"doc_id": ["a"], "text": ["Grain <now>, grain. Arms."], "outlet": ["TASS"]})
SENTENCES = segment.split(DOCUMENTS).assign(voice="kremlin")
GRAIN = evidence.terms(SENTENCES, DOCUMENTS, ["grain"], "voice")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "findings.toml"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def ours(path, monkeypatch):
    """The ledger, opened on the texts that it was recorded on, from its own folder."""
    monkeypatch.chdir(path.parent)
    return findings.ledger("texts")


@pytest.fixture
def theirs(path):
    """The ledger, opened on other texts."""
    return findings.ledger("elsewhere/texts", path)


def test_on_its_own_texts_a_finding_that_holds_shows_its_sentence_and_what_is_behind_it(ours):
    found = ours.check("grain", evidence=GRAIN, n=3, rate=2.44)
    shown = found._repr_mimebundle_()
    assert shown["text/plain"] == "Grain is named 3 times, 2.4 per 1,000 words. [grain: as recorded]"
    assert shown["text/markdown"] == "> **Finding** `grain`. Grain is named 3 times, 2.4 per 1,000 words."
    assert '<a href="../explore.html#ids=a%3A0">Read the sentence behind it</a>' in shown["text/html"]
    assert shown["application/vnd.finding+json"] == {
        "id": "grain",
        "status": "recorded",
        "sentence": "Grain is named 3 times, 2.4 per 1,000 words.",
        "values": {"n": 3, "rate": 2.44},
        "recorded": {"n": 3, "rate": 2.4},
        "claim": "",
        "why": "",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 4, "rate": 2.4}, "'grain' has drifted. n: recorded 3, computed 4"),
        ({"n": 3, "rate": 2.5}, r"rate: recorded 2\.4, computed 2\.5"),
        ({"n": 4, "rate": None}, r"n: recorded 3, computed 4; rate: recorded 2\.4, computed None"),
        ({"n": "3", "rate": 2.4}, "n: recorded 3, computed '3'"),
        ({"n": 3, "rate": 2.4, "why": "no grain"}, "now it cannot be asked: no grain"),
        ({"why": "no grain"}, "now it cannot be asked: no grain"),
    ],
)
def test_on_its_own_texts_drift_is_said_with_both_values(ours, given, said):
    with pytest.raises(findings.Drift, match=said):
        ours.check("grain", evidence=GRAIN, **given)


def test_a_drift_of_the_evidence_is_said_with_both_and_can_be_pasted(ours):
    both = evidence.of(SENTENCES, DOCUMENTS)
    with pytest.raises(findings.Drift, match=r"evidence: recorded \['a: 0'\], computed \['a: 0-1'\]") as drift:
        ours.check("grain", evidence=both, n=3, rate=2.4)
    (line,) = [line for line in str(drift.value).splitlines() if line.startswith("evidence =")]
    assert tomllib.loads(line) == {"evidence": ["a: 0-1"]}
    with pytest.raises(findings.Drift, match="computed None"):
        ours.check("grain", n=3, rate=2.4)
    with pytest.raises(findings.Drift) as drift:
        ours.check("rare", evidence='in "all"', holds=True, share=0.8)
    assert 'evidence = "in \\"all\\""' in str(drift.value)


@pytest.mark.parametrize("holds", [False, None])
def test_on_its_own_texts_a_claim_must_hold(ours, holds):
    with pytest.raises(findings.Drift, match='the claim "Most words are rare." is recorded to hold'):
        ours.check("rare", evidence="counted in all texts", holds=holds, share=0.8)
    assert ours.check("rare", evidence="counted in all texts", holds=np.bool_(True), share=0.8).status == "recorded"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"holds": True, "share": 0.6}, "holds", '60% of the words are rare. "Most words are rare." holds.'),
        ({"holds": False, "share": 0.3}, "fails", '30% of the words are rare. "Most words are rare." does not hold.'),
        ({"holds": None, "share": 0.3}, "cannot", "it was not computed whether the claim holds."),
        ({"holds": None, "share": np.nan}, "cannot", "there is no value for share."),
        ({"holds": None, "share": None, "why": "there are no words"}, "cannot", "there are no words."),
        ({"why": "there are no words"}, "cannot", "This cannot be asked of these texts: there are no words."),
    ],
)
def test_on_other_texts_nothing_raises_and_the_claim_is_said_to_hold_or_not(theirs, given, status, said):
    found = theirs.check("rare", **given)
    assert found.status == status
    assert said in repr(found)
    assert "these texts" in repr(found)
    assert "80%" not in repr(found)


def test_on_other_texts_a_finding_without_a_claim_is_described_with_its_new_values(theirs):
    found = theirs.check("grain", evidence=GRAIN, n=np.int64(1), rate=np.float64(0.5))
    assert repr(found) == ("On these texts: Grain is named 1 time, 0.5 per 1,000 words. [grain: on these texts]")
    report = json.loads(json.dumps(found._repr_mimebundle_()["application/vnd.finding+json"], allow_nan=False))
    assert (report["status"], report["values"]) == ("described", {"n": 1, "rate": 0.5})
    assert report["recorded"] == {"n": 3, "rate": 2.4}


def test_the_report_has_no_number_that_json_has_not(theirs):
    report = theirs.check("grain", n=pd.NA, rate=float("inf"))._repr_mimebundle_()["application/vnd.finding+json"]
    assert report["values"] == {"n": None, "rate": None}
    assert report["sentence"] == ""
    assert report["why"] == "there is no value for n, rate"


def test_a_wrong_id_a_wrong_value_name_and_a_claim_that_is_not_there_are_errors(ours, theirs, path, tmp_path):
    for ledger in (ours, theirs):
        with pytest.raises(KeyError, match="There are: grain, rare"):
            ledger.check("sugar", n=3)
        with pytest.raises(TypeError, match="records"):
            ledger.check("grain", n=3)
        with pytest.raises(TypeError, match="records"):
            ledger.check("grain", why="no grain", sugar=3)
        with pytest.raises(TypeError, match="has no claim"):
            ledger.check("grain", holds=True, n=3, rate=2.4)
    with pytest.raises(FileNotFoundError, match=r"findings\.toml"):
        findings.read(tmp_path / "nowhere.toml")


def test_the_own_texts_are_known_by_whatever_path_leads_there(path, monkeypatch):
    (path.parent / "texts").mkdir()
    (path.parent / "linked").symlink_to(path.parent / "texts")
    monkeypatch.chdir(path.parent / "texts")
    for corpus in (".", "../texts", path.parent / "texts", "../linked"):
        assert findings.ledger(corpus, path).strict
    for corpus in ("texts", "..", ["."], None):
        assert not findings.ledger(corpus, path).strict


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"rare"', '"grain"', "'grain' is there twice"),
        ("{rate:.1f}", "{number}", "'grain'.*number"),
        ("{n|time|times}", "{m|time|times}", "'grain'.*m"),
        ("share = 0.8", "share = 0.8\nholds = 1", "'rare': no value can be called 'holds'"),
    ],
)
def test_a_ledger_that_cannot_be_right_is_refused(path, old, new, said):
    path.write_text(LEDGER.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        findings.read(path)


def test_a_ledger_that_names_no_texts_can_check_nothing(path):
    path.write_text(LEDGER.replace('corpus = "texts"', ""), encoding="utf-8")
    with pytest.raises(ValueError, match=r"findings\.toml: no corpus"):
        findings.ledger("texts", path)


def test_a_finding_without_evidence_is_refused(path):
    assert list(findings.read(path)) == ["grain", "rare"]
    path.write_text(LEDGER.replace('evidence = ["a: 0"]', ""), encoding="utf-8")
    with pytest.raises(ValueError, match="'grain': no evidence"):
        findings.read(path)


def test_jupyter_shows_the_finding_and_keeps_it_for_the_report(theirs):
    found = theirs.check("rare", holds=True, share=1.0)
    data, metadata = InteractiveShell.instance().display_formatter.format(found)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("found")])
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    nbformat.validate(notebook)
    assert data["application/vnd.finding+json"]["status"] == "holds"
    assert set(data) == {"application/vnd.finding+json", "text/plain", "text/markdown", "text/html"}


def test_a_slot_for_an_unknown_finding_or_without_an_end_is_refused(path):
    with pytest.raises(ValueError, match="no finding 'sugar'"):
        findings.fill("<!-- finding: sugar --><!-- end -->", findings.read(path))
    with pytest.raises(ValueError, match="'<!-- finding: grain -->' has no '<!-- end -->'"):
        findings.fill("so <!-- finding: grain -->much", findings.read(path))
    with pytest.raises(ValueError, match="ends nothing: ...much"):
        findings.fill("much<!-- end -->", findings.read(path))


def test_slots_inside_prose_on_the_five_texts_are_filled_and_the_rest_stays(path):
    text = "a <!-- five texts -->b <!-- finding: rare -->old<!-- end --> c<!-- end --> <!-- fixed: x -->2<!-- end -->"
    assert findings.fill(text, findings.read(path)) == text.replace("old", "80% of the words are rare.")


def test_one_command_writes_the_ledger_s_sentences_into_files_and_names_those_that_changed(path, monkeypatch, capsys):
    (path.parent / "notebooks").mkdir()
    path.rename(path.parent / "notebooks" / "findings.toml")
    monkeypatch.chdir(path.parent)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("<!-- finding: rare --><!-- end -->")])
    nbformat.write(notebook, "a.ipynb")
    Path("README.md").write_text("Hm: <!-- finding: rare -->?<!-- end -->", encoding="utf-8")
    main(["README.md", "a.ipynb"])
    assert capsys.readouterr().out == "README.md: findings written\na.ipynb: findings written\n"
    assert Path("README.md").read_text(encoding="utf-8") == (
        "Hm: <!-- finding: rare -->80% of the words are rare.<!-- end -->"
    )
    assert "80% of the words are rare." in nbformat.read("a.ipynb", as_version=4).cells[0].source
    main(["README.md", "a.ipynb"])
    assert capsys.readouterr().out == ""
    assert sorted(file.name for file in path.parent.iterdir()) == ["README.md", "a.ipynb", "notebooks"]


REPORTS = {
    "grain": {"status": "described", "sentence": "Grain is *named* 1 time <b>.", "why": ""},
    "rare": {"status": "cannot", "sentence": "", "why": "there are no words"},
}


def test_on_other_texts_slots_say_what_was_found_there():
    text = "# A\n\n<!-- finding: grain -->Grain is named 3 times.<!-- end --> So?"
    assert findings.recomputed(text, REPORTS) == (
        "# A\n\n<!-- finding: grain -->Grain is \\*named\\* 1 time &lt;b&gt;.<!-- end --> So?"
    )


def test_a_side_called_over_several_lines_makes_no_heading():
    reports = {"grain": REPORTS["grain"] | {"sentence": "Lantern\n\n# Palace"}}
    told = findings.recomputed("<!-- finding: grain -->Grain.<!-- end -->", reports)
    assert told == "<!-- finding: grain -->Lantern # Palace<!-- end -->"


def test_on_other_texts_slots_that_cannot_be_asked_say_why_once():
    slot = "<!-- finding: rare -->80%<!-- end -->"
    told = "<!-- finding: rare -->Not asked of these texts: there are no words.<!-- end -->"
    assert findings.recomputed(f"**Answer.** {slot} {slot}\n\nSo?", REPORTS) == f"**Answer.** {told}\n\nSo?"


def test_on_other_texts_slots_of_what_was_not_computed_leave_nothing():
    slot = "<!-- finding: new -->1<!-- end -->"
    assert findings.recomputed(f"**Answer.** First. {slot} {slot}\nNext.", REPORTS) == "**Answer.** First.\nNext."


def test_on_other_texts_prose_that_is_true_of_the_five_texts_only_is_gone_with_what_stands_in_it():
    text = "Read on. <!-- five texts -->Only <!-- finding: grain -->3<!-- end --> here.<!-- end -->Then stop."
    assert findings.recomputed(text, REPORTS) == "Read on. Then stop."


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("**Biggest caveat.** ", " They stand.", "**Biggest caveat.** They stand."),
        ("It stands. ", "\n\nNext.", "It stands.\n\nNext."),
        ("- One.", "\n- Two.", "- One.\n- Two."),
        ("no forecast", ".", "no forecast."),
        ("", " They stand.", "They stand."),
        ("A word", " and more.", "A word and more."),
    ],
)
def test_what_is_left_out_leaves_no_space_too_many(before, after, left):
    assert findings.recomputed(f"{before}<!-- five texts -->Of five.\n- Them.<!-- end -->{after}", {}) == left


def test_what_needs_the_public_address_appears_only_when_it_is_set():
    slot = "<!-- repository --><!-- end -->"
    assert findings.fill(slot, {}) == slot
    filled = findings.fill(slot, {}, "https://github.com/owner/name")
    assert "git clone https://github.com/owner/name`" in filled
    assert "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/notebooks" in filled
    assert findings.fill(filled, {}) == slot


@pytest.mark.parametrize(
    ("prose", "numbers"),
    [
        ("Of 65 sentences, 20% (13) are short.", ["65", "20", "13"]),
        ("Twelve words, half of them names; a third occur twice.", ["Twelve", "half", "a third", "twice"]),
        ("In 2020 it was 1,000.5 or 2/2² on a scale from -1 to 1.", ["2020", "1,000.5", "2/2", "1", "1"]),
        ("On 3 May 2022, 30 September or in May 2022.", []),
        (
            "DP (Gries 2008), as Monroe, Colaresi and Quinn (2008) and (Kiss & Strunk 2006; Egbert et al. 2020).",
            [],
        ),
        (
            "See notebook 05, notebooks 02 and 03, or [notebook 07](07_how_sure.ipynb); [04 Topics](04_topics.ipynb).",
            [],
        ),
        ("# 1. First\n\n1. one\n2. more\n\n10) last", []),
        ('`x = 3` and\n\n```python\ny = 4\n```\n\nhttps://e.org/5 [here](https://e.org/6 "7")', []),
        ("```\n1\n```\nthen 2", ["2"]),
        ("S-400, G7 and K1 are names; 01_corpus too.", []),
        ("One of the two sides; how far apart are the two? A two-sided test of the two accounts.", []),
        ("The two texts and two sentences, one side.", ["two", "two"]),
        ("<!-- finding: n -->3 calls<!-- end --> <!-- fixed: a definition -->of 2 words<!-- end --> and 4", ["4"]),
        ("<!-- five texts -->All 5 of them.<!-- end -->", ["5"]),
        ("often, someone, weight, tension, attend, behalf", []),
    ],
)
def test_numbers_that_nobody_checks_are_found_in_prose(prose, numbers):
    assert [number for number, _ in findings.unchecked(prose)] == numbers


def test_a_number_that_nobody_checks_comes_with_the_words_around_it():
    assert findings.unchecked("Read it.\n\nThere are 65\nsentences in all.") == [
        ("65", "Read it. There are 65 sentences in all.")
    ]


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(ROOT.glob("notebooks/*.ipynb"))], ids=lambda p: p.name)
def test_no_number_in_prose_is_outside_the_ledger(path):
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    else:
        texts = [path.read_text(encoding="utf-8")]
    found = [f"{number}: {context}" for text in texts for number, context in findings.unchecked(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(ROOT.glob("notebooks/*.ipynb"))], ids=lambda p: p.name)
def test_prose_says_what_the_ledger_says(path):
    ledger = ROOT / "notebooks" / "findings.toml"
    repository = tomllib.loads(ledger.read_text(encoding="utf-8"))["repository"]
    filled = findings.filled(path, findings.read(ledger), repository)
    assert filled == path.read_text(encoding="utf-8"), "out of date: run `make findings`"


def test_every_finding_is_checked_in_its_notebook():
    for id, entry in findings.read(ROOT / "notebooks" / "findings.toml").items():
        notebook = nbformat.read(ROOT / "notebooks" / f"{entry['notebook']}.ipynb", as_version=4)
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        assert re.search(rf'(?:findings|ledger)\.check\(\s*"{id}",', code), (
            f"{id} is not checked in {entry['notebook']}"
        )


def test_a_finding_leads_to_its_sentences_or_says_what_it_rests_on(path, ours):
    texts = ["Grain. Arms. Grain. Salt.", "Grain."]
    documents = pd.DataFrame({"doc_id": ["d", "e"], "text": texts})
    sentences = segment.split(documents).drop(index=1)
    theirs = findings.ledger("elsewhere", path)
    html = theirs.check("grain", evidence=evidence.of(sentences, documents, "doc_id"), n=3, rate=2.4)
    address = "../explore.html#ids=d%3A0%2C2-3%3Be%3A0"
    assert f'<a href="{address}">Read the 4 sentences behind it</a>' in html._repr_mimebundle_()["text/html"]
    rare = theirs.check("rare", evidence='in <all> "texts"', holds=True, share=0.8)
    assert "<p>Rests on: in &lt;all&gt; &quot;texts&quot;.</p>" in rare._repr_mimebundle_()["text/html"]
