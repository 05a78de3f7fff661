"""What is kept of nodes: links in order and pages, made once, anew when the graph changes, and bounded."""

from __future__ import annotations

from random_graphs import CATALOGUE, memory_graph, node, tie

from graph_service.store.interpreter import run_plan
from graph_service.store.kept_of_nodes import KeptOfNodes
from graph_service.store.plan import (
    Column,
    Connection,
    Field,
    Follow,
    Hop,
    Lookup,
    NodeView,
    OrderKey,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext
from schema.declarations import Direction

TODAY = ReadContext("2023-12-31")
TAKERS = Hop("TAKES_PART", Direction.IN, "Body")
NAMED = (NodeView("node", Selection((Field("id", ("id",)),))),)
BY_NAME = (OrderKey(Column("name")),)


class Counting(KeptOfNodes):
    """Counts what is made."""

    def __init__(self, most):
        super().__init__(most)
        self.made = []

    def of(self, name, revision, make, weight):
        def counted(of):
            self.made.append(of.id)
            return make(of)

        return super().of(name, revision, counted, weight)


def three_firms(most=100):
    firms = [node(f"F{i}", "Firm", name=name) for i, name in enumerate("cab")]
    works = [node("W", "Work"), node("X", "Work")]
    ties = [tie("TAKES_PART", f"F{i}", work) for i in range(3) for work in "WX"]
    graph = memory_graph(CATALOGUE, [*firms, *works, *ties])
    graph.ordered_links, graph.pages = Counting(most), Counting(0)
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
    assert graph.ordered_links.made == ["W", "W"]


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
    assert graph.ordered_links.made == ["W", "X", "W", "X"]


def test_values_of_more_names_than_are_kept_are_forgotten():
    kept = KeptOfNodes(100)
    counted = []
    for number in [*range(65), 0, 0]:
        kept.of(number, 1, lambda _: counted.append(1) or [2, 1], len)("node")
    # The 65th name makes all others forgotten, so the first is made again, once.
    assert len(counted) == 66


def test_a_page_of_a_node_is_made_once_for_all_who_ask_the_same_of_the_same_day():
    graph = three_firms()
    graph.pages = Counting(100)
    for _ in range(3):
        assert takers(graph) == ["F0", "F1"]
        assert takers(graph, backward=True) == ["F1", "F2"]
    assert graph.pages.made == ["W", "W"]
    plan = Lookup(("W",), Selection(follows=(Follow("n", TAKERS, Connection(NAMED, limit=2)),)))
    run_plan(graph, CATALOGUE, plan, ReadContext("2022-12-31"))
    assert graph.pages.made == ["W", "W", "W"]


def test_a_page_is_made_anew_when_the_graph_has_changed():
    graph = three_firms()
    graph.pages = Counting(100)
    takers(graph, order=BY_NAME)
    graph.put_node("F0", "Firm", {"name": "A"})
    graph.revision += 1
    assert takers(graph, order=BY_NAME) == ["F0", "F1"]
    assert graph.pages.made == ["W", "W"]


def test_pages_that_begin_after_a_place_or_hold_lists_are_made_for_who_asks():
    graph = three_firms()
    graph.pages = Counting(100)
    for _ in range(2):
        assert takers(graph, after=("F0", "")) == ["F1", "F2"]
    below = Follow("m", Hop("TAKES_PART", Direction.OUT, "Work"), Connection(NAMED, limit=1))
    view = (NodeView("node", Selection(NAMED[0].selection.fields, (below,))),)
    page = Follow("n", TAKERS, Connection(view, limit=2))
    run_plan(graph, CATALOGUE, Lookup(("W",), Selection(follows=(page,))), TODAY)
    # The works of F0 and F1 are pages to be kept, those of W are not.
    assert graph.pages.made == ["F0", "F1"]


def listed(graph, as_of="2023-12-31", **more):
    page = Follow("n", TAKERS, Connection(NAMED, limit=2, **more))
    view = NodeView("node", Selection(NAMED[0].selection.fields, (page,)))
    found = run_plan(
        graph, CATALOGUE, Scan(("Work",), Connection((view,), limit=2)), ReadContext(as_of)
    )
    return [entry["node"] for entry in found.entries]


def test_the_rows_of_a_list_are_made_once_for_all_who_ask_the_same_of_the_same_day():
    graph = three_firms()
    one, other = listed(graph), listed(graph)
    assert [row["id"] for row in one] == ["W", "X"]
    assert [entry["node"]["id"] for entry in one[0]["n"].entries] == ["F0", "F1"]
    assert one[0] is other[0]
    assert one[1] is other[1]
    assert listed(graph, "2022-12-31")[0] is not one[0]
    assert listed(graph, backward=True)[0] is not one[0]


def test_rows_of_lists_and_their_texts_are_forgotten_when_the_graph_has_changed():
    graph = three_firms()
    (row, _) = listed(graph)
    row.keep("name", {"id": "W"})
    assert listed(graph)[0].made
    graph.revision += 1
    new = listed(graph)[0]
    assert new == row
    assert new is not row
    assert not new.made


def test_rows_and_their_texts_weigh_together():
    graph = three_firms()
    # A row with a page of two entries with a row each is five rows of 600 bytes.
    graph.rows = KeptOfNodes(6_500)
    one, _ = listed(graph)
    assert graph.rows.held.weight == 6_000
    one.keep("name", {"id": "W"})  # 10 letters and 200 bytes
    assert listed(graph)[0] is one
    one.keep("other", {"id": "W" * 200})  # 209 and 200
    assert graph.rows.held.weight == 6_619
    assert listed(graph)[0] is not one
    assert graph.rows.held.weight == 6_000


def test_rows_whose_lists_begin_after_a_place_are_made_for_who_asks():
    graph = three_firms()
    one, other = (listed(graph, after=("F0", ""))[0] for _ in range(2))
    assert one == other
    assert one is not other
    assert graph.rows.held.weight == 0


def test_rows_of_lists_in_lists_are_weighed_too():
    graph = three_firms()
    works = Follow("m", Hop("TAKES_PART", Direction.OUT, "Work"), Connection(NAMED, limit=2))
    firm = (NodeView("node", Selection(NAMED[0].selection.fields, (works,))),)
    page = Follow("n", TAKERS, Connection(firm, limit=2))
    view = NodeView("node", Selection(NAMED[0].selection.fields, (page,)))
    run_plan(graph, CATALOGUE, Scan(("Work",), Connection((view,), limit=1)), TODAY)
    # W, two entries with a firm each, of which each has two entries with a work: 1 + 2 * (2 + 2 * 2).
    assert graph.rows.held.weight == 13 * 600
