"""What the kernels of paths, communities and partners answer on a small graph, as JSON."""

from __future__ import annotations

import json
import sys

import numpy as np


def answers():
    import networkx as nx
    from kernel_graphs import arrays_of

    from analytics.kernels import (
        brandes,
        distances,
        forces,
        link_prediction,
        louvain,
        paths,
        projection,
    )

    graph = arrays_of(nx.disjoint_union(nx.karate_club_graph(), nx.path_graph(9)))
    rows = graph.offsets, graph.neighbours
    pivots = brandes.pivots_of(len(graph), 11, 3)
    exact, sampled = brandes.betweenness(*rows), brandes.betweenness(*rows, pivots=pivots)
    far = distances.distances(*rows)
    found = louvain.louvain(*rows, graph.weights, seed=1, runs=3)
    value = link_prediction.values_of(graph.offsets, link_prediction.Likeness.ADAMIC_ADAR)
    x, y = np.cos(np.arange(len(graph))), np.sin(2.0 * np.arange(len(graph)))
    forces.pulled_together(*rows, graph.weights, x, y, 2)
    free = np.arange(len(graph)) > 2
    forces.settled(*rows, graph.weights, x, y, free, heat=1.0, cold=0.1, steps=12)
    tails = np.repeat(np.arange(len(graph)), np.diff(graph.offsets))
    arrays = {
        "betweenness": exact.score,
        "sampled": sampled.score,
        "error": sampled.error,
        "dependencies": brandes.source_dependencies(*rows, 2),
        "far": far.far,
        "near": far.near,
        "closeness": distances.closeness(far),
        "levels": np.array(paths.levels(*rows, 0)),
        "drawn": np.array([x, y]),
        "communities": found.labels,
        "modularity": found.runs,
        "partners": np.array(link_prediction.partners(*rows, value, 4)),
        "projection": np.array(
            projection.projected(graph.neighbours, tails, len(graph), len(graph), 12)
        ),
    }
    return {name: array.tolist() for name, array in arrays.items()}


if __name__ == "__main__":
    json.dump(answers(), sys.stdout)
