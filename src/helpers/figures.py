"""Figures: one style, a table in, matplotlib Axes out.

Nothing is computed here that the table does not hold. The two sides always have the same two colours, which stay apart
for colour-blind readers (Okabe & Ito 2008), and markers of their own; the first-named side is on the left. A figure is
5.4 inches wide, no text in it is smaller than 9 points, and matplotlib's constrained layout finds room for the labels.
It carries alternative text (``figure.alt_text``), the table that it draws (``figure.data``) and links into the explorer
(``figure.links``): labels and marks lead there where the index or the columns of the table have a name that the
explorer knows, like ``term`` or ``voice``. A table with nothing to draw is a ValueError that says why.
"""

import io
import logging
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, wraps
from itertools import cycle
from math import ceil

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.pyplot import Axes, Figure, MaxNLocator
from PIL import Image

from helpers import files, views

__all__ = [
    "FIRST", "GREY", "SECOND", "bars", "calendar", "contrast", "csv", "curve", "dots", "matrix", "palette", "passed_on",
    "places", "png", "scatter", "shares", "strip", "topic_colours",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__


FIRST, SECOND, GREY = "#c04a00", "#0067a5", "#6b7280"
_PALETTE = ("#7b5aa6", "#2a8f6d", "#9aa0a6", "#d9a400", "#5c4033", "#cc79a7", "#4cb3d4", "#333333")
_INK, _LINE, _MARKERS = "#111827", "#e5e7eb", "osD^vPX*"
# 5.4 inches are 518 CSS pixels, so a point on paper is a point on the page; pictures are for screens of double density.
_WIDTH, _EDGE, _CSS, _DPI = 5.4, 0.08, 96, 192
_TITLE, _TEXT, _SMALL, _LEAST = 12.5, 10.5, 9.5, 9  # points
_ROW = 0.17  # inches of a small label's line
_MOST = 200  # rows in a figure; at most twice as many links
_STYLE = {
    # All of them come with matplotlib, so a figure is the same on every machine. The last one has a box for every
    # other character; Chinese, Japanese and Korean are such boxes.
    "font.family": ["DejaVu Sans", "STIXGeneral", "Last Resort High-Efficiency"],
    "font.size": _TEXT,
    "text.parse_math": False,  # words of a corpus may hold dollar signs
    "figure.dpi": _DPI,
    "figure.constrained_layout.w_pad": _EDGE,
    "figure.constrained_layout.h_pad": _EDGE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.edgecolor": "#9aa0a6",
    "axes.labelcolor": "#374151",
    "xtick.color": "#374151",
    "ytick.color": _INK,
    "ytick.left": False,
    "grid.color": _LINE,
    "legend.frameon": False,
    "legend.fontsize": _SMALL,
}
# The font of last resort has no bold, which matplotlib would report for every bold title.
logging.getLogger("matplotlib.font_manager").addFilter(lambda record: "Last Resort" not in record.getMessage())


@contextmanager
def _styled() -> Iterator[None]:
    """The style while a figure is drawn. (rc_context would also undo the interactive mode that Jupyter turns on with
    the first figure, and show no figure after it.)
    """
    before = {name: mpl.rcParams[name] for name in _STYLE}
    mpl.rcParams.update(_STYLE)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


def _drawn(*columns: str) -> Callable:
    """A figure in the style, of a table that has these columns, or numbers alone."""

    def checked(draw: Callable) -> Callable:
        @wraps(draw)
        def drawn(table: pd.DataFrame, *args: object, **how: object) -> Axes:
            files.need(table, "table", columns)
            if wrong := [str(name) for name, column in table.items() if not columns and not _holds_numbers(column)]:
                raise ValueError(f"table: no numbers in {', '.join(wrong)}. Choose other columns: table[[...]].")
            with _styled():
                return draw(table, *args, **how)

        return drawn

    return checked


def _holds_numbers(column: pd.Series) -> bool:
    return column.isna().all() or pd.api.types.is_numeric_dtype(column.infer_objects())


def palette(voices: tuple[str, str] = ("kremlin", "elysee")) -> dict[str, str]:
    """The colour of each voice: the two sides', and those of joint, other and narrator."""
    return dict(zip((*voices, "joint", "other", "narrator"), (FIRST, SECOND, *_PALETTE), strict=False))


def topic_colours(labels: Iterable[str], free: Iterable[str] = ("other", "no topic")) -> dict[str, str]:
    """A colour for each topic, by its place among the labels, none of them a side's; pale grey for those ``free``.

    There are eight; a ninth topic has the first one's again, so labels are always written out too.
    """
    shades = (*_PALETTE[:2], *_PALETTE[3:], "#8b9a1e")  # without the narrator's grey
    return _coloured([label for label in labels if label not in free], {}, shades) | dict.fromkeys(free, "#c9ced6")


def _coloured(names: Iterable, given: Mapping, shades: Sequence[str]) -> dict:
    """A colour for every name: the given one, or the next of the shades."""
    new = dict.fromkeys(name for name in names if name not in given)
    return dict(given) | dict(zip(new, cycle(shades), strict=False))


# Words: how wide they are, and wrapped to a width


@cache
def _measured(text: str, size: float = _TEXT, weight: str = "normal") -> float:
    """How wide the widest line of a text is, in inches."""
    font = mpl.font_manager.FontProperties(family=_STYLE["font.family"], size=size, weight=weight)
    renderer = RendererAgg(1, 1, _DPI)
    return max(renderer.get_text_width_height_descent(line, font, False)[0] for line in text.split("\n")) / _DPI


def _tall(text: str, size: float = _TEXT) -> float:
    return (text.count("\n") + 1) * size * 1.3 / 72


def _literal(text: object) -> str:
    """Text as it can be drawn: control characters, which have no form, are spaces."""
    clean = re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", str(text))
    return clean.encode("utf-8", "replace").decode()


def _wrap(text: object, inches: float, size: float = _TEXT, weight: str = "normal", lines: int | None = None) -> str:
    """Text in lines of at most this width; what goes beyond ``lines`` is cut, and an ellipsis says so."""
    how = {"max_lines": lines, "placeholder": "…", "break_on_hyphens": False}
    paragraphs = [" ".join(_literal(text).split())] if lines else _literal(text).split("\n")
    for width in range(min(len(str(text)) + 1, int(32 * inches)), 1, -1):
        wrapped = "\n".join("\n".join(textwrap.wrap(part, width, **how)) for part in paragraphs)
        if _measured(wrapped, size, weight) <= inches:
            return wrapped
    return "\n".join(paragraphs)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")


def _told(data: pd.DataFrame, by: str, form: str) -> str:
    """The rows of a table in words, in groups: "first: kremlin 3; elysee 1. second: ..."."""
    said = pd.Series([form.format(**row) for row in data.to_dict("records")], dtype="str")
    groups = said.groupby(data[by].array, sort=False)
    return ". ".join(f"{name}: {'; '.join(part)}" for name, part in groups) + "."


# The frame of every figure


def _axes(something: bool, why: str) -> Axes:
    """New axes, where there is something to draw."""
    if not something:
        raise ValueError(f"Nothing to draw: {why}.")
    ax = plt.subplots(figsize=(_WIDTH, 20), layout="constrained")[1]  # _finish cuts the height
    ax.leads = []
    return ax


def _room(ax: Axes) -> float:
    """How wide the axes are, in inches, beside the labels that they have by now."""
    ax.figure.draw_without_rendering()
    return ax.get_window_extent().width / _DPI


def _rows(ax: Axes, labels: Sequence, pitch: float, inches: float = 1.8) -> float:
    """Write labels beside the rows 0, 1, ... from the top; how high a row is, in inches."""
    if len(labels) > _MOST:
        raise ValueError(f"{len(labels):,} rows are too many for a figure; choose {_MOST} of them, as table.head(20).")
    wrapped = [_wrap(label, inches, lines=3) for label in labels]
    ax.set_yticks(range(len(wrapped)), wrapped)
    ax.set_ylim(len(wrapped) - 0.4, -0.6)
    return max([pitch, *(_tall(label) + 0.05 * ("\n" in label) for label in wrapped)])


def _legend(ax: Axes, handles: Sequence) -> None:
    """Explain marks below the axes, in as many columns as the width holds."""
    texts = [_wrap(handle.get_label(), _WIDTH - 1, _SMALL, lines=4) for handle in handles]
    for columns in range(len(texts), 0, -1):
        parts = np.array_split(texts, columns)
        if sum(max(_measured(str(text), _SMALL) for text in part) + 0.51 for part in parts) <= _WIDTH:
            break
    how = {"borderaxespad": 0.5, "borderpad": 0, "handletextpad": 0.5, "columnspacing": 1.4}
    ax.figure.legend(handles, texts, loc="outside lower left", ncols=columns, **how)


def _note(ax: Axes, text: str, at: tuple, shift: tuple[float, float], **look: object) -> None:
    """A small text, so many points from a place."""
    ax.annotate(text, at, shift, **{"fontsize": _SMALL, "va": "center", "textcoords": "offset points"} | look)


def _finish(ax: Axes, words: tuple[str, str], alt: str, data: pd.DataFrame, height: float) -> Axes:
    """Title and subtitle above; as much height as the labels need around axes of ``height`` inches; what goes along."""
    figure, top = ax.figure, _EDGE
    for text, size, weight, colour in zip(words, (_TITLE, _SMALL), ("bold", "normal"), ("black", GREY), strict=True):
        text = _wrap(text, _WIDTH - 2 * _EDGE, size, weight)
        look = {"color": colour, "fontsize": size, "weight": weight, "va": "top", "in_layout": False}
        _note(ax, text, (0, 1), (72 * _EDGE, -72 * top), xycoords="figure fraction", **look)
        top += (_tall(text, size) + 0.04) * bool(text)
    height = max(height, 1.0 if ax.get_ylabel() else 0)
    ax.set_ylabel(_wrap(ax.get_ylabel(), height))
    figure.draw_without_rendering()
    middle = ax.get_window_extent().get_points().mean(axis=0)[0] / _DPI
    beside = 2 * (min(middle, _WIDTH - middle) - _EDGE)  # inches that a label below the axes can have
    ax.set_xlabel(_wrap(ax.get_xlabel(), beside))
    for _ in range(2):  # how high the labels are is known once they are laid out
        figure.get_layout_engine().set(rect=(0, 0, 1, 1 - top / figure.get_figheight()))
        figure.draw_without_rendering()
        figure.set_figheight(figure.get_figheight() + height - ax.get_window_extent().height / _DPI)
    parts = (" ".join(_literal(part).split()) for part in (*words, alt))
    figure.alt_text = " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
    figure.data, figure.links = data.reset_index(drop=True), _links(ax)
    if (ipython := sys.modules.get("IPython")) and (shell := ipython.get_ipython()):
        # Jupyter's own way loses the alternative text.
        shell.display_formatter.formatters["image/png"].for_type(Figure, png)
        shell.display_formatter.mimebundle_formatter.for_type(Figure, lambda shown: {"text/csv": csv(shown)})
    return ax


def _lead(ax: Axes, filters: Mapping[str, object], *artists: object) -> None:
    """Let the box round what is drawn lead to the explorer with these filters; of two boxes the later lies above."""
    if filters:
        label = ", ".join(" ".join(_literal(value).split()) for value in filters.values())
        ax.leads.append((artists, views.address(**filters), label))


def _lead_rows(ax: Axes, names: Iterable, labels: Iterable) -> None:
    """Let each row 0, 1, ..., with the label beside it, lead to what the label stands for."""
    names, beside = list(names), ax.get_yticklabels()
    for y, label in enumerate(labels):
        _lead(ax, views.filters(names, label), beside[y], ax.axhspan(y - 0.5, y + 0.5, visible=False))


def _lead_table(ax: Axes, table: pd.DataFrame, mark: Callable[[int, int], object]) -> None:
    """Let the rows lead, and each mark to what its column stands for, within what its row stands for."""
    _lead_rows(ax, table.index.names, table.index)
    for y, x in zip(*np.nonzero(np.nan_to_num(table.to_numpy(float))), strict=True):
        if of_column := views.filters(table.columns.names, table.columns[x]):
            _lead(ax, views.filters(table.index.names, table.index[y]) | of_column, mark(y, x))


def _links(ax: Axes) -> list[tuple[int, int, int, int, str, str]]:
    """(left, top, right, bottom, address, label), in CSS pixels of the picture as it is shown."""
    wide, high = ax.figure.get_size_inches() * _CSS
    found = []
    for artists, address, label in ax.leads[: 2 * _MOST]:
        box = mpl.transforms.Bbox.union([artist.get_window_extent() for artist in artists]).get_points() * _CSS / _DPI
        (left, low), (right, up) = box.clip(0, (wide, high))
        found.append((*(round(float(edge)) for edge in (left, high - up, right, high - low)), address, label))
    return found


@_styled()
def png(figure: Figure) -> tuple[bytes, dict]:
    """A figure as PNG for screens of double density; its width and height in CSS pixels, its alternative text, and
    its links into the explorer, if it has any.
    """
    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=_DPI, metadata={"Software": None})
    with Image.open(drawn) as image:
        # A palette of 128 colours: a third of the size, and to the eye the same.
        few = image.convert("RGB").quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(small, "png", optimize=True)
    shown = {"width": few.width // 2, "height": few.height // 2, "alt": getattr(figure, "alt_text", "")}
    links = [list(link) for link in getattr(figure, "links", ())]
    return small.getvalue(), shown | ({"links": links} if links else {})


def csv(figure: Figure) -> str:
    r"""The data of a figure as CSV: numbers to six significant digits, lines end in ``\n``.

    A text that a spreadsheet would take for a formula, since it begins with = + - or @ (or a tab), has an apostrophe
    before it; numbers stay as they are, also a text that is one, like "-5".

    >>> ax = dots(pd.DataFrame({"rate": [-0.5]}, index=["=1+1"]), "Rates", "per 1,000 words")
    >>> print(csv(ax.figure), end="")
    row,series,value,unit
    '=1+1,rate,-0.5,"per 1,000 words"
    """
    formula = re.compile(r"(?![+-]?\d+([.,]\d+)*%?$)[=+\-@\t\r]")
    data = getattr(figure, "data", pd.DataFrame())
    data = data.map(lambda value: f"'{value}" if isinstance(value, str) and formula.match(value) else value)
    text = data.to_csv(index=False, float_format="%.6g", lineterminator="\n", date_format="%Y-%m-%d")
    return text.encode("utf-8", "replace").decode()


# Tables of numbers


def _long(table: pd.DataFrame, column: str, unit: str) -> pd.DataFrame:
    """A row for each number of a table: ``row``, the column's name, ``value``, ``unit``."""
    table = table.set_axis(table.index.to_flat_index(), axis=0).set_axis(table.columns.to_flat_index(), axis=1)
    return table.melt(var_name=column, ignore_index=False).rename_axis("row").reset_index().assign(unit=unit)


def _numbered(data: pd.DataFrame, by: str, form: str) -> str:
    """The rows of such a table in words."""
    return _told(data.assign(value=data["value"].round(2).map(_number)), by, form)


@_drawn()
def bars(table: pd.DataFrame, title: str, unit: str, *, subtitle: str = "", colours: Mapping | None = None) -> Axes:
    """Stacked horizontal bars: a bar for each row, from the top, a part for each column, its number in it.

    table: numbers, none negative; a missing one is no part. unit: what they count. colours: of the columns.
    Its data have a row a part: ``row``, ``part``, ``value``, ``unit``.
    """
    values, data = table.astype(float).fillna(0.0), _long(table, "part", unit)
    ax = _axes(values.to_numpy().any(), "the table has no number above zero")
    pitch, left, drawn = _rows(ax, table.index, 0.42), values.cumsum(axis=1) - values, []
    ax.set(xlim=(0, 1.03 * values.sum(axis=1).max()), xlabel=unit)
    inch, colours = ax.get_xlim()[1] / _room(ax), _coloured(table.columns, colours or {}, [GREY, *_PALETTE])
    for column, own in values.items():
        look = {"color": colours[column], "edgecolor": "white", "label": column}
        drawn.append(ax.barh(range(len(own)), own, 0.33 / pitch, left[column], **look))
        ink = "white" if np.dot(mpl.colors.to_rgb(colours[column]), (0.3, 0.6, 0.1)) < 0.65 else "black"
        fits = [_number(n) if _measured(_number(n), _SMALL) + 0.04 < n / inch else "" for n in own]
        ax.bar_label(drawn[-1], fits, label_type="center", color=ink, fontsize=_SMALL)
    _lead_table(ax, table, lambda y, x: drawn[x].patches[y])
    ax.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=(values % 1 == 0).all(axis=None)))
    ax.xaxis.set_major_formatter(lambda x, _: _number(x))
    ax.grid(axis="x")
    _legend(ax, drawn)
    alt = f"Stacked bars, {unit}. {_numbered(_long(values.T, 'bar', '').query('value > 0'), 'bar', '{row} {value}')}"
    return _finish(ax, (title, subtitle), alt, data, pitch * (len(table) + 0.2))


