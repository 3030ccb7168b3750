"""The fold-out under a figure, a table or a finding: the sentences behind it."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd

from helpers import figures
from helpers.views._html import Cell, View
from helpers.views.tables import address, where

MARKED = "Marked: the words that count; a sentence with several of them is one row."
_OCCURRENCE = ["word_start", "word_end"]


class Folded(View):
    """A view that opens by its summary, with the mouse or the keyboard, and needs no script for it."""

    def __init__(self, summary: str, opened: bool, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.summary, self.opened = summary, opened

    def _repr_html_(self) -> str:
        state = " open" if self.opened else ""
        summary = f"<summary>{escape(self.summary)}</summary>"
        return f'<details class="evidence"{state}>{summary}{super()._repr_html_()}</details>'

    def __repr__(self) -> str:
        return f"{self.summary}\n{super().__repr__()}"


class Words:
    """What is to be said where no sentences are behind a figure."""

    def __init__(self, words: str):
        self.words = words

    def _repr_html_(self) -> str:
        return f'<p class="evidence tex2jax_ignore mathjax_ignore">Evidence: {escape(self.words)}</p>'

    def __repr__(self) -> str:
        return f"Evidence: {self.words}"


def evidence(
    table: pd.DataFrame | str,
    *,
    voices: Sequence[str] | Mapping[str, str] = ("kremlin", "elysee"),
    caption: str = "",
    behind: str = "this figure",
    most: int = 200,
    opened: bool = False,
) -> View | Words:
    """A fold-out with the sentences behind a figure, a table or a finding; the words that count are marked.

    Parameters
    ----------
    table : as a function of ``helpers.evidence`` gives it, where there are no rows said in words; or words that say on
        what the figure rests instead.
    voices : the two sides, whose sentences have their colours; what to call them, too, as ``voices.names`` gives it.
    caption : a heading for the table.
    behind : what it is behind: "this figure", "this table". opened : whether it stands open from the start.
    most : rows to show. Of more, each mark's first are shown, and a last row says how many are not.

    Examples
    --------
    >>> from helpers import evidence as behind, segment
    >>> documents = pd.DataFrame({"doc_id": ["d"], "text": ["Grain & arms."], "outlet": ["TASS"]})
    >>> sentences = segment.split(documents).assign(voice="kremlin")
    >>> called = {"kremlin": "Kremlin", "elysee": "Élysée"}
    >>> print(evidence(behind.terms(sentences, documents, ["grain"]), voices=called, caption="Grain"))
    The sentences behind this figure: 1 row
    Grain
    Marked: the words that count; a sentence with several of them is one row.
    mark | account | sentence | where
    grain | Kremlin | Grain & arms. | TASS, sentence 0, characters 0-13
    """
    if isinstance(table, str) or table.empty:
        return Words(table if isinstance(table, str) else f"none, no sentence is behind {behind}")
    keys = [name for name in table.columns if name not in _OCCURRENCE]
    number = table.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    rows = table.drop_duplicates(keys)
    shown = _fair(rows["mark"], most)
    colours, told = figures.palette(tuple(voices)), bool(table["voice"].notna().any())
    names = voices if isinstance(voices, Mapping) else {}
    cells = [_cells(rows.iloc[i], table.loc[number == i, _OCCURRENCE].dropna(), colours, names, told) for i in shown]
    if len(shown) < len(rows):
        rest = f"and {len(rows) - len(shown):,} more rows; all {len(rows):,} are in the notebook's evidence table"
        cells.append([Cell("more"), *[Cell("—")] * told, Cell(rest), Cell("—")])
    legend = MARKED if table["word_start"].notna().any() else ""
    header = ["mark", *["account"] * told, "sentence", "where"]
    summary = f"The sentences behind {behind}: {len(rows):,} row{'' if len(rows) == 1 else 's'}"
    summary += f", of which {len(shown):,} are shown" if len(shown) < len(rows) else ""
    return Folded(summary, opened, caption or summary, header, cells, legend=legend, grouped=True)


def _fair(marks: pd.Series, most: int) -> list[int]:
    """Which rows to show: the first of every mark, then the second of every mark, and so on; in their order."""
    ranks = marks.groupby(marks, sort=False).cumcount().to_numpy()
    return sorted(np.argsort(ranks, kind="stable")[:most].tolist())


def _cells(
    row: pd.Series, spans: pd.DataFrame, colours: dict[str, str], names: Mapping[str, str], told: bool
) -> list[Cell]:
    if pd.isna(row["doc_id"]):
        return [Cell(row["mark"]), *[Cell("—")] * told, Cell("no sentence"), Cell("—")]
    marks = [(int(a), int(b)) for a, b in spans.itertuples(index=False)]
    words = dict.fromkeys(row["text"][a:b] for a, b in marks)
    unsaid = [f'"{word}"' for word in words if word.lower() not in row["mark"].lower()]
    sentence = Cell(
        row["text"],
        marks,
        edge=colours.get(row["voice"], ""),
        below=[Cell(f"marked: {', '.join(unsaid)}")] if unsaid else (),
    )
    offsets = {name: row[name.replace("-", "_")] for name in ("start", "end", "raw-start", "raw-end")}
    data = {"doc": row["doc_id"]} | {name: offset for name, offset in offsets.items() if not pd.isna(offset)}
    place = Cell(where(row), href=address(row["url"]), data=data)
    account = names.get(row["voice"], row["voice"]) if isinstance(row["voice"], str) else "—"
    return [Cell(row["mark"]), *[Cell(account)] * told, sentence, place]
