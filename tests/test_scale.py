"""Corpora in partitions: the same tables as the plain helpers, however the corpus is cut and whoever works on it."""

import warnings
from itertools import pairwise
from pathlib import Path

import dask
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import cleaning, corpus, frames, framing, frequency, scale, segment, voices
from tests.conftest import ROOT

SIDES, BY = ("kremlin", "elysee"), ["call_id", "voice"]
# Whole sentences and lines, so that drawn corpora repeat what matters: page furniture, an account's sentences, copies.
HEADER, FOOTER = "The Example | News | 3 May 2022", "The Example is printed in this town"
LINES = [
    "Putin told Macron that the West must stop supplying weapons, the Kremlin said.",
    "PUTIN told Macron that the West must stop supplying weapons, the Kremlin said!",
    "Macron called for a ceasefire, the Elysee Palace said.",
    "Макрон призвал к прекращению огня, сообщили в Елисейском дворце.",
    "The two leaders discussed grain.",
    "Read more: The Example speaks of talks",
    "The telephone rang 13 times.",
]
EXAMPLES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(LINES), max_size=4),
        st.sampled_from(["The Example", "Other", None]),
        st.sampled_from(["x", "y", None]),
        st.sampled_from(["en", "ru", "de", None]),
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture(autouse=True)
def here():
    """In this process, unless a test says otherwise."""
    with dask.config.set(scheduler="synchronous"):
        yield


def made(drawn: list[tuple]) -> pd.DataFrame:
    """Documents of these lines, outlets, calls and languages; those of The Example have its header and footer."""
    rows = []
    for number, (lines, outlet, call, language) in enumerate(drawn):
        if outlet == "The Example":
            lines = [HEADER.replace("3", str(number)), f"They spoke of {chr(97 + number) * 4}.", *lines, FOOTER]
        text = "\n".join(lines)
        rows.append({"doc_id": f"d{number}", "raw": text, "outlet": outlet, "call_id": call, "language": language})
    return pd.DataFrame(rows).astype("str")


def cut(documents: pd.DataFrame, folder: Path, ends: list[int]) -> Path:
    """The documents as files, cut behind these rows."""
    folder.mkdir(parents=True)
    edges = [0, *sorted(min(end, len(documents)) for end in ends), len(documents)]
    for number, (start, stop) in enumerate(pairwise(edges)):
        documents.iloc[start:stop].to_parquet(folder / f"part.{number}.parquet")
    return folder


def same(tables: scale.Tables, documents: pd.DataFrame, sides: tuple = SIDES, file: Path | None = None) -> pd.DataFrame:
    """The sentences by the plain helpers, if a run counted what these count of the whole corpus."""
    with warnings.catch_warnings(action="ignore"):
        sentences = voices.attribute(segment.split(cleaning.clean(documents)), sides, file)
    accounts = framing.accounts(sentences, *sides)
    said = framing.without_sources(framing.in_one_language(accounts), sides, file)
    expected = {
        "words": frequency.count(said, by=BY, stop_words="drop"),
        "frames": frames.count(frames.tag(accounts), accounts),
        "acts": frames.count(frames.acts(accounts), accounts, "act"),
    }
    for name, table in expected.items():
        if table.size or getattr(tables, name).size:
            pd.testing.assert_frame_equal(getattr(tables, name), table, obj=name)
    return sentences


@settings(max_examples=8)
@example(drawn=[([LINES[i]], "The Example", "x", "en") for i in range(5)], ends=[1, 3])  # too few repeats in each file
@given(drawn=EXAMPLES, ends=st.lists(st.integers(0, 14), max_size=6))
def test_any_corpus_in_any_partitions_comes_to_the_same_as_in_one_table(tmp_path_factory, drawn, ends):
    documents, folder = made(drawn), tmp_path_factory.mktemp("any")
    with warnings.catch_warnings(action="ignore"):
        tables = scale.run(cut(documents, folder / "in", ends), folder / "out")
    sentences = same(tables, documents)
    written = pd.read_parquet(folder / "out" / "sentences").sort_values("row", ignore_index=True)
    for name in ("doc_id", "sentence", "text", "voice", "office"):
        assert written[name].tolist() == sentences[name].tolist()


