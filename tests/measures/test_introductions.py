"""Proposed introductions.

The oracles: plain networkx for ways and distances, fractions over sets for proximity.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from graph_tables import tables_from
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_graphs import TYPES, rich_graphs

from analytics.chains.segment_presence import presence_of, proximity
from analytics.counted import CountedLink
from analytics.graph import Graph
from analytics.industry_links.acquaintances import acquaintances, links_along, ways_from
from analytics.industry_links.introductions import Introducer, Locality
from analytics.industry_links.weak_links import WeakLinksQuestion
from analytics.patience import GivenUp
from analytics.window import Window
from graph_service.ecosystem import ecosystem_of
from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Access

ORGANIZATIONS = ("Platform", "Enterprise", "University", "UnclassifiedOrganization")
NODES = {
    "Platform": {"lab": {}, "hub": {}},
    "Enterprise": {id_: {} for id_ in ("old", "gear", "lens", "far", "lone", "shoe")},
    "University": {"uni": {}},
    "Project": {"p": {"startOn": "2020"}, "q": {"startOn": "2021"}, "r": {"startOn": "2022"}},
    "Talent": {"li": {}, "wang": {}},
    "TalentTeam": {"team": {}},
    "ChainSegment": {"s1": {}, "s2": {}, "s3": {}},
    "District": {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}},
}
LINKS = {
    # lab - old by p, lab - uni by q, uni - gear and uni - lens by r.
    "PARTICIPATES_IN": [
        *(("lab", "p"), ("old", "p"), ("lab", "q"), ("uni", "q")),
        *(("uni", "r"), ("gear", "r"), ("lens", "r")),
    ],
    # Li works in the lab and leads a team of gear; Wang works for nobody that others know.
    "AFFILIATED_WITH": [("li", "lab"), ("wang", "lone")],
    "LEADS": [("li", "team")],
    "TEAM_OF": [("team", "gear")],
    "SERVES": [("lab", "s1"), ("lab", "s2")],
    # s1: lab, gear, old; s2: lab, old; s3: gear, lens, far.
    "OPERATES_IN": [
        *(("old", "s1"), ("old", "s2"), ("gear", "s1"), ("gear", "s3")),
        *(("lens", "s3"), ("far", "s3")),
    ],
    "LOCATED_IN": [("lab", "ouhai"), ("gear", "ouhai"), ("lens", "hangzhou"), ("shoe", "ouhai")],
}


def tables_with(**links):
    return tables_from(NODES, {**LINKS, **links})


def proposed(tables, unit="lab", first=9, **words):
    question = WeakLinksQuestion(**{"types": ("Platform",), "region": "3303", **words})
    introducer = Introducer(tables, question, ORGANIZATIONS)
    (found,) = introducer.introduce(np.array([tables.index_of(unit)]), first)
    return {tables.id_of(one.enterprise): one for one in found}


def test_enterprises_come_by_shared_segments_then_relatedness_then_distance():
    found = proposed(tables_with())
    # Partners (old) are not proposed, nor who has neither relatedness nor ties (lone, shoe).
    # gear shares s1. lens and far are equally related by s3; ties lead to lens alone.
    assert list(found) == ["gear", "lens", "far"]
    assert [one.distance for one in found.values()] == [2, 2, None]
    assert list(proposed(tables_with(), first=1)) == ["gear"]


def test_relatedness_is_the_mean_proximity_of_the_nearest_segments():
    tables = tables_with()
    gear = proposed(tables)["gear"]
    # s1 has 3 organisations, s2 has 2, s3 has 3. s1-s2 share 2: 2/3. s1-s3 share gear: 1/3;
    # s2-s3 share nobody. gear is in s1 itself: 1; the nearest of its segments to s2 is s1.
    near = [(tables.id_of(n.segment), tables.id_of(n.nearest), n.proximity) for n in gear.near]
    assert near == [("s1", "s1", 1.0), ("s2", "s1", 2 / 3)]
    assert gear.relatedness == 0.833333333  # (1 + 2/3) / 2
    assert [tables.id_of(segment) for segment in gear.shared] == ["s1"]
    assert proposed(tables)["lens"].relatedness == 0.166666667  # (1/3 + 0) / 2


def test_the_way_leads_over_people_and_teams_where_they_are_nearer_than_projects():
    tables = tables_with()
    way = proposed(tables)["gear"].way
    # lab - li - team - gear has three links, lab - q - uni - r - gear has four.
    assert tables.ids_of(np.array(way)) == ["lab", "li", "team", "gear"]
    assert links_along(tables, way) == [
        [CountedLink("AFFILIATED_WITH", "li", "lab")],
        [CountedLink("LEADS", "li", "team")],
        [CountedLink("TEAM_OF", "team", "gear")],
    ]
    without = tables_with(LEADS=[])
    way = proposed(without)["gear"].way
    assert without.ids_of(np.array(way)) == ["lab", "q", "uni", "r", "gear"]


def test_there_is_no_way_to_whom_nobody_knows():
    assert proposed(tables_with())["far"].way == ()


def test_who_serves_no_segment_meets_the_nearest_enterprises_with_no_relatedness():
    found = proposed(tables_with(SERVES=[]))
    assert [(id_, one.distance, one.relatedness) for id_, one in found.items()] == [
        ("gear", 2, None),
        ("lens", 2, None),
    ]
    # Of equally distant ones the nearer in space: gear is in the same district.
    assert [one.locality for one in found.values()] == [Locality.SAME_DISTRICT, Locality.ELSEWHERE]


def test_locality_tells_district_region_elsewhere_and_unknown():
    tables = tables_with(LOCATED_IN=[("lab", "hangzhou"), ("gear", "ouhai"), ("lens", "hangzhou")])
    found = proposed(tables)
    told = {id_: one.locality for id_, one in found.items()}
    assert told == {
        "gear": Locality.REGION,
        "lens": Locality.SAME_DISTRICT,
        "far": Locality.UNKNOWN,
    }
    assert proposed(tables, region=None)["gear"].locality is Locality.ELSEWHERE


def test_an_earlier_partner_is_proposed_when_the_window_leaves_out_what_tied_them():
    found = proposed(tables_with(), window=Window("2021-01-01", "2023-12-31"))
    assert next(iter(found)) == "old"
    assert found["old"].shared  # s1 and s2
    assert len(found["old"].shared) == 2


def test_an_organisation_that_does_nothing_is_introduced_to_nobody():
    assert proposed(tables_with(), unit="hub") == {}


def test_work_that_nobody_waits_for_stops_between_two_organisations():
    def give_up():
        raise GivenUp

    tables = tables_with()
    introducer = Introducer(tables, WeakLinksQuestion(types=("Platform",)), ORGANIZATIONS)
    with pytest.raises(GivenUp):
        introducer.introduce(np.array([0]), 3, check=give_up)


@given(st.integers(2, 9).flatmap(lambda n: st.tuples(st.just(n), st.lists(
    st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=16))))  # fmt: skip
def test_the_best_way_is_the_shortest_then_the_one_over_those_who_know_fewest(drawn):
    size, drawn_pairs = drawn
    pairs = sorted({(min(pair), max(pair)) for pair in drawn_pairs if pair[0] != pair[1]})
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    graph = Graph.from_edges(range(size), ends[:, 0], ends[:, 1])
    oracle = nx.Graph(pairs)
    oracle.add_nodes_from(range(size))
    ways = ways_from(graph, 0, np.arange(size), size)
    for node in range(size):
        if not nx.has_path(oracle, 0, node):
            assert (ways.to(node), ways.distance[node]) == ((), -1)
            continue
        every = list(nx.all_shortest_paths(oracle, 0, node)) if node else [[0]]
        best = min(every, key=lambda way: (sum(oracle.degree(v) for v in way[1:-1]), way[::-1]))
        assert ways.to(node) == tuple(best)
        assert ways.distance[node] == len(best) - 1
    near = ways_from(graph, 0, np.arange(size), 1)
    assert near.distance.max() <= 1


@settings(max_examples=40)
@given(rich_graphs())
def test_proximity_is_the_lesser_share_of_each_segment_in_the_other(graph):
    from graph_tables import tables_of

    tables = tables_of(**graph)
    serving = {(o, c) for o, c, _ in graph["links"]["HOSTS"]}
    inside = {
        *((o, s) for name in ("OPERATES_IN", "SERVES") for o, s, _ in graph["links"][name]),
        *((o, s) for o, c in serving for k, s, _ in graph["links"]["CARRIER_SERVES"] if k == c),
    }
    found = presence_of(tables)
    told = zip(tables.ids_of(found.organization), tables.ids_of(found.segment), strict=True)
    assert {*told} == inside
    who = {s: {o for o, at in inside if at == s} for s in graph["more"]["ChainSegment"]}
    near = proximity(tables, found)
    for i, (s, here) in enumerate(who.items()):
        for j, (t, there) in enumerate(who.items()):
            both = len(here & there) / max(len(here), len(there), 1)
            assert near[i, j] == pytest.approx(1.0 if s == t else both)


@settings(max_examples=40)
@given(rich_graphs())
def test_every_proposal_is_a_new_enterprise_with_a_way_of_real_links(graph):
    from graph_tables import tables_of

    tables = tables_of(**graph)
    introducer = Introducer(tables, WeakLinksQuestion(types=TYPES), TYPES)
    whole = acquaintances(tables)
    for unit in range(len(graph["organizations"])):
        (found,) = introducer.introduce(np.array([unit]), 9)
        for one in found:
            assert tables.id_of(one.enterprise) != tables.id_of(unit)
            assert one.distance != 1
            if not one.way:
                continue
            assert (one.way[0], one.way[-1]) == (unit, one.enterprise)
            assert all(b in whole.neighbours[whole.offsets[a] : whole.offsets[a + 1]]
                       for a, b in pairwise(one.way))  # fmt: skip
            assert all(links_along(tables, one.way))


def test_people_who_are_not_for_everybody_are_not_even_asked_for():
    whole = load_catalogue()
    assert "AFFILIATED_WITH" in {part.type for part in ecosystem_of(whole, "2023-12-31").links}
    hidden = Catalogue(
        tuple(replace(t, access=Access.INTERNAL) if t.name == "Talent" else t for t in whole.types)
    )
    request = ecosystem_of(hidden, "2023-12-31")
    asked = {part.type for part in (*request.nodes, *request.links)}
    assert not asked & {"Talent", "AFFILIATED_WITH", "WORKS_ON", "LEADS", "MEMBER_OF", "TRAINS"}
    assert {"TEAM_OF", "PARTICIPATES_IN"} <= asked


def test_a_link_or_property_that_is_not_for_everybody_is_not_asked_for():
    whole = load_catalogue()
    hidden = Catalogue(
        tuple(
            replace(
                t,
                properties=tuple(
                    replace(p, access=Access.INTERNAL) if p.name == "startOn" else p
                    for p in t.properties
                ),
                links=tuple(
                    replace(link, access=Access.INTERNAL) if link.type == "TEAM_OF" else link
                    for link in t.links
                ),
                derived=(),
            )
            for t in whole.types
        )
    )
    request = ecosystem_of(hidden, "2023-12-31")
    assert "TEAM_OF" not in {part.type for part in request.links}
    (project,) = (part for part in request.nodes if part.type == "Project")
    assert "startOn" not in project.columns
    assert "endOn" in project.columns
