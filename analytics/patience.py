"""Patience: how work in another thread learns that nobody wants its result any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

__all__ = ["Check", "GivenUp", "patient"]

Check: TypeAlias = Callable[[], None]
"""Called between two chunks of work; raises `GivenUp` to stop it."""


class GivenUp(Exception):
    """The work was stopped before its end: it took too long, or nobody waits for it."""


def patient() -> None:
    """Go on whatever happens: the `Check` of those who call a function directly."""
