"""Fetch the registry's readouts and write them as a table: ``python -m helpers.official [INTO]``."""

import argparse
import sys
import warnings
from pathlib import Path

from helpers import official
from helpers.corpus import _whole


def main(arguments: list[str]) -> None:
    """Fetch, read, write ``INTO/documents.csv``, and say what came and what did not, and why."""
    parser = argparse.ArgumentParser(prog="python -m helpers.official", description=main.__doc__)
    parser.add_argument("into", nargs="?", default="readouts", metavar="INTO", help="a folder (readouts)")
    into = Path(parser.parse_args(arguments).into)
    with warnings.catch_warnings(action="ignore"):  # what it would warn of is told below
        fetched = official.fetch(into=into)
    with warnings.catch_warnings(record=True, action="always") as said:
        documents = official.read(into, strict=False)
    _whole.write(into / "documents.csv", documents.to_csv(index=False, lineterminator="\n").encode())
    counts = fetched["status"].value_counts()
    print(", ".join(f"{counts.get(status, 0)} {status}" for status in ("fetched", "kept", "not fetched")))
    for what, rows in fetched[fetched["status"] == "not fetched"].groupby("what", sort=False):
        print(f"Not fetched: {what}", *(f"  {row.call_id} {row.url}" for row in rows.itertuples()), sep="\n")
    for warning in said:
        print(warning.message)
    print(f"{len(documents)} readouts in {into / 'documents.csv'}")
    if documents.empty:
        sys.exit("No readout could be had. What is said above may help.")


if __name__ == "__main__":
    main(sys.argv[1:])
