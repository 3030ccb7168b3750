"""The rendered site: strict build, everything local and light, complete reference pages, and its publication."""

import importlib
import pkgutil
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

import helpers
from publish import render

from .conftest import ROOT

PATHS = render.numbered()
MODULES = sorted(module.name for module in pkgutil.iter_modules(helpers.__path__) if module.name[0] != "_")
WRITTEN = [page for pages in render.PAGES.values() for page in pages]


class Loaded(HTMLParser):
    """What a page loads by itself, what its pictures say, and what it links to."""

    def __init__(self, page: Path):
        super().__init__()
        self.page, self.urls, self.pictures, self.links = page, [], [], []
        self.text = page.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed") and attrs.get("src"):
            self.urls.append(attrs["src"])
        if tag == "link" and attrs.get("rel") in ("stylesheet", "preload", "icon", "preconnect", "modulepreload"):
            self.urls.append(attrs["href"])
        if tag == "img":
            self.pictures.append(attrs)
        if tag == "a":
            self.links.append(attrs.get("href", ""))


@pytest.fixture(scope="module")
def loaded(html) -> dict[str, Loaded]:
    """Every page of the site by its address in it."""
    pages = [page for page in sorted(html.rglob("*.html")) if "_static" not in page.parts]
    return {page.relative_to(html).as_posix(): Loaded(page) for page in pages}


def test_no_page_loads_anything_from_elsewhere_and_every_picture_has_words(html, loaded):
    for name, page in loaded.items():
        assert not [url for url in page.urls if re.match(r"(https?:)?//", url)], name
        assert not [p["src"] for p in page.pictures if not p.get("alt")], name
    for style in html.rglob("*.css"):
        text = style.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"(@import\s+|url\()[\"']?(https?:)?//", text), style


def test_the_site_is_small(html, loaded):
    assert (html / "index.html").stat().st_size < 100_000
    assert max(len(page.text) for page in loaded.values()) < 1_000_000
    assert sum(file.stat().st_size for file in html.rglob("*") if file.suffix not in (".ipynb", ".csv")) < 15_000_000


