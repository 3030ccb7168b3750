"""How fast copies, versions and languages are found, whether time grows with the texts, and whether planted ones are.

    python benchmarks/duplicates.py                1,000, 3,000 and 10,000 texts of 2 kB
    python benchmarks/duplicates.py 1000 50000     as many texts as are named

The texts are drawn from an invented vocabulary with Zipf's frequencies. Of every ten, one is a copy of the one before
it with ten words changed, one its first 60 %, one a version in another "language": other words, but the same names and
numbers in their places.
"""

import sys
import time
import tracemalloc

import numpy as np
import pandas as pd

from helpers import lexicons
from helpers.cleaning.duplicates import duplicates
from helpers.cleaning.language import languages

WORDS, VOCABULARY = 300, 20_000


def planted(texts: int, seed: int = 1) -> pd.DataFrame:
    """``doc_id``, ``text``, ``language``, ``published``, and the groups as planted: ``copy_of``, ``version_of``."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghiklmnoprstuvz"))
    vocabulary = np.array(["".join(rng.choice(letters, rng.integers(3, 10))) for _ in range(VOCABULARY)])
    names = np.array(sorted(set(lexicons.table("names")["form"])))
    weights = 1 / np.arange(1, VOCABULARY + 1)
    weights /= weights.sum()
    rows: list[tuple] = []
    for number in range(texts):
        kind, original = number % 10, number - number % 10
        words = rng.choice(vocabulary, WORDS, p=weights).astype(object)
        anchors = rng.choice(WORDS, 24, replace=False)
        words[anchors] = [*rng.choice(names, 16), *map(str, rng.integers(1, 1000, 8))]
        if kind in (1, 2, 3):
            old = np.array(rows[original][1], dtype=object)
            if kind == 1:
                old[rng.choice(WORDS, 10, replace=False)] = rng.choice(vocabulary, 10)
            elif kind == 3:
                kept = rows[original][2]
                words[anchors] = rng.choice(vocabulary, 24)
                words[kept] = old[kept]
            words = old if kind == 1 else old[: int(0.6 * WORDS)] if kind == 2 else words
        related = original if kind <= 3 else number
        copy_of = number if kind == 3 else related
        rows.append((number, words, anchors, "fr" if kind == 3 else "en", copy_of, related))
    table = pd.DataFrame(rows, columns=["number", "text", "anchors", "language", "copy_of", "version_of"])
    for name in ("number", "copy_of", "version_of"):
        table[name] = table[name].map("d{:07d}".format)
    published = pd.Timestamp("2015-01-01") + pd.to_timedelta((np.arange(texts) // 10) % 2500, unit="D")
    table = table.assign(text=table["text"].map(" ".join), published=published)
    return table.rename(columns={"number": "doc_id"}).drop(columns="anchors")


def speed(sizes: list[int]) -> pd.DataFrame:
    """Seconds of processor time, peak memory (of 2,000 texts at most), and the share of texts grouped as planted."""
    rows = []
    for texts in sizes:
        table = planted(texts)
        began = time.process_time()
        found = duplicates(table)
        middle = time.process_time()
        languages(table[["doc_id", "text"]])
        ended = time.process_time()
        tracemalloc.start()
        duplicates(table.head(2000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        right = [(found["copies"] == table["copy_of"]).mean(), (found["versions"] == table["version_of"]).mean()]
        rows.append([texts, middle - began, ended - middle, peak / min(texts, 2000) / 1000, *right])
    columns = ["texts", "seconds", "languages_seconds", "peak_kB_each", "copies_right", "versions_right"]
    return pd.DataFrame(rows, columns=columns)


if __name__ == "__main__":
    measured = speed([int(size) for size in sys.argv[1:]] or [1_000, 3_000, 10_000])
    print(measured.round(3).to_string(index=False))
    if len(measured) > 1:
        exponent = np.polyfit(np.log(measured["texts"]), np.log(measured["seconds"]), 1)[0]
        print(f"time grows with the texts to the power of {exponent:.2f}")
