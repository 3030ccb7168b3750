"""Choices: every combination is computed and counted once, and what cannot be computed does not hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, frequency
from helpers.uncertainty import choices

CONFUSION = pd.DataFrame(
    {"kremlin": [8, 0, 2], "elysee": [0, 5, 0], "narrator": [0, 0, 0], "unmatched": [0, 0, 1]},
    index=["kremlin", "elysee", "narrator"],
)


def told() -> pd.DataFrame:
    """Two calls, both told by both sides; "arms" is the Kremlin's, "grain" the Élysée's."""
    texts = {
        ("1", "kremlin"): "The arms supply, al-Nusra and the arms must stop.",
        ("1", "elysee"): "He asked for grain and more grain.",
        ("2", "kremlin"): "The arms and the sea.",
        ("2", "elysee"): "The Kremlin said that grain is for all.",
    }
    rows = [{"call_id": call, "voice": voice, "text": text} for (call, voice), text in texts.items()]
    return pd.DataFrame(rows).assign(doc_id="d", language="en", office="leader")


def test_every_combination_is_computed_once_and_in_order():
    options = {"labels": ["by rule", "by hand"], "prior": ["pooled", "weak", "none"]}
    table = choices.specifications(lambda labels, prior: {"arms": len(labels), "grain": len(prior)}, options)
    assert table[["labels", "prior"]].values.tolist()[:4] == [
        ["by rule", "pooled"],
        ["by rule", "weak"],
        ["by rule", "none"],
        ["by hand", "pooled"],
    ]
    assert table["grain"].tolist() == [6, 4, 4, 6, 4, 4]


@settings(max_examples=30)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_there_are_as_many_rows_as_combinations_and_no_two_alike(sizes):
    options = {f"c{i}": [f"o{k}" for k in range(size)] for i, size in enumerate(sizes)}
    table = choices.specifications(lambda **_: {"x": 1.0}, options)
    assert len(table) == np.prod(sizes) == len(table.drop_duplicates())


@pytest.mark.parametrize("options", [[], ["weak", "weak"], "weak"])
def test_a_choice_without_different_options_is_refused_by_name(options):
    with pytest.raises(ValueError, match="choice 'prior' needs a list of different options"):
        choices.specifications(lambda prior: {"x": 1}, {"prior": options})


def test_an_error_in_a_combination_names_it():
    def fails(prior: str) -> dict:
        raise ValueError("no words")

    with pytest.raises(ValueError, match=r"\{'prior': 'weak'\}: no words"):
        choices.specifications(fails, {"prior": ["weak"]})
    with pytest.raises(ValueError, match="estimate of 'x' is infinite"):
        choices.specifications(lambda prior: {"x": np.inf}, {"prior": ["weak"]})


def test_what_is_nought_or_missing_does_not_hold():
    specified = pd.DataFrame({"prior": list("aabb"), "arms": [1.0, 0.0, -2.0, None], "grain": [-1.0, -1.0, -1.0, 1.0]})
    table = choices.survival(specified, {"arms": 1, "grain": -1})
    assert table.loc["arms"].tolist() == [4, 1, 2, 1, 0.25]
    assert table.loc["grain"].tolist() == [4, 3, 1, 0, 0.75]
    by = choices.survival(specified, {"grain": -1}, by="prior")
    assert by["share"].to_dict() == {("grain", "a"): 1.0, ("grain", "b"): 0.5}


def test_survival_refuses_what_is_no_column_and_no_sign():
    specified = pd.DataFrame({"arms": [1.0]})
    with pytest.raises(ValueError, match="no column 'grain'.*There are: arms"):
        choices.survival(specified, {"grain": 1})
    with pytest.raises(ValueError, match="no column 'prior'"):
        choices.survival(specified, {"arms": 1}, by="prior")
    with pytest.raises(ValueError, match="sign of 'arms' is 1 or -1, not 0"):
        choices.survival(specified, {"arms": 0})


def test_labels_are_drawn_as_often_wrong_as_the_matrix_says_and_the_same_each_time():
    voices = pd.Series(["kremlin"] * 4000 + ["elysee"] * 100, index=range(10, 4110))
    drawn = choices.redrawn(voices, CONFUSION, seed=1)
    share = drawn.value_counts()["narrator"] / 4000
    assert share == pytest.approx(0.2, abs=0.03)
    assert set(drawn[voices == "elysee"]) == {"elysee"}
    assert drawn.equals(choices.redrawn(voices, CONFUSION, seed=1))
    assert not drawn.equals(choices.redrawn(voices, CONFUSION, seed=2))


def test_a_label_never_predicted_stays_and_an_unknown_one_is_refused():
    assert choices.redrawn(pd.Series(["narrator"]), CONFUSION).tolist() == ["narrator"]
    with pytest.raises(ValueError, match="no column 'joint' in the confusion matrix"):
        choices.redrawn(pd.Series(["joint"]), CONFUSION)


def test_only_a_sentence_from_nobody_gets_an_office_and_the_table_stays():
    table = pd.DataFrame({"voice": ["other", "kremlin", "joint"], "office": ["none", "ministry", "leader"]})
    before = table.copy()
    labels = pd.Series(["kremlin", "elysee", "narrator"])
    assert choices.relabelled(table, labels)["office"].tolist() == ["presidency", "ministry", "leader"]
    pd.testing.assert_frame_equal(table, before)
    with pytest.raises(ValueError, match="2 of 3 sentences have no label"):
        choices.relabelled(table, labels.iloc[:1])


def test_by_default_the_differences_are_the_log_odds_of_the_other_notebooks():
    table, found = told(), choices.differences(told(), "kremlin", "elysee", ["grain", "arms"], told())
    expected = framing.log_odds(frequency.count(table, by=["call_id", "voice"]), "kremlin", "elysee")["z"]
    assert found.to_dict() == expected[["grain", "arms"]].to_dict()
    assert found["arms"] > 0 > found["grain"]


@pytest.mark.parametrize("tokens", choices.TOKENS)
@pytest.mark.parametrize("stop_words", choices.STOP_WORDS)
@pytest.mark.parametrize("measure", choices.MEASURES)
def test_a_clear_difference_has_its_sign_in_every_way_of_counting(tokens, stop_words, measure):
    how = {"tokens": tokens, "stop_words": stop_words, "measure": measure}
    found = choices.differences(told(), "kremlin", "elysee", ["arms", "grain", "peace"], told(), **how)
    assert found["arms"] > 0 > found["grain"]
    assert np.isnan(found["peace"])


def test_swapping_the_sides_turns_every_sign():
    for measure in choices.MEASURES:
        ab, ba = (choices.differences(told(), *s, ["arms", "grain"], told(), measure=measure)
                  for s in (("kremlin", "elysee"), ("elysee", "kremlin")))  # fmt: skip
        assert ab.to_numpy() == pytest.approx(-ba.to_numpy())


def test_stop_words_and_words_of_telling_are_left_out_as_named():
    words = ["the", "kremlin"]
    kept, left, telling = (
        choices.differences(told(), "kremlin", "elysee", words, told(), stop_words=how) for how in choices.STOP_WORDS
    )
    assert kept.notna().tolist() == [True, True]
    assert left.notna().tolist() == [False, True]
    assert telling.notna().tolist() == [False, False]


def test_stems_take_the_forms_of_a_word_together_and_hyphens_part_words():
    stems = choices.differences(told(), "kremlin", "elysee", ["supplies"], told(), tokens="stems")
    assert stems["supplies"] > 0
    parted = choices.differences(told(), "kremlin", "elysee", ["nusra"], told(), tokens="words parted at hyphens")
    assert parted["nusra"] > 0
    with pytest.raises(ValueError, match="'al-Nusra' is not one word when counted as words parted at hyphens"):
        choices.differences(told(), "kremlin", "elysee", ["al-Nusra"], told(), tokens="words parted at hyphens")


def test_no_call_told_by_both_gives_no_estimate_and_an_unknown_option_an_error():
    found = choices.differences(told().head(0), "kremlin", "elysee", ["arms"], told())
    assert found.isna().tolist() == [True]
    with pytest.raises(ValueError, match="'flat prior' is none of: pooled prior; weak prior"):
        choices.differences(told(), "kremlin", "elysee", ["arms"], told(), measure="flat prior")


def test_without_a_conclusion_nothing_survives_and_nothing_fails():
    specified = pd.DataFrame({"prior": ["weak", "pooled"]})
    assert choices.survival(specified, {}).empty
    by = choices.survival(specified, {}, by="prior")
    assert by.index.names == ["conclusion", "prior"]
    assert by.columns.tolist() == ["combinations", "holds", "reversed", "missing", "share"]
    assert by["share"].unstack().empty


def test_who_speaks_is_left_out_by_the_names_in_a_file_of_one_s_own(tmp_path):
    rows = ["language,voice,speaker,office,role,phrase"]
    rows += [f"en,{side},{side},presidency,name,{office}" for side, office in (("north", "Arms"), ("south", "Court"))]
    (tmp_path / "mine.csv").write_text("\n".join(rows), encoding="utf-8")
    table = told().replace({"voice": {"kremlin": "north", "elysee": "south"}})
    how = {"stop_words": "left out, and who speaks", "voices_file": tmp_path / "mine.csv"}
    found = choices.differences(table, "north", "south", ["arms", "grain"], table, **how)
    assert np.isnan(found["arms"])
    assert found["grain"] < 0


def test_a_word_s_stem_is_that_of_the_texts_language():
    table = pd.DataFrame({"call_id": "x", "voice": ["kremlin", "elysee"], "text": ["Les négociations.", "Le blé."]})
    table["language"] = "fr"
    found = choices.differences(table, "kremlin", "elysee", ["négociations"], table, tokens="stems")
    assert found["négociations"] > 0
