"""`make notebooks` on more texts than the notebooks take: all are counted, and a sample of whole calls is shown."""

import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import cleaning, corpus, framing, frequency, segment, voices

from .conftest import ROOT
from .test_build import PLANTED, collection, quick, run, shown, texts  # noqa: F401
from .test_notebooks import build

large = sys.modules["large"]
SIDES, FILE = ("lantern", "amber"), ROOT / "examples" / "my_voices.csv"


@given(st.lists(st.one_of(st.none(), st.sampled_from("abc")), min_size=1, max_size=30), st.integers(1, 30))
def test_a_sample_is_of_whole_calls_but_for_one_and_the_same_each_time(calls, most):
    documents = pd.DataFrame({"doc_id": [f"t{i}" for i in range(len(calls))], "call_id": calls}, dtype="str")
    drawn = large.sample(documents, most)
    assert len(drawn) == min(most, len(documents))
    assert drawn["doc_id"].isin(documents["doc_id"]).all()
    assert drawn["doc_id"].map(lambda name: int(name[1:])).is_monotonic_increasing
    before, after = (table["call_id"].value_counts() for table in (documents, drawn))
    assert (after < before.reindex(after.index)).sum() <= 1
    pd.testing.assert_frame_equal(drawn, large.sample(documents, most))


def test_other_seeds_draw_other_calls():
    documents = pd.DataFrame({"doc_id": [f"t{i}" for i in range(40)], "call_id": [f"c{i // 2}" for i in range(40)]})
    drawn = {tuple(large.sample(documents, 10, seed=seed)["call_id"].unique()) for seed in range(5)}
    assert len(drawn) == 5


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The worked example, counted in partitions."""
    folder = tmp_path_factory.mktemp("large")
    documents = corpus.read(ROOT / "examples" / "readouts.csv")
    tables = large.count(documents, folder / "tables", SIDES, FILE)
    assert [path.name for path in folder.iterdir()] == ["tables"]
    return documents, tables


def test_all_texts_are_tested_as_the_plain_helpers_test_them(counted):
    documents, tables = counted
    found = large.compared(tables, documents, SIDES, FILE)
    cleaned, _ = cleaning.clean(documents)
    sentences = voices.attribute(segment.split(cleaned), SIDES, FILE)
    accounts = framing.accounts(sentences, *SIDES)
    counts = frequency.count(accounts, by=["call_id", "voice"])
    heading = "Words that occur 5 times or more: 20 of 41"
    words = found[heading].set_index("term")
    plain = framing.compare(counts, *SIDES).loc[words.index]
    assert words["Lantern House"].tolist() == plain["count_a"].tolist()
    assert words["estimate"].tolist() == plain["estimate"].round(2).tolist()
    assert set(words.index[words["adj. p"].astype(float) < 0.05]) == PLANTED["lantern"] | PLANTED["amber"]
    tags = framing.frames(sentences, voices_file=FILE)
    framed = framing.compare(framing.frame_counts(tags, accounts), *SIDES).drop(index="none")
    assert found["Frames"]["frame"].tolist() == framed.index.tolist()
    assert found["Frames"]["estimate"].tolist() == framed["estimate"].round(2).tolist()
    sure = found["Speech acts"].set_index("act")["adj. p"].astype(float) < 0.05
    assert set(sure.index[sure]) == {"demand", "offer"}


@pytest.mark.parametrize(("cells", "least"), [(large.LARGEST, 5), (1_600, 10)])
def test_rare_words_are_one_row_and_no_word_is_lost(counted, cells, least):
    _, tables = counted
    table, said = large._accounts(tables, cells)
    assert said == least
    pd.testing.assert_series_equal(table.sum(), tables.accounts.sum())
    assert table.drop(index=large.REST).sum(axis=1).min() >= least
    assert "merrow" in table.index


def test_what_cannot_be_compared_is_said(counted, tmp_path):
    documents, tables = counted
    mixed = documents.assign(language=["en", "fr"] * 12)
    said = large.compared(tables, mixed, SIDES, FILE)["Words"]
    assert said == "The texts are in several languages (en, fr), so their words are not compared."
    alone = documents[documents["doc_id"].str.endswith("lantern")]
    one = large.count(alone, tmp_path / "tables", SIDES, FILE)
    said = large.compared(one, alone, SIDES, FILE)
    assert list(said) == ["Words", "Frames", "Speech acts"]
    assert all(why.startswith("no call is told by both 'lantern' and 'amber'") for why in said.values())


def test_the_notebooks_get_the_sample_and_the_front_page_tells_of_all(collection, texts, tmp_path, quick, capfd):  # noqa: F811
    rows = pd.read_csv(texts)
    again = [rows.head(1).assign(call_id=f"c<{i}>", body=f"{rows['body'][0]} It was day {i}.") for i in range(7)]
    pd.concat(again).to_csv(texts, index=False)
    out = tmp_path / "out"
    assert run(texts, out, "--sample", "3") == 0
    assert shown(out / "notebooks" / "01_corpus.ipynb").startswith("3 ('kremlin', 'elysee')")
    assert len(pd.read_parquet(out / "corpus.parquet")) == 3
    page = (out / "html" / "index.html").read_text(encoding="utf-8")
    assert "(a sample of 3 of 7 texts)" in page.replace("&#40;", "(").replace("&#41;", ")")
    assert "## All 7 texts" in page
    assert "a sample of 3 texts" in page
    assert pd.read_parquet(out / "tables" / "partitions.parquet")["documents"].sum() == 7
    assert run(texts, out) == 0
    assert not (out / "tables").exists(), "an earlier run's tables pass for this one's"
    assert "All 7 texts" not in (out / "html" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--corpus", "x", "--out", "y", "--sample", "0"], "SAMPLE is a number of texts, at least 1, not 0."),
        (["--sample", "5"], "VOICES, VOICES_FILE, COLUMNS and SAMPLE are for texts of your own"),
        (["--corpus", "x", "--out", "y", "--sample", "many"], "invalid int value: 'many'"),
    ],
)
def test_a_sample_that_is_none_is_refused(options, said, capsys):
    with pytest.raises(SystemExit):
        build.main(options)
    assert said in capsys.readouterr().err
