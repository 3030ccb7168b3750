"""Words counted, in context, side by side, spread and key: reference values, what holds for any text, and bad input."""

import time
from functools import partial
from itertools import chain, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
from nltk.stem.snowball import SnowballStemmer
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer

from helpers import frequency, segment

WORDS = st.text(alphabet="abé' -.1ЖİΣ\n\u0301", max_size=30)
SENTENCES = st.lists(st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join), min_size=1, max_size=6)
GRIES = """b a m n i b e u p
b a s a t b e w q n
b c a g a b e s t a
b a g h a b e a a t
b a h a a b e a x a t""".splitlines()


def one(text: str, language: str | None = "en") -> pd.DataFrame:
    return pd.DataFrame({"doc_id": ["d"], "voice": ["a"], "text": [text], "language": [language]})


def terms(text: str, language: str | None = "en", **choices) -> list[str]:
    return frequency.count(one(text, language), **choices).index.tolist()


def lines(texts: list[str], *args, **choices) -> pd.DataFrame:
    table = pd.DataFrame({"doc_id": "d", "sentence": range(len(texts)), "start": 0, "text": texts})
    return frequency.concordance(table, *args, **choices)


def approx(value):
    return pytest.approx(value, abs=1e-6)


def pieces(text: str) -> list[str]:
    """A text cut at parentheses and quotation marks."""
    for mark in '()[]{}"“”„«»':
        text = text.replace(mark, "(")
    return text.split("(")


# Counts


def test_counts_of_the_toy_corpus_by_one_column_and_by_two(toy):
    counts, by_both = frequency.count(toy), frequency.count(toy, by=["call_id", "voice"])
    assert counts.sum().to_dict() == {"elysee": 28, "kremlin": 30}
    assert len(counts) == 32
    assert counts.loc["the"].to_dict() == {"elysee": 4, "kremlin": 6}
    assert by_both.columns.names == ["call_id", "voice"]
    assert by_both.T.groupby(level="voice").sum().T.equals(counts.rename_axis(columns="voice"))


@given(st.lists(st.tuples(st.text() | WORDS, st.sampled_from("ab")), min_size=1), st.integers(1, 5))
def test_every_run_of_tokens_of_any_text_is_counted_once(rows, length):
    table = pd.DataFrame(rows, columns=["text", "voice"])
    counts = frequency.count(table, length=length)
    expected: dict = {}
    for piece, voice in ((piece, voice) for text, voice in rows for piece in pieces(text)):
        words = segment.tokens(piece)
        for i in range(len(words) - length + 1):
            key = " ".join(words[i : i + length]), voice
            expected[key] = expected.get(key, 0) + 1
    assert {k: n for k, n in counts.stack().to_dict().items() if n} == expected
    assert counts.index.tolist() == sorted({term for term, _ in expected})
    assert counts.columns.tolist() == sorted(set(table["voice"]))


def test_phrases_stay_within_a_sentence_a_parenthesis_and_a_quotation(toy):
    assert frequency.count(toy, length=2).to_numpy().sum() == 58 - 6
    assert "the president" not in frequency.count(toy, length=2, stop_words="drop").index
    assert "special military operation" in frequency.count(toy, length=3, stop_words="drop").index
    text = "Security and Co-operation’s (OSCE) Minsk Group called for “restraint” now."
    assert terms(text, length=2, stop_words="drop") == ["group called", "minsk group"]
    pairs = frequency.collocations(one(text), min_count=1, stop_words="drop")
    assert pairs.index.tolist() == [("group", "called"), ("minsk", "group")]


def test_a_word_is_dropped_in_its_own_language_only():
    assert terms("The EU and the UN", "en", stop_words="drop") == ["eu", "un"]
    assert terms("L'UE a eu un plan", "fr", stop_words="drop") == ["l'ue", "plan"]
    assert terms("The EU and the UN", None, stop_words="drop") == []
    assert terms("The EU and the UN", "en-GB", stop_words="drop") == ["eu", "un"]
    both = pd.concat([one("The talks", "en"), one("Die Lage", "de")])
    with pytest.warns(UserWarning, match=r"no stop words for de\. .*stop_words\.csv"):
        assert frequency.count(both, stop_words="drop").index.tolist() == ["die", "lage", "talks"]


