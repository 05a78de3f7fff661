"""Who sends a request that is not GraphQL's, whether that is enough, and what it costs them."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request

from graph_service.http.problems import Problem
from graph_service.identity.budgets import REQUEST, Budgets, Exhausted
from graph_service.identity.callers import Caller, Callers, Refusal
from graph_service.identity.roles import Role

__all__ = ["caller_of", "charge", "editor_of", "recognised"]


async def recognised(request: Request) -> Caller:
    """Say who sends a request; the application's state has `Callers` as ``callers``.

    Raises
    ------
    Problem
        If it says who it is of, and that is not known.
    """
    callers: Callers = request.state.callers
    caller = await callers.of(request.headers.get("authorization"))
    if isinstance(caller, Refusal):
        raise _unnamed(caller.status, caller.message)
    return caller


async def caller_of(request: Request) -> Caller:
    """Say who sends a request, and charge them for it.

    Raises
    ------
    Problem
    """
    caller = await recognised(request)
    charge(request, caller, REQUEST)
    return caller


async def editor_of(request: Request) -> Caller:
    """Say who sends a request that only editors may send, and charge them for it.

    Raises
    ------
    Problem
    """
    caller = await caller_of(request)
    if caller.role is Role.ANONYMOUS:
        sentence = "Only editors may do this. Send your key: `Authorization: Bearer KEY`."
        raise _unnamed(HTTPStatus.UNAUTHORIZED, sentence)
    if not caller.role.writes:
        sentence = f"This needs the role editor; yours is {caller.role.word}."
        raise Problem(HTTPStatus.FORBIDDEN, f"{sentence} Ask an administrator for it.")
    return caller


def charge(request: Request, caller: Caller, cost: int) -> None:
    """Charge who sends a request; the application's state has `Budgets` as ``budgets``.

    Raises
    ------
    Problem
        If they asked for too much already.
    """
    budgets: Budgets = request.state.budgets
    try:
        budgets.charge(caller, request.client.host if request.client else "", cost)
    except Exhausted as error:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS, str(error), Retry_After=str(error.seconds)
        ) from None


def _unnamed(status: HTTPStatus, sentence: str) -> Problem:
    named = {"WWW_Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return Problem(status, sentence, **named)
