"""Requests that are refused before anything is executed."""

from __future__ import annotations

from http import HTTPStatus

from graph_service.api.errors import ErrorCode
from graph_service.identity.callers import Refusal

__all__ = ["Refused", "unrecognised"]


class Refused(Exception):
    """A request that is not answered.

    Parameters
    ----------
    status : HTTPStatus
    sentence : str
        What is wrong and what would be right.
    code : ErrorCode
    allow : str
        The methods that are allowed, if it was the method.
    retry_after : int
        Seconds after which it may be asked again; 0 if that is no help.
    """

    def __init__(
        self,
        status: HTTPStatus,
        sentence: str,
        code: ErrorCode = ErrorCode.BAD_USER_INPUT,
        *,
        allow: str = "",
        retry_after: int = 0,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.allow = allow
        self.retry_after = retry_after


def unrecognised(refusal: Refusal) -> Refused:
    """Return why somebody is not answered of whom it cannot be told who they are.

    Parameters
    ----------
    refusal : Refusal
    """
    known = refusal.status == HTTPStatus.UNAUTHORIZED
    code = ErrorCode.UNAUTHENTICATED if known else ErrorCode.UNAVAILABLE
    return Refused(refusal.status, refusal.message, code)
