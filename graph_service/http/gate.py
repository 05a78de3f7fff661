"""Nobody gets in who does not say who they are, where that is set."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_service.http.asking import recognised
from graph_service.http.problems import Problem, answer

__all__ = ["Gate"]

_OPEN: Final = frozenset({"/healthz", "/readyz"})
"""What watches a service has no key."""


class Gate:
    """Lets requests through whose sender is known; those of GraphQL do not come here.

    Parameters
    ----------
    app : ASGIApp
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say what is missing."""
        if scope["type"] == "http" and scope["path"] not in _OPEN and scope["method"] != "OPTIONS":
            try:
                await recognised(Request(scope))
            except Problem as problem:
                await answer(problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)
