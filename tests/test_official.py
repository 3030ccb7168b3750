"""The presidencies' own readouts: fetched politely from a local server, parsed from written pages."""

import hashlib
import re
import socket
import threading
import time
import unicodedata
import warnings
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning, corpus, official
from helpers.official.__main__ import main
from helpers.official.visiting import Visitor

PAGES = Path(__file__).parent / "pages"
KREMLIN, ELYSEE = (PAGES / "kremlin_en.html").read_bytes(), (PAGES / "elysee_fr.html").read_bytes()
PARSERS = {"kremlin": official.parse_kremlin, "elysee": official.parse_elysee}

READOUTS = {
    "kremlin_en": [
        "Vladimir Putin had a telephone conversation with President of the French Republic Emmanuel Macron.",
        "The presidents discussed the repair of the lighthouses on the northern sea route. Vladimir Putin stressed the"
        " importance of a common timetable.",
        "Emmanuel Macron outlined his view of the search for the lost mail ship – found near the island in January.",
        "It was agreed to continue contacts.",
    ],
    "kremlin_fr": [
        "Vladimir Poutine s’est entretenu par téléphone avec Emmanuel Macron.",
        "Les présidents ont parlé de la réparation des phares de la route du Nord : « un horaire commun ».",
        "Ils sont convenus de rester en contact.",
    ],
    "kremlin_ru": [
        "Состоялся телефонный разговор Владимира Путина с Президентом Французской Республики Эммануэлем Макроном.",
        "Президенты обсудили ремонт маяков на северном морском пути. Владимир Путин подчеркнул важность общего"
        " расписания.",
        "Эммануэль Макрон рассказал о поисках почтового судна — его нашли у острова в январе.",
        "Условились продолжить контакты.",
    ],
    "elysee_en": [
        "The President of the Republic spoke today with Vladimir Putin, President of the Russian Federation.",
        "He asked for the repair of the lighthouses.",
    ],
    "elysee_fr": [
        "Le Président de la République s’est entretenu ce jour avec M. Vladimir Poutine, président de la Fédération de"
        " Russie.",
        "Il a demandé la réparation des phares : « la lumière d’abord ».",
        "Il a rappelé l’importance du courrier.",
        "les phares ;",
        "le navire postal.",
    ],
    "elysee_ru": [
        "Президент Республики поговорил сегодня с Владимиром Путиным.",
        "Он попросил починить маяки.",
    ],
}


def page(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


# What a page says


@pytest.mark.parametrize("name", sorted(READOUTS))
def test_a_page_gives_its_readout_and_nothing_around_it(name):
    side, language = name.split("_")
    row = PARSERS[side]((PAGES / f"{name}.html").read_bytes())
    assert row["text"].split("\n") == READOUTS[name]
    assert row["raw"] == row["text"]
    assert row["language"] == language
    assert row["outlet"] == {"kremlin": "Kremlin", "elysee": "Élysée"}[side]
    assert row["published"] == (datetime(2031, 2, 11, 18, 10) if side == "kremlin" else datetime(2031, 2, 11))
    assert PARSERS[side](page(name)) == row


def test_title_place_address_and_translation():
    row = official.parse_kremlin(page("kremlin_en"))
    assert row["title"] == "Telephone conversation with President of France Emmanuel Macron"
    assert row["place"] == "The Kremlin, Moscow"
    assert row["url"] == "http://en.kremlin.ru/events/president/news/990001"
    assert row["translation"] == "house translation"
    assert official.parse_kremlin(page("kremlin_ru"))["translation"] == "none"
    assert official.parse_elysee(page("elysee_fr"))["translation"] == "none"
    assert official.parse_elysee(page("elysee_en"))["translation"] == "house translation"
    assert official.parse_elysee(page("elysee_ru"))["translation"] == "unknown"
    assert official.parse_elysee(page("elysee_fr"))["title"] == "Entretien téléphonique avec M. Vladimir Poutine"
    assert official.parse_elysee(page("elysee_fr"))["url"].endswith("/2031/02/11/entretien-telephonique")


@pytest.mark.parametrize("name", sorted(READOUTS))
def test_a_page_that_does_not_say_its_language_is_known_by_its_words(name):
    side, language = name.split("_")
    assert PARSERS[side](re.sub(r"<html[^>]*>", "<html>", page(name)))["language"] == language


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("kremlin_en", "entry-title p-name", "headline", "no 'h1.entry-title.p-name' with anything in it"),
        ("kremlin_en", "read__published", "when", "no 'time.read__published[datetime]'"),
        ("kremlin_en", 'datetime="2031-02-11"', 'datetime="2031-02-31"', "no 'time.read__published[datetime]'"),
        ("elysee_fr", "reset-last-space", "text", "no '.reset-last-space' with anything in it"),
        ("elysee_fr", "Publié le", "Le", "no 'Publié le ... / Posted on ... (a date line)'"),
        ("elysee_fr", "11 février", "31 février", "no 'Publié le ... / Posted on ... (a date line)'"),
    ],
)
def test_a_changed_structure_is_told_with_its_selector_and_a_remedy(name, old, new, said):
    assert old in page(name)
    with pytest.raises(official.ParseError) as error:
        PARSERS[name.split("_")[0]](page(name).replace(old, new))
    assert str(error.value).startswith(said)
    assert "correct the selector in helpers.official.parsing" in str(error.value)


