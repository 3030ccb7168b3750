"""The example with faults: each is found by the step of notebook 08 that is said to find it, and mended there."""

import pandas as pd
import pytest

from helpers import cleaning, corpus, framing, frequency, labels, segment, uncertainty, voices
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples"
CORPUS, FILE, GAP = EXAMPLE / "with_faults.csv", EXAMPLE / "my_voices.csv", EXAMPLE / "voices_with_gap.csv"
SIDES = ("lantern", "amber")
HOW = {"missing": ["n.d."], "columns": {"text": "text", "remarks": "text"}}
LANTERN = ["merrow", "sovereignty", "border", "patrols", "violations", "guarantees"]
AMBER = ["halden", "families", "relief", "fishermen", "dialogue", "goodwill"]
FURTHER = ["harbour-post-05-15", "lighthouse", "courrier-09-11", "call-13-lantern"]


def cells(name: str) -> pd.DataFrame:
    return pd.read_csv(EXAMPLE / name, dtype=str, keep_default_na=False)


def found(accounts: pd.DataFrame, file=FILE, sources: str = "left out") -> list[str]:
    """The words that set the two accounts apart."""
    said = framing.without_sources(accounts, SIDES, file) if sources == "left out" else accounts
    table = uncertainty.compare(frequency.count(said, by=["call_id", "voice"]), *SIDES)
    return sorted(table.index[table["p_adjusted"] < 0.05])


@pytest.fixture(scope="module")
def as_read() -> pd.DataFrame:
    return corpus.read(CORPUS, **HOW)


@pytest.fixture(scope="module")
def single(as_read) -> pd.DataFrame:
    """Without the translation and the copy."""
    return as_read[~as_read["doc_id"].isin(["courrier-09-11", "harbour-post-05-15"])]


@pytest.fixture(scope="module")
def documents(single) -> pd.DataFrame:
    cleaned = cleaning.clean(single)
    return cleaned.assign(call_id=cleaned["call_id"].replace("call-7", "call-07"))


@pytest.fixture(scope="module")
def sentences(documents) -> pd.DataFrame:
    return voices.attribute(segment.split(documents), SIDES, FILE)


@pytest.fixture(scope="module")
def by_hand(sentences) -> pd.DataFrame:
    return labels.load(EXAMPLE / "labels_by_hand.csv", sentences)


@pytest.fixture(scope="module")
def accounts(sentences, by_hand) -> pd.DataFrame:
    mended = sentences.copy()
    mended.loc[by_hand.index, "voice"] = by_hand["voice"]
    return framing.in_one_language(framing.accounts(mended, *SIDES))


# -- the list of faults


def test_every_fault_is_listed_with_its_row_and_nothing_else_was_changed():
    listed = cells("faults.csv")
    assert listed["step"].astype(int).tolist() == [1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10]
    faulty = cells("with_faults.csv")
    rows = listed[listed["row"] != ""]
    assert faulty["doc_id"].iloc[rows["row"].astype(int) - 2].tolist() == rows["doc_id"].tolist()
    sound = cells("readouts.csv").assign(remarks="").set_index("doc_id")
    assert faulty.loc[~faulty["doc_id"].isin(sound.index), "doc_id"].tolist() == FURTHER
    faulty = faulty.set_index("doc_id").drop(index=FURTHER)
    assert faulty.index.tolist() == sound.index.tolist()
    changed = faulty.index[(faulty != sound).any(axis=1)]
    assert sorted([*changed, *FURTHER]) == sorted(rows["doc_id"])


# -- the steps


def test_step_1_reads_the_text_in_the_wrong_column_and_takes_the_day_from_the_other_readout(as_read):
    assert len(as_read) == 28 and corpus.problems(CORPUS, **HOW).empty
    slipped = as_read.set_index("doc_id").loc["call-04-amber", "text"]
    assert slipped.startswith("Kestria is ready to raise the wreck")
    days = as_read.groupby("call_id")["published"].transform("first")
    undated = as_read["published"].isna()
    assert as_read.loc[undated, "doc_id"].tolist() == ["call-08-lantern"]
    assert str(days[undated].iloc[0].date()) == "2024-08-13"


