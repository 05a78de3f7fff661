"""Each analytic by networkx: its own code, our back end, and another in Rust."""

from __future__ import annotations

import heapq
import itertools
import random

import numpy as np
from peers.by_us import Ours
from peers.graphs import Edges
from peers.results import ALPHA, CHANGE, PIVOTS, TOP, Sampled, grouped, marked, pairs

SMALL, PATHS = 1_000, 400_000
"""Nodes up to which nothing is sampled; paths of two steps that a sample looks at."""


class Networkx:
    """Plain networkx, with its own dictionaries."""

    backend: str | None = "networkx"

    def __init__(self, edges: Edges) -> None:
        import networkx as nx

        nx.config.warnings_to_ignore.add("cache")
        self.nx, self.edges = nx, edges
        self.graph = self.made()
        self.how = {"backend": self.backend} if self.backend else {}

    def made(self):
        edges = self.edges
        graph = self.nx.Graph()
        graph.add_nodes_from(range(edges.nodes))
        columns = (edges.source, edges.target, edges.weight)
        graph.add_weighted_edges_from(zip(*(column.tolist() for column in columns), strict=True))
        return graph

    def some(self, number: int) -> list[int]:
        return random.Random(3).sample(range(self.edges.nodes), min(number, self.edges.nodes))

    def scores(self, found: dict[int, float]):
        return lambda: np.array([found[node] for node in range(self.edges.nodes)], dtype=float)

    def build(self):
        made = self.made()
        return lambda: np.array([made.number_of_nodes(), made.number_of_edges()])

    def pagerank(self):
        tol = CHANGE / self.edges.nodes
        return self.scores(self.nx.pagerank(self.graph, alpha=ALPHA, tol=tol, **self.how))

    def components(self):
        found = list(self.nx.connected_components(self.graph, **self.how))
        return lambda: grouped(self.edges.nodes, found)

    def cores(self):
        return self.scores(self.nx.core_number(self.graph, **self.how))

    def clustering(self):
        return self.scores(self.nx.clustering(self.graph, **self.how))

    def articulation(self):
        found = list(self.nx.articulation_points(self.graph, **self.how))
        return lambda: marked(self.edges.nodes, found)

    def bridges(self):
        found = list(self.nx.bridges(self.graph, **self.how))
        return lambda: pairs(found)

    def constraint(self):
        return self.scores(self.nx.constraint(self.graph, weight="weight", **self.how))

    def louvain(self):
        found = self.nx.community.louvain_communities(self.graph, seed=1, **self.how)
        return lambda: grouped(self.edges.nodes, found)

    def adamic_adar(self):
        """The best of all pairs with a common neighbour, as nobody would look at the others."""
        graph = self.graph
        steps = {u: sum(len(graph[v]) for v in graph[u]) for u in graph}
        some = self.some(200 if self.edges.nodes > SMALL else SMALL)
        upto = np.searchsorted(np.cumsum([steps[u] for u in some]), PATHS)
        some = some[: max(int(upto), 5)]
        best = np.zeros((len(some), TOP))
        for row, u in enumerate(some):
            others = set(itertools.chain.from_iterable(graph[v] for v in graph[u]))
            others -= {u, *graph[u]}
            scored = self.nx.adamic_adar_index(graph, [(u, v) for v in others], **self.how)
            top = heapq.nlargest(TOP, (score for _, _, score in scored))
            best[row, : len(top)] = top
        order = np.argsort(some)
        times = sum(steps.values()) / sum(steps[u] for u in some)
        return Sampled(f"{len(some)} nodes", times, lambda: best[order])

    def betweenness(self):
        if self.edges.nodes <= SMALL:
            found = self.nx.betweenness_centrality(
                self.graph, k=min(PIVOTS, self.edges.nodes), seed=7, **self.how
            )
            return self.scores(found)
        found = self.nx.betweenness_centrality(self.graph, k=3, seed=7, **self.how)
        return Sampled("3 sources", PIVOTS / 3, self.scores(found))

    def all_betweenness(self):
        if self.edges.nodes <= SMALL:
            return self.scores(self.nx.betweenness_centrality(self.graph, **self.how))
        found = self.nx.betweenness_centrality(self.graph, k=10, seed=7, **self.how)
        return Sampled("10 sources", self.edges.nodes / 10, self.scores(found))

    def closeness(self):
        if self.edges.nodes <= SMALL:
            return self.scores(self.nx.closeness_centrality(self.graph, **self.how))
        some = self.some(5)
        found = [self.nx.closeness_centrality(self.graph, u=u, **self.how) for u in some]
        return Sampled("5 nodes", self.edges.nodes / 5, lambda: np.array(found))

    def harmonic(self):
        if self.edges.nodes <= SMALL:
            return self.scores(self.nx.harmonic_centrality(self.graph, **self.how))
        some = self.some(5)
        found = [self.nx.harmonic_centrality(self.graph, nbunch=[u], **self.how) for u in some]
        return Sampled("5 nodes", self.edges.nodes / 5, lambda: np.array(found))

    def projection(self):
        people = int(self.edges.member.max()) + 1
        both = self.nx.Graph()
        both.add_nodes_from(range(people))
        both.add_edges_from(
            zip(self.edges.member.tolist(), (self.edges.event + people).tolist(), strict=True)
        )
        found = self.nx.bipartite.collaboration_weighted_projected_graph(both, range(people))
        return lambda: np.array([found.number_of_edges(), found.size(weight="weight")])


class ThroughNetworkx(Networkx):
    """The same functions of networkx on our graph: kernels, and dictionaries made of arrays."""

    backend = None

    def made(self):
        return Ours(self.edges).graph

    def all_of(self, function: str, **arguments: object):
        return self.scores(getattr(self.nx, function)(self.graph, **arguments))

    def betweenness(self):
        return self.all_of("betweenness_centrality", k=min(PIVOTS, self.edges.nodes), seed=7)

    def all_betweenness(self):
        return self.all_of("betweenness_centrality")

    def closeness(self):
        return self.all_of("closeness_centrality")

    def harmonic(self):
        return self.all_of("harmonic_centrality")

    build = adamic_adar = projection = None


class Rustnx(Networkx):
    """A back end of networkx in Rust; its copy of the graph is made before."""

    backend = "rustnx"

    def __init__(self, edges: Edges) -> None:
        super().__init__(edges)
        for weight in (None, "weight"):
            self.nx.pagerank(self.graph, weight=weight, **self.how)

    def betweenness(self):
        k = min(PIVOTS, self.edges.nodes)
        found = self.nx.betweenness_centrality(self.graph, k=k, seed=7, **self.how)
        return self.scores(found)

    def all_betweenness(self):
        return self.scores(self.nx.betweenness_centrality(self.graph, **self.how))

    def closeness(self):
        return self.scores(self.nx.closeness_centrality(self.graph, **self.how))

    def harmonic(self):
        return self.scores(self.nx.harmonic_centrality(self.graph, **self.how))

    build = articulation = bridges = constraint = louvain = adamic_adar = projection = None
