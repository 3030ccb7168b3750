"""How sure a comparison of calls is: published examples, values enumerated by hand, and corpora whose truth is known.

Random numbers are seeded, so each test gives the same result on every run. The bounds on planted corpora leave room for
two Monte-Carlo standard errors.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import framing, frequency, uncertainty
from helpers.uncertainty import World

SIDES = ("kremlin", "elysee")
WORDS = ["the", "ukraine", "ceasefire", "to", "discussed", "president", "iaea"]
LENGTHS = [((150, 500), (150, 500)), ((300, 700), (100, 250))]
# The differences in height of Darwin's fifteen pairs of maize, in eighths of an inch (Fisher 1935).
DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]


def table(**rows: list[int]) -> pd.DataFrame:
    """Counts by call and side from rows a, b, a, b, ... of calls 00, 01, ..."""
    calls = range(len(next(iter(rows.values()))) // 2)
    columns = pd.MultiIndex.from_tuples([(f"{call:02}", side) for call in calls for side in SIDES])
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def dyads(**rows: list[int]) -> pd.DataFrame:
    """Counts from rows a, b, a, b of one call of ru-us and one of ru-fr."""
    columns = [("ru-us", "x", "kremlin"), ("ru-us", "x", "elysee"), ("ru-fr", "y", "kremlin"), ("ru-fr", "y", "elysee")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=pd.MultiIndex.from_tuples(columns))


def sentences(shares: list[tuple[float, float]], **columns) -> pd.DataFrame:
    """One sentence a side and call, with these values of "truce"."""
    rows = [
        (f"{call:02}", side, value) for call, pair in enumerate(shares) for side, value in zip(SIDES, pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["call_id", "voice", "truce"]).assign(**columns)


@pytest.fixture
def by_call(toy) -> pd.DataFrame:
    return frequency.count(toy, by=["call_id", "voice"])


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Up to five calls and six words, and two more that every account has."""
    accounts = 2 * draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(st.integers(0, 4), min_size=accounts, max_size=accounts), max_size=6))
    return table(the=[3] * accounts, of=[2] * accounts, **{f"w{i}": row for i, row in enumerate(rows)})


# Swaps


def test_swapping_the_toy_accounts_gives_the_enumerated_numbers(by_call):
    a, b = (by_call.xs(side, axis=1, level=1) for side in SIDES)

    def g2(signs: np.ndarray) -> np.ndarray:
        """Of the two sides' sums as they are after each swap."""
        columns = []
        for sign in signs.T > 0:
            sums = {"a": np.where(sign, a, b).sum(axis=1), "b": np.where(sign, b, a).sum(axis=1)}
            columns.append(frequency.keyness(pd.DataFrame(sums, by_call.index), "a", "b")["g2"].reindex(by_call.index))
        return np.transpose(columns)

    told = ((by_call > 0).T.groupby(level=0).any().sum()).to_numpy()
    tested = uncertainty.permutation(g2, 3, told).set_index(by_call.index)
    assert tested.loc[WORDS, "as_large"].tolist() == [2, 6, 4, 6, 6, 4, 2]
    assert tested.attrs == {"swaps": 8, "exact": True}
    assert tested.loc["the", ["p", "smallest_p"]].tolist() == [0.25, 0.25]
    # "iaea" stands in one call: swapping the others moves only the sides' lengths, so 2 of 8 is no evidence.
    assert tested.loc["iaea", ["p", "smallest_p"]].tolist() == [1.0, 1.0]


