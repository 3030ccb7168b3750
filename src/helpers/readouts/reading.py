"""The fetched pages as a table of documents, each held against the text that the tables were computed from."""

import os
import warnings
from pathlib import Path

import pandas as pd

from helpers import corpus
from helpers.readouts.fetching import MANIFEST, content, manifest, site
from helpers.readouts.parsing import parse_elysee, parse_kremlin, parse_page
from helpers.readouts.tables import checksum

SAME = "the text of the tables"
_PARSERS = {"kremlin.ru": parse_kremlin, "elysee.fr": parse_elysee}


def read(into: str | os.PathLike = "readouts", strict: bool = True) -> pd.DataFrame:
    """The documents in the pages that ``fetch`` has kept.

    Parameters
    ----------
    into : the folder given to ``fetch``.
    strict : raise when a page cannot be read; otherwise read the rest and warn with the count.

    Returns
    -------
    One row per address that was fetched, in the manifest's order, with the columns of ``corpus.read``, then ``side``,
    ``place``, ``retrieved`` (UTC), ``licence`` and ``checked``: whether it is the text that the tables in ``data/``
    were computed from (missing where they have none). doc_id is the tables', else ``<call_id>-<side>-<language>``,
    numbered where there are several. A page that reports two calls is there once for each, with its whole text.

    Raises
    ------
    corpus.CorpusError: no manifest; all pages that cannot be read, each with the remedy. Not with ``strict=False``.

    Examples
    --------
    >>> read("no such folder")
    Traceback (most recent call last):
    helpers.corpus._problems.CorpusError: manifest.csv: not in 'no such folder'. Run readouts.fetch first.
    """
    folder, found, documents = Path(into), [], []
    if not (folder / MANIFEST).exists():
        raise corpus.CorpusError(f"{MANIFEST}: not in '{folder.name}'. Run readouts.fetch first.")
    for row in manifest(folder).query("file != ''").to_dict("records"):
        try:
            document = _PARSERS.get(site(row["final_url"]), parse_page)(content(folder, row))
        except (OSError, ValueError) as error:
            found.append(f"{row['file']} ({row['url']}): {error}")
            continue
        own = {"doc_id": row["doc_id"] or f"{row['call_id']}-{row['side']}-{document['language']}"}
        own |= {"url": document["url"] or row["final_url"], "path": row["file"], "sha256": row["page_sha256"]}
        own |= {name: row[name] for name in ("call_id", "side", "retrieved", "licence")}
        documents.append(document | own | {"checked": _compare(document, row)})
    if found and strict:
        raise corpus.CorpusError("\n".join(found))
    if found:
        warnings.warn(f"{folder.name}: {len(found)} pages could not be read:\n" + "\n".join(found), stacklevel=2)
    table = pd.DataFrame(documents, columns=[*corpus.COLUMNS, "side", "place", "retrieved", "licence", "checked"])
    again = table.groupby("doc_id").cumcount()
    table["doc_id"] = table["doc_id"].where(again == 0, table["doc_id"] + "-" + (again + 1).astype(str))
    table["published"] = pd.to_datetime(table["published"]).astype("datetime64[us]")
    return table.astype(dict.fromkeys(table.columns.drop("published"), "string")).replace("", pd.NA)


def _compare(document: dict, row: dict[str, str]) -> str | None:
    """Whether a text is the one that the tables were computed from."""
    if not row["sha256"]:
        return None
    if checksum(document["text"]) == row["sha256"]:
        return SAME
    if row["complete"] == "0":
        return f"another text, as expected: the tables' text lacks {row['missing'] or 'part of it'}"
    if row["language"] not in ("", document["language"]):
        return f"another text, as expected: the tables' text is in another language ({row['language']})"
    return "another text: the page has changed since, or the address is another page's"
