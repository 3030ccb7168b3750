"""The accounts of a call: the sentences that a comparison rests on, and which of them speak of the same thing."""

from itertools import product

import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import frequency, lexicons, segment

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
    words = told["text"].map(lambda text: " ".join(segment.tokens(text, numbers=True)))
    return told[~told.assign(words=words).duplicated(["call_id", "voice", "words"])]


def telling_words(*voices: str) -> frozenset[str]:
    """Words that only say who speaks: what the sides' presidencies and leaders are called, and verbs of plain saying.

    A journalist writes "the Kremlin said" again and again. Such words belong to the telling, not to what is told, and
    are left out where the accounts themselves are compared. They come from ``lexicons/voices.csv`` (names, titles and
    offices) and ``lexicons/reporting_verbs.csv`` (speech act "say"): a verb that demands or accuses stays in.

    Examples
    --------
    >>> words = telling_words("kremlin", "elysee")
    >>> [word in words for word in ("kremlin", "macron", "president", "said", "accused", "ceasefire")]
    [True, True, True, True, False, False]
    """
    names, verbs = lexicons.read("voices"), lexicons.read("reporting_verbs")
    ours = names["voice"].isin([*voices, ""]) & names["office"].isin(TELLING) & (names["role"] != "group")
    forms = verbs.loc[verbs["speech_act"] == "say", "forms"].str.split("|").explode()
    phrases = [*names.loc[ours, "phrase"], *forms[~forms.str.contains(" ")]]
    words = {word for phrase in phrases for word in segment.tokens(phrase)}
    # "two EU leaders" is what the French side may be called; the EU itself is somebody else, and stays.
    others = names.loc[(names["voice"] == "other") & ~names["phrase"].str.contains(" "), "phrase"]
    return frozenset(words - {segment.normal(phrase) for phrase in others})


def pair(
    sentences: pd.DataFrame,
    call_id: str,
    a: str,
    b: str,
    *,
    leave_out: frozenset[str] = frozenset(),
    least: float = 0.05,
) -> pd.DataFrame:
    """Which sentences of the two accounts of a call speak of the same thing, by the content words they share.

    The similarity of two sentences is the cosine of their TF-IDF weights (Salton & Buckley 1988), the weights taken
    from all ``sentences``. The most similar two are held together first, each sentence once. Stop words, and those in
    ``leave_out``, do not count.

    Parameters
    ----------
    sentences : as ``accounts`` gives them, with their labels as index.
    least : the smallest similarity, 0 to 1, that makes a pair.

    Returns
    -------
    One row a pair or a single sentence: ``a`` and ``b``, labels of rows in ``sentences`` (missing where only one side
    says it); ``told``, "both" or the side that alone says it; ``similarity``, three decimals, 0 for single ones;
    ``shared``, the words in common. In the order of side ``a``, then what only ``b`` says.

    Raises
    ------
    ValueError: the call is not in the table; names those that are.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": ["x"] * 3, "voice": ["kremlin", "elysee", "elysee"],
    ...                       "text": ["Grain was discussed.", "He asked for grain.", "He urged evacuations."]})
    >>> pair(table, "x", "kremlin", "elysee")[["shared", "told"]].values.tolist()
    [['grain', 'both'], ['', 'elysee']]
    """
    call = sentences[sentences["call_id"] == call_id]
    if call.empty:
        raise ValueError(f"no sentence on call '{call_id}'. There are: {sorted(sentences['call_id'].unique())}.")
    dropped = frequency.stop_words(_languages(sentences)) | leave_out
    content = {row: [w for w in segment.tokens(text) if w not in dropped] for row, text in sentences["text"].items()}
    ours, theirs = ([row for row in call.index if call.at[row, "voice"] == side] for side in (a, b))
    similar = _similarity(content, ours, theirs)
    partner: dict = {}
    for value, i, j in sorted((-similar.get((i, j), 0.0), i, j) for i, j in product(ours, theirs)):
        if -value >= least and i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [(i, partner.get(i), "both" if i in partner else a) for i in ours]
    pairs += [(None, j, b) for j in theirs if j not in partner.values()]
    table = pd.DataFrame(pairs, columns=["a", "b", "told"]).astype({"a": "Int64", "b": "Int64"})
    table["similarity"] = [similar.get((i, j), 0.0) for i, j, _ in pairs]
    table["shared"] = [" ".join(sorted({*content[i]} & {*content[j]})) if t == "both" else "" for i, j, t in pairs]
    return table


def _languages(sentences: pd.DataFrame) -> list[str]:
    """Those of the sentences that have a list of stop words; all where none is known: "EU" is no French verb here."""
    known = set(sentences["language"].dropna()) if "language" in sentences else set()
    return sorted(known & {*frequency.LANGUAGES}) or list(frequency.LANGUAGES)


def _similarity(content: dict, ours: list, theirs: list) -> dict[tuple, float]:
    if not ours or not theirs or not any(content.values()):
        return {}
    vectorizer = TfidfVectorizer(analyzer=lambda row: content[row]).fit(content)
    values = (vectorizer.transform(ours) @ vectorizer.transform(theirs).T).toarray().round(3)
    return {(i, j): float(values[x, y]) for (x, i), (y, j) in product(enumerate(ours), enumerate(theirs))}
