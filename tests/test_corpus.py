"""Reading texts: to the last character what can be read, and what is told of everything else."""

import csv
import hashlib
import json
import os
import re
import socket
import sys
import unicodedata
import warnings

import docx
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
ENDINGS = [".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx"]
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
    elif path.suffix == ".json":
        path.write_text(json.dumps({"name": "News", "messages": rows}), encoding="utf-8")
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
        ("ID,none.txt,,\n", "row 2: no text 'none.txt' in texts/. Add the file, or remove the row."),
        ("ID,a.txt,,\nx,b.txt,,\n", "row 3: doc_id 'x' is that of row 2 of sources.csv already. Give each text"),
        ("ID,a.txt,,\ny,a.txt,,\n", "row 3: file 'a.txt' is listed already. Remove one of the rows."),
        ("ID", "row 2: 1 cells, but the header has 4."),
        ("ID,,,\n", "row 2: no text '' in texts/. Add the file, or remove the row."),
        ("ID,a.txt,,30.9.2020\n", "row 2: published '30.9.2020' is no date. Write it as 2020-09-30, or leave it"),
        ("ID,a.txt,,2020-02-30\n", "row 2: published '2020-02-30' is no date."),
        ("ID,../a.txt,,\n", "row 2: no text '../a.txt' in texts/."),
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
    (tmp_path / "file.odt").write_text("A text.")
    tables = "(.csv, .tsv, .json, .jsonl, .parquet, .xlsx)"
    assert message(tmp_path / "none") == f"none: no such folder or file. Name a folder, a text or a table {tables}."
    assert message(tmp_path / "none.csv").startswith("none.csv: no such file")
    assert message(tmp_path / "empty") == "empty/: no text in it. Add the texts (.txt, .html, .htm, .docx, .pdf)."
    assert message(tmp_path / "file.odt").startswith("file.odt: no text and no table.")
    (tmp_path / "file.txt").write_text("A text.")
    monkeypatch.setattr(corpus, "LARGEST", 3)
    assert "too large to read at once" in message(tmp_path / "file.txt")
    assert "Cut it into Parquet files, and see helpers.scale." in message(tmp_path / "file.txt")


