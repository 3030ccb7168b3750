"""Views: corpus text is only ever text, and the table says in words what it shows."""

import pandas as pd
import pytest

from helpers import framing, views

EVIL = '<script>alert("x")</script> **Grain** $a$ <img src=x onerror=alert(1)>'


@pytest.fixture
def tables():
    documents = pd.DataFrame(
        {
            "doc_id": ["d"],
            "outlet": ["<b>Outlet</b>"],
            "published": [pd.Timestamp("2022-05-03")],
            "url": ["javascript:alert(1)"],
        }
    )
    rows = {"sentence": [0, 1], "start": [0, 90], "raw_start": [0, 90], "raw_end": [80, 110]}
    texts = {"text": [EVIL, "He asked for grain."], "voice": ["kremlin", "elysee"]}
    return documents, pd.DataFrame({"doc_id": "d", "call_id": "c"} | rows | texts)


def test_corpus_text_is_escaped_wherever_it_becomes_html(tables):
    documents, sentences = tables
    pairs = framing.pair(sentences, "c", "kremlin", "elysee")
    for view in (views.evidence(sentences, documents, "grain"), views.side_by_side(pairs, sentences, documents)):
        html = view._repr_html_()
        assert "<script" not in html
        assert "<img" not in html
        assert "<b>" not in html
        assert "javascript" not in html
        assert "&lt;script&gt;" in html
        assert "<mark>Grain</mark>" in html


def test_evidence_names_account_and_place_in_words(tables):
    documents, sentences = tables
    view = views.evidence(sentences.tail(1), documents.assign(outlet="TASS", url="https://example.org/1"), "grain")
    assert repr(view).splitlines()[2] == (
        "elysee | He asked for grain. | TASS, 2022-05-03, sentence 1, characters 90-110"
    )
    assert '<a href="https://example.org/1" ' in view._repr_html_()


def test_side_by_side_says_who_says_what(tables):
    documents, sentences = tables
    pairs = framing.pair(sentences, "c", "kremlin", "elysee")
    assert "| grain |" in repr(views.side_by_side(pairs, sentences, documents))
    alone = framing.pair(sentences.assign(text=["Arms.", "Grain."]), "c", "kremlin", "elysee")
    text = repr(views.side_by_side(alone, sentences, documents))
    assert text.count("| none |") == 2
    assert text.count("no sentence that shares words") == 2


def test_the_basis_of_a_figure_carries_the_marks_of_translation():
    documents = pd.DataFrame(
        {"doc_id": list("abcd"), "translation": ["none", "machine", "house translation", "machine"]}
    )
    assert views.basis(documents) == "4 texts (1 house translation, 2 machine translations)"
    assert views.basis(documents, documents.head(1), "words") == "n = 1 words, 1 text (not translated)"
    assert views.basis(documents[["doc_id"]]) == "4 texts (4 perhaps translated)"


def test_raw_and_clean_text_stand_side_by_side():
    raw = "Share on X\nTalks <b>go</b> on. Read more\nThe end."
    document = pd.Series({"doc_id": "d", "raw": raw})
    piece = {"doc_id": "d", "raw_start": [0, 31], "raw_end": [10, 40], "reason": ["share", "related"]}
    view = views.cleaned(document, pd.DataFrame(piece))
    assert repr(view).splitlines()[2:] == [
        "1 | share | Share on X | —",
        "2 | related | Talks <b>go</b> on. Read more | Talks <b>go</b> on.",
        "3 | kept | The end. | The end.",
    ]
    assert "<b>" not in view._repr_html_()


def test_in_a_table_web_addresses_are_links_and_nothing_else_is():
    html = views.table(pd.DataFrame({"a": ["https://example.org/?a=1&b=2", "javascript:alert(1)", "x https://e.org"]}))
    assert html._repr_html_().count("<a ") == 1
    assert 'href="https://example.org/?a=1&amp;b=2"' in html._repr_html_()
