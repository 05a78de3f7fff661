"""Evidence in a network: the organisations and links that a score is the sum of."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, CountedLink
from analytics.graph import Graph

__all__ = ["COLLABORATES", "counted_edges", "counted_nodes", "counted_pairs"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]

COLLABORATES: Final = "COLLABORATES_WITH"
"""What a link of a network is called: it stands for all that its ends share."""


def counted_nodes(graph: Graph, node: int | None, nodes: _Ints, share: _Floats) -> list[Counted]:
    """List nodes with what each adds to a score.

    Parameters
    ----------
    graph : Graph
        Its ids are those of organisations, ascending.
    node : int or None
        Whose score it is: the links between the two are listed too.
    nodes : ndarray of int64
        Ascending.
    share : ndarray of float64
    """
    partners = set() if node is None else {*_row(graph, node)}
    return [
        Counted(
            str(graph.ids[other]),
            None,
            weight,
            None,
            (_link(graph, node, other),) if node is not None and other in partners else (),
        )
        for other, weight in zip(nodes.tolist(), share.tolist(), strict=True)
    ]


def counted_edges(graph: Graph, edges: _Ints, share: _Floats) -> list[Counted]:
    """List edges with what each adds to a score, each at its end with the lesser id.

    Parameters
    ----------
    graph : Graph
        Its ids are those of organisations, ascending.
    edges : ndarray of int64
        Numbers of edges, each once.
    share : ndarray of float64
    """
    added = dict(zip(edges.tolist(), share.tolist(), strict=True))
    tails = np.repeat(np.arange(len(graph)), graph.degree)
    once = np.flatnonzero(tails < graph.neighbours)
    found = zip(
        graph.edges[once].tolist(),
        tails[once].tolist(),
        graph.neighbours[once].tolist(),
        strict=True,
    )
    return [
        Counted(
            str(graph.ids[left]),
            None,
            added[edge],
            None,
            (_link(graph, left, right),),
            str(graph.ids[right]),
        )
        for edge, left, right in found
        if edge in added
    ]


def counted_pairs(graph: Graph, broker: int, pairs: _Ints) -> list[Counted]:
    """List the ordered pairs that a broker stands between, each at the first of the two.

    Parameters
    ----------
    graph : Graph
        Its ids are those of organisations, ascending.
    broker : int
    pairs : ndarray of int64, shape (p, 2)
        Ascending.
    """
    return [
        Counted(
            str(graph.ids[before]),
            None,
            1.0,
            None,
            (_link(graph, before, broker), _link(graph, broker, after)),
            str(graph.ids[after]),
        )
        for before, after in pairs.tolist()
    ]


def _row(graph: Graph, node: int) -> list[int]:
    row: list[int] = graph.neighbours[graph.offsets[node] : graph.offsets[node + 1]].tolist()
    return row


def _link(graph: Graph, left: int, right: int) -> CountedLink:
    return CountedLink(COLLABORATES, str(graph.ids[left]), str(graph.ids[right]))
