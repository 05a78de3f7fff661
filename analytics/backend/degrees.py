"""Degrees over what they could be, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.backend.by_node import by_node
from analytics.graph import Graph

__all__ = ["degree_centrality", "in_degree_centrality", "out_degree_centrality"]


def degree_centrality(G: Graph) -> dict[Hashable, float]:
    """Give each node its degree over n - 1; in a directed graph both directions count.

    Parameters
    ----------
    G : Graph
    """
    return _shares(G, G.degree + _entering(G) if G.directed else G.degree)


def out_degree_centrality(G: Graph) -> dict[Hashable, float]:
    """Give each node the edges that leave it over n - 1.

    Parameters
    ----------
    G : Graph
    """
    return _shares(G, G.degree)


def in_degree_centrality(G: Graph) -> dict[Hashable, float]:
    """Give each node the edges that lead to it over n - 1.

    Parameters
    ----------
    G : Graph
    """
    return _shares(G, _entering(G))


def _entering(graph: Graph) -> npt.NDArray[np.int64]:
    return np.bincount(graph.neighbours, minlength=len(graph))


def _shares(graph: Graph, degree: npt.NDArray[np.int64]) -> dict[Hashable, Any]:
    if len(graph) <= 1:
        return dict.fromkeys(graph, 1)
    return by_node(graph, degree * (1.0 / (len(graph) - 1.0)))
