"""Take away what is not a document's text, and keep account of every character.

Which lines of a page go, and why, is judged in ``boilerplate``, with what an outlet ``repeats``; subheads inside a line
are found in ``glued``. Here they are cut out and accounted for.
"""

import warnings
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd
from tqdm import tqdm

from helpers.cleaning import boilerplate, glued, phrases, repeats
from helpers.cleaning.duplicates import duplicates
from helpers.cleaning.language import languages
from helpers.cleaning.names import one_form
from helpers.cleaning.phrases import Piece
from helpers.segment import spans

__all__ = ["clean", "duplicates", "languages", "one_form", "spans"]

REMOVED = ["doc_id", "raw_start", "raw_end", "reason", "text"]

_BATCH = 1_000
_LABEL = 4  # words


def clean(documents: pd.DataFrame, repeated: Sequence[list[int]] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take away headlines, datelines, captions, pleas, teasers and the like; lines that name a source stay.

    What an outlet repeats on page after page is found by comparing its texts: clean them in one table. Nothing here
    depends on the order of the rows.

    Parameters
    ----------
    documents : ``doc_id`` and ``raw`` (``text`` where there is no raw); where there, ``language``, ``title``, and
        ``outlet`` or ``url``, which say what texts are of one outlet.
    repeated : the lines of each document that are known to repeat, where that was learned from more texts than these
        (as ``scale.run`` does), in the form of ``repeats.find``; without, they are looked for here.

    Returns
    -------
    documents : the same rows; ``text`` is the raw text without the removed spans and the white space at the cuts;
        ``kept`` holds the raw spans that it is made of ("0-2099;2150-3000", ends excluded), so that text is
        ``"".join(raw[a:b] for a, b in spans(kept))``; ``title`` is the headline where there was none.
    removed : one row a span, in the order of the text: ``doc_id``, ``raw_start``, ``raw_end``, ``reason``, ``text``.
        The reasons: headline, kicker, deck, byline, dateline, caption, credits, subhead, related (other stories), share
        (buttons), subscription (also apps and channels), plea (for money), cookies, page (its furniture), repeated.

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
    table = pd.DataFrame({"doc_id": documents["doc_id"], "raw": documents[source]})
    for name in ("language", "title"):
        table[name] = documents.get(name)
    table["repeated"] = repeats.find(table["raw"], repeats.outlets(documents)) if repeated is None else list(repeated)
    parts = []
    with tqdm(total=len(table), desc="cleaning", unit=" texts", delay=2, leave=False) as bar:
        for start in range(0, max(len(table), 1), _BATCH):
            parts.append(_batch(table.iloc[start : start + _BATCH]))
            bar.update(len(parts[-1][0]))
    new, removed = (pd.concat(tables) for tables in zip(*parts, strict=True))
    title = documents["title"].fillna(new["title"]) if "title" in documents else new["title"]
    cleaned = documents.assign(text=new["text"], raw=documents[source], title=title, kept=new["kept"])
    empty = cleaned.loc[cleaned["text"].str.strip() == "", "doc_id"].tolist()
    if empty:
        more = f" and {len(empty) - 3:,} others" if len(empty) > 3 else ""
        warnings.warn(f"nothing is left of {empty[:3]}{more}; see what was removed.", stacklevel=2)
    return cleaned, removed.reset_index(drop=True)


def _batch(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The new columns of some documents and what goes from them; in batches, since Arrow's texts take less memory."""
    new: dict[str, list] = {"text": [], "kept": [], "title": []}
    gone, counts = [], []
    for row in table.itertuples():
        known = [value if isinstance(value, str) else "" for value in (row.language, row.title)]
        pieces = [piece for piece in _pieces(row.raw, *known, row.repeated) if piece.reason]
        stays = _complement(row.raw, [(piece.start, piece.end) for piece in pieces])
        new["text"].append("".join(row.raw[a:b] for a, b in stays))
        new["kept"].append(";".join(f"{a}-{b}" for a, b in stays))
        new["title"].append(next((piece.text for piece in pieces if piece.reason == "headline"), None))
        gone += [(piece.start, piece.end, piece.reason, piece.text) for piece in pieces]
        counts.append(len(pieces))
    removed = pd.DataFrame(gone, columns=REMOVED[1:]).astype({"raw_start": "int64", "raw_end": "int64"})
    removed = removed.astype({"reason": "string", "text": "string"})
    removed.insert(0, "doc_id", table["doc_id"].repeat(counts).to_numpy())
    return pd.DataFrame(new, index=table.index, dtype="string"), removed


def _pieces(raw: str, language: str, title: str, repeated: list[int]) -> Iterator[Piece]:
    """The judged lines; a dateline opens the first paragraph, and only that, and credits may end any."""
    first = True
    for piece in boilerplate.judge(phrases.lines(raw), language, repeated, title):
        if piece.reason:
            yield piece
            continue
        opening, closing = boilerplate.ends(piece.text)
        # A label above the text ("Texte par :") is no paragraph.
        opening, first = opening if first else 0, first and len(piece.text.split(None, _LABEL)) <= _LABEL
        closing = max(opening, closing)
        subheads = glued.subheads(piece.text[opening:closing])
        edges = [opening, *(opening + offset for span in subheads for offset in span), closing]
        inside = [(a, b, "subhead" if i % 2 else "") for i, (a, b) in enumerate(pairwise(edges))]
        for a, b, reason in ((0, opening, "dateline"), *inside, (closing, len(piece.text), "credits")):
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
