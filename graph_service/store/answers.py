"""What reads are asked with, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.store.plan import Position
from graph_service.store.summaries import Tally, Totals

__all__ = ["GraphInfo", "Page", "ReadContext", "SnapshotColumns", "SnapshotRequest"]


@dataclass(frozen=True, slots=True)
class ReadContext:
    """Everything that a read needs from its request.

    Attributes
    ----------
    as_of : str
        ISO day in the home time zone; links with validity count if they cover it.
    deadline : float or None
        When to give up, on the clock of `time.monotonic`.
    role : str
        Who asks.
    region : str or None
        Prefix of district codes that are local.
    noted : callable or None
        Called with the graph version of a plan's answer, by a store that `tells_versions`.
    """

    as_of: str
    deadline: float | None = None
    role: str = "anonymous"
    region: str | None = None
    noted: Callable[[str], None] | None = field(default=None, compare=False)


@dataclass(slots=True)
class Page:
    """An answered connection.

    Attributes
    ----------
    entries : list of dict
        One a link (or a node of a scan): the keys of the plan's node views and edge fields, and
        its place in the order under ``@position``.
    has_next : bool
        Whether the list goes on after the page. Of a page taken from the end: whether the plan
        named a place that it ends before.
    count : int or None
        Its length, if asked for.
    has_previous : bool
        The same of what comes before the page.
    summaries : mapping of str to (Tally or Totals), or None
        By the keys of the plan's summaries, if it has any.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    has_next: bool = False
    count: int | None = None
    has_previous: bool = False
    summaries: Mapping[str, Tally | Totals] | None = None

    def position(self, index: int) -> Position:
        """The place of an entry."""
        place: Position = self.entries[index]["@position"]
        return place


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """What is in the graph."""

    version: str
    nodes: Mapping[str, int]
    links: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SnapshotColumns:
    """Columns of one node or link type that an analytic asks for, by name."""

    type: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SnapshotRequest:
    """What an analytic needs of the graph.

    Attributes
    ----------
    nodes, links : tuple of SnapshotColumns
        Concrete node types and link types; links whose ends are not of the node types are
        left out.
    as_of : str
        Day on which links with validity must be true.
    """

    nodes: tuple[SnapshotColumns, ...]
    links: tuple[SnapshotColumns, ...]
    as_of: str
