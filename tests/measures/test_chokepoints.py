"""Oracle: `naive_supply`, which takes each thing away and looks at what is left (<= 12 nodes)."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from chain_graphs import with_an_actor
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st
from naive_chains import STAGES
from naive_supply import Supply, piece_of, pieces, supply_graph

from analytics.chains.chokepoints import ChokepointKind, chokepoints
from analytics.chains.chokepoints_evidence import chokepoint_evidence
from analytics.chains.provisions import ChainColumn
from analytics.chains.resilience import ResilienceQuestion, resilience
from analytics.chains.suppliers import SupplyQuestion
from analytics.counted import CountedLink, Part

Kind = ChokepointKind
FEW = (Kind.NO_LOCAL_PROVIDER, Kind.SINGLE_PROVIDER)
REGIONS = st.sampled_from([None, "3303"])
SEEDS = st.integers(0, 2**32)


def ask(tables, region=None, stages=("INDUSTRIALISATION",)):
    question = SupplyQuestion(
        chain="chain", region=region, stages=tuple(ChainColumn(stage) for stage in stages)
    )
    return question, chokepoints(tables, question, tables.index_of("chain"))


def told(tables, found, *kinds):
    """{(kind, node, far end or None): (number, of)}."""
    return {
        (
            one.kind.value,
            tables.id_of(one.node),
            tables.id_of(one.other) if one.other >= 0 else None,
        ): (
            one.number,
            one.of,
        )
        for one in found.found
        if one.kind in kinds
    }


@pytest.fixture
def pump():
    # Casting and seal go into pump a, casting alone into pump b, pump a into the station; nobody
    # makes the seal, e1 alone the casting. e1 - e2 - e3 - e4 share a project each two; s3 is
    # served by nobody, s1 by e1 alone, s2 by e2, e3 and e4.
    return tables_from(
        {
            "Enterprise": {"e1": {}, "e2": {}, "e3": {}, "e4": {}},
            "Project": {"p12": {}, "p23": {}, "p34": {}},
            "Product": {"casting": {}, "seal": {}, "a": {}, "b": {}, "station": {}},
            "ChainSegment": {"s1": {"order": 1}, "s2": {"order": 2}, "s3": {"order": 3}},
            "IndustryChain": {"chain": {}},
        },
        {
            "PARTICIPATES_IN": [
                ("e1", "p12"), ("e2", "p12"), ("e2", "p23"), ("e3", "p23"), ("e3", "p34"), ("e4", "p34")
            ],
            "OPERATES_IN": [("e1", "s1"), ("e2", "s2"), ("e3", "s2"), ("e4", "s2")],
            "SEGMENT_OF": [("s1", "chain"), ("s2", "chain"), ("s3", "chain")],
            "PRODUCT_OF": [("casting", "s1"), ("a", "s2"), ("b", "s2"), ("station", "s3")],
            "UPSTREAM_OF": [("casting", "a"), ("seal", "a"), ("casting", "b"), ("a", "station")],
            "PRODUCES": [("e1", "casting"), ("e2", "a"), ("e3", "a"), ("e2", "b"), ("e3", "b")],
        },
    )  # fmt: skip


def test_segments_and_products_with_at_most_one_provider_are_named(pump):
    _, found = ask(pump)
    assert told(pump, found, *FEW) == {
        ("NO_LOCAL_PROVIDER", "s3", None): (0, 0),
        ("NO_LOCAL_PROVIDER", "station", None): (0, 0),
        ("SINGLE_PROVIDER", "s1", None): (1, 1),
        ("SINGLE_PROVIDER", "casting", None): (1, 1),
    }
    # The seal comes from outside of the chain: who makes it is not the chain's business.
    assert (found.local.tolist(), found.anywhere.tolist()) == ([1, 3, 0], [1, 3, 0])


def test_what_every_line_to_a_final_product_goes_through_dominates_it(pump):
    _, found = ask(pump)
    # Final are the station and pump b. The station can do without the casting (by the seal), but
    # not without pump a; b can not without the casting. Without s1 b is lost, without s2 the
    # station is (b is of s2 itself).
    assert told(pump, found, Kind.DOMINATOR) == {
        ("DOMINATOR", "a", None): (1, 2),
        ("DOMINATOR", "casting", None): (1, 2),
        ("DOMINATOR", "s1", None): (1, 2),
        ("DOMINATOR", "s2", None): (1, 2),
    }
    assert (found.tiers, found.products, found.finals) == (3, 5, 2)


def test_cuts_are_told_with_what_falls_off_but_not_those_of_single_leaves(pump):
    _, found = ask(pump)
    # e1 - e2 - e3 - e4: without e2 or e3 only a leaf is cut off from the largest rest; the tie
    # between them leaves two on each side.
    assert told(pump, found, Kind.CUT_VERTEX, Kind.BRIDGE) == {("BRIDGE", "e3", "e2"): (2, 4)} or (
        told(pump, found, Kind.CUT_VERTEX, Kind.BRIDGE) == {("BRIDGE", "e2", "e3"): (2, 4)}
    )


def test_redundancy_is_between_the_first_stage_and_the_last_segment_with_providers(pump):
    _, found = ask(pump)
    # Only production is known, so all four begin; s2 is the last with anybody: e2, e3 and e4
    # themselves are three ways.
    assert found.redundancy.stage is ChainColumn.INDUSTRIALISATION
    assert pump.id_of(found.redundancy.segment) == "s2"
    assert pump.ids_of(found.redundancy.cut) == ["e2", "e3", "e4"]
    assert {key[1]: value for key, value in told(pump, found, Kind.MINIMUM_CUT).items()} == (
        dict.fromkeys(("e2", "e3", "e4"), (3, 4))
    )


def test_without_supply_links_dominators_are_not_evaluated(pump):
    links = {k: v for k, v in pump.links.items() if k not in ("UPSTREAM_OF", "PRODUCES")}
    bare = type(pump)(pump.version, pump.as_of, pump.nodes, links)
    _, found = ask(bare)
    reasons = {one.name: one.reason for one in found.not_evaluated}
    assert reasons["DOMINATOR"] == "No UPSTREAM_OF link has been loaded."
    assert reasons["makers of products"] == "No PRODUCES link has been loaded."
    assert (found.tiers, told(bare, found, Kind.DOMINATOR)) == (0, {})


def test_a_circle_has_no_raw_input_and_no_final_product():
    tables = tables_from(
        {"Product": {"x": {}, "y": {}}, "ChainSegment": {"s": {}}, "IndustryChain": {"chain": {}}},
        {
            "PRODUCT_OF": [("x", "s"), ("y", "s")],
            "UPSTREAM_OF": [("x", "y"), ("y", "x")],
            "SEGMENT_OF": [("s", "chain")],
        },
    )
    _, found = ask(tables)
    reasons = {one.name: one.reason for one in found.not_evaluated}
    assert (found.finals, found.tiers, "DOMINATOR" in reasons) == (0, 0, True)


def test_evidence_of_a_dominator_is_what_is_lost_with_a_line_to_it(pump):
    question, _ = ask(pump)
    (lost,) = chokepoint_evidence(
        pump,
        question,
        pump.index_of("chain"),
        kind=Kind.DOMINATOR,
        node=pump.index_of("a"),
        part=Part.NUMERATOR,
    )
    assert (lost.node, lost.links) == ("station", (CountedLink("UPSTREAM_OF", "a", "station"),))


def test_a_support_is_no_stage_of_supply():
    with pytest.raises(ValueError, match="FINANCE is no stage"):
        SupplyQuestion(chain="chain", stages=(ChainColumn.FINANCE,))
    with pytest.raises(ValueError, match="stages is empty"):
        SupplyQuestion(chain="chain", stages=())


@given(SEEDS, REGIONS, st.sets(st.sampled_from(STAGES), min_size=1))
def test_few_providers_and_dominators_are_those_found_by_taking_away(seed, region, stages):
    graph = supply_graph(random.Random(seed))
    tables, naive = tables_from(*graph), Supply(graph, region, sorted(stages))
    _, found = ask(tables, region, sorted(stages))
    assert tables.ids_of(found.segments) == naive.segments
    each = [naive.suppliers(segment) for segment in naive.segments]
    for place, numbers in enumerate((found.local, found.anywhere, found.untold)):
        assert numbers.tolist() == [len(sets[place]) for sets in each]
    expected = {}
    own, every = naive.products()
    sides = {s: naive.suppliers(s)[:2] for s in naive.segments}
    if graph[1]["PRODUCES"]:
        sides |= {p: naive.makers(p) for p in own}
    for node, (local, anywhere) in sides.items():
        if len(local) < 2:
            kind = "SINGLE_PROVIDER" if local else "NO_LOCAL_PROVIDER"
            expected[kind, node, None] = len(local), len(anywhere)
    assert told(tables, found, *FEW) == expected
    finals = naive.finals()
    lost = {node: naive.lost({node}) for node in every}
    for segment in naive.segments:
        lost[segment] = naive.lost({p for p in own if naive.first_segment(p) == segment})
    assert told(tables, found, Kind.DOMINATOR) == {
        ("DOMINATOR", node, None): (len(them), len(finals)) for node, them in lost.items() if them
    }
    assert found.finals == len(finals)


@given(SEEDS, REGIONS)
def test_cuts_and_redundancy_are_those_found_by_taking_away(seed, region):
    graph = supply_graph(random.Random(seed))
    tables, naive = tables_from(*graph), Supply(graph, region, ["INDUSTRIALISATION"])
    _, found = ask(tables, region)
    nodes = naive.providers()
    ties = naive.ties(nodes)
    assert (found.providers, found.ties) == (len(nodes), len(ties))
    expected = {}
    for node in nodes:
        whole = piece_of(node, nodes, ties)
        rest = pieces(whole - {node}, ties)
        off = sum(map(len, rest[:-1]))
        if off >= 2:
            expected[node] = off, len(whole)
    vertices = told(tables, found, Kind.CUT_VERTEX)
    assert {key[1]: value for key, value in vertices.items()} == expected
    bridges = {}
    for pair in ties:
        sides = [piece_of(end, nodes, ties, cut=pair) for end in pair]
        if sides[0] != sides[1] and min(map(len, sides)) >= 2:
            bridges[frozenset(pair)] = min(map(len, sides)), sum(map(len, sides))
    assert {
        frozenset(key[1:]): value for key, value in told(tables, found, Kind.BRIDGE).items()
    } == bridges
    cut = set(tables.ids_of(found.redundancy.cut))
    stage = next((s for s in STAGES if naive.providers([s])), None)
    served = [s for s in naive.segments if naive.suppliers(s)[0]]
    sources = naive.providers([stage]) if stage else set()
    targets = naive.suppliers(served[-1])[0] if served else set()

    def meets(without):
        return not any(p & sources and p & targets for p in pieces(nodes, ties, without))

    assert meets(cut)
    assert not cut or not any(map(meets, combinations(sorted(nodes), len(cut) - 1)))


@given(SEEDS, REGIONS)
def test_an_added_actor_adds_nothing_to_what_has_at_most_one_local_provider(seed, region):
    rng = random.Random(seed)
    graph = supply_graph(rng)
    nodes, links = with_an_actor(graph, rng)
    links["PRODUCES"] = [*links["PRODUCES"], ("new", rng.choice(list(nodes["Product"])))]
    before, after = (tables_from(*one) for one in (graph, (nodes, links)))
    few = [
        {key[1] for key in told(tables, ask(tables, region)[1], *FEW)} for tables in (before, after)
    ]
    if graph[1]["PRODUCES"]:
        assert few[1] <= few[0]


@given(SEEDS)
def test_other_names_of_the_nodes_change_nothing(seed):
    nodes, links = supply_graph(random.Random(seed))
    names = [id_ for records in nodes.values() for id_ in records if id_ != "chain"]
    shuffled = random.Random(seed + 1).sample(names, len(names))
    other = dict(zip(names, (f"n-{name}" for name in shuffled), strict=True)) | {"chain": "chain"}
    renamed = (
        {
            type_: {other[id_]: said for id_, said in records.items()}
            for type_, records in nodes.items()
        },
        {
            type_: [(other[a], other[b], *rest) for a, b, *rest in rows]
            for type_, rows in links.items()
        },
    )
    one, two = (tables_from(*graph) for graph in ((nodes, links), renamed))
    kinds = (*FEW, Kind.CUT_VERTEX)
    found = [told(tables, ask(tables)[1], *kinds) for tables in (one, two)]
    assert {(k, other[n], f): value for (k, n, f), value in found[0].items()} == found[1]


@given(SEEDS, REGIONS)
def test_the_length_of_the_evidence_is_the_number_shown(seed, region):
    tables = tables_from(*supply_graph(random.Random(seed)))
    question, found = ask(tables, region)
    for one in found.found[seed % 3 :: 3]:
        for part, number in ((Part.NUMERATOR, one.number), (Part.DENOMINATOR, one.of)):
            listed = chokepoint_evidence(
                tables,
                question,
                tables.index_of("chain"),
                kind=one.kind,
                node=one.node,
                other=one.other,
                part=part,
            )
            assert len(listed) == number, one
            assert sum(thing.weight for thing in listed) == number
            places = [thing.position for thing in listed]
            assert places == sorted(set(places))


def test_a_chain_of_nothing_hangs_on_nothing_and_the_reasons_are_told():
    tables = tables_from({"IndustryChain": {"chain": {}}, "Enterprise": {"e": {}}}, {})
    question, found = ask(tables, "3303")
    assert (found.found, found.providers, found.redundancy.stage) == ((), 0, None)
    assert {one.name for one in found.not_evaluated} >= {"DOMINATOR", "PROJECT", "CONTRACT"}
    left = resilience(tables, ResilienceQuestion(supply=question), tables.index_of("chain"))
    assert [curve.share.tolist() for curve in left.curves] == [[0], [0]]
