"""Names that have rivals: found whole, the longest first, with voice, date and quotation; the list itself."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, lexicons


def sentence(text: str, language: str = "en", **more: object) -> pd.DataFrame:
    """One sentence in a table."""
    return pd.DataFrame({"doc_id": "a", "sentence": [0], "language": language, "text": text} | more)


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Thing and name of each occurrence."""
    table = framing.naming(sentence(text, language))
    return list(zip(table["thing"], table["name"], strict=True))


@pytest.mark.parametrize(
    ("text", "language", "thing", "name"),
    [
        ("He called Kiev.", "en", "capital of Ukraine", "Kiev"),
        ("TALKS IN KYIV", "en", "capital of Ukraine", "Kyiv"),
        (
            "The special  military operation goes on.",
            "en",
            "fighting in Ukraine since 2022",
            "special military operation*",
        ),
        ("Russia's full-scale invasion", "en", "fighting in Ukraine since 2022", "full-scale invasion"),
        ("L’opération militaire spéciale", "fr", "fighting in Ukraine since 2022", "opération militaire spéciale"),
        ("В ходе специальной военной операции", "ru", "fighting in Ukraine since 2022", "специальн* военн* операци*"),
        ("The Kiev regime must talk.", "en", "rulers in Kyiv", "Kiev regime"),
        ("They spoke of mercenaries.", "en", "fighters hired or sent abroad", "mercenaries"),
    ],
)
def test_a_name_is_found_in_its_form(text: str, language: str, thing: str, name: str):
    assert (thing, name) in found(text, language)


@pytest.mark.parametrize(
    "text", ["The chicken Kiev was cold.", "the Kyiv Post", "Kievan Rus", "preoccupied with it", "warships"]
)
def test_what_only_looks_like_a_name_leaves_no_trace(text: str):
    assert found(text) == []


def test_a_name_inside_a_longer_one_counts_once():
    assert found("The Kiev regime, in Kiev") == [("rulers in Kyiv", "Kiev regime"), ("capital of Ukraine", "Kiev")]


def test_a_spelling_is_marked_as_no_stance_by_itself():
    row = framing.naming(sentence("Kyiv answered.")).iloc[0]
    assert row["kind"] == "spelling" and "not a stance by itself" in row["note"]


def test_quotation_is_told_from_the_account_around_it():
    table = framing.naming(sentence("Putin said “sanctions” hurt; sanctions stay.", voice="kremlin", speaker="russia"))
    assert table[["voice", "speaker", "quoted"]].values.tolist() == [
        ["kremlin", "russia", True],
        ["kremlin", "russia", False],
    ]


def test_a_quotation_that_began_in_an_earlier_sentence_is_still_one():
    text = "The sanctions must go,” he said of the sanctions."
    table = framing.naming(sentence(text, quoted=text.index("”") / len(text)))
    assert table["quoted"].tolist() == [True, False]


def test_the_date_comes_from_the_documents():
    documents = pd.DataFrame({"doc_id": ["a"], "published": [pd.Timestamp("2016-07-06")]})
    table = framing.naming(sentence("Kiev and Kyiv.", voice="kremlin"), documents)
    counts = framing.naming_counts(table)
    assert counts["first"].tolist() == [pd.Timestamp("2016-07-06")] * 2
    assert counts[["name", "count", "texts"]].values.tolist() == [["Kiev", 1, 1], ["Kyiv", 1, 1]]


def test_the_names_of_the_five_texts_and_where_they_stand(seeds):
    documents, _, sentences = seeds
    table = framing.naming(sentences, documents)
    raw = documents.set_index("doc_id")["raw"]
    assert all(raw[r.doc_id][r.raw_start : r.raw_end] == r.words for r in table.itertuples())
    capital = table[table["thing"] == "capital of Ukraine"].groupby(["doc_id", "name"]).size()
    assert capital.to_dict() == {
        ("moscow-times-2022-05-03", "Kyiv"): 2,
        ("tass-2016-07-06", "Kiev"): 2,
        ("unknown-2020-06-26", "Kiev"): 1,
    }


def test_a_language_without_names_is_said_in_the_table():
    table = framing.naming(pd.concat([sentence("Kiew", "de"), sentence("Kiev", None)]))
    assert table["why"].tolist() == ["no names for the language 'de'", "language not known: see cleaning.languages()"]
    assert table["name"].isna().all()


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"no column language.*segment\.split"):
        framing.naming(sentence("Kiev").drop(columns="language"))
    with pytest.raises(ValueError, match="no column published"):
        framing.naming(sentence("Kiev"), pd.DataFrame({"doc_id": ["a"]}))
    with pytest.raises(ValueError, match="no column voice"):
        framing.naming_counts(framing.naming(sentence("Kiev")))


def test_every_name_of_the_list_has_a_source_a_rival_and_is_found_as_it_stands():
    table = lexicons.table("naming")
    assert (table[["thing", "name", "language", "kind", "source", "note"]] != "").all(axis=None)
    assert set(table["kind"]) == {"spelling", "term", "not"} and set(table["language"]) == {"en", "fr", "ru"}
    assert not table.duplicated(["name", "language"]).any()
    real = table[table["kind"] != "not"]
    assert real.groupby("thing")["name"].nunique().min() >= 2
    for row in real.itertuples():
        assert (row.thing, row.name) in found(f"… {row.name.replace('*', '')} …", row.language), row.name


def test_spellings_belong_to_one_form_of_the_list_of_names():
    table = lexicons.table("naming").query("kind == 'spelling' and language == 'en'")
    for thing, part in table[table["thing"].isin(["capital of Ukraine", "Donets basin", "Luhansk"])].groupby("thing"):
        assert len({lexicons.names(name)[0][0] for name in part["name"]}) == 1, thing


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["Kiev", "Kyiv", "regime", "“", "”", "sanctions", "war in Ukraine"])).map(" ".join)
)
def test_occurrences_do_not_overlap_and_hold_their_words(text: str):
    table = framing.naming(sentence(text))
    end = 0
    for row in table.itertuples():
        assert row.start >= end and text[row.start : row.end] == row.words
        end = row.end
