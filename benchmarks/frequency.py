"""How fast words are counted, in how much memory, against the libraries that do the same.

    python benchmarks/frequency.py                 on 20,000 texts drawn from the sentences of seeds/ and tests/gold/
    python benchmarks/frequency.py TABLE.csv       on texts of yours: .csv or .parquet with a column "text"

The first run makes an environment with the peers under the system's temporary folder, which takes minutes; later runs
use it again. Each measurement is a process of its own, and what it counts is compared before its time is. The texts are
drawn anew (20,000 texts, 28 MB, 500 calls, 2 groups), apostrophes made straight and possessive endings taken away:
otherwise no peer's pattern could give the same words.
"""

import hashlib
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(tempfile.gettempdir()) / "one-call-two-readouts-peers"
PEERS = ["scattertext", "six"]  # six: scattertext imports it and does not say so; the other peers are dependencies
SIZE, TEXTS, REPEATS = 28_000_000, 20_000, 3
# What segment.tokens takes for words and numbers, for the standard library's expressions.
PATTERN = (
    r"[0-9]+(?:[.,:/-][0-9]+)*(?:'?[^\W\d_]+)?"
    r"|(?:(?:[^\W\d_]\.){2,}|[^\W\d_][^\W_]*)(?:['-][^\W_]+)*"
)


