"""Answers that plain networkx and plain loops gave on the CORDIS file."""

from __future__ import annotations

import pytest
from cordis_tables import TYPES, cordis_tables

from analytics.industry_links.weak_links import Rule, WeakLinksQuestion, weak_links
from analytics.maps.chart import chart_of
from analytics.maps.districts import DistrictMeasure, districts_of
from analytics.maps.ecosystem_map import ecosystem_map
from analytics.maps.flows import FlowsQuestion, flows_of
from analytics.maps.question import MapQuestion
from analytics.networks.collaboration import Weighting, collaboration_network
from analytics.networks.network import network_of
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy

pytestmark = pytest.mark.trials

ALL = tuple(TYPES.values())
IN_2019 = Window("2019-01-01", "2019-12-31")


@pytest.fixture(scope="module")
def cordis(trials):
    return cordis_tables(trials)


def test_the_network_of_all_projects(cordis):
    network = collaboration_network(cordis, types=ALL)
    totals = network.totals
    assert (totals.projects, totals.participations) == (31_451, 144_726)
    assert (totals.nodes, totals.edges, totals.weight) == (35_871, 796_670, 1_089_509)
    assert (totals.components, totals.largest_component, totals.isolates) == (4_417, 31_152, 4_206)
    ids = cordis.ids_of(network.nodes)
    assert network.degree[ids.index("999984059")] == 6_825
    heaviest = (*cordis.ids_of(network.source[:1]), *cordis.ids_of(network.target[:1]))
    assert (heaviest, network.weight[0]) == (("999984059", "999992401"), 153)


def test_the_network_of_projects_that_start_in_2019(cordis):
    totals = collaboration_network(cordis, types=ALL, window=IN_2019).totals
    assert (totals.projects, totals.participations) == (5_547, 24_907)
    assert (totals.nodes, totals.edges, totals.weight) == (10_752, 170_081, 190_332)
    assert (totals.components, totals.largest_component, totals.isolates) == (1_429, 9_160, 1_350)
    assert totals.missing == 6  # projects without a start


def test_the_map_of_all_projects_is_cut_to_what_can_be_drawn(cordis):
    question = MapQuestion(types=ALL, link_types=("PROJECT",))
    network = network_of(cordis, question.network)
    chart = chart_of(cordis, network, question.whole)
    found = ecosystem_map(cordis, network, chart, question)
    told = found.totals
    assert (told.nodes, told.shown_nodes, told.beyond_max_nodes) == (35_871, 5_000, 30_871)
    assert (told.links, told.shown_links) == (796_670, 20_000)
    assert told.of_hidden_nodes + told.beyond_max_links == 796_670 - 20_000
    flows = flows_of(cordis, chart, question, FlowsQuestion())
    assert (flows.links.sum(), flows.weight.sum()) == (796_670, 1_089_509)
    within = districts_of(cordis, chart, question, DistrictMeasure.WEIGHT)
    assert (within.ids, within.values.tolist(), within.whole) == ((), [1_089_509], 1_089_509)
    first = (found.ids[0], int(found.degree[0]))
    ends = (found.ids[found.source[0]], found.ids[found.target[0]])
    assert (first, ends) == (("999984059", 6_825), ("999984059", "999992401"))
    assert found.link_weight[0] == 153


def test_newman_weights_add_up_to_the_participations_with_a_partner(cordis):
    totals = collaboration_network(cordis, types=ALL, weighting=Weighting.NEWMAN).totals
    links = cordis.links["PARTICIPATES_IN"]
    sizes = {}
    for project in links.target.tolist():
        sizes[project] = sizes.get(project, 0) + 1
    assert totals.weight == pytest.approx(sum(n for n in sizes.values() if n > 1) / 2)


@pytest.mark.parametrize(
    ("window", "considered", "found"),
    [
        (None, 1_943, 14),
        (IN_2019, 573, 3),
        (Window(IN_2019.first_day, IN_2019.last_day, WindowBy.OVERLAP), 1_459, 8),
    ],
    ids=["all", "start in 2019", "overlap with 2019"],
)
def test_universities_and_institutes_without_an_enterprise_partner(
    cordis, window, considered, found
):
    answer = weak_links(
        cordis,
        WeakLinksQuestion(
            types=("University", "ResearchInstitute"),
            ties=(Tie.PROJECT,),
            rules=(Rule.NO_ENTERPRISE_PARTNER,),
            min_projects=5,
            window=window,
        ),
    )
    assert (len(answer.units), len(answer.weak)) == (considered, found)
