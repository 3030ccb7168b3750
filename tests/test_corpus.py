"""Reading texts: to the last character what can be read, and what is told of everything else."""

import csv
import hashlib
import json
import os
import re
import socket
import unicodedata
import warnings

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import trafilatura  # noqa: F401, it opens sockets while it is imported
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning, corpus
from tests.conftest import ROOT

HEADER = "doc_id,file,outlet,published\n"
ENDINGS = [".csv", ".tsv", ".jsonl", ".parquet", ".xlsx"]
ROWS = [
    {"doc_id": "a", "text": "Путин — Макрон.\nTwo.", "title": "Call, long", "published": "2022-05-03", "place": "NA"},
    {"doc_id": "b", "text": "Élysée “readout”", "title": "", "published": "2022-06-24T17:30:00Z", "place": ""},
]
RUSSIAN = [
    "Путин",
    "Макрон позвонил Путину.",
    "Он сказал: «Мы готовы» — и добавил…",
    "Ішлося про безпеку, їжу та ґрунти, про єдність Європи.",
    "Владимир Путин провёл телефонный разговор с Президентом Франции Эммануэлем Макроном. " * 200,
]
FRENCH = [
    "Élysée",
    "« Nous sommes prêts », a déclaré le président.",
    "Für die Bürger sei das „größte“ Übel die Kälte; ‚Öl‘ koste 5 €.",
    "El señor habló: «mañana será otro día». ¿Qué pasó? ¡Atención, España!",
    "L’Élysée a précisé : “le cessez-le-feu” – enfin…",
    "Emmanuel Macron s’est entretenu avec Vladimir Poutine. Il a été reçu à l’Élysée, où l’œuvre… " * 200,
]


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "texts"
    path.mkdir()
    (path / "a.txt").write_bytes("Путин — Макрон.\r\nTwo.\n".encode())
    (path / "b.txt").write_bytes(b"\xef\xbb\xbfMacron spoke.")
    return path


def message(source, **options):
    with pytest.raises(corpus.CorpusError) as error:
        corpus.read(source, **options)
    return str(error.value)


def loosely(source, **options):
    with warnings.catch_warnings(action="ignore"):
        return corpus.read(source, strict=False, **options)


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


# -- a folder


def test_the_five_texts():
    documents = corpus.read(ROOT / "seeds")
    ids = ["moscow-times-2020-09-30", "moscow-times-2022-05-03", "esta-2020-10-01", "tass-2016-07-06"]
    assert documents["doc_id"].tolist() == [*ids, "unknown-2020-06-26"]
    further = ["agency", "original_language", "call_date", "initiator", "parties", "notes"]
    assert documents.columns.tolist() == [*corpus.COLUMNS, *further]
    assert documents["raw"].str.len().tolist() == [3134, 2730, 2205, 2621, 3013]
    assert documents.loc[0, "published"] == pd.Timestamp("2020-09-30")
    assert documents["url"].isna().tolist() == [True, True, False, False, True]
    assert (documents["text"] == documents["raw"]).all()
    assert corpus.problems(ROOT / "seeds").empty


def test_raw_is_what_the_bytes_say_and_nothing_else(folder):
    documents = corpus.read(folder)
    assert documents["raw"].tolist() == ["Путин — Макрон.\r\nTwo.\n", "Macron spoke."]
    assert documents["doc_id"].tolist() == ["a", "b"]
    assert documents.loc[1, "sha256"] == hashlib.sha256(b"\xef\xbb\xbfMacron spoke.").hexdigest()
    assert documents["language"].isna().all()
    alone = corpus.read([folder / "b.txt", folder / "a.txt"])
    pd.testing.assert_frame_equal(alone.iloc[::-1].reset_index(drop=True), documents)


def test_a_folder_without_and_one_with_sources_have_the_same_types(folder):
    bare = corpus.read(folder)
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,NA,2020-09-30\n", encoding="utf-8-sig")
    listed = corpus.read(folder)
    assert listed["doc_id"].tolist() == ["x", "b"]
    assert listed["outlet"].fillna("").tolist() == ["NA", ""]  # a word stays a word, an empty cell is missing
    assert (bare.dtypes == listed.dtypes).all() and bare["published"].dtype == "datetime64[us]"


