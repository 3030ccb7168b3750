"""Write the ledger's sentences into these files, and say which changed: ``python -m helpers.findings FILE ...``."""

import sys
from pathlib import Path

from helpers.findings._prose import filled
from helpers.findings._reading import LEDGER, read, whole


def main(paths: list[str]) -> None:
    ledger = Path("notebooks") / LEDGER
    entries, repository = read(ledger), whole(ledger)["repository"]
    for path in map(Path, paths):
        text = filled(path, entries, repository)
        if text != path.read_text(encoding="utf-8"):
            unfinished = path.with_name(f".{path.name}.unfinished")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(path)
            print(f"{path}: findings written")


if __name__ == "__main__":
    main(sys.argv[1:])
