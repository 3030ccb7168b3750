"""One call in two columns, as each of the two sides tells it."""

from itertools import product
from typing import NamedTuple

import pandas as pd
import regex

from helpers import figures
from helpers.views._html import Cell, View
from helpers.views.tables import place

LEGEND = (
    "Each account in its own order; sentences that tell of the same matter stand on one line where the order allows."
    " Marked: names and words in common. Italic: the words of telling."
)
_BOLD = " Bold: words of a frame, which is named below."


def side_by_side(
    pairs: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    names: tuple[str, str] = ("The Kremlin's account", "The Élysée's account"),
    caption: str = "",
    frames: pd.DataFrame | None = None,
) -> View:
    """The two accounts of a call in two columns, with what links their sentences, and what one side only tells.

    Each sentence has a number (K1, E1), below it what it is linked to and why, and where it stands. What one side only
    tells says so, and has a broken edge. A side without a sentence has the words "no text".

    Parameters
    ----------
    pairs : as ``framing.pair`` gives them, labels of rows of ``sentences``.
    frames : as ``framing.frames`` gives them, to be marked and named.

    Raises
    ------
    ValueError: a pair is of other sentences; names its label.

    Examples
    --------
    >>> from helpers import framing
    >>> documents = pd.DataFrame({"doc_id": ["d"], "outlet": ["TASS"], "published": [pd.NaT], "url": [None]})
    >>> table = pd.DataFrame({"doc_id": "d", "sentence": [0], "call_id": "x", "voice": "kremlin", "text": "Grain."})
    >>> table = table.assign(raw_start=0, raw_end=6)
    >>> print(side_by_side(framing.pair(table, "x"), table, documents, caption="Call x"))  # doctest: +ELLIPSIS
    Call x
    Each account ...
    The Kremlin's account | The Élysée's account
    K1 Grain. [only here: ...] [TASS, sentence 0, characters 0-6] | no text: no sentence gives this account
    """
    order = {label: number for number, label in enumerate(sentences.index)}
    if strange := [label for side in ("a", "b") for label in pairs[side].dropna() if label not in order]:
        raise ValueError(f"no sentence is labelled {strange[0]}. Give the sentences that were paired.")
    sides = [sorted(set(pairs[side].dropna()), key=order.__getitem__) for side in ("a", "b")]
    first = [str(sentences.at[side[0], "voice"])[:1].upper() if side else "" for side in sides]
    letters = first if first[0] != first[1] else ["A", "B"]
    codes = tuple({label: f"{letters[n]}{i}" for i, label in enumerate(side, 1)} for n, side in enumerate(sides))
    page = "-".join(regex.findall(r"\w+", f"call {caption}")).lower()
    call = _Call(pairs, sentences, documents, frames, codes, page)
    links = pairs.dropna(subset=["a", "b"])
    rows = [
        [
            _across(line[1 - side], side, call) if label is None else _cell(label, side, call)
            for side, label in enumerate(line)
        ]
        for line in _lines(*sides, {(row.a, row.b): row.similarity for row in links.itertuples()})
    ] or [[Cell("—"), Cell("—")]]
    for number, side in enumerate(sides):
        if not side:
            rows[0][number] = Cell("no text: no sentence gives this account")
    return View(caption, names, rows, stacked=True, legend=LEGEND + (_BOLD if frames is not None else ""))


class _Call(NamedTuple):
    """What the cells of one view have in common; ``codes`` of the sentences of each side."""

    pairs: pd.DataFrame
    sentences: pd.DataFrame
    documents: pd.DataFrame
    frames: pd.DataFrame | None
    codes: tuple[dict, dict]
    page: str


def _cell(label: object, side: int, call: _Call) -> Cell:
    row, code = call.sentences.loc[label], call.codes[side][label]
    own, other = ("a", "b")[side], ("b", "a")[side]
    found = call.pairs[[not pd.isna(value) and value == label for value in call.pairs[own]]]
    marks = [(start, end, "mark") for spans in found[f"spans_{own}"] for start, end in spans]
    below = [_link(link, link[other], call.codes[1 - side], call.page) for _, link in found.iterrows()]
    if row.get("cue"):
        marks.append((row["cue_start"], row["cue_end"], "em"))
        below.append(Cell(f"telling: {row['text'][row['cue_start'] : row['cue_end']]}"))
    if call.frames is not None:
        own_tags = (call.frames["doc_id"] == row["doc_id"]) & (call.frames["sentence"] == row["sentence"])
        tagged = call.frames[own_tags & (call.frames["frame"] != "")]
        marks += [(start, end, "strong") for start, end in zip(tagged["start"], tagged["end"], strict=True)]
        below.append(Cell(f"frames: {', '.join(sorted(set(tagged['frame']))) or 'none'}"))
    below.append(place(row, call.documents))
    lead = len(code) + 1
    return Cell(
        f"{code} {row['text']}",
        [(start + lead, end + lead, element) for start, end, element in marks],
        edge=(figures.FIRST, figures.SECOND)[side],
        broken=bool(found[other].isna().all()),
        name=f"{call.page}-{code}",
        below=below,
    )


def _across(label: object, side: int, call: _Call) -> Cell:
    """The empty place beside a sentence: what it is linked to stands on another line, or nothing is."""
    own, other = ("b", "a")[side], ("a", "b")[side]
    linked = call.pairs[[not pd.isna(value) and value == label for value in call.pairs[own]]][other].dropna()
    return Cell(f"see {', '.join(call.codes[side][partner] for partner in linked)}" if len(linked) else "—")


def _link(pair: pd.Series, partner: object, codes: dict, page: str) -> Cell:
    if pd.isna(partner):
        return Cell(f"only here: {pair['reason']}")
    told = "told by both" if pair["told"] == "both" else "told differently"
    # The reason stands at the first side's sentence; one of the other side may answer to many.
    reason = f": {pair['reason']}" if partner == pair["b"] else ""
    return Cell(f"{told}, see {codes[partner]}{reason}", href=f"#{page}-{codes[partner]}")


def _lines(ours: list, theirs: list, similar: dict[tuple, float]) -> list[tuple]:
    """Both sides in their own order, linked sentences on one line where that is possible.

    The lines with the highest sum of similarities, by dynamic programming (Needleman & Wunsch 1970), with no price for
    a sentence that stands alone.
    """
    best = {(i, j): 0.0 for i in range(len(ours) + 1) for j in range(len(theirs) + 1)}
    for i, j in product(range(len(ours) - 1, -1, -1), range(len(theirs) - 1, -1, -1)):
        together = best[i + 1, j + 1] + similar.get((ours[i], theirs[j]), -1.0)
        best[i, j] = max(together, best[i + 1, j], best[i, j + 1])
    lines, i, j = [], 0, 0
    while i < len(ours) and j < len(theirs):
        link = similar.get((ours[i], theirs[j]))
        if link is not None and best[i, j] == best[i + 1, j + 1] + link:
            lines.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            lines.append((ours[i], None))
            i += 1
        else:
            lines.append((None, theirs[j]))
            j += 1
    return [*lines, *((label, None) for label in ours[i:]), *((None, label) for label in theirs[j:])]
