"""The tables in other people's tools: Parquet and CSV, NLTK and scikit-learn."""

import nltk
import pandas as pd
import pytest

from helpers import frames, framing, frequency, segment, topics, uncertainty

NAMES = ["documents", "removed", "sentences", "counts", "tags", "concordance", "topics"]


@pytest.fixture(scope="module")
def tables(seeds) -> dict[str, pd.DataFrame]:
    sentences = seeds[2]
    counts = frequency.count(framing.accounts(sentences, "kremlin", "elysee"), by=["call_id", "voice"])
    found = [frames.tag(sentences), frequency.concordance(sentences, "ceasefire"), topics.fit(sentences)]
    return dict(zip(NAMES, [*seeds, counts, *found], strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_table_comes_back_from_parquet_as_it_was(tables, name, tmp_path):
    tables[name].to_parquet(tmp_path / "table.parquet")
    back = pd.read_parquet(tmp_path / "table.parquet")
    pd.testing.assert_frame_equal(back, tables[name])
    assert back.attrs == tables[name].attrs
    if name == "counts":
        sides = ("kremlin", "elysee")
        pd.testing.assert_frame_equal(uncertainty.compare(back, *sides), uncertainty.compare(tables[name], *sides))


@pytest.mark.parametrize("name", ["removed", "sentences", "tags", "concordance"])
def test_a_table_comes_back_from_csv_when_its_kinds_are_named(tables, name, tmp_path):
    table = tables[name]
    table.to_csv(tmp_path / "table.csv", index=False)
    text = {column: "" for column, kind in table.dtypes.items() if str(kind) in ("str", "category")}
    days = [*table.select_dtypes("datetime")]
    kinds = table.dtypes.drop(days).to_dict()
    back = pd.read_csv(tmp_path / "table.csv", dtype=kinds, parse_dates=days).fillna(text)
    pd.testing.assert_frame_equal(back, table.fillna(text))


def test_counts_come_back_from_csv_with_both_levels_of_columns(tables, tmp_path):
    tables["counts"].to_csv(tmp_path / "counts.csv")
    back = pd.read_csv(tmp_path / "counts.csv", header=[0, 1], index_col=0, keep_default_na=False)
    pd.testing.assert_frame_equal(back, tables["counts"])


def test_tokens_are_a_text_for_nltk_with_the_same_counts(tables, capsys):
    sentences = tables["sentences"]
    text = nltk.Text([word for text in sentences["text"] for word in segment.tokens(text)])
    assert dict(text.vocab()) == frequency.count(sentences.assign(all="all"), by="all")["all"].to_dict()
    assert len(text.concordance_list("ceasefire", lines=99)) == len(tables["concordance"])
