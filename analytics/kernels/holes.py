"""Structural holes: Burt's constraint and effective size, both in one pass over triangles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes, Places
from analytics.kernels.compiled import compiled
from analytics.kernels.triples import oriented, triples
from analytics.patience import Check, patient

__all__ = ["Holes", "holes", "warm"]


@dataclass(frozen=True)
class Holes:
    """How far each node's contacts know one another, and what each contact adds to it.

    Attributes
    ----------
    constraint, effective_size : ndarray of float64, shape (n,)
        NaN for a node without neighbours.
    local_constraint, local_size : ndarray of float64, shape (a,)
        What the neighbour at the end of each arc adds: a node's values are the sums of its row.
    """

    constraint: Floats
    effective_size: Floats
    local_constraint: Floats
    local_size: Floats


def holes(offsets: Ints, neighbours: Nodes, weights: Floats, *, check: Check = patient) -> Holes:
    r"""Measure the structural holes around each node of an undirected graph.

    .. math::

        c(u) = \sum_v \Bigl(p_{uv} + \sum_q p_{uq} p_{qv}\Bigr)^2, \qquad
        e(u) = \sum_v \Bigl(1 - \sum_q p_{uq} m_{vq}\Bigr)

    over neighbours v of u, with p the weight of a tie as a share of all of u's ties, and m as a
    share of v's strongest tie. Constraint can exceed 1 where few know each other closely.

    Parameters
    ----------
    offsets, neighbours, weights : ndarray
        Rows; each arc and its opposite have the same weight.
    check : Check

    Returns
    -------
    Holes

    Notes
    -----
    What a triangle adds to a pair of neighbours is the same seen from both, but for the shares:
    ``sum_q p_uq p_qv = (1 / s_u) sum_q w_uq w_vq / s_q``. So a triangle makes three sums grow,
    one an edge. Ties with a direction are measured by their mutual weights: give the undirected
    graph in which w is the sum of both.

    References
    ----------
    Burt, *Structural Holes* (1992), as ``networkx.constraint`` and, node by node,
    ``networkx.effective_size`` have it.

    Examples
    --------
    >>> path = np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1], dtype=np.int32), np.ones(4)
    >>> found = holes(*path)
    >>> found.constraint.tolist(), found.effective_size.tolist()
    ([1.0, 0.5, 1.0], [1.0, 2.0, 1.0])
    """
    edges = oriented(offsets, neighbours)
    weight = weights[edges.arcs]
    per_sum, per_most = _scales(offsets, weights)
    shared = np.zeros((len(weight), 2))
    for part in triples(edges, check):
        _share(part, edges.tails, edges.heads, weight, per_sum[edges.nodes], shared)
    edge = _edges(offsets, neighbours, edges.arcs)
    return Holes(*_summed(offsets, neighbours, weights, edge, per_sum, per_most, shared))


def warm() -> None:
    """Compile these kernels for the arrays they get in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    holes(graph.offsets, graph.neighbours, graph.weights)


@compiled
def _scales(offsets: Ints, weights: Floats) -> tuple[Floats, Floats]:
    """One through the weight of all ties of a node, and one through that of the strongest."""
    per_sum = np.zeros(len(offsets) - 1)
    per_most = np.zeros(len(offsets) - 1)
    for node in range(len(offsets) - 1):
        total = most = 0.0
        for arc in range(offsets[node], offsets[node + 1]):
            total += weights[arc]
            most = max(most, weights[arc])
        if total > 0.0:
            per_sum[node] = 1.0 / total
            per_most[node] = 1.0 / most
    return per_sum, per_most


@compiled
def _share(
    part: Nodes, tails: Places, heads: Places, weight: Floats, per_sum: Floats, shared: Floats
) -> None:
    """Add to each edge of a triangle the way round by the third node: w w / s, and w w."""
    for row in range(len(part)):
        edge, lead, arc = part[row, 0], part[row, 1], part[row, 2]
        around = weight[lead] * weight[arc]
        shared[edge, 0] += around * per_sum[heads[arc]]
        shared[edge, 1] += around
        around = weight[edge] * weight[arc]
        shared[lead, 0] += around * per_sum[heads[edge]]
        shared[lead, 1] += around
        around = weight[edge] * weight[lead]
        shared[arc, 0] += around * per_sum[tails[edge]]
        shared[arc, 1] += around


@compiled
def _edges(offsets: Ints, neighbours: Nodes, arcs: Nodes) -> Nodes:
    """Number both arcs of each edge, one of which is known.

    Rows are ascending, so when nodes are met in order the arcs back to them are the next ones.
    """
    found = np.full(len(neighbours), -1, dtype=np.int32)
    for edge in range(len(arcs)):
        found[arcs[edge]] = edge
    following = offsets[:-1].copy()
    for node in range(len(following)):
        for arc in range(following[node], offsets[node + 1]):
            back = following[neighbours[arc]]
            following[neighbours[arc]] = back + 1
            found[arc] = found[back] = max(found[arc], found[back])
    return found


@compiled
def _summed(
    offsets: Ints,
    neighbours: Nodes,
    weights: Floats,
    edges: Nodes,
    per_sum: Floats,
    per_most: Floats,
    shared: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    size = len(offsets) - 1
    constraint, effective = np.full(size, np.nan), np.full(size, np.nan)
    bound, free = np.empty(len(weights)), np.empty(len(weights))
    for node in range(size):
        all_bound = all_free = 0.0
        scale = per_sum[node]
        for arc in range(offsets[node], offsets[node + 1]):
            around, alike = shared[edges[arc], 0], shared[edges[arc], 1]
            invested = scale * (weights[arc] + around)
            bound[arc] = invested * invested
            free[arc] = 1.0 - scale * per_most[neighbours[arc]] * alike
            all_bound += bound[arc]
            all_free += free[arc]
        if offsets[node] < offsets[node + 1]:
            constraint[node], effective[node] = all_bound, all_free
    return constraint, effective, bound, free
