"""Do two methods, languages or corpora find the same groups?"""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

_KINDS = {"topic_a": "Int64", "label_a": "str", "topic_b": "Int64", "label_b": "str"}
_KINDS |= {"similarity": "float64", "shared": "int64"}
_KEYS = ["doc_id", "sentence"]


def compare(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Match the topics of two fits so that their likeness adds up to the most (Kuhn 1955).

    Two fits of the same sentences are compared by the sentences in their topics: pass two tables ``assigned``. Fits of
    different texts, such as two corpora or two languages, are compared by their terms: pass two tables ``terms``. Names
    have one form in all languages, other words only that of theirs: texts in two languages are likened by names.

    Parameters
    ----------
    a, b : ``topic``, ``label``, and either ``doc_id`` and ``sentence``, or ``term`` and ``weight``.

    Returns
    -------
    One row a pair, then what has no partner, in the order of ``a``, then of ``b``: ``topic_a``, ``label_a``,
    ``topic_b``, ``label_b`` (missing where there is none); ``similarity``, 0 to 1: the Jaccard index of the sentences,
    or the cosine of the terms' weights; ``shared``, the number of sentences or terms in both.
    ``attrs`` has ``by`` ("sentences" or "terms"), and for sentences ``n``, those in both tables, and ``rand``, the
    adjusted Rand index over them (1 the same groups, 0 as by chance), where both have topics.

    Raises
    ------
    ValueError: a column is missing, or the two tables have no sentence in common.

    Examples
    --------
    >>> place = {"doc_id": ["d"] * 4, "sentence": [0, 1, 2, 3]}
    >>> one = pd.DataFrame(place | {"topic": [0, 0, 1, 1], "label": ["sea", "sea", "arms", "arms"]})
    >>> two = pd.DataFrame(place | {"topic": [1, 1, 0, 1], "label": ["grain", "grain", "war", "grain"]})
    >>> compare(one, two)[["label_a", "label_b", "similarity"]].values.tolist()
    [['sea', 'grain', 0.667], ['arms', 'war', 0.5]]
    """
    kinds = {"terms": ["topic", "label", "term", "weight"], "sentences": ["topic", "label", *_KEYS]}
    fits = [name for name, needed in kinds.items() if {*needed} <= {*a.columns} & {*b.columns}]
    if not fits:
        raise ValueError("both tables have to be 'assigned' (the same sentences) or both 'terms', as topics.fit gives.")
    a, b = a[a["topic"] >= 0], b[b["topic"] >= 0]
    if a.empty or b.empty:  # texts that no topics were found in
        similar = shared = np.zeros((a["topic"].nunique(), b["topic"].nunique()))
        attrs = {}
    else:
        similar, shared, attrs = _by_terms(a, b) if fits[0] == "terms" else _by_sentences(a, b)
    names = [part.drop_duplicates("topic").sort_values("topic")[["topic", "label"]].to_numpy() for part in (a, b)]
    rows, columns = linear_sum_assignment(-similar)
    partner = {i: j for i, j in zip(rows, columns, strict=True) if similar[i, j] > 0}
    none = (pd.NA, pd.NA)
    found = [
        (*names[0][i], *names[1][partner[i]], round(float(similar[i, partner[i]]), 3), int(shared[i, partner[i]]))
        if i in partner
        else (*names[0][i], *none, 0.0, 0)
        for i in range(len(names[0]))
    ]
    found += [(*none, *names[1][j], 0.0, 0) for j in range(len(names[1])) if j not in partner.values()]
    table = pd.DataFrame(found, columns=["topic_a", "label_a", "topic_b", "label_b", "similarity", "shared"])
    table = table.astype(_KINDS)
    table.attrs = {"by": fits[0]} | attrs
    return table


def _by_terms(a: pd.DataFrame, b: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, dict]:
    wide = [part.pivot(index="topic", columns="term", values="weight").sort_index() for part in (a, b)]
    terms = wide[0].columns.union(wide[1].columns)
    ours, theirs = (part.reindex(columns=terms).fillna(0).to_numpy(float) for part in wide)
    both = (ours > 0).astype(int) @ (theirs > 0).astype(int).T
    return (normalize(ours) @ normalize(theirs).T).clip(0, 1), both, {}


def _by_sentences(a: pd.DataFrame, b: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, dict]:
    both = a.merge(b, on=_KEYS, suffixes=("_a", "_b"), validate="one_to_one")
    if both.empty:
        raise ValueError(
            "the two tables have no sentence in common. Compare their terms: topics.compare(a.terms, b.terms)"
        )
    table = pd.crosstab(both["topic_a"], both["topic_b"])
    table = table.reindex(index=np.unique(a["topic"]), columns=np.unique(b["topic"]), fill_value=0).to_numpy()
    sizes = [part.groupby("topic").size().sort_index().to_numpy() for part in (a, b)]
    jaccard = table / (sizes[0][:, None] + sizes[1] - table)
    rand = float(adjusted_rand_score(both["topic_a"], both["topic_b"]))
    return jaccard, table, {"n": len(both), "rand": round(rand, 3)}