def test_names_with_accents_in_sub_folders_are_read_in_order_and_hidden_ones_are_not(folder):
    names = ["a sub/readout of May.txt", unicodedata.normalize("NFD", "Élysée.txt"), "Кремль/сообщение.txt"]
    for name in [*names, ".ipynb_checkpoints/a-checkpoint.txt", "sub/.b.txt"]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("A text.", encoding="utf-8")
    (folder / "sources.csv").write_text("doc_id;file;when\nfr;Élysée.txt;2020-09-30\n", encoding="utf-8")
    documents = corpus.read(folder, columns={"when": "published"})
    assert documents["path"].tolist() == sorted(["a.txt", "b.txt", *names])
    assert documents.dropna(subset="published")["doc_id"].tolist() == ["fr"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("ID,none.txt,,\n", "row 2: no .txt or .html file 'none.txt' in texts/. Add the file, or remove the row."),
        ("ID,a.txt,,\nx,b.txt,,\n", "row 3: doc_id 'x' is that of row 2 of sources.csv already. Give each text"),
        ("ID,a.txt,,\ny,a.txt,,\n", "row 3: file 'a.txt' is listed already. Remove one of the rows."),
        ("ID", "row 2: 1 cells, but the header has 4."),
        ("ID,,,\n", "row 2: no .txt or .html file '' in texts/. Add the file, or remove the row."),
        (
            "ID,a.txt,,30.9.2020\n",
            "row 2: published '30.9.2020' is no date. Write it as 2020-09-30, or leave it empty.",
        ),
        ("ID,a.txt,,2020-02-30\n", "row 2: published '2020-02-30' is no date."),
        ("ID,../a.txt,,\n", "row 2: no .txt or .html file '../a.txt' in texts/."),
        ('ID,a.txt,"TASS,\n', "row 2: broken quotation marks, here or from here on (unexpected end of data)."),
        ("doc_id,outlet", "row 1: columns: doc_id, outlet. It needs file and doc_id, separated by commas,"),
        ("file,doc_id,raw", "row 1: columns: file, doc_id, raw. It needs file and doc_id"),
        ("file,doc_id,doc_id", "row 1: columns ['doc_id', 'doc_id'] for one name, 'doc_id'."),
        ("", "row 1: columns: none. It needs"),
    ],
)
def test_what_is_wrong_with_sources_csv_is_told_with_its_row(folder, content, said):
    content = HEADER + content.replace("ID", "x") if content.startswith("ID") else content
    (folder / "sources.csv").write_text(content, encoding="utf-8")
    assert f"sources.csv, {said}" in message(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "c.txt: an empty file. Put the text in, or remove it."),
        (b"GIF\0\1", "c.txt: unknown encoding, or no text. Save it as UTF-8, or say which, as encoding="),
        (b"Pu\0tin and " * 9, "c.txt: text 'Pu\\x00tin and Pu\\x00tin"),
    ],
)
def test_bad_files_are_named_with_their_folder(folder, content, said):
    (folder / "sub").mkdir()
    (folder / "sub" / "c.txt").write_bytes(content)
    assert f"sub/{said}" in message(folder)


