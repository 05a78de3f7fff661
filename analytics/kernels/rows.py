"""Sorting edges into compressed sparse rows."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["either_way", "rows", "transposed", "warm"]


def rows(size: int, source: Nodes, target: Nodes, *, directed: bool) -> tuple[Ints, Nodes, Nodes]:
    """Sort edges by their ends, in a time that grows with their number alone.

    Arcs are laid down by head, in the order of their tails, and then by tail, in the order of
    their heads: the second pass finds each row ascending without comparing anything.

    Parameters
    ----------
    size : int
        How many nodes there are.
    source, target : ndarray of int32, shape (m,)
        Ends of each edge: each edge once, no loops.
    directed : bool
        If not, each edge becomes two arcs.

    Returns
    -------
    offsets : ndarray of int64, shape (size + 1,)
    neighbours : ndarray of int32, shape (a,)
    edges : ndarray of int32, shape (a,)
        Place of the edge among those given.

    Examples
    --------
    >>> import numpy as np
    >>> ends = np.array([0, 0], dtype=np.int32), np.array([2, 1], dtype=np.int32)
    >>> offsets, neighbours, edges = rows(3, *ends, directed=False)
    >>> offsets.tolist(), neighbours.tolist(), edges.tolist()
    ([0, 2, 3, 4], [1, 2, 0, 0], [1, 0, 1, 0])
    """
    laid = (_by_head if directed else _by_either)(size, source, target)
    return _by_tail(size, *laid)


def transposed(offsets: Ints, neighbours: Nodes) -> tuple[Ints, Nodes, Nodes]:
    """Turn every arc round.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)

    Returns
    -------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Where each arc comes from, ascending within a row.
    arcs : ndarray of int32, shape (a,)
        Place of each arc among those given.

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([0, 1, 2, 2]), np.array([1, 2], dtype=np.int32)
    >>> turned = transposed(*path)
    >>> turned[0].tolist(), turned[1].tolist()
    ([0, 0, 1, 2], [0, 1])
    """
    size = len(offsets) - 1
    tails = np.repeat(np.arange(size, dtype=np.int32), np.diff(offsets))
    return _by_head(size, tails, neighbours)


def either_way(offsets: Ints, neighbours: Nodes) -> tuple[Ints, Nodes, Nodes, Nodes]:
    """Forget the directions of a directed graph, but for which arcs a tie was made of.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)

    Returns
    -------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (b,)
        Everybody whom an arc joins with a node in either direction, ascending within a row.
    there, back : ndarray of int32, shape (b,)
        Place of the arc from the node to this neighbour, and of that from this neighbour to the
        node; -1 if there is none.

    Examples
    --------
    >>> import numpy as np
    >>> path = np.array([0, 1, 2, 2]), np.array([1, 2], dtype=np.int32)
    >>> _, neighbours, there, back = either_way(*path)
    >>> neighbours.tolist(), there.tolist(), back.tolist()
    ([1, 0, 2, 1], [0, -1, 1, -1], [-1, 0, -1, 1])
    """
    return _merged(offsets, neighbours, *transposed(offsets, neighbours))


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    ends = np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    for directed in (False, True):
        rows(3, *ends, directed=directed)
        graph = tiny(directed=directed)
        either_way(graph.offsets, graph.neighbours)


@compiled
def _by_head(size: int, source: Nodes, target: Nodes) -> tuple[Ints, Nodes, Nodes]:
    """Lay arcs down by head, as they come."""
    begin = np.zeros(size + 1, dtype=np.int64)
    for edge in range(len(target)):
        begin[target[edge] + 1] += 1
    for node in range(size):
        begin[node + 1] += begin[node]
    place = begin[:-1].copy()
    tails = np.empty(len(source), dtype=np.int32)
    edges = np.empty(len(source), dtype=np.int32)
    for edge in range(len(source)):
        at = place[target[edge]]
        place[target[edge]] = at + 1
        tails[at] = source[edge]
        edges[at] = edge
    return begin, tails, edges


@compiled
def _by_either(size: int, source: Nodes, target: Nodes) -> tuple[Ints, Nodes, Nodes]:
    """Lay both arcs of each edge down by head, as they come."""
    begin = np.zeros(size + 1, dtype=np.int64)
    for edge in range(len(source)):
        begin[source[edge] + 1] += 1
        begin[target[edge] + 1] += 1
    for node in range(size):
        begin[node + 1] += begin[node]
    place = begin[:-1].copy()
    tails = np.empty(2 * len(source), dtype=np.int32)
    edges = np.empty(2 * len(source), dtype=np.int32)
    for edge in range(len(source)):
        one, other = source[edge], target[edge]
        at = place[other]
        place[other] = at + 1
        tails[at] = one
        edges[at] = edge
        at = place[one]
        place[one] = at + 1
        tails[at] = other
        edges[at] = edge
    return begin, tails, edges


@compiled
def _by_tail(size: int, begin: Ints, tails: Nodes, edges: Nodes) -> tuple[Ints, Nodes, Nodes]:
    """Lay arcs down by tail, those of the first head first."""
    offsets = np.zeros(size + 1, dtype=np.int64)
    for arc in range(len(tails)):
        offsets[tails[arc] + 1] += 1
    for node in range(size):
        offsets[node + 1] += offsets[node]
    place = offsets[:-1].copy()
    neighbours = np.empty(len(tails), dtype=np.int32)
    numbers = np.empty(len(tails), dtype=np.int32)
    for head in range(size):
        for arc in range(begin[head], begin[head + 1]):
            at = place[tails[arc]]
            place[tails[arc]] = at + 1
            neighbours[at] = head
            numbers[at] = edges[arc]
    return offsets, neighbours, numbers


@compiled
def _merged(
    offsets: Ints, neighbours: Nodes, begin: Ints, tails: Nodes, arcs: Nodes
) -> tuple[Ints, Nodes, Nodes, Nodes]:
    """Merge the arcs that leave a node with those that reach it; both lie ascending."""
    size = len(offsets) - 1
    both = np.zeros(size + 1, dtype=np.int64)
    ends = np.empty(2 * len(neighbours), dtype=np.int32)
    there = np.full(2 * len(neighbours), -1, dtype=np.int32)
    back = np.full(2 * len(neighbours), -1, dtype=np.int32)
    at = 0
    for node in range(size):
        out, into = offsets[node], begin[node]
        while out < offsets[node + 1] or into < begin[node + 1]:
            head = neighbours[out] if out < offsets[node + 1] else size
            tail = tails[into] if into < begin[node + 1] else size
            ends[at] = min(head, tail)
            if head <= tail:
                there[at] = out
                out += 1
            if tail <= head:
                back[at] = arcs[into]
                into += 1
            at += 1
        both[node + 1] = at
    return both, ends[:at].copy(), there[:at].copy(), back[:at].copy()
