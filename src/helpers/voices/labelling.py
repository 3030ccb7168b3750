"""Sentences as a table for a spreadsheet, to be labelled or corrected by hand, and back as labels."""

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import regex

from helpers.corpus import _tables, _whole
from helpers.corpus._problems import CorpusError, Problem, Refused
from helpers.voices import sides
from helpers.voices.scoring import COMMON

OFFICES = ("presidency", "leader", "ministry", "state", "none")
_PLACE = ["doc_id", "sentence"]
_GIVEN = ["acceptable", "office", "speaker", "note"]
_KEPT = 16_000  # characters that any spreadsheet keeps of a cell: Excel 32,767, of which an emoji takes two
# A spreadsheet takes a cell that begins so for a formula, or drops the mark.
_FORMULA = regex.compile(r"[=+\-@'\t\r\n]")
# It makes a date or number of these: a leading zero, 2020-09-30, 1e5, 3 May, SEPT2.
_MONTH = (
    "jan|f[eé]v|feb|m[aä]r|apr|avr|ma[iy]|ju[nil]|aug|ao[uû]|sep|o[ck]t|nov|d[eé][cz]"
    "|янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек"
)
_CONVERTED = regex.compile(rf"(?=.*\d)[\W\d_]*(?:(?:e|am|pm|(?:{_MONTH})\p{{L}}*)[\W\d_]*)?", regex.IGNORECASE)


def to_label(rows: pd.DataFrame, path: str | os.PathLike, delimiter: str = ",") -> None:
    """Write sentences, or the lines of a concordance, as a CSV to be labelled in a spreadsheet.

    UTF-8 with a byte-order mark, which Excel needs. A text that a spreadsheet would run as a formula ("=", "+", "-",
    "@") or turn into a date or number gets an apostrophe in front; ``labelled`` takes it away again. The file comes
    under its name only when it is whole.

    Parameters
    ----------
    rows : ``doc_id``, ``sentence`` and ``voice``; all columns are written. In the spreadsheet, correct ``voice`` (and
        ``office`` and ``speaker``, or delete these columns), and empty it where no label is given. Columns
        ``acceptable`` (other defensible voices, separated by spaces) and ``note`` may be added.
    delimiter : ";" for an Excel of a language with decimal commas.

    Raises
    ------
    ValueError: a column is missing. OSError: the file cannot be written; says what to do.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": [0], "voice": "kremlin", "text": "=2+3"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to_label(table, Path(folder) / "labels.csv")
    ...     print((Path(folder) / "labels.csv").read_text(encoding="utf-8-sig"))
    doc_id,sentence,voice,text
    a,0,kremlin,'=2+3
    <BLANKLINE>
    """
    if missing := [name for name in (*_PLACE, "voice") if name not in rows]:
        raise ValueError(f"rows: no column {', '.join(missing)}. voices.attribute(sentences) adds the voice.")
    guarded = rows.map(_guarded).rename(columns=_guarded)
    text = guarded.to_csv(index=False, sep=delimiter, lineterminator="\r\n")
    _whole.write(Path(path), text.encode("utf-8-sig"), "Close it in the spreadsheet, make room, or name another place.")


