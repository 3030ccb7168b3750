"""Which sides of a matter each sentence picks out, by a codebook that is a list of words.

To frame is to pick out some sides of a matter and to make them stand out, so as to further one reading of it: what the
problem is, what brings it about, how it is to be judged, what should be done (Entman 1993, Journal of Communication
43(4), 51-58). The ten frames of ``lexicons/frames.csv`` say which side of a matter a sentence picks out; Entman's four
functions say what it does with it.
"""

import os
from functools import cache

import pandas as pd

from helpers.framing import _codebook, _scope
from helpers.voices import sides

_CARRIED = ["doc_id", "sentence", "call_id", "voice", "office", "speaker"]


def frames(
    sentences: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    *,
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """The frames and functions of each sentence, each with the words it rests on.

    A phrase counts wherever it stands, in small letters or capitals; "weapon*" is any word that begins so, "..." up to
    three words. A phrase inside a longer one that stands for something else gives no tag. Denial and quotation keep the
    frame, since they pick out the same side of the matter, and are told in ``scope``; only what a sentence says to be
    passed over in silence is not counted by the functions below. To leave scopes out, filter the table:
    ``tags[~tags["scope"].str.contains("quoted")]``.

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``text``; where there, ``language`` (empty: the phrases of all), ``voice`` and
        ``speaker`` as ``voices.attribute`` gives them, and raw offsets.
    codebook : a table like ``lexicons/frames.csv``, instead of it: ``frame``, ``kind`` (definition, example, pattern;
        function: phrases that give a function alone; scope: words of denial and silence), ``language``, ``text``,
        ``function``. A pattern without a frame hides the words in it.

    voices_file : the sides' names, as ``voices.attribute`` was told them; they tell whose words a quotation is.

    Returns
    -------
    One row a phrase found, in the order of the sentences: ``doc_id``, ``sentence``, ``call_id``, ``voice``, ``office``,
    ``speaker``, as far as the sentences have them; ``frame`` and ``function``, "" where it gives none, with all of the
    codebook's as categories; ``pattern``, the codebook's phrase, and ``words``, what the sentence has; ``start`` and
    ``end``, characters into the sentence, and ``raw_start``, ``raw_end`` if the sentences have them; ``scope``;
    ``why``. A sentence without a phrase has no row; one in a language without phrases has a row with no tag, and
    ``why`` says so. The scopes: "own"; "negated", up to five words behind a denial in the same clause, or one before
    it; "quoted", in quotation marks and another's words than those of the one whose account it is; "negated quoted";
    "silence".

    Raises
    ------
    ValueError: a column is missing, a text is missing, a sentence stands twice, or a row of the codebook is no phrase.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0], "language": "en", "text": ["There was no ceasefire, he said."]}
    >>> frames(pd.DataFrame(told))[["frame", "words", "start", "scope"]].values.tolist()
    [['ceasefire', 'ceasefire', 13, 'negated']]
    """
    _check(sentences)
    book = _codebook.checked(codebook)
    known = set(book["language"]) - {""}
    sides_of = sides.lexicon(voices_file).drop_duplicates("voice")
    own = dict(zip(sides_of["voice"], sides_of["speaker"], strict=True))
    # The project's own phrases are put in order once, those of a changed codebook at each call.
    phrases = cache(lambda language: _codebook.index(book, language)) if codebook is not None else _shipped
    rows = []
    for row in sentences.to_dict("records"):
        base = {name: row[name] for name in _CARRIED if name in row}
        language = row.get("language")
        language = language if isinstance(language, str) else ""
        if language and language not in known:
            rows.append(base | _tag(row, None, "", f"no phrases for the language '{language}'"))
            continue
        hits = _codebook.find(_codebook.words(row["text"]), phrases(language))
        other = "voice" not in row or _scope.others_words(row["voice"], row.get("speaker"), own)
        scopes = _scope.scopes(row["text"], hits, other, row.get("quoted", 0.0))
        rows += [base | _tag(row, hit, scope, "") for hit, scope in zip(hits, scopes, strict=True) if scope]
    raw = ["raw_start", "raw_end"] if "raw_start" in sentences else []
    carried = {name: sentences[name].dtype for name in _CARRIED if name in sentences}
    columns = [*carried, "frame", "function", "pattern", "words", "start", "end", *raw, "scope", "why"]
    table = pd.DataFrame(rows, columns=columns)
    kinds = {name: pd.CategoricalDtype(["", *_codebook.names(book, name)]) for name in ("frame", "function")}
    return table.astype(carried | dict.fromkeys(["pattern", "words", "scope", "why"], "str") | kinds)


@cache
def _shipped(language: str) -> _codebook.Index:
    return _codebook.index(_codebook.checked(None), language)


def _check(sentences: pd.DataFrame) -> None:
    if missing := [name for name in ("doc_id", "sentence", "text") if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}. segment.split() makes them.")
    empty = ~sentences["text"].map(lambda text: isinstance(text, str))
    twice = sentences.duplicated(["doc_id", "sentence"])
    for wrong, what in ((empty, "has no text. Drop it"), (twice, "stands there twice. Drop one, or rename the text")):
        if wrong.any():
            row = sentences[wrong].iloc[0]
            raise ValueError(f"sentence {row['sentence']} of '{row['doc_id']}' {what}.")


def _tag(row: dict, hit: _codebook.Hit | None, scope: str, why: str) -> dict:
    if hit is None:
        found = {"frame": "", "function": "", "pattern": "", "words": "", "start": -1, "end": -1}
    else:
        phrase, span = hit.phrase, {"start": hit.start, "end": hit.end}
        found = {"frame": phrase.frame, "function": phrase.function, "pattern": phrase.text} | span
        found["words"] = row["text"][hit.start : hit.end]
    if "raw_start" in row:
        found |= {f"raw_{end}": row["raw_start"] + found[end] if hit else -1 for end in ("start", "end")}
    return found | {"scope": scope, "why": why}
