"""The tables of real readouts in ``data/``: read, checked, and put into the shapes that the comparisons take.

They hold counts, tags and numbers of sentences, and no text. ``compute`` makes the same tables of texts that somebody
has fetched, so each verb here works on both.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import regex

from helpers import lexicons
from helpers.corpus import CorpusError, Problem

WESTERN = ("washington", "elysee", "london", "helsinki")
SEVERAL = "counterparts"
ACTS = ("demand", "accuse", "offer", "agree", "assess", "inform", "express")
FRAMES = tuple(dict.fromkeys(lexicons.table("frames").query("kind == 'definition' and frame != ''")["frame"]))
TAGS = (*FRAMES, *ACTS, "agentless")
COLUMNS = {
    "readouts": "doc_id call_id dyad call_date side language url source licence complete missing note aligned sentences"
    " words sha256 lists splitter",
    "counts": "doc_id term n",
    "tags": "doc_id sentence words sha1 frames_1 act_1 agentless_1 frames_2 act_2 agentless_2",
    "tags_automatic": "doc_id sentence words sha1 quoted frames functions issues names act agentless",
    "alignments": "call_id a_doc a_sentence a_sha1 b_doc b_sentence b_sha1 annotator_1 annotator_2 sure",
}
KEYS = {
    "readouts": ["doc_id"],
    "counts": ["doc_id", "term"],
    "tags": ["doc_id", "sentence"],
    "tags_automatic": ["doc_id", "sentence"],
    "alignments": ["a_doc", "a_sentence", "b_doc", "b_sentence"],
}
_WHOLE = "complete aligned sentences words n sentence agentless_1 agentless_2 a_sentence b_sentence sure"
# Where a table says which sentence of which text it means, and by what checksum it is known again.
ENDS = {
    "tags": [("doc_id", "sentence", "sha1")],
    "alignments": [("a_doc", "a_sentence", "a_sha1"), ("b_doc", "b_sentence", "b_sha1")],
}
_ANEW = "Make the tables anew from the texts, see data/README.md."
_PAIR = "a b told similarity names issues frames shared spans_a spans_b reason call_id kind weight"
_ELIDED = regex.compile(r"^(?:[cdjlmnst]|qu)'")  # "l'ukraine"


class Tables(NamedTuple):
    """The tables of a set of readouts; their columns are described in ``data/README.md``.

    ``sides``: the two voices of a comparison, once ``between`` has chosen one; the readouts then have ``voice``.
    """

    readouts: pd.DataFrame
    counts: pd.DataFrame
    tags: pd.DataFrame
    tags_automatic: pd.DataFrame
    alignments: pd.DataFrame
    sides: tuple[str, str] | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """The five tables by name."""
        return dict(zip(COLUMNS, self[:5], strict=True))


def load(folder: str | os.PathLike = "data") -> Tables:
    """The tables of real readouts, checked against one another.

    Returns
    -------
    ``readouts``, one row a readout; ``counts``, one a readout and word; ``tags``, one a sentence, labelled by two
    people; ``tags_automatic``, the same by word lists; ``alignments``, one a pair of sentences that tell the same.

    Raises
    ------
    ValueError: a file or a column is missing, a row stands twice, a readout has no known dyad or side, or a sentence's
        number does not fit its text; names the file, the row and what to do.

    Examples
    --------
    >>> load("nowhere")
    Traceback (most recent call last):
    ValueError: readouts.csv: not in 'nowhere'. Name the folder of the tables, as load("../data").
    """
    folder = Path(folder)
    found = {}
    for name in COLUMNS:
        if not (folder / f"{name}.csv").is_file():
            raise ValueError(
                f"{name}.csv: not in '{folder.name}'. Name the folder of the tables, as load(\"../data\")."
            )
        table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        found[name] = typed(table, name)
    made = Tables(**found)
    _check(made)
    return made


def between(data: Tables, a: str, b: str | Sequence[str], *, complete: bool = False) -> Tables:
    """The readouts of the calls that both sides tell, and what the tables say of these alone.

    Parameters
    ----------
    a : a side, such as "kremlin". b : another, or several, which then are one voice, "counterparts":
        ``between(data, "kremlin", WESTERN)``.
    complete : only calls of which both texts are complete: what a truncated text left out is not known.

    Returns
    -------
    The tables, with ``sides`` set, and in ``readouts`` the column ``voice``.

    Raises
    ------
    ValueError: an unknown side, a side compared with itself, or no call that both tell.

    Examples
    --------
    >>> chosen = between(load("data"), "kremlin", WESTERN)
    >>> chosen.sides, chosen.readouts["call_id"].nunique()
    (('kremlin', 'counterparts'), 29)
    """
    others = [b] if isinstance(b, str) else list(b)
    known = sorted(set(data.readouts["side"]))
    for side in [a, *others]:
        if side not in known:
            raise ValueError(f"no side '{side}'. There are: {', '.join(known)}.")
    if a in others:
        raise ValueError(f"'{a}' is compared with itself. Name two sides.")
    sides = (a, others[0] if len(others) == 1 else SEVERAL)
    own = data.readouts[data.readouts["side"].isin([a, *others])]
    own = own.assign(voice=own["side"].where(own["side"] == a, sides[1]))
    if complete:
        own = own[own["complete"] == 1]
    own = own[own.groupby("call_id")["voice"].transform("nunique") == 2].reset_index(drop=True)
    if own.empty:
        whole = " in two complete texts" if complete else ""
        raise ValueError(f"no call is told by both '{a}' and {' or '.join(map(repr, others))}{whole}.")
    found = {name: table[table[KEYS[name][0]].isin(own["doc_id"])] for name, table in data.tables().items()}
    return Tables(
        **{name: table.reset_index(drop=True) for name, table in (found | {"readouts": own}).items()}, sides=sides
    )


def counts(data: Tables, as_written: bool = False) -> pd.DataFrame:
    """How often each word occurs in each account: what ``framing.log_odds``, ``compare`` and ``word_shift`` take.

    Calls whose two readouts are not in one language are left out, since no word of theirs can be compared.

    Parameters
    ----------
    data : as ``between`` gives it. as_written : every word in its own spelling, the participants' names among them;
        otherwise see ``what_was_said``.

    Returns
    -------
    Words as index, by (dyad, call_id, voice); whole numbers. ``attrs["other_language"]``: the calls left out.

    Raises
    ------
    ValueError: no two sides were chosen.
    """
    own = _chosen(data)
    same = own.groupby("call_id")["language"].transform("nunique") == 1
    table = data.counts.merge(own.loc[same, ["doc_id", "dyad", "call_id", "voice"]], on="doc_id")
    table = table.pivot_table(
        index="term", columns=["dyad", "call_id", "voice"], values="n", aggfunc="sum", fill_value=0, sort=True
    ).astype("int64")
    table = table if as_written else what_was_said(table)
    table.attrs = {"other_language": sorted(set(own.loc[~same, "call_id"]))}
    return table


def what_was_said(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts without what only says who speaks and how he spells.

    The names, titles and countries of a dyad's two participants (``lexicons/participants.csv``) do not count in its
    calls, those of third states do. British and American spellings count as one word (``lexicons/spellings.csv``).

    Parameters
    ----------
    counts : words by (dyad, call_id, voice), as ``counts(data, as_written=True)`` or, of texts,
        ``frequency.count(sentences, by=["dyad", "call_id", "voice"])`` gives them.

    Raises
    ------
    ValueError: the columns have no level of dyads, or a dyad is unknown.

    Examples
    --------
    >>> columns = pd.MultiIndex.from_tuples([("us-uk", "one", "washington"), ("us-uk", "one", "london")])
    >>> table = pd.DataFrame([[1, 0], [0, 1], [2, 3]], ["emphasized", "emphasised", "kingdom"], columns)
    >>> what_was_said(table).to_dict("index")
    {'emphasized': {('us-uk', 'one', 'washington'): 1, ('us-uk', 'one', 'london'): 1}}
    """
    if counts.columns.nlevels != 3:
        raise ValueError('counts have no level of dyads. Count with by=["dyad", "call_id", "voice"].')
    forms = lexicons.table("spellings").set_index("variant")["form"]
    table = counts.groupby([forms.get(term, term) for term in counts.index], sort=True).sum()
    dyads = table.columns.get_level_values(0)
    for dyad in dyads.unique():
        words = _participants(dyad)
        table.loc[[_names_one(term, words) for term in table.index], dyads == dyad] = 0
    return table[table.any(axis=1)].rename_axis("term")


