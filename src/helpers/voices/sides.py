"""Who the sides are: the lexicon of their names, or a file of one's own, and what a heading calls each."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from helpers import lexicons
from helpers.voices.mentions import Lexicon, compile_lexicon

NEEDED = ["language", "voice", "speaker", "office", "role", "phrase"]
COMMON = ("joint", "narrator")  # what the column voice has beside the sides and "other"
SPEAKERS = ("both", "third", "none")  # what the column speaker has beside the sides'
_COMMAS = "Put cells that have a comma in quotes, and no more commas in a row than in the header."


def lexicon(voices_file: str | os.PathLike | None = None) -> pd.DataFrame:
    """The rows by which sides, offices and leaders are known: ``lexicons/voices.csv``, or a file of one's own.

    A file may be short: the sides' own names. Where none of its rows has an empty ``voice``, the words for offices,
    leaders and news agencies ("press service", "the two presidents"), third parties and the other sides are the
    shipped ones, and its sides replace those of the same name. A file with such rows stands alone.

    Parameters
    ----------
    voices_file : a CSV in UTF-8 with ``language`` (en, fr, ru; "*" any), ``voice``, ``speaker``, ``office``, ``role``,
        ``phrase`` as in ``lexicons/voices.csv``; ``notes`` and further columns are for the reader.

    Returns
    -------
    One row a phrase, all columns as strings. Each side's first row with office presidency and role name has the name
    that headings use.

    Raises
    ------
    FileNotFoundError, ValueError: no such file, no CSV, a column missing, a cell empty or with a value that does not
        exist, too many cells in a row, a phrase twice, a side without an office; each with file, row and remedy. The
        first row below the header is row 2.

    Examples
    --------
    >>> table = lexicon()
    >>> table.loc[table["voice"] == "washington", "phrase"].iloc[0]
    'White House'
    """
    shipped = lexicons.table("voices")
    if voices_file is None:
        _check(shipped, shipped, "lexicons/voices.csv")
        return shipped
    own = _read(Path(voices_file))
    _check(own, shipped, Path(voices_file).name)
    if (own["voice"] == "").any():
        return own.reset_index(drop=True)
    return pd.concat([own, shipped[~shipped["voice"].isin(_sides(own))]], ignore_index=True)


def names(voices: Sequence[str], voices_file: str | os.PathLike | None = None) -> dict[str, str]:
    """What a figure or a heading calls each side: its first name for the presidency in the lexicon.

    Parameters
    ----------
    voices : the sides, by their names in the column ``voice``.
    voices_file : as ``lexicon`` takes it.

    Raises
    ------
    ValueError: there is no such voice; names those that there are. For a file's problems see ``lexicon``.

    Examples
    --------
    >>> names(("kremlin", "elysee"))
    {'kremlin': 'Kremlin', 'elysee': 'Élysée'}
    """
    return _of_offices(voices, lexicon(voices_file), "phrase")


def speakers(voices: Sequence[str], table: pd.DataFrame) -> dict[str, str]:
    """What the column ``speaker`` calls each side, by a table as ``lexicon`` gives it.

    Raises
    ------
    ValueError: there is no such voice.

    Examples
    --------
    >>> speakers(["elysee"], lexicon())
    {'elysee': 'france'}
    """
    return _of_offices(voices, table, "speaker")


def prepared(
    voices: Sequence[str], voices_file: str | os.PathLike | None = None
) -> tuple[dict[str, str], Callable[[str], Lexicon]]:
    """What a walk through sentences needs: each side's speaker, and a language's compiled lexicon."""
    table = lexicon(voices_file)
    if voices_file is None:
        return speakers(voices, table), lambda language: _shipped(language, tuple(voices))
    # The project's own lexicon is compiled once; a file of one's own anew each time, since it may have been edited.
    return speakers(voices, table), cache(lambda language: _compile(table, language, tuple(voices)))


@cache
def _shipped(language: str, voices: tuple[str, ...]) -> Lexicon:
    return _compile(lexicons.table("voices"), language, voices)


def _compile(table: pd.DataFrame, language: str, voices: tuple[str, ...]) -> Lexicon:
    verbs, functions = lexicons.table("reporting_verbs"), lexicons.table("function_words")
    return compile_lexicon(table, verbs, functions, language, voices)


def _of_offices(voices: Sequence[str], table: pd.DataFrame, column: str) -> dict[str, str]:
    there = _sides(table)
    if isinstance(voices, str) or len({*voices}) < len(voices):
        raise ValueError(f"voices are {voices!r}. Name the sides, each once, as ('kremlin', 'elysee').")
    if unknown := [voice for voice in voices if voice not in there]:
        raise ValueError(f"no voice '{unknown[0]}' in the lexicon. Known: {', '.join(there)}. Add rows for others.")
    offices = table[_is_office(table)].drop_duplicates("voice").set_index("voice")[column]
    return {voice: offices[voice] for voice in voices}


def _sides(table: pd.DataFrame) -> list[str]:
    return [voice for voice in dict.fromkeys(table["voice"]) if voice not in ("", "other")]


def _is_office(table: pd.DataFrame) -> pd.Series:
    return (table["role"] == "name") & (table["office"] == "presidency")


def _read(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except (FileNotFoundError, IsADirectoryError):
        raise FileNotFoundError(f"{path}: no such file. Name a CSV made like lexicons/voices.csv.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is not in UTF-8. Save it as CSV UTF-8.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError(f"{path.name} is no table: {str(error).strip()}. {_COMMAS}") from None
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes the cells too many in its first row for row names
        raise ValueError(f"{path.name}, row 2: more cells than the header has. {_COMMAS}")
    if missing := [name for name in NEEDED if name not in table]:
        raise ValueError(
            f"{path.name} has no column {', '.join(missing)}. Separate them by commas; see lexicons/voices.csv."
        )
    table = table.fillna("").apply(lambda cells: cells.str.strip())
    return table[(table != "").any(axis=1)]


def _check(own: pd.DataFrame, shipped: pd.DataFrame, file: str) -> None:
    """The first problem of a file, with its row and what to do."""
    for column in ("language", "office", "role"):
        may = sorted({*shipped[column], *(["*"] if column == "language" else [])})
        _refuse(own, ~own[column].isin(may), file, f"{column} '{{{column}}}' does not exist. Use {', '.join(may)}.")
    side = own["voice"].isin(_sides(own))
    _refuse(own, own["phrase"] == "", file, "phrase is empty. Write a name, or remove the row.")
    _refuse(own, own["voice"].isin(COMMON), file, "voice '{voice}' is no side's. Choose another name for it.")
    _refuse(own, side & (own["speaker"] == "") & (own["role"] == "name"), file, "speaker is empty. Name the country.")
    common = side & own["speaker"].isin(SPEAKERS)
    _refuse(own, common, file, "speaker '{speaker}' is no side's. Choose another name for it.")
    key = own[["language", "role", "phrase"]].assign(phrase=own["phrase"].str.lower())
    _refuse(own, key.duplicated(), file, "'{phrase}' stands in a row before. Keep one of the two.")
    for voice in _sides(own):
        if not (_is_office(own) & (own["voice"] == voice)).any():
            row = own.index[own["voice"] == voice][0] + 2
            raise ValueError(
                f"{file}, row {row}: voice '{voice}' has no office. Add a row with role name and office presidency; "
                "the first one is what figures call the side."
            )


def _refuse(own: pd.DataFrame, wrong: pd.Series, file: str, what: str) -> None:
    if wrong.any():
        row = own.index[wrong][0]
        raise ValueError(f"{file}, row {row + 2}: {what.format(**own.loc[row])}")
