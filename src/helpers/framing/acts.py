"""Speech acts: who demands, accuses, offers, agrees, assesses, informs, expresses; demands with who is to do what.

An act is what somebody does by saying something (Searle, J. R., 1976, A classification of illocutionary acts,
*Language in Society* 5(1), 1-23). The seven here are those of ``tests/gold/frames_codebook.md``. They are found by
patterns: ``lexicons/reporting_verbs.csv`` gives each verb its class, ``lexicons/acts.csv`` what the class, the words
behind the verb and the clause come to. Whether an accusation is just, or a demand meant, no pattern knows. Assessing
and informing are told apart worst: what is said without a word of value may value all the same.
"""

import os
from functools import cache
from itertools import zip_longest

import pandas as pd
import regex

from helpers import lexicons
from helpers.framing import _tellings
from helpers.framing._tellings import Told

ACTS = ("demand", "accuse", "offer", "agree", "assess", "inform", "express")
OPEN = ("say", "inform", "stress", "reply", "claim", "think", "assess")  # classes of verbs that leave it to the clause
PARTS = ("clause", "addressee", "object")
NEW_CLAUSE = regex.compile(r"[,;:“”\"«»]|\b(?:and|but|while|et|mais|и|но|а)\b")
TOLD = regex.compile(r".*\b(?:that|que|что|\p{Lu}\p{Ll}+day)\s+")  # in "Macron on Tuesday that the West", whom
JOINTS_BEFORE = regex.compile(r"\W*(?:(?:that|also|again|further|que|qu|что|чтобы)\b\W*)*")
JOINTS_BEHIND = regex.compile(r"(?:\W|\b(?:and|but|et|mais|и|а|но)\b)*$")


