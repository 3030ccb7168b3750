"""Every figure of the collection: one style, tables in, matplotlib Axes out.

Nothing is computed here that the table does not hold. The two sides always have the same two colours, which stay
apart for colour-blind readers (Okabe & Ito 2008), and are told apart by words or markers as well. In a notebook a
figure carries its alternative text with it.
"""

import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter
from mpl_toolkits.axes_grid1 import make_axes_locatable
from scipy.cluster import hierarchy

FIRST, SECOND, GREY = "#c04a00", "#0067a5", "#6b7280"
PALETTE = ("#7b5aa6", "#2a8f6d", "#9aa0a6", "#d9a400", "#5c4033", "#cc79a7", "#4cb3d4", "#333333")
WIDTH = 7.0
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.edgecolor": "#9aa0a6",
    "axes.labelcolor": "#374151",
    "xtick.color": "#374151",
    "ytick.color": "#111827",
    "ytick.left": False,
    "grid.color": "#e5e7eb",
    "legend.frameon": False,
    "figure.facecolor": "white",
}


@contextmanager
def _styled() -> Iterator[None]:
    """The house's style while a figure is drawn. (rc_context would also undo the interactive mode that Jupyter turns on
    with the first figure, and show no figure after it.)
    """
    before = {name: mpl.rcParams[name] for name in STYLE}
    mpl.rcParams.update(STYLE)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


def palette(voices: tuple[str, str] = ("kremlin", "elysee")) -> dict[str, str]:
    """The colour of each voice: the two sides', and those of joint, other and narrator."""
    return {voices[0]: FIRST, voices[1]: SECOND, "joint": PALETTE[0], "other": PALETTE[1], "narrator": PALETTE[2]}


def _axes(ax: Axes | None, height: float) -> Axes:
    if ax is None:
        _, ax = plt.subplots(figsize=(WIDTH, height))
    return ax


def _finish(ax: Axes, title: str, subtitle: str, alt: str) -> Axes:
    """Title over subtitle, flush with the left edge of the figure, and the alternative text."""
    figure = ax.figure
    ax.set_title(title, loc="left", pad=26 if subtitle else 10)
    if subtitle:
        ax.annotate(
            subtitle, (0, 1), (0, 10), xycoords="axes fraction", textcoords="offset points", color=GREY, fontsize=9.5
        )
    figure.alt_text = f"{title}. {subtitle}. {alt}".replace("..", ".")
    _show_with_alt_text()
    return ax


def png(figure: Figure) -> tuple[bytes, dict]:
    """A figure as PNG for screens of double density, with its width and its alternative text."""
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=200, bbox_inches="tight", pad_inches=0.08, metadata={"Software": None})
    data = buffer.getvalue()
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return data, {"width": width // 2, "height": height // 2, "alt": getattr(figure, "alt_text", "")}


def _show_with_alt_text() -> None:
    """Within Jupyter, let figures be shown by ``png``: its own way loses the alternative text."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        shell.display_formatter.formatters["image/png"].for_type(Figure, png)


def _listed(pairs: Iterable[tuple[str, object]]) -> str:
    return "; ".join(f"{name} {value}" for name, value in pairs)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")


@_styled()
def bars(
    table: pd.DataFrame,
    title: str,
    unit: str,
    *,
    subtitle: str = "",
    colours: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Stacked horizontal bars: a bar for each row, from the top, a part for each column, its number in it.

    Parameters
    ----------
    table : numbers, none negative. unit : what they count, the label of the axis.
    colours : of the columns; where not given, the house's sequence.
    """
    ax = _axes(ax, 1.5 + 0.42 * len(table))
    colours = colours or dict(zip(table.columns, [GREY, *PALETTE], strict=False))
    left = np.zeros(len(table))
    longest = table.sum(axis=1).max()
    for column in table.columns:
        values = table[column].to_numpy(float)
        ax.barh(range(len(table)), values, left=left, color=colours[column], label=str(column), edgecolor="white")
        for y, value in enumerate(values):
            if value > 0.035 * longest:
                ink = "white" if np.dot(to_rgb(colours[column]), (0.3, 0.6, 0.1)) < 0.65 else "black"
                ax.text(left[y] + value / 2, y, _number(value), ha="center", va="center", color=ink, fontsize=9.5)
        left += values
    ax.set_yticks(range(len(table)), [str(name) for name in table.index])
    ax.invert_yaxis()
    ax.set_xlabel(unit)
    if (table % 1 == 0).all(axis=None):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="x")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    rows = (f"{name}: {_listed((c, _number(v)) for c, v in row.items() if v)}" for name, row in table.iterrows())
    return _finish(ax, title, subtitle, f"Stacked bars, {unit}. {'. '.join(rows)}.")


