"""Small faults put into layouts and the forces behind them are found."""

from __future__ import annotations

from functools import cache

import networkx as nx
import numpy as np
import pytest
from kernel_graphs import arrays_of, random_graph
from mutated_kernels import kernels
from mutated_modules import imported_anew
from naive_forces import one_step

FORCES = [
    ("forces", "mass: Floats = (1.0 +", "mass: Floats = (2.0 +"),
    ("forces", "cold / heat", "heat / cold"),
    ("forces", "pull_x / mass[node] - here_x", "pull_x / mass[node] + here_x"),
    ("forces", "pull_y / mass[node] - here_y", "pull_y - here_y"),
    ("forces", "min(heat, 0.4 * strength)", "0.4 * strength"),
    ("forces", "if not free[node]:", "if False:"),
    ("forces", "heavy[above] += heavy[cell]", "heavy[above] = heavy[cell]"),
    ("forces", "mid_x[above] += mid_x[cell]", "mid_x[above] += mid_y[cell]"),
    ("forces", "after[node] = head[cell]", "after[node] = -1"),
    ("forces", "wide * wide < _OPENING * far", "wide < _OPENING * far"),
    ("forces", "_OPENING: Final = 0.49", "_OPENING: Final = 4.9"),
    ("forces", "_SOFT: Final = 1e-4", "_SOFT: Final = 1.0"),
    ("forces", "range(4 * cell + 1, 4 * cell + 5)", "range(4 * cell + 1, 4 * cell + 4)"),
    ("forces", "0.5 * wide\n", "wide\n"),
    ("forces", "(2 * bit + 1)", "(2 * bit)"),
    ("forces", "heat *= cooling", "pass"),
]
LAYOUTS = [
    ("layouts.force", "np.minimum(source, target) * max", "source * max"),
    ("layouts.force", "Laid(x[rank], y[rank], after", "Laid(x, y, after"),
    ("layouts.force", "latest, free = memory.latest(node), here < 0", "latest, free = memory.latest(node), here < 1"),
    ("layouts.force", "stirred = node[graph.neighbours]", "stirred = node[graph.neighbours] * np.uint64(0)"),
    ("layouts.force", "x[free], y[free] = apart(x[free], y[free], taken)", "pass"),
    ("layouts.memory", "old[drawn[drawn >= 0]] = False", "pass"),
    ("layouts.memory", "-self.turn[kept]", "self.turn[kept]"),
    ("layouts.memory", "np.full(len(node), turn)", "np.full(len(node), 1)"),
    ("layouts.apart", "if place in seen:", "if False:"),
    ("layouts.apart", "seen, found = set(taken), []", "seen, found = set(), []"),
    ("layouts.scatter", "digest_size=8, salt=salt", "digest_size=8"),
]  # fmt: skip


@cache
def steps():
    """Graphs, places, who is free, and where they are after three steps, by recursion."""
    found = []
    for seed in range(8):
        graph = random_graph(seed, most=24)
        dice = np.random.default_rng(seed)
        x, y = dice.uniform(-1, 1, (2, len(graph))) * (2.0, 0.02, 60.0)[seed % 3]
        x[: len(x) // 2] = x[0] + dice.uniform(0, 1e-3, len(x) // 2)
        y[: len(y) // 2] = y[0]  # Many share a cell.
        free = dice.random(len(graph)) < 0.8
        edges = {(u, v): w for u, v, w in graph.edges(data="weight", default=1)}
        places = [*zip(x.tolist(), y.tolist(), strict=True)]
        for heat in (4.0, 2.0, 1.0):
            places = one_step(edges, places, free, heat)
        found.append((graph, x, y, free, np.array(places).T))
    return found


def follows(module):
    for graph, x, y, free, expected in steps():
        rows, x_, y_ = arrays_of(graph), x.copy(), y.copy()
        module.settled(
            rows.offsets, rows.neighbours, rows.weights, x_, y_, free, heat=4.0, cold=1.0, steps=3
        )
        if not np.allclose((x_, y_), expected, rtol=1e-6, atol=1e-6):
            return False
    return True


@pytest.mark.parametrize("mutant", [None, *FORCES], ids=lambda m: "none" if m is None else m[1])
def test_a_fault_in_the_forces_is_found(mutant):
    with kernels("forces", mutation=mutant) as modules:
        assert follows(modules["forces"]) == (mutant is None)


def keeps_the_laws():
    """Whether layouts of a small graph and of what becomes of it keep the laws."""
    from analytics.layouts.apart import apart
    from analytics.layouts.force import laid_out
    from analytics.layouts.memory import Memory
    from analytics.layouts.scatter import marks_of

    def laid(graph, ids, memory):
        place = {id_: at for at, id_ in enumerate(ids)}
        ends = np.array([(place[u], place[v]) for u, v in graph.edges], dtype=np.int64)
        ends = ends.reshape(-1, 2)
        found = laid_out(ids, *ends.T, np.ones(len(ends), dtype=np.int64), memory)
        return dict(
            zip(ids, zip(found.x.tolist(), found.y.tolist(), strict=True), strict=True)
        ), found

    graph = nx.relabel_nodes(nx.karate_club_graph(), str)
    ids, turned = [*graph], nx.Graph((v, u) for u, v in reversed([*graph.edges]))
    before, first = laid(graph, ids, Memory.empty())
    laws = [laid(turned, ids[::-1], Memory.empty())[0] == before]
    changed = graph.copy()
    changed.remove_edge("0", "1")
    changed.add_edge("0", "9")
    after, second = laid(changed, ids, first.memory)
    same = [id_ for id_ in ids if {*graph[id_]} == {*changed[id_]}]
    laws += [[after[id_] for id_ in same] == [before[id_] for id_ in same]]
    laws += [second.anew == 3, len({*after.values()}) == 34, len(second.memory) == 37]
    # Who changed begins where it was, among neighbours that stay: it goes no farther than across.
    size = max(np.ptp([*before.values()], axis=0))
    moved = [np.hypot(*np.subtract(after[id_], before[id_])) for id_ in ("0", "1", "9")]
    laws += [max(moved) < size / 3, after != before]
    back, third = laid(graph, ids, second.memory)
    laws += [(back, third.anew) == (before, 0)]
    lone, alone = laid(nx.Graph(), ["a"], Memory.empty())
    laws += [laid(nx.Graph(), ["b"], alone.memory)[0]["b"] != lone["a"]]
    ones = np.zeros(3, dtype=np.int64)
    x, y = apart(ones, ones, taken=[(0, 0)])
    laws += [len({*zip(x.tolist(), y.tolist(), strict=True), (0, 0)}) == 4]
    laws += [marks_of(["a"], 1)[0] != marks_of(["a"], 2)[0]]
    memory = Memory.empty()
    for number in (1, 2, 3):
        mark, place = np.array([number], dtype=np.uint64), np.array([number])
        memory = memory.after(mark, mark, place, place, most=2)
    laws += [memory.node.tolist() == [2, 3], memory.turn.tolist() == [2, 3]]
    return all(laws)


@pytest.mark.parametrize("mutant", [None, *LAYOUTS], ids=lambda m: "none" if m is None else m[1])
def test_a_fault_in_layouts_is_found(mutant):
    with imported_anew(lambda name: name.startswith("analytics.layouts."), "analytics", mutant):
        try:
            kept = keeps_the_laws()
        except (IndexError, ValueError, KeyError):
            kept = False
    assert kept == (mutant is None)
