"""Known issues: topics that are held to lists of words, beside one that stays free, and what the registry says."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import regex
from scipy import sparse
from sklearn.decomposition import non_negative_factorization
from sklearn.preprocessing import normalize

from helpers import lexicons
from helpers.topics import _terms
from helpers.topics._model import Model
from helpers.topics.fitting import NONE, Topics, named, prepare, without

OTHER = "other"
# Weight of a word that is in no list at the start of the fit, beside 1 for those in an issue's own.
_FREE = 0.01
_ROUNDS = 20
_TINY = 1e-9  # no part may be all zero
_LITTLE = 1e-6


def issues(
    sentences: pd.DataFrame,
    words: pd.DataFrame | None = None,
    *,
    leave_out: Iterable[str] = frozenset(),
    longest: int = 3,
    max_share: float = 0.9,
) -> Topics:
    """Group sentences by known issues, each held to its list of words, and by "other", which is free.

    Non-negative matrix factorization of TF-IDF by alternating least squares (Paatero & Tapper 1994), 20 rounds, in
    which a word of one issue's list has no weight in any other topic, and a sentence without such a word none of the
    issue. "Other" has the sentences without any listed word. Words that are in no list go wherever they fit, and where
    a sentence has words of several issues they help to decide. It starts from the lists. Nothing is drawn.

    Parameters
    ----------
    words : ``issue``, ``language`` (empty: any), ``term``; "ukrainian*" is any word that begins so, a name is written
        in its form in ``names.csv``. Without it, ``lexicons/issues.csv``. Issues without a word in the texts are left
        out; the words of all languages are looked for.
    leave_out, longest, max_share : as in ``fit``; a term in one sentence counts.

    Returns
    -------
    As ``fit`` gives them; ``label`` is the issue, topics by size, "other" the last. Where none of the words is in the
    texts there are no topics, as there.

    Raises
    ------
    ValueError: what ``fit`` raises.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Syrian rebels fight.", "They met in Syria.", "Thanks for coming."]
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": range(4), "text": texts})
    >>> issues(table).assigned["label"].tolist()
    ['food and energy', 'Syria', 'Syria', 'other']
    """
    words = lexicons.table("issues") if words is None else words
    units = prepare(sentences, "sentence", leave_out, longest, 1, None)
    try:
        columns = _terms.spread(units.counts, 1, max_share)
    except _terms.Unfit as error:
        return without(sentences, str(error))
    terms, weights = units.terms[columns], _terms.tf_idf(units.counts[:, columns])
    anchored = _anchored(terms, words)
    anchored = anchored[anchored.any(axis=1)]
    if anchored.empty:
        return without(
            sentences, "none of the issues' words stands in the texts. Add words of theirs, or use topics.fit."
        )
    labels = [*anchored.index, OTHER]
    listed = np.vstack([anchored.to_numpy(), np.zeros(len(terms), dtype=bool)])
    start = np.where(listed, 1.0, np.where(listed.any(axis=0), 0.0, _FREE))
    loads, by_term = _held(weights, start)
    model = _as_model(weights, loads, by_term, terms)
    sizes = np.bincount(model.topic[model.topic >= 0], minlength=len(labels))
    order = sorted(range(len(labels)), key=lambda t: (labels[t] == OTHER, -sizes[t], labels[t]))
    return named(units, model, sentences.index, [labels[t] for t in order], order)


def _anchored(terms: Iterable[str], words: pd.DataFrame) -> pd.DataFrame:
    """Issues by terms: whether the term has a word of the issue's list in it."""
    rows = {}
    for issue, part in words.groupby("issue", sort=False):
        patterns = [r"\s+".join(regex.escape(w).replace(r"\*", r"\S*") for w in t.split()) for t in part["term"]]
        listed = regex.compile(rf"(?<!\S)(?:{'|'.join(patterns)})(?!\S)", regex.IGNORECASE)
        rows[issue] = [bool(listed.search(term)) for term in terms]
    return pd.DataFrame.from_dict(rows, orient="index", dtype=bool)