def test_a_kremlin_page_without_its_body_names_both_selectors():
    changed = re.sub(r"<(/?)p>", r"<\1span>", page("kremlin_en")).replace("read__lead", "").replace("heading", "")
    with pytest.raises(official.ParseError, match=r"no 'div\.entry-content\.e-content\.read__internal_content p or "):
        official.parse_kremlin(changed)


def test_a_body_known_by_itemprop_alone_is_read_and_the_lead_stands_once():
    changed = page("kremlin_en").replace("entry-content e-content read__internal_content", "body")
    assert official.parse_kremlin(changed)["text"].split("\n") == READOUTS["kremlin_en"]
    lead = READOUTS["kremlin_en"][0]
    again = page("kremlin_en").replace('itemprop="articleBody">', f'itemprop="articleBody"><p>{lead}</p>')
    assert official.parse_kremlin(again)["text"].split("\n") == READOUTS["kremlin_en"]


def test_what_a_page_may_lack():
    bare = re.sub(
        r'<div class="read__(time|place[^"]*)">.*?</div>|<link rel.*?>|<meta prop.*?>', "", page("kremlin_en")
    )
    row = official.parse_kremlin(bare)
    assert (row["published"], row["place"], row["url"]) == (datetime(2031, 2, 11), None, None)
    untitled = re.sub(r"<h1.*?</h1>", "", page("elysee_fr"))
    assert official.parse_elysee(untitled)["title"] == "Entretien téléphonique avec M. Vladimir Poutine"
    with pytest.raises(official.ParseError, match="no 'h1 or meta"):
        official.parse_elysee(re.sub(r"<meta prop.*?>", "", untitled))


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "/events/1", "http://[", "ftp://kremlin.ru/1", "http://a b/"])
def test_an_address_on_the_page_that_is_none_is_not_taken(bad):
    changed = re.sub(r'(href|content)="http://en\.kremlin\.ru[^"]*"', rf'\1="{bad}"', page("kremlin_en"))
    assert official.parse_kremlin(changed)["url"] is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Publié le 1<sup>er</sup> mars 2022", (2022, 3, 1)),
        ("Publié le mardi 3 mai 2022 à 18:00", (2022, 5, 3)),
        ("Publié le : 19 août 2022", (2022, 8, 19)),
        ("PUBLIÉ LE 11 DÉCEMBRE 2021", (2021, 12, 11)),
        ("Posted on May 28, 2022", (2022, 5, 28)),
        ("Posted on Saturday, 28th May 2022", (2022, 5, 28)),
        ("Posted on 10 Sept. 2022", (2022, 9, 10)),
        ("Опубликовано 3 июня 2022", (2022, 6, 3)),
        (unicodedata.normalize("NFD", "Publié le 3 août 2022"), (2022, 8, 3)),
    ],
)
def test_date_lines(line, day):
    changed = page("elysee_fr").replace("Publié le <time>11 février 2031</time>", line)
    assert official.parse_elysee(changed)["published"] == datetime(*day)


