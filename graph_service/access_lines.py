"""Where lines about requests go: to a stream, in the order they came, by a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from graph_service.http.graphql.access_log import ACCESS

__all__ = ["access_lines"]

_MOST: Final = 10_000
"""Lines that wait; where nobody reads the stream the oldest are given up."""
_PAUSE: Final = 0.1
"""Seconds for which lines are gathered."""


@contextmanager
def access_lines(stream: TextIO) -> Iterator[None]:
    """Write what is told of requests, until the end.

    A stream that nobody reads keeps its writer waiting, which requests must not be.

    Parameters
    ----------
    stream : TextIO
    """
    log = logging.getLogger(ACCESS)
    handler = _Lines(stream)
    before = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.level, log.propagate = before
        handler.close()


class _Lines(logging.Handler):
    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._waiting: deque[str] = deque(maxlen=_MOST)
        self._came = threading.Event()
        self._ended = threading.Event()
        self._writer = threading.Thread(target=self._write, name="access lines", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        self._waiting.append(record.getMessage())
        if not self._came.is_set():
            self._came.set()

    def close(self) -> None:
        self._ended.set()
        self._came.set()
        self._writer.join(timeout=1.0)
        super().close()

    def _write(self) -> None:
        while True:
            self._came.wait()
            ending = self._ended.wait(_PAUSE)
            self._came.clear()
            lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if lines:
                try:
                    self._stream.write("\n".join(lines) + "\n")
                    self._stream.flush()
                except (OSError, ValueError):
                    # Nobody can be told.
                    return
            if ending:
                return
