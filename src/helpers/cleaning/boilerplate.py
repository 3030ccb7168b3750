"""Judge the lines of a page: which are the text, and why the others go.

First by the phrases in ``lexicons/boilerplate.csv``, then by where a line stands and what it looks like. Sentences end
as sentences do; what does not, above, between and below them, is a headline, a subhead or a teaser. In doubt a line is
kept: a lost sentence is worse than a teaser that stays.
"""

from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from helpers import lexicons

_SENTENCE_END = regex.compile(r"[.!?…:;,][\"“”»’')\]*]{0,9}(?:\s?[\[(]\d{1,3}[\])])?$")
_CAPITAL_START = regex.compile(r"[\p{Lu}\d«„“\"‘'¿(…]")
_BULLET = regex.compile(r"[-–—•*▪►→·]\s+(?=\p{Lu}|[«“\"‘'\d])")
_REPORTED = regex.compile(r"(?i),[\"”’»']* .*\b(?:said|told|reported|added|dit|déclaré|ajouté)$")
_TOLD = regex.compile(
    r"(?i)\b(?:said|told|according to|reports? that|selon|a (?:dit|déclaré)|сказал\w*|сообщил\w*|заявил\w*)\b"
)
_QUOTED = regex.compile(r"[\"“«„][^\"“”«»„]*[\"”»“]")
_QUOTE = regex.compile(r"[\"“”«»„]")
_VIDEO = regex.compile(r"(?i)\s?[-–—|:(]? ?\b(?:video|vidéo|видео)\)?$")
_CREDIT = regex.compile(r" ?[(\[][^()\[\]]*[)\]]\.?$")

# In characters: a line longer than a phrase is a paragraph; where its credits are looked for.
_PHRASE, _END = 400, 300
# In words, the most that a line of each kind may have. Longer ones are kept.
_HEADLINE, _DECK, _SUBHEAD, _TEASER, _FINITE, _APPEAL = 25, 45, 12, 20, 8, 80
# In lines: how many may stand above the text whatever their length; where bylines and datelines are looked for.
_TOP, _ANCHOR = 12, 10
# The share of sentences with we or you above which a text speaks itself, as transcripts and columns do.
_SPEECH = 0.4
# What no article goes on after.
_AFTER = {"share", "subscription", "plea", "credits", "cookies"}


class Piece(NamedTuple):
    """A line, or a part of one, with its offsets into the raw text and the reason it goes ("" while it stays)."""

    start: int
    end: int
    text: str
    reason: str = ""


def judge(lines: list[Piece], language: str = "") -> list[Piece]:
    """The lines of a text, each with the reason it goes or none."""
    pieces = [line._replace(reason=_by_phrase(line.text)) for line in lines]
    for step in (_pleas, _related, _captions, _above, _after_credits, _around):
        step(pieces, language)
    return pieces


def ends(text: str) -> tuple[int, int]:
    """Where the dateline that opens a paragraph ends, and where the credits that close it start."""
    dateline, credits = _match(text, "dateline", "start"), _match(text, "credits", "end")
    return len(text[: dateline[2]].rstrip()) if dateline else 0, credits[1] if credits else len(text)


@cache
def _patterns(kind: str, scope: str, language: str = "") -> list[tuple[str, regex.Pattern]]:
    table = lexicons.read("boilerplate")
    parts = table[table["kind"] == "part"].groupby("scope")["pattern"].agg("|".join)
    chosen = table[table["scope"] == scope]
    chosen = chosen[chosen["kind"] == kind] if kind else chosen[~chosen["kind"].isin(["keep", "question"])]
    if language and language in set(chosen["language"]):
        chosen = chosen[chosen["language"].isin([language, ""])]
    patterns = chosen["pattern"]
    for name in [*parts.index, *parts.index]:  # twice: a date is made of months
        patterns = patterns.str.replace(f"{{{name}}}", f"(?:{parts[name]})", regex=False)
    return [(kind, regex.compile(pattern)) for kind, pattern in zip(chosen["kind"], patterns, strict=True)]


@lru_cache(maxsize=4096)  # steps ask the same of a line again
def _match(text: str, kind: str, scope: str, language: str = "") -> tuple[str, int, int] | None:
    """The first pattern of this kind and scope that is found: its kind, and where."""
    shift = max(0, len(text) - _END) if scope == "end" else 0
    if len(text) > _PHRASE and scope not in ("start", "end"):
        return None
    for found, pattern in _patterns(kind, scope, language):
        if match := pattern.search(text[shift:] if shift else text[:_PHRASE]):
            return found, match.start() + shift, match.end() + shift
    return None


