"""How sure a comparison of calls is, against published examples and values enumerated by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, frequency, uncertainty

SIDES = ("kremlin", "elysee")
WORDS = ["the", "ukraine", "ceasefire", "to", "discussed", "president", "iaea"]
# The differences in height of Darwin's fifteen pairs of maize, in eighths of an inch (Fisher 1935).
DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
# The fifteen p-values of the example in Benjamini & Hochberg (1995).
HOCHBERG = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
HOCHBERG += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]


def table(**rows: list[int]) -> pd.DataFrame:
    """Counts by call and side from rows a, b, a, b, ... of calls 00, 01, ..."""
    calls = range(len(next(iter(rows.values()))) // 2)
    columns = pd.MultiIndex.from_tuples([(f"{call:02}", side) for call in calls for side in SIDES])
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


@pytest.fixture
def by_call(toy) -> pd.DataFrame:
    return frequency.count(toy, by=["call_id", "voice"])


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Up to five calls and six words, and two more that every account has."""
    accounts = 2 * draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(st.integers(0, 4), min_size=accounts, max_size=accounts), max_size=6))
    return table(the=[3] * accounts, of=[2] * accounts, **{f"w{i}": row for i, row in enumerate(rows)})


def test_swapping_the_toy_accounts_gives_the_enumerated_numbers(by_call):
    tested = uncertainty.permute_by_call(by_call, *SIDES, "g2")
    assert tested.loc[WORDS, "as_large"].tolist() == [2, 6, 4, 6, 6, 4, 2]
    about = {"calls": 3, "strata": {}, "calls_left_out": [], "terms_left_out": 0, "why": ""}
    assert tested.attrs == about | {"swaps": 8, "exact": True}
    assert tested.loc["the", ["p", "smallest_p"]].tolist() == [0.25, 0.25]
    # "iaea" stands in one call: swapping the others moves only the sides' lengths, so 2 of 8 is no evidence.
    assert tested.loc["iaea", ["p", "smallest_p"]].tolist() == [1.0, 1.0]


def test_g2_of_the_toy_corpus_is_that_of_the_reference_tools(by_call):
    tested = uncertainty.permute_by_call(by_call, *SIDES, "g2")["statistic"]
    expected = {"the": 0.333731, "ukraine": -0.434536, "ceasefire": -2.989567, "to": 2.703610}
    assert tested[list(expected)].to_dict() == pytest.approx(expected, abs=1e-6)


def test_darwins_maize_has_the_published_p():
    counts = table(maize=[n for d in DARWIN for n in (100 + d, 100)], rest=[300, 300] * 15)
    tested = uncertainty.permute_by_call(counts, *SIDES, lambda a, b, n_a, n_b: a - b, permutations=2**15)
    assert tested.loc["maize", "as_large"] == 1726
    assert tested.loc["maize", "p"] == pytest.approx(0.0526733, abs=1e-7)
    drawn = uncertainty.permute_by_call(counts, *SIDES, lambda a, b, n_a, n_b: a - b, permutations=4000)
    assert drawn.loc["maize", "p"] == pytest.approx(0.0526733, abs=0.01)
    assert drawn.loc["maize", "p"] == (drawn.loc["maize", "as_large"] + 1) / 4001


@pytest.mark.parametrize("prior", ["pooled", 0.1])
def test_the_default_tests_the_log_odds_by_their_standard_error(prior):
    counts, _ = uncertainty.planted_corpus(4, words=60, lengths=((50, 50), (50, 50)))
    tested = uncertainty.permute_by_call(counts, *SIDES, prior=prior)["statistic"]
    z = framing.log_odds(counts.loc[tested.index], *SIDES, prior=prior)["z"].sort_index()
    pd.testing.assert_series_equal(tested, z, check_names=False)