@_drawn()
def matrix(table: pd.DataFrame, title: str, rows: str, columns: str, *, subtitle: str = "") -> Axes:
    """A table of numbers as a field of shaded squares, each number in its square; zeros stay white.

    table: numbers, none negative; a missing one is a dash. rows, columns: what they are, the labels of the axes.
    Its data have a row a square: ``row``, ``column``, ``value``.
    """
    values = table.to_numpy(float)
    ax = _axes(not np.isnan(values).all(), "the table has no number")
    ax.set(ylabel=rows, xlabel=columns)
    pitch, wide = _rows(ax, table.index, 0.42), _room(ax) / table.shape[1] - 0.03
    shades = np.sqrt(np.nan_to_num(values).clip(0) / np.nanmax(values, initial=1))
    ax.imshow(shades, cmap="Greys", vmin=0, vmax=1.25, aspect="auto")
    upright = max(_measured(word, _SMALL) for name in table.columns for word in str(name).split()) > wide
    lines, each = (max(int(wide / _ROW), 1), ceil(_ROW / wide)) if upright else (6, 1)
    names = [_wrap(name, 3 if upright else wide, _SMALL, lines=lines) for name in table.columns[::each]]
    ax.set_xticks(range(0, table.shape[1], each), names, rotation=90 * upright, fontsize=_SMALL)
    written = [["–" if np.isnan(v) else _number(v) if v else "·" for v in row] for row in values]
    if max(_measured(text) for row in written for text in row) <= wide:
        for (y, x), shade in np.ndenumerate(shades):
            ax.text(x, y, written[y][x], ha="center", va="center", color="white" if shade > 0.6 else "black")
    for label, name in zip(ax.get_xticklabels(), table.columns[::each], strict=True):
        _lead(ax, views.filters(table.columns.names, name), label)
    _lead_table(ax, table, lambda y, x: ax.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, visible=False)))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    data = _long(table.T, "row_", "").set_axis(["column", "row", "value", "unit"], axis=1)[["row", "column", "value"]]
    alt = f"Matrix, {rows} by {columns}. {_numbered(data.query('value != 0').dropna(), 'row', '{column} {value}')}"
    return _finish(ax, (title, subtitle), alt, data, pitch * len(table))


