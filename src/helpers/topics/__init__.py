"""Groups of sentences that stay put, and how sure they are: fitted, scored, drawn again, compared, described."""

from helpers.topics.choosing import NO_GROUPING, Choice, choose
from helpers.topics.comparing import compare
from helpers.topics.describing import Description, describe
from helpers.topics.draws import Stability, stability
from helpers.topics.fitting import NONE, Topics, fit
from helpers.topics.scores import coherence

__all__ = [
    "NONE",
    "NO_GROUPING",
    "Choice",
    "Description",
    "Stability",
    "Topics",
    "choose",
    "coherence",
    "compare",
    "describe",
    "fit",
    "stability",
]
