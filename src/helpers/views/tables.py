"""Tables of sentences to read: whose they are, where they stand, what was taken away, and what a figure rests on."""

from collections.abc import Sequence

import pandas as pd
import regex

from helpers import links
from helpers.views._html import Cell, View


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
    kinds = [(links.of(name), _numeric(rows.iloc[:, place])) for place, name in enumerate(rows.columns)]
    cells = [
        [
            Cell(value, href=_explored(key, value) or str(value), number=number)
            for (key, number), value in zip(kinds, row, strict=True)
        ]
        for row in rows.itertuples(index=False)
    ]
    return View(caption, list(rows.columns), cells)


def _numeric(column: pd.Series) -> bool:
    """Whether a column is of numbers, also of such as are already written ("12 %", "4.3 : 16.0", "< .001")."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return True
    said = column.dropna().astype(str)
    said = said[said != ""]
    return len(said) > 0 and bool(
        said.str.fullmatch(r"[<>]?\s*[-−+]?[\d.,]+\s*%?(\s*(:|to|of)\s*[-−+]?[\d.,]+\s*%?)?").all()
    )


def _explored(key: str | None, value: object) -> str:
    """Where the explorer has a value, as seen from a notebook's page."""
    known = key and not pd.isna(value) and any(sign.isalpha() for sign in str(value))
    return f"../{links.explore(**{key: value})}" if known else ""


def accounts(
    sentences: pd.DataFrame,
    labels: pd.Series | None = None,
    voices: Sequence[str] = ("kremlin", "elysee"),
    caption: str = "",
) -> View:
    """Each sentence beside the account it gives, its source and reporting verb marked, the reason in small print below.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them; with ``reason``, as ``voices.explain`` gives it.
    labels : hand labels by the same index; shown where they differ.
    """
    rows, place_of = [], {voice: place for place, voice in enumerate(voices, start=1)}
    for label, row in sentences.iterrows():
        marks = [(row["cue_start"], row["cue_end"]), *_teller(row)] if row["cue"] else []
        below = [Cell(row.get("reason", ""))]
        if labels is not None and labels[label] != row["voice"]:
            below.append(Cell(f"by hand: {labels[label]}"))
        rows.append([Cell(row["voice"], side=place_of.get(row["voice"], 0)), Cell(row["text"], marks, below=below)])
    return View(caption, ["account", "sentence"], rows, stacked=True)


def _teller(row: pd.Series) -> list[tuple[int, int]]:
    """Where the teller's name stands: of several places, the one next to the cue that does not overlap it."""
    found = [(m.start(), m.end()) for m in regex.finditer(regex.escape(row["teller"]), row["text"]) if row["teller"]]
    apart = [span for span in found if span[1] <= row["cue_start"] or span[0] >= row["cue_end"]]
    return sorted(apart, key=lambda span: abs(span[0] - row["cue_start"]))[:1]
