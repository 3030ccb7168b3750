"""Every place in a sentence where somebody says, demands or discusses something, or where this is told of nobody.

What ``acts`` and ``agentless`` rest on: the tellings that ``voices`` finds, with whose they are here, and the
constructions without a doer of ``lexicons/agentless.csv``.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import pandas as pd
import regex

from helpers import lexicons
from helpers.voices import sides
from helpers.voices.attribution import Sentence, Telling, taken_apart
from helpers.voices.mentions import Lexicon, Source

NEEDED = ["doc_id", "sentence", "language", "text", "voice", "office", "speaker"]
KEPT = ["doc_id", "sentence", "call_id", "voice", "office", "speaker"]
LANGUAGES = ("en", "fr", "ru")
PASSING_ON = ("say", "inform", "stress", "claim", "reply")  # what an office does that reports another's words
RELATIVE = ("who", "which", "qui", "который", "которая", "которые")
OUTSIDE = ("office", "ministry", "state", "generic", "media", "document", "other")
CLOSED = regex.compile(r"[\"”»]\s*[,–—-]*\s*$")  # a quotation has just ended


@dataclass(frozen=True)
class Told:
    """One construction: characters ``start`` to ``end`` of the sentence; ``source_end`` is -1 where nobody is named."""

    start: int
    end: int
    speech_act: str
    actor: str
    agentless: bool = False
    aside: bool = False  # a participle or a side clause
    negated: bool = False
    trailing: bool = False  # stands behind what is said
    kind: str = ""  # the source's
    source_start: int = -1


def check(sentences: pd.DataFrame) -> None:
    """Whether the table has been through ``voices.attribute``."""
    if missing := [name for name in NEEDED if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}. voices.attribute() makes them.")


def why_not(language: object) -> str:
    """Why a sentence in this language was not looked at; empty where it was."""
    if language in LANGUAGES:
        return ""
    if not isinstance(language, str) or not language:
        return "language not known: cleaning.languages() tells it"
    return f"no patterns for the language '{language}'"


def per_sentence(
    sentences: pd.DataFrame, voices: tuple[str, ...], voices_file: str | os.PathLike | None = None
) -> Iterator[tuple[dict, list[Told]]]:
    """Each sentence as a row, in the order of the table, with its constructions in the order of the text."""
    check(sentences)
    speakers, lexicon_of = sides.prepared(voices, voices_file)
    columns = [name for name in [*NEEDED, "call_id", "raw_start"] if name in sentences]
    for row in sentences[columns].to_dict("records"):
        text = row["text"] if isinstance(row["text"], str) else ""
        yield row, [] if why_not(row["language"]) else _constructions(text, row, lexicon_of, speakers)


def base(row: dict, start: int, end: int) -> dict:
    """What every row of a table says of its place: sentence, voice, span, and raw span where sentences have one."""
    place = {name: row[name] for name in KEPT if name in row} | {"start": start, "end": end}
    if "raw_start" in row:
        place |= {"raw_start": row["raw_start"] + start, "raw_end": row["raw_start"] + end}
    return place


@cache
def _agentless(language: str) -> list[tuple[regex.Pattern, list[tuple[regex.Pattern, str]]]]:
    """The constructions of a language by speech act, behind a pattern for those of all acts, which few sentences have.

    "PARTICIPLE" stands for any of the act's participles.
    """
    rows = lexicons.table("agentless")
    rows = rows[rows["language"] == language]
    by = "|".join(rows.loc[rows["kind"] == "by", "pattern"])
    words = rows[rows["kind"] == "participle"].groupby("speech_act", sort=False)["pattern"].agg("|".join)
    made = []
    for row in rows[rows["kind"] == "construction"].itertuples():
        filled = {act: row.pattern.replace("PARTICIPLE", f"(?:{some})") for act, some in words.items()}
        filled = filled if "PARTICIPLE" in row.pattern else {row.speech_act: row.pattern}
        each = [(regex.compile(f"{pattern}(?!{by})", regex.IGNORECASE), act) for act, pattern in filled.items()]
        every = row.pattern.replace("PARTICIPLE", f"(?:{'|'.join(words)})")
        made.append((regex.compile(f"{every}(?!{by})", regex.IGNORECASE), each))
    return made


def _without_doer(text: str, language: str) -> list[Told]:
    found: list[Told] = []
    there = (each for every, each in _agentless(language) if every.search(text))
    for pattern, act in chain.from_iterable(there):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < other.end and other.start < end for other in found):
                found.append(Told(start, end, act, "none", agentless=True))
    return found


def _constructions(text: str, row: dict, lexicon_of: Callable[[str], Lexicon], speakers: dict[str, str]) -> list[Told]:
    sentence, tellings = taken_apart(text, lexicon_of(row["language"]), False)
    nobody = _without_doer(text, row["language"])
    told = [made for one in tellings if (made := _told(sentence, one, row, speakers))]
    # A participle has the subject of its sentence: "*Accusing* Kyiv of crimes, Putin said ..."
    subject = next((one.actor for one in told if not one.aside and one.actor and one.kind != "office"), row["speaker"])
    told = [replace(one, actor=one.actor or subject) for one in told]
    told = [one for one in told if not any(one.start < other.end and other.start < one.end for other in nobody)]
    inner = [one for one in told + nobody if not one.aside and one.kind not in OUTSIDE]
    kept = [one for one in told if not (inner and one.kind in OUTSIDE and one.speech_act in PASSING_ON)]
    unique = {(one.start, one.end): one for one in [*kept, *nobody]}
    return [unique[span] for span in sorted(unique)]


def _told(sentence: Sentence, telling: Telling, row: dict, speakers: dict[str, str]) -> Told | None:
    source, low = telling.source, sentence.low
    if telling.place == "passive" and {"s", "se"} & set(low[max(0, telling.start - 3) : telling.start]):
        telling, source = replace(telling, place="leading"), sentence.topic() or source  # "il s'est dit prêt à"
    if source.kind in ("none", "topic", "dropped", "outsider") or telling.place in ("silence", "passive", "bare"):
        return None
    loose = telling.kind == "adjunct" and source.kind == "other"
    if loose and (low[telling.end - 1] == "that" or low[max(telling.start - 1, 0)] not in (low[0], ",", "and")):
        return None  # "statement that", "the importance of *maintaining* ..."
    if telling.kind in ("purpose", "source_follows", "prospect") or telling.end > len(low):
        return None
    that = {"that", "что", "que"} & set(low[telling.end : telling.end + 2])
    if telling.kind in ("side", "person", "act") and source.kind not in ("group", "leader", "pronoun") and not that:
        return None
    spans = sentence.spans
    first = spans[min(source.start, telling.start) if source.end > source.start else telling.start][0]
    before = set(low[max(0, telling.start - 3) : telling.start]) | set(low[telling.end : telling.end + 1])
    return Told(
        start=spans[telling.start][0],
        end=spans[telling.end - 1][1],
        speech_act=telling.act,
        actor="" if loose else _actor(source, row, speakers),
        aside=telling.low or telling.kind == "adjunct" or low[max(telling.start - 1, 0)] in RELATIVE,
        negated=bool(before & sentence.grammar["negators"]),
        trailing=telling.place == "trailing" or bool(CLOSED.search(sentence.text, 0, first)),
        kind=source.kind,
        source_start=spans[source.start][0] if source.end > source.start else -1,
    )


def _actor(source: Source, row: dict, speakers: dict[str, str]) -> str:
    if source.voice in speakers:
        return speakers[source.voice]
    if source.kind in ("group", "pair"):
        return "both"
    if source.kind in ("pronoun", "generic") and source.voice != "other":
        own = speakers.get(row["voice"], "third")
        return row["speaker"] if row["speaker"] != "none" else own
    return "third"
