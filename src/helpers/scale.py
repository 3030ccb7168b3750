"""The accounts of corpora that outgrow memory or one machine: counted over Parquet partitions, on Dask.

Each partition goes through the plain helpers, unchanged. What takes the whole corpus is brought together in between:
what an outlet repeats on its pages (``cleaning.repeats``), and the sentences of a call, wherever its texts are.

Dask is no dependency of this package: ``pip install "one-call-two-readouts[scale]"`` brings it. All cores work unless a
``distributed.Client`` or ``dask.config.set(scheduler=...)`` says otherwise; a script then calls ``run`` under
``if __name__ == "__main__":``.
"""

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd

from helpers import cleaning, frames, framing, frequency, segment, voices

__all__ = ["ScaleError", "Tables", "load", "run"]

CELLS = 20_000_000  # of the table of words, 160 MB
RARE = "(rare words)"
_BY = ["call_id", "voice"]
_COUNTS = {"table": "str", "term": "str", "call_id": "str", "voice": "str", "n": "int64"}
_TEXT = ["doc_id", "call_id", "language", "text", "voice", "office", "speaker", "cue", "teller", "rule", "narrator"]
_NUMBERS = ["sentence", "paragraph", "start", "end", "cue_start", "cue_end", "row"]
_SENTENCES = dict.fromkeys(_TEXT, "str") | dict.fromkeys(_NUMBERS, "int64") | {"quoted": "float64"}


def __dir__() -> list[str]:
    return __all__


class ScaleError(RuntimeError):
    """Why a corpus cannot be counted: names the partition's file, the row or text, and the remedy."""


class Tables(NamedTuple):
    """The words, frames and acts of all accounts, by call and voice."""

    words: pd.DataFrame
    frames: pd.DataFrame
    acts: pd.DataFrame


def run(
    source: str | Path,
    into: str | Path,
    sides: tuple[str, str] = ("kremlin", "elysee"),
    voices_file: str | Path | None = None,
) -> Tables:
    """Clean, split and attribute all texts, choose the accounts of the calls that both sides report, and count them.

    Parameters
    ----------
    source : a folder of Parquet files, each a partition, in the order of their names ("part.2" before "part.10"), with
        columns as ``corpus.read`` gives them: ``doc_id``, ``raw`` (or ``text``), ``call_id``; where there, ``outlet``,
        ``url``, ``language``, ``title``, ``side``. A worker holds one partition and what is made of it, so files of
        2,000 to 10,000 short texts are a good size.
    into : a folder that does not exist yet. It appears when all is done, with the counts and the folder ``sentences``,
        Parquet files of all sentences with their voices.
    sides, voices_file : as ``voices.attribute`` takes them.

    Returns
    -------
    As ``load``.

    Raises
    ------
    ScaleError: a partition that cannot be counted, a document id that is there twice, a full disk.
    ImportError: Dask is not installed. FileExistsError: ``into`` is there already.

    Examples
    --------
    >>> import dask, tempfile
    >>> texts = ["Putin spoke of grain, the Kremlin said.", "Macron wants a truce, the Elysee said."]
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "call_id": "x", "language": "en", "raw": texts})
    >>> with tempfile.TemporaryDirectory() as folder, dask.config.set(scheduler="synchronous"):
    ...     documents[:1].to_parquet(f"{folder}/part.0.parquet")
    ...     documents[1:].to_parquet(f"{folder}/part.1.parquet")
    ...     run(folder, f"{folder}/counted").words.loc["grain"].to_dict()
    {('x', 'elysee'): 0, ('x', 'kremlin'): 1}
    """
    import dask.dataframe as dd
    from tqdm.dask import TqdmCallback

    into = Path(into).absolute()
    if into.exists():
        raise FileExistsError(f"{into} is there already. Name another folder, or remove it.")
    files = _files(Path(source).absolute())
    given = {"sides": tuple(sides), "voices_file": voices_file and Path(voices_file).absolute()}
    into.parent.mkdir(parents=True, exist_ok=True)
    with (
        _workers(),
        TqdmCallback(delay=2, leave=False),
        TemporaryDirectory(prefix=".scale-", dir=into.parent) as folder,
    ):
        work = Path(folder) / "done"
        lines = dd.from_map(_edges, files, meta=_edges(files[0])).compute()
        known = given | {"repeated": cleaning.repeats(lines)}
        made = dd.from_map(_sentences, files, range(len(files)), meta=_SENTENCES, **known)
        made.to_parquet(work / "sentences", write_index=False)
        own = [("voice", "in", given["sides"]), ("office", "in", framing.OFFICES)]
        told = dd.read_parquet(work / "sentences", filters=own).dropna(subset=["call_id"])
        counts = told.shuffle("call_id").map_partitions(_counts, meta=_COUNTS, **given).compute()
        counts.to_parquet(work / "counts.parquet", index=False)
        work.rename(into)
    return load(into)


