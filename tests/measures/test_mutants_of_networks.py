"""Small faults put into the measures of networks are all found by oracles on random graphs."""

from __future__ import annotations

import importlib
import math
import random
import sys
from itertools import combinations
from pathlib import Path
from types import ModuleType

import networkx as nx
import numpy as np
import pytest
from drawn_graphs import graph_of

from analytics.networks.centrality import Measure, centrality

MUTANTS = [
    ("networks.ranking", "1 + np.searchsorted", "np.searchsorted"),
    ("networks.ranking", "shown = np.round(scores[known] if ascending else -scores[known], DIGITS)", "shown = scores[known] if ascending else -scores[known]"),
    ("networks.ranking", "np.where(ranks > 0, ranks, len(ranks) + 1)", "ranks"),
    ("networks.partitions", "2 * (apart - _entropy", "1 * (apart - _entropy"),
    ("networks.partitions", "together * all_pairs - first * second", "together * all_pairs"),
    ("networks.mixing", "left[once] != right[once]", "left[once] == right[once]"),
    ("networks.mixing", "(tails < graph.neighbours) & (groups[tails] >= 0) & (groups[graph.neighbours] >= 0)", "(tails < graph.neighbours) & (groups[tails] >= 0)"),
    ("networks.mixing", "np.append(outside, outside.sum() // 2)", "np.append(outside, outside.sum())"),
    ("networks.mixing", "(trace - squares) / (1 - squares)", "(trace - squares) / 1"),
    ("networks.mixing", "within = sizes * (sizes - 1.0)", "within = sizes * (sizes * 1.0)"),
    ("networks.transmission", "_SIGNS: Final = np.array([1.0, 1.0, 1.0, -1.0", "_SIGNS: Final = np.array([1.0, 1.0, -1.0, -1.0"),
    ("networks.transmission", "_BITS: Final = (1, 2, 4, 3, 5, 6, 7)", "_BITS: Final = (1, 2, 4, 3, 5, 5, 7)"),
    ("networks.transmission", "(seen > 0).sum(axis=1) - 1", "(seen > 0).sum(axis=1)"),
    ("networks.brokers", "degree * np.log(degree)", "np.log(degree)"),
    ("networks.brokers", "found.local_constraint * (degree / found.constraint)[tails]", "found.local_constraint * degree[tails]"),
    ("networks.brokers", "density**2 * (1 - density)", "density**2"),
    ("networks.brokers", "parts != largest", "parts == largest"),
    ("networks.communities", "resolution * outside**2", "resolution * outside"),
    ("networks.communities", "modularities.argmax()", "modularities.argmin()"),
    ("networks.communities", "-strength[nodes], labels", "strength[nodes], labels"),
    ("networks.communities", "-np.bincount(labels)[distinct]", "np.bincount(labels)[distinct]"),
    ("networks.centrality", "where=activities > 0", "where=activities > 1"),
    ("networks.centrality_shares", "(1 - ALPHA + ALPHA * stranded) / len(graph)", "(1 - ALPHA) / len(graph)"),
    ("networks.centrality_shares", "steps[front[0]] + 1", "steps[front[0]] + 2"),
    ("networks.centrality_shares", "len(nodes) * (len(nodes) - 1), 1", "len(nodes) * len(nodes), 1"),
    ("networks.centrality_shares", "np.argsort(-cores[nodes]", "np.argsort(cores[nodes]"),
    ("kernels.exits", "inside[v] += inside[u]", "inside[v] = inside[u]"),
    ("kernels.exits", "if not local[v]:\n                leaving", "if local[v]:\n                leaving"),
    ("kernels.exits", "1.0 / (distance[u] * paths[u])", "1.0 / distance[u]"),
    ("networks.subgraphs", "kept[tails] & kept[graph.neighbours] & (tails", "kept[tails] & (tails"),
]  # fmt: skip


def changed(name, old, new):
    """The module with one piece of its text changed, run as it stands."""
    real = importlib.import_module(f"analytics.{name}")
    source = Path(real.__file__).read_text("utf-8")
    assert source.count(old) == 1, f"{old!r} occurs {source.count(old)} times in {name}"
    module = ModuleType(real.__name__)
    module.__file__ = real.__file__
    text = source.replace(old, new).replace("@compiled\n", "")
    exec(compile(text, real.__file__, "exec"), module.__dict__)
    return module


