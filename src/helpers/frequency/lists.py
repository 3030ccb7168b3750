"""The words that a count may leave out, and the names of several words that it may join."""

from collections.abc import Sequence

from helpers import lexicons

LANGUAGES = ("en", "fr", "ru")


def stop_words(languages: Sequence[str] = LANGUAGES) -> frozenset[str]:
    """The words of the closed classes (articles, pronouns, prepositions ...) of these languages.

    Raises
    ------
    ValueError: a language without a list; names those that have one.

    Examples
    --------
    >>> sorted(stop_words(["fr"]) & {"le", "cessez-le-feu"})
    ['le']
    """
    return frozenset(_listed("stop_words", "word", languages))


def multiwords(languages: Sequence[str] = LANGUAGES) -> tuple[str, ...]:
    """Names of several words that are one term each, for ``join=``: from ``lexicons/multiwords.csv``, sorted.

    Raises
    ------
    ValueError: a language without a list; names those that have one.

    Examples
    --------
    >>> "Jebhat al-Nusra" in multiwords(["en"])
    True
    """
    return tuple(sorted(set(_listed("multiwords", "phrase", languages))))


def _listed(lexicon: str, column: str, languages: Sequence[str]) -> list[str]:
    table = lexicons.table(lexicon)
    unknown = sorted(set(languages) - set(table["language"]))
    if unknown:
        known = ", ".join(sorted(set(table["language"])))
        raise ValueError(f"no {lexicon.replace('_', ' ')} for {unknown}. Known languages: {known}.")
    return table.loc[table["language"].isin(languages), column].tolist()
