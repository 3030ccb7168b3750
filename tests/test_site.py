"""The rendered site: strict build, everything local, search that knows the texts."""

import re
from html.parser import HTMLParser

import pytest

from .test_notebooks import PATHS, build


@pytest.fixture(scope="session")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    assert build.render(folder) == 0
    return folder / "html"


class Loaded(HTMLParser):
    """What a page loads by itself, and what its pictures say."""

    def __init__(self):
        super().__init__()
        self.urls, self.pictures = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "img", "iframe", "source") and attrs.get("src"):
            self.urls.append(attrs["src"])
        if tag == "link" and attrs.get("rel") in ("stylesheet", "preload", "icon", "preconnect"):
            self.urls.append(attrs["href"])
        if tag == "img":
            self.pictures.append(attrs)


def test_there_is_a_page_for_the_readme_each_notebook_and_the_data_card(html):
    for name in ["index", "seeds/README", *(f"notebooks/{path.stem}" for path in PATHS)]:
        assert (html / f"{name}.html").is_file()


def test_no_page_loads_anything_from_elsewhere_and_every_picture_has_words(html):
    for page in html.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert not [url for url in loaded.urls if re.match(r"(https?:)?//", url)], page.name
        assert not [p["src"] for p in loaded.pictures if not p.get("alt")], page.name
        assert page.stat().st_size < 3_000_000


def test_no_style_or_script_of_the_site_loads_a_remote_font(html):
    for style in html.rglob("*.css"):
        assert not re.search(
            r"(@import\s+|url\()[\"']?(https?:)?//", style.read_text(encoding="utf-8", errors="replace")
        )


def test_the_search_index_is_a_script_and_knows_the_texts(html):
    index = (html / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(")
    assert "azovst" in index
    assert "notebooks/06_one_call_two_readouts" in index
