"""Whose account each sentence gives, and why: the source that the words speak for most.

The *voice* of a sentence is the side whose account it gives, not the person it is about: "Putin told Macron ..., a
French presidency official said" is the Élysée's. The codebook is in ``tests/gold/README.md``.

A sentence has several *candidates*: each office, leader, pronoun or stranger in it that could be telling, whoever told
the sentence before, and the narrator. Each has *features*: what kind of source it is, how it stands to the reporting
words (before the verb, behind it, after "according to"), where in the sentence, and what the text has told so far. The
features' weights add up to a candidate's score; the voice whose candidates are likeliest together has the sentence,
and the best of them is its source. The weights (``lexicons/voice_weights.csv``) were learned from the open articles of
``tests/gold`` by a conditional logit (McFadden 1974) over the candidates; no feature names a side or a person, so they
hold for any two sides. Names, offices and titles are rows of ``lexicons/voices.csv``, reporting words of
``lexicons/reporting_verbs.csv``, the closed classes of each language of ``lexicons/function_words.csv``. Source, cue
and content are the units of Newell, Margolin & Ruths (2018).
"""

import math
import os
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby, takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from helpers import corpus, files, lexicons, segment

__all__ = ["ADDED", "attribute", "explain", "lexicon", "names", "source_words", "spans", "without_narrator"]
NEEDED = ["doc_id", "sentence", "language", "text", "paragraph"]
COLUMNS = ["language", "voice", "speaker", "office", "role", "phrase"]  # of a file of sides
COMMON = ("joint", "narrator")  # what the column voice has beside the sides and "other"
SPEAKERS = ("both", "third", "none")  # what the column speaker has beside the sides'
ADDED = ["voice", "office", "speaker", "cue", "teller", "rule", "cue_start", "cue_end", "narrator"]

WHY = {
    "own text": "the side published the text itself",
    "both tell": "each side is the source of a part",
    "source": "the source is named with a reporting word",
    "according": 'the source is named with "according to" or the like',
    "named": "the source is named, without a reporting word",
    "pronoun": "a pronoun or noun stands for a source named before",
    "leaders": "both leaders, and no office tells it",
    "leaders carried": "both leaders: same source as the sentence before",
    "leaders, one office": "both leaders: the only office that tells anything in the text",
    "closed later": "the quotation names its source at its end",
    "carried": "no source of its own: same source as before",
    "stranger": "the source belongs to neither side",
    "narrator": "no source: the journalist",
}

# A word (the group) or a mark; a hyphen within a word and the dot of a title are no marks.
_TOKEN = regex.compile(
    rf"({lexicons.WORD.pattern})|[^\w\s'’.\-‐‑]|[-‐‑](?<!\w.(?=\w))|\.(?<!\b\p{{Lu}}[\p{{L}}\p{{M}}\p{{N}}]{{0,2}}\.(?=\s))"
)
NOUNS_FOLLOW = ("'s", "of", "for", "with", "in", "without", "on", "no")
QUOTES = frozenset('"“”«»„')
MARKS = QUOTES | frozenset(",.;:!?()[]—–-…<>/|*=")
CLAUSE = ("that", "que", "qu", "что")
AHEAD = 12  # sentences a quotation may run before its attribution comes
TELLING = {"any", "side", "person", "act", "quotative", "quote", "silence", "noted", "document", "prospect"}
TELLS = ("subject", "inverted", "according")  # relations in which a source tells
SILENT_IF_NEGATED = {"say", "inform", "stress", "reply", "agree"}
PASSIVE_ENDINGS = ("ется", "ются", "илось", "алось", "ано", "ено", "уто")
SAYING = {"say", "inform", "stress", "reply", "claim", "deny", "assess", "warn", "think"}  # acts that only tell
AUXILIARIES = ("had", "has", "have", "will", "would", "avait", "ont", "a")
OFFICES = ("presidency", "ministry")
SPEAKING = ("leader", "both leader", "both state")  # who may speak within what an office tells


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
    voices_file : a table with the sides' names, instead of those in ``lexicons/voices.csv``, see ``lexicon``.

    Returns
    -------
    A copy with ``voice`` (one of the sides, joint, other, narrator), ``office`` (presidency, leader, ministry, state,
    none), ``speaker`` (the side's name in the lexicon, both, third, none), ``cue`` and ``teller`` (words of the
    sentence, "" where it has none), ``rule`` (see ``explain``), ``cue_start`` and ``cue_end`` (characters into
    ``text``, -1 without a cue), ``narrator`` (the stretches of ``text`` that are the journalist's own, as "0-12;80-95",
    see ``spans``).

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
    return sentences.assign(**{name: [one[name] for one in decisions] for name in ADDED})


def explain(row: pd.Series) -> str:
    """Why a sentence has its voice, with the words that decided it.

    Raises
    ------
    ValueError: the row has not been through ``attribute``.

    Examples
    --------
    >>> explain(pd.Series({"rule": "source", "teller": "a French official", "cue": "said"}))
    'the source is named with a reporting word ("a French official", "said")'
    """
    if "rule" not in row or row["rule"] not in WHY:
        raise ValueError("explain() needs a row of voices.attribute(), with rule, teller and cue.")
    words = ", ".join(f'"{row[name]}"' for name in ("teller", "cue") if row[name])
    return WHY[row["rule"]] + (f" ({words})" if words else "")


def spans(sentences: pd.DataFrame) -> pd.DataFrame:
    """Whose words are in a sentence: quoted from a side, reported as its account, or the narrator's own.

    A side's sentence also has the journalist's words: those that only name the source, and what he adds of his own
    ("making it their first talk since the invasion"). A sentence of no side is the narrator's as a whole.

    Parameters
    ----------
    sentences : as ``attribute`` gives them.

    Returns
    -------
    One row a stretch: doc_id, sentence, ``part`` (from 0), ``start`` and ``end`` (characters into the sentence's own
    ``text``), ``raw_start``, ``raw_end`` if the sentences have them, text, ``kind`` (quoted, reported, narrator),
    voice. The stretches of a sentence joined together are its text.

    Raises
    ------
    ValueError: the sentences have not been through ``attribute``.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "paragraph": 0,
    ...     "text": ["Grain must leave the port, “in days”, the Kremlin said."]})
    >>> spans(attribute(said))[["kind", "text"]].values.tolist()
    [['reported', 'Grain must leave the port, “'], ['quoted', 'in days”, '], ['narrator', 'the Kremlin said.']]
    """
    files.need(sentences, "sentences", ["text", "voice", "narrator"], "attribute() adds what is missing.")
    rows = []
    for row in sentences.to_dict("records"):
        for part, (kind, start, end) in enumerate(_stretches(row["text"], row["narrator"], row.get("quoted"))):
            entry = {"doc_id": row["doc_id"], "sentence": row["sentence"], "part": part, "start": start, "end": end}
            if "raw_start" in row:
                entry |= {"raw_start": row["raw_start"] + start, "raw_end": row["raw_start"] + end}
            rows.append(entry | {"text": row["text"][start:end], "kind": kind, "voice": row["voice"]})
    raw = ["raw_start", "raw_end"] if "raw_start" in sentences else []
    return pd.DataFrame(rows, columns=["doc_id", "sentence", "part", "start", "end", *raw, "text", "kind", "voice"])


