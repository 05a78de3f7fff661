"""Small faults put into these kernels are all found by plain networkx on random graphs."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph
from mutated_kernels import kernels
from networkx.algorithms import bipartite

# None that would never end: a search or a move that goes on is found by no comparison.
MUTANTS = [
    ("brandes", "taken[sources] -= 1", "taken[sources] -= 0"),
    ("brandes", "* taken / (taken - 1)", ""),
    ("brandes", "left_out = 1 - taken / others", "left_out = 1 - 0 * taken"),
    ("brandes", "1 / max(nodes - 2, 1)", "1 / max(nodes - 1, 1)"),
    ("brandes", "(nodes - 1) / (1 if directed else 2)", "(nodes - 1) / (1 if directed else 1)"),
    ("sweeps", "squares[node] += added * added", "squares[node] += added"),
    ("sweeps", "if here >> lane & 1 else 0.0\n                sums", "if here else 0.0\n                sums"),
    ("sweeps", "work.paths[:] = 0.0", "pass"),
    ("sweeps", "work.delta[:] = 0.0", "pass"),
    ("sweeps", "(1.0 + delta[node, lane])", "delta[node, lane]"),
    ("lanes", "_put(sums, other, _plus(line, sums, other))", "_put(sums, other, line)"),
    ("lanes", "line = _plus(line, lines, hits[place])", "line = _line(lines, hits[place])"),
    ("lanes", "hit += new != 0", "hit += 1"),
    ("lanes", "_pulled(back[0], back[1]", "_pulled(ahead[0], ahead[1]"),
    ("lanes", "_pushed(ahead[0], ahead[1]", "_pushed(back[0], back[1]"),
    ("brandes", "np.sort(_places(order)[sources])", "sources"),
    ("distances", "far[node] += ones * level", "far[node] += ones"),
    ("distances", "near[node] += ones / level", "near[node] += ones * level"),
    ("distances", "close * (found.reach / max(len(close) - 1, 1))", "close"),
    ("distances", "offsets, neighbours, front, seen, arriving, active[:number]", "back_offsets, back_neighbours, front, seen, arriving, active[:number]"),
    ("paths", "before[other] = node", "before[other] = source"),
    ("projection", "1.0 / (end - begin - 1)", "1.0 / (end - begin)"),
    ("projection", "if end - begin > largest:", "if end - begin >= largest:"),
    ("projection", "if other >= one:", "if other > one:"),
    ("projection", "count[other] = 0", "pass"),
    ("projection", "first = places[one]", "pass"),
    ("projection", "found += count[other] == 0", "found += 1"),
    ("modularity", "resolution * expected", "expected"),
    ("modularity", "(one / everything) ** 2", "one / everything"),
    ("louvain", "label = community[label]", "label = community"),
    ("louvain", "price = resolution /", "price = 1 /"),
    ("link_prediction", "total[node] = 0", "pass"),
    ("link_prediction", "total[neighbours[arc]] = 0", "pass"),
    ("link_prediction", "total[other] = 0\n            if", "if"),
    ("link_prediction", "partner[place - 1] < other", "partner[place - 1] > other"),
    ("link_prediction", "key = (here + _HALF) >> _NOISE", "key = here"),
    ("link_prediction", "1 / np.log(degree[shared])", "1 / np.log2(degree[shared])"),
]  # fmt: skip
NAMES = (
    "brandes",
    "distances",
    "paths",
    "projection",
    "modularity",
    "louvain",
    "link_prediction",
)
GRAPHS = [random_graph(seed, most=14, directed=seed % 3 == 2) for seed in range(24)]


def close(found, expected):
    return np.allclose(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)


def turned(graph):
    return graph.reverse() if graph.is_directed() else graph


def betweenness_is_wrong(m, graph):
    rows, directed = arrays_of(graph), graph.is_directed()
    whole = [
        nx.betweenness_centrality(graph, normalized=normalized, backend="networkx")
        for normalized in (True, False)
    ]
    for normalized, oracle in zip((True, False), whole, strict=True):
        found = m["brandes"].betweenness(
            rows.offsets, rows.neighbours, normalized=normalized, directed=directed
        )
        if not close(found.score, [*oracle.values()]):
            return True
    pivots = np.arange(0, len(graph), 2)
    found = m["brandes"].betweenness(
        rows.offsets, rows.neighbours, pivots=pivots, directed=directed
    )
    return len(graph) > 4 and any(
        sample_is_wrong(m, (rows, directed, pivots), found, node) for node in range(len(graph))
    )


def sample_is_wrong(m, asked, found, node):
    """The mean of what the other sources add, and the error of a mean."""
    rows, directed, pivots = asked
    each = m["brandes"].source_dependencies(
        rows.offsets, rows.neighbours, node, normalized=False, directed=directed
    )
    sample = each[pivots[pivots != node]] / np.nanmax([len(rows) - 1, 1]) * (len(rows) - 1)
    sample = sample * (1 if directed else 2) / (len(rows) - 2)
    left_out = 1 - len(sample) / (len(rows) - 1)
    error = np.sqrt(np.var(sample, ddof=1) / len(sample) * left_out)
    return not (
        close(found.score[node], sample.mean()) and np.isclose(found.error[node], error, atol=1e-7)
    )


def distances_are_wrong(m, graph):
    rows, back = arrays_of(graph), arrays_of(turned(graph))
    found = m["distances"].distances(
        rows.offsets, rows.neighbours, reverse=(back.offsets, back.neighbours)
    )
    # One by one they are pushed along the arcs, together they are pulled against them.
    for source in graph:
        alone = m["distances"].distances(
            rows.offsets,
            rows.neighbours,
            reverse=(back.offsets, back.neighbours),
            sources=np.array([source]),
        )
        lengths = nx.single_source_shortest_path_length(graph, source)
        if alone.far.tolist() != [lengths.get(node, 0) for node in graph]:
            return True
    oracle = nx.closeness_centrality(graph, backend="networkx")
    near = nx.harmonic_centrality(graph, backend="networkx")
    if not close(m["distances"].closeness(found), [*oracle.values()]):
        return True
    if not close(found.near, [*near.values()]):
        return True
    path = [m["paths"].shortest_path(rows.offsets, rows.neighbours, 0, to) for to in graph]
    lengths = nx.single_source_shortest_path_length(graph, 0)
    return any(
        (len(nodes) - 1 if nodes else None) != lengths.get(to)
        or not all(graph.has_edge(u, v) for u, v in itertools.pairwise(nodes or []))
        for to, nodes in enumerate(path)
    )


def projection_is_wrong(m, graph):
    both = nx.Graph((u, ("k", v)) for u, v in graph.edges)
    members, activities = sorted(set(both) & set(graph)), sorted(set(both) - set(graph))
    for largest in (3, 100):
        kept = both.copy()
        kept.remove_nodes_from([k for k in activities if both.degree(k) > largest])
        oracle = bipartite.collaboration_weighted_projected_graph(kept, members)
        pairs = [(activities.index(k), members.index(u)) for u in members for k in both[u]]
        activity, member = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        left, right, shared, weight = m["projection"].projected(
            activity, member, len(activities), len(members), largest
        )
        told = {
            (members[u], members[v]): (w, n)
            for u, v, w, n in zip(left, right, weight.tolist(), shared.tolist(), strict=True)
        }
        true = {
            (min(u, v), max(u, v)): (w, len([*nx.common_neighbors(kept, u, v)]))
            for u, v, w in oracle.edges(data="weight")
        }
        if told.keys() != true.keys() or not close([*map(told.get, true)], [*true.values()]):
            return True
    return False


def communities_are_wrong(m, graph):
    rows = arrays_of(graph)
    found, rough = (
        m["louvain"].louvain(
            rows.offsets, rows.neighbours, rows.weights, resolution=resolution, runs=2
        )
        for resolution in (1.0, 0.01)
    )
    if not graph.size():
        return found.label.tolist() != [*range(len(graph))]
    groups = [{*np.flatnonzero(found.label == part).tolist()} for part in {*found.label.tolist()}]
    for resolution in (1.0, 2.0):
        oracle = nx.community.modularity(graph, groups, resolution=resolution, backend="networkx")
        told = m["modularity"].modularity(
            rows.offsets, rows.neighbours, rows.weights, found.label, resolution
        )
        if not close(told, oracle):
            return True
    # No node can be moved with gain, and at a low resolution components are communities.
    if int(rough.label.max()) + 1 != nx.number_connected_components(graph):
        return True
    return movable(graph, found, groups)


def movable(graph, found, groups):
    for node in graph:
        for target in groups:
            other = [group - {node} for group in groups if group is not target]
            moved = [group for group in [*other, target | {node}] if group]
            value = nx.community.modularity(graph, moved, backend="networkx")
            if value > found.modularity + 1e-9:
                return True
    return False


def partners_are_wrong(m, graph):
    link = m["link_prediction"]
    rows = arrays_of(graph)
    for likeness, oracle in (
        (link.Likeness.ADAMIC_ADAR, nx.adamic_adar_index),
        (link.Likeness.RESOURCE_ALLOCATION, nx.resource_allocation_index),
    ):
        best = {node: [] for node in graph}
        for u, v, score in oracle(graph, [*nx.non_edges(graph)]):
            if score > 0:
                best[u].append((-round(score, 9), v))
                best[v].append((-round(score, 9), u))
        value = link.values_of(rows.offsets, likeness)
        partner, score = link.partners(rows.offsets, rows.neighbours, value, 2)
        for node in graph:
            true = sorted(best[node])[:2]
            told = [*zip(-np.round(score[node], 9), partner[node].tolist(), strict=True)]
            if not close([s for s, v in told if v >= 0], [s for s, _ in true]):
                return True
            if [v for _, v in told if v >= 0] != [v for _, v in true]:
                return True
    return False


CHECKS = {
    "brandes": betweenness_is_wrong,
    "sweeps": betweenness_is_wrong,
    "lanes": betweenness_is_wrong,
    "distances": distances_are_wrong,
    "paths": distances_are_wrong,
    "projection": projection_is_wrong,
    "modularity": communities_are_wrong,
    "louvain": communities_are_wrong,
    "link_prediction": partners_are_wrong,
}
WITH_DIRECTIONS = (betweenness_is_wrong, distances_are_wrong)


def wrong(modules, graph, checks):
    return any(
        check(modules, graph)
        for check in checks
        if check in WITH_DIRECTIONS or not graph.is_directed()
    )


def test_the_kernels_themselves_are_right_on_all_these_graphs():
    with kernels(*NAMES) as modules:
        assert not any(wrong(modules, graph, {*CHECKS.values()}) for graph in GRAPHS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[1]} -> {m[2]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with kernels(*NAMES, mutation=mutant) as modules:
        assert any(_fails(modules, graph, (CHECKS[mutant[0]],)) for graph in GRAPHS)


def _fails(modules, graph, checks):
    try:
        return wrong(modules, graph, checks)
    except (ValueError, IndexError, KeyError, FloatingPointError, RuntimeWarning):
        return True
