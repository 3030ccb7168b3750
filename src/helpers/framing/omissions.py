"""What a side does not say: issue by call by side, with the length of the text beside it."""

import pandas as pd

from helpers import segment
from helpers.framing.accounts import TELLING, once
from helpers.framing.subjects import listed, subjects

SAID, NOT_HERE, NO_TEXT, NO_LIST = "said", "not in this text", "no text", "no word list"
COLUMNS = ["call_id", "issue", "side", "status", "sentences", "words", "texts", "text_words", "elsewhere", "why"]
_NEEDED = ["doc_id", "call_id", "voice", "text"]


def omissions(
    sentences: pd.DataFrame,
    a: str = "kremlin",
    b: str = "elysee",
    *,
    words: pd.DataFrame | None = None,
    offices: tuple[str, ...] = TELLING,
) -> pd.DataFrame:
    """Which issues each side's account of each call has, and which it has not.

    An issue is said where a word or name of its list stands in the account: in any sentence of the side, told by the
    offices named, in any text on the call. "Not in this text" says no more than that: the readout may have had it, and
    a short passage leaves most things out by its shortness alone. So the lengths stand beside it, and no probability.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them, of all voices; ``doc_id``, ``call_id``, ``voice``, ``text`` are
        needed, ``office`` and ``language`` used where there. Sentences on no call are left out.
    words : the lists of words, see ``subjects``. offices : those whose sentences make up an account.

    Returns
    -------
    One row a call, issue and side, in this order (issues as sorted by name; those that stand in any of the sentences):
    ``status`` ("said"; "not in this text"; "no text", where no sentence gives the side's account; "no word list",
    where nothing was found and none of the account's languages has a list); ``sentences`` of the account that say it
    and ``words``, the length of the account, both missing without a text, what texts repeat counted once; ``texts``
    that pass it on, of all on the call with ``text_words`` words; ``elsewhere``, sentences on the call outside the
    account that have the issue; ``why``, in words.

    Raises
    ------
    ValueError: a column is missing, or the sides are one; says which.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": "d", "call_id": "x", "voice": ["kremlin", "elysee"],
    ...                       "text": ["Grain prices rose.", "He spoke of Syria."]})
    >>> omissions(table)[["issue", "side", "status", "words"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['Syria', 'kremlin', 'not in this text', 3], ['Syria', 'elysee', 'said', 4],
     ['food and energy', 'kremlin', 'said', 3], ['food and energy', 'elysee', 'not in this text', 4]]
    """
    if missing := [name for name in _NEEDED if name not in sentences]:
        raise ValueError(f"sentences: no column {', '.join(missing)}. voices.attribute(sentences) adds the voice.")
    if a == b:
        raise ValueError(f"'{a}' cannot be compared with itself. Name two sides.")
    table = sentences[sentences["call_id"].notna()].reset_index(drop=True)
    found = subjects(table, words)
    found = found[found["kind"] == "issue"]
    told = table["office"].isin(offices) if "office" in table else pd.Series(True, index=table.index)
    said = found.groupby(level=0)["what"].agg(set)
    table = table.assign(
        issues=[said.get(label, frozenset()) for label in table.index],
        length=[len(segment.tokens(text, numbers=True)) for text in table["text"]],
        told=told,
    )
    issues, rows = sorted(found["what"].unique()), []
    for call_id, call in table.groupby("call_id", sort=True):
        accounts = {side: _Account(call, side, words) for side in (a, b)}
        rows += [(call_id, issue, side, *accounts[side].cell(issue)) for issue in issues for side in (a, b)]
    result = pd.DataFrame(rows, columns=COLUMNS)
    whole = dict.fromkeys(["sentences", "words", "texts", "text_words", "elsewhere"], "Int64")
    return result.astype(dict.fromkeys(["call_id", "issue", "side", "status", "why"], "str") | whole)


class _Account:
    """One side's account of a call, and what else the texts on the call have."""

    def __init__(self, call: pd.DataFrame, side: str, words: pd.DataFrame | None):
        own = (call["voice"] == side) & call["told"]
        account = once(call[own])
        self.side, self.texts, self.passing = side, call["doc_id"].nunique(), call.loc[own, "doc_id"].nunique()
        self.text_words, self.words = int(call["length"].sum()), int(account["length"].sum())
        self.issues, self.elsewhere = list(account["issues"]), list(call.loc[~own, "issues"])
        languages = set(account["language"]) if "language" in account else set()
        self.unknown = sorted(language for language in languages if not listed(language, words))
        self.searched = len(self.unknown) < max(1, len(languages))

    def cell(self, issue: str) -> tuple:
        """Status to why, for one issue."""
        elsewhere = sum(issue in issues for issues in self.elsewhere)
        plural = "" if self.texts == 1 else "s"
        if not self.issues:
            why = f"no sentence in {self.texts} text{plural} gives {self.side}'s account"
            return NO_TEXT, None, None, 0, self.text_words, elsewhere, why
        said = sum(issue in issues for issues in self.issues)
        status = NOT_HERE if self.searched else NO_LIST
        why = f"none of its words in the account, {self.words} words from {self.passing} of {self.texts} text{plural}"
        if said:
            status, why = SAID, f"in {said} of {len(self.issues)} sentences"
        if self.unknown:
            why += f"; no word list for {', '.join(self.unknown)}: only names were sought"
        return status, said, self.words, self.passing, self.text_words, elsewhere, why
