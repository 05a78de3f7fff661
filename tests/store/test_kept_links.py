"""Links kept in order: each node's are sorted once, anew when the graph changes, and bounded."""

from __future__ import annotations

from random_graphs import CATALOGUE, memory_graph, node, tie

from graph_service.store.interpreter import run_plan
from graph_service.store.kept_links import KeptLinks
from graph_service.store.plan import (
    Column,
    Connection,
    Field,
    Follow,
    Hop,
    Lookup,
    NodeView,
    OrderKey,
    Selection,
)
from graph_service.store.port import ReadContext
from schema.declarations import Direction

TODAY = ReadContext("2023-12-31")
TAKERS = Hop("TAKES_PART", Direction.IN, "Body")
NAMED = (NodeView("node", Selection((Field("id", ("id",)),))),)
BY_NAME = (OrderKey(Column("name")),)


class Counting(KeptLinks):
    """Counts what is sorted."""

    def __init__(self, most):
        super().__init__(most)
        self.sorted = []

    def lister(self, name, revision, every, key):
        def counted(links_of):
            self.sorted.append(links_of.id)
            return every(links_of)

        return super().lister(name, revision, counted, key)


def three_firms(most=100):
    firms = [node(f"F{i}", "Firm", name=name) for i, name in enumerate("cab")]
    works = [node("W", "Work"), node("X", "Work")]
    ties = [tie("TAKES_PART", f"F{i}", work) for i in range(3) for work in "WX"]
    graph = memory_graph(CATALOGUE, [*firms, *works, *ties])
    graph.ordered_links = Counting(most)
    return graph


def takers(graph, work="W", **more):
    page = Connection(NAMED, limit=2, **more)
    plan = Lookup((work,), Selection(follows=(Follow("n", TAKERS, page),)))
    (row,) = run_plan(graph, CATALOGUE, plan, TODAY)
    return [entry["node"]["id"] for entry in row["n"].entries]


def test_the_links_of_a_node_are_sorted_once_for_each_order():
    graph = three_firms()
    for _ in range(3):
        assert takers(graph) == ["F0", "F1"]
        assert takers(graph, backward=True) == ["F1", "F2"]
        assert takers(graph, order=BY_NAME) == ["F1", "F2"]  # a, b
        assert takers(graph, order=BY_NAME, backward=True) == ["F2", "F0"]  # b, c
    assert graph.ordered_links.sorted == ["W", "W"]


def test_they_are_sorted_anew_when_the_graph_has_changed():
    graph = three_firms()
    assert takers(graph, order=BY_NAME) == ["F1", "F2"]
    graph.put_node("F0", "Firm", {"name": "A"})
    graph.revision += 1
    assert takers(graph, order=BY_NAME) == ["F0", "F1"]  # A, a


def test_more_links_than_may_be_kept_are_forgotten():
    graph = three_firms(most=3)
    for work in "WXWX":
        assert takers(graph, work) == ["F0", "F1"]
    # W and X have three links each: with those of X there are too many, so both are sorted anew.
    assert graph.ordered_links.sorted == ["W", "X", "W", "X"]


def test_orders_beyond_the_most_that_are_kept_are_forgotten():
    kept = KeptLinks()
    counted = []
    for number in [*range(65), 0]:
        kept.lister(number, 1, lambda _: counted.append(1) or [2, 1], lambda link: link)("node")
    assert len(counted) == 66
    kept.lister(0, 1, lambda _: counted.append(1) or [2, 1], lambda link: link)("node")
    assert len(counted) == 66
