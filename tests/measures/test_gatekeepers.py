"""Oracles: the worked example of Breschi and Lenzi, and all shortest paths of networkx.

The example is in Knowledge and Networks (2017), pages 298 and 299: its text prints which inventor
reaches whom at which distance, and who keeps gates; the ties here are those that give all of
these distances.
"""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from drawn_graphs import drawn, graph_of
from hypothesis import given
from hypothesis import strategies as st

from analytics.graph import Graph
from analytics.networks.gatekeepers import carried_shares, gatekeepers

TIES = ("ab", "bc", "aH", "HI", "HJ", "de", "df", "dK", "eK", "eL", "fL", "gM")
NAMES = "abcdefgHIJKLM"


@pytest.fixture(scope="module")
def inventors():
    source, target = (np.array([NAMES.index(tie[end]) for tie in TIES]) for end in (0, 1))
    return Graph.from_edges(NAMES, source, target), np.array([name.islower() for name in NAMES])


def test_the_worked_example_has_its_printed_answers(inventors):
    named = np.array([name in "aef" for name in NAMES])
    found = gatekeepers(*inventors, named=named)
    assert found.average_reach == pytest.approx(10 / 7)
    direct = dict(zip(NAMES, found.direct, strict=False))
    # a reaches H, I and J at 1, 2, 2; e K and L, f L, and d K and g M, who keep no gates, at 1.
    assert direct == pytest.approx(dict(zip("abcdefg", (2, 0, 0, 1, 2, 1, 1), strict=True)))
    assert found.share_direct == pytest.approx(5 / 10)
    # b and c by a: 1/2 + 1/3 + 1/3 and 1/3 + 1/4 + 1/4; d reaches L, and f K, at 2.
    assert float(found.reach.sum() - found.direct.sum()) == pytest.approx(3)


def test_the_printed_share_that_is_carried_is_all_that_anybody_carries(inventors):
    found = gatekeepers(*inventors)
    assert found.share_carried == pytest.approx(3 / 10)
    assert found.share_carried + found.direct.sum() / found.reach.sum() == pytest.approx(1)
    # d stands between f and K with nobody beside him, so by the rule he keeps a gate too:
    # 5 + 1 direct of ten, where the authors name a, e and f alone.
    assert [NAMES[n] for n in found.nodes[found.is_gatekeeper]] == ["a", "d", "e", "f"]
    assert found.share_direct == pytest.approx(6 / 10)


def shares_by_paths(plain, local):
    """What each local node carries for each: over all shortest paths, one by one."""
    carried, reach = {}, dict.fromkeys((n for n in plain if local[n]), 0.0)
    for i in reach:
        for j in plain:
            if local[j] or not nx.has_path(plain, i, j):
                continue
            paths = [*nx.all_shortest_paths(plain, i, j)]
            reach[i] += 1 / (len(paths[0]) - 1)
            for path in paths:
                last = next(n for n, after in pairwise(path) if not local[after])
                weight = 1 / (len(path) - 1) / len(paths)
                carried[last, i] = carried.get((last, i), 0) + weight
    return carried, reach


@given(drawn(), st.data())
def test_agrees_with_all_shortest_paths_one_by_one(plain, data):
    local = np.array([data.draw(st.booleans()) for _ in plain])
    graph = graph_of(plain)
    found = gatekeepers(graph, local)
    carried, reach = shares_by_paths(plain, local)
    nodes = found.nodes.tolist()
    assert found.reach.tolist() == pytest.approx([reach[n] for n in nodes])
    assert found.direct.tolist() == pytest.approx([carried.get((n, n), 0) for n in nodes])
    for place, node in enumerate(nodes):
        own = {i: w for (g, i), w in carried.items() if g == node != i}
        assert found.carried[place] == pytest.approx(sum(own.values()))
        listed, share = carried_shares(graph, local, node)
        assert dict(zip(listed.tolist(), share, strict=True)) == pytest.approx(own)
        ties = [bool(local[other]) for other in plain[node]]
        assert (found.inner[place], found.outer[place]) == (sum(ties), len(ties) - sum(ties))
    assert found.is_gatekeeper.tolist() == [w > 0 for w in found.carried.tolist()]


@given(drawn(), st.data())
def test_all_reach_is_carried_by_somebody(plain, data):
    local = np.array([data.draw(st.booleans()) for _ in plain])
    found = gatekeepers(graph_of(plain), local)
    assert (found.direct.sum() + found.carried.sum()) == pytest.approx(found.reach.sum())


@given(drawn(nodes=7), st.data())
def test_triads_are_outsiders_opened_to_locals(plain, data):
    local = np.array([data.draw(st.booleans()) for _ in plain])
    found = gatekeepers(graph_of(plain), local)
    for node, triads in zip(found.nodes.tolist(), found.triads.tolist(), strict=True):
        assert triads == sum(
            not local[i] and local[j] and not plain.has_edge(i, j)
            for i in plain[node]
            for j in plain[node]
            if i != j
        )


def test_a_region_without_ties_to_the_outside_has_no_shares():
    pair = graph_of(nx.path_graph(2))
    alone = gatekeepers(pair, np.array([True, True]))
    assert (alone.average_reach, alone.outsiders) == (0, 0)
    assert math.isnan(alone.share_carried)
    assert math.isnan(gatekeepers(pair, np.array([False, False])).average_reach)
