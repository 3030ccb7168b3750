"""Two accounts of one call: what both tell, what one only tells, and what is told differently."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import product
from math import log

import pandas as pd

from helpers import frequency, lexicons, segment
from helpers.frames import tag as find_frames
from helpers.framing.subjects import listed, subjects

# What a subject in common weighs. A frame says what a sentence is about, an issue often what the whole call is about.
WEIGHTS = {"name": 1.0, "issue": 1.0, "frame": 2.0, "term": 1.0}
_SAID = {
    "name": ("name", "names"),
    "issue": ("issue", "issues"),
    "frame": ("frame", "frames"),
    "term": ("word", "words"),
}
_SPEAKERS = {"both": "both together", "none": "nobody named", "third": "somebody else"}
COLUMNS = ["a", "b", "told", "similarity", "names", "issues", "frames", "shared", "spans_a", "spans_b", "reason"]
_WORDS = ["told", "names", "issues", "frames", "shared", "reason"]


def pair(
    sentences: pd.DataFrame,
    call_id: str,
    a: str = "kremlin",
    b: str = "elysee",
    *,
    frames: pd.DataFrame | None = None,
    leave_out: frozenset[str] = frozenset(),
    least: float = 0.1,
) -> pd.DataFrame:
    """Which sentences of the two accounts of a call tell the same, and which of them tell it differently.

    Two sentences are as similar as the subjects that they share: the cosine of their names, issues and terms
    (see ``subjects``) and frames, each weighted by its kind (``WEIGHTS``) and by its inverse document
    frequency among the sentences of the call, 1 + ln((1 + n) / (1 + df)) (Salton & Buckley 1988), so that what the
    whole call is about counts little. Frames in common do not count where each sentence has issues and they share none:
    a ceasefire here is not one there. Each sentence is linked to the one of the other side that it is most similar to,
    if they reach ``least``; one sentence may answer to several.

    Linked sentences speak of the same matter. They tell it *differently* where they give it to different speakers
    (each side to its own president), or where one of them denies (has a negation) and the other does not; otherwise
    *both* tell it. Without the column ``speaker`` only the second is known.

    Parameters
    ----------
    sentences : as ``accounts`` gives them, under labels that differ; ``call_id``, ``voice``, ``text`` are needed.
    frames : ``doc_id``, ``sentence``, ``frame``, ``start``, ``end``, instead of what ``frames.tag`` finds; a table
        without rows for none.
    leave_out : words that do not count, such as ``telling_words(a, b)``.
    least : the smallest similarity, 0 to 1, that makes a link.

    Returns
    -------
    One row a link, or a sentence without any: ``a`` and ``b``, labels of rows in ``sentences``; ``told`` ("both",
    "differently", or the side that alone tells it); ``similarity``, three decimals (of a sentence without a link, the
    highest that it has); ``names``, ``issues``, ``frames`` and ``shared`` (words), in common, as side ``a`` has them;
    ``spans_a`` and ``spans_b``, where these stand in the two sentences, lists of (start, end); ``reason``, in words.
    In the order of side ``a``, then what only ``b`` tells. A side without a sentence is said in each reason. Where the
    call is not in the table, or neither side tells it, there are no rows, and ``attrs["why"]`` says so.

    Raises
    ------
    ValueError: two sentences have one label, or a column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": ["x"] * 3, "voice": ["kremlin", "elysee", "elysee"],
    ...                       "text": ["Grain was discussed.", "He asked for grain.", "He urged evacuations."]})
    >>> pair(table, "x")[["told", "reason"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['both', 'in common: issue food and energy; frame economy; word grain'],
     ['elysee', "nothing close enough in the kremlin's account (similarity 0.000, needed 0.1)"]]
    """
    call = _of_the_call(sentences, call_id)
    found = pd.concat([subjects(call, leave_out=leave_out), _framed(call, frames)])
    spoken: dict = {label: [] for label in call.index}
    for find in found.itertuples():
        spoken[find.Index].append(find)
    ours, theirs = ([label for label in call.index if call.at[label, "voice"] == side] for side in (a, b))
    similar = _similarity(spoken, ours, theirs)
    links = _links(similar, least)
    rows = [_linked(call, spoken, i, j, similar[i, j]) for i, j in links]
    for side, other, own, across, place in ((a, b, ours, theirs, 0), (b, a, theirs, ours, 1)):
        linked, highest = {link[place] for link in links}, {}
        for key, value in similar.items():
            highest[key[place]] = max(value, highest.get(key[place], 0.0))
        for label in (label for label in own if label not in linked):
            most = highest.get(label, 0.0)
            why = _alone(call.loc[label], other, len(across), most, least)
            rows.append(((label, None), (None, label))[place] + (side, most, "", "", "", "", [], [], why))
    order = {label: number for number, label in enumerate([*ours, *theirs])}
    rows.sort(key=lambda row: (order[row[1] if row[0] is None else row[0]], order.get(row[1], -1)))
    table = pd.DataFrame(rows, columns=COLUMNS)
    table.attrs["why"] = "" if rows else _nothing(sentences, call_id, a, b)
    return table.astype(dict.fromkeys(_WORDS, "str") | {"similarity": "float64"} | _labels(call))


def pair_scores(pairs: pd.DataFrame, sentences: pd.DataFrame, by_hand: pd.DataFrame) -> pd.DataFrame:
    """How far the alignment of one or more calls agrees with one made by hand.

    Parameters
    ----------
    pairs : as ``pair`` gives them; of several calls, one below the other.
    sentences : those that were paired, with ``doc_id`` and ``sentence``.
    by_hand : ``a`` and ``b``, each "doc_id:sentence", several separated by ";"; ``told`` ("both", "differently", or a
        side), as ``tests/gold/alignments.csv``. Every sentence of one row is linked to every one across.

    Returns
    -------
    A row for "links" (pairs of sentences), "told both" and "told differently" (links of this kind) and "one side only"
    (sentences without a link): ``by_hand``, ``found``, ``right``; ``precision``, ``recall``, ``f1``, missing where
    there is nothing to divide by.

    Raises
    ------
    ValueError: a sentence aligned by hand is not among the sentences; names it.

    Examples
    --------
    >>> table = pd.DataFrame({"call_id": "x", "voice": ["kremlin", "elysee"], "text": ["Grain.", "More grain."]})
    >>> table = table.assign(doc_id="d", sentence=[0, 1])
    >>> by_hand = pd.DataFrame({"a": ["d:0"], "b": ["d:1"], "told": ["differently"]})
    >>> pair_scores(pair(table, "x"), table, by_hand)["f1"].tolist()
    [1.0, 0.0, 0.0, nan]
    """
    keys = sentences["doc_id"].astype(str) + ":" + sentences["sentence"].astype(str)
    label = dict(zip(keys, sentences.index, strict=True))
    gold: dict[tuple, str] = {}
    aligned = set()
    for row in by_hand.fillna("").itertuples():
        sides = [[place for place in cell.split(";") if place] for cell in (row.a, row.b)]
        if unknown := [place for place in [*sides[0], *sides[1]] if place not in label]:
            raise ValueError(
                f"alignment by hand: '{unknown[0]}' is none of the sentences. Give those that were paired."
            )
        aligned |= {label[place] for side in sides for place in side}
        gold |= {(label[i], label[j]): row.told for i, j in product(*sides)}
    both = pairs.dropna(subset=["a", "b"])
    links = {(row.a, row.b): row.told for row in both.itertuples()}
    single = {*pairs["a"].dropna(), *pairs["b"].dropna()} - {label for link in links for label in link}
    alone = aligned - {label for link in gold for label in link}
    sets = {"links": ({*gold}, {*links})}
    for told in ("both", "differently"):
        sets[f"told {told}"] = tuple({link for link, kind in table.items() if kind == told} for table in (gold, links))
    return _agreement(sets | {"one side only": (alone, single)})


def _agreement(sets: Mapping[str, tuple[set, set]]) -> pd.DataFrame:
    counts = {name: (len(hand), len(found), len(hand & found)) for name, (hand, found) in sets.items()}
    table = pd.DataFrame.from_dict(counts, orient="index", columns=["by_hand", "found", "right"])
    parts = {"precision": table["found"], "recall": table["by_hand"], "f1": (table["found"] + table["by_hand"]) / 2}
    return table.assign(**{name: table["right"] / whole.where(whole > 0) for name, whole in parts.items()})


def _of_the_call(sentences: pd.DataFrame, call_id: str) -> pd.DataFrame:
    if missing := [name for name in ("call_id", "voice", "text") if name not in sentences]:
        raise ValueError(f"sentences: no column {', '.join(missing)}. voices.attribute(sentences) adds the voice.")
    call = sentences[sentences["call_id"] == call_id]
    if not call.index.is_unique:
        raise ValueError(f"two sentences have the label {call.index[call.index.duplicated()][0]}. Use reset_index().")
    return call


def _nothing(sentences: pd.DataFrame, call_id: str, a: str, b: str) -> str:
    known = sorted(map(str, sentences["call_id"].dropna().unique()))
    if call_id not in known:
        return f"no sentence on call '{call_id}'. There are: {', '.join(known) or 'none'}."
    return f"no sentence on call '{call_id}' gives the account of '{a}' or of '{b}'."


def _labels(call: pd.DataFrame) -> dict[str, str]:
    """Labels as they are in the sentences; whole numbers need a type that has room for a missing one."""
    return {"a": "Int64", "b": "Int64"} if pd.api.types.is_integer_dtype(call.index) else {"a": "object", "b": "object"}


def _framed(call: pd.DataFrame, tags: pd.DataFrame | None) -> pd.DataFrame:
    if tags is None:
        numbered = call.assign(doc_id="", sentence=range(len(call)))
        tags, labels = find_frames(numbered), dict(zip(numbered["sentence"], call.index, strict=True))
        own = [labels[number] for number in tags["sentence"]]
    else:
        labels = dict(zip(zip(call["doc_id"], call["sentence"], strict=True), call.index, strict=True))
        own = [labels.get(place) for place in zip(tags["doc_id"], tags["sentence"], strict=True)]
    tags = tags.assign(label=own, kind="frame", what=tags["frame"].astype("str"), text="").set_index("label")
    spoken = tags.index.notna() & (tags["what"] != "")
    if "scope" in tags:
        spoken &= tags["scope"] != "silence"
    return tags.loc[spoken, ["kind", "what", "text", "start", "end"]]


def _keys(find: tuple) -> set[tuple[str, str]]:
    """What two finds must share; of names a word, since the Minsk Group may be "Minsk" to the other side."""
    if find.kind != "name":
        return {(find.kind, find.what)}
    return {("name", word) for word in segment.tokens(find.what) if word not in _stop_words()}


@cache
def _stop_words() -> frozenset[str]:
    return frequency.stop_words()


def _common(ours: set[tuple], theirs: set[tuple]) -> set[tuple]:
    """What two sentences share; no frames where each names issues of its own: a war's ceasefire is not another's."""
    issues = [{key for key in keys if key[0] == "issue"} for keys in (ours, theirs)]
    apart = all(issues) and not issues[0] & issues[1]
    return {key for key in ours & theirs if not (apart and key[0] == "frame")}


def _similarity(spoken: dict, ours: list, theirs: list) -> dict[tuple, float]:
    keys = {row: {key for find in spoken[row] for key in _keys(find)} for row in [*ours, *theirs]}
    common = Counter(key for row in keys.values() for key in row)
    weight = {key: WEIGHTS[key[0]] * (1 + log((1 + len(keys)) / (1 + n))) for key, n in common.items()}
    # Summed in a fixed order: the last digit of a sum depends on it.
    square = {label: sum(weight[key] ** 2 for key in sorted(row)) for label, row in keys.items()}
    values = {}
    for i, j in product(ours, theirs):
        shared = sum(weight[key] ** 2 for key in sorted(_common(keys[i], keys[j])))
        values[i, j] = round(shared / (square[i] * square[j]) ** 0.5, 3) if shared else 0.0
    return values


def _links(similar: dict[tuple, float], least: float) -> list[tuple]:
    """From each sentence to the most similar one of the other side; of equal ones, to the first."""
    links = set()
    for place in (0, 1):
        best: dict = {}
        for link, value in similar.items():
            if value >= max(least, 0.001) and value > similar.get(best.get(link[place]), 0.0):
                best[link[place]] = link
        links |= {*best.values()}
    return [link for link in similar if link in links]


def _linked(call: pd.DataFrame, spoken: dict, i: object, j: object, value: float) -> tuple:
    common = _common(*({key for find in spoken[label] for key in _keys(find)} for label in (i, j)))
    ours, theirs = ([find for find in spoken[label] if _keys(find) & common] for label in (i, j))
    shared = {
        kind: sorted({segment.normal(f.text) if kind == "term" else f.what for f in ours if f.kind == kind})
        for kind in WEIGHTS
    }
    told, said = "both", (f"{_SAID[kind][len(what) > 1]} {', '.join(what)}" for kind, what in shared.items() if what)
    reason = f"in common: {'; '.join(said)}"
    denials = [call.at[label, "voice"] for label in (i, j) if _denies(call.loc[label])]
    if "speaker" in call and call.loc[[i, j], "speaker"].nunique() == 2:
        told, reason = "differently", f"{reason}; {_mouths(call, i, j)}"
    elif len(denials) == 1:
        told, reason = "differently", f"{reason}; only the {denials[0]}'s account denies"
    lists = (" | ".join(shared[kind]) for kind in ("name", "issue", "frame"))
    spans = (sorted({(f.start, f.end) for f in side if f.kind != "frame"}) for side in (ours, theirs))
    return (i, j, told, value, *lists, " ".join(shared["term"]), *spans, reason)


def _mouths(call: pd.DataFrame, i: object, j: object) -> str:
    """Who is said to have spoken, in each of two accounts; of a side, the state's name as a reader writes it."""
    names = (_SPEAKERS.get(name, name.title()) for name in call.loc[[i, j], "speaker"])
    parts = zip(names, call.loc[[i, j], "voice"], strict=True)
    return "as said by " + ", by ".join(f"{name} in the {side}'s account" for name, side in parts)


def _alone(row: pd.Series, other: str, across: int, most: float, least: float) -> str:
    if not across:
        return f"no sentence gives the {other}'s account of this call"
    why = f"nothing close enough in the {other}'s account (similarity {most:.3f}, needed {least:g})"
    return why if listed(row.get("language")) else f"{why}; no word lists for '{row['language']}'"


def _denies(row: pd.Series) -> bool:
    negators, endings = _negators(row.get("language", ""))
    return any(word in negators or word.endswith(endings) for word in segment.tokens(row["text"]))


@cache
def _negators(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that deny, and those of them that hang on to others ("n't")."""
    table = lexicons.table("function_words")
    table = table[(table["class"] == "negators") & (table["language"] == language)]
    words = frozenset(segment.normal(word) for word in " ".join(table["words"]).split())
    return words, tuple(sorted(word for word in words if word.startswith("'")))
