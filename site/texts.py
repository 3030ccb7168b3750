"""A corpus of one's own as the notebooks take it, with what a reader must know of it."""

import warnings
from pathlib import Path

import pandas as pd

from helpers import cleaning, corpus, frequency


class Refused(Exception):
    """The command cannot be carried out as given; says why and what to do."""


def prepared(source: Path, columns: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The documents as the notebooks take them, what could not be read, and what a reader must know of both."""
    problems = corpus.problems(source, columns=columns)
    with warnings.catch_warnings(action="ignore"):  # the report lists the problems
        documents = corpus.read(source, strict=False, columns=columns)
    if documents.empty:
        first = (
            problems.iloc[0] if len(problems) else {"what": "no text", "remedy": "Name a folder or a table of texts."}
        )
        raise Refused(f"CORPUS={source}: no text could be read: {first['what']}. {first['remedy']}")
    lost = len(problems.drop_duplicates(["file", "row"]))
    facts = [f"{number_of(len(documents), 'text')} from {source.name}; {number_of(lost, 'row')} could not be read."]
    known = cleaning.languages(documents)["language"].astype(documents["language"].dtype)
    if many := int((documents["language"].isna() & known.notna()).sum()):
        facts.append(f"{number_of(many, 'text')} named no language, so it was told by the words.")
    # The rules go by the language alone: en for en-GB.
    documents = documents.assign(language=known.str.lower().str.split(r"[-_]", regex=True).str[0])
    facts += _languages(documents)
    if documents["call_id"].isna().all():
        documents, _ = corpus.link_calls(documents)
        known = int(documents["call_id"].notna().sum())
        facts.append(
            f"The texts name no call in a column call_id, so they were linked to the registry of calls: {known:,} of"
            f" {len(documents):,}. Only texts on the same call can be compared."
        )
    return documents, problems, facts


def _languages(documents: pd.DataFrame) -> list[str]:
    """What a reader must know where the texts are in several languages, or in one that the rules do not know."""
    found = documents["language"].fillna("unknown")
    unknown = sorted({*found} - {*frequency.LANGUAGES, "unknown"})
    facts = []
    if unknown:
        many = int(found.isin(unknown).sum())
        facts.append(
            f"{number_of(many, 'text')} in languages that the rules do not know ({', '.join(unknown)}): there nearly"
            " every sentence counts as the journalist's, whoever tells it."
        )
    if (found != "unknown").any() and found[found != "unknown"].nunique() > 1:
        facts.append(
            "The texts are in several languages. Words are compared only where both sides tell a call in the same one;"
            " across languages, “One call, side by side” compares names, issues and frames."
        )
    return facts


def number_of(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
