"""What a survey tells: findings, in groups, by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph_service.quality.kinds import Kind
from schema.catalogue import Catalogue

__all__ = ["STALE_MONTHS", "Finding", "Group", "Measure", "Place", "Question"]

STALE_MONTHS: Final = 24
"""After how many months a saying is old, if nobody says otherwise."""


class Finding(NamedTuple):
    """One thing that was found.

    Attributes
    ----------
    node : str
        The record it is about; of a link its source, or the end that is not valid.
    other : str
        The other record, of a pair or link; empty if there is none.
    detail : str
        What else tells it: a code, a period, a link.
    """

    node: str
    other: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind of one type, property or source.

    Attributes
    ----------
    type, property, source : str
        Empty if it is none's.
    period : str
        Of a source: the last day of its newest period.
    count, out_of, unknown : int
        Findings; what was looked at; and that of which it cannot be told.
    findings : callable
        Lists them, in order.
    """

    count: int
    out_of: int
    findings: Callable[[], Sequence[Finding]]
    type: str = ""
    property: str = ""
    source: str = ""
    period: str = ""
    unknown: int = 0

    def key(self) -> tuple[str, str, str]:
        """What tells it from the other groups of its kind."""
        return self.type, self.property, self.source


@dataclass(frozen=True, slots=True)
class Measure:
    """All findings of a kind.

    Attributes
    ----------
    kind : Kind
    groups : tuple of Group
        In the order of their keys, those without findings included.
    unknown : int
        Of what it cannot be told, beside that of the groups.
    out_of : int
        What was looked at.
    """

    kind: Kind
    groups: tuple[Group, ...]
    out_of: int
    unknown: int = 0

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(group.count for group in self.groups)


@dataclass(frozen=True, slots=True)
class Question:
    """What a survey is asked.

    Attributes
    ----------
    catalogue : Catalogue
    as_of : str
        ISO day.
    stale_months : int
    """

    catalogue: Catalogue
    as_of: str
    stale_months: int = STALE_MONTHS


class Place(NamedTuple):
    """Where a finding stands among those of its kind."""

    group: tuple[str, str, str]
    finding: Finding
