"""Refusals over HTTP as problem details (RFC 9457), each with a sentence that says what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import orjson
from starlette.responses import Response

__all__ = ["Problem", "answer"]

_TYPE: Final = "application/problem+json"


class Problem(Exception):
    """A request that is refused.

    Parameters
    ----------
    status : HTTPStatus
    sentence : str
        What is wrong and what to do.
    **headers
        Sent beside, with underscores for hyphens.
    """

    def __init__(self, status: HTTPStatus, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def answer(problem: Problem) -> Response:
    """Return the response that tells of a problem.

    Examples
    --------
    >>> answer(Problem(HTTPStatus.NOT_FOUND, "There is no such import.")).body
    b'{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no such import."}'
    """
    body = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": str(problem),
    }
    return Response(orjson.dumps(body), problem.status, problem.headers, media_type=_TYPE)
