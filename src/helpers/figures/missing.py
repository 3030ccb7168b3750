"""What each account has and what it lacks: issues by call and side."""

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, legend, measured, room, rows, tall, wrap
from helpers.figures._links import lead, lead_rows, query
from helpers.figures._style import FIRST, GREY, INK, LEAST, LINE, SECOND, SMALL, listed, number, styled

_MIDDLE = {"ha": "center", "va": "center"}
_CALLS = 12  # as many as the width of the page has room for


@styled()
def omissions(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("the Kremlin", "the Élysée"),
    calls: Mapping[str, str] | None = None,
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Issues by calls and sides: said (a full mark, with the number of sentences), not in this text (an empty one, with
    a point in it where other sentences of the texts have the issue), or no text (hatched, without a mark).

    One side has circles, the other squares; the length of each account stands above its column. The first twelve calls
    are drawn, and where there are more the subtitle says so.

    Parameters
    ----------
    table : as ``framing.omissions`` gives it; issues from the top as they come.
    names : of the sides, in the table's order. calls : what to call each call; from the left in this order.

    Its data have a row a square: ``call_id``, ``side``, ``issue``, ``status``, ``sentences``, ``elsewhere``, ``words``.
    """
    columns = ["call_id", "side", "issue", "status", "sentences", "elsewhere", "words"]
    calls = calls or {call: call for call in dict.fromkeys(table["call_id"])}
    every, calls = len(calls), dict(list(calls.items())[:_CALLS])
    if every > _CALLS:
        subtitle = f"{subtitle}{'; ' if subtitle else ''}the first {_CALLS} of {every} calls"
    table = table[table["call_id"].isin(calls)]
    if table.empty:
        return nothing(ax, title, subtitle, "no issue of the list is in any account of these calls", columns)
    issues, sides = list(dict.fromkeys(table["issue"])), dict(zip(dict.fromkeys(table["side"]), names, strict=False))
    ax = axes(ax)
    pitch = rows(ax, issues, 0.3)
    for y in range(len(issues)):
        ax.axhline(y, color=LINE, linewidth=1, zorder=0)
    ax.set_ylim(len(issues) - 0.4, -0.6)
    ax.set_xlim(-0.7, 2.6 * len(calls) - 0.8)
    lead_rows(ax, ["issue"], issues)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    drawn = [(call, side, table[(table["call_id"] == call) & (table["side"] == side)])
             for call in calls for side in sides]  # fmt: skip
    for i, (call, side, part) in enumerate(drawn):
        j = list(sides).index(side)
        x = 2.6 * list(calls).index(call) + 1.25 * j
        _column(ax, part, issues, x, (FIRST, SECOND)[j], "os"[j], pitch)
        for row in part[part["status"] == "said"].itertuples():
            y, whose = issues.index(row.issue), ["call_id", "voice", "issue"]
            lead(ax, [(x - 0.6, x + 0.6, y - 0.5, y + 0.5)], query(whose, (call, side, row.issue)))
        drawn[i] = (call, side, part.sort_values("issue", key=lambda names: names.map(issues.index), kind="stable"))
    heads = [(calls[call], sides[side], part["words"].max()) for call, side, part in drawn]
    of_sides, of_calls = _heads(ax, heads, len(sides))
    for (call, side, _), head in zip(drawn, of_sides, strict=True):
        lead(ax, [head], query(["call_id", "voice"], (call, side)))
    for call, head in zip(calls, of_calls, strict=True):
        lead(ax, [head], query(["call_id"], call))
    _explained(ax, table)
    told = (
        f"{calls[call]}, {sides[side]}: {listed(zip(part['issue'], part['status'], strict=True))}"
        for call, side, part in drawn
    )
    data = pd.concat([part for _, _, part in drawn])[columns]
    alt = f"Issues by call and side. {'. '.join(told)}."
    return finish(ax, title, subtitle, alt, data, pitch * (len(issues) + 0.2))


def _heads(ax: Axes, heads: list[tuple[str, str, float]], sides: int) -> tuple[list[Text], list[Text]]:
    """Above each column its side and the account's length, above these the call; turned where too wide."""
    of_sides, of_calls = [], []
    unit = room(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    lengths = ["no text" if pd.isna(words) else f"{words:,.0f} words" for _, _, words in heads]
    wide = 1.25 * unit - 0.03 if sides > 1 else 2.5 * unit
    words = {word for _, side, _ in heads for word in side.split()}
    turned = any(measured(text, LEAST) > wide for text in (*words, *lengths))
    top = 0.0
    style = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points", "ha": "center", "va": "bottom"}
    for i, ((_, side, _), length) in enumerate(zip(heads, lengths, strict=True)):
        x, colour = 2.6 * (i // sides) + 1.25 * (i % sides), (FIRST, SECOND)[i % sides]
        said = wrap(f"{side}, {length}", 1.9, LEAST, lines=1) if turned else f"{wrap(side, wide, LEAST)}\n{length}"
        rotated = {"rotation": 90 if turned else 0}
        of_sides.append(ax.annotate(said, (x, 1), (0, 3), color=colour, fontsize=LEAST, **rotated, **style))
        top = max(top, measured(said, LEAST) if turned else tall(said, LEAST))
    names = [name for name, _, _ in heads[::sides]]
    across = 2.4 * unit
    upright = all(measured(word, SMALL, "bold") <= across for name in names for word in str(name).split())
    for i, name in enumerate(names):
        said = wrap(name, across, SMALL, "bold") if upright else wrap(name, 1.9, SMALL, "bold", lines=1)
        where = (2.6 * i + 0.62 * (sides - 1), 1), (0, 72 * top + 8)
        rotated = {"rotation": 0 if upright else 90}
        of_calls.append(ax.annotate(said, *where, weight="bold", fontsize=SMALL, color=INK, **rotated, **style))
    return of_sides, of_calls


def _column(ax: Axes, column: pd.DataFrame, issues: list, x: float, colour: str, marker: str, pitch: float) -> None:
    if (column["status"] == "no text").all():
        high = len(issues)
        ax.bar(x, high, 0.8, -0.5, color="white", edgecolor="#c9ced6", hatch="///", linewidth=0)
        if high * pitch > measured("no text") + 0.1:
            patch = {"facecolor": "white", "edgecolor": "none", "pad": 2}
            ax.text(x, (high - 1) / 2, "no text", rotation=90, color=GREY, bbox=patch, **_MIDDLE)
    for row in column.itertuples():
        y = issues.index(row.issue)
        if row.status == "said":
            ax.plot(x, y, marker, color=colour, markersize=13)
            ax.text(x, y, number(row.sentences), color="white", weight="bold", fontsize=LEAST, **_MIDDLE)
        elif row.status == "not in this text":
            ax.plot(x, y, marker, markerfacecolor="white", markeredgecolor=colour, markersize=8)
            if row.elsewhere:
                ax.plot(x, y, ".", color=colour, markersize=4)
        elif row.status == "no word list":
            ax.text(x, y, "?", color=colour, **_MIDDLE)


def _explained(ax: Axes, table: pd.DataFrame) -> None:
    def mark(form: str, face: str, size: float) -> Line2D:
        return Line2D([], [], marker=form, markerfacecolor=face, markeredgecolor=GREY, markersize=size, linestyle="")

    marks = {"said, in so many sentences": mark("o", GREY, 9), "not in this text": mark("o", "white", 8)}
    elsewhere = (mark("o", "white", 8), mark(".", GREY, 4))
    marks["not in this account, but elsewhere in the reports on this call"] = elsewhere
    if (table["status"] == "no word list").any():
        with mpl.rc_context({"text.parse_math": True}):
            marks["no word list for its language"] = mark("$?$", GREY, 8)
    legend(ax, list(marks.values()), list(marks))