def test_accounts_are_brought_to_the_same_length_before_log_odds_are_tested():
    # The same shares of words in all accounts, the second side's three times as long: nothing differs.
    counts = table(arms=[2, 6] * 6, grain=[1, 3] * 6, the=[7, 21] * 6)
    tested = uncertainty.permute_by_call(counts, *SIDES)
    assert np.allclose(tested["statistic"], 0)
    assert (tested["p"] == 1).all()
    # Calls without a word say nothing of it: whatever the lengths, all swaps of the others tie.
    counts, _ = uncertainty.planted_corpus(8, words=200, lengths=((300, 700), (50, 100)))
    tested = uncertainty.permute_by_call(counts, *SIDES)
    assert (tested["as_large"] % 2 ** (9 - tested["calls"]) == 0).all()


@settings(max_examples=60)
@given(tables())
def test_p_is_the_same_whichever_side_is_named_first_and_never_below_the_smallest(counts):
    tested = uncertainty.permute_by_call(counts, *SIDES, permutations=32)
    turned = uncertainty.permute_by_call(counts, *SIDES[::-1], permutations=32)
    assert np.allclose(tested["statistic"], -turned["statistic"])
    pd.testing.assert_frame_equal(tested.drop(columns="statistic"), turned.drop(columns="statistic"))
    assert (tested["p"] >= tested["smallest_p"]).all()
    assert tested["p"].between(0, 1).all()
    assert (tested["p_max_t"] >= tested["p"]).all()
    ranked = tested.sort_values("statistic", key=lambda t: -t.abs().round(9), kind="stable")
    assert ranked["p_max_t"].is_monotonic_increasing


def test_max_t_compares_each_word_with_the_largest_of_those_not_above_it():
    # Equal lengths: the rest makes up for every word. Differences of a by call: six calls, three words.
    differences = {"arms": [3, 3, 3, 3, 3, 3], "grain": [2, 2, 2, 2, -1, 2], "talks": [1, -1, 1, 1, -1, 1]}
    rows = {word: [n for d in values for n in (5 + d, 5)] for word, values in differences.items()}
    total = np.array(list(rows.values())).sum(axis=0)
    counts = table(rest=(100 - total).tolist(), **rows)
    tested = uncertainty.permute_by_call(counts, *SIDES, lambda a, b, n_a, n_b: a - b)
    signs = 1 - 2 * ((np.arange(64)[:, None] >> np.arange(6)) & 1)
    d = np.array([[-sum(column) for column in zip(*differences.values(), strict=True)], *differences.values()])
    swapped = np.abs(signs @ d.T)  # rest, arms, grain, talks: 64 swaps by 4 words, largest first
    assert swapped[0].tolist() == [29, 18, 9, 2]
    expected = [(swapped[:, i:].max(axis=1) >= swapped[0, i]).mean() for i in range(4)]
    expected = np.maximum.accumulate(expected)
    assert tested.loc[["rest", "arms", "grain", "talks"], "p_max_t"].tolist() == pytest.approx(expected.tolist())


def test_calls_told_by_one_side_are_left_out_and_named(by_call):
    fourth = pd.DataFrame({("4", "kremlin"): 5}, index=by_call.index)
    alone = pd.concat([by_call, fourth], axis=1)
    alone.loc["only-there"] = [0] * 6 + [7]
    tested = uncertainty.permute_by_call(alone, *SIDES)
    assert tested.attrs["calls_left_out"] == ["4"]
    assert tested.attrs["terms_left_out"] == 1
    pd.testing.assert_frame_equal(tested, uncertainty.permute_by_call(by_call, *SIDES))
    interval = uncertainty.interval_by_call(alone, *SIDES)
    assert interval.attrs == {"calls": 3, "strata": {}, "calls_left_out": ["4"], "terms_left_out": 1, "why": ""}
    assert uncertainty.smallest_p(alone, *SIDES).loc["only-there"].tolist() == [0, 1.0]


