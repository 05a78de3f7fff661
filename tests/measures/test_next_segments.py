"""Oracles: closed forms of two regions and two activities, plain loops, and a general eigensolver."""

from __future__ import annotations

import random

import numpy as np
import pytest
from chain_graphs import chain_graph, ids
from graph_tables import tables_from
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from naive_chains import Chain

from analytics.chains.complexity import advantage, complexity, density, proximity, shrunk_advantage
from analytics.chains.next_segments import (
    NextSegmentsQuestion,
    Quadrant,
    next_segments,
    next_segments_evidence,
)
from analytics.counted import Part

COUNTS = arrays.arrays(np.float64, (5, 6), elements=st.integers(0, 5).map(float))
STRENGTHS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 7), st.integers(1, 6)))


def test_two_regions_and_two_activities_are_worked_out_by_hand():
    counts = np.array([[6.0, 2.0], [2.0, 6.0]])
    # Each has 8 of 16, so 4 are to be expected everywhere: 6/4 and 2/4; with a = 2, 8/6 and 4/6.
    assert advantage(counts).tolist() == [[1.5, 0.5], [0.5, 1.5]]
    assert shrunk_advantage(counts, 2.0) == pytest.approx(np.array([[8, 4], [4, 8]]) / 6)
    strong = np.array([[True, True], [True, False]])
    # Both are strengths of one region, out of the two that are strong in the first.
    assert proximity(strong).tolist() == [[0, 0.5], [0.5, 0]]
    assert density(strong, proximity(strong)).tolist() == [[1, 1], [0, 1]]
    # D_r^-1 M D_p^-1 M^T = [[3/4, 1/4], [1/2, 1/2]]: values 1 and 1/4, second vector (1, -2),
    # standardised (1, -1); the rarer activity is that of the first region alone.
    found = complexity(strong)
    assert (found.eci.tolist(), found.pci.tolist(), found.reason) == ([1, -1], [-1, 1], "")


@given(COUNTS, st.integers(1, 4))
def test_all_numbers_are_those_of_plain_loops(counts, least):
    whole = counts.sum()
    rca, shrunk = advantage(counts), shrunk_advantage(counts, 2.0)
    for r, p in np.ndindex(counts.shape):
        mine, all_of_it = counts[r].sum(), counts[:, p].sum()
        if mine and all_of_it:
            assert rca[r, p] == pytest.approx((counts[r, p] / mine) / (all_of_it / whole))
            expected = mine * all_of_it / whole
            assert shrunk[r, p] == pytest.approx((counts[r, p] + 2) / (expected + 2))
            # Shrinking never goes past 1.
            assert (shrunk[r, p] - 1) * (rca[r, p] - 1) >= -1e-12
            assert abs(shrunk[r, p] - 1) <= abs(rca[r, p] - 1) + 1e-12
        else:
            assert np.isnan(rca[r, p])
            assert np.isnan(shrunk[r, p])
    strong = (np.nan_to_num(rca) >= 1) & (counts >= least)
    near, dense = proximity(strong), density(strong, proximity(strong))
    for p, q in np.ndindex(near.shape):
        both = int((strong[:, p] & strong[:, q]).sum())
        each = [both / n if n else 0 for n in (strong[:, p].sum(), strong[:, q].sum())]
        assert near[p, q] == pytest.approx(0 if p == q else min(each))
    for r, p in np.ndindex(dense.shape):
        if near[p].sum():
            share = sum(near[p, q] for q in range(near.shape[0]) if strong[r, q]) / near[p].sum()
            assert dense[r, p] == pytest.approx(share)
        else:
            assert np.isnan(dense[r, p])