@_drawn()
def dots(table: pd.DataFrame, title: str, unit: str, *, subtitle: str = "") -> Axes:
    """A line for each row, a marker for each column: circles, squares, triangles ... also told apart without colour.

    table: numbers; a missing one has no marker. unit: of all of them. Its data have a row a marker: ``row``,
    ``series``, ``value``, ``unit``.
    """
    ax, data = _axes(table.notna().any(axis=None), "the table has no number"), _long(table, "series", unit).dropna()
    pitch = _rows(ax, table.index, 0.3)
    _lines(ax, table.set_axis(range(len(table))), {"kremlin": FIRST, "elysee": SECOND}, flat=True)
    _lead_table(ax, table, lambda y, x: ax.plot(table.iat[y, x], y, "o", markersize=9, visible=False)[0])
    ax.set_xlabel(unit)
    alt = f"Dots, {unit}. {_numbered(data, 'row', '{series} {value}')}"
    return _finish(ax, (title, subtitle), alt, data, pitch * (len(table) + 0.2))


@_drawn()
def curve(table: pd.DataFrame, title: str, x: str, unit: str, *, subtitle: str = "") -> Axes:
    """Lines over one axis, told apart by markers too.

    table: numbers, the axis as index, a column a line. unit: of all lines. Its data have a row a point: ``line``,
    ``x``, ``value``, ``unit``.
    """
    ax, data = _axes(table.notna().any(axis=None), "the table has no number"), _long(table, "line", unit).dropna()
    _lines(ax, table, {})
    ax.set(xlabel=x, ylabel=unit)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    data = data.rename(columns={"row": "x"})[["line", "x", "value", "unit"]]
    alt = f"Lines, {unit} by {x}. {_numbered(data, 'line', '{x} {value}')}"
    return _finish(ax, (title, subtitle), alt, data, 2.6)


