"""Would another defensible choice have led elsewhere? One question, asked under every combination of choices.

All combinations are computed and shown, none is picked: the specification curve of Simonsohn, Simmons & Nelson (2020).
It says which conclusions hang on the analyst. It does not say how sure the others are: all combinations rest on the
same few calls.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from helpers import framing, frequency
from helpers.uncertainty.permutation import permute_by_call
from helpers.voices.scoring import COMMON

TOKENS = ("words", "words parted at hyphens", "stems")
STOP_WORDS = ("kept", "left out", "left out, and who speaks")
PRIORS = {"pooled prior": "pooled", "weak prior": 0.1}
MEASURES = (*PRIORS, "all texts as prior", "calls of one length", "no prior (G2)")


def specifications(estimate: Callable[..., Mapping[str, float]], choices: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The estimates under every combination of choices.

    Parameters
    ----------
    estimate : called with the option of each choice by keyword; gives a number for each conclusion, missing where it
        cannot be computed (a word that nobody uses under these choices).
    choices : the options of each choice, by name.

    Returns
    -------
    One row a combination, in the order of the options: a column a choice, then a column a conclusion.

    Raises
    ------
    ValueError: a choice without options or with one twice, an infinite estimate, an error in ``estimate``; names the
        combination.

    Examples
    --------
    >>> table = specifications(lambda prior, words: {"arms": len(prior) - len(words)},
    ...                        {"prior": ["pooled", "weak"], "words": ["all", "stems"]})
    >>> table.values.tolist()
    [['pooled', 'all', 3], ['pooled', 'stems', 1], ['weak', 'all', 1], ['weak', 'stems', -1]]
    """
    for name, options in choices.items():
        if isinstance(options, str) or not options or len(set(options)) < len(options):
            raise ValueError(f"choice '{name}' needs a list of different options, not {options!r}.")
    rows = []
    for combination in product(*choices.values()):
        chosen = dict(zip(choices, combination, strict=True))
        try:
            found = dict(estimate(**chosen))
        except ValueError as error:
            raise ValueError(f"under {chosen}: {error}") from error
        if endless := [name for name, value in found.items() if np.isinf(value)]:
            raise ValueError(f"under {chosen}: the estimate of '{endless[0]}' is infinite.")
        rows.append(chosen | found)
    return pd.DataFrame(rows)


def survival(specified: pd.DataFrame, signs: Mapping[str, int], by: str | None = None) -> pd.DataFrame:
    """In which share of the combinations each conclusion keeps its sign, and for which options it does not.

    Parameters
    ----------
    specified : as ``specifications`` gives it.
    signs : the sign that each conclusion states, 1 or -1, by column.
    by : a choice; then a row for each of its options too.

    Returns
    -------
    One row a conclusion, or a conclusion and option of ``by``: ``combinations``; ``holds``, those in which the
    estimate has the sign; ``reversed``, those in which it has the other, or is 0; ``missing``, those in which it cannot
    be computed; ``share`` = holds / combinations, 0 to 1: what cannot be computed does not hold.

    Raises
    ------
    ValueError: a conclusion or choice that is no column, a sign that is none.

    Examples
    --------
    >>> specified = pd.DataFrame({"prior": ["pooled", "weak", "weak"], "arms": [1.2, -0.1, None]})
    >>> survival(specified, {"arms": 1}).reset_index().values.tolist()
    [['arms', 3, 1, 1, 1, 0.3333333333333333]]
    >>> survival(specified, {"arms": 1}, by="prior")["share"].to_dict()
    {('arms', 'pooled'): 1.0, ('arms', 'weak'): 0.0}
    """
    for name in [*signs, *([by] if by else [])]:
        if name not in specified:
            raise ValueError(f"no column '{name}' in the specifications. There are: {', '.join(specified)}.")
    parts = []
    for name, sign in signs.items():
        if sign not in (1, -1):
            raise ValueError(f"the sign of '{name}' is 1 or -1, not {sign!r}.")
        estimate = specified[name].astype(float)
        flags = {"holds": estimate * sign > 0, "reversed": estimate * sign <= 0, "missing": estimate.isna()}
        part = pd.DataFrame({"conclusion": name, "combinations": 1} | flags)
        parts.append(part if by is None else part.assign(**{by: specified[by]}))
    keys = ["conclusion"] if by is None else ["conclusion", by]
    nothing = pd.DataFrame(columns=[*keys, "combinations", "holds", "reversed", "missing"])
    table = pd.concat(parts or [nothing]).groupby(keys, sort=False).sum().astype("int64")
    return table.assign(share=table["holds"] / table["combinations"])


def redrawn(voices: pd.Series, confusion: pd.DataFrame, seed: int = 0) -> pd.Series:
    """Labels drawn anew, as wrong as the rules were found to be where the truth is known.

    For each label given by rule, one is drawn among those that sentences with this label really had: the column of the
    confusion matrix, divided by its sum. Sentences are drawn one by one, while in truth errors run in series, since an
    account carries from one sentence to the next.

    Parameters
    ----------
    voices : labels given by rule. confusion : gold x predicted, as ``voices.score`` gives it; a label that was never
        predicted there stays as it is.

    Raises
    ------
    ValueError: a label that is no column of the matrix.

    Examples
    --------
    >>> confusion = pd.DataFrame({"kremlin": [9, 0], "elysee": [0, 4]}, index=["kremlin", "elysee"])
    >>> redrawn(pd.Series(["elysee", "kremlin"]), confusion).tolist()
    ['elysee', 'kremlin']
    """
    if unknown := sorted(set(voices) - set(confusion.columns)):
        raise ValueError(f"no column '{unknown[0]}' in the confusion matrix. There are: {', '.join(confusion)}.")
    rng = np.random.default_rng(seed)
    drawn = voices.copy()
    for label in sorted(set(voices)):
        at, cases = voices == label, confusion[label]
        if cases.sum() > 0:
            drawn[at] = rng.choice(confusion.index.to_numpy(), size=int(at.sum()), p=cases / cases.sum())
    return drawn


