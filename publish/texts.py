"""Texts of one's own as the report takes them: read, with what a reader must know of them, and counted where many."""

import errno
import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import cleaning, corpus, frequency, scale, voices
from helpers.readouts.fetching import HOSTS, site

MOST = 5_000  # texts that the report shows; of more a sample
PART = 2_500  # texts in a partition: half a GB for a worker
OPENING = 1_000  # characters by which a language is told
# Why the registry links a text to no call, by what corpus.link_calls says of it.
NO_CALL = {
    "no date": "no date is given, so its call is not known",
    "in the registry": "the registry has no call of the leaders whom it names on that day or the day before",
    "no word of a conversation": "on the day of a call, but it has no word of a conversation",
    "but the headline": "on the day of a call, but its headline is about something else",
}
APART = "on no known call"


class Refused(Exception):
    """The command cannot be carried out as given; says why and what to do."""


def prepared(
    source: Path, columns: dict[str, str], file: Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The documents as the report takes them; what is left out (``text``, ``why``, ``so``); what a reader must know.

    Raises
    ------
    Refused: no text could be read. ValueError, FileNotFoundError: as ``voices.lexicon``.
    """
    problems = corpus.problems(source, columns=columns)
    with warnings.catch_warnings(action="ignore"):  # the report lists the problems
        documents = corpus.read(source, strict=False, columns=columns)
    if documents.empty:
        nothing = {"what": "no text", "remedy": "Name a folder or a table of texts."}
        first = problems.iloc[0] if len(problems) else nothing
        raise Refused(f"CORPUS={source}: no text could be read: {first['what']}. {first['remedy']}")
    rows = problems["row"].map(lambda row: "" if pd.isna(row) else f", row {row}")
    lost = {"text": problems["file"] + rows, "why": problems["what"] + ". " + problems["remedy"]}
    lost = [pd.DataFrame(lost).drop_duplicates("text").assign(so="not read")]
    facts = []
    for add in (_languages, _calls, _sides):
        documents, left_out, said = add(documents, file)
        lost.append(left_out)
        facts += said
    return documents, pd.concat(lost, ignore_index=True), facts


def _left_out(documents: pd.DataFrame, why: object, so: str) -> pd.DataFrame:
    name = documents["title"].fillna(documents["doc_id"]).astype("str")
    return pd.DataFrame({"text": name, "why": why, "so": so})


def _languages(documents: pd.DataFrame, _: object) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    told = cleaning.languages(documents.assign(text=documents["text"].str[:OPENING]))["language"]
    told = told.astype(documents["language"].dtype)
    many = int((documents["language"].isna() & told.notna()).sum())
    facts = [f"The language of {number_of(many, 'text')} was told from the words."] if many else []
    # The rules go by the language alone: en for en-GB.
    documents = documents.assign(language=told.str.lower().str.split(r"[-_]", regex=True).str[0])
    if documents["language"].nunique() > 1:
        facts.append("The texts are in several languages; words are compared where both sides report a call in one.")
    strange = documents[~documents["language"].isin(frequency.LANGUAGES)]
    found = strange["language"].map("in a language that the rules do not know ({})".format, na_action="ignore")
    found = found.fillna("in no language that could be told")
    return documents, _left_out(strange, found, "read as if in English"), facts


def _calls(documents: pd.DataFrame, _: object) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    if documents["call_id"].notna().any():
        none = documents[documents["call_id"].isna()]
        return documents, _left_out(none, "its call_id is empty", APART), []
    documents, report = corpus.link_calls(documents)
    none = documents["call_id"].isna()
    why = report["reason"].map(lambda said: next((why for part, why in NO_CALL.items() if part in said), said))
    why = why.mask(report["status"] == "ambiguous", "more than one call fits, or something speaks against the one")
    facts = [
        f"The texts name no call in a column call_id, so each was linked to the registry of calls where it fits one:"
        f" {int((~none).sum()):,} of {len(documents):,}."
    ]
    return documents, _left_out(documents[none], why[none.to_numpy()].to_numpy(), APART), facts


def _sides(documents: pd.DataFrame, file: Path | None) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The side that published a text itself: as the texts say, else by a known address of its own."""
    known = set(voices.lexicon(file)["voice"]) - {"", "other"}
    owners = {own[0]: side for side, own in HOSTS.items() if side in known}
    stated = documents.get("side", pd.Series(index=documents.index)).astype("str")
    sites = documents["url"].map(site, na_action="ignore")
    side = stated.where(stated.isin(known)).fillna(sites.map(owners)).astype("str")
    facts = []
    for name, number in side.value_counts().items():
        where = sorted(set(sites[(side == name) & sites.map(owners).eq(name)]))
        by = f"from {' and '.join(where)}" if where else f"with {name} in the column side"
        called = voices.names([name], file)[name]
        facts.append(f"{number_of(number, 'text')} {by}: from beginning to end {the(called)}'s own account.")
    strange = sorted(set(stated.dropna()) - known)
    if strange:
        facts.append(
            f"The column side names {', '.join(strange)}, unknown to the list of voices; there the words decide whose"
            " account it is. A VOICES_FILE can add a side."
        )
    documents = documents.drop(columns="side", errors="ignore")
    documents = documents.assign(side=side) if side.notna().any() else documents
    return documents, pd.DataFrame(columns=["text", "why", "so"]), facts


def sample(documents: pd.DataFrame, most: int, seed: int = 0) -> pd.DataFrame:
    """So many texts drawn at random, in their order, whole calls as far as they go: only whole calls can be compared.

    Of the call that does not fit any more some texts are drawn; texts on no call fill up what calls leave.
    """
    own = documents["call_id"].isna()
    codes, names = documents["call_id"].mask(own, documents["doc_id"]).astype("str").factorize(sort=True)
    draw = np.random.default_rng(seed)
    rank = draw.permutation(len(names))[codes] + own.to_numpy() * len(names)
    chosen = np.lexsort((draw.permutation(len(documents)), rank))[:most]
    return documents.iloc[np.sort(chosen)].reset_index(drop=True)


def count(documents: pd.DataFrame, into: Path, sides: tuple[str, str], file: Path | None) -> list[str]:
    """Count what can be added up, of all texts, on all cores, into a new folder; what was warned of.

    Raises
    ------
    Refused: some texts cannot be counted. OSError: the disk is full.
    """
    parts, cores = into.with_name("parts"), os.cpu_count() or 1
    parts.mkdir()
    size = min(PART, -(-len(documents) // cores))
    for number, start in enumerate(range(0, len(documents), size)):
        documents.iloc[start : start + size].to_parquet(parts / f"part.{number}.parquet")
    print(f"Counting {number_of(len(documents), 'text')} on {number_of(cores, 'core')}", flush=True)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            scale.run(parts, into, sides, voices_file=file, workers=cores, stop_words="drop")
    except scale.ScaleError as error:
        if "disk is full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(into)) from error
        raise Refused(
            f"The texts could not be counted: {error} Here part.0.parquet stands for the first"
            f" {number_of(size, 'text')} of CORPUS, part.1.parquet for the next, and so on."
        ) from error
    shutil.rmtree(parts)
    # Each begins with the name of a file that nobody has seen.
    told = sorted({str(one.message).split(": ", 1)[-1] for one in said if one.category is UserWarning})
    return told[:10] + ([f"And {len(told) - 10:,} more such warnings."] if len(told) > 10 else [])


def the(name: str) -> str:
    return name if name[0].isdigit() else f"the {name}"


def number_of(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
