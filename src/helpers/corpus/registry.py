"""Which call of the registry a text is about. What no evidence decides stays open."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

import pandas as pd
import regex

from helpers import lexicons
from helpers.corpus._calls import calls, schema
from helpers.corpus._check import moment

__all__ = ["calls", "link_calls"]
REPORT = ["doc_id", "call_id", "status", "candidates", "reason"]
# A news text says in its headline and first paragraphs whose call it is about; further down stand earlier calls.
_OPENING = 1_000
_ADDRESSES = ["kremlin_url", "elysee_url", "press_url"]


def link_calls(
    documents: pd.DataFrame, calls: pd.DataFrame | None = None, days: int = 1, addresses: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the call that each text is about; where the evidence fits several calls or none, leave it open.

    A text's own call_id stays. Else its address decides, if it is a page of a call in the registry (a Kremlin item has
    the same number in all languages and lists). Else parties and dates: ``call_date`` and ``parties`` of the data card,
    where it has them; without a call_date, ``published`` is on the day of the call or up to ``days`` after; without
    parties, title and opening (1,000 characters) name every participant, in any spelling of ``names.csv``. Unless the
    card has both, a word of a conversation (``conversation.csv``) must stand there too, and a headline that speaks of
    a meeting or a message, and of no conversation, rules a call out. So does a leader in the headline (the title, or
    the first line) who had no part in the call: a text on Putin, Scholz and Macron is not linked to a call of two.

    Parameters
    ----------
    documents : ``doc_id``, ``text``; where there, ``title``, ``url``, ``published``, ``call_id``, ``call_date``,
        ``parties``.
    calls : a registry as ``calls()`` gives it; without it, that one. With ``calls(which="all")`` other governments'
        calls are known too; London's pages often name only the other leader, and link by their address.
    days : how long after the call a text may be published. 0 suits the presidencies' own pages.
    addresses : further pages on the calls: ``call_id`` and ``url``, as ``readouts.addresses`` and ``data/readouts.csv``
        have them. Those of calls that ``calls`` lacks are left aside.

    Returns
    -------
    documents : the same rows; ``call_id`` filled in where exactly one call fits.
    report : one row a text: ``doc_id``, ``call_id``, ``status`` ("given", "linked", "ambiguous", "no call"),
        ``candidates`` (the calls that fit, "a;b"), ``reason``. What contradicts a given call_id stands in the reason.

    Raises
    ------
    ValueError: a column is missing, a date is none, or days is negative.

    Examples
    --------
    >>> text = "Poutine et Macron se sont entretenus par téléphone."
    >>> documents = pd.DataFrame({"doc_id": ["a"], "text": [text], "published": ["2022-05-04"]})
    >>> link_calls(documents)[1].loc[0, ["call_id", "status"]].tolist()
    ['pm-2022-05-03', 'linked']
    """
    if lacking := [name for name in ("doc_id", "text") if name not in documents]:
        raise ValueError(f"documents lack the column {' and '.join(lacking)}.")
    if days < 0:
        raise ValueError(f"days is {days}. Give 0 or more: texts come after their call.")
    if lacking := [name for name in ("call_id", "url") if addresses is not None and name not in addresses]:
        raise ValueError(f"addresses lack the column {' and '.join(lacking)}.")
    known = _Calls(calls, [] if addresses is None else addresses[["call_id", "url"]].dropna().values.tolist())
    cells = {name: documents[name] if name in documents else [None] * len(documents) for name in _CELLS}
    for name in ("published", "call_date"):
        cells[name] = _dates(cells[name], name)
    texts = [_Text(*map(_cell, row)) for row in zip(*cells.values(), strict=True)]
    report = pd.DataFrame([(text.doc_id, *_link(text, known, days)) for text in texts], columns=REPORT, dtype="string")
    return documents.assign(call_id=report["call_id"].array), report


class _Call(NamedTuple):
    call_id: str
    date: pd.Timestamp
    parties: frozenset[str]
    sure: bool


class _Text(NamedTuple):
    doc_id: str
    text: str | None
    title: str | None
    url: str | None
    published: pd.Timestamp | None
    call_id: str | None
    call_date: pd.Timestamp | None
    parties: str | None


_CELLS = _Text._fields


