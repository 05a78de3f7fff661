"""Small faults put into maps are found by the oracle (`naive_maps`) on random graphs."""

from __future__ import annotations

import importlib
import math
import random
from collections import defaultdict
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace

import pytest
from graph_tables import tables_of
from measured_graphs import TYPES, enriched
from mutated_modules import imported_anew
from naive_maps import CHAIN, TIES, districts, drawn_map, flows, staged

from analytics.maps.question import MapQuestion
from analytics.networks.network import network_of

MUTANTS = [
    ("relations", "np.minimum(links.source, links.target)", "links.source"),
    ("relations", "np.unique(lesser", "(lesser"),
    ("relations", "& (links.source != links.target)", ""),
    ("relations", "chosen[links.source] & chosen[links.target]", "chosen[links.source]"),
    ("relations", "number.astype(np.int64)", "np.ones_like(number)"),
    ("relations", "np.full(len(source), place)", "np.zeros(len(source), dtype=np.int64)"),
    ("relations", "shared[rows]", "edges.weight[rows].sum(axis=1).astype(np.int64)"),
    ("chart", "every.weight >= question.min_weight", "every.weight > question.min_weight"),
    ("chart", "degree=neighbours_of(links, size)", "degree=neighbours_of(every, size)"),
    ("chart", "np.tile(links.weight, 2), size)", "np.tile(links.weight * 2, 2), size)"),
    ("chart", "(links.target[here[links.source]], links.source[here[links.target]])", "(links.target[here[links.source]],)"),
    ("chart", "] = step + 1", "] = step"),
    ("chart", "range(question.distance)", "range(1)"),
    ("chart", "found |= here", "pass"),
    ("chart", "        found[links.target[here[links.source]]] = True\n", ""),
    ("ecosystem_map", "degree[near] >= question", "degree[near] > question"),
    ("ecosystem_map", "present[chart.near[present]]", "present"),
    ("ecosystem_map", "candidates[tables.order_by_id(candidates)]", "candidates"),
    ("ecosystem_map", "np.lexsort((-degree", "np.lexsort((degree"),
    ("ecosystem_map", "chart.distance[candidates])", "0 * candidates)"),
    ("ecosystem_map", "(rank[heavy.source] >= 0) & (rank", "(rank"),
    ("ecosystem_map", "-among.weight)", "among.weight)"),
    ("ecosystem_map", "rank[among.target], rank[among.source]", "rank[among.source], rank[among.target]"),
    ("ecosystem_map", "(among.type, rank", "(-among.type, rank"),
    ("ecosystem_map", "neighbours_of(shown, size)", "neighbours_of(among, size)"),
    ("ecosystem_map", "nodes=len(present)", "nodes=len(near)"),
    ("ecosystem_map", "links=len(every)", "links=len(heavy)"),
    ("flows", "        & chart.near\n", ""),
    ("flows", "turned = undirected[rows] & (source > target)", "turned = source > target"),
    ("flows", "turned = undirected[rows] & (source > target)", "turned = undirected[rows] & False"),
    ("flows", "np.where(along, target, source)", "target"),
    ("flows", "step.either & ties[", "ties["),
    ("flows", "- np.isin(middle * width + end, pairs) > 0", "> 0"),
    ("flows", "_passed_on(first.far, first.near,", "_passed_on(first.near, first.far,"),
    ("flows", "np.bincount(place, rows.links.weight[rows.link]", "np.bincount(place, rows.links.weight[rows.link] * 0 + 1"),
    ("flows", "np.unique((rows * width + source) * width + target,", "np.unique(rows,"),
    ("flows", "np.where(turned, step.far[rows], step.near[rows])", "step.near[rows]"),
    ("groups", "np.where(code >= 0, code, stage)", "code"),
    ("groups", "others[segments_of(tables, index)] = False", "others[:] = False"),
    ("groups", "(hosting.source[left].astype(np.int64), places[right])", "(hosting.target[left].astype(np.int64), places[right])"),
    ("groups", "inside = chosen[record]", "inside = record >= 0"),
    ("groups", "np.unique(record[inside] * width + group[inside])", "(record[inside] * width + group[inside])"),
    ("groups", '(texts[code[at]] if code[at] >= 0 else "", table.ids[at])', "table.ids[at]"),
    ("districts", "np.minimum(degree, 1)", "degree"),
    ("districts", "links = chart.near_links", "links = chart.links"),
    ("districts", "ends > 1", "ends > 0"),
    ("districts", "weight[first].sum()", "weight.sum()"),
    ("districts", "links.weight[link] if weighed", "ends if weighed"),
    ("districts", "where=under > 0", "where=over > 0"),
    ("evidence", "(links.source == index) | (links.target == index)", "links.source == index"),
    ("evidence", "(rows.step == step)", "(rows.step >= 0)"),
    ("evidence", "& (rows.target == names.index(target))", ""),
    ("evidence", "(links.source == ends[0]) & (links.target == ends[1])", "links.source == ends[0]"),
    ("evidence", "DIVISORS[measure] if divisor else measure", "measure"),
    ("evidence", "ties=(tie,)", "ties=question.ties"),
]  # fmt: skip
GRAPHS = 70
NAMES = ("relations", "chart", "ecosystem_map", "groups", "flows", "districts", "evidence")


