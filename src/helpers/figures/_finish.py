"""What every figure ends with: title, subtitle, alternative text, and the data behind it."""

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes

from helpers.figures._layout import axes, fit, literal, room, wrap
from helpers.figures._links import boxes
from helpers.figures._show import show_in_jupyter
from helpers.figures._style import EDGE, GREY, SMALL, TITLE, WIDTH


def finish(ax: Axes, title: str, subtitle: str, alt: str, data: pd.DataFrame, height: float = 3.0) -> Axes:
    """Title over subtitle, flush with the left edge of the figure; the alternative text; the data that are drawn;
    the links into the explorer.

    ``height`` is that of the axes, in inches. Where one figure holds several axes, ``figure.alt_text``,
    ``figure.data`` and ``figure.links`` hold all, the data with a first column of titles.
    """
    figure, inches = ax.figure, ax.bbox.width / ax.figure.dpi
    if hasattr(figure, "body"):
        figure.body, inches = height, WIDTH - 2 * EDGE
    ax.xaxis.label.set_text(wrap(ax.get_xlabel(), room(ax)))
    ax.yaxis.label.set_text(wrap(ax.get_ylabel(), max(height, 1)))
    place = {"va": "bottom", "transform": ax.transAxes}
    ax.words = [ax.set_title(wrap(title, inches, TITLE, "bold"), loc="left", y=1, pad=0, va="bottom")]
    if subtitle:
        ax.words.append(ax.text(0, 1, wrap(subtitle, inches, SMALL), color=GREY, fontsize=SMALL, **place))
    told = (" ".join(literal(part).split()) for part in (title, subtitle, alt))
    alt = " ".join(part if part.endswith(".") else f"{part}." for part in told if part)
    figure.parts = {**getattr(figure, "parts", {}), ax: (title, alt, data.reset_index(drop=True))}
    figure.alt_text = " ".join(part[1] for part in figure.parts.values())
    titles, _, tables = zip(*figure.parts.values(), strict=True)
    figure.data = tables[0]
    if len(tables) > 1:
        figure.data = pd.concat(tables, keys=titles, names=["title"]).reset_index(level=0)
    fit(ax)
    figure.links = boxes(figure)
    show_in_jupyter()
    return ax


def nothing(ax: Axes | None, title: str, subtitle: str, why: str, columns: Iterable[str]) -> Axes:
    """Axes that say that there is nothing to draw, and why."""
    ax = axes(ax)
    ax.set_xticks([])
    ax.set_yticks([])
    said = f"Nothing to show: {why}."
    ax.text(0.5, 0.5, wrap(said, room(ax) - 0.2), ha="center", va="center", color=GREY, transform=ax.transAxes)
    return finish(ax, title, subtitle, said, pd.DataFrame(columns=list(columns)), height=0.9)
