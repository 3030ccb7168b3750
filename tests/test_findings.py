"""The ledger: what has drifted is said with both values, and prose says what the ledger says."""

import re
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

from helpers import findings, links
from helpers.findings.__main__ import main

from .conftest import ROOT

LEDGER = """
repository = ""

[[finding]]
id = "grain"
notebook = "03_frequency"
sentence = "Grain is <named> {n} {n|time|times}, {rate:.1f} per 1,000 words."
tolerance = 0.05
explore = "word=grain&side=elysee"
[finding.values]
n = 3
rate = 2.4

[[finding]]
id = "rare"
notebook = "03_frequency"
sentence = "{share:.0%} of the words are rare."
[finding.values]
share = 0.8
"""
NOTEBOOKS = sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "findings.toml"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "given", [{"n": 3, "rate": 2.44}, pd.Series({"n": np.int64(3), "rate": np.float64(2.36)}), {"rate": 2.4, "n": 3}]
)
def test_what_is_as_recorded_shows_its_sentence_escaped_and_leads_to_the_explorer(path, given):
    found = findings.check("grain", given, path=path)
    assert repr(found) == "Grain is <named> 3 times, 2.4 per 1,000 words."
    html = found._repr_html_()
    assert "Grain is &lt;named&gt; 3 times" in html
    assert 'href="../explore.html#word=grain&amp;side=elysee"' in html
    assert "style=" not in html
    assert "explore" not in findings.check("rare", share=0.8, path=path)._repr_html_()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 4, "rate": 2.4}, "'grain' has drifted. n: recorded 3, computed 4"),
        ({"n": 3, "rate": 2.5}, r"rate: recorded 2\.4, computed 2\.5"),
        ({"n": 4, "rate": None}, r"n: recorded 3, computed 4; rate: recorded 2\.4, computed None"),
        ({"n": "3", "rate": 2.4}, "n: recorded 3, computed '3'"),
        ({"n": pd.NA, "rate": float("inf")}, r"n: recorded 3, computed None; rate: recorded 2\.4, computed None"),
        ({"n": 9, "rate": 2.4}, "make notebooks CORPUS=my_texts VOICES=a,b OUT=my_site"),
    ],
)
def test_drift_is_said_with_both_values_and_where_to_go(path, given, said):
    with pytest.raises(findings.Drift, match=said):
        findings.check("grain", given, path=path)


def test_a_wrong_id_or_name_of_a_value_is_an_error(path, tmp_path):
    with pytest.raises(KeyError, match="There are: grain, rare"):
        findings.check("sugar", n=3, path=path)
    for given in ({"n": 3}, {"n": 3, "rate": 2.4, "sugar": 3}):
        with pytest.raises(TypeError, match="records"):
            findings.check("grain", given, path=path)
    with pytest.raises(FileNotFoundError, match=r"findings\.toml"):
        findings.read(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"rare"', '"grain"', "'grain' is there twice"),
        ("{rate:.1f}", "{number}", "'grain'.*number"),
        ("{n|time|times}", "{m|time|times}", "'grain'.*m"),
    ],
)
def test_a_ledger_that_cannot_be_right_is_refused(path, old, new, said):
    path.write_text(LEDGER.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        findings.read(path)


def test_a_slot_for_an_unknown_finding_or_value_or_without_an_end_is_refused(path):
    for slot, said in [("sugar", "no finding 'sugar'"), ("grain.size", "'grain' has no value 'size'. It has n, rate")]:
        with pytest.raises(ValueError, match=said):
            findings.fill(f"<!-- finding: {slot} --><!-- end -->", findings.read(path))
    with pytest.raises(ValueError, match="'<!-- finding: grain -->' has no '<!-- end -->'"):
        findings.fill("so <!-- finding: grain -->much", findings.read(path))
    with pytest.raises(ValueError, match="ends nothing: ...much"):
        findings.fill("much<!-- end -->", findings.read(path))


def test_slots_hold_sentences_and_values_and_the_rest_stays(path):
    text = "<!-- finding: rare -->old<!-- end -->, <!-- finding: rare.share:.1% --><!-- end --> <!-- fixed: x -->2"
    text += "<!-- end -->"
    assert findings.fill(text, findings.read(path)) == (
        "<!-- finding: rare -->80% of the words are rare.<!-- end -->, "
        "<!-- finding: rare.share:.1% -->80.0%<!-- end --> <!-- fixed: x -->2<!-- end -->"
    )


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
        ("In 2020 it was 1,000.5 or 2/2² on a scale from -1 to 1.", ["1,000.5", "2/2", "1", "1"]),
        ("On 3 May 2022, 30 September or in May 2022.", []),
        ("DP (Gries 2008), as Monroe, Colaresi and Quinn (2008) and (Kiss & Strunk 2006; Egbert et al. 2020).", []),
        (
            "See notebook 05, notebooks 02 and 03, or [notebook 07](07_how_sure.ipynb); [04 Topics](04_topics.ipynb).",
            [],
        ),
        ("# 1. First\n\n1. one\n2. more\n\n10) last", []),
        ('`x = 3` and\n\n```python\ny = 4\n```\n\nhttps://e.org/5 [here](https://e.org/6 "7")', []),
        ("```\n1\n```\nthen 2", ["2"]),
        ("S-400, G7 and K1 are names; 01_corpus too. CC BY 4.0", []),
        ("<!-- finding: n -->3 calls<!-- end --> <!-- fixed: a definition -->of 2 words<!-- end --> and 4", ["4"]),
    ],
)
def test_numbers_that_nobody_checks_are_found_in_prose(prose, numbers):
    assert [number for number, _ in findings.unchecked(prose)] == numbers


def test_a_number_that_nobody_checks_comes_with_the_words_around_it():
    assert findings.unchecked("Read it.\n\nThere are 65\nsentences in all.") == [
        ("65", "Read it. There are 65 sentences in all.")
    ]


@pytest.mark.parametrize("path", [ROOT / "README.md", *NOTEBOOKS], ids=lambda p: p.name)
def test_no_number_in_prose_is_outside_the_ledger(path):
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    else:
        texts = [path.read_text(encoding="utf-8")]
    found = [f"{number}: {context}" for text in texts for number, context in findings.unchecked(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [ROOT / "README.md", *NOTEBOOKS], ids=lambda p: p.name)
def test_prose_says_what_the_ledger_says(path):
    ledger = ROOT / "notebooks" / "findings.toml"
    repository = tomllib.loads(ledger.read_text(encoding="utf-8"))["repository"]
    filled = findings.filled(path, findings.read(ledger), repository)
    assert filled == path.read_text(encoding="utf-8"), "out of date: run `make findings`"


def test_every_finding_is_checked_in_its_notebook_and_leads_to_filters_that_there_are():
    for id, entry in findings.read(ROOT / "notebooks" / "findings.toml").items():
        notebook = nbformat.read(ROOT / "notebooks" / f"{entry['notebook']}.ipynb", as_version=4)
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        assert re.search(rf'findings\.check\(\s*"{id}",', code), f"{id} is not checked in {entry['notebook']}"
        filters = [part.split("=")[0] for part in entry.get("explore", "").split("&") if part]
        assert set(filters) <= set(links.KEYS), id


def test_every_check_in_a_notebook_has_its_finding():
    known = findings.read(ROOT / "notebooks" / "findings.toml")
    for path in NOTEBOOKS:
        code = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
        assert set(re.findall(r'findings\.check\(\s*"([^"]+)"', code)) <= set(known), path.name
