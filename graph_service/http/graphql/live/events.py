"""Answers as a stream of events: GraphQL over SSE, a connection for each operation."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from typing import Final

from starlette.types import Receive, Send

from graph_service.api.errors import ErrorCode
from graph_service.api.exchange import Asked
from graph_service.api.service import Service
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.live.room import Seat
from graph_service.http.graphql.live.visitor import Revoked, Visitor
from graph_service.http.graphql.reply import error_body
from graph_service.identity.budgets import Exhausted

__all__ = ["EventStream"]

BEATS: Final = 15.0
"""Seconds between two signs of life, each after a look whether the client may still be here."""
SLOW: Final = 30.0
"""Seconds that a client has to take an event."""
_ALIVE: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"vary", b"Accept, Accept-Encoding, Authorization"),
    # Proxies that collect what is sent would keep events back.
    (b"x-accel-buffering", b"no"),
)
_log = logging.getLogger(__name__)


class EventStream:
    """One operation, whose answers are events.

    Parameters
    ----------
    call : Call
    asked : Asked
    service : Service
    visitor : Visitor
        Who was let in.
    seat : Seat
        It is given back at the end.
    """

    def __init__(
        self, call: Call, asked: Asked, service: Service, visitor: Visitor, seat: Seat
    ) -> None:
        self._call = call
        self._asked = asked
        self._engine = service.engine
        self._ending = service.live.ending
        self._visitor = visitor
        self._seat = seat
        self.sent = 0

    async def send(self, receive: Receive, send: Send) -> None:
        """Send all events, until the last one, or the client goes, or the service ends.

        Parameters
        ----------
        receive, send : callable
            As the server gives them.
        """
        self._out = send
        try:
            await self._stream(receive)
        except (OSError, TimeoutError):
            pass  # Nobody takes it.
        finally:
            self._seat.leave()

    async def _stream(self, receive: Receive) -> None:
        headers = [*_HEADERS, (b"x-request-id", self._call.request_id.encode())]
        await self._out({"type": "http.response.start", "status": 200, "headers": headers})
        await self._write(_ALIVE)
        telling = asyncio.create_task(self._tell())
        beating = asyncio.create_task(self._beat())
        gone = asyncio.create_task(_departure(receive))
        ending = asyncio.create_task(self._ending.wait())
        tasks: list[asyncio.Task[object]] = [telling, beating, gone, ending]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                # What is being written stands, whoever is there to hear of it.
                if task is not telling or not self._call.wrote:
                    task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await self._conclude([o for o in outcomes[:2] if isinstance(o, Exception)])

    async def _tell(self) -> None:
        reads, begin = self._call.reads, self._visitor.begin(self._call)
        async with aclosing(self._engine.answers(self._asked, begin, reading_only=reads)) as told:
            async for answer in told:
                self._call.answer = answer
                await self._write(_event(answer.body()))
        await self._write(_COMPLETE)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEATS)
            await self._visitor.check()
            await self._write(_ALIVE)

    async def _conclude(self, failures: list[Exception]) -> None:
        """Say why it ended before its time, if anybody is there to hear it."""
        for failure in failures:
            if isinstance(failure, TimeoutError | OSError):
                return
            sentence, code = "Internal error.", ErrorCode.INTERNAL
            if isinstance(failure, Revoked):
                sentence, code = str(failure), ErrorCode.UNAUTHENTICATED
            elif isinstance(failure, Exhausted):
                sentence, code = str(failure), ErrorCode.LIMIT_EXCEEDED
            else:
                _log.error("Stream %s failed.", self._call.request_id, exc_info=failure)
            body = error_body(sentence, code, self._call.request_id)
            await self._write(_event(body) + _COMPLETE)
        async with asyncio.timeout(SLOW):
            await self._out({"type": "http.response.body", "body": b""})

    async def _write(self, data: bytes) -> None:
        async with asyncio.timeout(SLOW):
            await self._out({"type": "http.response.body", "body": data, "more_body": True})
        self.sent += len(data)


def _event(body: bytes) -> bytes:
    return b"event: next\ndata: " + body + b"\n\n"


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
