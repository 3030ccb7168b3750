"""Room for words: everything is measured as it will be drawn, wrapped to the width of the page, and set apart."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import matplotlib.pyplot as plt
import pandas as pd
import regex
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from helpers.figures._style import DPI, EDGE, GREY, LEAST, SMALL, STYLE, TEXT, TITLE, WIDTH

GAP = 0.07  # inches between title, subtitle, axes and legend
MOST = 200  # rows in a figure
UPRIGHT = 1.9, 3.0  # inches of a label that is set upright: wanted, and at most
_RENDERER = RendererAgg(1, 1, DPI)


@cache
def measured(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """How wide a line of text is, in inches."""
    font = FontProperties(family=STYLE["font.family"], size=size, weight=weight)
    return _RENDERER.get_text_width_height_descent(text, font, False)[0] / DPI


def tall(text: str, size: float = TEXT) -> float:
    """How tall a text of one or more lines is, in inches."""
    return (text.count("\n") + 1) * size * 1.3 / 72


def literal(text: object) -> str:
    """Text as it can be drawn: control characters, which have no form, are spaces."""
    clean = re.sub("[\x00-\x09\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", str(text))
    return clean.encode("utf-8", "replace").decode()


def wrap(text: object, inches: float, size: float = TEXT, weight: str = "normal", lines: int | None = None) -> str:
    """Text in lines of a measured width, parted at spaces, and within words that are wider than a line.

    What goes beyond ``lines`` is cut, and an ellipsis says so.
    """
    done: list[str] = []
    for paragraph in literal(text).splitlines() or [""]:
        if measured(paragraph, size, weight) <= inches:
            done.append(paragraph)
            continue
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if measured(longer, size, weight) > inches:
                done += [line] if line else []
                *whole, longer = _parted(word, inches, size, weight)
                done += whole
            line = longer
        done.append(line)
    if lines and len(done) > lines:
        whole = done[: lines - 1]
        shown = sum(len("".join(line.split())) for line in whole)
        rest = " ".join(re.sub(rf"\s*(?:\S\s*){{{shown}}}", "", literal(text), count=1).split())
        done = [*whole, _parted(rest, inches - measured("…", size, weight), size, weight)[0].rstrip() + "…"]
    return "\n".join(done)


def _parted(word: str, inches: float, size: float, weight: str) -> list[str]:
    """A word in pieces that fit, parted between characters as readers see them."""
    if measured(word, size, weight) <= inches:
        return [word]
    pieces, piece = [], ""
    for character in regex.findall(r"\X", word):
        if piece and measured(piece + character, size, weight) > inches:
            pieces, piece = [*pieces, piece], ""
        piece += character
    return [*pieces, piece]


def axes(ax: Axes | None) -> Axes:
    """The axes given, or new ones in a figure of the page's width, whose height ``finish`` sets."""
    if ax is None:
        figure, ax = plt.subplots(figsize=(WIDTH, 4))
        figure.body = 3.0
    return ax


def rows(ax: Axes, labels: Iterable, pitch: float, inches: float = 1.8, size: float = TEXT) -> float:
    """Write labels beside the rows 0, 1, ...; how high a row is, in inches: ``pitch``, or more where labels need it."""
    wrapped = [wrap(label, inches, size, lines=3) for label in labels]
    ax.set_yticks(range(len(wrapped)), wrapped, fontsize=size)
    return max([pitch, *(tall(label, size) + (0.05 if "\n" in label else 0.02) for label in wrapped)])


def first(table: pd.DataFrame, subtitle: str) -> tuple[pd.DataFrame, str]:
    """As many rows as can be read, and a subtitle that says so where there are more."""
    if len(table) <= MOST:
        return table, subtitle
    return table.head(MOST), f"{subtitle}{'; ' if subtitle else ''}the first {MOST} of {len(table):,} rows"


def room(ax: Axes) -> float:
    """How wide the axes are, in inches, beside the labels that they have by now."""
    if hasattr(ax.figure, "body"):
        left, _, right, _ = _overhang(ax)
        box = ax.get_position()
        ax.set_position([(EDGE + left) / WIDTH, box.y0, _inside(left, right) / WIDTH, box.height])
    return ax.bbox.width / ax.figure.dpi


def legend(ax: Axes, handles: Sequence, labels: Iterable) -> None:
    """Explain marks below the axes, in as many columns as the width holds; ``finish`` puts it into its place."""
    inches = WIDTH - 2 * EDGE if hasattr(ax.figure, "body") else ax.bbox.width / ax.figure.dpi
    texts = [wrap(label, inches - 0.6, SMALL, lines=4) for label in labels]
    narrowest = min((measured(line, SMALL) for text in texts for line in text.split("\n")), default=0) + 0.4
    for columns in range(max(min(len(texts), int(inches / narrowest)), 1), 0, -1):
        drawn = ax.legend(
            handles, texts, loc="upper left", ncols=columns, borderaxespad=0, borderpad=0, handletextpad=0.5,
            columnspacing=1.4,
        )  # fmt: skip
        if drawn.get_window_extent().width / ax.figure.dpi <= inches:
            break


