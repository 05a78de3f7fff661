"""Versions of a graph in Neo4j: who reads sees one, although the server only promises what is committed.

A reader without locks can see half of a commit. So a writer says before its commit that one
begins, and after it that it is done (`_Gate`); an answer is of one version if no commit was under
way before it and none began meanwhile. Writers queue at the lock of `_Meta`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from graph_service.store.neo4j.connection import Connection, Parameters, Transaction
from graph_service.store.neo4j.layout import GATE, META
from graph_service.store.port import StoreError

__all__ = ["Ask", "Meta", "Versions", "guarded"]

T = TypeVar("T")

Ask: TypeAlias = Callable[[str, Parameters], Awaitable[Any]]
"""Runs a guarded statement and returns its answer."""

_BEFORE: Final = (
    f"CYPHER 5 MATCH (_gate:`{GATE}` {{id: 0}}) WITH _gate.begun AS _begun, _gate.done AS _done\n"
)
_AFTER: Final = (
    f"\nMATCH (_after:`{GATE}` {{id: 0}}), (_meta:`{META}` {{id: 0}})"
    " RETURN answer, _begun, _done, _after.begun AS _begunAfter, _meta.store AS _store"
)
_LOCK: Final = (
    f"CYPHER 5 MATCH (m:`{META}` {{id: 0}}) SET m.locked = true"
    " WITH m RETURN m.store, m.changes, m.judged"
)
_CHANGED: Final = (
    f"CYPHER 5 MATCH (m:`{META}` {{id: 0}}) SET m.changes = $changes, m.judged = $judged"
)
# A writer that stood still and comes late, after others, must not undo what they said.
_BEGIN: Final = (
    f"CYPHER 5 MATCH (g:`{GATE}` {{id: 0}})"
    " SET g.begun = CASE WHEN g.begun < $changes THEN $changes ELSE g.begun END"
)
_DONE: Final = (
    f"CYPHER 5 MATCH (g:`{GATE}` {{id: 0}})"
    " SET g.done = CASE WHEN g.done < $changes THEN $changes ELSE g.done END"
)
_SETTLE: Final = f"CYPHER 5 MATCH (g:`{GATE}` {{id: 0}}) SET g.begun = $changes, g.done = $changes"
_STATE: Final = (
    f"CYPHER 5 MATCH (g:`{GATE}` {{id: 0}}), (m:`{META}` {{id: 0}}) RETURN m.store, g.begun, g.done"
)
_ATTEMPTS: Final = 3
_COMMIT: Final = 0.5
"""Seconds that a commit may take before its writer is taken for dead."""
_DEAD: Final = 10.0
"""Seconds after which who may not write himself takes the writer of a commit for dead."""
_POLL: Final = 0.01
_SAYING: Final = 5.0
"""Seconds for which a writer tries to say that its commit is done."""


class _ChangedError(Exception):
    """The graph is no longer of the version that is read."""


def guarded(body: str) -> str:
    """Return a whole statement around `body`, which must bind ``answer`` and keep one row.

    `body` begins where ``_begun`` and ``_done`` are bound and must carry them along:
    ``CALL () { ... RETURN collect(...) AS answer }`` does.
    """
    return f"{_BEFORE}{body}{_AFTER}"


@dataclass(slots=True)
class Meta:
    """What a writer knows once it has the lock.

    Attributes
    ----------
    store : str
        UUID of the store.
    changes : int
        The graph's version number.
    judged : int
        Rises with every decision.
    changed : bool
        Whether the graph was changed.
    """

    store: str
    changes: int
    judged: int
    changed: bool = False

    def advance(self, *, judged: bool = False) -> None:
        """Go on to the next version: the graph was changed, by a decision if `judged`."""
        self.changes += not self.changed
        self.judged += judged
        self.changed = True

    @property
    def version(self) -> str:
        """The graph version."""
        return f"{self.store}.{self.changes}"


class Versions:
    """Reads of one version, and writes that make the next one.

    Parameters
    ----------
    connection : Connection
    read_only : bool
        Whether nothing may be written, not even to help a reader.
    """

    def __init__(self, connection: Connection, *, read_only: bool = False) -> None:
        self._connection = connection
        self._read_only = read_only
        self._store = ""

    async def current(self) -> str:
        """The graph version, of the last commit that is done."""
        store, begun, done = _only(await self._connection.fetch(_STATE))
        if begun != done and not self._read_only:
            return await self._calm()
        return f"{store}.{done}"

    async def read(
        self,
        text: str,
        parameters: Parameters,
        *,
        deadline: float | None = None,
        noted: Callable[[str], None] | None = None,
    ) -> Any:
        """Run a `guarded` statement until its answer is of one version.

        Parameters
        ----------
        text : str
        parameters : mapping
        deadline : float or None
            When each attempt gives up, on the clock of `time.monotonic`.
        noted : callable or None
            Called with the answer's version, unless it took locks or patience to get it.

        Raises
        ------
        StoreError
            If the graph keeps changing and the store is read-only, so that nobody can be made to
            wait.
        """
        dead: tuple[int, int] | None = None
        for attempt in range(_ATTEMPTS):
            answer, begun, done, after, store = _only(
                await self._connection.fetch(text, parameters, deadline=deadline)
            )
            if begun == after and (begun == done or (begun, done) == dead):
                if noted is not None and begun == done:
                    noted(f"{store}.{done}")
                return answer
            if self._read_only:
                dead = await self._stands()
            elif attempt:
                await self._calm()
        if self._read_only:
            raise StoreError("The graph changes too often to be read; try again later.")
        return await self.undisturbed(lambda tx: _answer(tx, text, parameters))

    async def whole(
        self, work: Callable[[Ask, str], Awaitable[T]], *, deadline: float | None = None
    ) -> T:
        """Run several `guarded` statements until all are answered of one version.

        Parameters
        ----------
        work : callable
            Gets a function that runs a statement and returns its answer, and the version of all
            answers. It is begun again if the graph changed meanwhile; the third time it changes,
            writers wait.
        deadline : float or None
            When each statement gives up, on the clock of `time.monotonic`.

        Raises
        ------
        StoreError
            If the graph keeps changing and the store is read-only, so that nobody can be made to
            wait.
        """
        for _ in range(_ATTEMPTS):
            version = await self.current()
            number = int(version.rpartition(".")[2])
            try:
                return await work(self._asking(number, deadline), version)
            except _ChangedError:
                continue
        if self._read_only:
            raise StoreError("The graph changes too often to be read whole; try again later.")

        async def unit(tx: Transaction) -> T:
            """Read it while nobody writes."""
            store, changes, _ = _only(await tx.fetch(_LOCK))
            return await work(lambda text, values: _answer(tx, text, values), f"{store}.{changes}")

        return await self._connection.write(unit)

    def _asking(self, number: int, deadline: float | None) -> Ask:
        async def ask(text: str, parameters: Parameters) -> Any:
            answer, *seen, _ = _only(
                await self._connection.fetch(text, parameters, deadline=deadline)
            )
            if seen != [number] * 3:
                raise _ChangedError
            return answer

        return ask

    async def undisturbed(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run reads while nobody writes: writers wait."""

        async def unit(tx: Transaction) -> T:
            """Take the writers' lock first."""
            await tx.fetch(_LOCK)
            return await work(tx)

        return await self._connection.write(unit)

    async def write(self, work: Callable[[Transaction, Meta], Awaitable[T]]) -> T:
        """Run a write that nobody else's write crosses; it calls `Meta.advance` if it changes the graph.

        It stands and is durable when this returns, whether or not the caller is cancelled.
        """
        return await asyncio.shield(asyncio.ensure_future(self._write(work)))

    async def _write(self, work: Callable[[Transaction, Meta], Awaitable[T]]) -> T:
        committed: Meta | None = None
        begun = False

        async def unit(tx: Transaction) -> T:
            nonlocal committed, begun
            committed = None
            store, changes, judged = _only(await tx.fetch(_LOCK))
            meta = Meta(store, changes, judged)
            result = await work(tx, meta)
            if meta.changed:
                parameters = {"changes": meta.changes, "judged": meta.judged}
                await tx.run(_CHANGED, parameters)
                begun = True
                await self._connection.run(_BEGIN, {"changes": meta.changes})
                committed = meta
            elif begun:
                # The answer to a commit was lost, and now it is known to stand.
                await tx.run(_SETTLE, {"changes": meta.changes})
            return result

        result = await self._connection.write(unit)
        if committed is not None:
            # It stands; if that cannot be said now, a reader will find out.
            with suppress(Exception):
                await self._connection.run(_DONE, {"changes": committed.changes}, seconds=_SAYING)
        return result

    async def _stands(self) -> tuple[int, int]:
        """Wait for the commit that is under way, or until its writer must be dead; return the gate."""
        before, until = (-1, -1), 0.0
        while True:
            _, begun, done = _only(await self._connection.fetch(_STATE))
            if (begun, done) != before:
                before, until = (begun, done), time.monotonic() + _DEAD
            if begun == done or time.monotonic() >= until:
                return before
            await asyncio.sleep(_POLL)

    async def _calm(self) -> str:
        """Wait for the commit that is under way; if its writer has died, say in its place that it is done."""
        until = time.monotonic() + _COMMIT
        while time.monotonic() < until:
            await asyncio.sleep(_POLL)
            store, begun, done = _only(await self._connection.fetch(_STATE))
            if begun == done:
                return f"{store}.{done}"

        async def unit(tx: Transaction) -> str:
            """Note it while nobody writes."""
            store, changes, _ = _only(await tx.fetch(_LOCK))
            await tx.run(_SETTLE, {"changes": changes})
            return f"{store}.{changes}"

        return await self._connection.write(unit)


async def _answer(tx: Transaction, text: str, parameters: Parameters) -> Any:
    return _only(await tx.fetch(text, parameters))[0]


def _only(rows: list[list[Any]]) -> list[Any]:
    """The row that there is while there is a store."""
    if not rows:
        raise StoreError("The store has been removed from its server; restore it or import anew.")
    return rows[0]
