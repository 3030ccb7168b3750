"""Take away what is not a document's text, and keep account of every character.

A page is judged line by line: first by the phrases in ``lexicons/boilerplate.csv``, then by where a line stands
(headlines above the text, subheads within, teasers below). In doubt a line is kept: a lost sentence is worse than a
teaser that stays.
"""

import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd
import regex

from helpers import lexicons

REMOVED = ["doc_id", "raw_start", "raw_end", "reason", "text"]

_LINES = regex.compile(r"[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*")
_SENTENCE_END = regex.compile(r"[.!?…:;,][\"“”»’')\]*]*(?:\s?[\[(]\d+[\])])?$")
_BULLET = regex.compile(r"[-–—•*▪►→·]\s+(?=\p{Lu}|[«“\"‘'\d])")
_SUBHEAD_START = regex.compile(r"[\p{Lu}\d«“\"‘'¿]")
_ATTRIBUTED = regex.compile(r"(?i),[\"”’»']* .*\b(?:said|says|told|reported|added|dit|déclaré|ajouté)$")
_TOLD = regex.compile(r"(?i)\b(?:said|told|according to|selon|a (?:dit|déclaré)|сказал\w*|сообщил\w*|заявил\w*)\b")
_QUOTED = regex.compile(r"[\"“«„][^\"“”«»„]*[\"”»]")
_VIDEO = regex.compile(r"(?i)\s*[-–—|:(]?\s*\b(?:video|vidéo|видео)\)?$")
_CREDIT = regex.compile(r"\s*[(\[][^()\[\]]*[)\]]\.?$")

# How many lines may stand above the text, how many words a line of each kind may have. Longer ones are kept.
# In characters: a line longer than a phrase is a paragraph; how much of a line's end tells who said it.
_PHRASE, _ENDING = 400, 80
_TOP, _HEADLINE, _DECK, _SUBHEAD, _FINITE, _TEASER, _CAPTION = 12, 25, 45, 12, 8, 20, 45
# What no article goes on after.
_AFTER = {"share", "subscription", "plea", "credits", "cookies"}


class Piece(NamedTuple):
    """A line, or a part of one, with its offsets into the raw text and the reason it goes ("" while it stays)."""

    start: int
    end: int
    text: str
    reason: str = ""