def headings(ax: Axes, xs: Sequence[float], labels: Sequence, width: float) -> None:
    """Texts above the axes, each begins at its x: on one level or two, or upright where that does not hold them.

    More than thirty are only counted.
    """
    if len(labels) > 30:
        xs, labels = xs[:1], [f"{len(labels):,} texts, side by side"]
    per_inch = (ax.get_xlim()[1] - ax.get_xlim()[0]) / room(ax)
    begins, end = [(x - ax.get_xlim()[0]) / per_inch for x in xs], ax.bbox.width / ax.figure.dpi
    placed, level, left = [], 0, [end + 0.06] * 2  # where the last text on each level begins
    # From the right, so that a line leads down on the left of all texts that are lower.
    for x, begin, label in sorted(zip(xs, begins, labels, strict=True), key=lambda row: row[1], reverse=True):
        text = wrap(label, min(width, room(ax) - 0.1) if len(labels) == 1 else width, LEAST, lines=3)
        wide = max(measured(line, LEAST) for line in text.split("\n"))
        level = next((k for k in (0, 1) if begin + wide + 0.06 <= left[k]), 2)
        if level > 1 and len(labels) > 1:
            return _upright(ax, xs, begins, end, labels)
        left[min(level, 1)] = begin
        placed.append((x, level, text))
    ground = max(tall(text, LEAST) for _, level, text in placed if level != 1)
    for x, level, text in placed:
        up = 2 + (72 * ground if level == 1 else 0)
        _above(ax, text, x, (0, up))
        if level == 1:
            line = {"arrowstyle": "-", "color": "#d1d5db", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
            _above(ax, "", x, (0, up), arrowprops=line)
    return None


def _upright(ax: Axes, xs: Sequence[float], begins: Sequence[float], end: float, labels: Sequence) -> None:
    """Each text upright from the beginning of its own column, a little beside it where columns are narrow."""
    line = tall("", LEAST)
    if line * len(labels) > end:
        return headings(ax, xs[:1], [f"{len(labels):,} texts, side by side"], end)
    order = sorted(range(len(labels)), key=begins.__getitem__)
    xs, begins, labels = ([part[i] for i in order] for part in (xs, begins, labels))
    texts, wides = [], []
    for begin, after, label in zip(begins, [*begins[1:], end], labels, strict=True):
        texts.append(turned(label, min(after - begin, 3 * line)))
        wides.append(tall(texts[-1], LEAST))
    at = list(begins)
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + wides[i - 1])
    for i in reversed(range(len(at))):
        at[i] = min(at[i], (at[i + 1] if i + 1 < len(at) else end) - wides[i])
    for x, begin, place, text in zip(xs, begins, at, texts, strict=True):
        _above(ax, text, x, ((place - begin) * 72, 3), rotation=90)
    return None


def turned(label: object, inches: float) -> str:
    """A label that is set upright, in as many lines as these inches hold; longer where it would be cut."""
    lines = max(int(inches / tall("", LEAST)), 1)
    label = literal(label) if lines > 1 else " ".join(literal(label).split())
    texts = (wrap(label, length, LEAST, lines=lines) for length in UPRIGHT)
    return next((text for text in texts if text.split() == label.split()), wrap(label, UPRIGHT[-1], LEAST, lines=lines))


def _above(ax: Axes, text: str, x: float, shift: tuple[float, float], **how: object) -> None:
    place = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points", "va": "bottom", "ha": "left"}
    ax.annotate(text, (x, 1), shift, fontsize=LEAST, color=GREY, **place, **how)


def _inside(left: float, right: float) -> float:
    return max(WIDTH - 2 * EDGE - left - right, 1.0)


def _overhang(ax: Axes) -> tuple[float, float, float, float]:
    """How far labels, insets and headings reach beyond the axes: left, below, right, above, in inches."""
    apart = [artist for artist in (*getattr(ax, "words", ()), ax.get_legend()) if artist is not None]
    for artist in apart:
        artist.set_visible(False)
    all_, own = ax.get_tightbbox(), ax.get_window_extent()
    for artist in apart:
        artist.set_visible(True)
    reach = own.x0 - all_.x0, own.y0 - all_.y0, all_.x1 - own.x1, all_.y1 - own.y1
    return tuple(max(0.0, length / ax.figure.dpi) for length in reach)


def fit(ax: Axes) -> None:
    """Give the figure the height that its parts need, and put title, subtitle, axes and legend into their places.

    In axes that were given nothing is moved but the axes' own title, subtitle and legend.
    """
    figure, drawn = ax.figure, ax.get_legend()
    mine = hasattr(figure, "body")
    title, *subtitle = ax.words
    head = tall(title.get_text(), TITLE) + sum(tall(text.get_text(), SMALL) for text in subtitle) + 2 * GAP
    foot = drawn.get_window_extent().height / figure.dpi + 1.5 * GAP if drawn else 0
    for _ in range(2 if mine else 0):  # how far ticks and insets reach depends on width and height
        left, below, right, above = _overhang(ax)
        upper, lower = above + head, below + foot + EDGE
        height = upper + figure.body + lower + EDGE
        figure.set_size_inches(WIDTH, height)
        ax.set_position([(EDGE + left) / WIDTH, lower / height, _inside(left, right) / WIDTH, figure.body / height])
    left, below, _, above = _overhang(ax)
    wide, high = ax.bbox.width / figure.dpi, ax.bbox.height / figure.dpi
    x, y = -left / wide if mine else 0, 1 + (above + GAP) / high
    for text in subtitle:
        text.set_position((x, y))
        y += (tall(text.get_text(), SMALL) + 0.3 * GAP) / high
    title.set_position((x, y))
    if drawn:
        corner = (EDGE if mine else ax.bbox.x0 / figure.dpi, ax.bbox.y0 / figure.dpi - below - 1.5 * GAP)
        drawn.set_bbox_to_anchor(corner, transform=figure.dpi_scale_trans)
