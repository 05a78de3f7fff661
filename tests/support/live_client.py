"""A client of `graphql-transport-ws` that sends whatever a test wants, and what a server holds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import httpx
from live_server import Running
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from schema.statements import NodeStatement, Run

PROTOCOL = "graphql-transport-ws"
STREAM = "text/event-stream"
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


class Stream:
    """Events of a response."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.lines = response.aiter_lines()

    async def event(self) -> tuple[str, Any]:
        """Return the next event that is not a sign of life."""
        name, data = "", ""
        async for line in self.lines:
            if not line and name:
                return name, json.loads(data) if data else None
            key, _, value = line.partition(":")
            if key == "event":
                name = value.strip()
            elif key == "data":
                data += value.strip()
        return "end", None


@asynccontextmanager
async def streamed(
    address: str, query: str, *, accept: str = STREAM, method: str = "POST", **headers: str
) -> AsyncIterator[Stream]:
    """Ask for a stream."""
    request = {"params": {"query": query}} if method == "GET" else {"json": {"query": query}}
    async with httpx.AsyncClient(timeout=30) as client:
        url = f"{address}/graphql"
        asked = client.stream(method, url, headers={"Accept": accept, **headers}, **request)
        async with asked as response:
            # The response ends with the reading of its lines, so these are kept.
            stream = Stream(response)
            yield stream


def change(server: Running) -> str:
    """Change the graph as never before; return the version that it then has."""
    store, name = server.state["service"].store, uuid4().hex

    async def changed() -> str:
        said = NodeStatement(1, name, "Platform", {"name": f"平台{name}"})
        await store.apply([said], Run(name, "source"))
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
    """Wait until the server holds just this, and no more tasks: what it began with may end."""
    tasks = wanted.get("tasks", 1_000)
    others = {name: number for name, number in wanted.items() if name != "tasks"}
    async with asyncio.timeout(PATIENCE):
        while True:
            now = await asyncio.to_thread(held, server)
            if others.items() <= now.items() and now["tasks"] <= tasks:
                return
            await asyncio.sleep(0.01)
