"""The article of an HTML page, and what the page says about it. Nothing is fetched, nothing in it is run."""

import logging
import re

import trafilatura
from lxml import etree

from helpers.corpus._problems import Refused

# Dates come from a page's mark-up, not from guesses about its words, and none hangs on the day of reading.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2999-12-31"}
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))*")
# What the library logs of a page it cannot read stands in the problem.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
_REMEDY = "Copy its text into a .txt file, or remove it."


def article(page: str) -> dict[str, str | None]:
    """Text, title, outlet, date of publication, address and language of a page, as far as it has them.

    Examples
    --------
    >>> head = '<html lang="fr"><head><meta property="og:site_name" content="Élysée"></head>'
    >>> found = article(head + "<body><article><p>Le Président s'est entretenu avec le Chancelier.</p></article>")
    >>> found["text"], found["outlet"], found["language"]
    ("Le Président s'est entretenu avec le Chancelier.", 'Élysée', 'fr')
    """
    whole = page if re.search(r"<html", page, re.IGNORECASE) else f"<html><body>{page}</body></html>"
    try:
        tree = trafilatura.load_html(whole)
        if tree is None:
            raise Refused("no HTML that can be read", _REMEDY)
        for script in tree.xpath("//script[ancestor::h1 or ancestor::h2]"):  # the library would read it as a title
            script.drop_tree()
        language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        found = trafilatura.bare_extraction(
            tree, favor_recall=True, include_comments=False, with_metadata=True, date_extraction_params=_DATES
        )
    # Whatever a page does to the libraries that read it is the page's problem, told with its name.
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError, etree.LxmlError) as error:
        raise Refused(f"no HTML that can be read ({type(error).__name__})", _REMEDY) from error
    if found is None or not (found.text or "").strip():
        raise Refused("a page without a text", _REMEDY)
    url = found.url if re.match(r"https?://", found.url or "") else None
    code = _LANGUAGE.fullmatch(language.strip())
    return {
        "text": found.text,
        "title": found.title or None,
        "outlet": found.sitename or None,
        "published": found.date or None,
        "url": url,
        "language": code.group().replace("_", "-") if code else None,
    }
