"""From a graph of networkx to arrays, and back."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt

from analytics.graph import Graph

__all__ = ["WEIGHT", "Converted", "convert_from_nx", "convert_to_nx"]

WEIGHT: Final = "weight"
"""The name under which networkx knows the weights of a graph that was not converted."""


@dataclass(frozen=True, eq=False)
class Converted(Graph):
    """A copy of a graph of networkx, which keeps it until edges or nodes are added or removed.

    Attributes
    ----------
    attribute : hashable or None
        The edge attribute that `weights` are; None if they are 1.
    """

    attribute: Hashable | None = None


def convert_from_nx(
    graph: nx.Graph[Any],
    *,
    edge_attrs: Mapping[Hashable, Any] | None = None,
    node_attrs: Mapping[Hashable, Any] | None = None,
    preserve_edge_attrs: bool = False,
    preserve_node_attrs: bool = False,
    preserve_graph_attrs: bool = False,
    name: str | None = None,
    graph_name: str | None = None,
) -> Converted:
    """Copy a simple graph of networkx into arrays.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
    edge_attrs : mapping, optional
        The one attribute to keep as weights, and its value where it is missing.
    node_attrs, preserve_edge_attrs, preserve_node_attrs
        Not offered: the arrays hold one number an edge.
    preserve_graph_attrs
        Passed over: no function here looks at them, and networkx always asks for them.
    name, graph_name : str, optional
        Function and parameter that the graph is for; networkx tells them.

    Returns
    -------
    Converted
        Edges are numbered in the order of ``graph.edges``.

    Raises
    ------
    NotImplementedError
        Parallel edges, loops, attributes of nodes, more than one attribute of edges, weights
        that are not above zero. The sentence names the remedy.
    """
    if graph.is_multigraph():
        raise NotImplementedError(
            "Parallel edges are not offered: add them up in a networkx.Graph first."
        )
    if node_attrs or preserve_node_attrs:
        raise NotImplementedError("Attributes of nodes are not kept: look them up by the name.")
    if preserve_edge_attrs or len(edge_attrs or ()) > 1:
        raise NotImplementedError(
            "One attribute of edges is kept: name it, as in edge_attrs={'weight': 1}."
        )
    ids = list(graph)
    number = dict(zip(ids, range(len(ids)), strict=True))
    rows = [row for _, row in graph.adjacency()]
    arcs = np.fromiter(map(len, rows), np.int64, len(rows))
    tail = np.repeat(np.arange(len(ids)), arcs)
    each = itertools.chain.from_iterable(rows)
    head = np.fromiter(map(number.__getitem__, each), np.int64, len(tail))
    if (tail == head).any():
        raise NotImplementedError(
            "Loops are not offered: graph.remove_edges_from(list(networkx.selfloop_edges(graph)))."
        )
    attribute, weight = None, None
    if edge_attrs:
        [(attribute, default)] = edge_attrs.items()
        weight = _numbers(rows, attribute, default, len(tail))
    if not graph.is_directed():
        once = tail < head
        tail, head, weight = tail[once], head[once], None if weight is None else weight[once]
    built = Graph.from_edges(ids, tail, head, weight, directed=graph.is_directed())
    return Converted(
        ids,
        built.offsets,
        built.neighbours,
        built.weights,
        built.edges,
        built.directed,
        attribute,
    )


def _numbers(
    rows: list[Any],
    attribute: Hashable,
    default: Any,
    size: int,
) -> npt.NDArray[np.float64]:
    each = (data.get(attribute, default) for row in rows for data in row.values())
    refused = NotImplementedError(
        f"The attribute {attribute!r} of each edge must be a number above zero: leave out edges "
        "that weigh nothing, or ask with backend='networkx'."
    )
    try:
        numbers = np.fromiter(each, np.float64, size)
    except (TypeError, ValueError) as error:
        raise refused from error
    if not ((numbers > 0) & np.isfinite(numbers)).all():
        raise refused
    return numbers


def convert_to_nx(result: Any, *, name: str | None = None) -> Any:
    """Copy a `Graph` into one of networkx; everything else is given back as it is.

    Parameters
    ----------
    result : Graph or object
    name : str, optional
        Function whose result this is; networkx tells it.

    Returns
    -------
    networkx.Graph, networkx.DiGraph or object

    Examples
    --------
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]), np.array([2.0, 3.0]))
    >>> sorted(convert_to_nx(path).edges(data="weight"))
    [('a', 'b', 2.0), ('b', 'c', 3.0)]
    """
    if not isinstance(result, Graph):
        return result
    made: Any = nx.DiGraph() if result.directed else nx.Graph()
    made.add_nodes_from(result)
    tail = np.repeat(np.arange(len(result)), result.degree)
    once = np.flatnonzero(result.directed | (tail < result.neighbours))
    once = once[np.argsort(result.edges[once], kind="stable")]
    ids = list(result)
    ends = zip(
        (ids[number] for number in tail[once].tolist()),
        (ids[number] for number in result.neighbours[once].tolist()),
        strict=True,
    )
    attribute = result.attribute if isinstance(result, Converted) else WEIGHT
    if attribute is None:
        made.add_edges_from(ends)
        return made
    weights = result.weights[once].tolist()
    made.add_edges_from((u, v, {attribute: w}) for (u, v), w in zip(ends, weights, strict=True))
    return made
