"""The ledger: what has drifted is said with both values, and prose says what the ledger says."""

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


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(ROOT.glob("notebooks/*.ipynb"))], ids=lambda p: p.name)
def test_prose_says_what_the_ledger_says(path):
    ledger = findings.read(ROOT / "notebooks" / "findings.toml")
    assert findings.filled(path, ledger) == path.read_text(encoding="utf-8"), "out of date: run `make findings`"


def test_every_finding_is_checked_in_its_notebook():
    for id, entry in findings.read(ROOT / "notebooks" / "findings.toml").items():
        text = (ROOT / "notebooks" / f"{entry['notebook']}.ipynb").read_text(encoding="utf-8")
        assert f'findings.check(\\"{id}\\"' in text or f'\\"{id}\\",' in text, f"{id} is not checked in its notebook"