def test_numbers_stems_and_lemmas_are_counted_by_a_function_of_ones_own():
    text = "On 2022-05-03 at 10:30 the G7 gave 13.5 million, the 20th time since the 1990's"
    numbers = partial(segment.tokens, numbers=True)
    assert set(terms(text, words=numbers)) - set(terms(text)) == {"10:30", "13.5", "1990", "2022-05-03", "20th"}
    stem = SnowballStemmer("english").stem
    assert terms("Discussions, discussed", words=lambda text: [*map(stem, segment.tokens(text))]) == ["discuss"]
    lemmas = {"spoke": "speak"}
    assert terms("He spoke", length=2, words=lambda t: [lemmas.get(w, w) for w in segment.tokens(t)]) == ["he speak"]


def test_the_matrix_is_what_scikit_learn_takes_and_count_shows(toy):
    counts, words, groups = frequency.matrix(toy, by="doc_id", stop_words="drop")
    dropped = frequency.stop_words()
    peer = CountVectorizer(analyzer=lambda text: [word for word in segment.tokens(text) if word not in dropped])
    by_peer = peer.fit_transform(toy["text"]).toarray()
    assert (by_peer == counts.toarray()[groups.get_indexer(toy["doc_id"])]).all()
    assert peer.get_feature_names_out().tolist() == words.tolist()
    table = frequency.count(toy, by="doc_id", stop_words="drop")
    assert (counts.toarray() == table.to_numpy().T).all()
    assert NMF(2, random_state=0).fit_transform(counts).shape == (6, 2)


def test_a_table_that_would_fill_the_memory_is_an_error_that_names_the_matrix():
    words = ["".join(letters) for letters in product("abcdefghijklmnopqrst", repeat=3)]
    many = pd.DataFrame({"doc_id": range(8000), "text": words})
    with pytest.raises(ValueError, match=r"8,000 terms by 8,000 groups make 64,000,000 cells.*frequency\.matrix"):
        frequency.count(many, by="doc_id")
    assert frequency.matrix(many, by="doc_id")[0].nnz == 8000


def test_any_column_makes_groups_whatever_the_labels_of_the_rows():
    table = pd.concat([one("grain"), one("grain arms")]).assign(year=[2020, 2022])
    assert frequency.count(table, by="year").to_dict() == {2020: {"arms": 0, "grain": 1}, 2022: {"arms": 1, "grain": 1}}
    parties = table.assign(year=pd.Categorical([2020, 2022], [2020, 2021, 2022]))
    assert frequency.count(parties, by="year").columns.tolist() == [2020, 2022]


def test_empty_groups_and_texts_have_a_defined_count():
    table = pd.DataFrame({"voice": ["a", "b"], "text": ["grain", " — "]})
    assert frequency.count(table).to_dict("list") == {"a": [1], "b": [0]}
    assert frequency.count(table[:0]).shape == (0, 0)
    assert frequency.count(table.assign(text="…"), length=3, stop_words="drop").shape == (0, 2)
    assert frequency.count(table.assign(text="…")).dtypes.to_dict() == {"a": "int64", "b": "int64"}


def test_a_script_without_spaces_counts_what_stands_between_marks_and_says_so():
    with pytest.warns(UserWarning, match="sets no spaces.*segmenter"):
        assert terms("普京与马克龙通电话讨论，乌克兰局势", None) == ["乌克兰局势", "普京与马克龙通电话讨论"]
    assert terms("普京 与 马克龙", None) == ["与", "普京", "马克龙"]


@pytest.mark.parametrize(
    ("change", "choices", "message"),
    [
        ({}, {"by": "party"}, "no column"),
        ({"call_id": [None, *"12345"]}, {"by": "call_id"}, r"1 of 6 sentences have no call_id.*dropna"),
        ({"text": ["a", "b", None, "d", "e", "f"]}, {}, "row 2: no text but"),
        ({}, {"length": 6}, "1 to 5 words"),
        ({}, {"stop_words": "no"}, "'keep' or 'drop'"),
    ],
)
def test_counting_what_is_not_there_is_an_error_that_says_what_to_do(toy, change, choices, message):
    with pytest.raises(ValueError, match=message):
        frequency.count(toy.assign(**change), **choices)
    with pytest.raises(ValueError, match="no column text"):
        frequency.count(toy.drop(columns="text"))