def _stretches(text: str, narrator: str, share: float | None) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end; marks and blanks between two stretches go with the one before."""
    kinds = ["quoted" if inside else "reported" for inside in segment.quoted(text, share)]
    for start, end in segment.spans(narrator):
        kinds[start:end] = ["narrator"] * (end - start)
    for k, sign in enumerate(text):
        if k and not sign.isalnum() and kinds[k] != "quoted" and kinds[k - 1] != kinds[k]:
            kinds[k] = kinds[k - 1]
    start = 0
    for k in range(1, len(text) + 1):
        if k == len(text) or kinds[k] != kinds[start]:
            yield kinds[start], start, k
            start = k


def without_narrator(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences with spaces in place of the narrator's own words, so that counts are of what a side says.

    A sentence that is the narrator's as a whole, or told by nobody's side, stays as it is.

    Parameters
    ----------
    sentences : as ``attribute`` gives them; without the column ``narrator`` they stay as they are.

    Examples
    --------
    >>> said = pd.DataFrame({"text": ["Grain must leave, the Kremlin said."], "narrator": ["18-35"]})
    >>> without_narrator(said)["text"].tolist() == ["Grain must leave, " + " " * 17]
    True
    """
    files.need(sentences, "sentences", ["text"])
    if "narrator" not in sentences:
        return sentences
    pairs = zip(sentences["text"], sentences["narrator"], strict=True)
    own = ((text, [] if narrator == f"0-{len(text)}" else segment.spans(narrator)) for text, narrator in pairs)
    return sentences.assign(text=[blanked(text, spans) for text, spans in own])


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in place of these stretches."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def source_words(
    sentences: pd.DataFrame, voices: Sequence[str], voices_file: str | Path | None = None
) -> list[list[tuple[int, int]]]:
    """Where sentences have words that only name a source: a side's presidency or leader, an agency, verbs of saying.

    Parameters
    ----------
    sentences : with ``text`` and ``language``.

    Returns
    -------
    For each sentence (start, end) of each, in characters; a possessive "'s" belongs to its name.

    Examples
    --------
    >>> said = pd.DataFrame({"text": ["Russian envoys left, the Russian leader told Macron."], "language": "en"})
    >>> source_words(said, ("kremlin", "elysee"))
    [[(25, 32), (33, 39), (40, 44), (45, 51)]]
    """
    files.need(sentences, "sentences", ["text", "language"])
    _, lexicon_of = prepared(voices, voices_file)
    return [
        _names_only(
            Sentence(text, segment.quoted(text).tobytes(), False, lexicon_of(lexicons.language(language))), voices
        )
        for text, language in zip(sentences["text"], sentences["language"], strict=True)
    ]


def _names_only(s: "Sentence", voices: Sequence[str]) -> list[tuple[int, int]]:
    gone = [name for name in s.names.values() if _only_names(name, voices)]
    for name in sorted(s.names.values(), key=lambda name: -name.start):
        if name.role == "adjective" and name.voice in voices and any(name.end == one.start for one in gone):
            gone.append(name)
    beside = {place for name in gone for place in (name.start, name.end)}
    said = [cue for cue in s.cues.values() if cue.act == "say"]
    gone += [cue for cue in said if {cue.start, cue.end} & beside or s.has(cue.start - 1, "conjunctions")]
    places = sorted((one.start, one.end + (s.word(one.end) == "'s")) for one in gone)
    return [(s.spans[start][0], s.spans[end - 1][1]) for start, end in places]


def _only_names(name: "Name", voices: Sequence[str]) -> bool:
    office = name.office in ("presidency", "leader")
    return name.role == "media" or (office and (name.voice in voices or (not name.voice and name.role != "adjective")))


# -- the lists: who the sides are


def lexicon(voices_file: str | os.PathLike | None = None) -> pd.DataFrame:
    """The rows by which sides, offices and leaders are known: ``lexicons/voices.csv``, or a file of one's own.

    A file may be short: the sides' own names. Where none of its rows has an empty ``voice``, the words for offices,
    leaders and news agencies ("press service", "the two presidents"), third parties and the other sides are the
    shipped ones, and its sides replace those of the same name. A file with such rows stands alone.

    Parameters
    ----------
    voices_file : a table of any kind that ``corpus.read`` knows, with ``language`` (en, fr, ru; "*" any), ``voice``,
        ``speaker``, ``office``, ``role``, ``phrase`` as in ``lexicons/voices.csv``; ``notes`` and further columns are
        for the reader.

    Returns
    -------
    One row a phrase, all columns as strings. Each side's first row with office presidency and role name has the name
    that headings use.

    Raises
    ------
    ValueError: no such file, no table, a column missing, a cell empty or with a value that does not exist, too many
        cells in a row, a phrase twice, a side without an office; each with file, row (as a spreadsheet counts) and
        remedy.

    Examples
    --------
    >>> table = lexicon()
    >>> table.loc[table["voice"] == "washington", "phrase"].iloc[0]
    'White House'
    """
    shipped = lexicons.table("voices")
    if voices_file is None:
        return shipped
    own = _read(Path(voices_file))
    _check(own, shipped, Path(voices_file).name)
    if (own["voice"] == "").any():
        return own.reset_index(drop=True)
    return pd.concat([own, shipped[~shipped["voice"].isin(_sides(own))]], ignore_index=True)


def names(voices: Sequence[str], voices_file: str | os.PathLike | None = None) -> dict[str, str]:
    """What a figure or a heading calls each side: its first name for the presidency in the lexicon.

    Parameters
    ----------
    voices : the sides, by their names in the column ``voice``.
    voices_file : as ``lexicon`` takes it.

    Raises
    ------
    ValueError: there is no such voice; names those that there are. For a file's problems see ``lexicon``.

    Examples
    --------
    >>> names(("kremlin", "elysee"))
    {'kremlin': 'Kremlin', 'elysee': 'Élysée'}
    """
    return _of_offices(voices, lexicon(voices_file), "phrase")


Prepared = tuple[dict[str, str], Callable[[object], "Lexicon"]]


def prepared(voices: Sequence[str], file: str | Path | None = None) -> Prepared:
    """Each side's speaker, and what gives a language's lexicon; one's own file is read anew: it may have changed."""
    return _of_table(lexicon(file), voices) if file else _shipped(voices if isinstance(voices, str) else tuple(voices))


@cache
def _shipped(voices: Sequence[str]) -> Prepared:
    return _of_table(lexicon(), voices)


def _of_table(table: pd.DataFrame, voices: Sequence[str]) -> Prepared:
    known = set(lexicons.table("function_words")["language"])
    compiled = cache(lambda language: _compiled(table, language, tuple(voices)))
    return _of_offices(voices, table, "speaker"), lambda language: compiled(language if language in known else "en")


def _compiled(table: pd.DataFrame, language: str, voices: tuple[str, ...]) -> "Lexicon":
    """The rows of one language; a side not asked for is a third party."""
    names: dict[str, tuple] = {}
    for row in table[table["language"].isin([language, "*"])].itertuples():
        third = "" if row.role == "head" else "other"
        voice = row.voice if row.voice in (*voices, "", "other") else third
        names.setdefault(row.phrase, (voice, row.office, row.role, row.phrase.lower()))
    verbs, cues = lexicons.table("reporting_verbs"), {}
    for row in verbs[verbs["language"].isin([language, "*"])].itertuples():
        for form in row.forms.split("|"):
            cues.setdefault(form, (row.speech_act, row.kind, bool(row.noun)))
    return Lexicon(language, _words(language), lexicons.Finder([*names, *cues]), names, cues)


