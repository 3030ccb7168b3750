"""Texts of one's own as the report takes them: read, with what a reader must know of them, and counted where many."""

import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import calls, copies, corpus, frequency, scale, voices
from helpers.readouts import HOSTS, site

MOST = 5_000  # texts that the report shows; of more a sample
PART = 2_500  # texts in a partition: half a GB for a worker
# Why the registry links a text to no call, by what calls.link says of it.
NO_CALL = {
    "no date": "no date is given, so its call is not known",
    "in the registry": "the registry has no call of the leaders whom it names on that day or the day before",
    "no word of a conversation": "on the day of a call, but it has no word of a conversation",
    "but the headline": "on the day of a call, but its headline is about something else",
}


class Refused(ValueError):
    """The command cannot be carried out as given; says why and what to do."""


def prepared(source: Path, columns: dict, voices_file: Path | None) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The documents as the report takes them; what is left out (``text``, ``why``, ``so``); what a reader must know.

    Raises Refused where no text can be read; ValueError, FileNotFoundError as ``voices.lexicon``.
    """
    problems = corpus.problems(source, columns=columns)
    problems["why"] = problems["what"] + ". " + problems["remedy"]
    with warnings.catch_warnings(action="ignore"):  # the report lists the problems
        read = corpus.read(source, strict=False, columns=columns)
    if read.empty:
        why = problems["why"].iloc[0] if len(problems) else "it is empty."
        raise Refused(f"CORPUS={source}: no text could be read: {why}")
    documents = read.pipe(_languages).pipe(_calls)
    problems["text"] = problems["file"] + problems["row"].map(", row {}".format, na_action="ignore").fillna("")
    lost = [problems.drop_duplicates("text")[["text", "why"]].assign(so="not read")]
    for why, so in (("strange", "read as if in English"), ("apart", "on no known call")):
        some = documents.dropna(subset=why)
        text = some["title"].fillna(some["doc_id"]).astype("str")
        lost.append(pd.DataFrame({"text": text, "why": some[why], "so": so}))
    documents, facts = _sides(documents.drop(columns=["strange", "apart"]), voices_file)
    if told := int((read["language"].isna() & documents["language"].notna()).sum()):
        facts.append(f"The language of {number_of(told, 'text')} was told from the words.")
    if documents["language"].nunique() > 1:
        facts.append("The texts are in several languages; words are compared where both sides report a call in one.")
    if read["call_id"].isna().all():
        linked = f"{documents['call_id'].notna().sum():,} of {len(documents):,}"
        facts.append(f"The texts name no call in a column call_id; the registry of calls has one for {linked}.")
    return documents, pd.concat(lost, ignore_index=True), facts


def _languages(documents: pd.DataFrame) -> pd.DataFrame:
    """Each text's language in two letters, and ``strange``: why it is read as if in English."""
    said = copies.languages(documents.assign(text=documents["text"].str[:1_000]))["language"].astype("str")
    why = ("in a language without word lists (" + said + ")").fillna("in no language that could be told")
    return documents.assign(language=said, strange=why.mask(said.isin(frequency.LANGUAGES)))


def _calls(documents: pd.DataFrame) -> pd.DataFrame:
    """Each text's call, from the registry where the texts name none, and ``apart``: why it is on none."""
    given = documents["call_id"].notna().any()
    linked = documents.assign(call_reason="its call_id is empty") if given else calls.link(documents)
    why = linked["call_reason"].map(lambda said: next((why for part, why in NO_CALL.items() if part in said), said))
    if not given:
        why = why.mask(linked["call_status"] == "ambiguous", "more than one call fits, or something speaks against it")
    linked = linked.assign(apart=why.where(linked["call_id"].isna()))
    return linked.drop(columns=["call_status", "call_reason"], errors="ignore")


def _sides(documents: pd.DataFrame, voices_file: Path | None) -> tuple[pd.DataFrame, list[str]]:
    """The side that published a text itself: as the texts say, else by a known address of its own."""
    known = set(voices.lexicon(voices_file)["voice"]) - {"", "other"}
    owners = {own[0]: side for side, own in HOSTS.items() if side in known}
    stated = documents.get("side", pd.Series(index=documents.index)).astype("str")
    by_address = documents["url"].map(site, na_action="ignore").map(owners)
    side = stated.where(stated.isin(known)).fillna(by_address).astype("str")
    found = side.value_counts()
    names = voices.names(list(found.index), voices_file)
    own = "of {}'s own, from beginning to end its account".format
    facts = [f"{number_of(number, 'text')} {own(the(names[name]))}." for name, number in found.items()]
    if strange := sorted(set(stated.dropna()) - known):
        why = "unknown to the list of voices: there the words decide. A VOICES_FILE can add a side"
        facts.append(f"The column side names {', '.join(strange)}, {why}.")
    return documents.assign(side=side) if len(found) else documents.drop(columns="side", errors="ignore"), facts


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


def count(documents: pd.DataFrame, into: Path, sides: tuple[str, str], voices_file: Path | None) -> Path:
    """Count what can be added up, of all texts, on all cores, into a new folder, which is given back.

    Raises ScaleError, ImportError as ``scale.run``.
    """
    parts, size = into.with_name("parts"), min(PART, -(-len(documents) // (os.cpu_count() or 1)))
    parts.mkdir()
    print(f"Counting {number_of(len(documents), 'text')}", flush=True)
    for number, start in enumerate(range(0, len(documents), size)):
        documents.iloc[start : start + size].to_parquet(parts / f"part.{number}.parquet")
    scale.run(parts, into, sides, voices_file)
    shutil.rmtree(parts)
    return into


def the(name: str) -> str:
    return name if name[0].isdigit() else f"the {name}"


def number_of(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
