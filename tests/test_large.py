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
    assert after.sum() == min(most, before.sum()), "a text on no call took the place of one on a call"
    pd.testing.assert_frame_equal(drawn, large.sample(documents, most))


def test_other_seeds_draw_other_calls():
    documents = pd.DataFrame({"doc_id": [f"t{i}" for i in range(40)], "call_id": [f"c{i // 2}" for i in range(40)]})
    drawn = {tuple(large.sample(documents, 10, seed=seed)["call_id"].unique()) for seed in range(5)}
    assert len(drawn) == 5


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The worked example, a report printed twice, a ministry and an act that is denied, counted in partitions."""
    folder = tmp_path_factory.mktemp("large")
    documents = corpus.read(ROOT / "examples" / "readouts.csv")
    more = documents.head(3).assign(doc_id=["again", "ministry", "denied"])
    raw = more["raw"].tolist()
    raw[1] = "The sailors need relief, the Velmorian Foreign Ministry said. It demanded relief for the sailors."
    raw[2] = "Torren did not demand relief for the sailors, the Lantern House said."
    documents = pd.concat([documents, more.assign(raw=raw, text=raw)], ignore_index=True)
    tables, said = large.count(documents, folder / "tables", SIDES, FILE)
    assert said == []
    assert [path.name for path in folder.iterdir()] == ["tables"]
    return documents, tables


def test_all_texts_are_tested_as_the_plain_helpers_test_the_accounts(counted):
    documents, tables = counted
    found = large.compared(tables, documents, SIDES, FILE)
    cleaned, _ = cleaning.clean(documents)
    sentences = voices.attribute(segment.split(cleaned), SIDES, FILE)
    accounts = framing.accounts(sentences, *SIDES)
    assert len(accounts) < len(sentences.query("voice in @SIDES")), "nothing here that an account leaves out"
    acts = framing.speech_acts(accounts, SIDES, FILE)
    assert acts["negated"].any()
    tags = framing.frames(sentences, voices_file=FILE)
    plain = {
        "Content words that occur 5 times or more: 20 of 41": frequency.count(accounts, by=["call_id", "voice"]),
        "Frames": framing.frame_counts(tags, accounts),
        "Speech acts": framing.act_counts(acts[acts["main"] & ~acts["negated"]]),
    }
    assert list(found) == list(plain)
    for (heading, table), counts in zip(found.items(), plain.values(), strict=True):
        tested = table.set_index(table.columns[0])
        expected = framing.compare(counts, *SIDES).loc[tested.index]
        assert tested["Lantern House"].tolist() == expected["count_a"].tolist(), heading
        assert tested["Amber Court"].tolist() == expected["count_b"].tolist(), heading
        assert tested["estimate"].tolist() == expected["estimate"].round(2).tolist(), heading
        assert tested["least p"].tolist() == [f"{p:.2g}" for p in expected["smallest_p"]], heading
        sure = set(tested.index[tested["adj. p"].astype(float) < 0.05])
        assert sure == {"Frames": {"sovereignty", "humanitarian"}, "Speech acts": {"demand", "offer"}}.get(
            heading, PLANTED["lantern"] | PLANTED["amber"]
        )


@pytest.mark.parametrize(("cells", "least"), [(large.LARGEST, 5), (1_700, 10)])
def test_rare_words_are_one_row_and_no_word_is_lost(counted, cells, least):
    _, tables = counted
    table, said = large._accounts(tables, cells)
    assert said == least
    pd.testing.assert_series_equal(table.sum(), tables.accounts.sum())
    assert table.drop(index=large.REST).sum(axis=1).min() >= least
    assert "merrow" in table.index


def test_what_cannot_be_compared_is_said(counted, tmp_path):
    documents, tables = counted
    stray = documents.head(1).assign(doc_id="stray", call_id=pd.NA, language="fr")
    one_language = large.compared(tables, pd.concat([documents, stray]), SIDES, FILE)
    assert list(one_language) == list(large.compared(tables, documents, SIDES, FILE))
    mixed = documents.assign(language=["en", "fr", "en"] * 9)
    said = large.compared(tables, mixed, SIDES, FILE)["Words"]
    assert said == "The calls are told in several languages (en, fr), so their words are not compared."
    alone = documents[documents["doc_id"].str.endswith("lantern")]
    one, _ = large.count(alone, tmp_path / "tables", SIDES, FILE)
    said = large.compared(one, alone, SIDES, FILE)
    assert list(said) == ["Words", "Frames", "Speech acts"]
    assert all(why.startswith("no call is told by both 'lantern' and 'amber'") for why in said.values())


def test_a_table_of_one_term_is_said_to_be_one():
    counts = pd.DataFrame([[3, 4]], index=["none"], columns=pd.MultiIndex.from_product([["x"], SIDES]))
    said = large._tested(counts, SIDES, FILE, set())
    assert said == "There is only none, and nothing to compare it with."


@pytest.mark.parametrize(
    ("said", "raised", "words"),
    [
        ("part.1.parquet: the disk is full. Make room.", OSError, "No space left on device"),
        ("part.1.parquet does not fit in memory.", large.Refused, "part.0.parquet stands for the first 14 texts of"),
    ],
)
def test_what_stops_the_counting_is_said_for_the_command(counted, tmp_path, monkeypatch, said, raised, words):
    def stopped(*_, **__):
        raise large.scale.ScaleError(said)

    monkeypatch.setattr(large.scale, "run", stopped)
    monkeypatch.setattr(large.os, "cpu_count", lambda: 2)
    with pytest.raises(raised, match=words):
        large.count(counted[0], tmp_path / "tables", SIDES, FILE)


def test_the_notebooks_get_the_sample_and_the_front_page_tells_of_all(collection, texts, tmp_path, quick, capfd):  # noqa: F811
    told = {
        "Kremlin": "Putin spoke of grain and of <b>steel</b>",
        "Elysee": "Macron spoke of a truce and of <i>grain</i>",
    }
    rows = [
        {"body": f"{what}, and that was on day {day}, the {side} said.", "day": "2022-05-03", "call_id": f"c{day}"}
        for day in range(7)
        for side, what in told.items()
    ]
    pd.DataFrame(rows).to_csv(texts, index=False)
    out = tmp_path / "out"
    assert run(texts, out, "--sample", "4") == 0
    assert shown(out / "notebooks" / "01_corpus.ipynb").startswith("4 ('kremlin', 'elysee')")
    drawn = pd.read_parquet(out / "corpus.parquet")
    assert drawn["call_id"].value_counts().tolist() == [2, 2]
    page = (out / "html" / "index.html").read_text(encoding="utf-8")
    assert "a sample of 4 of 14 texts" in page.replace("&#40;", "(")
    assert "## All 14 texts" in page
    assert "4 texts on 2 calls" in page
    assert "7 calls told by both sides" in page
    assert "asked anew of the sample" in page
    assert "truce" in page
    assert "<b>" not in page
    assert pd.read_parquet(out / "tables" / "partitions.parquet")["documents"].sum() == 14
    assert run(texts, out) == 0
    assert not (out / "tables").exists(), "an earlier run's tables pass for this one's"
    assert "All 14 texts" not in (out / "html" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--corpus", "x", "--out", "y", "--sample", "0"], "SAMPLE is a number of texts, at least 1"),
        (["--corpus", "x", "--out", "y", "--sample", "5,000"], "without a comma, not 5,000"),
        (["--sample", "5"], "VOICES, VOICES_FILE, COLUMNS and SAMPLE are for texts of your own"),
    ],
)
def test_a_sample_that_is_none_is_refused(options, said, capsys):
    with pytest.raises(SystemExit):
        build.main(options)
    assert said in capsys.readouterr().err
