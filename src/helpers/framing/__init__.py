"""The comparison of two sides: which words are whose, and what each says of the same call.

Positive always means the first-named side.
"""

from helpers.framing._act_scores import score_acts, score_agentless
from helpers.framing.accounts import TELLING, accounts, in_one_language, telling_words, without_sources
from helpers.framing.acts import ACTS, act_counts, speech_acts
from helpers.framing.agentless import agentless, agentless_by_voice
from helpers.framing.frame_measures import frame_counts, frame_influence, frame_scores, frame_shares
from helpers.framing.frames import frames
from helpers.framing.naming import naming, naming_counts
from helpers.framing.omissions import omissions
from helpers.framing.pairing import pair, pair_scores
from helpers.framing.subjects import subjects
from helpers.framing.tagged import tagged
from helpers.framing.words import compare, log_odds, word_shift

__all__ = [
    "ACTS",
    "TELLING",
    "accounts",
    "act_counts",
    "agentless",
    "agentless_by_voice",
    "compare",
    "frame_counts",
    "frame_influence",
    "frame_scores",
    "frame_shares",
    "frames",
    "in_one_language",
    "log_odds",
    "naming",
    "naming_counts",
    "omissions",
    "pair",
    "pair_scores",
    "score_acts",
    "score_agentless",
    "speech_acts",
    "subjects",
    "tagged",
    "telling_words",
    "without_sources",
    "word_shift",
]
