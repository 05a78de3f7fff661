"""Components, beside plain networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graphs

from analytics.kernels.components import components, components_among


def labels(parts, size):
    told = np.full(size, -1)
    for number, part in enumerate(parts):
        told[list(part)] = number
    return told.tolist()


@pytest.mark.parametrize("directed", [False, True])
def test_components_are_those_of_networkx_in_its_order(directed):
    find = nx.weakly_connected_components if directed else nx.connected_components
    for graph in random_graphs(60, directed=directed):
        arrays = arrays_of(graph)
        told = components(arrays.offsets, arrays.neighbours).tolist()
        assert told == labels(find(graph, backend="networkx"), len(graph))


def test_components_of_a_part_are_those_of_the_subgraph():
    for seed, graph in enumerate(random_graphs(60)):
        arrays = arrays_of(graph)
        kept = np.random.default_rng(seed).random(len(graph)) < 0.6
        told = components_among(arrays.offsets, arrays.neighbours, kept).tolist()
        part = graph.subgraph(np.flatnonzero(kept).tolist())
        parts = nx.connected_components(part, backend="networkx")
        assert told == labels(sorted(parts, key=min), len(graph))


def test_a_long_path_laid_out_of_order_is_one_component():
    order = np.random.default_rng(1).permutation(500)
    graph = nx.path_graph(500)
    arrays = arrays_of(nx.relabel_nodes(graph, dict(enumerate(order.tolist()))))
    assert not components(arrays.offsets, arrays.neighbours).any()
