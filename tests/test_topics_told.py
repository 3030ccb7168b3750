"""Topics compared, described, held to known issues, and set beside the registry of calls."""

import numpy as np
import pandas as pd
import pytest

from helpers import corpus, lexicons, topics

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


@pytest.mark.parametrize(
    ("text", "language", "issue"),
    [
        ("Fighting in Nagorno-Karabakh.", "en", "Karabakh"),
        ("La sécurité alimentaire.", "fr", "food and energy"),
        ("О ситуации на Украине.", "ru", "Ukraine"),
        ("Le climat et l'Arctique.", "fr", "climate"),
        ("Пандемия коронавируса.", "ru", "pandemic"),
        ("The poisoning of Navalny.", "en", "Navalny"),
        ("Thanks for coming.", "en", topics.OTHER),
    ],
)
def test_a_known_issue_is_found_in_three_languages(text, language, issue):
    table = table_of(["Syrian rebels.", "In Syria.", text], language=["en", "en", language])
    assert topics.issues(table, max_share=1).assigned["label"].tolist() == ["Syria", "Syria", issue]


def test_a_word_on_a_list_has_weight_in_that_issue_only(seeds):
    terms = topics.issues(seeds[2]).terms
    assert terms.loc[terms["term"] == "karabakh", "label"].tolist() == ["Karabakh"]
    assert terms["label"].iloc[-1] == topics.OTHER
    assert set(terms["label"]) <= {*lexicons.table("issues")["issue"], topics.OTHER}


def test_issues_stay_put_when_the_input_is_permuted(seeds):
    first = topics.issues(seeds[2])
    again = topics.issues(seeds[2].sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(first.terms, again.terms)
    pd.testing.assert_frame_equal(first.assigned, again.assigned.loc[first.assigned.index])


def test_lists_of_one_s_own_replace_the_issues():
    words = pd.DataFrame({"issue": ["trade"], "language": ["en"], "term": ["tariff*"]})
    found = topics.issues(table_of(["New tariffs.", "Syria.", "A visit."]), words).assigned
    assert found["label"].tolist() == ["trade", "other", "other"]
    nothing = topics.issues(table_of(["Syria.", "A visit."]), words)
    assert nothing.assigned["label"].tolist() == [topics.NONE] * 2
    assert nothing.terms.attrs["why"].startswith("none of the issues' words stands in the texts.")


def test_the_lists_have_every_issue_in_three_languages_and_no_word_twice():
    words = lexicons.table("issues")
    named = words.groupby("issue")["language"].agg(set)
    assert all({"en", "fr", "ru"} <= found for found in named)
    assert not words.duplicated(["language", "term"]).any()
    assert words["source"].ne("").all()


def test_issues_of_the_five_texts_are_set_beside_the_registry(seeds):
    record = topics.recorded(topics.issues(seeds[2]), corpus.calls())
    assert set(record["call_id"]) == set(seeds[2]["call_id"])
    found = record.set_index(["call_id", "issue"])["agrees"]
    assert found["pm-2022-05-03", "food and energy"] == "both"
    assert found["pm-2022-05-03", "arms supplies"] == "not an issue of the list"
    assert found["pm-2020-09-30", "Navalny"] == "only found"


def test_calls_without_record_give_an_empty_table_that_says_so(seeds):
    found = topics.issues(seeds[2])
    nothing, full = (topics.recorded(found, calls) for calls in (corpus.calls().head(0), corpus.calls()))
    assert nothing.empty
    assert (nothing.attrs["why"][:23], full.attrs["why"]) == ("no call of these texts ", "")
    assert nothing.dtypes.to_dict() == full.dtypes.to_dict()
    with pytest.raises(ValueError, match="no column 'call_id'"):
        topics.recorded(topics.Topics(found.assigned.drop(columns="call_id"), found.terms), corpus.calls())
