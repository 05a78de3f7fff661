"""PageRank, with networkx's name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import networkx as nx
import numpy as np
import numpy.typing as npt

from analytics.backend.by_node import by_node, weights_of
from analytics.graph import Graph

__all__ = ["pagerank"]


def pagerank(  # noqa: PLR0917 - networkx's signature
    G: Graph,
    alpha: float = 0.85,
    personalization: Mapping[Hashable, float] | None = None,
    max_iter: int = 100,
    tol: float = 1.0e-6,
    nstart: Mapping[Hashable, float] | None = None,
    weight: Hashable | None = "weight",
    dangling: Mapping[Hashable, float] | None = None,
) -> dict[Hashable, float]:
    """Rank the nodes of a graph by `analytics.kernels.pagerank`.

    Parameters
    ----------
    G : Graph
    alpha : float
        Share of the steps that follow an edge.
    personalization, nstart, dangling : mapping of hashable to float, optional
        Where one starts anew, where the iteration begins, and where one goes from a node
        without edges; nodes that are left out have 0.
    max_iter : int
    tol : float
    weight : hashable or None

    Raises
    ------
    networkx.PowerIterationFailedConvergence
        If the ranks do not come to rest.
    ZeroDivisionError
        If a personalization names no node.
    """
    from analytics.kernels.pagerank import pagerank

    anew = _of_nodes(G, personalization)
    if anew is not None and len(G) and anew.sum() == 0:
        raise ZeroDivisionError
    rank, settled = pagerank(
        G.offsets,
        G.neighbours,
        weights_of(G, weight),
        directed=G.directed,
        alpha=alpha,
        personalization=anew,
        dangling=_of_nodes(G, dangling),
        start=_of_nodes(G, nstart),
        tol=tol,
        max_iter=max_iter,
    )
    if not settled:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return by_node(G, rank)


def _of_nodes(
    graph: Graph, given: Mapping[Hashable, float] | None
) -> npt.NDArray[np.float64] | None:
    if given is None:
        return None
    return np.array([given.get(node, 0) for node in graph], dtype=np.float64)
