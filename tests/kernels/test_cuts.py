"""Articulation points, bridges and what falls off: plain networkx, and taking away by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
from kernel_graphs import arrays_of, random_graphs

from analytics.kernels.cuts import cuts


def cut(graph):
    arrays = arrays_of(graph)
    return cuts(arrays.offsets, arrays.neighbours)


def reachable(graph, start, without):
    seen, waiting = {start}, [start]
    while waiting:
        for other in graph[waiting.pop()]:
            if other not in seen and other != without:
                seen.add(other)
                waiting.append(other)
    return seen


def parts_without(graph, node):
    """Sizes of the parts of the rest of a node's component, by walking from each neighbour."""
    parts = {frozenset(reachable(graph, other, node)) for other in graph[node]}
    return sorted(map(len, parts))


def test_what_falls_off_without_a_node_is_what_can_no_longer_be_reached():
    for graph in random_graphs(150, most=12):
        found = cut(graph)
        for node in graph:
            parts = parts_without(graph, node)
            assert found.pieces[node] == len(parts)
            assert found.lost[node] == sum(parts[:-1])


def test_what_falls_off_without_a_bridge_is_the_smaller_side():
    for graph in random_graphs(150, most=12):
        found = cut(graph)
        seen = []
        for (near, far), beyond in zip(found.bridges.tolist(), found.beyond, strict=True):
            rest = nx.restricted_view(graph, [], [(near, far)])
            there, here = reachable(rest, far, None), reachable(rest, near, None)
            assert near not in there
            assert len(there) == beyond <= len(here)
            seen.append((near, far))
        assert seen == sorted(seen)


def test_articulation_points_and_bridges_are_those_of_networkx():
    for graph in random_graphs(100):
        found = cut(graph)
        points = set(nx.articulation_points(graph, backend="networkx"))
        assert set(np.flatnonzero(found.pieces > 1)) == points
        bridges = {frozenset(pair) for pair in nx.bridges(graph, backend="networkx")}
        assert {frozenset(pair) for pair in found.bridges.tolist()} == bridges
        assert len(found.bridges) == len(bridges)


def test_without_its_middle_a_star_falls_into_single_leaves():
    found = cut(nx.star_graph(4))
    assert found.pieces.tolist() == [4, 1, 1, 1, 1]
    assert found.lost.tolist() == [3, 0, 0, 0, 0]
    assert found.beyond.tolist() == [1] * 4
    assert found.bridges.tolist() == [[0, 1], [0, 2], [0, 3], [0, 4]]


def test_of_two_sides_alike_that_of_the_larger_number_is_beyond():
    assert cut(nx.path_graph(2)).bridges.tolist() == [[0, 1]]
    assert cut(nx.Graph([(1, 0)])).bridges.tolist() == [[0, 1]]


def test_a_deep_path_is_no_trouble():
    found = cut(nx.path_graph(10_000))
    assert found.lost[5_000] == 4_999
    assert len(found.bridges) == 9_999
    assert found.beyond.max() == 5_000


def test_an_isolate_leaves_nothing_behind():
    found = cut(nx.empty_graph(1))
    assert (found.pieces.tolist(), found.lost.tolist()) == ([0], [0])
    assert found.bridges.shape == (0, 2)
