"""Questions that no plan expresses: the second half of what every store of the graph promises."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph_service.store.answers import ReadContext
    from graph_service.store.plan import Filter

__all__ = [
    "Explorer",
    "Hit",
    "Joint",
    "Match",
    "Neighbour",
    "Neighbourhood",
    "NeighbourhoodAnswer",
    "Paths",
    "PathsAnswer",
    "Search",
    "SearchAnswer",
]


class Match(enum.IntEnum):
    """How well a record matches a text, the best first."""

    EXACT = 0
    PREFIX = 1
    PARTS = 2


@dataclass(frozen=True, slots=True)
class Search:
    """Which records have all parts of a text in their names and identifiers.

    Attributes
    ----------
    text : str
    types : tuple of str
        Concrete types.
    limit : int
        How many to name.
    where : Filter or None
        What else must be true of them.
    """

    text: str
    types: tuple[str, ...]
    limit: int
    where: Filter | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    id: str
    match: Match


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search found.

    Attributes
    ----------
    hits : tuple of Hit
        The first in the order of their match, the length of their name, their id.
    count : int
        How many there are.
    """

    hits: tuple[Hit, ...]
    count: int


@dataclass(frozen=True, slots=True, order=True)
class Joint:
    """A link by what tells it from all others."""

    type: str
    source: str
    target: str
    key: str


@dataclass(frozen=True, slots=True)
class Paths:
    """All shortest ways from one record to another, whichever way their links point.

    Links with validity count if they are true on the day of the context.

    Attributes
    ----------
    source, target : str
    longest : int
        How many links a way may have.
    types : tuple of str
        Concrete types of the records that may be on a way.
    links : tuple of str
        Types of the links that may be on it.
    limit : int
        How many ways to tell.
    busiest : int
        Records with more links, of the types in `links`, may begin or end a way and no more.
    """

    source: str
    target: str
    longest: int
    types: tuple[str, ...]
    links: tuple[str, ...]
    limit: int
    busiest: int = 1_000


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """The shortest ways.

    Attributes
    ----------
    paths : tuple of (tuple of str)
        Ids from the source to the target, in the order of the ids.
    joints : tuple of Joint
        All links between neighbours on a path, in order.
    truncated : bool
        Whether there are more paths.
    excluded : tuple of str
        Records that were met and not passed through because of their many links, in order. If
        there are none, no way was missed.
    """

    paths: tuple[tuple[str, ...], ...] = ()
    joints: tuple[Joint, ...] = ()
    truncated: bool = False
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What is around a record.

    Attributes
    ----------
    centre : str
    depth : int
        How many links away.
    types : tuple of str
        Concrete types of the records to go to and through.
    links : tuple of str
        Types of the links to follow, either way.
    limit : int
        How many records to keep, the one in the centre not counted: the nearest, of these the
        ones with most links of these types, then by id.
    """

    centre: str
    depth: int
    types: tuple[str, ...]
    links: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record of a neighbourhood: how far it is, and how many links it has, also to the outside."""

    id: str
    distance: int
    links: int


@dataclass(frozen=True, slots=True)
class NeighbourhoodAnswer:
    """The records kept, the centre first, and all links among them, both in order.

    Attributes
    ----------
    neighbours : tuple of Neighbour
    joints : tuple of Joint
    truncated : bool
        Whether records within the depth were left out.
    """

    neighbours: tuple[Neighbour, ...]
    joints: tuple[Joint, ...]
    truncated: bool


class Explorer(Protocol):
    """What stores answer beside plans; all of them alike, to the last record.

    Every method raises `DeadlineExceeded` if the context's deadline passed, and `TooLarge` if it
    would have to look at too much.
    """

    async def search(self, question: Search, context: ReadContext) -> SearchAnswer:
        """Find records by text; see `search_terms`. A text without letters and digits finds none."""
        ...

    async def paths(self, question: Paths, context: ReadContext) -> PathsAnswer | None:
        """Find the shortest ways between two records; None if one of them is not there."""
        ...

    async def neighbourhood(
        self, question: Neighbourhood, context: ReadContext
    ) -> NeighbourhoodAnswer | None:
        """Walk around a record, breadth first; None if it is not there."""
        ...
