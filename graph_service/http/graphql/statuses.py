"""The status of an answer, by the GraphQL over HTTP specification of September 2026."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from graph_service.api.exchange import Answer, Outcome

__all__ = ["PARTIAL", "plain", "status_of"]

PARTIAL: Final = 294
"""Data together with errors."""

_REFUSED: Final = {
    Outcome.SYNTAX: HTTPStatus.BAD_REQUEST,
    Outcome.LIMIT: HTTPStatus.UNPROCESSABLE_ENTITY,
    Outcome.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Outcome.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Outcome.OPERATION: HTTPStatus.UNPROCESSABLE_ENTITY,
    Outcome.VARIABLES: HTTPStatus.UNPROCESSABLE_ENTITY,
    Outcome.WRITES: HTTPStatus.METHOD_NOT_ALLOWED,
    Outcome.SUBSCRIBES: HTTPStatus.NOT_ACCEPTABLE,
}
_PLAIN: Final = {PARTIAL: 200, 422: 400}


def status_of(answer: Answer) -> int:
    """Return the status of an answer.

    Parameters
    ----------
    answer : Answer
    """
    if answer.outcome is not Outcome.ANSWERED:
        return _REFUSED[answer.outcome].value
    return PARTIAL if answer.errors else 200


def plain(status: int) -> int:
    """Return what stands for a status where something on the way knows only the oldest ones.

    Examples
    --------
    >>> plain(294), plain(422), plain(406)
    (200, 400, 406)
    """
    return _PLAIN.get(status, status)
