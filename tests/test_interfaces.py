"""The tables in other people's tools: Parquet and CSV, NLTK, scikit-learn, and a spreadsheet for the labels."""

import nltk
import numpy as np
import pandas as pd
import pytest
from nltk.probability import FreqDist
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.utils import check_array

from helpers import corpus, frames, framing, frequency, segment, topics, uncertainty


@pytest.fixture(scope="module")
def tables(seeds) -> dict[str, pd.DataFrame]:
    documents, removed, sentences = seeds
    told = framing.accounts(sentences, "kremlin", "elysee")
    return {
        "documents": documents,
        "removed": removed,
        "sentences": sentences,
        "counts": frequency.count(told, by=["call_id", "voice"]),
        "counts by one column": frequency.count(sentences, by="doc_id"),
        "tags": frames.tag(sentences),
        "concordance": frequency.concordance(sentences, "ceasefire"),
        "topics": topics.fit(sentences).assigned,
    }


NAMES = ["documents", "removed", "sentences", "counts", "counts by one column", "tags", "concordance", "topics"]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_comes_back_from_parquet_as_it_was(tables, name, tmp_path):
    tables[name].to_parquet(tmp_path / "table.parquet")
    back = pd.read_parquet(tmp_path / "table.parquet")
    pd.testing.assert_frame_equal(back, tables[name])
    assert back.attrs == tables[name].attrs


def test_counts_from_parquet_go_into_every_measure(tables, tmp_path):
    tables["counts"].to_parquet(tmp_path / "counts.parquet")
    back, sides = pd.read_parquet(tmp_path / "counts.parquet"), ("kremlin", "elysee")
    assert back.columns.names == ["call_id", "voice"]
    assert uncertainty.paired_calls(back, *sides) == ["pm-2020-09-30", "pm-2022-05-03"]
    pd.testing.assert_frame_equal(framing.compare(back, *sides), framing.compare(tables["counts"], *sides))


@pytest.mark.parametrize("name", ["removed", "sentences", "tags", "concordance"])
def test_a_table_comes_back_from_csv_when_its_kinds_are_named(tables, name, tmp_path):
    table = tables[name]
    table.to_csv(tmp_path / "table.csv", index=False)
    text = {column: "" for column, kind in table.dtypes.items() if str(kind) in ("str", "category")}
    days = [*table.select_dtypes("datetime")]
    kinds = table.dtypes.drop(days).to_dict()
    back = pd.read_csv(tmp_path / "table.csv", dtype=kinds, parse_dates=days).fillna(text)
    pd.testing.assert_frame_equal(back, table)


def test_counts_come_back_from_csv_with_both_levels_of_columns(tables, tmp_path):
    tables["counts"].to_csv(tmp_path / "counts.csv")
    back = pd.read_csv(tmp_path / "counts.csv", header=[0, 1], index_col=0, keep_default_na=False)
    pd.testing.assert_frame_equal(back, tables["counts"])


def test_documents_come_back_from_csv_and_parquet_through_corpus_read(tables, tmp_path):
    documents = tables["documents"]
    for name in ("documents.csv", "documents.parquet"):
        write = documents.to_csv if name.endswith("csv") else documents.to_parquet
        write(tmp_path / name, index=False)
        back = corpus.read(tmp_path / name)
        same = [column for column in documents if column not in ("path", "encoding", "sha256")]
        pd.testing.assert_frame_equal(back[same], documents[same], check_dtype=False)
        assert not len(corpus.problems(back))
        assert segment.split(back)["raw_end"].tolist() == segment.split(documents)["raw_end"].tolist()


def test_tokens_are_a_text_for_nltk_with_the_same_counts(seeds, capsys):
    sentences = seeds[2]
    words = [word for text in sentences["text"] for word in segment.tokens(text)]
    text = nltk.Text(words)
    counts = frequency.count(sentences.assign(all="all"), by="all")["all"]
    assert dict(FreqDist(words)) == dict(text.vocab()) == counts.to_dict()
    assert len(text.concordance_list("ceasefire", lines=99)) == len(frequency.concordance(sentences, "ceasefire"))
    text.similar("putin")
    assert capsys.readouterr().out == "obama\n"


def test_counts_are_the_matrix_and_the_names_that_scikit_learn_takes(seeds):
    matrix, terms, groups = frequency.matrix(seeds[2], by=["doc_id", "sentence"])
    taken = check_array(matrix, accept_sparse="csr", dtype=None)
    assert np.shares_memory(taken.data, matrix.data)
    assert matrix.shape == (len(groups), len(terms)) == (65, len(terms))
    weights = TfidfTransformer().fit(matrix)
    assert weights.get_feature_names_out(terms).tolist() == terms.tolist()
    voice = seeds[2].set_index(["doc_id", "sentence"])["voice"].loc[groups]
    model = LogisticRegression(max_iter=500).fit(weights.transform(matrix), voice)
    assert model.score(weights.transform(matrix), voice) > 0.7
    loads = LatentDirichletAllocation(3, random_state=0, max_iter=2).fit_transform(matrix)
    assert loads.sum(axis=1) == pytest.approx(1)
