"""Where things stand: calls on a calendar, sentences and words in the order of the texts, issues by side."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures._style import FIRST, GREY, SECOND, axes, finish, listed, number, styled


@styled()
def calendar(
    table: pd.DataFrame,
    title: str,
    colours: Mapping[str, str],
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A row for each year, a mark for each date, shaped by its kind; an outline round it for each note on it.

    Parameters
    ----------
    table : ``date``; ``kind``; ``note``, empty where there is nothing to note.
    colours : of the kinds, in the order in which they are explained.
    """
    table = table.sort_values(["date", "kind"], kind="stable")
    years, days = table["date"].dt.year, table["date"].dt.day_of_year
    first, last = years.min(), years.max()
    ax = axes(ax, 2.0 + 0.5 * (last - first + 1))
    rows = years - 0.19 * _levels(years, days, apart=6)
    ax.hlines(np.arange(first, last + 1) + 0.27, -4, 370, color="#e5e7eb", linewidth=1)
    for note, frame in zip(sorted(set(table["note"]) - {""}), "so", strict=False):
        at = table["note"] == note
        ax.plot(days[at], rows[at], frame, mfc="none", mec="#111827", markersize=12.5, linestyle="", label=note)
    for (kind, colour), marker in zip(colours.items(), "o^D.v", strict=False):
        at = table["kind"] == kind
        ax.plot(days[at], rows[at], marker, color=colour, markersize=7, linestyle="", label=kind)
    ax.set_ylim(last + 0.5, first - 0.75)
    ax.set_yticks(range(first, last + 1))
    months = pd.date_range("2001-01-01", periods=12, freq="MS")
    ax.set_xticks(months.day_of_year, ["Jan", *"Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()])  # noqa: SIM905
    ax.set_xlim(-4, 370)
    ax.grid(axis="x")
    ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.07), ncols=3, handletextpad=0.4, columnspacing=1.4)
    by_year = (f"{year}: {listed(_told(part))}" for year, part in table.groupby(years))
    return finish(ax, title, subtitle, f"A mark for each date, by year. {'. '.join(by_year)}.")


def _levels(years: pd.Series, days: pd.Series, apart: int) -> np.ndarray:
    """On which level of its row each mark stands, so that those of neighbouring days do not hide each other."""
    ends: dict[tuple[int, int], int] = {}
    levels = []
    for year, day in zip(years, days, strict=True):
        level = next(k for k in range(len(years)) if ends.get((year, k), -apart) + apart <= day)
        ends[year, level] = day
        levels.append(level)
    return np.array(levels)


def _told(part: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for row in part.itertuples():
        yield f"{row.date:%m-%d}", ", ".join(filter(None, (row.kind, row.note)))


@styled()
def strip(
    table: pd.DataFrame,
    title: str,
    rows: str,
    colours: Mapping[str, str],
    *,
    order: Iterable[str] = (),
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Sentences in the order of the texts, from left to right, each a mark on the row of what it is about.

    Parameters
    ----------
    table : a row a sentence, in order: ``row``, ``group`` (its text or call, which are set apart), ``kind``.
    rows : what the rows are, the label of the axis. colours : of the kinds, each with a marker of its own.
    order : of the rows, from the top; without it, as they come.
    """
    names = list(order) or list(dict.fromkeys(table["row"]))
    ax = axes(ax, 2.5 + 0.3 * len(names))
    codes, groups = pd.factorize(table["group"])
    x = np.arange(len(table)) + 2.5 * codes
    y = table["row"].map({name: i for i, name in enumerate(names)}).to_numpy()
    for position in range(len(names)):
        ax.axhline(position, color="#e5e7eb", linewidth=1, zorder=0)
    for (kind, colour), marker in zip(colours.items(), "osD^v", strict=False):
        at = (table["kind"] == kind).to_numpy()
        if at.any():
            ax.plot(x[at], y[at], marker, color=colour, markersize=5.5, label=kind)
    for place, group in enumerate(groups):
        inside = x[codes == place]
        # Every other name higher, for a short text has less room than its name needs.
        ax.text(inside[0] - 1.5, -0.75 - 1.3 * (place % 2), str(group), fontsize=9, color=GREY, va="bottom")
        if place:
            ax.axvline(inside[0] - 1.75, color="#d1d5db", linewidth=1)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -3.4)
    ax.set_xticks([])
    ax.set_xlabel("sentences, in the order of the texts")
    ax.set_ylabel(rows)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.08), ncols=5, handletextpad=0.1, columnspacing=1.2)
    counts = table.groupby(["group", "row", "kind"], sort=False).size()
    said = (f"{g}: {listed(((r, k), n) for (_, r, k), n in part.items())}" for g, part in counts.groupby(level=0))
    alt = ". ".join(said).translate(str.maketrans("", "", "()'"))
    return finish(ax, title, subtitle, f"A mark for each sentence, by {rows} and whose account it is in. {alt}.")


@styled()
def places(
    table: pd.DataFrame,
    groups: Iterable[str],
    title: str,
    rows: str,
    colours: Mapping[str, str],
    *,
    order: Iterable[str] = (),
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Where words stand: a row for each with its number beside it, the texts side by side, a mark an occurrence.

    All texts are drawn equally wide. A word of one text only is in grey and has "(one text)" beside it.

    Parameters
    ----------
    table : a row an occurrence: ``term``; ``group``, its text; ``share``, how much of the text stands before it, 0 to
        1; ``kind``, whose account it is in. groups : the texts, from the left.
    rows : what the rows are, the label of the axis. colours : of the kinds, each with a marker of its own.
    order : of the rows, from the top; without it, as they come.
    """
    names, begins = list(order) or list(dict.fromkeys(table["term"])), {g: 1.12 * i for i, g in enumerate(groups)}
    ax = axes(ax, 2.0 + 0.27 * len(names))
    for group, begin in begins.items():
        ax.hlines(range(len(names)), begin, begin + 1, color="#e5e7eb", linewidth=1, zorder=0)
        ax.text(begin, -0.75, str(group), fontsize=9, color=GREY, va="bottom")
    x = (table["group"].map(begins) + table["share"]).to_numpy(float)
    y = table["term"].map({name: i for i, name in enumerate(names)}).to_numpy()
    for (kind, colour), marker in zip(colours.items(), "osD^v", strict=False):
        at = (table["kind"] == kind).to_numpy()
        if at.any():
            ax.plot(x[at], y[at], marker, color=colour, markersize=6.5, alpha=0.85, label=kind)
    count, texts = table["term"].value_counts(), table.groupby("term")["group"].nunique()
    labels = [f"{name} {count[name]}{' (one text)' if texts[name] == 1 else ''}" for name in names]
    ax.set_yticks(range(len(names)), labels)
    for label, name in zip(ax.get_yticklabels(), names, strict=True):
        label.set_color(GREY if texts[name] == 1 else "#111827")
    ax.set_xlim(-0.05, 1.12 * len(begins))
    ax.set_ylim(len(names) - 0.5, -1.7)
    ax.set_xticks([])
    ax.set_xlabel("place in the text, from its beginning to its end")
    ax.set_ylabel(rows)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.06), ncols=5, handletextpad=0.1, columnspacing=1.2)
    by_text = table.assign(group=table["group"].str.replace("\n", " ")).groupby(["term", "group"]).size()
    said = (f"{label}: {listed(by_text[name].items())}" for name, label in zip(names, labels, strict=True))
    return finish(ax, title, subtitle, f"A mark for each occurrence, by word and text. {'. '.join(said)}.")


