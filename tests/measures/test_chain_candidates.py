"""Oracle: the same rules by loops over sets, in `naive_candidates`."""

from __future__ import annotations

import random

import pytest
from chain_graphs import chain_graph
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st
from naive_candidates import Candidates
from naive_chains import STAGES

from analytics.chains.candidates import (
    CandidateReason,
    Gap,
    candidate_evidence,
    candidates_of,
    gaps_of,
)
from analytics.chains.coverage import ChainQuestion, chain_coverage
from analytics.chains.findings import ChainFinding
from analytics.chains.provisions import ChainColumn
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


@given(st.integers(0, 2**32), REGIONS)
def test_agrees_with_loops_over_sets_on_random_chains(seed, region):
    graph = chain_graph(random.Random(seed))
    tables, naive = tables_from(*graph), Candidates(graph, region)
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
