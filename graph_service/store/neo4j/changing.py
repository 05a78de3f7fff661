"""Changes of a graph on a server: what is touched is loaded, changed, and written back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar
from uuid import uuid4

from graph_service.store import change as changes
from graph_service.store.checks import Checks
from graph_service.store.collector import paused
from graph_service.store.forgetting import by_forgetting, erased_by
from graph_service.store.install import Counts, install, told
from graph_service.store.ledger import Note
from graph_service.store.merging import Pair, components, decided
from graph_service.store.neo4j import runs
from graph_service.store.neo4j.connection import Transaction
from graph_service.store.neo4j.difference import Before, difference
from graph_service.store.neo4j.ledger import write_notes
from graph_service.store.neo4j.loading import Loaded
from graph_service.store.neo4j.versions import Meta, Versions
from graph_service.store.neo4j.writing import Writer
from graph_service.store.port import Applied, Contents, Erased, Erasure, Outcome, StoreError
from graph_service.store.state import Change
from graph_service.store.taking_over import by_taking_over
from schema.catalogue import Catalogue
from schema.statements import Decision, Run, Statement, Verdict

__all__ = ["Changer"]

T = TypeVar("T")

_STEP: Final = 20_000
"""Records and links that are taken back at once; more could be too much for the server's memory."""

_LARGE: Final = 1_000
"""Changes of more statements are worked out by a thread, beside the event loop."""


class _HalfTakenBackError(Exception):
    """The taking back of a run was interrupted."""