def tags(data: Tables, by: str = "both") -> pd.DataFrame:
    """Each sentence's frames, act and agentless telling: what ``uncertainty.shares_by_call`` takes.

    Parameters
    ----------
    by : "1" or "2", one of the two people who labelled the sentences; "both", a tag counting half where only one gave
        it; or "lists", the automatic tags, which find more in one side's sentences than in another's.

    Returns
    -------
    One row a sentence: ``doc_id``, ``sentence``, ``dyad``, ``call_id``, ``side``, ``voice`` where two sides were
    chosen, and a column for each of ``TAGS``, 0 to 1. ``attrs["unread"]``: sentences that the lists cannot read.

    Raises
    ------
    ValueError: no such annotator.

    Examples
    --------
    >>> float(tags(load("data"))["ceasefire"].sum())
    69.0
    """
    if by not in ("1", "2", "both", "lists"):
        raise ValueError(f"by is '1', '2', 'both' or 'lists', not {by!r}.")
    table, unread = data.tags, 0
    passes = [f"_{number}" for number in "12" if by in (number, "both")]
    if by == "lists":
        read = data.tags_automatic["agentless"] != ""
        table, unread, passes = data.tags_automatic[read], int((~read).sum()), [""]
    found = []
    for mark in passes:
        frames = table[f"frames{mark}"].str.get_dummies(";").reindex(columns=FRAMES, fill_value=0)
        acts = pd.get_dummies(table[f"act{mark}"]).reindex(columns=ACTS, fill_value=0)
        found.append(pd.concat([frames, acts, table[f"agentless{mark}"].rename("agentless").astype(int)], axis=1))
    share = sum(one.astype(float) for one in found) / len(found)
    places = [name for name in ("dyad", "call_id", "side", "voice") if name in data.readouts]
    table = table[["doc_id", "sentence"]].merge(data.readouts[["doc_id", *places]], on="doc_id", how="left")
    table = pd.concat([table, share.reset_index(drop=True)], axis=1)
    table.attrs["unread"] = unread
    return table


