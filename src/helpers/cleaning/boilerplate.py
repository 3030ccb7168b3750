"""Judge the lines of a page: which are the text, and why the others go.

First by the phrases in ``lexicons/boilerplate.csv``, then by where a line stands and what it looks like. Sentences end
as sentences do; what does not, above, between and below them, is a headline, a subhead or a teaser. In doubt a line is
kept: a lost sentence is worse than a teaser that stays.
"""

from functools import lru_cache
from itertools import pairwise

import regex

from helpers.cleaning import phrases, repeats, telling
from helpers.cleaning.phrases import PHRASE, Piece, is_sentence, match

_CAPITAL_START = regex.compile(r"[\p{Lu}\d«„“\"‘'¿(…]")
_BULLET = regex.compile(r"[-–—•*▪►→·]\s+(?=\p{Lu}|[«“\"‘'\d])")
_REPORTED = regex.compile(r"(?i),[\"”’»']* .*\b(?:said|told|reported|added|dit|déclaré|ajouté)$")
_QUOTED = regex.compile(r"[\"“«„][^\"“”«»„]*[\"”»“]")
_QUOTE = regex.compile(r"[\"“”«»„]")
_VIDEO = regex.compile(r"(?i)\s?[-–—|:(]? ?\b(?:video|vidéo|видео)\)?$")
_CREDIT = regex.compile(r" ?[(\[][^()\[\]]*[)\]]\.?$")

# In words, the most that a line of each kind may have. Longer ones are kept.
_DECK, _SUBHEAD, _TEASER, _FINITE, _APPEAL = 45, 12, 20, 8, 80
# In lines: how many may stand above the text whatever their length; where bylines and datelines are looked for; within
# how many below its heading a plea asks.
_TOP, _ANCHOR, _DEAR = 12, 10, 6
# The share of sentences with we or you above which a text speaks itself, as transcripts and columns do.
_SPEECH = 0.4
# Reasons of lines that ask the reader for something.
_ASKS = {"subscription", "share", "cookies"}
# What no article goes on after.
_AFTER = {"share", "subscription", "plea", "credits", "cookies"}


def judge(lines: list[Piece], language: str = "", repeated: list[int] | None = None, title: str = "") -> list[Piece]:
    """The lines of a text, each with the reason it goes or none; ``repeated`` are the numbers of its outlet's lines.

    Where the ``title`` is known and stands in none of the lines, the text comes without what stands above one.
    """
    repeated = repeated or []
    pieces = [line._replace(reason=_reason(line.text)) for line in lines]
    for step in (_pleas, _related, _captions):
        step(pieces, language)
    repeats.take(pieces, repeats.but_headline(pieces, repeated))
    if not title or any(_begins_alike(title, piece.text) for piece in pieces[:_TOP]):
        _above(pieces, language)
    for step in (_after_credits, _around):
        step(pieces, language)
    repeats.take(pieces, repeated)  # what stood behind a headline or a teaser
    return pieces


def ends(text: str) -> tuple[int, int]:
    """Where the dateline that opens a paragraph ends, and where the credits that close it start."""
    dateline, credits = match(text, "dateline", "start"), match(text, "credits", "end")
    return len(text[: dateline[2]].rstrip()) if dateline else 0, credits[1] if credits else len(text)


def _reason(line: str) -> str:
    """What its phrases say, unless they ask the reader for something and somebody else is asked."""
    reason = phrases.reason(line)
    return "" if reason in _ASKS and telling.is_told(line) else reason


def _begins_alike(title: str, line: str) -> bool:
    """Whether a line is the title; either may have more, as "... | The Moscow Times"."""
    a, b = (regex.findall(r"\w+", text.lower()) for text in (title, line))
    return bool(a and b) and a[: len(b)] == b[: len(a)]


def _take(pieces: list[Piece], i: int, reason: str) -> None:
    """Take a line out of the text, unless it is out or names a source."""
    if not pieces[i].reason and not match(pieces[i].text, "keep", "line"):
        pieces[i] = pieces[i]._replace(reason=reason)


def _words(text: str) -> int:
    return len(text.split(maxsplit=_APPEAL))


def _bodies(pieces: list[Piece]) -> list[int]:
    """The lines that are sentences for certain."""
    return [i for i, p in enumerate(pieces) if not p.reason and is_sentence(p.text) and len(p.text.split(None, 4)) > 4]


@lru_cache(maxsize=4096)
def _signs(text: str, scope: str) -> frozenset[str]:
    """What a paragraph says of the page, its makers and its reader, outside quotation marks."""
    own = text[: 3 * PHRASE]
    own = _QUOTED.sub("", own) if _QUOTE.search(own) else own
    found = (pattern.search(own) for _, pattern in phrases.patterns("plea", scope, script=phrases.script(text)))
    return frozenset(at.group().lower() for at in found if at)


