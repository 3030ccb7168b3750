"""What several test files share: the toy corpus of the reference values, and the five texts."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import settings

from helpers import cleaning, corpus, segment, voices

mpl.use("agg")
# The same examples on every run, and no failure because a machine is slow.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("steady")
ROOT = Path(__file__).resolve().parent.parent

# Six documents, three calls; the reference values of the statistics were computed on it by the tools named there.
TOY = {
    ("1", "kremlin"): "the presidents discussed ukraine and the special military operation",
    ("2", "kremlin"): "the president of russia stressed the need to stop weapons supplies to kiev",
    ("3", "kremlin"): "the leaders discussed iran and the nuclear programme",
    ("1", "elysee"): "the president called for a ceasefire in ukraine",
    ("2", "elysee"): "the president stressed france support for ukraine sovereignty and a ceasefire",
    ("3", "elysee"): "the leaders discussed iran nuclear obligations and the iaea",
}


@pytest.fixture
def toy() -> pd.DataFrame:
    """The toy corpus as a table of sentences."""
    rows = [{"call_id": call, "voice": voice, "text": text} for (call, voice), text in TOY.items()]
    return pd.DataFrame(rows).assign(doc_id=[f"{c}-{v}" for c, v in TOY], sentence=0, start=0, office="presidency")


@pytest.fixture(scope="session")
def seeds() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The five texts: documents (clean), removed, sentences (attributed)."""
    documents = cleaning.clean(corpus.read(ROOT / "seeds"))
    return documents, cleaning.removed(documents), voices.attribute(segment.split(documents))


@pytest.fixture(scope="session")
def html(tmp_path_factory) -> Path:
    """The site, rendered from the committed notebooks."""
    from publish import render  # which most tests do not need

    folder = tmp_path_factory.mktemp("site")
    assert render.collection(folder, render.numbered()) == 0
    return folder / "html"


SLOW = ["site", "test_notebooks.py", "test_publish.py", "test_jupyterlab.py"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of two workers each takes whole files, the slow ones first, so that what a file's tests share is made once."""
    for item in items:
        group = "site" if "html" in getattr(item, "fixturenames", ()) else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))
        item.slow = SLOW.index(group) if group in SLOW else len(SLOW)
    items.sort(key=lambda item: item.slow)
