"""What a figure carries with it: the table that it draws, as CSV and in Jupyter; files; and what it says of nothing."""

import io

import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import figures
from helpers.figures import _show
from helpers.figures._layout import measured, wrap


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def words() -> pd.DataFrame:
    table = {"count_a": [2, 0, 1, 0], "count_b": [0, 2, 2, 0], "z": [0.5, -1.5, -0.25, np.nan]}
    return pd.DataFrame(table, index=["weapons", "ceasefire", "food", "never"])


def rows(ax) -> list[list]:
    return ax.figure.data.to_numpy().tolist()


def test_the_data_of_a_contrast_are_its_bars_from_the_top(words):
    ax = figures.contrast(words, "Words", ("k", "e"))
    assert list(ax.figure.data) == ["term", "side", "count_a", "count_b", "z"]
    assert rows(ax) == [["weapons", "k", 2, 0, 0.5], ["food", "e", 1, 2, -0.25], ["ceasefire", "e", 0, 2, -1.5]]


def test_the_data_of_tables_are_their_marks_series_by_series():
    table = pd.DataFrame({"k": [3.0, np.nan], "e": [1.0, 2.0]}, index=["grain", "arms"])
    assert rows(figures.dots(table, "T", "rate")) == [
        ["grain", "k", 3.0, "rate"],
        ["grain", "e", 1.0, "rate"],
        ["arms", "e", 2.0, "rate"],
    ]
    assert rows(figures.bars(table.fillna(0), "T", "n"))[:2] == [["grain", "k", 3.0, "n"], ["arms", "k", 0.0, "n"]]
    assert rows(figures.matrix(table.fillna(0), "T", "word", "side"))[:2] == [["grain", "k", 3.0], ["grain", "e", 1.0]]
    drawn = figures.curve(table.set_axis([5, 10]), "T", "calls", "share", errors={"e": "k"})
    assert rows(drawn) == [["e", 5, 1.0, 3.0, "share"], pytest.approx(["e", 10, 2.0, np.nan, "share"], nan_ok=True)]


