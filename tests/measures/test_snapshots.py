from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest

from analytics.tables import Tables
from graph_service.snapshot import Snapshots, size_of
from graph_service.store.port import SnapshotRequest
from schema.catalogue import load_catalogue

REQUEST = SnapshotRequest((), (), "2023-12-31")


class CountingStore:
    """Says a version and hands out empty tables of it, counting how often."""

    def __init__(self):
        self.number = 1
        self.built = 0
        self.gate = None
        self.fault = None

    async def version(self):
        return f"store.{self.number}"

    async def snapshot(self, request):
        self.built += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return Tables(await self.version(), request.as_of, {}, {})


@pytest.fixture
def store():
    return CountingStore()


@pytest.fixture
def snapshots(store):
    return Snapshots(store, load_catalogue(), max_bytes=10_000)


async def test_tables_are_made_once_a_version_and_request(store, snapshots):
    first = await snapshots.tables(REQUEST)
    assert await snapshots.tables(REQUEST) is first
    await snapshots.tables(SnapshotRequest((), (), "2022-12-31"))
    assert store.built == 2
    store.number = 2
    assert (await snapshots.tables(REQUEST)).version == "store.2"
    assert store.built == 3


async def test_requests_at_the_same_time_wait_for_one_builder(store, snapshots):
    store.gate = asyncio.Event()
    waiting = [asyncio.ensure_future(snapshots.tables(REQUEST)) for _ in range(5)]
    await asyncio.sleep(0)
    waiting[0].cancel()  # The first to ask goes away; the others still get their answer.
    store.gate.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert len({id(answer) for answer in answers[1:]}) == 1
    assert store.built == 1


async def test_a_failure_is_told_to_all_who_wait_and_not_kept(store, snapshots):
    store.fault = RuntimeError("broken")
    answers = await asyncio.gather(
        snapshots.tables(REQUEST), snapshots.tables(REQUEST), return_exceptions=True
    )
    assert [str(answer) for answer in answers] == ["broken", "broken"]
    store.fault = None
    assert (await snapshots.tables(REQUEST)).version == "store.1"


async def test_tables_of_a_graph_that_changed_meanwhile_are_kept_under_their_own_version(
    store, snapshots
):
    store.gate = asyncio.Event()
    waiting = asyncio.ensure_future(snapshots.tables(REQUEST))
    await asyncio.sleep(0)
    store.number = 2
    store.gate.set()
    assert (await waiting).version == "store.2"
    assert await snapshots.tables(REQUEST) is await waiting
    assert store.built == 1


async def test_results_are_computed_once_and_not_on_the_event_loop(snapshots):
    threads = []

    def build():
        threads.append(threading.get_ident())
        return np.zeros(10)

    first = await snapshots.derived("answer", "store.1", build)
    assert await snapshots.derived("answer", "store.1", build) is first
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


async def test_what_nobody_waits_for_any_more_is_not_computed(snapshots):
    running, finish = threading.Event(), threading.Event()
    computed = []

    def first():
        running.set()
        finish.wait()
        computed.append("first")

    asked = asyncio.ensure_future(snapshots.derived("first", "store.1", first))
    await asyncio.to_thread(running.wait)
    waiting = [
        asyncio.ensure_future(
            snapshots.derived(name, "store.1", lambda name=name: computed.append(name))
        )
        for name in ("left", "left", "wanted", "wanted")
    ]
    await asyncio.sleep(0)
    for request in waiting[:3]:
        request.cancel()
    await asyncio.gather(*waiting[:3], return_exceptions=True)
    # Who asks again in the meantime gets an answer all the same.
    again = asyncio.ensure_future(
        snapshots.derived("left", "store.1", lambda: computed.append("again"))
    )
    finish.set()
    await asyncio.gather(asked, waiting[3], again)
    assert computed == ["first", "wanted", "again"]


async def test_the_least_recently_used_is_given_up_when_the_budget_is_spent(snapshots):
    calls = []

    async def ask(name, number=500):
        def build():
            calls.append(name)
            return np.zeros(number)

        return await snapshots.derived(name, "store.1", build)

    await ask("a")  # 4,000 bytes each; there is room for two.
    await ask("b")
    await ask("a")
    await ask("c")
    assert snapshots.kept_bytes == 8_000
    await ask("a")
    assert calls == ["a", "b", "c"]
    await ask("b")
    assert calls == ["a", "b", "c", "b"]


async def test_what_is_larger_than_the_budget_is_answered_and_not_kept(snapshots):
    huge = await snapshots.derived("huge", "store.1", lambda: np.zeros(2_000))
    assert len(huge) == 2_000
    assert snapshots.kept_bytes == 0


async def test_a_new_version_gives_up_what_the_old_one_held(store, snapshots):
    await snapshots.tables(REQUEST)
    await snapshots.derived("a", "store.1", lambda: np.zeros(500))
    store.number = 2
    await snapshots.tables(REQUEST)
    assert snapshots.kept_bytes < 1_000


def test_the_ecosystem_is_all_organisation_types_and_projects(snapshots):
    request = snapshots.ecosystem("2023-12-31")
    columns = {asked.type: asked.columns for asked in request.nodes}
    assert columns["Platform"] == ("system",)
    assert columns["University"] == ()
    assert columns["Project"] == ("startOn", "endOn")
    assert "Talent" not in columns


def test_sizes_count_arrays_in_dataclasses_mappings_and_sequences():
    tables = Tables("v", "2023-12-31", {"a": np.zeros(10)}, {"b": (np.zeros(1), np.zeros(2))})
    assert size_of(tables) == 80 + 24 + 2 * 96