def test_step_4_leaves_the_texts_as_they_were_before_the_faults(documents):
    sound = corpus.read(EXAMPLE / "readouts.csv").set_index("doc_id")["text"]
    mended = documents.set_index("doc_id")["text"]
    assert [id for id in sound.index if mended[id] != sound[id]] == ["call-11-amber"]
    assert mended["call-11-amber"].startswith(sound["call-11-amber"])


def test_step_6_names_the_office_that_the_list_lacks(documents, sentences):
    draft = voices.attribute(segment.split(documents), SIDES, GAP)
    unknown = draft.loc[draft["voice"] == "other", "teller"].str.lower().value_counts()
    assert unknown.head(3).to_dict() == {"the amber court": 16, "she": 3, "the press service": 2}
    lost = pd.crosstab(draft["voice"], sentences["voice"])
    assert lost["amber"].to_dict() == {"amber": 72, "lantern": 0, "narrator": 1, "other": 23}
    assert lost["lantern"].to_dict() == {"amber": 0, "lantern": 102, "narrator": 0, "other": 0}


def test_step_7_finds_the_sentence_that_the_program_gives_to_the_president(sentences, by_hand, tmp_path):
    judged = labels.score(sentences, by_hand)
    assert judged.accuracy.loc["strict", "n"] == 52
    wrong = judged.matched[~judged.matched["strict_right"]]
    assert wrong[["doc_id", "text", "predicted_voice", "voice"]].values.tolist() == [
        ["call-11-amber", "“Relief is a fine word for last year’s coal,” she said.", "amber", "other"]
    ]
    labels.sheet(sentences.groupby("doc_id").tail(2), tmp_path / "labels.csv")
    written, kept = pd.read_csv(tmp_path / "labels.csv"), pd.read_csv(EXAMPLE / "labels_by_hand.csv")
    assert written[["doc_id", "sentence", "text"]].equals(kept[["doc_id", "sentence", "text"]])
    assert (written["voice"] != kept["voice"]).sum() == 1


def test_after_step_8_the_accounts_are_those_of_the_sound_example(accounts):
    sound = voices.attribute(segment.split(corpus.read(EXAMPLE / "readouts.csv")), SIDES, FILE)
    columns = ["doc_id", "call_id", "voice", "text"]
    assert accounts[columns].values.tolist() == framing.accounts(sound, *SIDES)[columns].values.tolist()


def test_step_9_finds_the_names_of_the_sources_at_both_ends(accounts):
    ranked = framing.log_odds(frequency.count(accounts, by=["call_id", "voice"]), *SIDES).index.tolist()
    assert ranked[:2] + ranked[-2:] == ["house", "lantern", "amber", "court"]
    said = framing.without_sources(accounts, SIDES, FILE)["text"].iloc[[1, 6]].str.split().str.join(" ")
    assert said.tolist() == [
        "Velmoran sovereignty over the islands was not a matter for bargaining.",
        "discussed the accident in the Halden Passage with of Velmora on Tuesday,",
    ]


def test_step_10_finds_the_planted_words_and_no_others(accounts):
    assert found(accounts) == sorted(LANTERN + AMBER)


@pytest.mark.parametrize(("calls", "words"), [(5, 0), (6, 10), (7, 10), (8, 12)])
def test_step_10_finds_nothing_in_five_calls_and_everything_in_eight(accounts, calls, words):
    few = accounts[accounts["call_id"] <= f"call-{calls:02}"]
    assert few["call_id"].nunique() == calls
    assert len(found(few)) == words and set(found(few)) <= {*LANTERN, *AMBER}


# -- without them


def test_in_haste_six_words_are_found_that_are_names(as_read):
    hasty = framing.accounts(voices.attribute(segment.split(as_read), SIDES, GAP), *SIDES)
    words = found(hasty, GAP, "left in")
    assert words == sorted([*LANTERN, *AMBER, "amber", "court", "house", "lantern", "sollen", "torren"])
    counts = frequency.count(hasty, by=["call_id", "voice"]).sum(axis=1)
    assert counts[["house", "court"]].to_dict() == {"house": 23, "court": 8}


def test_the_notebook_names_the_files_that_are_tested_here():
    source = (ROOT / "notebooks" / "08_your_corpus.ipynb").read_text(encoding="utf-8")
    for name in ("with_faults.csv", "voices_with_gap.csv", "my_voices.csv", "labels_by_hand.csv", "planted.csv"):
        assert f"../examples/{name}" in source
