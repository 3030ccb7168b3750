"""Texts as people have them: in any Unicode form, wrapped at any width, they read as the plain text does."""

import json
import textwrap
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning, frequency, lexicons, segment, texts, voices
from tests.conftest import ROOT

FILES = {"en": "articles", "fr": "articles_fr", "ru": "articles_ru"}


def open_articles(language):
    lines = (ROOT / "tests" / "gold" / f"{FILES[language]}.jsonl").read_text(encoding="utf-8").splitlines()
    return [one["raw"] for one in map(json.loads, lines) if not one["held_out"]][:12]


ARTICLES = [(language, "\n".join(raw.split("\n")[:9])) for language in FILES for raw in open_articles(language)]


def read(raw, language="en"):
    documents = cleaning.clean(pd.DataFrame({"doc_id": ["a"], "raw": [raw], "language": [language]}))
    return documents.loc[0], segment.split(documents)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Krem\u00adlin, Krem\u200blin, Krem\u2060lin, Krem\ufefflin, Krem\u200dlin", "Kremlin, " * 4 + "Kremlin"),
        ("Пути\u0301н и Макро\u0301н о ди\u0301алоге", "Путин и Макрон о диалоге"),
        ("E\u0301lyse\u0301e, й, \u0438\u0306", "Élysée, й, й"),
        (
            "o\ufb03ce, \uff2e\uff21\uff34\uff2f, \U0001d40a\U0001d413, 1\u1d49\u02b3, \u212a",
            "office, NATO, KT, 1er, K",
        ),
        ("… 5 km², №5, ½, ™, І, ’", "… 5 km², №5, ½, ™, І, ’"),
        ("«\u202fOui\u00a0», 3\u2009000\u3000x", "« Oui », 3 000 x"),
        ("نمی\u200cخواهم ❤\ufe0f 👨\u200d👩", "نمی\u200cخواهم ❤\ufe0f 👨\u200d👩"),
        ("\ufeffOne\u2028two", "One\u2028two"),
        ("\u1112\u1161\u11ab", "\ud55c"),
    ],
)
def test_letters_blanks_and_what_nobody_sees(raw, text):
    assert texts.plain(raw).text == text
    assert texts.plain(unicodedata.normalize("NFD", raw)).text == text


def test_letters_of_another_alphabet_that_look_alike_are_mended_and_told():
    raw = "М\u0430cron and the \u041aremlin met; \u0441\u0435\u0430\u0455\u0435fire. "
    raw += "Пyтин, IT-компания, TikTokа, роZZия, СССР."
    with pytest.warns(
        UserWarning, match=r"two alphabets that look alike, now of one: \['TikTokа', 'Кremlin', 'Маcron', 'Пyтин'"
    ):
        document, sentences = read(raw)
    assert document["text"].startswith("Macron and the Kremlin met; ceasefire. Путин, IT-компания")
    assert [form for form, _, _ in lexicons.names(document["text"])][:3] == ["Macron", "Kremlin", "Putin"]
    assert raw[sentences["raw_start"][0] : sentences["raw_end"][0]].endswith("fire.")


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("the Krem\u00adlin said", "Kremlin", "Krem\u00adlin"),
        ("the Krem\u200blin\u200b said", "Kremlin", "Krem\u200blin"),
        ("сказал Пути\u0301н.", "Putin", "Пути\u0301н"),
        ("in \u0130stanbul", "Istanbul", "\u0130stanbul"),
        ("in I\u0307STANBUL", "Istanbul", "I\u0307STANBUL"),
        ("\u041cacron", "Macron", "\u041cacron"),
        ("\uff30\uff35\uff34\uff29\uff2e", "Putin", "\uff30\uff35\uff34\uff29\uff2e"),
    ],
)
def test_words_of_a_text_that_was_not_cleaned_are_found_at_their_places(text, name, found):
    assert [(form, text[a:b]) for form, a, b in lexicons.names(text)] == [(name, found)]
    word = segment.tokens(text)
    assert segment.normal(found) in word
    assert segment.normal(found).isalpha()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (
            "The two presidents spoke by telephone on Tuesday\nabout grain, the Kremlin said in a statement.",
            "The two presidents spoke by telephone on Tuesday about grain, the Kremlin said in a statement.",
        ),
        (
            "Ils ont parlé de la paix, du\r\ncessez-\r\nle-feu et des\r\ncéréales.",
            "Ils ont parlé de la paix, du cessez-le-feu et des céréales.",
        ),
        (
            "Он сказал, что они обсуж-\nдали перемирие и зерно\nв среду.",
            "Он сказал, что они обсуждали перемирие и зерно в среду.",
        ),
        (
            "The U.N.-\nbrokered, Franco-\nRussian tele\u00ad\nphone talks, a long-\nterm pro-\nject.",
            "The U.N.-brokered, Franco-Russian telephone talks, a long-term project.",
        ),
    ],
)
def test_lines_that_are_broken_are_joined_and_lose_nothing(raw, text):
    document, sentences = read(raw, None)
    assert document["text"] == text
    assert (sentences["raw_start"][0], sentences["raw_end"].iloc[-1]) == (0, len(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "1. Grain exports resume.\n2. Prisoners are exchanged.",
        "They discussed:\n- grain exports from the ports\n- prisoners\n- the ceasefire that holds",
        "They discussed:\ngrain exports\nthe release of prisoners\nthe ceasefire",
        "Talks go on\nPARIS (AFP) - The two presidents spoke for an hour on Monday.\nShare on Facebook",
        "he left\nshe stayed\nwe wept",
        "One sentence ends here.\nAnother one begins\n\nand this is a third",
    ],
)
def test_lines_that_end_and_points_of_lists_stay_lines(raw):
    assert texts.plain(raw).text == raw


