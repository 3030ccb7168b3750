"""Official readouts, which two governments publish of one call: the tables in ``data/``, and the texts for who fetches.

``load`` reads the tables, ``between`` chooses two sides, ``counts``, ``tags`` and ``alignments`` give what comparisons
take. ``fetch`` keeps the pages of the texts, ``documents`` reads them: both are ``python -m helpers.readouts fetch``.
"""

import argparse
import hashlib
import re
import sys
import time
import warnings
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd
import requests
from bs4 import BeautifulSoup, Tag
from protego import Protego
from requests.adapters import HTTPAdapter
from tqdm import tqdm
from urllib3.util import Retry

from helpers import corpus, files, frames, lexicons, segment

__all__ = ["TAGS", "WESTERN", "alignments", "between", "counts", "documents", "fetch", "load", "tags"]

WESTERN = ("washington", "elysee", "london", "helsinki")
FRAMES = tuple(lexicons.table("frames").query("kind == 'definition' and frame != ''")["frame"].unique())
TAGS = (*FRAMES, *frames.ACTS, "agentless")
# A government's own hosts may redirect to one another. What is elsewhere is a copy.
HOSTS = {
    "kremlin": ("kremlin.ru",),
    "elysee": ("elysee.fr",),
    "washington": ("whitehouse.gov", "archives.gov", "state.gov"),
    "london": ("gov.uk",),
    "tokyo": ("mofa.go.jp", "kantei.go.jp", "gov-online.go.jp"),
    "kyiv": ("president.gov.ua",),
    "helsinki": ("presidentti.fi", "sttinfo.fi"),
}
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'")  # "l'ukraine"


def __dir__() -> list[str]:
    return __all__


class Tables(NamedTuple):
    """The tables of a set of readouts, described in ``data/README.md``; the two sides, once ``between`` chose them."""

    readouts: pd.DataFrame
    counts: pd.DataFrame
    tags: pd.DataFrame
    tags_automatic: pd.DataFrame
    alignments: pd.DataFrame
    sides: tuple[str, str] | None = None


def load(folder: str | Path = "data") -> Tables:
    """The tables of real readouts. ``datapackage.json`` beside them says what each column holds, and is tested.

    Raises
    ------
    FileNotFoundError: no such tables.

    Examples
    --------
    >>> len(load("data").readouts)
    158
    """
    if not (Path(folder) / "readouts.csv").is_file():
        raise FileNotFoundError(f'no readouts.csv in {folder}. Name the folder of the tables, as load("../data").')
    text = dict.fromkeys(("splitter", "agentless"), str)
    paths = [Path(folder) / f"{name}.csv" for name in Tables._fields[:5]]
    return Tables(*(pd.read_csv(path, dtype=text, keep_default_na=False) for path in paths))


def between(data: Tables, a: str, b: str | Sequence[str], complete: bool = False) -> Tables:
    """The readouts of the calls that both sides report, and what the tables say of these alone.

    Parameters
    ----------
    a : a side, such as "kremlin". b : another, or several, which then are one voice, "counterparts":
        ``between(data, "kremlin", WESTERN)``.
    complete : only calls of which both texts are complete: what a truncated text left out is not known.

    Returns
    -------
    The tables, with ``sides`` set, and in ``readouts`` the column ``voice``.

    Raises
    ------
    ValueError: an unknown side, or no call that both report.

    Examples
    --------
    >>> chosen = between(load("data"), "kremlin", WESTERN)
    >>> chosen.sides, chosen.readouts["call_id"].nunique()
    (('kremlin', 'counterparts'), 29)
    """
    others = [b] if isinstance(b, str) else list(b)
    known = sorted(set(data.readouts["side"]))
    if unknown := {a, *others}.difference(known):
        raise ValueError(f"no side '{min(unknown)}'. There are: {', '.join(known)}.")
    sides = (a, others[0] if len(others) == 1 else "counterparts")
    own = data.readouts[data.readouts["side"].isin([a, *others])]
    own = own[own["complete"] == 1] if complete else own
    own = own.assign(voice=own["side"].where(own["side"] == a, sides[1]))
    own = own[own.groupby("call_id")["voice"].transform("nunique") == 2].reset_index(drop=True)
    if own.empty:
        whole = " in two complete texts" if complete else ""
        raise ValueError(f"no call is reported by both '{a}' and {' or '.join(map(repr, others))}{whole}.")
    tables = zip(data[1:5], ("doc_id", "doc_id", "doc_id", "a_doc"), strict=True)
    return Tables(own, *(table[table[doc].isin(own["doc_id"])].reset_index(drop=True) for table, doc in tables), sides)


