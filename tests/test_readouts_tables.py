"""The tables of real readouts, what the comparisons take of them, and to make them anew. Texts here are invented."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from frictionless import validate

from helpers import lexicons, readouts, segment, uncertainty

DATA = Path(__file__).parents[1] / "data"
ALL = readouts.load(DATA)


def sha1(sentence: str) -> str:
    return hashlib.sha1("".join(c for c in sentence.lower() if c.isalnum()).encode()).hexdigest()[:16]


# What data/ holds


def test_the_package_is_a_valid_data_package_of_the_tables_that_are_loaded():
    report = validate(str(DATA / "datapackage.json"))
    assert report.flatten(["type", "rowNumber", "message"]) == []
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    fields = {one["path"][:-4]: {cell["name"]: cell["type"] for cell in one["schema"]["fields"]} for one in resources}
    kinds = {"integer": "int64", "number": "float64"}
    for name in ALL._fields[:5]:
        dtypes = {column: str(dtype) for column, dtype in getattr(ALL, name).dtypes.items()}
        expected = {column: kinds.get(kind, "str") for column, kind in fields[name].items()}
        assert dtypes == expected | ({"agentless": "str"} if name == "tags_automatic" else {})  # "" where not read


def test_sentences_are_numbered_and_known_by_one_checksum():
    known = ALL.tags.set_index(["doc_id", "sentence"])[["words", "sha1"]]
    pd.testing.assert_frame_equal(known, ALL.tags_automatic.set_index(["doc_id", "sentence"])[["words", "sha1"]])
    assert (ALL.tags.groupby("doc_id").cumcount() == ALL.tags["sentence"]).all()
    for end in "ab":
        places = pd.MultiIndex.from_frame(ALL.alignments[[f"{end}_doc", f"{end}_sentence"]])
        assert known["sha1"].loc[places].tolist() == ALL.alignments[f"{end}_sha1"].tolist()


def test_the_tables_hold_what_the_card_says():
    made = ALL.readouts.set_index("doc_id")
    both = made[made.groupby("call_id")["side"].transform("nunique") == 2].drop_duplicates("call_id")
    assert (len(made), made["call_id"].nunique(), len(both)) == (158, 92, 66)
    dyads = {"us-uk": 23, "ru-us": 13, "ru-fr": 11, "us-ua": 6, "uk-jp": 5, "ru-fi": 3, "us-jp": 3, "ru-uk": 2}
    assert both["dyad"].value_counts().to_dict() == dyads
    assert [len(table) for table in ALL[1:5]] == [16851, 1167, 1167, 319]
    assert made["words"].to_dict() == ALL.tags.groupby("doc_id")["words"].sum().to_dict()
    assert made["words"].to_dict() == ALL.counts.groupby("doc_id")["n"].sum().to_dict()


@pytest.mark.parametrize(
    ("a", "b", "bases"),
    [
        ("kremlin", readouts.WESTERN, (29, 15, 21, 20)),
        ("kremlin", "elysee", (11, 2, 7, 2)),
        ("washington", "london", (23, 16, 14, 23)),
    ],
)
def test_each_use_rests_on_so_many_calls(a, b, bases):
    chosen, whole = (readouts.between(ALL, a, b, complete=complete) for complete in (False, True))
    counts, links = readouts.counts(chosen), readouts.alignments(chosen)
    tables = (chosen.readouts, whole.readouts, links, counts.columns.to_frame())
    calls = [table["call_id"].nunique() for table in tables]
    assert tuple(calls) == bases
    assert len(counts.attrs["other_language"]) == calls[0] - calls[3]


# What the comparisons take


def of(readings: list[tuple], counts: dict[str, dict[str, int]]) -> readouts.Tables:
    """Tables of readouts with these words."""
    names = ["doc_id", "call_id", "dyad", "side", "language"]
    table = pd.DataFrame(readings, columns=names).assign(complete=1, aligned=0)
    words = [(doc_id, term, n) for doc_id, own in counts.items() for term, n in own.items()]
    empty = {name: getattr(ALL, name).iloc[:0] for name in ("tags", "tags_automatic", "alignments")}
    return readouts.Tables(table, pd.DataFrame(words, columns=["doc_id", "term", "n"]), **empty)


def test_participants_and_habits_of_spelling_do_not_count_and_third_states_do():
    readings = [("a", "x", "ru-us", "kremlin", "en"), ("b", "x", "ru-us", "washington", "en")]
    readings += [("c", "y", "ru-uk", "kremlin", "en"), ("d", "y", "ru-uk", "london", "en")]
    words = {"a": {"putin": 2, "grain": 1, "u.s": 1, "emphasised": 1}}
    words |= {"b": {"emphasized": 2, "russia": 1, "kingdom": 3}}
    words |= {"c": {"programme": 1, "u.s.-uk": 1}, "d": {"program": 1, "uk": 4, "uk-ukraine": 1}}
    counts = readouts.counts(readouts.between(of(readings, words), "kremlin", ["washington", "london"]))
    said = {term: row[row > 0].droplevel("dyad").to_dict() for term, row in counts.iterrows()}
    k, other = "kremlin", "counterparts"
    expected = {"emphasized": {("x", k): 1, ("x", other): 2}, "program": {("y", k): 1, ("y", other): 1}}
    expected |= {"grain": {("x", k): 1}, "kingdom": {("x", other): 3}}
    assert said == expected | {"u.s.-uk": {("y", k): 1}, "uk-ukraine": {("y", other): 1}}


def test_tags_by_either_annotator_or_both():
    one, two, both = (readouts.tags(ALL, by) for by in ("1", "2", "both"))
    assert len(both) == 1167
    np.testing.assert_allclose((one[[*readouts.TAGS]] + two[[*readouts.TAGS]]) / 2, both[[*readouts.TAGS]])
    # As the labels are written, whatever this package's own order.
    assert one["ceasefire"].sum() == ALL.tags["frames_1"].str.split(";").map(lambda tags: "ceasefire" in tags).sum()
    assert two["accuse"].sum() == (ALL.tags["act_2"] == "accuse").sum()


def test_the_kremlin_speaks_less_of_a_ceasefire_and_more_often_of_nobody():
    """As counted by another route, and by hand labels only: see data/README.md."""
    chosen = readouts.between(ALL, "kremlin", readouts.WESTERN)
    found = uncertainty.shares_by_call(readouts.tags(chosen), *chosen.sides, readouts.TAGS)
    shares = found.loc[["ceasefire", "agentless", "accuse", "cooperation", "blame"], ["share_a", "share_b"]]
    expected = [[0.043, 0.160], [0.125, 0.034], [0.094, 0.031], [0.277, 0.186], [0.127, 0.083]]
    np.testing.assert_allclose(shares, expected, atol=0.0005)
    assert (found.loc[["ceasefire", "agentless", "accuse", "cooperation"], "p"] < 0.01).all()
    assert found.loc["ceasefire", "p_adjusted"] < 0.01
    assert found.loc["blame", "p"] > 0.2


def test_alignments_leave_no_sentence_out_and_weigh_each_annotator_half():
    chosen = readouts.between(ALL, "kremlin", "elysee")
    own = chosen.readouts.query("aligned == 1")["doc_id"]
    every = ALL.tags[ALL.tags["doc_id"].isin(own)]
    every = set(every["doc_id"] + ":" + every["sentence"].astype(str))
    one, two, both = (readouts.alignments(chosen, by) for by in ("1", "2", "both"))
    for links in (one, two, both):
        assert {*links["a"].dropna(), *links["b"].dropna()} == every
        assert links["a"].dropna().str.contains("-kremlin:").all()
        assert links["b"].dropna().str.contains("-elysee:").all()
        assert (links[["a", "b"]].isna().any(axis=1) == (links["kind"] == "")).all()
    weights, *single = (links.groupby("kind")["weight"].sum() for links in (both, one, two))
    pd.testing.assert_series_equal(weights, (single[0] + single[1]) / 2)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: readouts.load("nowhere"), "no readouts.csv in nowhere. Name the folder of the tables, as load("),
        (lambda: readouts.between(ALL, "kremlin", "rome"), "no side 'rome'. There are: elysee, helsinki, kremlin"),
        (lambda: readouts.between(ALL, "kremlin", "kremlin"), "no call is reported by both 'kremlin' and 'kremlin'."),
        (lambda: readouts.counts(ALL), 'no two sides are chosen. Choose them: between(data, "kremlin", "elysee").'),
        (lambda: readouts.tags(ALL, "me"), "by is '1', '2' or 'both' (of tags also 'lists'), not 'me'."),
    ],
)
def test_what_cannot_be_had_is_said(call, said):
    with pytest.raises((ValueError, FileNotFoundError), match=re.escape(said)):
        call()


def test_every_state_has_one_side_and_its_words_are_written_as_words_are_counted():
    table = lexicons.table("participants")
    assert set(ALL.readouts["dyad"].str.split("-").explode()) <= set(table["state"])
    assert not table.duplicated(["state", "word"]).any()
    alone = table[~table["word"].isin(["u.s", "u.k"])]["word"]
    assert [segment.tokens(word) for word in alone] == [[word] for word in alone]


# Making them anew


@pytest.fixture
def made(tmp_path):
    """The tables of two invented readouts as they were before a change of lists, and the texts."""
    texts = {"a": "They spoke. The programme for the lighthouses was discussed.", "b": "He called for a ceasefire."}
    table = of([("a", "x", "ru-fr", "kremlin", "en"), ("b", "x", "ru-fr", "elysee", "en")], {})
    rows = [("a", 0, sha1("They spoke.")), ("a", 1, sha1("The programme for the lighthouses was discussed."))]
    rows += [("b", 0, sha1("He called for a ceasefire."))]
    labels = pd.DataFrame(rows, columns=["doc_id", "sentence", "sha1"])
    old = labels.reindex(columns=ALL.tags_automatic.columns).assign(frames="law", agentless="1", words=0, quoted=0.0)
    table = table._replace(tags=labels, tags_automatic=old)
    return table, pd.DataFrame({"doc_id": list(texts), "text": texts.values()})


def test_words_and_tags_are_made_anew(made):
    table, texts = made
    new = readouts.compute(texts[::-1], table)
    counts = new.counts.set_index(["doc_id", "term"])["n"]
    assert (counts["a", "the"], counts["b", "ceasefire"], len(counts)) == (2, 1, 13)
    found = new.tags_automatic
    assert found["sentence"].tolist() == [0, 1, 0] and found["words"].tolist() == [2, 7, 5]
    assert found[["frames", "act", "agentless"]].values.tolist()[1:] == [["", "", "1"], ["ceasefire", "demand", "0"]]


def test_a_text_with_other_sentences_is_left_as_it_is(made):
    table, texts = made
    texts.loc[0, "text"] = "Good evening. They spoke."
    with pytest.warns(UserWarning, match="left as they are, since their sentences are others: a$"):
        new = readouts.compute(texts, table)
    assert new.tags_automatic["frames"].tolist() == ["law", "law", "ceasefire"]
    assert set(new.counts["doc_id"]) == {"b"}


def test_the_command_writes_them(tmp_path, monkeypatch, capsys):
    shutil.copytree(DATA, tmp_path / "data")
    table = pd.DataFrame({"doc_id": ["pm-2018-03-19-elysee"], "text": ["Another."]})
    table.to_csv(tmp_path / "texts.csv", index=False)
    with pytest.warns(UserWarning, match="left as they are"):
        readouts.main(["compute", str(tmp_path / "texts.csv"), "--data", str(tmp_path / "data")])
    assert "16,851 rows are in" in capsys.readouterr().out
    for name in ("counts", "tags_automatic"):
        assert (tmp_path / "data" / f"{name}.csv").read_bytes() == (DATA / f"{name}.csv").read_bytes()
