"""Whose account each sentence gives, who is said to have said it, and by which rule that was decided.

The *voice* of a sentence is the side whose account it gives, not the person it is about: "Putin told Macron ..., a
French presidency official said" is the Élysée's. The codebook is in ``tests/gold/README.md``. Its order of
precedence: an explicit office, then a leader's own speech verb, then what is carried on from the sentences before,
then a joint subject; what is left is the narrator's.

Names, offices and titles are rows of ``lexicons/voices.csv``, reporting words rows of
``lexicons/reporting_verbs.csv``; another pair of sides is ``voices=("kremlin", "washington")``, or rows in a file of
one's own. ``sides`` reads both. Each further module rests on the ones before it: ``mentions`` finds names and cues in a
sentence, ``phrases`` what a noun phrase stands for, ``subjects`` who does what a verb says, ``attribution`` joins them
into tellings; ``accounts`` remembers who told what in a text, ``decisions`` holds the rules. How right they are is
said by ``labels.score``.
Source, cue and content are the units of Newell, Margolin & Ruths (2018), "An attribution relations corpus for
political news".
"""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from helpers.voices import sides
from helpers.voices.accounts import Account, Decision
from helpers.voices.decisions import RULES, WHY
from helpers.voices.sides import lexicon, names

__all__ = [
    "ADDED",
    "attribute",
    "explain",
    "lexicon",
    "names",
]
NEEDED = ["doc_id", "sentence", "language", "text", "paragraph"]
ADDED = ["voice", "office", "speaker", "cue", "teller", "rule", "cue_start", "cue_end"]


def __dir__() -> list[str]:
    return __all__


def attribute(
    sentences: pd.DataFrame, voices: tuple[str, ...] = ("kremlin", "elysee"), voices_file: str | Path | None = None
) -> pd.DataFrame:
    """The sentences with the voice of each, and with the words that decided it.

    Parameters
    ----------
    sentences : as ``segment.split`` gives them; ``doc_id``, ``sentence``, ``language``, ``text`` and ``paragraph`` are
        read. Rows may come in any order and under any index; both are kept. Where there is a column ``side`` and it is
        filled (``readouts.documents`` fills it), the side published the text itself, and the whole text is its account.
    voices : the sides to tell apart, by their names in the column ``voice`` of the lexicon. Any other side is a
        third party.
    voices_file : a CSV with the sides' names, instead of those in ``lexicons/voices.csv``, see ``lexicon``.

    Returns
    -------
    A copy with ``voice`` (one of the sides, joint, other, narrator), ``office`` (presidency, leader, ministry, state,
    none), ``speaker`` (the side's name in the lexicon, both, third, none), ``cue`` and ``teller`` (words of the
    sentence, "" where it has none), ``rule`` (see ``explain``), ``cue_start`` and ``cue_end`` (characters into
    ``text``, -1 without a cue).

    Raises
    ------
    ValueError: a column is missing, or the lexicon has no such voice; names those that it has. For a file's problems
        see ``lexicon``.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0, 1], "language": "en", "paragraph": 0, "text": [
    ...     "Putin told Macron that he wanted peace, a French presidency official said.", "He gave no date."]})
    >>> attribute(said)[["voice", "office", "speaker", "cue", "teller"]].iloc[0].tolist()
    ['elysee', 'presidency', 'russia', 'said', 'a French presidency official']
    """
    decisions = _decisions(sentences, voices, voices_file)
    result = sentences.copy()
    for name in ADDED:
        result[name] = [getattr(decision, name) for decision in decisions]
    return result


def explain(row: pd.Series) -> str:
    """Why a sentence has its voice, with the words that decided it.

    Raises
    ------
    ValueError: the row has not been through ``attribute``.

    Examples
    --------
    >>> explain(pd.Series({"rule": "office_tells", "teller": "a French official", "cue": "said"}))
    'the source is an office, ministry or state ("a French official", "said")'
    """
    if "rule" not in row or row["rule"] not in WHY:
        raise ValueError("explain() needs a row of voices.attribute(), with rule, teller and cue.")
    words = ", ".join(f'"{row[name]}"' for name in ("teller", "cue") if row[name])
    return WHY[row["rule"]] + (f" ({words})" if words else "")


def _decisions(sentences: pd.DataFrame, voices: tuple[str, ...], file: str | Path | None) -> list[Decision]:
    if missing := [name for name in NEEDED if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}. segment.split() makes them.")
    speakers, lexicon_of = sides.prepared(voices, file)
    found: list[Decision | None] = [None] * len(sentences)
    order = sentences.reset_index(drop=True).sort_values(["doc_id", "sentence"], kind="stable")
    for _, rows in order.groupby("doc_id", sort=False):
        told = zip(rows["language"], rows["text"], rows["paragraph"], strict=True)
        account = Account(list(told), lexicon_of, speakers, RULES)
        for position, decision in zip(rows.index, account.run(), strict=True):
            found[position] = decision
    if "side" not in sentences:
        return found
    told_itself = sentences["side"].fillna("").tolist()
    sides.names(sorted({*told_itself} - {""}), file)  # a side that the lexicon does not have is an error
    return [
        _own(decision, side, speakers) if side else decision for decision, side in zip(found, told_itself, strict=True)
    ]


def _own(decision: Decision, side: str, speakers: dict[str, str]) -> Decision:
    """The decision about a sentence of a text that a side published itself; who speaks in it stays as found."""
    office = "presidency" if side in speakers else "none"
    speaker = speakers.get(side, "third") if decision.speaker == "none" else decision.speaker
    voice = side if side in speakers else "other"
    return replace(decision, voice=voice, office=office, speaker=speaker, rule="own_text")
