"""Word lists and patterns, one CSV a list, made to be read and changed in a spreadsheet."""

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def _read(name: str) -> pd.DataFrame:
    path = files(__name__) / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(sorted(f.name[:-4] for f in files(__name__).iterdir() if f.name.endswith(".csv")))
        raise FileNotFoundError(f"no lexicon '{name}'. Known: {known}.")
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


def read(name: str) -> pd.DataFrame:
    """One lexicon as a table of strings; empty cells are empty strings, the word "NA" stays a word.

    Returns a copy, so a notebook may change its rows without changing the next one's.

    Raises
    ------
    FileNotFoundError: no such lexicon; lists those that there are.

    Examples
    --------
    >>> read("boilerplate").columns[0]
    'kind'
    """
    return _read(name).copy()
