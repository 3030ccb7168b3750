"""Who speaks: the subject of a reporting verb, before it, behind it, or elsewhere in the sentence."""

from dataclasses import dataclass

from helpers.voices.mentions import MARKS, QUOTES, Source
from helpers.voices.phrases import Phrases

# Acts whose verb may stand before its subject ("said the president"), and that say nothing when negated.
INVERTIBLE = {
    "say",
    "inform",
    "stress",
    "reply",
    "assess",
    "claim",
    "warn",
    "demand",
    "ask",
    "express",
    "agree",
    "deny",
}
PARTITIVES = {"one", "some", "many", "several", "most", "two", "three", "none", "both", "few", "another"}
SILENT_WHEN_NEGATED = {"say", "inform", "stress", "reply", "agree"}
PARTICIPLE_PASSIVES = ("ется", "ются", "илось", "алось", "ались", "алась", "ано", "ено", "уто")  # Russian, one word


@dataclass(slots=True)
class Telling:
    """A source and its cue (words start to end). ``place``: leading, trailing, passive or silence."""

    source: Source
    start: int
    end: int
    act: str
    kind: str
    place: str
    low: bool = False  # in a subordinate clause
    parallel: bool = False  # begins a clause of the same rank as the one before
    quoted: bool = False
    order: int = 0  # where its clause begins


