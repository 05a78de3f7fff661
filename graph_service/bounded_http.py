"""uvicorn's fast reader of HTTP, with an end to how long the head of a request may be."""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["MAX_HEAD", "BoundedHttp"]

MAX_HEAD: Final = 64 * 2**10
"""Bytes that the line and the headers of a request may take, as with uvicorn's other reader."""

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"connection: close\r\ncontent-length: 0\r\n\r\n"
)


class BoundedHttp(HttpToolsProtocol):
    """Ends connections whose requests do not come to their headers' end; for ``uvicorn.Config``."""

    _head_bytes = 0
    _in_head = True
    _ended = False

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        self._ended = False
        super().data_received(data)
        # How much of it is behind the end of a request is not known, but it came at once.
        if self._ended or not self._in_head:
            self._head_bytes = 0
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Begin the request."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End the request."""
        self._in_head = self._ended = True
        super().on_message_complete()
