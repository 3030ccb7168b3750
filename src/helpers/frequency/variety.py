"""Vocabulary: how many different words, how fast new ones come, and how frequent they are."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.frequency import _tokens
from helpers.frequency.counting import _groups, checked


def vocabulary(
    sentences: pd.DataFrame, by: str | Sequence[str] = "voice", *, window: int = 100, numbers: bool = False
) -> pd.DataFrame:
    """How rich each group's vocabulary is.

    Parameters
    ----------
    sentences : ``text`` and the columns to group by, in the order of the texts.
    window : words of the moving window, which makes groups of different size comparable.
    numbers : whether numbers are words.

    Returns
    -------
    One row a group: ``tokens``; ``types``, different words; ``ttr``, types by tokens, which falls with the length of a
    text; ``mattr``, the mean type-token ratio of all windows of so many words in a row (Covington & McFall 2010),
    over the ends of sentences and texts; ``hapaxes``, words that occur once; ``reason``, why a ratio is missing,
    otherwise empty.

    Raises
    ------
    ValueError: a window below 1; no such column, or a sentence without a group or a text.

    Examples
    --------
    >>> table = pd.DataFrame({"voice": ["a"], "text": ["the grain and the arms and the sea"]})
    >>> vocabulary(table, window=4)[["tokens", "types", "mattr", "hapaxes"]].values.tolist()
    [[8.0, 5.0, 0.85, 3.0]]
    """
    if window < 1:
        raise ValueError(f"a window has 1 word or more, not {window}.")
    codes, groups = _groups(sentences, by)
    tokens = _tokens.read(sentences, numbers)
    texts = np.split(tokens.ids, np.cumsum(tokens.sizes)[:-1])
    members = pd.Series(range(len(codes))).groupby(codes).indices
    rows = [_richness(np.concatenate([texts[i] for i in members[group]]), window) for group in range(len(groups))]
    table = pd.DataFrame(rows, columns=["tokens", "types", "ttr", "mattr", "hapaxes", "reason"], index=groups)
    kinds = dict.fromkeys(["tokens", "types", "hapaxes"], "int64") | {"ttr": float, "mattr": float, "reason": "str"}
    return table.astype(kinds)


def _richness(ids: np.ndarray, window: int) -> tuple:
    types, times = np.unique(ids, return_counts=True)
    short = f"fewer than {window} words" if len(ids) else "no words"
    ttr = len(types) / len(ids) if len(ids) else np.nan
    mattr = _moving(ids, window) if len(ids) >= window else np.nan
    return len(ids), len(types), ttr, mattr, (times == 1).sum(), "" if len(ids) >= window else short


def _moving(ids: np.ndarray, window: int) -> float:
    """The mean share of types: each token counts in the windows in which it is the first of its word."""
    order = np.argsort(ids, kind="stable")
    again = ids[order][1:] == ids[order][:-1]
    before = np.full(len(ids), -1, dtype=np.int32)
    before[order[1:][again]] = order[:-1][again]
    at, last = np.arange(len(ids), dtype=np.int32), len(ids) - window
    np.maximum(before, at - window, out=before)  # the last window without the token, or with its word before it
    windows = np.minimum(at, last) - before.clip(min=-1)
    return float(windows.clip(min=0).sum(dtype=np.int64) / ((last + 1) * window))


def growth(sentences: pd.DataFrame, *, numbers: bool = False) -> pd.DataFrame:
    """How the vocabulary grows as the texts are read, sentence after sentence (Heaps 1978).

    Returns
    -------
    One row a sentence, by the index of ``sentences``: ``tokens`` and ``types`` up to its end.

    Raises
    ------
    ValueError: a sentence without a text.

    Examples
    --------
    >>> growth(pd.DataFrame({"text": ["The grain.", "The arms, the sea."]})).values.tolist()
    [[2, 2], [6, 4]]
    """
    tokens = _tokens.read(sentences, numbers)
    firsts = np.unique(tokens.ids, return_index=True)[1]
    new = np.bincount(tokens.rows()[firsts], minlength=len(tokens.sizes))
    return pd.DataFrame({"tokens": np.cumsum(tokens.sizes), "types": np.cumsum(new)}, index=sentences.index)


def zipf(counts: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Words by rank, for a plot of frequency against rank on two logarithmic axes (Zipf 1935).

    Parameters
    ----------
    counts : of words; groups are added up.

    Returns
    -------
    Terms as index, the most frequent first, ties by term; terms that do not occur are left out: ``rank`` from 1,
    ``count``, ``share`` of all words.

    Raises
    ------
    ValueError: a value that is no count.

    Examples
    --------
    >>> zipf(pd.Series({"grain": 1, "the": 3})).reset_index().values.tolist()
    [['the', 1, 3, 0.75], ['grain', 2, 1, 0.25]]
    """
    table = counts.to_frame("count") if isinstance(counts, pd.Series) else counts
    total = pd.Series(checked(table).sum(axis=1), index=table.index).astype("int64")
    total = total[total > 0]
    total = total.iloc[np.lexsort((total.index.astype(str), -total))]
    columns = {"rank": np.arange(1, len(total) + 1), "count": total, "share": total / total.sum()}
    return pd.DataFrame(columns, index=total.index)