def test_files_that_are_not_read_are_told_each(folder):
    names = ["a.rtf", "b.odt", "c.epub", "d.zip", "e.xls", "f.doc", "sub/g.ODT"]
    for name in (*names, "notes.md", "table.csv", "~$a.docx", ".h.rtf"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    found = corpus.problems(folder)
    assert found["file"].tolist() == names
    assert found.loc[1, "what"] == "a .odt file, which is not read"
    assert loosely(folder)["doc_id"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("c.txt", b"%PDF-1.4\n1 0 obj", ".pdf"),
        ("c.txt", b"PK\x03\x04 word", ".xlsx or .docx"),
        ("c.txt", b"{\\rtf1\\ansi Putin}", ".rtf"),
        ("c.txt", b"\n<!DOCTYPE html><html><p>Putin", ".html or .htm"),
        ("c.html", b"%PDF-1.4", ".pdf"),
        ("c.csv", b"PK\x03\x04 xl", ".xlsx or .docx"),
        ("c.csv", b"<html><table><tr><td>text", ".html or .htm"),
        ("c.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls or .doc"),
        ("c.jsonl", b"PAR1 PAR1", ".parquet"),
    ],
)
def test_a_file_whose_content_is_not_what_its_name_says_is_a_problem(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    said = f"{name}: not what its name says. If it is a {kind} file, name it so."
    assert message(tmp_path / name) == said


def pdf(text):
    stream = f"BT /F 12 Tf 72 700 Td ({text}) Tj ET" if text else ""
    font = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    parts = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    parts += [f"<</Type/Page/Parent 2 0 R/Contents 4 0 R{font}>>"]
    parts += [f"<</Length {len(stream)}>>stream\n{stream}\nendstream"]
    objects = "\n".join(f"{n} 0 obj{part}endobj" for n, part in enumerate(parts, start=1))
    return f"%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF".encode()


def test_docx_and_pdf_are_read_to_the_last_paragraph(folder):
    document = docx.Document()
    document.add_paragraph("Putin — Макрон.").add_run(" They spoke.")
    document.add_table(1, 2).cell(0, 1).text = "In a table."
    document.add_paragraph("The end.")
    document.save(folder / "c.docx")
    (folder / "d.pdf").write_bytes(pdf("Putin spoke."))
    documents = corpus.read(folder).set_index("doc_id")
    assert documents.loc["c", "text"] == "Putin — Макрон. They spoke.\n\nIn a table.\nThe end."
    assert documents.loc["d", "text"] == "Putin spoke."
    assert documents.loc["c", "sha256"] == hashlib.sha256((folder / "c.docx").read_bytes()).hexdigest()
    assert documents.loc[["c", "d"], "encoding"].isna().all()


def test_documents_that_cannot_be_read_are_problems(folder, monkeypatch):
    (folder / "c.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "d.pdf").write_bytes(b"no pdf at all")
    (folder / "e.pdf").write_bytes(pdf(""))
    assert [str(line) for line in corpus.problems(folder)["what"]] == [
        "cannot be read (File is not a zip file)",
        "cannot be read (Stream has ended unexpectedly)",
        "an empty file, or pictures of pages",
    ]
    monkeypatch.setitem(sys.modules, "docx", None)
    assert "c.docx: a library is missing that reads such files. pip install .[documents," in message(folder)
    assert loosely(folder)["doc_id"].tolist() == ["a", "b"]


NEXIS = "1 of 2 DOCUMENTS\n\nFirst story.\nIt went on.\n\n     2 of 2 DOCUMENTS\n\nSecond story, document 1 of 2.\n"
FACTIVA = "First story.\n\nDocument AFPR000020220503ei5300abc\n\nSecond story.\n\nDocument AFPR000020220504ei540012x\n"
NEW_NEXIS = "First story.\nEnd of Document\n\nSecond story.\nPage 1 of 2\nEnd of Document"


@pytest.mark.parametrize(
    "text", [NEXIS, FACTIVA, NEW_NEXIS, "A call\nDocument 1 of 2\nFirst.\nDocument 2 of 2\nSecond."]
)
def test_several_articles_in_one_file_are_parted_at_their_marks(folder, text):
    (folder / "n.txt").write_text(text, encoding="utf-8")
    documents = corpus.read(folder).iloc[2:]
    assert documents["doc_id"].tolist() == [f"n-{n + 1}" for n in range(len(documents))]
    assert documents["text"].str.contains("First|A call|Second").all() and len(documents) == 2 + ("A call" in text)
    assert documents["path"].eq("n.txt").all() and (documents["text"] == documents["raw"]).all()
    assert not documents["text"].str.contains(r"(?m)^\s*(?:\d of 2 DOCUMENTS|Document|End of)").any()
    (folder / "sources.csv").write_text(HEADER + "x,n.txt,AFP,2020-09-30\n", encoding="utf-8")
    assert corpus.read(folder).iloc[2:]["outlet"].eq("AFP").all()


@pytest.mark.parametrize("name", ["voices.odt", "voices.txt", "voices", "folder"])
def test_cells_of_what_is_no_table_say_what_is(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(corpus.CorpusError, match=rf"^{name}: no table. Save it as one of .csv, .tsv"):
        corpus.cells(tmp_path / name)


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


OLD = {
    "Макрон позвонил Путину. Он сказал, что готов приехать.": [
        "windows-1251",
        "koi8-r",
        "cp866",
        "iso-8859-5",
        "mac-cyrillic",
    ],
    "Emmanuel Macron s’est entretenu avec Poutine. Il a été reçu à l’Élysée.": ["windows-1252", "mac-roman"],
    "Hän sanoi, että tämä on tärkeää.": ["windows-1252", "cp850", "mac-roman"],
    "Prezydent Francji powiedział, że rozmowa ciągnie się już rok.": ["cp1250", "iso-8859-2", "cp852"],
    "Ο πρόεδρος της Γαλλίας μίλησε με τον πρόεδρο της Ρωσίας.": ["cp1253", "iso-8859-7"],
    "İki lider ateşkes çağrısında bulundu ve gıda güvenliğini ele aldı.": ["cp1254", "iso-8859-9"],
    "הנשיא שוחח עם נשיא צרפת על המצב.": ["cp1255", "iso-8859-8"],
    "تحدث الرئيس مع رئيس فرنسا عن الوضع.": ["cp1256", "iso-8859-6"],
    "日本の首相はフランスの大統領と電話で会談した。": ["shift_jis", "euc-jp", "iso2022_jp"],
    "普京与马克龙通电话。他们讨论了停火。": ["gbk"],
}


@pytest.mark.parametrize("declared", [None, "its own", "iso-8859-1", "windows-1251", "utf-8"])
@pytest.mark.parametrize(("text", "encoding"), [(text, name) for text, names in OLD.items() for name in names])
def test_pages_in_old_code_pages_are_read_right_or_refused_whatever_they_declare(text, encoding, declared):
    name = encoding if declared == "its own" else declared
    page = f'<html><head>{f"<meta charset={name}>" if name else ""}</head><body><p class="a">{text}</p></body></html>'
    try:
        assert corpus.decode(page.encode(encoding), page=True)[0] == page
    except corpus.CorpusError:
        # Refused must not be what declares itself, but for what reads as ASCII; nor what the two code pages can be.
        assert declared != "its own" or encoding == "iso2022_jp"
        assert not encoding.startswith("windows") or declared is None


def test_an_encoding_that_is_not_that_of_the_file_or_is_none(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Caf\xe9")
    for name in ("utf-8", "Mars"):
        assert message(tmp_path, encoding=name).startswith(f"a.txt: not in the encoding {name}. Leave encoding= out")


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
    assert document[["title", "outlet", "language"]].tolist() == ["Putin and Macron speak", "Example – Élysée", "en"]
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


TWO = "<p>Vladimir Putin and Emmanuel Macron spoke by telephone on Tuesday, the Kremlin said in a statement.</p>"
TWO += "<p>The two presidents discussed the situation in Ukraine and the export of grain through the Black Sea.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "Checking your browser before accessing example.org. Please allow up to 5 seconds.",
        "Please enable JavaScript in your browser to view this page.",
        "We have to make sure that you are human. Solve the captcha.",
        "404 Not Found: The page you are looking for has been moved.",
        "Page introuvable. Retournez à la page d'accueil.",
        "Страница не найдена. Возможно, она была удалена.",
        "Доступ ограничен. Включите JavaScript.",
    ],
)
def test_a_page_that_is_no_article_is_a_problem(tmp_path, text):
    (tmp_path / "a.html").write_text(f"<html><body><h1>Kremlin</h1><p>{text}</p></body></html>", encoding="utf-8")
    assert "a.html: no article, but a page that says '" in message(tmp_path)
    long = f"<p>{text} " + "The presidents spoke of what such pages do to readers. " * 20
    (tmp_path / "a.html").write_text(f"<html><body>{long}</p></body></html>", encoding="utf-8")
    assert len(corpus.read(tmp_path)) == 1


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>Menu</td><td>{}</td></tr>",
        "<tr><td><table><tr><td>{}</td></tr></table></td></tr>",
        "<tr><td>Menu</td></tr><tr><td colspan=2>{}</td></tr>",
    ],
)
@pytest.mark.parametrize("breaks", [False, True])
def test_a_table_that_lays_out_a_page_gives_paragraphs(rows, breaks):
    text = TWO.replace("</p><p>", "<br><br>").replace("<p>", "").replace("</p>", "") if breaks else TWO
    found = corpus.article(f"<html><body><table width=600>{rows.format(text)}</table></body></html>")["text"]
    assert re.sub("^Menu\n", "", found) == re.sub("<[^>]+>", "", TWO.replace("</p><p>", "\n"))
    data = "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>3 May</td><td>two</td></tr></table>"
    assert "| 3 May | two |" in corpus.article(f"<html><body><article>{TWO}{data}</article></body></html>")["text"]


