"""How far a copy is: a note in the ledger of the store that is copied into."""

from __future__ import annotations

from typing import Final

from graph_service.store.half_copied import COPY, PROGRESS
from graph_service.store.ledger import Document, Ledger
from graph_service.store.port import StoreError

__all__ = ["EMPTYING", "Progress"]

EMPTYING: Final = "nothing"
"""What a store that is being emptied is a copy of."""


class Progress:
    """The note, held by the one process that copies.

    Parameters
    ----------
    ledger : Ledger
    name : str
        What to call the store in messages.

    Attributes
    ----------
    of : str or None
        What it is a copy of; None if no copy was begun.
    place : str
        Where its source goes on.
    """

    def __init__(self, ledger: Ledger, name: str) -> None:
        self.of: str | None = None
        self.place = ""
        self._ledger = ledger
        self._name = name
        self._revision = 0

    async def load(self) -> None:
        """Read the note."""
        note = await self._ledger.get(COPY, PROGRESS)
        self._revision = note.revision if note else 0
        self.of = note.document["of"] if note else None
        self.place = note.document["place"] if note else ""

    async def write(self, source: str, of: str, place: str) -> None:
        """Write it down.

        Raises
        ------
        StoreError
            If another process wrote it meanwhile.
        """
        await self._write({"source": source, "of": of, "place": place})
        self.of, self.place = of, place

    async def finish(self) -> None:
        """Remove the note: the copy is whole."""
        await self._write(None)

    async def _write(self, document: Document | None) -> None:
        expected = self._revision
        if not await self._ledger.compare_and_set(COPY, PROGRESS, document, expected=expected):
            raise StoreError(f"Another process copies into {self._name} too: let it finish.")
        if expected or document is None:
            self._revision = expected + 1
        else:
            # Revisions go on where those of earlier copies ended.
            note = await self._ledger.get(COPY, PROGRESS)
            self._revision = note.revision if note else 0