def test_darwins_maize_has_the_published_p_from_all_swaps_and_nearly_so_from_some():
    """Fisher (1935, The Design of Experiments, 21): 1,726 of 32,768 swaps; the mean is 0.004 to 5.23 inches."""
    heights = np.array([DARWIN])
    drawn = uncertainty.permutation(lambda signs: heights @ signs, 15, np.array([15]), 4000).iloc[0]
    assert drawn["p"] == pytest.approx(0.0526733, abs=0.01)
    assert drawn["p"] == (drawn["as_large"] + 1) / 4001
    pairs = [(0.5 + height / 200, 0.5 - height / 200) for height in DARWIN]
    found = uncertainty.shares_by_call(sentences(pairs), *SIDES, ["truce"]).loc["truce"]
    assert found["p"] == 1726 / 32768
    assert 100 * found["estimate"] == pytest.approx(20.9333, abs=1e-4)
    assert [100 * found["low"] / 8, 100 * found["high"] / 8] == pytest.approx([0.0036, 5.2297], abs=1e-3)
    assert (found["calls"], found["smallest_p"], found["why"]) == (15, 2 / 2**15, "")


def test_max_t_compares_each_with_the_largest_of_those_not_above_it():
    differences = np.array([[-6, -6, -4, -6, -1, -6], [3, 3, 3, 3, 3, 3], [2, 2, 2, 2, -1, 2], [1, -1, 1, 1, -1, 1]])
    signs = 1 - 2 * ((np.arange(64) >> np.arange(6)[:, None]) & 1)
    swapped = np.abs(differences @ signs)
    assert swapped[:, 0].tolist() == [29, 18, 9, 2]
    expected = np.maximum.accumulate([(swapped[i:].max(axis=0) >= swapped[i, 0]).mean() for i in range(4)])
    mixed = [2, 0, 3, 1]
    tested = uncertainty.permutation(lambda signs: differences[mixed] @ signs, 6, np.full(4, 6))
    assert tested["p_adjusted"].tolist() == pytest.approx(expected[mixed].tolist())


def test_a_measure_that_gives_no_number_or_no_swap_at_all_is_an_error():
    with pytest.raises(ValueError, match="no finite number"):
        uncertainty.permutation(lambda signs: np.full((1, signs.shape[1]), np.nan), 3, np.array([3]))
    with pytest.raises(ValueError, match="at least 1, not 0"):
        uncertainty.permutation(lambda signs: signs, 3, np.array([3]), 0)


# Words


def test_a_comparison_ranks_by_log_odds_and_carries_all_that_says_how_sure_it_is():
    counts, _ = uncertainty.planted_corpus(12, seed=2, world=World(words=300))
    found = uncertainty.compare(counts, *SIDES, permutations=200)
    sure = ["estimate", "low", "high", "p", "p_adjusted", "calls", "smallest_p", "why"]
    assert found.columns.tolist() == ["count_a", "count_b", "log_odds", "z", *sure]
    assert found["z"].is_monotonic_decreasing
    assert (found.attrs["swaps"], found.attrs["exact"]) == (200, False)
    assert found.drop(columns=["low", "high"]).notna().all(axis=None)
    assert (found["low"].notna() == (found["why"] == "")).all()
    pd.testing.assert_frame_equal(found, uncertainty.compare(counts, *SIDES, permutations=200))
    sparse = counts.astype(pd.SparseDtype("int64", 0))
    pd.testing.assert_frame_equal(found, uncertainty.compare(sparse, *SIDES, permutations=200))


def test_accounts_are_brought_to_the_same_length_before_they_are_swapped():
    # The same shares of words in all accounts, the second side's three times as long: nothing differs.
    assert (uncertainty.compare(table(arms=[2, 6] * 6, grain=[1, 3] * 6, the=[7, 21] * 6), *SIDES)["p"] == 1).all()
    # Calls without a word say nothing of it: whatever the lengths, all swaps of the others tie.
    counts, _ = uncertainty.planted_corpus(8, world=World(200, ((300, 700), (50, 100))))
    found = uncertainty.compare(counts, *SIDES)
    assert (found["p"] * 2**8 % 2 ** (9 - found["calls"]) == 0).all()