def test_links_emphasis_and_breaks_glue_no_words_and_split_none():
    body = "<p>One<br/>two <b>th</b>ree<a href='#'> four</a></p>five<div>six</div>seven<br><br>eight<!-- no -->"
    body += "<table><tr><td>nine</td><td>ten</td></tr></table>"
    changed = re.sub(r"<p>Le Président.*?</ul>", body, page("elysee_fr"), flags=re.DOTALL)
    assert official.parse_elysee(changed)["text"].split("\n") == [
        *("One two three four", "five", "six", "seven", "eight", "nine", "ten"),
    ]


WORDS = st.lists(st.text("abйé’", min_size=1, max_size=5), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_every_paragraph_stands_in_the_text_once_and_in_order(paragraphs):
    inside = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        f"<h1>T</h1><p>Publié le 3 mai 2022</p><div class='reset-last-space'>{inside}</div>"
        f"<h1 class='entry-title p-name'>T</h1><time class='read__published' datetime='2022-05-03'></time>"
        f"<div class='entry-content e-content read__internal_content'>{inside}</div>"
    )
    for parse in PARSERS.values():
        assert parse(html)["text"].split("\n") == paragraphs


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.sampled_from(sorted(READOUTS)), st.floats(0, 1))
def test_arbitrary_bytes_and_text_raise_nothing_but_parse_errors(noise, name, where):
    side = name.split("_")[0]
    whole = page(name) if isinstance(noise, str) else (PAGES / f"{name}.html").read_bytes()
    cut = int(where * len(whole))
    for html in (noise, whole[:cut] + noise + whole[cut:], whole[:cut]):
        try:
            row = PARSERS[side](html)
            assert row["text"].strip() and row["title"]
        except official.ParseError as error:
            assert str(error)


def test_empty_odd_and_deep_pages():
    for html in ("", b"", "\ud800", b"\xff\xfe\x00", "<![x", "<div>" * 5_000, "https://kremlin.ru"):
        for parse in PARSERS.values():
            with pytest.raises(official.ParseError):
                parse(html)


# A server that is well-behaved, or not


