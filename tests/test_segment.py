"""Sentences and tokens: as the labels have them, and offsets that lead back for any text."""

from itertools import pairwise

import pandas as pd
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from helpers import cleaning, segment

from .conftest import ROOT


def sentences(text: str, language: str | None = None) -> list[str]:
    table = pd.DataFrame({"doc_id": ["a"], "text": [text], "language": [language]})
    return segment.split(table)["text"].tolist()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["The U.S. agreed.", "France did not."]),
        ("en", ["He saw the U.S. president.", "They met Mr. Obama on Feb. 24."]),
        ("en", ["The U.N.-brokered talks began.", "It was late."]),
        ("en", ["He left the U.S.", "The talks went on."]),
        ("en", ["“We agree.", "Both sides will meet,” the Kremlin said."]),
        ("en", ['"Grain must pass."', '"And arms must not," he said.']),
        ("en", ["The talks went on...", "Nobody left."]),
        ("en", ["The talks … went on.", "Nobody left."]),
        ("en", ["“Did it help?” he asked.", "It did."]),
        ("en", ["“Not now!” Macron said.", "He left."]),
        ("en", ["It ended at 5 p.m. on Tuesday.", "Then J. Smith spoke."]),
        ("en", ["(He left.)", "She stayed."]),
        ("fr", ["« Nous agissons. »", "M. Macron a raccroché."]),
        ("fr", ["« Agissez-vous ? » a demandé M. Poutine.", "Il a attendu."]),
        ("fr", ["Le 24 févr. 2022, tout a changé.", "Mme Colonna l’a dit."]),
        ("ru", ["В 2020 г. стороны договорились.", "Это т.н. «нормандский формат»."]),
        ("ru", ["«Вы согласны?» — спросил Путин.", "Ответа не было."]),
        (None, ["The U.S. agreed.", "Le 3 févr. aussi."]),
        ("en", ["1. Grain exports resume.", "2. Prisoners are exchanged."]),
        ("en", ["I. Grain exports resume.", "II. Prisoners are exchanged.", "IV. The sides met."]),
        ("en", ["(a) Grain exports resume.", "(b) Prisoners are exchanged.", "1.2. Both agreed."]),
        ("en", ["They agreed: 1. Grain.", "2. Prisoners."]),
        ("en", ["He asked for Article 5.", "The talks of 1990.", "They went on."]),
        ("ru", ["1. Зерно пойдёт.", "2. Пленных обменяют."]),
        ("en", ["The dept. of defence agreed.", "Yahoo! said so too, etc. and left."]),
        ("fr", ["Que faire ? demanda-t-il.", "Il partit."]),
        ("fr", ["« Agir. » dit-il.", "Il partit."]),
        ("ru", ["— Что делать? — спросил он.", "— Ждать."]),
        ("en", ["he left.", "she stayed.", "“no!” they said."]),
        ("en", ["Joseph R. Biden Jr. met V.V. Putin and G. H. W. Bush.", "They left."]),
        ("en", ["Lt. Gen. Smith met Brig. Gen. De Castro, Lt.-Gen. Roe and Ph.D. Doe.", "They left."]),
        ("en", ["Dr. No met Mr. All and St. John.", "They left."]),
        ("en", ["Sen. Roe (D-Wis.), who had come (with Doe, etc.), left.", "They stayed."]),
        ("fr", ["J.-Y. Le Drian a vu Mme. Le Pen, Ph. Étienne et Ch. Michel.", "Il part."]),
        ("ru", ["Вл. Путин и Дм. Песков встретили В. В. Володина, Иванова И.И. и чл.-кор. Петрова.", "Они ушли."]),
        ("en", ["The war is over.🕊", "Is it?👍🏽", "“No.”²", "They met.[1][2]", "Next.***", "It is over.[note 3]"]),
    ],
)
def test_splits_where_a_reader_would(language, expected):
    assert sentences(" ".join(expected), language) == expected


