"""Laws of every kernel: other numbers change nothing, an isolate changes nothing but n."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_graphs import arrays_of, random_graph, relabelled, with_isolate

from analytics.kernels.brokerage import brokerage
from analytics.kernels.components import components
from analytics.kernels.cores import core_numbers
from analytics.kernels.cuts import cuts
from analytics.kernels.holes import holes
from analytics.kernels.pagerank import pagerank
from analytics.kernels.triangles import triangles


def ranks(graph, groups):
    rows = graph.offsets, graph.neighbours, graph.weights
    return pagerank(*rows, directed=False, tol=1e-12, max_iter=500)[0]


def sizes(graph, groups):
    """Of the component of each node: its number says nothing."""
    label = components(graph.offsets, graph.neighbours)
    return np.bincount(label)[label]


def cores(graph, groups):
    return core_numbers(graph.offsets, graph.neighbours)


def triangles_through(graph, groups):
    return triangles(graph.offsets, graph.neighbours)


def structural_holes(graph, groups):
    found = holes(graph.offsets, graph.neighbours, graph.weights)
    return np.column_stack((found.constraint, found.effective_size))


def what_falls_off(graph, groups):
    found = cuts(graph.offsets, graph.neighbours)
    return np.column_stack((found.pieces, found.lost))


def roles(graph, groups):
    return brokerage(graph.offsets, graph.neighbours, groups, directed=False)


LOCAL = [sizes, cores, triangles_through, structural_holes, what_falls_off, roles]


def grouped(graph):
    return np.arange(len(graph), dtype=np.int32) % 3


@pytest.mark.parametrize("measure", [*LOCAL, ranks])
@given(st.integers(0, 10_000))
def test_other_numbers_for_the_nodes_change_nothing(measure, seed):
    graph = arrays_of(random_graph(seed))
    other, number = relabelled(graph, seed)
    groups = np.empty_like(grouped(graph))
    groups[number] = grouped(graph)
    told = np.asarray(measure(other, groups), dtype=float)[number]
    assert told == pytest.approx(np.asarray(measure(graph, grouped(graph))), nan_ok=True)


@pytest.mark.parametrize("measure", LOCAL)
@given(st.integers(0, 10_000))
def test_one_more_isolate_changes_nothing_for_the_others(measure, seed):
    graph = arrays_of(random_graph(seed))
    more = with_isolate(graph)
    told = np.asarray(measure(more, grouped(more)), dtype=float)[:-1]
    assert told == pytest.approx(np.asarray(measure(graph, grouped(graph))), nan_ok=True)


@given(st.integers(0, 10_000))
def test_one_more_isolate_leaves_the_order_of_ranks_as_it_was(seed):
    graph = arrays_of(random_graph(seed))
    told, before = ranks(with_isolate(graph), None)[:-1], ranks(graph, None)
    assert told / told.sum() == pytest.approx(before, rel=1e-6)


@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_weights_in_another_unit_change_neither_ranks_nor_holes(seed, unit):
    graph = arrays_of(random_graph(seed))
    rows = graph.offsets, graph.neighbours, graph.weights * unit
    scaled = type(graph)(graph.ids, *rows, graph.edges)
    for measure in (ranks, structural_holes):
        assert measure(scaled, None) == pytest.approx(measure(graph, None), nan_ok=True)
