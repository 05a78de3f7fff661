"""Small faults put into the questions on supply are all found by the oracles on random chains."""

from __future__ import annotations

import math
import random
from itertools import combinations

import numpy as np
import pytest
from graph_tables import tables_from
from mutated_measures import measures
from naive_candidates import Candidates
from naive_chains import STAGES, Chain
from naive_shares import naive_index
from naive_supply import Supply, piece_of, pieces, supply_graph

MUTANTS = [
    ("chains.suppliers", "(row < len(segments)) & np.isin(column, columns)", "row < len(segments)"),
    ("chains.suppliers", "np.setdiff1d(untold, local)", "untold"),
    ("chains.network", "kinds, not_evaluated = with_data(tables, KINDS)", "kinds, not_evaluated = with_data(tables, KINDS[:1])"),
    ("chains.network", "nodes = distinct[tables.order_by_id(distinct)]", "nodes = distinct[::-1]"),
    ("chains.supply_lines", "offsets[1:])\n    heads", "offsets[1:])\n    raw = raw[:0]\n    heads"),
    ("chains.supply_lines", "raw = np.flatnonzero(~made & going)", "raw = np.flatnonzero(going)"),
    ("chains.supply_lines", "chosen[more] = True", "chosen[more] = True\n        break"),
    ("chains.supply_lines", "going_on[tail[here[products[head]]]] = True", "going_on[tail] = True"),
    ("chains.supply_lines", "& ~going_on & reached", "& ~going_on"),
    ("chains.supply_lines", "self.final & ~reached & ~without", "self.final & ~reached"),
    ("chains.supply_lines", "np.minimum.at(row,", "np.maximum.at(row,"),
    ("chains.chokepoints", "for row in np.flatnonzero(local <= 1)", "for row in np.flatnonzero(local == 1)"),
    ("chains.chokepoints", "own[near[own] <= 1]", "own[near[own] < 1]"),
    ("chains.chokepoints", "own = lines.products[lines.row >= 0]", "own = lines.products"),
    ("chains.chokepoints", "(hanging.lost >= _LEAST)", "(hanging.lost > _LEAST)"),
    ("chains.chokepoints", "if beyond >= _LEAST:", "if beyond:"),
    ("chains.chokepoints", "        if len(sources):\n            stage", "        if len(sources) > 1:\n            stage"),
    ("chains.chokepoints", "range(len(suppliers.segments) - 1, -1, -1)", "range(len(suppliers.segments))"),
    ("chains.volumes", "kept = here[links.target]", "kept = here[links.target] | True"),
    ("chains.concentration", "np.square(volumes.sum())", "np.square(volumes).sum()"),
    ("chains.concentration", "& places.local[volumes.organization]", ""),
    ("chains.concentration", "here = volumes.segment == segment", "here = volumes.segment >= 0"),
    ("chains.positions", "across = np.where(whole, 1, away)", "across = np.where(whole, 0, away)"),
    ("chains.positions", "along, whole = np.abs(self.row - row)", "along, whole = np.abs(self.row - row) * 0"),
    ("chains.positions", '("TEAM_OF", True)', '("TEAM_OF", False)'),
    ("chains.candidates", "near[self._excluded(gap)] = False", ""),
    ("chains.candidates", "near &= self._platforms", "near &= ~self._platforms"),
    ("chains.candidates", "self._places.unknown[who] / 2", "self._places.unknown[who]"),
    ("chains.candidates", "for links in range(1, REACH + 1):", "for links in range(1, REACH):"),
    ("chains.candidates", "for which in (cells.local, cells.anywhere):", "for which in (cells.local,):"),
    ("chains.candidates", "mine &= steps == steps[mine].min()", ""),
    ("chains.candidates", "return np.asarray(near) / 2, both", "return np.asarray(near), both"),
    ("chains.next_segments", "(provisions.segment >= 0) & provisions.placed", "(provisions.segment >= 0) & provisions.certain"),
    ("chains.resilience", "np.maximum.at(last, rows, leaves[who])", "last[rows] = leaves[who]"),
    ("chains.resilience", 'np.argsort(-score, kind="stable")', 'np.argsort(score, kind="stable")'),
]  # fmt: skip
ALGORITHMS = [
    ("chains.dominators", "while changed:", "if changed:"),
    ("chains.separators", "if node in self._before:  # Back through the node.", "if False:"),
    ("chains.separators", "elif self._before[node] != _ROOT:", "elif False:"),
    ("chains.separators", "entered - left", "entered"),
]  # fmt: skip
REGIONS = (None, "3303")


