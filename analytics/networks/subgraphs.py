"""A part of a graph: some of its nodes and the edges among them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.graph import Graph

__all__ = ["induced"]


def induced(graph: Graph, kept: npt.NDArray[np.bool_]) -> tuple[Graph, npt.NDArray[np.int64]]:
    """Keep some nodes and the edges among them.

    Parameters
    ----------
    graph : Graph
        Undirected.
    kept : ndarray of bool, shape (n,)

    Returns
    -------
    part : Graph
        The graph itself if everything is kept. Its edges have numbers of their own.
    nodes : ndarray of int64
        The number of each of its nodes in the whole graph, ascending.

    Examples
    --------
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> part, nodes = induced(path, np.array([False, True, True]))
    >>> part.size, nodes.tolist()
    (1, [1, 2])
    """
    nodes = np.flatnonzero(kept)
    if len(nodes) == len(graph):
        return graph, nodes
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    arcs = kept[tails] & kept[graph.neighbours] & (tails < graph.neighbours)
    places = np.zeros(len(graph), dtype=np.int64)
    places[nodes] = np.arange(len(nodes))
    source, target = places[tails[arcs]], places[graph.neighbours[arcs]]
    ids = [graph.ids[node] for node in nodes.tolist()]
    return Graph.from_edges(ids, source, target, graph.weights[arcs]), nodes