@given(tables())
def test_p_is_the_same_whichever_side_is_named_first_and_never_below_the_smallest(counts):
    found = uncertainty.compare(counts, *SIDES, permutations=32)
    turned = uncertainty.compare(counts, *SIDES[::-1], permutations=32).loc[found.index]
    assert np.allclose(found[["z", "estimate"]], -turned[["z", "estimate"]])
    columns = ["p", "p_adjusted", "calls", "smallest_p", "why"]
    pd.testing.assert_frame_equal(found[columns], turned[columns])
    assert (found["p"] >= found["smallest_p"]).all() and found["p_adjusted"].between(found["p"], 1).all()


def test_calls_told_by_one_side_or_without_words_are_left_out_and_named(by_call):
    alone = pd.concat([by_call, pd.DataFrame({("4", "kremlin"): 5, ("4", "elysee"): 0}, index=by_call.index)], axis=1)
    alone.loc["only-there"] = [0] * 6 + [7, 0]
    found = uncertainty.compare(alone, *SIDES)
    attrs = {"calls": 3, "strata": {}, "calls_left_out": ["4"], "terms_left_out": 1, "why": "", "swaps": 8}
    assert found.attrs == attrs | {"exact": True}
    pd.testing.assert_frame_equal(found, uncertainty.compare(by_call, *SIDES))
    assert uncertainty.smallest_p(alone, *SIDES).loc["only-there"].tolist() == [0, 1.0]


def test_smallest_p_is_what_swapping_calls_could_give_at_best(by_call):
    smallest = uncertainty.smallest_p(by_call, *SIDES)
    assert smallest.loc[["the", "ukraine", "iaea"], "calls"].tolist() == [3, 2, 1]
    assert smallest.loc[["the", "ukraine", "iaea"], "smallest_p"].tolist() == [0.25, 0.5, 1.0]
    many = table(arms=[2, 1] * 1100, the=[3, 5] * 1100)  # more calls than a float has powers of two
    assert uncertainty.compare(many, *SIDES, permutations=50)["smallest_p"].tolist() == [1 / 51] * 2


def test_students_interval_is_that_of_the_differences_by_call():
    # Darwin's pairs in inches, as R's t.test gives them (Fisher 1935: t = 2.148 on 14 degrees of freedom).
    counts = table(maize=[n for d in DARWIN for n in (100 + d, 100)], rest=[n for d in DARWIN for n in (900 - d, 900)])
    interval = uncertainty.compare(counts, *SIDES, permutations=64).loc["maize"]
    expected = [2.616667, 0.003899, 5.229434]
    assert [interval[name] / 8 for name in ("estimate", "low", "high")] == pytest.approx(expected, abs=1e-6)
    assert interval["why"] == ""


def test_an_empty_interval_says_why(by_call):
    few = uncertainty.compare(by_call, *SIDES)
    assert few["why"].unique().tolist() == ["too few calls told by both: 3, needed 10"]
    assert few["estimate"].notna().all()
    rows = {"rare": [1, 0] + [0] * 22, "arms": [2, 1, 1, 2, 3, 1] * 4, "the": [28, 29, 29, 28, 27, 29] * 4}
    found = uncertainty.compare(table(**rows), *SIDES)
    assert found["why"].to_dict() == {"arms": "", "the": "", "rare": "too few calls with it: 1, needed 6"}
    equal = uncertainty.compare(table(same=[1, 1] * 12, the=[8, 8] * 12), *SIDES)
    assert equal["why"].tolist() == ["the same in every call"] * 2


def test_dyads_are_summed_within_and_counted_apart():
    counts = dyads(arms=[3, 1, 0, 2], the=[7, 9, 10, 18])
    found = uncertainty.compare(counts, *SIDES)
    assert found.attrs["strata"] == {"ru-fr": 1, "ru-us": 1}
    assert (found.attrs["calls"], found.attrs["swaps"]) == (2, 4)
    assert found["z"].equals(framing.log_odds(counts, *SIDES)["z"])
    counts.columns = pd.MultiIndex.from_tuples([(dyad, "x", voice) for dyad, _, voice in counts.columns])
    with pytest.raises(ValueError, match=r"counts: two columns \('x', 'kremlin'\)"):
        uncertainty.compare(counts, *SIDES)


