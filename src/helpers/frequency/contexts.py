"""Every occurrence of a word, phrase or pattern, in its context."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

import numpy as np
import pandas as pd
import regex

from helpers import segment
from helpers.frequency import _tokens

_PIECE, _SPACE = regex.compile(r"\S+"), re.compile(r"\s")  # the standard library finds one character faster
# Letters that Unicode never composes from others, so that a text has them wherever it has the word.
_PLAIN = regex.compile(r"(?:[[\p{Latin}\p{Cyrillic}]&&\p{L}--[^\p{NFD_QC=Yes}]])+(?!\p{M})", regex.V1)
# Seconds that a pattern may take for one sentence.
PATIENCE = 1.0


def concordance(
    sentences: pd.DataFrame,
    term: str | None = None,
    width: int = 60,
    *,
    pattern: str | None = None,
    sort: str = "text",
) -> pd.DataFrame:
    """Every occurrence of a word, phrase or pattern in its context (keyword in context, KWIC).

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``call_id`` and ``voice`` where known, ``start``, ``text``.
    term : a word, or words in a row: whole words, however written in upper and lower case, as ``segment.tokens`` sees
        them (with numbers).
    width : characters of context on each side, from the same sentence.
    pattern : instead of a term, a regular expression (of the library regex), sought in each sentence; it may match
        parts of words and heeds upper and lower case unless it begins with "(?i)".
    sort : "text", the order of the sentences; "left" or "right", by the words before or after the match, the nearest
        first; "voice", by voice. Equal ones stay in the order of the sentences.

    Returns
    -------
    One row an occurrence: ``doc_id``, ``sentence``, ``call_id`` and ``voice`` where known, ``start`` and ``end``
    (characters in the document's text), ``left``, ``match``, ``right``. Further columns of the sentences can be
    joined by ``doc_id`` and ``sentence``. No rows where it does not occur.

    Raises
    ------
    ValueError: neither a term nor a pattern, or both; a term without a word in it; a pattern that is none, or that
        takes longer than a second for one sentence; a sort or a column that is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a"], "sentence": [0], "start": [10], "text": ["Stop the arms supply."]})
    >>> concordance(table, "Arms supply")[["start", "end", "left", "match"]].values.tolist()
    [[19, 30, 'Stop the ', 'arms supply']]
    >>> concordance(table, pattern=r"s\\w+y")["match"].tolist()
    ['supply']
    """
    if (term is None) == (pattern is None):
        raise ValueError("concordance takes a term or a pattern: one of the two.")
    if width < 0:
        raise ValueError(f"width is a number of characters, 0 or more, not {width}.")
    known = [name for name in ("doc_id", "sentence", "call_id", "voice") if name in sentences.columns]
    absent = {"start", "text"} | ({sort} - {"text", "left", "right"})
    if absent - set(sentences.columns) or sort not in ("text", "left", "right", "voice"):
        raise ValueError(f"concordance needs the columns {sorted(absent)}; sort is text, left, right or voice.")
    find = _searcher(term) if pattern is None else _matcher(pattern)
    if pattern is None and (letters := _letters(term)):
        sentences = sentences[sentences["text"].astype("str").str.contains(letters, case=False, regex=False, na=True)]
    places, starts, ends, left, match, right = [], [], [], [], [], []
    for place, text in enumerate(_tokens.texts(sentences)):
        for a, b in find(text):
            places.append(place)
            starts.append(a)
            ends.append(b)
            left.append(text[max(0, a - width) : a])
            match.append(text[a:b])
            right.append(text[b : b + width])
    kwic = sentences[[*known, "start"]].iloc[places].reset_index(drop=True)
    kwic["end"] = kwic["start"] + np.array(ends, dtype=np.int64)
    kwic["start"] += np.array(starts, dtype=np.int64)
    for name, context in (("left", left), ("match", match), ("right", right)):
        kwic[name] = pd.array(context, dtype="str")
    return _sorted(kwic, sort)


def _sorted(kwic: pd.DataFrame, sort: str) -> pd.DataFrame:
    if sort in ("left", "right"):
        step = -1 if sort == "left" else 1
        order = kwic[sort].map(lambda context: " ".join(segment.tokens(context, numbers=True)[::step]))
        kwic = kwic.iloc[order.argsort(kind="stable")]
    elif sort == "voice":
        kwic = kwic.sort_values("voice", kind="stable")
    return kwic.reset_index(drop=True)


def occurrences(text: str, term: str) -> list[tuple[int, int]]:
    """Where a word or phrase stands in a text: spans of characters, whole words only.

    Raises
    ------
    ValueError: a term without a word in it.

    Examples
    --------
    >>> occurrences("Grain, and more grain.", "grain")
    [(0, 5), (16, 21)]
    """
    return list(_searcher(term)(text))


def _letters(term: str) -> str:
    """The longest run of letters that stands in every text with the term, in upper or lower case; "" if there is none.

    A text without them need not be cut into words.
    """
    return max(_PLAIN.findall(" ".join(segment.tokens(term, numbers=True))), key=len, default="")


def _searcher(term: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    """What finds the term in a text: looks for letters of its first word, and cuts only what stands there into words.

    No token goes over white space, so the words from one white space on are the text's words.
    """
    wanted = segment.tokens(term, numbers=True)
    if not wanted:
        raise ValueError(f"no word to look for in {term!r}.")
    letters = regex.compile(regex.escape(_letters(wanted[0])) or r"\S", regex.IGNORECASE)

    @lru_cache(maxsize=10_000)
    def beginnings(piece: str) -> list[tuple]:
        spans = _spans(piece)
        return [spans[i : i + len(wanted)] for i, (word, _, _) in enumerate(spans) if word == wanted[0]]

    def find(text: str) -> Iterator[tuple[int, int]]:
        end = 0
        while hit := letters.search(text, end):
            begin, end = hit.span()
            while begin and not text[begin - 1].isspace():
                begin -= 1
            space = _SPACE.search(text, end)
            end = space.start() if space else len(text)
            for spans in beginnings(text[begin:end]):
                if len(spans) < len(wanted):
                    spans += tuple(islice(_later(text, begin, end), len(wanted) - len(spans)))
                if [word for word, _, _ in spans] == wanted:
                    yield begin + spans[0][1], begin + spans[-1][2]

    return find


def _later(text: str, begin: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The words after ``end``, with offsets that count from ``begin``."""
    for piece in _PIECE.finditer(text, end):
        shift = piece.start() - begin
        yield from ((word, a + shift, b + shift) for word, a, b in _spans(piece.group()))


@lru_cache(maxsize=50_000)
def _spans(piece: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(segment.token_spans(piece, numbers=True))


def _matcher(pattern: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    try:
        compiled = regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"pattern {pattern!r} is no regular expression: {error}.") from error

    def find(text: str) -> Iterator[tuple[int, int]]:
        try:
            yield from (m.span() for m in compiled.finditer(text, timeout=PATIENCE) if m.group())
        except TimeoutError as error:
            raise ValueError(
                f"pattern {pattern!r} takes more than {PATIENCE:g} s for the sentence {text[:40]!r}. Write it without"
                " repetitions inside repetitions."
            ) from error

    return find
