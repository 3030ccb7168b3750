"""What a report passes on of two readouts, and two accounts linked by hand, on invented accounts."""

import pandas as pd

from helpers import figures, views


def test_a_statement_that_is_passed_on_has_a_line_to_each_of_its_sentences():
    rows = [("kremlin", "Ships wait.", "whole", "1;2"), ("kremlin", "Ice is thick.", "not", "")]
    rows += [("elysee", "Grain must move.", "part", "2")]
    table = pd.DataFrame(rows, columns=["side", "says", "passed", "sentences"])
    ax = figures.passed_on(table, 3, "Ice did not reach the reader", subtitle="three statements")
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert [line.get_linestyle() for line in lines] == ["-", "-", "--"]
    assert "The Kremlin: Ships wait. 1, 2; Ice is thick. none. The Élysée: Grain must move. 2" in ax.figure.alt_text


def test_sentences_on_one_matter_share_a_line_and_what_is_alone_says_so():
    accounts = pd.DataFrame(
        {"voice": ["kremlin", "kremlin", "elysee"], "text": ["Ice.", "Sanctions.", "Blockade."]},
    ).assign(statements=["1", "2", "1"])
    rows = [("kremlin", 1, "", ""), ("kremlin", 2, "1", "differently"), ("elysee", 1, "2", "differently")]
    statements = pd.DataFrame(rows, columns=["side", "statement", "other", "told"])
    shown = [[cell.text() for cell in row] for row in views.facing(accounts, statements).rows]
    assert shown == [
        ["K1 Ice. [only here]", "–"],
        ["K2 Sanctions. [differently in E1]", "E1 Blockade. [differently in K2]"],
    ]
