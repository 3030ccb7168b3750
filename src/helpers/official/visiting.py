"""Ask a site for a page, politely: by its robots.txt, with rests, and within bounds of time and size."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from protego import Protego

from helpers import __version__

NAME = "one-call-two-readouts"
AGENT = f"{NAME}/{__version__} (research on presidential readouts; a few pages, one request a second)"
# All hosts of a presidency share one rest between requests, and may redirect to one another.
PRESIDENCIES = ("kremlin.ru", "elysee.fr")
_RETRIES, _REDIRECTS = 3, 5
_LONGEST_REST = 120  # seconds; a site that asks for more is left alone for this run
_HTML = ("text/html", "application/xhtml+xml")
_HEADERS = {"User-Agent": AGENT, "Accept": ", ".join([*_HTML, "*/*;q=0.1"]), "Accept-Encoding": "identity"}
_UNPACKED = ("", "identity", "gzip", "x-gzip", "deflate")  # what urllib3 undoes by itself
_TIMEOUTS = (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)
_BROKEN = (OSError, ValueError, requests.RequestException, urllib3.exceptions.HTTPError)


class Failure(Exception):
    """Why a page was not fetched, with the remedy; ``again``: it may come at a later run."""

    def __init__(self, what: str, again: bool):
        super().__init__(what)
        self.again = again


class Page(NamedTuple):
    """A page as the site sent it, and the address at which it stood in the end."""

    content: bytes
    url: str
    content_type: str


class _Answer(NamedTuple):
    status: int
    target: str | None
    retry_after: str
    content_type: str
    content: bytes

    def __str__(self) -> str:
        phrase = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else ""
        return f"the site answers {self.status} {phrase}".strip()


class _Session(requests.Session):
    def resolve_redirects(self, *_: object, **__: object) -> Iterator[requests.Response]:
        """Nothing: redirects are followed by `Visitor`. The library's own way would read their bodies, however long."""
        return iter(())


def check(url: str) -> None:
    """Refuse what is not an address on the web.

    Raises
    ------
    Failure: says why.

    Examples
    --------
    >>> check("ftp://kremlin.ru/events")
    Traceback (most recent call last):
    helpers.official.visiting.Failure: not an http(s) address with a host. Correct it in the table.
    """
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fit = False
    if not fit:
        raise Failure("not an http(s) address with a host. Correct it in the table.", again=False)


def site(url: str) -> str:
    """The presidency that an address belongs to, else its host.

    Examples
    --------
    >>> site("http://en.kremlin.ru/events"), site("https://notkremlin.ru/")
    ('kremlin.ru', 'notkremlin.ru')
    """
    host = urlsplit(url).hostname or ""
    return next((name for name in PRESIDENCIES if f".{host}".endswith(f".{name}")), host)


