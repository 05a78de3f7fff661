"""Oracle: every set of nodes tried, on at most 8 nodes; and plain networkx between two nodes."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.chains.separators import smallest_separator
from analytics.patience import GivenUp


def separator(size, edges, sources, targets, **words):
    rows = [sorted({v for e in edges if u in e for v in e if v != u}) for u in range(size)]
    offsets = np.cumsum([0, *map(len, rows)])
    heads = np.array([head for row in rows for head in row], dtype=np.int64)
    ends = (np.array(sorted(nodes), dtype=np.int64) for nodes in (sources, targets))
    return smallest_separator(offsets, heads, *ends, **words).tolist()


def parts(size, edges, without):
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(size))
    graph.remove_nodes_from(without)
    return [set(part) for part in nx.connected_components(graph)]


def separates(size, edges, sources, targets, without):
    return not any(part & sources and part & targets for part in parts(size, edges, without))


@st.composite
def questions(draw):
    size = draw(st.integers(1, 8))
    pairs = list(combinations(range(size), 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=16)) if pairs else []
    ends = st.sets(st.integers(0, size - 1), max_size=5)
    return size, edges, draw(ends), draw(ends)


@given(questions())
def test_it_separates_and_no_smaller_set_does(question):
    size, found = question[0], separator(*question)
    assert separates(*question, found)
    for smaller in combinations(range(size), len(found) - 1 if found else 0):
        assert not found or not separates(*question, smaller)


@given(questions())
def test_between_two_strangers_it_is_as_large_as_that_of_networkx(question):
    size, edges, _, _ = question
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(size))
    for one, other in nx.non_edges(graph):
        # Ends cannot be taken away there: the neighbours of each stand for it.
        near, far = set(graph[one]), set(graph[other])
        expected = len(nx.minimum_node_cut(graph, one, other)) if near and far else 0
        rest = [e for e in edges if one not in e and other not in e]
        assert len(separator(size, rest, near, far)) == expected


def test_who_is_a_source_and_a_target_is_in_it():
    assert separator(3, [(0, 1), (1, 2)], {0, 1}, {1, 2}) == [1]


def test_it_lies_nearest_to_the_sources():
    # 0 - 2 - 3 - 4: each of them separates.
    assert separator(5, [(0, 2), (2, 3), (3, 4)], {0}, {4}) == [0]


def test_a_complete_network_has_as_many_ways_as_the_smaller_side():
    edges = list(combinations(range(7), 2))
    assert len(separator(7, edges, {0, 1, 2}, {3, 4, 5, 6})) == 3


def test_whoever_gives_up_stops_it_between_two_paths():
    def give_up():
        raise GivenUp

    with pytest.raises(GivenUp):
        separator(4, [(0, 2), (1, 3)], {0, 1}, {2, 3}, check=give_up)
