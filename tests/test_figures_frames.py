"""The figure of frames: each share at its place, intervals where there are some, nothing where a side is silent."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import figures, framing


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [
        ("kremlin", "military", 12, 3, 0.25, 0.1, 0.4, ""),
        ("kremlin", "law", 12, 0, 0.0, np.nan, np.nan, "too few calls with it, or without: 0, needed 6"),
        ("elysee", "military", 4, 2, 0.5, np.nan, np.nan, "too few calls with it, or without: 1, needed 6"),
        ("elysee", "law", 4, 1, 0.25, np.nan, np.nan, "too few calls with it, or without: 1, needed 6"),
    ]
    return pd.DataFrame(rows, columns=["voice", "frame", "n", "tagged", "share", "low", "high", "why"])


def marks(ax) -> dict:
    lines = [line for line in ax.lines if ":" in str(line.get_label())]
    return {line.get_label(): (list(line.get_xdata()), line.get_marker(), to_hex(line.get_color())) for line in lines}


def test_each_side_has_a_marker_and_a_colour_of_its_own_at_its_shares(table):
    ax = figures.shares(table, "Frames")
    assert marks(ax) == {
        "kremlin: n = 12": ([0.25, 0.0], "o", figures.palette()["kremlin"]),
        "elysee: n = 4": ([0.5, 0.25], "s", figures.palette()["elysee"]),
    }
    assert [text.get_text() for text in ax.get_yticklabels()] == ["military  3:2", "law  0:1"]


def test_an_interval_is_drawn_where_there_is_one_and_said_in_the_alternative_text(table):
    ax = figures.shares(table, "Frames")
    drawn = [segment[:, 0].tolist() for lines in ax.collections for segment in lines.get_segments() if len(segment)]
    assert [ends for ends in drawn if ends != [0, 1] and not np.isnan(ends).any()] == [[0.1, 0.4]]
    assert "kremlin, 12 sentences: military 25% (10% to 40%); law 0%. elysee, 4 sentences" in ax.figure.alt_text


def test_a_side_without_a_sentence_has_no_marker_and_the_legend_says_so():
    told = {"doc_id": "a", "sentence": [0], "language": "en", "voice": "kremlin", "text": ["A truce."]}
    sentences = pd.DataFrame(told)
    ax = figures.shares(framing.frame_shares(framing.frames(sentences), sentences), "Frames")
    drawn = marks(ax)
    assert np.isnan(drawn["elysee: no sentence"][0]).all()
    assert "ceasefire  1:–" in [text.get_text() for text in ax.get_yticklabels()]
    assert "elysee, no sentence" in ax.figure.alt_text


def test_text_is_nine_points_or_more_and_lies_in_the_page(table):
    ax = figures.shares(table, "Frames", subtitle="16 sentences")
    figure = ax.figure
    figure.canvas.draw()
    texts = [*ax.get_yticklabels(), *ax.get_xticklabels(), *ax.get_legend().get_texts(), ax.xaxis.label]
    assert min(text.get_fontsize() for text in texts) >= 9
    assert figure.get_figwidth() == figures.WIDTH


def test_rows_of_several_calls_are_refused(table):
    with pytest.raises(ValueError, match="one row a frame for each of kremlin and elysee. Choose one call first"):
        figures.shares(pd.concat([table, table]), "Frames")
    with pytest.raises(ValueError, match="one row a frame"):
        figures.shares(table[table["voice"] == "kremlin"], "Frames")
