"""Whether a line may be part of an account, by the names of the sides and the verbs of telling in the lexicons."""

from functools import cache

import regex

from helpers import lexicons
from helpers.cleaning.phrases import match

_MOST = 20  # words; pleas are longer, and may say much behind a comma


def tells(line: str) -> bool:
    """Whether a line names a side, a leader, a call or a source, or says who told; it is kept in doubt.

    Examples
    --------
    >>> tells("The conversation took place at the initiative of the French side.")
    True
    >>> tells("The Example has been printed in this town since 1950.")
    False
    """
    kept = match(line, "keep", "line") or match(line, "keep", "repeated")
    offices = ("leader", "presidency", "ministry", "state")
    found = kept or pattern(("name", "adjective"), offices).search(line) or pattern(("group",), offices).search(line)
    return bool(found or pattern(("head",), ("leader",)).search(line) or verbs().search(line))


@cache
def pattern(roles: tuple[str, ...], offices: tuple[str, ...]) -> regex.Pattern:
    """The phrases of ``voices.csv`` with these roles and offices; those in lower case also with a capital."""
    voices = lexicons.table("voices")
    chosen = voices.loc[voices["role"].isin(roles) & voices["office"].isin(offices), "phrase"]
    return _words([*chosen, *chosen.str[:1].str.upper().str.cat(chosen.str[1:])])


@cache
def verbs() -> regex.Pattern:
    """The verbs of telling, without the English base forms: "Read our stories" and "Share this page" tell nothing."""
    table = lexicons.table("reporting_verbs")
    table = table[table["kind"].isin(["any", "side", "person", "act"])]
    forms = {(row.language, row.lemma, form) for row in table.itertuples() for form in row.forms.split("|")}
    return _words([form for language, lemma, form in forms if language != "en" or form != lemma])


def is_told(line: str) -> bool:
    """Whether a line is one sentence that ends in who said it; it asks the reader for nothing, whatever it asks.

    Examples
    --------
    >>> is_told("Follow our example, the president urged Moscow.")
    True
    >>> is_told("Follow our newsletter, the best in town.")
    False
    """
    return len(line.split(maxsplit=_MOST)) <= _MOST and bool(_told().fullmatch(line))


@cache
def _told() -> regex.Pattern:
    return regex.compile(rf"[^.!?]+,[\"”»]? (?:[\w.'’-]+ ){{0,4}}?{verbs().pattern}[^.!?]*\.")


def _words(phrases: list[str]) -> regex.Pattern:
    escaped = [regex.escape(phrase) for phrase in sorted(set(phrases), reverse=True)]
    free = [phrase.replace(r"\*", r"\w*").replace(r"\.\.\.", ".{1,40}") for phrase in escaped]
    return regex.compile(rf"\b(?:{'|'.join(free)})(?!\w)")
