"""A report on texts of one's own: ``make notebooks CORPUS=... VOICES=a,b OUT=...``.

report.ipynb is executed, and the folder named OUT gets it, the texts as it read them, and its site. OUT is there only
when all of it is whole.
"""

import shutil
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path

import nbformat

from helpers import voices

from . import render
from .execute import execute
from .texts import MOST, Refused, count, number_of, prepared, sample

TEMPLATE = Path(__file__).with_name("report.ipynb")
MARK = "made-by-make-notebooks"


def make(asked: dict[str, str]) -> int:
    """A report into the folder OUT; of more than SAMPLE texts it shows so many, and counts all."""
    source, out, sides, columns, most = checked(asked)
    own = Path(asked["VOICES_FILE"]) if "VOICES_FILE" in asked else None
    named = voices.names(sides, own)
    documents, left_out, facts = prepared(source, columns, own)
    work = _begin(out)
    # All names are of files beside the report, so that it runs again wherever its folder is.
    values = {"CORPUS": "corpus.csv", "VOICES": sides, "VOICES_FILE": None, "LEFT_OUT": "left_out.csv", "COUNTS": None}
    if own:
        values["VOICES_FILE"] = shutil.copyfile(own, work / "voices.csv").name
    if len(documents) > most:
        values["COUNTS"] = count(documents, work / "tables", sides, own).name
        drawn = f"These are a sample of {number_of(len(documents), 'text')}, drawn at random, whole calls first."
        facts.insert(0, f"{drawn} The words, frames and acts that are compared were counted over all of them.")
        documents = sample(documents, most)
    documents.to_csv(work / "corpus.csv", index=False)
    left_out.to_csv(work / "left_out.csv", index=False)
    title = f"{source.name}: {' and '.join(named[side] for side in sides)}"
    code = _executed(work / TEMPLATE.name, title, values | {"FACTS": facts})
    work.rename(out)
    if (page := out / "html" / "index.html").is_file():
        print(f"Open {page} in a browser.")
    return code


def _executed(path: Path, title: str, values: dict[str, object]) -> int:
    """The template with its values, executed and rendered; what stopped it is at the top of the page."""
    notebook = nbformat.read(TEMPLATE, as_version=4)
    plain = "".join(sign if sign.isalnum() or sign == " " else f"&#{ord(sign)};" for sign in title)
    notebook.cells[0].source = f"# {plain}\n\n" + notebook.cells[0].source.partition("\n\n")[2]
    notebook.cells[1].source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    nbformat.write(notebook, path)
    notebook, error, cell = execute(path, strict=False)
    nbformat.write(notebook, path)
    if error:
        print(f"{path.name}, cell {cell}: {error}", file=sys.stderr)
        said = f"<p><strong>This notebook stopped in its cell {cell}.</strong> {escape(error)}</p>"
        said = said.replace("\n", "&#10;")  # HTML in Markdown ends at an empty line
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(said, id="stopped"))
    return render.report(path.parent, notebook, path, title) or bool(error)


def checked(asked: dict[str, str]) -> tuple[Path, Path, tuple[str, ...], dict[str, str], int]:
    """CORPUS, OUT, VOICES, COLUMNS and SAMPLE, if they can be done."""
    if not {"CORPUS", "OUT"} <= {*asked}:
        raise Refused("For texts of your own name at least CORPUS and OUT, as CORPUS=my_texts OUT=my_site.")
    source, out, most = Path(asked["CORPUS"]), Path(asked["OUT"]).resolve(), asked.get("SAMPLE", str(MOST))
    sides = tuple(asked.get("VOICES", "kremlin,elysee").split(","))
    columns = [pair.partition("=") for pair in asked.get("COLUMNS", "").split(",") if pair]
    if len({*sides}) != 2 or len(sides) != 2:
        raise Refused(f"VOICES={','.join(sides)}: Name two sides, as kremlin,elysee.")
    if not all(ours for _, _, ours in columns):
        raise Refused(f"COLUMNS={asked['COLUMNS']}: Write theirs=ours, as COLUMNS=body=text,date=published.")
    if not most.isdecimal() or int(most) < 1:
        raise Refused(f"SAMPLE={most}: Give a number of texts, at least 1 and without a comma.")
    if source.is_dir() and source.resolve() in (out, *out.parents):
        raise Refused(f"OUT={out} lies in CORPUS, and would be read as texts the next time. Name a folder outside.")
    if out.exists() and not (out / MARK).exists() and not (out.is_dir() and not any(out.iterdir())):
        raise Refused(f"OUT={out} holds other things than an earlier run. Name an empty or a new folder.")
    return source, out, sides, {theirs: ours for theirs, _, ours in columns}, int(most)


def _begin(out: Path) -> Path:
    """The folder for what is not finished; what an earlier run left is taken away, so that it does not pass for new."""
    work = out.with_name(f".{out.name}.unfinished")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if out.exists():
        out.rename(work / "old")
        shutil.rmtree(work / "old")
    (work / MARK).write_text("This folder is rewritten by `make notebooks OUT=...`.\n", encoding="utf-8")
    return work


def main(given: Sequence[str]) -> int:
    """Run with CORPUS=..., OUT=... and the like; what cannot be done is said in one line."""
    try:
        return make(dict(option.split("=", 1) for option in given))
    except KeyboardInterrupt:
        print("Interrupted; there is no report. Run again.", file=sys.stderr)
        return 130
    except (ValueError, RuntimeError, OSError, ImportError) as error:
        install = "Install the package with its extra, -e .[scale], in .venv." if isinstance(error, ImportError) else ""
        room = "Make room, or mend the path; then run again." if getattr(error, "errno", None) else ""
        print(error, install or room, file=sys.stderr)  # the others hold their remedies
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
