"""Groups of sentences or whole texts that share words: fitted, named, and drawn again to see whether they come back."""

import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from helpers import files, frequency, lexicons, segment

__all__ = ["NONE", "Method", "choose", "fit", "stability"]

NONE = "no topic"
# Jaccard of a group with its match (Hennig 2008): from 0.75 a stable group, below 0.6 none to be trusted.
HOLDS, DOUBTFUL = 0.75, 0.6
# Share of a term's weight, the rest is its lift: Sievert & Shirley (2014) found readers name topics best at 0.6.
_RELEVANCE = 0.6
_SMALL = 1_000_000  # cells up to which a matrix is quicker to work on with its zeros


def __dir__() -> list[str]:
    return __all__


class Method(NamedTuple):
    """How texts are grouped, and which of their terms count.

    name : "nmf", non-negative matrix factorization (Lee & Seung 1999), or "kmeans", both of TF-IDF.
    longest : words in the longest terms. Names of ``names.csv`` and ``multiwords.csv`` are one word, in one form.
    least, share : a term counts if it occurs in at least so many texts and at most this share of them.
    leave_out : words that say nothing of a topic, besides the stop words. seed : of what is drawn.
    """

    name: str = "nmf"
    longest: int = 3
    least: int = 2
    share: float = 0.25
    leave_out: frozenset[str] = frozenset()
    seed: int = 0


class Unfit(ValueError):
    """The texts are too few or too short for what was asked of them; says what to change."""


def fit(texts: pd.DataFrame, k: int = 7, method: str | Method = "nmf") -> pd.DataFrame:
    """Group texts, or sentences, by the words they share.

    Rows are sorted before fitting and topics by size, ties by label, so that neither the order of the input nor a rerun
    changes a number, a label or a colour.

    Parameters
    ----------
    texts : ``text``, a row each; ``language`` where known; ``doc_id`` and ``sentence`` to sort by.
    k : how many groups.
    method : "nmf", "kmeans", or a ``Method`` with choices of yours.

    Returns
    -------
    The table with ``topic`` (0 the largest; -1 where a row has none of the terms), ``label`` (its most telling terms)
    and ``central``, the cosine of the row's and the topic's weights, 0 to 1: the highest are those to read.
    ``attrs["terms"]``: by label the ten most telling terms (relevance at 0.6, Sievert & Shirley 2014). Texts that do
    not allow so many groups have none: every row has "no topic", and ``attrs["why"]`` says what to change; else "".

    Raises
    ------
    ValueError: an unknown method, no text, no whole number of groups.

    Examples
    --------
    >>> texts = ["Grain and sea.", "Sea and grain.", "Arms talks.", "Talks on weapons."]
    >>> table = pd.DataFrame({"text": texts})
    >>> found = fit(table, 2, Method(share=0.5))
    >>> found["label"].tolist()
    ['grain, sea', 'grain, sea', 'talks', 'talks']
    >>> fit(table, k=4, method=Method(least=1, share=0.5, longest=1)).attrs["why"]
    '4 topics need 4 texts that differ in the words that count; there are 3. Lower k.'
    """
    method, place = _method(method), _places(texts)
    topic, central, listed, why = np.full(len(texts), -1), np.zeros(len(texts)), {}, ""
    try:
        counts, names = _counted(texts.iloc[place], method)
        found = _grouped(counts, k, method, method.seed)
        topic[place], listed = _named(found, names)
        central[place] = found.central
    except Unfit as error:
        why = str(error)
    labels = np.array([*listed, NONE], dtype=object)[topic]
    table = texts.assign(topic=topic, label=pd.array(labels, dtype="str"), central=central.round(3))
    table.attrs = {"terms": listed, "why": why}
    return table


