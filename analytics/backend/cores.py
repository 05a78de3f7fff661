"""Core numbers, with networkx's name."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from analytics.backend.by_node import by_node
from analytics.graph import Graph

__all__ = ["core_number"]


def core_number(G: Graph) -> dict[Hashable, int]:
    """Find the largest k for which each node belongs to the k-core.

    Parameters
    ----------
    G : Graph
        If it is directed, edges in both directions count.
    """
    from analytics.kernels.cores import core_numbers

    if not G.directed:
        return by_node(G, core_numbers(G.offsets, G.neighbours))
    leaving = np.repeat(np.arange(len(G), dtype=np.int32), G.degree)
    tail = np.concatenate((leaving, G.neighbours))
    order = np.argsort(tail, kind="stable")
    neighbours = np.concatenate((G.neighbours, leaving))[order]
    offsets = np.zeros(len(G) + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail, minlength=len(G)), out=offsets[1:])
    for array in (offsets, neighbours):
        array.setflags(write=False)
    return by_node(G, core_numbers(offsets, neighbours))
