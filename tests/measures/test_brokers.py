"""Oracles: Borgatti's example, counts of R's sna on the karate club, networkx, loops."""

from __future__ import annotations

import math
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from drawn_graphs import drawn, graph_of, labelled
from hypothesis import given
from hypothesis import strategies as st

from analytics.kernels.brokerage import ROLES as KERNEL_ROLES
from analytics.networks.broker_shares import SHARES, broker_shares
from analytics.networks.brokers import (
    ROLES,
    brokers,
    cut_off_nodes,
    roles,
    triads,
)

EXAMPLE = {
    "AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10,
}  # fmt: skip
NAMES = "ABCDEFG"


def example(*, weighted):
    plain = nx.empty_graph(len(NAMES))
    for (u, v), weight in EXAMPLE.items():
        plain.add_edge(NAMES.index(u), NAMES.index(v), weight=weight if weighted else 1.0)
    return graph_of(plain)


@pytest.mark.parametrize(
    ("weighted", "name", "constraint", "size"),
    [
        (False, "G", 0.400, 4.67),
        (False, "A", 0.595, 2.50),
        (True, "G", 0.299, 5.47),
        (True, "A", 0.795, 2.47),
    ],
)
def test_borgattis_example_has_its_published_values(weighted, name, constraint, size):
    found = brokers(example(weighted=weighted), np.ones(7, dtype=np.int64))
    node = NAMES.index(name)
    assert found.constraint[node] == pytest.approx(constraint, abs=5e-4)
    assert found.effective_size[node] == pytest.approx(size, abs=5e-3)
    partners = sum(name in pair for pair in EXAMPLE)
    assert found.efficiency[node] == pytest.approx(size / partners, abs=5e-3)


@given(drawn(weighted=True))
def test_agrees_with_networkx_node_by_node(plain):
    # networkx is wrong about weighted effective sizes of all nodes at once; asked node by node
    # it is right.
    found = brokers(graph_of(plain), np.full(len(plain), 2))
    nodes = [*plain]
    constraint = nx.constraint(plain, nodes, weight="weight", backend="networkx")
    size = nx.effective_size(plain, nodes, weight="weight", backend="networkx")
    assert found.constraint.tolist() == pytest.approx([*constraint.values()], nan_ok=True)
    assert found.effective_size.tolist() == pytest.approx([*size.values()], nan_ok=True)
    assert found.per_activity.tolist() == pytest.approx(
        [one / 2 for one in size.values()], nan_ok=True
    )


@given(drawn(weighted=True))
def test_hierarchy_is_theils_measure_of_the_partners_constraint(plain):
    found = brokers(graph_of(plain), np.ones(len(plain), dtype=np.int64))
    for node in plain:
        parts = [nx.local_constraint(plain, node, other, weight="weight") for other in plain[node]]
        if len(parts) < 2:
            assert math.isnan(found.hierarchy[node])
            continue
        mean = sum(parts) / len(parts)
        theil = sum(part / mean * math.log(part / mean) for part in parts)
        assert found.hierarchy[node] == pytest.approx(
            theil / (len(parts) * math.log(len(parts))), abs=1e-12
        )


@given(drawn(weighted=True))
def test_what_each_number_opens_to_adds_up_to_it(plain):
    graph = graph_of(plain)
    found = brokers(graph, np.ones(len(plain), dtype=np.int64))
    shown = {
        "CONSTRAINT": found.constraint,
        "EFFECTIVE_SIZE": found.effective_size,
        "EFFICIENCY": found.efficiency,
        "HIERARCHY": found.hierarchy,
    }
    assert {*shown} == {*SHARES}
    for node in plain:
        for measure, scores in shown.items():
            if not math.isnan(scores[node]):
                nodes, share = broker_shares(graph, node, measure)
                assert nodes.tolist() == sorted(plain[node])
                assert share.sum() == pytest.approx(scores[node], abs=1e-12)


def test_roles_have_the_order_of_the_kernels():
    assert ROLES == KERNEL_ROLES


@given(drawn())
def test_who_is_cut_off_lies_outside_the_largest_part_that_networkx_leaves(plain):
    graph = graph_of(plain)
    found = brokers(graph, np.ones(len(plain), dtype=np.int64))
    for node in plain:
        rest = plain.subgraph(nx.node_connected_component(plain, node) - {node})
        parts = sorted(nx.connected_components(rest), key=len)
        assert found.cut_off[node] == sum(map(len, parts[:-1]))
        lost = cut_off_nodes(graph, node).tolist()
        assert len(lost) == found.cut_off[node]
        assert all(set(lost) & part in (set(), part) for part in parts)
    assert found.cut_rank.tolist() == [
        1 + int((found.cut_off > one).sum()) for one in found.cut_off
    ]


def test_the_least_constrained_comes_first():
    star = brokers(graph_of(nx.star_graph(3)), np.ones(4, dtype=np.int64))
    assert star.constraint.tolist() == pytest.approx([1 / 3, 1, 1, 1])
    assert star.rank.tolist() == [1, 2, 2, 2]


def test_the_karate_club_has_the_brokers_that_sna_counts():
    club = nx.karate_club_graph()
    groups = np.array([club.nodes[node]["club"] == "Officer" for node in club]).astype(np.int64)
    told = dict(zip(ROLES, roles(graph_of(club), groups).counts.sum(axis=0), strict=True))
    assert told == {
        "coordinator": 510,
        "itinerant": 20,
        "representative": 128,
        "gatekeeper": 128,
        "liaison": 0,
    }


def role_of(before, own, after):
    if before == own == after:
        return "coordinator"
    if before == after:
        return "itinerant"
    if before == own:
        return "representative"
    return "gatekeeper" if after == own else "liaison"


@given(drawn(nodes=7), st.data())
def test_roles_are_the_open_pairs_found_by_loops_and_listed(plain, data):
    groups, graph = labelled(data, plain, 3), graph_of(plain)
    found = roles(graph, groups)
    assert found.left_out == int((groups < 0).sum())
    for node in plain:
        expected = {role: [] for role in ROLES}
        for i, j in permutations(sorted(plain[node]), 2):
            if not plain.has_edge(i, j) and min(groups[[i, node, j]]) >= 0:
                expected[role_of(groups[i], groups[node], groups[j])].append([i, j])
        for place, role in enumerate(ROLES):
            assert found.counts[node, place] == len(expected[role])
            assert triads(graph, groups, node, place, most=100).tolist() == expected[role]


def test_expected_roles_are_the_mean_over_random_networks_of_that_density():
    groups = np.array([0, 0, 0, 1, 2])
    plain = nx.gnm_random_graph(5, 4, seed=3)
    expected = roles(graph_of(plain), groups).expected
    density = 4 / 10
    for node in range(5):
        possible = dict.fromkeys(ROLES, 0)
        for i, j in permutations([n for n in range(5) if n != node], 2):
            possible[role_of(groups[i], groups[node], groups[j])] += 1
        chance = density * density * (1 - density)
        assert expected[node].tolist() == pytest.approx([possible[r] * chance for r in ROLES])


def test_an_isolate_changes_nobodys_numbers():
    one = brokers(example(weighted=True), np.ones(7, dtype=np.int64))
    plain = nx.empty_graph(8)
    for (u, v), weight in EXAMPLE.items():
        plain.add_edge(NAMES.index(u), NAMES.index(v), weight=weight)
    two = brokers(graph_of(plain), np.ones(8, dtype=np.int64))
    assert two.constraint[:7].tolist() == pytest.approx(one.constraint.tolist())
    assert math.isnan(two.constraint[7])
    assert two.rank[7] == 0
