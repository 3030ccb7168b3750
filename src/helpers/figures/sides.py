"""The two sides against each other: words, shares."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from helpers.figures._style import FIRST, GREY, SECOND, WIDTH, axes, finish, listed, palette, styled


def _two_sided(ax: Axes, values: np.ndarray, labels: list[str], names: tuple[str, str], unit: str) -> None:
    """Bars to the right for the first side and to the left for the second, each labelled beside its own bar."""
    positions = np.arange(len(values))
    reach = np.abs(values).max()
    ax.barh(positions, values, color=np.where(values >= 0, FIRST, SECOND), height=0.72)
    for y, (value, label) in enumerate(zip(values, labels, strict=True)):
        right = value >= 0
        ax.annotate(
            label,
            (value, y),
            (4 if right else -4, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=9.5,
        )
    ax.vlines(0, -0.5, len(values) - 0.5, color=GREY, linewidth=1)
    ax.set_xlim(-1.75 * reach, 1.75 * reach)
    ax.set_ylim(len(values) - 0.4, -1.7)
    ax.set_yticks([])
    ax.set_xlabel(unit)
    ax.text(-0.03 * reach, -1.1, f"← more in {names[1]}", color=SECOND, ha="right", va="center", weight="bold")
    ax.text(0.03 * reach, -1.1, f"more in {names[0]} →", color=FIRST, ha="left", va="center", weight="bold")


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

    Parameters
    ----------
    table : as ``framing.log_odds`` gives it: ``count_a``, ``count_b``, ``z``; ``names``, those of a and b.
    """
    ranked = table.sort_values("z", ascending=False, kind="stable")
    ours, theirs = ranked[ranked["z"] > 0].head(n), ranked[ranked["z"] < 0].tail(n)
    shown = pd.concat([ours, theirs])
    ax = axes(ax, 1.9 + 0.27 * len(shown))
    labels = [f"{term}  {row.count_a}:{row.count_b}" for term, row in zip(shown.index, shown.itertuples(), strict=True)]
    unit = "log-odds ratio, in standard errors (ranks words, tests nothing)"
    _two_sided(ax, shown["z"].to_numpy(), labels, names, unit)
    sides = (f"More in {name}: {listed((r.Index, f'{r.count_a}:{r.count_b}') for r in part.itertuples())}"
             for name, part in zip(names, (ours, theirs), strict=True))  # fmt: skip
    return finish(ax, title, subtitle, f"Words with their counts, {names[0]}:{names[1]}. {'. '.join(sides)}.")


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
    """The n words that add most to a difference; small beside them the sum over all words, and both texts' sizes.

    A measure that is never negative puts each word on the side that uses it more, others by the contribution's sign.

    Parameters
    ----------
    table : as ``framing.word_shift`` gives it, whole; ``names``, those of a and b. words : those that may be shown.
    unit : of the contributions.
    """
    chosen = table if words is None else table[table.index.isin(words)]
    shown = chosen[chosen["contribution"] != 0].head(n)
    ax = axes(ax, 1.9 + 0.27 * max(len(shown), 6))
    signed = (table["contribution"] < 0).any()
    ours = shown["contribution"] > 0 if signed else shown["share_a"] > shown["share_b"]
    values = np.where(ours, 1, -1) * shown["contribution"].abs().to_numpy() * 1000
    _two_sided(ax, values, list(shown.index), names, f"contribution, thousandths of a {unit}")
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")
    sizes = list(table.attrs["words"].values())
    _running_sum(ax.inset_axes([1.06, 0.56, 0.26, 0.36]), table["cumulative"].to_numpy())
    _sizes(ax.inset_axes([1.06, 0.12, 0.26, 0.2]), sizes, names)
    sides = [names[0] if a else names[1] for a in ours]
    said = listed((t, f"{v:.1f}, {side}") for t, v, side in zip(shown.index, abs(values), sides, strict=True))
    total = f"All {len(table)} words add up to {table['cumulative'].iloc[-1]:.3f}"
    both = f"{names[0]} has {sizes[0]:,} words, {names[1]} {sizes[1]:,}"
    return finish(ax, title, subtitle, f"Words by contribution in thousandths of a {unit}. {said}. {total}. {both}.")


def _running_sum(ax: Axes, cumulative: np.ndarray) -> None:
    """How the contributions add up, from the largest."""
    ax.plot(np.arange(1, len(cumulative) + 1), cumulative, color=GREY)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
    ax.set_title("sum over all words", fontsize=9, weight="normal", pad=4)
    ax.set_xlabel("words, largest first", fontsize=9)
    ax.tick_params(labelsize=9)
    ax.grid(axis="y")


