"""Official readouts: fetched politely from a local server, parsed from written pages, and made into documents."""

import re
import socket
import threading
import time
import warnings
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import cleaning, corpus, readouts

PAGES = Path(__file__).parent / "pages"
KREMLIN, ELYSEE = (PAGES / "kremlin_en.html").read_bytes(), (PAGES / "elysee_fr.html").read_bytes()
READOUTS = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in PAGES.glob("*.txt")}


def page(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def parse(html, name):
    return readouts.parse(html, {"kremlin": "http://en.kremlin.ru/a", "elysee": "https://www.elysee.fr/a"}[name[:-3]])


# What a page says


@pytest.mark.parametrize("name", sorted(READOUTS))
def test_a_page_gives_its_readout_and_nothing_around_it(name):
    row = parse((PAGES / f"{name}.html").read_bytes(), name)
    assert row["text"].split("\n") == READOUTS[name]
    assert row["language"] == name[-2:]
    assert row["outlet"] == {"kremlin": "Kremlin", "elysee": "Élysée"}[name[:-3]]
    assert row["published"] == datetime(2031, 2, 11)
    assert parse(page(name), name) == row


def test_titles_and_translations():
    rows = {name: parse(page(name), name) for name in ("kremlin_ru", "kremlin_en", "kremlin_fr")}
    assert rows["kremlin_en"]["title"] == "Telephone conversation with President of France Emmanuel Macron"
    assert [row["translation"] for row in rows.values()] == ["none", "house translation", "unknown"]


def test_a_lead_that_the_text_repeats_is_there_once_and_a_page_built_anew_is_told():
    lead = READOUTS["kremlin_en"][0]
    doubled = page("kremlin_en").replace('itemprop="articleBody">', f'itemprop="articleBody"><p>{lead}</p>')
    assert parse(doubled, "kremlin_en")["text"].split("\n") == READOUTS["kremlin_en"]
    with pytest.raises(ValueError, match="no '.reset-last-space' with a text in it. See it in a browser"):
        parse(page("elysee_fr").replace("reset-last-space", "text"), "elysee_fr")


def test_date_lines():
    for line, day in {
        "Publié le mardi 3 mai 2022 à 18:00": (2022, 5, 3),
        "PUBLIÉ LE : 11 DÉCEMBRE 2021": (2021, 12, 11),
        "Posted on 10 Sept. 2022": (2022, 9, 10),
        "Опубликовано 3 июня 2022": (2022, 6, 3),
        "Publié le 3 août 2022": (2022, 8, 3),
    }.items():
        changed = page("elysee_fr").replace("Publié le <time>11 février 2031</time>", line)
        assert parse(changed, "elysee_fr")["published"] == datetime(*day)
    assert parse(page("elysee_fr").replace("11 février", "31 février"), "elysee_fr")["published"] is None


def test_links_emphasis_and_breaks_glue_no_words_and_split_none():
    body = "<p>One<br/>two <b>th</b>ree<a href='#'> four</a></p>five<div>six</div>seven<br><br>eight<!-- no -->"
    body += "<table><tr><td>nine</td><td>ten</td></tr></table>"
    changed = re.sub(r"<p>Le Président.*?</ul>", body, page("elysee_fr"), flags=re.DOTALL)
    lines = ["One two three four", "five", "six", "seven", "eight", "nine", "ten"]
    assert parse(changed, "elysee_fr")["text"].split("\n") == lines


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.sampled_from(sorted(READOUTS)), st.floats(0, 1))
def test_a_page_broken_anywhere_gives_a_text_or_says_why_not(noise, name, where):
    whole = page(name) if isinstance(noise, str) else (PAGES / f"{name}.html").read_bytes()
    cut = int(where * len(whole))
    for html in (noise, whole[:cut] + noise + whole[cut:], whole[:cut]):
        try:
            assert parse(html, name)["text"].strip()
        except ValueError as error:
            assert "See it in a browser" in str(error)


def test_other_pages_are_read_as_articles():
    words = "They spoke of <a href='#'>lighthouses</a> and of the mail ship that was lost near the island in January."
    row = readouts.parse(f"<html lang='en'><body><article><p>{words}</p></article>", "https://example.org/a")
    assert (row["text"], row["language"]) == (re.sub("<.*?>", "", words), "en")


