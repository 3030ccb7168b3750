"""Evidence tables made from what a figure or a table was made from."""

from collections.abc import Iterable

import pandas as pd

from helpers import segment
from helpers.evidence import _columns


def of(sentences: pd.DataFrame, documents: pd.DataFrame, by: _columns.By = "voice") -> pd.DataFrame:
    """The sentences themselves, under the group that they are in.

    Parameters
    ----------
    sentences : as ``segment.split`` gives them, with further columns. documents : those that they come from.
    by : one column or several, whose values make the mark. A missing value is "—".

    Returns
    -------
    An evidence table, sorted by the columns (categories in their order), then by document and sentence.

    Raises
    ------
    ValueError: a column is missing, a document of a sentence is missing or stands twice.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["d"], "text": ["Grain. Arms."], "outlet": ["TASS"]})
    >>> sentences = segment.split(documents).assign(voice=["kremlin", "elysee"])
    >>> of(sentences, documents, ["doc_id", "voice"])[["mark", "text", "outlet"]].values.tolist()
    [['d · elysee', 'Arms.', 'TASS'], ['d · kremlin', 'Grain.', 'TASS']]
    """
    _columns.check(sentences, [*_columns.PLACE, *_columns.listed(by)])
    return _columns.grouped(sentences, documents, by)


def terms(
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    words: str | Iterable[str],
    by: _columns.By = (),
    *,
    numbers: bool = False,
    stop_words: str = "keep",
) -> pd.DataFrame:
    """Each occurrence of these words or phrases, as ``frequency.count`` counts them.

    Parameters
    ----------
    sentences, documents : as for ``of``.
    words : a term, or several; one of several words is counted with that ``length``.
    by : columns whose values stand in the mark after the term.
    numbers, stop_words : as they were given to ``frequency.count``.

    Returns
    -------
    An evidence table in the order of the words, then as ``of``; as many rows a mark as the count says. Words that
    stand nowhere are last, a row each without a sentence.

    Raises
    ------
    ValueError: as ``of``; a term without a word in it.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["d"], "text": ["Grain, more grain. Arms."]})
    >>> sentences = segment.split(documents).assign(voice="kremlin")
    >>> terms(sentences, documents, ["grain", "peace"], "voice")[["mark", "sentence", "word_start"]].values.tolist()
    [['grain · kremlin', 0, 0], ['grain · kremlin', 0, 12], ['peace', <NA>, <NA>]]
    """
    _columns.check(sentences, [*_columns.PLACE, *_columns.listed(by)])
    words = [words] if isinstance(words, str) else words
    wanted = {word: " ".join(segment.tokens(word, numbers)) for word in dict.fromkeys(words)}
    if empty := [word for word, term in wanted.items() if not term]:
        raise ValueError(f"no word to look for in {empty[0]!r}.")
    found = _columns.standing(sentences, set(wanted.values()), numbers, stop_words)
    places = [
        (order, word, *place) for order, (word, term) in enumerate(wanted.items()) for place in found.get(term, [])
    ]
    places = pd.DataFrame(places, columns=["order", "word", "at", "word_start", "word_end"])
    told = sentences.iloc[places["at"].astype("int64")].reset_index(drop=True)
    told[["word_start", "word_end"]] = places[["word_start", "word_end"]]
    table = _columns.grouped(told, documents, by, places["word"], places["order"])
    nowhere = pd.DataFrame({"mark": [word for word, term in wanted.items() if term not in found]})
    return pd.concat([table, nowhere.astype("str")], ignore_index=True).astype(table.dtypes)


