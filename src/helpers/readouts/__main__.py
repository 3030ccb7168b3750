"""Fetch all known readouts and write them as a table: ``python -m helpers.readouts [INTO] [--data DATA]``."""

import argparse
import sys
import warnings
from pathlib import Path

import pandas as pd

from helpers import readouts
from helpers.corpus import _whole


def main(arguments: list[str]) -> None:
    """Fetch, read, write ``INTO/documents.csv``, and say what came and what did not, and why."""
    parser = argparse.ArgumentParser(prog="python -m helpers.readouts", description=main.__doc__)
    parser.add_argument("into", nargs="?", default="readouts", metavar="INTO", help="a folder (readouts)")
    parser.add_argument("--data", default="data", help="the folder of readouts.csv, what is known of the texts (data)")
    given = parser.parse_args(arguments)
    into, listed = Path(given.into), Path(given.data) / "readouts.csv"
    try:
        table = pd.read_csv(listed, dtype="string", keep_default_na=False)
    except (OSError, ValueError) as error:
        sys.exit(f"{listed}: cannot be read ({error}). Name its folder with --data.")
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
