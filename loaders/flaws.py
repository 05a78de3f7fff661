"""What is wrong with a cell, as data."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Flaw"]


class Flaw(NamedTuple):
    """Why a cell's value was not taken, or what is doubtful about it.

    Attributes
    ----------
    code : str
        ``BAD_DATE``, ``UNKNOWN_TERM``, ...: the same for all flaws of a kind.
    message : str
        A sentence about the value.
    hint : str
        What to do about it.
    """

    code: str
    message: str
    hint: str
