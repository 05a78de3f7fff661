"""Nodes and edges on which the cohesion of a graph hangs, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import networkx as nx
import numpy as np
import numpy.typing as npt

from analytics.graph import Graph

__all__ = ["articulation_points", "bridges", "has_bridges"]


def articulation_points(G: Graph) -> Iterator[Hashable]:
    """Yield the nodes without which their component falls apart, in the order of the nodes.

    Parameters
    ----------
    G : Graph
    """
    from analytics.kernels.cuts import cuts

    ids = list(G.ids)
    pieces = cuts(G.offsets, G.neighbours).pieces
    yield from (ids[number] for number in np.flatnonzero(pieces > 1).tolist())


def bridges(G: Graph, root: Hashable | None = None) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield the edges without which their component falls apart, in the order of the nodes.

    Parameters
    ----------
    G : Graph
    root : hashable or None
        A node whose component is looked at; all by default.

    Raises
    ------
    networkx.NodeNotFound
        If the graph lacks it.
    """
    ids = list(G.ids)
    for u, v in _bridges(G, root).tolist():
        yield ids[u], ids[v]


def has_bridges(G: Graph, root: Hashable | None = None) -> bool:
    """Whether there is such an edge.

    Parameters
    ----------
    G : Graph
    root : hashable or None

    Raises
    ------
    networkx.NodeNotFound
        If the graph lacks it.
    """
    return bool(len(_bridges(G, root)))


def _bridges(graph: Graph, root: Hashable | None) -> npt.NDArray[np.int32]:
    """Numbers of the ends of each, the lesser first; ascending."""
    from analytics.kernels.components import components
    from analytics.kernels.cuts import cuts

    if root is not None and root not in graph:
        raise nx.NodeNotFound(f"Root node {root} is not in graph")
    ends = np.sort(cuts(graph.offsets, graph.neighbours).bridges, axis=1)
    if root is not None:
        labels = components(graph.offsets, graph.neighbours)
        ends = ends[labels[ends[:, 0]] == labels[graph.number_of[root]]]
    return ends[np.lexsort((ends[:, 1], ends[:, 0]))]
