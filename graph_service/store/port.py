"""The store port: what every store of the graph promises.

Statements go in (`apply`, `retract`, `decide`), answers to plans come out (`read`), and whole
columns for analytics (`snapshot`). Nodes and links are a view: `resolve(statements, decisions)`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

from analytics.tables import Tables
from graph_service.store.answers import (
    GraphInfo,
    Page,
    ReadContext,
    SnapshotColumns,
    SnapshotRequest,
)
from graph_service.store.applied import Applied, Conflict, Outcome
from graph_service.store.erasure import Erased, Erasure
from graph_service.store.errors import (
    Contradiction,
    DeadlineExceeded,
    NoStore,
    Overtaken,
    StoreError,
    TooLarge,
)
from graph_service.store.exploring import Explorer
from graph_service.store.ledger import Ledger, Note
from graph_service.store.plan import Plan
from graph_service.store.truth import (
    Contents,
    Described,
    DescribedLink,
    Found,
    LinkIdentity,
    RunState,
    Said,
)
from schema.statements import Decision, Run, Statement

__all__ = [
    "Applied",
    "Conflict",
    "Contents",
    "Contradiction",
    "DeadlineExceeded",
    "Described",
    "DescribedLink",
    "Erased",
    "Erasure",
    "Found",
    "GraphInfo",
    "LinkIdentity",
    "NoStore",
    "Outcome",
    "Overtaken",
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


class Store(Explorer, Protocol):
    """A graph of statements; what it answers beside plans is declared in `exploring`.

    Guarantees, all of them tested for every adapter:

    - `apply` is atomic and durable when it returns; rows of a run come in order, and rows that
      the store already has of that run are not applied again.
    - apply A, apply B, retract A is apply B alone. A then B is B then A, but for types on which
      A and B disagree: the first to arrive settles a type.
    - `decide` and its undoing leave everything as before.
    - What people withdraw is not to be seen as long as the withdrawal stands, whoever says it
      meanwhile; who is found by lookup keys and described is it still.
    - Reads see whole batches, never parts.
    """

    @property
    def ledger(self) -> Ledger:
        """Operational state, kept in the same place."""
        ...

    async def apply(
        self, batch: Sequence[Statement], run: Run, notes: Sequence[Note] = ()
    ) -> Applied:
        """Add statements of a run, whole rows in order.

        Parameters
        ----------
        batch : sequence of Statement
        run : Run
        notes : sequence of Note
            Documents of the ledger that are written with it, or not at all.

        Raises
        ------
        StoreError
            If the store is read-only or the batch speaks of unknown types.
        Overtaken
            If a document is not of the revision that is expected.
        """
        ...

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said. An unknown run changes nothing.

        A store on a server takes a big run back in several steps. If it is interrupted, the run is
        known with no rows; taking it back or applying it again goes on from there.
        """
        ...

    async def close_missing(self, run: str, types: Sequence[str]) -> Applied:
        """Let a run close what earlier issues of its source said last and it does not say.

        What its source says last of an earlier period ends with that period, whenever that is
        said, as long as the run is there. Without types it closes nothing any more.

        Parameters
        ----------
        run : str
        types : sequence of str
            Of the types and link types that have ends, those that it closes.

        Raises
        ------
        StoreError
            If the run is unknown or of no period.
        """
        ...

    async def decide(self, decision: Decision, notes: Sequence[Note] = ()) -> str:
        """Record a verdict on two records and return the graph version.

        Parameters
        ----------
        decision : Decision
        notes : sequence of Note
            Documents of the ledger that are written with it, or not at all.

        Raises
        ------
        Contradiction
            If the verdict contradicts the ones in force.
        Overtaken
            If a document is not of the revision that is expected.
        """
        ...

    async def forget(self, erasure: Erasure) -> Erased:
        """Erase what was said about a record, or of one property of it, whoever said it.

        Runs keep their rows, so that what is erased is not said again by the same run, and can be
        taken back. An embedded store's file is written anew: when it returns, nothing of what was
        erased from the graph or the ledger is in it. Done again, it changes nothing and finishes
        what was interrupted.
        """
        ...

    async def runs(self) -> tuple[RunState, ...]:
        """Runs in order of arrival."""
        ...

    async def decisions(self) -> tuple[Decision, ...]:
        """The verdicts in force, ordered by their pairs."""
        ...

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        """Find records by lookup keys; keys that find nothing are left out."""
        ...

    async def describe(self, ids: Sequence[str]) -> tuple[Described | None, ...]:
        """Return records with all that was said about them."""
        ...

    async def describe_links(
        self, links: Sequence[LinkIdentity]
    ) -> tuple[DescribedLink | None, ...]:
        """Return links that are shown with all that was said about them, None for others."""
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

    @property
    def tells_versions(self) -> bool:
        """Whether `read` tells the version of its answer to `ReadContext.noted`, so that nobody need ask."""
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
