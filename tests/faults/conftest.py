"""The application and the store while the connection or the server misbehaves."""

from __future__ import annotations

import asyncio
import gc
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import neo4j_server
import pytest
from bolt_proxy import BoltProxy, proxied

from graph_service.app import create_app
from graph_service.settings import Settings

Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]

PATIENCE = 60.0
"""Seconds within which what must happen at some time must have happened, on a busy machine."""


@pytest.fixture(autouse=True)
def _broken_connections_are_given_up_here() -> Iterator[None]:
    """A server that stalls takes no leave: the driver's sockets are collected now, not in another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def proxy(neo4j_url: str) -> Iterator[BoltProxy]:
    """A proxy before the server of the session, which is emptied."""
    neo4j_server.wipe(neo4j_url)
    with proxied(neo4j_url) as proxy:
        yield proxy


@pytest.fixture
def serve() -> Serve:
    """Serves a store by the real application until the block ends; gives a client of it."""

    @asynccontextmanager
    async def serving(url: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
        access = neo4j_server.access()
        known = {"neo4j_user": access.user, "neo4j_password": access.password or None}
        app = create_app(Settings(store_url=url, **(known | settings)))
        async with app.router.lifespan_context(app) as state:

            async def with_state(scope, receive, send):
                await app({**scope, "state": dict(state)}, receive, send)

            transport = httpx.ASGITransport(with_state)
            async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
                yield client

    return serving


@pytest.fixture
def eventually() -> Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]:
    """Asks again and again until the answer is true, and gives it."""

    async def until_true(ask: Callable[[], Awaitable[Any]]) -> Any:
        until = time.monotonic() + PATIENCE
        while not (answer := await ask()):
            assert time.monotonic() < until, "it never came"
            await asyncio.sleep(0.02)
        return answer

    return until_true
