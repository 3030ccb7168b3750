"""Counting: words and phrases by any column, in context, side by side, spread over texts, and key to one of two groups.

Every measure counts the words of ``segment.tokens``, or of any other function from a text to its words; a table of
counts has terms as rows.
"""

import warnings
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
import regex
from scipy import sparse

from helpers import files, lexicons, segment

__all__ = ["collocations", "concordance", "count", "dense", "dispersion", "keyness", "matrix", "stop_words"]

LANGUAGES = ("en", "fr", "ru")  # those with lists of words
LARGEST = 50_000_000  # cells of eight bytes: a table of 400 MB
PATIENCE = 1.0  # seconds that a pattern may take for one sentence
By = str | Sequence[str]
Words = Callable[[str], Sequence[str]]

_MARKS = regex.compile(r'[()\[\]{}"“”„«»]')
# Eight letters in a row; ー and 々 are of no script of their own.
_UNSPACED = regex.compile(r"(?:[\p{Han}\p{Hiragana}\p{Katakana}ー々\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*+){8}")


def __dir__() -> list[str]:
    return __all__


def stop_words(languages: Sequence[str] = LANGUAGES) -> frozenset[str]:
    """The words of the closed classes (articles, pronouns, prepositions ...) of these languages.

    Raises
    ------
    ValueError: a language without a list; names those that have one.

    Examples
    --------
    >>> sorted(stop_words(["fr"]) & {"le", "cessez-le-feu"})
    ['le']
    """
    table = lexicons.table("stop_words")
    unknown = sorted(set(languages) - set(table["language"]))
    if unknown:
        raise ValueError(f"no stop words for {unknown}. Known languages: {', '.join(LANGUAGES)}.")
    return frozenset(table.loc[table["language"].isin(languages), "word"])


# Counts


def count(
    sentences: pd.DataFrame, by: By = "voice", length: int = 1, stop_words: str = "keep", words: Words = segment.tokens
) -> pd.DataFrame:
    """How often each term occurs in each group of sentences, or of whole texts.

    Parameters
    ----------
    sentences : ``text``, the columns to count by, and ``language`` where known.
    by : a column, or several: ``by=["call_id", "voice"]`` makes groups of two levels.
    length : words in a term, 1 to 5; a longer term never crosses the end of a sentence, a parenthesis or a quotation
        mark.
    stop_words : "keep" them, or "drop" them, and phrases that begin or end with one. A word of the closed classes is
        one in its sentence's language ("UN" is a French article, but not in an English text); where the language is
        not known, in any of the three; in another language there are none, and a warning names it.
    words : what gives the words of a text, in order. ``functools.partial(segment.tokens, numbers=True)`` counts
        numbers, too; stems and lemmas come from a function of yours.

    Returns
    -------
    One row a term, sorted; one column a group, sorted; whole numbers. A group whose sentences have no word is a column
    of zeros.

    Raises
    ------
    ValueError: no such column, a sentence without a group or text, a length outside 1 to 5, or a table of more than 50
        million cells, for which there is ``matrix``.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["A ceasefire now.", "The grain, the ceasefire."], "outlet": ["AFP", "TASS"]})
    >>> count(table, "outlet", stop_words="drop").to_dict("index")
    {'ceasefire': {'AFP': 1, 'TASS': 1}, 'grain': {'AFP': 0, 'TASS': 1}}
    """
    return dense(*matrix(sentences, by, length, stop_words, words))


def matrix(
    sentences: pd.DataFrame, by: By = "voice", length: int = 1, stop_words: str = "keep", words: Words = segment.tokens
) -> tuple[sparse.csr_array, np.ndarray, pd.Index]:
    """The same counts as scikit-learn takes them, groups by terms, only what is not zero; with terms and groups.

    Parameters
    ----------
    sentences, by, length, stop_words, words : as for ``count``.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["A ceasefire now.", "The grain, the ceasefire."], "voice": ["a", "b"]})
    >>> counts, terms, groups = matrix(table, stop_words="drop")
    >>> counts.toarray().tolist(), terms.tolist(), groups.tolist()
    ([[1, 0], [1, 1]], ['ceasefire', 'grain'], ['a', 'b'])
    """
    if length not in range(1, 6):
        raise ValueError(f"a term has 1 to 5 words, not {length}.")
    rows, groups = _groups(sentences, by)
    texts, closed = texts_of(sentences), closed_class(sentences, stop_words)
    column: dict[str, int] = {}
    columns, numbers, each = array("q"), array("q"), []
    for text in zip(texts, closed, strict=True):
        found = Counter(_terms(text, length, words))
        columns.extend(column.setdefault(term, len(column)) for term in found)
        numbers.extend(found.values())
        each.append(len(found))
    terms = np.array(sorted(column), dtype=object)
    _warn_of_unspaced(terms)
    place = np.argsort([column[term] for term in terms])
    cells = np.asarray(numbers), (np.repeat(rows, each), place[np.asarray(columns)])
    return sparse.csr_array(cells, shape=(len(groups), len(terms))), terms, groups


