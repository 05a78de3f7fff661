"""The messages of the sub-protocol ``graphql-transport-ws``, as text and as objects."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeAlias

import orjson

from graph_service.api.exchange import Asked
from graph_service.http.graphql.parameters import asked_of
from graph_service.http.graphql.refused import Refused

__all__ = [
    "PROTOCOL",
    "BadMessage",
    "Close",
    "Complete",
    "Init",
    "Message",
    "Ping",
    "Pong",
    "Subscribe",
    "cut",
    "read",
    "said",
]

PROTOCOL: Final = "graphql-transport-ws"
_LONGEST_ID: Final = 200
_LONGEST_REASON: Final = 123
"""Bytes of the reason in a frame that closes (RFC 6455, 5.5)."""


class Close(IntEnum):
    """Codes that a socket is closed with."""

    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    NO_PROTOCOL = 4406
    INIT_TIMEOUT = 4408
    TAKEN_ID = 4409
    SECOND_INIT = 4429
    TRY_LATER = 1013


class BadMessage(ValueError):
    """A message that the protocol does not have; the message is the reason."""


class Init(NamedTuple):
    """Somebody says who they are."""

    payload: Mapping[str, Any]


class Ping(NamedTuple):
    """Somebody wants a pong."""

    payload: Mapping[str, Any] | None


class Pong(NamedTuple):
    """Somebody is there."""


class Subscribe(NamedTuple):
    """An operation is to be carried out."""

    id: str
    asked: Asked


class Complete(NamedTuple):
    """An operation is no longer of interest."""

    id: str


Message: TypeAlias = Init | Ping | Pong | Subscribe | Complete


def read(text: str | None) -> Message:
    """Read a message of a client.

    Parameters
    ----------
    text : str or None
        None if it was bytes.

    Raises
    ------
    BadMessage

    Examples
    --------
    >>> read('{"type": "complete", "id": "1"}')
    Complete(id='1')
    """
    try:
        message = orjson.loads(text if text is not None else b"")
    except orjson.JSONDecodeError:
        raise BadMessage("Messages are JSON objects, sent as text.") from None
    if not isinstance(message, dict):
        raise BadMessage("Messages are JSON objects.")
    match message.get("type"):
        case "connection_init":
            return Init(_payload(message) or {})
        case "ping":
            return Ping(_payload(message))
        case "pong":
            _payload(message)
            return Pong()
        case "subscribe":
            return Subscribe(_id(message), _asked(message))
        case "complete":
            return Complete(_id(message))
    raise BadMessage("A message has one of the types that clients of this protocol send.")


def said(type_: str, **rest: Any) -> str:
    """Write a message.

    Parameters
    ----------
    type_ : str
    **rest
        Its other members.
    """
    return orjson.dumps({**rest, "type": type_}).decode()


def cut(reason: str) -> str:
    """Shorten a reason to what a frame that closes can hold.

    Examples
    --------
    >>> len(cut("温" * 100))
    41
    """
    return reason.encode()[:_LONGEST_REASON].decode(errors="ignore")


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    payload = message.get("payload")
    if payload is None or isinstance(payload, dict):
        return payload
    raise BadMessage("The payload of this message is an object.")


def _id(message: Mapping[str, Any]) -> str:
    id_ = message.get("id")
    if isinstance(id_, str) and 0 < len(id_) <= _LONGEST_ID:
        return id_
    raise BadMessage(f"id is a text of 1 to {_LONGEST_ID} characters.")


def _asked(message: Mapping[str, Any]) -> Asked:
    payload = message.get("payload")
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        raise BadMessage("The payload of subscribe is an object with the text `query`.")
    if not payload["query"] and "persistedQuery" in (payload.get("extensions") or ()):
        # Who sends the digest of a registered document has nothing else to send here.
        payload = {**payload, "query": None}
    try:
        return asked_of(payload)
    except Refused as refused:
        raise BadMessage(str(refused)) from None