class _Calls:
    """A registry, to be asked by id, day and address."""

    def __init__(self, table: pd.DataFrame | None, addresses: list[tuple[str, str]]):
        table = calls() if table is None else table
        if lacking := [name for name in schema()["required"] if name not in table]:
            raise ValueError(f"calls lack the column {' and '.join(lacking)}.")
        self.by_id: dict[str, _Call] = {}
        self.by_day: dict[pd.Timestamp, list[_Call]] = {}
        self.by_address: dict[str, list[_Call]] = {}
        known = list(addresses)
        for row in table.assign(call_date=_dates(table["call_date"], "call_date").array).to_dict("records"):
            sure = _cell(row.get("confidence")) in (None, "high")
            call = _Call(row["call_id"], row["call_date"], _parties(row["participants"]), sure)
            self.by_id[call.call_id] = call
            self.by_day.setdefault(call.date, []).append(call)
            known += [(call.call_id, row[name]) for name in _ADDRESSES if _cell(row.get(name))]
        pages = {(address_key(url), call_id) for call_id, cell in known for url in cell.split(";") if url.strip()}
        for address, call_id in sorted(pages):
            if call_id in self.by_id:
                self.by_address.setdefault(address, []).append(self.by_id[call_id])
        self.leaders = _leaders().union(*(call.parties for call in self.by_id.values()))

    def named(self, text: str) -> set[str]:
        """The leaders named in a text; a participant whom names.csv does not know is looked for as he is written."""
        strangers = {name for name in self.leaders - _leaders() if regex.search(rf"\b{regex.escape(name)}\b", text)}
        return {form for form, _, _ in lexicons.names(text)} & self.leaders | strangers


def _link(text: _Text, known: _Calls, days: int) -> tuple[str | None, str, str | None, str]:
    """The call, the status, the candidates and the reason."""
    here = known.by_address.get(address_key(text.url), []) if text.url else []
    if text.call_id:
        return text.call_id, "given", None, _given(text, known, here)
    if here:
        against = [what for call in here for what in _against(call, text)]
        return _decide(here, "its address is that of a page on the call", against)
    if not (text.call_date or text.published):
        return None, "no call", None, "no date: neither call_date nor published"
    back = [text.call_date] if text.call_date else [text.published - pd.Timedelta(days=n) for n in range(days + 1)]
    near = [call for day in back for call in known.by_day.get(day, [])]
    when = back[0].date() if len(back) == 1 else f"{back[-1].date()} to {back[0].date()}"
    if not near:
        return None, "no call", None, f"no call on {when} in the registry"
    if text.parties:
        named = _parties(text.parties)
        fit = [call for call in near if call.parties == named]
        why = f"{when}, parties {_list(named)}"
    else:
        named = known.named(_opening(text))
        fit = [call for call in near if call.parties <= named]
        why = f"{when}, opening names {_list(named) or 'no leader'}"
    if not fit:
        return None, "no call", None, f"{why}: no call between them in the registry"
    if text.call_date and text.parties:
        return _decide(fit, why, [])
    return _weigh(fit, why, text, known)


def _weigh(fit: list[_Call], why: str, text: _Text, known: _Calls) -> tuple[str | None, str, str | None, str]:
    """Whether calls that fit by parties and dates are what the text is about, by the words of headline and opening."""
    headline = _headline(text)
    told = [part for part in regex.split(r"(?<=[.!?])\s+|\n", _opening(text)) if _phrase("call").search(part)]
    now = [part for part in told if not _phrase("earlier").search(part)]
    spoken = _phrase("call").search((now or told or [""])[0])
    other = _phrase("other").search(headline)
    if not spoken:
        return None, "no call", None, f"{why}, but no word of a conversation"
    if text.title and other and not _phrase("call").search(headline):
        return None, "no call", None, f"{why}, but the headline speaks of '{other.group()}', not of a conversation"
    if not now:
        past = _phrase("earlier").search(told[0]).group()
        return _decide(fit, why, [f"the conversation it speaks of is that of '{past}'"])
    leaders = known.named(headline)
    close = [call for call in fit if leaders <= call.parties]
    if close:
        return _decide(close, f"{why}, '{spoken.group()}'", [])
    further = _list(leaders.difference(*(call.parties for call in fit)))
    if not any(leaders & call.parties for call in fit):
        return None, "no call", None, f"{why}, but the headline names {further} instead"
    return _decide(fit, why, [f"the headline also names {further}"])


