"""Starts a server as a process of its own and stops it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LONGEST_START = 300
"""Seconds after which a server that does not answer is given up."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Whether the server answers this path with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@dataclass(frozen=True)
class Served:
    """A running server: the seconds until it answered, and its process."""

    seconds: float
    pid: int


@contextlib.contextmanager
def served(
    port: int,
    *command: str | Path,
    ready: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Iterator[Served]:
    """Run a server until the block ends; what it prints goes to `log`, else nowhere."""
    begun = time.perf_counter()
    with Path(log or os.devnull).open("wb") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdout=output,
            stderr=output if log else None,
            env=dict(
                os.environ,
                PORT=str(port),
                HOST="127.0.0.1",
                GRAPH_RATE_ANONYMOUS="0",
                **(environment or {}),
            ),
        )
    try:
        while not answers(port, ready):
            if child.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {child.returncode}.")
            if time.perf_counter() - begun > LONGEST_START:
                raise SystemExit(f"{command[0]} does not answer {ready}.")
            time.sleep(0.01)
        yield Served(time.perf_counter() - begun, child.pid)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()
