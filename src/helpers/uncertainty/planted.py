"""Artificial readouts whose true difference is known: what a method must find there, and must not."""

import numpy as np
import pandas as pd


def planted_corpus(
    calls: int = 20,
    words: int = 2000,
    planted: int = 20,
    ratio: float = 4.0,
    seed: int = 0,
    *,
    voices: tuple[str, str] = ("kremlin", "elysee"),
    lengths: tuple[tuple[int, int], tuple[int, int]] = ((150, 500), (150, 500)),
    call_effect: float = 200.0,
    account_effect: float = 220.0,
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
    lengths : the shortest and longest account, in words, of each side.
    call_effect, account_effect : concentration of the rates around their means; the smaller, the stronger the effect.

    Returns
    -------
    counts : terms by (call_id, voice), terms in the order of their frequency.
    truth : the same terms; ``rate_a`` and ``rate_b``, the expected rates per 1,000 words of an account; ``difference``,
        of the two; ``planted``.

    Raises
    ------
    ValueError: a number that makes no corpus; says which.

    Examples
    --------
    >>> counts, truth = planted_corpus(calls=3, words=100, planted=2, seed=1)
    >>> counts.shape, truth.loc[truth["planted"], ["rate_a", "rate_b"]].round(1).values.tolist()
    ((100, 6), [[33.1, 8.3], [8.3, 33.1]])
    """
    _check(calls, words, planted, ratio, lengths, call_effect, account_effect)
    rng = np.random.default_rng(seed)
    rates = 1 / (np.arange(words) + 11.0) ** 1.1  # Mandelbrot's law, rank 0 the most frequent
    first = _places(words, planted)
    pairs = np.stack([first, first + 1])
    rates[pairs] = rates[pairs].mean(axis=0)
    rates /= rates.sum()
    by_call = _dirichlet(rng, np.broadcast_to(call_effect * rates, (calls, words)))
    accounts, expected = [], []
    for side, (shortest, longest) in enumerate(lengths):
        own, other = pairs if side == 0 else pairs[::-1]
        by_account = _dirichlet(rng, account_effect * _tilted(by_call, own, other, ratio))
        accounts.append(rng.multinomial(rng.integers(shortest, longest, calls, endpoint=True), by_account))
        expected.append(1000 * _tilted(rates[None], own, other, ratio)[0])
    terms = pd.Index([f"w{i:0{len(str(words - 1))}}" for i in range(words)], name="term", dtype="str")
    names = [f"call-{i:0{len(str(calls - 1))}}" for i in range(calls)]
    columns = pd.MultiIndex.from_product([names, voices], names=["call_id", "voice"])
    counts = pd.DataFrame(np.stack(accounts, axis=1).reshape(-1, words).T, terms, columns)
    truth = pd.DataFrame({"rate_a": expected[0], "rate_b": expected[1]}, terms)
    return counts, truth.assign(difference=expected[0] - expected[1], planted=np.isin(np.arange(words), pairs))


def _check(
    calls: int, words: int, planted: int, ratio: float, lengths: tuple, call_effect: float, account_effect: float
) -> None:
    if calls < 1 or words < 2:
        raise ValueError(f"a corpus has at least 1 call and 2 words, not {calls} and {words}.")
    if planted < 0 or planted % 2 or planted > words:
        raise ValueError(f"planted words come in pairs and are no more than all words ({words}), not {planted}.")
    if not all(0 < shortest <= longest for shortest, longest in lengths):
        raise ValueError(f"lengths are the shortest and the longest account of each side, at least 1, not {lengths}.")
    for name, value in (("ratio", ratio), ("call_effect", call_effect), ("account_effect", account_effect)):
        if not 0 < value < np.inf:
            raise ValueError(f"{name} is a positive number, not {value}.")


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