def relabelled(sentences: pd.DataFrame, voices: pd.Series) -> pd.DataFrame:
    """The sentences with other voices. One that comes to a side from nobody counts as its presidency's.

    Parameters
    ----------
    sentences : with ``voice`` and ``office``. voices : other labels, by the same index.

    Raises
    ------
    ValueError: a sentence without a label; says how many.

    Examples
    --------
    >>> table = pd.DataFrame({"voice": ["narrator", "kremlin"], "office": ["none", "leader"]})
    >>> relabelled(table, pd.Series(["elysee", "kremlin"]))[["voice", "office"]].values.tolist()
    [['elysee', 'presidency'], ['kremlin', 'leader']]
    """
    voices = voices.reindex(sentences.index)
    if voices.isna().any():
        raise ValueError(f"{int(voices.isna().sum())} of {len(voices)} sentences have no label. Is the index the same?")
    told = ~voices.isin(COMMON) & (sentences["office"] == "none")
    return sentences.assign(voice=voices, office=sentences["office"].mask(told, "presidency"))


def differences(
    told: pd.DataFrame,
    a: str,
    b: str,
    words: Sequence[str],
    texts: pd.DataFrame,
    *,
    tokens: str = "words",
    stop_words: str = "kept",
    measure: str = "pooled prior",
    voices_file: str | os.PathLike | None = None,
) -> pd.Series:
    """How much more each word is one side's, counted and measured in one of several defensible ways.

    All measures are in standard errors, so that they can stand on one axis. None is a test: they take words for
    independent.

    Parameters
    ----------
    told : sentences, as ``framing.accounts`` gives them. words : single words, as the texts have them; their stems are
        those of the language that most of the sentences are in.
    texts : all sentences, whose counts are the prior of one of the measures.
    tokens : "words"; "words parted at hyphens", apostrophes too; or "stems".
    stop_words : "kept"; "left out"; or "left out, and who speaks", those of ``framing.telling_words`` too.
    measure : log-odds with "pooled prior", "weak prior" (0.1 for every word) or "all texts as prior"; "calls of one
        length", pooled, with both accounts of a call brought to one length, as ``framing.compare`` tests it; "no prior
        (G2)", the signed root of the log-likelihood ratio.
    voices_file : who the sides are, where it is a file of one's own, as ``framing.telling_words`` takes it.

    Returns
    -------
    Words as index, positive for ``a``; missing where neither side has the word.

    Raises
    ------
    ValueError: an option that is none, or a word that is several.

    Examples
    --------
    >>> told = pd.DataFrame({"call_id": "x", "voice": ["kremlin", "elysee"], "text": ["Arms arms arms.", "The grain."]})
    >>> told["language"] = "en"
    >>> differences(told, "kremlin", "elysee", ["arms", "sea"], told, measure="no prior (G2)").round(2).to_dict()
    {'arms': 2.59, 'sea': nan}
    """
    for option, known in ((tokens, TOKENS), (stop_words, STOP_WORDS), (measure, MEASURES)):
        if option not in known:
            raise ValueError(f"'{option}' is none of: {'; '.join(known)}.")
    # mode() is sorted, so that a tie goes to the same language on every run.
    language = next(iter(told.get("language", pd.Series(dtype="str")).mode()), "en")
    terms = [_terms((word,), tokens, language) for word in words]
    if several := [word for word, found in zip(words, terms, strict=True) if len(found) != 1]:
        raise ValueError(f"'{several[0]}' is not one word when counted as {tokens}.")
    if told.empty:
        return pd.Series(np.nan, index=list(words))
    counts = _count(told, ["call_id", "voice"], tokens, "keep" if stop_words == "kept" else "drop")
    if stop_words == "left out, and who speaks":
        telling = framing.telling_words(a, b, voices_file=voices_file)
        counts = counts.drop(index=_terms(tuple(sorted(telling)), tokens, language), errors="ignore")
    found = _measured(counts, a, b, texts, tokens, measure)
    return found.reindex([term for (term,) in terms]).set_axis(list(words))


def _count(sentences: pd.DataFrame, by: str | list[str], tokens: str, stop_words: str = "keep") -> pd.DataFrame:
    if tokens == "words parted at hyphens":
        sentences = sentences.assign(text=sentences["text"].str.replace(r"[-‐‑'’ʼ]", " ", regex=True))
    return frequency.count(sentences, by=by, stop_words=stop_words, form="stem" if tokens == "stems" else "word")


@cache
def _terms(words: tuple[str, ...], tokens: str, language: str) -> list[str]:
    """As what terms these words are counted in this language."""
    table = pd.DataFrame({"text": list(words), "voice": "", "language": language})
    return _count(table, "voice", tokens).index.tolist()


def _measured(counts: pd.DataFrame, a: str, b: str, texts: pd.DataFrame, tokens: str, measure: str) -> pd.Series:
    if measure == "no prior (G2)":
        table = frequency.keyness(counts, a, b)
        return np.sqrt(table["g2"]) * table["side"].map({a: 1, b: -1, "both": 0})
    if measure == "calls of one length":
        return permute_by_call(counts, a, b, permutations=1)["statistic"]
    if measure in PRIORS:
        return framing.log_odds(counts, a, b, PRIORS[measure])["z"]
    background = _count(texts, "voice", tokens).sum(axis=1)
    return framing.log_odds(counts, a, b, background.reindex(counts.index))["z"]
