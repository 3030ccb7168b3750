"""The figures of topics: each sentence is on its own row, each leaf beside its own words, each line at its values."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from helpers import figures


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_topics_keep_their_colours_and_never_have_a_side_s():
    colours = figures.topic_colours(["grain", "other", "arms"])
    assert figures.topic_colours(["grain", "arms", "talks"])["arms"] == colours["arms"]
    assert len({colours["grain"], colours["arms"], colours["other"]}) == 3
    assert not {figures.FIRST, figures.SECOND} & set(figures.topic_colours(map(str, range(8))).values())


def test_a_strip_sets_each_sentence_on_the_row_of_its_topic_and_texts_apart():
    table = pd.DataFrame({"row": ["grain", "arms", "arms"], "group": ["a", "a", "b"], "kind": ["k", "e", "k"]})
    ax = figures.strip(table, "Issues", "issue", {"k": "#000000", "e": "#777777"}, order=["arms", "grain"])
    marks = {
        line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True))
        for line in ax.lines
        if line.get_label() in "ke"
    }
    assert marks == {"k": [(0, 1), (4.5, 0)], "e": [(1, 0)]}
    assert [t.get_text() for t in ax.get_yticklabels()] == ["arms", "grain"]
    assert "a: grain, k 1; arms, e 1. b: arms, k 1" in ax.figure.alt_text


def test_a_curve_draws_each_column_its_errors_and_the_choice():
    table = pd.DataFrame({"rand": [0.2, 0.4], "error": [0.1, 0.1], "shuffled": [0.3, 0.3]}, index=[2, 3])
    ax = figures.curve(table, "How many?", "k", "index", errors={"rand": "error"}, chosen=3)
    drawn = {bar.get_label(): list(bar.lines[0].get_ydata()) for bar in ax.containers}
    assert drawn == {"rand": [0.2, 0.4], "shuffled": [0.3, 0.3]}
    assert "chosen: 3" in [t.get_text() for t in ax.get_legend().get_texts()]
    assert "rand: 2 0.2; 3 0.4. shuffled: 2 0.3; 3 0.3" in ax.figure.alt_text
