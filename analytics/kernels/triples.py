"""Listing the triangles of a graph, each once, in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.kernels.arrays import Ints, Nodes
from analytics.kernels.compiled import compiled
from analytics.patience import Check, patient

__all__ = ["Oriented", "oriented", "triples"]

STEPS_AT_ONCE: Final = 16_000_000
"""Pairs of arcs that are looked at between two checks: about a tenth of a second."""

TRIPLES_AT_ONCE: Final = 1 << 18
"""Triangles in a part, if no two arcs have more."""


@dataclass(frozen=True)
class Oriented:
    """Each edge of an undirected graph once, from its end of lower degree to the other.

    No node then has more than sqrt(2 m) arcs, so hubs cost little.

    Attributes
    ----------
    begin : ndarray of int64, shape (n + 1,)
        Where the arcs of each node begin.
    tails, heads : ndarray of int32, shape (m,)
    arcs : ndarray of int32, shape (m,)
        Which of the graph's arcs each is.
    """

    begin: Ints
    tails: Nodes
    heads: Nodes
    arcs: Nodes


def oriented(offsets: Ints, neighbours: Nodes) -> Oriented:
    """Keep one arc of each edge.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
        Both arcs of each edge.

    Returns
    -------
    Oriented
    """
    return Oriented(*_one_way(offsets, neighbours))


def triples(edges: Oriented, check: Check = patient) -> Iterator[Nodes]:
    """List triangles by their three edges.

    Parameters
    ----------
    edges : Oriented
    check : Check
        Called between two parts.

    Yields
    ------
    ndarray of int32, shape (t, 3)
        Places in `edges` of u to v, u to w and v to w. Good until the next part is asked for.

    References
    ----------
    Latapy, "Main-memory triangle computations for very large (sparse (power-law)) graphs" (2008).
    """
    widest = int(np.diff(edges.begin).max(initial=0))
    found = np.empty((TRIPLES_AT_ONCE + widest, 3), dtype=np.int32)
    leads = np.full(len(edges.begin) - 1, -1, dtype=np.int32)
    first = 0
    while first < len(edges.heads):
        count, first = _listed(
            edges.begin, edges.tails, edges.heads, first, leads, STEPS_AT_ONCE, found
        )
        yield found[:count]
        check()


@compiled
def _one_way(offsets: Ints, neighbours: Nodes) -> tuple[Ints, Nodes, Nodes, Nodes]:
    size = len(offsets) - 1
    begin = np.zeros(size + 1, dtype=np.int64)
    tails = np.empty(len(neighbours) // 2, dtype=np.int32)
    heads = np.empty(len(neighbours) // 2, dtype=np.int32)
    arcs = np.empty(len(neighbours) // 2, dtype=np.int32)
    at = 0
    for node in range(size):
        degree = offsets[node + 1] - offsets[node]
        for arc in range(offsets[node], offsets[node + 1]):
            other = neighbours[arc]
            others = offsets[other + 1] - offsets[other]
            if degree < others or (degree == others and node < other):
                tails[at] = node
                heads[at] = other
                arcs[at] = arc
                at += 1
        begin[node + 1] = at
    return begin, tails, heads, arcs


@compiled
def _listed(
    begin: Ints, tails: Nodes, heads: Nodes, first: int, leads: Nodes, steps: int, found: Nodes
) -> tuple[int, int]:
    """List triangles of the edges from `first`; how many there are, and which edge is next.

    `leads` tells which arc leads to a node; that of another tail than the present one is stale,
    and lies before those of the present one.
    """
    count = 0
    tail = -1
    for edge in range(first, len(heads)):
        head = heads[edge]
        if steps <= 0 or count > len(found) - (begin[head + 1] - begin[head]):
            return count, edge
        if tails[edge] != tail:
            tail = tails[edge]
            for arc in range(begin[tail], begin[tail + 1]):
                leads[heads[arc]] = arc
        for arc in range(begin[head], begin[head + 1]):
            lead = leads[heads[arc]]
            if lead >= begin[tail]:
                found[count, 0] = edge
                found[count, 1] = lead
                found[count, 2] = arc
                count += 1
        steps -= begin[head + 1] - begin[head]
    return count, len(heads)
