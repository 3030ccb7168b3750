"""The words of a sentence: its quotations, the names and reporting words in it, and what a noun phrase stands for.

The lower half of attribution within a sentence; ``attribution`` joins what is found here. It knows no names and no
verbs: who belongs to which side stands in ``lexicons/voices.csv``, what reports in ``lexicons/reporting_verbs.csv``
and the closed classes of each language in ``lexicons/function_words.csv``.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\w+(?:-(?!t-(?:on|ils?|elles?)\b)\w+)*|['’](?:s|t|d|ll|re|ve|m)\b|''|``|[^\w\s]")
ANY_QUOTE = re.compile(r"[\"“”«»„‘]|''|``|(?<!\w)'")
SIGNS_ALONE = frozenset("\"“”«»„‘’'") | {"''", "``"}
SIGNS = re.compile("[\"“”«»„‘'`]")  # asked first, since most sentences have none
CLOSES_SINGLE = re.compile(r"[\w,.?!]['’](?!\w)")
MARKS = frozenset(",.;:!?()[]—–-…\"“”«»„‘’'") | {"''", "``"}
QUOTES = frozenset('"“”«»„') | {"''", "``"}
SUBJECT_REACH = 14  # words a name may be long; keeps the work for a sentence linear


@dataclass(slots=True)
class Mention:
    """A lexicon phrase where it stands: words start to end, with the lexicon's row."""

    start: int
    end: int
    voice: str
    speaker: str
    office: str
    role: str
    phrase: str


@dataclass(slots=True)
class Source:
    """Who tells. ``kind``: office, leader, ministry, state, generic, group, pronoun, media, other."""

    kind: str
    voice: str = ""
    office: str = "none"
    head: str = ""
    start: int = 0
    end: int = 0
    third: bool = False  # a leader who shares the subject with a third party's


@dataclass(eq=False)
class Lexicon:
    """One language's phrases for one choice of voices, by first word; a star stands for any ending.

    An entry is (second word, phrase, what the lexicon says of it); most phrases need not be tried, since the second
    word is not there. It is empty where the phrase has none, or any word may stand there.
    """

    language: str
    grammar: dict[str, frozenset[str]]
    names: dict[str, list] = field(default_factory=dict)
    stars: dict[str, list] = field(default_factory=dict)
    cues: dict[str, list] = field(default_factory=dict)


def compile_lexicon(
    names: pd.DataFrame, verbs: pd.DataFrame, functions: pd.DataFrame, language: str, voices: tuple[str, ...]
) -> Lexicon:
    """The lexicons' rows of one language (English, where there are none); a side not asked for is a third party."""
    language = language if language in set(functions["language"]) else "en"
    rows = functions[functions["language"] == language]
    lexicon = Lexicon(language, {row["class"]: frozenset(row["words"].split()) for _, row in rows.iterrows()})
    for row in names[names["language"].isin([language, "*"])].itertuples():
        voice = row.voice if row.voice in (*voices, "", "other") else "" if row.role == "head" else "other"
        phrase = tuple(WORD.findall(row.phrase if _is_acronym(row.phrase) else row.phrase.lower()))
        entry = (_second(phrase), phrase, (voice, row.speaker, row.office, row.role, row.phrase.lower()))
        first = phrase[0]
        table = lexicon.stars if len(phrase) > 1 and phrase[1] == "*" else lexicon.names
        table.setdefault(first[:4] if table is lexicon.stars else first.lower(), []).append(entry)
    for row in verbs[verbs["language"].isin([language, "*"])].itertuples():
        for form in row.forms.split("|"):
            phrase = tuple(WORD.findall(form.replace("...", "…")))
            entry = (_second(phrase), phrase, (row.speech_act, row.kind, row.lemma, row.noun))
            lexicon.cues.setdefault(phrase[0], []).append(entry)
    for table in (lexicon.names, lexicon.stars, lexicon.cues):
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[1]))
    return lexicon


def _second(phrase: tuple[str, ...]) -> str:
    return phrase[1] if len(phrase) > 1 and phrase[1] not in ("*", "…") else ""


def _is_acronym(phrase: str) -> bool:
    """Capitals are asked for where small letters would be another word: US and us, AP and ap."""
    return phrase.isascii() and phrase.isupper() and len(phrase) <= 4


def _match(phrase: tuple[str, ...], words: list[str], low: list[str], at: int) -> int:
    """Where the phrase that begins at this word ends, or -1. "*" any ending; "…" up to four words between."""
    k, i = at, 0
    while i < len(phrase):
        part = phrase[i]
        if part == "…":
            rest = phrase[i + 1 :]
            for gap in range(k + 1, min(k + 5, len(low))):
                if low[gap - 1] in MARKS:
                    return -1
                if (end := _match(rest, words, low, gap)) > 0:
                    return end
            return -1
        if k >= len(low):
            return -1
        if i + 1 < len(phrase) and phrase[i + 1] == "*":
            if not low[k].startswith(part):
                return -1
            i += 1
        elif low[k] != part and words[k] != part:
            return -1
        k, i = k + 1, i + 1
    return k