class Subjects(Phrases):
    """One sentence in which every verb can be asked for its subject."""

    def _left_of(self, v: int) -> tuple[int, bool, bool, bool, bool]:
        """Over adverbs, auxiliaries, dates and asides to the subject; passive, negated and perfect on the way."""
        g, low, k, jumped = self.grammar, self.low, v - 1, False
        passive = negated = perfect = modal = False
        while k >= 0:
            word = low[k]
            if (
                word in g["between"]
                or (word.endswith("ly") and self.words[k].islower() and k not in self.ends)
                or (word.isdigit() and k)
            ):
                perfect |= word in ("has", "have", "had")
                modal |= word in g["modals"]
            elif word in g["be"]:
                passive = True
            elif word in g["negators"]:
                negated = True
            elif word in QUOTES and self.inside[v] and k and not self.inside[k - 1]:
                pass  # Macron “recalled that ...”: the verb opens a quotation, the subject stands before it
            elif word == "," and not jumped and (aside := self._aside(k)):
                k, jumped = aside, True
            elif word == ")" and "(" in low[max(0, k - 15) : k]:
                k = k - 1 - low[max(0, k - 15) : k][::-1].index("(")
            else:
                break
            k -= 1
        return k, passive, negated, perfect, modal

    def _aside(self, comma: int) -> int:
        """Where the aside that this comma closes begins ("Peskov, meanwhile, said"); 0 if it closes none."""
        for k in range(comma - 1, max(0, comma - 20), -1):
            if self.low[k] in ('"', "”", "“", "''", ";", ":"):
                return 0
            if self.low[k] == ",":
                name = self._ends_name(k - 1) or self.low[k - 1] in self.grammar["pronouns"]
                return k if name and self.low[k + 1] not in self.grammar["conjunctions"] else 0
        return 0

    def _is_reduced(self, source: Source, v: int) -> bool:
        """ "A readout *posted* on the website": what papers do not do was done to them."""
        return source.head in self.grammar["papers"] and v == source.end and self.low[v] in self.grammar["published"]

    def _is_noun(self, v: int, base: str, noun: str, modal: bool, k: int) -> bool:
        """ "his demands", "the offer", "calls for": a noun or an adjective that looks like the verb."""
        word, before = self.low[v], self.low[v - 1] if v else ""
        if word.endswith("ing") and word != base:
            return before in self.grammar["determiners"] or before in ("'s", "’s")
        if v - 1 in self.ends and self.ends[v - 1].role == "group":
            return False  # "the two agreed"
        if before in self.grammar["determiners"] and before not in ("this", "that", "these", "those", "one"):
            return True
        if before in ("'s", "’s", "of", "for", "with", "in", "without", "on", "no", "any") and base != "be":
            return True
        modified = self.ends.get(v - 1)
        if noun and word.endswith("s") and (before.isdigit() or (modified and modified.role == "adjective")):
            return True
        unclear = noun and word.endswith("s") and v and before.islower() and before not in self.grammar["between"]
        if unclear and v - 1 not in self.ends and before not in self.grammar["pronouns"]:
            after = self.words[v + 1] if v + 1 < len(self.words) else "."
            # "telephone calls" is a noun, "the poll shows that" is not
            return after not in self.grammar["content"] and not after[0].isupper()
        if word != base or modal:
            return False
        governed = before in ("to", "not") or before in self.grammar["prepositions"]
        verb_only = not noun and k >= 0 and k not in self.verbs and not governed
        return not (v and ((verb_only and self.low[k] not in MARKS) or self._may_be_base(v, k)))

    def _may_be_base(self, v: int, k: int) -> bool:
        """A bare form is a verb after "to", or after a plural or a pronoun."""
        if self.low[v] in ("put", "set", "let", "read", "cast", "hit"):
            return True  # the past is spelt like the infinitive
        before = self.low[k] if k >= 0 else ""
        if (
            before in self.grammar["they"]
            or before in ("i", "we", "you", "who", "to")
            or self.low[v - 1] in ("to", "not")
        ):
            return True
        follows = self.low[v + 1] if v + 1 < len(self.low) else ""
        if (mention := self.ends.get(k)) and follows != "that":
            return mention.role == "group" or mention.phrase.endswith("s")
        return before.isdigit() or before.endswith(("s", "people", "men", "media", "many", "some", "few", "police"))

    def _is_call(self, end: int, act: str, base: str) -> bool:
        """Whether only the making of a call is told: "asked for the conversation", "called Putin"."""
        if base == "call" and end < len(self.low) and act == "assess":
            called = self.phrase_after(end, strict=True)
            mention = self.ends.get(called[1] - 1)
            named = mention is not None and mention.role in ("name", "head") and mention.office == "leader"
            if named and "".join(self.low[mention.end : mention.end + 1]) in ("a", "an", "the", "“", '"', "''"):
                return False  # called Trump a liar
            return named or self.low[end] in ("by", "off", "on", "in", "back", "into")
        nouns = ("call", "conversation", "phone", "telephone")
        return base in ("ask", "request") and any(word in nouns for word in self.low[end : end + 4])

    def _subject(self, telling: Telling, k: int) -> Source | None:
        if k < 0 or self.low[k] in MARKS or self.low[k] in self.grammar["conjunctions"]:
            return None
        start, stop = self.phrase_before(k)
        if start >= stop:
            word = self.low[k]
            if word not in self.grammar["pronouns"]:
                return None
            start, stop = k, k + 1
            if word in ("who", "qui"):
                last = k - 2 if k and self.low[k - 1] == "," else k - 1
                start, stop = self.phrase_before(last)
        mention = self.ends.get(stop - 1)
        if mention and mention.role in ("name", "group") and self._is_loose(mention.start - 1, start):
            # "a charge Kyiv denies", "during the call Putin said": the noun before the name is not its title
            telling.low = start > 0 and self.low[start - 1] in MARKS and self.low[start] in ("a", "an", "something")
            start = mention.start
        # "Putin and Obama in a conversation confirmed": what a preposition governs is no subject
        while (
            start and self.low[start - 1] in self.grammar["prepositions"] and not self._with_participle(start, telling)
        ):
            before = start - 2
            if before >= 0 and self.low[start - 1] == "of" and self.low[before] in PARTITIVES:
                start = before  # one of his advisers
                break
            if before < 0 or self.low[before] in MARKS:
                return None
            start, stop = self.phrase_before(before)
            if start >= stop:
                return None
        telling.order = start
        return self.classify(start, stop)

    def _is_loose(self, before: int, start: int) -> bool:
        """Whether the word before a name is a common noun of its own."""
        if before < start or before in self.ends or not self.words[before].isalpha():
            return False
        known = self.grammar["determiners"] | self.grammar["links"] | self.grammar["conjunctions"]
        return self.words[before].islower() and self.low[before] not in known and not self.postposed

    def _with_participle(self, start: int, telling: Telling) -> bool:
        """ "..., with the ministry describing it as ..." """
        return start > 0 and self.low[start - 1] == "with" and self.low[telling.start].endswith("ing")

    def _by(self, first: int, end: int, impersonal: bool) -> Source | None:
        """The agent of a passive, also behind a quotation: was called “a provocation” *by Moscow*."""
        outside = [k for k in range(first, len(self.low) - 1) if not self.inside[k] and self.low[k] not in QUOTES]
        for k in outside[:6]:
            if self.low[k] in MARKS:
                return None
            if self.low[k] in self.grammar["by"]:
                return self.classify(*self.phrase_after(k + 1))
        return self._located(end, impersonal)

    def _located(self, end: int, impersonal: bool = False) -> Source | None:
        """ "it said from the palace", "reported in the Kremlin": the office as a place; a capital if nobody says it."""
        g, low = self.grammar, self.low
        while end < len(low) and low[end] in ("-", *g["pronouns"]):
            end += 1
        if end + 1 < len(low) and low[end] in g["at"]:
            first = end + 1 + (low[end + 1] in g["determiners"])
            place = self.starts.get(first)
            stop = place.end if place and place.role == "name" else self.phrase_after(end + 1)[1]
            source = self.classify(first, stop)
            if source and (source.kind in ("office", "ministry") or source.office == "presidency"):
                return source
            if source and impersonal and source.kind == "state":
                return source
        return None

    def _inverted(self, telling: Telling, k: int) -> Source | None:
        """ "..., said the French president"."""
        low, end = self.low, telling.end
        blocked = k >= 0 and low[k] not in MARKS if telling.start else False
        topical = self.low[0] in self.grammar["prepositions"] and telling.start <= 4  # "About this reported the palace"
        if telling.act not in INVERTIBLE or (
            not self.postposed and (blocked or (k < 0 and telling.start)) and not topical
        ):
            return None
        while end < len(low) and (low[end] == "-" or low[end] in self.grammar["between"]):
            end += 1
        if end >= len(low):
            return None
        if low[end] in self.grammar["pronouns"]:
            return Source("pronoun", head=low[end], start=end, end=end + 1)
        start, stop = self.phrase_after(end)
        begins = self.words[start][0].isupper() or low[start] in self.grammar["determiners"] or start in self.starts
        quoted = k >= 0 and low[k] in ("”", '"', "''", "»")
        source = self.classify(start, stop) if begins or quoted else None
        if source and topical and blocked and source.kind != "office":
            return None
        if source and k >= 0 and low[k] in MARKS:
            telling.place = "trailing"
        return source

    def _shared(self, k: int, before: list[Telling]) -> Source | None:
        """ "called for X and said Y": the subject of the verb before, or of the sentence."""
        if k < 0 or self.low[k] not in self.grammar["conjunctions"] | {",", "but", "then", "—", "–"}:
            return None
        earlier = [t.source for t in before if t.source.kind != "none" and not t.quoted and t.place != "trailing"]
        return earlier[-1] if earlier else self.topic() or self._opening()

    def _opening(self) -> Source | None:
        """The word a sentence opens with, as its subject, where no name does: a pronoun or somebody unknown."""
        if (
            self.low[0] in MARKS
            or any(cue[0] == 0 for cue in self.cues)
            or self.low[0] in self.grammar["prepositions"] | self.grammar["low"]
        ):
            return None
        if self.low[0] in self.grammar["pronouns"]:
            return Source("pronoun", head=self.low[0], start=0, end=1)
        return Source("other", "other", head=self.low[0], start=0, end=1)

    def _far(self, telling: Telling, before: list[Telling]) -> Source | None:
        """The sentence's subject, with only adverbial words between it and its verb ("Moscow over and over says")."""
        source, v = self.topic(), telling.start
        if source is None or before or not 0 < v - source.end <= 8 or set(self.low[source.end : v]) & MARKS:
            return None
        telling.order = source.start
        return source

    def topic(self) -> Source | None:
        """What the sentence is about: its first name that is no adjunct ("After the call, *Macron* ...")."""
        opening = self.low[:1] and self.low[0] in self.grammar["prepositions"] and "," in self.low[:15]
        adjunct = self.low.index(",") if opening else 0
        for start, mention in self.starts.items():
            if mention.role not in ("name", "head", "group", "adjective") or self.inside[start] or start < adjunct:
                continue
            first = start
            while first and (self.low[first - 1] in self.grammar["determiners"] or first - 1 in self.ends):
                first = first - 1 if first - 1 not in self.ends else self.ends[first - 1].start
            before = self.low[first - 1] if first else ""
            if before in self.grammar["links"] or before in self.grammar["low"] or before in self.grammar["stops"]:
                continue
            return self.classify(*self.phrase_after(first, strict=True))
        return None
