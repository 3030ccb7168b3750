"""The tables of real readouts, and the command that makes such tables of texts. The texts here are invented."""

import hashlib
import json
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from frictionless import validate

from helpers import framing, frequency, lexicons, readouts, segment, uncertainty
from helpers.corpus import CorpusError
from helpers.readouts import computing, tables
from helpers.readouts.__main__ import main

DATA = Path(__file__).parents[1] / "data"
ALL = readouts.load(DATA)
LIGHTHOUSE = {
    "one-kremlin": (
        "one",
        "ru-fr",
        "kremlin",
        "Vladimir Putin spoke with Emmanuel Macron. The programme for the lighthouses was discussed."
        " Vladimir Putin said the shelling was the fault of the pirates.",
    ),
    "one-elysee": (
        "one",
        "ru-fr",
        "elysee",
        "The President spoke with Vladimir Putin. He called for a ceasefire in the harbour.",
    ),
    "two-kremlin": ("two", "ru-us", "kremlin", "They emphasised the program for the lighthouses."),
    "two-washington": ("two", "ru-us", "washington", "The President emphasized the United States' lighthouses."),
}


def texts(**changes: dict) -> pd.DataFrame:
    """The four invented readouts; ``changes`` of cells, as text={"one-elysee": "..."}."""
    rows = pd.DataFrame.from_dict(LIGHTHOUSE, orient="index", columns=["call_id", "dyad", "side", "text"])
    rows = rows.rename_axis("doc_id").reset_index().assign(language="en")
    for column, cells in changes.items():
        for doc_id, cell in cells.items():
            rows.loc[rows["doc_id"] == doc_id, column] = cell
    return rows


def sha1(sentence: str) -> str:
    return hashlib.sha1("".join(c for c in sentence.lower() if c.isalnum()).encode()).hexdigest()[:16]


# What data/ holds


def test_the_package_is_a_valid_data_package():
    report = validate(str(DATA / "datapackage.json"))
    assert report.flatten(["type", "rowNumber", "message"]) == []
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    named = {one["path"][:-4]: " ".join(field["name"] for field in one["schema"]["fields"]) for one in resources}
    named.pop("press")  # for people and notebook 06, not for readouts.load
    assert named == tables.COLUMNS


def test_the_tables_hold_what_the_card_says():
    made = ALL.readouts
    both = made[made.groupby("call_id")["side"].transform("nunique") == 2].drop_duplicates("call_id")
    assert (len(made), made["call_id"].nunique(), len(both)) == (158, 92, 66)
    assert both["dyad"].value_counts().to_dict() == {
        "us-uk": 23,
        "ru-us": 13,
        "ru-fr": 11,
        "us-ua": 6,
        "uk-jp": 5,
        "ru-fi": 3,
        "us-jp": 3,
        "ru-uk": 2,
    }
    assert [len(table) for table in ALL[1:5]] == [16851, 1167, 1167, 319]
    assert made["words"].sum() == ALL.tags["words"].sum() == ALL.counts["n"].sum()
    assert not ALL.counts["term"].str.contains(r"\s").any()


@pytest.mark.parametrize(
    ("a", "b", "calls", "complete", "aligned", "one_language"),
    [
        ("kremlin", readouts.WESTERN, 29, 15, 21, 20),
        ("kremlin", "elysee", 11, 2, 7, 2),
        ("washington", "london", 23, 16, 14, 23),
    ],
)
def test_each_use_rests_on_so_many_calls(a, b, calls, complete, aligned, one_language):
    chosen = readouts.between(ALL, a, b)
    assert chosen.readouts["call_id"].nunique() == calls
    assert readouts.between(ALL, a, b, complete=True).readouts["call_id"].nunique() == complete
    assert readouts.alignments(chosen)["call_id"].nunique() == aligned
    counts = readouts.counts(chosen)
    assert counts.columns.get_level_values("call_id").nunique() == one_language
    assert len(counts.attrs["other_language"]) == calls - one_language