def test_the_data_of_sentences_are_in_the_order_in_which_they_stand():
    table = pd.DataFrame({"row": ["grain", "arms"], "group": ["a", "b"], "kind": ["k", "never coloured"]})
    ax = figures.strip(table, "Issues", "issue", {"k": "#000000"})
    assert rows(ax) == [[0, "a", "grain", "k"], [1, "b", "arms", "never coloured"]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["k", "never coloured"]


def test_two_figures_in_one_have_their_data_and_words_together(words):
    figure, (left, right) = plt.subplots(1, 2)
    figures.contrast(words, "First", ax=left)
    figures.bars(pd.DataFrame({"n": [1]}, index=["a"]), "Second", "texts", ax=right)
    assert figure.data["title"].tolist() == ["First"] * 3 + ["Second"]
    assert "First. Words with" in figure.alt_text
    assert "Second. Stacked bars" in figure.alt_text


def test_the_first_side_stands_on_the_left(words):
    ax = figures.contrast(words, "Words", ("k", "e"))
    placed = {text.get_text(): text.get_window_extent().x0 for text in ax.texts}
    assert placed["weapons  2:0"] < placed["ceasefire  0:2"]
    assert placed["← more in k"] < placed["more in e →"]
    assert "bars of k to the left" in ax.figure.alt_text


def test_words_are_written_as_they_are_not_as_formulas():
    table = pd.DataFrame({"_hidden": [1], "$x_1$": [2]}, index=[r"\alpha_{ $"])
    ax = figures.dots(table, "$E=mc^2$", "$")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["_hidden", "$x_1$"]
    assert [text.get_text() for text in ax.get_yticklabels()] == [r"\alpha_{ $"]
    assert not any(text.get_parse_math() for text in [*ax.get_yticklabels(), ax.title, *ax.get_legend().get_texts()])


NO = pd.DataFrame
EMPTY = {
    "bars": lambda: figures.bars(NO(), "T", "n"),
    "bars of zeros": lambda: figures.bars(NO({"a": [0, np.nan]}), "T", "n"),
    "matrix": lambda: figures.matrix(NO(), "T", "a", "b"),
    "matrix of nan": lambda: figures.matrix(NO({"a": [np.nan]}), "T", "a", "b"),
    "dots": lambda: figures.dots(NO(), "T", "n"),
    "dots of nan": lambda: figures.dots(NO({"a": [np.nan]}), "T", "n"),
    "curve": lambda: figures.curve(NO(), "T", "x", "n"),
    "calendar": lambda: figures.calendar(NO(columns=["date", "kind", "note"]), "T", {}),
    "strip": lambda: figures.strip(NO(columns=["row", "group", "kind"]), "T", "issue", {}, order=["a"]),
    "places": lambda: figures.places(NO(columns=["term", "group", "share", "kind"]), ["a"], "T", "word", {}),
    "contrast": lambda: figures.contrast(NO(columns=["count_a", "count_b", "z"]), "T"),
    "contrast of nan": lambda: figures.contrast(NO({"count_a": [1], "count_b": [1], "z": [np.nan]}), "T"),
    "scatter": lambda: figures.scatter(NO(columns=["count_a", "count_b", "z"]), "T"),
    "shares": lambda: figures.shares({("k", "e"): NO(columns=["share_a", "share_b"])}, "T"),
}  # fmt: skip


@pytest.mark.parametrize("name", EMPTY)
def test_a_table_with_nothing_in_it_is_drawn_and_says_why(name):
    ax = EMPTY[name]()
    (said,) = [text.get_text() for text in ax.texts]
    assert said.startswith("Nothing to show: ")
    assert said.replace("\n", " ") in ax.figure.alt_text
    assert len(ax.figure.data) == 0
    assert figures.csv(ax.figure).count("\n") == 1
    assert figures.png(ax.figure)[1]["width"] == 518


def test_of_a_table_too_long_to_read_the_first_rows_are_drawn_and_the_subtitle_says_so():
    ax = figures.matrix(pd.DataFrame(1, range(10_000), range(80)), "T", "text", "word")
    assert len(ax.figure.data) == 200 * 80
    assert "the first 200 of 10,000 rows" in ax.figure.alt_text
    height = ax.get_xticklabels()[0].get_window_extent().width
    assert height * (len(ax.get_xticklabels()) - 1) < ax.bbox.width


def test_of_very_many_texts_only_the_number_stands_above_a_strip():
    table = pd.DataFrame({"row": "grain", "group": [f"text {i}" for i in range(60)], "kind": "k"})
    ax = figures.strip(table, "Issues", "issue", {"k": "#000000"})
    assert [text.get_text() for text in ax.texts] == ["60 texts, side by side"]


def test_one_side_without_a_word_leaves_the_other_s(words):
    ax = figures.contrast(words[words["z"] > 0], "Words", ("k", "e"))
    assert "More in k: weapons 2:0. More in e: none." in ax.figure.alt_text


def test_a_csv_has_numbers_as_numbers_and_no_formulas():
    table = pd.DataFrame({"rate": [-1 / 3, 2.0]}, index=["=HYPERLINK(1)", "-5"])
    assert figures.csv(figures.dots(table, "T", "@unit").figure) == (
        "row,series,value,unit\n'=HYPERLINK(1),rate,-0.333333,'@unit\n-5,rate,2,'@unit\n"
    )


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=6), st.floats(-1e9, 1e9)), min_size=1, max_size=4))
def test_a_csv_read_back_has_the_words_and_the_numbers(pairs):
    figure = plt.figure()
    figure.data = pd.DataFrame(pairs, columns=["term", "value"])
    back = pd.read_csv(io.StringIO(figures.csv(figure), newline=""), dtype={"term": str}, keep_default_na=False)
    plt.close(figure)
    assert not back["term"].str.match(r"[=@+\-\t\r](?![\d.,%]+$)").any()
    for (term, value), row in zip(pairs, back.itertuples(), strict=True):
        assert row.term in (term, f"'{term}")
        assert row.value == pytest.approx(value, rel=1e-5)


