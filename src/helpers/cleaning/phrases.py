"""The phrases of ``lexicons/boilerplate.csv``, and what a line is by its look: the pieces that the other rules use."""

from functools import cache, lru_cache
from typing import NamedTuple

import regex

from helpers import lexicons

# In characters: a line longer than a phrase is a paragraph; where its credits are looked for.
PHRASE, _END = 400, 300
# In words: a longer line is a sentence, however it ends.
HEADLINE = 25

_LATIN, _CYRILLIC = regex.compile(r"\p{Latin}"), regex.compile(r"\p{Cyrillic}")
# The languages whose phrases a line in this script alone cannot have: most patterns need not be tried.
_FOREIGN = {"latin": ["ru"], "cyrillic": ["en", "fr"]}
_LINE = regex.compile(r"[^\r\n\u2028\u2029]+")
_SENTENCE_END = regex.compile(r"[.!?…:;,][\"“”»’')\]*]{0,9}(?:\s?[\[(]\d{1,3}[\])])?$")


class Piece(NamedTuple):
    """A line, or a part of one, with its offsets into the raw text and the reason it goes ("" while it stays)."""

    start: int
    end: int
    text: str
    reason: str = ""


@cache
def patterns(kind: str, scope: str, language: str = "", script: str = "") -> list[tuple[str, regex.Pattern]]:
    """The patterns of a kind and scope, in the order of the file; with no kind, those that name a reason to go.

    With a language, those for it, if it has any; with a script, those that can match it.
    """
    table = lexicons.table("boilerplate")
    parts = table[table["kind"] == "part"].groupby("scope")["pattern"].agg("|".join)
    chosen = table[table["scope"] == scope]
    chosen = chosen[chosen["kind"] == kind] if kind else chosen[~chosen["kind"].isin(["keep", "question"])]
    if language and language in set(chosen["language"]):
        chosen = chosen[chosen["language"].isin([language, ""])]
    chosen = chosen[~chosen["language"].isin(_FOREIGN.get(script, []))]
    texts = chosen["pattern"]
    for name in [*parts.index, *parts.index]:  # twice: a date is made of months
        texts = texts.str.replace(f"{{{name}}}", f"(?:{parts[name]})", regex=False)
    return [(kind, regex.compile(pattern)) for kind, pattern in zip(chosen["kind"], texts, strict=True)]


@lru_cache(maxsize=4096)  # steps ask the same of a line again
def match(text: str, kind: str, scope: str, language: str = "") -> tuple[str, int, int] | None:
    """The first pattern of this kind and scope that is found: its kind, and where."""
    shift = max(0, len(text) - _END) if scope == "end" else 0
    if len(text) > PHRASE and scope not in ("start", "end"):
        return None
    for found, pattern in patterns(kind, scope, language, script(text)):
        if at := pattern.search(text[shift:] if shift else text[:PHRASE]):
            return found, at.start() + shift, at.end() + shift
    return None


@lru_cache(maxsize=4096)
def script(text: str) -> str:
    """The one script of a line, latin or cyrillic; none where it has both, or no letters."""
    latin, cyrillic = _LATIN.search(text), _CYRILLIC.search(text)
    return "" if bool(latin) == bool(cyrillic) else "latin" if latin else "cyrillic"


def reason(text: str) -> str:
    """The reason that a phrase gives for a line to go, or none."""
    found = None if match(text, "keep", "line") else match(text, "", "line") or match(text, "credits", "end")
    return found[0] if found and (found[0] != "credits" or found[1] == 0) else ""


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does, or is too long for anything but a sentence."""
    return len(text) > PHRASE or bool(_SENTENCE_END.search(text[-20:])) or len(text.split(maxsplit=HEADLINE)) > HEADLINE


def lines(raw: str) -> list[Piece]:
    """The lines of a text that have more than white space, without the white space around them."""
    found = []
    for line in _LINE.finditer(raw):
        if text := line.group().strip():
            start = line.end() - len(line.group().lstrip())
            found.append(Piece(start, start + len(text), text))
    return found
