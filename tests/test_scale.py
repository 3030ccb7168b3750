"""Corpora in partitions: the same tables as the plain helpers, however the corpus is cut and whoever works on it."""

import errno
import subprocess
import sys
import warnings
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import cleaning, corpus, frames, framing, frequency, scale, segment, voices
from tests.conftest import ROOT

SIDES = ("kremlin", "elysee")
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


def made(drawn: list[tuple]) -> pd.DataFrame:
    """Documents of these lines, outlets, calls and languages; those of The Example have its header and footer."""
    rows = []
    for number, (lines, outlet, call, language) in enumerate(drawn):
        if outlet == "The Example":
            # Words of its own, or all texts would be copies of one.
            own = " ".join(f"{chr(97 + number)}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz") * 4
            lines = [HEADER.replace("3", str(number)), f"They spoke of {own}.", *lines, FOOTER]
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


def plain(documents: pd.DataFrame, sides: tuple = SIDES, file: Path | None = None) -> dict[str, pd.DataFrame]:
    """What the plain helpers make of the whole corpus."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        documents, removed = cleaning.clean(documents)
    sentences = voices.attribute(segment.split(documents), sides, file)
    tags, acts = frames.tag(sentences), frames.acts(sentences)
    told, account = sentences.dropna(subset=["call_id"]), framing.accounts(sentences, *sides)
    return {
        "documents": documents,
        "removed": removed,
        "sentences": sentences,
        "tags": tags,
        "acts": acts,
        "counts": frequency.count(told, by=["call_id", "voice"]),
        "accounts": frequency.count(account, by=["call_id", "voice"]),
        "frame counts": frames.count(tags, sentences),
        "act counts": frames.count(acts, sentences, "act"),
        "account frames": frames.count(tags, account),
        "account acts": frames.count(acts, account, "act"),
    }


def same(tables: scale.Tables, documents: pd.DataFrame, *sides: object) -> None:
    """Whether a run gave what the plain helpers give, to the last count and the last row."""
    expected = plain(documents, *sides)
    found = {"counts": tables.counts, "accounts": tables.accounts}
    found |= {"frame counts": tables.frames, "act counts": tables.acts}
    found |= {"account frames": tables.account_frames, "account acts": tables.account_acts}
    for name, table in found.items():
        if len(expected[name]) or len(table):
            pd.testing.assert_frame_equal(table, expected[name], obj=name)
    for name in scale.TABLES:
        files = sorted((tables.folder / name).glob("*.parquet"))
        rows = sum(len(pd.read_parquet(file)) for file in files)
        assert rows == len(expected[name]), name
        if rows:
            table = pd.read_parquet(tables.folder / name)
            pd.testing.assert_frame_equal(
                table.astype(object), expected[name].reset_index(drop=True).astype(object), obj=name
            )


@pytest.fixture(scope="module")
def corpus_of_two_outlets() -> pd.DataFrame:
    """Twenty texts with what must not depend on the partitions."""
    drawn = [
        ([LINES[i % 7], LINES[(i * 3 + 1) % 7]], ["The Example", "Other"][i % 2], "xyz"[i % 3], "en") for i in range(20)
    ]
    return made(drawn)


@settings(max_examples=8, deadline=None)
@example(drawn=[([LINES[0]], None, call, "en") for call in (None, "x")], ends=[1], turned=False)
@given(drawn=EXAMPLES, ends=st.lists(st.integers(0, 14), max_size=6), turned=st.booleans())
def test_any_corpus_in_any_partitions_comes_to_the_same_as_in_one_table(tmp_path_factory, drawn, ends, turned):
    documents = made(drawn[::-1] if turned else drawn)
    folder = tmp_path_factory.mktemp("any")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = scale.run(cut(documents, folder / "in", ends), folder / "out", SIDES, scheduler="synchronous")
    same(tables, documents)


def test_what_an_outlet_repeats_is_found_though_no_partition_has_enough_of_it(corpus_of_two_outlets, tmp_path):
    ends = [3, 5, 8, 10, 12, 17]
    tables = scale.run(cut(corpus_of_two_outlets, tmp_path / "in", ends), tmp_path / "out", scheduler="synchronous")
    removed = pd.read_parquet(tables.folder / "removed")
    assert removed.loc[removed["text"] == FOOTER, "reason"].tolist() == ["repeated"] * 10
    same(tables, corpus_of_two_outlets)


def test_a_sentence_that_texts_in_two_partitions_repeat_counts_once_in_its_account(tmp_path):
    lines = [LINES[0], LINES[2]]
    documents = made([(lines, None, "x", "en"), (lines, None, "x", "en"), ([LINES[0]], None, "y", "en")])
    tables = scale.run(cut(documents, tmp_path / "in", [1, 2]), tmp_path / "out", scheduler="synchronous")
    assert tables.counts.loc["weapons"].to_dict() == {("x", "elysee"): 0, ("x", "kremlin"): 2, ("y", "kremlin"): 1}
    assert tables.accounts.loc["weapons"].to_dict() == {("x", "elysee"): 0, ("x", "kremlin"): 1}


def test_the_five_texts_come_to_the_same_on_two_processes(seeds, tmp_path):
    documents = corpus.read(ROOT / "seeds")
    folder = cut(documents, tmp_path / "in", [1, 3])
    tables = scale.run(folder, tmp_path / "out", scheduler="processes", workers=2, stop_words="drop")
    assert tables.partitions["documents"].tolist() == [1, 2, 2]
    expected = frequency.count(seeds[2], by=["call_id", "voice"], stop_words="drop")
    pd.testing.assert_frame_equal(tables.counts, expected)
    account = framing.accounts(seeds[2], *SIDES)
    expected = frequency.count(account, by=["call_id", "voice"], stop_words="drop")
    pd.testing.assert_frame_equal(tables.accounts, expected)
    pd.testing.assert_frame_equal(tables.frames, frames.count(frames.tag(seeds[2]), seeds[2]))
    pd.testing.assert_frame_equal(tables.acts, frames.count(frames.acts(seeds[2]), seeds[2], "act"))


def test_a_cluster_with_a_scheduler_and_two_worker_processes_comes_to_the_same(corpus_of_two_outlets, tmp_path):
    distributed = pytest.importorskip("distributed")
    import dask.dataframe as dd

    cut(corpus_of_two_outlets, tmp_path / "in", [7, 12])
    started = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**started) as cluster, distributed.Client(cluster) as client:
        tables = scale.run(dd.read_parquet(tmp_path / "in"), tmp_path / "out", scheduler=client)
    assert len(tables.partitions) == 3
    same(tables, corpus_of_two_outlets)


def test_threads_of_one_worker_mix_neither_warnings_nor_the_error_stream(tmp_path):
    distributed = pytest.importorskip("distributed")
    documents = made([([], None, "x", "en")] * 6)
    folder = cut(documents, tmp_path / "in", [1, 2, 3, 4, 5])
    stream = sys.stderr
    started = {"n_workers": 1, "threads_per_worker": 4, "processes": False, "dashboard_address": None}
    with (
        distributed.LocalCluster(**started) as cluster,
        distributed.Client(cluster) as client,
        pytest.warns(UserWarning, match="nothing is left") as said,
    ):
        scale.run(folder, tmp_path / "out", scheduler=client)
    told = [str(one.message).split(";")[0] for one in said if "nothing is left" in str(one.message)]
    assert told == [f"part.{number}.parquet: nothing is left of ['d{number}']" for number in range(6)]
    assert sys.stderr is stream


def test_sides_of_one_s_own_come_to_the_same(tmp_path):
    file, sides = ROOT / "examples/my_voices.csv", ("lantern", "amber")
    documents = corpus.read(ROOT / "examples/readouts.csv")
    folder = cut(documents, tmp_path / "in", [5, 17])
    tables = scale.run(folder, tmp_path / "out", sides, voices_file=file, scheduler="synchronous")
    same(tables, documents, sides, file)


def test_a_column_without_a_value_in_one_file_has_its_kind_there_too(tmp_path):
    documents = made([([LINES[0]], None, "x", "en")] * 2)
    (tmp_path / "in").mkdir()
    seen = [None, pd.Timestamp("2022-05-03")]
    for number in (0, 1):
        part = documents.iloc[[number]].assign(published=seen[number], score=[None, 3][number], doc_id=number)
        part.set_index("doc_id").to_parquet(tmp_path / f"in/part.{number}.parquet")
    tables = scale.run(tmp_path / "in", tmp_path / "out", scheduler="synchronous")
    found = pd.read_parquet(tables.folder / "documents")
    assert found["published"].tolist()[1] == seen[1]
    assert pd.isna(found["published"][0])
    assert found["score"].tolist()[1] == 3


def test_an_id_that_is_a_number_in_one_file_and_a_word_in_another_stands_twice(tmp_path):
    (tmp_path / "in").mkdir()
    for number, doc_id in enumerate((1, "1")):
        made([([LINES[0]], None, "x", "en")]).assign(doc_id=doc_id).to_parquet(tmp_path / f"in/part.{number}.parquet")
    with pytest.raises(scale.ScaleError, match="part.1.parquet"):
        scale.run(tmp_path / "in", tmp_path / "out", scheduler="synchronous")


def test_a_script_without_its_guard_is_told_of_it(tmp_path):
    cut(made([([LINES[0]], None, "x", "en")]), tmp_path / "in", [])
    script = tmp_path / "script.py"
    script.write_text("from helpers import scale\nscale.run('in', 'out', workers=1)\n")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "if __name__ == '__main__'" in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "script.py"]


def test_partitions_may_be_empty_or_hold_one_text_or_only_empty_texts(tmp_path):
    documents = made(
        [([], None, "x", "en"), ([LINES[0]], None, "x", "en"), ([], None, "y", "en"), ([], None, "y", "en")]
    )
    with pytest.warns(UserWarning) as said:
        tables = scale.run(cut(documents, tmp_path / "in", [0, 1, 2, 4]), tmp_path / "out", scheduler="synchronous")
    assert [str(one.message).split(";")[0] for one in said] == [
        "part.1.parquet: nothing is left of ['d0']",
        "part.3.parquet: nothing is left of ['d2', 'd3']",
    ]
    assert tables.partitions["documents"].tolist() == [0, 1, 1, 2, 0]
    same(tables, documents)


def test_texts_without_a_word_or_a_call_give_empty_counts_and_are_told_of(tmp_path):
    documents = made([([LINES[0]], None, None, "en"), ([LINES[2]], None, None, "en")])
    tables = scale.run(cut(documents, tmp_path / "in", [1]), tmp_path / "out", scheduler="synchronous")
    assert tables.partitions["without_call"].tolist() == [1, 1]
    assert [len(tables.counts), len(tables.accounts), len(tables.frames), len(tables.acts)] == [0, 0, 0, 0]


def test_files_are_taken_in_the_order_of_their_numbers(tmp_path):
    (tmp_path / "in").mkdir()
    for number in (2, 10, 1):
        made([([LINES[0]], None, "x", "en")]).assign(doc_id=f"d{number}").to_parquet(
            tmp_path / f"in/part.{number}.parquet"
        )
    tables = scale.run(tmp_path / "in", tmp_path / "out", scheduler="synchronous")
    assert pd.read_parquet(tables.folder / "documents")["doc_id"].tolist() == ["d1", "d2", "d10"]


def test_a_finished_run_is_read_again_and_never_written_over(tmp_path):
    folder = cut(made([([LINES[0]], None, "x", "en")]), tmp_path / "in", [])
    made_now = scale.run(folder, tmp_path / "out", scheduler="synchronous")
    pd.testing.assert_frame_equal(scale.read(tmp_path / "out").counts, made_now.counts)
    with pytest.raises(FileExistsError, match="out is there already. Name another folder, or remove it"):
        scale.run(folder, tmp_path / "out", scheduler="synchronous")
    with pytest.raises(FileNotFoundError, match="no finished run"):
        scale.read(tmp_path / "in")


def test_an_interrupt_leaves_nothing_and_a_rerun_starts_clean(tmp_path, monkeypatch):
    folder = cut(made([([LINES[0]], None, "x", "en")] * 2), tmp_path / "in", [1])

    def interrupted(*given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(framing, "speech_acts", interrupted)
        with pytest.raises(KeyboardInterrupt):
            scale.run(folder, tmp_path / "out", scheduler="synchronous")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    (tmp_path / ".out.0a1b2c3d.unfinished/counts").mkdir(parents=True)
    (tmp_path / ".out.0a1b2c3d.unfinished/counts/000007.npz").write_text("left by a run that was killed")
    tables = scale.run(folder, tmp_path / "out", scheduler="synchronous")
    assert tables.counts.loc["weapons"].tolist() == [2]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda t, p: t.assign(doc_id="d0").to_parquet(p),
            "part.1.parquet, row 0: doc_id 'd0' stands in row 0 of part.0",
        ),
        (lambda t, p: t.drop(columns="call_id").to_parquet(p), "part.1.parquet: .*no column 'call_id'.*calls.link"),
        (lambda t, p: t.assign(raw=None).to_parquet(p), "part.1.parquet: .*row 0 .* has no raw or no doc_id"),
        (lambda t, p: p.write_text("no table"), "part.1.parquet: .*Mend this file, or take it out"),
        (lambda t, p: t.drop(columns="raw").to_parquet(p), "part.1.parquet: .*no column 'text'"),
        (lambda t, p: t.assign(outlet=7).to_parquet(p), "part.1.parquet: a column is of another kind"),
    ],
)
def test_a_partition_that_cannot_be_run_is_named_with_what_to_do(tmp_path, change, message):
    folder = cut(made([([LINES[0]], None, "x", "en")] * 2), tmp_path / "in", [1])
    change(pd.read_parquet(folder / "part.1.parquet"), folder / "part.1.parquet")
    with pytest.raises(scale.ScaleError, match=message):
        scale.run(folder, tmp_path / "out", scheduler="synchronous")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("written", ["pandas.DataFrame.to_parquet", "scipy.sparse.save_npz"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_called_so_and_nothing_is_left(tmp_path, monkeypatch, written, number):
    folder = cut(made([([LINES[0]], None, "x", "en")]), tmp_path / "in", [])

    def full(*given, **options):
        raise OSError(number, "No space left on device")

    monkeypatch.setattr(written, full)
    with pytest.raises(scale.ScaleError, match="the disk is full. Make room, or name a folder on another disk"):
        scale.run(folder, tmp_path / "out", scheduler="synchronous")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_wrong_sources_schedulers_and_voices_are_refused(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(scale.ScaleError, match="no Parquet file in it"):
        scale.run(tmp_path / "in", tmp_path / "out", scheduler="synchronous")
    with pytest.raises(scale.ScaleError, match="no such folder"):
        scale.run(tmp_path / "nowhere", tmp_path / "out", scheduler="synchronous")
    with pytest.raises(
        ValueError, match="scheduler is 'synchronous', 'processes' or a distributed.Client, not 'threads'"
    ):
        scale.run(tmp_path / "in", tmp_path / "out", scheduler="threads")
    cut(made([([LINES[0]], None, "x", "en")]), tmp_path / "one", [])
    for sides, choices, message in (
        (("narnia", "elysee"), {}, "no voice 'narnia'"),
        (("kremlin",) * 2, {}, "two different sides"),
        ((*SIDES, "washington"), {}, "two different sides"),
        (SIDES, {"stop_words": "dorp"}, "stop_words"),
        (SIDES, {"least": 2}, "least"),
    ):
        with pytest.raises((ValueError, TypeError), match=message):
            scale.run(tmp_path / "one", tmp_path / "out", sides, scheduler="synchronous", **choices)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "one"]


def test_without_dask_the_package_is_imported_and_says_how_to_get_it(tmp_path):
    code = """
