"""Tables of sentences to read: whose they are in words, where they stand, and what is marked in them.

Every view is an HTML table that keeps its meaning where styles are stripped and needs no script. Text from a corpus
is escaped wherever it goes in.
"""

from helpers.views._explorer import Explorer, explore
from helpers.views._html import Cell, View
from helpers.views.calls import facing
from helpers.views.reading import Reading, text
from helpers.views.tables import accounts, basis, table

__all__ = [
    "Cell",
    "Explorer",
    "Reading",
    "View",
    "accounts",
    "basis",
    "explore",
    "facing",
    "table",
    "text",
]
