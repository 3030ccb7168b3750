"""The same tables for corpora that outgrow memory or one machine: over Parquet partitions, on Dask.

Each partition goes through the plain helpers, unchanged. Four things need the whole corpus, and are learned from all
partitions before they are used in each, so that no count depends on how the corpus was cut: what an outlet repeats on
its pages (``cleaning.repeats``), document ids that stand twice, which calls both sides tell, and which sentences an
account repeats. A worker holds one partition. The process that calls ``run`` holds what is learned, a few numbers of
eight bytes for each line and sentence, and the vocabulary: all different terms with their counts.

Dask is no dependency of this package: ``pip install "one-call-two-readouts[scale]"`` brings it.
"""

import multiprocessing
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
from scipy import sparse

from helpers import frequency
from helpers.frames import ACTS
from helpers.scale import _parts, _schedule, _whole
from helpers.scale._whole import ScaleError
from helpers.voices import sides

__all__ = ["ScaleError", "Tables", "read", "run", "sample"]

TABLES = ("documents", "removed", "sentences", "tags", "acts")
_WORKING = ("staged", "lines", "told")
_BY = ["call_id", "voice"]


@dataclass(frozen=True)
class Tables:
    """What ``run`` made, or ``read`` found; the sentences and what belongs to them stay in ``folder``."""

    folder: Path
    partitions: pd.DataFrame
    frames: pd.DataFrame
    acts: pd.DataFrame
    account_frames: pd.DataFrame
    account_acts: pd.DataFrame

    @property
    def counts(self) -> pd.DataFrame:
        """Terms by call and voice, as ``frequency.count`` gives them, of all sentences on a call."""
        return _whole.dense(*self.matrix("counts"))

    @property
    def accounts(self) -> pd.DataFrame:
        """The same of the sentences that ``framing.accounts`` chooses."""
        return _whole.dense(*self.matrix("accounts"))

    def matrix(self, name: str) -> tuple[sparse.csr_array, np.ndarray, pd.Index]:
        """ "counts" or "accounts" as ``frequency.matrix`` gives them: for those too large to be a table."""
        return _whole.load(self.folder / name)


def run(
    source: Any,
    into: str | Path,
    voices: tuple[str, str] = ("kremlin", "elysee"),
    *,
    voices_file: str | Path | None = None,
    scheduler: Any = "processes",
    workers: int | None = None,
    **choices: Any,
) -> Tables:
    """Clean, split and attribute all texts, find frames and speech acts, and count all by call and voice.

    Parameters
    ----------
    source : a folder of Parquet files, each a partition, in the order of their names ("part.2" before "part.10"); or a
        ``dask.dataframe``. Columns as ``corpus.read`` gives them: ``doc_id``, ``raw`` (or ``text``), ``call_id``;
        where there, ``outlet``, ``url``, ``language``, ``title``. A worker holds one partition and what is made of it,
        so files of 5,000 to 10,000 short texts are a good size.
    into : a folder that does not exist yet. It appears when all is done, with a folder of Parquet files each for
        documents, removed, sentences, tags (``frames.tag``) and acts (``frames.acts``). Until then its
        parts lie beside it, under a name that begins with a full stop; what an interrupted run left there is removed.
        All workers must see both folders, and the ``voices_file``.
    voices, voices_file : the two sides, as ``voices.attribute`` takes them.
    scheduler : "synchronous" (this process), "processes" (so many ``workers``, by default all cores; a script then
        calls this under ``if __name__ == "__main__":``), or a ``distributed.Client``.
    choices : those of ``frequency.matrix``, as ``stop_words="drop"``.

    Returns
    -------
    ``Tables``: ``counts`` and ``accounts``, words by call and voice; ``frames`` and ``acts``, as ``frames.count``; the
    same of the sentences that ``framing.accounts`` chooses as ``account_frames`` and ``account_acts``; ``partitions``,
    one row a file with its ``documents``, ``sentences`` and those ``without_call``, which are in no count. The numbers
    are those of the plain helpers on the whole corpus, in the order of its files.

    Raises
    ------
    ScaleError: a partition that cannot be run, a document id that stands twice, a full disk, a worker that died.
    ValueError: no such scheduler, voice or choice.
    ImportError: Dask is not installed. FileExistsError: ``into`` is there already.

    Examples
    --------
    >>> import tempfile
    >>> text = "Putin spoke of grain, the Kremlin said."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "call_id": ["x"], "raw": [text]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     documents.to_parquet(f"{folder}/part.0.parquet")
    ...     tables = run(folder, f"{folder}/done", scheduler="synchronous")
    ...     tables.counts.loc["grain"].to_dict()
    {('x', 'kremlin'): 1}
    """
    into = Path(into).absolute()
    if into.exists():
        raise FileExistsError(f"{into} is there already. Name another folder, or remove it.")
    voices_file = voices_file and Path(voices_file).absolute()
    _check(voices, voices_file, scheduler, choices)
    # Each run has a folder of its own: on a cluster, tasks of one that failed may go on for a while.
    for left in into.parent.glob(f".{escape(into.name)}.*.unfinished"):
        shutil.rmtree(left, ignore_errors=True)
    work = into.with_name(f".{into.name}.{uuid4().hex[:8]}.unfinished")
    work.mkdir(parents=True)
    try:
        with _schedule.runner(scheduler, workers) as compute:
            for name in (*TABLES, *_WORKING, "counts", "accounts"):
                (work / name).mkdir()
            _run(
                _schedule.files(source, work / "staged", compute), (work, tuple(voices), voices_file, choices), compute
            )
        for name in _WORKING:
            shutil.rmtree(work / name)
        work.rename(into)
    except BaseException as error:
        taken = isinstance(error, Exception) and not work.exists()
        shutil.rmtree(work, ignore_errors=True)
        if taken:
            raise ScaleError(
                f"another run into {into} began, and removed what this one had. Name two folders."
            ) from error
        if _parts.is_full(error):
            raise ScaleError(_parts.FULL) from error
        raise
    return read(into)


