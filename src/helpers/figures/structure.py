"""Trees of what is alike, and estimates under many choices."""

from collections.abc import Iterable, Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from mpl_toolkits.axes_grid1 import make_axes_locatable
from scipy.cluster import hierarchy

from helpers.figures._style import FIRST, GREY, SECOND, WIDTH, axes, finish, listed, styled


@styled()
def dendrogram(
    joins: pd.DataFrame,
    leaves: Iterable[str],
    title: str,
    unit: str,
    groups: Iterable[str],
    colours: Mapping[str, str],
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A tree of what is most alike, its leaves written out from the top, each with the mark of its group.

    Parameters
    ----------
    joins : ``left``, ``right``, ``height``, ``size``, as ``topics.tree`` gives them; leaves : their texts, by number.
    unit : what the height is. groups, colours : the group of each leaf, and the colours of groups, which are explained.
    """
    leaves, groups = list(leaves), list(groups)
    if ax is None:
        _, ax = plt.subplots(figsize=(0.38 * WIDTH, 1.6 + 0.185 * len(leaves)))  # the rest of the width is for words
    drawn = hierarchy.dendrogram(joins.to_numpy(float), no_plot=True)
    for height, place in zip(drawn["dcoord"], drawn["icoord"], strict=True):
        ax.plot(height, (np.array(place) - 5) / 10, color=GREY, linewidth=0.9)
    for group, colour in colours.items():
        at = [y for y, leaf in enumerate(drawn["leaves"]) if groups[leaf] == group]
        if at:
            ax.plot(np.zeros(len(at)), at, "s", color=colour, markersize=5.5, label=group, clip_on=False, zorder=3)
    ax.set_yticks(range(len(leaves)), [leaves[leaf] for leaf in drawn["leaves"]], fontsize=9)
    ax.yaxis.tick_right()
    ax.set_ylim(len(leaves) - 0.4, -0.6)
    ax.set_xlim(joins["height"].max() * 1.03, 0)
    ax.set_xlabel(unit)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.5 / (0.185 * len(leaves) + 0.5)), ncols=2, fontsize=9)
    first = (f"{leaves[row.left]} with {leaves[row.right]} at {row.height:.2f}" for row in joins.itertuples()
             if max(row.left, row.right) < len(leaves))  # fmt: skip
    return finish(ax, title, subtitle, f"Tree of {len(leaves)} leaves by {unit}. Pairs: {'; '.join(first)}.")


@styled()
def specifications(
    table: pd.DataFrame,
    conclusion: str,
    choices: Iterable[str],
    title: str,
    unit: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A specification curve: the estimates of all combinations in their order, and below each the choices behind it.

    Beside each option stand the shares of its combinations that come out for the two sides; those without an estimate
    stand at the right end, in grey.

    Parameters
    ----------
    table : a row a combination: a column ``conclusion`` of estimates, and the columns ``choices``.
    unit : of the estimates. names : the sides, the first the positive one.
    """
    rows = [(name, option) for name in choices for option in (None, *dict.fromkeys(table[name]))]
    table = table.sort_values(conclusion, kind="stable", ignore_index=True)
    estimate, x = table[conclusion].to_numpy(float), np.arange(len(table))
    height = 0.205 * len(rows)
    ax = axes(ax, 3.6 + height)
    signs = {names[0]: (FIRST, estimate > 0), names[1]: (SECOND, estimate < 0)}
    signs |= {"neither, or no estimate": (GREY, ~(estimate > 0) & ~(estimate < 0))}
    below = make_axes_locatable(ax).append_axes("bottom", size=height, pad=0.12, sharex=ax)
    ax.axhline(0, color=GREY, linewidth=1)
    for name, (colour, at) in signs.items():
        if at.any():
            ax.plot(x[at], np.nan_to_num(estimate[at]), ".", color=colour, markersize=4, label=f"{name}: {at.sum():,}")
    said = []
    for y, (name, option) in enumerate(rows):
        if option is None:
            continue
        chosen = (table[name] == option).to_numpy()
        for colour, at in signs.values():
            below.plot(x[at & chosen], np.full((at & chosen).sum(), y), "|", color=colour, markersize=9, mew=0.6)
        shares = [f"{(at & chosen).sum() / chosen.sum():.0%}" for _, at in signs.values()][:2]
        for at, share in zip((1.08, 1.21), shares, strict=True):
            below.text(at, y, share, transform=below.get_yaxis_transform(), ha="right", va="center", fontsize=9.5)
        said.append(f"{name}, {option} {':'.join(shares)}")
    for at, (name, (colour, _)) in zip((1.08, 1.21), signs.items(), strict=False):
        style = {"color": colour, "weight": "bold", "fontsize": 9.5, "ha": "right", "va": "center"}
        below.text(at, 0, name, transform=below.get_yaxis_transform(), **style)
    below.set_yticks(range(len(rows)), [option or name.replace("_", " ") for name, option in rows], fontsize=9.5)
    for label, (_, option) in zip(below.get_yticklabels(), rows, strict=True):
        label.set_weight("normal" if option else "bold")
    below.set_ylim(len(rows) - 0.4, -0.8)
    below.set_xlabel(f"{len(table):,} combinations of choices, by estimate")
    below.set_xticks([])
    ax.tick_params(labelbottom=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_ylabel(unit)
    ax.legend(loc="upper left", bbox_to_anchor=(0, 1.0), handletextpad=0.1, fontsize=9.5)
    held = listed((name, int(at.sum())) for name, (_, at) in signs.items())
    alt = f"{len(table)} combinations by estimate: {held}. Shares, {names[0]}:{names[1]}, by option: {'; '.join(said)}."
    return finish(ax, title, subtitle, alt)
