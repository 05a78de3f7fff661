"""An edge of a network opens to what its ends share, which adds up to its weight."""

import pytest
from graph_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st
from measured_graphs import TYPES, rich_graphs

from analytics.networks.network import NetworkQuestion, Weighting, network_of
from analytics.networks.shared import shared_evidence
from analytics.ties.kinds import Tie


@given(rich_graphs(), st.sampled_from(Weighting), st.sampled_from((None, 2, 3)))
def test_the_weights_of_what_two_share_add_up_to_their_edge(graph, weighting, cap):
    tables = tables_of(**graph)
    question = NetworkQuestion(
        types=tuple(TYPES), ties=tuple(Tie), weighting=weighting, max_consortium=cap
    )
    network = network_of(tables, question)
    ids, edges = network.graph.ids, network.edges
    for source, target, weight in zip(
        edges.source.tolist(), edges.target.tolist(), edges.total.tolist(), strict=True
    ):
        shared = shared_evidence(tables, question, ids[source], ids[target])
        assert sum(thing.weight for thing in shared) == pytest.approx(weight)
        assert [thing.position for thing in shared] == sorted({thing.position for thing in shared})


def test_what_two_share_is_told_with_its_day_and_links():
    tables = tables_of(
        {"a": "University", "b": "Enterprise", "c": "Platform"},
        {"p": ("2019-03-01", None), "q": ("2020", None)},
        [("a", "p"), ("b", "p"), ("c", "p"), ("a", "q"), ("b", "q")],
    )
    question = NetworkQuestion(types=("University", "Enterprise", "Platform"))
    first, second = shared_evidence(tables, question, "a", "b")
    # p has three members, so it adds 1 / (3 - 1); q has two.
    assert (first.activity, first.weight, first.day) == ("p", 0.5, "2019-03-01")
    assert (second.activity, second.weight, second.day) == ("q", 1.0, "2020-12-31")
    assert {(link.source, link.target) for link in first.links} == {("a", "p"), ("b", "p")}
    assert shared_evidence(tables, question, "a", "nobody") == []
