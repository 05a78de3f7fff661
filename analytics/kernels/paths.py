"""Distances and shortest paths from one node."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["levels", "shortest_path", "warm"]


def levels(offsets: Ints, neighbours: Nodes, source: int) -> tuple[Nodes, Nodes]:
    """Return how far each node is from a source, and the node through which it is reached.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Rows of the graph; edges are taken to be equally long.
    source : int

    Returns
    -------
    level : ndarray of int32, shape (n,)
        -1 where no path leads.
    before : ndarray of int32, shape (n,)
        The node before it on the shortest path that takes the least node at each step seen
        from the source; -1 for the source and where no path leads.

    Examples
    --------
    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> [found.tolist() for found in levels(path.offsets, path.neighbours, 0)]
    [[0, 1, 2], [-1, 0, 1]]
    """
    return _searched(offsets, neighbours, int(source))


def shortest_path(offsets: Ints, neighbours: Nodes, source: int, target: int) -> list[int] | None:
    """Return the nodes of a shortest path, the same one each time; none if no path leads.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    source, target : int

    Returns
    -------
    list of int or None
        From the source to the target, both included.

    Examples
    --------
    >>> from analytics.graph import Graph
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> shortest_path(path.offsets, path.neighbours, 0, 2)
    [0, 1, 2]
    """
    level, before = levels(offsets, neighbours, source)
    if level[target] < 0:
        return None
    found = [target]
    while found[-1] != source:
        found.append(int(before[found[-1]]))
    return found[::-1]


def warm() -> None:
    """Compile this kernel for the arrays it gets in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()

    levels(graph.offsets, graph.neighbours, 0)


@compiled
def _searched(offsets: Ints, neighbours: Nodes, source: int) -> tuple[Nodes, Nodes]:
    nodes = len(offsets) - 1
    level = np.full(nodes, -1, dtype=np.int32)
    before = np.full(nodes, -1, dtype=np.int32)
    queue = np.empty(nodes, dtype=np.int32)
    level[source] = 0
    queue[0] = source
    head, tail = 0, 1
    while head < tail:
        node = queue[head]
        head += 1
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            if level[other] < 0:
                level[other] = level[node] + 1
                before[other] = node
                queue[tail] = other
                tail += 1
    return level, before
