"""Every word once, in the band of its counts; no label over another or over a point."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import figures, framing, frequency


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def placed(ax) -> dict[str, list]:
    """The points of each colour, in parts of the axes."""
    return {to_hex(part.get_facecolor()[0]): part.get_offsets().round(4).tolist() for part in ax.collections}


def test_points_are_in_the_bands_of_their_counts_and_equal_ones_beside_each_other():
    table = pd.DataFrame({"count_a": [2, 1, 0], "count_b": [0, 1, 2], "z": [1.6, 0, -1.5]}, index=["k", "b", "e"])
    ax = figures.scatter(table, "Words")
    # Three bands as wide as each other, on both axes; their middles.
    low, middle, high = 1 / 6, 1 / 2, 5 / 6
    assert placed(ax) == {
        figures.FIRST: [[round(low, 4), round(high, 4)]],
        figures.SECOND: [[round(high, 4), round(low, 4)]],
        figures.GREY: [[middle, middle]],
    }
    assert [text.get_text() for text in ax.texts] == ["k", "e", "b"]
    assert ax.get_xlabel() == "times in elysee →"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "2"]
    said = "kremlin:elysee. higher rate in kremlin 1: k 2:0. higher rate in elysee 1: e 0:2. rests on one mention, or"
    assert said in ax.figure.alt_text
    assert ax.figure.data.to_numpy().tolist() == [
        ["k", "kremlin", 2, 0, 1.6],
        ["e", "elysee", 0, 2, -1.5],
        ["b", "neither", 1, 1, 0.0],
    ]


def test_a_word_that_its_side_says_once_is_no_side_s():
    table = pd.DataFrame({"count_a": [1, 2, 1], "count_b": [1, 1, 0], "z": [-0.4, -0.1, 0.3]}, index=["b", "t", "k"])
    assert figures.scatter(table, "Words").figure.data["side"].tolist() == ["neither"] * 3


def test_sides_are_told_apart_by_markers_too():
    table = pd.DataFrame({"count_a": [2, 1, 0], "count_b": [0, 1, 2], "z": [1.6, 0, -1.5]}, index=["k", "b", "e"])
    ax = figures.scatter(table, "Words", ("K", "E"))
    assert [handle.get_marker() for handle in ax.get_legend().legend_handles] == ["o", "s", "D"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "higher rate in K: 1",
        "higher rate in E: 1",
        "rests on one mention, or the same rate: 1",
    ]
    assert len({part.get_paths()[0].vertices.tobytes() for part in ax.collections}) == 3


def made(n: int) -> pd.DataFrame:
    numbers = np.random.default_rng(5)
    terms = ["".join(numbers.choice(list("abcdefgдж"), numbers.integers(2, 14))) for _ in range(3 * n)]
    counts = numbers.zipf(1.7, (3 * n, 2)).clip(1, 300) - 1
    table = pd.DataFrame(counts, columns=["k", "e"], index=pd.Index(terms, name="term"))
    return framing.log_odds(table[(table.sum(axis=1) > 0) & ~table.index.duplicated()].head(n), "k", "e")


@pytest.fixture(params=["the five texts", 20, 1500])
def table(request, seeds):
    if isinstance(request.param, int):
        return made(request.param)
    accounts = framing.accounts(seeds[2], "kremlin", "elysee")
    return framing.log_odds(frequency.count(accounts, by=["call_id", "voice"]), "kremlin", "elysee")


def test_no_label_covers_a_label_or_a_point_and_no_point_another(table):
    ax = figures.scatter(table, "Words")
    ax.figure.draw_without_rendering()
    boxes = np.array([text.get_window_extent().extents for text in ax.texts])
    assert len(boxes) >= min(len(table) * 0.9, 30)
    points = np.vstack([ax.transData.transform(part.get_offsets()) for part in ax.collections])
    radii = np.concatenate([np.sqrt(part.get_sizes()) / 2 / 72 * ax.figure.dpi for part in ax.collections])
    assert len(points) == len(table)
    over = (np.maximum(boxes[:, None, :2], boxes[:, :2]) < np.minimum(boxes[:, None, 2:], boxes[:, 2:]) - 1).all(axis=2)
    assert over.sum() == len(boxes)  # each with itself
    nearest = points[:, None].clip(boxes[:, :2], boxes[:, 2:]) - points[:, None]
    assert (np.linalg.norm(nearest, axis=2) > radii[:, None] - 1).all()
    apart = np.linalg.norm(points[:, None] - points, axis=2) + 1e9 * np.eye(len(points))
    assert (apart.min(axis=1) > radii * 2 - 0.2).all()
    again = figures.scatter(table, "Words")
    assert [text.get_position() for text in again.texts] == [text.get_position() for text in ax.texts]
