"""Naming: which of several names for the same thing a text uses, in whose account and in whose quotation.

The names are rows of ``lexicons/naming.csv``, each with its source and a note on what the name says beside the thing.
The notes record who is known to use a name; that a text uses it decides nothing about its author.
"""

from functools import cache

import numpy as np
import pandas as pd
import regex

from helpers import lexicons, segment

LANGUAGES = ("en", "fr", "ru")
KEPT = ["doc_id", "sentence", "call_id", "published", "voice", "office", "speaker"]
_LETTER = r"[\p{L}\p{M}\p{N}]"
_LOOSE = {"-": "[-‐‑–]", "'": "['’]", "’": "['’]", "*": r"[\p{L}\p{M}]*"}


def naming(sentences: pd.DataFrame, documents: pd.DataFrame | None = None) -> pd.DataFrame:
    """Each occurrence of a name that has rivals: Kyiv or Kiev, sanctions or restrictions, war or special operation.

    A name of kind "spelling" is no stance by itself. Kyiv and Kiev differ by house style and date first: AP changed
    on 14 August 2019, and a text older than that says Kiev whoever speaks; a journalist or translator may respell
    what a side wrote. A name of kind "term" says more than which thing is meant, and ``note`` what. Common words name
    other things too ("occupied", "restrictions"): read the sentence. Names inside others count once, the longest
    first; what looks like a name and is none ("chicken Kiev") is a row of kind "not" and leaves no trace.

    Parameters
    ----------
    sentences : with ``doc_id``, ``sentence``, ``language`` and ``text``; ``voice``, ``office`` and ``speaker`` as
        ``voices.attribute`` gives them. English, French and Russian have names.
    documents : with ``doc_id`` and ``published``, where the sentences do not say when.

    Returns
    -------
    One row an occurrence: of ``doc_id``, ``sentence``, ``call_id``, ``published``, ``voice`` (in whose account),
    ``office``, ``speaker`` those there are; ``start``, ``end`` in the sentence, ``raw_start``, ``raw_end`` where the
    sentences have them; ``thing``, ``name`` as listed, ``words`` as written, ``kind``, ``note``; ``quoted``, whether
    it stands inside quotation marks: then it is the speaker's, or held at a distance. A sentence in a language
    without names has one row, its name missing and ``why`` filled.

    Raises
    ------
    ValueError: a column is missing.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en",
    ...     "text": ["Putin spoke of a “special military operation”, Macron of the war in Ukraine."]})
    >>> naming(said)[["name", "quoted"]].values.tolist()
    [['special military operation*', True], ['war in Ukraine', False]]
    """
    if missing := [name for name in ("doc_id", "sentence", "language", "text") if name not in sentences]:
        raise ValueError(f"the sentences have no column {', '.join(missing)}. segment.split() makes them.")
    if documents is not None:
        sentences = sentences.assign(published=_published(sentences, documents))
    kept = [name for name in KEPT if name in sentences]
    raw = "raw_start" in sentences
    extra = [name for name in ("raw_start", "quoted") if name in sentences]
    rows = []
    for row in sentences[list(dict.fromkeys([*kept, "language", "text", *extra]))].to_dict("records"):
        place = {name: row[name] for name in kept}
        if row["language"] not in LANGUAGES:
            known = isinstance(row["language"], str) and row["language"]
            why = f"no names for the language '{known}'" if known else "language not known: see cleaning.languages()"
            rows.append(place | {"why": why})
            continue
        for found in _found(row):
            span = {n: row["raw_start"] + found[n[4:]] for n in ("raw_start", "raw_end")} if raw else {}
            rows.append(place | found | span | {"why": ""})
    places = ["start", "end", *(["raw_start", "raw_end"] if raw else [])]
    words = ["thing", "name", "words", "kind", "note", "why"]
    table = pd.DataFrame(rows, columns=[*kept, *places, *words[:-1], "quoted", "why"])
    kinds = sentences[kept].dtypes.to_dict()  # a table without rows has them too
    return table.astype(kinds | dict.fromkeys(places, "Int64") | dict.fromkeys(words, "str") | {"quoted": "boolean"})


