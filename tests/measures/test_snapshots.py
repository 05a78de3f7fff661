from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.patience import GivenUp
from analytics.tables import Tables
from graph_service.snapshot import Snapshots, size_of
from graph_service.store.ledger import Entry
from graph_service.store.port import SnapshotRequest
from schema.catalogue import load_catalogue

REQUEST = SnapshotRequest((), (), "2023-12-31")
OTHER = SnapshotRequest((), (), "2022-12-31")
NOON = datetime(2023, 12, 31, 12, tzinfo=UTC)


class CountingStore:
    """Says a version and hands out empty tables of it, counting how often."""

    def __init__(self):
        self.number = 1
        self.built = 0
        self.gate = None
        self.fault = None
        self.importing = False
        self.now = NOON
        self.begun = asyncio.Event()

    @property
    def ledger(self):
        return self

    def clock(self):
        return self.now

    async def get(self, kind, key):
        """The ledger's document that says who imports."""
        until = self.now + timedelta(seconds=30 if self.importing else 0)
        holder = {"host": "h", "pid": 1, "since": "", "place": "", "token": ""}
        return Entry(kind, key, 1, {**holder, "until": until.isoformat()})

    async def version(self):
        return f"store.{self.number}"

    async def snapshot(self, request):
        self.built += 1
        self.begun.set()
        version = await self.version()
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return Tables(version if self.importing else await self.version(), request.as_of, {}, {})


@pytest.fixture
def store():
    return CountingStore()


@pytest.fixture
def snapshots(store):
    return Snapshots(store, load_catalogue(), max_bytes=10_000, clock=store.clock)


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


async def served(snapshots, request=REQUEST):
    recent = await snapshots.recent(request)
    return recent.tables.version, recent.stale


async def test_without_an_import_answers_are_of_the_present(store, snapshots):
    assert await served(snapshots) == ("store.1", False)
    store.number = 2
    assert await served(snapshots) == ("store.2", False)
    assert await served(snapshots) == ("store.2", False)
    assert store.built == 2


async def test_while_an_import_runs_a_snapshot_serves_for_30_seconds(store, snapshots):
    assert await served(snapshots) == ("store.1", False)
    store.importing = True
    # Nothing came in yet.
    assert await served(snapshots) == ("store.1", False)
    for second in range(30):
        store.number, store.now = 2 + second, NOON + timedelta(seconds=second)
        assert await served(snapshots) == ("store.1", True)
    store.now = NOON + timedelta(seconds=30)
    assert await served(snapshots) == ("store.31", False)
    store.number, store.now = 99, NOON + timedelta(seconds=59)
    assert await served(snapshots) == ("store.31", True)
    assert store.built == 2
    # At its end there is a new one at once.
    store.importing = False
    assert await served(snapshots) == ("store.99", False)
    assert store.built == 3


async def test_what_was_computed_serves_with_its_snapshot(store, snapshots):
    calls = []

    async def ask(name):
        tables = (await snapshots.recent(REQUEST)).tables
        await snapshots.derived("answer", tables.version, lambda: calls.append(name))

    await ask("first")
    store.importing, store.number = True, 2
    await ask("while it serves")
    store.now += timedelta(seconds=30)
    await ask("after 30 seconds")
    store.importing, store.number = False, 3
    await ask("at the end")
    assert calls == ["first", "after 30 seconds", "at the end"]


async def test_snapshots_of_other_days_go_on_serving(store, snapshots):
    await served(snapshots)
    store.importing, store.number = True, 2
    # Of this day there is none: it is made.
    assert await served(snapshots, OTHER) == ("store.2", False)
    store.number = 3
    assert await served(snapshots) == ("store.1", True)
    assert await served(snapshots, OTHER) == ("store.2", True)
    assert store.built == 2
    store.importing = False
    assert await served(snapshots) == ("store.3", False)
    # What was of older versions is given up: 1 of 4 x 96 bytes is left.
    assert len(snapshots._kept) == 1


async def test_while_a_newer_snapshot_is_made_the_older_one_serves(store, snapshots):
    await served(snapshots)
    store.importing, store.number, store.now = True, 2, NOON + timedelta(seconds=30)
    store.gate = asyncio.Event()
    store.begun.clear()
    builder = asyncio.ensure_future(served(snapshots))
    await store.begun.wait()
    store.number = 3
    assert await served(snapshots) == ("store.1", True)
    store.gate.set()
    assert await builder == ("store.2", False)
    assert await served(snapshots) == ("store.2", True)
    assert store.built == 2


