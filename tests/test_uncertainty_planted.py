"""The tests and intervals on planted corpora, where the truth is known: nothing found where nothing is, and the like.

Random numbers are seeded, so each test gives the same result on every run. The bounds leave room for two Monte-Carlo
standard errors.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, uncertainty

SIDES = ("kremlin", "elysee")


@pytest.fixture(scope="module")
def alarms() -> pd.DataFrame:
    return uncertainty.false_alarms(corpora=80, permutations=100)


def test_effects_of_call_and_document_are_so_strong_that_pooled_g2_flags_a_fifth_to_a_quarter(alarms):
    assert alarms.index.tolist() == [10, 20, 40]
    assert alarms["pooled_g2"].between(0.20, 0.25).all()


def test_where_nothing_differs_swapping_flags_no_more_words_than_it_says(alarms):
    assert (alarms["swapped"] <= 0.05 + 2 * alarms["swapped_error"]).all()
    assert (alarms["max_t"] <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / alarms["corpora"])).all()


def test_where_one_sides_readouts_are_always_shorter_swapping_still_flags_no_more():
    lengths = ((300, 700), (100, 250))
    alarms = uncertainty.false_alarms([10, 20], corpora=80, permutations=100, lengths=lengths)
    assert (alarms["swapped"] <= 0.05 + 2 * alarms["swapped_error"]).all()
    assert (alarms["max_t"] <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / alarms["corpora"])).all()
    # Of the counts as they are, a word that one of the short accounts has would seem different if it were not for the
    # bound by the calls in which it occurs.
    counts, _ = uncertainty.planted_corpus(10, planted=0, lengths=lengths)
    tested = uncertainty.permute_by_call(counts, *SIDES, "g2")
    once = tested[(tested["calls"] == 1) & (tested["statistic"] < 0)]
    assert (once["as_large"] / tested.attrs["swaps"] <= 0.05).mean() > 0.5
    assert (once["p"] == 1).all()


@pytest.mark.parametrize("lengths", [((150, 500), (150, 500)), ((300, 700), (100, 250))])
def test_intervals_cover_the_true_difference_in_every_frequency_band_where_they_are_given(lengths):
    table = uncertainty.coverage(corpora=30, lengths=lengths)
    said = table.dropna()
    assert (said["covered"] + 2 * said["error"] >= 0.93).all()
    assert said["covered"].mean() >= 0.93
    assert said.index.get_level_values("band").tolist() == ["0.5 to 2", "2 to 5", "5 and more"] * 3
    assert (table["given"].xs("under 0.5", level="band") < 0.01).all()
    assert (table["given"].xs("5 and more", level="band") > 0.9).all()
    assert table.loc[table["covered"].isna(), "given"].max() < 0.01


def test_bootstrap_intervals_cover_from_thirty_calls_up_and_are_not_given_before():
    table = uncertainty.coverage([20, 30], corpora=20, method="bootstrap")
    assert (table.loc[20, "given"] == 0).all()
    said = table.loc[30].dropna()
    assert (said["covered"] + 2 * said["error"] >= 0.93).all()
    assert said.index.tolist() == ["0.5 to 2", "2 to 5", "5 and more"]


def test_planted_words_are_found_the_more_the_more_calls_and_the_larger_the_difference():
    table = uncertainty.power([10, 40], [2.0, 8.0], corpora=5, permutations=200)["5 and more"]
    assert table[8.0, 40] > table[8.0, 10] > table[2.0, 10]
    assert table[8.0, 40] > table[2.0, 40]
    assert table[8.0, 40] > 0.8


def test_max_t_finds_frequent_planted_words_where_benjamini_hochberg_cannot():
    counts, truth = uncertainty.planted_corpus(40, ratio=8.0, seed=5)
    tested = uncertainty.permute_by_call(counts, *SIDES, permutations=1000)
    frequent = truth.index[truth["planted"] & (truth["rate_a"] + truth["rate_b"] > 4)]
    found = uncertainty.adjust(tested)[frequent] <= 0.05
    assert found.mean() >= 0.75
    assert np.sign(tested.loc[frequent, "statistic"][found]).eq(np.sign(truth["difference"][frequent][found])).all()
    assert (uncertainty.adjust(tested, "benjamini-hochberg") > 0.05).all()


def test_a_comparison_carries_estimate_interval_p_adjusted_p_calls_and_smallest_p():
    counts, _ = uncertainty.planted_corpus(12, words=300, seed=2)
    table = framing.compare(counts, *SIDES, permutations=200)
    sure = ["estimate", "low", "high", "p", "p_adjusted", "calls", "smallest_p", "why"]
    assert table.columns.tolist() == ["count_a", "count_b", "log_odds", "z", *sure]
    assert table["z"].is_monotonic_decreasing
    tested = uncertainty.permute_by_call(counts, *SIDES, permutations=200).loc[table.index]
    assert table["p"].equals(tested["p"])
    assert table["p_adjusted"].equals(tested["p_max_t"])
    assert table.attrs["swaps"] == 200
    assert table.drop(columns=["low", "high"]).notna().all(axis=None)
    assert (table["low"].notna() == (table["why"] == "")).all()
    holm = framing.compare(counts, *SIDES, permutations=200, method="holm")
    assert holm["p_adjusted"].equals(uncertainty.adjust(holm["p"], "holm"))


@settings(max_examples=25)
@given(st.integers(1, 6), st.integers(2, 60), st.integers(0, 30), st.floats(0.1, 20), st.integers(0, 999))
def test_any_planted_corpus_keeps_its_lengths_and_its_truth(calls, words, pairs, ratio, seed):
    planted = 2 * min(pairs, words // 2)
    counts, truth = uncertainty.planted_corpus(calls, words, planted, ratio, seed, lengths=((30, 40), (5, 5)))
    assert counts.shape == (words, 2 * calls)
    lengths = counts.sum()
    assert lengths.xs("kremlin", level="voice").between(30, 40).all()
    assert (lengths.xs("elysee", level="voice") == 5).all()
    assert truth["planted"].sum() == planted
    assert truth[["rate_a", "rate_b"]].sum().tolist() == pytest.approx([1000, 1000])
    assert (truth.loc[~truth["planted"], "difference"] == 0).all()
    different = truth[truth["planted"]]
    expected = np.where(np.arange(planted) % 2 == 0, ratio, 1 / ratio)
    assert np.allclose(different["rate_a"] / different["rate_b"], expected)


def test_rates_in_planted_corpora_are_on_average_the_true_ones():
    drawn = [uncertainty.planted_corpus(40, 50, 10, seed=k) for k in range(30)]
    truth = drawn[0][1]
    for side, column in zip(SIDES, ("rate_a", "rate_b"), strict=True):
        accounts = [counts.xs(side, axis=1, level="voice") for counts, _ in drawn]
        rates = pd.concat([1000 * account / account.sum() for account in accounts], axis=1)
        error = rates.std(axis=1) / np.sqrt(rates.shape[1])
        assert (((rates.mean(axis=1) - truth[column]) / error).abs() < 4).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"calls": 0}, "at least 1 call"),
        ({"words": 1}, "2 words"),
        ({"planted": 3}, "come in pairs"),
        ({"planted": 20, "words": 10}, "come in pairs"),
        ({"ratio": 0}, "ratio is a positive number"),
        ({"account_effect": -1}, "account_effect is a positive"),
        ({"lengths": ((5, 4), (5, 5))}, "shortest and the longest"),
    ],
)
def test_what_makes_no_corpus_is_an_error(arguments, message):
    with pytest.raises(ValueError, match=message):
        uncertainty.planted_corpus(**arguments)
