"""Sorted lists of nodes, kept while the graph stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph_service.store.memory import Node

__all__ = ["OrderCache"]

_MOST_NODES: Final = 2_000_000


class OrderCache:
    """The orders that were asked for last, of one revision of one graph.

    Parameters
    ----------
    most : int
        How many references to nodes all lists together may hold; the order that was asked for
        longest ago goes first, the newest stays whatever its length.
    """

    def __init__(self, most: int = _MOST_NODES) -> None:
        self._most = most
        self._held = 0
        self._revision = -1
        self._orders: OrderedDict[Hashable, list[Node]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, revision: int, build: Callable[[], list[Node]]) -> list[Node]:
        """Return the list under `key`, built now if there is none of this revision.

        Parameters
        ----------
        key : hashable
            What is listed in which order.
        revision : int
            The graph's revision; a list of another one is never returned.
        build : callable
            Makes the list. It runs outside the lock.

        Returns
        -------
        list of Node
            Not to be changed.
        """
        with self._lock:
            if self._revision == revision and key in self._orders:
                self._orders.move_to_end(key)
                return self._orders[key]
        built = build()
        with self._lock:
            if self._revision != revision:
                self._orders.clear()
                self._held, self._revision = 0, revision
            self._held += len(built) - len(self._orders.pop(key, ()))
            self._orders[key] = built
            while self._held > self._most and len(self._orders) > 1:
                self._held -= len(self._orders.popitem(last=False)[1])
        return built

    def holds(self, key: Hashable, revision: int) -> bool:
        """Whether the list under `key` is at hand."""
        with self._lock:
            return self._revision == revision and key in self._orders