import sys
sys.modules.update(dict.fromkeys(["dask", "distributed"]))
from helpers import scale
try:
    scale.run("nowhere", "out")
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "scale.run works on Dask, which is not installed: pip install" in done.stdout


@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(0, 40), max_size=4), size=st.integers(1, 50), order=st.randoms(use_true_random=False))
def test_a_sample_is_the_same_however_the_sentences_are_cut_and_ordered(tmp_path_factory, cuts, size, order):
    sentences = pd.DataFrame({"doc_id": [f"d{i // 4}" for i in range(40)], "sentence": [i % 4 for i in range(40)]})
    chosen = scale.sample(sentences, size)
    assert len(chosen) == min(size, 40)
    assert chosen["sample"].unique().tolist() == [f"a sample of {min(size, 40)} of 40 sentences"]
    rows = list(range(40))
    order.shuffle(rows)
    folder = cut(sentences.iloc[rows], tmp_path_factory.mktemp("sample") / "in", cuts)
    again = scale.sample(folder, size)
    assert set(again[["doc_id", "sentence"]].itertuples(index=False)) == set(
        chosen[["doc_id", "sentence"]].itertuples(index=False)
    )


def test_a_table_too_large_is_refused_and_its_matrix_is_there(tmp_path, monkeypatch):
    folder = cut(made([([LINES[0]], None, "x", "en")]), tmp_path / "in", [])
    tables = scale.run(folder, tmp_path / "out", scheduler="synchronous")
    monkeypatch.setattr("helpers.scale._whole.LARGEST", 5)
    with pytest.raises(ValueError, match=r"tables\.matrix\(name\)"):
        _ = tables.counts
    counts, terms, groups = tables.matrix("counts")
    assert counts.sum() == 13
    assert len(terms) == counts.shape[1]
    assert groups.tolist() == [("x", "kremlin")]