def rows(finds: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame, by: _columns.By) -> pd.DataFrame:
    """The sentences that rows of another table are about: frames, speech acts, names, subjects, a concordance.

    Parameters
    ----------
    finds : with ``doc_id`` and ``sentence``, or under the labels of the sentences. Where they have ``start`` and
        ``end``, characters into the sentence (of a concordance, with its column ``match``, into the text), these words
        count; -1 or missing: none in particular.
    sentences : those that the figure rests on; finds in other sentences are not its evidence.
    documents : as for ``of``. by : columns of the finds or, if they have them not, of the sentences. A find with
        nothing in one of them (no frame, no name) has no mark, and no row.

    Returns
    -------
    An evidence table, sorted as that of ``of``; the same words under the same mark once.

    Raises
    ------
    ValueError: as ``of``; words that lie outside their sentence; a sentence that stands twice.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["d"], "text": ["They spoke of a truce."]})
    >>> sentences = segment.split(documents).assign(voice="elysee")
    >>> tags = pd.DataFrame({"doc_id": ["d"], "sentence": [0], "frame": ["ceasefire"], "start": [16], "end": [21]})
    >>> rows(tags, sentences, documents, ["frame", "voice"])[["mark", "word_start", "word_end"]].values.tolist()
    [['ceasefire · elysee', 16, 21]]
    """
    keys = ["doc_id", "sentence"]
    _columns.check(sentences, _columns.PLACE)
    if set(keys) <= set(finds.columns):
        known, sought = (pd.MultiIndex.from_frame(table[keys]) for table in (sentences, finds))
    else:
        known, sought = sentences.index, finds.index
    if not known.is_unique:
        twice = sentences[known.duplicated()].iloc[0]
        raise ValueError(f"sentence {twice['sentence']} of '{twice['doc_id']}' stands there twice. Drop one.")
    at = known.get_indexer(sought)
    finds, found = finds[at >= 0], sentences.iloc[at[at >= 0]].reset_index(drop=True)
    for name in _columns.listed(by):
        if name in finds:
            found[name] = finds[name].array
    _columns.check(found, _columns.listed(by))
    found = _columns.words_of(found, finds)
    nothing = found[_columns.listed(by)].isna() | (found[_columns.listed(by)].astype("object") == "")
    found = found[~nothing.any(axis=1)]
    return _columns.grouped(found, documents, by)


def pairs(links: pd.DataFrame, sentences: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The sentences of each link between the two accounts of a call, and those that stand alone.

    Parameters
    ----------
    links : as ``framing.pair`` gives them; of several calls, one below the other. sentences : those that were paired.

    Returns
    -------
    An evidence table in the order of the links; the mark says how the matter is told and counts the links.

    Examples
    --------
    >>> from helpers import framing
    >>> documents = pd.DataFrame({"doc_id": ["d"], "text": ["Grain prices rose. He spoke of grain."]})
    >>> sentences = segment.split(documents).assign(call_id="x", voice=["kremlin", "elysee"])
    >>> pairs(framing.pair(sentences, "x"), sentences, documents)[["mark", "text"]].values.tolist()
    [['link 1: told by both', 'Grain prices rose.'], ['link 1: told by both', 'He spoke of grain.']]
    """
    told = {"both": "told by both", "differently": "told differently"}
    links = links.reset_index(drop=True)
    words = links["told"].map(lambda how: told.get(how, f"only {how}"))
    number = links["told"].isin(told).cumsum().astype("str")
    how = words.where(~links["told"].isin(told), "link " + number + ": " + words)
    both = pd.concat([links[side].dropna().rename("label") for side in ("a", "b")]).sort_index(kind="stable")
    found = sentences.loc[both.to_list()].assign(mark=how[both.index].to_numpy())
    _columns.check(found, _columns.PLACE)
    return _columns.assembled(found, documents)


def removed(pieces: pd.DataFrame, documents: pd.DataFrame, by: _columns.By = "reason") -> pd.DataFrame:
    """What was cleaned away: pieces of the raw text, which are in no sentence.

    Parameters
    ----------
    pieces : as ``cleaning.clean`` gives them.

    Returns
    -------
    An evidence table; a piece has no ``sentence``, no ``start`` and no ``end``.

    Examples
    --------
    >>> from helpers import cleaning
    >>> documents, gone = cleaning.clean(pd.DataFrame({"doc_id": ["a"], "raw": ["They spoke.\\nShare on Facebook"]}))
    >>> removed(gone, documents)[["mark", "raw_start", "text"]].values.tolist()
    [['share', 12, 'Share on Facebook']]
    """
    _columns.check(pieces, ["doc_id", "raw_start", "raw_end", "text", *_columns.listed(by)])
    return _columns.grouped(pieces, documents, by)
