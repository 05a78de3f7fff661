"""What the back end refuses: with networkx's exceptions, a reason, and the remedy."""

from __future__ import annotations

import logging

import networkx as nx
import numpy as np
import pytest
from networkx.algorithms.community.quality import NotAPartition
from networkx_arrays import arrays_of

from analytics.backend import interface
from analytics.backend.conversion import convert_from_nx
from analytics.graph import BACKEND, Graph

OURS = {"backend": BACKEND}


@pytest.fixture
def path():
    return Graph.from_edges("abcd", np.array([0, 1, 2]), np.array([1, 2, 3]))


@pytest.fixture
def arrows():
    return Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]), directed=True)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (nx.betweenness_centrality, {"weight": "weight"}),
        (nx.betweenness_centrality, {"endpoints": True}),
        (nx.closeness_centrality, {"distance": "weight"}),
        (nx.harmonic_centrality, {"distance": "weight"}),
        (nx.clustering, {"weight": "weight"}),
        (nx.average_clustering, {"weight": "weight"}),
        (nx.community.louvain_communities, {"threshold": 0.1}),
        (nx.community.louvain_communities, {"max_level": 1}),
    ],
)
def test_an_argument_that_is_not_offered_is_refused_with_the_remedy(
    function, arguments, path, caplog
):
    name, argument = function.__name__, next(iter(arguments))
    reason = interface.can_run(name, (path,), arguments)
    assert argument in reason
    assert "backend='networkx'" in reason
    caplog.clear()
    with caplog.at_level(logging.WARNING), pytest.raises(NotImplementedError, match=name):
        function(path, **arguments)
    assert reason in caplog.text
    function(path, **arguments, backend="networkx")  # The remedy is one.


@pytest.mark.parametrize(
    "function", [nx.clustering, nx.transitivity, nx.community.louvain_communities]
)
def test_directed_graphs_are_refused_where_only_undirected_ones_are_offered(function, arrows):
    assert "undirected" in interface.can_run(function.__name__, (arrows,), {})
    with pytest.raises(NotImplementedError):
        function(arrows)


def test_a_function_that_is_not_offered_names_the_remedy_and_falls_back_if_told_to(path):
    with pytest.raises(NotImplementedError, match="networkx"):
        nx.diameter(path)
    assert nx.diameter(path, backend="networkx") == 3
    with nx.config(fallback_to_nx=True):
        assert nx.diameter(path) == 3
        assert nx.clustering(path, weight="weight") == dict.fromkeys("abcd", 0)


@pytest.mark.parametrize(
    ("graph", "remedy"),
    [
        (nx.MultiGraph([("a", "b"), ("a", "b")]), "networkx.Graph"),
        (nx.MultiDiGraph([("a", "b")]), "networkx.Graph"),
        (nx.Graph([("a", "a"), ("a", "b")]), "selfloop_edges"),
    ],
)
def test_parallel_edges_and_loops_are_refused_with_the_remedy(graph, remedy):
    with pytest.raises(NotImplementedError, match=remedy):
        convert_from_nx(graph)
    with pytest.raises(NotImplementedError):
        nx.pagerank(graph, **OURS)


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf"), None, "much"])
def test_weights_that_are_no_numbers_above_zero_are_refused(weight):
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=weight)
    with pytest.raises(NotImplementedError, match="above zero"):
        convert_from_nx(graph, edge_attrs={"weight": 1})
    assert nx.constraint(graph, **OURS) == {"a": 1.0, "b": 1.0}  # Looks at no weight.


@pytest.mark.parametrize(
    "asked",
    [
        {"node_attrs": {"name": None}},
        {"preserve_node_attrs": True},
        {"preserve_edge_attrs": True},
        {"edge_attrs": {"weight": 1, "cost": 1}},
    ],
)
def test_attributes_that_arrays_do_not_hold_are_refused(asked):
    with pytest.raises(NotImplementedError):
        convert_from_nx(nx.path_graph(3), **asked)


def test_exceptions_are_those_of_networkx(path, arrows):
    nowhere = Graph.from_edges([], np.zeros(0, int), np.zeros(0, int))
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.pagerank(path, max_iter=1, tol=1e-12)
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(path, personalization={"nobody": 1})
    with pytest.raises(nx.NetworkXPointlessConcept):
        nx.is_connected(nowhere)
    with pytest.raises(nx.NetworkXNotImplemented):
        list(nx.connected_components(arrows))
    with pytest.raises(nx.NetworkXNotImplemented):
        list(nx.weakly_connected_components(path))
    with pytest.raises(nx.NodeNotFound):
        nx.adamic_adar_index(path, [("a", "nobody")])
    with pytest.raises(nx.NodeNotFound):
        nx.closeness_centrality(path, u="nobody")
    with pytest.raises(nx.NodeNotFound):
        list(nx.bridges(path, root="nobody"))
    with pytest.raises(nx.NetworkXError):
        nx.clustering(path, nodes=7)
    with pytest.raises(nx.NetworkXError):
        nx.harmonic_centrality(path, nbunch=[["a"]])
    with pytest.raises(KeyError):
        nx.node_connected_component(path, "nobody")
    with pytest.raises(KeyError):
        nx.constraint(path, nodes=["nobody"])
    with pytest.raises(NotAPartition):
        nx.community.modularity(path, [{"a", "b"}, {"b", "c", "d"}])
    with pytest.raises(NotAPartition):
        nx.community.modularity(path, [{"a", "b"}])
    with pytest.raises(ValueError, match="larger"):
        nx.betweenness_centrality(path, k=5)
    with pytest.raises(ZeroDivisionError):
        nx.betweenness_centrality(path, k=0)
    with pytest.raises(TypeError):
        nx.core_number(path, 3)


def test_small_work_stays_where_the_graph_is():
    with nx.config.backend_priority(algos=[BACKEND]):
        assert nx.degree_centrality(nx.path_graph(3)) == {0: 0.5, 1: 1.0, 2: 0.5}
    assert isinstance(interface.should_run("degree_centrality", (), {}), str)
    assert interface.should_run("pagerank", (), {}) is True


def test_arrays_cannot_be_changed_behind_an_answer(path):
    with pytest.raises(ValueError, match="read-only"):
        path.weights[0] = 9
    with pytest.raises(ValueError, match="read-only"):
        arrays_of(nx.path_graph(3)).neighbours[0] = 1
