"""Tables of sentences to read: whose they are in words, where they stand, and what is marked in them.

Every view is an HTML table that keeps its meaning where styles are stripped and needs no script. Text from a corpus
is escaped wherever it goes in.
"""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd
import regex

from helpers import figures, frequency


class View:
    """HTML for a notebook or page, and the same in plain text."""

    def __init__(self, caption: str, header: Sequence[str], rows: Iterable[Sequence["Cell"]], stacked: bool = False):
        """``stacked``: on a narrow screen the cells of a row stand below each other."""
        self.caption, self.header, self.rows = caption, list(header), [list(row) for row in rows]
        self.kind = "view stacked" if stacked else "view"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align:left">{escape(name)}</th>' for name in self.header)
        cells = ("".join(cell.html(name) for cell, name in zip(row, self.header, strict=True)) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        return (
            f'<div class="{self.kind} tex2jax_ignore mathjax_ignore" role="region" tabindex="0" style="overflow-x:auto"'
            f' aria-label="{escape(self.caption)}"><table><caption style="text-align:left">{escape(self.caption)}'
            f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def __repr__(self) -> str:
        lines = [" | ".join(self.header), *(" | ".join(cell.text() for cell in row) for row in self.rows)]
        return "\n".join([self.caption, *lines])


class Cell:
    """Text for one cell: spans of it to mark, the colour of its edge, where it links to, and what to show on demand."""

    def __init__(
        self,
        content: object,
        marks: Sequence[tuple[int, int]] = (),
        *,
        edge: str = "",
        href: str = "",
        more: str = "",
    ):
        self.content = "" if content is None or pd.isna(content) else str(content)
        self.marks, self.edge, self.href, self.more = sorted(marks), edge, href, more

    def html(self, column: str) -> str:
        """The cell under the column's name; everything that comes from a text is escaped."""
        out, at = "", 0
        for start, end in self.marks:
            out += f"{escape(self.content[at:start])}<mark>{escape(self.content[start:end])}</mark>"
            at = end
        out += escape(self.content[at:])
        # A link that is no web address (javascript:, file:) stays text.
        if regex.match(r"https?://[^\s\"'<>]+$", self.href):
            out = f'<a href="{escape(self.href)}" style="overflow-wrap:anywhere">{out}</a>'
        if self.more:
            out = f"<details><summary>{out}</summary>{escape(self.more)}</details>"
        edge = f"border-left:4px solid {self.edge};padding-left:8px;" if self.edge else ""
        style = f"{edge}text-align:left;vertical-align:top;white-space:normal"
        return f'<td data-column="{escape(column)}" style="{style}">{out}</td>'

    def text(self) -> str:
        """The same as plain text on one line."""
        return " ".join(f"{self.content} {self.more}".split())


def _place(row: pd.Series, documents: pd.DataFrame) -> Cell:
    """Where a sentence stands: outlet, day, number of the sentence, raw offsets; linked where an address is known."""
    document = documents.set_index("doc_id").loc[row["doc_id"]]
    outlet = document["outlet"] if isinstance(document["outlet"], str) else row["doc_id"]
    day = "" if pd.isna(document["published"]) else f", {document['published']:%Y-%m-%d}"
    url = document["url"] if isinstance(document["url"], str) else ""
    return Cell(f"{outlet}{day}, sentence {row['sentence']}, characters {row['raw_start']}-{row['raw_end']}", href=url)


def basis(documents: pd.DataFrame, rows: pd.DataFrame | None = None, unit: str = "sentences") -> str:
    """What a figure rests on, for its subtitle: n, the texts, and how many of them are translations.

    Parameters
    ----------
    documents : ``doc_id`` and, as the data card has it, ``translation`` (none, machine, human, house translation).
    rows : a table with ``doc_id``; n counts its rows, and only the texts in it count. ``unit`` says what a row is.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": list("abc"), "translation": ["none", "machine", None]})
    >>> basis(documents)
    '3 texts (1 machine translation, 1 perhaps translated)'
    >>> basis(documents, pd.DataFrame({"doc_id": ["a", "a"]}))
    'n = 2 sentences, 1 text (not translated)'
    """
    if rows is not None:
        documents = documents[documents["doc_id"].isin(rows["doc_id"])]
    card = documents.get("translation", pd.Series(index=documents.index, dtype="str"))
    kinds = card.fillna("unknown").replace({"machine": "machine translation", "human": "human translation"})
    kinds = kinds.replace({"unknown": "perhaps translated"})
    counts = kinds[kinds != "none"].value_counts().sort_index()
    plural = {kind: "s" if number > 1 and kind.endswith("translation") else "" for kind, number in counts.items()}
    told = ", ".join(f"{number} {kind}{plural[kind]}" for kind, number in counts.items()) or "not translated"
    n = "" if rows is None else f"n = {len(rows):,} {unit}, "
    return f"{n}{len(documents):,} text{'' if len(documents) == 1 else 's'} ({told})"


def table(rows: pd.DataFrame, caption: str = "") -> View:
    """Any table with whole, wrapped texts, where pandas would cut them short; web addresses are links; no index.

    Examples
    --------
    >>> print(table(pd.DataFrame({"words": ["grain, sea"]}), "Groups"))
    Groups
    words
    grain, sea
    """
    cells = [[Cell(value, href=str(value)) for value in row] for row in rows.itertuples(index=False)]
    return View(caption, list(rows.columns), cells)


def accounts(
    sentences: pd.DataFrame,
    labels: pd.Series | None = None,
    voices: Sequence[str] = ("kremlin", "elysee"),
    caption: str = "",
) -> View:
    """Each sentence with the account it gives written beside it, its cue marked, and its rule and reason on demand.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them; ``reason``, a sentence on why, is shown where there is the column.
    labels : hand labels by the same index; a last column then says where they differ.
    """
    rows, colours = [], figures.palette(voices)
    for label, row in sentences.iterrows():
        marks = [(row["cue_start"], row["cue_end"]), *_teller(row)] if row["cue"] else []
        cells = [
            Cell(row["voice"]),
            Cell(row["text"], marks, edge=colours.get(row["voice"], "")),
            Cell(row["rule"], more=row.get("reason", "")),
        ]
        if labels is not None:
            cells.append(Cell("as by hand" if labels[label] == row["voice"] else f"by hand: {labels[label]}"))
        rows.append(cells)
    header = ["account", "sentence (teller and cue marked)", "rule", *([] if labels is None else ["label"])]
    return View(caption or f"{len(rows)} sentences and whose account they give", header, rows)


def _teller(row: pd.Series) -> list[tuple[int, int]]:
    """Where the teller's name stands: of several places, the one next to the cue that does not overlap it."""
    found = [(m.start(), m.end()) for m in regex.finditer(regex.escape(row["teller"]), row["text"]) if row["teller"]]
    apart = [span for span in found if span[1] <= row["cue_start"] or span[0] >= row["cue_end"]]
    return sorted(apart, key=lambda span: abs(span[0] - row["cue_start"]))[:1]


def evidence(
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    term: str = "",
    voices: Sequence[str] = ("kremlin", "elysee"),
    caption: str = "",
    first: str = "voice",
) -> View:
    """The sentences behind a number: whose account, the text with a term marked, and where it stands.

    Parameters
    ----------
    sentences : with ``voice``; with a ``term`` only those in which it occurs are shown.
    documents : for outlet, date and address.
    first : the column of ``sentences`` that the first column shows.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["d"], "outlet": ["A <b>"], "published": [pd.NaT], "url": [None]})
    >>> place = {"doc_id": ["d"], "sentence": [0], "start": [0], "raw_start": [0], "raw_end": [6]}
    >>> table = pd.DataFrame(place | {"text": ["Grain."], "voice": ["elysee"]})
    >>> print(evidence(table, documents, "grain"))
    1 sentence with "grain"
    account | sentence | where
    elysee | Grain. | A <b>, sentence 0, characters 0-6
    """
    rows, colours = [], figures.palette(voices)
    for _, row in sentences.iterrows():
        marks = frequency.occurrences(row["text"], term) if term else []
        if marks or not term:
            text = Cell(row["text"], marks, edge=colours.get(row["voice"], ""))
            rows.append([Cell(row[first]), text, _place(row, documents)])
    plural = "sentence" if len(rows) == 1 else "sentences"
    found_in = f' with "{term}"' if term else ""
    return View(
        caption or f"{len(rows)} {plural}{found_in}",
        ["account" if first == "voice" else first, "sentence", "where"],
        rows,
    )


def side_by_side(
    pairs: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    names: tuple[str, str] = ("The Kremlin's account", "The Élysée's account"),
    caption: str = "",
) -> View:
    """The two accounts of a call in two columns; on one line the sentences that share words, with the words between.

    Parameters
    ----------
    pairs : as ``framing.pair`` gives them, labels of rows of ``sentences``.
    """
    rows, colours = [], (figures.FIRST, figures.SECOND)
    for pair in pairs.itertuples():
        cells = []
        for side, label in enumerate((pair.a, pair.b)):
            if pd.isna(label):
                cells.append(Cell("— (no sentence that shares words)"))
                continue
            row = sentences.loc[label]
            marks = [span for word in pair.shared.split() for span in frequency.occurrences(row["text"], word)]
            cells.append(Cell(f"{row['text']} ({_place(row, documents).content})", marks, edge=colours[side]))
        rows.append([cells[0], Cell(pair.shared.replace(" ", ", ") or "none"), cells[1]])
    return View(caption, [names[0], "shared words", names[1]], rows, stacked=True)


def cleaned(document: pd.Series, removed: pd.DataFrame) -> View:
    """A raw text line by line, with what was taken away marked and named, and beside it what is left.

    Parameters
    ----------
    document : one row of the documents. removed : as ``cleaning.clean`` gives it.

    Examples
    --------
    >>> document = pd.Series({"doc_id": "d", "raw": "PARIS (AFP) - They spoke."})
    >>> piece = {"doc_id": ["d"], "raw_start": [0], "raw_end": [13], "reason": ["dateline"]}
    >>> print(cleaned(document, pd.DataFrame(piece)))
    d: what was kept and what was removed
    line | removed as | raw text (removed parts marked) | clean text
    1 | dateline | PARIS (AFP) - They spoke. | They spoke.
    """
    pieces = removed[removed["doc_id"] == document["doc_id"]]
    rows = []
    for number, line in enumerate(regex.finditer(r"[^\r\n]*\S[^\r\n]*", document["raw"]), start=1):
        inside = pieces[(pieces["raw_start"] < line.end()) & (pieces["raw_end"] > line.start())]
        ends = zip(inside["raw_start"], inside["raw_end"], strict=True)
        marks = [(max(a, line.start()) - line.start(), min(b, line.end()) - line.start()) for a, b in ends]
        reasons = ", ".join(dict.fromkeys(inside["reason"]))
        edges = [0, *(offset for span in sorted(marks) for offset in span), len(line.group())]
        left = "".join(line.group()[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()
        rows.append([Cell(number), Cell(reasons or "kept"), Cell(line.group(), marks), Cell(left or "—")])
    header = ["line", "removed as", "raw text (removed parts marked)", "clean text"]
    return View(f"{document['doc_id']}: what was kept and what was removed", header, rows, stacked=True)
