"""The ledger port: operational state beside the graph (runs, jobs, keys, audit log, raw rows).

Nothing in it appears in the graph or raises its version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

__all__ = ["Document", "Entry", "Kept", "Ledger", "Note"]

Document: TypeAlias = Mapping[str, Any]
"""A JSON object."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the ledger.

    Attributes
    ----------
    kind, key : str
        Where it stands.
    revision : int
        Rises with every write of this key, from 1.
    document : mapping
    """

    kind: str
    key: str
    revision: int
    document: Document


@dataclass(frozen=True, slots=True)
class Kept:
    """A place in the ledger as it is kept, for a copy of it.

    Attributes
    ----------
    kind, key : str
    revision : int
    document : mapping or None
        None if it was deleted: its key and revision are not used again.
    """

    kind: str
    key: str
    revision: int
    document: Document | None


@dataclass(frozen=True, slots=True)
class Note:
    """A document that is written together with a change of the graph.

    Attributes
    ----------
    kind, key : str
    document : mapping
    expected : int
        The revision that it is written over; 0 expects none.
    """

    kind: str
    key: str
    document: Document
    expected: int


class Ledger(Protocol):
    """Documents by kind and key, and blobs.

    Guarantees: a write is durable when it returns; `list` is ordered by key, by code point.
    """

    async def append(self, kind: str, document: Document) -> str:
        """Add a document under a new key that sorts after every earlier one of its kind."""
        ...

    async def get(self, kind: str, key: str) -> Entry | None:
        """Return a document, or None."""
        ...

    async def get_many(self, kind: str, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Return documents of a kind by key; keys without one are left out."""
        ...

    async def list(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        """Return documents of a kind with keys after `after`, in order of key."""
        ...

    async def compare_and_set(
        self, kind: str, key: str, document: Document | None, *, expected: int
    ) -> bool:
        """Write or (None) delete a document if its revision is `expected`; 0 expects none.

        Returns
        -------
        bool
            Whether it was written.
        """
        ...

    async def put_many(self, kind: str, documents: Mapping[str, Document | None]) -> None:
        """Write or (None) delete documents of a kind by key, over what was there, all or none."""

    async def erase(self, places: Sequence[tuple[str, str]]) -> None:
        """Erase documents with their keys, as if they had never been."""
        ...

    async def put_blob(self, name: str, content: bytes) -> None:
        """Keep bytes under a name, over what was there."""
        ...

    async def get_blob(self, name: str) -> bytes | None:
        """Return the bytes under a name, or None."""
        ...

    async def delete_blobs(self, prefix: str) -> int:
        """Delete the blobs whose names begin with `prefix`; return how many."""
        ...

    async def blob_names(self, *, after: str = "", limit: int = 1_000) -> tuple[str, ...]:
        """Return names of blobs after `after`, by code point."""
        ...

    async def kept(
        self, *, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> tuple[Kept, ...]:
        """Return all places, deleted ones included, with kind and key after `after`, in order."""
        ...

    async def take_over(self, kept: Sequence[Kept]) -> None:
        """Write places of another ledger as they are, over what was there."""
        ...
