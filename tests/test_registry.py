"""The registry of calls against its schema, and which call a text is linked to."""

import csv
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from helpers import corpus, lexicons
from helpers.corpus import registry
from helpers.corpus._problems import CorpusError

SEEDS = Path(__file__).parents[1] / "seeds"
PACKAGE = files("helpers.corpus")
SCHEMA = json.loads((PACKAGE / "calls.schema.json").read_text(encoding="utf-8"))
CALLS = registry.calls()
HEADER = "call_id,call_date,participants,medium\n"
TALK = "Vladimir Putin and Emmanuel Macron spoke by telephone."


OTHERS = registry.calls(which="others")


def rows(name="calls.csv"):
    with (PACKAGE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def link(*texts, days=1, calls=None, **columns):
    documents = pd.DataFrame({"doc_id": [f"t{n}" for n in range(len(texts))], "text": texts, **columns})
    return registry.link_calls(documents, calls, days=days)[1]


def one(text=TALK, days=1, calls=None, **cells):
    row = link(text, days=days, calls=calls, **{name: [cell] for name, cell in cells.items()}).iloc[0]
    return row["status"], None if pd.isna(row["call_id"]) else row["call_id"], row["reason"]


@pytest.fixture
def own(tmp_path):
    def write(text):
        path = tmp_path / "own.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# The data


def test_each_row_fits_the_schema():
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for row in rows():
        assert list(row) == list(SCHEMA["properties"])
        assert [error.message for error in validator.iter_errors({k: v for k, v in row.items() if v})] == []
        assert all(cell == " ".join(cell.split()) for cell in row.values())
    assert all(entry["description"] for entry in SCHEMA["properties"].values())
    for row in rows("calls_others.csv"):
        assert [error.message for error in validator.iter_errors({k: v for k, v in row.items() if v})] == []


@pytest.mark.parametrize(
    ("column", "cell", "fits"),
    [
        ("kremlin_url", "http://en.kremlin.ru/events/president/news/68348", True),
        ("kremlin_url", "https://russiaeu.ru/en/news/a", True),
        ("kremlin_url", "http://en.kremlin.ru/catalog/countries/FR/events/68348", False),
        ("press_url", "https://a.org/1;http://b.org/2", True),
        ("press_url", "https://a.org/1; b", False),
    ],
)
def test_an_item_of_the_kremlin_has_one_form_of_address(column, cell, fits):
    row = {"call_id": "a", "call_date": "2022-05-03", "participants": "A;B", column: cell}
    assert Draft202012Validator(SCHEMA).is_valid(row) == fits


def test_the_calls_of_other_governments_are_a_table_of_their_own():
    assert len(OTHERS) == 54 and OTHERS["call_id"].is_unique and OTHERS["call_date"].is_monotonic_increasing
    assert not set(OTHERS["call_id"]) & set(CALLS["call_id"])
    ids = OTHERS["call_id"].str.extract(r"^(ru-us|us-uk|us-ua|uk-jp|ru-fi|us-jp|ru-uk)-(.*)$")
    assert ids[1].tolist() == OTHERS["call_date"].dt.strftime("%Y-%m-%d").tolist()
    listed = pd.read_csv(SEEDS.parent / "data" / "readouts.csv", dtype=str)
    assert set(listed["call_id"]) <= {*CALLS["call_id"], *OTHERS["call_id"]}
    days = registry.calls(which="all").set_index("call_id")["call_date"].dt.strftime("%Y-%m-%d")
    assert listed["call_date"].tolist() == listed["call_id"].map(days).tolist()
    assert OTHERS.loc[OTHERS["medium"] == "meeting", "notes"].str.contains("a meeting in person, not a call").all()
    both = registry.calls(which="all")
    assert len(both) == len(CALLS) + len(OTHERS) and both.dtypes.equals(CALLS.dtypes)
    with pytest.raises(ValueError, match="no calls 'more'. Write registry, others or all."):
        registry.calls(which="more")


def test_the_registry_has_as_many_calls_and_addresses_as_were_found():
    assert len(CALLS) == 66
    assert (CALLS["in_scope"] == "yes").sum() == 65
    assert CALLS["kremlin_url"].notna().sum() == 26
    assert CALLS["elysee_url"].notna().sum() == 12
    both = CALLS[CALLS["kremlin_url"].notna() & CALLS["elysee_url"].notna()]
    assert both["call_id"].tolist() == ["pm-2021-03-30", "pm-2022-02-20", "pm-2022-05-28", "pm-2022-09-11"]
    assert both["doc_ids"].isna().all()


def test_ids_are_unique_in_order_and_made_of_parties_and_date():
    assert CALLS["call_id"].is_unique
    ids = CALLS["call_id"].str.extract(r"^(p[mo])-(\d{4}-\d\d-\d\d)(b?)$")
    assert (ids[1] == CALLS["call_date"].dt.strftime("%Y-%m-%d")).all()
    assert ((ids[0] == "po") == CALLS["participants"].str.contains("Obama")).all()
    assert CALLS.loc[ids[2] == "b", "call_id"].tolist() == ["pm-2022-02-20b"]
    assert CALLS["call_date"].is_monotonic_increasing
    assert set(";".join(CALLS["participants"]).split(";")) == {"Putin", "Macron", "Obama", "Merkel", "Scholz"}


def test_each_fact_has_its_source_and_no_source_stands_alone():
    for fact in ("call_date", "initiator", "duration_min", "topics", "kremlin_url", "elysee_url"):
        source = {"call_date": "date_source", "duration_min": "duration_source"}.get(fact, f"{fact}_source")
        known = CALLS[fact].notna() & (CALLS[fact].astype("string") != "unknown")
        assert CALLS.loc[known != CALLS[source].notna(), "call_id"].tolist() == []


def test_a_call_whose_date_is_inferred_says_so():
    # The one without notes says it in date_source.
    silent = CALLS[(CALLS["confidence"] != "high") & CALLS["notes"].isna()]
    assert silent["call_id"].tolist() == ["pm-2020-01-03"]
    assert "inferred" in silent["date_source"].iloc[0]


def test_the_five_texts_are_those_of_the_registry():
    documents = corpus.read(SEEDS).sort_values("doc_id")
    listed = CALLS.dropna(subset="doc_ids").assign(doc_id=lambda t: t["doc_ids"].str.split(";")).explode("doc_id")
    listed = listed.sort_values("doc_id")
    assert listed["doc_id"].tolist() == documents["doc_id"].tolist()
    for name in ("call_id", "call_date", "initiator"):
        assert listed[name].tolist() == documents[name].tolist()
    assert listed["participants"].tolist() == documents["parties"].tolist()


# Reading


def test_dates_are_dates_and_what_is_unknown_stays_unknown():
    table = CALLS.set_index("call_id")
    assert table["call_date"].dtype == "datetime64[us]"
    assert set(map(str, table.drop(columns="call_date").dtypes)) == {"string"}
    assert table.loc["pm-2022-05-03", ["duration_min", "initiator"]].tolist() == ["120+", "unknown"]
    assert table.loc["pm-2022-05-03", "elysee_url"] is pd.NA


def test_a_registry_of_ones_own_needs_three_columns_and_keeps_further_ones(own):
    path = own("\ufeffcall_date,call_id,participants,mood\n2023-01-02,bx-1,Biden;Xi Jinping,cool\n,,,\n")
    table = registry.calls(path)
    assert list(table.columns) == [*SCHEMA["properties"], "mood"]
    assert table.loc[0, ["call_id", "participants", "mood"]].tolist() == ["bx-1", "Biden;Xi Jinping", "cool"]
    assert table.loc[0, "call_date"] == pd.Timestamp("2023-01-02")
    assert (len(table), table["topics"].isna().all()) == (1, True)
    assert registry.calls(own(HEADER)).dtypes.equals(registry.calls(own(HEADER + "a,2020-01-01,A;B,\n")).dtypes)


def test_everything_wrong_with_a_registry_is_said_at_once(own):
    path = own(
        HEADER + "a,2020-02-30,Putin;Macron,phone\n"
        "a,2020-03-01,Putin,telegraph\n"
        "b c,2020-3-1,Putin;Macron,phone,more\n"
        ",2020-03-01,Putin;Macron,phone\n"
    )
    with pytest.raises(CorpusError) as error:
        registry.calls(path)
    assert str(error.value).splitlines() == [
        "own.csv, row 2: call_date '2020-02-30' does not fit. Write the day of the call, as 2022-05-03.",
        "own.csv, row 3: participants 'Putin' does not fit. Write two or more surnames, as Putin;Macron.",
        "own.csv, row 3: medium 'telegraph' does not fit. Write phone, videoconference, meeting or unknown.",
        "own.csv, row 3: call_id 'a' is that of row 2 already. Give each call its own.",
        "own.csv, row 4: call_id 'b c' does not fit. Write the call's own name, without spaces or semicolons.",
        "own.csv, row 4: call_date '2020-3-1' does not fit. Write the day of the call, as 2022-05-03.",
        "own.csv, row 4: 5 cells, but the header has 4. Put cells that hold a comma in quotation marks.",
        "own.csv, row 5: no call_id. Fill it in: the call's own name, without spaces or semicolons.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "own.csv, row 1: no column 'call_id'. Add it"),
        ("call_id,call_date\n", "own.csv, row 1: no column 'participants'. Add it"),
        ("call_id,call_date,participants,call_id\n", "own.csv, row 1: column 'call_id' stands there twice"),
        (HEADER + 'a,2020-01-01,"A"B,phone\n', "own.csv, row 2: broken"),
    ],
)
def test_a_table_that_is_none_is_refused(own, text, message):
    with pytest.raises(CorpusError) as error:
        registry.calls(own(text))
    assert message in str(error.value)


