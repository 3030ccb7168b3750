"""The rendered site: strict build, everything local and light, complete reference pages, and its publication."""

import ast
import hashlib
import json
import re
import subprocess
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup

from publish import build, render, search

from .conftest import ROOT
from .test_notebooks import PATHS

REFERENCE = ["publish/pages/glossary", "publish/pages/methods", "publish/pages/citing", "api/index", "seeds/README"]
MODULES = {
    path.stem: path / "__init__.py" if path.is_dir() else path
    for path in (ROOT / "src" / "helpers").iterdir()
    if path.name[0] not in "_." and (path.suffix == ".py" or (path / "__init__.py").is_file())
}


class Loaded(HTMLParser):
    """What a page loads by itself, what its pictures say, and what it holds."""

    def __init__(self, page: Path):
        super().__init__()
        self.page, self.urls, self.pictures, self.ids, self.links = page, [], [], set(), []
        self.tables, self.open = [], []  # for each table the elements around it
        self.text = page.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids.add(attrs.get("id"))
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed") and attrs.get("src"):
            self.urls.append(attrs["src"])
        if tag == "link" and attrs.get("rel") in ("stylesheet", "preload", "icon", "preconnect", "modulepreload"):
            self.urls.append(attrs["href"])
        if tag == "img":
            self.pictures.append(attrs)
        if tag == "a":
            self.links.append(attrs.get("href", ""))
        if tag == "div":
            self.open.append(attrs)
        if tag == "table":
            self.tables.append((attrs, list(self.open)))

    def handle_endtag(self, tag):
        if tag == "div":
            self.open.pop()

    def files(self) -> set[Path]:
        """The page and all it loads: scripts, pictures, styles, and what these load; of the icons' fonts those used."""
        files, waiting = {self.page}, _beside(self.page, self.urls)
        while waiting:
            file = waiting.pop()
            if file in files or (file.suffix == ".woff2" and file.stem.rsplit("-", 1)[0] not in self.text):
                continue
            files.add(file)
            if file.suffix == ".css":
                waiting += _beside(file, re.findall(r"(?:@import\s+|url\()[\"']?([^\"')]+)", file.read_text("utf-8")))
        return files


def _beside(file: Path, urls: list[str]) -> list[Path]:
    return [(file.parent / urlsplit(url).path).resolve() for url in urls if not url.startswith("data:")]


@pytest.fixture(scope="module")
def loaded(html) -> dict[str, Loaded]:
    """Every page of the site by its address in it."""
    return {
        str(page.relative_to(html)): Loaded(page)
        for page in sorted(html.rglob("*.html"))
        if "_static" not in page.parts
    }


def test_there_is_a_page_for_the_readme_each_notebook_each_module_and_the_reference(html):
    for name in ["index", *REFERENCE, *(f"notebooks/{p.stem}" for p in PATHS), *(f"api/{name}" for name in MODULES)]:
        assert (html / f"{name}.html").is_file(), name


def test_no_page_loads_anything_from_elsewhere_and_every_picture_has_words(loaded):
    for name, page in loaded.items():
        assert not [url for url in page.urls if re.match(r"(https?:)?//", url)], name
        assert not [p["src"] for p in page.pictures if not p.get("alt")], name


def test_no_style_of_the_site_loads_anything_remote(html):
    for style in html.rglob("*.css"):
        text = style.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"(@import\s+|url\()[\"']?(https?:)?//", text), style


def test_the_first_page_weighs_less_than_1_mb_and_any_page_less_than_3_with_all_it_loads(loaded):
    weights = {name: sum(file.stat().st_size for file in page.files()) for name, page in loaded.items()}
    assert weights["index.html"] < 1_000_000
    assert max(weights.values()) < 3_000_000, weights
    fonts = {file.name for file in loaded["index.html"].files() if file.suffix == ".woff2"}
    assert fonts == {"fa-solid-900.woff2"}  # the icons; all letters are the reader's own


