"""The methods, from scikit-learn, behind one function: units and a matrix in, a topic for each unit out."""

import warnings
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from helpers.topics import _terms

METHODS = ("nmf", "lda", "kmeans", "agglomerative")
# Every two of so many sentences take 800 MB.
LARGEST = 10_000
# Cells up to which a matrix is quicker to work on with its zeros.
_SMALL = 1_000_000


class Units(NamedTuple):
    """What is grouped: sentences or paragraphs, in a fixed order."""

    sentences: pd.DataFrame  # ordered
    member: np.ndarray  # the unit of each sentence
    counts: sparse.csr_array  # units x terms
    terms: np.ndarray
    matrix: Any  # units x columns of a vectorizer of the user's; None: from the counts


class Model(NamedTuple):
    """A fitted method, before topics are put in order."""

    topic: np.ndarray  # of each unit; -1 where it has no weights
    share: np.ndarray  # of the unit's weights that is its topic's
    central: np.ndarray  # cosine of the unit with its topic
    by_term: np.ndarray  # topics x terms
    terms: np.ndarray
    explained: float  # share of the weights' sum of squares


def run(
    units: Units,
    method: str,
    k: int,
    seed: int,
    least: int,
    share: float,
    *,
    drawn: np.ndarray | None = None,
    again: bool = False,
) -> Model:
    """Fit a method; ``drawn`` says how often each unit is taken, ``again`` starts from a random point as well.

    Which terms count and what they weigh follows from the different units alone: a unit drawn twice is no evidence
    that its words go together.
    """
    taken = np.flatnonzero(drawn) if drawn is not None else np.arange(units.counts.shape[0])
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method!r}.")
    if not isinstance(k, int | np.integer) or k < 1:
        raise ValueError(f"k is a whole number of topics, at least 1, not {k!r}.")
    if len(taken) < k:
        raise _terms.Unfit(f"{k} topics need at least {k} sentences, there are {len(taken)}. Choose a smaller k.")
    counts = units.counts[taken]
    columns = _terms.spread(counts, least, share)
    counts, words = counts[:, columns], units.terms[columns]
    weights = _terms.tf_idf(counts)
    matrix = counts.astype(float) if method == "lda" else weights
    if units.matrix is not None:
        matrix = units.matrix[taken]
    elif matrix.shape[0] * matrix.shape[1] <= _SMALL:
        matrix = matrix.toarray()
    matrix, full = _checked(matrix, method, k)
    times = np.ones(len(full), dtype=int) if drawn is None else drawn[taken[full]]
    rows = np.repeat(np.arange(len(full)), times)
    topic, loads, topics = _solve(matrix, rows, method, k, seed, again)
    vectors = topics if units.matrix is None else _means(weights[full], topic, k)
    central = _cosine(matrix, topics)[np.arange(len(full)), topic]
    total = loads.sum(axis=1)
    part = np.divide(loads[np.arange(len(full)), topic], total, out=np.zeros(len(full)), where=total > 0)
    everywhere = [np.full(units.counts.shape[0], -1), *np.zeros((2, units.counts.shape[0]))]
    for values, found in zip(everywhere, (topic, part, central), strict=True):
        values[taken[full]] = found
    return Model(*everywhere, vectors, words, _explained(matrix, topic, loads, topics, method))


def _checked(matrix: Any, method: str, k: int) -> tuple[Any, np.ndarray]:
    """The rows that hold any weight, and which they are; what cannot give k topics is an error."""
    values = matrix.data if sparse.issparse(matrix) else matrix
    if not np.isfinite(values).all():
        raise ValueError("the vectorizer gives weights that are no numbers. See to empty texts in it.")
    if method in ("nmf", "lda") and values.size and values.min() < 0:
        raise ValueError(f"'{method}' takes no negative weights. Use 'kmeans' or 'agglomerative' with this vectorizer.")
    full = np.flatnonzero(np.asarray(abs(matrix).sum(axis=1)).ravel() > 0)
    matrix = matrix[full]
    if method in ("nmf", "lda") and matrix.shape[1] < k:
        raise _terms.Unfit(f"{k} topics need at least {k} terms, there are {matrix.shape[1]}. Choose a smaller k.")
    different = _different(matrix, k)
    if different < k:
        raise _terms.Unfit(
            f"{k} topics need at least {k} sentences that differ in the terms that count, there are {different}."
            " Choose a smaller k, lower min_sentences, or bring more text."
        )
    return matrix, full


