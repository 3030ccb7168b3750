"""Where things stand: calls on a calendar, sentences and words in the order of the texts."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.figures._finish import finish, nothing
from helpers.figures._layout import axes, headings, legend, measured, room, rows
from helpers.figures._links import lead, lead_rows, query
from helpers.figures._style import GREY, INK, LEAST, LINE, MARKERS, coloured, listed, styled

_YEAR = 0.5  # inches of a calendar's row


@styled()
def calendar(
    table: pd.DataFrame,
    title: str,
    colours: Mapping[str, str],
    events: Mapping[str, str] | None = None,
    *,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A row for each year, a mark for each date, shaped by its kind; an outline round it for each note on it.

    Parameters
    ----------
    table : ``date``; ``kind``; ``note``, empty where there is nothing to note; ``call_id``, where each mark is
        to lead to its call. A row without a date has no mark.
    colours : of the kinds, in the order in which they are explained; grey for kinds without one.
    events : what happened besides, by its day ("2022-02-24"), which must be in one of the years: a line with its words.

    Its data have a row a mark: ``date``, ``kind``, ``note``, and after them a row an event.
    """
    columns = ["date", "kind", "note"]
    table = table.dropna(subset="date").sort_values(["date", "kind"], kind="stable")
    if table.empty:
        return nothing(ax, title, subtitle, "no date is known", columns)
    years, days = table["date"].dt.year, table["date"].dt.day_of_year
    first, last = years.min(), years.max()
    ax = axes(ax)
    levels, step = _levels(years, days, apart=6), 0.19
    heights = years - step * levels
    ax.hlines(np.arange(first, last + 1) + 0.27, -4, 370, color=LINE, linewidth=1)
    handles, labels = [], []
    for note, frame in zip(sorted(set(table["note"].dropna()) - {""}), cycle("soDp")):
        at, ring = table["note"] == note, {"mfc": "none", "mec": INK, "markersize": 12.5, "linestyle": ""}
        handles += ax.plot(days[at], heights[at], frame, label=note, **ring)
        labels.append(note)
    colours = coloured(table["kind"], colours, [GREY])
    for (kind, colour), marker in zip(colours.items(), cycle("o^D.v")):
        at = table["kind"] == kind
        handles += ax.plot(days[at], heights[at], marker, color=colour, markersize=7, linestyle="", label=kind)
        labels.append(kind)
    ax.set_ylim(last + 0.5, first - 0.75)
    ax.set_yticks(range(first, last + 1))
    for day, at, call in zip(days, heights, table.get("call_id", [pd.NA] * len(table)), strict=True):
        lead(ax, [(day, day, at, at)], query(["call_id"], call))
    months = pd.date_range("2001-01-01", periods=12, freq="MS")
    ax.set_xticks(months.day_of_year, ["Jan", *"Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()])  # noqa: SIM905
    ax.set_xlim(-4, 370)
    ax.grid(axis="x")
    legend(ax, handles, labels)
    events = pd.Series(events or {}, dtype=str)
    events.index = pd.to_datetime(events.index)
    _write_events(ax, events, years, days, levels, step)
    told = pd.DataFrame({"date": events.index, "kind": "event", "note": events.array})
    data = pd.concat([table[columns], told], ignore_index=True) if len(events) else table[columns]
    by_year = (f"{year}: {listed(_told(part))}" for year, part in table.groupby(years))
    alt = f"A mark for each date, by year. {'. '.join(by_year)}."
    if len(events):
        alt += f" Events: {listed((f'{at:%Y-%m-%d}', words) for at, words in events.items())}."
    return finish(ax, title, subtitle, alt, data, _YEAR * (last - first + 1.25))


def _write_events(
    ax: Axes, events: pd.Series, years: pd.Series, days: pd.Series, levels: np.ndarray, step: float
) -> None:
    """A line at the day of each event and its words, above the marks that they would hide."""
    for at, words in events.items():
        day, end = at.day_of_year, at.day_of_year + 374 * measured(words, LEAST) / room(ax) + 6
        # On the left of the day where the year has no room on its right.
        reach = (day, end) if end < 372 else (2 * day - end, day)
        below = levels[((years == at.year) & days.between(reach[0] + 1, reach[1] - 1)).to_numpy()]
        top = at.year - step * (below.max(initial=-1) + 1.5)
        ax.vlines(day, top - 0.1, at.year + 0.27, INK, linewidth=1.2, zorder=0.5)
        style = {"ha": "left" if reach[0] == day else "right", "va": "center", "fontsize": LEAST, "color": INK}
        ax.text(day + (4 if reach[0] == day else -4), top, words, **style)


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
    rows : what the rows are, the label of the axis. colours : of the kinds, each with a marker of its own; grey for
        kinds without one. order : of the rows, from the top; others follow as they come.

    Its data have a row a sentence: ``position``, from the left; ``group``, ``row``, ``kind``.
    """
    table = table.dropna(subset=["row", "group"])
    if table.empty:
        return nothing(ax, title, subtitle, "there is no sentence", ["position", "group", "row", "kind"])
    names = list(dict.fromkeys([*order, *table["row"]]))
    ax = axes(ax)
    ax.set_ylabel(rows)
    pitch = _row_names(ax, names, 0.3)
    codes, groups = pd.factorize(table["group"])
    x = np.arange(len(table)) + 2.5 * codes
    y = table["row"].map({name: i for i, name in enumerate(names)}).to_numpy()
    for position in range(len(names)):
        ax.axhline(position, color=LINE, linewidth=1, zorder=0)
    _marks(ax, x, y, table["kind"], colours, min(max(94 * room(ax) / (x.max() + 3.5), 3.5), 5.5))
    starts = [x[codes == place].min() - 1.5 for place in range(len(groups))]
    for start in starts[1:]:
        ax.axvline(start - 0.25, color="#d1d5db", linewidth=1)
    ax.set_xlim(-2, x.max() + 1.5)
    ax.set_ylim(len(names) - 0.4, -0.7)
    lead_rows(ax, [rows], names)
    ax.set_xticks([])
    ax.set_xlabel("sentences, in order")
    headings(ax, starts, list(groups), 1.5)
    counts = table.groupby(["group", "row", "kind"], sort=False).size()
    said = (f"{g}: {listed(((r, k), n) for (_, r, k), n in part.items())}" for g, part in counts.groupby(level=0))
    alt = ". ".join(said).translate(str.maketrans("", "", "()'"))
    alt = f"A mark for each sentence, by {rows} and whose account it is in. {alt}."
    data = table[["group", "row", "kind"]].copy()
    data.insert(0, "position", np.arange(len(data)))
    return finish(ax, title, subtitle, alt, data, pitch * (len(names) + 0.3))


_row_names = rows  # a parameter of strip and of places has the same name


def _marks(ax: Axes, x: np.ndarray, y: np.ndarray, kinds: pd.Series, colours: Mapping[str, str], size: float) -> None:
    """A mark for each occurrence, shaped and coloured by its kind, and the legend of the kinds there are."""
    handles = []
    for (kind, colour), marker in zip(coloured(kinds, colours, [GREY]).items(), cycle(MARKERS)):
        at = (kinds == kind).to_numpy(bool)
        if at.any():
            style = {"color": colour, "markersize": size, "alpha": 0.85, "label": kind, "clip_on": False}
            handles += ax.plot(x[at], y[at], marker, **style)
    legend(ax, handles, [handle.get_label() for handle in handles])


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
        1; ``kind``, whose account it is in. groups : the texts, from the left; others follow as they come.
    rows : what the rows are, the label of the axis. colours : of the kinds, each with a marker of its own; grey for
        kinds without one. order : of the rows, from the top; others follow as they come.

    Its data have a row an occurrence: ``term``, ``group``, ``share``, ``kind``.
    """
    columns = ["term", "group", "share", "kind"]
    table = table.dropna(subset=columns)
    if table.empty:
        return nothing(ax, title, subtitle, "no word occurs", columns)
    names = list(dict.fromkeys([*order, *table["term"]]))
    begins = {group: 1.12 * i for i, group in enumerate(dict.fromkeys([*groups, *table["group"]]))}
    ax = axes(ax)
    ax.set_ylabel(rows)
    count, texts = table["term"].value_counts(), table.groupby("term")["group"].nunique()
    once = {name: texts.get(name, 0) == 1 for name in names}
    labels = [f"{name} {count.get(name, 0)}{' (one text)' if once[name] else ''}" for name in names]
    pitch = _row_names(ax, labels, 0.27)
    for label, name in zip(ax.get_yticklabels(), names, strict=True):
        label.set_color(GREY if once[name] else INK)
    for begin in begins.values():
        ax.hlines(range(len(names)), begin, begin + 1, color=LINE, linewidth=1, zorder=0)
    x = (table["group"].map(begins) + table["share"]).to_numpy(float)
    y = table["term"].map({name: i for i, name in enumerate(names)}).to_numpy()
    _marks(ax, x, y, table["kind"], colours, 6.5)
    ax.set_xlim(-0.05, 1.12 * len(begins))
    ax.set_ylim(len(names) - 0.4, -0.7)
    lead_rows(ax, ["term"], names)
    ax.set_xticks([])
    ax.set_xlabel("place in the text")
    headings(ax, list(begins.values()), list(begins), min(max(room(ax) / len(begins) - 0.1, 1.0), 1.9))
    by_text = table.groupby(["term", "group"]).size()
    said = (f"{label}: {listed(by_text[name].items()) if name in texts else 'none'}"
            for name, label in zip(names, labels, strict=True))  # fmt: skip
    alt = f"A mark for each occurrence, by word and text. {'. '.join(said)}."
    return finish(ax, title, subtitle, alt, table[columns], pitch * (len(names) + 0.3))
