"""How many topics, if any grouping of these texts is stable at all."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.topics import _terms
from helpers.topics._model import Units, run
from helpers.topics._terms import Unfit
from helpers.topics.draws import DOUBTFUL, again, agreement, drawn
from helpers.topics.fitting import named, prepare
from helpers.topics.scores import coherence

NO_GROUPING = "no stable grouping"
_MEASURES = ["coherence", "rand", "rand_error", "jaccard", "explained"]
# Draws for each shuffled copy: they are averaged over copies as well.
_DRAWS_SHUFFLED = 5


class Choice(NamedTuple):
    """``k``: the number of topics, or None. ``verdict``: why, in words. ``table``: a row for each k that was tried.

    ``as_stable``: how many shuffled copies are at least as stable, each with the k that is best for it.
    """

    k: int | None
    verdict: str
    table: pd.DataFrame
    as_stable: int


def choose(
    sentences: pd.DataFrame,
    ks: Sequence[int] = range(2, 11),
    method: str = "nmf",
    seed: int = 0,
    *,
    resamples: int = 50,
    shuffles: int = 19,
    unit: str = "sentence",
    leave_out: Iterable[str] = frozenset(),
    longest: int = 3,
    min_sentences: int = 2,
    max_share: float = 0.25,
    vectorizer: Any = None,
) -> Choice:
    """Coherence, stability and reconstruction for several k, and the smallest k that is as stable as the best.

    As good as the best is what lies within one standard error of it (Breiman et al. 1984), in the adjusted Rand index
    with fits to documents drawn with replacement. There is no stable grouping where the best k is no more stable than
    the best k of the same words in shuffled places, in any of ``shuffles`` copies (19: p = 0.05), or where its groups
    overlap their matches by a Jaccard index below 0.6 (Hennig 2008).

    Parameters
    ----------
    ks : the numbers of topics to try. resamples : draws of documents. shuffles : shuffled copies, each with 5 draws.
        The others are those of ``fit``.

    Returns
    -------
    ``table``: ``k``; ``coherence``, the mean over topics (NPMI, -1 to 1); ``rand`` and ``rand_error``, mean and its
    standard error; ``jaccard``, the mean overlap of matched groups; ``explained``, the share of the weights' sum of
    squares that the topics reproduce; ``shuffled``, the mean ``rand`` of the shuffled copies; ``draws`` that could be
    fitted; ``chosen``; ``why`` a k could not be tried, its measures then missing. Where none could, ``verdict`` says
    why.

    Raises
    ------
    ValueError: no k, or what ``fit`` raises.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Weapons and talks.", "Grain by sea.", "Talks on weapons."] * 4
    >>> table = pd.DataFrame({"doc_id": [f"d{i // 2}" for i in range(16)], "sentence": [0, 1] * 8, "text": texts})
    >>> choose(table, [2, 3], max_share=0.5, resamples=10).k
    2
    """
    ks = sorted(set(ks))
    if not ks:
        raise ValueError("no k to try. Give some, such as ks=range(2, 11).")
    units = prepare(sentences, unit, leave_out, longest, min_sentences, vectorizer)
    limits = (min_sentences, max_share)
    rows = []
    for k in ks:
        row, why = {"k": k} | dict.fromkeys(_MEASURES, np.nan) | {"draws": 0}, ""
        try:
            model = run(units, method, k, seed, *limits)
            runs = _redrawn(units, model.topic, method, k, seed, *limits, resamples)
            terms = named(units, model, sentences.index).terms
            score = coherence(terms, sentences, leave_out=leave_out)["coherence"].mean()
            row |= {"coherence": score, "rand": runs["rand"].mean(), "rand_error": runs["rand"].sem()}
            row |= {"jaccard": runs["jaccard"].mean(), "explained": model.explained, "draws": len(runs)}
        except Unfit as error:
            why = str(error)
        rows.append(row | {"why": why})
    table = pd.DataFrame(rows).astype({"why": "str"})
    shuffles = shuffles if table["rand"].notna().any() else 0
    random = []
    for copy in range(shuffles):
        mixed = _terms.shuffled(_terms.ordered(sentences), seed + copy)
        mixed = prepare(mixed, unit, leave_out, longest, min_sentences, vectorizer)
        random.append([_random(mixed, method, k, seed + copy, *limits) for k in ks])
    table.insert(6, "shuffled", np.mean(random, axis=0) if shuffles else np.nan)
    as_stable = int((np.max(random, axis=1) >= table["rand"].max()).sum()) if shuffles else 0
    k, verdict = _verdict(table, as_stable, shuffles)
    table.insert(len(table.columns) - 1, "chosen", table["k"] == k)
    return Choice(k, verdict, table, as_stable)


def _redrawn(
    units: Units, topic: np.ndarray, method: str, k: int, seed: int, least: int, share: float, draws: int
) -> pd.DataFrame:
    """How alike this grouping is to those of documents drawn with replacement, where these can be fitted."""
    rows = []
    for number, times in enumerate(drawn(units, draws, seed), start=1):
        found, why = again(units, method, k, seed + number, least, share, times)
        if not why:
            rows.append(agreement(topic[times > 0], found[times > 0], k)[0])
    return pd.DataFrame(rows, columns=["jaccard", "rand", "together"])


def _random(units: Units, method: str, k: int, seed: int, least: int, share: float) -> float:
    """How stable the groups of shuffled words are; 0 where there are not even k."""
    try:
        topic = run(units, method, k, seed, least, share).topic
    except ValueError:
        return 0.0
    rand = _redrawn(units, topic, method, k, seed, least, share, _DRAWS_SHUFFLED)["rand"].mean()
    return 0.0 if np.isnan(rand) else float(rand)


def _verdict(table: pd.DataFrame, as_stable: int, shuffles: int) -> tuple[int | None, str]:
    if table["rand"].isna().all():
        why = table["why"].max() or "no draw of documents could be fitted. Bring more text or try smaller k."
        return None, f"{NO_GROUPING}: {why}"
    best = table.loc[table["rand"].idxmax()]
    if as_stable:
        what = (
            f"the best adjusted Rand index, {best['rand']:.2f} with k = {best['k']:.0f}, is reached by {as_stable} of"
        )
        return None, f"{NO_GROUPING}: {what} {shuffles} copies with shuffled words."
    error = 0.0 if np.isnan(best["rand_error"]) else best["rand_error"]
    near = table[table["rand"] >= best["rand"] - error].iloc[0]
    if near["jaccard"] < DOUBTFUL:
        what = f"with k = {near['k']:.0f} the groups of another draw overlap by {near['jaccard']:.2f} only"
        return None, f"{NO_GROUPING}: {what}, below {DOUBTFUL}."
    k = int(near["k"])
    return k, f"k = {k}: the smallest within one standard error of the most stable, k = {best['k']:.0f}."
