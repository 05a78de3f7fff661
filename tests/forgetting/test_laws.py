"""Forgetting and what else happens to a graph, in any order."""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_laws import everything
from store_statements import ORGANISATIONS, PROJECTS, RUNS, numbered, rows

from graph_service.store import open_store
from graph_service.store.port import Erasure
from schema.catalogue import load_catalogue

_SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_ERASURES = st.builds(
    Erasure,
    id=st.sampled_from([*ORGANISATIONS, *PROJECTS]),
    property=st.sampled_from(["", "name", "aliases"]),
)


@_SETTINGS
@given(
    said=st.lists(rows(), min_size=2, max_size=3),
    runs=st.permutations(RUNS),
    erasure=_ERASURES,
)
def test_forgetting_and_undoing_another_import_commute(said, runs, erasure):
    async def after(*, undo_first: bool):
        store = await open_store(":memory:", load_catalogue())
        for run, found in zip(runs, said, strict=False):
            await store.apply(numbered(found), run)
        if undo_first:
            await store.retract(runs[0].id)
        await store.forget(erasure)
        if not undo_first:
            await store.retract(runs[0].id)
        found = await everything(store)
        await store.close()
        return found

    async def both():
        return await after(undo_first=True), await after(undo_first=False)

    one, other = asyncio.run(both())
    assert one == other


@_SETTINGS
@given(said=rows(), run=st.sampled_from(RUNS), erasure=_ERASURES)
def test_the_same_rows_again_bring_nothing_back(said, run, erasure):
    async def work():
        store = await open_store(":memory:", load_catalogue())
        await store.apply(numbered(said), run)
        erased = await store.forget(erasure)
        before = await everything(store)
        again = await store.apply(numbered(said), run)
        assert set(again.rows.values()) <= {0}
        assert again.version == erased.version
        assert await everything(store) == before
        await store.close()

    asyncio.run(work())
