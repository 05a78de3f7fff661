"""Modularity: how much more weight lies within the parts of a partition than chance would put."""

from __future__ import annotations

import numpy as np

from analytics.kernels.arrays import Floats, Ints, Nodes
from analytics.kernels.compiled import compiled

__all__ = ["modularity", "warm"]


def modularity(
    offsets: Ints, neighbours: Nodes, weights: Floats, label: Ints, resolution: float = 1.0
) -> float:
    r"""Return the modularity of a partition of an undirected graph.

    .. math:: Q = \sum_c \left[ \frac{L_c}{m} - \gamma \left( \frac{k_c}{2m} \right)^2 \right]

    where m is the weight of all edges, :math:`L_c` of those within c, :math:`k_c` the strength
    of its nodes and :math:`\gamma` the resolution.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n + 1,)
    neighbours : ndarray of int32, shape (a,)
    weights : ndarray of float64, shape (a,)
    label : ndarray of int, shape (n,)
        The part of each node, from 0 to n - 1.
    resolution : float

    Returns
    -------
    float
        Nan if there is no edge.

    Notes
    -----
    M. E. J. Newman, Networks (2018) 206; networkx's `community.modularity`.

    Examples
    --------
    Two edges, each a part: all weight is within, chance would put half of it there.

    >>> from analytics.graph import Graph
    >>> pairs = Graph.from_edges("abcd", np.array([0, 2]), np.array([1, 3]))
    >>> label = np.array([0, 0, 1, 1])
    >>> modularity(pairs.offsets, pairs.neighbours, pairs.weights, label)
    0.5
    """
    parts = np.array(label, dtype=np.int64)
    return _modularity(offsets, neighbours, weights, parts, float(resolution))


def warm() -> None:
    """Compile this kernel for the arrays it gets in practice."""
    from analytics.kernels.tiny import tiny

    graph = tiny()
    modularity(graph.offsets, graph.neighbours, graph.weights, np.zeros(len(graph), dtype=np.int64))


@compiled
def _modularity(
    offsets: Ints, neighbours: Nodes, weights: Floats, label: Ints, resolution: float
) -> float:
    strength = np.zeros(len(label))
    everything = 0.0
    within = 0.0
    for node in range(len(label)):
        part = label[node]
        for arc in range(offsets[node], offsets[node + 1]):
            everything += weights[arc]
            strength[part] += weights[arc]
            if label[neighbours[arc]] == part:
                within += weights[arc]
    if everything == 0:
        return np.nan
    expected = 0.0
    for one in strength:
        expected += (one / everything) ** 2
    return within / everything - resolution * expected
