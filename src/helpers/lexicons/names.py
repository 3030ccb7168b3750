"""Where a text has a name, and which: persons, states, places, institutions, in whichever spelling they stand."""

import unicodedata
from functools import cache

import regex

from helpers import lexicons

# Accents may be letters' own or follow as marks; a word keeps both.
_LETTER = r"[\p{L}\p{M}\p{N}]"
_WORD = regex.compile(f"{_LETTER}+")
_HYPHENS = "[-‐‑–]"


def find(text: str) -> list[tuple[str, int, int]]:
    """Each name of ``names.csv`` in a text: its form, and where it starts and ends.

    Whole words only, the longest name first ("Minsk agreements", not "Minsk"). Letters stand as in the list or all in
    capitals; words may be parted by any white space, accents written as letters or marks, hyphens of any kind. A
    possessive "'s" or an elided article ("l'Élysée") is not part of the name.

    Parameters
    ----------
    text : in any language; the list has English, French, Russian and Ukrainian spellings, and they do not collide.

    Returns
    -------
    (form, start, end) in the order of the text; the text from start to end is the name as it stands there.

    Examples
    --------
    >>> find("Poutine's call from Kiev")
    [('Putin', 0, 7), ('Kyiv', 20, 24)]
    """
    starts, forms = _lists()
    found = []
    end = 0
    for word in _WORD.finditer(text):
        pattern = starts.get(word.group())
        if pattern is None or word.start() < end:
            continue
        if name := pattern.match(text, word.start()):
            end = name.end()
            found.append((forms[_key(name.group())], word.start(), end))
    return found


@cache
def _lists() -> tuple[dict[str, regex.Pattern], dict[str, str]]:
    """A pattern for each word that can begin a name, with all that it may begin; the form of each variant."""
    names = lexicons.read("names")
    written = {v: form for form, v in zip(names["form"], names["variant"], strict=True)}
    written = {variant.upper(): form for variant, form in written.items()} | written
    forms = {_key(variant): form for variant, form in written.items()}
    starts: dict[str, list[str]] = {}
    for name in sorted(forms, key=lambda name: (-len(name), name)):
        for spelling in dict.fromkeys([name, unicodedata.normalize("NFD", name)]):
            starts.setdefault(_WORD.match(spelling).group(), []).append(_loose(spelling))
    return {word: regex.compile(f"(?:{'|'.join(names)})(?!{_LETTER})") for word, names in starts.items()}, forms


def _key(name: str) -> str:
    """A name with composed accents, simple hyphens, straight apostrophes and single spaces."""
    name = regex.sub(_HYPHENS, "-", unicodedata.normalize("NFC", name)).replace("’", "'")
    return regex.sub(r"\s+", " ", name)


def _loose(name: str) -> str:
    loose = {" ": r"\s+", "-": _HYPHENS, "'": "['’]"}
    return "".join(loose.get(letter) or regex.escape(letter) for letter in name)
