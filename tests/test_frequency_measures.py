"""Collocations, keyness, dispersion and vocabulary: reference values, what holds for any counts, and bad input."""

from itertools import chain

import numpy as np
import pandas as pd
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

from helpers import frequency, segment

GRIES = """b a m n i b e u p
b a s a t b e w q n
b c a g a b e s t a
b a g h a b e a a t
b a h a a b e a x a t""".splitlines()
SENTENCES = st.lists(st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join), min_size=1, max_size=6)


def approx(value):
    return pytest.approx(value, abs=1e-6)


def by_nltk(texts: list[str], window: int) -> BigramCollocationFinder:
    """NLTK's finder, kept from going over the ends of sentences, parentheses and quotation marks."""
    pieces = [piece for text in texts for piece in regex.split(r'[()\[\]{}"“”„«»]', text)]
    padded = chain.from_iterable([*segment.tokens(piece), *[None] * (window - 1)] for piece in pieces)
    return BigramCollocationFinder.from_words(padded, window_size=window)


def test_collocation_measures_of_the_president_are_the_references(toy):
    pair = frequency.collocations(toy).loc[("the", "president")]
    assert pair[["count", "count_first", "count_second"]].tolist() == [3, 10, 3]
    assert pair["pmi"] == approx(2.536053)
    assert pair["log_likelihood"] == approx(11.395779)
    assert pair["dice"] == approx(0.461538)
    assert pair["log_dice"] == approx(12.884523)
    assert pair["npmi"] == approx(0.593504)
    assert pair["t"] == approx((3 - 10 * 3 / 58) / 3**0.5)


@pytest.mark.parametrize("window", [2, 3, 5])
def test_collocations_score_as_nltk_does_in_every_window(seeds, window):
    ours = frequency.collocations(seeds[2], window, min_count=1)
    finder, measures = by_nltk(seeds[2]["text"].tolist(), window), BigramAssocMeasures()
    assert ours["count"].to_dict() == dict(finder.ngram_fd)
    for name, score in [("pmi", measures.pmi), ("dice", measures.dice), ("t", measures.student_t)]:
        assert ours[name].to_dict() == pytest.approx(dict(finder.score_ngrams(score)), abs=1e-6)
    assert ours["log_likelihood"].to_dict() == pytest.approx(
        dict(finder.score_ngrams(measures.likelihood_ratio)), abs=1e-6
    )


@settings(deadline=None, max_examples=60)
@given(SENTENCES, st.integers(2, 6))
def test_pairs_of_any_text_are_nltk_s_and_every_measure_is_a_number(texts, window):
    ours = frequency.collocations(pd.DataFrame({"text": texts}), window, min_count=1)
    assert ours["count"].to_dict() == dict(by_nltk(texts, window).ngram_fd)
    assert np.isfinite(ours.to_numpy(dtype=float)).all()
    assert ours["npmi"].between(-1 - 1e-9, 1 + 1e-9).all()


def test_collocations_come_in_order_and_can_leave_out_small_words(toy):
    table = frequency.collocations(toy, min_count=1)
    key = list(zip(-table["log_likelihood"].round(9), table.index, strict=True))
    assert key == sorted(key)
    content = frequency.collocations(toy, stop_words="drop", min_count=1)
    assert ("special", "military") in content.index
    assert ("the", "president") not in content.index
    assert content.equals(table.loc[content.index])
    assert frequency.collocations(toy, min_count=2).index.isin(table.index[table["count"] >= 2]).all()


def test_collocations_take_a_name_of_several_words_as_one_and_numbers_where_asked():
    table = pd.DataFrame({"text": ["The Minsk Group met on 3 May.", "The Minsk Group met."]})
    joined = frequency.collocations(table, join=["Minsk Group"])
    assert joined["count"].to_dict() == {("minsk group", "met"): 2, ("the", "minsk group"): 2}
    assert ("on", "may") in frequency.collocations(table, min_count=1).index
    assert ("on", "may") not in frequency.collocations(table, min_count=1, numbers=True).index


