"""Official readouts: which are known, fetched politely from a local server, parsed from written pages, checked."""

import hashlib
import re
import socket
import threading
import time
import unicodedata
import warnings
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import cleaning, corpus, readouts
from helpers.readouts import fetching
from helpers.readouts.__main__ import main

PAGES = Path(__file__).parent / "pages"
KREMLIN, ELYSEE = (PAGES / "kremlin_en.html").read_bytes(), (PAGES / "elysee_fr.html").read_bytes()
PARSERS = {"kremlin": readouts.parse_kremlin, "elysee": readouts.parse_elysee}

READOUTS = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in PAGES.glob("*.txt")}


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
    # Without a mark the language is known by the words.
    assert PARSERS[side](re.sub(r"<html[^>]*>", "<html>", page(name)))["language"] == language


def test_title_place_address_and_translation():
    row = readouts.parse_kremlin(page("kremlin_en"))
    assert row["title"] == "Telephone conversation with President of France Emmanuel Macron"
    assert row["place"] == "The Kremlin, Moscow"
    assert row["url"] == "http://en.kremlin.ru/events/president/news/990001"
    assert row["translation"] == "house translation"
    assert readouts.parse_kremlin(page("kremlin_ru"))["translation"] == "none"
    assert readouts.parse_elysee(page("elysee_fr"))["translation"] == "none"
    assert readouts.parse_elysee(page("elysee_en"))["translation"] == "house translation"
    assert readouts.parse_elysee(page("elysee_ru"))["translation"] == "unknown"
    assert readouts.parse_elysee(page("elysee_fr"))["title"] == "Entretien téléphonique avec M. Vladimir Poutine"
    assert readouts.parse_elysee(page("elysee_fr"))["url"].endswith("/2031/02/11/entretien-telephonique")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("kremlin_en", "entry-title p-name", "headline", "no 'h1.entry-title.p-name' with anything in it"),
        ("kremlin_en", "read__published", "when", "no 'time.read__published[datetime]'"),
        ("kremlin_en", 'datetime="2031-02-11"', 'datetime="2031-02-31"', "no 'time.read__published[datetime]'"),
        ("elysee_fr", "h1", "h2", "no 'h1' with anything in it"),
        ("elysee_fr", "reset-last-space", "text", "no '.reset-last-space' with anything in it"),
        ("elysee_fr", "Publié le", "Le", "no 'Publié le ... / Posted on ... (a date line)'"),
        ("elysee_fr", "11 février", "31 février", "no 'Publié le ... / Posted on ... (a date line)'"),
    ],
)
def test_a_changed_structure_is_told_with_its_selector_and_a_remedy(name, old, new, said):
    assert old in page(name)
    with pytest.raises(readouts.ParseError) as error:
        PARSERS[name.split("_")[0]](page(name).replace(old, new))
    assert str(error.value).startswith(said)
    assert "correct the selector in helpers.readouts.parsing" in str(error.value)


def test_what_a_page_may_lack():
    bare = re.sub(
        r'<div class="read__(time|place[^"]*)">.*?</div>|<link rel.*?>|<meta prop.*?>', "", page("kremlin_en")
    )
    row = readouts.parse_kremlin(bare)
    assert (row["published"], row["place"], row["url"]) == (datetime(2031, 2, 11), None, None)


def test_an_address_on_the_page_that_is_none_is_not_taken():
    for bad in ("javascript:alert(1)", "/events/1", "ftp://kremlin.ru/1"):
        changed = re.sub(r'(href|content)="http://en\.kremlin\.ru[^"]*"', rf'\1="{bad}"', page("kremlin_en"))
        assert readouts.parse_kremlin(changed)["url"] is None


def test_date_lines():
    for line, day in {
        "Publié le 1<sup>er</sup> mars 2022": (2022, 3, 1),
        "Publié le mardi 3 mai 2022 à 18:00": (2022, 5, 3),
        "PUBLIÉ LE : 11 DÉCEMBRE 2021": (2021, 12, 11),
        "Posted on May 28, 2022": (2022, 5, 28),
        "Posted on Saturday, 28th May 2022": (2022, 5, 28),
        "Posted on 10 Sept. 2022": (2022, 9, 10),
        "Опубликовано 3 июня 2022": (2022, 6, 3),
        unicodedata.normalize("NFD", "Publié le 3 août 2022"): (2022, 8, 3),
    }.items():
        changed = page("elysee_fr").replace("Publié le <time>11 février 2031</time>", line)
        assert readouts.parse_elysee(changed)["published"] == datetime(*day)


