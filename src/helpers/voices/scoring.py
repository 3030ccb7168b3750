"""How right a labelling is: predicted voices against labels, matched by overlap, with intervals over texts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

COMMON = ("joint", "other", "narrator")  # the voices that belong to no side


@dataclass(frozen=True)
class Score:
    """How right a labelling is. Rates lie in [0, 1]; ``low`` and ``high`` bound 95 of 100 resamplings of the texts."""

    accuracy: pd.DataFrame  # strict, lenient, office, speaker and macro_f1: value, low, high, n
    voices: pd.DataFrame  # one row a voice: n, precision, recall, f1, and recall if any acceptable label counts
    confusion: pd.DataFrame  # gold x predicted, sentences; "unmatched" where no prediction overlaps
    matched: pd.DataFrame  # the gold rows with predicted_voice, _office, _speaker and _rule, strict and lenient

    def _repr_html_(self) -> str:
        return "".join(table.to_html(float_format="%.2f") for table in (self.accuracy, self.voices, self.confusion))


def score(predicted: pd.DataFrame, gold: pd.DataFrame, resamples: int = 2000, seed: int = 0) -> Score:
    """How well predicted voices agree with labels, matched by the greatest overlap of their raw offsets.

    Parameters
    ----------
    predicted : as ``attribute`` gives it, with doc_id, raw_start, raw_end.
    gold : doc_id, raw_start, raw_end, voice; ``acceptable`` (other defensible labels, space separated or a list),
        office and speaker if there are any. A labelled sentence that nothing overlaps is wrong.
    resamples, seed : of the bootstrap over texts, which gives the intervals; none from fewer than two texts.

    Raises
    ------
    ValueError: a column is missing, or there are no labels.

    Examples
    --------
    >>> labels = pd.DataFrame({"doc_id": ["a", "b"], "raw_start": 0, "raw_end": 9, "voice": ["kremlin", "other"]})
    >>> guesses = labels.assign(voice="kremlin", office="none", speaker="none", rule="")
    >>> score(guesses, labels).accuracy.loc["strict", "value"]
    np.float64(0.5)
    """
    for name, table in (("predicted", predicted), ("gold", gold)):
        if missing := [column for column in ("doc_id", "raw_start", "raw_end", "voice") if column not in table]:
            raise ValueError(f"{name} has no column {', '.join(missing)}.")
    if gold.empty:
        raise ValueError("gold has no rows: there is nothing to score against.")
    matched = _matched(predicted, gold)
    labels = [*dict.fromkeys([*gold["voice"], *predicted["voice"]])]
    order = sorted(set(labels) - {*COMMON}) + [name for name in COMMON if name in labels]
    tables = np.stack([_table(rows, order) for _, rows in matched.groupby("doc_id", sort=True)])
    drawn = np.random.default_rng(seed).multinomial(len(tables), np.full(len(tables), 1 / len(tables)), resamples)
    total = tables.sum(0)
    precision, recall, f1 = _rates(total)
    by_voice = pd.DataFrame({"n": total.sum(1), "precision": precision, "recall": recall, "f1": f1}, index=order)
    by_voice["lenient_recall"] = matched.groupby("voice")["lenient_right"].mean().reindex(order)
    confusion = pd.DataFrame(total, index=order, columns=[*order, "unmatched"])
    confusion = confusion.rename_axis("gold").rename_axis("predicted", axis=1)
    return Score(_accuracy(matched, tables, drawn), by_voice, confusion, matched)


def _accuracy(matched: pd.DataFrame, tables: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    """The measures over all labels, each with its interval over the resamplings of texts (``drawn``)."""
    measures = [name for name in ("strict", "lenient", "office", "speaker") if f"{name}_right" in matched]
    by_text = matched.groupby("doc_id", sort=True)[[f"{name}_right" for name in measures]].sum().to_numpy()
    resampled = (drawn @ by_text) / (drawn @ tables.sum(axis=(1, 2)))[:, None]
    rows = {
        name: [by_text[:, k].sum() / len(matched), *_interval(resampled[:, k], len(tables)), len(matched)]
        for k, name in enumerate(measures)
    }
    macro = np.array([np.nanmean(_rates(np.tensordot(draw, tables, 1))[2]) for draw in drawn])
    rows["macro_f1"] = [np.nanmean(_rates(tables.sum(0))[2]), *_interval(macro, len(tables)), len(matched)]
    return pd.DataFrame(rows, index=["value", "low", "high", "n"]).T


def _matched(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    taken = []
    by_text = dict(list(predicted.groupby("doc_id", sort=False)))
    for row in gold.itertuples():
        best = None
        if (rows := by_text.get(row.doc_id)) is not None:
            overlap = np.minimum(rows["raw_end"], row.raw_end) - np.maximum(rows["raw_start"], row.raw_start)
            best = rows.loc[overlap.idxmax()] if overlap.max() > 0 else None
        taken.append(
            ["unmatched", "", "", ""]
            if best is None
            else [best.get(k, "") for k in ("voice", "office", "speaker", "rule")]
        )
    columns = [f"predicted_{name}" for name in ("voice", "office", "speaker", "rule")]
    matched = gold.join(pd.DataFrame(taken, columns=columns, index=gold.index))
    matched["strict_right"] = matched["voice"] == matched["predicted_voice"]
    accepted = matched["acceptable"] if "acceptable" in matched else pd.Series("", index=matched.index)
    accepted = [labels.split() if isinstance(labels, str) else list(labels) for labels in accepted]
    told = zip(matched["predicted_voice"], accepted, strict=True)
    matched["lenient_right"] = matched["strict_right"] | pd.Series([v in a for v, a in told], index=matched.index)
    for name in ("office", "speaker"):
        if name in gold:
            matched[f"{name}_right"] = matched[name] == matched[f"predicted_{name}"]
    return matched


def _table(rows: pd.DataFrame, order: list[str]) -> np.ndarray:
    return (
        pd.crosstab(rows["voice"], rows["predicted_voice"])
        .reindex(index=order, columns=[*order, "unmatched"], fill_value=0)
        .to_numpy()
    )


def _rates(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 of each voice; NaN where a voice has neither labels nor predictions."""
    hits, gold, guessed = np.diag(table[:, :-1]), table.sum(1), table[:, :-1].sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return hits / guessed, hits / gold, 2 * hits / (gold + guessed)


def _interval(values: np.ndarray, texts: int) -> tuple[float, float]:
    return tuple(np.nanquantile(values, [0.025, 0.975])) if texts > 1 else (np.nan, np.nan)