@given(STRENGTHS)
def test_who_is_strong_in_everything_has_a_density_of_one(strong):
    strong = np.vstack([strong, np.ones_like(strong[:1])])
    dense = density(strong, proximity(strong))[-1]
    assert np.allclose(dense[~np.isnan(dense)], 1)


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # Many draws have no second one.
@given(STRENGTHS)
def test_complexity_is_the_second_eigenvector_of_a_general_solver(strong):
    found = complexity(strong)
    assume(not found.reason)
    rows, columns = strong.any(axis=1), strong.any(axis=0)
    made = strong[rows][:, columns].astype(float)
    matrix = np.diag(1 / made.sum(axis=1)) @ made @ np.diag(1 / made.sum(axis=0)) @ made.T
    values, vectors = np.linalg.eig(matrix)
    second = vectors[:, np.argsort(-values.real)[1]].real
    second = (second - second.mean()) / second.std()
    eci = found.eci[rows]
    assert np.allclose(eci, second, atol=1e-6) or np.allclose(eci, -second, atol=1e-6)
    assert np.corrcoef(eci, made.sum(axis=1))[0, 1] > 0
    assert np.isnan(found.eci[~rows]).all()
    assert np.isnan(found.pci[~columns]).all()


@given(STRENGTHS, st.randoms(use_true_random=False))
def test_the_order_of_regions_and_activities_changes_nothing(strong, rng):
    rows, columns = list(range(strong.shape[0])), list(range(strong.shape[1]))
    rng.shuffle(rows)
    rng.shuffle(columns)
    one, two = complexity(strong), complexity(strong[rows][:, columns])
    assert one.reason == two.reason
    assert np.allclose(one.eci[rows], two.eci, atol=1e-6, equal_nan=True)
    assert np.allclose(one.pci[columns], two.pci, atol=1e-6, equal_nan=True)


@pytest.mark.parametrize(
    ("strong", "reason"),
    [
        ([[1, 1]], "Fewer than two regions"),
        ([[1, 0], [0, 1]], "share no strength"),
        ([[1, 1], [1, 1]], "not unique"),
    ],
)
def test_where_complexity_is_not_defined_the_reason_is_told(strong, reason):
    found = complexity(np.array(strong, dtype=np.bool_))
    assert reason in found.reason
    assert np.isnan(found.eci).all()


@pytest.fixture
def county():
    # Three districts. a: s1 has e1, e2; s2 has e1. b: s1 has e3; s2 has e4, e5; s3 has e4.
    # c: s3 has e6 and e7. e8, of no district, is in s3.
    operating = {
        "s1": ("e1", "e2", "e3"),
        "s2": ("e1", "e4", "e5"),
        "s3": ("e4", "e6", "e7", "e8"),
    }
    located = {"a": ("e1", "e2"), "b": ("e3", "e4", "e5"), "c": ("e6", "e7")}
    return tables_from(
        {
            "Enterprise": {f"e{i}": {} for i in range(1, 9)},
            "ChainSegment": {"s1": {}, "s2": {}, "s3": {}},
            "IndustryChain": {"chain": {}},
            "District": {name: {"code": f"33030{at}"} for at, name in enumerate("abc")},
        },
        {
            "OPERATES_IN": [(e, s) for s, inside in operating.items() for e in inside],
            "LOCATED_IN": [(e, d) for d, inside in located.items() for e in inside],
            "SEGMENT_OF": [("s1", "chain"), ("s2", "chain")],
        },
    )


def ask(tables, district, *, chain=None, **words):
    question = NextSegmentsQuestion(district=district, **words)
    index = None if chain is None else tables.index_of(chain)
    return next_segments(tables, question, tables.index_of(district), index)


def test_a_district_is_strong_where_it_has_more_than_its_part_and_enough(county):
    found = ask(county, "b", min_count=1)
    assert county.ids_of(found.segments) == ["s1", "s2", "s3"]
    assert found.number.tolist() == [1, 2, 1]
    # Of 9 places, b has 4; s1 has 3, s2 3, s3 3: (1/4)/(3/9), (2/4)/(3/9), (1/4)/(3/9).
    assert found.rca == pytest.approx([0.75, 1.5, 0.75])
    assert found.strong.tolist() == [False, True, False]
    assert ask(county, "b", min_count=3).strong.tolist() == [False] * 3
    assert (found.diversity, found.regions) == (1, 3)


