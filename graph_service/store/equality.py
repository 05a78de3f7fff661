"""Indexes by value: which nodes can meet a filter that asks for equality."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from graph_service.store.memory import MemoryGraph, Node
from graph_service.store.plan import And, Compare, Filter, Op
from graph_service.store.predicates import column_reader

__all__ = ["candidates", "nodes_of", "number_of"]

Index: TypeAlias = dict[Any, Node | list[Node]]
"""A node alone where no other has the value: a list for each would wake the garbage collector."""


def candidates(
    graph: MemoryGraph, types: tuple[str, ...], condition: Filter | None, *, build: bool = True
) -> list[Node] | None:
    """List nodes that can meet a condition, if the condition asks for equality.

    Parameters
    ----------
    graph : MemoryGraph
    types : tuple of str
        Concrete types of the nodes.
    condition : Filter or None
    build : bool
        Whether to build indexes that are not at hand.

    Returns
    -------
    list of Node or None
        The shortest list that an index gives: every node that meets the condition is in it, others
        may be. None if no part of the condition asks for equality.
    """
    lists = []
    for part in _parts(condition):
        if isinstance(part, Compare) and part.op in (Op.EQ, Op.IN):
            index = _index(graph, types, part.column, build=build)
            if index is not None:
                wanted: Any = part.value if part.op is Op.IN else (part.value,)
                lists.append([n for value in dict.fromkeys(wanted) for n in _under(index, value)])
    return min(lists, key=len, default=None)


def _parts(condition: Filter | None) -> Iterator[Filter | None]:
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def nodes_of(graph: MemoryGraph, types: tuple[str, ...]) -> list[Node]:
    """List all nodes of some concrete types."""
    return [n for name in dict.fromkeys(types) for n in graph.by_type.get(name, {}).values()]


def number_of(graph: MemoryGraph, types: tuple[str, ...]) -> int:
    """Count them."""
    return sum(len(graph.by_type.get(name, ())) for name in dict.fromkeys(types))


def _index(graph: MemoryGraph, types: tuple[str, ...], column: str, *, build: bool) -> Index | None:
    name = ("by value", types, column)
    if not build:
        return graph.derived.peek(name, graph.revision)
    return graph.derived.get(
        name,
        graph.revision,
        number_of(graph, types),
        lambda: _built(nodes_of(graph, types), column),
    )


def _under(index: Index, value: Any) -> list[Node]:
    found = index.get(value, [])
    return found if isinstance(found, list) else [found]


def _built(nodes: list[Node], column: str) -> Index:
    read = column_reader(column)
    index: Index = {}
    for node in nodes:
        value = read(node)
        if value is None:
            continue
        found = index.setdefault(value, node)
        if isinstance(found, list):
            found.append(node)
        elif found is not node:
            index[value] = [found, node]
    return index
