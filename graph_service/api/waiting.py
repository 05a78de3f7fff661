"""Waiting for so long and no longer, where there is anything to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Generator
from types import CoroutineType, coroutine
from typing import Any, TypeVar, cast

__all__ = ["within"]

T = TypeVar("T")


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Wait for work; it is given up after some time.

    A coroutine that comes to its end without waiting has no timer: most that read memory do.

    Parameters
    ----------
    seconds : float
    work : awaitable

    Raises
    ------
    TimeoutError
    """
    if not isinstance(work, CoroutineType):
        async with asyncio.timeout(seconds):
            return await work
    try:
        first = work.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    async with asyncio.timeout(seconds):
        return cast("T", await _rest(work, first))


@coroutine
def _rest(work: CoroutineType[Any, Any, Any], first: Any) -> Generator[Any, Any, Any]:
    """Go on with a coroutine that has begun, and waits for something."""
    awaited = first
    while True:
        try:
            sent = yield awaited
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the coroutine's
            thrown: BaseException | None = error
        else:
            thrown = None
        try:
            awaited = work.send(sent) if thrown is None else work.throw(thrown)
        except StopIteration as done:
            return done.value
