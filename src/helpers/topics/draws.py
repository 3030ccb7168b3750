"""Would the grouping survive another draw of texts, or another start?"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from helpers.topics._model import Units, run
from helpers.topics._terms import Unfit
from helpers.topics.fitting import named, prepare

# Jaccard of a group with its match (Hennig 2008): from 0.75 a stable group, below 0.6 none to be trusted.
HOLDS, DOUBTFUL = 0.75, 0.6
MEASURES = ["jaccard", "rand", "together"]


class Stability(NamedTuple):
    """``runs``: a row for each time it was fitted again. ``topics``: a row for each topic of the first fit."""

    runs: pd.DataFrame
    topics: pd.DataFrame


def stability(
    sentences: pd.DataFrame,
    method: str = "nmf",
    k: int = 7,
    seed: int = 0,
    *,
    resamples: int = 200,
    seeds: int = 10,
    unit: str = "sentence",
    leave_out: Iterable[str] = frozenset(),
    longest: int = 3,
    min_sentences: int = 2,
    max_share: float = 0.25,
    vectorizer: Any = None,
) -> Stability:
    """Fit again on documents drawn with replacement, and from other starts, and see which groups come back.

    Documents are drawn whole, for sentences of one document are not independent (Efron & Tibshirani 1993). Each topic
    is matched with one of the new ones so that the Jaccard indices of their sentences add up to the most (Kuhn 1955),
    over the sentences that were drawn. With a vectorizer, its weights stay those of all texts.

    Parameters
    ----------
    resamples : how often documents are drawn. seeds : how often the method is started anew, on all documents, from a
        drawn starting point. The others are those of ``fit``.

    Returns
    -------
    ``runs``: ``kind`` ("documents" or "seeds"), ``draw``, ``documents`` (different ones drawn), ``sentences``;
    ``jaccard``, the mean over matched topics; ``rand``, the adjusted Rand index (Hubert & Arabie 1985; 1 the same
    groups, 0 as by chance); ``together``, the share of pairs of sentences in one group that stay in one; ``why``, the
    reason where a draw could not be fitted, all three then missing.
    ``topics``: ``topic``, ``label``, ``sentences``; ``jaccard``, the mean over the draws of documents with any of its
    sentences, and ``draws``, their number; ``jaccard_seeds``; ``holds``: "yes" (mean at least 0.75), "doubtful", or
    "no" (below 0.6; cut-offs from Hennig 2008).

    Of one document, or of texts in which ``fit`` finds no topics, both have no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: what ``fit`` raises.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Weapons and talks.", "Grain by sea.", "Talks on weapons."] * 2
    >>> table = pd.DataFrame({"doc_id": list("aabbccdd"), "sentence": [0, 1] * 4, "text": texts})
    >>> found = stability(table, k=2, max_share=0.5, resamples=20, seeds=2)
    >>> found.topics[["label", "jaccard", "holds"]].values.tolist()
    [['grain, sea, exports', 1.0, 'yes'], ['talks, weapons', 1.0, 'yes']]
    """
    units = prepare(sentences, unit, leave_out, longest, min_sentences, vectorizer)
    try:
        model, sampled = run(units, method, k, seed, min_sentences, max_share), drawn(units, resamples, seed)
    except Unfit as error:
        return _without(str(error))
    first = named(units, model, sentences.index).assigned
    reference = _by_unit(first, units)
    draws = [("documents", times) for times in sampled] + [("seeds", None)] * seeds
    rows, matched = [], []
    for number, (kind, times) in enumerate(draws):
        row = {"kind": kind, "draw": number if times is not None else number - resamples}
        found, why = again(units, method, k, seed + 1 + number, min_sentences, max_share, times)
        used = np.ones(len(reference), dtype=bool) if times is None else times > 0
        same, each = agreement(reference[used], found[used], k) if not why else (dict.fromkeys(MEASURES), [np.nan] * k)
        rows.append(row | {"documents": _documents(units, used), "sentences": int(used[units.member].sum())} | same)
        rows[-1]["why"] = why
        matched.append(each)
    runs = pd.DataFrame(rows).astype(dict.fromkeys(MEASURES, "float64"))
    return Stability(runs, _by_topic(first, np.array(matched), runs["kind"] == "documents"))


def _without(why: str) -> Stability:
    """The tables of texts that were not grouped at all."""
    whole, text = dict.fromkeys(["draw", "documents", "sentences", "topic", "draws"], "int64"), ["kind", "why", "label"]
    kinds = whole | dict.fromkeys([*text, "holds"], "str")
    runs = ["kind", "draw", "documents", "sentences", *MEASURES, "why"]
    topics = ["topic", "label", "sentences", "jaccard", "draws", "jaccard_seeds", "holds"]
    tables = [
        pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "float64")) for name in part}) for part in (runs, topics)
    ]
    for table in tables:
        table.attrs["why"] = why
    return Stability(*tables)


def _by_unit(assigned: pd.DataFrame, units: Units) -> np.ndarray:
    topic = np.full(units.counts.shape[0], -1)
    topic[units.member] = assigned.loc[units.sentences.index, "topic"]
    return topic


def _document_of(units: Units) -> np.ndarray:
    """The number of each unit's document."""
    codes = np.zeros(units.counts.shape[0], dtype=int)
    codes[units.member] = pd.factorize(units.sentences["doc_id"])[0]
    return codes


