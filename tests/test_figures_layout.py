"""Every figure as it comes out on the page: its width, no text too small, none outside, none over another."""

import logging
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from helpers import figures

LONG = "Bundesverfassungsgerichtsentscheidung zur Getreideausfuhrverordnung"  # 67 characters, two words
SUBTITLE = " ".join(["n = 65 sentences, 5 texts (1 house translation, 1 machine translation);"] * 3)[:200]
TITLE = "What the two presidencies say of the negotiations on the export of grain, and what neither of them says"
ODD = [
    "$x_1$ costs $5",
    r"back\slash \alpha_{",
    "<b>bold</b> & co",
    "مكالمة هاتفية بين الرئيسين",
    "שיחת טלפון בין הנשיאים",
    "两国总统通电话讨论停火问题",
    "🌾 grain 😀 deal",
    "_hidden",
    "a\nline",
    "=1+1",
    "bell\x07tab\there",
    "z" * 500,
]


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def every_figure(labels: list[str], names: tuple[str, str], title: str, subtitle: str) -> dict:
    """Each figure function, called with these labels wherever a word of a corpus or of a user may stand."""
    n, numbers = len(labels), np.random.default_rng(4)
    some = {"subtitle": subtitle}
    counts = pd.DataFrame(numbers.integers(1, 90, (n, 3)), index=labels, columns=[*names, labels[0] + " (3)"])
    z = np.linspace(3, -2, n) if n > 1 else [1.5]
    words = pd.DataFrame({"count_a": numbers.integers(0, 3, n), "count_b": numbers.integers(1, 3, n), "z": z}, labels)
    share = pd.DataFrame({"share_a": np.arange(n) % 2 / 3, "share_b": 0.25, "p_adjusted": 0.00004}, index=labels)
    share.attrs = {"calls": 29, "sentences": dict(zip(names, (256, 1175), strict=True))}
    marks = pd.DataFrame({"row": labels, "group": labels[:3] * (n // 3) + labels[: n % 3], "kind": names[0]})
    marks = marks.sort_values("group", kind="stable").assign(term=labels, share=0.5)
    dates = pd.date_range("2020-01-01", periods=n, freq="40D")
    days = pd.DataFrame({"date": dates, "kind": labels, "note": ""}).assign(note=[labels[0], *[""] * (n - 1)])
    curves = pd.DataFrame({name: np.arange(8) / 7 for name in [*names, labels[0]]}, index=range(2, 10))
    return {
        "bars": lambda: figures.bars(counts, title, LONG, **some),
        "matrix": lambda: figures.matrix(counts, title, LONG, LONG, **some),
        "wide matrix": lambda: figures.matrix(counts.T, title, "side", "word", **some),
        "dots": lambda: figures.dots(counts, title, LONG, **some),
        "curve": lambda: figures.curve(curves, title, LONG, LONG, chosen=4, **some),
        "calendar": lambda: figures.calendar(days, title, dict.fromkeys(labels[:5], "#7b5aa6"), **some),
        "strip": lambda: figures.strip(marks, title, LONG, figures.palette(names), **some),
        "places": lambda: figures.places(marks, labels[:3], title, LONG, figures.palette(names), **some),
        "contrast": lambda: figures.contrast(words, title, names, **some),
        "scatter": lambda: figures.scatter(words, title, names, **some),
        "shares": lambda: figures.shares({names: share, names[::-1]: share}, title, **some),
    }  # fmt: skip


NAMES = list(every_figure(["a", "b", "c"], ("kremlin", "elysee"), "T", ""))
LABELS = {
    "30 rows": [f"{i} {LONG[:57]}" for i in range(30)],
    "1 row": [LONG],
    "short labels": ["grain", "ceasefire", "weapons", "Minsk"],
    "odd text": ODD,
}


def seen(figure) -> list[tuple[Text, list[float]]]:
    """Every text that can be seen, with its box in inches. (Of ticks matplotlib keeps more than it draws.)"""
    figure.draw_without_rendering()
    hidden = set()
    insets = [inset for ax in figure.axes for inset in ax.child_axes]
    for ax in (*figure.axes, *insets):
        for axis, ends in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            low, high, slack = min(ends), max(ends), 1e-9 * abs(ends[1] - ends[0])
            if not ax.axison:
                hidden |= set(axis.findobj(Text))
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low - slack <= tick.get_loc() <= high + slack:
                    hidden |= {tick.label1, tick.label2}
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible() and t not in hidden]
    return [(text, text.get_window_extent().extents / figure.dpi) for text in texts]


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_nine_points_or_more_within_the_page_and_over_no_other(name, labels, capfd, caplog):
    names = (LONG, LONG[::-1]) if labels == "1 row" else ("kremlin", "elysee")
    title, subtitle = ("$a_b$ 🌾", "\\frac{ 漢字") if labels == "odd text" else (TITLE, SUBTITLE)
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        figure = every_figure(LABELS[labels], names, title, subtitle)[name]().figure
        boxes, pixel = seen(figure), 1.5 / figure.dpi
    assert (capfd.readouterr().err, caplog.text) == ("", "")
    width, height = figure.get_size_inches()
    assert width <= 7.16
    assert min(text.get_fontsize() for text, _ in boxes) >= 9
    for text, (left, bottom, right, top) in boxes:
        inside = left > -pixel and bottom > -pixel and right < width + pixel and top < height + pixel
        assert inside, f"{text.get_text()!r} is cut: {left, bottom, right, top}, of {width} x {height}"
    x0, y0, x1, y1 = np.array([box for _, box in boxes]).T[:, :, None]
    shared = np.minimum(np.minimum(x1, x1.T) - np.maximum(x0, x0.T), np.minimum(y1, y1.T) - np.maximum(y0, y0.T))
    over = [(boxes[a][0].get_text(), boxes[b][0].get_text()) for a, b in np.argwhere(shared > pixel) if a < b]
    assert over == []


def test_of_twenty_four_columns_and_texts_no_label_is_cut_and_each_stands_at_its_own():
    days = ["16 January 2024", "10 September 2024", "12 November 2024"] * 4
    columns = [f"{day} {n}\n{side}" for n, day in enumerate(days) for side in ("Lantern House", "Amber Court")]
    counts = pd.DataFrame(1, index=["grain", "arms"], columns=columns)
    marks = pd.DataFrame([(f"call-{n:02d}-amber", "grain", "k", 0.5) for n in range(24) for _ in range(1 + n % 8)])
    marks = marks.set_axis(["group", "row", "kind", "share"], axis=1).assign(term="grain")
    texts, shades = list(dict.fromkeys(marks["group"])), figures.palette()
    drawn = {
        "matrix": figures.matrix(counts, "Issues", "issue", "call and account"),
        "strip": figures.strip(marks, "Issues", "issue", shades),
        "places": figures.places(marks, texts, "Words", "word", shades),
    }
    for name, ax in drawn.items():
        boxes = [(text, box) for text, box in seen(ax.figure) if text.get_rotation() == 90 and text != ax.yaxis.label]
        labels = [" ".join(column.split()) for column in columns] if name == "matrix" else texts
        assert [text.get_text() for text, _ in boxes] == labels
        lefts, line = np.array([box[0] for _, box in boxes]), 9 * 1.3 / 72
        assert (np.diff(lefts) > 0.9 * line).all()
        if name != "matrix":
            own = ax.transData.transform([(text.xy[0], 0) for text, _ in boxes])[:, 0] / ax.figure.dpi
            assert np.abs(lefts - own).max() < 2 * line


def test_marks_at_the_edge_of_a_strip_are_whole():
    marks = pd.DataFrame({"row": "grain", "group": ["a"] * 180, "kind": "k"})
    ax = figures.strip(marks, "Issues", "issue", figures.palette())
    last = ax.lines[1]
    end = ax.transData.transform((last.get_xdata()[-1], 0))[0] / ax.figure.dpi + last.get_markersize() / 144
    assert not last.get_clip_on()
    assert end < 7
