"""The oracle is plain networkx on the bipartite graph of organisations and projects.

Over all kinds of tie it is `naive_networks`: loops over pairs.
"""

from __future__ import annotations

from datetime import date

import naive_networks as naive
import networkx as nx
import pytest
from graph_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st
from measured_graphs import TYPES, graphs, rich_graphs
from networkx.algorithms import bipartite

from analytics.networks.collaboration import collaboration_network
from analytics.networks.network import Weighting
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy

EVERYBODY = ("Enterprise", "University", "ResearchInstitute", "Platform")


def edges_of(tables, network):
    ends = zip(tables.ids_of(network.source), tables.ids_of(network.target), strict=True)
    return dict(zip(ends, network.weight.tolist(), strict=True))


def nodes_of(tables, network):
    ids = tables.ids_of(network.nodes)
    return dict(zip(ids, zip(network.degree, network.strength, strict=True), strict=True))


@pytest.fixture
def three_projects():
    # a and b share p and q; p has three members, q two; r is a's alone; d takes part in nothing.
    return tables_of(
        {"a": "University", "b": "Enterprise", "c": "Platform", "d": "Enterprise"},
        {"p": ("2019-03-01", None), "q": ("2020", "2021"), "r": None},
        [("a", "p"), ("b", "p"), ("c", "p"), ("b", "q"), ("a", "q"), ("a", "q"), ("a", "r")],
    )


def test_counts_shared_projects_and_an_organisation_once_a_project(three_projects):
    network = collaboration_network(three_projects, types=EVERYBODY)
    assert edges_of(three_projects, network) == {("a", "b"): 2, ("a", "c"): 1, ("b", "c"): 1}
    assert nodes_of(three_projects, network) == {"a": (2, 3), "b": (2, 3), "c": (2, 2)}
    totals = network.totals
    assert (totals.nodes, totals.edges, totals.weight) == (3, 3, 4)
    assert (totals.components, totals.largest_component, totals.isolates) == (1, 3, 0)
    assert (totals.projects, totals.participations) == (3, 3 + 2 + 1)


def test_newman_weights_share_each_project_among_its_pairs(three_projects):
    network = collaboration_network(three_projects, types=EVERYBODY, weighting=Weighting.NEWMAN)
    # p gives each pair 1 / (3 - 1), q gives its one pair 1 / (2 - 1), r has no pair.
    assert edges_of(three_projects, network) == {
        ("a", "b"): 1 / 2 + 1,
        ("a", "c"): 1 / 2,
        ("b", "c"): 1 / 2,
    }
    assert network.shared.tolist() == [[2], [1], [1]]


def test_newman_weights_count_only_members_of_the_chosen_types(three_projects):
    network = collaboration_network(
        three_projects, types=("University", "Enterprise"), weighting=Weighting.NEWMAN
    )
    # Without the platform, p has two members: 1 / (2 - 1), and q likewise.
    assert edges_of(three_projects, network) == {("a", "b"): 2.0}


def test_edges_come_heaviest_first_and_equals_by_id():
    tables = tables_of(
        {"e": "Enterprise", "d": "University", "c": "Enterprise", "b": "University"},
        {"p": None, "q": None, "r": None},
        [("e", "p"), ("d", "p"), ("e", "q"), ("d", "q"), ("c", "r"), ("b", "r"), ("e", "r")],
    )
    network = collaboration_network(tables, types=EVERYBODY)
    assert list(edges_of(tables, network).items()) == [
        (("d", "e"), 2),
        (("b", "c"), 1),
        (("b", "e"), 1),
        (("c", "e"), 1),
    ]
    assert list(nodes_of(tables, network)) == ["e", "b", "c", "d"]  # 4, then 2, 2 and 2


def test_least_weights_drop_edges_and_least_degrees_then_drop_nodes(three_projects):
    heavy = collaboration_network(three_projects, types=EVERYBODY, min_weight=2)
    assert edges_of(three_projects, heavy) == {("a", "b"): 2}
    assert (heavy.totals.isolates, heavy.totals.components) == (1, 2)
    linked = collaboration_network(three_projects, types=EVERYBODY, min_weight=2, min_degree=1)
    assert nodes_of(three_projects, linked) == {"a": (1, 2), "b": (1, 2)}
    assert linked.totals.isolates == 0


def test_a_least_weight_is_met_by_fractions_that_add_up_to_it():
    # Three projects of four members each: 1/3 + 1/3 + 1/3.
    members = [(o, p) for p in "pqr" for o in "abcd"]
    tables = tables_of(dict.fromkeys("abcd", "University"), dict.fromkeys("pqr"), members)
    network = collaboration_network(
        tables, types=EVERYBODY, weighting=Weighting.NEWMAN, min_weight=1
    )
    assert network.totals.edges == 6


