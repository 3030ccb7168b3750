"""Tables of sentences to read, texts in full, two accounts side by side, and the explorer with every text.

Every view is HTML that keeps its meaning where styles are stripped and needs no script. The templates, in the folder
``views``, escape all text from a corpus wherever it goes in.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from itertools import pairwise, product
from operator import itemgetter
from pathlib import Path
from urllib.parse import quote

import jinja2
import numpy as np
import pandas as pd
from markupsafe import Markup

from helpers import files, framing, voices

__all__ = [
    "FILTERS", "Cell", "View", "address", "basis", "explore", "facing", "filters", "sentences", "table", "text"
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.PackageLoader("helpers", "views")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


# Addresses in the explorer, the page of a site that holds every sentence, filtered by what its address says

FILTERS = ("word", "text", "sentence", "call", "side", "speaker", "frame", "act", "issue", "statement", "base")
_FILTER_OF = {name: name for name in ("word", "side", "speaker", "frame", "act", "issue")}
_FILTER_OF |= {"term": "word", "voice": "side", "call_id": "call", "doc_id": "text"}


def address(**asked: object) -> str:
    """Where the explorer has the sentences with these filters, relative to the site's front page.

    Raises ValueError for a filter that the explorer does not have.

    >>> address(side="elysee", word="food security")
    'explore.html#word=food%20security&side=elysee'
    >>> address(word="weapon*")
    'explore.html#word=weapon*'
    """
    if strange := [key for key in asked if key not in FILTERS]:
        raise ValueError(f"the explorer has no filter '{strange[0]}'. It has {', '.join(FILTERS)}.")
    said = (f"{key}={quote(str(asked[key]), safe='*', errors='replace')}" for key in FILTERS if key in asked)
    return f"explore.html#{'&'.join(said)}".rstrip("#")


def filters(names: Iterable, label: object) -> dict[str, object]:
    """The filters that a label stands for, by the names of its index or columns; none where these are of no filter.

    >>> filters(["voice", "n"], ("elysee", 3))
    {'side': 'elysee'}
    """
    pairs = zip(names, label if isinstance(label, tuple) else (label,), strict=False)
    known = [(_FILTER_OF[name], value) for name, value in pairs if isinstance(name, str) and name in _FILTER_OF]
    # The rows of what was not found have no sentences.
    none = ("", "no topic", "no issue found")
    return {key: value for key, value in known if not pd.isna(value) and str(value).strip() not in none}


# Tables


@dataclass
class Cell:
    """Text for one cell.

    ``marks``: (start, end) of what is marked in it; marks may overlap. ``kind``: the classes of its style: "side1",
    "side2" for whose it is, "alone" where only that side says it, "empty" for what only fills a place. ``href``: where
    it leads, an address of the web or "../explore.html#...". ``below``: cells in small print. ``number``: on the right.
    """

    content: object
    marks: Sequence[tuple[int, int]] = ()
    kind: str = ""
    href: str = ""
    below: Sequence["Cell"] = ()
    number: bool = False

    def __post_init__(self) -> None:
        self.content = "" if self.content is None or pd.isna(self.content) else str(self.content)

    @property
    def leads(self) -> bool:
        """Whether it has an address of the web or of the explorer; of any other (javascript:, file:) it stays text."""
        return bool(re.fullmatch(r"https?://[^\s\"'<>]+|\.\./explore\.html#[A-Za-z0-9_.~%*=&-]+", self.href))

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces that no mark begins or ends in, and whether a mark covers them."""
        edges = sorted({0, len(self.content), *(edge for mark in self.marks for edge in mark)})
        return [(self.content[a:b], any(s <= a and b <= e for s, e in self.marks)) for a, b in pairwise(edges)]

    def text(self) -> str:
        """The same as plain text on one line."""
        return " ".join(" ".join([self.content, *(f"[{cell.text()}]" for cell in self.below)]).split())