def counts(data: Tables) -> pd.DataFrame:
    """How often each word occurs in each account, without what only shows who speaks and how they spell.

    The names, titles and countries of a call's two participants (``lexicons/participants.csv``) are left out, those of
    third states stay; British and American spellings are one word (``lexicons/spellings.csv``). Calls whose two
    readouts are not in one language are left out, since no word of theirs can be compared.

    Parameters
    ----------
    data : as ``between`` gives it.

    Returns
    -------
    Words by (dyad, call_id, voice). ``attrs["other_language"]``: the calls left out.

    Raises
    ------
    ValueError: no two sides were chosen.

    Examples
    --------
    >>> table = counts(between(load("data"), "kremlin", WESTERN))
    >>> table.loc["ceasefire"].groupby("voice").sum().to_dict(), "macron" in table.index
    ({'counterparts': 3, 'kremlin': 6}, False)
    """
    own = _chosen(data)
    same = own.groupby("call_id")["language"].transform("nunique") == 1
    table = data.counts.merge(own.loc[same, ["doc_id", "dyad", "call_id", "voice"]], on="doc_id")
    spelling = lexicons.table("spellings").set_index("variant")["form"]
    table["term"] = table["term"].map(spelling).fillna(table["term"])
    words = lexicons.table("participants").groupby("state")["word"].agg(set)
    of = {dyad: set().union(*words[dyad.split("-")]) for dyad in table["dyad"].unique()}
    table = table[[not _names_one(term, of[dyad]) for term, dyad in zip(table["term"], table["dyad"], strict=True)]]
    table = table.pivot_table("n", "term", ["dyad", "call_id", "voice"], aggfunc="sum", fill_value=0).astype("int64")
    table.attrs["other_language"] = sorted(set(own.loc[~same, "call_id"]))
    return table


def _names_one(term: str, words: set[str]) -> bool:
    """Whether a word is a participant's name, title or country, or made of these alone, as "u.s.-russia"."""
    return term in words or all(part in words for part in _ELIDED.sub("", term).split("-"))


def tags(data: Tables, by: str = "both") -> pd.DataFrame:
    """Each sentence's frames, act and agentless telling: what ``uncertainty.shares_by_call`` takes.

    Parameters
    ----------
    by : "1" or "2", one of the two people who labelled the sentences; "both", a tag counting half where only one gave
        it; or "lists", the automatic tags, of which ``frames.by_side`` says where two sides can be compared by them
        (column ``lists`` of the readouts: by which lists). Sentences in a language without lists are left out there.

    Returns
    -------
    One row a sentence: ``doc_id``, ``sentence``, ``dyad``, ``call_id``, ``side``, ``voice`` where two sides were
    chosen, and a column for each of ``TAGS``, 0 to 1.

    Raises
    ------
    ValueError: no such annotator.

    Examples
    --------
    >>> float(tags(load("data"))["ceasefire"].sum())
    69.0
    """
    if by == "lists":
        table, marks = data.tags_automatic[data.tags_automatic["agentless"] != ""], [""]
    else:
        table, marks = data.tags, [f"_{person}" for person in _people(by)]
    share = 0.0
    for mark in marks:
        told = table[f"frames{mark}"].str.get_dummies(";").reindex(columns=FRAMES, fill_value=0)
        acts = pd.get_dummies(table[f"act{mark}"]).reindex(columns=frames.ACTS, fill_value=0)
        found = pd.concat([told, acts, table[f"agentless{mark}"].rename("agentless").astype(int)], axis=1)
        share += found.astype(float) / len(marks)
    places = [name for name in ("dyad", "call_id", "side", "voice") if name in data.readouts]
    table = table[["doc_id", "sentence"]].merge(data.readouts[["doc_id", *places]], on="doc_id", how="left")
    return pd.concat([table, share.reset_index(drop=True)], axis=1)


