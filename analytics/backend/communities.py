"""Communities and how good they are, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from networkx.algorithms.community.quality import NotAPartition

from analytics.backend.by_node import grouped, weights_of
from analytics.graph import Graph

__all__ = ["louvain_communities", "modularity"]


def louvain_communities(  # noqa: PLR0917 - networkx's signature
    G: Graph,
    weight: Hashable | None = "weight",
    resolution: float = 1,
    threshold: float = 1e-07,
    max_level: None = None,
    seed: Random | None = None,
) -> list[set[Hashable]]:
    """Look for the communities with the highest modularity.

    Parameters
    ----------
    G : Graph
    weight : hashable or None
    resolution : float
        Above 1 for smaller communities, below 1 for larger ones.
    threshold, max_level
        Other values than networkx's defaults are refused.
    seed : random.Random or None
        networkx makes one of a number. The communities are not those that networkx finds with
        the same seed.

    Returns
    -------
    list of set
        In the order of their first nodes.
    """
    from analytics.kernels.louvain import louvain

    drawn = (seed or Random()).getrandbits(32)  # noqa: S311 - no secret
    arcs = weights_of(G, weight)
    found = louvain(G.offsets, G.neighbours, arcs, resolution=resolution, seed=drawn)
    return list(grouped(G, found.label))


def modularity(
    G: Graph,
    communities: Iterable[Iterable[Hashable]],
    weight: Hashable | None = "weight",
    resolution: float = 1,
) -> float:
    r"""Compare the edges inside communities with those that chance would put there.

    .. math:: Q = \sum_c \frac{L_c}{m} - \gamma \frac{k_c^{out} k_c^{in}}{m^2}

    where for undirected graphs :math:`k_c` is halved.

    Parameters
    ----------
    G : Graph
    communities : iterable of iterable of hashable
        Each node in one of them.
    weight : hashable or None
    resolution : float

    Raises
    ------
    networkx.algorithms.community.quality.NotAPartition
        If a node is in no community, or in two.
    ZeroDivisionError
        If there is no edge.

    References
    ----------
    M. E. J. Newman, Networks: An Introduction (2010), p. 224.
    """
    listed = [list(community) for community in communities]
    labels = _labels(G, listed)
    arcs = weights_of(G, weight)
    leaving = np.repeat(labels, G.degree)
    entering = labels[G.neighbours]
    total = float(arcs.sum())
    size = len(listed)
    inside = np.bincount(leaving, arcs * (leaving == entering), minlength=size)
    out_strength = np.bincount(leaving, arcs, minlength=size)
    in_strength = np.bincount(entering, arcs, minlength=size)
    expected = out_strength * in_strength * (resolution * (1 / total**2))
    return float((inside * (1 / total) - expected).sum())


def _labels(graph: Graph, communities: list[list[Hashable]]) -> npt.NDArray[np.int64]:
    """The number of each node's community."""
    known = [[node for node in community if node in graph] for community in communities]
    members = [graph.number_of[node] for community in known for node in community]
    labels = np.full(len(graph), -1, dtype=np.int64)
    labels[members] = np.repeat(np.arange(len(known)), [len(community) for community in known])
    if not sum(map(len, communities)) == len(members) == len(graph) or (labels < 0).any():
        partitioned: Any = graph
        raise NotAPartition(partitioned, communities)
    return labels
