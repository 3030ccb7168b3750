"""Topic clustering of sentences that gives the same groups tomorrow."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import frequency, segment

NONE = "no topic"


class Topics(NamedTuple):
    """``assigned``: a topic per sentence. ``terms``: the terms of each topic."""

    assigned: pd.DataFrame
    terms: pd.DataFrame


def _weights(
    sentences: pd.DataFrame, k: int, leave_out: frozenset[str], min_sentences: int, max_share: float
) -> tuple[np.ndarray, np.ndarray]:
    """TF-IDF of the sentences (rows), and the terms (columns)."""
    dropped = frequency.stop_words() | leave_out
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: [word for word in segment.tokens(text) if word not in dropped],
        min_df=min_sentences,
        max_df=max_share,
    )
    if len(sentences) < k:
        raise ValueError(f"{k} topics need at least {k} sentences, there are {len(sentences)}. Choose a smaller k.")
    try:
        matrix = vectorizer.fit_transform(sentences["text"]).toarray()
    except ValueError:
        raise ValueError(
            f"no content word stands in at least {min_sentences} sentences and at most {max_share:.0%} of the"
            f" {len(sentences)}. Lower min_sentences, raise max_share, or bring more text."
        ) from None
    if matrix.shape[1] < k:
        raise ValueError(f"{k} topics need at least {k} terms, there are {matrix.shape[1]}. Choose a smaller k.")
    return matrix, vectorizer.get_feature_names_out()


def _label(weights: np.ndarray, terms: np.ndarray, words: int = 3) -> str:
    """The most telling terms; equal weights, to the ninth decimal, by term."""
    order = sorted(range(len(terms)), key=lambda j: (-round(weights[j], 9), terms[j]))
    return ", ".join(terms[j] for j in order[:words] if weights[j] > 0)


def fit(
    sentences: pd.DataFrame,
    k: int = 7,
    seed: int = 0,
    *,
    leave_out: frozenset[str] = frozenset(),
    min_sentences: int = 2,
    max_share: float = 0.25,
) -> Topics:
    """Group sentences by the words they share: non-negative matrix factorization (Lee & Seung 1999) of TF-IDF.

    Rows are sorted by document and sentence before fitting and topics by size, ties by label, so that neither the
    order of the input nor a rerun changes a number, a label or a colour.

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``text``.
    k : the number of topics.
    seed : for the solver; the starting point itself (NNDSVD) is not drawn.
    leave_out : words that say nothing of a topic, besides the stop words (see ``framing.telling_words``).
    min_sentences, max_share : a term counts if it stands in at least so many sentences and at most this share of them.

    Returns
    -------
    ``assigned``: the rows of ``sentences`` in their order, with ``topic`` (0 the largest; -1 where the sentence has
    none of the terms), ``label`` and ``weight``, the topic's share of the sentence's weights, 0 to 1, three decimals.
    ``terms``: ``topic``, ``label``, ``term``, ``weight`` (three decimals), heaviest first, ties by term.

    Raises
    ------
    ValueError: fewer sentences or terms than topics, or no term left; says what to change.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Grain and sea.", "Weapons and talks.", "Talks on weapons."]
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": range(4), "text": texts})
    >>> fit(table, k=2, max_share=0.5).assigned["label"].tolist()
    ['grain, sea', 'grain, sea', 'talks, weapons', 'talks, weapons']
    """
    ordered = sentences.sort_values(["doc_id", "sentence"])
    matrix, terms = _weights(ordered, k, leave_out, min_sentences, max_share)
    model = NMF(n_components=k, init="nndsvda", random_state=seed, max_iter=2000, tol=1e-6)
    by_sentence, by_term = model.fit_transform(matrix), model.components_
    total = by_sentence.sum(axis=1)
    best = np.where(total > 0, by_sentence.argmax(axis=1), -1)
    labels = [_label(by_term[t], terms) for t in range(k)]
    order = sorted(range(k), key=lambda t: (-(best == t).sum(), labels[t]))
    rank = {t: position for position, t in enumerate(order)} | {-1: -1}
    share = np.divide(by_sentence.max(axis=1), total, out=np.zeros_like(total), where=total > 0)
    assigned = ordered.assign(
        topic=[rank[t] for t in best], label=[labels[t] if t >= 0 else NONE for t in best], weight=share.round(3)
    )
    return Topics(assigned.loc[sentences.index], _terms_table(by_term[order], [labels[t] for t in order], terms))


def _terms_table(by_term: np.ndarray, labels: list[str], terms: np.ndarray) -> pd.DataFrame:
    rows = [
        (topic, labels[topic], terms[j], weights[j].round(3))
        for topic, weights in enumerate(by_term)
        for j in sorted(range(len(terms)), key=lambda j: (-round(weights[j], 9), terms[j]))
        if weights[j].round(3) > 0
    ]
    return pd.DataFrame(rows, columns=["topic", "label", "term", "weight"])
