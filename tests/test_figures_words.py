"""Words in figures: each beside its own count, no two over each other."""

from itertools import combinations

import matplotlib.pyplot as plt
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