def test_no_folder_no_texts_no_table_and_too_large_a_file(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.docx").write_text("A text.")
    tables = "(.csv, .tsv, .jsonl, .parquet, .xlsx)"
    assert message(tmp_path / "none") == f"none: no such folder or file. Name a folder, a text or a table {tables}."
    assert message(tmp_path / "none.csv").startswith("none.csv: no such file")
    assert message(tmp_path / "empty") == "empty/: no .txt or .html file in it. Add the texts."
    assert message(tmp_path / "file.docx").startswith("file.docx: no text and no table.")
    (tmp_path / "file.txt").write_text("A text.")
    monkeypatch.setattr(corpus, "LARGEST", 3)
    assert "too large to read at once" in message(tmp_path / "file.txt")
    assert "Cut it into Parquet files, and see helpers.scale." in message(tmp_path / "file.txt")


def test_links_out_of_the_folder_pipes_and_dead_links(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("A secret.")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "c.txt").write_text("A secret.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "away").symlink_to(tmp_path / "other")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "dead.txt").symlink_to("nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.csv")
    found = message(folder)
    assert "link.txt: a link out of the folder. Put the file itself there." in found
    assert loosely(folder)["doc_id"].tolist() == ["a", "b"]
    assert all(f"{name}.txt: no such file, or no file but" in found for name in ("loop", "dead", "pipe"))
    assert "pipe.csv: no such file, or no file but" in message(tmp_path / "pipe.csv")


def test_all_problems_are_told_at_once_and_the_rest_is_loaded(folder):
    (folder / "sources.csv").write_text(HEADER + "x,a.txt,,\ny,none.txt,,\nz,b.txt,,soon\n")
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").write_bytes(b"Another text.")
    assert len(message(folder).split("\n")) == 3
    with pytest.warns(UserWarning, match="2 texts read, 3 problems left out"):
        documents = corpus.read(folder, strict=False)
    assert documents["doc_id"].tolist() == ["x", "d"]
    found = corpus.problems(folder)
    assert found.columns.tolist() == ["file", "row", "what", "remedy"]
    assert found["file"].tolist() == ["sources.csv", "sources.csv", "c.txt"]
    assert found["row"].tolist() == [3, 4, pd.NA]


def test_two_texts_of_one_name_need_doc_ids_of_their_own(folder, tmp_path):
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("A text.")
    assert "sub/a.txt: doc_id 'a' is that of 'a.txt' already. List it in sources.csv" in message(folder)
    first, second = write(tmp_path / "z.csv", ROWS[1:]), write(tmp_path / "déjà vu Кремль.jsonl", ROWS[1:])
    assert corpus.read([str(second)])["path"].tolist() == ["déjà vu Кремль.jsonl"]
    said = message([first, second])
    assert said == "déjà vu Кремль.jsonl, row 1: doc_id 'b' is that of row 2 of z.csv already. Give each text its own."
    assert "row 2 of z.csv already" in message([first, first])
    assert corpus.read([]).empty


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
    assert {path.name for path in (ROOT / "seeds").glob("*.txt")} == {row["file"] for row in rows}


# -- encodings, mojibake, pages


def one(path, content, **options):
    path.write_bytes(content)
    return corpus.read(path, **options).iloc[0]


@pytest.mark.parametrize("text", ["Putin spoke. ", *RUSSIAN, *FRENCH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "windows-1252"])
def test_encodings_are_told_apart_with_and_without_a_mark(tmp_path, text, encoding):
    if encoding.startswith("windows") and (text not in RUSSIAN if encoding.endswith("1") else text not in FRENCH):
        return
    document = one(tmp_path / "a.txt", text.encode(encoding))
    assert (document["raw"], document["encoding"]) == (text, encoding)
    table = one(tmp_path / "t.csv", f'text\r\n"{text}"\r\n'.encode(encoding))
    assert (table["raw"], table["encoding"]) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Путин и Макрон говорили час.", "koi8-r"),
        ("Путин и Макрон говорили час.", "mac-cyrillic"),
        ("Le président a été reçu à l’Élysée.", "mac-roman"),
        ("Prezydent Francji powiedział, że rozmowa ciągnie się już rok.", "cp1250"),
        ("Ο πρόεδρος της Γαλλίας μίλησε", "cp1253"),
        ("Hän sanoi, että tämä on tärkeää.", "cp850"),
        ("日本の首相は", "shift_jis"),
        ("Путин", "utf-16-le"),
        ("Putin spoke to Macron.", "utf-16-be"),
    ],
)
def test_unknown_is_said_rather_than_guessed_wrong(tmp_path, text, encoding):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert corpus.problems(tmp_path).loc[0, "what"] == "unknown encoding, or no text"
    document = corpus.read(tmp_path, encoding=encoding).iloc[0]
    assert (document["raw"], document["encoding"]) == (text, encoding)