def drawn(sentences: list[str], texts: int, size: int):
    """Texts of the wanted number and size, drawn sentence by sentence, always the same."""
    import pandas as pd

    plain = [re.sub(r"(?<=[\w.])'s\b", "", re.sub("[’ʼ]", "'", text)) for text in sentences]
    draw, rows = random.Random(1), []
    for _ in range(texts):
        text = draw.choice(plain)
        while len(text) < size // texts - 60:
            text += " " + draw.choice(plain)
        rows.append(text)
    table = pd.DataFrame({"text": rows, "doc_id": [f"d{i}" for i in range(texts)], "sentence": 0, "start": 0})
    return table.assign(call_id=[f"c{i % 500}" for i in range(texts)], voice=["a", "b"] * (texts // 2), language="en")


def sentences_of(path: str = "") -> list[str]:
    import pandas as pd

    if path:
        table = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)
        return table["text"].dropna().tolist()
    texts = pd.read_csv(ROOT / "tests" / "gold" / "written_texts.csv")["text"].tolist()
    for file in sorted((ROOT / "seeds").glob("*.txt")):
        texts += file.read_text(encoding="utf-8").split("\n")
    for line in (ROOT / "tests" / "gold" / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        texts += [article["raw"][s["raw_start"] : s["raw_end"]] for s in article["sentences"]]
    return [text for text in (" ".join(text.split()) for text in texts) if text]


def digest(rows) -> str:
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:12]


def words_of(table) -> list[list[str]]:
    return [re.findall(PATTERN, text.lower()) for text in table["text"]]


def with_numbers():
    """The words of a text and its numbers, as the peers' pattern finds them."""
    from functools import partial

    from helpers import segment

    return partial(segment.tokens, numbers=True)


# Each measurement: what is made ready first, what is measured, and what of the result must be equal.


def matrix_ours(table):
    from helpers import frequency

    counts, terms, _ = yield lambda: frequency.matrix(table, "doc_id", words=with_numbers())
    yield digest(zip(terms.tolist(), counts.sum(axis=0).tolist(), strict=True))


def matrix_scikit_learn(table):
    from sklearn.feature_extraction.text import CountVectorizer

    peer, texts = CountVectorizer(token_pattern=PATTERN), table["text"]
    counts = yield lambda: peer.fit_transform(texts)
    yield digest(zip(peer.get_feature_names_out().tolist(), counts.sum(axis=0).A1.tolist(), strict=True))


def matrix_scattertext(table):
    corpus = yield lambda: scattertext_corpus(table)
    yield f"{corpus.get_num_terms()} terms of its own tokenizer"


def scattertext_corpus(table):
    """With its whitespace tokenizer: it takes no pattern, so its counts are its own."""
    import scattertext

    return scattertext.CorpusFromPandas(
        table,
        category_col="voice",
        text_col="text",
        nlp=scattertext.whitespace_nlp,
        feats_from_spacy_doc=scattertext.UnigramsFromSpacyDoc(),
    ).build()


def collocations_ours(table):
    from helpers import frequency

    found = yield lambda: frequency.collocations(table, min_count=1, words=with_numbers())
    yield digest((*pair, round(score, 5)) for pair, score in found["log_likelihood"].items())


def collocations_nltk(table):
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder

    words = words_of(table)  # not measured

    def score():
        return BigramCollocationFinder.from_documents(words).score_ngrams(BigramAssocMeasures.likelihood_ratio)

    found = yield score
    yield digest((*pair, round(score, 5)) for pair, score in found)


def concordance_ours(table):
    from helpers import frequency

    found = yield lambda: frequency.concordance(table, common(table))
    yield str(len(found))


def concordance_nltk(table):
    from nltk.text import Text

    words, word = [word for text in table["text"] for word in re.findall(PATTERN, text)], common(table)  # not measured
    found = yield lambda: Text(words).concordance_list(word, lines=len(words))  # any case, as ours
    yield str(len(found))


def log_odds_ours(table):
    from helpers import framing, frequency

    found = yield lambda: framing.log_odds(frequency.count(table, words=with_numbers()), "a", "b", prior=0.1)
    yield digest(found.nlargest(20, "z").index)


def log_odds_convokit(table):
    peer = fighting_words()
    sides = [table["text"][table["voice"] == side].tolist() for side in "ab"]
    found = yield lambda: peer._bayes_compare_language(*sides)
    yield digest(sorted(found, key=found.get)[-20:])


def log_odds_convokit_default(table):
    peer = fighting_words(default=True)
    sides = [table["text"][table["voice"] == side].tolist() for side in "ab"]
    found = yield lambda: peer._bayes_compare_language(*sides)
    yield f"{len(found)} terms of one to three words, as it comes"


def log_odds_scattertext(table):
    from scattertext import LogOddsRatioUninformativeDirichletPrior
    from scattertext.termranking import AbsoluteFrequencyRanker

    def score():
        corpus = scattertext_corpus(table)
        counts = corpus.apply_ranker(AbsoluteFrequencyRanker, use_non_text_features=False)
        columns = [f"{side} freq" for side in "ab"]
        return LogOddsRatioUninformativeDirichletPrior(alpha_w=0.1).get_scores(*(counts[name] for name in columns))

    found = yield score
    yield f"{len(found)} terms of its own tokenizer"


def fighting_words(default: bool = False):
    """ConvoKit's FightingWords from its one file: the package would load language models that it does not need."""
    import importlib.util
    from types import ModuleType

    from sklearn.feature_extraction.text import CountVectorizer

    needed = {"cleantext": ["clean"], "convokit": ["Transformer"], "convokit.model": ["Corpus", "CorpusComponent"]}
    for name, classes in needed.items():
        module = sys.modules.setdefault(name, ModuleType(name))
        vars(module).update(dict.fromkeys(classes, object))
    libraries = next(folder for folder in sys.path if folder.endswith("-packages"))
    file = Path(libraries, "convokit", "fighting_words", "fightingWords.py")
    spec = importlib.util.spec_from_file_location("fighting_words", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vectorizer = None if default else CountVectorizer(token_pattern=PATTERN)
    return module.FightingWords(text_func=str, cv=vectorizer, prior=0.1)


def common(table) -> str:
    """A frequent content word: the twentieth of the first hundred texts."""
    from helpers import frequency

    times = frequency.count(table.head(100), stop_words="drop").sum(axis=1)
    return times.sort_values(ascending=False, kind="stable").index[min(19, len(times) - 1)]


RIVALS = {
    "matrix": ["ours", "scikit_learn", "scattertext"],
    "collocations": ["ours", "nltk"],
    "concordance": ["ours", "nltk"],
    "log_odds": ["ours", "convokit", "convokit_default", "scattertext"],
}


def memory(key: str) -> float:
    """Megabytes of this process, now (VmRSS) or at most (VmHWM); missing where the system does not tell."""
    status = Path("/proc/self/status")
    found = re.search(rf"{key}:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


def measure(name: str, path: str) -> dict:
    """Seconds and megabytes above what the process had with the texts loaded, and a digest of the result."""
    import pandas as pd

    table = pd.read_parquet(path)
    for size in (len(table.head(500)), len(table)):  # the first time, everything is imported
        steps = globals()[name](table.head(size))
        task = next(steps)
        before = memory("VmRSS")
        if Path("/proc/self/clear_refs").exists():
            Path("/proc/self/clear_refs").write_text("5")
        began = time.perf_counter()
        result = task()
        seconds, peak = time.perf_counter() - began, memory("VmHWM") - before
        same = steps.send(result)
    return {"seconds": seconds, "mb": peak, "same": same}


def call(*arguments: str) -> str:
    done = subprocess.run([python(), __file__, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}:\n{done.stderr}")
    return done.stdout


def python() -> str:
    """The interpreter of the environment with the peers, which is made where it is missing."""
    ready = FOLDER / "ready"
    found = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not ready.exists():
        print("making an environment with the peers: minutes", file=sys.stderr)
        venv.create(FOLDER, clear=True, with_pip=True)
        install = [found, "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, "-e", str(ROOT), *PEERS], check=True)
        subprocess.run([*install, "--no-deps", "convokit"], check=True)
        ready.touch()
    return str(found)


def report(path: str, tasks: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """A line a measurement: median seconds and largest memory of several runs; equal results have equal digests.

    Returns ours: seconds and megabytes by task.
    """
    found = {}
    print(f"{'':14}{'':16}{'seconds':>9}{'times ours':>12}{'MB':>7}  result")
    for task, rivals in tasks.items():
        runs = {rival: [] for rival in rivals}
        for _ in range(REPEATS):  # in turn, so that a busy minute hits all alike
            for rival in rivals:
                printed = call("--measure", f"{task}_{rival}", path)
                runs[rival].append(json.loads(printed.splitlines()[-1]))  # some peers print, too
        ours = statistics.median(run["seconds"] for run in runs["ours"])
        for rival, measured in runs.items():
            seconds = statistics.median(run["seconds"] for run in measured)
            mb = max(run["mb"] for run in measured)
            print(
                f"{task:14}{rival:16}{seconds:9.2f}{seconds / ours:12.1f}{mb:7.0f}  {measured[0]['same']}", flush=True
            )
            if rival == "ours":
                found[task] = (seconds, mb)
    return found


def draw(growth: dict[int, dict[str, tuple[float, float]]]) -> None:
    """Seconds and megabytes by number of texts, on axes on which straight and parallel to the diagonal is linear."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
    sizes = sorted(growth)
    for k, (ax, unit) in enumerate(zip(axes, ("seconds", "MB over the texts"), strict=True)):
        for task, marker in zip(growth[sizes[0]], "osD^", strict=False):
            ax.loglog(sizes, [growth[n][task][k] for n in sizes], marker=marker, label=task.replace("_", "-"))
        first = growth[sizes[0]]["matrix"][k]
        ax.loglog(sizes, [first * n / sizes[0] for n in sizes], ":", color="grey", label="linear")
        ax.set_xlabel("texts of 1.4 kB")
        ax.set_ylabel(unit)
    axes[0].legend(frameon=False)
    figure.savefig(ROOT / "benchmarks" / "growth.png", dpi=150, metadata={"Software": None})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], sys.argv[3])))
    elif sys.argv[1:2] == ["--draw"]:
        texts = int(sys.argv[3])
        drawn(sentences_of(*sys.argv[4:]), texts, SIZE * texts // TEXTS).to_parquet(sys.argv[2])
    else:
        growth = {}
        with tempfile.TemporaryDirectory() as folder:
            table = str(Path(folder) / "texts.parquet")
            for texts in (TEXTS, 1_000, 10_000, 100_000):
                call("--draw", table, str(texts), *sys.argv[1:2])
                print(f"{texts:,} texts, {SIZE * texts / TEXTS / 1e6:.0f} MB")
                whole = texts == TEXTS
                growth[texts] = report(table, RIVALS if whole else {task: ["ours"] for task in RIVALS})
        draw(growth)
