"""Labels and marks lead into the explorer: the addresses, the boxes on the picture, in PNG, SVG and on the site."""

import re
from html import unescape

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest

from helpers import figures, framing, frequency, links, views

from .test_notebooks import build  # noqa: F401  (puts the site's modules on the path)
from .test_site import render

HOSTILE = ["<script>", 'say "no"', "a & b", "food security", "#1", "100%", "оружие"]
ENCODED = ["%3Cscript%3E", "say%20%22no%22", "a%20%26%20b", "food%20security", "%231", "100%25"]


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def words(terms: list[str]) -> pd.DataFrame:
    counts = {"count_a": range(1, len(terms) + 1), "count_b": 1, "z": np.linspace(2, -1.1, len(terms))}
    return pd.DataFrame(counts, index=pd.Index(terms, name="term"))


def test_an_address_has_its_filters_in_one_order_and_encoded():
    assert links.explore() == "explore.html"
    asked = links.explore(side="elysee", word="food & <grain>")
    assert asked == "explore.html#word=food%20%26%20%3Cgrain%3E&side=elysee"
    with pytest.raises(ValueError, match="no filter 'voice'"):
        links.explore(voice="elysee")
    assert [links.of(name) for name in ("term", "voice", "doc_id", "z", None)] == ["word", "side", "text", None, None]


@pytest.mark.parametrize("draw", [figures.scatter, figures.contrast])
def test_every_word_leads_to_its_sentences_from_a_box_within_the_picture(draw):
    figure = draw(words([*HOSTILE[:-1], "w" * 70]), "Words").figure
    _, shown = figures.png(figure)
    assert shown["links"] == [list(link) for link in figure.links]
    assert {link[4] for link in figure.links} >= {f"explore.html#word={word}" for word in ENCODED}
    for left, top, right, bottom, _, _ in figure.links:
        assert 0 <= left < right <= shown["width"]
        assert 0 <= top < bottom <= shown["height"]


def test_a_box_lies_over_its_label():
    ax = figures.contrast(words(["grain", "arms"]), "Words")
    (left, top, right, bottom, address, label), _ = ax.figure.links
    text = next(text for text in ax.texts if text.get_text().startswith("grain"))
    x0, y0, x1, y1 = text.get_window_extent().extents / ax.figure.dpi * 96
    high = ax.figure.get_size_inches()[1] * 96
    assert (address, label) == ("explore.html#word=grain", "grain")
    assert left <= x0 + 1 and right >= x1 - 1 and top <= high - y1 + 1 and bottom >= high - y0 - 1


def test_index_and_columns_say_what_the_marks_of_a_table_stand_for():
    table = pd.DataFrame({"kremlin": [3, 0], "elysee": [1, 2]}, index=pd.Index(["grain", "arms"], name="issue"))
    named = table.rename_axis(columns="voice")
    for draw in (lambda t: figures.bars(t, "T", "n"), lambda t: figures.matrix(t, "T", "a", "b")):
        assert {link[4] for link in draw(table).figure.links} == {f"explore.html#issue={x}" for x in ("grain", "arms")}
        assert "explore.html#side=elysee&issue=arms" in {link[4] for link in draw(named).figure.links}
    assert figures.dots(table.rename_axis(None), "T", "n").figure.links == []
    assert "links" not in figures.png(figures.dots(table.rename_axis(None), "T", "n").figure)[1]


def test_in_axes_that_were_given_boxes_are_those_of_the_cut_out_picture():
    figure, (left, _) = plt.subplots(1, 2)
    figures.contrast(words(["grain", "arms"]), "Words", ax=left)
    shown = figures.png(figure)[1]
    text = left.texts[0].get_window_extent().extents / figure.dpi * 96
    assert all(0 <= link[0] < link[2] <= shown["width"] / 2 + 20 for link in shown["links"])
    assert shown["links"][0][3] - shown["links"][0][1] >= text[3] - text[1] - 2


def test_an_svg_has_the_links_each_with_a_name_and_is_the_same_on_every_run():
    drawn = [figures.svg(figures.contrast(words(HOSTILE), "Words").figure, "../../") for _ in range(2)]
    assert drawn[0] == drawn[1]
    found = re.findall(rb'<a xlink:href="([^"]+)"><title>(.*?)</title><rect x="[\d.]+" ', drawn[0])
    assert (b"../../explore.html#word=%3Cscript%3E", b"&lt;script&gt;") in found
    assert len(found) == len(HOSTILE)
    assert b"<script" not in drawn[0]


