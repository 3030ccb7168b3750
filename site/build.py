"""Execute the numbered notebooks and render them as a site: on the five texts, or on a corpus of one's own.

Run by ``make notebooks``. On the five texts each notebook is executed where it stands and rewritten only if something
in it changed, so that a rerun with the locked versions leaves no difference behind; the site is site/_build/html. With
``CORPUS=... VOICES=a,b OUT=...`` the notebooks stay as they are, and the folder named OUT gets their executed copies,
the site, and a report on what becomes of the collection's findings. Everything appears under its name only when it is
whole.
"""

import argparse
import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import nbformat
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))  # what lies beside this file, wherever it is run from
import large
import report
from execute import Executed, attempt_all, execute  # noqa: F401
from render import (  # noqa: F401
    BUILD,
    COMPARED,
    EXPLORER,
    FIGURE,
    NOTEBOOKS,
    ROOT,
    numbered,
    one_figure,
    render,
    write_figure,
    write_whole,
)
from texts import Refused, number_of, prepared

from helpers import cleaning, corpus, findings, framing, frequency, segment, views, voices

MARK = "made-by-make-notebooks"
FINISHED = {name: name for name in ("html", "figures", "tables", "findings.csv")} | {"executed": "notebooks"}
FULL = [os.strerror(getattr(errno, name)) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name)]


def five_texts() -> int:
    """Execute, write what changed, render; a notebook that failed is shown as far as it came."""
    done: dict[str, Executed] = {}

    def finished(result: Executed) -> None:
        done[result.name] = result
        path, text = NOTEBOOKS / result.name, nbformat.writes(result.notebook) + "\n"
        if not result.error and text != path.read_text(encoding="utf-8"):
            write_whole(path, text)

    shutil.rmtree(BUILD / "figures", ignore_errors=True)
    attempt_all(numbered(), None, BUILD / "figures", finished)
    stopped = _stopped(done)
    if not stopped:
        write_figure(numbered())
    with tempfile.TemporaryDirectory() as folder:
        shown = _copies(done, Path(folder))
        for name in (FIGURE.name, findings.LEDGER):
            shutil.copyfile(NOTEBOOKS / name, shown / name)
        code = render(BUILD, shown, sentences=_explored(corpus.read(ROOT / "seeds"), ("kremlin", "elysee"), BUILD))
    return _said(stopped, code, BUILD / "html")


def other_texts(
    source: Path, sides: tuple[str, ...], out: Path, file: Path | None, columns: dict[str, str], most: int = large.MOST
) -> int:
    """The same on a corpus of one's own, into the folder ``out``; of more texts than ``most`` on a sample of these."""
    _check(source, sides, file, out)
    documents, problems, facts = prepared(source, columns)
    work = _begin(out)
    named = voices.names(sides, file)
    heading, whole = f"{source.name}: {' and '.join(named[side] for side in sides)}", ""
    if len(documents) > most:
        heading += f" (a sample of {most:,} of {len(documents):,} texts)"
        tables, said = large.count(documents, work / "tables", sides, file)
        facts += said[:10] + ([f"And {len(said) - 10:,} more such warnings."] if len(said) > 10 else [])
        found, documents = large.compared(tables, documents, sides, file), large.sample(documents, most)
        whole = report.whole(tables, documents, found)
    documents.to_parquet(work / "corpus.parquet")
    (work / "corpus.parquet").replace(out / "corpus.parquet")
    parameters = {
        "CORPUS": str((out / "corpus.parquet").resolve()),
        "VOICES": sides,
        "VOICES_FILE": str(file.resolve()) if file else None,
        "OUTSIDE": (),
    }
    done: dict[str, Executed] = {}
    attempt_all(numbered(), parameters, work / "figures", lambda result: done.update({result.name: result}))
    stopped = _stopped(done)
    computed = report.collect(result.notebook for result in done.values())
    for result in done.values():
        for cell in result.notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = findings.recomputed(cell.source, computed)
    shown = report.table(findings.read(NOTEBOOKS / findings.LEDGER), computed, [Path(name).stem for name in stopped])
    front = report.front_page(heading, facts, problems, stopped, shown, whole)
    (work / "front.md").write_text(front, encoding="utf-8")
    notebooks = _copies(done, work / "executed")
    sentences = _explored(documents, sides, work, file)
    code = render(work, notebooks, heading, work / "front.md", work / "figures", sentences)
    shown.to_csv(work / "findings.csv", index=False)
    for name, final in FINISHED.items():
        if (work / name).exists():
            (work / name).replace(out / final)
    shutil.rmtree(work)
    return _said(stopped, code, out / "html")


def _explored(documents: pd.DataFrame, sides: tuple[str, ...], build: Path, file: Path | None = None) -> pd.DataFrame:
    """Write explore.html into ``build``; the sentences for the search, each with its account in words."""
    documents, removed = cleaning.clean(documents)
    sentences = framing.tagged(voices.attribute(segment.split(documents), sides, file), sides, file)
    compared = framing.in_one_language(framing.accounts(sentences, *sides)).index
    sentences["base"] = pd.Series(COMPARED, compared).reindex(sentences.index, fill_value="")
    called = voices.names(sides, file)
    own = sentences[sentences["voice"].isin(sides)]
    words = frequency.count(own, by="voice", stop_words="drop")
    words = words.drop(index=framing.telling_words(*sides, voices_file=file), errors="ignore")
    both = words.reindex(columns=list(sides), fill_value=0)
    build.mkdir(parents=True, exist_ok=True)
    drawn = both if (both.sum() > 0).all() else None
    views.explore(sentences, documents, removed, called, words=drawn, home="index.html").write(build / EXPLORER)
    called |= {"joint": "both", "other": "another source", "narrator": "the journalist"}
    published = documents[["doc_id", "outlet", "published"]]
    return sentences.assign(voice=sentences["voice"].map(called)).merge(published, on="doc_id", validate="many_to_one")