# A server that is well-behaved, or not


class Server(ThreadingHTTPServer):
    """Answers by path; ``asked`` holds on which host, and for what."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.paths, self.asked = {}, []

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_port}{path}"

    def count(self, path):
        return [asked for _, asked in self.asked].count(path)

    def handle_error(self, request, client_address):  # the client hangs up on purpose
        pass


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"].split(":")[0], self.path))
        answer = self.server.paths.get(self.path, (404, {}, b"gone"))
        status, headers, body = answer.pop(0) if isinstance(answer, list) else answer
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

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
    readouts._rules.cache_clear()
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve("127.0.0.1", *rest, **more))
    monkeypatch.setenv("NO_PROXY", "*")
    running.paths |= {"/k": (200, {}, KREMLIN), "/e": (200, {}, ELYSEE)}
    return running


@pytest.fixture(autouse=True)
def rests(monkeypatch):
    """How long it would have rested; nothing waits."""
    rests = []
    monkeypatch.setattr(time, "sleep", rests.append)
    return rests


def fetch(into, *urls, call_id="call", side="kremlin"):
    return readouts.fetch(pd.DataFrame({"call_id": call_id, "side": side, "url": urls}), into)


def test_pages_are_kept_as_they_came_and_nothing_is_asked_for_twice(server, tmp_path, rests):
    urls = [server.url("/k", "en.kremlin.ru"), server.url("/e", "elysee.fr"), server.url("/k", "en.kremlin.ru")]
    ask = {"call_id": ["call", "call", "other"], "side": ["kremlin", "elysee", "kremlin"]}
    got = fetch(tmp_path / "new" / "into", *urls, **ask)
    assert got["status"].tolist() == ["fetched", "fetched", "kept"]
    assert got["what"].isna().all()
    assert [Path(path).read_bytes() for path in got["path"]] == [KREMLIN, ELYSEE, KREMLIN]
    assert [path for _, path in server.asked] == ["/robots.txt", "/k", "/robots.txt", "/e"]
    assert rests == [1, 1]
    again = fetch(tmp_path / "new" / "into", *urls, **ask)
    assert again["status"].tolist() == ["kept"] * 3
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        ((404, {}, b""), "404 Client Error: Not Found for url", 1),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "not a page of HTML. Name the address", 1),
        ((301, {"Location": "/k"}, b""), "Exceeded 5 redirects.", 6),
        ((500, {}, b""), "too many 500 error responses", 4),
        ((200, {"Content-Length": "900"}, b"<p>half"), "IncompleteRead", 1),
    ],
)
def test_a_page_that_does_not_come_is_told_and_does_not_stop_the_others(server, tmp_path, answer, said, asked):
    server.paths["/k"] = answer
    bad = ["", "no address", "ftp://kremlin.ru/1", "http://127.0.0.1:1/"]
    got = fetch(tmp_path, server.url("/k"), *bad, server.url("/e"))
    assert got["status"].tolist() == ["not fetched"] * 5 + ["fetched"]
    assert said in got.loc[0, "what"]
    assert got.loc[1, "what"] == "no address is known. Add it to the table."
    assert got.loc[4, "what"] == "the site cannot be reached. Run it again later."
    assert server.count("/k") == asked
    assert [path.suffix for path in tmp_path.iterdir()] == [".html"]
    server.paths["/k"] = (200, {}, KREMLIN)
    assert fetch(tmp_path, server.url("/k")).loc[0, "status"] == "fetched"


def test_a_busy_site_is_asked_again_with_growing_rests_or_as_it_asks(server, tmp_path, rests):
    server.paths["/k"] = [*[(503, {}, b"")] * 2, (429, {"Retry-After": "7"}, b""), (200, {}, KREMLIN)]
    assert fetch(tmp_path, server.url("/k")).loc[0, "status"] == "fetched"
    assert rests == [1, 4, 7]
    server.paths["/k2"] = [(429, {"Retry-After": "3600"}, b""), (200, {}, KREMLIN)]
    fetch(tmp_path, server.url("/k2"))
    assert rests[3:] == [1, 120]


def test_each_redirect_asks_the_robots_txt_of_its_own_host(server, tmp_path):
    there = server.url("/k", "bidenwhitehouse.archives.gov")
    server.paths["/old"] = (302, {"Location": there}, b"")
    got = fetch(tmp_path, server.url("/old", "www.whitehouse.gov"), side="washington")
    assert got["status"].tolist() == ["fetched"]
    hosts = [host for host, path in server.asked if path == "/robots.txt"]
    assert hosts == ["www.whitehouse.gov", "bidenwhitehouse.archives.gov"]


def test_robots_txt_is_obeyed_and_its_rules_for_this_program_come_first(server, tmp_path, rests):
    server.paths["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /k\nCrawl-delay: 5\n")
    got = fetch(tmp_path, server.url("/k"), server.url("/e"))
    assert got["status"].tolist() == ["not fetched", "fetched"]
    assert got.loc[0, "what"] == "robots.txt does not allow it. Read it in a browser."
    assert (server.count("/k"), rests) == (0, [5])
    for own in (b"User-agent: *\nDisallow:\n\nUser-agent: one-call-two-readouts\nDisallow: /", b"Crawl-delay: 86400\n"):
        readouts._rules.cache_clear()
        server.paths["/robots.txt"] = (200, {}, b"User-agent: *\n" * own.startswith(b"C") + own)
        assert fetch(tmp_path, server.url("/k")).loc[0, "what"].startswith("robots.txt does not allow it.")


def test_without_a_readable_robots_txt_nothing_is_fetched(server, tmp_path):
    server.paths["/robots.txt"] = (503, {}, b"")
    assert "robots.txt" in fetch(tmp_path, server.url("/k")).loc[0, "what"]
    assert server.count("/k") == 0
    server.paths["/robots.txt"] = (403, {}, b"")  # no rules, by RFC 9309
    assert fetch(tmp_path, server.url("/k")).loc[0, "status"] == "fetched"


# From pages to documents


def test_the_pages_become_documents_that_can_be_cleaned(server, tmp_path):
    server.paths |= {"/k2": (200, {}, KREMLIN), "/none": (200, {}, b"<html><h1>Built anew</h1></html>")}
    paths = ("/k", "/none", "/k2", "/e")
    urls = [server.url(path, "kremlin.ru") for path in paths[:3]] + [server.url("/e", "elysee.fr")]
    ask = {"call_id": "call", "side": ["kremlin"] * 3 + ["elysee"], "doc_id": ["d0", "d1", "d2", ""]}
    got = readouts.fetch(pd.DataFrame(ask | {"url": urls}), tmp_path)
    with pytest.warns(UserWarning, match=r"1 pages could not be read:\n.*/none\): no 'div.read__lead"):
        documents = readouts.documents(got)
    assert documents["doc_id"].tolist()[:2] == ["d0", "d2"]
    assert documents["doc_id"][2].startswith("call-elysee-")
    assert documents["text"].str.split("\n").tolist() == [READOUTS[name] for name in ["kremlin_en"] * 2 + ["elysee_fr"]]
    assert documents["published"].tolist() == [pd.Timestamp("2031-02-11")] * 3
    cleaned = cleaning.clean(documents)
    assert cleaned["text"].tolist() == documents["text"].tolist()


def test_the_command_fetches_what_is_known_and_writes_a_table(server, tmp_path, monkeypatch, capsys):
    data = Path(__file__).parents[1] / "data"
    known = readouts.load(data)
    own = known.readouts.iloc[:2].assign(url=[server.url("/k", "kremlin.ru"), server.url("/gone", "kremlin.ru")])
    monkeypatch.setattr(readouts, "load", lambda folder: known._replace(readouts=own))
    readouts.main(["fetch", str(tmp_path), "--data", str(data)])
    said = capsys.readouterr().out
    assert "Not fetched: 404 Client Error" in said
    assert f"1 rows are in {tmp_path / 'documents.csv'}" in said
    with warnings.catch_warnings(action="ignore"):
        assert corpus.read(tmp_path / "documents.csv")["text"].str.split("\n").tolist() == [READOUTS["kremlin_en"]]
