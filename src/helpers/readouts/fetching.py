"""Which readouts are known and where they are, and to fetch them politely, each raw page kept with its checksum."""

import hashlib
import os
import re
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pandas as pd
import requests
from protego import Protego
from requests.adapters import HTTPAdapter
from tqdm import tqdm
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util import Retry

from helpers import __version__, corpus
from helpers.corpus import _whole
from helpers.corpus.registry import address_key

MANIFEST = "manifest.csv"
NAME = "one-call-two-readouts"
AGENT = f"{NAME}/{__version__} (research on official readouts; a few pages, one request a second)"
# A government's own hosts may redirect to one another. What stands elsewhere is a copy.
HOSTS = {
    "kremlin": ("kremlin.ru",),
    "elysee": ("elysee.fr",),
    "washington": ("whitehouse.gov", "archives.gov", "state.gov"),
    "london": ("gov.uk",),
    "tokyo": ("mofa.go.jp", "kantei.go.jp", "gov-online.go.jp"),
    "kyiv": ("president.gov.ua",),
    "helsinki": ("presidentti.fi", "sttinfo.fi"),
}
_REGISTRY = ["kremlin_url", "elysee_url"]
_ADDRESS = ["call_id", "side", "url", "doc_id", "language", "licence", "source", "complete", "missing", "sha256"]
_PAGE = ["file", "retrieved", "page_sha256", "bytes", "status", "what", "again", "final_url"]
_RETRIES, _REDIRECTS, _LONGEST_REST = 3, 5, 120
_BUSY = (408, 429, *range(500, 600))
_HTML = ("text/html", "application/xhtml+xml")
_HEADERS = {"User-Agent": AGENT, "Accept": f"{', '.join(_HTML)}, */*;q=0.1", "Accept-Encoding": "identity"}
_REMEDY = "Make room, or name another folder with into=."


class Failure(Exception):
    """Why a page was not fetched, with the remedy; ``again``: it may come at a later run."""

    def __init__(self, what: str, again: bool = False):
        super().__init__(what)
        self.again = again


class _Left(Failure):
    """The site asks to be left alone."""


def addresses(calls: pd.DataFrame | None = None, readouts: pd.DataFrame | None = None) -> pd.DataFrame:
    """Where each readout is: the registry's addresses, joined with those of the table of readouts.

    Parameters
    ----------
    calls : ``call_id``, ``kremlin_url``, ``elysee_url`` (several separated by ";"); by default ``corpus.calls()``.
    readouts : ``data/readouts.csv`` as strings: what is known of the texts that the tables were computed from.

    Returns
    -------
    One row per readout, sorted by call and side: ``call_id``, ``side``, ``url`` (missing where no address is known),
    then, where the table has it, ``doc_id``, ``language``, ``licence``, ``source`` (where the text was read),
    ``complete``, ``missing`` (what that text lacked), ``sha256`` (its ``checksum``).

    Raises
    ------
    ValueError: a column or a call_id is missing.

    Examples
    --------
    >>> calls = pd.DataFrame({"call_id": ["c"], "kremlin_url": ["http://kremlin.ru/a"], "elysee_url": [None]})
    >>> addresses(calls)[["side", "url"]].values.tolist()
    [['elysee', <NA>], ['kremlin', 'http://kremlin.ru/a']]
    """
    calls = _checked(corpus.calls() if calls is None else calls, "calls", ["call_id", *_REGISTRY])
    table = _checked(pd.DataFrame(columns=_ADDRESS) if readouts is None else readouts, "readouts", _ADDRESS)
    of: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in table[_ADDRESS].to_dict("records"):
        of.setdefault((row["call_id"], row["side"]), []).append(row)
    for call in calls.to_dict("records"):
        for name in _REGISTRY:
            key = call["call_id"], name.removesuffix("_url")
            urls = {address_key(url): url.strip() for url in call[name].split(";") if url.strip()}
            rows = of.setdefault(key, [])
            if len(rows) == len(urls) == 1 and not rows[0]["url"]:
                rows[0]["url"] = next(iter(urls.values()))
            there = {address_key(row["url"]) for row in rows}
            rows += [dict(zip(_ADDRESS, (*key, url), strict=False)) for page, url in urls.items() if page not in there]
            if not rows and call.get("in_scope") != "no":
                rows.append(dict(zip(_ADDRESS, key, strict=False)))
    found = pd.DataFrame([row for rows in of.values() for row in rows], columns=_ADDRESS, dtype="string")
    return found.replace("", pd.NA).sort_values(["call_id", "side"], kind="stable", ignore_index=True)