def test_links_emphasis_and_breaks_glue_no_words_and_split_none():
    body = "<p>One<br/>two <b>th</b>ree<a href='#'> four</a></p>five<div>six</div>seven<br><br>eight<!-- no -->"
    body += "<table><tr><td>nine</td><td>ten</td></tr></table>"
    changed = re.sub(r"<p>Le Président.*?</ul>", body, page("elysee_fr"), flags=re.DOTALL)
    assert readouts.parse_elysee(changed)["text"].split("\n") == [
        *("One two three four", "five", "six", "seven", "eight", "nine", "ten"),
    ]


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.sampled_from(sorted(READOUTS)), st.floats(0, 1))
def test_arbitrary_bytes_and_text_raise_nothing_but_parse_errors(noise, name, where):
    side = name.split("_")[0]
    whole = page(name) if isinstance(noise, str) else (PAGES / f"{name}.html").read_bytes()
    cut = int(where * len(whole))
    for html in (noise, whole[:cut] + noise + whole[cut:], whole[:cut]):
        try:
            assert PARSERS[side](html)["text"].strip()
            assert readouts.parse_page(html)["text"].strip()
        except readouts.ParseError as error:
            assert str(error)


def test_empty_odd_and_deep_pages():
    for html in ("", b"", "\ud800", b"\xff\xfe\x00", "<![x", "<div>" * 5_000, "https://kremlin.ru"):
        for parse in PARSERS.values():
            with pytest.raises(readouts.ParseError):
                parse(html)


def test_other_pages_are_read_by_the_library_as_paragraphs_without_their_heading():
    head = '<html><head><title>A call</title><meta property="article:published_time" content="2031-02-11"></head>'
    words = "They spoke of <a href='#'>lighthouses</a> and of the mail ship that was lost near the island in January."
    html = f"{head}<body><article><h1>A call</h1><p>{words}</p><p>{words}!</p></article>"
    row, plain = readouts.parse_page(html.encode()), re.sub("<.*?>", "", words)
    assert (row["title"], row["text"]) == ("A call", f"{plain}\n{plain}!")
    assert (row["language"], row["published"], row["translation"]) == ("en", datetime(2031, 2, 11), "unknown")
    for empty in ("", b"", "<html><body></body></html>"):
        with pytest.raises(readouts.ParseError, match="Look at it in a browser, and correct its address"):
            readouts.parse_page(empty)


def test_the_checksum_minds_letters_and_digits_only():
    # printf 'élysée30' | sha256sum; ... | sha1sum
    assert readouts.checksum("Élysée: 30.") == "de47d86702a92a961642e6ccb863dcf79ebac3cf6e8533ee42a1d23d66cc94a9"
    assert readouts.sentence_sum("Élysée: 30.") == "625676d3c3465141"
    assert readouts.checksum("Élysée, 30\n") == readouts.checksum("ÉLYSÉE 30") != readouts.checksum("Élysée 31")


# Which readouts are known


def listed(**columns):
    """A table as data/readouts.csv, one row for each url."""
    number = len(columns["url"])
    cells = {"doc_id": [f"d{n}" for n in range(number)], "call_id": "call", "side": "kremlin", "language": "en"}
    cells |= {"source": "example.org", "licence": "CC BY 4.0", "complete": "1", "missing": "", "sha256": "0"}
    return pd.DataFrame(cells | columns)


def test_registry_and_table_are_one_list_in_which_no_page_is_there_twice():
    item = "http://kremlin.ru/events/president/news/68348"
    calls = pd.concat(
        [table(f"{item}; http://en.kremlin.ru/catalog/countries/FR/events/68348;"), table(pd.NA, "http://a/", "b")]
    )
    known = readouts.addresses(calls, listed(url=[item.replace("//", "//en."), pd.NA], call_id=["call", "other"]))
    assert known[["call_id", "side", "url", "doc_id"]].fillna("").values.tolist() == [
        ["b", "elysee", "http://a/", ""],
        ["b", "kremlin", "", ""],
        ["call", "elysee", "", ""],
        ["call", "kremlin", item.replace("//", "//en."), "d0"],
        ["other", "kremlin", "", "d1"],
    ]


