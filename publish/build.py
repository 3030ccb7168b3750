"""Execute notebooks and render them as a site: the numbered ones on the five texts, or a report on texts of one's own.

Run by ``make notebooks``. On the five texts each notebook is executed where it stands and rewritten only if something
in it changed, so that a rerun with the locked versions leaves no difference behind; what has not changed since the last
run is not made again. The site is publish/_build/html. With ``CORPUS=... VOICES=a,b OUT=...`` one notebook is executed,
report.ipynb, and the folder named OUT gets it, the texts as it read them, and its site. Everything appears under its
name only when it is whole.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import nbformat
import pandas as pd

from helpers import findings, framing, study, views, voices

from . import record
from .execute import Executed, attempt_all, execute, filled  # noqa: F401
from .render import (  # noqa: F401
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
from .texts import MOST, Refused, count, number_of, prepared, sample

REPORT = ROOT / "publish" / "report.ipynb"
TEXTS, SENTENCES, LEFT_OUT, COUNTS = "corpus.parquet", "sentences.parquet", "left_out.csv", "tables"
FINISHED = ("html", "figures", REPORT.name, SENTENCES)
MARK = "made-by-make-notebooks"


def five_texts() -> int:
    """Execute what changed, render if anything did; a notebook that failed is shown as far as it came."""
    paths, figures, kept, rests_on = numbered(), BUILD / "figures", record.read(BUILD), record.inputs()
    waiting = [path for path in paths if kept.get(path.name) != record.state(path, figures / path.stem, rests_on)]
    for folder in figures.glob("*"):
        if folder.name not in {path.stem for path in paths if path not in waiting}:
            shutil.rmtree(folder)
    done: dict[str, Executed] = {}

    def finished(result: Executed) -> None:
        done[result.name] = result
        path, text = NOTEBOOKS / result.name, nbformat.writes(result.notebook) + "\n"
        if result.error:
            return
        if text != path.read_text(encoding="utf-8"):
            write_whole(path, text)
        kept[path.name] = record.state(path, figures / path.stem, rests_on)
        record.write(BUILD, kept)

    if len(waiting) < len(paths):
        print(f"Not executed, for nothing in them changed: {number_of(len(paths) - len(waiting), 'notebook')}.")
    attempt_all(waiting, figures, finished)
    stopped = _stopped(done)
    if not stopped:
        write_figure(paths)
    made_of, html = record.site(paths), BUILD / "html"
    if not stopped and kept.get("site") == f"{made_of} {record.digest([html])}":
        print("Not rendered, for nothing in it changed: the site.")
        return _said(stopped, 0, html)
    with tempfile.TemporaryDirectory() as folder:
        shown = _copies(paths, done, Path(folder))
        for name in (FIGURE.name, findings.LEDGER):
            if (NOTEBOOKS / name).is_file():
                shutil.copyfile(NOTEBOOKS / name, shown / name)
        code = render(BUILD, shown, sentences=explored(BUILD))
    if not (stopped or code):
        record.write(BUILD, kept | {"site": f"{made_of} {record.digest([html])}"})
    return _said(stopped, code, html)


def explored(build: Path) -> pd.DataFrame:
    """Write the explorer of the five texts into ``build``; its sentences for the search, each account in words.

    The sentences that are compared have frames, acts, issues and statements by hand, the others what the lists find.
    """
    seeds = study.load(ROOT / "seeds")
    sentences, compared = framing.tagged(seeds.sentences), seeds.accounts
    sentences["base"] = pd.Series(COMPARED, compared.index).reindex(sentences.index, fill_value="")
    by_hand = pd.DataFrame({"frames": compared["frames"].str.replace(" ", ";"), "issues": compared["issue"]})
    by_hand["act"] = compared["act"].replace("none", "")
    said = zip(compared["call"], compared["account"], compared["statements"].str.split(), strict=True)
    by_hand["statement"] = [";".join(f"{call}, {account} {n}" for n in numbers) for call, account, numbers in said]
    sentences = sentences.assign(statement="").astype(dict.fromkeys(by_hand, "object"))
    sentences.update(by_hand)
    build.mkdir(parents=True, exist_ok=True)
    page = views.explore(sentences, seeds.documents, seeds.removed, seeds.names, words=seeds.words, home="index.html")
    page.write(build / EXPLORER)
    return _to_search(sentences)


def _to_search(sentences: pd.DataFrame) -> pd.DataFrame:
    called = {"joint": "both", "other": "another source", "narrator": "the journalist"}
    return sentences.assign(voice=sentences["account"].astype("str").replace(called))


def other_texts(
    source: Path, sides: tuple[str, ...], out: Path, file: Path | None, columns: dict[str, str], most: int = MOST
) -> int:
    """A report on texts of one's own, into the folder ``out``; of more than ``most`` it shows a sample of so many."""
    _check(source, sides, file, out)
    documents, left_out, facts = prepared(source, columns, file)
    out, counts = out.resolve(), None  # a kernel works in another folder
    work, named = _begin(out), voices.names(sides, file)
    heading = f"{source.name}: {' and '.join(named[side] for side in sides)}"
    if len(documents) > most:
        warned = count(documents, work / COUNTS, sides, file)
        (work / COUNTS).replace(out / COUNTS)
        drawn = f"These are a sample of {number_of(len(documents), 'text')}, drawn at random, whole calls first."
        facts = [
            f"{drawn} The words, frames and acts that are compared were counted over all of them.",
            *facts,
            *warned,
        ]
        counts, documents = str(out / COUNTS), sample(documents, most)
    documents.to_parquet(work / TEXTS)
    left_out.to_csv(work / LEFT_OUT, index=False)
    for name in (TEXTS, LEFT_OUT):
        (work / name).replace(out / name)
    parameters = {"CORPUS": str(out / TEXTS), "VOICES": sides, "VOICES_FILE": str(file.resolve()) if file else None}
    parameters |= {"FACTS": facts, "LEFT_OUT": str(out / LEFT_OUT), "COUNTS": counts}
    made = filled(nbformat.read(REPORT, as_version=4), parameters)
    made.cells[0].source = f"# {_plain(heading)}\n\n" + made.cells[0].source.partition("\n\n")[2]
    nbformat.write(made, work / REPORT.name)
    done: dict[str, Executed] = {}
    attempt_all([work / REPORT.name], work / "figures", lambda result: done.update({result.name: result}), strict=False)
    stopped = _stopped(done)
    (work / "shown").mkdir()
    shown = _copies([work / REPORT.name], done, work / "shown")
    nbformat.write(done[REPORT.name].notebook, work / REPORT.name)
    there = (work / SENTENCES).is_file() and (work / EXPLORER).is_file()
    sentences = _to_search(pd.read_parquet(work / SENTENCES)) if there else None
    code = render(work, shown, shown / REPORT.name, work / "figures", sentences, title=heading)
    for name in FINISHED:
        if (work / name).exists():
            (work / name).replace(out / name)
    shutil.rmtree(work)
    return _said(stopped, code, out / "html")


