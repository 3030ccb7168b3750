"""The rendered site as a reader meets it in a real browser: links, fold-outs, search, print, phone, light and dark."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag

import nbformat
import pytest

from helpers import segment
from publish import execute, render

from .browser import Tab, chromium

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
# What a text of unknown origin may hold. Each field has its own, so that each can be looked for.
PLANT = "<script>scriptRan='{0}'</script><img src=x onerror=\"scriptRan='{0}';alert(1)\"><b>{0}</b>"
FIELDS = ("doc_id", "title", "outlet", "text", "teller", "reason", "finding")
SETUP = f"""import pandas as pd
from helpers import cleaning, figures, findings, segment, views, voices
plant = {PLANT!r}.format
raw = f"Vladimir Putin spoke of {{plant('text')}} grain, the Kremlin said. Macron wants grain, the Elysee said."
documents = pd.DataFrame({{"doc_id": [plant("doc_id")], "raw": [raw], "title": [plant("title")]}})
documents = documents.assign(text=raw, outlet=plant("outlet"), published=pd.Timestamp("2022-05-03"), language="en")
documents = documents.assign(call_id="call", translation="none", url="javascript:scriptRan='url';alert(1)")
documents = cleaning.clean(documents)
removed = cleaning.removed(documents)
sentences = voices.attribute(segment.split(documents)).assign(teller=plant("teller"), reason=plant("reason"))
statements = pd.DataFrame({{"side": ["kremlin", "elysee"], "statement": 1, "other": "", "told": ""}})"""
VIEWS = (
    "documents",
    "views.table(documents)",
    "views.table(sentences[['teller', 'reason']])",
    "views.text(documents.iloc[0], sentences, removed, {'kremlin': 'Kremlin', 'elysee': 'Elysee'}, plant('title'))",
    "views.sentences(sentences, caption=plant('teller'))",
    "views.facing(sentences.assign(statements='1'), statements, plant('title'))",
    "findings.check('planted', word=plant('finding'), path='planted.toml')",
    "figures.bars(sentences.groupby('voice').size().to_frame(plant('title')), plant('title'), 'words')",
)
LEDGER = f"""repository = ""
[[finding]]
id = "planted"
notebook = "planted"
sentence = "They spoke of {{word}}."
values = {{ word = {json.dumps(PLANT.format("finding"))} }}
"""


@dataclass
class Visit:
    """What there is on a page, and what is wrong with it."""

    ids: list[str]
    links: list[dict]
    folds: int
    sideways: list[str]
    axe: list[str]


@pytest.fixture(scope="module")
def browser():
    # Not for longer than this file: while it lives, an event loop runs in this thread.
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(html) -> list[str]:
    """Every page of the site, by its path in it."""
    found = sorted(path.relative_to(html).as_posix() for path in html.rglob("*.html"))
    return [page for page in found if not page.startswith("_static/")]


# Of each kind of page some are looked at in the dark, too.
IN_THE_DARK = (
    "index",
    "search",
    "explore",
    "notebooks/05",
    "notebooks/06",
    "publish/pages/methods",
    "api/helpers.framing",
)


@pytest.fixture(scope="module")
def visited(browser, html, pages) -> tuple[dict[str, Visit], list[str]]:
    """Every page opened from the folder, some also in the dark, and what went wrong on the way."""
    tabs = {scheme: Tab(browser, html.as_uri(), color_scheme=scheme) for scheme in ("light", "dark")}
    visits = {}
    for page in pages:
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


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Path:
    """A page made from a text that holds HTML and script, by way of every view."""
    folder = tmp_path_factory.mktemp("planted")
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *VIEWS)]
    path = folder / "planted.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Planted"), *cells]), path)
    (folder / "planted.toml").write_text(LEDGER, encoding="utf-8")
    notebook, error, _ = execute.execute(path)
    assert not error
    assert render.report(folder / "built", notebook, path, "Planted") == 0
    return folder / "built" / "html"


def test_html_and_script_in_a_text_are_shown_as_text(browser, planted):
    tab = Tab(browser, planted.as_uri())
    tab.page.goto((planted / "index.html").as_uri())
    tab.page.evaluate("() => document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert tab.page.evaluate("() => typeof window.scriptRan") == "undefined"
    assert not tab.wrong, "\n".join(tab.wrong)
    assert not tab.page.locator("[onerror], a[href^='javascript' i], img[src='x']").count()
    shown = tab.page.locator("main").inner_text()
    assert [field for field in FIELDS if PLANT.format(field) not in shown] == []
    assert "javascript:scriptRan='url'" in shown
    tab.close()
