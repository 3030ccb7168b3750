"""What is wrong with a corpus: one row of a table for each problem, and the error that lists them all."""

from typing import NamedTuple

import pandas as pd

SOURCES = "sources.csv"
PAGES = (".html", ".htm")
TEXTS = (".txt", *PAGES)


class CorpusError(ValueError):
    """What keeps a corpus from being read: all problems, each with its file, row and remedy."""


class Problem(NamedTuple):
    """One row of `problems`; `row` is the row in the table, counted as a spreadsheet counts it."""

    file: str
    row: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        if row and self.file.lower().endswith(TEXTS):  # a text has no rows; the one that lists it is meant
            row = f" ({SOURCES}{row})"
        return f"{self.file}{row}: {self.what}. {self.remedy}"


def table(found: list[Problem]) -> pd.DataFrame:
    """The problems as a table: ``file``, ``row`` (missing for a whole file), ``what``, ``remedy``."""
    return pd.DataFrame(found, columns=list(Problem._fields)).astype({"row": "Int64"})


class Refused(Exception):
    """Raised inside the reader where a file cannot be read (on): what is wrong, the remedy, the row if known."""

    def __init__(self, what: str, remedy: str, row: int | None = None) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy, self.row = what, remedy, row
