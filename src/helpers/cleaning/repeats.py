"""Find what an outlet puts on page after page: its headers, footers, imprints and consent lines.

Readouts and agencies repeat true sentences too ("The conversation took place at the initiative of the French side"), so
a line goes because it repeats only where all of this holds:

- it stands above the first or below the last sentence that is the text's own, with nothing between it and the edge that
  stays, and within 12 lines of the edge;
- it stands so in at least 3 different texts of the outlet and in 5% of them; a line that ends as a sentence in at least
  5 and in more than half. Copies of one text, to the letter or with most of their characters, count as one text;
- it names no side, leader, call or source and has no verb of telling; what does stays however often it repeats.

Lines are compared in lower case and without digits, months and days. Whole lines only: an ending that several last
paragraphs share stays.

What repeats is learned from a ``survey`` of the lines, which may come in parts, and then found in each part: ``find``
does it for one table, ``helpers.scale`` for many.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import regex
from tqdm import tqdm

from helpers import lexicons
from helpers.cleaning.phrases import Piece, is_sentence, lines
from helpers.cleaning.telling import tells

_TEXTS, _SHARE = 3, 0.05
_TEXTS_OF_SENTENCES, _SHARE_OF_SENTENCES = 5, 0.5
_REACH = 12
_BATCH = 1_000
# In characters: in longer lines only digits are left out.
_DATED = 120
_DIGITS = regex.compile(r"\d+(?:[.,:/]\d+)*")


def outlets(documents: pd.DataFrame) -> pd.Series:
    """Who published each document: its ``outlet``, or else the host of its ``url``; missing where neither is there.

    Examples
    --------
    >>> table = pd.DataFrame({"outlet": ["AFP", None, None], "url": ["", "https://www.example.org/a", None]})
    >>> outlets(table).fillna("-").tolist()
    ['AFP', 'example.org', '-']
    """
    nothing = pd.Series(pd.NA, index=documents.index, dtype="string")
    outlet = documents["outlet"].astype("string").str.strip() if "outlet" in documents else nothing
    host = documents["url"].astype("string").map(_host, na_action="ignore") if "url" in documents else nothing
    return outlet.mask(outlet.eq("").fillna(False)).fillna(host.astype("string"))


class Known(NamedTuple):
    """What repeats, as sorted numbers of lines: of what could go, and of what does, if it is no sentence or is one."""

    could: np.ndarray
    often: np.ndarray
    mostly: np.ndarray


def find(raw: pd.Series, outlet: pd.Series) -> list[list[int]]:
    """The lines of each text that repeat at the edges of its outlet's texts, by the rules above.

    Returns
    -------
    For each text the numbers of these lines, counted from 0, empty ones not counted.

    Examples
    --------
    >>> pages = pd.Series([f"News, {i} May\\nThey met at {place}." for i, place in enumerate(["noon", "nine", "ten"])])
    >>> find(pages, pd.Series(["The Example"] * 3))
    [[0], [0], [0]]
    """
    few = outlet.groupby(outlet).transform("size") < _TEXTS
    table = survey(raw, outlet.mask(few))
    known = learn([table], lambda part, page, number: lines(raw.iloc[page])[number].text)
    return found(table, known, len(raw))


def survey(raw: pd.Series, outlet: pd.Series) -> pd.DataFrame:
    """One row a line of a text whose outlet is known, with hashes instead of texts: 100,000 pages fit in memory so.

    ``page`` is the text's position; ``outlet`` and ``whole`` (all its lines) are hashes, and so is ``key``, for lines
    alike in one outlet; ``number`` is the line's among the page's ``of`` lines; ``length`` in characters; ``sentence``
    says whether it ends as one.
    """
    codes, names = pd.factorize(outlet)
    # Odd and far apart, so that no other line of another outlet comes to the same number.
    hashes = pd.util.hash_array(np.array(names, dtype=object), categorize=False) * np.uint64(0x9E3779B97F4A7C15)
    pages = np.flatnonzero(codes >= 0)
    starts = tqdm(range(0, len(pages), _BATCH), "repeated lines", delay=2, leave=False)
    parts = [_lines(raw, pages[k : k + _BATCH], hashes[codes[pages[k : k + _BATCH]]]) for k in starts]
    return pd.concat(parts, ignore_index=True) if parts else _lines(raw, pages, np.array([], dtype="uint64"))


def learn(tables: Sequence[pd.DataFrame], text: Callable[[int, int, int], str]) -> Known:
    """What repeats, from all surveys of a corpus in its order; ``text`` gives a line by part, page and number."""
    again = _again(tables)
    shared, repeated = _alike(tables, again)
    could = _candidates(tables, repeated, text)
    stands, texts = [], []
    for table, seen in zip(tables, again, strict=True):
        edge = _at_edge(table, _among(table["key"], could))
        counted = ~np.isin(table["page"], seen)
        # All copies together are one text of their outlet.
        rows = table[["outlet", "key", "page"]].assign(copy=_is_copy(table, edge, shared))[counted]
        texts.append(_different(rows, ["outlet"]))
        stands.append(_different(rows[edge[counted]], ["outlet", "key"]))
    stands, texts = (pd.concat(parts).groupby(level=0 if parts is texts else [0, 1]) for parts in (stands, texts))
    stands, texts = (parts["texts"].sum() + parts["copies"].max() for parts in (stands, texts))
    of = texts.reindex(stands.index.get_level_values(0)).to_numpy()
    often = (stands >= _TEXTS) & (stands >= _SHARE * of)
    mostly = (stands >= _TEXTS_OF_SENTENCES) & (stands > _SHARE_OF_SENTENCES * of)
    keys = stands.index.get_level_values(1).to_numpy()
    return Known(could, np.sort(keys[often]), np.sort(keys[mostly]))


def found(table: pd.DataFrame, known: Known, texts: int) -> list[list[int]]:
    """The lines that go from each of so many texts, by their survey and by what is known to repeat."""
    gone: list[list[int]] = [[] for _ in range(texts)]
    key = table["key"].to_numpy()
    goes = np.where(table["sentence"], _among(key, known.mostly), _among(key, known.often))
    goes &= _at_edge(table, _among(key, known.could))
    for page, number in zip(table["page"][goes], table["number"][goes], strict=True):
        gone[page].append(int(number))
    return gone


def but_headline(pieces: list[Piece], repeated: list[int]) -> list[int]:
    """The repeated lines without the last one above the text, which is its headline ("Day 83 of the war")."""
    begin = next((i for i, piece in enumerate(pieces) if not piece.reason and i not in repeated), -1)
    above = [i for i in repeated if i < begin and not pieces[i].reason and not is_sentence(pieces[i].text)]
    if not above or not is_sentence(pieces[begin].text):
        return repeated
    return [i for i in repeated if i != max(above)]


def take(pieces: list[Piece], repeated: list[int]) -> None:
    """Take out the repeated lines that nothing but other removed lines parts from an edge of the page."""
    for order in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        for i in order:
            if not pieces[i].reason and i not in repeated:
                break
            if not pieces[i].reason:
                pieces[i] = pieces[i]._replace(reason="repeated")


def _host(url: str) -> str | None:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:  # "http://[": no address
        return None


def _lines(raw: pd.Series, pages: np.ndarray, outlets: np.ndarray) -> pd.DataFrame:
    split = [[piece.text for piece in lines(text)] for text in raw.iloc[pages]]
    flat = [line for page in split for line in page]
    normal = [_normal(line) for line in flat]
    counts = np.array([len(page) for page in split], dtype="int64")
    ends = np.append(0, np.cumsum(counts))
    whole = _hash(["\n".join(normal[a:b]) for a, b in pairwise(ends)])
    return pd.DataFrame(
        {
            "page": np.repeat(pages, counts).astype("int32"),
            "outlet": np.repeat(outlets, counts),
            "whole": np.repeat(whole ^ outlets, counts),
            "key": _hash(normal) ^ np.repeat(outlets, counts),
            "number": (np.arange(len(flat)) - np.repeat(ends[:-1], counts)).astype("int32"),
            "of": np.repeat(counts, counts).astype("int32"),
            "length": np.array([len(line) for line in flat], dtype="int32"),
            "sentence": np.array([is_sentence(line) for line in flat], dtype=bool),
        }
    )


def _hash(texts: list[str]) -> np.ndarray:
    return pd.util.hash_array(np.array(texts, dtype=object), categorize=False)


def _among(keys: pd.Series | np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each key is one of the known, which are sorted."""
    keys = np.asarray(keys)
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    return known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys


