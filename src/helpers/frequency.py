"""Counting: words and phrases by any column, rates, and every occurrence in its context."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from helpers import lexicons, segment


def stop_words(languages: Sequence[str] = ("en", "fr", "ru")) -> frozenset[str]:
    """The words of the closed classes (articles, pronouns, prepositions ...) of these languages.

    Raises
    ------
    ValueError: a language without a list; names those that have one.

    Examples
    --------
    >>> sorted(stop_words(["fr"]) & {"le", "cessez-le-feu"})
    ['le']
    """
    table = lexicons.read("stop_words")
    unknown = sorted(set(languages) - set(table["language"]))
    if unknown:
        known = ", ".join(sorted(set(table["language"])))
        raise ValueError(f"no stop words for {unknown}. Known languages: {known}.")
    return frozenset(table.loc[table["language"].isin(languages), "word"])


def _phrases(words: list[str], length: int, dropped: frozenset[str]) -> list[str]:
    """Runs of ``length`` words; a run that begins or ends with a dropped word is no phrase."""
    runs = (words[i : i + length] for i in range(len(words) - length + 1))
    return [" ".join(run) for run in runs if run[0] not in dropped and run[-1] not in dropped]


def _groups(sentences: pd.DataFrame, by: str | Sequence[str]) -> tuple[np.ndarray, pd.Index]:
    names = [by] if isinstance(by, str) else list(by)
    absent = [name for name in names if name not in sentences.columns]
    if absent:
        raise ValueError(f"sentences: no column {absent} to count by. There are: {', '.join(sentences.columns)}.")
    unknown = sentences[names].isna().any(axis=1)
    if unknown.any():
        raise ValueError(
            f"{unknown.sum()} of {len(sentences)} sentences have no {' or no '.join(names)}. Fill the column, or"
            f" leave them out by name: sentences.dropna(subset={names})."
        )
    grouped = sentences.groupby(by if isinstance(by, str) else names, sort=True, observed=True)
    columns = grouped.size().index
    return grouped.ngroup().to_numpy(), columns


def count(
    sentences: pd.DataFrame,
    by: str | Sequence[str] = "voice",
    *,
    length: int = 1,
    keep_stop_words: bool = True,
    numbers: bool = False,
) -> pd.DataFrame:
    """How often each term occurs in each group of sentences.

    Parameters
    ----------
    sentences : ``text`` and the columns to count by.
    by : a column, or several: ``by=["call_id", "voice"]`` gives columns of two levels.
    length : words in a term, 1 to 5; a longer term never crosses the end of a sentence.
    keep_stop_words : if False, words of the closed classes are left out, and phrases that begin or end with one.
    numbers : whether numbers are words.

    Returns
    -------
    One row a term, sorted; one column a group, sorted; whole numbers.

    Raises
    ------
    ValueError: no such column, a sentence without a group, or a length outside 1 to 5; says what to do.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["A ceasefire now.", "The grain, the ceasefire."], "voice": ["a", "b"]})
    >>> count(table, keep_stop_words=False).to_dict("index")
    {'ceasefire': {'a': 1, 'b': 1}, 'grain': {'a': 0, 'b': 1}}
    """
    if not 1 <= length <= 5:
        raise ValueError(f"a term has 1 to 5 words, not {length}.")
    codes, columns = _groups(sentences, by)
    dropped = frozenset() if keep_stop_words else stop_words()
    terms = [_phrases(segment.tokens(text, numbers), length, dropped) for text in sentences["text"]]
    group = np.repeat(codes, [len(found) for found in terms])
    vocabulary, term = np.unique(np.array([t for found in terms for t in found], dtype=object), return_inverse=True)
    shape = (len(vocabulary), len(columns))
    matrix = sparse.coo_array((np.ones(len(term), dtype=np.int64), (term, group)), shape=shape)
    return pd.DataFrame(matrix.toarray(), index=pd.Index(vocabulary, name="term", dtype=str), columns=columns)


def relative(counts: pd.DataFrame, per: int = 1000) -> pd.DataFrame:
    """Rates: occurrences per so many words of the group. A group without words has no rate (missing).

    Pass counts of single words with stop words kept, or the rate is per counted word only.

    Examples
    --------
    >>> relative(pd.DataFrame({"a": [1, 3]}, index=["grain", "the"]))["a"].tolist()
    [250.0, 750.0]
    """
    return counts / counts.sum().where(lambda n: n > 0) * per


def concordance(sentences: pd.DataFrame, term: str, width: int = 60) -> pd.DataFrame:
    """Every occurrence of a word or phrase in its context (keyword in context, KWIC).

    Whole words, however written in upper and lower case, as ``segment.tokens`` sees them.

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``start``, ``text``, and ``voice`` where known.
    term : a word, or words in a row.
    width : characters of context on each side, from the same sentence.

    Returns
    -------
    One row an occurrence, in the order of the sentences: ``doc_id``, ``sentence``, ``voice`` where known,
    ``start`` and ``end`` (characters in the document's text), ``left``, ``match``, ``right``.

    Raises
    ------
    ValueError: a term without a word in it.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a"], "sentence": [0], "start": [10], "text": ["Stop the arms supply."]})
    >>> concordance(table, "Arms supply")[["start", "end", "left", "match"]].values.tolist()
    [[19, 30, 'Stop the ', 'arms supply']]
    """
    known = [name for name in ("doc_id", "sentence", "voice") if name in sentences.columns]
    rows = []
    for row in sentences[[*known, "start", "text"]].to_dict("records"):
        text, offset = row["text"], row["start"]
        for a, b in occurrences(text, term):
            context = {"left": text[max(0, a - width) : a], "match": text[a:b], "right": text[b : b + width]}
            rows.append({name: row[name] for name in known} | {"start": offset + a, "end": offset + b} | context)
    return pd.DataFrame(rows, columns=[*known, "start", "end", "left", "match", "right"])


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
    wanted = segment.tokens(term, numbers=True)
    if not wanted:
        raise ValueError(f"no word to look for in {term!r}.")
    spans = segment.token_spans(text, numbers=True)
    words = [word for word, _, _ in spans]
    n = len(wanted)
    return [(spans[i][1], spans[i + n - 1][2]) for i in range(len(words) - n + 1) if words[i : i + n] == wanted]
