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
"""

from functools import cache
from itertools import pairwise
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
    found: list[list[int]] = [[] for _ in range(len(raw))]
    codes = pd.factorize(outlet)[0]
    sizes = np.bincount(codes[codes >= 0], minlength=1)
    looked_at = np.flatnonzero((codes >= 0) & (sizes[codes] >= _TEXTS))
    if not len(looked_at):
        return found
    table = _table(raw, looked_at, codes)
    if table.empty:
        return found
    table["could"] = _candidates(table, raw)
    at_edge = _at_edge(table)
    gone = at_edge & _often(table, at_edge)
    for page, number in zip(table["page"][gone], table["number"][gone], strict=True):
        found[page].append(int(number))
    return found


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


def _table(raw: pd.Series, looked_at: np.ndarray, codes: np.ndarray) -> pd.DataFrame:
    """One row a line, with hashes instead of texts: 100,000 pages fit in memory so."""
    parts, whole = [], []
    for start in tqdm(range(0, len(looked_at), _BATCH), "repeated lines", delay=2, leave=False):
        pages = looked_at[start : start + _BATCH]
        split = [[piece.text for piece in lines(text)] for text in raw.iloc[pages]]
        flat = [line for page in split for line in page]
        normal = [_normal(line) for line in flat]
        ends = np.cumsum([0] + [len(page) for page in split])
        whole.append(_hash(["\n".join(normal[a:b]) for a, b in pairwise(ends)], codes[pages]))
        counts = np.diff(ends)
        page = np.repeat(pages, counts)
        parts.append(
            pd.DataFrame(
                {
                    "page": page,
                    "outlet": codes[page],
                    "number": np.arange(len(flat)) - np.repeat(ends[:-1], counts),
                    "of": np.repeat(counts, counts),
                    "key": _hash(normal, codes[page]),
                    "length": [len(line) for line in flat],
                    "sentence": [is_sentence(line) for line in flat],
                }
            ).astype({"page": "int32", "outlet": "int32", "number": "int32", "of": "int32", "length": "int32"})
        )
    table = pd.concat(parts, ignore_index=True)
    table["key"] = pd.factorize(table["key"])[0]
    # Of texts that are the same to the letter, digits and dates aside, one counts.
    again = pd.Series(np.concatenate(whole)).duplicated().to_numpy()
    table["counts"] = ~np.isin(table["page"], looked_at[again])
    return table


def _hash(texts: list[str], codes: np.ndarray) -> np.ndarray:
    """A number for each text, another one for each outlet."""
    keys = pd.util.hash_array(np.array(texts, dtype=object), categorize=False)
    return keys ^ (codes.astype("uint64") * np.uint64(0x9E3779B97F4A7C15))


def _normal(line: str) -> str:
    pattern = _dates() if len(line) <= _DATED else _DIGITS
    return " ".join(pattern.sub("0", line.lower()).split())


@cache
def _dates() -> regex.Pattern:
    table = lexicons.read("boilerplate")
    words = table.loc[(table["kind"] == "part") & table["scope"].isin(["month", "weekday"]), "pattern"]
    return regex.compile(rf"{_DIGITS.pattern}|\b(?:{'|'.join(words)})\b")


def _candidates(table: pd.DataFrame, raw: pd.Series) -> np.ndarray:
    """The lines that repeat at all, near an edge, and tell nothing."""
    once = table[table["counts"]].drop_duplicates(["page", "key"])
    texts = np.bincount(once["key"], minlength=table["key"].max() + 1)
    table["shared"] = texts[table["key"]] > 1
    near = (table["number"] < _REACH) | (table["number"] >= table["of"] - _REACH)
    chosen = table[near & (texts[table["key"]] >= _TEXTS)].drop_duplicates("key")
    could = np.zeros(len(texts), dtype=bool)
    for row in chosen.sort_values("page").itertuples():
        could[row.key] = not tells(lines(raw.iloc[row.page])[row.number].text)
    return near & could[table["key"]]


def _at_edge(table: pd.DataFrame) -> pd.Series:
    """The candidates above the first or below the last sentence that is none; a page without one is left alone."""
    own = (table["sentence"] & ~table["could"]).astype("int32")
    page = own.groupby(table["page"])
    before, of = page.cumsum(), page.transform("sum")
    return table["could"] & (of > 0) & ((before == 0) | (before == of))


def _often(table: pd.DataFrame, at_edge: pd.Series) -> pd.Series:
    """Whether a line stands at the edge in enough different texts of its outlet."""
    rest = table["length"].where(~at_edge, 0)
    whole = rest.groupby(table["page"]).transform("sum")
    copy = rest.where(table["shared"], 0).groupby(table["page"]).transform("sum") > whole / 2
    # All copies together are one text of their outlet, with the number -1.
    texts = table[["outlet", "key"]].assign(page=table["page"].mask(copy, -1))[table["counts"]]
    different = texts.groupby("outlet")["page"].nunique().reindex(table["outlet"]).to_numpy()
    stands = texts[at_edge[table["counts"]]].groupby("key")["page"].nunique()
    stands = stands.reindex(table["key"]).fillna(0).to_numpy()
    often = (stands >= _TEXTS) & (stands >= _SHARE * different)
    mostly = (stands >= _TEXTS_OF_SENTENCES) & (stands > _SHARE_OF_SENTENCES * different)
    return pd.Series(np.where(table["sentence"], mostly, often), index=table.index)