def test_collocations_of_too_little_are_an_empty_table_or_have_a_defined_value(toy):
    assert frequency.collocations(toy, min_count=100).empty
    assert frequency.collocations(toy[:0]).empty
    assert frequency.collocations(toy.assign(text="…"), 5).empty
    assert frequency.collocations(toy.assign(text="grain"), 3).empty
    same = frequency.collocations(pd.DataFrame({"text": ["a a"]}), min_count=1).loc[("a", "a")]
    assert same[["count", "pmi", "log_likelihood"]].tolist() == [1, -1.0, approx(2 * np.log(0.5) + 0)]
    for wrong in ({"window": 1}, {"window": 21}, {"min_count": 0}, {"stop_words": "only"}):
        with pytest.raises(ValueError, match="window|min_count"):
            frequency.collocations(toy, **wrong)


def test_keyness_of_the_toy_corpus_is_the_reference(toy):
    table = frequency.keyness(frequency.count(toy), "kremlin", "elysee")
    words = ["the", "ukraine", "ceasefire", "to"]
    assert table.loc[words, "g2"].tolist() == approx([0.333731, 0.434536, 2.989567, 2.703610])
    assert table.loc[words, "g2_two_cells"].tolist() == approx([0.276622, 0.412360, 2.912954, 2.636983])
    assert table.loc["ceasefire", "log_ratio"] == approx(-2.099536)
    assert table.loc["ceasefire", "bic"] == approx(-1.070876)
    assert table.loc["the", "percent_diff"] == approx(40)
    assert table.loc["the", "odds_ratio"] == approx(6 * 24 / (4 * 24))
    assert table.loc["ceasefire", "odds_ratio"] == approx(0.5 * 26.5 / (2.5 * 30.5))
    assert table.loc[["the", "ceasefire"], "side"].tolist() == ["kremlin", "elysee"]
    assert table.loc["the", ["rate_a", "rate_b"]].tolist() == approx([200, 4000 / 28])


def test_keyness_of_the_swiss_is_dunning_s():
    counts = pd.DataFrame({"a": [110, 2442], "b": [111, 29114]}, index=["the swiss", "other"])
    assert frequency.keyness(counts, "a", "b").loc["the swiss", "g2"] == pytest.approx(270.72, abs=0.005)


COUNTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12).filter(
    lambda rows: all(sum(column) for column in zip(*rows, strict=True))
)


@settings(deadline=None, max_examples=80)
@given(COUNTS)
def test_turning_the_sides_around_turns_keyness_around_and_nothing_is_missing(rows):
    counts = pd.DataFrame(rows, columns=["a", "b"], index=[f"t{i}" for i in range(len(rows))])
    one, other = frequency.keyness(counts, "a", "b"), frequency.keyness(counts, "b", "a")
    assert not one.isna().any(axis=None)
    assert one.index.tolist() == other.index.tolist()
    assert len(one) == (counts.sum(axis=1) > 0).sum()
    for name in ("g2", "g2_two_cells", "bic"):
        assert one[name].tolist() == pytest.approx(other[name].tolist(), abs=1e-9)
    assert one["log_ratio"].tolist() == pytest.approx((-other["log_ratio"]).tolist(), abs=1e-9)
    assert (one["odds_ratio"] * other["odds_ratio"]).tolist() == pytest.approx([1] * len(one))
    assert (one["g2"] >= 0).all()


def test_what_only_one_side_has_is_defined():
    counts = pd.DataFrame({"a": [2, 0, 4, 0], "b": [0, 3, 4, 0]}, index=["grain", "arms", "the", "never"])
    table = frequency.keyness(counts, "a", "b")
    assert sorted(table.index) == ["arms", "grain", "the"]
    assert table.loc["grain", "percent_diff"] == np.inf
    assert table.loc["arms", "percent_diff"] == -100
    alone = frequency.keyness(pd.DataFrame({"a": [3], "b": [5]}, index=["grain"]), "a", "b").loc["grain"]
    assert alone[["g2", "log_ratio", "percent_diff", "side"]].tolist() == [0, 0, 0, "both"]
    by_call = pd.DataFrame([[1, 2, 3, 4]], columns=pd.MultiIndex.from_product([["x", "y"], ["a", "b"]]))
    assert frequency.keyness(by_call, "a", "b")[["count_a", "count_b"]].values.tolist() == [[4, 6]]


