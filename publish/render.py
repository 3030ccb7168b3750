"""Lay the executed notebooks and the written pages out as one site, and render it with Sphinx."""

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from base64 import b64decode
from collections.abc import Iterable
from functools import partial
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qsl

import nbformat
import pandas as pd
import yaml

from . import search

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "publish" / "_build"
FIGURE = NOTEBOOKS / "one-figure.png"
FRONT = ROOT / "README.md"
PAGES = ["LICENSE", "CITATION.cff", "environment.yml", "seeds/sources.csv", "seeds/labels.csv"]
PAGES += ["seeds/statements.csv", "examples/faults.csv"]
PAGES += ["examples/readouts.csv", "examples/my_voices.csv", "examples/planted.csv", "data/datapackage.json"]
PAGES += [f"data/{name}.csv" for name in ("readouts", "counts", "tags", "tags_automatic", "alignments", "press")]
PAGES += [f"src/helpers/lexicons/{name}.csv" for name in ("issues", "participants", "spellings")]
# The written pages, in the order of the sidebar; there as everywhere a page is called by its heading.
REFERENCE = ["publish/pages/using", "publish/pages/glossary", "publish/pages/methods"]
FUNCTIONS = "api/index"  # written by api_pages
OURS = ["seeds/README", "data/README", "tests/gold/README", "tests/gold/frames_codebook"]
OURS += ["tests/gold/press_codebook", "examples/README"]
CITE = "publish/pages/citing"
FORMATS = ("svg", "png", "csv")
EXPLORER = "explore.html"  # lies beside the front page
COMPARED = "compared"  # tag of a cell that rests on the accounts of calls told by both, and their name in the explorer
EXPLORED = re.compile(r'(<a href=")\.\./(explore\.html#[^"]*)("[^>]*>)(.*?)</a>', re.DOTALL)
IN_SVG = re.compile(rb'<g id="explore">.*?</g>\n?', re.DOTALL)
# On a site about other texts, the footer says whose they are.
RIGHTS = "of the texts: their publishers. Made with “One call, two readouts” (code MIT)"
# Other kinds of output (a figure's data, a finding's values) are for programs.
READ = ("text/html", "text/markdown", "text/plain", "image/png", "image/svg+xml")


