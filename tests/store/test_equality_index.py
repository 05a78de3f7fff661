"""Which nodes a filter is tried on, where it asks for equality at any depth."""

from __future__ import annotations

import pytest

from graph_service.store.equality import candidates
from graph_service.store.memory import MemoryGraph
from graph_service.store.plan import And, Compare, Op, Or

ANY = Compare("size", Op.GT, 0)
ONE, TWO = Compare("size", Op.EQ, 1), Compare("size", Op.IN, (1, 2))


@pytest.fixture
def graph():
    made = MemoryGraph(("Firm",))
    for size in range(5):
        made.put_node(f"F{size}", "Firm", {"size": size})
    return made


@pytest.mark.parametrize(
    ("condition", "ids"),
    {
        ONE: ["F1"],
        TWO: ["F1", "F2"],
        And((ANY, TWO)): ["F1", "F2"],
        And((And((And((TWO,)), ANY)),)): ["F1", "F2"],
        And((And((TWO,)), And((ONE,)))): ["F1"],
        Or((ONE, TWO)): None,
        And((Or((ONE, TWO)), ANY)): None,
    }.items(),
)
def test_all_that_must_hold_together_is_looked_through_for_equality(graph, condition, ids):
    found = candidates(graph, ("Firm",), condition)

    assert (found if found is None else [node.id for node in found]) == ids