def alignments(data: Tables, by: str = "both") -> pd.DataFrame:
    """Which sentences of two readouts speak of the same matter, by hand, and which have no partner.

    Parameters
    ----------
    data : as ``between`` gives it; of its calls those that were aligned. by : "1", "2" or "both", as for ``tags``.

    Returns
    -------
    One row a link, or a sentence without one: ``call_id``; ``a`` and ``b``, sentences of the two sides as
    "doc_id:sentence", one of them missing where there is no link; ``kind``: "same", "differently", "opening" (both only
    say that there was a call), or "" without a link; ``weight``: 1, or 0.5 where only one of the annotators says so.

    Raises
    ------
    ValueError: no two sides were chosen, or no such annotator.

    Examples
    --------
    >>> links = alignments(between(load("data"), "kremlin", "elysee"))
    >>> links.groupby("kind")["weight"].sum().to_dict()
    {'': 40.5, 'differently': 15.0, 'opening': 4.0, 'same': 25.0}
    """
    own, people = _chosen(data).set_index("doc_id"), _people(by)
    links, alone = data.alignments, data.tags[data.tags["doc_id"].map(own["aligned"]) == 1]
    a, b = (links[f"{end}_doc"] + ":" + links[f"{end}_sentence"].astype(str) for end in "ab")
    first = links["a_doc"].map(own["voice"]) == data.sides[0]
    links = links.assign(a=a.where(first, b), b=b.where(first, a))
    place = alone["doc_id"] + ":" + alone["sentence"].astype(str)
    first = alone["doc_id"].map(own["voice"]) == data.sides[0]
    call = alone["doc_id"].map(own["call_id"])
    alone = alone.assign(call_id=call, kind="", a=place.where(first), b=place.mask(first))
    said, columns = [], ["call_id", "a", "b", "kind"]
    for person in people:
        linked = links.assign(kind=links[f"annotator_{person}"]).query("kind != ''")
        said += [linked[columns], alone.loc[~place.isin([*linked["a"], *linked["b"]]), columns]]
    said = pd.concat(said).groupby(columns, dropna=False).size()
    return said.div(len(people)).rename("weight").reset_index()


def _chosen(data: Tables) -> pd.DataFrame:
    if data.sides is None:
        raise ValueError('no two sides are chosen. Choose them: between(data, "kremlin", "elysee").')
    return data.readouts


def _people(by: str) -> list[str]:
    if by not in ("1", "2", "both"):
        raise ValueError(f"by is '1', '2' or 'both' (of tags also 'lists'), not {by!r}.")
    return ["1", "2"] if by == "both" else [by]


# Where the texts are, and to fetch them

_NAME = "one-call-two-readouts"
_HEADERS = {"User-Agent": f"{_NAME} (research on official readouts; a page a second)"}
_PAUSE, _TIMEOUT, _LONGEST = 1, 30, 120  # seconds


def site(url: str) -> str:
    """The government that an address belongs to, by the first of its hosts; else the address's own host.

    Examples
    --------
    >>> site("https://obamawhitehouse.archives.gov/a"), site("https://www.notkremlin.ru/")
    ('whitehouse.gov', 'notkremlin.ru')
    >>> site("https://web.archive.org/web/20220504101500/https://www.elysee.fr/a")
    'elysee.fr'
    """
    host = (urlsplit(corpus.original(url)).hostname or "").removeprefix("www.")
    return next((own[0] for own in HOSTS.values() if f".{host}".endswith(tuple(f".{name}" for name in own))), host)