class Changer:
    """Changes the graph of one server.

    A change loads what it touches, works out what follows as every store does, and writes the
    difference, all in one transaction under the writers' lock.

    Parameters
    ----------
    versions : Versions
    catalogue : Catalogue
    url : str
        Of the server, for messages.
    """

    def __init__(self, versions: Versions, catalogue: Catalogue, url: str) -> None:
        self._versions = versions
        self._catalogue = catalogue
        self._url = url
        self._checks = Checks(catalogue)
        self._verdicts: tuple[tuple[str, int], dict[Pair, Verdict]] | None = None

    async def apply(
        self, batch: Sequence[Statement], run: Run, notes: Sequence[Note] = ()
    ) -> Applied:
        """Add statements of a run, whole rows in order."""
        self._checks.run(run)
        token = uuid4().hex
        rows = dict.fromkeys((said.row for said in batch), Outcome.UNCHANGED)

        async def work(tx: Transaction, meta: Meta) -> Applied:
            """Apply what the store does not know yet."""
            # A commit whose answer was lost is not made again.
            known = await runs.applied(tx, run.id, token)
            if known is not None:
                return known
            await write_notes(tx, notes, token)
            loaded = await self._begin(tx, meta)
            state = loaded.state
            arrival = state.arrivals.get(run.id)
            if arrival is not None and not arrival.rows:
                raise _HalfTakenBackError
            statements = changes.rows_to_come(state, batch, run)
            self._checks.statements(statements, run)
            if not statements:
                return Applied(meta.version, rows)
            await loaded.spoken_of(statements)
            change = await _aside(
                len(statements), lambda: changes.by_applying(state, statements, run)
            )
            counts = await self._commit(tx, meta, loaded, change)
            applied = told(change, counts, meta.version, rows)
            await runs.note(tx, change, meta.changes, token=token, outcome=applied)
            return applied

        try:
            return await self._write(work)
        except _HalfTakenBackError:
            # Who took the run back was interrupted; all of it goes before it is said again.
            await self.retract(run.id)
            return await self._write(work)

    async def close_missing(self, run: str, types: Sequence[str]) -> Applied:
        """Let a run close what earlier issues of its source said last and it does not say."""
        self._checks.closing(types)

        async def work(tx: Transaction, meta: Meta) -> Applied:
            """Let links end, or go on."""
            loaded = await self._begin(tx, meta)
            state = loaded.state
            arrival = state.arrivals.get(run)
            if arrival is not None:
                moved = {*arrival.run.closes, *types}
                await loaded.links_said(arrival.run.source, moved)
            change = changes.by_closing(state, run, types)
            if change is None:
                return Applied(meta.version)
            counts = await self._commit(tx, meta, loaded, change)
            assert arrival is not None  # noqa: S101 - an unknown one is refused
            await runs.close(tx, arrival)
            return told(change, counts, meta.version, {})

        return await self._write(work)

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said, a big run in several steps from its end."""
        steps = [await self._retract_step(run)]
        while not steps[-1][1]:
            steps.append(await self._retract_step(run))
        return Applied(
            version=steps[-1][0].version,
            nodes_created=sum(done.nodes_created for done, _ in steps),
            nodes_updated=sum(done.nodes_updated for done, _ in steps),
            links_created=sum(done.links_created for done, _ in steps),
            links_updated=sum(done.links_updated for done, _ in steps),
        )

    async def _retract_step(self, run: str) -> tuple[Applied, bool]:
        """Take back the last batches of a run, and say whether nothing is left of it."""
        tried: Applied | None = None

        async def work(tx: Transaction, meta: Meta) -> tuple[Applied, bool]:
            """Take back what is there of them."""
            nonlocal tried
            loaded = await self._begin(tx, meta)
            arrival = loaded.state.arrivals.get(run)
            if arrival is None:
                # A commit whose answer was lost has taken it back.
                return tried or Applied(meta.version), True
            first = await loaded.subjects(arrival, _STEP)
            if arrival.run.closes:
                await loaded.links_said(arrival.run.source, arrival.run.closes)
            change = changes.by_retracting(loaded.state, run)
            assert change is not None  # noqa: S101 - the run is known
            counts = await self._commit(tx, meta, loaded, change)
            if first is None:
                await runs.forget(tx, arrival)
            else:
                await runs.rewind(tx, arrival, first)
            tried = Applied(
                version=meta.version,
                nodes_created=counts.nodes_created,
                nodes_updated=counts.nodes_updated,
                links_created=counts.links_created,
                links_updated=counts.links_updated,
            )
            return tried, first is None

        return await self._write(work)

    async def decide(self, decision: Decision, notes: Sequence[Note] = ()) -> str:
        """Record a verdict on two records and return the graph version."""
        author = uuid4().hex

        async def work(tx: Transaction, meta: Meta) -> str:
            """Put the verdict in force."""
            await write_notes(tx, notes, author)
            loaded = await self._begin(tx, meta)
            state = loaded.state
            touched = _united(state.verdicts, decision)
            await loaded.nodes(touched)
            await loaded.links_at(touched)
            change = changes.by_deciding(state, decision)
            if change is not None:
                await self._commit(tx, meta, loaded, change, judged=True)
            return meta.version

        return await self._write(work)

    async def forget(self, erasure: Erasure) -> Erased:
        """Erase what was said about a record, or of one property of it."""
        tried: Erased | None = None

        async def work(tx: Transaction, meta: Meta) -> Erased:
            """Erase what is there of it."""
            nonlocal tried
            loaded = await self._begin(tx, meta)
            state = loaded.state
            id_ = state.canonical.get(erasure.id, erasure.id)
            await loaded.nodes([id_])
            await loaded.links_at([id_])
            links = state.links_of(id_)
            if erasure.lent or not erasure.property:
                await loaded.nodes({end for link in links for end in link[1:3]})
            records = [i for i, c in state.canonical.items() if c == id_] or [id_]
            change = by_forgetting(state, erasure)
            if change is None:
                # A commit whose answer was lost has erased it.
                return tried or Erased(meta.version)
            await runs.erase(tx, () if erasure.property else {*records, id_, erasure.id})
            await self._commit(tx, meta, loaded, change, judged=bool(change.decided))
            tried = erased_by(change, meta.version)
            return tried

        return await self._write(work)

    async def take_over(self, part: Contents) -> str:
        """Add the truth of another store as it is."""
        for given in part.runs:
            self._checks.run(given.run)
        statements = [one.statement for one in part.said]
        self._checks.statements(statements)

        async def work(tx: Transaction, meta: Meta) -> str:
            """Add what is not there yet."""
            loaded = await self._begin(tx, meta)
            state = loaded.state
            await loaded.spoken_of(statements)
            if part.decisions or any(given.run.closes for given in part.runs):
                await loaded.anything()
            change = await _aside(len(statements), lambda: by_taking_over(state, part))
            if change is not None:
                await self._commit(tx, meta, loaded, change, judged=bool(change.decided))
                await runs.note(tx, change, meta.changes)
            return meta.version

        return await self._write(work)

    async def _write(self, work: Callable[[Transaction, Meta], Awaitable[T]]) -> T:
        try:
            return await self._versions.write(work)
        except KeyError as error:
            raise StoreError(
                f"{self._url} speaks of {error}, which this catalogue does not have: it"
                " was written with another catalogue. It was left as it was."
            ) from error

    async def _begin(self, tx: Transaction, meta: Meta) -> Loaded:
        loaded = Loaded(tx, self._catalogue)
        at = (meta.store, meta.judged)
        await loaded.begin(
            self._verdicts[1] if self._verdicts and self._verdicts[0] == at else None
        )
        self._verdicts = (at, dict(loaded.state.verdicts))
        return loaded

    async def _commit(
        self,
        tx: Transaction,
        meta: Meta,
        loaded: Loaded,
        change: Change,
        *,
        judged: bool = False,
    ) -> Counts:
        """Make a change in the loaded part, and write the difference."""
        state = loaded.state
        await loaded.links_at([i for i, now in change.shown_nodes.items() if now is None])
        before = Before(state, change)
        with paused():
            counts = install(state, change)
            found = difference(before, change, state)
        writer = Writer(tx, self._catalogue, state)
        await writer.write(found)
        if change.lost_keys:
            await writer.lose(change.lost_keys)
        for pair in change.decided:
            await writer.decide(pair, state.verdicts.get(pair))
        meta.advance(judged=judged)
        return counts


def _united(verdicts: Mapping[Pair, Verdict], decision: Decision) -> list[str]:
    """The ids that are one with those of a decision, before it or after it."""
    found = {decision.left, decision.right}
    for canonical in (components(verdicts), components(decided(verdicts, decision))):
        here = {canonical.get(id_, id_) for id_ in (decision.left, decision.right)}
        found |= {id_ for id_, into in canonical.items() if into in here}
    return sorted(found)


async def _aside(size: int, work: Callable[[], T]) -> T:
    if size > _LARGE:
        return await asyncio.to_thread(work)
    return work()
