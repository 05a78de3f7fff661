"""One looks for all: what followers are told, and when nobody looks."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from graph_service.api.live.watching import Watch, followed
from graph_service.http.graphql.live.room import Room
from graph_service.store.port import StoreError

PATIENCE = 30


class Looked:
    """Something that changes when it is told to, and counts who looks."""

    def __init__(self, state: object = 0) -> None:
        self.state = state
        self.looks = 0
        self.changed = asyncio.Event()

    async def __call__(self) -> object:
        self.looks += 1
        self.changed.set()
        if isinstance(self.state, Exception):
            raise self.state
        return self.state

    async def again(self, times: int = 2) -> None:
        """Wait until it was looked at so often from now on."""
        for _ in range(times):
            self.changed.clear()
            async with asyncio.timeout(PATIENCE):
                await self.changed.wait()


def watched(looked: Looked) -> Watch:
    return Watch(looked, every=0.001)


async def test_the_present_state_is_told_and_then_each_that_differs():
    looked = Looked()
    watch = watched(looked)
    async with aclosing(watch.follow()) as states:
        assert await anext(states) == 0
        looked.state = 1

        assert await anext(states) == 1


async def test_what_stays_the_same_is_told_once():
    looked = Looked()
    async with aclosing(watched(looked).follow()) as states:
        await anext(states)
        following = asyncio.ensure_future(anext(states))
        await looked.again()

        assert not following.done()
        looked.state = 1
        assert await following == 1


async def test_who_is_slow_is_told_the_newest_state_and_nothing_is_kept_for_them():
    looked = Looked()
    async with aclosing(watched(looked).follow()) as states:
        await anext(states)
        for looked.state in (1, 2, 3):
            await looked.again()

        assert await anext(states) == 3


async def test_one_looks_for_all_and_nobody_when_the_last_has_left():
    looked = Looked()
    watch = watched(looked)
    first, second = watch.follow(), watch.follow()
    await anext(first)
    await anext(second)
    assert (watch.followers, watch.awake) == (2, True)
    await first.aclose()
    assert (watch.followers, watch.awake) == (1, True)
    await second.aclose()
    assert (watch.followers, watch.awake) == (0, False)
    await asyncio.sleep(0)
    looks = looked.looks
    for _ in range(20):
        await asyncio.sleep(0.001)

    assert looked.looks == looks


async def test_who_comes_after_a_sleep_is_told_what_is_so_then():
    looked = Looked("before")
    watch = watched(looked)
    async with aclosing(watch.follow()) as states:
        assert await anext(states) == "before"
    looked.state = "after"
    async with aclosing(watch.follow()) as states:
        assert await anext(states) == "after"


async def test_a_store_that_does_not_answer_at_first_is_an_error_for_all_and_later_a_delay():
    looked = Looked(StoreError("away"))
    watch = watched(looked)
    for _ in range(2):
        async with aclosing(watch.follow()) as states:
            with pytest.raises(StoreError, match="away"):
                await anext(states)
        assert not watch.awake
    looked.state = 1
    async with aclosing(watch.follow()) as states:
        assert await anext(states) == 1
        looked.state = StoreError("away again")
        await looked.again()
        looked.state = 2

        assert await anext(states) == 2


async def test_another_fault_ends_all_who_follow():
    looked = Looked(0)
    watch = watched(looked)
    first, second = watch.follow(), watch.follow()
    await anext(first)
    await anext(second)
    looked.state = LookupError("no such thing")
    for states in (first, second):
        with pytest.raises(LookupError):
            await anext(states)
    assert (watch.followers, watch.awake) == (0, False)


async def test_a_look_that_hangs_is_given_up():
    async def hangs() -> int:
        await asyncio.Event().wait()
        return 0

    async with aclosing(Watch(hangs, every=0.001, patience=0.01).follow()) as states:
        with pytest.raises(TimeoutError):
            await anext(states)


async def test_states_end_with_the_last_one():
    looked = Looked(1)
    watch = watched(looked)
    told = []
    async with aclosing(followed(watch, until=lambda state: state == 3)) as states:
        async for state in states:
            told.append(state)
            looked.state = state + 1

    assert told == [1, 2, 3]
    assert not watch.awake


def test_a_room_has_so_many_seats_and_so_many_for_each():
    room = Room(3, 2)
    seats = [room.enter("a"), room.enter("a"), room.enter("a"), room.enter("b"), room.enter("c")]

    assert [seat is not None for seat in seats] == [True, True, False, True, False]
    seats[0].leave()
    assert room.taken == 2
    assert room.enter("c") is not None


def test_a_seat_can_become_somebody_elses_if_they_have_room():
    room = Room(5, 1)
    first, second = room.enter("@1"), room.enter("@2")

    assert first.name("key")
    assert not second.name("key")
    assert room.enter("@1") is not None
    assert room.enter("@2") is None
    first.leave()
    assert second.name("key")
    assert room.enter("@2") is not None
