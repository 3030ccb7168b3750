"""Topics that are the same tomorrow, and errors that say what to change."""

import pandas as pd
import pytest

from helpers import topics


def test_a_permuted_input_gives_the_same_topics(seeds):
    sentences = seeds[2]
    first = topics.fit(sentences, k=5)
    again = topics.fit(sentences.sample(frac=1, random_state=1), k=5)
    pd.testing.assert_frame_equal(first.terms, again.terms)
    pd.testing.assert_frame_equal(first.assigned, again.assigned.loc[first.assigned.index])


def test_topics_are_numbered_by_size_and_every_sentence_is_accounted_for(seeds):
    assigned = topics.fit(seeds[2], k=5).assigned
    sizes = assigned.loc[assigned["topic"] >= 0, "topic"].value_counts().sort_index()
    assert sizes.is_monotonic_decreasing
    assert len(assigned) == len(seeds[2])
    assert assigned["weight"].between(0, 1).all()


def test_a_sentence_without_any_of_the_terms_has_no_topic():
    texts = ["Grain by sea.", "Grain and sea.", "Weapons and talks.", "Talks on weapons.", "Hello!"]
    table = pd.DataFrame({"doc_id": "a", "sentence": range(5), "text": texts})
    assigned = topics.fit(table, k=2, max_share=0.5).assigned
    assert assigned["topic"].tolist() == [0, 0, 1, 1, -1]
    assert assigned["label"].iloc[-1] == topics.NONE


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
    table = pd.DataFrame({"doc_id": "a", "sentence": range(len(texts)), "text": texts})
    with pytest.raises(ValueError, match=message):
        topics.fit(table, k=2)
