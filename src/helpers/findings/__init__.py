"""The ledger of findings: no number stands in prose that a notebook does not compute again.

``notebooks/findings.toml`` holds each finding's sentence with its numbers as fields, the values recorded for it, the
sentences of the texts that it rests on (its evidence) and, where there is one, a claim that is true or false of any
texts. A notebook opens it with ``ledger = findings.ledger(CORPUS)`` and calls ``ledger.check`` with what it has just
computed. On the ledger's own texts everything must be as recorded; on others the finding is told anew.

Prose takes the sentence from the ledger: between ``<!-- finding: id -->`` and ``<!-- end -->`` in README.md and in the
notebooks' Markdown cells, ``python -m helpers.findings FILE ...`` writes what the ledger says. What needs the public
address of the repository stands between ``<!-- repository -->`` and ``<!-- end -->``. What is true of the ledger's own
texts only stands between ``<!-- five texts -->`` and ``<!-- end -->``, a number that is a definition or a rule and no
result between ``<!-- fixed: why -->`` and ``<!-- end -->``.
"""

from helpers.findings._checking import Drift, Finding, Ledger, ledger
from helpers.findings._numbers import unchecked
from helpers.findings._prose import fill, filled, recomputed
from helpers.findings._reading import LEDGER, read, sentence

__all__ = [
    "LEDGER",
    "Drift",
    "Finding",
    "Ledger",
    "fill",
    "filled",
    "ledger",
    "read",
    "recomputed",
    "sentence",
    "unchecked",
]
