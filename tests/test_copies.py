"""Copies and languages: what is grouped, what is not, and what is told of a text."""

import re
import warnings
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import DisjointSet

from helpers import corpus
from helpers.copies import duplicates, languages
from tests.conftest import ROOT

# Invented: no such call took place, nobody said this.
CALL = """
Vladimir Putin had a telephone conversation with President of France Emmanuel Macron at the French side's
initiative. The conversation lasted 90 minutes. The presidents discussed in detail the settlement of the conflict in
Donbass. The President of Russia stressed that Kiev continues to evade the implementation of the Minsk agreements of
2015 and drew attention to the 14 violations of the ceasefire recorded by the OSCE on January 30. Emmanuel Macron
informed him of his contacts with Vladimir Zelensky and Angela Merkel. It was agreed that the political advisers of
the Normandy format leaders would meet in Paris on February 9. The exchange of detainees was also touched upon:
lists with 37 names are being checked by the Red Cross. The situation in Belarus was mentioned briefly. The leaders
agreed to maintain contacts at various levels.""".strip()
PARTS = re.split(r"(?<=\.)\s", CALL)


def table(*texts, **columns):
    return pd.DataFrame({"doc_id": [f"d{k}" for k in range(len(texts))], "text": list(texts)}).assign(**columns)


def test_an_agencys_copy_with_small_edits_is_a_copy():
    edited = CALL.replace("stressed", "underlined").replace("in detail ", "").replace("briefly", "in passing")
    edited = "MOSCOW (agency) - " + edited.replace("touched upon", "discussed")
    assert duplicates(table(CALL, edited))["copies"].tolist() == ["d0", "d0"]


def test_a_cut_to_a_half_is_a_copy_and_a_quotation_is_not():
    words = CALL.split()
    assert len(words) == 136
    half, quoted = " ".join(words[:68]), " ".join(words[40:80])
    assert duplicates(table(CALL, half, quoted))["copies"].tolist() == ["d0", "d0", "d2"]


def test_what_differs_in_case_punctuation_or_the_writing_of_accents_is_a_copy():
    texts = ["L’Élysée dit : « Oui. »", "L'ÉLYSÉE dit, oui", "L E\N{COMBINING ACUTE ACCENT}lysée dit oui"]
    texts += ["L’Ély\u00adsée _dit_ : oui", "L’Élysée\u200b dit\ufeff oui", "L’Élysée dit ｏｕｉ"]
    assert duplicates(table(*texts))["copies"].tolist() == ["d0"] * 6
    assert duplicates(table("Звонок Пу́тину", "звонок Путину"))["copies"].tolist() == ["d0", "d0"]


def test_short_texts_are_copies_only_where_equal_and_empty_ones_never():
    texts = ["No talks today", "No talks today again", "no talks today!", "", "", " … "]
    assert duplicates(table(*texts))["copies"].tolist() == ["d0", "d1", "d0", "d3", "d4", "d5"]


def test_a_group_is_named_by_its_first_publication_and_then_by_doc_id():
    days = pd.to_datetime(pd.Series(["2021-02-03", None, "2021-02-02", "2021-02-02"]))
    texts = table(CALL, CALL, CALL + " (corrected)", CALL, published=days)
    assert duplicates(texts)["copies"].tolist() == ["d2"] * 4
    assert duplicates(texts.drop(columns="published"))["copies"].tolist() == ["d0"] * 4


