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
    cleaned, removed = cleaning.clean(documents)
    assert removed.empty
    return voices.attribute(segment.split(cleaned), SIDES, FILE)


@pytest.fixture(scope="module")
def accounts(sentences) -> pd.DataFrame:
    return framing.accounts(sentences, *SIDES)


@pytest.fixture(scope="module")
def counts(accounts) -> pd.DataFrame:
    return frequency.count(accounts, by=["call_id", "voice"])


@pytest.fixture(scope="module")
def compared(counts) -> pd.DataFrame:
    return framing.compare(counts, *SIDES)


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    return pd.read_csv(EXAMPLE / "planted.csv", dtype=str, keep_default_na=False)


def significant(table: pd.DataFrame) -> list[str]:
    return sorted(table.index[table["p_adjusted"] < 0.05])


def swapped(counts: pd.DataFrame, calls: list[str]) -> pd.DataFrame:
    """The counts as if in these calls either side had written the other's account."""
    other = dict(zip(SIDES, reversed(SIDES), strict=True))
    columns = [(call, other[side] if call in calls else side) for call, side in counts.columns]
    return counts.set_axis(pd.MultiIndex.from_tuples(columns, names=counts.columns.names), axis=1)


# -- the texts


def test_the_commands_of_the_examples_own_page_run_and_find_the_planted_words(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    code = (EXAMPLE / "README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(code, "examples/README.md", "exec"), {})
    assert sorted(ast.literal_eval(capsys.readouterr().out)) == sorted(FOUND)


def test_the_example_has_two_readouts_of_each_of_twelve_calls(documents):
    assert documents.groupby("call_id").size().tolist() == [2] * 12
    assert documents["published"].dt.day_name().unique().tolist() == ["Tuesday"]
    words = documents["text"].str.split().str.len()
    assert (words.min(), words.max()) == (127, 156)
    assert documents["outlet"].str.contains("invented").all()


def test_no_sentence_stands_twice_in_the_example(sentences):
    assert not sentences["text"].duplicated().any()


def test_the_list_of_what_is_planted_says_what_this_test_expects(planted):
    for side, words in WORDS.items():
        assert planted.loc[(planted["kind"] == "word") & (planted["side"] == side), "what"].tolist() == words


# -- voices


def test_the_example_is_told_by_those_who_wrote_it(sentences):
    own = sentences["doc_id"].str.rsplit("-", n=1).str[1]
    assert (sentences["voice"] == own).mean() >= 0.95
    assert set(sentences["speaker"]) <= {"velmora", "kestria", "both", "none", "third"}


def test_the_example_gives_both_accounts_of_all_twelve_calls(accounts, counts):
    assert accounts.groupby("voice").size().to_dict() == {"amber": 95, "lantern": 91}
    assert len(uncertainty.paired_calls(counts, *SIDES)) == 12


# -- words


def test_the_planted_words_are_found_and_no_others(compared):
    telling = framing.telling_words(*SIDES, voices_file=FILE)
    assert significant(compared.drop(index=telling, errors="ignore")) == sorted(FOUND)
    assert (compared.loc[WORDS["lantern"], "z"] > 0).all() and (compared.loc[WORDS["amber"], "z"] < 0).all()
    assert compared.loc["merrow", ["count_a", "count_b", "calls", "smallest_p"]].tolist() == [24, 0, 12, 2 / 2**12]
    assert compared.loc["fishermen", ["count_a", "count_b"]].tolist() == [1, 24]


def test_words_that_both_sides_use_alike_are_not_found(compared):
    assert (compared.loc[WORDS["both"], "p_adjusted"] == 1).all()


def test_what_differs_beside_the_planted_words_only_names_who_speaks(compared):
    telling = framing.telling_words(*SIDES, voices_file=FILE)
    assert set(significant(compared)) - set(FOUND) == {"lantern", "house", "torren", "amber", "court", "sollen"}
    assert {"lantern", "house", "torren", "amber", "court", "sollen"} <= telling


def test_twelve_calls_give_intervals_and_no_bootstrap(compared, counts):
    assert (compared.loc[FOUND, "why"] == "").all()
    away = np.sign(compared.loc[FOUND, "low"]) == np.sign(compared.loc[FOUND, "high"])
    assert away.all()
    alike = compared.loc[WORDS["both"]]
    assert ((alike["low"] < 0) & (alike["high"] > 0)).all()
    resampled = uncertainty.interval_by_call(counts, *SIDES, method="bootstrap")
    assert resampled.loc["merrow", "why"] == "too few calls told by both: 12, needed 30"


def test_where_lots_say_who_wrote_which_account_something_is_found_once_in_twenty_times_at_most(counts):
    calls, draw, found = np.array(sorted(set(counts.columns.get_level_values(0)))), np.random.default_rng(0), 0
    for _ in range(20):
        shuffled = swapped(counts, list(calls[draw.integers(0, 2, len(calls)) == 1]))
        tested = uncertainty.permute_by_call(shuffled, *SIDES, permutations=256)
        found += bool((uncertainty.adjust(tested) < 0.05).any())
    assert found <= 1


def test_nothing_is_found_where_every_second_call_has_its_sides_swapped(counts):
    shuffled = swapped(counts, sorted(set(counts.columns.get_level_values(0)))[::2])
    assert significant(framing.compare(shuffled, *SIDES)) == []


# -- names, frames, omissions


def test_either_side_has_its_own_name_for_the_strait(accounts, planted):
    pairs = frequency.count(accounts, by=["call_id", "voice"], length=2).T.groupby("voice").sum().T
    assert pairs.loc["merrow passage"].to_dict() == {"amber": 0, "lantern": 12}
    assert pairs.loc["halden passage"].to_dict() == {"amber": 11, "lantern": 0}
    assert planted.loc[planted["kind"] == "name", "what"].tolist() == ["merrow passage", "halden passage"]


def test_the_planted_frames_are_found_and_no_others(accounts):
    tested = framing.compare(frames.count(frames.tag(accounts), accounts), *SIDES)
    assert significant(tested) == ["humanitarian", "sovereignty"]
    assert tested.loc["sovereignty", "z"] > 0 > tested.loc["humanitarian", "z"]
    assert (tested.loc[["economy", "negotiation"], "p_adjusted"] == 1).all()


def test_the_planted_omissions_are_found_and_no_others(sentences, planted):
    table = framing.omissions(sentences, *SIDES)
    said = table[table["status"] == "said"].groupby(["call_id", "issue"])["side"].agg(list)
    alone = {key: sides[0] for key, sides in said.items() if len(sides) == 1}
    assert alone == {
        ("call-03", "pandemic"): "lantern",
        ("call-07", "climate"): "amber",
        ("call-10", "strategic stability"): "lantern",
    }
    issues = planted[planted["kind"] == "issue"]
    expected = {(row.call_id, row.what): row.side for row in issues.itertuples()}
    assert {key: "both" if len(sides) == 2 else sides[0] for key, sides in said.items()} == expected


# -- acts


def test_one_side_demands_and_the_other_offers(accounts):
    acts = frames.acts(accounts)
    by_side = frames.count(acts, accounts, "act", by="voice")
    assert by_side.loc["demand"].to_dict() == {"amber": 7, "lantern": 29}
    assert by_side.loc["offer"].to_dict() == {"amber": 26, "lantern": 0}
    tested = framing.compare(frames.count(acts, accounts, "act"), *SIDES)
    assert significant(tested) == ["demand", "offer"]
    assert tested.loc["demand", "z"] > 0 > tested.loc["offer", "z"]


# -- a file of one's own voices


def test_sides_are_called_as_their_first_office_in_the_lexicon():
    assert voices.names(["elysee", "kremlin", "washington"]) == {
        "elysee": "Élysée",
        "kremlin": "Kremlin",
        "washington": "White House",
    }
    assert voices.names(SIDES, FILE) == {"lantern": "Lantern House", "amber": "Amber Court"}


def test_a_voice_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ValueError, match="no voice 'berlin' in the lexicon. Known: kremlin, elysee, washington."):
        voices.names(["kremlin", "berlin"])
    with pytest.raises(ValueError, match="no voice 'berlin' in the lexicon. Known: lantern, amber, kremlin"):
        framing.telling_words("lantern", "berlin", voices_file=FILE)


def test_words_that_only_tell_who_speaks_come_from_the_file_too():
    words = framing.telling_words(*SIDES, voices_file=FILE)
    assert {"lantern", "court", "torren", "president", "said"} <= words
    assert words.isdisjoint({"kremlin", "macron", "demanded", "merrow"})


def test_a_short_file_takes_the_words_of_any_office_from_the_shipped_lexicon(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + OFFICE, encoding="utf-8")
    said = ["The Triton Palace said so.", "The press service added that the grain was late.", "The Kremlin denied it."]
    table = pd.DataFrame({"doc_id": "a", "sentence": range(3), "language": "en", "paragraph": 0, "text": said})
    assert voices.attribute(table, ("atlantis",), path)["voice"].tolist() == ["atlantis", "atlantis", "other"]
    told = voices.attribute(table, ("atlantis", "kremlin"), path)
    assert told["voice"].tolist() == ["atlantis", "atlantis", "kremlin"]


def test_a_side_of_the_file_replaces_the_shipped_one_of_the_same_name(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "en,kremlin,russia,presidency,name,Senate Palace,\n", encoding="utf-8")
    table = voices.lexicon(path)
    assert table.loc[table["voice"] == "kremlin", "phrase"].tolist() == ["Senate Palace"]
    assert set(table["voice"]) == {"kremlin", "elysee", "washington", "other", ""}


def test_a_file_with_rows_of_no_voice_stands_alone(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + OFFICE + "en,,,presidency,head,press office,\n", encoding="utf-8")
    assert voices.lexicon(path)["phrase"].tolist() == ["Triton Palace", "press office"]


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + OFFICE + ",,,,,,\n").replace("\n", "\r\n").encode())
    assert voices.names(["atlantis"], path) == {"atlantis": "Triton Palace"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "en,atlantis,a,presidency,leader,King,\n",
            "mine.csv, row 3: role 'leader' does not exist. Use adjective, docu",
        ),
        ("en,atlantis,a,palace,name,King,\n", "mine.csv, row 3: office 'palace' does not exist. Use leader, ministry"),
        ("de,atlantis,a,leader,name,König,\n", "mine.csv, row 3: language 'de' does not exist. Use *, en, fr, ru."),
        ("en,atlantis,a,leader,name, ,\n", "mine.csv, row 3: phrase is empty. Write a name, or remove the row."),
        ("\nen,atlantis,,leader,name,King,\n", "mine.csv, row 4: speaker is empty. Name the country."),
        ("en,mu,both,leader,name,Ra,\n", "mine.csv, row 3: speaker 'both' is no side's. Choose another name for it."),
        ("en,joint,a,leader,name,King,\n", "mine.csv, row 3: voice 'joint' is no side's. Choose another name for it."),
        ("en,mu,mu,presidency,name,TRITON Palace,\n", "mine.csv, row 3: 'TRITON Palace' stands in a row before. Keep"),
        ("en,mu,mu,leader,name,Ra,\n", "mine.csv, row 3: voice 'mu' has no office. Add a row with role name and offi"),
        ("en,mu,mu,leader,name,Ra,a note, with commas\n", "mine.csv is no table: .* line 3, saw 8. Put cells that ha"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_row_and_a_remedy(tmp_path, rows, message):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + OFFICE + rows, encoding="utf-8")
    with pytest.raises(ValueError, match=message.replace("*,", r"\*,")):
        voices.lexicon(path)


def test_a_file_that_is_not_there_or_is_no_table_of_voices_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="mine.csv: no such file. Name a CSV made like lexicons/voices.csv."):
        voices.lexicon(tmp_path / "mine.csv")
    for content, message in (
        (b"", "mine.csv is no table: No columns"),
        (HEADER.replace(",", ";").encode(), "mine.csv has no column language, voice, .* Separate them by commas"),
        (b"language,voice,speaker,office,phrase\n", "mine.csv has no column role."),
        ((HEADER + OFFICE[:-1] + ",\n").encode(), "mine.csv, row 2: more cells than the header has. Put cells that"),
        ("Élysée".encode("cp1252"), "mine.csv is not in UTF-8. Save it as CSV UTF-8."),
    ):
        (tmp_path / "mine.csv").write_bytes(content)
        with pytest.raises(ValueError, match=message):
            voices.lexicon(tmp_path / "mine.csv")


def test_the_shipped_lexicon_passes_as_a_file_of_ones_own(tmp_path):
    lexicons.table("voices").to_csv(tmp_path / "mine.csv", index=False)
    pd.testing.assert_frame_equal(voices.lexicon(tmp_path / "mine.csv"), voices.lexicon())
