"""A table in HTML and in plain text, and its cells: the one place where corpus text becomes HTML."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

import pandas as pd
import regex

_EXPLORER = r"\.\./explore\.html#[A-Za-z0-9_.~%*=&-]+"  # helpers.links


class View:
    """HTML for a notebook or page, and the same in plain text."""

    def __init__(
        self,
        caption: str,
        header: Sequence[str],
        rows: Iterable[Sequence["Cell"]],
        stacked: bool = False,
        legend: str = "",
    ):
        """``stacked``: on a narrow screen the cells of a row stand below each other. ``legend``: what marks mean."""
        self.caption, self.header, self.rows = caption, list(map(str, header)), [list(row) for row in rows]
        self.stacked, self.legend = stacked, legend

    def _repr_html_(self) -> str:
        numbers = [bool(self.rows) and all(row[place].number for row in self.rows) for place in range(len(self.header))]
        head = "".join(
            f'<th scope="col" align="{"right" if number else "left"}">{escape(name)}</th>'
            for name, number in zip(self.header, numbers, strict=True)
        )
        body = f"<tbody>{''.join(map(self._row, self.rows))}</tbody>"
        kind = "view stacked" if self.stacked else "view"
        legend = f"<br> <small>{escape(self.legend)}</small>" if self.legend else ""
        caption = f'<caption align="left">{escape(self.caption)}{legend}</caption>' if self.caption or legend else ""
        label = escape(self.caption or self.header[0])
        return (
            f'<div class="{kind} tex2jax_ignore mathjax_ignore" role="region" tabindex="0" aria-label="{label}"><table>'
            f"{caption}<thead><tr>{head}</tr></thead>{body}</table></div>"
        )

    def _row(self, row: list["Cell"]) -> str:
        named = zip(row, self.header if self.stacked else [""] * len(self.header), strict=True)
        cells = (cell.html(name) for cell, name in named)
        return f"<tr>{''.join(cells)}</tr>"

    def __repr__(self) -> str:
        lines = [" | ".join(self.header), *(" | ".join(cell.text() for cell in row) for row in self.rows)]
        return "\n".join([self.caption, *([self.legend] if self.legend else []), *lines])


class Cell:
    """Text for one cell, with spans of it marked.

    A mark is (start, end), or (start, end, element), with the HTML element that it becomes; marks may overlap. Further:
    which side's it is (``side``: 1, 2, or 0 for neither), and whether that side alone says it (``broken``); whether it
    only fills a place (``empty``) and is left out where cells stand below each other; where the text links to, an
    address of the web, "#name" for a cell of that ``name`` on the same page, or "../explore.html#..."; what to show on
    demand (``more``); cells whose text stands below; whether it is a number.
    """

    def __init__(
        self,
        content: object,
        marks: Sequence[tuple] = (),
        *,
        side: int = 0,
        broken: bool = False,
        empty: bool = False,
        href: str = "",
        more: str = "",
        name: str = "",
        below: Sequence["Cell"] = (),
        number: bool = False,
    ):
        self.content = "" if content is None or pd.isna(content) else str(content)
        self.marks = sorted((*mark, "mark")[:3] for mark in marks)
        self.side, self.broken, self.empty, self.href, self.more = side, broken, empty, href, more
        self.name, self.below, self.number = name, list(below), number

    def html(self, column: str) -> str:
        """The cell; ``column`` is told in it; everything that comes from a text is escaped."""
        inner = self.inner()
        if self.more:
            inner = f"<details><summary>{inner}</summary>{escape(self.more)}</details>"
        # The space keeps words apart where the line break is stripped.
        inner += "".join(f"<br> <small>{cell.inner()}</small>" for cell in self.below)
        kind = f' class="side{self.side}{" alone" if self.broken else ""}"' if self.side else ""
        kind = ' class="empty"' if self.empty else kind
        name = f' id="{escape(self.name)}"' if self.name else ""
        data = f' data-column="{escape(column)}"' if column else ""
        align = "right" if self.number else "left"
        return f'<td{name}{data}{kind} align="{align}" valign="top">{inner}</td>'

    def inner(self) -> str:
        """The text with its marks, as a link where it has an address."""
        edges = sorted({0, len(self.content), *(edge for start, end, _ in self.marks for edge in (start, end))})
        out = "".join(self._piece(start, end) for start, end in pairwise(edges))
        # A link that is no web address (javascript:, file:) stays text.
        if regex.match(rf"(https?://[^\s\"'<>]+|#[\w-]+|{_EXPLORER})$", self.href):
            out = f'<a href="{escape(self.href)}">{out}</a>'
        return out

    def _piece(self, start: int, end: int) -> str:
        """A part of the text that no mark begins or ends in, within the elements of all the marks that cover it."""
        elements = sorted({element for a, b, element in self.marks if a <= start and end <= b})
        opened = "".join(f"<{element}>" for element in elements)
        closed = "".join(f"</{element}>" for element in reversed(elements))
        return f"{opened}{escape(self.content[start:end])}{closed}"

    def text(self) -> str:
        """The same as plain text on one line."""
        return " ".join(" ".join([self.content, self.more, *(f"[{cell.text()}]" for cell in self.below)]).split())
