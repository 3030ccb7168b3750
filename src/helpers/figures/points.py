"""Every word as a point, by how often each of the two sides says it."""

from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, legend, literal, measured, room, tall, wrap
from helpers.figures._links import lead, query
from helpers.figures._style import FIRST, GREY, LEAST, LINE, SECOND, SMALL, listed, number, styled

_HIGH = 5.4  # inches of the axes, at most
_LINE = tall("", LEAST)  # of a label
_LONGEST = 1.7  # inches of a label; a longer one is cut
_APART = 0.035  # inches between a label and what is next to it
_LINKED = 150  # points without a label that are links, the most different


@styled()
def scatter(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Every word a point: the higher, the more often the first side says it; the further right, the second side.

    The axes are of ranks, as in scattertext (Kessler 2017): a band for each count, in their order. Words of the same
    two counts are a small grid, by the alphabet down its columns. A word that the side with the higher rate says once
    is grey: one occurrence makes no word a side's. Of the labels, the most different words' first, those
    are written that cover neither a point nor each other.

    Parameters
    ----------
    table : as ``framing.log_odds`` gives it: ``count_a``, ``count_b``, ``z``; ``names``, those of a and b.

    Its data have a row a point, the most different first: ``term``, ``side``, ``count_a``, ``count_b``, ``z``.
    """
    columns = ["term", "side", "count_a", "count_b", "z"]
    kinds = [f"higher rate in {names[0]}", f"higher rate in {names[1]}", "rests on one mention, or the same rate"]
    table = table[table["z"].notna() & (table["count_a"] + table["count_b"] > 0)]
    if table.empty:
        return nothing(ax, title, subtitle, "neither side has a word", columns)
    leans = [(table["z"] > 0) & (table["count_a"] > 1), (table["z"] < 0) & (table["count_b"] > 1)]
    data = table.assign(term=table.index, side=np.select(leans, names, "neither"))[columns]
    often, size = data["count_a"] + data["count_b"], data["z"].round(9)
    data = data.iloc[np.lexsort((data["term"].astype(str), -often, -size.abs()))]
    ax = axes(ax)
    usual = min(_HIGH, 2.4 + 0.05 * len(table))
    high = usual if hasattr(ax.figure, "body") else ax.bbox.height / ax.figure.dpi
    bands = _bands(data["count_b"], data["count_a"], high)
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], ylabel=f"times in {names[0]} →")
    ax.set_xlabel(f"times in {names[1]} →")
    _counts(ax, bands[1], high, "y")
    wide = room(ax)
    _counts(ax, bands[0], wide, "x")
    labels = [wrap(" ".join(str(term).split()), _LONGEST, LEAST, lines=1) for term in data["term"]]
    widths = np.array([measured(label, LEAST) for label in labels])
    inches = np.array([wide, high])
    points, apart = _points(data, bands, inches, widths)
    narrowest = min((band["width"] * length).min() for band, length in zip(bands, inches, strict=True))
    radius = (0.38 * apart).clip(0.005, max(min(0.034, 0.38 * narrowest), 0.005))
    colours, handles = data["side"].map(dict(zip(names, (FIRST, SECOND), strict=True))).fillna(GREY).to_numpy(), []
    for kind, colour, marker in zip(kinds, (FIRST, SECOND, GREY), "osD", strict=True):
        at = colours == colour
        if at.any():
            sizes, said = (144 * radius[at] * (1 if marker == "o" else 0.85)) ** 2, f"{kind}: {at.sum():,}"
            ax.scatter(*(points[at] / inches).T, sizes, colour, marker=marker, linewidths=0, clip_on=False)
            handles.append(Line2D([], [], color=colour, marker=marker, markersize=5, linestyle="", label=said))
    written = _labels(ax, points, labels, widths, colours, radius, inches)
    legend(ax, handles, [handle.get_label() for handle in handles])
    bare, reach = 0, (apart.clip(max=0.12) / 2)[:, None] / inches
    for i, (term, (x, y), (aside, up)) in enumerate(zip(data["term"], points / inches, reach, strict=True)):
        bare += i not in written
        if i in written or bare <= _LINKED:
            box = (x - aside, x + aside, y - up, y + up)
            lead(ax, [box, *written.get(i, [])], query([table.index.name], term))
    said = []
    for kind, colour in zip(kinds, (FIRST, SECOND, GREY), strict=True):
        some = data[colours == colour].head(15)
        each = listed((literal(row.term), f"{row.count_a}:{row.count_b}") for row in some.itertuples())
        said.append(f"{kind} {(colours == colour).sum():,}{': ' if each else ''}{each}")
    alt = f"A point for each of {len(data):,} words, by how often each side says it, {names[0]}:{names[1]}."
    alt += f" {'. '.join(said)}."
    return finish(ax, title, subtitle, alt, data, high)


def _bands(x: pd.Series, y: pd.Series, high: float) -> list[pd.DataFrame]:
    """Along each axis a band for each count: ``middle`` and ``width``, of 1 in all.

    Half of the axis is shared out equally (of the upright one no more than a line of text each), the rest by how many
    words there are of the same two counts.
    """
    crowd = np.sqrt(pd.crosstab(x, y))
    bands = []
    for most, line in ((crowd.max(axis=1), 1.0), (crowd.max(axis=0), 1.2 * _LINE / high)):
        equal = min(0.5 / len(most), line)
        width = equal + (1 - equal * len(most)) * most / most.sum()
        bands.append(pd.DataFrame({"middle": width.cumsum() - width / 2, "width": width}))
    return bands


def _counts(ax: Axes, bands: pd.DataFrame, inches: float, which: str) -> None:
    """Write the counts beside their bands, as many as have room, and part the bands by lines where they are wide."""
    ticks, end = [], -1.0
    for count, middle in (bands["middle"] * inches).items():
        half = (measured(number(count), SMALL) if which == "x" else tall("", SMALL)) / 2
        if middle - half > end + 0.05:
            ticks.append(count)
            end = middle + half
    getattr(ax, f"set_{which}ticks")(bands.loc[ticks, "middle"], list(map(number, ticks)), fontsize=SMALL)
    ax.tick_params(which, length=0)
    edges = (bands["middle"] + bands["width"] / 2)[bands["width"] * inches > 0.22]
    for edge in edges[edges < 1 - 1e-9]:
        (ax.axvline if which == "x" else ax.axhline)(edge, color=LINE, linewidth=1, zorder=0)


def _points(
    data: pd.DataFrame, bands: list[pd.DataFrame], inches: np.ndarray, widths: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where each word's point is, in inches from the lower left, and how far it is from the next of its grid."""
    points, apart = np.zeros((len(data), 2)), np.ones(len(data))
    order = data.reset_index(drop=True).assign(wide=widths)
    for (a, b), block in order.groupby(["count_a", "count_b"], sort=False):
        middle = np.array([bands[0]["middle"][b], bands[1]["middle"][a]]) * inches
        across, down = np.array([bands[0]["width"][b], bands[1]["width"][a]]) * inches * 0.92
        pitch, rows = _grid(len(block), across, down, block["wide"].max() + 0.16)
        column, row = np.divmod(np.arange(len(block)), rows)
        last = np.array([column.max(), min(rows, len(block)) - 1])
        steps = np.column_stack([column, -row]) - last * (0.5, -0.5)
        alphabet = block.assign(term=block["term"].astype(str)).sort_values("term", kind="stable").index
        points[alphabet] = middle + steps * pitch
        apart[alphabet] = min(pitch)
    return points, apart


def _grid(n: int, across: float, down: float, label: float) -> tuple[np.ndarray, int]:
    """How far n points are apart in their block, and how many stand in a column.

    In rows as tall as a label, in columns as wide as one or narrow; where that does not hold them, as far apart as
    they can be.
    """
    rows = max(min(int(down / _LINE), n), 1)
    columns = ceil(n / rows)
    if columns * 0.1 <= across:
        return np.array([label if columns * label <= across else 0.1, _LINE]), rows
    pitch = np.sqrt(across * down / n)
    while int(across / pitch) * int(down / pitch) < n:
        pitch *= 0.98
    return np.array([pitch, pitch]), int(down / pitch)


def _labels(
    ax: Axes,
    points: np.ndarray,
    labels: list[str],
    widths: np.ndarray,
    colours: np.ndarray,
    radii: np.ndarray,
    inches: np.ndarray,
) -> dict[int, list]:
    """Write beside the points, in their order, each label that has room: on the right, the left, above or below."""
    gap = np.array([-1, 0, 1, 0]) * _APART * 0.9
    taken = np.hstack([points - radii[:, None], points + radii[:, None]]) + gap
    written = {}
    for i, ((x, y), label, width, radius) in enumerate(zip(points, labels, widths, radii, strict=True)):
        aside, up = radius + _APART, radius + _LINE / 2
        for x0, middle in ((x + aside, y), (x - aside - width, y), (x - width / 2, y + up), (x - width / 2, y - up)):
            box = np.array([x0, middle - _LINE / 2 + 0.01, x0 + width, middle + _LINE / 2 - 0.01])
            if (box[:2] < 0).any() or (box[2:] > inches + np.array([0, 0.1])).any():
                continue
            if not ((taken[:, :2] < box[2:]) & (taken[:, 2:] > box[:2])).all(axis=1).any():
                place = (x0 / inches[0], middle / inches[1])
                written[i] = [ax.text(*place, label, color=colours[i], fontsize=LEAST, va="center_baseline")]
                taken = np.vstack([taken, box + gap])
                break
    return written
