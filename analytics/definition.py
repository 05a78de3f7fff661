"""What a number means, as text with a version, beside every number that people act on."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Definition", "NotEvaluated"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What was counted.

    Attributes
    ----------
    text : str
        English sentences, complete enough to count again by hand.
    version : str
        Changes whenever the same graph could give another number.
    source : str
        Where the formula comes from; empty if it is this project's own.
    """

    text: str
    version: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A tie kind or rule that was asked for and could not be looked at.

    Attributes
    ----------
    name : str
    reason : str
        A sentence.
    """

    name: str
    reason: str
