"""Laws of the force-directed layout and of what is remembered of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linked_distances import linked_and_not

from analytics.layouts.apart import apart
from analytics.layouts.force import UNIT, beside, laid_out
from analytics.layouts.memory import Memory
from analytics.layouts.scatter import marks_of, scattered

ENDS = st.integers(0, 11)
LINKS = st.lists(
    st.tuples(ENDS, ENDS, st.integers(1, 9)).filter(lambda e: e[0] != e[1]), max_size=25
)


def laid(links, ids=None, memory=None):
    """({id: (x, y)}, the layout)."""
    ids = [f"n{number}" for number in range(12)] if ids is None else ids
    source, target, weight = np.array(links, dtype=np.int64).reshape(-1, 3).T
    found = laid_out(ids, source, target, weight, Memory.empty() if memory is None else memory)
    places = zip(found.x.tolist(), found.y.tolist(), strict=True)
    return dict(zip(ids, places, strict=True)), found


def neighbours(links, of):
    return {b if a == of else a for a, b, _ in links if of in (a, b)}


@settings(max_examples=40)
@given(links=LINKS, dice=st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_links_does_not_matter_and_places_differ(links, dice):
    places, _ = laid(links)
    assert len({*places.values()}) == 12
    order = dice.sample(range(12), 12)
    turned = [(order.index(b), order.index(a), w) for a, b, w in dice.sample(links, len(links))]
    again, _ = laid(turned, [f"n{number}" for number in order])
    assert again == places


@settings(max_examples=40)
@given(links=LINKS, others=LINKS)
def test_who_has_the_neighbours_of_before_is_where_it_was(links, others):
    before, first = laid(links)
    after, second = laid(others, memory=first.memory)
    same = [n for n in range(12) if neighbours(links, n) == neighbours(others, n)]
    assert [after[f"n{n}"] for n in same] == [before[f"n{n}"] for n in same]
    assert second.anew == 12 - len(same)
    assert len({*after.values()}) == 12
    # Back to the first graph: everybody is where it was then, and nothing is written.
    back, third = laid(links, memory=second.memory)
    assert (back, third.anew) == (before, 0)
    assert third.memory is second.memory


def test_weights_and_parallel_links_are_no_other_neighbours():
    places, first = laid([(0, 1, 1), (1, 2, 5)])
    again, second = laid([(1, 0, 3), (0, 1, 2), (1, 2, 1)], memory=first.memory)
    assert (again, second.anew) == (places, 0)


def test_the_heavier_of_two_links_is_the_shorter():
    places, _ = laid([(0, 1, 1), (1, 2, 500)], ids=["a", "b", "c"])
    a, b, c = (np.array(places[id_]) for id_ in "abc")
    assert np.hypot(*(c - b)) < np.hypot(*(b - a))


def test_new_nodes_begin_in_the_middle_of_their_neighbours():
    ring = [(n, (n + 1) % 12, 1) for n in range(12)]
    before, first = laid(ring)
    ids = [*before, "new", "behind it"]
    after, _ = laid([*ring, (0, 12, 1), (12, 13, 1)], ids, first.memory)
    for id_, near in (("new", "n0"), ("behind it", "new")):
        far = {of: np.hypot(*np.subtract(after[of], after[id_])) for of in after if of != id_}
        assert far[near] < np.median([*far.values()])
    # n0 has one neighbour more; all others stay.
    assert [id_ for id_ in before if after[id_] != before[id_]] in ([], ["n0"])


def test_linked_nodes_are_nearer_than_others_in_a_graph_of_groups():
    dice = np.random.default_rng(5)
    group = np.arange(120) // 10
    pairs = [(a, b) for a in range(120) for b in range(a)]
    chance = [0.5 if group[a] == group[b] else 0.004 for a, b in pairs]
    links = [(a, b, 1) for (a, b), odds in zip(pairs, chance, strict=True) if dice.random() < odds]
    _, found = laid(links, [f"n{n}" for n in range(120)])
    near, far = linked_and_not(found.x, found.y, [link[:2] for link in links])
    assert near <= far / 2


def test_nothing_and_one_node_can_be_laid_out():
    assert laid([], [])[0] == {}
    places, _ = laid([], ["a"])
    # Nothing pushes and the middle pulls: it comes to rest there.
    assert np.abs(places["a"]).max() < UNIT


def test_nobody_gets_a_place_that_is_remembered_of_another():
    # Either is alone and comes to rest in the middle.
    first, alone = laid([], ["a"])
    second, both = laid([], ["b"], alone.memory)
    assert first["a"] != second["b"]
    assert len(both.memory) == 2


def test_beside_others_only_what_has_no_place_is_placed():
    nan = float("nan")
    x, y = np.array([0.0, 6.0, nan, nan]), np.array([0.0, 0.0, nan, nan])
    ends = np.array([0, 2]), np.array([2, 1]), np.array([1, 1])
    found = beside(["a", "b", "between", "alone"], *ends, x=x, y=y)
    assert found[0][:2].tolist() == [0.0, 6.0]
    assert found[1][:2].tolist() == [0.0, 0.0]
    assert 0 < found[0][2] < 6
    assert np.isfinite(found).all()
    assert len({*zip(*np.array(found).tolist(), strict=True)}) == 4
    same = beside(["a", "b"], ends[0][:0], ends[1][:0], ends[2][:0], x=x[:2], y=y[:2])
    assert same[0].tolist() == [0.0, 6.0]


def test_what_is_remembered_can_be_written_and_read():
    _, first = laid([(0, 1, 1), (1, 2, 5)])
    read = Memory.unpacked(first.memory.packed())
    for name in Memory.__slots__:
        assert (getattr(read, name) == getattr(first.memory, name)).all()
    with pytest.raises(ValueError, match="29 bytes are no memory"):
        Memory.unpacked(bytes(29))


def memory_of(rows):
    """(node, links, x, y) of several turns."""
    found = Memory.empty()
    for turn in rows:
        node, links, x, y = np.array(turn, dtype=np.int64).reshape(-1, 4).T
        found = found.after(node.astype(np.uint64), links.astype(np.uint64), x, y, most=3)
    return found


def test_the_places_that_were_not_drawn_for_the_longest_time_are_forgotten():
    found = memory_of([[(1, 1, 10, 10), (2, 1, 20, 20)], [(1, 7, 11, 11)], [(3, 1, 30, 30)]])
    rows = zip(found.node.tolist(), found.links.tolist(), found.turn.tolist(), strict=True)
    # Room for three: those of the first turn are the oldest, and of them that of node 1 stays.
    assert [*rows] == [(1, 1, 1), (1, 7, 2), (3, 1, 3)]
    marks = np.array([1, 2], dtype=np.uint64)
    assert found.x[found.latest(marks)[0]] == 11
    assert found.latest(marks)[1] == -1
    assert found.same(marks, np.array([1, 1], dtype=np.uint64)).tolist() == [0, -1]


def test_all_that_is_drawn_now_is_remembered_whatever_the_room():
    found = memory_of([[(n, 1, n, n) for n in range(5)]])
    assert found.node.tolist() == [0, 1, 2, 3, 4]


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), max_size=40))
def test_places_are_given_once_and_the_first_keeps_its_own(wanted):
    columns = np.array(wanted, dtype=np.int64).reshape(-1, 2)
    x, y = apart(columns[:, 0], columns[:, 1], taken=[(0, 0)])
    found = [*zip(x.tolist(), y.tolist(), strict=True)]
    assert len({*found, (0, 0)}) == len(wanted) + 1
    if wanted and wanted[0] != (0, 0):
        assert found[0] == wanted[0]


def test_ids_scatter_evenly_over_a_disc():
    x, y = scattered(marks_of(f"id {n}" for n in range(4_000)))
    radius = np.hypot(x, y)
    assert radius.max() <= 1
    # A quarter of the disc is within half its radius, and each quadrant is a quarter.
    assert abs((radius < 0.5).mean() - 0.25) < 0.03
    assert abs(((x > 0) & (y > 0)).mean() - 0.25) < 0.03
    assert (marks_of(["a"], 1) != marks_of(["a"], 2)).all()
