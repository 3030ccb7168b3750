"""What each sentence says, by lists of phrases: frames, issues, names with rivals, speech acts, telling without a doer.

To frame is to pick out some sides of a matter and to make them stand out, so as to further one reading of it (Entman
1993, Journal of Communication 43(4), 51-58). ``lexicons/frames.csv`` says which side of a matter a sentence picks out,
and what it does with it; the other lists are ``issues.csv``, ``naming.csv``, ``acts.csv`` and ``agentless.csv``.

Of a side's sentence what is quoted or reported counts, and the verb that reports it: whoever "accused Kyiv" lays blame.
What else the column ``narrator`` of ``voices.attribute`` leaves to the journalist gives no tag ("in their first call
since the war began"). A sentence that is the narrator's as a whole, and a table without that column, is read as it is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

import numpy as np
import pandas as pd
import regex

from helpers import files, lexicons, segment
from helpers.lexicons import Finder, Match
from helpers.voices import without_narrator

__all__ = ["ACTS", "acts", "agentless", "by_side", "count", "issues", "main_issue", "names", "tag", "tagged"]
ACTS = ("demand", "accuse", "offer", "agree", "assess", "inform", "express")
_KINDS = ("definition", "example", "pattern", "function", "scope")
_PLACE = ["doc_id", "sentence"]
_CARRIED = [*_PLACE, "call_id", "voice"]
_READ = ["text", "language", "quoted", "voice", "speaker", "cue_start", "cue_end"]
# Words between a denial and what it denies: behind it as in NegEx (Chapman et al. 2001), and before it.
_BEHIND, _BEFORE = 5, 1
_BORDER = regex.compile(r"[,;:()—–…”»]|(?<=\S)\"|\b(?:but|mais|но)\b", regex.IGNORECASE)
# "Accused of not talking" denies the talking alone.
_PREPOSITION = regex.compile(r"\b(?:of|for|by|to|with|de|par|pour|за|о|об)\b", regex.IGNORECASE)

Label = tuple[str, ...]  # what a phrase stands for: a cell for each column of its list that is shown
Find = tuple[Label, Match]
Phrases = tuple[Finder, dict[str, list[Label]]]


def __dir__() -> list[str]:
    return __all__


def tag(sentences: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """The frames and functions of each sentence, each with the words it rests on.

    A phrase inside a longer one that stands for something else gives no tag: a "minister of defence" is no defence.

    Parameters
    ----------
    sentences : ``doc_id``, ``sentence``, ``text``; where there, ``language`` (empty: the phrases of all), ``quoted``,
        ``raw_start``, and what ``voices.attribute`` adds.
    codebook : a table like ``lexicons/frames.csv``, instead of it: ``frame``, ``kind`` (definition, example, pattern;
        function: phrases that give a function alone; scope: words of denial and silence), ``language``, ``text`` (a
        phrase as in ``lexicons.Finder``), ``function``. A pattern without a frame hides the words in it.

    Returns
    -------
    One row a phrase found, in the order of the sentences: ``doc_id``, ``sentence``, ``call_id`` and ``voice`` as far as
    there are any; ``frame`` and ``function``, "" where it gives none; ``phrase`` as listed; ``words``, ``start``,
    ``end`` in the sentence, ``raw_start``, ``raw_end``; ``scope``; ``why``. A sentence in a language without phrases
    has one row without a tag, and ``why`` says so. The scopes: "own"; "negated", up to five words behind a denial in
    the same clause, or one before it; "quoted", inside quotation marks; "negated quoted"; "silence", what is said to be
    passed over, which ``count`` leaves out.

    Raises
    ------
    ValueError: a column or a text is missing, a sentence is there twice, or a row of the codebook is no phrase.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0], "language": "en", "text": ["There was no ceasefire, he said."]}
    >>> tag(pd.DataFrame(told))[["frame", "words", "start", "scope"]].values.tolist()
    [['ceasefire', 'ceasefire', 13, 'negated']]
    """
    book = _book() if codebook is None else _checked(codebook)
    # The project's own phrases are put in order once, those of a changed codebook at each call.
    lists = _own_codebook if codebook is None else cache(lambda language: _of_codebook(book, language))

    def find(sentence: _Sentence, language: str) -> list[Find]:
        kinds = lists(language)
        return _unhidden(sentence.text, kinds["pattern"], 0) + _unhidden(sentence.text, kinds["function"], 1)

    found = _found(sentences, ["frame", "function"], find, book["language"], lambda language: lists(language)["scope"])
    kinds = {name: pd.CategoricalDtype(["", *_defined(book, name)]) for name in ("frame", "function")}
    return found.astype(kinds)


def issues(sentences: pd.DataFrame, words: pd.DataFrame | None = None) -> pd.DataFrame:
    """The known issues of each sentence, each with the name or words that it rests on.

    Parameters
    ----------
    sentences : as ``tag`` takes them. In a language without words, the issues that have a name there are found.
    words : ``issue``, ``language`` (empty: a name in its form in ``names.csv``, in any language), ``term``, instead of
        ``lexicons/issues.csv``.

    Returns
    -------
    One row a find, as ``tag``, with ``issue``.

    Raises
    ------
    ValueError: as ``tag``.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0], "language": "en", "text": ["Wheat for Idlib."]}
    >>> issues(pd.DataFrame(told))[["issue", "words", "start"]].values.tolist()
    [['food and energy', 'Wheat', 0], ['Syria', 'Idlib', 10]]
    """
    if words is not None:
        files.need(words, "words", ["issue", "language", "term"])
    lists = _own_issues if words is None else cache(lambda language: _of_issues(words, language))

    def find(sentence: _Sentence, language: str) -> list[Find]:
        of_name, phrases = lists(language)
        named = lexicons.names(sentence.text)
        found = [((of_name[form.lower()],), Match(form, a, b, ())) for form, a, b in named if form.lower() in of_name]
        rest = (
            one
            for one in _all(sentence.text, phrases)
            if not any(a < one[1].end and one[1].start < b for _, a, b in named)
        )
        return [*found, *rest]

    return _found(sentences, ["issue"], find)


def main_issue(sentences: pd.DataFrame, words: pd.DataFrame | None = None) -> pd.Series:
    """The one issue of each sentence: the one with the most finds in it.

    Of equal ones it is the one that more sentences of the same text have, then the first in the sentence.

    Returns
    -------
    The issue under the label of its sentence, missing where there is none.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0, 1], "text": ["Wheat and oil from Syria.", "Thanks."]}
    >>> main_issue(pd.DataFrame(told)).tolist()
    ['food and energy', nan]
    """
    found = issues(sentences, words)
    own = found.groupby([*_PLACE, "issue"], sort=False).size().rename("finds").reset_index()
    own["common"] = own.groupby(["doc_id", "issue"])["sentence"].transform("size")
    own = own.sort_values(["finds", "common"], ascending=False, kind="stable").drop_duplicates(_PLACE)
    chosen = sentences[_PLACE].merge(own, on=_PLACE, how="left")["issue"]
    return chosen.set_axis(sentences.index)


def names(sentences: pd.DataFrame) -> pd.DataFrame:
    """Each occurrence of a name that has rivals: Kyiv or Kiev, sanctions or restrictions, war or special operation.

    A name of kind "spelling" is no stance by itself: house style and date decide first (AP changed from Kiev to Kyiv on
    14 August 2019), and a translator may respell what a side wrote. A name of kind "term" says more than which thing is
    meant, and ``note`` what. Common words name other things too ("restrictions"): read the sentence.

    Returns
    -------
    One row an occurrence, as ``tag``, with ``thing``, ``name``, ``kind`` and ``note`` as in ``lexicons/naming.csv``.

    Raises
    ------
    ValueError: as ``tag``.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en",
    ...     "text": ["Putin spoke of a “special military operation”, Macron of the war in Ukraine."]})
    >>> names(said)[["name", "scope"]].values.tolist()
    [['special military operation*', 'quoted'], ['war in Ukraine', 'own']]
    """
    columns = ["thing", "name", "kind", "note"]

    def find(sentence: _Sentence, language: str) -> list[Find]:
        return [one for one in _all(sentence.text, _own_names(language)) if one[0][2] != "not"]

    return _found(sentences, columns, find, ("en", "fr", "ru"))


def acts(sentences: pd.DataFrame) -> pd.DataFrame:
    """The speech act of each sentence: what the one who speaks in it does by saying so (Searle 1976).

    It is that of the first verb that says more than that somebody spoke. Where no verb does, or the verb leaves it open
    ("stressed", "informed"), what is said decides, blame first, and else it is to assess or inform. What two promise or
    reaffirm together is to agree. A denied verb ("did not accuse") is no act, nor is a subject that was discussed.
    Whether an accusation is just, or a demand meant, no list knows; assessing and informing are told apart worst.

    Parameters
    ----------
    sentences : as ``voices.attribute`` gives them; without ``voice`` and ``speaker`` each has somebody who speaks.

    Returns
    -------
    One row a sentence with an act, as ``tag``, with ``act`` (one of ``ACTS``) and the words that decide it.

    Raises
    ------
    ValueError: as ``tag``.

    Examples
    --------
    >>> said = pd.DataFrame({"doc_id": "a", "sentence": [0], "language": "en", "voice": "kremlin", "speaker": "russia",
    ...     "text": ["Putin told Macron that the West must stop supplying weapons, the Kremlin said."]})
    >>> acts(said)[["act", "words"]].values.tolist()
    [['demand', 'must']]
    """
    found = _found(sentences, ["act"], _main_act, ("en", "fr", "ru"))
    return found.astype({"act": pd.CategoricalDtype(["", *ACTS])})


def agentless(sentences: pd.DataFrame) -> pd.DataFrame:
    """Each place where something is said or discussed and nobody does so: "it was noted", "were discussed".

    Readouts are full of it: what nobody says, nobody need answer for (Fowler et al. 1979, Language and Control). It
    takes a word of saying: "guns were smuggled in" is none. A doer ("by both presidents"), or the house or capital that
    stands for him ("it is confirmed in Paris"), makes it none. A habit of the genre, of a translation and of a side
    look alike: the count says how often, not why.

    Returns
    -------
    One row a place, as ``tag``; ``phrase`` is empty, since the patterns are in ``lexicons/agentless.csv``.

    Raises
    ------
    ValueError: as ``tag``.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0], "language": "en", "text": ["It was stressed that talks must go on."]}
    >>> agentless(pd.DataFrame(told))["words"].tolist()
    ['was stressed']
    """

    def find(sentence: _Sentence, language: str) -> list[Find]:
        return [((), Match("", *match.span(), ())) for match in _agentless(language).finditer(sentence.text)]

    return _found(sentences, [], find, ("en", "fr", "ru"))


def count(
    found: pd.DataFrame, sentences: pd.DataFrame, what: str = "frame", by: str | Sequence[str] = ("call_id", "voice")
) -> pd.DataFrame:
    """Sentences by frame (issue, act ...) and group.

    A sentence counts once for each of its frames, and one without any as "none", so that an account's length is kept.
    Left out are sentences in a language without phrases, and those for which one of ``by`` is missing.

    Parameters
    ----------
    found : as ``tag``, ``issues`` or ``acts`` give it, or labels by hand with ``doc_id``, ``sentence``, ``what``.
    sentences : those that were tagged, or some of them.
    what : the column of ``found`` to count. by : columns of the sentences.

    Returns
    -------
    What occurs, in the order of its list, and "none", by group.

    Raises
    ------
    ValueError: a column is missing.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0, 1], "call_id": "x", "voice": ["kremlin", "elysee"],
    ...         "text": ["They spoke.", "He wants a truce."]}
    >>> count(tag(pd.DataFrame(told)), pd.DataFrame(told))[("x", "elysee")].to_dict()
    {'ceasefire': 1, 'none': 0}
    """
    by = list(by) if pd.api.types.is_list_like(by) else [by]
    files.need(found, "found", [*_PLACE, what])
    files.need(sentences, "sentences", [*_PLACE, *by])
    order = [*found[what].astype("category").cat.categories, "none"]
    counted = found[_PLACE].assign(**{what: found[what].astype("str")})
    said = (counted[what] != "") & (found["scope"] != "silence" if "scope" in found else True)
    unread = pd.MultiIndex.from_frame(found.loc[found["why"] != "", _PLACE]) if "why" in found else []
    own = sentences[list(dict.fromkeys([*_PLACE, *by]))].dropna(subset=by)
    own = own[~pd.MultiIndex.from_frame(own[_PLACE]).isin(unread)]
    own = own.merge(counted[said].drop_duplicates(), on=_PLACE, how="left").fillna({what: "none"})
    table = own.groupby([*by, what], observed=True).size().unstack(what, fill_value=0).T
    return table.loc[[name for name in order if name in table.index]].astype("int64")


def by_side(
    hand: pd.DataFrame, lists: pd.DataFrame, sides: tuple[str, str], by: str = "voice", apart: float = 0.15
) -> pd.DataFrame:
    """How often the lists are right in each side's sentences, and where the sides can be compared by them.

    A list that reads one side better than the other makes differences and hides others.

    Parameters
    ----------
    hand : tags by hand, as ``readouts.tags`` gives them: ``doc_id``, ``sentence``, ``by``, and a column from 0 to 1 for
        each tag. lists : the same, by lists. Only sentences in both count.
    sides : two values of the column ``by``. apart : how much recall may differ.

    Returns
    -------
    One row a tag: ``cases``, ``precision`` and ``recall`` with "_a" for the first side and "_b" for the second;
    ``tested``, False where recall differs by more than ``apart`` or is not known. Show no other.

    Examples
    --------
    >>> hand = pd.DataFrame({"doc_id": "x", "sentence": [0, 1], "voice": ["kremlin", "elysee"], "blame": [1, 1]})
    >>> by_side(hand, hand.assign(blame=[1, 0]), ("kremlin", "elysee")).loc["blame", ["recall_a", "recall_b", "tested"]]
    recall_a      1.0
    recall_b      0.0
    tested      False
    Name: blame, dtype: object
    """
    files.need(hand, "hand", [*_PLACE, by])
    files.need(lists, "lists", [*_PLACE, by])
    both = hand.merge(lists, on=[*_PLACE, by], suffixes=("", "_found"))
    tags = [name.removesuffix("_found") for name in both.select_dtypes("number") if name.endswith("_found")]
    rates = {}
    for end, side in zip("ab", sides, strict=True):
        own = both[both[by] == side]
        told, found = own[tags], own[[f"{tag}_found" for tag in tags]].set_axis(tags, axis=1)
        right = (told * found).sum()
        rates |= {f"cases_{end}": told.sum(), f"precision_{end}": right / found.sum()}
        rates[f"recall_{end}"] = right / told.sum()
    table = pd.DataFrame(rates)
    return table.assign(tested=(table["recall_a"] - table["recall_b"]).abs() <= apart)


def tagged(sentences: pd.DataFrame) -> pd.DataFrame:
    """The sentences with what the lists find in them: frames, functions, issues, names, act, agentless.

    Returns
    -------
    A copy with ``frames``, ``functions``, ``issues`` and ``names``, each once, in the alphabet's order, separated by
    semicolons; ``act``; "" where there is none; ``agentless``, "1" or "0", "" in a language without patterns.

    Raises
    ------
    ValueError: as ``tag``.

    Examples
    --------
    >>> told = {"doc_id": "a", "sentence": [0], "language": "en", "text": ["Putin demanded a truce in Syria."]}
    >>> tagged(pd.DataFrame(told))[["frames", "issues", "act", "agentless"]].values.tolist()
    [['ceasefire', 'Syria', 'demand', '0']]
    """
    tags, nobody = tag(sentences), agentless(sentences)
    tags = tags[tags["scope"] != "silence"].astype({"frame": "str", "function": "str"})
    listed = {
        "frames": (tags, "frame"),
        "functions": (tags, "function"),
        "issues": (issues(sentences), "issue"),
        "act": (acts(sentences).astype({"act": "str"}), "act"),
    }
    made = {name: table.groupby(_PLACE)[what].agg(_joined) for name, (table, what) in listed.items()}
    made["agentless"] = nobody.groupby(_PLACE)["why"].first().map(lambda why: "" if why else "1")
    at = pd.MultiIndex.from_frame(sentences[_PLACE])
    made = {name: column.reindex(at, fill_value="0" * (name == "agentless")) for name, column in made.items()}
    forms = [_joined(form for form, *_ in lexicons.names(text)) for text in sentences["text"]]
    result = sentences.assign(**{name: column.to_numpy() for name, column in made.items()}, names=forms)
    return result.astype(dict.fromkeys([*made, "names"], "str"))


def _joined(values: Iterable[str]) -> str:
    return ";".join(sorted({*values} - {""}))


class _Sentence:
    """A sentence with what the scope of a phrase depends on: where it quotes, its words of denial and silence."""

    def __init__(self, row: dict, said: str, scopes: Phrases) -> None:
        self.row, self.text, self._said, self._scopes = row, row["text"], said, scopes

    @cached_property
    def quoted(self) -> np.ndarray:
        return segment.quoted(self.text, self.row.get("quoted"))

    @cached_property
    def _marks(self) -> list[Find]:
        return _unhidden(self.text, self._scopes, 1)

    def told(self, match: Match) -> bool:
        """Whether it is no phrase of the narrator's own alone; the reporting verb is what the side does."""
        reports = self.row.get("cue_start", -1) < match.end and match.start < self.row.get("cue_end", -1)
        return reports or bool(self._said[match.start : match.end].strip())

    def inside(self, match: Match) -> bool:
        """Whether the whole match is inside quotation marks."""
        return bool(self.quoted[match.start : match.end].all())

    def denied(self, match: Match, ahead: bool = False) -> bool:
        """Whether a word of denial goes with the match, or goes ``ahead`` of it; its own words do not deny it."""
        marks = (mark for label, mark in self._marks if label[1] == "negated")
        return any(self._denies(mark, match) for mark in marks if not ahead or mark.end <= match.start)

    def scope(self, match: Match) -> str:
        silences = (mark for label, mark in self._marks if label[1] == "silence" and mark.end <= match.start)
        if any(self._joined(mark, match) for mark in silences):
            return "silence"
        return " ".join(["negated"] * self.denied(match) + ["quoted"] * self.inside(match)) or "own"

    def _denies(self, mark: Match, match: Match) -> bool:
        if not match.words or not self._joined(mark, match):
            return False
        behind, before = match.words[0] - mark.words[-1] - 1, mark.words[0] - match.words[-1] - 1
        if 0 <= behind <= _BEHIND:
            return True
        return 0 <= before <= _BEFORE and not _PREPOSITION.search(self.text, match.end, mark.start)

    def _joined(self, one: Match, two: Match) -> bool:
        """Whether no border of a clause is between the two."""
        return not _BORDER.search(self.text, min(one.end, two.end), max(one.start, two.start))


