"""Labels by hand: out to a spreadsheet and back, and how right a labelling is. For voices, frames, acts, any column."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from helpers import corpus, files
from helpers.corpus import CorpusError, Problem

__all__ = ["Score", "load", "load_pairs", "score", "sheet", "sheet_pairs"]
_PLACE = ["doc_id", "sentence"]
_OFFSETS = ["raw_start", "raw_end"]
_GIVEN = ["acceptable", "note"]
_NO_SIDE = ("joint", "other", "narrator")
_KEPT = 16_000  # characters that any spreadsheet keeps of a cell: Excel 32,767, of which an emoji takes two
# A spreadsheet takes a cell that begins so for a formula, or drops the mark.
_FORMULA = regex.compile(r"[=+\-@'\t\r\n]")
# It makes a date or number of these: a leading zero, 2020-09-30, 1e5, 3 May, SEPT2.
_MONTH = "jan|f[eé]v|feb|m[aä]r|apr|avr|ma[iy]|ju[nil]|aug|ao[uû]|sep|o[ck]t|nov|d[eé][cz]"
_MONTH += "|янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек"
_CONVERTED = regex.compile(rf"(?=.*\d)[\W\d_]*(?:(?:e|am|pm|(?:{_MONTH})\p{{L}}*)[\W\d_]*)?", regex.IGNORECASE)


def __dir__() -> list[str]:
    return __all__


def sheet(rows: pd.DataFrame, path: str | Path, label: str = "voice", delimiter: str = ",") -> None:
    """Write sentences as a CSV to be labelled in a spreadsheet.

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
    files.need(rows, "rows", [*_PLACE, label], "Add the column to be labelled; it may be empty.")
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
    path : .csv (comma, semicolon or tab, in any of the encodings that ``corpus.read`` knows), .xlsx or another table.
    sentences : those that were written; ``doc_id``, ``sentence``, ``raw_start``, ``raw_end``, ``text``. Others may be
        among them, and are not labelled.
    allowed : what a label may be; by default what the column ``label`` of the sentences has, and voices of no side.

    Returns
    -------
    One row a labelled sentence, in the order and under the index of ``sentences``: ``doc_id``, ``sentence``,
    ``raw_start``, ``raw_end``, ``text``, the label; ``acceptable`` and ``note`` where the file has them.

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
    files.need(sentences, "sentences", needed, "segment.split(documents) makes them.")
    if allowed is None and label in sentences:
        allowed = frozenset(_NO_SIDE if label == "voice" else ()).union(*map(_split, sentences[label]))
    places = list(zip(sentences["doc_id"], sentences["sentence"].astype(str), strict=True))
    texts, labels = dict(zip(places, sentences["text"], strict=True)), {}
    table, found = _cells(Path(path), label)
    for row, cells in zip(table.index, table.to_dict("records"), strict=True):
        place = (cells["doc_id"], cells["sentence"])
        wrong = list(_faults(cells, texts.get(place), label, allowed and sorted(allowed)))
        if place in labels:
            wrong.append((f"'{place[0]}', sentence {place[1]}, is labelled twice", "Keep one of the rows."))
        labels[place] = cells
        found += [Problem(Path(path).name, row, *what) for what in wrong]
    if found:
        raise CorpusError(*found)
    gold = sentences.loc[[place in labels for place in places], needed]
    for name in (name for name in (label, *_GIVEN) if name in table):
        gold[name] = pd.array([labels[place][name] for place in places if place in labels], dtype="str")
    return gold


def sheet_pairs(pairs: pd.DataFrame, sentences: pd.DataFrame, path: str | Path, delimiter: str = ",") -> None:
    """Write proposed links as a CSV to be corrected in a spreadsheet: a row a sentence, with those that it goes with.

    Parameters
    ----------
    pairs : as ``framing.pair`` gives them. sentences : of both accounts, all columns are written; ``place`` is a
        sentence's own name, and in ``partners`` stand those of the other account that go with it, separated by spaces.
        They stand with the first side only; correct them there. delimiter : as for ``sheet``.

    Examples
    --------
    >>> import tempfile
    >>> told = pd.DataFrame({"doc_id": "a", "sentence": [0, 1], "raw_start": [0, 6], "raw_end": [5, 12],
    ...                      "text": ["Arms.", "Grain."], "call_id": "x"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet_pairs(pd.DataFrame({"a": ["a:0"], "b": ["a:1"]}), told, Path(folder) / "pairs.csv")
    ...     load_pairs(Path(folder) / "pairs.csv", told)[["a", "b"]].values.tolist()
    [['a:0', 'a:1']]
    """
    files.need(pairs, "pairs", ["a", "b"], "framing.pair makes them.")
    partners = pairs.dropna(subset=["a", "b"]).groupby("a")["b"].agg(" ".join)
    place = _places(sentences)
    sheet(sentences.assign(place=place, partners=place.map(partners).fillna("")), path, "partners", delimiter)