def drawn(seed):
    dice = random.Random(seed)
    plain = nx.gnm_random_graph(dice.randint(4, 10), dice.randint(2, 18), seed=seed)
    for _, _, said in plain.edges(data=True):
        said["weight"] = dice.choice((0.5, 1.0, 2.0))
    groups = np.array([dice.randint(-1, 2) for _ in plain])
    return plain, groups, np.array([dice.random() < 0.5 for _ in plain])


def differ(one, other):
    return list(one) != pytest.approx(list(other), nan_ok=True, abs=1e-9)


def ranking(module, *_):
    scores = np.array([sum([1 / 6] * 6), 1.0, math.nan, 2.0])
    ranks = module.min_ranks(scores)
    return ranks.tolist() != [2, 2, 0, 1] or module.best_first(ranks).tolist() != [3, 0, 1, 2]


def partitions(module, *_):
    one, two = np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])
    # Of six pairs two and three together, one in both: (1 - 1) / (2.5 - 1).
    apart = math.log(2) + math.log(4) - 3 / 4 * math.log(3)
    joint = math.log(4) - math.log(2) / 2
    return differ(
        (module.adjusted_rand(one, two), module.mutual_information(one, two)),
        (0, 2 * (apart - joint) / apart),
    )


def mixing(module, plain, groups, _):
    graph = graph_of(plain)
    found = module.mixing(graph, groups, permutations=0)
    known = plain.subgraph([n for n in plain if groups[n] >= 0]).copy()
    outside = sum(groups[u] != groups[v] for u, v in known.edges)
    sizes = [int((groups == g).sum()) for g in range(groups.max() + 1)]
    pairs = len(known) * (len(known) - 1) / 2
    within = sum(s * (s - 1) / 2 for s in sizes)
    expected = (pairs - 2 * within) / pairs if pairs else math.nan
    nx.set_node_attributes(known, dict(enumerate(groups.tolist())), "group")
    used = {groups[n] for edge in known.edges for n in edge}
    true = nx.attribute_assortativity_coefficient(known, "group") if len(used) > 1 else math.nan
    _, share = module.mixing_shares(graph, groups)
    return (
        (found.external[-1], found.internal[-1]) != (outside, known.size() - outside)
        or differ([found.expected[-1], found.assortativity], [expected, true])
        or differ([share.sum()], [0 if math.isnan(found.index[-1]) else found.index[-1]])
    )


def transmission(module, *_):
    copies, apart = np.zeros(8), np.zeros(8)
    copies[[0, 7]], apart[[0, 3, 5, 6]] = 1, 1
    found = module.transmission(apart)
    return (
        differ([module.transmission(copies).value, found.value], [1, -1])
        or module.transmission(np.array([3.0, 1, 2, 5, 1, 4, 2, 1])).value
        != pytest.approx(told([3, 1, 2, 5, 1, 4, 2, 1]))
        or differ([found.corrected], [-1 - 3 / (8 * math.log(2))])
    )


def told(counts):
    total = sum(counts)
    value = 0.0
    for size, sign in ((1, 1), (2, -1), (3, 1)):
        for bits in combinations(range(3), size):
            parts = {}
            for cell, number in enumerate(counts):
                key = tuple(cell >> bit & 1 for bit in bits)
                parts[key] = parts.get(key, 0) + number
            value -= sign * sum(n / total * math.log2(n / total) for n in parts.values() if n)
    return value


def brokers(module, plain, groups, _):
    graph = graph_of(plain)
    found = module.brokers(graph, np.ones(len(plain), dtype=np.int64))
    uneven = []
    for node in plain:
        parts = [nx.local_constraint(plain, node, o, weight="weight") for o in plain[node]]
        mean, k = sum(parts) / max(len(parts), 1), len(parts)
        theil = sum(p / mean * math.log(p / mean) for p in parts)
        uneven.append(theil / (k * math.log(k)) if k > 1 else math.nan)
    members = [n for n in plain if groups[n] >= 0]
    size = len(members)
    density = plain.subgraph(members).size() * 2 / max(size * (size - 1), 1)
    open_pairs = density**2 * (1 - density) * (size - 1) * (size - 2)
    expected = module.roles(graph, groups).expected.sum(axis=1)
    lost = [len(module.cut_off_nodes(graph, n)) for n in plain]
    return (
        differ(found.hierarchy, uneven)
        or differ(expected, [open_pairs if n in members else 0 for n in plain])
        or lost != found.cut_off.tolist()
    )


