"""The note in a store's ledger that a copy into it was begun and is not finished.

As long as it is there, the store holds a part of another one, and answers from it would be wrong.
"""

from __future__ import annotations

from typing import Final

from graph_service.store.ledger import Ledger
from graph_service.store.port import StoreError

__all__ = ["COPY", "PROGRESS", "copy_under_way", "refuse_half_copied"]

COPY: Final = "copy"
"""Kind of the note; it is not copied itself."""

PROGRESS: Final = "progress"
"""Its key. The document: ``source``, ``of`` (what of it), ``place`` (how far)."""


async def copy_under_way(ledger: Ledger) -> str | None:
    """Return a sentence about the unfinished copy that a store holds, or None."""
    note = await ledger.get(COPY, PROGRESS)
    if note is None:
        return None
    return (
        f"a copy of {note.document['source']} was begun and is not finished. Run the same command"
        " again to go on; add --anew to begin again."
    )


async def refuse_half_copied(ledger: Ledger, name: str) -> None:
    """Refuse to use a store into which a copy was begun and not finished.

    Raises
    ------
    StoreError
    """
    sentence = await copy_under_way(ledger)
    if sentence is not None:
        raise StoreError(f"{name} cannot be used yet: {sentence}")
