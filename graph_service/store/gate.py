"""Reads beside each other, a change in memory alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from graph_service.store.reading import Deadline

__all__ = ["Gate"]

T = TypeVar("T")


class Gate:
    """Lets reads run in threads while nothing changes, and a change while nothing reads."""

    def __init__(self) -> None:
        self._readers = 0
        self._open = asyncio.Event()
        self._open.set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._still = asyncio.Event()
        self._still.set()

    async def still(self) -> None:
        """Wait until no change is being made; what is read before the next await is whole."""
        while not self._still.is_set():
            await self._still.wait()

    async def read(self, work: Callable[[], T], deadline: Deadline | None = None) -> T:
        """Run a read in a thread.

        If the caller is cancelled the thread goes on until it looks at the deadline, and so does its
        claim to an unchanged graph.

        Parameters
        ----------
        work : callable
        deadline : Deadline or None
            At which the work looks now and then.
        """
        while not self._open.is_set():
            await self._open.wait()
        self._readers += 1
        self._idle.clear()
        running = asyncio.ensure_future(asyncio.to_thread(work))
        running.add_done_callback(self._leave)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if deadline is not None:
                deadline.give_up()
            raise

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep threads from reading: new ones wait, those that run are waited for."""
        self._open.clear()
        try:
            await self._idle.wait()
            self._still.clear()
            yield
        finally:
            self._still.set()
            self._open.set()

    def _leave(self, read: asyncio.Future[Any]) -> None:
        if not read.cancelled():
            read.exception()  # Seen, even if nobody waits any more.
        self._readers -= 1
        if not self._readers:
            self._idle.set()
