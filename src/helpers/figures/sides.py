"""The two sides against each other, the first-named on the left: words, shares."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, legend, measured, room, rows, tall, wrap
from helpers.figures._links import lead, lead_rows, query
from helpers.figures._style import FIRST, GREY, LEAST, LINE, SECOND, SMALL, TEXT, listed, palette, styled


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
    unit = "log-odds ratio, in standard errors (ranks words, tests nothing)"
    height = _two_sided(ax, shown["z"].to_numpy(float), labels, names, unit)
    lead_rows(ax, shown.index.names, shown.index)
    sides = (f"More in {name}: {listed((r.Index, f'{r.count_a}:{r.count_b}') for r in part.itertuples()) or 'none'}"
             for name, part in zip(names, (ours, theirs), strict=True))  # fmt: skip
    data = shown.assign(term=shown.index, side=np.where(shown["z"] > 0, *names))[columns]
    alt = f"Words with their counts, {names[0]}:{names[1]}; bars of {names[0]} to the left. {'. '.join(sides)}."
    return finish(ax, title, subtitle, alt, data, height)


@styled()
def word_shift(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    n: int = 20,
    words: pd.Index | None = None,
    unit: str = "bit",
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The n words that add most to a difference; small below them the sum over all words, and both texts' sizes.

    The bars of the first side go to the left. A measure that is never negative puts each word on the side that uses it
    more, others by the contribution's sign.

    Parameters
    ----------
    table : as ``framing.word_shift`` gives it, whole; ``names``, those of a and b. words : those that may be shown.
    unit : of the contributions.

    Its data have a row a bar: ``term``, ``side``, ``share_a``, ``share_b``, ``contribution``, ``unit``.
    """
    columns = ["term", "side", "share_a", "share_b", "contribution", "unit"]
    chosen = table if words is None else table[table.index.isin(words)]
    shown = chosen[chosen["contribution"].notna() & (chosen["contribution"] != 0)].head(n)
    if shown.empty:
        return nothing(ax, title, subtitle, "no word adds to a difference", columns)
    ax = axes(ax)
    signed = (table["contribution"] < 0).any()
    ours = shown["contribution"] > 0 if signed else shown["share_a"] > shown["share_b"]
    values = np.where(ours, 1, -1) * shown["contribution"].abs().to_numpy() * 1000
    height = _two_sided(ax, values, list(shown.index), names, f"contribution, thousandths of a {unit}")
    lead_rows(ax, shown.index.names, shown.index)
    sizes = list(table.attrs["words"].values())
    down, high = -(1.5 + tall(ax.get_xlabel())) / height, 0.8 / height  # below the numbers and words of the axis
    _running_sum(ax.inset_axes([0.06, down, 0.36, high]), table["cumulative"].to_numpy())
    _sizes(ax.inset_axes([0.56, down, 0.44, high]), sizes, names, 0.44 * room(ax))
    sides = [names[0] if a else names[1] for a in ours]
    said = listed((t, f"{v:.1f}, {side}") for t, v, side in zip(shown.index, abs(values), sides, strict=True))
    total = f"All {len(table)} words add up to {table['cumulative'].iloc[-1]:.3f}"
    both = f"{names[0]} has {sizes[0]:,} words, {names[1]} {sizes[1]:,}"
    alt = f"Words by contribution in thousandths of a {unit}; bars of {names[0]} to the left. {said}. {total}. {both}."
    return finish(ax, title, subtitle, alt, shown.assign(term=shown.index, side=sides, unit=unit)[columns], height)


def _running_sum(ax: Axes, cumulative: np.ndarray) -> None:
    """How the contributions add up, from the largest."""
    ax.plot(np.arange(1, len(cumulative) + 1), cumulative, color=GREY, marker="." if len(cumulative) == 1 else "")
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}" if x >= 1 else "")
    ax.xaxis.set_minor_formatter(lambda x, _: "")
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.set_title("sum over all words", fontsize=LEAST, weight="normal", pad=4)
    ax.set_xlabel("words, largest first", fontsize=LEAST)
    ax.tick_params(labelsize=LEAST)
    ax.grid(axis="y")


