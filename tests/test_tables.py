"""Tables that come in: repeated row labels, groups that are numbers, columns that are, and what is no table at all."""

import inspect
import warnings
from importlib import import_module

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import helpers
from helpers import (
    calls,
    cleaning,
    copies,
    corpus,
    figures,
    frames,
    framing,
    frequency,
    labels,
    segment,
    topics,
    uncertainty,
    views,
    voices,
)

SIDES = ("kremlin", "elysee")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
PATHS = {"corpus", "readouts", "scale", "study"}  # their functions take other things than tables, too


def results(documents, sentences, sides=SIDES, by=("call_id", "voice")):
    """What each public function makes of these tables, by its name."""
    call, voice = by
    counts, of_sides = frequency.count(sentences, by=list(by)), frequency.count(sentences, by=voice)
    told, tags = framing.accounts(sentences, *sides, by=by), frames.tag(sentences)
    odds, removed = framing.log_odds(counts, *sides), cleaning.removed(documents)
    known = sentences[[call, voice]].assign(long=(sentences["text"].str.len() > 150).astype(float))
    return {
        "calls.link": calls.link(documents.drop(columns="call_id")),
        "cleaning.clean": cleaning.clean(documents[["doc_id", "raw", "language"]]),
        "cleaning.one_form": cleaning.one_form(sentences),
        "cleaning.removed": removed,
        "copies.duplicates": copies.duplicates(documents),
        "copies.languages": copies.languages(documents),
        "corpus.read": corpus.read(documents),
        "figures.contrast": figures.contrast(odds, "Words", tuple(map(str, sides))).figure.data,
        "figures.matrix": figures.matrix(of_sides.head(9), "Words", "term", "side").figure.data,
        "frames.acts": frames.acts(sentences.assign(voice=sentences[voice])),
        "frames.agentless": frames.agentless(sentences),
        "frames.count": frames.count(tags, sentences, by=list(by)),
        "frames.count of one": frames.count(tags, sentences, by=voice),
        "frames.issues": frames.issues(sentences),
        "frames.main_issue": frames.main_issue(sentences),
        "frames.names": frames.names(sentences),
        "frames.tag": tags,
        "framing.accounts": told,
        "framing.in_one_language": framing.in_one_language(told, by),
        "framing.log_odds": odds,
        "framing.omissions": framing.omissions(sentences, *sides, by=by),
        "framing.pair": framing.pair(told, *sides, by=by),
        "framing.statements": framing.statements(told, by=by),
        "framing.word_shift": framing.word_shift(of_sides, *sides),
        "frequency.collocations": frequency.collocations(sentences),
        "frequency.concordance": frequency.concordance(sentences, "ceasefire"),
        "frequency.count": counts,
        "frequency.count without": frequency.count(sentences, by=voice, stop_words="drop"),
        "frequency.dispersion": frequency.dispersion(frequency.count(sentences, by="doc_id")),
        "frequency.keyness": frequency.keyness(of_sides, *sides),
        "frequency.matrix": pd.DataFrame(frequency.matrix(sentences, by=voice)[0].toarray()),
        "labels.score": labels.score(sentences, sentences, voice, resamples=9).accuracy,
        "segment.split": segment.split(documents),
        "topics.fit": topics.fit(sentences, 3),
        "topics.stability": topics.stability(sentences, 3, resamples=2),
        "uncertainty.compare": uncertainty.compare(counts, *sides, permutations=64),
        "uncertainty.shares_by_call": uncertainty.shares_by_call(
            known.set_axis(["call_id", "voice", "long"], axis=1), *sides, ["long"], permutations=64
        ),
        "uncertainty.smallest_p": uncertainty.smallest_p(counts, *sides),
        "views.basis": pd.DataFrame([views.basis(documents, sentences)]),
        "views.table": pd.DataFrame([str(views.table(sentences.head(9)))]),
    }


def same(found, expected):
    assert found.keys() == expected.keys()
    for name, table in expected.items():
        own = found[name]
        assert own.shape == table.shape, name
        assert own.astype("str").to_numpy().tolist() == table.astype("str").to_numpy().tolist(), name


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def tables(seeds):
    documents, _, sentences = seeds
    return documents, sentences


@pytest.fixture(scope="module")
def expected(tables):
    with warnings.catch_warnings(action="ignore"):
        return results(*tables)


