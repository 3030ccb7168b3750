"""Seconds and peak memory of loading, cleaning and splitting a table of 100,000 texts (200 MB).

    .venv/bin/python benchmarks/corpus.py           # 100,000 texts
    .venv/bin/python benchmarks/corpus.py 10000     # as many as named

The texts are generated: ten paragraphs each, drawn from the five texts with one word left out, of 50 outlets.
"""

import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from helpers import cleaning, corpus, segment

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
PARAGRAPHS, OUTLETS = 10, 50


def generate(path: Path, texts: int) -> None:
    """Write a table of so many texts."""
    draw = random.Random(1)
    paragraphs = [line.split() for raw in corpus.read(SEEDS)["raw"] for line in raw.splitlines() if len(line) > 40]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["outlet", "date", "body"])
        for _ in range(texts):
            chosen = draw.choices(paragraphs, k=PARAGRAPHS)
            gaps = [draw.randrange(len(words)) for words in chosen]
            lines = [" ".join(words[:gap] + words[gap + 1 :]) for words, gap in zip(chosen, gaps, strict=True)]
            rows.writerow([f"Outlet {draw.randrange(OUTLETS)}", "2022-05-03", "\n".join(lines)])


def report(step: str, start: float, rows: int) -> None:
    """One line: what was done, how long it took, and the most memory that the process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"{step:<8}{time.perf_counter() - start:>8.0f} s{peak:>8.0f} MB{rows:>12,} rows", flush=True)


def main() -> None:
    """Generate, then load, clean and split, each measured."""
    texts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.csv"
        generate(path, texts)
        print(f"{texts:,} texts, {path.stat().st_size / 1e6:,.0f} MB")
        start = time.perf_counter()
        documents = corpus.read(path, columns={"body": "text", "date": "published"})
        report("read", start, len(documents))
        start = time.perf_counter()
        documents = cleaning.clean(documents)
        report("clean", start, len(documents))
        start = time.perf_counter()
        report("split", start, len(segment.split(documents)))


if __name__ == "__main__":
    main()
