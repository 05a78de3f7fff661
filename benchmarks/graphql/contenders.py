"""The servers beside each other: how each is started, and what was used of its processor."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import peers_built
from process import SERVICE
from server import free_port, served

OURS, KEPT = "ours", "ours, answers kept"
SERVER_CORE, ASKING_CORE = "0", 1
"""Servers have one core to themselves, who asks them has another."""

IDLE, REST, LONGEST_SETTLING = 0.02, 3, 40
"""A server is at rest if it uses so much of a second for so many seconds; how often it is looked at."""

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Contender:
    """A server that can be started."""

    name: str
    command: tuple[str | Path, ...]
    environment: dict[str, str] = field(default_factory=dict)
    ready: str = "/graphql?query=%7B__typename%7D"


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    name: str
    port: int
    pid: int

    def processor_seconds(self) -> float:
        """What its process has used so far, by itself and in the kernel."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def settle(self) -> None:
        """Wait until it does nothing any more: ours loads its compiled analytics when it starts."""
        for _ in range(LONGEST_SETTLING):
            before = self.processor_seconds()
            time.sleep(REST)
            if self.processor_seconds() - before < IDLE * REST:
                return
        raise SystemExit(f"{self.name} does not come to rest.")

    def ask(self, body: bytes, *, again: int = 0) -> Any:
        """The data of one answer; asks so often again if it takes too long."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(connection):
            connection.request(
                "POST",
                "/graphql",
                body,
                {"content-type": "application/json", "accept": "application/json"},
            )
            answer = json.loads(connection.getresponse().read())
        errors = answer.get("errors")
        if again and errors and errors[0].get("extensions", {}).get("code") == "TIMEOUT":
            return self.ask(body, again=again - 1)
        if errors:
            raise SystemExit(f"{self.name}: {json.dumps(errors[:3], indent=2)}")
        return answer["data"]


def ours(store: str, *, kept: bool = False) -> Contender:
    """Our server as it is by default; without `kept` it makes every answer anew."""
    environment = {} if kept else {"GRAPH_ANSWERS_BYTES": "0"}
    if store.startswith("file:"):
        environment["GRAPH_READ_ONLY"] = "true"
    return Contender(
        KEPT if kept else OURS, (SERVICE, "--store", store, "serve"), environment, "/readyz"
    )


def node(graphql: int, *command: str) -> tuple[str | Path, ...]:
    """A peer in JavaScript."""
    folder = peers_built.node_folder(graphql)
    return "node", folder / command[0], *command[1:]


def peers(data: Path) -> dict[str, Contender]:
    """The others, by the names that the command knows them by."""

    def python(app: str, *more: str) -> tuple[str | Path, ...]:
        quiet = ("--log-level", "warning", "--app-dir", peers_built.PEERS)
        return peers_built.python(), "-m", "uvicorn", app, *quiet, *more

    everywhere = {"BENCH_DATA": str(data), "NODE_ENV": "production", "PYTHONPATH": ""}
    commands = {
        "strawberry": ("strawberry + FastAPI", python("stock_strawberry:app")),
        "ariadne": ("ariadne", python("with_ariadne:app")),
        "yoga": ("graphql-yoga", node(17, "yoga.mjs")),
        "yoga-jit": ("graphql-yoga + graphql-jit", node(17, "yoga.mjs", "--jit")),
        "mercurius": ("mercurius + jit", node(16, "mercurius.mjs")),
    }
    return {key: Contender(name, command, everywhere) for key, (name, command) in commands.items()}


@contextlib.contextmanager
def running(contender: Contender, folder: Path) -> Iterator[Running]:
    """Start a server on its core; it ends with the block."""
    port = free_port()
    uvicorn = ("--port", str(port)) if "uvicorn" in contender.command else ()
    with served(
        port,
        *("taskset", "-c", SERVER_CORE, *contender.command, *uvicorn),
        ready=contender.ready,
        folder=folder,
        environment=contender.environment,
        log=folder / f"{re.sub(r'[^a-z0-9]+', '-', contender.name.lower())}.log",
    ) as server:
        started = Running(contender.name, port, server.pid)
        started.settle()
        yield started
