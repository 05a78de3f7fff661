"""Sweeps of Brandes: shortest paths from several sources at once, counted out and summed back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Places
from analytics.kernels.compiled import compiled
from analytics.kernels.lanes import LANES, Bits, Step, carried, new_step

__all__ = ["LANES", "Work", "dependencies_on", "dependency_sums", "workspace"]


class Work(NamedTuple):
    """Room for one sweep after the other.

    Attributes
    ----------
    paths, delta : ndarray of float64, shape (n, 8)
        By node and source: the number of shortest paths, and the dependency.
    lines, sums : ndarray of float64, shape (n, 8)
        What a step carries, and what arrives.
    step : Step
    queue, lanes : ndarray, shape (8 n,)
        Nodes by level, and in which lanes each is there: a node is in as many levels as its
        distances to the sources differ.
    found : ndarray of uint32, shape (n,)
    begins, arcs : ndarray of int64, shape (n + 2,)
        Where each level begins, and how many arcs its nodes have.
    """

    paths: Floats
    delta: Floats
    lines: Floats
    sums: Floats
    step: Step
    queue: Places
    lanes: Bits
    found: Places
    begins: Ints
    arcs: Ints


@compiled
def workspace(nodes: int) -> Work:
    """Make room for sweeps.

    Parameters
    ----------
    nodes : int

    Returns
    -------
    Work
    """
    return Work(
        np.zeros((nodes, LANES)),
        np.zeros((nodes, LANES)),
        np.zeros((nodes, LANES)),
        np.zeros((nodes, LANES)),
        new_step(nodes),
        np.empty(nodes * LANES, dtype=np.uint32),
        np.empty(nodes * LANES, dtype=np.uint8),
        np.empty(nodes, dtype=np.uint32),
        np.empty(nodes + 2, dtype=np.int64),
        np.empty(nodes + 2, dtype=np.int64),
    )


@compiled
def dependency_sums(
    ahead: tuple[Ints, Places],
    back: tuple[Ints, Places],
    sources: Ints,
    work: Work,
    total: Floats,
    squares: Floats,
) -> None:
    """Add the dependencies of some sources, and their squares, to each node's.

    Parameters
    ----------
    ahead, back : tuple of ndarray
        Offsets and neighbours along the arcs, and against them.
    sources : ndarray of int64
    work : Work
    total, squares : ndarray of float64, shape (n,)
        Changed in place.
    """
    for first in range(0, len(sources), LANES):
        _sweep(ahead, back, sources[first : first + LANES], work)
        for node in range(len(total)):
            for lane in range(LANES):
                added = work.delta[node, lane]
                total[node] += added
                squares[node] += added * added


@compiled
def dependencies_on(
    ahead: tuple[Ints, Places],
    back: tuple[Ints, Places],
    sources: Ints,
    work: Work,
    node: int,
) -> Floats:
    """Return the dependency of each source on one node.

    Parameters
    ----------
    ahead, back : tuple of ndarray
    sources : ndarray of int64, shape (k,)
    work : Work
    node : int

    Returns
    -------
    ndarray of float64, shape (k,)
    """
    found = np.zeros(len(sources))
    for first in range(0, len(sources), LANES):
        some = sources[first : first + LANES]
        _sweep(ahead, back, some, work)
        found[first : first + len(some)] = work.delta[node, : len(some)]
    return found


@compiled
def _sweep(
    ahead: tuple[Ints, Places], back: tuple[Ints, Places], sources: Ints, work: Work
) -> None:
    work.paths[:] = 0.0
    work.delta[:] = 0.0
    depth = _counted_out(ahead, back, sources, work)
    # The sources' own level has nothing to gather.
    for level in range(depth - 1, 1, -1):
        _summed_back(ahead, back, level, work)


@compiled
def _counted_out(
    ahead: tuple[Ints, Places], back: tuple[Ints, Places], sources: Ints, work: Work
) -> int:
    """Fill the levels and the numbers of paths; return how many levels there are."""
    offsets, step, queue, begins = ahead[0], work.step, work.queue, work.begins
    lines, sums = work.lines, work.sums
    step.open[:] = (1 << len(sources)) - 1
    for lane in range(len(sources)):
        source = sources[lane]
        queue[lane] = source
        step.got[source] = 1 << lane
        for other in range(LANES):
            sums[source, other] = 1.0 if other == lane else 0.0
    tail, depth = len(sources), 0
    begins[0] = 0
    left = len(ahead[1])
    while tail > begins[depth]:
        first, arcs = begins[depth], 0
        for place in range(first, tail):
            node = queue[place]
            here = step.got[node]
            step.got[node] = 0
            step.front[node] = here
            step.open[node] &= ~here
            work.lanes[place] = here
            degree = offsets[node + 1] - offsets[node]
            arcs += degree
            if step.open[node] == 0:
                left -= degree
            for lane in range(LANES):
                count = sums[node, lane] if here >> lane & 1 else 0.0
                sums[node, lane] = count
                work.paths[node, lane] += count
        lines, sums = sums, lines
        work.arcs[depth] = arcs
        depth += 1
        begins[depth] = tail
        active = queue[first:tail]
        tail += carried(
            ahead, back, (active, step.nodes), (arcs, left), (lines, sums), step, queue[tail:]
        )
        for node in active:
            step.front[node] = 0
    step.open[:] = 0
    return depth


@compiled
def _summed_back(
    ahead: tuple[Ints, Places], back: tuple[Ints, Places], level: int, work: Work
) -> None:
    """Add to the dependencies of the nodes of a level's predecessors."""
    step, paths, delta, begins = work.step, work.paths, work.delta, work.begins
    for place in range(begins[level], begins[level + 1]):
        node, here = work.queue[place], work.lanes[place]
        step.front[node] = here
        for lane in range(LANES):
            work.lines[node, lane] = (
                (1.0 + delta[node, lane]) / paths[node, lane] if here >> lane & 1 else 0.0
            )
    for place in range(begins[level - 1], begins[level]):
        step.open[work.queue[place]] = work.lanes[place]
    beyond = work.queue[begins[level] : begins[level + 1]]
    before = work.queue[begins[level - 1] : begins[level]]
    arcs = work.arcs[level], work.arcs[level - 1]
    number = carried(back, ahead, (beyond, before), arcs, (work.lines, work.sums), step, work.found)
    for node in work.found[:number]:
        step.got[node] = 0
        for lane in range(LANES):
            if step.open[node] >> lane & 1:
                delta[node, lane] = work.sums[node, lane] * paths[node, lane]
    for node in beyond:
        step.front[node] = 0
    for node in before:
        step.open[node] = 0
