"""Paths and neighbourhoods from their rules by networkx, over statements; no code of a store."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from naive_plans import NaiveGraph

LAST = "9999-12-31"
FIRST = "0001-01-01"


class NaiveWalks:
    """The graph of the links that are true on a day."""

    def __init__(self, catalogue, statements, day, types, links):
        naive = NaiveGraph(catalogue, statements)
        self.types = {id_: thing.type for id_, thing in naive.nodes.items()}
        self.allowed = set(types)
        self.edges = []
        for edge in naive.edges:
            begun = edge.columns.get("validFromFirst", FIRST)
            ended = edge.columns.get("validToLast", LAST)
            dated = catalogue.links[edge.type].validity
            if edge.type in links and (not dated or begun <= day <= ended):
                self.edges.append((edge.type, edge.source, edge.target, edge.key))
        self.degree = dict.fromkeys(self.types, 0)
        for _, source, target, _ in self.edges:
            for end in {source, target}:
                self.degree[end] += 1

    def graph(self, always, busiest=None):
        kept = {
            id_
            for id_, type_ in self.types.items()
            if type_ in self.allowed and (busiest is None or self.degree[id_] <= busiest)
        } | set(always)
        graph = nx.Graph()
        graph.add_nodes_from(kept)
        graph.add_edges_from((s, t) for _, s, t, _ in self.edges if s in kept and t in kept)
        return graph

    def paths(self, source, target, longest, busiest):
        """All shortest paths in order, none if they are longer."""
        graph = self.graph((source, target), busiest)
        try:
            found = sorted(map(tuple, nx.all_shortest_paths(graph, source, target)))
        except nx.NetworkXNoPath:
            return []
        return [path for path in found if len(path) <= longest + 1]

    def joints(self, steps):
        return sorted(e for e in self.edges if frozenset(e[1:3]) in steps)

    def joints_of_paths(self, paths):
        return self.joints({frozenset(step) for path in paths for step in pairwise(path)})

    def neighbourhood(self, centre, depth, limit):
        """(id, distance, links) of the records kept, the links among them, whether some are not."""
        distances = nx.single_source_shortest_path_length(self.graph((centre,)), centre, depth)
        order = sorted((d, -self.degree[i], i) for i, d in distances.items())
        kept = [(i, d, -n) for d, n, i in order[: limit + 1]]
        ids = {i for i, _, _ in kept}
        among = sorted(e for e in self.edges if e[1] in ids and e[2] in ids)
        return kept, among, len(order) > limit + 1
