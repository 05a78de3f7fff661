"""A store that notes whether anything beside the graph was read."""

from __future__ import annotations

from typing import Any

from graph_service.store.ledger import Ledger
from graph_service.store.port import Store

__all__ = ["GraphReads"]


class GraphReads:
    """Passes everything on; what the ledger holds can change while the graph does not.

    Parameters
    ----------
    store : Store
    """

    __slots__ = ("_store", "beyond")

    def __init__(self, store: Store) -> None:
        self._store = store
        self.beyond = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def ledger(self) -> Ledger:
        """The store's ledger."""
        self.beyond = True
        return self._store.ledger
