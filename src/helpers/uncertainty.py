"""How sure a comparison of calls can be: whole accounts are swapped or counted by call, never words or sentences.

The intervals are given only where they were seen to hold what they promise, on corpora whose truth is known.
"""

import warnings
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse, special

from helpers import files
from helpers.framing import log_odds, over_strata, ratio
from helpers.frequency import checked

__all__ = ["World", "compare", "permutation", "planted_corpus", "power_by_call", "shares_by_call", "smallest_p"]

FEWEST_CALLS = 10
FEWEST_WITH, SHARE_WITH = 6, 0.4  # calls with the word or the tag; for words at least this share of the calls, too
PER = 1000
_TIE = 1e-9
_CELLS = 1_000_000  # terms by swaps that are held at a time


def __dir__() -> list[str]:
    return __all__


# Words


def compare(
    counts: pd.DataFrame, a: str, b: str, terms: Collection[str] | None = None, permutations: int = 4096
) -> pd.DataFrame:
    """Each term's difference between the two sides, with all that says how sure it is.

    If the two sides told calls alike, either account of a call could have been either side's. So all words of a call
    change sides together, in ``permutation``, and the log-odds by their standard error are computed anew. The two
    accounts of a call are first brought to the same length, the harmonic mean of theirs: a swap then moves words and
    not lengths; otherwise, where one side's readouts are the shorter ones, most words that it uses once would seem
    different. Calls of several dyads (three levels of columns) are summed within dyads, since what two governments
    speak of differs by dyad; the dyads' log-odds are weighted by their inverse variance.

    Parameters
    ----------
    counts : terms by (call_id, voice), or (dyad, call_id, voice), or levels of any other names, of single words with
        stop words kept, as ``frequency.count(by=["call_id", "voice"])`` gives them; columns may be sparse. Only calls
        told by both sides count.
    a, b : the two voices; positive is ``a``.
    terms : those that are tested, chosen without a look at the difference; the others count for the length only.
    permutations : ways to swap, at most.

    Returns
    -------
    Terms as index, highest ``z`` first, ties by term, those alone that occur in the calls compared: ``count_a``,
    ``count_b``, ``log_odds``, ``z`` (see ``framing.log_odds``); ``estimate``, the mean over calls of the difference in
    rate, per 1,000 words, with its 95 % interval ``low`` to ``high`` (Student's t), given from 10 calls up and for
    words that occur in 6 of them or more, and in 40 %; ``p``, ``p_adjusted``, ``calls`` in which the term occurs and
    ``smallest_p``, see ``permutation``; ``why`` there is no interval.
    In ``attrs``: ``calls`` compared, of several dyads ``strata``, how many calls each gives, ``swaps``, ``exact`` (all
    there are, or drawn), ``calls_left_out`` (told by one side only), ``terms_left_out`` (their number) and ``why``
    there is no row: where no call is told by both.

    Raises
    ------
    ValueError: the columns have one level, a side is compared with itself, a value is no count, the counts have none of
        the terms, or one term only.

    Examples
    --------
    >>> columns = [(call, side) for call in "123456" for side in ("kremlin", "elysee")]
    >>> table = {"arms": [2, 0] * 6, "grain": [0, 1, 1, 0] * 3, "the": [3, 5] * 6}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> table = compare(counts, "kremlin", "elysee").round(3)
    >>> table.loc["arms", ["z", "estimate", "p", "p_adjusted", "calls", "smallest_p"]].astype(float).tolist()
    [2.38, 366.667, 0.031, 0.031, 6.0, 0.031]
    >>> table.loc["arms", "why"]
    'too few calls told by both: 6, needed 10'
    """
    told = _told_by_both(counts, a, b)
    rows = np.arange(len(told.terms)) if terms is None else _rows(told.terms, terms, counts.index)
    with_it = ((told.a + told.b) > 0).sum(axis=1)
    tested = permutation(_log_odds(told, rows), len(told.calls), with_it[rows], permutations)
    rates = [side.multiply(PER / side.sum(axis=0)[None, :]).tocsr() for side in (told.a, told.b)]
    needed = max(FEWEST_WITH, int(np.ceil(len(told.calls) * SHARE_WITH)))
    size = _intervals(rates[0] - rates[1], with_it, needed, "too few calls with it")
    sure = size.iloc[rows].reset_index(drop=True).join(tested).set_index(told.terms[rows])
    if told.attrs["why"]:
        warnings.warn(told.attrs["why"], stacklevel=2)
    with warnings.catch_warnings(action="ignore", category=UserWarning):  # that a side has no words is said by then
        table = log_odds(counts.loc[told.terms, counts.columns.get_level_values(-2).isin(told.calls)], a, b)
    columns = ["estimate", "low", "high", "p", "p_adjusted", "calls", "smallest_p", "why"]
    table = table.join(sure[columns], how="inner")
    table.attrs = told.attrs | tested.attrs
    return table


