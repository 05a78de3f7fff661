from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from plan_contract import PlanContract
from plan_graphs import FIRMS, ID, JOINED, JOINERS, TODAY, WORKS, ids, scan
from random_graphs import CATALOGUE, memory_graph, node, tie

from graph_service.store.derived import DerivedCache
from graph_service.store.interpreter import is_small, run_plan
from graph_service.store.plan import (
    Column,
    Compare,
    Connection,
    Field,
    Follow,
    Hop,
    LinkCount,
    LinkFilter,
    Lookup,
    NodeView,
    Op,
    OrderKey,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext
from schema.declarations import Direction


class TestPlansOverTheGraphInMemory(PlanContract):
    @asynccontextmanager
    async def filled(self, statements):
        graph = memory_graph(CATALOGUE, statements)

        async def read(plan, context):
            return run_plan(graph, CATALOGUE, plan, context)

        yield read


def ask(graph, plan, context=TODAY):
    return run_plan(graph, CATALOGUE, plan, context)


def test_a_retired_id_answers_the_survivor():
    graph = memory_graph(CATALOGUE, FIRMS)
    graph.retire({"F9": "F1"})
    (row,) = ask(graph, Lookup(("F9",), ID))
    assert row == {"@type": "Firm", "@id": "F1", "id": "F1"}


def test_orders_and_indexes_follow_the_graph():
    graph = memory_graph(CATALOGUE, FIRMS)
    by_size = scan(order=(OrderKey(Column("size")),), count=True)
    twos = scan(Compare("size", Op.EQ, 2))
    assert ids(ask(graph, by_size)) == ["F1", "F2", "S1", "F3"]
    assert ids(ask(graph, twos)) == ["F2", "S1"]
    graph.put_node("F4", "Firm", {"size": 2})
    graph.revision += 1
    page = ask(graph, by_size)
    assert (ids(page), page.count) == (["F1", "F2", "F4", "S1", "F3"], 5)
    assert ids(ask(graph, twos)) == ["F2", "F4", "S1"]


def test_an_order_by_links_with_validity_is_kept_by_its_day():
    # On 2021-06-30 the lab has three joiners, on 2019-12-31 two; the firm always one.
    graph = memory_graph(CATALOGUE, [*JOINED, tie("JOINED", "S1", "F1")])
    plan = scan(order=(OrderKey(LinkCount(JOINERS), descending=True),), limit=2)
    for day, joiners in [("2021-06-30", 3), ("2019-12-31", 2), ("2021-06-30", 3)]:
        page = ask(graph, plan, ReadContext(day))
        assert [page.position(0), page.position(1)] == [(joiners, "L"), (1, "F1")]


def test_many_equal_values_are_read_from_the_kept_order():
    firms = [node(f"F{i:04}", "Firm", city="a", size=i) for i in range(1_200)]
    graph = memory_graph(CATALOGUE, firms)
    order = (OrderKey(Column("size"), descending=True),)
    where = Compare("city", Op.EQ, "a")
    page = ask(graph, scan(where, order=order, limit=2, count=True, after=(1_000, "F1000")))
    assert (ids(page), page.has_next, page.count) == (["F0999", "F0998"], True, 1_200)
    count = ask(graph, scan(where, limit=None, count=True)).count
    assert count == 1_200


def test_a_hop_keeps_its_target_whatever_becomes_of_the_far_ends():
    # A school takes part in a school: nothing declares that until the far one becomes a work.
    graph = memory_graph(CATALOGUE, [node("A", "School"), node("B", "School")])
    itself = ("TAKES_PART", "A", "A", "")
    graph.add_link(("TAKES_PART", "A", "B", ""), {})
    graph.add_link(itself, {})
    counted = Selection(follows=(Follow("n", WORKS, Connection(count=True)),))

    def count():
        (row,) = ask(graph, Lookup(("A",), counted))
        return row["n"].count

    assert count() == 0
    graph.put_node("B", "Work", {})
    assert count() == 1
    graph.put_node("A", "Work", {})
    assert count() == 2
    graph.put_node("A", "Lab", {})
    assert count() == 1
    graph.drop_links([graph.links[itself]])
    assert (count(), graph.ends["TAKES_PART"]) == (1, {("Lab", "Work"): 1})


def test_a_target_without_members_keeps_nothing():
    graph = memory_graph(CATALOGUE, [*FIRMS, node("W", "Work"), tie("TAKES_PART", "F1", "W")])
    nowhere = Hop("TAKES_PART", Direction.OUT, "Ship")
    page = Connection((NodeView("node", ID),), limit=5, count=True)
    (row,) = ask(graph, Lookup(("F1",), Selection(follows=(Follow("n", nowhere, page),))))
    assert (row["n"].entries, row["n"].count) == ([], 0)


def test_the_longest_unused_is_forgotten_first():
    cache, built = DerivedCache(most=5), []

    def get(name, revision=1, size=2):
        return cache.get(name, revision, size, lambda: built.append(name) or [name])

    get("a"), get("b"), get("a"), get("c")  # six nodes: b goes
    assert built == ["a", "b", "c"]
    assert cache.peek("b", 1) is None
    assert (get("a"), get("c")) == (["a"], ["c"])
    get("b")
    assert built == ["a", "b", "c", "b"]
    get("huge", size=100)
    assert cache.peek("huge", 1) == ["huge"]
    assert cache.peek("c", 1) is None


def test_nothing_of_another_revision_is_returned():
    cache = DerivedCache()
    assert cache.get("a", 1, 1, lambda: ["old"]) == ["old"]
    assert cache.peek("a", 2) is None
    assert cache.get("a", 2, 1, lambda: ["new"]) == ["new"]
    assert cache.peek("a", 1) is None


@pytest.fixture(scope="module")
def crowd():
    """A work with 6,000 links to 6,000 firms, each of which has one link."""
    statements = [node("W", "Work"), node("X", "Work")]
    for i in range(6_000):
        statements += [node(f"F{i}", "Firm", name=f"{i}"), tie("TAKES_PART", f"F{i}", "W")]
    return memory_graph(CATALOGUE, statements)


TAKERS = Hop("TAKES_PART", Direction.IN, "Body")
NEXT = Selection(follows=(Follow("n", TAKERS, Connection((NodeView("v", ID),), limit=10)),))
FIRM = ("Firm",)


@pytest.mark.parametrize(
    ("plan", "small"),
    [
        (Lookup(("F1", "F2"), Selection((Field("id", ("id",)),))), True),
        (Lookup(("X",), NEXT), True),
        (Lookup(("W",), NEXT), False),  # 6,000 links are put in order
        (Lookup(("W",), Selection(follows=(Follow("n", TAKERS, Connection(count=True)),))), True),
        (Scan(FIRM, Connection(count=True)), True),
        (Scan(FIRM, Connection(count=True, where=LinkFilter(node=Compare("id", Op.GT, "F")))), False),
        (Scan(FIRM, Connection((NodeView("v", ID),), limit=10)), False),  # nothing is sorted yet
        (Scan(("Work",), Connection((NodeView("v", NEXT),), limit=10)), False),
    ],
)  # fmt: skip
def test_a_plan_is_small_if_it_touches_few_nodes_and_links(crowd, plan, small):
    assert is_small(crowd, CATALOGUE, plan) is small


def test_a_page_is_small_once_its_order_is_kept(crowd):
    plan = Scan(FIRM, Connection((NodeView("v", ID),), order=(OrderKey(Column("name")),), limit=9))
    assert not is_small(crowd, CATALOGUE, plan)
    ask(crowd, plan)
    assert is_small(crowd, CATALOGUE, plan)


def test_a_lookup_by_value_is_small_once_its_index_is_kept(crowd):
    plan = Scan(
        FIRM,
        Connection(
            (NodeView("node", ID),),
            where=LinkFilter(node=Compare("name", Op.EQ, "77")),
            limit=9,
        ),
    )
    assert not is_small(crowd, CATALOGUE, plan)
    assert ids(ask(crowd, plan)) == ["F77"]
    assert is_small(crowd, CATALOGUE, plan)
