"""One form for each name, in a column of its own: which name a text chooses is evidence, so the text stays."""

import pandas as pd

from helpers import lexicons


def one_form(table: pd.DataFrame, into: str = "one_form") -> pd.DataFrame:
    """Write the text with one form of each name ("Kyiv" for Kiev and Киев) into a new column.

    Parameters
    ----------
    table : documents or sentences, with ``text``. Which spellings belong together is said in ``lexicons/names.csv``.
    into : the new column's name.

    Returns
    -------
    The same rows with the new column; ``text`` is as it was. Offsets into the new column are not those into ``text``.

    Raises
    ------
    ValueError: no column ``text``, or there is a column of the new name already.

    Examples
    --------
    >>> one_form(pd.DataFrame({"text": ["L'Elysée on Poutine's visit to Kiev"]})).loc[0, "one_form"]
    "L'Élysée on Putin's visit to Kyiv"
    """
    _require(table, "text")
    if into in table:
        raise ValueError(f"there is a column '{into}' already. Name another one with into=.")
    return table.assign(**{into: table["text"].map(_replace, na_action="ignore").astype("string")})


def variants(table: pd.DataFrame) -> pd.DataFrame:
    """How often each text uses which spelling of a name.

    Parameters
    ----------
    table : documents or sentences, with ``doc_id`` and ``text``.

    Returns
    -------
    One row a text and spelling: ``doc_id``, ``form``, ``variant`` (as it stands in the text), ``count``; texts in the
    table's order, then by form and variant.

    Raises
    ------
    ValueError: a column is missing.

    Examples
    --------
    >>> variants(pd.DataFrame({"doc_id": ["a"], "text": ["Kiev, not Kyiv. Kiev!"]})).values.tolist()
    [['a', 'Kyiv', 'Kiev', 2], ['a', 'Kyiv', 'Kyiv', 1]]
    """
    _require(table, "doc_id", "text")
    texts = table[["doc_id", "text"]].dropna()
    found = [
        (doc_id, form, text[start:end])
        for doc_id, text in texts.itertuples(index=False)
        for form, start, end in lexicons.names(text)
    ]
    order = {doc_id: place for place, doc_id in enumerate(texts["doc_id"].unique())}
    counts = pd.DataFrame(found, columns=["doc_id", "form", "variant"], dtype="string").value_counts().reset_index()
    place = counts["doc_id"].map(order)
    counts = counts.assign(place=place).sort_values(["place", "form", "variant"], ignore_index=True)
    return counts.drop(columns="place")


def _require(table: pd.DataFrame, *columns: str) -> None:
    if lacking := [name for name in columns if name not in table]:
        raise ValueError(f"the table lacks the column {' and '.join(lacking)}. Give documents or sentences.")


def _replace(text: str) -> str:
    pieces, end = [], 0
    for form, start, stop in lexicons.names(text):
        pieces += [text[end:start], form]
        end = stop
    return "".join([*pieces, text[end:]])
