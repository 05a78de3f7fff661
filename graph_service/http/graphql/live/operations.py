"""The operations of one socket: each a task that tells what comes of it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from graph_service.api.errors import ErrorCode
from graph_service.api.exchange import Outcome
from graph_service.http.graphql.access_log import tell
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.live.hall import Hall
from graph_service.http.graphql.live.messages import Subscribe, said
from graph_service.http.graphql.live.visitor import Visitor
from graph_service.identity.budgets import Exhausted

__all__ = ["MOST_OPERATIONS", "Operations"]

MOST_OPERATIONS: Final = 50
"""Operations of a socket at the same time."""
_OK: Final = 200
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Operation:
    call: Call
    task: asyncio.Task[None] | None = None
    sent: int = 0


class Operations:
    """Operations by their ids.

    Parameters
    ----------
    hall : Hall
    call : Call
        The request that opened the socket.
    send : callable
        Sends a text.
    failed : callable
        Gets what ends the socket, not the operation alone.
    """

    def __init__(
        self,
        hall: Hall,
        call: Call,
        *,
        send: Callable[[str], Awaitable[None]],
        failed: Callable[[Exception], None],
    ) -> None:
        self._engine = hall.service.engine
        self._call = call
        self._send = send
        self._failed = failed
        self._active: dict[str, _Operation] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __contains__(self, id_: str) -> bool:
        return id_ in self._active

    async def begin(self, message: Subscribe, visitor: Visitor) -> None:
        """Begin one whose id is free."""
        id_ = message.id
        if len(self._active) >= MOST_OPERATIONS:
            sentence = f"{MOST_OPERATIONS} operations go on here already; complete some."
            await self._refuse(id_, sentence, ErrorCode.LIMIT_EXCEEDED)
            return
        operation = _Operation(replace(self._call, begun=time.perf_counter()))
        self._active[id_] = operation
        operation.task = asyncio.create_task(self._carry_out(message, operation, visitor))
        self._tasks.add(operation.task)
        operation.task.add_done_callback(self._tasks.discard)

    def complete(self, id_: str) -> None:
        """End one: nothing more is told of it. What writes is left to come to its end."""
        operation = self._active.pop(id_, None)
        if operation is not None and operation.task is not None and not operation.call.wrote:
            operation.task.cancel()

    def complete_all(self) -> None:
        """End all."""
        for id_ in list(self._active):
            self.complete(id_)

    async def wait(self) -> None:
        """Wait until nothing of them is left."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry_out(self, message: Subscribe, operation: _Operation, visitor: Visitor) -> None:
        try:
            try:
                await self._tell_all(message, operation, visitor)
            except Exhausted as error:
                if self._done(message.id, operation):
                    await self._refuse(message.id, str(error), ErrorCode.LIMIT_EXCEEDED)
        except Exception as error:  # noqa: BLE001 - the socket is ended, or its client is gone
            self._failed(error)
        finally:
            self._done(message.id, operation)
            tell(operation.call, _OK, operation.sent)

    async def _tell_all(self, message: Subscribe, operation: _Operation, visitor: Visitor) -> None:
        id_, call = message.id, operation.call

        begin = visitor.begin(call)
        async with aclosing(self._engine.answers(message.asked, begin)) as answers:
            async for answer in answers:
                call.answer = answer
                if self._active.get(id_) is not operation:
                    return
                if answer.outcome is not Outcome.ANSWERED:
                    self._done(id_, operation)
                    await self._send(said("error", id=id_, payload=answer.shown()["errors"]))
                    return
                body = answer.body()
                operation.sent += len(body)
                await self._send(said("next", id=id_, payload=orjson.Fragment(body)))
        if self._done(id_, operation):
            await self._send(said("complete", id=id_))

    def _done(self, id_: str, operation: _Operation) -> bool:
        """Give the id free; False if the client did so before."""
        if self._active.get(id_) is not operation:
            return False
        del self._active[id_]
        return True

    async def _refuse(self, id_: str, sentence: str, code: ErrorCode) -> None:
        extensions: dict[str, Any] = {"code": code.value, "requestId": self._call.request_id}
        error = {"message": sentence, "extensions": extensions}
        await self._send(said("error", id=id_, payload=[error]))