def test_the_tables_are_small_and_loaded_at_once():
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 2_000_000
    start = time.perf_counter()
    readouts.load(DATA)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("counts.csv", "doc_id,term,n", "doc_id,word,n", "counts.csv, row 1: no column 'term'"),
        ("counts.csv", "elysee,a,1\n", "elysee,a,one\n", "counts.csv, row 2: n is 'one', no whole number"),
        ("counts.csv", "pm-2018-03-19-elysee,a,1\n", "strange,a,1\n", "counts.csv, row 2: doc_id is none of readouts"),
        ("counts.csv", "elysee,after,1\n", "elysee,a,1\n", "counts.csv, row 4: stands there twice. Remove one."),
        ("readouts.csv", ",ru-fr,2018-03-19,elysee", ",ru-fr,2018-03-19,", "readouts.csv, row 2: no side. Fill it in."),
        ("readouts.csv", ",ru-fr,2018-03-19,elysee", ",ru-xx,2018-03-19,elysee", "row 2: unknown dyad 'ru-xx'. Join"),
        ("tags.csv", "elysee,0,16,07d6093223ab3f6d", "elysee,9,16,07d6093223ab3f6d", "row 2: sentence and sha1 are of"),
        ("tags.csv", "07d6093223ab3f6d", "07d6093223ab3f6e", "tags.csv, row 2: sentence and sha1 are of no sentence"),
        (
            "alignments.csv",
            "elysee,5,a55c19dbf3c51c53",
            "elysee,4,a55c19dbf3c51c53",
            "row 2: a_sentence and a_sha1 are",
        ),
        ("tags_automatic.csv", "elysee,0,16,07d6", "elysee,1,16,07d6", "row 2: the text's sentences are not numbered"),
    ],
)
def test_a_table_that_does_not_fit_is_told_with_its_row(tmp_path, file, old, new, said):
    shutil.copytree(DATA, tmp_path / "data")
    text = (DATA / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "data" / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError) as error:
        readouts.load(tmp_path / "data")
    assert said in str(error.value)


# The tables of texts


