"""The rendered site: built without a warning, light, complete; and as a reader meets it in a real browser."""

import importlib
import pkgutil
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

import helpers
from helpers import segment
from publish import render

from .browser import Tab
from .conftest import ROOT

PATHS = render.numbered()
MODULES = sorted(module.name for module in pkgutil.iter_modules(helpers.__path__) if module.name[0] != "_")
WRITTEN = [page for pages in render.PAGES.values() for page in pages]


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> Path:
    """The site, rendered from the committed notebooks."""
    folder = tmp_path_factory.mktemp("site")
    assert render.collection(folder, PATHS) == 0
    return folder / "html"


@pytest.fixture(scope="module")
def loaded(html) -> dict[str, str]:
    """Every page of the site by its address in it."""
    pages = [page for page in sorted(html.rglob("*.html")) if "_static" not in page.parts]
    return {page.relative_to(html).as_posix(): page.read_text(encoding="utf-8") for page in pages}


def test_the_site_is_small(html, loaded):
    assert (html / "index.html").stat().st_size < 100_000
    assert max(map(len, loaded.values())) < 1_000_000
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
    front = BeautifulSoup(loaded["index.html"], "lxml")
    sidebar = {a["href"].split("#")[0]: a.get_text(strip=True) for a in front.select("nav.bd-docs-nav li a")}
    assert sidebar.pop("explore.html") == "Explore"
    assert {page or "index.html": name for page, name in sidebar.items()} == names
    for page, name in names.items():
        shown = BeautifulSoup(loaded[page], "lxml")
        assert shown.h1.find(string=True) == name
        assert shown.title.get_text(strip=True).split(" — ")[0] == name
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| \[(.*?)\]\((notebooks/.*?)\)", readme, re.MULTILINE)
    assert table == [(name_of(path), path.relative_to(ROOT).as_posix()) for path in PATHS]


def test_every_table_of_a_notebook_scrolls_inside_a_named_region_that_the_keyboard_reaches(loaded):
    pages = [BeautifulSoup(page, "lxml") for name, page in loaded.items() if name.startswith("notebooks/")]
    regions = [region for page in pages for region in page.select("div.view") if region.table]
    assert len(regions) > 20
    assert all((region["role"], region["tabindex"]) == ("region", "0") and region["aria-label"] for region in regions)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_its_signature_and_documentation(name, loaded):
    page, module = loaded[f"api/helpers.{name}.html"], importlib.import_module(f"helpers.{name}")
    assert module.__all__
    documented = [part for part in module.__all__ if callable(getattr(module, part))]
    assert not [part for part in documented if f'id="helpers.{name}.{part}"' not in page]
    assert "system-message" not in page


def test_the_methods_page_links_the_functions_that_it_names(loaded):
    names = re.findall(r"`([a-z_]+)\.([a-z_]+)`", (ROOT / "publish/pages/methods.md").read_text(encoding="utf-8"))
    assert len(set(names)) > 30
    for module, name in names:
        address = f'href="../../api/helpers.{module}.html#helpers.{module}.{name}"'
        assert address in loaded["publish/pages/methods.html"], (module, name)


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
        assert f'href="{path.name}"' in page
        assert (html / "notebooks" / path.name).read_bytes() == path.read_bytes()
        cite = BeautifulSoup(page, "lxml").select_one(".page-tools details p").get_text()
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


def test_the_citation_file_agrees_with_the_package_and_the_page_on_citing():
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


# -- in a real browser: links, fold-outs, search, print, phone, light and dark

PHONE = 360
NO_TLS = ("http://en.kremlin.ru/", "http://www.russianembassy.org/")
NAMES = {"Kremlin": "kremlin", "Élysée": "elysee"}
# Every address on the page as the browser resolves it; what stands in an output is data, taken over as it is.
LINKS = """() => [...document.querySelectorAll('a[href], link[href], img[src], script[src], form[action]')].map(e => (
    {url: e.href || e.src || e.action, target: e.target || '', rel: e.rel || '',
     data: Boolean(e.closest('.cell_output, article[data-text]'))}))"""
