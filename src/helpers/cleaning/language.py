"""In which language a text is written: told offline, by the model that py3langid brings along."""

import warnings
from functools import cache

import pandas as pd
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from tqdm import tqdm

# In 1,425 pieces of three to forty words in twenty languages nothing as sure was wrong; of three words one in three,
# of eight nearly nine in ten, of twenty all but one in a hundred are as sure.
_SURE = 0.7
_NO_LANGUAGE = "zxx"  # the model's word for tables, code and the like


def languages(documents: pd.DataFrame) -> pd.DataFrame:
    """Tell the language of each text, and fill it in where none is stated.

    A naive Bayes model over byte n-grams (Lui & Baldwin 2012, langid.py; its weights are in the package py3langid)
    chooses among the languages that have a two-letter code. A stated language stays; where a text looks like another
    one, a warning names it. Languages close to each other (Serbian and Bosnian, say) take more text than a sentence.

    Parameters
    ----------
    documents : ``doc_id`` and ``text``; where there, ``language`` (ISO 639-1, "fr" or "fr-FR").

    Returns
    -------
    The same rows with ``language_detected`` (ISO 639-1), missing where the text has no letters, or too few to tell;
    ``language_sure``, the model's probability of the likeliest language, 0 to 1, missing where there are no letters or
    where they look like no language (code, say); and ``language``, filled with the detected one where it was missing.

    Warns
    -----
    UserWarning: texts whose stated language the model knows and does not find; names them.

    Raises
    ------
    ValueError: a column is missing, or a text is; names it.

    Examples
    --------
    >>> texts = ["Les deux présidents ont évoqué la situation en Libye.", "Лидеры обсудили ситуацию в Ливии.", "2020"]
    >>> table = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": texts})
    >>> languages(table)["language"].tolist()
    ['fr', 'ru', <NA>]
    """
    for name in ("doc_id", "text"):
        if name not in documents:
            raise ValueError(f"documents: no column '{name}'. Read them with corpus.read(path).")
    lost = documents.loc[documents["text"].isna(), "doc_id"].tolist()
    if lost:
        raise ValueError(f"documents {lost}: no text. Drop these rows, or read them again.")
    told = [_detect(text) for text in tqdm(documents["text"], desc="languages", delay=2, leave=False)]
    detected = pd.Series([code for code, _ in told], index=documents.index, dtype="string")
    sure = pd.Series([share for _, share in told], index=documents.index, dtype="Float64")
    stated = documents.get("language", pd.Series(pd.NA, index=documents.index)).astype("string")
    stated = stated.where(stated.str.strip() != "")
    # A code that the model does not have, it cannot find either.
    short = stated.str.lower().str.slice(0, 2).where(stated.str.fullmatch(r"[A-Za-z]{2}(?:[-_].*)?"))
    other = short.isin(_model().labels) & (short != detected).fillna(False)
    if other.any():
        rows = zip(documents.loc[other, "doc_id"], stated[other], detected[other], strict=True)
        listed = ", ".join(f"{doc_id} (stated {said}, looks like {found})" for doc_id, said, found in rows)
        warnings.warn(f"left as stated, but look at the language of {listed}.", stacklevel=2)
    return documents.assign(language=stated.fillna(detected), language_detected=detected, language_sure=sure)


@cache
def _model() -> LanguageIdentifier:
    """An identifier of our own: py3langid's functions share one, which its other users may have set."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in model.labels if len(code) == 2 or code == _NO_LANGUAGE])
    return model


def _detect(text: str) -> tuple[str | None, float | None]:
    """The language, if sure enough, and how sure; rounded, since processors differ in a sum's last digits."""
    if not any(map(str.isalpha, text)):
        return None, None
    code, share = _model().classify(text)
    share = round(share, 3)
    if code == _NO_LANGUAGE:
        return None, None
    return (code if share >= _SURE else None), share
