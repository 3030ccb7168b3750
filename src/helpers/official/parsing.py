"""Read a presidency's page: its readout, and nothing of what the site puts around it."""

import re
import unicodedata
import warnings
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag, UnicodeDammit
from bs4.exceptions import ParserRejectedMarkup
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_NOISE = "script, style, noscript, template, svg, iframe, button, nav, figure, aside"
_BLOCKS = "p, div, section, li, ul, ol, blockquote, h1, h2, h3, h4, h5, h6, table, tr, td, th, hr"
_KREMLIN_BODY = "div.entry-content.e-content.read__internal_content p", "div[itemprop] > p"
_KREMLIN_TAIL = re.compile(r"Published in section|Опубликован[оа]? в раздел|Publié dans l", re.IGNORECASE)
_ELYSEE_TAIL = re.compile(
    r"Voir tous les articles et dossiers|See all articles and topics|À consulter également|See also$|Read also$|"
    r"Все статьи и досье|Читайте также$",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"\b(?:Publié le|Posted on|Published on|Опубликовано)\s*:?\s*"
    r"(?:[^\W\d]+,?\s+)?(?:(?P<day>\d{1,2})(?:\s?(?:er|st|nd|rd|th))?\s+(?P<month>[^\W\d]{3,9})\.?|"
    r"(?P<us_month>[^\W\d]{3,9})\.?\s+(?P<us_day>\d{1,2})(?:st|nd|rd|th)?),?\s+(?P<year>\d{4})\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?", re.ASCII)
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b", re.ASCII)
_MONTHS = [
    ("jan", "янв"),
    ("feb", "fév", "fev", "фев"),
    ("mar", "мар"),
    ("apr", "avr", "апр"),
    ("may", "mai", "май", "мая"),
    ("jun", "juin", "июн"),
    ("jul", "juil", "июл"),
    ("aug", "août", "aout", "авг"),
    ("sep", "сен"),
    ("oct", "окт"),
    ("nov", "ноя"),
    ("dec", "déc", "дек"),
]


class ParseError(ValueError):
    """A page that is not built as the presidency's pages are; names the selector that found nothing."""


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
    published = _date(time, _text(page, "div.read__time", needed=False))
    lead = page.select_one("div.read__lead") or page.select_one("div[role=heading]")
    body = next((found for selector in _KREMLIN_BODY if (found := page.select(selector))), [])
    lines = [line for p in body if not _is_inside(p, [lead]) for line in _lines(p)]
    tail = next((i for i, line in enumerate(lines) if _KREMLIN_TAIL.match(line)), len(lines))
    above = " ".join(_lines(lead)) if lead else ""
    lines = ([above] if above and [above] != lines[:1] else []) + lines[:tail]
    if not lines:
        raise _absent(" or ".join(_KREMLIN_BODY))
    place = _text(page, "div.read__place.p-location", needed=False)
    return _document(page, title, lines, "Kremlin", "ru", published) | {"place": place}


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
    ParseError: names the selector that found nothing, and what to do. Copies at embassies and ministries end here.

    Examples
    --------
    >>> page = '''<html lang="fr"><h1>Entretien</h1><p>Publié le 3 mai 2022</p>
    ... <div class="reset-last-space"><p>Ils ont parlé.</p><p>À consulter également</p></div></html>'''
    >>> row = parse_elysee(page)
    >>> row["text"], str(row["published"]), row["translation"]
    ('Ils ont parlé.', '2022-05-03 00:00:00', 'none')
    """
    page = _page(html)
    heading = page.select_one("meta[property='og:title'][content]")
    title = _text(page, "h1", needed=False) or (_tidy(heading["content"]) if heading else None)
    if not title:
        raise _absent("h1 or meta[property='og:title']")
    bodies = page.select(".reset-last-space")
    lines = [line for body in bodies if not _is_inside(body, bodies) for line in _lines(body)]
    tail = next((i for i, line in enumerate(lines) if _ELYSEE_TAIL.match(line)), len(lines))
    lines = [line for line in lines[:tail] if not _DATE_LINE.fullmatch(line)]
    if not lines:
        raise _absent(".reset-last-space")
    published = _said_date(page)
    return _document(page, title, lines, "Élysée", "fr", published) | {"place": None}


def _page(html: str | bytes) -> BeautifulSoup:
    if isinstance(html, str):
        text = html.encode("utf-8", "replace").decode()
    else:
        text = UnicodeDammit(html, ["utf-8"], is_html=True).unicode_markup
    try:
        with warnings.catch_warnings(action="ignore"):  # bs4's advice on what looks like a file name or XML
            page = BeautifulSoup(text or "", "lxml")
    except ParserRejectedMarkup:
        raise ParseError("not a page of HTML. Fetch it again, or look at it in a browser.") from None
    for noise in page.select(_NOISE):
        noise.decompose()
    return page


def _absent(selector: str) -> ParseError:
    """One wording for all: where a page is a copy elsewhere, or the site has been rebuilt."""
    return ParseError(
        f"no '{selector}' with anything in it. The page is not built as this presidency's pages were. Read a copy on"
        " another site with corpus.read; for a new structure, correct the selector in helpers.official.parsing."
    )


def _is_inside(node: Tag, others: list[Tag | None]) -> bool:
    # By identity: two tags with the same content are equal to Beautiful Soup.
    return any(parent is other for parent in node.parents for other in others)


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


def _date(time: Tag | None, clock: str | None) -> datetime:
    found = _ISO.match(str(time["datetime"]).strip()) if time else None
    try:
        hour = (found and found[2]) or (_CLOCK.search(clock or "") or ["00:00"])[0]
        return datetime.fromisoformat(f"{found[1]}T{hour:0>5}")
    except (TypeError, ValueError):
        raise _absent("time.read__published[datetime]") from None


def _said_date(page: BeautifulSoup) -> datetime:
    """The date in "Publié le 28 mai 2022" or "Posted on 28 May 2022"; month names do not hang on the locale."""
    for found in _DATE_LINE.finditer(_tidy(page.get_text(" "))):
        name = (found["month"] or found["us_month"]).lower()
        month = next((n for n, names in enumerate(_MONTHS, start=1) if name.startswith(names)), 0)
        try:
            return datetime(int(found["year"]), month, int(found["day"] or found["us_day"]))
        except ValueError:
            continue
    raise _absent("Publié le ... / Posted on ... (a date line)")


def _document(
    page: BeautifulSoup, title: str, lines: list[str], outlet: str, original: str, published: datetime
) -> dict:
    text = "\n".join(lines)
    said = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", str(page.html.get("lang", "")).strip() if page.html else "")
    language = said[0].lower() if said else _identifier().classify(f"{title}\n{text}")[0]
    translation = {original: "none", "en": "house translation"}.get(language, "unknown")
    return {
        "title": title,
        "text": text,
        "raw": text,
        "outlet": outlet,
        "language": language,
        "published": published,
        "url": _address(page),
        "translation": translation,
    }


def _address(page: BeautifulSoup) -> str | None:
    """The address that the page gives as its own."""
    for selector, name in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        for tag in page.select(selector):
            url = str(tag.get(name, "")).strip()
            try:
                parts = urlsplit(url)
            except ValueError:
                continue
            if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", url):
                return url
    return None


@cache
def _identifier() -> LanguageIdentifier:
    """An identifier of our own: restricting the library's own would restrict it for all."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["en", "fr", "ru"])
    return identifier