def _decide(fit: list[_Call], why: str, against: list[str]) -> tuple[str | None, str, str | None, str]:
    candidates = ";".join(sorted(call.call_id for call in fit))
    if against:
        return None, "ambiguous", candidates, f"{why}; but {'; '.join(against)}"
    if len(fit) > 1:
        return None, "ambiguous", candidates, f"{why}: {len(fit)} calls fit"
    doubt = "" if fit[0].sure else "; the registry is not sure of this call, see its notes"
    return candidates, "linked", candidates, why + doubt


def _given(text: _Text, known: _Calls, here: list[_Call]) -> str:
    if text.call_id not in known.by_id:
        return "contradiction: no such call in the registry"
    call = known.by_id[text.call_id]
    against = _against(call, text)
    if here and call not in here:
        against.append(f"the address is that of {here[0].call_id}")
    return f"contradiction: {'; '.join(against)}" if against else "its own call_id, which the registry has"


def _against(call: _Call, text: _Text) -> list[str]:
    """What in the data card speaks against a call."""
    against = []
    if text.call_date and text.call_date != call.date:
        against.append(f"call_date {text.call_date.date()}, in the registry {call.date.date()}")
    if text.parties and _parties(text.parties) != call.parties:
        against.append(f"parties {_list(_parties(text.parties))}, in the registry {_list(call.parties)}")
    if text.published and text.published < call.date:
        against.append(f"published {text.published.date()}, before the call of {call.date.date()}")
    return against


def _cell(value: object) -> object:
    return None if pd.isna(value) or value in ("", "unknown") else value


def _dates(values: Iterable[object], name: str) -> pd.Series:
    """Days, without a time; a time zone is not converted, since a page's own date is that of its place."""
    days = []
    for row, value in enumerate(map(_cell, values)):
        try:
            time = value if value is None or isinstance(value, date) else moment(str(value).strip())
            days.append(None if time is None else pd.Timestamp(time).tz_localize(None).normalize())
        except ValueError as error:
            raise ValueError(f"{name} in row {row}: {error}. Write it as 2022-05-03.") from None
    return pd.Series(days, dtype="datetime64[us]")


def _list(names_: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(names_))


@cache
def _leaders() -> frozenset[str]:
    table = lexicons.table("names")
    return frozenset(table.loc[table["kind"] == "leader", "form"])


@cache
def _parties(cell: str) -> frozenset[str]:
    """The participants in their one form; a name that names.csv does not know stays as it is."""
    parties = [part.strip() for part in cell.split(";")]
    forms = [[form for form, _, _ in lexicons.names(part) if form in _leaders()] for part in parties]
    return frozenset(form[0] if form else part for form, part in zip(forms, parties, strict=True) if part)


def address_key(url: str) -> str:
    """An address without what may differ for one page; of a Kremlin item only its number.

    Examples
    --------
    >>> address_key("https://www.elysee.fr/a/"), address_key("http://en.kremlin.ru/catalog/countries/FR/events/68348")
    ('elysee.fr/a', 'kremlin.ru 68348')
    """
    url = regex.sub(r"^\w+://(www\.)?|#.*$", "", url.strip()).rstrip("/")
    host, _, path = url.partition("/")
    item = regex.fullmatch(r"(?:events/president/news|catalog/.+/events)/(\d+)", path)
    if item and regex.fullmatch(r"(.+\.)?kremlin\.ru", host.lower()):
        return f"kremlin.ru {item[1]}"
    return f"{host.lower()}/{path}"


def _headline(text: _Text) -> str:
    return unicodedata.normalize("NFC", text.title or (text.text or "").strip().partition("\n")[0][:300])


def _opening(text: _Text) -> str:
    return unicodedata.normalize("NFC", f"{text.title or ''}\n{(text.text or '').strip()[:_OPENING]}")


@cache
def _phrase(kind: str) -> regex.Pattern:
    table = lexicons.table("conversation")
    phrases = [regex.escape(p, literal_spaces=True) for p in table.loc[table["kind"] == kind, "phrase"]]
    loose = [p.replace(r"\*", r"\p{L}*").replace(" ", r"\s+").replace("'", "['’]") for p in phrases]
    return regex.compile(rf"\b(?:{'|'.join(loose)})\b", regex.IGNORECASE)
