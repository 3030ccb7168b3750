"""Notebook 07: tables say how sure they are, words stand beside their own counts, and planted is called planted."""

import re

import nbformat
import pytest

from helpers import framing, frequency

from .conftest import ROOT

PATH = ROOT / "notebooks" / "07_how_sure.ipynb"
SURE = ["a - b", "p", "adj. p", "calls", "least p"]


@pytest.fixture(scope="module")
def outputs() -> list:
    return [o for cell in nbformat.read(PATH, as_version=4).cells for o in cell.get("outputs", [])]


@pytest.fixture
def compared(seeds):
    accounts = framing.accounts(seeds[2], "kremlin", "elysee")
    return frequency.count(accounts, by=["call_id", "voice"]).T.groupby(level="voice").sum().T


def alternative_texts(outputs: list) -> list[str]:
    alts = [o.get("metadata", {}).get("image/png", {}).get("alt", "") for o in outputs]
    return [alt for alt in alts if alt]


def tables(outputs: list) -> list[tuple[str, list[dict[str, str]]]]:
    """Each view's caption and its rows by column, from its plain text."""
    found = []
    for output in outputs:
        lines = output.get("data", {}).get("text/plain", "").splitlines()
        if len(lines) > 2 and " | " in lines[1]:
            header = lines[1].split(" | ")
            found.append((lines[0], [dict(zip(header, line.split(" | "), strict=True)) for line in lines[2:]]))
    return found


def test_every_table_that_compares_the_sides_says_how_sure_it_is(outputs):
    compare = [rows for _, rows in tables(outputs) if "a - b" in rows[0]]
    assert len(compare) == 2
    for rows in compare:
        assert set(SURE) <= set(rows[0])
        # No column of empty cells: why there is no interval is said once, for all rows.
        assert not {"low", "high", "why"} & set(rows[0])
        for row in rows:
            assert row["p"] == "" or min(float(row["p"]), float(row["adj. p"])) >= float(row["least p"]) >= 0.5
    said = "".join(o.get("text", "") for o in outputs)
    reasons = re.findall(r"No interval in (\d+) rows?: (.+)", said)
    assert sum(int(number) for number, _ in reasons) == sum(map(len, compare))
    assert ("7", "too few calls told by both: 2, needed 10") in reasons


def test_the_words_stand_beside_their_own_counts(outputs, compared):
    alt = next(a for a in alternative_texts(outputs) if a.startswith("In how many combinations"))
    drawn = re.findall(r"(\w+) (\d+):(\d+) \((Kremlin|Élysée)\): ", alt)
    assert len(drawn) == 7
    for word, a, b, _ in drawn:
        assert (int(a), int(b)) == tuple(compared.loc[word, ["kremlin", "elysee"]])


def test_a_curve_names_its_word_s_counts_and_holds_hundreds_of_combinations(outputs, compared):
    curves = [alt for alt in alternative_texts(outputs) if alt.startswith("Whose word")]
    assert len(curves) == 2
    for alt in curves:
        word, a, b = re.search(r"\. (\w+) (\d+):(\d+) by rule", alt).groups()
        assert (int(a), int(b)) == tuple(compared.loc[word, ["kremlin", "elysee"]])
        combinations = int(re.search(r"(\d+) combinations by estimate", alt)[1])
        parts = re.search(r"Kremlin (\d+); Élysée (\d+); neither, or no estimate (\d+)", alt)
        assert combinations >= 100
        assert sum(map(int, parts.groups())) == combinations
        for choice in ("labels", "offices", "tokens", "stop_words", "measure"):
            assert len(re.findall(rf"{choice}, [^;]*? \d+%:\d+%", alt)) >= 2


def test_power_is_from_planted_counts_says_so_and_rises_with_the_number_of_calls(outputs):
    planted = [alt for alt in alternative_texts(outputs) if alt.startswith("How many calls")]
    assert len(planted) == 2
    for alt in planted:
        assert "artificial counts, not from the texts" in alt
        lines = re.findall(r"\d times: (.+?)(?=\. \d times|\.$)", alt)
        assert len(lines) == 3
        for line in lines:
            shares = [float(part.split()[1]) for part in line.split("; ")]
            assert shares[0] == 0 < shares[-1]
            assert shares == sorted(shares)


def test_leaving_a_call_out_shows_each_word_with_all_calls_and_without_the_one_that_does_most(outputs):
    rows = next(rows for caption, rows in tables(outputs) if "and without the one" in caption)
    assert [row["compared"] == "all calls" for row in rows] == [True, False] * 7
    for whole, rest in zip(rows[::2], rows[1::2], strict=True):
        assert whole["word"] == rest["word"]
        if rest["a"]:
            assert int(rest["a"]) <= int(whole["a"]) and int(rest["b"]) <= int(whole["b"])
            assert int(rest["calls"]) < int(whole["calls"])
        else:
            assert (whole["calls"], rest["calls"]) == ("1", "")
