"""How right the acts and the agentless constructions are, against sentences labelled by hand."""

import pandas as pd

from helpers import segment
from helpers.framing.acts import ACTS

LEAST = 5  # labels below which no rate is given
COLUMNS = ["n", "predicted", "right", "precision", "recall", "f1", "sample", "why"]


def score_acts(acts: pd.DataFrame, gold: pd.DataFrame, sample: str = "in-sample") -> pd.DataFrame:
    """Precision, recall and F1 of each act, of the actor, and of a demand's addressee and object.

    The main act of a sentence is held against its one label. An addressee or object is right where it shares at least
    half of the words of the shorter of the two with the label's, in a sentence where both see a demand.

    Parameters
    ----------
    acts : as ``speech_acts`` gives it, with ``raw_start``; sentences without a label do not count.
    gold : ``doc_id``, ``raw_start``, ``raw_end``, ``act``, ``actor``, ``addressee``, ``object``, as in
        ``tests/gold/frames_pass1.csv``. On these the patterns were tuned: their rates are upper bounds.
    sample : what to say of the labels in the column ``sample``.

    Returns
    -------
    One row an act, then actor, addressee, object: ``n`` labels, ``predicted``, ``right``, ``precision``, ``recall``,
    ``f1``; these are missing with fewer than five labels, and ``why`` says so.

    Raises
    ------
    ValueError: a column is missing, or there are no labels.

    Examples
    --------
    >>> place = {"doc_id": "a", "raw_start": [0], "raw_end": [9], "actor": "russia", "addressee": "", "object": ""}
    >>> table = score_acts(pd.DataFrame(place | {"act": "offer", "main": True}), pd.DataFrame(place | {"act": "offer"}))
    >>> table.loc["offer", ["n", "right", "why"]].to_dict()
    {'n': 1, 'right': 1, 'why': '1 label, 5 are needed'}
    """
    _require(acts, "the acts", ["doc_id", "raw_start", "act", "actor", "addressee", "object", "main"])
    _require(gold, "gold", ["doc_id", "raw_start", "raw_end", "act", "actor", "addressee", "object"])
    main = acts[acts["main"].fillna(False).astype(bool)]
    nothing = {"act": "none", "actor": "none", "addressee": "", "object": ""}
    pairs = [(label, (found or [nothing])[0]) for label, found in _side_by_side(main, gold)]
    rows = {}
    for act in ACTS:
        theirs, ours = [a["act"] == act for a, _ in pairs], [b["act"] == act for _, b in pairs]
        rows[act] = (sum(theirs), sum(ours), sum(x and y for x, y in zip(theirs, ours, strict=True)))
    spoken = [a["act"] != "none" for a, _ in pairs], [b["act"] != "none" for _, b in pairs]
    same = [a["act"] != "none" != b["act"] and a["actor"] == b["actor"] for a, b in pairs]
    rows["actor"] = (sum(spoken[0]), sum(spoken[1]), sum(same))
    for name in ("addressee", "object"):
        hits = [a["act"] == b["act"] == "demand" and _overlap(a[name], b[name]) for a, b in pairs]
        rows[name] = (sum(a[name] != "" for a, _ in pairs), sum(b[name] != "" for _, b in pairs), sum(hits))
    return _rates(rows, sample)


def score_agentless(constructions: pd.DataFrame, gold: pd.DataFrame, sample: str = "in-sample") -> pd.DataFrame:
    """Precision, recall and F1 of agentless telling, sentence by sentence.

    Parameters
    ----------
    constructions : as ``agentless`` gives it, with ``raw_start``. A sentence is agentless if one of its is.
    gold : ``doc_id``, ``raw_start``, ``raw_end``, ``agentless`` ("yes", "no"). See ``score_acts`` for the rest.

    Returns
    -------
    One row, "agentless", with the columns of ``score_acts``.

    Examples
    --------
    >>> gold = pd.DataFrame({"doc_id": "a", "raw_start": [0, 9], "raw_end": [8, 20], "agentless": ["yes", "no"]})
    >>> found = pd.DataFrame({"doc_id": ["a"], "raw_start": [3], "agentless": [True]})
    >>> score_agentless(found, gold)[["n", "predicted", "right"]].values.tolist()
    [[1, 1, 1]]
    """
    _require(constructions, "the constructions", ["doc_id", "raw_start", "agentless"])
    _require(gold, "gold", ["doc_id", "raw_start", "raw_end", "agentless"])
    nobody = constructions[constructions["agentless"].fillna(False).astype(bool)]
    pairs = [(label["agentless"] == "yes", bool(found)) for label, found in _side_by_side(nobody, gold)]
    counts = (sum(a for a, _ in pairs), sum(b for _, b in pairs), sum(a and b for a, b in pairs))
    return _rates({"agentless": counts}, sample)


def _require(table: pd.DataFrame, what: str, columns: list[str]) -> None:
    if missing := [name for name in columns if name not in table]:
        raise ValueError(f"{what}: no column {', '.join(missing)}.")
    if what == "gold" and table.empty:
        raise ValueError("gold has no rows: there is nothing to score against.")


def _side_by_side(found: pd.DataFrame, gold: pd.DataFrame) -> list[tuple[dict, list[dict]]]:
    """Each label with what was found inside its sentence."""
    by_text = {doc_id: rows.to_dict("records") for doc_id, rows in found.groupby("doc_id")}
    pairs = []
    for label in gold.fillna("").to_dict("records"):
        there, (start, end) = by_text.get(label["doc_id"], ()), (label["raw_start"], label["raw_end"])
        pairs.append((label, [row for row in there if start <= row["raw_start"] < end]))
    return pairs


def _overlap(label: str, found: str) -> bool:
    a, b = (set(segment.tokens(text, numbers=True)) for text in (label, found))
    return bool(a and b) and 2 * len(a & b) >= min(len(a), len(b))


def _rates(rows: dict[str, tuple[int, int, int]], sample: str) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS[:3])
    enough = table["n"] >= LEAST
    predicted = table["predicted"].where(table["predicted"] > 0)
    table["precision"] = (table["right"] / predicted).where(enough)
    table["recall"] = (table["right"] / table["n"]).where(enough)
    table["f1"] = (2 * table["right"] / (table["n"] + table["predicted"])).where(enough)
    table["sample"] = sample
    table["why"] = [
        "" if ok else f"{n} label{'s' if n != 1 else ''}, {LEAST} are needed"
        for n, ok in zip(table["n"], enough, strict=True)
    ]
    return table