_MIDDLE = {"ha": "center", "va": "center"}


_ABOVE = {"ha": "center", "va": "bottom", "fontsize": 9.5}


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

    One side has circles, the other squares; the length of each account stands above its column.

    Parameters
    ----------
    table : as ``framing.omissions`` gives it; issues from the top as they come.
    names : of the sides, in the table's order. calls : what to call each call; from the left in this order.
    """
    calls = calls or {call: call for call in dict.fromkeys(table["call_id"])}
    table = table[table["call_id"].isin(calls)]
    issues, sides = list(dict.fromkeys(table["issue"])), dict(zip(dict.fromkeys(table["side"]), names, strict=False))
    ax = axes(ax, 2.6 + 0.3 * len(issues))
    for y in range(len(issues)):
        ax.axhline(y, color="#e5e7eb", linewidth=1, zorder=0)
    said = []
    for i, (call, called) in enumerate(calls.items()):
        ax.text(2.6 * i + 0.55, -2.5, called, weight="bold", **_ABOVE)
        for j, (side, name) in enumerate(sides.items()):
            column = table[(table["call_id"] == call) & (table["side"] == side)]
            _omission_column(ax, column, 2.6 * i + 1.1 * j, name, (FIRST, SECOND)[j], "os"[j])
            said.append(f"{called}, {name}: {listed(zip(column['issue'], column['status'], strict=True))}")
    marks = {"said, in so many sentences": ("o", GREY), "not in this text": ("o", "white")}
    marks |= {"not in this account, but elsewhere in the reports on this call": ("$\\odot$", GREY)}
    if (table["status"] == "no word list").any():
        marks["no word list for its language"] = ("$?$", GREY)
    for label, (marker, face) in marks.items():
        style = {"markerfacecolor": face, "markeredgecolor": GREY, "markersize": 9, "linestyle": ""}
        ax.plot([], [], marker=marker, label=label, **style)
    ax.legend(loc="upper left", bbox_to_anchor=(-0.25, -0.01), ncols=3, handletextpad=0.2, fontsize=9.5)
    ax.set_yticks(range(len(issues)), issues)
    ax.set_ylim(len(issues) - 0.4, -3.1)
    ax.set_xlim(-0.7, 2.6 * len(calls) - 0.8)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    return finish(ax, title, subtitle, f"Issues by call and side. {'. '.join(said) or 'No issue'}.")


def _omission_column(ax: Axes, column: pd.DataFrame, x: float, name: str, colour: str, marker: str) -> None:
    words = column["words"].max()
    ax.text(x, -0.8, f"{name}\n{'no text' if pd.isna(words) else f'{words:,} words'}", color=colour, **_ABOVE)
    if (column["status"] == "no text").all():
        ax.bar(x, len(column), 0.8, -0.5, color="white", edgecolor="#c9ced6", hatch="///", linewidth=0)
        patch = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        ax.text(x, (len(column) - 1) / 2, "no text", rotation=90, color=GREY, bbox=patch, **_MIDDLE)
    for y, row in enumerate(column.itertuples()):
        if row.status == "said":
            ax.plot(x, y, marker, color=colour, markersize=13)
            ax.text(x, y, number(row.sentences), color="white", weight="bold", fontsize=9, **_MIDDLE)
        elif row.status == "not in this text":
            ax.plot(x, y, marker, markerfacecolor="white", markeredgecolor=colour, markersize=8)
            if row.elsewhere:
                ax.plot(x, y, ".", color=colour, markersize=4)
        elif row.status == "no word list":
            ax.text(x, y, "?", color=colour, **_MIDDLE)
