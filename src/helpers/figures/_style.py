"""The house's style: sizes, colours, how numbers are written. The one place where they are set."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import matplotlib as mpl

FIRST, SECOND, GREY = "#c04a00", "#0067a5", "#6b7280"


PALETTE = ("#7b5aa6", "#2a8f6d", "#9aa0a6", "#d9a400", "#5c4033", "#cc79a7", "#4cb3d4", "#333333")


# The page shows 5.4 inches as 518 CSS pixels of 96 an inch, so a point on paper is a point on the page; on a phone a
# figure shrinks by a third and can still be read. Pictures have twice as many pixels, for screens of double density.
WIDTH, EDGE, DPI = 5.4, 0.08, 192


TITLE, TEXT, SMALL, LEAST = 12.5, 10.5, 9.5, 9  # points; nothing is smaller than the last


INK, LINE = "#111827", "#e5e7eb"


STYLE = {
    # All of them come with matplotlib, so a figure is the same on every machine. The last one has for every other
    # character a box with the sign of its script; Chinese, Japanese and Korean are such boxes.
    "font.family": ["DejaVu Sans", "STIXGeneral", "Last Resort High-Efficiency"],
    "font.size": TEXT,
    "text.parse_math": False,  # words of a corpus may hold dollar signs
    "figure.dpi": DPI,
    "axes.titlesize": TITLE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.edgecolor": "#9aa0a6",
    "axes.labelcolor": "#374151",
    "xtick.color": "#374151",
    "ytick.color": INK,
    "ytick.left": False,
    "grid.color": LINE,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "figure.facecolor": "white",
}


# The font of last resort has no bold, which matplotlib would report on stderr for every bold title.
logging.getLogger("matplotlib.font_manager").addFilter(lambda record: "Last Resort" not in record.getMessage())


MARKERS = "osD^vPX*"


@contextmanager
def styled() -> Iterator[None]:
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


def topic_colours(labels: Iterable[str], free: Iterable[str] = ("other", "no topic")) -> dict[str, str]:
    """A colour for each topic, by its place among the labels, the same in every figure; pale grey for those ``free``.

    None is a side's. There are eight; a ninth topic has the first one's again, so labels are always written out too.
    """
    shades = (*PALETTE[:2], *PALETTE[3:], "#8b9a1e")  # without the narrator's grey
    named = [label for label in dict.fromkeys(labels) if label not in set(free)]
    colours = {label: shades[i % len(shades)] for i, label in enumerate(named)}
    return colours | dict.fromkeys(free, "#c9ced6")


def coloured(names: Iterable, colours: Mapping | None, shades: Iterable[str]) -> dict:
    """A colour for every name: the given one, or the next of the shades, over again where they do not reach."""
    shades, colours = list(shades), dict(colours or {})
    new = [name for name in dict.fromkeys(names) if name not in colours]
    return colours | {name: shades[i % len(shades)] for i, name in enumerate(new)}


def listed(pairs: Iterable[tuple[str, object]]) -> str:
    return "; ".join(f"{name} {value}" for name, value in pairs)


def number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