def fetch(readouts: pd.DataFrame, into: str | Path = "readouts") -> pd.DataFrame:
    """Download the readouts, politely, and keep each page as it came.

    One request a second, or as robots.txt asks; a busy site is asked three times more with growing rests. Run again, it
    asks only for what is not there.

    Parameters
    ----------
    readouts : ``load("data").readouts``, or other addresses: ``call_id``, ``side``, ``url``.
    into : a folder, made where it is not there.

    Returns
    -------
    The readouts, with ``path``, the page's file; ``status``, "fetched", "kept" from before, or "not fetched"; and
    ``what``: why not, and what to do.

    Raises
    ------
    OSError: a page cannot be written.

    Examples
    --------
    >>> fetch(pd.DataFrame({"call_id": ["c"], "side": ["kremlin"], "url": [None]})).loc[0, "what"]
    'no address is known. Add it to the table.'
    """
    visitor, found = _Visitor(), []
    for url in tqdm(readouts["url"].fillna(""), desc="Readouts", unit="page", delay=2, leave=False):
        path, status, what = Path(into) / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.html", "kept", None
        if not path.exists():
            try:
                page, status = visitor.page(url), "fetched"
                files.write(path, page)
            except requests.RequestException as error:
                unreached = isinstance(error, requests.ConnectionError)
                what = "the site cannot be reached. Run it again later." if unreached else str(error)
                path, status = None, "not fetched"
        found.append((path and str(path), status, what))
    return readouts.reset_index(drop=True).join(pd.DataFrame(found, columns=["path", "status", "what"], dtype="str"))


class _Visitor(requests.Session):
    """Asks for one page after the other, no faster than a site wishes, and only where robots.txt allows it."""

    def __init__(self) -> None:
        super().__init__()
        self.headers.update(_HEADERS)
        self.max_redirects = 5
        busy = [408, 429, 500, 502, 503, 504]
        retry = Retry(3, connect=0, read=0, backoff_factor=2, status_forcelist=busy, retry_after_max=_LONGEST)
        self.adapters = dict.fromkeys(("http://", "https://"), HTTPAdapter(max_retries=retry))

    def page(self, url: str) -> bytes:
        """The page at an address, or where its site redirects to."""
        if not url:
            raise requests.RequestException("no address is known. Add it to the table.")
        response = self.get(url, timeout=_TIMEOUT)
        response.raise_for_status()
        if "html" not in response.headers.get("Content-Type", "html"):
            raise requests.RequestException("not a page of HTML. Name the address of the page itself.")
        return response.content

    def send(self, request: requests.PreparedRequest, **how: object) -> requests.Response:
        """Any request, each redirect's too."""
        rules = _rules("{0.scheme}://{0.netloc}".format(urlsplit(request.url)))
        rest = max(_PAUSE, rules.crawl_delay(_NAME) or 0)
        if rest > _LONGEST or not rules.can_fetch(request.url, _NAME):
            raise requests.RequestException("robots.txt does not allow it. Read it in a browser.")
        time.sleep(rest)
        return super().send(request, **how)


@cache
def _rules(origin: str) -> Protego:
    """What robots.txt allows. By RFC 9309 one that is not there allows all, one that cannot be had now nothing."""
    answer = requests.get(f"{origin}/robots.txt", headers=_HEADERS, timeout=_TIMEOUT)
    if answer.status_code >= 500:
        answer.raise_for_status()
    return Protego.parse(answer.text if answer.ok else "")


# From pages to documents

_NOISE = "script, style, noscript, template, svg, iframe, button, nav, figure, aside, .read__bottommeta"
_BREAK = re.compile(r"(?:<br/?> ?){2,}|</?(?:p|div|section|[uo]l|li|blockquote|h\d|table|t[rdh]|hr)\b[^>]*>")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\0]")  # soft hyphens and the like
_TAIL = re.compile(
    "Published in section|Опубликован[оа]? в раздел|Publié dans l|Voir tous les articles et dossiers|Все статьи и"
    " досье|See all articles and topics|À consulter également|(See also|Read also|Читайте также)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:Publié le|Posted on|Published on|Опубликовано)\s*:?\s*((?:[^\s:]+\s+){2,4}?\d{4})\b", re.I)
# Outlet, its own language, where the headline and the text are.
_BUILT = {
    "kremlin.ru": ("Kremlin", "ru", "h1.entry-title", "div.read__lead, div.read__internal_content, div[itemprop] > p"),
    "elysee.fr": ("Élysée", "fr", "h1", ".reset-last-space"),
}


