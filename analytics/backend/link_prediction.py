"""How likely two nodes are to be linked, with networkx's names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.backend.by_node import numbers_of
from analytics.graph import Graph

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["adamic_adar_index", "resource_allocation_index"]

_Pairs: TypeAlias = Iterable[tuple[Hashable, Hashable]]
_Scored: TypeAlias = Iterator[tuple[Hashable, Hashable, float]]

_AT_ONCE: Final = 1 << 12
"""Pairs that are scored together."""


def adamic_adar_index(G: Graph, ebunch: _Pairs | None = None) -> _Scored:
    r"""Score pairs by their common neighbours z, :math:`\sum_z 1 / \ln k_z`.

    Parameters
    ----------
    G : Graph
    ebunch : iterable of pairs of hashable or None
        All pairs that are not linked by default.

    Raises
    ------
    networkx.NodeNotFound
        If the graph lacks one of them.

    References
    ----------
    Adamic, Adar, "Friends and neighbors on the Web", Social Networks 25 (2003) 211.
    """
    return _scored(G, ebunch, np.log(np.maximum(G.degree, 1)))


def resource_allocation_index(G: Graph, ebunch: _Pairs | None = None) -> _Scored:
    r"""Score pairs by their common neighbours z, :math:`\sum_z 1 / k_z`.

    Parameters
    ----------
    G : Graph
    ebunch : iterable of pairs of hashable or None
        All pairs that are not linked by default.

    Raises
    ------
    networkx.NodeNotFound
        If the graph lacks one of them.

    References
    ----------
    Zhou, Lü, Zhang, "Predicting missing links via local information", EPJ B 71 (2009) 623.
    """
    return _scored(G, ebunch, G.degree.astype(np.float64))


def _scored(graph: Graph, pairs: _Pairs | None, divisor: npt.NDArray[np.float64]) -> _Scored:
    # Who has one neighbour is common to nobody.
    worth = np.divide(1.0, divisor, out=np.zeros(len(graph)), where=divisor > 0)
    if pairs is None:
        return _of_all(graph, worth)
    listed = list(pairs)
    ends = numbers_of(graph, (node for pair in listed for node in pair)).reshape(-1, 2)
    return _of_some(graph, worth, listed, ends)


def _of_some(
    graph: Graph,
    worth: npt.NDArray[np.float64],
    pairs: list[tuple[Hashable, Hashable]],
    ends: npt.NDArray[np.int64],
) -> _Scored:
    linked = _linked(graph)
    for first in range(0, len(pairs), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        common = linked[ends[some, 0]].multiply(linked[ends[some, 1]])
        for (u, v), score in zip(pairs[some], (common @ worth).tolist(), strict=True):
            yield u, v, score or 0


def _of_all(graph: Graph, worth: npt.NDArray[np.float64]) -> _Scored:
    from scipy.sparse import diags_array

    ids, linked = list(graph.ids), _linked(graph)
    valued = diags_array(worth) @ linked
    for number, u in enumerate(ids):
        scores = (linked[[number]] @ valued).toarray()[0]
        others = np.setdiff1d(np.arange(number + 1, len(ids)), _row(graph, number))
        for other, score in zip(others.tolist(), scores[others].tolist(), strict=True):
            yield u, ids[other], score or 0


def _row(graph: Graph, number: int) -> npt.NDArray[np.int32]:
    return graph.neighbours[graph.offsets[number] : graph.offsets[number + 1]]


def _linked(graph: Graph) -> csr_array:
    from scipy.sparse import csr_array

    size = len(graph)
    ones = np.ones(len(graph.neighbours))
    return csr_array((ones, graph.neighbours, graph.offsets), shape=(size, size))
