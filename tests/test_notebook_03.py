"""Notebook 03: its figures and tables hold what a fresh count of the five texts gives."""

import re
from collections import Counter

import nbformat
import pytest

from helpers import framing, frequency
from helpers.lexicons import names

from .conftest import ROOT

PATH = ROOT / "notebooks" / "03_frequency.ipynb"
CALLED = {"kremlin": "Kremlin", "elysee": "Élysée"}


@pytest.fixture(scope="module")
def outputs() -> list:
    return [o for cell in nbformat.read(PATH, as_version=4).cells for o in cell.get("outputs", [])]


def alternative_text(outputs: list, title: str) -> str:
    alts = [o.get("metadata", {}).get("image/png", {}).get("alt", "") for o in outputs]
    return next(alt for alt in alts if alt.startswith(title))


def table(outputs: list, caption: str) -> list[list[str]]:
    """A view's rows, from its plain text, without the header."""
    texts = [o.get("data", {}).get("text/plain", "") for o in outputs]
    text = next(text for text in texts if re.match(caption, text))
    return [line.split(" | ") for line in text.splitlines()[2:]]


def counts(sentences, by: str):
    dropped = framing.telling_words("kremlin", "elysee", "washington")
    return frequency.count(sentences, by=by, stop_words="drop").drop(index=dropped, errors="ignore")


def test_the_figure_of_places_names_every_frequent_word_with_its_own_counts(outputs, seeds):
    alt = alternative_text(outputs, "Where the frequent words stand")
    by_text = counts(seeds[2], "doc_id")
    frequent = by_text[by_text.sum(axis=1) >= 5]
    drawn = re.findall(r"(?:^|\. )([\w-]+) (\d+)( \(one text\))?: ([^.]+)", alt)
    assert sorted(word for word, *_ in drawn) == sorted(frequent.index)
    for word, number, one_text, places in drawn:
        row = frequent.loc[word]
        assert int(number) == row.sum()
        assert bool(one_text) == ((row > 0).sum() == 1)
        said = dict(place.rsplit(" ", 1) for place in places.split("; "))
        assert {name.replace(" ", "-"): int(n) for name, n in said.items()} == row[row > 0].to_dict()


@pytest.mark.parametrize("caption", ["The content words that occur", "The phrases that occur"])
def test_a_term_is_marked_where_and_only_where_it_stands_in_one_text(outputs, caption):
    rows = table(outputs, caption)
    assert len(rows) > 15
    for _, _, texts, _, note in rows:
        assert (texts == "1") == (note == "one text only")


def test_the_matrix_by_account_holds_the_counts_of_its_words(outputs, seeds):
    alt = alternative_text(outputs, "Frequent words, by account")
    by_voice = counts(seeds[2], "voice").rename(columns=CALLED)
    drawn = re.findall(r"(?:^|\. )([\w-]+)(?: \(one text\))?: ([^.]+)", alt.split("occurrences)")[1])
    assert len(drawn) == 21
    for word, said in drawn:
        row = by_voice.loc[word]
        assert dict(part.split(" ") for part in said.split("; ")) == row[row > 0].astype(str).to_dict()


@pytest.mark.parametrize(
    ("title", "by"), [("Names, whatever their spelling", "doc_id"), ("The same names, by account", "voice")]
)
def test_each_square_of_the_names_holds_their_number(outputs, seeds, title, by):
    found = [
        (form, CALLED.get(row[by], row[by])) for _, row in seeds[2].iterrows() for form, _, _ in names.find(row["text"])
    ]
    often = {form for form, n in Counter(form for form, _ in found).items() if n >= 4}
    expected = {square: n for square, n in Counter(found).items() if square[0] in often}
    drawn = {}
    squares = alternative_text(outputs, title).split("occurrences)")[1]
    for form, said in re.findall(r"\. ([^.:]+?)(?: \(one text\))?: ([^.]+)", squares):
        for part in said.split("; "):
            group, n = part.rsplit(" ", 1)
            drawn[form, group.replace(" ", "-")] = int(n)
    assert drawn == expected
