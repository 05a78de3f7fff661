"""A killed writer loses nothing that it acknowledged, and leaves no half of a batch."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import crash_child
import pytest
from crash_child import operations
from naive_store import NaiveStore
from store_view import laid_out, shown

from graph_service.store import open_store
from schema.catalogue import load_catalogue

KILLS = 100
LATEST = 0.15
"""Seconds after its start within which a writer is killed; opening takes a part of them."""


class Writers:
    """A server of writers, and the record of what they acknowledge."""

    def __init__(self) -> None:
        self._acknowledged, told = os.pipe()
        self._server = subprocess.Popen(
            [sys.executable, crash_child.__file__, str(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[told],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
        os.close(told)
        self._text = b""

    def kill_one(self, seed: int, path: Path, after: float) -> int:
        """Start a writer, kill it at a moment, and return how much it had acknowledged."""
        self._server.stdin.write(f"{seed} {path}\n".encode())
        self._server.stdin.flush()
        pid = int(self._server.stdout.readline())
        moment = time.monotonic() + after
        while (left := moment - time.monotonic()) > 0:
            if select.select([self._acknowledged], [], [], left)[0]:
                self._read()
        os.kill(pid, signal.SIGKILL)
        while b"dead" not in self._text or not self._text.endswith(b"\n"):
            self._read()
        *numbers, death = self._text.decode().splitlines()
        self._text = b""
        assert death == f"dead {-signal.SIGKILL}"
        assert [int(n) for n in numbers] == list(range(1, len(numbers) + 1))
        return len(numbers)

    def close(self) -> None:
        self._server.communicate()
        os.close(self._acknowledged)

    def _read(self) -> None:
        found = os.read(self._acknowledged, 65536)
        assert found, "the server of writers ended"
        self._text += found


@pytest.fixture
def writers() -> Iterator[Writers]:
    writers = Writers()
    yield writers
    writers.close()


async def test_what_was_acknowledged_survives_a_hundred_kills(writers, tmp_path):
    dice = random.Random(20231231)
    acknowledged, in_flight = [], 0
    for seed in range(KILLS):
        path = tmp_path / f"{seed}.store"
        count = writers.kill_one(seed, path, dice.uniform(0, LATEST))
        state = await reopened(path)
        model = NaiveStore()
        todo = operations(seed)
        for operation in islice(todo, count):
            replay(model, operation)
        if kept(model) != state:
            replay(model, next(todo))
            in_flight += 1
        assert kept(model) == state, f"seed {seed}, {count} acknowledged"
        acknowledged.append(count)
    print(f"{sum(acknowledged)} acknowledged, {in_flight} committed but not yet acknowledged")  # noqa: T201 - for the record
    assert sum(acknowledged) > KILLS
    assert min(acknowledged) == 0


async def reopened(path: Path) -> tuple[Any, Any]:
    store = await open_store(f"file:{path}", load_catalogue())
    try:
        rows = {state.run.id: state.rows for state in await store.runs()}
        return await shown(store, load_catalogue()), rows
    finally:
        await store.close()


def kept(model: NaiveStore) -> tuple[Any, Any]:
    return laid_out(model.view(), load_catalogue()), dict(model.marks)


def replay(model: NaiveStore, operation: tuple[str, Any, Any]) -> None:
    name, first, second = operation
    if name == "apply":
        model.hear(first, second)
    elif name == "retract":
        model.retract(first)
    else:
        model.decide(first)