@given(st.lists(st.lists(st.integers(0, 4), min_size=8, max_size=8), min_size=1, max_size=4))
def test_one_dyad_is_the_same_as_none(rows):
    none = table(the=[3] * 8, of=[2] * 8, **{f"w{i}": row for i, row in enumerate(rows)})
    one = pd.concat({"ru-fr": none}, axis=1)
    found = [uncertainty.compare(counts, *SIDES) for counts in (one, none)]
    pd.testing.assert_frame_equal(*found, check_exact=False, rtol=1e-9)


def test_terms_chosen_before_are_tested_alone_and_the_others_count_for_the_length():
    rng = np.random.default_rng(1)
    counts = table(**{f"w{i}": rng.poisson(3, 16).tolist() for i in range(8)})
    every, some = (uncertainty.compare(counts, *SIDES, terms=terms) for terms in (None, ["w5", "w3"]))
    assert set(some.index) == {"w3", "w5"}
    pd.testing.assert_frame_equal(some[["z", "p"]], every.loc[some.index, ["z", "p"]])
    assert (some["p_adjusted"] <= every.loc[some.index, "p_adjusted"]).all()


BAD = {
    "one level": lambda counts: counts.T.groupby(level=1).sum().T,
    "one side": lambda counts: counts.drop(columns="elysee", level=1),
    "nothing in common": lambda counts: counts[[("1", "kremlin"), ("2", "elysee")]],
    "a column twice": lambda counts: counts[[*counts.columns, counts.columns[0]]],
    "one term": lambda counts: counts.loc[["the"]],
    "a rate": lambda counts: counts / 2,
}


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("one level", 'Count with by=\\["call_id", "voice"\\]'),
        ("a column twice", "two columns .*'1', 'elysee'.*add them up"),
        ("one term", "one term only"),
        ("a rate", "column .'1', 'elysee'., row 'a': 0.5 is no count"),
    ],
)
def test_a_table_that_is_none_of_counts_by_call_is_an_error_that_says_where(by_call, what, message):
    with pytest.raises(ValueError, match=message):
        uncertainty.compare(BAD[what](by_call), *SIDES)


@pytest.mark.parametrize(
    ("sides", "terms", "message"),
    [
        (SIDES, "arms", "terms is a list of words, not the word 'arms'."),
        (SIDES, ["grain"], "the counts have no term 'grain'."),
        (("kremlin", "kremlin"), None, "'kremlin' is compared with itself"),
    ],
)
def test_what_cannot_be_compared_is_said(by_call, sides, terms, message):
    with pytest.raises(ValueError, match=message):
        uncertainty.compare(by_call, *sides, terms=terms)


@pytest.mark.parametrize(
    ("what", "why"), [("one side", "No account is by 'elysee'; there are: kremlin."), ("nothing in common", "compare.")]
)
def test_where_no_call_is_told_by_both_the_table_is_empty_and_says_why(by_call, what, why):
    with pytest.warns(UserWarning, match="no call is told by both"):
        nothing = uncertainty.compare(BAD[what](by_call), *SIDES)
    full = uncertainty.compare(by_call, *SIDES)
    assert nothing.empty
    assert nothing.attrs["why"].startswith("no call is told by both 'kremlin' and 'elysee'")
    assert nothing.attrs["why"].endswith(why)
    assert nothing.attrs.keys() == full.attrs.keys()
    assert nothing.dtypes.to_dict() == full.dtypes.to_dict()
    assert uncertainty.smallest_p(BAD[what](by_call), *SIDES)["smallest_p"].eq(1).all()


# Shares of sentences