IDS = "() => [...document.querySelectorAll('[id]')].map(e => e.id)"
# Whether the page moves sideways, or anything that its heading stands in; with all fold-outs open, for what they hold
# can be too wide as well.
SIDEWAYS = """() => {
    document.querySelectorAll('details').forEach(fold => { fold.open = true });
    const moved = [], wide = [...document.querySelectorAll('main *')].filter(
        e => e.getBoundingClientRect().right > innerWidth && !e.closest('pre, [role=region]'));
    for (let e = document.querySelector('h1'); e; e = e.parentElement) {
        e.scrollLeft = 9999;
        if (e.scrollLeft > 0) moved.push(`${e.tagName} ${e.className} by ${e.scrollLeft} px`) }
    return moved.length ? `${moved}; perhaps ${wide.at(-1)?.outerHTML.slice(0, 150)}` : ''}"""
# A fold-out whose content takes room and can be seen; text without an element of its own takes room only.
FOLD = """fold => {
    const summary = fold.querySelector('summary');
    const height = element => element.getBoundingClientRect().height;
    return {open: fold.open, focused: document.activeElement === summary, room: height(fold) - height(summary),
            shown: summary.checkVisibility({visibilityProperty: true}) && height(summary) > 0,
            seen: [...fold.children].slice(1).every(e => e.checkVisibility({visibilityProperty: true})),
            name: fold.outerHTML.slice(0, 150)}}"""
# The Tab key goes on from the element that had the focus last.
STAND_BEFORE = "fold => { fold.tabIndex = -1; fold.focus(); fold.removeAttribute('tabindex') }"
SHOWN = """() => [...document.querySelectorAll('[data-sentence]')].filter(e => e.checkVisibility()).map(
    e => `${e.closest('article').dataset.text}:${e.dataset.sentence}`)"""


@dataclass
class Visit:
    """What there is on a page, and what is wrong with it."""

    ids: list[str]
    links: list[dict]
    folds: int
    sideways: list[str]
    axe: list[str]


# Of each kind of page some are looked at in the dark, too.
IN_THE_DARK = (
    "index",
    "search",
    "explore",
    "notebooks/05",
    "notebooks/06",
    "publish/pages/methods",
    "api/helpers.fram",
)


@pytest.fixture(scope="module")
def visited(browser, html, loaded) -> tuple[dict[str, Visit], list[str]]:
    """Every page opened from the folder, some also in the dark, and what went wrong on the way."""
    tabs = {scheme: Tab(browser, html.as_uri(), color_scheme=scheme) for scheme in ("light", "dark")}
    visits = {}
    for page in loaded:
        shown = {scheme: tab for scheme, tab in tabs.items() if scheme == "light" or page.startswith(IN_THE_DARK)}
        for tab in shown.values():
            tab.page.goto((html / page).as_uri())
        light = tabs["light"].page
        found = Visit(light.evaluate(IDS), light.evaluate(LINKS), light.locator("details").count(), [], [])
        light.set_viewport_size({"width": PHONE, "height": 800})
        if wide := light.evaluate(SIDEWAYS):
            found.sideways.append(f"{page}: {wide}")
        light.set_viewport_size({"width": 1280, "height": 800})
        looked_at = {} if page.startswith("api/") and not page.startswith(IN_THE_DARK) else shown  # all are alike
        for tab in looked_at.values():
            tab.start_axe()
        for scheme, tab in looked_at.items():
            found.axe += [f"{page}, {scheme}: {fault}" for fault in tab.told_by_axe()]
        visits[page] = found
    wrong = [what for tab in tabs.values() for what in tab.wrong]
    for tab in tabs.values():
        tab.close()
    return visits, wrong


def test_every_page_opens_from_a_folder_without_an_error_or_a_request_elsewhere(visited):
    visits, wrong = visited
    assert "index.html" in visits
    assert not wrong, "\n".join(wrong)


def test_no_page_scrolls_sideways_on_a_phone(visited):
    sideways = [line for visit in visited[0].values() for line in visit.sideways]
    assert not sideways, "\n".join(sideways)


def test_axe_finds_no_serious_fault_of_access_in_light_or_dark(visited):
    faults = [line for visit in visited[0].values() for line in visit.axe]
    assert not faults, "\n".join(faults)


