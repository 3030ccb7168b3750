"""Collocations: words that stand beside or near each other more often than their frequencies let expect."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.frequency import _tokens

# First words taken at a time, so that memory is needed for the pairs and not for all their occurrences.
_BLOCK = 2_000_000
COLUMNS = ["count", "count_first", "count_second", "pmi", "npmi", "log_likelihood", "dice", "log_dice", "t"]


def collocations(
    sentences: pd.DataFrame,
    window: int = 2,
    *,
    min_count: int = 2,
    stop_words: str = "keep",
    numbers: bool = False,
    join: Sequence[str] = (),
) -> pd.DataFrame:
    """Pairs of words with every usual measure of how they attract each other.

    The first word stands before the second, in the same sentence, with no parenthesis or quotation mark between them.
    As in NLTK's ``BigramCollocationFinder`` (Church & Hanks 1990) the marginals are the words' counts, N is the number
    of all tokens, and for a window of w words a pair counts 1 / (w - 1) of its occurrences.

    Parameters
    ----------
    sentences : ``text``, and ``language`` where stop words are dropped.
    window : words in the window, 2 (side by side) to 20; it ends with the sentence.
    min_count : pairs that occur less often are left out; a rare pair's PMI is high by accident.
    stop_words : "keep" or "drop": pairs with one are left out, while N and the marginals stay those of all words.
    numbers, join : as in ``frequency.matrix``.

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
    if window not in range(2, 21):
        raise ValueError(f"a window has 2 to 20 words, not {window}.")
    if min_count < 1 or stop_words not in ("keep", "drop"):
        raise ValueError("min_count is 1 or more, stop_words 'keep' or 'drop'.")
    sentences = _tokens.unbroken(sentences)
    tokens = _tokens.read(sentences, numbers, join)
    closed = None if stop_words == "keep" else _tokens.closed_class(tokens, sentences)
    pairs = _pairs(tokens, window, closed).tocoo()
    often = pairs.data >= min_count
    first, second, number = pairs.row[often], pairs.col[often], pairs.data[often].astype(np.int64)
    words = np.bincount(tokens.ids, minlength=len(tokens.words))
    index = pd.MultiIndex.from_arrays(
        [pd.array(tokens.words[ids], dtype="str") for ids in (first, second)], names=["first", "second"]
    )
    scores = _scores(number / (window - 1), words[first], words[second], len(tokens.ids))
    columns = [number, words[first], words[second], *scores]
    table = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=index)
    order = np.lexsort((tokens.words[second], tokens.words[first], -table["log_likelihood"].round(9)))
    return table.iloc[order]


def _pairs(tokens: _tokens.Tokens, window: int, closed: np.ndarray | None) -> sparse.csr_array:
    """Words by words: how often the second follows the first within the window and the sentence."""
    shape = (len(tokens.words), len(tokens.words))
    row, total = tokens.rows(), sparse.csr_array(shape, dtype=np.int32)
    open_class = np.ones(len(row), dtype=bool) if closed is None else ~closed
    for start in range(0, len(row), _BLOCK):
        for distance in range(1, min(window, len(row) - start)):
            first = slice(start, min(start + _BLOCK, len(row) - distance))
            second = slice(start + distance, first.stop + distance)
            near = (row[first] == row[second]) & open_class[first] & open_class[second]
            ones = np.ones(near.sum(), dtype=np.int32)
            pairs = (tokens.ids[first][near], tokens.ids[second][near])
            total += sparse.coo_array((ones, pairs), shape=shape).tocsr()
    return total


def _scores(n: np.ndarray, first: np.ndarray, second: np.ndarray, total: int) -> list[np.ndarray]:
    """The measures of pairs that occur n times, by the counts of their words among all tokens."""
    expected = first * second / total
    pmi = np.log2(n / expected)
    surprise = -np.log2(n / total)
    npmi = np.divide(pmi, surprise, out=np.ones(len(n)), where=surprise > 0)
    observed = np.array([n, first - n, second - n, total - first - second + n])
    rest, others = total - first, total - second
    by_chance = np.array([first * second, first * others, rest * second, rest * others]) / total
    cells = (observed > 0) & (by_chance > 0)
    parts = observed * np.log(np.divide(observed, by_chance, out=np.ones(observed.shape), where=cells))
    dice = 2 * n / (first + second)
    return [pmi, npmi, 2 * parts.sum(axis=0), dice, 14 + np.log2(dice), (n - expected) / np.sqrt(n)]