def test_options_come_first_the_nearest_of_them_before_others(county):
    found = ask(county, "b", min_count=1)
    # a is strong in s1 and s2, b in s2, c in s3: s1 is near to s2 alone (1/2), s3 to nothing.
    assert found.density[0] == 1
    assert np.isnan(found.density[2])
    assert [county.id_of(found.segments[at]) for at in found.order] == ["s1", "s3", "s2"]
    assert found.quadrant(1) is None  # a strength is no option


def test_quadrants_part_options_by_mean_density_and_complexity():
    # Five districts with nested strengths: whoever is strong in a rare segment is in common ones.
    inside = {
        "d1": ("s1", "s2", "s3", "s4", "s5"),
        "d2": ("s1", "s2", "s3"),
        "d3": ("s1", "s2"),
        "d4": ("s1", "s4"),
        "d5": ("s1",),
    }
    firms = {f"{d}-{s}": (d, s) for d, theirs in inside.items() for s in theirs}
    tables = tables_from(
        {
            "Enterprise": {firm: {} for firm in firms},
            "ChainSegment": {f"s{i}": {} for i in range(1, 6)},
            "District": {d: {"code": d} for d in inside},
        },
        {
            "OPERATES_IN": [(firm, s) for firm, (_, s) in firms.items()],
            "LOCATED_IN": [(firm, d) for firm, (d, _) in firms.items()],
        },
    )
    found = ask(tables, "d3", min_count=1)
    options = [at for at in found.order.tolist() if not found.strong[at]]
    mean = np.mean([found.density[at] for at in options])
    for at in options:
        near = "RELATED" if found.density[at] >= mean else "UNRELATED"
        far = "COMPLEX" if found.pci[at] >= 0 else "SIMPLE"
        assert found.quadrant(at) is Quadrant(f"{near}_{far}")
    assert {found.quadrant(at) for at in options} > {Quadrant.RELATED_COMPLEX}


def test_a_chain_leaves_its_own_segments(county):
    assert county.ids_of(ask(county, "b", chain="chain").segments) == ["s1", "s2"]


@pytest.mark.parametrize(
    ("words", "message"), [({"min_count": 0}, "minCount is 0"), ({"prior": 0}, "prior is 0")]
)
def test_a_number_out_of_range_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        NextSegmentsQuestion(district="d", **words)


@given(st.integers(0, 2**32))
def test_the_evidence_is_as_long_as_a_naive_count_of_the_district(seed):
    graph = chain_graph(random.Random(seed))
    tables = tables_from(*graph)
    located = {tuple(row[:2]) for row in graph[1]["LOCATED_IN"]}
    chain = Chain(graph, "chain")
    for district in graph[0]["District"]:
        found = ask(tables, district)
        question = NextSegmentsQuestion(district=district)
        for at, segment in enumerate(tables.ids_of(found.segments)):
            everybody = {o for o, _, _ in chain.provisions(segment)}
            here = {o for o in everybody if (o, district) in located}
            listed = {
                part: next_segments_evidence(
                    tables,
                    question,
                    tables.index_of(district),
                    None,
                    segment=int(found.segments[at]),
                    part=part,
                )
                for part in Part
            }
            assert found.number[at] == len(here)
            assert [one.node for one in listed[Part.NUMERATOR]] == sorted(here)
            assert all(one.links for one in listed[Part.NUMERATOR])
            assert {(one.node, one.activity) for one in listed[Part.DENOMINATOR]} == {
                (o, d) for o, d in located if o in everybody
            }
            nowhere = everybody - {o for o, _ in located}
            assert {one.node for one in listed[Part.EXCLUDED]} == nowhere
    assert ids(graph[0], "District")