async def test_whoever_has_no_snapshot_waits_for_the_one_that_is_being_made(store, snapshots):
    store.importing, store.gate = True, asyncio.Event()
    first = asyncio.ensure_future(served(snapshots))
    await store.begun.wait()
    store.number = 2
    second = asyncio.ensure_future(served(snapshots))
    third = asyncio.ensure_future(served(snapshots, OTHER))
    for _ in range(10):
        await asyncio.sleep(0)
    # One at a time: the other day's has not begun.
    assert store.built == 1
    store.gate.set()
    assert await first == ("store.1", False)
    assert await second == ("store.1", True)
    assert await third == ("store.2", False)
    assert store.built == 2


async def test_results_are_computed_once_and_not_on_the_event_loop(snapshots):
    threads = []

    def build():
        threads.append(threading.get_ident())
        return np.zeros(10)

    first = await snapshots.derived("answer", "store.1", build)
    assert await snapshots.derived("answer", "store.1", build) is first
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


async def test_what_is_read_for_a_version_is_read_once_and_given_up_with_it(store, snapshots):
    reads, gate = [], asyncio.Event()

    async def read():
        reads.append(store.number)
        await gate.wait()
        return [f"name {len(reads)}"]

    await snapshots.tables(REQUEST)
    waiting = [asyncio.ensure_future(snapshots.fetched("names", "store.1", read)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    gate.set()
    assert (await asyncio.gather(*waiting, return_exceptions=True))[1:] == [["name 1"]] * 2
    assert await snapshots.fetched("names", "store.1", read) == ["name 1"]
    store.number = 2
    await snapshots.tables(REQUEST)
    assert await snapshots.fetched("names", "store.2", read) == ["name 2"]


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


async def test_what_is_unwanted_ends_at_its_next_check_and_is_computed_anew(snapshots):
    running, ended = threading.Event(), threading.Event()
    check = snapshots.patience("store.1")

    def endless():
        running.set()
        try:
            while True:
                check()
        finally:
            ended.set()

    async def ask(build):
        return await snapshots.derived("answer", "store.1", build)

    two = [asyncio.ensure_future(ask(endless)) for _ in range(2)]
    await asyncio.to_thread(running.wait)
    two[0].cancel()
    await asyncio.gather(two[0], return_exceptions=True)
    snapshots.unwanted("answer", "store.1")
    # One waits for it.
    assert not ended.is_set()
    two[1].cancel()
    await asyncio.gather(two[1], return_exceptions=True)
    assert not ended.is_set()
    snapshots.unwanted("answer", "store.1")
    # There is one worker: the other computation begins when the first has ended.
    assert await ask(lambda: "anew") == "anew"
    assert ended.is_set()
    snapshots.unwanted("answer", "store.1")
    assert await ask(lambda: "again") == "anew"


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


def test_the_ecosystem_is_all_organisation_types_and_what_they_share(snapshots):
    request = snapshots.ecosystem("2023-12-31")
    columns = {asked.type: asked.columns for asked in request.nodes}
    assert columns["Platform"] == ("system",)
    assert columns["University"] == ()
    assert columns["Project"] == ("startOn", "endOn", "stage", "trl")
    assert columns["Patent"] == ("filedOn", "stage")
    assert columns["Talent"] == ()  # People are told apart, and nothing is read of them.


def test_sizes_count_arrays_in_dataclasses_mappings_and_sequences():
    tables = Tables("v", "2023-12-31", {"a": np.zeros(10)}, {"b": (np.zeros(1), np.zeros(2))})
    assert size_of(tables) == 80 + 24 + 2 * 96


async def test_a_computation_of_a_version_that_is_gone_ends_at_its_next_check(store, snapshots):
    tables = await snapshots.tables(REQUEST)
    begun, go_on = threading.Event(), threading.Event()
    done = []
    check = snapshots.patience(tables.version)

    def build():
        check()
        begun.set()
        go_on.wait()
        check()
        done.append("all of it")

    asked = asyncio.ensure_future(snapshots.derived("long", tables.version, build))
    await asyncio.to_thread(begun.wait)
    store.number = 2
    await snapshots.tables(REQUEST)
    go_on.set()
    with pytest.raises(GivenUp, match="graph changed"):
        await asked
    assert not done


async def test_a_service_that_ends_stops_its_computations(snapshots):
    check = snapshots.patience("store.1")
    check()
    snapshots.close()
    with pytest.raises(GivenUp, match="being stopped"):
        check()


async def test_a_computation_has_so_many_seconds_from_its_first_check(store):
    snapshots = Snapshots(store, load_catalogue(), longest=0.0)
    check = snapshots.patience("store.1")
    check()
    before = time.monotonic()
    while time.monotonic() == before:
        continue
    with pytest.raises(GivenUp, match="given up after 0 seconds"):
        check()
    # Who has just begun has all of the time.
    snapshots.patience("store.1")()