def test_a_text_without_address_takes_the_only_one_of_the_registry():
    assert readouts.addresses(table("http://a/1"), listed(url=[pd.NA])).loc[1, ["url", "doc_id"]].tolist() == [
        "http://a/1",
        "d0",
    ]
    several = readouts.addresses(table("http://a/1;http://a/2"), listed(url=[""]))
    assert several.loc[several["side"] == "kremlin", "url"].fillna("").tolist() == ["", "http://a/1", "http://a/2"]


def test_the_registry_is_listed_by_default_and_a_side_that_had_no_part_is_not_missed():
    known = readouts.addresses()
    assert known.dropna(subset="url")["side"].value_counts().to_dict() == {"kremlin": 26, "elysee": 12}
    assert len(known) == 2 * 65 and "po-2016-07-06" not in set(known["call_id"])


def test_tables_without_what_is_needed_are_refused():
    with pytest.raises(ValueError, match="calls: no column 'elysee_url'"):
        readouts.addresses(table("http://a/").drop(columns="elysee_url"))
    with pytest.raises(ValueError, match="readouts: no column 'sha256'"):
        readouts.addresses(table("http://a/"), listed(url=[""]).drop(columns="sha256"))
    with pytest.raises(ValueError, match="calls, row 0: no call_id. Give each call one."):
        readouts.addresses(table("http://a/", call_id=pd.NA))


def table(kremlin, elysee=pd.NA, call_id="call"):
    return pd.DataFrame({"call_id": [call_id], "kremlin_url": [kremlin], "elysee_url": [elysee]})


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


def fetch(into, *urls, call_id="call", side="kremlin", **options):
    """Fetch without rests; the warning is checked where it matters."""
    addresses = pd.DataFrame({"call_id": call_id, "side": side, "url": urls})
    with warnings.catch_warnings(action="ignore"):
        return readouts.fetch(addresses, into, **({"pause": 0, "timeout": 5} | options))


def why(server, into, path="/k", **options):
    row = fetch(into, server.url(path), **options).loc[0]
    assert row["status"] == "not fetched" and pd.isna(row["file"])
    assert not list(into.rglob("*.html")) and not list(into.rglob("*.part"))
    return row["what"]


def test_pages_are_kept_as_they_came_and_nothing_is_asked_for_twice(server, tmp_path):
    server["/robots.txt"] = (200, {"Set-Cookie": "visitor=1; Path=/"}, b"")
    urls = [server.url("/k", "en.kremlin.ru"), server.url("/e", "elysee.fr"), server.url("/k", "en.kremlin.ru")]
    ask = {"call_id": ["call", "call", "other"], "side": ["kremlin", "elysee", "kremlin"]}
    got = fetch(tmp_path / "new" / "into", *urls, **ask)
    assert got["status"].tolist() == ["fetched", "fetched", "kept"]
    assert got["what"].isna().all()
    pages = [(tmp_path / "new" / "into" / file).read_bytes() for file in got["file"]]
    assert pages == [KREMLIN, ELYSEE, KREMLIN]
    assert got["bytes"].tolist() == [len(page) for page in pages]
    assert [path for _, _, path, _ in server.asked] == ["/robots.txt", "/k", "/robots.txt", "/e"]
    assert all(headers["Cookie"] is None for *_, headers in server.asked)
    assert {headers["User-Agent"].split()[0] for *_, headers in server.asked} == {"one-call-two-readouts/0.1.0"}
    again = fetch(tmp_path / "new" / "into", *urls, **ask)
    assert again["status"].tolist() == ["kept"] * 3
    pd.testing.assert_frame_equal(again.drop(columns="status"), got.drop(columns="status"))
    assert len(server.asked) == 4


def test_a_missing_address_is_told_with_the_place_where_the_text_was_read(tmp_path):
    with pytest.warns(UserWarning, match="1 of 1 readouts were not fetched. The column what says why."):
        got = readouts.fetch(listed(url=[pd.NA]), tmp_path)
    assert got.loc[0, "status"] == "not fetched"
    assert got.loc[0, "what"].startswith("no address is known. Look for it")
    assert got.loc[0, "what"].endswith("The text of the tables was read at example.org.")