def test_numbers_of_footnotes_do_not_stick_to_words():
    text = (
        'Grain<sup>1</sup>, food<sup><a href="#2">[2]</a></sup>, arms<a href="#3">3</a>.<sup>4</sup> Le 1<sup>er</sup>'
    )
    found = corpus.article(f"<html><body><article><p>{text} mai, 5 km<sup>2</sup>.</p>{TWO}</article></body></html>")
    assert found["text"].startswith("Grain, food, arms. Le 1er mai, 5 km2.\n")


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://web.archive.org/web/20220504101500/{url}">',
        '<meta property="og:url" content="http://archive.ph/AbC1"><meta property="og:site_name" content="archive.ph">'
        '<link rel="canonical" href="http://archive.today/2022.05.04-101500/{url}">',
        "<!-- saved from url=(0080)https://web.archive.org/web/20220504101500id_/{url} -->",
        "<!-- saved from url=(0045){url} -->",
    ],
)
def test_a_page_from_an_archive_has_its_own_address_and_outlet(head):
    url = "https://www.elysee.fr/2022/05/03/entretien"
    bar = '<div id="wm-ipp-base"><p>12 captures of this page were made by the archive in two years.</p></div>'
    found = corpus.article(f"{head.format(url=url)}<html><head></head><body>{bar}{TWO}</body></html>")
    assert found["url"] == url and found["outlet"] in ("elysee.fr", None)
    assert "captures" not in found["text"]


