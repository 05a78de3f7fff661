from __future__ import annotations

from contextlib import asynccontextmanager

from plan_contract import PlanContract
from plan_graphs import FIRMS, ID, TODAY, ids, scan
from random_graphs import CATALOGUE, node

from graph_service.store import open_store
from graph_service.store.plan import Column, Compare, Lookup, Op, OrderKey
from schema.statements import Decision, Run, Verdict


class TestPlansInTheEmbeddedStore(PlanContract):
    @asynccontextmanager
    async def filled(self, statements):
        store = await open_store(":memory:", CATALOGUE)
        try:
            await store.apply(statements, Run("run", "source"))
            yield store.read
        finally:
            await store.close()


async def test_pages_indexes_and_retired_ids_follow_the_writes():
    by_size = scan(order=(OrderKey(Column("size"), descending=True),), limit=3, count=True)
    twos = scan(Compare("size", Op.EQ, 2))
    store = await open_store(":memory:", CATALOGUE)
    try:
        await store.apply(FIRMS, Run("first", "source"))
        assert ids(await store.read(by_size, TODAY)) == ["F3", "F2", "S1"]
        assert ids(await store.read(twos, TODAY)) == ["F2", "S1"]

        await store.apply([node("F4", "Firm", size=2)], Run("second", "source"))
        page = await store.read(by_size, TODAY)
        assert (ids(page), page.count) == (["F3", "F2", "F4"], 5)
        assert ids(await store.read(twos, TODAY)) == ["F2", "F4", "S1"]

        await store.decide(Decision("F2", "F4", Verdict.SAME))
        assert ids(await store.read(twos, TODAY)) in (["F2", "S1"], ["F4", "S1"])
        kept, retired = await store.read(Lookup(("F2", "F4"), ID), TODAY)
        assert kept == retired

        await store.retract("second")
        await store.decide(Decision("F2", "F4", Verdict.UNDECIDED))
        assert ids(await store.read(twos, TODAY)) == ["F2", "S1"]
    finally:
        await store.close()