def load_pairs(path: str | Path, sentences: pd.DataFrame) -> pd.DataFrame:
    """The links in a table that ``sheet_pairs`` wrote and somebody corrected, one a row: ``call_id``, ``a``, ``b``.

    Parameters
    ----------
    path, sentences : as for ``load``; sentences with ``call_id``. A sentence that is in no row has no counterpart.

    Raises
    ------
    CorpusError: as ``load``, or a link between two calls.
    """
    found = load(path, sentences, "partners", [*_places(sentences)])
    calls = dict(zip(_places(sentences), sentences["call_id"], strict=True))
    links = pd.DataFrame({"a": _places(found), "b": found["partners"].str.split(r"[;\s]+", regex=True)}).explode("b")
    links.insert(0, "call_id", links["a"].map(calls))
    if (other := links[links["call_id"] != links["b"].map(calls)]).size:
        what = f"column partners: '{other['b'].iloc[0]}' is not of the call of '{other['a'].iloc[0]}'"
        raise CorpusError(Problem(Path(path).name, None, what, "Link sentences of one call."))
    return links.reset_index(drop=True)


def _places(sentences: pd.DataFrame) -> pd.Series:
    return sentences["doc_id"] + ":" + sentences["sentence"].astype(str)


class Score(NamedTuple):
    """How right a labelling is. Rates lie in [0, 1]; ``low`` and ``high`` bound 95 of 100 resamplings of the texts."""

    accuracy: pd.DataFrame  # strict, lenient and macro_f1: value, low, high, n
    labels: pd.DataFrame  # one row a label: cases, found, right, precision, recall, f1
    confusion: pd.DataFrame  # gold x predicted; "unmatched" where no prediction is in the same place
    matched: pd.DataFrame  # the gold rows with predicted_<label>, strict_right and lenient_right


