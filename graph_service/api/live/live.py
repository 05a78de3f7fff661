"""What one service watches for its subscribers: the graph's version, and imports under way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.live.watching import Watch, followed
from graph_service.jobs.job import Job
from graph_service.jobs.log import JobLog, NoSuchJob
from graph_service.store.port import Store

__all__ = ["Live"]

_EVERY: Final = 0.2
"""Seconds between two looks where looking is reading memory."""
_EVERY_ON_SERVER: Final = 1.0
"""Seconds between two looks where each is a query of a server."""
_EVERY_JOB: Final = 0.5
"""Seconds between two looks at an import, which is a read of the ledger."""


class Live:
    """Watches for all subscribers of a process, and only as long as there are any.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._jobs = JobLog(store.ledger)
        self._imports: dict[str, Watch[Job]] = {}
        every = _EVERY_ON_SERVER if store.tells_versions else _EVERY
        self._version = Watch(store.version, every=every)
        self.ending = asyncio.Event()
        """Set when the service ends: streams are to end too."""

    @property
    def followers(self) -> int:
        """How many subscriptions are watched for."""
        return self._version.followers + sum(w.followers for w in self._imports.values())

    @property
    def watchers(self) -> int:
        """How many things are looked at."""
        return self._version.awake + sum(w.awake for w in self._imports.values())

    def versions(self) -> AsyncGenerator[str, None]:
        """Yield the graph's version, and each newer one, whoever changed the graph."""
        return self._version.follow()

    async def job(self, id_: str) -> AsyncGenerator[Job, None]:
        """Yield how far an import is, up to its end.

        Parameters
        ----------
        id_ : str

        Raises
        ------
        ApiError
            If there is none.
        """

        async def look() -> Job:
            """Ask the ledger, which also other processes write."""
            try:
                return await self._jobs.get(id_)
            except NoSuchJob as error:
                raise ApiError(str(error), ErrorCode.NOT_FOUND) from None

        watch = self._imports.get(id_)
        if watch is None:
            watch = self._imports[id_] = Watch(look, every=_EVERY_JOB)
        try:
            async with aclosing(followed(watch, until=lambda job: job.has_ended)) as jobs:
                async for job in jobs:
                    yield job
        finally:
            if not watch.followers and self._imports.get(id_) is watch:
                del self._imports[id_]
