"""One call in two columns, as each of the two sides reports it."""

from itertools import product

import pandas as pd

from helpers.views._html import Cell, View


def facing(
    accounts: pd.DataFrame,
    statements: pd.DataFrame,
    caption: str = "",
    names: tuple[str, str] = ("The Kremlin's account", "The Élysée's account"),
) -> View:
    """The sentences of a call's two accounts side by side, on one line where both speak of the same matter.

    Below each sentence, in one line, which of the other side's it goes with, or that it is only here; only here are
    its statements that have no ``other``. A place opposite one that goes with sentences of other lines names these.

    Parameters
    ----------
    accounts : the sentences of one call, as ``study.load`` gives them, with the numbers of their ``statements``.
    statements : those of the same call: ``side``, ``statement``, ``other`` (numbers of the other side's), ``told``.

    Examples
    --------
    >>> accounts = pd.DataFrame({"voice": ["kremlin", "elysee"], "text": ["Arms.", "Grain."], "statements": ["1", "1"]})
    >>> statements = pd.DataFrame({"side": ["kremlin", "elysee"], "statement": [1, 1], "other": ["", ""], "told": ""})
    >>> print(facing(accounts, statements, "A call"))
    A call
    The Kremlin's account | The Élysée's account
    K1 Arms. [only here] | –
    – | E1 Grain. [only here]
    """
    sides = list(dict.fromkeys(statements["side"]))
    said = statements.set_index(["side", statements["statement"].astype(str)])
    rows = {side: accounts[accounts["voice"] == side] for side in sides}
    codes = [{label: f"{side[0].upper()}{n}" for n, label in enumerate(rows[side].index, 1)} for side in sides]
    own = {label: set(numbers.split()) for label, numbers in accounts["statements"].items()}
    weight = {}
    for a, b in product(rows[sides[0]].index, rows[sides[1]].index):
        linked = [n for n in own[a] if own[b] & {*said.loc[(sides[0], n), "other"].split(";")}]
        if linked:
            weight[a, b] = len(linked) / len(own[a])

    def partners(label: object, place: int) -> str:
        other = codes[1 - place]
        return ", ".join(other[b] for b in other if ((label, b) if place == 0 else (b, label)) in weight)

    def cell(label: object, place: int) -> Cell:
        found = partners(label, place)
        tells = said.loc[[(sides[place], n) for n in sorted(own[label])]]
        kind = {"same": "as in", "differently": "differently in"}.get("".join({*tells["told"]} - {""}), "compare")
        where = f"{kind} {found}; " if found else ""
        rest = "the rest only here" if found else "only here"
        below = (where + rest if (tells["other"] == "").any() else where).removesuffix("; ")
        text = f"{codes[place][label]} {accounts.at[label, 'text']}"
        return Cell(text, side=place + 1, broken=not found, below=[Cell(below)])

    def opposite(label: object, place: int) -> Cell:
        found = partners(label, place)
        return Cell(f"see {found}" if found else "–", empty=True)

    view = [
        [opposite(line[1 - n], 1 - n) if one is None else cell(one, n) for n, one in enumerate(line)]
        for line in _lines(*(list(rows[side].index) for side in sides), weight)
    ]
    return View(caption, names, view, stacked=True)


def _lines(ours: list, theirs: list, similar: dict[tuple, float]) -> list[tuple]:
    """Both sides in their own order, linked sentences on one line where that is possible.

    The lines with the highest sum of similarities, by dynamic programming (Needleman & Wunsch 1970), with no price for
    a sentence that stands alone.
    """
    best = {(i, j): 0.0 for i in range(len(ours) + 1) for j in range(len(theirs) + 1)}
    for i, j in product(range(len(ours) - 1, -1, -1), range(len(theirs) - 1, -1, -1)):
        together = best[i + 1, j + 1] + similar.get((ours[i], theirs[j]), -1.0)
        best[i, j] = max(together, best[i + 1, j], best[i, j + 1])
    lines, i, j = [], 0, 0
    while i < len(ours) and j < len(theirs):
        link = similar.get((ours[i], theirs[j]))
        if link is not None and best[i, j] == best[i + 1, j + 1] + link:
            lines.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            lines.append((ours[i], None))
            i += 1
        else:
            lines.append((None, theirs[j]))
            j += 1
    return [*lines, *((label, None) for label in ours[i:]), *((None, label) for label in theirs[j:])]
