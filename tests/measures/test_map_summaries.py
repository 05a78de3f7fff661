"""Flows and districts of maps, and what adds up to them; the oracle is `naive_maps`, by loops."""

from __future__ import annotations

import math
from random import Random

import pytest
from graph_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st
from measured_graphs import TYPES, rich_graphs
from naive_maps import CHAIN, TIES, districts, drawn_map, flows, staged

from analytics.maps.chart import chart_of
from analytics.maps.districts import DIVISORS, DistrictMeasure, districts_of
from analytics.maps.ecosystem_map import ecosystem_map
from analytics.maps.evidence import district_things, flow_things, link_things, neighbours_met
from analytics.maps.flows import FlowsQuestion, flows_of
from analytics.maps.groups import GroupedBy
from analytics.maps.question import MapQuestion
from analytics.networks.network import network_of

KINDS = (*TYPES, "Project", "Carrier", "ChainSegment", "Achievement")
RECORDED = ("PARTICIPATES_IN", "BUILT_WITH", "HOSTS", "SERVES", "OWNS", "PROJECT_SERVES")
SUMMED = {
    DistrictMeasure.RECORDS: "RECORDS",
    DistrictMeasure.LINKED_RECORDS: "LINKED_RECORDS",
    DistrictMeasure.LINKS: "LINKS",
    DistrictMeasure.INSIDE_LINKS: "INSIDE_LINKS",
    DistrictMeasure.WEIGHT: "WEIGHT",
    DistrictMeasure.INSIDE_SHARE: "INSIDE_WEIGHT",
    DistrictMeasure.MEAN_DEGREE: "DEGREES",
}


def charted(tables, question):
    return chart_of(tables, network_of(tables, question.network), question.whole)


def told(tables, question, **asked):
    """{(column, source, target, type): (links, weight)}, and the nodes."""
    found = flows_of(tables, charted(tables, question), question, FlowsQuestion(**asked))
    columns = (found.source, found.target, found.type, found.links, found.weight)
    bands = {
        (
            found.nodes[s].column,
            found.nodes[s].name,
            found.nodes[t].name,
            question.link_types[k],
        ): (n, w)
        for s, t, k, n, w in zip(*(c.tolist() for c in columns), strict=True)
    }
    assert len(bands) == len(found.weight)
    assert found.weight.tolist() == sorted(found.weight.tolist(), reverse=True)
    return bands, [(node.column, node.name, node.records) for node in found.nodes]


@pytest.fixture
def built():
    # u and v share q; u built h, and e and f grow in it; v built k, in which nobody grows.
    return tables_of(
        {
            **dict.fromkeys("uv", "University"),
            **dict.fromkeys("hk", "Platform"),
            **dict.fromkeys("ef", "Enterprise"),
        },
        {"p": {}, "q": {}},
        [("u", "p"), ("e", "p"), ("u", "q"), ("v", "q")],
        [("h", "u"), ("k", "v")],
        more={
            "Project": {"p": {"stage": "PILOT"}, "q": {"trl": 2}},
            "Achievement": {"a": {"stage": "INDUSTRIALISATION"}},
            "District": {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}},
            "ChainSegment": {"s": {"position": "UPSTREAM"}, "t": {"position": "DOWNSTREAM"}},
        },
        links={
            "INCUBATES": [("h", "e"), ("h", "f")],
            "CONVERTED_FROM": [("a", "p")],
            "LOCATED_IN": [("u", "ouhai"), ("e", "ouhai"), ("e", "hangzhou")],
            "SERVES": [("e", "s"), ("u", "t"), ("u", "s")],
        },
    )


def test_what_passes_through_a_platform_is_followed_from_university_to_enterprise(built):
    question = MapQuestion(types=TYPES, link_types=("CO_BUILT", "INCUBATION"))
    bands, nodes = told(
        built, question, sources=("University",), via=("Platform",), targets=("Enterprise",)
    )
    # What v built leads no further, so it is in no flow.
    assert bands == {
        (0, "University", "Platform", "CO_BUILT"): (1, 1),
        (1, "Platform", "Enterprise", "INCUBATION"): (2, 2),
    }
    assert nodes == [(0, "University", 1), (1, "Platform", 1), (2, "Enterprise", 2)]


