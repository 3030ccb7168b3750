"""The registry of conversations, and which of them a text is linked to."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import calls, corpus, lexicons
from tests.conftest import ROOT

CALLS, OTHERS = calls.registry(), calls.registry("others")
COLUMNS = lexicons.table("call_columns").set_index("column")
TALK = "Vladimir Putin and Emmanuel Macron spoke by telephone."
DAY, ON = "2022-05-03", "2022-05-02 to 2022-05-03, opening names"
BOTH = f"{ON} Macron, Putin, but"
KREMLIN = "http://en.kremlin.ru/events/president/news/68348"


def link(*texts, among=None, days=1, **columns):
    documents = pd.DataFrame({"doc_id": [f"t{n}" for n in range(len(texts))], "text": texts, **columns})
    return calls.link(documents, among, days)


def one(text=TALK, among=None, days=1, **cells):
    row = link(text, among=among, days=days, **{name: [cell] for name, cell in cells.items()}).iloc[0]
    return row["call_status"], None if pd.isna(row["call_id"]) else row["call_id"], row["call_reason"]


def own(call_id, call_date, participants):
    return pd.DataFrame({"call_id": [call_id], "call_date": [call_date], "participants": [participants]})


# -- the registry


@pytest.mark.parametrize("name", ["calls", "calls_others"])
def test_each_cell_fits_what_is_said_of_its_column(name):
    table = lexicons.table(name)
    assert set(table) <= set(COLUMNS.index) and (name != "calls" or [*table] == [*COLUMNS.index])
    for column in table:
        wrong = [cell for cell in table[column] if cell and not re.fullmatch(COLUMNS.loc[column, "pattern"], cell)]
        assert wrong == []
        assert all(cell == " ".join(cell.split()) for cell in table[column])
    assert (table[["call_id", "call_date", "participants"]] != "").all(axis=None)


def test_the_registry_has_as_many_calls_and_addresses_as_were_found():
    assert len(CALLS) == 66
    assert (CALLS["in_scope"] == "yes").sum() == 65
    assert CALLS["kremlin_url"].notna().sum() == 26
    assert CALLS["elysee_url"].notna().sum() == 12
    both = CALLS[CALLS["kremlin_url"].notna() & CALLS["elysee_url"].notna()]
    assert both["call_id"].tolist() == ["pm-2021-03-30", "pm-2022-02-20", "pm-2022-05-28", "pm-2022-09-11"]
    row = CALLS.set_index("call_id").loc["pm-2022-05-03"]
    assert row[["duration_min", "initiator"]].tolist() == ["120+", "unknown"] and pd.isna(row["elysee_url"])
    assert CALLS["call_date"].dtype == "datetime64[us]"
    assert set(map(str, CALLS.drop(columns="call_date").dtypes)) == {"str"}


def test_ids_are_unique_in_order_and_made_of_parties_and_date():
    ids = CALLS["call_id"].str.extract(r"^(p[mo])-(\d{4}-\d\d-\d\d)(b?)$")
    assert (ids[1] == CALLS["call_date"].dt.strftime("%Y-%m-%d")).all()
    assert ((ids[0] == "po") == CALLS["participants"].str.contains("Obama")).all()
    assert CALLS.loc[ids[2] == "b", "call_id"].tolist() == ["pm-2022-02-20b"]
    assert CALLS["call_id"].is_unique and CALLS["call_date"].is_monotonic_increasing
    assert set(";".join(CALLS["participants"]).split(";")) == {"Putin", "Macron", "Obama", "Merkel", "Scholz"}


def test_the_calls_of_other_governments_are_a_table_of_their_own():
    assert len(OTHERS) == 54 and OTHERS["call_id"].is_unique and OTHERS["call_date"].is_monotonic_increasing
    ids = OTHERS["call_id"].str.extract(r"^(ru-us|us-uk|us-ua|uk-jp|ru-fi|us-jp|ru-uk)-(.*)$")
    assert ids[1].tolist() == OTHERS["call_date"].dt.strftime("%Y-%m-%d").tolist()
    both = calls.registry("all").set_index("call_id")
    assert both.index.is_unique and len(both) == len(CALLS) + len(OTHERS)
    listed = pd.read_csv(ROOT / "data" / "readouts.csv", dtype=str)
    days = both["call_date"].dt.strftime("%Y-%m-%d")
    assert listed["call_date"].tolist() == listed["call_id"].map(days).tolist()
    assert OTHERS.loc[OTHERS["medium"] == "meeting", "notes"].str.contains("a meeting in person, not a call").all()
    with pytest.raises(ValueError, match="no calls 'more'. Write registry, others or all."):
        calls.registry("more")


def test_each_fact_has_its_source_and_an_inferred_date_says_so():
    for fact in ("call_date", "initiator", "duration_min", "topics", "kremlin_url", "elysee_url"):
        source = {"call_date": "date_source", "duration_min": "duration_source"}.get(fact, f"{fact}_source")
        known = CALLS[fact].notna() & (CALLS[fact].astype("str") != "unknown")
        assert CALLS.loc[known != CALLS[source].notna(), "call_id"].tolist() == []
    silent = CALLS[(CALLS["confidence"] != "high") & CALLS["notes"].isna()]
    assert silent["call_id"].tolist() == ["pm-2020-01-03"]
    assert "inferred" in silent["date_source"].iloc[0]


def test_the_five_texts_are_those_of_the_registry():
    documents = corpus.read(ROOT / "seeds").sort_values("doc_id")
    listed = CALLS.dropna(subset="doc_ids").assign(doc_id=lambda t: t["doc_ids"].str.split(";")).explode("doc_id")
    listed = listed.sort_values("doc_id")
    for name in ("doc_id", "call_id", "call_date", "initiator"):
        assert listed[name].tolist() == documents[name].tolist()
    assert listed["participants"].tolist() == documents["parties"].tolist()


# -- linking


def test_the_five_texts_without_their_call_ids():
    documents = corpus.read(ROOT / "seeds")
    by_card = calls.link(documents.drop(columns="call_id"))
    assert by_card["call_id"].tolist() == documents["call_id"].tolist()
    by_text = calls.link(documents[["doc_id", "text", "published"]])
    open_ = by_text["call_id"].isna()
    assert by_text.loc[open_, "doc_id"].tolist() == ["esta-2020-10-01"]
    assert by_text.loc[open_, "call_reason"].item().endswith("no word of a conversation")
    assert by_text.loc[~open_, "call_id"].tolist() == documents.loc[~open_, "call_id"].tolist()
    given = calls.link(documents)
    assert given["call_status"].eq("given").all() and given["call_id"].equals(documents["call_id"])


def test_documents_keep_rows_index_and_columns_and_are_not_changed():
    documents = pd.DataFrame({"doc_id": ["a", "b"], "text": [TALK, None], "published": [DAY, None]}, index=[5, 5])
    before = documents.copy()
    linked = calls.link(documents)
    pd.testing.assert_frame_equal(documents, before)
    pd.testing.assert_frame_equal(linked[before.columns], before)
    assert linked.columns.tolist() == [*before.columns, "call_id", "call_status", "call_reason"]
    assert linked["call_status"].tolist() == ["linked", "no call"]
    assert len(calls.link(documents.iloc[:0])) == 0


def test_the_address_of_a_calls_page_decides_and_another_says_nothing():
    kremlin = "kremlin.ru/events/president/news/68348"
    for url in (
        *(f"http://en.{kremlin}", f"https://{kremlin}/", "http://kremlin.ru/catalog/persons/518/events/68348"),
        "http://en.special.kremlin.ru/catalog/countries/FR/events/68348#sel=1",
        "http://feeds.bbci.co.uk/news/world-europe-61313732/",
        "http://feeds.bbci.co.uk/news/world-europe-61313732/?at_medium=RSS&utm_source=a#comments",
        f"http://{kremlin}?fbclid=IwAR0&ref=t.co",
        f"https://web.archive.org/web/20220504101500/http://en.{kremlin}",
        f"http://archive.ph/2022.05.04-101500/http:/en.{kremlin}",
    ):
        assert one("Nothing.", url=url)[:2] == ("linked", "pm-2022-05-03")
    for url in (
        *(f"http://{kremlin}0", f"https://example.org/?to=http://{kremlin}", "unknown", ""),
        *(f"https://example.org/web/2022/http://{kremlin}", "http://feeds.bbci.co.uk/news/world-europe-61313732?id=2"),
        *("http://kremlin.ru.example.org/events/president/news/68348", "http://en.kremlin.ru/acts/news/68348"),
    ):
        assert one("Nothing.", url=url) == ("no call", None, "no date: neither call_date nor published")


def test_an_address_that_its_date_contradicts_and_one_of_two_calls_are_left_open():
    status, call_id, reason = one(url=KREMLIN, call_date="2022-05-02")
    assert (status, call_id) == ("ambiguous", None)
    assert reason == "its address is that of a page on the call: pm-2022-05-03; but call_date is 2022-05-02"
    two = CALLS[CALLS["call_id"].isin(["pm-2022-02-20", "pm-2022-02-20b"])].assign(press_url="https://example.org/a")
    status, call_id, reason = one("Nothing.", among=two, url="http://example.org/a")
    assert (status, call_id) == ("ambiguous", None) and reason.endswith("pm-2022-02-20, pm-2022-02-20b fit")


@pytest.mark.parametrize(
    ("text", "published", "call_id"),
    [
        ("Poutine et Macron se sont entretenus mardi.", "2022-05-04", "pm-2022-05-03"),
        ("Состоялся телефонный разговор Путина с Макроном.", "2022-05-03", "pm-2022-05-03"),
        ("Putin and macron held a videoconference.", "2020-06-27", "pm-2020-06-26"),
        ("Путин, Шольц и Макрон провели телефонный разговор.", "2022-03-12", "pm-2022-03-12"),
        (TALK, pd.Timestamp("2022-05-03 23:59", tz="Europe/Moscow"), "pm-2022-05-03"),
        ("President Biden spoke with Prime Minister Rishi Sunak.", "2024-01-22", "us-uk-2024-01-22"),
        ("Prime Minister Boris Johnson and Shinzo Abe held a telephone talk.", "2020-03-15", "uk-jp-2020-03-15"),
        ("Secretary Blinken held a telephone talk with Hayashi.", "2022-01-06", "us-jp-2022-01-06"),
        ("President Biden spoke with Mike Johnson.", "2022-02-14", None),
    ],
)
def test_names_a_word_of_conversation_and_the_day_link_a_text(text, published, call_id):
    assert one(text, among=calls.registry("all"), published=published)[1] == call_id


@pytest.mark.parametrize(
    ("text", "title", "published", "reason"),
    [
        (TALK, None, "2022-05-02", "no call on 2022-05-01 to 2022-05-02 in the registry"),
        (TALK, None, None, "no date: neither call_date nor published"),
        ("Putin and Scholz spoke by phone.", None, DAY, f"{ON} Putin, Scholz: no call between them in the registry"),
        ("Putin told Macron in Moscow.", None, DAY, f"{ON} Macron, Putin, but no word of a conversation"),
        ("Putin spoke." + " " * 1000 + "Macron.", None, DAY, f"{ON} Putin: no call between them in the registry"),
        (TALK, "Congratulations", DAY, f"{BOTH} the headline speaks of 'Congratulations', not of a conversation"),
        (TALK, "Erdogan's day", DAY, f"{ON} Erdogan, Macron, Putin, but the headline names Erdogan instead"),
    ],
)
def test_a_text_without_the_evidence_has_no_call_and_is_told_why(text, title, published, reason):
    assert one(text, title=title, published=published) == ("no call", None, reason)


def test_parties_are_known_in_any_spelling_and_a_telephone_meeting_is_a_call():
    parties = "Emmanuel Makron; Владимир Путин"
    assert one("x", parties=parties, call_date="2022-05-03")[:2] == ("linked", "pm-2022-05-03")
    scholz = one("x", parties="Putin;Scholz", call_date="2022-05-03")
    assert scholz == ("no call", None, "2022-05-03, parties Putin, Scholz: no call between them in the registry")
    assert one(title="Putin meets Macron by phone", published="2022-05-03")[:2] == ("linked", "pm-2022-05-03")


def test_days_says_how_long_after_the_call_a_text_may_come():
    assert one(published="2022-05-04", days=0)[0] == "no call"
    assert one(published="2022-05-05", days=2)[1] == "pm-2022-05-03"


def test_two_calls_of_a_day_are_ambiguous_and_a_doubtful_call_says_so():
    status, call_id, reason = one(published="2022-02-20")
    assert (status, call_id) == ("ambiguous", None)
    assert reason.endswith("pm-2022-02-20, pm-2022-02-20b fit")
    status, call_id, reason = one(published="2019-11-18")
    assert (status, call_id) == ("linked", "pm-2019-11-18")
    assert reason.endswith("the registry is not sure of this call, see its notes")


def test_a_headline_with_a_third_leader_is_not_linked_to_a_call_of_two():
    among = CALLS[CALLS["call_id"].isin(["pm-2022-05-03", "pm-2022-05-28"])]
    among = among.assign(call_date=["2022-05-03", "2022-05-03"])
    text = "Putin spoke by phone with Scholz and Macron."
    assert one(text, among=among, published="2022-05-03")[:2] == ("linked", "pm-2022-05-28")
    # The third leader only further down: either call may be meant.
    assert one(f"{TALK}\nScholz joined them.", among=among, published="2022-05-03")[0] == "ambiguous"
    # No call of the three in the registry: it may be another call.
    two = among[among["call_id"] == "pm-2022-05-03"]
    status, call_id, reason = one(title="Putin, Scholz, Macron talk", among=two, published="2022-05-03")
    assert (status, call_id) == ("ambiguous", None)
    assert reason.endswith("but the headline also names Scholz")


def test_a_call_of_another_day_is_not_linked():
    english, french = "Last week he spoke with Putin by phone.", "La semaine dernière, il s'est entretenu avec Poutine."
    assert one(f"Macron met the pope. {english}", published=DAY)[0] == "ambiguous"
    assert one(f"Macron a reçu le pape. {french}", published=DAY)[0] == "ambiguous"
    assert one(f"Macron spoke with Putin by phone. {english}", published=DAY)[0] == "linked"


def test_a_registry_of_other_leaders_links_their_calls():
    among = own("bb-1", "2020-05-05", "Bolsonaro;Biden")
    text = "Biden and Jair Bolsonaro spoke by phone."
    assert one(text, among=among, published="2020-05-05")[:2] == ("linked", "bb-1")
    assert one("Biden phoned.", among=among, published="2020-05-05")[0] == "no call"


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="documents: no column text"):
        calls.link(pd.DataFrame({"doc_id": ["a"]}))
    with pytest.raises(ValueError, match="calls: no column participants"):
        link(TALK, among=CALLS.drop(columns="participants"))
    with pytest.raises(ValueError, match="days is -1"):
        link(TALK, days=-1)
    with pytest.raises(ValueError, match="call_date in row 0: '5 May' is no date. Write it as 2022-05-03."):
        link(TALK, among=own("x", "5 May", "A;B"))
    for bad in ("yesterday", "03/05/2022", "2022"):  # which day the last two mean would be a guess
        with pytest.raises(ValueError, match=f"published in row 1: '{bad}' is no date. Write it as 2022-05-03."):
            link(TALK, TALK, published=["2022-05-03", bad])


def test_days_and_times_with_and_without_a_mark_may_be_in_one_column():
    times = ["2022-05-03", "2022-05-03T18:30", "2022-05-03 23:30:00+03:00", date(2022, 5, 4), None]
    linked = link(*[TALK] * 5, published=times)["call_id"]
    assert linked.fillna("").tolist() == ["pm-2022-05-03"] * 4 + [""]


def test_the_words_of_a_conversation_say_their_language_kind_and_source():
    table = lexicons.table("conversation")
    assert set(table["kind"]) == {"call", "earlier", "other"}
    assert not table.duplicated(["language", "phrase"]).any()
    assert (table != "").all(axis=None)


cell = st.sampled_from(["", "Putin", "Macron", "Scholz", "Obama", "phone", "met", "\n", "Poutine", "unknown"])
day = st.dates(date(2022, 2, 18), date(2022, 3, 13))


@given(st.lists(st.tuples(cell, st.lists(cell, max_size=6), st.none() | day), max_size=4), st.integers(0, 2))
def test_a_link_is_one_of_the_registry_within_the_days_and_never_one_of_two(entries, days):
    titles, texts = [title for title, _, _ in entries], [" ".join(words) for _, words, _ in entries]
    linked = link(*texts, title=titles, published=[published for *_, published in entries], days=days)
    dates = CALLS.set_index("call_id")["call_date"]
    assert linked["call_reason"].notna().all()
    assert (linked["call_status"].eq("linked") == linked["call_id"].notna()).all()
    for text in linked.dropna(subset="call_id").to_dict("records"):
        assert 0 <= (pd.Timestamp(text["published"]) - dates[text["call_id"]]).days <= days
        assert not text["call_id"].startswith("pm-2022-02-20")