def test_an_encoding_that_is_not_that_of_the_file_or_is_none(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Caf\xe9")
    for name in ("utf-8", "Mars"):
        assert message(tmp_path, encoding=name).startswith(f"a.txt: not in the encoding {name}. Leave encoding= out")


@settings(max_examples=80, deadline=None)
@given(sources=st.none() | st.binary(max_size=200), content=st.binary(min_size=1, max_size=200))
def test_any_bytes_are_problems_or_a_text_that_encodes_to_them(tmp_path_factory, sources, content):
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.txt").write_bytes(content)
    if sources is not None:
        (folder / "sources.csv").write_bytes(sources)
    documents, found = loosely(folder), corpus.problems(folder)
    assert len(documents) + len(found) >= 1
    for document in documents.itertuples():
        assert content.decode(document.encoding) == document.raw
        assert document.encoding == "utf-16" or document.raw.encode(document.encoding) == content


PAGE = """<html lang="{language}"><head>{charset}<title>Putin and Macron speak | The Daily Example</title>
<link rel="canonical" href="https://www.example.org/2022/05/03/call">
<meta property="og:title" content="Putin and Macron speak"><meta property="og:site_name" content="Example – Élysée">
<meta property="article:published_time" content="2022-05-03T18:20:00+02:00"></head>
<body><nav><ul><li><a href="/">Home</a></li></ul></nav><div class="cookie-banner">We use cookies. Accept all.</div>
<main><article><h1>Putin and <script>alert(1)</script>Macron speak</h1><p class="byline">By Jane Doe in Paris</p>
<p>The presidents of Russia and France spoke for more than an hour. It was their first call since March.</p>
<blockquote><p>“I asked for the evacuation of Azovstal to go on,” he said.</p></blockquote>
<p>The two discussed:</p><ul><li>the siege of Mariupol,</li><li>food prices.</li></ul>
<p>The Élysée said that Macron had called for a ceasefire. No date was set.</p></article></main>
<section id="comments" class="comments"><h2>Comments</h2><p>I do not believe a word of this story.</p></section>
<footer><p>All rights reserved.</p></footer></body></html>"""
ARTICLE = """Putin and Macron speak
The presidents of Russia and France spoke for more than an hour. It was their first call since March.
“I asked for the evacuation of Azovstal to go on,” he said.
The two discussed:
- the siege of Mariupol,
- food prices.
The Élysée said that Macron had called for a ceasefire. No date was set."""


@pytest.mark.parametrize("name", ["readout.html", "Élysée of May.HTM"])
def test_a_page_is_its_article_and_what_it_says_of_itself(tmp_path, name, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    document = one(tmp_path / name, PAGE.format(language="en_GB", charset="").encode())
    assert document["raw"] == ARTICLE
    assert document[["title", "outlet", "language"]].tolist() == ["Putin and Macron speak", "Example – Élysée", "en-GB"]
    assert document["url"] == "https://www.example.org/2022/05/03/call"
    assert document["published"] == pd.Timestamp("2022-05-03")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_a_page_in_another_encoding(tmp_path, encoding):
    page = PAGE.format(language="en", charset='<meta charset="iso-8859-1">')
    document = one(tmp_path / "a.html", page.encode(encoding))
    assert document["encoding"] == encoding
    assert document["raw"] == ARTICLE


def test_what_sources_csv_says_wins_over_the_page(tmp_path):
    (tmp_path / "sources.csv").write_text("doc_id,file,title,outlet,published\nx,a.html,Mine,,2020-01-02\n")
    (tmp_path / "a.html").write_text(PAGE.format(language="", charset=""), encoding="utf-8")
    document = corpus.read(tmp_path).iloc[0]
    assert document[["doc_id", "title", "outlet"]].tolist() == ["x", "Mine", "Example – Élysée"]
    assert str(document["published"]) == "2020-01-02 00:00:00"


def test_a_date_in_a_page_is_read_alike_on_any_day(tmp_path):
    page = PAGE.format(language="en", charset="").replace("2022", "2198").encode()
    assert str(one(tmp_path / "a.html", page)["published"]).startswith("2198-05-03")
    page = b"<html><body><p>Posted 3 hours ago, on 3 May 2022. The call was short.</p></body>"
    assert pd.isna(one(tmp_path / "a.html", page)["published"])


@pytest.mark.parametrize("page", ["<html><body><script>x()</script></body></html>", "<!-- " * 999, "<div>" * 20_000])
def test_a_page_without_a_text_is_a_problem(tmp_path, page):
    (tmp_path / "a.html").write_text(page)
    assert message(tmp_path) == "a.html: a page without a text. Copy its text into a .txt file, or remove it."


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.lists(st.sampled_from(["<p>", "</p>", "<script>", "<html", "A b.", "&#0;", "é"])))
def test_arbitrary_pages_are_documents_or_problems(tmp_path_factory, content, tags):
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.html").write_bytes("".join(tags).encode() + content)
    assert len(loosely(folder)) + len(corpus.problems(folder)) == 1


# -- tables


@pytest.mark.parametrize("ending", [*ENDINGS, "DataFrame"])
def test_the_same_rows_from_every_form_of_table(tmp_path, ending):
    table = pd.DataFrame(ROWS, index=[7, 7]) if ending == "DataFrame" else write(tmp_path / f"calls{ending}", ROWS)
    documents = corpus.read(table)
    assert documents["doc_id"].tolist() == ["a", "b"]
    assert documents["text"].tolist() == documents["raw"].tolist() == ["Путин — Макрон.\nTwo.", "Élysée “readout”"]
    assert documents["title"].fillna("-").tolist() == ["Call, long", "-"]
    assert documents["published"].tolist() == [pd.Timestamp("2022-05-03"), pd.Timestamp("2022-06-24 17:30")]
    assert documents["published"].dtype == "datetime64[us]"
    assert documents["place"].fillna("-").tolist() == ["NA", "-"]
    assert documents["path"].fillna("-").tolist() == [f"calls{ending}" if ending in ENDINGS else "-"] * 2
    assert documents.loc[0, "sha256"] == hashlib.sha256("Путин — Макрон.\nTwo.".encode()).hexdigest()


def test_names_are_mapped_texts_joined_and_missing_ones_named(tmp_path):
    path = tmp_path / "press.csv"
    path.write_text(
        "link,lead,body,date,place\n"
        "https://example.org/1, Lead. ,Body.,2022-06-24 17:30,NA\n"
        'https://example.org/2,,Only a body.,"2022-06-24T01:30+0200",NATO\n'
    )
    columns = {"lead": "text", "body": "text", "link": "url", "date": "published"}
    documents = corpus.read(path, columns=columns, missing="NA")
    assert documents["text"].tolist() == [" Lead. \n\nBody.", "Only a body."]
    assert documents["doc_id"].tolist() == ["press-2", "press-3"]
    assert documents["url"].tolist() == ["https://example.org/1", "https://example.org/2"]
    assert documents["published"].tolist() == [pd.Timestamp("2022-06-24 17:30"), pd.Timestamp("2022-06-24 01:30")]
    assert documents["place"].fillna("-").tolist() == ["-", "NATO"]
    assert documents.columns.tolist() == [*corpus.COLUMNS, "place"]
    other = corpus.read(path, columns={"body": "text", "lead": "text"})
    assert other.loc[0, "text"] == "Body.\n\n Lead. " and "link" in other


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (None, 'no column \'text\'; there are: link, lead, body. Say which it is, as columns={"body": "text"}.'),
        ({"boby": "text"}, "no column 'boby'; there are: link, lead, body. Give each column that you mean"),
        ({"body": "text", "lead": "title", "link": "title"}, "columns ['link', 'lead'] for one name, 'title'."),
        ({"lead": "body", "link": "text"}, "columns ['lead', 'body'] for one name, 'body'."),
    ],
)
def test_a_mapping_that_does_not_fit_lists_the_columns_there_are(tmp_path, columns, said):
    (tmp_path / "t.csv").write_text("link,lead,body\nx,y,z\n")
    assert f"t.csv, row 1: {said}" in message(tmp_path / "t.csv", columns=columns)
    table = pd.DataFrame({"text": ["B."], "lead": ["A."]})  # a column "text" is not lost beside one mapped to it
    assert "columns ['text', 'lead'] for one name, 'text'" in message(table, columns={"lead": "text"})
    assert corpus.read(table, columns={"lead": "text", "text": "text"}).loc[0, "text"] == "A.\n\nB."


