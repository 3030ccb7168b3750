"""Views: corpus text is only ever text, and the table says in words what it shows."""

import re
from html import escape
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    rows = {"sentence": [0, 1], "start": [0, 90], "end": [80, 110], "raw_start": [0, 90], "raw_end": [80, 110]}
    texts = {"text": [EVIL, "He asked for grain."], "voice": ["kremlin", "elysee"]}
    return documents, pd.DataFrame({"doc_id": "d", "call_id": "c"} | rows | texts)


def test_corpus_text_is_escaped_wherever_it_becomes_html(tables):
    documents, sentences = tables
    pairs = framing.pair(sentences, "c", "kremlin", "elysee")
    for view in (views.table(sentences), views.side_by_side(pairs, sentences, documents)):
        html = view._repr_html_()
        assert "<script" not in html
        assert "<img" not in html
        assert "<b>" not in html
        assert "javascript" not in html
        assert "&lt;script&gt;" in html
    assert "<mark>Grain</mark>" in html


def call(*rows: tuple[str, str], **columns: object) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["voice", "text"]).assign(doc_id="d", call_id="c", **columns)
    return table.assign(sentence=range(len(table)), raw_start=0, raw_end=table["text"].str.len())


def shown(tables, *rows: tuple[str, str], **columns: object) -> views.View:
    sentences = call(*rows, **columns)
    return views.side_by_side(framing.pair(sentences, "c"), sentences, tables[0].assign(outlet="TASS"), caption="C")


def test_side_by_side_says_in_words_what_is_linked_why_and_where_it_stands(tables):
    lines = repr(shown(tables, ("kremlin", "Grain."), ("elysee", "Our grain."), ("elysee", "Vaccines."))).splitlines()
    assert lines[0] == "C"
    assert lines[2] == "The Kremlin's account | The Élysée's account"
    assert lines[3].startswith("K1 Grain. [told by both, see E1: in common: issue food and energy;")
    assert "[TASS, 2022-05-03, sentence 0, characters 0-6] | E1 Our grain. [told by both, see K1] [" in lines[3]
    assert lines[4].startswith("— | E2 Vaccines. [only here: nothing close enough in the kremlin's account")


def test_both_accounts_stand_in_their_own_order_linked_ones_on_one_line_where_that_can_be(tables):
    rows = [("kremlin", "Grain."), ("kremlin", "Vaccines."), ("elysee", "Vaccines."), ("elysee", "Grain.")]
    cells = [line.split(" | ") for line in repr(shown(tables, *rows)).splitlines()[3:]]
    assert [line[0][:2] for line in cells if line[0].startswith("K")] == ["K1", "K2"]
    assert [line[1][:2] for line in cells if line[1].startswith("E")] == ["E1", "E2"]
    together = [line for line in cells if line[0].startswith("K") and line[1].startswith("E")]
    assert len(together) == 1
    assert sorted(cell for line in cells for cell in line if cell.startswith("see")) in (
        ["see E1", "see K2"],
        ["see E2", "see K1"],
    )
    assert together[0][0][3:9] == together[0][1][3:9]


def test_each_link_leads_to_a_cell_that_is_there(tables):
    html = shown(tables, ("kremlin", "Grain."), ("elysee", "Our grain."))._repr_html_()
    assert (
        set(re.findall(r'href="#([^"]+)"', html))
        == set(re.findall(r'id="([^"]+)"', html))
        == {"call-c-K1", "call-c-E1"}
    )


def test_what_one_side_only_tells_is_set_off_by_its_edge_and_in_words(tables):
    html = shown(tables, ("kremlin", "Grain."), ("elysee", "Vaccines."))._repr_html_()
    assert html.count("border-left:4px dashed") == html.count("only here") == 2
    assert "border-left:4px solid" in shown(tables, ("kremlin", "Grain."), ("elysee", "Grain."))._repr_html_()


@pytest.mark.parametrize("rows", [[("kremlin", "Grain.")], [("narrator", "Grain.")]])
def test_a_side_without_a_sentence_is_shown_as_no_text(tables, rows):
    lines = repr(shown(tables, *rows)).splitlines()[3:]
    assert lines[0].endswith("no text: no sentence gives this account")
    assert " | ".join(lines).count("no text") == 2 - sum(voice == "kremlin" for voice, _ in rows)


def test_cues_frames_and_what_is_in_common_are_marked_apart_even_where_they_overlap(tables):
    sentences = call(("kremlin", "He said <grain> & arms."), ("elysee", "Grain."), cue="said", cue_start=3, cue_end=7)
    sentences.loc[1, "cue"] = ""
    frames = pd.DataFrame({"doc_id": "d", "sentence": [0], "frame": "economy", "start": 9, "end": 22})
    pairs = framing.pair(sentences, "c", frames=frames)
    html = views.side_by_side(pairs, sentences, tables[0], frames=frames)._repr_html_()
    assert "K1 He <em>said</em> &lt;<mark><strong>grain</strong></mark><strong>&gt; &amp; arms</strong>." in html
    assert "frames: economy" in html
    assert "frames: none" in html


