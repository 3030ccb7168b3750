"""Omissions: what was left out on purpose is found, nothing else is, and no cell says more than it can."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, lexicons, uncertainty

SIDES = ("kremlin", "elysee")


def told(*rows: tuple, **columns: object) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["call_id", "doc_id", "voice", "text"])
    return table.assign(sentence=range(len(table)), **columns)


def cell(table: pd.DataFrame, issue: str, side: str, call_id: str = "x") -> pd.Series:
    found = (table["call_id"] == call_id) & (table["issue"] == issue) & (table["side"] == side)
    return table[found].squeeze()


def test_in_the_five_texts_syria_is_the_elysee_s_and_belarus_the_kremlin_s(seeds):
    table = framing.omissions(seeds[2])
    of_2020 = [cell(table, issue, side, "pm-2020-09-30") for issue in ("Belarus", "Syria") for side in SIDES]
    assert [row["status"] for row in of_2020] == ["said", "not in this text", "not in this text", "said"]
    assert [row["words"] for row in of_2020] == [215, 47, 215, 47]
    assert cell(table, "food and energy", "elysee", "pm-2022-05-03")["status"] == "said"
    silent = table[table["call_id"].eq("pm-2020-06-26") & table["side"].eq("elysee")]
    assert set(silent["status"]) == {"no text"}
    assert silent["words"].isna().all()


def test_what_other_sentences_of_the_texts_have_is_told_beside_it(seeds):
    navalny = cell(framing.omissions(seeds[2]), "Navalny", "elysee", "pm-2020-09-30")
    assert navalny[["status", "sentences", "elsewhere"]].tolist() == ["not in this text", 0, 2]


def test_no_column_holds_a_probability_or_speaks_of_the_readout(seeds):
    table = framing.omissions(seeds[2])
    assert list(table.columns) == [
        *("call_id", "issue", "side", "status", "sentences", "words", "texts", "text_words", "elsewhere", "why")
    ]
    assert not table[["status", "why"]].stack().str.contains("readout").any()


def test_a_side_without_a_sentence_has_no_text_and_no_zero():
    row = cell(framing.omissions(told(("x", "d", "kremlin", "Grain."))), "food and energy", "elysee")
    assert row["status"] == "no text"
    assert row[["sentences", "words"]].isna().all()
    assert row["why"] == "no sentence in 1 text gives elysee's account"


def test_only_the_offices_named_make_an_account():
    rows = told(("x", "d", "kremlin", "Grain."), ("x", "d", "kremlin", "Syria."), office=["ministry", "leader"])
    table = framing.omissions(rows)
    assert cell(table, "food and energy", "kremlin")[["status", "elsewhere"]].tolist() == ["not in this text", 1]
    table = framing.omissions(rows, offices=("ministry",))
    assert cell(table, "food and energy", "kremlin")["status"] == "said"


def test_a_language_without_a_list_is_said_and_names_are_found_in_it():
    rows = told(("x", "d", "kremlin", "Getreide und Syria."), ("x", "d", "elysee", "Du grain."), language=["de", "en"])
    table = framing.omissions(rows)
    assert cell(table, "food and energy", "kremlin")["status"] == "no word list"
    assert cell(table, "Syria", "kremlin")["status"] == "said"
    assert cell(table, "food and energy", "kremlin")["why"].endswith("no word list for de: only names were sought")


def test_what_two_texts_repeat_counts_once():
    twice = told(("x", "d", "kremlin", "Grain was discussed."), ("x", "e", "kremlin", "Grain was discussed!"))
    row = cell(framing.omissions(twice), "food and energy", "kremlin")
    assert row[["sentences", "words", "texts", "text_words"]].tolist() == [1, 3, 2, 6]


def test_one_s_own_list_of_words_holds_instead():
    words = pd.DataFrame({"issue": ["ports"], "language": ["en"], "term": ["port* city"]})
    table = framing.omissions(told(("x", "d", "kremlin", "The port city."), language="en"), words=words)
    assert table[["issue", "side", "status"]].values.tolist() == [
        ["ports", "kremlin", "said"],
        ["ports", "elysee", "no text"],
    ]


def test_without_a_call_or_an_issue_the_table_is_empty():
    assert framing.omissions(told((None, "d", "kremlin", "Grain."))).empty
    assert framing.omissions(told(("x", "d", "kremlin", "Hello."))).empty


def test_bad_input_is_an_error_that_says_what_is_missing():
    with pytest.raises(ValueError, match="no column voice"):
        framing.omissions(told(("x", "d", "kremlin", "Grain.")).drop(columns="voice"))
    with pytest.raises(ValueError, match="'kremlin' cannot be compared with itself"):
        framing.omissions(told(("x", "d", "kremlin", "Grain.")), "kremlin", "kremlin")
    with pytest.raises(ValueError, match="the one labelled 0 has no text"):
        framing.omissions(told(("x", "d", "kremlin", None)))


ISSUES = ["Belarus", "Iran", "Karabakh", "Libya", "Syria", "climate", "food and energy", "pandemic"]


def planted(seed: int, calls: int = 10, left_out: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accounts that have each issue with a chance of one half; one issue the first side always has, the other never."""
    rng, lists = np.random.default_rng(seed), lexicons.table("issues")
    lists = lists[(lists["language"] == "en") & ~lists["term"].str.contains(r"\*")].groupby("issue")["term"].agg(list)
    rows, truth = [], []
    for call in range(calls):
        for side in SIDES:
            for issue in ISSUES:
                said = (side == SIDES[0]) if issue == left_out else bool(rng.random() < 0.5)
                term = rng.choice(lists.get(issue, [issue]))
                text = f"They spoke of {term}." if said else "They spoke of many other things."
                rows.append((f"c{call}", f"{call}-{side}", side, text))
                truth.append((f"c{call}", issue, side, said))
    return told(*rows, language="en"), pd.DataFrame(truth, columns=["call_id", "issue", "side", "said"])


