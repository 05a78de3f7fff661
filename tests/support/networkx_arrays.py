"""Graphs of networkx in arrays, made without the conversion of the back end."""

from __future__ import annotations

import numpy as np

from analytics.graph import Graph


def arrays_of(graph, weight="weight"):
    """The same nodes and edges, in the same order."""
    ids = list(graph)
    number = {node: at for at, node in enumerate(ids)}
    edges = [(number[u], number[v], data.get(weight, 1)) for u, v, data in graph.edges(data=True)]
    source, target, weights = np.array(edges or np.empty((0, 3)), dtype=float).reshape(-1, 3).T
    return Graph.from_edges(
        ids, source.astype(int), target.astype(int), weights, directed=graph.is_directed()
    )
