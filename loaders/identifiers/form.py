"""What normalisers of all schemes share: their shape, and how they refuse and repair."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from loaders.flaws import Flaw

__all__ = [
    "InvalidIdentifier",
    "Normaliser",
    "Reading",
    "compact",
    "damaged",
    "invalid",
    "repaired",
]

Reading: TypeAlias = tuple[str, Flaw | None]
"""An identifier in its normal form, and what is doubtful about it."""

Normaliser: TypeAlias = Callable[[str], Reading]
"""What brings a text into the normal form of its scheme."""

_LOOK_ALIKES = str.maketrans("OI", "01")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−]")


class InvalidIdentifier(ValueError):
    """A text is not an identifier of its scheme.

    Attributes
    ----------
    code : str
        ``ID_DAMAGED`` if a spreadsheet changed it, ``ID_INVALID`` otherwise.
    hint : str
        What to do about it, if there is more to say than the code does.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


def invalid(message: str, hint: str = "") -> InvalidIdentifier:
    """Return what to raise over a text that breaks the rules of its scheme."""
    return InvalidIdentifier("ID_INVALID", message, hint)


def damaged(message: str) -> InvalidIdentifier:
    """Return what to raise over what a spreadsheet has lost or changed."""
    return InvalidIdentifier("ID_DAMAGED", message)


def compact(text: str) -> str:
    """Return a text in capitals without white space and hyphens."""
    return _SEPARATORS.sub("", text).upper()


def repaired(text: str, code: str, valid: Callable[[str], bool]) -> Reading | None:
    """Take letters that look like digits for these, if the code is right then.

    Parameters
    ----------
    text : str
        As the cell has it.
    code : str
        Without separators, of a scheme that has neither O nor I: each has one meaning, so that
        there is one repair or none.
    valid : callable
        Whether a code has the right form and check digits.
    """
    changed = code.translate(_LOOK_ALIKES)
    if changed == code or not valid(changed):
        return None
    return changed, Flaw(
        "ID_REPAIRED",
        f"{text} was read as {changed}: with 0 for O and 1 for I its check digits are right.",
        "Write the digits 0 and 1 in it.",
    )