def told(script: str) -> list[tuple[str, str, str]]:
    """What search-data.js holds: name of the place, its address, text."""
    data = json.loads(script.removeprefix("const searchData = ").removesuffix(";\n"))
    return [(*data["places"][place], text) for place, text in data["entries"]]


def test_only_the_search_page_loads_what_the_search_knows_and_sphinx_s_own_search_is_gone(html, loaded):
    scripts = {"_static/vendor/minisearch.js", "search-data.js", "_static/search.js"}
    assert scripts < set(loaded["search.html"].urls)
    assert not [name for name, page in loaded.items() if name != "search.html" and scripts & set(page.urls)]
    assert not [*html.rglob("searchindex.js"), *html.rglob("searchtools.js"), *html.rglob("language_data.js")]
    assert not [file for page in loaded.values() for file in page.files() if not file.exists()]


def test_the_search_knows_each_sentence_and_the_prose_of_the_pages_with_where_it_stands(html, seeds, loaded):
    entries = told((html / "search-data.js").read_text(encoding="utf-8"))
    sentences = [text for _, address, text in entries if address.startswith("explore.html#")]
    assert sentences == seeds[2]["text"].tolist()
    where, address, _ = next(entry for entry in entries if "food situation" in entry[2])
    assert where == "The Moscow Times, 3 May 2022 · account: Kremlin"
    assert address == "explore.html#text=moscow-times-2022-05-03"
    where, address, _ = next(entry for entry in entries if "swapped calls would" in entry[2])
    assert (where, address) == ("Glossary › swap test", "publish/pages/glossary.html#term-swap-test")
    assert "helpers.framing › log_odds" in {where for where, _, _ in entries}
    for where, address, text in entries[len(sentences) :]:
        page, _, anchor = address.partition("#")
        assert unquote(anchor) in loaded[page].ids, (where, text)
    assert not [text for _, _, text in entries if "views.table(" in text or "Download notebook" in text]


def test_what_a_text_holds_cannot_end_the_search_s_script(tmp_path):
    text = "</script><script>alert(1)</script> \u2028 <!--"
    row = {"doc_id": "</script>&#x", "text": text, "voice": "<b>", "published": pd.NaT, "outlet": pd.NA}
    script = search.data(tmp_path, pd.DataFrame([row]))
    assert not re.search("[<>&\u2028]", script)
    assert told(script) == [("</script>&#x, no day · account: <b>", "explore.html#text=%3C%2Fscript%3E%26%23x", text)]
    assert told(search.data(tmp_path)) == []


