"""Triangles and clustering: closed forms, and plain networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, karate, random_graphs

from analytics.kernels import triples
from analytics.kernels.triangles import clustering, triangles


def counted(graph):
    arrays = arrays_of(graph)
    return triangles(arrays.offsets, arrays.neighbours).tolist()


def test_triangles_are_those_of_networkx():
    for graph in random_graphs(40):
        assert counted(graph) == [*nx.triangles(graph, backend="networkx").values()]


def test_clustering_is_that_of_networkx():
    for graph in random_graphs(40):
        arrays = arrays_of(graph)
        told = clustering(arrays.offsets, arrays.neighbours)
        assert told == pytest.approx([*nx.clustering(graph, backend="networkx").values()])


def test_in_a_complete_graph_every_pair_of_others_closes_a_triangle():
    assert counted(nx.complete_graph(7)) == [15] * 7


def test_the_karate_club_has_45_triangles():
    assert sum(counted(karate())) == 3 * 45


def test_triangles_are_the_same_however_small_the_parts(monkeypatch):
    # Parts end at an edge, in the middle of a row as well.
    graphs = random_graphs(20)
    expected = [counted(graph) for graph in graphs]
    monkeypatch.setattr(triples, "STEPS_AT_ONCE", 1)
    assert [counted(graph) for graph in graphs] == expected


def test_it_can_be_stopped_between_parts(monkeypatch):
    monkeypatch.setattr(triples, "STEPS_AT_ONCE", 1)
    asked = []
    arrays = arrays_of(karate())
    triangles(arrays.offsets, arrays.neighbours, check=lambda: asked.append(1))
    assert len(asked) > 10


def test_each_triangle_is_listed_once_by_its_three_edges():
    arrays = arrays_of(karate())
    edges = triples.oriented(arrays.offsets, arrays.neighbours)
    assert arrays.neighbours[edges.arcs].tolist() == edges.nodes[edges.heads].tolist()
    seen = [row for part in triples.triples(edges) for row in part.tolist()]
    assert len({tuple(row) for row in seen}) == len(seen) == 45
    for one, two, three in seen:
        assert edges.tails[one] == edges.tails[two]
        assert edges.heads[one] == edges.tails[three]
        assert edges.heads[two] == edges.heads[three]


def test_no_node_keeps_more_arcs_than_the_root_of_twice_the_edges():
    arrays = arrays_of(nx.star_graph(50))
    edges = triples.oriented(arrays.offsets, arrays.neighbours)
    assert np.diff(edges.begin).max() == 1