class Read(HTMLParser):
    """The elements of a page and the words in it, as a browser sees them."""

    def __init__(self, html: str):
        super().__init__()
        self.elements, self.words = set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=40))
def test_any_text_comes_out_as_the_text_that_it_is(text):
    documents = pd.DataFrame({"doc_id": ["d"], "outlet": [text], "published": [pd.NaT], "url": [text]})
    sentences = call(("kremlin", f"Grain {text}"), ("elysee", f"Grain {text}"))
    read = Read(views.side_by_side(framing.pair(sentences, "c"), sentences, documents, caption=text)._repr_html_())
    assert read.words.count(f"Grain {text}") == 2
    known = "a br caption div mark small table tbody td th thead tr"
    assert read.elements <= set(known.split())


def test_pairs_of_other_sentences_are_an_error(tables):
    sentences = call(("kremlin", "Grain."))
    with pytest.raises(ValueError, match="no sentence is labelled 0"):
        views.side_by_side(framing.pair(sentences, "c"), sentences.set_axis([7]), tables[0])


def test_the_five_texts_calls_are_plain_tables_without_script_or_style_sheet(seeds):
    documents, _, sentences = seeds
    compared = framing.accounts(sentences, "kremlin", "elysee")
    for name in sorted(compared["call_id"].unique()):
        pairs = framing.pair(compared, name)
        html = views.side_by_side(
            pairs, compared, documents, caption=name, frames=framing.frames(compared)
        )._repr_html_()
        assert not re.search(r"<(script|style|iframe|link|img)|on\w+=", html)
        assert html.count('scope="col"') == 2
        assert "<caption" in html
        for text in compared.loc[compared["call_id"] == name, "text"]:
            assert escape(text) in re.sub(r"</?(?:mark|em|strong)>", "", html)


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


def test_a_table_s_columns_may_be_called_by_numbers():
    view = views.table(pd.DataFrame({0: ["grain"], 15: ["arms"]}))
    assert ">0</th>" in view._repr_html_() and repr(view).splitlines()[1:] == ["0 | 15", "grain | arms"]


STRUCTURE = {"table", "caption", "thead", "tbody", "tr", "th", "td"}


class Stripped(HTMLParser):
    """What is left of a page where only the structure of tables is kept: rows of the words of each cell."""

    def __init__(self, html: str):
        super().__init__()
        self.rows, self.tag = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in STRUCTURE:
            self.tag = tag
        if tag in ("tr", "caption"):
            self.rows.append([])
        if tag in ("th", "td", "caption"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.tag in ("th", "td", "caption"):
            self.rows[-1][-1] += data


def test_stripped_to_the_bare_table_each_view_says_in_words_what_it_shows_by_mark_colour_edge_and_column(seeds):
    documents, removed, sentences = seeds
    compared = framing.accounts(sentences, "kremlin", "elysee")
    tags = framing.frames(compared)

    rows = Stripped(views.accounts(sentences, sentences["voice"])._repr_html_()).rows
    (row,) = [row for row in rows[2:] if "Azovstal" in row[1]]
    assert (row[0], row[3]) == ("elysee", "as by hand")
    assert "teller: Macron's Elysee Palace office" in row[2]
    assert "cue: said" in row[2]

    document = documents.set_index("doc_id", drop=False).loc["esta-2020-10-01"]
    rows = Stripped(views.cleaned(document, removed)._repr_html_()).rows
    assert rows[2][1] == "dateline"
    assert rows[2][2].startswith("SULAIMANJ (ESTA) — Russia")
    assert rows[2][3].startswith("Russia")

    pairs = framing.pair(compared, "pm-2022-05-03")
    rows = Stripped(views.side_by_side(pairs, compared, documents, caption="3 May", frames=tags)._repr_html_()).rows
    assert rows[1] == ["The Kremlin's account", "The Élysée's account"]
    assert any("only here" in cell for row in rows for cell in row)
    (cell,) = [cell for row in rows for cell in row if cell.startswith("K1 ")]
    for words in ("telling: ", "frames: blame, military, negotiation", "The Moscow Times, 2022-05-03, sentence 0"):
        assert words in cell

    linked = documents[["doc_id", "url"]].dropna()
    rows = Stripped(views.table(linked, "Texts")._repr_html_()).rows
    assert rows[2:] == linked.values.tolist()
