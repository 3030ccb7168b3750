"""Every figure of the collection: one style, tables in, matplotlib Axes out.

Nothing is computed here that the table does not hold. The two sides always have the same two colours, which stay
apart for colour-blind readers (Okabe & Ito 2008), and are told apart by words or markers as well. In a notebook a
figure carries its alternative text with it.
"""

from helpers.figures._style import FIRST, GREY, PALETTE, SECOND, STYLE, WIDTH, palette, png, topic_colours
from helpers.figures.counts import bars, curve, dots, matrix
from helpers.figures.sentences import calendar, omissions, places, strip
from helpers.figures.sides import contrast, shares, word_sets, word_shift
from helpers.figures.structure import dendrogram, specifications

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
    "curve",
    "dendrogram",
    "dots",
    "matrix",
    "omissions",
    "palette",
    "places",
    "png",
    "shares",
    "specifications",
    "strip",
    "topic_colours",
    "word_sets",
    "word_shift",
]