def test_a_registry_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none\.csv: cannot be read \(No such file"):
        registry.calls(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"call_id\n\xe9\n")
    with pytest.raises(CorpusError, match=r"latin\.csv: cannot be read \(not UTF-8\)"):
        registry.calls(tmp_path / "latin.csv")


# Linking


def test_the_five_texts_without_their_call_ids():
    documents = corpus.read(SEEDS)
    bare = documents[["doc_id", "text", "published"]]
    by_card, by_text = (
        registry.link_calls(table)[1].set_index("doc_id") for table in (documents.drop(columns="call_id"), bare)
    )
    assert by_card["call_id"].tolist() == documents["call_id"].tolist()
    assert by_text["status"].to_dict() == dict.fromkeys(documents["doc_id"], "linked") | {"esta-2020-10-01": "no call"}
    assert by_text.loc["esta-2020-10-01", "reason"].endswith("no word of a conversation")
    linked = by_text["call_id"].dropna()
    assert linked.tolist() == documents.set_index("doc_id").loc[linked.index, "call_id"].tolist()


def test_documents_keep_rows_index_and_columns_and_are_not_changed():
    documents = pd.DataFrame(
        {"doc_id": ["a", "b"], "text": [TALK, None], "published": ["2022-05-03", None], "n": [1, 2]}, index=[5, 5]
    )
    before = documents.copy()
    linked, report = registry.link_calls(documents)
    pd.testing.assert_frame_equal(documents, before)
    pd.testing.assert_frame_equal(linked[before.columns], before)
    assert linked["call_id"].tolist() == ["pm-2022-05-03", pd.NA]
    assert list(report.columns) == ["doc_id", "call_id", "status", "candidates", "reason"]
    assert report["status"].tolist() == ["linked", "no call"]
    assert len(registry.link_calls(documents.iloc[:0])[1]) == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://en.kremlin.ru/events/president/news/68348",
        "https://kremlin.ru/events/president/news/68348/",
        "http://en.special.kremlin.ru/catalog/countries/FR/events/68348#sel=1",
        "http://kremlin.ru/catalog/persons/518/events/68348",
        "http://feeds.bbci.co.uk/news/world-europe-61313732/",
    ],
)
def test_the_address_of_a_calls_page_decides(url):
    assert one("Nothing.", url=url)[:2] == ("linked", "pm-2022-05-03")