def parse(page: str | bytes, url: str) -> dict:
    """The readout on a page, and nothing of what the site puts around it; a line is a paragraph.

    Pages of kremlin.ru and elysee.fr are read by the way they are built, others by ``corpus.article``.

    Returns
    -------
    ``text``, ``title``, ``outlet``, ``language``, ``published`` and ``translation`` ("none" in the house's own
    language, "house translation" in English); None where the page does not say.

    Raises
    ------
    ValueError: no text where it was; says what was looked for, and what to do.

    Examples
    --------
    >>> page = '<html lang="fr"><h1>Entretien</h1><p>Publié le 3 mai 2022</p><div class="reset-last-space">'
    >>> row = parse(page + "<p>Ils ont parlé.</p><p>À consulter également</p></div></html>", "https://www.elysee.fr/a")
    >>> row["text"], str(row["published"]), row["translation"]
    ('Ils ont parlé.', '2022-05-03 00:00:00', 'none')
    """
    with warnings.catch_warnings(action="ignore"):  # advice on what looks like XML, or like a file's name
        soup = BeautifulSoup(page, "lxml")
    if site(url) not in _BUILT:
        return corpus.article(str(soup))
    outlet, own, headline, body = _BUILT[site(url)]
    for noise in soup.select(_NOISE):
        noise.decompose()
    language = ((soup.html and soup.html.get("lang")) or "")[:2].lower()
    translation = {own: "none", "en": "house translation"}.get(language, "unknown")
    lines = [line for line in _lines(soup.select(body)) if not _DATE.fullmatch(line)]
    lines = lines[: next((i for i, line in enumerate(lines) if _TAIL.match(line)), len(lines))]
    if not lines:
        raise ValueError(f"no '{body}' with a text in it. See it in a browser; if it is built anew, correct parse.")
    cells = {"text": "\n".join(lines), "title": " ".join(_lines(soup.select(headline)[:1])), "outlet": outlet}
    return cells | {"language": language, "published": _published(soup), "translation": translation}


def _lines(nodes: list[Tag]) -> list[str]:
    """The paragraphs of nodes: a block or two line breaks end one, a link does not. A lead that comes twice is one."""
    outer = [node for node in nodes if not any(parent is other for parent in node.parents for other in nodes)]
    html = _BREAK.sub("\n", " ".join(re.sub(r"\s+", " ", str(node)) for node in outer)).replace("<br/>", " ")
    text = _INVISIBLE.sub("", BeautifulSoup(html, "html.parser").get_text())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return [line for line, _ in groupby(filter(None, lines))]


def _published(soup: BeautifulSoup) -> datetime | None:
    import dateparser  # of the extra "pages"; nobody who reads the tables needs it

    stamp, said = soup.select_one("time[datetime]"), _DATE.search(" ".join(soup.get_text(" ").split()))
    when = stamp["datetime"] if stamp else said and said[1]
    return dateparser.parse(when, languages=["en", "fr", "ru"]) if when else None


def documents(fetched: pd.DataFrame) -> pd.DataFrame:
    """The documents in the pages that ``fetch`` has kept; a warning lists the pages that could not be read.

    Parameters
    ----------
    fetched : as ``fetch`` returns it.

    Returns
    -------
    One row a page, as ``corpus.read`` gives it, with ``side`` and ``licence``. A page that reports two calls is there
    once for each.

    Examples
    --------
    >>> listed = pd.DataFrame({"call_id": ["c"], "side": ["kremlin"], "url": [None]})
    >>> documents(fetch(listed)).columns[:3].tolist()
    ['doc_id', 'text', 'raw']
    """
    found, failed = [], []
    known = ["call_id", "side", "url", "doc_id", "licence", "path"]
    for row in fetched.dropna(subset="path").reindex(columns=known).astype(object).fillna("").to_dict("records"):
        page = Path(row["path"]).read_bytes()
        try:
            document = parse(page, row["url"]) | row
        except ValueError as error:
            failed.append(f"{row['path']} ({row['url']}): {error}")
            continue
        document["doc_id"] = row["doc_id"] or f"{row['call_id']}-{row['side']}-{Path(row['path']).stem[:6]}"
        document |= {"raw": document["text"], "path": Path(row["path"]).name}
        found.append(document | {"sha256": hashlib.sha256(page).hexdigest()})
    if failed:
        warnings.warn(f"{len(failed)} pages could not be read:\n" + "\n".join(failed), stacklevel=2)
    names = "doc_id text raw title outlet language published call_id url translation side path sha256 licence"
    table = pd.DataFrame(found, columns=names.split())
    table["published"] = pd.to_datetime(table["published"])
    return table.astype(dict.fromkeys(table.columns.drop("published"), "str")).replace("", pd.NA)


