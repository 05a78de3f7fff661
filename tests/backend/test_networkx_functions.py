"""networkx's functions on a `Graph` beside networkx's own on the same edges (the oracle)."""

from __future__ import annotations

import inspect
import math

import networkx as nx
import numpy as np
import pytest
from networkx_arrays import arrays_of

from analytics.backend import interface
from analytics.backend.information import FUNCTIONS
from analytics.graph import BACKEND, Graph

NETWORKX = {"backend": "networkx"}

SCORES = [
    (nx.pagerank, {}),
    (nx.pagerank, {"weight": None, "alpha": 0.6}),
    (nx.pagerank, {"weight": "no such attribute"}),
    (nx.pagerank, {"personalization": {"n003": 2.0, "n010": 1.0}}),
    (nx.pagerank, {"dangling": {"n003": 2.0}, "nstart": {"n001": 1.0}, "tol": 1e-9}),
    (nx.core_number, {}),
    (nx.constraint, {}),
    (nx.constraint, {"weight": "weight"}),
    (nx.constraint, {"weight": "weight", "nodes": ["n004", "n070"]}),
    (nx.effective_size, {}),
    (nx.effective_size, {"nodes": ["n004", "n065"], "weight": "weight"}),
    (nx.clustering, {}),
    (nx.clustering, {"nodes": ["n070", "nobody", "n001"]}),
    (nx.triangles, {}),
    (nx.triangles, {"nodes": ["n070", "n001"]}),
    (nx.betweenness_centrality, {}),
    (nx.betweenness_centrality, {"normalized": False}),
    (nx.betweenness_centrality, {"k": 20, "seed": 7}),
    (nx.betweenness_centrality, {"k": 20, "seed": 7, "normalized": False}),
    (nx.closeness_centrality, {}),
    (nx.closeness_centrality, {"wf_improved": False}),
    (nx.harmonic_centrality, {}),
    (nx.harmonic_centrality, {"sources": ["n001", "n070", "nobody"]}),
    (nx.harmonic_centrality, {"nbunch": "n070"}),
    (nx.harmonic_centrality, {"nbunch": ["n001", "n070"], "sources": ["n002", "n071"]}),
    (nx.degree_centrality, {}),
]
ONE_WAY = [
    (nx.pagerank, {}),
    (nx.pagerank, {"weight": None, "personalization": {"n003": 2.0}}),
    (nx.core_number, {}),
    (nx.constraint, {"weight": "weight"}),
    (nx.constraint, {}),
    (nx.effective_size, {"nodes": ["n004", "n065"], "weight": "weight"}),
    (nx.betweenness_centrality, {}),
    (nx.betweenness_centrality, {"k": 20, "seed": 7, "normalized": False}),
    (nx.closeness_centrality, {}),
    (nx.harmonic_centrality, {}),
    (nx.harmonic_centrality, {"nbunch": "n060"}),
    (nx.harmonic_centrality, {"sources": ["n001", "n002"]}),
    (nx.degree_centrality, {}),
    (nx.in_degree_centrality, {}),
    (nx.out_degree_centrality, {}),
]
NUMBERS = [
    (nx.number_connected_components, {}),
    (nx.is_connected, {}),
    (nx.has_bridges, {}),
    (nx.has_bridges, {"root": "n070"}),
    (nx.transitivity, {}),
    (nx.average_clustering, {}),
    (nx.average_clustering, {"count_zeros": False, "nodes": ["n070", "n071", "n001"]}),
    (nx.clustering, {"nodes": "n070"}),
    (nx.triangles, {"nodes": "n070"}),
    (nx.closeness_centrality, {"u": "n070"}),
    (nx.closeness_centrality, {"u": "n001", "wf_improved": False}),
]


def named(cases):
    return [pytest.param(*case, id=f"{case[0].__name__}-{case[1]}") for case in cases]


def same_scores(ours, theirs):
    assert ours.keys() == theirs.keys()
    assert {type(value) for value in ours.values()} <= {int, float}
    for node, value in theirs.items():
        assert ours[node] == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True), node


@pytest.mark.parametrize(("function", "arguments"), named(SCORES))
def test_scores_are_those_of_networkx(function, arguments, undirected):
    theirs = function(undirected, **arguments, **NETWORKX)
    same_scores(function(arrays_of(undirected), **arguments), theirs)


@pytest.mark.parametrize(("function", "arguments"), named(ONE_WAY))
def test_scores_are_those_of_networkx_where_edges_have_a_direction(function, arguments, directed):
    theirs = function(directed, **arguments, **NETWORKX)
    same_scores(function(arrays_of(directed), **arguments), theirs)


@pytest.mark.parametrize(("function", "arguments"), named(NUMBERS))
def test_numbers_are_those_of_networkx(function, arguments, undirected):
    ours = function(arrays_of(undirected), **arguments)
    theirs = function(undirected, **arguments, **NETWORKX)
    assert type(ours) is type(theirs)
    assert ours == pytest.approx(theirs, rel=1e-12)


def test_a_single_node_is_as_close_as_those_that_reach_it_are(directed):
    graph = arrays_of(directed)
    for node in directed:
        theirs = nx.closeness_centrality(directed, u=node, **NETWORKX)
        assert nx.closeness_centrality(graph, u=node) == pytest.approx(theirs, rel=1e-12), node