def _appeals(text: str, edge: bool) -> bool:
    """Whether a paragraph speaks of the page to its reader; above and below the text less is enough.

    Where somebody tells or does something it is a statement: leaders too say we, and support and welcome.
    """
    if edge and match(text, "credits", "edge"):
        return True
    if len(text) > 3 * PHRASE or _words(text) >= _APPEAL or len(_QUOTE.findall(text)) % 2:
        return False
    signs = len(_signs(text, "sign"))
    page = bool(edge and (_signs(text, "page") or _signs(text, "speaker")))
    addressed = bool(_signs(text, "reader"))
    asks = (page or signs > (not edge)) if addressed else edge and signs > (not page)
    return asks and not telling.verbs().search(_QUOTED.sub("", text))


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
        opens = match(piece.text, "plea", "opens") and not telling.is_told(piece.text)
        if opens and any(_appeals(p.text, True) for p in pieces[i + 1 : i + _DEAR]):
            inside = _TOP
        elif inside:
            speaks = piece.reason or _signs(piece.text, "person") or _signs(piece.text, "sign")
            inside = inside - 1 if speaks else 0
        if inside or (edges is not None and _appeals(piece.text, i in edges)):
            _take(pieces, i, "credits" if match(piece.text, "credits", "edge") else "plea")


def _related(pieces: list[Piece], language: str) -> None:
    """Headlines of other stories: below a heading that says so, or two and more in a row with a bullet each."""
    listed = False
    run: list[int] = []
    for i, piece in enumerate([*pieces, Piece(0, 0, ".")]):
        if match(piece.text, "related", "opens"):
            listed = True
        elif piece.reason or is_sentence(piece.text):
            listed = False
        if listed:
            _take(pieces, i, "related")
        if _BULLET.match(piece.text) and not piece.reason and not is_sentence(piece.text):
            run.append(i)
            continue
        # "They agreed on:" makes a list part of the text.
        if len(run) > 1 and not (run[0] and pieces[run[0] - 1].text[-1] == ":" and not pieces[run[0] - 1].reason):
            for k in run:
                _take(pieces, k, "related")
        run = []


def _bare(caption: str) -> str:
    return _CREDIT.sub("", caption).rstrip(".")


def _captions(pieces: list[Piece], language: str) -> None:
    """A caption given twice, with and without its credit, and a video's title given twice with its sentence."""
    for i, (here, after) in enumerate(pairwise(pieces)):
        if max(len(here.text), len(after.text)) > PHRASE:
            continue
        title = _VIDEO.sub("", here.text)
        if title != here.text and title == after.text:
            last = pieces[min(i + 2, len(pieces) - 1)].text
            teaser = _words(last) <= _TEASER and not _QUOTED.search(last)
            for k in range(i, min(i + 2 + teaser, len(pieces))):
                _take(pieces, k, "related")
        elif "caption" in (here.reason, after.reason) and _bare(here.text) == _bare(after.text):
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
        if dated or reason == "byline" or (not reason and match(text, "dateline", "start")):
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
        sentence = begin == bodies[0] and i > 0 and is_sentence(piece.text) and _words(piece.text) > 2
        if piece.reason or sentence or piece.text[0].islower() or _REPORTED.search(piece.text[-80:]):
            continue
        first = not headline and (_words(piece.text) > 3 or all(p.reason for p in pieces[i + 1 : begin]))
        headline = headline or first
        _take(pieces, i, "headline" if first else "deck" if headline else "kicker")


def _after_credits(pieces: list[Piece], language: str) -> None:
    """What follows the line that says who wrote and edited: principles, lives of the authors, other stories."""
    bodies = _bodies(pieces)
    credits = (p.reason == "credits" or (not p.reason and match(p.text, "credits", "end")) for p in pieces)
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
    tidy = len(long) > 3 and sum(is_sentence(p.text) for p in long) >= 0.9 * len(long)
    begun = listed = False
    for i in range(bodies[0] + 1 if bodies else len(pieces), len(pieces)):
        piece, text, below = pieces[i], pieces[i].text, i > bodies[-1]
        begun = below and (begun or piece.reason in _AFTER or bool(match(text, "credits", "end")))
        before = pieces[i - 1]
        announced = not before.reason and before.text.rstrip("* ").endswith((":", ",", ";"))
        listed = not is_sentence(text) and (listed or announced)
        if piece.reason or listed:
            continue
        capitals = text == text.upper() and _words(text) <= _TEASER and sum(map(str.isupper, text.split())) > 1
        if capitals and text[-1] not in ".:":
            _take(pieces, i, "related")
        elif i < bodies[-1] and match(text, "question", "line", language) and not _signs(text, "reader"):
            _take(pieces, i, "subhead")
        elif not is_sentence(text) and _CAPITAL_START.match(text) and (below or ":" not in text):
            finite = bool(match(text, "sentence", "finite", language) or _REPORTED.search(text[-80:]))
            most = (_FINITE if tidy or begun else 0) if finite else _TEASER if below or tidy else _SUBHEAD
            if _words(text) <= most:
                _take(pieces, i, "related" if below else "subhead")
