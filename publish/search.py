"""What the site's search knows: every sentence of the texts, every heading and paragraph of the pages, as a script."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pandas as pd
from bs4 import BeautifulSoup, Tag

MOST = 50_000  # sentences; of more a browser takes too long to make its index
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
BLOCKS = (*HEADINGS, "p", "li", "dt", "dd", "tr")
# What a notebook's code shows, and what one can do with a page, is no prose; a summary of functions is there twice.
LEFT_OUT = "div.cell, div.page-tools, p.figure-files, p.rubric, a.headerlink, table.autosummary, script, style, pre"
# In a script these would end it, or a line of it.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def data(html: Path, sentences: pd.DataFrame | None = None) -> str:
    """The script search-data.js: places, each [name, address], and entries, each [number of its place, text].

    html : the folder of rendered pages.
    sentences : with doc_id, text, voice (in words), published, outlet; without any, only the pages are searched.
    """
    found = [*_sentences(sentences), *_passages(html)]
    places = {place: number for number, place in enumerate(dict.fromkeys(place for place, _ in found))}
    told = {
        "sentences": 0 if sentences is None else len(sentences),
        "places": list(places),
        "entries": [(places[place], text) for place, text in found],
    }
    return f"const searchData = {json.dumps(told, ensure_ascii=False).translate(ESCAPES)};\n"


def _sentences(sentences: pd.DataFrame | None) -> Iterator[tuple[tuple[str, str], str]]:
    for row in [] if sentences is None else sentences.head(MOST).itertuples():
        day = (
            "no day"
            if pd.isna(row.published)
            else f"{row.published.day} {row.published.month_name()} {row.published.year}"
        )
        outlet = row.doc_id if pd.isna(row.outlet) or row.outlet == "unknown" else row.outlet
        yield (f"{outlet}, {day} · account: {row.voice}", f"explore.html#text={quote(row.doc_id, safe='')}"), row.text


def _passages(html: Path) -> Iterator[tuple[tuple[str, str], str]]:
    for path in sorted(html.rglob("*.html")):
        article = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").select_one("article.bd-article")
        for part in article.select(LEFT_OUT) if article else ():
            part.decompose()
        page, place = "", ("", "")
        for block in article.find_all(BLOCKS) if article else ():
            term = block.name == "dt" and block.get("id")  # of the glossary, or a function
            if term or block.name in HEADINGS:
                heading = _words(block.select_one(".sig-name") or block)
                page = page or heading
                address = term or block.parent.get("id") or ""
                name = heading if heading == page else f"{page} › {heading}"
                place = name, f"{path.relative_to(html).as_posix()}#{quote(address)}"
            row = block.find_parent("tr")
            whole = block.name == "tr" or not (row or block.find(BLOCKS) or (block.name == "dt" and not term))
            if whole and (text := _words(block)):
                yield place, text


def _words(part: Tag) -> str:
    return " ".join(part.get_text().split())
