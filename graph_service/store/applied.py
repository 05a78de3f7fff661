"""What a write did: the outcome of each row, and where sources disagree."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from schema.columns import Stated

__all__ = ["Applied", "Conflict", "Outcome"]


class Outcome(enum.IntEnum):
    """What a row did, the weakest first."""

    UNCHANGED = 0
    UPDATED = 1
    CREATED = 2


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources disagree about one property of a record or link.

    Attributes
    ----------
    subject : str
        Record id, or the ends of a link.
    property : str
        Property name; ``type`` for a record's type.
    kept, offered : object
        The value chosen and the one that was not; None says that it is not known.
    row : int
        The row that offered it.
    against : int
        The row of the other value, where the same run said it too; 0 where another did.
    """

    subject: str
    property: str
    kept: Stated
    offered: Stated
    row: int
    against: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch did.

    Attributes
    ----------
    version : str
        Graph version afterwards; unchanged if nothing was written.
    rows : mapping of int to Outcome
        The outcome of each row of the batch.
    nodes_created, nodes_updated, links_created, links_updated : int
        Records and links of the view that appeared or changed a value.
    classified : int
        Unclassified records whose type became known.
    conflicts : tuple of Conflict
        New disagreements that rows of the batch brought.
    closed : int
        Records and links that end because a later issue does not say them.
    """

    version: str
    rows: Mapping[int, Outcome] = field(default_factory=dict)
    nodes_created: int = 0
    nodes_updated: int = 0
    links_created: int = 0
    links_updated: int = 0
    classified: int = 0
    conflicts: tuple[Conflict, ...] = ()
    closed: int = 0
