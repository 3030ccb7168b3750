"""Fetch the readouts that a table of calls names, and keep each raw page with the time it was read and its sha256."""

import csv
import hashlib
import io
import os
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path, PurePosixPath

import pandas as pd
from tqdm import tqdm

from helpers import corpus
from helpers.corpus import _whole
from helpers.official.visiting import Failure, Visitor

MANIFEST = "manifest.csv"
REMEDY = "Make room, or name another folder with into=."
SIDES = {"kremlin": "kremlin_url", "elysee": "elysee_url"}
_ADDRESS = ["call_id", "side", "url"]
_PAGE = ["file", "retrieved", "sha256", "bytes", "status", "what"]
_FURTHER = ["again", "final_url", "content_type"]


class Manifest:
    """What is known of each address: which page of which call it is, and what became of asking for it.

    ``addresses``: call_id, side, url, in the order in which they came; ``pages``: by url, so that an address that
    two calls share is asked once.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.addresses: dict[tuple[str, str, str], None] = {}
        self.pages: dict[str, dict[str, str]] = {}
        if not (folder / MANIFEST).exists():
            return
        try:
            table = csv.DictReader(io.StringIO((folder / MANIFEST).read_bytes().decode("utf-8-sig"), newline=""))
            rows = list(table)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise ValueError(f"{MANIFEST} cannot be read ({error}). Mend it, or move it away and fetch anew.") from None
        if missing := {*_ADDRESS, *_PAGE, *_FURTHER} - set(table.fieldnames or []):
            raise ValueError(f"{MANIFEST}: no column {sorted(missing)}. Mend it, or move it away and fetch anew.")
        for number, row in enumerate(rows, start=2):
            if None in row or None in row.values():
                raise ValueError(f"{MANIFEST}, row {number}: cells are missing or too many. Mend or remove the row.")
            if row["side"] not in SIDES:
                raise ValueError(f"{MANIFEST}, row {number}: no side '{row['side']}'. Write one of {', '.join(SIDES)}.")
            self.addresses[row["call_id"], row["side"], row["url"]] = None
            self.pages[row["url"]] = {name: row[name] for name in (*_PAGE, *_FURTHER)}

    def write(self) -> None:
        """Write manifest.csv whole or not at all."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([*_ADDRESS, *_PAGE, *_FURTHER])
        writer.writerows([*key, *self.pages[key[2]].values()] for key in self.addresses)
        _whole.write(self.folder / MANIFEST, text.getvalue().encode(), REMEDY)

    def rows(self) -> Iterator[dict[str, str]]:
        """One row an address, as in manifest.csv."""
        for key in self.addresses:
            yield dict(zip(_ADDRESS, key, strict=True)) | self.pages[key[2]]

    def content(self, file: str) -> bytes:
        """A kept page.

        Raises
        ------
        ValueError: it is not there, or not the page that was fetched; says what to do.
        """
        path = self.folder / file
        try:
            if not path.resolve().is_relative_to(self.folder.resolve()):
                raise ValueError(f"leads out of the folder. Remove its row from {MANIFEST}.")
            content = path.read_bytes()
        except OSError as error:
            raise ValueError(f"cannot be read ({error.strerror}). Fetch again.") from None
        if hashlib.sha256(content).hexdigest() not in {p["sha256"] for p in self.pages.values() if p["file"] == file}:
            raise ValueError("not the page that was fetched (its sha256 differs). Remove the file, and fetch again.")
        return content

    def file(self, call_id: str, side: str) -> str:
        """A name for a call's page that no other page has, safe whatever the call_id is."""
        taken = {page["file"].casefold() for page in self.pages.values()}
        return free_name(f"{side}/" + re.sub(r"[^\w-]+", "_", call_id)[:50], taken, ".html")


def free_name(stem: str, taken: set[str], ending: str = "") -> str:
    """The stem, or with the first number that makes it a name of its own; capitals make no difference.

    Examples
    --------
    >>> free_name("call", {"call", "call-2"})
    'call-3'
    """
    names = (f"{stem}{number}{ending}" for number in chain([""], (f"-{n}" for n in count(2))))
    return next(name for name in names if name.casefold() not in taken)


