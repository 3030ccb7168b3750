"""Noun phrases around a name, and what kind of source each one is."""

from helpers.voices.mentions import MARKS, SUBJECT_REACH, Mention, Source, Words


class Phrases(Words):
    """One sentence with its noun phrases."""

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
            elif word in g["determiners"] and not (word == "one" and i == last):
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
            goes_on = word in g["conjunctions"] | g["links"] or (word in g["determiners"] and i + 1 in self.starts)
            if strict and known and self.words[i][0].islower() and not goes_on:
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
        if self.low[start:end] == ["other"]:
            return None  # each other
        if self.low[start + 1 : end] == ["of", "them"]:
            return Source("pronoun", head="they", start=start, end=end)
        if end - start == 1 and self.low[start] in ("one", "some", "many", "several", "others", "another"):
            return Source("other", "other", head=self.low[start], start=start, end=end)
        while end > start and end - 1 not in self.ends and self.low[end - 1] in g["between"] | g["determiners"]:
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
            return Source("group", "", "leader" if office == "ministry" else office, start=start, end=end)
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
        if last.role == "document" and cut < end and (owner := [m for m in inside[1:] if m.voice and m.role == "name"]):
            return Source("office", owner[0].voice, owner[0].office, **where)  # figures from the palace
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
            named = any(word[0].isupper() for word in self.words[front[-1].end : where["end"]])
            if named and not self.postposed:
                return Source("other", "other", **where)  # "government spokesman Steffen Seibert": nobody's we know
            return Source("generic", head.voice, office, **where)
        voice = marks[0].voice if marks else lean[0]
        kind = "office" if office in ("presidency", "state") else office
        return Source("other" if voice == "other" else kind, voice, office, **where)

    @property
    def postposed(self) -> bool:
        """Whether modifiers stand behind the noun, as in French and (genitives) in Russian."""
        return self.lexicon.language != "en"
