"""The house's style, its colours, and what every figure ends with: title, subtitle, alternative text."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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


def axes(ax: Axes | None, height: float) -> Axes:
    if ax is None:
        _, ax = plt.subplots(figsize=(WIDTH, height))
    return ax


def finish(ax: Axes, title: str, subtitle: str, alt: str) -> Axes:
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


def listed(pairs: Iterable[tuple[str, object]]) -> str:
    return "; ".join(f"{name} {value}" for name, value in pairs)


def number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