def _found(
    sentences: pd.DataFrame,
    columns: list[str],
    find: Callable[[_Sentence, str], list[Find]],
    languages: Iterable[str] | None = None,
    scopes: Callable[[str], Phrases] = lambda language: _own_codebook(language)["scope"],
) -> pd.DataFrame:
    """One row for each find in each sentence, and one that says why for a sentence in a language without a list."""
    _check(sentences)
    known = None if languages is None else {*languages} - {""}
    rows = []
    read = [name for name in _READ if name in sentences]
    said = without_narrator(sentences)["text"]
    for at, (row, own) in enumerate(zip(sentences[read].to_dict("records"), said, strict=True)):
        language = lexicons.language(row.get("language"))
        if known is not None and language and language not in known:
            rows.append((at, *[""] * len(columns), "", "", -1, -1, "", f"no list for the language '{language}'"))
            continue
        sentence = _Sentence(row, own, scopes(language))
        told = (one for one in find(sentence, language) if sentence.told(one[1]))
        for label, match in sorted(told, key=lambda one: (one[1].start, one[1].end, one[1].phrase)):
            words = row["text"][match.start : match.end]
            rows.append((at, *label, match.phrase, words, match.start, match.end, sentence.scope(match), ""))
    texts = [*columns, "phrase", "words"]
    table = pd.DataFrame(rows, columns=["at", *texts, "start", "end", "scope", "why"])
    kinds = dict.fromkeys([*texts, "scope", "why"], "str") | dict.fromkeys(["at", "start", "end"], "int64")
    table = table.astype(kinds)
    place = sentences.iloc[table.pop("at")].reset_index(drop=True)
    if "raw_start" in place:
        for end in ("start", "end"):
            raw = (place["raw_start"] + table[end]).where(table[end] >= 0, -1)
            table.insert(table.columns.get_loc("scope"), f"raw_{end}", raw)
    return pd.concat([place[[name for name in _CARRIED if name in place]], table], axis=1)


