"""A Sphinx extension: a page for each module of ``helpers``, made from the docstrings, and links to it by name.

The house's docstrings have the sections of numpydoc, but sentences in them where numpydoc has types. So they are laid
out here: a name and what it is become an entry of a list, sentences stay sentences.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import helpers

INDEX = """\
Functions
=========

Every public function of the package ``helpers``, from its own documentation. Each takes a plain pandas table and
returns a new one, so any of them can be lifted into a notebook of your own. The examples are run as tests.

.. autosummary::

{modules}

.. toctree::
   :hidden:
   :glob:

   *
"""
# "name : what it is", and "ValueError: what raises it".
_ENTRIES = {name: re.compile(r"([\w*, ]{1,40}) : (.+)") for name in ("Parameters", "Returns")}
_ENTRIES |= {name: re.compile(r"(\w+(?:\.\w+)*): (.+)") for name in ("Raises", "Warns")}
_SECTIONS = (*_ENTRIES, "Yields", "Notes", "Examples")
_NEXT_ENTRY = re.compile(r"(?<=\.) (?=\w[\w, ]{0,30} : )")
_COLUMN = re.compile(r"``\w+``: ")
_NAME = re.compile(r"(?<![`\w])(`{1,2})((?:\w+\.)+\w+)(?:\(\))?\1(?!`)")


def modules() -> list[str]:
    """The public modules of the package, without "helpers."."""
    names = [found.name for found in pkgutil.iter_modules(helpers.__path__) if not found.name.startswith("_")]
    return sorted(names)


def public(name: str) -> list[str]:
    """The functions and classes that a module offers."""
    module = importlib.import_module(f"helpers.{name}")
    own = [key for key, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
    listed = getattr(module, "__all__", [key for key in own if not key.startswith("_")])
    return sorted(key for key in listed if callable(getattr(module, key)))


def page(name: str) -> str:
    """One module's page, in reStructuredText: what it is for, its functions in a table, then each of them."""
    module, title = importlib.import_module(f"helpers.{name}"), f"helpers.{name}"
    lines = [title, "=" * len(title), "", f".. automodule:: {title}", "", ".. autosummary::", "   :nosignatures:", ""]
    lines += [f"   {key}" for key in public(name)]
    for key in public(name):
        value = getattr(module, key)
        kind = "function" if not isinstance(value, type) else "class"
        kind = "exception" if kind == "class" and issubclass(value, Exception) else kind
        lines += ["", f".. auto{kind}:: {key}"]
    return "\n".join(lines) + "\n"


def laid_out(lines: Iterable[str]) -> Iterator[str]:
    """A docstring's lines as reStructuredText: sections under rubrics, entries as definition lists."""
    lines, section, inside = list(lines), "", False
    for above, line, below in zip(["", *lines[:-1]], lines, [*lines[1:], ""], strict=True):
        if line in _SECTIONS and re.fullmatch(r"-{4,}", below):
            section, inside = line, False
            yield from (f".. rubric:: {section}", "")
        elif above in _SECTIONS and re.fullmatch(r"-{4,}", line):
            continue
        else:
            entry = _ENTRIES.get(section)
            for part in _NEXT_ENTRY.split(line) if section == "Parameters" else [line]:
                if entry and (found := entry.fullmatch(part.strip())) and (inside or not part.startswith(" ")):
                    inside = True
                    yield from ("", f"``{found[1]}``", f"    {found[2]}")
                elif inside and part.strip() and (part.startswith(" ") or section in ("Raises", "Warns")):
                    yield f"    {part.strip()}"
                else:
                    new = (inside and part.strip()) or (above.endswith(".") and _COLUMN.match(part))
                    inside = inside and not part.strip()
                    yield from ("", part) if new else (part,)


def linked(text: str, role: str) -> str:
    """The text with each public function's name in backticks as a link; ``role`` is how the markup writes one."""

    def link(found: re.Match) -> str:
        module, name = found[2].rsplit(".", 1)
        known = module in modules() and name in public(module)
        return f"{role}`{found[2]} <helpers.{found[2]}>`" if known else found[0]

    return _NAME.sub(link, text)


def _write_pages(app) -> None:
    folder = Path(app.srcdir) / "api"
    folder.mkdir(exist_ok=True)
    listed = "\n".join(f"   helpers.{name}" for name in modules())
    (folder / "index.rst").write_text(INDEX.format(modules=listed), encoding="utf-8")
    for name in modules():
        (folder / f"{name}.rst").write_text(page(name), encoding="utf-8")


def _lay_out(app, what: str, name: str, value: object, options: object, lines: list[str]) -> None:
    lines[:] = linked("\n".join(laid_out(lines)), ":py:obj:").split("\n")


def _link(app, docname: str, source: list[str]) -> None:
    if docname.startswith("publish/pages/"):
        source[0] = linked(source[0], "{py:obj}")


def setup(app) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", _write_pages)
    app.connect("autodoc-process-docstring", _lay_out)
    app.connect("source-read", _link)
    return {"parallel_read_safe": True}
