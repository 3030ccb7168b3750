"""How fast voices are attributed, whether time grows with the texts, and how well speech is told from the rest.

    python benchmarks/voices.py                           speed and memory, on the five texts repeated
    python benchmarks/voices.py path/to/sample.jsonl      the same, and precision, recall and F1 on an annotated sample

The sample holds one article a line: ``id``, ``text`` and ``sentences`` with ``start``, ``end`` and ``attributed``, as
made from PolNeAR (Newell, Margolin & Ruths 2018). It is not part of this project: the articles are their publishers'.
"""

import json
import sys
import time
import tracemalloc
from pathlib import Path

import pandas as pd
import regex

from helpers import cleaning, corpus, segment, voices

OPENS = regex.compile(r"[\"'“‘]*$")
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def repeated(sentences: pd.DataFrame, times: int) -> pd.DataFrame:
    """The same texts again and again, under names of their own."""
    copies = [sentences.assign(doc_id=sentences["doc_id"] + f"#{k}") for k in range(times)]
    return pd.concat(copies, ignore_index=True)


def speed(sentences: pd.DataFrame, sizes: tuple[int, ...] = (20, 80, 320)) -> pd.DataFrame:
    """Sentences a second, and peak memory above what the result itself takes, for growing numbers of texts."""
    voices.attribute(sentences)  # the lexicons are compiled once
    rows = []
    for times in sizes:
        table = repeated(sentences, times)
        began = time.perf_counter()
        voices.attribute(table)
        seconds = time.perf_counter() - began
        tracemalloc.start()
        result = voices.attribute(table)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        kept = int(result.memory_usage(deep=True).sum())
        rows.append([len(table), len(table) / seconds, seconds, peak / len(table), kept / len(table)])
    return pd.DataFrame(rows, columns=["sentences", "per_second", "seconds", "peak_bytes_each", "table_bytes_each"])


def attributed(path: Path) -> dict[str, float]:
    """Precision, recall and F1 of "somebody other than the narrator tells it", and the F1 of always saying so."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text = article["text"]
        for k, span in enumerate(article["sentences"]):
            start, paragraph = span["start"], text.count("\n", 0, span["start"])
            start -= len(OPENS.search(text[:start])[0])  # the sample has these marks elsewhere, or nowhere
            sentence = regex.sub(r"\s+[\"'“‘]+$", "", text[start : span["end"]])
            rows.append([article["id"], k, "en", sentence, paragraph, span["attributed"]])
    table = pd.DataFrame(rows, columns=["doc_id", "sentence", "language", "text", "paragraph", "gold"])
    told = voices.attribute(table)["voice"] != "narrator"
    hits = (told & table["gold"]).sum()
    share = table["gold"].mean()
    return {
        "sentences": len(table),
        "precision": hits / told.sum(),
        "recall": hits / table["gold"].sum(),
        "f1": 2 * hits / (told.sum() + table["gold"].sum()),
        "f1_of_always": 2 * share / (1 + share),
    }


if __name__ == "__main__":
    documents = cleaning.clean(corpus.read(SEEDS))
    print(speed(segment.split(documents)).round(2).to_string(index=False))
    sample = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if sample is None or not sample.is_file():
        print("no annotated sample given: precision and recall of attribution skipped")
    else:
        print(pd.Series(attributed(sample)).round(3).to_string())
