"""Counts that add up, in words, stems and lemmas, with and without the small words."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer

from helpers import frequency, lexicons, segment

WORDS = st.text(alphabet="abé' -.1ЖİΣ\n\u0301", max_size=30)
MARKS = regex.compile(r'[()\[\]{}"“”„«»]')


def one(text: str, language: str | None = "en") -> pd.DataFrame:
    return pd.DataFrame({"doc_id": ["d"], "voice": ["a"], "text": [text], "language": [language]})


def terms(text: str, language: str | None = "en", **choices) -> list[str]:
    return frequency.count(one(text, language), **choices).index.tolist()


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
    assert "the president" not in frequency.count(toy, length=2, stop_words="drop").index
    assert "special military operation" in frequency.count(toy, length=3, stop_words="drop").index
    assert frequency.count(toy, length=5).loc["the need to stop weapons"].to_dict() == {"elysee": 0, "kremlin": 1}


def test_phrases_do_not_go_across_a_parenthesis_or_a_quotation_mark():
    text = "Security and Co-operation’s (OSCE) Minsk Group called for “restraint” now."
    table = pd.DataFrame({"voice": ["a"], "text": [text], "language": "en"})
    assert frequency.count(table, length=2, stop_words="drop").index.tolist() == ["group called", "minsk group"]
    assert frequency.collocations(table, min_count=1, stop_words="drop").index.tolist() == [
        ("group", "called"),
        ("minsk", "group"),
    ]
    assert frequency.count(table, stop_words="drop").index.tolist() == [
        "called", "co-operation", "group", "minsk", "osce", "restraint", "security",
    ]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text() | WORDS, st.sampled_from("ab")), min_size=1), st.integers(1, 5), st.booleans())
def test_every_run_of_tokens_of_any_text_is_counted_once(rows, length, numbers):
    table = pd.DataFrame(rows, columns=["text", "voice"])
    counts = frequency.count(table, length=length, numbers=numbers)
    expected: dict = {}
    for piece, voice in ((piece, voice) for text, voice in rows for piece in MARKS.split(text)):
        words = segment.tokens(piece, numbers)
        for i in range(len(words) - length + 1):
            key = " ".join(words[i : i + length]), voice
            expected[key] = expected.get(key, 0) + 1
    assert {k: n for k, n in counts.stack().to_dict().items() if n} == expected
    assert counts.index.tolist() == sorted({term for term, _ in expected})
    assert counts.columns.tolist() == sorted(set(table["voice"]))


def test_stop_words_are_kept_dropped_or_alone_and_the_three_add_up(toy):
    kept, dropped, only = (frequency.count(toy, stop_words=choice).sum() for choice in ("keep", "drop", "only"))
    assert (dropped + only).to_dict() == kept.to_dict()
    assert terms("He is in the Kremlin", stop_words="only") == ["he", "in", "is", "the"]
    assert terms("of the Kremlin and of the Élysée", stop_words="only", length=2) == ["and of", "of the"]


def test_a_word_is_dropped_in_its_own_language_only():
    assert terms("The EU and the UN", "en", stop_words="drop") == ["eu", "un"]
    assert terms("L'UE a eu un plan", "fr", stop_words="drop") == ["l'ue", "plan"]
    assert terms("The EU and the UN", None, stop_words="drop") == []
    assert terms("The EU and the UN", "en-GB", stop_words="drop") == ["eu", "un"]
    assert terms("C'est qu'il n'a rien d'une paix", "fr", stop_words="drop") == ["paix"]


def test_a_language_without_a_list_drops_nothing_and_is_named():
    with pytest.warns(UserWarning, match=r"no stop words for the language de: .*stop_words\.csv"):
        assert terms("Die Lage", "de", stop_words="drop") == ["die", "lage"]
    both = pd.concat([one("The talks", "en"), one("Die Lage", "de")])
    with pytest.warns(UserWarning, match="language de:"):
        assert frequency.count(both, stop_words="drop").index.tolist() == ["die", "lage", "talks"]


def test_stems_are_snowballs_in_the_language_of_the_sentence():
    assert terms("Discussions, discussed, discussing", form="stem") == ["discuss"]
    assert terms("les négociations négociées", "fr", form="stem") == ["le", "négoci"]
    assert terms("переговоры, переговоров", "ru", form="stem") == ["переговор"]
    two = pd.concat([one("plans", "en"), one("plans", "fr"), one("discussions", "en")])
    assert frequency.count(two, form="stem")["a"].to_dict() == {"discuss": 1, "plan": 2}
    with pytest.warns(UserWarning, match="no stemmer for the language de: .*Known: en, fr, ru"):
        assert terms("Die Lagen", "de", form="stem") == ["die", "lagen"]
    with pytest.warns(UserWarning, match="no stemmer for the language not known"):
        table = frequency.count(one("discussed").drop(columns="language"), form="stem")
    assert table.index.tolist() == ["discussed"]


def test_lemmas_come_from_the_user_s_list_and_other_words_stay():
    assert terms("Spoke of talks", lemmas={"Spoke": "speak", "talks": "talk"}) == ["of", "speak", "talk"]
    assert terms("He spoke", lemmas=pd.Series({"spoke": "speak"}), length=2) == ["he speak"]
    assert terms("He spoke", lemmas={"spoke": "speak"}, stop_words="drop") == ["speak"]
    for nothing in ("", " ", None, float("nan")):
        with pytest.raises(ValueError, match="the lemma of 'spoke' is empty"):
            terms("He spoke", lemmas={"spoke": nothing})
    with pytest.raises(ValueError, match="lemmas go with form='word'"):
        terms("He spoke", form="stem", lemmas={"spoke": "speak"})


def test_names_of_several_words_are_one_term_where_a_list_says_so():
    text = "The OSCE Minsk Group and the Minsk Group met Jebhat al-Nusra"
    names = frequency.multiwords()
    joined = frequency.count(one(text), join=names)["a"]
    assert joined.to_dict() == dict.fromkeys(
        ["and", "jebhat al-nusra", "met", "minsk group", "osce minsk group"], 1
    ) | {"the": 2}
    assert terms(text, join=names, length=2)[-1] == "the osce minsk group"
    assert "minsk group" not in terms(text)
    assert terms("red cross red cross red", join=["red cross red"]) == ["cross", "red", "red cross red"]
    assert terms("Nord Stream 2 and Nord Stream", join=["Nord Stream 2"], numbers=True)[-1] == "stream"
    assert terms("Совет Безопасности ООН", "ru", join=frequency.multiwords(["ru"])) == ["оон", "совет безопасности"]
    assert terms("A name. Red. Cross", join=["Red Moon"]) == ["a", "cross", "name", "red"]
    two = pd.concat([one("red"), one("cross")])
    assert frequency.count(two, join=["red cross"]).index.tolist() == ["cross", "red"]
    with pytest.raises(ValueError, match="no multiwords for"):
        frequency.multiwords(["de"])


@pytest.mark.parametrize(("lexicon", "column", "least"), [("stop_words", "word", 0), ("multiwords", "phrase", 2)])
def test_the_lists_hold_what_the_tokenizer_can_give_and_nothing_twice(lexicon, column, least):
    table = lexicons.table(lexicon)
    assert set(table["language"]) == {"en", "fr", "ru"}
    assert not table.duplicated(["language", column]).any()
    assert not table.eq("").any(axis=None)
    assert all(len(segment.tokens(entry)) >= least for entry in table[column])
    assert lexicon == "multiwords" or {segment.normal(word) for word in table[column]} <= set(table[column])


def test_numbers_and_dates_are_words_only_where_asked():
    text = "On 2022-05-03 at 10:30 the G7 gave 13.5 million, the 20th time since the 1990's"
    assert terms(text) == ["at", "g7", "gave", "million", "on", "since", "the", "time"]
    assert set(terms(text, numbers=True)) - set(terms(text)) == {"10:30", "13.5", "1990", "2022-05-03", "20th"}


def test_the_matrix_is_what_scikit_learn_takes_and_count_shows(toy):
    counts, words, groups = frequency.matrix(toy, by="doc_id", stop_words="drop")
    dropped = frequency.stop_words()
    peer = CountVectorizer(analyzer=lambda text: [word for word in segment.tokens(text) if word not in dropped])
    by_peer = peer.fit_transform(toy["text"]).toarray()
    assert (by_peer == counts.toarray()[groups.get_indexer(toy["doc_id"])]).all()
    assert peer.get_feature_names_out().tolist() == words.tolist()
    table = frequency.count(toy, by="doc_id", stop_words="drop")
    assert (counts.toarray() == table.to_numpy().T).all()
    assert table.columns.equals(groups)
    assert NMF(2, random_state=0).fit_transform(counts).shape == (6, 2)


def test_a_table_that_would_fill_the_memory_is_an_error_that_names_the_matrix():
    words = ["".join(letters) for letters in product("abcdefghijklmnopqrst", repeat=3)]
    many = pd.DataFrame({"doc_id": range(8000), "text": words})
    with pytest.raises(ValueError, match=r"8,000 terms by 8,000 groups.*64,000,000 cells.*frequency\.matrix"):
        frequency.count(many, by="doc_id")
    assert frequency.matrix(many, by="doc_id")[0].nnz == 8000


def test_a_million_different_words_are_counted():
    words = ["".join(letters) for letters in product("abcdefghij", repeat=6)]
    table = pd.DataFrame({"voice": list("ab"), "text": [",".join(words), "aaaaaa jjjjjj"]})
    counts = frequency.count(table)
    assert counts.shape == (1_000_000, 2)
    assert counts.sum().to_dict() == {"a": 1_000_000, "b": 2}


def test_empty_groups_and_texts_have_a_defined_count():
    table = pd.DataFrame({"voice": ["a", "b"], "text": ["grain", " — "]})
    assert frequency.count(table).to_dict("list") == {"a": [1], "b": [0]}
    assert frequency.count(table[:0]).shape == (0, 0)
    assert frequency.count(table.assign(text="…")).shape == (0, 2)
    assert frequency.count(table.assign(text="…"), length=3, stop_words="drop").shape == (0, 2)
    assert frequency.count(table, length=2).shape == (0, 2)
    assert frequency.count(table[:0].assign(language="en"), form="stem", stop_words="only").shape == (0, 0)
    categories = table.assign(voice=pd.Categorical(table["voice"], ["a", "b", "c"]))
    assert frequency.count(categories).columns.tolist() == ["a", "b"]


def test_a_script_without_spaces_counts_what_stands_between_marks_and_says_so():
    with pytest.warns(UserWarning, match="sets no spaces.*segmenter"):
        assert terms("普京与马克龙通电话讨论，乌克兰局势", None) == ["乌克兰局势", "普京与马克龙通电话讨论"]
    with pytest.warns(UserWarning, match="sets no spaces"):
        terms("ปูตินและมาครงพูดคุย", None)
    assert terms("普京 与 马克龙", None) == ["与", "普京", "马克龙"]


def test_relative_is_per_thousand_words_and_missing_with_a_warning_where_there_are_none():
    with pytest.warns(UserWarning, match="no words in b"):
        table = frequency.relative(pd.DataFrame({"a": [1, 3], "b": [0, 0]}, index=["grain", "the"]))
    assert table["a"].tolist() == [250, 750]
    assert table["b"].isna().all()
    with pytest.raises(ValueError, match="column 'a', row 'grain'.*no count"):
        frequency.relative(pd.DataFrame({"a": [0.5]}, index=["grain"]))


def test_counting_what_is_not_there_is_an_error_that_says_what_to_do(toy):
    with pytest.raises(ValueError, match="no column"):
        frequency.count(toy, by="party")
    with pytest.raises(ValueError, match=r"1 of 6 sentences have no call_id.*dropna"):
        frequency.count(toy.assign(call_id=[None, *toy["call_id"][1:]]), by="call_id")
    with pytest.raises(ValueError, match="no column 'text'"):
        frequency.count(toy.drop(columns="text"))
    with pytest.raises(ValueError, match="row 2: no text"):
        frequency.count(toy.assign(text=[*toy["text"][:2], None, *toy["text"][3:]]))
    for length in (0, 6, 1.5):
        with pytest.raises(ValueError, match="1 to 5 words"):
            frequency.count(toy, length=length)
    with pytest.raises(ValueError, match="'keep', 'drop' or 'only'"):
        frequency.count(toy, stop_words="no")
    with pytest.raises(ValueError, match="form is 'word' or 'stem'"):
        frequency.count(toy, form="lemma")
    with pytest.raises(ValueError, match=r"no stop words for \['de'\]"):
        frequency.stop_words(["de"])


def test_counting_changes_nothing_and_is_the_same_on_every_run(seeds):
    sentences = seeds[2]
    before = sentences.copy()
    first = frequency.count(sentences, by=["doc_id", "voice"], length=2, stop_words="drop")
    assert first.equals(frequency.count(sentences, by=["doc_id", "voice"], length=2, stop_words="drop"))
    shuffled = sentences.iloc[np.random.default_rng(0).permutation(len(sentences))]
    assert first.equals(frequency.count(shuffled, by=["doc_id", "voice"], length=2, stop_words="drop"))
    pd.testing.assert_frame_equal(before, sentences)


def test_rare_terms_can_be_left_out_before_the_table_is_made():
    table = pd.DataFrame({"text": ["grain and arms", "grain and peace", "peace"], "voice": ["a", "a", "b"]})
    whole = frequency.count(table)
    pd.testing.assert_frame_equal(frequency.count(table, least=2), whole[whole.sum(axis=1) >= 2])
    assert frequency.count(table, least=9).empty
