"""Triangles through each node, and how far its neighbours know one another."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes, Places
from analytics.kernels.compiled import compiled
from analytics.kernels.triples import oriented, triples
from analytics.patience import Check, patient

__all__ = ["clustering", "triangles", "warm"]


def triangles(offsets: Ints, neighbours: Nodes, *, check: Check = patient) -> Ints:
    """Count the triangles through each node of an undirected graph.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    check : Check

    Returns
    -------
    ndarray of int64, shape (n,)

    Examples
    --------
    >>> triangle = np.array([0, 2, 4, 6]), np.array([1, 2, 0, 2, 0, 1], dtype=np.int32)
    >>> triangles(*triangle).tolist()
    [1, 1, 1]
    """
    edges = oriented(offsets, neighbours)
    placed = np.zeros(len(offsets) - 1, dtype=np.int64)
    for part in triples(edges, check):
        _count(part, edges.tails, edges.heads, placed)
    found = np.empty_like(placed)
    found[edges.nodes] = placed
    return found


def clustering(offsets: Ints, neighbours: Nodes, *, check: Check = patient) -> Floats:
    """Find which share of the pairs of each node's neighbours are neighbours.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Of an undirected graph.
    check : Check

    Returns
    -------
    ndarray of float64, shape (n,)
        ``2 t / (k (k - 1))`` with t triangles and k neighbours; 0 with fewer than two.

    References
    ----------
    Watts, Strogatz, "Collective dynamics of 'small-world' networks" (1998).

    Examples
    --------
    >>> star = np.array([0, 2, 3, 4]), np.array([1, 2, 0, 0], dtype=np.int32)
    >>> clustering(*star).tolist()
    [0.0, 0.0, 0.0]
    """
    degree = np.diff(offsets)
    pairs = degree * (degree - 1)
    found: Floats = 2.0 * triangles(offsets, neighbours, check=check) / np.maximum(pairs, 1)
    return found


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    triangles(graph.offsets, graph.neighbours)


@compiled
def _count(part: Nodes, tails: Places, heads: Places, found: Ints) -> None:
    for row in range(len(part)):
        edge, lead = part[row, 0], part[row, 1]
        found[tails[edge]] += 1
        found[heads[edge]] += 1
        found[heads[lead]] += 1
