"""A condition several hops deep costs what there is, not the number of ways through it."""

from __future__ import annotations

from plan_graphs import TAKERS, TODAY, WORKS
from random_graphs import CATALOGUE, memory_graph, node, tie

from graph_service.store.plan import Compare, LinkFilter, Op, Quantified, Quantifier
from graph_service.store.predicates import node_predicate
from graph_service.store.reading import Deadline, Reading

FIRMS, PROJECTS = range(10), range(5)


class CountingDeadline(Deadline):
    """Counts the links that are looked at."""

    def __init__(self) -> None:
        super().__init__(None)
        self.links = 0

    def spend(self, candidates: int) -> None:
        self.links += candidates


def some(hop, condition):
    return Quantified(hop, Quantifier.SOME, LinkFilter(node=condition))


def test_links_of_a_node_that_many_ways_lead_to_are_walked_once_for_each_hop():
    graph = memory_graph(
        CATALOGUE,
        [
            *(node(f"F{n}", "Firm", name="x") for n in FIRMS),
            *(node(f"W{n}", "Work", name="y") for n in PROJECTS),
            *(tie("TAKES_PART", f"F{f}", f"W{w}") for f in FIRMS for w in PROJECTS),
        ],
    )
    counting = CountingDeadline()
    condition = some(WORKS, some(TAKERS, some(WORKS, Compare("name", Op.EQ, "nobody"))))
    test = node_predicate(condition, Reading(graph, CATALOGUE, TODAY.as_of, counting))

    assert not any(test(graph.nodes[f"F{n}"]) for n in FIRMS)
    # Each hop sees the 10 x 5 links once; all ways together are 50 + 500 + 2,500.
    assert counting.links == 3 * 50
