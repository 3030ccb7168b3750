"""The explorer in a real browser: what its filters show against a count by pandas, its address, its words."""

import csv
import io
import re
import unicodedata
from itertools import product
from urllib.parse import quote

import pandas as pd
import pytest

from helpers import frames, framing, frequency, segment, views

from .browser import Tab

NAMES = {"kremlin": "Kremlin", "elysee": "Élysée"}
PLANT = '<script>ran=1</script><img src=x onerror="ran=1"></script><!-- \u202e{0} --> ' + "w" * 300
SHOWN = """() => [...document.querySelectorAll('[data-sentence]')].filter(e => e.checkVisibility()).map(
    e => `${e.closest('article').dataset.text}:${e.dataset.sentence}`)"""
MARKED = "() => [...(CSS.highlights.get('word') || [])].map(range => range.toString())"
COUNT = "() => document.getElementById('count').textContent"


@pytest.fixture(scope="module")
def seeds(seeds):
    documents, removed, sentences = seeds
    statements = sentences.groupby("call_id").cumcount().floordiv(2).astype(str)
    sentences = frames.tagged(sentences).assign(statement=sentences["call_id"] + "/" + statements)
    return sentences, documents, removed


@pytest.fixture(scope="module")
def page(seeds, tmp_path_factory):
    return views.explore(*seeds, NAMES).write(tmp_path_factory.mktemp("explorer") / "explore.html")


@pytest.fixture
def tab(browser, page):
    tab = Tab(browser, page.as_uri())
    yield tab
    assert tab.wrong == []
    tab.close()


def ids(sentences: pd.DataFrame) -> set[str]:
    return set(sentences["doc_id"] + ":" + sentences["sentence"].astype(str))


def having(sentences: pd.DataFrame, query: str) -> pd.Series:
    """The sentences that have the words, by pandas and the one tokenizer."""
    plain = sentences["text"].map(lambda text: " ".join(segment.tokens(text, numbers=True)))
    words = r" ".join(re.escape(word).replace(r"\*", r"\S*") for word in query.lower().split())
    return plain.str.contains(rf"(?<!\S){words}(?!\S)")


def kept(sentences: pd.DataFrame, choice: dict[str, str]) -> pd.DataFrame:
    columns = {"side": "voice", "speaker": "speaker", "act": "act", "statement": "statement"}
    columns |= {"text": "doc_id", "call": "call_id"}
    for key, value in choice.items():
        if key == "word":
            sentences = sentences[having(sentences, value)]
        elif key in ("frame", "issue"):
            sentences = sentences[sentences[f"{key}s"].str.split(";").map(lambda found, one=value: one in found)]
        else:
            sentences = sentences[sentences[columns[key]] == value]
    return sentences


def address(page, choice) -> str:
    return page.as_uri() + "#" + "&".join(f"{key}={quote(value, safe='')}" for key, value in choice.items())


def test_each_filter_and_two_together_show_what_pandas_counts(tab, page, seeds):
    sentences = seeds[0]
    one = [{"word": word} for word in ("food", "weapon*", "food security", "the", "Ukraine", "nowhere")]
    columns = {"side": "voice", "speaker": "speaker", "frame": "frames", "act": "act", "issue": "issues"}
    columns |= {"call": "call_id", "text": "doc_id", "statement": "statement"}
    for key, column in columns.items():
        values = sentences[column].str.split(";").explode() if column in ("frames", "issues") else sentences[column]
        one += [{key: value} for value in sorted({*values} - {""})[:4]]
    both = [a | b for a, b in product(one[::3], one[1::4]) if not {*a} & {*b}]
    tab.page.goto(page.as_uri())
    for choice in [{}, *one, *both]:
        tab.page.goto(address(page, choice))
        expected = kept(sentences, choice)
        assert set(tab.page.evaluate(SHOWN)) == ids(expected), choice
        n, texts = len(expected), expected["doc_id"].nunique()
        said = f"{n} sentence{'s' * (n != 1)} in {texts} text{'s' * (texts != 1)}"
        assert tab.page.evaluate(COUNT) == (said if n else "No matching sentences. Remove a filter."), choice


def test_every_word_is_found_as_often_as_it_is_counted(tab, page, seeds):
    """The page's words are those of segment.tokens: with hyphens, apostrophes, full stops, possessives."""
    sentences = seeds[0]
    words = sorted({word for text in sentences["text"] for word in segment.tokens(text, numbers=True)})
    shown = tab.page
    shown.goto(page.as_uri())
    key, words_of = "`${row.values.text}:${row.values.sentence}`", "tokens(row.content).map(t => t.word)"
    found = shown.evaluate(f"() => Object.fromEntries(rows.map(row => [{key}, {words_of}]))")
    plain = {
        f"{row.doc_id}:{row.sentence}": [folded(word) for word in segment.tokens(row.text, numbers=True)]
        for row in sentences.itertuples()
    }
    assert len(words) > 500
    assert found == plain


def folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


