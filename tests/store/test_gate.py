"""A change in memory and reads in threads keep out of each other's way."""

from __future__ import annotations

import asyncio
import threading

import pytest

from graph_service.store.gate import Gate
from graph_service.store.reading import STEP, Deadline


class HeldRead:
    """A read in a thread that ends when it is told to."""

    def __init__(self, order: list[str]) -> None:
        self.begun, self.release = threading.Event(), threading.Event()
        self._order = order

    def __call__(self) -> None:
        self.begun.set()
        self.release.wait()
        self._order.append("read")


async def change(gate: Gate, order: list[str]) -> None:
    async with gate.alone():
        order.append("changed")


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_change_waits_for_the_reads_that_run():
    gate, order = Gate(), []
    held = HeldRead(order)
    reading = asyncio.create_task(gate.read(held))
    await asyncio.to_thread(held.begun.wait)
    changing = asyncio.create_task(change(gate, order))
    await settle()
    assert order == []
    held.release.set()
    await asyncio.gather(reading, changing)
    assert order == ["read", "changed"]


async def test_a_read_that_comes_later_waits_for_the_change():
    gate, order = Gate(), []
    held = HeldRead(order)
    reading = asyncio.create_task(gate.read(held))
    await asyncio.to_thread(held.begun.wait)
    changing = asyncio.create_task(change(gate, order))
    await settle()
    later = asyncio.create_task(gate.read(lambda: order.append("read later")))
    await settle()
    held.release.set()
    await asyncio.gather(reading, changing, later)
    assert order == ["read", "changed", "read later"]


async def test_a_read_given_up_by_its_caller_still_holds_off_the_change():
    gate, order = Gate(), []
    held = HeldRead(order)
    reading = asyncio.create_task(gate.read(held))
    await asyncio.to_thread(held.begun.wait)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    changing = asyncio.create_task(change(gate, order))
    await settle()
    assert order == []
    held.release.set()
    await changing
    assert order == ["read", "changed"]


async def test_a_read_given_up_by_its_caller_ends_at_its_next_look_at_the_clock():
    gate, order, deadline = Gate(), [], Deadline(None)
    begun = threading.Event()

    def endless() -> None:
        begun.set()
        while True:
            deadline.spend(STEP)

    reading = asyncio.create_task(gate.read(endless, deadline))
    await asyncio.to_thread(begun.wait)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    # It would wait for ever.
    await change(gate, order)
    assert order == ["changed"]


async def test_a_short_read_waits_only_while_the_change_is_made():
    gate = Gate()
    order: list[str] = []

    async def read() -> None:
        await gate.still()
        order.append("short read")

    held = HeldRead(order)
    reading = asyncio.create_task(gate.read(held))
    await asyncio.to_thread(held.begun.wait)
    changing = asyncio.create_task(change(gate, order))
    await settle()
    await read()
    assert order == ["short read"]
    held.release.set()
    await asyncio.gather(reading, changing)
    async with gate.alone():
        waiting = asyncio.create_task(read())
        await settle()
        assert order == ["short read", "read", "changed"]
    await waiting
    assert order[-1] == "short read"


async def test_reads_run_beside_each_other():
    gate, order = Gate(), []
    first, second = HeldRead(order), HeldRead(order)
    reads = [asyncio.create_task(gate.read(held)) for held in (first, second)]
    for held in (first, second):
        await asyncio.to_thread(held.begun.wait)
    first.release.set()
    second.release.set()
    await asyncio.gather(*reads)
    assert order == ["read", "read"]
