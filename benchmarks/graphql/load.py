"""Asks a server over kept-alive connections and times each answer; one thread, as lean as it goes.

It reads of an answer only what tells where it ends, and that its status is 200.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

_HEAD_END, _LAST_CHUNK = b"\r\n\r\n", b"0\r\n\r\n"
_READ = 1 << 18


@dataclass(frozen=True)
class Asked:
    """Seconds of each answer, in the order in which they came, and how long all of it took."""

    seconds: list[float]
    took: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.took


class Line:
    """One kept-alive connection with at most one question on its way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.begun = 0.0
        self._request = b""
        self._head = b""
        self._left: int | None = None
        self.connect()

    def connect(self) -> None:
        """Connect, and ask again what is not answered: a server may close what was idle."""
        self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._request:
            self.send(self._request, self.begun)

    def send(self, request: bytes, begun: float | None = None) -> None:
        """Ask; the time runs from `begun`, else from now."""
        self._head, self._left = b"", None
        self.begun = time.perf_counter() if begun is None else begun
        self._request = request
        with contextlib.suppress(ConnectionError):  # It is seen when the answer is read.
            self.socket.sendall(request)

    def read(self) -> bool:
        """Take in what is there; whether the answer is complete."""
        content = self.socket.recv(_READ)
        if not content:
            raise ConnectionResetError
        if self._left is None:
            content = self._head + content
            end = content.find(_HEAD_END)
            if end < 0:
                self._head = content
                return False
            self._left = self._length(content[:end].lower())
            content = content[end + len(_HEAD_END) :]
        if self._left < 0:
            self._head = (self._head + content)[-len(_LAST_CHUNK) :]
            ended = self._head == _LAST_CHUNK
        else:
            self._left -= len(content)
            ended = self._left == 0
        if ended:
            self._request = b""
        return ended

    def _length(self, head: bytes) -> int:
        if not head.startswith((b"http/1.1 200", b"http/1.1 304")):
            raise SystemExit(head.decode())
        self._head = b""
        at = head.find(b"content-length:")
        if at < 0:
            return 0 if head.startswith(b"http/1.1 304") else -1
        return int(head[at + 15 :].split(b"\r\n", 1)[0])


@dataclass
class Lines:
    """Open connections that are waited for together."""

    port: int
    many: int
    _lines: dict[int, Line] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._poll = select.epoll()
        for _ in range(self.many):
            line = Line(self.port)
            self._lines[line.socket.fileno()] = line
            self._poll.register(line.socket, select.EPOLLIN)
        return self

    def __exit__(self, *_: object) -> None:
        self._poll.close()
        for line in self._lines.values():
            line.socket.close()

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines.values())

    def answered(self, seconds: float) -> Iterator[Line]:
        """Wait at most so long; give the lines whose answer is complete."""
        for descriptor, _ in self._poll.poll(seconds):
            line = self._lines[descriptor]
            try:
                ended = line.read()
            except ConnectionError:
                self._connect_again(self._lines.pop(descriptor))
                continue
            if ended:
                yield line

    def _connect_again(self, line: Line) -> None:
        self._poll.unregister(line.socket)
        line.socket.close()
        line.connect()
        self._lines[line.socket.fileno()] = line
        self._poll.register(line.socket, select.EPOLLIN)


def in_a_loop(
    port: int, requests: Iterator[bytes], *, lines: int, seconds: float, least: int = 1
) -> Asked:
    """Let each of some connections ask the next as soon as it is answered."""
    taken: list[float] = []
    with Lines(port, lines) as opened:
        begun = time.perf_counter()
        for line in opened:
            line.send(next(requests))
        while time.perf_counter() - begun < seconds or len(taken) < least:
            for line in opened.answered(60):
                taken.append(time.perf_counter() - line.begun)
                line.send(next(requests))
        return Asked(taken, time.perf_counter() - begun)


def at_a_rate(
    port: int, requests: Iterator[bytes], beside: Iterator[bytes], *, rate: float, seconds: float
) -> tuple[Asked, Asked]:
    """Ask so often, whether or not there are answers yet, while another asks in a loop.

    The time of each question runs from when it was due. All connections are open beforehand.
    """
    taken: list[float] = []
    beside_taken: list[float] = []
    with Lines(port, 65) as opened:
        looping, *free = opened
        begun = time.perf_counter()
        looping.send(next(beside))
        due, end, running = begun, begun + seconds, 0
        while due < end or running:
            now = time.perf_counter()
            while due < end and due <= now and free:
                free.pop(0).send(next(requests), due)
                running += 1
                due += 1 / rate
            wait = max(due - time.perf_counter(), 0) if due < end and free else 60
            for line in opened.answered(wait):
                took = time.perf_counter() - line.begun
                if line is looping:
                    beside_taken.append(took)
                    line.send(next(beside))
                else:
                    taken.append(took)
                    free.append(line)
                    running -= 1
        took = time.perf_counter() - begun
        return Asked(taken, took), Asked(beside_taken, took)
