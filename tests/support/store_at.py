"""A place where a store is kept, and a back door to it."""

from __future__ import annotations

from typing import Any, Protocol

from graph_service.store.port import Store


class StoreAt(Protocol):
    """Made empty; it holds at most one writing store at a time."""

    async def open(self) -> Store:
        """Open the store that is kept there."""
        ...

    async def medium(self, store: Store) -> Any:
        """What the medium holds, read without the store's own methods; equal if it is equal."""
        ...

    def remove(self) -> None:
        """Remove what is left."""
        ...
