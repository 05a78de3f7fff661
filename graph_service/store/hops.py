"""Hops compiled to functions from a node to its links that count."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Final, TypeAlias

from graph_service.store.memory import Link, MemoryGraph, Node
from graph_service.store.plan import Hop
from graph_service.store.reading import Reading
from schema.catalogue import Catalogue
from schema.columns import VALID_FIRST, VALID_LAST
from schema.declarations import Direction

__all__ = ["every_link", "far_end", "link_counter", "link_lister", "narrowing"]

_NONE: Final[list[Link]] = []


Lister: TypeAlias = Callable[[Node], list[Link]]


def link_lister(hop: Hop, reading: Reading, every: Lister | None = None) -> Lister:
    """Return a function that lists the links of a node that count for `hop`.

    Its answer is not to be changed: it may be the node's own list.

    Parameters
    ----------
    hop : Hop
    reading : Reading
    every : callable or None
        Lists all links of the hop's type and direction, in the order in which they are wanted;
        in any if None.
    """
    every = every or every_link(hop)
    spend = reading.deadline.spend
    narrowed = narrowing(hop, reading.graph, reading.catalogue)
    members = narrowed or frozenset()
    day, far = reading.as_of, far_end(hop)

    def all_of_them(node: Node) -> list[Link]:
        links = every(node)
        spend(len(links))
        return links

    def of_target(node: Node) -> list[Link]:
        links = every(node)
        spend(len(links))
        return [link for link in links if far(link).type in members]

    def valid(node: Node) -> list[Link]:
        links = every(node)
        spend(len(links))
        return [
            link
            for link in links
            if link.stored[VALID_FIRST] <= day <= link.stored[VALID_LAST]  # type: ignore[operator]
        ]

    def valid_of_target(node: Node) -> list[Link]:
        return [link for link in valid(node) if far(link).type in members]

    if narrowed is None:
        return valid if hop.validity else all_of_them
    return valid_of_target if hop.validity else of_target


def link_counter(hop: Hop, reading: Reading) -> Callable[[Node], int]:
    """Return a function that counts the links of a node that count for `hop`."""
    lister = link_lister(hop, reading)
    return lambda node: len(lister(node))


def far_end(hop: Hop) -> Callable[[Link], Node]:
    """Return a function from a link to the end that `hop` leads to."""
    return attrgetter("target" if hop.direction is Direction.OUT else "source")


def narrowing(hop: Hop, graph: MemoryGraph, catalogue: Catalogue) -> frozenset[str] | None:
    """Name the types that `hop` keeps; None if every link there is leads to one of them."""
    members = frozenset(catalogue.members(hop.target))
    far = 1 if hop.direction is Direction.OUT else 0
    reached = {ends[far] for ends in graph.ends.get(hop.link, ())}
    return None if members.issuperset(reached) else members


def every_link(hop: Hop) -> Lister:
    """Return a function that lists the links of a node of a hop's type and direction."""
    type_ = hop.link
    if hop.direction is Direction.OUT:
        return lambda node: node.out.get(type_, _NONE)
    return lambda node: node.into.get(type_, _NONE)
