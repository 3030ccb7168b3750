"""Topics compared, and described."""

import numpy as np
import pandas as pd
import pytest

from helpers import topics

from .test_topics import planted, table_of

EN = ["Fighting in Karabakh.", "Armenia and Karabakh.", "Syria and Idlib.", "Idlib in Syria."]
FR = ["La Syrie et Idleb.", "Idlib et la Syrie.", "Le Haut-Karabakh.", "L'Arménie et le Karabakh."]


def test_two_fits_of_the_same_sentences_are_matched_by_their_sentences():
    table = planted()
    first = topics.fit(table, "nmf", 3, max_share=0.5).assigned
    second = topics.fit(table, "agglomerative", 3, max_share=0.5).assigned
    match = topics.compare(first, second)
    assert match["similarity"].tolist() == [1.0, 1.0, 1.0]
    assert match["shared"].sum() == len(table)
    assert match.attrs == {"by": "sentences", "n": 36, "rand": 1.0}


def test_a_topic_without_partner_stays_in_the_table():
    place = pd.DataFrame({"doc_id": "d", "sentence": range(3), "label": "x"})
    match = topics.compare(place.assign(topic=[0, 0, 0]), place.assign(topic=[0, 0, 1]))
    assert match["topic_b"].tolist() == [0, 1]
    assert match["topic_a"].isna().tolist() == [False, True]
    assert match["similarity"].tolist() == [0.667, 0.0]


def test_two_languages_are_matched_by_names():
    fits = [topics.fit(table_of(texts, language=code), k=2, max_share=0.5) for texts, code in ((EN, "en"), (FR, "fr"))]
    match = topics.compare(fits[0].terms, fits[1].terms)
    assert match.attrs == {"by": "terms"}
    assert all(set(a.split(", ")) & set(b.split(", ")) for a, b in zip(match["label_a"], match["label_b"], strict=True))
    assert (match["similarity"] > 0.5).all()


def test_tables_that_cannot_be_compared_are_named():
    place = pd.DataFrame({"doc_id": "d", "sentence": [0], "label": "x", "topic": 0})
    with pytest.raises(ValueError, match="no sentence in common"):
        topics.compare(place, place.assign(doc_id="e"))
    with pytest.raises(ValueError, match="both 'terms'"):
        topics.compare(place, place.drop(columns="sentence"))


def test_a_description_gives_terms_central_sentences_and_shares_with_reasons(seeds):
    documents, _, sentences = seeds
    found = topics.fit(sentences, k=5)
    told = topics.describe(found, documents, n=2)
    assert told.topics["sentences"].sum() == (found.assigned["topic"] >= 0).sum()
    assert told.central.groupby("topic").size().le(2).all()
    assert {"doc_id", "raw_start", "raw_end", "text"} <= set(told.central.columns)
    best = found.assigned[found.assigned["topic"] == 0]["central"].max()
    assert told.central.iloc[0]["central"] == best
    assert set(told.shares["by"]) == {"voice", "call_id", "year"}
    assert told.shares[["low", "high"]].isna().all(axis=None)
    assert set(told.shares["why"]) == {"1 call, 10 are needed", *(f"{c} calls, 10 are needed" for c in (2, 3, 4))}


def test_sentences_without_call_or_date_are_a_group_of_their_own():
    table = planted()
    table["call_id"] = table["call_id"].where(table["doc_id"] != "d0")
    documents = pd.DataFrame({"doc_id": ["d0", "d1"], "published": pd.to_datetime(["2020-01-01", None])})
    shares = topics.describe(topics.fit(table, k=3, max_share=0.5), documents).shares
    of = shares[shares["topic"] == 0].set_index(["by", "group"])["of"]
    assert of["call_id", "unknown"] == 6
    assert of["year"].to_dict() == {"2020": 6, "unknown": 30}


def test_from_ten_calls_up_a_share_has_the_ratio_estimator_s_interval():
    inside = [[1, 0]] * 6 + [[1, 1]] * 4  # ten calls of two sentences each
    assigned = pd.DataFrame({"topic": np.concatenate(inside), "call_id": np.repeat([f"c{i}" for i in range(10)], 2)})
    assigned = assigned.assign(doc_id=assigned["call_id"], sentence=[0, 1] * 10, voice="kremlin", central=1.0)
    assigned["label"] = assigned["topic"].map({0: "sea", 1: "arms"})
    terms = pd.DataFrame({"topic": [0, 1], "label": ["sea", "arms"], "term": ["sea", "arms"], "weight": [1.0, 1.0]})
    shares = topics.describe(topics.Topics(assigned, terms)).shares
    row = shares[(shares["by"] == "voice") & (shares["label"] == "arms")].iloc[0]
    # Residuals 1 - 0.7 * 2 = -0.4 six times and 2 - 1.4 = 0.6 four times; t(9, .975) = 2.262157.
    error = (10 / 9 * (6 * 0.16 + 4 * 0.36)) ** 0.5 / 20
    assert (row["share"], row["calls"], row["why"]) == (0.7, 10, "")
    assert [row["low"], row["high"]] == pytest.approx([0.7 - 2.262157 * error, 0.7 + 2.262157 * error], abs=1e-6)
    single = shares[shares["by"] == "call_id"]
    assert (single["why"] == "1 call, 10 are needed").all()