@pytest.mark.parametrize(
    "url",
    [
        "http://en.kremlin.ru/events/president/news/683480",
        "http://kremlin.ru.example.org/events/president/news/68348",
        "https://example.org/?to=http://en.kremlin.ru/events/president/news/68348",
        "http://en.kremlin.ru/acts/news/68348",
        "unknown",
        "",
    ],
)
def test_another_address_says_nothing(url):
    assert one("Nothing.", url=url) == ("no call", None, "no date: neither call_date nor published")


def test_an_address_that_the_data_card_contradicts_is_left_open():
    url = "http://en.kremlin.ru/events/president/news/68348"
    status, call_id, reason = one(url=url, call_date="2022-05-02")
    assert (status, call_id) == ("ambiguous", None)
    assert reason.endswith("but call_date 2022-05-02, in the registry 2022-05-03")


def test_one_page_on_two_calls_is_ambiguous():
    calls = CALLS[CALLS["call_id"].isin(["pm-2022-02-20", "pm-2022-02-20b"])].assign(press_url="https://example.org/a")
    report = link("Nothing.", calls=calls, url=["http://example.org/a"])
    assert report.loc[0, ["status", "candidates"]].tolist() == ["ambiguous", "pm-2022-02-20;pm-2022-02-20b"]


@pytest.mark.parametrize(
    ("text", "published", "call_id"),
    [
        ("Poutine et Macron se sont entretenus mardi.", "2022-05-04", "pm-2022-05-03"),
        ("Состоялся телефонный разговор Путина с Макроном.", "2022-05-03", "pm-2022-05-03"),
        ("Putin and macron held a videoconference.", "2020-06-27", "pm-2020-06-26"),
        ("Путин, Шольц и Макрон провели телефонный разговор.", "2022-03-12", "pm-2022-03-12"),
        (TALK, pd.Timestamp("2022-05-03 23:59", tz="Europe/Moscow"), "pm-2022-05-03"),
    ],
)
def test_names_a_word_of_conversation_and_the_day_link_a_text(text, published, call_id):
    assert one(text, published=published)[:2] == ("linked", call_id)


