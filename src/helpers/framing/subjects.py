"""What a sentence speaks of: names, known issues and content words, each with the place where it stands."""

from collections.abc import Iterator, Mapping
from functools import cache

import pandas as pd
import regex
from nltk.stem.snowball import SnowballStemmer

from helpers import frequency, lexicons, segment

_STEMMERS = {"en": "english", "fr": "french", "ru": "russian"}
Spans = list[tuple[str, int, int]]


def subjects(
    sentences: pd.DataFrame, words: pd.DataFrame | None = None, *, leave_out: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """What each sentence speaks of, in three kinds, so that sentences in several languages can be compared.

    A *name* is one of ``lexicons/names.csv``, in one form for all spellings. An *issue* is one whose word list has a
    word or name in the sentence. A *term* is any other word, without the stop words of the sentence's language and its
    months and days of the week (``lexicons/dates.csv``), by its stem (Porter's Snowball stemmers for English, French
    and Russian). In a language without lists, names are found, and of issues those that have a name; words count as
    they stand.

    Parameters
    ----------
    sentences : with ``text``; ``language`` where known: without it the lists of all languages hold, and nothing is
        stemmed.
    words : ``issue``, ``language`` (empty: any), ``term``, as ``lexicons/issues.csv``, which holds without it; "grain*"
        is any word that begins so, a name is written in its form in ``names.csv``.
    leave_out : words that do not count, and names made of them alone (see ``telling_words``).

    Returns
    -------
    One row a find, under the label of its sentence: ``kind`` ("name", "issue", "term"), ``what`` (the form, the issue,
    the stem), ``text``, ``start``, ``end`` (characters into the sentence). By kind, then in the order of the sentence.

    Raises
    ------
    ValueError: a column or a text is missing; says which.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["Wheat for Ankara."], "language": ["en"]})
    >>> subjects(table)[["kind", "what", "start", "end"]].values.tolist()
    [['name', 'Ankara', 10, 16], ['issue', 'food and energy', 0, 5], ['term', 'wheat', 0, 5]]
    """
    needed = [(sentences, "sentences", ["text"]), (words, "words", ["issue", "language", "term"])]
    for table, name, columns in needed if words is not None else needed[:1]:
        if missing := [column for column in columns if column not in table]:
            raise ValueError(f"{name}: no column {', '.join(missing)}.")
    if empty := [label for label, text in sentences["text"].items() if not isinstance(text, str)]:
        raise ValueError(f"sentences: the one labelled {empty[0]} has no text. Drop it.")
    # The project's own lists are compiled once, those of one's own at each call, since they may have been changed.
    lists = _shipped if words is None else cache(lambda language: _patterns(words, language))
    rows = []
    languages = sentences["language"] if "language" in sentences else pd.Series(None, index=sentences.index, dtype=str)
    for label, text, given in zip(sentences.index, sentences["text"], languages, strict=True):
        language = given if isinstance(given, str) and given else ""
        named = lexicons.names(text)
        finds = {
            "name": [(n, a, b) for n, a, b in named if not {*segment.tokens(n)} <= leave_out],
            "issue": list(_issues(text, named, lists(language))),
            "term": list(_terms(text, named, language, leave_out)),
        }
        rows += [(label, kind, *find, text[find[1] : find[2]]) for kind, found in finds.items() for find in found]
    table = pd.DataFrame(rows, columns=["label", "kind", "what", "start", "end", "text"])
    table = table.astype({"kind": "str", "what": "str", "text": "str", "start": "int64", "end": "int64"})
    return table.set_index("label").rename_axis(sentences.index.name)[["kind", "what", "text", "start", "end"]]


def listed(language: object, words: pd.DataFrame | None = None) -> bool:
    """Whether there are lists of words for a sentence's language; where none is known, all hold.

    Examples
    --------
    >>> listed("fr"), listed("de"), listed(None)
    (True, False, True)
    """
    words = lexicons.table("issues") if words is None else words
    return not isinstance(language, str) or language in {"", *words["language"]}


@cache
def _shipped(language: str) -> dict[str, regex.Pattern]:
    return _patterns(lexicons.table("issues"), language)


def _patterns(words: pd.DataFrame, language: str) -> dict[str, regex.Pattern]:
    rows = words[words["language"].isin(["", language])] if language else words
    patterns = {}
    for issue, terms in rows.groupby("issue", sort=True)["term"]:
        # The longest first: "food security" is one find, not "food".
        longest = sorted(terms, key=lambda term: (-len(term), term))
        phrases = (regex.escape(" ".join(segment.normal(w) for w in t.split()), special_only=True) for t in longest)
        either = "|".join(phrase.replace(r"\*", r"\S*") for phrase in phrases)
        patterns[issue] = regex.compile(rf"(?<!\S)(?:{either})(?!\S)")
    return patterns


def _tokens(text: str, named: Spans) -> Spans:
    """The words of a text in their order, a name's in its one form, each of these at the place of the whole name."""
    words = _outside(segment.token_spans(text), named)
    words += [(word, a, b) for form, a, b in named for word in segment.tokens(form)]
    return sorted(words, key=lambda word: word[1])


def _outside(words: Spans, named: Spans) -> Spans:
    if not named:
        return words
    covered = bytearray(max(words[-1][2] if words else 0, named[-1][2]))
    for _, start, end in named:
        covered[start:end] = b"\1" * (end - start)
    return [(w, a, b) for w, a, b in words if not any(covered[a:b])]


def _issues(text: str, named: Spans, patterns: Mapping[str, regex.Pattern]) -> Iterator[tuple[str, int, int]]:
    words = _tokens(text, named)
    joined, at, starts = " ".join(word for word, _, _ in words), 0, {}
    for number, (word, _, _) in enumerate(words):
        starts[at] = number
        at += len(word) + 1
    found = []
    for issue, pattern in patterns.items():
        for match in pattern.finditer(joined):
            first = starts[match.start()]
            last = first + match.group().count(" ")
            found.append((words[first][1], words[last][2], issue))
    for start, end, issue in sorted(found):
        yield issue, start, end


def _terms(text: str, named: Spans, language: str, leave_out: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    dropped = _passed_over(language) | leave_out
    for word, start, end in _outside(segment.token_spans(text), named):
        if word not in dropped:
            yield _stem(word, language), start, end


@cache
def _passed_over(language: str) -> frozenset[str]:
    """Words that say nothing of what a sentence is about; that two sentences name one day is no subject in common."""
    known = [language] if language in frequency.LANGUAGES else list(frequency.LANGUAGES)
    dates = lexicons.table("dates")
    return frequency.stop_words(known) | {*dates.loc[dates["language"].isin(known), "word"]}


@cache
def _stemmer(language: str) -> SnowballStemmer:
    return SnowballStemmer(_STEMMERS[language])


def _stem(word: str, language: str) -> str:
    return _stemmer(language).stem(word) if language in _STEMMERS else word
