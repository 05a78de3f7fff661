"""The oracle is `naive_maps`: loops over pairs and over the rows of links."""

from __future__ import annotations

from dataclasses import asdict
from random import Random

import numpy as np
import pytest
from graph_tables import tables_of
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_graphs import TYPES, rich_graphs
from naive_maps import CHAIN, TIES, drawn_map, staged

from analytics.maps.chart import chart_of
from analytics.maps.ecosystem_map import ecosystem_map
from analytics.maps.question import MapQuestion
from analytics.networks.collaboration import listed
from analytics.networks.network import network_of

RECORDED = ("PARTICIPATES_IN", "BUILT_WITH", "HOSTS", "LOCATED_IN", "SERVES", "OWNS")
KINDS = (*TYPES, "Project", "Carrier", "District", "ChainSegment", "IndustryChain", "Achievement")


def drawn_of(tables, question):
    network = network_of(tables, question.network)
    return ecosystem_map(tables, network, chart_of(tables, network, question.whole), question)


def drawn(tables, **asked):
    return drawn_of(tables, MapQuestion(**{"types": TYPES, "link_types": TIES, **asked}))


def nodes_of(found):
    """{id: (degree, weight, hidden neighbours)}, in their order."""
    columns = (found.degree.tolist(), found.weight.tolist(), found.hidden.tolist())
    return dict(zip(found.ids, zip(*columns, strict=True), strict=True))


def links_of(found, link_types=TIES):
    """(source, target, type, weight), in their order."""
    columns = (found.source, found.target, found.link_type, found.link_weight)
    return [
        (found.ids[s], found.ids[t], link_types[k], w)
        for s, t, k, w in zip(*(c.tolist() for c in columns), strict=True)
    ]


@pytest.fixture
def star():
    # h shares p and q with a, q with b, r with c; a and b share q; d takes part in nothing.
    return tables_of(
        {"h": "University", **dict.fromkeys("abc", "Enterprise"), "d": "Platform"},
        {"p": None, "q": None, "r": None},
        [("h", "p"), ("a", "p"), ("h", "q"), ("a", "q"), ("b", "q"), ("h", "r"), ("c", "r")],
        [("d", "c")],
    )


def test_the_whole_graph_is_shown_if_nothing_is_left_out(star):
    found = drawn(star)
    assert nodes_of(found) == {
        "h": (3, 4, 0),
        "a": (2, 3, 0),
        "b": (2, 2, 0),
        "c": (2, 2, 0),
        "d": (1, 1, 0),
    }
    assert links_of(found) == [
        ("a", "h", "PROJECT", 2),
        ("a", "b", "PROJECT", 1),
        ("b", "h", "PROJECT", 1),
        ("c", "d", "CO_BUILT", 1),
        ("c", "h", "PROJECT", 1),
    ]
    assert not found.totals.truncated
    assert [left.name for left in found.not_evaluated] == [
        "CONTRACT",
        "PATENT",
        "CONVERSION",
        "INCUBATION",
    ]


def test_what_is_left_out_is_counted_by_its_cause(star):
    # Without d, of degree 1, four nodes stay and two are shown: h and a, with one link between them.
    # The degrees are those of the whole: of h's three neighbours two are not shown.
    found = drawn(star, min_degree=2, max_nodes=2)
    assert nodes_of(found) == {"h": (3, 4, 2), "a": (2, 3, 1)}
    assert asdict(found.totals) == {
        "nodes": 5,
        "shown_nodes": 2,
        "beyond_distance": 0,
        "below_min_degree": 1,
        "beyond_max_nodes": 2,
        "links": 5,
        "shown_links": 1,
        "below_min_weight": 0,
        "of_hidden_nodes": 4,
        "beyond_max_links": 0,
    }
    assert found.totals.truncated


def test_light_links_count_nowhere(star):
    found = drawn(star, min_weight=2)
    assert nodes_of(found) == {
        "a": (1, 2, 0),
        "h": (1, 2, 0),
        "b": (0, 0, 0),
        "c": (0, 0, 0),
        "d": (0, 0, 0),
    }
    assert links_of(found) == [("a", "h", "PROJECT", 2)]
    assert (found.totals.below_min_weight, found.totals.truncated) == (4, False)


def test_the_heaviest_links_are_kept_and_the_others_hide_neighbours(star):
    found = drawn(star, max_links=2)
    assert links_of(found) == [("a", "h", "PROJECT", 2), ("a", "b", "PROJECT", 1)]
    assert nodes_of(found)["h"] == (3, 4, 2)
    assert found.totals.beyond_max_links == 3


def test_recorded_links_keep_their_direction_and_are_counted_by_pair():
    tables = tables_of(
        {"z": "Enterprise", "a": "Platform"},
        {"p": None},
        [("z", "p"), ("z", "p"), ("a", "p")],
        [("a", "z"), ("a", "a")],
    )
    kinds = ("PROJECT", "PARTICIPATES_IN", "BUILT_WITH", "HOSTS")
    found = drawn(tables, types=("Enterprise", "Platform", "Project"), link_types=kinds)
    assert links_of(found, kinds) == [
        ("z", "p", "PARTICIPATES_IN", 2),
        ("a", "p", "PARTICIPATES_IN", 1),
        ("a", "z", "PROJECT", 1),
        ("a", "z", "BUILT_WITH", 1),
    ]
    # Two links of two types lead from a to z: one neighbour.
    assert nodes_of(found) == {"a": (2, 3, 0), "p": (2, 3, 0), "z": (2, 4, 0)}
    assert [left.name for left in found.not_evaluated] == ["HOSTS"]


