"""The resolved graph in memory: what the embedded store reads from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph_service.store.derived import DerivedCache
from schema.columns import Scalar
from schema.declarations import Direction

__all__ = ["Link", "MemoryGraph", "Node"]


class Node:
    """A node of the view.

    Attributes
    ----------
    id, type : str
        Canonical id and concrete type.
    stored : mapping of str to Scalar
        Columns (`schema.columns`).
    out, into : dict of str to list of Link
        Visible links by type, seen from the source and from the target.
    """

    __slots__ = ("id", "into", "out", "stored", "type")

    def __init__(self, id_: str, type_: str, stored: Mapping[str, Scalar]) -> None:
        self.id = id_
        self.type = type_
        self.stored = stored
        self.out: dict[str, list[Link]] = {}
        self.into: dict[str, list[Link]] = {}

    def links(self, type_: str, direction: Direction) -> list[Link]:
        """The node's links of a type, seen from this end; not to be changed."""
        return (self.out if direction is Direction.OUT else self.into).get(type_, _NONE)


class Link:
    """A link of the view; both its ends are there."""

    __slots__ = ("key", "source", "stored", "target", "type")

    def __init__(
        self, type_: str, source: Node, target: Node, key: str, stored: Mapping[str, Scalar]
    ) -> None:
        self.type = type_
        self.source = source
        self.target = target
        self.key = key
        self.stored = stored

    def far(self, direction: Direction) -> Node:
        """The end that one comes to by following the link this way."""
        return self.target if direction is Direction.OUT else self.source


class MemoryGraph:
    """Nodes by id and by type.

    Attributes
    ----------
    nodes : dict of str to Node
    by_type : dict of str to (dict of str to Node)
        By concrete type.
    link_counts : dict of str to int
        Visible links by type.
    revision : int
        Rises with every change; what is derived from the graph is cached by it.
    derived : DerivedCache
        Orders and indexes that were asked for.
    """

    def __init__(self, types: Iterable[str]) -> None:
        self.nodes: dict[str, Node] = {}
        self.by_type: dict[str, dict[str, Node]] = {name: {} for name in types}
        self.link_counts: dict[str, int] = {}
        self.revision = 0
        self.derived = DerivedCache()
        self._canonical: dict[str, str] = {}

    def find(self, id_: str) -> Node | None:
        """The node with this id; a retired id answers the survivor."""
        return self.nodes.get(id_) or self.nodes.get(self._canonical.get(id_, id_))


_NONE: list[Link] = []