@contextlib.contextmanager
def _workers() -> Iterator[None]:
    """All cores, a partition at a time, unless somebody has said who works."""
    import dask

    if dask.base.get_scheduler():
        yield
        return
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_quiet)
    with pool, dask.config.set(scheduler="processes", pool=pool, chunksize=1):
        yield


def _quiet() -> None:
    """The bars of the plain helpers would write over the one for all partitions."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def load(folder: str | Path) -> Tables:
    """The tables of a finished run: what ``frequency.count`` and ``frames.count`` give of the whole corpus' accounts.

    Words are content words, without those that only name the source, of the calls that both sides report in one
    language. Where they would make a table of more than 20 million cells, the rarest are one row, "(rare words)".

    Raises
    ------
    FileNotFoundError: no run was finished under this name.
    """
    path = Path(folder) / "counts.parquet"
    if not path.is_file():
        raise FileNotFoundError(f"{folder}: no finished run. Make it with scale.run(source, into).")
    counts = pd.read_parquet(path)
    words, tags, acts = (counts[counts["table"] == name].drop(columns="table") for name in Tables._fields)
    total, least = words.groupby("term")["n"].transform("sum"), 1
    while words["term"][total >= least].nunique() * words.groupby(_BY).ngroups > CELLS:
        least *= 2
    words = words.assign(term=words["term"].where(total >= least, RARE))
    listed = frames.tag(pd.DataFrame({"doc_id": [], "sentence": [], "text": []}))["frame"].cat.categories
    order = {"term": sorted(set(words["term"])), "frame": [*listed, "none"], "act": [*frames.ACTS, "none"]}
    return Tables(*(_wide(*each) for each in zip((words, tags, acts), order.items(), strict=True)))


def _wide(counts: pd.DataFrame, rows: tuple[str, list[str]]) -> pd.DataFrame:
    """Counts by call and voice, the rows that occur in this order."""
    name, order = rows
    table = counts.pivot_table("n", "term", _BY, aggfunc="sum", fill_value=0).astype("int64")
    return table.loc[[term for term in order if term in table.index]].rename_axis(name)


def _files(folder: Path) -> list[Path]:
    """The Parquet files by their names, numbers in them by size; no document in them is there twice."""
    from dask.utils import natural_sort_key

    files = sorted(folder.glob("*.parquet"), key=lambda path: natural_sort_key(path.name))
    if not files:
        raise ScaleError(f"{folder}: no Parquet file in it. Write one with documents.to_parquet(path).")
    seen: dict[str, str] = {}
    for path in files:
        with _named(path):
            ids = pd.read_parquet(path, columns=["doc_id", "call_id"])["doc_id"]
            for row, doc_id in enumerate(ids.astype("str")):
                if doc_id in seen:
                    raise ValueError(f"row {row}: doc_id '{doc_id}' is that of {seen[doc_id]} too (counted from 0)")
                seen[doc_id] = f"{path.name}, row {row}"
    return files


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        what = f"{path.name}: {type(error).__name__}: {str(error).rstrip('.')}"
        raise ScaleError(f"{what}. Mend this file, or take it out, and run again.") from error


def _edges(path: Path) -> pd.DataFrame:
    with _named(path):
        return cleaning.edges(pd.read_parquet(path))


def _sentences(path: Path, number: int, repeated: frozenset[int], **given: object) -> pd.DataFrame:
    """A partition's sentences with their voices, and their place in the whole corpus."""
    with _named(path):
        sentences = segment.split(cleaning.clean(pd.read_parquet(path), repeated))
        sentences = voices.attribute(sentences, given["sides"], given["voices_file"])
        sentences["row"] = range(number * 10**9, number * 10**9 + len(sentences))
        return sentences.reindex(columns=list(_SENTENCES)).astype(_SENTENCES)


def _counts(told: pd.DataFrame, sides: tuple[str, str], voices_file: Path | None) -> pd.DataFrame:
    """What there is to count of whole calls, a row a term and account."""
    accounts = framing.accounts(told.sort_values("row"), *sides)
    said = framing.without_sources(framing.in_one_language(accounts), sides, voices_file)
    counts, terms, groups = frequency.matrix(said, _BY, stop_words="drop")
    row, column = counts.nonzero()
    words = groups.to_frame(index=False).iloc[row].assign(table="words", term=terms[column], n=counts.data)
    tables = [words]
    for name, what, found in (("frames", "frame", frames.tag(accounts)), ("acts", "act", frames.acts(accounts))):
        table = frames.count(found, accounts, what).melt(ignore_index=False, value_name="n")
        tables.append(table.rename_axis("term").reset_index().assign(table=name))
    return pd.concat(tables)[list(_COUNTS)].astype(_COUNTS)
