"""The figure of shares: a marker for each side at its share, a line between them, numbers and p beside them."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import figures


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def table() -> pd.DataFrame:
    rows = {"share_a": [0.25, 0.0], "share_b": [0.5, 0.0], "p_adjusted": [0.0004, 0.281]}
    table = pd.DataFrame(rows, index=pd.Index(["military", "law"], name="frame"))
    table.attrs = {"calls": 2, "sentences": {"kremlin": 12, "elysee": 4}}
    return table


def marks(ax) -> list[tuple]:
    lines = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    return [(line.get_xdata()[0], line.get_ydata()[0], line.get_marker(), to_hex(line.get_color())) for line in lines]


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_each_side_has_a_marker_of_its_own_at_its_share_and_a_line_joins_them(table):
    ax = figures.shares({("Kremlin", "Élysée"): table}, "Frames")
    first, second = figures.FIRST, figures.SECOND
    assert marks(ax)[:2] == [(0.25, 1, "o", first), (0.5, 1, "s", second)]
    assert [0.25, 0.5] in [list(line.get_xdata()) for line in ax.lines]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["", "military", "law"]
    assert "military: Kremlin 25%, Élysée 50%, adjusted p < .001" in ax.figure.alt_text


def test_numbers_are_per_cent_with_p_or_else_counts(table):
    names = ("Kremlin", "Élysée")
    assert {"25%", "50%", "both 0%", "< .001", ".28", "2 calls, 12 and 4 sentences"} <= {
        *written(figures.shares({names: table}, "T"))
    }
    counted = written(figures.shares({names: table[["share_a", "share_b"]]}, "T", unit="statements"))
    assert {"3 of 12", "2 of 4", "2 calls, 12 and 4 statements"} <= {*counted}
    assert "p, adjusted" not in counted


def test_another_pair_is_in_greys_unless_it_has_the_same_first_side(table):
    pairs = {("Kremlin", "Paris"): table, ("Kremlin", "London"): table, ("London", "Paris"): table}
    ax = figures.shares(pairs, "Frames")
    assert [colour for *_, marker, colour in marks(ax) if marker == "o"][::2][:2] == [figures.FIRST] * 2
    assert marks(ax)[-1][-1] == figures.GREY


def test_a_marker_leads_to_its_side_s_sentences(table):
    found = figures.shares({("Kremlin", "Élysée"): table}, "Frames").figure.links
    assert "explore.html#side=elysee&frame=military" in [address for *_, address, _ in found]