def dense(counts: sparse.csr_array, terms: np.ndarray, groups: pd.Index) -> pd.DataFrame:
    """A matrix of counts as a table, terms by groups; one that would fill the memory is an error that says so."""
    cells = len(terms) * len(groups)
    if cells > LARGEST:
        what = f"{len(terms):,} terms by {len(groups):,} groups make {cells:,} cells, more than {LARGEST:,}."
        raise ValueError(f"{what} Name fewer groups, or take frequency.matrix, which keeps only what is not zero.")
    return pd.DataFrame(counts.T.toarray(), index=pd.Index(terms, name="term", dtype="str"), columns=groups)


def checked(counts: pd.DataFrame) -> sparse.csr_array:
    """A table of counts, terms by groups, as a sparse matrix; what is no count or no term is an error that names it."""
    files.need(counts, "counts", [], "")
    terms = counts.index
    for wrong, what in ((terms.isna() | (terms == ""), "is empty"), (terms.duplicated(), "stands twice")):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"counts, row {row + 1}: the term {terms[row]!r} {what}. Drop the row or add it up.")
    for name, kind in zip(counts.columns, counts.dtypes, strict=True):
        if not pd.api.types.is_numeric_dtype(kind):
            raise ValueError(f"counts: column {name!r} holds no numbers. Set the terms as index.")
    compact = len(counts.columns) > 0 and all(isinstance(kind, pd.SparseDtype) for kind in counts.dtypes)
    values = counts.sparse.to_coo() if compact else counts.to_numpy(dtype=float, na_value=np.nan)
    values = sparse.csr_array(values, dtype=float)
    wrong = ~(values.data >= 0) | (values.data % 1 != 0)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        row, column = np.searchsorted(values.indptr, at, side="right") - 1, values.indices[at]
        what = f"counts, column {counts.columns[column]!r}, row {terms[row]!r}: {values.data[at]:g} is no count"
        raise ValueError(f"{what} (negative, fractional or missing). Pass what frequency.count gives, not rates.")
    return values


def two_sides(counts: pd.DataFrame, a: str, b: str, warn: bool = True) -> tuple[pd.Series, pd.Series, str]:
    """The counts of two groups, other levels of columns (calls) added up, and "".

    Where a side has no words both have no rows, and the last says so, and a warning. Raises ValueError where a group is
    compared with itself, or a value is no count, TypeError where it is a list.

    >>> columns = pd.MultiIndex.from_product([["x", "y"], ["kremlin", "elysee"]])
    >>> ours, theirs, why = two_sides(pd.DataFrame([[1, 2, 3, 4]], columns=columns), "kremlin", "elysee")
    >>> ours.tolist(), theirs.tolist(), why
    ([4.0], [6.0], '')
    """
    if isinstance(a, list) or isinstance(b, list):
        raise TypeError(f"{a!r} and {b!r}: name two groups, one each, and no list.")
    files.need(counts, "counts", [])
    if a == b:
        raise ValueError(f"{a!r} is compared with itself. Name two groups.")
    groups = counts.columns.get_level_values(-1)
    found = [pd.Series(checked(counts.loc[:, groups == side]).sum(axis=1), counts.index, float) for side in (a, b)]
    silent = " and ".join(repr(side) for side, values in zip((a, b), found, strict=True) if not values.sum() > 0)
    if not silent:
        return found[0], found[1], ""
    known = ", ".join(sorted(map(repr, dict.fromkeys(groups)))) or "none"
    why = f"no words by {silent}: there is nothing to compare. There are: {known}."
    if warn:
        warnings.warn(why, stacklevel=3)
    return found[0][:0], found[1][:0], why