@pytest.mark.parametrize(
    ("counts", "match"),
    [
        ({"a": [1], "b": [-1]}, "column 'b', row 'grain'.*no count"),
        ({"a": [0.5], "b": [1]}, "column 'a', row 'grain': .*0.5.*no count"),
        ({"a": [1], "b": [float("nan")]}, "no count"),
        ({"a": [1], "b": ["many"]}, "no count"),
    ],
)
def test_keyness_of_what_is_no_count_is_an_error_that_names_it(counts, match):
    with pytest.raises(ValueError, match=match):
        frequency.keyness(pd.DataFrame(counts, index=["grain"]), "a", "b")
    with pytest.raises(ValueError, match="with itself"):
        frequency.keyness(pd.DataFrame(counts, index=["grain"]), "a", "a")


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({"a": [1], "c": [1]}, "no words by 'b': there is nothing to compare. There are: a, c."),
        ({"a": [1], "b": [0]}, "no words by 'b': there is nothing to compare. There are: a, b."),
        ({}, "no words by 'a' and 'b': there is nothing to compare. There are: none."),
    ],
)
@pytest.mark.filterwarnings("error")
def test_keyness_with_a_silent_side_is_an_empty_table_that_says_why(toy, counts, why):
    table = frequency.keyness(pd.DataFrame(counts, index=["grain"]), "a", "b")
    full = frequency.keyness(frequency.count(toy), "kremlin", "elysee")
    assert table.empty
    assert table.dtypes.to_dict() == full.dtypes.to_dict()
    assert (table.attrs["why"], full.attrs["why"]) == (why, "")


def test_dispersion_of_gries_s_five_parts_is_the_reference():
    parts = pd.DataFrame({"doc_id": list("12345"), "text": GRIES})
    row = frequency.dispersion(frequency.count(parts, by="doc_id")).loc["a"]
    assert row["dp"] == approx(0.18)
    assert row["dp_norm"] == approx(0.219512)
    assert row["juilland_d"] == approx(0.785150)
    assert row[["count", "documents", "one_text", "reason"]].tolist() == [15, 5, False, ""]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=1, max_size=8))
def test_dispersion_stays_in_its_bounds_or_gives_a_reason(rows):
    counts = pd.DataFrame([[1, 1, 1], *rows], columns=list("xyz"), index=[f"t{i}" for i in range(len(rows) + 1)])
    table = frequency.dispersion(counts)
    told = table["reason"] == ""
    assert (told == (counts.sum(axis=1) > 0)).all()
    measures = table[["dp", "dp_norm", "juilland_d"]]
    assert (measures[told].ge(-1e-9) & measures[told].le(1 + 1e-9)).all(axis=None)
    assert measures[~told].isna().all(axis=None)
    assert (table["one_text"] == ((counts > 0).sum(axis=1) == 1)).all()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=8), min_size=1, max_size=6))
def test_dispersion_is_the_same_from_a_matrix_as_from_a_table_and_by_the_definition(texts):
    parts = pd.DataFrame({"doc_id": [f"t{i}" for i in range(len(texts))], "text": [" ".join(t) for t in texts]})
    counts = frequency.count(parts, by="doc_id")
    table = frequency.dispersion(counts)
    pd.testing.assert_frame_equal(table, frequency.dispersion(frequency.matrix(parts, by="doc_id")))
    if len(texts) > 1:
        share = counts.sum() / counts.sum().sum()
        dp = (counts.div(counts.sum(axis=1), axis=0) - share).abs().sum(axis=1) / 2
        rates = counts / counts.sum()
        d = 1 - rates.std(axis=1, ddof=0) / rates.mean(axis=1) / np.sqrt(len(texts) - 1)
        np.testing.assert_allclose(table[["dp", "juilland_d"]], np.transpose([dp, d]), atol=1e-12)


def test_a_term_in_one_text_only_says_so_and_sizes_can_be_given():
    counts = pd.DataFrame({"x": [4, 0], "y": [4, 2]}, index=["the", "grain"])
    assert frequency.dispersion(counts)["one_text"].to_dict() == {"the": False, "grain": True}
    even = frequency.dispersion(counts, pd.Series({"y": 10, "x": 10}))
    assert even.loc["the", ["dp", "juilland_d"]].tolist() == [0, 1]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("columns", "why"), [({}, "0 documents, 2 are needed"), ({"x": [1]}, "1 document, 2 are")])
