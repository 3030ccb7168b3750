"""Learn the weights by which a sentence's voice is chosen, from the open labelled texts, and say how right they are.

    python benchmarks/voice_weights.py           writes src/helpers/lexicons/voice_weights.csv
    python benchmarks/voice_weights.py held-out  the accuracy on texts left out, a quarter at a time; writes nothing

A conditional logit (McFadden 1974): of the candidates for a sentence those are right that have its label, and the
weights make the right ones likely, with a penalty on their squares. What a text has told so far is first taken from
its labels, and in a second round from the labels and from what the weights of the first say. Held-out articles are not
read.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from helpers import cleaning, corpus, lexicons, segment, voices

ROOT = Path(__file__).resolve().parent.parent
GOLD, WEIGHTS = ROOT / "tests" / "gold", Path(lexicons.__file__).parent / "voice_weights.csv"
SIDES = ("kremlin", "elysee")
PENALTY, SEEN, KEPT = 4.0, 5, 0.05  # of squares; texts' candidates that a feature needs; the least weight that is kept


class Text(NamedTuple):
    """One text: its sentences taken apart, the paragraph of each, (voice, office) and other voices by hand."""

    sentences: list[voices.Sentence]
    paragraphs: list[int]
    labels: list[tuple[str, str]]
    acceptable: list[str]


def texts() -> list[Text]:
    """The open articles of all languages, the written texts, the constructions and the five texts."""
    found = []
    for name, language in (("articles", "en"), ("articles_fr", "fr"), ("articles_ru", "ru")):
        for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            if not article["held_out"]:
                rows = [
                    (language, row["text"], article["raw"].count("\n", 0, row["raw_start"]), row)
                    for row in article["sentences"]
                ]
                found.append(_text(rows))
    rows: dict[str, list] = {}
    for name, text in (("written_texts", "doc_id"), ("constructions", "construction")):
        with (GOLD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                row = {"language": "en", "paragraph": number, "acceptable": "", "office": "", **row}
                key = f"{row[text]} {row['language']}"
                rows.setdefault(key, []).append((row["language"], row["text"], int(row["paragraph"]), row))
    labels = corpus.cells(ROOT / "seeds" / "labels.csv")[0].fillna("")
    split = segment.split(cleaning.clean(corpus.read(ROOT / "seeds")))
    paragraph = dict(
        zip(zip(split["doc_id"], split["sentence"].astype(str), strict=True), split["paragraph"], strict=True)
    )
    for row in labels.to_dict("records"):
        place = paragraph[row["doc_id"], str(row["sentence"])]
        rows.setdefault(row["doc_id"], []).append(("en", row["text"], place, row))
    return found + [_text(given) for given in rows.values()]


def _text(rows: list[tuple]) -> Text:
    _, lexicon_of = voices.prepared(SIDES)
    sentences = voices.read([row[:3] for row in rows], lexicon_of)
    acceptable = [row["acceptable"] for *_, row in rows]
    acceptable = [" ".join(one) if isinstance(one, list) else one or "" for one in acceptable]
    return Text(
        sentences, [row[2] for row in rows], [(row["voice"], row["office"] or "") for *_, row in rows], acceptable
    )


def learn(given: list[Text]) -> voices.Weights:
    """Weights by feature; two rounds, see above."""
    weights: voices.Weights = {}
    for rounds in ([True], [True, False]):
        cases = []
        for text in given:
            for by_labels in rounds:
                walked = _walked(text, weights) if not by_labels else _followed(text, weights)
                cases += [case for case in map(_case, walked, text.labels) if case]
        weights = _fitted(cases, weights)
    return {feature: round(weight, 2) for feature, weight in weights.items() if abs(weight) >= KEPT}


def _followed(text: Text, weights: voices.Weights) -> list[tuple]:
    only = voices.offices(text.labels, SIDES) or {voice for voice, office in text.labels if not office} & {*SIDES}
    return list(voices.walk(text.sentences, text.paragraphs, SIDES, weights, only, text.labels))


def _walked(text: Text, weights: voices.Weights) -> list[tuple]:
    return voices.decide(text.sentences, text.paragraphs, SIDES, weights)


def _case(walked: tuple, label: tuple[str, str]) -> tuple[list[list[str]], list[bool]] | None:
    """The candidates' features, and which candidates are right; none where nothing can be learned."""
    voice, office = label
    candidates = walked[0]
    of_voice = [one.voice == voice for one in candidates]
    right = [ok and one.office in (office or one.office, "none") for ok, one in zip(of_voice, candidates, strict=True)]
    right = right if any(right) else of_voice
    return None if not any(right) or all(right) else ([one.features for one in candidates], right)


def _fitted(cases: list[tuple[list[list[str]], list[bool]]], start: voices.Weights) -> voices.Weights:
    seen = Counter(feature for given, _ in cases for features in given for feature in {*features})
    place = {feature: k for k, feature in enumerate(sorted(name for name, n in seen.items() if n >= SEEN))}
    candidates = [features for given, _ in cases for features in given]
    row, column = np.array(
        [(k, place[name]) for k, features in enumerate(candidates) for name in features if name in place]
    ).T
    design = csr_matrix((np.ones(len(row)), (row, column)), (len(candidates), len(place)))
    right = np.concatenate([right for _, right in cases])
    sizes = [len(right) for _, right in cases]
    first, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(sizes)), sizes)

    def log_sum(score: np.ndarray) -> np.ndarray:
        top = np.maximum.reduceat(score, first)
        return top + np.log(np.add.reduceat(np.exp(score - top[of]), first))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        score = design @ weights
        every, good = log_sum(score), np.where(right, score, -1e9)
        best = log_sum(good)
        slope = design.T @ (np.exp(score - every[of]) - np.exp(good - best[of]))
        return (every - best).sum() + PENALTY / 2 * weights @ weights, slope + PENALTY * weights

    begin = np.array([start.get(feature, 0.0) for feature in place])
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return dict(zip(place, map(float, found.x), strict=True))


def held_out(given: list[Text], parts: int = 4) -> dict[str, float]:
    """Strict and lenient accuracy on texts left out, one part at a time."""
    strict = lenient = n = 0
    for part in range(parts):
        weights = learn([text for k, text in enumerate(given) if k % parts != part])
        for text in given[part::parts]:
            found = [chosen.voice for _, chosen in _walked(text, weights)]
            for voice, (label, _), others in zip(found, text.labels, text.acceptable, strict=True):
                n, strict = n + 1, strict + (voice == label)
                lenient += voice == label or voice in others.split()
    return {"sentences": n, "strict": round(strict / n, 3), "lenient": round(lenient / n, 3)}


if __name__ == "__main__":
    labelled = texts()
    if sys.argv[1:] == ["held-out"]:
        print(held_out(labelled))
    else:
        learned = sorted(learn(labelled).items())
        with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("feature", "weight"), *learned])
        print(f"{len(learned)} weights from {len(labelled)} texts")
