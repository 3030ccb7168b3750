"""Views: corpus text is only ever text, and the table says in words what it shows."""

import re
from html.parser import HTMLParser

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from helpers import views, voices

from .conftest import ROOT

EVIL = '<script>alert("x")</script> **Grain** $a$ <img src=x onerror=alert(1)>'


def call(*rows: tuple[str, str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two accounts of a call: voice, text, and the number of the other side's sentence that says the same."""
    table = pd.DataFrame(rows, columns=["voice", "text", "other"])
    table["statements"] = (table.groupby("voice").cumcount() + 1).astype(str)
    told = table["other"].map(lambda other: "same" if other else "")
    statements = table.rename(columns={"voice": "side", "statements": "statement"}).assign(told=told)
    return table, statements


def test_corpus_text_is_escaped_wherever_it_becomes_html():
    table, statements = call(("kremlin", EVIL, ""), ("elysee", EVIL, ""))
    sentences = table.assign(doc_id="d", sentence=[0, 1], raw_start=[0, 9], raw_end=[8, 70])
    sentences = sentences.assign(cue=EVIL, cue_start=0, cue_end=4, teller=EVIL, reason=EVIL)
    gone = pd.DataFrame({"doc_id": ["d"], "raw_start": 71, "raw_end": 80, "reason": EVIL})
    whole = views.text(pd.Series({"doc_id": "d", "raw": EVIL * 2}), sentences, gone, {"kremlin": EVIL}, EVIL)
    listed = views.sentences(sentences, caption=EVIL)
    for view in (views.table(sentences), views.facing(table, statements, EVIL), whole, listed):
        html = view._repr_html_()
        assert not re.search(r"<(script|img)\b|javascript", html)
        assert "&lt;script&gt;" in html


def test_accounts_face_each_other_in_their_own_order_linked_ones_on_one_line_where_that_can_be():
    rows = [("kremlin", "Grain.", "2"), ("kremlin", "Vaccines.", "1")]
    rows += [("elysee", "Vaccines.", "2"), ("elysee", "Grain.", "1")]
    lines = [line.split(" | ") for line in repr(views.facing(*call(*rows), "C")).splitlines()]
    assert lines[:2] == [["C"], ["The Kremlin's account", "The Élysée's account"]]
    assert [line[0][:2] for line in lines[2:] if "[" in line[0]] == ["K1", "K2"]
    assert [line[1][:2] for line in lines[2:] if "[" in line[1]] == ["E1", "E2"]
    (together,) = [line for line in lines[2:] if all("[" in cell for cell in line)]
    assert together[0][3:8] == together[1][3:8]
    assert {cell[:4] for line in lines[2:] for cell in line if "[" not in cell} == {"see "}


def test_under_each_sentence_one_line_says_where_the_other_side_has_it(five):
    may = five.accounts[five.accounts["call"] == "3 May 2022"]
    view = views.facing(may, five.statements[five.statements["call"] == "3 May 2022"], "3 May")
    html = view._repr_html_()
    below, opposite = {}, {}
    for line in repr(view).splitlines()[2:]:
        one, other = line.split(" | ")
        below |= {cell[:2]: cell[cell.rindex("[") + 1 : -1] for cell in (one, other) if "[" in cell}
        opposite |= {} if "[" in other else {one[:2]: other}
    assert below == {
        "K1": "differently in E1; the rest only here",
        "K2": "only here",
        "K3": "differently in E1",
        "K4": "differently in E1",
        "K5": "differently in E2",
        "E1": "differently in K1, K3, K4; the rest only here",
        "E2": "differently in K5",
    }
    assert opposite == {"K1": "see E1", "K2": "–", "K4": "see E1"} and html.count('class="empty"') == 3
    assert html.count('class="side1') == 5 and html.count('class="side2"') == 2
    assert html.count("alone") == 1


class Read(HTMLParser):
    """A page stripped to the structure of its tables: the words of each cell, and which elements there were."""

    def __init__(self, html: str):
        super().__init__()
        self.elements, self.rows = set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.add(tag)
        if tag in ("tr", "caption"):
            self.rows.append([])
        if tag in ("th", "td", "caption"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows:
            self.rows[-1][-1] += data


@given(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=40))
def test_any_text_comes_out_as_the_text_that_it_is(text):
    rows = [("kremlin", f"Grain {text}", "1"), ("elysee", f"Grain {text}", "1")]
    read = Read(views.facing(*call(*rows), text)._repr_html_())
    assert str(read.rows).count(repr(f"Grain {text}")[1:-1]) == 2
    assert read.elements <= {"br", "caption", "div", "small", "table", "tbody", "td", "th", "thead", "tr"}


def test_numbers_are_right_aligned_also_those_that_are_written_and_words_are_not():
    table = pd.DataFrame({"n": [1], "share": "12 %", "p": "< .001", "both": "4.3 : 16.0", "who": "2 of us"})
    cells = re.findall(r'<td align="(\w+)"[^>]*>([^<]*)', views.table(table)._repr_html_())
    right = [("right", said) for said in ("1", "12 %", "&lt; .001", "4.3 : 16.0")]
    assert cells == [*right, ("left", "2 of us")]


def test_the_basis_of_a_figure_carries_the_marks_of_translation():
    kinds = ["none", "machine", "house translation", "machine"]
    documents = pd.DataFrame({"doc_id": list("abcd"), "translation": kinds})
    assert views.basis(documents) == "4 texts (1 house translation, 2 machine translations)"
    assert views.basis(documents, documents.head(1), "words") == "n = 1 words, 1 text (not translated)"
    assert views.basis(documents[["doc_id"]]) == "4 texts (4 perhaps translated)"


def test_a_text_in_full_says_without_styles_whose_each_sentence_is_and_what_was_taken_away():
    document = pd.Series({"doc_id": "d", "raw": "Give.\nNow!\n<b>Grain</b> & arms. It rained.\nA headline"})
    rows = pd.DataFrame({"doc_id": "d", "raw_start": [11, 32], "raw_end": [31, 42], "voice": ["kremlin", "narrator"]})
    gone = {"raw_start": [0, 6, 43], "raw_end": [5, 10, 53], "reason": ["plea", "plea", "related"]}
    view = views.text(document, rows, pd.DataFrame(gone).assign(doc_id="d"), {"kremlin": "Kremlin"}, "A <text>")
    assert repr(view).splitlines() == [
        "A <text>",
        "[taken away, plea for donations:] Give.",
        "Now!",
        "[K] <b>Grain</b> & arms. It rained.",
        "[taken away, headlines of other stories:] A headline",
    ]
    html = view._repr_html_()
    assert '<b>[K]</b> <span class="side1">&lt;b&gt;Grain&lt;/b&gt; &amp; arms.</span> It rained.</p>' in html
    assert "<del>Now!</del>" in html and "style=" not in html


def test_in_a_table_web_addresses_are_links_and_nothing_else_is():
    html = views.table(pd.DataFrame({"a": ["https://example.org/?a=1&b=2", "javascript:alert(1)", "x https://e.org"]}))
    assert html._repr_html_().count("<a ") == 1
    assert 'href="https://example.org/?a=1&amp;b=2"' in html._repr_html_()


def test_a_table_s_columns_may_be_called_by_numbers():
    view = views.table(pd.DataFrame({0: ["grain"], 15: ["arms"]}))
    assert ">0</th>" in view._repr_html_() and repr(view).splitlines()[1:] == ["0 | 15", "grain | arms"]


def test_stripped_to_the_bare_table_each_view_says_in_words_what_it_shows_by_mark_colour_edge_and_column(seeds):
    documents, _, sentences = seeds
    labels = pd.read_csv(ROOT / "seeds" / "labels.csv")["voice"].mask(sentences["text"].str.contains("rigged"), "other")
    read = sentences.assign(reason=sentences.apply(voices.explain, axis=1))
    rows = Read(views.sentences(read, labels)._repr_html_()).rows
    (row,) = [row for row in rows[2:] if "Azovstal" in row[1]]
    assert row[0] == "elysee"
    assert row[1].endswith('the source is named with a reporting word ("Elysee Palace office", "said")')
    (row,) = [row for row in rows[2:] if "says was rigged" in row[1]]
    assert row[0] == "narrator" and row[1].endswith("by hand: other")

    linked = documents[["doc_id", "url"]].dropna()
    rows = Read(views.table(linked, "Texts")._repr_html_()).rows
    assert rows[2:] == linked.values.tolist()
