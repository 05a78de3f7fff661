"""Constraint and effective size: Borgatti's example, closed forms, and plain networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, borgatti, random_graphs

from analytics.kernels.holes import holes


def measured(graph, weight="weight"):
    arrays = arrays_of(graph, weight)
    found = holes(arrays.offsets, arrays.neighbours, arrays.weights)
    return arrays, found


@pytest.mark.parametrize(
    ("weight", "printed"),
    [
        (None, {"G": (0.400, 4.67), "A": (0.595, 2.50), "C": (1.0, 1.0)}),
        ("weight", {"G": (0.299, 5.47), "A": (0.795, 2.47), "C": (1.0, 1.0)}),
    ],
)
def test_borgattis_example_is_as_printed_and_with_weights_as_ucinet_has_it(weight, printed):
    arrays, found = measured(borgatti(), weight)
    for id_, (constraint, size) in printed.items():
        node = arrays.number_of[id_]
        assert found.constraint[node] == pytest.approx(constraint, abs=0.001)
        assert found.effective_size[node] == pytest.approx(size, abs=0.01)


@pytest.mark.parametrize("weight", [None, "weight"])
def test_constraint_is_that_of_networkx(weight):
    for graph in random_graphs(40):
        true = nx.constraint(graph, weight=weight, backend="networkx")
        told = measured(graph, weight)[1].constraint
        assert told == pytest.approx([*true.values()], nan_ok=True)


@pytest.mark.parametrize("weight", [None, "weight"])
def test_effective_size_is_that_of_networkx_node_by_node(weight):
    # Not that for all nodes at once: with weights, networkx 3.6 and 3.7 divide there by the
    # strongest tie of the wrong one of two nodes (pull request 8906).
    for graph in random_graphs(40, most=12):
        true = nx.effective_size(graph, nodes=list(graph), weight=weight, backend="networkx")
        told = measured(graph, weight)[1].effective_size
        assert told == pytest.approx([*true.values()], nan_ok=True)


def test_for_ties_of_one_weight_effective_size_is_degree_less_the_mean_degree_around():
    # e = k - 2 t / k with k neighbours that have t ties among themselves (Borgatti 1997).
    for graph in random_graphs(20):
        triangles = nx.triangles(graph, backend="networkx")
        for node, told in enumerate(measured(graph, None)[1].effective_size):
            degree = graph.degree(node)
            if degree:
                assert told == pytest.approx(degree - 2 * triangles[node] / degree)


def test_directed_ties_are_measured_by_their_mutual_weights():
    for graph in random_graphs(10, directed=True):
        mutual = nx.Graph()
        mutual.add_nodes_from(graph)
        for one, other, weight in graph.edges(data="weight"):
            before = mutual.get_edge_data(one, other, {"weight": 0})["weight"]
            mutual.add_edge(one, other, weight=before + weight)
        found = measured(mutual)[1]
        true = nx.constraint(graph, weight="weight", backend="networkx")
        assert found.constraint == pytest.approx([*true.values()], nan_ok=True)


@pytest.mark.parametrize("measure", ["constraint", "effective_size"])
def test_what_the_neighbours_add_makes_up_the_whole(measure):
    for graph in random_graphs(20):
        arrays, found = measured(graph)
        local = found.local_constraint if measure == "constraint" else found.local_size
        tails = np.repeat(np.arange(len(graph)), arrays.degree)
        sums = np.bincount(tails, local, len(graph))
        connected = arrays.degree > 0
        assert sums[connected] == pytest.approx(getattr(found, measure)[connected])
        assert np.isnan(getattr(found, measure)[~connected]).all()


def test_what_a_neighbour_adds_to_constraint_is_the_local_constraint_of_networkx():
    graph = borgatti()
    arrays, found = measured(graph)
    tails = np.repeat(np.arange(len(graph)), arrays.degree)
    for arc, (tail, head) in enumerate(zip(tails, arrays.neighbours, strict=True)):
        ends = arrays.ids[tail], arrays.ids[head]
        true = nx.local_constraint(graph, *ends, weight="weight", backend="networkx")
        assert found.local_constraint[arc] == pytest.approx(true)


def test_who_knows_two_that_know_each_other_is_more_constrained_than_one_alone_could_be():
    # In a triangle p = 1/2 for all: (1/2 + 1/2 * 1/2)^2 twice = 1.125, and 2 - 2 * 1/2 = 1.
    found = measured(nx.complete_graph(3))[1]
    assert found.constraint.tolist() == [1.125] * 3
    assert found.effective_size.tolist() == [1.0] * 3