def test_a_list_in_a_wrapped_text_keeps_its_points():
    points = [
        "1. Grain exports resume from the ports of the Black Sea, as the ministers of both said.",
        "2. Prisoners go.",
    ]
    body = "The two presidents spoke for an hour about the ceasefire and agreed on what follows, the Kremlin said:"
    raw = "\n".join(line for one in [body, *points] for line in textwrap.wrap(one, 50))
    assert texts.plain(raw).text == "\n".join([body, *points])


def odd(text, random):
    """The same text with invisible characters in its words, blanks of other kinds, stress marks, and decomposed."""
    letters = []
    for letter, following in zip(text, f"{text[1:]} ", strict=True):
        letters.append(random.choice("\u00a0\u202f\u2009 ") if letter == " " else letter)
        if letter.isalpha() and following.isalpha() and random.random() < 0.1:
            letters.append(random.choice("\u00ad\u200b\u2060\ufeff"))
        if letter in "аеиоуыэюя" and random.random() < 0.1:
            letters.append("\u0301")
    return unicodedata.normalize(random.choice(["NFC", "NFD"]), "".join(letters))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=20)
@given(st.sampled_from(ARTICLES), st.integers(45, 110), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.randoms())
def test_in_any_form_and_at_any_width_a_text_reads_as_the_plain_one(article, width, forms, end, random):
    language, raw = article
    paragraphs = [line for line in raw.split("\n") if line.strip()]
    wrapped = [
        end.join(textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False)) for line in paragraphs
    ]
    written = (end * 2).join(odd(one, random) if forms else one for one in wrapped)
    (document, plain), (other, found) = read("\n\n".join(paragraphs), language), read(written, language)
    assert found["text"].tolist() == plain["text"].tolist()
    assert found["paragraph"].tolist() == plain["paragraph"].tolist()
    assert other["title"] == document["title"] or pd.isna(document["title"])
    for sentence in found.itertuples():
        assert texts.plain(written[sentence.raw_start : sentence.raw_end]).text.split() == sentence.text.split()
    one, two = (voices.attribute(table) for table in (plain, found))
    pd.testing.assert_series_equal(one["voice"], two["voice"])
    counts = [frequency.count(table, by="doc_id") for table in (plain, found)]
    pd.testing.assert_frame_equal(*counts)


@given(st.text())
def test_any_text_becomes_plain_once_and_every_character_keeps_its_place(raw):
    once = texts.plain(raw)
    assert texts.plain(once.text).text == once.text or "\n" in once.text
    assert lexicons.plain(lexicons.plain(raw)) == lexicons.plain(raw)
    if once.places is not None:
        assert len(once.places) == len(once.text)
        assert (once.places[:-1] <= once.places[1:]).all()
        assert all(0 <= place < len(raw) for place in once.places)


def test_hostile_texts_take_no_longer_than_others():
    for bit in ["a", "a\n", "a-\n", "a,\n", "\u00ad\n", "\u0301", "аa", "x\u200b", "\r", "- a\n"]:
        assert len(texts.plain(bit * (60_000 // len(bit))).text) <= 60_000
