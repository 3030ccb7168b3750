"""Figures: each mark where its number is, the sides' colours, no text cut or over another; data, words and links."""

import io
import logging
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image

from helpers import figures, framing, study

from .conftest import ROOT

LONG = "Bundesverfassungsgerichtsentscheidung zur Getreideausfuhrverordnung"  # 67 characters, two words
SUBTITLE = " ".join(["n = 65 sentences, 5 texts (1 house translation, 1 machine translation);"] * 3)[:200]
TITLE = "What the two presidencies say of the negotiations on the export of grain, and what neither of them says"
ODD = [
    "$x_1$ costs $5",
    r"back\slash \alpha_{",
    "<b>bold</b> & co",
    "مكالمة هاتفية بين الرئيسين",
    "两国总统通电话讨论停火问题",
]
ODD += ["🌾 grain 😀 deal", "_hidden", "a\nline", "=1+1", "bell\x07tab\there", "z" * 500]


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def words() -> pd.DataFrame:
    table = {"count_a": [2, 0, 1, 0], "count_b": [0, 2, 2, 0], "z": [0.5, -1.5, -0.25, np.nan]}
    return pd.DataFrame(table, index=pd.Index(["weapons", "ceasefire", "food", "never"], name="term"))


@pytest.fixture
def share() -> pd.DataFrame:
    rows = {"share_a": [0.25, 0.0], "share_b": [0.5, 0.0], "p_adjusted": [0.0004, 0.281]}
    table = pd.DataFrame(rows, index=pd.Index(["military", "law"], name="frame"))
    table.attrs = {"calls": 2, "sentences": {"kremlin": 12, "elysee": 4}}
    return table


def rows(ax) -> list[list]:
    return ax.figure.data.to_numpy().tolist()


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def legend(ax) -> list[str]:
    return [text.get_text() for text in ax.figure.legends[0].get_texts()]


def addresses(ax) -> set[str]:
    return {link[4] for link in ax.figure.links}


# What is drawn, and what the figure says of it


def test_bars_matrix_and_dots_draw_the_table_and_say_it_in_words():
    table = pd.DataFrame({"kremlin": [3, 0], "elysee": [1, 2]}, index=["first", "second"])
    ax = figures.bars(table, "Sentences", "sentences", subtitle="n = 6")
    assert [p.get_width() for bars in ax.containers for p in bars] == [3, 0, 1, 2]
    said = "Sentences. n = 6. Stacked bars, sentences. first: kremlin 3; elysee 1. second: elysee 2."
    assert ax.figure.alt_text == said
    assert rows(ax)[:2] == [["first", "kremlin", 3, "sentences"], ["second", "kremlin", 0, "sentences"]]
    ax = figures.matrix(table, "Matrix", "text", "voice")
    assert written(ax)[:4] == ["3", "1", "·", "2"]
    assert rows(ax)[:2] == [["first", "kremlin", 3], ["first", "elysee", 1]]
    ax = figures.dots(table.replace(0, np.nan), "Rates", "per 1,000 words")
    assert [(list(line.get_xdata()), to_hex(line.get_color())) for line in ax.lines[1:]] == [([1, 2], figures.SECOND)]
    assert rows(ax)[1:] == [["first", "elysee", 1, "per 1,000 words"], ["second", "elysee", 2, "per 1,000 words"]]


def test_a_curve_draws_each_column_over_the_index():
    table = pd.DataFrame({"rand": [0.2, 0.4], "shuffled": [0.3, 0.0]}, index=[2, 3])
    ax = figures.curve(table, "How many?", "k", "index")
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.2, 0.4], [0.3, 0.0]]
    assert legend(ax) == ["rand", "shuffled"] and rows(ax)[0] == ["rand", 2, 0.2, "index"]
    assert "rand: 2 0.2; 3 0.4. shuffled: 2 0.3; 3 0." in ax.figure.alt_text


