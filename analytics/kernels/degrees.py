"""Nodes by degree."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["by_degree", "hubs_first"]


@compiled
def by_degree(degree: Nodes) -> tuple[Nodes, Nodes, Nodes]:
    """Order nodes by degree, those of one degree by their numbers, by counting.

    Parameters
    ----------
    degree : ndarray of int32, shape (n,)

    Returns
    -------
    order : ndarray of int32, shape (n,)
    place : ndarray of int32, shape (n,)
        Where in the order each node stands.
    first : ndarray of int32
        Where each degree begins.

    Examples
    --------
    >>> order, place, _ = by_degree(np.array([2, 0, 1], dtype=np.int32))
    >>> order.tolist(), place.tolist()
    ([1, 2, 0], [2, 0, 1])
    """
    most = 0
    for node in range(len(degree)):
        most = max(most, degree[node])
    first = np.zeros(most + 2, dtype=np.int32)
    for node in range(len(degree)):
        first[degree[node] + 1] += 1
    for one in range(most + 1):
        first[one + 1] += first[one]
    free = first.copy()
    order = np.empty(len(degree), dtype=np.int32)
    place = np.empty(len(degree), dtype=np.int32)
    for node in range(len(degree)):
        place[node] = free[degree[node]]
        order[place[node]] = node
        free[degree[node]] += 1
    return order, place, first


def hubs_first(offsets: Ints, neighbours: Nodes) -> tuple[Nodes, Ints, Nodes]:
    """Number the nodes of a graph anew, by descending degree.

    Most arcs lead to hubs: what is kept of them then lies side by side and stays in the cache.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)

    Returns
    -------
    nodes : ndarray of int32, shape (n,)
        Which node has each new number.
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Rows by the new numbers, within a row in the order given.

    Examples
    --------
    >>> star = np.array([0, 1, 2, 4]), np.array([2, 2, 0, 1], dtype=np.int32)
    >>> [array.tolist() for array in hubs_first(*star)]
    [[2, 1, 0], [0, 2, 3, 4], [2, 1, 0, 0]]
    """
    nodes = by_degree(np.diff(offsets).astype(np.int32))[0][::-1].copy()
    return nodes, *_renumbered(offsets, neighbours, nodes)


@compiled
def _renumbered(offsets: Ints, neighbours: Nodes, nodes: Nodes) -> tuple[Ints, Nodes]:
    place = np.empty(len(nodes), dtype=np.int32)
    begin = np.zeros(len(nodes) + 1, dtype=np.int64)
    for number in range(len(nodes)):
        node = nodes[number]
        place[node] = number
        begin[number + 1] = begin[number] + offsets[node + 1] - offsets[node]
    heads = np.empty(len(neighbours), dtype=np.int32)
    for number in range(len(nodes)):
        first = offsets[nodes[number]]
        for arc in range(first, offsets[nodes[number] + 1]):
            heads[begin[number] + arc - first] = place[neighbours[arc]]
    return begin, heads
