"""Sentences and tokens, with offsets kept, in English, French and Russian.

Sentence ends are found by NLTK's Punkt algorithm (Kiss & Strunk 2006), given its abbreviations from
``lexicons/abbreviations.csv`` instead of a downloaded model, so a researcher can read and change them.
"""

import warnings
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import numpy as np
import pandas as pd
import regex
from tqdm import tqdm

from helpers import files, lexicons, texts

__all__ = ["normal", "quoted", "spans", "split", "token_spans", "tokens"]

# A line of more characters is no paragraph that anybody wrote; it is cut at a blank, since Punkt gets slow with it.
_STRETCH = regex.compile(r"(?s).{1,100000}(?:(?<= )|\Z)|.{1,100000}")
# Of a sentence so many characters at its end say whether it is one: longer than a title or the number of a point.
_TAIL, _NUMBERED = 16, 9
# Sentences that are made into a table at a time: Python's strings and numbers take ten times the room of a column's.
_BATCH = 20_000
_WHOLE = ["sentence", "start", "end", "raw_start", "raw_end", "paragraph"]
_COLUMNS = ["doc_id", "sentence", "call_id", "language", *_WHOLE[1:5], "text", "paragraph", "quoted"]
_LEFT = {"raw", "kept", "cut", "title", "url", "path", "sha256", "encoding"}  # of the text as a whole

# Inner hyphens, apostrophes and full stops belong to a word, and digits after its first letter: U.N.-brokered,
# l'Élysée, al-Nusra, U.S., G7, S-400. The letter ʼ is an apostrophe.
_PIECE = r"[\p{L}\p{M}\p{N}\u00ad\u200b-\u200d\u2060\ufeff--ʼ]"
_WORD = rf"(?:(?:[\p{{L}}--ʼ]\.){{2,}}|[\p{{L}}--ʼ]{_PIECE}*)(?:['’ʼ\-‐‑][\p{{L}}\p{{N}}--ʼ]{_PIECE}*)*"
# Inner marks and an ending belong to a number: 13.5, 10:30, 2022-05-03, 03/05/2022, 20th, 1990's, 90-х.
_ENDING = r"['’ʼ]?[\p{L}--ʼ][\p{L}\p{M}--ʼ]*|[\-‐‑]\p{Cyrillic}{1,3}(?!\p{L})"
_NUMBER = rf"(?P<number>\p{{N}}+(?:[.,:/\-‐‑]\p{{N}}+)*(?:{_ENDING})?)"
_TOKENS = regex.compile(f"{_NUMBER}|{_WORD}", regex.V1)
_POSSESSIVE = regex.compile(r"(?<=[\p{L}\p{M}\p{N}.])(?:'s)+$")
_WRITTEN = str.maketrans("’ʼ‐‑", "''--")
# What closes a quotation, by the mark that opens it; a straight mark may close a curly one, as in hastily edited copy.
_CLOSING = {"“": '”"', '"': '"”', "«": '»"', "„": '“”"', "»": "«", "‘": "’", "'": "'", "‚": "‘’", "‹": "›", "›": "‹"}
_CLOSING |= dict.fromkeys(["''", "``"], ("''", "``", "”"))
_MARK = regex.compile("''|``|[\"“”„«»‘’'‚‹›\r\n\u2028\u2029]")
# »So« is quoted, and ‘so’; the marks of «so», "the readers' view" and l'Élysée open nothing, and neither closes 'so.
_OPENS = regex.compile(
    r"(?<![^\s(\[—–-])(?:[»›]|['‘](?=\p{L}.{0,2000}?[\p{L}\p{N},.?!…]['’](?![\p{L}\p{N}])))(?=[\p{L}\p{N}])"
)
_CLOSES = regex.compile(r"(?<=[,.?!…]).(?![\p{L}\p{N}])|.(?![\p{L}\p{N}])(?!(?<=s.) \p{Ll}.{0,2000}?[,.?!…]['’])")
# — We agree, — said Putin. — And so on; — Que faire ? demanda-t-il.
_DASH, _AGAIN = regex.compile(r"\s*[—–-]\s+(?=\S)"), regex.compile(r"(?<=[.,!?…])\s+[—–-]\s+")
_ASIDE = regex.compile(
    r"(?<=[,.!?…])\s+(?:(?:[—–-]\s+|(?=(?:a|ont)\s))(?=(?P<who>\p{Ll}[^,.;:!?]{0,60}))|(?P<inverted>(?:\p{Ll}+-)+(?:ils?|elles?|on)\b))"
)
_SMALL = regex.compile(r"(?:[–—-]\s*)?\p{Ll}|[)\]}\"”’»]*[,;:]")  # or what ends the clause: "(D-Wis.), the"
_NUMBER_OF_POINT = r"(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]{1,5}|[ivx]{1,4}|\p{L})[.)]"
_BOUND = regex.compile(rf"(?:.*[:;]\s)?[^\p{{L}}\p{{N}}]{{0,2}}{_NUMBER_OF_POINT}|.*\b\p{{Lu}}\.[-‐‑]\p{{Lu}}\.")
# What may stand behind a stop: 🕊, a footnote's ² or [1].
_BEHIND = regex.compile(
    r"[.?!…][\"'”’»)\]}]*\K(?:[\p{So}\p{Sk}\p{No}\p{Emoji_Modifier}\p{Cf}\ufe0f*†‡]|\[(?:\p{L}+ )?\w{1,3}\])+(?=\s|$)"
)
_SPOKEN_END = regex.compile(r"[?!…]\s?[\"”»’']$")
_SHORT_CLAUSE = regex.compile(r"[^\W\d_][^\s\"“«„]*(?:\s[^\s\"“«„]+){1,3}")  # "Macron said.", after a question


