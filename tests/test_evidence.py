"""Evidence: from every mark of a figure to its sentences, each where the table says that it is."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning, evidence, framing, frequency, segment, topics

SIDES = ("kremlin", "elysee")


@pytest.fixture
def two():
    """Two texts of three sentences, the second with a removed line in it."""
    raw = ["Grain, and more grain. No arms.", "Talks go on here, he said.\nShare on Facebook\nGrain again."]
    card = {"outlet": ["TASS", None], "published": pd.to_datetime(["2022-05-03", None]), "url": ["https://a.org", None]}
    documents, removed = cleaning.clean(pd.DataFrame({"doc_id": ["a", "b"], "raw": raw, "language": "en"} | card))
    sentences = segment.split(documents).assign(voice=["kremlin", "elysee", "elysee", "kremlin"], call_id="x")
    return documents, removed, sentences


def test_sentences_stand_under_the_mark_that_their_columns_make(two):
    documents, _, sentences = two
    table = evidence.of(sentences, documents, ["doc_id", "voice"])
    assert list(table.columns) == evidence.COLUMNS
    assert table[["mark", "doc_id", "sentence", "text"]].values.tolist() == [
        ["a · elysee", "a", 1, "No arms."],
        ["a · kremlin", "a", 0, "Grain, and more grain."],
        ["b · elysee", "b", 0, "Talks go on here, he said."],
        ["b · kremlin", "b", 1, "Grain again."],
    ]
    assert table.loc[1, ["voice", "outlet", "url"]].tolist() == ["kremlin", "TASS", "https://a.org"]
    assert table.loc[3, ["start", "end", "raw_start", "raw_end"]].tolist() == [27, 39, 45, 57]
    assert table["word_start"].isna().all()


def test_categories_keep_the_order_of_the_figure_and_what_is_missing_is_said(two):
    documents, _, sentences = two
    voice = pd.Categorical(["kremlin", "elysee", "elysee", None], SIDES)
    assert evidence.of(sentences.assign(voice=voice), documents)["mark"].tolist() == [
        "kremlin",
        "elysee",
        "elysee",
        "—",
    ]


def test_words_are_found_as_they_were_counted_each_at_its_place(two):
    documents, _, sentences = two
    table = evidence.terms(sentences, documents, ["no arms", "grain"], "voice")
    assert table[["mark", "doc_id", "word_start", "word_end"]].values.tolist() == [
        ["no arms · elysee", "a", 0, 7],
        ["grain · kremlin", "a", 0, 5],
        ["grain · kremlin", "a", 16, 21],
        ["grain · kremlin", "b", 0, 5],
    ]


def test_a_word_that_stands_nowhere_has_a_row_that_says_so(two):
    documents, _, sentences = two
    table = evidence.terms(sentences, documents, ["wheat", "arms"])
    assert table["mark"].tolist() == ["arms", "wheat"]
    assert table["doc_id"].isna().tolist() == [False, True]
    assert evidence.terms(sentences.head(0), documents, ["arms"])["mark"].tolist() == ["arms"]
    with pytest.raises(ValueError, match="no word to look for in '!'"):
        evidence.terms(sentences, documents, ["!"])


@pytest.mark.parametrize("how", [{"length": 1}, {"length": 1, "stop_words": "drop"}, {"length": 3}, {"numbers": True}])
def test_there_are_as_many_rows_a_mark_as_the_count_says(seeds, how):
    documents, _, sentences = seeds
    counts = frequency.count(sentences, "voice", **how).stack()
    options = {name: value for name, value in how.items() if name != "length"}
    table = evidence.terms(sentences, documents, counts.index.unique("term"), "voice", **options)
    expected = {f"{term} · {voice}": number for (term, voice), number in counts[counts > 0].items()}
    assert table["mark"].value_counts().to_dict() == expected


def test_the_words_that_another_table_is_about_are_marked_in_their_sentences(seeds):
    documents, _, sentences = seeds
    names = framing.naming(sentences, documents)
    table = evidence.rows(names, sentences, documents, ["name", "voice"])
    marked = [row.text[row.word_start : row.word_end] for row in table.itertuples()]
    assert sorted(marked) == sorted(names["words"].dropna())
    numbers = frequency.concordance(sentences, pattern=r"\p{N}{4}")
    table = evidence.rows(numbers, sentences, documents, "match")
    assert [row.text[row.word_start : row.word_end] for row in table.itertuples()] == sorted(numbers["match"])


def test_finds_outside_the_sentences_given_or_without_a_value_have_no_row(two):
    documents, _, sentences = two
    tags = pd.DataFrame({"doc_id": ["a", "b", "b"], "sentence": 0, "start": [0, -1, 0], "end": [5, -1, 5]})
    tags["frame"] = ["economy", "talks", ""]
    table = evidence.rows(tags, sentences, documents, "frame")
    assert table["mark"].tolist() == ["economy", "talks"]
    assert table["word_start"].tolist() == [0, pd.NA]
    assert evidence.rows(tags, sentences.head(1), documents, "frame")["mark"].tolist() == ["economy"]


def test_words_outside_their_sentence_and_a_repeated_sentence_are_errors(two):
    documents, _, sentences = two
    tags = pd.DataFrame({"doc_id": ["a"], "sentence": [0], "start": [20], "end": [40], "frame": ["economy"]})
    with pytest.raises(ValueError, match="words outside sentence 0 of 'a'"):
        evidence.rows(tags, sentences, documents, "frame")
    with pytest.raises(ValueError, match="sentence 0 of 'a' stands there twice"):
        evidence.rows(tags, pd.concat([sentences, sentences]), documents, "frame")


def test_linked_sentences_stand_together_and_those_told_by_one_side_alone_say_so(seeds):
    documents, _, sentences = seeds
    compared = framing.accounts(sentences, *SIDES)
    links = pd.concat([framing.pair(compared, call) for call in ("pm-2022-05-03", "pm-2020-09-30")])
    table = evidence.pairs(links, compared, documents)
    assert table["mark"].str.startswith("link").sum() == 18  # 9 links of two sentences
    assert table.groupby("mark")["voice"].nunique().filter(like="link").eq(2).all()
    assert table.loc[table["mark"] == "only elysee", "text"].str.contains("Syrian mercenaries").tolist() == [True]
    assert set(zip(table["doc_id"], table["sentence"], strict=True)) == set(
        zip(compared["doc_id"], compared["sentence"], strict=True)
    )


def test_what_was_cleaned_away_is_followed_to_the_raw_text(two):
    documents, removed, _ = two
    table = evidence.removed(removed, documents, ["doc_id", "reason"])
    assert table[["mark", "raw_start", "raw_end", "text"]].values.tolist() == [
        ["b · share", 27, 44, "Share on Facebook"]
    ]
    evidence.verify(table, documents)
    assert evidence.places(table) == ["b: raw 27-44"]


def test_every_table_of_the_five_texts_is_found_at_its_offsets(seeds):
    documents, removed, sentences = seeds
    compared = framing.accounts(sentences, *SIDES)
    words = frequency.count(sentences, stop_words="drop").index
    assigned = topics.issues(sentences).assigned
    tables = [
        evidence.of(sentences, documents, ["doc_id", "voice"]),
        evidence.of(assigned, documents, ["label", "voice"]),
        evidence.terms(sentences, documents, words, "voice"),
        evidence.rows(framing.frames(sentences), compared, documents, ["frame", "voice"]),
        evidence.rows(framing.speech_acts(sentences), sentences, documents, ["act", "voice"]),
        evidence.rows(framing.agentless(sentences), sentences, documents, ["agentless", "voice"]),
        evidence.rows(framing.subjects(sentences), sentences, documents, ["kind", "what"]),
        evidence.removed(removed, documents),
    ]
    for table in tables:
        assert len(table) > 20
        evidence.verify(table, documents)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("start", 1, "characters 1-22 of text"),
        ("raw_end", 25, "characters 0-25 of raw"),
        ("text", "Grain.", "'Grain.' is not in document 'a'"),
        ("word_end", 90, "90 of the sentence"),
    ],
)
def test_a_text_that_is_not_at_its_offsets_is_named(two, column, value, said):
    documents, _, sentences = two
    table = evidence.terms(sentences, documents, ["grain"], "voice").head(1)
    evidence.verify(table, documents)
    with pytest.raises(ValueError, match=rf"evidence, row 0 \(grain · kremlin\): .*{said}"):
        evidence.verify(table.assign(**{column: value}), documents)


def test_a_piece_that_is_not_in_the_raw_text_is_named(two):
    documents, removed, _ = two
    with pytest.raises(ValueError, match="28-44 of raw"):
        evidence.verify(evidence.removed(removed.assign(raw_start=28), documents), documents)


def test_a_missing_column_or_document_and_a_repeated_one_are_errors(two):
    documents, removed, sentences = two
    with pytest.raises(ValueError, match="no column office; there are doc_id"):
        evidence.of(sentences, documents, "office")
    with pytest.raises(ValueError, match="no column raw_start"):
        evidence.of(sentences.drop(columns="raw_start"), documents)
    with pytest.raises(ValueError, match="no document 'b'"):
        evidence.of(sentences, documents.head(1))
    with pytest.raises(ValueError, match="'a' stands there twice"):
        evidence.of(sentences, pd.concat([documents, documents]))
    with pytest.raises(ValueError, match="by names no column"):
        evidence.removed(removed, documents, by=[])


def test_the_order_of_the_rows_given_does_not_matter(seeds):
    documents, _, sentences = seeds
    shuffled = sentences.sample(frac=1, random_state=1)
    for make in (evidence.of, lambda *tables: evidence.terms(*tables, ["minsk", "food"], "voice")):
        pd.testing.assert_frame_equal(make(sentences, documents), make(shuffled, documents[::-1]))


def test_the_input_is_left_as_it_was(two):
    documents, _, sentences = two
    before = sentences.copy(deep=True)
    evidence.of(sentences, documents)
    evidence.terms(sentences, documents, ["grain"], "voice")
    pd.testing.assert_frame_equal(sentences, before)


@given(st.lists(st.text(st.sampled_from("aàb'’-.,! \n1у́Ж你"), max_size=30), min_size=1, max_size=4))
@settings(deadline=None, max_examples=20)
def test_any_text_s_words_are_found_where_they_are_counted(texts):
    documents = pd.DataFrame({"doc_id": [f"d{i}" for i in range(len(texts))], "text": texts})
    sentences = segment.split(documents).assign(voice="v")
    for numbers in (False, True):
        counts = frequency.count(sentences, "voice", numbers=numbers)
        table = evidence.terms(sentences, documents, counts.index, numbers=numbers)
        evidence.verify(table, documents)
        assert table["mark"].value_counts().to_dict() == (counts["v"].to_dict() if len(counts) else {})


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 12)), min_size=1, max_size=20))
def test_the_short_list_names_each_sentence_once_and_no_other(rows):
    short = evidence.places(pd.DataFrame(rows, columns=["doc_id", "sentence"]))
    named = set()
    for line in short:
        doc_id, numbers = line.split(": ")
        for part in numbers.split(", "):
            first, _, last = part.partition("-")
            named |= {(doc_id, number) for number in range(int(first), int(last or first) + 1)}
    assert named == set(rows)


def test_a_single_term_is_a_word_and_not_its_letters():
    documents = pd.DataFrame({"doc_id": ["d"], "text": ["Grain and arms."]})
    sentences = segment.split(documents)
    pd.testing.assert_frame_equal(
        evidence.terms(sentences, documents, "grain"), evidence.terms(sentences, documents, ["grain"])
    )
