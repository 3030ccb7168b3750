"""Sphinx settings of the rendered site: nothing is executed here and nothing comes from elsewhere."""

import contextlib
import importlib
import re
from pathlib import Path

project = "One call, two readouts"
copyright = "2026, the authors. Code MIT; tables and figures CC BY 4.0; the five texts belong to their publishers"
alone = tags.has("report")  # noqa: F821  # a page on texts of one's own, with no other beside it
extensions = ["myst_nb", *(f"sphinx.ext.{name}" for name in ("autodoc", "autosummary", "napoleon") if not alone)]
nb_execution_mode = "off"
myst_heading_anchors = 3

suppress_warnings = ["ref.python"]  # a word in a docstring that several things are called
default_role = "literal"
add_module_names = False
napoleon_google_docstring = False
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
templates_path = [str(Path(__file__).parent / "_templates")]
html_css_files = ["collection.css"]
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_sourcelink = False
# A summary is fetched from its page, which browsers forbid for pages opened from a folder.
html_show_search_summary = False
html_sidebars = {"**": [] if alone else ["pages.html"]}
html_theme_options = {
    "logo": {"text": "Report" if alone else project},
    "navbar_center": [],
    "search_bar_text": "Search these pages",
    "show_toc_level": 2,
}


def setup(app):
    if not alone:
        app.connect("source-read", _link)


def _link(app, docname, source):
    """On the written pages `module.function` leads to its documentation."""

    def link(found):
        with contextlib.suppress(ModuleNotFoundError, AttributeError):
            if found[2] in importlib.import_module(f"helpers.{found[1]}").__all__:
                return f"{{py:obj}}`{found[1]}.{found[2]} <helpers.{found[1]}.{found[2]}>`"
        return found[0]

    if docname.startswith("publish/pages/"):
        source[0] = re.sub(r"(?<![`}])`([a-z_]+)\.([a-z_]+)`(?!`)", link, source[0])