@pytest.mark.parametrize("name", ["documents.csv", "documents.parquet"])
def test_a_cleaned_table_comes_back_as_it_was(tmp_path, name):
    page = "Talks go on\nPARIS (AFP) - The two presidents spoke for an hour on Monday.\nShare on Facebook"
    rows = [
        {"doc_id": "a", "text": page, "language": "en", "published": "2022-05-03T17:30", "call_date": "2022-05-03"},
        {"doc_id": "b", "text": "Two."},
    ]
    documents = cleaning.clean(corpus.read(write(tmp_path / "t.jsonl", rows)))
    assert documents.loc[0, "text"] != documents.loc[0, "raw"]
    (documents.to_csv if name.endswith("csv") else documents.to_parquet)(tmp_path / name, index=False)
    back = corpus.read(tmp_path / name)
    pd.testing.assert_frame_equal(back.fillna({"cut": ""}), documents)
    pd.testing.assert_frame_equal(corpus.read(documents), back)
    pd.testing.assert_frame_equal(cleaning.removed(back), cleaning.removed(documents))


def test_further_columns_keep_dates_numbers_and_truth_values(tmp_path):
    rows = [
        {"text": "A.", "score": 0.5, "words": 3, "official": True, "tags": ["x", "é"], "big": 2**70, "mixed": 1},
        {"text": "B.", "score": None, "words": None, "official": None, "tags": None, "big": 1, "mixed": "two"},
    ]
    for source in (write(tmp_path / "t.jsonl", rows), pd.DataFrame(rows, dtype=object)):
        documents = corpus.read(source)
        assert documents[["score", "words", "official"]].dtypes.astype(str).tolist() == ["Float64", "Int64", "boolean"]
        assert documents.loc[0, "tags"] == '["x", "é"]'
        assert documents["big"].tolist() == ["1180591620717411303424", "1"]
        assert documents["mixed"].tolist() == ["1", "two"]
    days = pd.DataFrame({"text": ["A.", "B."], "seen": [pd.Timestamp("2022-05-03"), None]}, index=[0, 0])
    for name in ("t.parquet", "t.xlsx"):
        (days.to_excel if name.endswith("x") else days.to_parquet)(tmp_path / name, index=False)
        assert corpus.read(tmp_path / name)["seen"].dt.year.tolist()[0] == 2022
    assert corpus.read(days)["seen"].tolist() == days["seen"].tolist()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(tmp_path, delimiter):
    (tmp_path / "t.csv").write_text(f'text{delimiter}"place, or; town"\r\n"A, b; c."{delimiter}Paris\r\n')
    documents = corpus.read(tmp_path / "t.csv")
    assert documents.loc[0, ["text", "place, or; town"]].tolist() == ["A, b; c.", "Paris"]


