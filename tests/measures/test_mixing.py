"""Oracles: published values of the karate club, plain networkx, and loops over edges."""

from __future__ import annotations

import math
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from drawn_graphs import drawn, graph_of, labelled
from hypothesis import given
from hypothesis import strategies as st

from analytics.graph import Graph
from analytics.networks.mixing import mixing, mixing_shares


@pytest.fixture(scope="module")
def karate():
    club = nx.karate_club_graph()
    names = sorted({club.nodes[node]["club"] for node in club})
    return graph_of(club), np.array([names.index(club.nodes[node]["club"]) for node in club])


def test_the_karate_club_keeps_to_itself_as_published(karate):
    found = mixing(*karate, permutations=199, seed=7)
    assert (found.external[-1], found.internal[-1]) == (11, 67)
    assert found.index[-1] == pytest.approx((11 - 67) / 78) == pytest.approx(-0.717949, abs=5e-7)
    assert found.assortativity == pytest.approx(0.717531, abs=5e-7)
    # No relabelling of 199 comes near: 1 / (1 + 199).
    assert found.p_value[-1] == found.assortativity_p == 1 / 200


def test_the_expectation_of_the_whole_is_the_mean_over_all_labellings():
    path = graph_of(nx.path_graph(4))
    labels = np.array([0, 0, 0, 1])
    indices = [
        sum(1 if dealt[i] != dealt[i + 1] else -1 for i in range(3)) / 3
        for dealt in permutations(labels.tolist())
    ]
    # Three in a group of four: a random edge lies within with chance 3*2 / (4*3) = 1/2.
    assert mixing(path, labels).expected[-1] == pytest.approx(np.mean(indices)) == 0


def test_an_observation_that_every_labelling_gives_is_no_surprise():
    complete = graph_of(nx.complete_graph(5))
    found = mixing(complete, np.array([0, 0, 1, 1, 1]), permutations=20)
    assert found.p_value[-1] == 1
    assert found.index[-1] == pytest.approx(found.expected[-1])


def test_a_group_without_ties_and_a_single_group_have_no_number():
    pair = Graph.from_edges("abc", np.array([0]), np.array([1]))
    alone = mixing(pair, np.array([0, 0, 1]), permutations=5)
    assert alone.index.tolist()[0] == -1
    assert math.isnan(alone.index[1])
    assert math.isnan(mixing(pair, np.array([0, 0, 0]), permutations=5).assortativity)
    empty = mixing(Graph.from_edges("", np.zeros(0, int), np.zeros(0, int)), np.zeros(0, int))
    assert math.isnan(empty.index[-1])
    assert math.isnan(empty.p_value[-1])


def test_nodes_without_a_group_are_left_out_and_counted():
    path = graph_of(nx.path_graph(4))
    found = mixing(path, np.array([0, 1, -1, 1]), permutations=3)
    assert (found.left_out, found.edges_left_out) == (1, 2)
    assert (found.external[-1], found.internal[-1]) == (1, 0)


@given(drawn(), st.integers(1, 4), st.data())
def test_agrees_with_networkx_and_with_loops_over_edges(plain, number, data):
    groups = labelled(data, plain, number)
    graph = graph_of(plain)
    found = mixing(graph, groups, permutations=3)
    known = [(u, v) for u, v in plain.edges if groups[u] >= 0 and groups[v] >= 0]
    outside = sum(groups[u] != groups[v] for u, v in known)
    assert (found.external[-1], found.internal[-1]) == (outside, len(known) - outside)
    for group in range(len(found.sizes)):
        own = [(u, v) for u, v in known if group in {groups[u], groups[v]}]
        leaving = sum(groups[u] != groups[v] for u, v in own)
        assert (found.external[group], found.internal[group]) == (leaving, len(own) - leaving)
    if known and not math.isnan(found.assortativity):
        grouped = plain.subgraph([node for node in plain if groups[node] >= 0]).copy()
        nx.set_node_attributes(grouped, dict(enumerate(groups.tolist())), "group")
        assert found.assortativity == pytest.approx(
            nx.attribute_assortativity_coefficient(grouped, "group")
        )


@given(drawn(), st.data())
def test_the_edges_of_an_index_add_up_to_it(plain, data):
    groups, graph = labelled(data, plain, 3), graph_of(plain)
    found = mixing(graph, groups, permutations=0)
    for place, shown in enumerate(found.index.tolist()):
        group = None if place == len(found.sizes) else place
        edges, share = mixing_shares(graph, groups, group)
        assert len(edges) == found.external[place] + found.internal[place]
        assert share.sum() == pytest.approx(0 if math.isnan(shown) else shown)


@given(drawn(), st.data())
def test_isolates_and_other_names_of_groups_change_no_observation(plain, data):
    groups = labelled(data, plain, 2)
    one = mixing(graph_of(plain), groups, permutations=0)
    larger = plain.copy()
    larger.add_node(len(plain))
    two = mixing(graph_of(larger), np.append(groups, 0), permutations=0)
    turned = mixing(graph_of(plain), np.where(groups < 0, -1, 1 - groups), permutations=0)
    for other in (two, turned):
        assert (other.external[-1], other.internal[-1]) == (one.external[-1], one.internal[-1])
        assert other.assortativity == pytest.approx(one.assortativity, nan_ok=True)


def test_the_same_seed_gives_the_same_p_value(karate):
    assert mixing(*karate, seed=3).p_value.tolist() == mixing(*karate, seed=3).p_value.tolist()