def test_a_line_is_a_paragraph_whatever_its_ending():
    table = segment.split(pd.DataFrame({"doc_id": ["a"], "text": ["One. Two.\r\n\r\nthree\nFour."]}))
    assert table["text"].tolist() == ["One.", "Two.", "three", "Four."]
    assert table["paragraph"].tolist() == [0, 0, 1, 2]
    assert table["sentence"].tolist() == [0, 1, 2, 3]


def test_the_labelled_sentences_of_the_five_texts_come_out_as_split(seeds):
    labels = pd.read_csv(ROOT / "seeds" / "labels.csv")
    found = set(seeds[2][["doc_id", "raw_start", "raw_end"]].itertuples(index=False, name=None))
    assert found == set(labels[["doc_id", "raw_start", "raw_end"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("text", "share"),
    [("He agreed.", 0.0), ('"Yes," he said', 4 / 14), ("“Yes, he said.", 13 / 14), ("«Да», сказал", 2 / 12)],
)
def test_quoted_is_the_share_of_characters_inside_the_marks(text, share):
    table = segment.split(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    assert table["quoted"].tolist() == [pytest.approx(share)]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Он сказал: „Мы готовы“. Потом он ушёл.", ["Мы готовы"]),
        ("»Wir sind bereit«, sagte er. «Мы готовы», сказал он.", ["Wir sind bereit", "Мы готовы"]),
        ("‘He read it,’ he said. ‘The leaders’ talks ended.’ So.", ["He read it,", "The leaders’ talks ended."]),
        ("The ‘special operation’, or 'war', is Macron's and the leaders' affair.", ["special operation", "war"]),
        ("In the '90s the ministers' men met at l'Élysée, the Kremlin’s ‘guests of old.", []),
        ('“He said ‘no’ to us,” she said; "so” and “so" on.', ["He said ‘no’ to us,", "so", "so"]),
        ("``We agree,'' he said. ''It's 'so','' she said. 'No.'", ["We agree,", "It's 'so',", "No."]),
        ("›So‹, ‹oui›, ‚so‘.", ["So", "oui", "so"]),
        ("— Мы готовы, — сказал Путин. — Мы ждём.", ["Мы готовы,", "Мы ждём."]),
        ("- Мы готовы! - сказал он. Потом он ушёл - домой.", ["Мы готовы!"]),
        ("— Que faire ? demanda-t-il. — Attendre. ", ["Que faire ?", "Attendre. "]),
        ("– Nous sommes prêts, a dit M. Macron. Puis il partit.", ["Nous sommes prêts,"]),
        ("— обсуждение вопроса, который важен, — зерна; сказал он", []),
        ("– le cessez-le-feu, – la Syrie – et, entre autres, la mer", []),
        ("“We agree.\nHe left. “No,\r\nhe said.", ["We agree.", "No,"]),
    ],
)
def test_marks_of_every_kind_open_and_close(text, inside):
    mask = segment.quoted(text)
    runs = regex.finditer("1+", "".join("01"[int(bit)] for bit in mask))
    assert [text[run.start() : run.end()] for run in runs] == inside


def test_a_quotation_ends_with_its_marks_or_its_paragraph():
    text = "Он сказал: „Мы готовы“. Потом он ушёл домой.\n“We are ready, he said.\n— Yes! — said Macron.\nThey left."
    table = segment.split(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    assert table["quoted"].round(2).tolist() == [0.39, 0.0, 0.96, 0.19, 0.0]


def test_a_quotation_goes_on_over_sentences_of_its_paragraph():
    table = segment.split(pd.DataFrame({"doc_id": ["a"], "text": ["“We agree. Both will meet,” it said.\nHe left."]}))
    assert table["quoted"].round(2).tolist() == [0.9, 0.6, 0.0]


@given(st.lists(st.text(), max_size=3), st.sampled_from(["en", "fr", "ru", None]))
def test_any_text_comes_back_by_its_offsets_and_loses_only_white_space_and_lines_of_marks(texts, language):
    raw = pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": texts, "language": language})
    table = segment.split(raw)
    for document in raw.itertuples():
        rows = table[table["doc_id"] == document.doc_id]
        assert all(document.text[r.start : r.end] == r.text for r in rows.itertuples())
        assert all(a <= b for a, b in zip(rows["end"], rows["start"][1:], strict=False))
        lines = [line for line in regex.split(r"[\r\n\u2028\u2029]", document.text) if any(map(str.isalnum, line))]
        assert "".join("".join(rows["text"]).split()) == "".join("".join(lines).split())
        assert rows["text"].map(lambda sentence: any(map(str.isalnum, sentence))).all()


ODD = st.text(alphabet="aé' ’ʼ-‑.,:/1Ж中ΣİK\u0301\u00a0\n", max_size=30)


@given(st.text() | ODD, st.booleans())
def test_tokens_stand_where_their_offsets_say(text, numbers):
    spans = segment.token_spans(text, numbers)
    assert [segment.normal(text[a:b]) for _, a, b in spans] == segment.tokens(text, numbers)
    assert all(0 <= a < b <= len(text) for _, a, b in spans)
    assert all(b <= a for (_, _, b), (_, a, _) in pairwise(spans))
    assert set(segment.token_spans(text)) <= set(segment.token_spans(text, numbers=True))


@given(st.text() | ODD, st.booleans())
def test_tokens_are_their_own_tokens_and_none_goes_over_white_space(text, numbers):
    found = segment.tokens(text, numbers)
    assert segment.tokens(" ".join(found), numbers) == found
    assert [word for piece in text.split() for word in segment.tokens(piece, numbers)] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l’Élysée, l'Élysée, aujourd’hui", ["l'élysée", "l'élysée", "aujourd'hui"]),
        ("the U.N.'s and U.S.’s, Russia's, leaders'", ["the", "u.n.", "and", "u.s.", "russia", "leaders"]),
        ("Saint‑Denis, Saint-Denis, cease‐fire", ["saint-denis", "saint-denis", "cease-fire"]),
        ("E\u0301lyse\u0301e and Élysée", ["élysée", "and", "élysée"]),
        ("G7, MH17, S-400 and COVID-19", ["g7", "mh17", "s-400", "and", "covid-19"]),
        ("İstanbul, ΟΔΟΣ, STRASSE", ["istanbul", "οδος", "strasse"]),
        ("The U.N.-brokered truce of al-Nusra", ["the", "u.n.-brokered", "truce", "of", "al-nusra"]),
        ("Путин и Нагорный Карабах", ["путин", "и", "нагорный", "карабах"]),
        ("из-за О'Брайена", ["из-за", "о'брайена"]),
        ("普京 与马克龙", ["普京", "与马克龙"]),
        ("", []),
    ],
)
def test_a_word_is_lower_case_with_its_inner_marks_made_plain(text, words):
    assert segment.tokens(text) == words


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("on 3 May, 13.5 million, 1,000", ["3", "13.5", "1,000"]),
        ("2022-05-03 at 10:30, or 03/05/2022", ["2022-05-03", "10:30", "03/05/2022"]),
        ("the 1990s, the 20th, 1991-94 and 1990's", ["1990s", "20th", "1991-94", "1990"]),
        ("le 1er mai à 18h", ["1er", "18h"]),
        ("в 90-х, 2-й", ["90-х", "2-й"]),
        ("a 5-day truce", ["5"]),
    ],
)
def test_numbers_dates_and_times_are_tokens_where_asked_and_leave_nothing_where_not(text, numbers):
    both, words = segment.tokens(text, numbers=True), segment.tokens(text)
    assert [word for word in both if word[0].isdigit()] == numbers
    assert [word for word in both if not word[0].isdigit()] == words