@pytest.mark.parametrize("page", ["<html><body><script>x()</script></body></html>", "<!-- " * 999, "<div>" * 20_000])
def test_a_page_without_a_text_is_a_problem(tmp_path, page):
    (tmp_path / "a.html").write_text(page)
    assert message(tmp_path) == "a.html: a page without a text. Copy its text into a .txt file, or remove it."


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


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n", '"sep={}"\r\n'])
def test_the_header_tells_the_delimiter(tmp_path, delimiter, first):
    content = f'text{delimiter}"place, or; town"\r\n"A, b; c."{delimiter}Paris\r\n'
    (tmp_path / "t.csv").write_text(first.format(delimiter) + content)
    documents = corpus.read(tmp_path / "t.csv")
    assert documents["doc_id"].tolist() == ["t-3" if first else "t-2"]
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
        ('{"text": "half \\ud800"}', "text 'half \\ud800' is no text: it has a NUL character or half a character."),
        ('{"text": "A\\u0000"}', "text 'A\\x00' is no text: it has a NUL"),
        ('{"text": "A.", "more": "\\ud800"}', "more '\\ud800' is no text: it has"),
        ('{"text": null}', "no text. Put the text in, or remove the row."),
        ('{"text": "A.", "url": "javascript:alert(1)"}', "url 'javascript:alert(1)' is no web address. Write it with"),
        ('{"text": "A.", "language": "Klingon"}', "language 'klingon' is no language code. Write it as en or pt-BR"),
        ('{"text": {"type": "bold"}}', "text '{'type': 'bold'}' is no plain text. Take the text itself out of what"),
        ('{"text": ["A.", {"href": "x"}]}', "text '['A.', {'href': 'x'}]' is no plain text."),
        ('{"text": []}', "no text. Put the text in, or remove the row."),
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


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (["Putin ", {"type": "bold", "text": "spoke"}, " to Macron."], "Putin spoke to Macron."),
        ([{"type": "link", "text": "Call"}, "\n\nPutin spoke."], "Call\n\nPutin spoke."),
        (["Putin spoke.", "Macron listened."], "Putin spoke.\nMacron listened."),
        ([{"text": "Putin spoke."}, {"text": ["Macron ", "listened."]}], "Putin spoke.\nMacron listened."),
        ({"text": "Putin spoke."}, "Putin spoke."),
        (["Putin spoke."], "Putin spoke."),
        (7, "7"),
    ],
)
@pytest.mark.parametrize("ending", [".json", ".jsonl", "DataFrame"])
def test_text_in_lists_and_objects_is_plain_text(tmp_path, ending, text, plain):
    rows = [{"id": 5, "text": text}, {"id": 6, "text": "Two."}]
    documents = corpus.read(pd.DataFrame(rows) if ending == "DataFrame" else write(tmp_path / f"t{ending}", rows))
    assert documents["text"].tolist() == [plain, "Two."]


def test_what_is_no_object_in_a_list_of_json_is_told_with_its_place(tmp_path):
    (tmp_path / "t.json").write_text('[{"text": "A."}, 3, {"text": "B."}]')
    assert message(tmp_path / "t.json").startswith("t.json, row 2: no JSON (")
    assert loosely(tmp_path / "t.json")["doc_id"].tolist() == ["t-1", "t-3"]
    for content in ('{"text": "A."}', "[", "[]", "3"):
        (tmp_path / "t.json").write_text(content)
        assert loosely(tmp_path / "t.json").empty and len(corpus.problems(tmp_path / "t.json")) == 1


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


def test_signs_of_excel_are_what_they_stand_for_and_its_errors_are_missing_and_told(tmp_path):
    rows = [("text", "title", "n_x000D_"), ("One._x000D_\nTwo._x005F_x000D_", "#N/A", 1), ("Three.", "Call", "#REF!")]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    with pytest.warns(UserWarning, match=r"t.xlsx: 2 cells are missing: #N/A.*They are errors of Excel."):
        documents = corpus.read(tmp_path / "t.xlsx")
    assert documents["text"].tolist() == ["One.\r\nTwo._x000D_", "Three."]
    assert documents["title"].fillna("-").tolist() == ["-", "Call"]
    assert documents["n"].fillna(0).tolist() == [1, 0]


def test_whole_numbers_in_columns_of_ids_stay_whole_numbers(tmp_path):
    rows = [{"doc_id": 1001.0, "text": "A.", "call_id": 7.0, "tweet": 1521546123456789013}]
    rows += [{"doc_id": 1002.0, "text": "B."}]
    for ending in (".jsonl", ".parquet", ".xlsx", "DataFrame"):
        documents = corpus.read(pd.DataFrame(rows) if ending == "DataFrame" else write(tmp_path / f"t{ending}", rows))
        assert documents["doc_id"].tolist() == ["1001", "1002"]
        assert documents["call_id"].fillna("-").tolist() == ["7", "-"]
        if ending in (".jsonl", ".parquet"):  # the others hold no whole number of 19 digits in a column with gaps
            assert documents.loc[0, "tweet"] == 1521546123456789013


