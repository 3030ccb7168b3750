"""Addresses in ``explore.html``, the page of a site that holds every sentence, filtered by what its address says."""

from urllib.parse import quote

KEYS = ("word", "text", "call", "side", "speaker", "frame", "act", "issue", "statement", "base", "ids")
_OF = {"term": "word", "word": "word", "frame": "frame", "act": "act", "issue": "issue", "voice": "side"}
_OF |= {"side": "side", "speaker": "speaker", "call_id": "call", "doc_id": "text"}


def explore(**filters: object) -> str:
    """The explorer's address with these filters, relative to the site's front page.

    Raises ValueError for a filter that the explorer does not have.

    >>> explore(side="elysee", word="food security")
    'explore.html#word=food%20security&side=elysee'
    >>> explore(word="weapon*")
    'explore.html#word=weapon*'
    """
    if strange := [key for key in filters if key not in KEYS]:
        raise ValueError(f"the explorer has no filter '{strange[0]}'. It has {', '.join(KEYS)}.")
    said = (f"{key}={quote(str(filters[key]), safe='*', errors='replace')}" for key in KEYS if key in filters)
    return f"explore.html#{'&'.join(said)}".rstrip("#")


def of(name: object) -> str | None:
    """The filter for the values of a column or index of this name; None where the explorer has none.

    >>> of("voice"), of("z")
    ('side', None)
    """
    return _OF.get(name) if isinstance(name, str) else None