@dataclass
class View:
    """A table as HTML for a notebook or page, and the same in plain text.

    ``stacked``: on a narrow screen the cells of a row are below each other.
    """

    caption: str
    header: Sequence
    rows: Sequence[Sequence[Cell]]
    stacked: bool = False

    def _repr_html_(self) -> str:
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.header)
        numbers = [bool(cells) and all(cell.number for cell in cells) for cells in columns]
        return _templates().get_template("table.html").render(view=self, numbers=numbers).strip()

    def __repr__(self) -> str:
        lines = [map(str, self.header), *((cell.text() for cell in row) for row in self.rows)]
        return "\n".join([self.caption, *map(" | ".join, lines)])


def table(rows: pd.DataFrame, caption: str = "") -> View:
    """Any table with whole, wrapped texts, where pandas would cut them short; web addresses are links; no index.

    In columns whose names the explorer knows (term, voice, call_id ...) each cell leads to its sentences there, by the
    address that it has from a notebook's page.

    >>> print(table(pd.DataFrame({"words": ["grain, sea"]}), "Groups"))
    Groups
    words
    grain, sea
    """
    files.need(rows, "rows", [])
    numbers = [_numeric(rows.iloc[:, place]) for place in range(rows.shape[1])]
    cells = [
        [Cell(place[1], href=_leads(*place), number=n) for *place, n in zip(rows, row, numbers, strict=True)]
        for row in rows.itertuples(index=False)
    ]
    return View(caption, list(rows.columns), cells)


def _leads(name: object, value: object) -> str:
    """Where the explorer has a value, as seen from a notebook's page, or else the value, which may be an address."""
    asked = filters([name], value) if any(sign.isalpha() for sign in str(value)) else {}
    return f"../{address(**asked)}" if asked else str(value)


def _numeric(column: pd.Series) -> bool:
    """Whether a column is of numbers, also of such as are already written ("12 %", "4.3 : 16.0", "< .001")."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return True
    said, number = column.dropna().astype(str).loc[lambda s: s != ""], r"[-−+]?[\d.,]+\s*%?"
    return len(said) > 0 and bool(said.str.fullmatch(rf"[<>]?\s*{number}(\s*(:|to|of)\s*{number})?").all())


def basis(documents: pd.DataFrame, rows: pd.DataFrame | None = None, unit: str = "sentences") -> str:
    """What a figure rests on, for its subtitle: n, the texts, and how many of them are translations.

    documents: ``doc_id`` and, as the data card has it, ``translation`` (none, machine, human, house translation). rows:
    a table with ``doc_id``; n counts its rows, and only the texts in it count. unit: what a row is.

    >>> documents = pd.DataFrame({"doc_id": list("abc"), "translation": ["none", "machine", None]})
    >>> basis(documents)
    '3 texts (1 machine translation, 1 perhaps translated)'
    >>> basis(documents, pd.DataFrame({"doc_id": ["a", "a"]}))
    'n = 2 sentences, 1 text (not translated)'
    """
    files.need(documents, "documents", ["doc_id"])
    if rows is not None:
        documents = documents[documents["doc_id"].isin(rows["doc_id"])]
    kinds = documents.get("translation", pd.Series(index=documents.index, dtype="str")).fillna("perhaps translated")
    kinds = kinds.replace({"machine": "machine translation", "human": "human translation"})
    counts = kinds[kinds != "none"].value_counts().sort_index().items()
    told = [f"{n} {kind}{'s' if n > 1 and kind.endswith('translation') else ''}" for kind, n in counts]
    n = "" if rows is None else f"n = {len(rows):,} {unit}, "
    return f"{n}{len(documents):,} text{'s' * (len(documents) != 1)} ({', '.join(told) or 'not translated'})"


def sentences(
    sentences: pd.DataFrame,
    labels: pd.Series | None = None,
    voices: Sequence[str] = ("kremlin", "elysee"),
    caption: str = "",
) -> View:
    """Each sentence beside the account it gives, its source and reporting verb marked, the reason in small print below.

    sentences: as ``voices.attribute`` gives them; with ``reason``, as ``voices.explain`` gives it. labels: by hand, by
    the same index; shown where they differ.
    """
    files.need(sentences, "sentences", ["voice", "text", "cue", "teller"], "voices.attribute() makes them.")
    hand = sentences["voice"] if labels is None else labels
    hand = hand if hand.index.equals(sentences.index) else hand.reindex(sentences.index)
    rows, kinds = [], {voice: f"side{place}" for place, voice in enumerate(voices, start=1)}
    for row, right in zip(sentences.to_dict("records"), hand, strict=True):
        below = [row.get("reason", "")]
        if right != row["voice"]:
            below.append(f"by hand: {right}")
        marks = [(row["cue_start"], row["cue_end"]), *_source(row)] if row["cue"] else []
        account = Cell(row["voice"], kind=kinds.get(row["voice"], ""))
        rows.append([account, Cell(row["text"], marks, below=[*map(Cell, below)])])
    return View(caption, ["account", "sentence"], rows, stacked=True)


def _source(row: pd.Series) -> list[tuple[int, int]]:
    """Where the source's name is: of several places, the one next to the reporting verb that does not overlap it."""
    found = [m.span() for m in re.finditer(re.escape(row["teller"]), row["text"]) if row["teller"]]
    apart = [span for span in found if span[1] <= row["cue_start"] or span[0] >= row["cue_end"]]
    return sorted(apart, key=lambda span: abs(span[0] - row["cue_start"]))[:1]