def test_what_comes_back_to_where_it_came_from_is_not_passed_on():
    tables = tables_of(
        {"e": "Enterprise", "h": "Platform"},
        {},
        [],
        [("h", "e")],
        links={"INCUBATES": [("h", "e")]},
    )
    question = MapQuestion(types=TYPES, link_types=("CO_BUILT", "INCUBATION"))
    # Two links join the two, but no other enterprise.
    assert told(tables, question, via=("Platform",)) == ({}, [])


def test_each_record_can_be_a_group(built):
    question = MapQuestion(types=TYPES, link_types=("CO_BUILT", "INCUBATION"))
    bands, _ = told(
        built,
        question,
        sources=("University",),
        via=("Platform",),
        targets=("Enterprise",),
        by=GroupedBy.RECORD,
    )
    assert [band[:3] for band in bands] == [(0, "u", "h"), (1, "h", "e"), (1, "h", "f")]


def test_a_stage_leads_to_the_next_by_what_became_of_projects(built):
    question = MapQuestion(types=("Project", "Achievement"), link_types=("CONVERTED_FROM",))
    # The link is recorded from the achievement; the columns say where it leads.
    bands, _ = told(
        built, question, sources=("Project",), targets=("Achievement",), by=GroupedBy.STAGE
    )
    assert bands == {(0, "PILOT", "INDUSTRIALISATION", "CONVERTED_FROM"): (1, 1)}


def test_without_columns_ties_lead_to_the_later_group_and_what_is_in_none_is_one(built):
    question = MapQuestion(types=TYPES, link_types=("PROJECT",))
    bands, _ = told(built, question)
    assert bands == {
        (0, "Enterprise", "University", "PROJECT"): (1, 1),
        (0, "University", "University", "PROJECT"): (1, 1),
    }
    # u serves both segments, e that upstream, v none.
    bands, _ = told(built, question, by=GroupedBy.POSITION)
    assert bands == {
        (0, "UPSTREAM", "UPSTREAM", "PROJECT"): (1, 1),
        (0, "UPSTREAM", "DOWNSTREAM", "PROJECT"): (1, 1),
        (0, "UPSTREAM", None, "PROJECT"): (1, 1),
        (0, "DOWNSTREAM", None, "PROJECT"): (1, 1),
    }


def test_a_type_cannot_be_in_the_middle_and_at_an_end():
    with pytest.raises(ValueError, match="via names Platform, which from or to names too"):
        FlowsQuestion(sources=("Platform",), via=("Platform",))


def test_a_district_has_what_is_located_there(built):
    question = MapQuestion(types=TYPES, link_types=("PROJECT",))
    chart = charted(built, question)

    def valued(measure):
        found = districts_of(built, chart, question, measure)
        return found.ids, found.values.tolist(), found.whole

    # Of e, in both districts, and u, v, tied to u, is in none: the links e-u and u-v.
    both = ("hangzhou", "ouhai")
    assert valued(DistrictMeasure.RECORDS) == (both, [1, 2, 4], 6)
    assert valued(DistrictMeasure.LINKED_RECORDS) == (both, [1, 2, 1], 3)
    assert valued(DistrictMeasure.LINKS) == (both, [1, 2, 1], 2)
    assert valued(DistrictMeasure.INSIDE_LINKS) == (both, [0, 1, 0], 1)
    assert valued(DistrictMeasure.INSIDE_SHARE) == (both, [0, 0.5, 0], 0.5)
    assert valued(DistrictMeasure.MEAN_DEGREE) == (both, [1, 1.5, 0.25], 4 / 6)