def alignments(data: Tables, by: str = "both") -> pd.DataFrame:
    """Which sentences of two readouts tell of the same matter, by hand: in the shape that ``framing.pair`` gives.

    Parameters
    ----------
    data : as ``between`` gives it; of its calls those that were aligned. by : "1", "2" or "both", as for ``tags``.

    Returns
    -------
    One row a link, or a sentence that one side only tells: ``a`` and ``b``, labels of rows in ``data.tags_automatic``;
    ``told`` ("both", "differently", or the side); ``reason``; empty, since they need a text: ``similarity``, ``names``,
    ``issues``, ``frames``, ``shared``, ``spans_a``, ``spans_b``; then ``call_id``; ``kind`` ("same", "differently",
    "opening", where both only say that there was a call, "" without a link); ``weight``, 1, or 0.5 where only one of
    the two annotators says so.

    Raises
    ------
    ValueError: no two sides were chosen, or no such annotator.

    Examples
    --------
    >>> links = alignments(between(load("data"), "kremlin", "elysee"))
    >>> links.groupby("told")["weight"].sum().to_dict()
    {'both': 29.0, 'differently': 15.0, 'elysee': 16.5, 'kremlin': 24.0}
    """
    own, people = _chosen(data), _people(by)
    labels = pd.MultiIndex.from_frame(data.tags_automatic[["doc_id", "sentence"]])
    known = own.set_index("doc_id")
    voice, aligned = known["voice"], set(own.loc[own["aligned"] == 1, "doc_id"])
    said: dict[tuple[int, int, str], list[str]] = {}
    for person in people:
        alone = [row for row, (doc, _) in enumerate(labels) if doc in aligned]
        for link in data.alignments[data.alignments[f"annotator_{person}"] != ""].itertuples():
            ends = [(link.a_doc, link.a_sentence), (link.b_doc, link.b_sentence)]
            a, b = (labels.get_loc(end) for end in sorted(ends, key=lambda end: voice[end[0]] != data.sides[0]))
            said.setdefault((a, b, getattr(link, f"annotator_{person}")), []).append(person)
            alone = [row for row in alone if row not in (a, b)]
        for row in alone:
            ours = voice[labels[row][0]] == data.sides[0]
            said.setdefault((row, -1, "") if ours else (-1, row, ""), []).append(person)
    rows = []
    for (a, b, kind), who in sorted(said.items(), key=lambda item: (max(item[0][:2]), item[0])):
        call_id = known.at[labels[max(a, b)][0], "call_id"]
        told = data.sides[a < 0] if not kind else "differently" if kind == "differently" else "both"
        reason = f"by annotator{'s' * (len(who) > 1)} {' and '.join(who)}"
        rows.append((a, b, told, float("nan"), *[""] * 4, [], [], reason, call_id, kind, len(who) / len(people)))
    table = pd.DataFrame(rows, columns=_PAIR.split()).astype({"a": "Int64", "b": "Int64"})
    table[["a", "b"]] = table[["a", "b"]].mask(table[["a", "b"]] < 0)
    return table.sort_values(["call_id", "a", "b"], kind="stable", ignore_index=True)


