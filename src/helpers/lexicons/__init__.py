"""Word lists, one CSV a list, made to be read and changed in a spreadsheet; and the one way to find them in a text."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import pandas as pd
import regex

__all__ = ["Finder", "Match", "language", "names", "plain", "small", "table", "verbs"]

GAP = 3  # words that "..." stands for, at most
# What nobody sees: soft hyphens, zero-width spaces, marks of direction and byte order; joiners are letters in Persian.
_UNSEEN = r"\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_DROPPED = regex.compile(rf"[{_UNSEEN}]|(?<=[\p{{Latin}}\p{{Cyrillic}}])[\u200c\u200d]|(?i:(?<=[аеёиоуыэюяіїє])\u0301)")
_SHAPES = regex.compile(r"[[\p{L}\p{Nd}]&&\p{NFKC_QC=N}]", regex.V1)  # ﬁ, Ａ, 𝐊
_BLANKS = regex.compile(r"[\p{Zs}--\ ]", regex.V1)
# Letters of two alphabets that look alike, and words in which the alphabets meet.
_CYRILLIC, _LATIN = "АВЕКМНОРСТХУІЈЅаеорсухіјѕ", "ABEKMHOPCTXYIJSaeopcyxijs"
MIXED = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}])(?:\p{Latin}++\p{Cyrillic}|\p{Cyrillic}++\p{Latin})[\p{Latin}\p{Cyrillic}]*"
)
_PIECE = rf"[\p{{L}}\p{{M}}\p{{N}}]+(?:[{_UNSEEN}\u200c\u200d]+[\p{{L}}\p{{M}}\p{{N}}]+)*"
WORD = regex.compile(rf"(?:\p{{L}}\.){{2,}}|{_PIECE}")  # U.N. is one
_PART = regex.compile(rf"\.\.\.|…|(?:{WORD.pattern})\*?")
# What may part the words of a phrase; a full stop only behind a short title ("St. Petersburg").
_JOINT = regex.compile(r"(?:[\s'’ʼ\"“”«»\-‐‑–]|(?<=\b\p{Lu}\p{L}?)\.)*")
_REMEMBERED = 50_000  # words, since the same come again and again


def __dir__() -> list[str]:
    return __all__


@cache
def _table(name: str) -> pd.DataFrame:
    path = files(__name__) / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(sorted(f.name[:-4] for f in files(__name__).iterdir() if f.name.endswith(".csv")))
        raise FileNotFoundError(f"no lexicon '{name}'. Known: {known}.")
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


def table(name: str) -> pd.DataFrame:
    """One lexicon as a table of strings; empty cells are empty strings, the word "NA" stays a word.

    Returns a copy, so a notebook may change its rows without changing the next one's.

    Raises
    ------
    FileNotFoundError: no such lexicon; lists those that there are.

    Examples
    --------
    >>> table("boilerplate").columns[0]
    'kind'
    """
    return _table(name).copy()


class Match(NamedTuple):
    """A phrase in a text: the phrase as listed, characters from start to end, the numbers of its own words."""

    phrase: str
    start: int
    end: int
    words: tuple[int, ...]


class Finder:
    """Phrases of a list, found in a text.

    A star stands for any ending ("weapon*"), three dots for up to three words between ("weapons ... to Kyiv"). Words in
    small letters are found in any case; a capital asks for the spelling of the list or for ALL CAPS. A name that reads
    as a common word, as US, EU and UN do, is none among words in capitals: "HE TOLD US". Hyphens, apostrophes and
    white space of any kind part words: "cease fire" finds "cease-fire". Accents are composed, ё is е.

    Parameters
    ----------
    phrases : the list; of two that read alike the first counts.

    Raises
    ------
    TypeError: one string in place of a list. ValueError: a phrase without a word, or with a gap at an end; names it.

    Examples
    --------
    >>> find = Finder(["weapon*", "weapons ... to Kyiv"])
    >>> [match[:3] for match in find("Weapons go to Kyiv; a weapon is a weapon.")]
    [('weapons ... to Kyiv', 0, 18), ('weapon*', 22, 28), ('weapon*', 34, 40)]
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        if isinstance(phrases, str):
            raise TypeError(f"'{phrases}' is one phrase. Give a list, as ['{phrases}'].")
        self._starting: dict[str, list[tuple[str, _Parts]]] = {}
        for phrase in (phrases := dict.fromkeys(phrases)):
            parts = tuple(map(_part, _PART.findall(phrase)))
            if not parts or parts[0] is None or parts[-1] is None:
                raise ValueError(f"'{phrase}' is no phrase. Write words, as in 'weapon*' or 'weapons ... to Kyiv'.")
            self._starting.setdefault(parts[0].plain + "*" * parts[0].begins, []).append((phrase, parts))
        self._doubtful = {phrase for phrase in phrases if phrase.isupper()} & _common_in_capitals()
        self._stems = sorted({len(key) - 1 for key in self._starting if key[-1] == "*"})
        self._of_word = lru_cache(_REMEMBERED)(self._beginning)

    def __call__(self, text: str, overlapping: bool = False, words: Sequence[regex.Match] | None = None) -> list[Match]:
        """The matches in the order of the text: of those that begin at a word the longest, and none inside another.

        With ``overlapping`` all of them, by start and end. ``words`` are those of the text, if they are at hand.
        """
        words = words or list(WORD.finditer(text))
        found: list[Match] = []
        free = 0
        for i, word in enumerate(words):
            if i < free and not overlapping:
                continue
            phrases, seconds = self._of_word(word.group())
            if seconds and i + 1 < len(words):
                phrases = phrases + seconds.get(_plain(words[i + 1].group()), [])
            if not phrases:
                continue
            rest = ((phrase, _rest(text, words, i, parts) if len(parts) > 1 else (i,)) for phrase, parts in phrases)
            here = [Match(phrase, word.start(), words[at[-1]].end(), at) for phrase, at in rest if at]
            if here and word.group() in self._doubtful:
                near = {other.group() for other in words[max(i - 2, 0) : i + 3]} - self._doubtful
                here = [match for match in here if not ("".join(near).isupper() and match.phrase in self._doubtful)]
            if here and not overlapping:
                here = [max(here, key=lambda match: match.end)]
                free = here[0].words[-1] + 1
            found += here
        return sorted(found, key=lambda match: match[1:3]) if overlapping else found

    def _beginning(self, word: str) -> tuple[list[tuple[str, "_Parts"]], dict[str, list[tuple[str, "_Parts"]]]]:
        """The phrases that may begin with this word; by their second word those that have a whole one."""
        plain = _plain(word)
        keys = (plain, *(f"{plain[:n]}*" for n in self._stems if n <= len(plain)))
        anything, seconds = [], {}
        for phrase, parts in (one for key in keys for one in self._starting.get(key, ()) if _is(word, one[1][0])):
            second = parts[1] if len(parts) > 1 else None
            group = anything if second is None or second.begins else seconds.setdefault(second.plain, [])
            group.append((phrase, parts))
        return anything, seconds