class Words:
    """One sentence taken apart. ``open`` says whether a quotation was open before it; ``open_after``, after it."""

    def __init__(self, text: str, lexicon: Lexicon, open_before: bool = False) -> None:
        self.text, self.lexicon, self.grammar = text, lexicon, lexicon.grammar
        found = list(WORD.finditer(text))
        self.words = [match.group() for match in found]
        self.low = [word.lower() for word in self.words]
        self.spans = [match.span() for match in found]
        self.open_before = open_before
        self.inside, self.open_after = self._quotations(open_before)
        self.ends: dict[int, Mention] = {}
        self.starts: dict[int, Mention] = {}
        self._find_mentions()
        self.cues = self._find_cues()
        self.verbs = {
            k
            for start, end, *_, base, noun in self.cues
            if not (noun and self.low[start] in (base, base + "s"))
            and not (start and self.low[start - 1] in self.grammar["determiners"])
            for k in range(start, end)
        }

    # -- words, quotations, mentions, cues

    def _quotations(self, now: bool) -> tuple[list[bool], bool]:
        if not SIGNS.search(self.text) or not ANY_QUOTE.search(self.text):
            return [now] * len(self.words), now
        inside, single, straight, nested = [], False, False, False
        for k, word in enumerate(self.words):
            if word not in SIGNS_ALONE:
                inside.append(now)
                continue
            start, end = self.spans[k]
            after = self.text[end : end + 1]
            opens = (
                (start == 0 or self.text[start - 1] in " \u00a0([—–-:") and after.strip() != "" and after not in ",.;:"
            )
            if word == "“" and now and not opens:
                now = False  # the German mark that closes „
            elif word in ("“", "«", "„", "``"):
                now, nested = True, now and straight
            elif word in ("”", "»"):
                now, nested = nested, False
            elif word in ('"', "''"):
                # A mark that could do both closes what is open; '' at the very end opens the next sentence.
                now = straight = opens if opens or now else (k > 0 and not after)
            elif word in ("‘", "'") and opens and not now and CLOSES_SINGLE.search(self.text, end):
                now = single = True
            elif word in ("’", "'") and single and not after.isalnum():
                now = single = False
            inside.append(now)
        return inside, now

    def _find_mentions(self) -> None:
        names, stars, words, low, k = self.lexicon.names, self.lexicon.stars, self.words, self.low, 0
        while k < len(low):
            entries = names.get(low[k], ())
            if stars and len(low[k]) > 2:
                entries = [*entries, *stars.get(low[k][:4], ()), *stars.get(low[k][:3], ())]
            best = None
            next_low, next_word = self._after(k) if entries else ("", "")
            for second, phrase, row in entries:
                if second and second != next_low and second != next_word:
                    continue
                end = _match(phrase, words, low, k)
                if end > 0 and (best is None or end > best.end):
                    best = Mention(k, end, *row)
            if best and not self._is_verb(k, best):
                self.starts[k], self.ends[best.end - 1] = best, best
                k = best.end
            else:
                k += 1

    def _after(self, k: int) -> tuple[str, str]:
        """The word after this one, in small letters and as it stands."""
        return (self.low[k + 1], self.words[k + 1]) if k + 1 < len(self.low) else ("", "")

    def _is_verb(self, k: int, mention: Mention) -> bool:
        """ "Advisers note that": a noun of the lexicon that is a verb here, for what is said follows."""
        if mention.end - k > 1 or not 0 < k < len(self.low) - 1:
            return False
        if not any(len(phrase) == 1 for _, phrase, _ in self.lexicon.cues.get(self.low[k], ())):
            return False
        if self.low[k - 1] in self.grammar["modals"]:
            return True  # "It does report"
        if self.low[k - 1] in self.grammar["determiners"] or self.low[k - 1] in (
            "'s",
            "’s",
            "of",
            "to",
            "press",
            "media",
        ):
            return False
        named = self.ends.get(k - 1)
        if named and named.role == "name" and self.low[k + 1] in MARKS:
            return True  # "..., the palace reports."
        return self.low[k + 1] in self.grammar["content"] or self.words[k + 1][:1].isupper()

    def _find_cues(self) -> list[tuple[int, int, str, str, str, str]]:
        cues, k, table, words, low = [], 0, self.lexicon.cues, self.words, self.low
        named = {k for mention in self.starts.values() for k in range(mention.start, mention.end)}
        while k < len(low):
            if not (entries := table.get(low[k])):
                k += 1
                continue
            next_low, next_word = self._after(k)
            for second, phrase, row in entries:
                if second and second != next_low and second != next_word:
                    continue
                if k in named and len(phrase) == 1:
                    continue  # "statement", "United States": part of a name
                if row[1] == "content_noun" and self._has_subject(k):
                    continue  # "the palace claims that"
                end = _match(phrase, words, low, k)
                if end > 0:
                    cues.append((k, end, *row))
                    k = end - 1
                    break
            k += 1
        return cues

    def _has_subject(self, k: int) -> bool:
        """Whether the word before this one can be its subject, so that it is a verb and no noun."""
        mention = self.ends.get(k - 1)
        return (mention is not None and mention.role != "adjective") or (
            k > 0 and self.low[k - 1] in self.grammar["pronouns"]
        )