def _lines(ax: Axes, table: pd.DataFrame, colours: Mapping[str, str], flat: bool = False) -> None:
    """A marker for each number, over the index with a line or, ``flat``, beside it without; which column is which."""
    drawn, colours = [], _coloured(table.columns, colours, (*_PALETTE[:2], GREY, *_PALETTE[3:]))
    for (name, values), marker in zip(table.items(), cycle(_MARKERS)):
        ends, look = (values, values.index) if flat else (values.index, values), {"linestyle": "" if flat else "-"}
        drawn += ax.plot(*ends, marker=marker, markersize=7, color=colours[name], label=name, **look)
    if flat and table.min(axis=None) >= 0:
        ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    ax.grid(axis="y")
    if len(drawn) > 1:
        _legend(ax, drawn)


# The two sides against each other


@_drawn("count_a", "count_b", "z")
def contrast(
    table: pd.DataFrame, title: str, names: tuple[str, str] = ("kremlin", "elysee"), *, n: int = 10, subtitle: str = ""
) -> Axes:
    """The n words that are most one side's, in bars to the left, and the n that are most the other's, with both counts.

    table: as ``framing.log_odds`` gives it: ``count_a``, ``count_b``, ``z``; names: those of a and b. Its data have a
    row a bar: ``term``, ``side``, ``count_a``, ``count_b``, ``z``, positive towards the first side.
    """
    names = [*map(str, names)]
    ranked = table.sort_values("z", ascending=False, kind="stable")
    shown = pd.concat([ranked[ranked["z"] > 0].head(n), ranked[ranked["z"] < 0].tail(n)])
    ax, first = _axes(len(shown), "no word is more one side's than the other's"), shown["z"] > 0
    texts = [f"{row.Index}  {row.count_a}:{row.count_b}" for row in shown.itertuples()]
    texts = [_wrap(text, 1.6, _SMALL, lines=3) for text in texts]
    pitch = max([0.27, *(_tall(text, _SMALL) + 0.05 for text in texts)])
    drawn = ax.barh(range(len(shown)), shown["z"], 0.19 / pitch, color=np.where(first, FIRST, SECOND))
    reach = shown["z"].abs().max()
    ax.set(xlim=(reach, -reach), ylim=(len(shown) - 0.4, -0.6), yticks=[])
    for term, *artists in zip(shown.index, drawn, ax.bar_label(drawn, texts, padding=4, fontsize=_SMALL), strict=True):
        _lead(ax, views.filters(shown.index.names, term), *artists)
    ax.axvline(0, color=GREY, linewidth=1)
    heads = (f"← more in {names[0]}", FIRST, "right", -6), (f"more in {names[1]} →", SECOND, "left", 6)
    for head, colour, side, shift in heads:
        head = _wrap(head, _WIDTH / 2 - 0.3, _TEXT, "bold", lines=3)
        look = {"color": colour, "ha": side, "va": "bottom", "fontsize": _TEXT, "weight": "bold"}
        _note(ax, head, (0, 1), (shift, 4), xycoords=ax.get_xaxis_transform(), **look)
    ax.set_xlabel("how one-sided (log-odds in standard errors; for ranking only)")
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")
    data = shown.assign(term=shown.index, side=np.where(first, *names))[["term", "side", "count_a", "count_b", "z"]]
    alt = f"Words with their counts, {names[0]}:{names[1]}; bars of {names[0]} to the left. "
    alt += _told(data.assign(side="More in " + data["side"]), "side", "{term} {count_a}:{count_b}")
    return _finish(ax, (title, subtitle), alt, data, pitch * (len(shown) + 0.2))


