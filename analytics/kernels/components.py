"""Connected components, by joining the ends of every edge."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Flags, Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["components", "components_among", "warm"]


def components(offsets: Ints, neighbours: Nodes) -> Nodes:
    """Say of each node in which connected component it lies; directions are ignored.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)

    Returns
    -------
    ndarray of int32, shape (n,)
        Components are numbered from 0 in the order of their first nodes, as
        ``networkx.connected_components`` yields them.

    Examples
    --------
    >>> path_and_isolate = np.array([0, 1, 1, 2]), np.array([2, 0], dtype=np.int32)
    >>> components(*path_and_isolate).tolist()
    [0, 1, 0]
    """
    return _numbered(_joined(offsets, neighbours))


def components_among(offsets: Ints, neighbours: Nodes, kept: Flags) -> Nodes:
    """Say the same of the graph that remains when only some nodes are kept.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    kept : ndarray of bool, shape (n,)

    Returns
    -------
    ndarray of int32, shape (n,)
        As of `components`, and -1 for the nodes that are not kept.

    Examples
    --------
    >>> path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1], dtype=np.int32)
    >>> components_among(*path, np.array([True, False, True])).tolist()
    [0, -1, 1]
    """
    return _numbered(_joined_among(offsets, neighbours, kept))


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    components(graph.offsets, graph.neighbours)
    components_among(graph.offsets, graph.neighbours, np.ones(len(graph), dtype=np.bool_))


@compiled
def _top(above: Nodes, node: int) -> int:
    """Climb to the first node of a component, shortening the way for those who follow."""
    while above[node] != node:
        above[node] = above[above[node]]
        node = above[node]
    return node


@compiled
def _join(above: Nodes, one: int, other: int) -> int:
    """Join two components under the lower of their first nodes, and name it."""
    first, second = _top(above, one), _top(above, other)
    if first < second:
        above[second] = above[other] = first
        return first
    above[first] = above[other] = second
    return second


@compiled
def _joined(offsets: Ints, neighbours: Nodes) -> Nodes:
    size = len(offsets) - 1
    above = np.arange(size).astype(np.int32)
    for node in range(size):
        top = _top(above, node)
        for arc in range(offsets[node], offsets[node + 1]):
            if above[neighbours[arc]] != top:
                top = _join(above, top, neighbours[arc])
    return above


@compiled
def _joined_among(offsets: Ints, neighbours: Nodes, kept: Flags) -> Nodes:
    size = len(offsets) - 1
    above = np.full(size, -1, dtype=np.int32)
    for node in range(size):
        if kept[node]:
            above[node] = node
    for node in range(size):
        if kept[node]:
            for arc in range(offsets[node], offsets[node + 1]):
                if kept[neighbours[arc]]:
                    _join(above, node, neighbours[arc])
    return above


@compiled
def _numbered(above: Nodes) -> Nodes:
    """Number components; a component is known by its first node, which lies above the others."""
    number = np.full(len(above), -1, dtype=np.int32)
    count = 0
    for node in range(len(above)):
        if above[node] == node:
            number[node] = count
            count += 1
        elif above[node] >= 0:
            number[node] = number[above[node]]
    return number
