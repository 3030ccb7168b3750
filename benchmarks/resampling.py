"""How fast log-odds, and a comparison with its swaps and intervals, are on a table of many terms and calls.

    python benchmarks/resampling.py          24,000 terms, 500 calls told by both sides, 1,000 swaps

The counts are artificial (``uncertainty.planted_corpus``), with words spread thinner than in its defaults so that
enough different ones occur.
"""

import time
import tracemalloc
from collections.abc import Callable

import pandas as pd

from helpers import framing, uncertainty

SIDES = ("kremlin", "elysee")


def corpus(terms: int = 24_000, calls: int = 500) -> pd.DataFrame:
    """Counts of so many terms, each of which occurs."""
    thin = uncertainty.World(2 * terms, call_effect=2000, account_effect=2000)
    counts, _ = uncertainty.planted_corpus(calls, world=thin)
    counts = counts[counts.sum(axis=1) > 0]
    if len(counts) < terms:
        raise ValueError(f"only {len(counts)} terms occur in {calls} calls. Ask for fewer, or for more calls.")
    return counts.head(terms)


def measured(name: str, function: Callable[[], object], times: int = 3) -> list:
    """Seconds of the fastest run, wall clock and processor, and peak memory of a run in MB."""
    walls, processor = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        function()
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() - cpu)
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return [name, min(walls), min(processor), peak / 1e6]


if __name__ == "__main__":
    counts = corpus()
    sparse = counts.astype(pd.SparseDtype("int64", 0))
    rows = [
        measured("log_odds", lambda: framing.log_odds(counts, *SIDES)),
        measured("compare, 1,000 swaps", lambda: uncertainty.compare(counts, *SIDES, permutations=1000)),
        measured("the same, sparse columns", lambda: uncertainty.compare(sparse, *SIDES, permutations=1000)),
    ]
    table = pd.DataFrame(rows, columns=["what", "seconds", "processor_seconds", "peak_MB"]).round(2)
    print(
        f"{counts.shape[0]:,} terms, {counts.shape[1] // 2} calls, {int((counts > 0).to_numpy().sum()):,} filled cells"
    )
    print(table.to_string(index=False))
