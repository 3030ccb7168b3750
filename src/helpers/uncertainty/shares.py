"""Shares of sentences: how large the difference between two sides is, and whether it is more than chance, by call."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from helpers.uncertainty.calls import bound
from helpers.uncertainty.permutation import as_large, swap_signs

_FEWEST_CALLS, _FEWEST_OTHER = 10, 6


def shares_by_call(
    sentences: pd.DataFrame, a: str, b: str, tags: Sequence[str], *, permutations: int = 65_536, seed: int = 0
) -> pd.DataFrame:
    """The share of each side's sentences that has a tag, and the difference, with an interval and a test over calls.

    The difference is the mean, over the calls that both sides tell, of each call's difference in share; every call
    weighs the same, and so the dyads do by their calls. The interval is Student's t over calls; it is given from ten
    calls up, and for a tag that makes a difference in six of them. p counts how often swapping the two accounts within
    calls gives a difference as large: of all ways to swap, or of so many drawn at random. ``p_adjusted`` is step-down
    max-T over the tags (Westfall & Young 1993), each difference taken by its root mean square over calls.

    Parameters
    ----------
    sentences : one row a sentence: ``call_id``, ``voice``, where there ``dyad``, and a column for each tag, from 0, it
        has not, to 1, it has; one half where two annotators differ.
    a, b : two voices; positive is ``a``. permutations : ways to swap, at most.

    Returns
    -------
    Tags as index, in the order given: ``share_a``, ``share_b``, of all sentences in these calls; ``estimate``, ``low``,
    ``high``, the difference and its 95 % interval, -1 to 1; ``p``, ``p_adjusted``; ``calls`` in which the two shares
    differ and ``smallest_p`` that these could give; ``why`` there is no interval. ``attrs``: ``calls`` compared, of
    each dyad in ``strata``; ``sentences`` of each side; ``calls_left_out``, told by one side only.

    Raises
    ------
    ValueError: a column is missing, a share is not within 0 and 1, or no call is told by both.

    Examples
    --------
    >>> calls = [f"{number:02}" for number in range(12) for _ in range(2)]
    >>> table = pd.DataFrame({"call_id": calls, "voice": ["kremlin", "elysee"] * 12, "truce": [0.0, 1.0] * 9 + [0] * 6})
    >>> shares_by_call(table, "kremlin", "elysee", ["truce"]).loc["truce", ["share_b", "estimate", "p"]].tolist()
    [0.75, -0.75, 0.00390625]
    """
    if missing := [name for name in ("call_id", "voice", *tags) if name not in sentences]:
        raise ValueError(f"sentences: no column {', '.join(missing)}.")
    if a == b:
        raise ValueError(f"'{a}' is compared with itself. Name two voices.")
    own = sentences[sentences["voice"].isin([a, b])].reset_index(drop=True)
    for tag in tags:
        if (wrong := ~own[tag].between(0, 1)).any():
            row = own[wrong].iloc[0]
            raise ValueError(f"{tag} is {row[tag]} in a sentence on call '{row['call_id']}', not within 0 and 1.")
    means = own.groupby(["call_id", "voice"])[list(tags)].mean()
    told = own.groupby("call_id")["voice"].nunique()
    calls = list(told.index[told == 2])
    if not calls:
        known = ", ".join(sorted(set(map(str, sentences["voice"]))))
        raise ValueError(f"no call is told by both '{a}' and '{b}'. The voices are: {known}.")
    own = own[own["call_id"].isin(calls)]
    sides = [means.xs(side, level="voice").reindex(calls).to_numpy() for side in (a, b)]
    differences = (sides[0] - sides[1]).round(12)
    mean, c = differences.mean(axis=0), len(calls)
    half = stats.t.ppf(0.975, max(c - 1, 1)) * differences.std(axis=0, ddof=min(1, c - 1)) / np.sqrt(c)
    shares = own.groupby("voice")[list(tags)].mean()
    table = pd.DataFrame(
        {"share_a": shares.loc[a], "share_b": shares.loc[b], "estimate": mean, "low": mean - half, "high": mean + half}
    )
    other = (differences != 0).sum(axis=0)
    table["p"], table["p_adjusted"], least = _p(differences, *swap_signs(c, permutations, seed))
    table["calls"] = other
    table["smallest_p"] = np.maximum(bound(other), least)
    few = f"too few calls told by both: {c}, needed {_FEWEST_CALLS}" if c < _FEWEST_CALLS else ""
    table["why"] = [
        few or (f"a difference in too few calls: {n}, needed {_FEWEST_OTHER}" if n < _FEWEST_OTHER else "")
        for n in other
    ]
    table.loc[table["why"] != "", ["low", "high"]] = np.nan
    dyads = own.drop_duplicates("call_id")["dyad"].value_counts().sort_index().to_dict() if "dyad" in own else {}
    sizes = own["voice"].value_counts()
    table.attrs = {"calls": c, "strata": dyads, "sentences": {side: int(sizes[side]) for side in (a, b)}}
    table.attrs["calls_left_out"] = sorted(set(told.index) - set(calls))
    return table.rename_axis("tag")


def power_by_call(
    differences: pd.DataFrame, calls: Sequence[int], *, adjusted: bool = False, draws: int = 400, seed: int = 0
) -> pd.DataFrame:
    """How often so many calls would show a difference at 0.05, were all calls like those that there are.

    Calls are drawn with replacement from those given, and tested by swapping the two accounts within calls, 400 ways.
    It takes the differences found for the true ones, so it promises too much where they were found by looking.

    Parameters
    ----------
    differences : calls by tags, each call's share of one side less that of the other. calls : how many to draw.
    adjusted : for all the tags in the table, by max-T (Westfall & Young 1993, single-step); otherwise each alone.

    Returns
    -------
    Numbers of calls as index, by tag: the share of the draws with p of 0.05 or less.

    Examples
    --------
    >>> found = pd.DataFrame({"truce": [-0.1, -0.3, -0.2], "blame": [0.2, -0.2, 0.0]})
    >>> power_by_call(found, [5, 20])["truce"].tolist()
    [0.0, 1.0]
    """
    values, rng, swaps, rows = differences.to_numpy(float), np.random.default_rng(seed), 400, {}
    for c in calls:
        drawn = values[rng.integers(0, len(values), (draws, c))].round(12)
        size = np.sqrt((drawn**2).sum(axis=1, keepdims=True))
        scaled = drawn / np.where(size > 0, size, 1)
        swapped = np.abs(rng.choice([-1.0, 1.0], (swaps, c)) @ scaled)  # draws by swaps by tags
        swapped = swapped.max(axis=2, keepdims=True) if adjusted else swapped
        larger = (swapped >= np.abs(scaled.sum(axis=1))[:, None] - 1e-9).sum(axis=1)
        p = np.maximum((larger + 1) / (swaps + 1), bound((drawn != 0).sum(axis=1)))
        rows[c] = (p <= 0.05).mean(axis=0)
    return pd.DataFrame.from_dict(rows, orient="index", columns=differences.columns).rename_axis("calls")


def _p(differences: np.ndarray, signs: np.ndarray, exact: bool) -> tuple[np.ndarray, np.ndarray, float]:
    """p, adjusted p and the smallest that so many swaps give, of differences, calls by tags."""
    size = np.sqrt((differences**2).sum(axis=0))
    scaled = (differences / np.where(size > 0, size, 1)).T
    observed = np.abs(scaled.sum(axis=1))
    order = np.argsort(-observed.round(9), kind="stable")
    alone, largest = as_large(lambda some: scaled[order] @ some, signs, observed[order])
    actual = 0 if exact else 1
    p = np.maximum((alone + actual) / (signs.shape[1] + actual), bound((differences != 0).sum(axis=0))[order])
    adjusted = np.maximum.accumulate(np.maximum((largest + actual) / (signs.shape[1] + actual), p))
    back = np.argsort(order, kind="stable")
    return p[back], adjusted[back], actual / (signs.shape[1] + actual)
