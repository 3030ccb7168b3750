"""How a text's sentences pass a voice on to one another: the rules, in order, and what a text remembers.

This is the document half of ``voices``. ``_attribution`` says what each sentence tells by itself; an ``Account`` walks
through a text's sentences, asks ``RULES`` in order about each, and remembers who told what, so that "he", "the
statement" and a quotation without a source find their teller. ``WHY`` says why each rule is right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from helpers._attribution import Sentence, Telling
from helpers._mentions import Lexicon, Source

AHEAD = 12  # sentences a quotation may run before its attribution comes

WHY = {
    "both_tell": "each side tells a part of the sentence, so the account is joint",
    "office_tells": "an office outranks everyone else in the sentence",
    "according_to": "the source named after an introducing phrase gives the account",
    "leader_tells": "a leader's own speech verb makes it his side's account",
    "pronoun_tells": "the pronoun stands for whoever was telling before",
    "third_tells": "a named source that belongs to neither side gives the account",
    "carrier": "a news carrier is the only source named",
    "leaders_carried": "both leaders are the subject, and an office was telling in the sentence before",
    "leaders_one_office": "both leaders are the subject, and only one office tells anything in this text",
    "leaders_jointly": "both sides are the subject and no office tells it",
    "quotation_closed_later": "the quotation runs on, and its attribution comes at its end",
    "interview": "the words after a name and a colon are that person's, to the end of the paragraph",
    "silence": "that a side says nothing is the journalist's remark",
    "subject_quoted": "the words quoted are the subject's",
    "quotation_carried": "a quotation without a source continues the one who was telling",
    "passive_carried": "nobody is the subject, so whoever was telling still is",
    "pronoun_carried": "a pronoun takes up the teller of the sentence before",
    "free_indirect": "a judgement or a demand in an office's paragraph is the office's",
    "narrator": "no source is named and nothing is carried on: the journalist tells it",
}


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
    parts: tuple = ()  # where both sides tell: (start, end, decision) of each part


@dataclass
class Memory:
    """What a text has told so far: who told last, who "he" and "they" are, what "the statement" is."""

    last: Decision | None = None
    last_at: int = -9
    office: Decision | None = None
    he: Decision | None = None
    they: Decision | None = None
    pair: Decision | None = None
    heads: dict[str, Decision] = field(default_factory=dict)


class Account:
    """One document on its way through the rules: its sentences, their tellings, and what is remembered."""

    def __init__(self, rows: list[tuple], lexicon_of: Callable[[str], Lexicon], speakers: dict[str, str]) -> None:
        self.speakers, self.memory, self.at = speakers, Memory(), 0
        self.paragraphs = [paragraph for _, _, paragraph in rows]
        self.sentences: list[Sentence] = []
        for k, (language, text, paragraph) in enumerate(rows):
            still_open = bool(k) and self.sentences[-1].open_after
            if still_open and paragraph != self.paragraphs[k - 1] and text[:1] not in "\"“«„'":
                still_open = False  # somebody forgot the closing mark
            self.sentences.append(Sentence(text, lexicon_of(language), still_open))
        self.tellings = [sentence.tellings() for sentence in self.sentences]
        self.labels = self._labels()
        told = [t.source for some in self.tellings for t in some if t.place in ("leading", "trailing")]
        self.offices = {s.voice for s in told if s.voice in speakers and s.kind == "office"}

    def run(self) -> Iterator[Decision]:
        for at in range(len(self.sentences)):
            self.at = at
            for name, ask in RULES:
                if decision := ask(self):
                    decision.rule = decision.rule or name
                    break
            self.remember(decision)
            yield decision

    def _labels(self) -> list[Source | None]:
        """In an interview (three names before colons, or more), who answers in each sentence."""
        found = [sentence.label() for sentence in self.sentences]
        if sum(label is not None for label in found) < 3:
            return [None] * len(found)
        for k in range(1, len(found)):
            if found[k] is None and self.paragraphs[k] == self.paragraphs[k - 1]:
                found[k] = found[k - 1]
        return found

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
            return "state" not in (decision.office, source.office)
        if telling.kind == "quotative":
            near = low[max(0, source.start - 2) : source.start] + low[telling.end : telling.end + 2]
            return any(word in ("”", "“", '"', "''", "»", "«", ":") for word in near)
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
            else:
                known = (memory.they if source.head in grammar["they"] else memory.office) or known
        elif source.kind == "generic":
            known = self.generic(source)
        elif source.kind == "pair":  # "the chancellor and the president": the two who spoke together before
            known = memory.pair or known
        elif source.kind == "group":
            known = Decision("joint", source.office, "both")
        elif source.voice in self.speakers:
            same = memory.heads.get(source.head)
            office = same.office if same and same.voice == source.voice and source.kind == "office" else source.office
            known = Decision(source.voice, office, self.speakers[source.voice])
        teller = text[spans[source.start][0] : spans[source.end - 1][1]] if source.end > source.start else ""
        start, end = spans[telling.start][0], spans[telling.end - 1][1]
        said = {"cue": text[start:end], "cue_start": start, "cue_end": end, "teller": teller, "head": source.head}
        return replace(known, rule="", passes_on=False, parts=(), **said)

    def generic(self, source: Source) -> Decision:
        """ "His office", "the statement", "the official": whoever was called so before, else who told last."""
        memory, words = self.memory, self.sentence.low[source.start : source.end]
        first, side = words[0], None
        inside = [m for start, m in self.sentence.starts.items() if source.start <= start < source.end]
        if set(words) & self.sentence.grammar["his"]:
            side = self.leader_before(source.start, owner=True)
        elif any(m.role == "head" and m.office == "leader" and m.phrase != source.head for m in inside):
            side = memory.he  # one of *the president's* advisers
        elif source.voice == "other":
            pass
        elif source.head in memory.heads:
            return memory.heads[source.head]
        elif source.voice in self.speakers:
            side = Decision(source.voice)
        elif source.office == "leader":
            side = memory.he
        elif first not in ("a", "an", "one", "two"):
            side = memory.office
        if side is None or side.voice not in self.speakers:
            return Decision("other", "none", "third")
        return Decision(side.voice, source.office, self.speakers[side.voice])

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
        inner = [t for t in self.tellings[self.at] if t is not chosen and t.place == "leading" and t.kind != "person"]
        for telling in sorted(inner, key=lambda t: (t.low, t.start)):
            source, speaker = telling.source, None
            if source.kind == "group":
                return replace(decision, speaker="both")
            if source.kind == "pronoun" and source.head in self.sentence.grammar["he"]:
                speaker = self.leader_before(source.start)
            elif source.kind == "leader" or (source.kind == "generic" and source.office == "leader"):
                speaker = self.resolve(source, telling)
            if speaker and speaker.voice in self.speakers:
                return replace(decision, speaker=speaker.speaker, passes_on=True)
        return decision

    def remember(self, decision: Decision) -> None:
        memory = self.memory
        for telling in self.tellings[self.at]:
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


# -- the rules, in the order in which they are asked


def _answered(account: Account) -> Decision | None:
    label = account.labels[account.at]
    if label is None:
        return None
    return Decision(label.voice, label.office, account.speakers.get(label.voice, "third"), head=label.head)


def _told(account: Account) -> Decision | None:
    """The telling that governs the sentence: a trailing one, else the first; an office before leaders."""
    found = account.candidates()
    if not found:
        return None
    sides = [pair for pair in found if pair[1].voice in account.speakers]
    offices = [pair for pair in sides if pair[1].office in ("presidency", "ministry", "state")]
    others = [pair for pair in found if pair[0].source.kind != "media"]
    if (
        others
        and len(others) < len(found)
        and (offices or others[0][0].order < found[0][0].order or found[0] in others)
    ):
        found = others  # a carrier behind an office, or behind a leader's own words, only passes them on
    trailing = [pair for pair in found if pair[0].place == "trailing"]
    opening = found[0][0].kind == "source_follows" and found[0][0].order == 0  # "According to ..., Kyiv said ..."
    telling, decision = trailing[-1] if trailing and not opening else found[0]
    if decision.voice == "joint" or (decision.office == "leader" and decision.voice in account.speakers):
        above = [p for p in offices if p[0].place == "trailing" or p[0].parallel or p[0].order < telling.order]
        telling, decision = above[-1] if above else (telling, decision)
    if decision.voice in account.speakers:
        for rival in sides:
            later = max(rival[0], telling, key=lambda t: t.order)
            if rival[1].voice != decision.voice and later.parallel and later.order > min(rival[0].order, telling.order):
                return _shared_between(account, (telling, decision), rival)
    return _named(account, telling, decision)


def _shared_between(account: Account, one: tuple[Telling, Decision], two: tuple[Telling, Decision]) -> Decision:
    """Both sides tell: joint, with the parts that ``spans`` gives."""
    text, spans = account.sentence.text, account.sentence.spans
    (first, before), (second, after) = sorted((one, two), key=lambda pair: pair[0].order)
    cut = spans[max(second.order - 1, 0)][0]
    parts = (
        (0, len(text[:cut].rstrip(" ,;–—-")), replace(_named(account, first, before))),
        (cut, len(text), replace(_named(account, second, after))),
    )
    return replace(one[1], voice="joint", speaker="both", rule="both_tell", parts=parts)


def _named(account: Account, telling: Telling, decision: Decision) -> Decision:
    source = telling.source
    if decision.voice == "joint":
        return _jointly(account, decision)
    if source.kind == "pronoun":
        return replace(decision, rule="pronoun_tells")
    if decision.office == "leader" and decision.voice in account.speakers:
        return replace(decision, rule="leader_tells")
    decision = account.passing_on(decision, telling)
    if decision.voice == "other":
        return replace(decision, rule="carrier" if source.kind == "media" else "third_tells")
    return replace(decision, rule="according_to" if telling.kind == "source_follows" else "office_tells")


def _jointly(account: Account, decision: Decision) -> Decision:
    """Joint leaders: the office they continue, else a text's only office, else the two of them."""
    before = account.in_paragraph or (account.previous if _quotes(account.sentence) else None)
    if before and before.voice in account.speakers and before.office == "presidency":
        return replace(decision, voice=before.voice, office="presidency", rule="leaders_carried")
    if len(account.offices) == 1 and decision.office == "leader":
        return replace(decision, voice=next(iter(account.offices)), rule="leaders_one_office")
    return replace(decision, rule="leaders_jointly")


