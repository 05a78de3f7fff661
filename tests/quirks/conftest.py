"""A store in memory, and an import of small files into it, for each quirk."""

from __future__ import annotations

import pytest
from small_imports import catalogue, load, pack
from stores import MEMORY

__all__ = ["catalogue", "load", "pack"]


@pytest.fixture
async def store(catalogue):
    async with MEMORY.new(catalogue) as opened:
        yield opened
