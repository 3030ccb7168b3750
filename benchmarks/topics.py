"""How fast topics are fitted beside scikit-learn's own pipeline, and how fast beside gensim's LDA.

    uv run --no-project --with-editable . --with gensim benchmarks/topics.py    in an environment of its own
    python benchmarks/topics.py                                                 in the project's, without gensim

20,000 texts of 1.4 kB (28 MB) are drawn from ten subjects, each with words of its own, over Zipf's frequencies. The
plain pipeline is TfidfVectorizer and NMF with the same number of words in a term (three), the same limits and the same
start. gensim's terms are single words, so ours are also fitted with single words. Last come 200 resamples of the five
texts.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import cleaning, corpus, frequency, segment, topics

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
TEXTS, K, WORDS, VOCABULARY = 20_000, 10, 200, 20_000
LEAST, SHARE = 5, 0.25


def planted(texts: int = TEXTS, seed: int = 0) -> pd.DataFrame:
    """Texts of ten subjects: two words in five are a subject's own, the others anybody's; ten sentences each."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghiklmnoprstuvz"))
    vocabulary = np.array(["".join(rng.choice(letters, rng.integers(3, 10))) for _ in range(VOCABULARY)])
    rate = 1 / np.arange(1, VOCABULARY + 1)
    rate /= rate.sum()
    own = [rng.permutation(VOCABULARY) for _ in range(K)]
    rows = []
    for number in range(texts):
        words = rng.choice(VOCABULARY, WORDS, p=rate)
        words = vocabulary[np.where(rng.random(WORDS) < 0.4, own[number % K][words], words)]
        rows.append(". ".join(" ".join(part) for part in np.split(words, 10)))
    return pd.DataFrame({"doc_id": [f"d{i:06d}" for i in range(texts)], "sentence": 0, "language": "en", "text": rows})


def timed(function, *arguments, **options):
    began = time.perf_counter()
    result = function(*arguments, **options)
    return result, time.perf_counter() - began


def plain(table: pd.DataFrame) -> None:
    """What a user of scikit-learn would write."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 3), min_df=LEAST, max_df=SHARE, stop_words="english")
    NMF(K, init="nndsvda", random_state=0).fit_transform(vectorizer.fit_transform(table["text"]))


def gensim_lda(table: pd.DataFrame) -> dict[str, list[str]]:
    """The terms of gensim's LDA, one pass with its defaults, of the same words within the same limits."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    stop = frequency.stop_words(["en"])
    words = [[word for word in segment.tokens(text) if word not in stop] for text in table["text"]]
    dictionary = Dictionary(words)
    dictionary.filter_extremes(no_below=LEAST, no_above=SHARE, keep_n=None)
    model = LdaModel([dictionary.doc2bow(text) for text in words], K, dictionary, random_state=0)
    return {f"topic {t}": [term for term, _ in model.show_topic(t, 10)] for t in range(K)}


def speed(table: pd.DataFrame) -> list[list]:
    """Seconds of ours and of the plain pipeline, in turns; the better of two each."""
    method = topics.Method(least=LEAST, share=SHARE)
    ours, theirs = [], []
    for _ in range(2):
        theirs.append(timed(plain, table)[1])
        ours.append(timed(topics.fit, table, K, method)[1])
    rows = [["scikit-learn, terms of 1 to 3 words", min(theirs)], ["topics.fit, the same", min(ours)]]
    return [*rows, ["topics.fit, single words", timed(topics.fit, table, K, method._replace(longest=1))[1]]]


def main() -> None:
    table = planted()
    print(f"{len(table):,} texts, {table['text'].str.len().sum() / 1e6:.0f} MB, k = {K}")
    rows = speed(table)
    try:
        rows.append(["gensim's LDA, single words", timed(gensim_lda, table)[1]])
    except ImportError:
        print("gensim is not installed here: its line is left out", file=sys.stderr)
    print(pd.DataFrame(rows, columns=["", "seconds"]).round(3).to_string(index=False))
    print(f"topics.fit takes {rows[1][1] / rows[0][1]:.2f} times as long as the plain pipeline (at most 1.2 wanted)")
    sentences = segment.split(cleaning.clean(corpus.read(SEEDS)))
    _, seconds = timed(topics.stability, sentences, resamples=200)
    print(f"200 resamples of the five texts: {seconds:.1f} s (under 10 wanted)")


if __name__ == "__main__":
    main()
