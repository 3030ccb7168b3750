"""Counting: words and phrases by any column, rates, contexts, neighbours, spread, variety, and contrast of two groups.

Every measure counts the same tokens (``segment.tokens``) and takes and returns plain tables.
"""

from helpers.frequency.contexts import concordance, occurrences
from helpers.frequency.contrasts import keyness, two_sides
from helpers.frequency.counting import count, matrix, relative
from helpers.frequency.lists import LANGUAGES, multiwords, stop_words
from helpers.frequency.neighbours import collocations
from helpers.frequency.spread import dispersion, lexical_dispersion
from helpers.frequency.variety import growth, vocabulary, zipf

__all__ = [
    "LANGUAGES",
    "collocations",
    "concordance",
    "count",
    "dispersion",
    "growth",
    "keyness",
    "lexical_dispersion",
    "matrix",
    "multiwords",
    "occurrences",
    "relative",
    "stop_words",
    "two_sides",
    "vocabulary",
    "zipf",
]