def score(
    predicted: pd.DataFrame, gold: pd.DataFrame, label: str = "voice", resamples: int = 2000, seed: int = 0
) -> Score:
    """How well predicted labels agree with labels by hand.

    Rows are matched by the greatest overlap of their raw offsets. A cell may have several labels, separated by spaces
    or semicolons, such as the frames of ``frames.tagged``; then each counts, and a row is right where all are the same.
    An empty cell is the label "none".

    Parameters
    ----------
    predicted : ``doc_id``, ``raw_start``, ``raw_end`` and the column ``label``.
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
    for name, table in (("predicted", predicted), ("gold", gold)):
        files.need(table, name, [label])
        files.need(table, name, ["doc_id", *_OFFSETS], "segment.split(documents) makes them.")
    if gold.empty:
        raise ValueError("gold has no rows: there is nothing to score against.")
    matched = gold.assign(**{f"predicted_{label}": _predicted(predicted, gold, label)})
    right, found = ([_labels(cell) for cell in matched[name]] for name in (label, f"predicted_{label}"))
    others = [_split(cell) for cell in gold["acceptable"]] if "acceptable" in gold else [frozenset()] * len(gold)
    matched["strict_right"] = [a == b for a, b in zip(right, found, strict=True)]
    lenient = [a == b or (bool(c) and b <= a | c) for a, b, c in zip(right, found, others, strict=True)]
    matched["lenient_right"] = lenient
    names = sorted(frozenset().union(*right, *map(_labels, predicted[label])))
    cases, guessed = (np.array([[name in cell for name in names] for cell in cells]) for cells in (right, found))
    texts = matched["doc_id"].to_numpy()
    sums = [pd.DataFrame(one, columns=names).groupby(texts).sum() for one in (cases, guessed, cases & guessed)]
    by_label = pd.DataFrame({name: one.sum() for name, one in zip(("cases", "found", "right"), sums, strict=True)})
    rates = dict(zip(("precision", "recall", "f1"), _rates(*by_label.to_numpy().T), strict=True))
    accuracy = _accuracy(matched, [one.to_numpy() for one in sums], resamples, seed)
    return Score(accuracy, by_label.assign(**rates), _confusion(right, found), matched)


def _predicted(predicted: pd.DataFrame, gold: pd.DataFrame, label: str) -> list:
    """The predicted cell that overlaps each row of gold most."""
    by_text, taken = dict(list(predicted.groupby("doc_id", sort=False))), []
    for text, start, end in gold[["doc_id", *_OFFSETS]].itertuples(index=False, name=None):
        rows = by_text.get(text, predicted.iloc[:0])
        overlap = (np.minimum(rows["raw_end"], end) - np.maximum(rows["raw_start"], start)).to_numpy()
        taken.append(rows[label].iloc[int(overlap.argmax())] if (overlap > 0).any() else "unmatched")
    return taken


def _accuracy(matched: pd.DataFrame, sums: list[np.ndarray], resamples: int, seed: int) -> pd.DataFrame:
    """The measures over all rows, each with its interval over resamplings of the texts."""
    right = matched.groupby("doc_id")[["strict_right", "lenient_right"]].sum().to_numpy()
    texts, sizes = len(right), matched.groupby("doc_id").size().to_numpy()

    def measures(weights: np.ndarray) -> pd.DataFrame:
        shares = weights @ right / (weights @ sizes)[:, None]
        macro_f1 = np.nanmean(_rates(*(weights @ one for one in sums))[2], axis=1)
        return pd.DataFrame(shares, columns=["strict", "lenient"]).assign(macro_f1=macro_f1)

    drawn = np.random.default_rng(seed).multinomial(texts, np.full(texts, 1 / texts), resamples)
    bounds = measures(drawn).quantile([0.025, 0.975]).to_numpy() if texts > 1 else (np.nan, np.nan)
    whole = measures(np.ones((1, texts))).T.set_axis(["value"], axis=1)
    return whole.assign(low=bounds[0], high=bounds[1], n=len(matched))


def _confusion(right: list[frozenset[str]], found: list[frozenset[str]]) -> pd.DataFrame:
    table = pd.crosstab(*([" ".join(sorted(cell)) for cell in cells] for cells in (right, found)))
    kinds = sorted({*table.index, *table} - {"unmatched"})
    table = table.reindex(index=kinds, columns=[*kinds, "unmatched"], fill_value=0)
    return table.rename_axis("gold").rename_axis("predicted", axis=1)


def _rates(cases: np.ndarray, found: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 of each label; NaN where there is nothing to divide by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return right / found, right / cases, 2 * right / (cases + found)


def _labels(cell: object) -> frozenset[str]:
    """The labels of a cell; "none" where it is empty."""
    return _split(cell) or frozenset({"none"})


def _split(cell: object) -> frozenset[str]:
    parts = regex.split(r"[;\s]+", cell) if isinstance(cell, str) else cell if isinstance(cell, list) else []
    return frozenset(parts) - {""}


def _cells(path: Path, label: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The labelled rows, their cells as they were before they were guarded; and the rows that could not be read."""
    table, found = corpus.cells(path)
    if missing := [name for name in (*_PLACE, label) if name not in table]:
        remedy = "Leave the columns that sheet writes as they are."
        raise CorpusError(Problem(path.name, 1, f"no column {', '.join(missing)}", remedy))
    table = table.map(lambda cell: "" if cell is None else str(cell).removeprefix("'"))
    table["sentence"] = table["sentence"].str.replace(r"[.,]0+$", "", regex=True)  # 3.0 or 3,0 in a spreadsheet
    return table[table[label] != ""], found


def _faults(cells: dict, text: str | None, label: str, allowed: list[str] | None) -> Iterator[tuple[str, str]]:
    for name in (label, "acceptable"):
        for value in sorted(_split(cells.get(name, ""))):
            if allowed is not None and value not in allowed:
                yield f"column {name}: '{value}' is none", f"Write one of {', '.join(allowed)}."
    place = f"'{cells['doc_id']}', sentence {cells['sentence']}"
    if text is None:
        remedy = "Leave doc_id and sentence as they were, and give the sentences that were written."
        yield f"column sentence: there is no {place}", remedy
    elif not _same(cells.get("text", text), text):
        remedy = "Leave the text as it was, or write the table anew if the sentences have changed."
        yield f"column text: not the text of {place}", remedy


def _same(found: str, text: str) -> bool:
    """Whether a cell has this text, or the first part of it where a spreadsheet cut it."""
    found, text = _words(found), _words(text)
    return found == text or (len(found) >= _KEPT and text.startswith(found))


def _guarded(cell: object) -> object:
    danger = isinstance(cell, str) and (_FORMULA.match(cell) or _CONVERTED.fullmatch(cell))
    return f"'{cell}" if danger else cell


def _words(text: str) -> str:
    """What must be the same: white space, apostrophes in front and control characters may suffer."""
    return " ".join(regex.sub(r"[^\P{Cc}\s]", "", text).split()).lstrip("' ")
