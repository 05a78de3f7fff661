"""Where shortest paths leave a region: through whom its members reach the outside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.kernels.compiled import compiled

__all__ = ["exits", "warm"]


@compiled
def exits(
    offsets: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int32],
    local: npt.NDArray[np.bool_],
    sources: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    r"""Divide the reach of local nodes among those through whom their paths first leave.

    A local node i reaches each outsider j at distance d with 1/d. That is shared out equally
    among the shortest paths from i to j, each of which credits the last local node before its
    first outsider: i itself if it has a tie of its own there, else a gatekeeper.

    .. math:: c_i(g) = \sigma_{ig} \sum_{x} \sum_j \frac{\sigma_{xj}}{\sigma_{ij} d_{ij}}

    where :math:`\sigma_{ig}` counts the shortest paths within the region and x runs over the
    outsiders next to g and one step further from i.

    Parameters
    ----------
    offsets, neighbours
        Rows of an undirected graph.
    local : ndarray of bool, shape (n,)
    sources : ndarray of int64, shape (s,)
        Local nodes.

    Returns
    -------
    reach : ndarray of float64, shape (s,)
        Sum of 1/d over outsiders.
    direct : ndarray of float64, shape (s,)
        Of it, what each carries itself.
    carried : ndarray of float64, shape (n,)
        What each node carries for all other sources together.

    References
    ----------
    S. Breschi, C. Lenzi, in Knowledge and Networks (2017), ch. 14; the shares follow U. Brandes,
    Journal of Mathematical Sociology 25 (2001) 163.

    Examples
    --------
    Node 0 reaches the outsiders 2 and 3 through 1, at distances 2 and 3.

    >>> path = np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2], dtype=np.int32)
    >>> reach, direct, carried = exits(*path, np.array([True, True, False, False]), np.array([0]))
    >>> reach.round(3).tolist(), direct.tolist(), carried.round(3).tolist()
    ([0.833], [0.0], [0.0, 0.833, 0.0, 0.0])
    """
    n = len(offsets) - 1
    reach, direct = np.zeros(len(sources)), np.zeros(len(sources))
    carried = np.zeros(n)
    distance = np.full(n, -1, dtype=np.int64)
    paths, inside, share = np.zeros(n), np.zeros(n), np.zeros(n)
    order = np.empty(n, dtype=np.int64)
    for place in range(len(sources)):
        source = sources[place]
        found = _search(offsets, neighbours, local, source, distance, paths, inside, order)
        for back in range(found - 1, -1, -1):
            u = order[back]
            leaving, onward = _ahead(offsets, neighbours, local, u, distance, share)
            share[u] = onward
            if not local[u]:
                reach[place] += 1.0 / distance[u]
                share[u] += 1.0 / (distance[u] * paths[u])
            elif u == source:
                direct[place] = leaving
            else:
                carried[u] += inside[u] * leaving
        for back in range(found):
            u = order[back]
            distance[u], paths[u], inside[u], share[u] = -1, 0.0, 0.0, 0.0
    return reach, direct, carried


@compiled
def _search(
    offsets: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int32],
    local: npt.NDArray[np.bool_],
    source: int,
    distance: npt.NDArray[np.int64],
    paths: npt.NDArray[np.float64],
    inside: npt.NDArray[np.float64],
    order: npt.NDArray[np.int64],
) -> int:
    """Breadth first: distances, shortest paths, those within the region; how many are reached."""
    distance[source], paths[source], inside[source] = 0, 1.0, 1.0
    order[0] = source
    head, tail = 0, 1
    while head < tail:
        u = order[head]
        head += 1
        for arc in range(offsets[u], offsets[u + 1]):
            v = neighbours[arc]
            if distance[v] < 0:
                distance[v] = distance[u] + 1
                order[tail] = v
                tail += 1
            if distance[v] == distance[u] + 1:
                paths[v] += paths[u]
                if local[v]:
                    inside[v] += inside[u]
    return tail


@compiled
def _ahead(
    offsets: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int32],
    local: npt.NDArray[np.bool_],
    node: int,
    distance: npt.NDArray[np.int64],
    share: npt.NDArray[np.float64],
) -> tuple[float, float]:
    """What is shared one step further: of outsiders, and of everybody."""
    leaving = onward = 0.0
    for arc in range(offsets[node], offsets[node + 1]):
        v = neighbours[arc]
        if distance[v] == distance[node] + 1:
            onward += share[v]
            if not local[v]:
                leaving += share[v]
    return leaving, onward


def warm() -> None:
    """Compile what is here."""
    offsets, neighbours = np.array([0, 1, 2]), np.array([1, 0], dtype=np.int32)
    for array in (offsets, neighbours):
        array.setflags(write=False)
    exits(offsets, neighbours, np.array([True, False]), np.array([0]))