def test_shares_are_of_sentences_and_differences_of_calls_whatever_the_labels_of_the_rows():
    rows = {"call_id": [*"xxxx", *"yy", "z"], "voice": ["kremlin"] * 3 + ["elysee", "kremlin", "elysee", "kremlin"]}
    rows |= {"truce": [1, 0.5, 0, 0, 0, 1, 1], "dyad": ["ru-us"] * 4 + ["ru-fr"] * 3}
    found = uncertainty.shares_by_call(pd.DataFrame(rows, index=[0] * 7), *SIDES, ["truce"])
    assert found.loc["truce", ["share_a", "share_b", "estimate", "p"]].tolist() == [1.5 / 4, 1 / 2, -0.25, 1.0]
    assert found.loc["truce", "why"] == "too few calls told by both: 2, needed 10"
    assert found.loc["truce", ["low", "high"]].isna().all()
    about = {"strata": {"ru-fr": 1, "ru-us": 1}, "sentences": {"kremlin": 4, "elysee": 2}, "calls_left_out": ["z"]}
    assert found.attrs == {"calls": 2} | about


def test_a_tag_that_nobody_or_everybody_has_or_that_differs_in_few_calls_has_no_interval():
    found = uncertainty.shares_by_call(sentences([(0, 0)] * 12, all=1), *SIDES, ["truce", "all"])
    assert found[["p", "p_adjusted", "smallest_p"]].eq(1).all(axis=None)
    assert found["why"].eq("a difference in too few calls: 0, needed 6").all()


@pytest.mark.parametrize(
    ("change", "tags", "message"),
    [
        ({"voice": "kremlin"}, ["truce"], "no call is told by both.*there are: kremlin"),
        ({"truce": 2}, ["truce"], "truce is 2 in a sentence on call '00', not within 0 and 1"),
        ({}, ["blame"], "no column blame"),
        ({}, "truce", r"tags is a list of columns: \['truce'\]"),
    ],
)
def test_what_cannot_be_shared_out_is_an_error(change, tags, message):
    with pytest.raises(ValueError, match=message):
        uncertainty.shares_by_call(sentences([(0, 1)] * 3).assign(**change), *SIDES, tags)


def test_power_is_the_level_where_nothing_differs_and_one_where_every_call_does():
    found = pd.DataFrame({"same": [-0.3, 0.3, -0.1, 0.1], "apart": [0.1, 0.2, 0.3, 0.4]})
    power = uncertainty.power_by_call(found, [5, 20])
    assert power.loc[5].tolist() == [0.0, 0.0]  # 2 of 32 ways to swap five calls are as large
    assert power.loc[20, "apart"] == 1
    assert power.loc[20, "same"] == pytest.approx(0.05, abs=0.03)
    assert (uncertainty.power_by_call(found, [20], adjusted=True) <= power.loc[[20]]).all(axis=None)


# Planted corpora


def corpora(calls: int, number: int, **model) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """No two numbers of calls share their random numbers."""
    seeds = np.random.SeedSequence([0, calls]).generate_state(number)
    return (uncertainty.planted_corpus(calls, seed=int(seed), **model) for seed in seeds)


def pooled_g2(counts: pd.DataFrame) -> float:
    """The share of words with p < 0.05, were words independent: as the field often does it."""
    return float((frequency.keyness(counts, *SIDES)["g2"] > stats.chi2.isf(0.05, 1)).mean())


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("calls", [10, 30])
def test_where_nothing_differs_swapping_flags_no_more_words_than_it_says(calls, lengths):
    found = []
    for number, (counts, _) in enumerate(corpora(calls, 40, planted=0, world=World(lengths=lengths))):
        tested = uncertainty.compare(counts, *SIDES, permutations=100 + number)  # other swaps in every corpus
        can = tested["smallest_p"] <= 0.05
        found.append([pooled_g2(counts), (tested["p"] <= 0.05)[can].mean(), (tested["p_adjusted"] <= 0.05).any()])
    g2, swapped, any_word = np.mean(found, axis=0)
    assert 0.20 <= g2 <= 0.25 or lengths != LENGTHS[0]
    assert swapped <= 0.05 + 2 * np.std([row[1] for row in found], ddof=1) / len(found) ** 0.5
    assert any_word <= 0.05 + 2 * (0.05 * 0.95 / len(found)) ** 0.5


