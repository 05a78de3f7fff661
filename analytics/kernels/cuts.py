"""Nodes and edges on which the cohesion of a graph hangs, and what falls off without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.kernels.arrays import Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["Cuts", "cuts", "warm"]


@dataclass(frozen=True)
class Cuts:
    """What becomes of each component of a graph without one of its nodes, or of its bridges.

    Attributes
    ----------
    pieces : ndarray of int32, shape (n,)
        Into how many parts the rest of a node's component falls without it: articulation points
        are those with more than one, isolates have none.
    lost : ndarray of int32, shape (n,)
        How many nodes then lie outside the largest part.
    bridges : ndarray of int32, shape (b, 2)
        Ends of each bridge, the one on the smaller side last; ascending.
    beyond : ndarray of int32, shape (b,)
        How many nodes lie on the smaller side.
    """

    pieces: Nodes
    lost: Nodes
    bridges: Nodes
    beyond: Nodes


def cuts(offsets: Ints, neighbours: Nodes) -> Cuts:
    """Find articulation points and bridges of an undirected graph.

    Which nodes lie in each part, `analytics.kernels.components.components_among` says.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)

    Returns
    -------
    Cuts

    Notes
    -----
    One search in depth: the nodes below a child hang on its parent alone if no arc leads from
    them to before the parent, and on the tree edge between them if none leads to the parent
    either.

    References
    ----------
    Hopcroft, Tarjan, "Algorithm 447: efficient algorithms for graph manipulation" (1973).

    Examples
    --------
    >>> path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1], dtype=np.int32)
    >>> found = cuts(*path)
    >>> found.pieces.tolist(), found.lost.tolist()
    ([1, 2, 1], [0, 1, 0])
    >>> found.bridges.tolist(), found.beyond.tolist()
    ([[1, 0], [1, 2]], [1, 1])
    """
    order, parent, first, low = _searched(offsets, neighbours)
    pieces, lost, near, far, beyond = _hanging(order, parent, first, low)
    placed = np.lexsort((far, near))
    return Cuts(pieces, lost, np.column_stack((near, far))[placed], beyond[placed])


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    cuts(graph.offsets, graph.neighbours)


@compiled
def _searched(offsets: Ints, neighbours: Nodes) -> tuple[Nodes, Nodes, Nodes, Nodes]:
    """Search in depth: nodes as they are found, their parents, when, and the first seen below."""
    size = len(offsets) - 1
    order = np.empty(size, dtype=np.int32)
    parent = np.full(size, -1, dtype=np.int32)
    first = np.full(size, -1, dtype=np.int32)
    low = np.empty(size, dtype=np.int32)
    following = offsets[:-1].copy()
    found = 0
    for root in range(size):
        if first[root] >= 0:
            continue
        node = np.int32(root)
        order[found] = node
        first[node] = low[node] = found
        found += 1
        while node >= 0:
            if following[node] < offsets[node + 1]:
                other = neighbours[following[node]]
                following[node] += 1
                if first[other] < 0:
                    parent[other] = node
                    order[found] = other
                    first[other] = low[other] = found
                    found += 1
                    node = other
                elif other != parent[node]:
                    low[node] = min(low[node], first[other])
            else:
                above = parent[node]
                if above >= 0:
                    low[above] = min(low[above], low[node])
                node = above
    return order, parent, first, low


@compiled
def _hanging(
    order: Nodes, parent: Nodes, first: Nodes, low: Nodes
) -> tuple[Nodes, Nodes, Nodes, Nodes, Nodes]:
    """Measure what hangs on each node and on each bridge, children before their parents."""
    size = len(order)
    below = np.ones(size, dtype=np.int32)
    pieces, apart = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    largest = np.zeros(size, dtype=np.int32)
    for turn in range(size - 1, -1, -1):
        node = order[turn]
        above = parent[node]
        if above >= 0:
            below[above] += below[node]
            if low[node] >= first[above]:
                pieces[above] += 1
                apart[above] += below[node]
                largest[above] = max(largest[above], below[node])
    lost = np.zeros(size, dtype=np.int32)
    near, far = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    beyond = np.empty(size, dtype=np.int32)
    bridges = 0
    total = 0
    for turn in range(size):
        node = order[turn]
        above = parent[node]
        if above < 0:
            total = below[node]
        elif low[node] > first[above]:
            rest = total - below[node]
            swap = below[node] > rest or (below[node] == rest and node < above)
            near[bridges], far[bridges] = (node, above) if swap else (above, node)
            beyond[bridges] = min(below[node], rest)
            bridges += 1
        rest = total - 1 - apart[node]
        if rest > 0:
            pieces[node] += 1
            largest[node] = max(largest[node], rest)
        lost[node] = total - 1 - largest[node]
    return pieces, lost, near[:bridges], far[:bridges], beyond[:bridges]