def _words(language: str) -> Callable[[str], tuple[str, frozenset[str]]]:
    """A word in small letters, and its closed classes; a star in the list stands for any ending or any beginning.

    A number is a class, too.
    """
    table = lexicons.table("function_words")
    whole: dict[str, set[str]] = {}
    for row in table[table["language"] == language].itertuples():
        for word in row.words.split():
            whole.setdefault(word, set()).add(row[2])
    stars = [(word, classes) for word, classes in whole.items() if "*" in word]

    @lru_cache(50_000)
    def word(written: str) -> tuple[str, frozenset[str]]:
        low = written.lower().replace("’", "'")
        found = {*whole.get(low, ()), *(["number"] if low.isdigit() else [])}
        for star, more in stars:
            if low.startswith(star[:-1]) if star[-1] == "*" else low.endswith(star[1:]):
                found |= more
        return low, frozenset(found)

    return word


@cache
def _weights() -> "Weights":
    table = lexicons.table("voice_weights")
    return dict(zip(table["feature"], table["weight"].astype(float), strict=True))


def _of_offices(voices: Sequence[str], table: pd.DataFrame, column: str) -> dict[str, str]:
    there = _sides(table)
    if isinstance(voices, str) or len({*voices}) < len(voices):
        raise ValueError(f"voices are {voices!r}. Name the sides, each once, as ('kremlin', 'elysee').")
    if unknown := [voice for voice in voices if voice not in there]:
        raise ValueError(f"no voice '{unknown[0]}' in the lexicon. Known: {', '.join(there)}. Add rows for others.")
    offices = table[_is_office(table)].drop_duplicates("voice").set_index("voice")[column]
    return {voice: offices[voice] for voice in voices}


def _sides(table: pd.DataFrame) -> list[str]:
    return [voice for voice in dict.fromkeys(table["voice"]) if voice not in ("", "other")]


def _is_office(table: pd.DataFrame) -> pd.Series:
    return (table["role"] == "name") & (table["office"] == "presidency")


def _read(path: Path) -> pd.DataFrame:
    table, found = corpus.cells(path)
    if found:
        raise corpus.CorpusError(*found)
    if missing := [name for name in COLUMNS if name not in table]:
        raise ValueError(f"{path.name} has no column {', '.join(missing)}. See lexicons/voices.csv.")
    table = table.fillna("").astype("str").apply(lambda cells: cells.str.strip())
    return table[(table != "").any(axis=1)]


def _check(own: pd.DataFrame, shipped: pd.DataFrame, file: str) -> None:
    """The first problem of a file, with its row and what to do."""
    for column in ("language", "office", "role"):
        may = sorted({*shipped[column], *(["*"] if column == "language" else [])})
        _refuse(own, ~own[column].isin(may), file, f"{column} '{{{column}}}' does not exist. Use {', '.join(may)}.")
    side = own["voice"].isin(_sides(own))
    _refuse(own, own["phrase"] == "", file, "phrase is empty. Write a name, or remove the row.")
    _refuse(own, own["voice"].isin(COMMON), file, "voice '{voice}' is no side's. Choose another name for it.")
    _refuse(own, side & (own["speaker"] == "") & (own["role"] == "name"), file, "speaker is empty. Name the country.")
    common = side & own["speaker"].isin(SPEAKERS)
    _refuse(own, common, file, "speaker '{speaker}' is no side's. Choose another name for it.")
    key = own[["language", "role", "phrase"]]
    _refuse(own, key.duplicated(), file, "'{phrase}' stands in a row before. Keep one of the two.")
    for voice in _sides(own):
        if not (_is_office(own) & (own["voice"] == voice)).any():
            row = own.index[own["voice"] == voice][0]
            raise ValueError(
                f"{file}, row {row}: voice '{voice}' has no office. Add a row with role name and office presidency; "
                "the first one is what figures call the side."
            )


def _refuse(own: pd.DataFrame, wrong: pd.Series, file: str, what: str) -> None:
    if wrong.any():
        row = own.index[wrong][0]
        raise ValueError(f"{file}, row {row}: {what.format(**own.loc[row])}")


# -- a sentence: its words, the names and reporting words among them, its possible sources


class Name(NamedTuple):
    """A phrase of ``voices.csv``: words start to end."""

    start: int
    end: int
    voice: str
    office: str
    role: str
    phrase: str


class Cue(NamedTuple):
    """A phrase of ``reporting_verbs.csv``: words start to end."""

    start: int
    end: int
    act: str
    kind: str
    noun: bool  # whether it may be a noun, too


class Source(NamedTuple):
    """Who may be telling: words start to end; ``voice`` is empty where only the text can say whose it is."""

    start: int
    end: int
    kind: str
    voice: str
    office: str


class Relation(NamedTuple):
    """How a source stands to the reporting words, and where in the sentence."""

    name: str
    cue: Cue | None = None
    flags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


_NONE = Relation("none")


@dataclass(eq=False)
class Lexicon:
    """One language's phrases for one choice of sides, and the closed classes of its words."""

    language: str
    word: Callable[[str], tuple[str, frozenset[str]]]
    find: lexicons.Finder
    names: dict[str, tuple]
    cues: dict[str, tuple]


