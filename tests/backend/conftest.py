"""Graphs of both kinds."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest


def weighted(graph, seed):
    """Names that are no numbers, in an order of their own, and weights of a few digits."""
    rng = np.random.default_rng(seed)
    names = {node: f"n{node:03}" for node in graph}
    made = type(graph)()
    made.add_nodes_from(names[node] for node in rng.permutation(sorted(graph)).tolist())
    for u, v in sorted(graph.edges):
        made.add_edge(names[u], names[v], weight=float(rng.integers(1, 9)) / 4)
    return made


@pytest.fixture(scope="session")
def undirected():
    """Parts of several sizes, and nodes without an edge."""
    sparse = nx.gnp_random_graph(60, 0.03, seed=1)
    return weighted(nx.disjoint_union(sparse, nx.gnp_random_graph(30, 0.3, seed=2)), 3)


@pytest.fixture(scope="session")
def directed():
    """Edges there and back, and nodes that nothing leaves."""
    return weighted(nx.gnp_random_graph(70, 0.04, seed=4, directed=True), 5)