HARD = [
    "Russia’s U.N.-brokered talks at l’Élysée on 2022-05-03 at 10:30, the 20th",
    "Сообщил Путин: 90-х годов, S-400 и G7; ёлка",
    "al-Nusra’s cease-fire—now; dogs' and it's 's",
    "中文 text ʼapostropheʼ o‑hyphen a.b.c. U.S. 13.5%",
]


def test_hard_words_are_told_apart_as_they_are_counted(tab, page):
    tab.page.goto(page.as_uri())
    for text in HARD:
        found = tab.page.evaluate("text => tokens(text).map(t => [t.word, t.start, t.end])", text)
        assert found == [[folded(word), start, end] for word, start, end in segment.token_spans(text, numbers=True)]


def test_words_are_marked_where_they_are_whatever_their_accents_and_case(tab, page):
    tab.page.goto(page.as_uri() + "#word=elysee")
    tab.page.wait_for_function(f"({MARKED})().length")
    assert {text.lower() for text in tab.page.evaluate(MARKED)} == {"elysee"}
    tab.page.goto(page.as_uri() + "#word=food%20security,%20weapon*")
    tab.page.wait_for_function(f"({MARKED})().includes('weapons')")
    marked = tab.page.evaluate(MARKED)
    assert {"food security", "weapons"} <= set(marked)
    assert all(text == "food security" or text.startswith("weapon") for text in marked)


def test_the_address_keeps_the_choice_and_back_and_forward_go_through_it(tab, page):
    shown = tab.page
    shown.goto(page.as_uri())
    shown.get_by_label("Account").select_option("elysee")
    shown.get_by_label("Words").fill("Food")
    assert shown.evaluate("location.hash") == "#word=Food&side=elysee"
    before = shown.evaluate(SHOWN)
    shown.get_by_label("Account").select_option("kremlin")
    assert shown.evaluate(SHOWN) != before
    shown.go_back()
    shown.wait_for_function("document.getElementById('by-side').value === 'elysee'")
    assert shown.evaluate("location.hash") == "#word=Food&side=elysee"
    assert shown.evaluate(SHOWN) == before
    assert shown.get_by_label("Account").input_value() == "elysee"
    shown.go_forward()
    shown.wait_for_function("document.getElementById('by-side').value === 'kremlin'")
    shown.get_by_role("button", name="Show all").click()
    shown.wait_for_function("rows.every(row => row.hit)")
    assert len(shown.evaluate(SHOWN)) == 65


def test_hits_are_gone_through_by_keys_and_told(tab, page):
    shown = tab.page
    shown.goto(page.as_uri() + "#word=food")
    shown.locator("h1").click()
    assert shown.locator("#count").get_attribute("role") == "status"
    told = []
    for key in ("n", "n", "n", "p"):
        shown.keyboard.press(key)
        told.append((shown.evaluate(COUNT), shown.evaluate("document.activeElement.dataset.sentence")))
    assert [text for text, _ in told] == [f"Sentence {n} of 2" for n in (1, 2, 1, 2)]
    assert told[0][1] == told[2][1] != told[1][1]
    assert "Kremlin" in shown.locator("#why").inner_text()


def test_the_buttons_go_from_one_sentence_to_the_next_and_a_sentence_has_an_address(tab, page):
    shown = tab.page
    shown.goto(page.as_uri() + "#word=food")
    for button, told in (("Next →", 1), ("Next →", 2), ("← Previous", 1)):
        shown.get_by_role("button", name=button).click()
        assert shown.evaluate(COUNT) == f"Sentence {told} of 2"
    shown.locator("[data-sentence]:visible").nth(1).click()
    shown.get_by_role("button", name="Next →").click()
    assert shown.evaluate(COUNT) == "Sentence 1 of 2"
    shown.get_by_role("link", name="Link to this sentence").click()
    assert shown.evaluate("location.hash").startswith("#text=moscow-times-2022-05-03&sentence=")
    assert len(shown.evaluate(SHOWN)) == 1


def test_why_says_whose_account_and_by_what_rule(tab, page):
    shown = tab.page
    shown.goto(page.as_uri() + "#text=moscow-times-2022-05-03")
    shown.get_by_text("that beyond reiterating calls").click()
    why = shown.locator("#why").inner_text()
    assert "Élysée, presidency" in why
    assert "the source is named with a reporting word" in why
    assert "sentence 5 of the text" in why


def test_a_text_is_shown_whole_with_what_was_cleaned_away(tab, page, seeds):
    shown = tab.page
    shown.goto(page.as_uri() + "#text=moscow-times-2020-09-30")
    text = shown.locator("article:visible").inner_text()
    for piece in seeds[2].query("doc_id == 'moscow-times-2020-09-30'")["text"]:
        assert " ".join(piece.split()) in " ".join(text.split())
    assert shown.locator("article:visible del").count() == 8
    shown.goto(page.as_uri() + "#text=moscow-times-2020-09-30&side=kremlin")
    assert shown.locator("article:visible del:visible").count() == 0
    shown.get_by_label("show context").check()
    assert shown.locator("article:visible del:visible").count() == 8