def test_drawn_swaps_are_the_same_on_every_run_and_for_sparse_columns():
    counts, _ = uncertainty.planted_corpus(15, words=100, seed=3)
    first = uncertainty.permute_by_call(counts, *SIDES, permutations=50)
    assert first.attrs["exact"] is False
    pd.testing.assert_frame_equal(first, uncertainty.permute_by_call(counts, *SIDES, permutations=50))
    sparse = counts.astype(pd.SparseDtype("int64", 0))
    pd.testing.assert_frame_equal(first, uncertainty.permute_by_call(sparse, *SIDES, permutations=50))
    assert (first["p"] != uncertainty.permute_by_call(counts, *SIDES, permutations=50, seed=1)["p"]).any()


def test_benjamini_and_hochbergs_example_has_their_adjusted_p_values():
    p = pd.Series(HOCHBERG, index=[f"h{i}" for i in range(15)]).iloc[::-1]
    adjusted = uncertainty.adjust(p, "benjamini-hochberg")
    assert adjusted.iloc[::-1].head(5).tolist() == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603])
    assert (adjusted <= 0.05).sum() == 4
    holm = uncertainty.adjust(p, "holm").iloc[::-1]
    assert holm.head(4).tolist() == pytest.approx([0.0015, 0.0056, 0.0247, 0.114])
    assert holm.iloc[-1] == 1.0
    assert uncertainty.adjust(p.head(0), "benjamini-hochberg").empty


@pytest.mark.parametrize(
    ("tested", "method", "message"),
    [
        (pd.Series([0.5]), "max-t", "needs the swaps"),
        (pd.DataFrame({"p": [0.5]}), "max-t", "no column 'p_max_t'"),
        (pd.Series([0.5]), "bonferroni", "method is"),
        (pd.Series([0.5, 1.5], index=["a", "b"]), "holm", "p of 'b'"),
        (pd.Series([np.nan], index=["a"]), "holm", "p of 'a'"),
    ],
)
def test_what_cannot_be_adjusted_is_an_error(tested, method, message):
    with pytest.raises(ValueError, match=message):
        uncertainty.adjust(tested, method)


def test_all_resamples_of_the_toy_calls_give_the_enumerated_bootstrap(by_call):
    drawn = uncertainty.bootstrap_by_call(by_call, "elysee", "kremlin", "ukraine") / 1000
    assert len(drawn) == 27
    assert drawn.mean() == pytest.approx(0.03663156, abs=1e-8)
    assert drawn.std(ddof=0) == pytest.approx(0.02641787, abs=1e-8)
    assert drawn.quantile([0.025, 0.975]).tolist() == pytest.approx([-0.00153846, 0.07824675], abs=1e-8)
    interval = uncertainty.interval_by_call(by_call, "elysee", "kremlin", "bootstrap", fewest=3).loc["ukraine"]
    # Hesterberg's tails for 3 calls: Phi(sqrt(3/2) x -4.302653) = 6.8e-8, which of 27 resamples is the outermost.
    assert [interval["low"] / 1000, interval["high"] / 1000] == pytest.approx([drawn.min(), drawn.max()], abs=1e-6)
    assert interval["estimate"] == pytest.approx(1000 * (2 / 28 - 1 / 30))
    with pytest.raises(ValueError, match="'grain' is in no call told by both"):
        uncertainty.bootstrap_by_call(by_call, "elysee", "kremlin", "grain")


def test_students_interval_is_that_of_the_differences_by_call():
    # Darwin's pairs in inches, as R's t.test gives them (Fisher 1935: t = 2.148 on 14 degrees of freedom).
    counts = table(maize=[n for d in DARWIN for n in (100 + d, 100)], rest=[n for d in DARWIN for n in (900 - d, 900)])
    interval = uncertainty.interval_by_call(counts, *SIDES).loc["maize"]
    expected = [2.616667, 0.003899, 5.229434]
    assert [interval[name] / 8 for name in ("estimate", "low", "high")] == pytest.approx(expected, abs=1e-6)
    assert interval["why"] == ""