def test_rows_whose_labels_repeat_count_once_each_in_every_function(tables, expected):
    mixed = [table.set_axis(np.arange(len(table)) % 3) for table in tables]
    same(results(*mixed), expected)
    attributed = voices.attribute(mixed[1][[*mixed[1].columns[:11]]])
    assert attributed["voice"].tolist() == tables[1]["voice"].tolist()


def test_a_language_by_any_tag_is_that_language_in_every_function(tables, expected):
    tags = ["en-GB", "eng", "EN_us", "English", "en"]
    found = results(*(table.assign(language=np.resize(tags, len(table))) for table in tables))
    without = {"cleaning.clean", "cleaning.one_form", "segment.split", "framing.accounts", "framing.in_one_language"}
    without |= {"calls.link", "copies.duplicates", "topics.fit", "views.table"}  # they carry the column as it is
    same(*({name: made for name, made in one.items() if name not in without} for one in (found, expected)))


def test_groups_that_are_numbers_give_the_table_of_those_that_are_texts(tables):
    documents, sentences = tables
    numbers = sentences.assign(
        voice=sentences["voice"].map({"kremlin": 2020, "elysee": 2022}).fillna(2024).astype(int),
        call_id=pd.factorize(sentences["call_id"])[0],
    )
    texts = numbers.astype({"voice": "str", "call_id": "str"})
    same(results(documents, numbers, (2020, 2022)), results(documents, texts, ("2020", "2022")))


def test_columns_whose_names_are_numbers_are_columns(tables, expected):
    documents, sentences = (table.assign(**{"more": 1}).rename(columns={"more": 2020}) for table in tables)
    found = results(documents, sentences.rename(columns={"call_id": 1, "voice": 2}), by=(1, 2))
    for name in ("frequency.count", "frequency.keyness", "frames.count of one", "uncertainty.compare"):
        same({name: found[name]}, {name: expected[name]})
    with pytest.raises(ValueError, match=r"sentences: no column 3. There are: doc_id.* 2020"):
        frequency.count(sentences, by=3)
    with pytest.raises(ValueError, match="no column party. There are: .*2020"):
        frames.count(frames.tag(sentences), sentences, by="party")


def takers():
    """The public functions whose first argument is a table."""
    for module in helpers.__all__:
        own = import_module(f"helpers.{module}")
        for name in own.__all__:
            function = getattr(own, name)
            if inspect.isfunction(function) and module not in PATHS:
                first, *others = inspect.signature(function).parameters.values()
                if "DataFrame" in str(first.annotation) and name not in ("need", "repeats"):
                    needed = [one for one in others if one.default is one.empty and one.kind is not one.KEYWORD_ONLY]
                    yield pytest.param(function, needed, id=f"{module}.{name}")


@pytest.mark.parametrize(("function", "needed"), [*takers()])
@pytest.mark.parametrize("given", ["my_texts/", ["A text."], None])
def test_what_is_no_table_is_refused_with_what_to_do(tables, function, needed, given):
    kinds = {"DataFrame": tables[0], "Index": pd.Index(["a"]), "tuple": SIDES, "Mapping": {}, "Sequence": ["tag"]}
    others = [next((kinds[kind] for kind in kinds if kind in str(one.annotation)), one.name) for one in needed]
    more = {"term": "truce"} if function is frequency.concordance else {}
    with pytest.raises(TypeError, match=r": no table \(DataFrame\) but .*corpus.read|^tables: give each by the names"):
        function(given, *others, **more)


@pytest.mark.parametrize("draw", [figures.bars, figures.dots, figures.matrix, figures.curve])
def test_a_figure_of_numbers_names_the_columns_that_hold_none(draw):
    needed = ["unit"] * (2 if draw in (figures.matrix, figures.curve) else 1)
    with pytest.raises(ValueError, match=r"table: no numbers in side. Choose other columns"):
        draw(pd.DataFrame({"count": [1, 2], "side": ["a", "b"]}), "Title", *needed)


def test_a_figure_names_the_column_that_its_table_lacks():
    counts = pd.DataFrame({"kremlin": [3, 7], "elysee": [1, 9]}, index=["grain", "the"])
    with pytest.raises(ValueError, match="table: no column z. There are: count_a, count_b, rate_a"):
        figures.contrast(frequency.keyness(counts, *SIDES), "Title")
