"""The resolved graph in memory: what the embedded store reads from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from graph_service.store.answers import Page
from graph_service.store.derived import DerivedCache
from graph_service.store.kept_of_nodes import KeptOfNodes
from graph_service.store.kept_orders import KeptOrders
from graph_service.store.shared_rows import MOST_BYTES, SharedRow
from schema.columns import Scalar
from schema.declarations import Direction

__all__ = ["Link", "MemoryGraph", "Node"]

_MOST_LINKS: Final = 1_000_000
"""How many links in order are kept."""
_MOST_ENTRIES: Final = 100_000
"""How many entries of pages are kept; each takes about 600 bytes."""


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

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Type, ids of the ends, and key: no other link has the same."""
        return self.type, self.source.id, self.target.id, self.key


class MemoryGraph:
    """Nodes by id and by type.

    Attributes
    ----------
    nodes : dict of str to Node
    by_type : dict of str to (dict of str to Node)
        By concrete type.
    links : dict of (str, str, str, str) to Link
        Visible links by type, source, target and key.
    link_counts : dict of str to int
        Visible links by type.
    ends : dict of str to Counter of (str, str)
        The same by the types of source and target: sources may link what no declaration expects.
    revision : int
        Rises with every change; what is derived from the graph is cached by it.
    derived : DerivedCache
        Orders and indexes that were asked for.
    orders : KeptOrders
        Orders by the nodes' own values.
    ordered_links : KeptOfNodes of (list of Link)
        Links of nodes in orders that were asked for.
    pages : KeptOfNodes of Page
        Pages of the links of nodes that were asked for.
    rows : KeptOfNodes of SharedRow
        Rows of nodes as lists show them.
    changed : set of str or None
        Where nodes that are added, changed and removed are noted, if somebody wants to know.
    """

    def __init__(self, types: Iterable[str]) -> None:
        self.nodes: dict[str, Node] = {}
        self.by_type: dict[str, dict[str, Node]] = {name: {} for name in types}
        self.links: dict[tuple[str, str, str, str], Link] = {}
        self.link_counts: dict[str, int] = {}
        self.ends: dict[str, Counter[tuple[str, str]]] = {}
        self.revision = 0
        self.derived = DerivedCache()
        self.orders = KeptOrders()
        self.ordered_links: KeptOfNodes[list[Link]] = KeptOfNodes(_MOST_LINKS)
        self.pages: KeptOfNodes[Page] = KeptOfNodes(_MOST_ENTRIES)
        self.rows: KeptOfNodes[SharedRow] = KeptOfNodes(MOST_BYTES)
        self.changed: set[str] | None = None
        self._canonical: Mapping[str, str] = {}

    def find(self, id_: str) -> Node | None:
        """The node with this id; a retired id answers the survivor."""
        return self.nodes.get(id_) or self.nodes.get(self._canonical.get(id_, id_))

    def retire(self, canonical: Mapping[str, str]) -> None:
        """Let these ids answer their survivors, and no others."""
        self._canonical = canonical

    def put_node(self, id_: str, type_: str, stored: Mapping[str, Scalar]) -> bool:
        """Add a node or change it; return whether it is new."""
        if self.changed is not None:
            self.changed.add(id_)
        node = self.nodes.get(id_)
        if node is None:
            node = self.nodes[id_] = self.by_type[type_][id_] = Node(id_, type_, stored)
            self.orders.note(node, new=True)
            return True
        self.orders.note(node, new=False)
        if node.type != type_:
            del self.by_type[node.type][id_]
            self.by_type[type_][id_] = node
            self._change_type(node, type_)
        node.stored = stored
        return False

    def drop_node(self, id_: str) -> None:
        """Remove a node that has no links."""
        if self.changed is not None:
            self.changed.add(id_)
        node = self.nodes.pop(id_)
        self.orders.note(node, new=False)
        del self.by_type[node.type][id_]

    def add_link(self, identity: tuple[str, str, str, str], stored: Mapping[str, Scalar]) -> bool:
        """Add a link if both its ends are there, and return whether they are."""
        type_, source_id, target_id, key = identity
        source, target = self.nodes.get(source_id), self.nodes.get(target_id)
        if source is None or target is None:
            return False
        link = Link(type_, source, target, key, stored)
        self.links[identity] = link
        _append(source.out, type_, link)
        _append(target.into, type_, link)
        self.link_counts[type_] = self.link_counts.get(type_, 0) + 1
        self._count_ends(link, 1)
        return True

    def drop_links(self, links: Collection[Link]) -> None:
        """Remove links; each list that holds some of them is gone through once."""
        gone = set(links)
        for link in gone:
            del self.links[link.identity]
            self.link_counts[link.type] -= 1
            self._count_ends(link, -1)
        for node, type_ in {(link.source, link.type) for link in gone}:
            _remove(node.out, type_, gone)
        for node, type_ in {(link.target, link.type) for link in gone}:
            _remove(node.into, type_, gone)

    def _change_type(self, node: Node, type_: str) -> None:
        links = {link for held in (node.out, node.into) for some in held.values() for link in some}
        for link in links:
            self._count_ends(link, -1)
        node.type = type_
        for link in links:
            self._count_ends(link, 1)

    def _count_ends(self, link: Link, by: int) -> None:
        counts = self.ends.get(link.type)
        if counts is None:
            counts = self.ends[link.type] = Counter()
        ends = (link.source.type, link.target.type)
        left = counts.get(ends, 0) + by
        if left:
            counts[ends] = left
        else:
            del counts[ends]


def _append(held: dict[str, list[Link]], type_: str, link: Link) -> None:
    links = held.get(type_)
    if links is None:
        held[type_] = [link]
    else:
        links.append(link)


def _remove(held: dict[str, list[Link]], type_: str, gone: set[Link]) -> None:
    kept = [link for link in held[type_] if link not in gone]
    if kept:
        held[type_] = kept
    else:
        del held[type_]


_NONE: list[Link] = []