@pytest.mark.parametrize(
    ("text", "cells", "reason"),
    [
        (TALK, {"published": "2022-05-02"}, "no call on 2022-05-01 to 2022-05-02 in the registry"),
        (TALK, {"published": "2022-05-05"}, "no call on 2022-05-04 to 2022-05-05 in the registry"),
        (TALK, {}, "no date: neither call_date nor published"),
        (
            "Putin and Scholz spoke by telephone.",
            {"published": "2022-05-03"},
            "2022-05-02 to 2022-05-03, opening names Putin, Scholz: no call between them in the registry",
        ),
        (
            "Putin told Macron in Moscow.",
            {"published": "2022-05-03"},
            "2022-05-02 to 2022-05-03, opening names Macron, Putin, but no word of a conversation",
        ),
        (
            "Putin spoke with voters." + " " * 1000 + "Macron.",
            {"published": "2022-05-03"},
            "2022-05-02 to 2022-05-03, opening names Putin: no call between them in the registry",
        ),
        (
            f"Putin sent a message. {TALK}",
            {"published": "2022-05-03", "title": "Congratulations to Emmanuel Macron"},
            "2022-05-02 to 2022-05-03, opening names Macron, Putin, "
            "but the headline speaks of 'Congratulations', not of a conversation",
        ),
        (
            TALK,
            {"published": "2022-05-03", "title": "Erdogan's day"},
            "2022-05-02 to 2022-05-03, opening names Erdogan, Macron, Putin, but the headline names Erdogan instead",
        ),
        (
            TALK,
            {"call_date": "2022-05-03", "parties": "Putin;Scholz"},
            "2022-05-03, parties Putin, Scholz: no call between them in the registry",
        ),
    ],
)
def test_a_text_without_the_evidence_has_no_call_and_is_told_why(text, cells, reason):
    assert one(text, **cells) == ("no call", None, reason)


def test_a_headline_on_a_telephone_meeting_is_a_call():
    title = "Putin meets Macron by phone"
    assert one(title=title, published="2022-05-03")[:2] == ("linked", "pm-2022-05-03")


def test_days_says_how_long_after_the_call_a_text_may_come():
    assert one(published="2022-05-04", days=0)[0] == "no call"
    assert one(published="2022-05-05", days=2)[1] == "pm-2022-05-03"


