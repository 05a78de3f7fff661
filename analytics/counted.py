"""Evidence: the things that a number counts, one by one, and the links that make them count."""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Counted", "CountedLink", "Part"]


class Part(enum.StrEnum):
    """A part of a number. What is excluded could not be told for want of data."""

    NUMERATOR = "NUMERATOR"
    DENOMINATOR = "DENOMINATOR"
    EXCLUDED = "EXCLUDED"


@dataclass(frozen=True, slots=True)
class CountedLink:
    """A link that was counted, by the ids of its ends."""

    type: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that was counted.

    Attributes
    ----------
    node : str
        Id of the partner, segment or provider, or of an activity.
    activity : str or None
        Id of the project, contract, patent, achievement or platform of a single tie; None
        where something counts once however many ties there are.
    weight : float
        What it adds to the number shown.
    day : str or None
        Latest day on which a single tie may have begun.
    links : tuple of CountedLink
        The links that make it count.
    side : str
        Tells apart what has the same node and activity.
    """

    node: str
    activity: str | None
    weight: float
    day: str | None
    links: tuple[CountedLink, ...]
    side: str = ""

    @property
    def position(self) -> tuple[str, str, str]:
        """Its place in the list: no two have the same."""
        return (self.node, self.activity or "", self.side)
