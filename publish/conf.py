"""Sphinx settings of the rendered site: nothing is executed here and nothing comes from elsewhere."""

import sys
from pathlib import Path

from markupsafe import escape

sys.path.insert(0, str(Path(__file__).resolve().parent))  # for api_pages

project = "One call, two readouts"
author = "The One Call, Two Readouts authors"
copyright = "2026, the authors. Code MIT; tables and figures CC BY 4.0; the five texts belong to their publishers"
alone = tags.has("report")  # noqa: F821  # a page on texts of one's own, with no other beside it
extensions = ["myst_nb", *([] if alone else ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "api_pages"])]
exclude_patterns = ["_build"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
myst_heading_anchors = 3

default_role = "literal"
add_module_names = False
autosummary_generate = False
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
templates_path = ["_templates"]
html_css_files = ["collection.css"]
html_context = {"default_mode": "auto"}
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_sourcelink = False
html_additional_pages = {"search": "search.html"}
html_sidebars = {"**": [] if alone else ["pages.html"]}
html_theme_options = {
    "logo": {"text": "Report" if alone else project},
    "navbar_start": ["navbar-logo"],
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "search_bar_text": "Search texts and pages",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "collapse_navigation": False,
}


def setup(app):
    """What no setting changes: a title that the theme does not escape everywhere, and Sphinx's own search.

    That one would fetch what it shows, which browsers forbid for pages opened from a folder; search.py has ours.
    """
    scripts = ("searchtools.js", "language_data.js", "sphinx_highlight.js")

    def no_index(app):
        app.builder.search = False

    def no_highlighting(app, page, template, context, doctree):
        context["docstitle"] = escape(context["docstitle"])
        context["script_files"] = [js for js in context["script_files"] if not str(js.filename).endswith(scripts)]

    def no_scripts(app, exception):
        for name in scripts:
            (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)

    app.connect("builder-inited", no_index)
    app.connect("html-page-context", no_highlighting)
    app.connect("build-finished", no_scripts)
