"""Structural holes, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from analytics.backend.by_node import by_node, weights_of
from analytics.graph import Graph

if TYPE_CHECKING:
    from analytics.kernels.holes import Holes

__all__ = ["constraint", "effective_size"]


def constraint(
    G: Graph, nodes: Iterable[Hashable] | None = None, weight: Hashable | None = None
) -> dict[Hashable, float]:
    """Measure how far each node's contacts are tied to one another.

    Parameters
    ----------
    G : Graph
        If it is directed, two nodes' tie weighs as much as the edges of both directions.
    nodes : iterable of hashable or None
    weight : hashable or None

    Returns
    -------
    dict
        NaN for a node without neighbours.
    """
    return _chosen(G, _holes(G, weight).constraint, nodes)


def effective_size(
    G: Graph, nodes: Iterable[Hashable] | None = None, weight: Hashable | None = None
) -> dict[Hashable, float]:
    """Count each node's contacts without what is redundant among them.

    Parameters
    ----------
    G : Graph
        If it is directed, two nodes' tie weighs as much as the edges of both directions.
    nodes : iterable of hashable or None
    weight : hashable or None

    Returns
    -------
    dict
        NaN for a node without neighbours.

    Notes
    -----
    Burt's definition, which networkx follows when `nodes` are given. Without them it divides by
    the strongest tie of the wrong node (seen in 3.6.1 and 3.7), so values by weight differ.
    """
    return _chosen(G, _holes(G, weight).effective_size, nodes)


def _holes(graph: Graph, attribute: Hashable | None) -> Holes:
    from analytics.kernels.holes import holes

    weights = weights_of(graph, attribute)
    if graph.directed:
        graph = _mutual(graph, weights)
        weights = graph.weights
    return holes(graph.offsets, graph.neighbours, weights)


def _mutual(graph: Graph, weights: npt.NDArray[np.float64]) -> Graph:
    """The undirected graph in which a tie weighs as much as both directions."""
    tail = np.repeat(np.arange(len(graph)), graph.degree)
    low, high = np.minimum(tail, graph.neighbours), np.maximum(tail, graph.neighbours)
    pairs, pair = np.unique(low * max(len(graph), 1) + high, return_inverse=True)
    source, target = np.divmod(pairs, max(len(graph), 1))
    both = np.bincount(pair, weights, len(pairs)).astype(np.float64)
    return Graph.from_edges(graph.ids, source, target, both)


def _chosen(
    graph: Graph, values: npt.NDArray[np.float64], nodes: Iterable[Hashable] | None
) -> dict[Hashable, float]:
    if nodes is None:
        return by_node(graph, values)
    return {node: float(values[graph.number_of[node]]) for node in nodes}