def test_a_copy_is_fetched_and_named(server, tmp_path):
    own = {"kremlin": "en.special.kremlin.ru", "elysee": "www.elysee.fr", "helsinki": "www.sttinfo.fi"}
    own |= {"washington": "obamawhitehouse.archives.gov", "kyiv": "president.gov.ua", "tokyo": "www.mofa.go.jp"}
    sides, hosts = [*own, "elysee", "london"], [*own.values(), "lc.ambafrance.org", "notgov.uk"]
    got = fetch(tmp_path, *(server.url("/k", host) for host in hosts), side=sides)
    assert set(got["status"]) == {"fetched"}
    copies = "a copy at lc.ambafrance.org, not elysee's own page.", "a copy at notgov.uk, not london's own page."
    assert got["what"].fillna("").tolist() == [*[""] * 6, *copies]


def test_an_interrupted_run_is_resumed(server, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    urls = server.url("/k"), server.url("/e")
    server["/e"] = lambda handler: handler.head(503, {})
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(fetching._Retry, "sleep", interrupted)
        fetch(tmp_path, *urls)
    server["/e"] = (200, {}, ELYSEE)
    assert fetch(tmp_path, *urls)["status"].tolist() == ["kept", "fetched"]


def test_a_changed_file_is_told_and_a_lost_one_fetched_again(server, tmp_path):
    path = tmp_path / fetch(tmp_path, server.url("/k", "kremlin.ru")).loc[0, "file"]
    path.write_bytes(KREMLIN.replace(b"lighthouses", b"warships"))
    with pytest.raises(corpus.CorpusError, match=r"kremlin/call-.*its sha256 differs\). Remove the file"):
        readouts.read(tmp_path)
    path.unlink()
    assert fetch(tmp_path, server.url("/k", "kremlin.ru")).loc[0, "status"] == "fetched"
    assert readouts.read(tmp_path)["doc_id"].tolist() == ["call-kremlin-en"]


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        ((404, {}, b""), "the site answers 404 Not Found. Open it in a browser; where it has moved, correct it", 1),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "not a page but application/pdf. Name the address", 1),
        ((200, {"Content-Length": "50000000"}, b""), "larger than 5,000,000 bytes. Check the address", 1),
        ((302, {"Location": "http://elysee.fr/e"}, b""), "redirects off the site or its https, to http://ely", 1),
        ((302, {"Location": "//127.0.0.1.example.org/"}, b""), "redirects off the site or its https, to http://127", 1),
        ((302, {"Location": "file:///etc/passwd"}, b""), "redirects off the site or its https, to file:///etc", 1),
        ((302, {"Location": "http://["}, b""), "not an http(s) address with a host.", 1),
        ((301, {"Location": "/k"}, b""), "more than 5 redirects.", 6),
    ],
)
def test_what_fails_for_good_is_remembered(server, tmp_path, answer, said, asked):
    server["/k"] = answer
    first = why(server, tmp_path)
    assert first.startswith(said) and first.endswith("To ask again, remove its row from manifest.csv.")
    assert why(server, tmp_path) == first
    assert server.count("/k") == asked
    (tmp_path / "manifest.csv").unlink()
    server["/k"] = (200, {}, KREMLIN)
    assert fetch(tmp_path, server.url("/k")).loc[0, "status"] == "fetched"


def drip(handler):
    handler.head(200, {"Content-Type": "text/html"})
    for handler.server.sent in range(100):
        handler.wfile.write(b"<")
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        ((500, {}, b""), "the site is busy: too many 500 error responses. Run it again later.", 4),
        ((429, {"Retry-After": "0"}, b""), "the site is busy: too many 429 error responses.", 4),
        ((200, {"Content-Length": "900"}, b"<p>half"), "the connection failed (ProtocolError).", 1),
        (lambda handler: handler.connection.close(), "the connection failed (ConnectionError).", 1),
        ((200, {}, b" "), "an empty page. Run it again later.", 1),
        (drip, "no whole answer within 0.5 s. Run it again later.", 1),
        (lambda handler: time.sleep(1), "no whole answer within 0.5 s. Run it again later.", 1),
    ],
)
def test_what_fails_in_passing_is_tried_again_at_the_next_run(server, tmp_path, answer, said, asked):
    server["/k"] = answer
    assert why(server, tmp_path, timeout=0.5).startswith(said)
    assert server.count("/k") == asked
    server["/k"] = (200, {}, KREMLIN)
    assert fetch(tmp_path, server.url("/k")).loc[0, "status"] == "fetched"