def test_text_that_is_not_raw_needs_its_account():
    table = pd.DataFrame({"doc_id": ["a"], "text": ["One."], "raw": ["Zero. One."]})
    with pytest.raises(ValueError, match=r"document 'a'.*cleaning\.clean"):
        segment.split(table)
    with pytest.raises(ValueError, match="no column doc_id"):
        segment.split(table.drop(columns="doc_id"))


def test_a_long_run_of_stops_in_one_line_is_one_sentence_in_a_time_that_grows_with_its_length():
    assert sentences("No" + "?! " * 10_000) == ["No" + "?! " * 9_999 + "?!"]
    assert sentences("?! " * 10_000) == []


@pytest.mark.parametrize("marks", ["**", "***", "# # #", "\\# \\# \\#", "<!-- -->", "[]()", "* * *", "—", "…", "?! ?!"])
def test_a_line_of_marks_is_no_sentence_and_is_not_counted(marks):
    table = segment.split(pd.DataFrame({"doc_id": ["a"], "text": [f"One. Two.\n\n{marks}\n\nThree.\n{marks}"]}))
    assert table[["sentence", "text"]].values.tolist() == [[0, "One."], [1, "Two."], [2, "Three."]]
    assert segment.split(pd.DataFrame({"doc_id": ["a"], "text": [marks]})).empty


