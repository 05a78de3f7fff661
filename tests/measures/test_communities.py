"""Oracles: published optima of modularity, plain networkx, and pairs counted by loops."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from drawn_graphs import drawn, graph_of
from hypothesis import given
from hypothesis import strategies as st

from analytics.networks.communities import communities
from analytics.networks.partitions import adjusted_rand, mean_agreement, mutual_information

# The optima that exact branch and bound found.
OPTIMA = {
    "karate": (nx.karate_club_graph, None, 0.419790),
    "karate, weighted": (nx.karate_club_graph, "weight", 0.444904),
    "Florentine families": (nx.florentine_families_graph, None, 0.398750),
}


@pytest.mark.parametrize("name", OPTIMA)
def test_the_best_of_the_runs_comes_close_to_the_optimum_and_never_passes_it(name):
    make, weight, optimum = OPTIMA[name]
    plain = nx.convert_node_labels_to_integers(make())
    found = communities(graph_of(plain, weight or "none"), runs=40)
    assert optimum - 0.005 <= found.modularity <= optimum + 5e-7
    assert found.modularity == found.modularities.max()
    assert 0.5 < found.mutual_information <= 1


def test_two_cliques_are_two_communities_on_which_all_runs_agree():
    plain = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(4))
    plain.add_edge(0, 5)
    plain.add_node(9)
    found = communities(graph_of(plain))
    assert found.community.tolist() == [0] * 5 + [1] * 4 + [-1]
    assert found.size.tolist() == [5, 4]
    # Their joints have one tie more than the others.
    assert found.strongest.tolist() == [0, 5]
    # 10 and 6 of 17 edges within, 21 and 13 of 34 ends.
    assert found.share.tolist() == pytest.approx(
        [10 / 17 - (21 / 34) ** 2, 6 / 17 - (13 / 34) ** 2]
    )
    assert (found.mutual_information, found.adjusted_rand) == (1, 1)


@given(drawn(weighted=True), st.sampled_from((0.5, 1.0, 2.0)))
def test_shares_of_modularity_add_up_to_what_networkx_says(plain, resolution):
    found = communities(graph_of(plain), runs=3, resolution=resolution)
    parts = [
        {n for n in plain if found.community[n] == number} for number in range(len(found.size))
    ]
    assert {n for part in parts for n in part} == {n for n in plain if plain.degree(n)}
    assert [len(part) for part in parts] == found.size.tolist()
    assert found.size.tolist() == sorted(found.size.tolist(), reverse=True)
    for part, strongest in zip(parts, found.strongest.tolist(), strict=True):
        weights = dict(plain.degree(part, weight="weight"))
        assert strongest == min(part, key=lambda n: (-weights[n], n))
    if not plain.size():
        assert math.isnan(found.modularity)
        return
    linked = plain.subgraph([n for n in plain if plain.degree(n)])
    true = nx.community.modularity(linked, parts, weight="weight", resolution=resolution)
    assert found.share.sum() == pytest.approx(found.modularity) == pytest.approx(true)


def test_the_same_seed_gives_the_same_communities():
    graph = graph_of(nx.karate_club_graph())
    one, two = (communities(graph, seed=4).community.tolist() for _ in range(2))
    assert one == two


labels = st.integers(2, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n)] * 2)
)


@given(labels)
def test_the_rand_index_is_that_of_pairs_counted_by_loops(both):
    one, other = both
    pairs = [(one[i] == one[j], other[i] == other[j]) for i, j in combinations(range(len(one)), 2)]
    first, second = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    together = sum(a and b for a, b in pairs)
    chance = first * second / len(pairs)
    most = (first + second) / 2
    expected = 1 if most == chance else (together - chance) / (most - chance)
    assert adjusted_rand(np.array(one), np.array(other)) == pytest.approx(expected)


@given(labels)
def test_mutual_information_is_that_of_shares_counted_by_loops(both):
    one, other = both
    n = len(one)

    def entropy(said):
        return -sum(said.count(x) / n * math.log(said.count(x) / n) for x in set(said))

    apart = entropy(one) + entropy(other)
    shared = apart - entropy([*zip(one, other, strict=True)])
    expected = 1 if apart == 0 else 2 * shared / apart
    found = mutual_information(np.array(one), np.array(other))
    assert found == pytest.approx(expected, abs=1e-12)
    assert found == pytest.approx(mutual_information(np.array(other), np.array(one)), abs=1e-12)


def test_other_names_of_groups_are_no_disagreement():
    one, two = np.array([0, 0, 1, 2]), np.array([2, 2, 0, 1])
    assert mean_agreement([one, two, one]) == (1, 1)
    assert mean_agreement([one]) == (1, 1)
