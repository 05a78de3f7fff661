"""Nodes by degree."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Nodes
from analytics.kernels.compiled import compiled

__all__ = ["by_degree"]


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