def labelled(
    path: str | os.PathLike,
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """The labels in a table that ``to_label`` wrote and somebody corrected, as ``score`` takes them.

    Rows may be sorted anew, left out, or have no voice; only those with one are labels. Everything about the sentence
    itself comes from ``sentences``, so that no offset depends on what a spreadsheet makes of a number.

    Parameters
    ----------
    path : .csv (comma, semicolon or tab, in any of the encodings that ``corpus.read`` knows), .tsv or .xlsx.
    sentences : those that were written; ``doc_id``, ``sentence``, ``raw_start``, ``raw_end``, ``text``. Others may be
        among them, and are not labelled.
    voices, voices_file : the sides that may be labels, beside joint, other and narrator, as ``attribute`` takes them.

    Returns
    -------
    One row a labelled sentence, in the order of ``sentences``: ``doc_id``, ``sentence``, ``raw_start``, ``raw_end``,
    ``text``, ``voice``; ``acceptable``, ``office``, ``speaker`` and ``note`` where the file has them. ``attrs`` has
    ``unlabelled``, the number of sentences of these texts without a label.

    Raises
    ------
    CorpusError: all problems, each with file, row, column and remedy: a label that is none, a sentence that is not
        there or reads otherwise, two labels for one sentence.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": [0, 1], "raw_start": [0, 6], "raw_end": [5, 11],
    ...                       "text": ["Arms.", "Grain"], "voice": ["kremlin", ""]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to_label(table, Path(folder) / "labels.csv")
    ...     labelled(Path(folder) / "labels.csv", table)[["raw_start", "voice"]].values.tolist()
    [[0, 'kremlin']]
    """
    file = Path(path)
    needed = [*_PLACE, "raw_start", "raw_end", "text"]
    if missing := [name for name in needed if name not in sentences]:
        raise ValueError(f"sentences: no column {', '.join(missing)}. segment.split(documents) makes them.")
    texts = dict(zip(zip(sentences["doc_id"], sentences["sentence"], strict=True), sentences["text"], strict=True))
    allowed = {"voice": (*voices, *COMMON), "acceptable": (*voices, *COMMON), "office": OFFICES}
    allowed["speaker"] = (*sides.speakers(voices, sides.lexicon(voices_file)).values(), *sides.SPEAKERS)
    labels: dict[tuple, tuple[int, dict]] = {}
    found: list[Problem] = []
    columns: dict[str, None] = {}
    for row, cells in _rows(file, found):
        columns |= dict.fromkeys(cells)
        if not cells["voice"]:
            continue
        place = (cells["doc_id"], _number(cells["sentence"]))
        given = {name: cells[name] for name in ("voice", *_GIVEN) if name in cells}
        wrong = list(_faults(cells, place, texts, allowed))
        if not wrong and labels.setdefault(place, (row, given))[1] != given:
            wrong = [(f"'{place[0]}', sentence {place[1]}, has another label in row {labels[place][0]}", "Keep one.")]
        found += [Problem(file.name, row, *what) for what in wrong]
    if found:
        raise CorpusError("\n".join(map(str, found)))
    return _gold(sentences[needed], labels, [name for name in _GIVEN if name in columns])


def _gold(sentences: pd.DataFrame, labels: dict, further: list[str]) -> pd.DataFrame:
    places = list(zip(sentences["doc_id"], sentences["sentence"], strict=True))
    gold = sentences[[place in labels for place in places]]
    given = [labels[place][1] for place in places if place in labels]
    for name in ("voice", *further):
        gold = gold.assign(**{name: pd.array([row[name] for row in given], dtype="str")})
    read = {doc_id for doc_id, _ in labels}
    gold.attrs["unlabelled"] = sum(place[0] in read and place not in labels for place in places)
    return gold


def _rows(file: Path, found: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their cells as they were before they were guarded."""
    try:
        if file.suffix.lower() not in (".csv", ".tsv", ".xlsx"):
            raise Refused("not a table of labels", "Save it as .csv in UTF-8, or as .xlsx.")
        table = _tables.open_table(file)
        if missing := [name for name in (*_PLACE, "voice") if name not in table.names]:
            raise Refused(f"no column {', '.join(missing)}", "Leave the columns that to_label writes as they are.", 1)
        for item in table.rows:
            if isinstance(item, Refused):
                found.append(Problem(file.name, item.row, item.what, item.remedy))
                continue
            row, cells = item
            yield row, {name: _plain(cell) for name, cell in cells.items()}
    except Refused as error:
        found.append(Problem(file.name, error.row, error.what, error.remedy))


def _faults(cells: dict, place: tuple, texts: dict, allowed: dict) -> Iterator[tuple[str, str]]:
    for name, known in allowed.items():
        values = cells.get(name, "").split() if name == "acceptable" else [cells[name]] if name in cells else []
        for value in values:
            if value not in known:
                yield f"column {name}: '{value}' is none", f"Write one of {', '.join(known)}."
    if place not in texts:
        what = f"column sentence: no sentence '{cells['sentence']}' of '{cells['doc_id']}'"
        yield what, "Leave doc_id and sentence as they were, and give the sentences that were written."
    elif not _same(cells, texts[place]):
        what = f"column {'text' if 'text' in cells else 'match'}: not the text of '{place[0]}', sentence {place[1]}"
        yield what, "Leave the text as it was, or write the table anew if the sentences have changed."


def _same(cells: dict, text: str) -> bool:
    """Whether a row has this text, the first part of it where a spreadsheet cut it, or words that stand in it."""
    if "text" not in cells:
        return _words(cells.get("match", "")) in _words(text)
    found = _words(cells["text"])
    return found == _words(text) or (len(found) >= _KEPT and _words(text).startswith(found))


def _guarded(cell: object) -> object:
    danger = isinstance(cell, str) and (_FORMULA.match(cell) or _CONVERTED.fullmatch(cell))
    return f"'{cell}" if danger else cell


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text[1:] if text.startswith("'") else text


def _number(cell: str) -> object:
    """A sentence's number; a spreadsheet may write it as 3.0 or 3,0."""
    whole = regex.fullmatch(r"(\d{1,9})(?:[.,]0+)?", cell.strip())
    return int(whole[1]) if whole else cell


def _words(text: str) -> str:
    """What must be the same: white space, apostrophes in front and control characters may suffer."""
    return " ".join(regex.sub(r"[^\P{Cc}\s]", "", text).split()).lstrip("' ")
