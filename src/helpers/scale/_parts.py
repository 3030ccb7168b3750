"""What is done with one partition, by whichever process has it: the plain helpers, and their tables written."""

import contextlib
import errno
import io
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import cleaning, frames, framing, frequency, segment, voices
from helpers.cleaning import repeats
from helpers.scale import _whole
from helpers.scale._whole import ScaleError

FULL = "the disk is full. Make room, or name a folder on another disk (into=...), and run again."
_BY = ["call_id", "voice"]
_BATCH = 100  # texts
# A worker of a cluster may have several threads: one partition in memory at a time, and warnings and the error stream
# belong to the process.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Options:
    """What all partitions are done with."""

    work: Path
    sides: tuple[str, str]
    voices_file: str | Path | None
    choices: dict
    schema: pa.Schema


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Whatever goes wrong names the file; the plain helpers' own bars would write over the one for all files."""
    try:
        with _ONE_AT_A_TIME, contextlib.redirect_stderr(io.StringIO()):
            yield
    except MemoryError as error:
        raise ScaleError(f"{path.name} does not fit in memory. Write it as several smaller files.") from error
    except Exception as error:
        reason = f"{type(error).__name__}: {str(error).rstrip('.')}"
        what = FULL if is_full(error) else f"{reason}. Mend this file, or take it out, and run again."
        raise ScaleError(f"{path.name}: {what}") from error


def is_full(error: BaseException) -> bool:
    """Whether the disk, or one's share of it, is full."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def store(part: pd.DataFrame, path: Path) -> Path:
    """Write a partition of a Dask table."""
    with _named(path):
        part.to_parquet(path)
    return path


def survey(number: int, path: Path, work: Path) -> np.ndarray:
    """Write the survey of a partition's lines; give a hash of each document's id."""
    with _named(path):
        names = pq.read_schema(path).names
        text = "raw" if "raw" in names else "text"
        for name, remedy in (
            ("doc_id", "corpus.read makes it."),
            ("call_id", "calls.link makes it."),
            (text, ""),
        ):
            if name not in names:
                raise ValueError(f"no column '{name}'. {remedy}".rstrip())
        columns = [n for n in ("doc_id", text, "outlet", "url") if n in names]
        documents = _plain_index(pd.read_parquet(path, columns=columns))
        if (lost := documents["doc_id"].isna() | documents[text].isna()).any():
            raise ValueError(f"row {int(np.flatnonzero(lost)[0])} (counted from 0) has no {text} or no doc_id.")
        table = repeats.survey(documents[text], repeats.outlets(documents))
        table.to_parquet(work / "lines" / f"{number:06}.parquet")
        return pd.util.hash_array(documents["doc_id"].astype("str").to_numpy(object), categorize=False)


def _plain_index(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents with their id as a column, where it was the index."""
    return documents.reset_index(drop="doc_id" in documents)


def process(number: int, path: Path, known: repeats.Known, options: Options) -> dict:
    """Write a partition's tables and its counts of words; give what there is of it to add up."""
    with _named(path), warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        own = pq.read_schema(path)
        schema = pa.schema([options.schema.field(name) for name in own.names], metadata=own.metadata)
        documents = _plain_index(pd.read_parquet(path, schema=schema))
        lines = pd.read_parquet(options.work / "lines" / f"{number:06}.parquet")
        documents, removed = cleaning.clean(documents, repeats.found(lines, known, len(documents)))
        sentences, tags, acts = _read(segment.split(documents), options)
        tables = {"documents": documents, "removed": removed, "sentences": sentences, "tags": tags, "acts": acts}
        for name, table in tables.items():
            _write(table, options.work / name / f"{number:06}.parquet")
        for name, table in {
            "tags": tags,
            "acts": acts,
        }.items():  # for ``recount``, rows or not
            table.to_pickle(options.work / "told" / f"{number:06}.{name}")
        on_call = sentences.dropna(subset=["call_id"])
        _whole.save(frequency.matrix(on_call, _BY, **options.choices), options.work / "counts" / f"{number:06}")
        return {
            "file": path.name,
            "documents": len(documents),
            "sentences": len(sentences),
            "without_call": len(sentences) - len(on_call),
            "frames": frames.count(tags, sentences),
            "names": [name for name in tags["frame"].cat.categories if name],
            "acts": frames.count(acts, sentences, "act"),
            "told": _told(on_call, options, number),
            "warnings": sorted({str(one.message) for one in said}),
        }


def _read(split: pd.DataFrame, options: Options) -> list[pd.DataFrame]:
    """Sentences with their voices, tags and acts; some texts at a time, so that what a sentence says is found once."""
    made = []
    batches = (split["doc_id"] != split["doc_id"].shift()).cumsum() // _BATCH
    for _, some in split.groupby(batches, sort=False) if len(split) else [(0, split)]:
        sentences = voices.attribute(some, options.sides, options.voices_file)
        acts = frames.acts(sentences)
        tags = frames.tag(sentences)
        made.append((sentences, tags, acts))
    return [pd.concat(tables, ignore_index=True) for tables in zip(*made, strict=True)]


def _told(sentences: pd.DataFrame, options: Options, number: int) -> pd.DataFrame:
    """Write the sentences that may be in an account; give call, voice, and a hash by which one repeats another."""
    told = sentences[sentences["voice"].isin(options.sides) & sentences["office"].isin(framing.OFFICES)]
    told.to_parquet(options.work / "told" / f"{number:06}.parquet")
    words = told["text"].map(lambda text: " ".join(segment.tokens(text, numbers=True)))
    keys = told["call_id"].str.cat([told["voice"], words], sep="\n") if len(told) else words
    key = pd.util.hash_array(keys.to_numpy(object), categorize=False)
    return told[_BY].astype("category").assign(key=key).reset_index(drop=True)


def recount(number: int, path: Path, kept: np.ndarray, options: Options) -> dict[str, pd.DataFrame]:
    """Count the words of the accounts, of the sentences that are kept; give their frames and main acts to add up."""
    with _named(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said already, of all sentences
        name = f"{number:06}"
        told = pd.read_parquet(options.work / "told" / f"{name}.parquet")[kept]
        _whole.save(frequency.matrix(told, _BY, **options.choices), options.work / "accounts" / name)
        tags, acts = (pd.read_pickle(options.work / "told" / f"{name}.{table}") for table in ("tags", "acts"))
        return {"frames": frames.count(tags, told), "acts": frames.count(acts, told, "act")}


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write a table; a column of which this partition has no value is text, as in the other partitions."""
    if len(table):
        empty = [name for name in table if table[name].dtype == object and table[name].isna().all()]
        table.astype(dict.fromkeys(empty, "str")).to_parquet(path)
