"""Orders compiled to sort keys, and places in them.

A missing value is the largest: last ascending, first descending. Values of different types, which
no declared column mixes, still have an order. Every order ends with the node's id, then the
link's key.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from graph_service.store.hops import link_counter
from graph_service.store.memory import Link, Node
from graph_service.store.plan import Column, Connection, LinkCount, OrderKey, Position, Scan
from graph_service.store.port import StoreError
from graph_service.store.predicates import column_reader
from graph_service.store.reading import Reading
from schema.columns import Scalar
from schema.declarations import Direction

__all__ = ["LinkOrder", "NodeOrder", "order_name"]

SortKey: TypeAlias = tuple[Any, ...]
Encode: TypeAlias = Callable[[Scalar | None], SortKey]

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
        self._encodes = [_falling if key.descending else _rising for key in keys]
        self._parts = list(zip(self._reads, self._encodes, strict=True))
        self._deadline = reading.deadline

    def position(self, node: Node) -> Position:
        """The node's place."""
        return (*[read(node) for read in self._reads], node.id)

    def key(self, node: Node) -> SortKey:
        """A key by which `sorted` brings nodes into this order."""
        return (*[encode(read(node)) for read, encode in self._parts], node.id)

    def split(self, nodes: list[Node], connection: Connection) -> int:
        """The index in sorted nodes at which the walk of a connection begins.

        Forward, the node there comes first; backward, the one before it.

        Raises
        ------
        StoreError
            If the connection's place is one of another order.
        """
        if connection.after is None:
            return len(nodes) if connection.backward else 0
        place = _place(connection.after, self._encodes, 1)
        if connection.backward:
            return bisect_left(nodes, place, key=self.key)
        return bisect_right(nodes, place, key=self.key)

    def arranged(self, nodes: list[Node]) -> list[Node]:
        """Sort many nodes in place: the same order as by `key`, but compared natively."""
        nodes.sort(key=lambda node: node.id)
        for read, encode in reversed(self._parts):
            self._deadline.spend(len(nodes))
            nodes.sort(key=lambda node: _rising(read(node)), reverse=encode is _falling)
        return nodes


class LinkOrder:
    """An order of links by their far ends.

    Parameters
    ----------
    keys : tuple of OrderKey
    direction : Direction
        Which way the links are followed.
    reading : Reading

    Attributes
    ----------
    key : callable
        From a link to a key by which `sorted` brings links into this order.
    position : callable
        From a link to its place.
    is_kept : bool
        Whether it stays as it is while the graph does, whatever day is asked about.
    """

    def __init__(self, keys: tuple[OrderKey, ...], direction: Direction, reading: Reading) -> None:
        self._reads = [_reader(key, reading) for key in keys]
        self._encodes = [_falling if key.descending else _rising for key in keys]
        end = "target" if direction is Direction.OUT else "source"
        self._far: Callable[[Link], Node] = attrgetter(end)
        self._by_id: Callable[[Link], tuple[str, str]] = attrgetter(f"{end}.id", "key")
        self.key = self._compiled()
        self.position = self._placing()
        self.is_kept = all(isinstance(key.by, Column) for key in keys)

    def place(self, position: Position) -> SortKey:
        """The sort key of a place.

        Raises
        ------
        StoreError
            If the place is one of another order.
        """
        return _place(position, self._encodes, 2)

    def _compiled(self) -> Callable[[Link], SortKey]:
        """Make `key`; few keys go fast."""
        far = self._far
        if not self._reads:
            return self._by_id
        if len(self._reads) == 1:
            read, encode = self._reads[0], self._encodes[0]

            def by_one(link: Link) -> SortKey:
                node = far(link)
                return (encode(read(node)), node.id, link.key)

            return by_one
        parts = list(zip(self._reads, self._encodes, strict=True))

        def by_several(link: Link) -> SortKey:
            node = far(link)
            return (*[encode(read(node)) for read, encode in parts], node.id, link.key)

        return by_several

    def _placing(self) -> Callable[[Link], Position]:
        if not self._reads:
            return self._by_id
        far, reads = self._far, self._reads

        def position(link: Link) -> Position:
            node = far(link)
            return (*[read(node) for read in reads], node.id, link.key)

        return position


def order_name(plan: Scan, as_of: str) -> Hashable:
    """Name the order of a scan's nodes: plans of one name list them alike, before filters."""
    keys = plan.connection.order
    dated = any(isinstance(key.by, LinkCount) and key.by.hop.validity for key in keys)
    return ("in order", plan.types, keys, as_of if dated else None)


def _reader(key: OrderKey, reading: Reading) -> Callable[[Node], Scalar | None]:
    if isinstance(key.by, LinkCount):
        return link_counter(key.by.hop, reading)
    return column_reader(key.by.name)


def _place(position: Position, encodes: Sequence[Encode], tail: int) -> SortKey:
    length = len(encodes) + tail
    if len(position) != length:
        raise StoreError(
            f"A place in this order has {length} parts, not {len(position)}: "
            "it was taken from a list in another order."
        )
    parts = zip(position, encodes, strict=False)
    return (*[encode(value) for value, encode in parts], *position[-tail:])


def _rising(value: Scalar | None) -> SortKey:
    if isinstance(value, str):
        return (_TEXT, value)
    if value is None:
        return (_MISSING,)
    if isinstance(value, bool):
        return (_BOOLEAN, value)
    return (_LIST if isinstance(value, tuple) else _NUMBER, value)


def _falling(value: Scalar | None) -> SortKey:
    if isinstance(value, str):
        return (-_TEXT, _FallingText(value))
    if value is None:
        return (-_MISSING,)
    if isinstance(value, bool):
        return (-_BOOLEAN, not value)
    if isinstance(value, tuple):
        return (-_LIST, _FallingList(value))
    return (-_NUMBER, -value)


class _FallingText(str):
    """Text that sorts the other way round, without a call of Python code."""

    __slots__ = ()
    __lt__ = str.__gt__


class _FallingList(tuple[str, ...]):
    """A list that sorts the other way round."""

    __slots__ = ()
    __lt__ = tuple.__gt__