def __dir__() -> list[str]:
    return __all__


class _Abbreviations(set):
    """The listed abbreviations, and any acronym written with full stops (U.S., O.S.C.E.)."""

    _acronym = regex.compile(r"(?:\p{L}\.)+\p{L}")

    def __contains__(self, word: object) -> bool:
        return super().__contains__(word) or (not str(word).isalpha() and self._made_of_such(str(word)))

    def _made_of_such(self, word: str) -> bool:
        parts = [part.removesuffix(".") for part in word.translate(_WRITTEN).split("-")]  # j.-y, lt.-gen
        joined = len(parts) > 1 and all(len(part) == 1 or part in self for part in parts)
        return joined or bool(self._acronym.fullmatch(word))


@cache
def _splitter(language: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    """What finds the spans of the sentences in a line."""
    from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer  # takes a second to load

    class Variables(PunktLanguageVars):
        """Punkt's marks, with the typographic ones that news texts use."""

        sent_end_chars = (".", "?", "!", "…")
        re_boundary_realignment = regex.compile(r"[\"'”’»)\]}]+?(?:\s+|(?=--)|$)", regex.MULTILINE)

        def period_context_re(self) -> regex.Pattern:
            """NLTK's pattern without its limit of five seconds, which counts all that is done between two finds."""
            return regex.compile(super().period_context_re().pattern, regex.VERBOSE)

    abbreviations, starters = lexicons.table("abbreviations"), lexicons.table("stop_words")
    if language in set(abbreviations["language"]):
        abbreviations = abbreviations[abbreviations["language"] == language]
        starters = starters[starters["language"] == language]
    parameters = PunktParameters()
    parameters.abbrev_types = _Abbreviations(abbreviations["abbreviation"].str.rstrip("."))
    parameters.sent_starters = set(starters["word"])
    return PunktSentenceTokenizer(parameters, lang_vars=Variables()).span_tokenize


@cache
def _titles() -> set[str]:
    listed = lexicons.table("abbreviations").query("kind == 'title'")["abbreviation"]
    return set(listed.str.capitalize())


def _unfinished(last: str) -> bool:
    """Whether a sentence cannot end so: with a title, initials of one name (J.-Y.), or only the number of a point."""
    word = last.rpartition(" ")[2]
    return word in _titles() or (len(word) <= _NUMBERED and bool(_BOUND.fullmatch(last)))


def _belongs_to_last(last: str, text: str, small: bool) -> bool:
    """Whether a piece is no sentence: it begins small, is marks alone, says who asked, or the last cannot end so.

    ``small``: whether all its paragraph is in small letters.
    """
    if _unfinished(last) or not any(map(str.isalnum, text)):
        return True
    spoken = _SPOKEN_END.search(last)
    return bool((spoken or not small) and _SMALL.match(text)) or bool(spoken and _SHORT_CLAUSE.fullmatch(text))


def _sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one paragraph, without the white space around them; marks alone are none."""
    found: list[tuple[int, int]] = []
    small, marked = text.islower(), _BEHIND.sub(lambda behind: ")" * len(behind[0]), text)
    parts = _STRETCH.finditer(marked)
    for start, end in ((part.start() + a, part.start() + b) for part in parts for a, b in _splitter(language)(part[0])):
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        # Of the last sentence only the end matters; a run of marks would else be read again for each of them.
        last = text[max(found[-1][0], found[-1][1] - _TAIL) : found[-1][1]] if found else ""
        if found and _belongs_to_last(last, text[start:end], small):
            found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    if found and not any(map(str.isalnum, text[slice(*found[0])])):  # the other marks are at the last one's end
        found[:2] = [(found[0][0], found[1][1])] if len(found) > 1 else []
    return found


def quoted(text: str, share: float | None = None) -> np.ndarray:
    """For each character of a paragraph or sentence, whether it is inside quotation marks.

    The marks themselves are not. A quotation that is not closed runs to the end, as newspapers set long ones; a
    straight mark may close a curly one, as in hastily edited copy.

    Parameters
    ----------
    share : of a sentence, the share of it that is quoted in its paragraph (``quoted`` of ``split``), which shows
        whether a quotation began before the sentence.

    Examples
    --------
    >>> said = "They agreed,” he said."
    >>> quoted(said, share=0.55).tolist() == [True] * 12 + [False] * 10
    True
    """
    alone = _inside(text, -1)
    if share is None or pd.isna(share) or not text:
        return alone
    return min(alone, _inside(text, 0), key=lambda inside: abs(inside.mean() - share))


def _inside(text: str, opened: int) -> np.ndarray:
    """``opened``: where the quotation begins that is open at the start; -1 for none."""
    inside = np.zeros(len(text), dtype=bool)
    for start, end in _dialogue(text):
        inside[start:end] = True
    closing = _CLOSING["“"]
    for mark in _MARK.finditer(text):
        sign = mark.group()
        if opened < 0 and sign in _CLOSING and (sign not in "»›'‘" or _OPENS.match(text, mark.start())):
            opened, closing = mark.end(), _CLOSING[sign]
        elif opened >= 0 and (
            sign.isspace() or (sign in closing and (sign not in "'’" or _CLOSES.match(text, mark.start())))
        ):
            inside[opened : mark.start()] = True
            opened = -1
    if opened >= 0:
        inside[opened:] = True
    return inside


def _dialogue(text: str) -> Iterator[tuple[int, int]]:
    """What is said behind a dash that opens a paragraph; the dash alone may be a list's, so somebody has to say it."""
    said = _DASH.match(text)
    while said:
        asides = (aside for aside in _ASIDE.finditer(text, said.end()) if aside["inverted"] or _tells(aside["who"]))
        aside = next(asides, None)
        if aside or said.start():
            yield said.end(), aside.start() if aside else len(text)
        said = aside and _AGAIN.search(text, aside.end())


def _tells(text: str) -> bool:
    return any(verb.words[0] < 3 for verb in lexicons.verbs()(text))


def _raw_positions(document: dict) -> np.ndarray:
    """The raw offset of every character of the text."""
    kept = document.get("kept")
    if isinstance(kept, str):
        parts = spans(kept)
    elif "raw" not in document or document["raw"] == document["text"]:
        parts = [(0, len(document["text"]))]
    else:
        what = f"document '{document['doc_id']}': text differs from raw, and no column 'kept' says what was taken away."
        raise ValueError(f"{what} Make the text with cleaning.clean(documents), or drop the column raw.")
    return np.concatenate([np.arange(a, b) for a, b in parts] or [np.arange(0)])


def spans(kept: str) -> list[tuple[int, int]]:
    """The raw spans that a cleaned text is made of.

    Examples
    --------
    >>> spans("0-2099;2150-3000")
    [(0, 2099), (2150, 3000)]
    """
    pairs = (span.split("-") for span in kept.split(";") if span)
    return [(int(start), int(end)) for start, end in pairs]


def _split_document(document: dict) -> Iterator[tuple]:
    text, language = document["text"], lexicons.language(document.get("language"))
    places, number = _raw_positions(document), 0
    raw = document.get("raw", text)
    for paragraph, line in enumerate(regex.finditer(r"[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*", text)):
        inside = quoted(line.group())
        for a, b in _sentence_spans(line.group(), language):
            start, end = line.start() + a, line.start() + b
            here = (start, end, places[start], texts.end(raw, places[end - 1]))
            more = (text[start:end], paragraph, inside[a:b].mean())
            yield (document["doc_id"], number, document.get("call_id"), language or None, *here, *more)
            number += 1


def split(documents: pd.DataFrame) -> pd.DataFrame:
    """Split each document's text into sentences; a line of the text is a paragraph.

    Parameters
    ----------
    documents : ``doc_id`` and ``text``; where there, ``call_id``, ``language``, and ``raw`` with ``kept`` as
        ``cleaning.clean`` gives them. Without a known language the abbreviations of all languages hold.

    Returns
    -------
    One row a sentence: ``doc_id``; ``sentence``, counted from 0 in each document; ``call_id``; ``language``;
    ``start`` and ``end``, characters in the text; ``raw_start`` and ``raw_end``, characters in the raw text;
    ``text``; ``paragraph``, counted from 0; ``quoted``, the share of characters inside quotation marks, 0 to 1; then
    what else is known of the document (outlet, published, side, columns of your own), but its title, address and file.
    A sentence ends before white space: in a script that writes none (Chinese, Japanese) a paragraph is one sentence. A
    line of over 100,000 characters is cut at a blank. A line of marks alone ("**", "<!-- -->") has no sentence.

    Raises
    ------
    ValueError: a column or a text is missing, or the way from text to raw is not known; says what to do.

    Examples
    --------
    >>> text = "The U.S. agreed. “Not before Feb. 24,” he said."
    >>> split(pd.DataFrame({"doc_id": ["a"], "text": [text], "party": ["left"]}))[["text", "party"]].values.tolist()
    [['The U.S. agreed.', 'left'], ['“Not before Feb. 24,” he said.', 'left']]
    """
    files.need(documents, "documents", ["doc_id", "text"], "Read them with corpus.read(path).")
    if lost := documents.loc[documents["text"].isna(), "doc_id"].tolist():
        raise ValueError(f"documents {lost}: no text. Drop these rows, or read them again.")
    needed = [name for name in ("doc_id", "call_id", "language", "text", "raw", "kept") if name in documents]
    each = documents[needed].itertuples(index=False)
    bar = tqdm(each, "split", len(documents), unit=" texts", delay=2, mininterval=0.5, leave=False)
    tables, rows, sizes = [], [], []
    for document in bar:
        before = len(rows)
        rows += _split_document(document._asdict())
        sizes.append(len(rows) - before)
        if len(rows) >= _BATCH:
            tables.append(_table(rows))
            rows = []
    sentences = pd.concat([*tables, _table(rows)], ignore_index=True) if tables else _table(rows)
    if taken := sorted({*_COLUMNS} - {"doc_id", "call_id", "language", "text"} & {*documents}):
        warnings.warn(f"columns {taken} are a sentence's own, those of the documents are left out.", stacklevel=2)
    further = [name for name in documents if name not in {*_COLUMNS} | _LEFT]
    carried = documents[further].iloc[np.repeat(np.arange(len(sizes)), sizes)]
    return pd.concat([sentences, carried.set_axis(sentences.index)], axis=1)


def _table(rows: list[tuple]) -> pd.DataFrame:
    kinds = dict.fromkeys(_WHOLE, "int64") | dict.fromkeys(["doc_id", "call_id", "language", "text"], "str")
    return pd.DataFrame(rows, columns=_COLUMNS).astype(kinds | {"quoted": "float64"})


def tokens(text: str, numbers: bool = False) -> list[str]:
    """The words of a text, lower-cased by Unicode's rules, in their order; the one tokenizer of all measures.

    A word keeps its inner hyphens, apostrophes and full stops; the English possessive ending is dropped and a
    curly apostrophe made straight, so that "Russia's", "Russia’s" and "Russia" are one word. No token goes over white
    space. In a script without spaces (Chinese, Japanese, Thai ...) what stands between two marks is one token; part
    the words with spaces first, by a segmenter of that language.

    Parameters
    ----------
    numbers : whether numbers, dates and times ("13.5", "2022-05-03", "10:30", "20th") are tokens too.

    Examples
    --------
    >>> tokens("Russia’s U.N.-brokered talks at l’Élysée, on May 3")
    ['russia', 'u.n.-brokered', 'talks', 'at', "l'élysée", 'on', 'may']
    >>> tokens("The G7 met on 2022-05-03 at 10:30", numbers=True)
    ['the', 'g7', 'met', 'on', '2022-05-03', 'at', '10:30']
    """
    return [word for piece in text.split() for word in _piece(piece, numbers)]


@lru_cache(100_000)  # no token goes over white space, and texts are made of the same pieces
def _piece(piece: str, numbers: bool) -> list[str]:
    return [term for term, _, _ in token_spans(piece, numbers)]


def token_spans(text: str, numbers: bool = False) -> list[tuple[str, int, int]]:
    """The same words with the offsets at which they stand in the text as it is given: (token, start, end).

    Examples
    --------
    >>> token_spans("a ceasefire")
    [('a', 0, 1), ('ceasefire', 2, 11)]
    """
    found = _TOKENS.finditer(text)
    return [(normal(m.group()), m.start(), m.end()) for m in found if numbers or m.lastgroup is None]


def normal(word: str) -> str:
    """A word as all measures count it: in lower case and plain (``lexicons.plain``), apostrophes and hyphens too.

    Examples
    --------
    >>> normal("Élysée’s")
    'élysée'
    """
    word = word.lower() if word.isascii() else lexicons.small(word).translate(_WRITTEN)
    return _POSSESSIVE.sub("", word) if word.endswith("'s") else word
