"""Topics that are the same tomorrow, whatever the method, and errors that say what to change."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import FunctionTransformer

from helpers import topics
from helpers.topics._model import METHODS

WORDS = ["grain", "sea", "ports", "weapons", "talks", "front", "gas", "pipes", "winter"]


def table_of(texts, **columns) -> pd.DataFrame:
    return pd.DataFrame({"doc_id": "a", "sentence": range(len(texts)), "text": list(texts)} | columns)


def planted(documents: int = 6, each: int = 6) -> pd.DataFrame:
    """Three subjects of three words, two or three of them in every sentence."""
    rng = np.random.default_rng(1)
    rows = [
        (f"d{d}", s, f"d{d}", " ".join(rng.permutation(WORDS[3 * (s % 3) : 3 * (s % 3) + 3])[: 2 + s % 2]))
        for d in range(documents)
        for s in range(each)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "sentence", "call_id", "text"])


@pytest.mark.parametrize("method", METHODS)
def test_a_permuted_input_gives_the_same_numbers_labels_and_order(seeds, method):
    sentences = seeds[2]
    first = topics.fit(sentences, method, k=5)
    again = topics.fit(sentences.sample(frac=1, random_state=1), method, k=5)
    pd.testing.assert_frame_equal(first.terms, again.terms)
    pd.testing.assert_frame_equal(first.assigned, again.assigned.loc[first.assigned.index])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_planted_groups(method):
    table = planted()
    found = topics.fit(table, method, k=3, max_share=0.5).assigned
    assert found.groupby(table["sentence"] % 3)["topic"].nunique().tolist() == [1, 1, 1]
    assert found["topic"].nunique() == 3


@settings(max_examples=15)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=5), min_size=4, max_size=12), st.sampled_from(METHODS))
def test_every_sentence_is_accounted_for_and_topics_are_numbered_by_size(texts, method):
    table = table_of([" ".join(words) for words in texts])
    found = topics.fit(table, method, k=2, min_sentences=1, max_share=1)
    assert found.assigned.columns.tolist() == ["doc_id", "sentence", "text", "topic", "label", "weight", "central"]
    if why := found.terms.attrs["why"]:
        assert any(word in why for word in ("Choose", "Lower", "differ"))
        assert found.assigned["topic"].eq(-1).all()
        assert found.terms.empty
        return
    sizes = found.assigned["topic"].value_counts().reindex(range(2), fill_value=0)
    assert sizes.is_monotonic_decreasing
    assert (found.assigned["topic"] == -1).tolist() == [not words for words in texts]
    assert found.assigned[["weight", "central"]].apply(lambda c: c.between(0, 1)).all(axis=None)


def test_a_sentence_without_any_of_the_terms_has_no_topic():
    texts = ["Grain by sea.", "Grain and sea.", "Weapons and talks.", "Talks on weapons.", "Hello!"]
    assigned = topics.fit(table_of(texts), k=2, max_share=0.5).assigned
    assert assigned["topic"].tolist() == [0, 0, 1, 1, -1]
    assert assigned["label"].iloc[-1] == topics.NONE
    assert assigned["weight"].iloc[-1] == 0


def test_a_name_of_several_words_is_one_term_in_one_form_in_any_language():
    texts = [
        "The Minsk accords on Kiev.",
        "Les accords de Minsk et Kiev.",
        "Минские соглашения и Киев.",
        "Gas.",
        "Gas.",
    ]
    found = topics.fit(table_of(texts, language=["en", "fr", "ru", "en", "en"]), k=2, max_share=0.7, longest=1)
    assert found.terms.loc[found.terms["topic"] == 0, "term"].tolist() == ["kyiv", "minsk agreements"]
    assert found.assigned["topic"].tolist() == [0, 0, 0, 1, 1]


def test_terms_have_up_to_three_words_and_none_begins_or_ends_with_what_is_left_out():
    texts = ["Global food security.", "Global food security.", "A call of leaders.", "A call of leaders."]
    terms = topics.fit(table_of(texts), k=2, max_share=0.5, leave_out={"call"}).terms["term"]
    expected = {"food", "food security", "global", "global food", "global food security", "leaders", "security"}
    assert set(terms) == expected


def test_sentences_of_a_paragraph_are_taken_together():
    texts = ["Grain.", "By sea.", "Grain and sea.", "Weapons.", "Talks.", "Weapons and talks."]
    table = table_of(texts, paragraph=[0, 0, 1, 2, 2, 3])
    found = topics.fit(table, k=2, unit="paragraph", max_share=0.5, longest=1)
    assert found.assigned["topic"].tolist() == [0, 0, 0, 1, 1, 1]
    assert found.assigned["label"].tolist() == ["grain, sea"] * 3 + ["talks, weapons"] * 3


def test_a_label_repeats_no_word_and_no_other_label():
    texts = ["Gas talks.", "Gas talks.", "Gas talks today."] + ["Arms talks."] * 3
    labels = topics.fit(table_of(texts), "kmeans", k=2, max_share=1).terms["label"].unique()
    assert len(labels) == 2
    assert all(len(words := label.replace(",", "").split()) == len(set(words)) for label in labels)


def test_vectors_of_one_s_own_decide_instead_of_words():
    vectors = {"grain": [1, 0], "wheat": [0.9, 0.1], "arms": [-1, 0.1], "weapons": [-0.9, 0]}
    mean = FunctionTransformer(lambda texts: np.array([vectors[text] for text in texts]))
    table = table_of(["grain", "wheat", "arms", "weapons"])
    found = topics.fit(table, "agglomerative", 2, min_sentences=1, vectorizer=mean)
    assert found.assigned["topic"].tolist() == [1, 1, 0, 0]
    assert found.assigned["label"].tolist() == ["grain, wheat"] * 2 + ["arms, weapons"] * 2
    with pytest.raises(ValueError, match="no negative weights. Use 'kmeans'"):
        topics.fit(table, "nmf", 2, min_sentences=1, vectorizer=mean)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["Grain."], "at least 2 sentences.*smaller k"),
        (["The and of."] * 3, "no content word"),
        ([""] * 3, "no content word"),
        (["Grain by sea."] * 8, "no content word"),
    ],
)
def test_too_little_to_group_is_said_plainly(texts, message):
    found, full = topics.fit(table_of(texts), k=2), topics.fit(planted(), k=2, max_share=1)
    assert found.assigned["label"].tolist() == [topics.NONE] * len(texts)
    assert found.terms.empty
    assert re.search(message, found.assigned.attrs["why"])
    assert found.assigned.attrs["why"] == found.terms.attrs["why"]
    assert full.terms.attrs["why"] == full.assigned.attrs["why"] == ""
    assert found.terms.dtypes.to_dict() == full.terms.dtypes.to_dict()
    added = ["topic", "label", "weight", "central"]
    assert found.assigned[added].dtypes.to_dict() == full.assigned[added].dtypes.to_dict()


def test_what_is_asked_of_texts_without_topics_is_empty_too_and_says_why(seeds):
    table = table_of(["Grain.", "The and of."]).assign(call_id="x", voice="kremlin")
    fitted = topics.fit(table)
    assert all(part.empty for part in topics.describe(fitted))
    assert topics.coherence(fitted.terms, table).empty
    again, kept = topics.stability(table), topics.stability(planted(), k=2, max_share=1, resamples=2, seeds=1)
    assert again.runs.attrs["why"] == again.topics.attrs["why"] == fitted.terms.attrs["why"]
    for part, full in zip(again, kept, strict=True):
        assert part.empty
        assert part.dtypes.to_dict() == full.dtypes.to_dict()
    match = topics.compare(fitted.assigned, fitted.assigned)
    assert match.empty
    other = topics.compare(fitted.terms, topics.fit(planted(), k=2, max_share=1).terms)
    assert other["topic_a"].isna().tolist() == [True, True]
    assert other.dtypes.to_dict() == match.dtypes.to_dict()


def test_numbers_of_topics_that_the_texts_do_not_allow_are_tried_and_named():
    choice = topics.choose(planted(), [3, 37], max_share=0.5, resamples=10, shuffles=2)
    assert choice.k == 3
    assert choice.table["why"].tolist() == [
        "",
        "37 topics need at least 37 sentences, there are 36. Choose a smaller k.",
    ]
    nothing = topics.choose(planted().head(1), [2, 3], resamples=2, shuffles=2)
    assert (nothing.k, nothing.as_stable) == (None, 0)
    assert "there are 1. Choose a smaller k." in nothing.verdict
    assert nothing.table.dtypes.to_dict() == choice.table.dtypes.to_dict()


@pytest.mark.parametrize("method", METHODS)
def test_equal_sentences_make_no_groups(method):
    found = topics.fit(table_of(["Grain by sea."] * 8), method, k=2, max_share=1)
    assert "sentences that differ in the terms that count, there are 1. Choose a smaller k" in found.terms.attrs["why"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "bert"}, "nmf, lda, kmeans, agglomerative, not 'bert'"),
        ({"k": 0}, "at least 1, not 0"),
        ({"unit": "document"}, "'sentence' or 'paragraph'"),
        ({"unit": "paragraph"}, "no column 'paragraph'"),
        ({"longest": 9}, "1 to 5, not 9"),
    ],
)
def test_a_wrong_choice_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        topics.fit(table_of(["Grain by sea."] * 4), **{"k": 2} | change)


def test_a_sentence_that_stands_twice_or_a_missing_column_is_named():
    with pytest.raises(ValueError, match="sentence 0 of 'a' stands there twice"):
        topics.fit(table_of(["Grain.", "Sea."]).assign(sentence=0), k=1)
    with pytest.raises(ValueError, match=r"no column \['text'\].*segment.split"):
        topics.fit(pd.DataFrame({"doc_id": [], "sentence": []}))
