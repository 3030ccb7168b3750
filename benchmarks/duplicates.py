"""How fast copies and languages are found, whether time grows with the texts, and whether planted copies are found.

    python benchmarks/duplicates.py                1,000, 3,000 and 10,000 texts of 2 kB
    python benchmarks/duplicates.py 1000 50000     as many texts as are named

The texts are drawn from an invented vocabulary with Zipf's frequencies. Of every ten, one is a copy of the one before
it with ten words changed, and one its first 60 %.
"""

import sys
import time
import tracemalloc

import numpy as np
import pandas as pd

from helpers.copies import duplicates, languages

WORDS, VOCABULARY = 300, 20_000


def planted(texts: int, seed: int = 1) -> pd.DataFrame:
    """``doc_id``, ``text``, and the groups as planted: ``copy_of``."""
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghiklmnoprstuvz"))
    vocabulary = np.array(["".join(rng.choice(letters, rng.integers(3, 10))) for _ in range(VOCABULARY)])
    weights = 1 / np.arange(1, VOCABULARY + 1)
    weights /= weights.sum()
    rows: list[tuple] = []
    for number in range(texts):
        kind, original = number % 10, number - number % 10
        words = rng.choice(vocabulary, WORDS, p=weights)
        if kind == 1:
            words[:] = rows[original][1]
            words[rng.choice(WORDS, 10, replace=False)] = rng.choice(vocabulary, 10)
        elif kind == 2:
            words = rows[original][1][: int(0.6 * WORDS)]
        rows.append((f"d{number:07}", words, f"d{original if kind <= 2 else number:07}"))
    table = pd.DataFrame(rows, columns=["doc_id", "text", "copy_of"])
    return table.assign(text=table["text"].map(" ".join))


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
        right = (found["copies"] == table["copy_of"]).mean()
        rows.append([texts, middle - began, ended - middle, peak / min(texts, 2000) / 1000, right])
    columns = ["texts", "seconds", "languages_seconds", "peak_kB_each", "copies_right"]
    return pd.DataFrame(rows, columns=columns)


if __name__ == "__main__":
    measured = speed([int(size) for size in sys.argv[1:]] or [1_000, 3_000, 10_000])
    print(measured.round(3).to_string(index=False))
    if len(measured) > 1:
        exponent = np.polyfit(np.log(measured["texts"]), np.log(measured["seconds"]), 1)[0]
        print(f"time grows with the texts to the power of {exponent:.2f}")
