"""The connection to a Neo4j server: one driver a process, every wait bounded, errors as sentences."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from graph_service.store.access import Access
from graph_service.store.neo4j.failures import failure

if TYPE_CHECKING:
    from neo4j import AsyncDriver, AsyncManagedTransaction, AsyncSession

__all__ = ["Connection", "Parameters", "Transaction", "connect"]

T = TypeVar("T")

Parameters: TypeAlias = Mapping[str, Any]
Row: TypeAlias = list[Any]

_CONNECTING: Final = 5.0
"""Seconds that a server may take to accept a connection."""
_RETRYING: Final = 15.0
"""Seconds for which a write is tried again."""
_GRACE: Final = 1.0
"""Seconds that a server may take to say that it ran out of time."""


def connect(url: str, access: Access) -> Connection:
    """Return a connection to the server that a url names; nothing is sent yet."""
    from neo4j import AsyncGraphDatabase, NotificationMinimumSeverity

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
        try:
            async with asyncio.timeout(seconds + _GRACE):
                try:
                    return await self._fetch(query, parameters)
                except Exception as error:
                    if not getattr(error, "is_retryable", bool)():
                        raise
                    # The pool may have held a connection that has died meanwhile.
                    return await self._fetch(query, parameters)
        except Exception as error:
            raise failure(error, self.url) from error

    async def _fetch(self, query: Any, parameters: Parameters | None) -> list[Row]:
        async with self._session(write=False) as session:
            result = await session.run(query, dict(parameters or {}))
            return [list(record.values()) async for record in result]

    async def write(
        self, work: Callable[[Transaction], Awaitable[T]], *, seconds: float | None = None
    ) -> T:
        """Run work in one transaction, again if the server asks for it; its writes stand or fall together."""
        from neo4j import unit_of_work

        limit = seconds or self._access.write_timeout

        @unit_of_work(timeout=limit)
        async def unit(tx: AsyncManagedTransaction) -> T:
            return await work(Transaction(tx))

        try:
            async with self._session(write=True) as session:
                return await session.execute_write(unit)
        except Exception as error:
            raise failure(error, self.url) from error

    async def run(self, text: str, parameters: Parameters | None = None) -> list[Row]:
        """Run one statement in a transaction of its own, such as one that changes the schema."""
        from neo4j import Query

        query = Query(text, timeout=self._access.write_timeout)
        try:
            async with self._session(write=True) as session:
                result = await session.run(query, dict(parameters or {}))
                return [list(record.values()) async for record in result]
        except Exception as error:
            raise failure(error, self.url) from error

    async def close(self) -> None:
        """Give up all connections."""
        await self._driver.close()

    def _seconds(self, deadline: float | None) -> float:
        if deadline is None:
            return self._access.read_timeout
        return max(0.001, min(deadline - time.monotonic(), self._access.read_timeout))

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
    """

    def __init__(self, tx: AsyncManagedTransaction) -> None:
        self._tx = tx

    async def fetch(self, text: str, parameters: Parameters | None = None) -> list[Row]:
        """Run a statement and return its rows."""
        result = await self._tx.run(text, dict(parameters or {}))
        return [list(record.values()) async for record in result]

    async def run(self, text: str, parameters: Parameters | None = None) -> None:
        """Run a statement that returns nothing."""
        result = await self._tx.run(text, dict(parameters or {}))
        await result.consume()
