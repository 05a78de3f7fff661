"""The connection to a Neo4j server: one driver a process, every wait bounded, errors as sentences.

A server that is not there is noticed at once or within 5 s, one that stalls within a second after
the read's deadline or timeout, or 16 s after the timeout of a write. The server itself ends what
exceeds the deadline or timeout. When it is back, the next statement is answered.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from graph_service.store.access import Access
from graph_service.store.neo4j.failures import failure, hopeless, is_credentials_fault
from graph_service.store.neo4j.preparation import Preparation
from graph_service.store.port import DeadlineExceeded, StoreError

if TYPE_CHECKING:
    from neo4j import AsyncDriver, AsyncManagedTransaction, AsyncSession, Query

__all__ = ["Connection", "Parameters", "Row", "Transaction", "connect"]

T = TypeVar("T")

Parameters: TypeAlias = Mapping[str, Any]
Row: TypeAlias = list[Any]

_CONNECTING: Final = 5.0
"""Seconds that a server may take to accept a connection."""
_RETRYING: Final = 15.0
"""Seconds for which a write is tried again."""
_GRACE: Final = 1.0
"""Seconds that a server may take to say that it ran out of time."""
_AFTER_REFUSAL: Final = 5.0
"""Seconds for which refused credentials are not sent again: servers lock out who insists."""


def connect(url: str, access: Access) -> Connection:
    """Return a connection to the server that a url names; nothing is sent yet."""
    from neo4j import AsyncGraphDatabase, NotificationMinimumSeverity

    log = logging.getLogger("neo4j")
    if not log.handlers:
        # What fails is told as an exception; who wants the driver's log gives it a handler.
        log.addHandler(logging.NullHandler())
    driver = AsyncGraphDatabase.driver(
        url,
        auth=(access.user, access.password) if access.password else None,
        connection_timeout=_CONNECTING,
        connection_acquisition_timeout=2 * _CONNECTING,
        max_transaction_retry_time=_RETRYING,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        telemetry_disabled=True,
        user_agent="innovation-graph-service",
    )
    return Connection(url, driver, access)


class Connection:
    """Statements to one database of one server.

    Parameters
    ----------
    url : str
        Named in messages.
    driver : AsyncDriver
    access : Access
    """

    def __init__(self, url: str, driver: AsyncDriver, access: Access) -> None:
        self.url = url
        self._driver = driver
        self._access = access
        self._preparation: Preparation | None = None
        self._refused: tuple[float, str] = (float("-inf"), "")
        self._closed = False

    def once_prepared(self, prepare: Callable[[Connection], Awaitable[None]]) -> Connection:
        """Return the connection as it is to be used: before its first statement, `prepare` succeeds.

        Parameters
        ----------
        prepare : callable
            Gets this connection. It is tried again for later statements until it succeeds; what
            it raises is raised for the statement.
        """
        prepared = Connection(self.url, self._driver, self._access)
        prepared._preparation = Preparation(lambda: prepare(self))
        return prepared

    async def fetch(
        self,
        text: str,
        parameters: Parameters | None = None,
        *,
        deadline: float | None = None,
    ) -> list[Row]:
        """Run one reading statement and return its rows, each the list of its values.

        Parameters
        ----------
        text : str
        parameters : mapping or None
        deadline : float or None
            When to give up, on the clock of `time.monotonic`; the access's timeout if None.

        Raises
        ------
        DeadlineExceeded
        StoreError
            If the server does not answer or refuses.
        """
        from neo4j import Query

        seconds = self._seconds(deadline)
        query = Query(text, timeout=seconds)
        async with self._asking(seconds):
            return await self._twice(query, parameters, write=False)

    async def write(
        self, work: Callable[[Transaction], Awaitable[T]], *, seconds: float | None = None
    ) -> T:
        """Run work in one transaction, again if the server asks for it; its writes stand or fall together.

        Parameters
        ----------
        work : callable
            Begun again also if the answer to its commit was lost: it must notice that it stands.
        seconds : float or None
            When the server gives it up; the access's timeout if None.

        Raises
        ------
        DeadlineExceeded
        StoreError
            If the server does not answer or refuses. Nothing was written, unless the connection
            broke at the commit: then all or nothing was.
        """
        from neo4j import unit_of_work
        from neo4j.exceptions import IncompleteCommit

        limit = seconds or self._access.write_timeout

        @unit_of_work(timeout=limit)
        async def unit(tx: AsyncManagedTransaction) -> T:
            """Let the work see its own transaction only."""
            return await work(Transaction(tx, self.url))

        async with self._asking(limit + _RETRYING):
            try:
                async with self._session(write=True) as session:
                    return await session.execute_write(unit)
            except IncompleteCommit:
                async with self._session(write=True) as session:
                    return await session.execute_write(unit)

    async def run(
        self, text: str, parameters: Parameters | None = None, *, seconds: float | None = None
    ) -> list[Row]:
        """Run one statement in a transaction of its own; run again, it must do nothing more."""
        from neo4j import Query

        limit = seconds or self._access.write_timeout
        async with self._asking(limit):
            return await self._twice(Query(text, timeout=limit), parameters, write=True)

    async def close(self) -> None:
        """Give up all connections; further calls are errors."""
        self._closed = True
        if self._preparation is not None:
            self._preparation.end()
        with suppress(TimeoutError):
            # A server that stalls does not take leave.
            async with asyncio.timeout(_GRACE):
                await self._driver.close()

    def _seconds(self, deadline: float | None) -> float:
        if deadline is None:
            return self._access.read_timeout
        left = deadline - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded("The time for this request is over.")
        return min(max(0.001, left), self._access.read_timeout)

    @asynccontextmanager
    async def _asking(self, seconds: float) -> AsyncIterator[None]:
        """Bound what happens in the block, and turn what it raises into sentences."""
        if self._closed:
            raise StoreError("The store is closed.")
        until, sentence = self._refused
        if time.monotonic() < until:
            raise StoreError(sentence)
        try:
            async with asyncio.timeout(seconds + _GRACE):
                if self._preparation is not None:
                    await self._preparation.done()
                yield
        except Exception as error:
            told = failure(error, self.url)
            if is_credentials_fault(error):
                self._refused = (time.monotonic() + _AFTER_REFUSAL, str(told))
            if told is error:
                raise
            raise told from error

    async def _twice(
        self, query: Query, parameters: Parameters | None, *, write: bool
    ) -> list[Row]:
        try:
            return await self._once(query, parameters, write=write)
        except Exception as error:
            if hopeless(error) or not getattr(error, "is_retryable", bool)():
                raise
            # The pool may have held a connection that has died meanwhile.
            return await self._once(query, parameters, write=write)

    async def _once(self, query: Query, parameters: Parameters | None, *, write: bool) -> list[Row]:
        async with self._session(write=write) as session:
            result = await session.run(query, dict(parameters or {}))
            return [list(record.values()) async for record in result]

    @asynccontextmanager
    async def _session(self, *, write: bool) -> AsyncIterator[AsyncSession]:
        from neo4j import READ_ACCESS, WRITE_ACCESS

        async with self._driver.session(
            database=self._access.database or None,
            default_access_mode=WRITE_ACCESS if write else READ_ACCESS,
        ) as session:
            yield session


class Transaction:
    """Statements of one transaction.

    Parameters
    ----------
    tx : AsyncManagedTransaction
    url : str
        Named in messages.
    """

    def __init__(self, tx: AsyncManagedTransaction, url: str) -> None:
        self._tx = tx
        self._url = url

    async def fetch(self, text: str, parameters: Parameters | None = None) -> list[Row]:
        """Run a statement and return its rows."""
        try:
            result = await self._tx.run(text, dict(parameters or {}))
            return [list(record.values()) async for record in result]
        except Exception as error:
            if hopeless(error):
                # Otherwise the driver would begin the transaction again and again.
                raise failure(error, self._url) from error
            raise

    async def run(self, text: str, parameters: Parameters | None = None) -> None:
        """Run a statement that returns nothing."""
        await self.fetch(text, parameters)
