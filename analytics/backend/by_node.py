"""Arrays as the dictionaries that networkx gives, and its ways of naming nodes."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from analytics.backend.conversion import WEIGHT, Converted
from analytics.graph import Graph

__all__ = ["by_node", "grouped", "named", "numbers_of", "weights_of"]


def by_node(graph: Graph, values: npt.NDArray[Any]) -> dict[Hashable, Any]:
    """Give each node its value, as a number of Python.

    Parameters
    ----------
    graph : Graph
    values : ndarray, shape (n,)

    Returns
    -------
    dict
        In the order of the nodes.
    """
    return dict(zip(graph.ids, values.tolist(), strict=True))


def grouped(graph: Graph, labels: npt.NDArray[Any]) -> Iterator[set[Hashable]]:
    """Yield the nodes of each group.

    Parameters
    ----------
    graph : Graph
    labels : ndarray of int, shape (n,)
        The group of each node: each number from 0 to the greatest is that of one.
    """
    ids = list(graph.ids)
    sizes = np.bincount(labels)
    if len(sizes) == 1:
        yield set(ids)
        return
    members = iter([ids[number] for number in np.argsort(labels, kind="stable").tolist()])
    for size in sizes.tolist():
        yield set(itertools.islice(members, size))


def named(graph: Graph, nodes: Any) -> dict[Hashable, int]:
    """Find the nodes that networkx would find in its `nbunch`.

    Parameters
    ----------
    graph : Graph
    nodes : hashable, iterable of hashable or None
        A node, several of which those that the graph lacks are passed over, or None for all.

    Returns
    -------
    dict
        The number of each.

    Raises
    ------
    networkx.NetworkXError
        If it is neither a node nor several.
    """
    if nodes is None:
        return graph.number_of
    if nodes in graph:
        return {nodes: graph.number_of[nodes]}
    try:
        several = iter(nodes)
    except TypeError as error:
        raise nx.NetworkXError(f"Node {nodes} is not in the graph.") from error
    found = {}
    for node in several:
        try:
            number = graph.number_of.get(node)
        except TypeError as error:
            raise nx.NetworkXError(
                f"Node {node} in sequence nbunch is not a valid node."
            ) from error
        if number is not None:
            found[node] = number
    return found


def numbers_of(graph: Graph, nodes: Iterable[Hashable]) -> npt.NDArray[np.int64]:
    """Find the numbers of nodes.

    Parameters
    ----------
    graph : Graph
    nodes : iterable of hashable

    Raises
    ------
    networkx.NodeNotFound
        If the graph lacks one.
    """
    numbers = []
    for node in nodes:
        if node not in graph:
            raise nx.NodeNotFound(f"Node {node} not in G.")
        numbers.append(graph.number_of[node])
    return np.array(numbers, dtype=np.int64)


def weights_of(graph: Graph, attribute: Hashable | None) -> npt.NDArray[np.float64]:
    """Look up an edge attribute as networkx does: 1 where an edge lacks it.

    Parameters
    ----------
    graph : Graph
    attribute : hashable or None
        None for 1 everywhere.

    Returns
    -------
    ndarray of float64, shape (a,)
        Read-only.
    """
    kept = graph.attribute if isinstance(graph, Converted) else WEIGHT
    if attribute is not None and attribute == kept:
        return graph.weights
    ones = np.ones(len(graph.neighbours))
    ones.setflags(write=False)
    return ones