# Words in context and side by side


def concordance(
    sentences: pd.DataFrame, term: str | None = None, width: int = 60, pattern: str | None = None
) -> pd.DataFrame:
    """Every occurrence of a word, phrase or pattern in its context (keyword in context, KWIC).

    Parameters
    ----------
    sentences : ``text``; where there, ``doc_id``, ``sentence``, ``call_id``, ``voice``, and ``start``, the place of the
        sentence in its document.
    term : a word or phrase, as ``lexicons.Finder`` takes it: "weapon*" is any word that begins so, "weapons ... Kyiv"
        has up to three words between; small letters are found in any case.
    width : characters of context on each side, from the same sentence.
    pattern : instead of a term, a regular expression (of the library regex), sought in each sentence; it may match
        parts of words and heeds upper and lower case unless it begins with "(?i)".

    Returns
    -------
    One row an occurrence, in the order of the sentences: the columns named above, where known; ``start`` and ``end``
    (characters in the document's text), ``left``, ``match``, ``right``. ``sort_values("right")`` puts alike ones
    together.

    Raises
    ------
    ValueError: neither a term nor a pattern, or both; a term without a word in it; a pattern that is none, or that
        takes longer than a second for one sentence; a sentence without a text.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a"], "sentence": [0], "start": [10], "text": ["Stop the arms supply."]})
    >>> concordance(table, "arm* supply")[["start", "end", "left", "match"]].values.tolist()
    [[19, 30, 'Stop the ', 'arms supply']]
    >>> concordance(table, pattern=r"s\\w+y")["match"].tolist()
    ['supply']
    """
    if bool(term) == bool(pattern):
        raise ValueError("concordance takes a term or a pattern: one of the two, and not an empty one.")
    if width < 0:
        raise ValueError(f"width is a number of characters, 0 or more, not {width}.")
    find = _spans_of_term(term) if pattern is None else _spans_of_pattern(pattern)
    found = [
        (row, start, end, text[max(0, start - width) : start], text[start:end], text[end : end + width])
        for row, text in enumerate(texts_of(sentences))
        for start, end in find(text)
    ]
    lines = pd.DataFrame(found, columns=["row", "start", "end", "left", "match", "right"])
    lines = lines.astype({"row": int, "start": int, "end": int, "left": "str", "match": "str", "right": "str"})
    if "start" in sentences:
        lines[["start", "end"]] += sentences["start"].to_numpy(int)[lines["row"], None]
    known = [name for name in ("doc_id", "sentence", "call_id", "voice") if name in sentences]
    return sentences[known].iloc[lines.pop("row")].reset_index(drop=True).join(lines)


def _spans_of_term(term: str) -> Callable[[str], Iterable[tuple[int, int]]]:
    find = lexicons.Finder([term])
    # Letters that every text with the term has; without them it need not be cut into words.
    letters = max(regex.findall("[a-z]+", term.lower()), key=len, default="")
    return lambda text: [(match.start, match.end) for match in find(text)] if letters in text.lower() else []


def _spans_of_pattern(pattern: str) -> Callable[[str], Iterable[tuple[int, int]]]:
    try:
        compiled = regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"pattern {pattern!r} is no regular expression: {error}.") from error

    def find(text: str) -> Iterator[tuple[int, int]]:
        try:
            yield from (match.span() for match in compiled.finditer(text, timeout=PATIENCE) if match.group())
        except TimeoutError as error:
            what = f"pattern {pattern!r} takes more than {PATIENCE:g} s for the sentence {text[:40]!r}."
            raise ValueError(f"{what} Write it without repetitions inside repetitions.") from error

    return find


