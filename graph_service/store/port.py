"""The store port: what every store of the graph promises.

Statements go in (`apply`, `retract`, `decide`), answers to plans come out (`read`), and whole
columns for analytics (`snapshot`). Nodes and links are a view: `resolve(statements, decisions)`.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from analytics.tables import Tables
from graph_service.store.exploring import Explorer
from graph_service.store.ledger import Ledger
from graph_service.store.plan import Plan, Position
from graph_service.store.summaries import Tally, Totals
from schema.columns import Value
from schema.statements import Decision, Run, Statement

__all__ = [
    "Applied",
    "Conflict",
    "Contents",
    "DeadlineExceeded",
    "Described",
    "Found",
    "GraphInfo",
    "NoStore",
    "Outcome",
    "Page",
    "ReadContext",
    "RunState",
    "Said",
    "SnapshotColumns",
    "SnapshotRequest",
    "Store",
    "StoreError",
    "TooLarge",
]


class StoreError(Exception):
    """The store cannot do what was asked; the message is a sentence for its user."""


class NoStore(StoreError):
    """There is none yet where one was looked for."""


class DeadlineExceeded(StoreError):
    """A read was given up because its deadline passed."""


class TooLarge(StoreError):
    """What was asked is more than the store does at once; the message says what would be less."""


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
    """

    as_of: str
    deadline: float | None = None
    role: str = "anonymous"
    region: str | None = None


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
        The value chosen and the one that was not.
    row : int
        The row that offered it.
    """

    subject: str
    property: str
    kept: Value
    offered: Value
    row: int


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
    """

    version: str
    rows: Mapping[int, Outcome] = field(default_factory=dict)
    nodes_created: int = 0
    nodes_updated: int = 0
    links_created: int = 0
    links_updated: int = 0
    classified: int = 0
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as the store knows it.

    Attributes
    ----------
    run : Run
    sequence : int
        Order of arrival, from 1.
    rows : int
        The last row applied: rows up to it are known and are not applied again. None are while the
        run is being taken back.
    """

    run: Run
    sequence: int
    rows: int


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a run said about a record or link, however many of its rows said it.

    Attributes
    ----------
    run : int
        Sequence of the run.
    statement : NodeStatement or LinkStatement
        With the last row that said it.
    first : int
        The first row that said it.
    count : int
        How many rows said it.
    """

    run: int
    statement: Statement
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A part of the truth that a store holds: not of the view, which follows from it.

    Attributes
    ----------
    runs : tuple of RunState
    decisions : tuple of Decision
        Verdicts in force.
    said : tuple of Said
        All that was said about some records and links.
    after : str
        From where the store goes on after this part; only the store can read it.
    """

    runs: tuple[RunState, ...] = ()
    decisions: tuple[Decision, ...] = ()
    said: tuple[Said, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A record found by a lookup key.

    Attributes
    ----------
    id : str
    type : str
    keys : frozenset of str
        All its lookup keys.
    name : str
        The value that is shown of its property ``name``; empty if there is none.
    """

    id: str
    type: str
    keys: frozenset[str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A record with all that was said about it.

    Attributes
    ----------
    id : str
        Canonical id.
    records : tuple of str
        Ids of the records it unites, its own included.
    type : str
    values : mapping of str to Value
        The chosen values.
    statements : tuple of (Run, NodeStatement, int)
        Who said what, and how often.
    conflicts : tuple of Conflict
    """

    id: str
    records: tuple[str, ...]
    type: str
    values: Mapping[str, Value]
    statements: tuple[tuple[Run, Statement, int], ...]
    conflicts: tuple[Conflict, ...]


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


class Store(Explorer, Protocol):
    """A graph of statements; what it answers beside plans is declared in `exploring`.

    Guarantees, all of them tested for every adapter:

    - `apply` is atomic and durable when it returns; rows of a run come in order, and rows that
      the store already has of that run are not applied again.
    - apply A, apply B, retract A is apply B alone. A then B is B then A, but for types on which
      A and B disagree: the first to arrive settles a type.
    - `decide` and its undoing leave everything as before.
    - Reads see whole batches, never parts.
    """

    @property
    def ledger(self) -> Ledger:
        """Operational state, kept in the same place."""
        ...

    async def apply(self, batch: Sequence[Statement], run: Run) -> Applied:
        """Add statements of a run, whole rows in order.

        Raises
        ------
        StoreError
            If the store is read-only or the batch speaks of unknown types.
        """
        ...

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said. An unknown run changes nothing.

        A store on a server takes a big run back in several steps. If it is interrupted, the run is
        known with no rows; taking it back or applying it again goes on from there.
        """
        ...

    async def decide(self, decision: Decision) -> str:
        """Record a verdict on two records and return the graph version.

        Raises
        ------
        StoreError
            If the verdict contradicts the ones in force.
        """
        ...

    async def runs(self) -> tuple[RunState, ...]:
        """Runs in order of arrival."""
        ...

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        """Find records by lookup keys; keys that find nothing are left out."""
        ...

    async def describe(self, ids: Sequence[str]) -> tuple[Described | None, ...]:
        """Return records with all that was said about them."""
        ...

    async def read(self, plan: Plan, context: ReadContext) -> Any:
        """Answer a plan.

        Returns
        -------
        Page or list of (dict or None)
            A page for a `Scan`, rows for a `Lookup`.

        Raises
        ------
        DeadlineExceeded
            If the context's deadline passed.
        """
        ...

    async def snapshot(self, request: SnapshotRequest) -> Tables:
        """Return whole columns of one graph version."""
        ...

    async def version(self) -> str:
        """The graph version, ``<store uuid>.<n>``."""
        ...

    async def info(self) -> GraphInfo:
        """Count what is in the graph."""
        ...

    def contents(self, after: str = "", *, limit: int = 1_000) -> AsyncIterator[Contents]:
        """Hand out the truth of one version in parts, each of at most `limit` records or links.

        The first part has the runs and decisions and nothing else. What was said about one
        record or link is not divided.

        Parameters
        ----------
        after : str
            The `Contents.after` of the part to go on after; ``""`` to begin.
        limit : int

        Raises
        ------
        StoreError
            As soon as the graph was changed meanwhile, at the end at the latest.
        """
        ...

    async def take_over(self, part: Contents) -> str:
        """Add the truth of another store as it is, sequence numbers and counts included.

        What is there already is not added again: a part taken over twice changes nothing.

        Returns
        -------
        str
            The graph version.

        Raises
        ------
        StoreError
            If it is known otherwise, contradicts itself or the catalogue, or decisions come
            after something was said. Nothing was written then.
        """
        ...

    async def close(self) -> None:
        """Give up the store; further calls are errors."""
        ...