def stability(texts: pd.DataFrame, k: int = 7, method: str | Method = "nmf", resamples: int = 200) -> pd.DataFrame:
    """Fit again on documents drawn with replacement, and see which groups come back.

    Documents are drawn whole, for sentences of one document are not independent (Efron & Tibshirani 1993). Each topic
    is matched with one of the new ones so that the Jaccard indices of their rows add up to the most (Kuhn 1955), over
    the rows that were drawn.

    Parameters
    ----------
    texts, k, method : as for ``fit``; ``doc_id`` says what is drawn, without it each row.
    resamples : how often documents are drawn.

    Returns
    -------
    One row a topic: ``topic``, ``label``; ``size``, its rows; ``jaccard``, the mean over the ``draws`` with any of its
    rows; ``holds``: "yes" (mean at least 0.75), "doubtful", or "no" (below 0.6; cut-offs from Hennig 2008).
    ``attrs``: ``rand``, the mean adjusted Rand index with the new groupings (Hubert & Arabie 1985; 1 the same, 0 as by
    chance), and its standard error ``rand_error``; ``why`` there are no rows: of one document, or of texts in which
    ``fit`` finds no groups.

    Raises
    ------
    ValueError: as ``fit``, or fewer than one of ``resamples``.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Weapons and talks.", "Grain by sea.", "Talks on weapons."] * 2
    >>> table = pd.DataFrame({"doc_id": list("aabbccdd"), "sentence": [0, 1] * 4, "text": texts})
    >>> stability(table, 2, Method(share=0.5), 20)[["label", "jaccard", "holds"]].values.tolist()
    [['grain, sea, exports', 1.0, 'yes'], ['talks, weapons', 1.0, 'yes']]
    """
    if resamples < 1:
        raise ValueError(f"resamples is {resamples}. Draw at least once, better 50 times or more.")
    method, place = _method(method), _places(texts)
    texts = texts.iloc[place]
    listed, sizes, matched, rand, why = {}, np.zeros(0, int), np.zeros((0, 0)), pd.Series(dtype=float), ""
    try:
        counts, names = _counted(texts, method)
        topic, listed = _named(_grouped(counts, k, method, method.seed), names)
        of = pd.factorize(texts["doc_id"])[0] if "doc_id" in texts else np.arange(len(texts))
        matched, rand = _redrawn(counts, topic, k, method, of, resamples)
        sizes = np.bincount(topic[topic >= 0], minlength=k)
    except Unfit as error:
        listed, why = {}, str(error)
    each = pd.DataFrame(matched, columns=range(len(listed)))
    table = pd.DataFrame({"topic": np.arange(len(listed)), "label": pd.array([*listed], dtype="str")})
    table = table.assign(size=sizes, jaccard=each.mean().astype(float), draws=each.count().astype(int))
    held = np.select([table["jaccard"] >= HOLDS, table["jaccard"] >= DOUBTFUL], ["yes", "doubtful"], "no")
    table["holds"] = pd.array(held, dtype="str")
    table.attrs = {"rand": float(rand.mean()), "rand_error": float(rand.sem()), "why": why}
    return table


def choose(
    texts: pd.DataFrame,
    ks: Sequence[int] = range(2, 11),
    method: str | Method = "nmf",
    resamples: int = 50,
    shuffles: int = 19,
) -> pd.DataFrame:
    """The stability of several k, and the smallest k that is as stable as the best.

    As good as the best is what lies within one standard error of it (Breiman et al. 1984), in the adjusted Rand index
    with fits to documents drawn with replacement. There is no stable grouping where the best k is no more stable than
    the best k of the same words in shuffled places, in any of ``shuffles`` copies (19: p = 0.05), or where its groups
    overlap their matches by a Jaccard index below 0.6 (Hennig 2008).

    Parameters
    ----------
    texts, method : as for ``fit``. ks : the numbers of groups to try.
    resamples : draws of documents. shuffles : shuffled copies, each with 5 draws.

    Returns
    -------
    One row a k: ``k``; ``rand`` and ``rand_error``, mean and its standard error; ``jaccard``, the mean overlap of
    matched groups; ``shuffled``, the mean ``rand`` of the shuffled copies; ``chosen``; ``why`` a k could not be tried.
    ``attrs``: ``k``, or None; ``verdict``, why, in words; ``as_stable``, how many shuffled copies are as stable.

    Examples
    --------
    >>> texts = ["Grain exports by sea.", "Weapons and talks.", "Grain by sea.", "Talks on weapons."] * 4
    >>> table = pd.DataFrame({"doc_id": [f"d{i // 2}" for i in range(16)], "sentence": [0, 1] * 8, "text": texts})
    >>> choose(table, [2, 3], Method(share=0.5), resamples=10).attrs["k"]
    2
    """
    method, ks = _method(method), sorted(set(ks))
    if not ks:
        raise ValueError("no k to try. Give some, such as ks=range(2, 11).")
    tried = [stability(texts, k, method, resamples) for k in ks]
    rows = [{"k": k, "jaccard": held["jaccard"].mean()} | held.attrs for k, held in zip(ks, tried, strict=True)]
    table = pd.DataFrame(rows)[["k", "rand", "rand_error", "jaccard", "why"]].astype({"why": "str"})
    seeds = range(method.seed, method.seed + shuffles * table["rand"].notna().any())
    mixed = [(_shuffled(texts, seed), method._replace(seed=seed)) for seed in seeds]
    random = [[stability(copy, k, again, 5).attrs["rand"] for k in ks] for copy, again in mixed]
    random = np.nan_to_num(np.array(random, dtype=float).reshape(-1, len(ks)))
    table.insert(4, "shuffled", random.mean(axis=0) if len(random) else np.nan)
    as_stable = int((random.max(axis=1) >= table["rand"].max()).sum())
    k, verdict = _verdict(table, as_stable, len(random))
    table.insert(5, "chosen", table["k"] == k)
    table.attrs = {"k": k, "verdict": verdict, "as_stable": as_stable}
    return table


