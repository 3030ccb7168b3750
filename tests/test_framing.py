"""The comparison of two sides, against values computed with the field's own tools on the toy corpus."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import framing, frequency, uncertainty


@pytest.mark.parametrize(
    ("prior", "four_terms", "expected"),
    [
        (0.1, False, {"the": 0.622124, "ukraine": -0.632759, "ceasefire": -0.980419, "to": 0.940627}),  # ConvoKit
        (0.1, True, {"the": 0.572480, "ukraine": -0.618307, "ceasefire": -0.977411, "to": 0.937753}),  # scattertext
        ("pooled", True, {"the": 0.332063, "ukraine": -0.376836, "ceasefire": -0.842104, "to": 0.787968}),
        ("pooled", False, {"the": 0.364877, "ukraine": -0.386856, "ceasefire": -0.855374, "to": 0.800377}),
    ],
)
def test_log_odds_are_those_of_the_reference_tools(toy, prior, four_terms, expected):
    table = framing.log_odds(frequency.count(toy), "kremlin", "elysee", prior=prior, four_terms=four_terms)
    assert table.loc[list(expected), "z"].to_dict() == pytest.approx(expected, abs=1e-6)


def test_log_odds_add_up_calls_and_turn_round_with_the_sides(toy):
    by_call = framing.log_odds(frequency.count(toy, by=["call_id", "voice"]), "kremlin", "elysee")
    by_voice = framing.log_odds(frequency.count(toy), "kremlin", "elysee")
    pd.testing.assert_frame_equal(by_call, by_voice)
    turned = framing.log_odds(frequency.count(toy), "elysee", "kremlin").loc[by_voice.index, "z"]
    assert np.allclose(by_voice["z"], -turned)
    assert list(by_voice.columns) == ["count_a", "count_b", "log_odds", "z"]


def test_a_background_table_as_prior_must_know_every_term(toy):
    counts = frequency.count(toy)
    same = framing.log_odds(counts, "kremlin", "elysee", prior=counts.sum(axis=1))
    pd.testing.assert_frame_equal(same, framing.log_odds(counts, "kremlin", "elysee", prior="pooled"))
    with pytest.raises(ValueError, match="no positive count for"):
        framing.log_odds(counts, "kremlin", "elysee", prior=counts.sum(axis=1).drop("iaea"))


def test_word_shift_adds_up_to_the_divergence(toy):
    table = framing.word_shift(frequency.count(toy), "kremlin", "elysee")
    assert table["contribution"].sum() == pytest.approx(0.4827589004, abs=1e-10)  # the square of scipy's distance
    expected = {"the": 0.00345107, "ukraine": 0.00511273, "ceasefire": 0.03571429, "to": 0.03333333}  # shifterator
    assert table.loc[list(expected), "contribution"].to_dict() == pytest.approx(expected, abs=1e-8)
    assert table.loc[["to", "ceasefire"], "side"].tolist() == ["kremlin", "elysee"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=20))
def test_any_two_columns_of_counts_give_a_divergence_between_0_and_1(rows):
    counts = pd.DataFrame(rows, columns=["a", "b"], index=[f"w{i}" for i in range(len(rows))])
    if (counts.sum() == 0).any():
        with pytest.raises(ValueError, match="has no words"):
            framing.word_shift(counts, "a", "b")
        return
    contribution = framing.word_shift(counts, "a", "b")["contribution"]
    assert (contribution >= -1e-12).all()
    assert contribution.sum() <= 1 + 1e-9


@pytest.mark.parametrize(
    ("column", "message"),
    [([1, -1], "no counts"), ([0.5, 1], "no counts"), ([np.nan, 1], "no counts"), ([0, 0], "has no words")],
)
def test_what_is_no_count_is_an_error_that_names_the_column(column, message):
    counts = pd.DataFrame({"kremlin": [1, 2], "elysee": column}, index=["a", "b"])
    with pytest.raises(ValueError, match=f"'elysee'.*{message}"):
        framing.log_odds(counts, "kremlin", "elysee")


def test_a_side_that_is_missing_is_named_with_those_that_are_there(toy):
    with pytest.raises(ValueError, match="no column 'washington'.*elysee, kremlin"):
        framing.log_odds(frequency.count(toy), "washington", "kremlin")
    with pytest.raises(ValueError, match="one term only"):
        framing.log_odds(pd.DataFrame({"a": [1], "b": [1]}, index=["x"]), "a", "b")


def test_the_comparison_rests_on_calls_told_by_both_in_presidencies_and_leaders_words(seeds):
    compared = framing.accounts(seeds[2], "kremlin", "elysee")
    assert set(compared["call_id"]) == {"pm-2020-09-30", "pm-2022-05-03"}
    assert set(compared["office"]) <= {"presidency", "leader"}
    assert set(compared["voice"]) == {"kremlin", "elysee"}


def test_what_two_texts_repeat_counts_once(toy):
    twice = pd.concat([toy, toy.assign(doc_id="again", text=toy["text"].str.upper() + "!")], ignore_index=True)
    assert len(framing.accounts(twice, "kremlin", "elysee")) == 6


def test_smallest_p_is_what_swapping_calls_could_give_at_best(toy):
    counts = frequency.count(toy, by=["call_id", "voice"])
    table = uncertainty.smallest_p(counts, "kremlin", "elysee")
    assert table.loc[["the", "ukraine", "iaea"], "calls"].tolist() == [3, 2, 1]
    assert table.loc[["the", "ukraine", "iaea"], "smallest_p"].tolist() == [0.25, 0.5, 1.0]
    assert uncertainty.paired_calls(counts, "kremlin", "elysee") == ["1", "2", "3"]
    one_sided = counts.drop(columns=("1", "elysee"))
    assert uncertainty.smallest_p(one_sided, "kremlin", "elysee").loc["operation", "smallest_p"] == 1.0
    with pytest.raises(ValueError, match="one level"):
        uncertainty.smallest_p(frequency.count(toy), "kremlin", "elysee")


def test_pairs_name_the_shared_words_and_lose_no_sentence(toy):
    call = toy[toy["call_id"] == "3"]
    pairs = framing.pair(toy, "3", "kremlin", "elysee")
    assert pairs["told"].tolist() == ["both"]
    assert pairs["shared"].tolist() == ["discussed iran leaders nuclear"]
    assert set(pairs["a"]) | set(pairs["b"]) == set(call.index)
    with pytest.raises(ValueError, match="no sentence on call 'x'"):
        framing.pair(toy, "x", "kremlin", "elysee")
