"""Topics that are the same tomorrow, how sure they are, and what is said where there are none."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import topics
from helpers.topics import Method

WORDS = ["grain", "sea", "ports", "weapons", "talks", "front", "gas", "pipes", "winter"]
NAMES = ("nmf", "kmeans")
# gensim's `common_texts`; the values are those of its CoherenceModel with "c_npmi".
COMMON = ["human interface computer", "survey user computer system response time", "eps user interface system"]
COMMON += ["system human system eps", "user response time", "trees", "graph trees", "graph minors trees"]
COMMON += ["graph minors survey"]


def table_of(texts, **columns) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": "a", "sentence": range(len(texts)), "text": list(texts)} | columns)


def planted(documents: int = 6, each: int = 6) -> pd.DataFrame:
    """Three subjects of three words, two or three of them in every sentence."""
    rng = np.random.default_rng(1)
    rows = [
        (f"d{d}", s, " ".join(rng.permutation(WORDS[3 * (s % 3) : 3 * (s % 3) + 3])[: 2 + s % 2]))
        for d in range(documents)
        for s in range(each)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "sentence", "text"])


def noise(seed: int) -> pd.DataFrame:
    """Sentences of words that are drawn at random."""
    words = np.random.default_rng(seed).choice(WORDS, size=(30, 5))
    return table_of([" ".join(row) for row in words]).assign(doc_id=[f"d{i // 5}" for i in range(30)])


# Groups


@pytest.mark.parametrize("name", NAMES)
def test_a_permuted_input_gives_the_same_numbers_labels_and_order_whatever_the_labels_of_the_rows(seeds, name):
    sentences = seeds[2]
    first = topics.fit(sentences, 5, name)
    mixed = sentences.sample(frac=1, random_state=1)
    again = topics.fit(mixed.set_axis([0] * len(mixed)), 5, name)
    pd.testing.assert_frame_equal(first.loc[mixed.index], again.set_axis(mixed.index))
    assert first.attrs == again.attrs


@pytest.mark.parametrize("name", NAMES)
def test_every_method_finds_the_planted_groups_of_sentences_and_of_whole_texts(name):
    sentences = planted()
    found = topics.fit(sentences, 3, Method(name, share=0.5))
    assert found.groupby(sentences["sentence"] % 3)["topic"].nunique().tolist() == [1, 1, 1]
    assert found["topic"].nunique() == 3
    texts = sentences.assign(of=sentences["sentence"] % 3).groupby(["doc_id", "of"])["text"].agg(" ".join)
    whole = topics.fit(texts.reset_index(), 3, Method(name, share=0.5))
    assert whole.groupby("of")["topic"].nunique().tolist() == [1, 1, 1]


@settings(max_examples=15)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=5), min_size=4, max_size=12), st.sampled_from(NAMES))
def test_every_sentence_is_accounted_for_and_topics_are_numbered_by_size(texts, name):
    found = topics.fit(table_of([" ".join(words) for words in texts]), 2, Method(name, least=1, share=1))
    assert found.columns.tolist() == ["doc_id", "sentence", "text", "topic", "label", "central"]
    if found.attrs["why"]:
        assert found["topic"].eq(-1).all()
        return
    assert found["topic"].value_counts().reindex(range(2), fill_value=0).is_monotonic_decreasing
    assert (found["topic"] == -1).tolist() == [not words for words in texts]
    assert found["central"].between(0, 1).all()
    assert set(found["label"]) <= {*found.attrs["terms"], topics.NONE}


def test_a_sentence_without_any_of_the_terms_has_no_topic():
    texts = ["Grain by sea.", "Grain and sea.", "Weapons and talks.", "Talks on weapons.", "Hello!"]
    found = topics.fit(table_of(texts), 2, Method(share=0.5))
    assert found["topic"].tolist() == [0, 0, 1, 1, -1]
    assert found["label"].iloc[-1] == topics.NONE
    assert found["central"].iloc[-1] == 0


def test_a_name_of_several_words_is_one_term_in_one_form_in_any_language():
    texts = ["The Minsk accords on Kiev.", "Les accords de Minsk et Kiev.", "Минские соглашения и Киев.", "Gas.", "Gas"]
    found = topics.fit(table_of(texts, language=["en", "fr", "ru", "en", "en"]), 2, Method(longest=1, share=0.7))
    assert found.attrs["terms"]["kyiv, minsk agreements"] == ["kyiv", "minsk agreements"]
    assert found["topic"].tolist() == [0, 0, 0, 1, 1]


def test_terms_have_up_to_three_words_and_none_begins_or_ends_with_what_is_left_out():
    texts = ["Global food security.", "Global food security.", "A call of leaders.", "A call of leaders."]
    found = topics.fit(table_of(texts), 2, Method(share=0.5, leave_out=frozenset({"call"})))
    expected = {"food", "food security", "global", "global food", "global food security", "leaders", "security"}
    assert {term for terms in found.attrs["terms"].values() for term in terms} == expected


def test_a_label_repeats_no_word_and_no_other_label():
    texts = ["Gas talks.", "Gas talks.", "Gas talks today."] + ["Arms talks."] * 3
    labels = topics.fit(table_of(texts), 2, Method("kmeans", share=1)).attrs["terms"]
    assert len(labels) == 2
    assert all(len(words := label.replace(",", "").split()) == len(set(words)) for label in labels)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["Grain."], "2 topics need 2 content words .* there are 0. Lower k"),
        (["The and of."] * 3, "there are 0. Lower k, take a Method with other limits"),
        ([], "there are 0"),
        (["Grain by sea."] * 8, "there are 0"),
    ],
)
def test_too_little_to_group_is_said_plainly(texts, message):
    found, full = topics.fit(table_of(texts), 2), topics.fit(planted(), 2, Method(share=1))
    assert found["label"].tolist() == [topics.NONE] * len(texts)
    assert re.search(message, found.attrs["why"])
    assert full.attrs["why"] == ""
    added = ["topic", "label", "central"]
    assert found[added].dtypes.to_dict() == full[added].dtypes.to_dict()


def test_equal_sentences_make_no_groups():
    found = topics.fit(table_of(["Grain by sea."] * 8), 2, Method(share=1))
    assert "2 texts that differ in the words that count; there are 1. Lower k" in found.attrs["why"]


@pytest.mark.parametrize(
    ("texts", "k", "method", "message"),
    [
        (["Grain."], 2, "bert", "'nmf' or 'kmeans', not 'bert'"),
        (["Grain."], 0, "nmf", "at least 1, not 0"),
        (["Grain.", None], 2, "nmf", "row 1: no text"),
    ],
)
def test_a_wrong_choice_or_a_missing_text_is_named(texts, k, method, message):
    with pytest.raises(ValueError, match=message):
        topics.fit(table_of(texts), k, method)
    with pytest.raises(ValueError, match="no column text"):
        topics.fit(table_of(["Grain."]).drop(columns="text"))


# Scores and draws


@pytest.mark.parametrize(
    ("a", "b", "rand"),
    [([0, 0, 1, 1], [0, 0, 1, 2], 0.5714285714), ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2], 0.2424242424)],
)
def test_the_adjusted_rand_index_has_its_reference_values(a, b, rand):
    assert topics.agreement(np.array(a), np.array(b), 3)[1] == pytest.approx(rand, abs=1e-9)


def test_matched_groups_are_counted_by_hand():
    each, _ = topics.agreement(np.array([0, 0, 0, 1, 1, -1]), np.array([1, 1, 0, 0, 0, -1]), 2)
    assert each.tolist() == pytest.approx([2 / 3, 2 / 3])


def test_planted_groups_hold_and_their_stability_is_the_same_on_every_run():
    table, method = planted(), Method(share=0.5)
    first = topics.stability(table, 3, method, 20)
    assert first[["size", "jaccard", "draws", "holds"]].values.tolist() == [[12, 1.0, 20, "yes"]] * 3
    assert first.attrs == {"rand": 1.0, "rand_error": 0.0, "why": ""}
    pd.testing.assert_frame_equal(first, topics.stability(table.sample(frac=1, random_state=0), 3, method, 20))


def test_draws_that_cannot_be_fitted_are_left_out_and_one_document_cannot_be_drawn():
    table, method = table_of(["grain sea", "grain sea", "arms talks", "arms talks"]), Method(share=0.5)
    some = topics.stability(table.assign(doc_id=[*"abcd"]), 2, method, 20)
    assert some["draws"].between(1, 19).all()
    for texts, why in ((table, "one document only: there is nothing to draw."), (table[:0], "2 topics need 2 content")):
        nothing = topics.stability(texts, 2, method)
        assert nothing.empty
        assert nothing.attrs["why"].startswith(why)
        assert nothing.dtypes.to_dict() == some.dtypes.to_dict()


def test_the_planted_number_of_groups_is_chosen_and_numbers_that_cannot_be_are_named():
    choice = topics.choose(planted(), (2, 3, 4, 37), Method(share=0.5), resamples=10, shuffles=9)
    assert (choice.attrs["k"], choice.attrs["as_stable"]) == (3, 0)
    assert choice.loc[choice["chosen"], "k"].tolist() == [3]
    assert (choice["why"] != "").tolist() == [False, False, False, True]
    nothing = topics.choose(planted().head(1), [2, 3], resamples=2, shuffles=2)
    assert (nothing.attrs["k"], nothing.attrs["as_stable"]) == (None, 0)
    assert "no stable grouping: " in nothing.attrs["verdict"]
    assert nothing.dtypes.to_dict() == choice.dtypes.to_dict()
    with pytest.raises(ValueError, match="no k to try"):
        topics.choose(planted(), [])


@pytest.mark.parametrize(("seed", "ks"), [(1, (2, 4)), (5, [3])])
def test_random_text_has_no_stable_grouping(seed, ks):
    choice = topics.choose(noise(seed), ks, Method(longest=1, share=0.9), resamples=10)
    assert choice.attrs["k"] is None
    assert choice.attrs["verdict"].startswith("no stable grouping")
    assert not choice["chosen"].any()
