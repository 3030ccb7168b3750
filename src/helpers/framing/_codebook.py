"""The codebook of frames as phrases, and where a text has them."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd
import regex

from helpers import lexicons, segment

COLUMNS = ["frame", "kind", "language", "text", "function"]
KINDS = ("definition", "example", "pattern", "function", "scope")
GAP = 3  # words that "..." stands for, at most
_WORDS = 50_000  # that are kept in mind, since they come again and again
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_PART = regex.compile(r"\.\.\.|[\p{L}\p{M}\p{N}]+\*?")


class Phrase(NamedTuple):
    """A row of the codebook; ``parts`` are words, beginnings of words ("weapon*") and gaps ("...")."""

    kind: str
    frame: str
    function: str
    text: str
    parts: tuple[str, ...]


class Hit(NamedTuple):
    """A phrase in a text: characters from start to end, and the numbers of its own words, gaps left out."""

    phrase: Phrase
    start: int
    end: int
    at: frozenset[int]


Index = Callable[[str], tuple[Phrase, ...]]


def words(text: str) -> list[tuple[str, int, int]]:
    """The words with their offsets; hyphens and apostrophes part words, so that "cease-fire" is "cease fire"."""
    return [(_plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def checked(codebook: pd.DataFrame | None) -> pd.DataFrame:
    """The codebook given, or the project's own; an error names the row that cannot be used."""
    if codebook is None:
        return _own()
    if missing := [name for name in COLUMNS if name not in codebook]:
        raise ValueError(f"the codebook has no column {', '.join(missing)}. lexicons/frames.csv shows them all.")
    codebook = codebook.fillna("")
    for number, row in enumerate(codebook[COLUMNS].itertuples(index=False), start=2):
        if row.kind not in KINDS:
            raise ValueError(f"codebook, row {number}: kind is one of {', '.join(KINDS)}, not {row.kind!r}.")
        if row.kind not in ("definition", "example"):
            parts = _parts(row.text)
            if not parts or "..." in (parts[0], parts[-1]):
                raise ValueError(f"codebook, row {number}: {row.text!r} is no phrase. Write words, as in 'weapon*'.")
            if not row.language:
                raise ValueError(f"codebook, row {number}: the phrase {row.text!r} has no language. Fill it in.")
    return codebook


@cache
def _own() -> pd.DataFrame:
    return checked(lexicons.table("frames"))


def names(codebook: pd.DataFrame, tag: str) -> list[str]:
    """The frames or functions that phrases give, in the order of their definitions, others behind them."""
    given = set(codebook.loc[codebook["kind"].isin(["pattern", "function"]), tag]) - {""}
    defined = [name for name in dict.fromkeys(codebook.loc[codebook["kind"] == "definition", tag]) if name in given]
    return [*defined, *sorted(given - set(defined))]


def index(codebook: pd.DataFrame, language: str = "") -> Index:
    """For each word the phrases that it can start, of one language or of all: with the word itself, or as it begins."""
    rows = codebook[~codebook["kind"].isin(["definition", "example"])]
    rows = rows[rows["language"] == language] if language else rows
    found: dict[str, list[Phrase]] = {}
    for row in rows[COLUMNS].drop_duplicates().itertuples(index=False):
        parts = _parts(row.text)
        found.setdefault(parts[0], []).append(Phrase(row.kind, row.frame, row.function, row.text, parts))
    longest = max(map(len, found), default=0)

    @lru_cache(maxsize=_WORDS)
    def starting(word: str) -> tuple[Phrase, ...]:
        keys = (word, *(f"{word[:k]}*" for k in range(1, min(len(word), longest) + 1)))
        return tuple(phrase for key in keys for phrase in found.get(key, ()))

    return starting


def find(tokens: list[tuple[str, int, int]], phrases: Index) -> list[Hit]:
    """Every phrase in the words of a text, in the order of the text.

    A phrase inside a longer one that stands for something else is left out: "minister of defence" is no "defence".
    """
    plain = [word for word, _, _ in tokens]
    hits = []
    for i, word in enumerate(plain):
        for phrase in phrases(word):
            if at := (i,) if len(phrase.parts) == 1 else _match(plain, i, phrase.parts):
                hits.append(Hit(phrase, tokens[at[0]][1], tokens[at[-1]][2], frozenset(at)))
    having: dict[int, list[Hit]] = {}  # only those that share a word are compared
    for hit in hits:
        for word in hit.at:
            having.setdefault(word, []).append(hit)
    shown = [hit for hit in hits if _label(hit) and not any(_hides(other, hit) for other in having[min(hit.at)])]
    return sorted(shown, key=lambda hit: (hit.start, hit.end, hit.phrase))


def _label(hit: Hit) -> str:
    return hit.phrase.frame if hit.phrase.kind == "pattern" else hit.phrase.function


def _hides(longer: Hit, hit: Hit) -> bool:
    if longer.phrase.kind != hit.phrase.kind or _label(longer) == _label(hit):
        return False
    return hit.at < longer.at or (not _label(longer) and hit.at == longer.at)


def _match(plain: list[str], i: int, parts: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers of the words that the parts stand for, the first of them i; none if they do not stand there."""
    if i >= len(plain) or not (plain[i].startswith(parts[0][:-1]) if parts[0][-1] == "*" else plain[i] == parts[0]):
        return ()
    if len(parts) == 1:
        return (i,)
    gap = parts[1] == "..."
    for following in range(i + 1, i + 2 + (GAP if gap else 0)):
        if rest := _match(plain, following, parts[1 + gap :]):
            return (i, *rest)
    return ()


def _parts(phrase: str) -> tuple[str, ...]:
    return tuple(_plain(part) for part in _PART.findall(phrase))


@lru_cache(maxsize=_WORDS)
def _plain(word: str) -> str:
    return segment.normal(word).replace("ё", "е")
