"""Reading tables: names, dates, broken rows, and that no row and no character is lost."""

import csv
import hashlib
import json
import os
import re
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning, corpus

ENDINGS = [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"]
ROWS = [
    {"doc_id": "a", "text": "Путин — Макрон.\nTwo.", "title": "Call, long", "published": "2022-05-03", "place": "NA"},
    {"doc_id": "b", "text": "Élysée “readout”", "title": "", "published": "2022-06-24T17:30:00Z", "place": ""},
]


def write(path, rows):
    """The same rows in the form that the file's ending names."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for cells in (names, *([row.get(name) for name in names] for row in rows)):
            book.active.append(cells)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, names, delimiter="\t" if path.suffix == ".tsv" else ",")
            table.writeheader()
            table.writerows(rows)
    return path


def message(*args, **options):
    with pytest.raises(corpus.CorpusError) as error:
        corpus.read(*args, **options)
    return str(error.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_rows_from_every_form_of_table(tmp_path, ending):
    documents = corpus.read(write(tmp_path / f"calls{ending}", ROWS))
    assert documents["doc_id"].tolist() == ["a", "b"]
    assert documents["text"].tolist() == documents["raw"].tolist() == ["Путин — Макрон.\nTwo.", "Élysée “readout”"]
    assert documents["title"].tolist() == ["Call, long", pd.NA]
    assert documents["published"].tolist() == [pd.Timestamp("2022-05-03"), pd.Timestamp("2022-06-24 17:30")]
    assert documents["published"].dtype == "datetime64[us]"
    assert documents["place"].tolist() == ["NA", pd.NA]
    assert documents.loc[0, "path"] == f"calls{ending}"
    assert documents.loc[0, "sha256"] == hashlib.sha256("Путин — Макрон.\nTwo.".encode()).hexdigest()
    assert documents["encoding"].tolist() == ([pd.NA] * 2 if ending in (".parquet", ".xlsx") else ["utf-8"] * 2)


def test_columns_are_mapped_and_joined_and_a_word_may_mean_missing(tmp_path):
    path = tmp_path / "press.csv"
    path.write_text(
        "link,date,place,lead,body\n"
        "https://example.org/1,2022-06-24T17:30:00Z,NA,Lead.,Body.\n"
        "https://example.org/2,2022-06-24T01:30:00+00:00,NATO,,Only a body.\n"
    )
    columns = {"lead": "text", "body": "text", "link": "url", "date": "published"}
    documents = corpus.read(path, columns=columns, missing=["NA"])
    assert documents["text"].tolist() == ["Lead.\n\nBody.", "Only a body."]
    assert documents["doc_id"].tolist() == ["press-2", "press-3"]
    assert documents["url"].tolist() == ["https://example.org/1", "https://example.org/2"]
    assert documents["published"].tolist() == [pd.Timestamp("2022-06-24 17:30"), pd.Timestamp("2022-06-24 01:30")]
    assert documents["place"].tolist() == [pd.NA, "NATO"]
    assert list(documents.columns) == [*corpus.COLUMNS, "place"]
    in_order = corpus.read(path, columns={"body": "text", "lead": "text"}, missing="NA")
    assert in_order.loc[0, "text"] == "Body.\n\nLead."
    assert "link" in in_order


def test_a_time_zone_converts_times_with_a_mark_only(tmp_path):
    rows = [{"text": "A.", "published": when} for when in ("2022-06-24T17:30:00Z", "2022-06-24 17:30", "2022-06-24")]
    documents = corpus.read(write(tmp_path / "t.jsonl", rows), timezone="Europe/Moscow")
    assert documents["published"].astype(str).tolist() == [
        "2022-06-24 20:30:00",
        "2022-06-24 17:30:00",
        "2022-06-24 00:00:00",
    ]


def test_a_cleaned_table_comes_back_as_it_was(tmp_path):
    page = "Talks go on\nPARIS (AFP) - The two presidents spoke for an hour on Monday.\nShare on Facebook"
    rows = [
        {"doc_id": "a", "text": page, "language": "en", "published": "2022-05-03T17:30", "call_date": "2022-05-03"},
        {"doc_id": "b", "text": "Two."},
    ]
    documents, _ = cleaning.clean(corpus.read(write(tmp_path / "t.jsonl", rows), mend=True))
    assert documents.loc[0, "text"] != documents.loc[0, "raw"]
    documents.to_parquet(tmp_path / "again.parquet")
    pd.testing.assert_frame_equal(corpus.read(tmp_path / "again.parquet"), documents)


def test_further_columns_keep_numbers_and_truth_values(tmp_path):
    rows = [
        {"text": "A.", "score": 0.5, "words": 3, "official": True, "tags": ["x", "é"], "big": 2**70, "mixed": 1},
        {"text": "B.", "score": None, "words": None, "official": None, "tags": None, "big": 1, "mixed": "two"},
    ]
    documents = corpus.read(write(tmp_path / "t.jsonl", rows))
    assert documents[["score", "words", "official"]].dtypes.astype(str).tolist() == ["Float64", "Int64", "boolean"]
    assert documents.loc[0, "tags"] == '["x", "é"]'
    assert documents["big"].tolist() == ["1180591620717411303424", "1"]
    assert documents["mixed"].tolist() == ["1", "two"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (None, 'no column \'text\'; there are: link, lead, body. Say which it is, as columns={"body": "text"}.'),
        ({"boby": "text"}, "no column 'boby'; there are: link, lead, body. Name columns of the file, as columns="),
        ({"body": "text", "lead": "title", "link": "title"}, "columns ['link', 'lead'] for one name, 'title'."),
    ],
)
def test_a_mapping_that_does_not_fit_lists_the_columns_there_are(tmp_path, columns, said):
    (tmp_path / "t.csv").write_text("link,lead,body\nx,y,z\n")
    assert f"t.csv, row 1: {said}" in message(tmp_path / "t.csv", columns=columns)


def test_a_column_named_text_is_not_lost_beside_one_mapped_to_text(tmp_path):
    (tmp_path / "t.csv").write_text("text,lead\nB.,A.\n")
    assert "a column 'text' beside ['text', 'lead']" in message(tmp_path / "t.csv", columns={"lead": "text"})
    both = {"lead": "text", "text": "text"}
    assert corpus.read(tmp_path / "t.csv", columns=both).loc[0, "text"] == "A.\n\nB."


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(tmp_path, delimiter):
    (tmp_path / "t.csv").write_text(f'text{delimiter}"place, or; town"\r\n"A, b; c."{delimiter}Paris\r\n')
    documents = corpus.read(tmp_path / "t.csv")
    assert documents.loc[0, ["text", "place, or; town"]].tolist() == ["A, b; c.", "Paris"]


def test_a_broken_quotation_mark_costs_its_row_and_no_other(tmp_path):
    (tmp_path / "t.csv").write_text('doc_id,text\na,"One."\nb,"Two" more.\nc,"Three.\nd,"Four."\ne,Five.\n')
    found = corpus.problems(tmp_path / "t.csv")
    assert found["row"].tolist() == [3, 4]
    assert found["what"].str.startswith("broken quotation marks").all()
    with pytest.warns(UserWarning, match="3 texts read, 2 problems"):
        documents = corpus.read(tmp_path / "t.csv", strict=False)
    assert documents["text"].tolist() == ["One.", "Four.", "Five."]


def test_many_open_quotation_marks_do_not_take_for_ever(tmp_path):
    (tmp_path / "t.csv").write_text("text,more\n" + 'a "b",c\n"open,x\n' * 20_000)
    assert len(corpus.problems(tmp_path / "t.csv")) == 20_000


def test_cells_of_any_size_and_the_wrong_number_of_cells(tmp_path):
    long = "word " * 100_000
    (tmp_path / "t.csv").write_text(f"doc_id,text\na,{long}\n\nb,Two,three\nc\n,\n")
    limit = csv.field_size_limit()
    found = corpus.problems(tmp_path / "t.csv")
    assert csv.field_size_limit() == limit
    assert found["row"].tolist() == [4, 5]
    assert found["what"].tolist() == ["3 cells, but the header has 2", "1 cells, but the header has 2"]
    with pytest.warns(UserWarning, match="1 texts read"):
        assert corpus.read(tmp_path / "t.csv", strict=False)["text"].tolist() == [long]


def test_a_column_without_a_name_is_kept_where_it_has_cells(tmp_path):
    (tmp_path / "t.csv").write_text(",text,\n0,A.,\n1,B.,\n")
    documents = corpus.read(tmp_path / "t.csv")
    assert documents["column 1"].tolist() == ["0", "1"]
    assert "column 3" not in documents


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "A."', "no JSON"),
        ("[1]", "no JSON (no object)"),
        ('{"text": "A.", "text": "B."}', "no JSON (a name stands there twice)"),
        ('{"text": "half \\ud800"}', "text has a NUL character or half a character ('half \\ud800')"),
        ('{"text": "A.", "\\ud800": 1}', "no JSON"),
        ('{"text": "A\\u0000"}', "text has a NUL character"),
        ('{"text": null}', "no text. Put the text in, or remove the row."),
        ('{"text": " "}', "no text."),
        ("[" * 100_000, "no JSON"),
        ('{"text": "A.", "url": "javascript:alert(1)"}', "url 'javascript:alert(1)' is no web address. Write it with"),
        ('{"text": "A.", "language": "English"}', "language 'English' is no language code. Write it as en or pt-BR"),
        ('{"text": "A.", "translation": "bad"}', "translation 'bad' is no kind of translation. Write none, machine,"),
        ('{"text": "A.", "published": "24.6.2022"}', "published '24.6.2022' is no date. Write it as 2020-09-30"),
        ('{"text": "A.", "published": "2022-02-30"}', "published '2022-02-30' is no date."),
        ('{"text": "A.", "published": 1651536000}', "published '1651536000' is no date."),
        ('{"text": "A.", "path": "../../etc/passwd"}', "path '../../etc/passwd' is no path inside the corpus."),
        ('{"text": "A.", "doc_id": "a\\nb"}', "doc_id 'a\\nb' is no name in one line."),
        (
            '{"text": "A.", "doc_id": "t-1"}',
            "doc_id 't-1' is that of row 1 of t.jsonl already. Give each text its own.",
        ),
    ],
)
def test_bad_lines_are_told_and_the_others_load(tmp_path, line, said):
    (tmp_path / "t.jsonl").write_text('{"text": "First."}\n' + line + '\n{"text": "Last."}\n')
    assert f"t.jsonl, row 2: {said}" in message(tmp_path / "t.jsonl")
    with pytest.warns(UserWarning, match="2 texts read, 1 problems"):
        assert corpus.read(tmp_path / "t.jsonl", strict=False)["text"].tolist() == ["First.", "Last."]


def test_a_cell_that_begins_with_an_equals_sign_is_never_evaluated(tmp_path):
    book = openpyxl.Workbook()
    for cells in (["doc_id", "text"], ["a", '=HYPERLINK("http://example.org")'], ["b", "=1+1 is two."]):
        book.active.append(cells)
    book.save(tmp_path / "t.xlsx")
    assert corpus.read(tmp_path / "t.xlsx")["text"].tolist() == ['=HYPERLINK("http://example.org")', "=1+1 is two."]
    (tmp_path / "t.csv").write_text("text\n=1+1\n")
    assert corpus.read(tmp_path / "t.csv").loc[0, "text"] == "=1+1"


def test_a_formula_counts_with_the_value_that_excel_stored(tmp_path):
    write(tmp_path / "new.xlsx", [{"text": "=1+1"}])
    with zipfile.ZipFile(tmp_path / "new.xlsx") as new, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as old:
        for name in new.namelist():
            old.writestr(name, re.sub(rb"</f><v ?(/>|></v>)", b"</f><v>2</v>", new.read(name)))
    assert corpus.read(tmp_path / "t.xlsx").loc[0, "text"] == "2"


def test_excel_dates_are_dates_and_other_sheets_are_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["text", "published"])
    book.active.append(["A.", pd.Timestamp("2022-06-24 17:30").to_pydatetime()])
    book.create_sheet("Notes").append(["more"])
    book.save(tmp_path / "t.xlsx")
    with pytest.warns(UserWarning, match=re.escape("only its first sheet is read, not ['Notes']")):
        documents = corpus.read(tmp_path / "t.xlsx")
    assert documents.loc[0, "published"] == pd.Timestamp("2022-06-24 17:30")


def test_a_list_is_read_in_its_order_and_doc_ids_hold_across_it(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "b.txt").write_text("A file.")
    first, second = write(tmp_path / "z.csv", ROWS[:1]), write(tmp_path / "déjà vu Кремль.jsonl", ROWS[1:])
    documents = corpus.read([first, tmp_path / "texts", str(second)][::2])
    assert documents["path"].tolist() == ["z.csv", "déjà vu Кремль.jsonl"]
    said = message([first, tmp_path / "texts", second])
    assert said == "déjà vu Кремль.jsonl, row 1: doc_id 'b' is that of 'b.txt' already. Give each text its own."
    assert "an empty list" in message([])


def test_files_of_one_name_in_two_folders_and_a_source_named_twice_need_doc_ids_of_their_own(tmp_path):
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"A text of {name}.")
        write(tmp_path / name / "t.csv", ROWS)
    assert message([tmp_path / "x", tmp_path / "y"]).startswith("a.txt: doc_id 'a' is that of 'a.txt' in an earlier")
    assert corpus.problems([tmp_path / "x", tmp_path / "x"])["file"].tolist() == ["a.txt"]
    tables = [tmp_path / "x" / "t.csv", tmp_path / "y" / "t.csv"]
    assert corpus.problems(tables)["row"].tolist() == [row + 2 for row in range(len(ROWS))]
    assert "row 2: doc_id 'a' is that of row 2 of t.csv in an earlier source already. Give each" in message(tables)


def test_json_that_is_no_json_lines_says_so(tmp_path):
    (tmp_path / "t.jsonl").write_text('[{"text": "A."},\n{"text": "B."}]')
    assert message(tmp_path / "t.jsonl").startswith("t.jsonl, row 1: no JSON (")
    assert 'Write one object a line, as {"text": "..."}.' in message(tmp_path / "t.jsonl")


def test_a_cell_beside_the_columns_of_a_workbook_asks_for_a_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["doc_id", "text"])
    book.active.append(["a", "A.", "a remark"])
    book.save(tmp_path / "t.xlsx")
    assert message(tmp_path / "t.xlsx").startswith("t.xlsx, row 2: 3 cells, but the header has 2. Name every column;")


@pytest.mark.parametrize(("option", "said"), [("timezone", "no time zone 'Mars'"), ("encoding", "no encoding 'Mars'")])
def test_options_that_do_not_exist(tmp_path, option, said):
    with pytest.raises(ValueError, match=said):
        corpus.read(tmp_path, **{option: "Mars"})


def test_a_folder_or_pipe_with_the_name_of_a_table_is_not_waited_for(tmp_path):
    (tmp_path / "t.csv").mkdir()
    assert "t.csv/: no .txt or .html file in it" in message(tmp_path / "t.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "pipe.csv: no such file." in message(tmp_path / "pipe.csv")


def test_check_tells_what_is_wrong_with_a_table_made_elsewhere():
    table = pd.DataFrame({"doc_id": ["a", "a"], "text": ["A.", None], "published": ["2022-05-03", None]})
    found = corpus.check(table)
    assert found["row"].tolist() == [pd.NA, 1, 1]
    assert found["what"].tolist() == [
        "'published' is not a column of dates",
        "no text",
        "doc_id 'a' is that of row 0 already",
    ]
    odd = corpus.check(pd.DataFrame({"doc_id": [["a"], 1], "text": ["A.", "B."]}))
    assert odd["what"].tolist() == ["doc_id '['a']' is no name in one line", "doc_id '1' is no name in one line"]
    assert corpus.check(pd.DataFrame({"x": [1]}))["what"].tolist() == ["no column 'doc_id'", "no column 'text'"]
    assert corpus.check(corpus.read(Path(__file__).parents[1] / "seeds")).empty


def account(path, rows, **options):
    """Whatever is in the file: documents, or problems that say where."""
    found = corpus.problems(path, **options)
    try:
        documents = corpus.read(path, **options)
        assert found.empty
    except corpus.CorpusError as error:
        assert len(found) and str(error)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            documents = corpus.read(path, strict=False, **options)
    assert rows is None or len(documents) + found["row"].nunique() == rows
    return documents, found


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=40, deadline=None)
@given(head=st.sampled_from([b"", b"text,title\n", b'{"text":"a"}\n']), content=st.binary(max_size=200))
def test_arbitrary_bytes_in_any_table_are_documents_or_problems(tmp_path_factory, ending, head, content):
    path = tmp_path_factory.mktemp("any") / f"t{ending}"
    path.write_bytes(head + content)
    account(path, None)


@pytest.mark.parametrize("ending", [".parquet", ".xlsx"])
@settings(max_examples=25, deadline=None)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5),
    length=st.floats(0, 1) | st.just(1),
)
def test_damaged_files_are_documents_or_problems(tmp_path_factory, ending, changes, length):
    path = write(tmp_path_factory.mktemp("any") / f"t{ending}", ROWS)
    content = bytearray(path.read_bytes())
    for place, byte in changes:
        content[int(place * (len(content) - 1))] = byte
    path.write_bytes(content[: int(length * len(content))])
    account(path, None)


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet"])
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_arbitrary_text_comes_back_to_the_last_character(tmp_path_factory, ending, texts):
    rows = [{"doc_id": f"d{n}", "text": text, "more": more} for n, (text, more) in enumerate(texts)]
    documents, found = account(write(tmp_path_factory.mktemp("any") / f"t{ending}", rows), len(rows), encoding="utf-8")
    kept = [row for row in rows if row["text"].strip()]
    assert documents["text"].tolist() == [row["text"] for row in kept]
    if kept:
        assert documents["more"].fillna("").tolist() == [row["more"] for row in kept]
    assert len(found) == len(rows) - len(kept)
