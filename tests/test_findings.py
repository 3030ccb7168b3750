"""The ledger: what has drifted is said with both values, and prose says what the ledger says."""

import re
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
import regex
from markdown_it import MarkdownIt

from helpers import findings, views

from .conftest import ROOT

LEDGER = """
repository = ""

[[finding]]
id = "grain"
sentence = "Grain is <named> {n} {n|time|times}, {rate:.1f} per 1,000 words."
tolerance = 0.05
explore = "word=grain&side=elysee"
[finding.values]
n = 3
rate = 2.4

[[finding]]
id = "rare"
sentence = "{share:.0%} of the words are rare."
[finding.values]
share = 0.8
"""
OURS = ROOT / "notebooks" / "findings.toml"
NOTEBOOKS = sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "findings.toml"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def cells(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


@pytest.mark.parametrize("given", [{"rate": 2.44, "n": 3}, pd.Series({"n": np.int64(3), "rate": np.float64(2.36)})])
def test_what_is_as_recorded_shows_its_sentence_escaped_and_leads_to_the_explorer(path, given):
    found = findings.check("grain", given, path=path)
    assert repr(found) == "Grain is <named> 3 times, 2.4 per 1,000 words."
    html = found._repr_html_()
    assert "Grain is &lt;named&gt; 3 times" in html
    assert 'href="../explore.html#word=grain&amp;side=elysee"' in html
    assert "explore" not in findings.check("rare", share=0.8, path=path)._repr_html_()


def test_drift_is_said_with_both_values_and_where_to_go(path):
    for given, said in [
        ({"n": 4, "rate": 2.4}, "'grain' has drifted. n: recorded 3, computed 4"),
        ({"n": "3", "rate": 2.5}, r"n: recorded 3, computed '3'; rate: recorded 2\.4, computed 2\.5"),
        ({"n": pd.NA, "rate": float("inf")}, r"n: recorded 3, computed None; rate: recorded 2\.4, computed None"),
        ({"n": 9, "rate": None}, "make notebooks CORPUS=my_texts VOICES=a,b OUT=my_site"),
    ]:
        with pytest.raises(findings.Drift, match=said):
            findings.check("grain", given, path=path)


def test_a_wrong_id_or_name_of_a_value_is_an_error(path):
    with pytest.raises(KeyError, match="There are: grain, rare"):
        findings.check("sugar", n=3, path=path)
    for given in ({"n": 3}, {"n": 3, "rate": 2.4, "sugar": 3}):
        with pytest.raises(TypeError, match="records"):
            findings.check("grain", given, path=path)
    with pytest.raises(FileNotFoundError, match=r"no ledger at nowhere\.toml"):
        findings.ledger("nowhere.toml")


def test_a_ledger_that_cannot_be_right_is_refused(path):
    for old, new, said in [
        ('"rare"', '"grain"', "'grain' is there twice"),
        ("{rate:.1f}", "{number}", "'grain'.*number"),
        ("{n|time|times}", "{m|time|times}", "'grain'.*m"),
    ]:
        path.write_text(LEDGER.replace(old, new), encoding="utf-8")
        with pytest.raises(ValueError, match=said):
            findings.ledger(path)


def test_a_slot_for_an_unknown_finding_or_value_or_without_an_end_is_refused(path):
    for text, said in {
        "<!-- finding: sugar --><!-- end -->": "no finding 'sugar'",
        "<!-- finding: grain.size --><!-- end -->": "'grain' has no value 'size'. It has n, rate",
        "so <!-- finding: grain -->much": "'<!-- finding: grain -->' has no '<!-- end -->'",
        "<!-- finding: rare --> <!-- fixed: x -->2<!-- end -->": "'<!-- finding: rare -->' has no '<!-- end -->'",
        "much<!-- end -->": "ends nothing: ...much",
    }.items():
        with pytest.raises(ValueError, match=said):
            findings.fill(text, findings.ledger(path))


def test_slots_hold_sentences_and_values_and_the_rest_stays(path):
    text = "<!-- finding: rare -->old<!-- end -->, <!-- finding: rare.share:.1% --><!-- end --> <!-- fixed: x -->2"
    text += "<!-- end -->"
    assert findings.fill(text, findings.ledger(path)) == (
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
    findings.main(["README.md", "a.ipynb"])
    assert capsys.readouterr().out == "README.md: findings written\na.ipynb: findings written\n"
    assert Path("README.md").read_text() == "Hm: <!-- finding: rare -->80% of the words are rare.<!-- end -->"
    assert "80% of the words are rare." in cells(Path("a.ipynb"), "markdown")[0]
    findings.main(["README.md", "a.ipynb"])
    assert capsys.readouterr().out == ""


def test_what_needs_the_public_address_appears_only_when_it_is_set():
    slot = "<!-- repository --><!-- end -->"
    filled = findings.fill(slot, {}, "https://github.com/owner/name")
    assert "git clone https://github.com/owner/name`" in filled
    assert "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/notebooks" in filled
    assert findings.fill(filled, {}) == findings.fill(slot, {}) == slot


# -- the project's own prose

NUMBER = regex.compile(r"(?<![\p{L}\p{N}_]|\p{L}-)\d++(?:[.,:/–-]\d++)*+(?!_)")
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# Dates and years, the numbers of notebooks, of headings and of licences, addresses.
ALLOWED = regex.compile(
    rf"\b\d\d? {MONTH}\b|\b(?:19|20)\d\d\b|\b[Nn]otebooks? \d\d(?:(?:, | and | or | to )\d\d)*\b|^\d\d? "
    r"|^\d+(?:\.\d+)*[.)]\s|CC BY(?:-\p{Lu}+)* \d\.\d|https?:\S+"
)


def unchecked(markdown: str) -> list[str]:
    """The numbers in prose outside the ledger, each with the words around it."""
    said = findings.changed(markdown, lambda kind, what, inside: "")
    blocks = MarkdownIt().parse(regex.sub("<!--.*?-->", "", said))
    prose = [piece.content for block in blocks for piece in block.children or [] if piece.type == "text"]
    return [f"{number}: {text}" for text in prose for number in NUMBER.findall(ALLOWED.sub(" ", text))]


def test_numbers_that_nobody_checks_are_found_in_prose():
    text = """Of 65 sentences, 1,000.5 (20%) are short, from -1; [here](https://e.org/6 "7"), https://e.org/5. `x = 3`

1. On 3 May 2022, as Monroe et al. (2008) say. S-400, G7 and 01_corpus are names; CC BY 4.0. See notebooks 02 and 03.

<!-- finding: n -->3 calls<!-- end --> <!-- fixed: a definition -->of 2 words<!-- end --> and 4"""
    assert [said.partition(": ")[0] for said in unchecked(text)] == ["65", "1,000.5", "20", "1", "4"]


@pytest.mark.parametrize("path", [ROOT / "README.md", *NOTEBOOKS], ids=lambda p: p.name)
def test_prose_says_what_the_ledger_says_and_no_number_beside_it(path):
    texts = cells(path, "markdown") if path.suffix == ".ipynb" else [path.read_text(encoding="utf-8")]
    assert not [number for text in texts for number in unchecked(text)]
    repository = tomllib.loads(OURS.read_text(encoding="utf-8"))["repository"]
    filled = findings.filled(path, findings.ledger(OURS), repository)
    assert filled == path.read_text(encoding="utf-8"), "out of date: run `make findings`"


def test_every_finding_is_checked_in_its_notebook_and_every_check_has_its_finding():
    known = findings.ledger(OURS)
    checked = {
        (id, path.stem)
        for path in NOTEBOOKS
        for id in re.findall(r'findings\.check\(\s*"([^"]+)"', "\n".join(cells(path, "code")))
    }
    assert {(id, entry["notebook"]) for id, entry in known.items()} <= checked
    assert {id for id, _ in checked} <= {*known}
    for id, entry in known.items():
        filters = {part.split("=")[0] for part in entry.get("explore", "").split("&") if part}
        assert filters <= {*views.FILTERS}, id
