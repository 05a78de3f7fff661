"""Cursors: places in an order as opaque text, bound to the list and order they were taken from."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import orjson

from graph_service.api.errors import ApiError
from graph_service.store.plan import Position

__all__ = ["decode", "digest_of", "encode"]

_MAX_LENGTH = 4_096
_NO_CURSOR = "{} is not a cursor; use cursor, startCursor or endCursor of another page."


def digest_of(scope: str, order_by: object) -> str:
    """Identify a list and its order.

    Parameters
    ----------
    scope : str
        Which list it is: a type, or a link field.
    order_by : object
        The coerced argument.
    """
    return blake2b(orjson.dumps([scope, order_by]), digest_size=6).hexdigest()


def encode(digest: str, position: Position) -> str:
    """Return the cursor of a place."""
    return urlsafe_b64encode(orjson.dumps([digest, *position])).decode().rstrip("=")


def decode(
    cursor: str, digest: str, kinds: Sequence[type[Any]], ties: int, *, argument: str = "after"
) -> Position:
    """Return the place that a cursor stands for.

    Parameters
    ----------
    cursor : str
    digest : str
        Of the list and order in which it is used.
    kinds : sequence of type
        The types of the values of the order's keys; each may be missing.
    ties : int
        How many texts follow: the id and, in a list of links, the link's key.
    argument : str
        Name of the argument that it was given as.

    Raises
    ------
    ApiError
        If it is no cursor, or one of another list or order.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = orjson.loads(urlsafe_b64decode(padded)) if len(cursor) <= _MAX_LENGTH else None
    except (ValueError, binascii.Error):
        found = None
    if not isinstance(found, list) or not found or not isinstance(found[0], str):
        raise ApiError(_NO_CURSOR.format(argument))
    if found[0] != digest:
        raise ApiError(
            f"{argument} is a cursor of another list or orderBy; start again without it."
        )
    position = tuple(found[1:])
    expected: list[tuple[type[Any], bool]] = [
        *((kind, True) for kind in kinds),
        *((str, False) for _ in range(ties)),
    ]
    if len(position) != len(expected) or not all(map(_fits, position, expected)):
        raise ApiError(_NO_CURSOR.format(argument))
    return position


def _fits(value: object, expected: tuple[type[Any], bool]) -> bool:
    kind, nullable = expected
    if value is None:
        return nullable
    return type(value) is kind or (kind is float and type(value) is int)
