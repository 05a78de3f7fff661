"""Likely partners against plain networkx, pair by pair."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph, relabelled

from analytics.kernels.link_prediction import Likeness, contributions, partners, values_of
from analytics.patience import GivenUp

ORACLES = {
    Likeness.ADAMIC_ADAR: nx.adamic_adar_index,
    Likeness.RESOURCE_ALLOCATION: nx.resource_allocation_index,
    Likeness.COMMON_NEIGHBOURS: nx.common_neighbor_centrality,
}


def found(graph, likeness, number, **words):
    """The partners of each node with their scores."""
    rows = arrays_of(graph)
    value = values_of(rows.offsets, likeness)
    partner, score = partners(rows.offsets, rows.neighbours, value, number, **words)
    return [
        [(p, s) for p, s in zip(*row, strict=True) if p >= 0]
        for row in zip(partner.tolist(), score.tolist(), strict=True)
    ]


def oracle(graph, likeness):
    """All non-neighbours of each node that share a neighbour, best first, then by number."""
    words = {"alpha": 1.0} if likeness is Likeness.COMMON_NEIGHBOURS else {}
    scores = ORACLES[likeness](graph, [*nx.non_edges(graph)], **words)
    best = {node: [] for node in graph}
    for u, v, score in scores:
        if score > 0:
            best[u].append((-round(score, 9), v))
            best[v].append((-round(score, 9), u))
    return [[(v, -score) for score, v in sorted(best[node])] for node in graph]


@pytest.mark.parametrize("likeness", Likeness)
@pytest.mark.parametrize("number", [1, 3, 100])
def test_equals_networkx_on_random_graphs(likeness, number):
    for seed in range(25):
        graph = random_graph(seed)
        told = found(graph, likeness, number)
        expected = [row[:number] for row in oracle(graph, likeness)]
        for row, right in zip(told, expected, strict=True):
            assert [p for p, _ in row] == [p for p, _ in right]
            assert [s for _, s in row] == pytest.approx([s for _, s in right], abs=2e-9)


def test_closed_forms():
    # In a star any two leaves share its middle, of degree 4; in a complete graph all are neighbours.
    for likeness, score in (
        (Likeness.ADAMIC_ADAR, 1 / math.log(4)),
        (Likeness.RESOURCE_ALLOCATION, 1 / 4),
        (Likeness.COMMON_NEIGHBOURS, 1),
    ):
        told = found(nx.star_graph(4), likeness, 2)
        assert told[0] == []
        assert told[1] == [(2, pytest.approx(score)), (3, pytest.approx(score))]
        assert found(nx.complete_graph(5), likeness, 2) == [[]] * 5


def test_equal_scores_come_in_the_order_of_numbers_whatever_the_order_of_their_sums():
    # 0 shares 10 to 14 with 1 and 2: the same degrees in another order of the numbers.
    graph = nx.empty_graph(60)
    graph.add_edges_from((0, middle) for middle in range(10, 20))
    graph.add_edges_from((1, middle) for middle in range(10, 15))
    graph.add_edges_from((2, middle) for middle in range(15, 20))
    more = iter(range(20, 60))
    for place in range(5):
        for middle in (10 + place, 19 - place):
            graph.add_edges_from((middle, next(more)) for _ in range(place))
    for likeness in Likeness:
        (one, first), (two, second) = found(graph, likeness, 2)[0]
        assert (one, two) == (1, 2)
        assert first == second


def test_asks_for_some_nodes_and_finds_only_those_allowed():
    graph = random_graph(6)
    everybody = found(graph, Likeness.ADAMIC_ADAR, 100)
    asked = np.arange(len(graph))[::3]
    some = found(graph, Likeness.ADAMIC_ADAR, 100, nodes=asked)
    assert some == [everybody[node] for node in asked]
    allowed = np.arange(len(graph)) % 2 == 0
    even = found(graph, Likeness.ADAMIC_ADAR, 100, allowed=allowed)
    assert even == [[(p, s) for p, s in row if p % 2 == 0] for row in everybody]
    assert even != everybody


@pytest.mark.parametrize("likeness", Likeness)
def test_what_the_shared_neighbours_add_sums_up_to_the_score(likeness):
    graph = random_graph(9)
    rows = arrays_of(graph)
    value = values_of(rows.offsets, likeness)
    partner, score = partners(rows.offsets, rows.neighbours, value, 5)
    opened = 0
    for node, (who, how) in enumerate(zip(partner.tolist(), score.tolist(), strict=True)):
        for other, total in itertools.takewhile(
            lambda one: one[0] >= 0, zip(who, how, strict=True)
        ):
            shared, added = contributions(rows.offsets, rows.neighbours, value, node, other)
            assert sorted(shared.tolist()) == sorted(nx.common_neighbors(graph, node, other))
            assert added.sum() == pytest.approx(total, abs=1e-10)
            opened += 1
    assert opened > 20


def test_the_names_of_nodes_change_no_score():
    here = arrays_of(random_graph(9))
    there, turned = relabelled(here, 3)
    first, second = (
        partners(one.offsets, one.neighbours, values_of(one.offsets, Likeness.ADAMIC_ADAR), 100)
        for one in (here, there)
    )
    for node in range(len(here)):
        told = dict(zip(second[0][turned[node]].tolist(), second[1][turned[node]], strict=True))
        for partner, score in zip(first[0][node].tolist(), first[1][node], strict=True):
            assert told[turned[partner] if partner >= 0 else -1] == score


def test_an_isolate_finds_nobody_and_nobody_finds_it():
    graph = random_graph(9)
    before = found(graph, Likeness.RESOURCE_ALLOCATION, 10)
    graph.add_node("alone")
    assert found(graph, Likeness.RESOURCE_ALLOCATION, 10) == [*before, []]


def test_nobody():
    assert found(nx.Graph(), Likeness.ADAMIC_ADAR, 3) == []


def test_gives_up_between_two_chunks():
    def check():
        raise GivenUp

    with pytest.raises(GivenUp):
        found(nx.path_graph(5), Likeness.ADAMIC_ADAR, 1, check=check)
