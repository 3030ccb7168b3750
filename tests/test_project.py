"""What holds for the project as a whole: environment, lock, what must not be in it, and the README's example."""

import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module

import pytest
import yaml

import helpers
from benchmarks import size
from helpers import readouts

from .conftest import ROOT

NAMED = ["jupyterlab", "pandas", "matplotlib", "nltk", "scikit-learn"]


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if (ROOT / name).is_file()]


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(re.match(r"([\w.-]+)==([^\s;]+)", line).groups() for line in lines)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("module", helpers.__all__)
def test_a_module_imports_only_from_those_before_it(module):
    source = inspect.getsource(import_module(f"helpers.{module}"))
    lists = re.findall(r"^ *from helpers import (.+)$", source, re.M)
    names = {name for one in lists for name in one.split(", ")} | {*re.findall(r"^ *from helpers\.(\w+)", source, re.M)}
    assert names <= {*helpers.__all__[: helpers.__all__.index(module)]}
    assert not re.search(r"^ *(from|import) (publish|nbformat|nbclient|sphinx)\b", source, re.M)


def test_environment_yml_names_the_lock_s_versions():
    environment = yaml.safe_load(text_of("environment.yml"))
    assert environment["channels"] == ["conda-forge"]
    conda, (pip,) = environment["dependencies"][:-1], environment["dependencies"][-1].values()
    assert [re.split("[=<>]", name)[0] for name in conda] == ["python", "pip"]
    versions = dict(line.split("==") for line in pip if "==" in line)
    assert list(versions) == NAMED
    assert versions == {name: locked()[name] for name in NAMED}
    assert pip[-1] == "-e .[notebooks]"


def test_the_lock_holds_every_dependency_and_no_address():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    needed = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    needed = {re.match(r"[\w-]+", name)[0].replace("_", "-") for name in needed}
    assert needed - {project["name"]} <= set(locked())
    assert "://" not in text_of("requirements.lock")


@pytest.mark.parametrize("name", [n for n in tracked() if n.endswith((".py", ".ipynb", ".toml", ".yml", ".md"))])
def test_nothing_is_downloaded_at_run_time_and_no_machine_is_named(name):
    text = text_of(name)
    assert "nltk." + "download(" not in text
    assert not re.search(r"(?<![\w.])/(?:home|root|Users|work)/\w", text)
    assert "../" + "shared" not in text


def test_no_file_but_two_pictures_is_anything_but_text():
    found = {name for name in tracked() if b"\0" in (ROOT / name).read_bytes()}
    assert found == {"benchmarks/growth.png", "notebooks/one-figure.png"}


def test_the_house_stays_small():
    counted = size.sizes()
    helpers = {name: lines for name, lines in counted.items() if name.startswith("src/helpers")}
    assert sum(helpers.values()) <= 5_365, helpers
    assert counted["publish"] <= 400
    assert counted["tests"] <= 7_010


def test_a_module_waits_for_no_library_that_it_does_not_need():
    code = "import sys, helpers.corpus; print({'sklearn', 'scipy'} & {*sys.modules} or '', end='')\n"
    code += "from helpers import cleaning, framing, readouts, scale, views\n"
    code += "print(sorted({'matplotlib', 'trafilatura', 'dask'} & {*sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "tests", capture_output=True, text=True, check=False)
    assert run.stdout == "[]\n", run.stdout + run.stderr


@pytest.mark.parametrize(("page", "examples"), [("publish/pages/using.md", 2), ("data/README.md", 1)])
def test_an_example_prints_what_the_page_says(page, examples):
    blocks = re.findall(r"```python\n((?:(?!```).)*)```\n\n```text\n(.*?)```", text_of(page), re.DOTALL)
    assert len(blocks) == examples
    for code, printed in blocks:
        assert len(code.strip().splitlines()) <= 10
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
        assert run.stdout == printed, run.stderr


def test_the_other_examples_run(tmp_path, monkeypatch):
    first, *others = re.findall(r"```python\n(.*?)```", text_of("publish/pages/using.md"), re.DOTALL)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    body = "Vladimir Putin and Emmanuel Macron spoke by telephone on Tuesday, the Kremlin said. They discussed grain."
    rows = f'body,link,date\n"{body}",https://example.org/1,2022-05-03\n'
    (tmp_path / "news.csv").write_text(rows, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    asked = []
    monkeypatch.setattr(readouts, "fetch", lambda known, into: asked.append((known, into)))
    names: dict = {}
    for code in (first, *others):
        exec(code, names)
    assert names["documents"].loc[0, ["call_id", "language_detected"]].tolist() == ["pm-2022-05-03", "en"]
    ((known, into),) = asked
    assert into == "readouts" and known.set_index("doc_id").loc["pm-2022-05-03-elysee", "url"].endswith("...")
