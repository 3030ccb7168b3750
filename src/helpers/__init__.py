"""Helpers for comparing two accounts of one conversation; each function takes a plain pandas table and returns one.

In the order in which the data goes:

files        files are written whole or not at all; what comes in is a table
lexicons     word lists, and where a text has their phrases
texts        a text as it reads: letters in one form, broken lines joined, and the way back
segment      sentences, tokens and quotations, with their places in the text
corpus       files and tables become documents; what could not be read, and the remedy
calls        the registry of conversations; which of them a text is about
cleaning     what is no part of the text is taken away, with an account of it
copies       the language of a text, and texts that are nearly the same
voices       whose account each sentence gives, and why
labels       labels by hand, to a spreadsheet and back; how often a labelling is right
frequency    words and phrases: counted, in context, side by side, spread over texts
frames       frames, issues, names, speech acts and agentless telling in sentences
readouts     official readouts: fetched, and the tables of what is in them
topics       groups of sentences that share words, and how stable they are
framing      two sides' accounts: what is compared, words apart, sentences that go together, what one leaves out
uncertainty  whether a difference would hold with other calls
views        tables, marked texts and an explorer, as HTML
figures      figures in one style
findings     the ledger that holds prose to its numbers
study        how a notebook begins
scale        the same counts over more texts than memory holds
"""

from importlib import import_module
from types import ModuleType

__all__ = [line.split()[0] for line in __doc__.splitlines()[4:] if line]


def __getattr__(name: str) -> ModuleType:
    """A module is loaded when it is first asked for, so that none waits for libraries of another."""
    if name not in __all__:
        raise AttributeError(f"helpers has no module '{name}'. There are: {', '.join(__all__)}.")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__