@_styled()
def shares(
    tables: Mapping[tuple[str, str], pd.DataFrame], title: str, *, unit: str = "sentences", subtitle: str = ""
) -> Axes:
    """Two sides' shares, row by row: a marker for each side, a line that joins them, and p where it is given.

    tables: by the two sides' names, tables as ``uncertainty.shares_by_call`` gives them, or some of their rows:
    ``share_a``, ``share_b``; where there ``p_adjusted``; ``attrs``: ``calls``, and ``sentences`` of each side. Without
    ``p_adjusted`` numbers are written as "3 of 9", otherwise in per cent. The first pair is in the sides' colours, and
    another with the same first side; any other is in greys. unit: what shares are of. Its data have a row a marker:
    ``row``, ``side``, ``share``, ``of``, ``p_adjusted``.
    """
    if not isinstance(tables, Mapping):
        raise TypeError('tables: give each by the names of its sides, as {("kremlin", "elysee"): table}.')
    for table in tables.values():
        files.need(table, "table", ["share_a", "share_b"])
    ax, first = _axes(any(map(len, tables.values())), "neither side has a share"), next(iter(tables))
    rows = [(names, *row) for names, table in tables.items() for row in [("", None), *table.iterrows()]]
    index, labels, tested, data, said = tables[first].index.name, [label for _, label, _ in rows], [], [], []
    pitch, most = _rows(ax, labels, 0.36, 1.6), max(tables[first].attrs["sentences"].values())
    ax.set_xlim(0, max(table[["share_a", "share_b"]].max(axis=None) for table in tables.values()) or 1)
    for y, (names, label, row) in enumerate(rows):
        attrs, colours = tables[names].attrs, (FIRST, SECOND) if names[0] == first[0] else (_INK, GREY)
        if row is None:
            base = f"{attrs['calls']} calls, {' and '.join(map(str, attrs['sentences'].values()))} {unit}"
            _heading(ax, y, names, colours, base)
            tested.append("")
            continue
        ends, p = (row["share_a"], row["share_b"]), row.get("p_adjusted")
        parts = [f"{share + 1e-9:.0%}" for share in ends]
        tested.append("" if p is None else _p(p))
        adjusted = f", adjusted p {tested[y]}" if tested[y] else ""
        said.append(f"{label}: {names[0]} {parts[0]}, {names[1]} {parts[1]}{adjusted}")
        ax.plot(ends, [y, y], color="#c9ced6", linewidth=3, zorder=1)
        for i, (share, (side, n)) in enumerate(zip(ends, attrs["sentences"].items(), strict=True)):
            look = {"markersize": 9.5 - i, "markeredgecolor": "white", "clip_on": False, "zorder": 3 - i}
            (mark,) = ax.plot(share, y, "os"[i], color=colours[i], **look)
            _lead(ax, views.filters([index, "side"], (label, side)) if share else {}, mark)
            low, same = share < ends[1 - i], ends[0] == ends[1]
            if i or not same:
                text = f"{'both ' if same else ''}{parts[i] if adjusted else f'{share * n:.0f} of {n}'}"
                _note(ax, text, (share, y), (-7 if low else 7, 0), color=colours[i], ha="right" if low else "left")
            data.append((label, names[i], share, n, p))
    ax.secondary_yaxis("right").set_yticks(range(len(rows)), tested, fontsize=_SMALL)
    aside = 72 * _measured("100%" if any(tested) else f"{most} of {most}", _SMALL) + 16
    for axes in (ax, *ax.child_axes):  # labels begin beyond the numbers of the markers at the edge
        axes.tick_params("y", length=0, pad=aside)
        axes.spines["right"].set_visible(False)
    head = "p, adjusted" if any(tested) else ""
    _note(ax, head, (1, 1), (aside, 4), color=GREY, va="bottom", xycoords="axes fraction")
    _lead_rows(ax, [index], labels)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
    ax.set_xlabel(f"share of each side's {unit}")
    ax.grid(axis="x")
    data = pd.DataFrame(data, columns=["row", "side", "share", "of", "p_adjusted"])
    return _finish(ax, (title, subtitle), f"Shares of {unit}. {'. '.join(said)}.", data, pitch * len(rows))


def _heading(ax: Axes, y: float, names: tuple[str, str], colours: tuple[str, str], base: str) -> None:
    """The two sides' names with their markers, from the left edge of the figure, and how much there is of them."""
    look, x = {"xycoords": (ax.figure.transFigure, "data"), "in_layout": False}, 72 * _EDGE
    for i, (name, marker, colour) in enumerate(zip(names, "●■", colours, strict=True)):
        room = (_WIDTH - _measured(base, _SMALL) - 0.4 - x / 72) / (2 - i)
        text = _wrap(f"{marker} {name}", room, _TEXT, "bold", lines=1)
        _note(ax, text, (0, y), (x, 0), color=colour, weight="bold", **look | {"fontsize": _TEXT})
        x += 72 * _measured(text, _TEXT, "bold") + 12
    _note(ax, base, (0, y), (x, 0), color=GREY, **look)