@settings(max_examples=60)
@given(st.text(max_size=80), st.floats(0.5, 4), st.sampled_from([None, 1, 3]))
def test_wrapped_text_fits_and_loses_nothing_unless_it_says_so(text, inches, lines):
    wrapped = wrap(text, inches, lines=lines)
    parts = wrapped.split("\n")
    assert all(measured(part) <= inches for part in parts if len(part) > 2)
    assert lines is None or len(parts) <= lines
    whole = "".join(wrap(text, 100).split())
    shown = "".join(wrapped.split())
    assert shown == whole or (lines and shown.endswith("…") and whole.startswith(shown[:-1]))


def test_files_are_named_by_the_title_and_a_second_figure_of_that_title_by_a_number(tmp_path, words):
    first = figures.contrast(words, "Élysée: 2 words?", ("k", "e")).figure
    second = figures.contrast(words, "Élysée: 2 words?", ("k", "e"), n=1).figure
    paths = [figures.write(figure, tmp_path).name for figure in (first, second, first)]
    assert paths == ["elysee-2-words", "elysee-2-words-2", "elysee-2-words"]
    ends = ("csv", "png", "svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{p}.{e}" for p in set(paths) for e in ends)
    assert (tmp_path / "elysee-2-words.csv").read_text(encoding="utf-8") == figures.csv(first)
    assert (tmp_path / "elysee-2-words.png").read_bytes() == figures.png(first)[0]


def test_an_svg_is_the_same_on_every_run_with_its_words_for_those_who_do_not_see_it(words):
    drawn = [figures.svg(figures.contrast(words, "Words & <more>").figure) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert b"<dc:title>Words &amp; &lt;more&gt;</dc:title>" in drawn[0]
    assert b"ceasefire 0:2" in drawn[0]
    assert b"<text" not in drawn[0]
    assert b'width="388.8pt"' in drawn[0]


def test_where_the_disk_is_full_no_file_is_left(tmp_path, words, monkeypatch):
    figure, real, made = figures.contrast(words, "Full").figure, _show.tempfile.NamedTemporaryFile, []

    def full(**how):
        made.append(how)
        if len(made) == 3:
            raise OSError("No space left on device")
        return real(**how)

    monkeypatch.setattr(_show.tempfile, "NamedTemporaryFile", full)
    with pytest.raises(OSError, match="No space left"):
        figures.write(figure, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_in_jupyter_a_figure_shows_its_picture_its_words_and_its_data_and_is_written(tmp_path):
    folder = tmp_path / "figures"
    source = f"""
import os
os.environ["HELPERS_FIGURES"] = {str(folder)!r}
import pandas as pd
from helpers import figures
figures.bars(pd.DataFrame({{"n": [1, 2]}}, index=["a", "漢"]), "One call", "texts");"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    nbformat.validate(notebook)
    outputs = notebook.cells[0].outputs
    (shown,) = [output for output in outputs if output.output_type == "display_data"]
    assert not [output for output in outputs if output.output_type == "stream"]
    assert shown.data["text/csv"] == "row,part,value,unit\na,n,1,texts\n漢,n,2,texts\n"
    assert shown.metadata["image/png"]["alt"] == "One call. Stacked bars, texts. a: n 1. 漢: n 2."
    assert shown.metadata["image/png"]["width"] == 518
    assert sorted(path.name for path in folder.iterdir()) == ["one-call.csv", "one-call.png", "one-call.svg"]
    assert (folder / "one-call.csv").read_text(encoding="utf-8") == shown.data["text/csv"]