# Two accounts of a call, side by side


def facing(
    accounts: pd.DataFrame,
    statements: pd.DataFrame,
    caption: str = "",
    names: tuple[str, str] = ("The Kremlin's account", "The Élysée's account"),
) -> View:
    """The sentences of a call's two accounts side by side, on one line where both speak of the same matter.

    Below each sentence, in one line, which of the other side's it goes with, or that it is only here; only here are
    its statements that have no ``other``. A place opposite one that goes with sentences of other lines names these.

    accounts: the sentences of one call, as ``study.load`` gives them, with the numbers of their ``statements``.
    statements: those of the same call: ``side``, ``statement``, ``other`` (numbers of the other side's), ``told``.

    >>> accounts = pd.DataFrame({"voice": ["kremlin", "elysee"], "text": ["Arms.", "Grain."], "statements": ["1", "1"]})
    >>> statements = pd.DataFrame({"side": ["kremlin", "elysee"], "statement": [1, 1], "other": ["", ""], "told": ""})
    >>> print(facing(accounts, statements, "A call"))
    A call
    The Kremlin's account | The Élysée's account
    K1 Arms. [only here] | –
    – | E1 Grain. [only here]
    """
    files.need(accounts, "accounts", ["voice", "text", "statements"])
    files.need(statements, "statements", ["side", "statement", "other", "told"])
    said = statements.set_index(["side", statements["statement"].astype(str)])
    accounts = accounts[accounts["voice"].isin(statements["side"])].assign(own=accounts["statements"].str.split())
    number = (accounts.groupby("voice").cumcount() + 1).astype(str)
    accounts.index = accounts["voice"].str[0].str.upper() + number
    ours, theirs = (list(accounts.index[accounts["voice"] == side]) for side in statements["side"].unique())
    similar = {}
    for a, b in product(ours, theirs):
        own = [(accounts.at[a, "voice"], n) for n in accounts.at[a, "own"]]
        if linked := [n for n in own if {*said.at[n, "other"].split(";")} & {*accounts.at[b, "own"]}]:
            similar[a, b] = len(linked) / len(accounts.at[a, "own"])
    pairs = [*similar, *((b, a) for a, b in similar)]
    goes_with = {code: ", ".join(other for one, other in pairs if one == code) for code in accounts.index}

    def cell(code: str, place: int) -> Cell:
        row, found = accounts.loc[code], goes_with[code]
        tells = said.loc[[(row["voice"], n) for n in row["own"]]]
        kind = {"same": "as in", "differently": "differently in"}.get("".join({*tells["told"]} - {""}), "compare")
        parts = [f"{kind} {found}"] if found else []
        parts += [f"{'the rest ' if found else ''}only here"] if (tells["other"] == "").any() else []
        kind = f"side{place}{'' if found else ' alone'}"
        return Cell(f"{code} {row['text']}", kind=kind, below=[Cell("; ".join(parts))])

    def opposite(code: str) -> Cell:
        return Cell(f"see {goes_with[code]}" if goes_with[code] else "–", kind="empty")

    beside = _lines(ours, theirs, similar)
    lines = [[cell(a, 1) if a else opposite(b), cell(b, 2) if b else opposite(a)] for a, b in beside]
    return View(caption, names, lines, stacked=True)