class Sentence:
    """A sentence taken apart. ``inside``: which words are quoted; ``open``: whether the quotation goes on after it."""

    def __init__(self, text: str, inside: Sequence[int], open_after: bool, lexicon: Lexicon) -> None:
        self.text, self.lexicon, self.open, self.english = text, lexicon, open_after, lexicon.language == "en"
        found = list(_TOKEN.finditer(text))
        places = [k for k, token in enumerate(found) if token[1]]
        self.spans = [token.span() for token in found]
        self.words = [token[0] for token in found]
        for k, (start, end) in enumerate(self.spans):
            if self.words[k] == "s" and text[start - 1 : start] in ("'", "’"):
                self.spans[k], self.words[k] = (start - 1, end), "'s"
        self.low, self.classes = zip(*map(lexicon.word, self.words), strict=True) if self.words else ((), ())
        self.inside = [inside[start] for start, _ in self.spans] if 1 in inside else [0] * len(self.low)
        self.marks = [k for k, low in enumerate(self.low) if low in MARKS]
        self.share = sum(self.inside[k] for k in places) / max(len(places), 1)
        self.names: dict[int, Name] = {}
        self.cues: dict[int, Cue] = {}
        self.over: dict[int, int] = {}  # adverbial phrases, from their first word to the word behind
        self._find([found[k] for k in places], places)
        self.cue_ends = {cue.end: cue for cue in self.cues.values()}
        self.under = {end: start for start, end in self.over.items()}
        self.phrases = self._sources()
        self.sources = [source for source in self.phrases if not self.inside[source.start]]
        self._relations: dict[tuple[int, int], Relation] = {}
        self.like = _like(self)

    def has(self, k: int, *classes: str) -> bool:
        """Whether the word k is of one of these classes."""
        return 0 <= k < len(self.low) and not self.classes[k].isdisjoint(classes)

    def word(self, k: int) -> str:
        return self.low[k] if 0 <= k < len(self.low) else ""

    def mark(self, k: int) -> bool:
        return not 0 <= k < len(self.low) or self.low[k] in MARKS

    def proper(self, k: int) -> bool:
        return 0 <= k < len(self.low) and self.words[k][0].isupper()

    def back(self, k: int, *classes: str) -> int:
        """From the word k back over words of these classes, and over adverbial phrases."""
        while k + 1 in self.under or self.has(k, *classes):
            k = self.under.get(k + 1, k) - 1
        return k

    def _find(self, listed: list[regex.Match], places: list[int]) -> None:
        for match in self.lexicon.find(self.text, words=listed):
            a, b = places[match.words[0]], places[match.words[-1]] + 1
            name, cue = self.lexicon.names.get(match.phrase), self.lexicon.cues.get(match.phrase)
            if cue and cue[1] == "adverb":
                self.over[a] = b
            elif name:
                self.names[a] = Name(a, b, *name)
            elif cue and not self._is_noun(a, b, cue[2]):
                self.cues[a] = Cue(a, b, *cue)

    def _is_noun(self, a: int, b: int, noun: bool) -> bool:
        """ "His *demands*", "the *continued* talks": a verb of the list that is none here."""
        before = self.word(a - 1)
        if self.low[a].endswith(("ed", "ing")):
            return self.english and (before in ("a", "an", "the", "'s") or self.has(a - 1, "his"))
        name = self.english and a > 0 and self.proper(a)  # the Islamic State
        return noun and b - a == 1 and (name or self.has(a - 1, "determiners") or before in NOUNS_FOLLOW)

    # -- noun phrases

    def _sources(self) -> list[Source]:
        """The noun phrases with a name or a noun of ``voices.csv``; two joined by "and" are one."""
        phrases: list[list[Name]] = []
        for name in self.names.values():
            if phrases and self._joined(phrases[-1][-1], name):
                phrases[-1].append(name)
            else:
                phrases.append([name])
        found: list[Source] = []
        for source in map(self._source, phrases):
            both = found and self._both(found[-1], source)
            found[len(found) - bool(both) :] = [both or source]
        return [source for source in found if source.kind != "topic"]

    def _joined(self, a: Name, b: Name) -> bool:
        """Whether two names are of one phrase: "a French presidency *official*", "an aide *to Macron*"."""
        between = range(a.end, b.start)
        if self.inside[a.start] != self.inside[b.start] or len(between) > 4:
            return False
        if any(self.mark(k) or k in self.cues for k in between):
            return False
        if not between:
            return True
        if self.word(a.end) == "'s":
            return b.role in ("head", "document", "group") and not any(
                self.has(k, "stops", "be", "between") for k in between[1:]
            )
        if self.has(a.end, "links", "at"):
            owner = a.role in ("head", "document", "media", "outsider") or (
                self.word(a.end) == "of" and b.office == "state"
            )
            return owner and all(self.has(k, "links", "determiners", "at", "his") for k in between)
        within = a.role == "adjective" or (a.role == "head" and b.role in ("head", "name"))
        classes = ("stops", "links", "be", "between", "determiners", "conjunctions")
        return within and len(between) < 3 and not any(self.has(k, *classes) for k in between)

    def _source(self, phrase: list[Name]) -> Source:
        """What a noun phrase stands for: its side is its first name's, its office its weightiest noun's."""
        start, end = phrase[0].start, phrase[-1].end
        while start and not self.mark(start - 1) and (self.has(start - 1, "determiners") or self._described(start)):
            start -= 1
        heads = [name for name in phrase if name.role == "head"]
        named = [name for name in phrase if name.voice and name.role in ("name", "adjective")]
        voice = next((name.voice for name in [*named, *phrase] if name.voice), "")
        for role in ("topic", "outsider", "document", "media"):
            if any(name.role == role for name in phrase) and not (role == "document" and voice not in ("", "other")):
                return Source(start, end, role, "other", "none")
        if not named and (group := next((name for name in phrase if name.role == "group"), None)):
            return Source(start, end, f"both {group.office}", "joint", group.office)
        office = self._office(phrase, heads)
        if not voice:
            return Source(start, end, f"noun {office}", "", office)
        if voice == "other":
            return Source(start, end, f"third {office}", "other", "none")
        return Source(start, end, office, voice, office)

    def _described(self, start: int) -> bool:
        """ "A *senior* official": one word between the article and the noun."""
        return (
            start > 1
            and self.has(start - 2, "determiners")
            and not self.has(start - 1, "stops", "be", "between", "links")
            and start - 1 not in self.cues
        )

    @staticmethod
    def _office(phrase: list[Name], heads: list[Name]) -> str:
        offices = {name.office for name in phrase if name.role in ("head", "name", "group")}
        if "ministry" in offices:
            return "ministry"
        government = any(name.phrase.startswith(("government", "gouvernement", "правительств")) for name in phrase)
        if "presidency" in offices and not government:
            return "presidency"
        if "leader" in offices:  # a source close to Macron
            return "presidency" if any(name.office == "state" for name in heads) else "leader"
        return "state"

    def _both(self, a: Source, b: Source) -> Source | None:
        """Two sources joined by "and": both sides, or one side with a third party, whose voice is the side's."""
        if a.end != b.start - 1 or not self.has(a.end, "conjunctions") or not (a.voice and b.voice):
            return None
        sides = {a.voice, b.voice} - {"other"}
        if "joint" in sides or not sides:
            return None
        if len(sides) == 1:
            return (a if a.voice != "other" else b)._replace(start=a.start, end=b.end)
        order = ("leader", "presidency", "ministry", "state")
        office = min((a.office, b.office), key=lambda name: order.index(name) if name in order else 9)
        return Source(a.start, b.end, f"both {office}", "joint", office)

    # -- a source and the reporting words

    def relation(self, start: int, end: int) -> Relation:
        """How the words start to end stand to the reporting words, and where in the sentence."""
        if (start, end) not in self._relations:
            name, cue, flags = self._stands(start, end)
            self._relations[start, end] = Relation(name, cue, tuple(flags), self._places(start, end, name, cue))
        return self._relations[start, end]

    def _stands(self, start: int, end: int) -> tuple[str, Cue | None, list[str]]:
        j = start - 1
        while j >= 0 and self.has(j, "determiners", "papers") and j + 1 not in self.cue_ends:
            j -= 1
        left = self.cue_ends.get(j + 1)
        if left and left.kind == "source_follows":
            return "according", left, []
        cue, flags, stopped = self._ahead(end)
        if cue:
            return "subject", cue, flags
        if left:
            return *self._behind(left), flags
        if self.has(j, "prepositions", "at", "by") and any(self.has(k, "papers") for k in range(start, end)):
            return "paper", None, flags
        classes = ("stops", "links", "prepositions", "determiners", "conjunctions", "pronouns")
        bare = self.mark(stopped) or self.has(stopped, *classes) or stopped in self.names
        if not bare:
            flags.append("verb" if self.has(stopped, "strong", "endings") else "word")
            if {*self.low[stopped + 1 : stopped + 4]} & {*QUOTES, ":", *CLAUSE}:
                flags.append("content")
        return "none" if bare else "plain", None, flags

    def _ahead(self, end: int) -> tuple[Cue | None, list[str], int]:
        """The reporting verb behind a source, over adverbs, auxiliaries and one aside; else where the way ends."""
        k, flags = end, []
        while k < len(self.low):
            if k in self.cues:
                cue = self.cues[k]
                if cue.kind not in TELLING:
                    break
                return cue, flags + ["quoted"] * self.inside[k], k
            if k in self.over:
                k = self.over[k]
                continue
            if self.has(k, "negators"):
                flags.append("negated")
            elif self.has(k, "be"):
                flags.append("passive")
            elif self.low[k] in (",", "(", "—", "–") and "aside" not in flags:
                if (close := self._aside(k)) is None:
                    break
                flags.append("aside")
                k = close
            elif not (self.has(k, "between") or self.low[k] == "'s" or (self.english and self.low[k].endswith("ly"))):
                opens = self.low[k] in QUOTES and k + 1 < len(self.low) and self.inside[k + 1]
                if not opens or "aside" in flags:
                    break
            k += 1
        return None, flags, k

    def _aside(self, comma: int) -> int | None:
        """The mark that closes the aside opened by this one."""
        if self.has(comma + 1, "parallel", "conjunctions"):
            return None
        ahead = range(comma + 1, min(comma + 22, len(self.low)))
        return next((k for k in ahead if self.low[k] in (",", ")", "—", "–")), None)

    def _behind(self, left: Cue) -> tuple[str, Cue]:
        """ "..., said the Kremlin" is inverted, "Putin told Macron" an object."""
        k = self.back(left.start - 1, "between", "be", "negators", "pronouns")
        return ("inverted" if self.mark(k) else "object"), left

    def _places(self, start: int, end: int, name: str, cue: Cue | None) -> tuple[str, ...]:
        cue = cue if name in TELLS else None
        first, last = (min(start, cue.start), max(end, cue.end)) if cue else (start, end)
        q = first - 1
        while self.has(q, "between", "also") and not self.has(q, "low", "parallel"):
            q -= 1
        found = []
        if not first or self.marks[first - 1 : first] == [first - 1]:
            found.append("first")
        elif not self.marks or self.marks[0] > q:
            found.append("first clause")
        before = self.word(q)
        if self.has(q, "low") or before in ("which", "what", "how", "as", "comme", "как"):
            found.append("side clause")
        elif self.has(q, "parallel", "conjunctions"):
            found.append("parallel")
        elif before in CLAUSE:
            found.append("clause")
        elif q >= 0 and self.mark(q):
            found.append("after quotation" if {before, self.word(q - 1)} & QUOTES else "after mark")
        rest = len(self.low) - last - len(self.marks) + bisect_left(self.marks, last)
        if not rest:
            found.append("last")
        elif rest < 9 and first > 3 and not any(k >= last and cue.kind in TELLING for k, cue in self.cues.items()):
            found.append("near the end")
        return tuple(found)