def test_both_accounts_stand_beside_each_other(tab, page, seeds):
    shown = tab.page
    shown.goto(page.as_uri() + "#word=food")
    lists = shown.locator("#beside ul")
    for number, side in enumerate(NAMES):
        told = seeds[0][having(seeds[0], "food") & (seeds[0]["voice"] == side)]["text"]
        shown_here = lists.nth(number).locator("li").all_inner_texts()
        assert [text.split("The Moscow Times")[0].strip() for text in shown_here] == list(told)


def test_what_is_shown_is_downloaded_as_csv(tab, page, seeds):
    shown = tab.page
    shown.goto(page.as_uri() + "#side=elysee")
    with shown.expect_download() as waited:
        shown.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(waited.value.path().read_text(encoding="utf-8-sig"))))
    own = seeds[0].query("voice == 'elysee'")
    assert sorted(row["words"] for row in rows) == sorted(own["text"])
    assert {row["side"] for row in rows} == {"elysee"}
    assert ",".join(rows[0]) == "text,call,sentence,side,speaker,frame,act,issue,statement,words"


def test_hostile_text_stays_text(browser, tmp_path):
    told = {name: PLANT.format(name) for name in ("doc_id", "title", "outlet", "call_id")}
    told |= {"url": "javascript:ran=1", "raw": "=1+1 " + PLANT.format("raw"), "text": "=1+1 " + PLANT.format("raw")}
    documents = pd.DataFrame([told])
    sentences = documents[["doc_id", "text", "call_id"]].assign(sentence=0)
    planted = {name: PLANT.format(name) for name in ("voice", "speaker", "frames", "act", "issues", "names")}
    sentences = sentences.assign(**planted, raw_start=0, cue_start=3, cue_end=9)
    made = views.explore(sentences, documents, None, {"a": PLANT.format("side"), "b": "B"})
    path = made.write(tmp_path / "explore.html")
    tab = Tab(browser, path.as_uri(), width=390)
    tab.page.goto(path.as_uri() + "#word=w*")
    tab.page.locator("[data-sentence]").click()
    assert tab.page.evaluate("() => window.ran") is None
    assert documents["text"][0] in tab.page.locator("[data-sentence] bdi").inner_text()
    assert tab.page.locator("main img, main script, a[href^='javascript']").count() == 0
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    with tab.page.expect_download() as waited:
        tab.page.get_by_role("button", name="Download CSV").click()
    assert "\"'=1+1" in waited.value.path().read_text(encoding="utf-8")
    assert tab.wrong == []
    tab.close()


def test_without_a_script_the_texts_are_there_in_full(browser, page, seeds):
    tab = Tab(browser, page.as_uri(), java_script_enabled=False)
    tab.page.goto(page.as_uri())
    said = " ".join(tab.page.locator("main").inner_text().split())
    for text in [*seeds[0]["text"], *seeds[2]["text"]]:
        assert " ".join(text.split()) in said
    assert tab.page.locator("#filters").is_hidden()
    tab.close()


def test_a_phone_shows_all_and_nothing_moves_sideways(browser, page):
    tab = Tab(browser, page.as_uri(), width=390)
    tab.page.goto(page.as_uri())
    assert tab.page.get_by_label("Account").is_hidden()
    tab.page.get_by_text("Filters", exact=True).click()
    assert tab.page.get_by_label("Account").is_visible()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, page, scheme):
    tab = Tab(browser, page.as_uri(), color_scheme=scheme)
    tab.page.goto(page.as_uri() + "#word=food")
    tab.page.locator("[data-sentence]:visible").first.click()
    tab.start_axe()
    assert tab.told_by_axe() == []
    tab.close()


def test_words_are_listed_by_side_and_lead_to_their_sentences_or_counts(browser, seeds, tmp_path):
    own = framing.accounts(seeds[0], "kremlin", "elysee")
    words = frequency.count(own, by=["call_id", "voice"], stop_words="drop")
    for sentences, expected in ((seeds[0], 2), (seeds[0].head(0), 1)):
        path = views.explore(sentences, names=NAMES, words=words).write(tmp_path / "words.html")
        tab = Tab(browser, path.as_uri())
        tab.page.goto(path.as_uri())
        tab.page.locator("#words details").evaluate("node => { node.open = true }")
        tab.page.get_by_role("link", name="weapons", exact=True).click()
        assert tab.page.evaluate("location.hash") == "#word=weapons"
        assert tab.page.locator("#beside ul").first.locator("li").count() == expected
        assert tab.wrong == []
        tab.close()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (pd.DataFrame({"doc_id": ["a"], "text": ["x"]}), "sentences: no column sentence."),
        (pd.DataFrame({"doc_id": ["a"] * 2, "sentence": [0, 0], "text": ["x"] * 2}), "sentence 0 of 'a' is there"),
    ],
)
def test_a_table_that_cannot_be_shown_is_told(table, said):
    with pytest.raises(ValueError) as error:
        views.explore(table)
    assert said in str(error.value)