def test_types_of_nobody_make_an_empty_map(star):
    found = drawn(star, types=("Talent",))
    assert (found.ids, links_of(found), found.totals.nodes) == ((), [], 0)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"max_nodes": 5_001}, "maxNodes is 5001; it must be from 0 to 5000."),
        ({"max_links": -1}, "maxLinks is -1; it must be from 0 to 20000."),
        ({"min_weight": 0}, "minWeight is 0; it must be at least 1."),
        ({"min_degree": -1}, "minDegree cannot be negative."),
        ({"distance": 7}, "distance is 7; it must be from 1 to 6."),
    ],
)
def test_what_cannot_be_drawn_is_refused(asked, sentence):
    with pytest.raises(ValueError, match=sentence):
        MapQuestion(types=TYPES, link_types=TIES, **asked)


def test_a_map_around_a_record_shows_the_nearest_first_and_keeps_degrees(star):
    # c is joined to d and h, and by h to a and b; all of it has degrees of the whole.
    found = drawn(star, around="c", distance=2, max_nodes=4)
    assert nodes_of(found) == {"c": (2, 2, 0), "h": (3, 4, 1), "d": (1, 1, 0), "a": (2, 3, 1)}
    assert (found.totals.beyond_distance, found.totals.beyond_max_nodes) == (0, 1)
    found = drawn(star, around="c")
    assert nodes_of(found) == {"c": (2, 2, 0), "h": (3, 4, 2), "d": (1, 1, 0)}
    assert (found.totals.beyond_distance, found.totals.of_hidden_nodes) == (2, 3)
    assert drawn(star, around="nobody").totals.shown_nodes == 0


def test_a_chain_brings_its_segments_and_who_serves_them():
    tables = tables_of(
        {"u": "University", "e": "Enterprise", "x": "Enterprise"},
        {"p": None},
        [("u", "p"), ("e", "p"), ("x", "p")],
        more={
            "ChainSegment": {"s": {}, "t": {}},
            "IndustryChain": {"c": {}},
            "Carrier": {"lab": {}},
        },
        links={
            "SEGMENT_OF": [("s", "c")],
            "SERVES": [("e", "s"), ("x", "t")],
            "HOSTS": [("u", "lab")],
            "CARRIER_SERVES": [("lab", "s")],
        },
    )
    types = ("University", "Enterprise", "ChainSegment", "IndustryChain", "Carrier", "Project")
    kinds = ("PROJECT", "SERVES", "HOSTS")
    found = drawn(tables, types=types, link_types=kinds, chain="c")
    assert links_of(found, kinds) == [
        ("e", "s", "SERVES", 1),
        ("e", "u", "PROJECT", 1),
        ("u", "lab", "HOSTS", 1),
    ]
    assert {*found.ids} == {"u", "e", "s", "c", "lab"}
    assert drawn(tables, types=types, link_types=kinds, chain="t").ids == ()


QUESTIONS = st.builds(
    MapQuestion,
    types=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
    link_types=st.lists(st.sampled_from((*TIES, *RECORDED)), unique=True).map(tuple),
    region=st.sampled_from((None, None, "3303")),
    chain=st.sampled_from((None, None, CHAIN)),
    around=st.sampled_from((None, None, "o0", "p0")),
    distance=st.integers(1, 3),
    min_weight=st.integers(1, 2),
    min_degree=st.integers(0, 2),
    max_nodes=st.integers(0, 8),
    max_links=st.integers(0, 8),
)


@st.composite
def whole_graphs(draw):
    return staged(draw(rich_graphs()), Random(draw(st.integers(0, 2**32))))


@given(graph=whole_graphs(), question=QUESTIONS)
def test_agrees_with_loops_over_pairs_and_its_parts_add_up(graph, question):
    tables = tables_of(**graph)
    found = drawn_of(tables, question)
    nodes, shown, cuts = drawn_map(graph, question)
    assert [*nodes_of(found).items()] == [*nodes.items()]
    assert links_of(found, question.link_types) == shown
    told = found.totals
    assert cuts == (
        told.nodes,
        told.beyond_distance,
        told.below_min_degree,
        told.beyond_max_nodes,
        told.links,
        told.below_min_weight,
        told.of_hidden_nodes,
        told.beyond_max_links,
    )
    # The parts add up to the whole.
    cut = told.beyond_distance + told.below_min_degree + told.beyond_max_nodes
    assert told.nodes == told.shown_nodes + cut
    assert told.links == (
        told.shown_links + told.below_min_weight + told.of_hidden_nodes + told.beyond_max_links
    )
    assert found.nodes_by_type.sum(axis=0).tolist() == [told.nodes, told.shown_nodes]
    assert found.links_by_type.sum(axis=0).tolist() == [told.links, told.shown_links]
    # What a node hides and what it shows are its neighbours.
    seen = {
        frozenset(pair) for pair in zip(found.source.tolist(), found.target.tolist(), strict=True)
    }
    visible = np.bincount([end for pair in seen for end in pair], minlength=len(found.ids))
    assert (visible + found.hidden == found.degree).all()


@settings(max_examples=25)
@given(graph=rich_graphs())
def test_degrees_are_those_that_the_collaboration_network_opens(graph):
    tables = tables_of(**graph)
    question = MapQuestion(types=TYPES, link_types=TIES)
    found, same = drawn_of(tables, question), listed(network_of(tables, question.network))
    degrees = dict(zip(found.ids, found.degree.tolist(), strict=True))
    known = dict(zip(tables.ids_of(same.nodes), same.degree.tolist(), strict=True))
    assert degrees == dict.fromkeys(degrees, 0) | known
