"""Take away what is not a document's text, and keep account of every character.

Which lines of a page go, and why, is judged in ``boilerplate``; here they are cut out and accounted for.
"""

import warnings
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import regex

from helpers.cleaning import boilerplate
from helpers.cleaning.boilerplate import Piece

REMOVED = ["doc_id", "raw_start", "raw_end", "reason", "text"]

_LINE = regex.compile(r"[^\r\n\u2028\u2029]+")


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
        language = row.get("language")
        pieces = list(_pieces(raw, language if isinstance(language, str) else ""))
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


def _pieces(raw: str, language: str) -> Iterator[Piece]:
    """The judged lines; a dateline opens the first paragraph, and only that, and credits may end any."""
    lines, first = [], True
    for line in _LINE.finditer(raw):
        if text := line.group().strip():
            start = line.end() - len(line.group().lstrip())
            lines.append(Piece(start, start + len(text), text))
    for piece in boilerplate.judge(lines, language):
        if piece.reason:
            yield piece
            continue
        opening, closing = boilerplate.ends(piece.text)
        opening, first = opening if first else 0, False
        closing = max(opening, closing)
        for a, b, reason in ((0, opening, "dateline"), (opening, closing, ""), (closing, len(piece.text), "credits")):
            if text := piece.text[a:b].strip():
                start = piece.start + b - len(piece.text[a:b].lstrip())
                yield Piece(start, start + len(text), text, reason)


def _complement(raw: str, gone: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans between the cuts; of the white space at a cut, the side with more line ends stays, once."""
    if not gone:
        return [(0, len(raw))] if raw else []
    # A gap lies between two cuts; one of white space alone belongs to the cut.
    edges = [0, *(offset for span in gone for offset in span), len(raw)]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    gaps = [(a, b, len(raw[a:b]) - len(raw[a:b].lstrip()), len(raw[a:b].rstrip())) for a, b in gaps]
    gaps = [(a, b, a + head, a + tail) for a, b, head, tail in gaps if tail]
    starts = [a if a == 0 else inner for a, _, inner, _ in gaps]
    ends = [b if b == len(raw) else inner for _, b, _, inner in gaps]
    for i, ((_, cut, _, before), (resumed, _, after, _)) in enumerate(pairwise(gaps)):
        left, right = raw[before:cut], raw[resumed:after]
        if left and left.count("\n") >= right.count("\n"):
            ends[i] = cut
        else:
            starts[i + 1] = resumed
    return list(zip(starts, ends, strict=True))