def test_each_number_is_that_of_the_text():
    made = readouts.compute(texts())
    assert made.readouts["doc_id"].tolist() == ["one-elysee", "one-kremlin", "two-kremlin", "two-washington"]
    assert made.readouts["sentences"].tolist() == [2, 3, 1, 1]
    assert made.readouts["words"].tolist() == [14, 24, 7, 7]
    of = made.counts.query("doc_id == 'one-kremlin'").set_index("term")["n"]
    assert of[["vladimir", "the", "spoke", "lighthouses", "pirates"]].tolist() == [2, 5, 1, 1, 1]
    found = made.tags_automatic.set_index(["doc_id", "sentence"])
    assert found.loc[("one-elysee", 1), "sha1"] == sha1("He called for a ceasefire in the harbour.")
    assert found.loc[("one-elysee", 1), ["words", "frames", "act", "agentless"]].tolist() == [
        8,
        "ceasefire",
        "demand",
        "0",
    ]
    assert found.loc[("one-kremlin", 1), ["frames", "agentless"]].tolist() == ["", "1"]
    assert found.loc["one-kremlin", "names"].tolist() == ["Macron;Putin", "", "Putin"]
    assert found["words"].groupby("doc_id").sum().tolist() == [14, 24, 7, 7]
    text = "".join(c for c in LIGHTHOUSE["two-kremlin"][3].lower() if c.isalnum())
    assert made.readouts.set_index("doc_id").loc["two-kremlin", "sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (set(made.readouts["lists"]), set(made.readouts["splitter"])) == ({computing.lists_version()}, {"2"})


def test_the_order_and_labels_of_rows_make_no_difference():
    mixed = texts().sample(frac=1, random_state=1).set_index(pd.Index([7] * 4))
    for one, other in zip(readouts.compute(texts())[:5], readouts.compute(mixed)[:5], strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"side": {"one-elysee": None}}, "texts, row 3: no side. Fill it in."),
        ({"side": {"one-elysee": "kremlin"}}, "texts, row 3: a second readout of 'kremlin' on call 'one'. Keep one"),
        ({"side": {"one-elysee": "london"}}, "row 3: side 'london' is none of the dyad 'ru-fr'. Write 'kremlin' or"),
        ({"call_id": {"two-washington": "one"}}, "row 5: call 'one' is of the dyad 'ru-fr' in row 2, of 'ru-us' here"),
        ({"dyad": {"one-elysee": "ru-mars"}}, "texts, row 3: unknown dyad 'ru-mars'. Join two states by a hyphen: fi,"),
        ({"text": {"one-elysee": "  ** "}}, "texts, row 3: no text. Fetch it, or leave the row out."),
        ({"text": {"one-elysee": None}}, "texts, row 3: no text."),
        (
            {"doc_id": {"one-elysee": "one-kremlin"}},
            "texts, row 3: doc_id 'one-kremlin' stands there twice. Rename one.",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_with_a_remedy(changes, said):
    with pytest.raises(CorpusError) as error:
        readouts.compute(texts(**changes))
    assert said in str(error.value)


def test_a_language_without_lists_is_told_and_its_words_count():
    with pytest.warns(UserWarning, match=r"texts, row 3: no lists for the language 'it'"):
        made = readouts.compute(texts(language={"one-elysee": "it"}))
    found = made.tags_automatic.query("doc_id == 'one-elysee'")
    assert found[["frames", "act", "agentless"]].values.tolist() == [["", "", ""], ["", "", ""]]
    assert made.counts.query("doc_id == 'one-elysee'")["n"].sum() == 14
    assert readouts.tags(made, "lists").attrs["unread"] == 2


def test_the_version_of_the_splitter_is_raised_when_sentences_come_out_otherwise():
    corpus = pd.read_csv(DATA.parent / "examples" / "readouts.csv", dtype=str).assign(language="en")
    spans = segment.split(corpus)[["doc_id", "sentence", "start", "end"]].to_csv(index=False, lineterminator="\n")
    assert (segment.VERSION, hashlib.sha1(spans.encode()).hexdigest()[:8]) == ("2", "8f525bd6")


# Making them anew


@pytest.fixture
def folder(tmp_path):
    readouts.update(tmp_path, texts())
    label = {
        "frames_1": "military",
        "act_1": "accuse",
        "agentless_1": "0",
        "frames_2": "",
        "act_2": "",
        "agentless_2": "1",
    }
    made = readouts.load(tmp_path)
    labelled = made.tags_automatic[["doc_id", "sentence", "words", "sha1"]].assign(**label)
    labelled.to_csv(tmp_path / "tags.csv", index=False)
    ends = {"call_id": "one", "a_doc": "one-kremlin", "a_sentence": 2, "b_doc": "one-elysee", "b_sentence": 1}
    sums = {"a_sha1": sha1("Vladimir Putin said the shelling was the fault of the pirates.")}
    sums |= {"b_sha1": sha1("He called for a ceasefire in the harbour.")}
    link = pd.DataFrame([ends | sums | {"annotator_1": "same", "annotator_2": "", "sure": 0}])
    link[tables.COLUMNS["alignments"].split()].to_csv(tmp_path / "alignments.csv", index=False)
    readouts.load(tmp_path)
    return tmp_path


def contents(folder):
    return {name: (folder / f"{name}.csv").read_bytes() for name in tables.COLUMNS}


def test_making_them_again_changes_nothing(folder):
    readouts.update(folder, texts())  # brings the labels into their order
    before = contents(folder)
    assert readouts.update(folder, texts()) == []
    for one in range(4):  # a link stays, though one of its two texts is not given
        assert readouts.update(folder, texts()[one : one + 1]) == []
    assert contents(folder) == before


def test_no_sentence_changes_its_number_silently(folder):
    before, text = contents(folder), LIGHTHOUSE["one-kremlin"][3]
    new = texts(text={"one-kremlin": "Good evening. " + text.replace("The programme", "A programme")})
    with pytest.raises(CorpusError) as error:
        readouts.update(folder, new)
    *changed, last = str(error.value).splitlines()
    assert changed == [
        f"one-kremlin: sentence 0 is sentence 1 now (sha1 {sha1('Vladimir Putin spoke with Emmanuel Macron.')})",
        f"one-kremlin: sentence 1 is gone (sha1 {sha1('The programme for the lighthouses was discussed.')})",
        "one-kremlin: sentence 2 is sentence 3 now (sha1 "
        f"{sha1('Vladimir Putin said the shelling was the fault of the pirates.')})",
        f"one-kremlin: sentence 0 is new (sha1 {sha1('Good evening.')})",
        f"one-kremlin: sentence 2 is new (sha1 {sha1('A programme for the lighthouses was discussed.')})",
    ]
    assert last == "Nothing was written. If that is right, run again with renumber."
    assert contents(folder) == before
    told = readouts.update(folder, new, renumber=True)
    assert told == [*changed, "one-kremlin: sentence 1 is gone, and its row of tags.csv"]
    made = readouts.load(folder)
    assert made.tags.query("doc_id == 'one-kremlin'")["sentence"].tolist() == [1, 3]
    assert made.alignments[["a_sentence", "b_sentence"]].values.tolist() == [[3, 1]]


def test_what_is_not_made_anew_keeps_the_version_that_made_it(folder, monkeypatch):
    monkeypatch.setattr(computing, "lists_version", lambda: "00000000")
    readouts.update(folder, texts()[:1])
    made = readouts.load(folder).readouts.set_index("doc_id")["lists"]
    assert made.index[made == "00000000"].tolist() == ["one-kremlin"]


def test_the_command_takes_of_what_was_fetched_the_texts_of_the_tables(folder, tmp_path, capsys):
    readouts.update(folder, texts())
    before = contents(folder)
    fetched = texts().drop(columns="dyad").assign(checked=readouts.SAME)
    fetched.loc[fetched["doc_id"] == "one-kremlin", ["text", "checked"]] = ["Another.", "another text: ..."]
    fetched.to_csv(tmp_path / "documents.csv", index=False)
    main(["compute", str(tmp_path / "documents.csv"), str(folder)])
    assert capsys.readouterr().out.splitlines() == [
        "1 texts are not those of the tables, see their column checked, and are left out",
        f"3 texts are in the tables of {folder}",
    ]
    assert contents(folder) == before
    fetched.drop(columns="checked").to_csv(tmp_path / "documents.csv", index=False)
    with pytest.raises(SystemExit, match="one-kremlin: sentence 0 is gone"):
        main(["compute", str(tmp_path / "documents.csv"), str(folder)])


def test_labels_go_with_their_sentences_to_texts_that_somebody_has(folder):
    made = readouts.compute(texts()[:2], readouts.load(folder))
    assert made.tags[["doc_id", "sentence"]].values.tolist() == [
        ["one-elysee", 0],
        ["one-elysee", 1],
        ["one-kremlin", 0],
        ["one-kremlin", 1],
        ["one-kremlin", 2],
    ]
    assert made.tags["act_1"].eq("accuse").all()


# What the comparisons take


def test_counts_of_the_tables_are_those_of_the_texts():
    chosen = readouts.between(readouts.compute(texts()), "kremlin", ["elysee", "washington"])
    sentences = segment.split(texts())
    sentences["voice"] = sentences["side"].where(sentences["side"] == "kremlin", "counterparts")
    by_text = frequency.count(sentences, by=["dyad", "call_id", "voice"])
    pd.testing.assert_frame_equal(readouts.counts(chosen, as_written=True), by_text, check_names=False)
    pd.testing.assert_frame_equal(readouts.counts(chosen), readouts.what_was_said(by_text), check_names=False)


def test_participants_and_habits_of_spelling_do_not_count():
    chosen = readouts.between(readouts.compute(texts()), "kremlin", ["elysee", "washington"])
    said, written = readouts.counts(chosen), readouts.counts(chosen, as_written=True)
    assert {"vladimir", "putin", "macron", "president", "states", "united"} & set(said.index) == set()
    assert {"emphasised", "programme"} & set(said.index) == set()
    assert said.loc["emphasized"].sum() == written.loc[["emphasised", "emphasized"]].sum().sum() == 2
    assert said.loc["program", ("ru-fr", "one", "kremlin")] == 1
    assert said.loc["lighthouses"].tolist() == written.loc["lighthouses"].tolist()


def test_a_third_state_counts():
    columns = pd.MultiIndex.from_tuples([("us-uk", "x", "washington"), ("ru-uk", "y", "kremlin")])
    table = pd.DataFrame([[1, 2], [3, 4], [1, 1], [1, 1]], ["russia", "grain", "u.s.-uk", "uk-ukraine"], columns)
    said = readouts.what_was_said(table)
    assert said.loc["russia"].tolist() == [1, 0]
    assert said.loc["u.s.-uk"].tolist() == [0, 1]
    assert said.loc["uk-ukraine"].tolist() == [1, 1]


@pytest.mark.parametrize("b", [readouts.WESTERN, "washington"])
def test_counts_are_taken_by_every_comparison(b):
    chosen = readouts.between(ALL, "kremlin", b)
    counts = readouts.counts(chosen)
    assert counts.columns.names == ["dyad", "call_id", "voice"]
    terms = ["sovereignty", "today", "telephone"]
    compared = framing.compare(counts, *chosen.sides, terms=terms, permutations=512)
    assert (
        compared.attrs["strata"]
        == chosen.readouts[chosen.readouts["call_id"].isin(counts.columns.get_level_values("call_id"))]
        .drop_duplicates("call_id")["dyad"]
        .value_counts()
        .sort_index()
        .to_dict()
    )
    assert (compared.loc["telephone", "z"] > 0) and (compared.loc[["sovereignty", "today"], "z"] < 0).all()
    assert framing.log_odds(counts, *chosen.sides).index.nlevels == 1
    assert framing.word_shift(counts, *chosen.sides)["contribution"].sum() == pytest.approx(0.3, abs=0.2)
    tested = uncertainty.permute_by_call(counts, *chosen.sides, terms=terms, permutations=512)
    assert tested["p"].between(0, 1).all()


def test_tags_by_either_annotator_or_both():
    one, two, both = (readouts.tags(ALL, by) for by in ("1", "2", "both"))
    assert len(both) == 1167
    np.testing.assert_allclose((one[[*readouts.TAGS]] + two[[*readouts.TAGS]]) / 2, both[[*readouts.TAGS]])
    row = ALL.tags.query("frames_1 != frames_2").iloc[0]
    half = both.set_index(["doc_id", "sentence"]).loc[(row["doc_id"], row["sentence"])]
    apart = {*row["frames_1"].split(";")} ^ {*row["frames_2"].split(";")}
    assert half[sorted(apart - {""})].eq(0.5).all()
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
    assert found.attrs["strata"] == {"ru-fi": 3, "ru-fr": 11, "ru-uk": 2, "ru-us": 13}
    lists = uncertainty.shares_by_call(readouts.tags(chosen, "lists"), *chosen.sides, ["blame"])
    assert lists.loc["blame", "p"] < 0.05  # the contrast that is none by hand


def test_alignments_have_the_shape_of_pairs_and_leave_no_sentence_out():
    chosen = readouts.between(ALL, "kremlin", "elysee")
    pairs = framing.pair(
        pd.DataFrame({"call_id": "x", "voice": ["kremlin", "elysee"], "text": ["Grain.", "More grain."]}), "x"
    )
    own = chosen.readouts.query("aligned == 1")["doc_id"]
    every = set(chosen.tags_automatic.index[chosen.tags_automatic["doc_id"].isin(own)])
    for by in ("1", "2", "both"):
        links = readouts.alignments(chosen, by)
        assert list(links.columns[: pairs.shape[1]]) == list(pairs.columns)
        assert {*links["a"].dropna(), *links["b"].dropna()} == every
        assert set(chosen.tags_automatic.loc[links["a"].dropna(), "doc_id"].str.rsplit("-").str[-1]) == {"kremlin"}
        assert links.loc[links["kind"] == "", "told"].isin(chosen.sides).all()
    weights = links.groupby("kind")["weight"].sum()
    single = [readouts.alignments(chosen, by).groupby("kind")["weight"].sum() for by in ("1", "2")]
    pd.testing.assert_series_equal(weights, (single[0] + single[1]) / 2)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: readouts.between(ALL, "kremlin", "rome"), "no side 'rome'. There are: elysee, helsinki, kremlin"),
        (lambda: readouts.between(ALL, "kremlin", ["kremlin", "elysee"]), "'kremlin' is compared with itself"),
        (lambda: readouts.between(ALL, "elysee", "tokyo"), "no call is told by both 'elysee' and 'tokyo'."),
        (lambda: readouts.counts(ALL), 'no two sides are chosen. Choose them: between(data, "kremlin", "elysee").'),
        (lambda: readouts.alignments(ALL), "no two sides are chosen."),
        (lambda: readouts.tags(ALL, "me"), "by is '1', '2', 'both' or 'lists', not 'me'."),
        (lambda: readouts.what_was_said(pd.DataFrame({"a": [1]}, index=["x"])), "counts have no level of dyads."),
    ],
)
def test_what_cannot_be_had_is_said(call, said):
    with pytest.raises(ValueError) as error:
        call()
    assert said in str(error.value)


def test_every_state_has_one_side_and_its_words_are_written_as_words_are_counted():
    table = lexicons.table("participants")
    assert table.groupby("state")["side"].nunique().eq(1).all()
    assert not table.duplicated(["state", "word"]).any()
    assert set(table["kind"]) == {"country", "name", "title"}
    alone = table[~table["word"].isin(["u.s", "u.k"])]["word"]
    assert [segment.tokens(word) for word in alone] == [[word] for word in alone]
