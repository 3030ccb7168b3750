"""One page with every text and every sentence: whose account it is, and why; filters in its address."""

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

import jinja2
import matplotlib.pyplot as plt
import pandas as pd
from markupsafe import Markup

from helpers import figures, framing, links, voices
from helpers.files import write
from helpers.views.tables import address

# What a sentence can be filtered by: the key in the address, the column that holds it, what it is called.
FILTERS = {
    "side": ("voice", "Account"),
    "speaker": ("speaker", "Speaker"),
    "frame": ("frames", "Frame"),
    "act": ("act", "Speech act"),
    "issue": ("issues", "Subject"),
    "statement": ("statement", "Statement"),
    "base": ("base", "Only"),
}
_PLACES = {"text": "key", "call": "call"}
_LISTS = ("frames", "issues", "statement")
# Not from the calendar module, whose names follow the locale.
_OTHERS = {"joint": "both together", "narrator": "the journalist", "other": "another source"}
_DARK = ("#f59e5b", "#6cb6f2")


class Explorer:
    """A page, as a file or as the output of a cell.

    ``html`` is the whole page, which needs nothing beside it.
    """

    def __init__(self, html: str, texts: str):
        self.html, self.texts = html, texts

    def write(self, path: str | os.PathLike) -> Path:
        """Write the page as a file, whole or not at all."""
        write(path, self.html)
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

    The choice is in the address: ``explore.html#word=food&side=elysee``, with the keys word, text, call, side, speaker,
    frame, act, issue, statement and ids ("doc_id:sentence,..."). Without a script the page is the marked texts.

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``text``; where there, ``call_id``, ``paragraph``, raw offsets, what
        ``voices.attribute`` and ``frames.tagged`` add, ``statement``, and ``base``, the name of a choice of sentences.
        Without rows the page has the words alone.
    documents : as ``corpus.read`` gives them, for titles, outlets, days and addresses.
    removed : as ``cleaning.clean`` gives it; shown greyed in its place.
    names : the two sides and what to call them, as ``voices.names`` gives it; by default Kremlin and Élysée.
    words : counts by (call_id, voice), or with dyads before them, for a scatter of the words.
    home : the address of the site's front page. site : what the link to it says.
    most : sentences on the page, of more the first whole texts, which the page says.

    Raises
    ------
    ValueError: a column is missing, or a sentence stands twice.

    Examples
    --------
    >>> told = {"doc_id": "d", "sentence": [0], "text": ["Grain & arms."], "voice": "kremlin"}
    >>> page = explore(pd.DataFrame(told))
    >>> 'data-side="kremlin"' in page.html, "Grain &amp; arms." in page.html
    (True, True)
    """
    names = dict(names or {"kremlin": "Kremlin", "elysee": "Élysée"})
    _check(sentences)
    every = sentences["doc_id"].nunique()
    own = sentences.groupby("doc_id", sort=False).size().cumsum()
    sentences = sentences[sentences["doc_id"].isin(own.index[(own <= most) | (own == own.min())])]
    sides = _sides(sentences, names)
    texts = _texts(sentences, documents, removed, sides)
    content = {"texts": texts, "legend": [side for side in sides.values() if texts]}
    n = f"{len(texts):,} text{'s' * (len(texts) != 1)}, {len(sentences):,} sentence{'s' * (len(sentences) != 1)}"
    n += f" (the first texts of {every:,}; more would open slowly)" if len(texts) < every else ""
    page = _template("explorer.html").render(
        content,
        title="Explore",
        collection=site,
        home=home,
        about=n if texts else "Words as they were counted; there are no texts here.",
        sides=list(sides.values()),
        filters=_filters(sentences, texts, sides) if texts else [],
        calls=_calls(texts),
        scatter=_scatter(words, names),
        counts=_counted(words, names) if words is not None and not texts else "",
        css=_part("explorer.css"),
        script=_part("explorer.js"),
    )
    return Explorer(page, _template("explorer_texts.html").render(content))


def _check(sentences: pd.DataFrame) -> None:
    if missing := [name for name in ("doc_id", "sentence", "text") if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}. segment.split() makes them.")
    if (twice := sentences.duplicated(["doc_id", "sentence"])).any():
        row = sentences[twice].iloc[0]
        raise ValueError(f"sentence {row['sentence']} of '{row['doc_id']}' stands there twice. Drop one.")


@cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader(str(files("helpers.views")))
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(name)


def _part(name: str) -> Markup:
    return Markup((files("helpers.views") / name).read_text(encoding="utf-8").strip())


def _sides(sentences: pd.DataFrame, names: Mapping[str, str]) -> dict[str, dict]:
    """The accounts in their order, the two sides first: name, letter, colours."""
    found = sorted({*sentences["voice"].dropna()} - {*names}) if "voice" in sentences else []
    colours, made, letters = figures.palette(tuple(names)), {}, set()
    for place, key in enumerate([*names, *found], start=1):
        name = names.get(key, _OTHERS.get(key, key))
        letter = next((one for one in name.upper() if one.isalpha() and one not in letters), str(place))
        letters.add(letter)
        side = {"key": key, "name": name, "letter": letter, "place": place if place < 3 else 0}
        made[key] = side | {"colour": colours.get(key, ""), "dark": _DARK[place - 1] if place < 3 else ""}
    return made


def _texts(
    sentences: pd.DataFrame, documents: pd.DataFrame | None, removed: pd.DataFrame | None, sides: Mapping[str, dict]
) -> list[dict]:
    """Each text with its paragraphs, and these with their pieces, in the order of the raw text."""
    card = {} if documents is None else documents.drop_duplicates("doc_id").set_index("doc_id").to_dict("index")
    gone = {} if removed is None else dict(tuple(removed.groupby("doc_id", sort=False)))
    own = dict(tuple(sentences.groupby("doc_id", sort=False)))
    made = []
    days = {name: about.get("published") for name, about in card.items()}
    order = sorted(own, key=lambda name: (not _day(days.get(name)), days[name] if _day(days.get(name)) else 0))
    for doc_id in order:
        about, raw = card.get(doc_id, {}), card.get(doc_id, {}).get("raw")
        pieces = [_piece(row, sides) for row in own[doc_id].to_dict("records")]
        for row in gone[doc_id].to_dict("records") if doc_id in gone and isinstance(raw, str) else ():
            pieces.append({"at": row["raw_start"], "reason": row["reason"], "text": row["text"]})
        if isinstance(raw, str) and all(piece["at"] >= 0 for piece in pieces):
            pieces.sort(key=lambda piece: piece["at"])
            for piece in pieces:
                piece["line"] = raw.count("\n", 0, piece["at"])
        lines: dict[int, list[dict]] = {}
        for piece in pieces:
            lines.setdefault(piece["line"], []).append(piece)
        day, spoke = _day(about.get("published")), _day(about.get("call_date"))
        call, outlet = _known(own[doc_id].get("call_id", pd.Series([""])).iloc[0]), _known(about.get("outlet"))
        outlet = "Unknown outlet" if outlet == "unknown" else outlet
        title = _known(about.get("title")) or ", ".join(filter(None, [outlet, day])) or str(doc_id)
        parties = " and ".join(_known(about.get("parties")).split(";"))
        made.append(
            {
                "key": str(doc_id),
                "title": title,
                "call": call,
                "call_name": ": ".join(filter(None, [spoke, parties])) if spoke else call,
                "language": _known(about.get("language")),
                "about": ", ".join(part for part in (outlet, day) if part and part not in title),
                "url": url if (url := address(about.get("url"))).startswith(("https://", "http://")) else "",
                "paragraphs": [
                    {"pieces": line, "removed": all("reason" in piece for piece in line)} for line in lines.values()
                ],
            }
        )
    return made


def _day(value: object) -> str:
    return (
        f"{value.day} {pd.Timestamp(value).month_name()} {value.year}"
        if isinstance(value, datetime) and value == value
        else ""
    )


def _speaker(name: str) -> str:
    return {"third": "somebody else", "none": "nobody named", "both": "both together"}.get(name, name.title())


def _within(**choice: str) -> str:
    return links.explore(**choice).removeprefix("explore.html")


def _known(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _piece(row: dict, sides: Mapping[str, dict]) -> dict:
    """A sentence: its words in three parts, its cue in the middle, and what a filter or a reader asks of it."""
    text, start, end = row["text"], row.get("cue_start", -1), row.get("cue_end", -1)
    start, end = (start, end) if 0 <= start < end else (len(text), len(text))
    side = sides.get(_known(row.get("voice")), {"place": 0, "letter": "–", "name": "no account"})
    values = {key: _known(row.get(column)) for key, (column, _) in FILTERS.items()}
    said = {"Account": side["name"] + (f", {row['office']}" if _known(row.get("office")) not in ("", "none") else "")}
    said["Why"] = voices.explain(pd.Series(row)) if _known(row.get("rule")) else ""
    said |= {label: values[key].replace(";", ", ") for key, (_, label) in FILTERS.items() if key != "side"}
    said["Speaker"] = _speaker(values["speaker"])
    said["Names"] = _known(row.get("names")).replace(";", ", ")
    said["Place"] = f"sentence {int(row['sentence']) + 1} of the text"
    said = {term: value for term, value in said.items() if value and value != "none"}
    return {
        "at": int(row.get("raw_start", -1)),
        "line": int(row.get("paragraph", 0)),
        "sentence": int(row["sentence"]),
        "before": text[:start],
        "cue": text[start:end],
        "after": text[end:],
        "data": {key: value for key, value in values.items() if value} | {"why": json.dumps(said, ensure_ascii=False)},
        **{name: side[name] for name in ("place", "letter", "name")},
    }


def _filters(sentences: pd.DataFrame, texts: list[dict], sides: Mapping[str, dict]) -> list[dict]:
    """What each filter offers, with the number of sentences."""
    made = []
    own = sentences["doc_id"].map({text["key"]: text["call"] for text in texts})
    named = {"text": {text["key"]: text["title"] for text in texts}}
    named["call"] = {text["call"]: text["call_name"] for text in texts}
    named["speaker"] = {name: _speaker(name) for name in sentences.get("speaker", pd.Series(dtype=str)).dropna()}
    named["side"] = {name: side["name"] for name, side in sides.items()}
    columns = {"text": ("doc_id", "Text"), "call": ("call", "Call")} | FILTERS
    for key, (column, label) in columns.items():
        values = own if key == "call" else sentences.get(column, pd.Series(dtype=str))
        values = values.dropna().astype(str)
        values = values.str.split(";").explode() if column in _LISTS else values
        counts = values[values != ""].value_counts().sort_index()
        if key in ("text", "call"):  # by date, as the texts are
            counts = counts.reindex([name for name in dict.fromkeys(text[_PLACES[key]] for text in texts) if name])
        called = named.get(key, {})
        if len(counts):
            options = [(value, called.get(value, value), n) for value, n in counts.items()]
            made.append({"key": key, "label": label, "options": options})
    return made


def _calls(texts: list[dict]) -> list[dict]:
    """The list beside the texts: each call with its texts."""
    made: dict[str, dict] = {}
    for text in texts:
        name = text["call_name"] or "On no known call"
        call = made.setdefault(text["call"], {"key": text["call"], "name": name, "texts": []})
        call["href"] = _within(call=text["call"])
        call["texts"].append({"title": text["title"], "href": _within(text=text["key"])})
    return list(made.values())


def _called(call_id: object) -> str:
    """A call by its day, where its name ends with it."""
    found = re.search(r"(\d{4})-(\d\d)-(\d\d)$", str(call_id))
    return _day(datetime(*map(int, found.groups()))) if found else str(call_id)


def _scatter(words: pd.DataFrame | None, names: Mapping[str, str]) -> Markup:
    """The words by rank, as a drawing whose points and labels are links."""
    if words is None:
        return Markup("")
    called = tuple(names.values())[:2]
    ax = figures.scatter(framing.log_odds(words, *list(names)[:2]), "", called)
    drawn = figures.svg(ax.figure).decode()
    plt.close(ax.figure)
    return Markup(drawn[drawn.index("<svg") :].replace("explore.html#", "#"))


def _counted(words: pd.DataFrame, names: Mapping[str, str]) -> Markup:
    """Of each word how often each side uses it in each call, as JSON that no text can break out of."""
    a, b = list(names)[:2]
    calls, groups = (words.columns.get_level_values(level) for level in (-2, -1))
    columns = [(call, *((calls == call) & (groups == side) for side in (a, b))) for call in sorted(set(calls))]
    table = words.to_numpy()
    found = {}
    for row, term in enumerate(words.index):
        told = (
            (_called(call), int(table[row, own].sum()), int(table[row, other].sum())) for call, own, other in columns
        )
        found[term] = [one for one in told if one[1] or one[2]]
    return Markup(json.dumps(found, ensure_ascii=False).replace("<", "\\u003c"))
