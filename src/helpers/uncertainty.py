"""How sure a comparison of calls can be. The unit is one side's whole account of a call, never a word."""

import pandas as pd


def _has_words(counts: pd.DataFrame, voice: str) -> set:
    if counts.columns.nlevels != 2:
        raise ValueError('counts have one level of columns. Count with by=["call_id", "voice"].')
    if voice not in counts.columns.get_level_values(1):
        raise ValueError(f"no account by '{voice}' in the counts. There are: {sorted(set(counts.columns.levels[1]))}.")
    told = counts.xs(voice, axis="columns", level=1).sum() > 0
    return set(told.index[told])


def paired_calls(counts: pd.DataFrame, a: str, b: str) -> list[str]:
    """The calls that both sides tell: only these can be compared.

    Parameters
    ----------
    counts : terms by (call_id, voice).

    Raises
    ------
    ValueError: the columns have one level, or a side is in none of them.

    Examples
    --------
    >>> columns = [("one", "kremlin"), ("one", "elysee"), ("two", "kremlin")]
    >>> counts = pd.DataFrame([[1, 2, 3]], columns=pd.MultiIndex.from_tuples(columns))
    >>> paired_calls(counts, "kremlin", "elysee")
    ['one']
    """
    return sorted(_has_words(counts, a) & _has_words(counts, b))


def smallest_p(counts: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """The smallest two-sided p that swapping the two accounts within calls could give, for each term.

    With m calls told by both sides in which the term occurs there are 2**m ways to swap, and the two most extreme
    ones always tie: no p below 2 / 2**m can come out, whatever the difference (Pesarin & Salmaso 2010 on paired
    permutation tests). A term in none of them has p = 1.

    Parameters
    ----------
    counts : terms by (call_id, voice).

    Returns
    -------
    Terms as index; ``calls``, the number m; ``smallest_p``, 0 < p <= 1.

    Raises
    ------
    ValueError: see ``paired_calls``.

    Examples
    --------
    >>> columns = [(call, side) for call in ("one", "two") for side in ("kremlin", "elysee")]
    >>> table = {"grain": [1, 0, 0, 2], "arms": [1, 1, 0, 0], "the": [4, 5, 6, 7]}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> smallest_p(counts, "kremlin", "elysee")["smallest_p"].to_dict()
    {'grain': 0.5, 'arms': 1.0, 'the': 0.5}
    """
    calls = paired_calls(counts, a, b)
    inside = counts.loc[:, [c for c in counts.columns if c[0] in calls and c[1] in (a, b)]]
    m = (inside.T.groupby(level=0).sum() > 0).sum()
    return pd.DataFrame({"calls": m.astype("int64"), "smallest_p": (2.0 ** (1 - m)).clip(upper=1.0)})