def _check(sentences: pd.DataFrame) -> None:
    files.need(sentences, "sentences", [*_PLACE, "text"], "segment.split() makes them.")
    empty = ~sentences["text"].map(lambda text: isinstance(text, str)).astype(bool)
    twice = sentences.duplicated(_PLACE)
    for wrong, what in ((empty, "has no text. Drop it"), (twice, "is there twice. Drop one, or rename the text")):
        if wrong.any():
            row = sentences[wrong].iloc[0]
            raise ValueError(f"sentence {row['sentence']} of '{row['doc_id']}' {what}.")


def _phrases(rows: pd.DataFrame, phrase: str, columns: list[str]) -> Phrases:
    """The phrases of a list, and what each stands for."""
    labels: dict[str, list[Label]] = defaultdict(list)
    for text, *label in rows[[phrase, *columns]].drop_duplicates().itertuples(index=False):
        labels[text].append(tuple(label))
    return Finder(labels), labels


def _all(text: str, phrases: Phrases) -> list[Find]:
    finder, labels = phrases
    return [(label, match) for match in finder(text) for label in labels[match.phrase]]


def _unhidden(text: str, phrases: Phrases, column: int) -> list[Find]:
    """Every phrase, also where they overlap, without those inside a longer one that stands for something else.

    ``column``: that of the labels in which something else is written; a phrase without anything there only hides.
    """
    finder, labels = phrases
    found = [(label, match) for match in finder(text, overlapping=True) for label in labels[match.phrase]]
    having: dict[int, list[Find]] = defaultdict(list)  # only those that share a word are compared
    for one in found:
        for word in one[1].words:
            having[word].append(one)

    def hides(longer: Find, one: Find) -> bool:
        (stands, long), (means, short) = longer, one
        inside = {*short.words} < {*long.words} or (not stands[column] and short.words == long.words)
        return stands[column] != means[column] and inside

    return [
        one for one in found if one[0][column] and not any(hides(longer, one) for longer in having[one[1].words[0]])
    ]


