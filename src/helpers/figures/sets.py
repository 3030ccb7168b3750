"""Every word once, by whose it is."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, measured, room, wrap
from helpers.figures._links import lead, query
from helpers.figures._style import FIRST, INK, SECOND, SMALL, TEXT, styled

_WORD, _BETWEEN, _APART, _PITCH = 2.0, 0.2, 0.35, 0.235  # inches


@styled()
def word_sets(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    n: int = 300,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Every word once: those of one side only to the left and to the right, those of both in the middle.

    Within a group in the order of the alphabet; a word that occurs more than once has its number beside it.

    Parameters
    ----------
    table : ``count_a`` and ``count_b`` with words as index, as ``framing.log_odds`` gives them; ``names``, of a and b.
    n : the most words that are written, the most frequent ones; the headings count all.

    Its data have a row a written word: ``term``, ``group``, ``count_a``, ``count_b``.
    """
    columns = ["term", "group", "count_a", "count_b"]
    a, b = table["count_a"], table["count_b"]
    kinds = {f"only {names[0]}": (a > 0) & (b == 0), "both": (a > 0) & (b > 0), f"only {names[1]}": (a == 0) & (b > 0)}
    often = (a + b).sort_index(kind="stable").sort_values(ascending=False, kind="stable").index[:n]
    groups = {kind: table[at & table.index.isin(often)].sort_index(kind="stable") for kind, at in kinds.items()}
    data = pd.concat([part.assign(term=part.index, group=kind) for kind, part in groups.items()])[columns]
    if data.empty:
        return nothing(ax, title, subtitle, "neither side has a word", columns)
    ax = axes(ax)
    written, said, whose = {}, [], []
    for kind, part in groups.items():
        words = [_with_number(row.Index, row.count_a, row.count_b, kind == "both") for row in part.itertuples()]
        every = f"{len(words)} of {kinds[kind].sum()}" if len(words) < kinds[kind].sum() else f"{len(words)}"
        said.append(f"{kind} ({every}): {', '.join(words) or 'none'}")
        head = wrap(f"{kind} ({every})", _WORD, TEXT, "bold")
        lines = [wrap(word, _WORD, SMALL).split("\n") for word in words]
        written[head] = [line for each in lines for line in each]
        whose += [term for term, each in zip(part.index, lines, strict=True) for _ in each]
    height, drawn = _write(ax, written, dict(zip(written, (FIRST, INK, SECOND), strict=True)))
    for line, term in zip(drawn, whose, strict=True):
        lead(ax, [line], query(table.index.names, term))
    return finish(ax, title, subtitle, f"Words in three groups, {names[0]} left. {'. '.join(said)}.", data, height)


def _write(ax: Axes, groups: dict[str, list[str]], colours: dict[str, str]) -> tuple[float, list[Text]]:
    """The groups side by side in the fewest rows that the width allows; the height in inches, and the lines."""
    wide, deep = room(ax), 1
    while sum(_widths(head, lines, deep)[0] for head, lines in groups.items()) + 2 * _APART > wide:
        if deep >= max(map(len, groups.values())):
            break  # axes given narrower than three columns
        deep += 1
    spare = wide - sum(_widths(head, lines, deep)[0] for head, lines in groups.items())
    drawn: list[Text] = []
    x, apart = 0.0, min(spare / 2, 0.7)
    for head, lines in groups.items():
        width, columns = _widths(head, lines, deep)
        ax.text(x, -0.7, head, color=colours[head], weight="bold", va="bottom")
        inside = x
        for i, column in enumerate(columns):
            for y, line in enumerate(lines[i * deep : (i + 1) * deep]):
                drawn.append(ax.text(inside, y, line, color=colours[head], va="center", fontsize=SMALL))
            inside += column + _BETWEEN
        x += width + apart
    ax.set_xlim(0, wide)
    ax.set_ylim(deep - 0.4, -0.6)
    ax.axis("off")
    return _PITCH * (deep + 0.2), drawn


def _widths(head: str, lines: list[str], deep: int) -> tuple[float, list[float]]:
    """The width of a group whose columns are so deep, and those of its columns."""
    columns = [max(measured(line, SMALL) for line in lines[i : i + deep]) for i in range(0, len(lines), deep)]
    title = max(measured(line, TEXT, "bold") for line in head.split("\n"))
    return max(sum(columns) + _BETWEEN * (len(columns) - 1), title), columns


def _with_number(word: str, a: int, b: int, both: bool) -> str:
    word = " ".join(str(word).split())
    if both:
        return f"{word} {a}:{b}"
    return f"{word} ×{a + b}" if a + b > 1 else word
