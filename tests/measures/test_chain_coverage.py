"""The oracle is `naive_chains`: sets and loops over the graph as dicts."""

from __future__ import annotations

import random
from datetime import date

import naive_chains as naive
import pytest
from chain_graphs import chain_graphs, with_an_actor
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st

from analytics.chains.coverage import ChainQuestion, chain_coverage
from analytics.chains.evidence import chain_evidence
from analytics.chains.findings import VERBS, ChainFinding, ChainVerb, findings_of
from analytics.chains.provisions import ChainColumn
from analytics.counted import CountedLink, Part
from analytics.window import Window, WindowBy

COLUMNS = list(ChainColumn)
WINDOWS = (None, ("2020-02-10", "2021-12-31", "START"), ("2020-02-10", "2021-12-31", "OVERLAP"))


def ask(tables, **words):
    question = ChainQuestion(chain="chain", **words)
    return chain_coverage(tables, question, tables.index_of("chain"))


def row(tables, coverage, segment):
    return tables.ids_of(coverage.segments).index(segment)


def worst(tables, coverage):
    return {
        (segment, column): coverage.cell(at, column)[0]
        for at, segment in enumerate(tables.ids_of(coverage.segments))
        for column in COLUMNS[:5]
    }


@pytest.fixture
def city():
    # Segment s1: u has the basic project p with v of Hangzhou; u, e1, e2 have the tackling
    # project q; e3 of no district operates in it. Segment s2: e1 alone has an achievement of
    # TRL 7. Segment s3, the last one downstream: nobody.
    return tables_from(
        {
            "Enterprise": {"e1": {}, "e2": {}, "e3": {}},
            "University": {"u": {}, "v": {}},
            "Project": {
                "p": {"stage": "BASIC", "startOn": "2020"},
                "q": {"stage": "TACKLING", "trl": 1, "startOn": "2022"},
            },
            "Achievement": {"a": {"trl": 7}},
            "ChainSegment": {
                "s3": {"order": 3, "position": "DOWNSTREAM"},
                "s1": {"order": 1, "position": "UPSTREAM"},
                "s2": {"order": 2, "position": "DOWNSTREAM"},
            },
            "IndustryChain": {"chain": {}},
            "District": {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}},
            "FundingEvent": {"f": {"on": "2021"}},
            "TalentTeam": {"t": {}},
        },
        {
            "PARTICIPATES_IN": [("u", "p"), ("v", "p"), ("u", "q"), ("e1", "q"), ("e2", "q")],
            "OWNS": [("e1", "a")],
            "PROJECT_SERVES": [("p", "s1"), ("q", "s1")],
            "ACHIEVEMENT_SERVES": [("a", "s2")],
            "OPERATES_IN": [("e3", "s1")],
            "SEGMENT_OF": [("s1", "chain"), ("s2", "chain"), ("s3", "chain")],
            "LOCATED_IN": [*((o, "ouhai") for o in ("u", "e1", "e2")), ("v", "hangzhou")],
            "FUNDS": [("v", "f")],
            "FUNDS_PROJECT": [("f", "p")],
            "TEAM_OF": [("t", "u")],
        },
    )


def test_segments_are_rows_in_the_order_of_the_chain_and_stages_columns(city):
    coverage = ask(city)
    assert city.ids_of(coverage.segments) == ["s1", "s2", "s3"]
    # Without a region everybody counts. The columns: five stages, then finance and talent.
    assert coverage.local.tolist() == [
        [2, 0, 3, 0, 1, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 1],
    ]


def test_only_providers_of_the_region_count_and_of_some_it_is_not_known(city):
    coverage = ask(city, region="3303")
    assert coverage.local[0].tolist() == [1, 0, 3, 0, 0, 0, 0]  # v is in Hangzhou
    assert coverage.anywhere[0].tolist() == [2, 0, 3, 0, 1, 0, 0]
    assert coverage.untold[0].tolist() == [0, 0, 0, 0, 1, 0, 0]  # e3, of no district
    cells = {column.value: coverage.cell(0, column) for column in COLUMNS[:5]}
    assert cells == {
        "BASIC": (ChainFinding.SINGLE_PROVIDER,),
        "APPLIED": (ChainFinding.MISSING,),
        "TACKLING": (ChainFinding.COVERED,),
        "PILOT": (ChainFinding.MISSING,),
        "INDUSTRIALISATION": (ChainFinding.ONLY_OUTSIDE_REGION,),
    }


