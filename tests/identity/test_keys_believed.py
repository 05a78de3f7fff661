"""How seldom keys are read, and how soon a revoked one opens nothing."""

from __future__ import annotations

import asyncio

import pytest_asyncio
from stores import MEMORY

from graph_service.identity.callers import ANONYMOUS, Caller, Callers, Refusal
from graph_service.identity.key_ring import LIFE, KeyRing
from graph_service.identity.keys import Keys
from graph_service.identity.roles import Role
from graph_service.store.port import StoreError


class CountedLedger:
    """Counts what is listed; fails or waits when it is told to."""

    def __init__(self, ledger) -> None:
        self._ledger = ledger
        self.lists = 0
        self.failure: Exception | None = None
        self.gate: asyncio.Event | None = None

    async def list(self, *arguments, **options):
        self.lists += 1
        if self.failure:
            raise self.failure
        found = await self._ledger.list(*arguments, **options)
        if self.gate:
            await self.gate.wait()
        return found


class Door:
    """A process of the service, and a key."""

    def __init__(self, store, clock, secret: str) -> None:
        self.ledger = CountedLedger(store.ledger)
        self.callers = Callers(KeyRing(self.ledger, tick=clock.tick), clock=clock)
        self.secret = secret

    async def ask(self, header: str | None = "") -> Caller | Refusal:
        return await self.callers.of(f"Bearer {self.secret}" if header == "" else header)


@pytest_asyncio.fixture
async def keys(clock):
    async with MEMORY.new() as store:
        yield store, Keys(store.ledger, clock=clock)


@pytest_asyncio.fixture
async def door(keys, clock):
    store, made = keys
    _, secret = await made.create("张三", Role.EDITOR, by="李明", days=1)
    return Door(store, clock, secret)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_thousand_requests_read_the_keys_once(door):
    for _ in range(1_000):
        caller = await door.ask()
        assert (caller.role, caller.name) == (Role.EDITOR, "张三")

    assert door.ledger.lists == 1


async def test_nobody_has_the_keys_read_who_sends_none_or_what_cannot_be_one(door):
    assert await door.ask(None) is ANONYMOUS
    for header in ("", "Bearer", "Bearer x", f"Basic {door.secret}", f"bearer {door.secret}s"):
        told = await door.callers.of(header)
        assert told.status == 401, header

    assert door.ledger.lists == 0


async def test_another_secret_of_the_same_key_opens_nothing(door):
    other = door.secret[:-1] + ("x" if door.secret[-1] != "x" else "y")

    assert (await door.ask(f"Bearer {other}")).status == 401
    assert (await door.ask(f"BEARER  {door.secret} ")).role is Role.EDITOR


async def test_a_revoked_key_opens_nothing_after_the_life_of_what_is_believed(door, keys, clock):
    _, made = keys
    caller = await door.ask()
    await made.revoke(caller.key, by="李明")
    clock.forward(seconds=LIFE / 2 - 0.1)
    assert (await door.ask()).role is Role.EDITOR

    clock.forward(seconds=LIFE / 2 + 0.1)
    assert (await door.ask()).status == 401
    assert door.ledger.lists == 2


async def test_keys_are_as_old_as_the_question_for_them(door, keys, clock):
    _, made = keys
    door.ledger.gate = asyncio.Event()
    waiting = asyncio.create_task(door.ask())
    await settled()
    assert door.ledger.lists == 1
    clock.forward(seconds=LIFE - 1)
    door.ledger.gate.set()
    await made.revoke((await waiting).key, by="李明")
    assert (await door.ask()).role is Role.EDITOR

    clock.forward(seconds=1)
    assert (await door.ask()).status == 401


async def test_requests_do_not_wait_while_keys_are_read_anew_in_time(door, clock):
    await door.ask()
    clock.forward(seconds=LIFE / 2)
    door.ledger.gate = asyncio.Event()

    assert (await door.ask()).role is Role.EDITOR
    await settled()
    assert door.ledger.lists == 2
    assert (await door.ask()).role is Role.EDITOR
    door.ledger.gate.set()
    await settled()
    clock.forward(seconds=LIFE / 2 - 0.1)
    assert (await door.ask()).role is Role.EDITOR
    assert door.ledger.lists == 2


async def test_all_who_come_together_wait_for_one_reading(door):
    callers = await asyncio.gather(*(door.ask() for _ in range(50)))

    assert {caller.name for caller in callers} == {"张三"}
    assert door.ledger.lists == 1


async def test_keys_that_are_guessed_do_not_have_the_ledger_read_each_time(door, clock):
    await door.ask()
    for n in range(100):
        told = await door.ask(f"Bearer igs_{n:08x}_{'x' * 43}")
        assert told.status == 401
    assert door.ledger.lists == 1

    clock.forward(seconds=1)
    for n in range(100):
        await door.ask(f"Bearer igs_{n:08x}_{'x' * 43}")
    assert door.ledger.lists == 2


async def test_a_new_key_works_at_once_where_it_was_made_and_soon_elsewhere(door, keys, clock):
    _, made = keys
    await door.ask()
    _, secret = await made.create("王五", Role.VIEWER, by="李明")
    assert (await door.ask(f"Bearer {secret}")).status == 401

    clock.forward(seconds=1)
    assert (await door.ask(f"Bearer {secret}")).name == "王五"

    _, another = await made.create("赵六", Role.ADMIN, by="李明")
    door.callers.ring.forget()
    assert (await door.ask(f"Bearer {another}")).role is Role.ADMIN


async def test_a_key_made_while_the_keys_are_read_is_not_missed(door, keys):
    _, made = keys
    door.ledger.gate = asyncio.Event()
    waiting = asyncio.create_task(door.ask())
    await settled()
    _, secret = await made.create("王五", Role.VIEWER, by="李明")
    door.callers.ring.forget()
    door.ledger.gate.set()

    assert (await waiting).name == "张三"
    assert (await door.ask(f"Bearer {secret}")).name == "王五"


async def test_a_key_that_is_out_of_date_opens_nothing_though_it_is_believed_in(door, clock):
    await door.ask()
    clock.forward(days=1)

    assert (await door.ask()).status == 401


async def test_who_cannot_be_recognised_is_not_taken_for_nobody(door, clock):
    door.ledger.failure = StoreError("The store does not answer.")
    told = await door.ask()

    assert (told.status, "does not answer" in told.message) == (503, True)
    assert await door.ask(None) is ANONYMOUS
    door.ledger.failure = None
    assert (await door.ask()).role is Role.EDITOR


async def test_nobody_is_answered_who_does_not_say_who_they_are_if_it_is_set_so(keys, clock):
    store, made = keys
    _, secret = await made.create("张三", Role.VIEWER, by="李明")
    callers = Callers(KeyRing(store.ledger), anonymous=False, clock=clock)

    assert (await callers.of(None)).status == 401
    assert (await callers.of(f"Bearer {secret}")).role is Role.VIEWER
