"""Pairing: against alignments made by hand, on accounts whose links are known, and where there is nothing to pair."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import framing, lexicons

from .conftest import ROOT

SIDES = ("kremlin", "elysee")
CALLS = ["pm-2020-09-30", "pm-2022-05-03"]
TELLING = framing.telling_words(*SIDES)


def told(*rows: tuple[str, str], call_id: str = "x", **columns: object) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["voice", "text"]).assign(call_id=call_id, doc_id="d", **columns)
    return table.assign(sentence=range(len(table)))


@pytest.fixture(scope="module")
def compared(seeds):
    return framing.accounts(seeds[2], *SIDES)


@pytest.fixture(scope="module")
def by_hand():
    return pd.read_csv(ROOT / "tests/gold/alignments.csv")


def paired(sentences: pd.DataFrame, calls: list[str], **options: object) -> pd.DataFrame:
    return pd.concat([framing.pair(sentences, call, leave_out=TELLING, **options) for call in calls])


# In-sample: weights and threshold were chosen on these nine links.
def test_the_two_calls_are_aligned_as_by_hand(compared, by_hand):
    scores = framing.pair_scores(paired(compared, CALLS), compared, by_hand)
    assert scores["by_hand"].tolist() == [9, 5, 4, 4]
    assert scores.loc["links", "f1"] >= 0.8
    assert scores.loc["one side only", "f1"] >= 0.8


def test_without_frames_the_alignment_is_much_poorer(compared, by_hand):
    none = pd.DataFrame(columns=["doc_id", "sentence", "frame", "start", "end"])
    scores = framing.pair_scores(paired(compared, CALLS, frames=none), compared, by_hand)
    assert scores.loc["links", ["found", "right"]].tolist() == [6, 3]


def test_with_frames_labelled_by_hand_the_alignment_is_the_one_by_hand(compared, by_hand):
    labels = pd.read_csv(ROOT / "tests/gold/frames_pass1.csv")
    labels = labels.assign(frame=labels["frames"].str.split(), start=0, end=0).explode("frame").dropna(subset="frame")
    scores = framing.pair_scores(paired(compared, CALLS, frames=labels), compared, by_hand)
    assert scores[["by_hand", "found", "right"]].to_numpy().tolist() == [[9, 9, 9], [5, 5, 5], [4, 4, 4], [4, 4, 4]]


@pytest.mark.parametrize(("ours", "theirs", "sentences"), [(0, 1, 7), (1, 0, 5)])
def test_of_two_different_calls_few_sentences_are_linked(compared, ours, theirs, sentences):
    wanted = {("kremlin", CALLS[ours]), ("elysee", CALLS[theirs])}
    rows = [place in wanted for place in zip(compared["voice"], compared["call_id"], strict=True)]
    pairs = paired(compared[rows].assign(call_id="mixed"), ["mixed"])
    assert pairs["a"].nunique() == sentences
    assert pairs.dropna(subset=["a", "b"])["a"].nunique() <= 2


def test_every_sentence_of_both_accounts_stands_in_the_table_in_its_order(compared):
    for call in CALLS:
        pairs = paired(compared, [call])
        for column, side in (("a", "kremlin"), ("b", "elysee")):
            own = compared.index[(compared["call_id"] == call) & (compared["voice"] == side)]
            assert set(pairs[column].dropna()) == set(own)
        assert pairs["a"].dropna().is_monotonic_increasing
        assert (pairs["reason"] != "").all()


def test_what_is_in_common_stands_at_its_offsets():
    table = told(("kremlin", "Grain from Kiev was discussed."), ("elysee", "Il parla de Kiev."), language=["en", "fr"])
    row = framing.pair(table, "x").iloc[0]
    assert (row["told"], row["names"], row["issues"], row["shared"]) == ("both", "Kyiv", "Ukraine", "")
    assert row["reason"] == "in common: name Kyiv; issue Ukraine"
    assert [table["text"][0][a:b] for a, b in row["spans_a"]] == ["Kiev"]
    assert [table["text"][1][a:b] for a, b in row["spans_b"]] == ["Kiev"]


def test_the_same_matter_from_two_mouths_is_told_differently():
    rows = [("kremlin", "Grain was raised by Putin."), ("elysee", "Macron raised grain.")]
    assert framing.pair(told(*rows, speaker="both"), "x")["told"].tolist() == ["both"]
    apart = framing.pair(told(*rows, speaker=["russia", "france"]), "x")
    assert apart["told"].tolist() == ["differently"]
    assert (
        apart["reason"]
        .str.endswith("as said by Russia in the kremlin's account, by France in the elysee's account")
        .all()
    )


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("en", "They agreed on grain.", "They didn't agree on grain."),
        ("fr", "Accord sur les céréales.", "Pas d'accord sur les céréales."),
        ("ru", "Договорились о зерне.", "Не договорились о зерне."),
    ],
)
def test_what_one_side_denies_is_told_differently(language, yes, no):
    pairs = framing.pair(told(("kremlin", yes), ("elysee", no), speaker="both", language=language), "x")
    assert pairs["told"].tolist() == ["differently"]
    assert pairs["reason"].str.endswith("only the elysee's account denies").all()
    same = framing.pair(told(("kremlin", no), ("elysee", no), speaker="both", language=language), "x")
    assert same["told"].tolist() == ["both"]


def test_one_sentence_may_answer_to_several():
    pairs = framing.pair(told(("kremlin", "Grain."), ("kremlin", "Wheat."), ("elysee", "Grain and wheat.")), "x")
    assert pairs[["a", "b", "told"]].values.tolist() == [[0, 2, "both"], [1, 2, "both"]]


def test_a_side_without_a_sentence_is_said_in_words():
    pairs = framing.pair(told(("kremlin", "Grain."), ("narrator", "Nobody knows.")), "x")
    assert pairs[["told", "reason"]].values.tolist() == [
        ["kremlin", "no sentence gives the elysee's account of this call"]
    ]


def test_a_call_that_nobody_tells_or_that_is_not_there_is_an_empty_table_that_says_why():
    full = framing.pair(told(("kremlin", "Grain.")), "x")
    assert full.attrs["why"] == ""
    table = framing.pair(told(("narrator", "Grain.")), "x")
    assert table.attrs["why"] == "no sentence on call 'x' gives the account of 'kremlin' or of 'elysee'."
    absent = framing.pair(told(("kremlin", "Grain.")), "y")
    assert absent.attrs["why"] == "no sentence on call 'y'. There are: x."
    assert table.empty and absent.empty
    assert table.dtypes.to_dict() == absent.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_language_without_lists_is_named_and_names_still_pair():
    rows = [("kremlin", "Er sprach über Syria."), ("elysee", "Er sprach über Syria."), ("elysee", "Mehr Getreide.")]
    pairs = framing.pair(told(*rows, language="de"), "x")
    assert pairs["told"].tolist() == ["both", "elysee"]
    assert pairs["reason"].iloc[1].endswith("; no word lists for 'de'")


def test_bad_input_is_an_error_that_names_the_remedy():
    table = told(("kremlin", "Grain."), ("elysee", "Grain."))
    with pytest.raises(ValueError, match="two sentences have the label 0. Use reset_index"):
        framing.pair(table.set_axis([0, 0]), "x")
    with pytest.raises(ValueError, match="no column voice"):
        framing.pair(table.drop(columns="voice"), "x")
    with pytest.raises(ValueError, match="'d:7' is none of the sentences"):
        framing.pair_scores(framing.pair(table, "x"), table, pd.DataFrame({"a": ["d:7"], "b": [None], "told": ["a"]}))
    with pytest.raises(ValueError, match="words: no column issue"):
        framing.subjects(table, pd.DataFrame({"language": ["en"], "term": ["grain"]}))


def planted(rng: np.random.Generator, both: int) -> tuple[pd.DataFrame, set[tuple[int, int]]]:
    """Two accounts that share so many issues, told with other words of its list; all else is each side's own."""
    issues = lexicons.table("issues")
    issues = issues[(issues["language"] == "en") & ~issues["term"].str.contains(r"\*")]
    terms = issues.groupby("issue")["term"].agg(list)
    chosen = rng.permutation([issue for issue in terms.index if len(terms[issue]) > 1])
    own = iter(f"{stem}{n}" for n in range(1000) for stem in ("mumble", "garble"))
    rows = []
    for number, issue in enumerate(chosen[: both + 2]):
        first, second = rng.choice(terms[issue], 2, replace=False)
        for side, term in (("kremlin", first), ("elysee", second)):
            if number < both or (side == "kremlin") == (number % 2 == 0):
                rows.append((side, f"The {next(own)} of {term} for the {next(own)} of {next(own)}.", issue))
    table = pd.DataFrame(rows, columns=["voice", "text", "issue"]).sample(frac=1, random_state=int(rng.integers(1e6)))
    table = table.reset_index(drop=True).assign(call_id="x", language="en")
    sides = [table[table["voice"] == side] for side in SIDES]
    same = {(i, j) for i in sides[0].index for j in sides[1].index if table["issue"][i] == table["issue"][j]}
    return table.drop(columns="issue"), same


