"""A corpus of more texts than the notebooks take: all are counted in partitions, and the notebooks get a sample."""

import errno
import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from texts import Refused, number_of

from helpers import framing, frequency, scale, voices
from helpers.frequency.counting import LARGEST

MOST = 5_000  # texts: notebooks on so many take about ten minutes on two cores, and 1 GB each
PART = 2_500  # texts in a partition: half a GB for a worker
RARE = 5  # words that occur less often are tested together, as one; more are, where the table outgrows memory
REST = "(rare words)"
SHOWN = 10  # words of each side


def sample(documents: pd.DataFrame, most: int, seed: int = 0) -> pd.DataFrame:
    """So many texts drawn at random, in their order, whole calls as far as they go: only whole calls can be compared.

    Of the call that does not fit any more some texts are drawn; texts on no call fill up what calls leave.
    """
    own = documents["call_id"].isna()
    codes, names = documents["call_id"].mask(own, documents["doc_id"]).astype("str").factorize(sort=True)
    draw = np.random.default_rng(seed)
    rank = draw.permutation(len(names))[codes] + own.to_numpy() * len(names)
    chosen = np.lexsort((draw.permutation(len(documents)), rank))[:most]
    return documents.iloc[np.sort(chosen)].reset_index(drop=True)


def count(
    documents: pd.DataFrame, into: Path, sides: tuple[str, str], file: Path | None
) -> tuple[scale.Tables, list[str]]:
    """What can be added up, of all texts, on all cores, and what was warned of; ``into`` is a new folder.

    Raises
    ------
    Refused: some texts cannot be counted. OSError: the disk is full.
    """
    parts = into.with_name("parts")
    parts.mkdir()
    cores = os.cpu_count() or 1
    size = min(PART, -(-len(documents) // cores))
    for number, start in enumerate(range(0, len(documents), size)):
        documents.iloc[start : start + size].to_parquet(parts / f"part.{number}.parquet")
    print(f"Counting {number_of(len(documents), 'text')} on {number_of(cores, 'core')}", flush=True)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            tables = scale.run(parts, into, sides, voices_file=file, workers=cores)
    except scale.ScaleError as error:
        if "disk is full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into)) from error
        raise Refused(
            f"The texts could not be counted: {error} Here part.0.parquet stands for the first"
            f" {number_of(size, 'text')} of CORPUS, part.1.parquet for the next, and so on."
        ) from error
    shutil.rmtree(parts)
    # Each begins with the name of a file that nobody has seen.
    return tables, sorted({str(one.message).split(": ", 1)[-1] for one in said if one.category is UserWarning})


def compared(
    tables: scale.Tables, documents: pd.DataFrame, sides: tuple[str, str], file: Path | None
) -> dict[str, pd.DataFrame | str]:
    """Words, frames and speech acts of the accounts, tested by call, by heading; or why there is no table."""
    _, _, groups = tables.matrix("accounts")
    told = documents["call_id"].isin(groups.get_level_values("call_id"))
    languages = sorted(documents.loc[told, "language"].dropna().unique())
    found: dict[str, pd.DataFrame | str] = {}
    if len(languages) > 1:
        named = ", ".join(languages)
        found["Words"] = f"The calls are told in several languages ({named}), so their words are not compared."
    else:
        counts, least = _accounts(tables)
        dull = framing.telling_words(*sides, voices_file=file)
        dull |= frequency.stop_words([name for name in languages if name in frequency.LANGUAGES])
        words = _tested(counts, sides, file, {*dull, REST})
        if isinstance(words, pd.DataFrame):
            edges = [*range(min(SHOWN, len(words))), *range(max(SHOWN, len(words) - SHOWN), len(words))]
            heading = f"Content words that occur {least} times or more: {len(edges)} of {len(words):,}"
            found[heading] = words.iloc[edges]
        else:
            found["Words"] = words
    unknown = "The calls are told in a language in which the rules know none."
    for name, counts in {"Frames": tables.account_frames, "Speech acts": tables.account_acts}.items():
        found[name] = _tested(counts, sides, file, {"none"}) if counts.size or groups.empty else unknown
    return found


def _accounts(tables: scale.Tables, cells: int = LARGEST) -> tuple[pd.DataFrame, int]:
    """Words by call and side, and how often each occurs at least: the rarer are one row, so rates are of all words."""
    counts, terms, groups = tables.matrix("accounts")
    often, least = counts.sum(axis=0), RARE
    while (often >= least).sum() * len(groups) > cells:
        least *= 2
    rest = sparse.csr_array(counts[:, often < least].sum(axis=1)[:, None])
    values = sparse.hstack([rest, counts[:, often >= least]]).T.toarray()
    named = pd.Index([REST, *terms[often >= least]], name="term", dtype="str")
    return pd.DataFrame(values, index=named, columns=groups), least


def _tested(counts: pd.DataFrame, sides: tuple[str, str], file: Path | None, left_out: set[str]) -> pd.DataFrame | str:
    """Each term's difference, most of the first side first, as a reader sees it; or why there is none."""
    if len(counts) == 1 and counts.size:
        return f"There is only {counts.index[0]}, and nothing to compare it with."
    tested = framing.compare(counts, *sides)
    shown = tested[~tested.index.isin(left_out)]
    if shown.empty:
        return str(tested.attrs.get("why") or "Nothing is left of them but what every text has.")
    first, second = (voices.names(sides, file)[side] for side in sides)
    named = {"count_a": first, "count_b": second, "p_adjusted": "adj. p", "smallest_p": "least p"}
    p = {name: shown[name].map("{:.2g}".format) for name in ("p_adjusted", "smallest_p")}
    rounded = shown.round({"estimate": 2, "low": 2, "high": 2}).assign(**p)
    columns = ["count_a", "count_b", "estimate", "low", "high", "p_adjusted", "smallest_p", "calls"]
    return rounded[columns].reset_index().rename(columns=named)
