"""Helpers for the collection *One call, two readouts*: each takes a plain pandas table and returns one."""

__version__ = "0.1.0"
