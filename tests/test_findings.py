"""The ledger: what has drifted is said with both values, and prose says what the ledger says."""

import re
import tomllib

import nbformat
import pytest

from helpers import findings

from .conftest import ROOT

LEDGER = """
[[finding]]
id = "grain"
notebook = "03_frequency"
sentence = "Grain is named {n} times, {rate:.1f} per 1,000 words."
tolerance = 0.05
[finding.values]
n = 3
rate = 2.4
"""


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "findings.toml"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def test_a_finding_that_holds_shows_its_sentence(ledger):
    found = findings.check("grain", ledger, n=3, rate=2.44)
    assert found.sentence == "Grain is named 3 times, 2.4 per 1,000 words."
    assert "Grain is named 3 times" in found._repr_markdown_()


def test_drift_is_said_with_both_values(ledger):
    with pytest.raises(findings.Drift, match="'grain' has drifted. n: recorded 3, computed 4"):
        findings.check("grain", ledger, n=4, rate=2.4)
    with pytest.raises(findings.Drift, match=r"rate: recorded 2\.4, computed 2\.5"):
        findings.check("grain", ledger, n=3, rate=2.5)


def test_a_wrong_id_or_value_name_is_an_error(ledger, tmp_path):
    with pytest.raises(KeyError, match="There are: grain"):
        findings.check("sugar", ledger, n=3)
    with pytest.raises(TypeError, match="records"):
        findings.check("grain", ledger, n=3)
    with pytest.raises(FileNotFoundError, match=r"findings\.toml"):
        findings.read(tmp_path / "nowhere.toml")


def test_a_ledger_with_a_repeated_id_or_an_unrecorded_field_is_refused(ledger):
    ledger.write_text(LEDGER + LEDGER, encoding="utf-8")
    with pytest.raises(ValueError, match="'grain' is there twice"):
        findings.read(ledger)
    ledger.write_text(LEDGER.replace("{n}", "{number}"), encoding="utf-8")
    with pytest.raises(ValueError, match="'grain'.*number"):
        findings.read(ledger)


def test_a_slot_for_an_unknown_finding_is_refused(ledger):
    with pytest.raises(ValueError, match="no finding 'sugar'"):
        findings.fill("<!-- finding: sugar --><!-- end -->", findings.read(ledger))


def test_what_needs_the_public_address_appears_only_when_it_is_set():
    slot = "<!-- repository --><!-- end -->"
    assert findings.fill(slot, {}) == slot
    filled = findings.fill(slot, {}, "https://github.com/owner/name")
    assert "git clone https://github.com/owner/name`" in filled
    assert "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/notebooks" in filled
    assert findings.fill(filled, {}) == slot


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
        assert re.search(rf'findings\.check\(\s*"{id}",', code), f"{id} is not checked in {entry['notebook']}"
