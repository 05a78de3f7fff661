"""What must be done once before a connection is used, as soon as the server answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from graph_service.store.port import StoreError

__all__ = ["Preparation"]

_PAUSE: Final = 1.0
"""Seconds for which a failure is answered again without asking the server."""


class Preparation:
    """Work that is tried, by one at a time, until it succeeds once.

    Parameters
    ----------
    work : callable
    """

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work: Callable[[], Awaitable[None]] | None = work
        self._trying: asyncio.Task[None] | None = None
        self._failed = float("-inf")

    async def done(self) -> None:
        """Return once the work has succeeded.

        Raises
        ------
        StoreError
            If it failed now or a moment ago.
        """
        if self._work is None:
            return
        trying = self._trying
        if trying is None or (trying.done() and time.monotonic() > self._failed + _PAUSE):
            trying = self._trying = asyncio.ensure_future(self._try(self._work))
        try:
            # Who waits may give up; the others still want it done.
            await asyncio.shield(trying)
        except StoreError as error:
            raise type(error)(*error.args) from error

    def end(self) -> None:
        """Try no more."""
        if self._trying is not None:
            self._trying.cancel()

    async def _try(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except BaseException:
            self._failed = time.monotonic()
            raise
        self._work = None
