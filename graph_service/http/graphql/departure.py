"""Clients that go away before they are answered: nobody works for them any longer."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final

from starlette.types import Receive

from graph_service.http.graphql.call import Call

__all__ = ["Departed", "Watch"]

_SOON: Final = 0.1
"""Seconds for which nobody looks: most requests are answered by then, and looking costs a task."""


class Departed(Exception):
    """The client went away."""


class Watch:
    """Stops the current task if the client goes away, unless it has begun to write.

    Parameters
    ----------
    call : Call
        Its body must have been read.
    receive : callable
        As the server gives it.

    Raises
    ------
    Departed
        At its end, if the task was stopped.
    """

    __slots__ = ("_call", "_gone", "_looking", "_receive", "_task", "_timer")

    def __init__(self, call: Call, receive: Receive) -> None:
        self._call = call
        self._receive = receive
        self._gone = False
        self._looking: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(loop)
        self._timer = loop.call_later(_SOON, self._begin)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._looking:
            self._looking.cancel()
        if self._gone and self._task and kind is asyncio.CancelledError:
            self._task.uncancel()
            raise Departed from None

    def _begin(self) -> None:
        self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._task and not self._call.wrote:
            self._gone = True
            self._task.cancel()