# Concordances


def test_a_concordance_stands_where_it_says(seeds):
    documents, _, sentences = seeds
    texts = documents.set_index("doc_id")["text"]
    found = frequency.concordance(sentences, "ceasefire")
    assert len(found) == 5
    assert all(texts[r.doc_id][r.start : r.end] == r.match for r in found.itertuples())
    assert found.columns.tolist()[:4] == ["doc_id", "sentence", "call_id", "voice"]
    assert len(frequency.concordance(sentences, "minsk group")) == 4
    assert frequency.concordance(sentences, "cease").empty


def test_a_star_is_any_ending_and_dots_are_words_between():
    texts = ["Russia’s arms; ARMS, alarms, armed", "Arms went to Kyiv."]
    assert lines(texts, "arms")["match"].tolist() == ["arms", "ARMS", "Arms"]
    assert lines(texts, "arm*")["match"].tolist() == ["arms", "ARMS", "armed", "Arms"]
    assert lines(texts, "arms ... kyiv")["match"].tolist() == ["Arms went to Kyiv"]
    assert lines(["К Киеву и киеву"], "киеву")["start"].tolist() == [2, 10]


def test_context_is_as_wide_as_asked_and_stays_in_the_sentence():
    row = lines(["We talk of grain now.", "Grain."], "grain", 4).iloc[0]
    assert (row["left"], row["match"], row["right"]) == (" of ", "grain", " now")
    assert lines(["Grain."], "grain", 0)[["left", "right"]].values.tolist() == [["", ""]]
    with pytest.raises(ValueError, match="width is a number of characters"):
        lines(["Grain."], "grain", -1)


def test_a_pattern_finds_what_it_matches_and_a_wrong_or_endless_one_is_named():
    assert lines(["Cease-fire, ceasefire"], pattern="(?i)cease-?fire")["start"].tolist() == [0, 12]
    assert lines(["Cease-fire"], pattern="x*").empty
    with pytest.raises(ValueError, match=r"pattern '\(a' is no regular expression.*position"):
        lines(["a"], pattern="(a")
    began = time.perf_counter()
    with pytest.raises(ValueError, match="takes more than 1 s for the sentence 'aaaa"):
        lines(["a" * 60], pattern=r"^(\w\w?)+(?<=x)$|(a|aa)+b\1")
    assert time.perf_counter() - began < 20


def test_a_concordance_needs_one_of_term_and_pattern_and_may_be_empty(toy):
    for term, pattern in ((None, None), ("a", "a")):
        with pytest.raises(ValueError, match="one of the two"):
            frequency.concordance(toy, term, pattern=pattern)
    with pytest.raises(ValueError, match="is no phrase. Write words"):
        frequency.concordance(toy, " - ")
    for table, term in ((toy, "grain"), (toy[:0], "the"), (toy.drop(columns=["start", "voice"]), "grain")):
        found = frequency.concordance(table, term)
        assert found.columns.tolist()[-5:] == ["start", "end", "left", "match", "right"]
        assert found.empty
        assert found["start"].dtype == found["end"].dtype == "int64"
    with pytest.raises(ValueError, match="row 1: no text"):
        frequency.concordance(toy.assign(text=["the", None, *toy["text"][2:]]), "the")


# Collocations


def by_nltk(texts: list[str], window: int) -> BigramCollocationFinder:
    """NLTK's finder, kept from going over the ends of sentences, parentheses and quotation marks."""
    padded = ([*segment.tokens(piece), *[None] * (window - 1)] for text in texts for piece in pieces(text))
    return BigramCollocationFinder.from_words(chain.from_iterable(padded), window_size=window)


def test_collocation_measures_of_the_president_are_the_references(toy):
    pair = frequency.collocations(toy).loc[("the", "president")]
    assert pair[["count", "count_first", "count_second"]].tolist() == [3, 10, 3]
    measures = ["pmi", "log_likelihood", "dice", "log_dice", "npmi", "t"]
    expected = [2.536053, 11.395779, 0.461538, 12.884523, 0.593504, (3 - 10 * 3 / 58) / 3**0.5]
    assert pair[measures].tolist() == approx(expected)