def checksum(text: str) -> str:
    """The sha256 of a text's letters and digits in lower case, so that marks and spaces make no difference.

    Examples
    --------
    >>> checksum("They spoke.") == checksum(" THEY\\n spoke") != checksum("They speak.")
    True
    """
    return hashlib.sha256(_plain(text)).hexdigest()


def sentence_sum(text: str) -> str:
    """The first 16 digits of the sha1 of the same letters and digits, by which a sentence is found again.

    Examples
    --------
    >>> sentence_sum("They spoke."), sentence_sum("They spoke")
    ('6895e1eb097101e3', '6895e1eb097101e3')
    """
    return hashlib.sha1(_plain(text), usedforsecurity=False).hexdigest()[:16]


def states() -> dict[str, str]:
    """The side that speaks for each state, as a dyad names it.

    Examples
    --------
    >>> states()["fr"]
    'elysee'
    """
    table = lexicons.table("participants")
    return dict(zip(table["state"], table["side"], strict=True))


def typed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """One of the tables with its columns in order, numbers as numbers, all else as text, nothing missing.

    Raises
    ------
    CorpusError: a column is missing, or a cell is no whole number; names the row.
    """
    columns = COLUMNS[name].split()
    if missing := [column for column in columns if column not in table]:
        raise CorpusError(str(Problem(f"{name}.csv", 1, f"no column '{missing[0]}'", "See data/README.md.")))
    table = table[columns].astype(str)
    for column in (column for column in columns if column in _WHOLE.split()):
        numbers = pd.to_numeric(table[column], errors="coerce")
        if (wrong := numbers.isna() | (numbers % 1 != 0)).any():
            row = int(wrong.to_numpy().argmax())
            what = f"{column} is {table[column].iat[row]!r}, no whole number"
            raise CorpusError(str(Problem(f"{name}.csv", row + 2, what, "Correct it.")))
        table[column] = numbers.astype("int64")
    return table


