"""Reading a folder: what comes in, and what is said of everything that cannot."""

import csv
import hashlib
import os
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import corpus

ROOT = Path(__file__).parents[1]
HEADER = "doc_id,file,outlet,published\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "texts"
    path.mkdir()
    (path / "a.txt").write_bytes("Путин — Макрон.\r\nTwo.\n".encode())
    (path / "b.txt").write_bytes(b"\xef\xbb\xbfMacron spoke.")
    return path


def message(folder):
    with pytest.raises(corpus.CorpusError) as error:
        corpus.read(folder)
    return str(error.value)


def test_the_five_texts():
    documents = corpus.read(ROOT / "seeds")
    assert list(documents["doc_id"]) == [
        "moscow-times-2020-09-30",
        "moscow-times-2022-05-03",
        "esta-2020-10-01",
        "tass-2016-07-06",
        "unknown-2020-06-26",
    ]
    assert list(documents.columns) == [
        *("doc_id", "text", "raw", "title", "outlet", "language", "published", "call_id", "url"),
        *("translation", "path", "sha256", "encoding"),
        *("agency", "original_language", "call_date", "initiator", "parties", "notes"),
    ]
    assert list(documents["raw"].str.len()) == [3134, 2730, 2205, 2621, 3013]
    assert documents.loc[0, "published"] == pd.Timestamp("2020-09-30")
    assert documents["url"].isna().tolist() == [True, True, False, False, True]
    assert (documents["text"] == documents["raw"]).all()


def test_raw_is_what_the_bytes_say_and_nothing_else(folder):
    documents = corpus.read(folder)
    assert list(documents["raw"]) == ["Путин — Макрон.\r\nTwo.\n", "Macron spoke."]
    assert list(documents["doc_id"]) == ["a", "b"]
    assert documents.loc[1, "sha256"] == hashlib.sha256(b"\xef\xbb\xbfMacron spoke.").hexdigest()
    assert documents["language"].isna().all()
    assert documents["published"].dtype == "datetime64[us]"


def test_a_folder_without_and_one_with_sources_have_the_same_types(folder):
    bare = corpus.read(folder)
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,TASS,2020-09-30\n", encoding="utf-8")
    listed = corpus.read(folder)
    assert listed["doc_id"].tolist() == ["x", "b"]
    assert (bare.dtypes == listed.dtypes).all()


def test_columns_of_sources_csv_are_mapped_too(folder):
    columns = {"headline": "title", "when": "published"}
    assert "columns are named, but there is no sources.csv" in corpus.problems(folder, columns=columns).loc[0, "what"]
    (folder / "sources.csv").write_text("doc_id;file;headline;when\nx;a.txt;NA;2020-09-30T10:00Z\n")
    documents = corpus.read(folder, columns=columns, missing=["NA"], timezone="Europe/Paris")
    assert documents["title"].isna().all()
    assert documents.loc[0, "published"] == pd.Timestamp("2020-09-30 12:00")


def test_the_word_na_stays_a_word_and_an_empty_cell_is_missing(folder):
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,NA,\ny,b.txt,,\n", encoding="utf-8-sig")
    documents = corpus.read(folder)
    assert documents.loc[0, "outlet"] == "NA"
    assert documents.loc[1, "outlet"] is pd.NA
    assert documents["published"].isna().all()


def test_names_with_spaces_accents_and_cyrillic_in_sub_folders(folder):
    names = ["Élysée/readout of May.txt", "Кремль/сообщение.txt"]
    for name in names:
        (folder / name).parent.mkdir()
        (folder / name).write_text("A text.", encoding="utf-8")
    assert corpus.read(folder)["path"].tolist() == ["a.txt", "b.txt", *names]


def test_hidden_files_are_not_read(folder):
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "a-checkpoint.txt").write_text("A text.")
    assert corpus.read(folder)["doc_id"].tolist() == ["a", "b"]


