"""Small faults put into the kernels are all found by plain networkx or by counting."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graphs
from mutated_kernels import kernels

MUTANTS = [
    ("rows", "place[one] = at + 1", "place[one] = at"),
    ("rows", "offsets[node + 1] += offsets[node]\n    place = offsets", "offsets[node + 1] += 0\n    place = offsets"),
    ("rows", "if tail <= head:", "if tail < head:"),
    ("rows", "back[at] = arcs[into]", "back[at] = into"),
    ("pagerank", "lost += rank[node]", "lost = rank[node]"),
    ("pagerank", "(1.0 - alpha) * anew[node]", "(1.0 - alpha) / size"),
    ("pagerank", "change < little", "change < 100 * little"),
    ("pagerank", "weights[arc] * sent[neighbours[arc]]", "sent[neighbours[arc]]"),
    ("pagerank", "weights = weights[arcs]", "weights = weights + 0"),
    ("components", "if first < second:", "if first > second:"),
    ("components", "number[node] = number[above[node]]", "number[node] = above[node]"),
    ("components", "        if kept[node]:\n            for arc", "        if not kept[node]:\n            for arc"),
    ("cores", "if was > degree[node]:", "if was >= degree[node]:"),
    ("cores", "place[swapped] = place[other]", "place[swapped] = front"),
    ("cores", "first[was] = front + 1", "first[was] = front"),
    ("triples", "lead >= own", "lead >= 0"),
    ("triples", "if own < other:", "if own <= other + 1:"),
    ("triples", "if steps < 0:\n            return edge", "if steps < 0:\n            return edge + 1"),
    ("holes", "= back + 1", "= back"),
    ("triangles", "found[heads[lead]] += 1", "found[heads[edge]] += 1"),
    ("triangles", "degree * (degree - 1)", "degree * degree"),
    ("holes", "around * per_sum[heads[edge]]", "around * per_sum[heads[lead]]"),
    ("holes", "around = weight[edge] * weight[lead]", "around = weight[arc] * weight[lead]"),
    ("holes", "per_most[neighbours[arc]]", "per_most[node]"),
    ("holes", "invested * invested", "invested"),
    ("cuts", "low[node] >= first[above]", "low[node] > first[above]"),
    ("cuts", "low[node] > first[above]", "low[node] >= first[above]"),
    ("cuts", "elif other != parent[node]:", "else:"),
    ("cuts", "largest[node] = max(largest[node], rest)", "largest[node] = max(largest[node], 0)"),
    ("cuts", "beyond[bridges] = min(below[node], rest)", "beyond[bridges] = below[node]"),
    ("brokerage", "(ways[arc] >> 1) & 1, ways[arc] & 1", "ways[arc] & 1, (ways[arc] >> 1) & 1"),
    ("brokerage", "own_into * own_out - tally[own, 2]", "own_into * own_out"),
    ("brokerage", "[4, 2, 3, -1, 1, -1, -1, 0]", "[1, 2, 3, -1, 4, -1, -1, 0]"),
    ("brokerage", "_turned(ways[arc]) & ways[edge]", "ways[arc] & ways[edge]"),
    ("brokerage", "past_two >> 1", "past_two & THERE"),
    ("brokerage", "found[node, 4] -= tally[group, 0] * tally[group, 1]", "found[node, 4] -= tally[group, 2]"),
    ("brokerage", "known[other] != one", "known[one] != other"),
    ("brokerage", "known[one] = one", "known[one] = -1"),
]  # fmt: skip
NAMES = ("rows", "pagerank", "components", "cores", "triples", "triangles", "holes", "cuts", "brokerage")  # fmt: skip


def graphs():
    return [
        *random_graphs(15, most=9),
        *random_graphs(12, most=9, directed=True),
        *random_graphs(10, most=20)[5:],
    ]


def wrong(modules, graph):
    modules["triples"].STEPS_AT_ONCE = 1  # So that parts end in the middle of a row.
    arrays = arrays_of(graph)
    rows = arrays.offsets, arrays.neighbours
    if arrays.neighbours.tolist() != [other for node in graph for other in sorted(graph[node])]:
        return True
    if ranks_are_wrong(modules, graph, arrays) or roles_are_wrong(modules, graph, rows):
        return True
    if parts_are_wrong(modules, graph, rows) or ties_are_wrong(modules, graph, rows):
        return True
    return not arrays.directed and (
        undirected_is_wrong(modules, graph, rows)
        or holes_are_wrong(modules, graph, arrays)
        or cuts_are_wrong(modules, graph, rows)
    )


def ties_are_wrong(modules, graph, rows):
    if rows_are_wrong(modules, graph):
        return True
    tails = np.repeat(np.arange(len(graph)), np.diff(rows[0]))
    arcs = [*zip(tails.tolist(), rows[1].tolist(), strict=True)]
    told = modules["rows"].either_way(*rows)
    tails = np.repeat(np.arange(len(graph)), np.diff(told[0])).tolist()
    seen = [
        (arc[::turn], arcs[place])
        for turn, places in ((1, told[2]), (-1, told[3]))
        for arc, place in zip(zip(tails, told[1].tolist(), strict=True), places, strict=True)
        if place >= 0
    ]
    return len(seen) != 2 * len(arcs) or any(one != other for one, other in seen)


def rows_are_wrong(modules, graph):
    """The kernel sorts many edges; here a few, that numpy sorts as well."""
    ends = np.array([*graph.edges()], dtype=np.int32).reshape(-1, 2).T.copy()
    directed = graph.is_directed()
    offsets, neighbours, numbers = modules["rows"].rows(len(graph), *ends, directed=directed)
    tails, heads = ends if directed else np.hstack((ends, ends[::-1]))
    edges = np.arange(ends.shape[1]) if directed else np.tile(np.arange(ends.shape[1]), 2)
    order = np.lexsort((heads, tails))
    return (
        offsets.tolist() != np.searchsorted(tails[order], range(len(graph) + 1)).tolist()
        or neighbours.tolist() != heads[order].tolist()
        or numbers.tolist() != edges[order].tolist()
    )


def ranks_are_wrong(modules, graph, arrays):
    shares = np.arange(1.0, len(graph) + 1)
    told, settled = modules["pagerank"].pagerank(
        arrays.offsets, arrays.neighbours, arrays.weights, directed=arrays.directed, personalization=shares
    )  # fmt: skip
    true = nx.pagerank(graph, personalization=dict(enumerate(shares)), backend="networkx")
    return not settled or told != pytest.approx([*true.values()], rel=1e-9)


def parts_are_wrong(modules, graph, rows):
    kept = np.arange(len(graph)) % 3 > 0
    told = modules["components"].components_among(*rows, kept).tolist()
    whole = modules["components"].components(*rows).tolist()
    loose = nx.Graph(graph)
    part = nx.connected_components(loose.subgraph(np.flatnonzero(kept).tolist()))
    return whole != numbered(graph, nx.connected_components(loose)) or told != numbered(graph, part)


def numbered(graph, parts):
    number = dict.fromkeys(graph, -1)
    for place, nodes in enumerate(sorted(parts, key=min)):
        number |= dict.fromkeys(nodes, place)
    return [*number.values()]


def undirected_is_wrong(modules, graph, rows):
    return (
        modules["cores"].core_numbers(*rows).tolist() != [*nx.core_number(graph).values()]
        or modules["triangles"].triangles(*rows).tolist() != [*nx.triangles(graph).values()]
        or modules["triangles"].clustering(*rows) != pytest.approx([*nx.clustering(graph).values()])
    )


def holes_are_wrong(modules, graph, arrays):
    found = modules["holes"].holes(arrays.offsets, arrays.neighbours, arrays.weights)
    constraint = nx.constraint(graph, nodes=list(graph), weight="weight")
    size = nx.effective_size(graph, nodes=list(graph), weight="weight")
    return found.constraint != pytest.approx(
        [*constraint.values()], nan_ok=True
    ) or found.effective_size != pytest.approx([*size.values()], nan_ok=True)


def cuts_are_wrong(modules, graph, rows):
    found = modules["cuts"].cuts(*rows)
    told = {
        (near, far): beyond
        for (near, far), beyond in zip(found.bridges.tolist(), found.beyond.tolist(), strict=True)
    }
    if {frozenset(ends) for ends in told} != {frozenset(ends) for ends in nx.bridges(graph)}:
        return True
    for (near, far), beyond in told.items():
        rest = nx.restricted_view(graph, [], [(near, far)])
        if len(nx.node_connected_component(rest, far)) != beyond:
            return True
    for node in graph:
        rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        parts = sorted(map(len, nx.connected_components(rest)))
        if (found.pieces[node], found.lost[node]) != (len(parts), sum(parts[:-1])):
            return True
    return False


def roles_are_wrong(modules, graph, rows):
    m, arcs = modules["brokerage"], graph.to_directed()
    groups = np.array([node % 4 - 1 for node in graph], dtype=np.int32)
    expected = np.zeros((len(graph), 5), dtype=int)
    between = {}
    for one, broker, other in itertools.permutations(graph, 3):
        through = arcs.has_edge(one, broker) and arcs.has_edge(broker, other)
        a, b, c = groups[[one, broker, other]]
        if through and not arcs.has_edge(one, other) and min(a, b, c) >= 0:
            place = [a == b == c, a == c != b, a == b != c, a != b == c, True].index(True)
            expected[broker, place] += 1
            between.setdefault((broker, place), []).append([one, other])
    told = m.brokerage(*rows, groups, directed=graph.is_directed())
    if told.tolist() != expected.tolist():
        return True
    return not graph.is_directed() and any(
        m.brokered_pairs(*rows, groups, node, role=place, most=99).tolist()
        != sorted(between.get((node, place), []))
        for node in graph
        for place in range(5)
    )


def fails(modules, graph):
    try:
        return wrong(modules, graph)
    except (ValueError, IndexError, KeyError, nx.NetworkXError):
        return True


def test_the_kernels_themselves_are_right_on_all_these_graphs():
    with kernels(*NAMES) as modules:
        assert not any(wrong(modules, graph) for graph in graphs())


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[2]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with kernels(*NAMES, mutation=mutant) as modules:
        assert any(fails(modules, graph) for graph in graphs())
