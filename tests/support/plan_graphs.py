"""Small graphs, and plans over them, for the rules of reading."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from random_graphs import CATALOGUE, node, tie

from graph_service.store.plan import (
    Compare,
    Connection,
    Field,
    Filter,
    Hop,
    LinkFilter,
    NodeView,
    Op,
    Plan,
    Quantified,
    Quantifier,
    Scan,
    Selection,
)
from graph_service.store.port import Page, ReadContext
from schema.declarations import Direction
from schema.statements import Statement

Read = Callable[[Plan, ReadContext], Awaitable[Any]]

TODAY = ReadContext(as_of="2021-06-30")
BODIES = CATALOGUE.members("Body")
WORKS = Hop("TAKES_PART", Direction.OUT, "Work")
TAKERS = Hop("TAKES_PART", Direction.IN, "Body")
JOINERS = Hop("JOINED", Direction.IN, "Body", validity=True)
ID = Selection((Field("id", ("id",)),))
NAMED = NodeView("node", ID)

FIRMS = (
    node("F1", "Firm", name="Ab", size=1, score=1.5, active=True, aliases=("x", "y"), city="b"),
    node("F2", "Firm", name="B", size=2, active=False, aliases=(), city="a"),
    node("F3", "Firm", name="a"),
    node("S1", "School", name="王", size=2, score=2.0, aliases=("y",), city="a"),
)
TIES = (
    *FIRMS,
    node("W1", "Work", name="one", begun="2020"),
    node("W2", "Work", name="two"),
    tie("TAKES_PART", "F1", "W1", role="LEAD"),
    tie("TAKES_PART", "F1", "W1", "2", role="PARTICIPANT"),
    tie("TAKES_PART", "F1", "W2"),
    tie("TAKES_PART", "F2", "W1", role="PARTICIPANT"),
    tie("TAKES_PART", "S1", "W2", role="LEAD"),
)
JOINED = (
    node("L", "Lab"),
    node("F1", "Firm"),
    node("F2", "Firm"),
    node("F3", "Firm"),
    node("S1", "School"),
    tie("JOINED", "F1", "L", validFrom="2021-06"),
    tie("JOINED", "F2", "L", validFrom="2020", validTo="2021-06"),
    tie("JOINED", "F3", "L", validTo="2020"),
    tie("JOINED", "S1", "L"),
)
PLACES = ("F1", "F2", "F3", "S1")


def compare(column: str, op: Op, value: Any) -> Compare:
    return Compare(column, op, value)


def some(hop: Hop, edge: Filter | None = None, far: Filter | None = None) -> Quantified:
    return Quantified(hop, Quantifier.SOME, LinkFilter(edge, far))


def every(hop: Hop, edge: Filter | None = None, far: Filter | None = None) -> Quantified:
    return Quantified(hop, Quantifier.ALL, LinkFilter(edge, far))


def scan(where: Filter | None = None, **connection: Any) -> Scan:
    filters = None if where is None else LinkFilter(node=where)
    return Scan(BODIES, Connection(nodes=(NAMED,), where=filters, **{"limit": 10, **connection}))


def ids(page: Page) -> list[str]:
    return [entry["node"]["id"] for entry in page.entries]


class Reading:
    """What a test of the rules of reading stands on; an adapter says with `filled` how it reads."""

    def filled(self, statements: list[Statement]) -> AbstractAsyncContextManager[Read]:
        """A store of `CATALOGUE` that holds these statements; yields its `read`."""
        raise NotImplementedError

    async def ask(self, statements: Any, plan: Plan, context: ReadContext = TODAY) -> Any:
        async with self.filled(list(statements)) as read:
            return await read(plan, context)
