"""Core numbers, by taking away the node of least degree again and again."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.kernels.degrees import by_degree

__all__ = ["core_numbers", "warm"]


def core_numbers(offsets: Ints, neighbours: Nodes) -> Nodes:
    """Find the largest k for which each node belongs to the k-core of an undirected graph.

    The k-core is the largest part of a graph in which everybody has at least k neighbours.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)

    Returns
    -------
    ndarray of int32, shape (n,)

    References
    ----------
    Batagelj, Zaversnik, "An O(m) Algorithm for Cores Decomposition of Networks" (2003).

    Examples
    --------
    >>> star = np.array([0, 2, 3, 4]), np.array([1, 2, 0, 0], dtype=np.int32)
    >>> core_numbers(*star).tolist()
    [1, 1, 1]
    """
    return _peeled(offsets, neighbours)


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    core_numbers(graph.offsets, graph.neighbours)


@compiled
def _peeled(offsets: Ints, neighbours: Nodes) -> Nodes:
    size = len(offsets) - 1
    degree = np.empty(size, dtype=np.int32)
    for node in range(size):
        degree[node] = offsets[node + 1] - offsets[node]
    order, place, first = by_degree(degree)
    for turn in range(size):
        node = order[turn]
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            was = degree[other]
            if was > degree[node]:
                # To the front of its degree, whose front then belongs to the degree below.
                front = first[was]
                swapped = order[front]
                order[place[other]] = swapped
                place[swapped] = place[other]
                order[front] = other
                place[other] = front
                first[was] = front + 1
                degree[other] = was - 1
    return degree
