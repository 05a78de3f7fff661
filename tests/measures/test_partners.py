"""Proposed partners.

The oracles: networkx pair by pair for common partners, `naive_partners` (loops over sets) for the
rest.
"""

from __future__ import annotations

import math

import naive_partners as naive
import networkx as nx
import pytest
from graph_tables import tables_of
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_graphs import TYPES, graphs

from analytics.networks.network import NetworkQuestion
from analytics.partners.proposals import Reason, Recommender
from analytics.partners.question import Method, PartnersQuestion
from analytics.partners.subjects import Subject, subject_links, subjects_of
from analytics.ties.kinds import Tie
from analytics.window import Window

EVERYBODY = ("University", "Enterprise", "Platform", "UnclassifiedOrganization")

# u works with a and b, v with a and b, w with b: a has 2 partners, b has 3.
TIES = [("u", "a"), ("u", "b"), ("v", "a"), ("v", "b"), ("w", "b")]


def tables_with(pairs=TIES, types=None, **more):
    ids = sorted({end for pair in pairs for end in pair} | {*(types or {})})
    return tables_of(
        {id_: (types or {}).get(id_, "University") for id_ in ids},
        {f"p{i}": ("2020", None) for i in range(len(pairs))},
        [(end, f"p{i}") for i, pair in enumerate(pairs) for end in pair],
        **more,
    )


def asked(**words):
    network = words.pop("network", {})
    return PartnersQuestion(network=NetworkQuestion(types=EVERYBODY, **network), **words)


def proposed(tables, id_, first=9, **words):
    made = Recommender(tables, asked(**words))
    found, count, popular = made.propose(made.row_of(tables.index_of(id_)), first)
    return {tables.id_of(one.organization): one for one in found}, count, popular


def test_common_partners_count_the_more_the_fewer_partners_they_have():
    found, count, _ = proposed(tables_with(), "u")
    assert list(found) == ["v", "w"]
    assert found["v"].score == round(1 / math.log(2) + 1 / math.log(3), 9)
    assert found["w"].score == round(1 / math.log(3), 9)
    assert count == 2
    found, *_ = proposed(tables_with(), "u", method=Method.RESOURCE_ALLOCATION)
    assert [one.score for one in found.values()] == [round(1 / 2 + 1 / 3, 9), round(1 / 3, 9)]


def test_each_proposal_is_explained_by_what_adds_up_to_its_score():
    tables = tables_with()
    found, *_ = proposed(tables, "u", method=Method.RESOURCE_ALLOCATION)
    why = [(one.reason, tables.id_of(one.node), one.shared_by, one.adds) for one in found["v"].why]
    assert why == [(Reason.PARTNER, "a", 2, 1 / 2), (Reason.PARTNER, "b", 3, 1 / 3)]


def test_partners_and_the_organisation_itself_are_not_proposed():
    pairs = [("u", "v"), ("u", "a"), ("v", "a")]
    assert proposed(tables_with(pairs), "u")[:2] == ({}, 0)


def test_only_another_type_is_proposed_if_so_asked():
    tables = tables_with(types={"w": "Enterprise"})
    assert list(proposed(tables, "u", cross_sector=True)[0]) == ["w"]


def test_who_has_too_many_partners_is_counted_but_not_proposed():
    # v has 2 partners, w has 1.
    found, count, popular = proposed(tables_with(), "u", max_partners=1)
    assert (list(found), count, popular) == (["w"], 1, 1)
    assert proposed(tables_with(), "u", max_partners=2)[2] == 0


def test_equals_come_by_id():
    pairs = [("u", "a"), ("z", "a"), ("b", "a"), ("m", "a")]
    assert list(proposed(tables_with(pairs), "u")[0]) == ["b", "m", "z"]
    assert list(proposed(tables_with(pairs), "u", first=2)[0]) == ["b", "m"]


CHAIN = {
    "more": {
        "ChainSegment": {"s1": {}, "s2": {}, "s3": {}, "t1": {}},
        "IndustryChain": {"c": {}, "d": {}},
        "Technology": {"k1": {"field": "optics"}, "k2": {"field": "optics"}},
        "Product": {"lens": {}},
        "Carrier": {},
    },
    "links": {
        "SEGMENT_OF": [("s1", "c"), ("s2", "c"), ("s3", "c"), ("t1", "d")],
        # s1: u, x; s2: x; s3: y, z; t1: q.
        "SERVES": [("u", "s1")],
        "OPERATES_IN": [("x", "s1"), ("x", "s2"), ("y", "s3"), ("z", "s3"), ("q", "t1")],
        # u works on k1 by its project p0, r needs k2 for a product of the same field.
        "PROJECT_ADDRESSES": [("p0", "k1")],
        "PRODUCES": [("r", "lens")],
        "USED_IN": [("k2", "lens")],
    },
}
COMPANIES = dict.fromkeys("xyzqr", "Enterprise")