def _quotes(sentence: Sentence) -> bool:
    """Whether enough of the sentence is quoted to be somebody's words and no scare quote."""
    return sum(sentence.inside) > 4 and sum(sentence.inside) >= 0.25 * len(sentence.inside)


def _closing(account: Account) -> Decision | None:
    here = account.at
    if not account.sentence.open_after or not any(account.sentence.inside[:-1]) or account.candidates():
        return None
    decision = None
    for at in range(here + 1, min(here + AHEAD, len(account.sentences))):
        account.at = at
        if not account.sentence.open_before or (decision := _told(account)):
            break
    account.at = here
    if decision is None:
        return None
    decision = replace(decision, cue="", cue_start=-1, cue_end=-1, rule="quotation_closed_later", parts=())
    own = account.speakers.get(decision.voice, decision.speaker)
    return account.passing_on(replace(decision, speaker=own), None)


def _silent(account: Account) -> Decision | None:
    silent = [
        t for t in account.tellings[account.at] if t.place == "silence" and t.source.kind != "none" and not t.quoted
    ]
    return _with_cue(account, Decision("narrator"), silent[0]) if silent else None


def _with_cue(account: Account, decision: Decision, telling: Telling) -> Decision:
    start, end = account.sentence.spans[telling.start][0], account.sentence.spans[telling.end - 1][1]
    return replace(decision, cue=account.sentence.text[start:end], cue_start=start, cue_end=end)


