"""Agentless telling: which constructions have nobody who does them, counted by voice and held against the labels."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing
from tests.conftest import ROOT
from tests.test_framing_acts import labelled, said

GOLD = ROOT / "tests" / "gold" / "frames_pass1.csv"


def is_agentless(text: str, language: str = "en") -> bool:
    """Whether one of the sentence's constructions is."""
    return bool(framing.agentless(said(text, language=language))["agentless"].any())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It was noted that contacts would go on.", "en"),
        ("The importance of the accords was stressed, the Kremlin said.", "en"),
        ("An exchange of views took place on Libya.", "en"),
        ("The port of Aden was also discussed in detail.", "en"),
        ("Tripoli has been accused of sending drones.", "en"),
        ("Nothing was said of a truce.", "en"),
        ("Macron had urged restraint, it was said.", "en"),
        ("It was also noted that inspectors had been helped by the Russian side.", "en"),
        ("Il a été souligné que le dialogue reste ouvert.", "fr"),
        ("La situation au Liban a été évoquée.", "fr"),
        ("Un échange de vues a eu lieu sur la Libye.", "fr"),
        ("Было отмечено, что диалог продолжится.", "ru"),
        ("Обсуждались вопросы стратегической стабильности.", "ru"),
        ("Выражена готовность продолжать контакты.", "ru"),
    ],
)
def test_what_is_said_of_nobody_is_agentless(text: str, language: str):
    assert is_agentless(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The importance of talks was stressed by both presidents.", "en"),
        ("The leaders discussed Libya.", "en"),
        ("He also noted that talks would go on.", "en"),
        ("The visit was short, it is confirmed in Paris.", "en"),
        ("According to the Kremlin, Putin asked for a truce.", "en"),
        ("Guns were being smuggled in through the port.", "en"),
        ("The first place went to Libya.", "en"),
        ("La question a été évoquée par les deux présidents.", "fr"),
        ("Путин отметил важность диалога.", "ru"),
    ],
)
def test_a_named_doer_or_a_word_that_says_nothing_is_not(text: str, language: str):
    assert not is_agentless(text, language)


def test_each_construction_has_its_words_and_who_does_it():
    table = framing.agentless(said("Grain was discussed, and Macron asked for a truce."))
    assert table[["words", "actor", "agentless"]].values.tolist() == [
        ["was discussed", "none", True],
        ["asked for", "france", False],
    ]


def test_an_office_that_passes_on_an_agentless_telling_is_no_named_act():
    table = framing.agentless(said("It was stressed that talks must go on, the Kremlin said."))
    assert table["agentless"].tolist() == [True]


def test_counts_by_voice_of_the_five_texts(seeds):
    table = framing.agentless_by_voice(seeds[2])
    assert table.loc[["kremlin", "elysee"], "agentless"].tolist() == [3, 0]
    assert table.loc["elysee", "named"] == 5
    assert table.index.tolist()[:2] == ["kremlin", "elysee"]
    assert table["sentences"].sum() == len(seeds[2])


def test_what_cannot_be_counted_is_empty_with_the_reason():
    german = said("Der Kreml sagte nichts.", language="de").assign(voice="kremlin")
    told = pd.concat([german, said("Snow fell.").assign(voice="elysee")])
    table = framing.agentless_by_voice(told, ("kremlin", "elysee", "washington"))
    assert table["why"].tolist() == [
        "no patterns for the language 'de'",
        "nothing is said or discussed in its sentences",
        "no sentence with this voice",
    ]
    assert table[["agentless", "named", "share"]].isna().all(axis=None)


def test_against_the_hand_labels_it_is_as_right_as_stated():
    gold = pd.read_csv(GOLD, keep_default_na=False)
    row = framing.score_agentless(framing.agentless(labelled()), gold).loc["agentless"]
    assert row["n"] == 22
    assert row["precision"] >= 0.9 and row["recall"] >= 0.9


def test_planted_agentless_tellings_are_all_found_and_their_active_twins_are_not():
    verbs = ["noted", "stressed", "emphasized", "discussed", "underlined", "confirmed", "mentioned", "recalled"]
    passive = [f"The {thing} was {verb} at the end." for verb in verbs for thing in ("dam", "harvest", "truce")]
    active = [f"Macron {verb} the {thing} at the end." for verb in verbs for thing in ("dam", "harvest", "truce")]
    found = framing.agentless(said(*passive))
    assert found["doc_id"].nunique() == len(passive) and found["agentless"].all()
    assert not framing.agentless(said(*active))["agentless"].any()


def test_bad_input_is_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"no column text"):
        framing.agentless(said("Putin spoke.").drop(columns="text"))
    with pytest.raises(ValueError, match="gold has no rows"):
        columns = ["doc_id", "raw_start", "raw_end", "agentless"]
        framing.score_agentless(pd.DataFrame(columns=columns), pd.DataFrame(columns=columns))


PIECES = ["it was noted", "by Putin", "the truce", "is said to", ",", "Macron urged", "were not", "discussed"]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_gives_spans_that_hold_the_words(text: str):
    for row in framing.agentless(said(text)).itertuples():
        assert row.words == text[row.start : row.end] != ""
        assert (row.actor == "none") == row.agentless
