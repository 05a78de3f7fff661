"""The interpreter: answers read plans over the graph in memory.

A plan is compiled to functions once and then run over the nodes it touches.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Final

from graph_service.store.equality import candidates, nodes_of, number_of
from graph_service.store.memory import MemoryGraph, Node
from graph_service.store.ordering import NodeOrder, order_name
from graph_service.store.paging import cut
from graph_service.store.plan import Connection, LinkCount, Plan, Scan
from graph_service.store.plan_size import is_small
from graph_service.store.port import Page, ReadContext
from graph_service.store.predicates import column_reader, node_predicate
from graph_service.store.reading import Deadline, Reading
from graph_service.store.rows import Row, row_builder, shared_view_builders
from graph_service.store.summing import summarizer
from schema.catalogue import Catalogue

__all__ = ["is_small", "run_plan"]

_FEW: Final = 1_000
"""Up to so many candidates are sorted anew; for more, a kept order is walked."""


def run_plan(
    graph: MemoryGraph,
    catalogue: Catalogue,
    plan: Plan,
    context: ReadContext,
    deadline: Deadline | None = None,
) -> Page | list[Row | None]:
    """Answer a plan.

    Parameters
    ----------
    graph : MemoryGraph
        It must not change meanwhile.
    catalogue : Catalogue
        Tells the members of abstract types.
    plan : Plan
    context : ReadContext
    deadline : Deadline or None
        The context's if None.

    Returns
    -------
    Page or list of (dict or None)
        A page for a `Scan`, rows for a `Lookup`.

    Raises
    ------
    DeadlineExceeded
        If the deadline passed.
    StoreError
        If a connection begins after a place of another order.
    """
    reading = Reading(graph, catalogue, context.as_of, deadline or Deadline(context.deadline))
    if isinstance(plan, Scan):
        return _scan(graph, plan, reading)
    row = row_builder(plan.selection, reading)
    reading.deadline.spend(len(plan.ids))
    found = map(graph.find, plan.ids)
    return [None if node is None else row(node) for node in found]


def _scan(graph: MemoryGraph, plan: Scan, reading: Reading) -> Page:
    connection = plan.connection
    where = connection.where.node if connection.where else None
    keep = node_predicate(where, reading) if where else None
    few = candidates(graph, plan.types, where)
    page = Page()
    if connection.summaries:
        nodes = nodes_of(graph, plan.types) if few is None else few
        page.summaries = summarizer(
            connection.summaries, lambda column, _: column_reader(column), reading.deadline
        )(nodes if keep is None else list(filter(keep, reading.deadline.metered(nodes))))
    if connection.limit is None:
        if connection.count:
            page.count = _count(graph, plan.types, keep, few, reading.deadline)
        return page
    order = NodeOrder(connection.order, reading)
    if keep is not None and few is not None and len(few) <= _FEW:
        nodes = sorted(filter(keep, reading.deadline.metered(few)), key=order.key)
        keep = None
    else:
        nodes = _arranged(graph, plan, order, reading)
    at = order.split(nodes, connection)
    chosen, page.count = _cut(nodes, at, keep, connection, reading.deadline)
    views = shared_view_builders(connection.nodes, reading)
    for node in cut(page, chosen, connection):
        entry: Row = {key: view(node) for key, view in views}
        entry["@position"] = order.position(node)
        page.entries.append(entry)
    return page


def _count(
    graph: MemoryGraph,
    types: tuple[str, ...],
    keep: Callable[[Node], bool] | None,
    few: list[Node] | None,
    deadline: Deadline,
) -> int:
    if keep is None:
        return number_of(graph, types)
    nodes = nodes_of(graph, types) if few is None else few
    return sum(map(keep, deadline.metered(nodes)))


def _arranged(graph: MemoryGraph, plan: Scan, order: NodeOrder, reading: Reading) -> list[Node]:
    reading.deadline.spend(1)
    name, types = order_name(plan, reading.as_of), frozenset(plan.types)

    def arrange() -> list[Node]:
        return order.arranged(nodes_of(graph, plan.types))

    def is_listed(node: Node) -> bool:
        return node.type in types and graph.nodes.get(node.id) is node

    def renew() -> list[Node]:
        if any(isinstance(key.by, LinkCount) for key in plan.connection.order):
            # Links of a node may change without it.
            return arrange()
        return graph.orders.get(name, order.key, arrange, is_listed)

    return graph.derived.get(name, graph.revision, number_of(graph, plan.types), renew)


def _cut(
    nodes: list[Node],
    at: int,
    keep: Callable[[Node], bool] | None,
    connection: Connection,
    deadline: Deadline,
) -> tuple[list[Node], int | None]:
    """Take a page and one node more out of a sorted list, and count what is kept of the list.

    They come as they are met: backward from the place `at` if the page is of the list's end.
    """
    most = (connection.limit or 0) + 1
    if keep is None:
        count = len(nodes) if connection.count else None
        if connection.backward:
            return nodes[max(0, at - most) : at][::-1], count
        return nodes[at : at + most], count
    ahead, behind = nodes[at:], nodes[:at]
    if connection.backward:
        ahead, behind = behind[::-1], ahead
    matching = filter(keep, deadline.metered(ahead))
    chosen = list(islice(matching, most))
    if not connection.count:
        return chosen, None
    passed = sum(map(keep, deadline.metered(behind)))
    return chosen, passed + len(chosen) + sum(1 for _ in matching)