def _sizes(ax: Axes, sizes: list[int], names: tuple[str, str], inches: float) -> None:
    """How much each side says at all."""
    ax.barh([0, 1], sizes, height=0.4, color=[FIRST, SECOND])
    for y, (size, name) in enumerate(zip(sizes, names, strict=True)):
        said = f": {size:,}"
        text = wrap(name, inches - measured(said, LEAST), LEAST, lines=1) + said
        ax.text(0, y - 0.46, text, fontsize=LEAST, va="center")
    ax.set_title("words in all", fontsize=LEAST, weight="normal", pad=4, loc="left")
    ax.set_xlim(0, max(*sizes, 1))
    ax.set_ylim(1.3, -0.8)
    ax.axis("off")


@styled()
def shares(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Shares of sentences for both sides: a row a frame, a marker a side, a bar where there is an interval.

    Beside each frame stand its numbers of sentences, and in the legend those of the side. A side without a sentence
    has no marker, and the legend says so.

    Parameters
    ----------
    table : as ``framing.frame_shares`` gives it by voice: ``voice``, ``frame`` or ``function``, ``n``, ``tagged``,
        ``share``, ``low``, ``high``, ``why``. names : the two sides, in the order of the numbers.

    Its data have a row a marker: these columns.

    Raises
    ------
    ValueError: a side is not in a table that has rows, or has a frame in several rows: choose one call first.
    """
    tag = "frame" if "frame" in table else "function"
    columns = ["voice", tag, "n", "tagged", "share", "low", "high", "why"]
    twice = table[table["voice"].isin(names)].duplicated(["voice", tag])
    if twice.any() or not (table.empty or set(names) <= set(table["voice"])):
        raise ValueError(f"the figure needs one row a {tag} for each of {' and '.join(names)}. Choose one call first.")
    if table["share"].isna().all():
        return nothing(ax, title, subtitle, "neither side has a sentence", columns)
    kinds = list(dict.fromkeys(table[tag]))
    parts = {name: table[table["voice"] == name].set_index(tag).reindex(kinds) for name in names}
    ax = axes(ax)
    ax.hlines(range(len(kinds)), 0, 1, color=LINE, linewidth=1, zorder=0)
    said, handles, marks = [], [], []
    for (name, part), marker, shift in zip(parts.items(), "os", (-0.14, 0.14), strict=True):
        n, colour = int(part["n"].max()), palette(names)[name]
        y, why = np.arange(len(kinds)) + shift, part["why"].iloc[0]
        label = f"{name}: {why if not n else f'n = {n}'}"
        handles += ax.plot(part["share"], y, marker, color=colour, markersize=7, label=label)
        ax.hlines(y, part["low"], part["high"], color=colour, linewidth=1.6)
        marks += [(kind, x, at, name) for kind, x, at in zip(kinds, part["share"], y, strict=True) if not np.isnan(x)]
        given = (f"{frame} {row.share:.0%}{_give_or_take(row)}" for frame, row in part.iterrows())
        said.append(f"{name}, {why if not n else f'{n} sentences: ' + '; '.join(given)}")
    tagged = zip(*(part["tagged"] if part["n"].max() else ["–"] * len(kinds) for part in parts.values()), strict=True)
    pitch = rows(ax, [f"{row}  {a}:{b}" for row, (a, b) in zip(kinds, tagged, strict=True)], 0.36)
    ax.set_ylim(len(kinds) - 0.4, -0.6)
    lead_rows(ax, [tag], kinds)
    for kind, x, y, name in marks:
        if of_kind := query([tag], kind):
            lead(ax, [(x, x, y, y)], of_kind | query(["voice"], name))
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel("share of the side's sentences")
    ax.grid(axis="x")
    legend(ax, handles, [handle.get_label() for handle in handles])
    data = pd.concat([table[table["voice"] == name] for name in names]).dropna(subset="share")[columns]
    return finish(ax, title, subtitle, f"Shares of sentences. {'. '.join(said)}.", data, pitch * (len(kinds) + 0.2))


def _give_or_take(row: pd.Series) -> str:
    return "" if np.isnan(row["low"]) else f" ({row['low']:.0%} to {row['high']:.0%})"
