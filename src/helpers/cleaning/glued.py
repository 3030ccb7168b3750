"""Find subheads that an extraction or a paste has glued to the sentence after them, inside a line.

Two seams are certain enough. "The Ukrainian crisisThe two leaders discussed ...": a lower-case letter meets a word that
opens sentences (``lexicons/boilerplate.csv``, kind "seam") or a leader's name. "... in Syria.The Ukrainian crisis The
two leaders ...": the space after the full stop is missing, and an article or pronoun with a capital stands before a
word without one. What has a verb of its own is no subhead but a sentence whose full stop is lost, and stays.
"""

from functools import cache

import regex

from helpers.cleaning import telling
from helpers.cleaning.phrases import match, patterns

# In words. A longer run without punctuation is rather a sentence.
_MOST = 8
_SEAM = regex.compile(r"\p{Ll}[»”\"]?\p{Lu}|\p{Ll}[.!?…][\"”»’)]*\p{Lu}")
_WORDS = r"[\p{Lu}\d«“][^.!?…:;\n]{2,100}?"
_AFTER = r"(?:\s+\S+){4}"


def subheads(text: str) -> list[tuple[int, int]]:
    """Where glued subheads stand in a line, in its order; nothing in doubt.

    Examples
    --------
    >>> line = "They met in Paris. The Ukrainian crisisThe two leaders discussed the truce at length."
    >>> [line[start:end] for start, end in subheads(line)]
    ['The Ukrainian crisis']
    >>> subheads("MacDonald of YouTube told LinkedIn that the talks would go on.")
    []
    """
    if not _SEAM.search(text):
        return []
    found = {at.span("subhead") for pattern in _seams() for at in pattern.finditer(text)}
    return sorted(span for span in found if _is_subhead(text[slice(*span)]))


@cache
def _seams() -> tuple[regex.Pattern, ...]:
    glued, spaced = ("|".join(p.pattern for _, p in patterns("seam", scope)) for scope in ("glued", "spaced"))
    names = telling.pattern(("name",), ("leader", "presidency")).pattern.removeprefix(r"\b")
    # The letters before the seam are one plain word, in lower case before a name: no MacDonald, no StopTheWar.
    word, small = r"(?<=(?:^|[\s’'«“-])\p{L}?\p{Ll}+[»”]?)", r"(?<=[\s’'-](?!pro|anti)\p{Ll}{3,})"
    opens = rf"(?:^|(?<=\p{{L}}{{3}}[.!?…][\"”»’)]?\s))(?P<subhead>{_WORDS})"
    return (
        regex.compile(rf"{opens}{word}(?=(?:{glued})(?:(?=\s)|(?<=[’'])\p{{L}}+){_AFTER})"),
        regex.compile(rf"{opens}{small}(?=(?:{names}){_AFTER})"),
        regex.compile(rf"(?<=\p{{Ll}}{{2}}[.!?…][\"”»’)]?)(?P<subhead>{_WORDS})(?= (?:{spaced}) \p{{Ll}}+{_AFTER})"),
    )


def _is_subhead(words: str) -> bool:
    finite = match(words, "sentence", "finite") or match(words, "sentence", "glued") or telling.verbs().search(words)
    return 1 < len(words.split()) <= _MOST and not finite
