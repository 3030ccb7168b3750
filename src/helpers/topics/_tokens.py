"""The tokens of a table of sentences as arrays of numbers, which is what every measure counts."""

import warnings
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex
from nltk.stem.snowball import SnowballStemmer

from helpers import segment
from helpers.frequency import LANGUAGES, stop_words

STEMMERS = {"en": "english", "fr": "french", "ru": "russian"}
# Eight letters in a row; ー and 々 are of no script of their own.
_UNSPACED = regex.compile(r"(?:[\p{Han}\p{Hiragana}\p{Katakana}ー々\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*+){8}")
_MARKS = r'[()\[\]{}"“”„«»]'


class Tokens(NamedTuple):
    """``ids``: the number of each token's word, sentence after sentence; ``sizes``: tokens in each sentence."""

    words: np.ndarray
    ids: np.ndarray
    sizes: np.ndarray

    def rows(self, of_sentences: np.ndarray | None = None) -> np.ndarray:
        """For each token the row of its sentence, or what ``of_sentences`` says of that sentence."""
        values = np.arange(len(self.sizes), dtype=np.int32) if of_sentences is None else of_sentences
        return np.repeat(values, self.sizes)


class _Numbered(dict):
    """The numbers of the words in a piece of text without white space; each piece is looked at once.

    No token goes over white space, so the pieces' tokens are the text's.
    """

    def __init__(self, numbers: bool):
        super().__init__()
        self.numbers, self.words = numbers, {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        found = tuple(self.words.setdefault(word, len(self.words)) for word in segment.tokens(piece, self.numbers))
        if len(piece) <= 50:  # longer ones hardly come again, and would only be kept
            self[piece] = found
        return found


def texts(sentences: pd.DataFrame) -> Iterator[str]:
    """The texts one by one, checked: Python's strings take more room than a column's."""
    if "text" not in sentences.columns:
        raise ValueError(f"sentences: no column 'text'. There are: {', '.join(map(str, sentences.columns))}.")
    for label, text in zip(sentences.index, sentences["text"].array, strict=True):
        if not isinstance(text, str):
            raise ValueError(f"sentences, row {label!r}: no text but {text!r}. Fill it in, or drop the row.")
        yield text


def unbroken(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences cut at parentheses and quotation marks, which no phrase goes across; a row a piece.

    >>> unbroken(pd.DataFrame({"text": ["The OSCE (Vienna) met."]}))["text"].tolist()
    ['The OSCE ', 'Vienna', ' met.']
    """
    if "text" not in sentences.columns or not len(sentences):
        return sentences
    return sentences.assign(text=sentences["text"].astype("str").str.split(_MARKS, regex=True)).explode("text")


def read(sentences: pd.DataFrame, numbers: bool = False, join: Sequence[str] = ()) -> Tokens:
    """All tokens in one pass; names in ``join`` become one token each."""
    seen = _Numbered(numbers)
    ids, ends = array("i"), array("q", [0])
    for text in texts(sentences):
        ids.extend(chain.from_iterable(map(seen.__getitem__, text.split())))
        ends.append(len(ids))
    words = np.array(list(seen.words), dtype=object)
    unspaced = next(filter(_UNSPACED.search, words), None)
    if unspaced:
        warnings.warn(
            f"{unspaced[:12]!r} ... is in a script that sets no spaces: what stands between two marks counts as one"
            " word. Part the words with spaces first, by a segmenter of that language.",
            stacklevel=3,
        )
    tokens = Tokens(words, np.frombuffer(ids, dtype=np.int32), np.diff(np.frombuffer(ends, dtype=np.int64)))
    return _joined(tokens, [segment.tokens(name, numbers) for name in join])


def runs(tokens: Tokens, wanted: Iterable[Sequence[str]]) -> Iterator[np.ndarray]:
    """Where each of these rows of words stands within a sentence: positions of the first word."""
    number = {word: i for i, word in enumerate(tokens.words)}
    ends = np.cumsum(tokens.sizes)
    for words in wanted:
        more, ids = len(words) - 1, [number.get(word, -1) for word in words]
        starts = np.flatnonzero(tokens.ids[: max(len(tokens.ids) - more, 0)] == ids[0])
        for k in range(1, len(ids)):
            starts = starts[tokens.ids[starts + k] == ids[k]]
        yield starts[np.searchsorted(ends, starts, side="right") == np.searchsorted(ends, starts + more, side="right")]


def _joined(tokens: Tokens, names: list[list[str]]) -> Tokens:
    """Each name as one token, the longest first; what belongs to one name belongs to no other."""
    ids, kept = tokens.ids.copy() if names else tokens.ids, np.ones(len(tokens.ids), dtype=bool)
    taken = np.zeros(len(tokens.ids), dtype=bool)
    several = sorted({tuple(name) for name in names if len(name) > 1}, key=lambda name: (-len(name), name))
    for number, (name, starts) in enumerate(zip(several, runs(tokens, several), strict=True), start=len(tokens.words)):
        for start in starts:
            place = slice(start, start + len(name))
            if not taken[place].any():
                taken[place] = True
                kept[start + 1 : place.stop] = False
                ids[start] = number
    if not taken.any():
        return tokens
    sizes = np.bincount(tokens.rows()[kept], minlength=len(tokens.sizes))
    return Tokens(np.append(tokens.words, [" ".join(name) for name in several]), ids[kept], sizes)


def languages(sentences: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """The language of each sentence as a number, and their names; "" where it is not known, "en" for "en-GB"."""
    if "language" not in sentences.columns:
        return np.zeros(len(sentences), dtype=np.int32), [""]
    known = sentences["language"].astype("str").fillna("").str.split("-").str[0].str.lower()
    codes, names = pd.factorize(known, sort=True)
    return codes.astype(np.int32), list(names)


def closed_class(tokens: Tokens, sentences: pd.DataFrame) -> np.ndarray:
    """For each token whether it is a stop word of its sentence's language; of any, where that is not known."""
    codes, names = languages(sentences)
    _warn_of({*names} - {*LANGUAGES, ""}, "stop words", "no word is one there. Add rows to lexicons/stop_words.csv.")
    flags = np.zeros((len(names), len(tokens.words)), dtype=bool)
    for row, name in zip(flags, names, strict=True):
        listed = frozenset() if name and name not in LANGUAGES else stop_words([name] if name else LANGUAGES)
        row[:] = [word in listed for word in tokens.words]
    return flags[tokens.rows(codes), tokens.ids]


def stemmed(tokens: Tokens, sentences: pd.DataFrame) -> Tokens:
    """Words by their Snowball stem in their sentence's language; joined names stay, as do words of other languages."""
    codes, names = languages(sentences)
    names = names if len(codes) else []
    _warn_of({*names} - {*STEMMERS}, "stemmer", f"words stay as they are there. Known: {', '.join(STEMMERS)}.")
    stemmers = [SnowballStemmer(STEMMERS[name]) if name in STEMMERS else None for name in names]
    pairs, distinct = pd.factorize(tokens.rows(codes.astype(np.int64)) * len(tokens.words) + tokens.ids)
    found = [(stemmers[pair // len(tokens.words)], tokens.words[pair % len(tokens.words)]) for pair in distinct]
    stems = [word if " " in word or not stemmer else stemmer.stem(word) or word for stemmer, word in found]
    return _renamed(tokens, pairs, stems)


def _warn_of(others: set[str], what: str, then: str) -> None:
    """A text in another language among many is no reason to stop; it must not pass unnoticed either."""
    if others:
        names = ", ".join(sorted(name or "not known" for name in others))
        warnings.warn(f"no {what} for the language {names}: {then}", stacklevel=4)


def lemmatized(tokens: Tokens, lemmas: Mapping[str, str]) -> Tokens:
    """Words by the lemma that the user's list gives them; a word that is not in it stays."""
    given = {segment.normal(word): lemma for word, lemma in dict(lemmas).items()}
    wrong = sorted(word for word, lemma in given.items() if not isinstance(lemma, str) or not lemma.strip())
    if wrong:
        raise ValueError(f"lemmas: the lemma of {wrong[0]!r} is empty. Fill it in, or take the word out of the list.")
    return _renamed(tokens, tokens.ids, [given.get(word, word) for word in tokens.words])


def _renamed(tokens: Tokens, ids: np.ndarray, names: list[str]) -> Tokens:
    merged, words = pd.factorize(np.array(names, dtype=object))
    return Tokens(words, merged.astype(np.int32)[ids], tokens.sizes)


def phrases(tokens: Tokens, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | slice]:
    """All runs of so many tokens within a sentence: their names; the number of each run's name; where each begins."""
    if length == 1:
        return tokens.words, tokens.ids, slice(None)
    starts = np.arange(len(tokens.ids), dtype=np.int32)
    starts = starts[starts + length <= tokens.rows(np.cumsum(tokens.sizes, dtype=np.int32))]
    names, codes = tokens.words, tokens.ids[starts]
    for k in range(1, length):
        keys = codes.astype(np.int64)
        keys *= len(tokens.words)
        keys += tokens.ids[starts + k]
        codes, distinct = pd.factorize(keys)
        first, last = np.divmod(distinct, len(tokens.words))
        names, codes = names[first] + " " + tokens.words[last], codes.astype(np.int32)
    return names, codes, starts
