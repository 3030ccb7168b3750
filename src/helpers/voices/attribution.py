"""What one sentence says about its source: the *tellings* in it, each a source joined to the cue that makes it one.

This is the sentence half of ``voices``. It knows the ways in which English, French and Russian join a source to what
it says (subject and verb, "according to", inversion, passives, participles, asides) but neither names nor verbs,
which are rows of the lexicons. What sentences do to one another is decided in ``voices``.

Source, cue and content are the units of attribution studies (Newell, Margolin & Ruths 2018).
"""

from helpers.voices.mentions import MARKS, QUOTES, Source
from helpers.voices.subjects import INVERTIBLE, PARTICIPLE_PASSIVES, SILENT_WHEN_NEGATED, Subjects, Telling

TAG = 12  # words that may name the teller behind the last comma or quotation mark


class Sentence(Subjects):
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
            if cue[3] == "source_follows":
                made = self._introduced(cue)
                if made and made.source.end <= made.start and (quoted := self.classify(*self.phrase_after(cue[1]))):
                    found.append(
                        Telling(quoted, *cue[:3], "any", "leading", low=True, quoted=made.quoted, order=cue[1])
                    )
            else:
                made = self._noun(cue) if cue[3] == "content_noun" else self._told(cue, found)
            if made and made.source.kind != "topic":
                found.append(made)
        if tag := self._tag(found):
            found.append(tag)
        if not any(telling.source.kind != "none" and not telling.quoted for telling in found):
            found += self._unlisted()
        return found

    def _unlisted(self) -> list[Telling]:
        """A verb that no lexicon lists reports where a source has it beside a quotation or before "that" or "as"."""
        low = self.low
        source = None if self.postposed else self.topic()
        if source is None and low[0] in self.grammar["it"] and low[1:2] and low[1] not in self.grammar["impersonal"]:
            source = Source("pronoun", head=low[0], start=0, end=1)  # "It retains of the talk that ..."
        if source is None or source.kind not in ("office", "leader", "ministry", "generic", "pronoun"):
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

    def _tag(self, found: list[Telling]) -> Telling | None:
        """The teller in a sentence's last words, whatever the verb: ", so the palace", "as the palace put about"."""
        low, stop = self.low, len(self.low)
        while stop and low[stop - 1] in MARKS and not self.inside[stop - 1]:
            stop -= 1
        closes = [k for k in range(1, stop) if low[k] in QUOTES and self.inside[k - 1] and not self.inside[k]]
        first = 1 + max((k for k in range(stop) if low[k] in (",", "–", "—") or k in closes[-1:]), default=-1)
        if not 0 < first < stop or stop - first > TAG or self.inside[first]:
            return None
        if any(telling.source.kind != "none" and telling.start >= first for telling in found):
            return None
        quoted = bool(closes) and closes[-1] >= first - 2
        start, end = self.phrase_after(first + (low[first] in self.grammar["tags"]), strict=True)
        source = self.classify(start, end) if start < end else None
        known = source is not None and (source.kind in ("office", "ministry") or source.office == "presidency")
        if low[first] in self.grammar["tags"] and known and (stop - end <= 1 or self._is_unlisted(end)):
            return Telling(source, start, end, "say", "any", "trailing", order=first)
        if not quoted:
            return None
        if (start in self.starts or low[start] in self.grammar["determiners"]) and self._is_unlisted(end):
            return next(iter(self._guess(source, end, "trailing")), None)
        return self._tagged(first, stop)

    def _tagged(self, first: int, stop: int) -> Telling | None:
        """Behind a quotation: a verb that no lexicon lists before its subject, else whichever office is named."""
        if self._is_unlisted(first) and self.low[first].endswith(("s", "ed")):
            offices = [m for k, m in self.starts.items() if first < k < stop and m.office == "presidency"]
            start, end = self.phrase_after(first + 1, strict=True)
            if offices and not start <= offices[0].start < end:
                start, end = self.phrase_before(offices[0].end - 1)
            source = self.classify(start, end) if start < end else None
            if source and source.kind in ("office", "leader", "ministry", "generic"):
                return Telling(source, first, first + 1, "say", "any", "trailing", order=first)
        return None

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

    def _noun(self, cue: tuple) -> Telling:
        """ "reports that", "Putin's claim that": a noun with its content; whose, if a genitive says so."""
        start, end, act, *_ = cue
        owner = self.phrase_before(start - 2) if start > 1 and self.low[start - 1] in ("'s", "’s") else (0, 0)
        source = self.classify(*owner) or Source("other", "other", head=self.low[start], start=start, end=end - 1)
        return Telling(source, start, end, act, "adjunct", "leading", quoted=self.inside[start], order=start)

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
            by_whom = low[end : end + 1] == ["by"] and not "".join(low[end + 1 : end + 2]).endswith("ing")
            passive = (passive or (by_whom and low[v].endswith("ed"))) and not ing and low[v] != base and base != "be"
        elif low[v].endswith(PARTICIPLE_PASSIVES):
            passive = True
        telling = Telling(Source("none"), v, end, act, kind, "leading", order=v)
        telling.quoted = self.inside[v] and (k < 0 or self.inside[k] or self.low[k] in MARKS)
        if kind == "silence" or (negated and act in SILENT_WHEN_NEGATED and not passive):
            telling.place = "silence"
        if kind == "noted":
            telling.place, source, passive = "passive", None, True
        elif passive:
            source = self._passive(telling, k, perfect)
        else:
            source = self._active(telling, k, participle, before)
            if source and base == "call" and source.kind == "other" and not self.words[source.start][0].isupper():
                return None  # "a party called Hope"
            if source and participle and self._with_participle(telling.order, telling):
                telling.parallel = source.kind in ("office", "ministry")  # "..., with the palace saying": it tells too
            if source and (source.kind == "dropped" or self._is_reduced(source, v)):
                return None
        if source is None and not passive and telling.place != "silence":
            telling.place = "bare"
        if source and source.kind == "other" and low[source.start] in self.grammar["nobody"]:
            telling.place = "silence"
        telling.source = source or telling.source
        return self._placed(telling, k)

    def _passive(self, telling: Telling, k: int, perfect: bool) -> Source | None:
        """Who says it, where the verb is passive: its agent, a place, a paper; else nobody, and it may be carried."""
        low, v, end = self.low, telling.start, telling.end
        impersonal = k >= 0 and low[k] in self.grammar["it"]
        telling.order = k if impersonal else v
        source = self._by(v + 1, end, impersonal)
        if source is None and impersonal and k and low[k - 1] in MARKS and telling.act in SILENT_WHEN_NEGATED:
            source = Source("pronoun", head=low[k], start=k, end=k + 1)  # "..., it was said": whoever was telling
        if source is None:
            telling.place = "passive"
            rumour = not impersonal and low[end : end + 1] == ["to"]  # "are said to have ..."
            telling.kind = "perfect" if perfect or rumour else telling.kind
        return source

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
        if source is None or source.head in ("it", "one", "they", "on", "t-on", "они"):
            source = self._located(end, impersonal=source is not None) or source
        if source is None or source.kind == "pronoun":
            source = self._located(0) or source  # "At the palace they say"
        return source

    def _placed(self, telling: Telling, k: int) -> Telling:
        """Whether the telling leads or trails its content, and the rank of its clause."""
        low, g, first = self.low, self.grammar, min(telling.order, telling.start)
        before = low[first - 1] if first else ""
        relative = before in ("which", "what", "how")
        telling.low |= relative or before in g["low"] or (before == "on" and "which" in low[max(0, first - 3) : first])
        telling.parallel |= before in g["parallel"] or before == ";"
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
            opens |= bool(QUOTES & set(low[telling.source.end : telling.start]))
            content = named or following in self.starts or word in self.grammar["content"]
            if not opens and (not content or self._only_told(following)):
                telling.place = "trailing"
        return telling

    def _only_told(self, first: int) -> bool:
        """Whether only who was told, and when, stands up to the next mark: "..., he told *Macron on Sunday*." """
        addressee, low, g = self.starts.get(first), self.low, self.grammar
        if addressee is None or addressee.office != "leader":
            return False
        k = addressee.end
        while k < len(low) and (low[k] in g["prepositions"] | g["between"] | g["calls"] or low[k] in ("a", "the")):
            k += 1
        return k >= len(low) or low[k] in MARKS - QUOTES - {":"}