def test_marks_in_front_of_a_sentence_are_its_own():
    assert sentences("… **The talks went on. ** Nobody left.") == ["… **The talks went on.", "** Nobody left."]


def test_what_is_known_of_a_text_goes_with_each_of_its_sentences_whatever_the_labels_of_its_rows():
    one = pd.DataFrame({"doc_id": [1], "text": "One. Two.", "party": "left", "published": pd.Timestamp("2022-05-03")})
    two = one.assign(doc_id=2, text="Three.", party="right", title="Talks", url="https://example.org")
    found = segment.split(pd.concat([one, two]))  # two rows labelled 0
    assert found["party"].tolist() == ["left", "left", "right"]
    assert found["published"].dt.year.tolist() == [2022] * 3
    assert not {"title", "url", "raw"} & {*found}
    assert segment.split(one.assign(text=" "))["party"].empty


def test_a_column_that_is_a_sentences_own_is_left_out_and_said():
    table = pd.DataFrame({"doc_id": ["a"], "text": ["One."], "start": [99]})
    with pytest.warns(UserWarning, match=r"columns \['start'\] are a sentence's own"):
        assert segment.split(table)["start"].tolist() == [0]


def test_a_missing_text_is_named():
    with pytest.raises(ValueError, match=r"documents \['b'\]: no text"):
        segment.split(pd.DataFrame({"doc_id": ["a", "b"], "text": ["One.", None]}))


@given(st.text(alphabet='ab “”«»„".', min_size=1, max_size=30), st.booleans())
def test_of_a_sentence_the_share_tells_whether_a_quotation_was_open_before_it(text, before):
    share = segment.quoted(("“Yes. " if before else "No. ") + text)[-len(text) :].mean()
    assert segment.quoted(text, share).mean() == pytest.approx(share)


def test_cleaned_raw_offsets_survive_a_cut_in_the_middle():
    raw = "PARIS (AFP) - The leaders spoke.\nShare on WhatsApp\nThey will speak again."
    documents = cleaning.clean(pd.DataFrame({"doc_id": ["a"], "text": [raw], "raw": [raw], "language": ["en"]}))
    table = segment.split(documents)
    assert table["text"].tolist() == ["The leaders spoke.", "They will speak again."]
    assert [raw[a:b] for a, b in zip(table["raw_start"], table["raw_end"], strict=True)] == table["text"].tolist()


def test_a_line_of_very_many_characters_is_split_without_loss_and_without_an_error():
    line = "They spoke of grain and of the sea. " * 10_000
    found = segment.split(pd.DataFrame({"doc_id": ["a"], "text": [line]}))
    assert found["text"].map(line.__contains__).all()
    assert sum(found["text"].str.count("grain")) == 10_000
    assert found["text"].str.fullmatch(r"They spoke of grain and of the sea\.").mean() > 0.999
    unbroken = segment.split(pd.DataFrame({"doc_id": ["a"], "text": ["x" * 100_000]}))
    assert "".join(unbroken["text"]) == "x" * 100_000
