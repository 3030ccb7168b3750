"""The columns of an evidence table: marks, the words that count, and what the documents say."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers import frequency, segment

COLUMNS = ["mark", "doc_id", "sentence", "voice", "start", "end", "raw_start", "raw_end", "text"]
COLUMNS += ["word_start", "word_end", "outlet", "published", "url"]
PLACE = ["doc_id", "sentence", "start", "end", "raw_start", "raw_end", "text"]

_WHOLE = ["sentence", "start", "end", "raw_start", "raw_end", "word_start", "word_end"]
_CARD = ["outlet", "published", "url"]
_UNKNOWN = "—"

By = str | Sequence[str]


def listed(by: By) -> list[str]:
    return [by] if isinstance(by, str) else list(by)


def check(table: pd.DataFrame, needed: Sequence[str]) -> None:
    if missing := [name for name in needed if name not in table]:
        raise ValueError(
            f"no column {', '.join(missing)}; there are {', '.join(map(str, table.columns))}. segment.split() makes"
            " sentences with their offsets, voices.attribute() adds the voice."
        )


def grouped(
    table: pd.DataFrame,
    documents: pd.DataFrame,
    by: By,
    first: pd.Series | None = None,
    order: pd.Series | None = None,
) -> pd.DataFrame:
    """An evidence table of these rows, each under the mark that its columns make; ``first`` stands before them."""
    columns = [table[name].astype("object").where(table[name].notna(), _UNKNOWN) for name in listed(by)]
    columns = [*([] if first is None else [first]), *columns]
    if not columns:
        raise ValueError("by names no column. Name the columns whose values make the mark.")
    marks = [" · ".join(map(_word, part)) for part in zip(*columns, strict=True)]
    place = [name for name in ("doc_id", "sentence", "raw_start", "word_start") if name in table]
    keys = table[list(dict.fromkeys([*listed(by), *place]))]
    if order is not None:
        keys = pd.concat([order.rename("the order of the words"), keys], axis=1)
    at = keys.reset_index(drop=True).sort_values(list(keys.columns), kind="stable").index
    return assembled(table.assign(mark=pd.array(marks, dtype="str")).iloc[at], documents)


def _word(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def standing(
    sentences: pd.DataFrame, wanted: set[str], numbers: bool, stop_words: str
) -> dict[str, list[tuple[int, int, int]]]:
    """For each term the positions of its sentences, and its characters in them."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    numbered = sentences[["text", *({"language"} & set(sentences.columns))]].assign(at=range(len(sentences)))
    for length in sorted({len(term.split()) for term in wanted}) if len(sentences) else ():
        how = {"length": length, "numbers": numbers, "stop_words": stop_words}
        counts, names, _ = frequency.matrix(numbered, "at", **how)
        chosen = np.flatnonzero(np.isin(names, sorted(wanted)))
        counts, names = counts[:, chosen].tocsr(), names[chosen]
        for at in np.flatnonzero(np.diff(counts.indptr)).tolist():
            counted = set(names[counts.indices[counts.indptr[at] : counts.indptr[at + 1]]])
            words = segment.token_spans(sentences["text"].iat[at], numbers)
            for first, last in zip(range(len(words)), range(length - 1, len(words)), strict=False):
                term = " ".join(word for word, _, _ in words[first : last + 1])
                if term in counted:
                    found.setdefault(term, []).append((at, words[first][1], words[last][2]))
    return found


def words_of(found: pd.DataFrame, finds: pd.DataFrame) -> pd.DataFrame:
    """The sentences of the finds, with the words that each of them is about."""
    if "start" not in finds or "end" not in finds:
        return found
    span = pd.DataFrame({f"word_{end}": finds[end].astype("Int64").array for end in ("start", "end")})
    if span["word_start"].eq(found["start"]).all() and span["word_end"].eq(found["end"]).all():
        return found  # the table is itself one of sentences
    if "match" in finds:  # a concordance counts from the start of the text
        span = span.sub(found["start"].astype("Int64"), axis=0)
    span = span.mask(span["word_end"].lt(0))
    outside = (span["word_start"] < 0) | (span["word_end"] > found["text"].str.len())
    if outside.fillna(False).any():
        row = found[outside.fillna(False)].iloc[0]
        raise ValueError(f"words outside sentence {row['sentence']} of '{row['doc_id']}'. Count them from its start.")
    return found.assign(**span)


def assembled(found: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The columns of an evidence table, with what the documents say of each row's document."""
    if (twice := documents["doc_id"].duplicated()).any():
        raise ValueError(f"documents: '{documents.loc[twice, 'doc_id'].iloc[0]}' stands there twice. Drop one.")
    known = documents.set_index("doc_id")
    ids = found["doc_id"].dropna() if "doc_id" in found else []
    if strange := [doc_id for doc_id in dict.fromkeys(ids) if doc_id not in known.index]:
        raise ValueError(f"no document '{strange[0]}'. Give the documents that the sentences come from.")
    table = found.reindex(columns=COLUMNS[:11]).reset_index(drop=True)
    for name in _CARD:
        table[name] = table["doc_id"].map(known[name]) if name in known else None
    kinds = dict.fromkeys(_WHOLE, "Int64") | dict.fromkeys(["mark", "doc_id", "voice", "text", "outlet", "url"], "str")
    return table.astype(kinds).drop_duplicates(ignore_index=True)
