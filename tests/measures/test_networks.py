"""The network under every network question: days, caps and scopes, with the arithmetic written out."""

import numpy as np
import pytest
from graph_tables import tables_of

from analytics.networks.network import NetworkQuestion, Weighting, network_of
from analytics.tables import MISSING_DAY
from analytics.ties.kinds import Tie
from analytics.window import day_text

EVERYBODY = ("University", "Enterprise", "Platform")


@pytest.fixture
def projects():
    # p has three members, q two; r is a's alone.
    return tables_of(
        {"a": "University", "b": "Enterprise", "c": "Platform", "d": "Enterprise"},
        {"p": ("2019-03-01", None), "q": ("2020", "2021"), "r": None},
        [("a", "p"), ("b", "p"), ("c", "p"), ("b", "q"), ("a", "q"), ("a", "r")],
    )


def edges_of(network):
    ids, edges = network.graph.ids, network.edges
    return {
        (ids[u], ids[v]): weight
        for u, v, weight in zip(
            edges.source.tolist(), edges.target.tolist(), edges.total.tolist(), strict=True
        )
    }


def test_the_graph_has_the_edges_in_both_rows_and_names_them_alike(projects):
    network = network_of(projects, NetworkQuestion(types=EVERYBODY))
    graph = network.graph
    assert graph.ids == ["a", "b", "c"]
    assert graph.degree.tolist() == [2, 2, 2]
    # a-b: 1/2 by p and 1 by q; a-c and b-c: 1/2 by p.
    assert graph.weights.tolist() == [1.5, 0.5, 1.5, 0.5, 0.5, 0.5]
    assert graph.edges.tolist() == [0, 1, 0, 2, 1, 2]
    assert network.participations.tolist() == [3, 2, 1]
    with pytest.raises(ValueError, match="read-only"):
        graph.weights[0] = 9.0


def test_an_edge_knows_when_what_ties_its_ends_began(projects):
    edges = network_of(projects, NetworkQuestion(types=EVERYBODY)).edges
    # A year begins on its last day at the latest.
    assert [day_text(day) for day in edges.first.tolist()] == ["2019-03-01"] * 3
    assert [day_text(day) for day in edges.last.tolist()] == ["2020-12-31"] + ["2019-03-01"] * 2


def test_what_has_no_date_leaves_the_days_of_an_edge_open():
    tables = tables_of(
        {"a": "University", "b": "University"}, {"p": None}, [("a", "p"), ("b", "p")]
    )
    edges = network_of(tables, NetworkQuestion(types=EVERYBODY)).edges
    assert (edges.first.tolist(), edges.last.tolist()) == ([MISSING_DAY], [MISSING_DAY])


def test_a_consortium_above_the_cap_ties_nobody_and_is_counted(projects):
    question = NetworkQuestion(types=EVERYBODY, max_consortium=2)
    network = network_of(projects, question)
    assert edges_of(network) == {("a", "b"): 1.0}
    assert network.too_large == 1
    assert network.graph.ids == ["a", "b", "c"]  # c took part in something.
    whole = network_of(projects, NetworkQuestion(types=EVERYBODY, max_consortium=3))
    assert (len(whole.edges.total), whole.too_large) == (3, 0)


@pytest.mark.parametrize("cap", [1, 0, -3, 10**9])
def test_a_senseless_cap_is_refused_with_its_range(cap):
    with pytest.raises(ValueError, match=r"from 2 to 100000\."):
        NetworkQuestion(types=EVERYBODY, max_consortium=cap)


def test_a_region_and_a_chain_leave_out_who_is_elsewhere():
    tables = tables_of(
        {"a": "University", "b": "Enterprise", "c": "Platform"},
        {"p": None},
        [("a", "p"), ("b", "p"), ("c", "p")],
        more={
            "District": {"w": {"code": "330302"}, "h": {"code": "330102"}},
            "IndustryChain": {"chain": {}},
            "ChainSegment": {"s": {}},
            "Carrier": {"hall": {}},
        },
        links={
            "LOCATED_IN": [("a", "w", {}), ("b", "h", {}), ("c", "w", {})],
            "SEGMENT_OF": [("s", "chain", {})],
            "OPERATES_IN": [("b", "s", {})],
            "HOSTS": [("c", "hall", {})],
            "CARRIER_SERVES": [("hall", "s", {})],
        },
    )
    local = network_of(tables, NetworkQuestion(types=EVERYBODY, region="3303"))
    # Two of them are left, so p gives 1 / (2 - 1).
    assert edges_of(local) == {("a", "c"): 1.0}
    chained = network_of(tables, NetworkQuestion(types=EVERYBODY, chain="chain"))
    assert edges_of(chained) == {("b", "c"): 1.0}
    assert len(network_of(tables, NetworkQuestion(types=EVERYBODY, chain="none")).graph) == 0


def test_strength_is_the_number_of_shared_activities_of_each(projects):
    question = NetworkQuestion(types=EVERYBODY, ties=tuple(Tie), weighting=Weighting.NEWMAN)
    network = network_of(projects, question)
    strength = np.bincount(
        np.repeat(np.arange(len(network.graph)), network.graph.degree), network.graph.weights
    )
    # a and b share p and q with somebody, c shares p.
    assert strength.tolist() == [2.0, 2.0, 1.0]
    assert [left.name for left in network.not_evaluated] == [
        tie.name for tie in Tie if tie is not Tie.PROJECT
    ]
