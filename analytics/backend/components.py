"""Connected parts, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import networkx as nx
import numpy as np
import numpy.typing as npt

from analytics.backend.by_node import grouped
from analytics.graph import Graph

__all__ = [
    "connected_components",
    "is_connected",
    "is_weakly_connected",
    "node_connected_component",
    "number_connected_components",
    "number_weakly_connected_components",
    "weakly_connected_components",
]


def connected_components(G: Graph) -> Iterator[set[Hashable]]:
    """Yield the connected parts, in the order of their first nodes.

    Parameters
    ----------
    G : Graph
    """
    yield from grouped(G, _labels(G)[0])


weakly_connected_components = connected_components


def number_connected_components(G: Graph) -> int:
    """Count the connected parts.

    Parameters
    ----------
    G : Graph
    """
    return _labels(G)[1]


number_weakly_connected_components = number_connected_components


def is_connected(G: Graph) -> bool:
    """Whether there is one part.

    Parameters
    ----------
    G : Graph

    Raises
    ------
    networkx.NetworkXPointlessConcept
        If there is no node.
    """
    if not len(G):
        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")
    return _labels(G)[1] == 1


is_weakly_connected = is_connected


def node_connected_component(G: Graph, n: Hashable) -> set[Hashable]:
    """Find the part that a node is in.

    Parameters
    ----------
    G : Graph
    n : hashable

    Raises
    ------
    KeyError
        If the graph lacks it.
    """
    labels, _ = _labels(G)
    ids = list(G.ids)
    return {ids[number] for number in np.flatnonzero(labels == labels[G.number_of[n]]).tolist()}


def _labels(graph: Graph) -> tuple[npt.NDArray[np.int32], int]:
    """The number of each node's part, in the order of their first nodes, and how many there are."""
    from analytics.kernels.components import components

    labels = components(graph.offsets, graph.neighbours)
    return labels, int(labels.max(initial=-1)) + 1
