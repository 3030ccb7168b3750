"""What topics are made of: the terms of each sentence, one to three words long, names as one term."""

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from helpers import frequency, lexicons, segment
from helpers.topics import _tokens


class Unfit(ValueError):
    """The texts are too few, too short or too many for what was asked of them; says what to change."""


NEEDED = ("doc_id", "sentence", "text")


def ordered(sentences: pd.DataFrame) -> pd.DataFrame:
    """The rows by document and sentence, checked: what comes out must not depend on how they came in."""
    missing = [name for name in NEEDED if name not in sentences.columns]
    if missing:
        raise ValueError(f"sentences: no column {missing}. Make them with segment.split(documents).")
    twice = sentences.duplicated(["doc_id", "sentence"])
    if twice.any():
        doc_id, number = sentences.loc[twice, ["doc_id", "sentence"]].iloc[0]
        raise ValueError(f"sentence {number} of '{doc_id}' stands there twice. Drop one, or rename the document.")
    return sentences.sort_values(["doc_id", "sentence"])


@cache
def _names() -> dict[str, str]:
    """Every spelling of a name, as the tokenizer gives it, and the one form that counts: "kiev" is "kyiv"."""
    table, common = lexicons.table("names"), frequency.stop_words()
    pairs = zip(table["variant"], table["form"], strict=True)
    written = {" ".join(segment.tokens(variant)): " ".join(segment.tokens(form)) for variant, form in pairs}
    return {variant: form for variant, form in written.items() if variant and variant not in common}


def _tokenized(sentences: pd.DataFrame) -> _tokens.Tokens:
    """Tokens in which a name is one token, in one form. Only names whose words are there are looked for."""
    tokens = _tokens.read(sentences)
    known, forms = set(tokens.words), _names()
    several = sorted({*(name for name in forms if " " in name), *lexicons.table("multiwords")["phrase"]})
    there = [name for name in several if known.issuperset(segment.tokens(name))]
    if there:
        tokens = _tokens.read(sentences, join=there)
    return _tokens.lemmatized(tokens, {word: forms[word] for word in tokens.words if word in forms})


def count(
    sentences: pd.DataFrame, leave_out: Iterable[str], longest: int, least: int
) -> tuple[sparse.csr_array, np.ndarray]:
    """How often each term stands in each sentence, and the terms, sorted: those in at least so many sentences."""
    if longest not in range(1, 6):
        raise ValueError(f"longest is the number of words in a term, 1 to 5, not {longest}.")
    tokens = _tokenized(sentences)
    forms = _names()
    dropped = {forms.get(segment.normal(word), segment.normal(word)) for word in leave_out}
    dropped |= {segment.normal(word) for word in leave_out}
    unwanted = _tokens.closed_class(tokens, sentences)
    unwanted |= np.array([word in dropped for word in tokens.words], dtype=bool)[tokens.ids]
    rows, parts, names = tokens.rows(), [], []
    ends = tokens.rows(np.cumsum(tokens.sizes))
    starts, codes, pairs = np.arange(len(tokens.ids)), tokens.ids.astype(np.int64), []
    for length in range(1, longest + 1):
        if length > 1:
            inside = starts + length <= ends[starts]
            starts, codes = starts[inside], codes[inside]
            codes, distinct = pd.factorize(codes * len(tokens.words) + tokens.ids[starts + length - 1])
            pairs.append(distinct)
        wanted = ~(unwanted[starts] | unwanted[starts + length - 1])
        shape = (len(sentences), int(codes.max(initial=-1)) + 1)
        ones = np.ones(wanted.sum(), dtype=np.int32)
        counts = sparse.csr_array(sparse.coo_array((ones, (rows[starts[wanted]], codes[wanted])), shape=shape))
        kept = np.flatnonzero(np.bincount(counts.indices, minlength=shape[1]) >= max(least, 1))
        parts.append(counts[:, kept])
        names.append(_written(kept, tokens.words, pairs))
    terms, columns = np.unique(np.concatenate(names).astype(object), return_inverse=True)
    ones = np.ones(len(columns), dtype=np.int64)
    merge = sparse.csr_array((ones, (np.arange(len(columns)), columns)), shape=(len(columns), len(terms)))
    counts = sparse.csr_array(sparse.hstack(parts, format="csr") @ merge)
    counts.sort_indices()
    return counts, terms


def _written(codes: np.ndarray, words: np.ndarray, pairs: list[np.ndarray]) -> np.ndarray:
    """The words of these runs: each is a shorter run, coded one step before, and one more word."""
    if not pairs:
        return words[codes]
    shorter, last = np.divmod(pairs[-1][codes], len(words))
    return _written(shorter, words, pairs[:-1]) + " " + words[last]


def spread(counts: sparse.csr_array, least: int, share: float) -> np.ndarray:
    """The columns that stand in at least so many rows and at most this share of them."""
    rows = np.bincount(counts.indices, minlength=counts.shape[1])
    columns = np.flatnonzero((rows >= least) & (rows <= share * counts.shape[0]))
    if not len(columns):
        raise Unfit(
            f"no content word stands in at least {least} sentences and at most {share:.0%} of the"
            f" {counts.shape[0]}. Lower min_sentences, raise max_share, or bring more text."
        )
    return columns


def tf_idf(counts: sparse.csr_array) -> sparse.csr_array:
    """Weights of length 1 for each row (Salton & Buckley 1988, with scikit-learn's smoothed idf)."""
    return sparse.csr_array(TfidfTransformer().fit_transform(sparse.csr_matrix(counts)))


def shuffled(sentences: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same words, sentence lengths and languages, but each word in a place drawn at random: no topics at all."""
    tokens = _tokenized(sentences)
    ids, rows = tokens.ids.copy(), tokens.rows()
    of = _tokens.languages(sentences)[0][rows]
    rng = np.random.default_rng(seed)
    for language in np.unique(of):
        places = np.flatnonzero(of == language)
        ids[places] = ids[rng.permutation(places)]
    words = np.split(tokens.words[ids], np.cumsum(tokens.sizes)[:-1])
    return sentences.assign(text=pd.array([" ".join(found) for found in words], dtype="str"))
