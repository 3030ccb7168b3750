"""What several test files share: the toy corpus of the reference values, and the five texts."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import settings

from helpers import cleaning, corpus, segment, study, voices

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
def five() -> study.Study:
    """The five texts as notebooks load them."""
    return study.load(ROOT / "seeds")


@pytest.fixture(scope="module")
def browser():
    """Not for longer than a file: while it lives, an event loop runs in this thread."""
    from .browser import chromium  # which most tests do not need

    with chromium() as found:
        yield found


# Each worker takes whole files, so that what a file's tests share is made once; those first that take longest.
SLOW = ["site", "notebooks", "publish", "jupyterlab", "uncertainty", "corpus", "explorer", "figures"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {f"test_{name}": place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(SLOW)))
