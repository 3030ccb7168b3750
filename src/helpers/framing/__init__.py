"""The comparison of two sides: which words are whose, and what each says of the same call.

Positive always means the first-named side.
"""

from helpers.framing.accounts import TELLING, accounts, pair, telling_words
from helpers.framing.words import compare, log_odds, word_shift

__all__ = ["TELLING", "accounts", "compare", "log_odds", "pair", "telling_words", "word_shift"]
