"""Take away what is not a document's text, and keep account of every character.

A line goes by its phrases (``lexicons/boilerplate.csv``), by where it stands and what it looks like, or because its
outlet repeats it on page after page. Sentences end as sentences do; what does not, above, between and below them, is a
headline, a subhead or a teaser. In doubt a line is kept: a lost sentence is worse than a teaser that stays.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import chain, compress, groupby, pairwise, takewhile

import pandas as pd
import regex
from tqdm import tqdm

from helpers import files, lexicons, segment, texts

__all__ = ["clean", "edges", "one_form", "removed", "repeats"]

# A line is a sentence if it is longer than so many words, and too long for a phrase above so many characters.
_LONG, _PARAGRAPH = 25, 300
# The most words of a deck, of a subhead, and of a teaser or a question; how many lines may stand above a text; within
# how many below its heading a plea asks.
_DECK, _SUBHEAD, _TEASER, _TOP = 45, 12, 20, 12
# A dateline's characters; the share of sentences with we or you above which a text speaks itself, as transcripts do.
_DATELINE, _SPEECH = 120, 0.4
# What repeats stands within so many lines of an edge, in so many texts of the outlet and so large a share of them; of
# sentences more is asked.
_REACH, _TEXTS, _SHARE, _TEXTS_SENTENCE, _SHARE_SENTENCE = 12, 3, 0.05, 5, 0.5
_ASKS = {"subscription", "share", "cookies"}  # reasons of lines that ask the reader for something

_LINE = regex.compile(r"[^\r\n\u2028\u2029]+")
_END = regex.compile(r"[.!?…:;,][\"”“»’')\]*]{0,9}(?:\s?[\[(]\d{1,3}[\])])?$")
_OPENING = regex.compile(r"[\p{Lu}\d«„“\"‘'¿(…]")
_BULLET = regex.compile(r"[-–—•*▪►→·]\s+(?=\p{Lu}|[«“\"‘'\d])")
_NUMBER = regex.compile(r"\d+(?:[.,:/]\d+)*")


def __dir__() -> list[str]:
    return __all__


@dataclass(slots=True)
class _Line:
    """A line without the white space around it, its place in the raw text, and why it goes.

    The reason is "" while it stays, and "keep" where it names a source and has to.
    """

    start: int
    text: str
    words: int
    sentence: bool
    reason: str = ""

    @property
    def body(self) -> bool:
        return self.sentence and self.words > 4 and not self.reason

    def take(self, reason: str) -> None:
        self.reason = self.reason or reason


def clean(documents: pd.DataFrame, repeated: frozenset[int] | None = None) -> pd.DataFrame:
    """Take away headlines, datelines, captions, pleas, teasers and the like; lines that name a source stay.

    Lines that an outlet repeats are found by comparing its texts: clean them in one table, copies left out
    (``copies.duplicates``). Nothing here depends on the order of the rows.

    Parameters
    ----------
    documents : ``doc_id`` and ``raw`` (``text`` where there is no raw); where there, ``language``, ``title``, and
        ``outlet`` or ``url``, which say what texts are of one outlet.
    repeated : what the outlets repeat, where ``repeats`` learned it from more texts than these.

    Returns
    -------
    The same rows. ``text`` is the raw text as it reads (``texts.plain``: one Unicode form, broken lines joined) without
    what was cut and the white space at the cuts; ``kept`` holds the raw spans that it is made of ("0-2099;2150-3000",
    ends excluded: ``segment.spans`` reads them) and ``cut`` those that were cut with the reason ("2099-2150 dateline":
    ``removed`` makes a table of them); ``title`` is the headline where there was none. A document of which nothing is
    left stays, with an empty text, and a warning names it; so it does words whose letters were of two alphabets.

    Raises
    ------
    ValueError: no column doc_id, or neither raw nor text; a document without a text.

    Examples
    --------
    >>> page = "Talks go on\\nPARIS (AFP) - The two presidents spoke for an hour on Monday.\\nShare on Facebook"
    >>> documents = clean(pd.DataFrame({"doc_id": ["a"], "raw": [page]}))
    >>> documents.loc[0, "text"], documents.loc[0, "title"]
    ('The two presidents spoke for an hour on Monday.', 'Talks go on')
    """
    raws = _raws(documents)
    plain = [texts.plain(raw) for raw in raws]
    lines = _edges(documents, [one.text for one in plain])
    known = lines["line"].isin(repeats(lines) if repeated is None else repeated)
    again = lines[known].groupby("row")["number"].agg(set).to_dict()
    rows, languages, titles = [], _told(documents, "language").map(lexicons.language), _told(documents, "title")
    for row, one in enumerate(tqdm(plain, "cleaning", delay=2, leave=False)):
        language, title = languages.iat[row], titles.iat[row]
        cuts = list(_cuts(one.text, language, title, again.get(row, set())))
        kept = _kept(one.text, [(start, end) for start, end, _ in cuts])
        headline = next((one.text[start:end] for start, end, reason in cuts if reason == "headline"), None)
        gone = ("{}-{} {}".format(*one.span(start, end), reason) for start, end, reason in cuts)
        spans = ";".join(f"{start}-{end}" for start, end in one.spans(kept)), ";".join(gone)
        rows.append(("".join(one.text[start:end] for start, end in kept), headline, *spans))
    new = pd.DataFrame(rows, columns=["text", "title", "kept", "cut"], index=documents.index, dtype="str")
    title = documents["title"].fillna(new["title"]) if "title" in documents else new["title"]
    cleaned = documents.assign(text=new["text"], raw=raws, title=title, kept=new["kept"], cut=new["cut"])
    if mended := {word for one in plain for word in one.mended}:
        warnings.warn(f"words of two alphabets that look alike, now of one: {sorted(mended)[:5]}.", stacklevel=2)
    if empty := cleaned.loc[new["text"].str.strip() == "", "doc_id"].tolist():
        warnings.warn(f"nothing is left of {len(empty):,} texts, {empty[:3]}; see what was removed.", stacklevel=2)
    return cleaned


def removed(documents: pd.DataFrame) -> pd.DataFrame:
    """What ``clean`` took out of the documents: one row a span, in the order of the text.

    The reasons: headline, kicker, deck, byline, dateline, caption, credits, subhead, related (other stories), share
    (buttons), subscription (also apps and channels), plea (for money), cookies, page (its furniture), repeated.

    Parameters
    ----------
    documents : as ``clean`` gives them.

    Returns
    -------
    ``doc_id``, ``raw_start``, ``raw_end`` (excluded), ``reason``, ``text``.

    Raises
    ------
    ValueError: no column ``cut`` or ``raw``: nothing was cleaned.

    Examples
    --------
    >>> page = "PARIS (AFP) - The two presidents spoke for an hour.\\nShare on Facebook"
    >>> removed(clean(pd.DataFrame({"doc_id": ["a"], "raw": [page]})))[["raw_start", "reason", "text"]].values.tolist()
    [[0, 'dateline', 'PARIS (AFP) -'], [52, 'share', 'Share on Facebook']]
    """
    files.need(documents, "documents", ["doc_id", "raw", "cut"], "Clean them first: cleaning.clean(documents).")
    rows = []
    for doc_id, raw, cut in zip(documents["doc_id"], documents["raw"], documents["cut"].fillna(""), strict=True):
        for start, end, reason in regex.findall(r"(\d+)-(\d+) (\w+)", cut):
            rows.append((doc_id, int(start), int(end), reason, raw[int(start) : int(end)]))
    kinds = {"raw_start": "int64", "raw_end": "int64", "reason": "str", "text": "str"}
    return pd.DataFrame(rows, columns=["doc_id", *kinds]).astype(kinds)


def edges(documents: pd.DataFrame) -> pd.DataFrame:
    """The lines near the edges of each text whose outlet is known, in whole numbers: what ``repeats`` learns from.

    Returns
    -------
    One row a line: ``row`` and ``number``, where it stands; ``outlet``, ``page`` and ``line``, alike for what is alike
    in lower case and without digits; ``sentence``, whether it ends as one.

    Examples
    --------
    >>> pages = pd.DataFrame({"doc_id": [1, 2], "outlet": "AFP", "raw": ["News, 3 May\\nOne.", "News, 4 May\\nTwo."]})
    >>> edges(pages)["line"].nunique()
    3
    """
    return _edges(documents, [texts.plain(raw).text for raw in _raws(documents)])


def _edges(documents: pd.DataFrame, plain: list[str]) -> pd.DataFrame:
    rows = []
    for row, (outlet, text) in enumerate(zip(_outlets(documents), plain, strict=True)):
        lines = _lines(text) if outlet else []
        near = [n for n in range(len(lines)) if n < _REACH or n >= len(lines) - _REACH]
        keys = [_hash(f"{outlet}\n{_NUMBER.sub('0', ' '.join(lines[n].text.lower().split()))}") for n in near]
        page = _hash(repr(keys))
        rows += [(row, n, _hash(outlet), page, key, lines[n].sentence) for n, key in zip(near, keys, strict=True)]
    kinds = dict.fromkeys(["row", "number", "outlet", "page", "line"], "int64") | {"sentence": "bool"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def repeats(edges: pd.DataFrame) -> frozenset[int]:
    """The lines that an outlet repeats, of all texts together: ``repeats(pd.concat(map(edges, parts)))``.

    A line repeats if it stands near an edge in at least 3 texts of the outlet and in 5 % of them; one that ends as a
    sentence in at least 5 and in more than half, since true sentences repeat too ("The conversation took place at the
    initiative of the French side"). Texts alike in all these lines count as one. ``clean`` takes such a line out if
    nothing of the text stands between it and the edge, and if it names no side, leader, call or source and says nobody
    told.

    Examples
    --------
    >>> pages = pd.DataFrame({"doc_id": range(3), "outlet": "AFP", "raw": [f"News\\nGrain, {c}." for c in "abc"]})
    >>> len(repeats(edges(pages)))
    1
    """
    lines = edges.drop_duplicates(["page", "line"]).groupby(["outlet", "line"])["sentence"].agg(["size", "any"])
    of = edges.groupby("outlet")["page"].nunique().reindex(lines.index.get_level_values("outlet")).to_numpy()
    often = (lines["size"] >= _TEXTS) & (lines["size"] >= _SHARE * of)
    mostly = (lines["size"] >= _TEXTS_SENTENCE) & (lines["size"] > _SHARE_SENTENCE * of)
    return frozenset(lines.index.get_level_values("line")[mostly.where(lines["any"], often)].tolist())


def one_form(table: pd.DataFrame) -> pd.DataFrame:
    """Write the text with one form of each name ("Kyiv" for Kiev and Киев) into the column ``one_form``.

    Which spellings belong together is said in ``lexicons/names.csv``. Which one a text chooses is evidence, so the new
    column stands beside it; offsets into it are not those into ``text``.

    Parameters
    ----------
    table : documents or sentences, with ``text``.

    Raises
    ------
    ValueError: no column ``text``.

    Examples
    --------
    >>> one_form(pd.DataFrame({"text": ["L'Elysée on Poutine's visit to Kiev"]})).loc[0, "one_form"]
    "L'Élysée on Putin's visit to Kyiv"
    """
    files.need(table, "table", ["text"], "Give documents or sentences.")
    return table.assign(one_form=table["text"].map(_with_one_form, na_action="ignore").astype("str"))


def _with_one_form(text: str) -> str:
    for form, start, end in reversed(lexicons.names(text)):
        text = text[:start] + form + text[end:]
    return text


def _raws(documents: pd.DataFrame) -> pd.Series:
    source = "raw" if isinstance(documents, pd.DataFrame) and "raw" in documents else "text"
    files.need(documents, "documents", ["doc_id", source], "Read them with corpus.read(path).")
    if lost := documents.loc[documents[source].isna(), "doc_id"].tolist():
        raise ValueError(f"documents {lost}: no text. Drop these rows, or read them again.")
    return documents[source]


def _outlets(documents: pd.DataFrame) -> pd.Series:
    """Who published each document: its outlet, or else the host of its address; "" where neither is known."""
    outlet, url = (_told(documents, name) for name in ("outlet", "url"))
    host = url.str.extract(r"^\w+://(?:www\.)?([^/:?#]+)", expand=False).fillna("")
    return outlet.where(outlet != "", host)


def _told(documents: pd.DataFrame, name: str) -> pd.Series:
    """A column of text that may be missing, "" where nothing is told."""
    return documents.get(name, pd.Series("", documents.index)).fillna("").astype("str").str.strip()


def _hash(text: str) -> int:
    """A whole number that is the same in every process."""
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=7).digest())


def _lines(raw: str) -> list[_Line]:
    """The lines that have more than white space, without the white space around them."""
    found = []
    for line in _LINE.finditer(raw):
        if text := line.group().strip():
            start = line.end() - len(line.group().lstrip())
            words = len(text.split(maxsplit=2 * _DECK))
            sentence = words > _LONG or len(text) > _PARAGRAPH or bool(_END.search(text[-20:]))
            found.append(_Line(start, text, words, sentence))
    return found


# ---- The phrases of the lexicon


@cache
def _pattern(scope: str, language: str = "") -> regex.Pattern:
    """All phrases of a scope, where it has any in the language those, as one pattern whose groups name the kinds."""
    table = lexicons.table("boilerplate")
    parts = table[table["kind"] == "part"].groupby("scope")["pattern"].agg("|".join)
    rows = table[table["scope"] == scope]
    if language and language in set(rows["language"]):
        rows = rows[rows["language"].isin([language, ""])]
    patterns = rows["pattern"].str.replace(r"^\(\?i\)(.*)", r"(?i:\1)", regex=True)
    for name in [*parts.index, *parts.index]:  # twice: a date is made of months
        patterns = patterns.str.replace(f"{{{name}}}", f"(?:{parts[name]})", regex=False)
    return regex.compile("|".join(f"(?P<{kind}>{one})" for kind, one in zip(rows["kind"], patterns, strict=True)))


@cache
def _matters() -> lexicons.Finder:
    """What an account is about: the sides, their leaders and offices, and words such as call."""
    named = "office in ['leader', 'presidency', 'ministry', 'state'] and role in ['name', 'adjective', 'group']"
    sides = lexicons.table("voices").query(f"{named} or role == 'head' and office == 'leader'")["phrase"]
    words = lexicons.table("boilerplate").query("scope == 'phrase'")["pattern"]
    return lexicons.Finder([*sides, *"|".join(words).split("|")])


@lru_cache(maxsize=4096)  # furniture repeats
def _by_phrase(text: str) -> str:
    """The reason that a line's phrases give, "keep" for one that names a source, or none."""
    if len(text) > _PARAGRAPH:
        return ""
    found = _pattern("line").fullmatch(text) or _pattern("tail").fullmatch(text, _tail(text))
    # Credits may close a sentence; the caption before them goes with its source.
    reason = found.lastgroup if found and (found.start() == 0 or found.lastgroup == "caption") else ""
    # "Help us, says Kyiv." asks the reader for nothing.
    return "" if reason in _ASKS and "," in text and lexicons.verbs()(text.rpartition(",")[2]) else reason


def _tail(text: str) -> int:
    """Where the brackets start that close a line; its end where there are none."""
    start = max(text.rfind("("), text.rfind("["))
    closed = text[-2:].rstrip(".")[-1:] in (")", "]") and len(text) - start <= _PARAGRAPH
    return start if closed else len(text)


# ---- The lines of a page


def _cuts(raw: str, language: str, title: str, again: set[int]) -> Iterator[tuple[int, int, str]]:
    """What goes from a text, in its order: whole lines, the dateline that opens it, and credits at a line's end."""
    first = True
    for line in _judged(raw, language, title, again):
        opening, closing = 0, _tail(line.text)
        if line.reason not in ("", "keep"):
            yield line.start, line.start + len(line.text), line.reason
            continue
        if first and (dateline := _pattern("start").match(line.text[:_DATELINE])):
            opening = len(dateline.group().rstrip())
            yield line.start, line.start + opening, "dateline"
        first = first and line.words <= 4  # a label above the text is no paragraph
        credits = _pattern("tail").fullmatch(line.text, closing)
        if credits and credits.lastgroup == "credits" and closing > opening:
            yield line.start + closing, line.start + len(line.text), "credits"


def _judged(raw: str, language: str, title: str, again: set[int]) -> list[_Line]:
    """The lines of a text, each with the reason it goes or none; ``again`` are the numbers of those that repeat.

    Where the title is known and stands in none of the lines, the text comes without what stands above one.
    """
    lines = _lines(raw)
    for line in lines:
        line.reason = _by_phrase(line.text)
    again = {n for n in again if not _matters()(lines[n].text) and not lexicons.verbs()(lines[n].text)}
    _pleas(lines)
    _listed(lines)
    _repeated(lines, again)
    if not title or any(_begins_alike(title, line.text) for line in lines[:_TOP]):
        _above(lines)
    _around(lines, language)
    _repeated(lines, again)  # what stood behind a headline or a teaser
    return lines


def _repeated(lines: list[_Line], again: set[int]) -> None:
    """Take out the lines that the outlet repeats and nothing but other such lines parts from an edge of the page."""
    own = [n for n, line in enumerate(lines) if line.reason in ("", "keep") and n not in again]
    if not any(lines[n].sentence for n in own):
        return
    edge = [n for n in sorted(again) if not own[0] < n < own[-1] and not lines[n].reason]
    titles = [n for n in edge if n < own[0] and not lines[n].sentence]  # the last is a headline: "Day 83 of the war"
    for n in edge:
        if n not in titles[-1:]:
            lines[n].take("repeated")


@lru_cache(maxsize=4096)  # paragraphs are asked again
def _own(text: str) -> str:
    """What a paragraph says itself, outside quotation marks."""
    return "".join(compress(text, ~segment.quoted(text)))


def _appeals(line: _Line) -> str:
    """Why a paragraph at an edge goes for speaking of the page to its reader: "plea", "credits" or "".

    Where somebody tells or does something it is a statement: leaders too say we, and support and welcome.
    """
    text = line.text
    if line.words < 4 or len(text) > 3 * _PARAGRAPH or line.reason:
        return ""
    if len(text) <= _PARAGRAPH and _pattern("edge").fullmatch(text):
        return "credits"
    signs = len({found[0].lower() for found in _pattern("sign").finditer(_own(text))})
    page = _found("page", text)
    asks = signs or page if _found("reader", text) else signs > (not page)
    return "plea" if asks and not lexicons.verbs()(_own(text)) else ""


def _found(scope: str, text: str) -> bool:
    return bool(_pattern(scope).search(_own(text)))


def _pleas(lines: list[_Line]) -> None:
    """A plea runs from its heading to the last line that speaks of us and you; above and below the text it has none."""

    def speaks(line: _Line) -> bool:
        return bool(line.reason or _opens(line) or _found("person", line.text) or _found("sign", line.text))

    for n, line in enumerate(lines):
        run = list(takewhile(speaks, lines[n + 1 : n + _TOP])) if _opens(line) else []
        if any(_appeals(other) for other in run):
            for other in (line, *run):
                other.take("plea")
    edge = [takewhile(lambda line: not line.body or _appeals(line), order) for order in (lines, lines[::-1])]
    edge = [line for line in chain(*edge) if _appeals(line)]
    own = [_found("person", line.text) for line in lines if line.body] if edge else []
    if sum(own) <= _SPEECH * len(own):
        for line in edge:
            line.take(_appeals(line))


def _opens(line: _Line) -> bool:
    """Whether a line is the heading of a plea."""
    return line.words <= _TEASER and bool(_pattern("opens").fullmatch(line.text))


def _listed(lines: list[_Line]) -> None:
    """Headlines of other stories: two and more in a row with a bullet each."""
    announced = False
    for bullets, group in groupby(lines, lambda x: not x.reason and not x.sentence and bool(_BULLET.match(x.text))):
        run = list(group)
        for line in run if bullets and len(run) > 1 and not announced else []:
            line.take("related")
        announced = run[-1].text.endswith(":") and not run[-1].reason  # "They agreed on:"


def _begins_alike(title: str, line: str) -> bool:
    """Whether a line is the title; either may have more, as "... | The Moscow Times"."""
    one, other = (regex.findall(r"\w+", text.lower()) for text in (title, line))
    return bool(one and other) and one[: len(other)] == other[: len(one)]


def _begin(lines: list[_Line]) -> int:
    """Where the text begins: at its first sentence that is no question, or at the dateline or byline below a deck."""
    bodies = [n for n, line in enumerate(lines) if line.body]
    if len(bodies) < 3:
        return bodies[0] if bodies else 0
    for n in range(bodies[2], bodies[0], -1):
        decks = all(line.words <= _DECK for line in lines[:n] if line.body)
        dateline = not lines[n].reason and _pattern("start").match(lines[n].text[:_DATELINE])
        if decks and (dateline or lines[n].reason == "byline"):
            return n
    return bodies[lines[bodies[0]].text[-1] in "?!" and lines[bodies[0]].words <= _TEASER]


def _above(lines: list[_Line]) -> None:
    """Kicker, headline and decks: what stands above the text."""
    above = [line for line in lines[: _begin(lines)] if not line.reason and not line.text[0].islower()]
    above = [line for n, line in enumerate(above) if n == 0 or not line.sentence or line.body or line.words < 3]
    headline = next((n for n, line in enumerate(above) if line.words > 3), len(above) - 1)
    for n, line in enumerate(above):
        line.take("kicker" if n < headline else "headline" if n == headline else "deck")


def _around(lines: list[_Line], language: str) -> None:
    """Subheads, which stand alone between two sentences, and teasers below the last: lines that do not end."""
    bodies = [n for n, line in enumerate(lines) if line.body]
    listed = False
    for n in range(bodies[0] + 1 if bodies else len(lines), len(lines)):
        line, before, below = lines[n], lines[n - 1], n > bodies[-1]
        announced = not before.reason and before.text.rstrip("* ").endswith((":", ",", ";"))
        listed = not line.sentence and (listed or announced)
        if listed or line.reason or n == bodies[-1]:
            continue
        if line.sentence:
            goes = not below and _pattern("question", language).fullmatch(line.text) and not _found("reader", line.text)
        else:
            alone = below or all(other.sentence or other.reason for other in (before, lines[n + 1]))
            short = line.words <= (_TEASER if below else _SUBHEAD) and _OPENING.match(line.text)
            goes = alone and short and not _pattern("finite", language).search(line.text)
        if goes:
            line.take("related" if below else "subhead")


def _kept(raw: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans between the cuts; of the white space at a cut, the side with more line ends stays, once."""
    if not cuts:
        return [(0, len(raw))] if raw else []
    edges = [0, *chain.from_iterable(cuts), len(raw)]
    gaps = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if raw[a:b].strip()]
    # White space at the ends of the text stays where nothing was cut there.
    spans = [[a and b - len(raw[a:b].lstrip()), b if b == len(raw) else a + len(raw[a:b].rstrip())] for a, b in gaps]
    for (one, other), ((_, cut), (resumed, _)) in zip(pairwise(spans), pairwise(gaps), strict=True):
        left, right = raw[one[1] : cut], raw[resumed : other[0]]
        if left and left.count("\n") >= right.count("\n"):
            one[1] = cut
        else:
            other[0] = resumed
    return [(start, end) for start, end in spans]