def test_a_window_takes_projects_by_their_start_and_counts_those_without(three_projects):
    network = collaboration_network(
        three_projects, types=EVERYBODY, window=Window("2019-01-01", "2019-12-31")
    )
    assert edges_of(three_projects, network) == {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1}
    assert (network.totals.projects, network.totals.missing) == (1, 1)  # r has no start


def test_a_project_without_an_end_goes_on_and_is_reported(three_projects):
    network = collaboration_network(
        three_projects,
        types=EVERYBODY,
        window=Window("2021-06-01", "2021-06-30", WindowBy.OVERLAP),
    )
    assert (network.totals.projects, network.totals.open, network.totals.missing) == (2, 1, 1)


@pytest.mark.parametrize("weighting", Weighting)
def test_an_empty_network_has_zeros_and_no_rows(weighting):
    tables = tables_of({"a": "University"}, {}, [])
    network = collaboration_network(tables, types=("University",), weighting=weighting)
    assert (len(network.nodes), len(network.source), network.weight.tolist()) == (0, 0, [])
    totals = network.totals
    assert (totals.nodes, totals.edges, totals.weight, totals.missing) == (0, 0, 0, 0)
    assert (totals.components, totals.largest_component, totals.isolates) == (0, 0, 0)


def test_types_that_nobody_has_give_an_empty_network(three_projects):
    assert collaboration_network(three_projects, types=("GovernmentBody",)).totals.nodes == 0


@given(graphs(organizations=12, projects=8), st.sampled_from(Weighting), st.data())
def test_agrees_with_networkx_on_random_graphs(graph, weighting, data):
    types = data.draw(st.sets(st.sampled_from(TYPES), min_size=1))
    least_weight, least_degree = (
        data.draw(st.sampled_from([0, 1, 1.5])),
        data.draw(st.integers(0, 2)),
    )
    tables = tables_of(**graph)
    network = collaboration_network(
        tables,
        types=sorted(types),
        weighting=weighting,
        min_weight=least_weight,
        min_degree=least_degree,
    )

    both = nx.Graph()
    both.add_node("a project of nobody, for networkx refuses to project an empty graph")
    for organization, project in graph["participations"]:
        if graph["organizations"][organization][0] in types:
            both.add_edge(organization, project)
    actors = [n for n in both if n in graph["organizations"]]
    counted = bipartite.weighted_projected_graph(both, actors)
    oracle = (
        counted
        if weighting is Weighting.COUNT
        else bipartite.collaboration_weighted_projected_graph(both, actors)
    )
    light = [(u, v) for u, v, w in oracle.edges(data="weight") if w < least_weight - 1e-9]
    oracle.remove_edges_from(light)
    degree, strength = dict(oracle.degree()), dict(oracle.degree(weight="weight"))
    shown = oracle.subgraph([n for n in oracle if degree[n] >= least_degree])

    found = edges_of(tables, network)
    assert found == pytest.approx(
        {(min(u, v), max(u, v)): w for u, v, w in shown.edges(data="weight")}
    )
    numbers = network.shared.sum(axis=1)
    for (u, v), shared in zip(found, numbers, strict=True):
        assert shared == counted[u][v]["weight"]
    nodes = nodes_of(tables, network)
    assert {n: d for n, (d, _) in nodes.items()} == {n: degree[n] for n in shown}
    assert {n: s for n, (_, s) in nodes.items()} == pytest.approx({n: strength[n] for n in shown})
    components = [len(c) for c in nx.connected_components(shown)]
    assert network.totals.components == len(components)
    assert network.totals.largest_component == max(components, default=0)
    assert network.totals.isolates == nx.number_of_isolates(shown)
    assert network.totals.weight == pytest.approx(shown.size(weight="weight"))


@pytest.fixture
def five_kinds():
    # a, b, c are party to k, a and b applied for t; a owns x, which b converts;
    # c converts y, which nobody owns. Platform d incubates b and is built with a.
    return tables_of(
        {"a": "University", "b": "Enterprise", "c": "Enterprise", "d": ("Platform", None)},
        {},
        [],
        [("d", "a", "2021", None)],
        more={
            "TechnologyContract": {"k": {"signedOn": "2022-05"}},
            "Patent": {"t": {}},
            "Achievement": {"x": {}, "y": {}},
        },
        links={
            "PARTY_TO": [("a", "k"), ("b", "k"), ("c", "k")],
            "CO_APPLIED": [("a", "t"), ("b", "t")],
            "OWNS": [("a", "x")],
            "CONVERTED_BY": [("x", "b", {"on": "2023"}), ("y", "c", {})],
            "INCUBATES": [("d", "b", {})],
        },
    )


