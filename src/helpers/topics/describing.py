"""What each topic is: its terms, the sentences that stand for it, whose it is, and which sentences are alike."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from helpers.topics.fitting import Topics

# Fewer calls give intervals that do not cover.
FEWEST = 10


class Description(NamedTuple):
    """``topics``: a row each. ``central``: their most central sentences. ``shares``: whose they are, and when."""

    topics: pd.DataFrame
    central: pd.DataFrame
    shares: pd.DataFrame


def describe(found: Topics, documents: pd.DataFrame | None = None, n: int = 3, level: float = 0.95) -> Description:
    """Each topic's terms, its most central sentences, and its share by voice, call and year.

    A share is that of a group's sentences: "of the Kremlin's sentences, so many are on Karabakh". Its interval takes
    calls as what was drawn, for sentences on one call are not independent: the ratio estimator's (Cochran 1977, 6.19)
    with Student's t, given from ten calls up.

    Parameters
    ----------
    found : as ``fit`` or ``issues`` gives it, from sentences with ``voice`` and ``call_id`` where known.
    documents : ``doc_id`` and ``published``, for the shares by year.
    n : how many central sentences. level : of the intervals.

    Returns
    -------
    ``topics``: ``topic``, ``label``, ``terms`` (the eight most telling), ``sentences``, ``share`` of all sentences.
    ``central``: the n sentences of each topic with the highest ``central``, ties by document and sentence, with all
    columns of the sentences: document, offsets, text.
    ``shares``: ``by`` ("voice", "call_id" or "year"), ``group`` ("unknown" where there is none), ``topic``, ``label``,
    ``sentences``, ``of`` (all of the group), ``share``, ``low`` and ``high`` (0 to 1), ``calls``, and ``why`` there is
    no interval.

    Examples
    --------
    >>> assigned = {"doc_id": "d", "sentence": [0, 1, 2], "voice": list("kke"), "call_id": "x", "topic": [0, 1, 0]}
    >>> table = pd.DataFrame(assigned | {"label": ["sea", "arms", "sea"], "central": [0.4, 1, 0.9]})
    >>> terms = pd.DataFrame({"topic": [0, 1], "label": ["sea", "arms"], "term": ["sea", "arms"], "weight": [1.0, 1.0]})
    >>> told = describe(Topics(table, terms), n=1)
    >>> told.central["sentence"].tolist()
    [2, 1]
    >>> told.shares[["group", "label", "sentences", "of", "why"]].values.tolist()[0]
    ['e', 'sea', 1, 1, '1 call, 10 are needed']
    """
    assigned, terms = found
    assigned = assigned.sort_values(["doc_id", "sentence"])
    words = terms.groupby(["topic", "label"])["term"].agg(lambda part: ", ".join(part.head(8))).rename("terms")
    sizes = assigned.groupby("topic").size().rename("sentences")
    topics = words.reset_index().merge(sizes, on="topic", how="left").fillna({"sentences": 0})
    topics = topics.astype({"sentences": "int64"}).assign(share=lambda t: t["sentences"] / max(len(assigned), 1))
    central = assigned[assigned["topic"] >= 0].sort_values(["topic", "central"], ascending=[True, False], kind="stable")
    if documents is not None:
        years = documents.set_index("doc_id")["published"].dt.year
        assigned = assigned.assign(year=assigned["doc_id"].map(years).astype("Int64"))
    calls = assigned["call_id"] if "call_id" in assigned else pd.Series(pd.NA, index=assigned.index)
    rows: list[dict] = []
    for by in [name for name in ("voice", "call_id", "year") if name in assigned]:
        groups = assigned[by].astype("object").where(assigned[by].notna(), "unknown").astype("str")
        for group, part in assigned.groupby(groups, sort=True):
            for topic, label in topics[["topic", "label"]].itertuples(index=False):
                row = {"by": by, "group": group, "topic": topic, "label": label}
                rows.append(row | _share(part["topic"] == topic, calls[part.index], level))
    columns = ["by", "group", "topic", "label", "sentences", "of", "share", "low", "high", "calls", "why"]
    return Description(topics, central.groupby("topic").head(n), pd.DataFrame(rows, columns=columns))


def _share(inside: pd.Series, calls: pd.Series, level: float) -> dict:
    """A topic's share of a group's sentences, and its interval over calls."""
    share, known = float(inside.mean()), calls.notna()
    each = inside[known].groupby(calls[known]).agg(["sum", "size"])
    c = len(each)
    row = {"sentences": int(inside.sum()), "of": len(inside), "share": share, "low": np.nan, "high": np.nan, "calls": c}
    if c < FEWEST or not known.all():
        few = f"{c} call{'' if c == 1 else 's'}, {FEWEST} are needed"
        return row | {"why": few if c < FEWEST else f"{(~known).sum()} sentences belong to no call"}
    apart = each["sum"] - share * each["size"]
    error = np.sqrt(c / (c - 1) * float((apart**2).sum())) / len(inside)
    if error == 0:
        return row | {"why": "the same in every call"}
    half = float(stats.t.ppf((1 + level) / 2, c - 1)) * error
    return row | {"low": max(share - half, 0.0), "high": min(share + half, 1.0), "why": ""}