def _lines(ours: list, theirs: list, similar: Mapping[tuple, float]) -> list[tuple]:
    """Both sides in their own order, linked sentences on one line where that is possible.

    The lines with the highest sum of similarities, by dynamic programming (Needleman & Wunsch 1970), with no price for
    a sentence that is alone.
    """
    linked = {(ours.index(a), theirs.index(b)): value for (a, b), value in similar.items()}
    best: dict[tuple, tuple] = {}  # from two places on: the highest sum, and the places behind its first line
    for i, j in product(range(len(ours), -1, -1), range(len(theirs), -1, -1)):
        ways = [((i + 1, j + 1), linked[i, j])] if (i, j) in linked else []
        ways += [((i + 1, j), 0.0), ((i, j + 1), 0.0)]
        sums = [(best[way][0] + value, way) for way, value in ways if way in best]
        best[i, j] = max(sums, key=itemgetter(0), default=(0.0, None))
    lines, (i, j) = [], (0, 0)
    while behind := best[i, j][1]:
        lines.append((ours[i] if behind[0] > i else None, theirs[j] if behind[1] > j else None))
        i, j = behind
    return lines


# A text in full

_TAKEN = {"plea": "plea for donations", "related": "headlines of other stories"}


@dataclass
class Reading:
    """Paragraphs in HTML and in plain text, each a list of (mark, text, class); "del" is what was taken away."""

    caption: str
    paragraphs: list[list[tuple[str, str, str]]]

    def _repr_html_(self) -> str:
        return _templates().get_template("reading.html").render(view=self).strip()

    def __repr__(self) -> str:
        told = (" ".join(f"{mark} {said}".strip() for mark, said, _ in paragraph) for paragraph in self.paragraphs)
        return "\n".join([self.caption, *told])


def text(
    document: pd.Series, sentences: pd.DataFrame, removed: pd.DataFrame, names: Mapping[str, str], caption: str = ""
) -> Reading:
    """A text in full, as it came: before each sentence whose account it gives, and what was taken away struck through.

    document: one row of the documents. sentences, removed: as ``voices.attribute`` and ``cleaning.removed`` give them.
    names: of the two sides, whose first letters mark their sentences; the journalist's have no mark.

    >>> document = pd.Series({"doc_id": "d", "raw": "PARIS - They spoke.\\nIt rained."})
    >>> rows = pd.DataFrame({"doc_id": "d", "raw_start": [8, 20], "raw_end": [19, 30], "voice": ["elysee", "narrator"]})
    >>> piece = pd.DataFrame({"doc_id": ["d"], "raw_start": [0], "raw_end": [7], "reason": ["dateline"]})
    >>> text(document, rows, piece, {"kremlin": "Kremlin", "elysee": "Élysée"}, "A text")
    A text
    [taken away, dateline:] PARIS - [É] They spoke.
    It rained.
    """
    marks = {"narrator": ""} | {side: f"[{name[0]}]" for side, name in names.items()}
    kinds = {side: f"side{place}" for place, side in enumerate(names, start=1)}
    own, gone = (rows[rows["doc_id"] == document["doc_id"]] for rows in (sentences, removed))
    told = own.assign(mark=own["voice"].map(lambda v: marks.get(v, f"[{v}]")), kind=own["voice"].map(kinds).fillna(""))
    taken = gone.assign(mark="[taken away, " + gone["reason"].replace(_TAKEN) + ":]", kind="del")
    pieces = pd.concat([told, taken]).sort_values("raw_start")[["raw_start", "raw_end", "mark", "kind"]]
    paragraphs, end, before = [], 0, ""
    for start, stop, mark, kind in pieces.itertuples(index=False):
        if not paragraphs or "\n" in document["raw"][end:start]:
            paragraphs.append([])
        # What was taken away in several lines is named at the first.
        again = kind == "del" and mark == before
        paragraphs[-1].append(("" if again else mark, " ".join(document["raw"][start:stop].split()), kind))
        end, before = stop, mark
    return Reading(caption, paragraphs)


# The explorer: one page with every text and every sentence: whose account it is, and why