def _sum(sentence: str) -> str:
    """By which a sentence is known again: the first 16 digits of the sha1 of its letters and digits in lower case."""
    plain = "".join(letter for letter in sentence.lower() if letter.isalnum())
    return hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()[:16]


def compute(texts: pd.DataFrame, data: Tables) -> Tables:
    """The tables with the words and automatic tags of these texts made anew, after a change of lists.

    Parameters
    ----------
    texts : ``doc_id`` and ``text``, as ``documents`` gives them. A text with other sentences than the tables have of it
        is left as it is, since labels by hand go by their numbers; a warning names it.

    Examples
    --------
    >>> data = load("data")
    >>> with warnings.catch_warnings(action="ignore"):
    ...     made = compute(pd.DataFrame({"doc_id": ["pm-2018-03-19-elysee"], "text": ["Another text."]}), data)
    >>> made.counts.equals(data.counts)
    True
    """
    known = data.readouts[["doc_id", "call_id", "side", "language"]]
    sentences = segment.split(known.merge(texts[["doc_id", "text"]], on="doc_id"))
    sentences["sha1"] = sentences["text"].map(_sum)
    was, now = (table.groupby("doc_id")["sha1"].agg(list) for table in (data.tags, sentences))
    same = [doc_id for doc_id, sums in now.items() if sums == was[doc_id]]
    if others := sorted({*texts["doc_id"]}.difference(same)):
        warnings.warn(f"left as they are, since their sentences are others: {', '.join(others)}", stacklevel=2)
    sentences = sentences[sentences["doc_id"].isin(same)].assign(office="presidency", speaker="none")
    words = sentences["text"].map(segment.tokens)
    counts = sentences[["doc_id"]].assign(term=words).explode("term").value_counts().rename("n").reset_index()
    tagged = frames.tagged(sentences.assign(voice=sentences["side"], words=words.map(len)))
    made = {"counts": counts, "tags_automatic": tagged.assign(quoted=tagged["quoted"].round(2))}
    for name, table in made.items():
        old = getattr(data, name)
        table = pd.concat([old[~old["doc_id"].isin(same)], table])[old.columns]
        made[name] = table.sort_values([*old.columns[:2]], ignore_index=True)
    return data._replace(**made)


def main(arguments: list[str]) -> None:
    """fetch: all known readouts, written as a table; compute: words and tags of a table of texts, into the data."""
    parser = argparse.ArgumentParser(prog="python -m helpers.readouts", description=main.__doc__)
    parser.add_argument("command", choices=["fetch", "compute"])
    parser.add_argument("path", help="fetch: a folder for the pages; compute: the table of texts, as fetch writes it")
    parser.add_argument("--data", default="data", help="the folder of the tables (data)")
    given = parser.parse_args(arguments)
    data, path = load(given.data), Path(given.path)
    if given.command == "compute":
        made = compute(pd.read_csv(path, dtype=str, keep_default_na=False), data)
        written = {Path(given.data) / f"{name}.csv": getattr(made, name) for name in ("counts", "tags_automatic")}
    else:
        fetched = fetch(data.readouts, path)
        for what, rows in fetched.groupby("what", sort=False):
            print(f"Not fetched: {what}", *("  " + rows["call_id"] + " " + rows["side"]), sep="\n")
        written = {path / "documents.csv": documents(fetched)}
    for file, table in written.items():
        files.write(file, table.to_csv(index=False, lineterminator="\n"))
        print(f"{len(table):,} rows are in {file}")


if __name__ == "__main__":
    main(sys.argv[1:])
