"""Graphs on which kernels are tried, as networkx has them and as arrays."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np

from analytics.graph import Graph

BORGATTI = {
    ("A", "B"): 2, ("A", "F"): 3, ("A", "G"): 5, ("A", "E"): 2, ("E", "G"): 8,
    ("F", "G"): 3, ("B", "G"): 4, ("B", "D"): 1, ("D", "G"): 3, ("G", "C"): 10,
}  # fmt: skip
"""Borgatti's example of structural holes with weights, as the tests of networkx have it."""


def arrays_of(graph, weight="weight"):
    """The same graph as arrays; nodes are numbered as networkx yields them."""
    ids = list(graph)
    number = {id_: place for place, id_ in enumerate(ids)}
    edges = list(graph.edges(data=weight, default=1))
    source, target = (np.array([number[edge[end]] for edge in edges], dtype=int) for end in (0, 1))
    given = np.array([edge[2] for edge in edges], dtype=float)
    return Graph.from_edges(ids, source, target, given, directed=graph.is_directed())


def borgatti():
    graph = nx.Graph()
    graph.add_weighted_edges_from((*ends, weight) for ends, weight in BORGATTI.items())
    return graph


def karate():
    """The karate club, each tie counted once, whatever its weight."""
    graph = nx.karate_club_graph()
    for _, _, data in graph.edges(data=True):
        data["weight"] = 1
    return graph


def random_graph(seed, *, most=30, directed=False):
    """A small graph with weights: sparse or dense, isolates and several components among them."""
    rng = random.Random(seed)
    size = rng.randint(1, most)
    graph = nx.gnp_random_graph(size, rng.choice([0.05, 0.1, 0.3, 0.7]), seed, directed=directed)
    for _, _, data in graph.edges(data=True):
        data["weight"] = rng.choice([0.5, 1, 1, 2, 7])
    return graph


def random_graphs(count, **words):
    return [random_graph(seed, **words) for seed in range(count)]


def relabelled(graph, seed):
    """The same arrays with other numbers, and the new number of each node."""
    turned = np.random.default_rng(seed).permutation(len(graph))
    tails = np.repeat(np.arange(len(graph)), np.diff(graph.offsets))
    once = graph.directed | (tails < graph.neighbours)
    ends = turned[tails[once]], turned[graph.neighbours[once]]
    words = {"directed": graph.directed}
    return Graph.from_edges(range(len(graph)), *ends, graph.weights[once], **words), turned


def with_isolate(graph):
    """The same arrays and one more node, the last."""
    tails = np.repeat(np.arange(len(graph)), np.diff(graph.offsets))
    once = graph.directed | (tails < graph.neighbours)
    return Graph.from_edges(
        range(len(graph) + 1),
        tails[once],
        graph.neighbours[once],
        graph.weights[once],
        directed=graph.directed,
    )
