"""How one finds one's way in the package: what there is, in a line each."""

from pathlib import Path

import pytest

import helpers

FOLDER = Path(helpers.__file__).parent
MODULES = sorted(
    {path.stem for path in FOLDER.glob("[!_]*.py")} | {path.parent.name for path in FOLDER.glob("*/__init__.py")}
)


def test_the_package_says_of_each_of_its_modules_in_a_line_what_it_does():
    said = {line.split()[0]: line for line in helpers.__doc__.splitlines()[4:] if line}
    assert sorted(said) == MODULES == dir(helpers)
    assert all(len(line) <= 120 and len(line.split()) > 4 for line in said.values())
    with pytest.raises(AttributeError, match="helpers has no module 'framming'. There are: files, lexicons"):
        helpers.framming  # noqa: B018
