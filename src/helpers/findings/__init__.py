"""The ledger of findings: no number stands in prose that a notebook does not compute again.

``notebooks/findings.toml`` holds each finding's sentence with its numbers as fields, and the values recorded for it. A
notebook computes them and says ``findings.check("call-2022", values)`` beside the place where they are shown: what has
drifted stops it.

Prose takes from the ledger: ``python -m helpers.findings FILE ...`` writes what it says into README.md and the Markdown
of notebooks, between ``<!-- finding: id -->`` and ``<!-- end -->`` the sentence, between ``<!-- finding: id.value -->``
and ``<!-- end -->`` one value (``id.value:.0%`` in a form of its own). What needs the public address of the repository
is between ``<!-- repository -->`` and ``<!-- end -->``; a number that is a definition or a rule and no result, between
``<!-- fixed: why -->`` and ``<!-- end -->``.
"""

from helpers.findings._checking import Drift, Finding, check
from helpers.findings._numbers import unchecked
from helpers.findings._prose import fill, filled
from helpers.findings._reading import LEDGER, part, read, sentence

__all__ = ["LEDGER", "Drift", "Finding", "check", "fill", "filled", "part", "read", "sentence", "unchecked"]