def test_the_search_library_is_the_published_one_with_its_licence(html):
    vendor = html / "_static" / "vendor"
    digest = hashlib.sha256((vendor / "minisearch.js").read_bytes()).hexdigest()
    assert digest == "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"  # of minisearch 7.2.0 on npm
    assert "Permission is hereby granted" in (vendor / "minisearch-LICENSE.txt").read_text(encoding="utf-8")
    assert "minisearch 7.2.0" in (vendor / "README.md").read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """A page's name, its first heading, from a notebook or from Markdown."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = nbformat.reads(text, as_version=4).cells[0].source
    return text.split("\n")[0].removeprefix("# ")


def prose(path: Path) -> str:
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


WRITTEN = [*PATHS, *(ROOT / f"{page}.md" for page in [*render.REFERENCE, *render.OURS, render.CITE])]


def test_every_page_has_one_name_in_heading_sidebar_title_and_the_readme_s_table(loaded):
    names = {path: name_of(path) for path in [ROOT / "README.md", *WRITTEN]}
    assert len(set(names.values())) == len(names)
    front = BeautifulSoup(loaded["index.html"].text, "lxml")
    sidebar = {a["href"].split("#")[0]: a.get_text(strip=True) for a in front.select("nav.bd-docs-nav li a")}
    assert sidebar.pop("api/index.html") == "Functions"
    assert sidebar.pop("explore.html") == "Explore"
    assert len(sidebar) == len(names)
    for path, name in names.items():
        page = "" if path == ROOT / "README.md" else path.relative_to(ROOT).with_suffix(".html").as_posix()
        assert sidebar[page] == name
        shown = BeautifulSoup(loaded[page or "index.html"].text, "lxml")
        assert shown.h1.find(string=True) == name
        assert shown.title.get_text(strip=True).split(" — ")[0] == name
    table = re.findall(r"^\| \[(.*?)\]\(notebooks/(.*?)\)", prose(ROOT / "README.md"), re.MULTILINE)
    assert table == [(names[path], path.name) for path in PATHS]


FORMER = {"Corpus", "Voices", "Frequency", "Topics", "Framings", "One call, side by side", "How sure", "Your corpus"}


@pytest.mark.parametrize("path", [ROOT / "README.md", *WRITTEN], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_to_a_page_bears_its_name_or_words_of_the_sentence_and_never_another_s(path):
    named = {page.resolve(): name_of(page) for page in WRITTEN}
    for text, target in re.findall(r"(?<!!)\[([^\]]*)\]\((?!https?:)([^)#\s]+)\)", prose(path)):
        if name := named.get((path.parent / target).resolve()):
            said = " ".join(text.strip("*").split())
            assert said not in ({*named.values()} | FORMER) - {name}, (said, target)
    assert not re.search(r"\b[Nn]otebooks? \d", prose(path))


def test_every_table_of_a_notebook_scrolls_inside_a_named_region_that_the_keyboard_reaches(loaded):
    around = [divs for name, page in loaded.items() if name.startswith("notebooks/") for _, divs in page.tables]
    regions = [[div for div in divs if div.get("class", "").startswith("view")] for divs in around]
    shown = [one for one in regions if one]
    assert len(shown) > 20
    assert all((region["role"], region["tabindex"]) == ("region", "0") and region["aria-label"] for (region,) in shown)


def offered(module: str) -> list[str]:
    """The public functions of a module, by its source: those in __all__, or those it defines."""
    body = ast.parse(MODULES[module].read_text(encoding="utf-8")).body
    for node in body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [name for name in ast.literal_eval(node.value) if name.islower()]
    return [node.name for node in body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_public_function_has_its_signature_and_documentation(module, loaded):
    page = loaded[f"api/{module}.html"]
    assert offered(module)
    for name in offered(module):
        assert f"helpers.{module}.{name}" in page.ids
    assert "system-message" not in page.text


def test_a_docstring_s_entries_are_a_list_and_its_sentences_are_sentences(loaded):
    text = loaded["api/framing.html"].text
    own = text[text.index('id="helpers.framing.log_odds"') :]
    own = own[: own.index('id="helpers.framing.naming"')]
    assert re.findall(r'<p class="rubric">(\w+)</p>', own) == ["Parameters", "Returns", "Raises", "Examples"]
    plain = re.sub(r"</?(?:span|code)\b.*?>", "", own)
    entries = re.findall(r"<dt>([\w, ]+)</dt><dd><p>(\S+ \S+)", plain)
    assert entries == [
        ("counts", "terms by"),
        ("a, b", "the two"),
        ("prior", "“pooled”, the"),
        ("four_terms", "the variance"),
        ("ValueError", "a side"),
    ]
    assert "<p>Terms as index, highest z first" in plain
    assert 'class="doctest' in own


def test_the_methods_page_links_every_function_that_it_names(loaded):
    names = re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", (ROOT / "publish/pages/methods.md").read_text(encoding="utf-8"))
    assert len(set(names)) > 40
    for name in names:
        module = name.rsplit(".", 1)[0]
        assert f"../../api/{module}.html#helpers.{name}" in loaded["publish/pages/methods.html"].links, name


def test_the_written_pages_have_no_part_twice():
    for page in (*render.REFERENCE, render.CITE):
        parts = re.split(r"^## ", (ROOT / f"{page}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
        names = [part.partition("\n")[0] for part in parts]
        assert len(set(names)) == len(names), page
        for part in parts:
            sections = re.findall(r"^### (.+)", part, re.MULTILINE)
            assert len(set(sections)) == len(sections), (page, sections)


def test_every_work_that_the_methods_page_names_is_in_its_references():
    text, references = (ROOT / "publish/pages/methods.md").read_text(encoding="utf-8").split("## References")
    cited = " ".join(re.findall(r"\*\*Source\*\* (.*?)\n\n", text, re.S))
    works = re.findall(r"((?:van )?[\w-]+)[^;.]*?(\d{4})", cited.replace("\n", " "))
    assert len(works) > 45
    for author, year in works:
        assert re.search(rf"- {author}, [^\n]*?(?:\n  [^\n]*?)*?\({year}\)", references), (author, year)


TERMS = """readout, call, account, voice, office, source, speaker, reporting verb, frame, function, speech act,
agentless, token, type, stop word, keyness, log-odds, G², dispersion (DP), concordance, collocation,
word shift, machine translation,
Jensen-Shannon divergence, topic, stability, Jaccard index, coherence, paired call, swap test, smallest p, bootstrap,
interval, power, in-sample, held out, planted corpus, kappa, alpha, finding, ledger, explorer, statement"""


def test_the_glossary_explains_the_field_s_words_and_says_where_they_are_used(loaded):
    text = loaded["publish/pages/glossary.html"].text
    entries = dict(re.findall(r'<dt id="term-[^"]*">(.*?)<a .*?</dt><dd>(.*?)</dd>', text, re.S))
    wanted = re.split(r",\s+", TERMS)
    assert not [term for term in wanted if term not in entries]
    own = ("finding", "ledger", "explorer")  # of the collection as a whole
    assert not [term for term in wanted if term not in own and "../../notebooks/0" not in entries[term]]


def test_a_notebook_s_page_lets_it_be_downloaded_and_cited(html, loaded):
    for path in PATHS:
        page = loaded[f"notebooks/{path.stem}.html"]
        assert path.name in page.links
        assert (html / "notebooks" / path.name).read_bytes() == path.read_bytes()
        title = nbformat.read(path, as_version=4).cells[0].source.split("\n")[0].lstrip("# ")
        cite = re.search(r"<details><summary>Cite</summary><p>(.*?)</p></details>", page.text)[1]
        assert cite.replace("&#x27;", "'").startswith(f"The One Call, Two Readouts authors (2026). “{title}")


def test_binder_is_offered_only_where_the_repository_has_an_address(tmp_path, monkeypatch):
    def page() -> str:
        render.stage(tmp_path / "source")
        return nbformat.read(tmp_path / "source/notebooks/02_voices.ipynb", as_version=4).cells[0].source

    monkeypatch.setattr(render, "_repository", lambda: "")
    assert "mybinder" not in page()
    monkeypatch.setattr(render, "_repository", lambda: "https://github.com/owner/name")
    link = "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/notebooks/02_voices.ipynb"
    assert f'<a href="{link}">Open in Binder</a>' in page()


def test_each_figure_has_links_to_its_own_files_below_it(tmp_path):
    figures, notebooks = tmp_path / "figures" / "01_one", tmp_path / "notebooks"
    figures.mkdir(parents=True)
    notebooks.mkdir()
    for name in ("rates-of-elysee-2022.svg", "rates-of-elysee-2022.csv", "rates-of-elysee-2022-2.png"):
        (figures / name).touch()
    alts = ["Rates of Élysée, 2022. n = 3. Bars.", "Rates of Élysée, 2022. n = 4. Dots.", "Nothing written. n = 1."]
    shown = [{"image/png": {"alt": alt, "width": 700, "height": 300}} for alt in alts]
    outputs = [nbformat.v4.new_output("display_data", {"image/png": "aGk="}, metadata=image) for image in shown]
    cells = [nbformat.v4.new_markdown_cell("# One")] + [nbformat.v4.new_code_cell(outputs=[o]) for o in outputs]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebooks / "01_one.ipynb")
    render.stage(tmp_path / "source", notebooks, figures=tmp_path / "figures")
    staged = nbformat.read(tmp_path / "source/notebooks/01_one.ipynb", as_version=4).cells
    assert [cell.cell_type for cell in staged] == ["markdown", "code", "markdown", "code", "markdown", "code"]
    assert re.findall(r'href="(.*?)">(\w+)<', staged[2].source) == [
        ("../figures/01_one/rates-of-elysee-2022.svg", "SVG"),
        ("../figures/01_one/rates-of-elysee-2022.csv", "CSV"),
    ]
    assert re.findall(r'href="(.*?)"', staged[4].source) == ["../figures/01_one/rates-of-elysee-2022-2.png"]


def test_figures_and_notebooks_come_along_and_a_crash_leaves_the_last_site_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "figures" / "02_voices").mkdir(parents=True)
    (tmp_path / "figures" / "02_voices" / "a.svg").write_text("drawn")
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "old.html").touch()

    def sphinx(command, **_):
        assert "html_title=Other texts" in command
        if works:
            (command[-1] / "notebooks").mkdir(parents=True)
            (command[-1] / "index.html").touch()
        return subprocess.CompletedProcess(command, 0 if works else 2)

    monkeypatch.setattr(render.subprocess, "run", sphinx)
    works = False
    assert render.render(tmp_path, title="Other texts", figures=tmp_path / "figures") == 2
    assert (tmp_path / "html" / "old.html").is_file()
    works = True
    assert render.render(tmp_path, title="Other texts", figures=tmp_path / "figures") == 0
    assert not (tmp_path / "html" / "old.html").exists()
    assert (tmp_path / "html/figures/02_voices/a.svg").read_text() == "drawn"
    assert (tmp_path / "html/notebooks/02_voices.ipynb").is_file()


CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
# Of Citation File Format 1.2.0: the keys that must be there, and those used here that may.
REQUIRED = {"cff-version": str, "message": str, "title": str, "authors": list}
ALLOWED = {"type": str, "abstract": str, "version": str, "date-released": str, "license": str, "keywords": list}
ALLOWED |= {"repository-code": str, "url": str}


def test_the_citation_file_has_the_keys_and_types_of_its_format():
    assert set(REQUIRED) <= set(CFF) <= set(REQUIRED | ALLOWED)
    assert not [key for key, value in CFF.items() if not isinstance(value, (REQUIRED | ALLOWED)[key]) or not value]
    assert CFF["cff-version"] == "1.2.0"
    assert CFF["type"] == "software"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", CFF["date-released"])
    assert all(set(author) == {"name"} and isinstance(author["name"], str) for author in CFF["authors"])
    assert all(isinstance(word, str) for word in CFF["keywords"])
    assert len(set(CFF["keywords"])) == len(CFF["keywords"])


def test_the_citation_agrees_with_the_package_and_with_the_page_on_citing():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (CFF["version"], CFF["license"]) == (project["version"], project["license"])
    assert CFF["authors"] == project["authors"]
    page = (ROOT / "publish/pages/citing.md").read_text(encoding="utf-8")
    assert render.citation().removesuffix(render._repository()).strip() in page.replace("\n> ", " ")
    for key, value in {"title": CFF["title"], "year": CFF["date-released"][:4], "version": CFF["version"]}.items():
        assert re.search(rf"^  {key}\s+= \{{{re.escape(value)}\}}", page, re.M)


def test_the_workflow_runs_the_notebooks_and_publishes_what_the_build_writes():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    built, published = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    used = {s["uses"].split("@")[0]: s for job in (built, published) for s in job["steps"] if "uses" in s}
    assert sorted(used) == [
        "actions/checkout",
        "actions/configure-pages",
        "actions/deploy-pages",
        "actions/setup-python",
        "actions/upload-pages-artifact",
    ]
    assert all(re.fullmatch(r"[\w/-]+@v\d+", step["uses"]) for step in used.values())
    assert ROOT / used["actions/upload-pages-artifact"]["with"]["path"] == build.BUILD / "html"
    runs = [step["run"] for step in built["steps"] if "run" in step]
    assert runs == ["pipx run cffconvert --validate", "make notebooks"]
    assert workflow["permissions"] == {"contents": "read"}
    assert published["permissions"] == {"pages": "write", "id-token": "write"}
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert python == f">={used['actions/setup-python']['with']['python-version']}"
