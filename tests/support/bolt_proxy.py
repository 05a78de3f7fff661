"""Stands between a driver and a Bolt server: counts what they say, and misbehaves on request.

It runs on a thread and an event loop of its own, so tests of both kinds can use it, and nothing
that a test does holds it up.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from bolt_messages import Conversation

_BLOCK = 65_536


@contextmanager
def proxied(url: str) -> Iterator[BoltProxy]:
    """Run a proxy before the server of a ``bolt://`` address for as long as the block."""
    proxy = BoltProxy(url)
    proxy.open()
    try:
        yield proxy
    finally:
        proxy.close()


class BoltProxy:
    """A proxy before one server.

    Parameters
    ----------
    url : str
        Address of the server.

    Attributes
    ----------
    messages : Counter of str
        How many of each kind have passed: RUN, PULL, BEGIN, COMMIT, RECORD, FAILURE and so on.
    statements : list of str
        Texts of the RUN messages, in order.
    delay : float
        Seconds by which each block from the server is held up.
    accepted : int
        Connections that clients have made.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bolt-proxy")
        self._server: asyncio.Server | None = None
        self._lines: set[_Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._trap: tuple[str, str, bool] | None = None
        self._port = 0
        self.going = asyncio.Event()
        self.messages: Counter[str] = Counter()
        self.statements: list[str] = []
        self.delay = 0.0
        self.accepted = 0

    @property
    def url(self) -> str:
        """Its own address."""
        return f"bolt://127.0.0.1:{self._port}"

    def open(self) -> None:
        self._thread.start()
        self._do(self._listen())
        self._loop.call_soon_threadsafe(self.going.set)

    def close(self) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def forget(self) -> None:
        """Count from zero again."""
        self.messages.clear()
        self.statements.clear()

    def stall(self) -> None:
        """Let nothing through, either way; connections stay open and new ones are accepted."""
        self._loop.call_soon_threadsafe(self.going.clear)

    def cut(self) -> None:
        """Cut all connections now; new ones are accepted."""
        self._do(self._cut())

    def refuse(self) -> None:
        """Cut all connections and refuse new ones."""
        self._do(self._refuse())

    def cut_at(self, kind: str, *, reached: bool, text: str = "") -> None:
        """Cut the next connection on which the client sends a message of a kind, once.

        With `reached` the server gets the message and its answer is lost, else neither. With
        `text` it is the statement that holds it, or else the first such message after that.
        """
        self._trap = (kind, text, reached)

    @property
    def waits_to_cut(self) -> bool:
        """Whether the message at which to cut has not come yet."""
        return self._trap is not None

    def resume(self) -> None:
        """Work again as at the beginning, on the same port; what was stalled goes on."""
        self.delay = 0.0
        self._trap = None
        self._do(self._listen())
        self._loop.call_soon_threadsafe(self.going.set)

    def saw(self, kind: str, text: str) -> bool | None:
        """Count a message; return what the trap says of it: None to let it pass, else `reached`."""
        self.messages[kind] += 1
        if kind == "RUN":
            self.statements.append(text)
        if self._trap is None:
            return None
        wanted, holding, reached = self._trap
        if kind == "RUN" and holding in text:
            holding = ""
        self._trap = wanted, holding, reached
        if kind == wanted and not holding:
            self._trap = None
            return reached
        return None

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._accepted, "127.0.0.1", self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        for line in list(self._lines):
            line.cut()

    async def _end(self) -> None:
        await self._refuse()
        self.going.set()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            try:
                upstream = await asyncio.open_connection(*self._upstream)
            except OSError:
                writer.transport.abort()
                return
            line = _Line(self, (reader, writer), upstream)
            self._lines.add(line)
            try:
                await line.run()
            finally:
                self._lines.discard(line)
                line.cut()


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Line:
    """One connection of a client, and the one to the server that stands for it."""

    def __init__(self, proxy: BoltProxy, client: Stream, server: Stream) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._talk = Conversation()
        self._swallowing = False

    async def run(self) -> None:
        pumps = {asyncio.ensure_future(pump) for pump in (self._upwards(), self._downwards())}
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    def cut(self) -> None:
        for _, writer in (self._client, self._server):
            writer.transport.abort()

    async def _upwards(self) -> None:
        while data := await self._client[0].read(_BLOCK):
            await self._proxy.going.wait()
            for kind, text in self._talk.from_client(data):
                reached = self._proxy.saw(kind, text)
                if reached is False:
                    return
                self._swallowing |= reached is True
            self._server[1].write(data)
            await self._server[1].drain()

    async def _downwards(self) -> None:
        while data := await self._server[0].read(_BLOCK):
            if self._swallowing:
                return
            if self._proxy.delay:
                await asyncio.sleep(self._proxy.delay)
            await self._proxy.going.wait()
            for kind, text in self._talk.from_server(data):
                self._proxy.saw(kind, text)
            self._client[1].write(data)
            await self._client[1].drain()
