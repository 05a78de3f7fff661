"""Each analytic by other libraries: igraph, rustworkx, networkit and scikit-network."""

from __future__ import annotations

import heapq
import random

import numpy as np
from peers.graphs import Edges
from peers.results import (
    ALPHA,
    CHANGE,
    PIVOTS,
    TOP,
    Sampled,
    firsts,
    grouped,
    marked,
    pairs,
    pivots,
)


class Igraph:
    def __init__(self, edges: Edges) -> None:
        import igraph

        self.igraph, self.edges = igraph, edges
        self.graph = self.made()

    def made(self):
        ends = np.column_stack((self.edges.source, self.edges.target))
        graph = self.igraph.Graph(n=self.edges.nodes, edges=ends)
        graph.es["weight"] = self.edges.weight
        return graph

    def build(self):
        made = self.made()
        return lambda: np.array([made.vcount(), made.ecount()])

    def pagerank(self):
        found = self.graph.pagerank(damping=ALPHA, weights="weight")
        return lambda: np.array(found)

    def components(self):
        found = self.graph.connected_components()
        return lambda: firsts(np.array(found.membership))

    def cores(self):
        found = self.graph.coreness()
        return lambda: np.array(found)

    def clustering(self):
        found = self.graph.transitivity_local_undirected(mode="zero")
        return lambda: np.array(found)

    def articulation(self):
        found = self.graph.articulation_points()
        return lambda: marked(self.edges.nodes, found)

    def bridges(self):
        found = self.graph.bridges()
        return lambda: pairs(self.graph.es[edge].tuple for edge in found)

    def constraint(self):
        found = self.graph.constraint(weights="weight")
        return lambda: np.array(found)

    def louvain(self):
        random.seed(1)
        found = self.graph.community_multilevel(weights="weight")
        return lambda: np.array(found.membership)

    def adamic_adar(self):
        """A dense row a node: it has no way to the best alone."""
        some = random.Random(3).sample(range(self.edges.nodes), min(100, self.edges.nodes))
        rows = self.graph.similarity_inverse_log_weighted(vertices=some)
        best = np.array([heapq.nlargest(TOP, row) for row in rows])
        return Sampled(f"{len(some)} nodes", self.edges.nodes / len(some), lambda: best)

    def _passed(self, found: list[float], taken: list[int]) -> np.ndarray:
        nodes = self.edges.nodes
        sources = np.full(nodes, len(taken))
        sources[taken] -= 1
        return 2 * np.array(found) / sources / (nodes - 2)

    def betweenness(self):
        taken = pivots(self.edges.nodes)
        found = self.graph.betweenness(directed=False, sources=taken)
        return lambda: self._passed(found, taken)

    def all_betweenness(self):
        found = self.graph.betweenness(directed=False)
        nodes = self.edges.nodes
        return lambda: 2 * np.array(found) / (nodes - 1) / (nodes - 2)

    def _sample(self) -> list[int] | None:
        return list(range(0, self.edges.nodes, 500)) if self.edges.nodes > 10_000 else None

    def closeness(self):
        """Without the factor for small components; the benchmark's graph is compared with it."""
        some = self._sample()
        found = self.graph.closeness(some)
        if some is not None:
            return Sampled(f"{len(some)} nodes", self.edges.nodes / len(some), lambda: found)
        sizes = np.array(self.graph.connected_components().sizes())
        inside = sizes[np.array(self.graph.connected_components().membership)]
        share = (inside - 1) / (self.edges.nodes - 1)
        return lambda: np.nan_to_num(np.array(found)) * share

    def harmonic(self):
        some = self._sample()
        found = self.graph.harmonic_centrality(some, normalized=False)
        if some is not None:
            return Sampled(f"{len(some)} nodes", self.edges.nodes / len(some), lambda: found)
        return lambda: np.array(found)


class Rustworkx:
    def __init__(self, edges: Edges) -> None:
        import rustworkx

        self.rx, self.edges = rustworkx, edges
        self.graph = self.made(rustworkx.PyGraph(multigraph=False))
        # It ranks directed graphs only.
        self.both = self.made(rustworkx.PyDiGraph(multigraph=False), both=True)

    def made(self, graph, *, both=False):
        graph.add_nodes_from(range(self.edges.nodes))
        ends = self.edges.source.tolist(), self.edges.target.tolist()
        for tails, heads in (ends, ends[::-1])[: 2 if both else 1]:
            graph.add_edges_from(list(zip(tails, heads, self.edges.weight.tolist(), strict=True)))
        return graph

    def scores(self, found):
        return lambda: np.array([found[node] for node in range(self.edges.nodes)], dtype=float)

    def build(self):
        made = self.made(self.rx.PyGraph(multigraph=False))
        return lambda: np.array([made.num_nodes(), made.num_edges()])

    def pagerank(self):
        tol = CHANGE / self.edges.nodes
        return self.scores(self.rx.pagerank(self.both, alpha=ALPHA, weight_fn=float, tol=tol))

    def components(self):
        found = self.rx.connected_components(self.graph)
        return lambda: grouped(self.edges.nodes, found)

    def cores(self):
        return self.scores(self.rx.core_number(self.graph))

    def articulation(self):
        found = self.rx.articulation_points(self.graph)
        return lambda: marked(self.edges.nodes, found)

    def bridges(self):
        found = self.rx.bridges(self.graph)
        return lambda: pairs(found)

    def all_betweenness(self):
        if self.edges.nodes > 10_000:
            return None
        return self.scores(self.rx.betweenness_centrality(self.graph, parallel_threshold=10**9))

    def closeness(self):
        if self.edges.nodes > 10_000:
            return None
        return self.scores(self.rx.closeness_centrality(self.graph, parallel_threshold=10**9))


