"""The links of nodes in order, kept while the graph stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from graph_service.store.memory import Link, Node

__all__ = ["KeptLinks", "Lister"]

Lister: TypeAlias = "Callable[[Node], list[Link]]"

_MOST_LINKS: Final = 1_000_000
_MOST_ORDERS: Final = 64


class KeptLinks:
    """Lists of links that were sorted, of one revision of one graph.

    Parameters
    ----------
    most : int
        How many links all lists together may hold. With more, all are forgotten.
    """

    def __init__(self, most: int = _MOST_LINKS) -> None:
        self._most = most
        self._revision = -1
        self._held = 0
        self._orders: dict[Hashable, dict[Node, list[Link]]] = {}

    def lister(
        self, name: Hashable, revision: int, every: Lister, key: Callable[[Link], Any]
    ) -> Lister:
        """Return a function that lists the links of a node in order.

        Parameters
        ----------
        name : hashable
            Says which links in what order; it is the same for the same lists.
        revision : int
            The graph's revision; what was sorted of another one is never returned.
        every : callable
            Lists them in any order.
        key : callable
            By which they are sorted.

        Returns
        -------
        callable
            For the time of one read. Its lists are not to be changed.
        """
        if self._revision != revision or self._held > self._most:
            self._orders, self._revision, self._held = {}, revision, 0
        if name not in self._orders and len(self._orders) >= _MOST_ORDERS:
            self._orders, self._held = {}, 0
        kept = self._orders.setdefault(name, {})

        def ordered(node: Node) -> list[Link]:
            links = kept.get(node)
            if links is None:
                links = every(node)
                if len(links) > 1:
                    links = kept[node] = sorted(links, key=key)
                    self._held += len(links)
            return links

        return ordered
