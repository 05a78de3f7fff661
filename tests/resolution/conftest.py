"""A store of its own, in memory and on a server, and an import into it, for each test."""

from __future__ import annotations

import pytest
from small_imports import catalogue, load, pack

__all__ = ["catalogue", "load", "pack"]


@pytest.fixture
async def store(place, catalogue):
    async with place.new(catalogue) as opened:
        yield opened
