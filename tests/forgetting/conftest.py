"""A store that is kept somewhere, with what it keeps, byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import bytes_kept
import pytest
from embedded_places import FileAt
from neo4j_places import Neo4jAt
from small_imports import catalogue, load, pack
from store_at import StoreAt
from stores import KINDS

__all__ = ["catalogue", "load", "pack"]


@dataclass
class Kept:
    """Where a store is kept, and how its bytes are read."""

    at: StoreAt
    chunks: Callable[[], Iterator[tuple[str, bytes]]]

    def holding(self, text: str) -> list[str]:
        return bytes_kept.holding(self.chunks(), text)


@pytest.fixture(params=KINDS)
def kept(request) -> Iterator[Kept]:
    if request.param == "neo4j":
        url = request.getfixturevalue("neo4j_url")
        yield Kept(Neo4jAt(url), lambda: bytes_kept.on_server(url))
        return
    at = FileAt()
    yield Kept(at, lambda: bytes_kept.in_folder(Path(at.folder)))
    at.remove()


@pytest.fixture
async def store(kept):
    opened = await kept.at.open()
    yield opened
    await opened.close()
