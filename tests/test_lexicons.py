"""The list of English spellings that differ by habit only."""

import pytest

from helpers import lexicons, segment

PAIRS = {
    "emphasised": "emphasized",
    "organisations": "organizations",
    "analysing": "analyzing",
    "neighbouring": "neighboring",
    "kilometres": "kilometers",
    "defence": "defense",
    "travelled": "traveled",
    "fulfilment": "fulfillment",
    "programme": "program",
    "practised": "practiced",
    "manoeuvre": "maneuver",
    "zelensky": "zelenskyy",
}


@pytest.fixture(scope="module")
def forms():
    table = lexicons.table("spellings")
    assert list(table) == ["variant", "form", "source"]
    return table.set_index("variant")["form"]


def test_each_spelling_has_one_form_which_is_its_own(forms):
    assert forms.index.is_unique
    assert not set(forms.index) & set(forms)
    assert forms.index.tolist() == sorted(forms.index)
    for word in [*forms.index, *forms]:
        assert segment.tokens(word) == [word]  # one word, in lower case


@pytest.mark.parametrize(("variant", "form"), PAIRS.items())
def test_british_and_american_spellings_of_a_word_are_one(forms, variant, form):
    assert forms[variant] == form


@pytest.mark.parametrize("word", ["tyre", "storey", "cheque", "metre", "draught", "kerb", "kiev", "enquiry", "prising"])
def test_words_whose_other_spelling_is_another_word_stay_apart(forms, word):
    assert word not in forms.index
