"""Whether the texts of an evidence table are where it says, and the table in short."""

from itertools import pairwise

import pandas as pd

from helpers import cleaning


def verify(table: pd.DataFrame, documents: pd.DataFrame) -> None:
    """Find every row's text at its offsets, in the clean and in the raw text.

    A sentence is ``text[start:end]`` exactly, and ``raw[raw_start:raw_end]`` without what was cleaned away and apart
    from white space; a piece that was cleaned away is ``raw[raw_start:raw_end]``.

    Raises
    ------
    ValueError: a text is not where the row says; names the row.

    Examples
    --------
    >>> from helpers import evidence, segment
    >>> documents = pd.DataFrame({"doc_id": ["d"], "text": ["Grain. Arms."]})
    >>> table = evidence.of(segment.split(documents).assign(voice="elysee"), documents)
    >>> verify(table, documents)
    >>> verify(table.assign(start=1), documents)
    Traceback (most recent call last):
    ValueError: evidence, row 0 (elysee): 'Grain.' is not in document 'd' at characters 1-6 of text.
    """
    known = documents.set_index("doc_id").to_dict("index")
    for row in table[table["doc_id"].notna()].itertuples():
        document = known[row.doc_id]
        wrong = _not_there(row, document)
        if wrong:
            what = f"{row.text!r} is not in document '{row.doc_id}' at characters {wrong}"
            raise ValueError(f"evidence, row {row.Index} ({row.mark}): {what}.")


def places(table: pd.DataFrame) -> list[str]:
    """An evidence table in short, as the ledger of findings records it: the sentences of each document, by number.

    Pieces outside the sentences are given by their characters in the raw text.

    Examples
    --------
    >>> places(pd.DataFrame({"doc_id": ["b", "a", "a", "a"], "sentence": [4, 2, 1, 7]}))
    ['a: 1-2, 7', 'b: 4']
    """
    table = table[table["doc_id"].notna()]
    short = []
    for doc_id, rows in table.groupby("doc_id", sort=True):
        numbers = sorted(set(rows["sentence"].dropna().astype(int)))
        edges = [0, *(i for i, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1), len(numbers)]
        runs = [numbers[a:b] for a, b in pairwise(edges) if a < b]
        parts = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
        if (outside := rows[rows["sentence"].isna()]).size:
            spans = sorted(set(zip(outside["raw_start"], outside["raw_end"], strict=True)))
            parts.append("raw " + ", ".join(f"{a}-{b}" for a, b in spans))
        short.append(f"{doc_id}: {', '.join(parts)}")
    return short


def _not_there(row: tuple, document: dict) -> str:
    """Where the row's text is not, in words; "" where it is."""
    raw, kept = document.get("raw", document["text"]), document.get("kept")
    if pd.isna(row.start):
        return "" if raw[row.raw_start : row.raw_end] == row.text else f"{row.raw_start}-{row.raw_end} of raw"
    if document["text"][row.start : row.end] != row.text:
        return f"{row.start}-{row.end} of text"
    pieces = cleaning.spans(kept) if isinstance(kept, str) else [(0, len(raw))]
    inside = ((max(a, row.raw_start), min(b, row.raw_end)) for a, b in pieces)
    left = "".join(raw[a:b] for a, b in inside if a < b)
    if "".join(left.split()) != "".join(row.text.split()):
        return f"{row.raw_start}-{row.raw_end} of raw"
    if not pd.isna(row.word_start) and not 0 <= row.word_start < row.word_end <= len(row.text):
        return f"{row.word_start}-{row.word_end} of the sentence"
    return ""
