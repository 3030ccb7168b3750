"""The accounts of a call: the sentences that a comparison rests on, and the words that only tell who speaks."""

import os

import pandas as pd

from helpers import lexicons, segment
from helpers.voices import sides
from helpers.voices.mentions import Mention, Words

TELLING = ("presidency", "leader")


def accounts(sentences: pd.DataFrame, a: str, b: str, offices: tuple[str, ...] = TELLING) -> pd.DataFrame:
    """The sentences that a comparison of the two sides rests on.

    Those that give one of the two accounts, told by the offices named, of a call that both sides tell so. All texts
    on a call form one account for each side; a sentence that several of them repeat word for word counts once.

    Parameters
    ----------
    sentences : with ``doc_id``, ``call_id``, ``text``, ``voice`` and ``office``.

    Returns
    -------
    The same columns, fewer rows, in the same order; no rows where no call is told by both.

    Examples
    --------
    >>> told = {"call_id": ["x", "x", "y"], "voice": ["kremlin", "elysee", "kremlin"], "office": ["leader"] * 3}
    >>> table = pd.DataFrame({"doc_id": ["d"] * 3, "text": ["One.", "Two.", "Three."]} | told)
    >>> accounts(table, "kremlin", "elysee")["text"].tolist()
    ['One.', 'Two.']
    """
    told = sentences[sentences["voice"].isin([a, b]) & sentences["office"].isin(offices)]
    sides = told.groupby("call_id")["voice"].nunique()
    told = told[told["call_id"].isin(sides.index[sides == 2])]
    return once(told)


def in_one_language(told: pd.DataFrame) -> pd.DataFrame:
    """Of the accounts of the calls, what can be compared word by word: what both sides tell in the same language.

    Parameters
    ----------
    told : as ``accounts`` gives them; with ``language`` where known ("en" for "en-GB"; those whose language is not
        known are compared with one another). Without that column all rows stay.

    Returns
    -------
    The same columns, fewer rows, in the same order; no rows where no call is told by both in one language.

    Examples
    --------
    >>> told = {"call_id": ["x", "x", "y", "y"], "voice": ["kremlin", "elysee"] * 2}
    >>> in_one_language(pd.DataFrame(told | {"language": ["en", "en-GB", "ru", "fr"]}))["call_id"].tolist()
    ['x', 'x']
    """
    if "language" not in told:
        return told
    language = told["language"].astype("string").fillna("").str.split("-").str[0].str.lower()
    sides = told.groupby([told["call_id"], language.astype("object")])["voice"].transform("nunique")
    return told[sides == 2]


def once(told: pd.DataFrame) -> pd.DataFrame:
    """The sentences without those that repeat, word for word, another one of the same account.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": "x", "voice": "kremlin", "text": ["Grain.", "GRAIN!", "Arms."]})
    >>> once(table)["text"].tolist()
    ['Grain.', 'Arms.']
    """
    words = told["text"].map(lambda text: " ".join(segment.tokens(text, numbers=True)))
    return told[~told.assign(words=words).duplicated(["call_id", "voice", "words"])]


def telling_words(*voices: str, voices_file: str | os.PathLike | None = None) -> frozenset[str]:
    """Words that only say who speaks: what the sides' presidencies and leaders are called, and verbs of plain saying.

    A journalist writes "the Kremlin said" again and again. Such words belong to the telling, not to what is told, and
    are left out where the accounts themselves are compared. They come from ``lexicons/voices.csv`` (names, titles and
    offices; or a ``voices_file``, see ``voices.lexicon``) and ``lexicons/reporting_verbs.csv`` (speech act "say"): a
    verb that demands or accuses stays in.

    Raises
    ------
    ValueError: there is no such voice; names those that there are.

    Examples
    --------
    >>> words = telling_words("kremlin", "elysee")
    >>> [word in words for word in ("kremlin", "macron", "president", "said", "accused", "ceasefire")]
    [True, True, True, True, False, False]
    """
    names, verbs = sides.lexicon(voices_file), lexicons.table("reporting_verbs")
    sides.speakers(voices, names)  # the names of a misspelt voice would stay in
    ours = names["voice"].isin([*voices, ""]) & names["office"].isin(TELLING) & (names["role"] != "group")
    forms = verbs.loc[verbs["speech_act"] == "say", "forms"].str.split("|").explode()
    phrases = [*names.loc[ours, "phrase"], *forms[~forms.str.contains(" ")]]
    words = {word for phrase in phrases for word in segment.tokens(phrase)}
    # "two EU leaders" is what the French side may be called; the EU itself is somebody else, and stays.
    others = names.loc[(names["voice"] == "other") & ~names["phrase"].str.contains(" "), "phrase"]
    return frozenset(words - {segment.normal(phrase) for phrase in others})


def without_sources(
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """The sentences with spaces in place of the words that only name the source: who says it, and that he says it.

    Left out are the leaders and presidencies of the sides with what belongs to the name ("Russian President Vladimir
    Putin", "his French counterpart", "the two leaders"), news agencies, and verbs of plain saying ("said", "told",
    "according to"); each where it does so, and nowhere else: "Russian" stays in "the Russian blockade". What is left
    are the words that say what was said; offsets stay as they are.

    Parameters
    ----------
    sentences : with ``text`` and ``language``.

    Examples
    --------
    >>> table = pd.DataFrame({"text": ["Russian envoys left, the Russian leader told Macron."], "language": ["en"]})
    >>> without_sources(table)["text"].str.split().str.join(" ").iloc[0]
    'Russian envoys left, the .'
    """
    _, lexicon_of = sides.prepared(voices, voices_file)
    pairs = zip(sentences["text"], sentences["language"], strict=True)
    return sentences.assign(text=[_without(Words(text, lexicon_of(language)), voices) for text, language in pairs])


def _without(words: Words, voices: tuple[str, ...]) -> str:
    gone = [(one.start, one.end) for one in words.starts.values() if _is_source(one, voices)]
    beside = {start for start, _ in gone}
    for one in sorted(words.starts.values(), key=lambda one: -one.start):
        if one.role == "adjective" and one.voice in voices and one.end in beside:
            gone.append((one.start, one.end))
            beside.add(one.start)
    said = ((start, end) for start, end, act, kind, *_ in words.cues if act == "say" and kind != "quotative")
    gone += [(start, end) for start, end in said if start in words.verbs]
    text = words.text
    for start, end in gone:
        end += words.low[end : end + 1] in (["'s"], ["’s"])
        a, b = words.spans[start][0], words.spans[end - 1][1]
        text = text[:a] + " " * (b - a) + text[b:]
    return text


def _is_source(one: Mention, voices: tuple[str, ...]) -> bool:
    if one.role == "media":
        return True
    return one.office in TELLING and (one.voice in voices or (not one.voice and one.role in ("head", "group")))