def endless(status, headers):
    def answer(handler):
        handler.head(status, {"Content-Type": "text/html"} | headers)
        for handler.server.sent in range(50):
            handler.wfile.write(b"x" * 1_000_000)

    return answer


def test_neither_a_large_page_nor_the_body_of_another_answer_is_read_to_its_end(server, tmp_path):
    server["/k"] = endless(200, {})
    assert why(server, tmp_path, most=100_000).startswith("larger than 100,000 bytes.")
    assert server.sent < 20
    for status in (302, 503):
        server["/k2"] = [endless(status, {"Location": "/e"}), (200, {}, KREMLIN)]
        assert fetch(tmp_path / str(status), server.url("/k2")).loc[0, "status"] == "fetched"
        assert server.sent < 20


def test_a_site_that_recovers_is_asked_again_with_growing_rests_or_as_it_asks(server, tmp_path):
    server["/k"] = [(302, {"Location": "/k2"}, b"")]
    server["/k2"] = [
        (503, {}, b""),
        (503, {"Retry-After": "soon"}, b""),
        (429, {"Retry-After": "2"}, b""),
        (200, {}, KREMLIN),
    ]
    assert fetch(tmp_path, server.url("/k"), pause=0.2).loc[0, "status"] == "fetched"
    gaps = [after - before for before, after in pairwise(when for when, *_ in server.asked)]
    for gap, least in zip(gaps, (0.2, 0.2, 0.4, 0.8, 2), strict=True):
        assert gap >= least


def test_a_site_that_asks_for_an_hour_is_left_alone(server, tmp_path):
    server["/k"] = (429, {"Retry-After": "3600"}, b"")
    got = fetch(tmp_path, server.url("/k"), server.url("/e"))
    asked = "the site answers 429 and asks to be left alone for 3600 s. Run it again then."
    assert got["what"].tolist() == [asked, asked]
    assert server.count("/k") == 1 and server.count("/e") == 0


def test_redirects_within_a_governments_hosts_are_followed_by_each_ones_robots_txt(server, tmp_path):
    server["/old"] = (302, {"Location": server.url("/k", "bidenwhitehouse.archives.gov")}, b"")
    got = fetch(tmp_path, server.url("/old", "www.whitehouse.gov"), side="washington")
    assert got.loc[0, ["status", "final_url"]].tolist() == ["fetched", server.url("/k", "bidenwhitehouse.archives.gov")]
    hosts = [host.split(":")[0] for _, host, path, _ in server.asked if path == "/robots.txt"]
    assert hosts == ["www.whitehouse.gov", "bidenwhitehouse.archives.gov"]


def test_robots_txt_is_obeyed_and_its_rules_for_this_program_come_first(server, tmp_path):
    server["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /k\n")
    got = fetch(tmp_path, server.url("/k"), server.url("/e"))
    assert got["status"].tolist() == ["not fetched", "fetched"]
    assert got.loc[0, "what"].startswith("robots.txt does not allow it. Read it in a browser.")
    assert server.count("/k") == 0
    server["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow:\n\nUser-agent: one-call-two-readouts\nDisallow: /\n")
    assert why(server, tmp_path / "own").startswith("robots.txt does not allow it.")


def test_without_a_readable_robots_txt_nothing_is_fetched_in_this_run(server, tmp_path):
    server["/robots.txt"] = (500, {}, b"")
    got = fetch(tmp_path, server.url("/k"), server.url("/e"))
    said = "robots.txt cannot be read: the site is busy: too many 500 error responses. Run it again later."
    assert got["what"].tolist() == [said, said]
    assert (server.count("/robots.txt"), server.count("/k")) == (4, 0)
    server["/robots.txt"] = (403, {}, b"")  # no rules, by RFC 9309
    assert fetch(tmp_path, server.url("/k")).loc[0, "status"] == "fetched"


