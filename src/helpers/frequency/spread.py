"""Dispersion: how evenly terms are spread over the texts."""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from helpers import segment
from helpers.frequency import _tokens
from helpers.frequency.counting import _groups, checked, some


def dispersion(
    counts: pd.DataFrame | tuple[sparse.csr_array, np.ndarray, pd.Index], sizes: pd.Series | None = None
) -> pd.DataFrame:
    """How evenly each term is spread over the documents (Gries 2008).

    Parameters
    ----------
    counts : terms by documents (or other parts), as ``frequency.count(sentences, by="doc_id")`` gives them, or what
        ``frequency.matrix(sentences, by="doc_id")`` gives, for more texts than a table holds.
    sizes : words in each document, where ``counts`` are not all of them (phrases, or stop words dropped); otherwise
        the sums of the columns.

    Returns
    -------
    One row a term, in the order of ``counts``: ``count``; ``documents`` that have it; ``dp``, half the sum of the
    differences between a document's share of the words and its share of the term, 0 where the term is spread like the
    text itself, below 1; ``dp_norm`` = dp / (1 - smallest share), 0 to 1 (Lijffijt & Gries 2012); ``juilland_d`` = 1 -
    V / sqrt(n - 1), V the population standard deviation of the term's rates in the n documents by their mean, rates
    and not counts since documents differ in size; ``one_text``, whether it stands in one document only; ``reason``, why
    the measures are missing: "in no text" for a term of zeros, "1 document, 2 are needed", otherwise empty. A document
    without words is no part of the text: it is left out, and a warning names it.

    Raises
    ------
    ValueError: a document without a size, or with terms in no words; a value that is no count.

    Examples
    --------
    >>> table = dispersion(pd.DataFrame({"a": [2, 0], "b": [2, 4]}, index=["grain", "arms"]))
    >>> table[["documents", "dp", "one_text"]].values.tolist()
    [[2, 0.25, False], [1, 0.25, True]]
    """
    values, terms, names = _sparse(counts)
    words = pd.Series(values.sum(axis=0), index=names) if sizes is None else sizes.reindex(names)
    has = np.bincount(values.tocoo().coords[1], minlength=len(names)) > 0
    wrong = words.index[words.isna() | ((words <= 0) & has)]
    if len(wrong):
        raise ValueError(f"document {wrong[0]!r} has terms but no size. Give the words of every document as sizes.")
    if (words == 0).any():
        warnings.warn(f"no words in {some(words.index[words == 0])}: left out of the dispersion.", stacklevel=2)
    kept = (words > 0).to_numpy()
    values, words = values[:, kept].tocoo(), words[kept].to_numpy(dtype=float)
    (row, column), n = values.coords, len(words)
    share, total = words / words.sum(), _sum(values.data, row, len(terms))
    documents = np.bincount(row, minlength=len(terms))
    with np.errstate(invalid="ignore", divide="ignore"):
        # The documents without the term add up to what the shares of the others leave.
        present = np.abs(values.data / total[row] - share[column]) - share[column]
        dp = np.clip((1 + _sum(present, row, len(terms))) / 2, 0, 1)
        dp = np.where((n > 1) & (total > 0), dp, np.nan)
        rates = values.data / words[column]
        mean = _sum(rates, row, len(terms)) / n
        squares = _sum((rates - mean[row]) ** 2, row, len(terms)) + (n - documents) * mean**2
        variation = np.sqrt(squares / n) / mean
    few = "" if n > 1 else f"{n} document{'' if n == 1 else 's'}, 2 are needed"
    return pd.DataFrame(
        {
            "count": total.astype("int64"),
            "documents": documents,
            "dp": dp,
            "dp_norm": dp / (1 - share.min(initial=0.5 if n < 2 else 1)),
            "juilland_d": 1 - variation / np.sqrt(n - 1) if n > 1 else np.nan,
            "one_text": documents == 1,
            "reason": pd.array(np.where(total > 0, few, "in no text"), dtype="str"),
        },
        index=terms,
    )


def _sparse(counts: pd.DataFrame | tuple[sparse.csr_array, np.ndarray, pd.Index]) -> tuple:
    """Terms by documents without zeros, with the names of both."""
    if isinstance(counts, pd.DataFrame):
        return sparse.csr_array(checked(counts)), counts.index, counts.columns
    matrix, terms, groups = counts
    values = matrix.T.tocsr().astype(float)
    values.eliminate_zeros()
    if ((values.data < 0) | (values.data % 1 != 0)).any():
        raise ValueError("the matrix holds what is no count (negative, fractional or missing). Pass frequency.matrix.")
    return values, pd.Index(terms, name="term", dtype="str"), groups


def _sum(values: np.ndarray, row: np.ndarray, rows: int) -> np.ndarray:
    return np.bincount(row, weights=values, minlength=rows)


def lexical_dispersion(
    sentences: pd.DataFrame, terms: Sequence[str], by: str = "doc_id", *, numbers: bool = False
) -> pd.DataFrame:
    """Where terms stand in each text, counted in words: what a lexical dispersion plot shows.

    Parameters
    ----------
    sentences : ``text`` and ``by``, in the order of the text.
    terms : words, or words in a row within a sentence.
    numbers : whether numbers are words, and count.

    Returns
    -------
    One row an occurrence, by text (sorted), then by place: the column ``by``; ``term`` as it was given;
    ``token``, the words of the text before it; ``share``, the same as a share of all words of the text, from 0 to below
    1; ``words``, all words of the text. A term that occurs nowhere has no row.

    Raises
    ------
    ValueError: one string instead of a list, or a term without a word in it; no such column, or a sentence without a
        text to belong to.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["d", "d"], "text": ["Grain first.", "Then the grain."]})
    >>> lexical_dispersion(table, ["grain"])[["doc_id", "token", "share"]].values.tolist()
    [['d', 0, 0.0], ['d', 4, 0.8]]
    """
    if isinstance(terms, str):
        raise ValueError(f"terms are a list: [{terms!r}].")
    wanted = {term: segment.tokens(term, numbers) for term in terms}
    empty = [term for term, words in wanted.items() if not words]
    if empty:
        raise ValueError(f"no word to look for in {empty[0]!r}.")
    codes, groups = _groups(sentences, by)
    tokens = _tokens.read(sentences, numbers)
    words = np.bincount(codes, tokens.sizes, minlength=len(groups)).astype(np.int64)
    ends = np.cumsum(tokens.sizes)
    # What to take from a token's number in the table to have its number in the text.
    before = ends - pd.Series(tokens.sizes).groupby(codes).cumsum().to_numpy(dtype=np.int64)
    found = dict(zip(wanted, _tokens.runs(tokens, wanted.values()), strict=True))
    at = np.concatenate([*found.values(), np.arange(0)]).astype(np.int64)
    term = np.repeat(np.array(list(found), dtype=object), [len(places) for places in found.values()])
    row = np.searchsorted(ends, at, side="right")
    text, place = codes[row], at - before[row]
    table = pd.DataFrame({"token": place, "share": place / words[text], "words": words[text]})
    table.insert(0, "term", pd.array(term, dtype="str"))
    table.insert(0, by, groups.take(text))
    return table.iloc[np.lexsort((term, place, text))].reset_index(drop=True)