def fetch(
    addresses: pd.DataFrame,
    into: str | os.PathLike = "readouts",
    *,
    pause: float = 1.0,
    timeout: float = 30.0,
    most: int = 5_000_000,
) -> pd.DataFrame:
    """Download the readouts, politely, and keep each page as it came.

    The pages are ``into/<side>/<call_id>-<mark>.html``; ``into/manifest.csv`` says where from and when. Run again, it
    resumes: what is there is not asked for again, nor is what failed for good (gone, refused, too large, no page)
    unless its row is removed from the manifest; what failed in passing (busy, broken, slow) is tried again. robots.txt
    is obeyed, a busy or broken site asked up to three times more with growing rests.

    Parameters
    ----------
    addresses : as ``addresses()`` gives them; ``call_id``, ``side`` and ``url`` suffice.
    into : a folder, made where it is not there.
    pause : seconds between two requests; ``timeout``: most seconds an answer may take; ``most``: most bytes of a page.

    Returns
    -------
    One row per address, in order: its columns; ``file`` in the folder; ``retrieved`` (UTC); ``page_sha256``;
    ``bytes``; ``status`` ("fetched", "kept" from before, "not fetched"); ``what``: why not and what to do, or that the
    page is a copy at another host; ``again``; ``final_url``. One warning counts what was not fetched.

    Raises
    ------
    ValueError: a column or a call_id is missing; the manifest is broken.
    OSError: the folder cannot be written; before anything is asked for, unless the disk fills up.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(action="ignore"):
    ...     fetch(pd.DataFrame({"call_id": ["c"], "side": ["kremlin"], "url": [None]}), folder).loc[0, "what"]
    'no address is known. Look for it, and add it to the registry or the table.'
    """
    asked = _checked(addresses, "addresses", _ADDRESS[:3]).reindex(columns=_ADDRESS, fill_value="")
    folder, found, visitor = Path(into), [], _Visitor(pause, timeout, most)
    rows = {tuple(row[name] for name in _ADDRESS[:3]): row for row in manifest(folder).to_dict("records")}
    pages = {row["url"]: {name: row[name] for name in _PAGE} for row in rows.values()}
    _write(folder, rows)  # a folder that cannot be written is told before a site is asked
    for address in tqdm(asked.to_dict("records"), desc="Readouts", unit="page", delay=2, leave=False):
        page = pages[address["url"]] = _page(visitor, folder, address, pages.get(address["url"], {}))
        rows[tuple(address[name] for name in _ADDRESS[:3])] = address | page
        found.append(address | page)
        _write(folder, rows)
    table = pd.DataFrame(found, columns=[*_ADDRESS, *_PAGE], dtype="string").replace("", pd.NA)
    if missed := int((table["status"] == "not fetched").sum()):
        what = f"{missed} of {len(table)} readouts were not fetched. The column what says why."
        warnings.warn(f"{folder.name}: {what}", stacklevel=2)
    return table.astype({"bytes": "Int64"})


def manifest(folder: Path) -> pd.DataFrame:
    """What is known of each address: its row as ``fetch`` returned it, empty cells as empty strings.

    Raises
    ------
    ValueError: it cannot be read, lacks a column, or a row has no call_id.
    """
    if not (folder / MANIFEST).exists():
        return pd.DataFrame(columns=[*_ADDRESS, *_PAGE])
    try:
        table = pd.read_csv(folder / MANIFEST, dtype="string", keep_default_na=False)
        return _checked(table, MANIFEST, [*_ADDRESS, *_PAGE])
    except ValueError as error:
        raise ValueError(f"{MANIFEST} cannot be read ({error}) Mend it, or move it away and fetch anew.") from None


def content(folder: Path, row: dict[str, str]) -> bytes:
    """The page of a row of the manifest.

    Raises
    ------
    ValueError: it is not there, or not the page that was fetched; says what to do.
    """
    path = folder / row["file"]
    page = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(page).hexdigest() != row["page_sha256"]:
        raise ValueError("not the page that was fetched (its sha256 differs). Remove the file, and fetch again.")
    return page


