"""Corpora at the edge: one text, one side, no call, no words, other scripts; and a disk that fills up."""

import errno
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from helpers import (
    calls,
    cleaning,
    copies,
    corpus,
    files,
    frames,
    framing,
    frequency,
    segment,
    topics,
    uncertainty,
    voices,
)

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
SIDES = ("kremlin", "elysee")
KREMLIN = "Putin told Macron that weapons must stop, the Kremlin said. Grain was discussed."
ELYSEE = "Macron called for a ceasefire and for food, the Elysee said. He urged Putin to stop."

CORPORA = {
    "one text": ([f"{KREMLIN} {ELYSEE}"], ["x"], "en"),
    "one sentence": (["Hello there."], ["x"], "en"),
    "one side": ([KREMLIN, f"{KREMLIN} Arms, the Kremlin said."], ["x", "y"], "en"),
    "one call": ([KREMLIN, ELYSEE], ["x", "x"], "en"),
    "no call in common": ([KREMLIN, ELYSEE], ["x", "y"], "en"),
    "no call known": ([KREMLIN, ELYSEE], [None, None], "en"),
    "nobody's account": (["The weather was fine. It rained.", "The market closed higher."], ["x", "y"], "en"),
    "empty texts": (["", "  \n "], ["x", "y"], "en"),
    "no text": ([], [], "en"),
    "three words": (["Ils ont parlé."], [None], None),
    "five posts": (["Putin spoke. #peace", "Великий звонок!", "🙏", "Ils ont parlé.", "RT @a: ok"], [None] * 5, None),
    "Arabic": (["قال الكرملين إن بوتين تحدث مع ماكرون. دعا إلى وقف إطلاق النار؟ نعم."], ["x"], "ar"),
    "Hebrew": (["פוטין שוחח עם מקרון. הוא קרא להפסקת אש."], ["x"], "he"),
    "Chinese": (["普京与马克龙通电话。他们讨论了停火。"], ["x"], "zh"),
    "Japanese": (["プーチン大統領はマクロン大統領と電話会談した。停戦を求めた！"], ["x"], "ja"),
    "Thai": (["ปูตินโทรศัพท์ถึงมาครง พวกเขาคุยกัน"], ["x"], "th"),
    "emoji and marks": (["👍🏽👩‍👩‍👧 Putin 😀 told Macron, e\u0301lyse\u0301e 🇫🇷. 😀😀"], ["x"], "en"),
    "digits": (["123 456. 7/8/2022 12:30 … --- ;;;", "100%."], ["x", "y"], "en"),
    "marks alone": (["... !!! ???"], ["x"], "en"),
    "control characters": (["Putin\x00 told\x07 Macron.\x1b The Kremlin\u202e said\u0085 so."], ["x"], "en"),
    "no language": ([KREMLIN, ELYSEE], ["x", "x"], None),
}


def table_of(texts: list, calls: list, language: str | None = "en") -> pd.DataFrame:
    ids = [f"d{n}" for n in range(len(texts))]
    table = pd.DataFrame({"doc_id": ids, "text": texts, "call_id": calls, "title": None})
    table = table.assign(raw=table["text"], outlet="TASS", language=language).astype("str")
    return table.assign(published=pd.Timestamp("2020-01-01"))


def in_sentences(documents: pd.DataFrame) -> pd.DataFrame:
    return voices.attribute(segment.split(cleaning.clean(documents)))


def counted(sentences: pd.DataFrame) -> dict[str, pd.DataFrame]:
    by_text = frequency.count(sentences, by="doc_id")
    content = frequency.count(sentences, by="doc_id", stop_words="drop")
    sizes = by_text.sum()
    return {
        "dispersion": frequency.dispersion(content, sizes),
        "concordance": frequency.concordance(sentences, "putin"),
        "numbers": frequency.concordance(sentences, pattern=r"\p{N}+"),
        "collocations": frequency.collocations(sentences, min_count=1),
        "phrases": frequency.count(sentences, by="doc_id", length=3),
        "keyness": frequency.keyness(frequency.count(sentences), *SIDES),
    }


def compared(sentences: pd.DataFrame) -> dict[str, pd.DataFrame]:
    told = framing.accounts(sentences, *SIDES)
    counts = frequency.count(told, by=["call_id", "voice"])
    tags = frames.tag(sentences)
    return {
        "compare": uncertainty.compare(counts, *SIDES),
        "log-odds": framing.log_odds(counts, *SIDES),
        "word shift": framing.word_shift(counts, *SIDES),
        "smallest p": uncertainty.smallest_p(counts, *SIDES),
        "frames by call": frames.count(tags, told),
        "acts": frames.acts(told),
        "agentless": frames.agentless(sentences),
        "names": frames.names(sentences),
        "tagged": frames.tagged(sentences),
        "omissions": framing.omissions(sentences, *SIDES),
        "pairs": framing.pair(told, *SIDES),
    }