def test_a_broken_quotation_mark_is_told_and_nothing_behind_it_becomes_part_of_a_text(tmp_path):
    (tmp_path / "t.csv").write_text('doc_id,text\na,"One."\nb,"Two.\nc,"Three."\nd,"Four."\n')
    found = corpus.problems(tmp_path / "t.csv")
    assert found["row"].tolist() == [3]
    assert found.loc[0, "remedy"] == "Mend those in this row; the rows below were not read."
    assert loosely(tmp_path / "t.csv")["text"].tolist() == ["One."]


def test_cells_of_any_size_and_the_wrong_number_of_cells(tmp_path):
    long = "word " * 100_000
    (tmp_path / "t.csv").write_text(f"doc_id,text\na,{long}\n\nb,Two,three\nc\n,\n")
    limit = csv.field_size_limit()
    found = corpus.problems(tmp_path / "t.csv")
    assert csv.field_size_limit() == limit
    assert found["row"].tolist() == [4, 5]
    assert found["what"].tolist() == ["3 cells, but the header has 2", "1 cells, but the header has 2"]
    assert loosely(tmp_path / "t.csv")["text"].tolist() == [long]


def test_a_column_without_a_name_is_kept_where_it_has_cells(tmp_path):
    (tmp_path / "t.csv").write_text(",text,\n0,A.,\n1,B.,\n")
    documents = corpus.read(tmp_path / "t.csv")
    assert documents["column 1"].tolist() == ["0", "1"]
    assert "column 3" not in documents


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "A."', "no JSON"),
        ("[1]", "no JSON"),
        (
            '{"text": "half \\ud800"}',
            "text 'half \\ud800' is no text: it has a NUL character or half a character. Take",
        ),
        ('{"text": "A\\u0000"}', "text 'A\\x00' is no text: it has a NUL"),
        ('{"text": "A.", "more": "\\ud800"}', "more '\\ud800' is no text: it has"),
        ('{"text": null}', "no text. Put the text in, or remove the row."),
        ('{"text": "A.", "url": "javascript:alert(1)"}', "url 'javascript:alert(1)' is no web address. Write it with"),
        ('{"text": "A.", "language": "English"}', "language 'English' is no language code. Write it as en or pt-BR"),
        ('{"text": "A.", "translation": "bad"}', "translation 'bad' is no kind of translation. Write none, machine,"),
        ('{"text": "A.", "published": "24.6.2022"}', "published '24.6.2022' is no date. Write it as 2020-09-30"),
        ('{"text": "A.", "published": 1651536000}', "published '1651536000' is no date."),
        ('{"text": "A.", "path": "../../etc/passwd"}', "path '../../etc/passwd' is no path inside the corpus."),
        ('{"text": "A.", "doc_id": "a\\nb"}', "doc_id 'a\\nb' is no name in one line."),
        ('{"text": "A.", "doc_id": "t-1"}', "doc_id 't-1' is that of row 1 of t.jsonl already. Give each text"),
    ],
)
def test_bad_lines_are_told_and_the_others_load(tmp_path, line, said):
    (tmp_path / "t.jsonl").write_text('{"text": "First."}\n' + line + '\n{"text": "Last."}\n')
    assert f"t.jsonl, row 2: {said}" in message(tmp_path / "t.jsonl")
    assert loosely(tmp_path / "t.jsonl")["text"].tolist() == ["First.", "Last."]


