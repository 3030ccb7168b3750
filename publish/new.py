"""Write a notebook of one's own that begins as ours do: ``make new NAME=my_question``."""

import re
import sys

import nbformat

from .build import write_whole
from .execute import METADATA
from .render import NOTEBOOKS

CELLS = [
    (
        "markdown",
        """# {title}?

The answer that one can repeat to a colleague, in two or three sentences, with a quotation where there is one.

*From which texts, and the one caveat that matters.*""",
    ),
    (
        "code",
        """from helpers import figures, framing, study

seeds = study.load("../seeds")""",
    ),
    ("markdown", "Say what to look for; show it in one to five lines."),
    (
        "code",
        """contrast = framing.log_odds(seeds.words, *seeds.names)
figures.contrast(contrast, "What the figure shows", tuple(seeds.names.values()));""",
    ),
    ("markdown", "Say what was seen, and what you make of it."),
]


def template(name: str) -> nbformat.NotebookNode:
    """The notebook for a name such as ``my_question``, not executed."""
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    title = name.replace("_", " ").strip().capitalize()
    cells = [
        make[kind](source.replace("{title}", title), id=f"new-{number:02d}")
        for number, (kind, source) in enumerate(CELLS, start=1)
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def main(name: str) -> int:
    """Write notebooks/NAME.ipynb; a notebook that is there is left alone."""
    path = NOTEBOOKS / f"{name}.ipynb"
    if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
        print("make new NAME=my_question: letters, digits and underscores, a letter first.", file=sys.stderr)
        return 2
    if path.exists():
        print(f"notebooks/{path.name} is there already. Choose another name.", file=sys.stderr)
        return 2
    write_whole(path, nbformat.writes(template(name)) + "\n")
    print(f"notebooks/{path.name} is ready: make lab opens it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
