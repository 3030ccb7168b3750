"""How a notebook begins: the five texts' tables, and the labels that were given by hand."""

import pandas as pd
import pytest

from helpers import corpus, frames, study

from .conftest import ROOT


def test_the_five_texts_give_the_base_of_every_notebook(five):
    size = {"texts": 5, "sentences": 65, "calls": 2, "kremlin_sentences": 12, "elysee_sentences": 4}
    assert five.size == size | {"kremlin_statements": 9, "elysee_statements": 5}
    assert five.names == {"kremlin": "Kremlin", "elysee": "Élysée"}
    assert [*five.accounts["call"].unique()] == ["30 September 2020", "3 May 2022"]
    days = ["6 July 2016", "26 June 2020", "30 September 2020", "3 May 2022"]
    assert [*five.sentences["call"].cat.categories] == days


def test_statements_and_the_labels_of_their_sentences_agree(five):
    places = five.statements.assign(place=five.statements["sentences"].str.split(";")).explode("place")
    accounts = five.accounts.set_index(five.accounts["doc_id"] + ":" + five.accounts["sentence"].astype(str))
    assert set(places["place"]) == set(accounts.index)
    for place, rows in places.groupby("place"):
        sentence = accounts.loc[place]
        assert sentence["statements"].split() == rows["statement"].astype(str).tolist()
        assert {*rows["call_id"]} == {sentence["call_id"]}
        assert {*rows["side"]} == {sentence["voice"]}
        assert {*rows["issue"]} == {sentence["issue"]}
        assert set(sentence["frames"].split()) <= set(" ".join(rows["frames"]).split())
        assert sentence["act"] in {*rows["act"], "none"}


def test_statements_answer_each_other(five):
    pairs = set()
    for row in five.statements.itertuples():
        assert bool(row.other) == bool(row.told)
        others = map(int, filter(None, row.other.split(";")))
        pairs |= {(row.call_id, row.side, row.statement, other, row.told) for other in others}
    turned = {(call, "elysee" if side == "kremlin" else "kremlin", b, a, told) for call, side, a, b, told in pairs}
    assert turned == pairs


def test_the_labels_are_of_the_codebook(five):
    known = set(pd.read_csv(ROOT / "src/helpers/lexicons/frames.csv", keep_default_na=False)["frame"])
    assert set(" ".join(five.statements["frames"]).split()) <= known
    assert set(five.statements["act"]) <= set(frames.ACTS)
    assert set(five.statements["speaker"]) <= {"russia", "france", "both"}
    assert set(five.statements["told"]) == {"", "same", "differently"}


def test_words_that_only_name_the_source_are_left_out_where_they_do_so(five):
    words = five.words.T.groupby(level="voice").sum().T
    assert words.loc["russian"].to_dict() == {"elysee": 1, "kremlin": 1}  # the blockade; the Russian side
    assert words.loc["weapons"].to_dict() == {"elysee": 0, "kremlin": 2}
    assert not {"putin", "macron", "kremlin", "said", "told", "president", "counterpart"} & {*words.index}


def test_texts_without_labels_have_no_statements_and_a_folder_that_is_not_there_is_named(tmp_path):
    for name in ("sources.csv", *(path.name for path in (ROOT / "seeds").glob("00*.txt"))):
        (tmp_path / name).write_bytes((ROOT / "seeds" / name).read_bytes())
    plain = study.load(tmp_path)
    assert (len(plain.accounts), len(plain.statements)) == (16, 0)
    assert "statements" not in plain.accounts
    again = study.load(corpus.read(tmp_path))
    pd.testing.assert_frame_equal(again.accounts, plain.accounts)
    with pytest.raises(corpus.CorpusError, match="nowhere: no such folder"):
        study.load(tmp_path / "nowhere")
