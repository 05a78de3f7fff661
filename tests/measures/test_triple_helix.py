"""Oracles: values known in closed form, and entropies counted with dicts."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from graph_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st

from analytics.networks.transmission import TERMS, pointwise, transmission
from analytics.networks.triple_helix import triple_helix
from analytics.ties.kinds import Tie
from analytics.window import Window


def counts_of(*cells):
    """Counts of cells such as UI."""
    return (
        np.bincount([sum(1 << "UIG".index(c) for c in cell) for cell in cells], minlength=8) * 1.0
    )


def told_by_dicts(counts):
    seen = Counter({cell: n for cell, n in enumerate(counts) if n})
    total = sum(seen.values())

    def entropy(*bits):
        parts = Counter()
        for cell, n in seen.items():
            parts[tuple(cell >> bit & 1 for bit in bits)] += n
        return -sum(n / total * math.log2(n / total) for n in parts.values())

    return (
        sum(entropy(bit) for bit in range(3))
        - entropy(0, 1)
        - entropy(0, 2)
        - entropy(1, 2)
        + entropy(0, 1, 2)
    )


def test_what_only_all_three_tell_is_a_bit_of_synergy():
    # Exclusive or: the third takes part if just one of the others does.
    assert transmission(counts_of("", "UI", "UG", "IG")).value == -1


def test_three_copies_of_one_bit_are_a_bit_of_redundancy():
    assert transmission(counts_of("", "UIG")).value == 1


def test_independent_helices_share_nothing():
    every = ["", "U", "I", "G", "UI", "UG", "IG", "UIG"]
    found = transmission(counts_of(*every))
    assert found.value == 0
    assert found.entropies.tolist() == [1, 1, 1, 2, 2, 2, 3]


def test_the_correction_adds_the_cells_of_each_entropy_less_one():
    # Exclusive or of four: 3 * (2-1) - 3 * (4-1) + (4-1) = -3 halves of a nat over 4.
    found = transmission(counts_of("", "UI", "UG", "IG"))
    assert found.corrected == pytest.approx(-1 - 3 / (2 * 4 * math.log(2)))


@given(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(any))
def test_agrees_with_dicts_and_its_parts_add_up(counts):
    given_counts = np.array(counts, dtype=np.float64)
    found = transmission(given_counts)
    assert found.value == pytest.approx(told_by_dicts(counts), abs=1e-12)
    assert (pointwise(given_counts) * given_counts).sum() == pytest.approx(found.value, abs=1e-12)
    assert len(found.entropies) == len(TERMS)


@given(st.lists(st.integers(0, 9), min_size=8, max_size=8).filter(any))
def test_who_is_called_what_and_how_often_all_is_counted_change_nothing(counts):
    given_counts = np.array(counts, dtype=np.float64)
    turned = given_counts[[(c >> 1) | ((c & 1) << 2) for c in range(8)]]
    value = transmission(given_counts).value
    assert transmission(turned).value == pytest.approx(value, abs=1e-12)
    assert transmission(3 * given_counts).value == pytest.approx(value, abs=1e-12)


@pytest.fixture
def five_projects():
    # p: u and e; q: u and g; r: e and g; s: a platform alone; t: u, with no date.
    return tables_of(
        {
            "u": "University",
            "e": "Enterprise",
            "g": "GovernmentBody",
            "i": "ResearchInstitute",
            "x": ("Platform", None),
        },
        {
            "p": ("2021", None),
            "q": ("2021", None),
            "r": ("2022", None),
            "s": ("2022", None),
            "t": None,
        },
        [
            ("u", "p"),
            ("i", "p"),
            ("e", "p"),
            ("u", "q"),
            ("g", "q"),
            ("e", "r"),
            ("g", "r"),
            ("x", "s"),
            ("u", "t"),
        ],
    )


def test_activities_are_coded_by_who_takes_part_and_those_of_nobody_are_left_out(five_projects):
    found = triple_helix(five_projects, draws=99)
    # "", U, I, UI, G, UG, IG, UIG
    assert found.counts.tolist() == [1, 1, 0, 1, 0, 1, 1, 0]
    assert five_projects.ids_of(found.activities) == ["p", "q", "r", "t"]
    assert found.share.sum() == pytest.approx(found.result.value)
    assert found.result.value == pytest.approx(told_by_dicts([0, 1, 0, 1, 0, 1, 1, 0]))
    assert found.low <= found.result.value <= found.high


def test_a_window_leaves_out_what_has_no_date_and_counts_it(five_projects):
    found = triple_helix(five_projects, window=Window("2021-01-01", "2022-12-31"), draws=9)
    assert (found.missing, found.counts.tolist()) == (1, [1, 0, 0, 1, 0, 1, 1, 0])
    # Three pairs, each as often: H = 3 h(1/3) - 3 log 3 + log 3 with h the entropy of a third.
    third = math.log2(3) - 2 / 3
    assert found.result.value == pytest.approx(3 * third - 2 * math.log2(3))


def test_other_types_make_other_helices(five_projects):
    helices = {"U": ("University",), "I": ("Enterprise",), "G": ("Platform",)}
    assert triple_helix(five_projects, helices=helices).counts.tolist() == [0, 2, 1, 1, 1, 0, 0, 0]


def test_ties_of_two_sides_are_named_and_not_looked_at(five_projects):
    found = triple_helix(five_projects, ties=(Tie.PROJECT, Tie.PATENT, Tie.INCUBATION))
    assert found.ties == (Tie.PROJECT,)
    assert [left.name for left in found.not_evaluated] == ["PATENT", "INCUBATION"]


def test_nothing_gives_no_number():
    found = triple_helix(tables_of({"u": "University"}, {}, []))
    assert math.isnan(found.result.value)
    assert math.isnan(found.low)
    assert found.counts.tolist() == [0] * 8


def test_the_same_seed_gives_the_same_interval(five_projects):
    one, two = (triple_helix(five_projects, seed=5, draws=50) for _ in range(2))
    assert (one.low, one.high) == (two.low, two.high)
