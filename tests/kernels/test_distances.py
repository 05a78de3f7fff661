"""Closeness, harmonic centrality and paths against plain networkx, textbook values, closed forms."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph, relabelled

from analytics.kernels.distances import closeness, distances
from analytics.kernels.paths import levels, shortest_path
from analytics.patience import GivenUp


def found(graph, **words):
    """Distances to each node along the arcs, as networkx sums them up."""
    rows, turned = (arrays_of(one) for one in (graph, turn(graph)))
    return distances(
        rows.offsets, rows.neighbours, reverse=(turned.offsets, turned.neighbours), **words
    )


def turn(graph):
    if not graph.is_directed():
        return graph
    turned = nx.DiGraph()
    turned.add_nodes_from(graph)
    turned.add_edges_from((v, u) for u, v in graph.edges)
    return turned


def of(graph, array):
    return dict(zip(graph, array.tolist(), strict=True))


def test_the_medici_are_closest_to_the_families_of_florence():
    graph = nx.florentine_families_graph()
    close = of(graph, closeness(found(graph)))
    assert round(close["Medici"], 4) == 0.5600
    assert max(close, key=close.get) == "Medici"


def test_closed_forms():
    # Star of 1 + 4: the middle is 1 from all, a leaf 1 from it and 2 from three leaves.
    star = found(nx.star_graph(4))
    assert star.far.tolist() == [4, 7, 7, 7, 7]
    assert star.near.tolist() == [4.0] + [1 + 3 / 2] * 4
    assert closeness(star).tolist() == [1.0] + [4 / 7] * 4
    # Path: to both sides 1 + 2 + ...; complete: 1 from all.
    assert found(nx.path_graph(5)).far.tolist() == [10, 7, 6, 7, 10]
    assert found(nx.complete_graph(6)).far.tolist() == [5] * 6
    assert found(nx.complete_graph(6)).reach.tolist() == [5] * 6


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("wf_improved", [False, True])
def test_closeness_equals_networkx_on_random_graphs(directed, wf_improved):
    for seed in range(40):
        graph = random_graph(seed, directed=directed)
        oracle = nx.closeness_centrality(graph, wf_improved=wf_improved, backend="networkx")
        told = closeness(found(graph), wf_improved=wf_improved)
        assert of(graph, told) == pytest.approx(oracle, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
def test_harmonic_reach_and_farness_equal_networkx_on_random_graphs(directed):
    for seed in range(40):
        graph = random_graph(seed, directed=directed)
        told = found(graph)
        oracle = nx.harmonic_centrality(graph, backend="networkx")
        assert of(graph, told.near) == pytest.approx(oracle, abs=1e-12)
        far = {n: [*nx.single_source_shortest_path_length(turn(graph), n).values()] for n in graph}
        assert of(graph, told.far) == {n: sum(lengths) for n, lengths in far.items()}
        assert of(graph, told.reach) == {n: len(lengths) - 1 for n, lengths in far.items()}


def test_graphs_of_more_nodes_than_a_search_carries():
    # 256 sources share a search, 64 a word; dense enough for both ways of going on.
    for nodes, edges in ((256, 2000), (257, 300), (700, 4000)):
        graph = nx.gnm_random_graph(nodes, edges, seed=nodes)
        oracle = nx.closeness_centrality(graph, backend="networkx")
        assert of(graph, closeness(found(graph))) == pytest.approx(oracle, abs=1e-12)


def test_some_sources_add_up_to_all():
    graph = nx.gnm_random_graph(300, 900, seed=3)
    whole = found(graph)
    parts = [found(graph, sources=np.arange(first, 300, 3)) for first in range(3)]
    assert sum(part.far for part in parts).tolist() == whole.far.tolist()
    assert sum(part.reach for part in parts).tolist() == whole.reach.tolist()
    assert sum(part.near for part in parts) == pytest.approx(whole.near)


def test_the_names_of_nodes_change_nothing():
    for seed in range(5):
        rows = arrays_of(random_graph(seed))
        other, turned = relabelled(rows, seed)
        before, after = (distances(one.offsets, one.neighbours) for one in (rows, other))
        assert after.far[turned].tolist() == before.far.tolist()
        assert after.near[turned] == pytest.approx(before.near)


def test_an_isolate_changes_nothing_but_the_number_of_nodes():
    graph = random_graph(11)
    before = found(graph)
    graph.add_node("alone")
    after = found(graph)
    assert after.far.tolist() == [*before.far.tolist(), 0]
    assert after.near.tolist() == [*before.near.tolist(), 0.0]
    others = len(graph) - 1
    assert closeness(after)[:-1] == pytest.approx(closeness(before) * (others - 1) / others)


def test_graphs_without_nodes_or_edges():
    assert found(nx.Graph()).far.tolist() == []
    assert closeness(found(nx.empty_graph(1))).tolist() == [0.0]
    assert closeness(found(nx.empty_graph(3))).tolist() == [0.0] * 3


def test_a_long_path_takes_no_longer_than_its_searches():
    nodes = 3000
    far = found(nx.path_graph(nodes)).far
    assert far[0] == nodes * (nodes - 1) // 2


def test_gives_up_between_two_chunks():
    def check():
        raise GivenUp

    with pytest.raises(GivenUp):
        found(nx.path_graph(5), check=check)


@pytest.mark.parametrize("directed", [False, True])
def test_levels_and_paths_equal_networkx_on_random_graphs(directed):
    for seed in range(20):
        graph = random_graph(seed, directed=directed)
        rows = arrays_of(graph)
        for source in [*graph][:5]:
            oracle = nx.single_source_shortest_path_length(graph, source)
            level, _ = levels(rows.offsets, rows.neighbours, source)
            assert level.tolist() == [oracle.get(node, -1) for node in graph]
            for target in graph:
                path = shortest_path(rows.offsets, rows.neighbours, source, target)
                if target not in oracle:
                    assert path is None
                    continue
                assert (path[0], path[-1], len(path)) == (source, target, oracle[target] + 1)
                assert all(graph.has_edge(u, v) for u, v in itertools.pairwise(path))
