"""How sure groups are: scores beside reference values, draws that know the truth, and random text without groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import topics
from helpers.topics.draws import agreement

from .test_topics import WORDS, planted, table_of

# gensim's `common_texts`; the values are those of its CoherenceModel with "c_npmi".
COMMON = [
    "human interface computer",
    "survey user computer system response time",
    "eps user interface system",
    "system human system eps",
    "user response time",
    "trees",
    "graph trees",
    "graph minors trees",
    "graph minors survey",
]


def listed(*groups: str) -> pd.DataFrame:
    rows = [(t, group.split()[0], term) for t, group in enumerate(groups) for term in group.split()]
    return pd.DataFrame(rows, columns=["topic", "label", "term"])


def test_coherence_is_gensim_s_npmi():
    scores = topics.coherence(listed("human computer system interface", "graph minors trees eps"), table_of(COMMON))
    assert scores["coherence"].tolist() == pytest.approx([0.2768026848, -0.2211565054], abs=1e-9)
    assert scores["terms"].tolist() == [4, 4]


@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), min_size=1, max_size=6))
def test_coherence_is_never_outside_minus_one_and_one(texts):
    there = sorted({word for words in texts for word in words})
    score = topics.coherence(listed(" ".join(there)), table_of([" ".join(words) for words in texts]))["coherence"][0]
    assert np.isnan(score) if len(there) == 1 else -1 <= score <= 1


def test_terms_that_always_stand_together_are_coherent_and_an_absent_one_is_named():
    table = table_of(["grain sea", "grain sea", "arms"])
    assert topics.coherence(listed("grain sea"), table)["coherence"].tolist() == [1.0]
    with pytest.raises(ValueError, match="'talks' is in none"):
        topics.coherence(listed("grain talks"), table)


@pytest.mark.parametrize(
    ("a", "b", "rand"),
    [([0, 0, 1, 1], [0, 0, 1, 2], 0.5714285714), ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2], 0.2424242424)],
)
def test_the_adjusted_rand_index_has_its_reference_values(a, b, rand):
    assert agreement(np.array(a), np.array(b), 3)[0]["rand"] == pytest.approx(rand, abs=1e-9)


def test_matched_groups_and_pairs_that_stay_together_are_counted_by_hand():
    same, each = agreement(np.array([0, 0, 0, 1, 1, -1]), np.array([1, 1, 0, 0, 0, -1]), 2)
    assert each.tolist() == pytest.approx([2 / 3, 2 / 3])
    assert same["together"] == pytest.approx(2 / 4)


def test_planted_groups_hold_and_their_stability_is_the_same_on_every_run():
    table = planted()
    first = topics.stability(table, k=3, max_share=0.5, resamples=20, seeds=3)
    assert first.topics[["sentences", "jaccard", "holds"]].values.tolist() == [[12, 1.0, "yes"]] * 3
    assert first.runs["kind"].value_counts().to_dict() == {"documents": 20, "seeds": 3}
    assert first.runs[["jaccard", "rand", "together"]].eq(1).all(axis=None)
    again = topics.stability(table.sample(frac=1, random_state=0), k=3, max_share=0.5, resamples=20, seeds=3)
    pd.testing.assert_frame_equal(first.runs, again.runs)
    pd.testing.assert_frame_equal(first.topics, again.topics)


def test_a_draw_that_cannot_be_fitted_stays_in_the_table_with_its_reason():
    texts = ["grain sea", "grain sea", "arms talks", "arms talks"]
    table = table_of(texts).assign(doc_id=["a", "b", "c", "d"])
    runs = topics.stability(table, k=2, max_share=0.5, resamples=20, seeds=0).runs
    failed = runs["why"] != ""
    assert 0 < failed.sum() < 20
    assert runs.loc[failed, "rand"].isna().all()
    assert runs.loc[~failed, "rand"].notna().all()


def test_one_document_cannot_be_drawn_again():
    found = topics.stability(table_of(["grain sea", "grain sea", "arms", "arms"]), k=2, max_share=0.5)
    assert found.runs.empty and found.topics.empty
    assert found.topics.attrs["why"].startswith("one document only: there is nothing to draw.")


def test_the_planted_number_of_groups_is_chosen():
    choice = topics.choose(planted(), (2, 3, 4), max_share=0.5, resamples=10)
    assert (choice.k, choice.as_stable) == (3, 0)
    assert choice.table.loc[choice.table["chosen"], "k"].tolist() == [3]
    assert choice.table["explained"].is_monotonic_increasing
    assert choice.table["explained"].between(0, 1).all()


@pytest.mark.parametrize("seed", [0, 1])
def test_random_text_has_no_stable_grouping(seed):
    words = np.random.default_rng(seed).choice(WORDS, size=(30, 5))
    table = table_of([" ".join(row) for row in words]).assign(doc_id=[f"d{i // 5}" for i in range(30)])
    choice = topics.choose(table, (2, 4), "agglomerative", max_share=0.9, resamples=10, longest=1)
    assert choice.k is None
    assert choice.verdict.startswith(topics.NO_GROUPING)
    assert not choice.table["chosen"].any()


def test_random_text_has_no_stable_grouping_by_factorization_either():
    words = np.random.default_rng(5).choice(WORDS, size=(30, 5))
    table = table_of([" ".join(row) for row in words]).assign(doc_id=[f"d{i // 5}" for i in range(30)])
    assert topics.choose(table, [3], max_share=0.9, resamples=10, longest=1).k is None


def test_the_five_texts_have_no_stable_grouping(seeds):
    assert topics.choose(seeds[2], [5], "agglomerative", resamples=10, longest=1).k is None


def test_no_k_at_all_is_an_error():
    with pytest.raises(ValueError, match="no k to try"):
        topics.choose(planted(), [])
