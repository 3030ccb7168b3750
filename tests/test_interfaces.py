"""The tables in other people's tools: Parquet and CSV, NLTK, scikit-learn, and a spreadsheet for the labels."""

import csv
import io
from pathlib import Path

import nltk
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.probability import FreqDist
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.utils import check_array

from helpers import corpus, framing, frequency, segment, topics, uncertainty, voices
from helpers.voices import labelled, to_label


@pytest.fixture(scope="module")
def tables(seeds) -> dict[str, pd.DataFrame]:
    documents, removed, sentences = seeds
    told = framing.accounts(sentences, "kremlin", "elysee")
    return {
        "documents": documents,
        "removed": removed,
        "sentences": sentences,
        "counts": frequency.count(told, by=["call_id", "voice"]),
        "counts by one column": frequency.count(sentences, by="doc_id"),
        "tags": framing.frames(sentences),
        "concordance": frequency.concordance(sentences, "ceasefire"),
        "topics": topics.issues(sentences).assigned,
    }


NAMES = ["documents", "removed", "sentences", "counts", "counts by one column", "tags", "concordance", "topics"]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_comes_back_from_parquet_as_it_was(tables, name, tmp_path):
    tables[name].to_parquet(tmp_path / "table.parquet")
    back = pd.read_parquet(tmp_path / "table.parquet")
    pd.testing.assert_frame_equal(back, tables[name])
    assert back.attrs == tables[name].attrs


def test_counts_from_parquet_go_into_every_measure(tables, tmp_path):
    tables["counts"].to_parquet(tmp_path / "counts.parquet")
    back, sides = pd.read_parquet(tmp_path / "counts.parquet"), ("kremlin", "elysee")
    assert back.columns.names == ["call_id", "voice"]
    assert uncertainty.paired_calls(back, *sides) == ["pm-2020-09-30", "pm-2022-05-03"]
    pd.testing.assert_frame_equal(framing.compare(back, *sides), framing.compare(tables["counts"], *sides))


@pytest.mark.parametrize("name", ["removed", "sentences", "tags", "concordance"])
def test_a_table_comes_back_from_csv_when_its_kinds_are_named(tables, name, tmp_path):
    table = tables[name]
    table.to_csv(tmp_path / "table.csv", index=False)
    text = {column: "" for column, kind in table.dtypes.items() if str(kind) in ("str", "category")}
    days = [*table.select_dtypes("datetime")]
    kinds = table.dtypes.drop(days).to_dict()
    back = pd.read_csv(tmp_path / "table.csv", dtype=kinds, parse_dates=days).fillna(text)
    pd.testing.assert_frame_equal(back, table)


def test_counts_come_back_from_csv_with_both_levels_of_columns(tables, tmp_path):
    tables["counts"].to_csv(tmp_path / "counts.csv")
    back = pd.read_csv(tmp_path / "counts.csv", header=[0, 1], index_col=0, keep_default_na=False)
    pd.testing.assert_frame_equal(back, tables["counts"])


def test_documents_come_back_from_csv_and_parquet_through_corpus_read(tables, tmp_path):
    documents = tables["documents"]
    for name in ("documents.csv", "documents.parquet"):
        write = documents.to_csv if name.endswith("csv") else documents.to_parquet
        write(tmp_path / name, index=False)
        back = corpus.read(tmp_path / name)
        same = [column for column in documents if column not in ("path", "encoding", "sha256")]
        pd.testing.assert_frame_equal(back[same], documents[same], check_dtype=False)
        assert not len(corpus.check(back))
        assert segment.split(back)["raw_end"].tolist() == segment.split(documents)["raw_end"].tolist()


def test_tokens_are_a_text_for_nltk_with_the_same_counts(seeds, capsys):
    sentences = seeds[2]
    words = [word for text in sentences["text"] for word in segment.tokens(text)]
    text = nltk.Text(words)
    counts = frequency.count(sentences.assign(all="all"), by="all")["all"]
    assert dict(FreqDist(words)) == dict(text.vocab()) == counts.to_dict()
    assert len(text.concordance_list("ceasefire", lines=99)) == len(frequency.concordance(sentences, "ceasefire"))
    text.similar("putin")
    assert capsys.readouterr().out == "obama\n"


def test_counts_are_the_matrix_and_the_names_that_scikit_learn_takes(seeds):
    matrix, terms, groups = frequency.matrix(seeds[2], by=["doc_id", "sentence"])
    taken = check_array(matrix, accept_sparse="csr", dtype=None)
    assert np.shares_memory(taken.data, matrix.data)
    assert matrix.shape == (len(groups), len(terms)) == (65, len(terms))
    weights = TfidfTransformer().fit(matrix)
    assert weights.get_feature_names_out(terms).tolist() == terms.tolist()
    voice = seeds[2].set_index(["doc_id", "sentence"])["voice"].loc[groups]
    model = LogisticRegression(max_iter=500).fit(weights.transform(matrix), voice)
    assert model.score(weights.transform(matrix), voice) > 0.7
    loads = LatentDirichletAllocation(3, random_state=0, max_iter=2).fit_transform(matrix)
    assert loads.sum(axis=1) == pytest.approx(1)


