"""Where embedded stores are kept in tests, with back doors that know SQLite only."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import load_catalogue

_GRAPH = (
    "SELECT sequence, id, source, period, priority, rows FROM runs ORDER BY 1",
    "SELECT * FROM node_units ORDER BY 1",
    "SELECT * FROM node_repeats ORDER BY 1",
    "SELECT * FROM link_units ORDER BY 1",
    "SELECT * FROM link_repeats ORDER BY 1",
    "SELECT * FROM decisions ORDER BY 1, 2",
)


class FileAt:
    """A store in a file of a new folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="store-"))
        self.path = self.folder / "graph.store"

    async def open(self, *, read_only: bool = False) -> Store:
        return await open_store(f"file:{self.path}", load_catalogue(), read_only=read_only)

    async def medium(self, store: Store) -> Any:
        connection = sqlite3.connect(self.path)
        try:
            return tables(connection)
        finally:
            connection.close()

    def remove(self) -> None:
        shutil.rmtree(self.folder)


class MemoryAt:
    """A store in memory."""

    async def open(self) -> Store:
        return await open_store(":memory:", load_catalogue())

    async def medium(self, store: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(store._worker, tables, store._database._connection)

    def remove(self) -> None:
        pass


def tables(connection: sqlite3.Connection) -> list[list[tuple[Any, ...]]]:
    """The graph's tables, row by row."""
    return [connection.execute(query).fetchall() for query in _GRAPH]
