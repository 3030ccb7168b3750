"""Trees of what is alike, and estimates under many choices."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from scipy.cluster import hierarchy

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import MOST, axes, legend, measured, rows, tall, wrap
from helpers.figures._style import EDGE, FIRST, GREY, LEAST, SECOND, SMALL, WIDTH, coloured, listed, styled


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
    unit : what the height is. groups, colours : the group of each leaf, and the colours of groups, which are explained;
        grey for groups without one.

    Its data have a row a leaf, from the top, then a row a join: ``node``; ``text`` and ``group`` of a leaf; ``left``
    and ``right``, the nodes that a join brings together, its ``height`` and its ``size`` in leaves.
    """
    columns = ["node", "text", "group", "left", "right", "height", "size"]
    leaves, groups = list(leaves), list(groups)
    if joins.empty:
        return nothing(ax, title, subtitle, "a tree takes two leaves or more", columns)
    if len(leaves) > MOST:
        why = f"a tree of {len(leaves):,} leaves cannot be read; take a sample of at most {MOST}"
        return nothing(ax, title, subtitle, why, columns)
    ax = axes(ax)
    drawn = hierarchy.dendrogram(joins.to_numpy(float), no_plot=True)
    for height, place in zip(drawn["dcoord"], drawn["icoord"], strict=True):
        ax.plot(height, (np.array(place) - 5) / 10, color=GREY, linewidth=0.9)
    handles = []
    for group, colour in coloured(groups, colours, [GREY]).items():
        at = [y for y, leaf in enumerate(drawn["leaves"]) if groups[leaf] == group]
        if at:
            style = {"color": colour, "markersize": 5.5, "label": group, "clip_on": False, "zorder": 3}
            handles += ax.plot(np.zeros(len(at)), at, "s", **style)
    ax.yaxis.tick_right()
    ax.set_xlim(joins["height"].max() * 1.03 or 1, 0)
    # The words have what they need, up to three quarters of the width; the rest is the tree's.
    pitch = rows(ax, [leaves[leaf] for leaf in drawn["leaves"]], 0.185, 0.74 * (WIDTH - 2 * EDGE), LEAST)
    ax.set_ylim(len(leaves) - 0.4, -0.6)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.set_xlabel(unit)
    legend(ax, handles, [handle.get_label() for handle in handles])
    first = (f"{leaves[row.left]} with {leaves[row.right]} at {row.height:.2f}" for row in joins.itertuples()
             if max(row.left, row.right) < len(leaves))  # fmt: skip
    alt = f"Tree of {len(leaves)} leaves by {unit}. Pairs: {'; '.join(first)}."
    ends = pd.DataFrame([(leaf, leaves[leaf], groups[leaf]) for leaf in drawn["leaves"]], columns=columns[:3])
    ends = ends.assign(left=pd.NA, right=pd.NA, height=np.nan, size=1)
    nodes = joins.assign(node=len(leaves) + np.arange(len(joins)), text="", group="")[columns]
    data = pd.concat([ends, nodes]).astype({"left": "Int64", "right": "Int64", "size": "Int64"})
    return finish(ax, title, subtitle, alt, data, pitch * (len(leaves) + 0.2))


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

    The first side's, the positive ones, begin at the left. Beside each option stand the shares of its combinations that
    come out for the two sides; those without an estimate stand at the right end, in grey.

    Parameters
    ----------
    table : a row a combination: a column ``conclusion`` of estimates, and the columns ``choices``.
    unit : of the estimates. names : the sides, the first the positive one.

    Its data have a row a dot, from the left: the choices, ``estimate``, ``side``, ``unit``.
    """
    choices = list(choices)
    columns = [*choices, "estimate", "side", "unit"]
    if table[conclusion].isna().all():
        return nothing(ax, title, subtitle, "no combination has an estimate", columns)
    options = [(name, option) for name in choices for option in (None, *dict.fromkeys(table[name]))]
    table = table.sort_values(conclusion, ascending=False, kind="stable", ignore_index=True)
    estimate, x = table[conclusion].to_numpy(float), np.arange(len(table))
    neither = "neither, or no estimate"
    signs = {names[0]: (FIRST, estimate > 0), names[1]: (SECOND, estimate < 0)}
    signs |= {neither: (GREY, ~(estimate > 0) & ~(estimate < 0))}
    ax = axes(ax)
    ax.axhline(0, color=GREY, linewidth=1)
    handles = []
    for name, (colour, at) in signs.items():
        if at.any():
            style = {"color": colour, "markersize": 4, "label": f"{name}: {at.sum():,}"}
            handles += ax.plot(x[at], np.nan_to_num(estimate[at]), ".", **style)
    said = _options(ax, table, options, signs, len(x))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_ylabel(unit)
    legend(ax, handles, [handle.get_label() for handle in handles])
    held = listed((name, int(at.sum())) for name, (_, at) in signs.items())
    alt = f"{len(table)} combinations by estimate: {held}. Shares, {names[0]}:{names[1]}, by option: {'; '.join(said)}."
    side = np.select([estimate > 0, estimate < 0], names, neither)
    data = table[choices].assign(estimate=estimate, side=side, unit=unit)[columns]
    return finish(ax, title, subtitle, alt, data, _HIGH)


_HIGH = 2.3  # inches of the upper part


def _options(ax: Axes, table: pd.DataFrame, options: list[tuple], signs: dict, n: int) -> list[str]:
    """The lower part: a row an option, a mark below each combination that has it, the sides' shares beside it."""
    labels = [name.replace("_", " ") if option is None else option for name, option in options]
    labels = [wrap(label, 1.9, SMALL, lines=3) for label in labels]
    pitch = max(0.205, *(tall(label, SMALL) + 0.02 for label in labels))
    high = pitch * (len(options) + 0.4)
    below = ax.inset_axes([0, -(high + 0.12) / _HIGH, 1, high / _HIGH])
    rows(below, labels, pitch, 2.0, SMALL)
    heads = [wrap(name, 0.75, SMALL, "bold", lines=4) for name in list(signs)[:2]]
    offsets, end = [], 0.0
    for head in heads:
        end += 0.12 + max([measured("100%", SMALL), *(measured(line, SMALL, "bold") for line in head.split("\n"))])
        offsets.append(end * 72)
    style = {"xycoords": below.get_yaxis_transform(), "textcoords": "offset points", "ha": "right", "fontsize": SMALL}
    said = []
    for y, (name, option) in enumerate(options):
        if option is None:
            below.get_yticklabels()[y].set_weight("bold")
            continue
        chosen = (table[name] == option).to_numpy(bool)
        for colour, at in signs.values():
            own = np.flatnonzero(at & chosen)
            below.plot(own, np.full(len(own), y), "|", color=colour, markersize=9, mew=0.6)
        shares = [f"{(at & chosen).sum() / chosen.sum():.0%}" for _, at in signs.values()][:2]
        for offset, share in zip(offsets, shares, strict=True):
            below.annotate(share, (1, y), (offset, 0), va="center", **style)
        said.append(f"{name}, {option} {':'.join(shares)}")
    for offset, head, (colour, _) in zip(offsets, heads, signs.values(), strict=False):
        below.annotate(head, (1, 0.4), (offset, 0), va="bottom", weight="bold", color=colour, **style)
    for part in (ax, below):
        part.set_xlim(-0.02 * n - 0.5, 1.02 * n - 0.5)
    below.set_ylim(len(options) - 0.4, -0.8)
    below.set_xticks([])
    below.set_xlabel(f"{n:,} combination{'' if n == 1 else 's'} of choices, by estimate")
    return said
