"""Word lists, and the one way to find their phrases in a text: whole, longest first, in any spelling."""

import unicodedata
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import lexicons

LIST = lexicons.table("names")
LANGUAGES = {"", "*", "en", "fr", "ru", "uk"}


@pytest.mark.parametrize("name", ["names", "frames", "voices", "reporting_verbs", "stop_words", "abbreviations"])
def test_lists_have_no_row_twice_and_say_where_rows_come_from(name):
    table = lexicons.table(name)
    assert not table.duplicated().any()
    assert table["language"].isin(LANGUAGES).all()
    pd.testing.assert_frame_equal(table, table.map(lambda cell: unicodedata.normalize("NFC", cell.strip())))


def test_a_list_that_is_not_there_is_an_error_that_names_the_others():
    with pytest.raises(FileNotFoundError, match=r"no lexicon 'nmaes'\. Known: .*names"):
        lexicons.table("nmaes")


def test_a_list_may_be_changed_without_changing_the_next_ones():
    table = lexicons.table("names")
    table.loc[0, "form"] = "changed"
    assert lexicons.table("names").loc[0, "form"] != "changed"


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        (["cease fire"], "cease-fire, Cease\nfire; ceasefire", ["cease-fire", "Cease\nfire"]),
        (["cease fire"], "CEASE\u2011FIRE", ["CEASE\u2011FIRE"]),
        (["weapon*"], "Weapons and weaponry, no reweapon", ["Weapons", "weaponry"]),
        (["to Kyiv"], "to Kyiv, TO KYIV, to kyiv", ["to Kyiv", "TO KYIV"]),
        (["Kyiv", "Kyiv ... talks"], "Kyiv held long peace talks", ["Kyiv held long peace talks"]),
        (["Kyiv ... talks"], "Kyiv held four rounds of talks", []),
        (["l'Ukraine"], "l’Ukraine", ["l’Ukraine"]),
        (["e\u0301lyse\u0301e"], "l'Élysée", ["Élysée"]),
        (["ещё раз"], "Еще раз", ["Еще раз"]),
        (["US"], "us, US, U.S.", ["US"]),
        (["minister of defence", "defence"], "Minister of Defence; defence", ["Minister of Defence", "defence"]),
        (["US", "troops"], "THEY TOLD US WHERE US TROOPS ARE", ["TROOPS"]),
        (["US", "US troops"], "tell us, US: (US, UN) know WHERE US TROOPS ARE", ["US", "US", "US TROOPS"]),
        (["fire"], "cease. Fire!", ["Fire"]),
        (["cease fire"], "They cease. Fire!", []),
    ],
)
def test_a_phrase_is_found_in_its_spellings_the_longest_first(phrases, text, expected):
    assert [text[match.start : match.end] for match in lexicons.Finder(phrases)(text)] == expected


def test_overlapping_phrases_are_all_given_where_asked_with_the_numbers_of_their_words():
    found = lexicons.Finder(["peace talks", "talks with ... Kyiv"])("peace talks with all Kyiv", overlapping=True)
    places = [("peace talks", (0, 1)), ("talks with ... Kyiv", (1, 2, 4))]
    assert [(match.phrase, match.words) for match in found] == places


@pytest.mark.parametrize("phrase", ["", "...", "... Kyiv", "Kyiv ...", "«»", "*"])
def test_what_is_no_phrase_is_named(phrase):
    with pytest.raises(ValueError, match="is no phrase. Write words, as in 'weapon"):
        lexicons.Finder([phrase])


def test_one_string_is_no_list():
    with pytest.raises(TypeError, match=r"'Kyiv' is one phrase\. Give a list, as \['Kyiv'\]\."):
        lexicons.Finder("Kyiv")


WORDS = st.lists(st.sampled_from(["peace", "talks", "Kyiv", "in", "x", "É", "-", ".", ",", " ", "\u00a0"]), max_size=12)


@given(WORDS.map("".join), st.lists(st.sampled_from(["peace talks", "talk*", "in ... Kyiv", "Kyiv", "é"]), max_size=4))
def test_finds_are_in_order_apart_and_the_same_in_any_unicode_form(text, phrases):
    find = lexicons.Finder(phrases)
    found = find(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert {*found} <= {*find(text, overlapping=True)}
    apart = unicodedata.normalize("NFD", text)
    assert [(m.phrase, m.words) for m in find(apart)] == [(m.phrase, m.words) for m in found]


def test_each_name_is_found_whole_as_written_in_capitals_and_with_marks_for_accents():
    assert set(LIST["form"]) <= set(LIST["variant"])
    assert LIST["variant"].is_unique
    for form, variant in LIST[["form", "variant"]].itertuples(index=False):
        for name in (variant, variant.upper(), unicodedata.normalize("NFD", variant)):
            assert lexicons.names(f"«{name}»") == [(form, 1, 1 + len(name))]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Makron told Poutine", ["Macron", "Putin"]),
        ("Kiev-based, Києва", ["Kyiv", "Kyiv"]),
        ("Putin's, PUTIN’s, d'Erdogan", ["Putin", "Putin", "Erdogan"]),
        ("Minsk Agreements, Minsk", ["Minsk agreements", "Minsk"]),
        ("Jean-Yves Le\nDrian in the U.S.", ["Le Drian", "United States"]),
        ("St. Petersburg", ["Saint Petersburg"]),
        ("Emmanuel macron", ["Macron"]),
        ("putin Putinism Champs-Élysées Kievan us", []),
        ("In May they may; un appel, turkey", []),
        ("IL A EU UN ENTRETIEN", []),
        ("TOLD US", []),
        ("the EU and l'ONU, in the US 5 (US, EU)", ["EU", "UN", "United States", "United States", "EU"]),
        ("L'ONU ET L'OTAN", ["UN", "NATO"]),
    ],
)
def test_a_name_is_found_in_its_spellings_and_what_only_looks_like_one_is_none(text, forms):
    assert [form for form, _, _ in lexicons.names(text)] == forms


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["fr", "FR", "fr-FR", "fr_CA", "fra", "fre", " Fr ", "fr_FR.UTF-8", "French (Canada)", "Français"], "fr"),
        (["en-GB", "eng", "EN_us", "English; English"], "en"),
        (["ru-RU", "rus", "Russian", "русский"], "ru"),
        (["zh-Hant-TW", "chi", "zho"], "zh"),
        (["iw", "heb"], "he"),
        (["ckb", "ckb-IQ"], "ckb"),
        (["", "und", "zxx", "mul", "UND", None, float("nan"), pd.NA], ""),
        (["Klingon"], "klingon"),
        (["12"], "12"),
    ],
)
def test_a_language_is_two_letters_however_it_is_written(tags, language):
    assert [lexicons.language(tag) for tag in tags] == [language] * len(tags)
