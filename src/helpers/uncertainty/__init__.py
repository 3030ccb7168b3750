"""How sure a comparison of calls can be. The unit is one side's whole account of a call, never a word.

``permutation`` tests, ``intervals`` estimates, ``shares`` does both for sentences, ``planted`` makes corpora whose
truth is known, and ``trials`` measures on them what the tests and intervals are worth.
"""

from helpers.uncertainty.calls import paired_calls, smallest_p
from helpers.uncertainty.intervals import bootstrap_by_call, interval_by_call
from helpers.uncertainty.permutation import adjust, permute_by_call
from helpers.uncertainty.planted import planted_corpus
from helpers.uncertainty.shares import power_by_call, shares_by_call
from helpers.uncertainty.trials import coverage, false_alarms, power

__all__ = [
    "adjust",
    "bootstrap_by_call",
    "coverage",
    "false_alarms",
    "interval_by_call",
    "paired_calls",
    "permute_by_call",
    "planted_corpus",
    "power",
    "power_by_call",
    "shares_by_call",
    "smallest_p",
]