def clean(documents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take away headlines, datelines, captions, pleas, teasers and the like; lines that name a source stay.

    Parameters
    ----------
    documents : ``doc_id`` and ``raw`` (``text`` where there is no raw); where there, ``language`` and ``title``.

    Returns
    -------
    documents : the same rows; ``text`` is the raw text without the removed spans and the white space at the cuts;
        ``kept`` holds the raw spans that it is made of ("0-2099;2150-3000", ends excluded), so that text is
        ``"".join(raw[a:b] for a, b in spans(kept))``; ``title`` is the headline where there was none.
    removed : one row a span, in the order of the text: ``doc_id``, ``raw_start``, ``raw_end``, ``reason``, ``text``.

    A document of which nothing is left stays, with an empty text, and a warning names it.

    Raises
    ------
    ValueError: no column doc_id, or neither raw nor text; a document without a text.

    Examples
    --------
    >>> page = "Talks go on\\nPARIS (AFP) - The two presidents spoke for an hour on Monday.\\nShare on Facebook"
    >>> documents, removed = clean(pd.DataFrame({"doc_id": ["a"], "raw": [page]}))
    >>> documents.loc[0, "text"], documents.loc[0, "title"]
    ('The two presidents spoke for an hour on Monday.', 'Talks go on')
    >>> removed["reason"].tolist()
    ['headline', 'dateline', 'share']
    """
    source = "raw" if "raw" in documents else "text"
    for name in ("doc_id", source):
        if name not in documents:
            raise ValueError(f"documents: no column '{name}'. Read them with corpus.read(path).")
    lost = documents.loc[documents[source].isna(), "doc_id"].tolist()
    if lost:
        raise ValueError(f"documents {lost}: no text. Drop these rows, or read them again.")
    texts, kept, titles, rows = [], [], [], []
    for row in documents.to_dict("records"):
        raw = row[source]
        pieces = _judge(raw, row.get("language"))
        gone = [piece for piece in pieces if piece.reason]
        stays = _complement(raw, [(piece.start, piece.end) for piece in gone])
        texts.append("".join(raw[a:b] for a, b in stays))
        kept.append(";".join(f"{a}-{b}" for a, b in stays))
        titles.append(next((piece.text for piece in gone if piece.reason == "headline"), None))
        rows += [(row["doc_id"], piece.start, piece.end, piece.reason, piece.text) for piece in gone]
    removed = pd.DataFrame(rows, columns=REMOVED).astype({"raw_start": "int64", "raw_end": "int64"})
    cleaned = _with(documents, texts, kept, titles, source)
    empty = cleaned.loc[cleaned["text"].str.strip() == "", "doc_id"].tolist()
    if empty:
        warnings.warn(f"nothing is left of {empty}; see what was removed.", stacklevel=2)
    return cleaned, removed


def _with(documents: pd.DataFrame, texts: list, kept: list, titles: list, source: str) -> pd.DataFrame:
    new = pd.DataFrame({"text": texts, "kept": kept, "title": titles}, index=documents.index, dtype="string")
    raw = documents[source]
    title = documents["title"].fillna(new["title"]) if "title" in documents else new["title"]
    return documents.assign(text=new["text"], raw=raw, title=title, kept=new["kept"])


def spans(kept: str) -> list[tuple[int, int]]:
    """The raw spans that a cleaned text is made of.

    Examples
    --------
    >>> spans("0-2099;2150-3000")
    [(0, 2099), (2150, 3000)]
    """
    pairs = (span.split("-") for span in kept.split(";") if span)
    return [(int(start), int(end)) for start, end in pairs]


def to_raw(kept: str, offset: int) -> int:
    """The raw offset of a character of the cleaned text.

    Raises
    ------
    IndexError: the text is not that long.

    Examples
    --------
    >>> to_raw("0-10;15-20", 9), to_raw("0-10;15-20", 10)
    (9, 15)
    """
    passed = 0
    for start, end in spans(kept):
        if 0 <= offset - passed < end - start:
            return start + offset - passed
        passed += end - start
    raise IndexError(f"offset {offset} lies outside the text, which has {passed} characters")


def _complement(raw: str, gone: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans between the cuts; of the white space at a cut, the side with more line ends stays, once."""
    edges = [0, *(offset for span in gone for offset in span), len(raw)]
    stays: list[tuple[int, int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = raw[start:end]
        inner = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if start == end or (inner[0] >= inner[1] and gone):
            continue
        if stays and start > 0:
            before = raw[stays[-1][1] : next(a for a, _ in gone if a >= stays[-1][1])]
            after = raw[start : inner[0]]
            if before and before.count("\n") >= after.count("\n"):
                stays[-1] = (stays[-1][0], stays[-1][1] + len(before))
            else:
                inner = (start, inner[1])
        stays.append((inner[0] if start > 0 else start, inner[1] if end < len(raw) else end))
    return stays


@cache
def _patterns(kind: str, scope: str, language: str = "") -> list[tuple[str, regex.Pattern]]:
    table = lexicons.read("boilerplate")
    chosen = table[table["scope"] == scope]
    if kind:
        chosen = chosen[chosen["kind"] == kind]
    if language and language in set(chosen["language"]):
        chosen = chosen[chosen["language"].isin([language, ""])]
    return [(row.kind, regex.compile(row.pattern)) for row in chosen.itertuples()]


@lru_cache(maxsize=4096)  # steps ask the same of a line again
def _match(text: str, kind: str, scope: str, language: str = "") -> tuple[str, int, int] | None:
    """The first pattern of this kind and scope that is found: its kind, and where."""
    for found, pattern in _patterns(kind, scope, language):
        if match := pattern.search(text):
            return found, match.start(), match.end()
    return None


def _judge(raw: str, language: object) -> list[Piece]:
    """All lines of a text, each with the reason it goes or none; a line that goes in part is two pieces."""
    known = language if isinstance(language, str) else ""
    pieces = []
    for line in _LINES.finditer(raw):
        text = line.group().strip()
        start = line.end() - len(line.group().lstrip())
        pieces += [Piece(start, start + len(text), text)] if text else []
    pieces = [_by_phrase(piece) for piece in pieces]
    for step in (_pleas, _related, _captions, _above, _within, _below):
        pieces = step(pieces, known)
    return [part for piece in _split_datelines(pieces) for part in _split_credits(piece)]


def _words(text: str) -> int:
    return len(text.split())


def _open(piece: Piece) -> bool:
    """Whether a piece is still in the text and may be taken out of it."""
    return not piece.reason and not _match(piece.text, "keep", "line")


def _ends(text: str) -> bool:
    """Whether a line ends as a sentence does, or is too long for anything but a sentence."""
    return bool(_SENTENCE_END.search(text)) or _words(text) > _HEADLINE


def _is_body(piece: Piece) -> bool:
    return not piece.reason and _ends(piece.text) and _words(piece.text) >= 5


def _is_finite(text: str, language: str) -> bool:
    """Whether a line without a full stop is a sentence all the same."""
    return (
        bool(_match(text, "sentence", "finite", language) or _ATTRIBUTED.search(text[-_ENDING:])) or text[0].islower()
    )


def _in_capitals(text: str) -> bool:
    return text == text.upper() and sum(len(word) > 2 and word.isupper() for word in text.split()) > 1


def _by_phrase(piece: Piece) -> Piece:
    if len(piece.text) > _PHRASE or _match(piece.text, "keep", "line"):
        return piece
    found = next((f for k in _line_kinds() if (f := _match(piece.text, k, "line"))), None)
    return piece._replace(reason=found[0]) if found else piece


@cache
def _line_kinds() -> tuple[str, ...]:
    table = lexicons.read("boilerplate")
    kinds = table.loc[table["scope"] == "line", "kind"].unique()
    return tuple(kind for kind in kinds if kind not in ("keep", "question"))


def _signs(text: str) -> int:
    """How many signs of a plea stand in a paragraph outside quotation marks."""
    own = _QUOTED.sub("", text)
    return sum(bool(pattern.search(own)) for _, pattern in _patterns("plea", "sign"))


def _pleas(pieces: list[Piece], language: str) -> list[Piece]:
    """A plea runs from its heading to the last paragraph that pleads or speaks of us and you."""
    pieces, inside = list(pieces), False
    for i, piece in enumerate(pieces):
        if piece.reason and not inside:
            continue
        own = _QUOTED.sub("", piece.text)
        person = bool(_match(own, "plea", "person"))
        if not inside and _match(piece.text, "plea", "opens"):
            inside = any(_signs(later.text) for later in pieces[i + 1 : i + 4])
            pieces[i] = piece._replace(reason="plea" if inside else "")
        elif inside:
            inside = bool(piece.reason or person or _signs(piece.text) or _match(piece.text, "plea", "opens"))
            pieces[i] = piece._replace(reason="plea") if inside else piece
        elif person and _open(piece) and not _TOLD.search(own) and _signs(piece.text) > 1 and _words(own) <= 80:
            pieces[i] = piece._replace(reason="plea")
    return pieces


def _related(pieces: list[Piece], language: str) -> list[Piece]:
    """Headlines of other stories: below a heading that says so, or two and more in a row with a bullet each."""
    pieces, listed = list(pieces), False
    bullets = [bool(_BULLET.match(p.text)) and _open(p) and not _ends(p.text) for p in pieces]
    for i, piece in enumerate(pieces):
        if _open(piece) and _match(piece.text, "related", "opens"):
            listed = True
        elif not (listed and _open(piece) and not _ends(piece.text)):
            listed = False
        if listed:
            pieces[i] = piece._replace(reason="related")
    for start, end in _runs(bullets):
        # "They agreed on:" makes a list part of the text.
        if end - start > 1 and not (start and not pieces[start - 1].reason and pieces[start - 1].text[-1] == ":"):
            pieces[start:end] = [piece._replace(reason="related") for piece in pieces[start:end]]
    return pieces


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for i, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = i
        elif not flag and start is not None:
            yield start, i
            start = None


def _captions(pieces: list[Piece], language: str) -> list[Piece]:
    """A caption given twice, with and without its credit, and a video's title given twice with its sentence."""
    pieces = list(pieces)
    for i in range(len(pieces) - 1):
        here, after = pieces[i], pieces[i + 1]
        if len(here.text) > _PHRASE or len(after.text) > _PHRASE:
            continue
        title = _VIDEO.sub("", here.text)
        if title != here.text and title == after.text:
            pieces[i : i + 2] = [here._replace(reason="related"), after._replace(reason="related")]
            teaser = pieces[i + 2] if i + 2 < len(pieces) else None
            if teaser and _open(teaser) and _words(teaser.text) <= _TEASER and not _QUOTED.search(teaser.text):
                pieces[i + 2] = teaser._replace(reason="related")
        elif "caption" in (here.reason, after.reason) and _words(here.text) <= _CAPTION:
            bare = {_CREDIT.sub("", text).rstrip(".") for text in (here.text, after.text)}
            if len(bare) == 1:
                pieces[i : i + 2] = [here._replace(reason="caption"), after._replace(reason="caption")]
    return pieces


def _above(pieces: list[Piece], language: str) -> list[Piece]:
    """Kicker, headline and decks: what stands above the first sentence without ending as one."""
    body = next((i for i, piece in enumerate(pieces) if _is_body(piece)), None)
    if body is None or body > _TOP:
        return pieces
    pieces, headline = list(pieces), False
    byline = max((i for i, piece in enumerate(pieces[:8]) if piece.reason == "byline"), default=0)
    if body and byline > body and sum(map(_is_body, pieces[:byline])) == 1 and _words(pieces[body].text) <= _DECK:
        body = byline
    for i, piece in enumerate(pieces[:body]):
        if not _open(piece) or piece.text[0].islower() or _ATTRIBUTED.search(piece.text[-_ENDING:]):
            continue
        first = not headline and (_words(piece.text) > 3 or not any(map(_open, pieces[i + 1 : body])))
        headline = headline or first
        pieces[i] = piece._replace(reason="headline" if first else "deck" if headline else "kicker")
    return pieces


def _within(pieces: list[Piece], language: str) -> list[Piece]:
    """Subheads: short lines between paragraphs that are no sentences; lines in capitals are calls to other pages."""
    stays = [i for i, piece in enumerate(pieces) if not piece.reason]
    body = [i for i in stays if _is_body(pieces[i])]
    pieces = list(pieces)
    for i in [i for i in stays if body and body[0] < i and _open(pieces[i])]:
        text = pieces[i].text
        before = pieces[i - 1].text if not pieces[i - 1].reason else ""
        if _in_capitals(text) and _words(text) <= _TEASER and text[-1] not in ".:":
            pieces[i] = pieces[i]._replace(reason="related")
        elif i > body[-1] or before.endswith((":", ",", ";")) or not _SUBHEAD_START.match(text):
            continue
        elif _match(text, "question", "line", language) or not (
            _ends(text) or ":" in text or _words(text) > _SUBHEAD or _is_finite(text, language)
        ):
            pieces[i] = pieces[i]._replace(reason="subhead")
    return pieces


def _below(pieces: list[Piece], language: str) -> list[Piece]:
    """Teasers below the last sentence; once the page has asked for something, those with a verb too."""
    body = [i for i, piece in enumerate(pieces) if _is_body(piece)]
    pieces, begun = list(pieces), False
    for i in range(body[-1] + 1 if body else len(pieces), len(pieces)):
        text = pieces[i].text
        sentence = _ends(text) or not _SUBHEAD_START.match(text) or pieces[i - 1].text.endswith(":")
        finite = _is_finite(text, language)
        short = _words(text) <= (_FINITE if finite and begun else 0 if finite else _SUBHEAD)
        begun = begun or pieces[i].reason in _AFTER or bool(_match(text, "credits", "end"))
        if _open(pieces[i]) and short and not sentence:
            pieces[i] = pieces[i]._replace(reason="related")
    return pieces


def _split_datelines(pieces: list[Piece]) -> Iterator[Piece]:
    """A dateline opens the first paragraph, and only that."""
    first = True
    for piece in pieces:
        found = _match(piece.text, "dateline", "start") if first and not piece.reason else None
        first = first and bool(piece.reason)
        yield from _cut(piece, found)


def _split_credits(piece: Piece) -> Iterator[Piece]:
    yield from _cut(piece, None if piece.reason else _match(piece.text, "credits", "end"))


def _cut(piece: Piece, found: tuple[str, int, int] | None) -> Iterator[Piece]:
    """The piece, with the found part as a piece of its own."""
    if not found:
        yield piece
        return
    reason, start, end = found
    end -= len(piece.text[start:end]) - len(piece.text[start:end].rstrip())
    for a, b, why in ((0, start, ""), (start, end, reason), (end, len(piece.text), "")):
        if piece.text[a:b].strip():
            yield Piece(piece.start + a, piece.start + b, piece.text[a:b], why)
