"""The comparison of two sides, against values computed with the field's own tools on the toy corpus."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import spatial, stats

from helpers import framing, frequency


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
    with pytest.raises(ValueError, match="has 'iaea' twice"):
        framing.log_odds(counts, "kremlin", "elysee", prior=pd.concat([counts.sum(axis=1)[["iaea"]]] * 2))
    with pytest.raises(ValueError, match="prior is 'pooled'"):
        framing.log_odds(counts, "kremlin", "elysee", prior="uniform")


def test_word_shift_adds_up_to_the_divergence(toy):
    table = framing.word_shift(frequency.count(toy), "kremlin", "elysee")
    assert table["contribution"].sum() == pytest.approx(0.4827589004, abs=1e-10)  # the square of scipy's distance
    expected = {"the": 0.00345107, "ukraine": 0.00511273, "ceasefire": 0.03571429, "to": 0.03333333}  # shifterator
    assert table.loc[list(expected), "contribution"].to_dict() == pytest.approx(expected, abs=1e-8)
    assert table.loc[["to", "ceasefire"], "side"].tolist() == ["kremlin", "elysee"]


def test_entropy_shift_is_that_of_the_reference_tool_and_adds_up(toy):
    table = framing.word_shift(frequency.count(toy), "kremlin", "elysee", "entropy")["contribution"]
    # Shifterator's values are of the Élysée less the Kremlin.
    expected = {"the": 0.06333492, "ukraine": -0.10839090, "ceasefire": -0.27195392, "to": 0.26045937}
    assert table[list(expected)].to_dict() == pytest.approx(expected, abs=1e-8)
    assert table.sum() == pytest.approx(4.1898980955 - 4.0930692078, abs=1e-9)


def test_proportion_shift_is_the_difference_of_shares_and_adds_up_to_nothing(toy):
    table = framing.word_shift(frequency.count(toy), "kremlin", "elysee", "proportion")
    assert table.loc["the", "contribution"] == pytest.approx(6 / 30 - 4 / 28)
    assert table["contribution"].sum() == pytest.approx(0, abs=1e-12)
    assert table["contribution"].abs().round(9).is_monotonic_decreasing


def test_a_shift_of_scores_adds_up_to_the_difference_of_the_weighted_averages(toy):
    scores = pd.Series({"ceasefire": 3.0, "weapons": -2.0, "military": -1.0, "nuclear": -1.0, "absent": 9.0})
    table = framing.word_shift(frequency.count(toy), "kremlin", "elysee", scores)
    # Kremlin: weapons, military, nuclear once each; Élysée: ceasefire twice, nuclear once.
    assert table["contribution"].sum() == pytest.approx((-2 - 1 - 1) / 3 - (3 + 3 - 1) / 3)
    assert table.loc["ceasefire", "contribution"] == pytest.approx(3 * (0 - 2 / 3))
    assert table.attrs["scored"] == pytest.approx({"kremlin": 3 / 30, "elysee": 3 / 28})
    assert table["score"].notna().sum() == 4
    assert len(table) == 32
    assert (table.loc[table["score"].isna(), "contribution"] == 0).all()
    moved = framing.word_shift(frequency.count(toy), "kremlin", "elysee", scores - 5)
    assert moved["contribution"].sum() == pytest.approx(table["contribution"].sum())


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        ("renyi", "measure is 'jensen-shannon'"),
        (pd.Series({"weapons": 1.0}), "no word of 'elysee' has a score"),
        (pd.Series([1.0, 2.0], index=["the", "the"]), "scores have 'the' twice"),
        (pd.Series({"the": np.inf}), "score of 'the' is infinite"),
    ],
)
def test_what_cannot_be_shifted_by_is_an_error(toy, measure, message):
    with pytest.raises(ValueError, match=message):
        framing.word_shift(frequency.count(toy), "kremlin", "elysee", measure)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=20))
def test_the_contributions_of_any_two_columns_of_counts_add_up(rows):
    counts = pd.DataFrame(rows, columns=["a", "b"], index=[f"w{i}" for i in range(len(rows))])
    if (counts.sum() == 0).any():
        assert framing.word_shift(counts, "a", "b").empty
        return
    contribution = framing.word_shift(counts, "a", "b")["contribution"]
    assert (contribution >= -1e-12).all()
    distance = spatial.distance.jensenshannon(counts["a"], counts["b"], base=2)
    assert contribution.sum() == pytest.approx(distance**2, abs=1e-9)
    bits = framing.word_shift(counts, "a", "b", "entropy")["contribution"].sum()
    assert bits == pytest.approx(stats.entropy(counts["a"], base=2) - stats.entropy(counts["b"], base=2), abs=1e-9)
    scores = pd.Series(range(len(rows)), index=counts.index)
    average = [np.average(scores, weights=counts[side]) for side in ("a", "b")]
    shifted = framing.word_shift(counts, "a", "b", scores)["contribution"]
    assert shifted.sum() == pytest.approx(average[0] - average[1], abs=1e-9)


@pytest.mark.parametrize(
    ("column", "message"),
    [([1, -1], "no count"), ([0.5, 1], "no count"), ([np.nan, 1], "no count")],
)
def test_what_is_no_count_is_an_error_that_names_the_column(column, message):
    counts = pd.DataFrame({"kremlin": [1, 2], "elysee": column}, index=["a", "b"])
    with pytest.raises(ValueError, match=f"'elysee'.*{message}"):
        framing.log_odds(counts, "kremlin", "elysee")


def test_a_term_without_letters_or_twice_is_an_error_that_names_the_row():
    counts = pd.DataFrame({"kremlin": [1, 2], "elysee": [2, 1]}, index=["a", ""])
    with pytest.raises(ValueError, match="row 2: the term '' is empty"):
        framing.log_odds(counts, "kremlin", "elysee")
    with pytest.raises(ValueError, match="row 2: the term 'a' stands twice"):
        framing.word_shift(counts.set_axis(["a", "a"]), "kremlin", "elysee")


def test_terms_that_neither_side_uses_need_a_prior_of_their_own(toy):
    counts = frequency.count(toy)
    counts.loc["grain"] = 0
    assert "grain" not in framing.log_odds(counts, "kremlin", "elysee").index
    table = framing.log_odds(counts, "kremlin", "elysee", prior=0.1)
    assert table.loc["grain", "count_a"] == table.loc["grain", "count_b"] == 0
    assert abs(table.loc["grain", "z"]) < 0.05


def test_two_hundred_thousand_types_are_compared_without_a_missing_value():
    n = 200_000
    counts = pd.DataFrame({"a": np.arange(n) % 7, "b": np.arange(n) % 5}, index=[f"w{i}" for i in range(n)])
    table = framing.log_odds(counts, "a", "b")
    assert len(table) == n - len(range(0, n, 35))
    assert np.isfinite(table).all(axis=None)


def test_a_side_that_is_missing_is_named_with_those_that_are_there(toy):
    for function in (framing.log_odds, framing.word_shift):
        table = function(frequency.count(toy), "washington", "kremlin")
        full = function(frequency.count(toy), "elysee", "kremlin")
        assert table.empty
        assert table.attrs["why"] == (
            "no words by 'washington': there is nothing to compare. There are: elysee, kremlin."
        )
        assert full.attrs["why"] == ""
        assert table.dtypes.to_dict() == full.dtypes.to_dict()
    with pytest.raises(ValueError, match="compared with itself"):
        framing.log_odds(frequency.count(toy), "kremlin", "kremlin")
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


def test_pairs_name_the_shared_words_and_lose_no_sentence(toy):
    call = toy[toy["call_id"] == "3"]
    pairs = framing.pair(toy, "3", "kremlin", "elysee")
    assert pairs["told"].tolist() == ["both"]
    assert pairs["shared"].tolist() == ["discussed iran leaders nuclear"]
    assert set(pairs["a"]) | set(pairs["b"]) == set(call.index)


def test_words_of_telling_are_not_those_of_somebody_else():
    words = framing.telling_words("kremlin", "elysee")
    assert {"putin", "macron", "kremlin", "élysée", "leaders", "said"} <= words
    assert not words & {"eu", "nato", "osce", "kyiv", "weapons"}


def test_words_are_compared_in_one_language_only():
    told = pd.DataFrame(
        [
            ("x", "kremlin", "en"),  # both in English, one of them in Russian as well
            ("x", "elysee", "en-GB"),
            ("x", "kremlin", "ru"),
            ("y", "kremlin", "ru"),  # each in its own
            ("y", "elysee", "fr"),
            ("z", "kremlin", None),  # not known of either
            ("z", "elysee", None),
            ("w", "kremlin", "en"),  # not known of one
            ("w", "elysee", None),
        ],
        columns=["call_id", "voice", "language"],
        index=range(3, 12),
    )
    assert framing.in_one_language(told).index.tolist() == [3, 4, 8, 9]
    assert framing.in_one_language(told[3:5]).empty
    assert framing.in_one_language(told[:0]).columns.tolist() == told.columns.tolist()
    assert framing.in_one_language(told.drop(columns="language")).equals(told.drop(columns="language"))