def test_an_empty_interval_says_why(by_call):
    few = uncertainty.interval_by_call(by_call, *SIDES)
    assert few["why"].unique().tolist() == ["too few calls told by both: 3, needed 10"]
    assert few["estimate"].notna().all()
    rows = {"rare": [1, 0] + [0] * 22, "same": [1, 1] * 12, "the": [8, 8] * 12, "arms": [2, 1, 1, 2, 3, 1] * 4}
    interval = uncertainty.interval_by_call(table(**rows, rest=[20, 20] * 12), *SIDES)
    assert interval.loc["rare", "why"] == "too few calls with it: 1, needed 6"
    assert (interval["low"].isna() == (interval["why"] != "")).all()
    assert interval["why"]["arms"] == ""
    equal = uncertainty.interval_by_call(table(same=[1, 1] * 12, the=[8, 8] * 12), *SIDES)
    assert equal["why"].tolist() == ["the same in every call"] * 2
    one = uncertainty.interval_by_call(by_call[["1"]], *SIDES, fewest=1)
    assert one["why"].unique().tolist() == ["too few calls told by both: 1, needed 2"]
    boot = uncertainty.interval_by_call(table(**rows, rest=[20, 20] * 12), *SIDES, "bootstrap")
    assert boot.loc["arms", "why"] == "too few calls told by both: 12, needed 30"


def test_smallest_p_is_what_swapping_calls_could_give_at_best(by_call, toy):
    smallest = uncertainty.smallest_p(by_call, *SIDES)
    assert smallest.loc[["the", "ukraine", "iaea"], "calls"].tolist() == [3, 2, 1]
    assert smallest.loc[["the", "ukraine", "iaea"], "smallest_p"].tolist() == [0.25, 0.5, 1.0]
    assert uncertainty.paired_calls(by_call, *SIDES) == ["1", "2", "3"]
    one_sided = by_call.drop(columns=("1", "elysee"))
    assert uncertainty.smallest_p(one_sided, *SIDES).loc["operation", "smallest_p"] == 1.0


def bad(by_call: pd.DataFrame, what: str) -> pd.DataFrame:
    """The toy counts with one thing wrong."""
    if what == "one level":
        return by_call.T.groupby(level=1).sum().T
    if what == "one side":
        return by_call.drop(columns="elysee", level=1)
    if what == "nothing in common":
        return by_call[[("1", "kremlin"), ("2", "elysee")]]
    if what == "a column twice":
        return by_call[[*by_call.columns, by_call.columns[0]]]
    if what == "an empty term":
        return by_call.rename(index={"the": ""})
    if what == "a term twice":
        return by_call.rename(index={"the": "to"})
    if what == "text":
        return by_call.astype("str")
    values = {"negative": -1, "fractional": 0.5, "missing": np.nan}
    changed = by_call.astype(float)
    changed.loc["the", ("2", "elysee")] = values[what]
    return changed


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("one level", 'Count with by=\\["call_id", "voice"\\]'),
        ("a column twice", "two columns .*'1', 'elysee'.*add them up"),
        ("an empty term", "row .*term '' is empty"),
        ("a term twice", "term 'to' stands twice"),
        ("text", "holds no numbers"),
        ("negative", "'2', 'elysee'.*row 'the': -1 is no count"),
        ("fractional", "'2', 'elysee'.*row 'the': 0.5 is no count"),
        ("missing", "'2', 'elysee'.*row 'the': nan is no count"),
    ],
)
@pytest.mark.parametrize(
    "function", [uncertainty.permute_by_call, uncertainty.interval_by_call, framing.compare], ids=lambda f: f.__name__
)
def test_a_table_that_is_none_of_counts_by_call_is_an_error_that_says_where(by_call, function, what, message):
    with pytest.raises(ValueError, match=message):
        function(bad(by_call, what), *SIDES)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("what", "why"), [("one side", "No account is by 'elysee'; there are: kremlin."), ("nothing in common", "compare.")]
)
@pytest.mark.parametrize("method", ["permute_by_call", "interval_by_call", "bootstrap", "compare"])
def test_where_no_call_is_told_by_both_the_table_is_empty_and_says_why(by_call, method, what, why):
    functions = {
        "permute_by_call": uncertainty.permute_by_call,
        "interval_by_call": uncertainty.interval_by_call,
        "bootstrap": lambda *sides: uncertainty.interval_by_call(*sides, "bootstrap"),
        "compare": framing.compare,
    }
    counts = bad(by_call, what)
    table, full = (functions[method](part, *SIDES) for part in (counts, by_call))
    assert table.empty
    assert table.attrs["why"].startswith("no call is told by both 'kremlin' and 'elysee'")
    assert table.attrs["why"].endswith(why)
    assert table.attrs.keys() == full.attrs.keys()
    assert table.dtypes.to_dict() == full.dtypes.to_dict()
    assert uncertainty.paired_calls(counts, *SIDES) == []
    assert uncertainty.smallest_p(counts, *SIDES)["smallest_p"].eq(1).all()


