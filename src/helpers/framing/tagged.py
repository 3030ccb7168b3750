"""What the lists find in each sentence, as columns of the sentences."""

import os

import pandas as pd

from helpers.framing.acts import speech_acts
from helpers.framing.agentless import agentless
from helpers.framing.frames import frames
from helpers.framing.subjects import subjects

_PLACE = ["doc_id", "sentence"]


def tagged(
    sentences: pd.DataFrame,
    voices: tuple[str, ...] = ("kremlin", "elysee"),
    voices_file: str | os.PathLike | None = None,
) -> pd.DataFrame:
    """The sentences with what the lists find in them: frames, functions, issues, names, main act, agentless.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them. voices, voices_file : as it was told them.

    Returns
    -------
    A copy with ``frames``, ``functions``, ``issues`` and ``names``, each once, in the alphabet's order, separated by
    semicolons; ``act``, the main one; "" where there is none; ``agentless``, "1" or "0", "" in a language without
    patterns.

    Raises
    ------
    ValueError: a column is missing, or a sentence stands twice.

    Examples
    --------
    >>> from helpers import voices
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "paragraph": 0, "text": [
    ...     "Putin demanded a truce in Syria, the Kremlin said."]})
    >>> tagged(voices.attribute(said))[["frames", "issues", "act", "agentless"]].values.tolist()
    [['ceasefire', 'Syria', 'demand', '0']]
    """
    found = frames(sentences, voices_file=voices_file).query("scope != 'silence'")
    found = found.astype({"frame": "str", "function": "str"})
    plain = sentences.reset_index(drop=True)
    spoken = subjects(plain).join(plain[_PLACE])
    acts = speech_acts(sentences, voices, voices_file)
    telling = agentless(sentences, voices, voices_file)
    listed = {
        "frames": (found, "frame"),
        "functions": (found, "function"),
        "issues": (spoken[spoken["kind"] == "issue"], "what"),
        "names": (spoken[spoken["kind"] == "name"], "what"),
        "act": (acts[acts["main"].fillna(False).astype(bool)], "act"),
    }
    made = {name: table.groupby(_PLACE)[what].agg(_joined) for name, (table, what) in listed.items()}
    made["agentless"] = telling.groupby(_PLACE)["agentless"].any().map({True: "1", False: "0"})
    result = plain.join(pd.DataFrame(made), on=_PLACE).fillna(dict.fromkeys(made, "")).set_index(sentences.index)
    unread = set(telling.loc[telling["why"] != "", "doc_id"])
    result["agentless"] = result["agentless"].replace("", "0").mask(result["doc_id"].isin(unread), "")
    return result.astype(dict.fromkeys(made, "str"))


def _joined(values: pd.Series) -> str:
    return ";".join(sorted({*values} - {""}))
