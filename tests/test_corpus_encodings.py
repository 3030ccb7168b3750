"""Encodings are told apart, or said to be unknown; broken ones are mended on request; pages become articles."""

import socket

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import corpus

RUSSIAN = [
    "Путин",
    "Макрон позвонил Путину.",
    "Он сказал: «Мы готовы» — и добавил…",
    "Владимир Путин провёл телефонный разговор с Президентом Франции Эммануэлем Макроном. " * 200,
]
FRENCH = [
    "Élysée",
    "« Nous sommes prêts », a déclaré le président.",
    "L’Élysée a précisé : “le cessez-le-feu” – enfin…",
    "Emmanuel Macron s’est entretenu avec Vladimir Poutine. Il a été reçu à l’Élysée, où l’œuvre… " * 200,
]


def read(folder, content, name="a.txt", **options):
    (folder / name).write_bytes(content)
    return corpus.read(folder / name if name.endswith("csv") else folder, **options).iloc[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [*((text, "windows-1251") for text in RUSSIAN), *((text, "windows-1252") for text in FRENCH)],
)
def test_the_two_code_pages_are_told_apart(tmp_path, text, encoding):
    document = read(tmp_path, text.encode(encoding))
    assert (document["raw"], document["encoding"]) == (text, encoding)
    table = read(tmp_path, f'text\n"{text}"\n'.encode(encoding), "t.csv")
    assert (table["raw"], table["encoding"]) == (text, encoding)


@pytest.mark.parametrize("text", ["Putin spoke. ", *RUSSIAN[1:], *FRENCH[1:]])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_a_mark(tmp_path, text, encoding):
    document = read(tmp_path, text.encode(encoding))
    assert (document["raw"], document["encoding"]) == (text, encoding)
    table = read(tmp_path, f'text\r\n"{text}"\r\n'.encode(encoding), "t.csv")
    assert (table["raw"], table["encoding"]) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Путин и Макрон говорили час.", "koi8-r"),
        ("Путин и Макрон говорили час.", "cp866"),
        ("Le président a été reçu à l’Élysée.", "mac-roman"),
        ("Prezydent Francji powiedział, że rozmowa ciągnie się już rok.", "cp1250"),
        ("Cumhurbaşkanı görüşmede ateşkes çağrısı yaptı.", "cp1254"),
        ("Ο πρόεδρος της Γαλλίας μίλησε", "cp1253"),
        ("日本の首相は", "shift_jis"),
        ("Путин", "utf-16-le"),
        ("15 000 €", "cp1252"),
    ],
)
def test_unknown_is_said_rather_than_guessed_wrong(tmp_path, text, encoding):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert corpus.problems(tmp_path).loc[0, "what"] == "unknown encoding"
    document = corpus.read(tmp_path, encoding=encoding).iloc[0]
    assert (document["raw"], document["encoding"]) == (text, encoding)


def test_an_encoding_that_is_not_that_of_the_file(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Caf\xe9")
    assert corpus.problems(tmp_path, encoding="utf-8").loc[0, "what"] == "not in the encoding utf-8"


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(" ".join(RUSSIAN[:3]).split()), min_size=2), french=st.booleans())
def test_words_in_any_order_are_never_read_as_the_other_language(tmp_path_factory, words, french):
    words = [FRENCH[2].split()[len(word) % 7] for word in words] if french else words
    text, encoding = " ".join(words), "windows-1252" if french else "windows-1251"
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.txt").write_bytes(text.encode(encoding))
    found = corpus.problems(folder)
    assert found["what"].tolist() == ["unknown encoding"] or corpus.read(folder).loc[0, "raw"] == text


@settings(max_examples=40, deadline=None)
@given(content=st.binary(min_size=1, max_size=200))
def test_what_is_read_encodes_to_the_same_bytes(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.txt").write_bytes(content)
    if corpus.problems(folder).empty:
        document = corpus.read(folder).iloc[0]
        assert content.decode(document["encoding"]) == document["raw"]
        assert document["encoding"] == "utf-16" or document["raw"].encode(document["encoding"]) == content


def test_mojibake_is_mended_on_request_and_noted(tmp_path):
    (tmp_path / "a.txt").write_text("L’Élysée a dit « non ».".encode().decode("cp1252"), encoding="utf-8")
    (tmp_path / "b.txt").write_text("L’Élysée a dit « non ». Путин &amp; “ﬁn”", encoding="utf-8")
    documents = corpus.read(tmp_path, mend=True)
    assert documents["raw"].tolist() == ["L’Élysée a dit « non ».", "L’Élysée a dit « non ». Путин &amp; “ﬁn”"]
    assert documents["mended"].tolist() == [True, False]
    assert "mended" not in corpus.read(tmp_path)
    assert corpus.read(tmp_path).loc[0, "raw"].startswith("Lâ€™Ã‰lysÃ©e")


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("Путин МакронёЁ —«»…“”’Élysée àêîç0123,.\n"), min_size=1, max_size=80))
def test_good_text_is_left_alone(text):
    assert ftfy.fix_encoding(text) == text