def test_a_sentence_that_texts_in_two_partitions_repeat_counts_once_in_its_account(tmp_path):
    lines = [LINES[0], LINES[2]]
    documents = made([(lines, None, "x", "en"), (lines, None, "x", "en"), ([LINES[0]], None, "y", "en")])
    tables = scale.run(cut(documents, tmp_path / "in", [1, 2]), tmp_path / "out")
    assert tables.words.loc["weapons"].to_dict() == {("x", "elysee"): 0, ("x", "kremlin"): 1}
    pd.testing.assert_frame_equal(scale.load(tmp_path / "out").words, tables.words)
    with pytest.raises(FileExistsError, match="out is there already. Name another folder, or remove it"):
        scale.run(tmp_path / "in", tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="no finished run"):
        scale.load(tmp_path / "in")


def test_the_five_texts_come_to_the_same_on_two_processes_as_in_a_notebook(tmp_path):
    documents = corpus.read(ROOT / "seeds")
    with dask.config.set(scheduler=None):
        same(scale.run(cut(documents, tmp_path / "in", [1, 3]), tmp_path / "out"), documents)


def test_a_cluster_comes_to_the_same_with_sides_of_one_s_own(tmp_path):
    distributed = pytest.importorskip("distributed")
    file, sides = ROOT / "examples/my_voices.csv", ("lantern", "amber")
    documents = corpus.read(ROOT / "examples/readouts.csv")
    folder = cut(documents, tmp_path / "in", [5, 17])
    started = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**started) as cluster, distributed.Client(cluster):
        same(scale.run(folder, tmp_path / "out", sides, file), documents, sides, file)


def test_rare_words_are_one_row_where_all_would_be_too_many(tmp_path, monkeypatch):
    documents = made([(LINES, None, "x", "en"), ([*LINES[:3], "Grain, grain, the Elysee said."], None, "x", "en")])
    whole = scale.run(cut(documents, tmp_path / "in", []), tmp_path / "out").words
    monkeypatch.setattr(scale, "CELLS", len(whole))
    few = scale.load(tmp_path / "out").words
    assert 2 * len(few) <= len(whole) + 2 and scale.RARE in few.index
    assert few.sum().to_dict() == whole.sum().to_dict()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t, p: t.assign(doc_id="d0").to_parquet(p), "part.1.parquet: .*row 0: doc_id 'd0' is that of part.0"),
        (lambda t, p: t.drop(columns="call_id").to_parquet(p), "part.1.parquet: .*call_id"),
        (lambda t, p: t.assign(raw=None).to_parquet(p), "part.1.parquet: .*'d1'.*: no text"),
        (lambda t, p: p.write_text("no table"), "part.1.parquet: .*Mend this file, or take it out"),
        (lambda t, p: t.drop(columns="raw").to_parquet(p), "part.1.parquet: .*no column"),
    ],
)
def test_a_partition_that_cannot_be_counted_is_named_and_nothing_is_left(tmp_path, change, message):
    documents = made([([LINES[0]], None, "x", "en")] * 2)
    change(documents[1:], cut(documents, tmp_path / "in", [1]) / "part.1.parquet")
    with pytest.raises(scale.ScaleError, match=message):
        scale.run(tmp_path / "in", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_folder_without_files_is_refused_and_files_are_taken_in_the_order_of_their_numbers(tmp_path):
    with pytest.raises(scale.ScaleError, match="no Parquet file in it"):
        scale.run(tmp_path, tmp_path / "out")
    for number in (2, 10, 1):
        made([([LINES[0]], None, "x", "en")]).assign(doc_id=number).to_parquet(tmp_path / f"part.{number}.parquet")
    scale.run(tmp_path, tmp_path / "out")
    written = pd.read_parquet(tmp_path / "out" / "sentences").sort_values("row")
    assert written["doc_id"].tolist() == ["1", "2", "10"]