def _check(voices: Any, voices_file: Path | None, scheduler: Any, choices: dict) -> None:
    """Refuse what no partition could be run with, before the first is read."""
    if scheduler == "processes" and getattr(multiprocessing.current_process(), "_inheriting", False):
        raise ScaleError(
            "scale.run was called by a worker process that reads your script again. Put the call under"
            " `if __name__ == '__main__':`, or take scheduler='synchronous'."
        )
    if len(voices) != 2 or voices[0] == voices[1]:
        raise ValueError(f"voices are two different sides, not {voices!r}.")
    sides.speakers(voices, sides.lexicon(voices_file))
    none = pd.DataFrame({"call_id": [], "voice": [], "text": [], "language": []}, dtype="str")
    frequency.matrix(none, _BY, **choices)


def read(folder: str | Path) -> Tables:
    """The tables of a finished run.

    Raises
    ------
    FileNotFoundError: no run was finished under this name.
    """
    folder = Path(folder)
    if not (folder / "partitions.parquet").is_file():
        raise FileNotFoundError(f"{folder}: no finished run. Make it with scale.run(source, into).")
    names = ("frame_counts", "act_counts", "account_frames", "account_acts")
    added = (pd.read_parquet(folder / f"{name}.parquet").T for name in names)
    return Tables(folder, pd.read_parquet(folder / "partitions.parquet"), *added)


def sample(sentences: pd.DataFrame | str | Path, size: int) -> pd.DataFrame:
    """So many sentences, for what cannot be added up over partitions, as topics.

    Chosen by a hash of ``doc_id`` and ``sentence``: the same sentences on every run, however the corpus was cut and
    whatever its order.

    Parameters
    ----------
    sentences : a table, or the folder of Parquet files that ``run`` made (``tables.folder / "sentences"``).

    Returns
    -------
    The chosen rows in the order of the corpus, with a column ``sample`` that says how many of how many they are.

    Raises
    ------
    FileNotFoundError: no sentences in the folder.

    Examples
    --------
    >>> sentences = pd.DataFrame({"doc_id": "a", "sentence": range(3), "text": ["One.", "Two.", "Three."]})
    >>> sample(sentences, 2)[["sentence", "sample"]].values.tolist()
    [[0, 'a sample of 2 of 3 sentences'], [1, 'a sample of 2 of 3 sentences']]
    """
    single = isinstance(sentences, pd.DataFrame)
    kept, of = [], 0
    for part in [sentences] if single else map(pd.read_parquet, _schedule.in_order(Path(sentences))):
        key = pd.util.hash_array((part["doc_id"].astype("str") + " " + part["sentence"].astype("str")).to_numpy(object))
        part = part.assign(_key=key, _at=range(of, of + len(part)))
        of += len(part)
        kept = [pd.concat([*kept, part], ignore_index=not single).nsmallest(size, "_key")]
    if not kept:
        raise FileNotFoundError(f"{sentences}: no sentences there. Name the folder 'sentences' of a finished run.")
    chosen = kept[0].sort_values("_at", ignore_index=not single).drop(columns=["_key", "_at"])
    return chosen.assign(sample=f"a sample of {len(chosen):,} of {of:,} sentences")


def _run(files: list[Path], given: tuple, compute: Callable) -> None:
    """All steps, from the files to the tables in the working folder."""
    work = given[0]
    numbered = list(enumerate(files))
    _whole.check_ids(files, compute(_parts.survey, [(number, path, work) for number, path in numbered]))
    options = _parts.Options(*given, _whole.schema(files))
    known = _whole.learn(files, work / "lines")
    done = compute(_parts.process, [(number, path, known, options) for number, path in numbered])
    for part in done:
        for message in part.pop("warnings"):
            warnings.warn(f"{part['file']}: {message}", stacklevel=4)
    frames, acts, told, names = ([part.pop(name) for part in done] for name in ("frames", "acts", "told", "names"))
    once = _whole.once(told, options.sides)
    chosen = compute(_parts.recount, [(*file, kept, options) for file, kept in zip(numbered, once, strict=True)])
    told_frames, told_acts = ([part[name] for part in chosen] for name in ("frames", "acts"))
    for name, parts in {"frame_counts": frames, "account_frames": told_frames}.items():
        _whole.summed(parts, [*names[0], "none"], "frame").T.to_parquet(work / f"{name}.parquet")
    for name, parts in {"act_counts": acts, "account_acts": told_acts}.items():
        _whole.summed(parts, [*ACTS, "none"], "act").T.to_parquet(work / f"{name}.parquet")
    for name in ("counts", "accounts"):
        _whole.merge(work / name)
    pd.DataFrame(done).to_parquet(work / "partitions.parquet")
