"""The words of a sentence: its quotations, the names and reporting words in it, and what a noun phrase stands for.

The lower half of attribution within a sentence; ``_attribution`` joins what is found here. It knows no names and no
verbs: who belongs to which side stands in ``lexicons/voices.csv``, what reports in ``lexicons/reporting_verbs.csv``
and the closed classes of each language in ``lexicons/function_words.csv``.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\w+(?:-(?!t-(?:on|ils?|elles?)\b)\w+)*|['’](?:s|t|d|ll|re|ve|m)\b|''|``|[^\w\s]")
ANY_QUOTE = re.compile(r"[\"“”«»„‘]|''|``|(?<!\w)'")
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


@dataclass
class Lexicon:
    """One language's phrases for one choice of voices, by first word; a star stands for any ending."""

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
        entry = (phrase, voice, row.speaker, row.office, row.role, row.phrase.lower())
        first = phrase[0]
        table = lexicon.stars if len(phrase) > 1 and phrase[1] == "*" else lexicon.names
        table.setdefault(first[:4] if table is lexicon.stars else first.lower(), []).append(entry)
    for row in verbs[verbs["language"].isin([language, "*"])].itertuples():
        for form in row.forms.split("|"):
            phrase = tuple(WORD.findall(form.replace("...", "…")))
            lexicon.cues.setdefault(phrase[0], []).append((phrase, row.speech_act, row.kind, row.lemma, row.noun))
    for table in (lexicon.names, lexicon.stars, lexicon.cues):
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    return lexicon


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
        if not ANY_QUOTE.search(self.text):
            return [now] * len(self.words), now
        inside, single, straight, nested = [], False, False, False
        for k, word in enumerate(self.words):
            start, end = self.spans[k]
            after = self.text[end : end + 1]
            opens = (
                (start == 0 or self.text[start - 1] in " \u00a0([—–-:") and after.strip() != "" and after not in ",.;:"
            )
            if word in ("“", "«", "„", "``"):
                now, nested = True, now and straight
            elif word in ("”", "»"):
                now, nested = nested, False
            elif word in ('"', "''"):
                # A mark that could do both closes what is open; '' at the very end opens the next sentence.
                now = straight = opens if opens or now else (k > 0 and not after)
            elif word in ("‘", "'") and opens and not now and re.search(r"[\w,.?!]['’](?!\w)", self.text[end:]):
                now = single = True
            elif word in ("’", "'") and single and not after.isalnum():
                now = single = False
            inside.append(now)
        return inside, now

    def _find_mentions(self) -> None:
        names, stars, k = self.lexicon.names, self.lexicon.stars, 0
        while k < len(self.low):
            entries = names.get(self.low[k], ())
            if stars and len(self.low[k]) > 2:
                entries = [*entries, *stars.get(self.low[k][:4], ()), *stars.get(self.low[k][:3], ())]
            best = None
            for phrase, *row in entries:
                end = _match(phrase, self.words, self.low, k)
                if end > 0 and (best is None or end > best.end):
                    best = Mention(k, end, *row)
            if best and not self._is_verb(k, best):
                self.starts[k], self.ends[best.end - 1] = best, best
                k = best.end
            else:
                k += 1

    def _is_verb(self, k: int, mention: Mention) -> bool:
        """ "Advisers note that": a noun of the lexicon that is a verb here, for what is said follows."""
        if mention.end - k > 1 or self.low[k] not in self.lexicon.cues or not 0 < k < len(self.low) - 1:
            return False
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
        cues, k, table = [], 0, self.lexicon.cues
        named = {k for mention in self.starts.values() for k in range(mention.start, mention.end)}
        while k < len(self.low):
            for phrase, *entry in table.get(self.low[k], ()):
                if k in named and len(phrase) == 1:
                    continue  # "statement", "United States": part of a name
                if entry[1] == "content_noun" and self._has_subject(k):
                    continue  # "the palace claims that"
                end = _match(phrase, self.words, self.low, k)
                if end > 0:
                    cues.append((k, end, *entry))
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

    # -- names: the noun phrase that ends at a word, and what kind of source it is

    def phrase_before(self, last: int) -> tuple[int, int]:
        """The noun phrase that ends with this word, from its first word to one past its last."""
        g, start, i, joined = self.grammar, last + 1, last, 0
        while i >= 0 and last - i < SUBJECT_REACH:
            word = self.low[i]
            if mention := self.ends.get(i):
                i = start = mention.start
            elif word in g["conjunctions"] and start <= last:
                if not self._ends_name(i - 1) or joined:
                    break
                joined = start
            elif word in g["links"]:
                while (
                    i and self.low[i - 1] in g["links"] and i - 1 not in self.ends
                ):  # a source *close to* the president
                    i -= 1
                mention = self.ends.get(i - 1) if start <= last else None
                heads = ("head", "outsider", "media", "group", *(["adjective"] if self.postposed else []))
                if not mention or mention.role not in heads:
                    break
            elif word in ("'s", "’s"):
                pass
            elif word in g["determiners"]:
                start = i
                if not self._runs_on(i):
                    break
                while i and self.low[i - 1] in g["links"] and i - 1 not in self.ends:
                    i -= 1
            elif self._ends_phrase(i):
                break
            elif joined and self.words[i][0].islower():
                return joined, last + 1  # "pressed Putin and the Kremlin said": the first name is an object
            else:
                start = i
            i -= 1
        if (joined and start >= joined) or (joined and i >= 0 and i in self.verbs):
            start = joined
        return start, last + 1

    def _runs_on(self, i: int) -> bool:
        """Whether the phrase goes on before its determiner: an aide *in the* palace, Putin *and his* guest."""
        g, before = self.grammar, self.low[i - 1] if i else ""
        if before in g["links"]:
            j = i - 2
            while j > 0 and self.low[j] in g["links"] and j not in self.ends:
                j -= 1
            head = self.ends.get(j)
            return before in g["determiners"] or (head is not None and head.role in ("head", "outsider", "group"))
        if before in g["conjunctions"]:
            return self._ends_name(i - 2)
        return before in g["determiners"] or before in ("'", "’")

    def _ends_phrase(self, i: int) -> bool:
        g, word = self.grammar, self.low[i]
        if word in MARKS:
            return word not in ("'", "’")
        if word in g["stops"] or word in g["be"] or word in g["between"]:
            return True
        return i in self.verbs and self.words[i][0].islower()

    def _ends_name(self, i: int) -> bool:
        return i in self.ends or (i >= 0 and self.words[i][:1].isupper())

    def phrase_after(self, first: int, strict: bool = False) -> tuple[int, int]:
        """The noun phrase that begins with this word; ``strict``: it ends with its last known word."""
        g, i, known = self.grammar, first, 0
        while i < len(self.low) and i - first < SUBJECT_REACH:
            word = self.low[i]
            if mention := self.starts.get(i):
                i = known = mention.end
                continue
            if strict and known and self.words[i][0].islower() and word not in g["conjunctions"] | g["links"]:
                break
            if word in g["links"] or word in g["conjunctions"]:
                follows = i + 1 + (i + 1 < len(self.low) and self.low[i + 1] in g["determiners"])
                if i == first or follows not in self.starts:
                    break
            elif word in g["by"] and known and (i + 1 in self.starts or i + 2 in self.starts):
                pass  # the text put out *by* Moscow
            elif word not in g["determiners"] and self._ends_phrase(i):
                break
            i += 1
        return first, i

    def classify(self, start: int, end: int) -> Source | None:
        """The kind of source a noun phrase is; None where there is no noun in it."""
        g = self.grammar
        if end - start == 1 and self.low[start] in ("one", "some", "many", "several", "others", "another"):
            return Source("other", "other", head=self.low[start], start=start, end=end)
        while end > start and self.low[end - 1] in g["between"] | g["determiners"]:
            end -= 1
        if end <= start:
            return None
        if self.low[start] in g["pronouns"] and end - start == 1:
            return Source("pronoun", head=self.low[start], start=start, end=end)
        inside = [self.starts[k] for k in range(start, end) if k in self.starts]
        if not inside:
            return Source("other", "other", head=self.low[end - 1], start=start, end=end)
        joined = [k for k in range(start + 1, end) if self.low[k] in g["conjunctions"]]
        if joined and (source := self._joined(start, end, inside, joined[0])):
            return source
        return self._simple(start, end, inside)

    def _joined(self, start: int, end: int, inside: list[Mention], at: int) -> Source | None:
        """Coordinated names: both sides (group), or a side with a third party, whose voice is the side's."""
        if inside[-1].role in ("head", "group") and all(m.role == "adjective" for m in inside[:-1]):
            parts = [(m.voice, inside[-1].office) for m in inside[:-1]]  # "the French and German leaders"
        else:
            halves = [
                self._simple(a, b, [m for m in inside if a <= m.start < b]) for a, b in ((start, at), (at + 1, end))
            ]
            parts = [(half.voice, half.office) for half in halves if half.kind not in ("generic", "pronoun")]
            if not parts and all(half.kind == "generic" and half.office == "leader" for half in halves):
                return Source("pair", "", "leader", start=start, end=end, third=True)
        voices = {voice for voice, _ in parts if voice}
        sides = voices - {"other"}
        office = min((office for _, office in parts), key=lambda name: name != "leader", default="none")
        if len(sides) > 1:
            return Source("group", "", office if office in ("leader", "state") else "leader", start=start, end=end)
        if sides and "other" in voices:
            kind = "leader" if office == "leader" else "state"
            return Source(kind, sides.pop(), office, start=start, end=end, third=True)
        return None

    def _simple(self, start: int, end: int, inside: list[Mention]) -> Source:
        """A name, or a noun that stands for a source, with what modifies it."""
        if not inside:
            return Source("other", "other", head=self.low[end - 1], start=start, end=end)
        modifiers = self.grammar["links"] | self.grammar["by"]
        cut = next((k for k in range(start + 1, end) if self.low[k] in modifiers), end)
        front = inside if self.postposed else [m for m in inside if m.start < cut] or inside
        last = front[-1]
        heads = [m for m in inside if m.role == "head"]
        where = {"head": last.phrase, "start": start, "end": end}
        if last.role in ("outsider", "topic", "media", "document"):
            return Source({"outsider": "other"}.get(last.role, last.role), "other", **where)
        tail = [word for word in self.words[last.end : cut] if word[0].islower()]
        if last.role == "adjective" and tail == ["one"]:  # the French statement ... the Russian one
            return Source("other" if last.voice == "other" else "office", last.voice, "state", **where)
        if tail and last.role != "head" and not self.postposed and tail[-1] not in ("himself", "itself"):
            return Source("other", "other", **where)  # "Kremlin critic": the noun that follows is the head
        if last.role == "group":
            third = any(m.role == "adjective" and m.voice == "other" for m in inside)
            return Source("other", "other", **where) if third else Source("group", "", last.office, **where)
        if last.role == "name" and not (self.postposed and heads and heads[0].start < last.start):
            return Source("office" if last.office == "presidency" else last.office, last.voice, last.office, **where)
        if not heads:
            return Source("other", "other", **where)
        if cut < end and self.low[cut] in ("to", "with", "on") and last.office not in ("presidency", "state"):
            inside = front  # an ambassador *to* Moscow is not Moscow's
        return self._headed(inside, front, heads, where)

    def _headed(self, inside: list[Mention], front: list[Mention], heads: list[Mention], where: dict) -> Source:
        """A noun that stands for a source takes its side, and its office, from what modifies it."""
        head = heads[0] if self.postposed else ([m for m in front if m.role == "head"] or heads)[-1]
        marks = [m for m in front if m.role in ("name", "adjective")] or [
            m for m in inside if m.role in ("name", "adjective")
        ]
        others = {m.office for m in inside if m is not head and m.role in ("head", "name")}
        office = head.office
        if "ministry" in others and office != "leader":
            office = "ministry"
        elif others & {"presidency", "leader"} and office == "state":
            office = "presidency"
        elif any(m.phrase in ("government", "gouvernement") for m in heads) and office == "presidency":
            office = "state"
        where["head"] = head.phrase
        lean = [m.voice for m in heads if m is not head and m.voice]  # a source *at the palace*
        if not marks and not lean:
            return Source("generic", head.voice, office, **where)
        voice = marks[0].voice if marks else lean[0]
        kind = "office" if office in ("presidency", "state") else office
        return Source("other" if voice == "other" else kind, voice, office, **where)

    @property
    def postposed(self) -> bool:
        """Whether modifiers stand behind the noun, as in French and (genitives) in Russian."""
        return self.lexicon.language != "en"