def _by_phrase(text: str) -> str:
    found = None if _match(text, "keep", "line") else _match(text, "", "line") or _match(text, "credits", "end")
    return found[0] if found and (found[0] != "credits" or found[1] == 0) else ""


def _take(pieces: list[Piece], i: int, reason: str) -> None:
    """Take a line out of the text, unless it is out or names a source."""
    if not pieces[i].reason and not _match(pieces[i].text, "keep", "line"):
        pieces[i] = pieces[i]._replace(reason=reason)


def _words(text: str) -> int:
    return len(text.split(maxsplit=_APPEAL))


def _ends(text: str) -> bool:
    """Whether a line ends as a sentence does, or is too long for anything but a sentence."""
    return len(text) > _PHRASE or bool(_SENTENCE_END.search(text[-20:])) or _words(text) > _HEADLINE


def _bodies(pieces: list[Piece]) -> list[int]:
    """The lines that are sentences for certain."""
    return [i for i, p in enumerate(pieces) if not p.reason and _ends(p.text) and len(p.text.split(None, 4)) > 4]


def _signs(text: str, scope: str) -> set[str]:
    """What a paragraph says of the page, its makers and its reader, outside quotation marks."""
    own = _QUOTED.sub("", text[: 3 * _PHRASE])
    return {pattern.search(own).group().lower() for _, pattern in _patterns("plea", scope) if pattern.search(own)}


def _appeals(text: str, edge: bool) -> bool:
    """Whether a paragraph speaks of the page to its reader; above and below the text less is enough."""
    if edge and _match(text, "credits", "edge"):
        return True
    long = len(text) > 3 * _PHRASE or _words(text) >= _APPEAL
    if long or len(_QUOTE.findall(text)) % 2 or _TOLD.search(_QUOTED.sub("", text)):
        return False
    person, signs = _signs(text, "person"), len(_signs(text, "sign"))
    if not edge:
        return bool(person) and signs > 1
    page = _signs(text, "page")
    return bool(signs > 1 or (signs and page) or (person and (signs or page or _signs(text, "speaker"))))


def _edges(pieces: list[Piece]) -> set[int] | None:
    """The lines above and below the text, as far as they speak of the page; none where the text says we and you."""
    bodies, edges = set(_bodies(pieces)), set()
    if sum(bool(_signs(pieces[i].text, "person")) for i in bodies) > _SPEECH * len(bodies):
        return None
    for order in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        for i in order:
            if i in bodies and not _appeals(pieces[i].text, edge=True):
                break
            edges.add(i)
    return edges


def _pleas(pieces: list[Piece], language: str) -> None:
    """A plea runs from its heading to the last paragraph that speaks of us and you; above and below it needs none."""
    edges, inside = _edges(pieces), 0
    for i, piece in enumerate(pieces):
        if _match(piece.text, "plea", "opens") and any(_appeals(p.text, True) for p in pieces[i + 1 : i + 4]):
            inside = _TOP
        elif inside:
            speaks = piece.reason or _signs(piece.text, "person") or _signs(piece.text, "sign")
            inside = inside - 1 if speaks else 0
        if inside or (edges is not None and _appeals(piece.text, i in edges)):
            _take(pieces, i, "credits" if _match(piece.text, "credits", "edge") else "plea")


def _related(pieces: list[Piece], language: str) -> None:
    """Headlines of other stories: below a heading that says so, or two and more in a row with a bullet each."""
    listed = False
    run: list[int] = []
    for i, piece in enumerate([*pieces, Piece(0, 0, ".")]):
        if _match(piece.text, "related", "opens"):
            listed = True
        elif piece.reason or _ends(piece.text):
            listed = False
        if listed:
            _take(pieces, i, "related")
        if _BULLET.match(piece.text) and not piece.reason and not _ends(piece.text):
            run.append(i)
            continue
        # "They agreed on:" makes a list part of the text.
        if len(run) > 1 and not (run[0] and pieces[run[0] - 1].text[-1] == ":" and not pieces[run[0] - 1].reason):
            for k in run:
                _take(pieces, k, "related")
        run = []


