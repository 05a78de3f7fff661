"""Numbers as they are shown: sums of fractions without the noise of their last bits."""

from __future__ import annotations

from typing import Final

__all__ = ["DIGITS", "as_shown"]

DIGITS: Final = 9
"""Digits after the point that are shown and compared: what follows depends on the order of a sum."""


def as_shown(number: float) -> float:
    """Return a number as it is shown.

    Parameters
    ----------
    number : float
        A sum or a ratio of sums. Decisions are made on it, not on what is shown of it.

    Examples
    --------
    >>> as_shown(sum([1 / 6] * 6)), sum([1 / 6] * 6)
    (1.0, 0.9999999999999999)
    """
    return round(number, DIGITS)
