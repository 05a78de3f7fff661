"""Orders that are brought up to date are those of sorting anew, whatever changed between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.store.kept_orders import KeptOrders
from graph_service.store.memory import MemoryGraph

IDS, TYPES = "abcdef", ("Firm", "Lab", "Work")
CHANGES = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from((*TYPES, "drop")), st.integers(0, 3)),
    max_size=12,
)


def by_size(node):
    return (node.stored["size"], node.id)


@given(rounds=st.lists(CHANGES, max_size=6), most_changes=st.sampled_from([3, 100]))
def test_an_order_brought_up_to_date_is_the_one_sorted_anew(rounds, most_changes):
    graph = MemoryGraph(TYPES)
    graph.orders = KeptOrders(most_changes=most_changes)
    for changes in rounds:
        for id_, kind, size in changes:
            if kind != "drop":
                graph.put_node(id_, kind, {"size": size})
            elif id_ in graph.nodes:
                graph.drop_node(id_)
        for wanted in (("Firm", "Lab"), ("Work",)):
            anew = sorted((n for n in graph.nodes.values() if n.type in wanted), key=by_size)
            found = graph.orders.get(
                wanted,
                by_size,
                lambda anew=anew: list(anew),
                lambda n, wanted=wanted: n.type in wanted and graph.nodes.get(n.id) is n,
            )
            assert found == anew


def test_only_what_changed_is_sorted_in_and_what_fails_on_its_way_is_not_kept():
    graph = MemoryGraph(TYPES)
    sorted_anew, looked_at = [], []

    def get(key=by_size):
        return graph.orders.get(
            "firms", key, lambda: sorted_anew.append(1) or [graph.nodes["a"]], lambda _: True
        )

    def counting(node):
        looked_at.append(node.id)
        return by_size(node)

    graph.put_node("a", "Firm", {"size": 1})
    get()
    graph.put_node("b", "Firm", {"size": 0})
    assert [node.id for node in get(counting)] == ["b", "a"]
    assert (sorted_anew, sorted(set(looked_at))) == ([1], ["a", "b"])
    graph.put_node("b", "Firm", {"size": 2})
    with pytest.raises(KeyError):
        get(lambda node: node.stored["none"])
    get()
    assert sorted_anew == [1, 1]


def test_lists_that_are_too_many_together_go_the_oldest_first():
    graph = MemoryGraph(TYPES)
    orders, made = KeptOrders(most=2), []
    graph.put_node("a", "Firm", {"size": 1})

    def get(name):
        orders.get(name, by_size, lambda: made.append(name) or [graph.nodes["a"]], lambda _: True)

    for name in ("x", "y", "x", "z", "x", "y"):
        get(name)
    # x and y are kept; z pushes y out, then y pushes z.
    assert made == ["x", "y", "z", "y"]
