"""Concordances that stand where they say, and find what is counted."""

import time

import pandas as pd
import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import frequency, segment

LETTERS = st.text(alphabet="aé' -.1ЖİiKKΣςſß\u0301\n中", max_size=25)


def plainly(text: str, words: list[str]) -> list[tuple[int, int]]:
    """The slow way: cut the whole text into words and look everywhere."""
    spans, n = segment.token_spans(text, numbers=True), len(words)
    starts = (i for i in range(len(spans) - n + 1) if [word for word, _, _ in spans[i : i + n]] == words)
    return [(spans[i][1], spans[i + n - 1][2]) for i in starts]


def lines(texts: list[str], *args, **choices) -> pd.DataFrame:
    table = pd.DataFrame({"doc_id": "d", "sentence": range(len(texts)), "start": 0, "text": texts})
    return frequency.concordance(table, *args, **choices)


def test_concordance_finds_whole_words_and_phrases_with_their_offsets(seeds):
    documents, _, sentences = seeds
    texts = documents.set_index("doc_id")["text"]
    found = frequency.concordance(sentences, "ceasefire")
    assert len(found) == 5
    assert all(texts[r.doc_id][r.start : r.end] == r.match for r in found.itertuples())
    assert found.columns.tolist()[:4] == ["doc_id", "sentence", "call_id", "voice"]
    assert frequency.concordance(sentences, "minsk group")["match"].tolist() == [
        "Minsk Group",
        "Minsk Group",
        "Minsk group",
        "Minsk Group",
    ]
    assert frequency.concordance(sentences, "cease").empty


@settings(deadline=None, max_examples=150)
@given(LETTERS | st.text(), st.integers(0, 9), st.integers(1, 3))
@example("İ i̇ I", 0, 1)
@example("É é E\u0301 é's", 0, 1)
@example("a.b. a.b.-c x-a.b. a", 0, 2)
def test_every_word_and_phrase_of_any_text_is_found_where_it_stands(text, first, length):
    words = segment.tokens(text, numbers=True)[first : first + length]
    if words:
        found = lines(["Other.", text], " ".join(words))
        assert list(zip(found["start"], found["end"], strict=True)) == plainly(text, words)
        assert found["match"].tolist() == [text[a:b] for a, b in plainly(text, words)]
        assert frequency.occurrences(text, " ".join(words)) == plainly(text, words)
        counts = frequency.count(pd.DataFrame({"voice": "a", "text": [text]}), length=len(words), numbers=True)
        marked = [regex.search(r'[()\[\]{}"“”„«»]', text[a:b]) for a, b in plainly(text, words)]
        assert counts.get("a", pd.Series()).get(" ".join(words), 0) == marked.count(None)


def test_words_are_whole_in_any_spelling_and_alphabet():
    found = lines(["Russia’s arms, Arms-control, ARMS; alarms", "К Киеву и киеву"], "arms")
    assert found["match"].tolist() == ["arms", "ARMS"]
    assert lines(["Russia’s arms"], "Russia")["match"].tolist() == ["Russia’s"]
    assert lines(["К Киеву и киеву"], "Киеву")["start"].tolist() == [2, 10]
    assert lines(["l’Élysée, l'Elysée"], "l'élysée")["match"].tolist() == ["l’Élysée"]
    assert lines(["On 3 May 2022 and 30 May"], "3 may")["match"].tolist() == ["3 May"]


def test_context_is_as_wide_as_asked_and_stays_in_the_sentence():
    row = lines(["We talk of grain now.", "Grain."], "grain", 4).iloc[0]
    assert (row["left"], row["match"], row["right"]) == (" of ", "grain", " now")
    assert lines(["Grain."], "grain", 0)[["left", "right"]].values.tolist() == [["", ""]]
    with pytest.raises(ValueError, match="width"):
        lines(["Grain."], "grain", -1)