def test_the_order_of_files_and_rows_does_not_matter(folder, monkeypatch):
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,,\ny,b.txt,,\n")
    first = corpus.read(folder)
    (folder / "sources.csv").write_text(HEADER + "y,b.txt,,\nx,a.txt,,\n")
    walk = os.walk

    def shuffled(path):
        for parent, folders, names in walk(path):
            random.shuffle(names)
            yield parent, folders, names

    monkeypatch.setattr(os, "walk", shuffled)
    pd.testing.assert_frame_equal(corpus.read(folder), first)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("x,tass-2016.txt,,\n", "row 2: no file 'tass-2016.txt' in texts/. Add the file, or remove the row."),
        ("x,a.txt,,\nx,b.txt,,\n", "row 3: doc_id 'x' is that of 'a.txt' already. Give each text its own."),
        ("x,a.txt,,\ny,a.txt,,\n", "row 3: file 'a.txt' is listed already. Remove one of the rows."),
        (",a.txt,,\n", "row 2: no doc_id. Give the text a doc_id of its own."),
        ("x,,,\n", "row 2: no file named. Name the file, or remove the row."),
        (
            "x,a.txt,,30.9.2020\n",
            "row 2: published '30.9.2020' is no date. Write it as 2020-09-30, or leave it empty.",
        ),
        ("x,a.txt,,2020-02-30\n", "row 2: published '2020-02-30' is no date."),
        ("x,../a.txt,,\n", "row 2: '../a.txt' leads out of the folder. Put the file into the folder."),
        ("x,/etc/a.txt,,\n", "row 2: '/etc/a.txt' leads out of the folder."),
        ("x,C:\\a.txt,,\n", "row 2: 'C:\\a.txt' leads out of the folder."),
        ("x,a.html,,\n", "row 2: no file 'a.html' in texts/. Add the file, or remove the row."),
        ("x,a.pdf,,\n", "row 2: 'a.pdf' is not a .txt or .html file. Save it as .txt, or remove the row."),
        ("x,a.txt,The Moscow Times, Moscow,\n", "row 2: 5 cells, but the header has 4."),
        ('x,a.txt,"TASS,\n', "row 2: broken quotation marks (unexpected end of data)."),
    ],
)
def test_bad_rows(folder, rows, said):
    (folder / "sources.csv").write_text(HEADER + rows, encoding="utf-8")
    assert f"sources.csv, {said}" in message(folder)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("doc_id,outlet", "no column 'file'. Add it; separate columns with commas."),
        ("file,outlet", "no column 'doc_id'."),
        ("file|doc_id", "no column 'file'."),
        ("file,doc_id,doc_id", "column 'doc_id' stands there twice. Remove or rename one."),
        ("file,doc_id,raw", "column 'raw' is made by the reader. Remove or rename it."),
        ("", "no column 'file'."),
    ],
)
def test_bad_headers(folder, header, said):
    (folder / "sources.csv").write_text(header + "\n")
    assert f"sources.csv, row 1: {said}" in message(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "c.txt: an empty file. Put the text in, or remove it."),
        (b" \n", "c.txt: an empty file."),
        (b"GIF\0\1", "c.txt: not a text (it has NUL bytes). Save it as UTF-8, or remove it."),
        (b"Pu\0tin", "c.txt: not a text (it has NUL bytes)."),
        ("Путин".encode("koi8-r"), "c.txt: unknown encoding. Save it as UTF-8, or say which, as encoding="),
    ],
)
def test_bad_files(folder, content, said):
    (folder / "c.txt").write_bytes(content)
    assert said in message(folder)


def test_a_bad_file_names_its_row(folder):
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,,\n")
    (folder / "a.txt").write_bytes(b"")
    assert message(folder) == "a.txt (sources.csv, row 2): an empty file. Put the text in, or remove it."


