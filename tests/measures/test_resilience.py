"""Oracles: closed forms of complete networks and stars, and removal by hand over sets."""

from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st
from naive_chains import STAGES
from naive_supply import Supply, pieces, supply_graph

from analytics.chains.provisions import ChainColumn
from analytics.chains.resilience import RemovalOrder, ResilienceQuestion, area_under, resilience
from analytics.chains.resilience_evidence import Left, resilience_evidence
from analytics.chains.suppliers import SupplyQuestion
from analytics.counted import Part
from analytics.kernels.removal import largest_after_removals

ALL = tuple(ChainColumn(stage) for stage in STAGES)


def question_of(region, **words):
    supply = SupplyQuestion(chain="chain", region=region, stages=ALL)
    return ResilienceQuestion(supply=supply, **words)


def ask(tables, region=None, **words):
    return resilience(tables, question_of(region, **words), tables.index_of("chain"))


def network(size, edges):
    """A chain of one segment with so many providers, each two of `edges` in a project."""
    projects = {f"p{at}": pair for at, pair in enumerate(edges)}
    return tables_from(
        {
            "Enterprise": {f"e{i}": {} for i in range(size)},
            "Project": {project: {} for project in projects},
            "ChainSegment": {"s": {}},
            "IndustryChain": {"chain": {}},
        },
        {
            "OPERATES_IN": [(f"e{i}", "s") for i in range(size)],
            "PARTICIPATES_IN": [(f"e{i}", p) for p, pair in projects.items() for i in pair],
            "SEGMENT_OF": [("s", "chain")],
        },
    )


@pytest.mark.parametrize("order", RemovalOrder)
def test_a_complete_network_shrinks_by_one_whoever_leaves(order):
    found = ask(network(6, combinations(range(6), 2)), order=order)
    served, largest = found.curves
    assert largest.share == pytest.approx([6 / 6, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0])
    assert largest.low == pytest.approx(largest.share)  # whatever the order
    assert largest.auc == pytest.approx(0.5)
    assert served.share == pytest.approx([1] * 6 + [0])
    # Six steps: five of height 1 and one that falls to 0.
    assert served.auc == pytest.approx((5 + 1 / 2) / 6)


@pytest.mark.parametrize("order", [RemovalOrder.BETWEENNESS, RemovalOrder.DEGREE])
def test_a_star_falls_apart_without_its_centre(order):
    tables = network(5, [(2, i) for i in (0, 1, 3, 4)])
    found = ask(tables, order=order)
    assert tables.ids_of(found.order) == ["e2", "e0", "e1", "e3", "e4"]  # equals by id
    assert found.curves[1].share == pytest.approx([1, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 0])
    assert found.curves[1].auc == pytest.approx(((1 + 1 / 5) / 2 + 3 / 5 + 1 / 10) / 5)


def test_a_star_at_random_lies_between_its_best_and_its_worst_order():
    tables = network(5, [(2, i) for i in (0, 1, 3, 4)])
    found = ask(tables, order=RemovalOrder.RANDOM, runs=400, seed=3)
    # The centre leaves at each of five places with the same chance: after k removals it is still
    # there in (5 - k)/5 of the orders, and then 5 - k are joined; else 1 is left.
    mean = [((5 - k) / 5 * (5 - k) + k / 5) / 5 for k in range(5)] + [0]
    assert found.curves[1].share == pytest.approx(mean, abs=0.04)
    assert found.curves[1].low[1] == pytest.approx(1 / 5)
    assert found.curves[1].high[1] == pytest.approx(4 / 5)
    again, other = (ask(tables, order=RemovalOrder.RANDOM, runs=400, seed=s) for s in (3, 4))
    assert (again.curves[1].share == found.curves[1].share).all()
    assert (other.curves[1].share != found.curves[1].share).any()
    assert (len(found.order), len(found.lost)) == (0, 0)