def collocations(
    sentences: pd.DataFrame,
    window: int = 2,
    min_count: int = 2,
    stop_words: str = "keep",
    words: Words = segment.tokens,
) -> pd.DataFrame:
    """Pairs of words with every usual measure of how they attract each other.

    The first word stands before the second, in the same sentence, with no parenthesis or quotation mark between them.
    As in NLTK's ``BigramCollocationFinder`` (Church & Hanks 1990) the marginals are the words' counts, N is the number
    of all words, and for a window of w words a pair counts 1 / (w - 1) of its occurrences.

    Parameters
    ----------
    sentences : ``text``, and ``language`` where stop words are dropped.
    window : words in the window, 2 (side by side) to 20; it ends with the sentence.
    min_count : pairs that occur less often are left out; a rare pair's PMI is high by accident.
    stop_words : "keep" or "drop": pairs with one are left out, while N and the marginals stay those of all words.
    words : as for ``count``.

    Returns
    -------
    One row a pair (``first``, ``second`` as index), by falling ``log_likelihood``, ties by pair: ``count`` of the pair
    within the window; ``count_first`` and ``count_second``; with n = count / (w - 1), e = count_first * count_second
    / N: ``pmi`` = log2(n / e) in bits; ``npmi`` = PMI / -log2(n / N), at most 1 (Bouma 2009), and 1 where the pair is
    the whole text; ``log_likelihood``, G2 of the four cells (Dunning 1993), where a cell below 0, as a word that
    follows itself can make it, adds nothing; ``dice`` = 2 n / (count_first + count_second); ``log_dice`` = 14 + log2
    of it (Rychlý 2008); ``t`` = (n - e) / sqrt(n). No rows where no pair is as frequent.

    Raises
    ------
    ValueError: a window outside 2 to 20, a min_count below 1, stop_words that are neither.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["Minsk Group met.", "The Minsk Group."]})
    >>> collocations(table)[["count", "dice"]].reset_index().values.tolist()
    [['minsk', 'group', 2, 1.0]]
    """
    if window not in range(2, 21) or min_count < 1:
        raise ValueError(f"a window has 2 to 20 words, not {window}; min_count is 1 or more, not {min_count}.")
    single, pairs = Counter(), Counter()
    for text, closed in zip(texts_of(sentences), closed_class(sentences, stop_words), strict=True):
        for found in map(words, _MARKS.split(text)):
            single.update(found)
            for distance in range(1, min(window, len(found))):
                near = zip(found, found[distance:], strict=False)
                pairs.update(filter(closed.isdisjoint, near) if closed else near)
    often = {pair: number for pair, number in pairs.items() if number >= min_count}
    index = pd.MultiIndex.from_tuples([*often], names=["first", "second"]) if often else _NO_PAIRS
    table = pd.DataFrame({"count": [*often.values()]}, index, dtype="int64")
    for side in ("first", "second"):
        table[f"count_{side}"] = np.array([single[word] for word in index.get_level_values(side)], dtype="int64")
    scores = _attraction(table["count"] / (window - 1), table["count_first"], table["count_second"], single.total())
    table = table.assign(**scores).sort_index()
    return table.iloc[np.argsort(-table["log_likelihood"].round(9), kind="stable")]


_NO_PAIRS = pd.MultiIndex.from_arrays([pd.Index([], dtype="str")] * 2, names=["first", "second"])


def _attraction(n: pd.Series, first: pd.Series, second: pd.Series, total: int) -> dict[str, pd.Series]:
    """The measures of pairs that occur n times, by the counts of their words among all."""
    expected, dice, surprise = first * second / total, 2 * n / (first + second), -np.log2(n / total)
    pmi = np.log2(n / expected)
    cells = [
        (n, expected),
        (first - n, first * (total - second) / total),
        (second - n, (total - first) * second / total),
        (total - first - second + n, (total - first) * (total - second) / total),
    ]
    return {
        "pmi": pmi,
        "npmi": (pmi / surprise).where(surprise > 0, 1.0),
        "log_likelihood": sum(_surprise(observed, by_chance) for observed, by_chance in cells),
        "dice": dice,
        "log_dice": 14 + np.log2(dice),
        "t": (n - expected) / np.sqrt(n),
    }


def _surprise(observed: pd.Series, expected: pd.Series) -> pd.Series:
    """2 O ln(O / E); an empty cell adds nothing."""
    return 2 * observed * np.log((observed / expected).where((observed > 0) & (expected > 0), 1.0))


# Groups and texts compared