PAGE = """<!DOCTYPE html>
<html lang="{language}"><head>{charset}<title>Putin and Macron speak | The Daily Example</title>
<link rel="canonical" href="https://www.example.org/2022/05/03/call">
<meta property="og:title" content="Putin and Macron speak">
<meta property="og:site_name" content="The Daily Example – Élysée">
<meta property="article:published_time" content="2022-05-03T18:20:00+02:00">
<style>.x {{ color: red }}</style><script>document.write("A script ran.");</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-banner" id="cookie-consent">We use cookies. Accept all cookies to go on.</div>
<main><article><h1>Putin and Macron speak</h1><p class="byline">By Jane Doe in Paris</p>
<p>The presidents of Russia and France spoke for more than an hour. It was their first call since March.</p>
<p>The Kremlin said: “The West must stop its supplies of weapons.” He agreed.</p>
<blockquote><p>“I asked for the evacuation of Azovstal to go on,” he said.</p></blockquote>
<p>The two discussed:</p><ul><li>the siege of Mariupol,</li><li>food prices.</li></ul>
<p>Short one.</p>
<p>The Élysée said that Macron had called for a ceasefire. No date was set.</p>
<script>alert("inside the article")</script></article></main>
<section id="comments" class="comments"><h2>Comments</h2><p>I do not believe a word of this story.</p></section>
<footer><p>All rights reserved.</p></footer></body></html>
"""
SENTENCES = [
    "The presidents of Russia and France spoke for more than an hour. It was their first call since March.",
    "The Kremlin said: “The West must stop its supplies of weapons.” He agreed.",
    "“I asked for the evacuation of Azovstal to go on,” he said.",
    "The two discussed:",
    "- the siege of Mariupol,",
    "- food prices.",
    "Short one.",
    "The Élysée said that Macron had called for a ceasefire. No date was set.",
]


@pytest.mark.parametrize("name", ["readout.html", "Élysée of May.HTM"])
def test_a_page_is_its_article_and_what_it_says_of_itself(tmp_path, name, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    document = read(tmp_path, PAGE.format(language="en_GB", charset="").encode(), name)
    assert document["raw"].split("\n") == ["Putin and Macron speak", *SENTENCES]
    assert document[["title", "outlet", "language", "url"]].tolist() == [
        "Putin and Macron speak",
        "The Daily Example – Élysée",
        "en-GB",
        "https://www.example.org/2022/05/03/call",
    ]
    assert str(document["published"]) == "2022-05-03 00:00:00"


def test_a_script_in_a_headline_is_no_part_of_the_title(tmp_path):
    paragraph = "<p>The presidents of Russia and France spoke for more than an hour on Tuesday.</p>"
    page = f"<html><body><article><h1>A <script>alert(1)</script>call</h1>{paragraph}</article></body></html>"
    document = read(tmp_path, page.encode(), "a.html")
    assert document["title"] == "A call"
    assert "alert" not in document["raw"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_a_page_in_another_encoding(tmp_path, encoding):
    page = PAGE.format(language="en", charset='<meta charset="iso-8859-1">')
    document = read(tmp_path, page.encode(encoding), "a.html")
    assert document["encoding"] == encoding
    assert document["raw"].endswith(SENTENCES[-1])


def test_what_sources_csv_says_wins_over_the_page(tmp_path):
    (tmp_path / "sources.csv").write_text("doc_id,file,title,outlet,published\nx,a.html,Mine,,2020-01-02\n")
    document = read(tmp_path, PAGE.format(language="", charset="").encode(), "a.html")
    assert document[["doc_id", "title", "outlet"]].tolist() == ["x", "Mine", "The Daily Example – Élysée"]
    assert str(document["published"]) == "2020-01-02 00:00:00"


def test_a_date_in_a_page_is_read_alike_on_any_day(tmp_path):
    page = PAGE.format(language="en", charset="")
    assert str(read(tmp_path, page.replace("2022", "2198").encode(), "a.html")["published"]).startswith("2198-05-03")
    (tmp_path / "a.html").write_text("<html><body><p>Posted 3 hours ago, on 3 May 2022. The call was short.</p></body>")
    assert corpus.read(tmp_path)["published"].isna().all()


@pytest.mark.parametrize("page", ["<html><body><script>x()</script></body></html>", "<!-- " * 999, "<div>" * 20_000])
def test_a_page_without_a_text_is_a_problem(tmp_path, page):
    (tmp_path / "a.html").write_text(page)
    assert corpus.problems(tmp_path)["what"].tolist() == ["a page without a text"]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.lists(st.sampled_from(["<p>", "</p>", "<script>", "<html", "A b.", "&#0;", "é"])))
def test_arbitrary_pages_are_documents_or_problems(tmp_path_factory, content, tags):
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.html").write_bytes("".join(tags).encode() + content)
    if corpus.problems(folder).empty:
        assert corpus.read(folder).loc[0, "text"].strip()
