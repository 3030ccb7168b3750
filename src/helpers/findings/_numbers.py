"""Numbers in prose that nothing computes."""

import regex

from helpers.findings._prose import changed

# What is no prose, or not shown as it stands: code, comments, tags, where links lead.
_NO_PROSE = regex.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[^\n]*$|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)|<!--.*?-->|</?[a-zA-Z][^>]*>"
    r"|(?<=\])\([^)\s]*(?:\s\"[^\"]*\")?\)|^\s*\[[^\]]+\]:.*?$|<?\bhttps?://[^\s)>]+>?",
    regex.DOTALL | regex.MULTILINE,
)
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}_]|\p{L}-)\d++(?:[.,:/–-]\d++)*+(?!_)")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NAME = r"\p{Lu}[\p{L}'’-]+"
_AUTHORS = rf"{_NAME}(?:(?:,|,? and| &)? {_NAME})*(?: et al\.)?"
# A licence, and the number of a notebook in a link to it.
_LICENCE = r"CC BY(?:-\p{Lu}+)* \d\.\d"
_ALLOWED = regex.compile(
    "|".join(
        [
            rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?\b|\b{_MONTH} \d{{4}}\b",
            rf"\({_AUTHORS},? \d{{4}}[a-z]?(?:; {_AUTHORS},? \d{{4}}[a-z]?)*\)|{_AUTHORS} \(\d{{4}}[a-z]?\)",
            r"\b[Nn]otebooks? \d\d(?:(?:, | and | or | to )\d\d)*\b",
            r"^\s*\d+[.)]\s|^#+ \d+(?:\.\d+)*[.)]?\s|\[\d\d ",
            _LICENCE,
            r"\b(?:19|20)\d\d\b",
        ]
    ),
    regex.MULTILINE,
)


def unchecked(markdown: str) -> list[tuple[str, str]]:
    """The numbers in prose that stand outside the ledger, each with the words around it.

    Numbers in digits. Not those in the slots of findings, in ``<!-- fixed: why -->...<!-- end -->``, in code and where
    links lead; nor dates ("3 May 2022", "3 May", "2022"), years of citations ("(Gries 2008)"), the numbers of notebooks
    ("notebook 05"), of lists and of headings, and of licences.

    Raises
    ------
    ValueError: a marker that nothing ends.

    Examples
    --------
    >>> unchecked("The accounts of 3 May 2022 have <!-- finding: n -->16<!-- end --> sentences, 4 of them short.")
    [('4', 'f 3 May 2022 have sentences, 4 of them short.')]
    """
    prose = changed(markdown, lambda kind, what, inside: "")
    prose = _NO_PROSE.sub(lambda part: "`…`" if part["tick"] else "", prose)
    allowed = [found.span() for found in _ALLOWED.finditer(prose)]
    numbers = (
        found
        for found in _NUMBER.finditer(prose)
        if not any(start <= found.start() and found.end() <= end for start, end in allowed)
    )
    return [(found[0], " ".join(prose[max(0, found.start() - 30) : found.end() + 30].split())) for found in numbers]