@cache
def _book() -> pd.DataFrame:
    return _checked(lexicons.table("frames"))


@cache
def _own_codebook(language: str) -> dict[str, Phrases]:
    return _of_codebook(_book(), language)


def _of_codebook(book: pd.DataFrame, language: str) -> dict[str, Phrases]:
    rows = _in(book, language)
    return {kind: _phrases(rows[rows["kind"] == kind], "text", ["frame", "function"]) for kind in _KINDS[2:]}


def _in(rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """The rows in a language and in any; without a language, all."""
    return rows[rows["language"].isin([language, "*"])] if language else rows


def _checked(codebook: pd.DataFrame) -> pd.DataFrame:
    """The codebook; an error names the row that cannot be used."""
    needed = ["frame", "kind", "language", "text", "function"]
    files.need(codebook, "codebook", needed, "lexicons/frames.csv shows them all.")
    codebook = codebook.fillna("")
    for number, row in enumerate(codebook.itertuples(index=False), start=2):
        if row.kind not in _KINDS:
            raise ValueError(f"codebook, row {number}: kind is one of {', '.join(_KINDS)}, not {row.kind!r}.")
        if row.kind in _KINDS[2:]:
            try:
                Finder([row.text])
            except ValueError as error:
                raise ValueError(f"codebook, row {number}: {error}") from None
            if not row.language:
                raise ValueError(f"codebook, row {number}: the phrase {row.text!r} has no language. Fill it in.")
    return codebook


def _defined(book: pd.DataFrame, column: str) -> list[str]:
    """The frames or functions that phrases give, in the order of their definitions, others behind them."""
    given = {*book.loc[book["kind"].isin(["pattern", "function"]), column]} - {""}
    defined = [name for name in dict.fromkeys(book.loc[book["kind"] == "definition", column]) if name in given]
    return [*defined, *sorted(given - {*defined})]


@cache
def _own_issues(language: str) -> tuple[dict[str, str], Phrases]:
    return _of_issues(lexicons.table("issues"), language)


def _of_issues(words: pd.DataFrame, language: str) -> tuple[dict[str, str], Phrases]:
    """The issue of each name, by its form in small letters, and the phrases of a language."""
    named = words["language"].fillna("") == ""
    of_name = dict(zip(words.loc[named, "term"].str.lower(), words.loc[named, "issue"], strict=True))
    return of_name, _phrases(_in(words[~named], language), "term", ["issue"])


@cache
def _own_names(language: str) -> Phrases:
    return _phrases(_in(lexicons.table("naming"), language), "name", ["thing", "name", "kind", "note"])


@cache
def _of_acts(language: str) -> tuple[Phrases, Phrases, dict[Label, int]]:
    """Verbs and those who act together; words of what is said, blame among them; which act of these goes first."""
    rows, frames = _in(lexicons.table("acts"), language), _in(_book(), language)
    blame = frames[(frames["frame"] == "blame") & (frames["kind"] == "pattern")]
    blame = blame.rename(columns={"text": "phrase"}).assign(kind="content", act="accuse", together="")
    contents = pd.concat([blame, rows[rows["kind"] == "content"]])
    columns = ["act", "together", "kind"]
    rank = {act: k for k, act in enumerate(dict.fromkeys(contents["act"]))}
    verbs = rows[rows["kind"] != "content"]
    return _phrases(verbs, "phrase", columns), _phrases(contents, "phrase", columns), rank


def _main_act(sentence: _Sentence, language: str) -> list[Find]:
    """What ``acts`` says of it: one find, or none."""
    row, text = sentence.row, sentence.text
    if row.get("voice") == "narrator" and row.get("speaker") == "none":
        return []
    of_verbs, of_contents, rank = _of_acts(language)
    found = [one for one in _all(text, of_verbs) if sentence.told(one[1])]
    verbs = [one for one in found if one[0][2] != "both"]
    made = [one for one in verbs if not sentence.denied(one[1], ahead=True)]
    if verbs and not made:
        return []
    # What is quoted, or said by the way ("Accusing Kyiv of crimes, Putin said ..."), comes last.
    made.sort(key=lambda one: (sentence.inside(one[1]), text[: one[1].end].endswith("ing")))
    says_more = (one for one in made if one[0][2] not in ("none", "plain"))
    carried_on = (("inform", "", "plain"), Match("", 0, len(text), ()))  # or it only has a source
    (act, jointly, kind), match = next(says_more, made[0] if made else carried_on)
    if kind == "plain" and sentence.quoted.any():
        act = "assess"
    contents = [one for one in _all(text, of_contents) if sentence.told(one[1])]
    if kind in ("open", "plain") and contents:
        (act, jointly, _), match = min(contents, key=lambda one: rank[one[0][0]])
    together = row.get("speaker") == "both" or any(one[0][2] == "both" and one[1].end <= match.start for one in found)
    act = jointly if jointly and together else act
    return [] if act == "none" else [((act,), match)]


@cache
def _agentless(language: str) -> regex.Pattern:
    """The constructions of a language, none before a doer; "PARTICIPLE" is any participle of saying."""
    made = []
    for _, own in _in(lexicons.table("agentless"), language).groupby("language"):
        either = own.groupby("kind")["pattern"].agg("|".join)
        for pattern in own.loc[own["kind"] == "construction", "pattern"]:
            told = pattern.replace("PARTICIPLE", f"(?:{either['participle']})")
            made.append(f"(?:{told})(?!{either['by']})")
    return regex.compile("|".join(made), regex.IGNORECASE)
