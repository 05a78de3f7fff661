"""``/graphql`` as an ASGI application of its own: nothing stands between it and the server."""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import partial
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from graph_service.api.errors import ErrorCode
from graph_service.api.exchange import Asked, Outcome
from graph_service.api.service import Service
from graph_service.http.graphiql.editor import Editor
from graph_service.http.graphql.access_log import tell
from graph_service.http.graphql.body import body_of
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.departure import Departed, Watch
from graph_service.http.graphql.live.events import EventStream
from graph_service.http.graphql.live.hall import Hall
from graph_service.http.graphql.live.room import Room
from graph_service.http.graphql.live.socket import serve_socket
from graph_service.http.graphql.media_types import (
    prefers_events,
    response_type,
    takes_events,
    wants_page,
)
from graph_service.http.graphql.parameters import from_address, from_body
from graph_service.http.graphql.refused import Refused, unrecognised
from graph_service.http.graphql.reply import ALLOWED, Replies, Reply, refusal_reply
from graph_service.identity.budgets import REQUEST, Budgets, Exhausted
from graph_service.identity.callers import Caller, Refusal

__all__ = ["graphql_endpoint"]

_LONGEST_ADDRESS: Final = 30_000
"""Longest query of an address in bytes."""
_CLIENT_GONE: Final = 499
"""What is logged of a client that did not wait."""
_log = logging.getLogger(__name__)


def graphql_endpoint(
    service: Service,
    *,
    budgets: Budgets | None = None,
    editor: Editor | None = None,
    plain_statuses: bool = False,
    room: Room | None = None,
    origins: Collection[str] = (),
) -> ASGIApp:
    """Return the ASGI app that answers GraphQL requests.

    Parameters
    ----------
    service : Service
    budgets : Budgets or None
        What clients may ask for; without end if None.
    editor : Editor or None
        What a browser gets that asks for the endpoint.
    plain_statuses : bool
        Whether 200 and 400 stand for 294 and 422.
    room : Room or None
        How many streams may be open; none may if None.
    origins : collection of str
        Whose pages may open them, beside those of the service itself.
    """
    hall = Hall(service, Budgets({}) if budgets is None else budgets, room or Room(0, 0), origins)
    return _Endpoint(hall, editor, Replies(plain_statuses=plain_statuses))


class _Endpoint:
    def __init__(self, hall: Hall, editor: Editor | None, replies: Replies) -> None:
        self._hall = hall
        self._service = hall.service
        self._budgets = hall.budgets
        self._editor = editor
        self._replies = replies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await serve_socket(scope, receive, send, hall=self._hall)
            return
        call = Call.of(scope)
        try:
            reply = await self._reply(call, receive)
        except Refused as refused:
            reply = refusal_reply(call, refused, self._replies.status(refused.status))
        except Departed:
            tell(call, _CLIENT_GONE, 0)
            return
        except Exception:  # noqa: BLE001 - the client is told nothing of it
            _log.exception("Request %s failed.", call.request_id)
            failed = Refused(
                HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error.", ErrorCode.INTERNAL
            )
            reply = refusal_reply(call, failed, failed.status)
        if isinstance(reply, EventStream):
            await reply.send(receive, send)
            tell(call, HTTPStatus.OK, reply.sent)
            return
        await _send(call, reply, send)
        tell(call, reply.status, len(reply.body))

    async def _reply(self, call: Call, receive: Receive) -> Reply | EventStream:
        if not call.reads and call.method != "POST":
            return _other_method(call)
        caller = await self._caller(call)
        accept = call.header(b"accept")
        if self._editor and call.reads and accept and _is_bare(call) and wants_page(accept):
            return await self._editor.page(call, self._service.built.served.pack.label)
        events = accept is not None and prefers_events(accept)
        media = response_type(accept)
        if media is None and not events:
            raise Refused(
                HTTPStatus.NOT_ACCEPTABLE,
                "Answers are application/graphql-response+json or application/json, in UTF-8, or "
                "text/event-stream; name one of them in the header Accept.",
            )
        with Watch(call, receive):
            if call.reads:
                call.come, asked = True, _from_address(call)
            else:
                asked = from_body(await body_of(call, receive))
            if media is None or events:
                return await self._hall.stream(call, asked)
            charge = partial(self._budgets.charge, caller, call.address)
            context = await self._service.context(call.request_id, caller=caller, charge=charge)
            call.context = context
            try:
                charge(REQUEST)
                answer = await self._service.engine.answer(asked, context, reading_only=call.reads)
            except Exhausted as error:
                raise _exhausted(error) from None
            if answer.outcome is Outcome.SUBSCRIBES and accept and takes_events(accept):
                return await self._hall.stream(call, asked)
        call.answer = answer
        return await self._replies.reply(call, answer, media)

    async def _caller(self, call: Call) -> Caller:
        caller = await self._service.callers.of(call.header(b"authorization"))
        if isinstance(caller, Refusal):
            raise unrecognised(caller)
        return caller


def _exhausted(error: Exhausted) -> Refused:
    return Refused(
        HTTPStatus.TOO_MANY_REQUESTS,
        str(error),
        ErrorCode.LIMIT_EXCEEDED,
        retry_after=error.seconds,
    )


def _from_address(call: Call) -> Asked:
    if len(call.query) > _LONGEST_ADDRESS:
        raise Refused(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            f"The query of the address is longer than {_LONGEST_ADDRESS} bytes; send it by POST.",
        )
    return from_address(call.query)


def _is_bare(call: Call) -> bool:
    return not call.query.startswith(b"query=") and b"&query=" not in call.query


def _other_method(call: Call) -> Reply:
    if call.method == "OPTIONS":
        return Reply(HTTPStatus.NO_CONTENT.value, [(b"allow", ALLOWED.encode())])
    raise Refused(
        HTTPStatus.METHOD_NOT_ALLOWED, f"Here only {ALLOWED} can be asked.", allow=ALLOWED
    )


async def _send(call: Call, reply: Reply, send: Send) -> None:
    headers = [*reply.headers, (b"x-request-id", call.request_id.encode())]
    if reply.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        headers.append((b"content-length", b"%d" % len(reply.body)))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = b"" if call.method == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})
