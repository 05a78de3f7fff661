"""Core numbers: closed forms, the definition by brute force, and plain networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
from kernel_graphs import arrays_of, karate, random_graphs

from analytics.kernels.cores import core_numbers


def cores(graph):
    arrays = arrays_of(graph)
    return core_numbers(arrays.offsets, arrays.neighbours).tolist()


def by_definition(graph):
    """Strip a graph of all nodes of degree below k until none is left, for every k."""
    number = dict.fromkeys(graph, 0)
    for k in range(1, len(graph)):
        rest = graph.copy()
        while poor := [node for node, degree in rest.degree() if degree < k]:
            rest.remove_nodes_from(poor)
        number |= dict.fromkeys(rest, k)
    return [*number.values()]


def test_cores_are_what_their_definition_says():
    for graph in random_graphs(40, most=12):
        assert cores(graph) == by_definition(graph)


def test_cores_are_those_of_networkx():
    for graph in random_graphs(40, most=60):
        assert cores(graph) == [*nx.core_number(graph, backend="networkx").values()]


def test_everybody_in_a_complete_graph_is_in_its_core_and_a_tree_has_none_but_itself():
    assert cores(nx.complete_graph(6)) == [5] * 6
    assert cores(nx.balanced_tree(2, 3)) == [1] * 15


def test_ten_members_of_the_karate_club_are_in_its_four_core():
    assert np.bincount(cores(karate())).tolist() == [0, 1, 11, 12, 10]


def test_nobody_has_no_core():
    assert cores(nx.empty_graph(0)) == []
