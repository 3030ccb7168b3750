"""A figure for Jupyter and for files: as PNG with alternative text, as SVG, and its data as CSV."""

import contextlib
import io
import os
import re
import sys
import tempfile
import unicodedata
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

from helpers.figures._layout import fit
from helpers.figures._links import PAD, as_svg, boxes
from helpers.figures._style import DPI

_FILES: dict[Path, tuple[str, str]] = {}  # what each file that was written shows: alternative text and data


def png(figure: Figure) -> tuple[bytes, dict]:
    """A figure as PNG for screens of double density; its width and height in CSS pixels, its alternative text, and
    its links into the explorer, if it has any.
    """
    data = _few_colours(_saved(figure, "png", dpi=DPI, metadata={"Software": None}))
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    shown = {"width": width // 2, "height": height // 2, "alt": getattr(figure, "alt_text", "")}
    return data, shown | ({"links": [list(link) for link in links]} if (links := boxes(figure)) else {})


def _few_colours(picture: bytes) -> bytes:
    """The picture with a palette of at most 128 colours: a third of the size, and to the eye the same."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            buffer, "png", optimize=True
        )
    return buffer.getvalue()


def svg(figure: Figure, base: str = "") -> bytes:
    """A figure as SVG, the same on every run, its letters as paths, with links into the explorer.

    Kept as text they would be set in another font wherever DejaVu Sans is missing, and run into each other: every label
    was placed by its measured width. The words are in the title and the description that the file carries.
    ``base`` : what leads from the file to the folder of explore.html, as "../../".
    """
    words = {"Title": _title(figure), "Description": getattr(figure, "alt_text", ""), "Date": None}
    with mpl.rc_context({"svg.hashsalt": "figure", "svg.fonttype": "path"}):
        drawn = _saved(figure, "svg", metadata=words)
    return drawn.replace(b"</svg>", as_svg(boxes(figure), base) + b"</svg>")


def csv(figure: Figure) -> str:
    r"""The data of a figure as CSV: numbers to six significant digits, lines end in ``\n``.

    A text that a spreadsheet would take for a formula, since it begins with = + - or @ (or a tab), has an apostrophe
    before it; numbers stay as they are, also a text that is one, like "-5".

    Examples
    --------
    >>> from helpers import figures
    >>> ax = figures.dots(pd.DataFrame({"rate": [-0.5]}, index=["=1+1"]), "Rates", "per 1,000 words")
    >>> print(figures.csv(ax.figure), end="")
    row,series,value,unit
    '=1+1,rate,-0.5,"per 1,000 words"
    """
    data = figure.data.copy()
    for position, dtype in enumerate(data.dtypes):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            data.isetitem(position, data.iloc[:, position].map(_harmless, na_action="ignore").astype(object))
    text = data.to_csv(index=False, float_format="%.6g", lineterminator="\n", date_format="%Y-%m-%d")
    return text.encode("utf-8", "replace").decode()


def _harmless(value: object) -> object:
    if not isinstance(value, str) or not value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return value
    return value if re.fullmatch(r"[+-]?\d+([.,]\d+)*%?", value) else f"'{value}"


def _title(figure: Figure) -> str:
    return next((title for title, _, _ in getattr(figure, "parts", {}).values()), "figure")


def _saved(figure: Figure, kind: str, **how: object) -> bytes:
    for ax in getattr(figure, "parts", {}):
        fit(ax)  # the notebook may have changed an axis since
    how |= {} if hasattr(figure, "body") else {"bbox_inches": "tight", "pad_inches": PAD}
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, **how)
    return buffer.getvalue()


def show_in_jupyter() -> None:
    """Within Jupyter, let figures be shown by ``png``, since its own way loses the alternative text, and with data."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        shell.display_formatter.formatters["image/png"].for_type(Figure, png)
        shell.display_formatter.mimebundle_formatter.for_type(Figure, _bundle)


def _bundle(figure: Figure) -> dict[str, str]:
    if not hasattr(figure, "data"):
        return {}
    folder = os.environ.get("HELPERS_FIGURES")
    if folder:
        write(figure, Path(folder))
    return {"text/csv": csv(figure)}


def write(figure: Figure, folder: Path) -> Path:
    """Write a figure as SVG, PNG and CSV into a folder, each file whole or not at all, named by the figure's title.

    Another figure of the same title has ``-2`` behind its name; the same figure, shown again, has the same name. That
    holds for one session: let each notebook have a folder of its own. Links in the SVG lead two folders up, as they
    must in the site's figures/NAME/.

    Returns
    -------
    The path of the three files, without an ending.
    """
    parts = {"svg": svg(figure, "../../"), "png": png(figure)[0], "csv": csv(figure).encode()}
    shows = (figure.alt_text, parts["csv"].decode())
    slug, again = _slug(_title(figure)), 2
    path = folder.resolve() / slug
    while _FILES.setdefault(path, shows) != shows:
        path, again = path.with_name(f"{slug}-{again}"), again + 1
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    try:
        for kind, data in parts.items():
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
                written.append((Path(file.name), path.with_name(f"{path.name}.{kind}")))
                file.write(data)
        for temporary, final in written:
            temporary.chmod(0o644)
            temporary.replace(final)
    finally:
        for temporary, _ in written:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
    return path


def _slug(title: str) -> str:
    """A title as the name of a file: letters and digits, without accents where they have them, and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", title.lower()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain)[:80].strip("-") or "figure"