@cache
def _common_in_capitals() -> set[str]:
    return set(_table("stop_words")["word"].str.upper())


class _Part(NamedTuple):
    plain: str
    written: str  # "" where any case will do
    begins: bool  # whether a word need only begin so


_Parts = tuple[_Part | None, ...]  # None is a gap


def _part(listed: str) -> _Part | None:
    if listed in ("...", "…"):
        return None
    word = _spelling(listed.rstrip("*"))
    return _Part(_plain(word), "" if word == word.lower() else word, listed[-1] == "*")


@lru_cache(_REMEMBERED)
def _spelling(word: str) -> str:
    return plain(word).replace("İ", "I")


@lru_cache(_REMEMBERED)
def _plain(word: str) -> str:
    return small(word).replace("ё", "е")


def _is(word: str, part: _Part) -> bool:
    same = str.startswith if part.begins else str.__eq__
    if not same(_plain(word), part.plain):
        return False
    return not part.written or word.isupper() or same(_spelling(word), part.written)


def _rest(text: str, words: list[regex.Match], i: int, parts: _Parts) -> tuple[int, ...]:
    """The numbers of the words that the parts stand for, the first of them i; none if the others do not follow."""
    gap = parts[1] is None
    last = len(parts) == 2 + gap
    for after in range(i + 1, min(i + 2 + GAP * gap, len(words))):
        if not _is(words[after].group(), parts[1 + gap]):
            continue
        joined = gap or _JOINT.fullmatch(text, words[i].end(), words[after].start())
        if joined and (at := (after,) if last else _rest(text, words, after, parts[1 + gap :])):
            return (i, *at)
    return ()


