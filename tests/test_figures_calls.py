"""The matrix of omissions: each cell as the table has it, sides apart without colour, and what is missing in words."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import figures, framing


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def omissions(*rows: tuple, **columns: object) -> pd.DataFrame:
    sentences = pd.DataFrame(rows, columns=["call_id", "voice", "text"]).assign(doc_id="d", **columns)
    return framing.omissions(sentences)


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def marks(ax) -> list[tuple[str, str, str]]:
    """Form, face and edge of each mark that is drawn (not of the legend's)."""
    drawn = [line for line in ax.lines if len(line.get_xdata()) == 1 and line.get_marker() != "."]
    return [(m.get_marker(), to_hex(m.get_markerfacecolor()), to_hex(m.get_markeredgecolor())) for m in drawn]


def test_said_is_a_full_mark_with_its_number_and_not_in_this_text_an_empty_one():
    ax = figures.omissions(omissions(("x", "kremlin", "Grain. Arms."), ("x", "elysee", "Hello there.")), "Issues")
    assert marks(ax) == [("o", figures.FIRST, figures.FIRST), ("s", "#ffffff", figures.SECOND)]
    assert {"1", "the Kremlin\n2 words", "the Élysée\n2 words", "x"} <= set(texts(ax))
    assert "x, the Kremlin: food and energy said. x, the Élysée: food and energy not in this text" in ax.figure.alt_text


def test_no_text_has_no_mark_and_says_so():
    ax = figures.omissions(omissions(("x", "kremlin", "Grain.")), "Issues")
    assert [marker for marker, _, _ in marks(ax)] == ["o"]
    assert "the Élysée\nno text" in texts(ax)
    assert "the Élysée: food and energy no text" in ax.figure.alt_text


def test_what_stands_elsewhere_in_the_texts_has_a_point():
    rows = [("x", "kremlin", "Hello."), ("x", "elysee", "Hello."), ("x", "narrator", "Grain.")]
    points = [line for line in figures.omissions(omissions(*rows), "Issues").lines if line.get_marker() == "."]
    assert len(points) == 2


def test_a_language_without_a_list_has_a_question_mark():
    rows = [("x", "kremlin", "Getreide."), ("x", "elysee", "Grain.")]
    ax = figures.omissions(omissions(*rows, language=["de", "en"]), "Issues")
    assert "?" in texts(ax)
    assert "no word list for its language" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_calls_have_the_names_and_the_order_given():
    table = omissions(("x", "kremlin", "Grain."), ("y", "kremlin", "Grain."), ("z", "kremlin", "Grain."))
    ax = figures.omissions(table, "Issues", calls={"y": "second", "x": "first"})
    assert [text for text in texts(ax) if text in ("first", "second", "z")] == ["second", "first"]


def test_an_empty_table_is_drawn_as_no_issue():
    ax = figures.omissions(omissions(("x", "kremlin", "Hello.")), "Issues")
    assert "Nothing to show: no issue" in ax.figure.alt_text
