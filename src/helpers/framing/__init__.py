"""The comparison of two sides: which words are whose, and what each says of the same call.

Positive always means the first-named side.
"""

from helpers.framing.accounts import TELLING, accounts, in_one_language, telling_words, without_sources
from helpers.framing.omissions import omissions
from helpers.framing.pairing import pair, pair_scores
from helpers.framing.subjects import subjects
from helpers.framing.words import compare, log_odds, word_shift

__all__ = [
    "TELLING",
    "accounts",
    "compare",
    "in_one_language",
    "log_odds",
    "omissions",
    "pair",
    "pair_scores",
    "subjects",
    "telling_words",
    "without_sources",
    "word_shift",
]
