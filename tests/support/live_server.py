"""The application behind a real server on a port of this machine, on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import uvicorn
from given_keys import give_keys

from graph_service.app import create_app
from graph_service.bounded_http import BoundedHttp
from graph_service.identity.roles import Role
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import Catalogue
from schema.statements import Run, Statement

TODAY = date(2023, 12, 31)


class Server(uvicorn.Server):
    """Says when it answers, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets=None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()

    @property
    def port(self) -> int:
        return self.servers[0].sockets[0].getsockname()[1]


@contextmanager
def live(
    statements: Sequence[Statement] = (),
    *,
    keys: Sequence[Role] = (),
    prepare: Callable[[Store], Awaitable[object]] | None = None,
    **settings: Any,
) -> Iterator[str]:
    """Serve a graph that these statements make, or what prepares a store; yields the address.

    It has the keys of roles.
    """

    async def opened(url: str, catalogue: Catalogue, **options: Any) -> Store:
        store = await open_store(url, catalogue)
        if statements:
            await store.apply(statements, Run("run", "source"))
        if prepare:
            await prepare(store)
        await give_keys(store, *keys)
        return store

    chosen = {"store_url": ":memory:", "today": TODAY, "request_timeout": 60, **settings}
    app = create_app(Settings(**chosen), open_store=opened, kernels=Kernels())
    server = Server(
        uvicorn.Config(app, port=0, lifespan="on", log_level="warning", http=BoundedHttp)
    )
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),))
    thread.start()
    try:
        server.ready.wait()
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.should_exit = True
        thread.join()
