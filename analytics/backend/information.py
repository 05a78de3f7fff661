"""What networkx is told about this back end when it is imported; imports nothing heavy."""

from __future__ import annotations

from typing import Any, Final

from analytics.graph import BACKEND

__all__ = ["FUNCTIONS", "get_info"]

_HOPS: Final = "Paths are counted in edges: weights as distances are refused."
_KERNEL: Final = "A compiled loop over arrays."

FUNCTIONS: Final[dict[str, str]] = {
    "adamic_adar_index": "Pairs that are not asked for are found through common neighbours.",
    "articulation_points": _KERNEL,
    "average_clustering": "Unweighted and undirected.",
    "betweenness_centrality": f"Many sources in one sweep. {_HOPS}",
    "bridges": _KERNEL,
    "closeness_centrality": f"Many sources in the bits of one number. {_HOPS}",
    "clustering": "Unweighted and undirected.",
    "connected_components": _KERNEL,
    "constraint": "One pass over triangles.",
    "core_number": _KERNEL,
    "degree_centrality": "Straight from the array of offsets.",
    "effective_size": "One pass over triangles; weighted values are Burt's for every node.",
    "harmonic_centrality": f"Many sources in the bits of one number. {_HOPS}",
    "has_bridges": _KERNEL,
    "in_degree_centrality": "Straight from the arrays.",
    "is_connected": _KERNEL,
    "is_weakly_connected": _KERNEL,
    "louvain_communities": "Undirected; other random numbers than networkx draws.",
    "modularity": "Sums over arrays.",
    "node_connected_component": _KERNEL,
    "number_connected_components": _KERNEL,
    "number_weakly_connected_components": _KERNEL,
    "out_degree_centrality": "Straight from the array of offsets.",
    "pagerank": _KERNEL,
    "resource_allocation_index": "Pairs that are not asked for are found as in Adamic-Adar.",
    "transitivity": "Undirected.",
    "triangles": _KERNEL,
    "weakly_connected_components": _KERNEL,
}
"""The functions of networkx that are offered, and what is to be said about them."""


def get_info() -> dict[str, Any]:
    """Describe the back end to networkx.

    Returns
    -------
    dict
        In the form that networkx documents for the entry point ``networkx.backend_info``.

    Examples
    --------
    >>> get_info()["backend_name"]
    'innovation_graph'
    """
    return {
        "backend_name": BACKEND,
        "project": "innovation-graph-service",
        "package": "analytics",
        "short_summary": "Compiled loops over an immutable graph in compressed sparse rows.",
        "functions": {name: {"additional_docs": told} for name, told in FUNCTIONS.items()},
    }