def test_segments_are_lost_with_their_last_provider():
    tables = tables_from(
        {
            "Enterprise": {"a": {}, "b": {}, "c": {}},
            "Project": {"p": {}, "q": {}},
            "ChainSegment": {"s1": {}, "s2": {}, "s3": {}},
            "IndustryChain": {"chain": {}},
        },
        {
            "OPERATES_IN": [("a", "s1"), ("b", "s1"), ("b", "s2")],
            "PARTICIPATES_IN": [("a", "p"), ("b", "p")],
            "SEGMENT_OF": [("s1", "chain"), ("s2", "chain"), ("s3", "chain")],
        },
    )
    found = ask(tables, order=RemovalOrder.DEGREE)
    # a and b have one partner each; a is first by id. s1 still has b; then both are lost. s3 never
    # had anybody, and c provides nothing.
    assert tables.ids_of(found.order) == ["a", "b"]
    assert found.lost.tolist() == [0, 2]
    assert found.curves[0].share == pytest.approx([2 / 3, 2 / 3, 0])
    assert (found.segments, found.served) == (3, 2)


def test_without_providers_there_is_no_area():
    tables = tables_from({"ChainSegment": {"s": {}}, "IndustryChain": {"chain": {}}}, {})
    for order in RemovalOrder:
        found = ask(tables, order=order)
        assert np.isnan(found.curves[0].auc)
        assert (found.segments, found.served, len(found.order)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("words", "message"), [({"runs": 0}, "runs is 0"), ({"seed": -1}, "seed is -1")]
)
def test_a_number_out_of_range_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        ResilienceQuestion(supply=SupplyQuestion(chain="chain"), **words)


@given(
    st.integers(0, 2**32),
    st.sampled_from([None, "3303"]),
    st.sampled_from([RemovalOrder.BETWEENNESS, RemovalOrder.DEGREE]),
)
def test_agrees_with_removal_by_hand_on_random_chains(seed, region, order):
    graph = supply_graph(random.Random(seed))
    tables, naive = tables_from(*graph), Supply(graph, region, STAGES)
    found = ask(tables, region, order=order)
    nodes = naive.providers()
    ties = naive.ties(nodes)
    oracle = nx.Graph(ties)
    oracle.add_nodes_from(nodes)
    score = dict(oracle.degree)
    if order is RemovalOrder.BETWEENNESS:
        score = {k: round(v, 9) for k, v in nx.betweenness_centrality(oracle).items()}
    expected = sorted(nodes, key=lambda node: (-score[node], node))
    assert tables.ids_of(found.order) == expected
    for gone in range(len(nodes) + 1):
        left = nodes - set(expected[:gone])
        parts = pieces(left, [pair for pair in ties if {*pair} <= left])
        largest = len(parts[-1]) / len(nodes) if parts else 0
        served = sum(bool(naive.suppliers(s)[0] & left) for s in naive.segments)
        assert found.curves[1].share[gone] == pytest.approx(largest)
        assert found.curves[0].share[gone] == pytest.approx(served / max(len(naive.segments), 1))
        if gone != len(nodes) // 2:
            continue
        for which, share in zip(Left, (served, largest), strict=True):
            sides = [
                resilience_evidence(
                    tables,
                    question_of(region, order=order),
                    tables.index_of("chain"),
                    removed=gone,
                    which=which,
                    part=part,
                )
                for part in (Part.NUMERATOR, Part.DENOMINATOR)
            ]
            whole = len(naive.segments) if which is Left.SERVED else len(nodes)
            assert len(sides[1]) == whole
            assert len(sides[0]) == pytest.approx(share if which is Left.SERVED else share * whole)
    for curve in found.curves:
        assert (np.diff(curve.share) <= 1e-12).all()  # nothing comes back
        if nodes:
            assert curve.auc == pytest.approx(area_under(curve.share))


@given(st.integers(1, 9), st.randoms(use_true_random=False))
def test_the_largest_component_is_that_of_networkx_after_each_removal(size, rng):
    graph = nx.gnp_random_graph(size, 0.3, seed=rng.randint(0, 2**31))
    rows = [sorted(graph[u]) for u in range(size)]
    offsets = np.cumsum([0, *map(len, rows)])
    heads = np.array([v for row in rows for v in row], dtype=np.int32)
    order = np.array(rng.sample(range(size), size), dtype=np.int64)
    found = largest_after_removals(offsets, heads, order).tolist()
    for gone in range(size + 1):
        left = graph.subgraph(order[gone:].tolist())
        assert found[gone] == max(map(len, nx.connected_components(left)), default=0)