def _held(weights: sparse.csr_array, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The topics' weights for each sentence and each term; a term that starts at zero in a topic stays there.

    A sentence without a word of an issue's list has none of the issue, or a word that stands beside "Libya" once
    would draw sentences on other wars to it; and what has a listed word is not "other", which would take all the rest.
    """
    matrix, by_term = sparse.csr_matrix(weights), start
    anchors = np.asarray(weights @ (start == 1).T.astype(float))
    anchors[:, -1] = ~anchors[:, :-1].any(axis=1)
    for _ in range(_ROUNDS):
        # A listed word counts a little even where others reproduce the sentence as well without it.
        loads = np.where(anchors > 0, _fitted(matrix, by_term), 0) + _LITTLE * anchors
        by_term = np.where(start > 0, _fitted(matrix.T.tocsr(), loads.T).T, 0)
    return loads * by_term.sum(axis=1), by_term


def _fitted(matrix: sparse.csr_matrix, parts: np.ndarray) -> np.ndarray:
    """The non-negative weights of these parts that reproduce each row best (least squares)."""
    parts = np.ascontiguousarray(parts) + _TINY
    return non_negative_factorization(matrix, H=parts, n_components=len(parts), update_H=False, max_iter=1000)[0]


def _as_model(weights: sparse.csr_array, loads: np.ndarray, by_term: np.ndarray, terms: np.ndarray) -> Model:
    rows, total = np.arange(len(loads)), loads.sum(axis=1)
    full = np.diff(weights.indptr) > 0
    best = loads.round(9).argmax(axis=1)
    share = np.divide(loads[rows, best], total, out=np.zeros(len(rows)), where=full & (total > 0))
    central = np.asarray(normalize(weights) @ normalize(by_term).T)[rows, best]
    return Model(np.where(full, best, -1), share, np.where(full, central, 0), by_term, terms, np.nan)


def recorded(found: Topics, calls: pd.DataFrame, words: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whether the issues found in the texts on a call are those that the registry records for it.

    What the registry records ("Ukraine/Minsk") is read by the same lists of words. It is somebody's summary of the
    readout; a news text may pass over an issue, or bring in one that was not on the call.

    Parameters
    ----------
    found : as ``issues`` gives it, from sentences with ``call_id``. calls : as ``corpus.calls()`` gives it.

    Returns
    -------
    One row for each call and issue that is found or recorded: ``call_id``, ``issue``, ``sentences`` found, ``recorded``
    (the registry's words, "" where none), ``agrees``: "both", "only found", "only recorded", or "not an issue of the
    list" for what is recorded beside them. Calls without a record are not in it; where all are, it has no rows, and
    ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: no ``call_id``.

    Examples
    --------
    >>> told = {"sentence": [0, 1], "call_id": "x", "text": ["In Syria.", "Grain by sea."]}
    >>> calls = pd.DataFrame({"call_id": ["x"], "topics": ["Syria/Idlib;Iran;a visit"]})
    >>> table = recorded(issues(pd.DataFrame({"doc_id": "a"} | told)), calls)
    >>> table.set_index("issue")["agrees"].to_dict()  # doctest: +NORMALIZE_WHITESPACE
    {'Iran': 'only recorded', 'Syria': 'both', 'a visit': 'not an issue of the list',
     'food and energy': 'only found'}
    """
    words = lexicons.table("issues") if words is None else words
    assigned = found.assigned
    if "call_id" not in assigned:
        raise ValueError("sentences: no column 'call_id'. Link the texts with corpus.link_calls(documents) first.")
    told = calls.dropna(subset=["topics"]).set_index("call_id")["topics"]
    told = told[told.index.isin(assigned["call_id"])].sort_index()
    there = assigned[~assigned["label"].isin([NONE, OTHER])].groupby(["call_id", "label"]).size()
    rows = []
    for call_id, topics in told.items():
        ours, theirs = there.loc[call_id].to_dict() if call_id in there.index else {}, _read(str(topics), words)
        for issue in sorted({*ours, *theirs}):
            rows.append((call_id, issue, ours.get(issue, 0), "; ".join(theirs.get(issue, []))))
    table = pd.DataFrame(rows, columns=["call_id", "issue", "sentences", "recorded"])
    listed, both = table["issue"].isin(words["issue"]), table["sentences"].gt(0) & table["recorded"].ne("")
    only = np.where(table["sentences"] > 0, "only found", "only recorded")
    table["agrees"] = np.where(~listed, "not an issue of the list", np.where(both, "both", only))
    none = "no call of these texts has topics in the registry. See corpus.calls()['topics']."
    table.attrs["why"] = none if told.empty else ""
    return table.astype({"call_id": "str", "issue": "str", "sentences": "int64", "recorded": "str", "agrees": "str"})


def _read(topics: str, words: pd.DataFrame) -> dict[str, list[str]]:
    """The issues in the registry's words, and what is none of them under its own name."""
    parts = [part.strip() for part in topics.split(";") if part.strip()]
    table = pd.DataFrame({"doc_id": "registry", "sentence": range(len(parts)), "text": parts})
    counts, terms = _terms.count(table, (), 3, 1)
    anchored = _anchored(terms, words)
    found: dict[str, list[str]] = {}
    for part, row in zip(parts, counts.toarray() > 0, strict=True):
        for issue in [name for name in anchored.index if anchored.loc[name].to_numpy()[row].any()] or [part]:
            found.setdefault(issue, []).append(part)
    return found
