"""Names in all their spellings: which name, where it stands, and one form beside the untouched text."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import corpus, lexicons
from helpers.cleaning.names import one_form, variants

LIST = lexicons.table("names")
SEEDS = Path(__file__).parents[1] / "seeds"


def found(text):
    return [(form, text[start:end]) for form, start, end in lexicons.names(text)]


def forms(text):
    return [form for form, _, _ in lexicons.names(text)]


def test_the_list_says_of_each_spelling_whose_it_is_and_where_it_comes_from():
    assert list(LIST.columns) == ["form", "variant", "language", "kind", "source"]
    assert set(LIST["language"]) == {"", "en", "fr", "ru", "uk"}
    assert set(LIST["kind"]) == {"leader", "person", "institution", "agreement", "state", "place"}
    assert (LIST[["form", "variant", "source"]] != "").all(axis=None)
    assert (LIST.groupby("form")["kind"].nunique() == 1).all()
    assert set(LIST["form"]) <= set(LIST["variant"])
    trimmed = LIST.map(lambda cell: unicodedata.normalize("NFC", cell.strip()))
    pd.testing.assert_frame_equal(LIST, trimmed)


def test_no_spelling_belongs_to_two_names():
    assert LIST["variant"].is_unique
    either = LIST.assign(variant=LIST["variant"].str.casefold()).groupby("variant")["form"].nunique()
    assert either[either > 1].empty


def test_each_spelling_is_found_whole_as_written_in_capitals_and_with_marks_for_accents():
    for form, variant in LIST[["form", "variant"]].itertuples(index=False):
        for name in (variant, variant.upper(), unicodedata.normalize("NFD", variant)):
            assert lexicons.names(f"«{name}»") == [(form, 1, 1 + len(name))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Makron told Poutine", [("Macron", "Makron"), ("Putin", "Poutine")]),
        ("Zelenskiy, Zelenskyy, Zelensky", [("Zelenskyy", n) for n in ("Zelenskiy", "Zelenskyy", "Zelensky")]),
        ("the Elysee, l'Élysée, l’Elysée", [("Élysée", n) for n in ("Elysee", "Élysée", "Elysée")]),
        ("Kiev-based", [("Kyiv", "Kiev")]),
        ("Киев, Києва, Киевом", [("Kyiv", n) for n in ("Киев", "Києва", "Киевом")]),
        ("Nagorno\u2011Karabakh, Haut-Karabagh", [("Karabakh", n) for n in ("Nagorno\u2011Karabakh", "Haut-Karabagh")]),
        ("Putin's, PUTIN’s", [("Putin", "Putin"), ("Putin", "PUTIN")]),
        ("d'Erdogan", [("Erdogan", "Erdogan")]),
        ("Путиным и Макрону", [("Putin", "Путиным"), ("Macron", "Макрону")]),
        ("Minsk Agreements, Minsk", [("Minsk agreements", "Minsk Agreements"), ("Minsk", "Minsk")]),
        ("Jean-Yves Le\nDrian", [("Le Drian", "Le\nDrian")]),
        ("U.S. and U.N.", [("United States", "U.S."), ("UN", "U.N.")]),
        ("du Conseil de sécurité de l’ONU", [("UN Security Council", "Conseil de sécurité de l’ONU")]),
        ("Emmanuel macron", [("Macron", "macron")]),
        ("The Moscow Times", [("Moscow Times", "Moscow Times")]),
        ("Paris,Kiev", [("Paris", "Paris"), ("Kyiv", "Kiev")]),
    ],
)
def test_a_name_is_found_in_its_spellings(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "putin",
        "Putinism",
        "Champs-Élysées",
        "Kievan",
        "Marina Ovsyannikova",
        "In May they may",
        "Truss",
        "Abe",
        "us",
        "un appel",
        "turkey",
        "",
    ],
)
def test_what_only_looks_like_a_name_is_none(text):
    assert lexicons.names(text) == []


def test_names_of_the_machine_translated_text():
    text = corpus.read(SEEDS).set_index("doc_id").loc["unknown-2020-06-26", "text"]
    spellings = [spelling for form, spelling in found(text) if form == "Macron"]
    assert spellings == ["macron", "macron", "macron", "Makron"]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from([*LIST["variant"], "word", "слово", " ", "-", "'s ", "\n", "’"]), max_size=12))
def test_places_are_in_order_apart_and_hold_a_spelling_of_the_form(pieces):
    text = "".join(pieces)
    end = 0
    spellings = LIST.groupby("form")["variant"].agg(set)
    for form, start, stop in lexicons.names(text):
        assert end <= start < stop <= len(text)
        key = text[start:stop].replace("\n", " ").replace("’", "'")
        assert key in spellings[form] | {spelling.upper() for spelling in spellings[form]}
        end = stop


def test_one_form_goes_into_a_column_of_its_own():
    table = pd.DataFrame({"text": ["Makron in Kiev", None, "no name"], "n": [1, 2, 3]}, index=[7, 3, 5])
    before = table.copy()
    result = one_form(table)
    assert result["one_form"].tolist() == ["Macron in Kyiv", pd.NA, "no name"]
    pd.testing.assert_frame_equal(result[["text", "n"]], before)
    pd.testing.assert_frame_equal(table, before)
    assert list(one_form(table, into="same").columns) == ["text", "n", "same"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from([*LIST["variant"], "said", ",", "«", "and"]), max_size=10).map(" ".join))
def test_one_form_has_the_same_names_and_nothing_else_changed(text):
    result = one_form(pd.DataFrame({"text": [text]})).loc[0, "one_form"]
    rest = text
    for _, start, end in reversed(lexicons.names(text)):
        rest = rest[:start] + "*" + rest[end:]
    again = result
    for form, start, end in reversed([*lexicons.names(result)]):
        assert result[start:end] == form
        again = again[:start] + "*" + again[end:]
    assert again == rest


def test_one_form_refuses_to_overwrite():
    table = pd.DataFrame({"text": ["Kiev"], "one_form": ["x"]})
    with pytest.raises(ValueError, match=r"a column 'one_form' already\. Name another"):
        one_form(table)
    with pytest.raises(ValueError, match="a column 'text' already"):
        one_form(table, into="text")
    with pytest.raises(ValueError, match="lacks the column text"):
        one_form(table[["one_form"]])


def test_variants_count_each_spelling_of_each_text():
    table = pd.DataFrame({"doc_id": ["b", "a", "b", "c"], "text": ["Kiev, Kyiv", "Kiev", "Kiev", None]}, dtype="string")
    assert variants(table).to_dict("list") == {
        "doc_id": ["b", "b", "a"],
        "form": ["Kyiv", "Kyiv", "Kyiv"],
        "variant": ["Kiev", "Kyiv", "Kiev"],
        "count": [2, 1, 1],
    }
    assert variants(table.iloc[3:]).empty
    with pytest.raises(ValueError, match="lacks the column doc_id"):
        variants(table[["text"]])


def test_the_seeds_choose_between_kiev_and_kyiv():
    table = variants(corpus.read(SEEDS))
    kyiv = table.loc[table["form"] == "Kyiv", ["doc_id", "variant", "count"]]
    assert kyiv.values.tolist() == [
        ["moscow-times-2022-05-03", "Kyiv", 3],
        ["tass-2016-07-06", "KIev", 1],
        ["tass-2016-07-06", "Kiev", 2],
        ["unknown-2020-06-26", "Kiev", 1],
    ]