# -- the candidates of a sentence, and what speaks for each


@dataclass(slots=True)
class Candidate:
    """Somebody who may have the sentence; ``start`` and ``end`` are the words that name him, -1 where none do."""

    kind: str
    voice: str
    office: str
    features: list[str]
    start: int = -1
    end: int = -1
    relation: Relation = _NONE
    score: float = 0.0

    @property
    def tells(self) -> bool:
        return self.relation.name in TELLS


@dataclass(slots=True)
class Memory:
    """What a text has told so far; ``only``: the sides whose office tells anything in it."""

    only: set[str]
    previous: Candidate | None = None
    last: Candidate | None = None  # the last sentence that somebody told
    office: str = ""  # whose office or which other source told last
    he: str = ""
    they: tuple[str, str] | None = None
    named: tuple[str, str] | None = None  # the office or leader named last
    paragraph: int = -1

    def before(self, *but: str) -> Candidate | None:
        """Who told the sentence before, unless it is one of these voices."""
        return None if self.previous is None or self.previous.voice in ("narrator", *but) else self.previous


def _candidates(s: Sentence, memory: Memory, new: bool, closing: Candidate | None) -> list[Candidate]:
    """Everybody who may have the sentence. ``new``: it opens a paragraph; ``closing``: who closes its quotation."""
    found = [*_sources(s, memory, new), *_pronouns(s, memory, new)]
    loose = _loose(s, found)
    found += _strangers(s, loose)
    state = _state(s, found, loose)
    # Another source's account ends with its quotation; after that it can only be taken up again.
    if (before := memory.before()) and (before.voice != "other" or s.share):
        found.append(_carried(s, before, state, new))
    elif memory.last:
        features = ["carried over", f"carried over | {memory.last.office}", *(f"carried over | {x}" for x in state)]
        found.append(Candidate("carried over", memory.last.voice, memory.last.office, features))
    if closing:
        own = "own source" in state
        features = [
            "closed later",
            f"closed later | {'own source' if own else 'no source'}",
            f"closed later | {_quoted(s)}",
        ]
        found.append(Candidate("closed later", closing.voice, closing.office, features))
    return [*found, *_both_tell(found), _narrator(s, memory, state, new)]


def _told(
    s: Sentence,
    kind: str,
    voice: str,
    office: str,
    relation: Relation,
    at: tuple[int, int],
    further: Sequence[str] = (),
) -> Candidate:
    """A candidate that is named in the sentence, with the features of how it stands there."""
    name, cue = relation.name, relation.cue
    features = [kind, name, f"{kind} | {name}", *further]
    features += [f"{name} | {flag}" for flag in dict.fromkeys(relation.flags)]
    for place in relation.places:
        features += [f"{name} | {place}", f"{kind} | {name} | {place}"]
    if cue:
        features += [f"{name} | to {cue.act}", f"{kind} | {cue.kind}"]
    if s.share:
        features.append(f"{name} | {_quoted(s)}")
    office = "none" if voice == "other" else office
    return Candidate(kind, voice, office, features, *at, relation)


def _quoted(s: Sentence) -> str:
    return ("nothing" if not s.share else "some" if s.share < 0.3 else "half" if s.share < 0.65 else "most") + " quoted"


def _sources(s: Sentence, memory: Memory, new: bool) -> Iterator[Candidate]:
    for source in s.sources:
        at, relation = (source.start, source.end), s.relation(source.start, source.end)
        if s.has(source.start, "nobody") or s.word(source.start - 1) in ("neither", "nor", "ni"):
            relation = relation._replace(flags=(*relation.flags, "negated"))
        if not source.voice:
            yield from _nouns(s, memory, source, relation)
            continue
        yield _told(s, source.kind, source.voice, source.office, relation, at)
        if source.kind in ("both leader", "both state", "both ministry"):
            yield from _jointly(s, memory, new, relation, at)


def _jointly(s: Sentence, memory: Memory, new: bool, relation: Relation, at: tuple[int, int]) -> Iterator[Candidate]:
    """Both leaders may be told of by the source of the sentence before, or by the only office of the text."""
    if before := memory.before("other", "joint"):
        further = [f"leaders carried | {'new' if new else 'same'} paragraph | {before.office}"]
        yield _told(s, "leaders carried", before.voice, before.office, relation, at, further)
    if len(memory.only) == 1:
        yield _told(s, "leaders, one office", next(iter(memory.only)), "presidency", relation, at)


def _nouns(s: Sentence, memory: Memory, source: Source, relation: Relation) -> Iterator[Candidate]:
    """ "The statement", "his office", "a ministry spokeswoman": everybody whose it may be."""
    whose = _whose(s, memory, source)
    of: dict[str, list[str]] = {}
    for how, voice in whose.items():
        of.setdefault(voice, []).append(how)
    kind = f"noun {source.office}"
    if not of:
        of, kind = {"other": []}, "noun unknown"
    elif source.office == "state":
        of.setdefault("other", []).append("nobody's")
    for voice, ways in of.items():
        further = [f"noun {source.office} of {how}" for how in ways]
        if s.has(source.start, "indefinite"):
            further.append("noun | a | " + ("other" if voice == "other" else "side"))
        yield _told(s, kind, voice, source.office, relation, (source.start, source.end), further)


def _whose(s: Sentence, memory: Memory, source: Source) -> dict[str, str]:
    whose = {}
    before = [one for one in s.sources if one.end <= source.start]
    persons = [one.voice for one in before if one.kind in ("leader", "third leader", "ministry")]
    if any(s.has(k, "his") for k in range(source.start, source.end)):
        if persons:
            whose["person named"] = persons[0]
        elif memory.he:
            whose["him"] = memory.he
    if source.office == "leader" and memory.he:
        whose["leader"] = memory.he
    if memory.named:
        whose["last named"] = memory.named[0]
    if memory.office:
        whose["last office"] = memory.office
    places = [one for one in before if one.start < 4 and one.kind in ("state", "third state", "presidency")]
    if places and s.has(places[0].start - 1, "prepositions", "at"):
        whose["place"] = places[0].voice
    return whose


