"""What the collection's findings become on other texts: the front page of a site made with ``CORPUS=...``."""

from collections.abc import Iterable, Sequence
from html import escape

import nbformat
import pandas as pd
from texts import number_of

from helpers import findings, scale, views

KIND = "application/vnd.finding+json"
STATUS = {
    "holds": "holds",
    "fails": "fails",
    "described": "described anew",
    "recorded": "as recorded",
    "cannot": "cannot be asked",
}


def collect(notebooks: Iterable[nbformat.NotebookNode]) -> dict[str, dict]:
    """The findings that executed notebooks computed, by id."""
    outputs = (output for notebook in notebooks for cell in notebook.cells for output in cell.get("outputs", []))
    found = (output.data[KIND] for output in outputs if KIND in output.get("data", {}))
    return {entry["id"]: entry for entry in found}


def table(ledger: dict[str, dict], computed: dict[str, dict], stopped: Sequence[str] = ()) -> pd.DataFrame:
    """One row a finding: its notebook, claim, its sentence on the five texts and on these, and what becomes of it.

    ``stopped`` are notebooks that failed: what they would have computed after that cannot be asked.
    """
    rows = []
    for id, entry in ledger.items():
        here = computed.get(id, {"status": "cannot", "sentence": "", "why": "it is on the five texts alone"})
        if id not in computed and entry["notebook"] in stopped:
            here = here | {"why": "its notebook stopped before it"}
        status = STATUS[here["status"]]
        rows.append(
            {
                "finding": id,
                "notebook": entry["notebook"],
                "what becomes of it": f"{status}: {here['why']}" if here.get("why") else status,
                "claim": entry.get("claim", "(none: it only describes)"),
                "on these texts": here["sentence"] if here["status"] != "cannot" else "",
                "on the five texts": findings.sentence(entry),
            }
        )
    order = pd.Series([row["what becomes of it"].split(":")[0] for row in rows]).map(list(STATUS.values()).index)
    return pd.DataFrame(rows).loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def whole(tables: scale.Tables, drawn: pd.DataFrame, compared: dict[str, pd.DataFrame | str]) -> str:
    """What was counted over all texts of a corpus of which the notebooks show those ``drawn``, in Markdown."""
    texts, sentences, without = tables.partitions[["documents", "sentences", "without_call"]].sum()
    _, _, groups = tables.matrix("accounts")
    calls = groups.get_level_values("call_id").nunique()
    sample = f"{number_of(len(drawn), 'text')} on {number_of(drawn['call_id'].nunique(), 'call')}"
    parts = [
        f"## All {number_of(texts, 'text')}\n\nThe notebooks show a sample: {sample}, drawn at random, whole calls"
        " first, the same on every run; with `SAMPLE=` the command takes another number. What adds up was counted over"
        f" all: {number_of(sentences, 'sentence')}, {sentences - without:,} of them on a call, and"
        f" {number_of(calls, 'call')} told by both sides. The tables are in the folder `tables`, for"
        " `helpers.scale.read`.\n\nThese are the accounts of the two sides, as in the notebook Framings, most of the"
        " first-named side first. Stop words and words that only say who speaks are left out. *estimate* is the"
        " difference in rate, averaged over the calls: of words per 1,000 words, of frames per 1,000 frames (sentences"
        " without one counted in), of main speech acts per 1,000 of these. *low* to *high* is its interval, blank where"
        " there are fewer than ten calls, or too few with it. *adj. p* is by swapping the two accounts of a call, and"
        " takes into account how many were tried; *least p* is the least that could come out."
    ]
    for name, table in compared.items():
        shown = f"<p>{escape(table)}</p>" if isinstance(table, str) else views.table(table)._repr_html_()
        parts.append(f"### {name}\n\n{_line(shown)}")
    return "\n\n".join(parts)


def front_page(
    title: str,
    facts: Sequence[str],
    problems: pd.DataFrame,
    stopped: dict[str, str],
    shown: pd.DataFrame,
    whole: str = "",
) -> str:
    """The front page in Markdown. All that comes from the texts stands in HTML, escaped."""
    parts = [f"# {_plain(title)}", *(f"<p>{_line(escape(fact))}</p>" for fact in facts)]
    parts += [whole] if whole else []
    if stopped:
        items = "".join(f"<li>{_line(escape(f'{name}: {error}'))}</li>" for name, error in stopped.items())
        parts.append(f"## Notebooks that stopped\n\n<ul>{items}</ul>")
    if len(problems):
        parts.append(f"## Rows that could not be read\n\n{_line(views.table(problems)._repr_html_())}")
    asked = "the sample" if whole else "these"
    counts = shown["what becomes of it"].str.split(":").str[0].value_counts()
    several = {"holds": "hold", "fails": "fail", "described anew": "are described anew"}
    told = ", ".join(
        f"{counts[status]} {several.get(status, status) if counts[status] > 1 else status}"
        for status in STATUS.values()
        if status in counts
    )
    parts.append(
        f"## What the collection's findings become\n\nEach finding of the five texts was asked anew of {asked}. A"
        " finding *holds* or *fails* by its claim; one without a claim is a description, given with its new numbers."
        " The *first-named side* of a claim is the one that the heading of this page names first.\n\n"
        f"<p>Of {len(shown)} findings {escape(told)}.</p>\n\n{_line(_linked(shown)._repr_html_())}"
    )
    return "\n\n".join(parts) + "\n"


def _line(html: str) -> str:
    """HTML in one line: behind a blank one, Markdown would read what the texts have written."""
    return html.replace("\r", "&#13;").replace("\n", "&#10;")


def _linked(shown: pd.DataFrame) -> views.View:
    """The table of findings, each linked to the page of its notebook."""
    rest = shown.drop(columns=["finding", "notebook"])
    rows = [
        [_ToPage(id, href=f"notebooks/{notebook}.html"), *map(views.Cell, row)]
        for id, notebook, *row in shown[["finding", "notebook", *rest]].itertuples(index=False)
    ]
    return views.View("", ["finding", *rest], rows)


class _ToPage(views.Cell):
    """A cell that links to a page of the site."""

    def inner(self) -> str:
        return f'<a href="{escape(self.href)}">{escape(self.content)}</a>'


def _plain(text: str) -> str:
    """Text as Markdown that shows it letter by letter."""
    return "".join(f"&#{ord(sign)};" if not (sign.isalnum() or sign == " ") else sign for sign in text)
