"""The accounts of a call: the sentences that a comparison rests on, and the words that only tell who speaks."""

import os

import pandas as pd

from helpers import lexicons, segment
from helpers.voices import sides

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
    names, verbs = sides.lexicon(voices_file), lexicons.read("reporting_verbs")
    sides.speakers(voices, names)  # the names of a misspelt voice would stay in
    ours = names["voice"].isin([*voices, ""]) & names["office"].isin(TELLING) & (names["role"] != "group")
    forms = verbs.loc[verbs["speech_act"] == "say", "forms"].str.split("|").explode()
    phrases = [*names.loc[ours, "phrase"], *forms[~forms.str.contains(" ")]]
    words = {word for phrase in phrases for word in segment.tokens(phrase)}
    # "two EU leaders" is what the French side may be called; the EU itself is somebody else, and stays.
    others = names.loc[(names["voice"] == "other") & ~names["phrase"].str.contains(" "), "phrase"]
    return frozenset(words - {segment.normal(phrase) for phrase in others})
