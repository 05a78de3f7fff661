"""Which media type a client gets, and which it may send."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from graph_service.http.graphql.weighted import Choice, weighted

__all__ = [
    "MediaType",
    "is_json_in_utf8",
    "prefers_events",
    "response_type",
    "takes_events",
    "wants_page",
]

_UTF_8: Final = frozenset({"utf-8", "utf8"})
_NAMED: Final = 2
"""Precision of a choice that names a type, not a family of types or all."""


class MediaType(StrEnum):
    """Media types of answers."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"
    HTML = "text/html"
    EVENTS = "text/event-stream"


@lru_cache(maxsize=64)
def response_type(accept: str | None) -> MediaType | None:
    """Choose the media type of an answer; None if nothing here is acceptable.

    The weightiest wins, among equals the one that is named more precisely. Who leaves it to us
    gets plain JSON, as clients that are older than the other type do not ask for it.

    Parameters
    ----------
    accept : str or None
        The header.

    Examples
    --------
    >>> response_type("application/graphql-response+json, application/json;q=0.9").value
    'application/graphql-response+json'
    >>> response_type("*/*").value
    'application/json'
    >>> response_type("text/html") is None
    True
    """
    if accept is None or not accept.strip():
        return MediaType.JSON
    choices = weighted(accept)
    # Of two that are named alike GraphQL's own is better; of two that are not, the known one.
    ranked = [
        (*_regard(choices, MediaType.GRAPHQL), _is_named(choices), MediaType.GRAPHQL),
        (*_regard(choices, MediaType.JSON), not _is_named(choices), MediaType.JSON),
    ]
    weight, *_, best = max(ranked, key=lambda rank: rank[:3])
    return best if weight else None


@lru_cache(maxsize=64)
def wants_page(accept: str) -> bool:
    """Say whether a client would rather have a page than JSON, as browsers would.

    Examples
    --------
    >>> wants_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> wants_page("*/*")
    False
    """
    choices = weighted(accept)
    page, precision = _regard(choices, MediaType.HTML)
    others = (MediaType.GRAPHQL, MediaType.JSON)
    return (
        precision == _NAMED
        and page > 0
        and page >= max(_regard(choices, each)[0] for each in others)
    )


@lru_cache(maxsize=64)
def prefers_events(accept: str) -> bool:
    """Say whether a client would rather have events than one answer in JSON.

    Examples
    --------
    >>> prefers_events("text/event-stream")
    True
    >>> prefers_events("application/json, text/event-stream")
    False
    """
    choices = weighted(accept)
    others = (MediaType.GRAPHQL, MediaType.JSON)
    return takes_events(accept) and _regard(choices, MediaType.EVENTS) > max(
        _regard(choices, each) for each in others
    )


@lru_cache(maxsize=64)
def takes_events(accept: str) -> bool:
    """Say whether a client names events among what it takes.

    Examples
    --------
    >>> takes_events("application/json, text/event-stream;q=0.5"), takes_events("*/*")
    (True, False)
    """
    weight, precision = _regard(weighted(accept), MediaType.EVENTS)
    return weight > 0 and precision == _NAMED


@lru_cache(maxsize=64)
def is_json_in_utf8(content_type: str) -> bool:
    """Say whether a body of this type can be read.

    Examples
    --------
    >>> is_json_in_utf8('application/json; charset="UTF-8"'), is_json_in_utf8("text/plain")
    (True, False)
    """
    name, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    charsets = [
        value.strip().strip('"')
        for key, _, value in (parameter.partition("=") for parameter in parameters)
        if key.strip() == "charset"
    ]
    return name == MediaType.JSON and _UTF_8.issuperset(charsets)


def _regard(choices: Sequence[Choice], offered: MediaType) -> tuple[float, int]:
    """Return the weight of a type, and how precisely it is named."""
    family = offered.split("/")[0]
    for precision, name in ((_NAMED, offered.value), (1, f"{family}/*"), (0, "*/*")):
        weights = [c.weight for c in choices if c.name == name and _is_in_utf8(c)]
        if weights:
            return max(weights), precision
    return 0.0, 0


def _is_in_utf8(choice: Choice) -> bool:
    return choice.parameters.get("charset", "utf-8").lower() in _UTF_8


def _is_named(choices: Sequence[Choice]) -> bool:
    return _regard(choices, MediaType.GRAPHQL)[1] == _NAMED
