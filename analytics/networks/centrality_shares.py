"""What a score of centrality is made of, node by node."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.graph import Graph
from analytics.networks.centrality import ALPHA, Measure, pivots, ranks_of
from analytics.patience import Check, patient

__all__ = ["centrality_shares", "steps_from"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]


def centrality_shares(
    graph: Graph,
    measure: Measure,
    node: int,
    *,
    sources: int | None = None,
    seed: int = 0,
    check: Check = patient,
) -> tuple[_Ints, _Floats]:
    r"""Open a score to what it is made of.

    Degree and core number: partners; as many as the number, of the core those deepest in it.
    Strength: partners, by weight. PageRank: what flows in from each partner,
    :math:`\alpha w_{uv} x_v / s_v`, and as its own share what everybody gets. Betweenness: what
    the pairs from each source add. Harmonic: 1/d of each node reached. Closeness: an equal share
    of each. Clustering: pairs of partners that are partners, half for each of the two.

    Parameters
    ----------
    graph : Graph
        Undirected.
    measure : Measure
    node : int
    sources, seed
        As for the score.
    check : Check

    Returns
    -------
    nodes : ndarray of int64
        Ascending.
    share : ndarray of float64
        None is zero. Their sum is the score; nothing is listed of one that is undefined.
    """
    if measure is Measure.BETWEENNESS:
        nodes, share = _sources(graph, node, pivots(graph, measure, sources, seed), check)
    elif measure in {Measure.CLOSENESS, Measure.HARMONIC}:
        steps = steps_from(graph, node)
        nodes = np.flatnonzero(steps > 0)
        share = 1.0 / steps[nodes]
        if measure is Measure.CLOSENESS and len(nodes):
            each = len(nodes) / (len(graph) - 1) / float(steps[nodes].sum())
            share = np.full(len(nodes), each)
    else:
        nodes, share = _of_partners(graph, measure, node, check)
    return nodes[share != 0], share[share != 0]


def steps_from(graph: Graph, node: int) -> _Ints:
    """Return how many links away everybody is.

    Parameters
    ----------
    graph : Graph
    node : int

    Returns
    -------
    ndarray of int64, shape (n,)
        -1 for those that cannot be reached.

    Examples
    --------
    >>> path = Graph.from_edges("abcd", np.array([0, 1]), np.array([1, 2]))
    >>> steps_from(path, 0).tolist()
    [0, 1, 2, -1]
    """
    steps = np.full(len(graph), -1, dtype=np.int64)
    steps[node] = 0
    front = np.array([node])
    while len(front):
        begin, length = graph.offsets[front], graph.degree[front]
        arcs = np.repeat(begin + length - np.cumsum(length), length) + np.arange(length.sum())
        reached = np.unique(graph.neighbours[arcs])
        arrived = reached[steps[reached] < 0]
        steps[arrived] = steps[front[0]] + 1
        front = arrived
    return steps


def _sources(graph: Graph, node: int, sampled: _Ints | None, check: Check) -> tuple[_Ints, _Floats]:
    from analytics.kernels.brandes import source_dependencies

    share = source_dependencies(graph.offsets, graph.neighbours, node, pivots=sampled, check=check)
    nodes = np.arange(len(graph)) if sampled is None else sampled
    return nodes, np.where(np.isfinite(share), share, 0.0)


def _of_partners(graph: Graph, measure: Measure, node: int, check: Check) -> tuple[_Ints, _Floats]:
    row = slice(int(graph.offsets[node]), int(graph.offsets[node + 1]))
    nodes, weights = graph.neighbours[row].astype(np.int64), graph.weights[row]
    if measure is Measure.STRENGTH:
        return nodes, weights
    if measure is Measure.PAGERANK:
        return _flows(graph, node, nodes, weights, check)
    if measure is Measure.CLUSTERING:
        known = np.zeros(len(graph), dtype=np.bool_)
        known[nodes] = True
        closed = [known[_row(graph, other)].sum() for other in nodes.tolist()]
        pairs = max(len(nodes) * (len(nodes) - 1), 1)
        return nodes, np.array(closed, dtype=np.float64) / pairs
    if measure is Measure.CORE:
        from analytics.kernels.cores import core_numbers

        cores = core_numbers(graph.offsets, graph.neighbours)
        deepest = np.argsort(-cores[nodes].astype(np.int64), kind="stable")
        nodes = np.sort(nodes[deepest[: cores[node]]])
    return nodes, np.ones(len(nodes))


def _flows(
    graph: Graph, node: int, nodes: _Ints, weights: _Floats, check: Check
) -> tuple[_Ints, _Floats]:
    ranks = ranks_of(graph, check)
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    strength = np.bincount(tails, graph.weights, len(graph))
    stranded = float(ranks[graph.degree == 0].sum())
    base = (1 - ALPHA + ALPHA * stranded) / len(graph)
    flows = ALPHA * weights * ranks[nodes] / strength[nodes]
    place = int(np.searchsorted(nodes, node))
    return np.insert(nodes, place, node), np.insert(flows, place, base)


def _row(graph: Graph, node: int) -> npt.NDArray[np.int32]:
    return graph.neighbours[graph.offsets[node] : graph.offsets[node + 1]]
