"""The readout on a page, and nothing of what the site puts around it; and the checksums by which a text is known."""

import re
import unicodedata
import warnings
from datetime import datetime
from functools import cache

from bs4 import BeautifulSoup, NavigableString, Tag, UnicodeDammit
from bs4.exceptions import ParserRejectedMarkup
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from helpers.corpus import _pages
from helpers.corpus._problems import Refused

_NOISE = "script, style, noscript, template, svg, iframe, button, nav, figure, aside"
_BLOCKS = "p, div, section, li, ul, ol, blockquote, h1, h2, h3, h4, h5, h6, table, tr, td, th, hr"
_KREMLIN_BODY = "div.entry-content.e-content.read__internal_content p", "div[itemprop] > p"
_TAIL = re.compile(
    "Published in section|Опубликован[оа]? в раздел|Publié dans l|Voir tous les articles et dossiers|Все статьи и"
    " досье|See all articles and topics|À consulter également|(See also|Read also|Читайте также)$",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"\b(?:Publié le|Posted on|Published on|Опубликовано)\s*:?\s*((?:[^\s:]+\s+){2,4}?\d{4})\b", re.IGNORECASE
)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:.*?\b([01]?\d|2[0-3]):([0-5]\d)\b)?", re.ASCII)
_MONTHS = "jan янв/feb fév fev фев/mar мар/apr avr апр/may mai май мая/jun juin июн/jul juil июл/aug août aout авг"
_MONTHS = [tuple(month.split()) for month in f"{_MONTHS}/sep сен/oct окт/nov ноя/dec déc дек".split("/")]


class ParseError(ValueError):
    """A page without a readout, or not built as the presidency's pages were; says what was not found."""


def parse_kremlin(html: str | bytes) -> dict:
    """The readout on a page of kremlin.ru, in any of its languages.

    Parameters
    ----------
    html : the page, as bytes or decoded. The Kremlin's texts are under CC BY 4.0.

    Returns
    -------
    A row of documents: ``title``; ``text`` and ``raw`` (equal; a line is a paragraph, the lead is the first);
    ``outlet``; ``language``, as the page says or else as its words do; ``published``, with the clock time in Moscow
    where the page has one; ``url``; ``translation`` ("none" for Russian, "house translation" for English); ``place``.
    What the page does not have is None.

    Raises
    ------
    ParseError: names the selector that found nothing, and what to do.

    Examples
    --------
    >>> page = '''<html lang="en"><h1 class="entry-title p-name">Telephone conversation</h1>
    ... <time class="read__published" datetime="2022-05-03">May 3, 2022</time><div class="read__time">17:55</div>
    ... <div class="entry-content e-content read__internal_content"><p>They <a>spoke</a>.</p>
    ... <p>Published in sections: News</p></div></html>'''
    >>> row = parse_kremlin(page)
    >>> row["text"], str(row["published"]), row["translation"]
    ('They spoke.', '2022-05-03 17:55:00', 'house translation')
    """
    page = _page(html)
    title = _text(page, "h1.entry-title.p-name")
    time = page.select_one("time.read__published[datetime]")
    found = _TIME.search(f"{time['datetime'] if time else ''} {_text(page, 'div.read__time', needed=False)}")
    try:
        published = datetime.fromisoformat(f"{found[1]}T{found[2] or '0':0>2}:{found[3] or '00'}")
    except (TypeError, ValueError):
        raise _absent("time.read__published[datetime]") from None
    lead = page.select_one("div.read__lead") or page.select_one("div[role=heading]")
    body = next((found for selector in _KREMLIN_BODY if (found := page.select(selector))), [])
    lines = _body(body, [lead])
    above = " ".join(_lines(lead)) if lead else ""
    lines = ([above] if above and [above] != lines[:1] else []) + lines
    if not lines:
        raise _absent(" or ".join(_KREMLIN_BODY))
    place = _text(page, "div.read__place.p-location", needed=False)
    cells = {"title": title, "outlet": "Kremlin", "published": published, "place": place, "url": _address(page)}
    return _document(lines, page.html.get("lang"), "ru", cells)


def parse_elysee(html: str | bytes) -> dict:
    """The readout on a page of elysee.fr, in any of its languages.

    Parameters
    ----------
    html : the page, as bytes or decoded. All rights in the Élysée's texts are reserved: do not pass them on.

    Returns
    -------
    A row of documents as from ``parse_kremlin``; ``translation`` is "none" for French, "house translation" for English.

    Raises
    ------
    ParseError: names the selector that found nothing, and what to do.

    Examples
    --------
    >>> page = '''<html lang="fr"><h1>Entretien</h1><p>Publié le 3 mai 2022</p>
    ... <div class="reset-last-space"><p>Ils ont parlé.</p><p>À consulter également</p></div></html>'''
    >>> row = parse_elysee(page)
    >>> row["text"], str(row["published"]), row["translation"]
    ('Ils ont parlé.', '2022-05-03 00:00:00', 'none')
    """
    page = _page(html)
    title = _text(page, "h1")
    bodies = page.select(".reset-last-space")
    lines = [line for line in _body(bodies, bodies) if not _DATE_LINE.fullmatch(line)]
    if not lines:
        raise _absent(".reset-last-space")
    cells = {"title": title, "outlet": "Élysée", "published": _said_date(page), "place": None, "url": _address(page)}
    return _document(lines, page.html.get("lang"), "fr", cells)


