"""Sphinx settings of the rendered site: nothing is executed here and nothing comes from elsewhere."""

import sys
from pathlib import Path

from markupsafe import escape

sys.path.insert(0, str(Path(__file__).resolve().parent))  # for api_pages

project = "One call, two readouts"
author = "The One Call, Two Readouts authors"
copyright = "2026, the authors. Code MIT; tables and figures CC BY 4.0; the five texts belong to their publishers"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "api_pages"]
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
# Summaries of search results are fetched, which browsers forbid for pages opened from a folder.
html_show_search_summary = False
html_sidebars = {"**": ["pages.html"]}
html_theme_options = {
    "navbar_start": ["navbar-logo"],
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "collapse_navigation": False,
}


def setup(app):
    """Escape the title, which the theme prints as it is in some places: once, wherever it stands."""

    def title_escaped(app, page, template, context, doctree):
        context["docstitle"] = escape(context["docstitle"])

    app.connect("html-page-context", title_escaped)