@contextmanager
def maps(mutation=None):
    """The modules of maps imported anew, one of them changed by (module, old text, new text)."""
    names = {f"analytics.maps.{name}" for name in NAMES}
    change = mutation and (f"maps.{mutation[0]}", *mutation[1:])
    with imported_anew(names.__contains__, "analytics", change):
        yield {name: importlib.import_module(f"analytics.maps.{name}") for name in NAMES}


@cache
def drawn(seed):
    """Tables of a random graph, a question, the network of the question, and the graph."""
    dice = random.Random(seed)
    orgs = {f"o{i}": (dice.choice(TYPES), None) for i in range(7)}
    works = {f"p{i}": (None, None) for i in range(4)}
    taking_part = [(dice.choice([*orgs]), dice.choice([*works])) for _ in range(14)]
    platforms = [id_ for id_, (type_, _) in orgs.items() if type_ == "Platform"]
    graph = {
        "organizations": dict(dice.sample([*orgs.items()], len(orgs))),
        "projects": works,
        "participations": taking_part,
        "built": [(p, o) for p in platforms for o in dice.sample([*orgs], 2)],
    }
    graph = staged(enriched(graph, dice), dice)
    # What is said twice counts once.
    graph["links"]["LOCATED_IN"] *= 2
    kinds = [*TIES, "PARTICIPATES_IN", "BUILT_WITH", "HOSTS", "SERVES", "OWNS"]
    types = tuple(dice.sample([*TYPES, "Project", "Carrier", "ChainSegment", "IndustryChain"], 6))
    question = MapQuestion(
        types=types,
        link_types=tuple(dice.sample(kinds, 8)),
        chain=dice.choice((None, None, CHAIN)),
        around=dice.choice((None, None, "o0")),
        distance=dice.choice((1, 2)),
        min_weight=dice.choice((1, 1, 2)),
        min_degree=dice.choice((0, 1, 2)),
        max_nodes=dice.choice((4, 20)),
        max_links=dice.choice((3, 60)),
    )
    tables = tables_of(**graph)
    asked = {
        "via": types[:1] if dice.random() < 0.5 else (),
        "sources": types[1:3] if dice.random() < 0.5 else (),
        "by": dice.choice(("TYPE", "STAGE", "POSITION", "POSITION", "DISTRICT", "RECORD")),
    }
    return tables, question, network_of(tables, question.network), graph, asked


@cache
def by_loops(seed):
    """The map, its flows, and what its districts sum up, by loops."""
    _, question, _, graph, asked = drawn(seed)
    of = SimpleNamespace(**{"targets": (), "sources": (), **asked})
    return (
        drawn_map(graph, question),
        {
            band: (len(met), sum(weight for weight, _ in met.values()))
            for band, met in flows(graph, question, of).items()
        },
        groups_met(flows(graph, question, of)),
        {measure: districts(graph, question, measure) for measure in SUMMED.values()},
    )


SUMMED = {"LINKED_RECORDS": "LINKED_RECORDS", "INSIDE_LINKS": "INSIDE_LINKS", "WEIGHT": "WEIGHT"}
SUMMED |= {"MEAN_DEGREE": "DEGREES", "RECORDS": "RECORDS"}


def groups_met(bands):
    joined = defaultdict(set)
    for (step, source, target, _), met in bands.items():
        for _, (near, far) in met.values():
            joined[step, source].add(near)
            joined[step + 1, target].add(far)
    return {group: len(records) for group, records in joined.items()}


