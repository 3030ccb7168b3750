"""The worked example: two invented capitals, twelve calls, and differences that are known; and voices of one's own."""

import ast

import numpy as np
import pandas as pd
import pytest

from helpers import cleaning, corpus, frames, framing, frequency, lexicons, segment, uncertainty, voices
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples"
FILE = EXAMPLE / "my_voices.csv"
SIDES = ("lantern", "amber")
WORDS = {
    "lantern": ["merrow", "sovereignty", "border", "patrols", "violations", "guarantees"],
    "amber": ["halden", "families", "relief", "fishermen", "dialogue", "goodwill"],
    "both": ["passage", "islands", "ferry", "talks", "envoys", "shipping"],
}
FOUND = WORDS["lantern"] + WORDS["amber"]
HEADER = "language,voice,speaker,office,role,phrase,notes\n"
OFFICE = "en,atlantis,atlantis,presidency,name,Triton Palace,\n"


@pytest.fixture(scope="module")
def documents() -> pd.DataFrame:
    return corpus.read(EXAMPLE / "readouts.csv")


@pytest.fixture(scope="module")
def sentences(documents) -> pd.DataFrame:
    cleaned = cleaning.clean(documents)
    assert cleaning.removed(cleaned).empty
    return voices.attribute(segment.split(cleaned), SIDES, FILE)


@pytest.fixture(scope="module")
def accounts(sentences) -> pd.DataFrame:
    return framing.accounts(sentences, *SIDES)


@pytest.fixture(scope="module")
def counts(accounts) -> pd.DataFrame:
    return frequency.count(framing.without_sources(accounts, SIDES, FILE), by=["call_id", "voice"])


@pytest.fixture(scope="module")
def compared(counts) -> pd.DataFrame:
    return uncertainty.compare(counts, *SIDES)


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    return pd.read_csv(EXAMPLE / "planted.csv", dtype=str, keep_default_na=False)


def significant(table: pd.DataFrame) -> list[str]:
    return sorted(table.index[table["p_adjusted"] < 0.05])


# -- the texts