# What a sentence can be filtered by, but for its text and call: the key in the address, the column, what it is called.
_ASKED = {
    "side": ("voice", "Account"),
    "speaker": ("speaker", "Speaker"),
    "frame": ("frames", "Frame"),
    "act": ("act", "Speech act"),
    "issue": ("issues", "Subject"),
    "statement": ("statement", "Statement"),
    "base": ("base", "Only"),
}
_LISTS = ("frames", "issues", "statement")
_OTHERS = {"joint": "both together", "narrator": "the journalist", "other": "another source"}


@dataclass
class Explorer:
    """A page, as a file or as the output of a cell; ``html`` is the whole page, ``texts`` the marked texts alone."""

    html: str
    texts: str

    def write(self, path: str | Path) -> Path:
        """Write the page as a file, whole or not at all."""
        files.write(Path(path), self.html)
        return Path(path)

    def _repr_html_(self) -> str:
        """The page in a frame; where a notebook is not trusted the frame is stripped, and the texts stay."""
        frame = f'<iframe srcdoc="{escape(self.html)}" title="Explore" width="100%" height="720"></iframe>'
        return f"{frame}<details><summary>The marked texts</summary>{self.texts}</details>"

    def __repr__(self) -> str:
        return "The explorer: write('explore.html') makes a page of it."


def explore(
    sentences: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    removed: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    *,
    words: pd.DataFrame | None = None,
    home: str = "",
    site: str = "One call, two readouts",
    most: int = 20_000,
) -> Explorer:
    """Every text in full, each sentence marked by whose account it gives; filters, words, links that keep the choice.

    The choice is in the address: ``explore.html#word=food&side=elysee``, with the keys of ``FILTERS``. Without a script
    the page is the marked texts.

    sentences: ``doc_id``, ``sentence``, ``text``; where there, ``call_id``, ``paragraph``, raw offsets, what
    ``voices.attribute`` adds, ``frames``, ``act``, ``issues``, ``statement``, and ``base``, the name of a choice of
    sentences. Without rows the page has the words alone. documents: for titles, outlets, days and addresses. removed:
    shown greyed in its place. names: the two sides and what to call them; by default Kremlin and Élysée. words: counts
    by (call_id, voice), which are listed side by side. home: the address of the site's front page; site: what the link
    to it says. most: sentences on the page, of more the first whole texts, which the page says.

    Raises ValueError where a column is missing or a sentence is there twice.

    >>> told = {"doc_id": "d", "sentence": [0], "text": ["Grain & arms."], "voice": "kremlin"}
    >>> page = explore(pd.DataFrame(told))
    >>> 'data-side="kremlin"' in page.html, "Grain &amp; arms." in page.html
    (True, True)
    """
    names = dict(names or {"kremlin": "Kremlin", "elysee": "Élysée"})
    _check(sentences)
    every = sentences["doc_id"].nunique()
    read = sentences.groupby("doc_id", sort=False).size().cumsum()
    sentences = sentences[sentences["doc_id"].isin(read.index[(read <= most) | (read == read.min())])]
    sides = _sides(sentences, names)
    texts = _texts(sentences, documents, removed, sides)
    about = f"{len(texts):,} text{'s' * (len(texts) != 1)}, {len(sentences):,} sentence{'s' * (len(sentences) != 1)}"
    about += f" (the first texts of {every:,}; more would open slowly)" if len(texts) < every else ""
    content = {"texts": texts, "legend": [side for side in sides.values() if texts]}
    page, marked = map(_templates().get_template, ("explorer.html", "explorer_texts.html"))
    html = page.render(
        content,
        title="Explore",
        collection=site,
        home=home,
        about=about if texts else "Words as they were counted; there are no texts here.",
        sides=list(sides.values())[:2],
        filters=_choices(sentences, texts, sides) if texts else [],
        calls=_calls(texts),
        words=[] if words is None else _words(words, names),
        counts="" if words is None or texts else _counted(words, names),
    )
    return Explorer(html, marked.render(content))


def _check(sentences: pd.DataFrame) -> None:
    files.need(sentences, "sentences", ["doc_id", "sentence", "text"], "segment.split() makes them.")
    if (twice := sentences.duplicated(["doc_id", "sentence"])).any():
        row = sentences[twice].iloc[0]
        raise ValueError(f"sentence {row['sentence']} of '{row['doc_id']}' is there twice. Drop one.")