def _p(p: float) -> str:
    """A p as it is written.

    >>> _p(0.00007), _p(0.0041), _p(0.281), _p(1.0)
    ('< .001', '.004', '.28', '1.00')
    """
    return "< .001" if p < 0.0005 else f"{p:.{2 + (p < 0.0095)}f}".removeprefix("0")


@_drawn("count_a", "count_b", "z")
def scatter(
    table: pd.DataFrame, title: str, names: tuple[str, str] = ("kremlin", "elysee"), *, subtitle: str = ""
) -> Axes:
    """Every word with a mark: the higher, the more often the first side says it; the further right, the second side.

    The axes are of ranks, as in scattertext (Kessler 2017): a band for each count. Words of the same two counts are in
    columns, by the alphabet; where there is no room for all, the most different ones are written and the others
    counted. A word that the side with the higher rate says once is grey: one occurrence makes no word a side's.

    table: as ``framing.log_odds`` gives it: ``count_a``, ``count_b``, ``z``; names: those of a and b. Its data have a
    row a word, the most different first: ``term``, ``side``, ``count_a``, ``count_b``, ``z``.
    """
    names = [*map(str, names)]
    table = table[table["z"].notna() & (table["count_a"] + table["count_b"] > 0)]
    ax, high = _axes(len(table), "neither side has a word"), min(_WIDTH, 2.4 + 0.08 * len(table))
    sides = [(table["z"] > 0) & (table["count_a"] > 1), (table["z"] < 0) & (table["count_b"] > 1)]
    data = table.assign(term=table.index, side=np.select(sides, names, "neither"))
    order = np.lexsort((data["term"].astype(str), -data["count_a"] - data["count_b"], -data["z"].abs().round(9)))
    data = data.iloc[order][["term", "side", "count_a", "count_b", "z"]]
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel=f"times in {names[1]} →", ylabel=f"times in {names[0]} →")
    crowd = np.sqrt(pd.crosstab(data["count_b"], data["count_a"]))
    up = _bands(ax.yaxis, crowd.max(axis=0), high)
    across = _bands(ax.xaxis, crowd.max(axis=1), _room(ax))
    looks = dict(zip((*names, "neither"), zip("●■◆", (FIRST, SECOND, GREY), strict=True), strict=True))
    for (a, b), block in data.groupby(["count_a", "count_b"]):
        _words(ax, block["side"].map(looks), across.loc[b], up.loc[a])
    kinds = (f"higher rate in {names[0]}", f"higher rate in {names[1]}", "rests on one mention, or the same rate")
    drawn, alt = [], f"A point for each of {len(data):,} words, by how often each side says it, {names[0]}:{names[1]}."
    for kind, marker, (side, (_, colour)) in zip(kinds, "osD", looks.items(), strict=True):
        own = data[data["side"] == side].assign(side=f"{kind} {(data['side'] == side).sum():,}")
        drawn += ax.plot([], [], marker, color=colour, markersize=5, label=f"{kind}: {len(own):,}")
        alt += f" {_told(own.head(15), 'side', '{term} {count_a}:{count_b}')}" if len(own) else ""
    _legend(ax, drawn)
    return _finish(ax, (title, subtitle), alt, data, high)


def _bands(axis: mpl.axis.Axis, crowd: pd.Series, inches: float) -> pd.DataFrame:
    """A band for each count along an axis, wider where many words share their counts, in inches; and the ticks."""
    width = 0.25 / len(crowd) + 0.75 * crowd / crowd.sum()
    middle, each = width.cumsum() - width / 2, ceil(0.4 * len(crowd) / inches)
    axis.set_ticks(middle[::each], [_number(count) for count in crowd.index[::each]], fontsize=_SMALL)
    axis.set_ticks(width.cumsum()[width * inches > 0.22].iloc[:-1], minor=True)
    axis.grid(which="minor")
    axis.set_tick_params(which="both", length=0)
    return pd.DataFrame({"middle": middle * inches, "width": width * inches, "whole": inches})