def test_a_contrast_has_each_word_with_its_counts_at_its_own_bar_the_first_side_on_the_left(words):
    ax = figures.contrast(words, "Words", ("k", "e"))
    assert rows(ax) == [["weapons", "k", 2, 0, 0.5], ["food", "e", 1, 2, -0.25], ["ceasefire", "e", 0, 2, -1.5]]
    ends = [(p.get_y() + p.get_height() / 2, p.get_width(), to_hex(p.get_facecolor())) for p in ax.patches[:3]]
    assert ends == [(0, 0.5, figures.FIRST), (1, -0.25, figures.SECOND), (2, -1.5, figures.SECOND)]
    placed = {text.get_text(): text.get_window_extent() for text in ax.texts}
    assert placed["weapons 2:0"].x1 < ax.patches[0].get_window_extent().x0 + 1
    assert placed["ceasefire 0:2"].x0 > ax.patches[2].get_window_extent().x1 - 1
    assert "bars of k to the left. More in k: weapons 2:0. More in e: food 1:2; ceasefire 0:2." in ax.figure.alt_text


def test_shares_have_a_marker_for_each_side_its_number_and_p(share):
    ax = figures.shares({("Kremlin", "Élysée"): share}, "Frames")
    marks = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    drawn = [(m.get_xdata()[0], m.get_ydata()[0], m.get_marker(), to_hex(m.get_color())) for m in marks]
    assert drawn[:2] == [(0.25, 1, "o", figures.FIRST), (0.5, 1, "s", figures.SECOND)]
    assert {"25%", "50%", "both 0%", "p, adjusted", "2 calls, 12 and 4 sentences"} <= {*written(ax)}
    assert [text.get_text() for text in ax.child_axes[0].get_yticklabels()] == ["", "< .001", ".28"]
    assert "military: Kremlin 25%, Élysée 50%, adjusted p < .001" in ax.figure.alt_text
    assert "explore.html#side=elysee&frame=military" in addresses(ax)
    counted = written(figures.shares({("K", "E"): share[["share_a", "share_b"]]}, "T", unit="statements"))
    assert {"3 of 12", "2 of 4", "2 calls, 12 and 4 statements"} <= {*counted} and "p, adjusted" not in counted


def test_another_pair_is_in_greys_unless_it_has_the_same_first_side(share):
    pairs = {("Kremlin", "Paris"): share, ("Kremlin", "London"): share, ("London", "Paris"): share}
    ax = figures.shares(pairs, "Frames")
    circles = [to_hex(line.get_color()) for line in ax.lines if line.get_marker() == "o"]
    assert circles[:4] == [figures.FIRST] * 4 and figures.FIRST not in circles[4:]


def test_a_scatter_has_every_word_in_the_cell_of_its_counts_and_one_mention_makes_no_word_a_side_s():
    table = pd.DataFrame({"count_a": [2, 1, 0], "count_b": [0, 1, 2], "z": [1.6, -0.1, -1.5]}, index=["k", "b", "e"])
    ax = figures.scatter(table, "Words", ("K", "E"))
    place = ax.transAxes.inverted().transform
    middle = {text.get_text(): place(text.get_window_extent()).mean(0) for text in ax.texts}
    assert middle["● k"][0] < middle["◆ b"][0] < middle["■ e"][0]
    assert middle["● k"][1] > middle["◆ b"][1] > middle["■ e"][1]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "2"]
    assert legend(ax) == ["higher rate in K: 1", "higher rate in E: 1", "rests on one mention, or the same rate: 1"]
    assert rows(ax) == [["k", "K", 2, 0, 1.6], ["e", "E", 0, 2, -1.5], ["b", "neither", 1, 1, -0.1]]
    assert "K:E. higher rate in K 1: k 2:0. higher rate in E 1: e 0:2. rests on one" in ax.figure.alt_text


