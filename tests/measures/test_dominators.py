"""Oracles: dominator trees of textbooks, plain networkx, and taking each node away by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.chains.dominators import immediate_dominators

LENGAUER_TARJAN = {
    "R": "ABC",
    "A": "D",
    "B": "ADE",
    "C": "FG",
    "D": "L",
    "E": "H",
    "F": "I",
    "G": "IJ",
    "H": "EK",
    "I": "K",
    "J": "I",
    "K": "IR",
    "L": "H",
}
"""The flow graph of Lengauer and Tarjan 1979, figure 1; its dominator tree is figure 2."""
THEIR_TREE = dict(zip("ABCDEFGHIJKL", "RRRRRCCRRGRD", strict=True))

COOPER_HARVEY_KENNEDY = {"6": "54", "5": "1", "4": "23", "1": "2", "2": "13", "3": "2"}
"""The irreducible graph of Cooper, Harvey and Kennedy 2001, figure 4: 6 dominates all."""


def dominators(arcs, root):
    names = sorted({*arcs, *(head for heads in arcs.values() for head in heads)})
    number = {name: at for at, name in enumerate(names)}
    rows = [sorted(number[head] for head in arcs.get(name, ())) for name in names]
    offsets = np.cumsum([0, *map(len, rows)])
    heads = np.array([head for row in rows for head in row], dtype=np.int64)
    found = immediate_dominators(offsets, heads, number[root]).tolist()
    return {name: names[at] for name, at in zip(names, found, strict=True) if at >= 0}


@pytest.mark.parametrize(
    ("arcs", "root", "tree"),
    [
        (LENGAUER_TARJAN, "R", THEIR_TREE),
        (COOPER_HARVEY_KENNEDY, "6", dict.fromkeys("12345", "6")),
        ({"0": "12", "1": "3", "2": "3", "3": "4"}, "0", {"1": "0", "2": "0", "3": "0", "4": "3"}),
    ],
    ids=["Lengauer and Tarjan", "Cooper, Harvey and Kennedy", "diamond"],
)
def test_finds_the_dominator_trees_of_textbooks(arcs, root, tree):
    assert dominators(arcs, root) == tree | {root: root}


def test_what_no_path_reaches_has_no_dominator():
    assert dominators({"r": "a", "b": "a"}, "r") == {"r": "r", "a": "r"}


@st.composite
def flow_graphs(draw):
    size = draw(st.integers(1, 9))
    nodes = st.integers(0, size - 1)
    return size, draw(st.sets(st.tuples(nodes, nodes).filter(lambda a: a[0] != a[1]), max_size=25))


@given(flow_graphs())
def test_a_dominator_is_what_cuts_a_node_off_when_it_is_taken_away(flow_graph):
    size, arcs = flow_graph
    found = dominators({str(u): [str(w) for v, w in arcs if v == u] for u in range(size)}, "0")

    def reached(without):
        seen, stack = {0}, [0]
        while stack:
            node = stack.pop()
            for tail, head in arcs:
                if tail == node and head not in seen and head != without:
                    seen.add(head)
                    stack.append(head)
        return seen

    assert {int(node) for node in found} == reached(None)
    for node in map(int, found):
        above, chain = str(node), set()
        while found[above] != above:
            above = found[above]
            chain.add(int(above))
        others = {one for one in range(1, size) if one != node and node not in reached(one)}
        assert chain == (others | {0} if node in reached(None) and node else set())


@given(flow_graphs())
def test_agrees_with_plain_networkx(flow_graph):
    size, arcs = flow_graph
    graph = nx.DiGraph(sorted(arcs))
    graph.add_nodes_from(range(size))
    found = dominators({str(u): [str(w) for v, w in arcs if v == u] for u in range(size)}, "0")
    expected = nx.immediate_dominators(graph, 0)
    assert {int(node): int(above) for node, above in found.items() if node != "0"} == {
        node: above for node, above in expected.items() if node
    }