def smallest_p(counts: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    """The smallest two-sided p that swapping the two accounts within calls could give, for each term.

    With m calls told by both sides in which the term occurs there are 2**m ways to swap, and the two most extreme
    ones always tie: no p below 2 / 2**m can come out, whatever the difference (Pesarin & Salmaso 2010 on paired
    permutation tests). A term in none of them has p = 1.

    Parameters
    ----------
    counts : as for ``compare``.

    Returns
    -------
    Terms as index; ``calls``, the number m; ``smallest_p``, 0 < p <= 1.

    Examples
    --------
    >>> columns = [(call, side) for call in ("one", "two") for side in ("kremlin", "elysee")]
    >>> table = {"grain": [1, 0, 0, 2], "arms": [1, 1, 0, 0], "the": [4, 5, 6, 7]}
    >>> counts = pd.DataFrame.from_dict(table, orient="index", columns=pd.MultiIndex.from_tuples(columns))
    >>> smallest_p(counts, "kremlin", "elysee")["smallest_p"].to_dict()
    {'grain': 0.5, 'arms': 1.0, 'the': 0.5}
    """
    told = _told_by_both(counts, a, b)
    with_it = pd.Series(((told.a + told.b) > 0).sum(axis=1), told.terms).reindex(counts.index, fill_value=0)
    return pd.DataFrame({"calls": with_it.astype("int64"), "smallest_p": _bound(with_it)})


# Shares of sentences


def shares_by_call(
    sentences: pd.DataFrame, a: str, b: str, tags: Sequence[str], permutations: int = 65_536
) -> pd.DataFrame:
    """The share of each side's sentences that has a tag, and the difference, with an interval and a test over calls.

    The difference is the mean, over the calls that both sides tell, of each call's difference in share; every call
    weighs the same, and so the dyads do by their calls. The interval is Student's t over calls; it is given from ten
    calls up, and for a tag that makes a difference in six of them. The test swaps the two accounts within calls
    (``permutation``), each difference taken by its root mean square over calls.

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
    tags = _tags(sentences, tags, ["call_id", "voice"])
    if a == b:
        raise ValueError(f"'{a}' is compared with itself. Name two voices.")
    own = sentences[sentences["voice"].isin([a, b])]
    sides = own.groupby("call_id")["voice"].nunique()
    calls = list(sides.index[sides == 2])
    if not calls:
        raise ValueError(_no_call(a, b, sentences["voice"]))
    own = own[own["call_id"].isin(calls)]
    means = own.groupby(["voice", "call_id"])[tags].mean()
    apart = (means.loc[a] - means.loc[b]).round(12)
    other = (apart != 0).sum().to_numpy()
    scaled = (apart / np.sqrt((apart**2).sum()).replace(0, 1)).to_numpy().T
    table = own.groupby("voice")[tags].mean().loc[[a, b]].T.set_axis(["share_a", "share_b"], axis=1)
    size = _intervals(sparse.csr_array(apart.to_numpy().T), other, FEWEST_WITH, "a difference in too few calls")
    tested = permutation(lambda signs: scaled @ signs, len(calls), other, permutations)
    table[["estimate", "low", "high"]] = size[["estimate", "low", "high"]].to_numpy()
    columns = ["p", "p_adjusted", "calls", "smallest_p"]
    table = table.join(tested[columns].set_index(table.index)).assign(why=size["why"].to_numpy())
    dyads = own.drop_duplicates("call_id")["dyad"].value_counts().sort_index().to_dict() if "dyad" in own else {}
    spoken = {side: int((own["voice"] == side).sum()) for side in (a, b)}
    left_out = sorted(set(sides.index) - set(calls))
    table.attrs = {"calls": len(calls), "strata": dyads, "sentences": spoken, "calls_left_out": left_out}
    return table.rename_axis("tag")


def power_by_call(
    differences: pd.DataFrame, calls: Sequence[int], adjusted: bool = False, draws: int = 400, seed: int = 0
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
    files.need(differences, "differences", [])
    values, rng, swaps, rows = differences.to_numpy(float), np.random.default_rng(seed), 400, {}
    for c in calls:
        drawn = values[rng.integers(0, len(values), (draws, c))].round(12)
        size = np.sqrt((drawn**2).sum(axis=1, keepdims=True))
        scaled = drawn / np.where(size > 0, size, 1)
        swapped = np.abs(rng.choice([-1.0, 1.0], (swaps, c)) @ scaled)  # draws by swaps by tags
        swapped = swapped.max(axis=2, keepdims=True) if adjusted else swapped
        larger = (swapped >= np.abs(scaled.sum(axis=1))[:, None] - _TIE).sum(axis=1)
        p = np.maximum((larger + 1) / (swaps + 1), _bound((drawn != 0).sum(axis=1)))
        rows[c] = (p <= 0.05).mean(axis=0)
    return pd.DataFrame.from_dict(rows, orient="index", columns=differences.columns).rename_axis("calls")


# Swaps and intervals


def permutation(
    measure: Callable[[np.ndarray], np.ndarray], calls: int, with_it: np.ndarray, permutations: int = 4096
) -> pd.DataFrame:
    """How often swapping the two accounts within calls gives statistics as large as those that there are.

    All 2**c ways to swap c calls are gone through where these are no more than ``permutations``, otherwise so many are
    drawn at random, the actual one counted in (Phipson & Smyth 2010). Two-sided; ties within 1e-9 count.

    Many terms are tested at once. ``p_adjusted`` compares each with the largest statistic among the terms that have
    no larger one than it, in the same swaps: step-down max-T (Westfall & Young 1993; Ge, Dudoit & Speed 2003). The
    chance of even one false term stays below the level. Methods that see the p-values alone need far more swaps.

    Parameters
    ----------
    measure : from signs, calls by swaps, -1 where the accounts are swapped, to statistics, terms by swaps.
    calls : the number of calls. with_it : of each term, the calls that a swap changes anything in.

    Returns
    -------
    One row a term: ``statistic``; ``as_large``, the swaps that give one as large; ``p``, ``p_adjusted``; ``calls``, as
    given, and ``smallest_p``, 2 / 2**calls, and not below 1 / (swaps + 1) where these are drawn: no p is below it.
    ``attrs``: ``swaps``, and whether they are ``exact``, all there are.

    Raises
    ------
    ValueError: no permutations, or a statistic that is no number.

    Examples
    --------
    >>> apart = np.array([[2, 1, 3, 2, 2, 1], [1, -1, 0, 2, -1, 0]])
    >>> permutation(lambda signs: apart @ signs, 6, (apart != 0).sum(axis=1))[["as_large", "p"]].values.tolist()
    [[2.0, 0.03125], [64.0, 1.0]]
    """
    signs, exact = _signs(calls, permutations)
    statistic = measure(np.ones((calls, 1)))[:, 0]
    if not np.isfinite(statistic).all():
        raise ValueError("the measure gives no finite number for every term. See to zero counts in it.")
    order = np.argsort(-np.abs(statistic).round(9), kind="stable")
    observed = np.abs(statistic[order])[:, None] - _TIE
    alone, largest = np.zeros((2, len(order)), dtype=np.int64)
    step = max(1, _CELLS // max(len(order), 1))
    for i in range(0, signs.shape[1], step):
        size = np.abs(measure(signs[:, i : i + step].astype(float))[order])
        alone += (size >= observed).sum(axis=1)
        np.maximum.accumulate(size[::-1], out=size[::-1])
        largest += (size >= observed).sum(axis=1)
    actual = 0 if exact else 1
    swaps, bound = signs.shape[1] + actual, _bound(with_it)
    p = np.maximum((alone + actual) / swaps, bound[order])
    adjusted = np.maximum.accumulate(np.maximum((largest + actual) / swaps, p))
    columns = {"statistic": statistic[order], "as_large": alone, "p": p, "p_adjusted": adjusted}
    table = pd.DataFrame(columns, index=order).sort_index()
    table = table.assign(calls=with_it, smallest_p=np.maximum(bound, actual / swaps))
    table.attrs = {"swaps": signs.shape[1], "exact": exact}
    return table


def _signs(calls: int, permutations: int) -> tuple[np.ndarray, bool]:
    """Signs, calls by swaps: 1 as it is, -1 swapped; and whether these are all there are."""
    if permutations < 1:
        raise ValueError(f"permutations are at least 1, not {permutations}.")
    if 2**calls <= permutations:
        return 1 - 2 * ((np.arange(2**calls) >> np.arange(calls)[:, None]) & 1), True
    return np.random.default_rng(0).choice(np.array([-1, 1]), size=(calls, permutations)), False


def _bound(m: np.ndarray | pd.Series) -> np.ndarray:
    """The smallest p that m calls can give: 2 / 2**m, at most 1."""
    return np.minimum(2.0 ** (1 - np.asarray(m)), 1.0)


def _intervals(differences: sparse.csr_array, with_it: np.ndarray, needed: int, few: str) -> pd.DataFrame:
    """The mean of each row over calls, with Student's 95 % interval where enough calls have anything to say; else why
    not.
    """
    c = differences.shape[1]
    mean = differences.sum(axis=1) / max(c, 1)
    # The squared distances from the mean, of the cells that are filled and of those that are not.
    filled = np.diff(differences.indptr)
    row = np.repeat(np.arange(len(mean)), filled)
    square = np.bincount(row, (differences.data - mean[row]) ** 2, len(mean)) + (c - filled) * mean**2
    half = special.stdtrit(max(c - 1, 1), 0.975) * np.sqrt(square / max(c - 1, 1) / max(c, 1))
    table = pd.DataFrame({"estimate": mean, "low": mean - half, "high": mean + half})
    why = [f"{few}: {m}, needed {needed}" if m < needed else "" for m in with_it]
    if c < FEWEST_CALLS:
        why = [f"too few calls told by both: {c}, needed {FEWEST_CALLS}"] * len(why)
    table["why"] = pd.array(why, dtype="str")
    table.loc[(table["why"] == "") & (half < _TIE), "why"] = "the same in every call"
    table.loc[table["why"] != "", ["low", "high"]] = np.nan
    return table


class _Told(NamedTuple):
    """The accounts of the calls that both sides tell: counts, terms by calls, of the terms that occur in them."""

    terms: pd.Index
    calls: list
    a: sparse.csr_array
    b: sparse.csr_array
    strata: dict[str, np.ndarray]  # of each dyad, the places of its calls; all of them under "" in two levels
    attrs: dict


def _told_by_both(counts: pd.DataFrame, a: str, b: str) -> _Told:
    files.need(counts, "counts", [])
    columns = counts.columns.set_names([None] * counts.columns.nlevels)  # names that are numbers would pass for places
    if columns.nlevels not in (2, 3):
        few = "one level" if columns.nlevels == 1 else f"{columns.nlevels} levels"
        raise ValueError(f'counts have {few} of columns. Count with by=["call_id", "voice"], or "dyad" before them.')
    accounts = columns if columns.nlevels == 2 else columns.droplevel(0)
    if accounts.duplicated().any():
        twice = accounts[accounts.duplicated()][0]
        raise ValueError(f"counts: two columns {twice!r}. All texts on a call make one account: add them up.")
    if a == b:
        raise ValueError(f"'{a}' is compared with itself. Name two voices.")
    voices = accounts.get_level_values(1)
    chosen = voices.isin([a, b])
    table = checked(counts.loc[:, chosen])
    words = table.sum(axis=0)
    at = {account: i for i, account in enumerate(accounts[chosen]) if words[i] > 0}
    ours, theirs = ({call for call, voice in at if voice == side} for side in (a, b))
    calls = sorted(ours & theirs)
    own, other = (table[:, [at[call, side] for call in calls]] for side in (a, b))
    used = np.flatnonzero(np.diff(own.indptr) + np.diff(other.indptr))
    dyads = dict(zip(accounts.get_level_values(0), columns.get_level_values(0), strict=True))
    of = np.array([str(dyads[call]) if columns.nlevels == 3 else "" for call in calls])
    strata = {str(name): np.flatnonzero(of == name) for name in sorted(set(of))}
    attrs = {"calls": len(calls), "strata": {name: len(where) for name, where in strata.items() if name}}
    attrs |= {"calls_left_out": sorted(ours ^ theirs), "terms_left_out": len(counts) - len(used)}
    attrs["why"] = "" if calls else _no_call(a, b, voices)
    return _Told(counts.index[used], calls, own[used], other[used], strata, attrs)


def _no_call(a: str, b: str, voices: Collection[str]) -> str:
    """Why there is nothing to compare: a side that is nowhere may be a name written otherwise."""
    known = sorted(set(map(str, voices)))
    absent = " and ".join(f"'{voice}'" for voice in (a, b) if str(voice) not in known)
    said = f" No account is by {absent}; there are: {', '.join(known) or 'none'}." if absent else ""
    return f"no call is told by both '{a}' and '{b}': there is nothing to compare.{said}"


def _rows(known: pd.Index, terms: Collection[str], every: pd.Index) -> np.ndarray:
    """The numbers of the terms that occur in the calls compared, in the order of the counts."""
    if isinstance(terms, str):
        raise ValueError(f"terms is a list of words, not the word {terms!r}.")
    if strange := sorted({*terms} - {*every}):
        raise ValueError(f"the counts have no term {strange[0]!r}. Are the terms written as in the counts?")
    return np.flatnonzero(known.isin(list(terms)))


def _tags(sentences: pd.DataFrame, tags: Sequence[str], needed: list[str]) -> list[str]:
    """The tags as a list, checked."""
    if isinstance(tags, str):
        raise ValueError(f"tags is a list of columns: [{tags!r}].")
    files.need(sentences, "sentences", [*needed, *tags])
    for tag in tags:
        if (wrong := ~sentences[tag].between(0, 1)).any():
            row = sentences[wrong].iloc[0]
            raise ValueError(f"{tag} is {row[tag]} in a sentence on call '{row[needed[0]]}', not within 0 and 1.")
    return list(tags)


def _log_odds(told: _Told, rows: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Log-odds of these rows by their standard error, of accounts of one length, summed within dyads."""
    n_a, n_b = told.a.sum(axis=0), told.b.sum(axis=0)
    length = 2 * n_a * n_b / (n_a + n_b)
    ours, theirs = (side.multiply((length / n)[None, :]).tocsr() for side, n in ((told.a, n_a), (told.b, n_b)))
    dyads = []
    for at in told.strata.values():
        prior = (ours + theirs)[:, at].sum(axis=1)[rows, None]
        there = np.flatnonzero(prior)  # of each dyad the terms that it has
        apart = (ours - theirs)[rows[there]][:, at]
        dyads.append((at, there, prior[there], apart, 3 * length[at].sum()))  # words of a side, and the prior's

    def measure(signs: np.ndarray) -> np.ndarray:
        parts = []
        for at, there, both, apart, words in dyads:
            y_a = (both + apart @ signs[at]) / 2
            parts.append((there, ratio(y_a, both - y_a, words, words, both)))
        return over_strata(parts, (len(rows), signs.shape[1]))[1]

    return measure


# Corpora whose truth is known


class World(NamedTuple):
    """What artificial readouts are like: words of the language, the shortest and longest account of each side, and how
    closely the rates of calls, and of accounts, keep to their means: the smaller, the stronger the effect."""

    words: int = 2000
    lengths: tuple[tuple[int, int], tuple[int, int]] = ((150, 500), (150, 500))
    call_effect: float = 200.0
    account_effect: float = 220.0


NEWS = World()


def planted_corpus(
    calls: int = 20, planted: int = 20, ratio: float = 4.0, seed: int = 0, world: World = NEWS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts of artificial readouts, both sides' on every call, and the truth about them.

    Frequencies fall with rank as in Mandelbrot's law. Each call has word rates of its own, drawn around these (a
    Dirichlet distribution), and each account rates drawn around its call's; words are drawn at the account's rates. So
    a word that stands in a text is likely to stand there again, as in real ones (the Dirichlet compound multinomial of
    Madsen, Kauchak & Elkan 2005, on two levels). The strength of the effects is such that, where nothing differs, G2
    over pooled words has p < 0.05 for 20 to 25 % of the words that occur, as between random halves of real news texts.

    Planted words come in pairs of the same frequency, spread over all frequencies: of what a call says with the two,
    one side uses the first ``ratio`` times as often as the second, the other side the other way round. Thus the rates
    of all other words are the same on both sides, exactly.

    Parameters
    ----------
    planted : number of words that differ, an even number; 0 for no difference.
    ratio : how many times more often one side uses a planted word than the other.

    Returns
    -------
    counts : terms by (call_id, voice), terms in the order of their frequency.
    truth : the same terms; ``rate_a`` and ``rate_b``, the expected rates per 1,000 words of an account; ``difference``,
        of the two; ``planted``.

    Raises
    ------
    ValueError: an odd number of planted words, or more than there are words.

    Examples
    --------
    >>> counts, truth = planted_corpus(calls=3, planted=2, seed=1, world=World(words=100))
    >>> counts.shape, truth.loc[truth["planted"], ["rate_a", "rate_b"]].round(1).values.tolist()
    ((100, 6), [[33.1, 8.3], [8.3, 33.1]])
    """
    words = world.words
    if planted % 2 or not 0 <= planted <= words:
        raise ValueError(f"planted words come in pairs and are no more than all words ({words}), not {planted}.")
    rng = np.random.default_rng(seed)
    rates = 1 / (np.arange(words) + 11.0) ** 1.1  # Mandelbrot's law, rank 0 the most frequent
    first = _places(words, planted)
    pairs = np.stack([first, first + 1])
    rates[pairs] = rates[pairs].mean(axis=0)
    rates /= rates.sum()
    by_call = _dirichlet(rng, np.broadcast_to(world.call_effect * rates, (calls, words)))
    accounts, expected = [], []
    for side, (shortest, longest) in enumerate(world.lengths):
        own, other = pairs if side == 0 else pairs[::-1]
        by_account = _dirichlet(rng, world.account_effect * _tilted(by_call, own, other, ratio))
        accounts.append(rng.multinomial(rng.integers(shortest, longest, calls, endpoint=True), by_account))
        expected.append(PER * _tilted(rates[None], own, other, ratio)[0])
    terms = pd.Index([f"w{i:0{len(str(words - 1))}}" for i in range(words)], name="term", dtype="str")
    names = [f"call-{i:0{len(str(calls - 1))}}" for i in range(calls)]
    columns = pd.MultiIndex.from_product([names, ("kremlin", "elysee")], names=["call_id", "voice"])
    counts = pd.DataFrame(np.stack(accounts, axis=1).reshape(-1, words).T, terms, columns)
    truth = pd.DataFrame({"rate_a": expected[0], "rate_b": expected[1]}, terms)
    return counts, truth.assign(difference=expected[0] - expected[1], planted=np.isin(np.arange(words), pairs))


def _places(words: int, planted: int) -> np.ndarray:
    """Where the pairs begin: evenly over the logarithm of the rank, from the tenth word on where there is room."""
    order = np.arange(planted // 2)
    last = words // 2 - 1
    rank = np.geomspace(max(min(5, last), 1), max(last, 1), len(order)).astype(int)
    rank = np.maximum.accumulate(rank - order) + order
    return 2 * np.clip(rank, 0, last - order[::-1])


def _dirichlet(rng: np.random.Generator, alpha: np.ndarray) -> np.ndarray:
    """One draw a row; NumPy's own takes one row only, and no zeros."""
    drawn = rng.standard_gamma(alpha)
    return drawn / drawn.sum(axis=1, keepdims=True)


def _tilted(rates: np.ndarray, own: np.ndarray, other: np.ndarray, ratio: float) -> np.ndarray:
    """What a call says with a pair of words, divided between them as one side does."""
    tilted, both = rates.copy(), rates[:, own] + rates[:, other]
    tilted[:, own], tilted[:, other] = both * ratio / (1 + ratio), both / (1 + ratio)
    return tilted
