"""Labels by hand: out to a spreadsheet and back, and how right a labelling is. For voices, frames, acts, any column."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import regex

from helpers import files
from helpers.corpus import CorpusError, Problem, cells as IMPORTCELLS

__all__ = ["Score", "load", "score", "sheet"]
_PLACE = ["doc_id", "sentence"]
_OFFSETS = ["raw_start", "raw_end"]
_GIVEN = ["acceptable", "note"]
_NO_SIDE = ("joint", "other", "narrator")
_KEPT = 16_000  # characters that any spreadsheet keeps of a cell: Excel 32,767, of which an emoji takes two
# A spreadsheet takes a cell that begins so for a formula, or drops the mark.
_FORMULA = regex.compile(r"[=+\-@'\t\r\n]")
# It makes a date or number of these: a leading zero, 2020-09-30, 1e5, 3 May, SEPT2.
_MONTH = (
    "jan|f[eé]v|feb|m[aä]r|apr|avr|ma[iy]|ju[nil]|aug|ao[uû]|sep|o[ck]t|nov|d[eé][cz]"
    "|янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек"
)
_CONVERTED = regex.compile(rf"(?=.*\d)[\W\d_]*(?:(?:e|am|pm|(?:{_MONTH})\p{{L}}*)[\W\d_]*)?", regex.IGNORECASE)


def __dir__() -> list[str]:
    return __all__


def sheet(rows: pd.DataFrame, path: str | Path, label: str = "voice", delimiter: str = ",") -> None:
    """Write sentences, or the lines of a concordance, as a CSV to be labelled in a spreadsheet.

    UTF-8 with a byte-order mark, which Excel needs. A text that a spreadsheet would run as a formula ("=", "+", "-",
    "@") or turn into a date or number gets an apostrophe in front; ``load`` takes it away again.

    Parameters
    ----------
    rows : ``doc_id``, ``sentence`` and the column ``label``; all columns are written. In the spreadsheet, correct the
        label, and empty it where none is given. Columns ``acceptable`` (other defensible labels, separated by spaces)
        and ``note`` may be added.
    delimiter : ";" for an Excel of a language with decimal commas.

    Raises
    ------
    ValueError: a column is missing. OSError: the file cannot be written; says what to do.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"doc_id": "a", "sentence": [0], "voice": "kremlin", "text": "=2+3"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet(table, Path(folder) / "labels.csv")
    ...     print((Path(folder) / "labels.csv").read_text(encoding="utf-8-sig"))
    doc_id,sentence,voice,text
    a,0,kremlin,'=2+3
    <BLANKLINE>
    """
    _need(rows, "rows", [*_PLACE, label], "Add the column to be labelled; it may be empty.")
    text = rows.map(_guarded).rename(columns=_guarded).to_csv(index=False, sep=delimiter, lineterminator="\r\n")
    remedy = "Close it in the spreadsheet, make room, or name another place."
    files.write(path, text.encode("utf-8-sig"), remedy)


def load(
    path: str | Path, sentences: pd.DataFrame, label: str = "voice", allowed: Iterable[str] | None = None
) -> pd.DataFrame:
    """The labels in a table that ``sheet`` wrote and somebody corrected, as ``score`` takes them.

    Rows may be sorted anew, left out, or have no label; only those with one count. Everything about the sentence itself
    comes from ``sentences``, so that no offset depends on what a spreadsheet makes of a number.

    Parameters
    ----------
    path : .csv (comma, semicolon or tab, in any of the encodings that ``corpus.read`` knows), .tsv or .xlsx.
    sentences : those that were written; ``doc_id``, ``sentence``, ``raw_start``, ``raw_end``, ``text``. Others may be
        among them, and are not labelled.
    allowed : what a label may be; by default what the column ``label`` of the sentences has, and voices of no side.

    Returns
    -------
    One row a labelled sentence, in the order and under the index of ``sentences``: ``doc_id``, ``sentence``,
    ``raw_start``, ``raw_end``, ``text``, the label; ``acceptable`` and ``note`` where the file has them.
    ``attrs["unlabelled"]`` is the number of sentences of these texts without a label.

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
    ...     sheet(table, Path(folder) / "labels.csv")
    ...     load(Path(folder) / "labels.csv", table)[["raw_start", "voice"]].values.tolist()
    [[0, 'kremlin']]
    """
    needed = [*_PLACE, *_OFFSETS, "text"]
    _need(sentences, "sentences", needed, "segment.split(documents) makes them.")
    texts = dict(zip(zip(sentences["doc_id"], sentences["sentence"], strict=True), sentences["text"], strict=True))
    if allowed is None and label in sentences:
        allowed = frozenset(_NO_SIDE if label == "voice" else ()).union(*map(_split, sentences[label]))
    file, table, found = Path(path).name, *_cells(Path(path), label)
    labels: dict[tuple, tuple[int, dict]] = {}
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        if not cells[label]:
            continue
        place = (cells["doc_id"], _number(cells["sentence"]))
        given = {name: cells[name] for name in (label, *_GIVEN) if name in cells}
        wrong = list(_faults(cells, place, texts, label, allowed and sorted(allowed)))
        if not wrong and labels.setdefault(place, (row, given))[1] != given:
            wrong = [(f"'{place[0]}', sentence {place[1]}, has another label in row {labels[place][0]}", "Keep one.")]
        found += [Problem(file, row, *what) for what in wrong]
    if found:
        raise CorpusError(*found)
    places = list(zip(sentences["doc_id"], sentences["sentence"], strict=True))
    gold = sentences.loc[[place in labels for place in places], needed]
    given = [labels[place][1] for place in places if place in labels]
    for name in (label, *(name for name in _GIVEN if name in table)):
        gold[name] = pd.array([row[name] for row in given], dtype="str")
    gold.attrs["unlabelled"] = int(sentences["doc_id"].isin(gold["doc_id"]).sum()) - len(gold)
    return gold


@dataclass(frozen=True)
class Score:
    """How right a labelling is. Rates lie in [0, 1]; ``low`` and ``high`` bound 95 of 100 resamplings of the texts."""

    accuracy: pd.DataFrame  # strict, lenient and macro_f1: value, low, high, n
    labels: pd.DataFrame  # one row a label: cases, found, right, precision, recall, f1, and recall if acceptable counts
    confusion: pd.DataFrame  # gold x predicted, sentences; "unmatched" where no prediction is in the same place
    matched: pd.DataFrame  # the gold rows with predicted_<label>, strict_right and lenient_right

    def _repr_html_(self) -> str:
        return "".join(table.to_html(float_format="%.2f") for table in (self.accuracy, self.labels, self.confusion))


def score(
    predicted: pd.DataFrame, gold: pd.DataFrame, label: str = "voice", resamples: int = 2000, seed: int = 0
) -> Score:
    """How well predicted labels agree with labels by hand.

    Rows are matched by the greatest overlap of their raw offsets where both have them, or else by sentence. A cell may
    have several labels, separated by spaces or semicolons, such as the frames of ``frames.tagged``; then each counts,
    and a row is right where all are the same. An empty cell is the label "none".

    Parameters
    ----------
    predicted : ``doc_id``, ``raw_start``, ``raw_end`` or ``sentence``, and the column ``label``.
    gold : the same, by hand; ``acceptable`` (other defensible labels) if there is any. A row that nothing matches is
        wrong.
    resamples, seed : of the bootstrap over texts, which gives the intervals; none from fewer than two texts.

    Raises
    ------
    ValueError: a column is missing, or there are no labels.

    Examples
    --------
    >>> labels = pd.DataFrame({"doc_id": ["a", "b"], "raw_start": 0, "raw_end": 9, "voice": ["kremlin", "other"]})
    >>> score(labels.assign(voice="kremlin"), labels).accuracy.loc["strict", "value"]
    np.float64(0.5)
    """
    place = _OFFSETS if all(name in table for table in (predicted, gold) for name in _OFFSETS) else ["sentence"]
    for name, table in (("predicted", predicted), ("gold", gold)):
        _need(table, name, ["doc_id", *place, label], "See the docstring.")
    if gold.empty:
        raise ValueError("gold has no rows: there is nothing to score against.")
    matched = gold.assign(**{f"predicted_{label}": _predicted(predicted, gold, label, place)})
    others = gold["acceptable"] if "acceptable" in gold else [""] * len(gold)
    right = [_parts(cell) for cell in gold[label]]
    found = [_parts(cell) for cell in matched[f"predicted_{label}"]]
    accepted = [a | b if (b := _split(cell)) else frozenset() for a, cell in zip(right, others, strict=True)]
    matched["strict_right"] = [a == b for a, b in zip(right, found, strict=True)]
    matched["lenient_right"] = [a == b or b <= more for a, b, more in zip(right, found, accepted, strict=True)]
    names = sorted(frozenset().union(*right, *map(_parts, predicted[label])))
    cases, guessed = (np.array([[name in cell for name in names] for cell in cells]) for cells in (right, found))
    texts = pd.factorize(matched["doc_id"], sort=True)[0]
    tables = np.zeros((3, texts.max() + 1, len(names)))  # cases, found, right, by text and label
    for table, rows in zip(tables, (cases, guessed, cases & guessed), strict=True):
        np.add.at(table, texts, rows)
    by_label = pd.DataFrame(tables.sum(1).T, names, ["cases", "found", "right"]).astype(int)
    by_label["precision"], by_label["recall"], by_label["f1"] = _rates(*tables.sum(1))
    by_label["lenient_recall"] = [matched["lenient_right"][cases[:, k]].mean() for k in range(len(names))]
    cells = [pd.Series([" ".join(sorted(cell)) for cell in some]) for some in (right, found)]
    confusion = pd.crosstab(*cells, rownames=["gold"], colnames=["predicted"])
    kinds = sorted({*confusion.index, *confusion.columns} - {"unmatched"})
    confusion = confusion.reindex(index=kinds, columns=[*kinds, "unmatched"], fill_value=0)
    return Score(_accuracy(matched, texts, tables, resamples, seed), by_label, confusion, matched)


def _predicted(predicted: pd.DataFrame, gold: pd.DataFrame, label: str, place: list[str]) -> list:
    """The predicted cell in the place of each row of gold."""
    by_text = dict(list(predicted.groupby("doc_id", sort=False)))
    taken = []
    for text, *here in gold[["doc_id", *place]].itertuples(index=False, name=None):
        if (rows := by_text.get(text)) is None:
            taken.append("unmatched")
            continue
        if len(place) == 2:
            overlap = np.minimum(rows["raw_end"], here[1]) - np.maximum(rows["raw_start"], here[0])
        else:
            overlap = (rows["sentence"] == here[0]).astype(int)
        best = int(np.argmax(overlap))
        taken.append(rows[label].iloc[best] if overlap.iloc[best] > 0 else "unmatched")
    return taken


def _accuracy(matched: pd.DataFrame, texts: np.ndarray, tables: np.ndarray, resamples: int, seed: int) -> pd.DataFrame:
    """The measures over all rows, each with its interval over resamplings of the texts."""
    number = tables.shape[1]
    drawn = np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), resamples)
    sizes = np.bincount(texts)
    f1 = [_rates(*(weights @ table for table in tables))[2] for weights in (np.ones((1, number)), drawn)]
    measures = {}
    for name in ("strict", "lenient"):
        right = np.bincount(texts, matched[f"{name}_right"])
        measures[name] = right.sum() / len(matched), (drawn @ right) / (drawn @ sizes)
    measures["macro_f1"] = np.nanmean(f1[0]), np.nanmean(f1[1], axis=1)
    rows = {}
    for name, (value, resampled) in measures.items():
        low, high = np.quantile(resampled, [0.025, 0.975]) if number > 1 else (np.nan, np.nan)
        rows[name] = [value, low, high, len(matched)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high", "n"])


def _rates(cases: np.ndarray, found: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 of each label; NaN where there is nothing to divide by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return right / found, right / cases, 2 * right / (cases + found)


def _parts(cell: object) -> frozenset[str]:
    """The labels of a cell; "none" where it is empty."""
    return _split(cell) or frozenset({"none"})


def _split(cell: object) -> frozenset[str]:
    parts = regex.split(r"[;\s]+", cell) if isinstance(cell, str) else cell if isinstance(cell, list) else []
    return frozenset(parts) - {""}


def _need(table: pd.DataFrame, name: str, columns: list[str], remedy: str) -> None:
    if missing := [column for column in columns if column not in table]:
        raise ValueError(f"{name}: no column {', '.join(missing)}. {remedy}")


def _cells(path: Path, label: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of the file with their cells as they were before they were guarded, and what could not be read."""
    if path.suffix.lower() not in (".csv", ".tsv", ".xlsx"):
        raise CorpusError(Problem(path.name, None, "not a table of labels", "Save it as .csv in UTF-8, or as .xlsx."))
    table, found = corpus.cells(path)
    if missing := [name for name in (*_PLACE, label) if name not in table]:
        what = f"no column {', '.join(missing)}"
        raise CorpusError(Problem(path.name, 1, what, "Leave the columns that sheet writes as they are."))
    return table.map(_plain), found


