"""Oracle: the same rules by loops over sets, with `naive_chains` and `naive_supply`."""

from __future__ import annotations

import random

import pytest
from chain_graphs import chain_graph, ids
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st
from naive_chains import STAGES
from naive_supply import Supply

from analytics.chain_candidates import (
    CandidateReason,
    Gap,
    candidate_evidence,
    candidates_of,
    gaps_of,
)
from analytics.chain_coverage import ChainQuestion, chain_coverage
from analytics.chain_findings import ChainFinding
from analytics.chain_provisions import ChainColumn
from analytics.counted import CountedLink

REGIONS = st.sampled_from([None, "3303"])


def ask(tables, region=None, most=100):
    question, chain = ChainQuestion(chain="chain", region=region), tables.index_of("chain")
    coverage = chain_coverage(tables, question, chain)
    gaps = gaps_of(coverage)
    return (
        question,
        coverage,
        dict(zip(gaps, candidates_of(tables, question, chain, gaps, most), strict=True)),
    )


@pytest.fixture
def valley():
    # s1 has production by e1 alone; e2 produces s2 and shares a project with e1; e3 pilots s1;
    # e4 serves s1; e5 produces s3, two segments away; v produces s1 elsewhere; e6 does nothing.
    local = ("e1", "e2", "e3", "e4", "e5", "e6")
    return tables_from(
        {
            "Enterprise": {**{e: {} for e in local}, "v": {}},
            "Project": {"p": {}, "q": {"stage": "PILOT"}},
            "ChainSegment": {"s1": {"order": 1}, "s2": {"order": 2}, "s3": {"order": 3}},
            "IndustryChain": {"chain": {}},
            "District": {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}},
        },
        {
            "OPERATES_IN": [("e1", "s1"), ("e2", "s2"), ("e5", "s3"), ("v", "s1")],
            "PARTICIPATES_IN": [("e1", "p"), ("e2", "p"), ("e3", "q")],
            "PROJECT_SERVES": [("q", "s1")],
            "SERVES": [("e4", "s1")],
            "SEGMENT_OF": [("s1", "chain"), ("s2", "chain"), ("s3", "chain")],
            "LOCATED_IN": [*((e, "ouhai") for e in local), ("v", "hangzhou")],
        },
    )


def test_the_nearest_are_ranked_by_relatedness_nearness_and_locality(valley):
    _, _, found = ask(valley, "3303")
    production = found[Gap(0, ChainColumn.INDUSTRIALISATION)]
    told = {valley.id_of(one.node): (one.score, one.distance, one.local) for one in production}
    assert told == {
        "e2": ((2 * 1 / 2 + 1 / 2 + 1) / 4, 1, True),  # next segment; a partner of e1
        "v": ((2 * 1 + 0 + 0) / 4, None, False),  # does it, but elsewhere
        "e3": ((2 * 1 / 2 + 0 + 1) / 4, None, True),  # the stage before
        "e4": ((2 * 1 / 2 + 0 + 1) / 4, None, True),  # serves it
        "e5": ((2 * 1 / 4 + 0 + 1) / 4, None, True),  # two segments away
    }
    assert [valley.id_of(one.node) for one in production] == ["e2", "e3", "e4", "v", "e5"]
    reasons = {valley.id_of(one.node): one.reasons for one in production}
    assert reasons["e2"] == (
        CandidateReason.NEIGHBOURING_SEGMENT,
        CandidateReason.WORKS_WITH_PROVIDERS,
        CandidateReason.LOCAL,
    )
    assert reasons["v"] == (CandidateReason.PROVIDES_IT,)
    assert reasons["e3"][0] is CandidateReason.NEIGHBOURING_STAGE
    assert reasons["e4"][0] is CandidateReason.SERVES


def test_what_makes_a_candidate_is_listed(valley):
    question, _, _ = ask(valley, "3303")
    chain, gap = valley.index_of("chain"), Gap(0, ChainColumn.INDUSTRIALISATION)
    (thing,) = candidate_evidence(valley, question, chain, gap, valley.index_of("e3"))
    assert (thing.node, thing.links) == (
        "q",
        (CountedLink("PARTICIPATES_IN", "e3", "q"), CountedLink("PROJECT_SERVES", "q", "s1")),
    )
    assert candidate_evidence(valley, question, chain, gap, valley.index_of("e6")) == []


def test_no_more_are_returned_than_asked_for_and_covered_cells_have_none(valley):
    _, coverage, found = ask(valley, "3303", most=2)
    assert max(len(candidates) for candidates in found.values()) == 2
    cells = [gap for gap in found if gap.column and not gap.then]
    assert len(cells) == 15 + 2  # three segments of five stages, and two supports
    for gap in cells:
        assert coverage.cell(gap.row, gap.column)[0] is not ChainFinding.COVERED
    assert (
        candidates_of(valley, ChainQuestion(chain="chain"), valley.index_of("chain"), [], 5) == []
    )


