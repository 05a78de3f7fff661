"""Something that changes, looked at by one for all who want to know."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Generic, TypeVar

from graph_service.store.port import StoreError

__all__ = ["Watch", "followed"]

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Watch(Generic[T]):
    """Looks at something again and again while there are followers; sleeps while there are none.

    Followers are given the newest state only: who is slow misses those between, and nothing is
    queued for anybody.

    Parameters
    ----------
    look : callable
        Tells the present state; states are compared.
    every : float
        Seconds between two looks.
    patience : float
        Seconds after which a look is given up.
    """

    def __init__(
        self, look: Callable[[], Awaitable[T]], *, every: float, patience: float = 10.0
    ) -> None:
        self._look = look
        self._every = every
        self._patience = patience
        self._followers = 0
        self._watching: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._states: list[T] = []
        self._number = 0
        self._fault: Exception | None = None

    @property
    def followers(self) -> int:
        """How many want to know."""
        return self._followers

    @property
    def awake(self) -> bool:
        """Whether somebody looks."""
        return self._watching is not None

    async def follow(self) -> AsyncGenerator[T, None]:
        """Yield the present state, then those that follow.

        Raises
        ------
        StoreError
            If nobody knows the present state, because the store does not say it.
        Exception
            What looking raises otherwise.
        """
        self._followers += 1
        seen = 0
        try:
            if self._watching is None:
                self._watching = asyncio.create_task(self._watch(), name="watch")
            while True:
                while self._number == seen:
                    if self._fault is not None:
                        raise self._fault
                    await self._news.wait()
                seen = self._number
                yield self._states[0]
        finally:
            self._followers -= 1
            if not self._followers:
                self._sleep()

    def _sleep(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        # Who follows next is told what is so then, not what was.
        self._watching, self._fault, self._number = None, None, 0
        self._states.clear()

    async def _watch(self) -> None:
        try:
            while True:
                try:
                    async with asyncio.timeout(self._patience):
                        state = await self._look()
                except (StoreError, TimeoutError) as error:
                    if not self._states:
                        raise
                    _log.info("What changes cannot be seen for now: %s", error)
                else:
                    if self._states != [state]:
                        self._states[:] = [state]
                        self._number += 1
                        self._tell()
                await asyncio.sleep(self._every)
        except Exception as error:  # noqa: BLE001 - followers raise it
            self._fault = error
            self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


async def followed(watch: Watch[T], *, until: Callable[[T], bool]) -> AsyncGenerator[T, None]:
    """Yield states up to the first of which something is true.

    Parameters
    ----------
    watch : Watch
    until : callable
        Says whether a state is the last one.
    """
    async with aclosing(watch.follow()) as states:
        async for state in states:
            yield state
            if until(state):
                return