def _faults(cells: dict, place: tuple, texts: dict, label: str, allowed: list[str] | None) -> Iterator[tuple[str, str]]:
    for name in (label, "acceptable"):
        for value in sorted(_split(cells.get(name, ""))):
            if allowed is not None and value not in allowed:
                yield f"column {name}: '{value}' is none", f"Write one of {', '.join(allowed)}."
    if place not in texts:
        what = f"column sentence: no sentence '{cells['sentence']}' of '{cells['doc_id']}'"
        yield what, "Leave doc_id and sentence as they were, and give the sentences that were written."
    elif not _same(cells, texts[place]):
        what = f"column {'text' if 'text' in cells else 'match'}: not the text of '{place[0]}', sentence {place[1]}"
        yield what, "Leave the text as it was, or write the table anew if the sentences have changed."


def _same(cells: dict, text: str) -> bool:
    """Whether a row has this text, the first part of it where a spreadsheet cut it, or words that are in it."""
    if "text" not in cells:
        return _words(cells.get("match", "")) in _words(text)
    found = _words(cells["text"])
    return found == _words(text) or (len(found) >= _KEPT and _words(text).startswith(found))


def _guarded(cell: object) -> object:
    danger = isinstance(cell, str) and (_FORMULA.match(cell) or _CONVERTED.fullmatch(cell))
    return f"'{cell}" if danger else cell


def _plain(cell: object) -> str:
    text = "" if pd.isna(cell) else str(cell)
    return text[1:] if text.startswith("'") else text


def _number(cell: str) -> object:
    """A sentence's number; a spreadsheet may write it as 3.0 or 3,0."""
    whole = regex.fullmatch(r"(\d{1,9})(?:[.,]0+)?", cell.strip())
    return int(whole[1]) if whole else cell


def _words(text: str) -> str:
    """What must be the same: white space, apostrophes in front and control characters may suffer."""
    return " ".join(regex.sub(r"[^\P{Cc}\s]", "", text).split()).lstrip("' ")