def test_who_is_in_the_same_segment_or_field_is_proposed_without_any_common_partner():
    tables = tables_with([("u", "a")], COMPANIES, **CHAIN)
    found, *_ = proposed(tables, "u", method=Method.RESOURCE_ALLOCATION)
    why = {
        id_: [(w.reason.value, tables.id_of(w.node), w.label, w.shared_by, w.adds) for w in one.why]
        for id_, one in found.items()
    }
    assert why == {
        # s1 has two organisations; s2 would have two with u: 1/2 * 1/2; s3 three: 1/2 * 1/3.
        "x": [("SEGMENT", "s1", "", 2, 1 / 2), ("COMPLEMENT", "s2", "", 1, 1 / 4)],
        # u, a and r work on optics: by k1, k1 and k2.
        "r": [("FIELD", "k1", "optics", 3, 1 / 3)],
        "y": [("COMPLEMENT", "s3", "", 2, 1 / 6)],
        "z": [("COMPLEMENT", "s3", "", 2, 1 / 6)],
    }
    assert [one.score for one in found.values()] == [0.75, 0.333333333, 0.166666667, 0.166666667]


def test_content_and_complement_weigh_as_much_as_asked():
    tables = tables_with([("u", "a")], COMPANIES, **CHAIN)
    alone, *_ = proposed(tables, "u", complement=0.0)
    assert list(alone) == ["x", "r"]
    assert list(proposed(tables, "u", content=0.0, complement=0.0)[0]) == []
    doubled, *_ = proposed(tables, "u", content=2.0, complement=0.0)
    assert doubled["x"].score == round(2 / math.log(2), 9)


def test_a_technology_of_a_project_outside_the_window_is_not_in_common():
    pairs = [("u", "a"), ("u", "b"), ("v", "b")]
    links = {"PROJECT_ADDRESSES": [("p0", "k1"), ("p2", "k1")]}
    more = {"Technology": {"k1": {}}}
    tables = tables_with(pairs, more=more, links=links)
    reasons = {w.reason for w in proposed(tables, "u")[0]["v"].why}
    assert reasons == {Reason.PARTNER, Reason.TECHNOLOGY}
    window = {"window": Window("2021-01-01", "2021-12-31")}
    assert proposed(tables, "u", network=window)[0] == {}


def test_links_show_by_what_an_organisation_works_on_a_subject():
    tables = tables_with([("u", "a")], COMPANIES, **CHAIN)

    def shown(id_, kind, node, label=""):
        links = subject_links(tables, None, tables.index_of(id_), kind=kind,
                              node=tables.index_of(node), label=label)  # fmt: skip
        return [(link.type, link.source, link.target) for link in links]

    assert shown("u", Subject.SEGMENT, "s1") == [("SERVES", "u", "s1")]
    assert shown("u", Subject.FIELD, "k2", "optics") == [
        ("PARTICIPATES_IN", "u", "p0"),
        ("PROJECT_ADDRESSES", "p0", "k1"),
    ]
    assert shown("r", Subject.TECHNOLOGY, "k2") == [
        ("PRODUCES", "r", "lens"),
        ("USED_IN", "k2", "lens"),
    ]
    assert shown("r", Subject.TECHNOLOGY, "k1") == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"content": -0.1}, "content is from 0 to 100"),
        ({"complement": 101.0}, "complement is from 0 to 100"),
        ({"content": math.nan}, "content is from 0 to 100"),
        ({"max_partners": -1}, "at least 0"),
    ],
)
def test_senseless_weights_are_refused_with_their_range(words, reason):
    with pytest.raises(ValueError, match=reason):
        asked(**words)