def _words(ax: Axes, looks: pd.Series, across: pd.Series, up: pd.Series) -> None:
    """Words of the same two counts, each with its mark and colour, in columns in the middle of their cell."""
    labels = {term: _wrap(f"{mark} {term}", 1.7, _LEAST, lines=1) for term, (mark, _) in looks.items()}
    step = max(_measured(label, _LEAST) for label in labels.values()) + 0.05
    if step > across["width"]:  # too narrow for words: their marks alone
        labels, step = {term: label[0] for term, label in labels.items()}, 0.13
    rows = max(int(up["width"] / _ROW), 1)
    room = rows * max(int(across["width"] / step), 1)
    shown = sorted(looks.index[:room], key=str)
    rows = ceil(len(shown) / (columns := ceil(len(shown) / rows)))
    for i, term in enumerate(shown):
        x = across["middle"] + (i // rows - columns / 2) * step + 0.025
        y = up["middle"] + (rows / 2 - i % rows - 0.5) * _ROW
        more = f" +{len(looks) - room}" if len(looks) > room and i == room - 1 else ""
        place, look = (x / across["whole"], y / up["whole"]), {"color": looks[term][1], "fontsize": _LEAST}
        text = ax.text(*place, labels[term] + more, va="center_baseline", **look)
        _lead(ax, views.filters([looks.index.name], term), text)


# In the order of time and of the texts


@_drawn("date", "kind", "note")
def calendar(
    table: pd.DataFrame, title: str, colours: Mapping, events: Mapping | None = None, *, subtitle: str = ""
) -> Axes:
    """A row for each year, a mark for each date, shaped by its kind; an outline round it for each note on it.

    table: ``date``; ``kind``; ``note``, empty where there is nothing to note; ``call_id``, where each mark is to lead
    to its call. colours: of the kinds, in the order of the legend. events: what happened besides, by its day
    ("2022-02-24"), in one of the years: a line with its words. Its data have a row a mark: ``date``, ``kind``,
    ``note``, and after them a row an event.
    """
    table = table.dropna(subset="date").sort_values(["date", "kind"], kind="stable", ignore_index=True)
    ax, days, years = _axes(len(table), "no date is known"), table["date"].dt.day_of_year, table["date"].dt.year
    levels: list[int] = []  # marks of a week are above each other
    for i, date in enumerate(table["date"]):
        taken = {levels[k] for k in range(i) if (date - table["date"][k]).days < 6}
        levels.append(min({*range(i + 1)} - taken))
    heights, notes = years - 0.19 * np.array(levels), table["note"].fillna("")
    first, last = years.min(), years.max()
    ax.hlines(np.arange(first, last + 1) + 0.27, -4, 370, color=_LINE, linewidth=1)
    drawn = []
    for note, frame in zip(sorted({*notes} - {""}), cycle("soDp")):
        look = {"mfc": "none", "mec": _INK, "markersize": 12.5, "label": note}
        drawn += ax.plot(days[notes == note], heights[notes == note], frame, **look)
    drawn += _marks(ax, days, heights, table["kind"], colours, "o^D.v")
    for day, y, call in zip(days, heights, table.get("call_id", [None] * len(table)), strict=True):
        _lead(ax, views.filters(["call_id"], call), ax.plot(day, y, "o", markersize=9, visible=False)[0])
    months = pd.date_range("2001-01-01", periods=12, freq="MS")
    ax.set_xticks(months.day_of_year, months.month_name().str[:3])
    ax.set(xlim=(-4, 370), ylim=(last + 0.5, first - 0.75), yticks=range(first, last + 1))
    ax.grid(axis="x")
    _legend(ax, drawn)
    happened = pd.DataFrame({"note": events or {}}).rename_axis("date").reset_index().assign(kind="event")
    happened["date"] = pd.to_datetime(happened["date"])
    for row in happened.itertuples():
        _event(ax, row.date, row.note, days[years == row.date.year], heights[years == row.date.year])
    data = pd.concat([table, happened])[["date", "kind", "note"]]
    told = table.assign(year=years, marks=table["kind"] + (", " + notes).where(notes != "", ""))
    alt = f"A mark for each date, by year. {_told(told, 'year', '{date:%m-%d} {marks}')}"
    alt += f" {_told(happened.assign(kind='Events'), 'kind', '{date:%Y-%m-%d} {note}')}" if len(happened) else ""
    return _finish(ax, (title, subtitle), alt, data, 0.5 * (last - first + 1.25))


def _event(ax: Axes, date: pd.Timestamp, words: str, days: pd.Series, heights: pd.Series) -> None:
    """A line at the day of an event and its words, above the marks of the year that they would hide."""
    day, wide = date.day_of_year, 374 * _measured(words, _LEAST) / _room(ax) + 6
    # On the left of the day where the year has no room on its right.
    side, at, reach = ("left", 4, day) if day + wide < 372 else ("right", -4, day - wide)
    top = min([date.year + 0.19, *heights[days.between(reach + 1, reach + wide - 1)]]) - 0.285
    ax.vlines(day, top - 0.1, date.year + 0.27, _INK, linewidth=1.2, zorder=0.5)
    ax.text(day + at, top, words, ha=side, va="center", fontsize=_LEAST, color=_INK)


@_drawn("row", "group", "kind")
def strip(table: pd.DataFrame, title: str, rows: pd.Index, colours: Mapping[str, str], *, subtitle: str = "") -> Axes:
    """Sentences in the order of the texts, from left to right, each a mark on the row of what it is about.

    table: a row a sentence, in order: ``row``, ``group`` (its text or call, which are set apart), ``kind``. rows: from
    the top, others follow; its name says what they are. colours: of the kinds, each with a marker of its own; grey for
    others. Its data have a row a sentence: ``position``, from the left; ``group``, ``row``, ``kind``.
    """
    table = table.dropna(subset=["row", "group"])
    rows = rows.union(table["row"].unique(), sort=False).rename(rows.name)
    ax, (codes, groups) = _axes(len(table), "there is no sentence"), pd.factorize(table["group"])
    pitch, x = _rows(ax, rows, 0.3), np.arange(len(table)) + 2.5 * codes
    starts = [x[codes == place].min() - 1.5 for place in range(len(groups))]
    ax.vlines(np.array(starts[1:]) - 0.25, -0.6, len(rows) - 0.4, color="#d1d5db", linewidth=1)
    ax.set(xlim=(-2, x.max() + 1.5), xlabel="sentences, in order", ylabel=rows.name)
    ax.grid(axis="y")
    _legend(ax, _marks(ax, x, rows.get_indexer(table["row"]), table["kind"], colours, size=4.5))
    _lead_rows(ax, [rows.name], rows)
    _headings(ax, starts, groups)
    counts = table.groupby(["group", "row", "kind"], sort=False, observed=True).size().reset_index(name="n")
    told = _told(counts, "group", "{row}, {kind} {n}")
    alt = f"A mark for each sentence, by {rows.name} and whose account it is in. {told}"
    data = table.assign(position=np.arange(len(table)))[["position", "group", "row", "kind"]]
    return _finish(ax, (title, subtitle), alt, data, pitch * (len(rows) + 0.3))


@_drawn("term", "group", "share", "kind")
def places(table: pd.DataFrame, title: str, rows: pd.Index, colours: Mapping[str, str], *, subtitle: str = "") -> Axes:
    """Where words are: a row for each with its number beside it, the texts side by side, a mark an occurrence.

    All texts are drawn equally wide. A word of one text only is in grey and has "(one text)" beside it.

    table: a row an occurrence: ``term``; ``group``, its text, best as a category, whose order and texts are shown;
    ``share``, how much of the text is before it, 0 to 1; ``kind``, whose account it is in. rows: the words, from the
    top. colours: as in ``strip``. Its data have a row an occurrence: ``term``, ``group``, ``share``, ``kind``.
    """
    table = table[table["term"].isin(rows)].astype({"group": "category"})
    ax, texts = _axes(len(table), "no word occurs"), table["group"].cat.categories
    counts = pd.crosstab(table["term"], table["group"]).reindex(rows, fill_value=0).rename_axis("term")
    once, starts = (counts > 0).sum(axis=1) == 1, 1.12 * np.arange(len(texts))
    labels = [f"{term} {n}{' (one text)' if once[term] else ''}" for term, n in counts.sum(axis=1).items()]
    pitch = _rows(ax, labels, 0.27)
    for label, alone in zip(ax.get_yticklabels(), once, strict=True):
        label.set_color(GREY if alone else _INK)
    for start in starts:
        ax.hlines(range(len(rows)), start, start + 1, color=_LINE, linewidth=1, zorder=0)
    ax.set(xlim=(-0.05, 1.12 * len(starts)), xlabel="place in the text")
    x = starts[table["group"].cat.codes] + table["share"]
    _legend(ax, _marks(ax, x, counts.index.get_indexer(table["term"]), table["kind"], colours))
    _lead_rows(ax, ["term"], rows)
    _headings(ax, starts, texts)
    found = counts.set_axis(labels).rename_axis("label").stack().reset_index(name="n").query("n > 0")
    alt = f"A mark for each occurrence, by word and text. {_told(found, 'label', '{group} {n}')}"
    return _finish(ax, (title, subtitle), alt, table[["term", "group", "share", "kind"]], pitch * (len(rows) + 0.3))


def _marks(
    ax: Axes, x: Iterable, y: Iterable, kinds: pd.Series, colours: Mapping, markers: str = _MARKERS, size: float = 7
) -> list:
    """A mark for each occurrence, shaped and coloured by its kind; one drawn thing for each kind there is."""
    marks, drawn = pd.DataFrame({"x": np.asarray(x), "y": np.asarray(y), "kind": kinds.array}), []
    for (kind, colour), marker in zip(_coloured(kinds, colours, [GREY]).items(), cycle(markers)):
        own, look = marks[marks["kind"] == kind], {"color": colour, "markersize": size, "alpha": 0.85, "clip_on": False}
        drawn += ax.plot(own["x"], own["y"], marker, label=kind, **look) if len(own) else []
    return drawn


def _headings(ax: Axes, starts: Sequence[float], labels: Sequence[str]) -> None:
    """Texts above the axes, each from its start; upright where one is wider than its part; of very many the number."""
    low, high = ax.get_xlim()
    narrow = np.diff([*starts, high]).min() * _room(ax) / (high - low)
    upright = max(_measured(label, _LEAST) for label in labels) > narrow
    if max(_tall(label, _LEAST) for label in labels) > narrow:
        starts, labels, upright = starts[:1], [f"{len(labels):,} texts, side by side"], False
    for start, label in zip(starts, labels, strict=True):
        look = {"fontsize": _LEAST, "color": GREY, "rotation": 90 * upright, "va": "bottom"}
        _note(ax, label, (start, 1), (0, 3), xycoords=ax.get_xaxis_transform(), **look)
    ax.set_xticks([])


@_drawn("side", "says", "passed", "sentences")
def passed_on(
    table: pd.DataFrame, length: int, title: str, names: Sequence[str] = ("The Kremlin", "AFP", "The Élysée"),
    *, subtitle: str = "",
) -> Axes:  # fmt: skip
    """Two readouts and the report between them: a line from each statement to the sentences that pass it on.

    Each column is in its own order, so lines that cross are of another order. A statement without a line is grey; a
    broken line leads to a sentence that has a part of it, or another thing.

    table: ``side``, ``says``, ``passed`` (whole, part, changed, not), ``sentences`` (numbers from 1, as "1;2"), in the
    order of the readouts, the first side's first. length: how many sentences the report has. names: of the first side,
    the report and the other side. Its data have a row a statement.
    """
    ax, middle, sides = _axes(len(table), "there is no statement"), _WIDTH / 2 - _EDGE, table["side"].unique()
    data = table[["side", "says", "passed", "sentences"]]
    table = data.assign(drawn=[_wrap(said, 1.95, _LEAST) for said in data["says"]])
    table["tall"] = [_tall(said, _LEAST) for said in table["drawn"]]
    high = (table["tall"] + 0.12).groupby(table["side"]).sum().max()
    ax.axis("off")
    ax.set(xlim=(0, 2 * middle), ylim=(high, -_tall("")))
    ax.text(middle, -0.05, names[1], color=_INK, weight="bold", ha="center")
    report = {str(n): high * (n - 0.5) / length for n in range(1, length + 1)}
    passed = {*";".join(table["sentences"]).split(";")}
    for number, y in report.items():
        colour, edge = (_INK, _INK) if number in passed else (GREY, _LINE)
        circle = {"boxstyle": "circle", "facecolor": "white", "edgecolor": edge}
        ax.text(middle, y, number, color=colour, ha="center", va="center", fontsize=_LEAST, bbox=circle)
    looks = ((FIRST, 0, 2.01), (SECOND, 2 * middle - 1.95, 2 * middle - 2.04))
    for side, name, (colour, left, edge) in zip(sides, names[::2], looks, strict=True):
        ax.text(left, -0.05, name, color=colour, weight="bold")
        own = table[table["side"] == side]
        room = own["tall"] + (high - own["tall"].sum()) / len(own)
        for y, row in zip(room.cumsum() - room / 2, own.itertuples(), strict=True):
            ax.text(left, y, row.drawn, color=colour if row.sentences else GREY, fontsize=_LEAST, va="center")
            for number in filter(None, row.sentences.split(";")):
                look = {"color": colour, "linestyle": "-" if row.passed == "whole" else "--", "linewidth": 1.3}
                ax.plot([edge, middle], [y, report[number]], marker="o", markevery=[0], markersize=4, **look)
    told = table.assign(name=table["side"].map(dict(zip(sides, names[::2], strict=True))))
    told["sentences"] = told["sentences"].str.replace(";", ", ").replace("", "none")
    told = _told(told, "name", "{says} {sentences}")
    alt = f"Each statement, and the numbers of the sentences that pass it on. {told}"
    return _finish(ax, (title, subtitle), alt, data, high + _tall(""))
