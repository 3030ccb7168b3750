"""What was made from what, so that nothing is made again that has not changed, and nothing stale passes for new."""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from .render import BUILD, ROOT, write_whole

FILE = "record.json"
# What every notebook's outputs rest on beside its own cells, and what the site is made of beside the notebooks.
INPUTS = ["src/helpers", "seeds", "data", "examples", "tests/gold", "notebooks/findings.toml", "requirements.lock"]
SITE = ["publish", "notebooks", "README.md", "LICENSE", "CITATION.cff", "environment.yml"]


def digest(paths: Iterable[Path]) -> str:
    """A hash over files, and all that folders hold, by name and content; what is not there is known to be missing."""
    made = hashlib.sha256(sys.version.encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            own = file.relative_to(path).parts
            if not (file.is_dir() or {"__pycache__", BUILD.name} & {*own} or any(part[0] == "." for part in own)):
                made.update(f"{path.name}/{'/'.join(own)}\0".encode())
                made.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"missing")
    return made.hexdigest()


def inputs() -> str:
    """What all notebooks rest on."""
    return digest([*(ROOT / name for name in INPUTS), ROOT / "publish" / "execute.py"])


def state(path: Path, figures: Path, rests_on: str) -> str:
    """A notebook's code, its outputs on disk, the files of its figures, and what it rests on; not its prose."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = ""
    return f"{rests_on} {hashlib.sha256(json.dumps(notebook).encode()).hexdigest()} {digest([figures])}"


def site(notebooks: Iterable[Path]) -> str:
    """All that the site is made of."""
    return digest([*(ROOT / name for name in [*INPUTS, *SITE]), *notebooks])


def read(build: Path) -> dict[str, str]:
    """The states of notebooks by their names, and of the "site", when they were last made."""
    try:
        return json.loads((build / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write(build: Path, record: dict[str, str]) -> None:
    """Keep the states."""
    build.mkdir(parents=True, exist_ok=True)
    write_whole(build / FILE, json.dumps(record, indent=1))