def test_two_calls_of_a_day_are_ambiguous():
    report = link(TALK, published=["2022-02-20"])
    assert report.loc[0, "call_id"] is pd.NA
    assert report.loc[0, ["status", "candidates"]].tolist() == ["ambiguous", "pm-2022-02-20;pm-2022-02-20b"]
    assert report.loc[0, "reason"].endswith("2 calls fit")


def test_a_headline_with_a_third_leader_is_not_linked_to_a_call_of_two():
    calls = CALLS[CALLS["call_id"].isin(["pm-2022-05-03", "pm-2022-05-28"])]
    calls = calls.assign(call_date=["2022-05-03", "2022-05-03"])
    text = "Putin spoke by phone with Scholz and Macron."
    assert one(text, calls=calls, published="2022-05-03")[:2] == ("linked", "pm-2022-05-28")
    # The third leader only further down: either call may be meant.
    text = f"{TALK}\nScholz joined them."
    assert one(text, calls=calls, published="2022-05-03")[0] == "ambiguous"
    # No call of the three in the registry: it may be another call.
    two = calls[calls["call_id"] == "pm-2022-05-03"]
    status, call_id, reason = one(title="Putin, Scholz, Macron talk", calls=two, published="2022-05-03")
    assert (status, call_id) == ("ambiguous", None)
    assert reason.endswith("but the headline also names Scholz")


def test_a_link_to_a_call_of_medium_confidence_says_so():
    status, call_id, reason = one(published="2019-11-18")
    assert (status, call_id) == ("linked", "pm-2019-11-18")
    assert reason.endswith("the registry is not sure of this call, see its notes")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"published": "2022-05-09"}, "its own call_id, which the registry has"),
        ({"call_id": "pm-1"}, "contradiction: no such call in the registry"),
        ({"published": "2022-05-01"}, "contradiction: published 2022-05-01, before the call of 2022-05-03"),
        ({"call_date": "2022-05-04"}, "contradiction: call_date 2022-05-04, in the registry 2022-05-03"),
        ({"parties": "Putin;Obama"}, "contradiction: parties Obama, Putin, in the registry Macron, Putin"),
        ({"parties": "Emmanuel Makron; Владимир Путин"}, "its own call_id, which the registry has"),
        (
            {"url": "http://en.kremlin.ru/events/president/news/68017"},
            "contradiction: the address is that of pm-2022-03-18",
        ),
    ],
)
def test_a_given_call_id_stays_and_what_contradicts_it_is_said(cells, reason):
    cells = {"call_id": "pm-2022-05-03"} | cells
    assert one(**cells) == ("given", cells["call_id"], reason)


def test_a_registry_of_other_leaders_links_their_calls(own):
    calls = registry.calls(own(HEADER + "bb-1,2020-05-05,Bolsonaro;Biden,phone\n"))
    text = "Biden and Jair Bolsonaro spoke by phone."
    assert one(text, calls=calls, published="2020-05-05")[:2] == ("linked", "bb-1")
    assert one("Biden phoned.", calls=calls, published="2020-05-05")[0] == "no call"


def test_an_address_that_is_given_beside_the_registry_decides():
    url = "https://www.gov.uk/government/news/pm-call"
    given = pd.DataFrame({"call_id": ["us-uk-2024-01-22", "gone"], "url": [f"{url}/;http://a.org", url]})
    documents = pd.DataFrame({"doc_id": ["a"], "text": ["The Prime Minister spoke to President Biden."], "url": [url]})
    assert registry.link_calls(documents, OTHERS, addresses=given)[1].loc[0, "call_id"] == "us-uk-2024-01-22"
    assert registry.link_calls(documents, OTHERS)[1].loc[0, "status"] == "no call"
    with pytest.raises(ValueError, match="addresses lack the column url"):
        registry.link_calls(documents, OTHERS, addresses=given[["call_id"]])


