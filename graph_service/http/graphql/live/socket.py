"""A WebSocket that speaks ``graphql-transport-ws``."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from graph_service.http.graphql.call import Call
from graph_service.http.graphql.live.hall import Hall
from graph_service.http.graphql.live.messages import (
    PROTOCOL,
    BadMessage,
    Close,
    Complete,
    Init,
    Message,
    Ping,
    Subscribe,
    cut,
    read,
    said,
)
from graph_service.http.graphql.live.operations import Operations
from graph_service.http.graphql.live.room import Seat
from graph_service.http.graphql.live.visitor import Revoked, Visitor
from graph_service.http.graphql.refused import Refused
from graph_service.http.graphql.reply import refusal_reply

__all__ = ["serve_socket"]

INIT_PATIENCE: Final = 10.0
"""Seconds in which a client must say who it is."""
CHECKS: Final = 15.0
"""Seconds between two looks at whether the client may still be here."""
SLOW: Final = 30.0
"""Seconds that a client has to take a message."""
_FAREWELL: Final = 2.0
_LATER: Final = (Close.TRY_LATER, "Nobody can be recognised for now")
_FAULT: Final = 1011
_log = logging.getLogger(__name__)


async def serve_socket(scope: Scope, receive: Receive, send: Send, *, hall: Hall) -> None:
    """Answer what comes through a socket, until one of both ends closes it.

    Parameters
    ----------
    scope, receive, send
        As the server gives them.
    hall : Hall
    """
    call = Call.of({**scope, "method": "WEBSOCKET"})
    await receive()
    try:
        seat = hall.seat(call)
    except Refused as refused:
        await _refuse(call, refused, send)
        return
    try:
        if PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await _close(send, Close.NO_PROTOCOL, f"Only the sub-protocol {PROTOCOL} is spoken.")
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        await _Socket(call, receive, send, hall, seat).run()
    except OSError:
        pass  # The client went away.
    finally:
        seat.leave()


class _Closed(Exception):
    """What the socket is closed with."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class _TooSlow(Exception):
    """The client does not take what is sent."""


class _Socket:
    def __init__(self, call: Call, receive: Receive, send: Send, hall: Hall, seat: Seat) -> None:
        self._call = call
        self._receive = receive
        self._out = send
        self._hall = hall
        self._seat = seat
        self._visitor: Visitor | None = None
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._operations = Operations(hall, call, send=self._send, failed=self._fail)

    async def run(self) -> None:
        """Read messages until the end, and leave nothing behind."""
        tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._guard())]
        closed: _Closed | None = None
        try:
            await self._end
        except _Closed as error:
            closed = error
        except Revoked:
            closed = _Closed(Close.FORBIDDEN, "Forbidden")
        except (_TooSlow, OSError):
            pass  # Nobody listens.
        except Exception:  # noqa: BLE001 - the client is told nothing of it
            _log.exception("Socket %s failed.", self._call.request_id)
            closed = _Closed(_FAULT, "Internal error")
        finally:
            for task in tasks:
                task.cancel()
            self._operations.complete_all()
            await asyncio.gather(*tasks, return_exceptions=True)
        if closed is not None:
            await _close(self._out, closed.code, str(closed))
        await self._operations.wait()

    def _fail(self, error: Exception) -> None:
        if not self._end.done():
            self._end.set_exception(error)

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(INIT_PATIENCE) as waiting:
                while (message := await self._receive())["type"] == "websocket.receive":
                    await self._take(read(message.get("text")))
                    if self._visitor is not None:
                        waiting.reschedule(None)
            if not self._end.done():
                self._end.set_result(None)
        except TimeoutError:
            self._fail(_Closed(Close.INIT_TIMEOUT, "Connection initialisation timeout"))
        except BadMessage as error:
            self._fail(_Closed(Close.BAD_MESSAGE, str(error)))
        except Exception as error:  # noqa: BLE001 - the socket is ended with it
            self._fail(error)

    async def _take(self, message: Message) -> None:
        match message:
            case Init(payload):
                await self._enter(payload.get("authorization", payload.get("Authorization")))
            case Ping(None):
                await self._send(said("pong"))
            case Ping(payload):
                await self._send(said("pong", payload=payload))
            case Subscribe(id_):
                if self._visitor is None:
                    raise _Closed(Close.UNAUTHORIZED, "Unauthorized")
                if id_ in self._operations:
                    raise _Closed(Close.TAKEN_ID, f"Subscriber for {id_} already exists")
                await self._operations.begin(message, self._visitor)
            case Complete(id_):
                self._operations.complete(id_)

    async def _enter(self, said_who: Any) -> None:
        if self._visitor is not None:
            raise _Closed(Close.SECOND_INIT, "Too many initialisation requests")
        if said_who is None:
            said_who = self._call.header(b"authorization")
        elif not isinstance(said_who, str):
            raise BadMessage("authorization is a text, as in the header of this name.")
        visitor = self._hall.visitor(self._call, said_who)
        refusal = await visitor.enter()
        if refusal is not None:
            known = refusal.status == HTTPStatus.UNAUTHORIZED
            raise _Closed(*((Close.FORBIDDEN, "Forbidden") if known else _LATER))
        if visitor.name and not self._seat.name(visitor.name):
            raise _Closed(Close.TRY_LATER, "Too many connections")
        self._visitor = visitor
        await self._send(said("connection_ack"))

    async def _guard(self) -> None:
        """Look now and then whether who was let in may still be here."""
        try:
            while True:
                await asyncio.sleep(CHECKS)
                if self._visitor is not None:
                    await self._visitor.check()
        except Exception as error:  # noqa: BLE001 - the socket is ended with it
            self._fail(error)

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(SLOW):
                await self._out({"type": "websocket.send", "text": text})
        except TimeoutError:
            raise _TooSlow from None


async def _close(send: Send, code: int, reason: str) -> None:
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_FAREWELL):
            await send({"type": "websocket.close", "code": int(code), "reason": cut(reason)})


async def _refuse(call: Call, refused: Refused, send: Send) -> None:
    reply = refusal_reply(call, refused, refused.status)
    await send(
        {
            "type": "websocket.http.response.start",
            "status": reply.status,
            "headers": reply.headers,
        }
    )
    await send({"type": "websocket.http.response.body", "body": reply.body})