def test_a_calendar_has_a_row_for_each_year_and_stacks_what_would_hide_its_neighbour():
    dates = pd.to_datetime(["2022-02-21", "2020-09-30", "2022-02-20", "2022-02-20"])
    table = pd.DataFrame({"date": dates, "kind": ["x", "x", "x", "y"], "note": ["", "read", "", ""]})
    events = {"2022-02-19": "invasion", "2022-12-20": "a long winter"}
    ax = figures.calendar(table, "When", {"x": "#000000", "y": "#777777"}, events)
    marks = {line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in ax.lines[:3]}
    assert marks == {
        "read": [(274, 2020)],
        "x": [(274, 2020), (51, 2022), (52, pytest.approx(2021.62))],
        "y": [(51, pytest.approx(2021.81))],
    }
    first, last = ax.texts[:2]  # above the calls beside it, and left of its day where the year ends
    assert (first.get_text(), first.get_ha(), last.get_ha()) == ("invasion", "left", "right")
    assert first.get_position()[1] < 2021.62
    assert rows(ax)[-1] == [pd.Timestamp("2022-12-20"), "event", "a long winter"]
    assert "2020: 09-30 x, read. 2022: 02-20 x; 02-20 y; 02-21 x. Events: 2022-02-19 inv" in ax.figure.alt_text


def test_a_strip_sets_each_sentence_on_the_row_of_its_topic_and_texts_apart():
    table = pd.DataFrame({"row": ["grain", "arms", "arms"], "group": ["a", "a", "b"], "kind": ["k", "e", "k"]})
    ax = figures.strip(table, "Issues", pd.Index(["arms"], name="issue"), {"k": "#000000", "e": "#777777"})
    marks = {line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in ax.lines}
    assert marks == {"k": [(0, 1), (4.5, 0)], "e": [(1, 0)]}
    assert [text.get_text() for text in ax.get_yticklabels()] == ["arms", "grain"]
    assert rows(ax)[1] == [1, "a", "arms", "e"] and "explore.html#issue=arms" in addresses(ax)
    assert "a: grain, k 1; arms, e 1. b: arms, k 1" in ax.figure.alt_text
    many = pd.DataFrame({"row": "grain", "group": [f"text {i}" for i in range(60)], "kind": "k"})
    assert written(figures.strip(many, "Issues", pd.Index(["grain"]), {}))[0] == "60 texts, side by side"


def test_places_mark_each_word_in_its_text_and_those_of_one_text_are_grey():
    found = {"term": ["grain", "grain", "arms"], "group": ["a", "b", "b"], "share": [0.5, 0.25, 0.75], "kind": "k"}
    ax = figures.places(pd.DataFrame(found), "Where", pd.Index(["grain", "arms", "ice"]), {"k": "#000000"})
    labels = {label.get_text(): to_hex(label.get_color()) == figures.GREY for label in ax.get_yticklabels()}
    assert labels == {"grain 2": False, "arms 1 (one text)": True, "ice 0": False}
    assert ax.lines[0].get_xydata().tolist() == [[0.5, 0], [1.37, 0], [1.87, 1]]
    assert "grain 2: a 1; b 1. arms 1 (one text): b 1." in ax.figure.alt_text


def test_a_statement_that_is_passed_on_has_a_line_to_each_of_its_sentences():
    told = [("kremlin", "Ships wait.", "whole", "1;2"), ("kremlin", "Ice is thick.", "not", "")]
    told += [("elysee", "Grain must move.", "part", "2")]
    table = pd.DataFrame(told, columns=["side", "says", "passed", "sentences"])
    ax = figures.passed_on(table, 3, "Ice did not reach the reader", subtitle="three statements")
    assert [line.get_linestyle() for line in ax.lines] == ["-", "-", "--"]
    assert "The Kremlin: Ships wait. 1, 2; Ice is thick. none. The Élysée: Grain must move. 2" in ax.figure.alt_text


def test_topics_keep_their_colours_and_never_have_a_side_s():
    colours = figures.topic_colours(["grain", "other", "arms"])
    assert len({colours["grain"], colours["arms"], colours["other"]}) == 3
    assert not {figures.FIRST, figures.SECOND} & {*figures.topic_colours(map(str, range(8))).values()}
    assert figures.palette()["kremlin"] == figures.FIRST


