"""A text in full: its paragraphs, whose account each sentence gives, and what was taken away and why."""

from collections.abc import Mapping
from html import escape

import pandas as pd

from helpers.views._html import Cell

_TAKEN = {"plea": "plea for donations", "related": "headlines of other stories"}


class Reading:
    """Paragraphs in HTML and in plain text, each a list of (mark, text, class); "del" is what was taken away."""

    def __init__(self, caption: str, paragraphs: list[list[tuple[str, str, str]]]):
        self.caption, self.paragraphs = caption, paragraphs

    def _repr_html_(self) -> str:
        body = "".join(f"<p>{' '.join(map(_html, paragraph))}</p>" for paragraph in self.paragraphs)
        label = escape(self.caption)
        return (
            f'<div class="reading tex2jax_ignore mathjax_ignore" role="region" aria-label="{label}">'
            f"<p><b>{label}</b></p><blockquote>{body}</blockquote></div>"
        )

    def __repr__(self) -> str:
        told = (" ".join(f"{mark} {said}".strip() for mark, said, _ in paragraph) for paragraph in self.paragraphs)
        return "\n".join([self.caption, *told])


def _html(piece: tuple[str, str, str]) -> str:
    mark, said, kind = piece
    mark = f"<b>{escape(mark)}</b> " if mark else ""
    said = Cell(said).inner()
    if kind == "del":
        return f"{mark}<del>{said}</del>"
    return f'{mark}<span class="{kind}">{said}</span>' if kind else f"{mark}{said}"


def text(
    document: pd.Series, sentences: pd.DataFrame, removed: pd.DataFrame, names: Mapping[str, str], caption: str = ""
) -> Reading:
    """A text in full, as it came: before each sentence whose account it gives, and what was taken away struck through.

    Parameters
    ----------
    document : one row of the documents. sentences, removed : as ``voices.attribute`` and ``cleaning.clean`` give them.
    names : of the two sides, whose first letters mark their sentences; the journalist's have no mark.

    Examples
    --------
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
    own, gone = (table[table["doc_id"] == document["doc_id"]] for table in (sentences, removed))
    told = [
        (row.raw_start, row.raw_end, marks.get(row.voice, f"[{row.voice}]"), kinds.get(row.voice, ""))
        for row in own.itertuples()
    ]
    taken = [
        (row.raw_start, row.raw_end, f"[taken away, {_TAKEN.get(row.reason, row.reason)}:]", "del")
        for row in gone.itertuples()
    ]
    paragraphs, end, before = [], 0, ""
    for start, stop, mark, kind in sorted(told + taken):
        if not paragraphs or "\n" in document["raw"][end:start]:
            paragraphs.append([])
        # What was taken away in several lines is named at the first.
        again = kind == "del" and mark == before
        paragraphs[-1].append(("" if again else mark, " ".join(document["raw"][start:stop].split()), kind))
        end, before = stop, mark
    return Reading(caption, paragraphs)