@pytest.mark.parametrize("window", [2, 5])
def test_collocations_score_as_nltk_does_in_every_window(seeds, window):
    ours = frequency.collocations(seeds[2], window, min_count=1)
    finder, measures = by_nltk(seeds[2]["text"].tolist(), window), BigramAssocMeasures()
    assert ours["count"].to_dict() == dict(finder.ngram_fd)
    scores = {"pmi": measures.pmi, "dice": measures.dice, "log_likelihood": measures.likelihood_ratio}
    for name, score in scores.items():
        assert ours[name].to_dict() == approx(dict(finder.score_ngrams(score)))


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


def test_collocations_of_too_little_are_an_empty_table(toy):
    full = frequency.collocations(toy)
    for table in (toy[:0], toy.assign(text="…"), toy.assign(text="grain")):
        nothing = frequency.collocations(table, 3)
        assert nothing.empty
        assert nothing.dtypes.to_dict() == full.dtypes.to_dict()
        assert nothing.reset_index().columns.tolist() == full.reset_index().columns.tolist()
    for wrong in ({"window": 1}, {"window": 21}, {"min_count": 0}, {"stop_words": "only"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            frequency.collocations(toy, **wrong)


# Keyness


def test_keyness_of_the_toy_corpus_is_the_reference(toy):
    table = frequency.keyness(frequency.count(toy), "kremlin", "elysee")
    words = ["the", "ukraine", "ceasefire", "to"]
    assert table.loc[words, "g2"].tolist() == approx([0.333731, 0.434536, 2.989567, 2.703610])
    assert table.loc[words, "g2_two_cells"].tolist() == approx([0.276622, 0.412360, 2.912954, 2.636983])
    assert table.loc["ceasefire", ["log_ratio", "bic"]].tolist() == approx([-2.099536, -1.070876])
    assert table.loc["the", ["percent_diff", "rate_a", "rate_b"]].tolist() == approx([40, 200, 4000 / 28])
    assert table.loc[["the", "ceasefire"], "side"].tolist() == ["kremlin", "elysee"]


def test_keyness_of_the_swiss_is_dunning_s():
    counts = pd.DataFrame({"a": [110, 2442], "b": [111, 29114]}, index=["the swiss", "other"])
    assert frequency.keyness(counts, "a", "b").loc["the swiss", "g2"] == pytest.approx(270.72, abs=0.005)


COUNTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12).filter(
    lambda rows: all(sum(column) for column in zip(*rows, strict=True))
)


@given(COUNTS)
def test_turning_the_sides_around_turns_keyness_around_and_nothing_is_missing(rows):
    counts = pd.DataFrame(rows, columns=["a", "b"], index=[f"t{i}" for i in range(len(rows))])
    there, back = frequency.keyness(counts, "a", "b"), frequency.keyness(counts, "b", "a")
    assert not there.isna().any(axis=None)
    assert there.index.tolist() == back.index.tolist()
    assert len(there) == (counts.sum(axis=1) > 0).sum()
    same = ["g2", "g2_two_cells", "bic"]
    np.testing.assert_allclose(there[same], back[same], atol=1e-9)
    np.testing.assert_allclose(there["log_ratio"], -back["log_ratio"], atol=1e-9)
    assert (there["g2"] >= 0).all()


def test_what_only_one_side_has_is_defined_and_calls_are_added_up():
    counts = pd.DataFrame({1: [2, 0, 4, 0], 2: [0, 3, 4, 0]}, index=["grain", "arms", "the", "never"])
    table = frequency.keyness(counts, 1, 2)
    the = approx(100 * (4 / 6 - 4 / 7) * 7 / 4)
    assert table["percent_diff"].to_dict() == {"grain": np.inf, "arms": -100, "the": the}
    by_call = pd.DataFrame([[1, 2, 3, 4]], columns=pd.MultiIndex.from_product([["x", "y"], ["a", "b"]]))
    assert frequency.keyness(by_call, "a", "b")[["count_a", "count_b"]].values.tolist() == [[4, 6]]


@pytest.mark.parametrize(
    ("counts", "index", "match"),
    [
        ({"a": [1], "b": [-1]}, ["grain"], "column 'b', row 'grain': -1 is no count"),
        ({"a": [0.5], "b": [1]}, ["grain"], "column 'a', row 'grain': 0.5 is no count"),
        ({"a": [1], "b": [float("nan")]}, ["grain"], "nan is no count"),
        ({"a": [1], "b": ["many"]}, ["grain"], "column 'b' holds no numbers"),
        ({"a": [1, 2], "b": [1, 1]}, ["grain", ""], "row 2: the term '' is empty"),
        ({"a": [1, 2], "b": [1, 1]}, ["grain", "grain"], "row 2: the term 'grain' stands twice"),
    ],
)
def test_what_is_no_count_or_no_term_is_an_error_that_names_it(counts, index, match):
    table = pd.DataFrame(counts, index=index)
    with pytest.raises(ValueError, match=match):
        frequency.keyness(table, "a", "b")
    if "many" not in counts["b"]:
        with pytest.raises(ValueError, match=match):
            frequency.keyness(table.astype(pd.SparseDtype(float, 0)), "a", "b")


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({"a": [1], "c": [1]}, "no words by 'b': there is nothing to compare. There are: 'a', 'c'."),
        ({"a": [1], "b": [0]}, "no words by 'b': there is nothing to compare. There are: 'a', 'b'."),
        ({}, "no words by 'a' and 'b': there is nothing to compare. There are: none."),
    ],
)
def test_keyness_with_a_silent_side_is_an_empty_table_that_says_why(toy, counts, why):
    with pytest.warns(UserWarning, match="nothing to compare"):
        table = frequency.keyness(pd.DataFrame(counts, index=["grain"]), "a", "b")
    full = frequency.keyness(frequency.count(toy), "kremlin", "elysee")
    assert table.empty
    assert table.dtypes.to_dict() == full.dtypes.to_dict()
    assert (table.attrs["why"], full.attrs["why"]) == (why, "")
    with pytest.raises(ValueError, match="compared with itself"):
        frequency.keyness(frequency.count(toy), "kremlin", "kremlin")