def _carried(before: Decision | None) -> Decision | None:
    bare = {
        "cue": "",
        "teller": "",
        "cue_start": -1,
        "cue_end": -1,
        "rule": "",
        "head": "",
        "passes_on": False,
        "parts": (),
    }
    return before and replace(before, **bare)


def _quotation(account: Account) -> Decision | None:
    sentence = account.sentence
    whole = bool(sentence.inside) and sum(sentence.inside) >= 0.6 * len(sentence.inside)
    if not whole and not _quotes(sentence):
        return None
    if whole:
        return _carried(account.memory.last) or Decision("other", "none", "third")
    topic = sentence.topic()
    if topic and topic.kind in ("leader", "office") and topic.voice in account.speakers:
        return Decision(topic.voice, topic.office, account.speakers[topic.voice], rule="subject_quoted")
    return _carried(account.previous)


def _passive(account: Account) -> Decision | None:
    first = next((t for t in account.tellings[account.at] if not t.quoted), None)
    if first is None or first.place not in ("passive", "bare") or first.kind == "perfect" or first.low:
        return None
    if first.place == "bare" and first.start and account.sentence.low[0] not in account.sentence.grammar["adjuncts"]:
        return None
    before = account.in_paragraph or (account.previous if first.act != "negotiate" else None)
    if before is None or before.voice not in account.speakers or before.office == "state":
        return None
    decision = _with_cue(account, _carried(before), first)
    return replace(decision, speaker="none") if first.place == "bare" else decision


def _continues(account: Account) -> Decision | None:
    low, before, grammar = account.sentence.low, account.previous, account.sentence.grammar
    if not before or before.voice not in account.speakers or len(low) < 3:
        return None
    names = low[0] == "it" and before.office == "presidency" and low[1].endswith("ed")
    also = low[0] in grammar["he"] | grammar["they"] and {low[1], low[2]} & grammar["also"]
    return _carried(before) if names or also else None


def _indirect(account: Account) -> Decision | None:
    before, sentence = account.in_paragraph, account.sentence
    if before is None or before.voice not in account.speakers or before.office == "state":
        return None
    judged = any(cue[3] == "evaluation" and not sentence.inside[cue[0]] for cue in sentence.cues)
    return replace(_carried(before), speaker="none") if judged else None


def _noted(account: Account) -> Decision | None:
    """ "It was noted that ...", whoever is the subject of what was noted."""
    first = next(iter(account.tellings[account.at]), None)
    if first is None or first.place != "passive" or account.sentence.low[0] not in account.sentence.grammar["it"]:
        return None
    return _passive(account)


RULES: tuple[tuple[str, Callable[[Account], Decision | None]], ...] = (
    ("interview", _answered),
    ("quotation_closed_later", _closing),
    ("passive_carried", _noted),
    ("told", _told),  # names its rule itself: both_tell to leaders_jointly in WHY
    ("silence", _silent),
    ("quotation_carried", _quotation),
    ("passive_carried", _passive),
    ("pronoun_carried", _continues),
    ("free_indirect", _indirect),
    ("narrator", lambda account: Decision("narrator")),
)
