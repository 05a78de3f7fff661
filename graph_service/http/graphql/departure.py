"""Clients that go away, or never say what they want: nobody waits or works for them."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from types import TracebackType
from typing import Final

from starlette.types import Receive

from graph_service.http.graphql.call import Call
from graph_service.http.graphql.refused import Refused

__all__ = ["Departed", "Watch"]

_SOON: Final = 0.1
"""Seconds for which nobody looks: most requests are answered by then, and looking costs a task."""
_PATIENCE: Final = 20.0
"""Seconds within which a body must have come."""


class Departed(Exception):
    """The client went away."""


class Watch:
    """Stops the current task if the client goes away, unless it has begun to write.

    Parameters
    ----------
    call : Call
    receive : callable
        As the server gives it.

    Raises
    ------
    Departed
        At its end, if the client went away.
    Refused
        If the body did not come in time.
    """

    def __init__(self, call: Call, receive: Receive) -> None:
        self._call = call
        self._receive = receive
        self._gone = self._late = False
        self._looking: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(self._loop)
        self._deadline = self._loop.time() + _PATIENCE
        # One timer is all that most requests pay.
        self._timer = self._loop.call_later(_SOON, self._begin)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._looking:
            self._looking.cancel()
        if (self._gone or self._late) and self._task and kind is asyncio.CancelledError:
            self._task.uncancel()
            if self._gone:
                raise Departed from None
            sentence = f"The request did not come within {_PATIENCE:g} seconds."
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, sentence) from None

    def _begin(self) -> None:
        if self._call.come:
            self._looking = self._loop.create_task(self._look())
        elif self._loop.time() < self._deadline:
            self._timer = self._loop.call_later(_SOON, self._begin)
        elif self._task:
            self._late = True
            self._task.cancel()

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._task and not self._call.wrote:
            self._gone = True
            self._task.cancel()