def _sides(sentences: pd.DataFrame, names: Mapping[str, str]) -> dict[str, dict]:
    """The accounts in their order, the two sides first: name, letter, place (0 for all but the two)."""
    found = sorted({*sentences["voice"].dropna()} - {*names}) if "voice" in sentences else []
    made, letters = {}, set()
    for place, key in enumerate([*names, *found], start=1):
        name = names.get(key, _OTHERS.get(key, key))
        letter = next((one for one in name.upper() if one.isalpha() and one not in letters), str(place))
        letters.add(letter)
        made[key] = {"key": key, "name": name, "letter": letter, "place": place if place < 3 else 0}
    return made


def _texts(
    sentences: pd.DataFrame, documents: pd.DataFrame | None, removed: pd.DataFrame | None, sides: Mapping[str, dict]
) -> list[dict]:
    """Each text with its paragraphs, by day."""
    card = {} if documents is None else documents.drop_duplicates("doc_id").set_index("doc_id").to_dict("index")
    gone = {} if removed is None else dict(tuple(removed.groupby("doc_id", sort=False)))
    made = [
        _text(doc_id, own.to_dict("records"), card.get(doc_id, {}), gone.get(doc_id, pd.DataFrame()), sides)
        for doc_id, own in sentences.groupby("doc_id", sort=False)
    ]
    return sorted(made, key=lambda text: (not text["day"], text["published"] if text["day"] else 0))


def _text(doc_id: object, rows: list[dict], about: dict, gone: pd.DataFrame, sides: Mapping[str, dict]) -> dict:
    """A text with its paragraphs, and these with their pieces, in the order of the raw text."""
    pieces, raw = [_piece(row, sides) for row in rows], about.get("raw")
    if isinstance(raw, str):
        pieces += [{"at": row.raw_start, "reason": row.reason, "text": row.text} for row in gone.itertuples()]
        if all(piece["at"] >= 0 for piece in pieces):
            pieces = sorted(pieces, key=lambda piece: piece["at"])
            pieces = [piece | {"line": raw.count("\n", 0, piece["at"])} for piece in pieces]
    lines: dict[int, list[dict]] = {}
    for piece in pieces:
        lines.setdefault(piece.get("line", 0), []).append(piece)
    day, spoke, call = _day(about.get("published")), _day(about.get("call_date")), _known(rows[0].get("call_id"))
    outlet, parties = _known(about.get("outlet")), _known(about.get("parties")).replace(";", " and ")
    outlet = "Unknown outlet" if outlet == "unknown" else outlet
    title = _known(about.get("title")) or ", ".join(filter(None, [outlet, day])) or str(doc_id)
    return {
        "key": str(doc_id),
        "title": title,
        "day": day,
        "published": about.get("published"),
        "call": call,
        "call_name": ": ".join(filter(None, [spoke, parties])) if spoke else call,
        "language": _known(about.get("language")),
        "about": ", ".join(part for part in (outlet, day) if part and part not in title),
        "url": url if (url := _known(about.get("url"))).startswith(("https://", "http://")) else "",
        "paragraphs": [{"pieces": line, "removed": all("reason" in p for p in line)} for line in lines.values()],
    }


def _piece(row: dict, sides: Mapping[str, dict]) -> dict:
    """A sentence: its words in three parts, its reporting verb in the middle, and what a filter or a reader asks."""
    text, start, end = row["text"], row.get("cue_start", -1), row.get("cue_end", -1)
    start, end = (start, end) if 0 <= start < end else (len(text), len(text))
    side = sides.get(_known(row.get("voice")), {"place": 0, "letter": "–", "name": "no account"})
    values = {key: _known(row.get(column)) for key, (column, _) in _ASKED.items()}
    office = _known(row.get("office"))
    said = {"Account": side["name"] + (f", {office}" if office not in ("", "none") else "")}
    said["Why"] = voices.explain(pd.Series(row)) if _known(row.get("rule")) else ""
    said |= {label: values[key].replace(";", ", ") for key, (_, label) in _ASKED.items() if key != "side"}
    said["Speaker"] = _speaker(values["speaker"])
    said["Names"] = _known(row.get("names")).replace(";", ", ")
    said["Place"] = f"sentence {int(row['sentence']) + 1} of the text"
    said = {term: value for term, value in said.items() if value and value != "none"}
    return side | {
        "at": int(row.get("raw_start", -1)),
        "line": int(row.get("paragraph", 0)),
        "sentence": int(row["sentence"]),
        "parts": (text[:start], text[start:end], text[end:]),
        "data": {key: value for key, value in values.items() if value} | {"why": json.dumps(said, ensure_ascii=False)},
    }