def _captions(pieces: list[Piece], language: str) -> None:
    """A caption given twice, with and without its credit, and a video's title given twice with its sentence."""
    for i, (here, after) in enumerate(pairwise(pieces)):
        if max(len(here.text), len(after.text)) > _PHRASE:
            continue
        title = _VIDEO.sub("", here.text)
        bare = {_CREDIT.sub("", text).rstrip(".") for text in (here.text, after.text)}
        if title != here.text and title == after.text:
            last = pieces[min(i + 2, len(pieces) - 1)].text
            teaser = _words(last) <= _TEASER and not _QUOTED.search(last)
            for k in range(i, min(i + 2 + teaser, len(pieces))):
                _take(pieces, k, "related")
        elif "caption" in (here.reason, after.reason) and len(bare) == 1:
            _take(pieces, i, "caption")
            _take(pieces, i + 1, "caption")


def _first(pieces: list[Piece], bodies: list[int]) -> int:
    """Where the text begins: at its first sentence, or below the byline or at the dateline that follows a deck."""
    begin = bodies[0]
    if begin == 0:  # a headline may ask
        text = pieces[0].text
        return bodies[1] if text[-1] in "?!" and _words(text) <= _TEASER and len(bodies) > 2 else 0
    for i in range(min(_ANCHOR, len(pieces)) - 1, begin, -1):
        reason, text = pieces[i].reason, pieces[i].text
        above = [k for k in bodies if k < i]
        if len(above) > 2 or len(bodies) - len(above) < 3 or any(_words(pieces[k].text) > _DECK for k in above):
            continue
        dated = reason == "dateline" and regex.search(r"\d{4}", text)
        if dated or reason == "byline" or (not reason and _match(text, "dateline", "start")):
            return i
    return begin


def _above(pieces: list[Piece], language: str) -> None:
    """Kicker, headline and decks: what stands above the text."""
    bodies = _bodies(pieces)
    begin = _first(pieces, bodies) if bodies else 0
    before = sum(_words(piece.text) for piece in pieces[:begin])
    if begin > _TOP and before > sum(_words(piece.text) for piece in pieces[begin:]) / 2:
        return
    headline = False
    for i, piece in enumerate(pieces[:begin]):
        # Three words with a full stop may be a sentence, unless the text begins below a byline.
        sentence = begin == bodies[0] and i > 0 and _ends(piece.text) and _words(piece.text) > 2
        if piece.reason or sentence or piece.text[0].islower() or _REPORTED.search(piece.text[-80:]):
            continue
        first = not headline and (_words(piece.text) > 3 or all(p.reason for p in pieces[i + 1 : begin]))
        headline = headline or first
        _take(pieces, i, "headline" if first else "deck" if headline else "kicker")


def _after_credits(pieces: list[Piece], language: str) -> None:
    """What follows the line that says who wrote and edited: principles, lives of the authors, other stories."""
    bodies = _bodies(pieces)
    credits = (p.reason == "credits" or (not p.reason and _match(p.text, "credits", "end")) for p in pieces)
    i = next((i for i, found in enumerate(credits) if found), len(pieces))
    before = sum(k <= i for k in bodies)
    if before > 2 and before > 2 * (len(bodies) - before):
        for k in range(i + 1, len(pieces)):
            if _words(pieces[k].text) <= _DECK:
                _take(pieces, k, "related")


def _around(pieces: list[Piece], language: str) -> None:
    """Subheads between the sentences, teasers below them: lines that do not end, and are no sentences either."""
    bodies = _bodies(pieces)
    long = [p for p in pieces if not p.reason and _words(p.text) >= _SUBHEAD]
    tidy = len(long) > 3 and sum(_ends(p.text) for p in long) >= 0.9 * len(long)
    begun = listed = False
    for i in range(bodies[0] + 1 if bodies else len(pieces), len(pieces)):
        piece, text, below = pieces[i], pieces[i].text, i > bodies[-1]
        begun = below and (begun or piece.reason in _AFTER or bool(_match(text, "credits", "end")))
        before = pieces[i - 1]
        listed = not _ends(text) and (listed or (not before.reason and before.text.endswith((":", ",", ";"))))
        if piece.reason or listed:
            continue
        capitals = text == text.upper() and _words(text) <= _TEASER and sum(map(str.isupper, text.split())) > 1
        if capitals and text[-1] not in ".:":
            _take(pieces, i, "related")
        elif i < bodies[-1] and _match(text, "question", "line", language):
            _take(pieces, i, "subhead")
        elif not _ends(text) and _CAPITAL_START.match(text) and (below or ":" not in text):
            finite = bool(_match(text, "sentence", "finite", language) or _REPORTED.search(text[-80:]))
            most = (_FINITE if tidy or begun else 0) if finite else _TEASER if below or tidy else _SUBHEAD
            if _words(text) <= most:
                _take(pieces, i, "related" if below else "subhead")
