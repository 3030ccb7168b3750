"""Numbers in prose that nothing computes."""

import regex

from helpers.findings._prose import changed

# What is no prose, or not shown as it stands: code, comments, tags, where links lead.
_NO_PROSE = regex.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[^\n]*$|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)|<!--.*?-->|</?[a-zA-Z][^>]*>"
    r"|(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)|^\s*\[[^\]]+\]:.*?$|<?\bhttps?://[^\s)>]+>?",
    regex.DOTALL | regex.MULTILINE,
)
_COUNTED = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|a third|twice"
_NUMBER = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}_]|\p{{L}}-)\d++(?:[.,:/–-]\d++)*+(?!_)|(?<![\p{{L}}\p{{N}}_-])(?i:{_COUNTED})(?![\p{{L}}\p{{N}}_])"
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NAME = r"\p{Lu}[\p{L}'’-]+"
_AUTHORS = rf"{_NAME}(?:(?:,|,? and| &)? {_NAME})*(?: et al\.)?"
_PHRASES = (
    # The comparison has two sides by its nature; these are names for them, not counts of anything in the texts.
    "two (?:sides|accounts|presidents|presidencies|governments|voices|readouts|leaders|capitals)",
    # And "the two" of them alone, at the end of a phrase.
    r"the two(?=[?.,;:])",
    # The collection's own texts have this name, whatever texts it is run on.
    "the five texts",
    # Terms of statistics and of layout.
    "two-(?:sided|column|level)",
    # A licence, and the number of a notebook in a link to it.
    r"CC BY(?:-\p{Lu}+)* \d\.\d",
)
_ALLOWED = regex.compile(
    "|".join(
        [
            rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?\b|\b{_MONTH} \d{{4}}\b",
            rf"\({_AUTHORS},? \d{{4}}[a-z]?(?:; {_AUTHORS},? \d{{4}}[a-z]?)*\)|{_AUTHORS} \(\d{{4}}[a-z]?\)",
            r"\b[Nn]otebooks? \d\d(?:(?:, | and | or | to )\d\d)*\b",
            r"^\s*\d+[.)]\s|^#+ \d+(?:\.\d+)*[.)]?\s|\[\d\d ",
            *(rf"\b(?i:{phrase})(?!\p{{L}})" for phrase in _PHRASES),
        ]
    ),
    regex.MULTILINE,
)


def unchecked(markdown: str) -> list[tuple[str, str]]:
    """The numbers in prose that stand outside the ledger, each with the words around it.

    Numbers in digits, and the words "two" to "twelve", "half", "a third" and "twice". Not those in the slots of
    findings, in ``<!-- fixed: why -->...<!-- end -->``, in code and where links lead; nor dates ("3 May 2022", "3 May",
    "May 2022"), the years of citations ("(Gries 2008)"), the numbers of notebooks ("notebook 05"), lists and headings;
    nor "two" where it only names the two sides.

    Raises
    ------
    ValueError: a marker that nothing ends.

    Examples
    --------
    >>> unchecked("The two accounts of 3 May 2022 have <!-- finding: n -->16<!-- end --> sentences, 4 of them short.")
    [('4', 'f 3 May 2022 have sentences, 4 of them short.')]
    """
    prose = changed(markdown, lambda kind, what, inside: inside if kind == "five texts" else "")
    prose = _NO_PROSE.sub(lambda part: "`…`" if part["tick"] else "", prose)
    allowed = [found.span() for found in _ALLOWED.finditer(prose)]
    numbers = (
        found
        for found in _NUMBER.finditer(prose)
        if not any(start <= found.start() and found.end() <= end for start, end in allowed)
    )
    return [(found[0], " ".join(prose[max(0, found.start() - 30) : found.end() + 30].split())) for found in numbers]
