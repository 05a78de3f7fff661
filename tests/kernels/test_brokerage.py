"""Brokerage: what R's sna says of the karate club, and counting by hand."""

from __future__ import annotations

import itertools
import random

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, karate, random_graphs

from analytics.kernels.brokerage import ROLES, brokerage, brokered_pairs, possible_pairs


def some_groups(graph, seed):
    rng = random.Random(seed)
    return np.array([rng.choice([0, 0, 1, 2, -1]) for _ in graph], dtype=np.int32)


def role(one, own, other):
    """The five roles as Gould and Fernandez draw them."""
    return {
        (True, True): "coordinator",
        (True, False): "representative",
        (False, True): "gatekeeper",
        (False, False): "itinerant" if one == other else "liaison",
    }[one == own, other == own]


def pairs_by_hand(graph, groups):
    """All ordered triples, looked at one by one."""
    arcs = graph.to_directed()
    found = {node: {name: [] for name in ROLES} for node in graph}
    for one, broker, other in itertools.permutations(graph, 3):
        through = arcs.has_edge(one, broker) and arcs.has_edge(broker, other)
        if through and not arcs.has_edge(one, other):
            here = groups[[one, broker, other]].tolist()
            if min(here) >= 0:
                found[broker][role(*here)].append([one, other])
    return found


@pytest.mark.parametrize("directed", [False, True])
def test_pairs_are_those_that_counting_finds(directed):
    for seed, graph in enumerate(random_graphs(80, most=12, directed=directed)):
        groups = some_groups(graph, seed)
        arrays = arrays_of(graph)
        told = brokerage(arrays.offsets, arrays.neighbours, groups, directed=directed)
        true = pairs_by_hand(graph, groups)
        assert told.tolist() == [[len(by[name]) for name in ROLES] for by in true.values()]


def test_the_pairs_that_are_listed_are_those_that_were_counted():
    for seed, graph in enumerate(random_graphs(30, most=9)):
        groups = some_groups(graph, seed)
        arrays = arrays_of(graph)
        for node, by in pairs_by_hand(graph, groups).items():
            for place, name in enumerate(ROLES):
                rows = arrays.offsets, arrays.neighbours, groups, node
                told = brokered_pairs(*rows, role=place, most=1000).tolist()
                assert told == sorted(by[name])
                assert brokered_pairs(*rows, role=place, most=1).tolist() == told[:1]


def test_the_karate_club_by_its_two_sides_is_as_r_sna_has_it():
    # brokerage() of sna 2.7.1, summed over members.
    graph = karate()
    clubs = [data["club"] == "Officer" for _, data in graph.nodes(data=True)]
    arrays = arrays_of(graph)
    told = brokerage(
        arrays.offsets, arrays.neighbours, np.array(clubs, dtype=np.int32), directed=False
    )
    assert dict(zip(ROLES, told.sum(axis=0).tolist(), strict=True)) == {
        "coordinator": 510,
        "itinerant": 20,
        "representative": 128,
        "gatekeeper": 128,
        "liaison": 0,
    }


def test_possible_pairs_are_those_of_a_graph_in_which_nothing_is_closed():
    for seed, graph in enumerate(random_graphs(20, most=9)):
        groups = some_groups(graph, seed)
        told = possible_pairs(groups).tolist()
        for own, row in enumerate(told):
            others = [node for node in graph if node != own and groups[node] >= 0]
            names = [
                role(groups[one], groups[own], groups[other])
                for one, other in itertools.permutations(others, 2)
                if groups[own] >= 0
            ]
            assert row == [names.count(name) for name in ROLES]


def test_in_a_complete_graph_nobody_brokers():
    arrays = arrays_of(nx.complete_graph(5))
    groups = np.array([0, 0, 1, 1, 2], dtype=np.int32)
    assert not brokerage(arrays.offsets, arrays.neighbours, groups, directed=False).any()


def test_of_nobody_there_is_nothing_to_count():
    nobody, groups = arrays_of(nx.empty_graph(0)), np.zeros(0, dtype=np.int32)
    told = brokerage(nobody.offsets, nobody.neighbours, groups, directed=False)
    assert told.shape == possible_pairs(groups).shape == (0, 5)