def _again(tables: Sequence[pd.DataFrame]) -> list[np.ndarray]:
    """The pages of each part that are, digits and dates aside, a page before to the letter: of these, one counts."""
    pages = [table.drop_duplicates("page")[["page", "whole"]] for table in tables]
    again = pd.concat(pages)["whole"].duplicated().to_numpy()
    parts = np.split(again, np.cumsum([len(part) for part in pages])[:-1])
    return [part["page"].to_numpy()[repeats] for part, repeats in zip(pages, parts, strict=True)]


def _alike(tables: Sequence[pd.DataFrame], again: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The lines that stand in two different texts or more, and those in three or more."""
    keys = []
    for table, seen in zip(tables, again, strict=True):
        keys.append(table.loc[~np.isin(table["page"], seen), ["page", "key"]].drop_duplicates()["key"].to_numpy())
    distinct, texts = np.unique(np.concatenate(keys), return_counts=True)
    return distinct[texts > 1], distinct[texts >= _TEXTS]


def _candidates(
    tables: Sequence[pd.DataFrame], repeated: np.ndarray, text: Callable[[int, int, int], str]
) -> np.ndarray:
    """The lines that repeat at all, near an edge, and tell nothing, as they stand the first time."""
    tell: dict[int, bool] = {}
    for part, table in enumerate(tables):
        near = table[_near(table) & _among(table["key"], repeated)].drop_duplicates("key")
        for row in near[~near["key"].isin(list(tell))].itertuples():
            tell[row.key] = tells(text(part, row.page, row.number))
    return np.sort(np.array([key for key, told in tell.items() if not told], dtype="uint64"))


def _near(table: pd.DataFrame) -> pd.Series:
    return (table["number"] < _REACH) | (table["number"] >= table["of"] - _REACH)


def _at_edge(table: pd.DataFrame, could: np.ndarray) -> pd.Series:
    """The candidates above the first or below the last sentence that is none; a page without one is left alone."""
    could = could & _near(table)
    own = (table["sentence"] & ~could).astype("int32")
    page = own.groupby(table["page"])
    before, of = page.cumsum(), page.transform("sum")
    return could & (of > 0) & ((before == 0) | (before == of))


def _is_copy(table: pd.DataFrame, edge: pd.Series, shared: np.ndarray) -> pd.Series:
    """Whether most of a page's characters, edges aside, stand in other texts of its outlet too."""
    rest = table["length"].where(~edge, 0)
    whole = rest.groupby(table["page"]).transform("sum")
    return rest.where(_among(table["key"], shared), 0).groupby(table["page"]).transform("sum") > whole / 2


def _different(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """For each group the texts that are no copies, and 1 if it has copies too."""
    pages = rows.drop_duplicates([*by, "page"]).groupby(by)["copy"]
    return pd.DataFrame({"texts": pages.size() - pages.sum(), "copies": pages.max().astype("int64")})


def _normal(line: str) -> str:
    pattern = _dates() if len(line) <= _DATED else _DIGITS
    return " ".join(pattern.sub("0", line.lower()).split())


@cache
def _dates() -> regex.Pattern:
    table = lexicons.table("boilerplate")
    words = table.loc[(table["kind"] == "part") & table["scope"].isin(["month", "weekday"]), "pattern"]
    return regex.compile(rf"{_DIGITS.pattern}|\b(?:{'|'.join(words)})\b")
