"""Oracles: worked examples of the guidelines, closed forms, and a naive count over dicts."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from chain_graphs import chain_graph
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st
from naive_shares import naive_index

from analytics.chains.concentration import (
    LEVELS_2010,
    LEVELS_2023,
    ConcentrationQuestion,
    band_of,
    concentration,
    herfindahl,
)
from analytics.chains.concentration_evidence import concentration_evidence
from analytics.chains.volumes import ShareBy
from analytics.counted import CountedLink, Part
from analytics.window import Window

VALUE = ShareBy.CONTRACT_VALUE


def ask(tables, **words):
    question = ConcentrationQuestion(chain="chain", **words)
    return concentration(tables, question, tables.index_of("chain"))


def listed(tables, segment, part, **words):
    return concentration_evidence(
        tables,
        ConcentrationQuestion(chain="chain", **words),
        tables.index_of("chain"),
        segment=segment,
        part=part,
    )


@pytest.mark.parametrize(
    ("volumes", "hhi", "effective"),
    [
        ([30, 30, 20, 20], 2_600, 1 / 0.26),  # the guidelines' own example
        ([40, 30, 20, 10], 3_000, 1 / 0.3),
        ([7], 10_000, 1),
        ([5] * 8, 1_250, 8),  # n equal ones: 10,000/n, and n of them
    ],
)
def test_the_index_of_worked_examples(volumes, hhi, effective):
    found = herfindahl(np.array(volumes, dtype=np.float64))
    assert found == pytest.approx((hhi, effective), abs=1e-9)


def test_without_providers_there_is_no_index():
    assert all(math.isnan(number) for number in herfindahl(np.zeros(0)))


@pytest.mark.parametrize(
    ("hhi", "of_2023", "of_2010"),
    [
        (999.9, "UNCONCENTRATED", "UNCONCENTRATED"),
        (1_000, "MODERATE", "UNCONCENTRATED"),
        (1_500, "MODERATE", "MODERATE"),
        (1_800, "MODERATE", "MODERATE"),
        (1_801, "HIGH", "MODERATE"),
        (2_500, "HIGH", "MODERATE"),
        (2_501, "HIGH", "HIGH"),
    ],
)
def test_bands_are_those_of_the_guidelines(hhi, of_2023, of_2010):
    assert (band_of(hhi, LEVELS_2023), band_of(hhi, LEVELS_2010)) == (of_2023, of_2010)


@pytest.fixture
def city():
    # s1: e1 operates in it and takes part in p; e2 takes part in p; v, elsewhere, takes part
    # in p; n, of no known district, takes part in q. s2: p again, and two contracts: k of
    # 300 yuan, sold by e1 and e2 to v; m of 100 yuan, sold by e2; nobody sells z.
    return tables_from(
        {
            "Enterprise": {"e1": {}, "e2": {}, "n": {}},
            "University": {"v": {}},
            "Project": {"p": {"startOn": "2021"}, "q": {}},
            "TechnologyContract": {
                "k": {"amount": (30_000, "CNY"), "signedOn": "2021"},
                "m": {"amount": (10_000, "CNY"), "signedOn": "2022"},
                "z": {"amount": (90_000, "CNY"), "signedOn": "2022"},
            },
            "ChainSegment": {"s1": {"order": 1}, "s2": {"order": 2}, "s3": {"order": 3}},
            "IndustryChain": {"chain": {}},
            "District": {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}},
        },
        {
            "PARTICIPATES_IN": [(o, "p") for o in ("e1", "e2", "v")] + [("n", "q")],
            "PARTY_TO": [
                ("e1", "k", {"side": "SELLER"}),
                ("e2", "k", {"side": "SELLER"}),
                ("v", "k", {"side": "BUYER"}),
                ("e2", "m", {"side": "SELLER"}),
                ("e1", "z", {"side": "BUYER"}),
            ],
            "PROJECT_SERVES": [("p", "s1"), ("p", "s2"), ("q", "s1")],
            "CONTRACT_SERVES": [("k", "s2"), ("m", "s2"), ("z", "s2")],
            "OPERATES_IN": [("e1", "s1")],
            "SEGMENT_OF": [("s1", "chain"), ("s2", "chain"), ("s3", "chain")],
            "LOCATED_IN": [("e1", "ouhai"), ("e2", "ouhai"), ("v", "hangzhou")],
        },
    )


def test_shares_by_works_count_each_thing_of_a_local_provider(city):
    found = ask(city, region="3303")
    # s1: e1 has p and operates, e2 has p: shares 2/3 and 1/3. s2: e1 has p, k, z; e2 p, k, m.
    # The whole: e1 has p, k, z and s1; e2 has p, k, m: shares 4/7 and 3/7.
    assert found.hhi.tolist()[:2] == pytest.approx([10_000 * 5 / 9, 5_000])
    assert math.isnan(found.hhi[2])
    assert found.hhi[3] == pytest.approx(10_000 * 25 / 49)
    assert found.effective[3] == pytest.approx(49 / 25)
    assert found.providers.tolist() == [2, 2, 0, 2]
    assert found.total.tolist() == [3, 6, 0, 7]
    assert found.missing.tolist() == [1, 0, 0, 1]  # n's q: is n local?
    assert city.ids_of(found.largest[[0, 3]]) == ["e1", "e1"]
    assert found.largest[2] == -1
    assert found.largest_share[0] == pytest.approx(2 / 3)


def test_shares_by_contract_value_go_to_the_sellers_in_equal_parts(city):
    found = ask(city, region="3303", by=VALUE)
    # k: 150 each; m: 100 to e2. Shares 150/400 and 250/400.
    assert found.hhi[1] == pytest.approx(10_000 * (150**2 + 250**2) / 400**2)
    assert found.total.tolist() == [0, 400, 0, 400]
    assert found.missing.tolist() == [0, 1, 0, 1]  # z: sold by nobody known
    assert found.currencies == ("CNY",)


def test_the_window_leaves_out_what_is_signed_elsewhen(city):
    assert ask(city, by=VALUE, window=Window("2022-01-01", "2022-12-31")).total[1] == 100


def test_amounts_of_two_currencies_are_not_added():
    tables = tables_from(
        {
            "Enterprise": {"e": {}},
            "TechnologyContract": {"k": {"amount": (1, "CNY")}, "m": {"amount": (1, "EUR")}},
            "ChainSegment": {"s": {}},
            "IndustryChain": {"chain": {}},
        },
        {
            "PARTY_TO": [("e", "k", {"side": "SELLER"}), ("e", "m", {"side": "SELLER"})],
            "CONTRACT_SERVES": [("k", "s"), ("m", "s")],
            "SEGMENT_OF": [("s", "chain")],
        },
    )
    found = ask(tables, by=VALUE)
    assert found.currencies == ("CNY", "EUR")
    assert np.isnan(found.hhi).all()
    assert found.total.tolist() == [0, 0]


def test_evidence_lists_points_volumes_and_what_is_missing(city):
    s1 = city.index_of("s1")
    points = listed(city, s1, Part.NUMERATOR, region="3303")
    assert [(thing.node, thing.weight) for thing in points] == [
        ("e1", pytest.approx(10_000 * 4 / 9)),
        ("e2", pytest.approx(10_000 / 9)),
    ]
    things = listed(city, s1, Part.DENOMINATOR, region="3303")
    serves = CountedLink("PROJECT_SERVES", "p", "s1")
    assert {(thing.node, thing.activity): thing.links for thing in things} == {
        ("e1", "p"): (CountedLink("PARTICIPATES_IN", "e1", "p"), serves),
        ("e1", "s1"): (CountedLink("OPERATES_IN", "e1", "s1"),),
        ("e2", "p"): (CountedLink("PARTICIPATES_IN", "e2", "p"), serves),
    }
    (missing,) = listed(city, s1, Part.EXCLUDED, region="3303")
    assert (missing.node, missing.activity) == ("n", "q")
    assert listed(city, city.index_of("e1"), Part.NUMERATOR) == []  # no segment of the chain


@given(st.integers(0, 2**32), st.sampled_from([None, "3303"]))
def test_agrees_with_a_naive_count_on_random_chains(seed, region):
    graph = chain_graph(random.Random(seed))
    tables = tables_from(*graph)
    found = ask(tables, region=region)
    segments = tables.ids_of(found.segments)
    for at, meant in enumerate([*({s} for s in segments), {*segments}]):
        expected = naive_index(graph, meant, region)
        if expected is None:
            assert math.isnan(found.hhi[at])
        else:
            assert found.hhi[at] == pytest.approx(float(expected), abs=1e-8)
            assert found.effective[at] == pytest.approx(float(10_000 / expected), abs=1e-8)


@given(
    st.integers(0, 2**32),
    st.sampled_from([None, "3303"]),
    st.sampled_from(ShareBy),
    st.sampled_from([None, Window("2020-02-10", "2021-12-31")]),
)
def test_the_evidence_sums_to_the_numbers_shown(seed, region, by, window):
    rng = random.Random(seed)
    nodes, links = chain_graph(rng)
    for said in nodes["TechnologyContract"].values():
        said["amount"] = rng.choice([None, (100 * rng.randint(0, 9), "CNY")])
    sides = ("SELLER", "BUYER", None)
    links["PARTY_TO"] = [(*row, {"side": rng.choice(sides)}) for row in links["PARTY_TO"]]
    tables = tables_from(nodes, links)
    words = {"region": region, "by": by, "window": window}
    found = ask(tables, **words)
    for at, segment in enumerate([*found.segments.tolist(), None]):
        points = listed(tables, segment, Part.NUMERATOR, **words)
        assert len(points) == found.providers[at]
        if points:
            assert math.fsum(t.weight for t in points) == pytest.approx(found.hhi[at], abs=1e-6)
        things = listed(tables, segment, Part.DENOMINATOR, **words)
        assert math.fsum(thing.weight for thing in things) == pytest.approx(found.total[at])
        missing = listed(tables, segment, Part.EXCLUDED, **words)
        assert len(missing) == found.missing[at]
        assert all(thing.links for thing in (*points, *things, *missing))
