"""A corpus of more texts than the notebooks take: all are counted in partitions, and the notebooks get a sample."""

import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from helpers import framing, frequency, scale, voices
from helpers.frequency.counting import LARGEST

MOST = 5_000  # texts: notebooks on so many take about ten minutes on two cores, and 1 GB each
PART = 2_500  # texts in a partition: half a GB for a worker
RARE = 5  # words that occur less often are tested together, as one; more are, where the table outgrows memory
REST = "(rare words)"
SHOWN = 10  # words of each side


def sample(documents: pd.DataFrame, most: int, seed: int = 0) -> pd.DataFrame:
    """So many texts drawn at random, in their order, whole calls as far as they go: only whole calls can be compared.

    A text without a call is one by itself. Of the call that does not fit any more some texts are drawn.
    """
    own = documents["call_id"].isna()
    groups = pd.MultiIndex.from_arrays([own, documents["call_id"].mask(own, documents["doc_id"]).astype("str")])
    codes, names = groups.factorize(sort=True)
    draw = np.random.default_rng(seed)
    rank = draw.permutation(len(names))[codes]
    chosen = np.lexsort((draw.permutation(len(documents)), rank))[:most]
    return documents.iloc[np.sort(chosen)].reset_index(drop=True)


def count(documents: pd.DataFrame, into: Path, sides: tuple[str, str], file: Path | None) -> scale.Tables:
    """What can be added up, of all texts, on all cores; the tables are written to a new folder ``into``."""
    parts = into.with_name("parts")
    parts.mkdir()
    cores = os.cpu_count() or 1
    size = min(PART, -(-len(documents) // cores))
    for number, start in enumerate(range(0, len(documents), size)):
        documents.iloc[start : start + size].to_parquet(parts / f"part.{number}.parquet")
    print(f"Counting {len(documents):,} texts on {cores} {'core' if cores == 1 else 'cores'}", flush=True)
    tables = scale.run(parts, into, sides, voices_file=file, workers=cores)
    shutil.rmtree(parts)
    return tables


def compared(
    tables: scale.Tables, documents: pd.DataFrame, sides: tuple[str, str], file: Path | None
) -> dict[str, pd.DataFrame | str]:
    """Words, frames and speech acts of all texts, tested by call, by heading; or why there is no table."""
    found: dict[str, pd.DataFrame | str] = {}
    languages = sorted(documents["language"].dropna().unique())
    if len(languages) > 1:
        found["Words"] = (
            f"The texts are in several languages ({', '.join(languages)}), so their words are not compared."
        )
    else:
        counts, least = _accounts(tables)
        words = framing.compare(counts, *sides).drop(index=REST, errors="ignore")
        dull = framing.telling_words(*sides, voices_file=file)
        dull |= frequency.stop_words([name for name in languages if name in frequency.LANGUAGES])
        words = words[~words.index.isin(dull)]
        edges = [*range(min(SHOWN, len(words))), *range(max(SHOWN, len(words) - SHOWN), len(words))]
        few = f" that occur {least} times or more: {len(edges)} of {len(words):,}" if len(words) else ""
        found[f"Words{few}"] = _shown(words.iloc[edges], sides, file, words.attrs)
    for name, counts in {"Frames": tables.frames, "Speech acts": tables.acts}.items():
        tested = framing.compare(counts, *sides)
        found[name] = _shown(tested.drop(index="none", errors="ignore"), sides, file, tested.attrs)
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


def _shown(
    tested: pd.DataFrame, sides: tuple[str, str], file: Path | None, attrs: dict[str, object]
) -> pd.DataFrame | str:
    if tested.empty:
        return str(attrs.get("why") or "none was found.")
    first, second = (voices.names(sides, file)[side] for side in sides)
    named = {"count_a": first, "count_b": second, "p_adjusted": "adj. p", "smallest_p": "least p"}
    p = {name: tested[name].map("{:.2g}".format) for name in ("p_adjusted", "smallest_p")}
    rounded = tested.round({"estimate": 2, "low": 2, "high": 2}).assign(**p)
    columns = ["count_a", "count_b", "estimate", "low", "high", "p_adjusted", "smallest_p", "calls"]
    return rounded[columns].rename(columns=named).reset_index()
