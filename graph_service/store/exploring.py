"""Questions that no plan expresses: the second half of what every store of the graph promises."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph_service.store.port import ReadContext

__all__ = ["Explorer", "Hit", "Match", "Search", "SearchAnswer"]


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
    """

    text: str
    types: tuple[str, ...]
    limit: int


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


class Explorer(Protocol):
    """What stores answer beside plans; all of them alike, to the last record.

    Every method raises `DeadlineExceeded` if the context's deadline passed.
    """

    async def search(self, question: Search, context: ReadContext) -> SearchAnswer:
        """Find records by text; see `search_terms`. A text without letters and digits finds none."""
        ...
