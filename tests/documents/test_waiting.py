"""Work is waited for so long and no longer; what does not wait has no timer."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from graph_service.api.waiting import within


class Loop(asyncio.SelectorEventLoop):
    """Counts its timers."""

    timers = 0

    def call_at(self, *arguments, **named):
        self.timers += 1
        return super().call_at(*arguments, **named)


def run(work):
    with asyncio.Runner(loop_factory=Loop) as runner:
        value = runner.run(work)
        return value, runner.get_loop().timers


async def at_once(value):
    if isinstance(value, Exception):
        raise value
    return value


async def later(value):
    for _ in range(3):
        await asyncio.sleep(0)
    return await at_once(value)


def test_what_is_there_at_once_has_no_timer():
    assert run(within(5, at_once("a"))) == ("a", 0)


def test_what_waits_has_one_and_comes_to_its_end():
    assert run(within(5, later("a"))) == ("a", 1)


def test_futures_and_tasks_are_waited_for_too():
    async def work():
        return await within(5, asyncio.create_task(later("a")))

    assert run(work()) == ("a", 1)


@pytest.mark.parametrize("work", [at_once, later])
def test_what_fails_says_so_itself(work):
    with pytest.raises(KeyError, match="gone"):
        run(within(5, work(KeyError("gone"))))


def test_what_takes_too_long_is_given_up_and_can_clean_up():
    ended = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    with pytest.raises(TimeoutError):
        run(within(0.01, work()))
    assert ended == [True]


def test_a_failure_that_work_awaits_reaches_it_and_it_goes_on():
    async def work():
        failing = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(failing.set_exception, KeyError("no"))
        with suppress(KeyError):
            await failing
        return await later("after")

    assert run(within(5, work())) == ("after", 1)


def test_who_is_cancelled_is_cancelled_and_not_late():
    async def work():
        waiting = asyncio.create_task(within(5, asyncio.Event().wait()))
        await asyncio.sleep(0)
        waiting.cancel()
        await waiting

    with pytest.raises(asyncio.CancelledError):
        run(work())