def communities(module, plain, *_):
    found = module.communities(graph_of(plain), runs=4)
    parts = [{n for n in plain if found.community[n] == c} for c in range(len(found.size))]
    linked = plain.subgraph([n for n in plain if plain.degree(n)])
    strength = dict(plain.degree(weight="weight"))
    return (
        differ([found.share.sum()], [nx.community.modularity(linked, parts)])
        or found.modularity != found.modularities.max()
        or found.size.tolist() != sorted(found.size.tolist(), reverse=True)
        or any(strength[s] < max(strength[n] for n in p) for s, p in zip(found.strongest, parts, strict=True))
    )  # fmt: skip


def twin(module, plain, *_):
    found = module.centrality(graph_of(plain), module.Measure.DEGREE, np.ones(len(plain), int))
    return differ(found.per_activity, [plain.degree(n) for n in plain])


def shares(module, plain, *_):
    graph = graph_of(plain)
    for measure in Measure:
        scores = centrality(graph, measure, np.ones(len(plain), int)).score
        parts = [module.centrality_shares(graph, measure, n) for n in plain]
        if differ([share.sum() for _, share in parts], np.nan_to_num(scores)):
            return True
    cores = nx.core_number(plain)
    return any(
        cores[other] < cores[node]
        for node in plain
        for other in module.centrality_shares(graph, Measure.CORE, node)[0].tolist()
    )


def exits(module, plain, _, local):
    graph, sources = graph_of(plain), np.flatnonzero(local)
    reach, direct, carried = module.exits(graph.offsets, graph.neighbours, local, sources)
    true, own = np.zeros(len(plain)), np.zeros(len(plain))
    for i in sources.tolist():
        for j in plain:
            if local[j] or not nx.has_path(plain, i, j):
                continue
            paths = [*nx.all_shortest_paths(plain, i, j)]
            for path in paths:
                out = next(place for place, n in enumerate(path) if not local[n])
                weight = 1 / (len(path) - 1) / len(paths)
                (own if path[out - 1] == i else true)[path[out - 1]] += weight
    return (
        differ(carried, true)
        or differ(direct, own[sources])
        or differ([reach.sum()], [(true + own).sum()])
    )


def subgraphs(module, plain, _, local):
    part, nodes = module.induced(graph_of(plain), local)
    left = plain.subgraph(nodes.tolist())
    return part.size != left.size() or part.degree.tolist() != [left.degree(n) for n in nodes]


WRONG = {
    "networks.brokers": brokers,
    "networks.centrality": twin,
    "networks.centrality_shares": shares,
    "networks.communities": communities,
    "kernels.exits": exits,
    "networks.mixing": mixing,
    "networks.partitions": partitions,
    "networks.ranking": ranking,
    "networks.subgraphs": subgraphs,
    "networks.transmission": transmission,
}
GRAPHS = [drawn(seed) for seed in range(25)]


@pytest.mark.parametrize("name", WRONG)
def test_the_measures_themselves_are_right_on_all_these_graphs(name):
    module = changed(
        name, "from __future__ import annotations", "from __future__ import annotations"
    )
    assert not any(WRONG[name](module, *drawn) for drawn in GRAPHS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[2][:60]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    module = changed(*mutant)
    assert any(_fails(WRONG[mutant[0]], module, drawn) for drawn in GRAPHS)


def _fails(wrong, module, drawn):
    try:
        return wrong(module, *drawn)
    except (ValueError, IndexError, KeyError, ZeroDivisionError, RuntimeWarning):
        return True


def test_the_real_modules_are_left_alone():
    changed(*MUTANTS[0])
    assert sys.modules["analytics.networks.ranking"].min_ranks(np.array([1.0])).tolist() == [1]