def _pronouns(s: Sentence, memory: Memory, new: bool) -> Iterator[Candidate]:
    """ "He", "they", "it": everybody for whom it may stand; the first three outside quotations."""
    pronouns = ("he", "they", "it")
    where = [k for k, classes in enumerate(s.classes) if not (classes.isdisjoint(pronouns) or s.inside[k])]
    for k in where[:3]:
        relation = s.relation(k, k + 1)
        if k > 1 and relation.name in ("none", "object"):
            continue
        kind = next(name for name in pronouns if s.has(k, name))
        of: dict[tuple[str, str], list[str]] = {}
        for how, whom in _stands_for(s, memory, k, kind).items():
            of.setdefault(whom, []).append(how)
        for (voice, office), ways in of.items():
            paragraph = "new" if new else "same"
            further = [f"{kind} is {how}" for how in ways]
            further += [f"{way} | {paragraph} paragraph" for way in further]
            yield _told(s, kind, voice, office, relation, (k, k + 1), further)
            if kind == "they" and voice == "joint" and len(memory.only) == 1:
                yield _told(s, "leaders, one office", next(iter(memory.only)), "presidency", relation, (k, k + 1))
    for cue in s.cues.values():
        if cue.kind == "his" and memory.he and not s.inside[cue.start]:  # in his words
            relation = Relation("according", cue, (), s._places(cue.start, cue.end, "according", cue))
            yield _told(s, "his words", memory.he, "leader", relation, (cue.start, cue.end))


def _stands_for(s: Sentence, memory: Memory, k: int, kind: str) -> dict[str, tuple[str, str]]:
    before = [one for one in s.sources if one.end <= k]
    found = {}
    kinds = {"he": ("leader", "third leader", "ministry"), "it": ("presidency", "state", "ministry")}
    said = [one for one in before if one.kind in kinds.get(kind, ()) or (kind == "they" and one.voice == "joint")]
    if said:
        found["named before"] = (said[0].voice, "leader" if kind == "he" else said[0].office)
    if kind == "he" and memory.he:
        found["the leader"] = (memory.he, "leader")
    if kind == "they" and memory.they:
        found["the two"] = memory.they
    if kind == "it" and memory.named:
        found["last named"] = memory.named
    if previous := memory.before(*(["joint"] if kind != "they" else [])):
        found["the source before"] = (previous.voice, previous.office)
    if kind == "he":
        found["unlisted"] = ("other", "none")
        found = {how: (voice, "none" if voice == "other" else office) for how, (voice, office) in found.items()}
    return found


def _loose(s: Sentence, found: list[Candidate]) -> list[tuple[Cue, int, bool]]:
    """Reporting words outside quotations without a known source: the word before each, and whether it is passive."""
    used = {c.relation.cue.start for c in found if c.tells and c.relation.cue}
    loose = []
    for cue in s.cues.values():
        if cue.start in used or s.inside[cue.start] or cue.kind not in (*TELLING, "source_follows"):
            continue
        k = s.back(cue.start - 1, "between", "be", "negators")
        passive = cue.kind == "noted" or s.low[cue.start].endswith(PASSIVE_ENDINGS)
        passive |= any(s.has(q, "be") for q in range(k + 1, cue.start))
        loose.append((cue, k, passive))
    return loose[:4]


def _strangers(s: Sentence, loose: list[tuple[Cue, int, bool]]) -> Iterator[Candidate]:
    """Somebody whom no list knows: whose else is a reporting word without a known source?"""
    sides = "sides" if any(one.voice not in ("", "other") for one in s.sources) else "no sides"
    for cue, k, passive in loose:
        at = (cue.start, cue.end)
        if cue.kind == "source_follows":
            relation = Relation("according", cue, (), s._places(*at, "according", cue))
            yield _told(s, "stranger", "other", "none", relation, at)
            continue
        if passive:
            continue
        near = _before(s, cue, k)
        further = [f"stranger | {near}", f"stranger | {near} | {cue.kind}", f"stranger | {near} | {_quoted(s)}"]
        further += [f"stranger | {near} | to {cue.act}", f"stranger | word {s.low[cue.start]}"]
        further.append(f"stranger | {sides}")
        relation = Relation("loose", cue, (), s._places(*at, "loose", None))
        yield _told(s, "stranger", "other", "none", relation, at, further)


def _before(s: Sentence, cue: Cue, k: int) -> str:
    if s.word(cue.start - 1) in ("to", "by", "de", "à"):
        return "to"
    if s.has(k, "conjunctions", "parallel") or s.word(k) == ",":
        return "and"
    return "mark" if s.mark(k) else "name" if s.proper(k) and k else "word"


def _like(s: Sentence) -> list[str]:
    """What a sentence is like, for those who would have it without being named in it."""
    opening = next((f"{name} first" for name in ("he", "they", "it") if s.has(0, name)), "")
    opening = opening or ("quotation first" if s.low and (s.low[0] in QUOTES or s.inside[0]) else "word first")
    kinds = {cue.kind for cue in s.cues.values() if not s.inside[cue.start]}
    said = {
        "also": any("also" in classes for classes in s.classes[:4]),
        "silence": "silence" in kinds,
        "source first": any(source.start < 3 for source in s.sources),
        "third party": any(source.kind.startswith("third") for source in s.sources),
        "negation": any(
            "negators" in classes for classes, inside in zip(s.classes, s.inside, strict=True) if not inside
        ),
        "number": any("number" in classes for classes in s.classes),
        "short": len(s.low) < 9,
        "long": len(s.low) > 30,
    }
    first = {*s.low[:9]}
    auxiliaries = [f"word {word}" for word in AUXILIARIES if word in first]
    return [opening, _quoted(s), *(name for name, is_so in said.items() if is_so), *auxiliaries]


def _state(s: Sentence, found: list[Candidate], loose: list[tuple[Cue, int, bool]]) -> list[str]:
    """The same, and which sources tell in it."""
    told = [c for c in found if c.tells and c.kind != "stranger"]
    mute = any(
        c.relation.name == "subject"
        and c.relation.cue.act in SILENT_IF_NEGATED
        and {"negated", "passive"} & {*c.relation.flags} == {"negated"}
        for c in told
    )
    said = {
        "passive": any(passive for *_, passive in loose),
        "loose verb": bool(loose),
        "own source": bool(told),
        "no source": not told,
        "silent source": mute,
        "side clause": any(c.tells and "side clause" in c.relation.places for c in found),
    }
    tellers = {f"{c.kind} {c.relation.name}" for c in found if c.tells and "side clause" not in c.relation.places}
    return [*s.like, *(name for name, is_so in said.items() if is_so), *sorted(tellers)]


def _carried(s: Sentence, before: Candidate, state: list[str], new: bool) -> Candidate:
    paragraph = f"{'new' if new else 'same'} paragraph"
    of = before.voice if before.voice in ("joint", "other") else before.office
    source = "own source" if "own source" in state else "no source"
    features = ["carried", f"carried of {of}", f"carried | {paragraph}", f"carried of {of} | {paragraph}"]
    features += [f"carried | {_quoted(s)} | {source}", f"carried of {of} | {_quoted(s)}"]
    for what in state:
        features.append(f"carried | {what}")
    return Candidate("carried", before.voice, before.office, features)