def test_lines_are_sorted_by_what_stands_before_or_after_the_nearest_word_first():
    texts = ["b a grain z", "a B grain x", "grain y", "c a grain"]
    assert lines(texts, "grain")["sentence"].tolist() == [0, 1, 2, 3]
    assert lines(texts, "grain", sort="left")["sentence"].tolist() == [2, 0, 3, 1]
    assert lines(texts, "grain", sort="right")["sentence"].tolist() == [3, 1, 2, 0]
    table = pd.DataFrame({"doc_id": "d", "start": 0, "text": "grain", "voice": ["b", "a", "b"], "sentence": [0, 1, 2]})
    assert frequency.concordance(table, "grain", sort="voice")["sentence"].tolist() == [1, 0, 2]
    with pytest.raises(ValueError, match=r"columns \['start', 'text', 'voice'\]"):
        lines(texts, "grain", sort="voice")
    with pytest.raises(ValueError, match="sort is text, left, right or voice"):
        lines(texts, "grain", sort="up")


def test_a_pattern_finds_what_it_matches_and_nothing_empty():
    assert lines(["Cease-fire, ceasefire"], pattern="(?i)cease-?fire")["start"].tolist() == [0, 12]
    assert lines(["Cease-fire"], pattern="x*").empty
    assert lines(["café"], pattern=r"\p{Ll}\b")["match"].tolist() == ["é"]


def test_a_wrong_or_endless_pattern_is_an_error_that_says_what_to_do():
    with pytest.raises(ValueError, match=r"pattern '\(a' is no regular expression.*position"):
        lines(["a"], pattern="(a")
    began = time.perf_counter()
    with pytest.raises(ValueError, match="takes more than 1 s for the sentence 'aaaa"):
        lines(["a" * 60], pattern=r"^(\w\w?)+(?<=x)$|(a|aa)+b\1")
    assert time.perf_counter() - began < 20


def test_neither_both_or_an_empty_term_is_an_error_and_nothing_found_an_empty_table(toy):
    for term, pattern in ((None, None), ("a", "a")):
        with pytest.raises(ValueError, match="one of the two"):
            frequency.concordance(toy, term, pattern=pattern)
    for nothing in ("", " - ", "…"):
        with pytest.raises(ValueError, match="no word to look for"):
            frequency.concordance(toy, nothing)
        with pytest.raises(ValueError, match="no word to look for"):
            frequency.occurrences("text", nothing)
    for table, term in ((toy, "grain"), (toy[:0], "the")):
        found = frequency.concordance(table, term)
        assert found.columns.tolist() == [
            "doc_id",
            "sentence",
            "call_id",
            "voice",
            "start",
            "end",
            "left",
            "match",
            "right",
        ]
        assert found.empty
        assert found["start"].dtype == found["end"].dtype == "int64"
    with pytest.raises(ValueError, match="row 1: no text"):
        frequency.concordance(toy.assign(text=["the", None, *toy["text"][2:]]), "the")


def test_one_long_text_without_spaces_takes_no_longer_than_its_length():
    began = time.perf_counter()
    assert len(frequency.occurrences("а," * 100_000, "а")) == 100_000
    assert len(frequency.occurrences("а,б," * 100_000, "а б")) == 100_000
    assert time.perf_counter() - began < 10


def test_lexical_dispersion_gives_each_place_in_words_of_the_text():
    table = pd.DataFrame({"doc_id": ["b", "a", "b"], "text": ["Grain now.", "No 3 arms.", "The arms, the Grain."]})
    found = frequency.lexical_dispersion(table, ["grain", "the ARMS"])
    assert found.values.tolist() == [
        ["b", "grain", 0, 0.0, 6],
        ["b", "the ARMS", 2, 2 / 6, 6],
        ["b", "grain", 5, 5 / 6, 6],
    ]
    assert frequency.lexical_dispersion(table, ["arms"], numbers=True)["token"].tolist() == [2, 3]
    assert frequency.lexical_dispersion(table, ["now the"]).empty
    assert frequency.lexical_dispersion(table[:0], ["now"]).columns.tolist() == found.columns.tolist()
    with pytest.raises(ValueError, match="no word to look for"):
        frequency.lexical_dispersion(table, ["grain", ""])
    with pytest.raises(ValueError, match="terms are a list"):
        frequency.lexical_dispersion(table, "grain")
