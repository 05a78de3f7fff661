"""The interpreter: answers read plans over the graph in memory.

A plan is compiled to functions once and then run over the nodes it touches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import islice

from graph_service.store.memory import MemoryGraph, Node
from graph_service.store.ordering import NodeOrder, order_name
from graph_service.store.plan import Plan, Scan
from graph_service.store.plan_size import is_small
from graph_service.store.port import Page, ReadContext
from graph_service.store.predicates import node_predicate
from graph_service.store.reading import Deadline, Reading
from graph_service.store.rows import Row, row_builder, view_builders
from schema.catalogue import Catalogue

__all__ = ["is_small", "run_plan"]


def run_plan(
    graph: MemoryGraph, catalogue: Catalogue, plan: Plan, context: ReadContext
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

    Returns
    -------
    Page or list of (dict or None)
        A page for a `Scan`, rows for a `Lookup`.

    Raises
    ------
    DeadlineExceeded
        If the context's deadline passed.
    StoreError
        If a connection begins after a place of another order.
    """
    reading = Reading(catalogue, context.as_of, Deadline(context.deadline))
    if isinstance(plan, Scan):
        return _scan(graph, plan, reading)
    row = row_builder(plan.selection, reading)
    reading.deadline.spend(len(plan.ids))
    found = map(graph.find, plan.ids)
    return [None if node is None else row(node) for node in found]


def _scan(graph: MemoryGraph, plan: Scan, reading: Reading) -> Page:
    connection, deadline = plan.connection, reading.deadline
    where = connection.where.node if connection.where else None
    keep = node_predicate(where, reading) if where else None
    page = Page()
    if connection.limit is None:
        if connection.count:
            page.count = _count(graph, plan.types, keep, deadline)
        return page

    order = NodeOrder(connection.order, reading)
    deadline.spend(1)
    nodes = graph.orders.get(
        order_name(plan, reading.as_of),
        graph.revision,
        lambda: order.arranged(_nodes(graph, plan.types)),
    )
    start = 0
    if connection.after is not None:
        start = bisect_right(nodes, order.place(connection.after), key=order.key)
    if keep is None:
        chosen = nodes[start : start + connection.limit + 1]
        page.count = len(nodes) if connection.count else None
    else:
        matching = filter(keep, deadline.metered(nodes[start:]))
        chosen = list(islice(matching, connection.limit + 1))
        if connection.count:
            before = sum(map(keep, deadline.metered(nodes[:start])))
            page.count = before + len(chosen) + sum(1 for _ in matching)
    page.has_next = len(chosen) > connection.limit
    views = view_builders(connection.nodes, reading)
    for node in chosen[: connection.limit]:
        entry: Row = {key: view(node) for key, view in views}
        entry["@position"] = order.position(node)
        page.entries.append(entry)
    return page


def _count(
    graph: MemoryGraph,
    types: tuple[str, ...],
    keep: Callable[[Node], bool] | None,
    deadline: Deadline,
) -> int:
    if keep is None:
        return sum(len(graph.by_type.get(name, ())) for name in dict.fromkeys(types))
    return sum(map(keep, deadline.metered(_nodes(graph, types))))


def _nodes(graph: MemoryGraph, types: tuple[str, ...]) -> list[Node]:
    return [n for name in dict.fromkeys(types) for n in graph.by_type.get(name, {}).values()]
