"""Betweenness against plain networkx, textbook values, closed forms and a count of paths."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph, relabelled

from analytics.kernels.brandes import betweenness, pivots_of, source_dependencies
from analytics.patience import GivenUp


def scores(graph, **words):
    rows = arrays_of(graph)
    found = betweenness(rows.offsets, rows.neighbours, directed=graph.is_directed(), **words)
    return dict(zip(graph, found.score.tolist(), strict=True))


def counted(graph):
    """By all shortest paths, found by Floyd, Warshall and products of their numbers."""
    nodes = [*graph]
    far = {
        (u, v): 0 if u == v else 1 if graph.has_edge(u, v) else math.inf
        for u in nodes
        for v in nodes
    }
    for middle, u, v in itertools.product(nodes, nodes, nodes):
        far[u, v] = min(far[u, v], far[u, middle] + far[middle, v])
    paths = {(u, u): 1 for u in nodes}
    for u, v in sorted(far, key=far.__getitem__):
        if u != v and far[u, v] < math.inf:
            last = [w for w in nodes if far[u, w] + 1 == far[u, v] and graph.has_edge(w, v)]
            paths[u, v] = sum(paths[u, w] for w in last)
    total = dict.fromkeys(nodes, 0.0)
    for v in nodes:
        for s, t in itertools.permutations([u for u in nodes if u != v], 2):
            if far[s, t] < math.inf and far[s, v] + far[v, t] == far[s, t]:
                total[v] += paths[s, v] * paths[v, t] / paths[s, t]
    return total


def test_the_medici_stand_between_the_families_of_florence():
    found = scores(nx.florentine_families_graph())
    assert round(found["Medici"], 4) == 0.5220
    assert max(found, key=found.get) == "Medici"


def test_closed_forms():
    # All paths of a star pass its middle; in a path node i parts i from n - 1 - i others; in a
    # complete graph everybody is next to everybody; half of a cycle of four is as far as the other.
    assert scores(nx.star_graph(4)) == {0: 1.0, 1: 0, 2: 0, 3: 0, 4: 0}
    assert scores(nx.path_graph(5), normalized=False) == {0: 0, 1: 3, 2: 4, 3: 3, 4: 0}
    assert set(scores(nx.complete_graph(6)).values()) == {0.0}
    assert set(scores(nx.cycle_graph(4), normalized=False).values()) == {0.5}


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("normalized", [False, True])
def test_equals_networkx_on_random_graphs(directed, normalized):
    for seed in range(40):
        graph = random_graph(seed, directed=directed)
        oracle = nx.betweenness_centrality(graph, normalized=normalized, backend="networkx")
        assert scores(graph, normalized=normalized) == pytest.approx(oracle, abs=1e-12)


@pytest.mark.parametrize("directed", [False, True])
def test_equals_a_count_of_all_shortest_paths(directed):
    for seed in range(25):
        graph = random_graph(seed, most=12, directed=directed)
        expected = {node: total / (1 if directed else 2) for node, total in counted(graph).items()}
        assert scores(graph, normalized=False) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("normalized", [False, True])
def test_a_sample_is_scaled_as_in_networkx(normalized):
    for seed in range(20):
        graph = random_graph(seed + 100)
        chosen = [*graph][: 1 + len(graph) // 3]

        class Chosen:
            """Hands networkx the very sources that were drawn."""

            def sample(self, _, number, chosen=chosen):
                return chosen[:number]

        import random

        draw = random.Random()
        draw.sample = Chosen().sample
        oracle = nx.betweenness_centrality(
            graph, k=len(chosen), normalized=normalized, seed=draw, backend="networkx"
        )
        found = scores(graph, pivots=np.array(chosen), normalized=normalized)
        assert found == pytest.approx(oracle, abs=1e-12, nan_ok=True)


def test_a_sample_of_all_sources_is_exact_and_has_no_error():
    for seed in range(10):
        rows = arrays_of(random_graph(seed))
        exact = betweenness(rows.offsets, rows.neighbours)
        sampled = betweenness(
            rows.offsets, rows.neighbours, pivots=pivots_of(len(rows), len(rows), seed)
        )
        assert sampled.score.tolist() == exact.score.tolist()
        assert sampled.error.tolist() == exact.error.tolist() == [0.0] * len(rows)


def test_the_standard_error_covers_the_truth_about_as_often_as_it_says():
    rows = arrays_of(nx.connected_watts_strogatz_graph(80, 6, 0.3, seed=4))
    truth = betweenness(rows.offsets, rows.neighbours).score
    covered = []
    for seed in range(150):
        found = betweenness(rows.offsets, rows.neighbours, pivots=pivots_of(80, 50, seed))
        covered.append(np.abs(found.score - truth) <= 1.96 * found.error)
    # 95 % of a normal distribution; dependencies are skewed and 50 sources are few.
    assert 0.90 < np.mean(covered) < 0.97


def test_the_standard_error_is_that_of_a_sample_of_dependencies():
    # Seen from either end the middle of a path of five has two behind it, seen from its
    # neighbours too, from itself nothing: deltas 2, 2, 2, 2. Its neighbour has 3, 0, 1, 1 - from
    # 0: nodes 2, 3, 4; from 1 itself; from 2: node 0; from 3 and 4: node 0 each.
    rows = arrays_of(nx.path_graph(5))
    found = betweenness(rows.offsets, rows.neighbours, pivots=np.array([0, 2, 4]))
    assert found.score[1] == pytest.approx((3 + 1 + 1) / 3 / 3)
    # Variance of 3, 1, 1 is 4/3; three of four possible sources were taken; 1 / (n - 2) = 1/3.
    assert found.error[1] == pytest.approx(math.sqrt(4 / 3 / 3 * (1 - 3 / 4)) / 3)
    assert found.error[2] == 0.0


@pytest.mark.parametrize("directed", [False, True])
def test_what_the_sources_add_sums_up_to_the_score(directed):
    for seed in range(10):
        graph = random_graph(seed, directed=directed)
        rows = arrays_of(graph)
        pivots = pivots_of(len(rows), 1 + len(rows) // 2, seed)
        for words in ({}, {"pivots": pivots}, {"normalized": False}):
            words["directed"] = directed
            found = betweenness(rows.offsets, rows.neighbours, **words)
            for node in range(0, len(rows), 7):
                added = source_dependencies(rows.offsets, rows.neighbours, node, **words)
                assert added.shape == found.pivots.shape
                assert added.sum() == pytest.approx(found.score[node], abs=1e-12, nan_ok=True)


def test_the_names_of_nodes_change_nothing():
    for seed in range(5):
        rows = arrays_of(random_graph(seed))
        other, turned = relabelled(rows, seed)
        before, after = (betweenness(one.offsets, one.neighbours).score for one in (rows, other))
        assert after[turned] == pytest.approx(before, abs=1e-12)


def test_an_isolate_changes_nothing_but_the_number_of_pairs():
    graph = random_graph(11)
    before = scores(graph, normalized=False)
    graph.add_node("alone")
    assert scores(graph, normalized=False) == pytest.approx({**before, "alone": 0.0})


def test_more_sources_than_share_a_sweep_and_fewer():
    # 8 share one; the star makes each leaf see its middle n - 2 times.
    for leaves in (6, 7, 8, 15, 16, 17):
        found = scores(nx.star_graph(leaves), normalized=False)
        assert found[0] == leaves * (leaves - 1) / 2


def test_graphs_without_nodes_or_edges():
    for graph in (nx.Graph(), nx.empty_graph(1), nx.empty_graph(2), nx.path_graph(2)):
        assert set(scores(graph).values()) <= {0.0}


def test_a_long_path_takes_no_longer_than_its_searches():
    rows = arrays_of(nx.path_graph(3000))
    pivots = np.arange(0, 3000, 300)
    found = betweenness(rows.offsets, rows.neighbours, pivots=pivots, normalized=False)
    # Through 1 node 0 sees the 2998 nodes behind it, and each of nine others sees node 0.
    assert found.score[1] == pytest.approx((2998 + 9) / 10 * 2999 / 2)


def test_gives_up_between_two_chunks():
    rows = arrays_of(nx.path_graph(5))

    def check():
        raise GivenUp

    with pytest.raises(GivenUp):
        betweenness(rows.offsets, rows.neighbours, check=check)