def _speaker(name: str) -> str:
    return {"third": "somebody else", "none": "nobody named", "both": "both together"}.get(name, name.title())


def _known(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _day(value: object) -> str:
    known = isinstance(value, datetime) and value == value
    return f"{value.day} {pd.Timestamp(value).month_name()} {value.year}" if known else ""


def _choices(sentences: pd.DataFrame, texts: list[dict], sides: Mapping[str, dict]) -> list[dict]:
    """What each filter offers, with the number of sentences; texts and calls by date."""
    called = {
        "text": {text["key"]: text["title"] for text in texts},
        "call": {text["call"]: text["call_name"] for text in texts if text["call"]},
        "side": {name: side["name"] for name, side in sides.items()},
        "speaker": {name: _speaker(name) for name in map(_known, sentences.get("speaker", []))},
    }
    made = []
    for key, (column, label) in ({"text": ("doc_id", "Text"), "call": ("call_id", "Call")} | _ASKED).items():
        values = sentences.get(column, pd.Series(dtype="str")).dropna().astype("str")
        values = values.str.split(";").explode() if column in _LISTS else values
        counts = values[values != ""].value_counts().sort_index()
        counts = counts.reindex(list(called[key])).dropna().astype(int) if key in ("text", "call") else counts
        if len(counts):
            options = [(value, called.get(key, {}).get(value, value), n) for value, n in counts.items()]
            made.append({"key": key, "label": label, "options": options})
    return made


def _calls(texts: list[dict]) -> list[dict]:
    """The list beside the texts: each call with its texts."""
    made: dict[str, dict] = {}
    for text in texts:
        call = {"key": text["call"], "name": text["call_name"] or "On no known call", "texts": []}
        made.setdefault(text["call"], call)["texts"].append(text)
    return list(made.values())


def _words(words: pd.DataFrame, names: Mapping[str, str]) -> list[dict]:
    """The words that are more one side's, and those that are no side's, the most different first."""
    found = framing.log_odds(words, *list(names)[:2]).sort_values("z", key=abs, ascending=False, kind="stable")
    heads = [*(f"More in {name}" for name in list(names.values())[:2]), "Rest on one mention, or as often in both"]
    sides = [(found["z"] > 0) & (found["count_a"] > 1), (found["z"] < 0) & (found["count_b"] > 1)]
    found = found.assign(head=np.select(sides, heads[:2], heads[2]))
    made = []
    for head in heads:
        rows = found[found["head"] == head].head(300).itertuples()
        made.append({"head": head, "words": [(row.Index, f"{row.count_a}:{row.count_b}") for row in rows]})
    return made


def _counted(words: pd.DataFrame, names: Mapping[str, str]) -> Markup:
    """Of each word how often each side uses it in each call, as JSON that no text can break out of."""
    columns = pd.DataFrame({"call": words.columns.get_level_values(-2), "side": words.columns.get_level_values(-1)})
    found: dict[str, list] = {term: [] for term in words.index}
    for call, own in columns.groupby("call"):
        told = [words.iloc[:, own.index[own["side"] == side]].sum(axis=1) for side in list(names)[:2]]
        for term, a, b in zip(words.index, *told, strict=True):
            found[term] += [(_called(call), int(a), int(b))] if a or b else []
    return Markup(json.dumps(found, ensure_ascii=False).replace("<", "\\u003c"))


def _called(call_id: object) -> str:
    """A call by its day, where its name ends with it."""
    found = re.search(r"(\d{4})-(\d\d)-(\d\d)$", str(call_id))
    return _day(datetime(*map(int, found.groups()))) if found else str(call_id)