def numbered(folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks 01_... to 08_..., in their order."""
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under another name first, so that it is never there in part."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_figure(paths: Iterable[Path], target: Path = FIGURE) -> None:
    """The README's figure: the one in the notebooks whose cell bears the tag ``one-figure``."""
    for path in paths:
        for cell in nbformat.read(path, as_version=4).cells:
            if "one-figure" in cell.metadata.get("tags", []):
                write_whole(target, one_figure(cell))


def one_figure(cell: nbformat.NotebookNode) -> bytes:
    """The picture in a cell's outputs."""
    return next(b64decode(o.data["image/png"]) for o in cell.outputs if "image/png" in o.get("data", {}))


def slug(alt: str) -> str:
    """What a figure's files are called: by its title, the first sentence of the alternative text (figures.write)."""
    title = unicodedata.normalize("NFKD", alt.split(". ")[0].lower())
    return re.sub(r"[\W_]+", "-", "".join(c for c in title if not unicodedata.combining(c)))[:80].strip("-")


def _stage_notebook(path: Path, source: Path, to: str, figures: Path, tools: str, texts: frozenset[str]) -> None:
    """A copy in ``source`` for the site, with what one can do with it and with its figures' files.

    MyST-NB finds each figure's alternative text and width where it looks for them. Labels and marks of figures
    link to the explorer, as far as it has the ``texts``; without any no link to it is left.
    """
    notebook, up = nbformat.read(path, as_version=4), "../" * to.count("/")
    heading, rest = (*notebook.cells[0].source.split("\n", 1), "")[:2]
    notebook.cells[0].source = f"{heading}\n\n{tools}\n{rest}"
    cells, linked, drawn = [], 0, {}
    for cell in notebook.cells:
        cells.append(cell)
        for output in cell.get("outputs", []):
            image, data = output.get("metadata", {}).get("image/png", {}), output.get("data", {})
            if image.get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": image["alt"], "width": f"{image['width']}px"}}
                same = drawn.setdefault(slug(image["alt"]), [])
                same += [image["alt"]] if image["alt"] not in same else []
                again = f"-{len(same)}" if len(same) > 1 else ""  # another figure of the same title
                if links := _files(figures / path.stem, slug(image["alt"]) + again, up):
                    cells.append(nbformat.v4.new_markdown_cell(links))
            own = COMPARED in cell.metadata.get("tags", [])
            if image.get("links") and texts:
                linked += 1
                kept = ((*place, _address(to, texts, own), label) for *place, to, label in image["links"])
                image["links"] = [link for link in kept if link[4]]
                picture = b64decode(data.pop("image/png"))
                data["text/html"] = _linked(picture, image, source / "pictures", up, f"past-links-{linked}")
            if "text/html" in data:
                data["text/html"] = EXPLORED.sub(partial(_anchor, texts, own, up), data["text/html"])
            for kind in set(data).difference(READ):
                del data[kind]
    notebook.cells = cells
    nbformat.write(notebook, source / to)


def _address(address: str, texts: frozenset[str], compared: bool) -> str:
    """Where a link into the explorer leads, "" where its text is not there; of compared accounts to these alone."""
    asked = dict(parse_qsl(address.partition("#")[2]))
    if not texts or asked.get("text", min(texts)) not in texts:
        return ""
    return f"{address}&base={COMPARED}" if compared and not {"ids", "base"} & {*asked} else address


def _anchor(texts: frozenset[str], compared: bool, up: str, found: re.Match) -> str:
    """A link of a table, as `_address` has it, or its words alone."""
    to = _address(unescape(found[2]), texts, compared)
    return f"{found[1]}{up}{escape(to)}{found[3]}{found[4]}</a>" if to else found[4]


def _linked(picture: bytes, shown: dict, folder: Path, up: str, past: str) -> str:
    """A figure with links over its labels and marks, in hundredths of it, so that they keep to it at any size.

    The picture becomes a file in ``folder``. Of several links to one address the keyboard stops at the first, and a
    first link leads it past all of them, to the id ``past``.
    """
    folder.mkdir(exist_ok=True)
    file = f"{hashlib.sha256(picture).hexdigest()}.png"
    write_whole(folder / file, picture)
    wide, high, over, reached = shown["width"], shown["height"], [], set()
    for left, top, right, bottom, address, label in shown["links"]:
        sizes = (left / wide, top / high, (right - left) / wide, (bottom - top) / high)
        names = ("left", "top", "width", "height")
        style = ";".join(f"{name}:{100 * size:.2f}%" for name, size in zip(names, sizes, strict=True))
        said, skipped = escape(label), ' tabindex="-1"' if address in reached else ""
        over.append(f'<a href="{up}{escape(address)}" title="{said}" aria-label="{said}"{skipped} style="{style}"></a>')
        reached.add(address)
    img = f'<img src="{up}pictures/{file}" alt="{escape(shown["alt"])}" width="{wide}" height="{high}">'
    skip = f'<a class="past" href="#{past}">Skip the links of this figure</a>'
    all_ = f'{img}{skip}{"".join(over)}<span id="{past}" tabindex="-1"></span>'
    return f'<div class="linked tex2jax_ignore mathjax_ignore">{all_}</div>'


def _tools(path: Path, *further: str) -> str:
    """What one can do with a notebook's page."""
    lines = [f'<a href="{path.name}" download>Download notebook</a>', *filter(None, further)]
    return "\n".join(['<div class="page-tools">', *lines, "</div>\n"])


def _our_tools(path: Path) -> str:
    """Download, cite, and run a notebook of the collection where the repository has an address."""
    title = nbformat.read(path, as_version=4).cells[0].source.split("\n", 1)[0].lstrip("# ")
    run = f'<a href="{escape(binder)}">Open in Binder</a>' if (binder := _binder(path)) else ""
    return _tools(path, run, f"<details><summary>Cite</summary><p>{escape(citation(title))}</p></details>")


def _files(folder: Path, name: str, up: str) -> str:
    """A line with links to a figure's files, those there are."""
    links = [
        f'<a href="{up}figures/{folder.name}/{name}.{kind}">{kind.upper()}</a>'
        for kind in FORMATS
        if (folder / f"{name}.{kind}").is_file()
    ]
    return f'<p class="figure-files">This figure: {" · ".join(links)}</p>' if links else ""


def citation(part: str = "") -> str:
    """How the collection, or a notebook of it, is cited; from CITATION.cff."""
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    who, year = cff["authors"][0]["name"], cff["date-released"][:4]
    stop = "" if part.endswith("?") else "."
    of = f"“{part}{stop}” In: " if part else ""
    where = f" {address}" if (address := _repository()) else ""
    return f"{who} ({year}). {of}{cff['title']} (version {cff['version']}). Jupyter notebooks.{where}"


def _repository() -> str:
    return tomllib.loads((NOTEBOOKS / "findings.toml").read_text(encoding="utf-8"))["repository"]


def _binder(path: Path) -> str:
    """Where a notebook of the collection runs in Binder; nothing without a public address."""
    if not _repository():
        return ""
    server = _repository().replace("https://github.com/", "https://mybinder.org/v2/gh/")
    return f"{server}/HEAD?urlpath=lab/tree/notebooks/{path.name}"


def _contents(caption: str, pages: Iterable[str]) -> str:
    """A part of the sidebar."""
    return "\n".join(["\n```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```\n"])


def stage(
    source: Path,
    notebooks: Path = NOTEBOOKS,
    front: Path = FRONT,
    figures: Path = BUILD / "figures",
    *,
    texts: frozenset[str] = frozenset(),
) -> None:
    """Lay the front page, notebooks and what they link to out as one folder of pages; of a report that alone.

    ``front``: Markdown, or a report's notebook. ``texts``: those in the site's explorer, so that figures and tables
    link to it.
    """
    shutil.rmtree(source, ignore_errors=True)
    (source / "notebooks").mkdir(parents=True)
    if front.suffix == ".ipynb":
        tools = _tools(front, '<a href="explore.html">Explore the sentences</a>' if texts else "")
        return _stage_notebook(front, source, "index.ipynb", figures, tools, texts)
    for name in [*PAGES, *(f"{page}.md" for page in [*REFERENCE, *OURS, CITE])]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    for path in numbered(notebooks):
        _stage_notebook(path, source, f"notebooks/{path.name}", figures, _our_tools(path), texts)
    shutil.copyfile(NOTEBOOKS / "findings.toml", source / "notebooks" / "findings.toml")
    if (notebooks / FIGURE.name).is_file():
        shutil.copyfile(notebooks / FIGURE.name, source / "notebooks" / FIGURE.name)
    pages = [f"notebooks/{path.stem}" for path in numbered(notebooks)]
    groups = {"Start": ["self"], "Notebooks": pages, "Reference": [*REFERENCE, FUNCTIONS]}
    groups |= {"Sources": OURS, "Cite": [CITE]}
    contents = "".join(_contents(caption, group) for caption, group in groups.items())
    (source / "index.md").write_text(front.read_text(encoding="utf-8") + contents, encoding="utf-8")


def render(
    build: Path = BUILD,
    notebooks: Path = NOTEBOOKS,
    front: Path = FRONT,
    figures: Path = BUILD / "figures",
    sentences: pd.DataFrame | None = None,
    *,
    title: str = "",
) -> int:
    """Render the pages into ``build``/html, which is replaced as a whole; warnings are errors.

    Parameters
    ----------
    notebooks : a folder with executed notebooks, numbered; its one-figure.png comes along.
    front : the front page, in Markdown; what it links to lies as in this repository. Or an executed report, which
        is then the only page.
    figures : a folder with a folder for each notebook: the figures' files, which become figures/ in the site.
    sentences : those that the search finds beside the pages, as ``search.data`` takes them.
    title : of a site on other texts.

    Where ``build`` holds explore.html, it becomes part of the site, and figures and tables link to it.

    Returns
    -------
    Sphinx's exit code: 1 where it warned, though every page is there; 2, or a signal's, where it did not finish.
    """
    source, new, html, old = (build / name for name in ("source", "html.new", "html", "html.old"))
    page = build / EXPLORER
    explore = page.read_text(encoding="utf-8") if page.is_file() else ""
    texts = frozenset(map(unescape, re.findall(r'<article data-text="([^"]*)"', explore)))
    stage(source, notebooks, front, figures, texts=texts)
    shutil.rmtree(new, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-c", str(ROOT / "publish")]
    own = {"project": title, "html_title": title, "copyright": RIGHTS} if title else {}
    named = [part for name, value in own.items() for part in ("-D", f"{name}={value}")]
    named += ["-A", "explorer=1"] if explore else []
    report = front.suffix == ".ipynb"
    named += ["-t", "report"] if report else []
    code = subprocess.run([*command, *named, "-d", build / "doctrees", source, new], check=False).returncode
    if code in (0, 1) and not (new / "index.html").is_file():
        code = 2
    if code not in (0, 1):
        return code  # what was rendered before stays
    (new / "search-data.js").write_text(search.data(new, sentences), encoding="utf-8")
    for path in [front] if report else numbered(notebooks):
        shutil.copyfile(path, new / path.name if report else new / "notebooks" / path.name)
    if figures.is_dir():
        shutil.copytree(figures, new / "figures")
    if (source / "pictures").is_dir():
        shutil.copytree(source / "pictures", new / "pictures")
    if explore:
        shutil.copyfile(build / EXPLORER, new / EXPLORER)
    else:
        for path in new.glob("figures/*/*.svg"):
            path.write_bytes(IN_SVG.sub(b"", path.read_bytes()))
    shutil.rmtree(old, ignore_errors=True)
    if html.exists():
        html.rename(old)
    new.rename(html)
    shutil.rmtree(old, ignore_errors=True)
    return code
