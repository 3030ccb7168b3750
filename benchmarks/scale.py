"""Seconds, throughput and memory of ``scale.run`` by number of texts, with one and with two worker processes.

    .venv/bin/python benchmarks/scale.py                             # 1,000 and 10,000 texts
    .venv/bin/python benchmarks/scale.py 1000000 --workers 2         # a million (2 GB), two workers only
    .venv/bin/python benchmarks/scale.py 100000 --folder /big/disk   # its files there, not in the temporary folder

The texts are generated, all different, the same on every run: see ``Writer``.
"""

import argparse
import random
import shutil
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import dask
import pandas as pd
import psutil

from helpers import cleaning, corpus, lexicons, scale

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
OUTLETS, CALLS, PARAGRAPHS, PARTITION = 50, 300, 9, 5_000
SYLLABLES = ("ba", "dor", "mi", "len", "sta", "ro", "vek", "ti")


class Writer:
    """Articles of about 2 KB, made of the paragraphs of the five texts.

    In each paragraph three in ten of the other words give way to one of 13,000 (a few frequent, most rare; nearly all
    invented), as many names to other names, numbers to other numbers, and one pair of neighbours in twelve words
    changes places. Stop words and verbs of telling stay, so that voices can be found. Headline, dateline, teaser, and
    by outlet a header, a footer and a plea stand around them.
    """

    def __init__(self) -> None:
        documents = cleaning.clean(corpus.read(SEEDS))
        lines = [line for text in documents["text"] for line in text.splitlines()]
        self.paragraphs = [line.split() for line in lines if 80 < len(line) < 500]
        removed = cleaning.removed(documents)
        self.pleas = [line for line in removed.loc[removed["reason"] == "plea", "text"] if len(line) > 80]
        names = {name for name in lexicons.table("names")["variant"] if name.isascii() and name.isalpha()}
        self.names = sorted(name for name in names if name.istitle())
        verbs = "|".join(lexicons.table("reporting_verbs")["forms"]).split("|")
        self.stay = {*lexicons.table("stop_words")["word"], *verbs}
        words = {word for words in self.paragraphs for word in words if word.isalpha() and word.islower()} - self.stay
        draw = random.Random(0)
        invented = ("".join(draw.choices(SYLLABLES, k=draw.randint(2, 5))) for _ in range(40_000))
        self.words = [*sorted(words), *invented]

    def word(self, word: str, draw: random.Random) -> str:
        """This word, or another in its place."""
        if word.isdigit():
            return str(draw.randint(1, 2 * int(word) + 9))
        if draw.random() > 0.3 or not word.isalpha():
            return word
        if word.islower() and word not in self.stay:
            return self.words[int(len(self.words) * draw.random() ** 3)]
        return draw.choice(self.names) if word in self.names else word

    def paragraph(self, draw: random.Random) -> str:
        """A paragraph like one of the five texts'."""
        words = [self.word(word, draw) for word in draw.choice(self.paragraphs)]
        for _ in range(len(words) // 12):
            i = draw.randrange(1, len(words))
            words[i - 1 : i + 1] = words[i], words[i - 1]
        return " ".join(words)

    def document(self, number: int) -> dict[str, str]:
        """The text with this number, always the same."""
        draw = random.Random(number)
        outlet, day, place = draw.randrange(OUTLETS), draw.randint(1, 28), draw.choice(self.names).upper()
        body = [self.paragraph(draw) for _ in range(PARAGRAPHS)]
        title = " ".join(draw.choices(self.words, k=7)).capitalize()
        lines = [title, f"{place}, May {day} (AFP) - {body[0]}", *body[1:5], f"Read more: {title}", *body[5:]]
        lines += [self.pleas[number % len(self.pleas)]] if outlet % 5 == 0 else []
        if outlet % 2:
            lines = [f"Outlet {outlet} | News | {day} May 2022", *lines, f"Outlet {outlet} is printed in its town"]
        return {
            "doc_id": f"t{number:07}",
            "raw": "\n".join(lines),
            "outlet": f"Outlet {outlet}",
            "language": "en",
            "published": f"2022-05-{day:02}",
            "call_id": f"call-{draw.randrange(CALLS):03}",
        }


_writer = cache(Writer)


def write(path: Path, start: int, stop: int) -> int:
    """One partition; how many bytes its texts have."""
    table = pd.DataFrame([_writer().document(number) for number in range(start, stop)])
    table.to_parquet(path)
    return int(table["raw"].str.len().sum())


def generate(folder: Path, texts: int) -> None:
    """So many texts in partitions of 5,000 or an eighth."""
    size = min(PARTITION, -(-texts // 8))
    starts = range(0, texts, size)
    folder.mkdir(parents=True)
    with ProcessPoolExecutor(2) as pool:
        paths = [folder / f"part.{start // size}.parquet" for start in starts]
        written = sum(pool.map(write, paths, starts, [min(start + size, texts) for start in starts]))
    print(f"{texts:,} texts, {written / 1e6:,.0f} MB, {len(paths)} partitions", flush=True)


class Watch(threading.Thread):
    """Samples the memory and processor time of the workers."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.started, self.peak, self.own = time.perf_counter(), 0, 0
        self.cpu: dict[int, float] = {}
        self.over = threading.Event()

    def run(self) -> None:
        """Twice a second, until ``over``."""
        while not self.over.wait(0.5):
            held = 0
            for child in psutil.Process().children(recursive=True):
                try:
                    held += child.memory_info().rss
                    self.cpu[child.pid] = sum(child.cpu_times()[:2])
                except psutil.NoSuchProcess:
                    continue
            self.peak, self.own = max(self.peak, held), max(self.own, psutil.Process().memory_info().rss)


def measure(texts: int, workers: int, source: Path) -> float:
    """Run once and print one line; texts a second."""
    into = source.with_name(f"{source.name}-done")
    shutil.rmtree(into, ignore_errors=True)
    watch = Watch()
    watch.start()
    with (
        ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool,
        dask.config.set(scheduler="processes", pool=pool, chunksize=1),
    ):
        scale.run(source, into)
    seconds = time.perf_counter() - watch.started
    watch.over.set()
    watch.join()
    sentences = pd.read_parquet(into / "sentences", columns=["doc_id"])["doc_id"]
    assert sentences.nunique() == texts, "a text was lost"
    cpu = sum(watch.cpu.values())
    print(
        f"{texts:>9,} texts {workers} workers {seconds:>7,.0f} s {texts / seconds:>6,.0f} texts/s"
        f" {cpu / texts * 1e3:>5.1f} ms of processor a text; workers {watch.peak / 1e6:>6,.0f} MB together,"
        f" this process {watch.own / 1e6:>6,.0f} MB; {len(sentences):,} sentences",
        flush=True,
    )
    shutil.rmtree(into)
    return texts / seconds


def main() -> None:
    """Each size with each number of workers."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("texts", nargs="*", type=int, default=[1_000, 10_000])
    options.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    options.add_argument("--folder", type=Path, default=None)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for texts in given.texts:
            source = Path(folder) / f"texts-{texts}"
            generate(source, texts)
            rates = {workers: measure(texts, workers, source) for workers in given.workers}
            if {1, 2} <= set(rates):
                print(f"{texts:>9,} texts: two workers do {rates[2] / rates[1]:.2f} times as many a second", flush=True)
            shutil.rmtree(source)


if __name__ == "__main__":
    main()