class Networkit:
    def __init__(self, edges: Edges) -> None:
        import networkit

        networkit.setNumberOfThreads(1)
        networkit.setSeed(1, useThreadId=False)
        self.nk, self.edges = networkit, edges
        self.graph = self.made()
        self.hops = networkit.graphtools.toUnweighted(self.graph)

    def made(self):
        ends = self.edges.source, self.edges.target
        return self.nk.GraphFromCoo(
            (self.edges.weight, ends), n=self.edges.nodes, weighted=True, directed=False
        )

    def build(self):
        made = self.made()
        return lambda: np.array([made.numberOfNodes(), made.numberOfEdges()])

    def scores(self, algorithm):
        algorithm.run()
        return lambda: np.array(algorithm.scores())

    def pagerank(self):
        sinks = self.nk.centrality.SinkHandling.DistributeSinks
        algorithm = self.nk.centrality.PageRank(self.graph, ALPHA, CHANGE, False, sinks)  # noqa: FBT003 - it takes no names
        algorithm.norm = self.nk.centrality.Norm.L1_NORM
        return self.scores(algorithm)

    def components(self):
        algorithm = self.nk.components.ConnectedComponents(self.graph).run()
        return lambda: firsts(np.array(algorithm.getPartition().getVector()))

    def cores(self):
        return self.scores(self.nk.centrality.CoreDecomposition(self.hops))

    def clustering(self):
        return self.scores(self.nk.centrality.LocalClusteringCoefficient(self.hops, turbo=True))

    def articulation(self):
        algorithm = self.nk.components.BiconnectedComponents(self.hops)
        algorithm.run()
        times = np.zeros(self.edges.nodes, dtype=np.int64)

        def array():
            for part in algorithm.getComponents():
                times[list(part)] += 1
            return times > 1

        return array

    def louvain(self):
        algorithm = self.nk.community.PLM(self.graph)
        algorithm.run()
        return lambda: np.array(algorithm.getPartition().getVector())

    def betweenness(self):
        """Draws its own sources."""
        return self.scores(self.nk.centrality.EstimateBetweenness(self.hops, PIVOTS))

    def all_betweenness(self):
        if self.edges.nodes > 10_000:
            return None
        return self.scores(self.nk.centrality.Betweenness(self.hops, normalized=True))

    def closeness(self):
        if self.edges.nodes > 10_000:
            return None
        variant = self.nk.centrality.ClosenessVariant.GENERALIZED
        return self.scores(self.nk.centrality.Closeness(self.hops, True, variant))  # noqa: FBT003 - it takes no names

    def adamic_adar(self):
        """Pair by pair: it has no way to the best alone."""
        some = random.Random(3).sample(range(self.edges.nodes), min(20, self.edges.nodes))
        index = self.nk.linkprediction.AdamicAdarIndex(self.hops)
        best = []
        for u in some:
            near = set(self.hops.iterNeighbors(u))
            others = {w for v in near for w in self.hops.iterNeighbors(v)} - near - {u}
            best.append(heapq.nlargest(TOP, (index.run(u, v) for v in others)))
        return Sampled(f"{len(some)} nodes", self.edges.nodes / len(some), lambda: best)


class Sknetwork:
    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.matrix = self.made()

    def made(self):
        from scipy.sparse import csr_matrix

        ends = self.edges.source, self.edges.target
        half = csr_matrix((self.edges.weight, ends), shape=(self.edges.nodes,) * 2)
        return (half + half.T).tocsr()

    def build(self):
        made = self.made()
        return lambda: np.array([made.shape[0], made.nnz // 2])

    def pagerank(self):
        from sknetwork.ranking import PageRank

        algorithm = PageRank(ALPHA, solver="piteration", n_iter=100, tol=CHANGE)
        found = algorithm.fit_predict(self.matrix)
        return lambda: found

    def components(self):
        from sknetwork.topology import get_connected_components

        found = get_connected_components(self.matrix)
        return lambda: firsts(found)

    def cores(self):
        from sknetwork.topology import get_core_decomposition

        found = get_core_decomposition(self.matrix)
        return lambda: found

    def louvain(self):
        from sknetwork.clustering import Louvain

        found = Louvain(modularity="newman", random_state=1).fit_predict(self.matrix)
        return lambda: found
