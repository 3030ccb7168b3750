"""Whose account each sentence gives, who is said to have said it, and by which rule that was decided.

The *voice* of a sentence is the side whose account it gives, not the person it is about: "Putin told Macron ..., a
French presidency official said" is the Élysée's. The codebook is in ``tests/gold/README.md``. Its order of
precedence: an explicit office, then a leader's own speech verb, then what is carried on from the sentences before,
then a joint subject; what is left is the narrator's.

Names, offices and titles are rows of ``lexicons/voices.csv``, reporting words rows of
``lexicons/reporting_verbs.csv``; another pair of sides is ``voices=("kremlin", "washington")``, or rows in a file of
one's own. ``_mentions`` finds names and cues in a sentence, ``_attribution`` joins them into tellings, ``_accounts``
holds the rules that carry a voice from sentence to sentence. Source, cue and content are the units of Newell,
Margolin & Ruths (2018), "An attribution relations corpus for political news".
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import lexicons
from helpers._accounts import WHY, Account, Decision
from helpers._mentions import Lexicon, compile_lexicon

NEEDED = ["doc_id", "sentence", "language", "text", "paragraph"]
ADDED = ["voice", "office", "speaker", "cue", "teller", "rule", "cue_start", "cue_end"]
COMMON = ("joint", "other", "narrator")  # the voices that belong to no side


def attribute(
    sentences: pd.DataFrame, voices: tuple[str, ...] = ("kremlin", "elysee"), voices_file: str | Path | None = None
) -> pd.DataFrame:
    """The sentences with the voice of each, and with the words that decided it.

    Parameters
    ----------
    sentences : as ``segment.split`` gives them; ``doc_id``, ``sentence``, ``language``, ``text`` and ``paragraph`` are
        read. Rows may come in any order and under any index; both are kept.
    voices : the sides to tell apart, by their names in the column ``voice`` of the lexicon. Any other side is a
        third party.
    voices_file : a CSV with the columns of ``lexicons/voices.csv``, instead of it.

    Returns
    -------
    A copy with ``voice`` (one of the sides, joint, other, narrator), ``office`` (presidency, leader, ministry, state,
    none), ``speaker`` (the side's name in the lexicon, both, third, none), ``cue`` and ``teller`` (words of the
    sentence, "" where it has none), ``rule`` (see ``rules``), ``cue_start`` and ``cue_end`` (characters into ``text``,
    -1 without a cue).

    Raises
    ------
    ValueError: a column is missing, or the lexicon has no such voice; names those that it has.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0, 1], "language": "en", "paragraph": 0, "text": [
    ...     "Putin told Macron that he wanted peace, a French presidency official said.", "He gave no date."]})
    >>> attribute(said)[["voice", "office", "speaker", "cue", "teller"]].iloc[0].tolist()
    ['elysee', 'presidency', 'russia', 'said', 'a French presidency official']
    """
    decisions = _decisions(sentences, tuple(voices), voices_file)
    result = sentences.copy()
    for name in ADDED:
        result[name] = [getattr(decision, name) for decision in decisions]
    return result


def spans(
    sentences: pd.DataFrame, voices: tuple[str, ...] = ("kremlin", "elysee"), voices_file: str | Path | None = None
) -> pd.DataFrame:
    """The parts of sentences by voice: one row a sentence, or one row a side where each side tells a part of it.

    Returns
    -------
    doc_id, sentence, ``part`` (0, 1), ``start`` and ``end`` (characters into the sentence's own ``text``), text,
    voice, office, speaker, cue, teller, rule; and ``raw_start``, ``raw_end`` if the sentences have them. Parts do not
    overlap; only a comma or a space between two parts belongs to neither.

    Raises
    ------
    ValueError: as ``attribute``.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "paragraph": 0,
    ...     "text": ["The Kremlin called it useful, while the Elysee called it hard."]})
    >>> spans(said)[["voice", "text"]].values.tolist()
    [['kremlin', 'The Kremlin called it useful'], ['elysee', 'while the Elysee called it hard.']]
    """
    rows = []
    raw = "raw_start" in sentences
    for row, decision in zip(
        sentences.to_dict("records"), _decisions(sentences, tuple(voices), voices_file), strict=True
    ):
        for part, (start, end, told) in enumerate(decision.parts or ((0, len(row["text"]), decision),)):
            entry = {"doc_id": row["doc_id"], "sentence": row["sentence"], "part": part, "start": start, "end": end}
            if raw:
                entry |= {"raw_start": row["raw_start"] + start, "raw_end": row["raw_start"] + end}
            entry["text"] = row["text"][start:end]
            rows.append(entry | {name: getattr(told, name) for name in ADDED[:6]})
    columns = [
        "doc_id",
        "sentence",
        "part",
        "start",
        "end",
        *(["raw_start", "raw_end"] if raw else []),
        "text",
        *ADDED[:6],
    ]
    return pd.DataFrame(rows, columns=columns)


def rules() -> pd.DataFrame:
    """Every value of the column ``rule`` with the reason why the rule is right.

    Examples
    --------
    >>> rules().loc["narrator", "why"]
    'no source is named and nothing is carried on: the journalist tells it'
    """
    return pd.DataFrame({"why": WHY}).rename_axis("rule")


def explain(row: pd.Series) -> str:
    """One sentence on why a sentence has its voice.

    Raises
    ------
    ValueError: the row has not been through ``attribute``.

    Examples
    --------
    >>> explain(pd.Series({"voice": "elysee", "rule": "office_tells", "teller": "a French official", "cue": "said"}))
    'elysee: an office outranks everyone else in the sentence ("a French official", "said").'
    """
    if "rule" not in row or row["rule"] not in WHY:
        raise ValueError("explain() needs a row of voices.attribute(), with voice, rule, teller and cue.")
    words = ", ".join(f'"{row[name]}"' for name in ("teller", "cue") if row[name])
    return f"{row['voice']}: {WHY[row['rule']]}" + (f" ({words})." if words else ".")


def _decisions(sentences: pd.DataFrame, voices: tuple[str, ...], file: str | Path | None) -> list[Decision]:
    if missing := [name for name in NEEDED if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}. segment.split() makes them.")
    names = _names(file)
    known = list(dict.fromkeys(voice for voice in names["voice"] if voice and voice != "other"))
    if unknown := [voice for voice in voices if voice not in known]:
        raise ValueError(f"no voice '{unknown[0]}' in the lexicon. Known: {', '.join(known)}.")
    speakers = {voice: names.loc[names["voice"] == voice, "speaker"].iloc[0] for voice in voices}
    found: list[Decision | None] = [None] * len(sentences)
    order = sentences.reset_index(drop=True).sort_values(["doc_id", "sentence"], kind="stable")
    for _, rows in order.groupby("doc_id", sort=False):
        told = zip(rows["language"], rows["text"], rows["paragraph"], strict=True)
        account = Account(list(told), lambda language: _lexicon(language, voices, file), speakers)
        for position, decision in zip(rows.index, account.run(), strict=True):
            found[position] = decision
    return found


def _names(file: str | Path | None) -> pd.DataFrame:
    if file is None:
        return lexicons.read("voices")
    names = pd.read_csv(file, dtype=str, keep_default_na=False)
    if missing := [name for name in lexicons.read("voices").columns if name not in names]:
        raise ValueError(f"{Path(file).name} has no column {', '.join(missing)}. lexicons/voices.csv shows them all.")
    return names


@lru_cache(maxsize=32)
def _lexicon(language: str, voices: tuple[str, ...], file: str | Path | None) -> Lexicon:
    verbs, functions = lexicons.read("reporting_verbs"), lexicons.read("function_words")
    return compile_lexicon(_names(file), verbs, functions, language, voices)


# -- how right it is


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
    measures = [name for name in ("strict", "lenient", "office", "speaker") if f"{name}_right" in matched]
    labels = [*dict.fromkeys([*gold["voice"], *predicted["voice"]])]
    order = sorted(set(labels) - {*COMMON}) + [name for name in COMMON if name in labels]
    tables = np.stack([_table(rows, order) for _, rows in matched.groupby("doc_id", sort=True)])
    right = np.stack(
        [rows[[f"{name}_right" for name in measures]].sum() for _, rows in matched.groupby("doc_id", sort=True)]
    )
    drawn = np.random.default_rng(seed).multinomial(len(tables), np.full(len(tables), 1 / len(tables)), resamples)
    sizes = tables.sum(axis=(1, 2))
    resampled = (drawn @ right) / (drawn @ sizes)[:, None]
    rows = {
        name: [right[:, k].sum() / len(matched), *_interval(resampled[:, k], len(tables)), len(matched)]
        for k, name in enumerate(measures)
    }
    macro = np.array([np.nanmean(_rates(np.tensordot(draw, tables, 1))[2]) for draw in drawn])
    precision, recall, f1 = _rates(tables.sum(0))
    rows["macro_f1"] = [np.nanmean(f1), *_interval(macro, len(tables)), len(matched)]
    by_voice = pd.DataFrame(
        {"n": tables.sum(0).sum(1), "precision": precision, "recall": recall, "f1": f1}, index=order
    )
    by_voice["lenient_recall"] = matched.groupby("voice")["lenient_right"].mean().reindex(order)
    confusion = (
        pd.DataFrame(tables.sum(0), index=order, columns=[*order, "unmatched"])
        .rename_axis("gold")
        .rename_axis("predicted", axis=1)
    )
    return Score(pd.DataFrame(rows, index=["value", "low", "high", "n"]).T, by_voice, confusion, matched)


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