def test_a_table_s_cells_lead_to_the_explorer_from_a_notebook_s_page():
    rows = pd.DataFrame({"term": HOSTILE[:-1], "voice": ["kremlin", None, "", "elysee", "", ""], "z": 1})
    html = views.table(rows)._repr_html_()
    with_letters = [word for word in ENCODED if word not in ("%231", "100%25")]  # the explorer finds words, not numbers
    assert re.findall(r'href="\.\./explore\.html#word=([^"]+)"', html) == with_letters
    assert re.findall(r'href="\.\./explore\.html#side=([^"]+)"', html) == ["kremlin", "elysee"]
    for address in ('../explore.html#a"b', "../explore.html", "../../explore.html#a", "../explore.html#a b"):
        assert "href" not in views.Cell("x", href=address).html("")


def staged(tmp_path, **how) -> str:
    """The outputs of a notebook with a figure and a table, as they are laid out for the site."""
    _, shown = figures.png(figures.contrast(words(HOSTILE), "Words").figure)
    table = views.table(pd.DataFrame({"term": ["grain & co"]}))._repr_html_()
    picture = nbformat.v4.new_output("display_data", {"image/png": "aGk="}, metadata={"image/png": shown})
    outputs = [picture, nbformat.v4.new_output("display_data", {"text/html": table})]
    cells = [nbformat.v4.new_markdown_cell("# One"), nbformat.v4.new_code_cell(outputs=outputs)]
    (tmp_path / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks/01_one.ipynb")
    render.stage(tmp_path / "source", tmp_path / "notebooks", figures=tmp_path / "figures", **how)
    page = nbformat.read(tmp_path / "source/notebooks/01_one.ipynb", as_version=4)
    return "\n".join(output["data"].get("text/html", "") for output in page.cells[1].outputs)


def test_on_a_site_with_an_explorer_links_lie_over_the_picture_which_is_a_file(tmp_path):
    html = staged(tmp_path, texts=frozenset({"d"}))
    (src,) = re.findall(r'<img src="\.\./(pictures/\w+\.png)" alt="Words\. ', html)
    assert (tmp_path / "source" / src).read_bytes() == b"hi"
    link = r'<a href="\.\./explore\.html#word=([^"]+)" title="([^"]+)" aria-label="[^"]+" style="(.*?)">'
    found = re.findall(link, html)
    assert [address for address, _, _ in found[:6]] == ENCODED
    assert [unescape(label) for _, label, _ in found] == HOSTILE
    for _, _, style in found:
        left, top, width, height = map(float, re.findall(r":([\d.]+)%", style))
        assert left + width <= 100.01 and top + height <= 100.01 and min(width, height) > 1
    assert "<script" not in html
    assert '<a href="../explore.html#word=grain%20%26%20co"' in html


def test_a_link_leads_to_what_the_explorer_has_and_a_cell_may_say_to_which_sentences():
    texts = frozenset({"d"})
    assert render._address("explore.html#text=d", texts, False) == "explore.html#text=d"
    assert render._address("explore.html#text=e", texts, False) == ""
    assert render._address("explore.html#word=a&side=b", texts, True) == "explore.html#word=a&side=b&base=compared"
    assert render._address("explore.html#ids=d%3A1", texts, True) == "explore.html#ids=d%3A1"


def test_on_a_site_without_one_nothing_leads_there(tmp_path):
    html = staged(tmp_path)
    assert "explore.html" not in html
    assert ">grain &amp; co<" in html
    assert not (tmp_path / "source/pictures").exists()


def test_the_files_of_the_site_lead_to_the_explorer_only_where_there_is_one(tmp_path, monkeypatch):
    def sphinx(command, **_):
        (command[-1] / "notebooks").mkdir(parents=True)
        (command[-1] / "index.html").touch()
        return render.subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(render.subprocess, "run", sphinx)
    figures.write(figures.contrast(words(["grain", "arms"]), "Words").figure, tmp_path / "figures/01_one")
    assert render.render(tmp_path, title="T", figures=tmp_path / "figures") == 0
    assert b"explore.html" not in (tmp_path / "html/figures/01_one/words.svg").read_bytes()
    (tmp_path / "explore.html").write_text("all", encoding="utf-8")
    assert render.render(tmp_path, title="T", figures=tmp_path / "figures") == 0
    assert b'"../../explore.html#word=grain"' in (tmp_path / "html/figures/01_one/words.svg").read_bytes()
    assert (tmp_path / "html/explore.html").read_text(encoding="utf-8") == "all"


def test_read_in_words_a_scatter_of_the_five_texts_leads_to_each_of_its_words(seeds):
    accounts = framing.accounts(seeds[2], "kremlin", "elysee")
    table = framing.log_odds(frequency.count(accounts, by=["call_id", "voice"]), "kremlin", "elysee")
    found = figures.scatter(table, "Words").figure.links
    assert {label for *_, label in found} <= set(table.index)
    assert "weapons" in {label for *_, label in found}
    assert len(found) <= 400
