"""The body of a request, as long as is allowed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.types import Receive

from graph_service.http.graphql.call import Call
from graph_service.http.graphql.departure import Departed
from graph_service.http.graphql.media_types import is_json_in_utf8
from graph_service.http.graphql.refused import Refused

__all__ = ["MAX_BODY", "body_of"]

MAX_BODY: Final = 250_000
"""Longest body in bytes."""


async def body_of(call: Call, receive: Receive) -> bytes:
    """Read a body of JSON.

    Parameters
    ----------
    call : Call
    receive : callable
        As the server gives it.

    Raises
    ------
    Refused
        If it says that it is something else (415), or is too long (413).
    Departed
        If the client went away.
    """
    _check_form(call)
    length = call.headers.get(b"content-length", b"")
    if length.isdigit() and int(length) > MAX_BODY:
        raise _too_long()
    parts, read = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Departed
        parts.append(message.get("body", b""))
        read += len(parts[-1])
        if read > MAX_BODY:
            raise _too_long()
        if not message.get("more_body"):
            call.come = True
            return b"".join(parts)


def _check_form(call: Call) -> None:
    if not is_json_in_utf8(call.header(b"content-type") or ""):
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send a JSON object with `query`, as content type application/json, in UTF-8.",
        )
    if call.headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the request uncompressed.")


def _too_long() -> Refused:
    return Refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The request is longer than {MAX_BODY} bytes."
    )
