"""Agentless telling: "it was noted", "the importance was stressed", "were discussed", and nobody says who did so.

Readouts are full of it: what is told of nobody needs no one to answer for it (Fowler, R., Hodge, B., Kress, G. &
Trew, T., 1979, *Language and Control*, on the passive in news). The constructions are rows of
``lexicons/agentless.csv``; what counts stands in ``tests/gold/frames_codebook.md``. A habit of the genre, of a
translation and of a side look alike here: the count says how often, not why.
"""

import os

import pandas as pd

from helpers.framing import _tellings


def agentless(
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """Each place where something is said, demanded or discussed: with somebody who does so, or without.

    It takes a word of saying: "guns were smuggled in" is none. A doer ("by both presidents") or the house or capital
    that stands for him ("it is confirmed in Paris") makes it not agentless. An office that only passes on another's
    words does not count beside them.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them. English, French and Russian have patterns.
    voices, voices_file : the two sides, as ``voices.attribute`` was told them.

    Returns
    -------
    One row a construction: ``doc_id``, ``sentence``, ``call_id``, ``voice``, ``office``, ``speaker``; ``start``,
    ``end`` in the sentence, ``raw_start``, ``raw_end`` where the sentences have them; ``words`` from start to end;
    ``actor`` (none where agentless), ``agentless``. A sentence in a language without patterns has one row,
    ``agentless`` missing and ``why`` filled.

    Raises
    ------
    ValueError: a column is missing, or there is no such voice.

    Examples
    --------
    >>> from helpers import voices
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0, 1], "language": "en", "paragraph": 0, "text": [
    ...     "It was stressed that talks must go on, the Kremlin said.", "Macron asked for a truce."]})
    >>> agentless(voices.attribute(said))[["words", "actor", "agentless"]].values.tolist()
    [['was stressed', 'none', True], ['asked for', 'france', False]]
    """
    rows = []
    for row, told in _tellings.per_sentence(sentences, tuple(voices), voices_file):
        if why := _tellings.why_not(row["language"]):
            rows.append(_tellings.base(row, 0, 0) | {"why": why})
        for one in told:
            found = {"words": row["text"][one.start : one.end], "actor": one.actor, "agentless": one.agentless}
            rows.append(_tellings.base(row, one.start, one.end) | found | {"why": ""})
    columns = [name for name in _tellings.KEPT if name in sentences] + ["start", "end"]
    columns += ["raw_start", "raw_end"] if "raw_start" in sentences else []
    table = pd.DataFrame(rows, columns=[*columns, "words", "actor", "agentless", "why"])
    places = {name: "Int64" for name in columns if name.endswith(("start", "end"))}
    return table.astype(dict.fromkeys(["words", "actor", "why"], "str") | places | {"agentless": "boolean"})


def agentless_by_voice(
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """How often each voice tells without saying who did, against acts with a named actor.

    Counts of what was found, in texts that a journalist wrote or a translator made: no interval, no test.

    Returns
    -------
    One row a voice, the two sides first: ``sentences``; ``agentless`` and ``named`` constructions; ``share``, of the
    agentless in both. A voice without a sentence, without a construction, or in a language without patterns has empty
    cells and ``why`` filled.

    Raises
    ------
    ValueError: as ``agentless``.

    Examples
    --------
    >>> told = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "text": ["Grain was discussed."],
    ...                      "voice": "kremlin", "office": "presidency", "speaker": "none"})
    >>> agentless_by_voice(told)[["sentences", "agentless", "why"]].values.tolist()
    [[1, 1, ''], [0, <NA>, 'no sentence with this voice']]
    """
    found = agentless(sentences, voices, voices_file)
    rows = {}
    for voice in [*voices, *sorted(set(sentences["voice"].dropna()) - set(voices))]:
        own = found[found["voice"] == voice]
        read = sentences[sentences["voice"] == voice]
        unread = sorted({_tellings.why_not(language) for language in read["language"]} - {""})
        nobody, named = int(own["agentless"].sum()), int((~own["agentless"].dropna()).sum())
        if read.empty or unread:
            why = "; ".join(unread) or "no sentence with this voice"
        else:
            why = "" if nobody + named else "nothing is said or discussed in its sentences"
        counts = (nobody, named) if nobody + named else (pd.NA, pd.NA)
        share = nobody / (nobody + named) if nobody + named else None
        rows[voice] = [len(read), *counts, share, why]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["sentences", "agentless", "named", "share", "why"])
    return table.rename_axis("voice").astype({"agentless": "Int64", "named": "Int64", "share": "Float64"})