def test_an_account_without_words_is_no_account(by_call):
    silent = by_call.copy()
    silent[("1", "elysee")] = 0
    assert uncertainty.paired_calls(silent, *SIDES) == ["2", "3"]
    assert uncertainty.permute_by_call(silent, *SIDES).attrs["calls_left_out"] == ["1"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"statistic": "chi2"}, "statistic is"),
        ({"permutations": 0}, "at least 1"),
        ({"prior": 0}, "a prior is positive"),
        ({"statistic": lambda a, b, n_a, n_b: a / b}, "no finite number"),
        ({"statistic": lambda a, b, n_a, n_b: n_a}, "no finite number"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_what_cannot_be_permuted_is_an_error(by_call, arguments, message):
    with pytest.raises(ValueError, match=message):
        uncertainty.permute_by_call(by_call, *SIDES, **arguments)


def test_one_term_or_one_call_is_an_error_or_no_evidence(by_call):
    with pytest.raises(ValueError, match="one term only"):
        uncertainty.permute_by_call(by_call.loc[["the"]], *SIDES)
    assert uncertainty.permute_by_call(by_call[["1"]], *SIDES)["p"].eq(1).all()
    with pytest.raises(ValueError, match="compared with itself"):
        uncertainty.smallest_p(by_call, "kremlin", "kremlin")
    with pytest.raises(ValueError, match="method is"):
        uncertainty.interval_by_call(by_call, *SIDES, "z")
    with pytest.raises(ValueError, match="level is between"):
        uncertainty.interval_by_call(by_call, *SIDES, level=95)
    with pytest.raises(ValueError, match="at least 1"):
        uncertainty.bootstrap_by_call(by_call, *SIDES, "the", resamples=0)


def test_more_calls_than_a_float_has_powers_of_two_and_the_least_p_of_drawn_swaps():
    rows = {"arms": [2, 1] * 1100, "the": [3, 5] * 1100}
    tested = uncertainty.permute_by_call(table(**rows), *SIDES, permutations=50)
    assert not tested.attrs["exact"]
    assert tested["smallest_p"].tolist() == [1 / 51] * 2
    assert (tested["p"] >= 1 / 51).all()


def test_power_is_the_level_where_nothing_differs_and_one_where_every_call_does():
    found = pd.DataFrame({"same": [-0.3, 0.3, -0.1, 0.1], "apart": [0.1, 0.2, 0.3, 0.4]})
    power = uncertainty.power_by_call(found, [5, 20])
    assert power.loc[5].tolist() == [0.0, 0.0]  # 2 of 32 ways to swap five calls are as large
    assert power.loc[20, "apart"] == 1
    assert power.loc[20, "same"] == pytest.approx(0.05, abs=0.03)
    assert (uncertainty.power_by_call(found, [20], adjusted=True) <= power.loc[[20]]).all(axis=None)
