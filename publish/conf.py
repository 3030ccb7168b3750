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
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
myst_heading_anchors = 3

suppress_warnings = ["ref.python"]  # a word in a docstring that several things are called
default_role = "literal"
add_module_names = False
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
napoleon_google_docstring = False
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
templates_path = [str(Path(__file__).parent / "_templates")]
html_css_files = ["collection.css"]
html_context = {"default_mode": "auto"}
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_sourcelink = False
# A summary is fetched from its page, which browsers forbid for pages opened from a folder.
html_show_search_summary = False
html_sidebars = {"**": [] if alone else ["pages.html"]}
html_theme_options = {
    "logo": {"text": "Report" if alone else project},
    "navbar_start": ["navbar-logo"],
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "search_bar_text": "Search these pages",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "collapse_navigation": False,
}


def setup(app):
    """Two things that no setting does, on the pages of the collection."""
    if not alone:
        app.connect("source-read", _link)
        app.connect("autodoc-process-docstring", _part)


def _link(app, docname, source):
    """On the written pages `module.function` leads to its documentation."""

    def link(found):
        with contextlib.suppress(ModuleNotFoundError, AttributeError):
            if found[2] in importlib.import_module(f"helpers.{found[1]}").__all__:
                return f"{{py:obj}}`{found[1]}.{found[2]} <helpers.{found[1]}.{found[2]}>`"
        return found[0]

    if docname.startswith("publish/pages/"):
        source[0] = re.sub(r"(?<![`}])`([a-z_]+)\.([a-z_]+)`(?!`)", link, source[0])


def _part(app, what, name, value, options, lines):
    """A line after a full stop begins a paragraph of its own."""
    for number in range(len(lines) - 1, 0, -1):
        if lines[number - 1].endswith(".") and re.match(r"[A-Z]|\w+: ", lines[number]):
            lines.insert(number, "")