def misfits(table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """What is wrong with the rows of a table of readouts: doc_id, dyad, side and what a call has of them."""
    known, seen, first = states(), set(), {}
    for row, one in enumerate(table.to_dict("records"), start=2):
        place = (one["call_id"], one["side"])
        pair = str(one["dyad"]).split("-")
        sides = [known.get(state) for state in pair]
        for name in ("doc_id", "call_id", "side"):
            if pd.isna(one[name]) or not str(one[name]).strip():
                yield Problem(file, row, f"no {name}", "Fill it in.")
        if len({*pair}) != 2 or None in sides:
            every = ", ".join(sorted(known))
            yield Problem(file, row, f"unknown dyad '{one['dyad']}'", f"Join two states by a hyphen: {every}.")
        elif one["side"] not in sides:
            either = " or ".join(f"'{side}'" for side in sides)
            yield Problem(file, row, f"side '{one['side']}' is none of the dyad '{one['dyad']}'", f"Write {either}.")
        if place in seen:
            what = f"a second readout of '{one['side']}' on call '{one['call_id']}'"
            yield Problem(file, row, what, "Keep one, or join the two texts.")
        seen.add(place)
        at, dyad = first.setdefault(one["call_id"], (row, one["dyad"]))
        if dyad != one["dyad"]:
            what = f"call '{one['call_id']}' is of the dyad '{dyad}' in row {at}, of '{one['dyad']}' here"
            yield Problem(file, row, what, "A call has two sides. Give each pair of governments a call_id of its own.")
    for row in (table["doc_id"].duplicated()).to_numpy().nonzero()[0]:
        yield Problem(file, int(row) + 2, f"doc_id '{table['doc_id'].iat[row]}' stands there twice", "Rename one.")


def _plain(text: str) -> bytes:
    return "".join(letter for letter in text.lower() if letter.isalnum()).encode()


def _check(data: Tables) -> None:
    """Raise what does not fit between the tables, each with its file and row."""
    found = list(misfits(data.readouts, "readouts.csv"))
    sizes = data.readouts.drop_duplicates("doc_id").set_index("doc_id")["sentences"]
    every = data.tags_automatic
    order = every.groupby("doc_id").cumcount() != every["sentence"]
    order |= every.groupby("doc_id")["sentence"].transform("size") != every["doc_id"].map(sizes)
    found += _rows("tags_automatic", order, "the text's sentences are not numbered from 0 to the last", _ANEW)
    sha1 = every.drop_duplicates(KEYS["tags"]).set_index(KEYS["tags"])["sha1"]
    for name, table in data.tables().items():
        found += _rows(name, table.duplicated(KEYS[name]), "stands there twice", "Remove one.")
        for doc_id, sentence, sum_ in ENDS.get(name, [("doc_id", None, None)]):
            strange = ~table[doc_id].isin(sizes.index)
            found += _rows(name, strange, f"{doc_id} is none of readouts.csv", "Add the readout, or remove the row.")
            if sentence:
                there = sha1.reindex(pd.MultiIndex.from_frame(table[[doc_id, sentence]])).to_numpy()
                what = f"{sentence} and {sum_} are of no sentence of the text"
                found += _rows(name, ~strange & (there != table[sum_]), what, _ANEW)
    if found:
        raise CorpusError("\n".join(map(str, found)))


def _rows(name: str, wrong: pd.Series, what: str, remedy: str) -> list[Problem]:
    return [Problem(f"{name}.csv", int(row) + 2, what, remedy) for row in wrong.to_numpy().nonzero()[0]]


def _chosen(data: Tables) -> pd.DataFrame:
    if data.sides is None:
        raise ValueError('no two sides are chosen. Choose them: between(data, "kremlin", "elysee").')
    return data.readouts


def _people(by: str) -> list[str]:
    if by not in ("1", "2", "both"):
        raise ValueError(f"by is '1', '2' or 'both', not {by!r}.")
    return ["1", "2"] if by == "both" else [by]


@cache
def _participants(dyad: str) -> frozenset[str]:
    table, pair = lexicons.table("participants"), str(dyad).split("-")
    if len(pair) != 2 or not {*pair} <= {*table["state"]}:
        raise ValueError(f"unknown dyad '{dyad}'. Join two states by a hyphen: {', '.join(sorted({*table['state']}))}.")
    return frozenset(table.loc[table["state"].isin(pair), "word"])


def _names_one(term: str, words: frozenset[str]) -> bool:
    """Whether a word is a participant's name, title or country, or made of these alone, as "u.s.-russia"."""
    plain = _ELIDED.sub("", term)
    return term in words or all(part in words for part in plain.split("-"))