def test_planted_omissions_are_found_and_no_others():
    wrong = 0
    for seed in range(5):
        sentences, truth = planted(seed)
        found = framing.omissions(sentences).merge(truth, on=["call_id", "issue", "side"], how="outer")
        assert len(found) == len(truth)
        wrong += (found["status"].eq("said") != found["said"]).sum()
    assert wrong == 0


def test_across_calls_a_planted_omission_is_found_and_chance_is_not():
    found, false, null = 0, 0, 0
    for seed in range(8):
        table = framing.omissions(planted(seed, left_out="Libya")[0])
        said = table.assign(said=table["status"].eq("said").astype(int))
        counts = said.pivot_table(index="issue", columns=["call_id", "side"], values="said", fill_value=0)
        tested = uncertainty.permute_by_call(counts, *SIDES, lambda ours, theirs, n, m: ours - theirs)
        found += tested.loc["Libya", "p"] < 0.05
        others = tested.drop(index="Libya")["p"]
        false, null = false + (others < 0.05).sum(), null + len(others)
    assert found == 8
    assert false <= (0.05 + 2 * (0.05 * 0.95 / null) ** 0.5) * null


ROWS = st.tuples(
    st.sampled_from(["x", "y"]),
    st.sampled_from(["d", "e"]),
    st.sampled_from([*SIDES, "narrator"]),
    st.text(max_size=30) | st.sampled_from(["Grain from Syria.", "Iran."]),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(ROWS, max_size=8))
def test_every_call_issue_and_side_has_exactly_one_cell(rows):
    sentences = told(*rows)
    before = sentences.copy()
    table = framing.omissions(sentences)
    pd.testing.assert_frame_equal(sentences, before)
    assert not table.duplicated(["call_id", "issue", "side"]).any()
    issues = table["issue"].nunique()
    assert len(table) == issues * 2 * (sentences["call_id"].nunique() if issues else 0)
    assert table["sentences"].fillna(0).gt(0).tolist() == table["status"].eq("said").tolist()
    assert table["words"].isna().tolist() == table["status"].eq("no text").tolist()
