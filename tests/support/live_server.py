"""The application behind a real server on a port of this machine, on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from api_client import built_schema
from given_keys import give_keys

from graph_service.app import create_app
from graph_service.identity.roles import Role
from graph_service.kernels import Kernels
from graph_service.serving import Server
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import Catalogue
from schema.statements import Run, Statement

TODAY = date(2023, 12, 31)


@dataclass
class Running:
    """A server that runs."""

    address: str
    server: Server
    thread: threading.Thread
    loop: asyncio.AbstractEventLoop

    @property
    def state(self) -> Any:
        """What lives as long as the application runs."""
        return self.server.lifespan.state

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something where the server runs; return what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def stop(self) -> None:
        """Let it end, as a signal would."""
        self.server.should_exit = True
        self.thread.join()


@contextmanager
def live(statements: Sequence[Statement] = (), **chosen: Any) -> Iterator[str]:
    """Serve as `running`; yields the address."""
    with running(statements, **chosen) as found:
        yield found.address


@contextmanager
def running(
    statements: Sequence[Statement] = (),
    *,
    keys: Sequence[Role] = (),
    **settings: Any,
) -> Iterator[Running]:
    """Serve a graph that these statements make, with the keys of roles."""

    async def opened(url: str, catalogue: Catalogue, **options: Any) -> Store:
        store = await open_store(url, catalogue)
        if statements:
            await store.apply(statements, Run("run", "source"))
        await give_keys(store, *keys)
        return store

    chosen = {"store_url": ":memory:", "today": TODAY, "request_timeout": 60, **settings}
    given = Settings(**chosen)
    built = built_schema(given.pack)
    app = create_app(given, open_store=opened, kernels=Kernels(), built=built)
    ready = threading.Event()
    server = Server(app, ready.set, port=0)
    loop = asyncio.new_event_loop()

    def serve() -> None:
        """Serve until it is told to end; say so too if it never began."""
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(server.serve())
        finally:
            ready.set()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        ready.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Running(f"http://127.0.0.1:{port}", server, thread, loop)
    finally:
        server.should_exit = True
        thread.join()