def test_every_kind_of_tie_links_and_is_counted_on_its_own(five_kinds):
    network = collaboration_network(five_kinds, types=EVERYBODY, ties=tuple(Tie))
    assert edges_of(five_kinds, network) == {
        ("a", "b"): 1 + 1 + 1,  # k, t and x
        ("a", "c"): 1,
        ("a", "d"): 1,
        ("b", "c"): 1,
        ("b", "d"): 1,
    }
    assert network.ties == tuple(tie for tie in Tie if tie is not Tie.PROJECT)
    assert [left.name for left in network.not_evaluated] == ["PROJECT"]
    told = {p.kind: (p.activities, p.participations, p.edges) for p in network.totals.by_kind}
    assert told == {
        Tie.CONTRACT: (1, 3, 3),
        Tie.PATENT: (1, 2, 1),
        Tie.CONVERSION: (2, 2 + 1, 1),
        Tie.CO_BUILT: (1, 2, 1),
        Tie.INCUBATION: (1, 2, 1),
    }


def test_newman_weights_share_contracts_too_and_leave_pairs_whole(five_kinds):
    network = collaboration_network(
        five_kinds, types=EVERYBODY, ties=tuple(Tie), weighting=Weighting.NEWMAN
    )
    # The contract gives each of its three pairs 1 / (3 - 1).
    assert edges_of(five_kinds, network)["a", "b"] == 1 / 2 + 1 + 1
    assert edges_of(five_kinds, network)["b", "c"] == 1 / 2


def test_a_window_counts_what_has_no_date_by_kind(five_kinds):
    network = collaboration_network(
        five_kinds,
        types=EVERYBODY,
        ties=tuple(Tie),
        window=Window("2022-01-01", "2023-12-31"),
    )
    missing = {part.kind.value: part.missing for part in network.totals.by_kind}
    assert missing == {"CONTRACT": 0, "PATENT": 1, "CONVERSION": 1, "CO_BUILT": 0, "INCUBATION": 1}
    assert network.totals.missing == 3


WINDOWS = (None, ("2020-02-10", "2021-12-31", "START"), ("2020-02-10", "2021-12-31", "OVERLAP"))


@given(
    rich_graphs(),
    st.sets(st.sampled_from(Tie), min_size=1),
    st.sets(st.sampled_from(TYPES), min_size=1),
    st.sampled_from(Weighting),
    st.sampled_from(WINDOWS),
)
def test_agrees_with_loops_over_pairs_for_all_kinds_of_tie(graph, ties, types, weighting, window):
    tables = tables_of(**graph)
    network = collaboration_network(
        tables,
        types=sorted(types),
        ties=sorted(ties),
        weighting=weighting,
        window=window and Window(window[0], window[1], WindowBy(window[2])),
    )
    days = window and (*map(date.fromisoformat, window[:2]), window[2])
    kinds = {tie.name for tie in ties}
    edges, nodes, activities, missing = naive.network(graph, kinds, types, days)
    column = 0 if weighting is Weighting.COUNT else 1
    assert edges_of(tables, network) == pytest.approx(
        {pair: float(sum(said[column] for said in by.values())) for pair, by in edges.items()}
    )
    for pair, numbers in zip(edges_of(tables, network), network.shared.tolist(), strict=True):
        told = dict(zip((tie.name for tie in network.ties), numbers, strict=True))
        assert {kind: n for kind, n in told.items() if n} == {
            kind: number for kind, (number, _) in edges[pair].items()
        }
    assert nodes_of(tables, network).keys() == nodes
    for part in network.totals.by_kind:
        name = part.kind.name
        assert (part.activities, part.missing) == (activities[name], missing[name])
        assert part.edges == sum(name in by for by in edges.values())
        assert part.weight == pytest.approx(
            float(sum(by[name][column] for by in edges.values() if name in by))
        )


@given(graphs(organizations=12, projects=8))
def test_newman_strength_is_the_number_of_projects_with_a_partner(graph):
    tables = tables_of(**graph)
    network = collaboration_network(tables, types=TYPES, weighting=Weighting.NEWMAN)
    members = {}
    for organization, project in graph["participations"]:
        members.setdefault(project, set()).add(organization)
    for id_, (_, strength) in nodes_of(tables, network).items():
        shared = [m for m in members.values() if id_ in m and len(m) > 1]
        assert strength == pytest.approx(len(shared))


def test_davis_women_have_the_weights_that_newman_published():
    women = nx.davis_southern_women_graph()
    names = [n for n, side in women.nodes(data="bipartite") if side == 0]
    events = {n: None for n, side in women.nodes(data="bipartite") if side == 1}
    tables = tables_of(dict.fromkeys(names, "University"), events, women.edges)
    network = collaboration_network(tables, types=("University",), weighting=Weighting.NEWMAN)
    assert network.totals.edges == 139
    # Every event shares one unit of strength with each of its women: 89 = the sum of event sizes.
    assert network.totals.weight == pytest.approx(89 / 2)
    edges = edges_of(tables, network)
    assert edges["Evelyn Jefferson", "Laura Mandeville"] == pytest.approx(1.562637, abs=5e-7)