def name_of(path: Path) -> str:
    """A page's name, its first heading, from a notebook or from a text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = nbformat.reads(text, as_version=4).cells[0].source
    return text.split("\n")[0].removeprefix("# ")


def test_every_page_has_one_name_in_heading_sidebar_title_and_the_readme_s_table(loaded):
    paths = [*PATHS, *(next(ROOT.glob(f"{page}.[mr][ds]*")) for page in WRITTEN)]
    names = {path.relative_to(ROOT).with_suffix(".html").as_posix(): name_of(path) for path in paths}
    names["index.html"] = name_of(ROOT / "README.md")
    front = BeautifulSoup(loaded["index.html"].text, "lxml")
    sidebar = {a["href"].split("#")[0]: a.get_text(strip=True) for a in front.select("nav.bd-docs-nav li a")}
    assert sidebar.pop("explore.html") == "Explore"
    assert {page or "index.html": name for page, name in sidebar.items()} == names
    for page, name in names.items():
        shown = BeautifulSoup(loaded[page].text, "lxml")
        assert shown.h1.find(string=True) == name
        assert shown.title.get_text(strip=True).split(" — ")[0] == name
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| \[(.*?)\]\((notebooks/.*?)\)", readme, re.MULTILINE)
    assert table == [(name_of(path), path.relative_to(ROOT).as_posix()) for path in PATHS]


def test_every_table_of_a_notebook_scrolls_inside_a_named_region_that_the_keyboard_reaches(loaded):
    pages = [BeautifulSoup(page.text, "lxml") for name, page in loaded.items() if name.startswith("notebooks/")]
    regions = [region for page in pages for region in page.select("div.view") if region.table]
    assert len(regions) > 20
    assert all((region["role"], region["tabindex"]) == ("region", "0") and region["aria-label"] for region in regions)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_its_signature_and_documentation(name, loaded):
    page, module = loaded[f"api/helpers.{name}.html"], importlib.import_module(f"helpers.{name}")
    assert module.__all__
    documented = [part for part in module.__all__ if callable(getattr(module, part))]
    assert not [part for part in documented if f'id="helpers.{name}.{part}"' not in page.text]
    assert "system-message" not in page.text


def test_the_methods_page_links_the_functions_that_it_names(loaded):
    names = re.findall(r"`([a-z_]+)\.([a-z_]+)`", (ROOT / "publish/pages/methods.md").read_text(encoding="utf-8"))
    assert len(set(names)) > 30
    for module, name in names:
        address = f"../../api/helpers.{module}.html#helpers.{module}.{name}"
        assert address in loaded["publish/pages/methods.html"].links, (module, name)


def test_every_work_that_the_methods_page_names_is_in_its_references():
    text, references = (ROOT / "publish/pages/methods.md").read_text(encoding="utf-8").split("## References")
    cited = " ".join(re.findall(r"\*\*Source\*\* (.*?)\n\n", text, re.S))
    works = re.findall(r"((?:van )?[\w-]+)[^;.]*?(\d{4})", cited.replace("\n", " "))
    assert len(works) > 30
    for author, year in works:
        assert re.search(rf"- {author}, [^\n]*?(?:\n  [^\n]*?)*?\({year}\)", references), (author, year)


def test_a_notebook_s_page_lets_it_be_downloaded_and_cited(html, loaded):
    for path in PATHS:
        page = loaded[f"notebooks/{path.stem}.html"]
        assert path.name in page.links
        assert (html / "notebooks" / path.name).read_bytes() == path.read_bytes()
        cite = BeautifulSoup(page.text, "lxml").select_one(".page-tools details p").get_text()
        assert cite.startswith(f"The One Call, Two Readouts authors (2026). “{name_of(path)}")


def test_a_figure_has_its_files_its_words_and_its_links_in_hundredths():
    links = [[10, 20, 30, 40, "explore.html#word=<b>", 'say "b"'], [0, 0, 1, 1, "explore.html#base=x", "x"]]
    shown = {"image/png": {"alt": "Rates & <ratios>. n = 3.", "width": 200, "height": 100, "links": links}}
    data = {"image/png": "aGk=", "text/csv": "a,b\n"}
    output = nbformat.v4.new_output("display_data", data, metadata=shown)
    table = nbformat.v4.new_output("display_data", {"text/html": '<a href="../explore.html#word=x">x</a>'})
    cells = [nbformat.v4.new_code_cell(outputs=[output, table], metadata={"tags": ["compared"]})]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One\n\nText."), *cells])
    source, files = render.page(made, "01_one", "../", name="01_one.ipynb")
    assert files == {"figures/01_one/1.png": b"hi", "figures/01_one/1.csv": b"a,b\n"}
    first, second = nbformat.reads(source.decode(), as_version=4).cells[1].outputs
    html = BeautifulSoup(first.data["text/html"], "lxml")
    assert (html.img["src"], html.img["alt"]) == ("../figures/01_one/1.png", "Rates & <ratios>. n = 3.")
    _, word, based = html.select(".linked a")
    assert word["href"] == "../explore.html#word=<b>&base=compared" and word["aria-label"] == 'say "b"'
    assert word["style"] == "left:5.00%;top:20.00%;width:10.00%;height:20.00%"
    assert based["href"] == "../explore.html#base=x"
    assert [a["href"] for a in html.select(".figure-files a")] == [f"../{name}" for name in files]
    assert second.data["text/html"] == '<a href="../explore.html#word=x&base=compared">x</a>'


CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_the_citation_file_agrees_with_its_format_the_package_and_the_page_on_citing():
    required = {"cff-version": str, "message": str, "title": str, "authors": list}
    allowed = {"type": str, "abstract": str, "version": str, "date-released": str, "license": str, "keywords": list}
    allowed |= required | {"repository-code": str, "url": str}
    assert set(required) <= set(CFF) <= set(allowed)
    assert not [key for key, value in CFF.items() if not isinstance(value, allowed[key]) or not value]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", CFF["date-released"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (CFF["version"], CFF["license"]) == (project["version"], project["license"])
    assert CFF["authors"] == project["authors"]
    page = (ROOT / "publish/pages/citing.md").read_text(encoding="utf-8")
    who, year = CFF["authors"][0]["name"], CFF["date-released"][:4]
    cited = f"{CFF['title']} (version {CFF['version']}). Jupyter notebooks."
    assert f"{who} ({year}). {cited}" in page.replace("\n> ", " ")
    shown = (ROOT / "publish/_templates/tools.html").read_text(encoding="utf-8")
    assert cited in shown and f"{who} ({year})" in shown
    for key, value in {"title": CFF["title"], "year": CFF["date-released"][:4], "version": CFF["version"]}.items():
        assert re.search(rf"^  {key}\s+= \{{{re.escape(value)}\}}", page, re.M)


def test_the_workflow_runs_the_notebooks_and_publishes_what_they_make():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = {step["uses"].split("@")[0]: step for step in steps if "uses" in step}
    assert all(re.fullmatch(r"[\w/-]+@v\d+", step["uses"]) for step in used.values())
    assert ROOT / used["actions/upload-pages-artifact"]["with"]["path"] == render.BUILD / "html"
    assert [step["run"] for step in steps if "run" in step] == ["pipx run cffconvert --validate", "make notebooks"]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert python == f">={used['actions/setup-python']['with']['python-version']}"
