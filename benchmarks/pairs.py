"""Fit the weights by which framing.pair proposes links, and measure them on calls left out.

    python benchmarks/pairs.py readouts/documents.csv            print how well links are found
    python benchmarks/pairs.py readouts/documents.csv --write    and write the two lists that framing.pair reads

The table has ``doc_id`` and ``text`` of official readouts, as ``make readouts`` fetches them. Used are the calls that
are aligned by hand (``data/alignments.csv``) of which both texts are there with the sentences that were aligned.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from helpers import framing, frequency, readouts, segment

ROOT = Path(__file__).resolve().parent.parent
LISTS = ROOT / "src/helpers/lexicons"
FEATURES = ["nearest", "order", "names", "issues", "apart", "common"]
OTHERS, LIGHT = (5, 9, 13, 17, 21), 0.02  # for each call so many other calls, and what a pair of theirs weighs
ENOUGH = 0.25  # the share of calls that have less in common than ``enough``


def frequencies(data: readouts.Tables) -> pd.DataFrame:
    """How many readouts have each word, name and issue; words from two on, without stop words. First, of how many."""
    words = data.counts[~data.counts["term"].isin(frequency.stop_words(list(frequency.LANGUAGES)))]
    tagged = [
        data.tags_automatic[["doc_id"]]
        .assign(kind=kind, term=data.tags_automatic[column].str.split(";"))
        .explode("term")
        for kind, column in (("name", "names"), ("issue", "issues"))
    ]
    table = pd.concat([words[["doc_id", "term"]].assign(kind="word"), *tagged])
    table = table[table["term"] != ""].drop_duplicates()
    table = table.groupby(["kind", "term"]).size().rename("readouts").reset_index()
    table = table[(table["kind"] != "word") | (table["readouts"] > 1)]
    return pd.concat([pd.DataFrame({"kind": "", "term": "", "readouts": [len(data.readouts)]}), table])


class Call:
    """What the sentences of two accounts say, and which are linked: 1 where both annotators say so, else 0.5 or 0."""

    def __init__(self, links: pd.DataFrame, said: dict[str, list]) -> None:
        self.first, self.second = (links[end].iloc[0].rsplit("-", 1)[1] for end in ("a_doc", "b_doc"))
        self.a, self.b = (said[links[end].iloc[0]] for end in ("a_doc", "b_doc"))
        self.seen = framing.features(self.a, self.b)
        self.by = [np.zeros((len(self.a), len(self.b)), dtype=bool) for _ in range(2)]
        for person, linked in enumerate(self.by):
            own = links[links[f"annotator_{person + 1}"] != ""]
            linked[own["a_sentence"], own["b_sentence"]] = True


def calls(data: readouts.Tables, texts: pd.DataFrame) -> dict[str, Call]:
    """The calls whose texts are at hand, each text with the sentences that were numbered."""
    known = data.readouts[["doc_id", "call_id", "language"]].merge(texts[["doc_id", "text"]], on="doc_id")
    sums = data.tags.groupby("doc_id")["sha1"].agg(list)
    said = {}
    for doc_id, own in segment.split(known).groupby("doc_id"):
        found = own["text"].map(readouts._sum)
        if (
            len(own) == len(sums[doc_id]) and (found == sums[doc_id]).mean() >= 0.5
        ):  # a slip of the copyist is no other text
            said[doc_id] = framing.contents(own.reset_index(drop=True))
    links = data.alignments.groupby("call_id")
    return {call: Call(own, said) for call, own in links if {*own["a_doc"], *own["b_doc"]} <= {*said}}


def fit(known: list[Call], strange: list[dict]) -> dict[str, float]:
    """The weights of the features, and the least probability of a link, the one that gives the best F1."""
    enough = float(np.quantile([one.seen["common"][0, 0] for one in known], ENOUGH))

    def table(seen: list[dict]) -> np.ndarray:
        rows = np.concatenate([np.stack([one[name].ravel() for name in FEATURES], axis=1) for one in seen])
        rows[:, -1] = np.minimum(rows[:, -1], enough)
        return rows

    own, other = table([one.seen for one in known]), table(strange)
    linked = np.concatenate([np.mean(one.by, axis=0).ravel() for one in known])
    scale = own.std(axis=0)
    scale[-1] = 0.07  # calls that share little are few, and must weigh
    rows = np.concatenate([own, own, other]) / scale
    is_link = np.repeat([1, 0, 0], [len(own), len(own), len(other)])
    weight = np.concatenate([linked, 1 - linked, np.full(len(other), LIGHT)])
    model = LogisticRegression(max_iter=3000).fit(rows[weight > 0], is_link[weight > 0], weight[weight > 0])
    likely = model.predict_proba(own / scale)[:, 1]
    least = max(
        np.arange(0.1, 0.6, 0.01),
        key=lambda at: (linked * (likely >= at)).sum() / (linked.sum() + (likely >= at).sum()),
    )
    weights = dict(zip(FEATURES, model.coef_[0] / scale, strict=True))
    return weights | {"constant": float(model.intercept_[0]), "enough": enough, "least": float(least)}


class Found:
    """How many sentences or links were linked by hand, by the model, and by both."""

    def __init__(self) -> None:
        self.hand = self.model = self.both = 0

    def add(self, model: np.ndarray, hand: np.ndarray) -> None:
        self.hand, self.model, self.both = (
            self.hand + hand.sum(),
            self.model + model.sum(),
            self.both + (hand & model).sum(),
        )

    def rates(self) -> dict[str, float]:
        f1 = 2 * self.both / (self.hand + self.model)
        return {"precision": self.both / self.model, "recall": self.both / self.hand, "f1": f1}


def measured(links: dict[str, np.ndarray], known: dict[str, Call]) -> pd.DataFrame:
    """Precision, recall and F1 of links, and of sentences with a counterpart or without, by whose they are."""
    rows = {}
    for name, model in links.items():
        kremlin = name.startswith(("pm", "po", "ru"))
        sides = ["the Kremlin's", "its counterparts'"] if kremlin else ["allies'", "allies'"]
        sides = sides if known[name].first == "kremlin" else sides[::-1]
        for hand in known[name].by:
            for whose in ("all", "calls of the Kremlin" if kremlin else "calls of allies"):
                rows.setdefault((whose, "links"), Found()).add(model, hand)
            for axis, side in enumerate(sides):
                one, two = model.any(axis=1 - axis), hand.any(axis=1 - axis)
                for whose in ("all", side):
                    rows.setdefault((whose, "with a counterpart"), Found()).add(one, two)
                    rows.setdefault((whose, "told by one side only"), Found()).add(~one, ~two)
    return pd.DataFrame({key: found.rates() for key, found in rows.items()}).T


def strangers(links: list[np.ndarray]) -> float:
    """The share of sentences that are linked."""
    return sum(one.any(axis).sum() for one in links for axis in (0, 1)) / sum(sum(one.shape) for one in links)


def main(path: str, write: bool = False) -> None:
    data = readouts.load(ROOT / "data")
    if write:
        frequencies(data).to_csv(LISTS / "document_frequencies.csv", index=False, lineterminator="\n")
    known = calls(data, pd.read_csv(path, keep_default_na=False))
    names = list(known)
    others = [(name, names[(at + step) % len(names)]) for at, name in enumerate(names) for step in OTHERS]
    others = {pair: framing.features(known[pair[0]].a, known[pair[1]].b) for pair in others if pair[0] != pair[1]}
    links, between = {}, {"two calls": [], "two calls of the same governments": []}
    for name in names:
        rest = [seen for pair, seen in others.items() if name not in pair]
        weights = fit([one for other, one in known.items() if other != name], rest)

        def linked(seen: dict, weights: dict = weights) -> np.ndarray:
            return framing.probability(seen, weights) >= weights["least"]

        links[name] = linked(known[name].seen)
        between["two calls"] += [linked(seen) for pair, seen in others.items() if pair[0] == name]
        own = known[name]
        same = [one for one in known.values() if one is not own and (one.first, one.second) == (own.first, own.second)]
        between["two calls of the same governments"] += [linked(framing.features(own.a, one.b)) for one in same]
    found = measured(links, known)
    print(f"{len(names)} calls, each left out in turn: {', '.join(names)}\n\n{found.round(2)}\n")
    for what, each in between.items():
        print(f"sentences linked between the accounts of {what}: {strangers(each):.2f}")
    weights = fit(list(known.values()), list(others.values()))
    if write:
        rates = {"": found.loc["all", "links"], "alone_": found.loc["all", "told by one side only"]}
        rates = {f"{what}{name}": rate[name] for what, rate in rates.items() for name in ("precision", "recall")}
        rates |= {"calls": len(names), "strangers": strangers(between["two calls"])}
        rows = [("weight", *one) for one in weights.items()] + [("measured", *one) for one in rates.items()]
        table = pd.DataFrame(rows, columns=["kind", "name", "value"]).round(3)
        table.to_csv(LISTS / "pairs.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1], "--write" in sys.argv)