class Naive:
    """Who is near to a gap, by loops."""

    def __init__(self, graph, region):
        self.supply = Supply(graph, region, STAGES)
        self.nodes, self.links = graph
        self.everybody = set(ids(graph[0], "Organization"))
        self.ties = self.supply.ties(self.everybody)

    def steps(self, organization, gap):
        """{what: steps} of the things that an organisation does."""
        segments, found = self.supply.segments, {}
        if gap.column is not None and gap.column.value not in STAGES:
            pairs = self.supply.pairs
            things = [e for o, e in pairs("FUNDS") if o == organization]
            if gap.column is ChainColumn.TALENT:
                things = [t for o, t in pairs("TRAINS") if o == organization]
                things += [t for t, o in pairs("TEAM_OF") if o == organization]
            return dict.fromkeys(things, 1)
        columns = [c.value for c in (gap.column, gap.then) if c is not None]
        for row, segment in enumerate(segments):
            far = abs(row - gap.row)
            for one, served in self.supply.pairs("SERVES"):
                if (one, served) == (organization, segment):
                    here = far + (1 if columns else 0)
                    found[served] = min(found.get(served, 99), here)
            for thing, stage in self.things(organization, segment):
                away = (
                    min(abs(STAGES.index(stage) - STAGES.index(c)) for c in columns)
                    if columns
                    else 1
                )
                found[thing] = min(found.get(thing, 99), far + away)
        return found

    def things(self, organization, segment):
        chain = self.supply.chain
        for type_, (serves, ways) in {
            "Project": ("PROJECT_SERVES", ["PARTICIPATES_IN"]),
            "Achievement": ("ACHIEVEMENT_SERVES", ["OWNS"]),
            "Patent": ("PATENT_SERVES", ["OWNS_PATENT", "CO_APPLIED"]),
            "TechnologyContract": ("CONTRACT_SERVES", ["PARTY_TO"]),
        }.items():
            for work, served in self.supply.pairs(serves):
                stage = chain.stage(self.nodes[type_][work])
                has = any((organization, work) in self.supply.pairs(way) for way in ways)
                if served == segment and has and stage:
                    yield work, stage
        if (organization, segment) in self.supply.pairs("OPERATES_IN"):
            yield segment, "INDUSTRIALISATION"

    def distance(self, organization, begin):
        reached = set(begin)
        for links in range(4):
            if organization in reached:
                return links
            reached |= {b for pair in self.ties for a, b in (pair, pair[::-1]) if a in reached}
        return None

    def candidates(self, gap):
        """{organisation: (score, distance, works)}."""
        supply, segments, found = self.supply, self.supply.segments, {}
        stages = [c.value for c in (gap.column, gap.then) if c is not None]
        whole = stages and stages[0] not in STAGES
        cells = [] if whole else [supply.chain.cell(segments[gap.row], stage) for stage in stages]
        mine = supply.chain.support(stages[0])[0] if whole else set()
        excluded = mine if whole else cells[0][0] if len(cells) == 1 else set()
        rows = segments if whole else segments[gap.row : gap.row + 1]
        fallback = set().union(*(supply.chain.cell(s, stage)[0] for s in rows for stage in STAGES))
        sides = [cell[0] for cell in cells]
        if len(sides) == 1:
            sides = [cells[0][0] or cells[0][1] or fallback]
        elif not sides:
            sides = [fallback]
        for one in self.everybody - excluded:
            things = self.steps(one, gap)
            least = min(things.values(), default=99)
            if least > 2 or (not stages and one not in self.nodes["Platform"]):
                continue
            ways = [self.distance(one, side) for side in sides]
            near = sum(0 if d is None else 1 / (1 + d) for d in ways) / len(ways)
            place = {True: 1, False: 0, None: 0.5}[supply.chain.place(one)]
            score = (2 * 0.5**least + near + place) / 4
            far = None if None in ways else sum(ways)
            found[one] = round(score, 9), far, list(things.values()).count(least)
        return found


@given(st.integers(0, 2**32), REGIONS)
def test_agrees_with_loops_over_sets_on_random_chains(seed, region):
    graph = chain_graph(random.Random(seed))
    tables, naive = tables_from(*graph), Naive(graph, region)
    question, coverage, found = ask(tables, region)
    for gap, candidates in found.items():
        told = {tables.id_of(one.node): (one.score, one.distance, one.works) for one in candidates}
        assert told == naive.candidates(gap), gap
        order = [(-one.score, tables.id_of(one.node)) for one in candidates]
        assert order == sorted(order)
        for one in candidates:
            listed = candidate_evidence(tables, question, tables.index_of("chain"), gap, one.node)
            assert len(listed) == one.works
            assert all(thing.links for thing in listed)
    uncovered = sum(
        coverage.cell(row, ChainColumn(stage))[0] is not ChainFinding.COVERED
        for row in range(len(coverage.segments))
        for stage in STAGES
    )
    rows = len(coverage.segments)
    cells = [gap for gap in found if gap.row < rows and gap.column and not gap.then]
    assert len(cells) == uncovered