def test_a_stage_is_the_one_given_else_that_of_the_level_of_readiness(city):
    coverage = ask(city)
    # q is TACKLING though its level says BASIC; a has no stage, and level 7 is PILOT.
    assert coverage.cell(1, ChainColumn.PILOT) == (ChainFinding.SINGLE_PROVIDER,)
    assert (coverage.derived, coverage.unstaged, coverage.undated) == (1, 0, 0)


def test_records_without_a_date_may_be_in_the_window(city):
    coverage = ask(city, window=Window("2022-01-01", "2022-12-31"))
    assert coverage.local[0].tolist() == [0, 0, 3, 0, 1, 0, 0]
    # The achievement says no day, so e1 may have a pilot.
    assert (coverage.undated, coverage.untold[1].tolist()) == (1, [0, 0, 0, 1, 0, 0, 0])


@pytest.mark.parametrize(
    ("local", "anywhere", "theta", "expected"),
    [
        (0, 0, 3, ["MISSING"]),
        (0, 2, 3, ["ONLY_OUTSIDE_REGION"]),
        (1, 1, 3, ["SINGLE_PROVIDER"]),
        (2, 2, 3, ["WEAK"]),
        (3, 3, 3, ["COVERED"]),
        (1, 1, 1, ["SINGLE_PROVIDER", "COVERED"]),
        (2, 2, 2, ["COVERED"]),
    ],
)
def test_a_cell_amounts_to_findings_the_worst_first(local, anywhere, theta, expected):
    assert [finding.value for finding in findings_of(local, anywhere, theta)] == expected


def test_the_verbs_of_policy_complete_strengthen_and_extend_the_chain(city):
    coverage = ask(city)
    assert VERBS[coverage.cell(2, ChainColumn.BASIC)[0]] is ChainVerb.COMPLETE
    # A project serves s1; only an achievement serves s2; nobody is in s3, the last one.
    assert coverage.findings == (
        (),
        (ChainFinding.UNSERVED,),
        (ChainFinding.LAST_SEGMENT_ABSENT,),
    )
    verbs = [[VERBS[finding] for finding in found] for found in coverage.findings]
    assert verbs == [[], [ChainVerb.STRENGTHEN], [ChainVerb.EXTEND]]


def two_stages(*more, hops=2):
    """Segment s with u in a pilot and e in production; `more` are projects u and e share with w."""
    tables = tables_from(
        {
            "Enterprise": {"e": {}},
            "University": {"u": {}, "w": {}},
            "Project": {"p": {"stage": "PILOT"}, "x": {}, "y": {}},
            "ChainSegment": {"s": {}},
            "IndustryChain": {"chain": {}},
        },
        {
            "PARTICIPATES_IN": [("u", "p"), *more],
            "PROJECT_SERVES": [("p", "s")],
            "OPERATES_IN": [("e", "s")],
            "SEGMENT_OF": [("s", "chain")],
        },
    )
    (handover,) = ask(tables, hops=hops).handovers
    assert (handover.stage, handover.then) == (ChainColumn.PILOT, ChainColumn.INDUSTRIALISATION)
    return handover.distance


def test_a_handover_is_broken_without_a_path_of_at_most_so_many_links():
    assert two_stages() is None
    assert two_stages(("e", "x"), ("u", "x")) == 2
    by_a_third = (("e", "x"), ("w", "x"), ("w", "y"), ("u", "y"))
    assert two_stages(*by_a_third) is None
    assert two_stages(*by_a_third, hops=4) == 4
    assert two_stages(("e", "p")) == 0  # e is in the pilot itself


def test_a_chain_without_segments_has_no_rows():
    tables = tables_from({"IndustryChain": {"chain": {}}, "ChainSegment": {}}, {})
    coverage = ask(tables)
    assert (coverage.segments.tolist(), coverage.findings, coverage.handovers) == ([], (), ())
    assert coverage.local.tolist() == [[0] * 7]


@pytest.mark.parametrize(
    ("words", "message"), [({"theta": 0}, "theta is 0"), ({"hops": 7}, "hops is 7")]
)
def test_a_number_out_of_range_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        ChainQuestion(chain="chain", **words)


