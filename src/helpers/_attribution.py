"""What one sentence says about its source: the *tellings* in it, each a source joined to the cue that makes it one.

This is the sentence half of ``voices``. It knows the ways in which English, French and Russian join a source to what
it says (subject and verb, "according to", inversion, passives, participles, asides) but neither names nor verbs,
which are rows of the lexicons. What sentences do to one another is decided in ``voices``.

Source, cue and content are the units of attribution studies (Newell, Margolin & Ruths 2018).
"""

from dataclasses import dataclass

from helpers._mentions import MARKS, QUOTES, Source, Words

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


class Sentence(Words):
    """One sentence with its tellings."""

    # -- tellings: sources joined to cues

    def tellings(self) -> list[Telling]:
        """Every source with its cue, in the order of the cues."""
        found: list[Telling] = []
        if not self.low:
            return found
        for cue in self.cues:
            if cue[3] in ("evaluation", "idiom"):
                continue
            if cue[3] in ("source_follows", "owner"):
                made = self._introduced(cue) if cue[3] == "source_follows" else self._owned(cue)
            else:
                made = self._noun(cue) if cue[3] == "content_noun" else self._told(cue, found)
            if made and made.source.kind != "topic":
                found.append(made)
        if not any(telling.source.kind != "none" and not telling.quoted for telling in found):
            found += self._unlisted()
        return self._labelled() + found

    def _unlisted(self) -> list[Telling]:
        """A verb that no lexicon lists reports where a source has it beside a quotation or before "that" or "as"."""
        if setting := self._setting():
            return [setting]
        low, closing = (
            self.low,
            max((k for k, word in enumerate(self.low) if word in ("”", '"', "''", "»")), default=-1),
        )
        if 0 < closing < len(low) - 2 and not self.inside[closing]:
            first = closing + 1 + (low[closing + 1] in MARKS)
            start, end = self.phrase_after(first, strict=True)
            if (start in self.starts or low[start] in self.grammar["determiners"]) and self._is_unlisted(end):
                return self._guess(self.classify(start, end), end, "trailing")
        source = None if self.postposed else self.topic()
        if source is None or source.kind not in ("office", "leader", "ministry", "generic"):
            return []
        v = source.end
        while v < len(low) and (low[v] in self.grammar["between"] or low[v].endswith("ly")):
            v += 1
        after = low[v + 1 : v + 5]
        content = (
            {"that", "whether"} & set(after[:3])
            or {"“", '"', "''"} & set(after)
            or ("as" in after and source.kind == "office")
        )
        return self._guess(source, v, "leading") if content and self._is_unlisted(v) else []

    def _setting(self) -> Telling | None:
        """ "On the other side, ...", "The answer came from him: ...": a source set apart from what it says."""
        low, start = self.low, 1
        if low[0] in ("on", "from") and "," in low[1:8]:
            end = low.index(",", 1)
        elif ":" in low[1:-1] and (
            low[low.index(":", 1) + 1] in QUOTES or self.words[low.index(":", 1) + 1][0].islower()
        ):
            end = low.index(":", 1)
            start = self.phrase_before(end - 1)[0]
        else:
            return None
        source = self.classify(start, end)
        if source and low[end] == "," and source.head != "side":
            return None
        if low[end] == ":" and (source is None or source.kind not in ("office", "leader", "ministry")):
            source = self.topic()
        if source is None or source.kind not in ("office", "leader", "ministry"):
            return None
        return Telling(source, end, end + 1, "say", "any", "leading", order=source.start)

    def _is_unlisted(self, v: int) -> bool:
        """Whether a word can be a finite verb that the lexicons do not have."""
        if v >= len(self.low) or not self.words[v].isalpha() or not self.words[v].islower():
            return False
        classes = ("be", "stops", "links", "prepositions", "determiners", "conjunctions", "between", "negators")
        return v not in self.starts and not any(self.low[v] in self.grammar[name] for name in classes)

    def _guess(self, source: Source | None, v: int, place: str) -> list[Telling]:
        if source is None or source.kind in ("topic", "outsider", "document"):
            return []
        return [Telling(source, v, v + 1, "say", "any", place, order=source.start)]

    def _introduced(self, cue: tuple) -> Telling | None:
        """ "According to" and its like: the source follows."""
        start, end, act, *_ = cue
        if end >= len(self.low) or self.low[end] in MARKS:
            return None
        source = self.classify(*self.phrase_after(end))
        if self.low[start].startswith(("quot", "cite")):  # the office *quoted* the president: the office tells
            k, passive, *_ = self._left_of(start)
            subject = self._subject(Telling(Source("none"), start, end, act, "any", "leading"), k)
            if subject and not passive and subject.kind in ("office", "ministry", "state"):
                source = subject
        place = "trailing" if start and self.low[start - 1] in MARKS else "leading"
        return source and Telling(
            source, start, end, act, "source_follows", place, quoted=self.inside[start], order=start
        )

    def _owned(self, cue: tuple) -> Telling | None:
        """ "in Moscow's view", "by the palace's account"."""
        start, end, act, *_ = cue
        first, stop = self.phrase_before(start - 1)
        if not first or self.low[first - 1] not in ("in", "by", "on") or not (source := self.classify(first, stop)):
            return None
        return Telling(source, start, end, act, "source_follows", "leading", quoted=self.inside[start], order=first - 1)

    def _noun(self, cue: tuple) -> Telling:
        """ "reports that", "Putin's claim that": a noun with its content; whose, if a genitive says so."""
        start, end, act, *_ = cue
        owner = self.phrase_before(start - 2) if start > 1 and self.low[start - 1] in ("'s", "’s") else (0, 0)
        source = self.classify(*owner) or Source("other", "other", head=self.low[start], start=start, end=end - 1)
        return Telling(source, start, end, act, "adjunct", "leading", quoted=self.inside[start], order=start)

    def label(self) -> Source | None:
        """The name before a colon that opens the sentence, as in interviews: "Lavrov: ...", "Q: ..."."""
        colon = self.low.index(":") if ":" in self.low[1:5] else 0
        if not colon or not all(word[0].isupper() or word in ("'", "’", ".") for word in self.words[:colon]):
            return None
        source = self.classify(0, colon)
        return source if source and source.kind not in ("topic", "pronoun", "generic", "group", "media") else None

    def _labelled(self) -> list[Telling]:
        """A side's name, a colon and what it said."""
        label = self.label()
        if label is None or label.kind in ("other", "document"):
            return []
        return [
            Telling(label, label.end, label.end + 1, "say", "source_follows", "leading", quoted=self.inside[label.end])
        ]

    def _told(self, cue: tuple, before: list[Telling]) -> Telling | None:
        """A reporting verb with its subject, before or behind it; a source of kind "none" if it has neither."""
        v, end, act, kind, lemma, noun = cue
        low, base = self.low, lemma.split()[0]
        k, passive, negated, perfect, modal = self._left_of(v)
        english = not self.postposed
        ing = english and low[v].endswith("ing") and low[v] != base
        participle, passive = ing and not passive, passive and not ing
        if participle and kind in ("side", "person"):
            return None
        if english:
            if self._is_noun(v, base, noun, modal, k) or self._is_call(end, act, base):
                return None
            reduced = (
                low[v].endswith("ed")
                and low[end : end + 1] == ["by"]
                and not "".join(low[end + 1 : end + 2]).endswith("ing")
            )  # "talks offered by Ankara"
            passive = (passive or reduced) and not ing and low[v] != base and base != "be"
        elif low[v].endswith(PARTICIPLE_PASSIVES):
            passive = True
        telling = Telling(Source("none"), v, end, act, kind, "leading", order=v)
        telling.quoted = self.inside[v] and (k < 0 or self.inside[k] or self.low[k] in MARKS)
        if kind == "silence" or (negated and act in SILENT_WHEN_NEGATED and not passive):
            telling.place = "silence"
        if kind == "noted":
            telling.place, source, passive = "passive", None, True
        elif passive:
            source = self._by(end) or self._written(v)
            telling.place = "passive" if source is None else "leading"
            rumour = end < len(low) and low[end] == "to"  # "are said to have ..."
            telling.kind = "perfect" if (perfect or rumour) and source is None else kind
        else:
            source = self._active(telling, k, participle, before)
            if source and base == "call" and source.kind == "other" and not self.words[source.start][0].isupper():
                return None  # "a party called Hope"
            if source and source.kind == "dropped":
                return None
        if source is None and not passive and telling.place != "silence":
            telling.place = "bare"
        telling.source = source or telling.source
        return self._placed(telling, k)

    def _active(self, telling: Telling, k: int, participle: bool, before: list[Telling]) -> Source | None:
        """Who says it, where the verb is active: its subject, else whoever shares the sentence with it."""
        v, end, low = telling.start, telling.end, self.low
        source = self._subject(telling, k)
        if source and participle and source.kind == "other" and not self._with_participle(telling.order, telling):
            return Source("dropped")  # "a film showing ..."
        if source and {"nor", "neither"} & set(low[max(0, telling.order - 2) : telling.order + 1]):
            telling.place = "silence"
        if source is None and (participle or (v and low[v - 1] in ("to", "by"))):
            telling.kind, source = "adjunct" if participle else "purpose", self.topic()
        elif source is None:
            source = self._inverted(telling, k) or self._shared(k, before) or self._far(telling, before)
        if source is None and participle and telling.act in INVERTIBLE:
            source = self._opening() or Source("other", "other", start=v, end=v)
        if source is None or source.head in ("it", "on", "t-on", "они"):
            source = self._located(end) or source
        if source is None or source.kind == "pronoun":
            source = self._located(0) or source  # "At the palace they say"
        return source

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

    def _is_noun(self, v: int, base: str, noun: str, modal: bool, k: int) -> bool:
        """ "his demands", "the offer", "calls for": a noun or an adjective that looks like the verb."""
        word, before = self.low[v], self.low[v - 1] if v else ""
        if word.endswith("ing") and word != base:
            return before in self.grammar["determiners"] or before in ("'s", "’s")
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
            mention = self.starts.get(end) or self.starts.get(end + 1)
            named = mention is not None and mention.role == "name" and mention.office == "leader"
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
        if mention and mention.role == "name" and self._is_loose(mention.start - 1, start):
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

    def _by(self, end: int) -> Source | None:
        """The agent of a passive."""
        for k in range(end, min(end + 5, len(self.low) - 1)):
            if self.low[k] in MARKS:
                return None
            if self.low[k] in self.grammar["by"]:
                return self.classify(*self.phrase_after(k + 1))
        return self._located(end)

    def _written(self, v: int) -> Source | None:
        """ "In the statement by the palace, it was noted that": the paper before the comma tells."""
        if self.low[0] not in ("in", "on", "from", "dans", "в") or "," not in self.low[1 : min(v, 15)]:
            return None
        comma = self.low.index(",", 1)
        inside = [m for start, m in self.starts.items() if start < comma]
        if (side := self.classify(1, comma)) and side.head == "side":
            return side
        paper = next((m for m in inside if m.role == "head" and m.office == "presidency"), None)
        if paper is None:
            return None
        office = next((m for m in inside if m.role == "name" and m.office in ("presidency", "ministry")), None)
        if office is None:
            return Source("generic", paper.voice, paper.office, head=paper.phrase, start=1, end=paper.end)
        kind = "other" if office.voice == "other" else "office"
        return Source(kind, office.voice, office.office, head=paper.phrase, start=1, end=max(office.end, paper.end))

    def _located(self, end: int) -> Source | None:
        """ "it said from the palace", "reported in the Kremlin": the office as a place."""
        g, low = self.grammar, self.low
        while end < len(low) and low[end] in ("-", *g["pronouns"]):
            end += 1
        if end + 1 < len(low) and low[end] in g["at"]:
            first = end + 1 + (low[end + 1] in g["determiners"])
            place = self.starts.get(first)
            stop = place.end if place and place.role == "name" else self.phrase_after(end + 1)[1]
            source = self.classify(first, stop)
            if (source and source.kind in ("office", "ministry")) or (source and source.office == "presidency"):
                return source
        return None

    def _inverted(self, telling: Telling, k: int) -> Source | None:
        """ "..., said the French president"."""
        low, end = self.low, telling.end
        blocked = k >= 0 and low[k] not in MARKS if telling.start else False
        if telling.act not in INVERTIBLE or (not self.postposed and (blocked or (k < 0 and telling.start))):
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
        for start, mention in self.starts.items():
            if mention.role not in ("name", "head", "group", "adjective") or self.inside[start]:
                continue
            first = start
            while first and (self.low[first - 1] in self.grammar["determiners"] or first - 1 in self.ends):
                first = first - 1 if first - 1 not in self.ends else self.ends[first - 1].start
            before = self.low[first - 1] if first else ""
            if before in self.grammar["links"] or before in self.grammar["low"] or before in self.grammar["stops"]:
                continue
            return self.classify(*self.phrase_after(first, strict=True))
        return None

    def _placed(self, telling: Telling, k: int) -> Telling:
        """Whether the telling leads or trails its content, and the rank of its clause."""
        low, g, first = self.low, self.grammar, min(telling.order, telling.start)
        before = low[first - 1] if first else ""
        relative = before in ("which", "what", "how")
        telling.low |= relative or before in g["low"] or (before == "on" and "which" in low[max(0, first - 3) : first])
        telling.parallel = before in g["parallel"] or before == ";"
        opened = before in MARKS and self.inside[first - 1] and self.inside[first]
        if telling.place == "leading" and before in MARKS and not opened and telling.kind not in ("adjunct", "purpose"):
            following = telling.end
            while following < len(low) and low[following] in ("also", "later", "further", "earlier", "too", "again"):
                following += 1
            addressee = self.starts.get(following)  # told AFP, told reporters
            if addressee and addressee.role in ("media", "outsider"):
                following = addressee.end
            word = low[following] if following < len(low) else "."
            opens = word in ('"', "“", "«", "''", ":") and not self.inside[max(first - 2, 0)]
            named = word[0].isalpha() and self.words[following][0].isupper() and word not in g["between"]
            if word not in self.grammar["content"] and not opens and not named and following not in self.starts:
                telling.place = "trailing"
        return telling