@pytest.mark.parametrize(
    ("text", "published", "call_id"),
    [
        (
            "President Biden spoke with Prime Minister Rishi Sunak of the United Kingdom.",
            "2024-01-22",
            "us-uk-2024-01-22",
        ),
        ("Prime Minister Boris Johnson and Shinzo Abe held a telephone talk.", "2020-03-15", "uk-jp-2020-03-15"),
        ("Secretary Blinken held a telephone talk with Hayashi.", "2022-01-06", "us-jp-2022-01-06"),
        ("Putin had a telephone conversation with Prime Minister Boris Johnson.", "2021-10-25", "ru-uk-2021-10-25"),
        ("President Biden spoke with Mike Johnson.", "2022-02-14", None),
    ],
)
def test_calls_of_others_are_linked_by_names_and_day(text, published, call_id):
    assert one(text, calls=registry.calls(which="all"), published=published)[1] == call_id


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="documents lack the column text"):
        registry.link_calls(pd.DataFrame({"doc_id": ["a"]}))
    with pytest.raises(ValueError, match="calls lack the column participants"):
        link(TALK, calls=CALLS.drop(columns="participants"))
    with pytest.raises(ValueError, match="days is -1"):
        link(TALK, days=-1)
    for bad in ("yesterday", "03/05/2022", "2022"):  # which day the last two mean would be a guess
        with pytest.raises(ValueError, match=f"published in row 1: '{bad}' is no date. Write it as 2022-05-03."):
            link(TALK, TALK, published=["2022-05-03", bad])


def test_days_and_times_with_and_without_a_mark_may_stand_in_one_column():
    times = ["2022-05-03", "2022-05-03T18:30", "2022-05-03 23:30:00+03:00", date(2022, 5, 4), None]
    linked = link(*[TALK] * 5, published=times)["call_id"]
    assert linked.tolist() == ["pm-2022-05-03"] * 4 + [pd.NA]


def test_the_words_of_a_conversation_say_their_language_kind_and_source():
    table = lexicons.table("conversation")
    assert list(table.columns) == ["language", "kind", "phrase", "source"]
    assert set(table["kind"]) == {"call", "earlier", "other"}
    assert not table.duplicated(["language", "phrase"]).any()
    assert (table != "").all(axis=None)


cell = st.sampled_from(["", "Putin", "Macron", "Scholz", "Obama", "phone", "met", "\n", "Poutine", "unknown"])
day = st.dates(pd.Timestamp("2022-02-18").date(), pd.Timestamp("2022-03-13").date())


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(cell, st.lists(cell, max_size=6), st.none() | day), max_size=4), st.integers(0, 2))
def test_a_link_is_one_of_the_registry_within_the_days_and_never_one_of_two(entries, days):
    documents = pd.DataFrame(
        {
            "doc_id": [str(n) for n in range(len(entries))],
            "title": [title for title, _, _ in entries],
            "text": [" ".join(words) for _, words, _ in entries],
            "published": [published for _, _, published in entries],
        }
    )
    linked, report = registry.link_calls(documents, CALLS, days)
    dates = CALLS.set_index("call_id")["call_date"]
    assert len(report) == len(documents)
    assert report["reason"].notna().all()
    for text, row in zip(linked.to_dict("records"), report.to_dict("records"), strict=True):
        assert (row["status"] == "linked") == pd.notna(text["call_id"])
        if row["status"] == "linked":
            assert row["candidates"] == text["call_id"]
            assert 0 <= (pd.Timestamp(text["published"]) - dates[text["call_id"]]).days <= days
            assert not text["call_id"].startswith("pm-2022-02-20")
        if row["status"] == "no call":
            assert pd.isna(row["candidates"])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Macron met the pope. Last week he spoke with Putin by phone.", "ambiguous"),
        ("Macron a reçu le pape. La semaine dernière, il s'est entretenu avec Poutine.", "ambiguous"),
        ("Macron spoke with Putin by phone. Last week they had also spoken by phone.", "linked"),
    ],
)
def test_a_call_of_another_day_is_not_linked(text, status):
    documents = pd.DataFrame({"doc_id": ["a"], "text": [text], "published": [pd.Timestamp("2022-05-03")]})
    _, report = corpus.link_calls(documents)
    assert report.loc[0, "status"] == status, report.loc[0, "reason"]
