"""What the partitions come to together: what is learned from all, and their counts added up."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import sparse

from helpers.cleaning import phrases, repeats
from helpers.frequency import LARGEST

_BY = ["call_id", "voice"]
Matrix = tuple[sparse.csr_array, np.ndarray, pd.Index]


class ScaleError(RuntimeError):
    """Why a corpus cannot be run: names the partition's file and the remedy."""


class _Surveys(Sequence):
    """The surveys of all partitions, read one at a time."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, part: int) -> pd.DataFrame:
        return pd.read_parquet(self.paths[part])


def schema(files: Sequence[Path]) -> pa.Schema:
    """The columns of all files, so that one without a value in some file has its kind there, too."""
    known = pa.schema([])
    for path in files:
        try:
            known = pa.unify_schemas([known, pq.read_schema(path).remove_metadata()], promote_options="permissive")
        except pa.ArrowTypeError as error:
            raise ScaleError(
                f"{path.name}: a column is of another kind than in the files before it: {error}."
            ) from error
    return known


def learn(files: Sequence[Path], lines: Path) -> repeats.Known:
    """What the outlets repeat, from the surveys of all partitions."""

    @lru_cache(maxsize=1)
    def raw(part: int) -> pd.Series:
        there = pd.read_parquet(files[part])
        return there["raw" if "raw" in there else "text"]

    def text(part: int, page: int, number: int) -> str:
        return phrases.lines(raw(part).iloc[page])[number].text

    return repeats.learn(_Surveys([lines / f"{number:06}.parquet" for number in range(len(files))]), text)


def check_ids(files: Sequence[Path], hashes: Sequence[np.ndarray]) -> None:
    """Refuse a document's id that stands twice."""
    twice = pd.Series(np.concatenate(hashes))
    part = np.repeat(np.arange(len(hashes)), [len(some) for some in hashes])
    seen: dict[str, tuple[str, int]] = {}
    for number in np.unique(part[twice.duplicated(keep=False)]):
        ids = pq.read_table(files[number], columns=["doc_id"])["doc_id"].to_pandas()
        for row, doc_id in enumerate(ids.astype("str")):
            if doc_id in seen:
                raise ScaleError(
                    f"{files[number].name}, row {row}: doc_id '{doc_id}' stands in row {seen[doc_id][1]} of"
                    f" {seen[doc_id][0]} too (counted from 0). Rename one, or drop it."
                )
            seen[doc_id] = files[number].name, row


def once(told: Sequence[pd.DataFrame], sides: tuple[str, str]) -> list[np.ndarray]:
    """Which of each partition's sentences are in an account, chosen as ``framing.accounts`` does."""
    voices = pd.concat([part[_BY].astype("str").drop_duplicates() for part in told]).drop_duplicates()
    calls = voices.groupby("call_id").size()
    both = calls.index[calls == len(set(sides))]
    again = pd.Series(np.concatenate([part["key"] for part in told])).duplicated().to_numpy()
    parts = np.split(again, np.cumsum([len(part) for part in told])[:-1])
    return [part["call_id"].isin(both).to_numpy() & ~repeated for part, repeated in zip(told, parts, strict=True)]


def summed(parts: Sequence[pd.DataFrame], names: Sequence[str], label: str) -> pd.DataFrame:
    """The sum of tables by call and voice, with the rows that occur in the order of the names."""
    filled = [part.T for part in parts if part.size]
    if not filled:
        columns = pd.MultiIndex.from_arrays([[], []], names=_BY)
        return pd.DataFrame(index=pd.Index([], name=label, dtype="str"), columns=columns, dtype="int64")
    table = pd.concat(filled).groupby(level=_BY).sum().astype("int64")
    return table[[name for name in names if name in table]].T.rename_axis(label)


def save(matrix: Matrix, path: Path) -> None:
    """Write a matrix of counts with its terms and groups."""
    counts, terms, groups = matrix
    sparse.save_npz(path.with_suffix(".npz"), counts)
    pd.DataFrame({"term": terms}, dtype="str").to_parquet(path.with_suffix(".terms.parquet"))
    groups.to_frame(index=False).astype("str").to_parquet(path.with_suffix(".groups.parquet"))


def load(path: Path) -> Matrix:
    """A matrix as ``save`` wrote it."""
    counts, terms = sparse.load_npz(path.with_suffix(".npz")), pd.read_parquet(path.with_suffix(".terms.parquet"))
    groups = pd.read_parquet(path.with_suffix(".groups.parquet"))
    return counts, terms["term"].to_numpy(object), pd.MultiIndex.from_frame(groups)


def merge(folder: Path) -> None:
    """Add up the matrices of a folder into one beside it, and take the folder away."""
    parts = sorted(folder.glob("*.npz"))
    known: set[str] = set()
    groups = [load(part)[2] for part in parts]
    for part in parts:
        known.update(load(part)[1])
    terms = pd.Index(sorted(known), dtype="str")
    index = pd.concat([group.to_frame(index=False) for group in groups]).drop_duplicates().sort_values(_BY)
    whole = pd.MultiIndex.from_frame(index)
    sums: list[sparse.csr_array] = []
    for part in parts:
        counts, names, own = load(part)
        entries = counts.tocoo()
        rows, columns = whole.get_indexer(own)[entries.coords[0]], terms.get_indexer(names)[entries.coords[1]]
        sums.append(sparse.csr_array((entries.data, (rows, columns)), shape=(len(whole), len(terms))))
        while len(sums) > 1 and sums[-2].nnz <= 2 * sums[-1].nnz:  # like with like: no entry is copied often
            sums.append(sums.pop() + sums.pop())
    total = sum(sums[1:], start=sums[0]).astype("int64")
    total.sort_indices()
    save((total, terms.to_numpy(object), whole), folder)
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()


def dense(counts: sparse.csr_array, terms: np.ndarray, groups: pd.Index) -> pd.DataFrame:
    """Counts as the table that ``frequency.count`` gives; too many cells are refused as there."""
    if len(terms) * len(groups) > LARGEST:
        raise ValueError(
            f"{len(terms):,} terms by {len(groups):,} groups make a table of more than {LARGEST:,} cells. Take"
            " tables.matrix(name), which keeps only what is not zero."
        )
    return pd.DataFrame(counts.T.toarray(), index=pd.Index(terms, name="term", dtype="str"), columns=groups)
