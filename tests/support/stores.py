"""Where tests keep a store: in memory, and on the tests' Neo4j."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import neo4j_server
import pytest

from graph_service.store import open_store
from graph_service.store.port import Store
from schema.catalogue import Catalogue, load_catalogue

KINDS = ("embedded", pytest.param("neo4j", marks=pytest.mark.neo4j))


@dataclass(frozen=True)
class Place:
    """Holds one store at a time."""

    url: str

    @property
    def is_server(self) -> bool:
        return self.url != ":memory:"

    async def empty(self) -> None:
        """Remove what is there."""
        if self.is_server:
            await asyncio.to_thread(neo4j_server.wipe, self.url)

    async def open(self, catalogue: Catalogue | None = None, *, read_only: bool = False) -> Store:
        """Open what is there."""
        access = neo4j_server.access() if self.is_server else None
        return await open_store(
            self.url, catalogue or load_catalogue(), read_only=read_only, access=access
        )

    @asynccontextmanager
    async def new(self, catalogue: Catalogue | None = None) -> AsyncIterator[Store]:
        """An empty store, closed at the end."""
        await self.empty()
        store = await self.open(catalogue)
        try:
            yield store
        finally:
            await store.close()


MEMORY = Place(":memory:")


def place_of(request: pytest.FixtureRequest) -> Place:
    """The place that a fixture's parameter of `KINDS` names."""
    return Place(request.getfixturevalue("neo4j_url")) if request.param == "neo4j" else MEMORY
