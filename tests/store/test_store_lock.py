"""One process writes; the others are told which one and what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph_service.store import open_store
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue

_WRITER = """
import asyncio, sys
from graph_service.store import open_store
from schema.catalogue import load_catalogue

async def hold():
    store = await open_store("file:" + sys.argv[1], load_catalogue())
    store.announce("http://127.0.0.1:8123")
    print("open", flush=True)
    sys.stdin.readline()
    await store.close()

asyncio.run(hold())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.store"


@pytest.fixture
def writer(path: Path):
    """Another process that has the store open."""
    command = [sys.executable, "-c", _WRITER, str(path)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment()
    )
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.communicate()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


async def test_a_second_writer_is_told_who_writes_and_what_to_do(path, writer):
    with pytest.raises(StoreError) as caught:
        await open_store(f"file:{path}", load_catalogue())
    assert str(caught.value) == (
        f"{path} is open for writing in process {writer.pid}, which serves at"
        " http://127.0.0.1:8123. Stop that process first, or open the store read-only; for several"
        " writing processes at once use a Neo4j store."
    )


async def test_a_reader_needs_no_lock(path, writer):
    store = await open_store(f"file:{path}", load_catalogue(), read_only=True)
    assert (await store.info()).nodes == {}
    await store.close()


async def test_a_killed_writer_leaves_no_lock(path, writer):
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    store = await open_store(f"file:{path}", load_catalogue())
    await store.close()


async def test_a_closed_store_can_be_opened_by_the_next(path, writer):
    writer.communicate("close\n")
    assert writer.returncode == 0
    store = await open_store(f"file:{path}", load_catalogue())
    with pytest.raises(StoreError, match=f"process {os.getpid()}"):
        await open_store(f"file:{path}", load_catalogue())
    await store.close()