def test_evidence_lists_each_provider_with_its_links(city):
    question = ChainQuestion(chain="chain", region="3303")
    chain, s1 = city.index_of("chain"), city.index_of("s1")

    def listed(column, part, segment=s1):
        found = chain_evidence(city, question, chain, segment=segment, column=column, part=part)
        return {counted.node: counted.links for counted in found}

    serves = CountedLink("PROJECT_SERVES", "p", "s1")
    assert listed(ChainColumn.BASIC, Part.NUMERATOR) == {
        "u": (CountedLink("PARTICIPATES_IN", "u", "p"), serves)
    }
    assert set(listed(ChainColumn.BASIC, Part.DENOMINATOR)) == {"u", "v"}
    assert listed(ChainColumn.INDUSTRIALISATION, Part.EXCLUDED) == {
        "e3": (CountedLink("OPERATES_IN", "e3", "s1"),)
    }
    assert listed(ChainColumn.TALENT, Part.NUMERATOR, None) == {
        "u": (CountedLink("TEAM_OF", "t", "u"),)
    }
    assert listed(ChainColumn.FINANCE, Part.NUMERATOR) == {}  # of no segment


@given(
    chain_graphs,
    st.sampled_from(WINDOWS),
    st.sampled_from([None, "3303"]),
    st.integers(1, 4),
    st.integers(0, 4),
)
def test_agrees_with_a_naive_count_on_random_chains(graph, window, region, theta, hops):
    tables = tables_from(*graph)
    days = window and (*map(date.fromisoformat, window[:2]), window[2])
    asked = window and Window(window[0], window[1], WindowBy(window[2]))
    coverage = ask(tables, region=region, window=asked, theta=theta, hops=hops)
    chain = naive.Chain(graph, "chain", region=region, window=days)
    assert tables.ids_of(coverage.segments) == chain.segments
    for at, segment in enumerate(chain.segments):
        for place, stage in enumerate(naive.STAGES):
            expected = chain.cell(segment, stage)
            told = coverage.local, coverage.anywhere, coverage.untold
            assert [n[at, place] for n in told] == [len(e) for e in expected], (segment, stage)
            found = [f.value for f in coverage.cell(at, ChainColumn(stage))]
            assert found == naive.findings(*expected[:2], theta)
        assert {f.value for f in coverage.findings[at]} == chain.findings(segment)
    for place, column in ((5, "FINANCE"), (6, "TALENT")):
        told = coverage.local, coverage.anywhere, coverage.untold
        assert [n[-1, place] for n in told] == [len(e) for e in chain.support(column)]
    assert {
        (chain.segments[h.row], h.stage.value, h.then.value): h.distance for h in coverage.handovers
    } == chain.handovers(hops)


@given(chain_graphs, st.sampled_from([None, "3303"]), st.integers(1, 4), st.integers(0, 2**32))
def test_an_added_actor_never_makes_the_worst_of_a_cell_worse(graph, region, theta, seed):
    before, after = (
        (tables, ask(tables, region=region, theta=theta))
        for tables in (tables_from(*graph), tables_from(*with_an_actor(graph, random.Random(seed))))
    )
    severity, then = list(ChainFinding), worst(*after)
    for cell, finding in worst(*before).items():
        assert severity.index(then[cell]) >= severity.index(finding)
    for place in (5, 6):
        was, now = (coverage.local[-1, place] for _, coverage in (before, after))
        assert now >= was


@given(chain_graphs, st.sampled_from(WINDOWS), st.sampled_from([None, "3303"]))
def test_the_length_of_the_evidence_is_the_number_shown(graph, window, region):
    tables = tables_from(*graph)
    asked = window and Window(window[0], window[1], WindowBy(window[2]))
    question = ChainQuestion(chain="chain", region=region, window=asked)
    chain = tables.index_of("chain")
    coverage = chain_coverage(tables, question, chain)
    segments = [*coverage.segments.tolist(), None]
    shown = {
        Part.NUMERATOR: coverage.local,
        Part.DENOMINATOR: coverage.anywhere,
        Part.EXCLUDED: coverage.untold,
    }
    for at, segment in enumerate(segments):
        for place, column in enumerate(COLUMNS):
            for part, numbers in shown.items():
                listed = chain_evidence(
                    tables, question, chain, segment=segment, column=column, part=part
                )
                assert len(listed) == numbers[at, place]
                assert sum(counted.weight for counted in listed) == numbers[at, place]
                assert all(counted.links for counted in listed)
                places = [counted.position for counted in listed]
                assert places == sorted(set(places))