def test_no_folder_no_texts_and_a_file(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("A text.")
    tables = "(.csv, .tsv, .jsonl, .parquet, .xlsx)"
    assert message(tmp_path / "none") == f"none/: no such folder. Name the folder of the texts, or a table {tables}."
    assert message(tmp_path / "none.csv") == "none.csv: no such file. Check its name."
    assert message(tmp_path / "empty") == "empty/: no .txt or .html file in it. Add the texts."
    assert message(tmp_path / "file.txt").startswith("file.txt/: a file, not a folder.")


def test_links_out_of_the_folder_are_refused(folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret.")
    (tmp_path / "other").mkdir()
    try:
        (folder / "link.txt").symlink_to(secret)
        (folder / "away").symlink_to(tmp_path / "other")
        (folder / "loop.txt").symlink_to(folder / "loop.txt")
    except OSError:
        pytest.skip("no symbolic links here")
    found = message(folder)
    assert "link.txt: 'link.txt' is a link out of the folder. Put the file itself there." in found
    assert "away: a link to a folder. Put the folder itself there." in found
    assert "loop.txt: " in found


def test_a_pipe_is_not_waited_for_and_a_dead_link_is_no_empty_file(folder):
    os.mkfifo(folder / "pipe.txt")
    (folder / "dead.txt").symlink_to("nowhere.txt")
    found = message(folder).split("\n")
    assert found == [
        f"{name}.txt: no file, but a pipe or a link that leads nowhere. Put the file itself there."
        for name in ("dead", "pipe")
    ]


def test_all_problems_are_told_at_once_and_the_rest_is_loaded(folder):
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,,\ny,none.txt,,\nz,b.txt,,soon\n")
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").write_bytes(b"Another text.")
    assert len(message(folder).split("\n")) == 3
    with pytest.warns(UserWarning, match="texts: 2 texts read, 3 problems left out"):
        documents = corpus.read(folder, strict=False)
    assert documents["doc_id"].tolist() == ["x", "d"]
    found = corpus.problems(folder)
    assert list(found.columns) == ["file", "row", "what", "remedy"]
    assert found["file"].tolist() == ["sources.csv", "sources.csv", "c.txt"]
    assert found["row"].tolist() == [3, 4, pd.NA]


def test_two_files_of_one_name_need_doc_ids_of_their_own(folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("A text.")
    assert "sub/a.txt: doc_id 'a' is that of 'a.txt' already. List it in sources.csv" in message(folder)


def test_a_good_folder_has_no_problems():
    assert corpus.problems(ROOT / "seeds").empty


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=100))
def test_arbitrary_bytes_never_crash_and_nothing_is_lost(tmp_path_factory, sources, text):
    folder = tmp_path_factory.mktemp("any")
    (folder / "sources.csv").write_bytes(sources)
    (folder / "t.txt").write_bytes(text)
    found = corpus.problems(folder)
    try:
        documents = corpus.read(folder)
        assert found.empty
        assert documents["path"].tolist() == ["t.txt"]
        assert documents.loc[0, "raw"] == text.decode("utf-8-sig")
    except corpus.CorpusError as error:
        assert len(found) >= 1
        assert str(error)


def test_the_data_card_and_sources_agree_with_the_files():
    card = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    with (ROOT / "seeds" / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sections = dict(re.findall(r"^### ([\w-]+)\n(.*?)(?=^##|\Z)", card, re.MULTILINE | re.DOTALL))
    assert list(sections) == [row["doc_id"] for row in rows]
    for row in rows:
        content = (ROOT / "seeds" / row["file"]).read_bytes()
        section = sections[row["doc_id"]]
        assert hashlib.sha256(content).hexdigest() in section
        assert f"{len(content.decode()):,} characters" in section
        for name in ("file", "outlet", "agency", "published", "call_id", "call_date", "translation", "initiator"):
            assert row[name] in section, (row["doc_id"], name)
        assert (row["url"] or "address: unknown") in section
    files = {path.name for path in (ROOT / "seeds").glob("*.txt")}
    assert files == {row["file"] for row in rows}
