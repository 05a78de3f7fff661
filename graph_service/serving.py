"""Serving an application on one address until somebody stops it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn

from graph_service.bounded_http import BoundedHttp
from graph_service.bounded_websocket import BoundedWebSocket
from graph_service.http.graphql.body import MAX_BODY

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["AddressTaken", "Server", "address_of", "reserve", "run", "serve_app"]


class AddressTaken(Exception):
    """The address cannot be listened on; the message is a sentence with the remedy."""


def run(service: Coroutine[Any, Any, None]) -> None:
    """Run a service on the fastest event loop that this system has.

    Parameters
    ----------
    service : coroutine
    """
    make: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with suppress(ImportError):  # there is none for Windows
        from uvloop import new_event_loop as make
    with asyncio.Runner(loop_factory=make) as runner:
        runner.run(service)


def reserve(host: str, port: int, *, remedy: str) -> socket.socket:
    """Take an address before work begins, so that nobody else has it afterwards.

    Parameters
    ----------
    host : str
        Name or address, IPv4 or IPv6.
    port : int
    remedy : str
        What to type for another port; ``{port}`` stands for its number.

    Returns
    -------
    socket.socket
        Bound, not yet listening.

    Raises
    ------
    AddressTaken
        If it is taken, not allowed, or not an address of this machine.
    """
    listener: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(0)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise AddressTaken(
            f"Cannot serve on {host} port {port}: {error.strerror}. "
            f"Stop what uses it, or choose another port: {remedy.format(port=port % 65_535 + 1)}"
        ) from None
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the URL under which a browser on this machine reaches the listener."""
    host, port = listener.getsockname()[:2]
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - shown, not bound
    return f"http://{f'[{named}]' if ':' in named and named[0] != '[' else named}:{port}"


async def serve_app(app: Any, listener: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then let running requests finish.

    Parameters
    ----------
    app : ASGI application
    listener : socket.socket
        From `reserve`; it is closed at the end.
    ready : callable
        Called once when requests are answered.
    """
    with _ended_by_signal():
        await Server(app, ready).serve(sockets=[listener])


class Server(uvicorn.Server):
    """uvicorn as it is used here.

    Parameters
    ----------
    app : ASGI application
        Its state may have an event ``ending``, which is set when streams are to end.
    ready : callable
        Called once when requests are answered.
    **config
        As for `uvicorn.Config`.
    """

    def __init__(self, app: Any, ready: Callable[[], None], **config: Any) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=BoundedHttp,
                ws=BoundedWebSocket,
                ws_max_size=MAX_BODY,
                # A packed message can be a thousand times as long.
                ws_per_message_deflate=False,
                log_level="warning",
                access_log=False,
                lifespan="on",
                timeout_graceful_shutdown=10,
                server_header=False,
                **config,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams, which would go on for ever, and let everything else finish."""
        ending = self.lifespan.state.get("ending")
        if ending is not None:
            ending.set()
        await super().shutdown(sockets)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    # uvicorn raises the signal that stopped it once more when it is done; being stopped is not
    # a failure.
    def ignore(number: int, frame: FrameType | None) -> None:
        del number, frame

    before = {number: signal.signal(number, ignore) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
