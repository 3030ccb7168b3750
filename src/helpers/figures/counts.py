"""Tables of numbers: bars, matrices, dots, curves."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator

from helpers.figures._style import FIRST, GREY, PALETTE, SECOND, axes, finish, listed, number, styled


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

    Parameters
    ----------
    table : numbers, none negative. unit : what they count, the label of the axis.
    colours : of the columns; where not given, the house's sequence.
    """
    ax = axes(ax, 1.5 + 0.42 * len(table))
    colours = colours or dict(zip(table.columns, [GREY, *PALETTE], strict=False))
    left = np.zeros(len(table))
    longest = table.sum(axis=1).max()
    for column in table.columns:
        values = table[column].to_numpy(float)
        ax.barh(range(len(table)), values, left=left, color=colours[column], label=str(column), edgecolor="white")
        for y, value in enumerate(values):
            if value > 0.035 * longest:
                ink = "white" if np.dot(to_rgb(colours[column]), (0.3, 0.6, 0.1)) < 0.65 else "black"
                ax.text(left[y] + value / 2, y, number(value), ha="center", va="center", color=ink, fontsize=9.5)
        left += values
    ax.set_yticks(range(len(table)), [str(name) for name in table.index])
    ax.invert_yaxis()
    ax.set_xlabel(unit)
    if (table % 1 == 0).all(axis=None):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="x")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    rows = (f"{name}: {listed((c, number(v)) for c, v in row.items() if v)}" for name, row in table.iterrows())
    return finish(ax, title, subtitle, f"Stacked bars, {unit}. {'. '.join(rows)}.")


@styled()
def matrix(
    table: pd.DataFrame, title: str, rows: str, columns: str, *, subtitle: str = "", ax: Axes | None = None
) -> Axes:
    """A table of numbers as a field of shaded squares, each number in its square; zeros stay white.

    Parameters
    ----------
    rows, columns : what the rows and the columns are, the labels of the axes.
    """
    ax = axes(ax, 1.8 + 0.42 * len(table))
    values = table.to_numpy(float)
    top = np.nanmax(values, initial=1)
    ax.imshow(np.sqrt(values / top), cmap="Greys", vmin=0, vmax=1.25, aspect="auto")
    for (y, x), value in np.ndenumerate(values):
        dark = np.sqrt(value / top) > 0.6
        ax.text(x, y, number(value) if value else "·", ha="center", va="center", color="white" if dark else "black")
    ax.set_xticks(range(table.shape[1]), [str(c) for c in table.columns])
    ax.set_yticks(range(table.shape[0]), [str(r) for r in table.index])
    ax.tick_params(length=0)
    ax.set_xlabel(columns)
    ax.set_ylabel(rows)
    ax.spines[:].set_visible(False)
    described = (f"{name}: {listed((c, number(v)) for c, v in row.items() if v)}" for name, row in table.iterrows())
    return finish(ax, title, subtitle, f"Matrix, {rows} by {columns}. {'. '.join(described)}.")


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
    """A line for each row, a marker for each column: circles, squares, triangles ... also told apart without colour."""
    ax = axes(ax, 1.5 + 0.3 * len(table))
    colours = colours or dict(zip(table.columns, [FIRST, SECOND, *PALETTE], strict=False))
    for position in range(len(table)):
        ax.axhline(position, color="#e5e7eb", linewidth=1, zorder=0)
    for column, marker in zip(table.columns, "osD^vPX*" * 4, strict=False):
        ax.plot(table[column], range(len(table)), marker, color=colours[column], label=str(column), markersize=7.5)
    ax.set_yticks(range(len(table)), [str(name) for name in table.index])
    ax.invert_yaxis()
    ax.set_xlim(left=0)
    ax.set_xlabel(unit)
    if table.shape[1] > 1:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    rows = (f"{name}: {listed((c, number(round(v, 2))) for c, v in row.items())}" for name, row in table.iterrows())
    return finish(ax, title, subtitle, f"Dots, {unit}. {'. '.join(rows)}.")


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
    """
    errors = errors or {}
    ax = axes(ax, 3.6)
    lines = [name for name in table.columns if name not in errors.values()]
    for name, marker, colour in zip(lines, "osD^vPX", [PALETTE[0], GREY, *PALETTE[1:2], *PALETTE[3:]], strict=False):
        error = table[errors[name]] if name in errors else None
        ax.errorbar(table.index, table[name], error, marker=marker, color=colour, label=str(name), capsize=3)
    if chosen is not None:
        ax.axvline(chosen, color="#111827", linewidth=1, linestyle=":", label=f"chosen: {chosen:g}")
    ax.set_xlabel(x)
    ax.set_ylabel(unit)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    said = (f"{name}: {listed((k, number(round(v, 2))) for k, v in table[name].items())}" for name in lines)
    return finish(ax, title, subtitle, f"Lines, {unit} by {x}. {'. '.join(said)}.")