def _begin(out: Path) -> Path:
    """The folder for what is not finished; what an earlier run left is taken away."""
    work = out / ".unfinished"
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("This folder is rewritten by `make notebooks OUT=...`.\n", encoding="utf-8")
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("executed", "old"):
        (work / folder).mkdir(parents=True)
    for old in FINISHED.values():  # so that nothing old passes for a result of this run
        if (out / old).exists():
            (out / old).replace(work / "old" / old)
    shutil.rmtree(work / "old")
    return work


def _check(source: Path, sides: tuple[str, ...], file: Path | None, out: Path) -> None:
    if len(sides) != 2 or len(set(sides)) != 2:
        named = "one side twice" if len(sides) == 2 else number_of(len(sides), "side")
        raise Refused(f"VOICES={','.join(sides)} names {named}. Name two, as kremlin,elysee.")
    voices.names(sides, file)
    if source.is_dir() and source.resolve() in (out.resolve(), *out.resolve().parents):
        raise Refused(f"OUT={out} lies in CORPUS, and would be read as texts the next time. Name a folder outside.")
    if out.resolve() == ROOT or out.resolve() == NOTEBOOKS or NOTEBOOKS in out.resolve().parents:
        raise Refused(f"OUT={out} is a folder of the collection itself. Name another.")
    if out.exists() and not out.is_dir():
        raise Refused(f"OUT={out} is a file. Name a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise Refused(f"OUT={out} holds other things than an earlier run. Name an empty or a new folder.")


def _stopped(done: dict[str, Executed]) -> dict[str, str]:
    ordered = sorted(done.values())
    return {result.name: result.said for result in ordered if result.error}


def _copies(done: dict[str, Executed], folder: Path) -> Path:
    """The executed notebooks as files; what stopped one stands at its top."""
    for result in done.values():
        notebook = nbformat.from_dict(result.notebook)
        if result.error:
            place = f" in its cell {result.cell}" if result.cell else ""
            error = "&#10;".join(escape(result.error).splitlines())  # HTML in Markdown ends at an empty line
            said = f"<p><strong>This notebook stopped{place}.</strong> {error}</p>"
            notebook.cells.insert(1, nbformat.v4.new_markdown_cell(said, id="stopped"))
        nbformat.write(notebook, folder / result.name)
    return folder


def _said(stopped: dict[str, str], code: int, html: Path) -> int:
    for name, error in stopped.items():
        print(f"{name}, {error}", file=sys.stderr)
    if code == 1:
        print("Sphinx warned, as said above; every page is there.", file=sys.stderr)
    elif code:
        print(f"Sphinx stopped with exit code {code}, so there is no new site. Run again.", file=sys.stderr)
    if code in (0, 1):
        shown = html.relative_to(ROOT) if html.is_relative_to(ROOT) else html
        print(f"Open {shown / 'index.html'} in a browser.")
    return 1 if stopped or code else 0


def _texts(given: str) -> int:
    if not given.isdecimal() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"SAMPLE is a number of texts, at least 1 and without a comma, not {given}.")
    return int(given)


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make notebooks", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder of texts, or a table of them")
    parser.add_argument("--voices", help="the two sides, as a,b; kremlin,elysee where it is not given")
    parser.add_argument("--voices-file", type=Path, help="a CSV with the columns of lexicons/voices.csv")
    parser.add_argument("--columns", default="", help="a table's columns and ours, as body=text,date=published")
    parser.add_argument("--sample", type=_texts, help=f"texts for the notebooks at most; {large.MOST:,} if not given")
    parser.add_argument("--out", type=Path, help="the folder that gets notebooks and site")
    found = parser.parse_args(given)
    if (found.corpus is None) != (found.out is None):
        parser.error("CORPUS and OUT go together: CORPUS=my_texts OUT=my_site.")
    if found.corpus is None and (found.voices or found.voices_file or found.columns or found.sample is not None):
        parser.error("VOICES, VOICES_FILE, COLUMNS and SAMPLE are for texts of your own: name CORPUS and OUT, too.")
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Run; what cannot be done is said in one line."""
    asked = _arguments(given)
    for name in ("SIGTERM", "SIGHUP"):  # a job that is cancelled, a terminal that closes: as an interrupt
        if (sent := getattr(signal, name, None)) and signal.getsignal(sent) is signal.SIG_DFL:
            signal.signal(sent, signal.default_int_handler)
    try:
        if asked.corpus is None:
            return five_texts()
        pairs = [pair for pair in asked.columns.split(",") if pair]
        if wrong := [pair for pair in pairs if "=" not in pair]:
            raise Refused(f"COLUMNS: '{wrong[0]}' is no pair. Write theirs=ours, as COLUMNS=body=text,date=published.")
        columns = dict(pair.split("=", 1) for pair in pairs)
        sides = tuple((asked.voices or "kremlin,elysee").split(","))
        return other_texts(asked.corpus, sides, asked.out, asked.voices_file, columns, asked.sample or large.MOST)
    except KeyboardInterrupt:
        print("Interrupted. What is under its own name is whole; run again to start afresh.", file=sys.stderr)
        return 130
    except (Refused, ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        where, why = error.filename, error.strerror or str(error)
        if isinstance(error, shutil.Error):  # many files; the first tells what is wrong
            _, where, why = error.args[0][0]
        if any(full in why for full in FULL):
            print(f"No space left on the disk, while writing {where or 'a file'}. Free some, then run again; what is"
                  " under its own name is whole.", file=sys.stderr)  # fmt: skip
        else:
            print(f"{where or 'A file'}: {why}. Check the path and its permissions, then run again.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
