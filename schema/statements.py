"""Statements: what one row of one source says about one record or one link.

They are the truth and all that crosses package borders; nodes and links are a view of them.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from schema.columns import Stated

__all__ = [
    "UNTYPED",
    "WITHDRAWN",
    "Decision",
    "LinkStatement",
    "NodeStatement",
    "Run",
    "Statement",
    "Verdict",
]

UNTYPED: Final = ""
"""Type of a statement by people that speaks of a record without saying that it is there."""

WITHDRAWN: Final = "@withdrawn"
"""What people say of a record or link that is not so; the only value of its statement."""


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of one issue of one source.

    Attributes
    ----------
    id : str
        Made from the source, the period and the content read: the same file gives the same run.
    source : str
        Who says it: a source's name from the pack, a mapping's name, or a file's.
    period : str
        The partial date that the issue speaks of; ``""`` if it does not say.
    priority : int
        How much the source is believed; larger wins.
    closes : tuple of str
        The types and link types of which it closes what earlier issues of its source said last
        and it does not say.
    """

    id: str
    source: str
    period: str = ""
    priority: int = 0
    closes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeStatement:
    """What a row says about a record.

    Attributes
    ----------
    row : int
        Position in the run, from 1, over all its files and sheets.
    id : str
        The record's id.
    type : str
        The stated type, or the family's unclassified type if the row only names the record;
        `UNTYPED` where people say something of a record that others state.
    values : mapping of str to Stated
        Values by property; None where people say that the value is wrong and not known.
    keys : tuple of str
        Lookup keys by which the record is found again (see `loaders.matching`).
    """

    row: int
    id: str
    type: str
    values: Mapping[str, Stated] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkStatement:
    """What a row says about a link.

    Attributes
    ----------
    row : int
        Position in the run.
    type : str
        Link type.
    source, target : str
        Record ids of the ends.
    key : str
        What tells parallel links apart; ``""`` where there are none.
    values : mapping of str to Stated
        Values by property; ``validFrom`` and ``validTo`` for link types with validity.
    """

    row: int
    type: str
    source: str
    target: str
    key: str = ""
    values: Mapping[str, Stated] = field(default_factory=dict)


Statement: TypeAlias = NodeStatement | LinkStatement


class Verdict(enum.Enum):
    """What somebody decided about two records."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on whether two records are one. `Verdict.UNDECIDED` takes an earlier one back.

    Attributes
    ----------
    left, right : str
        Record ids; a pair has no order.
    verdict : Verdict
    """

    left: str
    right: str
    verdict: Verdict

    @property
    def pair(self) -> tuple[str, str]:
        """The ids in order."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)
