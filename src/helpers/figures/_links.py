"""Where labels and marks of a figure lead: a box on the picture, and the explorer's address."""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers import links
from helpers.figures._layout import literal

PAD = 0.08  # inches round a figure whose axes were given
_CSS, _POINT = 96, 12  # pixels an inch; of the box round a point
_MOST = 400  # links of a figure, whose addresses a notebook has to carry

# Something drawn, or a rectangle or point (x0, x1, y0, y1) in data, where None is the edge of the axes.
Place = Artist | tuple[float | None, float | None, float | None, float | None]


def query(names: Iterable, label: object) -> dict[str, object]:
    """The filters that a label stands for, by the names of its index or column; none where these are of no filter."""
    values = label if isinstance(label, tuple) else (label,)
    pairs = zip(map(links.of, names), values, strict=False)
    return {key: value for key, value in pairs if key and not pd.isna(value) and _is_there(str(value))}


def _is_there(value: str) -> bool:
    """Whether the explorer can have sentences for it: not for the rows of what was not found."""
    return bool(value.strip()) and value not in ("no topic", "no issue found")


def lead(ax: Axes, places: Sequence[Place], filters: dict[str, object]) -> None:
    """Let these places, as one box, lead to the explorer with these filters; of two boxes the later lies above."""
    if filters:
        label = ", ".join(" ".join(literal(value).split()) for value in filters.values())
        ax.__dict__.setdefault("leads", []).append((places, links.explore(**filters), label))


def lead_rows(ax: Axes, names: Iterable, labels: Iterable) -> None:
    """Let each row 0, 1, ..., with the label beside it, lead to what the label stands for."""
    beside, names = ax.get_yticklabels(), list(names)
    for y, label in enumerate(labels):
        lead(ax, [*beside[y : y + 1], (None, None, y - 0.5, y + 0.5)], query(names, label))


def boxes(figure: Figure) -> list[tuple[int, int, int, int, str, str]]:
    """(left, top, right, bottom, address, label), in CSS pixels of the picture as it is shown."""
    leads = [(ax, *one) for ax in getattr(figure, "parts", {}) for one in getattr(ax, "leads", ())][:_MOST]
    if not leads:
        return []
    own = hasattr(figure, "body")
    shown = Bbox.from_bounds(0, 0, *figure.get_size_inches()) if own else figure.get_tightbbox().padded(PAD)
    found = []
    for ax, places, address, label in leads:
        box = Bbox.union([_box(ax, place) for place in places])
        box = box if box.width else box.padded(_POINT / 2 / _CSS)
        left, right = max(box.x0, shown.x0), min(box.x1, shown.x1)
        low, high = max(box.y0, shown.y0), min(box.y1, shown.y1)
        edges = left - shown.x0, shown.y1 - high, right - shown.x0, shown.y1 - low
        found.append((*(round(float(edge) * _CSS) for edge in edges), address, label))
    return found


def _box(ax: Axes, place: Place) -> Bbox:
    """Where something is, in inches from the lower left corner of the figure."""
    if isinstance(place, Artist):
        box = place.get_window_extent()
    else:
        ends = zip(place, (*ax.get_xlim(), *ax.get_ylim()), strict=True)
        x0, x1, y0, y1 = (edge if value is None else value for value, edge in ends)
        box = Bbox(ax.transData.transform([(x0, y0), (x1, y1)]))
    (x0, y0), (x1, y1) = box.get_points() / ax.figure.dpi
    return Bbox([(min(x0, x1), min(y0, y1)), (max(x0, x1), max(y0, y1))])


def as_svg(found: list[tuple], base: str) -> bytes:
    """Transparent rectangles over an SVG that link to the explorer, each with its name."""
    drawn = []
    for left, top, right, bottom, address, label in found:
        x, y, width, height = (0.75 * n for n in (left, top, right - left, bottom - top))  # points
        drawn.append(
            f'<a xlink:href="{escape(base + address)}"><title>{escape(label)}</title>'
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="none" pointer-events="all"/></a>\n'
        )
    return f'<g id="explore">\n{"".join(drawn)}</g>\n'.encode() if drawn else b""
