"""Where layouts are remembered: in the ledger, one document for each question about maps."""

from __future__ import annotations

import asyncio
import base64
import binascii
import zlib
from typing import Final

from analytics.layouts.memory import Memory
from graph_service.clock import Clock, utc_now
from graph_service.store.ledger import Ledger
from graph_service.store.port import StoreError

__all__ = ["MOST_LAYOUTS", "Layouts"]

_KIND: Final = "layout"

MOST_LAYOUTS: Final = 32
"""How many questions are remembered; the one that was written longest ago makes room."""


class Layouts:
    """Memories of layouts; they hold marks of ids and places, no ids.

    Parameters
    ----------
    ledger : Ledger
    clock : callable
    """

    def __init__(self, ledger: Ledger, clock: Clock = utc_now) -> None:
        self._ledger = ledger
        self._clock = clock

    async def remembered(self, question: str) -> tuple[Memory, int]:
        """Return what is remembered of a question, and its revision; nothing and 0 if nothing is.

        Parameters
        ----------
        question : str
            The same for what is to share positions.
        """
        entry = await self._ledger.get(_KIND, question)
        if entry is None:
            return Memory.empty(), 0
        try:
            text = str(entry.document.get("places", ""))
            return await asyncio.to_thread(_read, text), entry.revision
        except (ValueError, binascii.Error, zlib.error):
            # What cannot be read is written anew.
            return Memory.empty(), entry.revision

    async def remember(self, question: str, memory: Memory, expected: int) -> bool:
        """Write what is to be remembered.

        Parameters
        ----------
        question : str
        memory : Memory
        expected : int
            The revision that it was made from.

        Returns
        -------
        bool
            False if somebody else wrote meanwhile: then look again. True if it is written, or
            if nothing can be written here.
        """
        document = {
            "written": self._clock().isoformat(),
            "places": await asyncio.to_thread(_written, memory),
        }
        try:
            if not expected:
                await self._make_room()
            return await self._ledger.compare_and_set(_KIND, question, document, expected=expected)
        except StoreError:
            return True

    async def _make_room(self) -> None:
        kept = await self._ledger.list(_KIND, limit=MOST_LAYOUTS + 1)
        if len(kept) >= MOST_LAYOUTS:
            oldest = min(kept, key=lambda entry: (str(entry.document.get("written")), entry.key))
            await self._ledger.erase([(_KIND, oldest.key)])


def _read(text: str) -> Memory:
    return Memory.unpacked(zlib.decompress(base64.b64decode(text)))


def _written(memory: Memory) -> str:
    return base64.b64encode(zlib.compress(memory.packed(), 1)).decode()
