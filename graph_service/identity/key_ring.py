"""The keys that a process believes in: read from the ledger now and then, never for a request."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from typing import Final

from graph_service.identity.keys import Key, all_keys
from graph_service.store.ledger import Ledger
from graph_service.store.port import StoreError

__all__ = ["LIFE", "KeyRing"]

LIFE: Final = 10.0
"""Seconds for which keys are believed in; a key that was revoked opens nothing after them."""

_SOON: Final = LIFE / 2
"""Seconds after which they are read anew while requests still go by what is known."""
_UNKNOWN: Final = 1.0
"""Seconds after which a key that is not known may be a new one."""
_PATIENCE: Final = 4.0
"""Seconds within which a ledger is expected to answer."""


class KeyRing:
    """Finds keys by their id.

    Parameters
    ----------
    ledger : Ledger
    tick : callable
        Seconds on a clock that never goes back.
    """

    def __init__(self, ledger: Ledger, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._ledger = ledger
        self._tick = tick
        self._keys: Mapping[str, Key] = {}
        self._asked = -math.inf
        self._edition = 0
        self._reading: asyncio.Task[None] | None = None

    async def find(self, id_: str) -> Key | None:
        """Return a key, also one that does not work any more; None if there is none.

        Raises
        ------
        StoreError
            If the ledger does not answer, and what is known is too old.
        """
        now = self._tick()
        oldest = now - (LIFE if id_ in self._keys else _UNKNOWN)
        if self._asked <= oldest:
            await self._read_since(oldest)
        elif self._asked <= now - _SOON:
            self._begin()
        return self._keys.get(id_)

    def forget(self) -> None:
        """Believe in nothing that was read before now: a key was made or revoked here."""
        self._asked = -math.inf
        self._edition += 1

    async def _read_since(self, oldest: float) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                while self._asked <= oldest:
                    # Who waits gives up alone; the others may be in time.
                    await asyncio.shield(self._begin())
        except TimeoutError:
            raise StoreError("The store did not answer in time. Try again.") from None

    def _begin(self) -> asyncio.Task[None]:
        """Let all who need the keys wait for one reading of them."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read(), name="keys")
            self._reading.add_done_callback(_looked_at)
        return self._reading

    async def _read(self) -> None:
        edition = -1
        while edition != self._edition:
            # What is revoked while they are read may be missing: they are as old as the question.
            edition, asked = self._edition, self._tick()
            keys = await all_keys(self._ledger)
        self._keys, self._asked = keys, asked


def _looked_at(reading: asyncio.Task[None]) -> None:
    if not reading.cancelled():
        reading.exception()