def wrong(modules, graph, question):
    """Whether a question contradicts its oracle on a graph."""
    tables = tables_from(*graph)
    chain = tables.index_of("chain")
    return any(question(modules, graph, tables, chain, region) for region in REGIONS)


def chokepoints(modules, graph, tables, chain, region):
    columns, naive = modules["chains.provisions"].ChainColumn, Supply(graph, region, STAGES[2:4])
    question = modules["chains.suppliers"].SupplyQuestion(
        chain="chain", region=region, stages=tuple(map(columns, STAGES[2:4]))
    )
    found = modules["chains.chokepoints"].chokepoints(tables, question, chain)
    told = {kind.value: {} for kind in modules["chains.chokepoints"].ChokepointKind}
    for one in found.found:
        name = tables.id_of(one.node)
        far = (tables.id_of(one.other),) if one.other >= 0 else ()
        told[one.kind.value][frozenset((name, *far))] = one.number, one.of
    own, every = naive.products()
    suppliers = [naive.suppliers(s) for s in naive.segments]
    sides = dict(zip(naive.segments, suppliers, strict=True))
    if graph[1]["PRODUCES"]:
        sides |= {made: naive.makers(made) for made in own}
    few = {
        frozenset((name,)): (len(side[0]), len(side[1]))
        for name, side in sides.items()
        if len(side[0]) < 2
    }
    finals = naive.finals()
    taken = {made: {made} for made in every}
    taken |= {s: {m for m in own if naive.first_segment(m) == s} for s in naive.segments}
    lost = {
        frozenset((what,)): (len(naive.lost(gone)), len(finals)) for what, gone in taken.items()
    }
    vertices, bridges = cuts(naive)
    return (
        told["SINGLE_PROVIDER"] | told["NO_LOCAL_PROVIDER"] != few
        or told["DOMINATOR"] != {what: n for what, n in lost.items() if n[0]}
        or told["CUT_VERTEX"] != vertices
        or told["BRIDGE"] != bridges
        or found.untold.tolist() != [len(side[2]) for side in suppliers]
        or separator_is_wrong(naive, set(tables.ids_of(found.redundancy.cut)))
    )


def cuts(naive):
    nodes = naive.providers()
    ties, vertices, bridges = naive.ties(nodes), {}, {}
    for node in nodes:
        whole = piece_of(node, nodes, ties)
        off = sum(map(len, pieces(whole - {node}, ties)[:-1]))
        if off >= 2:
            vertices[frozenset((node,))] = off, len(whole)
    for pair in ties:
        sides = [piece_of(end, nodes, ties, cut=pair) for end in pair]
        if sides[0] != sides[1] and min(map(len, sides)) >= 2:
            bridges[frozenset(pair)] = min(map(len, sides)), sum(map(len, sides))
    return vertices, bridges


def separator_is_wrong(naive, cut):
    nodes = naive.providers()
    ties = naive.ties(nodes)
    sources = next((them for s in STAGES if (them := naive.providers([s]))), set())
    served = [them for s in naive.segments if (them := naive.suppliers(s)[0])]
    targets = served[-1] if served else set()

    def meets(without):
        return not any(p & sources and p & targets for p in pieces(nodes, ties, without))

    # One of a smallest set is always needed: whoever is left out of it opens a way.
    return not meets(cut) or any(meets(cut - {one}) for one in cut) or not cut <= nodes


def shares(modules, graph, tables, chain, region):
    m = modules["chains.concentration"]
    found = m.concentration(tables, m.ConcentrationQuestion(chain="chain", region=region), chain)
    segments = tables.ids_of(found.segments)
    for at, meant in enumerate([*({s} for s in segments), {*segments}]):
        expected = naive_index(graph, meant, region)
        if math.isnan(found.hhi[at]) is not (expected is None):
            return True
        if expected is not None and abs(found.hhi[at] - float(expected)) > 1e-6:
            return True
    return False


def candidates(modules, graph, tables, chain, region):
    m, naive = modules["chains.candidates"], Candidates(graph, region)
    question = modules["chains.coverage"].ChainQuestion(chain="chain", region=region)
    gaps = m.gaps_of(modules["chains.coverage"].chain_coverage(tables, question, chain))
    found = m.candidates_of(tables, question, chain, gaps, 100)
    return any(
        {tables.id_of(one.node): (one.score, one.distance, one.works) for one in near}
        != naive.candidates(gap)
        for gap, near in zip(gaps, found, strict=True)
    )


