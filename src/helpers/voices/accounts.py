"""How a text's sentences pass a voice on to one another: the rules, in order, and what a text remembers.

This is the document half of ``voices``. ``attribution`` says what each sentence tells by itself; an ``Account`` walks
through a text's sentences, asks ``RULES`` in order about each, and remembers who told what, so that "he", "the
statement" and a quotation without a source find their teller. ``WHY`` says why each rule is right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from helpers.voices.attribution import Sentence, Telling
from helpers.voices.mentions import Lexicon, Source


@dataclass(slots=True)
class Decision:
    """What was decided about a sentence; ``cue`` is text[cue_start:cue_end] of it."""

    voice: str
    office: str = "none"
    speaker: str = "none"
    cue: str = ""
    teller: str = ""
    cue_start: int = -1
    cue_end: int = -1
    rule: str = ""
    head: str = ""  # the noun that names the teller, by which the text may take it up again
    passes_on: bool = False  # an office passes on what a leader said: the next "he" is the leader


@dataclass
class Memory:
    """What a text has told so far: who told last, who "he" and "they" are, what "the statement" is."""

    last: Decision | None = None
    last_at: int = -9
    office: Decision | None = None
    he: Decision | None = None
    they: Decision | None = None
    pair: Decision | None = None
    named: Decision | None = None  # the office, ministry or state named last, speaking or silent
    named_at: int = -9
    heads: dict[str, Decision] = field(default_factory=dict)


class Account:
    """One document on its way through the rules: its sentences, their tellings, and what is remembered."""

    def __init__(
        self, rows: list[tuple], lexicon_of: Callable[[str], Lexicon], speakers: dict[str, str], rules: tuple
    ) -> None:
        self.rules = rules
        self.speakers, self.memory, self.at = speakers, Memory(), 0
        self.paragraphs = [paragraph for _, _, paragraph in rows]
        self.sentences: list[Sentence] = []
        for k, (language, text, paragraph) in enumerate(rows):
            still_open = bool(k) and self.sentences[-1].open_after
            if still_open and paragraph != self.paragraphs[k - 1] and text[:1] not in "\"“«„'":
                still_open = False  # somebody forgot the closing mark
            self.sentences.append(Sentence(text, lexicon_of(language), still_open))
        self.tellings = [sentence.tellings() for sentence in self.sentences]
        told = [t.source for some in self.tellings for t in some if t.place in ("leading", "trailing")]
        self.offices = {s.voice for s in told if s.voice in speakers and s.kind == "office"}

    def run(self) -> Iterator[Decision]:
        for at in range(len(self.sentences)):
            self.at = at
            for name, ask in self.rules:
                if decision := ask(self):
                    decision.rule = decision.rule or name
                    break
            self.remember(decision)
            yield decision

    # -- what the rules look at

    @property
    def sentence(self) -> Sentence:
        return self.sentences[self.at]

    @property
    def previous(self) -> Decision | None:
        """The decision on the sentence before, if somebody told it."""
        return self.memory.last if self.memory.last_at == self.at - 1 else None

    @property
    def in_paragraph(self) -> Decision | None:
        """The same, if that sentence stands in this paragraph."""
        return self.previous if self.at and self.paragraphs[self.at] == self.paragraphs[self.at - 1] else None

    def candidates(self) -> list[tuple[Telling, Decision]]:
        """The tellings that can give the sentence its voice, each with what its source comes to here."""
        found = []
        for telling in self.tellings[self.at]:
            if telling.place not in ("leading", "trailing") or telling.quoted:
                continue
            if (decision := self.resolve(telling.source, telling)) and self.counts(telling, decision):
                found.append((telling, decision))
        main = [pair for pair in found if not pair[0].low and pair[0].kind not in ("adjunct", "purpose")]
        aside = [pair for pair in found if pair[0].kind in ("adjunct", "purpose") and not pair[0].low]
        low = [pair for pair in found if pair[0].low and self.outranks(*pair)]
        return main or aside or low

    def outranks(self, telling: Telling, decision: Decision) -> bool:
        """Whether a telling in a side clause still gives the sentence its voice: an office, or one taken up again."""
        taken_up = telling.source.kind == "pronoun" and decision.voice == "other" and telling.kind == "any"
        return taken_up or decision.office in ("presidency", "ministry")

    def counts(self, telling: Telling, decision: Decision) -> bool:
        """Whether this kind of verb is speech in this mouth: a state that fears, a leader who reviews are not."""
        source, low = telling.source, self.sentence.low
        if telling.kind == "side":
            return source.kind == "group" or source.third or source.head == "they" or decision.office == "presidency"
        if telling.kind == "person":
            clause = {"that", ":", "“", '"'} & set(low[telling.end : telling.end + 2])  # a state believes *that*
            return bool(clause) or "state" not in (decision.office, source.office)
        if telling.kind == "quotative":
            near = low[max(0, source.start - 2) : source.start] + low[telling.end : telling.end + 2]
            return any(word in ("”", "“", '"', "''", "»", "«", ":") for word in near)
        # What a side is expected to do is the journalist's; others expect for themselves.
        if telling.kind == "prospect":
            return decision.voice not in self.speakers
        if telling.kind == "document":
            return source.kind in ("document", "generic")
        if telling.kind in ("purpose", "act"):
            named = telling.place == "leading" and decision.voice not in self.speakers
            return named or decision.office in ("leader", "presidency")
        return True

    def resolve(self, source: Source, telling: Telling) -> Decision | None:
        """The side, office and speaker a source stands for at this point of the text."""
        if source.kind == "none":
            return None
        memory, text, spans, grammar = self.memory, self.sentence.text, self.sentence.spans, self.sentence.grammar
        known: Decision | None = Decision("other", "none", "third")
        if source.kind == "pronoun":
            if source.head in grammar["he"]:
                known = self.leader_before(source.start) or known
            elif source.head in grammar["they"]:
                known = memory.they or known
            else:
                known = memory.office or known
        elif source.head == "one" and source.end - source.start == 1:
            known = (memory.named if memory.named_at >= self.at - 1 else None) or known
        elif source.kind == "generic":
            known = self.generic(source)
        elif source.kind == "pair":  # "the chancellor and the president": the two who spoke together before
            known = memory.pair or known
        elif source.kind == "group":
            known = Decision("joint", source.office, "both")
        elif source.kind == "leader" and "its" in self.sentence.low[source.start : source.end] and memory.named:
            here = [t.source for t in self.tellings[self.at] if t.source.end <= source.start and t.source.voice]
            office = here[-1].office if here else memory.named.office  # a ministry's counterpart is a ministry
            known = Decision(source.voice, office, self.speakers.get(source.voice, "third"))
        elif source.voice in self.speakers:
            same = memory.heads.get(source.head)
            office = same.office if same and same.voice == source.voice and source.kind == "office" else source.office
            known = Decision(source.voice, office, self.speakers[source.voice])
        teller = text[spans[source.start][0] : spans[source.end - 1][1]] if source.end > source.start else ""
        start, end = spans[telling.start][0], spans[telling.end - 1][1]
        said = {"cue": text[start:end], "cue_start": start, "cue_end": end, "teller": teller, "head": source.head}
        return replace(known, rule="", passes_on=False, **said)

    def generic(self, source: Source) -> Decision:
        """ "His office", "the statement", "the official": whoever was called so before, else who told last."""
        memory, words = self.memory, self.sentence.low[source.start : source.end]
        first, side = words[0], None
        inside = [m for start, m in self.sentence.starts.items() if source.start <= start < source.end]
        if source.voice == "other":
            pass
        elif "its" in words:
            side = memory.named
        elif set(words) & self.sentence.grammar["his"] or self.sentence.low[source.start - 1 : source.start] == [
            "whose"
        ]:
            side = self.leader_before(source.start, owner=True)
        elif any(m.role == "head" and m.office == "leader" and m.phrase != source.head for m in inside):
            side = memory.he  # one of *the president's* advisers
        elif source.head in memory.heads:
            return memory.heads[source.head]
        elif source.voice in self.speakers:
            side = Decision(source.voice)
        elif source.office == "leader":
            side = memory.he
        elif first not in self.sentence.grammar["indefinite"] or source.office == "presidency":
            side = memory.office or self.only_office()
            if side is None and source.office == "presidency":
                side = self.leader_before(source.start)
        if side is None or side.voice not in self.speakers:
            return Decision("other", "none", "third")
        office = side.office if source.office == "state" and side.office != "leader" else source.office
        return Decision(side.voice, office, self.speakers[side.voice])

    def only_office(self) -> Decision | None:
        """The office of a text in which one office tells and no other does."""
        return Decision(next(iter(self.offices)), "presidency") if len(self.offices) == 1 else None

    def leader_before(self, word: int, owner: bool = False) -> Decision | None:
        """The leader whom "he" means: one who speaks before in the sentence or the text, else the nearest before.

        "His" (``owner``) means the nearest before him rather than one in the text.
        """
        tellings = [t for t in self.tellings[self.at] if t.source.kind == "leader" and not t.quoted]
        subjects = [t.source for t in tellings if t.source.end <= word]
        offices = [t.source for t in self.tellings[self.at] if t.source.kind == "office" and t.source.end <= word]
        named = [m for start, m in self.sentence.starts.items() if start < word and m.office == "leader" and m.voice]
        subjects = subjects or [m for m in named for o in offices if o.start <= m.start < o.end]  # Macron's office
        if not subjects and self.memory.he and not (owner and named):
            return self.memory.he
        found = subjects[-1:] or named[-1:]
        if not found or found[0].voice not in self.speakers:
            return None
        return Decision(found[0].voice, "leader", self.speakers[found[0].voice])

    def passing_on(self, decision: Decision, chosen: Telling | None) -> Decision:
        """With whose words the teller passes on: the leader's who speaks within the telling, else the teller's."""
        if decision.voice not in self.speakers:
            return decision
        told = (t for t in self.tellings[self.at] if t is not chosen and t.place in ("leading", "trailing"))
        inner = [t for t in told if t.kind != "person"]
        for telling in sorted(inner, key=lambda t: (t.low, t.start)):
            source, speaker = telling.source, None
            if source.kind == "group":
                return replace(decision, speaker="both")
            if source.kind == "pronoun" and source.head in self.sentence.grammar["he"]:
                speaker = self.leader_before(source.start)
            elif source.kind == "generic" and source.office == "leader" and decision.office == "presidency":
                speaker = Decision(decision.voice, "leader", self.speakers[decision.voice])  # its own president
            elif source.kind == "leader" or (source.kind == "generic" and source.office == "leader"):
                speaker = self.resolve(source, telling)
            if speaker and speaker.voice in self.speakers:
                return replace(decision, speaker=speaker.speaker, passes_on=True)
        settled = [t for t in self.tellings[self.at] if t.place == "passive" and t.act in ("agree", "negotiate")]
        if settled:
            return replace(decision, speaker="both")  # "it was agreed", by the two
        return decision

    def remember(self, decision: Decision) -> None:
        memory = self.memory
        sides = {m.voice: m for m in self.sentence.starts.values() if m.role == "name" and m.office != "leader"}
        if len(sides) == 1 and (place := next(iter(sides.values()))).voice in self.speakers:
            memory.named, memory.named_at = Decision(place.voice, place.office, self.speakers[place.voice]), self.at
        for telling in self.tellings[self.at]:
            source = telling.source
            if not telling.quoted and source.kind in ("office", "ministry", "state") and source.voice in self.speakers:
                memory.named, memory.named_at = self.resolve(source, telling), self.at
            if telling.source.third and telling.kind != "adjunct" and telling.source.voice in self.speakers:
                memory.pair = self.resolve(telling.source, telling)
        if decision.voice == "narrator":
            topic = self.sentence.topic()
            if topic and topic.kind == "leader" and topic.voice in self.speakers:
                memory.he = Decision(topic.voice, "leader", self.speakers[topic.voice])
            return
        memory.last, memory.last_at, memory.they = decision, self.at, decision
        own = self.speakers.get(decision.voice, "third")
        if decision.rule == "third_tells" or (
            decision.voice in self.speakers and decision.office not in ("leader", "none")
        ):
            memory.office = replace(decision, speaker=own)
        if decision.head and decision.teller:
            memory.heads[decision.head] = replace(decision, speaker=own)
        if decision.voice != "joint":
            memory.he = replace(decision, office="leader") if decision.passes_on else decision