@st.composite
def cases(draw):
    """A graph, a question of it, and which columns of flows."""
    graph = staged(draw(rich_graphs()), Random(draw(st.integers(0, 2**32))))
    types = draw(st.lists(st.sampled_from(KINDS), unique=True, min_size=1).map(tuple))
    question = MapQuestion(
        types=types,
        link_types=draw(
            st.lists(st.sampled_from((*TIES, *RECORDED)), unique=True, min_size=1).map(tuple)
        ),
        region=draw(st.sampled_from((None, None, None, "3303"))),
        chain=draw(st.sampled_from((None, None, CHAIN))),
        around=draw(st.sampled_from((None, None, "o0"))),
        distance=draw(st.integers(1, 3)),
        min_weight=draw(st.sampled_from((1, 1, 2))),
    )
    some = st.lists(st.sampled_from(types), unique=True).map(
        lambda chosen: tuple(name for name in types if name in chosen)
    )
    via = draw(some)

    def beside(chosen):
        return tuple(name for name in chosen if name not in via)

    asked = FlowsQuestion(
        sources=beside(draw(some)),
        via=via,
        targets=beside(draw(some)),
        by=draw(st.sampled_from([*GroupedBy])),
    )
    return graph, question, asked


@given(case=cases())
def test_flows_agree_with_loops_and_open_to_what_they_count(case):
    graph, question, asked = case
    tables = tables_of(**graph)
    expected = flows(graph, question, asked)
    bands, nodes = told(
        tables,
        question,
        sources=asked.sources,
        via=asked.via,
        targets=asked.targets,
        by=asked.by,
    )
    assert bands == {
        band: (len(met), sum(weight for weight, _ in met.values()))
        for band, met in expected.items()
    }
    joined = {}
    for (step, source, target, _), met in expected.items():
        for _, (near, far) in met.values():
            joined.setdefault((step, source), set()).add(near)
            joined.setdefault((step + 1, target), set()).add(far)
    assert {node[:2]: node[2] for node in nodes} == {g: len(of) for g, of in joined.items()}
    chart = charted(tables, question)
    for band, (number, weight) in bands.items():
        for weighted, shown in ((False, number), (True, weight)):
            things = flow_things(tables, chart, question, asked, band, weighted=weighted)
            assert math.fsum(thing.weight for thing in things) == shown
            assert len({thing.position for thing in things}) == number
            ends = {link[:2] for link in expected[band]}
            assert {(t.links[0].source, t.links[0].target) for t in things} == ends


@given(case=cases(), measure=st.sampled_from([*DistrictMeasure]))
def test_districts_agree_with_loops_and_open_to_what_they_count(case, measure):
    graph, question, _ = case
    tables = tables_of(**graph)
    chart = charted(tables, question)
    found = districts_of(tables, chart, question, measure)
    values = dict(zip((*found.ids, ""), found.values.tolist(), strict=True))
    over, whole = districts(graph, question, SUMMED[measure])
    assert {*values} == {*over}
    if measure not in DIVISORS:
        assert (values, found.whole) == (over, whole)
    else:
        under, everything = districts(graph, question, SUMMED[DIVISORS[measure]])
        assert values == {
            d: pytest.approx(over[d] / under[d] if under[d] else math.nan, nan_ok=True)
            for d in over
        }
        assert found.whole == pytest.approx(
            whole / everything if everything else math.nan, nan_ok=True
        )
    for district in values:
        listed = [
            math.fsum(
                thing.weight
                for thing in district_things(
                    tables, chart, question, district, measure, divisor=divisor
                )
            )
            for divisor in (False, True)
        ]
        assert listed[0] == over[district]
        assert listed[1] == (under[district] if measure in DIVISORS else 0)


@given(case=cases())
def test_degrees_and_weights_open_to_neighbours_and_links_and_links_to_what_they_count(case):
    graph, question, _ = case
    tables = tables_of(**graph)
    network = network_of(tables, question.network)
    chart = chart_of(tables, network, question.whole)
    found = ecosystem_map(tables, network, chart, question)
    nodes, shown, _ = drawn_map(graph, question)
    for id_, (degree, weight, _) in nodes.items():
        for weighted, number in ((False, degree), (True, weight)):
            things = neighbours_met(tables, chart, question, id_, weighted=weighted)
            assert math.fsum(thing.weight for thing in things) == number
            assert len({thing.position for thing in things}) == len(things)
    for source, target, type_, weight in shown:
        things = link_things(tables, question, source, target, type_)
        assert math.fsum(thing.weight for thing in things) == weight
    assert len(found.ids) == len(nodes)
