"""Sweeps of Brandes: shortest paths from several sources at once, counted out and summed back."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.kernels.arrays import Floats, Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["LANES", "dependencies_on", "dependency_sums"]

_Work: TypeAlias = tuple[npt.NDArray[Any], ...]

LANES: Final = 8
"""Sources that share a sweep: their numbers of paths fill one line of the cache a node."""


@compiled
def dependency_sums(
    offsets: Ints, neighbours: Nodes, sources: Ints, total: Floats, squares: Floats
) -> None:
    """Add the dependencies of some sources, and their squares, to each node's.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    sources : ndarray of int64
    total, squares : ndarray of float64, shape (n,)
        Changed in place.
    """
    nodes = len(offsets) - 1
    work = _workspace(nodes)
    for first in range(0, len(sources), LANES):
        delta = _sweep(offsets, neighbours, sources[first : first + LANES], work)
        for node in range(nodes):
            for lane in range(LANES):
                added = delta[node, lane]
                total[node] += added
                squares[node] += added * added


@compiled
def dependencies_on(offsets: Ints, neighbours: Nodes, sources: Ints, node: int) -> Floats:
    """Return the dependency of each source on one node.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    sources : ndarray of int64, shape (k,)
    node : int

    Returns
    -------
    ndarray of float64, shape (k,)
    """
    found = np.zeros(len(sources))
    work = _workspace(len(offsets) - 1)
    for first in range(0, len(sources), LANES):
        some = sources[first : first + LANES]
        found[first : first + len(some)] = _sweep(offsets, neighbours, some, work)[
            node, : len(some)
        ]
    return found


@compiled
def _workspace(nodes: int) -> _Work:
    lines = (nodes, LANES)
    return (
        np.zeros(lines),
        np.zeros(lines),
        np.zeros(lines),
        np.zeros(lines),
        np.zeros(nodes, dtype=np.uint8),
        np.zeros(nodes, dtype=np.uint8),
        np.empty(nodes * LANES, dtype=np.int32),
        np.empty(nodes * LANES, dtype=np.uint8),
        np.empty(nodes + 2, dtype=np.int64),
    )


@compiled
def _sweep(offsets: Ints, neighbours: Nodes, sources: Ints, work: _Work) -> Floats:
    paths, flow, arriving, delta, reached, front, queue, lanes, begins = work
    paths[:] = 0.0
    delta[:] = 0.0
    reached[:] = 0
    for lane in range(len(sources)):
        source = sources[lane]
        front[source] |= 1 << lane
        arriving[source, lane] = 1.0
        queue[lane] = source
    tail = len(sources)
    begins[0] = 0
    depth = 0
    while tail > begins[depth]:
        depth += 1
        begins[depth] = tail
        for place in range(begins[depth - 1], tail):
            node = queue[place]
            new = front[node] & ~reached[node]
            lanes[place] = new
            reached[node] |= new
            front[node] = 0
            for lane in range(LANES):
                count = arriving[node, lane] * (new >> lane & 1)
                arriving[node, lane] = 0.0
                flow[node, lane] = count
                paths[node, lane] += count
        for place in range(begins[depth - 1], begins[depth]):
            node, here = queue[place], lanes[place]
            for arc in range(offsets[node], offsets[node + 1]):
                other = neighbours[arc]
                if here & ~reached[other]:
                    if front[other] == 0:
                        queue[tail] = other
                        tail += 1
                    front[other] |= here
                    for lane in range(LANES):
                        arriving[other, lane] += flow[node, lane]
    gathered = np.zeros(LANES)
    for level in range(depth - 1, 0, -1):
        # flow and front hold the level just beyond.
        for place in range(begins[level], begins[level + 1]):
            node, here = queue[place], lanes[place]
            front[node] = here
            for lane in range(LANES):
                flow[node, lane] = (
                    (1.0 + delta[node, lane]) / paths[node, lane] if here >> lane & 1 else 0.0
                )
        for place in range(begins[level - 1], begins[level]):
            node, here = queue[place], lanes[place]
            if level == 1:
                continue
            gathered[:] = 0.0
            for arc in range(offsets[node], offsets[node + 1]):
                other = neighbours[arc]
                if front[other] & here:
                    for lane in range(LANES):
                        gathered[lane] += flow[other, lane]
            for lane in range(LANES):
                if here >> lane & 1:
                    delta[node, lane] = gathered[lane] * paths[node, lane]
        for place in range(begins[level], begins[level + 1]):
            front[queue[place]] = 0
    return delta