def test_dispersion_over_one_document_or_none_has_a_reason_instead_of_numbers(columns, why):
    table = frequency.dispersion(pd.DataFrame(columns, index=["grain"]))
    assert table[["dp", "dp_norm", "juilland_d"]].isna().all(axis=None)
    assert table["reason"].str.startswith(why).all() or not columns
    assert table.dtypes.to_dict() == frequency.dispersion(pd.DataFrame({"x": [1], "y": [1]})).dtypes.to_dict()


def test_a_document_without_words_is_left_out_of_the_dispersion_and_named():
    counts = pd.DataFrame({"x": [2, 0], "y": [2, 4]}, index=["grain", "arms"])
    with pytest.warns(UserWarning, match="no words in empty: left out"):
        table = frequency.dispersion(counts.assign(empty=0))
    pd.testing.assert_frame_equal(table, frequency.dispersion(counts))


def test_dispersion_over_no_sizes_is_an_error_that_says_what_to_do():
    with pytest.raises(ValueError, match="document 'y' has terms but no size. Give the words of every document"):
        frequency.dispersion(pd.DataFrame({"x": [1], "y": [1]}, index=["grain"]), pd.Series({"x": 5}))
    with pytest.raises(ValueError, match="column 'y', row 'grain'"):
        frequency.dispersion(pd.DataFrame({"x": [1], "y": [-1]}, index=["grain"]))
    matrix, terms, groups = frequency.matrix(pd.DataFrame({"doc_id": ["x", "y"], "text": "grain"}), by="doc_id")
    for wrong in (-1, 1.5, np.nan):
        with pytest.raises(ValueError, match="the matrix holds what is no count"):
            frequency.dispersion((matrix * wrong, terms, groups))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=30), st.integers(1, 12))
def test_mattr_is_the_mean_over_all_windows(words, window):
    table = pd.DataFrame({"voice": "v", "text": [" ".join(words[:4]), " ".join(words[4:])]})
    row = frequency.vocabulary(table, window=window).loc["v"]
    windows = [len({*words[i : i + window]}) / window for i in range(len(words) - window + 1)]
    if windows:
        assert row["mattr"] == pytest.approx(np.mean(windows))
        assert row["reason"] == ""
    else:
        assert np.isnan(row["mattr"])
        assert row["reason"] == f"fewer than {window} words"
    assert row[["tokens", "types"]].tolist() == [len(words), len({*words})]
    assert row["hapaxes"] == sum(words.count(word) == 1 for word in {*words})


def test_vocabulary_of_each_group_and_of_an_empty_one(toy):
    table = frequency.vocabulary(toy, by=["call_id", "voice"], window=5)
    assert table.loc[("1", "kremlin"), ["tokens", "types", "hapaxes"]].tolist() == [9, 8, 7]
    empty = frequency.vocabulary(toy.assign(text="…"))
    assert empty[["tokens", "types"]].values.tolist() == [[0, 0], [0, 0]]
    assert empty[["ttr", "mattr"]].isna().all(axis=None)
    assert empty["reason"].tolist() == ["no words", "no words"]
    assert frequency.vocabulary(toy[:0]).empty
    with pytest.raises(ValueError, match="1 word or more, not 0"):
        frequency.vocabulary(toy, window=0)


def test_growth_ends_at_the_vocabulary_and_never_falls(toy):
    table = frequency.growth(toy)
    assert table.iloc[-1].tolist() == [58, 32]
    assert table.iloc[0].tolist() == [9, 8]
    assert (table.diff().dropna() >= 0).all(axis=None)
    assert frequency.growth(toy[:0]).empty
    assert frequency.growth(toy.set_index("doc_id")).index.tolist() == toy["doc_id"].tolist()


def test_zipf_ranks_words_with_ties_by_term(toy):
    table = frequency.zipf(frequency.count(toy))
    assert table.head(3).reset_index().values.tolist()[0] == ["the", 1, 10, 10 / 58]
    assert table["rank"].tolist() == list(range(1, 33))
    ties = list(zip(-table["count"], table.index, strict=True))
    assert ties == sorted(ties)
    assert frequency.zipf(pd.Series({"grain": 0}, dtype=int)).empty
    with pytest.raises(ValueError, match="no count"):
        frequency.zipf(pd.Series({"grain": 0.5}))