def test_every_link_and_anchor_within_the_site_resolves(visited, html):
    visits, dead = visited[0], []
    for page, visit in visits.items():
        for link in visit.links:
            address, fragment = urldefrag(link["url"])
            if not address.startswith("file:"):
                continue
            path = Path(unquote(address.removeprefix("file://").split("?")[0]))
            target = path.relative_to(html).as_posix() if path.is_relative_to(html) else None
            missing = target is None or not path.is_file()
            filters = target == "explore.html"  # its fragments are no anchors; where they lead is tested below
            if missing or (
                target in visits and fragment and not filters and unquote(fragment) not in visits[target].ids
            ):
                dead.append(f"{page}: {link['url'].removeprefix(html.as_uri())}")
    assert all(visit.links for visit in visits.values())
    assert not dead, "\n".join(dict.fromkeys(dead))


def test_ids_are_unique_on_every_page(visited):
    twice = [(page, name) for page, visit in visited[0].items() for name, n in Counter(visit.ids).items() if n > 1]
    assert not twice


def test_links_to_elsewhere_are_encrypted_and_give_nothing_away(visited):
    wrong = []
    for page, visit in visited[0].items():
        for link in visit.links:
            # An address in a table of data is shown as the source gives it: the Kremlin's site is one without TLS.
            schemes = ("file:", "https:", "mailto:", "data:image/svg", *(["http:"] if link["data"] else NO_TLS))
            opener = link["target"] == "_blank" and "noopener" not in link["rel"]
            if not link["url"].startswith(schemes) or opener:
                wrong.append(f"{page}: {link['url']}")
    assert not wrong, "\n".join(wrong)


def test_the_search_works_from_a_folder_and_marks_the_words_on_the_page(browser, html):
    tab = Tab(browser, html.as_uri())
    tab.page.goto((html / "notebooks" / "01_corpus.html").as_uri())
    tab.page.get_by_role("button", name="Search").first.click()
    tab.page.keyboard.type("swapped")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(lambda url: "search.html?q=swapped" in url)
    tab.page.locator("#search-results").get_by_role("link", name="Glossary").first.click()
    tab.page.locator("article .highlighted").first.wait_for()
    assert "/publish/pages/glossary.html" in tab.page.url
    assert tab.wrong == []
    tab.close()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_fold_outs_open_by_keyboard(browser, html, visited, script):
    tab = Tab(browser, html.as_uri(), java_script_enabled=script)
    opened, stuck = 0, []
    for page in [page for page, visit in visited[0].items() if visit.folds][:: 1 if script else 4]:
        tab.page.goto((html / page).as_uri())
        for fold in tab.page.locator("details:not([open])").element_handles():
            before = fold.evaluate(FOLD)
            if not before["shown"]:
                continue
            fold.evaluate(STAND_BEFORE)
            tab.page.keyboard.press("Tab")
            tab.page.keyboard.press("Enter")
            after = fold.evaluate(FOLD)
            opened += 1
            if not (after["focused"] and after["open"] and after["seen"] and after["room"] > before["room"] + 10):
                stuck.append(f"{page}: {after['name']}")
    tab.close()
    assert opened
    assert not stuck, "\n".join(stuck)


@pytest.mark.parametrize("name", ["03_frequency", "05_framings", "06_one_call_two_readouts"])
def test_links_of_figures_tables_and_findings_land_on_their_sentences(browser, html, seeds, name):
    tab = Tab(browser, html.as_uri())
    tab.page.goto((html / "notebooks" / f"{name}.html").as_uri())
    addresses = tab.page.evaluate(
        "() => ['.linked a', 'td a', '.finding a'].flatMap(kind => [...new Set([...document.querySelectorAll(kind)]"
        ".map(a => a.href).filter(href => href.includes('explore.html#')))].slice(0, 6))"
    )
    assert addresses
    sentences = seeds[2].set_index(seeds[2]["doc_id"] + ":" + seeds[2]["sentence"].astype(str))
    for address in addresses:
        tab.page.goto(address)
        shown = tab.page.evaluate(SHOWN)
        assert shown, address
        asked = dict(parse_qsl(urldefrag(address).fragment))
        for place in shown:
            words = segment.tokens(sentences.loc[place, "text"], numbers=True)
            assert f" {asked.get('word', '').lower()} ".strip() in f" {' '.join(words)} ", (address, place)
            assert asked.get("side") in (None, sentences.loc[place, "voice"]), (address, place)
    assert tab.wrong == []
    tab.close()
