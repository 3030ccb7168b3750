"""Words and phrases counted by any column, as a sparse matrix or a plain table, and rates."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.frequency import _tokens

# Cells of eight bytes: a table of 400 MB.
LARGEST = 50_000_000


def matrix(
    sentences: pd.DataFrame,
    by: str | Sequence[str] = "voice",
    *,
    length: int = 1,
    stop_words: str = "keep",
    form: str = "word",
    lemmas: Mapping[str, str] | pd.Series | None = None,
    numbers: bool = False,
    join: Sequence[str] = (),
) -> tuple[sparse.csr_array, np.ndarray, pd.Index]:
    """How often each term occurs in each group, as scikit-learn takes it: groups by terms, only what is not zero.

    Parameters
    ----------
    sentences : ``text``, the columns to count by, and ``language`` where known.
    by : a column, or several: ``by=["call_id", "voice"]`` makes groups of two levels.
    length : words in a term, 1 to 5; a longer term never crosses the end of a sentence, a parenthesis or a quotation
        mark.
    stop_words : "keep" them; "drop" them, and phrases that begin or end with one; or count them "only", and phrases
        of nothing else. A word of the closed classes is one in its sentence's language ("UN" is a French article, but
        not in an English text); where the language is not known, in any of the three; in another language there are
        none, and a warning names it.
    form : "word", or "stem": Snowball's, by the sentence's language (en, fr, ru); words of another language, or of
        one that is not known, stay, and a warning says so.
    lemmas : word -> lemma, a dictionary or a Series with words as index; words not in it stay. The user brings it:
        lemmatizers need models or word lists that would have to be downloaded.
    numbers : whether numbers, dates and times are words; otherwise they are passed over like punctuation.
    join : names of several words to count as one, such as ``frequency.multiwords()``; the longest first.

    Returns
    -------
    The matrix (whole numbers, groups x terms), the terms in its columns, sorted, and the groups in its rows, sorted.

    Raises
    ------
    ValueError: no such column, a sentence without a group or text, a length outside 1 to 5; says what to do.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["A ceasefire now.", "The grain, the ceasefire."], "voice": ["a", "b"]})
    >>> counts, terms, groups = matrix(table, stop_words="drop")
    >>> counts.toarray().tolist(), terms.tolist(), groups.tolist()
    ([[1, 0], [1, 1]], ['ceasefire', 'grain'], ['a', 'b'])
    >>> from sklearn.feature_extraction.text import TfidfTransformer
    >>> TfidfTransformer().fit(counts).get_feature_names_out(terms).tolist()
    ['ceasefire', 'grain']
    """
    if length not in range(1, 6):
        raise ValueError(f"a term has 1 to 5 words, not {length}.")
    if stop_words not in ("keep", "drop", "only"):
        raise ValueError(f"stop_words is 'keep', 'drop' or 'only', not {stop_words!r}.")
    if form not in ("word", "stem") or (form == "stem" and lemmas is not None):
        raise ValueError(f"form is 'word' or 'stem', not {form!r}; lemmas go with form='word'.")
    sentences = sentences if length == 1 else _tokens.unbroken(sentences)
    codes, groups = _groups(sentences, by)
    tokens = _tokens.read(sentences, numbers, join)
    closed = None if stop_words == "keep" else _tokens.closed_class(tokens, sentences)
    if form == "stem":
        tokens = _tokens.stemmed(tokens, sentences)
    elif lemmas is not None:
        tokens = _tokens.lemmatized(tokens, lemmas)
    names, found, starts = _tokens.phrases(tokens, length)
    sizes = np.maximum(tokens.sizes - length + 1, 0)
    if closed is not None:
        chosen = _chosen(starts, length, closed, stop_words)
        found, sizes = found[chosen], np.bincount(tokens.rows()[starts][chosen], minlength=len(sizes))
    counts = _added(found, sizes, len(names), codes, len(groups))
    used = np.unique(counts.indices)
    used = used[np.argsort(names[used], kind="stable")]
    column = np.zeros(len(names), dtype=counts.indices.dtype)
    column[used] = np.arange(len(used))
    shape = (len(groups), len(used))
    counts = sparse.csr_array((counts.data.astype(np.int64), column[counts.indices], counts.indptr), shape=shape)
    counts.sort_indices()
    return counts, names[used], groups


def _chosen(starts: np.ndarray | slice, length: int, closed: np.ndarray, stop_words: str) -> np.ndarray:
    """Which phrases the choice of stop words leaves."""
    flags = [closed[starts], *(closed[starts + k] for k in range(1, length))]
    if stop_words == "drop":
        return ~(flags[0] | flags[-1])
    return np.all(flags, axis=0)


def _added(found: np.ndarray, sizes: np.ndarray, terms: int, codes: np.ndarray, groups: int) -> sparse.csr_array:
    """Sentences by terms, a one for each occurrence, added up by group."""
    ends = np.append(0, np.cumsum(sizes))
    ones = np.ones(len(found), dtype=np.int32)
    occurrences = sparse.csr_array((ones, found, ends), shape=(len(sizes), terms))
    member = sparse.csr_array(
        (np.ones(len(codes), dtype=np.int32), (codes, np.arange(len(codes)))), shape=(groups, len(codes))
    )
    return member @ occurrences


def _groups(sentences: pd.DataFrame, by: str | Sequence[str]) -> tuple[np.ndarray, pd.Index]:
    names = [by] if isinstance(by, str) else list(by)
    absent = [name for name in names if name not in sentences.columns]
    if absent or not names:
        raise ValueError(f"sentences: no column {absent} to count by. There are: {', '.join(sentences.columns)}.")
    unknown = sentences[names].isna().any(axis=1)
    if unknown.any():
        raise ValueError(
            f"{unknown.sum()} of {len(sentences)} sentences have no {' or no '.join(names)}. Fill the column, or"
            f" leave them out by name: sentences.dropna(subset={names})."
        )
    grouped = sentences.groupby(by if isinstance(by, str) else names, sort=True, observed=True)
    return grouped.ngroup().to_numpy(), grouped.size().index


def count(
    sentences: pd.DataFrame,
    by: str | Sequence[str] = "voice",
    *,
    length: int = 1,
    stop_words: str = "keep",
    form: str = "word",
    lemmas: Mapping[str, str] | pd.Series | None = None,
    numbers: bool = False,
    join: Sequence[str] = (),
    least: int = 1,
) -> pd.DataFrame:
    """How often each term occurs in each group of sentences; the choices are those of ``matrix``.

    Parameters
    ----------
    least : occurrences, over all groups, that a term must have to be a row: most phrases occur once.

    Returns
    -------
    One row a term, sorted; one column a group, sorted; whole numbers. A group whose sentences have no word is a column
    of zeros; a group without a sentence is none.

    Raises
    ------
    ValueError: as ``matrix``; and a table of more than 50 million cells, for which there is ``matrix``.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["A ceasefire now.", "The grain, the ceasefire."], "voice": ["a", "b"]})
    >>> count(table, stop_words="drop").to_dict("index")
    {'ceasefire': {'a': 1, 'b': 1}, 'grain': {'a': 0, 'b': 1}}
    """
    counts, terms, groups = matrix(
        sentences, by, length=length, stop_words=stop_words, form=form, lemmas=lemmas, numbers=numbers, join=join
    )
    if least > 1:
        enough = np.asarray(counts.sum(axis=0)).ravel() >= least
        counts, terms = counts[:, enough], terms[enough]
    if len(terms) * len(groups) > LARGEST:
        raise ValueError(
            f"{len(terms):,} terms by {len(groups):,} groups make a table of {len(terms) * len(groups):,} cells, more"
            f" than {LARGEST:,}. Leave rare terms out (least=2), name fewer groups, or take frequency.matrix."
        )
    return pd.DataFrame(counts.T.toarray(), index=pd.Index(terms, name="term", dtype=str), columns=groups)


def relative(counts: pd.DataFrame, per: int = 1000) -> pd.DataFrame:
    """Rates: occurrences per so many words of the group.

    A group without words has no rate: its column is missing, and a warning names it. Pass counts of single words with
    stop words kept, or the rate is per counted word only.

    Raises
    ------
    ValueError: a value that is no count; names its column.

    Examples
    --------
    >>> relative(pd.DataFrame({"a": [1, 3]}, index=["grain", "the"]))["a"].tolist()
    [250.0, 750.0]
    """
    checked(counts)
    words = counts.sum()
    if (words == 0).any():
        warnings.warn(f"no words in {some(words.index[words == 0])}: no rates there.", stacklevel=2)
    return counts / words.where(words > 0) * per


def some(names: pd.Index) -> str:
    """The first names of many, for a message.

    Examples
    --------
    >>> some(pd.Index(range(10_000)))
    '0, 1, 2 and 9,997 others'
    """
    first = ", ".join(map(str, names[:3]))
    return f"{first} and {len(names) - 3:,} others" if len(names) > 3 else first


def checked(counts: pd.DataFrame) -> np.ndarray:
    """The values of a table of counts, which must be whole and not negative."""
    for position, name in enumerate(counts.columns):
        values = pd.to_numeric(counts.iloc[:, position], errors="coerce")
        wrong = values.isna() | (values < 0) | (values % 1 != 0)
        if wrong.any():
            term = counts.index[wrong.to_numpy().argmax()]
            raise ValueError(
                f"counts, column {name!r}, row {term!r}: {counts.iloc[wrong.to_numpy().argmax(), position]!r} is no"
                " count (negative, fractional or missing). Pass what frequency.count gives, not rates."
            )
    return counts.to_numpy(dtype=float)
