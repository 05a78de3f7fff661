"""Betweenness, with networkx's name."""

from __future__ import annotations

from collections.abc import Hashable
from random import Random

import numpy as np

from analytics.backend.by_node import by_node
from analytics.graph import Graph

__all__ = ["betweenness_centrality"]


def betweenness_centrality(  # noqa: PLR0917 - networkx's signature
    G: Graph,
    k: int | None = None,
    normalized: bool = True,  # noqa: FBT001, FBT002 - networkx's signature
    weight: None = None,
    endpoints: bool = False,  # noqa: FBT001, FBT002 - networkx's signature
    seed: Random | None = None,
) -> dict[Hashable, float]:
    """Give each node the share of shortest paths between others that pass it.

    Parameters
    ----------
    G : Graph
    k : int or None
        How many sources to draw; all by default. With the same seed they are those that
        networkx draws.
    normalized : bool
    weight, endpoints
        None and False: other values are refused.
    seed : random.Random or None
        networkx makes one of a number.

    Raises
    ------
    ValueError
        If there are fewer than `k` nodes.
    ZeroDivisionError
        If `k` is 0.
    """
    from analytics.kernels.brandes import betweenness

    if k == 0:
        raise ZeroDivisionError("betweenness from no source")
    pivots = None
    if k is not None and k != len(G):
        drawn = (seed or Random()).sample(range(len(G)), k)  # noqa: S311 - no secret
        pivots = np.array(drawn, dtype=np.int64)
    found = betweenness(
        G.offsets, G.neighbours, pivots=pivots, normalized=normalized, directed=G.directed
    )
    return by_node(G, found.score)
