"""Labels by hand: through a spreadsheet and back unchanged, wrong ones named with a remedy; the scorer."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import corpus
from helpers.labels import load, load_pairs, score, sheet, sheet_pairs

NUMBER = re.compile(r"[+-]?\d+(\.\d*)?(e\d+)?", re.IGNORECASE)


def in_excel(source: Path, target: Path) -> None:
    """What a spreadsheet does: cells that look like numbers become some, the rest is text; saved as .xlsx or CSV."""
    table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table = table.astype(object).map(lambda cell: float(cell) if NUMBER.fullmatch(cell) else cell)
    if target.suffix == ".xlsx":
        table.to_excel(target, index=False)
    else:
        table.to_csv(target, index=False, sep=";", encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["labels.xlsx", "labels.csv"])
def test_labels_corrected_in_a_spreadsheet_come_back_as_gold(seeds, tmp_path, name):
    sentences = seeds[2]
    sheet(sentences, tmp_path / "written.csv")
    in_excel(tmp_path / "written.csv", tmp_path / name)
    gold = load(tmp_path / name, sentences)
    for column in ("doc_id", "sentence", "raw_start", "raw_end", "text", "voice"):
        assert gold[column].tolist() == sentences[column].tolist()
    found = score(sentences, gold, resamples=10)
    assert found.accuracy["value"].tolist() == [1.0] * 3


def test_a_corrected_label_counts_whatever_the_order_and_only_where_there_is_one(seeds, tmp_path):
    sentences = seeds[2]
    rows = sentences[["doc_id", "sentence", "voice", "text"]].iloc[:10].iloc[::-1].assign(acceptable="")
    rows.loc[3, ["voice", "acceptable"]] = ["elysee", "joint kremlin"]
    rows.loc[4, "voice"] = ""
    sheet(rows.drop(index=5), tmp_path / "labels.csv", delimiter=";")
    gold = load(tmp_path / "labels.csv", sentences)
    assert gold["sentence"].tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    assert gold.loc[3, ["voice", "acceptable"]].tolist() == ["elysee", "joint kremlin"]
    right = score(sentences, gold, resamples=10).accuracy["value"]
    assert right["strict"] == (7 + (sentences.loc[3, "voice"] == "elysee")) / 8


DANGEROUS = ["=2+3", "+7", "-1", "@SUM(A1)", "'tis", "''", "=cmd|' /C calc'!A0", "007", "2020-09-30", "3 May", "1e5"]
DANGEROUS += ["SEPT2", 'He said "no", twice;', "a\tb", "\ttab", "Путин — Макрон", "12 мая 2022", "1 mars", "é", "👍🏽"]
DANGEROUS += ["- no", "May"]


def test_a_text_that_a_spreadsheet_would_change_comes_back_unchanged(tmp_path):
    table = pd.DataFrame({"doc_id": DANGEROUS, "sentence": 0, "raw_start": 0, "raw_end": 9, "text": DANGEROUS})
    sheet(table.assign(voice="kremlin", note=DANGEROUS, **{"=1+1": 2}), tmp_path / "labels.csv")
    written = list(csv.reader(io.StringIO((tmp_path / "labels.csv").read_text(encoding="utf-8-sig"), newline="")))
    cells = [cell for row in written[1:] for cell in (row[0], row[4], row[6])]
    assert written[0][-1] == "'=1+1"
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t")) or NUMBER.fullmatch(cell)]
    assert "'2020-09-30" in cells and "'3 May" in cells and "'12 мая 2022" in cells and "May" in cells
    for name in ("labels.csv", "saved.csv", "saved.xlsx"):
        if name != "labels.csv":
            in_excel(tmp_path / "labels.csv", tmp_path / name)
        gold = load(tmp_path / name, table)
        assert gold["doc_id"].tolist() == gold["text"].tolist() == gold["note"].tolist() == DANGEROUS


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4, unique=True))
def test_any_text_comes_back_as_it_was(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    table = pd.DataFrame({"doc_id": "d", "sentence": range(len(texts)), "raw_start": 0, "raw_end": 1, "text": texts})
    sheet(table.assign(voice="joint", note=texts), path)
    gold = load(path, table)
    assert gold["text"].tolist() == texts
    assert [note.strip() for note in gold["note"]] == [text.strip() for text in texts]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"voice": "Kremlin"}, "labels.csv, row 2: column voice: 'Kremlin' is none. Write one of joint, kremlin, "),
        ({"acceptable": "joint france"}, "row 2: column acceptable: 'france' is none"),
        ({"sentence": "eight"}, "row 2: column sentence: there is no 'a', sentence eight"),
        ({"doc_id": "b"}, "row 2: column sentence: there is no 'b', sentence 0"),
        ({"text": "Arms and grain."}, "row 2: column text: not the text of 'a', sentence 0. Leave the text as it was"),
        ({"text": "A"}, "row 2: column text: not the text of 'a', sentence 0."),
        ({"text": ""}, "row 2: column text: not the text of 'a', sentence 0."),
    ],
)
def test_a_wrong_correction_is_an_error_with_row_column_and_remedy(tmp_path, change, message):
    place = {"doc_id": "a", "sentence": [0], "raw_start": 0, "raw_end": 5, "text": "Arms."}
    labels = {"voice": "kremlin", "acceptable": ""}
    table = pd.DataFrame(place | labels)
    sheet(table.assign(**change), tmp_path / "labels.csv")
    with pytest.raises(corpus.CorpusError) as error:
        load(tmp_path / "labels.csv", table)
    assert message in str(error.value)


def test_a_number_with_a_decimal_comma_and_a_text_that_excel_cut_are_the_sentence_s(tmp_path):
    text = "'" + "grain and 👍🏽 " * 4_000
    table = pd.DataFrame({"doc_id": "a", "sentence": [3], "raw_start": 0, "raw_end": len(text), "text": text})
    half = text.encode("utf-16-le")[: 2 * 32_766].decode("utf-16-le", "ignore")
    sheet(table.assign(voice="joint", sentence="3,0", text=half), tmp_path / "labels.csv", delimiter=";")
    written = (tmp_path / "labels.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "labels.csv").write_text(written.replace("'3,0", "3,0"), encoding="utf-8")
    assert load(tmp_path / "labels.csv", table)["sentence"].tolist() == [3]


def test_all_wrong_corrections_are_told_at_once_and_two_labels_for_one_sentence_too(tmp_path):
    table = pd.DataFrame({"doc_id": "a", "sentence": [0, 1, 1], "raw_start": 0, "raw_end": 1, "text": "x"})
    sheet(table.assign(voice=["France", "kremlin", "elysee"]), tmp_path / "labels.csv")
    with pytest.raises(corpus.CorpusError) as error:
        load(tmp_path / "labels.csv", table, allowed=["kremlin", "elysee"])
    told = str(error.value).splitlines()
    assert len(told) == 2
    assert told[1] == "labels.csv, row 4: 'a', sentence 1, is labelled twice. Keep one of the rows."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("labels.csv", None, "labels.csv: no such file"),
        ("labels.txt", b"", "labels.txt: no table. Save it as one of .csv, .tsv"),
        ("labels.csv", b"doc_id,sentence\na,0\n", "labels.csv, row 1: no column voice. Leave the columns"),
        ("labels.csv", b"doc_id,sentence,voice\na,0,kremlin,x\n", "row 2: 4 cells, but the header has 3."),
        ("labels.csv", b"doc_id,sentence,voice\na,0,\x98\x8f\n", "labels.csv: unknown encoding"),
    ],
)
def test_a_file_that_is_no_table_of_labels_is_an_error_with_the_remedy(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    table = pd.DataFrame({"doc_id": "a", "sentence": [0], "raw_start": 0, "raw_end": 1, "text": "x"})
    with pytest.raises(corpus.CorpusError) as error:
        load(tmp_path / name, table)
    assert message in str(error.value)


def test_a_table_without_voices_or_offsets_is_named(tmp_path):
    table = pd.DataFrame({"doc_id": "a", "sentence": [0], "text": "x"})
    with pytest.raises(ValueError, match=r"rows: no column voice\. Add the column"):
        sheet(table, tmp_path / "labels.csv")
    with pytest.raises(ValueError, match=r"sentences: no column raw_start, raw_end\. segment\.split"):
        load(tmp_path / "labels.csv", table)


def test_score_matches_by_overlap_and_counts_what_is_unmatched():
    places = {"raw_start": [0, 10, 0, 50], "raw_end": [10, 20, 10, 60]}
    by_hand = {"voice": ["kremlin", "elysee", "kremlin", "narrator"], "acceptable": ["", "joint", "", ""]}
    gold = pd.DataFrame({"doc_id": ["a", "a", "b", "b"]} | places | by_hand)
    said = gold.iloc[:3].assign(raw_start=[0, 9, 0], raw_end=[9, 20, 10], voice=["kremlin", "joint", "elysee"])
    found = score(said, gold)
    assert found.accuracy["value"].round(3).to_dict() == {"strict": 0.25, "lenient": 0.5, "macro_f1": 0.167}
    assert found.accuracy.loc["strict", ["low", "high"]].tolist() == [0.0, 0.5]
    assert found.labels.loc["kremlin", ["precision", "recall", "f1"]].round(3).tolist() == [1.0, 0.5, 0.667]
    assert found.confusion.loc["narrator", "unmatched"] == 1
    assert found.matched["predicted_voice"].tolist() == ["kremlin", "joint", "elysee", "unmatched"]


def test_a_cell_may_have_several_labels_and_an_empty_one_is_none():
    place = {"doc_id": "a", "raw_start": [0, 5, 9], "raw_end": [4, 8, 12]}
    gold = pd.DataFrame(place | {"frames": ["law military", "", "law"]})
    found = score(pd.DataFrame(place | {"frames": ["military;law", "law", "law"]}), gold, "frames")
    assert found.accuracy["value"].round(3).to_dict() == {"strict": 0.667, "lenient": 0.667, "macro_f1": 0.6}
    counted = {"law": [2, 3, 2], "military": [1, 1, 1], "none": [1, 0, 0]}
    assert found.labels[["cases", "found", "right"]].T.to_dict("list") == counted
    assert found.accuracy[["low", "high"]].isna().all(axis=None)  # one text


def test_what_cannot_be_scored_is_named():
    table = pd.DataFrame({"doc_id": ["a"], "raw_start": 0, "raw_end": 9, "voice": "other"})
    with pytest.raises(ValueError, match="gold has no rows"):
        score(table, table.head(0))
    with pytest.raises(ValueError, match="predicted: no column act"):
        score(table, table.assign(act="offer"), "act")


def test_corrected_pairs_come_back_and_wrong_ones_are_named(tmp_path):
    table = pd.DataFrame({"doc_id": "d", "sentence": range(5), "raw_start": 0, "raw_end": 9, "call_id": [*"xxxxy"]})
    table = table.assign(text=[f"=Text {n}" for n in range(5)])
    path = tmp_path / "pairs.csv"
    sheet_pairs(pd.DataFrame({"a": ["d:0", "d:1", None], "b": ["d:2", "d:3", "d:4"]}), table, path)
    assert load_pairs(path, table)[["a", "b"]].values.tolist() == [["d:0", "d:2"], ["d:1", "d:3"]]
    written = path.read_text("utf-8-sig")
    path.write_text(written.replace(",d:2", ",d:2; d:3").replace(",d:3\n", ",\n"), "utf-8")
    corrected = load_pairs(path, table.sample(frac=1, random_state=1))
    assert sorted(map(tuple, corrected.to_numpy())) == [("x", "d:0", "d:2"), ("x", "d:0", "d:3")]
    for wrong, message in (("d:4", "'d:4' is not of the call of 'd:0'. Link"), ("d:9", "'d:9' is none")):
        path.write_text(written.replace(",d:2", f",{wrong}"), "utf-8")
        with pytest.raises(corpus.CorpusError, match=message):
            load_pairs(path, table)
