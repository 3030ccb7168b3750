"""The rules by which a text's sentences get their voice, in the order in which they are asked, each with its reason."""

from collections.abc import Callable
from dataclasses import replace

from helpers.voices.accounts import Account, Decision
from helpers.voices.attribution import Sentence, Telling

AHEAD = 12  # sentences a quotation may run before its attribution comes

WHY = {
    "own_text": "the side published the text itself",
    "both_tell": "each side is the source of a part",
    "office_tells": "the source is an office, ministry or state",
    "according_to": 'source named with "according to" or the like',
    "leader_tells": "the source is a leader",
    "pronoun_tells": "the pronoun is the source just named",
    "third_tells": "the source belongs to neither side",
    "carrier": "a newspaper or agency is the only source",
    "leaders_carried": "both leaders: same source as before",
    "leaders_one_office": "both leaders: the text's only presidency is the source",
    "leaders_jointly": "both sides: no office is the source",
    "quotation_closed_later": "the quotation names its source at the end",
    "subject_quoted": "the words quoted are the subject's",
    "quotation_carried": "quotation without a source: same source as before",
    "passive_carried": "no subject: same source as before",
    "pronoun_carried": "a pronoun: same source as before",
    "free_indirect": "a judgement or demand in an office's paragraph: the office",
    "narrator": "no source named: the journalist",
}


# -- the rules, in the order in which they are asked


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
        before = [p for p in offices if p[0].order < telling.order]
        if telling.place == "trailing":  # "Paris demands a truce, the Russian president said"
            before = [p for p in before if p[1].office != "state"]
        above = [p for p in offices if p[0].place == "trailing" or p[0].parallel or p in before]
        telling, decision = above[-1] if above else (telling, decision)
    if decision.voice in account.speakers:
        opens = account.sentence.low[0] in account.sentence.grammar["parallel"]  # "While the one says, the other says"
        for rival in sides:
            first, later = sorted((rival[0], telling), key=lambda t: t.order)
            parallel = later.parallel or (opens and first.parallel)
            if rival[1].voice != decision.voice and parallel and later.order > first.order:
                return replace(decision, voice="joint", speaker="both", rule="both_tell")
    return _named(account, telling, decision)


def _named(account: Account, telling: Telling, decision: Decision) -> Decision:
    source = telling.source
    if decision.voice == "joint":
        return _jointly(account, decision, named=not source.head)
    if source.kind == "pronoun":
        return replace(decision, rule="pronoun_tells")
    if decision.office == "leader" and decision.voice in account.speakers:
        return replace(decision, rule="leader_tells")
    decision = account.passing_on(decision, telling)
    if decision.voice == "other":
        return replace(decision, rule="carrier" if source.kind == "media" else "third_tells")
    return replace(decision, rule="according_to" if telling.kind == "source_follows" else "office_tells")


def _jointly(account: Account, decision: Decision, named: bool) -> Decision:
    """Joint leaders: the office they continue, else a text's only office, else the two of them."""
    before = account.in_paragraph or (account.previous if _quotes(account.sentence) else None)
    if before and before.voice in account.speakers and before.office == "presidency":
        return replace(decision, voice=before.voice, office="presidency", rule="leaders_carried")
    if len(account.offices) == 1 and (decision.office == "leader" or (decision.office == "state" and not named)):
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
    decision = replace(decision, cue="", cue_start=-1, cue_end=-1, rule="quotation_closed_later")
    own = account.speakers.get(decision.voice, decision.speaker)
    return account.passing_on(replace(decision, speaker=own), None)


def _with_cue(account: Account, decision: Decision, telling: Telling) -> Decision:
    start, end = account.sentence.spans[telling.start][0], account.sentence.spans[telling.end - 1][1]
    return replace(decision, cue=account.sentence.text[start:end], cue_start=start, cue_end=end)


def _carried(before: Decision | None) -> Decision | None:
    bare = Decision("")
    named = ("cue", "teller", "cue_start", "cue_end", "rule", "head", "passes_on")
    return before and replace(before, **{name: getattr(bare, name) for name in named})


def _quotation(account: Account) -> Decision | None:
    sentence = account.sentence
    whole = bool(sentence.inside) and sum(sentence.inside) >= 0.6 * len(sentence.inside)
    if not whole and not _quotes(sentence):
        return None
    if whole:
        return _carried(account.memory.last) or Decision("other", "none", "third")
    topic = sentence.topic()
    if topic and topic.voice == "other" and topic.kind in ("leader", "office", "state", "ministry"):
        return Decision("other", "none", "third", rule="subject_quoted")
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
    if first.place == "passive" and first.act in ("say", "stress", "inform"):
        before = before or account.only_office()  # only one office tells in the text: the remark is its own
    if before is None or before.voice not in account.speakers or before.office == "state":
        return None
    decision = _with_cue(account, _carried(before), first)
    if first.act in ("agree", "negotiate") and before.office == "presidency":
        return replace(decision, speaker="both")
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


RULES: tuple[tuple[str, Callable[[Account], Decision | None]], ...] = (
    ("quotation_closed_later", _closing),
    ("told", _told),  # names its rule itself: both_tell to leaders_jointly in WHY
    ("quotation_carried", _quotation),
    ("passive_carried", _passive),
    ("pronoun_carried", _continues),
    ("free_indirect", _indirect),
    ("narrator", lambda account: Decision("narrator")),
)