@_styled()
def matrix(
    table: pd.DataFrame, title: str, rows: str, columns: str, *, subtitle: str = "", ax: Axes | None = None
) -> Axes:
    """A table of numbers as a field of shaded squares, each number in its square; zeros stay white.

    Parameters
    ----------
    rows, columns : what the rows and the columns are, the labels of the axes.
    """
    ax = _axes(ax, 1.8 + 0.42 * len(table))
    values = table.to_numpy(float)
    top = np.nanmax(values, initial=1)
    ax.imshow(np.sqrt(values / top), cmap="Greys", vmin=0, vmax=1.25, aspect="auto")
    for (y, x), value in np.ndenumerate(values):
        dark = np.sqrt(value / top) > 0.6
        ax.text(x, y, _number(value) if value else "·", ha="center", va="center", color="white" if dark else "black")
    ax.set_xticks(range(table.shape[1]), [str(c) for c in table.columns])
    ax.set_yticks(range(table.shape[0]), [str(r) for r in table.index])
    ax.tick_params(length=0)
    ax.set_xlabel(columns)
    ax.set_ylabel(rows)
    ax.spines[:].set_visible(False)
    described = (f"{name}: {_listed((c, _number(v)) for c, v in row.items() if v)}" for name, row in table.iterrows())
    return _finish(ax, title, subtitle, f"Matrix, {rows} by {columns}. {'. '.join(described)}.")