def plain(text: str) -> str:
    """A text as it reads: composed (Unicode's NFC), with plain letters, digits and blanks, without what nobody sees.

    Soft hyphens, zero-width characters and the stress marks of Cyrillic vowels go; a word that only a machine sees
    written in two alphabets is written in one.

    Examples
    --------
    >>> plain("Krem\\u00adlin, Пути\\u0301н, o\\ufb03ce, \\u041c\\u200bacron")
    'Kremlin, Путин, office, Macron'
    """
    if text.isascii():
        return text
    text = _SHAPES.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), _DROPPED.sub("", text))
    return MIXED.sub(one_alphabet, _BLANKS.sub(" ", _DROPPED.sub("", unicodedata.normalize("NFC", text))))


def small(word: str) -> str:
    """A word in small letters, plain; the dotted capital I of Turkish becomes an i as the others do."""
    return plain(plain(word).lower().replace("i\u0307", "i"))


def one_alphabet(word: regex.Match) -> str:
    """A word in the alphabet of most of its letters, if the others look like letters of that."""
    latin = sum(letter <= "\u024f" for letter in word[0])
    pairs = [(_CYRILLIC, _LATIN), (_LATIN, _CYRILLIC)]
    mended = (word[0].translate(str.maketrans(*pair)) for pair in pairs[:: 1 if 2 * latin >= len(word[0]) else -1])
    return next((one for one in mended if not MIXED.fullmatch(one)), word[0])


def names(text: str) -> list[tuple[str, int, int]]:
    """Each name of ``names.csv`` in a text, in whichever spelling: its one form, and where it starts and ends.

    The longest first ("Minsk agreements", not "Minsk"); a possessive "'s" or an elided article ("l'Élysée") is not
    part of the name. English, French, Russian and Ukrainian spellings are listed, and do not collide.

    Examples
    --------
    >>> names("Poutine's call from Kiev")
    [('Putin', 0, 7), ('Kyiv', 20, 24)]
    """
    find, forms = _names()
    return [(forms[match.phrase], match.start, match.end) for match in find(text)]


@cache
def _names() -> tuple[Finder, dict[str, str]]:
    listed = _table("names")
    return Finder(listed["variant"]), dict(zip(listed["variant"], listed["form"], strict=True))


@lru_cache
def language(tag: object) -> str:
    """The two letters of a language, however it is written: a code of ISO 639, with a country or not, or a name.

    "" where none is told (a missing cell, "und", "zxx"). A tag that is not in ``languages.csv`` keeps its first part.

    Examples
    --------
    >>> [language(tag) for tag in ("fr-CA", "FRA", "French", "und", None)]
    ['fr', 'fr', 'fr', '', '']
    """
    said = tag.strip().lower() if isinstance(tag, str) else ""
    first = regex.match(r"\p{L}[\p{L}\p{M}]*", said)
    return _languages().get(first[0], first[0]) if first else said


@cache
def _languages() -> dict[str, str]:
    return dict(_table("languages").to_numpy())


@cache
def verbs() -> Finder:
    """The verbs of telling, without the English base forms: "Read our stories" and "Share this page" tell nothing."""
    table = _table("reporting_verbs").query("kind in ['any', 'side', 'person', 'act']")
    forms = [(row.language, row.lemma, form) for row in table.itertuples() for form in row.forms.split("|")]
    return Finder(form for language, lemma, form in forms if language != "en" or form != lemma)