def test_parts_come_in_the_order_of_their_first_nodes(undirected):
    graph = arrays_of(undirected)
    assert list(nx.connected_components(graph)) == list(nx.connected_components(undirected))
    assert nx.node_connected_component(graph, "n070") == nx.node_connected_component(
        undirected, "n070", **NETWORKX
    )


def test_parts_of_a_directed_graph_ignore_directions(directed):
    graph = arrays_of(directed)
    parts = list(nx.weakly_connected_components(directed, **NETWORKX))
    assert list(nx.weakly_connected_components(graph)) == parts
    assert nx.number_weakly_connected_components(graph) == len(parts)
    assert nx.is_weakly_connected(graph) is (len(parts) == 1)


def test_cuts_are_those_of_networkx(undirected):
    graph = arrays_of(undirected)
    assert sorted(nx.articulation_points(graph)) == sorted(nx.articulation_points(undirected))
    for root in (None, "n070", next(iter(undirected))):
        ours, theirs = ({*nx.bridges(g, root)} for g in (graph, undirected))
        assert {frozenset(edge) for edge in ours} == {frozenset(edge) for edge in theirs}


@pytest.mark.parametrize("function", [nx.adamic_adar_index, nx.resource_allocation_index])
def test_pairs_are_scored_as_networkx_scores_them(function, undirected):
    graph = arrays_of(undirected)
    some = [("n070", "n071"), ("n001", "n002"), ("n070", "n080")]
    for pairs in (some, None):
        ours, theirs = (
            {frozenset((u, v)): score for u, v, score in function(g, pairs)}
            for g in (graph, undirected)
        )
        same_scores(ours, theirs)


@pytest.mark.parametrize("arguments", [{}, {"weight": None}, {"resolution": 0.5}])
def test_modularity_is_that_of_networkx(arguments, undirected, directed):
    for graph in (undirected, directed):
        nodes = sorted(graph)
        parts = [set(nodes[first::4]) for first in range(4)]
        ours = nx.community.modularity(arrays_of(graph), parts, **arguments)
        theirs = nx.community.modularity(graph, parts, **arguments, **NETWORKX)
        assert ours == pytest.approx(theirs, abs=1e-12)


def test_communities_are_a_partition_as_good_as_that_of_networkx():
    karate = nx.karate_club_graph()
    found = nx.community.louvain_communities(arrays_of(karate), seed=1)
    assert nx.community.is_partition(karate, found)
    # The best there is has 0.4449 (exact optimum by branch and bound).
    assert nx.community.modularity(karate, found, **NETWORKX) > 0.43
    assert found == nx.community.louvain_communities(arrays_of(karate), seed=1)


def test_structural_holes_of_the_textbook_example():
    # Borgatti, Structural Holes: Unpacking Burt's Redundancy Measures, Connections 20 (1997) 35.
    ties = nx.Graph(["AB", "AE", "AF", "AG", "BD", "BG", "CG", "DG", "EG", "FG"])
    graph = arrays_of(ties)
    assert nx.effective_size(graph)["G"] == pytest.approx(4.67, abs=0.005)
    assert nx.effective_size(graph)["A"] == pytest.approx(2.5)
    assert nx.constraint(graph)["G"] == pytest.approx(0.400, abs=0.0005)
    assert nx.constraint(graph)["A"] == pytest.approx(0.595, abs=0.0005)


def test_weighted_effective_sizes_are_burts_and_not_those_of_networkx_without_nodes():
    karate = nx.karate_club_graph()
    ours = nx.effective_size(arrays_of(karate), weight="weight")
    node_by_node = nx.effective_size(karate, nodes=list(karate), weight="weight", **NETWORKX)
    same_scores(ours, node_by_node)
    at_once = nx.effective_size(karate, weight="weight", **NETWORKX)
    assert max(abs(at_once[node] - ours[node]) for node in karate) > 0.2


def test_everything_offered_takes_networkxs_parameters():
    for name in FUNCTIONS:
        theirs = inspect.signature(nx.utils.backends._registered_algorithms[name].orig_func)
        ours = inspect.signature(getattr(interface, name))
        assert list(ours.parameters) == list(theirs.parameters), name
        defaults = [parameter.default for parameter in ours.parameters.values()]
        assert defaults == [parameter.default for parameter in theirs.parameters.values()], name


def test_what_is_offered_is_what_networkx_is_told():
    conversion = {"can_run", "convert_from_nx", "convert_to_nx", "on_start_tests", "should_run"}
    assert set(interface.__all__) == set(FUNCTIONS) | conversion
    assert nx.utils.backends.backend_info[BACKEND]["functions"].keys() == FUNCTIONS.keys()


def test_a_graph_without_nodes_is_answered():
    empty = Graph.from_edges([], np.zeros(0, int), np.zeros(0, int))
    assert nx.pagerank(empty) == nx.core_number(empty) == nx.constraint(empty) == {}
    assert list(nx.connected_components(empty)) == []
    assert nx.number_connected_components(empty) == nx.transitivity(empty) == 0
    assert nx.degree_centrality(empty) == nx.clustering(empty) == nx.triangles(empty) == {}


def test_who_has_no_neighbour_has_no_constraint():
    graph = Graph.from_edges("ab", np.zeros(0, int), np.zeros(0, int))
    assert math.isnan(nx.constraint(graph)["a"])
    assert math.isnan(nx.effective_size(graph, nodes=["b"])["b"])