def _both_tell(found: list[Candidate]) -> Iterator[Candidate]:
    """Each side tells a part: what speaks for either speaks for both, and how the parts stand to one another."""
    kinds = ("presidency", "ministry", "state", "noun presidency")
    told = {c.voice: c for c in reversed(found) if c.tells and c.kind in kinds and c.voice != "other"}
    if len(told) == 2:
        one, other = sorted(told.values(), key=lambda c: c.start)
        features = ["both tell", "both tell | " + ", ".join(sorted(c.kind for c in (one, other)))]
        yield Candidate("both tell", "joint", "presidency", [*one.features, *other.features, *features])


def _narrator(s: Sentence, memory: Memory, state: list[str], new: bool) -> Candidate:
    before = memory.previous.voice if memory.previous else "start"
    before = before if before in ("narrator", "other", "joint", "start") else "a side"
    features = ["narrator", f"narrator | after {before}", f"narrator | {'new' if new else 'same'} paragraph"]
    features += [f"narrator | {what}" for what in state]
    features.append("narrator | " + ("reporting words" if s.cues else "no reporting words"))
    if any(one.voice == "joint" for one in s.sources):
        features += ["narrator | both leaders"] + ["narrator | both leaders, no reporting words"] * (not s.cues)
    sides = any(one.voice not in ("", "other") for one in s.sources)
    features.append("narrator | " + ("sides" if sides else "no sides"))
    return Candidate("narrator", "narrator", "none", features)


# -- a text: what its sentences pass on to one another


def _remember(memory: Memory, s: Sentence, chosen: Candidate, paragraph: int, voices: Sequence[str]) -> None:
    """Who told last, who "he", "it" and "they" are, what "the statement" is."""
    leaders = [one for one in s.sources if one.kind == "leader"]
    offices = [one for one in s.sources if one.kind in OFFICES]
    side, told = chosen.voice in voices, chosen.voice != "narrator"
    persons = ("leader", "he", "third leader", "stranger", "outsider")
    if chosen.kind in persons:
        memory.he = chosen.voice
    elif leaders:
        tell = [one for one in leaders if s.relation(one.start, one.end).name in ("subject", "inverted")]
        tell = tell or [one for one in leaders if one.start < 4] or ([] if memory.he else leaders)
        memory.he = tell[0].voice if tell else memory.he
    both = len({one.voice for one in leaders}) > 1 or any(one.voice == "joint" for one in s.sources)
    if both and chosen.voice != "other":
        memory.they = ("joint", "leader")
    elif told:
        memory.they = (chosen.voice, chosen.office)
    if offices:
        memory.named = (offices[-1].voice, offices[-1].office)
    elif leaders and chosen.office == "leader":
        memory.named = (leaders[-1].voice, "leader")
    strangers = ("stranger", "third presidency", "third ministry", "outsider", "noun state")
    if (side and chosen.office in (*OFFICES, "state")) or (chosen.voice == "other" and chosen.kind in strangers):
        memory.office = chosen.voice
    memory.last = chosen if told else memory.last
    memory.previous, memory.paragraph = chosen, paragraph


Weights = dict[str, float]


def _choose(candidates: list[Candidate], weights: Weights) -> Candidate:
    """The candidate with the highest score among those of the likeliest voice."""
    for one in candidates:
        one.score = sum(filter(None, map(weights.get, one.features)))
    top = max(one.score for one in candidates)
    likely: dict[str, float] = {}
    for one in candidates:
        likely[one.voice] = likely.get(one.voice, 0.0) + math.exp(one.score - top)
    voice = max(sorted(likely), key=lambda name: round(likely[name], 9))
    return max((one for one in candidates if one.voice == voice), key=lambda one: round(one.score, 9))


def _closing(sentences: list[Sentence], at: int, memory: Memory, weights: Weights) -> Candidate | None:
    """Who closes the quotation that is open after this sentence: the source of a later one."""
    if not sentences[at].open or not sentences[at].share:
        return None
    for s in sentences[at + 1 : at + AHEAD]:
        told = [c for c in [*_sources(s, memory, False), *_pronouns(s, memory, False)] if c.tells]
        told += [c for c in _strangers(s, _loose(s, told)) if c.tells]
        if told:
            return _choose(told, weights)
        if not s.open:
            return None
    return None


Gold = list[tuple[str, str]]


def walk(
    sentences: list[Sentence],
    paragraphs: list[int],
    voices: Sequence[str],
    weights: Weights,
    only: set[str],
    gold: Gold | None = None,
) -> Iterator[tuple[list[Candidate], Candidate]]:
    """The candidates of each sentence and the chosen one; with labels the memory follows the labels, for learning."""
    memory = Memory(only)
    for at, (s, paragraph) in enumerate(zip(sentences, paragraphs, strict=True)):
        closing = _closing(sentences, at, memory, weights)
        candidates = _candidates(s, memory, paragraph != memory.paragraph, closing)
        chosen = _choose(candidates, weights)
        yield candidates, chosen
        if gold:
            voice, office = gold[at]
            right = [c for c in candidates if c.voice == voice]
            right = [c for c in right if c.office == office] or right or [Candidate("label", voice, office, [])]
            chosen = max(right, key=lambda c: c.score)
            chosen = replace(chosen, office=office or chosen.office)
        _remember(memory, s, chosen, paragraph, voices)


def offices(told: Sequence[tuple[str, str]], voices: Sequence[str]) -> set[str]:
    """The sides whose presidency tells anything in a text, by its sentences' voices and offices."""
    if ("joint", "presidency") in told:
        return {*voices}
    return {voice for voice, office in told if voice in voices and office == "presidency"}


def read(rows: Sequence[tuple[str, str, int]], lexicon_of: Callable[[str], Lexicon]) -> list[Sentence]:
    """The sentences of a text, (language, text, paragraph) each, taken apart; quotations go on within a paragraph."""
    sentences = []
    for _, paragraph in groupby(rows, lambda row: row[2]):
        together = [(language, text) for language, text, _ in paragraph]
        inside, at = segment.quoted(" ".join(text for _, text in together)).tobytes(), 0
        for language, text in together:
            end = at + len(text)
            goes_on = inside[end] if end < len(inside) else text[-1:] not in QUOTES and inside[-1:] == b"\1"
            sentences.append(Sentence(text, inside[at:end], bool(goes_on), lexicon_of(language)))
            at = end + 1
    return sentences


def decide(
    sentences: list[Sentence], paragraphs: list[int], voices: Sequence[str], weights: Weights
) -> list[tuple[list[Candidate], Candidate]]:
    """The candidates of each sentence of a text and the chosen one; read twice where leaders are told of jointly.

    Only the whole text says which offices tell anything in it.
    """
    found = list(walk(sentences, paragraphs, voices, weights, set()))
    if not any(one.voice == "joint" for s in sentences for one in s.sources):
        return found
    only = offices([(one.voice, one.office) for _, one in found if "leaders" not in one.kind], voices)
    return list(walk(sentences, paragraphs, voices, weights, only)) if len(only) == 1 else found


