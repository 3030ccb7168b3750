"""In what scope a phrase stands: said as such, denied, in another's words, or passed over in silence."""

import regex

from helpers.framing._codebook import Hit
from helpers.voices.scoring import COMMON

# Words between a denial and what it denies: behind it as in NegEx (Chapman et al. 2001), and before it.
_BEHIND, _BEFORE = 5, 1
_BORDER = regex.compile(r"[,;:()—–…”»]|(?<=\S)\"|\b(?:but|mais|но)\b", regex.IGNORECASE)
# "Accused of not talking" denies the talking alone.
_PREPOSITION = regex.compile(r"\b(?:of|for|by|to|with|de|par|pour|за|о|об)\b", regex.IGNORECASE)
_MARK = regex.compile(r"[“”„«»\"]")


def scopes(text: str, hits: list[Hit], other: bool, quoted: float) -> list[str]:
    """The scope of each hit that is a frame's or a function's; "" for the words of denial and silence themselves.

    ``other``: whether what the sentence quotes is another's than the one whose account it gives; ``quoted``: the share
    of it inside quotation marks, for those that it neither opens nor closes.
    """
    marks = [hit for hit in hits if hit.phrase.kind == "scope"]
    inside = _inside_quotation(text, quoted) if other else []
    found = []
    for hit in hits:
        if hit.phrase.kind == "scope":
            found.append("")
        elif any(m.phrase.function == "silence" and m.end <= hit.start and _joined(text, m, hit) for m in marks):
            found.append("silence")
        else:
            said = ["negated"] * any(m.phrase.function == "negated" and _denies(text, m, hit) for m in marks)
            said += ["quoted"] * any(start <= hit.start and hit.end <= end for start, end in inside)
            found.append(" ".join(said) or "own")
    return found


def others_words(voice: object, speaker: object, own: dict[str, str]) -> bool:
    """Whether a quotation in a sentence of this voice is another's words; ``own``: each side's speaker."""
    if not isinstance(voice, str) or voice == "narrator":
        return True
    named = isinstance(speaker, str) and speaker not in ("both", "none")
    return voice not in COMMON and named and speaker != own.get(voice)


def _denies(text: str, mark: Hit, hit: Hit) -> bool:
    first, last = min(mark.at), max(mark.at)
    if mark.at & hit.at:
        return True
    if not _joined(text, mark, hit):
        return False
    behind, before = min(hit.at) - last - 1, first - max(hit.at) - 1
    return 0 <= behind <= _BEHIND or (0 <= before <= _BEFORE and not _PREPOSITION.search(text, hit.end, mark.start))


def _joined(text: str, one: Hit, two: Hit) -> bool:
    """Whether no border of a clause stands between the two."""
    return not _BORDER.search(text, min(one.end, two.end), max(one.start, two.start))


def _inside_quotation(text: str, quoted: float) -> list[tuple[int, int]]:
    """Where the sentence is inside quotation marks; one may have begun before it, and may go on behind it."""
    marks = list(_MARK.finditer(text))
    if not marks:
        return [(0, len(text))] if quoted > 0.5 else []
    spans, opened = [], 0 if _closes(text, marks[0].start()) else -1
    for mark in marks:
        if opened >= 0:
            spans.append((opened, mark.start()))
            opened = -1
        else:
            opened = mark.end()
    return [*spans, (opened, len(text))] if opened >= 0 else spans


def _closes(text: str, at: int) -> bool:
    """Whether a sentence's first mark ends a quotation: by its form, or as a straight one behind a word or stop."""
    behind = text[at - 1 : at]
    return text[at] in "”»" or (
        text[at] == '"' and bool(behind) and not behind.isspace() and not text[at + 1 : at + 2].isalnum()
    )
