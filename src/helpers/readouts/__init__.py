"""Official readouts, which two governments publish of one call: their tables, and their texts for who fetches them."""

from helpers.readouts.computing import compute, update
from helpers.readouts.tables import TAGS, WESTERN, Tables, alignments, between, counts, load, tags, what_was_said

__all__ = [
    "TAGS",
    "WESTERN",
    "Tables",
    "alignments",
    "between",
    "compute",
    "counts",
    "load",
    "tags",
    "update",
    "what_was_said",
]
