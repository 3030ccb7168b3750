"""Groups of sentences that get the same numbers, names and order at every run."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.preprocessing import normalize

from helpers.topics import _terms
from helpers.topics._model import Model, Units, run

NONE = "no topic"
# Terms that are listed for a topic; more are kept for no purpose.
LISTED = 50
# Share of a term's weight, the rest is its lift: Sievert & Shirley (2014) found readers name topics best at 0.6.
_RELEVANCE = 0.6


class Topics(NamedTuple):
    """``assigned``: a topic per sentence. ``terms``: the terms of each topic."""

    assigned: pd.DataFrame
    terms: pd.DataFrame


def fit(
    sentences: pd.DataFrame,
    method: str = "nmf",
    k: int = 7,
    seed: int = 0,
    *,
    unit: str = "sentence",
    leave_out: Iterable[str] = frozenset(),
    longest: int = 3,
    min_sentences: int = 2,
    max_share: float = 0.25,
    vectorizer: Any = None,
) -> Topics:
    """Group sentences by the words they share.

    "nmf": non-negative matrix factorization (Lee & Seung 1999) of TF-IDF, from a starting point that is not drawn;
    "lda": latent Dirichlet allocation (Blei, Ng & Jordan 2003) of counts; "kmeans" and "agglomerative" (Ward 1963) of
    TF-IDF. Rows are sorted by document and sentence before fitting and topics by size, ties by label, so that neither
    the order of the input nor a rerun changes a number, a label or a colour.

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``text``; ``language`` where known; ``paragraph`` for that unit.
    method, k, seed : the method, the number of topics, and the seed of what is drawn (in "lda" and "kmeans").
    unit : "sentence", or "paragraph": its sentences are taken together and get the same topic.
    leave_out : words that say nothing of a topic, besides the stop words.
    longest : the words in the longest terms. Names of ``names.csv`` and ``multiwords.csv`` are one word, in one form.
    min_sentences, max_share : a term counts if it stands in at least so many units and at most this share of them.
    vectorizer : anything with scikit-learn's ``fit`` and ``transform`` for a list of texts, such as a table of word
        vectors whose mean is a text's. It then decides which sentences are alike; terms and labels still come from the
        words. Negative weights go with "kmeans" and "agglomerative" only. Nothing is downloaded here.

    Returns
    -------
    ``assigned``: the rows of ``sentences`` in their order, with ``topic`` (0 the largest; -1 where the sentence has
    none of the terms), ``label`` (its most telling terms), ``weight``, the topic's share of the sentence's weights, and
    ``central``, the cosine of the sentence's and the topic's weights; both 0 to 1, three decimals.
    ``terms``: ``topic``, ``label``, ``term``, ``weight`` (share of the topic's weights, three decimals), the 50 most
    telling first: relevance at 0.6 (Sievert & Shirley 2014), ties by term.
    Texts that do not allow so many topics, with fewer (different) sentences or terms than topics, no term left, or more
    than 10,000 units for "agglomerative", have none: every sentence has "no topic", ``terms`` no rows, and
    ``attrs["why"]`` of both says what to change. It is "" otherwise.

    Raises
    ------
    ValueError: an unknown method or unit, a column missing, weights that a method cannot take; says what to change.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Grain and sea.", "Weapons and talks.", "Talks on weapons."]
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": range(4), "text": texts})
    >>> fit(table, k=2, max_share=0.5).assigned["label"].tolist()
    ['grain, sea', 'grain, sea', 'talks, weapons', 'talks, weapons']
    >>> fit(table, k=7).terms.attrs["why"]
    '7 topics need at least 7 sentences, there are 4. Choose a smaller k.'

    Meaning instead of words, with vectors of one's own (here of two dimensions):

    >>> from sklearn.preprocessing import FunctionTransformer
    >>> vectors = {"grain": [1, 0], "wheat": [0.9, 0.1], "weapons": [0, 1], "arms": [0.1, 0.9]}
    >>> mean = lambda texts: np.array([vectors[text.lower().strip(".")] for text in texts])
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": range(4), "text": ["Grain.", "Wheat.", "Weapons.", "Arms."]})
    >>> fit(table, "kmeans", 2, min_sentences=1, vectorizer=FunctionTransformer(mean)).assigned["topic"].tolist()
    [1, 1, 0, 0]
    """
    units = prepare(sentences, unit, leave_out, longest, min_sentences, vectorizer)
    try:
        model = run(units, method, k, seed, min_sentences, max_share)
    except _terms.Unfit as error:
        return without(sentences, str(error))
    return named(units, model, sentences.index)


def without(sentences: pd.DataFrame, why: str) -> Topics:
    """The tables of texts that no topics could be found in."""
    terms = {"topic": "int64", "label": "str", "term": "str", "weight": "float64"}
    found = Topics(
        sentences.assign(topic=-1, label=NONE, weight=0.0, central=0.0).astype({"label": "str"}),
        pd.DataFrame(columns=list(terms)).astype(terms),
    )
    return _with_reason(found, why)


def _with_reason(found: Topics, why: str) -> Topics:
    for table in found:
        table.attrs["why"] = why
    return found


def prepare(
    sentences: pd.DataFrame, unit: str, leave_out: Iterable[str], longest: int, least: int, vectorizer: Any
) -> Units:
    """The units in a fixed order and their counts, which no later draw changes."""
    table = _terms.ordered(sentences)
    if unit not in ("sentence", "paragraph"):
        raise ValueError(f"unit is 'sentence' or 'paragraph', not {unit!r}.")
    if unit == "paragraph" and "paragraph" not in table:
        raise ValueError("sentences: no column 'paragraph'. Make them with segment.split(documents).")
    member = table.groupby(["doc_id", unit], sort=True).ngroup().to_numpy()
    # A term in one sentence of a paragraph is in one unit: only then can it be dropped before they are put together.
    counts, terms = _terms.count(table, leave_out, longest, least if unit == "sentence" else 1)
    if unit == "paragraph":
        n = len(table)
        counts = sparse.csr_array((np.ones(n, dtype=np.int64), (member, np.arange(n)))) @ counts
    matrix = None
    if vectorizer is not None:
        texts = table["text"].groupby(member).agg(" ".join).tolist()
        matrix = vectorizer.fit(texts).transform(texts)
        matrix = sparse.csr_array(matrix) if sparse.issparse(matrix) else np.asarray(matrix, dtype=float)
    return Units(table, member, counts, terms, matrix)


def named(
    units: Units, model: Model, index: pd.Index, labels: list[str] | None = None, order: list[int] | None = None
) -> Topics:
    """Topics by size, with labels from their words unless these are given, and every sentence with its unit's."""
    by_term = normalize(np.asarray(model.by_term), norm="l1")
    sizes = np.bincount(model.topic[model.topic >= 0], minlength=len(by_term))
    relevance = _relevance(by_term, sizes)
    orders = [np.argsort(-values, kind="stable")[:LISTED] for values in relevance]
    listed = [[j for j in order if by_term[t, j] > 0] for t, order in enumerate(orders)]
    if labels is None or order is None:
        labels = [_label(model.terms[found]) for found in listed]
        order = sorted(range(len(labels)), key=lambda t: (-sizes[t], labels[t], model.terms[listed[t]].tolist()))
        labels = _told_apart([labels[t] for t in order])
    rank = np.append(np.argsort(order), -1)
    topic = rank[model.topic][units.member]
    table = units.sentences.assign(
        topic=topic,
        label=np.array([*labels, NONE], dtype=object)[topic],
        weight=model.share.round(3)[units.member],
        central=model.central.round(3)[units.member],
    ).astype({"label": "str"})
    rows = [
        (position, labels[position], model.terms[j], round(float(by_term[t, j]), 3))
        for position, t in enumerate(order)
        for j in listed[t]
    ]
    terms = pd.DataFrame(rows, columns=["topic", "label", "term", "weight"]).astype({"label": "str", "term": "str"})
    return _with_reason(Topics(table.loc[index], terms), "")


def _relevance(by_term: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """How telling each term is of each topic, to the ninth decimal so that no rounding error decides an order."""
    overall = (sizes + 1) @ by_term / (sizes + 1).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.log(by_term)
        value = weight - (1 - _RELEVANCE) * np.log(overall)
    return np.where(by_term > 0, value, -np.inf).round(9)


def _label(terms: Iterable[str], number: int = 3) -> str:
    """The first terms that have no word in common: "minsk agreements, kyiv", not "minsk agreements, agreements"."""
    chosen: list[str] = []
    for term in terms:
        if len(chosen) < number and not any(set(term.split()) & set(other.split()) for other in chosen):
            chosen.append(term)
    return ", ".join(chosen) or "no words"


def _told_apart(labels: list[str]) -> list[str]:
    """A label that another topic has already gets a number."""
    return [f"{name} ({labels[:i].count(name) + 1})" if name in labels[:i] else name for i, name in enumerate(labels)]