def test_languages_have_two_letters_and_one_that_is_not_told_is_missing():
    tags = ["fr-FR", "FR", "fra", "fr_CA", "French", "en-GB", "ru", "", None]
    table = pd.DataFrame({"text": [f"{n}." for n in range(9)], "language": tags})
    assert corpus.read(table)["language"].fillna("").tolist() == ["fr"] * 5 + ["en", "ru", "", ""]
    table["language"] = ["und", "zxx", *["en"] * 7]
    with pytest.warns(UserWarning, match="documents: 2 cells are missing: und, zxx. They are no language"):
        assert corpus.read(table)["language"].isna().sum() == 2


@pytest.mark.parametrize("columns", ["body", ["body"], {"body"}])
def test_columns_are_a_mapping(columns):
    with pytest.raises(TypeError, match=r'columns are theirs and ours, as \{"body": "text"\}, not'):
        corpus.read(pd.DataFrame({"body": ["A."]}), columns=columns)


def test_what_is_wrong_with_many_rows_is_said_once():
    table = pd.DataFrame({"text": ["A.", *[""] * 40, *["B."] * 9], "published": [None] * 41 + ["soon"] * 9})
    assert message(table).split("\n") == [
        "documents, row 1: no text. Put the text in, or remove the row. So in 40 rows; corpus.problems lists them.",
        "documents, row 41: published 'soon' is no date. Write it as 2020-09-30, or leave it empty."
        " So in 9 rows; corpus.problems lists them.",
    ]
    assert len(corpus.problems(table)) == 49


def test_problems_of_a_table_in_memory():
    published = ["2022-05", None, None]
    table = pd.DataFrame({"doc_id": ["a", "a", ["c"]], "text": ["A.", None, "C."], "published": published})
    found = corpus.problems(table)[["row", "what"]]
    assert found.values.tolist() == [[0, "published '2022-05' is no date"], [1, "no text"]]
    emptied = pd.DataFrame({"text": ["A.", ""], "raw": ["A. Share", "Share"]})  # by cleaning
    assert corpus.problems(emptied)[["row", "what"]].values.tolist() == [[1, "no text"]]
    twice = pd.DataFrame([["a", "A.", "B."]], columns=["doc_id", "text", "text"])
    assert "columns ['text', 'text'] for one name, 'text'" in message(twice)
    assert corpus.problems(corpus.read(ROOT / "seeds")).empty


@pytest.mark.parametrize("ending", ENDINGS)
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
@settings(max_examples=25)
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


NESTED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["#N/A", "und", "fr-FR"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "type"]), inner, max_size=2),
    max_leaves=5,
)


@pytest.mark.parametrize("ending", [".json", ".jsonl", "DataFrame"])
@given(cells=st.lists(st.fixed_dictionaries(dict.fromkeys(("text", "doc_id", "language", "more"), NESTED)), max_size=5))
def test_every_row_of_an_arbitrary_table_is_a_document_or_a_problem(tmp_path_factory, ending, cells):
    path = tmp_path_factory.mktemp("any") / f"t{ending}"
    table = pd.DataFrame(cells, columns=["text", "doc_id", "language", "more"], dtype=object)
    source = table if ending == "DataFrame" else write(path, cells)
    with warnings.catch_warnings(action="ignore"):
        documents, found = corpus.read(source, strict=False), corpus.problems(source)
    assert len(documents) + found["row"].nunique() == len(cells) or not cells
    assert documents["doc_id"].is_unique and documents["text"].map(lambda text: isinstance(text, str)).all()


@pytest.mark.parametrize("ending", [".txt", ".html", ".docx", ".pdf", *ENDINGS])
@settings(max_examples=25)
@given(
    content=st.binary(max_size=200),
    head=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"sep=|\n", b"[{", b"<html><p>A b.</p>", b"<script>&#0;"]),
)
def test_any_bytes_under_any_name_are_documents_or_problems(tmp_path_factory, ending, content, head):
    path = tmp_path_factory.mktemp("any") / f"a{ending}"
    path.write_bytes(head + content)
    with warnings.catch_warnings(action="ignore"):
        assert len(corpus.read(path, strict=False)) + len(corpus.problems(path)) >= (ending not in ENDINGS)