def test_a_crawl_delay_is_honoured_or_too_long(server, tmp_path):
    server["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.3\n")
    fetch(tmp_path / "a", server.url("/k"), server.url("/e"))
    when = [when for when, _, path, _ in server.asked if path != "/robots.txt"]
    assert when[1] - when[0] >= 0.3
    server["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 86400\n")
    assert why(server, tmp_path / "b").startswith("robots.txt asks for 86400 s between requests.")


def test_what_is_no_address_does_not_stop_the_others(server, tmp_path):
    bad = "no address", "ftp://kremlin.ru/1", "http://", "http://[", "file:///etc/passwd"
    got = fetch(tmp_path, *bad, server.url("/e"))
    assert got["status"].tolist() == ["not fetched"] * 5 + ["fetched"]
    assert got["what"][:5].str.startswith("not an http(s) address with a host. Correct it in the table.").all()


def test_a_broken_manifest_or_folder_is_told_before_anything_is_asked(server, tmp_path):
    for content, said in [
        (b"call_id,side\nx,kremlin\n", r"manifest\.csv cannot be read \(manifest\.csv: no column 'url'"),
        (b"\xff", r"manifest\.csv cannot be read"),
        (b"", r"manifest\.csv cannot be read .* Mend it, or move it away and fetch anew"),
    ]:
        (tmp_path / "manifest.csv").write_bytes(content)
        with pytest.raises(ValueError, match=said):
            fetch(tmp_path, server.url("/k"))
    with pytest.raises(OSError, match=r"manifest\.csv: cannot be written \(.*\)\. Make room, or name another folder"):
        fetch(tmp_path / "manifest.csv" / "into", server.url("/k"))
    assert not server.asked


@pytest.mark.parametrize("call_id", ["../../x", "/x", "..", "C:\\x", "a\0b", "Й" * 300, "NA", 'a,"b"\n'])
def test_no_call_id_leads_out_of_the_folder(server, tmp_path, call_id):
    got = fetch(tmp_path / "in", server.url("/k"), call_id=call_id, side="../kremlin")
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(written) == sorted(["in/manifest.csv", f"in/{got.loc[0, 'file']}"])
    again = fetch(tmp_path / "in", server.url("/k"), call_id=call_id, side="../kremlin")
    assert again["status"].tolist() == ["kept"]
    assert readouts.read(tmp_path / "in")["call_id"].tolist() == [call_id]


# From pages to documents


def test_the_pages_become_documents_that_can_be_cleaned(server, tmp_path):
    server["/k2"] = (200, {}, KREMLIN)
    paths = ("/k", "kremlin.ru"), ("/e", "elysee.fr"), ("/k", "kremlin.ru"), ("/k2", "kremlin.ru")
    ask = {"call_id": ["call", "call", "b", "b"], "side": ["kremlin", "elysee", "kremlin", "kremlin"]}
    fetch(tmp_path, *(server.url(*path) for path in paths), **ask)
    documents = readouts.read(tmp_path)
    assert list(documents.columns) == [*corpus.COLUMNS, "side", "place", "retrieved", "licence", "checked"]
    assert documents["doc_id"].tolist() == ["call-kremlin-en", "call-elysee-fr", "b-kremlin-en", "b-kremlin-en-2"]
    assert documents["published"].tolist()[:2] == [pd.Timestamp("2031-02-11 18:10"), pd.Timestamp("2031-02-11")]
    assert documents.loc[0, "sha256"] == hashlib.sha256(KREMLIN).hexdigest()
    assert documents["checked"].isna().all() and documents["published"].dtype == "datetime64[us]"
    assert corpus.check(documents).empty
    assert cleaning.clean(documents)[0]["text"].tolist() == documents["text"].tolist()