# Dispersion


def test_dispersion_of_gries_s_five_parts_is_the_reference():
    parts = pd.DataFrame({"doc_id": list("12345"), "text": GRIES})
    row = frequency.dispersion(frequency.count(parts, by="doc_id")).loc["a"]
    assert row[["dp", "dp_norm", "juilland_d"]].tolist() == approx([0.18, 0.219512, 0.785150])
    assert row[["count", "documents", "one_text"]].tolist() == [15, 5, False]


@given(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=1, max_size=8))
def test_dispersion_stays_in_its_bounds_and_is_missing_only_for_what_does_not_occur(rows):
    counts = pd.DataFrame([[1, 1, 1], *rows], columns=list("xyz"), index=[f"t{i}" for i in range(len(rows) + 1)])
    table, there = frequency.dispersion(counts), counts.any(axis=1)
    measures = table[["dp", "dp_norm", "juilland_d"]]
    assert (measures[there].ge(-1e-9) & measures[there].le(1 + 1e-9)).all(axis=None)
    assert measures[~there].isna().all(axis=None)
    assert (table["one_text"] == ((counts > 0).sum(axis=1) == 1)).all()


def test_sizes_can_be_given_and_a_document_without_words_is_left_out_and_named():
    counts = pd.DataFrame({"x": [4, 0], "y": [4, 2]}, index=["the", "grain"])
    even = frequency.dispersion(counts, pd.Series({"y": 10, "x": 10}))
    assert even.loc["the", ["dp", "juilland_d"]].tolist() == [0, 1]
    with pytest.warns(UserWarning, match="without words are left out of the dispersion: empty"):
        table = frequency.dispersion(counts.assign(empty=0))
    pd.testing.assert_frame_equal(table, frequency.dispersion(counts))
    with pytest.raises(ValueError, match="document 'y' has terms but no size. Give the words of every document"):
        frequency.dispersion(counts, pd.Series({"x": 5}))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("columns", [{}, {"x": [1]}])
def test_dispersion_over_one_document_or_none_is_missing(columns):
    table = frequency.dispersion(pd.DataFrame(columns, index=["grain"]))
    assert table[["dp", "dp_norm", "juilland_d"]].isna().all(axis=None)
    assert table.dtypes.to_dict() == frequency.dispersion(pd.DataFrame({"x": [1], "y": [1]})).dtypes.to_dict()
