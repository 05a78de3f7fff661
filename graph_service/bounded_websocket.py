"""uvicorn's WebSockets, with an end to what is kept for clients that read nothing."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = ["BoundedWebSocket"]


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """Reads no more from clients that do not read, and leaves them at once; for ``uvicorn.Config``."""

    _leaving: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Wait until the client has read something; its pings need not be answered before."""
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    async def receive(self) -> Any:
        """Give the application what came; more of it is read only if the client reads too."""
        message = await super().receive()
        if not self.writable.is_set() and not self.transport.is_closing():
            self.transport.pause_reading()
        return message

    def keepalive_timeout(self) -> None:
        """End, as nobody seems to be there."""
        super().keepalive_timeout()
        self._leave()

    def shutdown(self) -> None:
        """End with the service."""
        super().shutdown()
        self._leave()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """End when the application is done."""
        super().on_task_complete(task)
        self._leave()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._leaving is not None:
            self._leaving.cancel()
        super().connection_lost(exc)

    def _leave(self) -> None:
        # What the client does not read would be kept for it, as long as it likes.
        if self._leaving is None and self in self.connections:
            self._leaving = self.loop.call_later(self.close_timeout, self.transport.abort)
