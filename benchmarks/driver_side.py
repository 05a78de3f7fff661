"""What the store adds to the driver, in a process of its own: run it with and without neo4j-rust-ext.

``driver_side.py page URL PIC...`` measures the nested page through the store and the same Cypher
sent by the driver alone; ``driver_side.py snapshot URL`` a million links as arrays and as rows;
``driver_side.py deep URL`` a condition three hops deep on them.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from percentiles import percentiles

from graph_service.store import open_store
from graph_service.store.access import Access
from graph_service.store.plan import (
    Column,
    Compare,
    Connection,
    Field,
    Filter,
    Follow,
    Hop,
    LinkFilter,
    NodeView,
    Op,
    OrderKey,
    Quantified,
    Quantifier,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, SnapshotColumns, SnapshotRequest
from schema.catalogue import load_catalogue
from schema.declarations import Direction

TIMES, LINKS, DAY = 100, 10, "2023-12-31"
PATIENT = Access(read_timeout=300.0)


def page_plan(pics: tuple[str, ...]) -> Scan:
    """The page of `queries.OUR_PAGE` as the API would plan it."""

    def fields(*names: str) -> tuple[Field, ...]:
        return tuple(Field(name, (name,)) for name in names)

    def follow(key: str, role: str) -> Follow:
        connection = Connection(
            nodes=(NodeView("node", Selection(fields("number", "startOn", "endOn"))),),
            edges=(*fields("role"), Field("amount", ("amountMinor", "amountCurrency"))),
            where=LinkFilter(edge=Compare("role", Op.EQ, role)),
            order=(OrderKey(Column("number")),),
            limit=LINKS,
        )
        return Follow(key, Hop("PARTICIPATES_IN", Direction.OUT, "Project"), connection)

    selection = Selection(
        fields("pic", "name", "country", "city"),
        (follow("led", "LEAD"), follow("joined", "PARTICIPANT")),
    )
    return Scan(
        ("University",),
        Connection(
            nodes=(NodeView("node", selection),),
            where=LinkFilter(node=Compare("pic", Op.IN, pics)),
            order=(OrderKey(Column("pic")),),
            limit=len(pics),
        ),
    )


async def page(url: str, pics: list[str]) -> dict[str, Any]:
    from neo4j import AsyncGraphDatabase

    from graph_service.store.neo4j.plans import compile_plan

    catalogue, context = load_catalogue(), ReadContext(DAY)
    store = await open_store(url, catalogue, access=PATIENT)
    driver = AsyncGraphDatabase.driver(url, notifications_min_severity="OFF")
    plan = page_plan(tuple(pics))
    compiled = compile_plan(plan, catalogue, context)

    async def through_store() -> Any:
        return (await store.read(plan, context)).entries

    async def straight() -> Any:
        async with driver.session(default_access_mode="READ") as session:
            result = await session.run(compiled.text, dict(compiled.parameters))
            return [record.values() async for record in result]

    taken = await in_turns((through_store, straight))
    entries = await through_store()
    found = sum(len(entry["node"][key].entries) for entry in entries for key in ("led", "joined"))
    await driver.close()
    await store.close()
    return {"store": taken[0], "driver": taken[1], "links": found}


async def in_turns(asks: tuple[Callable[[], Awaitable[Any]], ...]) -> list[tuple[float, float]]:
    taken: list[list[float]] = [[] for _ in asks]
    for turn in range(TIMES + 10):
        for seconds, ask in zip(taken, asks, strict=True):
            begun = time.perf_counter()
            await ask()
            if turn >= 10:
                seconds.append(time.perf_counter() - begun)
    return [percentiles(seconds) for seconds in taken]


def snapshot_request() -> SnapshotRequest:
    return SnapshotRequest(
        (SnapshotColumns("Enterprise"), SnapshotColumns("Project")),
        (SnapshotColumns("PARTICIPATES_IN"),),
        DAY,
    )


async def snapshot(url: str) -> dict[str, Any]:
    """Best of three as arrays, and once as rows."""
    from neo4j import AsyncGraphDatabase

    request = snapshot_request()
    store = await open_store(url, load_catalogue(), access=PATIENT)
    arrays, pause = [], 0.0
    for _ in range(3):
        beating = asyncio.create_task(longest_pause())
        begun = time.perf_counter()
        tables = await store.snapshot(request)
        arrays.append(time.perf_counter() - begun)
        beating.cancel()
        pause = max(pause, await beating)
    await store.close()
    driver = AsyncGraphDatabase.driver(url, notifications_min_severity="OFF")
    begun, rows = time.perf_counter(), []
    async with driver.session(default_access_mode="READ") as session:
        result = await session.run(
            "CYPHER 5 MATCH (a:Enterprise)-[:PARTICIPATES_IN]->(b:Project) RETURN a.id, b.id"
        )
        rows = [(a, b) async for a, b in result]
    taken = time.perf_counter() - begun
    await driver.close()
    if len(rows) != len(tables.links["PARTICIPATES_IN"].source):
        raise SystemExit("The snapshot and the rows differ in length.")
    return {"links": len(rows), "arrays": min(arrays), "rows": taken, "pause": pause}


def deep_plan() -> Scan:
    """Firms in a project with a firm that takes part in one of a few projects; with their number."""
    out = Hop("PARTICIPATES_IN", Direction.OUT, "Project")
    back = Hop("PARTICIPATES_IN", Direction.IN, "Enterprise")

    def some(hop: Hop, condition: Filter) -> Filter:
        return Quantified(hop, Quantifier.SOME, LinkFilter(node=condition))

    condition = some(out, some(back, some(out, Compare("name", Op.STARTS_WITH, "Project 00a"))))
    selection = Selection((Field("name", ("name",)),))
    return Scan(
        ("Enterprise",),
        Connection(
            nodes=(NodeView("node", selection),),
            where=LinkFilter(node=condition),
            order=(OrderKey(Column("name")),),
            limit=20,
            count=True,
        ),
    )


async def deep(url: str) -> dict[str, Any]:
    """Seconds of the first answer, the best of five more, and how many are found."""
    store = await open_store(url, load_catalogue(), access=PATIENT)
    plan, context, taken = deep_plan(), ReadContext(DAY), []
    for _ in range(6):
        begun = time.perf_counter()
        found = await store.read(plan, context)
        taken.append(time.perf_counter() - begun)
    await store.close()
    return {"first": taken[0], "best": min(taken[1:]), "found": found.count}


async def longest_pause() -> float:
    """How long others had to wait at most, until it is cancelled."""
    longest = 0.0
    try:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - begun)
    except asyncio.CancelledError:
        return longest


if __name__ == "__main__":
    what, address, *rest = sys.argv[1:]
    ways = {"page": lambda: page(address, rest), "snapshot": lambda: snapshot(address)}
    ways["deep"] = lambda: deep(address)
    print(json.dumps(asyncio.run(ways[what]())))