def in_excel(source: Path, target: Path, delimiter: str = ",") -> None:
    """What a spreadsheet does: cells that look like numbers become some, the rest is text; saved as .xlsx or CSV."""
    rows = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8-sig"), newline=""), delimiter=delimiter))
    cells = [
        [float(cell) if cell.replace(".", "", 1).isascii() and _is_number(cell) else cell for cell in row]
        for row in rows
    ]
    if target.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in cells:
            book.active.append(row)
        book.save(target)
    else:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerows(cells)
        target.write_bytes(text.getvalue().encode("utf-8-sig"))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", ["labels.xlsx", "labels.csv"])
def test_labels_corrected_in_a_spreadsheet_come_back_as_gold(seeds, tmp_path, name):
    sentences = seeds[2]
    to_label(sentences, tmp_path / "written.csv")
    in_excel(tmp_path / "written.csv", tmp_path / name)
    gold = labelled(tmp_path / name, sentences)
    for column in ("doc_id", "sentence", "raw_start", "raw_end", "text", "voice", "office", "speaker"):
        assert gold[column].tolist() == sentences[column].tolist()
    found = voices.score(sentences, gold, resamples=10)
    assert found.accuracy["value"].tolist() == [1.0] * 5
    assert gold.attrs["unlabelled"] == 0


def test_a_corrected_label_counts_whatever_the_order_and_only_where_there_is_one(seeds, tmp_path):
    sentences = seeds[2]
    rows = sentences[["doc_id", "sentence", "voice", "text"]].iloc[:10].iloc[::-1].assign(acceptable="")
    rows.loc[3, ["voice", "acceptable"]] = ["elysee", "joint kremlin"]
    rows.loc[4, "voice"] = ""
    to_label(rows.drop(index=5), tmp_path / "labels.csv", delimiter=";")
    gold = labelled(tmp_path / "labels.csv", sentences)
    assert gold["sentence"].tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    assert gold.loc[3, ["voice", "acceptable"]].tolist() == ["elysee", "joint kremlin"]
    assert gold.attrs["unlabelled"] == (sentences["doc_id"] == sentences.loc[0, "doc_id"]).sum() - 8
    right = voices.score(sentences, gold, resamples=10).accuracy["value"]
    assert right["strict"] == (7 + (sentences.loc[3, "voice"] == "elysee")) / 8


def test_the_lines_of_a_concordance_are_labelled_too(seeds, tmp_path):
    sentences = seeds[2]
    lines = frequency.concordance(sentences, "and")
    to_label(lines, tmp_path / "lines.csv")
    gold = labelled(tmp_path / "lines.csv", sentences)
    places = lines[["doc_id", "sentence"]].drop_duplicates()
    assert len(lines) > len(gold) == len(places)
    assert voices.score(sentences, gold, resamples=10).accuracy.loc["strict", "value"] == 1


DANGEROUS = [
    "=2+3",
    "+7",
    "-1",
    "@SUM(A1)",
    "'tis",
    "''",
    "=cmd|' /C calc'!A0",
    "007",
    "2020-09-30",
    "3 May",
    "1e5",
    "SEPT2",
]
DANGEROUS += [
    'He said "no", twice;',
    "a\tb",
    "\ttab",
    "Путин — Макрон",
    "12 мая 2022",
    "1 mars",
    "é",
    "👍🏽",
    "- no",
    "May",
]


