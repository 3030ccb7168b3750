"""Lay executed notebooks and written pages out as one site, and render it with Sphinx: ``python -m publish.render``."""

import re
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import jinja2
import nbformat
import pandas as pd

from helpers import files, frames, study, views

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "publish" / "_build"
FIGURE = ROOT / "notebooks" / "one-figure.png"
EXPLORER = "explore.html"  # lies beside the front page
COMPARED = "compared"  # tag of a cell that rests on the accounts of calls told by both, and their name in the explorer
# The written pages, in the order of the sidebar; there as everywhere a page is called by its heading.
PAGES = {
    "Reference": [f"publish/pages/{name}" for name in ("using", "glossary", "methods", "functions")],
    "Sources": [f"{name}/README" for name in ("seeds", "data", "tests/gold", "examples")]
    + [f"tests/gold/{name}_codebook" for name in ("frames", "press")],
    "Cite": ["publish/pages/citing"],
}
# These pages, and what they link to.
SOURCES = [f"{name}/[!.]*.*" for name in ("publish/pages", "seeds", "data", "examples", "tests/gold", "notebooks")]
SOURCES += ["src/helpers/lexicons/*.csv", "LICENSE", "CITATION.cff", "environment.yml"]
TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "publish" / "_templates"), autoescape=True)
LINK = re.compile(r'href="(?:\.\./)?(explore\.html#(?:(?!base=)[^"])*)"')


def numbered(folder: Path = ROOT / "notebooks") -> list[Path]:
    """The notebooks 01_... to 08_..., in their order."""
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def collection(build: Path, paths: Sequence[Path]) -> int:
    """Render the notebooks, the written pages and the explorer; what Sphinx exits with."""
    kept = [path for pattern in SOURCES for path in ROOT.glob(pattern) if path.suffix != ".ipynb"]
    sources = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in kept}
    index = (ROOT / "README.md").read_text(encoding="utf-8")
    groups = {"Start": ["self"], "Notebooks": [f"notebooks/{path.stem}" for path in paths]} | PAGES
    for caption, pages in groups.items():
        index += "\n".join(["\n```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```\n"])
    sources["index.md"] = index.encode()
    beside = {EXPLORER: explored()}
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        sources[f"notebooks/{path.name}"], figures = page(notebook, path.stem, "../", name=path.name, cited=True)
        beside |= figures | {f"notebooks/{path.name}": path.read_bytes()}
    return render(build, sources, beside)


def report(build: Path, notebook: nbformat.NotebookNode, path: Path, title: str) -> int:
    """Render a notebook as a site of one page with the explorer that it wrote; what Sphinx exits with."""
    explorer = build / EXPLORER
    source, beside = page(notebook, "report", "", name=path.name, explorer=explorer.is_file())
    beside[path.name] = path.read_bytes()
    if explorer.is_file():
        beside[EXPLORER] = explorer.read_bytes()
        explorer.unlink()
    whose = "of the texts: their publishers. Made with “One call, two readouts” (code MIT)"
    own = {"project": title, "html_title": title, "copyright": whose}
    options = [part for name, value in own.items() for part in ("-D", f"{name}={value}")]
    return render(build, {"index.ipynb": source}, beside, ["-t", "report", *options])


def page(notebook: nbformat.NotebookNode, stem: str, up: str, **tools: object) -> tuple[bytes, dict[str, bytes]]:
    """A notebook as a source for Sphinx, and the files of its figures; ``up`` leads from its page to the front page."""
    notebook, beside = nbformat.from_dict(notebook), {}
    heading, _, rest = notebook.cells[0].source.partition("\n")
    above = TEMPLATES.get_template("tools.html").render(tools, title=heading.lstrip("# "))
    notebook.cells[0].source = "\n".join([heading, "", above, "", rest])
    for cell in notebook.cells:
        base = f"&base={COMPARED}" if COMPARED in cell.metadata.get("tags", []) else ""
        for output in cell.get("outputs", []):
            data, shown = output.get("data", {}), output.get("metadata", {}).get("image/png", {})
            if "alt" in shown:
                file = f"figures/{stem}/{len(beside) // 2 + 1}"
                beside |= {f"{file}.png": b64decode(data["image/png"]), f"{file}.csv": data["text/csv"].encode()}
                own = {"up": up, "file": file, "number": len(beside), "base": base}
                output.data = {"text/html": TEMPLATES.get_template("figure.html").render(shown, **own)}
            elif "text/html" in data:
                output.data = {"text/html": LINK.sub(rf'href="{up}\1{base}"', data["text/html"])}
    return nbformat.writes(notebook).encode(), beside


def render(build: Path, sources: Mapping[str, bytes], beside: Mapping[str, bytes], options: Iterable[str] = ()) -> int:
    """Render pages into ``build``/html, which is replaced as a whole; a warning is an error, but the pages are there.

    sources: what Sphinx reads, by its path; beside: what is laid beside the pages, by its path in the site.
    Returns Sphinx's exit code: 1 where it warned; 2 where it stopped, and the site is what it was.
    """
    build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=build) as folder:
        new, config = Path(folder, "html"), ["-c", ROOT / "publish", "-d", Path(folder, "doctrees")]
        _write_all(Path(folder, "source"), sources)
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", *options, *config]
        code = subprocess.run([*command, Path(folder, "source"), new], check=False).returncode
        if code not in (0, 1) or not (new / "index.html").is_file():
            print("Sphinx stopped, so there is no new site. Run again.", file=sys.stderr)
            return 2
        _write_all(new, beside)
        if (html := build / "html").exists():
            html.rename(Path(folder, "old"))
        new.rename(html)
    return code


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def explored() -> bytes:
    """The explorer of the five texts.

    The sentences that are compared have frames, acts, issues and statements by hand, the others what the lists find.
    """
    seeds = study.load(ROOT / "seeds")
    hand, tagged = seeds.accounts, frames.tagged(seeds.sentences)
    by_hand = pd.DataFrame({"frames": hand["frames"].str.replace(" ", ";"), "issues": hand["issue"], "base": COMPARED})
    said = zip(hand["call"], hand["account"], hand["statements"].str.split(), strict=True)
    by_hand["statement"] = [";".join(f"{call}, {account} {n}" for n in numbers) for call, account, numbers in said]
    tagged = tagged.assign(base="", statement="").astype(dict.fromkeys([*by_hand, "act"], "object"))
    tagged.update(by_hand.assign(act=hand["act"].replace("none", "")))
    shown = views.explore(tagged, seeds.documents, seeds.removed, seeds.names, words=seeds.words, home="index.html")
    return shown.html.encode()


def front_figure(paths: Iterable[Path]) -> bytes:
    """The README's figure: the one in the notebooks whose cell bears the tag ``one-figure``."""
    cells = [cell for path in paths for cell in nbformat.read(path, as_version=4).cells]
    (cell,) = [cell for cell in cells if "one-figure" in cell.metadata.get("tags", [])]
    return b64decode(next(o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})))


def main() -> int:
    """The site of the five texts, into publish/_build/html."""
    files.write(FIGURE, front_figure(numbered()))
    return collection(BUILD, numbered())


if __name__ == "__main__":
    sys.exit(main())
