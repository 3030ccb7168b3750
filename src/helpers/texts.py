"""From a text as it was decoded to the text as it reads, and the way back: plain letters, no broken lines."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import regex

from helpers import lexicons

__all__ = ["Plain", "end", "plain"]

_UNSEEN = r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Where letters have other shapes: ﬁ, Ａ, 𝐊, the sign for Kelvin.
_SHAPES = (
    r"ªº\u0132\u0133\u013f\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3\u02b0-\u02e4\u0374\u037e\u0387\u1d2c-\u1d6a\u1f71-\u1fff"
    r"\u2071\u207f\u2100-\u2115\u2117-\u2121\u2123-\u213f\uf900-\ufdff\ufe70-\uff5a\U0001d400-\U0001d7ff"
)
_BLANK = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SUSPECT = re.compile(f"[{_UNSEEN}\u0301{_SHAPES}{_BLANK}\u0400-\u04ff]")
# Marks, Korean vowels and what nobody sees, alone or behind such a letter; and the line end behind a soft hyphen.
_UNDER = rf"\p{{M}}{_UNSEEN}\u1160-\u11ff"
_SPOT = regex.compile(rf"[{_UNDER}{_SHAPES}][{_UNDER}]*(?:(?<=\u00ad)[^\S\r\n]*(?:\r\n?|\n)[^\S\r\n]*)?")
_REST = regex.compile(f"[{_UNDER}]*")
_LETTER = regex.compile(f"[{_SHAPES}]")
_BLANKS = re.compile(f"[{_BLANK}]")
_MIXED = re.compile("[\u0400-\u04ff][A-Za-z]|[A-Za-z][\u0400-\u04ff]")

# A line that does not end as a sentence or clause does, and a word at the start of the next.
_MIDST = r"(?<=[^\s.!?…:;\"”»’')\]]"
_OPEN = re.compile(rf"\n(?:{_MIDST}\n)|{_MIDST}\s\n))[^\S\n]*[^\W\d_]")
_SMALL = regex.compile(r"[«“„\"'‘(\[]*\s?\p{Ll}")
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_BREAK = re.compile(r"\r\n?|\n")
_ENDED = regex.compile(r"[.!?…:;][\"”»’')\]]*$")
# A line like this is a point of a list; the second kind only below another or below what ends a sentence or clause.
_BULLET, _POINT = regex.compile(r"[•*▪►→·]\s"), regex.compile(r"[–—-]\s|\(?(?:\d{1,3}|[IVX]{1,5}|\p{Ll})[.)]\s")
_CLOSED = regex.compile(r"[.:;][\"”»’')\]]*$")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:[-‐][\p{L}\p{M}]+)*")
_BROKEN = regex.compile(r"[\p{L}\p{M}]*[-‐]\s*[\r\n]\s*[\p{L}\p{M}]*")
_HYPHEN = regex.compile(r"[\p{L}\p{M}'’.-]*[\p{L}.][-‐]$")
# Of a width so much a line takes up if the next word would not fit, since letters are not all as wide; so many lines
# that go on in the next make a text that is wrapped.
_FULL, _SURE = 0.75, 3
# Above this share of lines that end with a hyphen they come from a typesetter.
_TYPESET = 0.05
_LISTS = ["stop_words", "names", "frames", "reporting_verbs", "conversation", "spellings", "multiwords", "voices"]


def __dir__() -> list[str]:
    return __all__


class Plain(NamedTuple):
    """A text as it reads, and as it came; for each of its characters the place in the raw text, where that differs."""

    text: str
    raw: str
    places: np.ndarray | None
    mended: list[str]  # words that were written in two alphabets

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The raw span of a part of the text."""
        return (start, stop) if self.places is None else (int(self.places[start]), end(self.raw, self.places[stop - 1]))

    def spans(self, kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The raw spans that parts of the text are made of, as many characters as the text has."""
        if self.places is None or not kept:
            return kept
        places = np.concatenate([self.places[start:stop] for start, stop in kept])
        return [(run[0], run[-1] + 1) for run in np.split(places, np.flatnonzero(np.diff(places) != 1) + 1)]


def plain(raw: str) -> Plain:
    """A text as it reads: letters as ``lexicons.plain`` has them, lines that were broken to a width joined.

    A line goes on in the next where the next begins small, or the line ends with an article, a conjunction or a comma,
    and the next word had no room. In a text of at least three such lines, a third of those that are full, it does so
    wherever the next word had no room. What begins as the point of a list stays a line. A hyphen at a line's end stays
    where the text or the lexicons have the word with it.

    Examples
    --------
    >>> found = plain("The presi-\\ndents spoke by tele-\\nphone about grain and\\nother Krem\\u00adlin matters.")
    >>> found.text
    'The presidents spoke by telephone about grain and other Kremlin matters.'
    >>> found.span(4, 14)
    (4, 16)
    """
    text, places, mended = raw, None, []
    if not raw.isascii() and (_SUSPECT.search(raw) or not unicodedata.is_normalized("NFC", raw)):
        text, places = _replaced(raw, places, list(_spots(raw)))
        if _MIXED.search(text):
            found = [word[0] for word in lexicons.MIXED.finditer(text)]
            text = lexicons.MIXED.sub(lexicons.one_alphabet, text)
            mended = [word for word in found if word not in text]
    text, places = _replaced(text, places, list(_wraps(text)))
    return Plain(_BLANKS.sub(" ", text), raw, places, mended)


def end(raw: str, place: int) -> int:
    """Where a character ends in the raw text, with its marks and what nobody sees."""
    return _REST.match(raw, int(place) + 1).end()


def _spots(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text reads otherwise than it is written, letters with their marks, and how."""
    for spot in _SPOT.finditer(text):
        start, end = spot.span()
        start -= bool(start and not text[start - 1].isspace() and not _LETTER.match(spot[0]))
        new = lexicons.plain(text[start:end].rstrip())
        if new != text[start:end]:
            yield start, end, new


def _replaced(text: str, places: np.ndarray | None, changes: list[tuple[int, int, str]]) -> tuple:
    """The text with other words from start to end, each of them in the place of the first character there."""
    if not changes:
        return text, places
    places = np.arange(len(text)) if places is None else places
    parts, at, edge = [], [], 0
    for start, end, new in changes:
        parts += [text[edge:start], new]
        at += [places[edge:start], np.repeat(places[start], len(new))]
        edge = end
    return "".join([*parts, text[edge:]]), np.concatenate([*at, places[edge:]])


def _wraps(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a line goes on in the next: the span of the white space there, and what comes instead."""
    if not _OPEN.search(text):
        return
    lines = [(found.start(), found[0].rstrip()) for found in _LINE.finditer(text)]
    near = {n for n, (one, two) in enumerate(pairwise(lines)) if _adjoin(text, one, two)}
    words = [line.strip() for _, line in lines]
    broken = _broken(words, near, text.islower())
    hyphens = {n: found[0][:-1] for n in broken if (found := _HYPHEN.search(words[n]))}
    known = _known() | _words(_BROKEN.sub(" ", text)) if hyphens else set()
    for n in broken:
        end = lines[n][0] + len(lines[n][1])
        start = lines[n + 1][0] + len(lines[n + 1][1]) - len(words[n + 1])
        stays = n not in hyphens or _hyphened(hyphens[n], words[n + 1], known, len(hyphens) > _TYPESET * len(broken))
        yield end - (not stays), start, "" if n in hyphens else " "


def _broken(words: list[str], near: set[int], small: bool) -> list[int]:
    """The numbers of the lines that go on in the next, of those that lie near it."""
    length = [len(line) for line in words]
    needs = [length[n] + 1 + len(below.split(" ", 1)[0]) for n, below in enumerate(words[1:])]
    going, listed = [], False
    for n, need in enumerate(needs):
        line, below, widest = words[n], words[n + 1], max(length[max(n - 2, 0) : n + 4])
        opens = line[-1] == ":" and need <= widest and not (_BULLET.match(below) or _POINT.match(below))
        listed = opens or (listed and not _ENDED.search(line))
        goes_on = need > _FULL * widest and not listed and _goes_on(line, below, small)
        if n in near and (goes_on or (_HYPHEN.search(line) and below[0].islower())):
            going.append(n)
    width = max((length[n] for n in going), default=0)
    room = {n: width * (1 if _ENDED.search(words[n]) else _FULL) for n in near}
    full = {n for n in near if room[n] < needs[n] and length[n] <= width / _FULL}
    return sorted(full.union(going)) if len(going) >= _SURE and 3 * len(going) >= len(full) else going


def _adjoin(text: str, one: tuple[int, str], two: tuple[int, str]) -> bool:
    """Whether nothing but a line end parts two lines: no empty line, no indent, no point of a list."""
    (start, line), (other, below) = one, two
    if len(_BREAK.findall(text, start + len(line), other)) != 1:
        return False
    above, below = line.lstrip(), below.lstrip()
    listed = bool(_POINT.match(above))
    indented = len(two[1]) - len(below) > len(line) - len(above) + 1 and not listed
    return not (indented or _BULLET.match(below) or (_POINT.match(below) and (listed or _CLOSED.search(above))))


def _goes_on(line: str, below: str, small: bool) -> bool:
    """Whether a sentence goes on below: the line there begins small, or this one ends with "the", "and" or a comma."""
    last = line.rpartition(" ")[2].lower()
    opens = line[-1] == "," or last in _closed_class("determiner", "conjunction")
    return not _ENDED.search(line) and (opens or (below[0].islower() and not small))


@cache
def _closed_class(*classes: str) -> set[str]:
    listed = lexicons.table("stop_words")
    return set(listed.loc[listed["class"].isin(classes or listed["class"]), "word"])


def _hyphened(first: str, line: str, known: set[str], typeset: bool) -> bool:
    """Whether a word that is broken at a hyphen has one; what no known word tells, the number of hyphens does."""
    second = _WORD.match(line)
    if not second or not line[0].islower() or not first.isalpha() or "-" in second[0]:
        return True
    first, second = first.lower(), second[0].lower()
    if f"{first}-{second}" in known or first + second in known:
        return f"{first}-{second}" in known
    return not typeset or ({first, second} <= known and (len(second) > 3 or second in _closed_class()))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


@cache
def _known() -> set[str]:
    return _words("\n".join(cell for name in _LISTS for cell in lexicons.table(name).to_numpy().ravel()))
