"""Walks over the graph in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import Any

from graph_service.store.exploring import Joint, Neighbourhood, Paths
from graph_service.store.memory import Link, MemoryGraph, Node
from graph_service.store.reading import Reading
from graph_service.store.walks import (
    Among,
    Around,
    Present,
    Reached,
    Walk,
    walk_around,
    walk_between,
)
from schema.columns import VALID_FIRST, VALID_LAST

__all__ = ["run_walk"]


def run_walk(asked: Paths | Neighbourhood, reading: Reading) -> Any:
    """Take a walk to its end and return its answer.

    Raises
    ------
    DeadlineExceeded
        If the deadline passed.
    TooLarge
        If it meets too much.
    """
    walk: Walk = walk_between(asked) if isinstance(asked, Paths) else walk_around(asked)
    steps = _Steps(asked, reading)
    answer: Any = None
    while True:
        try:
            wanted = walk.send(answer)
        except StopIteration as end:
            return end.value
        match wanted:
            case Present(ids):
                answer = [steps.present(id_) for id_ in ids]
            case Around():
                answer = steps.around(wanted)
            case Among():
                answer = steps.among(wanted)


class _Steps:
    """Looks around in the graph, along the links that count."""

    def __init__(self, asked: Paths | Neighbourhood, reading: Reading) -> None:
        self._graph: MemoryGraph = reading.graph
        self._deadline = reading.deadline
        self._day = reading.as_of
        self._types = frozenset(asked.types)
        declared = reading.catalogue.links
        self._links = [(name, declared[name].validity) for name in asked.links]

    def present(self, id_: str) -> Reached | None:
        node = self._graph.find(id_)
        return None if node is None else Reached(node.id, (), self._number(node))

    def around(self, wanted: Around) -> list[Reached]:
        near: dict[str, dict[str, None]] = {}
        without = frozenset(wanted.without)
        for id_ in wanted.ids:
            node = self._graph.nodes[id_]
            for link in self._of(node):
                far = link.target if link.source is node else link.source
                if far.id not in without and (far.type in self._types or far.id in wanted.also):
                    near.setdefault(far.id, {})[id_] = None
        nodes = self._graph.nodes
        found = [Reached(id_, tuple(ids), self._number(nodes[id_])) for id_, ids in near.items()]
        return nsmallest(wanted.limit, found, key=lambda reached: (-reached.links, reached.id))

    def among(self, wanted: Among) -> list[Joint]:
        ids = frozenset(wanted.ids)
        found = [
            Joint(*link.identity)
            for id_ in ids
            for link in self._counted(self._graph.nodes[id_].out)
            if link.target.id in ids
        ]
        return nsmallest(wanted.limit, found)

    def _of(self, node: Node) -> Iterator[Link]:
        """The links of a node, each once."""
        yield from self._counted(node.out)
        for link in self._counted(node.into):
            if link.source is not node:
                yield link

    def _number(self, node: Node) -> int:
        return sum(1 for _ in self._of(node))

    def _counted(self, held: dict[str, list[Link]]) -> Iterator[Link]:
        day = self._day
        for name, dated in self._links:
            links: Sequence[Link] = held.get(name, ())
            self._deadline.spend(len(links))
            if not dated:
                yield from links
                continue
            for link in links:
                if link.stored[VALID_FIRST] <= day <= link.stored[VALID_LAST]:  # type: ignore[operator]
                    yield link
