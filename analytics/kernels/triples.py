"""Listing the triangles of a graph, each once, in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.kernels.arrays import Ints, Nodes, Places
from analytics.kernels.compiled import compiled
from analytics.kernels.degrees import by_degree
from analytics.patience import Check, patient

__all__ = ["Oriented", "oriented", "triples"]

STEPS_AT_ONCE: Final = 1 << 19
"""Pairs of edges that are looked at for one part, in a few milliseconds."""


@dataclass(frozen=True)
class Oriented:
    """Each edge of an undirected graph once, from its end of lower degree to the other.

    No node then has more than sqrt(2 m) edges, so hubs cost little; and as most edges lead to
    hubs, which lie side by side, little memory is looked at.

    Attributes
    ----------
    nodes : ndarray of int32, shape (n,)
        By degree; tails and heads are places in it.
    begin : ndarray of int64, shape (n + 1,)
        Where the edges of each place begin.
    tails, heads : ndarray of uint32, shape (m,)
    arcs : ndarray of int32, shape (m,)
        Which of the graph's arcs leads from the tail to the head.
    """

    nodes: Nodes
    begin: Ints
    tails: Places
    heads: Places
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
    nodes, place, _ = by_degree(np.diff(offsets).astype(np.int32))
    return Oriented(nodes, *_one_way(offsets, neighbours, place))


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
    found = np.empty((STEPS_AT_ONCE + widest, 3), dtype=np.int32)
    leads = np.full(len(edges.begin) - 1, -1, dtype=np.int32)
    first = 0
    while first < len(edges.heads):
        last = _within(edges.begin, edges.heads, first, len(found))
        yield found[: _listed(edges.begin, edges.tails, edges.heads, first, last, leads, found)]
        check()
        first = last


@compiled
def _one_way(offsets: Ints, neighbours: Nodes, place: Nodes) -> tuple[Ints, Places, Places, Nodes]:
    size = len(offsets) - 1
    begin = np.zeros(size + 1, dtype=np.int64)
    for node in range(size):
        own, kept = place[node], 0
        for arc in range(offsets[node], offsets[node + 1]):
            kept += own < place[neighbours[arc]]
        begin[own + 1] = kept
    for own in range(size):
        begin[own + 1] += begin[own]
    tails = np.empty(len(neighbours) // 2, dtype=np.uint32)
    heads = np.empty(len(neighbours) // 2, dtype=np.uint32)
    arcs = np.empty(len(neighbours) // 2, dtype=np.int32)
    for node in range(size):
        own = place[node]
        at = begin[own]
        for arc in range(offsets[node], offsets[node + 1]):
            other = place[neighbours[arc]]
            if own < other:
                tails[at], heads[at], arcs[at] = own, other, arc
                at += 1
    return begin, tails, heads, arcs


@compiled
def _within(begin: Ints, heads: Places, first: int, steps: int) -> int:
    """Find the edge before which all steps, and so all triangles, are within a number."""
    for edge in range(first, len(heads)):
        steps -= begin[heads[edge] + 1] - begin[heads[edge]]
        if steps < 0:
            return edge
    return len(heads)


@compiled
def _listed(
    begin: Ints, tails: Places, heads: Places, first: int, last: int, leads: Nodes, found: Nodes
) -> int:
    """List the triangles of some edges, and say how many there are.

    `leads` tells which edge leads to a place; that of another tail than the present one is
    stale, and lies before those of the present one.
    """
    count, tail, own = 0, -1, 0
    for edge in range(first, last):
        if tails[edge] != tail:
            tail = tails[edge]
            own = begin[tail]
            for lead in range(own, begin[tail + 1]):
                leads[heads[lead]] = lead
        start = begin[heads[edge]]
        row = heads[start : begin[heads[edge] + 1]]
        for arc in range(len(row)):
            lead = leads[row[arc]]
            if lead >= own:
                found[count, 0], found[count, 1], found[count, 2] = edge, lead, start + arc
                count += 1
    return count
