"""Hold rows of documents against their schema, and say in words what does not fit."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import fastjsonschema
import pandas as pd

from helpers.corpus._problems import SOURCES, Problem, table

if TYPE_CHECKING:  # it loads for two seconds, and good rows do not need it
    from jsonschema import Draft202012Validator, ValidationError

DATES = ["published", "call_date"]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)? ?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_SHOWN = 60


def check(documents: pd.DataFrame) -> pd.DataFrame:
    """What in a table of documents made elsewhere does not fit ``documents.schema.json``.

    Parameters
    ----------
    documents : a table with at least ``doc_id`` and ``text``.

    Returns
    -------
    One row a problem: ``file`` ("documents"), ``row`` (``documents.iloc[row]``; missing for a whole column), ``what``,
    ``remedy``. Empty where nothing is wrong.

    Examples
    --------
    >>> wrong = pd.DataFrame({"doc_id": ["a", "a"], "text": ["One.", "Two."], "language": ["English", "en"]})
    >>> check(wrong)["what"].tolist()
    ["language 'English' is no language code", "doc_id 'a' is that of row 0 already"]
    """
    here = "documents"
    lacking = [name for name in _schema()["required"] if name not in documents]
    found = [Problem(here, None, f"no column '{name}'", "Read them with corpus.read(path).") for name in lacking]
    for name in DATES:
        if name in documents and not pd.api.types.is_datetime64_dtype(documents[name]):
            remedy = f"Make it one with pd.to_datetime(documents['{name}'])."
            found.append(Problem(here, None, f"'{name}' is not a column of dates", remedy))
    taken: dict[str, str] = {}
    columns = [name for name in documents if name not in DATES]
    for row, values in enumerate(documents[columns].itertuples(index=False, name=None) if not lacking else ()):
        cells = {n: v for n, v in zip(columns, values, strict=True) if not (pd.api.types.is_scalar(v) and pd.isna(v))}
        found += [Problem(here, row, *wrong) for wrong in (*faults(cells), *repeated(cells, taken, f"row {row}"))]
    return table(found)


def faults(cells: dict) -> list[tuple[str, str]]:
    """What is wrong with a row, and the remedy; `cells` without the empty ones, dates as text."""
    try:
        _fast()(cells)
    except fastjsonschema.JsonSchemaException as first:
        # Both must agree that something is wrong; only their reading of a line end differs.
        found = dict.fromkeys(_in_words(error, cells) for error in _thorough().iter_errors(cells))
        return list(found) or [(first.message, "See documents.schema.json.")]
    return []


def repeated(cells: dict, taken: dict[str, str], here: str, listed: bool = True) -> list[tuple[str, str]]:
    """The problem of a doc_id that another row has; otherwise it is noted in `taken` as that of `here`."""
    doc_id = cells.get("doc_id")
    if not isinstance(doc_id, str):
        return []
    if doc_id not in taken:
        taken[doc_id] = here
        return []
    # Two folders of a list may each have an a.txt.
    other = f"{taken[doc_id]} in an earlier source" if taken[doc_id] == here else taken[doc_id]
    remedy = "Give each text its own." if listed else f"List it in {SOURCES} with another doc_id."
    return [(f"doc_id '{doc_id}' is that of {other} already", remedy)]


def moment(text: str, timezone: ZoneInfo | None = None) -> datetime:
    """A day or time in ISO 8601, without a mark; with `timezone`, a time that bears a mark is converted to it.

    Fractions of a second beyond six digits are cut off. Raises ValueError where it is none.

    Examples
    --------
    >>> moment("2022-06-24T17:30:00Z"), moment("2022-06-24T17:30:00Z", ZoneInfo("Europe/Moscow"))
    (datetime.datetime(2022, 6, 24, 17, 30), datetime.datetime(2022, 6, 24, 20, 30))
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"'{text}' is no date")
    time = datetime.fromisoformat(text.replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
    if timezone and time.tzinfo:
        try:
            time = time.astimezone(timezone)
        except OverflowError as error:
            raise ValueError(f"'{text}' is no date") from error
    return time.replace(tzinfo=None)


def _is_moment(text: str) -> bool:
    try:
        return bool(moment(text))
    except ValueError:
        return False


def _has_characters_only(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


@cache
def _schema() -> dict:
    return json.loads((files(__package__) / "documents.schema.json").read_text(encoding="utf-8"))


@cache
def _fast() -> Callable[[dict], dict]:
    # The fast checker compiles nothing newer than draft 7, in which these rules mean the same.
    draft_7 = _schema() | {"$schema": "http://json-schema.org/draft-07/schema"}
    return fastjsonschema.compile(draft_7, formats={"moment": _is_moment, "characters": _has_characters_only})


@cache
def _thorough() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("moment")(lambda value: not isinstance(value, str) or _is_moment(value))
    formats.checks("characters")(lambda value: not isinstance(value, str) or _has_characters_only(value))
    return Draft202012Validator(_schema(), format_checker=formats)


def _in_words(error: "ValidationError", cells: dict) -> tuple[str, str]:
    known = _schema()["properties"]
    if not error.path:
        name = next(name for name in error.validator_value if name not in cells and f"'{name}'" in error.message)
        return f"no {name}", known[name]["remedy"]
    name = error.path[0]
    value = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(error.instance)[:_SHOWN])
    if error.validator == "format" and error.validator_value == "characters":
        what = f"{name} has a NUL character or half a character ('{value}')"
        return what, _schema()["additionalProperties"]["remedy"]
    return f"{name} '{value}' is no {known[name]['title']}", known[name]["remedy"]