def naming_counts(occurrences: pd.DataFrame) -> pd.DataFrame:
    """How often each voice uses each of the rival names, and how often inside quotation marks.

    Parameters
    ----------
    occurrences : as ``naming`` gives it, from sentences with ``voice``.

    Returns
    -------
    One row a thing, name and voice: ``kind``; ``count``, ``quoted`` of these, ``texts`` in which it stands; ``first``
    and ``last`` date where the occurrences have ``published``. By thing, then most frequent first, ties by name and
    voice. A voice that uses none of a thing's names has no row.

    Raises
    ------
    ValueError: no column ``voice``.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "voice": "kremlin",
    ...                      "text": ["Kiev must talk, and Kiev knows it."]})
    >>> naming_counts(naming(said))[["name", "voice", "count"]].values.tolist()
    [['Kiev', 'kremlin', 2]]
    """
    if "voice" not in occurrences:
        raise ValueError("the occurrences have no column voice. Give naming() the sentences of voices.attribute().")
    found = occurrences.dropna(subset=["name"]).astype({"quoted": "int64"})
    groups = found.groupby(["thing", "name", "voice"], sort=True)
    table = groups.agg(kind=("kind", "first"), count=("name", "size"), quoted=("quoted", "sum"))
    table["texts"] = groups["doc_id"].nunique()
    if "published" in found:
        table["first"], table["last"] = groups["published"].min(), groups["published"].max()
    order = {"by": ["thing", "count", "name", "voice"], "ascending": [True, False, True, True]}
    return table.reset_index().sort_values(**order, ignore_index=True)


def _published(sentences: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    if missing := [name for name in ("doc_id", "published") if name not in documents]:
        raise ValueError(f"the documents have no column {', '.join(missing)}. corpus.read() makes them.")
    dates = documents.drop_duplicates("doc_id").set_index("doc_id")["published"]
    return dates.reindex(sentences["doc_id"]).set_axis(sentences.index)


@cache
def _names(language: str) -> list[tuple[regex.Pattern, dict]]:
    """The names of a language, the longest first; capitals are asked for where the list has them."""
    rows = lexicons.table("naming")
    rows = rows[rows["language"] == language].to_dict("records")
    rows.sort(key=lambda row: (-len(row["name"]), row["name"], row["thing"]))
    return [(_pattern(row["name"]), {name: row[name] for name in ("thing", "name", "kind", "note")}) for row in rows]


def _pattern(name: str) -> regex.Pattern:
    words = r"\s+".join(_word(word) for word in name.split(" "))
    return regex.compile(rf"(?<!{_LETTER}){words}(?!{_LETTER})")


def _word(word: str) -> str:
    """A capital is asked for where the list has one, and "KIEV" is Kiev."""
    if word[0].isupper():
        return "(?:" + "|".join(_loose(form) for form in dict.fromkeys([word, word.upper()])) + ")"
    return f"(?i:{_loose(word)})"


def _loose(word: str) -> str:
    return "".join(_LOOSE.get(letter) or regex.escape(letter) for letter in word)


def _found(row: dict) -> list[dict]:
    text = row["text"] if isinstance(row["text"], str) else ""
    taken = np.zeros(len(text), dtype=bool)
    found = []
    for pattern, name in _names(row["language"]):
        for match in pattern.finditer(text):
            start, end = match.span()
            if taken[start:end].any():
                continue
            taken[start:end] = True
            if name["kind"] != "not":
                found.append({"start": start, "end": end, "words": match.group()} | name)
    inside = segment.quoted(text, row.get("quoted")) if found else taken
    found = [one | {"quoted": bool(inside[one["start"] : one["end"]].all())} for one in found]
    return sorted(found, key=lambda one: one["start"])
