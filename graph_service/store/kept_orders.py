"""Orders that are brought up to date when the graph changed, instead of being sorted anew.

While an import runs, every batch makes a new revision of the graph; a page of many nodes would
sort all of them for each.
"""

from __future__ import annotations

import threading
from bisect import insort
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graph_service.store.memory import Node

__all__ = ["KeptOrders"]

_MOST_CHANGES: Final = 5_000
"""After more changes sorting anew is as fast."""
_MOST_NODES: Final = 2_000_000


class KeptOrders:
    """Sorted lists of nodes, and what changed since each was last right.

    Parameters
    ----------
    most : int
        How many nodes all lists together may have; what was used longest ago goes first.
    most_changes : int
        How many changes are noted; after more every list is sorted anew.
    """

    def __init__(self, most: int = _MOST_NODES, most_changes: int = _MOST_CHANGES) -> None:
        self._most = most
        self._most_changes = most_changes
        self._kept: OrderedDict[Hashable, tuple[list[Node], int]] = OrderedDict()
        self._changes: list[tuple[Node, bool]] = []
        self._lock = threading.Lock()

    def note(self, node: Node, *, new: bool) -> None:
        """Take note that a node was added, or was changed or removed; nobody reads meanwhile."""
        if not self._kept:
            return
        self._changes.append((node, new))
        if len(self._changes) > self._most_changes:
            self._kept.clear()
            self._changes.clear()

    def get(
        self,
        name: Hashable,
        key: Callable[[Node], Any],
        arrange: Callable[[], list[Node]],
        is_listed: Callable[[Node], bool],
    ) -> list[Node]:
        """Return sorted nodes as they are now.

        Parameters
        ----------
        name : hashable
            Says which nodes in which order.
        key : callable
            Sorts; it looks at the node's own values only.
        arrange : callable
            Sorts all of them, if that must be.
        is_listed : callable
            Whether a node belongs to them now.

        Returns
        -------
        list of Node
            Not to be changed, and right until the graph changes.
        """
        with self._lock:
            # What fails on its way is not kept.
            nodes, seen = self._kept.pop(name, (None, 0))
            if nodes is None:
                nodes = arrange()
            elif changes := self._changes[seen:]:
                nodes = _renewed(nodes, changes, key, is_listed)
            self._kept[name] = nodes, len(self._changes)
            while (
                sum(len(kept) for kept, _ in self._kept.values()) > self._most
                and len(self._kept) > 1
            ):
                self._kept.popitem(last=False)
            self._forget_changes()
            return nodes

    def _forget_changes(self) -> None:
        known = min(seen for _, seen in self._kept.values())
        if known:
            del self._changes[:known]
            for name, (nodes, seen) in self._kept.items():
                self._kept[name] = nodes, seen - known


def _renewed(
    nodes: list[Node],
    changes: list[tuple[Node, bool]],
    key: Callable[[Node], Any],
    is_listed: Callable[[Node], bool],
) -> list[Node]:
    moved = {node for node, new in changes if not new}
    if moved:
        nodes = [node for node in nodes if node not in moved]
    for node in dict.fromkeys(node for node, _ in changes):
        if is_listed(node):
            insort(nodes, node, key=key)
    return nodes
