"""Write a new notebook with the usual first cell, parameters and limits: ``make new NAME=my_question``."""

import re
import sys

import nbformat
from build import write_whole
from execute import METADATA
from render import NOTEBOOKS

CELLS = [
    (
        "markdown",
        """# {title}

**Question.** One sentence: what do you want to know?

**Answer.** Two or three sentences with numbers. Put them here when the notebook has computed them; in a numbered
notebook of the collection they come from findings.toml.

**Rests on.** Which texts, how many, from when, in which languages, and which of them are translations.

**Biggest caveat.** What would mislead a reader most?""",
    ),
    (
        "code",
        """CORPUS = "../seeds"
VOICES = ("kremlin", "elysee")
VOICES_FILE = None""",
        "parameters",
    ),
    (
        "code",
        """from helpers import cleaning, corpus, figures, framing, frequency, segment, views, voices

documents, removed = cleaning.clean(corpus.read(CORPUS))
sentences = voices.attribute(segment.split(documents), VOICES, VOICES_FILE)
called = voices.names(VOICES, VOICES_FILE)
first, second = called.values()""",
        "hide-input",
    ),
    (
        "markdown",
        """## One idea a heading

Say what to look for before the code that shows it.""",
    ),
    (
        "code",
        """compared = framing.in_one_language(framing.accounts(sentences, *VOICES))
counts = frequency.count(compared, by=["call_id", "voice"], stop_words="drop")
contrast = framing.log_odds(counts, *VOICES, prior="pooled")""",
    ),
    (
        "code",
        """figures.contrast(
    contrast,
    "Words by side, in the calls that both sides tell",
    (first, second),
    subtitle=views.basis(documents, compared),
);""",
    ),
    ("markdown", "Say how to read the figure, and stay with what it shows."),
    (
        "markdown",
        """## Limits

- What can these texts not show?
- Which choices would change the result?

Next: which notebook goes on from here?""",
    ),
]


def template(name: str) -> nbformat.NotebookNode:
    """The notebook for a name such as ``my_question``, not executed."""
    make = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    cells = []
    for number, (kind, source, *tags) in enumerate(CELLS, start=1):
        title = re.sub(r"^\d+_", "", name).replace("_", " ").capitalize()
        cell = make[kind](source.replace("{title}", title), id=f"new-{number:02d}")
        cell.metadata = {"tags": tags} if tags else {}
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def main(name: str) -> int:
    """Write notebooks/NAME.ipynb; a notebook that is there is left alone."""
    path = NOTEBOOKS / f"{name}.ipynb"
    if not re.fullmatch(r"\w+", name, re.ASCII):
        print("make new NAME=my_question: letters, digits and underscores only.", file=sys.stderr)
        return 2
    if path.exists():
        print(f"notebooks/{path.name} is there already. Choose another name.", file=sys.stderr)
        return 2
    write_whole(path, nbformat.writes(template(name)) + "\n")
    print(f"notebooks/{path.name} is ready: make lab opens it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
