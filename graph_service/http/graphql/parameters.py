"""What is asked: from the JSON of a body, or from the query of an address."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from graph_service.api.exchange import Asked
from graph_service.http.graphql.refused import Refused

__all__ = ["asked_of", "from_address", "from_body"]

_NAMES: Final = ("query", "variables", "operationName", "extensions")
_MOST: Final = 100
"""Parameters of an address."""


def from_body(body: bytes) -> Asked:
    """Read the JSON object of a request.

    Parameters
    ----------
    body : bytes

    Raises
    ------
    Refused
        If it is not JSON (400), or not a request (422).
    """
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        sentence = f"The request is not JSON in UTF-8: {error}."
        raise Refused(HTTPStatus.BAD_REQUEST, sentence) from None
    if isinstance(given, list):
        raise _ill_formed("Several requests in one are not taken; send them one by one.")
    if not isinstance(given, dict):
        raise _ill_formed("A request is a JSON object with `query`.")
    return asked_of(given)


def from_address(query: bytes) -> Asked:
    """Read the query of an address.

    Parameters
    ----------
    query : bytes
        As it was sent, without the question mark.

    Raises
    ------
    Refused
        If it is not a request.
    """
    given: dict[str, Any] = {}
    try:
        pairs = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST
        )
    except ValueError:
        raise _ill_formed(
            f"The query of the address is not UTF-8, or has more than {_MOST} parameters."
        ) from None
    for name, value in pairs:
        if name in given and name in _NAMES:
            raise _ill_formed(f"The address says {name} twice.")
        if value or name == "query":
            given[name] = value
    for name in ("variables", "extensions"):
        if name in given:
            try:
                given[name] = orjson.loads(given[name])
            except orjson.JSONDecodeError as error:
                raise _ill_formed(f"{name} in the address is not JSON: {error}.") from None
    return asked_of(given)


def asked_of(given: Mapping[str, Any]) -> Asked:
    """Read a request, as a JSON object says it.

    Parameters
    ----------
    given : mapping

    Raises
    ------
    Refused
        If it is not one (422).
    """
    query, operation_name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    digest = _digest(extensions) if query is None else None
    if digest is None and not isinstance(query, str):
        raise _ill_formed("A request has a GraphQL document as `query`, which is a text.")
    if variables is not None and not isinstance(variables, dict):
        raise _ill_formed("variables is an object whose keys are the names of variables.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise _ill_formed("operationName is a text: which operation of the document is meant.")
    if extensions is not None and not isinstance(extensions, dict):
        raise _ill_formed("extensions is an object.")
    return Asked(query or "", variables or {}, operation_name, digest)


def _digest(extensions: Any) -> str | None:
    """Return the digest that stands for a registered document, as clients of persisted queries say it."""
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return digest if isinstance(digest, str) else None


def _ill_formed(sentence: str) -> Refused:
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
