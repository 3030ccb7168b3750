"""The sentences behind what a figure or a table marks: which they are, where they stand, and which words in them count.

An evidence table has one row a mark and sentence; where words are what counts, one row an occurrence. A mark is what
the figure shows, in words: "weapons · kremlin" is that bar. Columns: ``mark``; ``doc_id``, ``sentence``; ``voice``
where the sentences have it; ``start`` and ``end``, characters in the document's ``text``; ``raw_start`` and
``raw_end``, characters in its ``raw``; ``text``; ``word_start`` and ``word_end``, characters in this text, where words
count; ``outlet``, ``published``, ``url`` of the document. `verify` checks it.
"""

from helpers.evidence._checking import places, verify
from helpers.evidence._columns import COLUMNS
from helpers.evidence._making import of, pairs, removed, rows, terms

__all__ = ["COLUMNS", "of", "pairs", "places", "removed", "rows", "terms", "verify"]
