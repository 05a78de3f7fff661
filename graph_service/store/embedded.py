"""The embedded store: the graph in memory, SQLite as its durable log. One process writes."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, TypeVar

from analytics.tables import Tables
from graph_service.store import change as changes
from graph_service.store.checks import Checks
from graph_service.store.collector import paused
from graph_service.store.contents import BEGUN, Listing, beginning
from graph_service.store.describing import describe, describe_link, found
from graph_service.store.exploring import (
    Neighbourhood,
    NeighbourhoodAnswer,
    Paths,
    PathsAnswer,
    Search,
    SearchAnswer,
)
from graph_service.store.forgetting import by_forgetting, erased_by
from graph_service.store.gate import Gate
from graph_service.store.install import Counts, install, told
from graph_service.store.ledger import Ledger, Note
from graph_service.store.lock import StoreLock
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
    Outcome,
    ReadContext,
    RunState,
    SnapshotRequest,
    StoreError,
)
from graph_service.store.reading import Deadline, Reading
from graph_service.store.sqlite_file import Database, write_anew
from graph_service.store.sqlite_ledger import SqliteLedger
from graph_service.store.sqlite_log import Version, load, version_in, write
from graph_service.store.state import Change, State, Watch
from graph_service.store.taking_over import by_taking_over
from schema.catalogue import Catalogue
from schema.statements import Decision, Run, Statement

if TYPE_CHECKING:
    from graph_service.store.search_index import SearchIndex

__all__ = ["EmbeddedStore"]

_LARGE: Final = 10_000
"""A change of more records and links is made in memory by a thread, beside the event loop."""

T = TypeVar("T")


class EmbeddedStore:
    """The store port over memory and SQLite.

    A write is committed to SQLite first and then made in memory in one step; reads see the
    memory before the step or after it.

    Use `graph_service.store.open_store` to make one.

    Parameters
    ----------
    catalogue : Catalogue
    worker : ThreadPoolExecutor
        The one thread that touches SQLite.
    database : Database
    lock : StoreLock or None
        Held by a writer of a file.
    read_only : bool
    watch : callable or None
        Called before each change is made in memory.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        worker: ThreadPoolExecutor,
        database: Database,
        *,
        lock: StoreLock | None = None,
        read_only: bool = False,
        watch: Watch | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._watch = watch
        self._worker = worker
        self._database = database
        self._lock = lock
        self._read_only = read_only
        self._closed = False
        self._checks = Checks(catalogue)
        self._state = State(catalogue)
        self._version = Version("", 0)
        self._gate = Gate()
        self._writing = asyncio.Lock()
        self._ledger = SqliteLedger(self._on_connection)
        self._search: SearchIndex | None = None

    async def load(self) -> None:
        """Fill the memory from the log; to be called once, first."""
        catalogue, name = self._catalogue, self._database.name
        self._state, self._version = await self._on_connection(
            lambda c: load(c, catalogue, name), writes=False
        )

    async def write_to(self, open_: Callable[[], Database]) -> None:
        """Open the database for writing, now that all of it was read and found sound."""
        loop = asyncio.get_running_loop()
        self._database = await loop.run_in_executor(self._worker, open_)

    tells_versions = False

    @property
    def ledger(self) -> Ledger:
        """Operational state, in the same file."""
        return self._ledger

    def announce(self, address: str) -> None:
        """Tell those who find the store locked where this process serves."""
        if self._lock is not None:
            self._lock.announce(address)

    async def apply(
        self, batch: Sequence[Statement], run: Run, notes: Sequence[Note] = ()
    ) -> Applied:
        """Add statements of a run, whole rows in order."""
        self._checks.run(run)
        change, counts = await self._write(lambda: self._applying(batch, run), notes)
        rows = dict.fromkeys((said.row for said in batch), Outcome.UNCHANGED)
        return self._applied(change, counts, rows)

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said."""
        change, counts = await self._write(lambda: changes.by_retracting(self._state, run))
        return self._applied(change, counts, {})

    async def close_missing(self, run: str, types: Sequence[str]) -> Applied:
        """Let a run close what earlier issues of its source said last and it does not say."""
        self._checks.closing(types)
        change, counts = await self._write(lambda: changes.by_closing(self._state, run, types))
        return self._applied(change, counts, {})

    async def decide(self, decision: Decision, notes: Sequence[Note] = ()) -> str:
        """Record a verdict on two records and return the graph version."""
        await self._write(lambda: changes.by_deciding(self._state, decision), notes)
        return str(self._version)

    async def forget(self, erasure: Erasure) -> Erased:
        """Erase what was said, and write the file anew."""
        change, _ = await self._write(lambda: by_forgetting(self._state, erasure))
        self._search = None
        await self._on_connection(write_anew, writes=True)
        version = str(self._version)
        return Erased(version) if change is None else erased_by(change, version)

    async def runs(self) -> tuple[RunState, ...]:
        """Runs in order of arrival."""
        await self._ready()
        arrivals = sorted(self._state.arrivals.values(), key=lambda a: a.sequence)
        return tuple(RunState(a.run, a.sequence, a.rows) for a in arrivals)

    async def decisions(self) -> tuple[Decision, ...]:
        """The verdicts in force."""
        await self._ready()
        verdicts = self._state.verdicts
        return tuple(Decision(*pair, verdicts[pair]) for pair in sorted(verdicts))

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        """Find records by lookup keys."""
        await self._ready()
        known: dict[str, Found] = {}
        answer: dict[str, tuple[Found, ...]] = {}
        for key in keys:
            # A correction of what nobody states finds nothing.
            found = [known.get(i) or self._found(i) for i in self._state.find(key)]
            records = tuple(record for record in found if record is not None)
            if records:
                known.update((record.id, record) for record in records)
                answer[key] = records
        return answer

    async def describe(self, ids: Sequence[str]) -> tuple[Described | None, ...]:
        """Return records with all that was said about them."""
        await self._ready()
        return tuple(self._described(self._state.canonical.get(id_, id_)) for id_ in ids)

    async def describe_links(
        self, links: Sequence[LinkIdentity]
    ) -> tuple[DescribedLink | None, ...]:
        """Return links that are shown with all that was said about them."""
        await self._ready()
        return tuple(self._described_link(self._state.canonical_link(link)) for link in links)

    async def read(self, plan: Plan, context: ReadContext) -> Any:
        """Answer a plan; a long one in a thread."""
        from graph_service.store.interpreter import is_small, run_plan

        await self._ready()
        graph, catalogue = self._state.graph, self._catalogue
        if is_small(graph, catalogue, plan):
            return run_plan(graph, catalogue, plan, context)
        deadline = Deadline(context.deadline)
        return await self._gate.read(
            lambda: run_plan(graph, catalogue, plan, context, deadline), deadline
        )

    async def search(self, question: Search, context: ReadContext) -> SearchAnswer:
        """Find records by text; what changed since the last time is indexed first."""
        from graph_service.store.search_index import SearchIndex

        await self._ready()
        index = self._search
        if index is None:
            index = self._search = SearchIndex(self._state.graph, self._catalogue)
        deadline = Deadline(context.deadline)
        reading = Reading(self._state.graph, self._catalogue, context.as_of, deadline)
        return await self._gate.read(lambda: index.search(question, reading), deadline)

    async def paths(self, question: Paths, context: ReadContext) -> PathsAnswer | None:
        """Find the shortest ways between two records."""
        answer: PathsAnswer | None = await self._walk(question, context)
        return answer

    async def neighbourhood(
        self, question: Neighbourhood, context: ReadContext
    ) -> NeighbourhoodAnswer | None:
        """Walk around a record."""
        answer: NeighbourhoodAnswer | None = await self._walk(question, context)
        return answer

    async def snapshot(self, request: SnapshotRequest) -> Tables:
        """Return whole columns of one graph version."""
        from graph_service.store.columnar import build_tables

        await self._ready()
        graph, catalogue = self._state.graph, self._catalogue
        return await self._gate.read(
            lambda: build_tables(graph, catalogue, request, str(self._version))
        )

    async def version(self) -> str:
        """The graph version."""
        await self._ready()
        return str(self._version)

    async def info(self) -> GraphInfo:
        """Count what is in the graph."""
        await self._ready()
        graph = self._state.graph
        return GraphInfo(
            version=str(self._version),
            nodes={name: len(nodes) for name, nodes in graph.by_type.items() if nodes},
            links={name: count for name, count in sorted(graph.link_counts.items()) if count},
        )

    async def contents(self, after: str = "", *, limit: int = 1_000) -> AsyncIterator[Contents]:
        """Hand out the truth of one version in parts."""
        await self._ready()
        state, version = self._state, str(self._version)
        if not after:
            yield beginning(state)
        listing = await self._gate.read(lambda: Listing(state))
        parts = listing.parts(after or BEGUN, limit)
        while True:
            await self._ready()
            self._refuse_another(version, str(self._version))
            part = next(parts, None)
            if part is None:
                break
            yield part
        # Who reads beside a writer sees in the file, not in memory, what was written meanwhile.
        written = await self._on_connection(version_in, writes=False)
        self._refuse_another(version, str(written))

    async def take_over(self, part: Contents) -> str:
        """Add the truth of another store as it is."""
        for given in part.runs:
            self._checks.run(given.run)
        self._checks.statements(one.statement for one in part.said)
        await self._write(lambda: by_taking_over(self._state, part))
        return str(self._version)

    async def close(self) -> None:
        """Give up the file and the lock; further calls are errors."""
        async with self._writing:
            if self._closed:
                return
            self._closed = True
            await asyncio.get_running_loop().run_in_executor(self._worker, self._database.close)
            if self._lock is not None:
                self._lock.release()
            self._worker.shutdown(wait=False)
            self._state = State(self._catalogue)
            self._search = None
            gc.unfreeze()

    async def _walk(self, asked: Paths | Neighbourhood, context: ReadContext) -> Any:
        from graph_service.store.memory_walks import run_walk

        await self._ready()
        deadline = Deadline(context.deadline)
        reading = Reading(self._state.graph, self._catalogue, context.as_of, deadline)
        return await self._gate.read(lambda: run_walk(asked, reading), deadline)

    async def _ready(self) -> None:
        self._refuse_if_closed()
        await self._gate.still()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")

    def _refuse_to_write(self) -> None:
        self._refuse_if_closed()
        if self._read_only:
            raise StoreError("The store was opened read-only; open it for writing to change it.")

    def _refuse_another(self, version: str, now: str) -> None:
        if version != now:
            raise StoreError(
                f"{self._database.name} was changed while it was read: it was version {version}"
                f" and is {now}. Run it again."
            )

    async def _on_connection(self, work: Callable[[sqlite3.Connection], T], *, writes: bool) -> T:
        self._refuse_to_write() if writes else self._refuse_if_closed()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._database.run, work)

    async def _write(
        self, work_out: Callable[[], Change | None], notes: Sequence[Note] = ()
    ) -> tuple[Change | None, Counts]:
        """Commit a change and make it in memory, whether or not the caller is cancelled."""
        self._refuse_to_write()
        return await asyncio.shield(asyncio.ensure_future(self._change(work_out, notes)))

    async def _change(
        self, work_out: Callable[[], Change | None], notes: Sequence[Note]
    ) -> tuple[Change | None, Counts]:
        def commit(connection: sqlite3.Connection) -> Change | None:
            with paused():
                change = work_out()
                if change is not None or notes:
                    write(connection, change, self._version.next(), notes)
            return change

        async with self._writing:
            change = await self._on_connection(commit, writes=True)
            if change is None:
                return None, Counts()
            if self._watch is not None:
                self._watch(self._state, change)
            async with self._gate.alone():
                if change.size > _LARGE:
                    counts = await asyncio.to_thread(install, self._state, change)
                else:
                    with paused():
                        counts = install(self._state, change)
                self._version = self._version.next()
            return change, counts

    def _applying(self, batch: Sequence[Statement], run: Run) -> Change | None:
        statements = changes.rows_to_come(self._state, batch, run)
        self._checks.statements(statements, run)
        return changes.by_applying(self._state, statements, run) if statements else None

    def _applied(self, change: Change | None, counts: Counts, rows: dict[int, Outcome]) -> Applied:
        if change is None:
            return Applied(str(self._version), rows)
        return told(change, counts, str(self._version), rows)

    def _found(self, id_: str) -> Found | None:
        state = self._state
        units, node = state.nodes[id_], state.graph.nodes.get(id_)
        if node is None:
            return found(id_, units, state.unclassified)
        keys = frozenset(key for unit in units for key in unit.keys)
        return Found(id_, node.type, keys, str(node.stored.get("name", "")))

    def _described(self, id_: str) -> Described | None:
        state = self._state
        units = state.nodes.get(id_)
        return describe(id_, units, state.unclassified) if units else None

    def _described_link(self, link: LinkIdentity) -> DescribedLink | None:
        state = self._state
        if link not in state.graph.links:
            return None
        return describe_link(link, state.links[link], state.unclassified, state.closings)
