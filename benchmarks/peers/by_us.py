"""Each analytic by our kernels, from arrays to arrays."""

from __future__ import annotations

import numpy as np
from peers.graphs import Edges
from peers.results import CHANGE, TOP, firsts, pairs, pivots


class Ours:
    """The kernels, from arrays to arrays."""

    def __init__(self, edges: Edges) -> None:
        from analytics.graph import Graph

        self.edges = edges
        self.graph = Graph.from_edges(range(edges.nodes), edges.source, edges.target, edges.weight)
        self.rows = self.graph.offsets, self.graph.neighbours

    def build(self):
        made = Ours(self.edges).graph
        return lambda: np.array([len(made), made.size])

    def pagerank(self):
        from analytics.kernels.pagerank import pagerank

        rank, _ = pagerank(
            *self.rows, self.graph.weights, directed=False, tol=CHANGE / len(self.graph)
        )
        return lambda: rank

    def components(self):
        from analytics.kernels.components import components

        labels = components(*self.rows)
        return lambda: firsts(labels)

    def cores(self):
        from analytics.kernels.cores import core_numbers

        found = core_numbers(*self.rows)
        return lambda: found

    def clustering(self):
        from analytics.kernels.triangles import clustering

        found = clustering(*self.rows)
        return lambda: found

    def articulation(self):
        from analytics.kernels.cuts import cuts

        found = cuts(*self.rows)
        return lambda: found.pieces > 1

    def bridges(self):
        from analytics.kernels.cuts import cuts

        found = cuts(*self.rows)
        return lambda: pairs(found.bridges)

    def constraint(self):
        from analytics.kernels.holes import holes

        found = holes(*self.rows, self.graph.weights)
        return lambda: found.constraint

    def louvain(self):
        from analytics.kernels.louvain import louvain

        found = louvain(*self.rows, self.graph.weights, seed=1)
        return lambda: found.label

    def adamic_adar(self):
        from analytics.kernels.link_prediction import Likeness, partners, values_of

        value = values_of(self.graph.offsets, Likeness.ADAMIC_ADAR)
        _, score = partners(*self.rows, value, TOP)
        return lambda: score

    def betweenness(self):
        from analytics.kernels.brandes import betweenness

        found = betweenness(*self.rows, pivots=np.array(pivots(len(self.graph))))
        return lambda: found.score

    def all_betweenness(self):
        from analytics.kernels.brandes import betweenness

        found = betweenness(*self.rows)
        return lambda: found.score

    def closeness(self):
        from analytics.kernels.distances import closeness, distances

        found = closeness(distances(*self.rows))
        return lambda: found

    def harmonic(self):
        from analytics.kernels.distances import distances

        found = distances(*self.rows).near
        return lambda: found

    def projection(self):
        from analytics.kernels.projection import projected

        member, event = self.edges.member, self.edges.event
        people, events = int(member.max()) + 1, int(event.max()) + 1
        _, _, _, weight = projected(event, member, events, people, people)
        return lambda: np.array([len(weight), weight.sum()])
