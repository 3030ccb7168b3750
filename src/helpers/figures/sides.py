"""The two sides against each other, the first-named on the left: words, shares."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, measured, room, rows, tall, wrap
from helpers.figures._links import lead, lead_rows, query
from helpers.figures._style import EDGE, FIRST, GREY, INK, SECOND, SMALL, TEXT, WIDTH, listed, styled

_JOIN = "#c9ced6"  # the line between two sides' markers


def _two_sided(ax: Axes, values: np.ndarray, labels: Sequence[str], names: tuple[str, str], unit: str) -> float:
    """Bars to the left for the first side and to the right for the second, each labelled at its end; their height."""
    half = room(ax) / 2
    labels = [wrap(label, 0.62 * half, SMALL, lines=3) for label in labels]
    wide = [max(measured(line, SMALL) for line in label.split("\n")) + 0.08 for label in labels]
    reach = max(abs(value) * half / (half - width) for value, width in zip(values, wide, strict=True))
    positions = np.arange(len(values))
    pitch = max([0.27, *(tall(label, SMALL) + 0.05 for label in labels)])
    ax.barh(positions, values, color=np.where(values >= 0, FIRST, SECOND), height=0.19 / pitch)
    for y, (value, label) in enumerate(zip(values, labels, strict=True)):
        where = {"textcoords": "offset points", "ha": "right" if value >= 0 else "left", "va": "center"}
        ax.annotate(label, (value, y), (-4 if value >= 0 else 4, 0), fontsize=SMALL, **where)
    ax.vlines(0, -0.5, len(values) - 0.5, color=GREY, linewidth=1)
    ax.set_xlim(reach, -reach)  # positive is the first side's, which stands on the left
    ax.set_ylim(len(values) - 0.4, -0.6)
    ax.set_yticks([])
    ax.set_xlabel(wrap(unit, 2 * half))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")
    heads = (f"← more in {names[0]}", FIRST, -6, "right"), (f"more in {names[1]} →", SECOND, 6, "left")
    for text, colour, shift, side in heads:
        style = {"color": colour, "ha": side, "va": "bottom", "weight": "bold", "textcoords": "offset points"}
        written = wrap(text, half - 0.15, TEXT, "bold", lines=3)
        ax.annotate(written, (0, 1), (shift, 3), xycoords=ax.get_xaxis_transform(), **style)
    return pitch * (len(values) + 0.2)


@styled()
def contrast(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    n: int = 10,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The n words that are most one side's and the n that are most the other's, with both counts.

    The bars of the first side go to the left.

    Parameters
    ----------
    table : as ``framing.log_odds`` gives it: ``count_a``, ``count_b``, ``z``; ``names``, those of a and b.

    Its data have a row a bar: ``term``, ``side``, ``count_a``, ``count_b``, ``z``, positive towards the first side.
    """
    columns = ["term", "side", "count_a", "count_b", "z"]
    ranked = table.sort_values("z", ascending=False, kind="stable")
    ours, theirs = ranked[ranked["z"] > 0].head(n), ranked[ranked["z"] < 0].tail(n)
    shown = pd.concat([ours, theirs])
    if shown.empty:
        return nothing(ax, title, subtitle, "no word is more one side's than the other's", columns)
    ax = axes(ax)
    labels = [f"{term}  {row.count_a}:{row.count_b}" for term, row in zip(shown.index, shown.itertuples(), strict=True)]
    unit = "how one-sided (log-odds in standard errors; for ranking only)"
    height = _two_sided(ax, shown["z"].to_numpy(float), labels, names, unit)
    lead_rows(ax, shown.index.names, shown.index)
    sides = (f"More in {name}: {listed((r.Index, f'{r.count_a}:{r.count_b}') for r in part.itertuples()) or 'none'}"
             for name, part in zip(names, (ours, theirs), strict=True))  # fmt: skip
    data = shown.assign(term=shown.index, side=np.where(shown["z"] > 0, *names))[columns]
    alt = f"Words with their counts, {names[0]}:{names[1]}; bars of {names[0]} to the left. {'. '.join(sides)}."
    return finish(ax, title, subtitle, alt, data, height)