def map_is_right(modules, seed):
    tables, question, network, _, _ = drawn(seed)
    expected = by_loops(seed)[0]
    chart = modules["chart"].chart_of(tables, network, question.whole)
    found = modules["ecosystem_map"].ecosystem_map(tables, network, chart, question)
    numbers = [column.tolist() for column in (found.degree, found.weight, found.hidden)]
    nodes = dict(zip(found.ids, zip(*numbers, strict=True), strict=True))
    columns = (found.source, found.target, found.link_type, found.link_weight)
    links = [
        (found.ids[source], found.ids[target], question.link_types[kind], weight)
        for source, target, kind, weight in zip(*(c.tolist() for c in columns), strict=True)
    ]
    told = found.totals
    cuts = (told.nodes, told.beyond_distance, told.below_min_degree, told.beyond_max_nodes)
    cuts += (told.links, told.below_min_weight, told.of_hidden_nodes, told.beyond_max_links)
    return (nodes, links, cuts) == expected and [*nodes] == [*expected[0]]


def flows_are_right(modules, seed):
    tables, question, network, _, asked = drawn(seed)
    _, bands, met, _ = by_loops(seed)
    chart = modules["chart"].chart_of(tables, network, question.whole)
    of = modules["flows"].FlowsQuestion(**{**asked, "by": modules["groups"].GroupedBy(asked["by"])})
    found = modules["flows"].flows_of(tables, chart, question, of)
    columns = (found.source, found.target, found.type, found.links, found.weight)
    told = [
        (
            (
                found.nodes[s].column,
                found.nodes[s].name,
                found.nodes[t].name,
                question.link_types[k],
            ),
            (number, weight),
        )
        for s, t, k, number, weight in zip(*(c.tolist() for c in columns), strict=True)
    ]
    return (
        (dict(told), len(told)) == (bands, len(bands))
        and met == {(node.column, node.name): node.records for node in found.nodes}
        and all(
            total(modules["evidence"].flow_things(tables, chart, question, of, band, weighted=True))
            == weight
            for band, (_, weight) in bands.items()
        )
    )


def total(things):
    return sum(thing.weight for thing in things)


def districts_are_right(modules, seed):
    tables, question, network, _, _ = drawn(seed)
    chart = modules["chart"].chart_of(tables, network, question.whole)
    measures = modules["districts"].DistrictMeasure
    summed = by_loops(seed)[3]
    records, of_all = summed["RECORDS"]
    for name, oracle in SUMMED.items():
        found = modules["districts"].districts_of(tables, chart, question, measures(name))
        values, whole = summed[oracle]
        if name == "MEAN_DEGREE":
            values = {d: v / records[d] if records[d] else None for d, v in values.items()}
            whole = whole / of_all if of_all else None
        shown = [None if math.isnan(value) else value for value in found.values.tolist()]
        if dict(zip((*found.ids, ""), shown, strict=True)) != values or list(found.ids) != sorted(
            found.ids, key=ORDER.index
        ):
            return False
        if (None if math.isnan(found.whole) else found.whole) != whole:
            return False
    mean = measures("MEAN_DEGREE")
    things = modules["evidence"].district_things
    return all(
        (
            total(things(tables, chart, question, d, mean, divisor=False)),
            total(things(tables, chart, question, d, mean, divisor=True)),
        )
        == (summed["DEGREES"][0][d], number)
        for d, number in records.items()
    )


ORDER = ["nowhere", "hangzhou", "ouhai"]
"""The districts by code."""


def openings_are_right(modules, seed):
    tables, question, network, _, _ = drawn(seed)
    chart = modules["chart"].chart_of(tables, network, question.whole)
    nodes, links, _ = by_loops(seed)[0]
    evidence = modules["evidence"]
    return all(
        total(evidence.neighbours_met(tables, chart, question, id_, weighted=weighted))
        == of[weighted]
        for id_, of in nodes.items()
        for weighted in (False, True)
    ) and all(
        total(evidence.link_things(tables, question, *link)) == weight for *link, weight in links
    )


WAYS = {
    "relations": (map_is_right,),
    "chart": (map_is_right,),
    "ecosystem_map": (map_is_right,),
    "flows": (flows_are_right,),
    "groups": (flows_are_right, districts_are_right),
    "districts": (districts_are_right,),
    "evidence": (openings_are_right, flows_are_right, districts_are_right),
}


def are_right(modules, name):
    return all(way(modules, seed) for way in WAYS[name] for seed in range(GRAPHS))


def test_maps_are_right_on_all_these_graphs():
    with maps() as modules:
        for name in ("chart", "groups", "evidence"):
            assert are_right(modules, name)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[1][:40]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with maps(mutant) as modules:
        assert not are_right(modules, mutant[0])
