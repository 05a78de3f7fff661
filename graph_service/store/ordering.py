"""Orders compiled to sort keys, and places in them.

A missing value is the largest: last ascending, first descending. Values of different types, which
no declared column mixes, still have an order. Every order ends with the node's id, then the
link's key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeAlias

from graph_service.store.hops import link_counter
from graph_service.store.memory import Link, Node
from graph_service.store.plan import LinkCount, OrderKey, Position, Scan
from graph_service.store.port import StoreError
from graph_service.store.predicates import column_reader
from graph_service.store.reading import Reading
from schema.columns import Scalar

__all__ = ["LinkOrder", "NodeOrder", "order_name"]

SortKey: TypeAlias = tuple[Any, ...]

_LIST, _TEXT, _BOOLEAN, _NUMBER, _MISSING = range(5)


class NodeOrder:
    """An order of nodes.

    Parameters
    ----------
    keys : tuple of OrderKey
    reading : Reading
    """

    def __init__(self, keys: tuple[OrderKey, ...], reading: Reading) -> None:
        self._reads = [_reader(key, reading) for key in keys]
        self._descending = [key.descending for key in keys]
        self._deadline = reading.deadline

    def values(self, node: Node) -> Position:
        """The values of the keys."""
        return tuple([read(node) for read in self._reads])

    def position(self, node: Node) -> Position:
        """The node's place."""
        return (*self.values(node), node.id)

    def key(self, node: Node) -> SortKey:
        """A key by which `sorted` brings nodes into this order."""
        return (*self.encoded(self.values(node)), node.id)

    def place(self, position: Position) -> SortKey:
        """The sort key of a place.

        Raises
        ------
        StoreError
            If the place is one of another order.
        """
        _check_length(position, len(self._reads) + 1)
        return (*self.encoded(position), position[-1])

    def encoded(self, values: Position) -> SortKey:
        """The part of the sort key that comes from the values of the keys."""
        return tuple(
            [
                _falling(value) if descending else _rising(value)
                for value, descending in zip(values, self._descending, strict=False)
            ]
        )

    def arranged(self, nodes: list[Node]) -> list[Node]:
        """Sort many nodes in place; the same order as by `key`, but in C."""
        nodes.sort(key=lambda node: node.id)
        for read, descending in zip(reversed(self._reads), reversed(self._descending), strict=True):
            self._deadline.spend(len(nodes))
            nodes.sort(key=lambda node: _rising(read(node)), reverse=descending)
        return nodes


class LinkOrder:
    """An order of links by their far ends.

    Parameters
    ----------
    keys : tuple of OrderKey
    far : callable
        From a link to its far end.
    reading : Reading
    """

    def __init__(
        self, keys: tuple[OrderKey, ...], far: Callable[[Link], Node], reading: Reading
    ) -> None:
        self._nodes = NodeOrder(keys, reading)
        self._length = len(keys)
        self._far = far
        self.key: Callable[[Link], SortKey] = self._key if keys else self._key_by_id

    def position(self, link: Link) -> Position:
        """The link's place."""
        far = self._far(link)
        return (*self._nodes.values(far), far.id, link.key)

    def place(self, position: Position) -> SortKey:
        """The sort key of a place.

        Raises
        ------
        StoreError
            If the place is one of another order.
        """
        _check_length(position, self._length + 2)
        return (*self._nodes.encoded(position), *position[-2:])

    def _key(self, link: Link) -> SortKey:
        return (*self._nodes.key(self._far(link)), link.key)

    def _key_by_id(self, link: Link) -> SortKey:
        return (self._far(link).id, link.key)


def order_name(plan: Scan, as_of: str) -> Hashable:
    """Name the order of a scan's nodes: plans of one name list them alike, before filters."""
    keys = plan.connection.order
    dated = any(isinstance(key.by, LinkCount) and key.by.hop.validity for key in keys)
    return (plan.types, keys, as_of if dated else None)


def _reader(key: OrderKey, reading: Reading) -> Callable[[Node], Scalar | None]:
    if isinstance(key.by, LinkCount):
        return link_counter(key.by.hop, reading)
    return column_reader(key.by.name)


def _check_length(position: Position, length: int) -> None:
    if len(position) != length:
        raise StoreError(
            f"A place in this order has {length} parts, not {len(position)}: "
            "it was taken from a list in another order."
        )


def _rising(value: Scalar | None) -> SortKey:
    if value is None:
        return (_MISSING,)
    if isinstance(value, str):
        return (_TEXT, value)
    if isinstance(value, bool):
        return (_BOOLEAN, value)
    return (_LIST if isinstance(value, tuple) else _NUMBER, value)


def _falling(value: Scalar | None) -> SortKey:
    if value is None:
        return (-_MISSING,)
    if isinstance(value, bool):
        return (-_BOOLEAN, not value)
    if isinstance(value, int | float):
        return (-_NUMBER, -value)
    return (-_TEXT if isinstance(value, str) else -_LIST, _Reversed(value))


class _Reversed:
    """Compares the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: str | tuple[str, ...]) -> None:
        self.value = value

    def __lt__(self, other: _Reversed) -> bool:
        return other.value < self.value  # type: ignore[operator]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)