def _documents(units: Units, used: np.ndarray) -> int:
    return len(np.unique(_document_of(units)[used]))


def drawn(units: Units, resamples: int, seed: int) -> np.ndarray:
    """How often each unit is taken, resamples by units, when documents are drawn with replacement."""
    of = _document_of(units)
    documents = of.max(initial=0) + 1
    if documents < 2:
        raise Unfit("one document only: there is nothing to draw. Bring more, or name its parts as doc_id.")
    times = np.random.default_rng(seed).multinomial(documents, np.full(documents, 1 / documents), size=resamples)
    return times[:, of]


def again(
    units: Units, method: str, k: int, seed: int, least: int, share: float, times: np.ndarray | None
) -> tuple[np.ndarray, str]:
    """The topics of one more fit, or the reason why there is none."""
    try:
        return run(units, method, k, seed, least, share, drawn=times, again=times is None).topic, ""
    except ValueError as error:
        return np.full(units.counts.shape[0], -1), str(error)


def agreement(first: np.ndarray, second: np.ndarray, k: int) -> tuple[dict[str, float], np.ndarray]:
    """How alike two groupings of the same units are, and the Jaccard index of each topic of the first with its match.

    Units without a topic are a group of their own in ``rand`` and ``together``, and in no topic otherwise.
    """
    table = np.zeros((k, max(k, second.max(initial=-1) + 1)))
    both = (first >= 0) & (second >= 0)
    np.add.at(table, (first[both], second[both]), 1)
    sizes = np.bincount(first[first >= 0], minlength=k)
    others = np.bincount(second[second >= 0], minlength=table.shape[1])
    jaccard = table / np.maximum(sizes[:, None] + others - table, 1)
    rows, columns = linear_sum_assignment(-jaccard)
    each = np.where(sizes > 0, jaccard[rows, columns], np.nan)
    pairs = contingency_matrix(first, second, sparse=True)
    before = (np.bincount(first + 1) * (np.bincount(first + 1) - 1)).sum()
    kept = (pairs.data * (pairs.data - 1)).sum()
    together = float(kept / before) if before else np.nan
    mean = float(np.nanmean(each)) if (sizes > 0).any() else np.nan
    return {"jaccard": mean, "rand": float(adjusted_rand_score(first, second)), "together": together}, each


def _by_topic(assigned: pd.DataFrame, matched: np.ndarray, documents: pd.Series) -> pd.DataFrame:
    found = assigned[assigned["topic"] >= 0]
    table = found.groupby(["topic", "label"]).size().rename("sentences").reset_index()
    each = pd.DataFrame(matched)[table["topic"].tolist()]
    table["jaccard"] = each[documents].mean().to_numpy()
    table["draws"] = each[documents].notna().sum().to_numpy()
    table["jaccard_seeds"] = each[~documents].mean().to_numpy()
    table["holds"] = np.select([table["jaccard"] >= HOLDS, table["jaccard"] >= DOUBTFUL], ["yes", "doubtful"], "no")
    return table