@styled()
def shares(
    tables: Mapping[tuple[str, str], pd.DataFrame],
    title: str,
    *,
    unit: str = "sentences",
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Two sides' shares, row by row: a marker for each side, a line that joins them, and p where it is given.

    Each table has a heading with the names of its two sides. The first pair is in the sides' colours, and another
    pair with the same first side; any other is in greys, for comparison. Without a column ``p_adjusted`` the numbers
    are written as "3 of 9", otherwise in per cent.

    Parameters
    ----------
    tables : by the two sides' names, tables as ``uncertainty.shares_by_call`` gives them, or some of their rows:
        ``share_a``, ``share_b``; where there ``p_adjusted``; ``attrs``: ``calls``, and ``sentences`` of each side.
    unit : what shares are of.

    Its data have a row a marker: ``row``, ``side``, ``share``, ``of``, ``p_adjusted``.
    """
    columns = ["row", "side", "share", "of", "p_adjusted"]
    tables = {names: table for names, table in tables.items() if len(table)}
    if not tables:
        return nothing(ax, title, subtitle, "neither side has a share", columns)
    ax = axes(ax)
    labels = [str(label) for table in tables.values() for label in ("", *table.index)]
    pitch = rows(ax, labels, 0.36, 1.6)
    ax.tick_params("y", length=0, pad=4)
    tested = any("p_adjusted" in table for table in tables.values())
    top = -0.6 - 0.5 * tested  # room for the head of the column of p
    counts = [f"{n} of {n}" for table in tables.values() for n in table.attrs["sentences"].values()]
    beside = measured("100%" if tested else max(counts, key=len), SMALL) + 0.16  # inches of a number and its marker
    most = max(float(table[["share_a", "share_b"]].max(axis=None)) for table in tables.values()) or 1.0
    inch = most / (room(ax) - 2 * beside - 0.85 * tested)
    ax.set_xlim(-beside * inch, most + beside * inch)
    ax.set_ylim(len(labels) - 0.4, top)
    left = 72 * max(measured(label) for text in ax.get_yticklabels() for label in text.get_text().split("\n")) + 4
    data, said, y = [], [], 0
    for names, table in tables.items():
        colours = (FIRST, SECOND) if names[0] == next(iter(tables))[0] else (INK, GREY)
        sizes = table.attrs["sentences"]
        base = f"{table.attrs['calls']} calls, {' and '.join(map(str, sizes.values()))} {unit}"
        _heading(ax, y, -left, names, colours, base)
        for label, row in zip(table.index, table.to_dict("records"), strict=True):
            y += 1
            ends = [row["share_a"], row["share_b"]]
            ax.plot(ends, [y, y], color=_JOIN, linewidth=3, solid_capstyle="butt", zorder=1)
            for place, (side, n) in enumerate(sizes.items()):
                x, low = ends[place], ends[place] < ends[1 - place]
                style = {"color": colours[place], "markersize": 9.5 - place, "markeredgecolor": "white"}
                ax.plot([x], [y], "os"[place], zorder=3 - place, **style)
                text = f"{x + 1e-9:.0%}" if "p_adjusted" in row else f"{x * n:.0f} of {n}"
                if place or ends[0] != ends[1]:
                    text = text if ends[0] != ends[1] else f"both {text}"
                    how = {"textcoords": "offset points", "va": "center", "ha": "right" if low else "left"}
                    ax.annotate(text, (x, y), (-7 if low else 7, 0), color=colours[place], fontsize=SMALL, **how)
                if x > 0:
                    lead(ax, [(x, x, y, y)], query([table.index.name, "side"], (label, side)))
                data.append((label, names[place], x, n, row.get("p_adjusted")))
            given = _small(row["p_adjusted"]) if "p_adjusted" in row else ""
            place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right", "va": "center"}
            ax.annotate(given, (1, y), (56, 0), color=INK, fontsize=SMALL, **place)
            given = f", adjusted p {given}" if given else ""
            said.append(f"{label}: {names[0]} {ends[0] + 1e-9:.0%}, {names[1]} {ends[1] + 1e-9:.0%}{given}")
        y += 1
    if tested:
        place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right", "va": "center"}
        ax.annotate("p, adjusted", (1, -0.7), (56, 0), color=GREY, fontsize=SMALL, **place)
    lead_rows(ax, [next(iter(tables.values())).index.name], labels)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}" if x >= -1e-9 else "")
    ax.set_xlabel(f"share of each side's {unit}")
    ax.grid(axis="x")
    data = pd.DataFrame(data, columns=columns)
    return finish(ax, title, subtitle, f"Shares of {unit}. {'. '.join(said)}.", data, pitch * (len(labels) - 0.5 - top))


def _heading(ax: Axes, y: float, x: float, names: tuple[str, str], colours: tuple[str, str], base: str) -> None:
    """The two sides' names with their markers, from x points beside the axes, and how much there is of them."""
    place = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "va": "center"}
    texts, inches = [f"● {names[0]}", f"■ {names[1]}"], WIDTH - 2 * EDGE - measured(base, SMALL) - 0.4
    if sum(measured(text, TEXT, "bold") for text in texts) > inches:
        texts = [wrap(text, inches / 2, TEXT, "bold", lines=1) for text in texts]
    for text, colour in zip(texts, colours, strict=True):
        ax.annotate(text, (0, y), (x, -2), color=colour, weight="bold", **place)
        x += 72 * measured(text, TEXT, "bold") + 12
    ax.annotate(base, (0, y), (x, -2), color=GREY, fontsize=SMALL, **place)


def _small(p: float) -> str:
    """A p as it is written.

    >>> _small(0.00007), _small(0.0041), _small(0.281), _small(1.0)
    ('< .001', '.004', '.28', '1.00')
    """
    return "< .001" if p < 0.0005 else f"{p:.3f}"[1:] if p < 0.0095 else f"{p:.2f}".removeprefix("0")