def test_the_commands_of_the_examples_own_page_run_and_find_the_planted_words(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    code = (EXAMPLE / "README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(code, "examples/README.md", "exec"), {})
    assert sorted(ast.literal_eval(capsys.readouterr().out)) == sorted(FOUND)


def test_the_example_has_two_readouts_of_each_of_twelve_calls_and_no_sentence_twice(documents, sentences):
    assert documents.groupby("call_id").size().tolist() == [2] * 12
    words = documents["text"].str.split().str.len()
    assert (words.min(), words.max()) == (127, 156)
    assert documents["outlet"].str.contains("invented").all()
    assert not sentences["text"].duplicated().any()


def test_the_list_of_what_is_planted_says_what_this_test_expects(planted):
    listed = planted[planted["kind"] == "word"].groupby("side")["what"].agg(list)
    assert listed.to_dict() == WORDS


# -- voices


def test_the_example_is_told_by_those_who_wrote_it(sentences, accounts):
    own = sentences["doc_id"].str.rsplit("-", n=1).str[1]
    assert (sentences["voice"] == own).mean() >= 0.95
    assert set(sentences["speaker"]) <= {"velmora", "kestria", "both", "none", "third"}
    assert accounts.groupby("voice").size().to_dict() == {"amber": 95, "lantern": 91}


# -- what is compared


def test_the_planted_words_are_found_and_no_others(compared):
    assert significant(compared) == sorted(FOUND)
    assert (compared.loc[WORDS["lantern"], "z"] > 0).all() and (compared.loc[WORDS["amber"], "z"] < 0).all()
    assert compared.loc["merrow", ["count_a", "count_b", "calls", "smallest_p"]].tolist() == [24, 0, 12, 2 / 2**12]
    assert compared.loc["fishermen", ["count_a", "count_b"]].tolist() == [1, 24]
    alike = compared.loc[WORDS["both"]]
    assert ((alike["p_adjusted"] == 1) & (alike["low"] < 0) & (alike["high"] > 0)).all()
    assert (np.sign(compared.loc[FOUND, "low"]) == np.sign(compared.loc[FOUND, "high"])).all()


def test_what_differs_beside_the_planted_words_only_names_the_sources(accounts):
    whole = uncertainty.compare(frequency.count(accounts, by=["call_id", "voice"]), *SIDES)
    assert set(significant(whole)) - set(FOUND) == {"lantern", "house", "torren", "amber", "court", "sollen"}


def test_nothing_is_found_where_every_second_call_has_its_sides_swapped(counts):
    calls, other = sorted(set(counts.columns.get_level_values(0)))[::2], dict(zip(SIDES, reversed(SIDES), strict=True))
    columns = [(call, other[side] if call in calls else side) for call, side in counts.columns]
    shuffled = counts.set_axis(pd.MultiIndex.from_tuples(columns, names=counts.columns.names), axis=1)
    assert significant(uncertainty.compare(shuffled, *SIDES)) == []


def test_either_side_has_its_own_name_for_the_strait(accounts):
    pairs = frequency.count(accounts, by=["call_id", "voice"], length=2).T.groupby("voice").sum().T
    assert pairs.loc["merrow passage"].to_dict() == {"amber": 0, "lantern": 12}
    assert pairs.loc["halden passage"].to_dict() == {"amber": 11, "lantern": 0}


def test_the_planted_frames_are_found_and_no_others(accounts):
    counts = frames.count(frames.tag(accounts), accounts)
    often = counts.index[(counts.T.groupby("call_id").sum() > 0).sum() >= 6].drop("none")
    tested = uncertainty.compare(counts, *SIDES, terms=often)
    assert significant(tested) == ["humanitarian", "negotiation", "sovereignty"]
    assert tested.loc["sovereignty", ["count_a", "count_b"]].tolist() == [14, 0]
    assert tested.loc["humanitarian", ["count_a", "count_b"]].tolist() == [2, 30]
    assert tested.loc["negotiation", ["count_a", "count_b"]].tolist() == [13, 21]
    assert tested.loc["economy", ["count_a", "count_b"]].tolist() == [22, 22]


def test_one_side_demands_and_the_other_offers(accounts):
    tested = uncertainty.compare(frames.count(frames.acts(accounts), accounts, "act"), *SIDES)
    assert significant(tested) == ["demand", "offer"]
    assert tested.loc["demand", ["count_a", "count_b"]].tolist() == [28, 6]
    assert tested.loc["offer", ["count_a", "count_b"]].tolist() == [0, 25]


def test_the_planted_omissions_are_found_and_no_others(sentences, planted):
    table = framing.omissions(sentences, *SIDES)
    said = table[table["status"] == "said"].groupby(["call_id", "issue"])["voice"].agg(list)
    alone = {key: sides[0] for key, sides in said.items() if len(sides) == 1}
    assert alone == {
        ("call-03", "pandemic"): "lantern",
        ("call-07", "climate"): "amber",
        ("call-10", "strategic stability"): "lantern",
    }
    issues = planted[planted["kind"] == "issue"]
    expected = {(row.call_id, row.what): row.side for row in issues.itertuples()}
    assert {key: "both" if len(sides) == 2 else sides[0] for key, sides in said.items()} == expected


# -- a file of one's own voices


def test_sides_are_called_as_their_first_office_in_the_lexicon():
    assert voices.names(["elysee", "washington"]) == {"elysee": "Élysée", "washington": "White House"}
    assert voices.names(SIDES, FILE) == {"lantern": "Lantern House", "amber": "Amber Court"}
    with pytest.raises(ValueError, match="no voice 'berlin' in the lexicon. Known: kremlin, elysee, washington."):
        voices.names(["kremlin", "berlin"])
    with pytest.raises(ValueError, match="no voice 'berlin' in the lexicon. Known: lantern, amber, kremlin"):
        voices.names(["lantern", "berlin"], FILE)


def test_a_short_file_from_a_spreadsheet_takes_the_words_of_any_office_from_the_shipped_lexicon(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + OFFICE + ",,,,,,\n").replace("\n", "\r\n").encode())
    said = ["The Triton Palace said so.", "The press service added that the grain was late.", "The Kremlin denied it."]
    table = pd.DataFrame({"doc_id": "a", "sentence": range(3), "language": "en", "paragraph": 0, "text": said})
    assert voices.attribute(table, ("atlantis",), path)["voice"].tolist() == ["atlantis", "atlantis", "other"]
    both = voices.attribute(table, ("atlantis", "kremlin"), path)
    assert both["voice"].tolist() == ["atlantis", "atlantis", "kremlin"]


def test_a_side_of_the_file_replaces_the_shipped_one_unless_the_file_stands_alone(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "en,kremlin,russia,presidency,name,Senate Palace,\n", encoding="utf-8")
    table = voices.lexicon(path)
    assert table.loc[table["voice"] == "kremlin", "phrase"].tolist() == ["Senate Palace"]
    assert set(table["voice"]) == {"kremlin", "elysee", "washington", "other", ""}
    path.write_text(HEADER + OFFICE + "en,,,presidency,head,press office,\n", encoding="utf-8")
    assert voices.lexicon(path)["phrase"].tolist() == ["Triton Palace", "press office"]
    lexicons.table("voices").to_csv(path, index=False)
    pd.testing.assert_frame_equal(voices.lexicon(path), voices.lexicon())


def test_what_is_wrong_with_a_file_is_said_with_its_row_and_a_remedy(tmp_path):
    path = tmp_path / "mine.csv"
    for rows, message in {
        "en,mu,mu,presidency,leader,King,\n": "row 3: role 'leader' does not exist. Use adjective, docu",
        "de,mu,mu,leader,name,König,\n": r"row 3: language 'de' does not exist. Use \*, en, fr, ru.",
        "en,atlantis,a,leader,name, ,\n": "row 3: phrase is empty. Write a name, or remove the row.",
        "\nen,atlantis,,leader,name,King,\n": "row 4: speaker is empty. Name the country.",
        "en,joint,a,leader,name,King,\n": "row 3: voice 'joint' is no side's. Choose another name for it.",
        "en,mu,mu,presidency,name,Triton Palace,\n": "row 3: 'Triton Palace' stands in a row before. Keep",
        "en,mu,mu,leader,name,Ra,\n": "row 3: voice 'mu' has no office. Add a row with role name and offi",
        "en,mu,mu,leader,name,Ra,a note, with commas\n": "row 3: 8 cells, but the header has 7. Put cells that",
    }.items():
        path.write_text(HEADER + OFFICE + rows, encoding="utf-8")
        with pytest.raises(ValueError, match=f"mine.csv.*{message}"):
            voices.lexicon(path)


def test_a_file_that_is_not_there_or_is_no_table_of_voices_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    with pytest.raises(ValueError, match="mine.csv: no such file, or no file but .* Check its name."):
        voices.lexicon(path)
    for content, message in (
        ("", "mine.csv has no column language, voice, speaker, office, role, phrase. See lexicons/voices.csv."),
        ("language,voice\n", "mine.csv has no column speaker, office, role, phrase."),
        (HEADER + OFFICE[:-1] + ",\n", "mine.csv, row 2: 8 cells, but the header has 7. Put cells that"),
        (HEADER + OFFICE[:-1] + '"a note\n', "mine.csv, row 2: broken quotation marks"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ValueError, match=message):
            voices.lexicon(path)


def test_a_list_of_voices_may_be_a_workbook_or_have_semicolons_and_an_old_code_page(tmp_path):
    palace = "en,atlantis,atlantis,presidency,name,Palais d’Été,\n"
    (tmp_path / "semicolons.csv").write_text((HEADER + palace).replace(",", ";"), encoding="cp1252")
    pd.read_csv(tmp_path / "semicolons.csv", sep=";", encoding="cp1252").to_excel(tmp_path / "book.xlsx", index=False)
    for name in ("semicolons.csv", "book.xlsx"):
        assert voices.names(["atlantis"], tmp_path / name) == {"atlantis": "Palais d’Été"}
    wrong = pd.read_excel(tmp_path / "book.xlsx").assign(language="de")
    wrong.to_excel(tmp_path / "wrong.xlsx", index=False)
    with pytest.raises(ValueError, match=r"wrong.xlsx, row 2: language 'de' does not exist."):
        voices.lexicon(tmp_path / "wrong.xlsx")