def _begin(out: Path) -> Path:
    """The folder for what is not finished; what an earlier run left is taken away."""
    work = out / ".unfinished"
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("This folder is rewritten by `make notebooks OUT=...`.\n", encoding="utf-8")
    shutil.rmtree(work, ignore_errors=True)
    (work / "old").mkdir(parents=True)
    for old in (*FINISHED, TEXTS, LEFT_OUT, COUNTS):  # so that nothing old passes for a result of this run
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
    return {name: result.said for name, result in sorted(done.items()) if result.error}


def _copies(paths: Sequence[Path], done: dict[str, Executed], folder: Path) -> Path:
    """The notebooks as they are now, as files; what stopped one stands at its top."""
    for path in paths:
        result = done.get(path.name)
        notebook = nbformat.from_dict(result.notebook) if result else nbformat.read(path, as_version=4)
        if result and result.error:
            place = f" in its cell {result.cell}" if result.cell else ""
            error = "&#10;".join(escape(result.error).splitlines())  # HTML in Markdown ends at an empty line
            said = f"<p><strong>This notebook stopped{place}.</strong> {error}</p>"
            notebook.cells.insert(1, nbformat.v4.new_markdown_cell(said, id="stopped"))
        nbformat.write(notebook, folder / path.name)
    return folder


def _plain(text: str) -> str:
    """Text as Markdown that shows it letter by letter."""
    return "".join(f"&#{ord(sign)};" if not (sign.isalnum() or sign == " ") else sign for sign in text)


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
    parser.add_argument("--sample", type=_texts, help=f"texts that the report shows at most; {MOST:,} if not given")
    parser.add_argument("--out", type=Path, help="the folder that gets the report and its site")
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
        return other_texts(asked.corpus, sides, asked.out, asked.voices_file, columns, asked.sample or MOST)
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
        said = f"{where or 'A file'}: {why}. Make room, or mend the path or its permissions, then run again; what is"
        print(f"{said} under its own name is whole.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
