"""The graph on which kernels are warmed: two triangles that share a node, and an isolate."""

from __future__ import annotations

import numpy as np

from analytics.graph import Graph

__all__ = ["tiny"]


def tiny(*, directed: bool = False) -> Graph:
    """Build a graph whose arrays are of the kinds that kernels get in practice.

    Parameters
    ----------
    directed : bool

    Returns
    -------
    Graph
        Of six nodes.
    """
    source = np.array([0, 1, 2, 2, 3, 4], dtype=np.int32)
    target = np.array([1, 2, 0, 3, 4, 2], dtype=np.int32)
    return Graph.from_edges(range(6), source, target, np.arange(1.0, 7.0), directed=directed)