def keyness(counts: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """How differently two groups use each term, by every usual measure.

    There is no p-value: these measures take words for independent draws, but a word that stands once in a text tends to
    stand there again. On random halves of real news their p-values call a quarter of all words key. ``uncertainty``
    swaps whole accounts instead.

    Parameters
    ----------
    counts : terms by groups, all words of the texts; further levels of columns (calls) are added up.
    a, b : the two groups; positive is ``a``.

    Returns
    -------
    Terms as index, by falling ``g2``, ties by term; terms that neither side has are left out.
    ``count_a``, ``count_b``; ``rate_a``, ``rate_b`` per 1,000 words;
    ``g2``, log-likelihood over four cells (Dunning 1993), and ``g2_two_cells``, over the term's own two (Rayson &
    Garside 2000); neither is negative; ``log_ratio``, log2 of the relative frequencies, with 0 counted as 0.5 (Hardie
    2014); ``percent_diff``, 100 (rate_a - rate_b) / rate_b (Gabrielatos & Marchi 2011), infinite where b never has
    the term; ``bic`` = g2 - ln N (Wilson 2013): evidence against equal rates from about 2 up; ``side``, whose words it
    is more frequent in, or "both".
    Where a side has no words there are no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: a group is compared with itself; a value is no count.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [3, 7], "b": [1, 9]}, index=["grain", "the"])
    >>> keyness(counts, "a", "b")[["log_ratio", "percent_diff", "side"]].round(3).values.tolist()
    [[1.585, 200.0, 'a'], [-0.363, -22.222, 'b']]
    """
    y_a, y_b, why = two_sides(counts, a, b)
    n_a, n_b = y_a.sum(), y_b.sum()
    used = (y_a + y_b) > 0
    y_a, y_b = y_a[used], y_b[used]
    p, q = y_a / n_a, y_b / n_b
    expected = [(y_a + y_b) * n / (n_a + n_b) for n in (n_a, n_b)]
    own = _surprise(y_a, expected[0]) + _surprise(y_b, expected[1])
    rest = _surprise(n_a - y_a, n_a - expected[0]) + _surprise(n_b - y_b, n_b - expected[1])
    table = pd.DataFrame(
        {
            "count_a": y_a.astype("int64"),
            "count_b": y_b.astype("int64"),
            "rate_a": p * 1000,
            "rate_b": q * 1000,
            "g2": (own + rest).clip(lower=0),
            "g2_two_cells": own.clip(lower=0),
            "log_ratio": np.log2((y_a.where(y_a > 0, 0.5) / n_a) / (y_b.where(y_b > 0, 0.5) / n_b)),
            "percent_diff": (100 * (p - q) / q.where(q > 0)).fillna(np.inf),
            "bic": (own + rest).clip(lower=0) - np.log(max(n_a + n_b, 1)),
            "side": pd.array(np.select([p > q, p < q], [str(a), str(b)], default="both"), dtype="str"),
        }
    )
    table.attrs["why"] = why
    return table.iloc[np.lexsort((table.index.astype(str), -table["g2"].round(9)))]


def dispersion(counts: pd.DataFrame, sizes: pd.Series | None = None) -> pd.DataFrame:
    """How evenly each term is spread over the documents (Gries 2008).

    Parameters
    ----------
    counts : terms by documents (or other parts), as ``count(sentences, by="doc_id")`` gives them.
    sizes : words in each document, where ``counts`` are not all of them (phrases, or stop words dropped); otherwise
        the sums of the columns.

    Returns
    -------
    One row a term, in the order of ``counts``: ``count``; ``documents`` that have it; ``dp``, half the sum of the
    differences between a document's share of the words and its share of the term, 0 where the term is spread like the
    text itself, below 1; ``dp_norm`` = dp / (1 - smallest share), 0 to 1 (Lijffijt & Gries 2012); ``juilland_d`` = 1 -
    V / sqrt(n - 1), V the population standard deviation of the term's rates in the n documents by their mean;
    ``one_text``, whether it stands in one document only. The measures are missing for a term of zeros, and where there
    are fewer than two documents. A document without words is no part of the text: it is left out, a warning names it.

    Raises
    ------
    ValueError: a document without a size, or with terms in no words; a value that is no count.

    Examples
    --------
    >>> table = dispersion(pd.DataFrame({"a": [2, 0], "b": [2, 4]}, index=["grain", "arms"]))
    >>> table[["documents", "dp", "one_text"]].values.tolist()
    [[2, 0.25, False], [1, 0.25, True]]
    """
    values = checked(counts).toarray()
    words = pd.Series(values.sum(axis=0), counts.columns) if sizes is None else sizes.reindex(counts.columns)
    wrong = words.index[words.isna() | ((words <= 0) & values.any(axis=0))]
    if len(wrong):
        raise ValueError(f"document {wrong[0]!r} has terms but no size. Give the words of every document as sizes.")
    if (words == 0).any():
        silent = ", ".join(map(str, words.index[words == 0][:3]))
        warnings.warn(f"documents without words are left out of the dispersion: {silent}", stacklevel=2)
    values, words = values[:, words > 0], words[words > 0].to_numpy(float)
    share, total, n = words / words.sum(), values.sum(axis=1), len(words)
    table = pd.DataFrame({"count": total.astype(int), "documents": (values > 0).sum(axis=1)}, counts.index)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = values / words
        apart = rates / (rates.sum(axis=1, keepdims=True) / n) - 1
        table["dp"] = abs(values / total[:, None] - share).sum(axis=1) / 2
        table["dp_norm"] = table["dp"] / (1 - share.min(initial=1))
        table["juilland_d"] = 1 - np.sqrt((apart**2).sum(axis=1) / n / (n - 1))
    table.loc[(total == 0) | (n < 2), ["dp", "dp_norm", "juilland_d"]] = np.nan
    return table.assign(one_text=table["documents"] == 1)


# What all of them read


def _terms(sentence: tuple[str, frozenset[str]], length: int, words: Words) -> Iterable[str]:
    """The terms of a text, but for those that begin or end with one of the words to leave out."""
    text, closed = sentence
    if length == 1:
        return [word for word in words(text) if word not in closed] if closed else words(text)
    parts = map(words, _MARKS.split(text))
    runs = (run for part in parts for run in zip(*(part[i:] for i in range(length)), strict=False))
    return (" ".join(run) for run in runs if run[0] not in closed and run[-1] not in closed)


def texts_of(sentences: pd.DataFrame) -> list[str]:
    """The texts, checked."""
    files.need(sentences, "sentences", ["text"])
    texts = sentences["text"].tolist()
    for label, text in zip(sentences.index, texts, strict=True):
        if not isinstance(text, str):
            raise ValueError(f"sentences, row {label!r}: no text but {text!r}. Fill it in, or drop the row.")
    return texts


def closed_class(sentences: pd.DataFrame, choice: str) -> Iterable[frozenset[str]]:
    """For each text the words to leave out: the stop words of its language, of any where that is not known."""
    if choice not in ("keep", "drop"):
        raise ValueError(f"stop_words is 'keep' or 'drop', not {choice!r}.")
    if choice == "keep":
        return [frozenset()] * len(sentences)
    codes = sentences["language"] if "language" in sentences else pd.Series("", sentences.index)
    codes = codes.map(lexicons.language)
    listed = {"": stop_words()} | {language: stop_words([language]) for language in LANGUAGES}
    if strange := sorted({*codes} - {*listed}):
        warnings.warn(f"no stop words for {', '.join(strange)}. Add rows to lexicons/stop_words.csv.", stacklevel=3)
    return [listed.get(code, frozenset()) for code in codes]


def _groups(sentences: pd.DataFrame, by: By) -> tuple[np.ndarray, pd.Index]:
    """The number of each row's group, and the groups, sorted."""
    names = list(by) if pd.api.types.is_list_like(by) else [by]
    files.need(sentences, "sentences", names or ["to count by"])
    unknown = sentences[names].isna().any(axis=1)
    if unknown.any():
        what = f"{unknown.sum()} of {len(sentences)} sentences have no {' or no '.join(map(str, names))}."
        raise ValueError(f"{what} Fill it in, or leave them out by name: sentences.dropna(subset={names}).")
    grouped = sentences.groupby(names if pd.api.types.is_list_like(by) else by, sort=True, observed=True)
    return grouped.ngroup().to_numpy(), grouped.size().index


def _warn_of_unspaced(terms: Iterable[str]) -> None:
    if unspaced := next(filter(_UNSPACED.search, terms), None):
        what = f"{unspaced[:12]!r} ... is in a script that sets no spaces: all between two marks counts as one word."
        warnings.warn(f"{what} Part the words with spaces first, by a segmenter of that language.", stacklevel=4)
