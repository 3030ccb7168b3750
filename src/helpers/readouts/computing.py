"""The tables of readouts, made from their texts: words counted, sentences numbered, tagged and known by a checksum."""

import hashlib
import os
import warnings
from importlib.resources import files
from pathlib import Path

import pandas as pd

from helpers import lexicons, segment
from helpers.corpus import CorpusError, Problem, _whole
from helpers.readouts.tables import COLUMNS, ENDS, KEYS, Tables, checksum, load, misfits, sentence_sum, typed

# The lists that automatic tags rest on.
_LISTS = ("abbreviations", "acts", "agentless", "frames", "issues", "names", "reporting_verbs", "stop_words", "voices")


def lists_version() -> str:
    """Eight digits that change with any of the lists on which automatic tags rest."""
    content = b"".join((files(lexicons) / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n") for name in _LISTS)
    return hashlib.sha256(content).hexdigest()[:8]


def compute(texts: pd.DataFrame, data: Tables | None = None) -> Tables:
    """The tables of readouts that somebody has as texts: the same numbers as in ``data/`` from the same texts.

    Parameters
    ----------
    texts : ``doc_id``, ``call_id``, ``dyad`` (two states, as "ru-fr"), ``side``, ``language``, ``text``; further
        columns of ``readouts.csv`` are kept.
    data : tables that know some of the readouts: what the texts do not say, and the labels by hand, which go to the
        sentences that have the same ``sha1``.

    Returns
    -------
    As ``load``, sorted by ``doc_id``; without ``data`` nothing is labelled or aligned by hand.

    Raises
    ------
    CorpusError: lists every row that cannot be taken, with what to do: no text, no side, an unknown dyad, a side that
        is none of the dyad's or stands twice on a call, a doc_id that stands twice. A language without lists is a
        warning: its words count, its sentences get no automatic tags.

    Examples
    --------
    >>> texts = pd.DataFrame({"doc_id": ["a", "b"], "call_id": "x", "dyad": "ru-fr", "side": ["kremlin", "elysee"],
    ...     "language": "en", "text": ["Grain was discussed. They spoke of grain.", "He asked for a truce."]})
    >>> made = compute(texts)
    >>> made.counts.query("term == 'grain'")["n"].tolist(), made.tags_automatic["frames"].tolist()
    ([2], ['economy', 'economy', 'ceasefire'])
    """
    made = _made(_filled(texts, data))
    labels = {} if data is None else _moved(data, made)[0]
    for name, table in labels.items():
        for doc_id, *_ in ENDS[name]:
            table = table[table[doc_id].isin(made.readouts["doc_id"])]
        labels[name] = table.sort_values(KEYS[name]).reset_index(drop=True)
    return made._replace(**labels)


def _made(texts: pd.DataFrame) -> Tables:
    # Here, since it loads for a second, and whoever reads the tables needs none of it.
    from helpers import framing

    texts = _checked(texts)
    sentences = segment.split(texts).reset_index(drop=True)
    sentences = sentences.assign(voice=sentences["side"], office="presidency", speaker="none")
    tagged = framing.tagged(sentences)
    words = sentences["text"].map(segment.tokens)
    automatic = tagged.assign(
        words=words.map(len),
        sha1=[sentence_sum(text) for text in sentences["text"]],
        quoted=sentences["quoted"].round(2),
    )
    counts = pd.DataFrame({"doc_id": sentences["doc_id"], "term": words}).explode("term").dropna()
    counts = counts.groupby(KEYS["counts"]).size().rename("n").reset_index()
    sizes = automatic.groupby("doc_id").agg(sentences=("sentence", "size"), words=("words", "sum"))
    sums = {"sha256": [checksum(text) for text in texts["text"]], "lists": lists_version(), "splitter": segment.VERSION}
    given = {name: texts.get(name, pd.Series(default, texts.index)) for name, default in _DEFAULTS.items()}
    readouts = pd.DataFrame(given).join(sizes, on="doc_id").assign(**sums)
    made = {"readouts": readouts, "counts": counts, "tags_automatic": automatic}
    empty = {name: pd.DataFrame(columns=columns.split()) for name, columns in COLUMNS.items()}
    return Tables(**{name: typed(table, name) for name, table in (empty | made).items()})


_DEFAULTS = dict.fromkeys(COLUMNS["readouts"].split(" sentences ")[0].split(), "") | {"complete": 1, "aligned": 0}


def update(folder: str | os.PathLike, texts: pd.DataFrame, renumber: bool = False) -> list[str]:
    """Write the tables of these texts into a folder, beside what it has of others.

    A sentence keeps its number, or all that changes is said: by default nothing is written then. Rows of texts that are
    not given stay as they are, with the version of lists and splitter that made them.

    Parameters
    ----------
    renumber : write all the same. Labels by hand go with their sentences, by ``sha1``; what has none is dropped.

    Returns
    -------
    What changed: a line for each sentence that has another number or other words, and each label that was dropped.

    Raises
    ------
    CorpusError: see ``compute`` and ``load``; or sentences would change their numbers, each in a line.
    """
    folder = Path(folder)
    old = load(folder) if any((folder / f"{name}.csv").exists() for name in COLUMNS) else None
    new = _made(_filled(texts, old))
    old = old or new
    changed = _changed(old, new)
    if changed and not renumber:
        raise CorpusError("\n".join([*changed, "Nothing was written. If that is right, run again with renumber."]))
    labels, gone = _moved(old, new)
    for name, table in old.tables().items():
        rest = table[~table["doc_id"].isin(new.readouts["doc_id"])] if name not in labels else labels[name]
        table = pd.concat([rest, new.tables()[name]]).sort_values(KEYS[name], kind="stable")
        _whole.write(folder / f"{name}.csv", typed(table, name).to_csv(index=False, lineterminator="\n").encode())
    return changed + gone


def _filled(texts: pd.DataFrame, data: Tables | None) -> pd.DataFrame:
    """The texts with what the tables know of them and they do not say themselves, such as the dyad."""
    lacking = [name for name in _DEFAULTS if data is not None and name not in texts]
    return texts.merge(data.readouts[["doc_id", *lacking]], on="doc_id", how="left") if lacking else texts


def _checked(texts: pd.DataFrame) -> pd.DataFrame:
    needed = ["doc_id", "call_id", "dyad", "side", "language", "text"]
    if missing := [name for name in needed if name not in texts]:
        raise CorpusError(str(Problem("texts", 1, f"no column '{missing[0]}'", f"Needed are {', '.join(needed)}.")))
    found = list(misfits(texts, "texts"))
    for row, text in enumerate(texts["text"], start=2):
        if not isinstance(text, str) or not any(letter.isalnum() for letter in text):
            found.append(Problem("texts", row, "no text", "Fetch it, or leave the row out."))
    if found:
        raise CorpusError("\n".join(map(str, found)))
    read = set(lexicons.table("frames")["language"])
    for row, language in enumerate(texts["language"], start=2):
        if language not in read:
            what = f"no lists for the language '{language}'"
            warnings.warn(f"{Problem('texts', row, what, 'Its words count; no tags are found.')}", stacklevel=3)
    return texts.sort_values("doc_id").reset_index(drop=True)


def _changed(old: Tables, new: Tables) -> list[str]:
    """A line for each sentence of a text in both that has another number, is no more, or is new."""
    columns = ["doc_id", "sha1", "sentence"]
    both = set(old.readouts["doc_id"]) & set(new.readouts["doc_id"])
    was, now = (table.loc[table["doc_id"].isin(both), columns] for table in (old.tags_automatic, new.tags_automatic))
    was, now = (table.assign(time=table.groupby(columns[:2]).cumcount()) for table in (was, now))
    pairs = was.merge(now, on=["doc_id", "sha1", "time"], how="outer", suffixes=("_was", "_now"))
    pairs = pairs[pairs["sentence_was"] != pairs["sentence_now"]].sort_values(
        ["doc_id", "sentence_was", "sentence_now"]
    )
    said = []
    for row in pairs.itertuples():
        number = [None if pd.isna(n) else int(n) for n in (row.sentence_was, row.sentence_now)]
        what = "is gone" if number[1] is None else f"is sentence {number[1]} now"
        what = f"sentence {number[0]} {what}" if number[0] is not None else f"sentence {number[1]} is new"
        said.append(f"{row.doc_id}: {what} (sha1 {row.sha1})")
    return said


def _moved(old: Tables, new: Tables) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The labels by hand, each with the number that its sentence has now; a line for each whose sentence is gone."""
    found = new.tags_automatic[["doc_id", "sentence", "sha1"]]
    there, made = set(found.itertuples(index=False, name=None)), set(new.readouts["doc_id"])
    first = found.drop_duplicates(["doc_id", "sha1"]).set_index(["doc_id", "sha1"])["sentence"]
    tables, gone = {}, []
    for name, ends in ENDS.items():
        table = old.tables()[name]
        for doc_id, sentence, sha1 in ends:
            numbers = []
            for place in table[[doc_id, sentence, sha1]].itertuples(index=False, name=None):
                same = place[0] not in made or place in there
                numbers.append(place[1] if same else int(first.get((place[0], place[2]), -1)))
                if numbers[-1] < 0:
                    gone.append(f"{place[0]}: sentence {place[1]} is gone, and its row of {name}.csv")
            table = table.assign(**{sentence: pd.Series(numbers, table.index, dtype="int64")})
            table = table[table[sentence] >= 0]
        tables[name] = table
    return tables, gone
