"""Starts a server as a process of its own and stops it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path


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


@contextlib.contextmanager
def served(port: int, *command: str | Path, ready: str, folder: Path) -> Iterator[float]:
    """Run a server until the block ends; gives the seconds until `ready` answered."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        env=dict(os.environ, PORT=str(port), HOST="127.0.0.1"),
    )
    try:
        while not answers(port, ready):
            if child.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {child.returncode}.")
            time.sleep(0.01)
        yield time.perf_counter() - begun
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()
