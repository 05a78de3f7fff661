"""What reading a cell gives: a value, and what is wrong with the cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from loaders.flaws import Flaw
from loaders.rows import Cell
from schema.columns import Value

__all__ = ["Converter", "Reading", "one_flaw", "refused"]

Reading: TypeAlias = tuple[Value | None, tuple[Flaw, ...]]
"""A value, or None where it is missing or refused, and what is wrong with the cell."""

Converter: TypeAlias = Callable[[Cell], Reading]
"""What turns a cell into a value."""


def one_flaw(value: Value | None, flaw: Flaw | None) -> Reading:
    """A value that may have one flaw."""
    return value, (flaw,) if flaw else ()


def refused(code: str, message: str, hint: str) -> Reading:
    """No value, and why."""
    return None, (Flaw(code, message, hint),)
