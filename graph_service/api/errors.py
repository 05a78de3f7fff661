"""Errors as clients see them: a code from a closed list, a request id, never a surprise."""

from __future__ import annotations

import enum
import logging
from collections.abc import Iterable
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import StrawberryInputCoercionError

from graph_service.store.port import DeadlineExceeded, StoreError, TooLarge

__all__ = ["ApiError", "ErrorCode", "explained"]

_log = logging.getLogger(__name__)


class ErrorCode(enum.StrEnum):
    """All codes that ``extensions.code`` can have."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    TIMEOUT = "TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class ApiError(GraphQLError):
    """A refusal whose message is a sentence for the client.

    Parameters
    ----------
    message : str
        What is wrong and what would be right.
    code : ErrorCode
    """

    def __init__(self, message: str, code: ErrorCode = ErrorCode.BAD_USER_INPUT) -> None:
        super().__init__(message, extensions={"code": code.value})
        self.code = code


def explained(errors: Iterable[GraphQLError], request_id: str) -> list[GraphQLError]:
    """Give errors their codes and the request id; log what is nobody's fault but ours, and hide it.

    Parameters
    ----------
    errors : iterable of GraphQLError
        As the executor collected them.
    request_id : str

    Returns
    -------
    list of GraphQLError
        The same number, in the same order.
    """
    return [_explained(error, request_id) for error in errors]


def _explained(error: GraphQLError, request_id: str) -> GraphQLError:
    cause = _cause(error)
    code = _code(error, cause)
    message = error.message
    if code is ErrorCode.INTERNAL:
        _log.error("Request %s failed at %s.", request_id, error.path, exc_info=cause)
        message = "Internal error."
    extensions: dict[str, Any] = {"code": code.value, "requestId": request_id}
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _code(error: GraphQLError, cause: BaseException) -> ErrorCode:
    code = ErrorCode.INTERNAL
    match cause:
        case ApiError():
            code = cause.code
        case DeadlineExceeded():
            code = ErrorCode.TIMEOUT
        case TooLarge():
            code = ErrorCode.LIMIT_EXCEEDED
        case StoreError():
            code = ErrorCode.UNAVAILABLE
        case GraphQLSyntaxError() if "Parsing aborted" in cause.message:
            code = ErrorCode.LIMIT_EXCEEDED
        case GraphQLError() if error.path is None or _is_argument_fault(cause):
            code = ErrorCode.BAD_USER_INPUT
    return code


def _cause(error: GraphQLError) -> BaseException:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and not isinstance(cause, ApiError):
        if cause.original_error is None:
            break
        cause = cause.original_error
    return cause


def _is_argument_fault(error: GraphQLError) -> bool:
    # Arguments that hold variables are coerced while the field is executed; the executor then
    # raises a plain error whose message begins so.
    return isinstance(error, StrawberryInputCoercionError) or error.message.startswith("Argument ")
