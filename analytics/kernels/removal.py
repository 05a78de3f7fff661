"""Removal: how large the largest component stays while nodes are taken away one by one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.kernels.compiled import compiled

__all__ = ["largest_after_removals", "warm"]


@compiled
def largest_after_removals(
    offsets: npt.NDArray[np.int64], neighbours: npt.NDArray[np.int32], order: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Count the nodes of the largest component after each removal.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
        The arcs of node u are those from ``offsets[u]`` to ``offsets[u + 1]``.
    neighbours : ndarray of int32, shape (a,)
        Where each arc leads; each edge is two arcs.
    order : ndarray of int64, shape (n,)
        All nodes, in the order in which they are taken away.

    Returns
    -------
    ndarray of int64, shape (n + 1,)
        The first value is of the whole graph, the last is 0.

    Notes
    -----
    The other way round nodes are added one by one and components joined: union-find, as Newman
    and Ziff do for percolation (Phys. Rev. Lett. 85, 2000, 4104).

    Examples
    --------
    >>> star = np.array([0, 3, 4, 5, 6]), np.array([1, 2, 3, 0, 0, 0], dtype=np.int32)
    >>> largest_after_removals(*star, np.arange(4)).tolist()
    [4, 1, 1, 1, 0]
    """
    nodes = len(offsets) - 1
    above = np.full(nodes, -1, dtype=np.int64)
    size = np.zeros(nodes, dtype=np.int64)
    largest = np.zeros(nodes + 1, dtype=np.int64)
    most = 0
    for place in range(nodes - 1, -1, -1):
        node = order[place]
        above[node], size[node] = node, 1
        root = node
        for arc in range(offsets[node], offsets[node + 1]):
            other = np.int64(neighbours[arc])
            if above[other] < 0:
                continue
            while above[other] != other:
                above[other] = above[above[other]]
                other = above[other]
            if other != root:
                if size[other] > size[root]:
                    other, root = root, other
                above[other] = root
                size[root] += size[other]
        most = max(most, size[root])
        largest[place] = most
    return largest


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    largest_after_removals(graph.offsets, graph.neighbours, np.arange(len(graph)))