def _different(matrix: Any, enough: int) -> int:
    """How many different rows there are; counted no further than is enough."""
    seen: set[bytes] = set()
    for i in range(matrix.shape[0]):
        if sparse.issparse(matrix):
            place = slice(*matrix.indptr[i : i + 2])
            seen.add(matrix.indices[place].tobytes() + matrix.data[place].tobytes())
        else:
            seen.add(matrix[i].tobytes())
        if len(seen) >= enough:
            break
    return len(seen)


def _solve(
    matrix: Any, rows: np.ndarray, method: str, k: int, seed: int, again: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The topic of each row, its weights for all topics, and the topics' vectors, fitted to ``rows`` of the matrix."""
    first = np.unique(rows, return_index=True)[1]
    data = matrix[rows] if len(rows) != matrix.shape[0] else matrix
    if method in ("nmf", "lda"):
        if method == "nmf":
            start = "random" if again else "nndsvda"
            model = NMF(k, init=start, random_state=seed, max_iter=2000)
        else:
            model = LatentDirichletAllocation(k, random_state=seed, max_iter=50)
        # The error of a perfect fit may come out just below zero. A fit that still moves after 2,000 rounds is kept:
        # how far it can be trusted is what stability tells.
        with np.errstate(invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            loads = model.fit_transform(data)[first]
        topics = model.components_
        if method == "nmf":
            loads = loads * topics.sum(axis=1)
        return loads.round(9).argmax(axis=1), loads, topics
    unit = normalize(data)
    if method == "kmeans":
        topic = KMeans(k, n_init=10, random_state=seed).fit_predict(unit)[first]
    else:
        topic = AgglomerativeClustering(k).fit_predict(dense(unit))[first] if k > 1 else np.zeros(len(first), dtype=int)
    topics = _means(normalize(matrix), topic, k)
    return topic, _cosine(matrix, topics).clip(0), topics


def dense(matrix: Any) -> np.ndarray:
    """The whole matrix, zeros and all, for what compares each row with each."""
    if matrix.shape[0] > LARGEST:
        raise _terms.Unfit(
            f"'agglomerative' compares every two of {matrix.shape[0]:,} sentences, and holds {LARGEST:,} at most. Use"
            " 'nmf' or 'kmeans', or paragraphs as unit."
        )
    return matrix.toarray() if sparse.issparse(matrix) else matrix


def _means(weights: Any, topic: np.ndarray, k: int) -> np.ndarray:
    """The mean of each topic's rows."""
    member = sparse.csr_array((np.ones(len(topic)), (topic, np.arange(len(topic)))), shape=(k, len(topic)))
    sums = member @ weights
    sums = sums.toarray() if sparse.issparse(sums) else np.asarray(sums)
    return sums / np.maximum(np.bincount(topic, minlength=k), 1)[:, None]


def _cosine(matrix: Any, topics: np.ndarray) -> np.ndarray:
    """Rows by topics."""
    return np.asarray(normalize(matrix) @ normalize(topics).T).clip(-1, 1)


def _explained(matrix: Any, topic: np.ndarray, loads: np.ndarray, topics: np.ndarray, method: str) -> float:
    """The share of the weights' sum of squares that the topics reproduce; never above 1.

    Each unit is put together again from its topics ("nmf", "lda"; for counts by its number of terms), or is its
    group's mean. The product is not written out: it would have no zeros.
    """
    if method in ("nmf", "lda"):
        topics = topics / topics.sum(axis=1, keepdims=True).clip(1e-12)
        sums = np.asarray(matrix.sum(axis=1)).ravel() if method == "lda" else 1
        left = loads * np.reshape(sums, (-1, 1))
    else:
        matrix, left = normalize(matrix), np.eye(len(topics))[topic]
    total = (matrix.data if sparse.issparse(matrix) else matrix).ravel()
    total = float(total @ total)
    cross = float((np.asarray(matrix @ topics.T) * left).sum())
    square = float(((left.T @ left) * (topics @ topics.T)).sum())
    return (2 * cross - square) / total
