"""Words stand beside their own counts, sides keep their colours, and every figure also has words."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import figures, framing, frequency


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def beside(ax) -> dict[str, float]:
    """What is written at each bar, and where the bar ends."""
    ends = {round(p.get_y() + p.get_height() / 2, 6): p.get_x() + p.get_width() for p in ax.patches}
    return {t.get_text(): ends[t.xy[1]] for t in ax.texts if getattr(t, "xycoords", "") == "data"}


def test_contrast_draws_each_word_with_its_counts_at_its_own_bar(toy):
    table = framing.log_odds(frequency.count(toy), "kremlin", "elysee", prior=0.1)
    ax = figures.contrast(table, "Words", n=4)
    drawn = beside(ax)
    assert len(drawn) == 8
    for label, end in drawn.items():
        term, counts = label.rsplit("  ", 1)
        assert end == pytest.approx(table.loc[term, "z"])
        assert counts == f"{table.loc[term, 'count_a']}:{table.loc[term, 'count_b']}"
    assert "ceasefire 0:2" in ax.figure.alt_text


def test_the_first_side_always_has_the_first_colour(toy):
    ax = figures.contrast(framing.log_odds(frequency.count(toy), "kremlin", "elysee", prior=0.1), "Words", n=1)
    assert [to_hex(p.get_facecolor()) for p in ax.patches] == [figures.FIRST, figures.SECOND]
    assert figures.palette()["kremlin"] == figures.FIRST


def test_bars_matrix_dots_and_timeline_draw_the_table_and_say_it_in_words():
    table = pd.DataFrame({"kremlin": [3, 0], "elysee": [1, 2]}, index=["first", "second"])
    ax = figures.bars(table, "Sentences", "sentences", subtitle="n = 6")
    assert [p.get_width() for p in ax.patches] == [3, 0, 1, 2]
    assert ax.get_xlabel() == "sentences"
    assert "first: kremlin 3; elysee 1" in ax.figure.alt_text
    ax = figures.matrix(table, "Matrix", "text", "voice")
    assert [t.get_text() for t in ax.texts] == ["3", "1", "·", "2"]
    ax = figures.dots(table, "Rates", "per 1,000 words")
    assert [list(line.get_xdata()) for line in ax.lines if line.get_marker() != "None"] == [[3, 0], [1, 2]]


def test_a_calendar_has_a_row_for_each_year_and_stacks_what_would_hide_its_neighbour():
    dates = pd.to_datetime(["2022-02-21", "2020-09-30", "2022-02-20", "2022-02-20"])
    table = pd.DataFrame({"date": dates, "kind": ["x", "x", "x", "y"], "note": ["", "read", "", ""]})
    ax = figures.calendar(table, "When", {"x": "#000000", "y": "#777777"})
    marks = {line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in ax.lines}
    assert marks == {
        "read": [(274, 2020)],
        "x": [(274, 2020), (51, 2022), (52, pytest.approx(2021.62))],
        "y": [(51, pytest.approx(2021.81))],
    }
    assert "2020: 09-30 x, read. 2022: 02-20 x; 02-20 y; 02-21 x" in ax.figure.alt_text


def test_an_event_is_written_above_the_calls_beside_it_and_left_of_its_day_where_the_year_ends():
    dates = pd.to_datetime(["2022-02-20", "2022-02-27", "2022-02-28"])
    table = pd.DataFrame({"date": dates, "kind": "x", "note": ""})
    ax = figures.calendar(table, "When", {"x": "#000000"}, {"2022-02-24": "invasion", "2022-12-20": "a long winter"})
    first, last = ax.texts
    assert (first.get_text(), first.get_ha(), last.get_ha()) == ("invasion", "left", "right")
    assert first.get_position()[1] < min(line.get_ydata().min() for line in ax.lines if len(line.get_ydata()))
    assert ax.figure.data.iloc[-1].tolist() == [pd.Timestamp("2022-12-20"), "event", "a long winter"]
    assert "Events: 2022-02-24 invasion; 2022-12-20 a long winter." in ax.figure.alt_text


def test_a_figure_is_drawn_into_the_axes_that_are_given():
    _, given = plt.subplots()
    assert figures.bars(pd.DataFrame({"n": [1]}, index=["a"]), "One", "texts", ax=given) is given


def test_the_picture_is_the_same_on_every_run_and_carries_its_alternative_text():
    table = pd.DataFrame({"n": [1, 2]}, index=["a", "b"])
    pictures = [figures.png(figures.bars(table, "One", "texts").figure) for _ in range(2)]
    assert pictures[0] == pictures[1]
    assert pictures[0][1]["alt"].startswith("One.")
