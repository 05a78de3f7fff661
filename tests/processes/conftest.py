"""Processes on one real Neo4j."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import neo4j_server
import pytest
from service_command import Command
from stores import Place

from graph_service.store.port import Store

PAIRS = 60
"""Pairs in a batch of the writer beside."""


@pytest.fixture
def server(neo4j_url: str) -> Place:
    """The server, emptied."""
    neo4j_server.wipe(neo4j_url)
    return Place(neo4j_url)


@pytest.fixture
async def store(server: Place) -> AsyncIterator[Store]:
    """This process's own store on the server."""
    opened = await server.open()
    yield opened
    await opened.close()


@pytest.fixture
def command(server: Place, tmp_path: Path) -> Command:
    """The command in an empty folder, with the server for its store."""
    access = neo4j_server.access()
    return Command(
        tmp_path,
        GRAPH_STORE=server.url,
        GRAPH_NEO4J_USER=access.user,
        GRAPH_NEO4J_PASSWORD=access.password,
    )


@pytest.fixture
def writer(server: Place, store: Store) -> Iterator[subprocess.Popen[str]]:
    """A process that writes batches of 60 firms, 60 projects and their links as fast as it can."""
    child = Path(neo4j_server.__file__).with_name("pairs_child.py")
    with subprocess.Popen(
        [sys.executable, str(child), server.url, str(PAIRS)], stdout=subprocess.PIPE, text=True
    ) as process:
        # The first batch is in.
        assert process.stdout.readline()
        yield process
        assert process.poll() is None
        process.kill()