# Terms


def _method(method: str | Method) -> Method:
    method = Method(method) if isinstance(method, str) else method
    if method.name not in ("nmf", "kmeans"):
        raise ValueError(f"method is 'nmf' or 'kmeans', not {method.name!r}.")
    return method


def _places(texts: pd.DataFrame) -> np.ndarray:
    """The rows in an order that does not depend on how they came in."""
    files.need(texts, "texts", ["text"])
    keys = [name for name in ("doc_id", "sentence", "text") if name in texts]
    return texts[keys].reset_index(drop=True).sort_values(keys).index.to_numpy()


@cache
def _names() -> dict[str, list[tuple[list[str], str]]]:
    """The spellings of names that begin with a word, the longest first, and the one form of each: "kiev" is "kyiv"."""
    table, common = lexicons.table("names"), frequency.stop_words()
    forms = {phrase: phrase for phrase in lexicons.table("multiwords")["phrase"]}
    forms |= dict(zip(table["variant"], table["form"], strict=True))
    written = [(segment.tokens(variant), " ".join(segment.tokens(form))) for variant, form in forms.items()]
    names: dict[str, list[tuple[list[str], str]]] = {}
    for words, form in sorted(written, key=lambda name: -len(name[0])):
        if words and " ".join(words) not in common:
            names.setdefault(words[0], []).append((words, form))
    return names


def _words(text: str) -> list[str]:
    """The words of a text, a name being one, in one form."""
    words, names, found, end = segment.tokens(text), _names(), [], 0
    for start, word in enumerate(words):
        if start >= end:
            spelt = [name for name in names.get(word, ()) if words[start : start + len(name[0])] == name[0]]
            name, form = spelt[0] if spelt else ([word], word)
            found.append(form)
            end = start + len(name)
    return found