def curves(modules, graph, tables, chain, region):
    m, naive = modules["chains.resilience"], Supply(graph, region, STAGES)
    columns = modules["chains.provisions"].ChainColumn
    supply = modules["chains.suppliers"].SupplyQuestion(
        chain="chain", region=region, stages=tuple(map(columns, STAGES))
    )
    question = m.ResilienceQuestion(supply=supply, order=m.RemovalOrder.DEGREE)
    found = m.resilience(tables, question, chain)
    nodes, ties = naive.providers(), naive.ties(naive.providers())
    partners = {one: sum(one in pair for pair in ties) for one in nodes}
    order = sorted(nodes, key=lambda one: (-partners[one], one))
    served = [
        sum(bool(naive.suppliers(s)[0] - set(order[:gone])) for s in naive.segments)
        / max(len(naive.segments), 1)
        for gone in range(len(order) + 1)
    ]
    return tables.ids_of(found.order) != order or found.curves[0].share.tolist() != served


def districts(modules, graph, tables, _chain, _region):
    m, chain = modules["chains.next_segments"], Chain(graph, "chain")
    located = {tuple(row[:2]) for row in graph[1]["LOCATED_IN"]}
    for district in graph[0]["District"]:
        question = m.NextSegmentsQuestion(district=district)
        found = m.next_segments(tables, question, tables.index_of(district), None)
        for at, segment in enumerate(tables.ids_of(found.segments)):
            everybody = {o for o, _, _ in chain.provisions(segment)}
            if found.number[at] != sum((o, district) in located for o in everybody):
                return True
    return False


SHOWS = {
    **dict.fromkeys(
        ("chains.suppliers", "chains.supply_lines", "chains.separators", "chains.chokepoints"),
        chokepoints,
    ),
    **dict.fromkeys(("chains.volumes", "chains.concentration"), shares),
    **dict.fromkeys(("chains.positions", "chains.candidates"), candidates),
    **dict.fromkeys(("chains.network", "chains.resilience"), curves),
    "chains.next_segments": districts,
}
"""Which question shows the faults of a module."""


def graphs():
    return (supply_graph(random.Random(seed)) for seed in range(60))


def algorithms_are_wrong(modules, rng):
    """Whether dominators or separators contradict what taking nodes away finds, on 8 nodes."""
    size = 8
    arcs = {(u, v) for u in range(size) for v in range(size) if u != v and rng.random() < 0.25}
    rows = [sorted(v for u, v in arcs if u == one) for one in range(size)]
    offsets = np.cumsum([0, *map(len, rows)])
    heads = np.array([v for row in rows for v in row], dtype=np.int64)

    def reached(begin, without):
        seen = set(begin) - without
        stack = [*seen]
        while stack:
            more = set(rows[stack.pop()]) - seen - without
            seen |= more
            stack += more
        return seen

    above = modules["chains.dominators"].immediate_dominators(offsets, heads, 0).tolist()
    for node in reached({0}, set()) - {0}:
        chain, at = set(), node
        while at:
            at = above[at]
            chain.add(at)
        if chain - {0} != {
            x for x in range(1, size) if x != node and node not in reached({0}, {x})
        }:
            return True
    sources, targets = (set(rng.sample(range(size), 3)) for _ in range(2))
    ends = (np.array(sorted(nodes)) for nodes in (sources, targets))
    cut = set(modules["chains.separators"].smallest_separator(offsets, heads, *ends).tolist())
    smaller = combinations(range(size), len(cut) - 1) if cut else ()
    return bool(reached(sources, cut) & targets) or any(
        not reached(sources, set(without)) & targets for without in smaller
    )


def test_the_algorithms_themselves_are_right_on_all_these_graphs():
    with measures() as modules:
        assert not any(algorithms_are_wrong(modules, random.Random(seed)) for seed in range(150))


@pytest.mark.parametrize("mutant", ALGORITHMS, ids=[f"{m[0]}: {m[2]}" for m in ALGORITHMS])
def test_a_fault_of_an_algorithm_is_found(mutant):
    with measures(mutant) as modules:
        assert any(algorithms_are_wrong(modules, random.Random(seed)) for seed in range(150))


@pytest.mark.parametrize("question", [chokepoints, shares, candidates, curves, districts])
def test_a_question_itself_is_right_on_all_these_chains(question):
    with measures() as modules:
        assert not any(wrong(modules, graph, question) for graph in graphs())


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[2]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with measures(mutant) as modules:
        assert any(_fails(modules, graph, SHOWS[mutant[0]]) for graph in graphs())


def _fails(modules, graph, question):
    try:
        return wrong(modules, graph, question)
    except (ValueError, IndexError, KeyError, TypeError):
        return True