def grouped(sentences: pd.DataFrame, documents: pd.DataFrame) -> dict[str, object]:
    found = topics.fit(sentences)
    return {
        "groups": found,
        "stability": topics.stability(sentences, 2, resamples=2),
        "choice": topics.choose(sentences, [2], resamples=2, shuffles=1),
    }


# Tables with a column a document or a call have no column where there are none.
BY_GROUP = {"phrases", "frames by call"}
# Grouping takes longest, and minds only how much there is to group.
GROUPED = {"one text", "one sentence", "five posts", "nobody's account", "empty texts", "no text", "Chinese"}


# What corpus.problems says of these, and corpus.read refuses.
WRONG = dict.fromkeys(["empty texts", "five posts", "marks alone"], "no text") | {"control characters": "NUL character"}


@cache
def all_tables(name: str) -> dict[str, pd.DataFrame]:
    documents = table_of(*CORPORA[name])
    sentences = in_sentences(documents)
    tables = counted(sentences) | compared(sentences)
    return tables | (grouped(sentences, documents) if name in GROUPED else {})


@pytest.mark.parametrize("name", CORPORA)
def test_every_helper_of_the_notebooks_goes_on_with_a_corpus_at_the_edge(name):
    tables = all_tables(name)
    assert {what for what, table in tables.items() if not len(table.columns)} <= BY_GROUP


@pytest.mark.parametrize("name", CORPORA)
def test_a_corpus_at_the_edge_can_be_cleaned_checked_and_linked(name):
    cleaned = copies.duplicates(copies.languages(cleaning.clean(table_of(*CORPORA[name]))))
    problems = corpus.problems(cleaned)["what"]
    assert len(problems) == 0 if name not in WRONG else len(problems) > 0 and problems.str.contains(WRONG[name]).all()
    linked = calls.link(cleaned)
    assert len(linked) == len(cleaned) == len(CORPORA[name][0])


@pytest.mark.parametrize("name", ["one side", "no call in common", "no call known", "nobody's account", "empty texts"])
def test_a_comparison_without_a_call_told_by_both_is_empty_and_says_why(name):
    full, tables = all_tables("one call"), all_tables(name)
    for what in ("compare", "log-odds", "word shift", "pairs"):
        assert tables[what].empty
        assert tables[what].columns.tolist() == full[what].columns.tolist()
        assert len(tables[what].attrs["why"]) > 20
        assert full[what].attrs["why"] == ""


def test_right_to_left_words_are_found_at_their_offsets():
    for name, word, number in (("Arabic", "بوتين", 1), ("Hebrew", "מקרון", 1)):
        sentences = in_sentences(table_of(*CORPORA[name]))
        lines = frequency.concordance(sentences, word)
        assert lines["match"].tolist() == [word] * number
        assert CORPORA[name][0][0][lines.loc[0, "start"] : lines.loc[0, "end"]] == word


def test_a_sentence_of_fifty_thousand_characters_is_read_in_one_go():
    text = "Putin sent grain and arms to Kiev, " * 1_500
    told = {"doc_id": "a", "sentence": [0, 1], "call_id": "x", "voice": SIDES, "language": "en", "start": 0}
    sentences = pd.DataFrame(told | {"text": [text, "Macron spoke of grain."], "office": "leader"})
    assert frames.names(sentences)["name"].value_counts()["Kiev"] == 1_500
    said = framing.omissions(sentences, *SIDES).set_index(["issue", "voice"])["words"]
    assert said["food and energy", "kremlin"] == 7 * 1_500
    assert len(frequency.concordance(sentences, "grain")) == 1_501
    assert frames.tag(sentences)["frame"].eq("economy").sum() == 1_501  # comparing every pair of finds took minutes


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["full", "interrupted"])
@pytest.mark.parametrize("before", [[], [b"whole"]])
def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch, error, before):
    file = tmp_path / "labels.csv"
    for content in before:
        file.write_bytes(content)

    def half(path: Path, content: bytes) -> None:
        path.open("wb").write(content[: len(content) // 2])
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", half)
        with pytest.raises(type(error)) as told:
            files.write(file, "doc_id,sentence", "Close it.")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == before
    assert error is not FULL or f"{file}: cannot be written (No space left on device). Close it." in str(told.value)
    files.write(file, "doc_id,sentence")
    assert file.read_bytes() == b"doc_id,sentence"


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match=r"labels\.csv: cannot be written \(.*\)\. Make room, or name another place\."):
        files.write(tmp_path / "file" / "labels.csv", b"")
