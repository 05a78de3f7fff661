"""Small faults put into maps are found by the oracle (`naive_maps`) on random graphs."""

from __future__ import annotations

import importlib
import random
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from graph_tables import tables_of
from measured_graphs import TYPES, enriched
from naive_maps import TIES, districts, drawn_map, flows

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
    ("ecosystem_map", "every.weight >= question.min_weight", "every.weight > question.min_weight"),
    ("ecosystem_map", "neighbours_of(heavy, size)\n", "neighbours_of(every, size)\n"),
    ("ecosystem_map", "np.tile(heavy.weight, 2), size)", "np.tile(heavy.weight * 2, 2), size)"),
    ("ecosystem_map", "degree[present] >= question", "degree[present] > question"),
    ("ecosystem_map", "candidates[tables.order_by_id(candidates)]", "candidates"),
    ("ecosystem_map", "np.argsort(-degree", "np.argsort(degree"),
    ("ecosystem_map", "(rank[heavy.source] >= 0) & (rank", "(rank"),
    ("ecosystem_map", "-among.weight)", "among.weight)"),
    ("ecosystem_map", "rank[among.target], rank[among.source]", "rank[among.source], rank[among.target]"),
    ("ecosystem_map", "(among.type, rank", "(-among.type, rank"),
    ("ecosystem_map", "neighbours_of(shown, size)", "neighbours_of(among, size)"),
    ("ecosystem_map", "nodes=len(present)", "nodes=len(candidates)"),
    ("ecosystem_map", "links=len(every)", "links=len(heavy)"),
    ("summaries", "links = links.take(links.weight >= question.min_weight)\n    types", "types"),
    ("summaries", "undirected[links.type] & (source > target)", "(source > target)"),
    ("summaries", "np.where(turned, target, source), np", "source, np"),
    ("summaries", "np.bincount(place, links.weight", "np.bincount(place, links.weight * 0 + 1"),
    ("summaries", "total(both > 1)", "total(both > 0)"),
    ("summaries", "total(links.weight[link])", "total(links.weight[link] * both)"),
    ("summaries", "chosen & ~somewhere", "~somewhere"),
    ("summaries", "inside = chosen[links.source]", "inside = links.source >= 0"),
]  # fmt: skip
GRAPHS = 60


def changed(name, old, new):
    """A module of maps with one piece of its text changed, run as it stands."""
    real = importlib.import_module(f"analytics.maps.{name}")
    source = Path(real.__file__).read_text("utf-8")
    assert source.count(old) == 1, f"{old!r} occurs {source.count(old)} times in {name}"
    module = ModuleType(real.__name__)
    exec(compile(source.replace(old, new), real.__file__, "exec"), module.__dict__)
    return module


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
        "built": [(p, dice.choice([*orgs])) for p in platforms for _ in range(2)],
    }
    graph = enriched(graph, dice)
    kinds = [*TIES, "PARTICIPATES_IN", "BUILT_WITH", "HOSTS"]
    question = MapQuestion(
        types=tuple(dice.sample([*TYPES, "Project", "Carrier"], 5)),
        link_types=tuple(dice.sample(kinds, 6)),
        min_weight=dice.choice((1, 1, 2)),
        min_degree=dice.choice((0, 1, 2)),
        max_nodes=dice.choice((4, 20)),
        max_links=dice.choice((3, 60)),
    )
    tables = tables_of(**graph)
    return tables, question, network_of(tables, question.network), graph


@cache
def by_loops(seed):
    _, question, _, graph = drawn(seed)
    return drawn_map(graph, question)


def is_right(module, seed):
    tables, question, network, _ = drawn(seed)
    expected = by_loops(seed)
    found = module.ecosystem_map(tables, network, question)
    numbers = [column.tolist() for column in (found.degree, found.weight, found.hidden)]
    nodes = dict(zip(found.ids, zip(*numbers, strict=True), strict=True))
    columns = (found.source, found.target, found.link_type, found.link_weight)
    links = [
        (found.ids[source], found.ids[target], question.link_types[kind], weight)
        for source, target, kind, weight in zip(*(c.tolist() for c in columns), strict=True)
    ]
    told = found.totals
    cuts = (told.nodes, told.below_min_degree, told.beyond_max_nodes)
    cuts += (told.links, told.below_min_weight, told.of_hidden_nodes, told.beyond_max_links)
    return (nodes, links, cuts) == expected and [*nodes] == [*expected[0]]


def sums_are_right(module, seed):
    tables, question, network, graph = drawn(seed)
    told = module.flows_of(tables, network, question)
    by = module.districts_of(tables, network, question)
    return (
        {(f.type, f.source, f.target): (f.links, f.weight) for f in told},
        {d.id: (d.records, d.links, d.inside, d.weight) for d in by},
    ) == (flows(graph, question), districts(graph, question))


def test_maps_are_right_on_all_these_graphs():
    module = importlib.import_module("analytics.maps.ecosystem_map")
    assert all(is_right(module, seed) for seed in range(GRAPHS))
    module = importlib.import_module("analytics.maps.summaries")
    assert all(sums_are_right(module, seed) for seed in range(GRAPHS))


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[1][:40]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    module = changed(*mutant)
    if mutant[0] == "relations":
        whole = changed("ecosystem_map", "DEFINITION: Final", "DEFINITION: Final")
        whole.relations_of, whole.neighbours_of = module.relations_of, module.neighbours_of
        module = whole
    right = sums_are_right if mutant[0] == "summaries" else is_right
    assert not all(right(module, seed) for seed in range(GRAPHS))
