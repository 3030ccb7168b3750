"""Calls of several dyads, and shares of sentences: against published examples and values computed by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, uncertainty
from tests.test_uncertainty import DARWIN

SIDES = ("kremlin", "elysee")


def dyads(**rows: list[int]) -> pd.DataFrame:
    """Counts from rows a, b, a, b of one call of ru-us and one of ru-fr."""
    columns = pd.MultiIndex.from_tuples(
        [("ru-us", "x", "kremlin"), ("ru-us", "x", "elysee"), ("ru-fr", "y", "kremlin"), ("ru-fr", "y", "elysee")],
        names=["dyad", "call_id", "voice"],
    )
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def sentences(shares: list[tuple[float, float]], **columns) -> pd.DataFrame:
    """One sentence a side and call, with these values of "truce"."""
    rows = [
        (f"{call:02}", side, value) for call, pair in enumerate(shares) for side, value in zip(SIDES, pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["call_id", "voice", "truce"]).assign(**columns)


# Words, by dyad


@pytest.mark.parametrize(("prior", "delta", "z"), [(0.5, 0.479502, 0.580706), ("pooled", 0.130616, 0.269272)])
def test_log_odds_are_summed_within_dyads_and_weighted_by_their_variance(prior, delta, z):
    """Each dyad's log-odds and variance, two terms of the paper's approximation, worked out by hand."""
    found = framing.log_odds(dyads(arms=[3, 1, 0, 2], the=[7, 9, 10, 18]), *SIDES, prior=prior)
    assert found.loc["arms", ["log_odds", "z"]].tolist() == pytest.approx([delta, z], abs=1e-6)
    assert found.loc["arms", ["count_a", "count_b"]].tolist() == [3, 3]


def test_what_two_dyads_speak_of_is_no_difference_between_the_sides():
    """The sides say "arms" equally often in each dyad; added up, the longer readouts of one dyad would tilt it."""
    counts = dyads(arms=[40, 10, 1, 4], the=[40, 10, 99, 396])
    apart = framing.log_odds(counts, *SIDES, prior=0.01)
    together = framing.log_odds(counts.droplevel("dyad", axis=1), *SIDES, prior=0.01)
    assert apart.loc["arms", "log_odds"] == pytest.approx(0, abs=0.01)
    assert together.loc["arms", "log_odds"] > 2


def test_a_comparison_says_how_many_calls_each_dyad_gives():
    counts = dyads(arms=[3, 1, 0, 2], the=[7, 9, 10, 18])
    tested = uncertainty.permute_by_call(counts, *SIDES)
    assert tested.attrs["strata"] == {"ru-fr": 1, "ru-us": 1}
    assert (tested.attrs["calls"], tested.attrs["swaps"]) == (2, 4)
    assert framing.compare(counts, *SIDES).attrs["strata"] == {"ru-fr": 1, "ru-us": 1}


@given(st.lists(st.lists(st.integers(0, 4), min_size=8, max_size=8), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_one_dyad_is_the_same_as_none(rows):
    counts = {f"w{i}": row for i, row in enumerate(rows)} | {"the": [3] * 8, "of": [2] * 8}
    columns = pd.MultiIndex.from_product([["ru-fr"], list("1234"), SIDES])
    counts = pd.DataFrame.from_dict(counts, orient="index", columns=columns)
    one, none = (uncertainty.permute_by_call(table, *SIDES) for table in (counts, counts.droplevel(0, axis=1)))
    pd.testing.assert_frame_equal(one, none, check_exact=False, rtol=1e-9)


def test_terms_chosen_before_are_tested_alone_and_the_others_count_for_the_length():
    rng = np.random.default_rng(1)
    rows = {f"w{i}": rng.poisson(3, 16).tolist() for i in range(8)}
    counts = pd.DataFrame.from_dict(
        rows, orient="index", columns=pd.MultiIndex.from_product([[str(call) for call in range(8)], SIDES])
    )
    every = uncertainty.permute_by_call(counts, *SIDES)
    some = uncertainty.permute_by_call(counts, *SIDES, terms=["w3", "w5"])
    assert some.index.tolist() == ["w3", "w5"]
    pd.testing.assert_frame_equal(some[["statistic", "p"]], every.loc[["w3", "w5"], ["statistic", "p"]])
    assert (some["p_max_t"] <= every.loc[some.index, "p_max_t"]).all()
    compared = framing.compare(counts, *SIDES, terms=["w5", "w3"])
    assert set(compared.index) == {"w3", "w5"}
    assert compared.loc["w3", "z"] == framing.log_odds(counts, *SIDES).loc["w3", "z"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"terms": "arms"}, "terms is a list of words, not the word 'arms'."),
        ({"terms": ["grain"]}, "the counts have no term 'grain'."),
        ({"statistic": "g2"}, "over several dyads the statistic is 'log_odds'."),
    ],
)
def test_what_cannot_be_tested_is_said(change, said):
    with pytest.raises(ValueError) as error:
        uncertainty.permute_by_call(dyads(arms=[3, 1, 0, 2], the=[7, 9, 10, 18]), *SIDES, **change)
    assert said in str(error.value)


def test_a_call_in_two_dyads_is_told():
    counts = dyads(arms=[3, 1, 0, 2], the=[7, 9, 10, 18])
    counts.columns = pd.MultiIndex.from_tuples([(dyad, "x", voice) for dyad, _, voice in counts.columns])
    with pytest.raises(ValueError, match=r"counts: two columns \('x', 'kremlin'\)"):
        uncertainty.permute_by_call(counts, *SIDES)


# Shares of sentences


def test_darwins_maize_gives_fishers_p_and_students_interval():
    """Fisher (1935, The Design of Experiments, 21): 1,726 of 32,768 swaps; the mean is 0.004 to 5.23 inches."""
    pairs = [(0.5 + height / 200, 0.5 - height / 200) for height in DARWIN]
    found = uncertainty.shares_by_call(sentences(pairs), *SIDES, ["truce"], permutations=2**15).loc["truce"]
    assert found["p"] == 1726 / 32768
    assert 100 * found["estimate"] == pytest.approx(20.9333, abs=1e-4)
    assert [100 * found["low"] / 8, 100 * found["high"] / 8] == pytest.approx([0.0036, 5.2297], abs=1e-3)
    assert (found["calls"], found["smallest_p"], found["why"]) == (15, 2 / 2**15, "")


def test_shares_are_of_sentences_and_differences_of_calls():
    table = pd.DataFrame(
        {
            "call_id": ["x"] * 4 + ["y"] * 2 + ["z"],
            "voice": ["kremlin"] * 3 + ["elysee"] + ["kremlin", "elysee"] + ["kremlin"],
            "truce": [1, 0.5, 0, 0, 0, 1, 1],
            "dyad": ["ru-us"] * 4 + ["ru-fr"] * 3,
        }
    )
    found = uncertainty.shares_by_call(table, *SIDES, ["truce"])
    assert found.loc["truce", ["share_a", "share_b", "estimate", "p"]].tolist() == [1.5 / 4, 1 / 2, -0.25, 1.0]
    assert found.loc["truce", "why"] == "too few calls told by both: 2, needed 10"
    assert found.loc["truce", ["low", "high"]].isna().all()
    assert found.attrs == {
        "calls": 2,
        "strata": {"ru-fr": 1, "ru-us": 1},
        "sentences": {"kremlin": 4, "elysee": 2},
        "calls_left_out": ["z"],
    }


def test_the_adjusted_p_is_that_of_the_largest_of_all_tags():
    rng = np.random.default_rng(3)
    values = rng.integers(0, 2, (20, 3)).astype(float)
    values[::2, 0] = 0
    table = pd.DataFrame(values, columns=["a", "b", "c"])
    table = table.assign(call_id=np.repeat([f"{n}" for n in range(10)], 2), voice=list(SIDES) * 10)
    found = uncertainty.shares_by_call(table, *SIDES, ["a", "b", "c"])
    d = values[::2] - values[1::2]
    z = d / np.sqrt((d**2).sum(axis=0))
    signs = 1 - 2 * ((np.arange(2**10)[:, None] >> np.arange(10)) & 1)
    swapped, seen = np.abs(signs @ z), np.abs(z.sum(axis=0))
    order = np.argsort(-seen, kind="stable")
    steps = [(swapped[:, order[k:]].max(axis=1) >= seen[order[k]] - 1e-9).mean() for k in range(3)]
    assert found["p_adjusted"].to_numpy()[order] == pytest.approx(np.maximum.accumulate(steps))
    assert found["p"].to_numpy() == pytest.approx((swapped >= seen - 1e-9).mean(axis=0))


def test_turning_the_sides_round_turns_the_difference_and_nothing_else():
    rng = np.random.default_rng(5)
    table = sentences([tuple(pair) for pair in rng.integers(0, 3, (14, 2)) / 2])
    one = uncertainty.shares_by_call(table, *SIDES, ["truce"]).loc["truce"]
    two = uncertainty.shares_by_call(table, *reversed(SIDES), ["truce"]).loc["truce"]
    assert [one["estimate"], one["low"], one["p"]] == [-two["estimate"], -two["high"], two["p"]]


def test_a_tag_that_nobody_has_is_no_difference():
    found = uncertainty.shares_by_call(sentences([(0, 0)] * 12), *SIDES, ["truce"]).loc["truce"]
    assert found[["estimate", "p", "p_adjusted", "smallest_p"]].tolist() == [0, 1, 1, 1]
    assert found["why"] == "a difference in too few calls: 0, needed 6"


@pytest.mark.parametrize(
    ("table", "voices", "tags", "said"),
    [
        (sentences([(0, 1)]), SIDES, ["grain"], "sentences: no column grain."),
        (sentences([(0, 2)]), SIDES, ["truce"], "truce is 2 in a sentence on call '00', not within 0 and 1."),
        (sentences([(0, 1)]), ("kremlin", "kremlin"), ["truce"], "'kremlin' is compared with itself."),
        (sentences([(0, 1)]), ("kremlin", "london"), ["truce"], "no call is told by both 'kremlin' and 'london'."),
    ],
)
def test_shares_that_cannot_be_had_are_told(table, voices, tags, said):
    with pytest.raises(ValueError) as error:
        uncertainty.shares_by_call(table, *voices, tags)
    assert said in str(error.value)
