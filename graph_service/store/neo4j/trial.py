"""What writing into a store on a server would do, tried without writing.

The parts of the graph that are touched are loaded, and changes are made in them as a write makes
them before it sends the difference. No difference is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from analytics.tables import Tables
from graph_service.store import change as changes
from graph_service.store.checks import Checks
from graph_service.store.collector import paused
from graph_service.store.describing import describe, found
from graph_service.store.install import Counts, install, told
from graph_service.store.ledger import Ledger
from graph_service.store.neo4j import lookups
from graph_service.store.neo4j.connection import Connection
from graph_service.store.neo4j.loading import Loaded
from graph_service.store.neo4j.versions import Versions
from graph_service.store.port import (
    Applied,
    Described,
    Found,
    Outcome,
    RunState,
    SnapshotRequest,
    Store,
    StoreError,
)
from graph_service.store.state import Change, Watch
from schema.catalogue import Catalogue
from schema.statements import Run, Statement

__all__ = ["Neo4jTrial"]

_ALL: Final = 1 << 62


class Neo4jTrial:
    """The intake of a store on Neo4j, on trial.

    Parameters
    ----------
    connection : Connection
    catalogue : Catalogue
    beside : Store
        A store in memory: its ledger is written in place of the server's.
    watch : callable
        Called before each change.
    """

    def __init__(
        self, connection: Connection, catalogue: Catalogue, beside: Store, watch: Watch
    ) -> None:
        self._connection = connection
        self._beside = beside
        self._watch = watch
        self._catalogue = catalogue
        self._checks = Checks(catalogue)
        self._versions = Versions(connection, read_only=True)
        self._loaded = Loaded(connection, catalogue)
        self._version = ""
        self._one = asyncio.Lock()

    async def begin(self, ledger: Ledger, kinds: Sequence[str]) -> None:
        """Load what every change needs, and the ledger's documents of some kinds."""
        self._version = await self._versions.current()
        await self._loaded.begin(None)
        after = ("", "")
        while kept := await ledger.kept(after=after):
            await self._beside.ledger.take_over([k for k in kept if k.kind in kinds])
            after = (kept[-1].kind, kept[-1].key)

    @property
    def ledger(self) -> Ledger:
        """Operational state, in memory."""
        return self._beside.ledger

    async def apply(self, batch: Sequence[Statement], run: Run) -> Applied:
        """Add statements of a run, whole rows in order."""
        self._checks.run(run)
        state = self._loaded.state
        rows = dict.fromkeys((said.row for said in batch), Outcome.UNCHANGED)
        async with self._one:
            arrival = state.arrivals.get(run.id)
            if arrival is not None and not arrival.rows:
                # Who took the run back was interrupted; all of it goes before it is said again.
                await self._retract(run.id)
            statements = changes.rows_to_come(state, batch, run)
            self._checks.statements(statements, run)
            if not statements:
                return Applied(self._version, rows)
            await self._loaded.spoken_of(statements)
            change = await asyncio.to_thread(changes.by_applying, state, statements, run)
            return told(change, await self._make(change), self._version, rows)

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said."""
        async with self._one:
            return await self._retract(run)

    async def close_missing(self, run: str, types: Sequence[str]) -> Applied:
        """Let a run close what earlier issues of its source said last and it does not say."""
        self._checks.closing(types)
        state = self._loaded.state
        async with self._one:
            arrival = state.arrivals.get(run)
            if arrival is not None:
                await self._loaded.links_said(arrival.run.source, {*arrival.run.closes, *types})
            change = changes.by_closing(state, run, types)
            if change is None:
                return Applied(self._version)
            return told(change, await self._make(change), self._version, {})

    async def runs(self) -> tuple[RunState, ...]:
        """Runs in order of arrival."""
        arrivals = sorted(self._loaded.state.arrivals.values(), key=lambda a: a.sequence)
        return tuple(RunState(a.run, a.sequence, a.rows) for a in arrivals)

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        """Find records by lookup keys: what is loaded as it is now, the others on the server."""
        async with self._one:
            stored = await lookups.find(self._versions, keys)
            answer: dict[str, tuple[Found, ...]] = {}
            for key in keys:
                there = {f.id: f for f in stored.get(key, ()) if not self._loaded.knows(f.id)}
                known = {f.id for f in stored.get(key, ())} - there.keys()
                for id_ in known.union(self._loaded.state.find(key)):
                    here = self._found(id_)
                    if here is not None and key in here.keys:
                        there[id_] = here
                if there:
                    answer[key] = tuple(there[id_] for id_ in sorted(there))
            return answer

    async def describe(self, ids: Sequence[str]) -> tuple[Described | None, ...]:
        """Return records with all that was said about them."""
        state = self._loaded.state
        async with self._one:
            survivors = [state.canonical.get(id_, id_) for id_ in ids]
            await self._loaded.nodes(survivors)
            return tuple(
                describe(id_, units, state.unclassified) if units else None
                for id_, units in ((i, state.nodes.get(i)) for i in survivors)
            )

    async def snapshot(self, request: SnapshotRequest) -> Tables:
        """Return whole columns as they are on the server."""
        from graph_service.store.neo4j.columns import read_tables

        return await read_tables(self._versions, self._catalogue, request)

    async def close(self) -> None:
        """Forget what was written.

        Raises
        ------
        StoreError
            If the graph was changed meanwhile: what was found is of no version then.
        """
        try:
            now = await self._versions.current()
        finally:
            await self._connection.close()
            await self._beside.close()
        if now != self._version:
            raise StoreError(
                f"{self._connection.url} was changed meanwhile: it was version {self._version} and"
                f" is {now}. Run it again."
            )

    async def _retract(self, run: str) -> Applied:
        state = self._loaded.state
        arrival = state.arrivals.get(run)
        if arrival is None:
            return Applied(self._version)
        await self._loaded.subjects(arrival, _ALL)
        if arrival.run.closes:
            await self._loaded.links_said(arrival.run.source, arrival.run.closes)
        change = changes.by_retracting(state, run)
        assert change is not None  # noqa: S101 - the run is known
        return told(change, await self._make(change), self._version, {})

    async def _make(self, change: Change) -> Counts:
        state = self._loaded.state
        await self._loaded.links_at([i for i, now in change.shown_nodes.items() if now is None])
        self._watch(state, change)
        with paused():
            return install(state, change)

    def _found(self, id_: str) -> Found | None:
        state = self._loaded.state
        units = state.nodes.get(id_)
        return found(id_, units, state.unclassified) if units else None