@pytest.mark.parametrize("lengths", LENGTHS)
def test_intervals_cover_the_true_difference_in_every_frequency_band_where_they_are_given(lengths):
    parts = []
    for calls in (10, 30):
        for counts, truth in corpora(calls, 25, planted=200, world=World(lengths=lengths)):
            part = uncertainty.compare(counts, *SIDES, permutations=1).join(truth, how="inner")
            parts.append(part[part["planted"]].assign(compared=calls))
    words = pd.concat(parts)
    rate = (words["rate_a"] + words["rate_b"]) / 2
    words["band"] = pd.cut(rate, [0, 0.5, 2, 5, np.inf], right=False, labels=["under 0.5", "to 2", "to 5", "above"])
    words["given"] = words["low"].notna()
    words["hit"] = words["difference"].between(words["low"], words["high"])
    cells = words.groupby(["compared", "band"], observed=False)[["given", "hit"]].sum()
    sizes = words.groupby(["compared", "band"], observed=False).size()
    said = cells[cells["given"] >= 50]
    covered = said["hit"] / said["given"]
    assert (covered + 2 * np.sqrt(covered * (1 - covered) / said["given"]) >= 0.93).all()
    assert covered.mean() >= 0.93
    assert said.index.get_level_values("band").tolist() == ["to 2", "to 5", "above"] * 2
    assert ((cells["given"] / sizes).xs("under 0.5", level="band") < 0.01).all()
    assert ((cells["given"] / sizes).xs("above", level="band") > 0.9).all()


def test_max_t_finds_frequent_planted_words_where_benjamini_hochberg_cannot():
    counts, truth = uncertainty.planted_corpus(40, ratio=8.0, seed=5)
    tested = uncertainty.compare(counts, *SIDES, permutations=1000)
    frequent = truth.index[truth["planted"] & (truth["rate_a"] + truth["rate_b"] > 4)]
    found = tested.loc[frequent, "p_adjusted"] <= 0.05
    assert found.mean() >= 0.75
    assert np.sign(tested.loc[frequent, "z"][found]).eq(np.sign(truth["difference"][frequent][found])).all()
    assert (stats.false_discovery_control(tested["p"]) > 0.05).all()


@settings(max_examples=25)
@given(st.integers(1, 6), st.integers(2, 60), st.integers(0, 30), st.floats(0.1, 20), st.integers(0, 999))
def test_any_planted_corpus_keeps_its_lengths_and_its_truth(calls, words, pairs, ratio, seed):
    planted = 2 * min(pairs, words // 2)
    counts, truth = uncertainty.planted_corpus(calls, planted, ratio, seed, World(words, ((30, 40), (5, 5))))
    assert counts.shape == (words, 2 * calls)
    assert counts.sum().xs("kremlin", level="voice").between(30, 40).all()
    assert (counts.sum().xs("elysee", level="voice") == 5).all()
    assert truth["planted"].sum() == planted
    assert truth[["rate_a", "rate_b"]].sum().tolist() == pytest.approx([1000, 1000])
    assert (truth.loc[~truth["planted"], "difference"] == 0).all()
    different = truth[truth["planted"]]
    expected = np.where(np.arange(planted) % 2 == 0, ratio, 1 / ratio)
    assert np.allclose(different["rate_a"] / different["rate_b"], expected)


@pytest.mark.parametrize("planted", [5, 12])
def test_planted_words_come_in_pairs_and_are_no_more_than_all(planted):
    with pytest.raises(ValueError, match=r"come in pairs and are no more than all words \(10\)"):
        uncertainty.planted_corpus(planted=planted, world=World(words=10))
