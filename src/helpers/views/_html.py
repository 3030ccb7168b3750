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
    ):
        """``stacked``: on a narrow screen the cells of a row are below each other."""
        self.caption, self.header, self.rows = caption, list(map(str, header)), [list(row) for row in rows]
        self.stacked = stacked

    def _repr_html_(self) -> str:
        numbers = [bool(self.rows) and all(row[place].number for row in self.rows) for place in range(len(self.header))]
        head = "".join(
            f'<th scope="col" align="{"right" if number else "left"}">{escape(name)}</th>'
            for name, number in zip(self.header, numbers, strict=True)
        )
        body = f"<tbody>{''.join(map(self._row, self.rows))}</tbody>"
        kind = "view stacked" if self.stacked else "view"
        caption = f'<caption align="left">{escape(self.caption)}</caption>' if self.caption else ""
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
        return "\n".join([self.caption, *lines])


class Cell:
    """Text for one cell, with spans of it marked.

    A mark is (start, end); marks may overlap. Further: which side's it is (``side``: 1, 2, or 0 for neither), and
    whether that side alone says it (``broken``); whether it only fills a place (``empty``) and is left out where cells
    are below each other; where the text links to, an address of the web or "../explore.html#..."; cells whose text is
    below; whether it is a number.
    """

    def __init__(
        self,
        content: object,
        marks: Sequence[tuple[int, int]] = (),
        *,
        side: int = 0,
        broken: bool = False,
        empty: bool = False,
        href: str = "",
        below: Sequence["Cell"] = (),
        number: bool = False,
    ):
        self.content = "" if content is None or pd.isna(content) else str(content)
        self.marks, self.side, self.broken, self.empty = list(marks), side, broken, empty
        self.href, self.below, self.number = href, list(below), number

    def html(self, column: str) -> str:
        """The cell; ``column`` is told in it; everything that comes from a text is escaped."""
        inner = self.inner()
        # The space keeps words apart where the line break is stripped.
        inner += "".join(f"<br> <small>{cell.inner()}</small>" for cell in self.below)
        kind = f' class="side{self.side}{" alone" if self.broken else ""}"' if self.side else ""
        kind = ' class="empty"' if self.empty else kind
        data = f' data-column="{escape(column)}"' if column else ""
        align = "right" if self.number else "left"
        return f'<td{data}{kind} align="{align}" valign="top">{inner}</td>'

    def inner(self) -> str:
        """The text with its marks, as a link where it has an address."""
        edges = sorted({0, len(self.content), *(edge for mark in self.marks for edge in mark)})
        out = "".join(self._piece(start, end) for start, end in pairwise(edges))
        # A link that is no web address (javascript:, file:) stays text.
        if regex.match(rf"(https?://[^\s\"'<>]+|{_EXPLORER})$", self.href):
            out = f'<a href="{escape(self.href)}">{out}</a>'
        return out

    def _piece(self, start: int, end: int) -> str:
        """A part of the text that no mark begins or ends in, marked where one covers it."""
        said = escape(self.content[start:end])
        return f"<mark>{said}</mark>" if any(a <= start and end <= b for a, b in self.marks) else said

    def text(self) -> str:
        """The same as plain text on one line."""
        return " ".join(" ".join([self.content, *(f"[{cell.text()}]" for cell in self.below)]).split())
