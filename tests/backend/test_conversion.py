"""Graphs of networkx as arrays, and back."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.backend.conversion import convert_from_nx, convert_to_nx
from analytics.graph import BACKEND

NODES = st.integers(0, 9)
EDGES = st.dictionaries(
    st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]),
    st.floats(0.25, 8, width=16),
    max_size=30,
)


@given(EDGES, st.lists(NODES, unique=True), st.booleans())
def test_there_and_back_again_changes_nothing(edges, nodes, directed):
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_weighted_edges_from((u, v, weight) for (u, v), weight in edges.items())
    arrays = convert_from_nx(graph, edge_attrs={"weight": 1})
    back = convert_to_nx(arrays)
    assert nx.utils.graphs_equal(graph, back)
    assert list(back) == list(graph)
    assert sorted(arrays.edges.tolist()) == sorted(
        list(range(graph.number_of_edges())) * (1 if directed else 2)
    )


def test_edges_are_numbered_in_the_order_of_networkx():
    graph = nx.Graph(["ca", "ba", "bc"])  # Nodes c, a, b; edges ca, cb, ab.
    arrays = convert_from_nx(graph)
    tails = np.repeat(np.arange(3), arrays.degree)
    ends = {
        (number, frozenset((arrays.ids[tail], arrays.ids[head])))
        for number, tail, head in zip(arrays.edges, tails, arrays.neighbours, strict=True)
    }
    assert ends == {(at, frozenset(edge)) for at, edge in enumerate(graph.edges)}


def test_an_edge_without_the_attribute_has_the_default():
    graph = nx.Graph([("a", "b", {"cost": 3}), ("b", "c")])
    arrays = convert_from_nx(graph, edge_attrs={"cost": 2})
    assert sorted(arrays.weights.tolist()) == [2, 2, 3, 3]
    assert nx.pagerank(arrays, weight="cost") != pytest.approx(nx.pagerank(arrays, weight="weight"))
    assert nx.pagerank(arrays, weight="weight") == pytest.approx(nx.pagerank(arrays, weight=None))


def test_views_are_converted_as_what_they_show():
    shown = nx.subgraph_view(nx.path_graph(5), filter_node=lambda node: node != 2)
    assert list(nx.connected_components(shown, backend=BACKEND)) == [{0, 1}, {3, 4}]


def test_networkx_keeps_a_copy_until_an_edge_is_added():
    graph = nx.path_graph(4)
    assert nx.number_connected_components(graph, backend=BACKEND) == 1
    [copy] = graph.__networkx_cache__["backends"][BACKEND].values()
    assert len(copy) == 4
    graph.add_edge(7, 8)
    assert nx.number_connected_components(graph, backend=BACKEND) == 2


def test_what_is_no_graph_is_given_back_as_it_is():
    assert convert_to_nx({"a": 1}) == {"a": 1}
