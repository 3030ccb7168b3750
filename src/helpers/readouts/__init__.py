"""Official readouts, which two governments publish of one call: their tables, and their texts for who fetches them.

``load`` reads the tables in ``data/``, ``between`` chooses two sides, ``counts``, ``tags`` and ``alignments`` give what
the comparisons take. ``addresses`` lists where the texts are, ``fetch`` keeps the pages, ``read`` makes documents of
them, and ``compute`` the same tables as in ``data/``. ``python -m helpers.readouts`` fetches, reads and computes.
"""

from helpers.readouts.computing import compute, update
from helpers.readouts.fetching import addresses, fetch
from helpers.readouts.parsing import ParseError, parse_elysee, parse_kremlin, parse_page
from helpers.readouts.reading import SAME, read
from helpers.readouts.tables import (
    TAGS,
    WESTERN,
    Tables,
    alignments,
    between,
    checksum,
    counts,
    load,
    sentence_sum,
    tags,
    what_was_said,
)

__all__ = [
    "SAME",
    "TAGS",
    "WESTERN",
    "ParseError",
    "Tables",
    "addresses",
    "alignments",
    "between",
    "checksum",
    "compute",
    "counts",
    "fetch",
    "load",
    "parse_elysee",
    "parse_kremlin",
    "parse_page",
    "read",
    "sentence_sum",
    "tags",
    "update",
    "what_was_said",
]
