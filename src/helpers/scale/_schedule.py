"""Where the partitions are, and who works on them: this process, several, or a cluster."""

import contextlib
import multiprocessing
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from helpers.scale import _parts
from helpers.scale._whole import ScaleError

_DIED = (
    "a worker process died, most likely for want of memory. Write the corpus as smaller files, or take fewer workers."
    " In a script, call scale.run under `if __name__ == '__main__':`."
)


@contextlib.contextmanager
def runner(scheduler: Any, workers: int | None) -> Iterator[Callable[[Callable, Sequence[tuple]], list]]:
    """What calls a function with each of many arguments, on the scheduler, and gives the results in their order."""
    try:
        import dask
        from tqdm.dask import TqdmCallback
    except ImportError:
        what = "scale.run works on Dask, which is not installed: pip install 'dask[dataframe]' distributed"
        raise ImportError(what) from None
    named = scheduler in ("synchronous", "processes") if isinstance(scheduler, str) else hasattr(scheduler, "gather")
    if not named:
        raise ValueError(f"scheduler is 'synchronous', 'processes' or a distributed.Client, not {scheduler!r}.")
    with contextlib.ExitStack() as stack:
        how: dict[str, Any] = {"scheduler": scheduler}
        if scheduler == "processes":
            pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
            stack.callback(pool.shutdown, cancel_futures=True)
            how |= {"pool": pool, "chunksize": 1}

        def compute(function: Callable, arguments: Sequence[tuple]) -> list:
            tasks = [dask.delayed(function, pure=False)(*given) for given in arguments]
            try:
                with TqdmCallback(desc=function.__name__, delay=2, leave=False):
                    return list(dask.compute(*tasks, **how))
            except Exception as error:
                if type(error).__name__ in ("BrokenProcessPool", "KilledWorker"):
                    raise ScaleError(_DIED) from error
                raise

        yield compute


def files(source: Any, staged: Path, compute: Callable) -> list[Path]:
    """The files of the partitions; those of a Dask table are written first."""
    if hasattr(source, "to_delayed"):
        parts = source.to_delayed()
        return compute(_parts.store, [(part, staged / f"{number:06}.parquet") for number, part in enumerate(parts)])
    folder = Path(source)
    if not folder.is_dir():
        raise ScaleError(f"{folder}: no such folder. Name the folder of the Parquet files.")
    if not (found := in_order(folder)):
        raise ScaleError(f"{folder}: no Parquet file in it. Write one with documents.to_parquet(path).")
    return found


def in_order(folder: Path) -> list[Path]:
    """The Parquet files of a folder by their names, numbers in them by size."""
    return sorted(folder.absolute().glob("[!._]*.parquet"), key=lambda path: (_numbered(path.name), path.name))


def _numbered(name: str) -> list[tuple[int, str]]:
    return [(int(digits or -1), words) for words, digits in re.findall(r"(\D*)(\d*)", name)]