# As it comes out on the page


def every_figure(labels: list[str], names: tuple[str, str], title: str, subtitle: str) -> dict:
    """Each figure function, called with these labels wherever a word of a corpus or of a user may be."""
    n, numbers, colours = len(labels), np.random.default_rng(4), figures.palette(names)
    some, index = {"subtitle": subtitle}, pd.Index(labels, name="term")
    counts = pd.DataFrame(numbers.integers(1, 90, (n, 3)), index=labels, columns=[*names, labels[0] + " (3)"])
    z = np.linspace(3, -2, n) if n > 1 else [1.5]
    words = pd.DataFrame({"count_a": numbers.integers(0, 3, n), "count_b": numbers.integers(1, 3, n), "z": z}, index)
    share = pd.DataFrame({"share_a": np.arange(n) % 2 / 3, "share_b": 0.25, "p_adjusted": 0.00004}, index=labels)
    share.attrs = {"calls": 29, "sentences": dict(zip(names, (256, 1175), strict=True))}
    marks = pd.DataFrame({"row": labels, "group": labels[:3] * (n // 3) + labels[: n % 3], "kind": names[0]})
    marks = marks.sort_values("group", kind="stable").assign(term=labels, share=0.5)
    dates = pd.date_range("2020-01-01", periods=n, freq="40D")
    days = pd.DataFrame({"date": dates, "kind": labels, "note": ""}).assign(note=[labels[0], *[""] * (n - 1)])
    curves = pd.DataFrame({name: np.arange(8) / 7 for name in [*names, labels[0]]}, index=range(2, 10))
    passed = pd.DataFrame({"says": labels * 2, "side": [*["a"] * n, *["b"] * n], "passed": "part", "sentences": "1;3"})
    return {
        "bars": lambda: figures.bars(counts, title, LONG, **some),
        "matrix": lambda: figures.matrix(counts, title, LONG, LONG, **some),
        "wide matrix": lambda: figures.matrix(counts.T, title, "side", "word", **some),
        "dots": lambda: figures.dots(counts, title, LONG, **some),
        "curve": lambda: figures.curve(curves, title, LONG, LONG, **some),
        "calendar": lambda: figures.calendar(days, title, dict.fromkeys(labels[:5], "#7b5aa6"), **some),
        "strip": lambda: figures.strip(marks, title, index, colours, **some),
        "places": lambda: figures.places(marks, title, index, colours, **some),
        "contrast": lambda: figures.contrast(words, title, names, **some),
        "scatter": lambda: figures.scatter(words, title, names, **some),
        "shares": lambda: figures.shares({names: share, names[::-1]: share}, title, **some),
        "passed on": lambda: figures.passed_on(passed, 5, title, (names[0][:20], "AFP", names[1][:20]), **some),
    }  # fmt: skip


NAMES = list(every_figure(["a", "b", "c"], ("kremlin", "elysee"), "T", ""))
LABELS = {
    "30 rows": [f"{i} {LONG[:57]}" for i in range(30)],
    "1 row": [LONG],
    "short labels": ["grain", "ceasefire", "weapons", "Minsk"],
    "odd text": ODD,
}


def seen(figure) -> list[tuple[Text, list[float]]]:
    """Every text that can be seen, with its box in inches. (Of ticks matplotlib keeps more than it draws.)"""
    figure.draw_without_rendering()
    hidden = set()
    for ax in (*figure.axes, *figure.axes[0].child_axes):
        for axis, ends in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            low, high, slack = min(ends), max(ends), 1e-9 * abs(ends[1] - ends[0])
            if not ax.axison:
                hidden |= set(axis.findobj(Text))
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low - slack <= tick.get_loc() <= high + slack:
                    hidden |= {tick.label1, tick.label2}
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible() and t not in hidden]
    return [(text, text.get_window_extent().extents / figure.dpi) for text in texts]


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_nine_points_or_more_within_the_page_and_over_no_other(name, labels, capfd, caplog):
    names = (LONG, LONG[::-1]) if labels == "1 row" else ("kremlin", "elysee")
    title, subtitle = ("$a_b$ 🌾", "\\frac{ 漢字") if labels == "odd text" else (TITLE, SUBTITLE)
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        figure = every_figure(LABELS[labels], names, title, subtitle)[name]().figure
        boxes, pixel = seen(figure), 1.5 / figure.dpi
    assert (capfd.readouterr().err, caplog.text) == ("", "")
    assert min(text.get_fontsize() for text, _ in boxes) >= 9
    width, height = figure.get_size_inches()
    assert width == 5.4  # 518 CSS pixels
    for text, (left, bottom, right, top) in boxes:
        inside = left > -pixel and bottom > -pixel and right < width + pixel and top < height + pixel
        assert inside, f"{text.get_text()!r} is cut: {left, bottom, right, top}, of {width} x {height}"
    x0, y0, x1, y1 = np.array([box for _, box in boxes]).T[:, :, None]
    shared = np.minimum(np.minimum(x1, x1.T) - np.maximum(x0, x0.T), np.minimum(y1, y1.T) - np.maximum(y0, y0.T))
    over = [(boxes[a][0].get_text(), boxes[b][0].get_text()) for a, b in np.argwhere(shared > pixel) if a < b]
    assert over == []


def test_words_are_written_as_they_are_not_as_formulas():
    ax = figures.dots(pd.DataFrame({"_hidden": [1], "$x_1$": [2]}, index=[r"\alpha_{ $"]), "$E=mc^2$", "$")
    assert legend(ax) == ["_hidden", "$x_1$"]
    assert [text.get_text() for text in ax.get_yticklabels()] == [r"\alpha_{ $"]
    assert not any(text.get_parse_math() for text in ax.figure.findobj(Text))


def test_a_scatter_of_very_many_words_says_how_many_it_leaves_out():
    numbers = np.random.default_rng(5)
    counts = pd.DataFrame(numbers.zipf(1.7, (1500, 2)).clip(1, 300) - 1, columns=["k", "e"]).rename_axis("term")
    ax = figures.scatter(framing.log_odds(counts, "k", "e"), "Words")
    left_out = sum(int(text.split("+")[1]) for text in written(ax) if "+" in text)
    assert left_out + len(ax.texts) - 2 == len(ax.figure.data)
    assert len(ax.figure.links) <= 400


# What goes with it


NO = pd.DataFrame
EMPTY = {
    "number": [lambda: figures.bars(NO({"a": [0, np.nan]}), "T", "n"), lambda: figures.matrix(NO(), "T", "a", "b"),
               lambda: figures.dots(NO({"a": [np.nan]}), "T", "n"), lambda: figures.curve(NO(), "T", "x", "n")],
    "date": [lambda: figures.calendar(NO({"date": pd.to_datetime([]), "kind": [], "note": []}), "T", {})],
    "sentence": [lambda: figures.strip(NO(columns=["row", "group", "kind"]), "T", pd.Index(["a"], name="issue"), {})],
    "word": [lambda: figures.places(NO(columns=["term", "group", "share", "kind"]), "T", pd.Index(["a"]), {}),
             lambda: figures.contrast(NO({"count_a": [1], "count_b": [1], "z": [np.nan]}), "T"),
             lambda: figures.scatter(NO(columns=["count_a", "count_b", "z"], dtype=float), "T")],
    "share": [lambda: figures.shares({("k", "e"): NO(columns=["share_a", "share_b"])}, "T")],
    "choose 200 of them": [lambda: figures.bars(NO({"n": range(1, 10_000)}), "T", "n")],
}  # fmt: skip


@pytest.mark.parametrize("what", EMPTY)
def test_where_there_is_nothing_to_draw_or_too_much_it_says_why(what):
    for draw in EMPTY[what]:
        with pytest.raises(ValueError, match=what):
            draw()


def test_every_word_leads_to_its_sentences_from_a_box_over_its_label():
    terms = ["<script>", 'say "no"', "a & b", "food security", "#1", "оружие", "w" * 70]
    counts = {"count_a": range(1, len(terms) + 1), "count_b": 1, "z": np.linspace(2, -1.1, len(terms))}
    table = pd.DataFrame(counts, index=pd.Index(terms, name="term"))
    for draw in (figures.contrast, figures.scatter):
        ax = draw(table, "Words")
        _, shown = figures.png(ax.figure)
        assert shown["links"] == [list(link) for link in ax.figure.links]
        assert {"explore.html#word=%3Cscript%3E", "explore.html#word=say%20%22no%22"} <= addresses(ax)
        text = next(text for text in ax.texts if "food security" in text.get_text())
        x0, y0, x1, y1 = text.get_window_extent().extents / 2  # CSS pixels, from below
        left, top, right, bottom = next(link[:4] for link in ax.figure.links if link[5] == "food security")
        assert left <= x0 + 1 and right >= x1 - 1
        assert top <= shown["height"] - y1 + 1 and bottom >= shown["height"] - y0 - 1
        assert all(0 <= a < c <= 518 and 0 <= b < d <= shown["height"] + 1 for a, b, c, d, *_ in ax.figure.links)


def test_index_and_columns_say_what_the_marks_of_a_table_lead_to():
    table = pd.DataFrame({"kremlin": [3, 0], "elysee": [1, 2]}, index=pd.Index(["grain", "arms"], name="issue"))
    for draw in (lambda t: figures.bars(t, "T", "n"), lambda t: figures.matrix(t, "T", "a", "b")):
        assert addresses(draw(table)) == {f"explore.html#issue={issue}" for issue in ("grain", "arms")}
        assert "explore.html#side=elysee&issue=arms" in addresses(draw(table.rename_axis(columns="voice")))
    assert "links" not in figures.png(figures.dots(table.rename_axis(None), "T", "n").figure)[1]


def test_the_picture_is_the_same_on_every_run_and_small():
    table = pd.DataFrame({"n": [1, 2]}, index=["a", "b"])
    data, again = (figures.png(figures.bars(table, "One", "texts").figure) for _ in range(2))
    assert data == again and data[1]["alt"].startswith("One.") and len(data[0]) < 12_000
    assert Image.open(io.BytesIO(data[0])).width == 2 * 518


def test_a_csv_has_numbers_as_numbers_and_no_formulas():
    table = pd.DataFrame({"rate": [-1 / 3, 2.0]}, index=["=HYPERLINK(1)", "-5"])
    said = "row,series,value,unit\n'=HYPERLINK(1),rate,-0.333333,'@unit\n-5,rate,2,'@unit\n"
    assert figures.csv(figures.dots(table, "T", "@unit").figure) == said


@given(st.lists(st.tuples(st.text(max_size=6), st.floats(-1e9, 1e9)), min_size=1, max_size=4))
def test_a_csv_read_back_has_the_words_and_the_numbers(pairs):
    figure = plt.figure()
    figure.data = pd.DataFrame(pairs, columns=["term", "value"])
    back = pd.read_csv(io.StringIO(figures.csv(figure), newline=""), dtype={"term": str}, keep_default_na=False)
    plt.close(figure)
    assert not back["term"].str.match(r"[=@+\-\t\r](?![\d.,%]+$)").any()
    for (term, value), row in zip(pairs, back.itertuples(), strict=True):
        assert row.term in (term, f"'{term}") and row.value == pytest.approx(value, rel=1e-5)


def test_words_of_the_five_texts_all_have_room_and_lead_to_their_sentences():
    table = framing.log_odds(study.load(ROOT / "seeds").words, "kremlin", "elysee")
    ax = figures.scatter(table[table["count_a"] + table["count_b"] > 1], "Words")
    assert not [text for text in written(ax) if "+" in text]
    assert {label for *_, label in ax.figure.links} == {*ax.figure.data["term"]}
