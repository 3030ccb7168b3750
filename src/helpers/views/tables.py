"""Tables of sentences to read: whose they are, where they stand, what was taken away, and what a figure rests on."""

from collections.abc import Sequence

import pandas as pd
import regex

from helpers import figures, links
from helpers.views._html import Cell, View


def place(row: pd.Series, documents: pd.DataFrame) -> Cell:
    """Where a sentence stands: outlet, day, number of the sentence, raw offsets; linked where an address is known."""
    document = documents.set_index("doc_id").loc[row["doc_id"]]
    return Cell(where(pd.concat([row, document[["outlet", "published"]]])), href=address(document["url"]))


def where(row: pd.Series) -> str:
    """Outlet (or the document's name), day, number of the sentence, raw offsets, in words."""
    outlet = row["outlet"] if isinstance(row["outlet"], str) else row["doc_id"]
    day = "" if pd.isna(row["published"]) else f", {row['published']:%Y-%m-%d}"
    sentence = "in no sentence" if pd.isna(row["sentence"]) else f"sentence {row['sentence']}"
    return f"{outlet}{day}, {sentence}, characters {row['raw_start']}-{row['raw_end']}"


def address(url: object) -> str:
    return url if isinstance(url, str) else ""


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

    In columns whose names ``helpers.links`` knows (term, voice, call_id ...) each cell leads to its sentences in the
    explorer, by the address that it has from a notebook's page.

    Examples
    --------
    >>> print(table(pd.DataFrame({"words": ["grain, sea"]}), "Groups"))
    Groups
    words
    grain, sea
    """
    keys = [links.of(name) for name in rows.columns]
    cells = [
        [Cell(value, href=_explored(key, value) or str(value)) for key, value in zip(keys, row, strict=True)]
        for row in rows.itertuples(index=False)
    ]
    return View(caption, list(rows.columns), cells)


def _explored(key: str | None, value: object) -> str:
    """Where the explorer has a value, as seen from a notebook's page."""
    known = key and not pd.isna(value) and str(value).strip()
    return f"../{links.explore(**{key: value})}" if known else ""


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
            Cell(row["rule"], more=row.get("reason", ""), below=_told(row)),
        ]
        if labels is not None:
            cells.append(Cell("as by hand" if labels[label] == row["voice"] else f"by hand: {labels[label]}"))
        rows.append(cells)
    header = ["account", "sentence (teller and cue marked)", "rule", *([] if labels is None else ["label"])]
    return View(caption or f"{len(rows)} sentences and whose account they give", header, rows)


def _told(row: pd.Series) -> list[Cell]:
    """The marked words once more in words, for where marks are stripped."""
    words = [f"{name}: {row[name]}" for name in ("teller", "cue") if row["cue"] and row[name]]
    return [Cell(", ".join(words))] if words else []


def _teller(row: pd.Series) -> list[tuple[int, int]]:
    """Where the teller's name stands: of several places, the one next to the cue that does not overlap it."""
    found = [(m.start(), m.end()) for m in regex.finditer(regex.escape(row["teller"]), row["text"]) if row["teller"]]
    apart = [span for span in found if span[1] <= row["cue_start"] or span[0] >= row["cue_end"]]
    return sorted(apart, key=lambda span: abs(span[0] - row["cue_start"]))[:1]


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
