"""How near everybody is, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np

from analytics.backend.by_node import by_node, named
from analytics.graph import Graph

if TYPE_CHECKING:
    from analytics.kernels.distances import Distances

__all__ = ["closeness_centrality", "harmonic_centrality"]

_SEARCHES: Final = 256
"""Sources of a search that costs little more than one from a single source."""


def closeness_centrality(
    G: Graph,
    u: Hashable | None = None,
    distance: None = None,
    wf_improved: bool = True,  # noqa: FBT001, FBT002 - networkx's signature
) -> Any:
    """Tell how near each node is to those that reach it.

    Parameters
    ----------
    G : Graph
    u : hashable or None
        One node, or None for all.
    distance : None
    wf_improved : bool
        Whether nodes of small components count for less.

    Returns
    -------
    float or dict

    Raises
    ------
    networkx.NodeNotFound
        If the graph lacks `u`.
    """
    from analytics.kernels.distances import Distances, closeness

    if u is None:
        return by_node(G, closeness(_to_all(G), wf_improved=wf_improved))
    if u not in G:
        raise nx.NodeNotFound(f"Source {u} is not in G")
    from_u = _to_one(G, G.number_of[u])
    at_u = Distances(
        *(np.full(len(G), each.sum()) for each in (from_u.far, from_u.near, from_u.reach))
    )
    return float(closeness(at_u, wf_improved=wf_improved)[0])


def harmonic_centrality(
    G: Graph, nbunch: Any = None, distance: None = None, sources: Any = None
) -> dict[Hashable, float]:
    """Add up, for each node, one over its distance from every other.

    Parameters
    ----------
    G : Graph
    nbunch : hashable, iterable of hashable or None
        The nodes that are asked for; all by default.
    distance : None
    sources : hashable, iterable of hashable or None
        The nodes from which distances count; all by default.

    Returns
    -------
    dict
        0 where nobody arrives.
    """
    asked, counted = named(G, nbunch), named(G, sources)
    from_nodes = np.array(list(counted.values()), dtype=np.int64)
    if len(asked) * _SEARCHES <= len(counted):
        return {
            node: float(_to_one(G, number).near[from_nodes].sum()) or 0
            for node, number in asked.items()
        }
    near = _to_all(G, None if sources is None else from_nodes).near.tolist()
    return {node: near[number] or 0 for node, number in asked.items()}


def _to_all(graph: Graph, sources: Any = None) -> Distances:
    from analytics.kernels.distances import distances

    return distances(graph.offsets, graph.neighbours, reverse=_reverse(graph), sources=sources)


def _to_one(graph: Graph, number: int) -> Distances:
    """Distances to one node, kept where they come from."""
    from analytics.kernels.distances import distances

    there = (graph.offsets, graph.neighbours)
    back = _reverse(graph)
    return distances(
        *(back or there),
        reverse=there if back else None,
        sources=np.array([number], dtype=np.int64),
    )


def _reverse(graph: Graph) -> Any:
    if not graph.directed:
        return None
    from analytics.kernels.rows import transposed

    offsets, neighbours, _ = transposed(graph.offsets, graph.neighbours)
    for array in (offsets, neighbours):
        array.setflags(write=False)
    return offsets, neighbours
