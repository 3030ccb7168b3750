"""Every figure of the collection: one style, tables in, matplotlib Axes out.

Nothing is computed here that the table does not hold. The two sides always have the same two colours, which stay
apart for colour-blind readers (Okabe & Ito 2008), and are told apart by words or markers as well; the first-named one
stands on the left. A figure is 5.4 inches wide, and no text in it is smaller than 9 points. It carries its
alternative text (``figure.alt_text``) and the table that it draws (``figure.data``, a row a mark) with it, and where
its labels and marks lead in the explorer (``figure.links``): all are in the output of a notebook. Marks lead there
where the table's index or column has a name that ``helpers.links`` knows, like ``term`` or ``voice``. Where the
environment variable HELPERS_FIGURES names a folder, a figure that is shown in Jupyter is also written there, as SVG,
PNG and CSV.
"""

from helpers.figures._show import csv, png, svg, write
from helpers.figures._style import FIRST, GREY, PALETTE, SECOND, STYLE, WIDTH, palette, topic_colours
from helpers.figures.counts import bars, curve, dots, matrix
from helpers.figures.points import scatter
from helpers.figures.press import passed_on
from helpers.figures.sentences import calendar, places, strip
from helpers.figures.sides import contrast, shares

__all__ = [
    "FIRST",
    "GREY",
    "PALETTE",
    "SECOND",
    "STYLE",
    "WIDTH",
    "bars",
    "calendar",
    "contrast",
    "csv",
    "curve",
    "dots",
    "matrix",
    "palette",
    "passed_on",
    "places",
    "png",
    "scatter",
    "shares",
    "strip",
    "svg",
    "topic_colours",
    "write",
]