class Server(ThreadingHTTPServer):
    """Serves functions by path; ``asked`` holds when, on which host, for what and with which headers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.paths, self.asked, self.sent = {}, [], 0

    def __setitem__(self, path, answer):
        self.paths[path] = answer

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_port}{path}"

    def count(self, path):
        return [asked[2] for asked in self.asked].count(path)

    def handle_error(self, request, client_address):  # the client hangs up on purpose
        pass


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((time.monotonic(), self.headers["Host"], self.path, self.headers))
        answer = self.server.paths.get(self.path, (404, {}, b"gone"))
        answer = answer.pop(0) if isinstance(answer, list) else answer
        if callable(answer):
            answer(self)
        else:
            status, headers, body = answer
            self.head(status, {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | headers)
            self.wfile.write(body)

    def head(self, status, headers):
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def running():
    server = Server()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(running, monkeypatch):
    """Every host is this machine: no test can ask another one."""
    running.paths.clear()
    running.asked.clear()
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve("127.0.0.1", *rest, **more))
    monkeypatch.setenv("NO_PROXY", "*")
    running["/k"], running["/e"] = (200, {}, KREMLIN), (200, {}, ELYSEE)
    return running


def table(kremlin, elysee=pd.NA, call_id="call"):
    return pd.DataFrame({"call_id": [call_id], "kremlin_url": [kremlin], "elysee_url": [elysee]})


def fetch(calls, into, **options):
    """Fetch without rests; the warning is checked where it matters."""
    with warnings.catch_warnings(action="ignore"):
        return official.fetch(calls, into, **({"pause": 0, "timeout": 5} | options))


def why(server, into, path="/k", **options):
    row = fetch(table(server.url(path)), into, **options).loc[0]
    assert row["status"] == "not fetched" and pd.isna(row["file"])
    assert not list(into.rglob("*.html")) and not list(into.rglob("*.part"))
    return row["what"]


def test_pages_are_kept_as_they_came_with_time_and_sha256(server, tmp_path):
    got = fetch(table(server.url("/k"), server.url("/e")), tmp_path / "new" / "readouts")
    assert list(got.columns) == [
        *("call_id", "side", "url", "file", "retrieved", "sha256", "bytes", "status", "what"),
    ]
    assert got["file"].tolist() == ["kremlin/call.html", "elysee/call.html"]
    assert got["side"].tolist() == ["kremlin", "elysee"]
    assert got["status"].tolist() == ["fetched", "fetched"]
    assert (tmp_path / "new/readouts/kremlin/call.html").read_bytes() == KREMLIN
    assert got["sha256"].tolist() == [hashlib.sha256(content).hexdigest() for content in (KREMLIN, ELYSEE)]
    assert got["bytes"].tolist() == [len(KREMLIN), len(ELYSEE)]
    age = datetime.now(UTC) - datetime.fromisoformat(got.loc[0, "retrieved"])
    assert timedelta(0) <= age + timedelta(seconds=1) < timedelta(minutes=1)
    manifest = pd.read_csv(tmp_path / "new/readouts/manifest.csv", dtype="string")
    pd.testing.assert_frame_equal(manifest[[*got.columns[:6], "status"]], got[[*got.columns[:6], "status"]])
    assert manifest["content_type"].tolist() == ["text/html; charset=utf-8"] * 2


def test_the_program_names_itself_and_asks_for_robots_txt_once(server, tmp_path):
    fetch(table(f"{server.url('/k')}; {server.url('/e')}"), tmp_path)
    assert [path for _, _, path, _ in server.asked] == ["/robots.txt", "/k", "/e"]
    assert {headers["User-Agent"].split()[0] for *_, headers in server.asked} == {"one-call-two-readouts/0.1.0"}


def test_nothing_is_asked_for_twice(server, tmp_path):
    calls = pd.concat([table(server.url("/k")), table(server.url("/k"), call_id="other")], ignore_index=True)
    first = fetch(calls, tmp_path)
    assert first["status"].tolist() == ["fetched", "kept"]
    assert first["file"].tolist() == ["kremlin/call.html", "kremlin/call.html"]
    before = (tmp_path / "manifest.csv").read_bytes()
    again = fetch(calls, tmp_path)
    assert again["status"].tolist() == ["kept", "kept"]
    assert again["retrieved"].tolist() == first["retrieved"].tolist()
    assert (tmp_path / "manifest.csv").read_bytes() == before
    assert server.count("/k") == 1 and server.count("/robots.txt") == 1


def test_several_addresses_and_calls_of_like_names_have_files_of_their_own(server, tmp_path):
    server["/k2"] = server["/k3"] = (200, {}, b"<p>Another.</p>")
    calls = pd.concat([table(f"{server.url('/k')};{server.url('/k2')};"), table(server.url("/k3"), call_id="CALL")])
    got = fetch(calls, tmp_path)
    assert got["file"].tolist() == ["kremlin/call.html", "kremlin/call-2.html", "kremlin/CALL-3.html"]
    assert (tmp_path / "kremlin" / "call-2.html").read_bytes() == b"<p>Another.</p>"


def test_an_interrupted_run_is_resumed(server, tmp_path, monkeypatch):
    visit = Visitor.page

    def interrupted(visitor, url):
        if url.endswith("/e"):
            raise KeyboardInterrupt
        return visit(visitor, url)

    calls = table(server.url("/k"), server.url("/e"))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Visitor, "page", interrupted)
        fetch(calls, tmp_path)
    assert "interrupted. Run it again." in (tmp_path / "manifest.csv").read_text(encoding="utf-8")
    assert fetch(calls, tmp_path)["status"].tolist() == ["kept", "fetched"]
    assert server.count("/k") == 1


def test_a_changed_page_is_told_and_a_lost_one_fetched_again(server, tmp_path):
    calls = table(server.url("/k"))
    fetch(calls, tmp_path)
    (tmp_path / "kremlin" / "call.html").write_bytes(KREMLIN.replace(b"lighthouses", b"warships"))
    row = fetch(calls, tmp_path).loc[0]
    assert row["status"] == "not fetched"
    assert row["what"].startswith("kremlin/call.html: not the page that was fetched (its sha256 differs). Remove")
    with pytest.raises(corpus.CorpusError, match=r"kremlin/call\.html .*its sha256 differs"):
        official.read(tmp_path)
    (tmp_path / "kremlin" / "call.html").unlink()
    assert fetch(calls, tmp_path).loc[0, "status"] == "fetched"
    assert official.read(tmp_path)["doc_id"].tolist() == ["call-kremlin-en"]


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        ((404, {}, b""), "the site answers 404 Not Found. Look for its new address", 1),
        ((403, {}, b""), "the site answers 403 Forbidden. Open it in a browser", 1),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "not a page but application/pdf. Name the address", 1),
        ((200, {"Content-Length": "50000000"}, b""), "larger than 5,000,000 bytes. Check the address", 1),
        ((302, {"Location": "http://elysee.fr/e"}, b""), "redirects off the site, to elysee.fr. Check", 1),
        ((302, {"Location": "//127.0.0.1.example.org/"}, b""), "redirects off the site, to 127.0.0.1.example.org.", 1),
        ((302, {"Location": "file:///etc/passwd"}, b""), "redirects to what is no http(s) address.", 1),
        ((302, {"Location": "http://["}, b""), "redirects to what is no http(s) address.", 1),
        ((301, {"Location": "/k"}, b""), "more than 5 redirects.", 6),
    ],
)
def test_what_fails_for_good_is_remembered(server, tmp_path, answer, said, asked):
    server["/k"] = answer
    first = why(server, tmp_path)
    assert first.startswith(said)
    assert why(server, tmp_path) == f"{first} Asked before; to ask again, remove its row from manifest.csv."
    assert server.count("/k") == asked
    (tmp_path / "manifest.csv").unlink()
    server["/k"] = (200, {}, KREMLIN)
    assert fetch(table(server.url("/k")), tmp_path).loc[0, "status"] == "fetched"


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        ((500, {}, b""), "the site answers 500 Internal Server Error, asked 4 times. Run it again later.", 4),
        ((429, {"Retry-After": "0"}, b""), "the site answers 429 Too Many Requests, asked 4 times.", 4),
        ((200, {"Content-Length": "900"}, b"<p>half"), "the connection failed (ProtocolError), asked 4 times.", 4),
        (lambda handler: handler.connection.close(), "the connection failed (ConnectionError), asked 4 times.", 4),
        ((200, {"Content-Encoding": "br"}, b"\x8b\x02\x80"), "packed as br, though not asked to be. Save it", 1),
        ((200, {}, b" "), "an empty page. Run it again later.", 1),
        ((299, {}, b""), "the site answers 299. Open it in a browser", 1),
    ],
)
def test_what_fails_in_passing_is_tried_again_at_the_next_run(server, tmp_path, answer, said, asked):
    server["/k"] = answer
    assert why(server, tmp_path).startswith(said)
    assert server.count("/k") == asked
    server["/k"] = (200, {}, KREMLIN)
    assert fetch(table(server.url("/k")), tmp_path).loc[0, "status"] == "fetched"


def test_a_site_that_recovers_is_asked_again_in_the_same_run(server, tmp_path):
    server["/k"] = [(500, {}, b""), (503, {"Retry-After": "soon"}, b""), (200, {}, KREMLIN)]
    assert fetch(table(server.url("/k")), tmp_path).loc[0, "status"] == "fetched"


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured_as_seconds_and_as_a_date(server, tmp_path, as_date):
    def busy(handler):
        # A date has whole seconds: two from now is between one and two.
        then = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if as_date else "1"
        handler.head(429, {"Retry-After": then})

    server["/k"] = [busy, (200, {}, KREMLIN)]
    assert fetch(table(server.url("/k")), tmp_path).loc[0, "status"] == "fetched"
    first, second = [when for when, _, path, _ in server.asked if path == "/k"]
    assert 0.95 <= second - first < 3


def test_a_site_that_asks_for_an_hour_is_left_alone(server, tmp_path):
    server["/k"] = (429, {"Retry-After": "3600"}, b"")
    got = fetch(table(server.url("/k"), server.url("/e")), tmp_path)
    assert set(got["what"]) == {
        "the site answers 429 Too Many Requests and asks to be left alone for 3600 s. Run it again then."
    }
    assert server.count("/k") == 1 and server.count("/e") == 0


def drip(handler):
    handler.head(200, {"Content-Type": "text/html"})
    for handler.server.sent in range(100):
        handler.wfile.write(b"<")
        time.sleep(0.05)


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for number in range(90):
        handler.wfile.write(f"X-{number}: x\r\n".encode())
        time.sleep(0.05)


@pytest.mark.parametrize("slow", [drip, drip_headers, lambda handler: time.sleep(4)])
def test_a_slow_answer_ends(server, tmp_path, slow):
    server["/k"] = slow
    begun = time.monotonic()
    assert why(server, tmp_path, timeout=0.3) == "no whole answer within 0.3 s. Run it again later."
    assert time.monotonic() - begun < 3


def test_a_server_that_drips_is_hung_up_on(server, tmp_path):
    server["/k"] = drip
    why(server, tmp_path, timeout=0.2)
    seen = server.sent
    time.sleep(0.4)
    assert server.sent <= seen + 4  # of 100, one each 0.05 s


def test_a_large_page_is_refused_while_it_comes(server, tmp_path):
    def large(handler):
        handler.head(200, {"Content-Type": "text/html"})
        for sent in range(50):
            server.sent = sent
            handler.wfile.write(b"x" * 1_000_000)

    server["/k"] = large
    assert why(server, tmp_path, most=100_000).startswith("larger than 100,000 bytes.")
    assert server.sent < 20


def test_redirects_within_a_presidency_are_followed(server, tmp_path):
    server["/old"] = (302, {"Location": server.url("/k", "en.kremlin.ru")}, b"")
    got = fetch(table(server.url("/old", "kremlin.ru")), tmp_path)
    assert got["status"].tolist() == ["fetched"]
    assert pd.read_csv(tmp_path / "manifest.csv").loc[0, "final_url"] == server.url("/k", "en.kremlin.ru")
    hosts = [host.split(":")[0] for _, host, path, _ in server.asked if path == "/robots.txt"]
    assert hosts == ["kremlin.ru", "en.kremlin.ru"]
    server["/old"] = (302, {"Location": server.url("/k", "notkremlin.ru")}, b"")
    assert why(server, tmp_path / "other", "/old").startswith("redirects off the site, to notkremlin.ru")


def test_the_body_of_a_redirect_is_not_waited_for(server, tmp_path):
    def endless(handler):
        handler.head(302, {"Location": "/k"})
        drip(handler)

    server["/old"] = endless
    assert fetch(table(server.url("/old")), tmp_path, timeout=0.5).loc[0, "status"] == "fetched"


def test_robots_txt_is_obeyed(server, tmp_path):
    server["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /k\n")
    got = fetch(table(server.url("/k"), server.url("/e")), tmp_path)
    assert got["status"].tolist() == ["not fetched", "fetched"]
    assert got.loc[0, "what"] == "robots.txt does not allow it. Read it in a browser."
    assert server.count("/k") == 0


def test_rules_for_this_program_come_before_those_for_all(server, tmp_path):
    rules = b"User-agent: *\nDisallow:\n\nUser-agent: one-call-two-readouts\nDisallow: /\n"
    server["/robots.txt"] = (200, {}, rules)
    assert why(server, tmp_path) == "robots.txt does not allow it. Read it in a browser."


def test_without_a_readable_robots_txt_nothing_is_fetched_in_this_run(server, tmp_path):
    server["/robots.txt"] = (500, {}, b"")
    got = fetch(table(server.url("/k"), server.url("/e")), tmp_path)
    assert got["status"].tolist() == ["not fetched", "not fetched"]
    assert got.loc[0, "what"].startswith("robots.txt cannot be read: the site answers 500 Internal Server Error")
    assert (server.count("/robots.txt"), server.count("/k")) == (4, 0)
    server["/robots.txt"] = (403, {}, b"")  # no rules, by RFC 9309
    assert fetch(table(server.url("/k")), tmp_path).loc[0, "status"] == "fetched"


def test_a_crawl_delay_is_honoured_or_too_long(server, tmp_path):
    server["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.3\n")
    fetch(table(server.url("/k"), server.url("/e")), tmp_path / "a")
    when = [when for when, _, path, _ in server.asked if path != "/robots.txt"]
    assert when[1] - when[0] >= 0.3
    server["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 86400\n")
    assert why(server, tmp_path / "b").startswith("robots.txt asks for 86400 s between requests.")


def test_the_pause_is_kept_between_all_requests_to_a_site(server, tmp_path):
    server["/k"] = [(302, {"Location": "/k2"}, b"")]
    server["/k2"] = [(503, {}, b""), (200, {}, KREMLIN)]
    assert fetch(table(server.url("/k")), tmp_path, pause=0.2)["status"].tolist() == ["fetched"]
    when = [when for when, *_ in server.asked]
    gaps = [after - before for before, after in pairwise(when)]
    assert len(gaps) == 3 and min(gaps) >= 0.2
    assert gaps[2] >= 0.4  # after a failure the rest is doubled


def test_no_cookie_is_kept(server, tmp_path):
    server["/k"] = (200, {"Set-Cookie": "visitor=1; Path=/"}, KREMLIN)
    fetch(table(server.url("/k"), server.url("/e")), tmp_path)
    assert all(headers["Cookie"] is None for *_, headers in server.asked)


@pytest.mark.parametrize("bad", ["no address", "ftp://kremlin.ru/1", "http://", "http://[", "file:///etc/passwd"])
def test_what_is_no_address_does_not_stop_the_others(server, tmp_path, bad):
    with pytest.warns(UserWarning, match="1 of 2 addresses were not fetched. The column what says why."):
        got = official.fetch(table(bad, server.url("/e")), tmp_path, pause=0)
    assert got["status"].tolist() == ["not fetched", "fetched"]
    assert got.loc[0, "what"] == "not an http(s) address with a host. Correct it in the table."


def test_bad_tables_and_manifests_are_refused_before_anything_is_asked(server, tmp_path):
    calls = table(server.url("/k"))
    with pytest.raises(ValueError, match="calls: no column 'elysee_url'"):
        fetch(calls.drop(columns="elysee_url"), tmp_path)
    with pytest.raises(ValueError, match="calls, row 0: no call_id. Give each call one."):
        fetch(calls.assign(call_id=pd.NA), tmp_path)
    manifest = b"call_id,side,url,file,retrieved,sha256,bytes,status,what,again,final_url,content_type\n"
    for content, said in [
        (b"call_id,side\nx,kremlin\n", r"manifest\.csv: no column \['again', 'bytes',"),
        (b"\xff", r"manifest\.csv cannot be read"),
        (b"\0", r"manifest\.csv: no column"),
        (manifest + b"x,kremlin\n", r"manifest\.csv, row 2: cells are missing or too many. Mend or remove the row."),
        (manifest + b"x,moscow" + b"," * 10 + b"\n", r"manifest\.csv, row 2: no side 'moscow'. Write one of kremlin"),
    ]:
        (tmp_path / "manifest.csv").write_bytes(content)
        with pytest.raises(ValueError, match=said):
            fetch(calls, tmp_path)
        assert not server.asked


@settings(max_examples=15, deadline=None)
@given(call_id=st.text(min_size=1, max_size=80) | st.sampled_from(["../../x", "/x", "..", "C:\\x", "a\0b", "Й" * 300]))
def test_no_call_id_leads_out_of_the_folder(running, tmp_path_factory, call_id):
    running.paths["/k"] = (200, {}, KREMLIN)
    folder = tmp_path_factory.mktemp("any")
    if not call_id.strip():
        with pytest.raises(ValueError, match="no call_id"):
            fetch(table(running.url("/k"), call_id=call_id), folder / "in")
        return
    got = fetch(table(running.url("/k"), call_id=call_id), folder / "in")
    written = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert sorted(written) == sorted(["in/manifest.csv", f"in/{got.loc[0, 'file']}"])
    again = fetch(table(running.url("/k"), call_id=call_id), folder / "in")
    assert again["status"].tolist() == ["kept"]
    assert official.read(folder / "in")["call_id"].tolist() == [call_id]


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_asked(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    for into in (tmp_path / "file", tmp_path / "file" / "readouts"):
        with pytest.raises(
            OSError, match=r"manifest\.csv: cannot be written \(.*\)\. Make room, or name another folder"
        ):
            fetch(table(server.url("/k")), into)
    assert not server.asked


def test_a_manifest_that_leads_out_of_the_folder_is_not_followed(server, tmp_path):
    into, secret = tmp_path / "in", tmp_path / "secret.html"
    fetch(table(server.url("/k")), into)
    secret.write_bytes(KREMLIN)
    text = (into / "manifest.csv").read_text(encoding="utf-8")
    (into / "manifest.csv").write_text(text.replace("kremlin/call.html", "../secret.html"), encoding="utf-8")
    with pytest.raises(corpus.CorpusError, match="leads out of the folder. Remove its row from manifest.csv."):
        official.read(into)


# From pages to documents


def test_the_pages_become_documents_that_can_be_cleaned(server, tmp_path):
    calls = pd.concat([table(server.url("/k"), server.url("/e")), table(server.url("/k"), call_id="second")])
    fetch(calls, tmp_path)
    documents = official.read(tmp_path)
    assert list(documents.columns) == [*corpus.COLUMNS, "side", "place", "retrieved"]
    assert documents["doc_id"].tolist() == ["call-kremlin-en", "call-elysee-fr", "second-kremlin-en"]
    assert documents["call_id"].tolist() == ["call", "call", "second"]
    assert documents["side"].tolist() == ["kremlin", "elysee", "kremlin"]
    assert documents["path"].tolist() == ["kremlin/call.html", "elysee/call.html", "kremlin/call.html"]
    assert documents["published"].tolist()[:2] == [pd.Timestamp("2031-02-11 18:10"), pd.Timestamp("2031-02-11")]
    assert documents.loc[0, "sha256"] == hashlib.sha256(KREMLIN).hexdigest()
    assert documents["published"].dtype == "datetime64[us]"
    assert corpus.check(documents).empty
    cleaned, removed = cleaning.clean(documents)
    assert cleaned["text"].tolist() == documents["text"].tolist()
    assert removed.empty


def test_pages_that_cannot_be_read_are_all_named(server, tmp_path):
    server["/mirror"] = server["/mirror2"] = (200, {}, b"<html><h1>An embassy's copy</h1><p>Text.</p></html>")
    calls = table(f"{server.url('/k')};{server.url('/mirror')}", server.url("/mirror2"))
    fetch(calls, tmp_path)
    with pytest.raises(corpus.CorpusError) as error:
        official.read(tmp_path)
    lines = str(error.value).split("\n")
    assert [line.split(": no '")[0] for line in lines] == [
        f"kremlin/call-2.html ({server.url('/mirror')})",
        f"elysee/call.html ({server.url('/mirror2')})",
    ]
    assert "no '.reset-last-space' with anything in it. The page is not built as this presidency's" in lines[1]
    assert "Read a copy on another site with corpus.read" in lines[1]
    with pytest.warns(UserWarning, match="2 pages could not be read"):
        documents = official.read(tmp_path, strict=False)
    assert documents["doc_id"].tolist() == ["call-kremlin-en"]


def test_two_pages_of_one_call_in_one_language_have_ids_of_their_own(server, tmp_path):
    server["/k2"] = (200, {}, KREMLIN)
    fetch(table(f"{server.url('/k')};{server.url('/k2')}"), tmp_path)
    assert official.read(tmp_path)["doc_id"].tolist() == ["call-kremlin-en", "call-kremlin-en-2"]


def test_the_command_fetches_the_registry_and_gives_an_account(server, tmp_path, monkeypatch, capsys):
    server["/mirror"] = (200, {}, b"<h1>A copy</h1>")
    calls = table(server.url("/k"), f"{server.url('/none')};{server.url('/mirror')}")
    monkeypatch.setattr(corpus, "calls", lambda: calls)
    begun = official.fetch
    monkeypatch.setattr(official, "fetch", lambda **given: begun(pause=0, **given))
    main([str(tmp_path)])
    said = capsys.readouterr().out.split("\n")
    assert said[0] == "2 fetched, 0 kept, 1 not fetched"
    assert said[1].startswith("Not fetched: the site answers 404 Not Found. Look for its new address")
    assert said[2] == f"  call {server.url('/none')}"
    assert said[4].startswith(f"elysee/call.html ({server.url('/mirror')}): no '.reset-last-space'")
    assert said[5].startswith("1 readouts in ")
    with pytest.warns(UserWarning, match="1 pages could not be read"):
        documents = official.read(tmp_path, strict=False).drop(columns="encoding")
    written = corpus.read(tmp_path / "documents.csv")
    pd.testing.assert_frame_equal(written[documents.columns], documents)


def test_the_registry_is_fetched_by_default(server, tmp_path, monkeypatch):
    def offline(*_, **__):
        raise socket.gaierror("no network")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    with pytest.warns(UserWarning, match="32 of 32 addresses were not fetched"):
        got = official.fetch(into=tmp_path, pause=0)
    assert got["side"].value_counts().to_dict() == {"kremlin": 23, "elysee": 9}
    assert got["what"].str.startswith("robots.txt cannot be read: the connection failed (ConnectionError)").all()


def test_the_command_fails_where_no_readout_could_be_had(server, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "calls", lambda: table("no address"))
    with pytest.raises(SystemExit, match="No readout could be had"):
        main([str(tmp_path)])