def fetch(
    calls: pd.DataFrame | None = None,
    into: str | os.PathLike = "readouts",
    *,
    pause: float = 1.0,
    timeout: float = 30.0,
    most: int = 5_000_000,
) -> pd.DataFrame:
    """Download the readouts that a table of calls names, from the presidencies' own sites.

    Each page is kept as it came, as ``into/kremlin/<call_id>.html`` or ``into/elysee/<call_id>.html``, and
    ``into/manifest.csv`` says where from, when and with which sha256. An interrupted run is resumed by running it
    again: what is there is not asked for again, nor is what failed for good (gone, refused, too large, off the site, no
    page) unless its row is removed from the manifest; what failed in passing (busy, broken, slow) is tried again.

    robots.txt is obeyed, a busy or broken site asked up to three times more with growing rests. The Kremlin's texts are
    under CC BY 4.0; all rights in the Élysée's are reserved, so do not pass them on.

    Parameters
    ----------
    calls : ``call_id``, ``kremlin_url``, ``elysee_url``; several addresses in a cell are separated by ";". By default
        the registry, ``corpus.calls()``.
    into : a folder, made where it is not there.
    pause : seconds between two requests to a site; ``timeout``: most seconds an answer may take; ``most``: most bytes
        of a page.

    Returns
    -------
    One row an address, in the table's order: ``call_id``; ``side`` ("kremlin", "elysee"); ``url``; ``file`` in the
    folder; ``retrieved`` (UTC); ``sha256``; ``bytes``; ``status`` ("fetched", "kept" from before, "not fetched");
    ``what``: why not, and what to do. One warning counts what was not fetched.

    Raises
    ------
    ValueError: a column or a call_id is missing; the manifest is broken; names the row.
    OSError: the folder cannot be written; before anything is asked for, unless the disk fills up.

    Examples
    --------
    >>> import tempfile
    >>> calls = pd.DataFrame({"call_id": ["c"], "kremlin_url": [pd.NA], "elysee_url": [pd.NA]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(fetch(calls, folder))
    0
    """
    addresses = list(_addresses(corpus.calls() if calls is None else calls))
    folder = Path(into)
    manifest, visitor = Manifest(folder), Visitor(pause, timeout, most)
    asked = {url for url, page in manifest.pages.items() if not page["again"]}
    rows = []
    manifest.write()  # a folder that cannot be written is told before a site is asked
    try:
        for call_id, side, url in tqdm(addresses, desc="Readouts", unit="page", delay=2, leave=False):
            kept = url in asked and not _is_lost(manifest, url)
            manifest.addresses[call_id, side, url] = None
            if not kept:
                manifest.pages[url] = _row(status="not fetched", what="interrupted. Run it again.", again="yes")
                manifest.pages[url] = _get(visitor, manifest, call_id, side, url)
                manifest.write()
                asked.add(url)
            row = manifest.pages[url] | {"call_id": call_id, "side": side, "url": url}
            rows.append(_checked(manifest, row) if kept else row)
    finally:
        manifest.write()
    table = pd.DataFrame(rows, columns=[*_ADDRESS, *_PAGE]).replace("", pd.NA)
    table = table.astype(dict.fromkeys(table.columns, "string")).astype({"bytes": "Int64"})
    if missed := int((table["status"] == "not fetched").sum()):
        what = f"{missed} of {len(table)} addresses were not fetched. The column what says why."
        warnings.warn(f"{folder.name}: {what}", stacklevel=2)
    return table


def _addresses(calls: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    for name in ["call_id", *SIDES.values()]:
        if name not in calls:
            raise ValueError(f"calls: no column '{name}'. Name it so; cells without an address may be empty.")
    for index, call in calls.iterrows():
        if pd.isna(call["call_id"]) or not str(call["call_id"]).strip():
            raise ValueError(f"calls, row {index}: no call_id. Give each call one.")
        for side, column in SIDES.items():
            cell = "" if pd.isna(call[column]) else str(call[column])
            yield from ((str(call["call_id"]), side, url.strip()) for url in cell.split(";") if url.strip())


def _is_lost(manifest: Manifest, url: str) -> bool:
    file = manifest.pages[url]["file"]
    return bool(file) and not (manifest.folder / file).exists()


def _row(**cells: str) -> dict[str, str]:
    return dict.fromkeys([*_PAGE, *_FURTHER], "") | cells


def _get(visitor: Visitor, manifest: Manifest, call_id: str, side: str, url: str) -> dict[str, str]:
    """Ask for a page and write it; what became of it is its row in the manifest."""
    try:
        page = visitor.page(url)
    except Failure as failure:
        return _row(status="not fetched", what=str(failure), again="yes" if failure.again else "")
    file = manifest.file(call_id, side)
    _whole.write(manifest.folder / PurePosixPath(file), page.content, REMEDY)
    return _row(
        file=file,
        retrieved=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=hashlib.sha256(page.content).hexdigest(),
        bytes=str(len(page.content)),
        status="fetched",
        final_url=page.url,
        content_type=page.content_type,
    )


def _checked(manifest: Manifest, row: dict[str, str]) -> dict[str, str]:
    """The row of an address that was not asked for now: kept, if its page is still the same."""
    if not row["file"]:
        again = f"Asked before; to ask again, remove its row from {MANIFEST}."
        return row if row["again"] else row | {"what": f"{row['what']} {again}"}
    try:
        manifest.content(row["file"])
    except ValueError as error:
        return row | {"status": "not fetched", "what": f"{row['file']}: {error}"}
    return row | {"status": "kept"}