def _sizes(ax: Axes, sizes: list[int], names: tuple[str, str]) -> None:
    """How much each side says at all."""
    ax.barh([0, 1], sizes, height=0.4, color=[FIRST, SECOND])
    for y, (size, name) in enumerate(zip(sizes, names, strict=True)):
        ax.text(0, y - 0.46, f"{name}: {size:,}", fontsize=9, va="center")
    ax.set_title("words in all", fontsize=9, weight="normal", pad=10)
    ax.set_ylim(1.5, -0.9)
    ax.axis("off")


@styled()
def word_sets(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Every word once: those of one side only to the left and to the right, those of both in the middle.

    Within a group in the order of the alphabet; a word that occurs more than once has its number beside it.

    Parameters
    ----------
    table : ``count_a`` and ``count_b`` with words as index, as ``framing.log_odds`` gives them; ``names``, of a and b.
    """
    table = table.sort_index()
    a, b = table["count_a"], table["count_b"]
    groups = {
        f"only {names[0]}": (FIRST, table[(a > 0) & (b == 0)]),
        "both": ("#111827", table[(a > 0) & (b > 0)]),
        f"only {names[1]}": (SECOND, table[(a == 0) & (b > 0)]),
    }
    rows = _rows_for([len(part) for _, part in groups.values()], columns=6)
    if ax is None:
        ax = plt.figure(figsize=(WIDTH, 1.3 + 0.235 * rows)).add_axes((0, 0, 1, 0.85))
    x, said = 0, []
    for name, (colour, part) in groups.items():
        words = [_with_number(row.Index, row.count_a, row.count_b, name == "both") for row in part.itertuples()]
        ax.text(x, -1.2, f"{name} ({len(words)})", color=colour, weight="bold", va="center")
        columns = [words[i : i + rows] for i in range(0, len(words), rows)] or [[]]
        for column in columns:
            for y, word in enumerate(column):
                ax.text(x, y, word, color=colour, va="center", fontsize=9.5)
            x += max(map(len, column), default=len(name)) + 2
        x += 2
        said.append(f"{name}: {', '.join(words) or 'none'}")
    ax.set_xlim(0, max(x, 95))
    ax.set_ylim(rows - 0.3, -1.8)
    ax.axis("off")
    return finish(ax, title, subtitle, f"Words in three groups. {'. '.join(said)}.")


def _rows_for(sizes: list[int], columns: int) -> int:
    """The fewest rows in which groups of these sizes fit side by side into so many columns."""
    rows = 1
    while sum(max(1, -(-size // rows)) for size in sizes) > columns:
        rows += 1
    return rows


def _with_number(word: str, a: int, b: int, both: bool) -> str:
    if both:
        return f"{word} {a}:{b}"
    return f"{word} ×{a + b}" if a + b > 1 else word


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

    Raises
    ------
    ValueError: a side is not in the table, or has a frame in several rows: choose one call first.
    """
    tag = "frame" if "frame" in table else "function"
    twice = table[table["voice"].isin(names)].duplicated(["voice", tag])
    if twice.any() or not set(names) <= set(table["voice"]):
        raise ValueError(f"the figure needs one row a {tag} for each of {' and '.join(names)}. Choose one call first.")
    rows = list(dict.fromkeys(table[tag]))
    parts = {name: table[table["voice"] == name].set_index(tag).reindex(rows) for name in names}
    ax = axes(ax, 1.9 + 0.36 * len(rows))
    ax.hlines(range(len(rows)), 0, 1, color="#e5e7eb", linewidth=1, zorder=0)
    said = []
    for (name, part), marker, shift in zip(parts.items(), "os", (-0.14, 0.14), strict=True):
        n, colour = int(part["n"].max()), palette(names)[name]
        y, why = np.arange(len(rows)) + shift, part["why"].iloc[0]
        ax.plot(part["share"], y, marker, color=colour, markersize=7, label=f"{name}: {why if not n else f'n = {n}'}")
        ax.hlines(y, part["low"], part["high"], color=colour, linewidth=1.6)
        given = (f"{frame} {row.share:.0%}{_give_or_take(row)}" for frame, row in part.iterrows())
        said.append(f"{name}, {why if not n else f'{n} sentences: ' + '; '.join(given)}")
    tagged = zip(*(part["tagged"] if part["n"].max() else ["–"] * len(rows) for part in parts.values()), strict=True)
    ax.set_yticks(range(len(rows)), [f"{row}  {a}:{b}" for row, (a, b) in zip(rows, tagged, strict=True)])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_xlabel("share of the side's sentences")
    ax.grid(axis="x")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.75 / (1.2 + 0.36 * len(rows))), ncols=2)
    return finish(ax, title, subtitle, f"Shares of sentences. {'. '.join(said)}.")


def _give_or_take(row: pd.Series) -> str:
    return "" if np.isnan(row["low"]) else f" ({row['low']:.0%} to {row['high']:.0%})"
