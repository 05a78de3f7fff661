"""What is derived from the graph, kept while the graph stays as it is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

__all__ = ["DerivedCache"]

_MOST_NODES: Final = 2_000_000

T = TypeVar("T")


class DerivedCache:
    """The orders and indexes that were used last, of one revision of one graph.

    Parameters
    ----------
    most : int
        How many nodes all of them together may list. What was used longest ago goes first; the
        newest stays whatever its size.
    """

    def __init__(self, most: int = _MOST_NODES) -> None:
        self._most = most
        self._held = 0
        self._revision = -1
        self._kept: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable, revision: int, size: int, build: Callable[[], T]) -> T:
        """Return what is kept under a name, built now if there is none of this revision.

        Parameters
        ----------
        name : hashable
            Says what it is; things of one name are alike.
        revision : int
            The graph's revision; what was built of another one is never returned.
        size : int
            How many nodes it lists.
        build : callable
            Makes it. It runs outside the lock.

        Returns
        -------
        object
            Not to be changed.
        """
        kept: T | None = self.peek(name, revision)
        if kept is not None:
            return kept
        built = build()
        with self._lock:
            if self._revision != revision:
                self._kept.clear()
                self._held, self._revision = 0, revision
            self._held += size - self._kept.pop(name, (0, None))[0]
            self._kept[name] = (size, built)
            while self._held > self._most and len(self._kept) > 1:
                self._held -= self._kept.popitem(last=False)[1][0]
        return built

    def peek(self, name: Hashable, revision: int) -> Any | None:
        """Return what is kept under a name, None if there is nothing of this revision."""
        with self._lock:
            if self._revision != revision or name not in self._kept:
                return None
            self._kept.move_to_end(name)
            return self._kept[name][1]