def _shuffled(texts: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same words in texts as long, each in a place drawn at random among those of its language."""
    rng, texts = np.random.default_rng(seed), texts.iloc[_places(texts)].reset_index(drop=True)
    words = pd.Series(map(_words, frequency.texts_of(texts)), index=texts.index, dtype=object).explode().dropna()
    language = texts["language"].fillna("")[words.index].to_numpy() if "language" in texts else np.zeros(len(words))
    mixed = words.groupby(language).transform(lambda part: rng.permutation(part.to_numpy()))
    return texts.assign(text=mixed.groupby(level=0).agg(" ".join).reindex(texts.index, fill_value=""))


def _counted(texts: pd.DataFrame, method: Method) -> tuple[sparse.csr_matrix, np.ndarray]:
    """How often each term occurs in each text, and the terms, sorted: those in enough texts."""
    left_out = {segment.normal(word) for word in method.leave_out}

    def terms(text: tuple[str, frozenset[str]]) -> Iterable[str]:
        words = _words(text[0])
        dull = [word in text[1] or word in left_out for word in words]
        for length in range(1, method.longest + 1):
            runs = zip(*(words[start:] for start in range(length)), strict=False)
            for run, first, last in zip(runs, dull, dull[length - 1 :], strict=False):
                if not (first or last):
                    yield " ".join(run)

    vectorizer = CountVectorizer(analyzer=terms, min_df=max(method.least, 1))
    pairs = zip(frequency.texts_of(texts), frequency.closed_class(texts, "drop"), strict=True)
    try:
        return vectorizer.fit_transform(pairs), vectorizer.get_feature_names_out()
    except ValueError:  # no terms, or none that is in enough texts
        return sparse.csr_matrix((len(texts), 0)), np.array([], dtype=object)


# Groups


class _Found(NamedTuple):
    topic: np.ndarray  # of each text; -1 where it has no weights
    central: np.ndarray  # the cosine of the text with its topic
    by_term: np.ndarray  # topics by terms


def _grouped(counts: sparse.csr_matrix, k: int, method: Method, seed: int, times: np.ndarray | None = None) -> _Found:
    """The groups of texts, each taken so many times.

    Which terms count and what they weigh follows from the different texts alone: one that is drawn twice is no evidence
    that its words go together.
    """
    if not isinstance(k, int | np.integer) or k < 1:
        raise ValueError(f"k is a whole number of topics, at least 1, not {k!r}.")
    taken = np.arange(counts.shape[0]) if times is None else np.flatnonzero(times)
    number = np.bincount(counts[taken].indices, minlength=counts.shape[1])
    columns = np.flatnonzero((number >= method.least) & (number <= method.share * len(taken)))
    if len(columns) < k:
        needed = f"{k} content words in {method.least} texts or more and at most {method.share:.0%} of the {len(taken)}"
        remedy = "Lower k, take a Method with other limits, or bring more text."
        raise Unfit(f"{k} topics need {needed}; there are {len(columns)}. {remedy}")
    weights = TfidfTransformer().fit_transform(counts[taken][:, columns])
    full = np.flatnonzero(np.diff(weights.indptr))
    weights = weights[full].toarray() if np.prod(weights.shape) <= _SMALL else weights[full]
    # Rows that differ have another sum of weights drawn at random.
    different = len(np.unique((weights @ np.random.default_rng(0).random(len(columns))).round(12)))
    if different < k:
        raise Unfit(f"{k} topics need {k} texts that differ in the words that count; there are {different}. Lower k.")
    rows = np.repeat(np.arange(len(full)), 1 if times is None else times[taken[full]])
    topic, topics = _solved(weights, rows, k, method.name, seed)
    found = _Found(np.full(counts.shape[0], -1), np.zeros(counts.shape[0]), np.zeros((k, counts.shape[1])))
    found.topic[taken[full]], found.by_term[:, columns] = topic, topics
    cosine = np.asarray(weights @ normalize(topics).T).clip(0, 1)
    found.central[taken[full]] = cosine[np.arange(len(full)), topic]
    return found


def _solved(
    weights: np.ndarray | sparse.csr_matrix, rows: np.ndarray, k: int, name: str, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """The topic of each text, and the topics' weights for all terms, fitted to these rows."""
    first, data = np.unique(rows, return_index=True)[1], weights if len(rows) == weights.shape[0] else weights[rows]
    if name == "kmeans":
        topic = KMeans(k, n_init=10, random_state=seed).fit_predict(data)[first]
        return topic, np.array([np.asarray(weights[topic == t].mean(axis=0)).ravel() for t in range(k)])
    model = NMF(k, init="nndsvda", random_state=seed, max_iter=2000)
    # The error of a perfect fit may come out just below zero. A fit that still moves after 2,000 rounds is kept: how
    # far it can be trusted is what stability tells.
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        loads = model.fit_transform(data)[first] * model.components_.sum(axis=1)
    return loads.round(9).argmax(axis=1), model.components_


def _named(found: _Found, names: np.ndarray) -> tuple[np.ndarray, dict[str, list[str]]]:
    """The topic of each text, numbered by size, ties by label; and in this order the most telling terms by label."""
    by_term = normalize(found.by_term, norm="l1")
    sizes = np.bincount(found.topic[found.topic >= 0], minlength=len(by_term))
    overall = (sizes + 1) @ by_term / (sizes + 1).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        relevance = np.log(by_term) - (1 - _RELEVANCE) * np.log(overall)
    # To the ninth decimal, so that no rounding error decides an order.
    relevance = np.where(by_term > 0, relevance, -np.inf).round(9)
    best = [names[[j for j in np.argsort(-row, kind="stable")[:10] if np.isfinite(row[j])]] for row in relevance]
    labels = [_label(terms) for terms in best]
    order = sorted(range(len(best)), key=lambda t: (-sizes[t], labels[t], best[t].tolist()))
    listed: dict[str, list[str]] = {}
    for topic in order:
        label = labels[topic] if labels[topic] not in listed else f"{labels[topic]} ({topic})"
        listed[label] = best[topic].tolist()
    return np.append(np.argsort(order), -1)[found.topic], listed


def _label(terms: Iterable[str]) -> str:
    """Three terms that have no word in common: "minsk agreements, kyiv", not "minsk agreements, agreements"."""
    chosen: list[str] = []
    for term in terms:
        if not any(set(term.split()) & set(other.split()) for other in chosen):
            chosen.append(term)
    return ", ".join(chosen[:3]) or "no words"


# Draws


def _redrawn(
    counts: sparse.csr_matrix, topic: np.ndarray, k: int, method: Method, of: np.ndarray, resamples: int
) -> tuple[np.ndarray, pd.Series]:
    """How alike this grouping is to those of documents drawn with replacement: draws by topics, and as a whole."""
    documents = of.max(initial=0) + 1
    if documents < 2:
        raise Unfit("one document only: there is nothing to draw. Bring more, or name its parts as doc_id.")
    rng, matched, rand = np.random.default_rng(method.seed), [], []
    for number, drawn in enumerate(rng.multinomial(documents, np.full(documents, 1 / documents), resamples), start=1):
        times = drawn[of]
        with suppress(Unfit):  # a draw that has no such groups
            found = _grouped(counts, k, method, method.seed + number, times).topic
            jaccard, alike = agreement(topic[times > 0], found[times > 0], k)
            matched.append(jaccard)
            rand.append(alike)
    return np.reshape(matched, (-1, k)), pd.Series(rand, dtype=float)


def agreement(first: np.ndarray, second: np.ndarray, k: int) -> tuple[np.ndarray, float]:
    """The Jaccard index of each topic of the first grouping with its match, and the adjusted Rand index of the two.

    Texts without a topic are a group of their own in the second, and in no topic of the first.
    """
    sets = [(grouping == np.arange(k)[:, None]).astype(float) for grouping in (first, second)]
    both = sets[0] @ sets[1].T
    sizes, others = (part.sum(axis=1) for part in sets)
    jaccard = both / np.maximum(sizes[:, None] + others - both, 1)
    rows, columns = linear_sum_assignment(-jaccard)
    return np.where(sizes > 0, jaccard[rows, columns], np.nan), float(adjusted_rand_score(first, second))


def _verdict(table: pd.DataFrame, as_stable: int, shuffles: int) -> tuple[int | None, str]:
    """The k to take, or None, and why."""
    if table["rand"].isna().all():
        why = table["why"].max() or "no draw of documents could be fitted. Bring more text or try smaller k."
        return None, f"no stable grouping: {why}"
    best = table.loc[table["rand"].idxmax()]
    near = table[table["rand"] >= best["rand"] - np.nan_to_num(best["rand_error"])].iloc[0]
    if as_stable:
        what = f"reach the best adjusted Rand index, {best['rand']:.2f} with k = {best['k']}."
        return None, f"no stable grouping: {as_stable} of {shuffles} copies with shuffled words {what}"
    if near["jaccard"] < DOUBTFUL:
        what = f"with k = {near['k']} the groups of another draw overlap by {near['jaccard']:.2f} only"
        return None, f"no stable grouping: {what}, below {DOUBTFUL}."
    return int(near["k"]), f"the smallest within one standard error of the most stable, k = {best['k']}."