def test_a_text_that_a_spreadsheet_would_change_comes_back_unchanged(tmp_path):
    table = pd.DataFrame({"doc_id": DANGEROUS, "sentence": 0, "raw_start": 0, "raw_end": 9, "text": DANGEROUS})
    to_label(table.assign(voice="kremlin", note=DANGEROUS, **{"=1+1": 2}), tmp_path / "labels.csv")
    written = list(csv.reader(io.StringIO((tmp_path / "labels.csv").read_text(encoding="utf-8-sig"), newline="")))
    cells = [cell for row in written[1:] for cell in (row[0], row[4], row[6])]
    assert written[0][-1] == "'=1+1"
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t")) or _is_number(cell)]
    assert "'2020-09-30" in cells and "'3 May" in cells and "'12 мая 2022" in cells and "May" in cells
    for name in ("labels.csv", "saved.csv", "saved.xlsx"):
        if name != "labels.csv":
            in_excel(tmp_path / "labels.csv", tmp_path / name)
        gold = labelled(tmp_path / name, table)
        assert gold["doc_id"].tolist() == gold["text"].tolist() == gold["note"].tolist() == DANGEROUS


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4, unique=True))
def test_any_text_comes_back_as_it_was(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    table = pd.DataFrame({"doc_id": "d", "sentence": range(len(texts)), "raw_start": 0, "raw_end": 1, "text": texts})
    to_label(table.assign(voice="joint", note=texts), path)
    gold = labelled(path, table)
    assert gold["text"].tolist() == texts
    assert [note.strip() for note in gold["note"]] == [text.strip() for text in texts]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"voice": "Kremlin"},
            "labels.csv, row 2: column voice: 'Kremlin' is none. Write one of kremlin, elysee, joint",
        ),
        ({"acceptable": "joint france"}, "row 2: column acceptable: 'france' is none"),
        ({"office": ""}, "row 2: column office: '' is none. Write one of presidency, leader"),
        ({"speaker": "kremlin"}, "row 2: column speaker: 'kremlin' is none. Write one of russia, france, both"),
        ({"sentence": "eight"}, "row 2: column sentence: no sentence 'eight' of 'a'"),
        ({"doc_id": "b"}, "row 2: column sentence: no sentence '0' of 'b'"),
        ({"text": "Arms and grain."}, "row 2: column text: not the text of 'a', sentence 0. Leave the text as it was"),
        ({"text": "A"}, "row 2: column text: not the text of 'a', sentence 0."),
        ({"text": ""}, "row 2: column text: not the text of 'a', sentence 0."),
    ],
)
def test_a_wrong_correction_is_an_error_with_row_column_and_remedy(tmp_path, change, message):
    place = {"doc_id": "a", "sentence": [0], "raw_start": 0, "raw_end": 5, "text": "Arms."}
    labels = {"voice": "kremlin", "acceptable": "", "office": "leader", "speaker": "russia"}
    table = pd.DataFrame(place | labels)
    to_label(table.assign(**change), tmp_path / "labels.csv")
    with pytest.raises(corpus.CorpusError) as error:
        labelled(tmp_path / "labels.csv", table)
    assert message in str(error.value)


def test_a_number_with_a_decimal_comma_and_a_text_that_excel_cut_are_the_sentence_s(tmp_path):
    text = "'" + "grain and 👍🏽 " * 4_000
    table = pd.DataFrame({"doc_id": "a", "sentence": [3], "raw_start": 0, "raw_end": len(text), "text": text})
    half = text.encode("utf-16-le")[: 2 * 32_766].decode("utf-16-le", "ignore")
    to_label(table.assign(voice="joint", sentence="3,0", text=half), tmp_path / "labels.csv", delimiter=";")
    written = (tmp_path / "labels.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "labels.csv").write_text(written.replace("'3,0", "3,0"), encoding="utf-8")
    assert labelled(tmp_path / "labels.csv", table)["sentence"].tolist() == [3]


def test_all_wrong_corrections_are_told_at_once_and_two_labels_for_one_sentence_too(tmp_path):
    table = pd.DataFrame({"doc_id": "a", "sentence": [0, 1, 1], "raw_start": 0, "raw_end": 1, "text": "x"})
    to_label(table.assign(voice=["France", "kremlin", "elysee"]), tmp_path / "labels.csv")
    with pytest.raises(corpus.CorpusError) as error:
        labelled(tmp_path / "labels.csv", table)
    told = str(error.value).splitlines()
    assert len(told) == 2
    assert told[1] == "labels.csv, row 4: 'a', sentence 1, has another label in row 3. Keep one."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("labels.csv", None, "labels.csv: no such file. Check its name."),
        ("labels.txt", b"", "labels.txt: not a table of labels. Save it as .csv in UTF-8, or as .xlsx."),
        ("labels.csv", b"doc_id,sentence\na,0\n", "labels.csv, row 1: no column voice. Leave the columns"),
        ("labels.csv", b"doc_id,sentence,voice\na,0,kremlin,x\n", "row 2: 4 cells, but the header has 3."),
        ("labels.csv", b"doc_id,sentence,voice\na,0,\x98\x8f\n", "labels.csv: unknown encoding. Save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_labels_is_an_error_with_the_remedy(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    table = pd.DataFrame({"doc_id": "a", "sentence": [0], "raw_start": 0, "raw_end": 1, "text": "x"})
    with pytest.raises(corpus.CorpusError) as error:
        labelled(tmp_path / name, table)
    assert message in str(error.value)


def test_a_table_without_voices_or_offsets_is_named(tmp_path):
    table = pd.DataFrame({"doc_id": "a", "sentence": [0], "text": "x"})
    with pytest.raises(ValueError, match=r"rows: no column voice\. voices\.attribute"):
        to_label(table, tmp_path / "labels.csv")
    with pytest.raises(ValueError, match=r"sentences: no column raw_start, raw_end\. segment\.split"):
        labelled(tmp_path / "labels.csv", table)