def drawn(texts, seed):
    """Texts of an invented vocabulary; every third is the one before it with more or fewer words changed, or cut."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(texts):
        words = rng.integers(0, 3000, rng.integers(60, 160))
        if number % 3 == 2:
            words = rows[-1].copy()
            words[rng.choice(len(words), rng.integers(0, 12), replace=False)] = 5000 + number
            words = words[: int(len(words) * rng.choice([1, 1, 0.8, 0.6, 0.3]))]
        rows.append(words)
    return table(*(" ".join(f"w{word}" for word in words) for words in rows))


def compared_pair_by_pair(texts):
    """The groups as a plain comparison of all pairs gives them, by the definition in the docstring."""
    runs = [{tuple(words[i : i + 3]) for i in range(len(words) - 2)} for words in map(str.split, texts)]
    groups = DisjointSet(range(len(runs)))
    for (i, one), (j, other) in combinations(enumerate(runs), 2):
        short, long = sorted((len(one), len(other)))
        if short >= 0.4 * long and len(one & other) >= 0.75 * short:
            groups.merge(i, j)
    return np.array([groups[n] for n in range(len(runs))])


def test_a_thousand_texts_give_the_groups_of_the_plain_comparison_of_all_pairs():
    texts = drawn(1000, seed=3)
    found = pd.factorize(duplicates(texts)["copies"])[0]
    plain = pd.factorize(compared_pair_by_pair(texts["text"]))[0]
    assert len(set(plain)) == 775
    assert (found == plain).all()


def test_two_hundred_pairs_at_the_bounds_of_the_rule_are_copies_and_those_just_beyond_are_none():
    texts, copied = [], []
    for number in range(200):
        runs, inside = 10 + number // 2, number % 2  # of the shorter text; whether the pair keeps the rule
        shared, longer = -(-3 * runs // 4) - (not inside), 5 * runs // 2
        same = [f"s{number}x{n}" for n in range(shared + 2)]
        for own, length in (("a", runs), ("b", longer)):
            texts.append(" ".join([*same, *(f"{own}{number}x{n}" for n in range(length - shared))]))
        copied.append(bool(inside))
    found = duplicates(table(*texts))["copies"].to_numpy()
    assert (found[::2] == found[1::2]).tolist() == copied


def test_days_and_times_may_be_in_one_column():
    found = duplicates(table(CALL, CALL, published=["2022-05-03T18:00+02:00", "2022-05-03"]))
    assert found["copies"].tolist() == ["d1", "d1"]


def test_thousands_of_equal_and_hundreds_of_like_texts_are_one_group_each():
    like = [CALL.replace("37", str(number)).replace("90", str(2 * number)) for number in range(100, 400)]
    found = duplicates(table(*[PARTS[3]] * 4000, *like))
    assert sorted(found["copies"].value_counts()) == [300, 4000]


@given(st.lists(st.text(max_size=40) | st.sampled_from([CALL, CALL.upper(), PARTS[0]]), max_size=6), st.randoms())
def test_each_text_has_a_group_named_by_a_member_whatever_the_order(texts, random):
    texts = table(*texts)
    found = duplicates(texts)
    assert (found.set_index("doc_id").loc[found["copies"], "copies"].to_numpy() == found["copies"].to_numpy()).all()
    turned = texts.iloc[random.sample(range(len(texts)), len(texts))]
    pd.testing.assert_frame_equal(duplicates(turned).sort_index(), found)


# Invented sentences, the same in each language.
SENTENCES = {
    "en": "The presidents of France and Russia discussed the situation in Ukraine by telephone.",
    "fr": "Les présidents de la France et de la Russie ont évoqué par téléphone la situation en Ukraine.",
    "ru": "Президенты Франции и России обсудили по телефону ситуацию на Украине.",
    "uk": "Президенти Франції та Росії обговорили телефоном ситуацію в Україні.",
    "de": "Die Präsidenten Frankreichs und Russlands haben am Telefon über die Lage in der Ukraine gesprochen.",
    "tr": "Fransa ve Rusya cumhurbaşkanları telefonda Ukrayna'daki durumu görüştü.",
    "zh": "法国和俄罗斯总统通电话讨论了乌克兰局势。",
}


def test_a_sentence_is_enough_for_the_language_to_be_told():
    found = languages(table(*SENTENCES.values()))
    assert dict(zip(SENTENCES, found["language_detected"], strict=True)) == {code: code for code in SENTENCES}
    assert found["language"].tolist() == found["language_detected"].tolist()


def test_the_five_texts_are_english_the_machine_translated_one_too():
    found = languages(corpus.read(ROOT / "seeds").drop(columns="language"))
    assert found["language"].tolist() == ["en"] * 5


@pytest.mark.parametrize(
    "text",
    ["", "  \n", "3.05.2022 — 90 %", "🙂", "ok", "Emmanuel Macron", "Путин", "asdf qwer zxcv uiop hjkl bnmq " * 5],
)
def test_what_has_too_few_words_of_a_language_has_none(text):
    assert languages(table(text))[["language", "language_detected"]].isna().all(axis=None)


def test_a_stated_language_stays_and_one_warning_names_the_texts_that_look_like_another():
    documents = table(*[SENTENCES["fr"]] * 5, language=["en", "fr", None, " ", "ru-RU"])
    with pytest.warns(UserWarning) as caught:
        found = languages(documents)
    assert found["language"].tolist() == ["en", "fr", "fr", "fr", "ru"]
    assert [str(warning.message) for warning in caught] == [
        "left as stated, but look at the language of d0 (stated en, looks like fr), d4 (stated ru, looks like fr)."
    ]


@pytest.mark.parametrize(("text", "stated"), [("Macron", "en"), ("", "en"), ("fr", "fr"), (SENTENCES["fr"], "fr_CA")])
def test_what_cannot_be_told_or_agrees_is_no_contradiction(text, stated):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert languages(table(text, language=stated))["language"].tolist() == [stated[:2]]


@pytest.mark.parametrize(("stated", "found"), [("rus", "ru"), ("Russian", "ru"), ("und", "ru"), ("ckb", "ckb")])
def test_a_language_is_known_by_any_tag_and_one_that_the_model_does_not_have_is_not_doubted(stated, found):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert languages(table(SENTENCES["ru"], language=stated))["language"].tolist() == [found]


@pytest.mark.parametrize("verb", [duplicates, languages])
def test_labels_of_rows_that_repeat_are_kept_and_the_input_is_not_changed(verb):
    documents = table(CALL, CALL, PARTS[0], outlet="x")
    documents.index = [3] * 3
    before = documents.copy(deep=True)
    found = documents.pipe(verb)
    pd.testing.assert_frame_equal(documents, before)
    pd.testing.assert_frame_equal(found[list(before)], before)
    assert len(verb(documents.iloc[:0])) == 0


@pytest.mark.parametrize(
    ("verb", "documents", "message"),
    [
        (languages, table("a").drop(columns="text"), "no column text"),
        (languages, table("a", None), r"\['d1'\]: no text"),
        (duplicates, table("a").drop(columns="doc_id"), "no column doc_id"),
        (duplicates, table("a", None), r"\['d1'\]: no text"),
        (duplicates, table("a", "b", doc_id=["x", "x"]), r"doc_id \['x'\] stands there twice"),
        (duplicates, table("a", "b", doc_id=["x", None]), "1 rows without a doc_id"),
    ],
)
def test_bad_input_is_named(verb, documents, message):
    with pytest.raises(ValueError, match=message):
        verb(documents)
