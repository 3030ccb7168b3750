"""The two presidencies' own readouts: fetched from their sites by whoever reads them, never shipped.

``fetch`` keeps the raw pages, ``parse_kremlin`` and ``parse_elysee`` take the readout out of one page, and ``read``
makes a table of documents of all pages kept. ``python -m helpers.official`` does all of it for the registry of calls.
"""

import os
import warnings
from pathlib import Path

import pandas as pd

from helpers import corpus
from helpers.official.fetching import MANIFEST, Manifest, fetch, free_name
from helpers.official.parsing import ParseError, parse_elysee, parse_kremlin

__all__ = ["ParseError", "fetch", "parse_elysee", "parse_kremlin", "read"]

_PARSERS = {"kremlin": parse_kremlin, "elysee": parse_elysee}


def read(into: str | os.PathLike = "readouts", strict: bool = True) -> pd.DataFrame:
    """The documents in the pages that ``fetch`` has kept.

    Parameters
    ----------
    into : the folder given to ``fetch``.
    strict : raise when a page cannot be read; otherwise read the rest and warn with the count.

    Returns
    -------
    One row an address that was fetched, in the manifest's order, with the columns of ``corpus.read``, then ``side``
    ("kremlin", "elysee"), ``place`` and ``retrieved`` (UTC). doc_id is ``<call_id>-<side>-<language>``, numbered where
    there are several. A page that reports two calls stands there once for each, with its whole text.

    Raises
    ------
    corpus.CorpusError: no manifest; all pages that cannot be read, each with the remedy. Not with ``strict=False``.

    Examples
    --------
    >>> read("no such folder")
    Traceback (most recent call last):
    helpers.corpus._problems.CorpusError: manifest.csv: not in 'no such folder'. Run official.fetch first.
    """
    folder = Path(into)
    if not (folder / MANIFEST).exists():
        raise corpus.CorpusError(f"{MANIFEST}: not in '{folder.name}'. Run official.fetch first.")
    manifest, found = Manifest(folder), []
    documents: list[dict] = []
    taken: set[str] = set()
    for row in (row for row in manifest.rows() if row["file"]):
        try:
            document = _PARSERS[row["side"]](manifest.content(row["file"]))
        except ValueError as error:
            found.append(f"{row['file']} ({row['url']}): {error}")
            continue
        document["doc_id"] = free_name(f"{row['call_id']}-{row['side']}-{document['language']}", taken)
        taken.add(document["doc_id"].casefold())
        document["url"] = document["url"] or row["final_url"]
        document |= {name: row[name] for name in ("call_id", "side", "retrieved", "sha256")} | {"path": row["file"]}
        documents.append(document)
    if found and strict:
        raise corpus.CorpusError("\n".join(found))
    if found:
        warnings.warn(f"{folder.name}: {len(found)} pages could not be read:\n" + "\n".join(found), stacklevel=2)
    table = pd.DataFrame(documents, columns=[*corpus.COLUMNS, "side", "place", "retrieved"])
    table["published"] = pd.to_datetime(table["published"]).astype("datetime64[us]")
    return table.astype(dict.fromkeys(table.columns.drop("published"), "string"))
