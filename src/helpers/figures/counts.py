"""Tables of numbers: bars, matrices, dots, curves."""

from collections.abc import Mapping
from itertools import cycle
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, first, legend, measured, room, rows, tall, turned, wrap
from helpers.figures._links import lead, lead_rows, query
from helpers.figures._style import (
    GREY,
    INK,
    LEAST,
    LINE,
    MARKERS,
    PALETTE,
    SMALL,
    TEXT,
    coloured,
    listed,
    number,
    palette,
    styled,
)


@styled()
def bars(
    table: pd.DataFrame,
    title: str,
    unit: str,
    *,
    subtitle: str = "",
    colours: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Stacked horizontal bars: a bar for each row, from the top, a part for each column, its number in it.

    At most 200 rows are drawn, and where there are more the subtitle says so.

    Parameters
    ----------
    table : numbers, none negative; a missing one is no part. unit : what they count, the label of the axis.
    colours : of the columns; where not given, the house's sequence.

    Its data have a row a part: ``row``, ``part``, ``value``, ``unit``.
    """
    names = ["row", "part", "value", "unit"]
    table, subtitle = first(table, subtitle)
    values = table.astype(float).fillna(0.0)
    if not values.to_numpy().any():
        return nothing(ax, title, subtitle, "the table has no number above zero", names)
    ax = axes(ax)
    pitch = rows(ax, table.index, 0.42)
    colours = coloured(table.columns, colours, [GREY, *PALETTE])
    ends, longest = values.cumsum(axis=1), values.sum(axis=1).max()
    ax.set_xlim(0, 1.03 * longest)
    inch, handles = 1.03 * longest / room(ax), []
    for column in table.columns:
        shade, left = colours[column], ends[column] - values[column]
        handles.append(ax.barh(range(len(table)), values[column], 0.33 / pitch, left, color=shade, edgecolor="white"))
        ink = "white" if np.dot(to_rgb(shade), (0.3, 0.6, 0.1)) < 0.65 else "black"
        for y, (value, start) in enumerate(zip(values[column], left, strict=True)):
            if measured(number(value), SMALL) + 0.04 < value / inch:
                middle = {"ha": "center", "va": "center", "fontsize": SMALL}
                ax.text(start + value / 2, y, number(value), color=ink, **middle)
    ax.set_ylim(len(table) - 0.4, -0.6)
    lead_rows(ax, table.index.names, table.index)
    for (y, x), value in np.ndenumerate(values.to_numpy()):
        if value:
            _lead_mark(ax, [handles[x].patches[y]], table, y, x)
    ax.set_xlabel(unit)
    if (values % 1 == 0).all(axis=None):
        ax.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))
    ax.xaxis.set_major_formatter(lambda x, _: number(x))
    ax.grid(axis="x")
    legend(ax, handles, table.columns)
    said = (f"{name}: {listed((c, number(v)) for c, v in row.items() if v)}" for name, row in values.iterrows())
    data = [(r, c, table[c].iloc[y], unit) for c in table.columns for y, r in enumerate(table.index)]
    alt = f"Stacked bars, {unit}. {'. '.join(said)}."
    return finish(ax, title, subtitle, alt, pd.DataFrame(data, columns=names), pitch * (len(table) + 0.2))


@styled()
def matrix(
    table: pd.DataFrame, title: str, rows: str, columns: str, *, subtitle: str = "", ax: Axes | None = None
) -> Axes:
    """A table of numbers as a field of shaded squares, each number in its square; zeros stay white.

    Where the page has no room for the widest number in a square, none is written. At most 200 rows are drawn.

    Parameters
    ----------
    table : numbers, none negative; a missing one is a dash. rows, columns : what they are, the labels of the axes.

    Its data have a row a square: ``row``, ``column``, ``value``.
    """
    table, subtitle = first(table, subtitle)
    values = table.to_numpy(float)
    if np.isnan(values).all():
        return nothing(ax, title, subtitle, "the table has no number", ["row", "column", "value"])
    ax = axes(ax)
    ax.set_ylabel(rows)
    pitch = _row_names(ax, table.index, 0.42)
    ax.set_xlim(-0.5, table.shape[1] - 0.5)
    ax.set_ylim(len(table) - 0.5, -0.5)
    _column_names(ax, table.columns)
    shades = np.sqrt(np.nan_to_num(values).clip(0) / np.nanmax(values, initial=1))
    ax.imshow(shades, cmap="Greys", vmin=0, vmax=1.25, aspect="auto")
    square = room(ax) / table.shape[1] - 0.05
    written = [["–" if np.isnan(v) else number(v) if v else "·" for v in row] for row in values]
    if max(measured(text) for row in written for text in row) <= square:
        for (y, x), shade in np.ndenumerate(shades):
            ax.text(x, y, written[y][x], ha="center", va="center", color="white" if shade > 0.6 else "black")
    lead_rows(ax, table.index.names, table.index)
    for y, x in zip(*np.nonzero(np.nan_to_num(values)), strict=True):
        _lead_mark(ax, [(x - 0.5, x + 0.5, y - 0.5, y + 0.5)], table, y, x)
    ax.tick_params(length=0)
    ax.set_xlabel(columns)
    ax.spines[:].set_visible(False)
    described = (f"{name}: {listed((c, number(v)) for c, v in row.items() if v)}" for name, row in table.iterrows())
    data = [(r, c, table.iat[y, x]) for y, r in enumerate(table.index) for x, c in enumerate(table.columns)]
    data = pd.DataFrame(data, columns=["row", "column", "value"])
    alt = f"Matrix, {rows} by {columns}. {'. '.join(described)}."
    return finish(ax, title, subtitle, alt, data, pitch * len(table))


def _lead_mark(ax: Axes, places: list, table: pd.DataFrame, y: int, x: int) -> None:
    """Let a mark lead to what its column stands for, within what its row stands for."""
    if of_column := query(table.columns.names, table.columns[x]):
        lead(ax, places, query(table.index.names, table.index[y]) | of_column)


_row_names = rows  # a parameter of matrix has the same name


def _column_names(ax: Axes, names: pd.Index) -> None:
    """Names below the columns, upright; turned where a word is wider than its column, also in small letters."""
    wide = room(ax) / len(names) - 0.08
    longest = {size: max(measured(w, size) for name in names for w in f"{name} -".split()) for size in _SIZES}
    size = next((size for size in _SIZES if longest[size] <= wide), None)
    wrapped = [wrap(name, wide, size, lines=6) if size else turned(name, wide) for name in names]
    each = ceil(tall("", LEAST) * len(names) / room(ax))  # more than one where not even a turned line has room
    ax.set_xticks(range(0, len(names), each), wrapped[::each], rotation=0 if size else 90, fontsize=size or LEAST)
    for label, name in zip(ax.get_xticklabels(), names[::each], strict=True):
        lead(ax, [label], query(names.names, name))


_SIZES = (TEXT, SMALL, LEAST)


@styled()
def dots(
    table: pd.DataFrame,
    title: str,
    unit: str,
    *,
    subtitle: str = "",
    colours: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A line for each row, a marker for each column: circles, squares, triangles ... also told apart without colour.

    At most 200 rows are drawn, and where there are more the subtitle says so.

    Parameters
    ----------
    table : numbers; a missing one has no marker. unit : of all of them. colours : of the columns; where not given, the
        sides have theirs and others the house's sequence.

    Its data have a row a marker: ``row``, ``series``, ``value``, ``unit``.
    """
    names = ["row", "series", "value", "unit"]
    table, subtitle = first(table, subtitle)
    if table.isna().all(axis=None):
        return nothing(ax, title, subtitle, "the table has no number", names)
    ax = axes(ax)
    pitch = rows(ax, table.index, 0.3)
    sides = {side: shade for side, shade in palette().items() if side in ("kremlin", "elysee")}
    colours = coloured(table.columns, sides | dict(colours or {}), PALETTE)
    for position in range(len(table)):
        ax.axhline(position, color=LINE, linewidth=1, zorder=0)
    handles = []
    for column, marker in zip(table.columns, cycle(MARKERS)):
        handles += ax.plot(table[column], range(len(table)), marker, color=colours[column], markersize=7.5)
    ax.set_ylim(len(table) - 0.4, -0.6)
    lead_rows(ax, table.index.names, table.index)
    for (y, x), value in np.ndenumerate(table.to_numpy(float)):
        if not np.isnan(value):
            _lead_mark(ax, [(value, value, y, y)], table, y, x)
    if table.min(axis=None) >= 0:
        ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    ax.set_xlabel(unit)
    if table.shape[1] > 1:
        legend(ax, handles, table.columns)
    said = (f"{name}: {listed((c, number(round(v, 2))) for c, v in row.items())}" for name, row in table.iterrows())
    data = [(r, c, table[c].iloc[y], unit) for c in table.columns for y, r in enumerate(table.index)]
    data = pd.DataFrame(data, columns=names).dropna(subset="value")
    return finish(ax, title, subtitle, f"Dots, {unit}. {'. '.join(said)}.", data, pitch * (len(table) + 0.2))


@styled()
def curve(
    table: pd.DataFrame,
    title: str,
    x: str,
    unit: str,
    *,
    errors: Mapping[str, str] | None = None,
    chosen: float | None = None,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Lines over one axis, told apart by markers too; bars for standard errors, and a mark at what was chosen.

    Parameters
    ----------
    table : numbers, the axis as index, a column a line. errors : column -> the column of its standard errors, which is
        not drawn itself. unit : of all lines.

    Its data have a row a point: ``line``, ``x``, ``value``, ``error`` (empty where there is none), ``unit``.
    """
    errors = errors or {}
    names = ["line", "x", "value", "error", "unit"]
    lines = [name for name in table.columns if name not in errors.values()]
    if table[lines].isna().all(axis=None):
        return nothing(ax, title, subtitle, "the table has no number", names)
    ax = axes(ax)
    colours = coloured(lines, {}, [PALETTE[0], GREY, PALETTE[1], *PALETTE[3:]])
    handles, labels, data = [], list(lines), []
    for name, marker in zip(lines, cycle(MARKERS)):
        error = table[errors[name]] if name in errors else None
        bar = ax.errorbar(table.index, table[name], error, marker=marker, color=colours[name], label=name, capsize=3)
        handles.append(bar)
        given = [np.nan] * len(table) if error is None else error
        data += zip([name] * len(table), table.index, table[name], given, [unit] * len(table), strict=True)
    if chosen is not None:
        handles.append(ax.axvline(chosen, color=INK, linewidth=1, linestyle=":"))
        labels.append(f"chosen: {chosen:g}")
    ax.set_xlabel(x)
    ax.set_ylabel(unit)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y")
    if len(labels) > 1:
        legend(ax, handles, labels)
    said = (f"{name}: {listed((k, number(round(v, 2))) for k, v in table[name].items())}" for name in lines)
    data = pd.DataFrame(data, columns=names).dropna(subset="value")
    return finish(ax, title, subtitle, f"Lines, {unit} by {x}. {'. '.join(said)}.", data, 2.6)
