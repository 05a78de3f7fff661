"""Louvain and Leiden against exact optima, plain networkx's modularity, and all partitions."""

from __future__ import annotations

import math
import sys

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph, relabelled

from analytics.kernels.leiden import LeidenMissing, leiden
from analytics.kernels.louvain import louvain, numbered
from analytics.kernels.modularity import modularity
from analytics.patience import GivenUp

# By branch and bound in igraph, and as published: no partition has a higher modularity.
KARATE, KARATE_WEIGHTED, FLORENCE = 0.419790, 0.444904, 0.398750


def parted(method, graph, **words):
    rows = arrays_of(graph)
    return method(rows.offsets, rows.neighbours, rows.weights, **words)


def unweighted(graph):
    return nx.Graph(graph.edges)


def parts_of(graph, label):
    groups = {}
    for node, part in zip(graph, label.tolist(), strict=True):
        groups.setdefault(part, set()).add(node)
    return [*groups.values()]


def partitions(nodes):
    """All of them, each as the label of each node."""
    labels = [[]]
    for _ in range(nodes):
        labels = [[*label, new] for label in labels for new in range(max(label, default=-1) + 2)]
    return labels


METHODS = pytest.mark.parametrize("method", [louvain, leiden])


@METHODS
@pytest.mark.parametrize(
    ("graph", "optimum"),
    [
        (unweighted(nx.karate_club_graph()), KARATE),
        (nx.karate_club_graph(), KARATE_WEIGHTED),
        (nx.florentine_families_graph(), FLORENCE),
    ],
    ids=["karate", "karate weighted", "Florence"],
)
def test_never_above_the_optimum_and_close_to_it(method, graph, optimum):
    found = parted(method, graph, runs=20)
    assert found.runs.max() == found.modularity
    assert found.modularity <= optimum + 5e-7
    assert found.modularity >= optimum - 0.003
    assert found.runs.min() >= optimum - 0.05


@METHODS
def test_never_above_the_best_of_all_partitions_of_small_graphs(method):
    every = partitions(7)
    assert len(every) == 877  # The seventh number of Bell.
    reached = 0
    for seed in range(20):
        graph = nx.gnm_random_graph(7, 4 + seed % 8, seed)
        rows = arrays_of(graph)
        adjacency = nx.to_numpy_array(graph)
        strength = adjacency.sum(axis=0)
        excess = adjacency - np.outer(strength, strength) / strength.sum()
        same = np.array([np.equal.outer(label, label) for label in every])
        best = (same * excess).sum(axis=(1, 2)).max() / strength.sum()
        found = method(rows.offsets, rows.neighbours, rows.weights, runs=3)
        assert found.modularity <= best + 1e-12
        reached += found.modularity >= best - 1e-12
    assert reached >= 18


@METHODS
def test_the_modularity_told_is_networkx_s_of_the_partition_told(method):
    for seed in range(20):
        graph = random_graph(seed)
        if not graph.size():
            continue
        for resolution in (0.5, 1.0, 2.0):
            found = parted(method, graph, resolution=resolution, runs=2)
            oracle = nx.community.modularity(
                graph, parts_of(graph, found.label), resolution=resolution, backend="networkx"
            )
            assert found.modularity == pytest.approx(oracle, abs=1e-12)


@METHODS
def test_a_seed_gives_the_same_partition_each_time_and_runs_differ(method):
    graph = nx.gnm_random_graph(120, 300, seed=2)
    first, again = (parted(method, graph, seed=5, runs=4) for _ in range(2))
    assert first.labels.tolist() == again.labels.tolist()
    assert len({*map(tuple, first.labels.tolist())}) > 1
    best = int(np.argmax(first.runs))
    assert first.label.tolist() == first.labels[best].tolist()


@METHODS
def test_cliques_in_a_ring_are_its_communities(method):
    graph = nx.ring_of_cliques(6, 5)
    found = parted(method, graph)
    assert found.label.tolist() == [clique for clique in range(6) for _ in range(5)]
    # Of each clique 10 of 66 edges lie within, and it has 22 of 132 ends.
    assert found.modularity == pytest.approx(6 * (10 / 66 - (22 / 132) ** 2))


@METHODS
def test_a_community_is_never_in_two_parts_of_the_graph(method):
    graph = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(3))
    graph.add_node(7)
    assert parted(method, graph).label.tolist() == [0] * 4 + [1] * 3 + [2]


@METHODS
def test_a_higher_resolution_gives_more_communities(method):
    graph = nx.karate_club_graph()
    numbers = [
        int(parted(method, graph, resolution=resolution).label.max()) + 1
        for resolution in (0.05, 1, 5)
    ]
    assert numbers[0] == 1
    assert numbers == sorted(numbers)
    assert numbers[2] > 5


@METHODS
def test_without_edges_everybody_is_alone_and_modularity_is_undefined(method):
    found = parted(method, nx.empty_graph(3))
    assert found.label.tolist() == [0, 1, 2]
    assert math.isnan(found.modularity)


def test_no_nodes():
    assert parted(louvain, nx.Graph()).label.tolist() == []


def test_the_unit_of_weights_changes_nothing():
    graph = random_graph(3)
    heavy = graph.copy()
    for u, v in heavy.edges:
        heavy[u][v]["weight"] *= 1024
    one, other = parted(louvain, graph), parted(louvain, heavy)
    assert one.label.tolist() == other.label.tolist()
    assert one.modularity == pytest.approx(other.modularity)


def test_modularity_does_not_know_names_of_nodes_nor_of_communities():
    one = arrays_of(random_graph(3, most=60))
    two, turned = relabelled(one, 2)
    label = np.arange(len(one)) % 4
    there = np.zeros_like(label)
    there[turned] = 3 - label
    assert modularity(one.offsets, one.neighbours, one.weights, label) == pytest.approx(
        modularity(two.offsets, two.neighbours, two.weights, there)
    )


def test_communities_are_numbered_by_their_first_nodes():
    assert numbered(np.array([5, 2, 5, 9, 2])).tolist() == [0, 1, 0, 2, 1]


def test_leiden_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkit", None)
    with pytest.raises(LeidenMissing, match="pip install"):
        parted(leiden, nx.path_graph(3))


@METHODS
def test_gives_up_between_two_chunks(method):
    def check():
        raise GivenUp

    with pytest.raises(GivenUp):
        parted(method, nx.path_graph(5), check=check)