@st.composite
def working(draw):
    """Random graphs with chains, technologies, products and carriers."""
    graph = draw(graphs(organizations=7, projects=5))
    orgs, projects = [*graph["organizations"]], [*graph["projects"]]
    segments, technologies = ["s0", "s1", "s2", "s3"], ["k0", "k1", "k2"]

    def some(sources, targets, most):
        if not sources or not targets:
            return []
        pairs = st.tuples(st.sampled_from(sources), st.sampled_from(targets))
        return draw(st.lists(pairs, max_size=most, unique=True))

    fields = st.sampled_from((None, "optics", "steel"))
    return {
        **graph,
        "more": {
            "ChainSegment": {s: {} for s in segments},
            "IndustryChain": {"c0": {}, "c1": {}},
            "Technology": {k: {"field": draw(fields)} for k in technologies},
            "Product": {"g0": {}, "g1": {}},
            "Carrier": {"h0": {}},
        },
        "links": {
            "SEGMENT_OF": some(segments, ["c0", "c1"], 5),
            "SERVES": some(orgs, segments, 5),
            "OPERATES_IN": some(orgs, segments, 8),
            "HOSTS": some(orgs, ["h0"], 2),
            "CARRIER_SERVES": some(["h0"], segments, 2),
            "PROJECT_ADDRESSES": some(projects, technologies, 5),
            "PRODUCES": some(orgs, ["g0", "g1"], 4),
            "USED_IN": some(technologies, ["g0", "g1"], 3),
        },
    }


@settings(max_examples=30)
@given(working(), st.sampled_from(Method), st.booleans(), st.sampled_from((None, 1, 3)))
def test_scores_are_those_of_loops_over_sets_and_of_networkx(graph, method, cross, most):
    tables = tables_of(**graph)
    question = asked(
        method=method,
        cross_sector=cross,
        max_partners=most,
        network={"ties": (Tie.PROJECT, Tie.CO_BUILT)},
    )
    made = Recommender(tables, question)
    ids = tables.ids_of(made.nodes)
    whole = nx.Graph()
    whole.add_nodes_from(ids)
    edges = made.network.edges
    names = made.network.graph.ids
    whole.add_edges_from(
        (names[u], names[v])
        for u, v in zip(edges.source.tolist(), edges.target.tolist(), strict=True)
    )
    tied = {id_: {*whole[id_]} for id_ in ids}
    index = {
        Method.ADAMIC_ADAR: nx.adamic_adar_index,
        Method.RESOURCE_ALLOCATION: nx.resource_allocation_index,
    }[method]
    kinds = {id_: said[0] for id_, said in graph["organizations"].items()}
    for row, u in enumerate(ids):
        found, count, popular = made.propose(row, 100)
        true, too_popular = {}, 0
        for v in ids:
            if v == u or v in tied[u] or (cross and kinds[u] == kinds[v]):
                continue
            why = naive.why(
                graph, tied, u, v,
                method=method.value, content=1.0, complement=0.5, projects={*graph["projects"]},
            )  # fmt: skip
            ((*_, pair),) = index(whole, [(u, v)], backend="networkx")
            assert sum(w for (r, _), w in why.items() if r == "PARTNER") == pytest.approx(pair)
            if why and most is not None and len(tied[v]) > most:
                too_popular += 1
            elif why:
                true[v] = why
        assert popular == too_popular
        assert count == len(found) == len(true)
        by_id = {tables.id_of(one.organization): one for one in found}
        order = [(-round(sum(true[v].values()), 9), v) for v in by_id]
        assert order == sorted(order)
        for v, one in by_id.items():
            assert one.score == pytest.approx(sum(true[v].values()), abs=2e-9)
            assert math.fsum(w.adds for w in one.why) == pytest.approx(one.score, abs=1e-9)
            told = {(w.reason.value, w.label or tables.id_of(w.node)): w.adds for w in one.why}
            assert told == pytest.approx(true[v])
            assert one.partners == len(tied[v])


@settings(max_examples=20)
@given(working())
def test_whoever_works_on_a_subject_has_links_that_show_it(graph):
    tables = tables_of(**graph)
    subjects = subjects_of(tables, None)
    pairs = set(zip(subjects.organization.tolist(), subjects.subject.tolist(), strict=True))
    assert len(pairs) == len(subjects.subject)
    for organization in range(len(graph["organizations"])):
        for number, kind in enumerate(subjects.kind):
            node, label = int(subjects.node[number]), subjects.label[number]
            links = subject_links(tables, None, organization, kind=kind, node=node, label=label)
            assert bool(links) is ((organization, number) in pairs)
            assert {link.source for link in links} | {link.target for link in links} <= {
                *(id_ for table in tables.nodes.values() for id_ in table.ids)
            }


def test_types_of_the_random_graphs_are_all_looked_at():
    assert {*TYPES} <= {*EVERYBODY}