class Visitor:
    """Asks for pages, one after the other; ``pause``, ``timeout`` and ``most`` are those of ``fetch``."""

    def __init__(self, pause: float, timeout: float, most: int):
        self.pause, self.timeout, self.most = pause, timeout, most
        self._pauses: dict[str, float] = {}
        self._free: dict[str, float] = {}  # when each site may be asked again
        self._left: dict[str, Failure] = {}  # sites that asked for a long rest
        self._robots: dict[str, Protego | Failure] = {}

    def page(self, url: str) -> Page:
        """The page at this address, or where its site redirects to.

        Raises
        ------
        Failure: says why not, and what to do.
        """
        check(url)
        answer, final = self._follow(url, robots=False)
        if answer.status in (404, 410):
            raise Failure(f"{answer}. Look for its new address, and correct it in the table.", again=False)
        if answer.status != 200:
            known = 400 <= answer.status < 500
            raise Failure(f"{answer}. Open it in a browser; the site may refuse programs or your network.", not known)
        if not answer.content.strip():
            raise Failure("an empty page. Run it again later.", again=True)
        return Page(answer.content, final, answer.content_type)

    def _follow(self, url: str, robots: bool) -> tuple[_Answer, str]:
        """The answer behind at most five redirects; robots.txt itself needs no permission."""
        here = url
        for _ in range(_REDIRECTS + 1):
            if not robots:
                self._permit(here)
            answer = self._ask(here, robots)
            if answer.target is None:
                return answer, here
            here = _redirected(here, answer.target)
        raise Failure(f"more than {_REDIRECTS} redirects. Open it in a browser, and correct the address.", again=False)

    def _permit(self, url: str) -> None:
        """See that robots.txt allows the address, and take over the rest that it asks for."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if origin not in self._robots:
            try:
                self._robots[origin] = self._rules(origin)
            except Failure as failure:
                self._robots[origin] = Failure(f"robots.txt cannot be read: {failure}", again=True)
        rules = self._robots[origin]
        if isinstance(rules, Failure):
            raise rules
        if not rules.can_fetch(url, NAME):
            raise Failure("robots.txt does not allow it. Read it in a browser.", again=False)
        rest = rules.crawl_delay(NAME) or 0.0
        if not rest <= _LONGEST_REST:
            raise Failure(f"robots.txt asks for {rest:g} s between requests. Read it in a browser.", again=False)
        self._pauses[site(url)] = max(self._pauses.get(site(url), self.pause), rest)

    def _rules(self, origin: str) -> Protego:
        answer, _ = self._follow(origin, robots=True)
        if answer.status == 200:
            return Protego.parse(answer.content.decode("utf-8", "replace"))
        if 400 <= answer.status < 500:  # no rules, says RFC 9309, section 2.3.1.3
            return Protego.parse("")
        raise Failure(f"{answer}. Run it again later.", again=True)

    def _ask(self, url: str, robots: bool) -> _Answer:
        """One answer; the site is asked up to three times more while it is busy or broken."""
        for attempt in range(_RETRIES + 1):
            if site(url) in self._left:
                raise self._left[site(url)]
            time.sleep(max(0.0, self._free.get(site(url), 0.0) - time.monotonic()))
            rest = 0.0
            try:
                answer = _within(self.timeout, lambda: self._answer(url, robots))
                if answer.status not in (408, 429) and answer.status < 500:
                    return answer
                said, rest = str(answer), _rest(answer.retry_after)
            except _TIMEOUTS:
                raise Failure(f"no whole answer within {self.timeout:g} s. Run it again later.", again=True) from None
            except _BROKEN as error:
                said = f"the connection failed ({type(error).__name__})"
            finally:
                self._free[site(url)] = time.monotonic() + self._pauses.get(site(url), self.pause)
            if rest > _LONGEST_REST:
                asked = f"{said} and asks to be left alone for {rest:.0f} s. Run it again then."
                self._left[site(url)] = Failure(asked, again=True)
                raise self._left[site(url)]
            rest = rest or self.pause * 2 ** (attempt + 1)
            self._free[site(url)] = max(self._free[site(url)], time.monotonic() + rest)
        raise Failure(f"{said}, asked {_RETRIES + 1} times. Run it again later.", again=True)

    def _answer(self, url: str, robots: bool) -> _Answer:
        end = time.monotonic() + self.timeout
        # A session for each request: no cookie outlives it.
        with (
            _Session() as session,
            session.get(url, headers=_HEADERS, timeout=self.timeout, stream=True, allow_redirects=False) as response,
        ):
            kind, target = response.headers.get("Content-Type", ""), session.get_redirect_target(response)
            if response.status_code != 200:
                return _Answer(response.status_code, target, response.headers.get("Retry-After", ""), kind, b"")
            if not robots and kind and kind.split(";")[0].strip().lower() not in _HTML:
                raise Failure(f"not a page but {kind[:60]}. Name the address of the page itself.", again=False)
            packed = response.headers.get("Content-Encoding", "").strip().lower()
            if packed not in _UNPACKED:
                raise Failure(f"packed as {packed[:60]}, though not asked to be. Save it with a browser.", again=True)
            return _Answer(200, None, "", kind, self._body(response, end))

    def _body(self, response: requests.Response, end: float) -> bytes:
        content = bytearray()
        expected = response.raw.length_remaining or 0
        # read1 comes back with what is there; read would wait for a full block from a server that drips.
        while expected <= self.most and (piece := response.raw.read1(2**14, decode_content=True)):
            content += piece
            if len(content) > self.most:
                break
            if time.monotonic() > end:
                raise TimeoutError
        if max(expected, len(content)) > self.most:
            what = f"larger than {self.most:,} bytes. Check the address, or allow more with most=."
            raise Failure(what, again=False)
        return bytes(content)


def _within(seconds: float, work: Callable[[], _Answer]) -> _Answer:
    """The work's result, if it comes in time; looking up a name and reading headers know no time limit of their own."""
    outcome: Future[_Answer] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome.result(seconds)


def _rest(retry_after: str) -> float:
    """The seconds that a Retry-After asks for, as a number or a date; 0 where it says nothing."""
    if re.fullmatch(r"\s*\d{1,9}\s*", retry_after, re.ASCII):
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
        return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return 0.0


def _redirected(here: str, target: str) -> str:
    try:
        there = urljoin(here, target)
        check(there)
    except (ValueError, Failure):
        raise Failure("redirects to what is no http(s) address. Open it in a browser.", again=False) from None
    if site(there) != site(here):
        raise Failure(f"redirects off the site, to {urlsplit(there).hostname}. Check the address.", again=False)
    if urlsplit(here).scheme == "https" and urlsplit(there).scheme == "http":
        raise Failure("redirects from https to http. Open it in a browser.", again=False)
    return there