def test_json_that_is_no_json_lines_says_so(tmp_path):
    (tmp_path / "t.jsonl").write_text('[{"text": "A."},\n{"text": "B."\n}]')
    assert message(tmp_path / "t.jsonl").count("no JSON") == 1


def test_excel_dates_are_dates_formulas_are_never_run_and_other_sheets_are_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["text", "published", "number"])
    book.active.append(["A.", pd.Timestamp("2022-06-24 17:30").to_pydatetime(), 3.0])
    book.active.append(['=HYPERLINK("http://example.org")', None, None])
    book.create_sheet("Notes").append(["more"])
    book.save(tmp_path / "t.xlsx")
    with pytest.warns(UserWarning, match=re.escape("only the first sheet is read, not ['Notes']")):
        found = corpus.problems(tmp_path / "t.xlsx")
    assert found.empty
    documents = loosely(tmp_path / "t.xlsx")
    assert documents["text"].tolist() == ["A.", '=HYPERLINK("http://example.org")']  # Excel never stored a value
    assert documents.loc[0, "published"] == pd.Timestamp("2022-06-24 17:30")
    assert documents["number"].tolist()[0] == 3
    (tmp_path / "t.csv").write_text("text\n=1+1\n")
    assert corpus.read(tmp_path / "t.csv").loc[0, "text"] == "=1+1"


def test_problems_of_a_table_in_memory():
    table = pd.DataFrame(
        {"doc_id": ["a", "a", ["c"]], "text": ["A.", None, "C."], "published": ["2022-05", None, None]}
    )
    assert corpus.problems(table)[["row", "what"]].values.tolist() == [
        [0, "published '2022-05' is no date"],
        [1, "no text"],
    ]
    emptied = pd.DataFrame({"text": ["A.", ""], "raw": ["A. Share", "Share"]})  # by cleaning
    assert corpus.problems(emptied)[["row", "what"]].values.tolist() == [[1, "no text"]]
    twice = pd.DataFrame([["a", "A.", "B."]], columns=["doc_id", "text", "text"])
    assert "columns ['text', 'text'] for one name, 'text'" in message(twice)
    assert corpus.problems(corpus.read(ROOT / "seeds")).empty


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=40, deadline=None)
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=5),
    length=st.floats(0, 1) | st.just(1),
    head=st.sampled_from([b"", b"text,title\n", b'{"text":"a"}\n', b"\xef\xbb\xbf"]),
)
def test_damaged_tables_are_documents_or_problems_with_a_remedy(tmp_path_factory, ending, changes, length, head):
    path = write(tmp_path_factory.mktemp("any") / f"t{ending}", ROWS)
    content = bytearray(path.read_bytes())
    for place, byte in changes:
        content[int(place * (len(content) - 1))] = byte
    path.write_bytes(head + content[: int(length * len(content))])
    found = corpus.problems(path)
    assert len(loosely(path)) <= 2 and (found["remedy"].str.len() > 5).all()


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet", "DataFrame"])
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_arbitrary_text_comes_back_to_the_last_character(tmp_path_factory, ending, texts):
    rows = [{"doc_id": f"d{n}", "text": text, "more": more} for n, (text, more) in enumerate(texts)]
    path = tmp_path_factory.mktemp("any") / f"t{ending}"
    source = pd.DataFrame(rows) if ending == "DataFrame" else write(path, rows)
    documents, found = loosely(source, encoding="utf-8"), corpus.problems(source, encoding="utf-8")
    kept = [row for row in rows if row["text"].strip()]
    assert documents["text"].tolist() == [row["text"] for row in kept]
    if kept:
        assert documents["more"].fillna("").tolist() == [row["more"] for row in kept]
    assert len(found) == len(rows) - len(kept)