@pytest.mark.parametrize("both", [3, 0])
def test_planted_links_are_found_and_no_others(both):
    rng, right, found, there = np.random.default_rng(7), 0, 0, 0
    for _ in range(30):
        table, same = planted(rng, both)
        pairs = framing.pair(table, "x").dropna(subset=["a", "b"])
        links = set(zip(pairs["a"], pairs["b"], strict=True))
        right, found, there = right + len(links & same), found + len(links), there + len(same)
    assert there == 30 * both
    assert right >= 0.95 * there
    assert found - right <= 0.05 * 30 * (both + 2)


TEXTS = st.lists(
    st.tuples(st.sampled_from(["kremlin", "elysee", "narrator"]), st.text(max_size=60)), min_size=1, max_size=7
)


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_any_texts_are_paired_without_losing_one_and_the_same_from_either_side(rows):
    table = told(*rows)
    before = table.copy()
    pairs = framing.pair(table, "x")
    pd.testing.assert_frame_equal(table, before)
    for column, side in (("a", "kremlin"), ("b", "elysee")):
        assert set(pairs[column].dropna()) == set(table.index[table["voice"] == side])
    turned = framing.pair(table, "x", "elysee", "kremlin")
    links = {(row.a, row.b, row.similarity) for row in pairs.dropna(subset=["a", "b"]).itertuples()}
    assert links == {(row.b, row.a, row.similarity) for row in turned.dropna(subset=["a", "b"]).itertuples()}
    assert pairs["similarity"].between(0, 1).all()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_every_subject_stands_where_it_is_said_to(text):
    for row in framing.subjects(pd.DataFrame({"text": [text], "language": ["en"]})).itertuples():
        assert text[row.start : row.end] == row.text != ""


@pytest.mark.parametrize(
    ("language", "ours", "theirs"),
    [
        ("en", "Harvests failed in April, on Tuesday.", "A bridge opened on a Tuesday of April."),
        ("fr", "Les récoltes manquaient mardi.", "Un pont ouvrira mardi."),
        ("ru", "Урожай погиб во вторник.", "Мост откроют во вторник."),
    ],
)
def test_a_day_that_both_sides_name_is_no_subject_in_common(language, ours, theirs):
    table = told(("kremlin", ours), ("elysee", theirs), language=language)
    assert framing.pair(table, "x", *SIDES)["told"].tolist() == list(SIDES)
    same = told(("kremlin", ours), ("elysee", ours), language=language)
    assert framing.pair(same, "x", *SIDES)["told"].tolist() == ["both"]