def parse_page(html: str | bytes) -> dict:
    """The readout on any other page, as the library trafilatura finds it.

    Parameters
    ----------
    html : the page, as bytes or decoded.

    Returns
    -------
    A row of documents as from ``parse_kremlin``; title, outlet and published where the page says them.

    Raises
    ------
    ParseError: no text is found; says what to do.

    Examples
    --------
    >>> row = parse_page("<html lang='en'><body><article><h1>A call</h1><p>They spoke of grain.</p></article></html>")
    >>> row["text"], row["language"], row["published"]
    ('They spoke of grain.', 'en', None)
    """
    try:
        found = _pages.article(_decoded(html))
    except Refused as refused:
        raise ParseError(f"{refused.what}. Look at it in a browser, and correct its address.") from None
    lines = [line for line in map(_tidy, found["text"].split("\n")) if line]
    lines = lines[lines[:1] == [found["title"]] and len(lines) > 1 :]  # a heading is not the readout's own
    day = datetime.fromisoformat(found["published"]) if found["published"] else None
    return _document(lines, found["language"], None, found | {"published": day, "place": None})


def _decoded(html: str | bytes) -> str:
    if isinstance(html, str):
        return html.encode("utf-8", "replace").decode()
    return UnicodeDammit(html, ["utf-8"], is_html=True).unicode_markup or ""


def _page(html: str | bytes) -> BeautifulSoup:
    try:
        with warnings.catch_warnings(action="ignore"):  # bs4's advice on what looks like a file name or XML
            page = BeautifulSoup(_decoded(html), "lxml")
    except ParserRejectedMarkup:
        raise ParseError("not a page of HTML. Fetch it again, or look at it in a browser.") from None
    for noise in page.select(_NOISE):
        noise.decompose()
    return page


def _absent(selector: str) -> ParseError:
    return ParseError(
        f"no '{selector}' with anything in it. The page is not built as this presidency's pages were. Look at it in a"
        " browser; for a new structure, correct the selector in helpers.readouts.parsing."
    )


def _body(nodes: list[Tag], others: list[Tag | None]) -> list[str]:
    """The paragraphs of nodes that are in none of the others, up to what the site adds below."""
    # By identity: two tags with the same content are equal to Beautiful Soup.
    own = [node for node in nodes if not any(parent is other for parent in node.parents for other in others)]
    lines = [line for node in own for line in _lines(node)]
    return lines[: next((i for i, line in enumerate(lines) if _TAIL.match(line)), len(lines))]


def _tidy(text: str) -> str:
    """One line, accents composed, without runs of white space, soft hyphens and other invisible marks."""
    return " ".join(re.sub("[\u00ad\u200b-\u200f\u2060\ufeff\0]", "", unicodedata.normalize("NFC", text)).split())


def _lines(node: Tag) -> list[str]:
    """The paragraphs of a node: a block or two line breaks end one, a link or emphasis does not."""
    for string in [s for s in node.descendants if type(s) is NavigableString]:
        string.replace_with(NavigableString(re.sub(r"\s+", " ", string)))
    for block in node.select(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    for line_break in node.select("br"):
        line_break.replace_with("\v")
    text = re.sub(r"(?: *\v){2,}", "\n", node.get_text())
    return [line for line in map(_tidy, text.split("\n")) if line]


def _text(page: BeautifulSoup, selector: str, needed: bool = True) -> str | None:
    found = page.select_one(selector)
    text = _tidy(" ".join(_lines(found))) if found else ""
    if needed and not text:
        raise _absent(selector)
    return text or None


def _said_date(page: BeautifulSoup) -> datetime:
    """The date in "Publié le 28 mai 2022" or "Posted on 28 May 2022"; month names do not hang on the locale."""
    for found in _DATE_LINE.finditer(_tidy(page.get_text(" "))):
        *words, year = re.findall(r"[^\W_]+", found[1].lower())
        day = next((word for word in words if word[0].isdecimal()), "")
        # From the end, since "mardi" begins like "mars".
        months = (n for word in reversed(words) for n, names in enumerate(_MONTHS, start=1) if word.startswith(names))
        try:
            return datetime(int(year), next(months, 0), int(re.sub(r"\D", "", day)))
        except ValueError:
            continue
    raise _absent("Publié le ... / Posted on ... (a date line)")


def _document(lines: list[str], said: str | None, original: str | None, cells: dict) -> dict:
    text = "\n".join(lines)
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", said or "")
    language = found[1].lower() if found else _identifier().classify(f"{cells['title'] or ''}\n{text}")[0]
    known = {original: "none", "en": "house translation"} if original else {}
    return cells | {"text": text, "raw": text, "language": language, "translation": known.get(language, "unknown")}


def _address(page: BeautifulSoup) -> str | None:
    """The address that the page gives as its own."""
    tag = page.select_one("link[rel=canonical][href^='http'], meta[property='og:url'][content^='http']")
    return (tag.get("href") or tag["content"]) if tag else None


@cache
def _identifier() -> LanguageIdentifier:
    """An identifier of our own: restricting the library's own would restrict it for all."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "fr", "ru", "uk", "fi", "ja"])
    return identifier