def site(url: str) -> str:
    """The government that an address belongs to, by the first of its hosts; else the address's own host.

    Examples
    --------
    >>> site("https://obamawhitehouse.archives.gov/a"), site("https://www.notkremlin.ru/")
    ('whitehouse.gov', 'notkremlin.ru')
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return next((own[0] for own in HOSTS.values() if f".{host}".endswith(tuple(f".{name}" for name in own))), host)


def _checked(table: pd.DataFrame, name: str, columns: list[str]) -> pd.DataFrame:
    """The table as strings, empty where missing, if it has the columns and each row a call_id."""
    if lacking := [column for column in columns if column not in table]:
        raise ValueError(f"{name}: no column '{lacking[0]}'. Name it so; cells without an address may be empty.")
    table = table.astype("string").fillna("").reset_index(drop=True)
    if (empty := table["call_id"].str.strip() == "").any():
        raise ValueError(f"{name}, row {empty.idxmax()}: no call_id. Give each call one.")
    return table


def _write(folder: Path, rows: dict[tuple, dict[str, str]]) -> None:
    table = pd.DataFrame(list(rows.values()), columns=[*_ADDRESS, *_PAGE])
    _whole.write(folder / MANIFEST, table.to_csv(index=False, lineterminator="\n").encode(), _REMEDY)


def _page(visitor: "_Visitor", folder: Path, address: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """What became of an address: its cells in the manifest."""
    url, side, row = address["url"], address["side"], dict.fromkeys(_PAGE, "") | {"status": "not fetched"}
    if not url:
        read = f" The text of the tables was read at {address['source']}." if address["source"] else ""
        return row | {"what": f"no address is known. Look for it, and add it to the registry or the table.{read}"}
    if before and not before["again"] and (folder / before["file"]).exists():  # the folder itself, where none was kept
        return before | {"status": "kept" if before["file"] else "not fetched"}
    try:
        page, final = visitor.page(url)
    except Failure as failure:
        remedy = "" if failure.again else f" To ask again, remove its row from {MANIFEST}."
        return row | {"what": f"{failure}{remedy}", "again": "yes" if failure.again else ""}
    name = re.sub(r"[^\w-]+", "_", f"{address['call_id'][:50]}-{hashlib.sha256(url.encode()).hexdigest()[:6]}")
    file = f"{re.sub(r'[^a-z]+', '_', side)}/{name}.html"
    _whole.write(folder / file, page, _REMEDY)
    copy = site(final) != HOSTS.get(side, [site(final)])[0]
    what = f"a copy at {urlsplit(final).hostname}, not {side}'s own page." if copy else ""
    now, mark = datetime.now(UTC).isoformat(timespec="seconds"), hashlib.sha256(page).hexdigest()
    return dict(zip(_PAGE, (file, now, mark, str(len(page)), "fetched", what, "", final), strict=True))


class _Retry(Retry):
    """Rests at least as long as the site asks for, and reads nothing of an answer that says to come again."""

    def increment(self, *given: object, response: object = None, **more: object) -> Retry:
        if response is not None:
            response.close()
        return super().increment(*given, response=response, **more)

    def sleep(self, response: object = None) -> None:
        try:
            asked = (response is not None and self.get_retry_after(response)) or 0.0
        except (InvalidHeader, ValueError, OverflowError):
            asked = 0.0
        if asked > _LONGEST_REST:
            what = f"the site answers {response.status} and asks to be left alone for {asked:.0f} s. Run it again then."
            raise _Left(what, again=True)
        time.sleep(max(asked, min(self.backoff_factor * 2 ** len(self.history), _LONGEST_REST)))


class _Visitor:
    """Asks for pages, one after the other; ``pause``, ``timeout`` and ``most`` are those of ``fetch``."""

    def __init__(self, pause: float, timeout: float, most: int):
        self.pause, self.timeout, self.most = pause, timeout, most
        self.free = 0.0  # when the next request may go out
        self.rules: dict[str, Protego | Failure] = {}

    def page(self, url: str) -> tuple[bytes, str]:
        """The page at this address, or where its site redirects to, and its address; or a Failure, which says why."""
        try:
            response, body = self._follow(url)
        except ValueError:
            raise Failure("not an http(s) address with a host. Correct it in the table.") from None
        if response.status_code != 200:
            said = f"the site answers {response.status_code} {response.reason}".strip()
            raise Failure(f"{said}. Open it in a browser; where it has moved, correct it in the table.")
        if not body.strip():
            raise Failure("an empty page. Run it again later.", again=True)
        return body, response.url

    def _follow(self, url: str, robots: bool = False) -> tuple[requests.Response, bytes]:
        """The answer behind at most five redirects; robots.txt itself needs no permission."""
        for _ in range(_REDIRECTS + 1):
            response, body = self._ask(url, self.pause if robots else self._permit(url), robots)
            if not response.is_redirect:
                return response, body
            there = urljoin(url, response.headers["Location"])
            if site(there) != site(url) or (url.startswith("https:") and not there.startswith("https:")):
                raise Failure(f"redirects off the site or its https, to {there[:200]}. Check the address.")
            url = there
        raise Failure(f"more than {_REDIRECTS} redirects. Open it in a browser, and correct the address.")

    def _permit(self, url: str) -> float:
        """The rest that robots.txt asks for, if it allows the address."""
        if (origin := _origin(url)) not in self.rules:
            try:
                _, body = self._follow(f"{origin}/robots.txt", robots=True)
                self.rules[origin] = Protego.parse(body.decode("utf-8", "replace"))  # RFC 9309: a 4xx is no rules
            except Failure as failure:
                self.rules[origin] = Failure(f"robots.txt cannot be read: {failure}", again=True)
        if isinstance(rules := self.rules[origin], Failure):
            raise rules
        if not rules.can_fetch(url, NAME):
            raise Failure("robots.txt does not allow it. Read it in a browser.")
        rest = rules.crawl_delay(NAME) or 0.0
        if not rest <= _LONGEST_REST:
            raise Failure(f"robots.txt asks for {rest:g} s between requests. Read it in a browser.")
        return max(self.pause, rest)

    def _ask(self, url: str, rest: float, robots: bool) -> tuple[requests.Response, bytes]:
        """One answer and its body; a session for each, so that no cookie outlives it."""
        time.sleep(max(0.0, self.free - time.monotonic()))
        retries = _Retry(_RETRIES, connect=0, read=False, other=0, status_forcelist=_BUSY, backoff_factor=rest)
        with requests.Session() as session:
            session.adapters = dict.fromkeys(("http://", "https://"), HTTPAdapter(max_retries=retries))
            session.get_redirect_target = lambda _: None  # else it would read the body of a redirect
            try:
                return self._answer(session, url, robots)
            except _Left as failure:
                self.rules[_origin(url)] = failure
                raise
            except requests.Timeout:
                raise Failure(f"no whole answer within {self.timeout:g} s. Run it again later.", again=True) from None
            except requests.exceptions.RetryError as error:
                raise Failure(f"the site is busy: {error.args[0].reason}. Run it again later.", again=True) from None
            except (requests.ConnectionError, HTTPError) as error:
                said = type(error).__name__
                raise Failure(f"the connection failed ({said}). Run it again later.", again=True) from None
            finally:
                self.free = time.monotonic() + rest

    def _answer(self, session: requests.Session, url: str, robots: bool) -> tuple[requests.Response, bytes]:
        end, body = time.monotonic() + self.timeout, bytearray()
        with session.get(url, headers=_HEADERS, timeout=self.timeout, stream=True, allow_redirects=False) as response:
            if response.status_code != 200:
                return response, b""
            kind = response.headers.get("Content-Type", _HTML[0])
            if not robots and kind.split(";")[0].strip().lower() not in _HTML:
                raise Failure(f"not a page but {kind[:60]}. Name the address of the page itself.")
            # read1 comes back with what is there; read would wait for a full block from a server that drips.
            while len(body) + (response.raw.length_remaining or 0) <= self.most:
                if not (piece := response.raw.read1(2**14, decode_content=True)):
                    return response, bytes(body)
                body += piece
                if time.monotonic() > end:
                    raise requests.Timeout
        raise Failure(f"larger than {self.most:,} bytes. Check the address, or allow more with most=.")


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))
