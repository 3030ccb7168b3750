"""Counts that add up, and concordances that stand where they say."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import frequency, segment


def test_counts_of_the_toy_corpus(toy):
    counts = frequency.count(toy)
    assert counts.sum().to_dict() == {"elysee": 28, "kremlin": 30}
    assert len(counts) == 32
    assert counts.loc["the"].to_dict() == {"elysee": 4, "kremlin": 6}
    assert counts.index.is_monotonic_increasing


def test_counts_by_call_and_voice_add_up_to_those_by_voice(toy):
    by_both = frequency.count(toy, by=["call_id", "voice"])
    assert by_both.columns.names == ["call_id", "voice"]
    assert by_both.T.groupby(level="voice").sum().T.equals(frequency.count(toy).rename_axis(columns="voice"))


def test_phrases_stay_within_a_sentence_and_do_not_begin_with_a_dropped_word(toy):
    pairs = frequency.count(toy, length=2)
    assert pairs.loc["the president"].sum() == 3
    assert pairs.to_numpy().sum() == 58 - 6
    assert "the president" not in frequency.count(toy, length=2, keep_stop_words=False).index
    assert "special military operation" in frequency.count(toy, length=3, keep_stop_words=False).index


@given(st.lists(st.tuples(st.text(), st.sampled_from("ab")), min_size=1))
def test_every_token_of_any_text_is_counted_once(rows):
    table = pd.DataFrame(rows, columns=["text", "voice"])
    counts = frequency.count(table)
    assert counts.to_numpy().sum() == sum(len(segment.tokens(text)) for text, _ in rows)
    assert set(counts.columns) == set(table["voice"])


def test_relative_is_per_thousand_words_and_missing_where_there_are_none():
    table = frequency.relative(pd.DataFrame({"a": [1, 3], "b": [0, 0]}, index=["grain", "the"]))
    assert table["a"].tolist() == [250, 750]
    assert table["b"].isna().all()


def test_counting_by_what_is_not_there_is_an_error_that_says_what_to_do(toy):
    with pytest.raises(ValueError, match="no column"):
        frequency.count(toy, by="party")
    with pytest.raises(ValueError, match=r"1 of 6 sentences have no call_id.*dropna"):
        frequency.count(toy.assign(call_id=[None, *toy["call_id"][1:]]), by="call_id")
    with pytest.raises(ValueError, match="1 to 5 words"):
        frequency.count(toy, length=6)
    with pytest.raises(ValueError, match=r"no stop words for \['de'\]"):
        frequency.stop_words(["de"])


def test_concordance_finds_whole_words_and_phrases_with_their_offsets(seeds):
    documents, _, sentences = seeds
    texts = documents.set_index("doc_id")["text"]
    found = frequency.concordance(sentences, "ceasefire")
    assert len(found) == 5
    assert all(texts[r.doc_id][r.start : r.end] == r.match for r in found.itertuples())
    assert frequency.concordance(sentences, "minsk group")["match"].tolist() == [
        "Minsk Group",
        "Minsk Group",
        "Minsk group",
        "Minsk Group",
    ]
    assert frequency.concordance(sentences, "cease").empty
    with pytest.raises(ValueError, match="no word to look for"):
        frequency.concordance(sentences, " - ")
