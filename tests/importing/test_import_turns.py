"""Imports into one store, one after the other; those that are killed or stand still lose their turn."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from unittest.mock import AsyncMock, Mock

import pytest
from dirty_tables import all_said

from graph_service import ingest
from graph_service.ingest import import_files
from graph_service.ingest_turn import Holder, TurnLost, import_turn, running_import
from graph_service.sample.codes import invented_uscc
from graph_service.store.port import StoreError

BEGIN = datetime(2023, 12, 31, 8, tzinfo=UTC)
WHEN = "2023-12-31T08:00:00+00:00"


class Clock:
    """Goes on only when somebody pauses."""

    def __init__(self) -> None:
        self.now = BEGIN
        self._news = asyncio.Event()

    def __call__(self) -> datetime:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self._news.set()
        await asyncio.sleep(0)

    async def reached(self, moment: datetime) -> None:
        while self.now < moment:
            self._news.clear()
            await self._news.wait()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turn(store, clock):
    """Begin a turn; by default of 30 seconds, waiting at most 100."""
    return partial(import_turn, store.ledger, clock=clock, pause=clock.pause, patience=100)


@pytest.fixture
def dead_pid() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    return dead.pid


@pytest.fixture
def imported(catalogue, pack):
    """Import into a store."""
    return lambda store, *paths, **ask: import_files(store, catalogue, pack, paths, **ask)


async def write(store, **changed) -> None:
    """Write who has the turn, as another process would."""
    entry = await store.ledger.get("turn", "import")
    known = entry.document if entry else {
        "host": "elsewhere", "pid": 1, "since": WHEN, "until": WHEN, "place": "there", "token": "?",
    }  # fmt: skip
    revision = entry.revision if entry else 0
    assert await store.ledger.compare_and_set(
        "turn", "import", {**known, **changed}, expected=revision
    )


def after(seconds: float) -> str:
    return (BEGIN + timedelta(seconds=seconds)).isoformat()


async def test_the_next_import_waits_for_the_end_of_the_one_before(turn, clock, store):
    told: list[Holder] = []
    order = []
    first = turn()
    await first.__aenter__()

    async def second() -> None:
        async with turn(waiting=told.append):
            order.append("second")

    waiting = asyncio.ensure_future(second())
    await clock.reached(BEGIN + timedelta(seconds=5))
    order.append("first ends")
    await first.__aexit__(None, None, None)
    await waiting
    assert order == ["first ends", "second"]
    # told once, not at every look; and nobody imports in the end
    assert len(told) == 1
    assert str(told[0]).endswith(f"since {WHEN}")
    assert await running_import(store.ledger, clock.now) is None


async def test_an_import_does_not_wait_for_ever(turn, clock, store):
    async with turn():
        # The holder goes on renewing its turn.
        await write(store, until=after(1_000))
        with pytest.raises(StoreError) as refusal:
            async with turn(patience=7):
                pass
    assert clock.now == BEGIN + timedelta(seconds=7)
    assert "is still running after 7 seconds" in str(refusal.value)
    assert str(refusal.value).endswith("or wait longer: --wait SECONDS.")


async def test_a_turn_that_is_not_renewed_goes_to_the_next(turn, clock, store):
    async with turn() as first:
        async with turn() as second:
            assert clock.now == BEGIN + timedelta(seconds=30)
            assert first.overdue
            with pytest.raises(TurnLost) as refusal:
                await first.confirm()
            assert "stood still for more than 30 seconds" in str(refusal.value)
            assert str(refusal.value).endswith("Import the files again.")
            await second.confirm()
            assert not second.overdue
        assert await running_import(store.ledger, clock.now) is None
        async with turn():
            # What the first leaves behind at its end is not in the way of others.
            await first.give_up()
            assert await running_import(store.ledger, clock.now) is not None


async def test_a_turn_that_nobody_took_can_be_renewed_late(turn, clock):
    async with turn() as late:
        await clock.pause(1_000)
        assert late.overdue
        await late.confirm()
        assert not late.overdue


@pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart on Linux only")
async def test_nobody_waits_for_a_process_that_is_dead(turn, clock, store, dead_pid):
    async with turn():
        pass
    await write(store, pid=dead_pid, until=after(1_000))
    async with turn():
        assert clock.now == BEGIN


async def test_a_process_of_another_machine_is_not_taken_for_dead(turn, clock, store, dead_pid):
    await write(store, pid=dead_pid, until=after(20))
    async with turn():
        assert clock.now == BEGIN + timedelta(seconds=20)


async def test_a_turn_renews_itself_while_its_holder_waits(store):
    """The ledger, not a clock, says when it was renewed."""
    async with import_turn(store.ledger, lease=0.3) as turn:
        revisions = []
        while len(revisions) < 3:
            await asyncio.sleep(0.01)
            entry = await store.ledger.get("turn", "import")
            if entry.revision not in revisions:
                revisions.append(entry.revision)
        await turn.confirm()


class Forgetful:
    """A ledger whose answer to a write gets lost once."""

    def __init__(self, ledger, *, fails: bool) -> None:
        self._ledger = ledger
        self._fails = fails
        self.loses = False

    async def get(self, kind, key):
        return await self._ledger.get(kind, key)

    async def compare_and_set(self, kind, key, document, *, expected):
        written = await self._ledger.compare_and_set(kind, key, document, expected=expected)
        if self.loses:
            self.loses = False
            if self._fails:
                raise StoreError("The connection was cut.")
            return False
        return written


@pytest.mark.parametrize("fails", [False, True])
async def test_a_turn_is_not_lost_with_the_answer_to_its_renewal(store, clock, fails):
    ledger = Forgetful(store.ledger, fails=fails)
    async with import_turn(ledger, clock=clock) as turn:
        ledger.loses = True
        if fails:
            with pytest.raises(StoreError, match="cut"):
                await turn.confirm()
        else:
            await turn.confirm()
        await turn.confirm()
        await turn.confirm()
    assert await running_import(store.ledger, clock.now) is None


NUMBERED = "企业名称,统一社会信用代码\n" + "".join(
    f"厂{n},{invented_uscc('91', '330302', n)}\n" for n in range(20)
)
NAMED = "企业名称,员工人数\n" + "".join(f"厂{n},{n}\n" for n in range(10, 30))
PEOPLE = "姓名,工作单位\n" + "".join(f"人{n},厂{n}\n" for n in range(35))


@pytest.mark.parametrize("turns", [True, False], ids=["in turns", "crossing"])
async def test_imports_at_the_same_time_make_nobody_twice(
    store, imported, tmp_path, monkeypatch, turns
):
    """Firms are found by their names; where imports cross, both find that there is none yet."""
    files = {"a.csv": NUMBERED, "b.csv": NAMED, "c.csv": PEOPLE}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    if not turns:
        monkeypatch.setattr(ingest, "import_turn", no_turn)
    crossing = asyncio.Barrier(len(files))
    reports = await asyncio.gather(
        *(
            imported(store if turns else Crossing(store, crossing), tmp_path / name, batch_rows=5)
            for name in files
        )
    )
    nodes, links = await all_said(store)
    assert [report.total("read") for report in reports] == [20, 20, 35]
    of_name = Counter(values["name"] for type_, values in nodes.values() if type_ != "Talent")
    assert set(of_name) == {f"厂{n}" for n in range(35)}
    # One each, and everybody at the place where he works.
    assert ((max(of_name.values()), len(links)) == (1, 35)) == turns
    if turns:
        types = Counter(type_ for type_, _ in nodes.values())
        # 30 firms in tables, five more where people work
        assert types == {"Enterprise": 30, "UnclassifiedOrganization": 5, "Talent": 35}


@asynccontextmanager
async def no_turn(*_, **__):
    yield Mock(confirm=AsyncMock(), overdue=False)


class Crossing:
    """A store whose imports all have looked for records before any of them writes one."""

    def __init__(self, store, others: asyncio.Barrier) -> None:
        self._store = store
        self._others: asyncio.Barrier | None = others

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    async def lookup(self, keys):
        found = await self._store.lookup(keys)
        others, self._others = self._others, None
        if others is not None:
            await others.wait()
        return found


class Interrupted:
    """A store where an import stands still at its second batch, and another takes the turn."""

    def __init__(self, store, clock: Clock, *, before: bool) -> None:
        self._store = store
        self._clock = clock
        self._before = before
        self._first_applied = asyncio.Event()
        self.batches = self.lookups = 0

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    async def lookup(self, keys):
        self.lookups += 1
        if self.lookups == 2 and self._before:
            # Batches are matched while others are applied; here the first is done.
            await self._first_applied.wait()
            await self._stand_still()
        return await self._store.lookup(keys)

    async def apply(self, batch, run):
        self.batches += 1
        if self.batches == 2 and not self._before:
            await self._stand_still()
        applied = await self._store.apply(batch, run)
        self._first_applied.set()
        return applied

    async def _stand_still(self) -> None:
        self._clock.now += timedelta(seconds=31)
        await write(self._store, token="another", host="elsewhere", until=after(100))


@pytest.fixture
def by_the_clock(monkeypatch, clock) -> None:
    """Imports go by the clock of the test."""
    turn = partial(import_turn, clock=clock, pause=clock.pause)
    monkeypatch.setattr(ingest, "import_turn", turn)


@pytest.mark.usefixtures("by_the_clock")
@pytest.mark.parametrize("before", [True, False], ids=["before a batch", "in the middle of one"])
async def test_an_import_that_lost_its_turn_writes_no_more(
    store, clock, imported, tmp_path, before
):
    path = tmp_path / "a.csv"
    path.write_text(NUMBERED, encoding="utf-8")
    interrupted = Interrupted(store, clock, before=before)

    with pytest.raises(TurnLost) as refusal:
        await imported(interrupted, path, batch_rows=8)

    assert "another one (elsewhere, process" in str(refusal.value)
    kept = (await store.info()).nodes.get("Enterprise", 0)
    if before:
        # The first batch stands; the second was not begun.
        assert (interrupted.batches, kept) == (1, 8)
    else:
        assert (interrupted.batches, kept) == (2, 0)
        assert str(refusal.value).endswith("What this one said was taken back.")
    report = await imported(store, path, batch_rows=8)
    assert clock.now == BEGIN + timedelta(seconds=100)
    assert report.total("created") == (12 if before else 20)
    assert (await store.info()).nodes["Enterprise"] == 20