def _decisions(sentences: pd.DataFrame, voices: Sequence[str], file: str | Path | None) -> list[dict]:
    files.need(sentences, "sentences", NEEDED, "segment.split(documents) makes them.")
    speakers, lexicon_of = prepared(voices, file)
    own = sentences["side"].fillna("").tolist() if "side" in sentences else [""] * len(sentences)
    names(sorted({*own} - {""}), file)  # a side that the lexicon does not have is an error
    languages = np.array([lexicons.language(tag) for tag in sentences["language"]], dtype=object)
    if unknown := int((languages == "").sum()):
        told = f"{unknown} of {len(sentences)} sentences have no known language and are read as English."
        warnings.warn(f"{told} Say theirs in a column language.", stacklevel=3)
    found: list[dict] = [{}] * len(sentences)
    rows = list(zip(languages, sentences["text"], sentences["paragraph"], strict=True))
    documents = sentences["doc_id"].to_numpy()
    order = sentences.reset_index(drop=True).sort_values(["doc_id", "sentence"], kind="stable").index
    for _, places in groupby(order, lambda at: documents[at]):
        places = list(places)
        taken = read([rows[at] for at in places], lexicon_of)
        decided = decide(taken, [rows[at][2] for at in places], list(speakers), _weights())
        before, he = "none", "none"
        for at, s, (_, chosen) in zip(places, taken, decided, strict=True):
            before, he = _speaker(s, chosen, speakers, before, he)
            found[at] = _decision(s, chosen, before, speakers, own[at])
    return found


def _decision(s: Sentence, chosen: Candidate, speaker: str, speakers: dict[str, str], own: str) -> dict:
    """The columns that ``attribute`` adds; of a text that a side published itself, who speaks in it stays as found."""
    voice, office, rule = chosen.voice, chosen.office, _rule(chosen)
    if own:
        voice, office, rule = (own, "presidency", "own text") if own in speakers else ("other", "none", "own text")
        speaker = speakers.get(own, "third") if speaker == "none" else speaker
    cue = chosen.relation.cue if chosen.tells or chosen.kind == "stranger" else None
    first, last = _unlisted_source(s, cue) if chosen.kind == "stranger" else (chosen.start, chosen.end)
    teller = s.text[s.spans[first][0] : s.spans[last - 1][1]] if 0 <= first < last else ""
    start, end = (s.spans[cue.start][0], s.spans[cue.end - 1][1]) if cue else (-1, -1)
    narrator = "" if own else _narrated(s, chosen) if voice in (*speakers, "joint") else f"0-{len(s.text)}"
    said = (voice, office, speaker, s.text[start:end] if cue else "", teller, rule, start, end, narrator)
    return dict(zip(ADDED, said, strict=True))


def _unlisted_source(s: Sentence, cue: Cue) -> tuple[int, int]:
    """Up to six words for a source that no list has: behind "according to" or a quotation's verb, else before."""

    def ends(k: int) -> bool:
        return s.mark(k) or s.inside[k] or s.low[k] in CLAUSE or k in s.cues or k + 1 in s.cue_ends

    first = cue.start
    while first and (s.has(first - 1, "between", "be", "negators") or s.low[first - 1] in AUXILIARIES):
        first -= 1
    said = next((k for k in reversed(range(first)) if not s.mark(k) or s.low[k] in QUOTES), -1)
    quoted = said >= 0 and (s.inside[said] or s.low[said] in QUOTES)
    behind = cue.kind == "source_follows" or quoted or (s.mark(first - 1) and s.proper(cue.end))
    places = range(cue.end, cue.end + 6) if behind else range(said, said - 6, -1)
    words = sorted(takewhile(lambda k: not ends(k), places))
    return (words[0], words[-1] + 1) if words else (0, 0)


def _rule(chosen: Candidate) -> str:
    kind = chosen.kind
    if kind in WHY:
        return kind
    if kind.startswith("both"):
        return "both tell" if chosen.office == "presidency" else "leaders"
    if kind.startswith("carried") or chosen.voice == "other":
        return "carried" if kind.startswith("carried") else "stranger"
    if kind.startswith("noun") or kind in ("he", "they", "it", "his words"):
        return "pronoun"
    return "according" if chosen.relation.name == "according" else "source" if chosen.tells else "named"


def _speaker(s: Sentence, chosen: Candidate, speakers: dict[str, str], before: str, he: str) -> tuple[str, str]:
    """Whose utterance is reported, and whom "he" means next: the leader's who speaks within what an office tells."""
    told = {one.start: speakers.get(one.voice, "both") for one in s.phrases if one.kind in SPEAKING}
    ends = {one.start: one.end for one in s.phrases}
    leaders = [speaker for speaker in told.values() if speaker != "both"]
    own = speakers.get(chosen.voice, "both")
    now = leaders[0] if leaders else own if chosen.office == "leader" and own != "both" else he
    if chosen.voice in ("narrator", "other"):
        return ("none" if chosen.voice == "narrator" else "third"), now
    if chosen.office == "leader" or chosen.voice == "joint":
        return own, now
    told |= {k: he if s.has(k, "he") else "both" for k in range(len(s.low)) if s.has(k, "he", "they")}
    itself = chosen.start if "leaders" not in chosen.kind else -1
    inner = [(k, speaker) for k, speaker in sorted(told.items()) if k != itself and speaker != "none"]
    if acting := [speaker for k, speaker in inner if s.relation(k, ends.get(k, k + 1)).name == "subject"]:
        return acting[0], now
    if "both" in [speaker for _, speaker in inner[:1]]:
        return "both", now
    whole = chosen.kind in ("carried", "closed later") and s.share >= 0.6
    return (before if whole and before not in ("none", "third") else own), now


# -- whose words: what in a side's sentence is the journalist's own


def _narrated(s: Sentence, chosen: Candidate) -> str:
    """The stretches of the narrator's own, as "0-12;80-103"."""
    gone = [(s.spans[a][0], s.spans[b - 1][1]) for a, b in (*_clause(s, chosen), *_asides(s))]
    joined: list[list[int]] = []
    for start, end in sorted(gone):
        end += len(s.text[end:]) - len(s.text[end:].lstrip(" \u00a0"))
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    return ";".join(f"{start}-{end}" for start, end in joined)


def _clause(s: Sentence, chosen: Candidate) -> Iterator[tuple[int, int]]:
    """The words that name the source and say that it tells: to the mark or the "that" behind which its content is."""
    cue, places = chosen.relation.cue, {*chosen.relation.places}
    person = chosen.kind in ("leader", "he", "they") or "leaders" in chosen.kind or "both" in chosen.kind
    if not chosen.tells or (person and cue.act not in SAYING):
        return
    first, last = min(chosen.start, cue.start), max(chosen.end, cue.end)
    while first and not s.mark(first - 1) and not s.inside[first - 1]:
        first -= 1
    ends = places & {"last", "near the end", "after quotation"} and s.word(last) not in CLAUSE
    trailing = ends or chosen.relation.name == "inverted"
    ahead = range(last, len(s.low))
    if trailing or chosen.relation.name == "according":
        comma = [k for k in ahead if s.low[k] == "," and (not trailing or s.has(k + 1, "parallel"))]
        last = min([*(k + 1 for k in comma), *(k for k in ahead if s.low[k] in QUOTES), len(s.low)])
    else:
        stop = next((k for k in ahead if s.mark(k) or s.low[k] in CLAUSE), len(s.low))
        verb = any(s.has(k, "be", "pronouns") or k in s.cues for k in range(last, stop))
        last = stop + 1 if s.word(stop) in CLAUSE and stop - last < 10 and not verb else last
        opening = s.has(0, "prepositions", "low", "at") or first < 3 or s.low[0].endswith("ed")
        first = 0 if opening and not any(s.inside[:first]) and "side clause" not in places else first
    yield first, last


def _asides(s: Sentence) -> Iterator[tuple[int, int]]:
    """Side clauses behind a comma that a journalist adds: ", making it their first talk since the invasion"."""
    for k in range(1, len(s.low) - 1):
        if s.low[k] == "," and not s.inside[k] and s.has(k + 1, "asides") and k + 1 not in s.cues:
            yield k + 1, next((q for q in range(k + 1, len(s.low)) if s.mark(q)), len(s.low) - 1) + 1
