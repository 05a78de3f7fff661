"""A client of `graphql-transport-ws` that sends whatever a test wants, and what a server holds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from live_server import Running
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from schema.statements import NodeStatement, Run

PROTOCOL = "graphql-transport-ws"
VERSION = "subscription { graphVersion { version } }"
PATIENCE = 30


class Client:
    """One socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: Any) -> None:
        """Send a message."""
        await self.socket.send(json.dumps(message))

    async def recv(self) -> dict[str, Any]:
        """Return the next message."""
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.socket.recv())

    async def subscribe(self, query: str, id_: str = "1", **rest: Any) -> None:
        """Ask for an operation."""
        await self.send(id=id_, type="subscribe", payload={"query": query, **rest})

    async def closed(self) -> tuple[int, str]:
        """Wait for the end; return its code and reason."""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        return self.socket.close_code, self.socket.close_reason


@asynccontextmanager
async def opened(
    address: str, *, init: dict[str, Any] | None = None, greets: bool = True, **options: Any
) -> AsyncIterator[Client]:
    """Open a socket, and say who it is unless it is not to greet."""
    url = f"{address.replace('http', 'ws', 1)}/graphql"
    chosen = {"subprotocols": [PROTOCOL], **options}
    async with connect(url, **chosen) as socket:
        client = Client(socket)
        if greets:
            await client.send(type="connection_init", payload=init)
            assert await client.recv() == {"type": "connection_ack"}
        yield client


def change(server: Running, number: int) -> str:
    """Change the graph; return the version that it then has."""
    store = server.state["service"].store

    async def changed() -> str:
        said = NodeStatement(1, f"p{number}", "Platform", {"name": f"平台{number}"})
        await store.apply([said], Run(f"run-{number}", "source"))
        return await store.version()

    return server.do(changed())


def held(server: Running) -> dict[str, int]:
    """What the server holds for streams: followers, watchers, seats, and tasks of all kinds."""

    async def counted() -> dict[str, int]:
        live = server.state["service"].live
        tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        return {
            "followers": live.followers,
            "watchers": live.watchers,
            "seats": server.state["room"].taken,
            "tasks": len(tasks),
        }

    return server.do(counted())


async def until_held(server: Running, wanted: dict[str, int]) -> None:
    """Wait until the server holds just this."""
    async with asyncio.timeout(PATIENCE):
        while (now := await asyncio.to_thread(held, server)) != wanted:
            assert now.keys() == wanted.keys()
            await asyncio.sleep(0.01)
