"""The example with faults: each is found by the step of notebook 08 that is said to find it, and mended there."""

import pandas as pd
import pytest

from helpers import cleaning, copies, corpus, framing, frequency, labels, segment, uncertainty, voices
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


def test_step_1_names_the_two_rows_that_cannot_be_read_and_their_remedies():
    assert corpus.problems(CORPUS)[["row", "what", "remedy"]].values.tolist() == [
        [9, "no text", "Put the text in, or remove the row."],
        [17, "published 'n.d.' is no date", "Write it as 2020-09-30, or leave it empty."],
    ]


def test_step_1_reads_the_text_in_the_wrong_column_and_takes_the_day_from_the_other_readout(as_read):
    assert len(as_read) == 28 and corpus.problems(CORPUS, **HOW).empty
    slipped = as_read.set_index("doc_id").loc["call-04-amber", "text"]
    assert slipped.startswith("Kestria is ready to raise the wreck")
    days = as_read.groupby("call_id")["published"].transform("first")
    undated = as_read["published"].isna()
    assert as_read.loc[undated, "doc_id"].tolist() == ["call-08-lantern"]
    assert str(days[undated].iloc[0].date()) == "2024-08-13"


def test_step_2_guesses_french_where_the_table_says_english(as_read):
    guessed = copies.languages(as_read.drop(columns="language"))["language"]
    assert as_read["language"].eq("en").all()
    assert dict(zip(as_read["doc_id"], guessed, strict=True))["courrier-09-11"] == "fr"
    assert (guessed != "en").sum() == 1


def test_step_3_finds_the_copy_and_no_other(as_read):
    english = as_read[as_read["doc_id"] != "courrier-09-11"]
    first = copies.duplicates(english)["copies"]
    apart = english.loc[first != english["doc_id"], "doc_id"]
    assert dict(zip(apart, first[apart.index], strict=True)) == {"harbour-post-05-15": "call-05-amber"}
    # Sentences that repeat word for word are counted once anyway; these were touched, and would count twice.
    ours, theirs = (segment.split(english[english["doc_id"] == id]) for id in ("call-05-amber", "harbour-post-05-15"))
    assert (~theirs["text"].isin(ours["text"])).sum() == 2


def test_step_4_takes_away_a_headline_a_dateline_a_plea_and_a_teaser(single):
    removed = cleaning.removed(cleaning.clean(single))
    assert removed[["doc_id", "reason"]].values.tolist() == [
        ["call-02-lantern", "headline"],
        ["call-03-lantern", "dateline"],
        ["call-06-lantern", "plea"],
        ["call-06-lantern", "plea"],
        ["call-10-amber", "related"],
    ]
    assert "your goodwill" in removed["text"].iloc[3]


def test_step_4_leaves_the_texts_as_they_were_before_the_faults(documents):
    sound = corpus.read(EXAMPLE / "readouts.csv").set_index("doc_id")["text"]
    mended = documents.set_index("doc_id")["text"]
    assert [id for id in sound.index if mended[id] != sound[id]] == ["call-11-amber"]
    assert mended["call-11-amber"].startswith(sound["call-11-amber"])


def test_step_5_finds_the_misspelt_call_the_text_on_none_and_the_call_with_one_text(single):
    named = single.assign(call=single["call_id"].fillna("none"))
    lonely = named[named.groupby("call")["call"].transform("size") != 2]
    assert lonely[["call", "doc_id"]].values.tolist() == [
        ["call-07", "call-07-lantern"],
        ["call-7", "call-07-amber"],
        ["none", "lighthouse"],
        ["call-13", "call-13-lantern"],
    ]


def test_step_6_finds_the_surname_that_the_draft_of_the_list_lacks(documents, sentences):
    ours, draft = (file.read_text(encoding="utf-8").splitlines() for file in (FILE, GAP))
    assert [row for row in ours if row not in draft] == ["en,amber,kestria,leader,name,Sollen,"]
    attributed = voices.attribute(segment.split(documents), SIDES, GAP)
    counted = attributed["voice"].value_counts().to_dict()
    assert counted == {"lantern": 102, "other": 54, "amber": 40, "narrator": 3}
    sources = attributed.loc[attributed["voice"] == "other", "teller"].value_counts()
    assert sources.head(4).to_dict() == {"Sollen": 23, "She": 15, "she": 8, "the press service": 4}
    assert sentences["voice"].value_counts().to_dict() == {"lantern": 102, "amber": 96, "narrator": 1}


def test_step_7_finds_the_sentence_that_the_rules_give_to_the_president(sentences, by_hand, tmp_path):
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


def test_step_8_leaves_out_the_call_with_one_account_and_the_report_on_none(sentences, accounts):
    told = sentences.groupby(["call_id", "voice"]).size().unstack(fill_value=0)
    assert told.index[(told[[*SIDES]] == 0).any(axis=1)].tolist() == ["call-13"]
    assert accounts["call_id"].nunique() == 12
    assert accounts["voice"].value_counts().to_dict() == {"amber": 95, "lantern": 91}


def test_after_step_8_the_accounts_are_those_of_the_sound_example(accounts):
    sound = voices.attribute(segment.split(corpus.read(EXAMPLE / "readouts.csv")), SIDES, FILE)
    columns = ["doc_id", "call_id", "voice", "text"]
    assert accounts[columns].values.tolist() == framing.accounts(sound, *SIDES)[columns].values.tolist()


def test_step_9_finds_the_names_of_the_sources_at_both_ends(accounts):
    ranked = framing.log_odds(frequency.count(accounts, by=["call_id", "voice"]), *SIDES).index.tolist()
    assert ranked[:2] + ranked[-2:] == ["house", "lantern", "amber", "court"]
    said = framing.without_sources(accounts, SIDES, FILE)["text"]
    assert " ".join(said.iloc[1].split()).startswith("her that Velmoran sovereignty over the islands")


def test_step_10_finds_the_planted_words_and_no_others(accounts):
    assert found(accounts) == sorted(LANTERN + AMBER)


@pytest.mark.parametrize(("calls", "words"), [(5, 0), (6, 5), (7, 7), (8, 12)])
def test_step_10_finds_nothing_in_five_calls_and_everything_in_eight(accounts, calls, words):
    few = accounts[accounts["call_id"] <= f"call-{calls:02}"]
    assert few["call_id"].nunique() == calls
    assert len(found(few)) == words and set(found(few)) <= {*LANTERN, *AMBER}


# -- without them


def test_in_haste_five_of_twelve_words_are_found_and_five_that_are_wrong(as_read):
    hasty = framing.accounts(voices.attribute(segment.split(as_read), SIDES, GAP), *SIDES)
    words = found(hasty, GAP, "left in")
    assert sorted({*words} - {*LANTERN, *AMBER}) == ["amber", "be", "court", "house", "lantern"]
    assert sorted({*words} & {*LANTERN, *AMBER}) == ["border", "fishermen", "halden", "merrow", "violations"]
    counts = frequency.count(hasty, by=["call_id", "voice"]).T.groupby("voice").sum().T
    assert counts.loc["be"].to_dict() == {"amber": 0, "lantern": 12}


def test_the_notebook_names_the_files_that_are_tested_here():
    source = (ROOT / "notebooks" / "08_your_corpus.ipynb").read_text(encoding="utf-8")
    for name in ("with_faults.csv", "voices_with_gap.csv", "my_voices.csv", "labels_by_hand.csv", "planted.csv"):
        assert f"../examples/{name}" in source