def speech_acts(
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """Each act in each sentence, with its voice, who does it, and for a demand who is to do what.

    An office that passes on somebody's words does no act beside them: "The Kremlin said that Putin urged ..." is one
    demand. A sentence that carries a speech on without a verb of its own has the act of what it says. That a matter
    was discussed is no act.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them. English, French and Russian have patterns.
    voices, voices_file : the two sides, as ``voices.attribute`` was told them.

    Returns
    -------
    One row an act: ``doc_id``, ``sentence``, ``call_id``, ``voice``, ``office``, ``speaker`` as in the sentences;
    ``start``, ``end`` of the words that make it an act, in the sentence, and ``raw_start``, ``raw_end`` where the
    sentences have them; ``actor`` (a side's speaker, both, third; none where nobody is said to do it); ``act``;
    ``verb``, the words from start to end ("" where the clause alone makes the act); ``clause``, the words of what is
    said that decided it, where the verb left it open; ``addressee`` and ``object`` of a demand; these three with
    ``clause_start``, ``clause_end`` and so on in the sentence (-1 without); ``negated``; ``main``, the sentence's first
    act in a main clause. A sentence in a language without patterns has one row, its act missing and ``why`` filled.

    Raises
    ------
    ValueError: a column is missing, or there is no such voice.

    Examples
    --------
    >>> from helpers import voices
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "paragraph": 0, "text": [
    ...     "Putin told Macron that the West must stop supplying weapons, the Kremlin said."]})
    >>> speech_acts(voices.attribute(said))[["actor", "act", "addressee", "object"]].values.tolist()
    [['russia', 'demand', 'the West', 'stop supplying weapons']]
    """
    rows = []
    for row, told in _tellings.per_sentence(sentences, tuple(voices), voices_file):
        if why := _tellings.why_not(row["language"]):
            rows.append(_tellings.base(row, 0, 0) | {"why": why})
            continue
        rows += _of_sentence(row, told)
    raw = ["raw_start", "raw_end"] if "raw_start" in sentences else []
    kept = {name: sentences[name].dtype for name in _tellings.KEPT if name in sentences}
    columns = [*kept, "start", "end", *raw, "actor", "act", "verb"]
    columns += [f"{name}{place}" for name in PARTS for place in ("", "_start", "_end")]
    table = pd.DataFrame(rows, columns=[*columns, "negated", "main", "why"])
    words = dict.fromkeys(["actor", "act", "verb", *PARTS, "why"], "str")
    places = dict.fromkeys([name for name in columns if name.endswith(("start", "end"))], "Int64")
    return table.astype(kept | words | places | {"negated": "boolean", "main": "boolean"})


def act_counts(acts: pd.DataFrame) -> pd.DataFrame:
    """Speech acts by call and voice: the table that ``compare`` and everything in ``uncertainty`` takes.

    Parameters
    ----------
    acts : as ``speech_acts`` gives them, or of these the main ones. Those of sentences on no call are left out.

    Returns
    -------
    Acts that occur, in the order of ``ACTS``; by (call_id, voice).

    Examples
    --------
    >>> acts = pd.DataFrame({"act": ["demand", "inform", "demand"], "call_id": "x", "voice": ["a", "a", "b"]})
    >>> act_counts(acts).loc["demand"].to_dict()
    {('x', 'a'): 1, ('x', 'b'): 1}
    """
    found = acts.dropna(subset=["act", "call_id", "voice"])
    table = pd.crosstab(found["act"].astype("str"), [found["call_id"], found["voice"]])
    if found.empty:  # of which a crosstab has no levels
        table = table.set_axis(pd.MultiIndex.from_arrays([[], []], names=["call_id", "voice"]), axis=1)
    return table.loc[[act for act in ACTS if act in table.index]].astype("int64").rename_axis("act")


def _of_sentence(row: dict, told: list[Told]) -> list[dict]:
    """The acts of one sentence; where nobody is said to say anything, the act of what it carries on."""
    text, language, found = row["text"], row["language"], []
    for one, after in zip_longest(told, told[1:]):
        content = (0, max(one.source_start, 0)) if one.trailing else (one.end, _until(one, after, text))
        act, span = _act(one, text, content, language)
        shared = after is not None and after.source_start < one.end  # "called for X *and said* Y"
        clause = text[: content[1]] if shared and not one.trailing else text
        if act != "none" and not (span is None and _nests(one, after, text)):
            verb = (one.start, one.end)
            found.append((one, act, verb, text[slice(*verb)], _demanded(clause, one, act, content, span, language)))
    if not told and row["voice"] != "narrator" and row["speaker"] != "none" and text:
        one, content = Told(0, 0, "say", row["speaker"]), (0, len(text))
        act, span = _act(one, text, content, language)
        found = [(one, act, span or content, "", _demanded(text, one, act, content, span or content, language))]
    # What somebody is asked to say is no act of his: "demanded that Putin *shed light on* the incident".
    asked = [(demand["object_start"], demand["object_end"]) for *_, demand in found]
    found = [one for one in found if not any(start <= one[2][0] < end and one[3] for start, end in asked)]
    ranked = sorted(range(len(found)), key=lambda k: (found[k][0].aside, k))
    first = next((k for k in ranked if not found[k][0].negated), None)
    return [
        _tellings.base(row, *place)
        | {"actor": one.actor, "act": act, "verb": verb, "negated": one.negated, "main": k == first, "why": ""}
        | demanded
        for k, (one, act, place, verb, demanded) in enumerate(found)
    ]


def _until(one: Told, after: Told | None, text: str) -> int:
    """Where what a verb introduces ends: at the next one's subject, or at the next verb where both share theirs."""
    if after is None:
        return len(text)
    return after.source_start if after.source_start >= one.end else max(after.start, one.end)


def _nests(one: Told, after: Told | None, text: str) -> bool:
    """Whether a verb only opens another's telling: "He *told* lawmakers that Macron had promised ..."."""
    if after is None or after.trailing or after.source_start < one.end or one.speech_act not in _tellings.PASSING_ON:
        return False
    return not NEW_CLAUSE.search(text, one.end, after.source_start)


@cache
def _patterns(language: str, kind: str) -> list[tuple[str, regex.Pattern]]:
    rows = lexicons.table("acts")
    rows = rows[rows["language"].isin([language, "*"]) & (rows["kind"] == kind)]
    # A pattern that asks for capital or small letters (a name, an infinitive) means its own letters as they stand too.
    flags = [0 if "\\p{L" in pattern else regex.IGNORECASE for pattern in rows["pattern"]]
    return [(a, regex.compile(p, f)) for a, p, f in zip(rows["act"], rows["pattern"], flags, strict=True)]


@cache
def _classes() -> dict[str, str]:
    rows = lexicons.table("acts")
    rows = rows[rows["kind"] == "class"]
    return dict(zip(rows["pattern"], rows["act"], strict=True))


def _act(one: Told, text: str, content: tuple[int, int], language: str) -> tuple[str, tuple[int, int] | None]:
    """The act, and where the clause decides it: by the words the verb begins, by the clause, by the verb's class."""
    verbs = _patterns(language, "verb") if one.end else []
    found = next(((act, None) for act, pattern in verbs if pattern.match(text, one.start)), None)
    if found is None and one.speech_act in OPEN:
        matches = ((act, pattern.search(text, *content)) for act, pattern in _patterns(language, "clause"))
        found = next(((act, match.span()) for act, match in matches if match), None)
    act, span = found or (_classes().get(one.speech_act, "none"), None)
    return ("agree" if act == "offer" and one.actor == "both" else act), span


def _demanded(
    text: str, one: Told, act: str, content: tuple[int, int], span: tuple[int, int] | None, language: str
) -> dict[str, str | int]:
    """Who is to do what, with the places of both; empty where the act is no demand or the sentence does not say."""
    found = _part("clause", text, span) | _part("addressee", text, None) | _part("object", text, None)
    if act != "demand":
        return found
    framed = [pattern.match(text, one.start) for _, pattern in _patterns(language, "frame")] if span is None else []
    clauses = [pattern.search(text, *content) for _, pattern in _patterns(language, "must")]
    match = next((match for match in [*framed, *clauses] if match), None)
    if match is None:
        return found
    groups = match.re.groupindex
    what = _trimmed(text, *match.span("what"))
    if "who" in groups and match.start("who") >= 0:
        start, end = match.span("who")
        told = TOLD.match(text, start, end)
        who = _trimmed(text, told.end() if told else start, end)
        if any(pattern.search(text, *who) for _, pattern in _patterns(language, "doer")):
            found |= _part("addressee", text, who)
        else:  # "the spit be demilitarised": nobody who could do it, so the clause is what is wanted
            what = (min(who[0], what[0]), what[1])
    return found | _part("object", text, what)


def _part(name: str, text: str, span: tuple[int, int] | None) -> dict[str, str | int]:
    start, end = span or (-1, -1)
    return {name: text[start:end] if span else "", f"{name}_start": start, f"{name}_end": end}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without what only joins it to its clause: marks and spaces around, "and" behind, "that" before."""
    piece = text[start:end]
    if ahead := JOINTS_BEFORE.match(piece):
        start += ahead.end()
    if behind := JOINTS_BEHIND.search(text, start, end):
        end = behind.start()
    return start, end
