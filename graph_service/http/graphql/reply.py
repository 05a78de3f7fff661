"""What is sent: status, headers, bytes."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import orjson

from graph_service.api.answers import Kept
from graph_service.api.errors import ErrorCode
from graph_service.api.exchange import Answer
from graph_service.http.graphql.call import Call
from graph_service.http.graphql.encodings import LEAST, Compressor
from graph_service.http.graphql.media_types import MediaType
from graph_service.http.graphql.refused import Refused
from graph_service.http.graphql.statuses import plain, status_of

__all__ = ["ALLOWED", "Replies", "Reply", "error_body", "refusal_reply"]

ALLOWED: Final = "GET, HEAD, POST, OPTIONS"
"""Methods that are answered."""

_TYPES: Final = {
    media: (b"content-type", f"{media.value}; charset=utf-8".encode()) for media in MediaType
}
_VARY: Final = (b"vary", b"Accept, Accept-Encoding, Authorization")
_NOT_STORED: Final = (b"cache-control", b"no-store")
_ASK_AGAIN: Final = (b"cache-control", b"no-cache")
_ASK_AGAIN_ALONE: Final = (b"cache-control", b"private, no-cache")
_CLOSE: Final = (b"connection", b"close")
_SAY_WHO: Final = (b"www-authenticate", b"Bearer")
_UNREAD: Final = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT)
"""Statuses of requests whose bodies are not read to their end."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent, but for the headers that all have.

    Attributes
    ----------
    status : int
    headers : list of pairs of bytes
    body : bytes
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""


class Replies:
    """Makes replies of answers.

    Parameters
    ----------
    plain_statuses : bool
        Whether 200 and 400 stand for 294 and 422.
    """

    def __init__(self, *, plain_statuses: bool) -> None:
        self._plain = plain_statuses
        self._compressor = Compressor()

    async def reply(self, call: Call, answer: Answer, media: MediaType) -> Reply:
        """Return what is sent.

        Parameters
        ----------
        call : Call
        answer : Answer
        media : MediaType
            What the client takes; refusals are sent as GraphQL's own type in any case.
        """
        status = self.status(status_of(answer))
        if status >= HTTPStatus.BAD_REQUEST:
            media = MediaType.GRAPHQL
        kept, body = answer.kept, b""
        headers = [_TYPES[media], _VARY]
        if kept is None:
            headers.append(_NOT_STORED)
            body = answer.body()
        else:
            mark = f'"{kept.etag}"'
            # It is weak: of the same answer there are several forms.
            headers += _caching(call), (b"etag", b"W/" + mark.encode())
            asked = call.header(b"if-none-match")
            if asked is not None and (mark in asked or asked.strip() == "*"):
                return Reply(HTTPStatus.NOT_MODIFIED.value, headers[1:])
            body = kept.body
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append((b"allow", b"POST"))
        if len(body) >= LEAST:
            body = await self._encoded(call, body, kept, headers)
        return Reply(status, headers, body)

    def status(self, status: int) -> int:
        """Return a status as it is sent here."""
        return plain(status) if self._plain else status

    async def _encoded(
        self, call: Call, body: bytes, kept: Kept | None, headers: list[tuple[bytes, bytes]]
    ) -> bytes:
        accepted = call.header(b"accept-encoding")
        forms = None if kept is None else kept.forms
        sent, encoding = await self._compressor.taken(body, accepted, forms)
        if encoding is not None:
            headers.append((b"content-encoding", encoding.encode()))
        return sent


def refusal_reply(call: Call, refused: Refused, status: int) -> Reply:
    """Return what is sent where nothing is executed.

    Parameters
    ----------
    call : Call
    refused : Refused
    status : int
        As it is sent.
    """
    headers = [_TYPES[MediaType.GRAPHQL], _VARY, _NOT_STORED]
    if refused.allow:
        headers.append((b"allow", refused.allow.encode()))
    if refused.retry_after:
        headers.append((b"retry-after", b"%d" % refused.retry_after))
    if refused.status in _UNREAD:
        headers.append(_CLOSE)
    if refused.status == HTTPStatus.UNAUTHORIZED:
        headers.append(_SAY_WHO)
    return Reply(status, headers, error_body(str(refused), refused.code, call.request_id))


def error_body(sentence: str, code: ErrorCode, request_id: str) -> bytes:
    """Return an answer that is nothing but an error.

    Parameters
    ----------
    sentence : str
    code : ErrorCode
    request_id : str
    """
    extensions = {"code": code.value, "requestId": request_id}
    error = {"message": sentence, "extensions": extensions}
    return orjson.dumps({"errors": [error], "extensions": {"requestId": request_id}})


def _caching(call: Call) -> tuple[bytes, bytes]:
    # What somebody is shown who named himself is nobody else's.
    return _ASK_AGAIN_ALONE if b"authorization" in call.headers else _ASK_AGAIN
