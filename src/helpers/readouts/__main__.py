"""Fetch all known readouts, or make the tables of texts: ``python -m helpers.readouts fetch`` or ``compute``."""

import argparse
import sys
import warnings
from pathlib import Path

import pandas as pd

from helpers import readouts
from helpers.corpus import _whole


def main(arguments: list[str]) -> None:
    """Fetch the readouts, or make the tables of texts that are there."""
    parser = argparse.ArgumentParser(prog="python -m helpers.readouts", description=main.__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("fetch", help="fetch all known readouts into a folder, and write them as a table")
    one.add_argument("into", nargs="?", default="readouts", metavar="INTO", help="a folder (readouts)")
    one.add_argument("--data", default="data", help="the folder of readouts.csv, what is known of the texts (data)")
    one.set_defaults(run=_fetch)
    two = commands.add_parser("compute", help="count and tag the texts of a table, and write that into a folder")
    two.add_argument("texts", metavar="TEXTS", help="CSV with doc_id, call_id, dyad, side, language, text")
    two.add_argument("data", metavar="DATA", help="a folder; its rows on other texts stay")
    two.add_argument("--renumber", action="store_true", help="write even where sentences get other numbers")
    two.set_defaults(run=_compute)
    given = parser.parse_args(arguments)
    given.run(given)


def _table(path: Path, remedy: str) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype="string", keep_default_na=False)
    except (OSError, ValueError) as error:
        sys.exit(f"{path}: cannot be read ({error}). {remedy}")


def _compute(given: argparse.Namespace) -> None:
    """Write the tables, and say what changed."""
    texts = _table(Path(given.texts), "Name a table of texts, CSV in UTF-8.")
    if "checked" in texts:  # as fetch writes it; another text of a readout would get other numbers under its name
        same = texts["checked"] == readouts.SAME
        print(f"{(~same).sum()} texts are not those of the tables, see their column checked, and are left out")
        texts = texts[same]
    try:
        changed = readouts.update(given.data, texts, given.renumber)
    except ValueError as error:
        sys.exit(str(error))
    print(*changed, f"{len(texts)} texts are in the tables of {given.data}", sep="\n")


def _fetch(given: argparse.Namespace) -> None:
    """Fetch, read, write ``INTO/documents.csv``, and say what came and what did not, and why."""
    into = Path(given.into)
    table = _table(Path(given.data) / "readouts.csv", "Name its folder with --data.")
    with warnings.catch_warnings(action="ignore"):  # what it would warn of is told below
        fetched = readouts.fetch(readouts.addresses(readouts=table), into)
    with warnings.catch_warnings(record=True, action="always") as said:
        documents = readouts.read(into, strict=False)
    _whole.write(into / "documents.csv", documents.to_csv(index=False, lineterminator="\n").encode())
    counts = fetched["status"].value_counts()
    print(", ".join(f"{counts.get(status, 0)} {status}" for status in ("fetched", "kept", "not fetched")))
    absent, fetched = fetched["status"] == "not fetched", fetched[["call_id", "side", "url", "what"]].fillna("")
    for kind, rows in (("Not fetched", fetched[absent]), ("Fetched", fetched[~absent & (fetched["what"] != "")])):
        for what, same in rows.groupby("what", sort=False):
            lines = (same["call_id"] + " " + same["side"] + " " + same["url"]).str.strip()
            print(f"{kind}: {what}\n  " + ("\n  " if "".join(same["url"]) else "; ").join(lines))
    for warning in said:
        print(warning.message)
    checked = documents["checked"].fillna("")
    expected, others = (documents["doc_id"][checked.str.startswith(f"another text{mark}")] for mark in (",", ":"))
    print(f"{(checked == readouts.SAME).sum()} are the texts that the tables were computed from")
    print(f"{len(expected)} are others, as expected (the tables' texts lack something, or are in another language)")
    print(f"{len(others)} are others: pages that have changed, or other pages", *others, sep="\n  ")
    print(f"{len(documents)} readouts in {into / 'documents.csv'}")
    if documents.empty:
        sys.exit("No readout could be had. What is said above may help.")


if __name__ == "__main__":
    main(sys.argv[1:])