def test_each_text_is_checked_against_the_one_of_the_tables(server, tmp_path):
    own, urls = (
        readouts.checksum(" ".join(READOUTS["kremlin_en"])),
        [server.url(f"/{n}", "kremlin.ru") for n in range(5)],
    )
    server.paths |= {f"/{n}": (200, {}, KREMLIN) for n in range(5)}
    cells = {"sha256": [own, own, "0", "0", "0"], "complete": ["1", "0", "0", "1", "1"]}
    cells |= {"missing": ["", "the end", "the end", "", ""], "language": ["en", "en", "en", "en", "fr"]}
    readouts.fetch(readouts.addresses(table("").iloc[:0], listed(url=urls, **cells)), tmp_path, pause=0)
    documents = readouts.read(tmp_path)
    assert documents["doc_id"].tolist() == ["d0", "d1", "d2", "d3", "d4"]
    assert set(documents["licence"]) == {"CC BY 4.0"}
    assert documents["checked"].tolist() == [
        "the text of the tables",
        "the text of the tables",
        "another text, as expected: the tables' text lacks the end",
        "another text: the page has changed since, or the address is another page's",
        "another text, as expected: the tables' text is in another language (fr)",
    ]


def test_pages_that_cannot_be_read_are_all_named(server, tmp_path):
    server["/new"] = (200, {}, b"<html><h1>Built anew</h1><p>Text.</p></html>")
    server["/none"] = (200, {}, b"<html><body></body></html>")
    urls = server.url("/k", "kremlin.ru"), server.url("/new", "kremlin.ru"), server.url("/none", "example.org")
    fetch(tmp_path, *urls)
    with pytest.raises(corpus.CorpusError) as error:
        readouts.read(tmp_path)
    built, none = str(error.value).split("\n")
    assert re.match(r"kremlin/call-\w+\.html \(http://kremlin\.ru:\d+/new\): no 'h1\.entry-title", built)
    assert re.search(r"example\.org:\d+/none\): a page without a text. Look at it in a browser", none)
    with pytest.warns(UserWarning, match="2 pages could not be read"):
        assert readouts.read(tmp_path, strict=False)["doc_id"].tolist() == ["call-kremlin-en"]


def test_the_command_fetches_what_is_known_and_gives_an_account(server, tmp_path, monkeypatch, capsys):
    server["/new"] = (200, {}, b"<h1>Built anew</h1>")
    at = ("/k", "kremlin.ru"), ("/e", "x.org"), ("/none", "elysee.fr"), ("/new", "elysee.fr")
    k, e, none, new = (server.url(*path) for path in at)
    known, begun = table(pd.NA, f"{none};{new}"), readouts.fetch
    monkeypatch.setattr(corpus, "calls", lambda: known)
    monkeypatch.setattr(readouts, "fetch", lambda *given: begun(*given, pause=0))
    listed(url=[k, e, ""], call_id=["a", "b", "c"], side=["kremlin", "kyiv", "tokyo"]).to_csv(tmp_path / "readouts.csv")
    main(["fetch", str(tmp_path / "into"), "--data", str(tmp_path)])
    said = capsys.readouterr().out
    assert said.startswith("3 fetched, 0 kept, 3 not fetched\nNot fetched: no address is known.")
    for line in (
        "Not fetched: the site answers 404 Not Found.",
        f"\n  call elysee {none}\n",
        "The text of the tables was read at example.org.\n  c tokyo",
        f"\nFetched: a copy at x.org, not kyiv's own page.\n  b kyiv {e}\n",
        "1 pages could not be read:\nelysee/call-",
        "\n0 are the texts that the tables were computed from\n1 are others, as expected",
        "\n1 are others: pages that have changed, or other pages\n  d0\n",
        "\n2 readouts in ",
    ):
        assert line in said
    with pytest.warns(UserWarning, match="1 pages could not be read"):
        documents = readouts.read(tmp_path / "into", strict=False).drop(columns="encoding")
    written = corpus.read(tmp_path / "into" / "documents.csv")
    pd.testing.assert_frame_equal(written[documents.columns], documents, check_dtype=False)


def test_the_command_fails_where_nothing_is_known_or_could_be_had(server, tmp_path, monkeypatch):
    with pytest.raises(SystemExit, match=r"readouts\.csv: cannot be read .* Name its folder with --data\."):
        main(["fetch", str(tmp_path / "into"), "--data", str(tmp_path)])
    monkeypatch.setattr(corpus, "calls", lambda: table("no address"))
    listed(url=[""]).iloc[:0].to_csv(tmp_path / "readouts.csv")
    with pytest.raises(SystemExit, match="No readout could be had"):
        main(["fetch", str(tmp_path / "into"), "--data", str(tmp_path)])
