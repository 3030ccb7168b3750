"""Do a topic's terms stand together in the texts? Normalized pointwise mutual information."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.topics import _terms

_EPSILON = 1e-12


def coherence(
    terms: pd.DataFrame, sentences: pd.DataFrame, n: int = 10, *, leave_out: Iterable[str] = frozenset()
) -> pd.DataFrame:
    """How often each topic's terms stand in the same sentence, beyond chance (NPMI: Bouma 2009; Röder et al. 2015).

    The mean over pairs of ln((p_ij + e) / (p_i p_j)) / -ln(p_ij + e), e = 1e-12, as gensim's "c_npmi" has it for texts
    shorter than its window. Kept within -1 and 1, which the formula leaves by a rounding error where two terms always
    stand together; 1 as well where they do so in every sentence.

    Parameters
    ----------
    terms : ``topic``, ``label``, ``term``, the most telling first, as ``fit`` gives them.
    sentences : ``doc_id``, ``sentence``, ``text``; those the topics are from, or others.
    n : how many terms of each topic count.

    Returns
    -------
    One row a topic: ``topic``, ``label``; ``coherence``, -1 never together to 1 always, 0 as by chance, missing for a
    topic with one term; ``terms``, their number.

    Raises
    ------
    ValueError: a term is in none of the sentences; names it.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": range(3), "text": ["Grain, sea.", "Grain by sea.", "Arms."]})
    >>> terms = pd.DataFrame({"topic": [0, 0, 1, 1], "label": list("ggxx"), "term": ["grain", "sea", "grain", "arms"]})
    >>> coherence(terms, table)["coherence"].round(2).tolist()
    [1.0, -0.95]
    """
    listed = terms.groupby("topic", sort=True).head(n)
    longest = max((term.count(" ") + 1 for term in listed["term"]), default=1)
    counts, known = _terms.count(_terms.ordered(sentences), leave_out, min(longest, 5), 1)
    position = dict(zip(known, range(len(known)), strict=True))
    absent = [term for term in listed["term"] if term not in position]
    if absent:
        raise ValueError(f"the term '{absent[0]}' is in none of the sentences. Score topics on texts that have them.")
    rows = []
    for (topic, label), part in listed.groupby(["topic", "label"], sort=True):
        value = npmi(counts, np.array([position[term] for term in part["term"]]))
        rows.append((topic, label, value, len(part)))
    return pd.DataFrame(rows, columns=["topic", "label", "coherence", "terms"])


def npmi(counts: sparse.csr_array, columns: np.ndarray) -> float:
    """The mean over all pairs of these columns; missing where there is no pair."""
    if len(columns) < 2:
        return np.nan
    there = (counts[:, columns] > 0).astype(float)
    joint = (there.T @ there).toarray() / counts.shape[0]
    alone = np.diag(joint)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log((joint + _EPSILON) / np.outer(alone, alone)) / -np.log(joint + _EPSILON)
    values = np.where(joint >= 1, 1, values).clip(-1, 1)
    return float(values[~np.eye(len(columns), dtype=bool)].mean())
