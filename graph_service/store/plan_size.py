"""How much work a plan is, estimated without running it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graph_service.store.equality import candidates, number_of
from graph_service.store.hops import narrowing
from graph_service.store.memory import MemoryGraph
from graph_service.store.ordering import order_name
from graph_service.store.plan import (
    And,
    Compare,
    Connection,
    Counted,
    Filter,
    Follow,
    Hop,
    LinkCount,
    LinkFilter,
    Not,
    Or,
    Plan,
    Quantified,
    Scan,
    Selection,
)
from schema.catalogue import Catalogue
from schema.declarations import Direction

__all__ = ["is_small"]

_SMALL: Final = 5_000


def is_small(graph: MemoryGraph, catalogue: Catalogue, plan: Plan) -> bool:
    """Say whether a plan takes about as long as handing it to another thread.

    Parameters
    ----------
    graph : MemoryGraph
    catalogue : Catalogue
    plan : Plan

    Returns
    -------
    bool
        Whether it touches at most some five thousand nodes and links: an estimate from the links
        of the nodes looked up and the average numbers of links of all others.
    """
    estimate = _Estimate(graph, catalogue)
    if isinstance(plan, Scan):
        return estimate.scan(plan) <= _SMALL
    selection = plan.selection
    if not (selection.follows or selection.branches):
        return len(plan.ids) <= _SMALL
    steps = 0.0
    for id_ in plan.ids:
        node = graph.find(id_)
        if node is not None:
            links = node.links
            steps += estimate.selection(
                selection,
                lambda hop: len(links(hop.link, hop.direction)),  # noqa: B023 - used at once
            )
        if steps > _SMALL:
            return False
    return True


class _Estimate:
    def __init__(self, graph: MemoryGraph, catalogue: Catalogue) -> None:
        self._graph = graph
        self._catalogue = catalogue

    def scan(self, plan: Scan) -> float:
        connection = plan.connection
        types = plan.types
        size = number_of(self._graph, types)
        where = connection.where.node if connection.where else None
        few = candidates(self._graph, types, where, build=False)
        if few is not None:
            size = len(few)
        looked_at = connection.count or connection.limit is not None
        steps = size * self.condition(where) if looked_at else 0.0
        if connection.summaries:
            steps += size * (self.condition(where) + len(connection.summaries))
        if connection.limit is None:
            return steps
        # On which day an order with validity is sorted is not known here: it counts as unsorted.
        if few or self._graph.derived.peek(order_name(plan, ""), self._graph.revision) is None:
            keys = connection.order
            steps += size * (
                1 + sum(self.degree(k.by.hop) for k in keys if isinstance(k.by, LinkCount))
            )
        return steps + min(size, connection.limit) * self._views(connection)

    def selection(self, selection: Selection, degree: Callable[[Hop], float]) -> float:
        branches = (self.selection(branch.selection, degree) for branch in selection.branches)
        return (
            1
            + sum(self._follow(follow, degree(follow.hop)) for follow in selection.follows)
            + max(branches, default=0)
        )

    def condition(self, condition: Filter | None) -> float:
        match condition:
            case None:
                return 0
            case Compare():
                return 1
            case And(parts) | Or(parts):
                return sum(map(self.condition, parts))
            case Not(part):
                return self.condition(part)
            case Counted(hop):
                return 1 + self.degree(hop)
            case Quantified(hop, _, where):
                return 1 + self.degree(hop) * (1 + self._both(where))

    def degree(self, hop: Hop) -> float:
        """How many links of a hop a node has on average."""
        declared = self._catalogue.links.get(hop.link)
        if declared is None:
            return 0
        near = declared.source if hop.direction is Direction.OUT else declared.target
        nodes = sum(len(self._graph.by_type[name]) for name in self._catalogue.members(near))
        return self._graph.link_counts.get(hop.link, 0) / max(1, nodes)

    def _follow(self, follow: Follow, degree: float) -> float:
        connection, hop = follow.connection, follow.hop
        checked = (
            hop.validity
            or connection.where is not None
            or narrowing(hop, self._graph, self._catalogue) is not None
        )
        steps = degree * (1 + self._both(connection.where)) if checked else 1
        steps += degree * len(connection.summaries)
        if connection.limit is None:
            return steps
        return steps + degree + min(degree, connection.limit) * self._views(connection)

    def _views(self, connection: Connection) -> float:
        return 1 + sum(self.selection(view.selection, self.degree) for view in connection.nodes)

    def _both(self, where: LinkFilter | None) -> float:
        return self.condition(where.edge) + self.condition(where.node) if where else 0
