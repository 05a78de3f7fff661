"""The store port over a Neo4j server: many processes read and write one graph."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analytics.tables import Tables
from graph_service.store.describing import describe, describe_link
from graph_service.store.exploring import (
    Neighbourhood,
    NeighbourhoodAnswer,
    Paths,
    PathsAnswer,
    Search,
    SearchAnswer,
)
from graph_service.store.ledger import Ledger, Note
from graph_service.store.neo4j import lookups, runs
from graph_service.store.neo4j.changing import Changer
from graph_service.store.neo4j.connection import Connection
from graph_service.store.neo4j.versions import Versions
from graph_service.store.plan import Plan
from graph_service.store.port import (
    Applied,
    Contents,
    Described,
    DescribedLink,
    Erased,
    Erasure,
    Found,
    GraphInfo,
    LinkIdentity,
    ReadContext,
    RunState,
    SnapshotRequest,
    StoreError,
)
from schema.catalogue import Catalogue
from schema.statements import Decision, Run, Statement

if TYPE_CHECKING:
    from graph_service.store.neo4j.plans import Plans

__all__ = ["Neo4jStore"]


class Neo4jStore:
    """The store port over Neo4j.

    Use `graph_service.store.open_store` to make one.

    Parameters
    ----------
    connection : Connection
    catalogue : Catalogue
    ledger : Ledger
        Operational state, in the same database.
    read_only : bool
    """

    def __init__(
        self,
        connection: Connection,
        catalogue: Catalogue,
        ledger: Ledger,
        *,
        read_only: bool = False,
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._ledger = ledger
        self._read_only = read_only
        self._closed = False
        self._versions = Versions(connection, read_only=read_only)
        self._changer = Changer(self._versions, catalogue, connection.url)
        self._unclassified = catalogue.unclassified
        self._plans: Plans | None = None

    tells_versions = True

    @property
    def ledger(self) -> Ledger:
        """Operational state, in the same database."""
        return self._ledger

    def announce(self, address: str) -> None:
        """Nothing to tell: others may use the server too."""

    async def apply(
        self, batch: Sequence[Statement], run: Run, notes: Sequence[Note] = ()
    ) -> Applied:
        """Add statements of a run, whole rows in order."""
        return await self._changing().apply(batch, run, notes)

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said, a big run in several steps from its end."""
        return await self._changing().retract(run)

    async def close_missing(self, run: str, types: Sequence[str]) -> Applied:
        """Let a run close what earlier issues of its source said last and it does not say."""
        return await self._changing().close_missing(run, types)

    async def decide(self, decision: Decision, notes: Sequence[Note] = ()) -> str:
        """Record a verdict on two records and return the graph version."""
        return await self._changing().decide(decision, notes)

    async def forget(self, erasure: Erasure) -> Erased:
        """Erase what was said; the server's own logs and files keep it until they are replaced."""
        return await self._changing().forget(erasure)

    async def take_over(self, part: Contents) -> str:
        """Add the truth of another store as it is."""
        return await self._changing().take_over(part)

    async def runs(self) -> tuple[RunState, ...]:
        """Runs in order of arrival."""
        self._refuse_if_closed()
        return await runs.read(self._versions)

    async def decisions(self) -> tuple[Decision, ...]:
        """The verdicts in force."""
        self._refuse_if_closed()
        return await runs.decisions(self._versions)

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        """Find records by lookup keys."""
        self._refuse_if_closed()
        return await lookups.find(self._versions, keys)

    async def describe(self, ids: Sequence[str]) -> tuple[Described | None, ...]:
        """Return records with all that was said about them."""
        self._refuse_if_closed()
        known = await lookups.units_of(self._versions, ids)
        return tuple(
            None if found is None else describe(*found, self._unclassified) for found in known
        )

    async def describe_links(
        self, links: Sequence[LinkIdentity]
    ) -> tuple[DescribedLink | None, ...]:
        """Return links that are shown with all that was said about them, by one statement."""
        self._refuse_if_closed()
        known, closings = await lookups.units_of_links(self._versions, self._catalogue, links)
        return tuple(
            None if found is None else describe_link(*found, self._unclassified, closings)
            for found in known
        )

    async def read(self, plan: Plan, context: ReadContext) -> Any:
        """Answer a plan by one statement."""
        from graph_service.store.neo4j.plans import Plans, read_plan

        self._refuse_if_closed()
        if self._plans is None:
            self._plans = Plans(self._catalogue)
        return await read_plan(self._versions, self._plans, plan, context)

    async def search(self, question: Search, context: ReadContext) -> SearchAnswer:
        """Find records by text, by one statement."""
        from graph_service.store.neo4j.searching import read_search

        self._refuse_if_closed()
        return await read_search(self._versions, self._catalogue, question, context)

    async def paths(self, question: Paths, context: ReadContext) -> PathsAnswer | None:
        """Find the shortest ways between two records, by a statement for each step."""
        answer: PathsAnswer | None = await self._walk(question, context)
        return answer

    async def neighbourhood(
        self, question: Neighbourhood, context: ReadContext
    ) -> NeighbourhoodAnswer | None:
        """Walk around a record, by a statement for each step."""
        answer: NeighbourhoodAnswer | None = await self._walk(question, context)
        return answer

    async def snapshot(self, request: SnapshotRequest) -> Tables:
        """Return whole columns of one graph version."""
        from graph_service.store.neo4j.columns import read_tables

        self._refuse_if_closed()
        return await read_tables(self._versions, self._catalogue, request)

    async def version(self) -> str:
        """The graph version."""
        self._refuse_if_closed()
        return await self._versions.current()

    async def info(self) -> GraphInfo:
        """Count what is in the graph."""
        from graph_service.store.neo4j.counts import count_graph

        self._refuse_if_closed()
        return await count_graph(self._versions, self._catalogue)

    async def contents(self, after: str = "", *, limit: int = 1_000) -> AsyncIterator[Contents]:
        """Hand out the truth of one version in parts."""
        from graph_service.store.neo4j.contents import read_contents

        self._refuse_if_closed()
        await self._versions.current()
        async for part in read_contents(self._connection, after, limit):
            yield part

    async def close(self) -> None:
        """Give up the connections; further calls are errors."""
        if not self._closed:
            self._closed = True
            await self._connection.close()

    async def _walk(self, asked: Paths | Neighbourhood, context: ReadContext) -> Any:
        from graph_service.store.neo4j.walking import read_walk

        self._refuse_if_closed()
        return await read_walk(self._versions, self._catalogue, asked, context)

    def _changing(self) -> Changer:
        self._refuse_if_closed()
        if self._read_only:
            raise StoreError("The store was opened read-only; open it for writing to change it.")
        return self._changer

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")
