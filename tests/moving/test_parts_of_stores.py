"""All stores hand out and take over their truth in parts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from embedded_places import FileAt, MemoryAt
from neo4j_places import Neo4jAt
from store_at import StoreAt
from store_moving import MovingContract

from graph_service.store.port import Store, StoreError
from schema.statements import NodeStatement, Run


class OpenStore:
    @pytest_asyncio.fixture
    async def at(self) -> AsyncIterator[StoreAt]:
        at = self.make()
        yield at
        at.remove()

    @pytest_asyncio.fixture
    async def store(self, at: StoreAt) -> AsyncIterator[Store]:
        store = await at.open()
        yield store
        await store.close()


class TestPartsOfAFile(OpenStore, MovingContract):
    def make(self) -> FileAt:
        return FileAt()

    async def test_who_reads_beside_a_writer_notices_a_change(self, at, store):
        await store.apply([NodeStatement(1, "a", "Enterprise")], Run("r", "r"))
        reader = await at.open(read_only=True)
        reading = reader.contents()
        await anext(reading)
        await store.apply([NodeStatement(2, "b", "Enterprise")], Run("r", "r"))
        with pytest.raises(
            StoreError, match=r"was changed while it was read: it was version .*\.1"
        ):
            [part async for part in reading]
        await reader.close()


class TestPartsOfMemory(OpenStore, MovingContract):
    def make(self) -> MemoryAt:
        return MemoryAt()


class TestPartsOfADatabase(OpenStore, MovingContract):
    @pytest.fixture(autouse=True)
    def _server(self, neo4j_url):
        self.url = neo4j_url

    def make(self) -> Neo4jAt:
        return Neo4jAt(self.url)
