"""The registry of conversations, and which of them a text is about. What no evidence decides stays open."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

import pandas as pd

from helpers import corpus, files, lexicons

__all__ = ["address_key", "link", "registry"]

# A news text says in its headline and first paragraphs whose call it is about; earlier calls come further down.
_OPENING = 1_000
# Parts of an address that say where its reader came from.
_CAME_FROM = r"utm_\w+|at_\w+|\w*clid|mc_[ce]id|ns_\w+|xtor|cmpid|igshid|ref|ref_src|source|share|amp"
_TRACKING = re.compile(rf"({_CAME_FROM})?(=|$)")
_NEEDED = ["call_id", "call_date", "participants"]
_ADDRESSES = ["kremlin_url", "elysee_url", "press_url"]
_FOUND = ["call_id", "call_status", "call_reason"]
_CELLS = ["doc_id", "text", "title", "url", "published", "call_id", "call_date", "parties"]


def __dir__() -> list[str]:
    return __all__


def registry(which: str = "registry") -> pd.DataFrame:
    """The registry: one row per conversation, each fact with the place it was read in.

    Parameters
    ----------
    which : "registry" (the calls of Putin and Macron from 2017 to 2025 and the one with Obama), "others" (calls of
        other governments that the tables in ``data/`` cover) or "all".

    Returns
    -------
    One row a conversation, with the columns of ``lexicons/call_columns.csv``. ``call_date`` is a date, all others are
    text (``duration_min`` may be "120+"). A missing cell and "unknown" both mean that no evidence was found.

    Raises
    ------
    ValueError: no such list of calls.

    Examples
    --------
    >>> registry().set_index("call_id").loc["pm-2022-05-03", "participants"]
    'Putin;Macron'
    """
    lists = {"registry": ["calls"], "others": ["calls_others"], "all": ["calls", "calls_others"]}
    if which not in lists:
        raise ValueError(f"no calls '{which}'. Write registry, others or all.")
    table = pd.concat(map(lexicons.table, lists[which]), ignore_index=True)
    table = table.reindex(columns=lexicons.table("call_columns")["column"].tolist()).replace("", None).astype("str")
    return table.assign(call_date=pd.to_datetime(table["call_date"]).astype("datetime64[us]"))


def link(documents: pd.DataFrame, among: pd.DataFrame | None = None, days: int = 1) -> pd.DataFrame:
    """Find the call that each text is about; where the evidence fits several calls or none, it stays open.

    A text's own call_id stays. Otherwise its address decides, if it is a page of a call in the registry (a Kremlin item
    has the same number in all languages and lists). Otherwise parties and dates: ``call_date`` and ``parties``; without
    a call_date, ``published`` is on the day of the call or up to ``days`` after; without parties, title and opening
    (1,000 characters) name every participant, in any spelling of ``names.csv``. Unless a text has both, there must be a
    word of a conversation (``conversation.csv``) too, and a headline that speaks of a meeting or a message instead
    rules a call out. So does a leader in the headline who had no part in the call.

    Parameters
    ----------
    documents : ``doc_id``, ``text``; where there, ``title``, ``url``, ``published``, ``call_id``, ``call_date``,
        ``parties``.
    among : ``registry()``, or a table of your own with ``call_id``, ``call_date``, ``participants`` as "Putin;Macron"
        and, where known, ``press_url``, several parted by ";".
    days : 0 suits the presidencies' own pages.

    Returns
    -------
    The same rows with ``call_id`` filled in where exactly one call fits, ``call_status`` ("given", "linked",
    "ambiguous", "no call") and ``call_reason``.

    Raises
    ------
    ValueError: a column is missing, a date is none, or days is negative.

    Examples
    --------
    >>> text = "Poutine et Macron se sont entretenus par téléphone."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text], "published": ["2022-05-04"]})
    >>> link(documents)[["call_id", "call_status"]].values.tolist()
    [['pm-2022-05-03', 'linked']]
    """
    among = registry() if among is None else among
    for name, table, needed in (("documents", documents, ["doc_id", "text"]), ("calls", among, _NEEDED)):
        files.need(table, name, needed)
    if days < 0:
        raise ValueError(f"days is {days}. Give 0 or more: texts come after their call.")
    calls = [_call(row, number) for number, row in enumerate(among.to_dict("records"))]
    texts = [{name: _cell(row.get(name)) for name in _CELLS} for row in documents.to_dict("records")]
    for number, text in enumerate(texts):
        text |= {name: _day(text[name], name, number) for name in ("published", "call_date")}
    named = _namer(frozenset(person for call in calls for person in call["parties"]))
    found = pd.DataFrame([_link(text, calls, days, named) for text in texts], columns=_FOUND, dtype="str")
    return documents.assign(**{name: found[name].array for name in found})


def _call(row: dict, number: int) -> dict:
    """A call with its day, its parties and its pages."""
    urls = ";".join(row[name] for name in _ADDRESSES if _cell(row.get(name))).split(";")
    own = {"pages": {address_key(url) for url in urls if url.strip()}, "parties": _parties(row["participants"])}
    return row | own | {"day": _day(row["call_date"], "call_date", number)}


def _link(text: dict, calls: list[dict], days: int, named: Callable) -> tuple[str | None, str, str]:
    """The call, the status and the reason."""
    if text["call_id"]:
        return text["call_id"], "given", "its own call_id"
    fit = [call for call in calls if text["url"] and address_key(text["url"]) in call["pages"]]
    why, doubt = "its address is that of a page on the call", ""
    if fit and text["call_date"] and text["call_date"] not in [call["day"] for call in fit]:
        doubt = f"call_date is {text['call_date'].date()}"
    elif not fit:
        fit, why, doubt = _fitting(text, calls, days, named)
    if not fit:
        return None, "no call", why
    ids = ", ".join(sorted(call["call_id"] for call in fit))
    if doubt or len(fit) > 1:
        return None, "ambiguous", f"{why}: {ids}{'; but ' if doubt else ' fit'}{doubt}"
    sure = _cell(fit[0].get("confidence")) in (None, "high")
    return ids, "linked", why if sure else f"{why}; the registry is not sure of this call, see its notes"


def _fitting(text: dict, calls: list[dict], days: int, named: Callable) -> tuple[list[dict], str, str]:
    """The calls that fit by parties and dates, why these or none, and what is to doubt of them."""
    last = text["call_date"] or text["published"]
    if not last:
        return [], "no date: neither call_date nor published", ""
    first = last if text["call_date"] else last - pd.Timedelta(days=days)
    when = str(last.date()) if first == last else f"{first.date()} to {last.date()}"
    near = [call for call in calls if first <= call["day"] <= last]
    if not near:
        return [], f"no call on {when} in the registry", ""
    people = _parties(text["parties"]) if text["parties"] else named(_opening(text))
    fit = [call for call in near if call["parties"] == people or (call["parties"] < people and not text["parties"])]
    what = f"{'parties' if text['parties'] else 'opening names'} {', '.join(sorted(people)) or 'no leader'}"
    if not fit:
        return [], f"{when}, {what}: no call between them in the registry", ""
    if text["call_date"] and text["parties"]:
        return fit, f"{when}, {what}", ""
    return _told(fit, f"{when}, {what}", text, named)


def _told(fit: list[dict], why: str, text: dict, named: Callable) -> tuple[list[dict], str, str]:
    """Whether calls that fit by parties and dates are what a text is about, by the words of headline and opening."""
    title = text["title"] or (text["text"] or "").strip().partition("\n")[0][:300]
    told = [part for part in re.split(r"(?<=[.!?])\s+|\n", _opening(text)) if _first("call", part)]
    now = [part for part in told if not _first("earlier", part)]
    if not told:
        return [], f"{why}, but no word of a conversation", ""
    if text["title"] and (other := _first("other", title)) and not _first("call", title):
        return [], f"{why}, but the headline speaks of '{other}', not of a conversation", ""
    if not now:
        return fit, why, f"the conversation it speaks of is that of '{_first('earlier', told[0])}'"
    leaders = named(title)
    if close := [call for call in fit if leaders <= call["parties"]]:
        return close, f"{why}, '{_first('call', now[0])}'", ""
    further = ", ".join(sorted(leaders.difference(*(call["parties"] for call in fit))))
    if not any(leaders & call["parties"] for call in fit):
        return [], f"{why}, but the headline names {further} instead", ""
    return fit, why, f"the headline also names {further}"


def _opening(text: dict) -> str:
    return f"{text['title'] or ''}\n{(text['text'] or '').strip()[:_OPENING]}"


def _first(kind: str, text: str) -> str:
    """The first phrase of ``conversation.csv`` of a kind, as the text has it; empty where there is none."""
    found = _conversation(kind)(text)
    return text[found[0].start : found[0].end] if found else ""


@cache
def _conversation(kind: str) -> lexicons.Finder:
    table = lexicons.table("conversation")
    return lexicons.Finder(table.loc[table["kind"] == kind, "phrase"])


@cache
def _namer(people: frozenset[str]) -> Callable[[str], set[str]]:
    """Leaders named in a text; a participant whom names.csv does not know is looked for as he is written."""
    strangers = lexicons.Finder(people - _leaders())
    known = people | _leaders()
    return lambda text: {name for name, _, _ in lexicons.names(text)} & known | {m.phrase for m in strangers(text)}


@cache
def _leaders() -> frozenset[str]:
    table = lexicons.table("names")
    return frozenset(table.loc[table["kind"] == "leader", "form"])


@cache
def _parties(cell: str) -> frozenset[str]:
    """The participants in their one form; a name that names.csv does not know stays as it is."""
    parties = [part.strip() for part in cell.split(";") if part.strip()]
    forms = [[form for form, _, _ in lexicons.names(part) if form in _leaders()] for part in parties]
    return frozenset(form[0] if form else part for form, part in zip(forms, parties, strict=True))


def _cell(value: object) -> object:
    return None if pd.isna(value) or value in ("", "unknown") else value


def _day(value: object, name: str, row: int) -> pd.Timestamp | None:
    """A day, without its time; a time zone is not converted, since a page's own date is that of its place."""
    try:
        value = _cell(value)
        day = value if value is None or isinstance(value, date) else corpus.moment(str(value).strip())
        return None if day is None else pd.Timestamp(day).tz_localize(None).normalize()
    except ValueError as error:
        raise ValueError(f"{name} in row {row}: {error}. Write it as 2022-05-03.") from None


def address_key(url: str) -> str:
    """An address without what may differ for one page, as an archive's before it; of a Kremlin item only its number.

    Examples
    --------
    >>> address_key("https://www.elysee.fr/a/"), address_key("http://en.kremlin.ru/catalog/countries/FR/events/68348")
    ('elysee.fr/a', 'kremlin.ru 68348')
    """
    url = re.sub(r"^\w+://(www\.)?|#.*$", "", corpus.original(url.strip()))
    url, _, query = url.partition("?")
    host, _, path = url.rstrip("/").partition("/")
    own = "&".join(part for part in query.split("&") if not _TRACKING.match(part))
    item = re.fullmatch(r"(?:events/president/news|catalog/.+/events)/(\d+)", path)
    if item and re.fullmatch(r"(.+\.)?kremlin\.ru", host.lower()):
        return f"kremlin.ru {item[1]}"
    return f"{host.lower()}/{path}{'?' * bool(own)}{own}"