@_styled()
def dots(
    table: pd.DataFrame,
    title: str,
    unit: str,
    *,
    subtitle: str = "",
    colours: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A line for each row, a marker for each column: circles, squares, triangles ... also told apart without colour."""
    ax = _axes(ax, 1.5 + 0.3 * len(table))
    colours = colours or dict(zip(table.columns, [FIRST, SECOND, *PALETTE], strict=False))
    for position in range(len(table)):
        ax.axhline(position, color="#e5e7eb", linewidth=1, zorder=0)
    for column, marker in zip(table.columns, "osD^vPX*" * 4, strict=False):
        ax.plot(table[column], range(len(table)), marker, color=colours[column], label=str(column), markersize=7.5)
    ax.set_yticks(range(len(table)), [str(name) for name in table.index])
    ax.invert_yaxis()
    ax.set_xlim(left=0)
    ax.set_xlabel(unit)
    if table.shape[1] > 1:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    rows = (f"{name}: {_listed((c, _number(round(v, 2))) for c, v in row.items())}" for name, row in table.iterrows())
    return _finish(ax, title, subtitle, f"Dots, {unit}. {'. '.join(rows)}.")


@_styled()
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
    ax = _axes(ax, 2.0 + 0.5 * (last - first + 1))
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
    by_year = (f"{year}: {_listed(_told(part))}" for year, part in table.groupby(years))
    return _finish(ax, title, subtitle, f"A mark for each date, by year. {'. '.join(by_year)}.")


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


@_styled()
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
    ax = _axes(ax, 1.9 + 0.27 * len(shown))
    labels = [f"{term}  {row.count_a}:{row.count_b}" for term, row in zip(shown.index, shown.itertuples(), strict=True)]
    unit = "log-odds ratio, in standard errors (ranks words, tests nothing)"
    _two_sided(ax, shown["z"].to_numpy(), labels, names, unit)
    sides = (f"More in {name}: {_listed((r.Index, f'{r.count_a}:{r.count_b}') for r in part.itertuples())}"
             for name, part in zip(names, (ours, theirs), strict=True))  # fmt: skip
    return _finish(ax, title, subtitle, f"Words with their counts, {names[0]}:{names[1]}. {'. '.join(sides)}.")


@_styled()
def word_shift(
    table: pd.DataFrame,
    title: str,
    names: tuple[str, str] = ("kremlin", "elysee"),
    *,
    n: int = 20,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """The n words that add most to the divergence, each on the side that uses it more.

    Parameters
    ----------
    table : as ``framing.word_shift`` gives it: shares, and ``contribution`` in bits; ``names``, those of a and b.
    """
    shown = table[table["contribution"] > 0].head(n)
    ax = _axes(ax, 1.9 + 0.27 * len(shown))
    ours = shown["share_a"] > shown["share_b"]
    values = np.where(ours, 1, -1) * shown["contribution"].to_numpy() * 1000
    _two_sided(ax, values, list(shown.index), names, "contribution to the divergence, thousandths of a bit")
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")
    sides = [names[0] if a else names[1] for a in ours]
    words = _listed((t, f"{v:.1f}, {side}") for t, v, side in zip(shown.index, abs(values), sides, strict=True))
    return _finish(ax, title, subtitle, f"Words by contribution in thousandths of a bit, and side. {words}.")


@_styled()
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
    return _finish(ax, title, subtitle, f"Words in three groups. {'. '.join(said)}.")


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


def topic_colours(labels: Iterable[str], free: Iterable[str] = ("other", "no topic")) -> dict[str, str]:
    """A colour for each topic, by its place among the labels, the same in every figure; pale grey for those ``free``.

    None is a side's. There are eight; a ninth topic has the first one's again, so labels are always written out too.
    """
    shades = (*PALETTE[:2], *PALETTE[3:], "#8b9a1e")  # without the narrator's grey
    named = [label for label in dict.fromkeys(labels) if label not in set(free)]
    colours = {label: shades[i % len(shades)] for i, label in enumerate(named)}
    return colours | dict.fromkeys(free, "#c9ced6")


@_styled()
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
    ax = _axes(ax, 2.5 + 0.3 * len(names))
    codes, groups = pd.factorize(table["group"])
    x = np.arange(len(table)) + 2.5 * codes
    y = table["row"].map({name: i for i, name in enumerate(names)}).to_numpy()
    for position in range(len(names)):
        ax.axhline(position, color="#e5e7eb", linewidth=1, zorder=0)
    for (kind, colour), marker in zip(colours.items(), "osD^v", strict=False):
        at = (table["kind"] == kind).to_numpy()
        if at.any():
            ax.plot(x[at], y[at], marker, color=colour, markersize=5.5, label=kind)
    for number, group in enumerate(groups):
        inside = x[codes == number]
        # Every other name higher, for a short text has less room than its name needs.
        ax.text(inside[0] - 1.5, -0.75 - 1.3 * (number % 2), str(group), fontsize=9, color=GREY, va="bottom")
        if number:
            ax.axvline(inside[0] - 1.75, color="#d1d5db", linewidth=1)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -3.4)
    ax.set_xticks([])
    ax.set_xlabel("sentences, in the order of the texts")
    ax.set_ylabel(rows)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.08), ncols=5, handletextpad=0.1, columnspacing=1.2)
    counts = table.groupby(["group", "row", "kind"], sort=False).size()
    said = (f"{g}: {_listed(((r, k), n) for (_, r, k), n in part.items())}" for g, part in counts.groupby(level=0))
    alt = ". ".join(said).translate(str.maketrans("", "", "()'"))
    return _finish(ax, title, subtitle, f"A mark for each sentence, by {rows} and whose account it is in. {alt}.")


@_styled()
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
    return _finish(ax, title, subtitle, f"Tree of {len(leaves)} leaves by {unit}. Pairs: {'; '.join(first)}.")


@_styled()
def curve(
    table: pd.DataFrame,
    title: str,
    x: str,
    unit: str,
    *,
    errors: Mapping[str, str] | None = None,
    chosen: float | None = None,
    subtitle: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Lines over one axis, told apart by markers too; bars for standard errors, and a mark at what was chosen.

    Parameters
    ----------
    table : numbers, the axis as index, a column a line. errors : column -> the column of its standard errors, which is
        not drawn itself. unit : of all lines.
    """
    errors = errors or {}
    ax = _axes(ax, 3.6)
    lines = [name for name in table.columns if name not in errors.values()]
    for name, marker, colour in zip(lines, "osD^vPX", [PALETTE[0], GREY, *PALETTE[1:2], *PALETTE[3:]], strict=False):
        error = table[errors[name]] if name in errors else None
        ax.errorbar(table.index, table[name], error, marker=marker, color=colour, label=str(name), capsize=3)
    if chosen is not None:
        ax.axvline(chosen, color="#111827", linewidth=1, linestyle=":", label=f"chosen: {chosen:g}")
    ax.set_xlabel(x)
    ax.set_ylabel(unit)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    said = (f"{name}: {_listed((k, _number(round(v, 2))) for k, v in table[name].items())}" for name in lines)
    return _finish(ax, title, subtitle, f"Lines, {unit} by {x}. {'. '.join(said)}.")


@_styled()
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
    ax = _axes(ax, 2.0 + 0.27 * len(names))
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
    said = (f"{label}: {_listed(by_text[name].items())}" for name, label in zip(names, labels, strict=True))
    return _finish(ax, title, subtitle, f"A mark for each occurrence, by word and text. {'. '.join(said)}.")


@_styled()
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
    ax = _axes(ax, 3.6 + height)
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
    held = _listed((name, int(at.sum())) for name, (_, at) in signs.items())
    alt = f"{len(table)} combinations by estimate: {held}. Shares, {names[0]}:{names[1]}, by option: {'; '.join(said)}."
    return _finish(ax, title, subtitle, alt)


_MIDDLE = {"ha": "center", "va": "center"}
_ABOVE = {"ha": "center", "va": "bottom", "fontsize": 9.5}


@_styled()
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
    ax = _axes(ax, 2.6 + 0.3 * len(issues))
    for y in range(len(issues)):
        ax.axhline(y, color="#e5e7eb", linewidth=1, zorder=0)
    said = []
    for i, (call, called) in enumerate(calls.items()):
        ax.text(2.6 * i + 0.55, -2.5, called, weight="bold", **_ABOVE)
        for j, (side, name) in enumerate(sides.items()):
            column = table[(table["call_id"] == call) & (table["side"] == side)]
            _omission_column(ax, column, 2.6 * i + 1.1 * j, name, (FIRST, SECOND)[j], "os"[j])
            said.append(f"{called}, {name}: {_listed(zip(column['issue'], column['status'], strict=True))}")
    marks = {"said, in so many sentences": ("o", GREY), "not in this text": ("o", "white")}
    marks |= {"not in this account, but elsewhere in the texts": ("$\\odot$", GREY)}
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
    return _finish(ax, title, subtitle, f"Issues by call and side. {'. '.join(said) or 'No issue'}.")


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
            ax.text(x, y, _number(row.sentences), color="white", weight="bold", fontsize=9, **_MIDDLE)
        elif row.status == "not in this text":
            ax.plot(x, y, marker, markerfacecolor="white", markeredgecolor=colour, markersize=8)
            if row.elsewhere:
                ax.plot(x, y, ".", color=colour, markersize=4)
        elif row.status == "no word list":
            ax.text(x, y, "?", color=colour, **_MIDDLE)


@_styled()
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
    ax = _axes(ax, 1.9 + 0.36 * len(rows))
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
    return _finish(ax, title, subtitle, f"Shares of sentences. {'. '.join(said)}.")


def _give_or_take(row: pd.Series) -> str:
    return "" if np.isnan(row["low"]) else f" ({row['low']:.0%} to {row['high']:.0%})"
