"""The language of a text: told where it can be, missing where not, and never against what is stated."""

import warnings
from pathlib import Path

import pandas as pd
import py3langid
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import corpus
from helpers.cleaning.language import languages

ROOT = Path(__file__).parents[1]

# Invented sentences, the same in each language.
SENTENCES = {
    "en": "The presidents of France and Russia discussed the situation in Ukraine by telephone.",
    "fr": "Les présidents de la France et de la Russie ont évoqué par téléphone la situation en Ukraine.",
    "ru": "Президенты Франции и России обсудили по телефону ситуацию на Украине.",
    "uk": "Президенти Франції та Росії обговорили телефоном ситуацію в Україні.",
    "be": "Прэзідэнты Францыі і Расіі абмеркавалі па тэлефоне сітуацыю ва Украіне.",
    "de": "Die Präsidenten Frankreichs und Russlands haben am Telefon über die Lage in der Ukraine gesprochen.",
    "it": "I presidenti della Francia e della Russia hanno discusso al telefono della situazione in Ucraina.",
    "es": "Los presidentes de Francia y de Rusia hablaron por teléfono sobre la situación en Ucrania.",
    "tr": "Fransa ve Rusya cumhurbaşkanları telefonda Ukrayna'daki durumu görüştü.",
    "pl": "Prezydenci Francji i Rosji rozmawiali przez telefon o sytuacji na Ukrainie.",
    "zh": "法国和俄罗斯总统通电话讨论了乌克兰局势。",
    "ar": "ناقش رئيسا فرنسا وروسيا عبر الهاتف الوضع في أوكرانيا.",
    "ka": "საფრანგეთისა და რუსეთის პრეზიდენტებმა ტელეფონით განიხილეს ვითარება უკრაინაში.",
}


def table(*texts, **columns):
    return pd.DataFrame({"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts)}).assign(**columns)


def test_a_sentence_is_enough_for_the_language_to_be_told():
    found = languages(table(*SENTENCES.values()))
    assert dict(zip(SENTENCES, found["language_detected"], strict=True)) == {code: code for code in SENTENCES}
    assert found["language_sure"].between(0.7, 1).all()
    assert found["language"].tolist() == found["language_detected"].tolist()


def test_the_five_texts_are_english_the_machine_translated_one_too():
    documents = corpus.read(ROOT / "seeds").drop(columns="language")
    found = languages(documents)
    assert found["language"].tolist() == ["en"] * 5
    assert found["language_sure"].min() > 0.99


@pytest.mark.parametrize("text", ["", "  \n", "123", "3.05.2022 — 90 %", "🙂"])
def test_without_letters_there_is_no_language(text):
    found = languages(table(text))
    assert found[["language", "language_detected", "language_sure"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "text", ["ok", "Macron", "Emmanuel Macron", "Путин", "http://a.org/b?c=1", "Vladimir Putin, Nice"]
)
def test_too_little_text_is_not_guessed_at(text):
    found = languages(table(text))
    assert found["language_detected"].isna().all()
    assert found["language_sure"].between(0, 0.7).all()


def test_letters_that_are_no_language_have_none():
    found = languages(table("asdf qwer zxcv uiop hjkl bnmq " * 5))
    assert found[["language_detected", "language_sure"]].isna().all(axis=None)


def test_capitals_do_not_matter():
    assert languages(table(SENTENCES["fr"].upper()))["language"].tolist() == ["fr"]


def test_a_stated_language_stays_and_one_warning_names_the_texts_that_look_like_another():
    documents = table(*[SENTENCES["fr"]] * 5, language=["en", "fr", None, " ", "ru-RU"])
    with pytest.warns(UserWarning) as caught:
        found = languages(documents)
    assert found["language"].tolist() == ["en", "fr", "fr", "fr", "ru-RU"]
    assert [str(warning.message) for warning in caught] == [
        "left as stated, but look at the language of d0 (stated en, looks like fr), d4 (stated ru-RU, looks like fr)."
    ]


@pytest.mark.parametrize(("text", "stated"), [("Macron", "en"), ("", "en"), ("fr", "fr"), (SENTENCES["fr"], "fr-FR")])
def test_what_cannot_be_told_or_agrees_is_no_contradiction(text, stated):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert languages(table(text, language=stated))["language"].tolist() == [stated]


@pytest.mark.parametrize("stated", ["rus", "qq", "Russian"])
def test_a_language_that_the_model_does_not_have_is_not_doubted(stated):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert languages(table(SENTENCES["ru"], language=stated))["language"].tolist() == [stated]


def test_other_users_of_the_library_are_not_disturbed_and_do_not_disturb():
    try:
        py3langid.set_languages(["de", "it"])
        assert languages(table(SENTENCES["ru"]))["language"].tolist() == ["ru"]
        assert py3langid.classify(SENTENCES["ru"])[0] in {"de", "it"}
    finally:
        py3langid.set_languages(None)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=60) | st.sampled_from(sorted(SENTENCES.values())), max_size=5))
def test_any_text_has_a_language_or_none_and_the_same_one_in_any_company(texts):
    found = languages(table(*texts))
    assert (found["language_sure"].isna() | found["language_sure"].between(0, 1)).all()
    assert found["language_detected"].str.fullmatch("[a-z]{2}").fillna(True).all()
    alone = [languages(table(text)).loc[0, "language_detected"] for text in texts]
    assert found["language_detected"].fillna("").tolist() == ["" if pd.isna(code) else code for code in alone]


def test_index_and_further_columns_are_kept_and_the_input_is_not_changed():
    documents = table(*SENTENCES.values(), outlet="x")
    documents.index = [3] * len(documents)
    before = documents.copy(deep=True)
    found = languages(documents)
    pd.testing.assert_frame_equal(documents, before)
    pd.testing.assert_frame_equal(found[["doc_id", "text", "outlet"]], before)


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        (table("a").drop(columns="text"), "no column 'text'"),
        (table("a").drop(columns="doc_id"), "no column 'doc_id'"),
        (table("a", None), r"\['d1'\]: no text"),
    ],
)
def test_bad_input_is_named(documents, message):
    with pytest.raises(ValueError, match=message):
        languages(documents)
