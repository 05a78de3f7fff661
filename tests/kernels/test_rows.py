"""Rows are what sorting the arcs would give (numpy is the oracle)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.graph import Graph
from analytics.kernels.rows import either_way, rows, transposed


@st.composite
def edges(draw):
    size = draw(st.integers(1, 9))
    directed = draw(st.booleans())
    node = st.integers(0, size - 1)
    pairs = draw(st.lists(st.tuples(node, node), unique_by=None if directed else frozenset))
    pairs = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]
    return size, pairs, directed


@given(edges())
def test_rows_are_the_arcs_sorted_by_tail_and_then_by_head(drawn):
    size, pairs, directed = drawn
    source, target = (np.array([pair[end] for pair in pairs], dtype=int) for end in (0, 1))
    weight = np.arange(len(pairs)) + 0.5
    graph = Graph.from_edges(range(size), source, target, weight, directed=directed)
    number = np.arange(len(pairs))
    if not directed:
        source, target = np.append(source, target), np.append(target, source)
        number = np.tile(number, 2)
    order = np.lexsort((target, source))
    # Few edges are sorted by numpy, many by the kernel.
    given_ends = source[: len(pairs)], target[: len(pairs)]
    ends = [array.astype(np.int32) for array in given_ends]
    for offsets, neighbours, numbers in (
        (graph.offsets, graph.neighbours, graph.edges),
        rows(size, *ends, directed=directed),
    ):
        assert offsets.tolist() == np.searchsorted(source[order], range(size + 1)).tolist()
        assert neighbours.tolist() == target[order].tolist()
        assert numbers.tolist() == number[order].tolist()
    assert graph.weights.tolist() == weight[number[order]].tolist()


@given(edges())
def test_a_tie_in_either_direction_names_its_arcs(drawn):
    size, pairs, _ = drawn
    source, target = (np.array([pair[end] for pair in pairs], dtype=int) for end in (0, 1))
    graph = Graph.from_edges(range(size), source, target, directed=True)
    offsets, neighbours, there, back = either_way(graph.offsets, graph.neighbours)
    tails = np.repeat(np.arange(size), np.diff(graph.offsets))
    arcs = {pair: arc for arc, pair in enumerate(zip(tails, graph.neighbours, strict=True))}
    expected = [
        (one, other, arcs.get((one, other), -1), arcs.get((other, one), -1))
        for one in range(size)
        for other in range(size)
        if {(one, other), (other, one)} & arcs.keys()
    ]
    tails = np.repeat(np.arange(size), np.diff(offsets))
    assert [*zip(tails, neighbours, there, back, strict=True)] == expected


def test_arcs_turned_round_twice_are_the_arcs():
    graph = Graph.from_edges("abcd", np.array([3, 0, 3]), np.array([1, 3, 2]), directed=True)
    turned = transposed(graph.offsets, graph.neighbours)
    assert turned[1].tolist() == [3, 3, 0]
    assert graph.neighbours[turned[2]].tolist() == [1, 2, 3]
    again = transposed(*turned[:2])
    assert again[0].tolist() == graph.offsets.tolist()
    assert again[1].tolist() == graph.neighbours.tolist()


@pytest.mark.parametrize("directed", [False, True])
def test_the_arrays_of_a_graph_cannot_be_written_and_those_given_still_can(directed):
    source, target = np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    graph = Graph.from_edges("abc", source, target, directed=directed)
    with pytest.raises(ValueError, match="read-only"):
        graph.neighbours[0] = 2
    source[0] = 2
    assert graph.neighbours[0] == 1
