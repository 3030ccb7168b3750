"""Words in figures: each beside its own count, no two over each other, each combination above its own choices."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import figures, framing, frequency

COLOURS = figures.palette()


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def overlapping(texts) -> list[tuple[str, str]]:
    """The pairs of written texts that lie over each other, as drawn."""
    texts = [text for text in texts if text.get_text() and text.get_visible()]
    renderer = texts[0].figure.canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    return [(a, b) for (a, x), (b, y) in combinations(boxes, 2) if x.shrunk(0.96, 0.9).overlaps(y.shrunk(0.96, 0.9))]


def occurrences(seeds, words: list[str]) -> pd.DataFrame:
    documents, _, sentences = seeds
    found = pd.concat([frequency.concordance(sentences, word).assign(term=word) for word in words])
    length = documents.set_index("doc_id")["text"].str.len()
    group = found["doc_id"].str.replace("-20", "\n20", n=1)
    return found.assign(group=group, share=found["start"] / found["doc_id"].map(length), kind=found["voice"])


def test_each_word_has_a_mark_for_each_of_its_occurrences_in_its_text_and_account(seeds):
    words = ["ceasefire", "turkey", "minsk", "food"]
    table = occurrences(seeds, words)
    texts = list(dict.fromkeys(table["group"]))
    ax = figures.places(table, texts, "Where", "word", COLOURS, order=words)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["ceasefire 5", "turkey 5 (one text)", "minsk 8", "food 3 (one text)"]
    for row, (word, label) in enumerate(zip(words, labels, strict=True)):
        assert (table["term"] == word).sum() == int(label.split()[1])
        for kind in COLOURS:
            drawn = [x for line in ax.lines if line.get_label() == kind
                     for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True) if y == row]  # fmt: skip
            own = table[(table["term"] == word) & (table["kind"] == kind)]
            assert sorted(drawn) == pytest.approx(
                sorted(own["group"].map(texts.index).astype(float) * 1.12 + own["share"])
            )
    grey = [to_hex(label.get_color()) for label in ax.get_yticklabels()]
    assert [shade == figures.GREY for shade in grey] == [False, True, False, True]


def test_the_words_and_texts_of_a_figure_of_places_do_not_overlap(seeds):
    words = ["russia", "conflict", "nagorno-karabakh", "turkey"]
    table = occurrences(seeds, words)
    ax = figures.places(table, sorted(set(table["group"])), "Where", "word", COLOURS, order=words)
    ax.figure.canvas.draw()
    assert len(ax.texts) == 5
    assert not overlapping([*ax.texts, *ax.get_yticklabels()])


def test_the_words_beside_the_bars_of_a_contrast_do_not_overlap(toy):
    ax = figures.contrast(framing.log_odds(frequency.count(toy), "kremlin", "elysee", prior=0.1), "Words", n=8)
    ax.figure.canvas.draw()
    assert len(ax.texts) == 18
    assert not overlapping(ax.texts)


@pytest.fixture
def specified() -> pd.DataFrame:
    rows = [("pooled", "all", 1.5), ("pooled", "stems", -0.5), ("weak", "all", np.nan), ("weak", "stems", 0.5)]
    return pd.DataFrame(rows, columns=["prior", "stop_words", "arms"])


def marks(ax) -> list[tuple[float, float, str]]:
    return sorted(
        (float(x), float(y), to_hex(line.get_color()))
        for line in ax.lines
        if line.get_linestyle() == "None"
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    )


def test_estimates_stand_in_their_order_above_their_own_choices(specified):
    ax = figures.specifications(specified, "arms", ["prior", "stop_words"], "Curve", "standard errors")
    first, second, grey = figures.FIRST, figures.SECOND, figures.GREY
    assert marks(ax) == [(0, 1.5, first), (1, 0.5, first), (2, -0.5, second), (3, 0, grey)]
    (below,) = ax.child_axes
    rows = [label.get_text() for label in below.get_yticklabels()]
    assert rows == ["prior", "pooled", "weak", "stop words", "all", "stems"]
    # From the left: pooled and all; weak and stems; pooled and stems; weak and all, which has no estimate.
    assert [(x, rows[int(y)]) for x, y, _ in marks(below)] == [
        (0, "pooled"), (0, "all"), (1, "weak"), (1, "stems"), (2, "pooled"), (2, "stems"), (3, "weak"), (3, "all"),
    ]  # fmt: skip
    assert {colour for x, _, colour in marks(below) if x == 3} == {grey}


def test_beside_each_option_stand_its_shares_for_both_sides(specified):
    ax = figures.specifications(specified, "arms", ["prior", "stop_words"], "Curve", "standard errors")
    (below,) = ax.child_axes
    beside = {}
    for text in below.texts:
        beside.setdefault(text.xy[1], []).append(text.get_text())
    assert beside == {
        0.4: ["kremlin", "elysee"],
        1: ["50%", "50%"],
        2: ["50%", "0%"],
        4: ["50%", "0%"],
        5: ["50%", "50%"],
    }
    assert "kremlin 2; elysee 1; neither, or no estimate 1" in ax.figure.alt_text
    assert "prior, weak 50%:0%" in ax.figure.alt_text


def test_the_texts_of_a_specification_curve_are_large_enough_and_do_not_overlap(specified):
    ax = figures.specifications(specified, "arms", ["prior", "stop_words"], "Curve", "standard errors", subtitle="n")
    ax.figure.canvas.draw()
    (below,) = ax.child_axes
    written = [*below.texts, *below.get_yticklabels()]
    assert not overlapping(written)
    assert min(text.get_fontsize() for text in [*written, *ax.get_legend().get_texts(), *ax.texts]) >= 9
