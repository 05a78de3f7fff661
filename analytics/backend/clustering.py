"""Triangles and how many of the possible ones there are, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from analytics.backend.by_node import by_node, named
from analytics.graph import Graph

__all__ = ["average_clustering", "clustering", "transitivity", "triangles"]


def triangles(G: Graph, nodes: Any = None) -> Any:
    """Count the triangles through each node.

    Parameters
    ----------
    G : Graph
    nodes : hashable, iterable of hashable or None

    Returns
    -------
    int or dict
        A number if `nodes` is one.
    """
    from analytics.kernels.triangles import triangles

    return _chosen(G, by_node(G, triangles(G.offsets, G.neighbours)), nodes)


def clustering(G: Graph, nodes: Any = None, weight: None = None) -> Any:
    """Find which share of the pairs of each node's neighbours are neighbours.

    Parameters
    ----------
    G : Graph
    nodes : hashable, iterable of hashable or None
    weight : None

    Returns
    -------
    float or dict
        A number if `nodes` is one; 0 where there is no triangle.
    """
    from analytics.kernels.triangles import clustering

    shares = clustering(G.offsets, G.neighbours).tolist()
    # networkx gives the whole number 0 where there is no triangle.
    found = dict(zip(G.ids, (share or 0 for share in shares), strict=True))
    return _chosen(G, found, nodes)


def average_clustering(
    G: Graph,
    nodes: Iterable[Hashable] | None = None,
    weight: None = None,
    count_zeros: bool = True,  # noqa: FBT001, FBT002 - networkx's signature
) -> float:
    """Average `clustering`.

    Parameters
    ----------
    G : Graph
    nodes : iterable of hashable or None
    weight : None
    count_zeros : bool
        Whether nodes without a triangle count.

    Raises
    ------
    ZeroDivisionError
        If no node counts.
    """
    each = clustering(G, nodes).values()
    counted = [share for share in each if count_zeros or share]
    return float(sum(counted)) / len(counted)


def transitivity(G: Graph) -> float:
    """Find which share of all pairs of neighbours are neighbours.

    Parameters
    ----------
    G : Graph
    """
    from analytics.kernels.triangles import triangles

    closed = 2 * int(triangles(G.offsets, G.neighbours).sum())
    return closed / int((G.degree * (G.degree - 1)).sum()) if closed else 0


def _chosen(graph: Graph, found: dict[Hashable, Any], nodes: Any) -> Any:
    if nodes is None:
        return found
    if nodes in graph:
        return found[nodes]
    return {node: found[node] for node in named(graph, nodes)}
