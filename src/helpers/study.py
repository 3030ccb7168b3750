"""How a notebook begins: one call gives its texts, their sentences, and the two accounts that are compared."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import cleaning, corpus, framing, frequency, segment, voices

__all__ = ["Study", "load"]
LABELS, STATEMENTS = "labels.csv", "statements.csv"
CODED = ["statements", "frames", "act", "issue"]


def __dir__() -> list[str]:
    return __all__


class Study(NamedTuple):
    """The tables of a notebook, each ready for the next step.

    ``names``: what text and figures call the two sides, by their ids. ``documents`` and ``removed``: as
    ``cleaning.clean`` gives them. ``sentences``: with their voices, ``account`` (the voice as it is shown) and ``call``
    (its day, "3 May 2022"). ``accounts``: the sentences that are compared, with what the texts' folder has of labels
    by hand: ``statements``, ``frames``, ``act``, ``issue``. ``statements``: one row per statement by hand, none
    where there are no labels. ``words``: content words by call and voice, without those that only name the source.
    """

    names: dict[str, str]
    documents: pd.DataFrame
    removed: pd.DataFrame
    sentences: pd.DataFrame
    accounts: pd.DataFrame
    statements: pd.DataFrame
    words: pd.DataFrame

    @property
    def size(self) -> dict[str, int]:
        """How much there is: texts, their sentences; calls that both sides tell, and in each account of these the
        sentences, and the statements where there are labels.
        """
        whose = {"sentences": self.accounts["voice"], "statements": self.statements["side"]}
        counted = {f"{side}_{what}": int((of == side).sum()) for what, of in whose.items() for side in self.names}
        calls = self.accounts["call_id"].nunique()
        return {"texts": len(self.documents), "sentences": len(self.sentences), "calls": calls} | counted


def load(
    source: str | Path | pd.DataFrame,
    sides: tuple[str, str] = ("kremlin", "elysee"),
    voices_file: str | Path | None = None,
) -> Study:
    """Read, clean, split and attribute the texts, and pick the accounts of the calls that both sides tell.

    ``source``: as ``corpus.read`` takes it; labels by hand are those in a folder.

    Raises
    ------
    CorpusError, ValueError: as ``corpus.read`` and ``voices.names``.

    Examples
    --------
    >>> from helpers import study
    >>> seeds = study.load("seeds")
    >>> seeds.accounts["account"].value_counts().head(2).to_dict()
    {'Kremlin': 12, 'Élysée': 4}
    >>> len(seeds.statements)
    14
    """
    names = voices.names(sides, voices_file)
    documents = cleaning.clean(corpus.read(source))
    removed = cleaning.removed(documents)
    sentences = voices.attribute(segment.split(documents), sides, voices_file)
    shown = [*names.values(), "joint", "other", "narrator"]
    sentences["account"] = pd.Categorical(sentences["voice"].replace(names), shown)
    sentences["call"] = _days(sentences["call_id"], documents)
    accounts = framing.in_one_language(framing.accounts(sentences, *sides))
    said = framing.without_sources(accounts, sides, voices_file)
    words = frequency.count(said, by=["call_id", "voice"], stop_words="drop")
    return Study(names, documents, removed, sentences, *_by_hand(source, accounts, sentences), words)


def _days(calls: pd.Series, documents: pd.DataFrame) -> pd.Categorical:
    """Each sentence's call by its day, or by its id where the day is not known or two calls share it."""
    day = documents.get("call_date", documents["published"])
    days = day.groupby(documents["call_id"]).min().sort_values(kind="stable")
    alone = days.notna() & ~days.duplicated(keep=False)
    said = {id: f"{day.day} {day.month_name()} {day.year}" if alone[id] else id for id, day in days.items()}
    return pd.Categorical(calls.map(said), list(said.values()))


def _by_hand(source: object, accounts: pd.DataFrame, sentences: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The accounts with their labels, and the statements with the names that are shown, where a folder has them."""
    if not (isinstance(source, str | Path) and Path(source, STATEMENTS).is_file()):
        return accounts, pd.DataFrame(columns=["call_id", "side", "statement", "call", "account"])
    labels = pd.read_csv(Path(source, LABELS), keep_default_na=False)[["doc_id", "sentence", *CODED]]
    labelled = accounts.merge(labels, on=["doc_id", "sentence"], how="left").set_axis(accounts.index)
    statements = pd.read_csv(Path(source, STATEMENTS), keep_default_na=False)
    shown = sentences.drop_duplicates("call_id").set_index("call_id")["call"]
    account = sentences.drop_duplicates("voice").set_index("voice")["account"]
    return labelled, statements.assign(
        call=pd.Categorical(statements["call_id"].map(shown), shown.cat.categories),
        account=pd.Categorical(statements["side"].map(account), account.cat.categories),
    )
