"""What a news report passes on of two readouts, statement by statement."""

import pandas as pd
from matplotlib.axes import Axes

from helpers.figures._finish import finish
from helpers.figures._layout import axes, room, tall, wrap
from helpers.figures._style import FIRST, GREY, INK, LEAST, LINE, SECOND, TEXT, styled

_WORDS, _GAP = 1.95, 0.12  # inches


@styled()
def passed_on(
    table: pd.DataFrame,
    length: int,
    title: str,
    names: tuple[str, str, str] = ("The Kremlin", "AFP", "The Élysée"),
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Two readouts and the report between them: a line from each statement to the sentences that pass it on.

    Each column is in its own order, so lines that cross are of another order. A statement without a line is grey; a
    broken line leads to a sentence that has a part of it, or another thing.

    Parameters
    ----------
    table : ``side``, ``says``, ``passed`` (whole, part, changed, not), ``sentences`` (numbers from 1, as "1;2"), in
        the order of the readouts, the first side's first. length : how many sentences the report has.
    names : of the first side, the report and the other side.

    Its data have a row a statement.
    """
    ax = axes(ax)
    ax.axis("off")
    wide, head = room(ax), tall("", TEXT)
    whose = list(dict.fromkeys(table["side"]))
    columns = [[wrap(said, _WORDS, LEAST) for said in table.loc[table["side"] == side, "says"]] for side in whose]
    height = max(sum(tall(said, LEAST) + _GAP for said in column) for column in columns)
    ax.set_xlim(0, wide)
    ax.set_ylim(height, -head)
    heads = zip((0, wide / 2, wide - _WORDS), names, (FIRST, INK, SECOND), ("left", "center", "left"), strict=True)
    for x, name, colour, align in heads:
        ax.text(x, -0.05, name, color=colour, weight="bold", va="bottom", ha=align)
    report = [height * (n + 0.5) / length for n in range(length)]
    reached = set(table["sentences"].str.split(";").explode())
    for side, column, colour, left in zip(whose, columns, (FIRST, SECOND), (0, wide - _WORDS), strict=True):
        spare = (height - sum(tall(said, LEAST) for said in column)) / len(column)
        edge, middle = (_WORDS + 0.06, wide / 2 - 0.12) if left == 0 else (left - 0.09, wide / 2 + 0.12)
        y = 0.0
        for said, row in zip(column, table[table["side"] == side].itertuples(), strict=True):
            half = (tall(said, LEAST) + spare) / 2
            y += half
            ax.text(left, y, said, color=colour if row.sentences else GREY, fontsize=LEAST, va="center")
            for number in filter(None, row.sentences.split(";")):
                line = "-" if row.passed == "whole" else "--"
                ax.plot([edge, middle], [y, report[int(number) - 1]], line, color=colour, linewidth=1.3)
                ax.plot(edge, y, "o", color=colour, markersize=4)
            y += half
    for number, y in enumerate(report, start=1):
        colour = INK if str(number) in reached else GREY
        ax.plot(wide / 2, y, "o", color="white", markeredgecolor=colour if colour == INK else LINE, markersize=15)
        ax.text(wide / 2, y, number, color=colour, ha="center", va="center", fontsize=LEAST)
    told = table["says"] + " " + table["sentences"].str.replace(";", ", ").replace("", "none")
    parts = (f"{name}: {'; '.join(told[table['side'] == side])}" for side, name in zip(whose, names[::2], strict=True))
    alt = f"Each statement, and the numbers of the sentences that pass it on. {'. '.join(parts)}"
    return finish(ax, title, subtitle, alt, table[["side", "says", "passed", "sentences"]], height + head)
